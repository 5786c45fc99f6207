// The Reed-Solomon codec's inside, for rs_*.c only.
#ifndef SL_FEC_RS_H
#define SL_FEC_RS_H

#include "shoreline/codec.h"

#define RS_FIELD 1024
#define RS_ORDER 1023
#define RS_BATCH 32   // words whose syndromes are taken at once
#define RS_NONE  2045 // logarithm of zero: products with it are looked up as zero

// Products with one constant: of its low five bits, then of its high five.
typedef struct rs_times {
    uint16_t low[32], high[32];
} rs_times;

struct sl_rs {
    sl_ctx *ctx;
    int n, k, parity;
    sl_simd simd;
    uint16_t power[2 * RS_NONE + 1]; // alpha^i, and zero from RS_NONE on
    uint16_t log[RS_FIELD];
    uint16_t remainder[RS_FIELD][SL_RS_PARITY_MAX]; // of s x^(n-k), highest power first
    rs_times step[SL_RS_PARITY_MAX];                // alpha^j
    rs_times stride[SL_RS_PARITY_MAX / 2 + 1];      // alpha^(-32 i)
    uint16_t lane[SL_RS_PARITY_MAX / 2 + 1][32];    // alpha^(-i l)
};

static inline bool rs_in_field(const uint16_t *symbol, int n)
{
    unsigned all = 0;
    for (int i = 0; i < n; i++)
        all |= symbol[i];
    return all < RS_FIELD;
}

// synd[j][w] of RS_BATCH words.
typedef uint16_t rs_syndromes[SL_RS_PARITY_MAX][RS_BATCH];

static inline uint16_t rs_product(const sl_rs *rs, uint16_t a, uint16_t b)
{
    return rs->power[rs->log[a] + rs->log[b]];
}

// Of `words` <= RS_BATCH words; those past them count as zero. Undefined
// for words with symbols beyond the field.
void rs_syndromes_of(const sl_rs *rs, rs_syndromes out, const uint16_t *word, size_t words);
// Of one word, by division: 0 when it is a code word. The reference of the above.
int rs_syndromes_of_one(const sl_rs *rs, uint16_t *out, const uint16_t *word);
// Powers e = 0..n-1 with locator(alpha^-e) = 0, ascending; how many, stops at `degree`.
int rs_roots(const sl_rs *rs, int *root, const uint16_t *locator, int degree);

#endif
