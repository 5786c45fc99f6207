// Lasers' junction temperature and rings' heater power.
//
// Equations: T_j = T_local + R_th (V I - P); lambda_i(T) = lambda_i + (d lambda/dT)(T - T_ref);
//   P = sum_i ((lambda_line - lambda_i(T)) mod FSR)/eta. A heater only shifts to the red, so a ring
//   beyond its line is tuned with its next order. Among all assignments of rings to lines that
//   keep the cyclic order (all lines within one FSR) the cheapest is taken; an assignment that
//   breaks the order never needs less, as every crossing pair can be exchanged at no loss.
// Assumptions: one drift and one FSR for all rings and orders; heaters do not heat other rings.
// Sources: thermal: definition of R_th. Rings: barrel-shift assignment, Georgas et al., CICC 2011
//   (assumption).
// Limits: no lock loop, no self-heating of a ring by its light.
#include <math.h>

#include "shoreline/package.h"

double sl_laser_junction_k(double local_k, double thermal_resistance_k_w, double voltage_v,
                           double current_a, double optical_w)
{
    double heat_w = voltage_v * current_a - optical_w;
    if (!(local_k > 0.0) || !(thermal_resistance_k_w >= 0.0) || !(voltage_v >= 0.0) ||
        !(current_a >= 0.0) || !(optical_w >= 0.0) || !(heat_w >= 0.0))
        return NAN;
    return local_k + thermal_resistance_k_w * heat_w;
}

// x modulo period, 0 <= result < period.
static double sl_wrap(double x, double period)
{
    double y = x - period * floor(x / period);
    return y < period ? y : 0.0;
}

static bool sl_rings_valid(const sl_ring_bank *bank)
{
    if (bank->n < 1 || bank->n > SL_RINGS || !(bank->fsr_m > 0.0) ||
        !(bank->heater_m_per_w > 0.0) || !(bank->heater_max_w >= 0.0) ||
        !(bank->drift_m_per_k >= 0.0))
        return false;
    for (size_t i = 0; i < bank->n; i++) {
        if (!(bank->grid_m[i] > 0.0) || !(bank->ring_m[i] > 0.0)) return false;
        if (i > 0 && !(bank->grid_m[i] > bank->grid_m[i - 1])) return false;
    }
    return bank->grid_m[bank->n - 1] - bank->grid_m[0] < bank->fsr_m;
}

// Order of the rings by resonance within one FSR above the first line (insertion sort, n <= 64).
static void sl_rings_order(size_t *order, double *place_m, const sl_ring_bank *bank, double temp_k)
{
    double drift_m = bank->drift_m_per_k * (temp_k - bank->reference_k);
    for (size_t i = 0; i < bank->n; i++)
        place_m[i] = sl_wrap(bank->ring_m[i] + drift_m - bank->grid_m[0], bank->fsr_m);
    for (size_t i = 0; i < bank->n; i++) {
        size_t k = i;
        for (; k > 0 && place_m[order[k - 1]] > place_m[i]; k--)
            order[k] = order[k - 1];
        order[k] = i;
    }
}

// Red shift of ring i to line k.
static double sl_ring_shift(const sl_ring_bank *bank, const double *place_m, size_t i, size_t k)
{
    return sl_wrap(bank->grid_m[k] - bank->grid_m[0] - place_m[i], bank->fsr_m);
}

static void sl_rings_assign(sl_ring_tuning *out, const sl_ring_bank *bank, const double *place_m,
                            const size_t *order, size_t rotation)
{
    double sum_m = 0.0, worst_m = 0.0, least_m = INFINITY;
    for (size_t i = 0; i < bank->n; i++) {
        double shift_m = sl_ring_shift(bank, place_m, order[i], (i + rotation) % bank->n);
        sum_m += shift_m;
        worst_m = fmax(worst_m, shift_m);
        least_m = fmin(least_m, shift_m);
    }
    out->power_w = sum_m / bank->heater_m_per_w;
    out->worst_w = worst_m / bank->heater_m_per_w;
    out->shift_mean_m = sum_m / (double)bank->n;
    out->rotation = rotation;
    out->locked = out->worst_w <= bank->heater_max_w;
    out->headroom_k = least_m / bank->drift_m_per_k;
}

sl_status sl_ring_tune(sl_ring_tuning *out, const sl_ring_bank *bank, double temp_k)
{
    if (!sl_rings_valid(bank) || !(temp_k > 0.0)) return SL_ERR_DOMAIN;
    size_t order[SL_RINGS];
    double place_m[SL_RINGS];
    sl_rings_order(order, place_m, bank, temp_k);
    if (!bank->reassign) { // ring i to line i
        for (size_t i = 0; i < bank->n; i++)
            order[i] = i;
        sl_rings_assign(out, bank, place_m, order, 0);
        return SL_OK;
    }
    for (size_t rotation = 0; rotation < bank->n; rotation++) {
        sl_ring_tuning trial;
        sl_rings_assign(&trial, bank, place_m, order, rotation);
        // equal power but for rounding: prefer the smaller worst heater
        double slack_w = 1e-9 * bank->fsr_m / bank->heater_m_per_w;
        bool less = rotation == 0 || trial.power_w < out->power_w - slack_w;
        bool equal = rotation > 0 && fabs(trial.power_w - out->power_w) <= slack_w;
        if (less || (equal && trial.worst_w < out->worst_w)) *out = trial;
    }
    return SL_OK;
}

double sl_ring_coverage_k(const sl_ring_bank *bank)
{
    if (!(bank->heater_m_per_w > 0.0) || !(bank->heater_max_w > 0.0) || !(bank->fsr_m > 0.0) ||
        !(bank->drift_m_per_k > 0.0))
        return NAN;
    return fmin(bank->heater_m_per_w * bank->heater_max_w, bank->fsr_m) / bank->drift_m_per_k;
}
