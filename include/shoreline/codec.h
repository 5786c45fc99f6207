// Bit-exact codecs: what goes over the line, symbol by symbol, and comes back.
// Reed-Solomon codes of IEEE 802.3, the inner code of P802.3dj with its interleaver, flits of PCIe.
// Kernels are chosen at run time (AVX-512BW, AVX2, scalar); every choice gives the same bits.
// Theory: docs/theory/fec.md.
#ifndef SHORELINE_CODEC_H
#define SHORELINE_CODEC_H

#include <stddef.h>
#include <stdint.h>

#include "shoreline/core.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum sl_simd { SL_SIMD_BEST, SL_SIMD_SCALAR, SL_SIMD_AVX2, SL_SIMD_AVX512 } sl_simd;

// The widest that this processor and this build have: SL_SIMD_SCALAR, _AVX2 or _AVX512.
sl_simd sl_simd_best(void);

// ---- Reed-Solomon over GF(2^10), x^10 + x^3 + 1 ----

#define SL_RS_SYMBOLS_MAX   1023
#define SL_RS_PARITY_MAX    32
#define SL_RS_UNCORRECTABLE (-1)
#define SL_RS_BAD_SYMBOL    (-2) // a symbol of more than 10 bits

typedef struct sl_rs sl_rs;

typedef struct sl_rs_opts {
    int symbols, payload_symbols; // n and k: 544, 514 or 528, 514
    sl_simd simd;                 // SL_SIMD_BEST unless twins are compared
} sl_rs_opts;

// Generator polynomial prod (x - alpha^j), j = 0..n-k-1, alpha a root of the field's polynomial;
// word[0] is sent first and is the coefficient of x^(n-1); the parity follows the message. Of a
// symbol, bit 0 is sent first. Source: IEEE 802.3 clause 91.5.2.7 (order of symbols and bits).
// n 3..1023, n - k even, 2..32. Errors, with a diagnostic each: SL_ERR_DOMAIN (a code beyond its
// block, kernels that this machine lacks), SL_ERR_NO_MEMORY. 110 KiB a code.
sl_status sl_rs_create(sl_rs **rs, sl_ctx *ctx, const sl_rs_opts *opts);
void sl_rs_destroy(sl_rs *rs);

// Writes the parity to word[k..n-1]. False: a message symbol has more than 10 bits. 1 us.
bool sl_rs_encode(const sl_rs *rs, uint16_t *word);

// Corrects up to (n - k)/2 wrong symbols in place. Returns how many there were, or
// SL_RS_UNCORRECTABLE or SL_RS_BAD_SYMBOL, and leaves the word as it came. Bounded distance: a word
// nearer to another code word becomes that one. Cost: 4 us.
int sl_rs_decode(const sl_rs *rs, uint16_t *word);

// The same of `words` words, one after the other in memory; result[i] as above, may be NULL.
// Returns how many are not corrected. Syndromes of 32 words at once: 0.6 us a word of RS(544,514)
// with one wrong symbol (AVX-512), 2 us (AVX2).
size_t sl_rs_decode_all(const sl_rs *rs, uint16_t *word, size_t words, int *result);

#ifdef __cplusplus
}
#endif
#endif
