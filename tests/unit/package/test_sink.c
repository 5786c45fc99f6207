// Sinks: published limits, exact solutions.
#include "sl_test.h"

#include "shoreline/package.h"

// Exact limits of tanh(x)/x, and one value computed by hand: h 50, k 200, t 1 mm, H 30 mm gives
// mL = 0.03 sqrt(100/0.2) = 0.6708204, tanh = 0.585564 (tables), efficiency 0.87291.
static void test_fin(void **state)
{
    (void)state;
    sl_assert_rel(sl_fin_efficiency(50.0, 200.0, 1e-3, 30e-3), 0.87291, 2e-4);
    sl_assert_rel(sl_fin_efficiency(1e-3, 200.0, 1e-3, 1e-3), 1.0, 1e-8);
    assert_true(isnan(sl_fin_efficiency(0.0, 200.0, 1e-3, 1e-3)));
}

// Exact solutions of the energy equation (H1): 8.235 parallel plates (140/17), 3.608 square.
static void test_nusselt(void **state)
{
    (void)state;
    sl_assert_rel(sl_channel_nusselt(0.0), 140.0 / 17.0, 1e-4);
    sl_assert_rel(sl_channel_nusselt(1.0), 3.608, 2e-3);
    assert_true(isnan(sl_channel_nusselt(1.1)));
}

static void test_film_and_coolant(void **state)
{
    (void)state;
    sl_sink_result r;
    sl_sink sink = {.kind = SL_SINK_FILM, .inlet_k = 300.0, .film_w_m2k = 1e4};
    assert_int_equal(sl_sink_evaluate(&r, &sink, 64e-4), SL_OK);
    sl_assert_rel(r.film_k_w, 1.0 / 64.0, 1e-14);
    sl_assert_abs(r.coolant_k_w, 0.0, 0.0);
    // much flow: the mean coolant is half way, 1/(2 C) (limit of the exponential)
    sink.flow_m3_s = 1e-2, sink.heat_capacity_j_m3k = 4.17e6;
    assert_int_equal(sl_sink_evaluate(&r, &sink, 64e-4), SL_OK);
    sl_assert_rel(r.outlet_k_w, 1.0 / 4.17e4, 1e-12);
    sl_assert_rel(r.coolant_k_w, 0.5 / 4.17e4, 1e-3);
    // little flow: the coolant leaves at the base's temperature, total 1/C
    sink.flow_m3_s = 1e-7;
    assert_int_equal(sl_sink_evaluate(&r, &sink, 64e-4), SL_OK);
    sl_assert_rel(r.coolant_k_w + r.film_k_w, 1.0 / 0.417, 1e-12);
}

// Fin array by hand: 20 fins 40 x 30 x 1 mm, base 60 x 40 mm: gaps 1600 mm2, fins 48000 mm2.
static void test_fin_array(void **state)
{
    (void)state;
    const sl_sink sink = {
        .kind = SL_SINK_FINS,
        .inlet_k = 300.0,
        .film_w_m2k = 50.0,
        .fin_count = 20,
        .fin_height_m = 30e-3,
        .fin_thickness_m = 1e-3,
        .fin_length_m = 40e-3,
        .fin_conductivity_w_mk = 200.0,
    };
    sl_sink_result r;
    assert_int_equal(sl_sink_evaluate(&r, &sink, 24e-4), SL_OK);
    sl_assert_rel(r.film_k_w, 1.0 / (50.0 * (16e-4 + 0.87291 * 480e-4)), 2e-4);
}

// Square channels, 1 mm, copper walls 1 mm: film of the wall 3.61 k/D.
static void test_channels(void **state)
{
    (void)state;
    sl_sink sink = {
        .kind = SL_SINK_CHANNELS,
        .inlet_k = 300.0,
        .fin_count = 20,
        .fin_height_m = 1e-3,
        .fin_thickness_m = 1e-3,
        .fin_length_m = 40e-3,
        .gap_m = 1e-3,
        .fin_conductivity_w_mk = 390.0,
        .coolant_conductivity_w_mk = 0.607,
    };
    sl_sink_result r;
    assert_int_equal(sl_sink_evaluate(&r, &sink, 16e-4), SL_OK);
    double film = 3.608 * 0.607 / 1e-3; // wetted: floor 8e-4 m2, walls 16e-4 m2, efficiency near 1
    sl_assert_rel(r.film_w_m2k * 16e-4, film * 24e-4, 1e-2);
    sink.fin_count = 21; // does not fit
    assert_int_equal(sl_sink_evaluate(&r, &sink, 16e-4), SL_ERR_DOMAIN);
}

static void test_domain(void **state)
{
    (void)state;
    sl_sink_result r;
    const sl_sink none = {.kind = SL_SINK_RESISTANCE, .inlet_k = 300.0};
    assert_int_equal(sl_sink_evaluate(&r, &none, 1e-3), SL_ERR_DOMAIN);
    const sl_sink cold = {.kind = SL_SINK_FILM, .film_w_m2k = 100.0};
    assert_int_equal(sl_sink_evaluate(&r, &cold, 1e-3), SL_ERR_DOMAIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fin),
        cmocka_unit_test(test_nusselt),
        cmocka_unit_test(test_film_and_coolant),
        cmocka_unit_test(test_fin_array),
        cmocka_unit_test(test_channels),
        cmocka_unit_test(test_domain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
