// Bandwidth per length of edge: hand-computed rows.
#include "sl_test.h"

#include "shoreline/package.h"

static sl_shoreline all_limits(void)
{
    return (sl_shoreline){
        .bump_rows = 10,
        .bump_pitch_m = 100e-6,
        .bump_rate_bps = 32e9,
        .signal_fraction = 0.25,
        .fibre_rows = 1,
        .fibre_pitch_m = 127e-6,
        .wavelengths = 16,
        .wavelength_rate_bps = 100e9,
        .duplex_fibres = true,
        .escape_layers = 4,
        .escape_pitch_m = 400e-6,
        .escape_rate_bps = 200e9,
        .escape_fraction = 0.5,
        .energy_j_per_bit = 5e-12,
        .heat_flux_w_m2 = 5e5,
        .depth_m = 8e-3,
    };
}

// By hand: bumps 1e5*32e9/4 = 8e14; fibres 1.6e12/127e-6/2 = 6.299e15 (12.6 Tb/s/mm before the
// halving); escape 1e4*200e9/2 = 1e15; power 5e5*8e-3/5e-12 = 8e14 bit/s per m.
static void test_limits(void **state)
{
    (void)state;
    sl_shoreline s = all_limits();
    sl_density d;
    s.energy_j_per_bit = 4e-12;
    assert_int_equal(sl_shoreline_density(&d, &s), SL_OK);
    sl_assert_rel(d.limit_bps_m[SL_DENSITY_BUMPS], 8e14, 1e-12);
    sl_assert_rel(d.limit_bps_m[SL_DENSITY_FIBRES], 12.598425e15 / 2.0, 1e-7);
    sl_assert_rel(d.limit_bps_m[SL_DENSITY_ESCAPE], 1e15, 1e-12);
    sl_assert_rel(d.limit_bps_m[SL_DENSITY_POWER], 1e15, 1e-12);
    sl_assert_rel(d.edge_bps_m, 8e14, 1e-12);
    sl_assert_rel(d.areal_bps_m2, 1e17, 1e-12);
    assert_string_equal(sl_density_limit_name(d.binding), "bumps");
    s.energy_j_per_bit = 10e-12;
    assert_int_equal(sl_shoreline_density(&d, &s), SL_OK);
    assert_int_equal(d.binding, SL_DENSITY_POWER);
    sl_assert_rel(d.edge_bps_m, 4e14, 1e-12);
}

// One 200G fibre lane per 127 um: 1.57 Tb/s/mm; limits that do not apply.
static void test_single_limit(void **state)
{
    (void)state;
    sl_shoreline s = {
        .fibre_rows = 1, .fibre_pitch_m = 127e-6, .wavelengths = 1, .wavelength_rate_bps = 200e9};
    sl_density d;
    assert_int_equal(sl_shoreline_density(&d, &s), SL_OK);
    sl_assert_rel(d.edge_bps_m, 1.575e15, 1e-3);
    assert_int_equal(d.binding, SL_DENSITY_FIBRES);
    assert_true(isinf(d.areal_bps_m2));
    s.fibre_pitch_m = 0.0;
    assert_int_equal(sl_shoreline_density(&d, &s), SL_OK);
    assert_int_equal(d.binding, SL_DENSITY_NONE);
    s.fibre_pitch_m = -1.0;
    assert_int_equal(sl_shoreline_density(&d, &s), SL_ERR_DOMAIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_single_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
