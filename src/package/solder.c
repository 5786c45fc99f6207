// Fatigue life of solder joints.
//
// Equations: strain range dg = F (DNP/h) |a_c dT_c - a_s dT_s|;
//   Engelmaier N50 = 0.5 (dg/(2 e_f'))^(1/c), c = c0 + c1 T_C + c2 ln(1 + 360/t_D[min]);
//   Norris-Landzberg AF = (dT_t/dT_f)^n (f_f/f_t)^m exp(Ea/k (1/T_f,max - 1/T_t,max));
//   Weibull F = 1 - exp(-ln2 (N/N50)^beta).
// Assumptions: joints carry the whole mismatch as shear (no warpage relief, which is in F).
// Sources: Engelmaier, IEEE Trans. CHMT-6(3), 232, 1983 and IPC-SM-785 (SnPb); Norris & Landzberg,
//   IBM J. Res. Dev. 13(3), 266, 1969 (SnPb constants); SAC305 sets: assumption (values in common
//   use after CALCE and after Pan et al. 2005; nobody of the project opened them); ranges of n, m,
//   Ea over package types: Lall et al. 2012.
// Limits: not for strains that yield in less than about 100 cycles; Norris-Landzberg was fitted at
//   6 cycles/day and more: slower cycles extrapolate.
#include <math.h>
#include <string.h>

#include "shoreline/constants.h"
#include "shoreline/package.h"
#include "shoreline/physics.h"

#define SL_SNPB_EV (1414.0 * SL_BOLTZMANN_EV_K) // published as Ea/k = 1414 K
#define SL_SAC_EV  (2185.0 * SL_BOLTZMANN_EV_K)

static const sl_solder_set sl_solder_table[SL_SOLDER_COUNT] = {
    [SL_SOLDER_SNPB] = {"snpb",
                        0.325,
                        -0.442,
                        -6.0e-4,
                        1.74e-2,
                        "paper",
                        // no range was found for SnPb: low = value = high
                        {1.9, 1.9, 1.9},
                        {1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0},
                        {SL_SNPB_EV, SL_SNPB_EV, SL_SNPB_EV},
                        "paper"},
    [SL_SOLDER_SAC305] = {"sac305",
                          0.48,
                          -0.347,
                          -1.74e-3,
                          7.83e-3,
                          "assumption",
                          {2.65, 1.07, 2.86},
                          {0.136, 0.077, 0.33},
                          {SL_SAC_EV, 0.122, 0.393},
                          "assumption"},
};

const sl_solder_set *sl_solder_constants(sl_solder solder)
{
    return (unsigned)solder < SL_SOLDER_COUNT ? &sl_solder_table[solder] : NULL;
}

sl_status sl_solder_by_name(sl_solder *out, const char *name)
{
    for (int i = 0; i < SL_SOLDER_COUNT; i++)
        if (strcmp(name, sl_solder_table[i].name) == 0) {
            *out = (sl_solder)i;
            return SL_OK;
        }
    return SL_ERR_USAGE;
}

double sl_solder_strain(double factor, double neutral_distance_m, double joint_height_m,
                        double component_ppm_k, double component_rise_k, double board_ppm_k,
                        double board_rise_k)
{
    if (!(factor >= 0.5) || !(factor <= 1.5) || !(neutral_distance_m >= 0.0) ||
        !(joint_height_m > 0.0))
        return NAN;
    double mismatch = 1e-6 * (component_ppm_k * component_rise_k - board_ppm_k * board_rise_k);
    return factor * neutral_distance_m / joint_height_m * fabs(mismatch);
}

double sl_engelmaier_exponent(sl_solder solder, double temp_k, double dwell_s)
{
    const sl_solder_set *set = sl_solder_constants(solder);
    if (!set || !(temp_k >= 233.0) || !(temp_k <= 423.0) || !(dwell_s > 0.0)) return NAN;
    return set->exponent_0 + set->exponent_temp_per_k * (temp_k - SL_ZERO_CELSIUS_K) +
           set->exponent_dwell * log1p(360.0 * 60.0 / dwell_s);
}

double sl_engelmaier_life(sl_solder solder, double strain, double temp_k, double dwell_s)
{
    double c = sl_engelmaier_exponent(solder, temp_k, dwell_s);
    if (!(strain > 0.0) || !(strain < 1.0) || !(c < 0.0)) return NAN;
    return 0.5 * pow(strain / (2.0 * sl_solder_table[solder].ductility), 1.0 / c);
}

static bool sl_cycle_valid(const sl_thermal_cycle *cycle)
{
    return cycle->range_k > 0.0 && cycle->max_k > 0.0 && cycle->per_day > 0.0 &&
           isfinite(cycle->range_k) && isfinite(cycle->max_k) && isfinite(cycle->per_day);
}

// The least and greatest of ratio^exponent over the exponent's range, multiplied into a range.
static void sl_estimate_multiply(sl_estimate *out, double at_value, double at_low, double at_high)
{
    out->value *= at_value;
    out->low *= fmin(at_low, at_high);
    out->high *= fmax(at_low, at_high);
}

sl_status sl_norris_landzberg(sl_estimate *out, sl_solder solder, const sl_thermal_cycle *test,
                              const sl_thermal_cycle *field)
{
    const sl_solder_set *set = sl_solder_constants(solder);
    if (!set || !sl_cycle_valid(test) || !sl_cycle_valid(field)) return SL_ERR_DOMAIN;
    // each factor is monotonic in its own parameter: the corners of the box are the extremes
    const sl_estimate *n = &set->range_exponent, *m = &set->frequency_exponent;
    const sl_estimate *e = &set->activation_ev;
    double range = test->range_k / field->range_k, rate = field->per_day / test->per_day;
    *out = (sl_estimate){1.0, 1.0, 1.0};
    sl_estimate_multiply(out, pow(range, n->value), pow(range, n->low), pow(range, n->high));
    sl_estimate_multiply(out, pow(rate, m->value), pow(rate, m->low), pow(rate, m->high));
    sl_estimate_multiply(out, sl_arrhenius(e->value, field->max_k, test->max_k),
                         sl_arrhenius(e->low, field->max_k, test->max_k),
                         sl_arrhenius(e->high, field->max_k, test->max_k));
    return SL_OK;
}

double sl_weibull_from_median(double median, double shape, double share)
{
    if (!(median > 0.0) || !(shape > 0.0) || !(share > 0.0) || !(share < 1.0)) return NAN;
    return median * pow(log1p(-share) / -log(2.0), 1.0 / shape);
}

double sl_weibull_median(double scale, double shape)
{
    if (!(scale > 0.0) || !(shape > 0.0)) return NAN;
    return scale * pow(log(2.0), 1.0 / shape);
}

double sl_weibull_log10_failed(double median, double shape, double age)
{
    if (!(median > 0.0) || !(shape > 0.0) || !(age >= 0.0)) return NAN;
    double log_hazard = log(log(2.0)) + shape * log(age / median); // -inf at age 0
    if (log_hazard < -36.0) return log_hazard / log(10.0);         // 1 - exp(-x) = x to rounding
    return log10(-expm1(-exp(log_hazard)));
}
