// Rate equations of a directly modulated laser on many stretches of a record at once. Internal to
// src/optics/device_vcsel*.c and its test.
#ifndef OPTICS_DEVICE_VCSEL_H
#define OPTICS_DEVICE_VCSEL_H

#include <stddef.h>

enum { VCSEL_LANES = 32, VCSEL_SUBSTEPS_MAX = 16 };

// Coefficients of one substep of length h:
//   z' = drive (u - threshold) - decay z - p (clamp + mix z - squeeze p)
//   p' = p (z - bend p) + spontaneous + spontaneous_slope z
//   u' = pole (x - u)
// z: gain excess x h, p: power in W, u: current behind the parasitics in A, x: drive in A.
typedef struct vcsel_rates {
    float drive, threshold, decay, clamp, mix, squeeze, bend, spontaneous, spontaneous_slope, pole;
    int direct;                              // no parasitics: u = x
    int substeps;                            // per sample
    float weight[2 * VCSEL_SUBSTEPS_MAX][4]; // cubic interpolation at k/(2 substeps) of a sample
} vcsel_rates;

typedef struct vcsel_state {
    float z, p, u;
} vcsel_state;

// n samples of all lanes by the fourth-order Runge-Kutta method: x[VCSEL_LANES i + lane], one
// sample before the first and two behind the last are read; power[VCSEL_LANES i + lane] and gain
// (or NULL) are the states at the samples, state the last one's after. scalar: the same lane by
// lane.
void vcsel_lanes(float *power, float *gain, vcsel_state state[VCSEL_LANES], const float *x,
                 size_t n, const vcsel_rates *rates);
void vcsel_lanes_scalar(float *power, float *gain, vcsel_state state[VCSEL_LANES], const float *x,
                        size_t n, const vcsel_rates *rates);

#endif
