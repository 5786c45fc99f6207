// Shared formulae of physics.
#include "sl_test.h"

#include "shoreline/constants.h"
#include "shoreline/physics.h"

static void conductors(void **state)
{
    (void)state;
    // mpmath from the definitions.
    sl_assert_rel(sl_skin_depth_m(53.125e9, 5.8e7), 2.867191253925467e-7, 1e-13);
    sl_assert_rel(sl_huray_factor(1e-6, 53.125e9), 1.4262740225156659, 1e-13);
    // Limits of the cannonball stack: 1 + 1.5 * 4.887 = 8.33 and 1.
    sl_assert_abs(sl_huray_factor_ratio(0), 8.33, 0.005);
    sl_assert_rel(sl_huray_factor_ratio(0), 1 + 7 * SL_PI / 3, 1e-14);
    sl_assert_abs(sl_huray_factor(1e-6, 1e30), 8.33, 0.005);
    sl_assert_abs(sl_huray_factor(0, 1e9), 1, 0);
    assert_true(isnan(sl_huray_factor(-1e-6, 1e9)));
    // Copper at 85 degC: 65 K * 0.393 %/K more resistance.
    sl_assert_rel(sl_conductivity_s_m(5.8e7, 0.00393, 358.15), 5.8e7 / 1.25545, 1e-12);
}

static void ageing(void **state)
{
    (void)state;
    sl_assert_rel(sl_arrhenius(0.7, 298.15, 358.15), 95.997846039707858, 1e-12); // mpmath
    sl_assert_rel(sl_arrhenius(0.7, 300, 350) * sl_arrhenius(0.7, 350, 300), 1, 1e-14);
    assert_true(isnan(sl_arrhenius(0.7, 0, 300)));
}

static void mode_overlap(void **state)
{
    (void)state;
    const double um = 1e-6;
    sl_assert_rel(sl_gaussian_coupling(5 * um, 5 * um, 0, 0, 1.31 * um), 1, 1e-15);
    // Equal modes: exp(-d^2/w^2), exp(-(pi theta w/lambda)^2).
    sl_assert_rel(sl_gaussian_coupling(5 * um, 5 * um, 2 * um, 0, 1.31 * um), exp(-0.16), 1e-14);
    double tilt = SL_PI * 0.03 * 5 / 1.31;
    sl_assert_rel(sl_gaussian_coupling(5 * um, 5 * um, 0, 0.03, 1.31 * um), exp(-tilt * tilt),
                  1e-13);
    // Gap between equal modes: 1/(1 + (z/(2 zR))^2), zR = pi w^2/lambda (textbook result).
    double z = 40 * um, half = z * 1.31 / (2 * SL_PI * 25 * um);
    sl_assert_rel(sl_gaussian_coupling_gap(5 * um, 5 * um, 0, 0, z, 1.31 * um),
                  1 / (1 + half * half), 1e-13);
    // Offset, tilt and gap together: numpy, angular spectrum of plane waves on 8192 points.
    sl_assert_rel(sl_gaussian_coupling_gap(5 * um, 4 * um, 1 * um, 0.02, 30 * um, 1.31 * um),
                  0.7660281023525977, 1e-10);
    sl_assert_rel(sl_gaussian_coupling_gap(5 * um, 4 * um, 1 * um, 0.02, 0, 1.31 * um),
                  sl_gaussian_coupling(5 * um, 4 * um, 1 * um, 0.02, 1.31 * um), 1e-13);
    assert_true(isnan(sl_gaussian_coupling(0, 5 * um, 0, 0, 1.31 * um)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(conductors), cmocka_unit_test(ageing),
                                       cmocka_unit_test(mode_overlap)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
