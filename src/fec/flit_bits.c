// Bits of a flit that are wrong behind its FEC.
//
// A codeword with one wrong byte is mended, one with more keeps them all (a miscorrection adds one
// byte to two or more; left out). For one codeword, a lane at a time, the law of (wrong bytes: 0,
// 1, more) is carried with the mean of the wrong symbols in each case; lanes are joined by
// products. One bit of a wrong symbol is wrong. Sums of positive terms only.
#include "flit.h"

#include <math.h>
#include <string.h>

#define CODEWORDS 3
#define HITS      3

// [hits][state][this byte wrong]: chance, and mean of wrong symbols times chance.
typedef struct bits_law {
    double p[HITS][FLIT_STATES][2], symbols[HITS][FLIT_STATES][2];
} bits_law;

static void step_symbol(bits_law *law, const flit_chain *c, bool ours)
{
    bits_law next;
    memset(&next, 0, sizeof next);
    for (int hits = 0; hits < HITS; hits++)
        for (int i = 0; i < 2 * c->states; i++) {
            int from = i >> 1, hit = i & 1;
            double p = law->p[hits][from][hit], m = law->symbols[hits][from][hit];
            for (int to = 0; to < c->states && p > 0; to++) {
                double step = c->step[from][to];
                bool wrong = ours && c->wrong[from][to];
                int more = wrong && !hit && hits < HITS - 1 ? hits + 1 : hits;
                next.p[more][to][hit || wrong] += p * step;
                next.symbols[more][to][hit || wrong] += (m + (wrong ? p : 0)) * step;
            }
        }
    *law = next;
}

static void lane_of(double p[HITS], double symbols[HITS], const flit_chain *c, int codeword,
                    int lane, int lanes)
{
    bits_law law;
    memset(&law, 0, sizeof law);
    for (int i = 0; i < c->states; i++)
        law.p[0][i][0] = c->start[i];
    for (int byte = lane; byte < SL_FLIT_BYTES; byte += lanes) {
        for (int k = 0; k < c->symbols_per_byte; k++)
            step_symbol(&law, c, byte % CODEWORDS == codeword);
        for (int i = 0; i < HITS * c->states; i++) {
            double *at = law.p[i / c->states][i % c->states];
            double *mean = law.symbols[i / c->states][i % c->states];
            at[0] += at[1], at[1] = 0;
            mean[0] += mean[1], mean[1] = 0;
        }
    }
    for (int hits = 0; hits < HITS; hits++) {
        p[hits] = symbols[hits] = 0;
        for (int i = 0; i < c->states; i++) {
            p[hits] += law.p[hits][i][0];
            symbols[hits] += law.symbols[hits][i][0];
        }
    }
}

static double wrong_symbols(const flit_chain *c, int codeword, int lanes)
{
    double p[HITS] = {1}, symbols[HITS] = {0};
    for (int lane = 0; lane < lanes && lane < SL_FLIT_BYTES; lane++) {
        double q[HITS], more[HITS], next_p[HITS] = {0}, next_symbols[HITS] = {0};
        lane_of(q, more, c, codeword, lane, lanes);
        for (int a = 0; a < HITS; a++)
            for (int b = 0; b < HITS; b++) {
                int hits = a + b < HITS ? a + b : HITS - 1;
                next_p[hits] += p[a] * q[b];
                next_symbols[hits] += symbols[a] * q[b] + p[a] * more[b];
            }
        memcpy(p, next_p, sizeof p);
        memcpy(symbols, next_symbols, sizeof symbols);
    }
    return symbols[HITS - 1];
}

double flit_ber(const flit_chain *c, int lanes)
{
    double sum = 0;
    for (int codeword = 0; codeword < CODEWORDS; codeword++)
        sum += wrong_symbols(c, codeword, lanes);
    return log10(sum / (8.0 * SL_FLIT_BYTES));
}
