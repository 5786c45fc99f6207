// The two-state chain of a segment and the order of RS symbols on a lane. Internal to src/fec.
#ifndef SL_FEC_CHAIN_H
#define SL_FEC_CHAIN_H

#include <math.h>
#include <stdbool.h>

#include "shoreline/fec.h"

#define FEC_RS_SPAN 5 // PAM4 symbols of an RS symbol

typedef struct fec_segment_law {
    double first, again; // chance that a symbol is wrong after a right, after a wrong one
    double share;        // of wrong symbols
} fec_segment_law;

static inline bool fec_segment_law_of(fec_segment_law *law, const sl_fec_segment *s)
{
    double e = 2 * s->ber, a = s->burst;
    if (!(s->ber >= 0 && s->ber < 0.25 && a >= 0 && a < 1)) return false;
    *law = (fec_segment_law){a == 0 ? e : e * (1 - a) / (1 - e), a == 0 ? e : a, e};
    return law->first <= 1;
}

// Streams of RS symbols whose bits take turns on a lane; the link's 0 is 1.
static inline int fec_mux(const sl_fec_link *link)
{
    return link->mux > 1 ? link->mux : 1;
}

// Codeword of a lane's RS symbol: they take turns; where bits do, too, the order shifts by one a
// turn, so that each codeword meets first and second bits alike (802.3 clause 119: even and odd
// lanes begin with different codewords).
static inline int fec_codeword_of(long symbol, int depth, int mux)
{
    return (int)((mux > 1 ? symbol + symbol / depth : symbol) % depth);
}

// Chance that an error of one level flips the second bit of a Gray label: two of the three pairs of
// neighbours; behind a precoder, where levels are modulo 4, two of four.
static inline double fec_second_bit(bool precoded)
{
    return precoded ? 1.0 / 2 : 2.0 / 3;
}

// Chance of n wrong RS symbols of a codeword; the last of `counts` for itself and all above. bits
// (or NULL): mean of the codeword's wrong bits, times that chance.
sl_status fec_counts(double *chance, double *bits, int counts, const sl_fec_link *link);

#endif
