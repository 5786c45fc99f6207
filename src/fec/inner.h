// The inner code of the 200 Gb/s lanes: what is left wrong. Internal to src/fec.
#ifndef SL_FEC_INNER_H
#define SL_FEC_INNER_H

#include <stdbool.h>
#include <stdint.h>

#include "shoreline/codec.h"
#include "shoreline/fec.h"

typedef enum sl_inner_residual { SL_INNER_PAM4_SYMBOL, SL_INNER_RS_SYMBOL } sl_inner_residual;

// log10 of the residual error ratio of the 60 message PAM4 symbols, or of the 12 RS symbols they
// carry, when PAM4 symbols are wrong by one level with probability ser (0..1), independently.
double sl_inner_log10_residual(sl_inner_residual kind, double ser);
// Mean share of them left wrong by hard decisions, given w (0..64) wrong symbols, places all alike.
double inner_hard_share(sl_inner_residual kind, int w);

// Of the 68 code bits of a block; 0 for a code word.
uint8_t inner_syndrome(const sl_inner_block *block);
// As sl_inner_decode_all(), to words with the syndromes coset[] instead of code words.
size_t inner_decode_cosets(sl_inner_block *block, const float *sample, const uint8_t *coset,
                           size_t blocks, int chase);

#define INNER_SYMBOLS 64
#define INNER_STRATA  20 // wrong symbols of a block; of more, all stay wrong

// How many symbols of a block are wrong, and which, for a two-state chain.
typedef struct inner_law {
    double ber;                       // half of the symbol error ratio
    double weight[INNER_SYMBOLS + 1]; // chance of w wrong symbols
    double starts[INNER_STRATA + 1];  // that the symbol in front was wrong, given w
    // that symbol k is wrong, given how many are still to come and whether the one before is
    double wrong[INNER_SYMBOLS][INNER_STRATA + 1][2];
} inner_law;

// ber above 0, below 0.25; burst 0..1, below 1, as in sl_fec_segment.
void inner_law_of(inner_law *law, double ber, double burst);

// Sums over blocks of the message symbols, and of the RS symbols, left wrong.
typedef struct inner_sums {
    uint64_t symbols, symbols_square, rs, rs_square;
} inner_sums;

// Of `blocks` blocks with w (1..INNER_STRATA) wrong decisions each, decoded with every chase whose
// bit is set in `chases`.
void inner_stratum(inner_sums out[SL_FEC_CHASE_MAX + 1], const inner_law *law, int w,
                   unsigned chases, int blocks, uint64_t seed, int threads);

// ---- the table that tools/make_inner_table.c wrote (inner_table.c) ----

#define INNER_TABLE_POINTS 13

// Mean shares of message symbols and of RS symbols left wrong, and their standard errors.
typedef struct inner_share {
    float symbols, symbols_error, rs, rs_error;
} inner_share;

extern const double inner_table_ber[INNER_TABLE_POINTS]; // ascending, in equal ratios
extern const inner_share inner_table[SL_FEC_CHASE_MAX][INNER_TABLE_POINTS][INNER_STRATA];

// ---- and that of tools/make_inner_bursts.c (inner_bursts.c) ----

#define INNER_BURSTS 5

extern const double inner_burst[INNER_BURSTS]; // chance of going on, ascending
// RS symbols left wrong over those of places all alike.
extern const float inner_burst_share[SL_FEC_CHASE_MAX + 1][INNER_BURSTS][INNER_STRATA];

#endif
