// VCSEL parameters from volume and material; lasers of an array that heat each other.
//
// Model. Threshold where Gamma v_g g0 ln((N + Ns)/(Ntr + Ns)) = 1/tau_p; a = dg/dN there;
// D, K, gamma0 as in devices.h; slope = eta_i x output x h nu/q.
// Array: T_i = T + sum over j of R_ij Q_j with the laser's own Rth on the diagonal. Heat grows with
// temperature, so that the map from the heats to the heats is increasing: repeated from the lasers
// alone it climbs to the coldest solution.
// Assumptions. Compression small (its effect on the threshold is left out); heat superposes.
// Temperature: the carriers of a quantum well at given quasi-Fermi levels are proportional to kT,
// so that Ntr and Ns rise with T and g0 falls. Sources. Coldren, Corzine, Mashanovitch (2012)
// sections 4.4, 5.2, 5.3 (from memory). Limits. No barrier transport; no offset of gain peak and
// cavity in sl_vcsel_physics_at(); leakage only through the threshold's law in temperature.
#include <math.h>

#include "shoreline/constants.h"
#include "shoreline/devices.h"

static int physics_valid(const sl_vcsel_physics *p)
{
    return p->volume_m3 > 0 && p->confinement > 0 && p->confinement <= 1 && p->group_index >= 1 &&
           p->gain_per_m > 0 && p->transparency_per_m3 > 0 &&
           p->gain_offset_per_m3 > -p->transparency_per_m3 && p->compression_m3 >= 0 &&
           p->photon_lifetime_s > 0 && p->a_per_s >= 0 && p->b_m3_per_s >= 0 &&
           p->c_m6_per_s >= 0 && p->a_per_s + p->b_m3_per_s + p->c_m6_per_s > 0 &&
           p->injection > 0 && p->injection <= 1 && p->output > 0 && p->output <= 1 &&
           p->wavelength_m > 0;
}

sl_status sl_vcsel_from_physics(sl_vcsel *out, const sl_vcsel_physics *p)
{
    if (!physics_valid(p)) return SL_ERR_DOMAIN;
    double speed = SL_SPEED_OF_LIGHT_M_S / p->group_index;
    double needed = 1 / (p->confinement * speed * p->photon_lifetime_s); // gain at threshold
    double sum = (p->transparency_per_m3 + p->gain_offset_per_m3) * exp(needed / p->gain_per_m);
    double n = sum - p->gain_offset_per_m3, a = p->gain_per_m / sum;
    double rate = n * (p->a_per_s + n * (p->b_m3_per_s + n * p->c_m6_per_s));
    double charge = SL_ELEMENTARY_CHARGE_C * p->volume_m3 / p->injection;
    double photon_v =
        SL_PLANCK_J_S * SL_SPEED_OF_LIGHT_M_S / (p->wavelength_m * SL_ELEMENTARY_CHARGE_C);
    if (!isfinite(rate)) return SL_ERR_DOMAIN;
    out->threshold_a = charge * rate;
    out->slope_w_per_a = p->injection * p->output * photon_v;
    out->d_hz_per_sqrt_a = sqrt(p->confinement * speed * a / charge) / (2 * SL_PI);
    out->k_factor_s = 4 * SL_PI * SL_PI * (p->photon_lifetime_s + p->compression_m3 / (speed * a));
    out->damping_offset_per_s = p->a_per_s + n * (2 * p->b_m3_per_s + 3 * n * p->c_m6_per_s);
    out->carrier_lifetime_s = 1 / out->damping_offset_per_s;
    out->wavelength_m = p->wavelength_m;
    return SL_OK;
}

sl_status sl_vcsel_physics_at(sl_vcsel_physics *out, const sl_vcsel_physics *physics,
                              double reference_temp_k, double temp_k)
{
    if (!(reference_temp_k > 0) || !(temp_k > 0) || !physics_valid(physics)) return SL_ERR_DOMAIN;
    double ratio = temp_k / reference_temp_k;
    *out = *physics;
    out->transparency_per_m3 *= ratio;
    out->gain_offset_per_m3 *= ratio;
    return SL_OK;
}

static double heating(size_t i, size_t n, const double *coupling, const sl_laser_point *at)
{
    double sum = 0;
    for (size_t j = 0; j < n; j++)
        if (j != i) sum += coupling[n * i + j] * at[j].heat_w;
    return sum;
}

sl_status sl_vcsel_array(sl_laser_point *out, size_t n, const sl_vcsel *laser, double local_temp_k,
                         const double *coupling_k_per_w, const double *current_a)
{
    for (size_t k = 0; k < n * n; k++)
        if (!(coupling_k_per_w[k] >= 0) || isinf(coupling_k_per_w[k])) return SL_ERR_DOMAIN;
    for (size_t i = 0; i < n; i++)
        SL_TRY(sl_vcsel_at_current(&out[i], laser, local_temp_k, current_a[i]));
    for (int round = 0; round < 200; round++) {
        double moved = 0;
        for (size_t i = 0; i < n; i++) {
            double before = out[i].junction_temp_k;
            double local = local_temp_k + heating(i, n, coupling_k_per_w, out);
            if (!(local < 2000)) return SL_ERR_NO_CONVERGENCE;
            SL_TRY(sl_vcsel_at_current(&out[i], laser, local, current_a[i]));
            moved = fmax(moved, fabs(out[i].junction_temp_k - before));
        }
        if (moved < 1e-9) return SL_OK;
    }
    return SL_ERR_NO_CONVERGENCE;
}

sl_status sl_vcsel_pit(sl_laser_point *out, sl_laser_point *peak, const sl_vcsel *laser,
                       size_t temps_n, const double *temp_k, size_t currents_n,
                       const double *current_a)
{
    for (size_t i = 0; i < temps_n; i++) {
        for (size_t j = 0; j < currents_n; j++)
            SL_TRY(sl_vcsel_at_current(&out[i * currents_n + j], laser, temp_k[i], current_a[j]));
        sl_status status = sl_vcsel_peak(&peak[i], laser, temp_k[i]);
        if (status == SL_ERR_LIMIT)
            peak[i] = (sl_laser_point){.junction_temp_k = temp_k[i]};
        else if (status != SL_OK)
            return status;
    }
    return SL_OK;
}
