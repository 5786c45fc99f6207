// Transfers on the cells of a symbol's spectrum. Internal to src/optics.
#ifndef SL_OPTICS_SPECTRUM_H
#define SL_OPTICS_SPECTRUM_H

#include "shoreline/optics.h"

// 4th-order Bessel-Thomson: angular frequency over that of unit delay where |H|^2 = 1/2.
#define SL_OPTICS_BESSEL_Y3 2.113917674904216

// |H| of a transmitter: the given cells, or (NULL) a 4th-order Bessel-Thomson filter.
double sl_optics_transmitter_gain(const double *cells, int cell, double bandwidth_hz,
                                  double freq_hz);

// Signed small-signal transfer of dispersion, see sl_dispersion_transfer(): beyond a null the light
// is inverted.
double sl_optics_dispersion(double freq_hz, double wavelength_m, double dispersion_s_per_m,
                            double chirp);

// Whether all fields of a lane lie in their ranges.
int sl_optics_lane_valid(const sl_lane_in *in);

#endif
