// Bit-true engine: from symbols to decisions, block by block.
//
// Model: y_n = sum of a_k p(t_s + (n - k) T + tau_n) + crosstalk + noise; z = FFE of y plus the
// transmitter's noise; decisions of z less the DFE's feedback, and of the trellis c (1 + alpha D).
// tau_n = jitter + loop - drift - sinusoid; without them the pulse is a T-spaced FIR.
// A CDR of second order works on blocks of 32 symbols, as receivers do whose logic runs at a
// fraction of the symbol rate: its error is the sum of z_k d_(k-1) - z_(k-1) d_k (Mueller and
// Muller, IEEE Trans. Comm. 24 (1976) 516), applied to the next 32.
// Each block has its own counters and starts from rest with a warm-up that is not counted.
// Limits: float; one decision instant per symbol; taps do not adapt.
#include "signal/bittrue_internal.h"

#include <math.h>
#include <string.h>

#include "signal/pulse.h"

// ---- what is fixed for all blocks ----

static float *floats(sl_ctx *ctx, size_t n)
{
    return sl_ctx_resize(ctx, NULL, (n ? n : 1) * sizeof(float));
}

static sl_status check(const bt_engine *e)
{
    const sl_bittrue_opts *o = &e->o;
    SL_TRY(sl_waveform_check(e->w));
    if (o->ffe_n > 64 || e->w->dfe_n > 64 || (o->ffe_n && o->ffe_pre >= o->ffe_n) ||
        (o->mlse && !e->w->dfe_n) || o->symbols > (uint64_t)1 << 50)
        return SL_ERR_DOMAIN;
    if (o->pattern != SL_PATTERN_RANDOM && e->w->levels != 2 && e->w->levels != 4)
        return SL_ERR_DOMAIN;
    if (!isfinite(o->cdr_gain) || !isfinite(o->cdr_integral_gain) || !isfinite(o->offset_ppm) ||
        !(o->sj_ui >= 0) || !(o->sj_hz >= 0) || !isfinite(o->sj_ui * o->sj_hz))
        return SL_ERR_DOMAIN;
    for (size_t i = 0; i < o->ffe_n; i++)
        if (!isfinite(o->ffe[i])) return SL_ERR_DOMAIN;
    double power = 0;
    for (size_t i = 0; i < o->noise_filter_n; i++)
        power += o->noise_filter[i] * o->noise_filter[i];
    if (o->noise_filter_n && !(power > 0 && isfinite(power))) return SL_ERR_DOMAIN;
    return SL_OK;
}

// Main cursor behind the FFE, slicer and trellis.
static sl_status make_slicer(bt_engine *e)
{
    const sl_waveform *w = e->w;
    double level[SL_PAM_MAX], m = (double)w->samples_per_ui;
    SL_TRY(sl_pam_level_map(level, w->levels, w->level_mismatch));
    for (size_t j = 0; j < e->o.ffe_n; j++)
        e->main_cursor +=
            e->o.ffe[j] *
            sl_pulse_at(&w->victim, (double)w->cursor + ((double)e->o.ffe_pre - (double)j) * m);
    if (!(e->main_cursor > 0)) return SL_ERR_DOMAIN;
    e->slicer.levels = w->levels;
    e->slicer.dfe_n = w->dfe_n;
    for (int i = 0; i < w->levels; i++)
        e->slicer.level[i] = (float)(w->level ? w->level[i] : level[i]);
    const float *l = e->slicer.level, c = (float)e->main_cursor;
    for (int i = 0; i + 1 < w->levels; i++)
        e->slicer.threshold[i] = 0.5f * (l[i] + l[i + 1]) * c;
    for (size_t i = 0; i < w->dfe_n; i++)
        e->slicer.dfe[i] = (float)w->dfe[i];
    e->trellis.levels = w->levels;
    for (int now = 0; now < w->levels; now++)
        for (int before = 0; before < w->levels; before++)
            e->trellis.expected[now][before] = c * l[now] + e->slicer.dfe[0] * l[before];
    return SL_OK;
}

// A tap in single precision; what would be a denormal number slows every sum and is nothing.
static float tap(double value)
{
    return fabs(value) < 1e-35 ? 0.0f : (float)value;
}

static sl_status make_firs(bt_engine *e, sl_ctx *ctx)
{
    const sl_waveform *w = e->w;
    size_t m = w->samples_per_ui, rows = e->moves ? 2 * m + 2 : 1;
    double first = (double)w->cursor - (double)(e->cursor_tap * m) - (e->moves ? (double)m : 0);
    for (size_t a = 0; a < w->aggressor_n; a++)
        if (w->aggressor[a].n / m + 1 > e->aggressor_taps)
            e->aggressor_taps = w->aggressor[a].n / m + 1;
    e->fir = floats(ctx, rows * e->taps);
    e->aggressor = floats(ctx, w->aggressor_n * m * e->aggressor_taps);
    e->worst = sl_ctx_resize(ctx, NULL, (w->aggressor_n + 1) * sizeof *e->worst);
    if (e->o.noise_filter_n) e->noise_fir = floats(ctx, e->o.noise_filter_n);
    if (!e->fir || !e->aggressor || !e->worst || (e->o.noise_filter_n && !e->noise_fir))
        return SL_ERR_NO_MEMORY;
    for (size_t r = 0; r < rows; r++)
        for (size_t k = 0; k < e->taps; k++)
            e->fir[r * e->taps + k] = tap(sl_pulse_at(&w->victim, first + (double)(r + k * m)));
    for (size_t a = 0; a < w->aggressor_n; a++) {
        e->worst[a] = pulse_worst_phase(&w->aggressor[a], m);
        for (size_t p = 0; p < m; p++)
            for (size_t k = 0; k < e->aggressor_taps; k++)
                e->aggressor[(a * m + p) * e->aggressor_taps + k] =
                    tap(sl_pulse_at(&w->aggressor[a], (double)(p + k * m)));
    }
    double power = 0;
    for (size_t i = 0; i < e->o.noise_filter_n; i++)
        power += e->o.noise_filter[i] * e->o.noise_filter[i];
    for (size_t i = 0; i < e->o.noise_filter_n; i++)
        e->noise_fir[i] = (float)(w->noise_rms * e->o.noise_filter[i] / sqrt(power));
    return SL_OK;
}

static sl_status prepare(bt_engine *e, sl_ctx *ctx)
{
    static const double one = 1;
    if (!e->o.ffe_n) e->o.ffe = &one, e->o.ffe_n = 1, e->o.ffe_pre = 0;
    if (!e->o.symbols) e->o.symbols = 10000000;
    SL_TRY(check(e));
    const sl_waveform *w = e->w;
    e->moves = w->jitter_dd_ui > 0 || w->jitter_rms_ui > 0 || e->o.cdr != SL_CDR_NONE ||
               e->o.offset_ppm != 0 || e->o.sj_ui > 0;
    SL_TRY(make_slicer(e));
    for (size_t i = 0; i < e->o.ffe_n; i++)
        e->ffe[i] = (float)e->o.ffe[i];
    size_t m = w->samples_per_ui, margin = e->moves ? 1 : 0;
    e->cursor_tap = w->cursor / m + margin;
    e->taps = e->cursor_tap + (w->victim.n - 1 - w->cursor) / m + 1 + margin;
    if (e->moves) e->taps = bt_round_up(e->taps, LANES); // bt_between; the pulse ends with zeros
    e->delay = e->cursor_tap + e->o.ffe_pre;
    e->tile = e->o.cdr == SL_CDR_NONE ? TILE : CDR_TILE;
    SL_TRY(make_firs(e, ctx));
    e->history = e->taps + e->delay + w->dfe_n + 4;
    if (e->aggressor_taps + 4 > e->history) e->history = e->aggressor_taps + 4;
    if (e->o.noise_filter_n + 4 > e->history) e->history = e->o.noise_filter_n + 4;
    size_t acquire = e->o.cdr == SL_CDR_NONE ? 64 : 16384;
    e->warm = bt_round_up(e->history + e->o.ffe_n + acquire, TILE);
    e->total = bt_round_up(e->warm + COUNTED + TAIL, TILE);
    return SL_OK;
}

// ---- all blocks ----

static sl_status run(sl_bittrue_result *out, sl_ctx *ctx, const bt_engine *e)
{
    uint64_t per_block = (uint64_t)LANES * COUNTED, n = (e->o.symbols + per_block - 1) / per_block;
    size_t bytes = bt_block_bytes(e), threads = (size_t)sl_ctx_threads(ctx);
    char *memory = sl_ctx_resize(ctx, NULL, threads * bytes);
    sl_bittrue_result *part = sl_ctx_resize(ctx, NULL, threads * sizeof *part);
    double *moments = sl_ctx_resize(ctx, NULL, 2 * n * sizeof *moments);
    sl_status status = memory && part && moments ? SL_OK : SL_ERR_NO_MEMORY;
    if (status == SL_OK) {
        memset(part, 0, threads * sizeof *part);
#pragma omp parallel for schedule(static, 1) num_threads((int)threads)
        for (size_t i = 0; i < threads; i++)
            for (uint64_t k = i; k < n; k += threads) {
                uint64_t slips = part[i].slips;
                bt_run_block(&part[i], e, memory + i * bytes, k);
                moments[2 * k] = part[i].phase_mean_ui;
                moments[2 * k + 1] = part[i].phase_rms_ui;
                part[i].slips += slips;
            }
        for (size_t i = 0; i < threads; i++) {
            bt_sum(&out->slicer, &part[i].slicer);
            bt_sum(&out->mlse, &part[i].mlse);
            out->slips += part[i].slips;
        }
        double sum = 0, square = 0;
        for (uint64_t k = 0; k < n; k++) // in the order of blocks: the same for any threads
            sum += moments[2 * k], square += moments[2 * k + 1];
        sum /= (double)(n * per_block);
        out->phase_mean_ui = sum;
        out->phase_rms_ui = sqrt(fmax(0, square / (double)(n * per_block) - sum * sum));
    }
    sl_ctx_resize(ctx, memory, 0);
    sl_ctx_resize(ctx, part, 0);
    sl_ctx_resize(ctx, moments, 0);
    return status;
}

sl_status sl_bittrue_run(sl_bittrue_result *out, sl_ctx *ctx, const sl_waveform *waveform,
                         const sl_bittrue_opts *opts)
{
    bt_engine e = {.w = waveform};
    if (opts) e.o = *opts;
    *out = (sl_bittrue_result){0};
    sl_status status = prepare(&e, ctx);
    if (status == SL_OK) status = run(out, ctx, &e);
    out->cursor = e.main_cursor;
    bt_finish(&out->slicer, waveform->levels);
    bt_finish(&out->mlse, waveform->levels);
    sl_ctx_resize(ctx, e.fir, 0);
    sl_ctx_resize(ctx, e.aggressor, 0);
    sl_ctx_resize(ctx, e.noise_fir, 0);
    sl_ctx_resize(ctx, e.worst, 0);
    return status;
}
