// Figures of the channel alone: integrated crosstalk noise, loss at Nyquist, its smooth fit and the
// deviation from it.
//
// Weight (93A-57): W = sinc^2(f/fb)/[(1 + (f/ft)^4)(1 + (f/fr)^8)]. ICN = sqrt(2 df/f2 sum W (A
// |S21|)^2) over f1..f2, aggressors added as powers (92-46, 92-47). The loss is fitted by a0 + a1
// sqrt f + a2 f
// + a3 f^2 with the weight |S21| (93A-53); FOM_ILD = sqrt(df/(f2 - f1) sum W ILD^2) (93A-56).
// Sources: IEEE Std 802.3 93A.3, 93A.4, 92.10.7; ends of the ranges as in the reference program.
#include <math.h>

#include <gsl/gsl_multifit.h>

#include "com/com_internal.h"
#include "shoreline/constants.h"

static double decibel(cplx s)
{
    return 20 * log10(cabs(s));
}

static double weight(const com_run *run, double f, double edge)
{
    double x = SL_PI * f * run->ui_s, sinc = f > 0 ? sin(x) / x : 1;
    double fr = run->s->f_r * run->s->f_b_hz, ft = edge * run->s->f_b_hz;
    return sinc * sinc / (1 + pow(f / ft, 4)) / (1 + pow(f / fr, 8));
}

typedef struct range {
    size_t first, last; // both within
} range;

static range integral_range(const com_run *run)
{
    range r = {0, run->points - 1};
    for (size_t i = run->points; i-- > 0;)
        if (run->freq_hz[i] >= run->s->f_2_hz) r.last = i;
    for (size_t i = 0; i < run->points; i++)
        if (run->freq_hz[i] <= run->s->f_1_hz) r.first = i;
    return r;
}

// Coefficients of the fitted loss over points first..last, of sqrt(f/scale) to powers 0 1 2 4.
static bool fit(double a[4], const com_run *run, const two_port *s, range r)
{
    size_t n = r.last - r.first + 1;
    double scale = run->freq_hz[r.last], chi2;
    if (n < 8) return false;
    gsl_matrix *x = gsl_matrix_alloc(n, 4), *cov = gsl_matrix_alloc(4, 4);
    gsl_vector *y = gsl_vector_alloc(n), *c = gsl_vector_alloc(4);
    gsl_multifit_linear_workspace *w = gsl_multifit_linear_alloc(n, 4);
    bool ok = x && cov && y && c && w;
    for (size_t i = 0; ok && i < n; i++) {
        cplx s21 = s[r.first + i].s21;
        double f = run->freq_hz[r.first + i] / scale, m = cabs(s21);
        gsl_matrix_set(x, i, 0, m);
        gsl_matrix_set(x, i, 1, m * sqrt(f));
        gsl_matrix_set(x, i, 2, m * f);
        gsl_matrix_set(x, i, 3, m * f * f);
        gsl_vector_set(y, i, m * fmax(decibel(s21), -1e4));
    }
    ok = ok && gsl_multifit_linear(x, y, c, cov, &chi2, w) == 0;
    for (int k = 0; ok && k < 4; k++)
        a[k] = gsl_vector_get(c, (size_t)k);
    if (ok) {
        a[1] /= sqrt(scale);
        a[2] /= scale;
        a[3] /= scale * scale;
    }
    if (w) gsl_multifit_linear_free(w);
    if (x) gsl_matrix_free(x);
    if (cov) gsl_matrix_free(cov);
    if (y) gsl_vector_free(y);
    if (c) gsl_vector_free(c);
    return ok;
}

static double fitted(const double a[4], double f)
{
    return a[0] + a[1] * sqrt(f) + a[2] * f + a[3] * f * f;
}

// Value at x of straight lines through (f, loss of the thru).
static double loss_at(const com_run *run, double x)
{
    const two_port *s = run->links[0].measured;
    size_t i = 0;
    while (i + 2 < run->points && run->freq_hz[i + 1] < x)
        i++;
    double a = -decibel(s[i].s21), b = -decibel(s[i + 1].s21);
    double f = (x - run->freq_hz[i]) / (run->freq_hz[i + 1] - run->freq_hz[i]);
    return a + f * (b - a);
}

static void loss(sl_com_case *out, const com_run *run, range r)
{
    const two_port *s = run->links[0].measured;
    const double *f = run->freq_hz;
    double a[4], sum = 0, df = f[10] - f[9], nyquist = 0.5 * run->s->f_b_hz;
    if (!fit(a, run, s, r)) return;
    for (size_t i = r.first; i <= r.last; i++) {
        double ild = decibel(s[i].s21) - fitted(a, f[i]);
        sum += weight(run, f[i], run->s->f_v) * ild * ild;
    }
    out->fom_ild_db = sqrt(df / (run->s->f_2_hz - run->s->f_1_hz) * sum);
    if (run->s->compat == SL_COM_3_70) {
        // The place of the nearest frequency is then used as an index into the fitted range.
        size_t near = 0;
        for (size_t i = 1; i < run->points; i++)
            if (fabs(f[i] - nyquist) < fabs(f[near] - nyquist)) near = i;
        size_t width = r.last - r.first + 1, at = near < width ? near : width - 1;
        out->il_fitted_db = -fitted(a, f[r.first + at]);
        out->il_nyquist_db = -decibel(s[at].s21);
        return;
    }
    range whole = {f[0] == 0 && s[0].s21 == 0 ? 1 : 0, run->points - 1};
    if (fit(a, run, s, whole)) out->il_fitted_db = -fitted(a, nyquist);
    out->il_nyquist_db = loss_at(run, nyquist);
}

static double crosstalk(const com_run *run, range r, sl_com_role role)
{
    const double *f = run->freq_hz;
    double sum = 0, edge = role == SL_COM_FEXT ? run->s->f_f : run->s->f_n;
    for (size_t i = r.first; i <= r.last; i++) {
        double power = 0;
        for (int k = 1; k < run->n; k++)
            if (run->links[k].role == role)
                power += com_norm2(run->links[k].measured[i].s21) * pow(run->links[k].icn_v, 2);
        sum += weight(run, f[i], edge) * power;
    }
    return sqrt(2 * (f[10] - f[9]) / run->s->f_2_hz * sum);
}

// The reference weighs the sum of all with the last aggressor's edge.
static double crosstalk_total(const com_run *run, range r)
{
    const double *f = run->freq_hz;
    double sum = 0, edge = run->s->f_f;
    if (run->n > 1 && run->links[run->n - 1].role == SL_COM_NEXT) edge = run->s->f_n;
    for (size_t i = r.first; i <= r.last; i++) {
        double power = 0;
        for (int k = 1; k < run->n; k++)
            power += com_norm2(run->links[k].measured[i].s21) * pow(run->links[k].icn_v, 2);
        sum += weight(run, f[i], edge) * power;
    }
    return sqrt(2 * (f[10] - f[9]) / run->s->f_2_hz * sum);
}

void com_figures(sl_com_case *out, const com_run *run)
{
    range r = integral_range(run);
    out->fom_ild_db = out->il_fitted_db = out->il_nyquist_db = NAN;
    loss(out, run, r);
    out->icn_fext_v = crosstalk(run, r, SL_COM_FEXT);
    out->icn_next_v = crosstalk(run, r, SL_COM_NEXT);
    out->icn_v = crosstalk_total(run, r);
}
