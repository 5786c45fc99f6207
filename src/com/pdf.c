// Probability distributions on a grid of voltages, as 93A.1.7 combines them.
//
// A sample h of a pulse response adds the L equally likely values h (2 l/(L - 1) - 1), each rounded
// to the grid (93A-39); independent samples convolve. Samples below one bin are left out. Tails
// below 1e-30 are dropped as they arise: they cannot be seen in a cumulated probability of 1e-15.
// Convolutions are direct sums, so that tails keep their relative accuracy.
// Source: IEEE Std 802.3 93A.1.7.1 to 93A.1.7.3; roundings and thresholds as in the reference
// program.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "com/com_internal.h"

void com_pdf_free(com_pdf *pdf)
{
    free(pdf->y);
    *pdf = (com_pdf){0};
}

static sl_status make(com_pdf *out, double bin_v, long min, size_t n)
{
    *out = (com_pdf){.bin_v = bin_v, .min = min, .n = n, .y = calloc(n, sizeof(double))};
    return out->y ? SL_OK : SL_ERR_NO_MEMORY;
}

sl_status com_pdf_delta(com_pdf *out, double bin_v)
{
    SL_TRY(make(out, bin_v, 0, 1));
    out->y[0] = 1;
    return SL_OK;
}

double com_pdf_x(const com_pdf *pdf, size_t i)
{
    return (double)pdf->min * pdf->bin_v + (double)i * pdf->bin_v;
}

static int by_magnitude(const void *a, const void *b)
{
    double x = fabs(*(const double *)a), y = fabs(*(const double *)b);
    return (x < y) - (x > y);
}

// The samples that count, largest first.
static size_t significant(double *out, const double *v, size_t n, double bin_v)
{
    double top = -INFINITY;
    for (size_t i = 0; i < n; i++)
        top = fmax(top, v[i]);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        double a = fabs(v[i]);
        if (top > bin_v ? a > bin_v : a >= bin_v) out[kept++] = a;
    }
    qsort(out, kept, sizeof *out, by_magnitude);
    return kept;
}

// Places of the L values of one sample, in bins.
static void places(long *at, double h, int levels, double bin_v)
{
    for (int l = 0; l < levels; l++)
        at[l] = (long)round(h * (2.0 * l / (levels - 1) - 1) / bin_v);
}

double com_samples_variance(const double *v, size_t n, int levels, double bin_v)
{
    double top = -INFINITY, sum = 0;
    long at[SL_COM_LEVELS];
    for (size_t i = 0; i < n; i++)
        top = fmax(top, v[i]);
    for (size_t i = 0; i < n; i++) {
        double a = fabs(v[i]);
        if (!(top > bin_v ? a > bin_v : a >= bin_v)) continue;
        places(at, a, levels, bin_v);
        for (int l = 0; l < levels; l++)
            sum += (double)(at[l] * at[l]) / levels;
    }
    return sum * bin_v * bin_v;
}

// One sample more: to[i] = sum over l of from[i - at[l] + at[0]]/L, i < n + at[L-1] - at[0]. from
// has that many zeros on either side of its n.
SL_WIDE static void add_sample(double *restrict to, const double *restrict from, size_t n,
                               const long *at, int levels)
{
    size_t width = n + (size_t)(at[levels - 1] - at[0]);
    double share = 1.0 / levels;
    if (levels == 4) {
        const double *b = from - (at[1] - at[0]), *c = from - (at[2] - at[0]);
        const double *d = from - (at[3] - at[0]);
        for (size_t i = 0; i < width; i++)
            to[i] = share * ((from[i] + b[i]) + (c[i] + d[i]));
        return;
    }
    memset(to, 0, width * sizeof *to);
    for (int l = 0; l < levels; l++) {
        const double *x = from - (at[l] - at[0]);
        for (size_t i = 0; i < width; i++)
            to[i] += share * x[i];
    }
}

// From the smallest to the largest, so that the distribution stays narrow for long.
static sl_status sum_samples(com_pdf *out, const double *h, size_t n, int levels, double bin_v,
                             double tail)
{
    double reach = 1, largest = 0;
    for (size_t i = 0; i < n; i++) {
        reach += 2 * ceil(h[i] / bin_v + 1);
        largest = fmax(largest, 2 * ceil(h[i] / bin_v + 1));
    }
    if (reach + largest > 1e8) return SL_ERR_LIMIT;
    size_t side = (size_t)largest, room = (size_t)reach + 2 * side, width = 1;
    double *a = calloc(2 * room, sizeof *a);
    if (!a) return SL_ERR_NO_MEMORY;
    double *from = a + side, *to = a + room + side;
    long min = 0, at[SL_COM_LEVELS];
    from[0] = 1;
    for (size_t i = n; i-- > 0;) {
        places(at, h[i], levels, bin_v);
        size_t more = (size_t)(at[levels - 1] - at[0]), cut = 0;
        memset(from - more, 0, more * sizeof *from);
        memset(from + width, 0, more * sizeof *from);
        add_sample(to, from, width, at, levels);
        width += more;
        min += at[0];
        while (cut < width / 2 && to[cut] < tail && to[width - 1 - cut] < tail)
            cut++;
        memmove(to, to + cut, (width - 2 * cut) * sizeof *to);
        width -= 2 * cut;
        min += (long)cut;
        double *swap = from;
        from = to;
        to = swap;
    }
    sl_status status = make(out, bin_v, min, width);
    if (status == SL_OK) memcpy(out->y, from, width * sizeof *from);
    free(a);
    return status;
}

sl_status com_pdf_from_samples(com_pdf *out, const double *v, size_t n, int levels, double bin_v,
                               double tail)
{
    double *h = malloc((n + 1) * sizeof *h);
    if (!h) return SL_ERR_NO_MEMORY;
    size_t kept = significant(h, v, n, bin_v);
    sl_status status = sum_samples(out, h, kept, levels, bin_v, tail);
    free(h);
    return status;
}

sl_status com_pdf_normal(com_pdf *out, double sigma_v, double sigmas, double bin_v)
{
    double half = round(sigmas * sigma_v / bin_v);
    if (!(half < 5e7)) return SL_ERR_LIMIT;
    SL_TRY(make(out, bin_v, -(long)half, 2 * (size_t)half + 1));
    double sum = 0;
    for (size_t i = 0; i < out->n; i++) {
        double x = (double)(out->min + (long)i) * bin_v;
        out->y[i] = exp(-x * x / (2 * sigma_v * sigma_v + COM_EPS));
        sum += out->y[i];
    }
    for (size_t i = 0; i < out->n; i++)
        out->y[i] /= sum;
    return SL_OK;
}

#define ROWS 4 // of the narrow one at a time, so that a sum is loaded once for them

SL_WIDE static void convolve(double *restrict out, const double *restrict wide, size_t n,
                             const double *narrow, size_t m)
{
    size_t k = 0;
    for (; k + ROWS <= m && n >= ROWS; k += ROWS) {
        double a = narrow[k], b = narrow[k + 1], c = narrow[k + 2], d = narrow[k + 3];
        double *restrict to = out + k;
        for (size_t i = 0; i < ROWS - 1; i++) // where not all four reach
            for (size_t r = 0; r <= i; r++) {
                to[i] += narrow[k + r] * wide[i - r];
                to[n + ROWS - 2 - i] += narrow[k + ROWS - 1 - r] * wide[n - 1 - i + r];
            }
        for (size_t i = ROWS - 1; i < n; i++)
            to[i] += ((a * wide[i] + b * wide[i - 1]) + c * wide[i - 2]) + d * wide[i - 3];
    }
    for (; k < m; k++)
        for (size_t i = 0; i < n; i++)
            out[k + i] += narrow[k] * wide[i];
}

sl_status com_pdf_convolve(com_pdf *out, const com_pdf *a, const com_pdf *b)
{
    const com_pdf *wide = a->n >= b->n ? a : b, *narrow = a->n >= b->n ? b : a;
    SL_TRY(make(out, a->bin_v, a->min + b->min, a->n + b->n - 1));
    convolve(out->y, wide->y, wide->n, narrow->y, narrow->n);
    return SL_OK;
}

// Spectra of both times each other, back to the places of out.
static void convolve_by_spectra(com_pdf *out, const com_pdf *a, const com_pdf *b, sl_fourier *fft,
                                double *x, cplx *fa, cplx *fb)
{
    size_t size = sl_fourier_size(fft);
    memset(x, 0, size * sizeof *x);
    memcpy(x, a->y, a->n * sizeof *x);
    sl_fourier_forward(fft, fa, x);
    memset(x, 0, size * sizeof *x);
    memcpy(x, b->y, b->n * sizeof *x);
    sl_fourier_forward(fft, fb, x);
    for (size_t i = 0; i <= size / 2; i++)
        fa[i] = com_mul(fa[i], fb[i]);
    sl_fourier_inverse(fft, x, fa);
    for (size_t i = 0; i < out->n; i++)
        out->y[i] = x[i] > 0 ? x[i] : 0;
}

sl_status com_pdf_convolve_coarse(com_pdf *out, const com_pdf *a, const com_pdf *b)
{
    size_t size = 2;
    while (size < a->n + b->n)
        size *= 2;
    // A transform's 5 n log2 n operations, three times, and the plan against n m.
    if ((double)a->n * (double)b->n < 40.0 * (double)size * log2((double)size))
        return com_pdf_convolve(out, a, b);
    sl_fourier *fft = NULL;
    SL_TRY(sl_fourier_create(&fft, size));
    double *x = malloc(size * sizeof *x);
    cplx *f = malloc((size + 2) * sizeof *f);
    sl_status status =
        x && f ? make(out, a->bin_v, a->min + b->min, a->n + b->n - 1) : SL_ERR_NO_MEMORY;
    if (status == SL_OK) convolve_by_spectra(out, a, b, fft, x, f, f + size / 2 + 1);
    sl_fourier_destroy(fft);
    free(x);
    free(f);
    return status;
}

double com_pdf_peak_v(const com_pdf *pdf, double p, bool or_equal)
{
    double sum = 0;
    for (size_t i = 0; i < pdf->n; i++) {
        sum += pdf->y[i];
        if (or_equal ? sum >= p : sum > p) return fabs(com_pdf_x(pdf, i));
    }
    return NAN;
}

double com_pdf_sigma_v(const com_pdf *pdf)
{
    double mean = 0, var = 0;
    for (size_t i = 0; i < pdf->n; i++)
        mean += com_pdf_x(pdf, i) * pdf->y[i];
    for (size_t i = 0; i < pdf->n; i++)
        var += pow(com_pdf_x(pdf, i) - mean, 2) * pdf->y[i];
    return sqrt(var);
}
