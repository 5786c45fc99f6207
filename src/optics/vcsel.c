// Small-signal dynamics and intensity noise of a VCSEL at an operating point.
//
// Model. f_r = D(T) sqrt(I - Ith), gamma = K f_r^2 + gamma0,
//   H(f) = f_r^2/(f_r^2 - f^2 + j f gamma/(2 pi)) / (1 + j f/f_p),
//   RIN(f) = 16 pi dnu (1/tau^2 + w^2)/w_r^4 |H_laser|^2 + 2 h nu/P   (one-sided).
// Assumptions. Single mode; rate equations linearised; one parasitic pole; D falls linearly with T.
// Sources. Coldren, Corzine, Mashanovitch (2012) sections 5.3 (H, K), 5.5 (RIN): from memory.
// Limits. Large-signal effects (level-dependent bandwidth and overshoot) need rate equations.
#include "laser_laws.h"

#include "shoreline/constants.h"
#include "shoreline/devices.h"
#include "shoreline/numeric.h"

#include <math.h>
#include <stdbool.h>

typedef struct resonance {
    double fr2, damping2, fp; // f_r^2, (gamma/2pi)^2, Hz^2
} resonance;

static int resonance_at(resonance *r, const sl_vcsel *v, const sl_laser_point *p)
{
    double d = vcsel_d_at(v, p->junction_temp_k);
    double above = p->current_a - p->threshold_a;
    if (!(d > 0) || !(above > 0) || !(v->parasitic_pole_hz > 0)) return 0;
    r->fr2 = d * d * above;
    double gamma = v->k_factor_s * r->fr2 + v->damping_offset_per_s;
    r->damping2 = gamma * gamma / (4 * SL_PI * SL_PI);
    r->fp = v->parasitic_pole_hz;
    return 1;
}

static double laser_power_gain(const resonance *r, double f)
{
    double detuned = r->fr2 - f * f;
    return r->fr2 * r->fr2 / (detuned * detuned + f * f * r->damping2);
}

static double power_gain(const resonance *r, double f)
{
    double x = f / r->fp;
    return laser_power_gain(r, f) / (1 + x * x);
}

void sl_vcsel_dynamics(double *resonance_hz, double *damping_hz, const sl_vcsel *laser,
                       const sl_laser_point *point)
{
    resonance r;
    bool lases = resonance_at(&r, laser, point);
    *resonance_hz = lases ? sqrt(r.fr2) : NAN;
    *damping_hz = lases ? sqrt(r.damping2) : NAN;
}

double sl_vcsel_response(const sl_vcsel *laser, const sl_laser_point *point, double freq_hz)
{
    resonance r;
    if (!(freq_hz >= 0) || !resonance_at(&r, laser, point)) return NAN;
    return sqrt(power_gain(&r, freq_hz));
}

static double above_half(double f, void *context)
{
    return power_gain(context, f) - 0.5;
}

double sl_vcsel_bandwidth_hz(const sl_vcsel *laser, const sl_laser_point *point)
{
    resonance r;
    if (!resonance_at(&r, laser, point)) return NAN;
    // Behind its own peak the laser's factor falls for good, the pole everywhere: the zero lies
    // between the laser's peak (or 0) and the frequency where the laser alone is at one half.
    double peak2 = fmax(0, r.fr2 - r.damping2 / 2);
    double b = 2 * r.fr2 - r.damping2; // f^4 - b f^2 - fr^4 = 0 where the laser's gain is 1/2
    double hi = sqrt(0.5 * (b + sqrt(b * b + 4 * r.fr2 * r.fr2)));
    double lo = sqrt(peak2);
    if (power_gain(&r, lo) < 0.5) lo = 0; // the pole has won before the peak
    if (isinf(r.fp)) return hi;
    return sl_root(above_half, &r, lo, hi, 1e-9 * hi);
}

double sl_vcsel_rin_variance(const sl_vcsel *laser, const sl_laser_point *point)
{
    resonance r;
    if (!resonance_at(&r, laser, point) || !(laser->linewidth_hz >= 0) ||
        !(laser->carrier_lifetime_s > 0))
        return NAN;
    double gamma = 2 * SL_PI * sqrt(r.damping2);
    double turns = 2 * SL_PI * laser->carrier_lifetime_s;
    return 4 * SL_PI * laser->linewidth_hz / gamma * (1 + 1 / (turns * turns * r.fr2));
}

double sl_vcsel_rin_per_hz(const sl_vcsel *laser, const sl_laser_point *point, double freq_hz)
{
    resonance r;
    if (!(freq_hz >= 0) || !(point->power_w > 0) || !resonance_at(&r, laser, point)) return NAN;
    if (!(laser->linewidth_hz >= 0) || !(laser->carrier_lifetime_s > 0)) return NAN;
    double w2 = 4 * SL_PI * SL_PI * freq_hz * freq_hz, wr2 = 4 * SL_PI * SL_PI * r.fr2;
    double rate2 = 1 / (laser->carrier_lifetime_s * laser->carrier_lifetime_s);
    double photon = SL_PLANCK_J_S * SL_SPEED_OF_LIGHT_M_S / laser->wavelength_m;
    return 16 * SL_PI * laser->linewidth_hz * (rate2 + w2) / (wr2 * wr2) *
               laser_power_gain(&r, freq_hz) +
           2 * photon / point->power_w;
}
