// What several files of src/signal share about samples.
#ifndef SIGNAL_PULSE_H
#define SIGNAL_PULSE_H

#include "shoreline/waveform.h"

// The cubic through a, b, c, d at -1, 0, 1, 2, at u in 0..1 (Everett's form).
static inline double pulse_cubic(double a, double b, double c, double d, double u)
{
    double v = 1 - u;
    return b * v + c * u - u * v * ((a - 2 * b + c) * (1 + v) + (b - 2 * c + d) * (1 + u)) / 6;
}

// The phase 0..samples_per_ui - 1 whose samples, one per UI, have the largest sum of squares.
size_t pulse_worst_phase(const sl_pulse *pulse, size_t samples_per_ui);

#endif
