// Tail of Gaussian noise plus intersymbol interference by an integral along the line of steepest
// descent.
//
// Model. E e^(sX) = e^(s^2 sigma^2/2) prod M_i(s), M_i(s) = mean over levels a of e^(s c_i a). With
// K(s) = ln E e^(sX) - s d and any u > 0
//   P(X > d) = 1/pi int_0^inf Re e^K(u + jw)/(u + jw) dw.
// Method. u is the saddle point, K'(u) = 0, by Newton on a convex function; then the trapezoidal
// rule. A step h repeats the distribution every 2 pi/h: h = 2 pi q/s_e/(q^2/2 + 18), s_e^2 =
// K''(u), q = u s_e, keeps the images below 1e-7.8 of the tail at any depth; the sum ends where the
// Gaussian alone is below 1e-12. Along the line the factors of a level are powers of one rotation,
// so that a cursor takes one exponential and one rotation a level, whatever the number of points.
// d P/d c_i puts M_i'/M_i into the integrand, d/d sigma^2 s^2/2, d/dd -s. For d below the mean P is
// one less the tail of the mirror.
// Assumptions. Symbols independent and equally likely.
// Sources. Helstrom, "Approximate evaluation of detection probabilities in radar and optical
// communications", IEEE Trans. AES 14 (1978) 630 (the contour; from memory); step and end: here.
#include "shoreline/tail.h"

#include <math.h>
#include <string.h>

#include "shoreline/constants.h"

#define LEVELS_MAX 8
#define POINTS_MAX 512
#define LN10       2.302585092994045684

typedef struct problem {
    double reach[SL_TAIL_CURSORS_MAX]; // cursors that count, mirrored
    size_t from[SL_TAIL_CURSORS_MAX];  // their place in the caller's array
    size_t n;
    double level[LEVELS_MAX], mean_square;
    int levels;
    double variance, distance, sign;
} problem;

typedef struct saddle {
    double u, exponent, curvature; // K(u), K''(u)
} saddle;

static int valid(const sl_tail_sum *s)
{
    if (s->n > SL_TAIL_CURSORS_MAX || s->levels < 2 || s->levels > LEVELS_MAX) return 0;
    if (!(s->sigma > 0) || !isfinite(s->sigma)) return 0;
    for (size_t i = 0; i < s->n; i++)
        if (!isfinite(s->cursor[i])) return 0;
    return 1;
}

static void pose(problem *p, const sl_tail_sum *s, double distance, int mirror)
{
    double mean = 0, least = s->ignored * s->sigma;
    *p = (problem){.levels = s->levels, .distance = distance, .sign = mirror ? -1 : 1};
    for (int k = 0; k < s->levels; k++)
        mean += s->level[k] / s->levels;
    for (int k = 0; k < s->levels; k++) {
        p->level[k] = s->level[k] - mean;
        p->mean_square += p->level[k] * p->level[k] / s->levels;
    }
    p->variance = s->sigma * s->sigma;
    for (size_t i = 0; i < s->n; i++) {
        double c = s->cursor[i], power = c * c * p->mean_square;
        if (power <= least * least) {
            p->variance += power;
            continue;
        }
        p->from[p->n] = i;
        p->reach[p->n++] = p->sign * c;
    }
}

// ln M and its first two derivatives in s at a real s.
static void moment(double out[3], const problem *p, double c, double s)
{
    double top = 0, m0 = 0, m1 = 0, m2 = 0;
    for (int k = 0; k < p->levels; k++)
        top = fmax(top, s * c * p->level[k]);
    for (int k = 0; k < p->levels; k++) {
        double x = c * p->level[k], e = exp(s * x - top);
        m0 += e;
        m1 += x * e;
        m2 += x * x * e;
    }
    out[0] = top + log(m0 / p->levels);
    out[1] = m1 / m0;
    out[2] = m2 / m0 - out[1] * out[1];
}

// K' rises from -d, so that Newton's steps from where the Gaussian alone has its saddle stay above
// the root or come back to it.
static saddle find_saddle(const problem *p)
{
    double total = p->variance;
    for (size_t i = 0; i < p->n; i++)
        total += p->reach[i] * p->reach[i] * p->mean_square;
    saddle s = {.u = fmax(p->distance / total, 0.05 / sqrt(total))};
    for (int pass = 0; pass < 40; pass++) {
        double slope = p->variance * s.u - p->distance, m[3];
        s.exponent = p->variance * s.u * s.u / 2 - s.u * p->distance;
        s.curvature = p->variance;
        for (size_t i = 0; i < p->n; i++) {
            moment(m, p, p->reach[i], s.u);
            s.exponent += m[0];
            slope += m[1];
            s.curvature += m[2];
        }
        double step = slope / s.curvature, least = 0.05 / sqrt(s.curvature);
        if (fabs(step) * sqrt(s.curvature) < 0.02 || (step > 0 && s.u <= least)) return s;
        s.u = fmax(s.u - step, fmax(s.u / 8, least));
    }
    return s;
}

// Values of M(u + jhk)/M(u) for k < points, and M'_c/M(u) where wanted, of one cursor.
typedef struct line {
    double re[POINTS_MAX], im[POINTS_MAX];
} line;

static void factor(line *m, line *slope, const problem *p, double c, double u, double h,
                   size_t points)
{
    double weight[LEVELS_MAX], sum = 0, top = -INFINITY;
    for (int k = 0; k < p->levels; k++)
        top = fmax(top, u * c * p->level[k]);
    for (int k = 0; k < p->levels; k++)
        sum += weight[k] = exp(u * c * p->level[k] - top);
    memset(m->re, 0, points * sizeof *m->re);
    memset(m->im, 0, points * sizeof *m->im);
    if (slope) {
        memset(slope->re, 0, points * sizeof *m->re);
        memset(slope->im, 0, points * sizeof *m->im);
    }
    for (int k = 0; k < p->levels; k++) {
        double re = weight[k] / sum, im = 0, a = p->level[k];
        double turn_re = cos(h * c * a), turn_im = sin(h * c * a);
        for (size_t i = 0; i < points; i++) {
            m->re[i] += re;
            m->im[i] += im;
            if (slope) {
                slope->re[i] += a * re;
                slope->im[i] += a * im;
            }
            double next = re * turn_re - im * turn_im;
            im = re * turn_im + im * turn_re;
            re = next;
        }
    }
}

// The integrand over e^K(u) at every point: Gaussian, 1/s, weight of the rule.
static void begin(line *all, const problem *p, double u, double h, size_t points)
{
    for (size_t i = 0; i < points; i++) {
        double w = h * (double)i, angle = w * (p->variance * u - p->distance);
        double size = exp(-p->variance * w * w / 2) * (i ? 1 : 0.5) / (u * u + w * w);
        double re = cos(angle), im = sin(angle); // times (u - jw)
        all->re[i] = size * (re * u + im * w);
        all->im[i] = size * (im * u - re * w);
    }
}

static void multiply(line *all, const line *m, size_t points)
{
    for (size_t i = 0; i < points; i++) {
        double re = all->re[i] * m->re[i] - all->im[i] * m->im[i];
        all->im[i] = all->re[i] * m->im[i] + all->im[i] * m->re[i];
        all->re[i] = re;
    }
}

// Real part of the sum of the integrand times s^power.
static double sum_of(const line *all, double u, double h, size_t points, int power)
{
    double sum = 0;
    for (size_t i = 0; i < points; i++) {
        double w = h * (double)i, re = 1, im = 0;
        if (power == 1) {
            re = u;
            im = w;
        } else if (power == 2) {
            re = u * u - w * w;
            im = 2 * u * w;
        }
        sum += all->re[i] * re - all->im[i] * im;
    }
    return sum;
}

// d/d c_i: the integrand times s M'/M, M' over M in complex division.
static void cursor_slopes(double *per_cursor, const line *all, const problem *p, double u, double h,
                          size_t points, double total)
{
    line m, slope;
    for (size_t j = 0; j < p->n; j++) {
        double sum = 0;
        factor(&m, &slope, p, p->reach[j], u, h, points);
        for (size_t i = 0; i < points; i++) {
            double w = h * (double)i, norm = m.re[i] * m.re[i] + m.im[i] * m.im[i];
            if (norm < 1e-30) continue;
            double re = (slope.re[i] * m.re[i] + slope.im[i] * m.im[i]) / norm;
            double im = (slope.im[i] * m.re[i] - slope.re[i] * m.im[i]) / norm;
            double sre = re * u - im * w, sim = re * w + im * u;
            sum += all->re[i] * sre - all->im[i] * sim;
        }
        per_cursor[p->from[j]] = p->sign * sum / total / LN10;
    }
}

// The tail above a distance beyond the mean.
static void above(sl_tail *out, double *per_cursor, const problem *p)
{
    line all, m;
    saddle s = find_saddle(p);
    double wide = sqrt(s.curvature), q = s.u * wide;
    double h = 2 * SL_PI * q / wide / (q * q / 2 + 18);
    size_t points = (size_t)fmin(ceil(7.4 / sqrt(p->variance) / h) + 1, POINTS_MAX);
    begin(&all, p, s.u, h, points);
    for (size_t j = 0; j < p->n; j++) {
        factor(&m, NULL, p, p->reach[j], s.u, h, points);
        multiply(&all, &m, points);
    }
    double total = sum_of(&all, s.u, h, points, 0);
    out->log10_p = (s.exponent + log(h * total / SL_PI)) / LN10;
    out->per_distance = -sum_of(&all, s.u, h, points, 1) / total / LN10;
    out->per_variance = sum_of(&all, s.u, h, points, 2) / 2 / total / LN10;
    if (per_cursor) cursor_slopes(per_cursor, &all, p, s.u, h, points, total);
}

sl_status sl_tail_above(sl_tail *out, double *per_cursor, const sl_tail_sum *sum, double distance,
                        int mirror)
{
    problem p;
    if (!valid(sum) || !isfinite(distance)) return SL_ERR_DOMAIN;
    int below = distance < 0; // P(X > d) = 1 - P(-X > -d)
    pose(&p, sum, fabs(distance), below ? !mirror : mirror);
    if (per_cursor) memset(per_cursor, 0, sum->n * sizeof *per_cursor);
    above(out, per_cursor, &p);
    double gaussian = 2 * out->per_variance * p.mean_square; // of cursors that joined the noise
    for (size_t i = 0, j = 0; per_cursor && i < sum->n; i++) {
        if (j < p.n && p.from[j] == i)
            j++;
        else
            per_cursor[i] = gaussian * sum->cursor[i];
    }
    if (!below) return SL_OK;
    double small = pow(10, out->log10_p), scale = -small / (1 - small);
    out->log10_p = log1p(-small) / LN10;
    out->per_distance *= -scale;
    out->per_variance *= scale;
    for (size_t i = 0; per_cursor && i < sum->n; i++)
        per_cursor[i] *= scale;
    return SL_OK;
}
