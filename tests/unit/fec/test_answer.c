// A link's figures at once, curves, miscorrection. Expected: other functions of the library where
// they are the same by definition, sums done elsewhere (exact integers), the codecs themselves.
#include "sl_ctx_test.h"

#include <stdlib.h>
#include <string.h>

#include "shoreline/codec.h"
#include "shoreline/fec.h"
#include "shoreline/numeric.h"
#include "shoreline/random.h"

static sl_fec_question question(sl_fec_code code, double ber)
{
    return (sl_fec_question){.code = code,
                             .segment = {{ber, 0}},
                             .segments = 1,
                             .depth = 1,
                             .frame_bytes = 64,
                             .port_bps = 400e9,
                             .chase = 6,
                             .blocks = 20000,
                             .seed = 1};
}

static sl_fec_answer ask(const sl_fec_question *q)
{
    sl_fec_answer a;
    assert_int_equal(sl_fec_ask(&a, q), SL_OK);
    return a;
}

static void exact_figures(void **state)
{
    (void)state;
    sl_fec_question q = question(SL_FEC_KP4, 2.4e-4);
    q.depth = 2;
    sl_fec_answer a = ask(&q);
    sl_assert_rel(a.codeword_error_ratio.value, 8.15157e-13, 1e-5);
    sl_assert_rel(a.frame_loss_ratio.value, 1.72202e-12, 1e-5);
    sl_assert_rel(a.post_fec_ber.value, 2.41209e-15, 1e-5);
    // 595e6 frames a second, 3.1727e-17 of words beyond miscorrected, 2^-32 past the CRC.
    sl_assert_rel(a.mttfpa_s.value, 1.3207e29, 1e-4);
    assert_true(isnan(a.inner_output_ber.value));
    assert_int_equal(a.codeword_error_ratio.method, SL_FEC_EXACT);
    q = question(SL_FEC_KR4, 2e-5);
    q.frame_bytes = 1518;
    q.port_bps = 100e9;
    a = ask(&q);
    sl_assert_rel(a.mttfpa_s.value, 2.81833e20, 1e-4);
    // Bursts: what the tail says.
    q.segment[0].burst = 0.5;
    a = ask(&q);
    sl_fec_link link = {.code = SL_FEC_KR4, .segment = {{2e-5, 0.5}}, .segments = 1, .depth = 1};
    sl_fec_tail t;
    assert_int_equal(sl_fec_tail_of(&t, &link), SL_OK);
    sl_assert_rel(a.codeword_error_ratio.value, t.codeword_error_ratio, 1e-12);
    sl_assert_rel(a.post_fec_ber.value, t.residual_ber, 1e-12);
}

// Saturated: nothing above one.
static void saturated(void **state)
{
    (void)state;
    static const sl_fec_code codes[] = {SL_FEC_KR4, SL_FEC_KP4, SL_FEC_KP4_INNER};
    for (int c = 0; c < 3; c++) {
        sl_fec_question q = question(codes[c], 0.04);
        q.depth = 8;
        sl_fec_answer a = ask(&q);
        assert_true(a.codeword_error_ratio.value > 0.99 && a.codeword_error_ratio.value <= 1);
        assert_true(a.frame_loss_ratio.value > 0.99 && a.frame_loss_ratio.value <= 1);
        if (c < 2) sl_assert_rel(a.post_fec_ber.value, 0.04, 1e-6); // all pass
        q.segment[0].burst = c < 2 ? 0.5 : 0;
        a = ask(&q);
        if (c < 2) sl_assert_rel(a.post_fec_ber.value, 0.04, 1e-6);
    }
}

static void inner_code(void **state)
{
    (void)state;
    sl_fec_question q = question(SL_FEC_KP4_INNER, 4.8e-3);
    sl_fec_answer one = ask(&q);
    assert_int_equal(one.codeword_error_ratio.method, SL_FEC_TABULATED);
    assert_true(one.codeword_error_ratio.low < one.codeword_error_ratio.value &&
                one.codeword_error_ratio.value < one.codeword_error_ratio.high);
    assert_true(one.mttfpa_s.low < one.mttfpa_s.value && one.mttfpa_s.value < one.mttfpa_s.high);
    // Parts beside it that hardly err change nothing; the one with the code is found or named.
    sl_fec_question three = q;
    three.segments = 3;
    three.segment[0] = three.segment[2] = (sl_fec_segment){1e-12, 0.5};
    three.segment[1] = q.segment[0];
    sl_fec_answer a = ask(&three);
    assert_int_equal(sl_fec_inner_segment(&three), 1);
    sl_assert_rel(a.codeword_error_ratio.value, one.codeword_error_ratio.value, 1e-6);
    sl_assert_rel(a.inner_output_ber.value, one.inner_output_ber.value, 1e-12);
    three.inner_segment = 1; // 4.8e-3 straight into KP4
    assert_true(ask(&three).codeword_error_ratio.value > 0.9);
    three.inner_segment = 4;
    assert_int_equal(sl_fec_ask(&a, &three), SL_ERR_DOMAIN);
    // Independent errors beside it: a symbol is right where it is right twice.
    three = q;
    three.segments = 2;
    three.segment[1] = (sl_fec_segment){1e-5, 0};
    a = ask(&three);
    sl_fec_inner inner;
    assert_int_equal(sl_fec_inner_tabulated(&inner, 4.8e-3, 0, 6), SL_OK);
    double p = 1 - (1 - inner.rs_symbol_error_ratio) * pow(1 - 2e-5, 5);
    double want = pow(10, sl_log10_binomial_tail_log10(544, 16, log10(p)));
    sl_assert_rel(a.codeword_error_ratio.value, want, 1e-8);
    q.precoded = true;
    assert_int_equal(sl_fec_ask(&a, &q), SL_ERR_DOMAIN);
    q.precoded = false;
    q.segment[0].burst = 0.4;
    a = ask(&q);
    assert_int_equal(a.codeword_error_ratio.method, SL_FEC_MONTE_CARLO);
}

static void drawn(void **state)
{
    (void)state;
    sl_fec_question q = question(SL_FEC_KP4, 2.4e-4);
    q.segment[0].burst = 0.5;
    sl_fec_answer want = ask(&q);
    q.codewords = 2e4;
    sl_fec_answer got = ask(&q);
    assert_int_equal(got.codeword_error_ratio.method, SL_FEC_IMPORTANCE);
    double half = got.codeword_error_ratio.high - got.codeword_error_ratio.value;
    sl_assert_abs(got.codeword_error_ratio.value, want.codeword_error_ratio.value, 2.5 * half);
    assert_true(half < 0.06 * want.codeword_error_ratio.value);
    q.segment[0].ber = 2e-3;
    assert_int_equal(ask(&q).frame_loss_ratio.method, SL_FEC_MONTE_CARLO);
}

static void curves(void **state)
{
    (void)state;
    static const double bers[] = {1e-5, 1e-4, 2.4e-4, 1e-3, 4e-3};
    static const sl_fec_code codes[] = {SL_FEC_KR4, SL_FEC_KP4, SL_FEC_KP4_INNER};
    for (int c = 0; c < 4; c++)
        for (int burst = 0; burst < 2; burst++) {
            sl_fec_question q = question(c < 3 ? codes[c] : SL_FEC_NONE, 1e-3);
            sl_fec_point p[5];
            q.flit = c == 3;
            if (burst && c != 2) q.segment[0].burst = 0.5; // the inner code would be drawn
            assert_int_equal(sl_fec_curve(p, &q, bers, 5), SL_OK);
            for (int i = 0; i < 5; i++) {
                q.segment[0].ber = bers[i];
                sl_fec_answer a = ask(&q);
                sl_assert_abs(p[i].log10_codeword_error_ratio, log10(a.codeword_error_ratio.value),
                              1e-8);
                sl_assert_abs(p[i].log10_frame_loss_ratio, log10(a.frame_loss_ratio.value), 1e-8);
            }
        }
    sl_fec_question q = question(SL_FEC_KP4, 1e-3);
    sl_fec_point p[2];
    const double bad[] = {1e-3, 0.3};
    assert_int_equal(sl_fec_curve(p, &q, bad, 2), SL_ERR_DOMAIN);
    q.segments = 0;
    assert_int_equal(sl_fec_curve(p, &q, bers, 2), SL_ERR_DOMAIN);
}

// C(n-t-1, t)/(q-1)^t for t + 1 wrong symbols; far beyond the share of all words that lie in the
// spheres about code words: sum C(n,s) (q-1)^s / q^(n-k).
static void miscorrection_of_codes(void **state)
{
    (void)state;
    static const struct {
        sl_fec_code code;
        int n, t;
    } codes[] = {{SL_FEC_KR4, 528, 7}, {SL_FEC_KP4, 544, 15}};
    for (int c = 0; c < 2; c++) {
        int n = codes[c].n, t = codes[c].t;
        double first = 1, sphere = 1, ways = 1;
        for (int i = 1; i <= t; i++) {
            first *= (n - t - 1 - i + 1.0) / i / 1023;
            ways *= (n - i + 1.0) / i * 1023;
            sphere += ways;
        }
        sl_assert_rel(sl_fec_miscorrection(codes[c].code, t + 1), first, 1e-9);
        sl_assert_rel(sl_fec_miscorrection(codes[c].code, 100), sphere / pow(1024, 2.0 * t), 1e-9);
        assert_true(sl_fec_miscorrection(codes[c].code, t) == 0);
    }
    assert_true(isnan(sl_fec_miscorrection(SL_FEC_NONE, 3)));
    assert_true(isnan(sl_fec_miscorrection(SL_FEC_KP4, 545)));
}

// The same law met by the decoder itself: a code with two parity pairs of 100 symbols becomes
// another word in 0.4449 % of triple and 0.4707 % of fourfold errors (sums in exact integers).
static void miscorrection_of_the_decoder(void **state)
{
    (void)state;
    static const double want[] = {0.004448992813385964, 0.004706882048227859};
    sl_rs *rs;
    sl_rs_opts o = {100, 96, SL_SIMD_BEST};
    enum { WORDS = 120000 };
    assert_int_equal(sl_rs_create(&rs, ctx, &o), SL_OK);
    for (int more = 0; more < 2; more++) {
        double other = 0;
        for (uint64_t i = 0; i < WORDS; i++) {
            uint16_t word[100] = {0};
            uint64_t draw = 0;
            for (int k = 0; k < 3 + more; draw++) {
                double u[4];
                sl_random_uniform4(u, 31, i, draw, (uint64_t)more);
                int at = (int)(100 * u[0]);
                k += word[at] == 0;
                if (word[at] == 0) word[at] = (uint16_t)(1 + 1023 * u[1]);
            }
            other += sl_rs_decode(rs, word) != SL_RS_UNCORRECTABLE;
        }
        double p = other / WORDS;
        sl_assert_abs(p, want[more], 4.5 * sqrt(want[more] / WORDS));
    }
    sl_rs_destroy(rs);
}

// Random bit errors through the codec: as many words beyond correction as the sum says.
static void codec_meets_engine(void **state)
{
    (void)state;
    enum { WORDS = 20000 };
    sl_rs *rs;
    sl_rs_opts o = {528, 514, SL_SIMD_BEST};
    double ber = 6e-4, bad = 0, at = -1, bits = 10.0 * 528 * WORDS;
    assert_int_equal(sl_rs_create(&rs, ctx, &o), SL_OK);
    uint16_t *word = calloc((size_t)WORDS * 528, sizeof *word);
    assert_non_null(word);
    for (uint64_t i = 0;; i++) {
        at += 1 + floor(log(sl_random_uniform(32, 1, 0, i)) / log1p(-ber));
        if (at >= bits) break;
        word[(size_t)(at / 10)] ^= (uint16_t)(1 << (int)fmod(at, 10));
    }
    bad = (double)sl_rs_decode_all(rs, word, WORDS, NULL);
    double want = pow(10, sl_fec_log10_codeword_error_ratio(SL_FEC_KR4, ber));
    sl_assert_abs(bad / WORDS, want, 4.5 * sqrt(want / WORDS));
    free(word);
    sl_rs_destroy(rs);
}

#define WITH_CTX(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CTX(exact_figures),
        WITH_CTX(saturated),
        WITH_CTX(inner_code),
        WITH_CTX(drawn),
        WITH_CTX(curves),
        WITH_CTX(miscorrection_of_codes),
        WITH_CTX(miscorrection_of_the_decoder),
        WITH_CTX(codec_meets_engine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
