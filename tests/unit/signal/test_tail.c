// Tails of interference plus Gaussian noise. Expected numbers: every combination of symbols summed.
#include "sl_test.h"

#include "shoreline/filter.h"
#include "shoreline/numeric.h"
#include "shoreline/optics.h"
#include "shoreline/tail.h"

static const double even4[] = {-1, -1.0 / 3, 1.0 / 3, 1}, odd4[] = {-1, -0.4, 0.28, 1};

// P(X > distance) by enumeration of levels^n.
static double enumerated(const sl_tail_sum *s, double distance, int mirror)
{
    double mean = 0, sum = 0;
    size_t all = 1;
    for (int i = 0; i < s->levels; i++)
        mean += s->level[i] / s->levels;
    for (size_t i = 0; i < s->n; i++)
        all *= (size_t)s->levels;
    for (size_t word = 0; word < all; word++) {
        double x = 0;
        size_t rest = word;
        for (size_t i = 0; i < s->n; i++, rest /= (size_t)s->levels)
            x += s->cursor[i] * (s->level[rest % (size_t)s->levels] - mean);
        sum += 0.5 * erfc((distance - (mirror ? -x : x)) / s->sigma / sqrt(2));
    }
    return log10(sum / (double)all);
}

static void test_enumeration(void **state)
{
    (void)state;
    const double cursor[] = {0.05, -0.03, 0.11, 0.008, -0.021};
    const double *levels[] = {even4, odd4};
    for (int l = 0; l < 2; l++)
        for (int mirror = 0; mirror < 2; mirror++)
            for (double distance = 0.2; distance < 0.5; distance += 0.1) {
                sl_tail_sum s = {cursor, 5, levels[l], 4, 0.03, 0};
                sl_tail t;
                assert_int_equal(sl_tail_above(&t, NULL, &s, distance, mirror), SL_OK);
                sl_assert_abs(t.log10_p, enumerated(&s, distance, mirror), 1e-6);
            }
}

static void test_pure_noise_is_q(void **state)
{
    (void)state;
    for (double q = 1; q < 35; q += 3.7) {
        sl_tail_sum s = {NULL, 0, even4, 4, 0.05, 0};
        sl_tail t;
        assert_int_equal(sl_tail_above(&t, NULL, &s, q * 0.05, 0), SL_OK);
        sl_assert_abs(t.log10_p, sl_log10_q(q), 1e-6 * fmax(1, fabs(t.log10_p)));
    }
}

static double at(sl_tail_sum s, double distance)
{
    sl_tail t;
    assert_int_equal(sl_tail_above(&t, NULL, &s, distance, 0), SL_OK);
    return t.log10_p;
}

static void test_derivatives(void **state)
{
    (void)state;
    double cursor[] = {0.06, -0.02, 0.03}, per_cursor[3];
    sl_tail_sum s = {cursor, 3, odd4, 4, 0.04, 0};
    sl_tail t;
    const double d = 0.3, e = 1e-5;
    assert_int_equal(sl_tail_above(&t, per_cursor, &s, d, 0), SL_OK);
    sl_assert_rel(t.per_distance, (at(s, d + e) - at(s, d - e)) / (2 * e), 1e-4);
    sl_tail_sum up = s, down = s;
    up.sigma = sqrt(s.sigma * s.sigma + 1e-6);
    down.sigma = sqrt(s.sigma * s.sigma - 1e-6);
    sl_assert_rel(t.per_variance, (at(up, d) - at(down, d)) / 2e-6, 1e-4);
    for (int i = 0; i < 3; i++) {
        double kept = cursor[i];
        cursor[i] = kept + e;
        double above = at(s, d);
        cursor[i] = kept - e;
        double below = at(s, d);
        cursor[i] = kept;
        sl_assert_abs(per_cursor[i], (above - below) / (2 * e), 1e-3 * fabs(t.per_distance));
    }
}

// What joins the Gaussian moves the figure by less than said.
static void test_small_cursors(void **state)
{
    (void)state;
    double cursor[40];
    for (int i = 0; i < 40; i++)
        cursor[i] = 0.03 * pow(-0.8, i);
    sl_tail_sum exact = {cursor, 40, even4, 4, 0.08, 0}, quick = exact;
    quick.ignored = 0.03;
    double q = 3.49; // of 1e-4 or so
    sl_assert_abs(at(quick, q * 0.08), at(exact, q * 0.08), 1e-3);
}

static void test_domain(void **state)
{
    (void)state;
    sl_tail t;
    sl_tail_sum s = {NULL, 0, even4, 4, 0, 0};
    assert_int_equal(sl_tail_above(&t, NULL, &s, 1, 0), SL_ERR_DOMAIN);
    s.sigma = NAN;
    assert_int_equal(sl_tail_above(&t, NULL, &s, 1, 0), SL_ERR_DOMAIN);
    s.sigma = 1, s.n = SL_TAIL_CURSORS_MAX + 1;
    assert_int_equal(sl_tail_above(&t, NULL, &s, 1, 0), SL_ERR_DOMAIN);
    s.n = 0, s.levels = 1;
    assert_int_equal(sl_tail_above(&t, NULL, &s, 1, 0), SL_ERR_DOMAIN);
}

static void test_filters(void **state)
{
    (void)state;
    sl_filter pole = {SL_FILTER_POLE, 20e9, 0}, bessel = {SL_FILTER_BESSEL4, 30e9, 0},
              wave = {SL_FILTER_RESONANCE, 15e9, 8e9}, fibre = {SL_FILTER_GAUSSIAN, 12e9, 0};
    sl_vcsel v = {.threshold_a = 1e-3,
                  .threshold_temp_k = 300,
                  .slope_w_per_a = 0.5,
                  .reference_temp_k = 300,
                  .turn_on_v = 1.5,
                  .current_max_a = 1e-2,
                  .d_hz_per_sqrt_a = 2.2e11,
                  .k_factor_s = 2.5e-10,
                  .damping_offset_per_s = 1e10,
                  .parasitic_pole_hz = 22e9,
                  .wavelength_m = 850e-9};
    sl_laser_point p;
    assert_int_equal(sl_vcsel_at_current(&p, &v, 300, 7e-3), SL_OK);
    double fr = 2.2e11 * sqrt(p.current_a - p.threshold_a);
    sl_filter chain[] = {{SL_FILTER_RESONANCE, fr, (2.5e-10 * fr * fr + 1e10) / 6.283185307179586},
                         {SL_FILTER_POLE, 22e9, 0}};
    for (double f = 0; f < 60e9; f += 3.3e9) {
        sl_assert_rel(cabs(sl_filter_at(&pole, f)), 1 / hypot(1, f / 20e9), 1e-12);
        sl_assert_abs(carg(sl_filter_at(&pole, f)), -atan(f / 20e9), 1e-12);
        sl_assert_rel(pow(cabs(sl_filter_at(&bessel, f)), 2), sl_bessel_thomson_power(f, 30e9),
                      1e-9);
        sl_assert_rel(cabs(sl_filter_at(&fibre, f)), sl_gaussian_response(f, 12e9), 1e-12);
        sl_assert_rel(cabs(sl_filters_at(chain, 2, f)), sl_vcsel_response(&v, &p, f), 1e-9);
    }
    sl_assert_abs(carg(sl_filter_at(&wave, 15e9)), -1.5707963267948966, 1e-9); // on resonance
    assert_true(sl_filter_at(&(sl_filter){SL_FILTER_POLE, INFINITY, 0}, 1e12) == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_enumeration), cmocka_unit_test(test_pure_noise_is_q),
        cmocka_unit_test(test_derivatives), cmocka_unit_test(test_small_cursors),
        cmocka_unit_test(test_domain),      cmocka_unit_test(test_filters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
