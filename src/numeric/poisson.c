// The largest of several independent Poisson counts.
//
// Equations. P(max <= k) = F(k)^n with F the distribution function of one count; the mean of the
// maximum is the sum over k >= 0 of 1 - F(k)^n. Beyond a mean of 300 the counts are taken as
// normal: mean + sqrt(mean) z with z the median of the largest of n deviates.
// Assumptions. Equal means, independence.
// Limits. The normal branch is within 1 % of the sum where they meet.
// Sources. David and Nagaraja, Order Statistics, 3rd ed. (2003), section 2.1; GSL Poisson tails.
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "shoreline/numeric.h"

#define NORMAL_FROM 300.0

// P(max > k)
static double beyond(double n, double mean, double k)
{
    return -expm1(n * log1p(-gsl_cdf_poisson_Q((unsigned)k, mean)));
}

static double normal_largest(double n, double mean, double quantile)
{
    double tail = -expm1(log(quantile) / n); // of one count
    return mean + sqrt(mean) * sl_q_inverse(tail);
}

double sl_poisson_largest(double n, double mean)
{
    if (!(n >= 1.0) || !(mean >= 0.0)) return NAN;
    if (mean < 1e-7) return -expm1(-n * mean); // two on one are rarer than rounding
    if (mean > NORMAL_FROM) return fmax(mean, normal_largest(n, mean, 0.5));
    double k = floor(fmax(0.0, mean - 8.0 * sqrt(mean) - 1.0)), sum = k;
    for (double p = 1.0; p > 1e-15 * sum && k < 1e5; k++)
        sum += p = beyond(n, mean, k);
    return sum;
}

double sl_poisson_largest_quantile(double n, double mean, double quantile)
{
    if (!(n >= 1.0) || !(mean >= 0.0) || !(quantile > 0.0 && quantile < 1.0)) return NAN;
    if (mean > NORMAL_FROM) return ceil(normal_largest(n, mean, quantile));
    double k = 0.0;
    while (beyond(n, mean, k) > 1.0 - quantile)
        k++;
    return k;
}
