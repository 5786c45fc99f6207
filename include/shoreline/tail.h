// The tail of Gaussian noise plus interference of many small symbols, exact at any depth.
// Theory: docs/theory/waveform.md, "Tails without a grid".
#ifndef SHORELINE_TAIL_H
#define SHORELINE_TAIL_H

#include <stddef.h>

#include "shoreline/status.h"

#define SL_TAIL_CURSORS_MAX 256

// X = sum_i cursor[i] a_i + v: a_i independent, uniform on the levels less their mean; v Gaussian.
typedef struct sl_tail_sum {
    const double *cursor;
    size_t n; // 0..SL_TAIL_CURSORS_MAX
    const double *level;
    int levels;     // 2..8
    double sigma;   // of v, > 0, unit of the cursors
    double ignored; // cursors of rms below this times sigma join the Gaussian; 0.03 moves log10 P
                    // by less than 1e-3 at 1e-4; 0: none
} sl_tail_sum;

typedef struct sl_tail {
    double log10_p;
    double per_distance; // d log10 P/d distance, below 0
    double per_variance; // d log10 P/d sigma^2
} sl_tail;

// log10 P(X > distance), with X mirrored if mirror != 0; per_cursor[n] (NULL: not wanted) receives
// d log10 P/d cursor[i]. Relative accuracy of P about 1e-6. Errors: SL_ERR_DOMAIN. Cost: ~5 us with
// 16 cursors that count.
sl_status sl_tail_above(sl_tail *out, double *per_cursor, const sl_tail_sum *sum, double distance,
                        int mirror);

#endif
