// Yield and packing against identities, limits, brute force and published counts.
#include "sl_test.h"

#include "shoreline/economics.h"
#include "shoreline/random.h"

// ---- yield ----

// The gamma-mixed Poisson integral is the negative binomial: midpoint sum over the density of D.
static double mixed_poisson(double x, double alpha)
{
    enum { STEPS = 200000 };
    double sum = 0.0, top = 60.0, step = top / STEPS;
    for (int i = 0; i < STEPS; i++) {
        double g = (i + 0.5) * step; // D/D0, times alpha: gamma of shape alpha and rate 1
        sum += exp((alpha - 1.0) * log(g) - g - lgamma(alpha) - x * g / alpha) * step;
    }
    return sum;
}

static void test_yield_laws(void **state)
{
    (void)state;
    // identities at AD = 1, by hand
    sl_assert_rel(sl_die_yield(SL_YIELD_POISSON, 1e-4, 1e4, 0), 0.36787944117144233, 1e-14);
    sl_assert_rel(sl_die_yield(SL_YIELD_MURPHY, 1e-4, 1e4, 0), 0.39957640089372803, 1e-13);
    sl_assert_rel(sl_die_yield(SL_YIELD_SEEDS, 1e-4, 1e4, 0), 0.5, 1e-14);
    sl_assert_rel(sl_die_yield(SL_YIELD_NEGBIN, 1e-4, 1e4, 2), 4.0 / 9.0, 1e-14);
    sl_assert_rel(sl_die_yield(SL_YIELD_BOSE_EINSTEIN, 1e-4, 1e4, 3), 0.125, 1e-14);
    // one cluster is Seeds, many are Poisson
    sl_assert_rel(sl_die_yield(SL_YIELD_NEGBIN, 2e-4, 5e3, 1), 0.5, 1e-14);
    sl_assert_rel(sl_die_yield(SL_YIELD_NEGBIN, 2e-4, 5e3, 1e9), exp(-1.0), 1e-8);
    sl_assert_rel(sl_die_yield(SL_YIELD_NEGBIN, 1e-4, 1e4, 2.5), mixed_poisson(1.0, 2.5), 1e-6);
}

// Loss of a tiny die is AD in every law (times layers), without cancellation.
static void test_yield_small(void **state)
{
    (void)state;
    for (int m = 0; m < SL_YIELD_MODELS; m++) {
        double n = m == SL_YIELD_BOSE_EINSTEIN ? 4.0 : 1.0;
        sl_assert_abs(1.0 - sl_die_yield((sl_yield_model)m, 1e-10, 1.0, 4.0), n * 1e-10, 1e-15);
        sl_assert_abs(sl_die_yield((sl_yield_model)m, 0.0, 1.0, 4.0), 1.0, 0.0);
        assert_true(isnan(sl_die_yield((sl_yield_model)m, -1.0, 1.0, 4.0)));
    }
    assert_true(isnan(sl_die_yield(SL_YIELD_NEGBIN, 1e-4, 1e4, 0.0)));
}

static void test_learning_of_defects(void **state)
{
    (void)state;
    sl_assert_rel(sl_defect_density_at(4e3, 1e3, 100.0, 0.0), 4e3, 1e-15);
    sl_assert_rel(sl_defect_density_at(4e3, 1e3, 100.0, 100.0), 1e3 + 3e3 * exp(-1.0), 1e-15);
    assert_true(isnan(sl_defect_density_at(4e3, 1e3, 0.0, 1.0)));
}

// ---- packing ----

// Dies of a grid at a place, corner by corner.
static int counted(double x, double y, double w, double h, double scribe, double radius)
{
    int n = 0, cells = (int)(radius / fmin(w, h)) + 3;
    double r2 = radius * radius * (1.0 + 4e-12);
    for (int i = -cells; i <= cells; i++)
        for (int j = -cells; j <= cells; j++) {
            double x0 = x + i * (w + scribe), y0 = y + j * (h + scribe);
            double fx = fmax(fabs(x0), fabs(x0 + w)), fy = fmax(fabs(y0), fabs(y0 + h));
            n += fx * fx + fy * fy <= r2;
        }
    return n;
}

// The place handed out holds the count, and no place drawn at random holds more.
static void test_packing_drawn(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 40; k++) {
        double w = 2e-3 + 40e-3 * sl_random_uniform(1, 1, k, 0);
        double h = 2e-3 + 40e-3 * sl_random_uniform(1, 2, k, 0);
        double scribe = 3e-4 * sl_random_uniform(1, 3, k, 0), x, y;
        double n = sl_packing_place(&x, &y, w, h, 0.3, 0.003, scribe);
        assert_int_equal((int)n, counted(x, y, w, h, scribe, 0.147));
        for (uint64_t d = 0; d < 200; d++) {
            double u = (w + scribe) * sl_random_uniform(2, k, d, 0);
            double v = (h + scribe) * sl_random_uniform(3, k, d, 0);
            assert_true(counted(u, v, w, h, scribe, 0.147) <= (int)n);
        }
    }
}

static void test_packing_known(void **state)
{
    (void)state;
    // published counts of a search over 40 x 40 places; ours may only be more
    static const double side_mm2[] = {25, 100, 400, 800}, least[] = {2347, 585, 138, 65};
    for (int i = 0; i < 4; i++) {
        double s = sqrt(side_mm2[i]) * 1e-3;
        double n = sl_dies_per_wafer(SL_PACKING_EXACT, s, s, 0.3, 0.005, 0.0002);
        assert_true(n >= least[i]);
    }
    // a square whose diagonal is the diameter fits once, one that is larger never
    double side = 0.29 / sqrt(2.0);
    sl_assert_abs(sl_dies_per_wafer(SL_PACKING_EXACT, side, side, 0.3, 0.005, 0.0), 1.0, 0.0);
    sl_assert_abs(sl_dies_per_wafer(SL_PACKING_EXACT, side * 1.0001, side, 0.3, 0.005, 0), 0, 0.0);
    // turning the wafer by a quarter changes nothing
    sl_assert_abs(sl_dies_per_wafer(SL_PACKING_EXACT, 0.011, 0.007, 0.3, 0.003, 1e-4),
                  sl_dies_per_wafer(SL_PACKING_EXACT, 0.007, 0.011, 0.3, 0.003, 1e-4), 0.0);
    assert_true(isnan(sl_dies_per_wafer(SL_PACKING_EXACT, 1e-3, 1e-3, 0.3, 0.003, 0.0)));
    assert_true(isnan(sl_dies_per_wafer(SL_PACKING_FORMULA, 1e-3, 1e-3, 0.3, 0.2, 0.0)));
}

static void test_die(void **state)
{
    (void)state;
    sl_wafer w = {0.3, 0.005, 0.0002, 16988, SL_YIELD_NEGBIN, 1100, 10, 1.0, SL_PACKING_FORMULA};
    double s = sqrt(800.0) * 1e-3;
    sl_die die;
    assert_int_equal(sl_die_of(&die, &w, s, s), SL_OK);
    sl_assert_rel(die.good_usd, 671.5923, 1e-6); // Chiplet Actuary, 5 nm
    sl_assert_rel(die.good_usd * die.yield, die.raw_usd, 1e-14);
    w.line_yield = 0.5;
    sl_die half;
    assert_int_equal(sl_die_of(&half, &w, s, s), SL_OK);
    sl_assert_rel(half.good_usd, 2.0 * die.good_usd, 1e-14);
    assert_int_equal(sl_die_of(&die, &w, 0.3, 0.3), SL_ERR_DOMAIN);
    w.line_yield = 0.0;
    assert_int_equal(sl_die_of(&die, &w, s, s), SL_ERR_DOMAIN);
}

static void test_reticle(void **state)
{
    (void)state;
    sl_assert_rel(sl_reticle_use(0.026, 0.033, 0.026, 0.033), 1.0, 1e-12);
    sl_assert_rel(sl_reticle_use(0.033, 0.026, 0.026, 0.033), 1.0, 1e-12);           // turned
    sl_assert_rel(sl_reticle_use(0.02, 0.02, 0.026, 0.033), 400.0 / 858.0, 1e-12);   // once
    sl_assert_rel(sl_reticle_use(0.014, 0.017, 0.026, 0.033), 476.0 / 858.0, 1e-12); // two, turned
    sl_assert_abs(sl_reticle_use(0.034, 0.020, 0.026, 0.033), 0.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_yield_laws),
        cmocka_unit_test(test_yield_small),
        cmocka_unit_test(test_learning_of_defects),
        cmocka_unit_test(test_packing_drawn),
        cmocka_unit_test(test_packing_known),
        cmocka_unit_test(test_die),
        cmocka_unit_test(test_reticle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
