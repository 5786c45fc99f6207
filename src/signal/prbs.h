// One step of the shift registers of PRBS13 and PRBS31.
//
// The register holds the last `degree` bits, the newest lowest; the next one is the sum of the bits
// that the polynomial names. Source: IEEE 802.3 94.3.10.8 (PRBS13: 1 + x + x^2 + x^12 + x^13),
// 49.2.8 (PRBS31: 1 + x^28 + x^31, which is sent inverted); ITU-T O.150.
#ifndef SIGNAL_PRBS_H
#define SIGNAL_PRBS_H

#include <stdint.h>

static inline uint32_t prbs_step(uint32_t state, int degree)
{
    uint32_t taps = 1u << 30 | 1u << 27;                         // 31, 28 bits ago
    if (degree == 13) taps = 1u << 12 | 1u << 11 | 1u << 1 | 1u; // 13, 12, 2, 1 ago
    uint32_t bit = (uint32_t)__builtin_popcount(state & taps) & 1;
    return (state << 1 | bit) & ((1u << degree) - 1);
}

// Level 0..3 of two bits, the first one sent first: 00, 01, 11, 10 from the lowest level up (Gray).
static inline unsigned prbs_gray(unsigned first, unsigned second)
{
    return first << 1 | (first ^ second);
}

#endif
