// Share of dies without a killing defect.
//
// Model. Defects fall on the wafer at a mean density D; how D varies over wafers makes the law.
//
// Equations. x = A D. Poisson exp(-x); Murphy ((1 - exp(-x))/x)^2; Seeds 1/(1 + x); negative
// binomial (1 + x/alpha)^-alpha; Bose-Einstein (1 + x)^-n over n critical layers. Learning:
// D(t) = D_end + (D_0 - D_end) exp(-t/tau).
//
// Assumptions. One density for the whole die, every defect kills (A is the critical area).
//
// Limits. Systematic loss (edge rings, lithography) is not in D; a line yield may carry it.
//
// Sources. Cunningham, IEEE Trans. Semicond. Manuf. 3 (1990) 60; Stapper, IBM J. R&D 27 (1983) 549.
#include "shoreline/economics.h"

#include <math.h>

// (1 + x)^-n: by squaring for the small whole n of most processes, four times as fast.
static double falling(double x, double n)
{
    if (!(n <= 16.0) || n != floor(n)) return exp(-n * log1p(x));
    double base = 1.0 + x, product = 1.0;
    for (unsigned k = (unsigned)n; k; k >>= 1, base *= base)
        if (k & 1u) product *= base;
    return 1.0 / product;
}

double sl_die_yield(sl_yield_model model, double area_m2, double d0_per_m2, double alpha)
{
    double x = area_m2 * d0_per_m2;
    if (!(area_m2 >= 0.0 && d0_per_m2 >= 0.0)) return NAN;
    switch (model) {
    case SL_YIELD_POISSON:
        return exp(-x);
    case SL_YIELD_MURPHY: {
        double mean = x > 0.0 ? -expm1(-x) / x : 1.0;
        return mean * mean;
    }
    case SL_YIELD_SEEDS:
        return 1.0 / (1.0 + x);
    case SL_YIELD_NEGBIN:
        return alpha > 0.0 ? falling(x / alpha, alpha) : (double)NAN;
    case SL_YIELD_BOSE_EINSTEIN:
        return alpha > 0.0 ? falling(x, alpha) : (double)NAN;
    default:
        return NAN;
    }
}

double sl_defect_density_at(double d0_per_m2, double d_end_per_m2, double tau_s, double time_s)
{
    if (!(d0_per_m2 >= 0.0 && d_end_per_m2 >= 0.0 && tau_s > 0.0 && time_s >= 0.0)) return NAN;
    return d_end_per_m2 + (d0_per_m2 - d_end_per_m2) * exp(-time_s / tau_s);
}
