// Bit-true simulation of a waveform at the symbol rate: every symbol is sent, every decision made.
// Theory: docs/theory/waveform.md.
#ifndef SHORELINE_BITTRUE_H
#define SHORELINE_BITTRUE_H

#include <stdint.h>

#include "shoreline/eye.h"
#include "shoreline/handover.h"
#include "shoreline/waveform.h"

typedef enum sl_pattern {
    SL_PATTERN_RANDOM,  // independent symbols, Threefry4x64-20
    SL_PATTERN_PRBS13Q, // bits of x^13 + x^12 + x^2 + x + 1, Gray-mapped: IEEE 802.3 94.3.10.8
    SL_PATTERN_PRBS31Q, // bits of x^31 + x^28 + 1, Gray-mapped: IEEE 802.3 120.5.11.2.2
} sl_pattern;

typedef enum sl_cdr {
    SL_CDR_NONE,           // samples at the cursor
    SL_CDR_MUELLER_MULLER, // second order, on the sum of z_k d_(k-1) - z_(k-1) d_k over 32 symbols
    SL_CDR_BANG_BANG,      // the same on the sign of that sum
} sl_cdr;

typedef struct sl_bittrue_opts {
    uint64_t seed;
    uint64_t symbols; // rounded up to whole blocks of 87,040; 0: 1e7
    sl_pattern pattern;
    sl_crosstalk_phase crosstalk; // WORST: at the phase of largest power; UNIFORM: per block
    const double *ffe;            // T-spaced taps, the pulse's cursor at tap ffe_pre; NULL: none
    size_t ffe_n, ffe_pre;        //
    const double *noise_filter;   // taps that colour the noise, its rms is kept; NULL: white
    size_t noise_filter_n;        //
    bool ideal_decisions;         // the DFE is fed with what was sent
    bool mlse;                    // also detect the sequence behind c (1 + alpha D), c the main
                                  // cursor, alpha = dfe[0]/c (the trellis of Viterbi, L states)
    sl_cdr cdr;                   //
    double cdr_gain;              // UI per unit of the loop's error (MM: relative to c), per update
    double cdr_integral_gain;     // the same into the frequency
    double offset_ppm;            // of the transmitter's clock
    double sj_ui, sj_hz;          // sinusoidal jitter of the transmitter: amplitude, frequency
} sl_bittrue_opts;

#define SL_BURST_BINS 33 // [i]: runs of i + 1 wrong symbols, the last: that or longer
#define SL_RS_BINS    33 // [i]: codewords with i wrong RS symbols, the last: that or more

// What one detector decided.
typedef struct sl_bittrue_counts {
    uint64_t symbols, symbol_errors, bit_errors;
    uint64_t errors_after_error;    // wrong symbols right after a wrong one
    uint64_t burst[SL_BURST_BINS];  // runs of consecutive wrong symbols
    uint64_t codewords;             // RS(544,514) over 10-bit symbols, not interleaved; L = 2, 4
    uint64_t rs_errors[SL_RS_BINS]; //
    double ser, ser_low, ser_high;  // with the Wilson 95 % interval
    double ber, ber_low, ber_high;  // Gray mapping; 0 where L is no power of 2
    sl_error_process process;       // for fec.h: first errors per bit, chance of another
} sl_bittrue_counts;

typedef struct sl_bittrue_result {
    sl_bittrue_counts slicer; // behind FFE and DFE
    sl_bittrue_counts mlse;   // zeros without
    double cursor;            // main cursor behind the FFE
    double phase_mean_ui;     // of the sampling instant about the cursor, with CDR or jitter
    double phase_rms_ui;      //
    uint64_t slips;           // symbols that a CDR would have sampled beyond 1 UI of the cursor
} sl_bittrue_result;

// Runs it; opts may be NULL. The pulse, noise and crosstalk of the waveform are those before the
// FFE; its tx_noise is a Gaussian of that times the main cursor at the decision (as in annex 93A);
// jitter moves each sampling instant independently (dual-Dirac and Gaussian), by linear
// interpolation between the pulse's samples. Float arithmetic; Gaussian deviates end at 6.7 sigma,
// so SERs below 1e-9 are not for this engine. Blocks of 16 x 5440 symbols have their own random
// counters and warm-up: results depend neither on the number of threads nor on the processor.
// Errors: SL_ERR_DOMAIN (waveform, options, a PRBS pattern for L other than 2 or 4, MLSE without
// DFE tap, no positive main cursor, more than 64 FFE or DFE taps), SL_ERR_NO_MEMORY. Cost: see
// bench/bench_waveform.c.
sl_status sl_bittrue_run(sl_bittrue_result *out, sl_ctx *ctx, const sl_waveform *waveform,
                         const sl_bittrue_opts *opts);

#endif
