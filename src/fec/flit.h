// Chains of wrong symbols on a lane of flits. Internal to src/fec.
#ifndef SL_FEC_FLIT_H
#define SL_FEC_FLIT_H

#include <stdbool.h>

#include "shoreline/fec.h"

#define FLIT_STATES (1 << SL_FEC_SEGMENTS_MAX)

// Which of the segments had their last symbol wrong.
typedef struct flit_chain {
    int states, symbols_per_byte;
    double start[FLIT_STATES];
    double step[FLIT_STATES][FLIT_STATES];
    bool wrong[FLIT_STATES][FLIT_STATES]; // the symbol, after such a step
} flit_chain;

// log10 as the public functions of the same names.
double flit_retry(const flit_chain *c, int lanes);
double flit_beyond(const flit_chain *c, int bytes, int lanes, int sure);
// Of bits behind the FEC.
double flit_ber(const flit_chain *c, int lanes);

#endif
