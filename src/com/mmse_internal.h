// The MMSE solver's inside, for mmse*.c only.
#ifndef MMSE_INTERNAL_H
#define MMSE_INTERNAL_H

#include "com/com_internal.h"

#define MMSE_ROOM 96 // taps solved for at once

typedef struct mmse_system {
    const sl_com_settings *s;
    const com_mmse_in *in;
    double sigma_x2;
    int n;                          // taps solved for
    int column[MMSE_ROOM];          // delay of each from the first pre-cursor tap
    double r[MMSE_ROOM][MMSE_ROOM]; // R
    double l[MMSE_ROOM][MMSE_ROOM]; // Cholesky factor
    double h0[MMSE_ROOM], hb[SL_COM_LADDER * 4][MMSE_ROOM];
} mmse_system;

// Sample i of the pulse, 0 beyond it.
static inline double mmse_at(const com_mmse_in *in, long i)
{
    return i >= 0 && i < (long)in->n ? in->h[i] : 0;
}

// Four partial sums, so that the processor need not wait for one.
static inline double mmse_dot(const double *a, const double *b, int n)
{
    double sum[4] = {0}, rest = 0;
    int i = 0;
    for (; i + 4 <= n; i += 4)
        for (int l = 0; l < 4; l++)
            sum[l] += a[i + l] * b[i + l];
    for (; i < n; i++)
        rest += a[i] * b[i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]) + rest;
}

static inline double mmse_within(double x, double most, double least)
{
    double y = x > least ? x : least;
    return y < most ? y : most;
}

// R of two columns.
static inline double mmse_r(const mmse_system *y, int a, int b)
{
    int lag = a > b ? a - b : b - a;
    return y->in->signal_lags[lag] + y->in->noise_lags[lag] / y->sigma_x2;
}

// Column of a floating tap, places from 1, as the reference maps them.
static inline int mmse_column(const sl_com_settings *s, int place)
{
    return place - s->n_tail_start + s->ffe_pre_taps + 1 + s->ffe_post_taps;
}

// Fills h0, hb and r of the columns of y.
void mmse_rows(mmse_system *y);
// Factor of R, less what free DFE taps take away.
bool mmse_factor(mmse_system *y, bool with_dfe);
// Taps of the columns of y under all limits; FOM, dB.
double mmse_limited(double *w, mmse_system *y);
// Limit of a column's tap relative to the cursor's.
double mmse_limit(const mmse_system *y, int column);
void mmse_choose_columns(mmse_system *y, const int *floating, int n);
void mmse_insert_sorted(int *v, int *n, int x);
double mmse_fom_db(const mmse_system *y, double mean_square);
// Places of floating banks by FOM (mmse_banks.c).
sl_status mmse_floating_by_fom(com_mmse_out *out, mmse_system *y);
// FOM, dB, that no taps of the span can exceed (mmse_banks.c).
double mmse_bound_db(mmse_system *y);

#endif
