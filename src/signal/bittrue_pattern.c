// PRBS13Q and PRBS31Q: bits of a shift register, two by two Gray-mapped to four levels.
//
// The register holds the last `degree` bits, the newest lowest; the next one is the sum of the bits
// that the polynomial names. To start lanes anywhere in the sequence, the register is advanced by
// n bits by a power of its transition, computed as a power of x modulo the polynomial.
// Source: IEEE 802.3 94.3.10.8 (PRBS13: 1 + x + x^2 + x^12 + x^13), 49.2.8 (PRBS31: 1 + x^28 +
// x^31); ITU-T O.150.
#include "signal/bittrue_internal.h"

static uint32_t taps_of(int degree)
{
    if (degree == 13) return 1u << 12 | 1u << 11 | 1u << 1 | 1u; // bits 13, 12, 2, 1 ago
    return 1u << 30 | 1u << 27;                                  // 31, 28 ago
}

static uint32_t step(uint32_t state, int degree)
{
    uint32_t bit = (uint32_t)__builtin_popcount(state & taps_of(degree)) & 1;
    return (state << 1 | bit) & ((1u << degree) - 1);
}

// The transition as a matrix: column i is what bit i of the state becomes.
typedef struct transition {
    uint32_t column[31];
} transition;

static uint32_t apply(const transition *m, uint32_t state, int degree)
{
    uint32_t out = 0;
    for (int i = 0; i < degree; i++)
        if (state >> i & 1) out ^= m->column[i];
    return out;
}

static uint32_t advance(uint32_t state, int degree, uint64_t bits)
{
    transition m;
    for (int i = 0; i < degree; i++)
        m.column[i] = step(1u << i, degree);
    for (; bits; bits >>= 1) {
        if (bits & 1) state = apply(&m, state, degree);
        transition square;
        for (int i = 0; i < degree; i++)
            square.column[i] = apply(&m, m.column[i], degree);
        m = square;
    }
    return state;
}

void bt_prbs_init(bt_prbs *p, sl_pattern pattern, int levels, uint64_t start, uint64_t stride)
{
    p->degree = pattern == SL_PATTERN_PRBS13Q ? 13 : 31;
    uint64_t bits = levels == 4 ? 2 : 1;
    for (uint64_t l = 0; l < LANES; l++)
        p->state[l] = advance((1u << p->degree) - 1, p->degree, bits * (start + l * stride));
}

void bt_prbs_next(vb *index, size_t n, bt_prbs *p, int levels)
{
    for (size_t t = 0; t < n; t++)
        for (int l = 0; l < LANES; l++) {
            p->state[l] = step(p->state[l], p->degree);
            unsigned symbol = p->state[l] & 1;
            if (levels == 4) { // Gray: 00, 01, 11, 10 from the lowest level up
                p->state[l] = step(p->state[l], p->degree);
                symbol = symbol << 1 | (symbol ^ (p->state[l] & 1));
            }
            index[t][l] = (uint8_t)symbol;
        }
}
