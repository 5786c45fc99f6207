// How large a pilot has to be, and what a measurement makes of a prediction.
//
// Model. Two arms of as many units each; a one-sided test, since a claim has a direction.
//
// Equations. Means: n = (z_c + z_p)^2 (s1^2 + s2^2)/d^2. Rates: the square root of a Poisson count
// has a variance near 1/4, so T = (z_c + z_p)^2/2 / (sqrt(r1) - sqrt(r2))^2 of unit time an arm.
// Normal belief: precisions add, 1/s^2 = 1/s0^2 + 1/e^2, m = s^2 (m0/s0^2 + x/e^2).
//
// Assumptions. Units are independent and alike but for their spread; rates are constant. A unit
// that is measured for longer does not count as more units.
//
// Limits. Below about five events an arm the exact power is up to 0.1 off the stated one.
//
// Sources. Textbook approximations; from memory.
#include "shoreline/fleet.h"

#include "shoreline/numeric.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

// z of the confidence and of the power together.
static double quantiles(const sl_trial *t)
{
    bool ok = t->confidence > 0.5 && t->confidence < 1.0 && t->power > 0.5 && t->power < 1.0;
    return ok ? sl_q_inverse(1.0 - t->confidence) + sl_q_inverse(1.0 - t->power) : (double)NAN;
}

double sl_trial_units(const sl_trial *trial, double difference, double sd_a, double sd_b)
{
    if (!(isfinite(difference) && sd_a >= 0.0 && sd_b >= 0.0)) return NAN;
    double z = quantiles(trial);
    if (difference == 0.0) return isnan(z) ? z : (double)INFINITY;
    double n = ceil(z * z * (sd_a * sd_a + sd_b * sd_b) / (difference * difference) - 1e-9);
    return isnan(n) ? n : fmax(2.0, n);
}

double sl_trial_exposure_s(const sl_trial *trial, double a_per_s, double b_per_s)
{
    if (!(a_per_s >= 0.0 && b_per_s >= 0.0 && isfinite(a_per_s) && isfinite(b_per_s))) return NAN;
    double z = quantiles(trial), d = sqrt(a_per_s) - sqrt(b_per_s);
    if (d == 0.0) return isnan(z) ? z : (double)INFINITY;
    return z * z / 2.0 / (d * d);
}

double sl_mean_half_width(double sd, double n, double confidence)
{
    if (!(sd >= 0.0 && n >= 2.0 && confidence > 0.0 && confidence < 1.0)) return NAN;
    return gsl_cdf_tdist_Pinv(0.5 + confidence / 2.0, n - 1.0) * sd / sqrt(n);
}

sl_status sl_mean_update(sl_mean_belief *out, const sl_mean_belief *prior, double mean,
                         double error)
{
    double s = prior->sd, sum = s * s + error * error;
    if (!(s >= 0.0 && error >= 0.0 && sum > 0.0 && isfinite(sum) && isfinite(mean)))
        return SL_ERR_DOMAIN;
    *out =
        (sl_mean_belief){(prior->mean * error * error + mean * s * s) / sum, s * error / sqrt(sum)};
    return SL_OK;
}
