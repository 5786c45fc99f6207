// Functions of single samples that compilers turn into vectors. Internal to src/optics.
#ifndef OPTICS_DEVICE_MATH_H
#define OPTICS_DEVICE_MATH_H

#include <stdint.h>

// sin and cos of pi u, |u| < 2^21, to 1e-7: the nearest whole number taken off by adding and
// subtracting 1.5 2^23, then the series of Taylor on +-1/2.
static inline void wave_sincospi(float *sine, float *cosine, float u)
{
    const float magic = 12582912.0f;
    float shifted = u + magic, whole = shifted - magic, v = u - whole, q = v * v;
    float s =
        v * (3.14159265f +
             q * (-5.16771278f +
                  q * (2.55016404f + q * (-0.59926453f + q * (0.08214589f + q * -0.00737043f)))));
    float c =
        1.0f +
        q * (-4.93480220f +
             q * (4.05871213f +
                  q * (-1.33526277f + q * (0.23533063f + q * (-0.02580689f + q * 0.00192957f)))));
    float sign = 1.0f - 2.0f * (float)((int32_t)whole & 1);
    *sine = sign * s;
    *cosine = sign * c;
}

// Weights of the cubic through samples at -1, 0, 1, 2 at position t.
static inline void wave_cubic(float w[4], double t)
{
    w[0] = (float)(-t * (t - 1) * (t - 2) / 6);
    w[1] = (float)((t + 1) * (t - 1) * (t - 2) / 2);
    w[2] = (float)(-(t + 1) * t * (t - 2) / 2);
    w[3] = (float)((t + 1) * t * (t - 1) / 6);
}

#endif
