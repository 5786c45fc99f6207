// Things to the optics layer: laser, modulator, lane, port power.
#include "shoreline/lane.h"
#include "system/internal.h"

#include <string.h>

// ---- laser ----

sl_laser sl_design_laser(const sl_laser_spec *l)
{
    sl_laser laser = {.threshold_a = l->threshold_a,
                      .slope_w_per_a = l->slope_w_a,
                      .threshold_t0_k = l->t0_k,
                      .slope_t1_k = l->t1_k,
                      .reference_temp_k = l->reference_k,
                      .turn_on_v = l->turn_on_v,
                      .series_ohm = l->series_ohm,
                      .thermal_resistance_k_per_w = l->rth_k_w,
                      .current_max_a = l->current_max_a};
    return laser;
}

sl_vcsel sl_design_vcsel(const sl_laser_spec *l)
{
    sl_vcsel v = {.threshold_a = l->threshold_a,
                  .threshold_temp_k = l->threshold_temp_k,
                  .threshold_curvature_a_per_k2 = l->threshold_curvature_a_k2,
                  .slope_w_per_a = l->slope_w_a,
                  .slope_fall_per_k = l->slope_fall_per_k,
                  .reference_temp_k = l->reference_k,
                  .turn_on_v = l->turn_on_v,
                  .series_ohm = l->series_ohm,
                  .thermal_resistance_k_per_w = l->rth_k_w,
                  .current_max_a = l->current_max_a,
                  .d_hz_per_sqrt_a = l->d_hz_sqrt_a,
                  .d_fall_per_k = l->d_fall_per_k,
                  .k_factor_s = l->k_factor_s,
                  .damping_offset_per_s = l->damping_offset_hz,
                  .parasitic_pole_hz = l->parasitic_pole_hz,
                  .wavelength_m = l->wavelength_m,
                  .wavelength_shift_m_per_k = l->shift_m_k,
                  .linewidth_hz = l->linewidth_hz,
                  .carrier_lifetime_s = l->carrier_lifetime_s};
    return v;
}

sl_microled sl_microled_from_spec(const sl_laser_spec *l)
{
    sl_microled led = {.area_m2 = l->area_m2,
                       .active_thickness_m = l->active_thickness_m,
                       .a_per_s = l->a_hz,
                       .b_m3_per_s = l->b_m3_s,
                       .c_m6_per_s = l->c_m6_s,
                       .extraction = l->extraction_frac,
                       .wavelength_m = l->wavelength_m,
                       .turn_on_v = l->turn_on_v,
                       .series_ohm = l->series_ohm,
                       .capacitance_f = l->capacitance_f,
                       .drive_ohm = l->drive_ohm};
    return led;
}

static void led_light(sl_light *out, const sl_laser_spec *l, double local_k)
{
    sl_microled led = sl_microled_from_spec(l);
    sl_microled_out at;
    out->status = sl_microled_at_current(&at, &led, l->bias_a);
    if (out->status != SL_OK) return;
    out->point = (sl_laser_point){.current_a = l->bias_a,
                                  .power_w = at.power_w,
                                  .electrical_w = at.electrical_w,
                                  .heat_w = at.electrical_w - at.power_w,
                                  .efficiency = at.power_w / at.electrical_w,
                                  .voltage_v = at.electrical_w / l->bias_a};
    out->point.junction_temp_k = local_k + l->rth_k_w * out->point.heat_w;
}

void sl_project_laser(sl_light *out, const sl_laser_spec *l, double local_k)
{
    *out = (sl_light){.status = SL_OK};
    if (l->kind == SL_WORD_CW) {
        sl_laser laser = sl_design_laser(l);
        out->status = sl_laser_for_power(&out->point, &laser, local_k, l->power_w);
        if (out->status == SL_ERR_LIMIT && sl_laser_peak(&out->point, &laser, local_k) != SL_OK)
            out->point = (sl_laser_point){.junction_temp_k = local_k};
    } else if (l->kind == SL_WORD_VCSEL) {
        sl_vcsel vcsel = sl_design_vcsel(l);
        out->status = sl_vcsel_at_current(&out->point, &vcsel, local_k, l->bias_a);
        if (out->status == SL_OK && !(out->point.power_w > 0.0)) out->status = SL_ERR_LIMIT;
    } else if (l->kind == SL_WORD_MICROLED) {
        led_light(out, l, local_k);
    }
    out->wall_w = out->point.electrical_w;
    if (!isnan(l->cooler_cop)) out->wall_w += out->point.heat_w / l->cooler_cop;
}

// ---- lane ----

double sl_coupling_loss_db(const sl_coupling_spec *c)
{
    double rms = sqrt(2.0 * (c->sigma_m * c->sigma_m + c->shared_sigma_m * c->shared_sigma_m));
    return sl_alignment_waist_loss_db(c->waist_a_m, c->waist_b_m) +
           sl_alignment_offset_loss_db(rms, c->waist_a_m, c->waist_b_m) + c->excess_loss_db;
}

static double launch_loss_db(const sl_design *d)
{
    const sl_link_spec *link = &d->link;
    double loss = sl_coupling_loss_db(&link->launch);
    if (link->laser.kind == SL_WORD_MICROLED) {
        double r = link->fibre.core_diameter_m / 2.0;
        loss = link->launch.excess_loss_db -
               10.0 * log10(sl_lambertian_coupling(link->laser.area_m2, SL_PI * r * r,
                                                   link->fibre.numerical_aperture, 1));
    }
    return loss;
}

sl_modulator sl_modulator_from_spec(const sl_link_spec *link)
{
    const sl_modulator_spec *m = &link->modulator;
    static const sl_modulator_kind kinds[] = {SL_MODULATOR_MZM, SL_MODULATOR_MZM, SL_MODULATOR_EAM,
                                              SL_MODULATOR_RING};
    sl_modulator out = {.kind = kinds[m->kind],
                        .insertion_loss_db = m->insertion_loss_db,
                        .drive_vpp_v = m->drive_vpp_v,
                        .capacitance_f = m->capacitance_f,
                        .series_ohm = m->series_ohm,
                        .termination_ohm = m->termination_ohm,
                        .line_bandwidth_hz = isnan(m->bandwidth_hz) ? INFINITY : m->bandwidth_hz,
                        .wavelength_m = link->laser.wavelength_m,
                        .heater_w = m->heater_w,
                        .v_pi_v = m->v_pi_v,
                        .static_extinction_db = m->static_extinction_db,
                        .bias_v = isnan(m->bias_v) ? 0.0 : m->bias_v,
                        .v0_v = m->v0_v,
                        .exponent = m->exponent,
                        .quality = m->quality,
                        .min_transmission = m->min_transmission,
                        .shift_hz_per_v = m->shift_hz_v,
                        .lock_error_hz = m->lock_error_hz};
    return out;
}

double sl_lane_share_w(const sl_link_spec *link, const sl_light *light)
{
    return light->point.power_w / link->laser.lanes * pow(10.0, -link->mux_loss_db / 10.0);
}

sl_status sl_project_modulator(sl_modulator_out *out, const sl_design *d, const sl_light *light)
{
    const sl_link_spec *link = &d->link;
    *out = (sl_modulator_out){0};
    if (link->modulator.kind == SL_WORD_DIRECT) return SL_OK;
    sl_modulator m = sl_modulator_from_spec(link);
    double fb = sl_design_symbol_rate(link->rate_bps, sl_link_optical_lanes(link),
                                      sl_link_optical_levels(link), sl_link_overhead(link));
    return sl_modulator_evaluate(out, &m, sl_lane_share_w(link, light), fb,
                                 sl_link_optical_levels(link));
}

// Light at the modulator's (or the direct laser's) output, before the launch coupling.
static void transmitter(sl_lane_setup *out, const sl_design *d, const sl_light *light)
{
    const sl_link_spec *link = &d->link;
    const sl_laser_spec *l = &link->laser;
    sl_lane_in *in = &out->in;
    double average_w = sl_lane_share_w(link, light);
    if (link->modulator.kind != SL_WORD_DIRECT) {
        out->status = sl_project_modulator(&out->modulator, d, light);
        if (out->status != SL_OK) return;
        average_w = out->modulator.average_w;
        in->extinction_ratio_db = 10.0 * log10(out->modulator.extinction_ratio);
        in->level_mismatch = in->levels == 2 ? 1.0 : out->modulator.level_mismatch;
        in->transmitter_bandwidth_hz = out->modulator.bandwidth_hz;
    } else {
        in->extinction_ratio_db = l->extinction_db;
        in->level_mismatch = 1.0;
        in->transmitter_bandwidth_hz = INFINITY;
    }
    in->launch_average_w = average_w * pow(10.0, -out->launch_loss_db / 10.0);
    in->rin_per_hz = pow(10.0, l->rin_db_hz / 10.0);
}

// Dynamics of directly modulated sources: response on the cells, noise of a VCSEL.
static void direct_dynamics(sl_lane_setup *out, const sl_laser_spec *l, const sl_light *light)
{
    sl_lane_in *in = &out->in;
    double fb = out->symbol_rate_bd;
    if (l->kind == SL_WORD_VCSEL) {
        sl_vcsel v = sl_design_vcsel(l);
        double rin = 0.0;
        for (size_t i = 0; i < SL_RESPONSE_CELLS; i++)
            out->transmitter_gain[i] =
                sl_vcsel_response(&v, &light->point, sl_response_cell_hz(fb, i));
        for (int i = 0; i < 8; i++) // mean over 0..fb/2, what a receiver lets through
            rin += sl_vcsel_rin_per_hz(&v, &light->point, (i + 0.5) / 16.0 * fb) / 8.0;
        in->rin_per_hz += rin;
        in->transmitter_gain = out->transmitter_gain;
    } else if (l->kind == SL_WORD_MICROLED) {
        sl_microled led = sl_microled_from_spec(l);
        sl_microled_out at;
        if (sl_microled_at_current(&at, &led, light->point.current_a) != SL_OK) return;
        for (size_t i = 0; i < SL_RESPONSE_CELLS; i++) {
            double x = sl_response_cell_hz(fb, i) / at.bandwidth_hz;
            out->transmitter_gain[i] = 1.0 / sqrt(1.0 + x * x);
        }
        in->transmitter_gain = out->transmitter_gain;
    }
}

// The host's channel as the engine's driver sees it: the transmitter's own noise has the signal's
// spectrum, so it goes through the same gain. The driver's input noise is taken as that of the
// class's receiver, which the response already holds with the crosstalk.
static void linear_drive(sl_lane_setup *out, const sl_design *d, const sl_host_side *host)
{
    const sl_serdes_spec *s = &d->link.serdes;
    double fb = out->symbol_rate_bd;
    double noise = 2.0 * sl_pam_mean_square(out->in.levels) / fb * pow(10.0, -s->snr_tx_db / 10.0);
    out->host_tx = host->out.response;
    for (size_t i = 0; i < SL_RESPONSE_CELLS; i++) {
        double gain = out->host_tx.gain[i];
        out->host_tx.noise_psd_per_hz[i] += gain * gain * noise;
    }
    out->in.host_tx = &out->host_tx;
}

// The way back: amplifier's output through the same channel into the host's receiver.
static void linear_receive(sl_lane_setup *out, const sl_design *d, const sl_host_side *host)
{
    double fb = out->symbol_rate_bd, bandwidth = d->link.serdes.tx_bandwidth_frac * fb;
    out->host_rx = host->out.response;
    for (size_t i = 0; i < SL_RESPONSE_CELLS; i++) {
        double f = sl_response_cell_hz(fb, i);
        double pulse = sl_hold_gain(f, fb) * sl_butterworth4_gain(f, bandwidth);
        out->host_rx.gain[i] = pulse > 1e-9 ? host->out.response.gain[i] / pulse : 0.0;
    }
    out->host_rx.jitter_rms_ui = 0.0; // the transmitting host's clock and levels count once
    out->host_rx.level_mismatch = 1.0;
    out->in.host_rx = &out->host_rx;
}

// Coherent reflections need one mode: in multimode fibre the beats of many modes average out, as
// the standards' multimode budgets also have it; modal noise is not modelled.
static void multipath(sl_lane_setup *out, const sl_fibre_spec *f)
{
    if (f->kind != SL_WORD_SMF) return;
    sl_mpi mpi = {.levels = out->in.levels,
                  .extinction_ratio_db = out->in.extinction_ratio_db,
                  .connectors = f->connectors,
                  .connector_return_loss_db = f->connector_return_loss_db,
                  .port_return_loss_db = f->port_return_loss_db};
    out->in.mpi_variance = sl_mpi_variance(&mpi);
}

void sl_project_lane(sl_lane_setup *out, const sl_design *d, const sl_light *light,
                     const sl_host_side *host, double target_ber)
{
    const sl_link_spec *link = &d->link;
    const sl_receiver_spec *r = &link->receiver;
    memset(out, 0, sizeof *out);
    int lanes = sl_link_optical_lanes(link), levels = sl_link_optical_levels(link);
    out->symbol_rate_bd =
        sl_design_symbol_rate(link->rate_bps, lanes, levels, sl_link_overhead(link));
    out->launch_loss_db = launch_loss_db(d);
    out->receive_loss_db = sl_coupling_loss_db(&link->receive) + link->demux_loss_db;
    if (link->laser.kind == SL_WORD_MICROLED)
        out->receive_loss_db = link->receive.excess_loss_db + link->demux_loss_db;
    out->in =
        (sl_lane_in){.symbol_rate_bd = out->symbol_rate_bd,
                     .levels = levels,
                     .target_ber = target_ber,
                     .drive_noise_per_hz = link->engine.drive_noise_psd_hz,
                     .jitter_rms_ui = r->jitter_ui,
                     .wavelength_m = link->laser.wavelength_m,
                     .chirp = link->laser.chirp,
                     .responsivity_a_per_w = r->responsivity_a_w,
                     .dark_current_a = r->dark_current_a,
                     .thermal_a2_per_hz = r->noise_a_rthz * r->noise_a_rthz,
                     .thermal_f2_a2_per_hz3 = r->noise_rise_a2_hz3,
                     .receiver_bandwidth_hz = r->bandwidth_hz,
                     .receiver_noise_per_hz = r->after_noise_psd_hz,
                     .implementation_loss_db = r->implementation_loss_db - d->light_shift.snr_db};
    transmitter(out, d, light);
    if (out->status != SL_OK) return;
    direct_dynamics(out, &link->laser, light);
    if (link->kind == SL_WORD_LINEAR) linear_drive(out, d, host);
    if (link->kind == SL_WORD_LINEAR || link->kind == SL_WORD_HALF_RETIMED)
        linear_receive(out, d, host);
    multipath(out, &link->fibre);
}

double sl_project_lane_ber(const sl_design *d, double log10_ber)
{
    const sl_light_shift *s = &d->light_shift;
    int levels = sl_link_optical_levels(&d->link);
    if (s->ber_snr_db == 0) return log10_ber;
    double snr = sl_pam_snr_for_log10_ber(log10_ber, levels) * pow(10, s->ber_snr_db / 10);
    return isfinite(snr) ? fmin(sl_pam_log10_ber(snr, levels), log10(0.5)) : log10_ber;
}

double sl_lane_falloff_db(const sl_lane_setup *setup, bool receiver_only)
{
    const sl_lane_in *in = &setup->in;
    double nyquist = setup->symbol_rate_bd / 2.0;
    double power = sl_bessel_thomson_power(nyquist, in->receiver_bandwidth_hz);
    if (!receiver_only) {
        const double *gain = in->transmitter_gain;
        size_t middle = SL_RESPONSE_CELLS / 2;
        power *= gain ? gain[middle - 1] * gain[middle]
                      : sl_bessel_thomson_power(nyquist, in->transmitter_bandwidth_hz);
    }
    return -10.0 * log10(fmax(power, 1e-6));
}

double sl_fibre_loss_db(const sl_fibre_spec *f, double length_m)
{
    return f->loss_db_m * length_m + f->connectors * f->connector_loss_db;
}

void sl_lane_set_length(sl_lane_setup *setup, const sl_design *d, double length_m)
{
    const sl_fibre_spec *f = &d->link.fibre;
    const sl_laser_spec *l = &d->link.laser;
    sl_lane_in *in = &setup->in;
    in->channel_loss_db = sl_fibre_loss_db(f, length_m) + setup->receive_loss_db;
    in->fibre_bandwidth_hz = in->mpn_sigma = in->dispersion_s_per_m = 0.0;
    if (f->kind == SL_WORD_IMAGING) return;
    in->dispersion_s_per_m =
        length_m * sl_dispersion_s_per_m2(l->wavelength_m, f->zero_wavelength_m, f->slope_s_m3);
    if (f->kind != SL_WORD_MMF || length_m <= 0.0) return;
    sl_mmf mmf = {.modal_bandwidth_hz_m = f->modal_bandwidth_hz_m,
                  .zero_wavelength_m = f->zero_wavelength_m,
                  .slope_s_per_m3 = f->slope_s_m3,
                  .loss_db_per_m = f->loss_db_m};
    in->fibre_bandwidth_hz =
        sl_mmf_bandwidth_hz(&mmf, length_m, l->wavelength_m, l->spectral_width_m);
    in->mpn_sigma = sl_mode_partition_noise(f->mode_partition_frac, setup->symbol_rate_bd,
                                            in->dispersion_s_per_m, l->spectral_width_m);
    in->dispersion_s_per_m = 0.0; // of many modes: a bandwidth, not a coherent transfer
}

// ---- power ----

// A port's share: lasers are whole in an engine, whose ports may share one.
static double lasers_of_port(const sl_link_spec *link)
{
    double ports = isnan(link->engine.rate_bps) ? 1.0 : link->engine.rate_bps / link->rate_bps;
    ports = fmax(ports, 1.0);
    return ceil(sl_link_optical_lanes(link) * ports / link->laser.lanes - 1e-9) / ports;
}

static void optical_power(sl_port_power *out, const sl_design *d, const sl_light *light,
                          const sl_modulator_out *modulator, double tuning_w, double dsp_j_per_bit)
{
    const sl_link_spec *link = &d->link;
    const sl_engine_spec *e = &link->engine;
    double lanes = sl_link_optical_lanes(link), lane_bps = link->rate_bps / lanes;
    double lasers = lasers_of_port(link);
    double engine_bps = isnan(e->rate_bps) ? link->rate_bps : e->rate_bps;
    double spare = 1.0 + link->laser.spares * link->rate_bps / engine_bps / fmax(lasers, 1.0);
    sl_engine_power_in in = {
        .lane_rate_bps = lane_bps,
        .laser_optical_w = light->point.power_w * lasers / lanes * spare,
        .laser_electrical_w = light->point.electrical_w * lasers / lanes * spare,
        .laser_cooling_w = (light->wall_w - light->point.electrical_w) * lasers / lanes * spare,
        .driver_w = e->driver_j_per_bit * lane_bps,
        .modulator_w = modulator->electrical_w,
        .tuning_w = tuning_w / lanes,
        .tia_w = link->kind >= SL_WORD_RETIMED ? link->receiver.tia_j_per_bit * lane_bps : 0.0,
        .dsp_tx_w = e->dsp_tx_j_per_bit * lane_bps,
        .dsp_rx_w = (e->dsp_rx_j_per_bit + dsp_j_per_bit) * lane_bps,
        .control_w = e->control_w * lane_bps / engine_bps,
        .conversion_efficiency = e->conversion_frac,
        .laser_external = e->laser_place,
        .laser_conversion_efficiency = e->laser_conversion_frac};
    sl_engine_power_out p;
    if (sl_engine_power(&p, &in) != SL_OK) {
        out->total_w = NAN;
        return;
    }
    double bit = 1.0 / lane_bps;
    out->energy[SL_EN_DSP] = p.dsp_w * bit;
    out->energy[SL_EN_LASER] = p.laser_w * bit;
    out->energy[SL_EN_DRIVER] = p.driver_w * bit;
    out->energy[SL_EN_MODULATOR] = p.modulator_w * bit;
    out->energy[SL_EN_TUNING] = p.tuning_w * bit;
    out->energy[SL_EN_TIA] = p.tia_w * bit;
    out->energy[SL_EN_CONTROL] = p.control_w * bit;
    out->energy[SL_EN_CONVERSION] = p.conversion_w * bit;
    out->laser_heat_w = (in.laser_electrical_w + in.laser_cooling_w - in.laser_optical_w) * lanes;
    out->engine_heat_w = p.heat_in_engine_w * lanes;
    if (!e->laser_place) out->engine_heat_w -= out->laser_heat_w;
}

void sl_project_power(sl_port_power *out, const sl_design *d, const sl_light *light,
                      const sl_host_side *host, const sl_modulator_out *modulator, double tuning_w)
{
    const sl_link_spec *link = &d->link;
    *out = (sl_port_power){0};
    if (link->kind >= SL_WORD_RETIMED || link->kind == SL_WORD_ACTIVE)
        optical_power(out, d, light, modulator, tuning_w, host->retimer_j_per_bit);
    out->energy[SL_EN_SERDES] = host->serdes_j_per_bit;
    double total = 0.0;
    for (int i = 0; i < SL_ENERGY_PARTS; i++)
        total += out->energy[i];
    if (!isnan(out->total_w)) out->total_w = total * link->rate_bps;
}
