// The inner code's codec: encoder, Chase decoder one block at a time and sixteen at a time.
//
// Model. A symbol's decision is the nearest level; the other level it may be is the neighbour on
// the sample's side (of the outermost the only one). Exchanging the two flips one code bit
// (inner.c), and costs a squared distance of 4 (1 - offset towards the other level): the metric m.
// Patterns: all subsets of the `chase` symbols of least m; the syndrome that is left is zero, or
// the column of a code bit that some symbol's exchange flips, which is exchanged too; else the
// pattern is void. The subset of least total m wins, the first one among equals. A symbol exchanged
// twice is as decided; that word is also found without it and costs less. Sixteen at a time.
// Metrics and columns share one integer (a positive float's bits order as an integer; its last 8
// bits hold the column), so that sorting is minimum and maximum of integers; a table of metrics by
// column takes the place of searches.
#include "inner.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "core/wide.h"
#include "shoreline/codec.h"

#define CODEBITS 68
#define FIRST    0x94 // 10010100
#define FEEDBACK 0xD9 // 11011001
#define COLUMN   0xFF // of a key
#define NONE     255
#define AT_ONCE  16

void sl_inner_columns(uint8_t column[CODEBITS])
{
    unsigned state = FIRST;
    for (int k = 0; k < SL_INNER_MESSAGE; k++) {
        column[k] = (uint8_t)state;
        state = state & 1 ? state >> 1 ^ FEEDBACK : state >> 1;
    }
    for (int k = SL_INNER_MESSAGE; k < CODEBITS; k++)
        column[k] = (uint8_t)(0x80 >> (k - SL_INNER_MESSAGE));
}

#define MESSAGE_BITS ((1ull << SL_INNER_MESSAGE) - 1)

static unsigned parity_of(const sl_inner_block *b)
{
    uint64_t bits = (b->first ^ b->second) & MESSAGE_BITS;
    uint8_t column[CODEBITS];
    unsigned parity = 0;
    sl_inner_columns(column);
    for (; bits; bits &= bits - 1)
        parity ^= column[__builtin_ctzll(bits)];
    return parity;
}

uint8_t inner_syndrome(const sl_inner_block *b)
{
    unsigned syndrome = parity_of(b);
    for (int i = 0; i < 4; i++)
        syndrome ^= (unsigned)(b->first >> (SL_INNER_MESSAGE + i) & 1) << (7 - 2 * i) ^
                    (unsigned)(b->second >> (SL_INNER_MESSAGE + i) & 1) << (6 - 2 * i);
    return (uint8_t)syndrome;
}

void sl_inner_encode(sl_inner_block *b)
{
    unsigned parity = parity_of(b);
    b->first &= MESSAGE_BITS;
    b->second &= MESSAGE_BITS;
    for (int i = 0; i < 4; i++) {
        b->first |= (uint64_t)(parity >> (7 - 2 * i) & 1) << (SL_INNER_MESSAGE + i);
        b->second |= (uint64_t)(parity >> (6 - 2 * i) & 1) << (SL_INNER_MESSAGE + i);
    }
}

int sl_inner_level(const sl_inner_block *b, int k)
{
    int first = (int)(b->first >> k & 1), second = (int)(b->second >> k & 1);
    return 2 * first + (first ^ second);
}

typedef struct decision {
    int level;
    bool middle; // its other level lies across the middle: the first bit flips
    float metric;
} decision;

static inline decision decide(float x)
{
    decision d;
    int level = (x > -2) + (x > 0) + (x > 2);
    float offset = x - (float)(2 * level - 3);
    bool up = level == 0 || (level < 3 && offset > 0);
    d.level = level;
    d.middle = level - !up == 1;
    d.metric = up ? 1 - offset : 1 + offset;
    return d;
}

static inline int32_t key_of(float metric, int column)
{
    int32_t bits;
    memcpy(&bits, &metric, sizeof bits);
    return (bits & ~COLUMN) | column;
}

static inline float metric_of(int32_t key)
{
    float metric;
    key &= ~COLUMN;
    memcpy(&metric, &key, sizeof metric);
    return metric;
}

// Code bit of a parity symbol's first or second bit.
static inline int parity_bit(int symbol, bool second)
{
    return SL_INNER_MESSAGE + 2 * (symbol - SL_INNER_MESSAGE) + second;
}

static int symbol_of(int bit)
{
    return bit < SL_INNER_MESSAGE ? bit : SL_INNER_MESSAGE + (bit - SL_INNER_MESSAGE) / 2;
}

static void code_bits(uint8_t bit_of[256], const uint8_t column[CODEBITS])
{
    memset(bit_of, NONE, 256);
    for (int k = 0; k < CODEBITS; k++)
        bit_of[column[k]] = (uint8_t)k;
}

// ---- one block ----

typedef struct received {
    sl_inner_block bits;
    uint64_t middle;
    unsigned syndrome;
    int32_t key[SL_INNER_SYMBOLS];
    float metric[256]; // by column; INFINITY: no symbol's exchange flips that bit; 0 of no column
} received;

static void receive(received *r, const float *sample, const uint8_t *column)
{
    memset(r, 0, sizeof *r);
    for (int i = 1; i < 256; i++)
        r->metric[i] = INFINITY;
    for (int k = 0; k < SL_INNER_SYMBOLS; k++) {
        decision d = decide(sample[k]);
        int first = d.level >> 1, second = (d.level ^ d.level >> 1) & 1, flips = k;
        r->bits.first |= (uint64_t)first << k;
        r->bits.second |= (uint64_t)second << k;
        r->middle |= (uint64_t)d.middle << k;
        if (k < SL_INNER_MESSAGE) {
            if (first ^ second) r->syndrome ^= column[k];
        } else {
            if (first) r->syndrome ^= column[parity_bit(k, false)];
            if (second) r->syndrome ^= column[parity_bit(k, true)];
            flips = parity_bit(k, !d.middle);
        }
        r->key[k] = key_of(d.metric, column[flips]);
        r->metric[column[flips]] = metric_of(r->key[k]);
    }
}

static void least_of(int32_t *least, const received *r, int n)
{
    for (int k = 0; k < n; k++) {
        least[k] = INT32_MAX;
        for (int i = 0; i < SL_INNER_SYMBOLS; i++)
            if (r->key[i] < least[k] && (k == 0 || r->key[i] > least[k - 1])) least[k] = r->key[i];
    }
}

// Exchanges the symbols of a subset, and that of the column left over.
static void exchange(sl_inner_block *b, const received *r, const int32_t *least, unsigned set,
                     unsigned extra, const uint8_t *bit_of)
{
    uint64_t change = 0;
    for (; set; set &= set - 1)
        change ^= 1ull << symbol_of(bit_of[least[__builtin_ctz(set)] & COLUMN]);
    if (extra) change ^= 1ull << symbol_of(bit_of[extra]);
    b->first = r->bits.first ^ (change & r->middle);
    b->second = r->bits.second ^ (change & ~r->middle);
}

bool sl_inner_decode(sl_inner_block *block, const float sample[SL_INNER_SYMBOLS], int chase)
{
    uint8_t column[CODEBITS], bit_of[256];
    int32_t least[SL_INNER_CHASE_MAX];
    received r;
    unsigned best_set = 0, best_extra = 0;
    float best = INFINITY;
    sl_inner_columns(column);
    code_bits(bit_of, column);
    receive(&r, sample, column);
    least_of(least, &r, chase);
    for (unsigned set = 0; set < 1u << chase; set++) {
        unsigned syndrome = r.syndrome;
        float metric = 0;
        for (int k = 0; k < chase; k++)
            if (set >> k & 1) {
                syndrome ^= (unsigned)least[k] & COLUMN;
                metric += metric_of(least[k]);
            }
        metric += r.metric[syndrome];
        if (metric < best) {
            best = metric;
            best_set = set;
            best_extra = syndrome;
        }
    }
    if (best == INFINITY)
        *block = r.bits;
    else
        exchange(block, &r, least, best_set, best_extra, bit_of);
    return best < INFINITY;
}

// ---- sixteen blocks ----

// clang-format off
typedef int32_t vi __attribute__((vector_size(4 * AT_ONCE), may_alias));
// clang-format on

// Everything with a block an element.
typedef struct batch {
    _Alignas(64) int32_t key[SL_INNER_SYMBOLS][AT_ONCE];
    float sample[SL_INNER_SYMBOLS][AT_ONCE];
    uint32_t first[2][AT_ONCE], second[2][AT_ONCE], middle[2][AT_ONCE]; // symbols 0..31, 32..63
    int32_t syndrome[AT_ONCE], best_set[AT_ONCE], best_extra[AT_ONCE];
    float best[AT_ONCE];
    _Alignas(64) int32_t least[SL_INNER_CHASE_MAX][AT_ONCE];
    float metric[256][AT_ONCE];
    int32_t set_syndrome[1 << SL_INNER_CHASE_MAX][AT_ONCE];
    float set_metric[1 << SL_INNER_CHASE_MAX][AT_ONCE];
} batch;

// Decisions of one symbol; keys of the exchange and its column.
static inline __attribute__((always_inline)) void decide_all(batch *b, int32_t key[AT_ONCE], int k,
                                                             const uint8_t *column)
{
    bool message = k < SL_INNER_MESSAGE;
    int one = column[message ? k : parity_bit(k, false)]; // flipped by the first bit
    int two = column[message ? k : parity_bit(k, true)];
    for (int i = 0; i < AT_ONCE; i++) {
        float x = b->sample[k][i];
        int level = (x > -2) + (x > 0) + (x > 2);
        float offset = x - (float)(2 * level - 3);
        int up = (level == 0) | ((level < 3) & (offset > 0));
        int middle = level - 1 + up == 1, first = level >> 1, second = (level ^ first) & 1;
        float metric = up ? 1 - offset : 1 + offset;
        int left = message ? one & -(first ^ second) : (one & -first) ^ (two & -second);
        b->first[k >> 5][i] |= (uint32_t)first << (k & 31);
        b->second[k >> 5][i] |= (uint32_t)second << (k & 31);
        b->middle[k >> 5][i] |= (uint32_t)middle << (k & 31);
        b->syndrome[i] ^= left;
        key[i] = key_of(metric, middle ? one : two);
        if (message) {
            b->metric[one][i] = metric_of(key[i]);
        } else {
            b->metric[one][i] = middle ? metric_of(key[i]) : INFINITY;
            b->metric[two][i] = middle ? INFINITY : metric_of(key[i]);
        }
    }
}

// The keys of least metric, in order, by insertion; n is a constant where this is expanded, so that
// the list stays in registers.
static inline __attribute__((always_inline)) void pick(batch *b, int n)
{
    vi least[SL_INNER_CHASE_MAX];
    for (int j = 0; j < n; j++)
        least[j] = (vi){0} + INT32_MAX;
    for (int k = 0; k < SL_INNER_SYMBOLS; k++) {
        vi key = *(const vi *)b->key[k];
        for (int j = 0; j < n; j++) {
            vi less = least[j] < key, low = (least[j] & less) | (key & ~less);
            key = (least[j] & ~less) | (key & less);
            least[j] = low;
        }
    }
    for (int j = 0; j < n; j++)
        *(vi *)b->least[j] = least[j];
}

static inline __attribute__((always_inline)) void pick_any(batch *b, int n)
{
    switch (n) {
    case 1:
        pick(b, 1);
        break;
    case 2:
        pick(b, 2);
        break;
    case 3:
        pick(b, 3);
        break;
    case 4:
        pick(b, 4);
        break;
    case 5:
        pick(b, 5);
        break;
    case 6:
        pick(b, 6);
        break;
    case 7:
        pick(b, 7);
        break;
    case 8:
        pick(b, 8);
        break;
    default:
        break;
    }
}

SL_WIDE static void search(batch *b, int chase, const uint8_t *column)
{
    for (int k = 0; k < SL_INNER_SYMBOLS; k++) {
        int32_t key[AT_ONCE]; // of its own, so that the compiler sees that nothing overlaps
        decide_all(b, key, k, column);
        memcpy(b->key[k], key, sizeof key);
    }
    pick_any(b, chase);
    for (int i = 0; i < AT_ONCE; i++) {
        b->set_syndrome[0][i] = b->syndrome[i];
        b->set_metric[0][i] = 0;
    }
    for (int k = 0; k < chase; k++)
        for (int set = 0; set < 1 << k; set++)
            for (int i = 0; i < AT_ONCE; i++) {
                b->set_syndrome[set | 1 << k][i] =
                    b->set_syndrome[set][i] ^ (b->least[k][i] & COLUMN);
                b->set_metric[set | 1 << k][i] = b->set_metric[set][i] + metric_of(b->least[k][i]);
            }
    const float *by_column = b->metric[0];
    for (int set = 0; set < 1 << chase; set++)
        for (int i = 0; i < AT_ONCE; i++) {
            int32_t syndrome = b->set_syndrome[set][i];
            float metric = b->set_metric[set][i] + by_column[syndrome * AT_ONCE + i];
            bool better = metric < b->best[i];
            b->best[i] = better ? metric : b->best[i];
            b->best_set[i] = better ? set : b->best_set[i];
            b->best_extra[i] = better ? syndrome : b->best_extra[i];
        }
}

static void clear(batch *b, const float *sample, const uint8_t *coset, size_t blocks)
{
    memset(b->first, 0, sizeof b->first);
    memset(b->second, 0, sizeof b->second);
    memset(b->middle, 0, sizeof b->middle);
    memset(b->best_set, 0, sizeof b->best_set);
    memset(b->best_extra, 0, sizeof b->best_extra);
    for (int i = 0; i < AT_ONCE; i++) {
        const float *from = sample + ((size_t)i < blocks ? (size_t)i * SL_INNER_SYMBOLS : 0);
        for (int k = 0; k < SL_INNER_SYMBOLS; k++)
            b->sample[k][i] = from[k];
        b->best[i] = INFINITY;
        b->syndrome[i] = coset && (size_t)i < blocks ? coset[i] : 0;
    }
}

size_t sl_inner_decode_all(sl_inner_block *block, const float *sample, size_t blocks, int chase)
{
    return inner_decode_cosets(block, sample, NULL, blocks, chase);
}

size_t inner_decode_cosets(sl_inner_block *block, const float *sample, const uint8_t *coset,
                           size_t blocks, int chase)
{
    uint8_t column[CODEBITS], bit_of[256];
    size_t bad = 0;
    batch b;
    sl_inner_columns(column);
    code_bits(bit_of, column);
    for (int c = 0; c < 256; c++)
        for (int i = 0; i < AT_ONCE; i++)
            b.metric[c][i] = c ? INFINITY : 0;
    for (size_t begin = 0; begin < blocks; begin += AT_ONCE) {
        size_t n = blocks - begin < AT_ONCE ? blocks - begin : AT_ONCE;
        clear(&b, sample + begin * SL_INNER_SYMBOLS, coset ? coset + begin : NULL, n);
        search(&b, chase, column);
        for (size_t i = 0; i < n; i++) {
            int32_t least[SL_INNER_CHASE_MAX];
            received r = {.bits = {b.first[0][i] | (uint64_t)b.first[1][i] << 32,
                                   b.second[0][i] | (uint64_t)b.second[1][i] << 32},
                          .middle = b.middle[0][i] | (uint64_t)b.middle[1][i] << 32};
            for (int k = 0; k < chase; k++)
                least[k] = b.least[k][i];
            bad += !(b.best[i] < INFINITY);
            exchange(&block[begin + i], &r, least, (unsigned)b.best_set[i],
                     (unsigned)b.best_extra[i], bit_of);
        }
    }
    return bad;
}
