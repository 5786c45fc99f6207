// The same transmitter and fibre for both finer tiers: as devices, and as filters with a curve.
//
// Model. Standard: poles of a modulator's electrode and RC in front of its static curve through
// four levels; a ring's coupled modes linearised at its mean resonance behind the curve,
//   H = (1 + s tau z)(1 + y^2)/((1 + s tau)^2 + y^2), y in half linewidths, tau = 1/(pi linewidth),
//   z = Re a/(Re a - y Im a), a = -j conj(E0) K b0, b0 = 1/(1 - j y), E0 = 1 - K b0;
// a VCSEL's resonance and parasitic pole; multimode fibre as a Gaussian of its response's -3 dB
// (optical) point; dispersion of single-mode fibre as its small-signal transfer.
// Detailed: the devices of devices.h; the laser's junction keeps the temperature of its mean
// current. Assumption. RIN is noise of the decision, not part of the waveform.
// Sources. Little et al., JLT 15(6), 998 (1997) (coupled modes; from memory); else the devices'.
#include <complex.h>
#include <math.h>
#include <string.h>

#include "core/cmplx.h"
#include "modulator_laws.h"
#include "device.h"
#include "link_internal.h"
#include "shoreline/optical_wave.h"
#include "shoreline/signal.h"

#define HELD_S 1.0 // thermal time: no junction moves within a record

// ---- standard ----

static sl_status add_filter(sl_optical_link *link, sl_filter_kind kind, double hz, double damping)
{
    if (!isfinite(hz)) return SL_OK;
    if (link->transmitter_n == SL_LINK_FILTERS) return SL_ERR_LIMIT;
    link->transmitter[link->transmitter_n++] = (sl_filter){kind, hz, damping};
    return SL_OK;
}

// Half linewidths of the mean resonance above the laser.
static double ring_offset(const sl_modulator_out *at, const sl_modulator *m)
{
    return -at->detuning_hz / (ring_linewidth_hz(m) / 2);
}

static sl_status ring_filters(sl_optical_link *link, const sl_modulator *m,
                              const sl_modulator_out *at)
{
    double y = ring_offset(at, m), half = ring_linewidth_hz(m) / 2;
    double k = 1 - sqrt(m->min_transmission), square = 1 + y * y;
    double _Complex b0 = 1 / CMPLX(1, -y), a = -I * conj(1 - k * b0) * k * b0;
    double z = creal(a) / (creal(a) - y * cimag(a));
    SL_TRY(add_filter(link, SL_FILTER_RESONANCE, half * sqrt(square), 2 * half));
    return add_filter(link, SL_FILTER_ZERO, half / z, 0);
}

static sl_status modulated(sl_optical_link *link, const sl_link_chain_opts *o)
{
    sl_modulator_out at, four;
    const sl_modulator *m = o->modulator;
    sl_lane_in *l = &link->lane;
    SL_TRY(sl_modulator_evaluate(&at, m, o->input_power_w, l->symbol_rate_bd, l->levels));
    SL_TRY(sl_modulator_evaluate(&four, m, o->input_power_w, l->symbol_rate_bd, 4));
    sl_modulator_bend(link->bend, m);
    double ratio = at.extinction_ratio;
    l->launch_average_w = o->light_gain * at.oma_w / 2 * (ratio + 1) / (ratio - 1);
    l->extinction_ratio_db = 10 * log10(ratio);
    l->level_mismatch = l->levels == 2 ? 1 : at.level_mismatch;
    l->chirp = o->chirp;
    double rc = m->series_ohm * m->capacitance_f;
    SL_TRY(add_filter(link, SL_FILTER_POLE, rc > 0 ? 1 / (2 * SL_PI * rc) : INFINITY, 0));
    SL_TRY(add_filter(link, SL_FILTER_POLE, m->line_bandwidth_hz, 0));
    link->driven_n = link->transmitter_n;
    return m->kind == SL_MODULATOR_RING ? ring_filters(link, m, &at) : SL_OK;
}

static sl_status direct(sl_optical_link *link, const sl_link_chain_opts *o)
{
    const sl_vcsel *v = o->laser;
    sl_laser_point p;
    SL_TRY(sl_vcsel_at_current(&p, v, o->local_temp_k, o->bias_a));
    if (!(p.power_w > 0) || !(o->extinction_db > 0)) return SL_ERR_DOMAIN;
    link->lane.launch_average_w = o->light_gain * p.power_w;
    link->lane.extinction_ratio_db = o->extinction_db;
    link->lane.level_mismatch = 1;
    link->lane.chirp = 0;
    link->driven_n = link->transmitter_n;
    double fr, damping;
    sl_vcsel_dynamics(&fr, &damping, v, &p);
    SL_TRY(add_filter(link, SL_FILTER_RESONANCE, fr, damping));
    return add_filter(link, SL_FILTER_POLE, v->parasitic_pole_hz, 0);
}

// Where the response of multimode fibre falls to 1/2 of what it is at 0.
static double mmf_bandwidth_hz(const sl_mmf_opts *o, double most_hz)
{
    double none = cabs(sl_mmf_response(o, 0)), low = 0, high = most_hz;
    if (cabs(sl_mmf_response(o, most_hz)) > none / 2) {
        // less than that over the band: the Gaussian that agrees at its end
        double fall = cabs(sl_mmf_response(o, most_hz)) / none;
        return fall < 1 ? most_hz * sqrt(log(0.5) / log(fall)) : INFINITY;
    }
    for (int i = 0; i < 50; i++) {
        double middle = (low + high) / 2;
        if (cabs(sl_mmf_response(o, middle)) > none / 2)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static sl_status fibre(sl_optical_link *link, const sl_link_chain_opts *o)
{
    link->lane.dispersion_s_per_m = 0;
    if (o->smf)
        link->lane.dispersion_s_per_m =
            o->smf->length_m * sl_dispersion_s_per_m2(o->smf->wavelength_m,
                                                      o->smf->zero_wavelength_m,
                                                      o->smf->slope_s_per_m3);
    if (!o->mmf) return SL_OK;
    return add_filter(link, SL_FILTER_GAUSSIAN,
                      mmf_bandwidth_hz(o->mmf, 2 * link->lane.symbol_rate_bd), 0);
}

sl_status sl_link_transmitter(sl_optical_link *link, const sl_link_chain_opts *o)
{
    if (!o->modulator == !o->laser || (o->smf && o->mmf) || !(o->light_gain > 0))
        return SL_ERR_DOMAIN;
    link->bend[0] = link->bend[1] = 0;
    SL_TRY(o->modulator ? modulated(link, o) : direct(link, o));
    return fibre(link, o);
}

// ---- detailed ----

// Where the next device goes; a device that could not be made is NULL and not counted.
static sl_device **next_of(sl_link_chain *c)
{
    return &c->device[c->devices];
}

static sl_status counted(sl_link_chain *c, sl_status status)
{
    if (status == SL_OK) c->devices++;
    return status;
}

static sl_status modulator_device(sl_link_chain *c, sl_ctx *ctx, const sl_link_chain_opts *o,
                                  double rate_hz)
{
    sl_modulator m = *o->modulator; // its poles are in front of it, on the drive
    m.series_ohm = m.capacitance_f = 0;
    m.line_bandwidth_hz = INFINITY;
    c->wave.drive_amplitude = m.drive_vpp_v / 2;
    if (m.kind == SL_MODULATOR_MZM) {
        sl_mzm_opts mzm;
        SL_TRY(sl_mzm_from_modulator(&mzm, &m, o->input_power_w, rate_hz));
        mzm.chirp = o->chirp;
        return counted(c, sl_mzm_wave_create(next_of(c), ctx, &mzm));
    }
    if (m.kind == SL_MODULATOR_EAM) {
        sl_eam_opts eam = {.sample_rate_hz = rate_hz,
                           .modulator = &m,
                           .power_w = o->input_power_w,
                           .chirp = o->chirp,
                           .local_temp_k = o->local_temp_k,
                           .reference_temp_k = o->local_temp_k,
                           .thermal_time_s = HELD_S};
        c->wave.drive_amplitude = -c->wave.drive_amplitude; // more voltage, less light
        return counted(c, sl_eam_wave_create(next_of(c), ctx, &eam));
    }
    sl_modulator_out at;
    SL_TRY(sl_modulator_evaluate(&at, &m, o->input_power_w, rate_hz, 2));
    sl_ring_opts ring = {.sample_rate_hz = rate_hz,
                         .modulator = &m,
                         .power_w = o->input_power_w,
                         .detuning_hz = at.detuning_hz,
                         .thermal_time_s = HELD_S};
    c->wave.drive_amplitude = -c->wave.drive_amplitude; // the resonance comes nearer
    return counted(c, sl_ring_wave_create(next_of(c), ctx, &ring));
}

static sl_status laser_device(sl_link_chain *c, sl_ctx *ctx, const sl_link_chain_opts *o,
                              double rate_hz)
{
    sl_laser_point p;
    SL_TRY(sl_vcsel_at_current(&p, o->laser, o->local_temp_k, o->bias_a));
    if (!(p.power_w > 0) || !(o->extinction_db > 0)) return SL_ERR_DOMAIN;
    sl_vcsel_wave_opts laser = {.sample_rate_hz = rate_hz,
                                .laser = o->laser,
                                .local_temp_k = o->local_temp_k,
                                .bias_a = o->bias_a,
                                .thermal_time_s = HELD_S,
                                .linewidth_factor = o->chirp,
                                .field = o->smf != NULL};
    c->wave.drive_offset = o->bias_a;
    c->wave.drive_amplitude =
        sl_oma_w(p.power_w, pow(10, o->extinction_db / 10)) / 2 / p.slope_w_per_a;
    return counted(c, sl_vcsel_wave_create(next_of(c), ctx, &laser));
}

static sl_status fibre_device(sl_link_chain *c, sl_ctx *ctx, const sl_link_chain_opts *o,
                              double rate_hz)
{
    if (o->smf) {
        sl_smf_opts smf = *o->smf;
        smf.sample_rate_hz = rate_hz;
        return counted(c, sl_smf_wave_create(next_of(c), ctx, &smf));
    }
    if (!o->mmf) return SL_OK;
    if (sl_device_gives_field(c->device[c->devices - 1]))
        return device_refuse(ctx, "use single-mode fibre behind it, or a laser without a field",
                             "a modulator's field has no multimode fibre model");
    sl_mmf_opts mmf = *o->mmf;
    mmf.sample_rate_hz = rate_hz;
    return counted(c, sl_mmf_wave_create(next_of(c), ctx, &mmf));
}

sl_status sl_link_chain_create(sl_link_chain *out, sl_ctx *ctx, const sl_optical_link *link,
                               const sl_link_chain_opts *o)
{
    *out = (sl_link_chain){.wave = {.link = link, .light_gain = o->light_gain}};
    if (!o->modulator == !o->laser || (o->smf && o->mmf)) return SL_ERR_DOMAIN;
    double rate_hz = 8 * link->lane.symbol_rate_bd;
    double mismatch = link->lane.host_tx ? link->lane.host_tx->level_mismatch : 1;
    sl_status status = sl_pam_levels(out->wave.drive_level, link->lane.levels, mismatch);
    sl_link_curve curve = sl_link_curve_of(link);
    for (int i = 1; o->light_level && i + 1 < link->lane.levels; i++)
        out->wave.drive_level[i] = sl_link_curve_inverse(&curve, o->light_level[i]);
    if (status == SL_OK)
        status = o->modulator ? modulator_device(out, ctx, o, rate_hz)
                              : laser_device(out, ctx, o, rate_hz);
    if (status == SL_OK) status = fibre_device(out, ctx, o, rate_hz);
    for (int i = 0; i < out->devices; i++)
        out->wave.device[i] = out->device[i];
    out->wave.devices = out->devices;
    if (status != SL_OK) sl_link_chain_destroy(out);
    return status;
}

void sl_link_chain_destroy(sl_link_chain *c)
{
    for (int i = 0; i < c->devices; i++)
        sl_device_destroy(c->device[i]);
    *c = (sl_link_chain){0};
}
