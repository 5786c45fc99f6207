// Reed-Solomon codec over GF(2^10): encoder and bounded-distance decoder.
//
// Model. Field GF(2)[x]/(x^10 + x^3 + 1), alpha = x; code words are multiples of
// g(x) = prod_{j < n-k} (x - alpha^j); symbol i of a word is the coefficient of x^(n-1-i).
// Encoder: division by g, one table row (the remainder of s x^(n-k)) a symbol.
// Decoder: syndromes S_j = r(alpha^j) (rs_syndrome.c); nothing more when all are zero. Else
// Berlekamp-Massey finds the shortest locator Lambda(x) = prod (1 - X x); its roots are searched
// over the word (rs_roots.c); as many roots as its degree, at most t, make a code word. Magnitudes
// by Forney: e = X Omega(1/X)/Lambda'(1/X), Omega = S Lambda mod x^(n-k), as the first root of g is
// alpha^0. Sources. IEEE 802.3 clause 91.5.2.7 (code, order of symbols); Massey, IEEE Trans. IT-15
// (1969) 122; Forney, IEEE Trans. IT-11 (1965) 549. Limits. No erasures.
#include "rs.h"

#include <string.h>

#define FIELD_POLYNOMIAL 0x409 // x^10 + x^3 + 1

static void make_field(sl_rs *rs)
{
    unsigned x = 1;
    for (int i = 0; i < RS_ORDER; i++) {
        rs->power[i] = (uint16_t)x;
        if (i + RS_ORDER < RS_NONE) rs->power[i + RS_ORDER] = (uint16_t)x;
        rs->log[x] = (uint16_t)i;
        x <<= 1;
        if (x & RS_FIELD) x ^= FIELD_POLYNOMIAL;
    }
    rs->log[0] = RS_NONE;
}

static uint16_t alpha(const sl_rs *rs, long exponent)
{
    return rs->power[(exponent % RS_ORDER + RS_ORDER) % RS_ORDER];
}

static void make_times(const sl_rs *rs, rs_times *t, uint16_t c)
{
    for (int i = 0; i < 32; i++) {
        t->low[i] = rs_product(rs, c, (uint16_t)i);
        t->high[i] = rs_product(rs, c, (uint16_t)(i << 5));
    }
}

static void make_remainders(sl_rs *rs)
{
    uint16_t g[SL_RS_PARITY_MAX + 1] = {1}; // lowest power first
    for (int j = 0; j < rs->parity; j++)
        for (int i = j + 1; i >= 0; i--)
            g[i] = (uint16_t)(rs_product(rs, g[i], alpha(rs, j)) ^ (i > 0 ? g[i - 1] : 0));
    for (int s = 0; s < RS_FIELD; s++)
        for (int i = 0; i < rs->parity; i++)
            rs->remainder[s][i] = rs_product(rs, (uint16_t)s, g[rs->parity - 1 - i]);
}

static void make_tables(sl_rs *rs)
{
    make_field(rs);
    make_remainders(rs);
    for (int j = 0; j < rs->parity; j++)
        make_times(rs, &rs->step[j], alpha(rs, j));
    for (int i = 0; i <= rs->parity / 2; i++) {
        make_times(rs, &rs->stride[i], alpha(rs, -32 * i));
        for (int l = 0; l < 32; l++)
            rs->lane[i][l] = alpha(rs, -i * l);
    }
}

static sl_status check(sl_ctx *ctx, const sl_rs_opts *o)
{
    sl_mark none = {0};
    int parity = o->symbols - o->payload_symbols;
    size_t before = sl_diag_errors(ctx);
    if (o->symbols > SL_RS_SYMBOLS_MAX || o->symbols < 3)
        sl_diag_add(ctx, SL_ERROR, SL_E_RANGE, none,
                    "3 to 1023 symbols: one for each non-zero element of the field",
                    "a Reed-Solomon code of %d symbols over GF(2^10)", o->symbols);
    if (o->payload_symbols < 1 || parity < 2 || parity > SL_RS_PARITY_MAX || parity % 2)
        sl_diag_add(ctx, SL_ERROR, SL_E_RANGE, none,
                    "an even number of parity symbols, 2 to 32, and at least one of payload",
                    "a Reed-Solomon code of %d symbols with %d of payload", o->symbols,
                    o->payload_symbols);
    if (o->simd < SL_SIMD_BEST || o->simd > sl_simd_best())
        sl_diag_add(ctx, SL_ERROR, SL_E_RANGE, none, "SL_SIMD_BEST takes what there is",
                    "kernels that this processor does not have");
    return sl_diag_errors(ctx) > before ? SL_ERR_DOMAIN : SL_OK;
}

sl_simd sl_simd_best(void)
{
#if defined(__x86_64__) && defined(__GNUC__)
    if (__builtin_cpu_supports("avx512bw")) return SL_SIMD_AVX512;
    if (__builtin_cpu_supports("avx2")) return SL_SIMD_AVX2;
#endif
    return SL_SIMD_SCALAR;
}

sl_status sl_rs_create(sl_rs **out, sl_ctx *ctx, const sl_rs_opts *opts)
{
    *out = NULL;
    SL_TRY(check(ctx, opts));
    sl_rs *rs = sl_ctx_resize(ctx, NULL, sizeof *rs);
    if (!rs) return SL_ERR_NO_MEMORY;
    memset(rs, 0, sizeof *rs);
    rs->ctx = ctx;
    rs->n = opts->symbols;
    rs->k = opts->payload_symbols;
    rs->parity = rs->n - rs->k;
    rs->simd = opts->simd == SL_SIMD_BEST ? sl_simd_best() : opts->simd;
    make_tables(rs);
    *out = rs;
    return SL_OK;
}

void sl_rs_destroy(sl_rs *rs)
{
    if (rs) sl_ctx_resize(rs->ctx, rs, 0);
}

bool sl_rs_encode(const sl_rs *rs, uint16_t *word)
{
    uint16_t state[SL_RS_SYMBOLS_MAX + SL_RS_PARITY_MAX];
    if (!rs_in_field(word, rs->k)) return false;
    memcpy(state, word, (size_t)rs->k * sizeof *word);
    memset(state + rs->k, 0, SL_RS_PARITY_MAX * sizeof *state);
    for (int i = 0; i < rs->k; i++) {
        const uint16_t *row = rs->remainder[state[i]];
        for (int j = 0; j < SL_RS_PARITY_MAX; j++) // rows end in zeros
            state[i + 1 + j] ^= row[j];
    }
    memcpy(word + rs->k, state + rs->k, (size_t)rs->parity * sizeof *word);
    return true;
}

// Shortest locator of the syndromes, lowest power first; its length L.
static int berlekamp_massey(const sl_rs *rs, uint16_t *locator, const uint16_t *synd)
{
    enum { ROOM = SL_RS_PARITY_MAX + 2 };
    uint16_t before[ROOM] = {1}, keep[ROOM], log_synd[SL_RS_PARITY_MAX];
    uint16_t last = 1;
    int length = 0, gap = 1, before_degree = 0;
    memset(locator, 0, ROOM * sizeof *locator);
    locator[0] = 1;
    for (int i = 0; i < rs->parity; i++)
        log_synd[i] = rs->log[synd[i]];
    for (int i = 0; i < rs->parity; i++) {
        uint16_t d = synd[i];
        for (int j = 1; j <= length; j++)
            d ^= rs->power[rs->log[locator[j]] + log_synd[i - j]];
        if (d == 0) {
            gap++;
            continue;
        }
        int ratio = rs->log[d] + RS_ORDER - rs->log[last];
        if (ratio >= RS_ORDER) ratio -= RS_ORDER;
        bool longer = 2 * length <= i;
        int keep_degree = length;
        if (longer) memcpy(keep, locator, sizeof keep);
        for (int j = 0; j <= before_degree && j + gap < ROOM; j++)
            locator[j + gap] ^= rs->power[ratio + rs->log[before[j]]];
        gap++;
        if (longer) {
            length = i + 1 - length;
            memcpy(before, keep, sizeof before);
            before_degree = keep_degree;
            last = d;
            gap = 1;
        }
    }
    return length;
}

// Value of a polynomial at alpha^exponent; every second coefficient from `first`, `stride` apart.
static uint16_t value(const sl_rs *rs, const uint16_t *c, int first, int n, int stride,
                      int exponent)
{
    uint16_t sum = 0;
    for (int i = first; i < n; i += stride) {
        int log = rs->log[c[i]];
        if (log != RS_NONE) sum ^= rs->power[(log + exponent * (i - first)) % RS_ORDER];
    }
    return sum;
}

// Corrects by the syndromes of one word.
static int correct(const sl_rs *rs, uint16_t *word, const uint16_t *synd)
{
    uint16_t locator[SL_RS_PARITY_MAX + 2], omega[SL_RS_PARITY_MAX] = {0};
    int root[SL_RS_PARITY_MAX];
    int length = berlekamp_massey(rs, locator, synd);
    if (length > rs->parity / 2 || rs_roots(rs, root, locator, length) != length)
        return SL_RS_UNCORRECTABLE;
    for (int i = 0; i < length; i++)
        for (int j = 0; j <= i; j++)
            omega[i] ^= rs_product(rs, synd[i - j], locator[j]);
    for (int i = 0; i < length; i++) {
        int e = root[i], inverse = e == 0 ? 0 : RS_ORDER - e;
        uint16_t top = value(rs, omega, 0, length, 1, inverse);
        uint16_t slope = value(rs, locator, 1, length + 1, 2, inverse);
        int log = rs->log[top] + e + RS_ORDER - rs->log[slope];
        word[rs->n - 1 - e] ^= rs->power[log % RS_ORDER];
    }
    return length;
}

int sl_rs_decode(const sl_rs *rs, uint16_t *word)
{
    uint16_t synd[SL_RS_PARITY_MAX];
    if (!rs_in_field(word, rs->n)) return SL_RS_BAD_SYMBOL;
    return rs_syndromes_of_one(rs, synd, word) ? correct(rs, word, synd) : 0;
}

static size_t decode_batch(const sl_rs *rs, uint16_t *word, size_t words, int *result)
{
    rs_syndromes synd;
    uint16_t some[RS_BATCH] = {0}, one[SL_RS_PARITY_MAX];
    size_t bad = 0;
    rs_syndromes_of(rs, synd, word, words);
    for (int j = 0; j < rs->parity; j++)
        for (int w = 0; w < RS_BATCH; w++)
            some[w] |= synd[j][w];
    for (size_t w = 0; w < words; w++) {
        uint16_t *at = word + w * (size_t)rs->n;
        int r = 0;
        if (!rs_in_field(at, rs->n)) {
            r = SL_RS_BAD_SYMBOL;
        } else if (some[w]) {
            for (int j = 0; j < rs->parity; j++)
                one[j] = synd[j][w];
            r = correct(rs, at, one);
        }
        bad += r < 0;
        if (result) result[w] = r;
    }
    return bad;
}

size_t sl_rs_decode_all(const sl_rs *rs, uint16_t *word, size_t words, int *result)
{
    size_t bad = 0;
    for (size_t i = 0; i < words; i += RS_BATCH) {
        size_t n = words - i < RS_BATCH ? words - i : RS_BATCH;
        bad += decode_batch(rs, word + i * (size_t)rs->n, n, result ? result + i : NULL);
    }
    return bad;
}
