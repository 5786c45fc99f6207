// Life of lasers: wear-out, random failures, groups with spares.
//
// Equations: wear-out F_w = Phi(ln(t/t50)/sigma), t50 = t_ref (I/I_ref)^-n exp(Ea/k (1/T -
// 1/T_ref));
//   hazard of the lognormal h = phi(z)/(sigma t (1 - Phi(z))); random failures at a constant rate
//   l(T); both compete: F = 1 - (1 - F_w) exp(-l t). A group fails when more than fitted - needed
//   have failed (binomial). Beta factor: the cumulative hazard H = -ln(1-F) splits into a common
//   part c H, which takes all, and (1-c) H of each.
// Assumptions: constant junction and current in service; hot spares; no repair.
// Sources: Telcordia GR-468 (method; assumption); oxide VCSEL Ea 0.55 eV, n 2.01 (published fit);
//   beta factor: Fleming 1975 (assumption).
// Limits: the hazard of a lognormal is not constant: wearout_fit belongs to its age and must not be
//   added to other FIT without it; mean_fit is over the whole age.
#include <gsl/gsl_sf_erf.h>
#include <math.h>

#include "shoreline/numeric.h"
#include "shoreline/package.h"
#include "shoreline/physics.h"

#define SL_FIT_SECONDS (1e9 * 3600.0) // 1 FIT = 1 per this many seconds

static bool sl_life_valid(const sl_laser_life *life)
{
    return life->median_s > 0.0 && life->sigma >= 0.1 && life->sigma <= 3.0 &&
           life->reference_k > 0.0 && life->reference_a > 0.0 && isfinite(life->activation_ev) &&
           isfinite(life->current_exponent) && life->random_fit >= 0.0 &&
           life->random_reference_k > 0.0 && isfinite(life->random_activation_ev);
}

sl_status sl_laser_life_at(sl_laser_life_result *out, const sl_laser_life *life, double junction_k,
                           double current_a, double age_s)
{
    if (!sl_life_valid(life) || !(junction_k > 0.0) || !(current_a > 0.0) || !(age_s > 0.0))
        return SL_ERR_DOMAIN;
    out->median_s = life->median_s * pow(current_a / life->reference_a, -life->current_exponent) /
                    sl_arrhenius(life->activation_ev, life->reference_k, junction_k);
    double z = log(age_s / out->median_s) / life->sigma;
    double log10_wearout = sl_log10_q(-z);
    out->wearout_failed = sl_q(-z);
    out->wearout_fit = gsl_sf_hazard(z) / (life->sigma * age_s) * SL_FIT_SECONDS;
    out->random_fit = life->random_fit * sl_arrhenius(life->random_activation_ev,
                                                      life->random_reference_k, junction_k);
    double random_hazard = out->random_fit / SL_FIT_SECONDS * age_s;
    // F = F_r + (1 - F_r) F_w, both terms positive: no loss of small ones
    double log10_random = log10(-expm1(-random_hazard));
    out->log10_failed =
        fmin(0.0, sl_log10_add(log10_random, log10_wearout - random_hazard / log(10.0)));
    out->failed = pow(10.0, out->log10_failed);
    // cumulative hazard = l t - ln(1 - F_w) = l t - ln Q(z)
    double wearout_hazard = z < 0.0 ? -log1p(-out->wearout_failed) : -sl_log10_q(z) * log(10.0);
    out->mean_fit = (random_hazard + wearout_hazard) / age_s * SL_FIT_SECONDS;
    return SL_OK;
}

double sl_laser_group_failed(double failed, size_t needed, size_t fitted, double common)
{
    if (!(failed >= 0.0) || !(failed <= 1.0) || needed < 1 || needed > fitted || fitted > 4096 ||
        !(common >= 0.0) || !(common <= 1.0))
        return NAN;
    if (failed == 1.0) return 1.0;
    double hazard = -log1p(-failed);
    double all = -expm1(-common * hazard), each = -expm1(-(1.0 - common) * hazard);
    double too_many =
        pow(10.0, sl_log10_binomial_tail((double)fitted, (double)(fitted - needed + 1), each));
    return all + (1.0 - all) * too_many;
}

double sl_group_mean_fit(double group_failed, double age_s)
{
    if (!(group_failed >= 0.0) || !(group_failed <= 1.0) || !(age_s > 0.0)) return NAN;
    return -log1p(-group_failed) / age_s * SL_FIT_SECONDS;
}
