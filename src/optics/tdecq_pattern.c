// Test patterns of PAM4 transmitters: SSPRQ and PRBS13Q.
//
// SSPRQ. Three sections of inverted PRBS31 are joined to A, 32768 bits. A sent twice, then A sent
// twice without its first and its last bit, are 131070 bits: 65535 Gray-mapped symbols. The symbols
// of the second and fourth quarter are turned over (3 - s).
// Sources. IEEE 802.3 120.5.11.2.1 (PRBS13Q), 120.5.11.2.3 and table 120-2 (SSPRQ) as quoted in
// public code; the 65535 symbols have the SHA-256 of IEEE's machine-readable sequence.
#include <string.h>

#include "shoreline/tdecq.h"
#include "signal/prbs.h"

#define SSPRQ_SYMBOLS   65535
#define SSPRQ_BITS      32768
#define PRBS13Q_SYMBOLS 8191

static const struct {
    uint32_t seed; // the 31 bits before the first one, the newest lowest
    size_t bits;
} sections[] = {{0x00000002, 10924}, {0x34013FF7, 10922}, {0x0CCCCCCC, 10922}};

size_t sl_pam4_pattern_length(sl_pam4_pattern pattern)
{
    if (pattern == SL_PAM4_SSPRQ) return SSPRQ_SYMBOLS;
    return pattern == SL_PAM4_PRBS13Q ? PRBS13Q_SYMBOLS : 0;
}

const char *sl_pam4_pattern_name(sl_pam4_pattern pattern)
{
    static const char *const names[] = {"auto", "SSPRQ", "PRBS13Q"};
    return names[pattern];
}

static void ssprq(uint8_t *symbols)
{
    uint8_t a[SSPRQ_BITS];
    size_t n = 0;
    for (size_t k = 0; k < sizeof sections / sizeof *sections; k++) {
        uint32_t state = sections[k].seed;
        for (size_t i = 0; i < sections[k].bits; i++) {
            state = prbs_step(state, 31);
            a[n++] = !(state & 1);
        }
    }
    // Bits 65536 and on are A, A without the bits at both ends: one bit later than a repetition.
    for (size_t i = 0; i < SSPRQ_SYMBOLS; i++) {
        size_t bit = 2 * i < 2 * SSPRQ_BITS ? 2 * i : 2 * i + 1;
        unsigned s = prbs_gray(a[bit % SSPRQ_BITS], a[(bit + 1) % SSPRQ_BITS]);
        bool turned = (i >= 16384 && i < 32768) || i >= 49151;
        symbols[i] = (uint8_t)(turned ? 3 - s : s);
    }
}

static void prbs13q(uint8_t *symbols)
{
    uint32_t state = (1u << 13) - 1;
    for (size_t i = 0; i < PRBS13Q_SYMBOLS; i++) {
        uint32_t first = prbs_step(state, 13);
        state = prbs_step(first, 13);
        symbols[i] = (uint8_t)prbs_gray(first & 1, state & 1);
    }
}

sl_status sl_pam4_pattern_symbols(uint8_t *symbols, sl_pam4_pattern pattern)
{
    if (pattern == SL_PAM4_SSPRQ)
        ssprq(symbols);
    else if (pattern == SL_PAM4_PRBS13Q)
        prbs13q(symbols);
    else
        return SL_ERR_DOMAIN;
    return SL_OK;
}
