// From a sampled spectrum to an impulse response, with the policies of the COM reference program.
//
// The spectrum is put on a grid 0..fmax of the same step, fmax = 1/(2 sample): magnitude by
// straight lines between samples, phase unwrapped and by straight lines. Below the first sample and
// above the last one policies decide; the usual ones are
//   magnitude  a straight line through the first ten points to 0 Hz; a straight line from the last
//              point to what the upper half of the band tends to at fmax, kept between eps and the
//              last magnitude
//   phase      slope of the group delay, outliers beyond one standard deviation left out: of the
//              first 50 points below (the first ten points are replaced), of the last 51 above
// The transform is Hermitian with real ends; the tail is cut after the last sample above a fraction
// of the peak. Causality can be enforced by alternating projections (Quatieri and Oppenheim, IEEE
// Trans. ASSP-29 (1981) 1187).
// Source: behaviour of the public reference program of IEEE P802.3, versions 3.70 and 4.50.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "com/com_internal.h"
#include "shoreline/constants.h"

// Straight line through n points by least squares: value at x.
static double line_at(const double *xs, const double *ys, size_t n, double x)
{
    double mx = 0, my = 0, sxx = 0, sxy = 0;
    for (size_t i = 0; i < n; i++) {
        mx += xs[i] / (double)n;
        my += ys[i] / (double)n;
    }
    for (size_t i = 0; i < n; i++) {
        sxx += (xs[i] - mx) * (xs[i] - mx);
        sxy += (xs[i] - mx) * (ys[i] - my);
    }
    return my + sxy / sxx * (x - mx);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median_of(double *work, const double *v, size_t n)
{
    memcpy(work, v, n * sizeof *v);
    qsort(work, n, sizeof *work, by_value);
    return n % 2 ? work[n / 2] : 0.5 * (work[n / 2 - 1] + work[n / 2]);
}

// Mean of the values closer to the median than one standard deviation; NaN if there is none.
static double trend_of(const double *v, size_t n, double *work)
{
    double median = median_of(work, v, n), mean = 0, var = 0, sum = 0;
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        mean += v[i] / (double)n;
    for (size_t i = 0; i < n; i++)
        var += (v[i] - mean) * (v[i] - mean) / (double)(n - 1);
    double sigma = sqrt(var);
    for (size_t i = 0; i < n; i++)
        if (fabs(v[i] - median) < sigma) {
            sum += v[i];
            kept++;
        }
    return kept ? sum / (double)kept : NAN;
}

// Values of (x, y)[n] at 0, step, 2 step...: straight lines, the outer ones prolonged.
static void resample(double *out, size_t m, double step, const double *x, const double *y, size_t n)
{
    size_t k = 0;
    for (size_t i = 0; i < m; i++) {
        double at = (double)i * step;
        while (k + 2 < n && x[k + 1] <= at)
            k++;
        double slope = (y[k + 1] - y[k]) / (x[k + 1] - x[k]);
        out[i] = y[k] + slope * (at - x[k]);
    }
}

typedef struct band {
    const double *f;
    size_t n;
    double step, end; // of the grid made
    size_t m;
    double *work; // n + 2
} band;

static void widen(double *xs, double *ys, size_t *n, double x, double y, bool front)
{
    if (front) {
        memmove(xs + 1, xs, *n * sizeof *xs);
        memmove(ys + 1, ys, *n * sizeof *ys);
        xs[0] = x;
        ys[0] = y;
    } else {
        xs[*n] = x;
        ys[*n] = y;
    }
    (*n)++;
}

// Magnitude by straight lines, or by straight lines of its logarithm.
static void magnitude_trend(double *out, const band *b, double *mag, double *xs, bool logarithmic)
{
    size_t n = b->n, mid = (size_t)floor((double)n / 2.0 + 0.5) - 1;
    memcpy(xs, b->f, n * sizeof *xs);
    if (logarithmic)
        for (size_t i = 0; i < n; i++)
            mag[i] = log10(mag[i]);
    double dc = line_at(b->f, mag, 10, 0.0);
    double high = line_at(b->f + mid, mag + mid, b->n - mid, b->end);
    double last = mag[b->n - 1], first = b->f[0], top = b->f[b->n - 1];
    if (high > last) high = last;
    if (!logarithmic && high < COM_EPS) high = COM_EPS;
    if (first > 0) widen(xs, mag, &n, 0.0, dc, true);
    if (top < b->end) widen(xs, mag, &n, b->end, high, false);
    resample(out, b->m, b->step, xs, mag, n);
    if (logarithmic)
        for (size_t i = 0; i < b->m; i++)
            out[i] = pow(10.0, out[i]);
}

// Prolonged to 0 Hz in the logarithm (to nothing, where a channel is AC coupled), held above.
static void magnitude_extrapolated(double *out, const band *b, double *mag, double *xs,
                                   bool or_zero)
{
    size_t n = b->n;
    double last = mag[n - 1], top = b->f[n - 1];
    bool coupled = or_zero && b->f[0] > 0 && 20 * log10(mag[0]) < -20;
    memcpy(xs, b->f, n * sizeof *xs);
    for (size_t i = 0; i < n; i++)
        mag[i] = log10(mag[i]);
    if (coupled) widen(xs, mag, &n, 0.0, -100.0, true);
    resample(out, b->m, b->step, xs, mag, n);
    for (size_t i = 0; i < b->m; i++)
        out[i] = (double)i * b->step > top ? last : pow(10.0, out[i]);
}

static void magnitude_on_grid(double *out, const band *b, double *mag, double *xs,
                              com_magnitude policy)
{
    switch (policy) {
    case COM_MAGNITUDE_LINEAR_TREND:
        magnitude_trend(out, b, mag, xs, false);
        break;
    case COM_MAGNITUDE_TREND:
        magnitude_trend(out, b, mag, xs, true);
        break;
    case COM_MAGNITUDE_EXTRAPOLATE:
        magnitude_extrapolated(out, b, mag, xs, false);
        break;
    case COM_MAGNITUDE_EXTRAPOLATE_OR_ZERO:
        magnitude_extrapolated(out, b, mag, xs, true);
        break;
    case COM_MAGNITUDE_OLD:
        resample(out, b->m, b->step, b->f, mag, b->n);
        break;
    }
}

static void group_delay(double *out, const double *f, const double *phase, size_t n)
{
    for (size_t i = 0; i + 1 < n; i++)
        out[i] = -(phase[i + 1] - phase[i]) / (f[i + 1] - f[i]);
}

// Slopes of the first and of the last group delays.
static void phase_by_slopes(double *out, const band *b, double *phase, double *delay)
{
    size_t n = b->n;
    group_delay(delay, b->f, phase, n);
    size_t low = n - 1 < 50 ? n - 1 : 50, high = n - 1 < 51 ? n - 1 : 51;
    double slope_low = trend_of(delay, low, b->work);
    double slope_high = -trend_of(delay + (n - 1 - high), high, b->work);
    for (size_t k = 10; k-- > 0;)
        phase[k] = phase[k + 1] + slope_low * (b->f[k + 1] - b->f[k]);
    resample(out, b->m, b->step, b->f, phase, n);
    size_t last = 0;
    while (last + 1 < b->m && (double)(last + 1) * b->step <= b->f[n - 1])
        last++;
    for (size_t i = last + 1; i < b->m; i++)
        out[i] = out[last] + ((double)i - (double)last) * b->step * slope_high;
}

static void phase_shifted_trend(double *out, const band *b, double *phase, double *delay,
                                double *xs)
{
    size_t n = b->n;
    memcpy(xs, b->f, n * sizeof *xs);
    if (b->f[0] != 0) {
        group_delay(delay, b->f, phase, n);
        double slope = trend_of(delay, n - 1 < 50 ? n - 1 : 50, b->work);
        for (size_t k = 10; k-- > 0;)
            phase[k] = phase[k + 1] + slope * (b->f[k + 1] - b->f[k]);
        double shift = phase[0] + slope * b->f[0];
        for (size_t i = 0; i < n; i++)
            phase[i] -= shift;
        widen(xs, phase, &n, 0.0, 0.0, true);
    }
    if (b->end > b->f[b->n - 1]) {
        group_delay(delay, xs, phase, n);
        double end = phase[n - 1] - median_of(b->work, delay, n - 1) * (b->end - xs[n - 1]);
        widen(xs, phase, &n, b->end, end, false);
    }
    resample(out, b->m, b->step, xs, phase, n);
}

static void phase_on_grid(double *out, const band *b, double *phase, double *delay, double *xs,
                          com_phase policy)
{
    size_t n = b->n;
    bool from_dc = b->f[0] == 0;
    if (policy == COM_PHASE_TREND_AND_SHIFT) {
        phase_shifted_trend(out, b, phase, delay, xs);
    } else if (policy == COM_PHASE_SLOPES && !from_dc) {
        phase_by_slopes(out, b, phase, delay);
    } else if ((policy == COM_PHASE_INTERPOLATE || policy == COM_PHASE_INTERPOLATE_AND_SHIFT) &&
               !from_dc) {
        double shift = 0;
        if (policy == COM_PHASE_INTERPOLATE_AND_SHIFT)
            shift = phase[0] - (phase[1] - phase[0]) / (b->f[1] - b->f[0]) * b->f[0];
        memcpy(xs, b->f, n * sizeof *xs);
        for (size_t i = 0; i < n; i++)
            phase[i] -= shift;
        widen(xs, phase, &n, 0.0, 0.0, true);
        resample(out, b->m, b->step, xs, phase, n);
    } else {
        resample(out, b->m, b->step, b->f, phase, n);
        double first = out[0];
        if (policy == COM_PHASE_ZERO_DC) out[0] = 0;
        if (policy == COM_PHASE_OLD)
            for (size_t i = 0; i < b->m; i++)
                out[i] -= first;
    }
}

// Magnitude (not below eps) and unwrapped phase; mean slope of the phase.
static double polar(double *mag, double *phase, const cplx *s, size_t n)
{
    double turns = 0;
    for (size_t i = 0; i < n; i++) {
        mag[i] = fmax(hypot(creal(s[i]), cimag(s[i])), COM_EPS);
        double p = atan2(cimag(s[i]), creal(s[i]));
        if (i > 0) {
            double step = p + turns - phase[i - 1];
            if (fabs(step) > SL_PI)
                turns -= 2 * SL_PI * ceil((fabs(step) - SL_PI) / (2 * SL_PI)) * copysign(1, step);
        }
        phase[i] = p + turns;
    }
    return (phase[n - 1] - phase[0]) / (double)(n - 1);
}

// Alternating projections on magnitude and causality; x[2 (m - 1)] is changed in place.
static void make_causal(double *x, sl_fourier *fft, const cplx *grid, cplx *work, size_t size,
                        const com_impulse_opts *o, double *next)
{
    size_t half = size / 2, start = 0;
    double peak = 0, error = INFINITY;
    for (size_t i = 0; i < half; i++)
        peak = fmax(peak, fabs(x[i]));
    while (start < half && !(fabs(x[start]) > peak * o->causality_start))
        start++;
    for (int round = 0; round < 1000; round++) {
        double top = -INFINITY, delta = 0, before = error;
        for (size_t i = 0; i <= start && i < size; i++)
            x[i] = 0;
        for (size_t i = half - 1; i < size; i++)
            x[i] = 0;
        sl_fourier_forward(fft, work, x);
        for (size_t i = 0; i <= half; i++)
            work[i] = cabs(grid[i]) * cexp(I * carg(work[i]));
        sl_fourier_inverse(fft, next, work);
        for (size_t i = 0; i < size; i++) {
            top = fmax(top, x[i]);
            delta = fmax(delta, fabs(x[i] - next[i]));
        }
        error = delta / top;
        if (error < o->causality_relative || fabs(before - error) < o->causality_difference) return;
        memcpy(x, next, size * sizeof *x);
    }
}

static sl_status transform(double **out, size_t *n, sl_arena *arena, cplx *grid, size_t m,
                           const com_impulse_opts *o, sl_fourier **kept)
{
    size_t size = 2 * (m - 1);
    double *x = sl_arena_alloc(arena, size * sizeof *x);
    if (!x) return SL_ERR_NO_MEMORY;
    if (*kept && sl_fourier_size(*kept) != size) {
        sl_fourier_destroy(*kept);
        *kept = NULL;
    }
    if (!*kept) SL_TRY(sl_fourier_create(kept, size));
    sl_fourier *fft = *kept;
    grid[0] = creal(grid[0]);
    grid[m - 1] = creal(grid[m - 1]);
    sl_fourier_inverse(fft, x, grid);
    if (o->enforce_causality) {
        cplx *work = sl_arena_alloc(arena, m * sizeof *work);
        double *next = sl_arena_alloc(arena, size * sizeof *next);
        if (!work || !next) return SL_ERR_NO_MEMORY;
        make_causal(x, fft, grid, work, size, o, next);
    }
    double peak = 0;
    for (size_t i = 0; i < size; i++)
        peak = fmax(peak, fabs(x[i]));
    size_t last = size;
    while (last > 0 && !(fabs(x[last - 1]) > peak * o->truncation))
        last--;
    *out = x;
    *n = last;
    return SL_OK;
}

#define TURNS 32 // points between phases that are computed anew

// Where the phase runs straight over a block, its points follow from each other by one rotation.
static void to_spectrum(cplx *grid, const double *mag, const double *phase, size_t m)
{
    for (size_t block = 0; block < m; block += TURNS) {
        size_t end = block + TURNS < m ? block + TURNS : m;
        double step = end - block > 1 ? phase[block + 1] - phase[block] : 0;
        double span = step * (double)(end - 1 - block);
        double curve = fabs(phase[end - 1] - phase[block] - span);
        double middle = fabs(phase[(block + end) / 2] - phase[block] -
                             step * (double)((block + end) / 2 - block));
        double fuzz = 4e-16 * (fabs(phase[block]) + fabs(span)) * TURNS;
        if (curve <= fuzz && middle <= fuzz && end - block == TURNS) {
            cplx turn = CMPLX(cos(step), sin(step)),
                 at = CMPLX(cos(phase[block]), sin(phase[block]));
            for (size_t i = block; i < end; i++, at = com_mul(at, turn))
                grid[i] = mag[i] * at;
            continue;
        }
        for (size_t i = block; i < end; i++)
            grid[i] = isnan(phase[i]) ? (i ? grid[i - 1] : 0)
                                      : mag[i] * CMPLX(cos(phase[i]), sin(phase[i]));
    }
}

sl_status com_impulse(double **out, size_t *n, sl_ctx *ctx, sl_arena *arena, const cplx *spectrum,
                      const double *freq_hz, size_t points, const com_impulse_opts *o,
                      sl_fourier **fft, const char *name)
{
    double fmax_hz = 0.5 / o->sample_s, step = freq_hz[2] - freq_hz[1];
    size_t cells = (size_t)floor(fmax_hz / step + 0.5), m = cells + 1;
    band b = {.f = freq_hz, .n = points, .step = fmax_hz / (double)cells, .end = fmax_hz, .m = m};
    double *mag = sl_arena_alloc(arena, 5 * (points + 2) * sizeof *mag);
    double *on_grid = sl_arena_alloc(arena, 2 * m * sizeof *on_grid);
    cplx *grid = sl_arena_alloc(arena, m * sizeof *grid);
    if (!mag || !on_grid || !grid) return SL_ERR_NO_MEMORY;
    double *phase = mag + (points + 2), *xs = phase + (points + 2), *delay = xs + (points + 2);
    b.work = delay + (points + 2);
    bool silent = true;
    for (size_t i = 0; i < points && silent; i++)
        silent = spectrum[i] == 0;
    if (silent) {
        for (size_t i = 0; i < m; i++)
            grid[i] = COM_EPS;
        return transform(out, n, arena, grid, m, o, fft);
    }
    if (polar(mag, phase, spectrum, points) > 0) {
        sl_diag_add(ctx, o->diagnostics ? SL_WARNING : SL_ERROR, SL_E_CHANNEL, (sl_mark){0},
                    "measure or compute the channel with a finer frequency step",
                    "%s: the phase rises with frequency (%zu points, step %.4g MHz): the delay is "
                    "longer than the step resolves",
                    name, points, step / 1e6);
        if (!o->diagnostics) return SL_ERR_SCENARIO;
    }
    magnitude_on_grid(on_grid, &b, mag, xs, o->magnitude);
    phase_on_grid(on_grid + m, &b, phase, delay, xs, o->phase);
    to_spectrum(grid, on_grid, on_grid + m, m);
    return transform(out, n, arena, grid, m, o, fft);
}

// Sums of a window from those within blocks of its width: what ends the block before it and what
// begins its own. No difference of large sums, so no error that grows.
void com_hold(double *restrict out, const double *restrict in, size_t n, size_t width)
{
    for (size_t block = 0; block < n; block += width) {
        size_t end = block + width < n ? block + width : n;
        double sum = 0;
        for (size_t i = block; i < end; i++)
            out[i] = sum += in[i];
        sum = 0;
        for (size_t k = width - 1; block > 0 && k > 0; k--) {
            sum += in[block - width + k];
            if (block + k - 1 < end) out[block + k - 1] += sum;
        }
    }
}
