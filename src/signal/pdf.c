// Distributions on an equidistant grid.
//
// Model: point masses at whole bins. A delta that falls between two bins is shared by both so that
// its mean is exact; that adds the variance f (1 - f), which is counted so that the caller can take
// it off the Gaussian. All operations add products of positive numbers: a tail of 1e-40 is as
// accurate, relatively, as the middle, which a Fourier transform is not.
// The Gaussian enters as the integral over each bin, so that sums up to an edge between bins are
// exactly those of the continuous distribution behind point masses.
#include "signal/pdf.h"

#include <math.h>
#include <string.h>

#include "shoreline/eye.h"
#include "shoreline/numeric.h"
#include "signal/pulse.h"

static const double trim = 1e-45; // mass cut at an end, never more
static const double reach = 13.4; // sigmas: Q(13.4) < 1e-40

size_t pdf_bins(double sum_of_half_widths, size_t operations)
{
    return 2 * (size_t)ceil(sum_of_half_widths) + 4 * operations + 8;
}

void pdf_delta(pdf *p)
{
    p->mass[0] = 1;
    p->n = 1;
    p->first = 0;
    p->added = 0;
}

void pdf_trim(pdf *p)
{
    size_t from = 0, to = p->n;
    while (from + 1 < to && p->mass[from] < trim)
        from++;
    while (to > from + 1 && p->mass[to - 1] < trim)
        to--;
    if (from) memmove(p->mass, p->mass + from, (to - from) * sizeof *p->mass);
    p->first += (long)from;
    p->n = to - from;
}

// dst[i + offset] += a src[i] for all i.
static void add_scaled(double *restrict dst, const double *restrict src, size_t n, double a)
{
    for (size_t i = 0; i < n; i++)
        dst[i] += a * src[i];
}

sl_status pdf_pam(pdf *p, double *work, double h, const double *level, int levels)
{
    if (h == 0) return SL_OK;
    long low = (long)floor(fmin(h * level[0], h * level[levels - 1]));
    long high = (long)floor(fmax(h * level[0], h * level[levels - 1])) + 1;
    size_t n = p->n + (size_t)(high - low);
    if (n > p->capacity) return SL_ERR_INTERNAL;
    memset(work, 0, n * sizeof *work);
    for (int i = 0; i < levels; i++) {
        double at = h * level[i], whole = floor(at), part = at - whole;
        size_t offset = (size_t)((long)whole - low);
        add_scaled(work + offset, p->mass, p->n, (1 - part) / levels);
        if (part > 0) add_scaled(work + offset + 1, p->mass, p->n, part / levels);
        p->added += part * (1 - part) / levels;
    }
    memcpy(p->mass, work, n * sizeof *work);
    p->n = n;
    p->first += low;
    pdf_trim(p);
    return SL_OK;
}

sl_status pdf_convolve(pdf *out, const pdf *a, const pdf *b)
{
    size_t n = a->n + b->n - 1;
    if (n > out->capacity) return SL_ERR_INTERNAL;
    memset(out->mass, 0, n * sizeof *out->mass);
    for (size_t i = 0; i < b->n; i++)
        if (b->mass[i] > 0) add_scaled(out->mass + i, a->mass, a->n, b->mass[i]);
    out->n = n;
    out->first = a->first + b->first;
    out->added = a->added + b->added;
    pdf_trim(out);
    return SL_OK;
}

// Makes room in out for bins first..first + n - 1.
static sl_status cover(pdf *out, long first, size_t n)
{
    long last = first + (long)n, low = first, high = last;
    if (out->n) {
        low = first < out->first ? first : out->first;
        high = last > out->first + (long)out->n ? last : out->first + (long)out->n;
    }
    size_t all = (size_t)(high - low);
    if (all > out->capacity) return SL_ERR_INTERNAL;
    size_t head = out->n ? (size_t)(out->first - low) : 0;
    memmove(out->mass + head, out->mass, out->n * sizeof *out->mass);
    memset(out->mass, 0, head * sizeof *out->mass);
    memset(out->mass + head + out->n, 0, (all - head - out->n) * sizeof *out->mass);
    out->first = low;
    out->n = all;
    return SL_OK;
}

sl_status pdf_mix(pdf *out, const pdf *p, double shift, double weight)
{
    double whole = floor(shift), part = shift - whole;
    SL_TRY(cover(out, p->first + (long)whole, p->n + 1));
    double *to = out->mass + (p->first + (long)whole - out->first);
    add_scaled(to, p->mass, p->n, weight * (1 - part));
    add_scaled(to + 1, p->mass, p->n, weight * part);
    out->added += weight * (p->added + part * (1 - part));
    return SL_OK;
}

size_t pdf_kernel_size(double sigma)
{
    return (size_t)ceil(reach * sigma) + 1;
}

void pdf_kernel(double *kernel, size_t n, double sigma)
{
    kernel[0] = 1;
    if (n == 1 || !(sigma > 0)) {
        for (size_t i = 1; i < n; i++)
            kernel[i] = 0;
        return;
    }
    double sum = 0;
    kernel[0] = 1 - 2 * sl_q(0.5 / sigma);
    for (size_t i = n - 1; i > 0; i--) {
        kernel[i] = sl_q(((double)i - 0.5) / sigma) - sl_q(((double)i + 0.5) / sigma);
        sum += 2 * kernel[i];
    }
    kernel[0] = 1 - sum;
}

sl_status pdf_blur(pdf *out, const pdf *p, const double *kernel, size_t kernel_n)
{
    size_t half = kernel_n - 1, n = p->n + 2 * half;
    if (n > out->capacity) return SL_ERR_INTERNAL;
    memset(out->mass, 0, n * sizeof *out->mass);
    for (size_t i = 0; i < kernel_n; i++) {
        add_scaled(out->mass + half + i, p->mass, p->n, kernel[i]);
        if (i) add_scaled(out->mass + half - i, p->mass, p->n, kernel[i]);
    }
    out->n = n;
    out->first = p->first - (long)half;
    out->added = p->added;
    pdf_trim(out);
    return SL_OK;
}

// ---- tails -------------------------------------------------------------------------------------

static double log10_or_floor(double p)
{
    double l = log10(p);
    return l >= SL_EYE_FLOOR_LOG10 ? l : -INFINITY;
}

// Cubic through (-1, 0, 1, 2) at u in 0..1; straight where an outer value is not finite.
static double cubic(double a, double b, double c, double d, double u)
{
    if (!isfinite(b) || !isfinite(c)) return u < 0.5 ? b : c;
    if (!isfinite(a) || !isfinite(d)) return b + u * (c - b);
    return pulse_cubic(a, b, c, d, u);
}

// Mass from the near end: bins 0.. from below (step 1) or n-1.. from above (step -1).
static double near_end(const double *mass, size_t n, size_t i, int above)
{
    return mass[above ? n - 1 - i : i];
}

// Tail from one end up to x bins from that end's outer edge.
static double log10_tail(const double *mass, size_t n, double x, int above)
{
    if (!(x > 0)) return -INFINITY;
    if (x >= (double)n) return 0;
    size_t edge = (size_t)x;
    double sum = 0, l[4] = {-INFINITY, -INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < n && i < edge + 2; i++) { // sum: mass below edge i
        if (i + 1 >= edge) l[i + 1 - edge] = log10_or_floor(sum);
        sum += near_end(mass, n, i, above);
    }
    if (edge + 2 <= n) l[3] = log10_or_floor(sum);
    if (edge + 1 == n) l[2] = 0;
    return fmin(0, cubic(l[0], l[1], l[2], l[3], x - (double)edge));
}

double pdf_log10_below(const double *mass, size_t n, double x)
{
    return log10_tail(mass, n, x + 0.5, 0);
}

double pdf_log10_above(const double *mass, size_t n, double x)
{
    return log10_tail(mass, n, (double)n - 0.5 - x, 1);
}

// Distance from the outer edge at which the tail reaches 10^log10_p.
static double tail_quantile(const double *mass, size_t n, double log10_p, int above)
{
    double sum = 0, limit = pow(10, log10_p);
    size_t i = 0;
    while (i < n && sum + near_end(mass, n, i, above) < limit)
        sum += near_end(mass, n, i++, above);
    double lo = (double)i, hi = (double)i + 1;
    for (int k = 0; k < 30; k++) {
        double mid = 0.5 * (lo + hi);
        if (log10_tail(mass, n, mid, above) < log10_p)
            lo = mid;
        else
            hi = mid;
    }
    return 0.5 * (lo + hi);
}

double pdf_quantile_below(const double *mass, size_t n, double log10_p)
{
    return tail_quantile(mass, n, log10_p, 0) - 0.5;
}

double pdf_quantile_above(const double *mass, size_t n, double log10_p)
{
    return (double)n - 0.5 - tail_quantile(mass, n, log10_p, 1);
}
