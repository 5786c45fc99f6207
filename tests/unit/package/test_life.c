// Solder and laser life: published unit values, identities, independent values (scipy).
#include "sl_test.h"

#include "shoreline/package.h"

// Published unit tests of the Engelmaier model (SnPb): c(55 C, 15 min), N50(0.065), strain for
// 100 K, 17 against 3 ppm, 10 mm over 0.5 mm.
static void test_engelmaier(void **state)
{
    (void)state;
    sl_assert_abs(sl_engelmaier_exponent(SL_SOLDER_SNPB, 328.15, 900.0), -0.4189916, 1e-6);
    sl_assert_rel(sl_engelmaier_life(SL_SOLDER_SNPB, 0.065, 328.15, 900.0), 121.8016, 1e-5);
    sl_assert_rel(sl_solder_strain(1.0, 10e-3, 0.5e-3, 3.0, 100.0, 17.0, 100.0), 0.028, 1e-12);
    // power cycling with its own rise on each side: 3 ppm 80 K against 17 ppm 20 K
    sl_assert_rel(sl_solder_strain(1.0, 10e-3, 0.5e-3, 3.0, 80.0, 17.0, 20.0), 0.002, 1e-9);
    assert_true(isnan(sl_engelmaier_life(SL_SOLDER_SNPB, 0.0, 328.15, 900.0)));
    assert_true(isnan(sl_solder_strain(2.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)));
    sl_solder solder;
    assert_int_equal(sl_solder_by_name(&solder, "sac305"), SL_OK);
    assert_int_equal(solder, SL_SOLDER_SAC305);
    assert_int_equal(sl_solder_by_name(&solder, "gold"), SL_ERR_USAGE);
    assert_null(sl_solder_constants(SL_SOLDER_COUNT));
}

// Published SnPb example, factor by factor: range part (180/50)^1.9 = 11.4, frequency part
// 48^(1/3) = 3.6. The temperature part by hand: exp(1414 (1/348.15 - 1/398.15)) = 1.6653.
static void test_norris_landzberg(void **state)
{
    (void)state;
    const sl_thermal_cycle test = {180.0, 398.15, 1.0};
    sl_thermal_cycle field = {50.0, 398.15, 1.0};
    sl_estimate af;
    assert_int_equal(sl_norris_landzberg(&af, SL_SOLDER_SNPB, &test, &field), SL_OK);
    sl_assert_abs(af.value, 11.4, 0.05);
    field = (sl_thermal_cycle){180.0, 398.15, 48.0};
    assert_int_equal(sl_norris_landzberg(&af, SL_SOLDER_SNPB, &test, &field), SL_OK);
    sl_assert_abs(af.value, 3.6, 0.05);
    field = (sl_thermal_cycle){180.0, 348.15, 1.0};
    assert_int_equal(sl_norris_landzberg(&af, SL_SOLDER_SNPB, &test, &field), SL_OK);
    sl_assert_rel(af.value, 1.6654, 1e-3);
}

// The range spans the corners of the parameters' box (all eight, by brute force).
static void test_norris_landzberg_range(void **state)
{
    (void)state;
    const sl_thermal_cycle test = {100.0, 373.15, 24.0}, field = {40.0, 353.15, 4.0};
    const sl_solder_set *set = sl_solder_constants(SL_SOLDER_SAC305);
    sl_estimate af;
    assert_int_equal(sl_norris_landzberg(&af, SL_SOLDER_SAC305, &test, &field), SL_OK);
    double low = INFINITY, high = 0.0, k_ev = 8.617333262e-5;
    for (int i = 0; i < 8; i++) {
        double n = i & 1 ? set->range_exponent.high : set->range_exponent.low;
        double m = i & 2 ? set->frequency_exponent.high : set->frequency_exponent.low;
        double e = i & 4 ? set->activation_ev.high : set->activation_ev.low;
        double a = pow(2.5, n) * pow(1.0 / 6.0, m) * exp(e / k_ev * (1.0 / 353.15 - 1.0 / 373.15));
        low = fmin(low, a);
        high = fmax(high, a);
    }
    sl_assert_rel(af.low, low, 1e-8);
    sl_assert_rel(af.high, high, 1e-8);
    assert_true(af.low < af.value && af.value < af.high);
    const sl_thermal_cycle none = {0.0, 300.0, 1.0};
    assert_int_equal(sl_norris_landzberg(&af, SL_SOLDER_SNPB, &test, &none), SL_ERR_DOMAIN);
}

// Identity N50 = eta ln2^(1/beta): 500, 3 -> 442.4985. Tail: 1 - 2^-(x^beta), values by scipy.
static void test_weibull(void **state)
{
    (void)state;
    sl_assert_rel(sl_weibull_median(500.0, 3.0), 442.4985, 1e-6);
    sl_assert_rel(sl_weibull_from_median(442.4985, 3.0, 1.0 - exp(-1.0)), 500.0, 1e-6);
    sl_assert_rel(sl_weibull_from_median(1000.0, 2.0, 0.5), 1000.0, 1e-14);
    sl_assert_rel(sl_weibull_log10_failed(1.0, 12.0, 1e-3), -36.159174538954865, 1e-13);
    sl_assert_rel(sl_weibull_log10_failed(1.0, 3.0, 0.5), -1.080943064060651, 1e-12);
    assert_true(isinf(sl_weibull_log10_failed(1.0, 3.0, 0.0)));
}

static const sl_laser_life vcsel = {
    .median_s = 2e5 * 3600.0,
    .sigma = 0.8,
    .reference_k = 333.15,
    .reference_a = 6e-3,
    .activation_ev = 0.55,
    .current_exponent = 2.01,
    .random_fit = 60.0,
    .random_reference_k = 343.15,
    .random_activation_ev = 0.35,
};

// Values by scipy.stats.lognorm: 80 C, 1.2 times the current, 7 years.
static void test_laser_life(void **state)
{
    (void)state;
    sl_laser_life_result r;
    double age_s = 7.0 * 8760.0 * 3600.0;
    assert_int_equal(sl_laser_life_at(&r, &vcsel, 353.15, 7.2e-3, age_s), SL_OK);
    sl_assert_rel(r.median_s, 168646919.014, 1e-9);
    sl_assert_rel(r.wearout_failed, 0.631768439305, 1e-9);
    sl_assert_rel(r.wearout_fit, 20869.0604262, 1e-9);
    sl_assert_rel(r.random_fit, 83.8898288669, 1e-9);
    sl_assert_rel(r.failed, 0.633657804496, 1e-9);
    sl_assert_rel(r.mean_fit, 16376.1810501, 1e-9);
    // identity: mean_fit and failed say the same
    sl_assert_rel(sl_group_mean_fit(r.failed, age_s), r.mean_fit, 1e-9);
}

// Far down the tail: no random failures, after one day at 25 C: z = ln(t/t50)/sigma, log10 Q(-z)
// by the asymptotic series of the tail, first three terms.
static void test_laser_tail(void **state)
{
    (void)state;
    sl_laser_life life = vcsel;
    life.random_fit = 0.0, life.sigma = 0.4;
    sl_laser_life_result r;
    assert_int_equal(sl_laser_life_at(&r, &life, 298.15, 6e-3, 86400.0), SL_OK);
    double z = -log(86400.0 / r.median_s) / 0.4, i = 1.0 / (z * z);
    double tail = log10(1.0 - i + 3.0 * i * i) - z * z / 2.0 / log(10.0) -
                  log10(z * sqrt(2.0 * 3.14159265358979));
    assert_true(z > 20.0);
    sl_assert_rel(r.log10_failed, tail, 1e-6);
    life.sigma = 0.0;
    assert_int_equal(sl_laser_life_at(&r, &life, 298.15, 6e-3, 1.0), SL_ERR_DOMAIN);
}

// Values by scipy.stats.binom.sf; identities of one laser and of a common cause alone.
static void test_group(void **state)
{
    (void)state;
    sl_assert_rel(sl_laser_group_failed(0.03, 16, 18, 0.0), 0.015719945691392418, 1e-9);
    sl_assert_rel(sl_laser_group_failed(0.03, 16, 18, 0.1), 0.014906794281029034, 1e-9);
    sl_assert_rel(sl_laser_group_failed(0.03, 1, 1, 0.3), 0.03, 1e-12);
    sl_assert_rel(sl_laser_group_failed(0.03, 16, 18, 1.0), 0.03, 1e-12);
    sl_assert_rel(sl_laser_group_failed(1e-12, 8, 8, 0.0), 8e-12, 1e-9);
    sl_assert_rel(sl_laser_group_failed(1e-8, 8, 9, 0.0), 36e-16, 1e-6);
    assert_true(isnan(sl_laser_group_failed(0.1, 3, 2, 0.0)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_engelmaier),
        cmocka_unit_test(test_norris_landzberg),
        cmocka_unit_test(test_norris_landzberg_range),
        cmocka_unit_test(test_weibull),
        cmocka_unit_test(test_laser_life),
        cmocka_unit_test(test_laser_tail),
        cmocka_unit_test(test_group),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
