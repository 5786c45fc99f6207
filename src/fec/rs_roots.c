// Roots of an error locator among the places of a word (Chien's search).
//
// Lambda(alpha^-e) = 1 + sum_i lambda_i alpha^(-i e). Scalar: each term moves on by alpha^-i.
// AVX-512: 32 places e = 32 q + l at once; terms begin as lambda_i alpha^(-i l) and move on by
// alpha^(-32 i).
#include "rs.h"

#if defined(__x86_64__) && defined(__GNUC__)
#define RS_X86 1
#include <immintrin.h>
#endif

static int scalar(const sl_rs *rs, int *root, const uint16_t *locator, int degree)
{
    int log[SL_RS_PARITY_MAX], found = 0;
    for (int i = 1; i <= degree; i++)
        log[i - 1] = rs->log[locator[i]];
    for (int e = 0; e < rs->n && found < degree; e++) {
        uint16_t sum = 1;
        for (int i = 0; i < degree; i++) {
            sum ^= rs->power[log[i]];
            if (log[i] != RS_NONE) log[i] += log[i] <= i ? RS_ORDER - i - 1 : -i - 1;
        }
        if (sum == 0) root[found++] = e;
    }
    return found;
}

#if RS_X86
__attribute__((target("avx512f,avx512bw"))) static inline __m512i times(__m512i x, __m512i low,
                                                                        __m512i high)
{
    return _mm512_xor_si512(_mm512_permutexvar_epi16(x, low),
                            _mm512_permutexvar_epi16(_mm512_srli_epi16(x, 5), high));
}

// Element b of a table of products with c has bit k of b as c alpha^k.
__attribute__((target("avx512f,avx512bw"))) static inline __m512i spread(const sl_rs *rs, int log,
                                                                         int first)
{
    static const uint32_t has_bit[5] = {0xAAAAAAAA, 0xCCCCCCCC, 0xF0F0F0F0, 0xFF00FF00, 0xFFFF0000};
    __m512i sum = _mm512_setzero_si512();
    for (int k = 0; k < 5; k++)
        sum = _mm512_xor_si512(
            sum, _mm512_maskz_set1_epi16(has_bit[k], (short)rs->power[log + first + k]));
    return sum;
}

__attribute__((target("avx512f,avx512bw"))) static int wide(const sl_rs *rs, int *root,
                                                            const uint16_t *locator, int degree)
{
    __m512i term[SL_RS_PARITY_MAX / 2];
    const __m512i one = _mm512_set1_epi16(1);
    int found = 0;
    for (int i = 1; i <= degree; i++) {
        int log = rs->log[locator[i]];
        term[i - 1] = log == RS_NONE ? _mm512_setzero_si512()
                                     : times(_mm512_loadu_si512(rs->lane[i]), spread(rs, log, 0),
                                             spread(rs, log, 5));
    }
    for (int begin = 0; begin < rs->n; begin += 32) {
        __m512i sum = _mm512_setzero_si512();
        for (int i = 1; i <= degree; i++) {
            const rs_times *t = &rs->stride[i];
            sum = _mm512_xor_si512(sum, term[i - 1]);
            term[i - 1] =
                times(term[i - 1], _mm512_loadu_si512(t->low), _mm512_loadu_si512(t->high));
        }
        uint32_t hit = _mm512_cmpeq_epi16_mask(sum, one);
        for (; hit; hit &= hit - 1) {
            int e = begin + __builtin_ctz(hit);
            if (e < rs->n && found < degree) root[found++] = e;
        }
    }
    return found;
}
#endif

int rs_roots(const sl_rs *rs, int *root, const uint16_t *locator, int degree)
{
    if (degree == 1) { // 1 + X x
        int e = rs->log[locator[1]];
        root[0] = e;
        return e < rs->n;
    }
#if RS_X86
    if (rs->simd == SL_SIMD_AVX512) return wide(rs, root, locator, degree);
#endif
    return scalar(rs, root, locator, degree);
}
