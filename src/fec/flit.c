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
// Blocks without FEC (flits of 68 B, TLPs) are sent again after any wrong bit. Their CRC surely
// detects up to `sure` wrong bits and a burst inside one byte; what lies beyond is found by the
// same recursion with other states: wrong symbols counted up to sure + 1, wrong bytes up to 2.
// Bursts over several bytes of a lane are other bytes of the block and count as beyond, though a
// CRC detects some of them.
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

// ---- what a CRC may miss ----

#define COUNTS (SL_CRC_SURE_MAX + 2)
#define HITS   3 // wrong bytes: none, one, more

// p[wrong symbols][wrong bytes][last symbol wrong][this byte wrong]; beyond is kept apart
typedef struct block_law {
    double p[COUNTS][HITS][2][2];
    double beyond;
} block_law;

static void step_block(block_law *law, const chain *c, int sure)
{
    block_law next = {.beyond = law->beyond};
    for (int n = 0; n <= sure + 1; n++)
        for (int state = 0; state < 4 * HITS; state++) {
            int hits = state >> 2, last = state >> 1 & 1, hit = state & 1;
            double p = law->p[n][hits][last][hit], wrong = p * (last ? c->again : c->first);
            int more = n > sure ? n : n + 1, bytes = hit || hits == 2 ? hits : hits + 1;
            next.p[n][hits][0][hit] += p - wrong;
            if (more > sure && bytes == 2)
                next.beyond += wrong;
            else
                next.p[more][bytes][1][1] += wrong;
        }
    *law = next;
}

static block_law block_of_lane(const chain *c, int bytes, int symbols_per_byte, int sure)
{
    block_law law = {.beyond = 0.0};
    law.p[0][0][1][0] = stationary(c);
    law.p[0][0][0][0] = 1.0 - law.p[0][0][1][0];
    for (int byte = 0; byte < bytes; byte++) {
        for (int symbol = 0; symbol < symbols_per_byte; symbol++)
            step_block(&law, c, sure);
        for (int n = 0; n <= sure + 1; n++)
            for (int state = 0; state < 2 * HITS; state++) {
                double *p = law.p[n][state >> 1][state & 1];
                p[0] += p[1];
                p[1] = 0.0;
            }
    }
    return law;
}

// Joins a lane: total[wrong symbols][wrong bytes] is the law of the lanes so far within what is
// surely detected. Returns what went beyond with this lane.
static double join_block(double total[COUNTS][HITS], const block_law *lane, int sure)
{
    double next[COUNTS][HITS] = {{0.0}}, beyond = 0.0, within = 0.0;
    for (int a = 0; a < COUNTS * HITS; a++) {
        double before = total[a / HITS][a % HITS];
        within += before;
        for (int b = 0; b < COUNTS * HITS && before > 0.0; b++) {
            const double(*p)[2] = lane->p[b / HITS][b % HITS];
            int n = a / HITS + b / HITS, hits = a % HITS + b % HITS;
            if (n > sure + 1) n = sure + 1;
            if (hits > 2) hits = 2;
            if (n > sure && hits == 2)
                beyond += before * (p[0][0] + p[1][0]);
            else
                next[n][hits] += before * (p[0][0] + p[1][0]);
        }
    }
    for (int a = 0; a < COUNTS * HITS; a++)
        total[a / HITS][a % HITS] = next[a / HITS][a % HITS];
    return beyond + within * lane->beyond;
}

double sl_fec_log10_block_beyond(const sl_error_process *errors, int bytes, int lanes, int sure)
{
    bool in_domain = valid(errors) && bytes >= 1 && lanes >= 1 && lanes <= SL_FLIT_BYTES &&
                     sure >= 0 && sure <= SL_CRC_SURE_MAX;
    if (!in_domain) return NAN;
    chain c = chain_of(errors);
    int symbols = 8 / bits_per_symbol(errors), longer = bytes % lanes;
    block_law law[2] = {block_of_lane(&c, bytes / lanes, symbols, sure)};
    if (longer) law[1] = block_of_lane(&c, bytes / lanes + 1, symbols, sure);
    double total[COUNTS][HITS] = {{1.0}}, beyond = 0.0;
    for (int lane = 0; lane < lanes; lane++)
        beyond += join_block(total, &law[lane < longer], sure);
    return log10(fmin(beyond, 1.0));
}
