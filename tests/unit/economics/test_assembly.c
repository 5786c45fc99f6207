// Dies on dies against sums by hand, limits and what has to be conserved.
#include "sl_test.h"

#include "shoreline/constants.h"
#include "shoreline/economics.h"

#define MM2  1e-6
#define DIES 5

// Nothing is lost, nothing costs: what the tests start from.
static const sl_machine idle = {0.0, 1.0, 0.0, 1.0};
static const sl_assembly_wafer wafer = {0.3, 0.0, 0.0, 0.026, 0.033, 1.0, SL_PACKING_FORMULA};
static const sl_assembly_test untested = {0};

static sl_assembly_bonding perfect(void)
{
    return (sl_assembly_bonding){.place = idle,
                                 .bond = idle,
                                 .place_n = 1,
                                 .bond_n = 1,
                                 .pitch_m = 1e-5,
                                 .pad_a_per_m2 = 1e8,
                                 .align_yield = 1.0,
                                 .pad_yield = 1.0,
                                 .via_yield = 1.0};
}

static sl_assembly_layer layer_of(double usd_per_m2, double d0_per_m2)
{
    return (sl_assembly_layer){.usd_per_m2 = usd_per_m2,
                               .model = SL_YIELD_NEGBIN,
                               .d0_per_m2 = d0_per_m2,
                               .critical = 1.0,
                               .alpha = 2.0,
                               .stitch_yield = 1.0};
}

static sl_assembly_die die_of(int on, double area_mm2, const sl_assembly_layer *layer,
                              const sl_assembly_bonding *bonding, const sl_assembly_test *test)
{
    return (sl_assembly_die){.on = on,
                             .area_m2 = area_mm2 * MM2,
                             .aspect = 1.0,
                             .layer = layer,
                             .layer_n = 1,
                             .wafer = &wafer,
                             .bonding = bonding,
                             .test = test,
                             .voltage_v = 1.0,
                             .units = 1.0,
                             .mask_share = 1.0};
}

// Share of a wafer in a square die, by the formula.
static double wafer_m2(double area_m2)
{
    double disc = SL_PI * 0.15 * 0.15;
    return disc / (disc / area_m2 - SL_PI * 0.3 / sqrt(2.0 * area_m2));
}

static void test_one_die(void **state)
{
    (void)state;
    sl_assembly_layer layer[] = {layer_of(2e5, 1000.0), layer_of(1e5, 500.0)};
    layer[1].critical = 0.5;
    layer[1].litho = 0.25;
    layer[0].mask_usd = 8e6;
    sl_assembly_bonding b = perfect();
    // 1 + 1 fills of 2e4 bits at 1 us and 0.01 USD/s, 90 % of bad dies found
    sl_assembly_test test = {1e-6, 0.01, 1.0, {true, 0.9, 0.0, 1.0, 2e4 / (100.0 * MM2), 0.0}, {0}};
    sl_assembly_die die = die_of(-1, 100.0, layer, &b, &test);
    die.layer_n = 2;
    die.design_usd = 2e6;
    die.units = 1e5;
    die.mask_share = 0.5;
    sl_assembled out;
    for (int compat = 0; compat < 2; compat++) {
        sl_assembly in = {&die, 1, NULL, 0, compat};
        assert_int_equal(sl_assembly_cost(&out, NULL, &in), SL_OK);
        // 0.1 and 0.025 defects; 6 dies of 10 mm in a field of 858 mm2, or 8 by area alone
        double yield = pow(1.05, -2.0) * pow(1.0125, -2.0), pass = 1.0 - 0.9 * (1.0 - yield);
        sl_assert_rel(out.yield, yield, 1e-12);
        sl_assert_rel(out.quality, yield / pass, 1e-12);
        sl_assert_rel(out.once_usd, 60.0, 1e-12);
        if (compat) continue;
        double raw = wafer_m2(100.0 * MM2) * (2e5 + 1e5 * (0.75 + 0.25 * 858.0 / 600.0));
        sl_assert_rel(out.spent_usd, raw + 4e-4, 1e-12);
        sl_assert_rel(out.cost_usd, (raw + 4e-4) / pass, 1e-12);
    }
}

// Two dies on a carrier: room, machine time, yields and tests by hand.
static void test_carrier(void **state)
{
    (void)state;
    sl_assembly_layer chip = layer_of(1e5, 0.0), base = layer_of(1e4, 100.0);
    sl_assembly_bonding b = perfect();
    b.gap_m = 1e-3;
    b.rim_m = 2e-3;
    b.place = (sl_machine){1e6, 1e8, 0.01, 0.8};
    b.bond = (sl_machine){2e6, 1e8, 0.0, 0.5};
    b.place_s = 10.0;
    b.bond_s = 30.0;
    b.bond_n = 2;
    b.usd_per_m2 = 1000.0;
    b.align_yield = 0.99;
    b.pad_yield = 0.9999;
    b.d0_per_m2 = 50.0;
    sl_assembly_test test = {0.0, 0.0, 1.0, {0}, {true, 0.95, 0.0, 0.0, 0.0, 0.0}};
    sl_assembly_die dies[] = {die_of(-1, 0.0, &base, &b, &test), die_of(0, 81.0, &chip, &b, &test),
                              die_of(0, 81.0, &chip, &b, &test)};
    dies[1].test = dies[2].test = &untested;
    sl_assembly_net net = {.a = 1, .b = 2, .cells = 4.0, .wires = 25.0, .reach_m = 0.1};
    sl_assembly in = {dies, 3, &net, 1, false};
    sl_assembled each[3], out;
    assert_int_equal(sl_assembly_cost(&out, each, &in), SL_OK);
    double side = sqrt(200.0) + 4.0, area = side * side * MM2, inner = area; // mm
    sl_assert_rel(out.area_m2, area, 1e-12);
    sl_assert_abs(each[1].pads, 100.0, 0.0);
    sl_assert_abs(out.pads, 0.0, 0.0); // no net leaves both
    double yield = pow(1.0 + area * 100.0 / 2.0, -2.0);
    double join = pow(0.99, 2.0) * pow(0.9999, 200.0) / (1.0 + 50.0 * inner);
    double works = yield * join, pass = 1.0 - 0.95 * (1.0 - works);
    double machines = 2.0 * 10.0 * (0.01 + 0.01) / 0.8 + 30.0 * 0.02 / 0.5;
    double spent = wafer_m2(area) * 1e4 + 2.0 * wafer_m2(81.0 * MM2) * 1e5 + machines + inner * 1e3;
    sl_assert_rel(out.spent_usd, spent, 1e-12);
    sl_assert_rel(out.pass, pass, 1e-12);
    sl_assert_rel(out.quality, works / pass, 1e-12);
    sl_assert_rel(out.cost_usd, spent / pass, 1e-12);
}

// With tests that find all, good units cost what all units cost: cost x what is good = spent. And a
// perfect world wastes nothing in both ways of counting.
static void test_conservation(void **state)
{
    (void)state;
    sl_assembly_layer layer = layer_of(1e5, 0.0);
    sl_assembly_bonding b = perfect();
    sl_assembly_test all = {0.0, 0.0, 1.0, {true, 1.0, 0, 0, 0, 0}, {true, 1.0, 0, 0, 0, 0}};
    sl_assembly_die dies[DIES];
    for (int i = 0; i < DIES; i++)
        dies[i] = die_of(i - 1, 50.0 - 5.0 * i, &layer, &b, &all); // a tower
    sl_assembled out, each[DIES];
    for (int compat = 0; compat < 2; compat++) {
        sl_assembly in = {dies, DIES, NULL, 0, compat};
        assert_int_equal(sl_assembly_cost(&out, each, &in), SL_OK);
        sl_assert_rel(out.cost_usd, out.spent_usd, 1e-13);
        sl_assert_rel(out.quality, 1.0, 1e-13);
    }
    // all losses at the last test: what passes is the product
    b.align_yield = 0.9;
    for (int i = 1; i < DIES; i++)
        dies[i].test = &untested;
    sl_assembly in = {dies, DIES, NULL, 0, false};
    assert_int_equal(sl_assembly_cost(&out, each, &in), SL_OK);
    sl_assert_rel(out.pass, pow(0.9, DIES - 1.0), 1e-13);
    sl_assert_rel(out.cost_usd * out.pass, out.spent_usd, 1e-13);
    // CATCH forgets the joints of what stands on a die
    in.compat_catch = true;
    assert_int_equal(sl_assembly_cost(&out, each, &in), SL_OK);
    sl_assert_rel(out.pass, 0.9, 1e-13);
}

// Pads decide the area of a small die; a short reach makes it larger.
static void test_pads(void **state)
{
    (void)state;
    sl_assembly_layer layer = layer_of(1e5, 0.0);
    sl_assembly_bonding b = perfect();
    b.pitch_m = 1e-4;
    b.pad_a_per_m2 = 1e6; // 1.9635 mA a pad
    sl_assembly_die dies[] = {die_of(-1, 0.0, &layer, &b, &untested),
                              die_of(0, 1.0, &layer, &b, &untested)};
    dies[0].face_up = true;
    dies[1].power_w = 0.1; // 51 pads of 1.9635 mW and as many back
    sl_assembly_net net = {.a = 1, .b = -1, .cells = 3998.0, .wires = 1.0, .reach_m = 1.0};
    sl_assembly in = {dies, 2, &net, 1, false};
    sl_assembled out, each[2];
    assert_int_equal(sl_assembly_cost(&out, each, &in), SL_OK);
    sl_assert_abs(each[1].pads, 4100.0, 0.0);
    sl_assert_rel(each[1].area_m2, 65.0 * 65.0 * 1e-8, 1e-9); // 65 x 65 pads hold 4100
    // a band of 0.5 mm around: 2 x 0.5 (x + y - 2 x 0.5) >= 39.98 mm2 in squares of whole pads
    net.reach_m = 1e-3;
    assert_int_equal(sl_assembly_cost(&out, each, &in), SL_OK);
    sl_assert_rel(each[1].area_m2, 20.5e-3 * 20.5e-3, 1e-9);
    net.reach_m = 0.0;
    assert_int_equal(sl_assembly_cost(&out, each, &in), SL_ERR_DOMAIN);
}

// What a die draws and passes on, and the vias of dies on its back.
static void test_power_and_vias(void **state)
{
    (void)state;
    sl_assembly_layer layer = layer_of(1e5, 0.0);
    sl_assembly_bonding b = perfect();
    b.via_area_m2 = 1e-9;
    b.via_yield = 0.9999;
    sl_assembly_die dies[] = {die_of(-1, 100.0, &layer, &b, &untested),
                              die_of(0, 50.0, &layer, &b, &untested),
                              die_of(1, 40.0, &layer, &b, &untested)};
    dies[2].back = true; // on the back of a die that faces down
    dies[1].power_w = 3.0;
    dies[2].power_w = 2.0;
    // 10 cells of 1 Gb/s, half in use, 4 pJ/bit: 10 mW at each end
    sl_assembly_net net = {.a = 1,
                           .b = 2,
                           .cells = 10.0,
                           .wires = 8.0,
                           .reach_m = 1.0,
                           .a_area_m2 = 0.1 * MM2,
                           .b_area_m2 = 0.2 * MM2,
                           .rate_bps = 1e9,
                           .use = 0.5,
                           .j_per_bit = 4e-12};
    sl_assembly in = {dies, 3, &net, 1, false};
    sl_assembled each[3], out;
    assert_int_equal(sl_assembly_cost(&out, each, &in), SL_OK);
    sl_assert_rel(out.power_w, 5.02, 1e-12);
    sl_assert_rel(each[2].power_w, 2.01, 1e-12);
    assert_true(each[2].pads > 80.0 && each[1].vias == each[2].pads && each[2].vias == 0.0);
    sl_assert_rel(each[2].area_m2, 42.0 * MM2, 1e-12);
    sl_assert_rel(each[1].area_m2, 51.0 * MM2 + each[1].vias * 1e-9, 1e-12);
    sl_assert_rel(each[1].yield, pow(0.9999, each[1].vias), 1e-12);
}

// A carrier of four fields has four seams.
static void test_stitched(void **state)
{
    (void)state;
    sl_assembly_layer layer = layer_of(1e4, 0.0);
    layer.stitch_yield = 0.9;
    layer.litho = 1.0;
    sl_assembly_bonding b = perfect();
    sl_assembly_die die = die_of(-1, 1600.0, &layer, &b, &untested);
    sl_assembly in = {&die, 1, NULL, 0, false};
    sl_assembled out;
    assert_int_equal(sl_assembly_cost(&out, NULL, &in), SL_OK);
    sl_assert_rel(out.yield, pow(0.9, 4.0), 1e-12);
    sl_assert_rel(out.spent_usd, wafer_m2(1600.0 * MM2) * 1e4 * 4.0 * 858.0 / 1600.0, 1e-12);
    in.compat_catch = true;
    assert_int_equal(sl_assembly_cost(&out, NULL, &in), SL_OK);
    sl_assert_rel(out.yield, 1.0, 1e-12);
}

// Worse in, dearer out.
static void test_monotonous(void **state)
{
    (void)state;
    for (int compat = 0; compat < 2; compat++) {
        double last = 0.0;
        for (int i = 0; i < 20; i++) {
            sl_assembly_layer layer = layer_of(1e5, 200.0 * i);
            sl_assembly_bonding b = perfect();
            b.align_yield = 1.0 - 0.01 * i;
            sl_assembly_test all = {
                0.0, 0.0, 1.0, {true, 1.0, 0, 0, 0, 0}, {true, 1.0, 0, 0, 0, 0}};
            sl_assembly_die dies[] = {die_of(-1, 10.0, &layer, &b, &all),
                                      die_of(0, 100.0, &layer, &b, &all)};
            sl_assembly in = {dies, 2, NULL, 0, compat};
            sl_assembled out;
            assert_int_equal(sl_assembly_cost(&out, NULL, &in), SL_OK);
            assert_true(out.cost_usd > last && out.quality > 1.0 - 1e-12);
            last = out.cost_usd;
        }
    }
}

static void test_refused(void **state)
{
    (void)state;
    sl_assembly_layer layer = layer_of(1e5, 0.0);
    sl_assembly_bonding b = perfect();
    sl_assembly_die dies[] = {die_of(-1, 10.0, &layer, &b, &untested),
                              die_of(1, 10.0, &layer, &b, &untested)};
    sl_assembly in = {dies, 2, NULL, 0, false};
    sl_assembled out;
    assert_int_equal(sl_assembly_cost(&out, NULL, &in), SL_ERR_DOMAIN); // on itself
    dies[1].on = 0;
    assert_int_equal(sl_assembly_cost(&out, NULL, &in), SL_OK);
    dies[0].area_m2 = 0.1; // larger than the wafer
    assert_int_equal(sl_assembly_cost(&out, NULL, &in), SL_ERR_DOMAIN);
    in.compat_catch = true;
    assert_int_equal(sl_assembly_cost(&out, NULL, &in), SL_ERR_DOMAIN);
    dies[0].area_m2 = 10.0 * MM2;
    b.align_yield = 1.5;
    assert_int_equal(sl_assembly_cost(&out, NULL, &in), SL_ERR_DOMAIN);
    b.align_yield = NAN;
    assert_int_equal(sl_assembly_cost(&out, NULL, &in), SL_ERR_DOMAIN);
    b.align_yield = 1.0;
    sl_assembly_net net = {.a = 0, .b = 2, .cells = 1.0, .wires = 1.0, .reach_m = 1.0};
    in.net = &net;
    in.net_n = 1;
    assert_int_equal(sl_assembly_cost(&out, NULL, &in), SL_ERR_DOMAIN);
    in.net_n = 0;
    in.die_n = 0;
    assert_int_equal(sl_assembly_cost(&out, NULL, &in), SL_ERR_DOMAIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_die),        cmocka_unit_test(test_carrier),
        cmocka_unit_test(test_conservation),   cmocka_unit_test(test_pads),
        cmocka_unit_test(test_power_and_vias), cmocka_unit_test(test_stitched),
        cmocka_unit_test(test_monotonous),     cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
