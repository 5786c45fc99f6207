// Noise of a given density at symbol spacing.
#include "shoreline/waveform.h"

#include <math.h>

#include "shoreline/constants.h"

sl_status sl_noise_autocorrelation(double *r, size_t n, const double *psd_per_hz, size_t cells,
                                   double step_hz, double symbol_rate_bd)
{
    if (!(step_hz > 0 && symbol_rate_bd > 0) || !isfinite(step_hz) || !isfinite(symbol_rate_bd))
        return SL_ERR_DOMAIN;
    for (size_t i = 0; i < cells; i++)
        if (!(psd_per_hz[i] >= 0) || !isfinite(psd_per_hz[i])) return SL_ERR_DOMAIN;
    for (size_t k = 0; k < n; k++) {
        double half = SL_PI * step_hz * (double)k / symbol_rate_bd;    // phase of half a cell
        double cell = half > 0 ? step_hz * sin(half) / half : step_hz; // its cosine's integral
        r[k] = 0;
        for (size_t i = 0; i < cells; i++)
            r[k] += psd_per_hz[i] * cell * cos(half * (2 * (double)i + 1));
    }
    return SL_OK;
}
