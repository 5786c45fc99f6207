// Sequence detection behind a one-tap decision feedback response 1 + alpha D (178A, option U1 to
// U3).
//
// Gain: signal-to-noise of the DFE that would have the sequence detector's error ratio over that of
// the DFE in place. Error ratio of the detector, in terms of the distribution's tail P(x):
//   white (1):      2 sum_j j ((L-1)/L)^j P(main sqrt(1 + (j-1)(1-alpha)^2 + alpha^2)/(L-1))
//   correlated (3): 2 sum_j ((L-1)/L)^j P(3/2 main sqrt(tr C_j)/((L-1) sqrt(sum C_j))), C_j the
//                   correlation of the error event's noise from the spectra of noise and
//                   interference
// Sources: contributions shakiba_3dj_01_230116 and shakiba_3dj_elec_01a_230504 as the reference
// program 4.50 realises them, its lookups in the distribution included.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "com/com_internal.h"

typedef struct table {
    const com_pdf *pdf;
    double *cdf;
} table;

// Cumulated probability at the first place not below -v.
static double tail_at(const table *t, double v)
{
    for (size_t i = 0; i < t->pdf->n; i++)
        if (com_pdf_x(t->pdf, i) >= -v) return t->cdf[i];
    return NAN;
}

static double place_of(const table *t, double p)
{
    for (size_t i = 0; i < t->pdf->n; i++)
        if (t->cdf[i] >= p) return com_pdf_x(t->pdf, i);
    return com_pdf_x(t->pdf, t->pdf->n - 1);
}

static sl_status cumulate(table *t, const com_pdf *pdf)
{
    *t = (table){.pdf = pdf, .cdf = malloc(pdf->n * sizeof(double))};
    if (!t->cdf) return SL_ERR_NO_MEMORY;
    double sum = 0;
    for (size_t i = 0; i < pdf->n; i++)
        t->cdf[i] = sum += pdf->y[i];
    return SL_OK;
}

// The distribution of scale times the value, on the same bins, by straight lines.
static sl_status scaled(com_pdf *out, const com_pdf *pdf, double scale)
{
    long min = (long)floor((double)pdf->min * scale);
    size_t n = (size_t)(-2 * min + 1);
    *out = (com_pdf){.bin_v = pdf->bin_v, .min = min, .n = n, .y = calloc(n, sizeof(double))};
    if (!out->y) return SL_ERR_NO_MEMORY;
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        double at = (double)(min + (long)i) / scale - (double)pdf->min;
        if (at < 0 || at > (double)(pdf->n - 1)) continue;
        size_t k = (size_t)at < pdf->n - 1 ? (size_t)at : pdf->n - 2;
        out->y[i] = pdf->y[k] + (at - (double)k) * (pdf->y[k + 1] - pdf->y[k]);
    }
    if (n > 2) {
        out->y[0] = out->y[1];
        out->y[n - 1] = out->y[n - 2];
    }
    for (size_t i = 0; i < n; i++)
        sum += out->y[i];
    for (size_t i = 0; i < n; i++)
        out->y[i] /= sum;
    return SL_OK;
}

typedef struct detector {
    double levels, main, alpha, sigma, as_v;
} detector;

static double white_event(const detector *d, const table *t, int j)
{
    double l = d->levels, distance = sqrt(1 + (j - 1) * pow(1 - d->alpha, 2) + d->alpha * d->alpha);
    return 2 * j * pow((l - 1) / l, j) * tail_at(t, distance * d->main / (l - 1));
}

static double white_errors(const detector *d, const table *t)
{
    double sum = 0, change = INFINITY;
    for (int j = 1; change > 1e-3 && j < 100000; j++) {
        double before = sum;
        sum += white_event(d, t, j);
        change = 1 - before / sum;
    }
    return sum;
}

static double gain_white(const detector *d, const table *t)
{
    double l = d->levels, errors = white_errors(d, t);
    double share = l / (l - 1) - tail_at(t, (1 - 2 * d->alpha) * d->main / (l - 1));
    double q = (l - 1) / d->main * place_of(t, 0.5 * errors * share);
    return 10 * log10(q * q);
}

// Correlation of noise between symbols: Fourier transform of the spectrum, first values.
static sl_status correlation(double *rho, size_t n, const com_run *run, const com_spectra *sp)
{
    sl_fourier *fft;
    cplx *x = sl_arena_alloc(run->work, (sp->n / 2 + 1) * sizeof *x);
    double *r = sl_arena_alloc(run->work, sp->n * sizeof *r);
    if (!x || !r) return SL_ERR_NO_MEMORY;
    for (size_t i = 0; i <= sp->n / 2; i++) {
        x[i] = sp->receiver[i] + sp->crosstalk[i] + sp->transmitter[i] + sp->jitter[i];
        if (run->s->mlse == 3) x[i] += sp->isi[i];
    }
    SL_TRY(sl_fourier_create(&fft, sp->n));
    sl_fourier_inverse(fft, r, x);
    sl_fourier_destroy(fft);
    for (size_t i = 0; i < n; i++)
        rho[i] = r[i] / r[0];
    return SL_OK;
}

// Entry (i, k) of the error event's noise correlation, i <= k, of `all` symbols in total.
static double event_correlation(const detector *d, const double *rho, size_t i, size_t k,
                                size_t all)
{
    if (i == k) {
        if (i == 0) return 1;
        return i == all - 1 ? d->alpha * d->alpha : pow(1 - d->alpha, 2);
    }
    size_t lag = k - i;
    double a = lag == all - 1 ? d->alpha : 1 - d->alpha;
    return rho[lag] * a * (lag % 2 ? -1 : 1);
}

static sl_status gain_correlated(double *gain_db, const detector *d, const com_run *run,
                                 const table *t, const com_spectra *sp)
{
    double l = d->levels, errors = 0, change = INFINITY, trace = 0, total = 0;
    double *rho = sl_arena_alloc(run->work, sp->n * sizeof *rho);
    if (!rho) return SL_ERR_NO_MEMORY;
    SL_TRY(correlation(rho, sp->n, run, sp));
    for (size_t j = 1; (change > 1e-4 && j <= sp->n) || j == 1; j++) {
        double before = errors, own = event_correlation(d, rho, j - 1, j - 1, sp->n);
        trace += own;
        total += own;
        for (size_t i = 0; i + 1 < j; i++)
            total += 2 * event_correlation(d, rho, i, j - 1, sp->n);
        double v = d->main / (l - 1) * sqrt(trace) / sqrt(total) * 1.5;
        errors += 2 * pow((l - 1) / l, (double)j) * tail_at(t, v);
        change = fabs(before - errors) / errors;
    }
    com_pdf a = {0}, b = {0}, both = {0};
    table event = {0};
    sl_status status = scaled(&a, t->pdf, 1 - d->alpha);
    if (status == SL_OK) status = scaled(&b, t->pdf, d->alpha);
    if (status == SL_OK) status = com_pdf_convolve(&both, &a, &b);
    if (status == SL_OK) status = cumulate(&event, &both);
    if (status == SL_OK) {
        double q = (l - 1) / d->main * place_of(&event, 0.5 * l / (l - 1) * errors);
        *gain_db = 10 * log10(q * q);
    }
    free(event.cdf);
    com_pdf_free(&a);
    com_pdf_free(&b);
    com_pdf_free(&both);
    return status;
}

// Option 2: the distribution is narrowed until the DFE has the detector's error ratio.
static sl_status gain_narrowed(double *gain_db, const detector *d, const com_run *run,
                               const table *t)
{
    double l = d->levels, errors = white_errors(d, t), step = 0.05, scale = 1, off, last = INFINITY;
    com_pdf narrow = {0};
    table n = {0};
    int rounds = 0;
    do {
        scale -= step;
        com_pdf_free(&narrow);
        free(n.cdf);
        n.cdf = NULL;
        if (!(scale > 0.01) || ++rounds > 200) break;
        SL_TRY(scaled(&narrow, t->pdf, scale));
        SL_TRY(cumulate(&n, &narrow));
        double ratio = 2 * (l - 1) / l * fmin(tail_at(&n, d->main / (l - 1)), 1);
        off = (ratio - errors) / errors;
        if ((off > 0) != (last > 0)) step = -step / 2;
        last = off;
    } while (fabs(off) >= 0.1);
    if (n.cdf)
        *gain_db = 20 * log10(fabs(place_of(t, run->s->der_0) / place_of(&n, run->s->der_0)));
    bool found = n.cdf != NULL;
    com_pdf_free(&narrow);
    free(n.cdf);
    return found ? SL_OK : SL_ERR_NO_CONVERGENCE;
}

sl_status com_mlse_gain_db(double *gain_db, const com_run *run, double alpha, double as_v,
                           double ani_v, const com_pdf *pdf, const com_spectra *spectra)
{
    table t;
    detector d = {.levels = run->s->levels, .alpha = alpha, .as_v = as_v};
    double power = 0;
    *gain_db = 0;
    if (as_v < ani_v && run->s->mlse != 3) return SL_OK; // more noise than signal
    for (size_t i = 0; i < pdf->n; i++)
        power += pdf->y[i] * pow(com_pdf_x(pdf, i), 2);
    d.main = (d.levels - 1) * as_v;
    d.sigma = sqrt(power);
    SL_TRY(cumulate(&t, pdf));
    sl_status status = SL_OK;
    if (run->s->mlse == 1)
        *gain_db = gain_white(&d, &t);
    else if (run->s->mlse == 2)
        status = gain_narrowed(gain_db, &d, run, &t);
    else if (spectra->n)
        status = gain_correlated(gain_db, &d, run, &t, spectra);
    else
        status = SL_ERR_DOMAIN;
    free(t.cdf);
    return status;
}
