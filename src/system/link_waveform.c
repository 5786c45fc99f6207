// From a built channel and the equalisers that COM found to pulses at the decision.
//
// Model. COM's own responses: transfer with edge and receive filter, its impulse response by the
// policies of the reference program, times A_v; CTLE by the bilinear transform; hold over a symbol;
// transmit FFE (not for the near end) and receive FFE. A window about the cursor holds what exceeds
// 3e-4 of the peak. The sampling point is the one that COM chose.
// Source: IEEE 802.3 annex 93A, 178A; docs/theory/com-settings.md, electrical.md.
#include "system/link_waveform.h"

#include <math.h>
#include <string.h>

#include "com/com_internal.h"

#define WINDOW_BEFORE_UI 64
#define WINDOW_AFTER_UI  448
#define TAIL             3e-4 // of the peak
#define LEAD_UI          96   // of a response, before its peak, that is looked at
#define SPAN_UI          672  // of it at all

typedef struct maker {
    com_run run;
    com_cache cache;
    const sl_com_case *found;
    com_ctle stage[2];
    int stages;
    double *signal, *room; // of `total` samples, taken as a circle
    size_t m, total;
    size_t period; // of the impulse responses: what comes before 0 s stands at its end
    size_t begin;  // of the signal in it
} maker;

typedef enum stop { UNEQUALISED, BEFORE_RECEIVE_FFE, DECISION } stop; // how far a pulse has come

// Taps one symbol apart, `pre` of them before the main one; room is spent.
static void tapped(maker *k, const double *taps, int n, int pre)
{
    memcpy(k->room, k->signal, k->total * sizeof *k->room);
    memset(k->signal, 0, k->total * sizeof *k->signal);
    for (int t = 0; t < n; t++) {
        size_t shift = (size_t)((long)k->total + (long)(pre - t) * (long)k->m) % k->total;
        for (size_t i = 0, from = shift; taps[t] != 0 && i < k->total; i++) {
            k->signal[i] += taps[t] * k->room[from];
            if (++from == k->total) from = 0;
        }
    }
}

// Whole symbols before the strongest sample, so that phases stay.
static size_t begin_of(const maker *k, const com_link *link)
{
    size_t peak = 0;
    for (size_t i = 1; i < link->impulse_n; i++)
        if (fabs(link->impulse[i]) > fabs(link->impulse[peak])) peak = i;
    size_t lead = k->total < SPAN_UI * k->m ? 0 : LEAD_UI * k->m;
    return (peak / k->m * k->m + k->period - lead) % k->period;
}

// Response to one symbol of the outermost level, in k->signal.
static void respond(maker *k, const com_link *link, stop where)
{
    const sl_com_settings *s = k->run.s;
    const sl_com_case *c = k->found;
    k->begin = begin_of(k, link);
    for (size_t i = 0; i < k->total; i++) {
        size_t at = (k->begin + i) % k->period;
        k->room[i] = at < link->impulse_n ? link->impulse[at] * link->amplitude_v : 0;
    }
    for (int i = 0; where != UNEQUALISED && i < k->stages; i++)
        com_ctle_filter(k->room, k->total, s->f_b_hz, s->samples_per_ui, &k->stage[i]);
    com_hold(k->signal, k->room, k->total, k->m);
    if (where == UNEQUALISED) return;
    if (link->role != SL_COM_NEXT) tapped(k, c->tx_ffe, c->tx_ffe_n, c->tx_cursor);
    if (where == DECISION && c->rx_ffe_n > 0) tapped(k, c->rx_ffe, c->rx_ffe_n, s->ffe_pre_taps);
}

static size_t peak_of(const maker *k)
{
    size_t peak = 0;
    for (size_t i = 1; i < k->total; i++)
        if (fabs(k->signal[i]) > fabs(k->signal[peak])) peak = i;
    return peak;
}

// Samples about a peak that count; the window's beginning is at peak - *before.
static size_t window_of(size_t *before, const maker *k, size_t peak)
{
    size_t most_before = WINDOW_BEFORE_UI * k->m, most_after = WINDOW_AFTER_UI * k->m, after = 0;
    double least = TAIL * fabs(k->signal[peak]);
    if (most_before + most_after >= k->total) most_before = most_after = k->total / 2 - 1;
    *before = 0;
    for (size_t i = 1; i <= most_before; i++)
        if (fabs(k->signal[(peak + k->total - i) % k->total]) > least) *before = i;
    for (size_t i = 1; i <= most_after; i++)
        if (fabs(k->signal[(peak + i) % k->total]) > least) after = i;
    *before += 4 * k->m;
    after += 4 * k->m;
    return *before + after + 1;
}

static double *cut(const maker *k, sl_ctx *ctx, size_t peak, size_t before, size_t n)
{
    double *v = sl_ctx_resize(ctx, NULL, n * sizeof *v);
    size_t from = (peak + k->total - before % k->total) % k->total;
    for (size_t i = 0; v && i < n; i++)
        v[i] = k->signal[(from + i) % k->total];
    return v;
}

static sl_status victim(sl_link_waveform *out, sl_ctx *ctx, maker *k)
{
    const com_link *thru = &k->run.links[0];
    size_t before, cursor = k->found->cursor;
    respond(k, thru, DECISION);
    cursor = (cursor + k->period - k->begin) % k->period;
    if (cursor >= k->total || !(k->signal[cursor] > 0)) return SL_ERR_DOMAIN;
    size_t n = window_of(&before, k, cursor);
    size_t more = (size_t)(k->found->dfe_n + 2) * k->m;
    if (n - before < more) n = before + more;
    out->memory[0] = cut(k, ctx, cursor, before, n);
    respond(k, thru, BEFORE_RECEIVE_FFE);
    for (size_t i = cursor % k->m; i < k->total; i += k->m)
        out->sampled_power += k->signal[i] * k->signal[i];
    respond(k, thru, UNEQUALISED);
    out->memory[1] = cut(k, ctx, cursor, before, n);
    if (!out->memory[0] || !out->memory[1]) return SL_ERR_NO_MEMORY;
    out->wave.victim = (sl_pulse){out->memory[0], n};
    out->unequalised = (sl_pulse){out->memory[1], n};
    out->wave.cursor = before;
    return SL_OK;
}

// Two far-end neighbours and one near-end, as sl_design_com takes them.
static sl_status aggressors(sl_link_waveform *out, sl_ctx *ctx, maker *k)
{
    for (int i = 1; i < k->run.n; i++) {
        const com_link *link = &k->run.links[i];
        size_t before;
        respond(k, link, DECISION);
        size_t peak = peak_of(k), n = window_of(&before, k, peak);
        out->memory[1 + i] = cut(k, ctx, peak, before, n);
        if (!out->memory[1 + i]) return SL_ERR_NO_MEMORY;
        for (int times = link->role == SL_COM_FEXT ? 2 : 1; times > 0; times--)
            out->aggressor[out->wave.aggressor_n++] = (sl_pulse){out->memory[1 + i], n};
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
    const sl_com_settings *s = k->run.s;
    const sl_com_case *c = k->found;
    sl_waveform *w = &out->wave;
    w->noise_rms = c->sigma_n_v;
    w->tx_noise = pow(10, -s->snr_tx_db.v[0] / 20);
    w->jitter_dd_ui = s->a_dd_ui;
    w->jitter_rms_ui = s->sigma_rj_ui;
    w->level_mismatch = s->r_lm;
    w->dfe_n = (size_t)c->dfe_n;
    out->memory[4] = sl_ctx_resize(ctx, NULL, (w->dfe_n + 1) * sizeof(double));
    if (!out->memory[4]) return SL_ERR_NO_MEMORY;
    for (int i = 0; i < c->dfe_n; i++)
        out->memory[4][i] = dfe_tap(s, c, i) * w->victim.v[w->cursor];
    w->dfe = out->memory[4];
    return SL_OK;
}

static int index_of(const sl_com_list *list, double value)
{
    int i = 0;
    while (i + 1 < list->n && list->v[i] != value)
        i++;
    return i;
}

static double amplitude_of(const sl_com_settings *s, sl_com_role role)
{
    const sl_com_list *lists[] = {&s->a_v_v, &s->a_fe_v, &s->a_ne_v};
    return lists[role]->v[0];
}

// Impulse responses of the pair and of one neighbour at each end.
static sl_status responses(maker *k, const sl_built_channel *built)
{
    const sl_com_channel channels[] = {{SL_COM_THRU, "thru", built->thru},
                                       {SL_COM_FEXT, "far-end aggressor", built->fext},
                                       {SL_COM_NEXT, "near-end aggressor", built->next}};
    com_run *run = &k->run;
    SL_TRY(com_channels_prepare(run, channels, built->coupled ? 3 : 1));
    SL_TRY(com_transfers(run));
    com_impulse_opts policy = com_impulse_policy(run);
    for (int i = 0; i < run->n; i++) {
        com_link *link = &run->links[i];
        link->amplitude_v = amplitude_of(run->s, link->role);
        SL_TRY(com_impulse(&link->impulse, &link->impulse_n, run->ctx, run->work, link->transfer,
                           run->freq_hz, run->points, &policy, &run->cache->impulse, link->name));
    }
    k->period = (run->points - 1) * k->m;
    k->total = SPAN_UI * k->m < k->period ? SPAN_UI * k->m : k->period;
    k->signal = sl_arena_alloc(run->work, k->total * sizeof *k->signal);
    k->room = sl_arena_alloc(run->work, k->total * sizeof *k->room);
    return k->signal && k->room ? SL_OK : SL_ERR_NO_MEMORY;
}

static sl_status make(sl_link_waveform *out, sl_ctx *ctx, maker *k, const sl_built_channel *built)
{
    SL_TRY(responses(k, built));
    SL_TRY(victim(out, ctx, k));
    SL_TRY(aggressors(out, ctx, k));
    return decision(out, ctx, k);
}

sl_status sl_link_waveform_make(sl_link_waveform *out, sl_ctx *ctx, const sl_com_settings *s,
                                const sl_com_case *found, const sl_built_channel *built)
{
    sl_arena *arena = NULL;
    maker k = {.found = found, .m = (size_t)s->samples_per_ui};
    *out = (sl_link_waveform){
        .wave = {.symbol_rate_bd = s->f_b_hz, .levels = s->levels, .samples_per_ui = k.m}};
    SL_TRY(sl_arena_create(&arena, ctx));
    k.run = (com_run){.ctx = ctx,
                      .s = s,
                      .arena = arena,
                      .work = arena,
                      .cache = &k.cache,
                      .ui_s = 1 / s->f_b_hz,
                      .sample_s = 1 / s->f_b_hz / s->samples_per_ui};
    k.stages = com_ctle_stages(k.stage, s, index_of(&s->g_dc_db, found->g_dc_db),
                               index_of(&s->g_dc_hp_db, found->g_dc_hp_db));
    sl_status status = make(out, ctx, &k, built);
    sl_fourier_destroy(k.cache.impulse);
    sl_fourier_destroy(k.cache.ctle);
    sl_arena_destroy(arena);
    if (status != SL_OK) sl_link_waveform_free(out, ctx);
    return status;
}

void sl_link_waveform_free(sl_link_waveform *w, sl_ctx *ctx)
{
    for (size_t i = 0; i < sizeof w->memory / sizeof *w->memory; i++)
        sl_ctx_resize(ctx, w->memory[i], 0);
    *w = (sl_link_waveform){0};
}
