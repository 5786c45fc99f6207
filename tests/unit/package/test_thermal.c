// The package's network: independent values, reciprocity, conservation of energy.
#include "sl_test.h"

#include "shoreline/package.h"

// 26 x 33 mm ASIC and eight engines of 8 x 6 mm at 4 mm, on an 80 mm lid with a cold plate.
static sl_package package_of(sl_engine_place place)
{
    sl_package p = {
        .asic_width_m = 26e-3,
        .asic_length_m = 33e-3,
        .asic_layers = 2,
        .asic_layer = {{0.5e-3, 120.0, 120.0}, {0.05e-3, 5.0, 5.0}},
        .lid = {.width_m = 80e-3,
                .length_m = 80e-3,
                .n = 3,
                .layer = {{3e-3, 390.0, 390.0}, {0.1e-3, 5.0, 5.0}, {4e-3, 390.0, 390.0}}},
        .sink = {.kind = SL_SINK_FILM,
                 .inlet_k = 300.0,
                 .film_w_m2k = 1e4,
                 .flow_m3_s = 1e-5,
                 .heat_capacity_j_m3k = 4.17e6},
        .place = place,
        .engines = 8,
        .engine_width_m = 8e-3,
        .engine_length_m = 6e-3,
        .engine_gap_m = 4e-3,
        .engine_layers = 2,
        .engine_layer = {{0.1e-3, 120.0, 120.0}, {0.1e-3, 3.0, 3.0}},
        .engine_sink = {.kind = SL_SINK_RESISTANCE, .inlet_k = 310.0, .resistance_k_w = 6.0},
        .board_conductivity_w_mk = 40.0,
        .board_thickness_m = 2e-3,
        .board_film_w_m2k = 25.0,
        .board_air_k = 315.0,
        .asic_to_board_k_w = 8.0,
        .engine_to_board_k_w = 20.0,
        .laser_mount_k_w = 10.0,
        .laser_groups = 4,
        .laser_sink = {.kind = SL_SINK_RESISTANCE, .inlet_k = 305.0, .resistance_k_w = 2.0},
        .laser_base_area_m2 = 1e-3,
    };
    return p;
}

// Expected: numpy, Fourier series of 300 x 300 modes over each pair of parts, one by one.
static void test_lid(void **state)
{
    (void)state;
    const sl_package p = package_of(SL_PLACE_LID);
    sl_package_thermal t;
    assert_int_equal(sl_package_network(&t, &p), SL_OK);
    sl_assert_rel(t.sink.coolant_k_w, 0.01494347, 1e-6);
    sl_assert_rel(t.network.resistance_k_w[SL_NODE_ASIC][SL_NODE_ASIC], 0.08794848, 2e-3);
    sl_assert_rel(t.network.resistance_k_w[SL_NODE_ASIC][SL_NODE_ENGINE], 0.03803621, 2e-3);
    sl_assert_rel(t.network.resistance_k_w[SL_NODE_ENGINE][SL_NODE_ENGINE], 0.14611086, 2e-3);
    sl_assert_rel(t.engine_spread_k_w, 0.00067012, 2e-2);
    sl_assert_abs(t.network.reference_k[SL_NODE_ENGINE], 300.0, 1e-9);
    sl_assert_rel(t.asic_peak_k_w, 0.012848008982286822, 2e-2);
    // the laser: its engine and 10 K/W of each mount, eight in parallel
    sl_assert_rel(t.network.resistance_k_w[SL_NODE_LASER][SL_NODE_LASER] -
                      t.network.resistance_k_w[SL_NODE_ENGINE][SL_NODE_ENGINE],
                  1.25, 1e-12);
}

// Expected: numpy, nodal equations with the sheet's resistances from scipy's Bessel functions.
static void test_board(void **state)
{
    (void)state;
    const sl_package p = package_of(SL_PLACE_BOARD);
    sl_package_thermal t;
    assert_int_equal(sl_package_network(&t, &p), SL_OK);
    sl_assert_rel(t.network.resistance_k_w[SL_NODE_ASIC][SL_NODE_ASIC], 0.087213096, 2e-3);
    sl_assert_rel(t.network.resistance_k_w[SL_NODE_ASIC][SL_NODE_ENGINE], 0.0027232984, 2e-3);
    sl_assert_rel(t.network.resistance_k_w[SL_NODE_ENGINE][SL_NODE_ENGINE], 0.7025036179, 1e-5);
    sl_assert_abs(t.network.reference_k[SL_NODE_ASIC], 300.10919369, 1e-3);
    sl_assert_abs(t.network.reference_k[SL_NODE_ENGINE], 310.34885507, 1e-4);
}

// By hand: own layers 0.1 mm/120 + 0.1 mm/3 over 8 x 48 mm2, sinks 6 K/W in parallel; no coupling.
static void test_faceplate(void **state)
{
    (void)state;
    const sl_package p = package_of(SL_PLACE_FACEPLATE);
    sl_package_thermal t;
    assert_int_equal(sl_package_network(&t, &p), SL_OK);
    double own_k_w = (0.1e-3 / 120.0 + 0.1e-3 / 3.0) / (8.0 * 48e-6) + 6.0 / 8.0;
    sl_assert_rel(t.network.resistance_k_w[SL_NODE_ENGINE][SL_NODE_ENGINE], own_k_w, 1e-12);
    sl_assert_abs(t.network.resistance_k_w[SL_NODE_ENGINE][SL_NODE_ASIC], 0.0, 1e-15);
    sl_assert_abs(t.network.reference_k[SL_NODE_ENGINE], 310.0, 1e-9);
}

// Engines that cover the whole ASIC: two plates in series, by hand.
static void test_stacked_in_series(void **state)
{
    (void)state;
    sl_package p = package_of(SL_PLACE_STACKED);
    p.engines = 1, p.engine_width_m = 26e-3, p.engine_length_m = 33e-3;
    sl_package_thermal stacked, plain;
    assert_int_equal(sl_package_network(&stacked, &p), SL_OK);
    p.place = SL_PLACE_FACEPLATE;
    assert_int_equal(sl_package_network(&plain, &p), SL_OK);
    double area_m2 = 26e-3 * 33e-3, engine_k_w = (0.1e-3 / 120.0 + 0.1e-3 / 3.0) / area_m2;
    double lid_k_w = plain.network.resistance_k_w[0][0] - (0.5e-3 / 120.0 + 1e-5) / area_m2;
    sl_assert_rel(stacked.network.resistance_k_w[0][0],
                  plain.network.resistance_k_w[0][0] + engine_k_w, 1e-9);
    sl_assert_rel(stacked.network.resistance_k_w[0][1], engine_k_w + lid_k_w, 1e-9);
    p.place = SL_PLACE_STACKED, p.engines = 2; // more engine than ASIC
    assert_int_equal(sl_package_network(&stacked, &p), SL_ERR_LIMIT);
}

// Reciprocity of conduction; every watt leaves by some way; without power nothing leaves in sum.
static void test_reciprocity_and_energy(void **state)
{
    (void)state;
    for (int place = SL_PLACE_LID; place <= SL_PLACE_STACKED; place++)
        for (int laser = SL_LASER_IN_ENGINE; laser <= SL_LASER_MODULE; laser++) {
            sl_package p = package_of((sl_engine_place)place);
            p.laser_place = (sl_laser_place)laser;
            sl_package_thermal t;
            sl_package_temperatures k;
            assert_int_equal(sl_package_network(&t, &p), SL_OK);
            for (size_t i = 0; i < t.network.n; i++)
                for (size_t j = 0; j < i; j++)
                    sl_assert_abs(t.network.resistance_k_w[i][j], t.network.resistance_k_w[j][i],
                                  1e-14);
            assert_int_equal(sl_package_evaluate(&k, &t, 800.0, 160.0, 12.0), SL_OK);
            double out_w = 0.0, idle_w = 0.0;
            for (size_t s = 0; s < SL_HEAT_COUNT; s++) {
                out_w += k.sink_w[s];
                idle_w += t.sink_offset_w[s];
            }
            sl_assert_rel(out_w, 972.0, 1e-9);
            sl_assert_abs(idle_w, 0.0, 1e-9);
            assert_true(k.asic_peak_k > k.asic_k && k.asic_k > 300.0);
            assert_true(k.engine_peak_k >= k.engine_k && k.laser_k > 300.0);
        }
}

// Air: 10 litres per second of 1160 J/(m3 K) carry 11.6 W/K; modules of 160 W in front of the sink
// warm its air by 13.79 K, and not the other way round.
static void test_air_order(void **state)
{
    (void)state;
    sl_package p = package_of(SL_PLACE_FACEPLATE);
    p.sink = (sl_sink){.kind = SL_SINK_RESISTANCE,
                       .inlet_k = 300.0,
                       .resistance_k_w = 0.1,
                       .flow_m3_s = 0.01,
                       .heat_capacity_j_m3k = 1160.0};
    sl_package_thermal apart, first;
    sl_package_temperatures a, b;
    assert_int_equal(sl_package_network(&apart, &p), SL_OK);
    p.air_order = SL_AIR_MODULES_FIRST;
    assert_int_equal(sl_package_network(&first, &p), SL_OK);
    assert_int_equal(sl_package_evaluate(&a, &apart, 400.0, 160.0, 0.0), SL_OK);
    assert_int_equal(sl_package_evaluate(&b, &first, 400.0, 160.0, 0.0), SL_OK);
    sl_assert_rel(b.asic_k - a.asic_k, 160.0 / 11.6, 1e-9);
    sl_assert_abs(b.engine_k, a.engine_k, 1e-9);
    p.air_order = SL_AIR_ASIC_FIRST;
    assert_int_equal(sl_package_network(&first, &p), SL_OK);
    assert_int_equal(sl_package_evaluate(&b, &first, 400.0, 160.0, 0.0), SL_OK);
    sl_assert_rel(b.engine_k - a.engine_k, 400.0 / 11.6, 1e-9);
    p.sink.flow_m3_s = 0.0;
    assert_int_equal(sl_package_network(&first, &p), SL_ERR_DOMAIN);
}

static void test_domain(void **state)
{
    (void)state;
    sl_package p = package_of(SL_PLACE_LID);
    sl_package_thermal t;
    p.engines = 40; // do not fit around the ASIC
    assert_int_equal(sl_package_network(&t, &p), SL_ERR_LIMIT);
    p = package_of(SL_PLACE_LID);
    p.engine_gap_m = 30e-3; // beyond the lid
    assert_int_equal(sl_package_network(&t, &p), SL_ERR_LIMIT);
    p = package_of(SL_PLACE_LID);
    p.asic_layer[0].thickness_m = -1.0;
    assert_int_equal(sl_package_network(&t, &p), SL_ERR_DOMAIN);
    p = package_of(SL_PLACE_BOARD);
    p.board_film_w_m2k = 0.0;
    assert_int_equal(sl_package_network(&t, &p), SL_ERR_DOMAIN);
    const sl_thermal_network none = {0};
    double temp_k[1], power_w[1] = {0.0};
    assert_int_equal(sl_thermal_evaluate(temp_k, &none, power_w), SL_ERR_DOMAIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lid),
        cmocka_unit_test(test_board),
        cmocka_unit_test(test_faceplate),
        cmocka_unit_test(test_stacked_in_series),
        cmocka_unit_test(test_reciprocity_and_energy),
        cmocka_unit_test(test_air_order),
        cmocka_unit_test(test_domain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
