// The Reed-Solomon codec: field and code by their definitions, round trips, kernels against each
// other, and the packaged libfec where it was found.
#include "sl_ctx_test.h"

#include <string.h>

#include "shoreline/codec.h"
#include "shoreline/random.h"

#if HAVE_LIBFEC
#include <fec.h>
#endif

enum { N = 544, WORDS = 70 };

static uint16_t draw(int range, uint64_t purpose, uint64_t i)
{
    return (uint16_t)(range * sl_random_uniform(3, purpose, i, 0));
}

// Product in GF(2^10) by shift and add.
static unsigned product(unsigned a, unsigned b)
{
    unsigned sum = 0;
    for (; b; b >>= 1) {
        if (b & 1) sum ^= a;
        a <<= 1;
        if (a & 1024) a ^= 0x409;
    }
    return sum;
}

static sl_rs *make(int n, int k, sl_simd simd)
{
    sl_rs *rs = NULL;
    sl_rs_opts o = {n, k, simd};
    assert_int_equal(sl_rs_create(&rs, ctx, &o), SL_OK);
    return rs;
}

static void fill(uint16_t *word, int k, int which)
{
    for (int i = 0; i < k; i++)
        word[i] = draw(1024, 1, (uint64_t)(which * 1024 + i));
}

// Wrong symbols at different places: place = start + i stride mod n, stride coprime to n.
static void spoil(uint16_t *word, int n, int wrong, int which)
{
    int start = draw(n, 2, (uint64_t)which), stride = n == 544 ? 13 : 5;
    for (int i = 0; i < wrong; i++)
        word[(start + i * stride) % n] ^= (uint16_t)(1 + draw(1023, 3, (uint64_t)(which * 64 + i)));
}

// A code word is zero at every root of the generator, evaluated as written in clause 91.
static void definition(void **state)
{
    (void)state;
    for (int code = 0; code < 2; code++) {
        int n = code ? 528 : 544;
        uint16_t word[N];
        sl_rs *rs = make(n, 514, SL_SIMD_BEST);
        fill(word, 514, code);
        assert_true(sl_rs_encode(rs, word));
        unsigned root = 1;
        for (int j = 0; j < n - 514; j++) {
            unsigned sum = 0;
            for (int i = 0; i < n; i++)
                sum = product(sum, root) ^ word[i];
            assert_int_equal(sum, 0);
            root = product(root, 2);
        }
        sl_rs_destroy(rs);
    }
    unsigned x = 1, order = 0; // alpha generates all non-zero elements
    do {
        x = product(x, 2);
        order++;
    } while (x != 1);
    assert_int_equal(order, 1023);
}

static void round_trips(void **state)
{
    (void)state;
    static const int codes[][2] = {{544, 514}, {528, 514}, {1023, 991}, {34, 2}, {5, 3}};
    uint16_t word[1023], want[1023];
    for (size_t c = 0; c < sizeof codes / sizeof *codes; c++) {
        int n = codes[c][0], k = codes[c][1], t = (n - k) / 2;
        sl_rs *rs = make(n, k, SL_SIMD_BEST);
        for (int wrong = 0; wrong <= t; wrong++) {
            fill(want, k, 100 + wrong);
            assert_true(sl_rs_encode(rs, want));
            memcpy(word, want, sizeof word);
            for (int i = 0; i < wrong; i++)
                word[(7 * wrong + i * (n / t)) % n] ^= (uint16_t)(1 + i);
            assert_int_equal(sl_rs_decode(rs, word), wrong);
            assert_memory_equal(word, want, (size_t)n * sizeof *word);
        }
        sl_rs_destroy(rs);
    }
}

// t + 1 wrong symbols: recognised but for less than 1/t! of the cases; then the word stays.
static void beyond(void **state)
{
    (void)state;
    uint16_t word[N], spoilt[N];
    sl_rs *rs = make(544, 514, SL_SIMD_BEST);
    for (int which = 0; which < 200; which++) {
        fill(word, 514, which);
        assert_true(sl_rs_encode(rs, word));
        spoil(word, 544, 16 + which % 20, which);
        memcpy(spoilt, word, sizeof word);
        assert_int_equal(sl_rs_decode(rs, word), SL_RS_UNCORRECTABLE);
        assert_memory_equal(word, spoilt, sizeof word);
    }
    word[3] = 1024;
    assert_int_equal(sl_rs_decode(rs, word), SL_RS_BAD_SYMBOL);
    assert_false(sl_rs_encode(rs, word));
    sl_rs_destroy(rs);
}

// Every kernel gives every bit of the scalar one, with bad words among the good.
static void kernels_agree(void **state)
{
    (void)state;
    static const int sizes[] = {1, 31, 32, 33, WORDS};
    static uint16_t in[WORDS * N], word[WORDS * N], want[WORDS * N];
    int result[WORDS], expected[WORDS];
    for (int code = 0; code < 2; code++) {
        int n = code ? 528 : 544;
        sl_rs *scalar = make(n, 514, SL_SIMD_SCALAR);
        for (int w = 0; w < WORDS; w++) {
            fill(in + w * n, 514, w);
            assert_true(sl_rs_encode(scalar, in + w * n));
            spoil(in + w * n, n, w % 20, w);
        }
        in[40 * n + 7] = 5000;
        for (int simd = SL_SIMD_SCALAR; simd <= (int)sl_simd_best(); simd++)
            for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
                sl_rs *rs = make(n, 514, (sl_simd)simd);
                size_t words = (size_t)sizes[s], bad = 0;
                memcpy(want, in, sizeof in);
                memcpy(word, in, sizeof in);
                for (size_t w = 0; w < words; w++) {
                    expected[w] = sl_rs_decode(scalar, want + w * (size_t)n);
                    bad += expected[w] < 0;
                }
                assert_int_equal(sl_rs_decode_all(rs, word, words, result), bad);
                assert_memory_equal(result, expected, words * sizeof *result);
                assert_memory_equal(word, want, sizeof want);
                sl_rs_destroy(rs);
            }
        sl_rs_destroy(scalar);
    }
}

static void same_as_libfec(void **state)
{
    (void)state;
#if HAVE_LIBFEC
    for (int code = 0; code < 2; code++) {
        int n = code ? 528 : 544, parity = n - 514;
        unsigned theirs[N];
        uint16_t word[N], spoilt[N];
        sl_rs *rs = make(n, 514, SL_SIMD_BEST);
        void *other = init_rs_int(10, 0x409, 0, 1, parity, 1023 - n);
        assert_non_null(other);
        for (int which = 0; which < 60; which++) {
            fill(word, 514, which);
            for (int i = 0; i < 514; i++)
                theirs[i] = word[i];
            encode_rs_int(other, theirs, theirs + 514);
            assert_true(sl_rs_encode(rs, word));
            for (int i = 0; i < n; i++)
                assert_int_equal(word[i], theirs[i]);
            memcpy(spoilt, word, sizeof word);
            spoil(spoilt, n, which % (parity / 2 + 4), which);
            for (int i = 0; i < n; i++)
                theirs[i] = spoilt[i];
            int theirs_found = decode_rs_int(other, theirs, NULL, 0);
            int found = sl_rs_decode(rs, spoilt);
            assert_int_equal(found < 0, theirs_found < 0); // theirs has more ways to say no
            if (found >= 0) assert_int_equal(found, theirs_found);
            for (int i = 0; i < n && theirs_found >= 0; i++)
                assert_int_equal(spoilt[i], theirs[i]);
        }
        free_rs_int(other);
        sl_rs_destroy(rs);
    }
#else
    print_message("skipped: libfec was not found when this was built (Debian: libfec-dev)\n");
    skip();
#endif
}

static void refused(void **state)
{
    (void)state;
    static const sl_rs_opts bad[] = {
        {1024, 994, SL_SIMD_BEST}, {544, 544, SL_SIMD_BEST}, {544, 513, SL_SIMD_BEST},
        {544, 500, SL_SIMD_BEST},  {2, 0, SL_SIMD_BEST},     {544, 514, (sl_simd)9},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        sl_rs *rs = NULL;
        size_t before = sl_diag_errors(ctx);
        assert_int_equal(sl_rs_create(&rs, ctx, &bad[i]), SL_ERR_DOMAIN);
        assert_null(rs);
        assert_true(sl_diag_errors(ctx) > before);
    }
}

#define WITH_CTX(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CTX(definition),    WITH_CTX(round_trips),    WITH_CTX(beyond),
        WITH_CTX(kernels_agree), WITH_CTX(same_as_libfec), WITH_CTX(refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
