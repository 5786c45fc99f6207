// Reed-Solomon codes behind lanes whose errors come in bursts, over several segments of a link.
//
// Model. On each segment a PAM4 symbol is wrong with probability p0 after a right one and A after a
// wrong one; p0 = 2 b (1 - A)/(1 - 2 b) makes the mean symbol error ratio 2 b, b the bit error
// ratio under Gray labels. Segments err independently; a symbol is wrong at the end where any has
// erred. Symbol multiplexing: an RS symbol is five consecutive PAM4 symbols, d codewords take turns
// by RS symbol. Bit multiplexing of m streams: bit i of a group of 10 m belongs to RS symbol i mod
// m of the group, so that a PAM4 symbol touches two of them; a wrong one flips its second bit in
// 2/3 of cases, its first in the others. With 1/(1 + D) precoding b is that before decoding, and a
// decoded symbol is wrong where an error begins or ends: e_i != e_(i-1). Besides, RS symbols may be
// wrong independently (what an inner code leaves). Equations. T: transitions of the states of all
// segments over one symbol. Over a group, M_k: the part of T^(5 m) that leaves k RS symbols of the
// codeword wrong, by a recursion over the group's symbols that carries the set of those wrong so
// far. x -> sum_k z^k x M_k group by group from the stationary state, x -> x T^(5 m) over groups of
// other codewords. Sums of positive terms only, so that tails keep their relative accuracy to
// 1e-300. Assumptions. Two wrongs of different segments on one bit do not undo each other. A
// codeword begins with a group. Limits. Memory of one symbol; skew between multiplexed streams is
// none. Sources. Markov model: IEEE 802.3 burst error analyses (class assumption); algebra:
// textbook.
#include "chain.h"

#include <stdlib.h>
#include <string.h>

#define STATES   (1 << SL_FEC_SEGMENTS_MAX)
#define SETS     (1 << SL_FEC_MUX_MAX)
#define GAPS_MAX 8

typedef double matrix[STATES * STATES];

typedef struct chain {
    const sl_fec_link *link;
    int n, mux, counts, room; // states; room: counts and a group's worth above
    matrix all;               // one symbol
    double stationary[STATES];
    bool made[SETS];
    int gaps;
    long gap_length[GAPS_MAX];
    int planes;       // 1: chances; 2: also means of wrong bits times chance
    double *gap;      // [GAPS_MAX][n n]
    double *group;    // [plane][set of the codeword's symbols][how many go wrong][n n]
    double *set;      // [2][plane][set that is wrong][n n], while a group is made
    double *x, *next; // [plane][n][room]
} chain;

static double *group_of(const chain *c, int plane, int mask, int wrong)
{
    return c->group + (((plane << c->mux) + mask) * (c->mux + 1) + wrong) * c->n * c->n;
}

static double *set_of(const chain *c, int step, int plane, int set)
{
    return c->set + ((((step & 1) * c->planes + plane) << c->mux) | set) * c->n * c->n;
}

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

static void power(double *out, const double *a, int n, long exponent)
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

static bool one_symbol(chain *c)
{
    int n = c->n;
    for (int i = 0; i < n; i++) {
        c->stationary[i] = 1;
        for (int j = 0; j < n; j++)
            c->all[i * n + j] = 1;
    }
    for (int s = 0; s < c->link->segments; s++) {
        fec_segment_law law;
        if (!fec_segment_law_of(&law, &c->link->segment[s])) return false;
        for (int i = 0; i < n; i++) {
            double wrong = i >> s & 1 ? law.again : law.first;
            c->stationary[i] *= i >> s & 1 ? law.share : 1 - law.share;
            for (int j = 0; j < n; j++)
                c->all[i * n + j] *= j >> s & 1 ? wrong : 1 - wrong;
        }
    }
    return true;
}

// Chances that a transition flips only the first bit, only the second, both.
static void flips(double chance[3], const chain *c, int from, int to)
{
    int errors = __builtin_popcount((unsigned)(c->link->precoded ? from ^ to : to));
    double second = fec_second_bit(c->link->precoded);
    chance[0] = errors ? pow(1 - second, errors) : 0;
    chance[1] = errors ? pow(second, errors) : 0;
    chance[2] = errors > 1 ? 1 - chance[0] - chance[1] : 0;
}

// A step mid -> j with chance p, from one set to another, with so many bits wrong.
static void move(chain *c, int step, int set, int next, int mid_j, double p, int bits)
{
    int n = c->n, mid = mid_j / n, j = mid_j % n;
    const double *from = set_of(c, step, 0, set);
    double *to = set_of(c, step + 1, 0, next);
    for (int i = 0; i < n; i++)
        to[i * n + j] += from[i * n + mid] * p;
    if (c->planes == 1) return;
    const double *mean = set_of(c, step, 1, set);
    to = set_of(c, step + 1, 1, next);
    for (int i = 0; i < n; i++)
        to[i * n + j] += (mean[i * n + mid] + bits * from[i * n + mid]) * p;
}

// From the sets wrong before symbol `step` of a group to those after it; first, second: RS symbols
// of its bits that belong to the codeword, as sets.
static void next_symbol(chain *c, int step, int first, int second)
{
    int n = c->n;
    memset(set_of(c, step + 1, 0, 0), 0, ((size_t)(c->planes * n * n) << c->mux) * sizeof(double));
    for (int mid = 0; mid < n; mid++)
        for (int j = 0; j < n; j++) {
            double chance[4], p = c->all[mid * n + j];
            const int hit[4] = {first, second, first | second, 0};
            flips(chance, c, mid, j);
            chance[3] = chance[0] > 0 ? 0 : 1; // right
            for (int h = 0; h < 4; h++)
                for (int set = 0; set < 1 << c->mux && chance[h] > 0; set++)
                    move(c, step, set, set | hit[h], mid * n + j, p * chance[h],
                         (h % 2 == 0 && first) + ((h == 1 || h == 2) && second));
        }
}

// Of the right ones some are wrong for another reason, each with chance x.
static void add_independent(chain *c, int mask)
{
    int symbols = __builtin_popcount((unsigned)mask), size = c->n * c->n;
    double x = c->link->other_symbol_error_ratio;
    for (int k = symbols - 1; k >= 0 && x > 0; k--)
        for (int more = symbols - k; more >= 0; more--) {
            double ways = 1; // C(symbols - k, more) x^more (1 - x)^(the rest)
            for (int i = 0; i < symbols - k; i++)
                ways *= i < more ? x * (symbols - k - i) / (more - i) : 1 - x;
            for (int plane = c->planes - 1; plane >= 0; plane--) {
                double *to = group_of(c, plane, mask, k + more),
                       *from = group_of(c, plane, mask, k);
                const double *chance = group_of(c, 0, mask, k);
                double bits = plane ? more * c->link->other_bits : 0;
                for (int i = 0; i < size; i++)
                    to[i] = (more ? to[i] : 0) + ways * (from[i] + bits * chance[i]);
            }
        }
}

static void make_group(chain *c, int mask)
{
    int n = c->n, size = n * n;
    memset(set_of(c, 0, 0, 0), 0, ((size_t)(c->planes * size) << c->mux) * sizeof(double));
    for (int i = 0; i < n; i++)
        set_of(c, 0, 0, 0)[i * n + i] = 1;
    for (int k = 0; k < FEC_RS_SPAN * c->mux; k++) {
        int first = 1 << 2 * k % c->mux, second = 1 << (2 * k + 1) % c->mux;
        next_symbol(c, k, first & mask, second & mask);
    }
    for (int plane = 0; plane < c->planes; plane++)
        for (int set = 0; set < 1 << c->mux; set++) {
            double *to = group_of(c, plane, mask, __builtin_popcount((unsigned)set));
            const double *from = set_of(c, FEC_RS_SPAN * c->mux, plane, set);
            for (int i = 0; i < size; i++)
                to[i] += from[i];
        }
    add_independent(c, mask);
    c->made[mask] = true;
}

// next[j][k + shift] += sum_i x[i][k] m[i][j]; planes as given.
static void apply(const chain *c, const double *m, int shift, int from_plane, int to_plane)
{
    for (int i = 0; i < c->n; i++)
        for (int j = 0; j < c->n; j++) {
            const double *restrict from = c->x + (from_plane * c->n + i) * c->room;
            double *restrict to = c->next + (to_plane * c->n + j) * c->room + shift;
            double p = m[i * c->n + j];
            for (int k = 0; k < c->counts; k++)
                to[k] += from[k] * p;
        }
}

static void clear_next(chain *c)
{
    memset(c->next, 0, (size_t)(c->planes * c->n * c->room) * sizeof *c->next);
}

// What lies above the last count joins it.
static void take_next(chain *c)
{
    double *swap = c->x;
    for (int i = 0; i < c->planes * c->n; i++) {
        double *at = c->next + i * c->room;
        for (int k = c->counts; k < c->room; k++) {
            at[c->counts - 1] += at[k];
            at[k] = 0;
        }
    }
    c->x = c->next;
    c->next = swap;
}

static void skip(chain *c, long groups)
{
    int at = 0;
    if (groups == 0) return;
    while (at < c->gaps && c->gap_length[at] != groups)
        at++;
    if (at == c->gaps) {
        if (c->gaps < GAPS_MAX)
            c->gaps++;
        else
            at = 0;
        c->gap_length[at] = groups;
        power(c->gap + at * c->n * c->n, c->all, c->n, FEC_RS_SPAN * c->mux * groups);
    }
    clear_next(c);
    for (int plane = 0; plane < c->planes; plane++)
        apply(c, c->gap + at * c->n * c->n, 0, plane, plane);
    take_next(c);
}

static void walk(chain *c, int symbols)
{
    int depth = c->link->depth;
    long left_out = 0;
    for (long g = 0; g < (long)symbols * depth / c->mux; g++) {
        int mask = 0;
        for (int j = 0; j < c->mux; j++)
            mask |= (fec_codeword_of(g * c->mux + j, depth, c->mux) == 0) << j;
        if (mask == 0) {
            left_out++;
            continue;
        }
        skip(c, left_out);
        left_out = 0;
        if (!c->made[mask]) make_group(c, mask);
        clear_next(c);
        for (int k = 0; k <= __builtin_popcount((unsigned)mask); k++) {
            for (int plane = 0; plane < c->planes; plane++)
                apply(c, group_of(c, 0, mask, k), k, plane, plane);
            if (c->planes == 2) apply(c, group_of(c, 1, mask, k), k, 0, 1);
        }
        take_next(c);
    }
}

static bool in_domain(const sl_fec_link *link, int counts)
{
    const sl_fec_info *code = sl_fec_describe(link->code);
    double x = link->other_symbol_error_ratio;
    int mux = fec_mux(link);
    return code && code->symbols && link->segments >= 0 && link->segments <= SL_FEC_SEGMENTS_MAX &&
           link->depth >= 1 && link->depth <= SL_FEC_DEPTH_MAX && counts >= 2 &&
           (mux == 1 || mux == 2 || mux == SL_FEC_MUX_MAX) && link->mux >= 0 && x >= 0 && x <= 1;
}

// One block of zeros for all that depends on the number of states.
static chain *make(const sl_fec_link *link, int counts, int planes)
{
    int n = 1 << link->segments, mux = fec_mux(link), room = counts + mux;
    size_t square = (size_t)(n * n), sets = (size_t)planes << mux,
           row = (size_t)(planes * n * room);
    size_t doubles = square * (GAPS_MAX + sets * (size_t)(mux + 1) + 2 * sets) + 2 * row;
    chain *c = calloc(1, sizeof *c + doubles * sizeof(double));
    if (!c) return NULL;
    c->link = link;
    c->n = n;
    c->mux = mux;
    c->counts = counts;
    c->room = room;
    c->planes = planes;
    c->gap = (double *)(c + 1);
    c->group = c->gap + GAPS_MAX * square;
    c->set = c->group + sets * (size_t)(mux + 1) * square;
    c->x = c->set + 2 * sets * square;
    c->next = c->x + row;
    return c;
}

sl_status fec_counts(double *chance, double *bits, int counts, const sl_fec_link *link)
{
    sl_status status = SL_ERR_DOMAIN;
    if (!in_domain(link, counts)) return SL_ERR_DOMAIN;
    chain *c = make(link, counts, bits ? 2 : 1);
    if (!c) return SL_ERR_NO_MEMORY;
    if (one_symbol(c)) {
        for (int i = 0; i < c->n; i++)
            c->x[i * c->room] = c->stationary[i];
        walk(c, sl_fec_describe(link->code)->symbols);
        for (int plane = 0; plane < c->planes; plane++)
            for (int k = 0; k < counts; k++) {
                double *out = plane ? &bits[k] : &chance[k];
                *out = 0;
                for (int i = 0; i < c->n; i++)
                    *out += c->x[(plane * c->n + i) * c->room + k];
            }
        status = SL_OK;
    }
    free(c);
    return status;
}
