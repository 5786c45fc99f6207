// Retry of flits: three interleaved codewords that correct one byte each, errors that come in
// bursts along the lanes.
//
// Model. 256 bytes of a flit go round the lanes, byte k to lane k mod N, four PAM4 or eight NRZ
// symbols; byte k belongs to codeword k mod 3, which corrects one wrong byte. On each lane, wrong
// symbols are a two-state Markov chain: after a right symbol wrong with q, after a wrong one with b
// + (1-b) q (or A, if that is given). Several segments have each its chain; a symbol is wrong where
// any has erred, behind 1/(1 + D) precoding where the errors of any begin or end.
//
// Equations. q = 2 FBER (NRZ: FBER). Per lane, a recursion over its symbols carries the joint law
// of (which of the three codewords has its one wrong byte, which segments had the last symbol
// wrong, is this byte counted): 8 x 2^segments x 2 states. Lanes are independent: their sets of hit
// codewords are joined one lane after the other. What would need a second byte of a codeword is
// added up as failure the moment it happens.
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
#include "flit.h"

#include <math.h>
#include <string.h>

#define CODEWORDS 3
#define SETS      (1 << CODEWORDS)

// p[set][state][this byte wrong]
typedef struct lane_law {
    double p[SETS][FLIT_STATES][2];
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

// Joins a segment to a chain, of one right state at first.
static void add_segment(flit_chain *c, double first, double again, bool precoded)
{
    int n = c->states;
    double step[2][2] = {{1.0 - first, first}, {1.0 - again, again}};
    double wrong = first / (1.0 - again + first); // of all symbols
    for (int i = 2 * n - 1; i >= 0; i--) {
        c->start[i] = c->start[i % n] * (i / n ? wrong : 1.0 - wrong);
        for (int j = 2 * n - 1; j >= 0; j--) {
            c->step[i][j] = c->step[i % n][j % n] * step[i / n][j / n];
            c->wrong[i][j] = precoded ? i != j : j != 0;
        }
    }
    c->states = 2 * n;
}

static flit_chain chain_of(const sl_error_process *e)
{
    flit_chain c = {.states = 1, .start = {1.0}, .step = {{1.0}}};
    double q = bits_per_symbol(e) * e->first_ber;
    c.symbols_per_byte = 8 / bits_per_symbol(e);
    add_segment(&c, q, e->burst + (1.0 - e->burst) * q, false);
    return c;
}

// One symbol of a byte of a codeword (a bit of the set).
static void step_symbol(lane_law *law, const flit_chain *c, int codeword)
{
    double next[SETS][FLIT_STATES][2];
    for (int set = 0; set < SETS; set++)
        memset(next[set], 0, (size_t)c->states * sizeof next[set][0]);
    for (int set = 0; set < SETS; set++)
        for (int i = 0; i < 2 * c->states; i++) {
            int from = i >> 1, counted = i & 1;
            double p = law->p[set][from][counted];
            for (int to = 0; to < c->states && p > 0.0; to++) {
                double move = p * c->step[from][to];
                if (!c->wrong[from][to])
                    next[set][to][counted] += move;
                else if (counted)
                    next[set][to][1] += move;
                else if (set & codeword)
                    law->fail += move;
                else
                    next[set | codeword][to][1] += move;
            }
        }
    for (int set = 0; set < SETS; set++)
        memcpy(law->p[set], next[set], (size_t)c->states * sizeof next[set][0]);
}

static void end_byte(lane_law *law, int states)
{
    for (int set = 0; set < SETS; set++)
        for (int i = 0; i < states; i++) {
            law->p[set][i][0] += law->p[set][i][1];
            law->p[set][i][1] = 0.0;
        }
}

static lane_law law_of_lane(const flit_chain *c, int lane, int lanes)
{
    lane_law law = {.fail = 0.0};
    for (int i = 0; i < c->states; i++)
        law.p[0][i][0] = c->start[i];
    for (int byte = lane; byte < SL_FLIT_BYTES; byte += lanes) {
        for (int symbol = 0; symbol < c->symbols_per_byte; symbol++)
            step_symbol(&law, c, 1 << byte % CODEWORDS);
        end_byte(&law, c->states);
    }
    return law;
}

// Joins a lane: total[set] is the law of the lanes so far, without failure.
static double join(double total[SETS], const lane_law *lane, int states)
{
    double next[SETS] = {0.0}, fail = 0.0, pass = 0.0;
    for (int set = 0; set < SETS; set++) {
        double p = 0.0;
        for (int i = 0; i < states; i++)
            p += lane->p[set][i][0];
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

double flit_retry(const flit_chain *c, int lanes)
{
    double total[SETS] = {1.0}, fail = 0.0;
    lane_law first[CODEWORDS]; // lanes that carry as many bytes of the same codewords are alike
    int full = SL_FLIT_BYTES % lanes;
    for (int lane = 0; lane < lanes; lane++) {
        bool shorter = full != 0 && lane >= full;
        int like = lane - (shorter ? full : 0);
        if (like < CODEWORDS) first[lane % CODEWORDS] = law_of_lane(c, lane, lanes);
        fail += join(total, &first[lane % CODEWORDS], c->states);
    }
    return log10(fmin(fail, 1.0));
}

double sl_fec_log10_flit_retry(const sl_error_process *errors, int lanes)
{
    if (!valid(errors) || lanes < 1 || lanes > SL_FLIT_BYTES) return NAN;
    flit_chain c = chain_of(errors);
    return flit_retry(&c, lanes);
}

// Some bit wrong: the block's symbols are all right after a right one, or after the stationary mix.
double sl_fec_log10_block_retry(const sl_error_process *errors, double bits)
{
    if (!valid(errors) || !(bits > 0.0)) return NAN;
    flit_chain c = chain_of(errors);
    double symbols = bits / bits_per_symbol(errors);
    double right = (symbols - 1.0) * log1p(-c.step[0][1]);
    double start = c.start[1] * c.step[1][1] + c.start[0] * c.step[0][1]; // first symbol wrong
    return log10(-expm1(right + log1p(-start)));
}

// ---- what a CRC may miss ----

#define COUNTS            (SL_CRC_SURE_MAX + 2)
#define HITS              3 // wrong bytes: none, one, more
#define CRC_SURE_OF_FLITS 2

// p[wrong symbols][wrong bytes][state][this byte wrong]; beyond is kept apart
typedef struct block_law {
    double p[COUNTS][HITS][FLIT_STATES][2];
    double beyond;
} block_law;

static void step_block(block_law *law, const flit_chain *c, int sure)
{
    double next[COUNTS][HITS][FLIT_STATES][2];
    for (int cell = 0; cell < (sure + 2) * HITS; cell++)
        memset(next[cell / HITS][cell % HITS], 0, (size_t)c->states * sizeof next[0][0][0]);
    for (int cell = 0; cell < (sure + 2) * HITS; cell++)
        for (int i = 0; i < 2 * c->states; i++) {
            int n = cell / HITS, hits = cell % HITS, from = i >> 1, hit = i & 1;
            double p = law->p[n][hits][from][hit];
            int more = n > sure ? n : n + 1, bytes = hit || hits == 2 ? hits : hits + 1;
            for (int to = 0; to < c->states && p > 0.0; to++) {
                double move = p * c->step[from][to];
                if (!c->wrong[from][to])
                    next[n][hits][to][hit] += move;
                else if (more > sure && bytes == 2)
                    law->beyond += move;
                else
                    next[more][bytes][to][1] += move;
            }
        }
    for (int cell = 0; cell < (sure + 2) * HITS; cell++)
        memcpy(law->p[cell / HITS][cell % HITS], next[cell / HITS][cell % HITS],
               (size_t)c->states * sizeof next[0][0][0]);
}

static void block_of_lane(block_law *law, const flit_chain *c, int bytes, int sure)
{
    memset(law, 0, sizeof *law);
    for (int i = 0; i < c->states; i++)
        law->p[0][0][i][0] = c->start[i];
    for (int byte = 0; byte < bytes; byte++) {
        for (int symbol = 0; symbol < c->symbols_per_byte; symbol++)
            step_block(law, c, sure);
        for (int cell = 0; cell < (sure + 2) * HITS; cell++)
            for (int i = 0; i < c->states; i++) {
                double *p = law->p[cell / HITS][cell % HITS][i];
                p[0] += p[1];
                p[1] = 0.0;
            }
    }
}

// Joins a lane: total[wrong symbols][wrong bytes] is the law of the lanes so far within what is
// surely detected. Returns what went beyond with this lane.
static double join_block(double total[COUNTS][HITS], const block_law *lane, int states, int sure)
{
    double next[COUNTS][HITS] = {{0.0}}, within[COUNTS][HITS] = {{0.0}}, beyond = 0.0, all = 0.0;
    for (int b = 0; b < COUNTS * HITS; b++)
        for (int i = 0; i < states; i++)
            within[b / HITS][b % HITS] += lane->p[b / HITS][b % HITS][i][0];
    for (int a = 0; a < COUNTS * HITS; a++) {
        double before = total[a / HITS][a % HITS];
        all += before;
        for (int b = 0; b < COUNTS * HITS && before > 0.0; b++) {
            int n = a / HITS + b / HITS, hits = a % HITS + b % HITS;
            if (n > sure + 1) n = sure + 1;
            if (hits > 2) hits = 2;
            if (n > sure && hits == 2)
                beyond += before * within[b / HITS][b % HITS];
            else
                next[n][hits] += before * within[b / HITS][b % HITS];
        }
    }
    memcpy(total, next, sizeof next);
    return beyond + all * lane->beyond;
}

double flit_beyond(const flit_chain *c, int bytes, int lanes, int sure)
{
    int longer = bytes % lanes;
    block_law law[2];
    double total[COUNTS][HITS] = {{1.0}}, beyond = 0.0;
    block_of_lane(&law[0], c, bytes / lanes, sure);
    if (longer) block_of_lane(&law[1], c, bytes / lanes + 1, sure);
    for (int lane = 0; lane < lanes; lane++)
        beyond += join_block(total, &law[lane < longer], c->states, sure);
    return log10(fmin(beyond, 1.0));
}

double sl_fec_log10_block_beyond(const sl_error_process *errors, int bytes, int lanes, int sure)
{
    bool in_domain = valid(errors) && bytes >= 1 && lanes >= 1 && lanes <= SL_FLIT_BYTES &&
                     sure >= 0 && sure <= SL_CRC_SURE_MAX;
    if (!in_domain) return NAN;
    flit_chain c = chain_of(errors);
    return flit_beyond(&c, bytes, lanes, sure);
}

sl_status sl_fec_flit_tail_of(sl_fec_flit_tail *out, const sl_fec_flit_link *link)
{
    flit_chain c = {.states = 1, .symbols_per_byte = 4, .start = {1.0}, .step = {{1.0}}};
    *out = (sl_fec_flit_tail){NAN, NAN, NAN};
    if (link->segments < 1 || link->segments > SL_FEC_SEGMENTS_MAX || link->lanes < 1 ||
        link->lanes > SL_FLIT_BYTES)
        return SL_ERR_DOMAIN;
    for (int s = 0; s < link->segments; s++) {
        double first = 2.0 * link->segment[s].ber, again = link->segment[s].burst;
        if (!(first >= 0.0 && first <= 0.5 && again >= 0.0 && again < 1.0)) return SL_ERR_DOMAIN;
        add_segment(&c, first, again > 0.0 ? again : first, link->precoded);
    }
    out->log10_retry = flit_retry(&c, link->lanes);
    out->log10_beyond = flit_beyond(&c, SL_FLIT_BYTES, link->lanes, CRC_SURE_OF_FLITS);
    out->log10_ber = flit_ber(&c, link->lanes);
    return SL_OK;
}
