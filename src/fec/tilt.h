// The tilted law of a segment's errors within a group of symbols. Internal to src/fec.
#ifndef SL_FEC_TILT_H
#define SL_FEC_TILT_H

#include "chain.h"

#define TILT_SETS    (1 << SL_FEC_MUX_MAX)
#define TILT_SYMBOLS (FEC_RS_SPAN * SL_FEC_MUX_MAX)

#define TILT_GAPS 8 // groups of others in front of one of the codeword's that are tilted, too

#define TILT_CLASSES 4 // lengths of gaps

// ahead[k][state][set]: mean of z^(RS symbols of the codeword wrong at the group's end) end[state
// there], seen before symbol k of the group, the symbol before it wrong or not, a set of RS symbols
// wrong so far. end: what follows is worth.
typedef struct tilt_group {
    int mask; // its RS symbols that are the codeword's
    double ahead[TILT_SYMBOLS + 1][2][TILT_SETS], end[2];
    double hazard; // -log of staying right and without a hit over the group, tilted
} tilt_group;

typedef struct tilt {
    fec_segment_law law;
    int mux, symbols; // streams; PAM4 symbols of a group
    bool precoded;
    int gap[TILT_CLASSES];                 // groups of others behind one of the codeword's
    double turns[TILT_SETS][TILT_CLASSES]; // groups of a frame by mask, 0 of the empty one
    double z;
    tilt_group group[TILT_SETS][TILT_CLASSES];
    tilt_group before[TILT_GAPS + 1]; // so many groups before one of the codeword's
} tilt;

// One step of the chain that may hit: chances of nothing, of its first, of its second bit.
typedef struct tilt_step {
    int set[3];
    double chance[3];
} tilt_step;

// From the state of symbol k - 1 to that of symbol k.
static inline void tilt_step_of(tilt_step *s, const tilt *t, int mask, int k, int set, bool from,
                                bool to)
{
    double wrong = from ? t->law.again : t->law.first, p = to ? wrong : 1 - wrong;
    double second = fec_second_bit(t->precoded);
    bool hit = t->precoded ? from != to : to;
    s->set[0] = set;
    s->set[1] = set | (1 << 2 * k % t->mux & mask);
    s->set[2] = set | (1 << (2 * k + 1) % t->mux & mask);
    s->chance[0] = hit ? 0 : p;
    s->chance[1] = hit ? p * (1 - second) : 0;
    s->chance[2] = hit ? p * second : 0;
}

// Makes z so that the codeword has `wrong` RS symbols wrong in the mean, or z = 1 where it has so
// without, and the tables of all groups.
void tilt_choose(tilt *t, int segments, double wrong);

#endif
