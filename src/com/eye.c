// The eye of chip-to-module interfaces: contours at DER_0 over one unit interval, the opening
// within a window of sampling times, and the width.
//
// The equalised pulse is resampled (linearly) to samples_for_C2M points a UI with the sampling
// point on the grid. At each of them: interference of the residual pulse, where the DFE takes a
// constant from each of its UI, crosstalk, Gaussian noise with the jitter's slope there, dual-Dirac
// jitter. A level n stands at A_s(t) (L - 1)(2 n/(L - 1) - 1). The distributions within T_O of the
// centre are summed with the weights of the window; contours are the first and last voltage whose
// probability beyond it exceeds DER_0 (124E-4 and 120G.5.2). Sources: IEEE Std 802.3ck 120G and
// 124E; resampling, windows and roundings as in the reference program.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "com/com_internal.h"
#include "shoreline/numeric.h"

// The pulse at one point of the unit interval, symbol after symbol.
typedef struct point {
    com_pdf pdf; // of all that disturbs a level
    double as_v; // half of the distance between levels
    bool made;
    sl_status status;
} point;

typedef struct eye {
    const com_run *run;
    const com_eye_in *in;
    size_t per_ui, centre; // samples a UI, the sampling point's index in it
    size_t n, cursor;      // resampled
    double *pulse, *residual;
    size_t symbols;
    long shift; // of the columns, so that the cursor stands at the centre
    point *points;
    size_t first, last; // of the points that are made
} eye;

static size_t count_steps(double length)
{
    return (size_t)floor(length + 1e-9);
}

// The pulse on a grid that holds the sampling point.
static sl_status resample(eye *e)
{
    const com_eye_in *in = e->in;
    double m = e->run->s->samples_per_ui, per = (double)e->per_ui;
    e->cursor = count_steps((double)in->cursor / m * per);
    e->n = e->cursor + count_steps((double)(in->n - 1 - in->cursor) / m * per) + 1;
    e->pulse = malloc(2 * e->n * sizeof *e->pulse);
    if (!e->pulse) return SL_ERR_NO_MEMORY;
    e->residual = e->pulse + e->n;
    for (size_t i = 0; i < e->n; i++) {
        double at = (double)in->cursor + ((double)i - (double)e->cursor) * m / per;
        size_t k = at <= 0 ? 0 : (size_t)at;
        if (k + 1 >= in->n) k = in->n - 2;
        double u = at - (double)k;
        e->pulse[i] = in->pulse[k] + u * (in->pulse[k + 1] - in->pulse[k]);
    }
    return SL_OK;
}

static double taken(const eye *e, int tap, double h, double cursor)
{
    const sl_com_settings *s = e->run->s;
    const com_choice *c = e->in->choice;
    double most = s->floating_dfe ? c->b_max[tap] : s->b_max.v[tap];
    double least = s->floating_dfe ? c->b_min[tap] : s->b_min.v[tap];
    double want = h, step = s->n_b_step;
    if (step != 0) want = floor(fabs(h / (cursor * step))) * cursor * step * (h < 0 ? -1 : h > 0);
    if (want > cursor * most) want = cursor * most;
    return want < cursor * least ? cursor * least : want;
}

// The pulse without the cursor's UI and what the DFE takes.
static void cancel(eye *e)
{
    const sl_com_settings *s = e->run->s;
    size_t per = e->per_ui, begin = e->cursor + 1 + per - (e->centre + 1);
    int taps = s->floating_dfe ? s->n_bmax : s->n_b;
    memcpy(e->residual, e->pulse, e->n * sizeof *e->residual);
    for (int tap = 0; tap < taps; tap++) {
        size_t at = e->cursor + per * (size_t)(tap + 1), from = begin + per * (size_t)tap;
        double t = at < e->n ? taken(e, tap, e->pulse[at], e->pulse[e->cursor]) : 0;
        for (size_t i = from; i < from + per && i < e->n; i++)
            e->residual[i] -= t;
    }
    for (size_t i = begin - per; i < begin; i++)
        e->residual[i] = 0;
}

// Slope at each symbol, V a UI, of column k of the unit interval.
static void slopes(double *out, const eye *e, size_t k)
{
    size_t per = e->per_ui, first = per; // the first and the last symbol are left out
    memset(out, 0, e->symbols * sizeof *out);
    for (size_t i = 0; i < e->symbols; i++) {
        const double *row = e->pulse + first + i * per;
        double before = k == 0 ? row[per - 1] : row[k - 1];
        double after = k == per - 1 ? (i + 1 < e->symbols ? row[per] : 0) : row[k + 1];
        if (k == 0) {
            if (i + 1 >= e->symbols) continue;
            after = row[per + 1];
        } else if (k == per - 1 && i + 1 >= e->symbols) {
            continue;
        }
        out[i] = (after - before) / 2 * (double)per;
    }
}

#define COARSE_DER 1e-9 // above it a transform's rounding, 1e-16, cannot be seen

static sl_status convolve(com_pdf *out, const eye *e, const com_pdf *a, const com_pdf *b)
{
    if (e->run->s->der_0 < COARSE_DER) return com_pdf_convolve(out, a, b);
    return com_pdf_convolve_coarse(out, a, b);
}

static sl_status noise_at(com_pdf *out, const eye *e, const double *slope, double *scaled)
{
    const sl_com_settings *s = e->run->s;
    double power = 0;
    com_pdf gaussian, dirac = {0};
    for (size_t i = 0; i < e->symbols; i++) {
        power += slope[i] * slope[i];
        scaled[i] = s->a_dd_ui * slope[i];
    }
    double jitter = s->sigma_rj_ui * e->run->sigma_x * sqrt(power);
    double sigma = sqrt(jitter * jitter + e->in->sigma_n_v * e->in->sigma_n_v +
                        e->in->sigma_tx_v * e->in->sigma_tx_v);
    SL_TRY(com_pdf_normal(&gaussian, sigma, com_cut_sigmas(e->run), e->in->bin_v));
    sl_status status =
        com_pdf_from_samples(&dirac, scaled, e->symbols, s->levels, e->in->bin_v, COM_TAIL);
    if (status == SL_OK) status = convolve(out, e, &gaussian, &dirac);
    com_pdf_free(&gaussian);
    com_pdf_free(&dirac);
    return status;
}

static sl_status all_at(point *p, const eye *e, size_t k, double *room)
{
    double *samples = room, *slope = room + e->symbols;
    com_pdf isi = {0}, noise = {0}, both = {0};
    for (size_t i = 0; i < e->symbols; i++)
        samples[i] = e->residual[e->per_ui * (i + 1) + k];
    slopes(slope, e, k);
    sl_status status =
        com_pdf_from_samples(&isi, samples, e->symbols, e->run->s->levels, e->in->bin_v, COM_TAIL);
    if (status == SL_OK) status = noise_at(&noise, e, slope, samples);
    if (status == SL_OK && e->in->crosstalk) {
        status = convolve(&both, e, &noise, e->in->crosstalk);
        com_pdf_free(&noise);
        noise = both;
    }
    if (status == SL_OK) status = convolve(&p->pdf, e, &isi, &noise);
    com_pdf_free(&isi);
    com_pdf_free(&noise);
    return status;
}

static void point_at(eye *e, size_t j)
{
    point *p = &e->points[j];
    long per = (long)e->per_ui, k = ((long)j - e->shift) % per;
    size_t at = e->cursor + j - e->centre; // place of the point in the cursor's UI
    double *room = malloc(2 * e->symbols * sizeof *room);
    p->made = true;
    p->status = SL_ERR_NO_MEMORY;
    if (!room) return;
    p->as_v = e->run->s->r_lm * (at < e->n ? e->pulse[at] : 0) / (e->run->s->levels - 1);
    p->status = all_at(p, e, (size_t)(k < 0 ? k + per : k), room);
    free(room);
}

static sl_status all_points(eye *e)
{
    int threads = sl_ctx_threads(e->run->ctx);
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
    for (size_t j = e->first; j <= e->last; j++)
        if (!e->points[j].made) point_at(e, j);
    for (size_t j = e->first; j <= e->last; j++)
        SL_TRY(e->points[j].status);
    return SL_OK;
}

// First and last place whose probability on either side exceeds p; false: there is none.
static bool contour(double out[2], const double *y, long min, size_t n, double bin_v, double p)
{
    double sum = 0;
    size_t low = 0, high = n;
    while (low < n && !((sum += y[low]) > p))
        low++;
    sum = 0;
    while (high > 0 && !((sum += y[high - 1]) > p))
        high--;
    if (low == n || high == 0) return false;
    out[0] = (double)(min + (long)low) * bin_v;
    out[1] = (double)(min + (long)high - 1) * bin_v;
    return true;
}

// Bins by which a level moves the distribution of a point.
static long moved(const eye *e, size_t j, int level)
{
    int l = e->run->s->levels;
    double to = e->points[j].as_v * (l - 1) * (2.0 * level / (l - 1) - 1);
    return (long)round(to / e->in->bin_v);
}

// Top and bottom of every eye at every point made: out[j * 2 (L - 1) + 2 n], the upper edge first.
static sl_status contours(double *out, const eye *e)
{
    int l = e->run->s->levels;
    for (size_t j = e->first; j <= e->last; j++) {
        const com_pdf *q = &e->points[j].pdf;
        double edge[2];
        if (!contour(edge, q->y, q->min, q->n, q->bin_v, e->run->s->der_0)) return SL_ERR_DOMAIN;
        for (int n = 0; n + 1 < l; n++) {
            double *row = out + (j * (size_t)(l - 1) + (size_t)n) * 2;
            row[0] = edge[0] + (double)moved(e, j, n + 1) * q->bin_v;
            row[1] = edge[1] + (double)moved(e, j, n) * q->bin_v;
        }
    }
    return SL_OK;
}

static double weight(const sl_com_settings *s, double x, double t_o)
{
    double sigma = t_o / s->q_l;
    if (t_o == 0) return 1;
    switch (s->window) {
    case SL_COM_GAUSSIAN:
        return exp(-0.5 * (x / sigma) * (x / sigma));
    case SL_COM_TRIANGLE:
        return 1 - fabs(x) / t_o;
    case SL_COM_DUAL_RAYLEIGH: {
        double a = (x + t_o) / sigma, b = (x - t_o) / sigma;
        return a / sigma * exp(-0.5 * a * a) - b / sigma * exp(-0.5 * b * b);
    }
    default:
        return 1;
    }
}

// Sum of the weighted distributions of a level within the window.
static sl_status windowed(double edge[2], const eye *e, int level, long t_o)
{
    long min = 0, max = 0;
    double bin = e->in->bin_v, total = 0;
    for (long x = -t_o; x <= t_o; x++) {
        size_t j = (size_t)((long)e->centre + x);
        const com_pdf *q = &e->points[j].pdf;
        long from = q->min + moved(e, j, level), to = from + (long)q->n;
        if (x == -t_o || from < min) min = from;
        if (x == -t_o || to > max) max = to;
    }
    double *y = calloc((size_t)(max - min), sizeof *y);
    if (!y) return SL_ERR_NO_MEMORY;
    for (long x = -t_o; x <= t_o; x++) {
        size_t j = (size_t)((long)e->centre + x);
        const com_pdf *q = &e->points[j].pdf;
        double w = weight(e->run->s, (double)x, (double)t_o);
        double *to = y + (q->min + moved(e, j, level) - min);
        for (size_t i = 0; i < q->n; i++)
            to[i] += w * q->y[i];
    }
    for (long i = 0; i < max - min; i++)
        total += y[i];
    for (long i = 0; i < max - min; i++)
        y[i] /= total;
    bool found = contour(edge, y, min, (size_t)(max - min), bin, e->run->s->der_0);
    free(y);
    return found ? SL_OK : SL_ERR_DOMAIN;
}

// The centre's share in the sum of the window's weights.
static double centre_share(const eye *e, long t_o)
{
    double sum = 0;
    for (long x = -t_o; x <= t_o; x++)
        sum += weight(e->run->s, (double)x, (double)t_o);
    return weight(e->run->s, 0, (double)t_o) / sum;
}

// A bound on the opening within the window: what lies beyond a voltage is at least the centre's
// share of what lies beyond it there, so that no contour is better than the centre's at DER_0 over
// it.
static double bound_by_centre(const eye *e, long t_o)
{
    const com_pdf *q = &e->points[e->centre].pdf;
    double edge[2], most = INFINITY, share = centre_share(e, t_o);
    if (!(share > 0)) return INFINITY;
    if (!contour(edge, q->y, q->min, q->n, q->bin_v, e->run->s->der_0 / share)) return INFINITY;
    for (int n = 0; n + 1 < e->run->s->levels; n++) {
        long apart = moved(e, e->centre, n + 1) - moved(e, e->centre, n);
        most = fmin(most, edge[0] - edge[1] + (double)apart * q->bin_v);
    }
    return most;
}

// The worst eye within the window.
static sl_status opening(com_eye_out *out, const eye *e, long t_o)
{
    int l = e->run->s->levels;
    double edge[SL_COM_LEVELS][2];
    out->opening_v = INFINITY;
    for (int n = 0; n < l; n++)
        SL_TRY(windowed(edge[n], e, n, t_o));
    for (int n = 0; n + 1 < l; n++)
        out->opening_v = fmin(out->opening_v, edge[n + 1][0] - edge[n][1]);
    return SL_OK;
}

// Samples from the centre to where a contour crosses vref, backwards or forwards.
static double reach(const eye *e, const double *contours, int n, int edge, double vref, int step)
{
    size_t stride = (size_t)(e->run->s->levels - 1) * 2;
    const double *v = contours + (size_t)n * 2 + edge;
    long j = (long)e->centre, end = step < 0 ? -1 : (long)e->per_ui;
    for (; j != end; j += step) {
        double x = v[(size_t)j * stride];
        if (edge == 0 ? x < vref : x > vref) break;
    }
    if (j == end) return step < 0 ? (double)e->centre + 1 : (double)(e->per_ui - e->centre - 1);
    if (j == (long)e->centre) return 0;
    double inside = v[(size_t)(j - step) * stride], outside = v[(size_t)j * stride];
    double u = (inside - vref) / (inside - outside); // of the step behind the last sample inside
    return fabs((double)(j - step) - (double)e->centre) + u;
}

static void width(com_eye_out *out, const eye *e, const double *contours)
{
    out->width_ui = INFINITY;
    for (int n = 0; n + 1 < e->run->s->levels; n++) {
        const double *c = contours + (e->centre * (size_t)(e->run->s->levels - 1) + (size_t)n) * 2;
        double vref = c[0] / 2 + c[1] / 2;
        double left = fmin(reach(e, contours, n, 0, vref, -1), reach(e, contours, n, 1, vref, -1));
        double right = fmin(reach(e, contours, n, 0, vref, 1), reach(e, contours, n, 1, vref, 1));
        out->width_ui = fmin(out->width_ui, floor(left + right) / (double)e->per_ui);
    }
}

static sl_status measure(com_eye_out *out, eye *e, long t_o)
{
    int l = e->run->s->levels;
    e->points = calloc(e->per_ui, sizeof *e->points);
    if (!e->points) return SL_ERR_NO_MEMORY;
    if (!e->in->whole) {
        point_at(e, e->centre);
        SL_TRY(e->points[e->centre].status);
        out->opening_v = bound_by_centre(e, t_o);
        if (out->opening_v <= e->in->least_v) return SL_OK;
    }
    SL_TRY(all_points(e));
    if (t_o > 0 || e->run->s->t_o_mui != 0) SL_TRY(opening(out, e, t_o));
    if (!e->in->whole) return SL_OK;
    out->per_ui = e->per_ui;
    out->contours =
        sl_arena_alloc(e->run->arena, e->per_ui * (size_t)(l - 1) * 2 * sizeof *out->contours);
    if (!out->contours) return SL_ERR_NO_MEMORY;
    SL_TRY(contours(out->contours, e));
    width(out, e, out->contours);
    return SL_OK;
}

sl_status com_eye(com_eye_out *out, const com_run *run, const com_eye_in *in)
{
    const sl_com_settings *s = run->s;
    eye e = {.run = run, .in = in, .per_ui = (size_t)s->samples_for_c2m};
    long t_o = (long)floor(s->t_o_mui / 1000 * s->samples_for_c2m);
    *out = (com_eye_out){.opening_v = NAN, .width_ui = NAN};
    e.centre = e.per_ui / 2;
    if (t_o >= (long)e.centre || in->n < 2) return SL_ERR_DOMAIN;
    SL_TRY(resample(&e));
    size_t uis = (size_t)floor((double)e.n / (double)e.per_ui + 0.5);
    sl_status status = SL_ERR_DOMAIN;
    if (uis >= 3 && e.cursor >= e.per_ui) {
        e.symbols = uis - 2;
        cancel(&e);
        e.shift = (long)e.centre - (long)(e.cursor % e.per_ui);
        e.first = in->whole ? 0 : e.centre - (size_t)t_o;
        e.last = in->whole ? e.per_ui - 1 : e.centre + (size_t)t_o;
        status = measure(out, &e, t_o);
    }
    for (size_t j = 0; e.points && j < e.per_ui; j++)
        com_pdf_free(&e.points[j].pdf);
    free(e.points);
    free(e.pulse);
    return status;
}
