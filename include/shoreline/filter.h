// Transfers of the usual low-pass forms with their phase, and chains of them.
#ifndef SHORELINE_FILTER_H
#define SHORELINE_FILTER_H

#include <complex.h>

typedef enum sl_filter_kind {
    SL_FILTER_POLE,      // 1/(1 + j f/hz)
    SL_FILTER_RESONANCE, // hz^2/(hz^2 - f^2 + j f damping): laser above threshold
    SL_FILTER_BESSEL4,   // 4th-order Bessel-Thomson, -3 dB at hz
    SL_FILTER_ZERO,      // 1 + j f/hz; hz may be negative
    SL_FILTER_GAUSSIAN,  // exp(-ln 2 (f/hz)^2), 1/2 at hz: multimode fibre
} sl_filter_kind;

typedef struct sl_filter {
    sl_filter_kind kind;
    double hz;         // > 0, may be INFINITY: 1; ZERO: not 0
    double damping_hz; // RESONANCE: gamma/(2 pi), >= 0
} sl_filter;

// H(f) of one and of the product of n, f >= 0; 1 at 0 Hz. Source: Bessel polynomial
// s^4 + 10 s^3 + 45 s^2 + 105 s + 105, s = 2.1139 j f/hz.
double _Complex sl_filter_at(const sl_filter *filter, double freq_hz);
double _Complex sl_filters_at(const sl_filter *filters, int n, double freq_hz);

#endif
