// Causality of tabulated data, two measures.
//
// 1. Rotation, as in the checks published with IEEE Std 370-2020: the curve of a causal S over
//    frequency turns clockwise for the most part. With V_k = S_(k+1) - S_k and
//    R_k = Re V_(k+1) Im V_k - Im V_(k+1) Re V_k, the share is sum of positive R over sum |R|, in
//    percent; the least of all entries. Noise turns both ways: an entry that is only noise has 50.
// 2. Ours: energy of the impulse response before time 0. A uniform grid (that begins at 0 or at a
//    small multiple of its step, then filled towards DC: real part held, imaginary part straight to
//    0) times the 4-term Blackman-Harris window over -fmax..fmax is transformed; the window's own
//    width, 4/fmax, before 0 is not counted. What a tail of more than half a period wraps around
//    counts as early: such data are too coarse.
// Source of the window: Harris, Proc. IEEE 66 (1978) 51.
#include <math.h>

#include "shoreline/fourier.h"
#include "sparam/quality.h"

double quality_rotation(const sl_sparam *s, int entry)
{
    size_t stride = (size_t)s->ports * (size_t)s->ports;
    const double complex *z = s->data + entry;
    double positive = 0, all = 0;
    for (size_t k = 0; k + 2 < s->points; k++) {
        double complex v = z[(k + 1) * stride] - z[k * stride];
        double complex w = z[(k + 2) * stride] - z[(k + 1) * stride];
        double turn = creal(w) * cimag(v) - cimag(w) * creal(v);
        if (turn > 0) positive += turn;
        all += fabs(turn);
    }
    return all > 0 ? 100 * positive / all : 100;
}

// 0 at |x| = 1, 1 at x = 0.
static double window(double x)
{
    double t = 3.14159265358979323846 * x;
    return 0.35875 + 0.48829 * cos(t) + 0.14128 * cos(2 * t) + 0.01168 * cos(3 * t);
}

#define WINDOW_SAMPLES 8 // 4/fmax in samples of 1/(2 fmax)

typedef struct transform {
    sl_fourier *fourier;
    double complex *spectrum;
    double *signal, *window;
    size_t missing, top; // points below the first one; index of the last
} transform;

// Energies before 0 and in all.
static void energies(double *early, double *total, const transform *t, const sl_sparam *s,
                     int entry)
{
    size_t stride = (size_t)s->ports * (size_t)s->ports, n = 2 * t->top;
    const double complex *z = s->data + entry;
    for (size_t k = 0; k <= t->top; k++) {
        double complex value;
        if (k >= t->missing)
            value = z[(k - t->missing) * stride];
        else
            value = creal(z[0]) + imaginary * (cimag(z[0]) * (double)k / (double)t->missing);
        t->spectrum[k] = value * t->window[k];
    }
    sl_fourier_inverse(t->fourier, t->signal, t->spectrum);
    *early = *total = 0;
    for (size_t i = 0; i < n; i++) {
        double e = t->signal[i] * t->signal[i];
        *total += e;
        if (i > n / 2 && i < n - WINDOW_SAMPLES) *early += e;
    }
}

static sl_status prepare(transform *t, const sl_sparam *s)
{
    size_t n = 2 * t->top;
    SL_TRY(sl_fourier_create(&t->fourier, n));
    t->spectrum = sl_ctx_resize(s->ctx, NULL, (t->top + 1) * sizeof *t->spectrum);
    t->signal = sl_ctx_resize(s->ctx, NULL, n * sizeof *t->signal);
    t->window = sl_ctx_resize(s->ctx, NULL, (t->top + 1) * sizeof *t->window);
    if (!t->spectrum || !t->signal || !t->window) return SL_ERR_NO_MEMORY;
    for (size_t k = 0; k <= t->top; k++)
        t->window[k] = window((double)k / (double)t->top);
    return SL_OK;
}

static void release(transform *t, sl_ctx *ctx)
{
    sl_fourier_destroy(t->fourier);
    if (t->spectrum) sl_ctx_resize(ctx, t->spectrum, 0);
    if (t->signal) sl_ctx_resize(ctx, t->signal, 0);
    if (t->window) sl_ctx_resize(ctx, t->window, 0);
}

// Two passes: the strongest entry, then the worst of those within 40 dB of it.
static double worst_db(const transform *t, const sl_sparam *s)
{
    double strongest = 0, worst = 0, early, total;
    int entries = s->ports * s->ports;
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < entries; i++) {
            energies(&early, &total, t, s, i);
            if (pass == 0)
                strongest = fmax(strongest, total);
            else if (total > 1e-4 * strongest)
                worst = fmax(worst, early / total);
        }
    return 10 * log10(worst);
}

sl_status quality_early(double *db, const sl_sparam *s, const sl_sparam_quality *q)
{
    *db = NAN;
    double first = q->step_hz > 0 ? s->freq_hz[0] / q->step_hz : NAN;
    if (s->points < 32 || q->step_deviation > 1e-3 || !(fabs(first - round(first)) < 0.01) ||
        first > 0.05 * (double)s->points)
        return SL_OK;
    transform t = {.missing = (size_t)round(first)};
    t.top = t.missing + s->points - 1;
    sl_status status = prepare(&t, s);
    if (status == SL_OK) *db = worst_db(&t, s);
    release(&t, s->ctx);
    return status;
}
