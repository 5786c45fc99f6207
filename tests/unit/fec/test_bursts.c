// Bursts, segments and soft decisions. Expected numbers: an independent program's dynamic programme
// over the same chain, limits that are exact, hard decisions summed exactly, and a Monte Carlo with
// Gaussian noise run elsewhere (1.5e6 blocks).
#include "sl_test.h"

#include "shoreline/fec.h"
#include "shoreline/numeric.h"

static double cer(double ber, double burst, int depth)
{
    sl_fec_link link = {
        .code = SL_FEC_KP4, .segment = {{ber, burst}}, .segments = 1, .depth = depth};
    sl_fec_tail t;
    assert_int_equal(sl_fec_tail_of(&t, &link), SL_OK);
    return t.codeword_error_ratio;
}

static void bursts_of_kp4(void **state)
{
    (void)state;
    static const struct {
        double burst;
        int depth;
        double cer;
    } rows[] = {{0.25, 1, 9.9952e-12}, {0.25, 2, 2.9761e-14}, {0.25, 4, 2.9402e-14},
                {0.5, 1, 6.7417e-11},  {0.5, 2, 1.2995e-15},  {0.5, 4, 3.7537e-16},
                {0.75, 1, 5.2077e-08}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        sl_assert_rel(cer(2.4e-4, rows[i].burst, rows[i].depth), rows[i].cer, 1e-4);
}

// Without bursts the symbols of a codeword are independent, and interleaving does nothing.
static void independent_is_binomial(void **state)
{
    (void)state;
    for (double ber = 1e-6; ber < 2e-3; ber *= 7) {
        double p = -expm1(5 * log1p(-2 * ber));
        double want = pow(10, sl_log10_binomial_tail_log10(544, 16, log10(p)));
        sl_assert_rel(cer(ber, 0, 1), want, 1e-9);
        sl_assert_rel(cer(ber, 0, 8), want, 1e-9);
    }
}

// Far apart, symbols of one codeword know nothing of each other; the mean does not depend on depth.
static void deep_interleaving(void **state)
{
    (void)state;
    sl_fec_link link = {.code = SL_FEC_KR4, .segment = {{5e-5, 0.6}}, .segments = 1, .depth = 1000};
    sl_fec_tail deep, flat;
    assert_int_equal(sl_fec_tail_of(&deep, &link), SL_OK);
    link.depth = 1;
    assert_int_equal(sl_fec_tail_of(&flat, &link), SL_OK);
    sl_assert_rel(deep.symbol_error_ratio, flat.symbol_error_ratio, 1e-9);
    double want = sl_log10_binomial_tail_log10(528, 8, log10(deep.symbol_error_ratio));
    sl_assert_rel(log10(deep.codeword_error_ratio), want, 1e-6);
    assert_true(flat.codeword_error_ratio > deep.codeword_error_ratio);
}

// Precoding of single errors makes two wrong symbols of each; of long bursts two in all.
static void precoding(void **state)
{
    (void)state;
    sl_fec_link link = {.code = SL_FEC_KP4, .segment = {{1e-5, 0.9}}, .segments = 1, .depth = 1};
    sl_fec_tail plain, precoded;
    assert_int_equal(sl_fec_tail_of(&plain, &link), SL_OK);
    link.precoded = true;
    assert_int_equal(sl_fec_tail_of(&precoded, &link), SL_OK);
    assert_true(precoded.codeword_error_ratio < 1e-3 * plain.codeword_error_ratio);
    link.segment[0].burst = 0;
    assert_int_equal(sl_fec_tail_of(&precoded, &link), SL_OK);
    // Wrong where one of two neighbours is: 2 e (1 - e) a symbol, 6 places for five symbols.
    double e = 2e-5, want = 1 - pow(1 - e, 6) - pow(e, 6);
    sl_assert_rel(precoded.symbol_error_ratio, want, 1e-9);
}

// Independent segments: a symbol is right where it is right on all.
static void segments_compose(void **state)
{
    (void)state;
    sl_fec_link two = {
        .code = SL_FEC_KP4, .segment = {{1e-4, 0}, {2e-4, 0}}, .segments = 2, .depth = 1};
    sl_fec_tail t;
    assert_int_equal(sl_fec_tail_of(&t, &two), SL_OK);
    double wrong = 1 - (1 - 2e-4) * (1 - 4e-4);
    sl_assert_rel(t.codeword_error_ratio, cer(wrong / 2, 0, 1), 1e-9);
}

static void inner_code(void **state)
{
    (void)state;
    static const struct {
        int chase;
        double ber, rs;
    } rows[] = {
        {2, 6.95e-4, 6.33e-3}, {3, 4.14e-4, 3.71e-3}, {4, 3.00e-4, 2.68e-3}, {6, 2.39e-4, 2.14e-3}};
    sl_fec_inner_opts opts = {.blocks = 60000, .seed = 7, .threads = 2};
    sl_fec_inner got, again;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        opts.chase = rows[i].chase;
        assert_int_equal(sl_fec_inner_soft(&got, 4.8e-3, &opts), SL_OK);
        sl_assert_abs(got.ber, rows[i].ber, 0.03 * rows[i].ber + 3 * got.ber_error);
        sl_assert_abs(got.rs_symbol_error_ratio, rows[i].rs,
                      0.03 * rows[i].rs + 3 * got.rs_symbol_error);
    }
    opts.threads = 1;
    assert_int_equal(sl_fec_inner_soft(&again, 4.8e-3, &opts), SL_OK);
    assert_true(again.ber == got.ber && again.ber_error == got.ber_error);
    opts.chase = 0;
    assert_int_equal(sl_fec_inner_soft(&got, 4.8e-3, &opts), SL_OK);
    sl_assert_abs(got.ber, pow(10, sl_fec_log10_inner_ber(4.8e-3)), 4 * got.ber_error);
    assert_int_equal(sl_fec_inner_soft(&got, 1e-6, &opts), SL_OK);
    sl_assert_abs(got.ber, pow(10, sl_fec_log10_inner_ber(1e-6)), 4 * got.ber_error);
}

static void out_of_range(void **state)
{
    (void)state;
    sl_fec_link link = {.code = SL_FEC_KP4, .segment = {{1e-4, 1}}, .segments = 1, .depth = 1};
    sl_fec_tail t;
    sl_fec_inner inner;
    sl_fec_inner_opts opts = {.chase = 9, .blocks = 10};
    assert_int_equal(sl_fec_tail_of(&t, &link), SL_ERR_DOMAIN);
    link.segment[0].burst = 0.5;
    link.depth = 0;
    assert_int_equal(sl_fec_tail_of(&t, &link), SL_ERR_DOMAIN);
    assert_int_equal(sl_fec_inner_soft(&inner, 1e-3, &opts), SL_ERR_DOMAIN);
    opts.chase = 2;
    assert_int_equal(sl_fec_inner_soft(&inner, NAN, &opts), SL_ERR_DOMAIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bursts_of_kp4),     cmocka_unit_test(independent_is_binomial),
        cmocka_unit_test(deep_interleaving), cmocka_unit_test(precoding),
        cmocka_unit_test(segments_compose),  cmocka_unit_test(inner_code),
        cmocka_unit_test(out_of_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
