// Where the clock of a record is that does not lock: what is told about it.
//
// Method. The squared slope of a stream of symbols has a line at the symbol rate, as slopes are
// steep between symbols only; square steps have harmonics too, of which the lowest is taken.
#include <complex.h>
#include <math.h>
#include <stdio.h>

#include "optics/tdecq_internal.h"
#include "shoreline/fourier.h"

enum { SAMPLES = 131072 };

// The largest line of the squared slope, Hz, and how well its place is known, relative; NaN: none
// stands out.
static sl_status find_clock(double *line_hz, double *within, sl_arena *arena, const double *value,
                            size_t n, double step_s)
{
    size_t m = 2048, best = 0;
    sl_fourier *fourier;
    *line_hz = *within = NAN;
    while (2 * m < n && m < SAMPLES)
        m *= 2;
    if (m >= n) return SL_OK;
    double *slope = sl_arena_alloc(arena, m * sizeof *slope), mean = 0, total = 0;
    double _Complex *tone = sl_arena_alloc(arena, (m / 2 + 1) * sizeof *tone);
    if (!slope || !tone) return SL_ERR_NO_MEMORY;
    SL_TRY(sl_fourier_create(&fourier, m));
    for (size_t i = 0; i < m; i++) {
        slope[i] = (value[i + 1] - value[i]) * (value[i + 1] - value[i]);
        mean += slope[i] / (double)m;
    }
    for (size_t i = 0; i < m; i++)
        slope[i] -= mean;
    sl_fourier_forward(fourier, tone, slope);
    sl_fourier_destroy(fourier);
    for (size_t j = m / 256; j <= m / 2; j++) {
        total += cabs(tone[j]);
        if (!best || cabs(tone[j]) > cabs(tone[best])) best = j;
    }
    for (size_t j = best - 1; j >= m / 256; j--) // the lowest of a row of harmonics
        if (cabs(tone[j]) > 0.4 * cabs(tone[best])) best = j;
    if (cabs(tone[best]) > 12 * total / (double)(m / 2 - m / 256))
        *line_hz = (double)best / ((double)m * step_s);
    *within = fmax(1e-3, 1.0 / (double)best);
    return SL_OK;
}

sl_status tdecq_say_no_lock(sl_tdecq_result *result, sl_arena *arena, const double *value, size_t n,
                            const sl_tdecq_opts *opts)
{
    double within;
    SL_TRY(find_clock(&result->clock_line_bd, &within, arena, value, n, opts->step_s));
    double clock = result->clock_line_bd, rate = opts->symbol_rate_bd;
    const char *sought = opts->pattern == SL_PAM4_AUTO    ? "neither SSPRQ nor PRBS13Q was"
                         : opts->pattern == SL_PAM4_SSPRQ ? "SSPRQ was not"
                                                          : "PRBS13Q was not";
    if (isnan(clock))
        snprintf(result->reason, sizeof result->reason,
                 "%s found, nor a clock at any rate: another signal, or a wrong column", sought);
    else if (fabs(clock / rate - 1) < within)
        snprintf(result->reason, sizeof result->reason,
                 "%s found, though the record has a clock line at %.6g GBd as stated: another "
                 "pattern",
                 sought, clock / 1e9);
    else
        snprintf(result->reason, sizeof result->reason,
                 "%s found at %.6g GBd; the record has a clock line at %.5g GBd: a wrong --rate, "
                 "or time in another unit",
                 sought, rate / 1e9, clock / 1e9);
    return SL_OK;
}
