// Powers, levels and the noise of a receiver.
//
// Model. Thermal noise of the amplifier a0 + a2 f^2 referred to its input; required OMA of an ideal
// PAM-M receiver 2 (M-1) q sigma/R; 4th-order Bessel-Thomson filter
// |B(jy)|^2 = 105^2/(y^8 + 10 y^6 + 135 y^4 + 1575 y^2 + 11025), y = 2.11391767 f/f3.
// Sources. Bessel polynomial s^4 + 10 s^3 + 45 s^2 + 105 s + 105; IEEE 802.3 121.8.5 (filter).
// Limits. Total functions; correlation of voltage and current noise is inside a0, a2.
#include "spectrum.h"

#include "shoreline/numeric.h"
#include "shoreline/optics.h"

#include <math.h>

#define BESSEL_BN 1.0463688869863819 // integral of |B|^2 over f/f3

double sl_dbm(double power_w)
{
    return power_w >= 0 ? 10 * log10(power_w) + 30 : (double)NAN;
}

double sl_watt(double power_dbm)
{
    return pow(10, (power_dbm - 30) / 10);
}

double sl_oma_w(double average_w, double extinction_ratio)
{
    if (!(average_w >= 0) || !(extinction_ratio > 1)) return NAN;
    return 2 * average_w * (1 - 2 / (extinction_ratio + 1));
}

double sl_average_w(double oma_w, double extinction_ratio)
{
    if (!(oma_w >= 0) || !(extinction_ratio > 1)) return NAN;
    return oma_w / 2 / (1 - 2 / (extinction_ratio + 1));
}

sl_status sl_pam_levels(double out[SL_LEVELS_MAX], int levels, double level_mismatch)
{
    if (levels < 2 || levels > SL_LEVELS_MAX || levels % 2) return SL_ERR_DOMAIN;
    if (!(level_mismatch > 0 && level_mismatch <= 1)) return SL_ERR_DOMAIN;
    double outer = levels > 2 ? 2 * level_mismatch / (levels - 1) : 2;
    double inner = levels > 2 ? (2 - 2 * outer) / (levels - 3) : 0;
    out[0] = -1;
    for (int k = 1; k < levels; k++)
        out[k] = out[k - 1] + (k == 1 || k == levels - 1 ? outer : inner);
    out[levels - 1] = 1;
    return SL_OK;
}

double sl_bessel_thomson_power(double freq_hz, double bandwidth_hz)
{
    if (!(bandwidth_hz > 0)) return NAN;
    double y = SL_OPTICS_BESSEL_Y3 * freq_hz / bandwidth_hz, y2 = y * y;
    return 11025 / ((((y2 + 10) * y2 + 135) * y2 + 1575) * y2 + 11025);
}

double sl_bessel_thomson_noise_ratio(void)
{
    return BESSEL_BN;
}

double sl_thermal_noise_a(double white_a2_per_hz, double f2_a2_per_hz3, double noise_bandwidth_hz)
{
    if (!(white_a2_per_hz >= 0) || !(f2_a2_per_hz3 >= 0) || !(noise_bandwidth_hz >= 0)) return NAN;
    double b = noise_bandwidth_hz;
    return sqrt(white_a2_per_hz * b + f2_a2_per_hz3 * b * b * b / 3);
}

double sl_required_oma_w(double noise_current_a, double q, int levels, double responsivity_a_per_w)
{
    if (levels < 2 || !(responsivity_a_per_w > 0) || !(noise_current_a >= 0)) return NAN;
    return 2 * (levels - 1) * q * noise_current_a / responsivity_a_per_w;
}

double sl_rin_from_oma_per_hz(double rin_oma_per_hz, double extinction_ratio)
{
    double half_oma = sl_oma_w(1, extinction_ratio) / 2; // NaN outside the domain
    return rin_oma_per_hz >= 0 ? rin_oma_per_hz * half_oma * half_oma : (double)NAN;
}

double sl_q_for_symbol_error_ratio(double ser, int levels)
{
    if (levels < 2 || !(ser > 0 && ser < 1)) return NAN;
    return sl_q_inverse(ser * levels / (2.0 * (levels - 1)));
}

double sl_converter_noise_per_hz(double enob, double headroom, double sample_rate_hz)
{
    if (!(headroom > 0) || !(sample_rate_hz > 0)) return NAN;
    double ratio = 1.5 * pow(4, enob); // full-scale sine over its quantisation noise
    return headroom * headroom / 2 / ratio / (sample_rate_hz / 2);
}
