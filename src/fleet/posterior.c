// Rates of failure from few failures.
//
// Model. Failures of a constant rate are Poisson in unit time. The exact interval asks which rates
// would make what was seen not too unlikely; the gamma posterior adds what was known before.
//
// Equations. low = chi2(alpha/2; 2r)/(2T), high = chi2(1 - alpha/2; 2r + 2)/(2T), without failures
// one-sided: high = chi2(1 - alpha; 2)/(2T). Gamma(a, b) with r failures in T: Gamma(a + r, b + T).
// Equality of two rates: of r1 + r2 failures, r1 is binomial with the share T1/(T1 + T2).
//
// Assumptions. Constant rate, failures independent; units alike. Wear-out and infant mortality make
// the rate a function of age, and batches make failures come together: both widen what is true.
//
// Limits. r up to 1e9.
//
// Sources. Garwood, Biometrika 28 (1936) 437; Przyborowski and Wilenski, Biometrika 31 (1940) 313;
// from memory. Quantiles: src/numeric/gamma.c.
#include "shoreline/fleet.h"

#include "shoreline/numeric.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#define MOST_FAILURES 1e9

static double over(double x, double y)
{
    return y > 0.0 ? x / y : (double)INFINITY;
}

sl_status sl_rate_interval_of(sl_rate_interval *out, double r, double exposure_s, double confidence)
{
    if (!(r >= 0.0 && r <= MOST_FAILURES && exposure_s > 0.0 && isfinite(exposure_s) &&
          confidence > 0.0 && confidence < 1.0))
        return SL_ERR_DOMAIN;
    double tail = r > 0.0 ? (1.0 - confidence) / 2.0 : 1.0 - confidence;
    double low = r > 0.0 ? sl_gamma_p_inverse(r, tail) : 0.0;
    double high = sl_gamma_q_inverse(r + 1.0, tail);
    *out = (sl_rate_interval){.rate_per_s = r / exposure_s,
                              .low_per_s = low / exposure_s,
                              .high_per_s = high / exposure_s,
                              .mtbf_s = over(exposure_s, r),
                              .mtbf_low_s = over(exposure_s, high),
                              .mtbf_high_s = over(exposure_s, low)};
    return isfinite(high) && isfinite(low) ? SL_OK : SL_ERR_NO_CONVERGENCE;
}

sl_status sl_rate_update(sl_rate_belief *out, const sl_rate_belief *prior, double failures,
                         double exposure_s)
{
    *out = (sl_rate_belief){prior->shape + failures, prior->exposure_s + exposure_s};
    bool ok = prior->shape >= 0.0 && prior->exposure_s >= 0.0 && failures >= 0.0 &&
              exposure_s >= 0.0 && out->shape > 0.0 && out->exposure_s > 0.0;
    return ok ? SL_OK : SL_ERR_DOMAIN;
}

double sl_rate_mean(const sl_rate_belief *b)
{
    return b->shape > 0.0 && b->exposure_s > 0.0 ? b->shape / b->exposure_s : (double)NAN;
}

double sl_rate_quantile(const sl_rate_belief *b, double p)
{
    if (!(b->shape > 0.0 && b->exposure_s > 0.0 && p > 0.0 && p < 1.0)) return NAN;
    return (p < 0.5 ? sl_gamma_p_inverse(b->shape, p) : sl_gamma_q_inverse(b->shape, 1.0 - p)) /
           b->exposure_s;
}

#define NARROWEST 1.01
#define WIDEST    1e3

// Logarithm of the ratio at exp(log_shape), less the one wanted.
static double ratio_less(double log_shape, void *context)
{
    const double *wanted = context;
    sl_rate_belief b = {exp(log_shape), 1.0};
    return log(sl_rate_quantile(&b, 0.95) / sl_rate_quantile(&b, 0.5)) - log(*wanted);
}

sl_status sl_rate_prior(sl_rate_belief *out, double median_per_s, double ratio)
{
    *out = (sl_rate_belief){NAN, NAN};
    if (!(median_per_s > 0.0 && ratio >= NARROWEST && ratio <= WIDEST)) return SL_ERR_DOMAIN;
    double log_shape = sl_root(ratio_less, &ratio, log(0.05), log(1e6), 1e-9);
    if (isnan(log_shape)) return SL_ERR_NO_CONVERGENCE;
    sl_rate_belief unit = {exp(log_shape), 1.0};
    *out = (sl_rate_belief){unit.shape, sl_rate_quantile(&unit, 0.5) / median_per_s};
    return SL_OK;
}

// Twice the smaller tail of a binomial count.
static double two_sided(double hits, double trials, double p)
{
    unsigned n = (unsigned)trials, k = (unsigned)hits;
    double below = gsl_cdf_binomial_P(k, p, n);
    double above = k > 0 ? gsl_cdf_binomial_Q(k - 1, p, n) : 1.0;
    return fmin(1.0, 2.0 * fmin(below, above));
}

sl_status sl_rate_ratio_of(sl_rate_ratio *out, double a, double a_s, double b, double b_s)
{
    bool ok = a >= 0.0 && b >= 0.0 && a + b > 0.0 && a + b <= MOST_FAILURES && a_s > 0.0 &&
              b_s > 0.0 && isfinite(a_s) && isfinite(b_s);
    if (!ok) return SL_ERR_DOMAIN;
    out->ratio = over(a / a_s, b / b_s);
    out->p = two_sided(a, a + b, a_s / (a_s + b_s));
    return SL_OK;
}
