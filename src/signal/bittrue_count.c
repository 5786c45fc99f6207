// Errors of the bit-true engine: ratios, runs, and what they do to Reed-Solomon codewords.
//
// Each lane of a block is a stretch of COUNTED symbols: two codewords of RS(544,514) for PAM4, one
// for NRZ. Runs that a stretch's end cuts are counted as they stand.
#include "signal/bittrue_internal.h"

#include <math.h>
#include <string.h>

#include "shoreline/random.h"

enum { RS_SYMBOLS = 544, RS_BITS = 10 };

static int gray_distance(unsigned i, unsigned j)
{
    return __builtin_popcount((i ^ (i >> 1)) ^ (j ^ (j >> 1)));
}

typedef struct lane_state {
    long last_error;   // symbol, -2: none yet
    unsigned run;      //
    long last_rs;      // RS symbol that was wrong last, counted over the stretch
    unsigned rs_wrong; // in the present codeword
} lane_state;

static void end_run(sl_bittrue_counts *c, lane_state *s)
{
    if (s->run) c->burst[s->run < SL_BURST_BINS ? s->run - 1 : SL_BURST_BINS - 1]++;
    s->run = 0;
}

// Codewords of `per_codeword` symbols up to symbol t are complete.
static void end_codeword(sl_bittrue_counts *c, lane_state *s)
{
    c->rs_errors[s->rs_wrong < SL_RS_BINS ? s->rs_wrong : SL_RS_BINS - 1]++;
    s->rs_wrong = 0;
}

static void one_error(sl_bittrue_counts *c, lane_state *s, long t, long per_rs, int bits)
{
    c->symbol_errors++;
    c->bit_errors += (uint64_t)bits;
    if (t == s->last_error + 1)
        c->errors_after_error++;
    else
        end_run(c, s);
    s->run++;
    s->last_error = t;
    if (!per_rs || t / per_rs == s->last_rs) return;
    if (t / per_rs / RS_SYMBOLS != s->last_rs / RS_SYMBOLS && s->last_rs >= 0) end_codeword(c, s);
    s->last_rs = t / per_rs;
    s->rs_wrong++;
}

void bt_count(sl_bittrue_counts *c, const vb *sent, const vb *decided, int levels)
{
    bool binary = (levels & (levels - 1)) == 0;
    long per_rs = levels == 4 ? RS_BITS / 2 : levels == 2 ? RS_BITS : 0;
    uint64_t codewords = per_rs ? (uint64_t)(LANES * COUNTED / (per_rs * RS_SYMBOLS)) : 0;
    lane_state state[LANES];
    for (int l = 0; l < LANES; l++)
        state[l] = (lane_state){.last_error = -2, .last_rs = -1};
    uint64_t before = 0;
    for (int i = 0; i < SL_RS_BINS; i++)
        before += c->rs_errors[i];
    for (long t = 0; t < COUNTED; t++) {
        uint64_t a[2], b[2];
        memcpy(a, &sent[t], sizeof a);
        memcpy(b, &decided[t], sizeof b);
        if (a[0] == b[0] && a[1] == b[1]) continue;
        for (int l = 0; l < LANES; l++) {
            unsigned i = sent[t][l], j = decided[t][l];
            if (i == j) continue;
            one_error(c, &state[l], t, per_rs, binary ? gray_distance(i, j) : 0);
        }
    }
    uint64_t wrong = 0;
    for (int l = 0; l < LANES; l++) {
        end_run(c, &state[l]);
        if (state[l].rs_wrong) end_codeword(c, &state[l]);
    }
    for (int i = 0; i < SL_RS_BINS; i++)
        wrong += c->rs_errors[i];
    c->rs_errors[0] += codewords - (wrong - before); // those without an error
    c->codewords += codewords;
    c->symbols += (uint64_t)LANES * COUNTED;
}

void bt_sum(sl_bittrue_counts *to, const sl_bittrue_counts *from)
{
    to->symbols += from->symbols;
    to->symbol_errors += from->symbol_errors;
    to->bit_errors += from->bit_errors;
    to->errors_after_error += from->errors_after_error;
    to->codewords += from->codewords;
    for (int i = 0; i < SL_BURST_BINS; i++)
        to->burst[i] += from->burst[i];
    for (int i = 0; i < SL_RS_BINS; i++)
        to->rs_errors[i] += from->rs_errors[i];
}

void bt_finish(sl_bittrue_counts *c, int levels)
{
    if (!c->symbols) return;
    double n = (double)c->symbols, bits = log2(levels);
    c->ser = (double)c->symbol_errors / n;
    sl_wilson(&c->ser_low, &c->ser_high, (double)c->symbol_errors, c->symbols);
    if ((levels & (levels - 1)) == 0) {
        c->ber = (double)c->bit_errors / (n * bits);
        sl_wilson(&c->ber_low, &c->ber_high, (double)c->bit_errors, (uint64_t)(n * bits));
    }
    double first = (double)(c->symbol_errors - c->errors_after_error);
    double after_good = n - (double)c->symbol_errors;
    c->process.nrz = levels == 2;
    c->process.first_ber = after_good > 0 ? first / after_good / bits : 0.25;
    if (c->symbol_errors)
        c->process.burst = (double)c->errors_after_error / (double)c->symbol_errors;
}
