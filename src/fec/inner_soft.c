// Chase decoding of the inner code, by Monte Carlo in strata.
//
// Model. The block of inner.c over PAM4 with Gaussian noise whose symbol error ratio is s = 3/2
// Q(1/sigma), neighbours 2 apart: outer levels err to one side, inner ones to both, by one level.
// The decoder is the codec's own (inner_codec.c). Which symbols are wrong: independent, or the
// two-state chain of chain.c; the sizes of the noise given that are as without a chain. Method.
// Strata by the number w of wrong decisions in a block of 64: P(w) is exact, by a recursion over
// the symbols; given w the places are drawn by the same recursion run backwards, a right symbol's
// noise from the Gaussian within its thresholds (by rejection), a wrong one's from the tail beyond
// (Marsaglia), and the share of symbols left wrong is counted. So any error ratio takes the same
// time; the standard error follows from the strata's variances. Draws are a function of (seed,
// stratum, block) and sums are of whole numbers: results do not depend on threads. Assumptions.
// Errors one level wide; unquantised samples; within a burst the receiver's samples are no less
// reliable than its error ratio says. Sources. Chase, IEEE Trans. IT-18 (1972) 170; Marsaglia,
// Technometrics 6 (1964) 101; the code: inner.c. The decoder of clause 177 is not prescribed.
#include <math.h>
#include <string.h>

#include "inner.h"
#include "shoreline/codec.h"
#include "shoreline/numeric.h"
#include "shoreline/random.h"
#include "signal/deviates.h"

#define MESSAGES SL_INNER_MESSAGE
#define RS       12
#define SPARE    1000 // purpose of the draws by which a refused one is replaced

void inner_law_of(inner_law *law, double ber, double burst)
{
    double s = 2 * ber, first = burst == 0 ? s : s * (1 - burst) / (1 - s);
    double go[2] = {first, burst == 0 ? s : burst};
    double next[INNER_SYMBOLS + 1][2], now[INNER_SYMBOLS + 1][2]; // [to come][symbol before wrong]
    memset(law, 0, sizeof *law);
    memset(next, 0, sizeof next);
    law->ber = ber;
    next[0][0] = next[0][1] = 1;
    for (int k = INNER_SYMBOLS - 1; k >= 0; k--) {
        for (int w = 0; w <= INNER_SYMBOLS; w++)
            for (int before = 0; before < 2; before++) {
                double wrong = w > 0 ? go[before] * next[w - 1][1] : 0;
                now[w][before] = wrong + (1 - go[before]) * next[w][0];
                if (w <= INNER_STRATA)
                    law->wrong[k][w][before] = wrong > 0 ? wrong / now[w][before] : 0;
            }
        memcpy(next, now, sizeof next);
    }
    for (int w = 0; w <= INNER_SYMBOLS; w++) {
        law->weight[w] = s * next[w][1] + (1 - s) * next[w][0];
        if (w <= INNER_STRATA) law->starts[w] = s * next[w][1] / law->weight[w];
    }
}

typedef struct spare {
    uint64_t seed, purpose, entity, next;
    double u[4];
    int left;
} spare;

static double uniform(spare *d)
{
    if (d->left == 0) {
        sl_random_uniform4(d->u, d->seed, d->purpose, d->entity, d->next++);
        d->left = 4;
    }
    return d->u[--d->left];
}

// A normal deviate above a > 0.
static double above(double a, spare *d)
{
    for (;;) {
        double x = sqrt(a * a - 2 * log(uniform(d)));
        if (x * uniform(d) < a) return x;
    }
}

// A wrong decision: any of the three pairs of neighbours, both ways. Returns the sample.
static float wrong_sample(int *sent, double sigma, spare *d)
{
    int pick = (int)(6 * uniform(d)), lower = pick / 2;
    double offset = sigma * above(1 / sigma, d);
    *sent = pick % 2 ? lower : lower + 1;
    return (float)(2 * *sent - 3 + (pick % 2 ? offset : -offset));
}

static bool refused(int level, float offset)
{
    return (offset > 1 && level < 3) || (offset < -1 && level > 0);
}

static float right_sample(int *sent, float offset, double sigma, spare *d)
{
    while (refused(*sent, offset)) {
        double r = sqrt(-2 * log(uniform(d)));
        offset = (float)(sigma * r * cos(6.283185307179586477 * uniform(d)));
        *sent = (int)(4 * uniform(d));
    }
    return (float)(2 * *sent - 3) + offset;
}

static void set_level(sl_inner_block *b, int k, int level)
{
    b->first |= (uint64_t)(level >> 1) << k;
    b->second |= (uint64_t)((level ^ level >> 1) & 1) << k;
}

enum { PLACES = 68, LEVELS = 4, FIRST_NORMAL = 64 };

typedef struct chunk { // of LANES blocks
    float sample[LANES][INNER_SYMBOLS];
    sl_inner_block sent[LANES], got[LANES];
    uint8_t coset[LANES]; // what is drawn need not be a code word; the code is linear
    vu place[PLACES], level[LEVELS];
    vf normal[INNER_SYMBOLS];
} chunk;

static void draw_lane(chunk *c, const inner_law *law, int w, int lane, double sigma, spare *d)
{
    bool before = (double)c->place[INNER_SYMBOLS][lane] * 0x1p-32 < law->starts[w];
    int to_come = w;
    memset(&c->sent[lane], 0, sizeof c->sent[lane]);
    for (int k = 0; k < INNER_SYMBOLS; k++) {
        int sent = (int)(c->level[k / 16][lane] >> 2 * (k % 16) & 3);
        double u = ((double)c->place[k][lane] + 0.5) * 0x1p-32;
        before = u < law->wrong[k][to_come][before];
        to_come -= before;
        c->sample[lane][k] = before
                                 ? wrong_sample(&sent, sigma, d)
                                 : right_sample(&sent, (float)sigma * c->normal[k][lane], sigma, d);
        set_level(&c->sent[lane], k, sent);
    }
}

static void draw_chunk(chunk *c, const inner_law *law, int w, uint64_t seed, uint64_t which)
{
    double sigma = 1 / sl_q_inverse(2 * law->ber / 1.5);
    bt_stream stream = {seed, (uint64_t)w, which};
    bt_words(c->place, PLACES, &stream, 0);
    bt_words(c->level, LEVELS, &stream, PLACES / 4);
    bt_normals(c->normal, INNER_SYMBOLS, &stream, FIRST_NORMAL);
    for (int lane = 0; lane < LANES; lane++) {
        spare d = {.seed = seed, .purpose = SPARE + (uint64_t)w, .entity = which * LANES};
        d.entity += (uint64_t)lane;
        draw_lane(c, law, w, lane, sigma, &d);
        c->coset[lane] = inner_syndrome(&c->sent[lane]);
    }
}

static void count(inner_sums *s, const sl_inner_block *got, const sl_inner_block *sent)
{
    const uint64_t message = (1ull << MESSAGES) - 1;
    uint64_t wrong = ((got->first ^ sent->first) | (got->second ^ sent->second)) & message;
    uint64_t symbols = (uint64_t)__builtin_popcountll(wrong), rs = 0;
    for (; wrong; wrong >>= 5)
        rs += (wrong & 31) != 0;
    s->symbols += symbols;
    s->symbols_square += symbols * symbols;
    s->rs += rs;
    s->rs_square += rs * rs;
}

void inner_stratum(inner_sums out[SL_FEC_CHASE_MAX + 1], const inner_law *law, int w,
                   unsigned chases, int blocks, uint64_t seed, int threads)
{
    enum { SUMS = 4 * (SL_FEC_CHASE_MAX + 1) };
    uint64_t sum[SUMS] = {0};
    int chunks = (blocks + LANES - 1) / LANES;
#pragma omp parallel for reduction(+ : sum[:SUMS]) num_threads(threads)
    for (int i = 0; i < chunks; i++) {
        chunk c;
        int n = blocks - i * LANES < LANES ? blocks - i * LANES : LANES;
        draw_chunk(&c, law, w, seed, (uint64_t)i);
        for (int chase = 0; chase <= SL_FEC_CHASE_MAX; chase++) {
            inner_sums s = {0};
            if (!(chases >> chase & 1)) continue;
            inner_decode_cosets(c.got, c.sample[0], c.coset, (size_t)n, chase);
            for (int b = 0; b < n; b++)
                count(&s, &c.got[b], &c.sent[b]);
            sum[4 * chase] += s.symbols;
            sum[4 * chase + 1] += s.symbols_square;
            sum[4 * chase + 2] += s.rs;
            sum[4 * chase + 3] += s.rs_square;
        }
    }
    for (int chase = 0; chase <= SL_FEC_CHASE_MAX; chase++)
        out[chase] = (inner_sums){sum[4 * chase], sum[4 * chase + 1], sum[4 * chase + 2],
                                  sum[4 * chase + 3]};
}
