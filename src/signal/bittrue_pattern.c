// PRBS13Q and PRBS31Q: bits of a shift register, two by two Gray-mapped to four levels.
//
// The registers are those of prbs.h. To start lanes anywhere in the sequence, one is advanced by n
// bits by a power of its transition.
#include "signal/bittrue_internal.h"
#include "signal/prbs.h"

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
        m.column[i] = prbs_step(1u << i, degree);
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
            p->state[l] = prbs_step(p->state[l], p->degree);
            unsigned symbol = p->state[l] & 1;
            if (levels == 4) {
                p->state[l] = prbs_step(p->state[l], p->degree);
                symbol = prbs_gray(symbol, p->state[l] & 1);
            }
            index[t][l] = (uint8_t)symbol;
        }
}
