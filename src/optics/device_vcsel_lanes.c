// Rate equations on 32 stretches of a record, one in each element of a vector: twice as many as the
// widest registers hold, so that one half works while the other waits for its results.
//
// Equations: device_vcsel.h; method: classical Runge-Kutta of fourth order on substeps of a sample,
// the drive between samples by the cubic through four of them.
#include "device_vcsel.h"

#include <string.h>

#include "core/wide.h"

typedef float lanes __attribute__((vector_size(4 * VCSEL_LANES)));

#define REAL     lanes
#define RK4_NAME wide
#include "device_vcsel_kernel.h"

#define REAL     float
#define RK4_NAME one
#include "device_vcsel_kernel.h"

SL_WIDE void vcsel_lanes(float *power, float *gain, vcsel_state state[VCSEL_LANES], const float *x,
                         size_t n, const vcsel_rates *rates)
{
    vcsel_rates r = *rates;
    state_wide s;
    for (int l = 0; l < VCSEL_LANES; l++)
        s.z[l] = state[l].z, s.p[l] = state[l].p, s.u[l] = state[l].u;
    lanes window[4];
    memcpy(window + 1, x - VCSEL_LANES, 3 * sizeof *window);
    for (size_t i = 0; i < n; i++) {
        for (int k = 0; k < 3; k++)
            window[k] = window[k + 1];
        memcpy(&window[3], x + (i + 2) * VCSEL_LANES, sizeof *window);
        memcpy(power + i * VCSEL_LANES, &s.p, sizeof s.p);
        if (gain) memcpy(gain + i * VCSEL_LANES, &s.z, sizeof s.z);
        sample_wide(&s, window, &r);
    }
    for (int l = 0; l < VCSEL_LANES; l++)
        state[l] = (vcsel_state){s.z[l], s.p[l], s.u[l]};
}

void vcsel_lanes_scalar(float *power, float *gain, vcsel_state state[VCSEL_LANES], const float *x,
                        size_t n, const vcsel_rates *rates)
{
    for (int l = 0; l < VCSEL_LANES; l++) {
        state_one s = {state[l].z, state[l].p, state[l].u};
        for (size_t i = 0; i < n; i++) {
            const float *at = x + i * VCSEL_LANES + l;
            float window[4] = {*(at - VCSEL_LANES), at[0], at[VCSEL_LANES], at[2 * VCSEL_LANES]};
            power[i * VCSEL_LANES + (size_t)l] = s.p;
            if (gain) gain[i * VCSEL_LANES + (size_t)l] = s.z;
            sample_one(&s, window, rates);
        }
        state[l] = (vcsel_state){s.z, s.p, s.u};
    }
}
