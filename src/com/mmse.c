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

#include "com/com_internal.h"

#define ROOM 96 // taps solved for at once

typedef struct system {
    const sl_com_settings *s;
    const com_mmse_in *in;
    double sigma_x2;
    int n;                // taps solved for
    int column[ROOM];     // delay of each from the first pre-cursor tap
    double r[ROOM][ROOM]; // R
    double l[ROOM][ROOM]; // Cholesky factor
    double h0[ROOM], hb[SL_COM_LADDER * 4][ROOM];
} system_of;

static double at(const com_mmse_in *in, long i)
{
    return i >= 0 && i < (long)in->n ? in->h[i] : 0;
}

int com_mmse_span(const sl_com_settings *s)
{
    int fixed = s->ffe_pre_taps + 1 + s->ffe_post_taps;
    return s->floating_rx_ffe ? s->ffe_pre_taps + 1 + s->n_f : fixed;
}

// Row d of the convolution matrix: h(d - column).
static void rows(system_of *y)
{
    long d = (long)y->in->cursor + y->s->ffe_pre_taps;
    for (int i = 0; i < y->n; i++) {
        y->h0[i] = at(y->in, d - y->column[i]);
        for (int b = 0; b < y->s->n_b; b++)
            y->hb[b][i] = at(y->in, d + 1 + b - y->column[i]);
    }
    for (int i = 0; i < y->n; i++)
        for (int k = 0; k <= i; k++) {
            int lag = y->column[i] > y->column[k] ? y->column[i] - y->column[k]
                                                  : y->column[k] - y->column[i];
            y->r[i][k] = y->r[k][i] =
                y->in->signal_lags[lag] + y->in->noise_lags[lag] / y->sigma_x2;
        }
}

// Factor of R, less what free DFE taps take away.
static bool factor(system_of *y, bool with_dfe)
{
    for (int i = 0; i < y->n; i++)
        for (int k = 0; k <= i; k++) {
            double sum = y->r[i][k];
            for (int b = 0; with_dfe && b < y->s->n_b; b++)
                sum -= y->hb[b][i] * y->hb[b][k];
            for (int j = 0; j < k; j++)
                sum -= y->l[i][j] * y->l[k][j];
            if (i == k) {
                if (!(sum > 0)) return false;
                y->l[i][i] = sqrt(sum);
            } else {
                y->l[i][k] = sum / y->l[k][k];
            }
        }
    return true;
}

static void solve(double *x, const system_of *y, const double *rhs)
{
    for (int i = 0; i < y->n; i++) {
        double sum = rhs[i];
        for (int j = 0; j < i; j++)
            sum -= y->l[i][j] * x[j];
        x[i] = sum / y->l[i][i];
    }
    for (int i = y->n; i-- > 0;) {
        double sum = x[i];
        for (int j = i + 1; j < y->n; j++)
            sum -= y->l[j][i] * x[j];
        x[i] = sum / y->l[i][i];
    }
}

static double dot(const double *a, const double *b, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

// w that minimises the error with h0 w = 1, for a right-hand side h0 + Hb'b.
static void constrained(double *w, const system_of *y, const double *rhs)
{
    double u[ROOM], v[ROOM];
    solve(u, y, rhs);
    solve(v, y, y->h0);
    double lambda = (1 - dot(y->h0, u, y->n)) / dot(y->h0, v, y->n);
    for (int i = 0; i < y->n; i++)
        w[i] = u[i] + lambda * v[i];
}

static double within(double x, double most, double least)
{
    double y = x > least ? x : least;
    return y < most ? y : most;
}

// Limit of tap i relative to the cursor's.
static double limit_of(const system_of *y, int i)
{
    const sl_com_settings *s = y->s;
    int place = y->column[i] - s->ffe_pre_taps;
    if (place == 0) return 1;
    if (place == -1) return s->ffe_pre_tap1_max;
    if (place == 1) return s->ffe_post_tap1_max;
    return place > s->ffe_post_taps ? s->bmaxg : s->ffe_tapn_max;
}

static double mean_square(const system_of *y, const double *w, const double *b)
{
    double sum = 1 - 2 * dot(w, y->h0, y->n);
    for (int i = 0; i < y->n; i++)
        sum += w[i] * dot(y->r[i], w, y->n);
    for (int k = 0; k < y->s->n_b; k++)
        sum += b[k] * b[k] - 2 * b[k] * dot(w, y->hb[k], y->n);
    return y->sigma_x2 * sum;
}

// Taps under all limits; returns FOM.
static double limited(double *w, system_of *y)
{
    const sl_com_settings *s = y->s;
    double b[SL_COM_LADDER * 4], rhs[ROOM];
    bool changed = false;
    rows(y);
    if (!factor(y, true)) return -INFINITY;
    constrained(w, y, y->h0);
    memcpy(rhs, y->h0, (size_t)y->n * sizeof *rhs);
    for (int k = 0; k < s->n_b; k++) {
        double free_tap = dot(y->hb[k], w, y->n);
        b[k] = within(free_tap, s->b_max.v[k], s->b_min.v[k]);
        changed = changed || b[k] != free_tap;
        for (int i = 0; i < y->n; i++)
            rhs[i] += b[k] * y->hb[k][i];
    }
    if (changed) {
        if (!factor(y, false)) return -INFINITY;
        constrained(w, y, rhs);
    }
    bool clipped = false;
    double cursor = w[s->ffe_pre_taps];
    for (int i = 0; i < y->n; i++) {
        double most = limit_of(y, i) * cursor;
        double least = y->column[i] == s->ffe_pre_taps ? most : -most;
        double x = within(w[i], most, least);
        clipped = clipped || x != w[i];
        w[i] = x;
    }
    if (clipped) {
        double scale = 1 / dot(y->h0, w, y->n);
        for (int i = 0; i < y->n; i++)
            w[i] *= scale;
        for (int k = 0; k < s->n_b; k++)
            b[k] = within(dot(y->hb[k], w, y->n), s->b_max.v[k], s->b_min.v[k]);
    }
    return 20 * log10(s->r_lm / (s->levels - 1) / sqrt(mean_square(y, w, b)));
}

static void choose_columns(system_of *y, const int *floating, int n)
{
    y->n = 0;
    for (int i = 0; i < y->s->ffe_pre_taps + 1 + y->s->ffe_post_taps; i++)
        y->column[y->n++] = i;
    for (int i = 0; i < n; i++) // as the reference maps places to columns
        y->column[y->n++] =
            floating[i] - y->s->n_tail_start + y->s->ffe_pre_taps + 1 + y->s->ffe_post_taps;
}

static void insert_sorted(int *v, int *n, int x)
{
    int at_place = (*n)++;
    while (at_place > 0 && v[at_place - 1] > x) {
        v[at_place] = v[at_place - 1];
        at_place--;
    }
    v[at_place] = x;
}

static void remove_at(int *v, int *n, int i)
{
    memmove(v + i, v + i + 1, (size_t)(*n - i - 1) * sizeof *v);
    (*n)--;
}

// Banks one by one, each where FOM is largest.
static void floating_by_fom(com_mmse_out *out, system_of *y)
{
    const sl_com_settings *s = y->s;
    int valid[SL_COM_DFE_MAX], n_valid = 0, bank = s->n_bf, trial[SL_COM_DFE_MAX];
    double w[ROOM];
    for (int i = 1; i <= s->n_bmax - s->n_tail_start + 1 - bank + 1; i++)
        valid[n_valid++] = i;
    out->floating_n = 0;
    for (int group = 0; group < s->n_bg && n_valid > 0; group++) {
        double best = -INFINITY;
        int best_at = 0;
        for (int k = 0; k < n_valid; k++) {
            int n = out->floating_n;
            memcpy(trial, out->floating, (size_t)n * sizeof *trial);
            for (int i = 0; i < bank; i++)
                insert_sorted(trial, &n, valid[k] + i + s->n_tail_start - 1);
            choose_columns(y, trial, n);
            double fom = limited(w, y);
            if (fom > best) {
                best = fom;
                best_at = k;
            }
        }
        int start = valid[best_at];
        for (int i = 0; i < bank; i++)
            insert_sorted(out->floating, &out->floating_n, start + i + s->n_tail_start - 1);
        for (int i = 0; i < bank && best_at < n_valid; i++) // by place in the list
            remove_at(valid, &n_valid, best_at);
        for (int k = n_valid; k-- > 0;)
            if (valid[k] > start - bank && valid[k] < start) remove_at(valid, &n_valid, k);
    }
}

static sl_status choose_floating(com_mmse_out *out, system_of *y)
{
    const sl_com_settings *s = y->s;
    out->floating_n = 0;
    if (!s->floating_rx_ffe) return SL_OK;
    if (s->ffe_float != SL_COM_FLOAT_BY_ISI) {
        floating_by_fom(out, y);
        return SL_OK;
    }
    double isi[SL_COM_DFE_MAX];
    for (int i = 0; i < s->n_bmax; i++)
        isi[i] = at(y->in, (long)y->in->cursor + 1 + i);
    out->floating_n = s->n_bg * s->n_bf;
    return com_floating_taps(out->floating, isi, (size_t)s->n_bmax, s->n_tail_start, s->n_bmax,
                             s->n_bf, INFINITY, s->bmaxg, s->n_bg, false);
}

sl_status com_mmse(com_mmse_out *out, const sl_com_settings *s, const com_mmse_in *in,
                   double sigma_x)
{
    system_of y;
    double w[ROOM];
    y.s = s;
    y.in = in;
    y.sigma_x2 = sigma_x * sigma_x;
    if (s->ffe_pre_taps + 1 + s->ffe_post_taps + s->n_bg * s->n_bf > ROOM ||
        s->n_b > SL_COM_LADDER * 4)
        return SL_ERR_LIMIT;
    SL_TRY(choose_floating(out, &y));
    choose_columns(&y, out->floating, out->floating_n);
    out->fom_db = limited(w, &y);
    out->taps = com_mmse_span(s);
    memset(out->w, 0, (size_t)out->taps * sizeof *out->w);
    for (int i = 0; i < y.n; i++)
        out->w[y.column[i]] = w[i] / w[s->ffe_pre_taps];
    return SL_OK;
}
