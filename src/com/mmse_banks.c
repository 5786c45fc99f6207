// Floating banks of the receive FFE, one by one, each where FOM is largest (178A).
//
// With A = R - Hb'Hb, q = h0' A^-1 h0 and no limit on any tap the mean square error is
// sigma_X^2 (1/q - 1): a bound on FOM of the same taps under limits, and that of all taps of the
// span a bound on any choice among them (by Levinson's recursion, as R is Toeplitz, and Woodbury's
// identity for Hb). Of the taps placed so far A is factored once; a bank adds |x|^2 to q, x of the
// Schur complement of its few rows. Banks are then tried under their limits from the highest bound
// downwards, until no bound is above the best: the same choice as by trying all. Places that are
// left out beside a bank are those of the reference program 4.50. Source: IEEE P802.3dj 178A.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "com/mmse_internal.h"

#define SPAN  256 // columns at most
#define TAPS  (SL_COM_LADDER * 4)
#define SLACK 1e-9 // dB, above the rounding of a bound

// ---- the bound of the whole span ----

// x[k] solves T x = rhs[k] for n right-hand sides, T Toeplitz with first row t[size].
static bool levinson(double x[][SPAN], double rhs[][SPAN], int n, const double *t, int size)
{
    double a[SPAN] = {1}, next[SPAN], error = t[0], backwards[SPAN];
    for (int k = 0; k < n; k++)
        x[k][0] = rhs[k][0] / t[0];
    for (int m = 1; m < size; m++) {
        for (int i = 0; i < m; i++)
            backwards[i] = t[m - i];
        double reflection = -mmse_dot(a, backwards, m) / error;
        a[m] = 0;
        for (int i = 0; i <= m; i++)
            next[i] = a[i] + reflection * a[m - i];
        memcpy(a, next, (size_t)(m + 1) * sizeof *a);
        error *= 1 - reflection * reflection;
        if (!(error > 0)) return false;
        for (int k = 0; k < n; k++) {
            double step = (rhs[k][m] - mmse_dot(x[k], backwards, m)) / error;
            x[k][m] = 0;
            for (int i = 0; i <= m; i++)
                x[k][i] += step * a[m - i];
        }
    }
    return true;
}

// Adds c' (I - G)^-1 c to q by Cholesky, G[n][n]; false: not positive definite.
static bool add_feedback(double *q, double g[TAPS + 1][TAPS + 1], int n)
{
    double l[TAPS][TAPS], z[TAPS];
    for (int i = 0; i < n; i++) {
        for (int k = 0; k <= i; k++) {
            double sum = (i == k) - g[i + 1][k + 1] - mmse_dot(l[i], l[k], k);
            if (i == k && !(sum > 0)) return false;
            l[i][k] = i == k ? sqrt(sum) : sum / l[k][k];
        }
        z[i] = (g[0][i + 1] - mmse_dot(l[i], z, i)) / l[i][i];
        *q += z[i] * z[i];
    }
    return true;
}

static double bound_of(const mmse_system *y, double q)
{
    double error = y->sigma_x2 * (1 / q - 1);
    return error > 0 ? mmse_fom_db(y, error) + SLACK : INFINITY;
}

double mmse_bound_db(mmse_system *y)
{
    int size = com_mmse_span(y->s), n = y->s->n_b + 1;
    double t[SPAN], rhs[TAPS + 1][SPAN], x[TAPS + 1][SPAN], g[TAPS + 1][TAPS + 1];
    long d = (long)y->in->cursor + y->s->ffe_pre_taps;
    if (size > SPAN || n > TAPS) return INFINITY;
    for (int i = 0; i < size; i++) {
        t[i] = mmse_r(y, i, 0);
        for (int k = 0; k < n; k++)
            rhs[k][i] = mmse_at(y->in, d + k - i);
    }
    if (!levinson(x, rhs, n, t, size)) return INFINITY;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++)
            g[i][k] = mmse_dot(x[i], rhs[k], size);
    double q = g[0][0];
    return add_feedback(&q, g, n - 1) ? bound_of(y, q) : INFINITY;
}

// ---- one bank more ----

// A column of the span behind the factor of those placed.
typedef struct span_column {
    double v[MMSE_ROOM], h0, hb[TAPS];
    int column;
} span_column;

// The taps placed so far, and what is known of every place left.
typedef struct base {
    mmse_system *y;
    double x[MMSE_ROOM], q; // L x = h0, q = x'x
    span_column *span;
    int first; // column of span[0]
} base;

typedef struct bank {
    double q, x[MMSE_ROOM], l[MMSE_ROOM][MMSE_ROOM]; // Schur complement's factor
    int place;                                       // index into the places that are left
} bank;

static void make_column(span_column *c, const mmse_system *y, int column)
{
    long d = (long)y->in->cursor + y->s->ffe_pre_taps;
    c->column = column;
    c->h0 = mmse_at(y->in, d - column);
    for (int k = 0; k < y->s->n_b; k++)
        c->hb[k] = mmse_at(y->in, d + 1 + k - column);
    for (int i = 0; i < y->n; i++) {
        double sum = mmse_r(y, column, y->column[i]);
        for (int k = 0; k < y->s->n_b; k++)
            sum -= y->hb[k][i] * c->hb[k];
        c->v[i] = (sum - mmse_dot(y->l[i], c->v, i)) / y->l[i][i];
    }
}

static bool make_base(base *b, mmse_system *y, const int *valid, int n_valid)
{
    const sl_com_settings *s = y->s;
    b->y = y;
    b->q = 0;
    mmse_rows(y);
    if (!mmse_factor(y, true)) return false;
    for (int i = 0; i < y->n; i++) {
        b->x[i] = (y->h0[i] - mmse_dot(y->l[i], b->x, i)) / y->l[i][i];
        b->q += b->x[i] * b->x[i];
    }
    b->first = mmse_column(s, valid[0] + s->n_tail_start - 1);
    int last = mmse_column(s, valid[n_valid - 1] + s->n_bf - 1 + s->n_tail_start - 1);
    for (int c = b->first; c <= last; c++)
        make_column(&b->span[c - b->first], y, c);
    return true;
}

static double coupling(const mmse_system *y, const span_column *a, const span_column *b)
{
    double sum = mmse_r(y, a->column, b->column);
    for (int k = 0; k < y->s->n_b; k++)
        sum -= a->hb[k] * b->hb[k];
    return sum;
}

// Factor of a bank's rows; q of all taps with it, INFINITY where they cannot be told apart.
static void make_bank(bank *out, const base *b, const span_column *c)
{
    int n = b->y->s->n_bf;
    out->q = b->q;
    for (int i = 0; i < n; i++) {
        for (int k = 0; k <= i; k++) {
            double sum = coupling(b->y, &c[i], &c[k]) - mmse_dot(c[i].v, c[k].v, b->y->n) -
                         mmse_dot(out->l[i], out->l[k], k);
            if (i == k && !(sum > 0)) {
                out->q = INFINITY;
                return;
            }
            out->l[i][k] = i == k ? sqrt(sum) : sum / out->l[k][k];
        }
        out->x[i] = (c[i].h0 - mmse_dot(c[i].v, b->x, b->y->n) - mmse_dot(out->l[i], out->x, i)) /
                    out->l[i][i];
        out->q += out->x[i] * out->x[i];
    }
}

// Taps of all columns without limits, h0 w = 1: the bank's behind those placed.
static void unlimited(double *w, const base *b, const bank *k, const span_column *c)
{
    const mmse_system *y = b->y;
    int n = y->n, m = y->s->n_bf;
    double *wk = w + n;
    for (int i = m; i-- > 0;) {
        double sum = k->x[i];
        for (int j = i + 1; j < m; j++)
            sum -= k->l[j][i] * wk[j];
        wk[i] = sum / k->l[i][i];
    }
    memcpy(w, b->x, (size_t)n * sizeof *w);
    for (int j = 0; j < m; j++)
        for (int i = 0; i < n; i++)
            w[i] -= c[j].v[i] * wk[j];
    for (int i = n; i-- > 0;) {
        w[i] /= y->l[i][i];
        for (int j = 0; j < i; j++)
            w[j] -= y->l[i][j] * w[i];
    }
    for (int i = 0; i < n + m; i++)
        w[i] /= k->q;
}

// FOM under limits as long as those of the DFE do not bind; NaN: they do.
static double limited_fom(const base *b, const bank *k, const span_column *c)
{
    const mmse_system *y = b->y;
    const sl_com_settings *s = y->s;
    int n = y->n, m = s->n_bf, all = n + m, column[MMSE_ROOM];
    double w[MMSE_ROOM], h0[MMSE_ROOM], hb[TAPS][MMSE_ROOM], tap[TAPS], toeplitz[2 * SPAN];
    memcpy(column, y->column, (size_t)n * sizeof *column);
    memcpy(h0, y->h0, (size_t)n * sizeof *h0);
    for (int i = 0; i < s->n_b; i++)
        memcpy(hb[i], y->hb[i], (size_t)n * sizeof *h0);
    for (int i = 0; i < m; i++) {
        column[n + i] = c[i].column;
        h0[n + i] = c[i].h0;
        for (int j = 0; j < s->n_b; j++)
            hb[j][n + i] = c[i].hb[j];
    }
    unlimited(w, b, k, c);
    for (int i = 0; i < s->n_b; i++) {
        tap[i] = mmse_dot(hb[i], w, all);
        if (tap[i] > s->b_max.v[i] || tap[i] < s->b_min.v[i]) return NAN;
    }
    bool clipped = false;
    double cursor = w[s->ffe_pre_taps];
    for (int i = 0; i < all; i++) {
        double most = mmse_limit(y, column[i]) * cursor;
        double least = column[i] == s->ffe_pre_taps ? most : -most;
        double x = mmse_within(w[i], most, least);
        clipped = clipped || x != w[i];
        w[i] = x;
    }
    if (!clipped) return mmse_fom_db(y, y->sigma_x2 * (1 / k->q - 1));
    double scale = 1 / mmse_dot(h0, w, all), sum = -1; // 1 - 2 w h0
    for (int i = 0; i < all; i++)
        w[i] *= scale;
    for (int i = 0; i < s->n_b; i++) {
        double free_tap = mmse_dot(hb[i], w, all);
        tap[i] = mmse_within(free_tap, s->b_max.v[i], s->b_min.v[i]);
        sum += tap[i] * tap[i] - 2 * tap[i] * free_tap;
    }
    for (int i = 0; i < all; i++) {
        for (int j = 0; j < i; j++)
            toeplitz[j] = mmse_r(y, column[i], column[j]);
        sum += w[i] * (w[i] * mmse_r(y, 0, 0) + 2 * mmse_dot(toeplitz, w, i));
    }
    return mmse_fom_db(y, y->sigma_x2 * sum);
}

static int by_bound(const void *a, const void *b)
{
    const bank *x = *(bank *const *)a, *y = *(bank *const *)b;
    return x->q != y->q ? (x->q < y->q) - (x->q > y->q) : x->place - y->place;
}

// FOM of the taps of `out` and a bank at a place, by the solver for any columns.
static double in_full(const com_mmse_out *out, const base *b, int start)
{
    mmse_system y;
    double w[MMSE_ROOM];
    int trial[SL_COM_DFE_MAX], n = out->floating_n;
    y.s = b->y->s;
    y.in = b->y->in;
    y.sigma_x2 = b->y->sigma_x2;
    memcpy(trial, out->floating, (size_t)n * sizeof *trial);
    for (int i = 0; i < y.s->n_bf; i++)
        mmse_insert_sorted(trial, &n, start + i + y.s->n_tail_start - 1);
    mmse_choose_columns(&y, trial, n);
    return mmse_limited(w, &y);
}

// The best place of one more bank beside those of `out`; index into valid.
static int best_bank(const com_mmse_out *out, base *b, bank *banks, bank **order, const int *valid,
                     int n_valid)
{
    const sl_com_settings *s = b->y->s;
    double best = -INFINITY;
    int best_at = 0;
    for (int k = 0; k < n_valid; k++) {
        int c = mmse_column(s, valid[k] + s->n_tail_start - 1) - b->first;
        banks[k].place = k;
        make_bank(&banks[k], b, &b->span[c]);
        order[k] = &banks[k];
    }
    qsort(order, (size_t)n_valid, sizeof *order, by_bound);
    for (int k = 0; k < n_valid; k++) {
        const bank *trial = order[k];
        int c = mmse_column(s, valid[trial->place] + s->n_tail_start - 1) - b->first;
        if (isfinite(trial->q) && bound_of(b->y, trial->q) < best) break;
        double fom = isfinite(trial->q) ? limited_fom(b, trial, &b->span[c]) : NAN;
        if (isnan(fom)) fom = in_full(out, b, valid[trial->place]);
        if (fom > best || (fom == best && trial->place < best_at)) {
            best = fom;
            best_at = trial->place;
        }
    }
    return best_at;
}

static void remove_at(int *v, int *n, int i)
{
    memmove(v + i, v + i + 1, (size_t)(*n - i - 1) * sizeof *v);
    (*n)--;
}

static void place_banks(com_mmse_out *out, base *b, mmse_system *y, bank *banks, bank **order,
                        int *valid, int n_valid)
{
    const sl_com_settings *s = y->s;
    out->floating_n = 0;
    for (int group = 0; group < s->n_bg && n_valid > 0; group++) {
        mmse_choose_columns(y, out->floating, out->floating_n);
        if (!make_base(b, y, valid, n_valid)) return;
        int best_at = best_bank(out, b, banks, order, valid, n_valid), start = valid[best_at];
        for (int i = 0; i < s->n_bf; i++)
            mmse_insert_sorted(out->floating, &out->floating_n, start + i + s->n_tail_start - 1);
        for (int i = 0; i < s->n_bf && best_at < n_valid; i++) // by place in the list
            remove_at(valid, &n_valid, best_at);
        for (int k = n_valid; k-- > 0;)
            if (valid[k] > start - s->n_bf && valid[k] < start) remove_at(valid, &n_valid, k);
    }
}

sl_status mmse_floating_by_fom(com_mmse_out *out, mmse_system *y)
{
    const sl_com_settings *s = y->s;
    int valid[SL_COM_DFE_MAX], n_valid = 0;
    for (int i = 1; i <= s->n_bmax - s->n_tail_start + 1 - s->n_bf + 1; i++)
        valid[n_valid++] = i;
    out->floating_n = 0;
    if (n_valid == 0) return SL_OK;
    size_t columns = (size_t)(n_valid + s->n_bf), places = (size_t)n_valid;
    base b;
    b.span = malloc(columns * sizeof *b.span);
    bank *banks = malloc(places * sizeof *banks);
    bank **order = malloc(places * sizeof *order);
    if (b.span && banks && order) place_banks(out, &b, y, banks, order, valid, n_valid);
    bool ok = b.span && banks && order;
    free(b.span);
    free(banks);
    free(order);
    return ok ? SL_OK : SL_ERR_NO_MEMORY;
}
