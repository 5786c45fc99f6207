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

// ---- the inner code of the 200 Gb/s lanes: (68,60) on the XOR of the two bits of PAM4 symbols
// ----

#define SL_INNER_SYMBOLS   64 // PAM4: 60 of message, 4 of parity
#define SL_INNER_MESSAGE   60
#define SL_INNER_CHASE_MAX 8

// 128 bits as sent: bit k of `first` and of `second` are those of PAM4 symbol k, Gray labels
// 00 01 11 10 for the levels -3 -1 1 3.
typedef struct sl_inner_block {
    uint64_t first, second;
} sl_inner_block;

// Columns of the parity matrix: column[k] of code bit k, 60 of message and 8 of parity; the first
// parity bit sent is 0x80. Source: IEEE P802.3dj clause 177 (draft; facts of its table 177-1 as
// public code gives them).
void sl_inner_columns(uint8_t column[68]);

// Fills in the parity symbols 60..63.
void sl_inner_encode(sl_inner_block *block);

// Level 0..3 of symbol k.
int sl_inner_level(const sl_inner_block *block, int symbol);

// Decodes 64 samples of a block, levels at -3 -1 1 3. chase: 0..SL_INNER_CHASE_MAX; the `chase`
// least reliable symbols are tried both ways, each followed by single-error correction, and the
// code word nearest to the samples is taken; 0: hard decisions. A changed symbol moves to the
// second-nearest level. False: no code word within reach, the decisions stand. Samples finite.
// Reliabilities are compared with 15 bits of mantissa. Source: Chase, IEEE Trans. IT-18 (1972) 170.
bool sl_inner_decode(sl_inner_block *block, const float sample[SL_INNER_SYMBOLS], int chase);

// The same of many blocks, 16 at a time in vectors, bit for bit: 0.1 us a block of 2^6 patterns
// (AVX-512). Returns how many were not within reach.
size_t sl_inner_decode_all(sl_inner_block *block, const float *sample, size_t blocks, int chase);

// ---- convolutional interleaver of RS symbols in front of the inner code ----

typedef struct sl_interleaver sl_interleaver;

// Groups of `group` symbols go round the branches; branch i delays by i x delay of its turns.
typedef struct sl_interleaver_opts {
    int branches, delay, group; // 1..64, 0..4096, 1..64
    bool back;                  // the de-interleaver: branch i delays by branches - 1 - i
} sl_interleaver_opts;

// Such that the 12 RS symbols of an inner block belong to 12 code words: branches = ceil(12 /
// codewords) of groups of one symbol of each of the codewords (1..64) that take turns, a delay that
// steps over the part of a code word that one of `lanes` lanes carries. Class assumption: structure
// of P802.3dj clause 177 from memory, not opened.
sl_interleaver_opts sl_inner_interleaver(int codewords, int lanes);

// Errors: SL_ERR_DOMAIN, SL_ERR_NO_MEMORY.
sl_status sl_interleaver_create(sl_interleaver **out, sl_ctx *ctx, const sl_interleaver_opts *o);
void sl_interleaver_destroy(sl_interleaver *il);
// Passes symbols through; out may be in. What is in the delay lines at first is zero.
void sl_interleaver_pass(sl_interleaver *il, uint16_t *out, const uint16_t *in, size_t symbols);
// Symbols by which interleaver and de-interleaver together are late; a multiple of the group.
size_t sl_interleaver_latency(const sl_interleaver_opts *o);

// ---- flits of PCIe 6 and 7, CXL 3: 242 B of content, 8 B of CRC, 6 B of FEC ----

#define SL_FLIT_RETRY (-1)

typedef struct sl_flit_codec sl_flit_codec;

// Byte k belongs to code k mod 3; each code corrects one byte: roots 1 and alpha over GF(2^8),
// x^8 + x^5 + x^3 + x + 1, its check bytes the last two. CRC: the remainder modulo
// prod (x - alpha^i), i = 1..8, over the same field. Class assumption: the specification was not
// opened; layout and strength (one byte a code, 64 bits) are public. Errors: SL_ERR_NO_MEMORY.
sl_status sl_flit_create(sl_flit_codec **out, sl_ctx *ctx);
void sl_flit_destroy(sl_flit_codec *codec);
// Writes bytes 242..255. 0.5 us.
void sl_flit_encode(const sl_flit_codec *codec, uint8_t flit[256]);
// Corrects, then checks the CRC: bytes corrected, 0..3, or SL_FLIT_RETRY. 0.6 us.
int sl_flit_decode(const sl_flit_codec *codec, uint8_t flit[256]);

#ifdef __cplusplus
}
#endif
#endif
