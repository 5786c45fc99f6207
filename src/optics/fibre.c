// Single-mode and multimode fibre on intensity-modulated, directly detected light.
//
// Model and equations: docs/theory/optics.md, "Fibre".
// Assumptions. Small-signal chromatic transfer (exact for weak modulation, the accepted form for
// nulls and penalties); multimode response Gaussian, modal and chromatic widths independent.
// Sources. ITU-T G.652, G.651.1; Wang and Petermann 1992; the 802.3z link model; Ogawa 1982.
// Limits. No polarisation-mode dispersion, no mode-selective loss, no spectral bias of the launch.
#include "spectrum.h"

#include "shoreline/constants.h"
#include "shoreline/optics.h"

#include <math.h>

double sl_dispersion_s_per_m2(double wavelength_m, double zero_wavelength_m, double slope_s_per_m3)
{
    if (!(wavelength_m > 0) || !(zero_wavelength_m > 0) || !(slope_s_per_m3 >= 0)) return NAN;
    double ratio = zero_wavelength_m / wavelength_m;
    return slope_s_per_m3 / 4 * wavelength_m * (1 - ratio * ratio * ratio * ratio);
}

double sl_optics_dispersion(double freq_hz, double wavelength_m, double dispersion_s_per_m,
                            double chirp)
{
    double phi = SL_PI * wavelength_m * wavelength_m * dispersion_s_per_m * freq_hz * freq_hz /
                 SL_SPEED_OF_LIGHT_M_S;
    return cos(phi) - chirp * sin(phi);
}

double sl_dispersion_transfer(double freq_hz, double wavelength_m, double dispersion_s_per_m,
                              double chirp)
{
    return fabs(sl_optics_dispersion(freq_hz, wavelength_m, dispersion_s_per_m, chirp));
}

double sl_dispersion_null_hz(double wavelength_m, double dispersion_s_per_m)
{
    if (!(wavelength_m > 0)) return NAN;
    return sqrt(SL_SPEED_OF_LIGHT_M_S /
                (2 * wavelength_m * wavelength_m * fabs(dispersion_s_per_m)));
}

double sl_mmf_bandwidth_hz(const sl_mmf *fibre, double length_m, double wavelength_m,
                           double linewidth_rms_m)
{
    double d1 =
        sl_dispersion_s_per_m2(wavelength_m, fibre->zero_wavelength_m, fibre->slope_s_per_m3);
    if (!(length_m > 0) || !(linewidth_rms_m >= 0) || !(fibre->modal_bandwidth_hz_m > 0))
        return NAN;
    double d2 = 0.7 * fibre->slope_s_per_m3 * linewidth_rms_m;
    double modal = length_m / fibre->modal_bandwidth_hz_m;
    double chromatic = length_m * linewidth_rms_m * hypot(d1, d2) / 0.187;
    return 1 / hypot(modal, chromatic);
}

double sl_gaussian_response(double freq_hz, double bandwidth_hz)
{
    double x = freq_hz / bandwidth_hz;
    return exp(-0.69314718055994531 * x * x);
}

double sl_mode_partition_noise(double k, double symbol_rate_bd, double dispersion_s_per_m,
                               double linewidth_rms_m)
{
    if (!(k >= 0 && k <= 1) || !(symbol_rate_bd > 0) || !(linewidth_rms_m >= 0)) return NAN;
    double spread = SL_PI * symbol_rate_bd * dispersion_s_per_m * linewidth_rms_m;
    return -k / sqrt(2) * expm1(-spread * spread);
}
