// Magnitudes of the standard filters, and the frequencies of the hand-over grid.
#include "shoreline/signal.h"

#include <math.h>

#include "shoreline/constants.h"

double sl_hold_gain(double freq_hz, double symbol_rate_bd)
{
    double x = SL_PI * freq_hz / symbol_rate_bd;
    return fabs(x) < 1e-8 ? 1 : fabs(sin(x) / x);
}

double sl_butterworth4_gain(double freq_hz, double bandwidth_hz)
{
    if (!(bandwidth_hz > 0)) return NAN;
    double x = freq_hz / bandwidth_hz, x2 = x * x, x4 = x2 * x2;
    return 1 / sqrt(1 + x4 * x4);
}

double sl_response_cell_hz(double symbol_rate_bd, size_t cell)
{
    return ((double)cell + 0.5) * symbol_rate_bd / SL_RESPONSE_CELLS;
}
