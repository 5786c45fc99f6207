// Numerical helpers: Gaussian, binomial and Poisson tails, roots. Pure functions.
#ifndef SHORELINE_NUMERIC_H
#define SHORELINE_NUMERIC_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

// Lower triangle of the symmetric a = C C', in place; row i at a + i stride. 0: not positive
// definite. O(n^3/3).
int sl_spd_factor(double *a, size_t n, size_t stride);

// x := a^-1 x with a factored. O(2 n^2).
void sl_spd_solve(double *x, const double *a, size_t n, size_t stride);

// Gaussian tail probability Q(x) = P(N(0,1) > x) = erfc(x/sqrt 2)/2. Any x; 0 after underflow
// (x > 38), NaN for NaN. Source: definition; libm erfc.
double sl_q(double x);

// log10 Q(x) for any x without underflow, to 1e-14 relative (of the logarithm). -inf for +inf, NaN
// for NaN. Source: GSL log_erfc.
double sl_log10_q(double x);

// x with log10 Q(x) = log10_p, for log10_p <= 0 (so any probability, 1e-300 and beyond). Newton on
// log Q, relative accuracy 1e-13 away from p = 1/2. +inf for -inf, -inf for 0, NaN above 0.
double sl_q_inverse_log10(double log10_p);

// x with Q(x) = p, 0 <= p <= 1. NaN outside. Accurate to the rounding of p itself.
double sl_q_inverse(double p);

// log10(10^a + 10^b) without overflow. -inf is a legal argument (probability 0).
double sl_log10_add(double a, double b);

// log10 of the binomial tail P(X >= k), X ~ Binomial(n, p); n, k counts (integers held in double,
// n <= 1e9), 0 <= p <= 1. 0 for k <= 0, -inf for k > n or p = 0. The probability has a relative
// error below 1e-10 also at 1e-60 and 1e-300 and beyond. NaN outside of the domain.
// Method: the tail is summed from its largest term as long as terms matter; for k below the mean
// the complement is summed. Cost: about sqrt(n p) terms, < 1 us for Reed-Solomon sizes.
double sl_log10_binomial_tail(double n, double k, double p);

// The same with the event probability given as log10 p (p may be 1e-400).
double sl_log10_binomial_tail_log10(double n, double k, double log10_p);

// x below, or above, which a gamma variable of this shape (> 0) and unit scale lies with
// probability p, or q, in 0..1. NaN outside. Relative error 1e-7 for p of 1e-6 to 1 - 1e-6. Source:
// gamma.c.
double sl_gamma_p_inverse(double shape, double p);
double sl_gamma_q_inverse(double shape, double q);

// Mean of the largest of n >= 1 independent Poisson counts of equal mean >= 0; n may be fractional.
// NaN outside. Relative error below 1e-7 up to a mean of 300, 0.2 % beyond. Cost: about 20
// sqrt(mean) + 24 terms of 20 ns. Source: David and Nagaraja, Order Statistics.
double sl_poisson_largest(double n, double mean);
// The least k with P(largest <= k) >= quantile, in (0, 1). NaN outside.
double sl_poisson_largest_quantile(double n, double mean, double quantile);

typedef double (*sl_scalar_fn)(double x, void *context);

// The x in lo..hi where f changes sign, to an absolute tolerance > 0; f continuous. Bisection with
// inverse quadratic steps: 6 to 12 evaluations for smooth functions. NaN when the ends do not
// bracket. Source: Chandrupatla, Adv. Eng. Software 28 (1997) 145.
double sl_root(sl_scalar_fn f, void *context, double lo, double hi, double tolerance);

#ifdef __cplusplus
}
#endif
#endif
