// Figures of a code from the chances of its counts of wrong symbols. Internal to src/fec.
#ifndef SL_FEC_TAIL_H
#define SL_FEC_TAIL_H

#include "shoreline/fec.h"

// bits: mean of wrong bits of a codeword with so many, times their chance.
void fec_tail_from(sl_fec_tail *out, const double *chance, const double *bits, int counts,
                   sl_fec_code code);

// Independent RS symbols, wrong with chance 10^log10_p: log10 of the codeword error ratio, of the
// symbol error ratio behind the decoder, and the chance that what is beyond is miscorrected.
typedef struct fec_binomial {
    double log10_codeword, log10_residual, miscorrected;
} fec_binomial;

fec_binomial fec_binomial_of(sl_fec_code code, double log10_p);

// log10(1 - (1 - 10^log10_p)^m)
double fec_log10_any(double log10_p, double m);
// Codewords that take a 64B/66B stream's frame with them: N + L/5140, see fec.h.
double fec_codewords_of_frame(double frame_bytes, int codewords);

#endif
