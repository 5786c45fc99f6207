// The bit-true engine's inside, for bittrue*.c only.
//
// Sixteen independent stretches of symbols (lanes) run side by side, one per element of a vector:
// so that decision feedback and the trellis, which are serial in time, still fill the vectors, and
// no sum changes its order with the width of the processor's registers.
#ifndef SIGNAL_BITTRUE_INTERNAL_H
#define SIGNAL_BITTRUE_INTERNAL_H

#include "core/wide.h"
#include "signal/deviates.h"
#include <stdint.h>

#include "shoreline/bittrue.h"

enum { TILE = 256, CDR_TILE = 32, COUNTED = 5440, TAIL = 64 };

// clang-format off
typedef uint8_t vb __attribute__((vector_size(16)));
// clang-format on

#define WIDE SL_WIDE
// What a WIDE function calls has to become part of it.
#define INTO_WIDE static inline __attribute__((always_inline))

// y[t] += sum h[k] x[t - k], t < n, n a multiple of 4.
void bt_fir(vf *y, const vf *x, size_t n, const float *h, size_t taps);
// y[16 t] = the sum of taps of row whole[t], or part[t] of the way to the next row's, times x[n - 1
// - t
// + k], t < n; taps a multiple of 16.
void bt_between(float *y, const float *x, size_t n, const float *rows, size_t taps,
                const uint32_t *whole, const float *part);
// y[t] += a x[t].
void bt_add(vf *y, const vf *x, size_t n, float a);

// Levels and thresholds of the slicer.
typedef struct bt_slicer {
    int levels;
    float level[SL_PAM_MAX];         // as sent
    float threshold[SL_PAM_MAX - 1]; // times the main cursor
    float dfe[64];
    size_t dfe_n;
} bt_slicer;

// Level of each index.
void bt_levels(vf *x, const vb *index, size_t n, const bt_slicer *s);
// Decides z[t] less the feedback of past[t - k], the levels fed back; past[t] becomes the decision
// unless ideal. trellis[t]: z less taps 2.. only; equalised[t]: less all taps.
void bt_slice(vb *index, vf *trellis, vf *equalised, vf *past, const vf *z, size_t n,
              const bt_slicer *s, bool ideal);

// Trellis of c (1 + alpha D).
typedef struct bt_trellis {
    int levels;
    float expected[SL_PAM_MAX][SL_PAM_MAX]; // [now][before]
    vf metric[SL_PAM_MAX];
} bt_trellis;

// survivor[t]: 3 bits per state, where it came from.
void bt_forward(vu *survivor, bt_trellis *trellis, const vf *z, size_t n);
void bt_backward(vb *index, const vu *survivor, const bt_trellis *trellis, size_t n);

// Adds where COUNTED rows of decisions differ from what was sent.
void bt_count(sl_bittrue_counts *c, const vb *sent, const vb *decided, int levels);
void bt_sum(sl_bittrue_counts *to, const sl_bittrue_counts *from);
void bt_finish(sl_bittrue_counts *c, int levels);

// Symbol indices of a PRBS for 16 lanes: lane l starts at symbol start + l stride.
typedef struct bt_prbs {
    uint32_t state[LANES];
    int degree, tap; // 13: the four-term polynomial
} bt_prbs;
void bt_prbs_init(bt_prbs *p, sl_pattern pattern, int levels, uint64_t start, uint64_t stride);
void bt_prbs_next(vb *index, size_t n, bt_prbs *p, int levels);

// What is the same for all blocks.
typedef struct bt_engine {
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
} bt_engine;

static inline size_t bt_round_up(size_t n, size_t to)
{
    return (n + to - 1) / to * to;
}

// Memory of a block, and its run: adds to the counts of r; its phase_mean_ui and phase_rms_ui
// become the sums of the phase and of its square over the block, its slips the block's.
size_t bt_block_bytes(const bt_engine *e);
void bt_run_block(sl_bittrue_result *r, const bt_engine *e, char *memory, uint64_t number);

#endif
