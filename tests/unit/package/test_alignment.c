// Alignment: closed forms, published tolerance, independent quadrature (scipy).
#include "sl_test.h"

#include "shoreline/package.h"

// 1 dB at 0.48 w, and the published coupler: +-2.0 um at 1 dB with a 4.2 um mode (15 %).
static void test_tolerance(void **state)
{
    (void)state;
    sl_assert_abs(sl_alignment_tolerance_m(1.0, 1.0), 0.48, 5e-4);
    sl_assert_rel(sl_alignment_tolerance_m(4.2e-6, 1.0), 2.0e-6, 0.15);
    sl_assert_rel(sl_alignment_offset_loss_db(0.48, 1.0, 1.0), 1.0, 1e-3);
}

// Exponential distribution of the loss: mean 8.686 sigma^2/w^2; yield at the mean 1 - 1/e.
static void test_closed_form(void **state)
{
    (void)state;
    double mean_db = sl_alignment_mean_loss_db(0.3e-6, 1.6e-6);
    sl_assert_rel(mean_db, 8.685889638 * 0.09 / 2.56, 1e-9);
    sl_assert_rel(sl_alignment_yield(0.3e-6, 1.6e-6, mean_db), 1.0 - exp(-1.0), 1e-12);
    sl_assert_rel(sl_alignment_waist_loss_db(1.0, 2.0), -20.0 * log10(0.8), 1e-12);
    assert_true(isnan(sl_alignment_yield(1.0, 0.0, 1.0)));
    assert_true(isnan(sl_alignment_offset_loss_db(-1.0, 1.0, 1.0)));
}

// Expected: scipy quad over rice.pdf times ncx2.cdf^n; {w1, w2, limit, bias, shared, own, n,
// channel yield, array yield, mean, p95}.
static void test_array(void **state)
{
    (void)state;
    static const double row[][11] = {
        {1.6, 1.6, 1.0, 0.0, 0.3, 0.2, 16, 0.8963940695, 0.5331491411, 0.4410803332, 1.3213585893},
        {1.6, 2.0, 1.0, 0.2, 0.3, 0.2, 16, 0.8617245230, 0.4719106626, 0.6116978706, 1.3982771491},
        {4.6, 4.6, 0.5, 0.5, 0.3, 0.5, 8, 0.9306200729, 0.6286930156, 0.1908761192, 0.5581999151},
        {2.0, 2.0, 1.5, 0.0, 0.05, 0.6, 64, 0.8512647893, 0.0000337565, 0.7871587484, 2.3581168671},
        {2.0, 2.0, 1.5, 0.0, 0.6, 0.02, 64, 0.8529071493, 0.8293253524, 0.7825986564, 2.3444560522},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const double *r = row[i];
        const sl_alignment a = {r[0] * 1e-6, r[1] * 1e-6, r[2],        r[3] * 1e-6,
                                r[4] * 1e-6, r[5] * 1e-6, (size_t)r[6]};
        sl_alignment_result got;
        assert_int_equal(sl_alignment_array(&got, &a), SL_OK);
        sl_assert_abs(got.channel_yield, r[7], 1e-8);
        sl_assert_abs(got.array_yield, r[8], 1e-5);
        sl_assert_rel(got.mean_loss_db, r[9], 1e-8);
        sl_assert_rel(got.p95_loss_db, r[10], 1e-6);
    }
}

// Identities: one channel without bias is the closed form; independent channels multiply; a shared
// error alone costs no more than one channel.
static void test_identities(void **state)
{
    (void)state;
    sl_alignment a = {2e-6, 2e-6, 1.0, 0.0, 0.4e-6, 0.3e-6, 1};
    sl_alignment_result r;
    double one = sl_alignment_yield(0.5e-6, 2e-6, 1.0);
    assert_int_equal(sl_alignment_array(&r, &a), SL_OK);
    sl_assert_rel(r.channel_yield, one, 1e-9);
    sl_assert_rel(r.array_yield, one, 1e-6);
    a.channels = 8, a.shared_sigma_m = 0.0, a.own_sigma_m = 0.5e-6;
    assert_int_equal(sl_alignment_array(&r, &a), SL_OK);
    sl_assert_rel(r.array_yield, pow(one, 8.0), 1e-9);
    a.shared_sigma_m = 0.5e-6, a.own_sigma_m = 0.0;
    assert_int_equal(sl_alignment_array(&r, &a), SL_OK);
    sl_assert_rel(r.array_yield, one, 1e-9);
    a.waist2_m = 20e-6; // mismatch alone is beyond the limit
    assert_int_equal(sl_alignment_array(&r, &a), SL_OK);
    sl_assert_abs(r.array_yield, 0.0, 0.0);
    a.channels = 0;
    assert_int_equal(sl_alignment_array(&r, &a), SL_ERR_DOMAIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tolerance),
        cmocka_unit_test(test_closed_form),
        cmocka_unit_test(test_array),
        cmocka_unit_test(test_identities),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
