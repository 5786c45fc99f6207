// Static curves of modulators: the one place of these laws. Internal to src/optics.
#ifndef OPTICS_MODULATOR_LAWS_H
#define OPTICS_MODULATOR_LAWS_H

#include <math.h>

#include "shoreline/constants.h"
#include "shoreline/optics.h"

// Exponent of the absorption, T = exp(-exponent), at a reverse voltage; none in forward direction.
static inline double eam_exponent(const sl_modulator *m, double reverse_v)
{
    return pow(fmax(0, reverse_v) / m->v0_v, m->exponent);
}

// Amperes per absorbed watt, one electron per photon.
static inline double photon_ampere(double wavelength_m)
{
    return SL_ELEMENTARY_CHARGE_C * wavelength_m / (SL_PLANCK_J_S * SL_SPEED_OF_LIGHT_M_S);
}

// Full width of a ring's resonance.
static inline double ring_linewidth_hz(const sl_modulator *m)
{
    return SL_SPEED_OF_LIGHT_M_S / (m->wavelength_m * m->quality);
}

// Through port at x half linewidths from the resonance.
static inline double ring_transmission(const sl_modulator *m, double x)
{
    return (x * x + m->min_transmission) / (x * x + 1);
}

#endif
