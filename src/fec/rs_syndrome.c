// Syndromes of Reed-Solomon words: of one by division, of 32 at once by Horner's rule.
//
// One word: r mod g by the encoder's rows; zero for a code word; else S_j = (r mod g)(alpha^j).
// Many: x -> x alpha^j + next symbol, one word an element of a vector. A product with a constant is
// the XOR of two table look-ups, one for each half of the ten bits; the tables are permutations of
// one register of 32 elements (AVX-512BW) or, cut into nibbles and bytes, of 16 (AVX2).
#include "rs.h"

#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__)
#define RS_X86 1
#include <immintrin.h>
#endif

int rs_syndromes_of_one(const sl_rs *rs, uint16_t *out, const uint16_t *word)
{
    uint16_t state[SL_RS_SYMBOLS_MAX + SL_RS_PARITY_MAX];
    unsigned some = 0;
    memcpy(state, word, (size_t)rs->n * sizeof *word);
    memset(state + rs->n, 0, SL_RS_PARITY_MAX * sizeof *state);
    for (int i = 0; i < rs->k; i++) {
        const uint16_t *row = rs->remainder[state[i]];
        for (int j = 0; j < SL_RS_PARITY_MAX; j++)
            state[i + 1 + j] ^= row[j];
    }
    for (int i = rs->k; i < rs->n; i++)
        some |= state[i];
    for (int j = 0; j < rs->parity; j++) {
        uint16_t sum = 0;
        for (int i = rs->k; i < rs->n; i++)
            sum = (uint16_t)(rs->step[j].low[sum & 31] ^ rs->step[j].high[sum >> 5] ^ state[i]);
        out[j] = sum;
    }
    return some != 0;
}

#if RS_X86
// Turns 32 rows of 32 symbols: stage h swaps the blocks of h x h off the diagonal.
__attribute__((target("avx512f,avx512bw"))) static inline void turn(__m512i row[32])
{
    static const uint16_t even[4][32] = {
        {0,  1,  32, 33, 4,  5,  36, 37, 8,  9,  40, 41, 12, 13, 44, 45,
         16, 17, 48, 49, 20, 21, 52, 53, 24, 25, 56, 57, 28, 29, 60, 61},
        {0,  1,  2,  3,  32, 33, 34, 35, 8,  9,  10, 11, 40, 41, 42, 43,
         16, 17, 18, 19, 48, 49, 50, 51, 24, 25, 26, 27, 56, 57, 58, 59},
        {0,  1,  2,  3,  4,  5,  6,  7,  32, 33, 34, 35, 36, 37, 38, 39,
         16, 17, 18, 19, 20, 21, 22, 23, 48, 49, 50, 51, 52, 53, 54, 55},
        {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
         32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47}};
    for (int i = 0; i < 32; i += 2) {
        __m512i a = row[i], b = row[i + 1];
        row[i] = _mm512_mask_blend_epi16(0xAAAAAAAA, a, _mm512_slli_epi32(b, 16));
        row[i + 1] = _mm512_mask_blend_epi16(0xAAAAAAAA, _mm512_srli_epi32(a, 16), b);
    }
    for (int stage = 0; stage < 4; stage++) {
        int h = 2 << stage;
        __m512i low = _mm512_loadu_si512(even[stage]);
        __m512i high = _mm512_add_epi16(low, _mm512_set1_epi16((short)h));
        for (int i = 0; i < 32; i++) {
            if (i & h) continue;
            __m512i a = row[i], b = row[i + h];
            row[i] = _mm512_permutex2var_epi16(a, low, b);
            row[i + h] = _mm512_permutex2var_epi16(a, high, b);
        }
    }
}

// symbol[i] is symbol i of all words, from the first of `padded`, whose first ones are zero.
__attribute__((target("avx512f,avx512bw"))) static void
by_symbol(__m512i *symbol, const sl_rs *rs, const uint16_t *word, size_t words, int padded)
{
    for (int begin = 0; begin < padded; begin += 32) {
        int skip = begin - (padded - rs->n); // of the word, negative in its first block
        __mmask32 mask = skip < 0 ? 0xFFFFFFFFu << -skip : 0xFFFFFFFFu;
        __m512i row[32];
        for (size_t w = 0; w < 32; w++)
            row[w] = w < words ? _mm512_maskz_loadu_epi16(mask, word + (ptrdiff_t)w * rs->n + skip)
                               : _mm512_setzero_si512();
        turn(row);
        for (int i = 0; i < 32; i++)
            symbol[begin + i] = row[i];
    }
}

#define AT_ONCE 6 // syndromes: two tables and a sum each, of 32 registers

__attribute__((target("avx512f,avx512bw"))) static void wide512(const sl_rs *rs, rs_syndromes out,
                                                                const uint16_t *word, size_t words)
{
    __m512i symbol[SL_RS_SYMBOLS_MAX + 1];
    int padded = (rs->n + 31) / 32 * 32;
    by_symbol(symbol, rs, word, words, padded);
    for (int j = 0; j < rs->parity; j += AT_ONCE) {
        __m512i low[AT_ONCE], high[AT_ONCE], sum[AT_ONCE];
        for (int k = 0; k < AT_ONCE; k++) {
            const rs_times *t = &rs->step[j + k < rs->parity ? j + k : 0];
            low[k] = _mm512_loadu_si512(t->low);
            high[k] = _mm512_loadu_si512(t->high);
            sum[k] = _mm512_setzero_si512();
        }
        for (int i = 0; i < padded; i++)
            for (int k = 0; k < AT_ONCE; k++) {
                __m512i a = _mm512_permutexvar_epi16(sum[k], low[k]); // takes five bits
                __m512i b = _mm512_permutexvar_epi16(_mm512_srli_epi16(sum[k], 5), high[k]);
                sum[k] = _mm512_ternarylogic_epi64(a, b, symbol[i], 0x96);
            }
        for (int k = 0; k < AT_ONCE && j + k < rs->parity; k++)
            _mm512_storeu_si512(out[j + k], sum[k]);
    }
}

// A constant's products with nibble n of an element, low or high byte, twice in a register.
__attribute__((target("avx2"))) static __m256i nibble_table(const rs_times *t, int n, int byte)
{
    uint8_t table[16];
    for (int i = 0; i < 16; i++) {
        int x = i << 4 * n & (RS_FIELD - 1);
        table[i] = (uint8_t)((t->low[x & 31] ^ t->high[x >> 5]) >> 8 * byte);
    }
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)table));
}

// Symbols as planes of low and high bytes, 32 words an element each.
__attribute__((target("avx2"))) static void wide256(const sl_rs *rs, rs_syndromes out,
                                                    const uint16_t *word, size_t words)
{
    uint8_t plane[2][SL_RS_SYMBOLS_MAX][32] = {{{0}}};
    const __m256i nibble = _mm256_set1_epi8(15);
    for (size_t w = 0; w < words; w++)
        for (int i = 0; i < rs->n; i++) {
            plane[0][i][w] = (uint8_t)word[w * (size_t)rs->n + (size_t)i];
            plane[1][i][w] = (uint8_t)(word[w * (size_t)rs->n + (size_t)i] >> 8);
        }
    for (int j = 0; j < rs->parity; j++) {
        __m256i table[3][2], low = _mm256_setzero_si256(), high = low;
        uint8_t byte[2][32];
        for (int n = 0; n < 6; n++)
            table[n / 2][n % 2] = nibble_table(&rs->step[j], n / 2, n % 2);
        for (int i = 0; i < rs->n; i++) {
            __m256i a = _mm256_and_si256(low, nibble), c = high;
            __m256i b = _mm256_and_si256(_mm256_srli_epi16(low, 4), nibble);
            low = _mm256_loadu_si256((const __m256i *)plane[0][i]);
            high = _mm256_loadu_si256((const __m256i *)plane[1][i]);
            low = _mm256_xor_si256(low, _mm256_shuffle_epi8(table[0][0], a));
            high = _mm256_xor_si256(high, _mm256_shuffle_epi8(table[0][1], a));
            low = _mm256_xor_si256(low, _mm256_shuffle_epi8(table[1][0], b));
            high = _mm256_xor_si256(high, _mm256_shuffle_epi8(table[1][1], b));
            low = _mm256_xor_si256(low, _mm256_shuffle_epi8(table[2][0], c));
            high = _mm256_xor_si256(high, _mm256_shuffle_epi8(table[2][1], c));
        }
        _mm256_storeu_si256((__m256i *)byte[0], low);
        _mm256_storeu_si256((__m256i *)byte[1], high);
        for (int w = 0; w < 32; w++)
            out[j][w] = (uint16_t)(byte[0][w] | byte[1][w] << 8);
    }
}
#endif

void rs_syndromes_of(const sl_rs *rs, rs_syndromes out, const uint16_t *word, size_t words)
{
#if RS_X86
    if (rs->simd == SL_SIMD_AVX512) {
        wide512(rs, out, word, words);
        return;
    }
    if (rs->simd == SL_SIMD_AVX2) {
        wide256(rs, out, word, words);
        return;
    }
#endif
    uint16_t one[SL_RS_PARITY_MAX];
    memset(out, 0, sizeof(rs_syndromes));
    for (size_t w = 0; w < words; w++) {
        if (!rs_in_field(word + w * (size_t)rs->n, rs->n)) continue;
        rs_syndromes_of_one(rs, one, word + w * (size_t)rs->n);
        for (int j = 0; j < rs->parity; j++)
            out[j][w] = one[j];
    }
}
