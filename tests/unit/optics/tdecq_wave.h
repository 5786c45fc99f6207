// Waveforms for tests of TDECQ: symbols of a pattern, held for their UI, on levels.
#ifndef TDECQ_WAVE_H
#define TDECQ_WAVE_H

#include <stdlib.h>

#include "shoreline/tdecq.h"

#define RATE 53.125e9

typedef struct test_wave {
    sl_pam4_pattern pattern;
    double samples;          // per symbol
    double symbols;          // in the record; 0: one period
    size_t offset;           // of the pattern
    const double *level;     // four, W; NULL: 0.2 to 1 mW equally spaced
    double sign, ppm;        // sign 0: 1; of the symbol rate, positive: faster
    const double *of_symbol; // values per symbol of the record instead of the pattern's levels
} test_wave;

static const double test_levels[4] = {0.2e-3, 1.4e-3 / 3, 2.2e-3 / 3, 1e-3};

static inline uint8_t *test_pattern(sl_pam4_pattern pattern, size_t *n)
{
    *n = sl_pam4_pattern_length(pattern);
    uint8_t *symbols = malloc(*n);
    if (!symbols || sl_pam4_pattern_symbols(symbols, pattern) != SL_OK) abort();
    return symbols;
}

static inline double *test_make(const test_wave *w, size_t *n)
{
    size_t period;
    uint8_t *symbols = test_pattern(w->pattern, &period);
    const double *level = w->level ? w->level : test_levels;
    double ui = w->samples / (1 + 1e-6 * w->ppm);
    *n = (size_t)((w->symbols > 0 ? w->symbols : (double)period) * ui + 1e-9);
    double *v = malloc(*n * sizeof *v), mid = (level[0] + level[3]) / 2;
    if (!v) abort();
    for (size_t i = 0; i < *n; i++) {
        size_t k = (size_t)((double)i / ui + 1e-9);
        double x = w->of_symbol ? w->of_symbol[k] : level[symbols[(k + w->offset) % period]];
        v[i] = mid + (w->sign < 0 ? -1 : 1) * (x - mid);
    }
    free(symbols);
    return v;
}

#endif
