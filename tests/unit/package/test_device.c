// Laser junction and ring tuning.
#include "sl_test.h"

#include "shoreline/package.h"

// By hand: 75.9 K/W (published, flip-chip DFB), 1.6 V, 0.1 A, 20 mW: 140 mW heat, 10.626 K.
static void test_laser_junction(void **state)
{
    (void)state;
    sl_assert_rel(sl_laser_junction_k(320.0, 75.9, 1.6, 0.1, 0.02), 330.626, 1e-12);
    assert_true(isnan(sl_laser_junction_k(320.0, 75.9, 1.6, 0.1, 0.2)));
}

static sl_ring_bank bank_of_four(void)
{
    sl_ring_bank b = {.n = 4,
                      .fsr_m = 8e-9,
                      .reference_k = 300.0,
                      .drift_m_per_k = 70e-12,
                      .heater_m_per_w = 2e-7,
                      .heater_max_w = 30e-3,
                      .reassign = true};
    for (size_t i = 0; i < 4; i++) {
        b.grid_m[i] = 1310e-9 + 2e-9 * (double)i;
        b.ring_m[i] = b.grid_m[i] - 0.5e-9;
    }
    return b;
}

// By hand: all rings 0.5 nm short at 0.2 nm/mW: 2.5 mW each. 10 K more: 0.7 nm, 0.2 nm too far, so
// the next line but 1.8 nm on with reassignment (9 mW each), 7.8 nm without (39 mW each).
static void test_ring_bank(void **state)
{
    (void)state;
    sl_ring_bank b = bank_of_four();
    sl_ring_tuning t;
    assert_int_equal(sl_ring_tune(&t, &b, 300.0), SL_OK);
    sl_assert_rel(t.power_w, 10e-3, 1e-6);
    sl_assert_rel(t.headroom_k, 0.5e-9 / 70e-12, 1e-6);
    assert_true(t.locked);
    assert_int_equal(sl_ring_tune(&t, &b, 310.0), SL_OK);
    sl_assert_rel(t.power_w, 36e-3, 1e-6);
    assert_true(t.locked);
    b.reassign = false;
    assert_int_equal(sl_ring_tune(&t, &b, 310.0), SL_OK);
    sl_assert_rel(t.power_w, 156e-3, 1e-6);
    assert_false(t.locked);
    sl_assert_rel(sl_ring_coverage_k(&b), 6e-9 / 70e-12, 1e-12);
}

// Independent method: all permutations of five scattered rings on five lines.
static double best_permutation(const sl_ring_bank *b, size_t k, unsigned used)
{
    if (k == b->n) return 0.0;
    double best = INFINITY;
    for (size_t line = 0; line < b->n; line++) {
        if (used & 1u << line) continue;
        double shift = fmod(b->grid_m[line] - b->ring_m[k] + 10.0 * b->fsr_m, b->fsr_m);
        double rest = best_permutation(b, k + 1, used | 1u << line);
        best = fmin(best, shift / b->heater_m_per_w + rest);
    }
    return best;
}

static void test_assignment_is_optimal(void **state)
{
    (void)state;
    sl_ring_bank b = bank_of_four();
    b.n = 5;
    b.grid_m[4] = 1317.5e-9;
    unsigned seed = 1;
    for (int trial = 0; trial < 200; trial++) {
        for (size_t i = 0; i < b.n; i++) {
            seed = seed * 1664525u + 1013904223u;
            b.ring_m[i] = 1306e-9 + 16e-9 * (double)(seed >> 8) / 16777216.0;
        }
        sl_ring_tuning t;
        assert_int_equal(sl_ring_tune(&t, &b, 300.0), SL_OK);
        sl_assert_rel(t.power_w, best_permutation(&b, 0, 0), 1e-6);
    }
}

static void test_domain(void **state)
{
    (void)state;
    sl_ring_bank b = bank_of_four();
    sl_ring_tuning t;
    b.grid_m[3] = 1319e-9; // beyond one FSR
    assert_int_equal(sl_ring_tune(&t, &b, 300.0), SL_ERR_DOMAIN);
    b.n = 0;
    assert_int_equal(sl_ring_tune(&t, &b, 300.0), SL_ERR_DOMAIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_laser_junction),
        cmocka_unit_test(test_ring_bank),
        cmocka_unit_test(test_assignment_is_optimal),
        cmocka_unit_test(test_domain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
