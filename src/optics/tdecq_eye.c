// Symbol error ratio of a PAM4 eye behind the reference equaliser, and how it changes with the
// taps.
//
// Model. y_k = sum_i w_i x_(k + main - i), x the filtered waveform at symbol spacing. Histograms of
// y, 0.04 UI wide, 0.05 UI before and behind the centre of the pair. With Gaussian noise of sigma
// behind the equaliser and thresholds t_j
//   SER = sum over bins of share sum_j Q(|y - t_j|/sigma),
// which is the standard's sum of cumulated histogram times Gaussian, by parts. sigma is solved for
// SER = target on each side; in front of the equaliser it is sigma/Ceq, Ceq^2 = w'Nw, N the
// autocorrelation of white noise behind the Bessel-Thomson filter. f = -ln(sigma/Ceq) per side; its
// gradient and its curvature follow from the implicit function.
// Assumptions. A histogram's width is three Gauss-Legendre instants. Bins of OMA/850, each at the
// mean of its samples.
// Sources. IEEE 802.3 121.8.5.3 (as told by public implementations: docs/theory/tdecq.md).
#include <math.h>
#include <string.h>

#include "core/wide.h"
#include "optics/tdecq_internal.h"
#include "shoreline/constants.h"
#include "shoreline/filter.h"
#include "shoreline/numeric.h"

enum { LANES = 16 };

SL_WIDE
double tdecq_dot(const float *a, const float *b, size_t n)
{
    float sum[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (int l = 0; l < LANES; l++)
            sum[l] += a[i + (size_t)l] * b[i + (size_t)l];
    double total = 0;
    for (int l = 0; l < LANES; l++)
        total += (double)sum[l];
    for (; i < n; i++)
        total += (double)(a[i] * b[i]);
    return total;
}

SL_WIDE
double tdecq_dot3(const float *a, const float *b, const float *c, size_t n)
{
    float sum[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (int l = 0; l < LANES; l++)
            sum[l] += a[i + (size_t)l] * b[i + (size_t)l] * c[i + (size_t)l];
    double total = 0;
    for (int l = 0; l < LANES; l++)
        total += (double)sum[l];
    for (; i < n; i++)
        total += (double)(a[i] * b[i] * c[i]);
    return total;
}

SL_WIDE
void tdecq_equalise(float *out, const float *row, size_t n, const double *tap, int taps, int main)
{
    enum { STRIP = 1024 };
    for (size_t begin = 0; begin < n; begin += STRIP) {
        size_t m = n - begin < STRIP ? n - begin : STRIP;
        float *y = out + begin;
        const float *x = row + begin + main;
        float w = (float)tap[0];
        for (size_t k = 0; k < m; k++)
            y[k] = w * x[k];
        for (int i = 1; i < taps; i++) {
            w = (float)tap[i];
            x--;
            for (size_t k = 0; k < m; k++)
                y[k] += w * x[k];
        }
    }
}

sl_status tdecq_eye_init(tdecq_eye *eye, sl_arena *arena, size_t n_max, int taps)
{
    memset(eye, 0, sizeof *eye);
    eye->taps = taps;
    bool good = true;
    for (int side = 0; side < 2; side++) {
        for (int p = 0; p < TDECQ_POINTS; p++) {
            eye->row[side][p] = sl_arena_alloc(arena, (n_max + 2 * TDECQ_PAD) * sizeof(float));
            good = good && eye->row[side][p];
        }
        eye->count[side] = sl_arena_alloc(arena, TDECQ_BINS * sizeof(uint32_t));
        eye->parts[side] = sl_arena_alloc(arena, TDECQ_BINS * sizeof(uint32_t));
        eye->bin[side] = sl_arena_alloc(arena, TDECQ_POINTS * n_max * sizeof(uint16_t));
        good = good && eye->count[side] && eye->parts[side] && eye->bin[side];
    }
    eye->place = sl_arena_alloc(arena, n_max * sizeof(uint32_t));
    eye->work = sl_arena_alloc(arena, n_max * sizeof(float));
    eye->work2 = sl_arena_alloc(arena, n_max * sizeof(float));
    return good && eye->place && eye->work && eye->work2 ? SL_OK : SL_ERR_NO_MEMORY;
}

void tdecq_eye_noise(tdecq_eye *eye, double bandwidth_over_rate)
{
    enum { STEPS = 4096 };
    const double end = 24 * bandwidth_over_rate; // |H|^2 is 2e-10 there
    sl_filter filter = {SL_FILTER_BESSEL4, bandwidth_over_rate, 0};
    double sum[SL_TDECQ_TAPS_MAX] = {0};
    for (int i = 0; i <= STEPS; i++) {
        double f = end * i / STEPS;
        double _Complex h = sl_filter_at(&filter, f);
        double power = (creal(h) * creal(h) + cimag(h) * cimag(h)) * (i == 0 ? 0.5 : 1);
        double turn = cos(2 * SL_PI * f), now = 1, before = turn; // cos((l + 1) x) by recurrence
        for (int l = 0; l < SL_TDECQ_TAPS_MAX; l++) {
            sum[l] += power * now;
            double next = 2 * turn * now - before;
            before = now;
            now = next;
        }
    }
    for (int l = 0; l < SL_TDECQ_TAPS_MAX; l++)
        eye->noise[l] = sum[l] / sum[0];
}

// Instants from a histogram's centre, UI, and their weights in eighteenths.
static const double instant[TDECQ_POINTS] = {-0.02 * 0.774596669241483, 0,
                                             0.02 * 0.774596669241483};
static const uint32_t weight[TDECQ_POINTS] = {5, 8, 5};

void tdecq_eye_rows(tdecq_eye *eye, const tdecq_wave *wave, const tdecq_lock *lock, double phase)
{
    for (int side = 0; side < 2; side++)
        for (int p = 0; p < eye->points; p++) {
            double at = phase + (side ? 0.05 : -0.05) + (eye->points == 1 ? 0 : instant[p]);
            tdecq_wave_row(eye->row[side][p], wave, lock, -TDECQ_PAD, eye->n + 2 * TDECQ_PAD, at);
        }
}

// Bins and 1/256 of them.
SL_WIDE
static void place_samples(uint32_t *place, const float *y, size_t n, float low, float scale)
{
    for (size_t k = 0; k < n; k++) {
        float at = (y[k] - low) * scale;
        at = at > 0 ? at : 0;
        at = at < 256 * TDECQ_BINS - 1 ? at : 256 * TDECQ_BINS - 1;
        place[k] = (uint32_t)(int32_t)at;
    }
}

static void fill_histogram(tdecq_eye *eye, const double *tap, int side)
{
    uint32_t *count = eye->count[side], *parts = eye->parts[side];
    memset(count, 0, TDECQ_BINS * sizeof(uint32_t));
    memset(parts, 0, TDECQ_BINS * sizeof(uint32_t));
    for (int p = 0; p < eye->points; p++) {
        uint32_t add = eye->points == 1 ? 1 : weight[p];
        uint16_t *bin = eye->bin[side] + (size_t)p * eye->n;
        tdecq_equalise(eye->work, eye->row[side][p] + TDECQ_PAD, eye->n, tap, eye->taps, eye->main);
        place_samples(eye->place, eye->work, eye->n, (float)eye->low, (float)(256 / eye->step));
        for (size_t k = 0; k < eye->n; k++) {
            uint32_t at = eye->place[k] >> 8;
            bin[k] = (uint16_t)at;
            count[at] += add;
            parts[at] += add * (eye->place[k] & 255);
        }
    }
}

// Where a bin's samples are, on average.
static double bin_value(const tdecq_eye *eye, int side, int b)
{
    double within = (eye->parts[side][b] / (double)eye->count[side][b] + 0.5) / 256;
    return eye->low + (b + within) * eye->step;
}

static double gaussian(double x)
{
    return 0.3989422804014327 * exp(-x * x / 2);
}

double tdecq_eye_ser(double eyes[3], double *by_log_sigma, const tdecq_eye *eye,
                     const tdecq_point *point, int side, double sigma)
{
    double total = (double)eye->n * (eye->points == 1 ? 1 : 18), sum[3] = {0}, slope = 0;
    for (int b = 0; b < TDECQ_BINS; b++) {
        if (!eye->count[side][b]) continue;
        double y = bin_value(eye, side, b);
        for (int j = 0; j < 3; j++) {
            double d = fabs(y - eye->threshold[j] - point->shift[j]) / sigma;
            if (d > 8) continue; // below 1e-15
            sum[j] += eye->count[side][b] * sl_q(d);
            slope += eye->count[side][b] * d * gaussian(d);
        }
    }
    for (int j = 0; j < 3; j++)
        eyes[j] = sum[j] / total;
    *by_log_sigma = slope / total;
    return eyes[0] + eyes[1] + eyes[2];
}

// sigma where the SER is the target: Newton on ln SER over ln sigma, kept inside of a bracket.
static double solve_sigma(const tdecq_eye *eye, const tdecq_point *point, int side, double guess)
{
    double low = log(eye->step * 0.05), high = log(eye->step * TDECQ_BINS), eyes[3], slope;
    double x = fmin(fmax(log(guess), low), high), goal = log(eye->target);
    for (int i = 0; i < 60; i++) {
        double ser = tdecq_eye_ser(eyes, &slope, eye, point, side, exp(x));
        double off = ser > 0 ? log(ser) - goal : -INFINITY;
        if (fabs(off) < 1e-7) break;
        *(off > 0 ? &high : &low) = x;
        double next = slope > 0 ? x - off * ser / slope : NAN;
        if (!(next > low && next < high)) next = (low + high) / 2;
        if (fabs(next - x) < 1e-9) break;
        x = next;
    }
    return exp(x);
}

static double noise_gain(double *nw, const tdecq_eye *eye, const double *tap)
{
    double sum = 0;
    for (int i = 0; i < eye->taps; i++) {
        nw[i] = 0;
        for (int j = 0; j < eye->taps; j++)
            nw[i] += eye->noise[i > j ? i - j : j - i] * tap[j];
        sum += nw[i] * tap[i];
    }
    return sqrt(sum);
}

void tdecq_eye_value(tdecq_eye *eye, tdecq_point *point)
{
    double nw[SL_TDECQ_TAPS_MAX];
    point->ceq = noise_gain(nw, eye, point->tap);
    for (int side = 0; side < 2; side++) {
        fill_histogram(eye, point->tap, side);
        point->sigma[side] = solve_sigma(eye, point, side, point->sigma[side]);
        point->f[side] = log(point->ceq / point->sigma[side]);
    }
}

// Per bin: what a sample there adds to dSER/dy and d2SER/dy2, all thresholds and each.
typedef struct bends {
    float first[TDECQ_BINS], second[TDECQ_BINS];
    double shift_first[3], shift_second[3];
    float second_of[3][TDECQ_BINS];
    float cross[TDECQ_BINS];      // to d2SER/dy dln(sigma)
    double shift_cross[3];        //
    double by_log_sigma, by_log2; // dSER/dln(sigma), d2SER/dln(sigma)^2
} bends;

static void bend_bins(bends *t, const tdecq_eye *eye, const tdecq_point *point, int side)
{
    double sigma = point->sigma[side];
    memset(t, 0, sizeof *t);
    for (int b = 0; b < TDECQ_BINS; b++) {
        if (!eye->count[side][b]) continue;
        double y = bin_value(eye, side, b);
        for (int j = 0; j < 3; j++) {
            double off = (y - eye->threshold[j] - point->shift[j]) / sigma, d = fabs(off);
            if (d > 8) continue;
            double g = gaussian(d) / sigma, first = off > 0 ? -g : g, second = g * d / sigma;
            t->first[b] += (float)first;
            t->second[b] += (float)second;
            t->second_of[j][b] = (float)second;
            t->shift_first[j] -= eye->count[side][b] * first;
            t->shift_second[j] += eye->count[side][b] * second;
            t->by_log_sigma += eye->count[side][b] * sigma * g * d;
            t->by_log2 += eye->count[side][b] * sigma * g * d * (d * d - 1);
            t->cross[b] += (float)(first * (d * d - 1));
            t->shift_cross[j] -= eye->count[side][b] * first * (d * d - 1);
        }
    }
}

static void look_up(float *out, const float *table, const uint16_t *bin, size_t n)
{
    for (size_t k = 0; k < n; k++)
        out[k] = table[bin[k]];
}

static void side_gradient(double *g, tdecq_eye *eye, const bends *t, int side)
{
    for (int p = 0; p < eye->points; p++) {
        double share = eye->points == 1 ? 1 : weight[p];
        look_up(eye->work2, t->first, eye->bin[side] + (size_t)p * eye->n, eye->n);
        for (int i = 0; i < eye->taps; i++)
            g[i] += share *
                    tdecq_dot(eye->work2, eye->row[side][p] + TDECQ_PAD + eye->main - i, eye->n);
    }
}

// From the middle instant of the first n symbols.
static void side_curvature(tdecq_matrix *h, double *cross, tdecq_eye *eye, const bends *t, int side,
                           size_t n)
{
    int p = eye->points / 2, taps = eye->taps;
    const float *x = eye->row[side][p] + TDECQ_PAD + eye->main;
    const uint16_t *bin = eye->bin[side] + (size_t)p * eye->n;
    double share = (double)eye->n / (double)n * (eye->points == 1 ? 1 : 18);
    look_up(eye->work2, t->second, bin, n);
    for (int i = 0; i < taps; i++)
        for (int j = 0; j <= i; j++)
            h->v[i][j] = h->v[j][i] = share * tdecq_dot3(eye->work2, x - i, x - j, n);
    look_up(eye->work2, t->cross, bin, n);
    for (int i = 0; i < taps; i++)
        cross[i] = share * tdecq_dot(eye->work2, x - i, n);
    for (int e = 0; e < 3; e++) {
        cross[taps + e] = t->shift_cross[e];
        look_up(eye->work2, t->second_of[e], bin, n);
        for (int i = 0; i < taps; i++)
            h->v[i][taps + e] = h->v[taps + e][i] = -share * tdecq_dot(eye->work2, x - i, n);
    }
}

// Of one side. With l = ln(sigma) as a function of the variables, S_l l_i = -S_i and
// S_l l_ij = -(S_ij + S_il l_j + S_jl l_i + S_ll l_i l_j).
static void side_slope(tdecq_slope *slope, tdecq_eye *eye, const tdecq_point *point, int side,
                       size_t n)
{
    double nw[TDECQ_VARS] = {0}, cross[TDECQ_VARS], ceq = noise_gain(nw, eye, point->tap);
    double *g = slope->g[side];
    int taps = eye->taps, vars = taps + 3;
    tdecq_matrix *h = &slope->convex[side];
    bends t;
    bend_bins(&t, eye, point, side);
    side_gradient(g, eye, &t, side);
    side_curvature(h, cross, eye, &t, side, n < eye->n ? n : eye->n);
    for (int j = 0; j < 3; j++) {
        g[taps + j] = t.shift_first[j];
        h->v[taps + j][taps + j] = t.shift_second[j];
    }
    double scale = 1 / t.by_log_sigma, bend = t.by_log2 * scale;
    for (int i = 0; i < vars; i++) {
        g[i] *= scale; // -l_i
        cross[i] *= scale;
        nw[i] /= ceq * ceq;
    }
    for (int i = 0; i < vars; i++)
        for (int j = 0; j < vars; j++) {
            bool taps_both = i < taps && j < taps;
            double noise = taps_both ? eye->noise[i > j ? i - j : j - i] / (ceq * ceq) : 0;
            h->v[i][j] = h->v[i][j] * scale + noise;
            slope->h[side].v[i][j] = h->v[i][j] - cross[i] * g[j] - cross[j] * g[i] +
                                     bend * g[i] * g[j] - 2 * nw[i] * nw[j];
        }
    for (int i = 0; i < vars; i++)
        g[i] += nw[i];
}

void tdecq_eye_slope(tdecq_slope *slope, tdecq_eye *eye, const tdecq_point *point, size_t n)
{
    memset(slope, 0, sizeof *slope);
    for (int side = 0; side < 2; side++)
        side_slope(slope, eye, point, side, n);
}
