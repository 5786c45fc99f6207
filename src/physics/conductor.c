// Conductors at high frequency: skin depth, temperature, roughness.
//
// Huray's model replaces the rough foil by spheres of radius a on a flat base; each sphere adds the
// power that the field dissipates on it. With N equal spheres per tile of area A the ratio of the
// rough to the smooth dissipation is K = 1 + 1.5 SR/(1 + d/a + d^2/(2 a^2)), SR = 4 pi a^2 N/A.
// The cannonball stack fixes N = 14, a = 0.06 Rz, A = 36 a^2: SR = 14 pi/9.
// Sources: Huray et al., "Impact of copper surface texture on loss", DesignCon 2010; Simonovich,
// "Practical method for modeling conductor surface roughness", DesignCon 2015; Pozar ch. 1.
// Limits: non-magnetic; spheres small against the wavelength; no nickel or silver plating.
#include "shoreline/physics.h"

#include <math.h>

#include "shoreline/constants.h"

double sl_skin_depth_m(double freq_hz, double conductivity_s_m)
{
    if (!(freq_hz > 0 && conductivity_s_m > 0)) return NAN;
    return 1 / sqrt(SL_PI * freq_hz * SL_VACUUM_PERMEABILITY * conductivity_s_m);
}

double sl_conductivity_s_m(double conductivity_20c_s_m, double temp_coefficient_per_k,
                           double temp_k)
{
    double ratio = 1 + temp_coefficient_per_k * (temp_k - (SL_ZERO_CELSIUS_K + 20));
    if (!(conductivity_20c_s_m > 0 && temp_k > 0 && ratio > 0)) return NAN;
    return conductivity_20c_s_m / ratio;
}

double sl_huray_factor_ratio(double depth_over_radius)
{
    const double surface_ratio = 14 * SL_PI / 9;
    double x = depth_over_radius;
    if (!(x >= 0)) return NAN;
    return 1 + 1.5 * surface_ratio / (1 + x + 0.5 * x * x);
}

double sl_huray_factor(double rz_m, double freq_hz)
{
    if (!(rz_m >= 0 && freq_hz >= 0)) return NAN;
    if (rz_m == 0 || freq_hz == 0) return 1;
    return sl_huray_factor_ratio(sl_skin_depth_m(freq_hz, SL_COPPER_CONDUCTIVITY) / (0.06 * rz_m));
}
