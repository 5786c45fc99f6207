// One block of the bit-true engine: sixteen stretches of symbols from the transmitter to decisions,
// a tile of symbols at a time so that all stages stay in the cache.
#include "signal/bittrue_internal.h"

#include <math.h>
#include <string.h>

#include "shoreline/constants.h"

enum { PURPOSE_SYMBOLS = 1, PURPOSE_NOISE, PURPOSE_TX, PURPOSE_JITTER, PURPOSE_LANE };
enum { PURPOSE_AGGRESSOR = 16 };

typedef struct block {
    const bt_engine *e;
    uint64_t number;
    vf *x, *other, *noise; // history, then a tile: sent levels, an aggressor's per aggressor, noise
    vf *y;                 // 64 of history, then a tile: received
    vf *z, *trellis, *equalised, *scratch;
    float *line;                           // one lane's levels, the newest first
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

// Vectors that a lane's line fills.
static size_t line_rows(const bt_engine *e)
{
    return (e->taps + TILE) / LANES + 1;
}

size_t bt_block_bytes(const bt_engine *e)
{
    size_t row = e->history + TILE, rows = row * (2 + e->w->aggressor_n) + 2 * (64 + TILE);
    rows += 4 * TILE + line_rows(e);
    return rows * sizeof(vf) + (3 * e->total + TILE) * sizeof(vb) +
           (e->o.mlse ? e->total : 0) * sizeof(vu) + 64;
}

static void lay_out(block *b, const bt_engine *e, char *memory)
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
    b->line = (float *)(at += TILE);
    b->survivor = (vu *)(at += line_rows(e));
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
        bt_words(rows, bt_round_up(n / 16, 4), s, from);
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
    const bt_engine *e = b->e;
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
    const bt_engine *e = b->e;
    size_t m = e->w->samples_per_ui;
    for (size_t a = 0; a < e->w->aggressor_n; a++) {
        vf *x = b->other + a * (e->history + TILE);
        bt_stream s = stream(b, PURPOSE_AGGRESSOR + a);
        random_symbols(b->index, from, e->tile, &s, e->w->levels);
        bt_levels(x + e->history, b->index, e->tile, &e->slicer);
        size_t phase = e->worst[a];
        if (e->o.crosstalk == SL_CROSSTALK_UNIFORM) { // evenly spread over the blocks
            double share = (0.5 + (double)b->number) * sqrt((double)(4 * a + 5));
            phase = (size_t)((share - floor(share)) * (double)m);
        }
        bt_fir(b->y + 64, x + e->history, e->tile,
               e->aggressor + (a * m + phase) * e->aggressor_taps, e->aggressor_taps);
        shift(x, e->history, e->tile);
    }
}

static void add_noise(block *b, size_t from)
{
    const bt_engine *e = b->e;
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

// Where lane l samples the pulse at each symbol of a tile: row of the taps and part of the next.
static void instants(block *b, size_t from, int l, const vf *jitter, const vb *side,
                     uint32_t *whole, float *part)
{
    const bt_engine *e = b->e;
    const sl_waveform *w = e->w;
    double m = (double)w->samples_per_ui;
    for (size_t t = 0; t < e->tile; t++) {
        double n = (double)(from + t), at = b->phase[l] - 1e-6 * e->o.offset_ppm * n;
        if (e->o.sj_ui > 0)
            at -= e->o.sj_ui * sin(2 * SL_PI * e->o.sj_hz / w->symbol_rate_bd * n + b->sj_phase[l]);
        at += (side[t][l] ? 1 : -1) * w->jitter_dd_ui + w->jitter_rms_ui * (double)jitter[t][l];
        bool counted = from + t >= e->warm && from + t < e->warm + COUNTED;
        if (counted) b->phase_sum += at, b->phase_square += at * at;
        if (!(fabs(at) <= 1)) {
            if (counted) b->slips++;
            at = at > 0 ? 1 : -1;
        }
        double row = (at + 1) * m, below = fmin(floor(row), 2 * m);
        whole[t] = (uint32_t)below;
        part[t] = (float)(row - below);
    }
}

// The victim's samples at instants that move: one lane after the other, the newest symbol first in
// a line of its own.
static void moving_channel(block *b, size_t from)
{
    const bt_engine *e = b->e;
    bt_stream s = stream(b, PURPOSE_JITTER);
    uint32_t whole[TILE];
    float part[TILE];
    bt_normals(b->scratch, e->tile, &s, from);
    s = stream(b, PURPOSE_LANE);
    random_symbols(b->index, from, e->tile, &s, 2);
    for (int l = 0; l < LANES; l++) {
        instants(b, from, l, b->scratch, b->index, whole, part);
        const vf *newest = b->x + e->history + e->tile - 1;
        for (size_t i = 0; i < e->tile + e->taps; i++)
            b->line[i] = newest[-(ptrdiff_t)i][l];
        bt_between((float *)(b->y + 64) + l, b->line, e->tile, e->fir, e->taps, whole, part);
    }
}

// One update of the loop from the decisions of a tile.
static void recover_clock(block *b)
{
    const bt_engine *e = b->e;
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
    const bt_engine *e = b->e;
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

void bt_run_block(sl_bittrue_result *r, const bt_engine *e, char *memory, uint64_t number)
{
    block b;
    memset(memory, 0, bt_block_bytes(e));
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
