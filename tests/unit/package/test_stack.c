// Layered plates: exact case, limits, identities, and the estimate against the exact series.
#include "sl_test.h"

#include "shoreline/constants.h"
#include "shoreline/package.h"

// 20 mm square: silicon, interface, copper, film.
static const sl_layer_stack plate = {
    .width_m = 20e-3,
    .length_m = 20e-3,
    .film_w_m2k = 15000.0,
    .n = 3,
    .layer = {{0.7e-3, 120.0, 120.0}, {0.05e-3, 5.0, 5.0}, {2e-3, 390.0, 390.0}},
};
static const sl_rectangle block = {8e-3, 8e-3, 4e-3, 4e-3};
static const sl_rectangle strip = {0.0, 0.0, 20e-3, 4e-3};

// Expected: the same case by Fourier series of 4000 x 4000 modes, computed independently.
static void test_exact_case(void **state)
{
    (void)state;
    static const double row[][3] = {{10e-3, 10e-3, 121.954},
                                    {10e-3, 2e-3, 42.6635},
                                    {0.0, 0.0, 40.6853},
                                    {20e-3, 20e-3, 16.6528}};
    for (size_t i = 0; i < 4; i++) {
        double rise_k = 100.0 * sl_spreading_fourier(&plate, &block, row[i][0], row[i][1], 200) +
                        50.0 * sl_spreading_fourier(&plate, &strip, row[i][0], row[i][1], 200);
        sl_assert_rel(rise_k, row[i][2], 1e-3);
    }
}

// One-dimensional limit: a source that covers the plate, at any point; and hand sum of layers.
static void test_uniform_limit(void **state)
{
    (void)state;
    const sl_rectangle all = {0.0, 0.0, 20e-3, 20e-3};
    double area_m2 = 4e-4;
    double want = (0.7e-3 / 120.0 + 0.05e-3 / 5.0 + 2e-3 / 390.0 + 1.0 / 15000.0) / area_m2;
    sl_assert_rel(sl_stack_resistance(&plate), want, 1e-14);
    sl_assert_rel(sl_layers_resistance(plate.layer, 3, area_m2) + 1.0 / (15000.0 * area_m2), want,
                  1e-14);
    sl_assert_rel(sl_spreading_fourier(&plate, &all, 3e-3, 17e-3, 40), want, 1e-12);
    sl_spreading s;
    assert_int_equal(sl_spreading_stack(&s, &plate, &all), SL_OK);
    sl_assert_rel(s.uniform_k_w, want, 1e-14);
    sl_assert_abs(s.mean_k_w, 0.0, 1e-9);
    sl_assert_abs(s.peak_k_w, 0.0, 1e-9);
}

// Identity: the mean over the plate is the one-dimensional value whatever the source (all heat
// leaves through the film), and source and receiver may be exchanged.
static void test_conservation_and_reciprocity(void **state)
{
    (void)state;
    const sl_rectangle all = {0.0, 0.0, 20e-3, 20e-3};
    sl_assert_rel(sl_mutual_fourier(&plate, &block, &all, 64), sl_stack_resistance(&plate), 1e-12);
    double there = sl_mutual_fourier(&plate, &block, &strip, 64);
    sl_assert_rel(sl_mutual_fourier(&plate, &strip, &block, 64), there, 1e-13);
}

// An anisotropic layer equals an isotropic one of sqrt(kxy kz) with its thickness stretched by
// sqrt(kxy/kz) (exact change of variable).
static void test_anisotropic_layer(void **state)
{
    (void)state;
    sl_layer_stack a = plate, b = plate;
    a.layer[0] = (sl_layer){0.7e-3, 200.0, 50.0};
    b.layer[0] = (sl_layer){1.4e-3, 100.0, 100.0};
    double want = sl_mutual_fourier(&b, &block, &strip, 32);
    sl_assert_rel(sl_mutual_fourier(&a, &block, &strip, 32), want, 1e-12);
}

// Lee et al. for one layer: the formula written out (the paper's equations), and its limit for a
// small source on a large thick plate, 1/(pi k a) peak and 1/(2 sqrt(pi) k a) mean.
static void test_lee(void **state)
{
    (void)state;
    double a = 5e-3, b = 30e-3, t = 4e-3, k = 390.0, h = 3000.0;
    double e = a / b, tau = t / b, bi = h * b / k, l = SL_PI + 1.0 / (e * sqrt(SL_PI));
    double phi = (tanh(l * tau) + l / bi) / (1.0 + l / bi * tanh(l * tau));
    sl_spreading s, q;
    assert_int_equal(sl_spreading_lee(&s, a, b, t, k, h), SL_OK);
    sl_assert_rel(s.mean_k_w, pow(1.0 - e, 1.5) * phi / (2.0 * sqrt(SL_PI) * k * a), 1e-12);
    sl_assert_rel(s.peak_k_w, (1.0 - e) * phi / (SL_PI * k * a), 1e-12);
    sl_assert_rel(s.uniform_k_w, (t / k + 1.0 / h) / (SL_PI * b * b), 1e-12);
    assert_int_equal(sl_spreading_lee(&s, 1e-6, 1.0, 1.0, k, h), SL_OK);
    sl_assert_rel(s.peak_k_w, 1.0 / (SL_PI * k * 1e-6), 1e-5);
    // rectangle and layers: a plate cut in two layers of one material is the same plate
    const sl_layer_stack cut = {60e-3, 50e-3, h, 2, {{1e-3, k, k}, {3e-3, k, k}}};
    const sl_rectangle source = {20e-3, 20e-3, 10e-3, 8e-3};
    assert_int_equal(sl_spreading_stack(&s, &cut, &source), SL_OK);
    assert_int_equal(sl_spreading_lee(&q, sqrt(80e-6 / SL_PI), sqrt(3000e-6 / SL_PI), t, k, h),
                     SL_OK);
    sl_assert_rel(s.mean_k_w, q.mean_k_w, 1e-12);
    sl_assert_rel(s.peak_k_w, q.peak_k_w, 1e-12);
}

// The estimate against the exact series, total resistance of centred squares: homogeneous and
// layered plates. The bounds are the stated error of the estimate (docs/theory/package.md).
static void test_estimate_error(void **state)
{
    (void)state;
    for (int layers = 1; layers <= 3; layers += 2)
        for (int i = 1; i <= 8; i++) {
            sl_layer_stack stack = plate;
            if (layers == 1) {
                stack.n = 1;
                stack.layer[0] = (sl_layer){3e-3, 390.0, 390.0};
            }
            double side_m = 2e-3 * i, low_m = 10e-3 - 0.5 * side_m;
            const sl_rectangle source = {low_m, low_m, side_m, side_m};
            sl_spreading s;
            assert_int_equal(sl_spreading_stack(&s, &stack, &source), SL_OK);
            double mean = sl_mutual_fourier(&stack, &source, &source, 128);
            double peak = sl_spreading_fourier(&stack, &source, 10e-3, 10e-3, 300);
            sl_assert_rel(s.uniform_k_w + s.mean_k_w, mean, layers == 1 ? 0.05 : 0.15);
            sl_assert_rel(s.uniform_k_w + s.peak_k_w, peak, layers == 1 ? 0.10 : 0.15);
        }
}

static void test_domain(void **state)
{
    (void)state;
    sl_spreading s;
    const sl_rectangle outside = {18e-3, 0.0, 4e-3, 4e-3};
    sl_layer_stack bad = plate;
    bad.layer[1].conductivity_z_w_mk = 0.0;
    assert_int_equal(sl_spreading_stack(&s, &plate, &outside), SL_ERR_DOMAIN);
    assert_int_equal(sl_spreading_stack(&s, &bad, &block), SL_ERR_DOMAIN);
    assert_int_equal(sl_spreading_lee(&s, 2.0, 1.0, 1.0, 1.0, 1.0), SL_ERR_DOMAIN);
    assert_true(isnan(sl_stack_resistance(&bad)));
    assert_true(isnan(sl_layers_resistance(plate.layer, 3, 0.0)));
    assert_true(isnan(sl_spreading_fourier(&plate, &block, 21e-3, 0.0, 10)));
    assert_true(isnan(sl_mutual_fourier(&plate, &block, &strip, 0)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exact_case),
        cmocka_unit_test(test_uniform_limit),
        cmocka_unit_test(test_conservation_and_reciprocity),
        cmocka_unit_test(test_anisotropic_layer),
        cmocka_unit_test(test_lee),
        cmocka_unit_test(test_estimate_error),
        cmocka_unit_test(test_domain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
