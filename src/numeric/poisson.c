// The largest of several independent Poisson counts.
//
// Equations. P(max <= k) = F(k)^n with F the distribution function of one count; the mean of the
// maximum is the sum over k >= 0 of 1 - F(k)^n, taken from the far tail downwards, where each tail
// Q(k) = 1 - F(k) is the one above it plus a term and keeps its relative accuracy. Beyond a mean
// of 300 the quantiles are those of a normal with Cornish and Fisher's term of skewness.
// Assumptions. Equal means, independence.
// Limits. The mean of the largest is then taken where a Gumbel variable has its own, P = 0.5704.
// Sources. David and Nagaraja, Order Statistics, 3rd ed. (2003), section 2.1; Abramowitz and
// Stegun, 26.2.49 (Cornish and Fisher).
#include <math.h>

#include "shoreline/numeric.h"

#define NORMAL_FROM 300.0
#define AT_MEAN     0.570376 // exp(-exp(-0.5772)): Euler's constant

// 1 - F(k)^n from the tail of one count.
static double of_largest(double n, double tail)
{
    return tail >= 1.0 ? 1.0 : -expm1(n * log1p(-tail));
}

static double normal_largest(double n, double mean, double quantile)
{
    double z = sl_q_inverse(-expm1(log(quantile) / n)); // of one count
    return mean + sqrt(mean) * z + (z * z - 1.0) / 6.0;
}

// A count that no one of n <= 1e9 reaches, and the chance of it.
static double far_count(double mean, double *chance)
{
    double k = ceil(mean + 12.0 * sqrt(mean) + 24.0);
    *chance = exp(k * log(mean) - mean - lgamma(k + 1.0));
    return k;
}

double sl_poisson_largest(double n, double mean)
{
    if (!(n >= 1.0) || !(mean >= 0.0)) return NAN;
    if (mean < 1e-7) return -expm1(-n * mean); // two on one are rarer than rounding
    if (mean > NORMAL_FROM) return n > 1.0 ? fmax(mean, normal_largest(n, mean, AT_MEAN)) : mean;
    double chance, k = far_count(mean, &chance), tail = 0.0, sum = 0.0;
    for (; k > 0.0; k--) {
        tail += chance; // P(count >= k) = P(count > k - 1)
        double here = of_largest(n, tail);
        if (1.0 - here < 1e-16) return sum + k; // certain from here down
        sum += here;
        chance *= k / mean;
    }
    return sum;
}

double sl_poisson_largest_quantile(double n, double mean, double quantile)
{
    if (!(n >= 1.0) || !(mean >= 0.0) || !(quantile > 0.0 && quantile < 1.0)) return NAN;
    if (mean == 0.0) return 0.0;
    if (mean > NORMAL_FROM) return ceil(normal_largest(n, mean, quantile));
    double chance, k = far_count(mean, &chance), tail = 0.0;
    for (; k > 0.0; k--) {
        tail += chance;
        if (of_largest(n, tail) > 1.0 - quantile) return k;
        chance *= k / mean;
    }
    return 0.0;
}
