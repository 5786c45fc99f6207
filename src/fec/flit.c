// Retry of flits: three interleaved codewords that correct one byte each, errors that come in
// bursts along the lanes.
//
// Model. 256 bytes of a flit go round the lanes, byte k to lane k mod N, four PAM4 or eight NRZ
// symbols; byte k belongs to codeword k mod 3, which corrects one wrong byte. On each lane, wrong
// symbols are a two-state Markov chain: after a right symbol wrong with q, after a wrong one with b
// + (1-b) q.
//
// Equations. q = 2 FBER (NRZ: FBER). Per lane, a recursion over its symbols carries the joint law
// of (which of the three codewords has its one wrong byte, is the last symbol wrong, is this byte
// counted): 8 x 2 x 2 states. Lanes are independent: their sets of hit codewords are joined one
// lane after the other. What would need a second byte of a codeword is added up as failure the
// moment it happens.
//
// Assumptions. Stationary: a burst may run in from the flit before. Two wrong bytes of a codeword
// always end in a retry: the code's miscorrections are caught by the 8 bytes of CRC.
//
// Accuracy. Only sums of positive terms, so that 1e-60 has all its digits; exact for the process.
// To first order without bursts P = (2048 F)^2 / 6.
//
// Limits. One FBER and burst law for all lanes; no bursts across lanes (common clock, supply); the
// interleave of bytes after precoding or lane swaps of a retimer is taken as above.
//
// Sources. PCI Express 6.0 flit mode: 256 B = 242 B + 8 B CRC + 6 B FEC, three-way interleaved.
#include "shoreline/fec.h"

#include <math.h>
#include <stdbool.h>

#define CODEWORDS 3
#define SETS      (1 << CODEWORDS)

typedef struct chain {
    double first, again; // chance that a symbol is wrong after a right, after a wrong one
} chain;

// p[set][last symbol wrong][this byte wrong]
typedef struct lane_law {
    double p[SETS][2][2];
    double fail;
} lane_law;

static int valid(const sl_error_process *e)
{
    return e->first_ber >= 0.0 && e->first_ber <= 0.25 && e->burst >= 0.0 && e->burst < 1.0;
}

static int bits_per_symbol(const sl_error_process *e)
{
    return e->nrz ? 1 : 2;
}

static chain chain_of(const sl_error_process *e)
{
    double q = bits_per_symbol(e) * e->first_ber;
    return (chain){q, e->burst + (1.0 - e->burst) * q};
}

// Chance that a symbol is wrong, of all symbols.
static double stationary(const chain *c)
{
    return c->first / (1.0 - c->again + c->first);
}

// One symbol of a byte of a codeword (a bit of the set).
static void step_symbol(lane_law *law, const chain *c, int codeword)
{
    lane_law next = {.fail = law->fail};
    for (int set = 0; set < SETS; set++)
        for (int state = 0; state < 4; state++) {
            int last = state >> 1, counted = state & 1;
            double p = law->p[set][last][counted], wrong = p * (last ? c->again : c->first);
            next.p[set][0][counted] += p - wrong;
            if (counted)
                next.p[set][1][1] += wrong;
            else if (set & codeword)
                next.fail += wrong;
            else
                next.p[set | codeword][1][1] += wrong;
        }
    *law = next;
}

static void end_byte(lane_law *law)
{
    for (int set = 0; set < SETS; set++)
        for (int last = 0; last < 2; last++) {
            law->p[set][last][0] += law->p[set][last][1];
            law->p[set][last][1] = 0.0;
        }
}

static lane_law law_of_lane(const chain *c, int lane, int lanes, int symbols_per_byte)
{
    lane_law law = {.fail = 0.0};
    law.p[0][1][0] = stationary(c);
    law.p[0][0][0] = 1.0 - law.p[0][1][0];
    for (int byte = lane; byte < SL_FLIT_BYTES; byte += lanes) {
        for (int symbol = 0; symbol < symbols_per_byte; symbol++)
            step_symbol(&law, c, 1 << byte % CODEWORDS);
        end_byte(&law);
    }
    return law;
}

// Joins a lane: total[set] is the law of the lanes so far, without failure.
static double join(double total[SETS], const lane_law *lane)
{
    double next[SETS] = {0.0}, fail = 0.0, pass = 0.0;
    for (int set = 0; set < SETS; set++) {
        double p = lane->p[set][0][0] + lane->p[set][1][0];
        for (int before = 0; before < SETS; before++)
            if (set & before)
                fail += total[before] * p;
            else
                next[set | before] += total[before] * p;
    }
    for (int set = 0; set < SETS; set++) {
        pass += total[set];
        total[set] = next[set];
    }
    return fail + pass * lane->fail;
}

double sl_fec_log10_flit_retry(const sl_error_process *errors, int lanes)
{
    if (!valid(errors) || lanes < 1 || lanes > SL_FLIT_BYTES) return NAN;
    chain c = chain_of(errors);
    double total[SETS] = {1.0}, fail = 0.0;
    lane_law first[CODEWORDS]; // lanes that carry as many bytes of the same codewords are alike
    int full = SL_FLIT_BYTES % lanes;
    for (int lane = 0; lane < lanes; lane++) {
        bool shorter = full != 0 && lane >= full;
        int like = lane - (shorter ? full : 0);
        if (like < CODEWORDS)
            first[lane % CODEWORDS] = law_of_lane(&c, lane, lanes, 8 / bits_per_symbol(errors));
        fail += join(total, &first[lane % CODEWORDS]);
    }
    return log10(fmin(fail, 1.0));
}

// Some bit wrong: the block's symbols are all right after a right one, or after the stationary mix.
double sl_fec_log10_block_retry(const sl_error_process *errors, double bits)
{
    if (!valid(errors) || !(bits > 0.0)) return NAN;
    chain c = chain_of(errors);
    double symbols = bits / bits_per_symbol(errors), pi = stationary(&c);
    double right = (symbols - 1.0) * log1p(-c.first);
    double start = pi * c.again + (1.0 - pi) * c.first; // first symbol wrong
    return log10(-expm1(right + log1p(-start)));
}
