// Random words and normal deviates for the bit-true engine, a vector at a time.
//
// Threefry4x64-20 (Salmon et al., SC11 2011) with the counter (block, index, lane, 0) and the key
// (seed, purpose, 0, 0), as sl_random_uniform4; Box and Muller (1958) in single precision with
// polynomials, so that results do not depend on the C library.
#include "signal/bittrue_internal.h"

#include <math.h>

INTO_WIDE void mix(vw *a, vw *b, int rotation)
{
    *a += *b;
    *b = (*b << rotation) | (*b >> (64 - rotation));
    *b ^= *a;
}

INTO_WIDE void inject(vw x[4], const uint64_t key[5], uint64_t round)
{
    for (uint64_t i = 0; i < 4; i++)
        x[i] += key[(round + i) % 5];
    x[3] += round;
}

INTO_WIDE void threefry(vw x[4], const uint64_t key[5])
{
    inject(x, key, 0);
    for (uint64_t r = 1; r <= 5; r++) {
        bool odd = r & 1;
        mix(&x[0], &x[1], odd ? 14 : 25), mix(&x[2], &x[3], odd ? 16 : 33);
        mix(&x[0], &x[3], odd ? 52 : 46), mix(&x[2], &x[1], odd ? 57 : 12);
        mix(&x[0], &x[1], odd ? 23 : 58), mix(&x[2], &x[3], odd ? 40 : 22);
        mix(&x[0], &x[3], odd ? 5 : 32), mix(&x[2], &x[1], odd ? 37 : 32);
        inject(x, key, r);
    }
}

WIDE void bt_words(vu *rows, size_t n, const bt_stream *s, uint64_t first)
{
    const uint64_t parity = 0x1BD11BDAA9FC1A22u;
    const uint64_t key[5] = {s->seed, s->purpose, 0, 0, parity ^ s->seed ^ s->purpose};
    const vw lane = {0, 1, 2, 3, 4, 5, 6, 7}, zero = {0};
    vw x[4] = {zero, zero, zero, zero};
    for (size_t i = 0; i < n; i += 4) {
        x[0] = zero + s->block;
        x[1] = zero + (first + i / 4);
        x[2] = lane;
        x[3] = zero;
        threefry(x, key);
        for (size_t j = 0; j < 4; j++)
            rows[i + j] = (vu)x[j];
    }
}

// ln u for 2^-32 <= u <= 1; absolute error 1e-7. u = m 2^e, m in 0.70..1.41, ln m = 2 atanh of
// (m - 1)/(m + 1) as a series.
INTO_WIDE void natural_log(vf *out, const vf *u)
{
    vi bits = (vi)*u - 0x3f3504f3;
    vf e = __builtin_convertvector(bits >> 23, vf);
    vf m = (vf)((bits & 0x007fffff) + 0x3f3504f3);
    vf s = (m - 1.0f) / (m + 1.0f), q = s * s;
    vf series = 2.0f + q * (0.66666667f + q * (0.4f + q * (0.28571429f + q * 0.22222222f)));
    *out = e * 0.69314718f + s * series;
}

// sin and cos of pi v, |v| <= 1/2.
INTO_WIDE void sine_cosine(vf *sine, vf *cosine, const vf *v)
{
    vf q = *v * *v;
    *sine = *v * (3.14159265f +
                  q * (-5.16771278f + q * (2.55016404f + q * (-0.59926453f + q * 0.08214589f +
                                                              q * q * -0.00737043f))));
    *cosine =
        1.0f +
        q * (-4.93480220f +
             q * (4.05871213f +
                  q * (-1.33526277f + q * (0.23533063f + q * (-0.02580689f + q * 0.00192957f)))));
}

// Square root by the processor, element by element: correctly rounded everywhere.
INTO_WIDE void root(vf *x)
{
    float *each = (float *)x;
    for (int l = 0; l < LANES; l++)
        each[l] = sqrtf(each[l]);
}

WIDE void bt_normals(vf *rows, size_t n, const bt_stream *s, uint64_t first)
{
    enum { BATCH = 64 };
    vu words[BATCH];
    for (size_t i = 0; i < n; i += BATCH) {
        size_t m = n - i < BATCH ? n - i : BATCH;
        bt_words(words, m, s, first + i / 4);
        for (size_t j = 0; j < m; j += 2) {
            vf u = (__builtin_convertvector((vi)(words[j] >> 1), vf) + 0.5f) * 0x1p-31f;
            vf v = __builtin_convertvector((vi)words[j + 1], vf) * 0x1p-32f;
            vf radius, sine, cosine;
            natural_log(&radius, &u);
            radius = -2.0f * radius;
            radius = (vf)((vi)radius & (radius > 0.0f)); // rounding of ln 1
            root(&radius);
            sine_cosine(&sine, &cosine, &v);
            rows[i + j] = radius * (2.0f * sine * cosine);
            rows[i + j + 1] = radius * (1.0f - 2.0f * sine * sine);
        }
    }
}
