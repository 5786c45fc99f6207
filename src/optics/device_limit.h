// Soft saturation shared by drivers and amplifiers. Internal to src/optics.
#ifndef OPTICS_DEVICE_LIMIT_H
#define OPTICS_DEVICE_LIMIT_H

#include <stddef.h>

// out = offset + gain x/(1 + (gain x/limit)^2)^0.5 of x = in - in_offset; inverse_limit 0: linear.
void wave_limit(float *out, const float *in, size_t n, float in_offset, float gain,
                float inverse_limit, float offset);

#endif
