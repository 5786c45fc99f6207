// MicroLED: carriers from the ABC recombination balance, output and bandwidth.
//
// Model. I/(q A d) = a N + b N^2 + c N^3; differential lifetime 1/tau = a + 2 b N + 3 c N^2;
// light = extraction x internal efficiency x I h nu/q; |H|^2 = 1/(1 + (w tau)^2), RC pole beside
// it. Assumptions. Uniform carriers, no field screening (constant a, b, c), no current crowding.
// Sources. ABC model: Karpov, Opt. Quantum Electron. 47, 1293 (2015); Lambertian coupling:
// conservation of etendue. From memory.
// Limits. No temperature; the caller scales a, b, c.
#include "shoreline/constants.h"
#include "shoreline/optics.h"

#include <math.h>

// The density N that a current feeds: convex increasing, so Newton from above descends to it.
static double density(const sl_microled *led, double rate)
{
    double n = INFINITY; // each term alone bounds N from above
    if (led->a_per_s > 0) n = fmin(n, rate / led->a_per_s);
    if (led->b_m3_per_s > 0) n = fmin(n, sqrt(rate / led->b_m3_per_s));
    if (led->c_m6_per_s > 0) n = fmin(n, cbrt(rate / led->c_m6_per_s));
    for (int i = 0; i < 100; i++) {
        double f = ((led->c_m6_per_s * n + led->b_m3_per_s) * n + led->a_per_s) * n - rate;
        double df = (3 * led->c_m6_per_s * n + 2 * led->b_m3_per_s) * n + led->a_per_s;
        double step = f / df;
        n -= step;
        if (fabs(step) < 1e-14 * n) break;
    }
    return n;
}

sl_status sl_microled_at_current(sl_microled_out *out, const sl_microled *led, double current_a)
{
    if (!(current_a > 0) || !(led->area_m2 > 0) || !(led->active_thickness_m > 0) ||
        !(led->a_per_s >= 0) || !(led->b_m3_per_s > 0) || !(led->c_m6_per_s >= 0) ||
        !(led->extraction >= 0 && led->extraction <= 1) || !(led->wavelength_m > 0) ||
        !(led->turn_on_v >= 0) || !(led->series_ohm >= 0) || !(led->capacitance_f >= 0) ||
        !(led->drive_ohm >= 0))
        return SL_ERR_DOMAIN;
    double rate = current_a / (SL_ELEMENTARY_CHARGE_C * led->area_m2 * led->active_thickness_m);
    double n = density(led, rate);
    double differential = led->a_per_s + (2 * led->b_m3_per_s + 3 * led->c_m6_per_s * n) * n;
    double volt_per_photon =
        SL_PLANCK_J_S * SL_SPEED_OF_LIGHT_M_S / (led->wavelength_m * SL_ELEMENTARY_CHARGE_C);
    double tau = 1 / differential;
    double rc = (led->series_ohm + led->drive_ohm) * led->capacitance_f;
    *out = (sl_microled_out){
        .carriers_per_m3 = n,
        .lifetime_s = tau,
        .internal_efficiency = led->b_m3_per_s * n * n / rate,
        .power_w = led->extraction * led->b_m3_per_s * n * n / rate * current_a * volt_per_photon,
        .bandwidth_hz = 1 / (2 * SL_PI * sqrt(tau * tau + rc * rc)),
        .electrical_w = current_a * (led->turn_on_v + led->series_ohm * current_a),
    };
    return SL_OK;
}

double sl_lambertian_coupling(double source_area_m2, double core_area_m2, double na, int lens)
{
    if (!(source_area_m2 > 0) || !(core_area_m2 > 0) || !(na >= 0 && na <= 1)) return NAN;
    double ratio = core_area_m2 / source_area_m2;
    return lens ? fmin(1, na * na * ratio) : na * na * fmin(1, ratio);
}
