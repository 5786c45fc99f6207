// Standard and detailed tier of the optical lane: finite equalisers, waveforms through devices.
//
// The lane is the estimate's at the design's nominal temperatures, light and length. Its devices
// are made once for both tiers (sl_link_transmitter, sl_link_chain_create). The standard tier
// decides at `standard`, the waveform at `detailed` where there is one of all devices, with counted
// errors where they are frequent enough. What is found is kept as the SNR by which the estimate's
// receiver would have to be better to have the same margin (where there is none, the same errors),
// so that draws, lengths and temperatures move with the estimate around it. Assumptions. The
// implementation loss multiplies Gaussian noise alone; taps in front of the main one: a third.
// Multimode fibre: mode groups of Gaussian weights without spectral bias. Limits. No waveform of a
// microLED, of imaging fibre behind a modulator, nor of a half-retimed or linear receiver's host
// channel beyond its magnitude. Theory: docs/theory/optics-links.md.
#include "shoreline/channel.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "shoreline/numeric.h"
#include "shoreline/signal.h"
#include "system/internal.h"

#define COUNT_SYMBOLS   2000000u
#define SAMPLED_SYMBOLS 4096
#define SHIFT_MOST_DB   40.0

// ---- from the design ----

// Behind a linear receiver the host's SerDes decides, with a continuous-time equaliser of its own.
static bool host_decides(const sl_link_spec *link)
{
    return link->kind == SL_WORD_LINEAR || link->kind == SL_WORD_HALF_RETIMED;
}

static void receiver_of(sl_optical_link *link, const sl_link_spec *spec)
{
    const sl_receiver_spec *r = &spec->receiver;
    int detector = r->detector;
    if (host_decides(spec) && detector == SL_WORD_SLICER && spec->serdes.equaliser == SL_WORD_DFE)
        detector = SL_WORD_SEQUENCE; // what the word stands for: feedback or sequence detection
    static const sl_detector detectors[] = {[SL_WORD_SLICER] = SL_DETECT_LINEAR,
                                            [SL_WORD_FEEDBACK] = SL_DETECT_DFE,
                                            [SL_WORD_SEQUENCE] = SL_DETECT_SEQUENCE};
    link->rx = (sl_link_receiver){.ffe_n = r->taps,
                                  .ffe_pre = (r->taps - 1) / 3,
                                  .dfe_n = detector != SL_WORD_SLICER,
                                  .dfe_limit = 1,
                                  .detector = detectors[detector]};
    link->receiver[0] = (sl_filter){SL_FILTER_BESSEL4, r->bandwidth_hz, 0};
    link->receiver_n = 1;
}

static void fibre_of(sl_lane_parts *p, const sl_design *d)
{
    const sl_fibre_spec *f = &d->link.fibre;
    const sl_laser_spec *l = &d->link.laser;
    double length_m = d->service.reach_m;
    if (f->kind == SL_WORD_SMF) {
        p->smf = (sl_smf_opts){.wavelength_m = l->wavelength_m,
                               .length_m = length_m,
                               .zero_wavelength_m = f->zero_wavelength_m,
                               .slope_s_per_m3 = f->slope_s_m3};
        p->chain.smf = &p->smf;
    } else if (f->kind == SL_WORD_MMF && length_m > 0) {
        sl_mode_groups_gaussian(p->group, 15, f->modal_bandwidth_hz_m, 0);
        p->mmf = (sl_mmf_opts){.wavelength_m = l->wavelength_m,
                               .length_m = length_m,
                               .zero_wavelength_m = f->zero_wavelength_m,
                               .slope_s_per_m3 = f->slope_s_m3,
                               .linewidth_rms_m = l->spectral_width_m,
                               .group = p->group,
                               .groups = 15};
        p->chain.mmf = &p->mmf;
    }
}

// A microLED has filters but no waveform.
static sl_status led_of(sl_lane_parts *p, const sl_design *d, const sl_light *light)
{
    sl_microled led = sl_microled_from_spec(&d->link.laser);
    sl_microled_out at;
    SL_TRY(sl_microled_at_current(&at, &led, light->point.current_a));
    p->link.transmitter[p->link.transmitter_n++] = (sl_filter){SL_FILTER_POLE, at.bandwidth_hz, 0};
    p->link.driven_n = p->link.transmitter_n;
    return SL_OK;
}

static sl_status transmitter_of(sl_lane_parts *p, const sl_design *d, const sl_light *light,
                                double launch_loss_db)
{
    const sl_link_spec *link = &d->link;
    fibre_of(p, d);
    p->chain.light_gain = pow(10, -launch_loss_db / 10);
    p->chain.chirp = link->laser.chirp;
    p->chain.local_temp_k = p->local_temp_k;
    if (link->laser.kind == SL_WORD_MICROLED) return led_of(p, d, light);
    if (link->modulator.kind != SL_WORD_DIRECT) {
        p->modulator = sl_modulator_from_spec(link);
        p->chain.modulator = &p->modulator;
        p->chain.input_power_w = sl_lane_share_w(link, light);
    } else {
        p->laser = sl_design_vcsel(&link->laser);
        p->chain.laser = &p->laser;
        p->chain.bias_a = light->point.current_a;
        p->chain.extinction_db = link->laser.extinction_db;
        p->chain.light_gain *= pow(10, -link->mux_loss_db / 10) / link->laser.lanes;
    }
    p->devices = true;
    return sl_link_transmitter(&p->link, &p->chain);
}

static sl_status parts_of(sl_lane_result *r, const sl_design *d, const sl_lane_setup *setup,
                          const sl_light *light, const sl_pulse *host, size_t host_samples)
{
    sl_lane_parts *p = &r->parts;
    p->host_tx = setup->host_tx;
    p->host_rx = setup->host_rx;
    memcpy(p->transmitter_gain, setup->transmitter_gain, sizeof p->transmitter_gain);
    p->link.lane = setup->in;
    p->link.lane.implementation_loss_db = d->link.receiver.implementation_loss_db;
    if (setup->in.transmitter_gain) p->link.lane.transmitter_gain = p->transmitter_gain;
    if (setup->in.host_rx) p->link.lane.host_rx = &p->host_rx;
    if (setup->in.host_tx) {
        p->link.lane.host_tx = &p->host_tx;
        p->link.host_tx = host;
        p->link.host_tx_samples_per_ui = host_samples;
    }
    p->local_temp_k =
        light->point.junction_temp_k - d->link.laser.rth_k_w * light->point.heat_w; // of the mount
    static const sl_predistortion wanted[] = {[SL_WORD_AS_DRIVEN] = SL_LEVELS_AS_DRIVEN,
                                              [SL_WORD_EQUAL_LIGHT] = SL_LEVELS_EQUAL,
                                              [SL_WORD_BY_NOISE] = SL_LEVELS_BY_NOISE};
    if (!setup->in.host_tx) p->link.predistortion = wanted[d->link.modulator.predistortion];
    receiver_of(&p->link, &d->link);
    return transmitter_of(p, d, light, setup->launch_loss_db);
}

// ---- tiers ----

// A waveform of so many symbols; chain and *w are to be destroyed, also on failure.
static sl_status record_of(sl_link_wave **w, sl_link_chain *chain, const sl_lane_result *r,
                           size_t symbols, uint64_t seed)
{
    *w = NULL;
    sl_link_chain_opts opts = r->parts.chain;
    if (r->parts.link.predistortion != SL_LEVELS_AS_DRIVEN) opts.light_level = r->point.level;
    SL_TRY(sl_link_chain_create(chain, r->ctx, &r->parts.link, &opts));
    chain->wave.symbols = symbols;
    chain->wave.seed = seed;
    return sl_link_wave_create(w, r->ctx, &chain->wave);
}

// Losses from 2 dB of more light to 3 dB beyond the margin's end.
static void losses_of(sl_lane_result *r)
{
    double last = isfinite(r->margin_db) ? fmin(r->margin_db, 25) + 3 : 3;
    for (int i = 0; i < SL_LANE_CURVE; i++)
        r->curve_loss_db[i] = -2 + (last + 2) * i / (SL_LANE_CURVE - 1);
}

static void waterfall(sl_lane_result *r, sl_link *k)
{
    losses_of(r);
    for (int i = 0; i < SL_LANE_CURVE; i++) {
        sl_optical_link moved = r->parts.link;
        sl_link_point p;
        moved.lane.channel_loss_db += r->curve_loss_db[i];
        bool ok = sl_link_evaluate(&p, k, &moved, 0) == SL_OK;
        r->curve_log10_ber[i] = ok ? p.log10_ber : (double)NAN;
    }
}

// Transmitters whose speed follows their light: filters do not do.
static bool has_memory(const sl_lane_parts *p)
{
    return p->devices && (!p->chain.modulator || p->chain.modulator->kind == SL_MODULATOR_RING);
}

// The short record in place of the filters, for what it knows.
static sl_status sampled(sl_lane_result *r, uint64_t seed)
{
    sl_link_chain chain = {0};
    sl_link_wave *w = NULL;
    sl_link_wave_point p;
    sl_status status = record_of(&w, &chain, r, SAMPLED_SYMBOLS, seed);
    if (status == SL_OK) status = sl_link_wave_evaluate(&p, w, 0);
    if (status == SL_OK) {
        r->filters_margin_db = r->margin_db;
        status = sl_link_wave_margin(&r->margin_db, w);
        r->point.log10_ber = p.log10_ber;
        r->point.snr_db = p.snr_db;
        r->point.burst = p.burst;
        memcpy(r->point.taps, p.taps, sizeof p.taps);
        memcpy(r->point.dfe, p.dfe, sizeof p.dfe);
        r->sampled = status == SL_OK;
        losses_of(r);
    }
    for (int i = 0; i < SL_LANE_CURVE && status == SL_OK; i++) {
        bool ok = sl_link_wave_evaluate(&p, w, r->curve_loss_db[i]) == SL_OK;
        r->curve_log10_ber[i] = ok ? p.log10_ber : (double)NAN;
    }
    sl_link_wave_destroy(w);
    sl_link_chain_destroy(&chain);
    return status;
}

static sl_status standard(sl_lane_result *r, bool adapt, uint64_t seed)
{
    sl_link *k;
    SL_TRY(sl_link_create(&k, r->ctx, r->parts.link.host_tx ? 256 : 64));
    sl_status status = adapt ? sl_link_adapt_ctle(k, &r->parts.link) : SL_OK;
    if (status == SL_OK) status = sl_link_evaluate(&r->point, k, &r->parts.link, 1);
    if (status == SL_OK) status = sl_link_margin(&r->margin_db, k, &r->parts.link);
    if (status == SL_OK) waterfall(r, k);
    sl_link_destroy(k);
    return status == SL_OK && has_memory(&r->parts) ? sampled(r, seed) : status;
}

static sl_status pictures(sl_lane_result *r, sl_link_wave *w)
{
    size_t n = SL_LANE_PICTURE * 8;
    for (int i = 0; i < 2; i++) {
        r->picture[i] = sl_ctx_resize(r->ctx, NULL, n * sizeof *r->picture[i]);
        if (!r->picture[i]) return SL_ERR_NO_MEMORY;
        r->picture_n = sl_link_wave_samples(r->picture[i], n, w, i);
    }
    return SL_OK;
}

static sl_status waveform(sl_lane_result *r, sl_fidelity tier, uint64_t seed)
{
    sl_link_chain chain = {0};
    sl_link_wave *w = NULL;
    sl_status status = record_of(&w, &chain, r, 0, seed);
    if (status == SL_OK) status = sl_link_wave_evaluate(&r->wave, w, 0);
    if (status == SL_OK) status = sl_link_wave_margin(&r->wave_margin_db, w);
    if (status == SL_OK) {
        r->levels = *sl_link_wave_static(w);
        r->waved = true;
        status = pictures(r, w);
    }
    bool frequent = r->wave.log10_ber > log10(100.0 / COUNT_SYMBOLS);
    if (status == SL_OK && tier == SL_FIDELITY_DETAILED && frequent) {
        status = sl_link_wave_count(&r->counts, w, 0, COUNT_SYMBOLS, seed);
        r->counted = status == SL_OK;
    }
    sl_link_wave_destroy(w);
    sl_link_chain_destroy(&chain);
    return status;
}

// ---- the difference to the estimate ----

typedef struct shifted {
    sl_lane_in in;
    double own_db, log10_target;
} shifted;

// Errors of the estimate with its receiver worse by x dB.
static double above(double x, void *context)
{
    shifted *s = context;
    double log10_ber;
    s->in.implementation_loss_db = s->own_db + x;
    if (sl_lane_log10_ber(&log10_ber, &s->in) != SL_OK) return NAN;
    return log10_ber - s->log10_target;
}

// The receiver's SNR that gives the estimate the tier's margin.
static double shift_of(const sl_lane_in *estimate, double margin_db, double log10_ber)
{
    shifted s = {.in = *estimate, .own_db = estimate->implementation_loss_db};
    s.log10_target = log10(estimate->target_ber);
    if (isfinite(margin_db) && fabs(margin_db) < 59)
        s.in.channel_loss_db += margin_db;
    else
        s.log10_target = fmax(log10_ber, -300);
    double x = sl_root(above, &s, -SHIFT_MOST_DB, SHIFT_MOST_DB, 1e-4);
    if (isnan(x)) x = above(0, &s) > 0 ? -SHIFT_MOST_DB : SHIFT_MOST_DB;
    return -x;
}

// What is missing then to the tier's error ratio at the nominal point.
static double ber_shift_of(const sl_lane_in *estimate, double snr_db, double log10_ber)
{
    sl_lane_in in = *estimate;
    double own;
    in.implementation_loss_db -= snr_db;
    if (sl_lane_log10_ber(&own, &in) != SL_OK) return 0;
    double wanted = sl_pam_snr_for_log10_ber(log10_ber, in.levels);
    double shift = 10 * log10(wanted / sl_pam_snr_for_log10_ber(own, in.levels));
    return isfinite(shift) ? shift : 0;
}

static void say_why(sl_lane_result *r, sl_status status)
{
    const sl_diag *last = NULL;
    for (size_t i = 0; i < sl_diag_count(r->ctx) && !last; i++)
        if (sl_diag_get(r->ctx, i)->severity == SL_ERROR) last = sl_diag_get(r->ctx, i);
    snprintf(r->why, sizeof r->why, "%.190s", last ? last->message : sl_status_text(status));
}

static sl_status tiers(sl_lane_result *r, sl_design *d, sl_fidelity tier,
                       const sl_lane_setup *setup, uint64_t seed)
{
    sl_lane_out estimate;
    sl_status status = sl_lane_evaluate(&estimate, &setup->in);
    if (status == SL_OK) status = standard(r, host_decides(&d->link), seed);
    if (status != SL_OK) {
        say_why(r, status);
        r->margin_db = NAN;
        return status == SL_ERR_NO_MEMORY ? status : SL_OK;
    }
    r->estimate_margin_db = estimate.margin_db;
    r->estimate_log10_ber = estimate.log10_ber;
    status = r->parts.devices ? waveform(r, tier, seed) : SL_OK;
    if (status == SL_ERR_NO_MEMORY) return status;
    if (status != SL_OK) say_why(r, status);
    bool detailed = tier == SL_FIDELITY_DETAILED && r->waved;
    double margin = detailed ? r->wave_margin_db : r->margin_db;
    double log10_ber = detailed ? r->wave.log10_ber : r->point.log10_ber;
    d->light_shift =
        (sl_light_shift){.tier = tier, .snr_db = shift_of(&setup->in, margin, log10_ber)};
    double burst = detailed ? r->wave.burst : r->point.burst;
    if (detailed && r->counted && r->counts.symbol_errors >= SL_COUNT_ERRORS) {
        log10_ber = log10(r->counts.ber);
        burst = r->counts.burst;
    }
    d->light_shift.ber_snr_db = ber_shift_of(&setup->in, d->light_shift.snr_db, log10_ber);
    sl_project_bursts(&d->light_shift, d, burst);
    return SL_OK;
}

sl_status sl_lane_result_create(sl_lane_result **out, sl_ctx *ctx, sl_design *d, sl_fidelity tier,
                                const sl_pulse *host, size_t host_samples_per_ui, uint64_t seed)
{
    sl_lane_setup setup;
    sl_light light;
    *out = NULL;
    d->light_shift = (sl_light_shift){0};
    if (d->link.kind < SL_WORD_RETIMED || !sl_evaluate_lane(&setup, &light, d)) return SL_OK;
    sl_lane_result *r = sl_ctx_resize(ctx, NULL, sizeof *r);
    if (!r) return SL_ERR_NO_MEMORY;
    memset(r, 0, sizeof *r);
    r->ctx = ctx;
    r->margin_db = r->wave_margin_db = r->filters_margin_db = NAN;
    sl_status status = parts_of(r, d, &setup, &light, host, host_samples_per_ui);
    if (status == SL_OK)
        status = tiers(r, d, tier, &setup, seed);
    else if (status != SL_ERR_NO_MEMORY) {
        say_why(r, status);
        status = SL_OK;
    }
    if (status != SL_OK) {
        sl_lane_result_destroy(r);
        return status;
    }
    *out = r;
    return SL_OK;
}

void sl_lane_result_destroy(sl_lane_result *r)
{
    if (!r) return;
    sl_ctx *ctx = r->ctx;
    for (int i = 0; i < 2; i++)
        sl_ctx_resize(ctx, r->picture[i], 0);
    sl_ctx_resize(ctx, r, 0);
}
