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

#include "shoreline/constants.h"
#include "signal/pulse.h"

enum { PURPOSE_SYMBOLS = 1, PURPOSE_NOISE, PURPOSE_TX, PURPOSE_JITTER, PURPOSE_LANE };
enum { PURPOSE_AGGRESSOR = 16 };

typedef struct engine {
    const sl_waveform *w;
    sl_bittrue_opts o;
    bt_slicer slicer;
    bt_trellis trellis;
    double main_cursor;
    size_t taps, cursor_tap;  // of the victim as a T-spaced FIR; which one is the main cursor
    size_t delay;             // from a symbol sent to its decision
    size_t tile, warm, total; // symbols of a block: warm-up + COUNTED + TAIL, in whole tiles
    size_t history;           // of sent levels
    size_t aggressor_taps;    // the most of any
    float *fir;               // victim: taps, or 2 M + 2 rows of taps from -1 UI when timing moves
    float *aggressor;         // [a][phase][aggressor_taps]
    float ffe[64];            //
    float *noise_fir;         // or NULL
    size_t *worst;            // phase of each aggressor
    bool moves;               // timing: jitter or CDR
} engine;

// ---- what is fixed for all blocks ----

static float *floats(sl_ctx *ctx, size_t n)
{
    return sl_ctx_resize(ctx, NULL, (n ? n : 1) * sizeof(float));
}

static sl_status check(const engine *e)
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
static sl_status make_slicer(engine *e)
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

static sl_status make_firs(engine *e, sl_ctx *ctx)
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
            e->fir[r * e->taps + k] = (float)sl_pulse_at(&w->victim, first + (double)(r + k * m));
    for (size_t a = 0; a < w->aggressor_n; a++) {
        e->worst[a] = pulse_worst_phase(&w->aggressor[a], m);
        for (size_t p = 0; p < m; p++)
            for (size_t k = 0; k < e->aggressor_taps; k++)
                e->aggressor[(a * m + p) * e->aggressor_taps + k] =
                    (float)sl_pulse_at(&w->aggressor[a], (double)(p + k * m));
    }
    double power = 0;
    for (size_t i = 0; i < e->o.noise_filter_n; i++)
        power += e->o.noise_filter[i] * e->o.noise_filter[i];
    for (size_t i = 0; i < e->o.noise_filter_n; i++)
        e->noise_fir[i] = (float)(w->noise_rms * e->o.noise_filter[i] / sqrt(power));
    return SL_OK;
}

static size_t round_up(size_t n, size_t to)
{
    return (n + to - 1) / to * to;
}

static sl_status prepare(engine *e, sl_ctx *ctx)
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
    e->delay = e->cursor_tap + e->o.ffe_pre;
    e->tile = e->o.cdr == SL_CDR_NONE ? TILE : CDR_TILE;
    SL_TRY(make_firs(e, ctx));
    e->history = e->taps + e->delay + w->dfe_n + 4;
    if (e->aggressor_taps + 4 > e->history) e->history = e->aggressor_taps + 4;
    if (e->o.noise_filter_n + 4 > e->history) e->history = e->o.noise_filter_n + 4;
    size_t acquire = e->o.cdr == SL_CDR_NONE ? 64 : 16384;
    e->warm = round_up(e->history + e->o.ffe_n + acquire, TILE);
    e->total = round_up(e->warm + COUNTED + TAIL, TILE);
    return SL_OK;
}

// ---- one block ----

typedef struct block {
    const engine *e;
    uint64_t number;
    vf *x, *other, *noise; // history, then a tile: sent levels, an aggressor's per aggressor, noise
    vf *y;                 // 64 of history, then a tile: received
    vf *z, *trellis, *equalised, *scratch;
    vf *past;                              // 64 of history, then a tile: what the DFE feeds back
    vb *sent, *decided, *detected, *index; // of the whole block; index: of a tile
    vu *survivor;
    bt_prbs prbs;
    double phase[LANES], speed[LANES], sj_phase[LANES]; // UI, UI per update, rad
    float last_z[LANES], last_d[LANES];
    double phase_sum, phase_square;
    uint64_t slips;
    bt_trellis viterbi;
} block;

static size_t block_bytes(const engine *e)
{
    size_t row = e->history + TILE,
           rows = row * (2 + e->w->aggressor_n) + 2 * (64 + TILE) + 4 * TILE;
    return rows * sizeof(vf) + (3 * e->total + TILE) * sizeof(vb) +
           (e->o.mlse ? e->total : 0) * sizeof(vu) + 64;
}

static void lay_out(block *b, const engine *e, char *memory)
{
    size_t row = e->history + TILE;
    vf *at = (vf *)(((uintptr_t)memory + 63) & ~(uintptr_t)63);
    *b = (block){.e = e, .x = at};
    b->noise = at += row;
    b->other = at += row;
    b->y = at += row * e->w->aggressor_n;
    b->past = at += 64 + TILE;
    b->z = at += 64 + TILE;
    b->trellis = at += TILE;
    b->equalised = at += TILE;
    b->scratch = at += TILE;
    b->survivor = (vu *)(at += TILE);
    b->sent = (vb *)(b->survivor + (e->o.mlse ? e->total : 0));
    b->decided = b->sent + e->total;
    b->detected = b->decided + e->total;
    b->index = b->detected + e->total;
}

// Random symbol indices of a tile that begins at symbol `from`.
static void random_symbols(vb *index, size_t from, size_t n, const bt_stream *s, int levels)
{
    vu rows[TILE];
    if (levels == 2 || levels == 4) { // 16 symbols of two bits from each word
        bt_words(rows, round_up(n / 16, 4), s, from);
        for (size_t t = 0; t < n; t++) {
            vu two = rows[t / 16] >> (2 * (t % 16));
            index[t] = __builtin_convertvector(two & (unsigned)(levels - 1), vb);
        }
        return;
    }
    bt_words(rows, n, s, from);
    for (size_t t = 0; t < n; t++)
        for (int l = 0; l < LANES; l++)
            index[t][l] = (uint8_t)(((uint64_t)rows[t][l] * (unsigned)levels) >> 32);
}

static bt_stream stream(const block *b, uint64_t purpose)
{
    return (bt_stream){b->e->o.seed, purpose, b->number};
}

// Moves the last `history` rows of a buffer in front of its tile.
static void shift(vf *buffer, size_t history, size_t n)
{
    memmove(buffer, buffer + n, history * sizeof *buffer);
}

static void victim_symbols(block *b, size_t from)
{
    const engine *e = b->e;
    vb *index = b->sent + from;
    if (e->o.pattern == SL_PATTERN_RANDOM) {
        bt_stream s = stream(b, PURPOSE_SYMBOLS);
        random_symbols(index, from, e->tile, &s, e->w->levels);
    } else {
        bt_prbs_next(index, e->tile, &b->prbs, e->w->levels);
    }
    bt_levels(b->x + e->history, index, e->tile, &e->slicer);
}

static void add_aggressors(block *b, size_t from)
{
    const engine *e = b->e;
    size_t m = e->w->samples_per_ui;
    for (size_t a = 0; a < e->w->aggressor_n; a++) {
        vf *x = b->other + a * (e->history + TILE);
        bt_stream s = stream(b, PURPOSE_AGGRESSOR + a);
        random_symbols(b->index, from, e->tile, &s, e->w->levels);
        bt_levels(x + e->history, b->index, e->tile, &e->slicer);
        size_t phase = e->worst[a];
        if (e->o.crosstalk == SL_CROSSTALK_UNIFORM) { // evenly spread over the blocks
            double share = (0.5 + (double)b->number) * sqrt((double)(4 * a + 5));
            phase = a ? (size_t)((share - floor(share)) * (double)m) : (size_t)(b->number % m);
        }
        bt_fir(b->y + 64, x + e->history, e->tile,
               e->aggressor + (a * m + phase) * e->aggressor_taps, e->aggressor_taps);
        shift(x, e->history, e->tile);
    }
}

static void add_noise(block *b, size_t from)
{
    const engine *e = b->e;
    bt_stream s = stream(b, PURPOSE_NOISE);
    if (!(e->w->noise_rms > 0)) return;
    vf *fresh = b->noise + e->history;
    bt_normals(fresh, e->tile, &s, from);
    if (!e->noise_fir) {
        bt_add(b->y + 64, fresh, e->tile, (float)e->w->noise_rms);
        return;
    }
    bt_fir(b->y + 64, fresh, e->tile, e->noise_fir, e->o.noise_filter_n);
    shift(b->noise, e->history, e->tile);
}

// The victim's samples at instants that move: one lane after the other, its taps between two rows.
static void moving_channel(block *b, size_t from)
{
    const engine *e = b->e;
    const sl_waveform *w = e->w;
    double m = (double)w->samples_per_ui;
    vf *jitter = b->scratch;
    bt_stream s = stream(b, PURPOSE_JITTER);
    vb *side = b->index;
    bt_normals(jitter, e->tile, &s, from);
    s = stream(b, PURPOSE_LANE);
    random_symbols(side, from, e->tile, &s, 2);
    for (size_t t = 0; t < e->tile; t++) {
        double n = (double)(from + t);
        double sj = 2 * SL_PI * e->o.sj_hz / w->symbol_rate_bd * n;
        for (int l = 0; l < LANES; l++) {
            double at = b->phase[l] - 1e-6 * e->o.offset_ppm * n;
            if (e->o.sj_ui > 0) at -= e->o.sj_ui * sin(sj + b->sj_phase[l]);
            at += (side[t][l] ? 1 : -1) * w->jitter_dd_ui + w->jitter_rms_ui * (double)jitter[t][l];
            bool counted = from + t >= e->warm && from + t < e->warm + COUNTED;
            if (counted) b->phase_sum += at, b->phase_square += at * at;
            if (!(fabs(at) <= 1)) {
                if (counted) b->slips++;
                at = at > 0 ? 1 : -1;
            }
            double row = (at + 1) * m, whole = fmin(floor(row), 2 * m), part = row - whole;
            const float *low = e->fir + (size_t)whole * e->taps, *high = low + e->taps;
            float u = (float)part, sum = 0;
            const vf *x = b->x + e->history + t;
            for (size_t k = 0; k < e->taps; k++)
                sum += (low[k] + u * (high[k] - low[k])) * x[-(ptrdiff_t)k][l];
            b->y[64 + t][l] = sum;
        }
    }
}

// One update of the loop from the decisions of a tile.
static void recover_clock(block *b)
{
    const engine *e = b->e;
    for (int l = 0; l < LANES; l++) {
        double sum = 0;
        for (size_t t = 0; t < e->tile; t++) {
            float z = b->equalised[t][l], d = b->past[64 + t][l];
            sum += (double)(z * b->last_d[l] - b->last_z[l] * d);
            b->last_z[l] = z;
            b->last_d[l] = d;
        }
        double error = sum / e->main_cursor;
        if (e->o.cdr == SL_CDR_BANG_BANG) error = error > 0 ? 1 : error < 0 ? -1 : 0;
        b->speed[l] += e->o.cdr_integral_gain * error;
        b->phase[l] += e->o.cdr_gain * error + b->speed[l];
    }
}

static void one_tile(block *b, size_t from)
{
    const engine *e = b->e;
    size_t n = e->tile;
    victim_symbols(b, from);
    if (e->moves) {
        moving_channel(b, from);
    } else {
        memset(b->y + 64, 0, n * sizeof *b->y);
        bt_fir(b->y + 64, b->x + e->history, n, e->fir, e->taps);
    }
    add_aggressors(b, from);
    add_noise(b, from);
    memset(b->z, 0, n * sizeof *b->z);
    bt_fir(b->z, b->y + 64, n, e->ffe, e->o.ffe_n);
    if (e->w->tx_noise > 0) {
        bt_stream s = stream(b, PURPOSE_TX);
        bt_normals(b->scratch, n, &s, from);
        bt_add(b->z, b->scratch, n, (float)(e->w->tx_noise * e->main_cursor));
    }
    if (e->o.ideal_decisions) memcpy(b->past + 64, b->x + e->history - e->delay, n * sizeof(vf));
    bt_slice(b->decided + from, b->trellis, b->equalised, b->past + 64, b->z, n, &e->slicer,
             e->o.ideal_decisions);
    if (e->o.mlse) bt_forward(b->survivor + from, &b->viterbi, b->trellis, n);
    if (e->o.cdr != SL_CDR_NONE) recover_clock(b);
    shift(b->x, e->history, n);
    shift(b->y, 64, n);
    shift(b->past, 64, n);
}

static void run_block(sl_bittrue_result *r, const engine *e, char *memory, uint64_t number)
{
    block b;
    memset(memory, 0, block_bytes(e));
    lay_out(&b, e, memory);
    b.number = number;
    b.viterbi = e->trellis;
    if (e->o.pattern != SL_PATTERN_RANDOM) // lanes continue each other's counted stretch
        bt_prbs_init(&b.prbs, e->o.pattern, e->w->levels, number * LANES * COUNTED, COUNTED);
    bt_stream s = stream(&b, PURPOSE_LANE);
    vu words[4];
    bt_words(words, 4, &s, UINT64_MAX);
    for (int l = 0; l < LANES; l++)
        b.sj_phase[l] = 2 * SL_PI * 0x1p-32 * (double)words[0][l];
    for (size_t from = 0; from < e->total; from += e->tile)
        one_tile(&b, from);
    const vb *sent = b.sent + e->warm - e->delay;
    bt_count(&r->slicer, sent, b.decided + e->warm, e->w->levels);
    if (e->o.mlse) {
        bt_backward(b.detected, b.survivor, &b.viterbi, e->total);
        bt_count(&r->mlse, sent, b.detected + e->warm, e->w->levels);
    }
    r->phase_mean_ui = b.phase_sum;
    r->phase_rms_ui = b.phase_square;
    r->slips = b.slips;
}

// ---- all blocks ----

static sl_status run(sl_bittrue_result *out, sl_ctx *ctx, const engine *e)
{
    uint64_t per_block = (uint64_t)LANES * COUNTED, n = (e->o.symbols + per_block - 1) / per_block;
    size_t bytes = block_bytes(e), threads = (size_t)sl_ctx_threads(ctx);
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
                run_block(&part[i], e, memory + i * bytes, k);
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
    engine e = {.w = waveform};
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
