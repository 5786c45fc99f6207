// Reed-Solomon codes behind lanes whose errors come in bursts, over several segments of a link.
//
// Model. On each segment a PAM4 symbol is wrong with probability p0 after a right one and A after a
// wrong one; p0 = 2 b (1 - A)/(1 - 2 b) makes the mean symbol error ratio 2 b, b the bit error
// ratio under Gray labels. Segments err independently; a symbol is wrong at the end where any has
// erred. An RS symbol is five consecutive PAM4 symbols (symbol multiplexing); d codewords take
// turns by RS symbol, so that 5 (d - 1) symbols of others lie between two of one. With 1/(1 + D)
// precoding b is that before decoding, and a decoded symbol is wrong where an error begins or ends:
// e_i != e_(i-1). Equations. T: transitions of the states of all segments; M0: those over five
// symbols that leave the RS symbol right (no symbol wrong; with precoding: no change of state of a
// segment), M1 = T^5 - M0; G = T^(5 (d - 1)). The distribution of the number of wrong RS symbols of
// a codeword follows step by step from the stationary state: x -> x (M0 + z M1) G, n times. Sums of
// positive terms only, so that tails keep their relative accuracy to 1e-300. Assumptions. Two
// wrongs of different segments on one symbol do not undo each other. Five symbols begin with an RS
// symbol. Limits. Bit multiplexing and longer memory are not covered. Sources. Markov model: IEEE
// 802.3 burst error analyses (class assumption); algebra: textbook.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "shoreline/fec.h"

#define SYMBOLS 5 // PAM4 symbols of an RS symbol
#define STATES  (1 << SL_FEC_SEGMENTS_MAX)

typedef double matrix[STATES * STATES];

typedef struct chain {
    int states, counts; // the last count stands for itself and all above
    double *right, *wrong;
    double *x, *next; // [counts][states]
} chain;

static void product(double *out, const double *a, const double *b, int n)
{
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            double sum = 0;
            for (int k = 0; k < n; k++)
                sum += a[i * n + k] * b[k * n + j];
            out[i * n + j] = sum;
        }
}

static void power(double *out, const double *a, int n, int exponent)
{
    matrix base, square;
    memset(out, 0, (size_t)(n * n) * sizeof *out);
    for (int i = 0; i < n; i++)
        out[i * n + i] = 1;
    memcpy(base, a, (size_t)(n * n) * sizeof *base);
    for (; exponent > 0; exponent >>= 1) {
        if (exponent & 1) {
            product(square, out, base, n);
            memcpy(out, square, (size_t)(n * n) * sizeof *out);
        }
        product(square, base, base, n);
        memcpy(base, square, (size_t)(n * n) * sizeof *base);
    }
}

// One segment: [from][to], state 1 wrong; its stationary share of state 1.
static bool segment(double t[2][2], double *share, const sl_fec_segment *s)
{
    double e = 2 * s->ber, a = s->burst;
    if (!(s->ber >= 0 && s->ber < 0.25 && a >= 0 && a < 1)) return false;
    double p0 = a == 0 ? e : e * (1 - a) / (1 - e);
    if (a == 0) a = e; // independent
    t[0][1] = p0;
    t[0][0] = 1 - p0;
    t[1][1] = a;
    t[1][0] = 1 - a;
    *share = e;
    return true;
}

// Transitions over one symbol of all segments, those that leave it right, and the stationary state.
static bool one_symbol(double *all, double *right, double *stationary, const sl_fec_link *link)
{
    int n = 1 << link->segments;
    for (int i = 0; i < n; i++) {
        stationary[i] = 1;
        for (int j = 0; j < n; j++)
            all[i * n + j] = 1;
    }
    for (int s = 0; s < link->segments; s++) {
        double t[2][2], share;
        if (!segment(t, &share, &link->segment[s])) return false;
        for (int i = 0; i < n; i++) {
            stationary[i] *= i >> s & 1 ? share : 1 - share;
            for (int j = 0; j < n; j++)
                all[i * n + j] *= t[i >> s & 1][j >> s & 1];
        }
    }
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            bool is_right = link->precoded ? i == j : j == 0;
            right[i * n + j] = is_right ? all[i * n + j] : 0;
        }
    return true;
}

// T^5 - M0 by sums of what goes wrong at the first, second... symbol: no cancellation.
static void wrong_of(double *out, const double *all, const double *right, int n)
{
    matrix before, after, first, a, b;
    memset(out, 0, (size_t)(n * n) * sizeof *out);
    for (int i = 0; i < n * n; i++)
        first[i] = right[i] != 0 ? 0 : all[i];
    for (int k = 0; k < SYMBOLS; k++) {
        power(before, right, n, k);
        power(after, all, n, SYMBOLS - 1 - k);
        product(a, before, first, n);
        product(b, a, after, n);
        for (int i = 0; i < n * n; i++)
            out[i] += b[i];
    }
}

static sl_status make(chain *c, double *stationary, const sl_fec_link *link, int counts)
{
    matrix all = {0}, right, five, gap;
    int n = 1 << link->segments;
    c->states = n;
    c->counts = counts;
    if (!one_symbol(all, right, stationary, link)) return SL_ERR_DOMAIN;
    power(gap, all, n, SYMBOLS * (link->depth - 1));
    wrong_of(five, all, right, n);
    product(c->wrong, five, gap, n);
    power(five, right, n, SYMBOLS);
    product(c->right, five, gap, n);
    return SL_OK;
}

static void step(chain *c)
{
    int n = c->states;
    memset(c->next, 0, (size_t)(c->counts * n) * sizeof *c->next);
    for (int k = 0; k < c->counts; k++)
        for (int i = 0; i < n; i++) {
            double x = c->x[k * n + i];
            int up = k + 1 < c->counts ? k + 1 : k;
            if (x == 0) continue;
            for (int j = 0; j < n; j++) {
                c->next[k * n + j] += x * c->right[i * n + j];
                c->next[up * n + j] += x * c->wrong[i * n + j];
            }
        }
    double *swap = c->x;
    c->x = c->next;
    c->next = swap;
}

static sl_status walk(sl_fec_tail *out, chain *c, const sl_fec_link *link, const sl_fec_info *code)
{
    double stationary[STATES], count = 0, mean = 0, tail = 0, left = 0;
    int n = 1 << link->segments;
    SL_TRY(make(c, stationary, link, c->counts));
    memset(c->x, 0, (size_t)(c->counts * n) * sizeof *c->x);
    memcpy(c->x, stationary, (size_t)n * sizeof *c->x);
    for (int i = 0; i < code->symbols; i++)
        step(c);
    for (int k = 0; k < c->counts; k++) {
        count = 0;
        for (int i = 0; i < n; i++)
            count += c->x[k * n + i];
        mean += k * count;
        if (k > code->correctable) {
            tail += count;
            left += k * count;
        }
    }
    out->symbol_error_ratio = mean / code->symbols;
    out->codeword_error_ratio = tail;
    out->residual_symbol_error_ratio = left / code->symbols;
    return SL_OK;
}

#define BEYOND 48 // counts above t that are told apart

sl_status sl_fec_tail_of(sl_fec_tail *out, const sl_fec_link *link)
{
    const sl_fec_info *code = sl_fec_describe(link->code);
    *out = (sl_fec_tail){NAN, NAN, NAN};
    if (!code || code->symbols == 0 || link->code == SL_FEC_KP4_INNER || link->segments < 1 ||
        link->segments > SL_FEC_SEGMENTS_MAX || link->depth < 1 || link->depth > 1024)
        return SL_ERR_DOMAIN;
    size_t n = (size_t)1 << link->segments, counts = (size_t)code->correctable + BEYOND;
    double *room = malloc((2 * n * n + 2 * counts * n) * sizeof *room);
    if (!room) return SL_ERR_NO_MEMORY;
    chain c = {.counts = (int)counts,
               .right = room,
               .wrong = room + n * n,
               .x = room + 2 * n * n,
               .next = room + 2 * n * n + counts * n};
    sl_status status = walk(out, &c, link, code);
    free(room);
    return status;
}
