// Taps of the receive FFE and the DFE by minimum mean square error (178A).
//
// With H the convolution matrix of the pulse response, R = H'H + Rn/sigma_X^2 (both Toeplitz in the
// lags of pulse and noise), h0 and Hb its rows at the cursor and at the DFE's symbols:
//   [R -Hb' -h0'; -Hb I 0; h0 0 0] [w; b; lambda] = [h0'; 0; 1]
// DFE taps outside of their limits are fixed at them and w solved again; w is then clipped to its
// limits times the cursor tap and scaled to h0 w = 1. The mean square error is
//   sigma_X^2 (w'Rw + 1 + b'b - 2 w'h0' - 2 w'Hb'b),  FOM = 20 log10(R_LM/(L - 1)/sqrt(MSE)).
// Floating banks are placed one after the other, each where FOM is best ("FOM"), or where the pulse
// is strongest ("ISI"). Eliminating b gives the smaller system in R - Hb'Hb that is solved here by
// Cholesky: same solution. Source: IEEE P802.3dj Annex 178A; limits and order as in the reference
// program 4.50.
#include <math.h>
#include <string.h>

#include "com/mmse_internal.h"

int com_mmse_span(const sl_com_settings *s)
{
    int fixed = s->ffe_pre_taps + 1 + s->ffe_post_taps;
    return s->floating_rx_ffe ? s->ffe_pre_taps + 1 + s->n_f : fixed;
}

// Row d of the convolution matrix: h(d - column).
void mmse_rows(mmse_system *y)
{
    long d = (long)y->in->cursor + y->s->ffe_pre_taps;
    for (int i = 0; i < y->n; i++) {
        y->h0[i] = mmse_at(y->in, d - y->column[i]);
        for (int b = 0; b < y->s->n_b; b++)
            y->hb[b][i] = mmse_at(y->in, d + 1 + b - y->column[i]);
    }
    for (int i = 0; i < y->n; i++)
        for (int k = 0; k <= i; k++)
            y->r[i][k] = y->r[k][i] = mmse_r(y, y->column[i], y->column[k]);
}

bool mmse_factor(mmse_system *y, bool with_dfe)
{
    for (int i = 0; i < y->n; i++)
        for (int k = 0; k <= i; k++) {
            double sum = y->r[i][k] - mmse_dot(y->l[i], y->l[k], k);
            for (int b = 0; with_dfe && b < y->s->n_b; b++)
                sum -= y->hb[b][i] * y->hb[b][k];
            if (i == k) {
                if (!(sum > 0)) return false;
                y->l[i][i] = sqrt(sum);
            } else {
                y->l[i][k] = sum / y->l[k][k];
            }
        }
    return true;
}

static void solve(double *x, const mmse_system *y, const double *rhs)
{
    for (int i = 0; i < y->n; i++)
        x[i] = (rhs[i] - mmse_dot(y->l[i], x, i)) / y->l[i][i];
    for (int i = y->n; i-- > 0;) {
        x[i] /= y->l[i][i];
        for (int j = 0; j < i; j++)
            x[j] -= y->l[i][j] * x[i];
    }
}

// w that minimises the error with h0 w = 1, for a right-hand side h0 + Hb'b (NULL: h0).
static void constrained(double *w, const mmse_system *y, const double *rhs)
{
    double v[MMSE_ROOM];
    solve(v, y, y->h0);
    if (rhs)
        solve(w, y, rhs);
    else
        memset(w, 0, (size_t)y->n * sizeof *w);
    double lambda = (1 - mmse_dot(y->h0, w, y->n)) / mmse_dot(y->h0, v, y->n);
    for (int i = 0; i < y->n; i++)
        w[i] += lambda * v[i];
}

double mmse_limit(const mmse_system *y, int column)
{
    const sl_com_settings *s = y->s;
    int place = column - s->ffe_pre_taps;
    if (place == 0) return 1;
    if (place == -1) return s->ffe_pre_tap1_max;
    if (place == 1) return s->ffe_post_tap1_max;
    return place > s->ffe_post_taps ? s->bmaxg : s->ffe_tapn_max;
}

static double mean_square(const mmse_system *y, const double *w, const double *b)
{
    double sum = 1 - 2 * mmse_dot(w, y->h0, y->n);
    for (int i = 0; i < y->n; i++)
        sum += w[i] * mmse_dot(y->r[i], w, y->n);
    for (int k = 0; k < y->s->n_b; k++)
        sum += b[k] * b[k] - 2 * b[k] * mmse_dot(w, y->hb[k], y->n);
    return y->sigma_x2 * sum;
}

double mmse_fom_db(const mmse_system *y, double error)
{
    return 20 * log10(y->s->r_lm / (y->s->levels - 1) / sqrt(error));
}

double mmse_limited(double *w, mmse_system *y)
{
    const sl_com_settings *s = y->s;
    double b[SL_COM_LADDER * 4], rhs[MMSE_ROOM];
    bool changed = false, clipped = false;
    mmse_rows(y);
    if (!mmse_factor(y, true)) return -INFINITY;
    constrained(w, y, NULL);
    memcpy(rhs, y->h0, (size_t)y->n * sizeof *rhs);
    for (int k = 0; k < s->n_b; k++) {
        double free_tap = mmse_dot(y->hb[k], w, y->n);
        b[k] = mmse_within(free_tap, s->b_max.v[k], s->b_min.v[k]);
        changed = changed || b[k] != free_tap;
        for (int i = 0; i < y->n; i++)
            rhs[i] += b[k] * y->hb[k][i];
    }
    if (changed) {
        if (!mmse_factor(y, false)) return -INFINITY;
        constrained(w, y, rhs);
    }
    double cursor = w[s->ffe_pre_taps];
    for (int i = 0; i < y->n; i++) {
        double most = mmse_limit(y, y->column[i]) * cursor;
        double least = y->column[i] == s->ffe_pre_taps ? most : -most;
        double x = mmse_within(w[i], most, least);
        clipped = clipped || x != w[i];
        w[i] = x;
    }
    if (clipped) {
        double scale = 1 / mmse_dot(y->h0, w, y->n);
        for (int i = 0; i < y->n; i++)
            w[i] *= scale;
        for (int k = 0; k < s->n_b; k++)
            b[k] = mmse_within(mmse_dot(y->hb[k], w, y->n), s->b_max.v[k], s->b_min.v[k]);
    }
    return mmse_fom_db(y, mean_square(y, w, b));
}

void mmse_choose_columns(mmse_system *y, const int *floating, int n)
{
    y->n = 0;
    for (int i = 0; i < y->s->ffe_pre_taps + 1 + y->s->ffe_post_taps; i++)
        y->column[y->n++] = i;
    for (int i = 0; i < n; i++)
        y->column[y->n++] = mmse_column(y->s, floating[i]);
}

void mmse_insert_sorted(int *v, int *n, int x)
{
    int at_place = (*n)++;
    while (at_place > 0 && v[at_place - 1] > x) {
        v[at_place] = v[at_place - 1];
        at_place--;
    }
    v[at_place] = x;
}

static sl_status choose_floating(com_mmse_out *out, mmse_system *y)
{
    const sl_com_settings *s = y->s;
    out->floating_n = 0;
    if (!s->floating_rx_ffe) return SL_OK;
    if (s->ffe_float != SL_COM_FLOAT_BY_ISI) return mmse_floating_by_fom(out, y);
    double isi[SL_COM_DFE_MAX];
    for (int i = 0; i < s->n_bmax; i++)
        isi[i] = mmse_at(y->in, (long)y->in->cursor + 1 + i);
    out->floating_n = s->n_bg * s->n_bf;
    return com_floating_taps(out->floating, isi, (size_t)s->n_bmax, s->n_tail_start, s->n_bmax,
                             s->n_bf, INFINITY, s->bmaxg, s->n_bg, false);
}

sl_status com_mmse(com_mmse_out *out, const sl_com_settings *s, const com_mmse_in *in,
                   double sigma_x)
{
    mmse_system y;
    double w[MMSE_ROOM];
    y.s = s;
    y.in = in;
    y.sigma_x2 = sigma_x * sigma_x;
    if (s->ffe_pre_taps + 1 + s->ffe_post_taps + s->n_bg * s->n_bf > MMSE_ROOM ||
        s->n_b > SL_COM_LADDER * 4)
        return SL_ERR_LIMIT;
    out->fom_db = -INFINITY;
    if (s->floating_rx_ffe && mmse_bound_db(&y) <= in->least_db) return SL_OK;
    SL_TRY(choose_floating(out, &y));
    mmse_choose_columns(&y, out->floating, out->floating_n);
    out->fom_db = mmse_limited(w, &y);
    out->taps = com_mmse_span(s);
    memset(out->w, 0, (size_t)out->taps * sizeof *out->w);
    for (int i = 0; i < y.n; i++)
        out->w[y.column[i]] = w[i] / w[s->ffe_pre_taps];
    return SL_OK;
}
