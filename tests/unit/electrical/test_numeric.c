// Tails and their inverses. Expected values: mpmath, 40 to 60 digits, from the definitions.
#include "sl_test.h"

#include "shoreline/numeric.h"

static void gaussian_tail(void **state)
{
    (void)state;
    const double t[][2] = {{-9, -4.9013971704574010e-20}, {1, -0.7995455414919705},
                           {3, -2.8696990359293691},      {7, -11.89285363747549},
                           {15, -50.435219614275511},     {40, -349.43700645934584}};
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        sl_assert_rel(sl_log10_q(t[i][0]), t[i][1], 1e-13);
        if (t[i][0] > 0) sl_assert_rel(sl_q_inverse_log10(t[i][1]), t[i][0], 1e-13);
    }
    sl_assert_rel(sl_q(3), 0.0013498980316300945, 1e-13); // tables of the normal distribution
    assert_true(isinf(sl_q_inverse(0)) && isnan(sl_q_inverse(1.5)) && isnan(sl_q_inverse(NAN)));
    sl_assert_abs(sl_q_inverse(0.5), 0, 1e-15);
    sl_assert_rel(sl_q_inverse(0.9), -sl_q_inverse(0.1), 1e-14); // symmetry
    for (double p = -1e5; p < -1e-4; p *= 0.5)                   // inverse of the inverse
        sl_assert_rel(sl_log10_q(sl_q_inverse_log10(p)), p, 1e-13);
    sl_assert_abs(sl_log10_add(-400, -400), -400 + log10(2), 1e-12);
    assert_true(isinf(sl_log10_add(-INFINITY, -INFINITY)));
}

static void binomial_tail(void **state)
{
    (void)state;
    const double t[][4] = {
        // n, k, p, log10 P(X >= k)
        {544, 16, 1e-3, -17.863491651516624},        {544, 16, 1e-6, -65.647976312416557},
        {544, 16, 1e-30, -449.64776049369007},       {10, 3, 0.5, -0.024424599331418285},
        {20, 5, 0.9, -1.417305970550275e-13},        {1000000, 100, 1e-5, -62.269461213372061},
        {1e9, 500000100, 0.5, -0.30321608128187371}, {1e9, 16, 1e-20, -189.32061964589875},
        {100, 50, 0.5, -0.26777144931512436},        {5440, 200, 0.02, -14.827939001194945},
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        double got = sl_log10_binomial_tail(t[i][0], t[i][1], t[i][2]);
        sl_assert_abs(got, t[i][3], fmin(1e-11, 1e-10 * fabs(t[i][3]) + 1e-13)); // 1e-10 of P
    }
    sl_assert_rel(sl_log10_binomial_tail_log10(544, 16, -400), -6369.6477604936901, 1e-14);
    sl_assert_abs(sl_log10_binomial_tail(7, 0, 0.1), 0, 0);
    assert_true(isinf(sl_log10_binomial_tail(7, 8, 0.1)));
    assert_true(isnan(sl_log10_binomial_tail(7, 2, 1.1)));
    // Exact: P(X >= 1) = 1 - (1-p)^n, P(X >= n) = p^n.
    sl_assert_rel(sl_log10_binomial_tail(300, 1, 1e-3), log10(-expm1(300 * log1p(-1e-3))), 1e-12);
    sl_assert_rel(sl_log10_binomial_tail(300, 300, 0.2), 300 * log10(0.2), 1e-13);
}

static double cubic(double x, void *context)
{
    ++*(int *)context;
    return x * x * x - 2;
}

// Exact: cube root of 2; and ends that do not bracket.
static void root(void **state)
{
    (void)state;
    int calls = 0;
    sl_assert_abs(sl_root(cubic, &calls, 0, 4, 1e-12), cbrt(2), 1e-12);
    assert_true(calls < 25);
    sl_assert_abs(sl_root(cubic, &calls, 4, 0, 1e-9), cbrt(2), 1e-9);
    assert_true(isnan(sl_root(cubic, &calls, 2, 4, 1e-9)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(gaussian_tail),
                                       cmocka_unit_test(binomial_tail), cmocka_unit_test(root)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
