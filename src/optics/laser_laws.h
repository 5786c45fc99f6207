// What a VCSEL's parameters become at a junction temperature: the one place of these laws. Internal
// to src/optics.
#ifndef OPTICS_LASER_LAWS_H
#define OPTICS_LASER_LAWS_H

#include "shoreline/optics.h"

// A: gain peak and cavity are aligned at threshold_temp_k.
static inline double vcsel_threshold_at(const sl_vcsel *v, double temp_k)
{
    double dt = temp_k - v->threshold_temp_k;
    return v->threshold_a + v->threshold_curvature_a_per_k2 * dt * dt;
}

// W/A; 0 and below beyond the model: dark.
static inline double vcsel_slope_at(const sl_vcsel *v, double temp_k)
{
    return v->slope_w_per_a * (1 - v->slope_fall_per_k * (temp_k - v->reference_temp_k));
}

// D, Hz/A^0.5.
static inline double vcsel_d_at(const sl_vcsel *v, double temp_k)
{
    return v->d_hz_per_sqrt_a * (1 - v->d_fall_per_k * (temp_k - v->reference_temp_k));
}

#endif
