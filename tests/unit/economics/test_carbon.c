// Carbon of packages, stacks and design: limits, sums by hand, independent placing.
#include "sl_test.h"

#include "shoreline/economics.h"

static void test_layers(void **state)
{
    (void)state;
    sl_fab_carbon fab = {100, 0.5, 20, 7};
    sl_fab_carbon more = sl_fab_of_layers(&fab, 10, 5);
    sl_assert_rel(more.energy_j_per_m2, 150, 1e-15);
    sl_assert_rel(more.gas_kg_per_m2, 30, 1e-15);
    sl_assert_rel(sl_fab_kg_per_m2(&more), 75 + 30 + 7, 1e-15);
    more = sl_fab_of_layers(&fab, 10, 0);
    sl_assert_rel(sl_fab_kg_per_m2(&more), sl_fab_kg_per_m2(&fab), 1e-15);
}

static void test_carrier(void **state)
{
    (void)state;
    sl_assert_rel(sl_carrier_carbon_kg(10, 0.02, 0.75, 0.5), 0.3, 1e-15);
    sl_assert_abs(sl_carrier_carbon_kg(10, 0, 1, 1), 0, 0);
    assert_true(isnan(sl_carrier_carbon_kg(10, 1, 1, 0)));
    assert_true(isnan(sl_carrier_carbon_kg(-1, 1, 1, 1)));
}

// A stack of wafers is one step of a flow that takes the dies in and tests: kg over what passes.
static void test_stack(void **state)
{
    (void)state;
    double raw[] = {3, 2, 2}, yield[] = {0.9, 0.8, 0.8};
    sl_flow_step step = sl_flow_plain;
    step.cost_usd = 2 * 0.5;
    step.part_n = 2;
    step.part[0] = (sl_flow_part){1, 3, 0.9};
    step.part[1] = (sl_flow_part){2, 2, 0.8};
    step.yield = pow(0.97, 3);
    sl_flow_cost flow;
    assert_int_equal(sl_flow_run(&flow, NULL, &step, 1), SL_OK);
    sl_assert_rel(sl_wafer_stack_carbon_kg(raw, yield, 3, 0.5, 0.97), flow.cost_usd, 1e-12);
    sl_assert_rel(sl_wafer_stack_carbon_kg(raw, yield, 1, 0.5, 1), 3 / 0.9, 1e-14);
    assert_true(isnan(sl_wafer_stack_carbon_kg(raw, yield, 0, 0.5, 1)));
    assert_true(isnan(sl_wafer_stack_carbon_kg(raw, yield, 3, 0.5, 0)));
}

static void test_floorplan(void **state)
{
    (void)state;
    double one[] = {8}, two[] = {2, 8}, four[] = {2, 2, 2, 2};
    sl_assert_rel(sl_floorplan_m2(one, 1, 0.1), 8, 1e-14); // no gap inside
    // halves stand upright side by side: 1 x 2 and 2 x 4, gap 0.1
    sl_assert_rel(sl_floorplan_m2(two, 2, 0.1), 3.1 * 4, 1e-14);
    // two by two of 2 x 1
    sl_assert_rel(sl_floorplan_m2(four, 4, 0.1), 4.1 * 2.1, 1e-14);
    // the order does not matter, and no box is smaller than what is in it
    double a[] = {1, 5, 3, 2, 7}, b[] = {7, 3, 1, 2, 5};
    sl_assert_rel(sl_floorplan_m2(a, 5, 0), sl_floorplan_m2(b, 5, 0), 1e-15);
    assert_true(sl_floorplan_m2(a, 5, 0) >= 18);
    assert_true(isnan(sl_floorplan_m2(a, 0, 0)));
    assert_true(isnan(sl_floorplan_m2(a, SL_FLOORPLAN_MAX + 1, 0)));
}

static void test_design(void **state)
{
    (void)state;
    // 8e6 transistors are 1e6 gates; 1000 s at 1000 gates/s, 10 W, 0.01 kg/J, 5 runs, 50 units
    sl_design_carbon d = {8e-6, 1e12, 8, 1000, 10, 0.01, 5, 50};
    sl_assert_rel(sl_design_carbon_kg(&d), 1000 * 10 * 0.01 * 5 / 50, 1e-14);
    d.units = 0;
    assert_true(isnan(sl_design_carbon_kg(&d)));
}

static void test_power(void **state)
{
    (void)state;
    sl_assert_rel(sl_mean_power_w(100, 1, 1, 0.4, 1), 100, 1e-15);  // all switches
    sl_assert_rel(sl_mean_power_w(100, 0.5, 1, 0.4, 0), 30, 1e-15); // leaks half of the time
    sl_assert_rel(sl_mean_power_w(100, 1, 0.5, 0.4, 0.25), 35, 1e-15);
    assert_true(isnan(sl_mean_power_w(100, 1, 1.1, 0, 0)));
    assert_true(isnan(sl_mean_power_w(-1, 1, 1, 0, 0)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_layers), cmocka_unit_test(test_carrier),
        cmocka_unit_test(test_stack),  cmocka_unit_test(test_floorplan),
        cmocka_unit_test(test_design), cmocka_unit_test(test_power),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
