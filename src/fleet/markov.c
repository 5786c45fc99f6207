// Stationary distribution of a small continuous-time Markov chain.
//
// Model. States with rates between them; the share of time in each after a long time.
//
// Equations. States are taken out one by one from the last: what went i -> k -> j becomes a rate
// i -> j of r(i,k) r(k,j)/sum over j<k of r(k,j). Then p(k) = sum over i<k of p(i) r(i,k)/(that
// sum), forwards, and all are normalised.
//
// Assumptions. One recurrent class, reached from the first state.
//
// Limits. Dense, at most SL_MARKOV_MAX states. Only additions, products and quotients of numbers
// that are not negative: small probabilities keep their relative accuracy.
//
// Sources. Grassmann, Taksar, Heyman, Operations Research 33 (1985) 1107, by QuantEcon's page on
// gth_solve.
#include "shoreline/fleet.h"

#include <math.h>

static bool eliminate(double *q, int n, int k)
{
    double out = 0.0;
    for (int j = 0; j < k; j++)
        out += q[k * n + j];
    if (!(out > 0.0)) return false;
    for (int i = 0; i < k; i++) {
        q[i * n + k] /= out;
        for (int j = 0; j < k; j++)
            if (i != j) q[i * n + j] += q[i * n + k] * q[k * n + j];
    }
    return true;
}

sl_status sl_markov_stationary(double *share, double *q, int n)
{
    if (n < 1 || n > SL_MARKOV_MAX) return SL_ERR_DOMAIN;
    for (int i = 0; i < n * n; i++)
        if (i / n != i % n && !(q[i] >= 0.0 && isfinite(q[i]))) return SL_ERR_DOMAIN;
    for (int k = n - 1; k > 0; k--)
        if (!eliminate(q, n, k)) return SL_ERR_DOMAIN;
    double sum = share[0] = 1.0;
    for (int k = 1; k < n; k++) {
        share[k] = 0.0;
        for (int i = 0; i < k; i++)
            share[k] += share[i] * q[i * n + k];
        sum += share[k];
    }
    for (int k = 0; k < n; k++)
        share[k] /= sum;
    return SL_OK;
}
