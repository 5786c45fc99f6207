// Chase decoding of the inner code, by Monte Carlo in strata.
//
// Model. The block of inner.c over PAM4 with Gaussian noise whose symbol error ratio is s = 3/2
// Q(d): outer levels err to one side, inner ones to both, always by one level. Every symbol is
// decided and has a metric: the squared distance that its other decision costs more, the neighbour
// on the sample's side (outermost: the only neighbour). Chase: the `chase` symbols with the
// smallest metric are flipped in all 2^chase ways; each pattern whose syndrome is 0, or is the
// column of one code bit that is then flipped too, is a code word; the one with the least sum of
// metrics wins. No code word: the decisions stand. Method. Strata by the number w of wrong
// decisions in a block of 64: P(w) is binomial and exact, so that only the share of symbols left
// wrong given w is drawn, SL_INNER_BLOCKS of them a stratum with offsets from the truncated
// Gaussian. The estimate holds at any error ratio; its standard error follows from the strata's
// variances. Draws are a function of (seed, stratum, block). Assumptions. One level wide errors;
// unquantised samples; no correlation of noise. Sources. Chase, IEEE Trans. IT-18 (1972) 170; the
// code: inner.c. The decoder of clause 177 is not prescribed.
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "inner.h"
#include "shoreline/fec.h"
#include "shoreline/numeric.h"
#include "shoreline/random.h"

#define SYMBOLS  64
#define MESSAGES 60
#define CODEBITS 68
#define RS       12
#define STRATA   20 // more wrong symbols: all of them stay wrong
#define NONE     255

typedef struct code {
    uint8_t column[CODEBITS];
    uint8_t bit_of[256]; // code bit whose column a syndrome is
} code;

static void make_code(code *c)
{
    unsigned state = 0x94; // 10010100
    memset(c->bit_of, NONE, sizeof c->bit_of);
    for (int k = 0; k < CODEBITS; k++) {
        if (k < MESSAGES) {
            c->column[k] = (uint8_t)state;
            state = state & 1 ? state >> 1 ^ 0xD9 : state >> 1; // 11011001
        } else {
            c->column[k] = (uint8_t)(0x80 >> (k - MESSAGES));
        }
        c->bit_of[c->column[k]] = (uint8_t)k;
    }
}

// A symbol as received: level sent and decided (0..3), and the code bit that its neighbour flips.
typedef struct symbol {
    int sent, decided, other, bit;
    double metric;
} symbol;

// Code bit that the change of a symbol from level a to its neighbour b flips.
static int flipped_bit(int place, int a, int b)
{
    if (place < MESSAGES) return place;
    int first = (a ^ (a >> 1)) ^ (b ^ (b >> 1)); // Gray label's change: 1 second bit, 2 first
    return MESSAGES + 2 * (place - MESSAGES) + (first == 1);
}

// offset: of the sample from the level decided, in units where neighbours lie 2 apart.
static void receive(symbol *s, int place, int sent, int decided, double offset)
{
    int side = offset < 0 ? -1 : 1, other = decided + side;
    if (other < 0 || other > 3) other = decided - side;
    double away = (other > decided) == (offset > 0) ? 2 - fabs(offset) : 2 + fabs(offset);
    s->sent = sent;
    s->decided = decided;
    s->other = other;
    s->bit = flipped_bit(place, decided, other);
    s->metric = away * away - offset * offset;
}

typedef struct draws {
    uint64_t seed, stratum, block, next;
    double u[4], spare;
    int left;
    bool has_spare;
} draws;

static double uniform(draws *d)
{
    if (d->left == 0) {
        sl_random_uniform4(d->u, d->seed, d->stratum, d->block, d->next++);
        d->left = 4;
    }
    return d->u[--d->left];
}

static double normal(draws *d)
{
    if (d->has_spare) {
        d->has_spare = false;
        return d->spare;
    }
    double r = sqrt(-2 * log(uniform(d))), a = 6.283185307179586477 * uniform(d);
    d->spare = r * sin(a);
    d->has_spare = true;
    return r * cos(a);
}

// A right decision: offsets beyond the threshold (1) are drawn again.
static void right(symbol *s, int place, double sigma, draws *d)
{
    for (;;) {
        int level = (int)(4 * uniform(d));
        double offset = sigma * normal(d);
        if (offset > 1 && level < 3) continue;
        if (offset < -1 && level > 0) continue;
        receive(s, place, level, level, offset);
        return;
    }
}

// A wrong one: the offset lies beyond the threshold, towards a level that there is.
static void wrong(symbol *s, int place, double sigma, draws *d)
{
    double tail = sl_q(1 / sigma), offset = sigma * sl_q_inverse(uniform(d) * tail), pick;
    pick = 6 * uniform(d); // each of the three pairs of neighbours, both ways
    int lower = (int)pick / 2, up = (int)pick % 2;
    int sent = up ? lower : lower + 1, decided = up ? lower + 1 : lower;
    receive(s, place, sent, decided, up ? offset - 2 : 2 - offset);
}

static void draw_block(symbol *s, int w, double sigma, draws *d)
{
    bool bad[SYMBOLS] = {false};
    for (int k = SYMBOLS - w; k < SYMBOLS; k++) { // w places of 64, each set as likely (Floyd)
        int t = (int)(uniform(d) * (k + 1));
        bad[bad[t] ? k : t] = true;
    }
    for (int i = 0; i < SYMBOLS; i++) {
        if (bad[i])
            wrong(&s[i], i, sigma, d);
        else
            right(&s[i], i, sigma, d);
    }
}

// The symbols with the smallest metrics, in the order of metrics.
static void least(int *out, const symbol *s, int n)
{
    for (int k = 0; k < n; k++) {
        int best = -1;
        for (int i = 0; i < SYMBOLS; i++) {
            bool taken = false;
            for (int j = 0; j < k; j++)
                taken = taken || out[j] == i;
            if (!taken && (best < 0 || s[i].metric < s[best].metric)) best = i;
        }
        out[k] = best;
    }
}

// Symbol that carries a code bit, and whether it is the bit that its neighbour flips.
static int carrier(int bit, const symbol *s, bool *near)
{
    int place = bit < MESSAGES ? bit : MESSAGES + (bit - MESSAGES) / 2;
    *near = s[place].bit == bit;
    return place;
}

static unsigned syndrome_of(const symbol *s, const code *c)
{
    unsigned syndrome = 0;
    for (int i = 0; i < SYMBOLS; i++) { // of the errors: the code is linear
        int change = (s[i].sent ^ (s[i].sent >> 1)) ^ (s[i].decided ^ (s[i].decided >> 1));
        if (i < MESSAGES) {
            if (change) syndrome ^= c->column[i];
            continue;
        }
        if (change & 2) syndrome ^= c->column[MESSAGES + 2 * (i - MESSAGES)];
        if (change & 1) syndrome ^= c->column[MESSAGES + 2 * (i - MESSAGES) + 1];
    }
    return syndrome;
}

// Levels after decoding.
static void decode(int *level, const symbol *s, const code *c, int chase)
{
    int order[SL_FEC_CHASE_MAX], best_extra = -1;
    unsigned start = syndrome_of(s, c), best_set = 0;
    double best = INFINITY;
    bool near;
    least(order, s, chase);
    for (unsigned set = 0; set < 1u << chase; set++) {
        unsigned syndrome = start;
        double metric = 0;
        int extra = -1;
        for (int k = 0; k < chase; k++)
            if (set >> k & 1) {
                syndrome ^= c->column[s[order[k]].bit];
                metric += s[order[k]].metric;
            }
        if (syndrome != 0) {
            if (c->bit_of[syndrome] == NONE) continue;
            extra = carrier(c->bit_of[syndrome], s, &near);
            bool flipped = false;
            for (int k = 0; k < chase; k++)
                flipped = flipped || (order[k] == extra && (set >> k & 1));
            if (!near || flipped) continue; // a level two away, or a pattern seen without it
            metric += s[extra].metric;
        }
        if (metric < best) {
            best = metric;
            best_set = set;
            best_extra = extra;
        }
    }
    for (int i = 0; i < SYMBOLS; i++)
        level[i] = s[i].decided;
    for (int k = 0; k < chase; k++)
        if (best_set >> k & 1) level[order[k]] = s[order[k]].other;
    if (best_extra >= 0) level[best_extra] = s[best_extra].other;
}

typedef struct shares {
    double symbols, rs; // of the 60 message symbols, of the 12 RS symbols
} shares;

static shares left_wrong(const int *level, const symbol *s)
{
    shares out = {0, 0};
    for (int r = 0; r < RS; r++) {
        int bad = 0;
        for (int i = 5 * r; i < 5 * r + 5; i++)
            bad += level[i] != s[i].sent;
        out.symbols += bad / (double)MESSAGES;
        out.rs += (bad > 0) / (double)RS;
    }
    return out;
}

typedef struct stratum {
    double sum, square, rs_sum, rs_square;
} stratum;

static stratum run_stratum(int w, double sigma, int chase, int blocks, uint64_t seed, const code *c,
                           int threads)
{
    double sum = 0, square = 0, rs_sum = 0, rs_square = 0;
    // Shares are multiples of 1/60 and 1/12: sums of whole numbers, the same in any order.
#pragma omp parallel for reduction(+ : sum, square, rs_sum, rs_square) num_threads(threads)
    for (int b = 0; b < blocks; b++) {
        symbol s[SYMBOLS];
        int level[SYMBOLS];
        draws d = {.seed = seed, .stratum = (uint64_t)w, .block = (uint64_t)b};
        draw_block(s, w, sigma, &d);
        decode(level, s, c, chase);
        shares x = left_wrong(level, s);
        double n = round(x.symbols * MESSAGES), m = round(x.rs * RS);
        sum += n;
        square += n * n;
        rs_sum += m;
        rs_square += m * m;
    }
    return (stratum){sum / MESSAGES, square / MESSAGES / MESSAGES, rs_sum / RS,
                     rs_square / RS / RS};
}

static double log_binomial(int n, int k, double p)
{
    return lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0) + k * log(p) +
           (n - k) * log1p(-p);
}

// Adds a stratum of weight p: mean of n draws and the variance of that mean.
static void add(double *mean, double *variance, double p, double sum, double square, int n)
{
    double m = sum / n;
    *mean += p * m;
    *variance += p * p * fmax(square / n - m * m, 0) / n;
}

// Blocks of a stratum: of two wrong symbols and more by their probability, as most of what is left
// wrong comes from the likeliest of them; few of the rest.
static int blocks_of(int w, double s, int blocks)
{
    double two = log_binomial(SYMBOLS, 2, s), share = exp(log_binomial(SYMBOLS, w, s) - two);
    if (w == 1) return blocks / 10 + 2;
    return (int)(blocks * fmin(share, 1)) + blocks / 20 + 2;
}

sl_status sl_fec_inner_soft(sl_fec_inner *out, double ber, const sl_fec_inner_opts *opts)
{
    double s = 2 * ber, mean = 0, variance = 0, rs = 0, rs_variance = 0;
    code c;
    *out = (sl_fec_inner){NAN, NAN, NAN, NAN};
    if (!(ber > 0 && ber <= 0.05) || opts->chase < 0 || opts->chase > SL_FEC_CHASE_MAX ||
        opts->blocks < 2)
        return SL_ERR_DOMAIN;
    double sigma = 1 / sl_q_inverse(s / 1.5);
    make_code(&c);
    for (int w = 1; w <= SYMBOLS; w++) {
        double p = exp(log_binomial(SYMBOLS, w, s));
        if (w > STRATA) { // a bound, below 1e-12 of the rest
            mean += p;
            rs += p;
            continue;
        }
        int blocks = blocks_of(w, s, opts->blocks);
        stratum x = run_stratum(w, sigma, opts->chase, blocks, opts->seed, &c,
                                opts->threads > 0 ? opts->threads : 1);
        add(&mean, &variance, p, x.sum, x.square, blocks);
        add(&rs, &rs_variance, p, x.rs_sum, x.rs_square, blocks);
    }
    *out = (sl_fec_inner){.ber = mean / 2,
                          .ber_error = sqrt(variance) / 2,
                          .rs_symbol_error_ratio = rs,
                          .rs_symbol_error = sqrt(rs_variance)};
    return SL_OK;
}
