// Standard and detailed tier of the electrical layer: a design's channels as networks, equalised as
// COM does, with error ratios of the statistical eye or of counted symbols.
//
// At standard, per channel: built network -> COM with its search for equalisers -> the equalised
// pulses, crosstalk, noise and jitter of that choice -> statistical eye. Margin = COM - threshold.
// The threshold is an allowance for silicon that is worse than the reference receiver. Errors are
// those of a receiver that uses it up: Gaussian noise of variance
//   (10^(threshold/10) - 1) (A_ni/Q^-1(DER_0))^2
// is added at the decision, which lowers COM by the threshold where A_ni is Gaussian.
// Energy: taps above 1 % of the main one, boost of the CTLE, and for the converter's resolution
//   enhancement = sum h^2 sum w^2/h_0^2, h before the receive FFE w, h_0 the cursor behind it
// At detailed the same waveform goes through the bit-true engine twice, with decisions as made and
// as sent; counted errors replace the eye's where there are SL_COUNT_ERRORS of them.
// What is found is kept as a difference to the estimate at nominal values, so that draws, sweeps
// and lengths move with the estimate around it. Limits: no sequence detection; a linear link's
// receiver stands behind the light, so that of its channel only response and loss count here.
// Theory: docs/theory/electrical.md.
#include <complex.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "shoreline/numeric.h"
#include "system/internal.h"
#include "system/link_waveform.h"

#define LEAST_TAP     0.01 // of the main tap: less is not built
#define EYE_BER       1e-6
#define COUNT_SYMBOLS 10000000

// ---- COM and its waveform ----

static sl_status equalise(sl_channel_result *r, sl_ctx *ctx, const sl_design *d)
{
    double fb = r->channel.symbol_rate_bd;
    SL_TRY(sl_design_com_settings(&r->settings, ctx, r->serdes, fb, d->link.levels));
    SL_TRY(sl_design_channel_build(&r->built, ctx, &r->channel));
    sl_design_com_adapt(r->settings, d, r->serdes, &r->built);
    SL_TRY(sl_design_com(&r->com, ctx, r->settings, &r->built,
                         &(sl_com_opts){.keep_waveforms = true}));
    const sl_com_case *found = sl_com_case_at(r->com, 0);
    if (!isfinite(found->com_db)) return SL_ERR_NO_CONVERGENCE;
    SL_TRY(sl_link_waveform_make(&r->link, ctx, r->settings, found, &r->built));
    r->found = found;
    r->margin_db = found->com_db - r->settings->com_pass_db;
    double gaussian_v = found->ani_v / sl_q_inverse(r->settings->der_0);
    r->allowance_v = gaussian_v * sqrt(pow(10, r->settings->com_pass_db / 10) - 1);
    return SL_OK;
}

// ---- error ratios ----

static double log10_ber_of(const sl_eye_summary *eye, int levels)
{
    double log10_ber =
        isnan(eye->log10_ber) ? eye->log10_ser - log10(sl_pam_bits(levels)) : eye->log10_ber;
    return fmin(fmax(log10_ber, SL_EYE_FLOOR_LOG10), log10(0.5));
}

static sl_status eyes(sl_channel_result *r, sl_ctx *ctx)
{
    sl_eye_opts opts = {
        .jitter = SL_JITTER_SLOPE, .crosstalk = SL_CROSSTALK_WORST, .phases = 1, .ber = EYE_BER};
    for (int allowed = 0; allowed < 2; allowed++) {
        sl_eye *eye = NULL;
        if (allowed) r->link.wave.noise_rms = hypot(r->link.wave.noise_rms, r->allowance_v);
        SL_TRY(sl_eye_create(&eye, ctx, &r->link.wave, &opts));
        r->eye = *sl_eye_get(eye);
        sl_eye_destroy(eye);
        double log10_ber = log10_ber_of(&r->eye, r->link.wave.levels);
        if (!allowed) r->reference_log10_ber = log10_ber;
        r->log10_ber = log10_ber;
    }
    return SL_OK;
}

// The receive FFE colours what noise it lets through.
static sl_status count(sl_channel_result *r, sl_ctx *ctx, uint64_t seed)
{
    sl_bittrue_opts opts = {.seed = seed, .symbols = COUNT_SYMBOLS};
    if (r->found->rx_ffe_n > 0 && r->found->rx_ffe_n <= 64) {
        opts.noise_filter = r->found->rx_ffe;
        opts.noise_filter_n = (size_t)r->found->rx_ffe_n;
    }
    SL_TRY(sl_bittrue_run(&r->real, ctx, &r->link.wave, &opts));
    opts.ideal_decisions = true;
    SL_TRY(sl_bittrue_run(&r->ideal, ctx, &r->link.wave, &opts));
    const sl_bittrue_counts *real = &r->real.slicer, *ideal = &r->ideal.slicer;
    r->counted = true;
    r->propagation =
        ideal->symbol_errors ? (double)real->symbol_errors / (double)ideal->symbol_errors : NAN;
    r->resolved = ideal->symbol_errors >= SL_COUNT_ERRORS;
    if (!r->resolved) return SL_OK;
    double ber = real->ber > 0 ? real->ber : real->ser / sl_pam_bits(r->link.wave.levels);
    r->log10_ber = log10(fmin(ber, 0.5));
    return SL_OK;
}

// ---- energy ----

static double taps_built(const double *taps, int n, double main)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += fabs(taps[i]) >= LEAST_TAP * main;
    return sum;
}

static double largest(const double *taps, int n)
{
    double most = 0;
    for (int i = 0; i < n; i++)
        most = fmax(most, fabs(taps[i]));
    return most;
}

static void found_equaliser(sl_channel_result *r)
{
    const sl_com_case *c = r->found;
    const sl_waveform *w = &r->link.wave;
    double cursor = w->victim.v[w->cursor], gain = c->rx_ffe_n > 0 ? 0 : 1;
    for (int i = 0; i < c->rx_ffe_n; i++)
        gain += c->rx_ffe[i] * c->rx_ffe[i];
    double peaking_db = -c->g_dc_db - (isnan(c->g_dc_hp_db) ? 0 : c->g_dc_hp_db);
    r->equaliser = (sl_serdes_equaliser){
        .tx_taps = fmax(1, taps_built(c->tx_ffe, c->tx_ffe_n, largest(c->tx_ffe, c->tx_ffe_n))),
        .rx_taps = taps_built(c->rx_ffe, c->rx_ffe_n, largest(c->rx_ffe, c->rx_ffe_n)) +
                   taps_built(c->dfe, c->dfe_n, 1),
        .boost_db = fmax(0, peaking_db),
        .enhancement_db = 10 * log10(r->link.sampled_power * gain / (cursor * cursor))};
}

// ---- the difference to the estimate ----

// Mean power of |SDD21|, or of both crosstalk's, in the cell of the hand-over that begins at
// low_hz.
static double cell_power(const sl_sparam *network, double low_hz, double high_hz)
{
    static const int pair[4] = {0, 2, 1, 3};
    const double *f = sl_sparam_freq_hz(network);
    double sum = 0, step = f[1] - f[0];
    size_t n = 0;
    for (size_t i = (size_t)ceil(low_hz / step); i < sl_sparam_points(network) && f[i] < high_hz;
         i++) {
        double complex mixed[16];
        sl_net_mixed(mixed, sl_sparam_at(network, i), 4, pair);
        sum += creal(mixed[4] * conj(mixed[4]));
        n++;
    }
    return n ? sum / (double)n : 0;
}

// The hand-over carries the built channel: its gain with reflections, and crosstalk of its own
// spectrum in place of the SerDes's white one.
static void response_shift(sl_channel_shift *shift, const sl_channel_result *r,
                           const sl_electrical_out *estimate)
{
    const sl_serdes_spec *s = r->serdes;
    double fb = r->channel.symbol_rate_bd, width = fb / SL_RESPONSE_CELLS;
    double level = s->swing_pp_v / 2, white = s->crosstalk_v * s->crosstalk_v / fb / level / level;
    double density = 2 * sl_pam_mean_square(r->settings->levels) / fb;
    for (size_t i = 0; i < SL_RESPONSE_CELLS; i++) {
        double f = sl_response_cell_hz(fb, i), low = (double)i * width, high = low + width;
        double launch = sl_hold_gain(f, fb) * sl_butterworth4_gain(f, s->tx_bandwidth_frac * fb);
        double gain = launch * sqrt(cell_power(r->built.thru, low, high));
        double old = estimate->response.gain[i];
        shift->gain_ratio[i] = old > 0 ? gain / old : 1;
        if (!r->built.coupled) continue;
        double power =
            2 * cell_power(r->built.fext, low, high) + cell_power(r->built.next, low, high);
        shift->noise_psd_per_hz[i] = density * launch * launch * power - white;
    }
}

static void energy_shift(sl_channel_shift *shift, sl_channel_result *r,
                         const sl_electrical_out *estimate, double overhead)
{
    int levels = r->settings->levels;
    double fb = r->channel.symbol_rate_bd, tx_new = 0, tx_old = 0;
    sl_electrical_out found = *estimate;
    found.loss_nyquist_db = fmax(0, r->loss_db);
    double new_j =
        sl_project_serdes_energy(r->serdes, &found, fb, levels, overhead, &r->equaliser, &tx_new);
    r->estimate_j_per_bit =
        sl_project_serdes_energy(r->serdes, estimate, fb, levels, overhead, NULL, &tx_old);
    r->energy_j_per_bit = new_j;
    shift->energy_j_per_bit = new_j - r->estimate_j_per_bit;
    shift->tx_j_per_bit = tx_new - tx_old;
}

static void keep_shift(sl_channel_shift *shift, sl_channel_result *r,
                       const sl_electrical_out *estimate, double overhead)
{
    r->loss_db = -r->built.thru_db;
    r->estimate_loss_db = estimate->loss_nyquist_db;
    r->estimate_margin_db = estimate->margin_db;
    r->estimate_log10_ber = estimate->log10_ber;
    found_equaliser(r);
    energy_shift(shift, r, estimate, overhead);
    response_shift(shift, r, estimate);
    shift->loss_db = r->loss_db - estimate->loss_nyquist_db;
    shift->margin_db = r->margin_db - estimate->margin_db;
    double snr = sl_pam_snr_for_log10_ber(r->log10_ber, r->settings->levels);
    double snr_db = snr > 1e-3 ? 10 * log10(snr) : -30; // NaN: worse than no signal at all
    shift->snr_db = snr_db - (estimate->snr_db - r->serdes->implementation_loss_db);
}

// ---- a design ----

static void say_why(sl_channel_result *r, const sl_ctx *ctx, sl_status status)
{
    const sl_diag *diag = NULL;
    for (size_t i = 0; i < sl_diag_count(ctx) && !diag; i++)
        if (sl_diag_get(ctx, i)->severity == SL_ERROR) diag = sl_diag_get(ctx, i);
    if (diag)
        snprintf(r->why, sizeof r->why, "%.190s", diag->message);
    else
        snprintf(r->why, sizeof r->why, "COM or the eye of the %s channel: %s", r->channel.name,
                 sl_status_text(status));
}

static sl_status one_channel(sl_tier_result *t, int i, sl_design *d, const sl_host_side *estimate,
                             uint64_t seed)
{
    sl_channel_result *r = &t->channel[i];
    const sl_link_spec *link = &d->link;
    bool host = i == 0 && link->kind != SL_WORD_PASSIVE;
    sl_channel_shift shift = {.tier = t->tier};
    r->serdes = i == 0 ? &link->serdes : &link->line_serdes;
    sl_status status = equalise(r, t->ctx, d);
    if (status == SL_OK) status = eyes(r, t->ctx);
    if (status == SL_OK && t->tier == SL_FIDELITY_DETAILED) status = count(r, t->ctx, seed);
    if (status == SL_ERR_NO_MEMORY) return status;
    if (status == SL_OK)
        keep_shift(&shift, r, i == 0 ? &estimate->out : &estimate->line,
                   host ? sl_host_overhead(link) : sl_link_overhead(link));
    else
        say_why(r, t->ctx, status);
    shift.failed = status != SL_OK;
    d->shift[i] = shift;
    return SL_OK;
}

sl_status sl_tier_create(sl_tier_result **out, sl_design *d, sl_fidelity tier, uint64_t seed,
                         int threads)
{
    sl_ctx *ctx = NULL;
    sl_host_side estimate;
    *out = NULL;
    memset(d->shift, 0, sizeof d->shift);
    d->light_shift = (sl_light_shift){0};
    sl_project_electrical(&estimate, d, sl_design_pre_fec(d), false);
    SL_TRY(sl_ctx_create(&ctx, &(sl_ctx_opts){.threads = threads}));
    sl_tier_result *t = sl_ctx_resize(ctx, NULL, sizeof *t);
    if (!t) {
        sl_ctx_destroy(ctx);
        return SL_ERR_NO_MEMORY;
    }
    memset(t, 0, sizeof *t);
    t->ctx = ctx;
    t->tier = tier;
    sl_design_channel channels[2];
    int n = estimate.status == SL_OK ? sl_design_channels(channels, d) : 0;
    sl_status status = SL_OK;
    for (int i = 0; i < n && status == SL_OK; i++) {
        t->channel[t->n++].channel = channels[i];
        status = one_channel(t, i, d, &estimate, seed);
    }
    if (status == SL_OK) {
        const sl_link_waveform *w = &t->channel[0].link;
        bool linear = d->link.kind == SL_WORD_LINEAR && t->n > 0 && w->unequalised.n > 0;
        status = sl_lane_result_create(&t->lane, ctx, d, tier, linear ? &w->unequalised : NULL,
                                       w->wave.samples_per_ui, seed);
    }
    if (status != SL_OK) {
        sl_tier_destroy(t);
        return status;
    }
    *out = t;
    return SL_OK;
}

void sl_tier_destroy(sl_tier_result *t)
{
    if (!t) return;
    sl_ctx *ctx = t->ctx;
    sl_lane_result_destroy(t->lane);
    for (int i = 0; i < t->n; i++) {
        sl_channel_result *r = &t->channel[i];
        sl_link_waveform_free(&r->link, ctx);
        sl_com_result_destroy(r->com);
        sl_com_settings_destroy(r->settings);
        sl_built_channel_destroy(&r->built);
    }
    sl_ctx_resize(ctx, t, 0);
    sl_ctx_destroy(ctx);
}
