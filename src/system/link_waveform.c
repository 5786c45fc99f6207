// From the pulses that COM kept of its choice to a waveform at the decision.
//
// COM keeps its own responses behind all equalisers but the DFE. A window about the cursor (of an
// aggressor: its peak) holds what exceeds 3e-4 of the peak. What comes before 0 s stands at the end
// of a response that was not cut. The pulse in front of the receive FFE, which the converter
// samples, is made again from the unequalised one: CTLE and transmit FFE commute with the hold.
// Source: IEEE 802.3 annex 93A, 178A; docs/theory/com-settings.md, electrical.md.
#include "system/link_waveform.h"

#include <math.h>
#include <string.h>

#define WINDOW_BEFORE_UI 64
#define WINDOW_AFTER_UI  448
#define TAIL             3e-4 // of the peak

typedef struct maker {
    const sl_com_settings *s;
    const sl_com_case *found;
    const double *signal; // of n samples; zeros from there to `total`, taken as a circle
    size_t m, n, total;
} maker;

static double at(const maker *k, size_t i)
{
    i %= k->total;
    return i < k->n ? k->signal[i] : 0;
}

static void look_at(maker *k, const double *signal, size_t n)
{
    k->signal = signal;
    k->n = n < k->total ? n : k->total;
}

static size_t peak_of(const maker *k)
{
    size_t peak = 0;
    for (size_t i = 1; i < k->n; i++)
        if (fabs(k->signal[i]) > fabs(k->signal[peak])) peak = i;
    return peak;
}

// Samples about a peak that count; the window's beginning is at peak - *before.
static size_t window_of(size_t *before, const maker *k, size_t peak)
{
    size_t most_before = WINDOW_BEFORE_UI * k->m, most_after = WINDOW_AFTER_UI * k->m, after = 0;
    double least = TAIL * fabs(at(k, peak));
    if (most_before + most_after >= k->total) most_before = most_after = k->total / 2 - 1;
    *before = 0;
    for (size_t i = 1; i <= most_before; i++)
        if (fabs(at(k, peak + k->total - i)) > least) *before = i;
    for (size_t i = 1; i <= most_after; i++)
        if (fabs(at(k, peak + i)) > least) after = i;
    *before += 4 * k->m;
    after += 4 * k->m;
    return *before + after + 1;
}

static double *cut(const maker *k, sl_ctx *ctx, size_t peak, size_t before, size_t n)
{
    double *v = sl_ctx_resize(ctx, NULL, n * sizeof *v);
    size_t from = (peak + k->total - before % k->total) % k->total;
    for (size_t i = 0; v && i < n; i++)
        v[i] = at(k, from + i);
    return v;
}

static int index_of(const sl_com_list *list, double value)
{
    int i = 0;
    while (i + 1 < list->n && list->v[i] != value)
        i++;
    return i;
}

// Sum over symbols of the squared pulse in front of the receive FFE.
static sl_status sampled_power(double *out, sl_ctx *ctx, const maker *k)
{
    const sl_com_settings *s = k->s;
    const sl_com_case *c = k->found;
    int main = index_of(&s->g_dc_db, c->g_dc_db), low = index_of(&s->g_dc_hp_db, c->g_dc_hp_db);
    sl_ctle ctle = {.dc_gain_db = c->g_dc_db,
                    .zero_hz = s->f_z_hz.v[main],
                    .pole1_hz = s->f_p1_hz.v[main],
                    .pole2_hz = s->f_p2_hz.v[main]};
    if (s->ctle == SL_COM_CTLE_120D) {
        ctle.dc_gain2_db = c->g_dc_hp_db;
        ctle.low_freq_hz = s->f_hp_pz_hz.v[low];
    }
    size_t n = c->pulse_n, longer = n + (size_t)(c->tx_ffe_n - 1) * k->m;
    double *shaped = sl_ctx_resize(ctx, NULL, n * sizeof *shaped);
    double *sent = sl_ctx_resize(ctx, NULL, longer * sizeof *sent);
    sl_status status = shaped && sent ? SL_OK : SL_ERR_NO_MEMORY;
    if (status == SL_OK)
        status = sl_ctle_filter(shaped, c->unequalised_v, n, &ctle, s->f_b_hz * s->samples_per_ui);
    if (status == SL_OK) {
        sl_pulse_ffe(sent, &(sl_pulse){shaped, n}, k->m, c->tx_ffe, (size_t)c->tx_ffe_n);
        for (size_t i = c->cursor % k->m; i < longer; i += k->m)
            *out += sent[i] * sent[i];
    }
    sl_ctx_resize(ctx, shaped, 0);
    sl_ctx_resize(ctx, sent, 0);
    return status;
}

static sl_status victim(sl_link_waveform *out, sl_ctx *ctx, maker *k)
{
    const sl_com_case *c = k->found;
    size_t before;
    look_at(k, c->pulse_v, c->pulse_n);
    if (c->cursor >= k->n || !(c->pulse_v[c->cursor] > 0)) return SL_ERR_DOMAIN;
    size_t n = window_of(&before, k, c->cursor);
    size_t more = (size_t)(c->dfe_n + 2) * k->m;
    if (n - before < more) n = before + more;
    out->memory[0] = cut(k, ctx, c->cursor, before, n);
    look_at(k, c->unequalised_v, c->pulse_n);
    out->memory[1] = cut(k, ctx, c->cursor, before, n);
    if (!out->memory[0] || !out->memory[1]) return SL_ERR_NO_MEMORY;
    out->wave.victim = (sl_pulse){out->memory[0], n};
    out->unequalised = (sl_pulse){out->memory[1], n};
    out->wave.cursor = before;
    return sampled_power(&out->sampled_power, ctx, k);
}

// Two far-end neighbours and one near-end, as sl_design_com takes them.
static sl_status aggressors(sl_link_waveform *out, sl_ctx *ctx, maker *k)
{
    for (int i = 0; i < k->found->aggressors && i < 3; i++) {
        size_t before;
        look_at(k, k->found->aggressor_v[i], k->found->aggressor_n[i]);
        size_t peak = peak_of(k), n = window_of(&before, k, peak);
        out->memory[2 + i] = cut(k, ctx, peak, before, n);
        if (!out->memory[2 + i]) return SL_ERR_NO_MEMORY;
        out->aggressor[out->wave.aggressor_n++] = (sl_pulse){out->memory[2 + i], n};
    }
    out->wave.aggressor = out->aggressor;
    return SL_OK;
}

// A fixed tap within its limits; those that float are within theirs already.
static double dfe_tap(const sl_com_settings *s, const sl_com_case *c, int i)
{
    if (s->floating_dfe || i >= s->n_b) return c->dfe[i];
    return fmax(fmin(c->dfe[i], s->b_max.v[i]), s->b_min.v[i]);
}

static sl_status decision(sl_link_waveform *out, sl_ctx *ctx, const maker *k)
{
    const sl_com_settings *s = k->s;
    const sl_com_case *c = k->found;
    sl_waveform *w = &out->wave;
    w->noise_rms = c->sigma_n_v;
    w->tx_noise = pow(10, -s->snr_tx_db.v[0] / 20);
    w->jitter_dd_ui = s->a_dd_ui;
    w->jitter_rms_ui = s->sigma_rj_ui;
    w->level_mismatch = s->r_lm;
    w->dfe_n = (size_t)c->dfe_n;
    out->memory[5] = sl_ctx_resize(ctx, NULL, (w->dfe_n + 1) * sizeof(double));
    if (!out->memory[5]) return SL_ERR_NO_MEMORY;
    for (int i = 0; i < c->dfe_n; i++)
        out->memory[5][i] = dfe_tap(s, c, i) * w->victim.v[w->cursor];
    w->dfe = out->memory[5];
    return SL_OK;
}

sl_status sl_link_waveform_make(sl_link_waveform *out, sl_ctx *ctx, const sl_com_settings *s,
                                const sl_com_case *found, const sl_built_channel *built)
{
    maker k = {.s = s, .found = found, .m = (size_t)s->samples_per_ui};
    k.total = (sl_sparam_points(built->thru) - 1) * k.m; // period of the responses
    *out = (sl_link_waveform){
        .wave = {.symbol_rate_bd = s->f_b_hz, .levels = s->levels, .samples_per_ui = k.m}};
    sl_status status = victim(out, ctx, &k);
    if (status == SL_OK) status = aggressors(out, ctx, &k);
    if (status == SL_OK) status = decision(out, ctx, &k);
    if (status != SL_OK) sl_link_waveform_free(out, ctx);
    return status;
}

void sl_link_waveform_free(sl_link_waveform *w, sl_ctx *ctx)
{
    for (size_t i = 0; i < sizeof w->memory / sizeof *w->memory; i++)
        sl_ctx_resize(ctx, w->memory[i], 0);
    *w = (sl_link_waveform){0};
}
