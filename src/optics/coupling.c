// Loss of a coupling of Gaussian modes at drawn offsets.
//
// Model. Paraxial overlaps separate into two axes, each with its own offset and angle:
// eta(x, y) = G(x) G(y)/G(0), G the overlap with the offset in one axis only.
// Assumptions. Circular modes; normal offsets. Loss distribution and yield:
// src/package/alignment.c. Sources. src/physics/mode_overlap.c.
#include "shoreline/devices.h"

#include <math.h>

#include "shoreline/physics.h"
#include "shoreline/random.h"

#define PURPOSE_COUPLING 0x6f70746963730002u

double sl_misalignment_loss_db(const sl_misalignment *at, const double offset_m[2],
                               const double tilt_rad[2], double wavelength_m)
{
    double eta = 1, middle = sl_gaussian_coupling_gap(at->waist1_m, at->waist2_m, 0, 0, at->gap_m,
                                                      wavelength_m);
    for (int i = 0; i < 2; i++)
        eta *= sl_gaussian_coupling_gap(at->waist1_m, at->waist2_m, offset_m[i], tilt_rad[i],
                                        at->gap_m, wavelength_m);
    return -10 * log10(eta / middle);
}

double sl_misalignment_draw_db(const sl_misalignment *at, double wavelength_m, uint64_t seed,
                               uint64_t array, uint64_t channel)
{
    if (!(at->shared_sigma_m >= 0) || !(at->own_sigma_m >= 0) || !(at->shared_tilt_sigma_rad >= 0))
        return NAN;
    double offset[2], tilt[2];
    for (uint64_t i = 0; i < 2; i++) {
        double shared = sl_random_normal(seed, PURPOSE_COUPLING + i, 0, array);
        double turned = sl_random_normal(seed, PURPOSE_COUPLING + i + 2, 0, array);
        double own = sl_random_normal(seed, PURPOSE_COUPLING + i + 4, channel + 1, array);
        offset[i] = at->bias_m[i] + at->shared_sigma_m * shared + at->own_sigma_m * own;
        tilt[i] = at->tilt_rad[i] + at->shared_tilt_sigma_rad * turned;
    }
    return sl_misalignment_loss_db(at, offset, tilt, wavelength_m);
}
