// Monte Carlo of error events against the exact chain, and multiplexing against sums of two
// binomials. The two engines share the model, not the algebra: 5 standard errors.
#include "sl_test.h"

#include "shoreline/fec.h"
#include "shoreline/numeric.h"

static void agree(const sl_fec_link *link, double codewords, bool tilted, double most)
{
    sl_fec_tail want;
    sl_fec_drawn got;
    sl_fec_draw_opts opts = {.codewords = codewords, .tilted = tilted, .seed = 4, .threads = 2};
    assert_int_equal(sl_fec_tail_of(&want, link), SL_OK);
    assert_int_equal(sl_fec_draw(&got, link, &opts), SL_OK);
    sl_assert_abs(got.codeword_error_ratio, want.codeword_error_ratio, 5 * got.codeword_error);
    sl_assert_abs(got.residual_ber, want.residual_ber, 5 * got.residual_error);
    assert_true(got.codeword_error <= most * want.codeword_error_ratio);
    if (!tilted) sl_assert_rel(got.symbol_error_ratio, want.symbol_error_ratio, 0.01);
}

static const double chances[] = {0, 0.3, 0.7};

static void plain(void **state)
{
    (void)state;
    for (int a = 0; a < 3; a++)
        for (int mux = 1; mux <= 4; mux *= 2)
            for (int depth = 1; depth <= 3; depth++)
                for (int pre = 0; pre < 2; pre++) {
                    sl_fec_link link = {.code = SL_FEC_KR4,
                                        .segment = {{7e-4, chances[a]}},
                                        .segments = 1,
                                        .depth = depth,
                                        .mux = mux,
                                        .precoded = pre};
                    agree(&link, 1e5, false, 0.3);
                }
}

static void tilted(void **state)
{
    (void)state;
    for (int a = 0; a < 3; a++)
        for (int mux = 1; mux <= 4; mux *= 2)
            for (int depth = 1; depth <= 4; depth += mux == 1 ? 1 : 3)
                for (int pre = 0; pre < 2; pre++) {
                    sl_fec_link link = {.code = SL_FEC_KP4,
                                        .segment = {{1.5e-4, chances[a]}},
                                        .segments = 1,
                                        .depth = depth,
                                        .mux = mux,
                                        .precoded = pre};
                    agree(&link, 4000, true, 0.15);
                }
}

static void several_segments(void **state)
{
    (void)state;
    for (int pre = 0; pre < 2; pre++)
        for (int mux = 1; mux <= 2; mux++) {
            sl_fec_link link = {.code = SL_FEC_KR4,
                                .segment = {{1e-4, 0.5}, {2e-4, 0}, {5e-5, 0.7}},
                                .segments = 3,
                                .depth = 2,
                                .mux = mux,
                                .precoded = pre};
            agree(&link, 1e6, false, 0.2);
            link.segment[0].ber = link.segment[1].ber = link.segment[2].ber = 1e-5;
            agree(&link, 4000, true, 0.15);
        }
}

// Same numbers for any number of threads; nothing seen is told as a bound.
static void reproducible(void **state)
{
    (void)state;
    sl_fec_link link = {.code = SL_FEC_KP4, .segment = {{1e-3, 0.5}}, .segments = 1, .depth = 2};
    sl_fec_drawn one, three;
    for (int tilt = 0; tilt < 2; tilt++) {
        sl_fec_draw_opts opts = {.codewords = 3e4, .tilted = tilt, .seed = 9, .threads = 1};
        assert_int_equal(sl_fec_draw(&one, &link, &opts), SL_OK);
        opts.threads = 3;
        assert_int_equal(sl_fec_draw(&three, &link, &opts), SL_OK);
        assert_true(one.codeword_error_ratio == three.codeword_error_ratio);
        assert_true(one.residual_error == three.residual_error);
    }
    link.segment[0].ber = 1e-6;
    sl_fec_draw_opts opts = {.codewords = 3e4, .seed = 9};
    assert_int_equal(sl_fec_draw(&one, &link, &opts), SL_OK);
    assert_true(one.beyond == 0 && one.codeword_error_ratio == 0);
    sl_assert_rel(1.96 * one.codeword_error, 3 / 3e4, 1e-9);
    opts.codewords = 0;
    assert_int_equal(sl_fec_draw(&one, &link, &opts), SL_ERR_DOMAIN);
    opts.codewords = 10;
    link.mux = 3;
    assert_int_equal(sl_fec_draw(&one, &link, &opts), SL_ERR_DOMAIN);
    link.mux = 1;
    link.segment[0].burst = 1;
    assert_int_equal(sl_fec_draw(&one, &link, &opts), SL_ERR_DOMAIN);
}

// Two streams, two codewords, no bursts: half of a codeword's symbols consist of first bits, half
// of second ones, all independent: the tail of a sum of two binomials.
static void bits_of_two_streams(void **state)
{
    (void)state;
    double ber = 1e-3, e = 2 * ber, first[273], second[273], want = 0;
    double p = -expm1(10 * log1p(-e / 3)), q = -expm1(10 * log1p(-2 * e / 3));
    for (int k = 0; k <= 272; k++) {
        double ways = lgamma(273) - lgamma(k + 1.0) - lgamma(273.0 - k);
        first[k] = exp(ways + k * log(p) + (272 - k) * log1p(-p));
        second[k] = exp(ways + k * log(q) + (272 - k) * log1p(-q));
    }
    for (int a = 0; a <= 272; a++)
        for (int b = a > 15 ? 0 : 16 - a; b <= 272; b++)
            want += first[a] * second[b];
    sl_fec_link link = {
        .code = SL_FEC_KP4, .segment = {{ber, 0}}, .segments = 1, .depth = 2, .mux = 2};
    sl_fec_tail got;
    assert_int_equal(sl_fec_tail_of(&got, &link), SL_OK);
    sl_assert_rel(got.codeword_error_ratio, want, 1e-9);
}

// Errors besides, independent: alone they make a binomial; the histogram sums to one and holds the
// mean.
static void other_errors(void **state)
{
    (void)state;
    sl_fec_link link = {.code = SL_FEC_KP4, .depth = 3, .other_symbol_error_ratio = 2e-3};
    sl_fec_tail tail;
    assert_int_equal(sl_fec_tail_of(&tail, &link), SL_OK);
    double want = pow(10, sl_log10_binomial_tail_log10(544, 16, log10(2e-3)));
    sl_assert_rel(tail.codeword_error_ratio, want, 1e-9);
    link.segments = 1;
    link.segment[0] = (sl_fec_segment){1e-4, 0};
    assert_int_equal(sl_fec_tail_of(&tail, &link), SL_OK);
    double p = 1 - pow(1 - 2e-4, 5) * (1 - 2e-3);
    want = pow(10, sl_log10_binomial_tail_log10(544, 16, log10(p)));
    sl_assert_rel(tail.codeword_error_ratio, want, 1e-9);
    for (link.mux = 1; link.mux <= 4; link.mux *= 2) {
        double chance[60], sum = 0, mean = 0;
        link.segment[0].burst = 0.6;
        assert_int_equal(sl_fec_burst_histogram(chance, 60, &link), SL_OK);
        assert_int_equal(sl_fec_tail_of(&tail, &link), SL_OK);
        for (int k = 0; k < 60; k++) {
            sum += chance[k];
            mean += k * chance[k];
        }
        sl_assert_rel(sum, 1, 1e-12);
        sl_assert_rel(mean / 544, tail.symbol_error_ratio, 1e-9);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain),
        cmocka_unit_test(tilted),
        cmocka_unit_test(several_segments),
        cmocka_unit_test(reproducible),
        cmocka_unit_test(bits_of_two_streams),
        cmocka_unit_test(other_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
