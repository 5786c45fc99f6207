// Tests and package flows against hand sums, drawn units and limits.
#include "sl_test.h"

#include "shoreline/economics.h"
#include "shoreline/random.h"

#include <stdlib.h>
#include <string.h>

// ---- test ----

static void test_stages(void **state)
{
    (void)state;
    sl_tested out;
    // 80 % yield, coverage 95 %: passes 0.8 + 0.2 0.05 = 0.81, 10 s at 36 USD/h on 2 sites
    sl_test one = {SL_ESCAPE_LINEAR, 0.95, 0.0, 10.0, 0.01, 2.0, 1.0};
    assert_int_equal(sl_test_run(&out, 0.8, 5.0, &one, 1), SL_OK);
    sl_assert_rel(out.pass, 0.81, 1e-14);
    sl_assert_rel(out.quality, 0.8 / 0.81, 1e-14);
    sl_assert_rel(out.cost_usd, (5.0 + 0.05 * 1.19) / 0.81, 1e-14);
    // Williams and Brown: what is left of defects is 1 - Y^(1-T)
    one.law = SL_ESCAPE_WILLIAMS_BROWN;
    assert_int_equal(sl_test_run(&out, 0.8, 5.0, &one, 1), SL_OK);
    sl_assert_rel(1.0 - out.quality, 1.0 - pow(0.8, 0.05), 1e-12);
    // a full test and no test are the same in both laws
    for (int law = 0; law < 2; law++) {
        sl_test full = {(sl_escape)law, 1.0, 0.0, 0, 0, 1, 0},
                none = {(sl_escape)law, 0, 0, 0, 0, 1, 0};
        assert_int_equal(sl_test_run(&out, 0.7, 1.0, &full, 1), SL_OK);
        sl_assert_rel(out.quality, 1.0, 1e-14);
        sl_assert_rel(out.pass, 0.7, 1e-14);
        assert_int_equal(sl_test_run(&out, 0.7, 1.0, &none, 1), SL_OK);
        sl_assert_rel(out.quality, 0.7, 1e-14);
        sl_assert_rel(out.pass, 1.0, 1e-14);
    }
    // two stages are one with the escapes of the first; overkill costs good ones
    sl_test two[] = {{SL_ESCAPE_LINEAR, 0.5, 0.1, 0, 0, 1, 0},
                     {SL_ESCAPE_LINEAR, 0.5, 0, 0, 0, 1, 0}};
    assert_int_equal(sl_test_run(&out, 0.6, 0.0, two, 2), SL_OK);
    sl_assert_rel(out.pass, 0.54 + 0.4 * 0.25, 1e-14);
    sl_assert_rel(out.quality, 0.54 / 0.64, 1e-14);
    two[0].overkill = 1.0;
    two[0].coverage = 1.0;
    assert_int_equal(sl_test_run(&out, 0.6, 0.0, two, 2), SL_ERR_DOMAIN);
}

// ---- flow ----

static double draw(uint64_t *at)
{
    return sl_random_uniform(7, 7, 7, ++*at);
}

// One unit of a step, drawn: adds what it costs, says whether it passes and whether it works.
static bool drawn_unit(const sl_flow_step *s, double in_usd, double in_quality, double *usd,
                       bool *works, uint64_t *at)
{
    int good = 0, known_bad = 0;
    bool input = draw(at) < in_quality;
    *usd += in_usd + s->cost_usd + s->sites * s->part[0].cost_usd;
    for (int i = 0; i < (int)s->sites; i++) {
        bool ok = draw(at) < s->yield * s->part[0].quality, found = !ok && draw(at) < s->coverage;
        for (int k = 0; found && k < s->rework_max; k++) {
            *usd += s->rework_usd + s->rework_parts * s->part[0].cost_usd;
            ok = draw(at) < s->rework_yield;
            found = !ok && draw(at) < s->coverage;
        }
        good += ok;
        known_bad += found;
    }
    *works = input && good >= (int)s->needed;
    bool pass = known_bad <= (int)(s->sites - s->needed) && (input || draw(at) >= s->coverage);
    if (pass && *works && draw(at) < s->overkill) pass = false;
    if (!pass) *usd -= s->salvage_usd;
    return pass;
}

static void test_flow_drawn(void **state)
{
    (void)state;
    sl_flow_step steps[2] = {sl_flow_plain, sl_flow_plain};
    steps[0].cost_usd = 40.0;
    steps[0].yield = 0.9;
    steps[0].coverage = 0.6;
    sl_flow_step *s = &steps[1];
    s->after[0] = (sl_flow_input){0, 1.0};
    s->after_n = 1;
    s->part[0] = (sl_flow_part){1.0, 8.0, 0.97};
    s->part_n = 1;
    s->cost_usd = 12.0;
    s->sites = 6.0;
    s->needed = 5.0;
    s->yield = 0.85;
    s->coverage = 0.9;
    s->overkill = 0.02;
    s->rework_max = 2;
    s->rework_usd = 3.0;
    s->rework_parts = 1.0;
    s->rework_yield = 0.7;
    s->salvage_usd = 5.0;
    sl_flow_cost out, each[2];
    assert_int_equal(sl_flow_run(&out, each, steps, 2), SL_OK);
    enum { UNITS = 400000 };
    uint64_t at = 0;
    double usd = 0.0, passed = 0.0, good = 0.0;
    for (int i = 0; i < UNITS; i++) {
        bool works = false;
        bool pass = drawn_unit(s, each[0].cost_usd, each[0].quality, &usd, &works, &at);
        passed += pass;
        good += pass && works;
    }
    sl_assert_abs(out.pass, passed / UNITS, 0.003);
    sl_assert_abs(out.quality, good / passed, 0.003);
    sl_assert_rel(out.cost_usd, usd / passed, 0.004);
    sl_assert_rel(out.parts_usd + out.process_usd + out.rework_usd + out.loss_usd, out.cost_usd,
                  1e-14);
}

static void test_flow_by_hand(void **state)
{
    (void)state;
    // two sub-assemblies of A and one of B: ((2 10/0.8 + 30/0.5) + 7)/0.9
    sl_flow_step s[3] = {sl_flow_plain, sl_flow_plain, sl_flow_plain};
    s[0].cost_usd = 10.0;
    s[0].yield = 0.8;
    s[1].cost_usd = 30.0;
    s[1].yield = 0.5;
    s[2].cost_usd = 7.0;
    s[2].yield = 0.9;
    s[2].after[0] = (sl_flow_input){0, 2.0};
    s[2].after[1] = (sl_flow_input){1, 1.0};
    s[2].after_n = 2;
    sl_flow_cost out;
    assert_int_equal(sl_flow_run(&out, NULL, s, 3), SL_OK);
    sl_assert_rel(out.cost_usd, (25.0 + 60.0 + 7.0) / 0.9, 1e-14);
    sl_assert_rel(out.process_usd, 57.0, 1e-14);
    sl_assert_rel(out.rolled, 0.8 * 0.8 * 0.5 * 0.9, 1e-14);
    // without test nothing is scrapped: the loss turns into quality
    for (int i = 0; i < 3; i++)
        s[i].coverage = 0.0;
    assert_int_equal(sl_flow_run(&out, NULL, s, 3), SL_OK);
    sl_assert_rel(out.cost_usd, 57.0, 1e-14);
    sl_assert_rel(out.quality, 0.8 * 0.8 * 0.5 * 0.9, 1e-14);
}

static void test_flow_faults(void **state)
{
    (void)state;
    sl_flow_step s[2] = {sl_flow_plain, sl_flow_plain};
    sl_flow_cost out;
    assert_int_equal(sl_flow_run(&out, NULL, s, 2), SL_ERR_DOMAIN); // the first is not used
    s[1].after[0] = (sl_flow_input){1, 1.0};
    s[1].after_n = 1;
    assert_int_equal(sl_flow_run(&out, NULL, s, 2), SL_ERR_DOMAIN); // waits for itself
    s[1].after[0].step = 0;
    assert_int_equal(sl_flow_run(&out, NULL, s, 2), SL_OK);
    s[1].yield = 0.0;
    assert_int_equal(sl_flow_run(&out, NULL, s, 2), SL_ERR_DOMAIN); // nothing passes
    s[1].yield = 1.5;
    assert_int_equal(sl_flow_run(&out, NULL, s, 2), SL_ERR_DOMAIN);
    s[1].yield = 0.5;
    s[1].salvage_usd = 1.0; // scrap pays, and nothing was spent
    assert_int_equal(sl_flow_run(&out, NULL, s, 2), SL_ERR_DOMAIN);
    s[1].salvage_usd = 0.0;
    s[1].sites = 1.5;
    assert_int_equal(sl_flow_run(&out, NULL, s, 2), SL_ERR_DOMAIN);
    s[1].sites = 1.0;
    s[1].yield = 1.0;
    s[1].needed = 2.0;
    assert_int_equal(sl_flow_run(&out, NULL, s, 2), SL_ERR_DOMAIN); // more needed than there are
}

static void test_order(void **state)
{
    (void)state;
    sl_flow_step s[4];
    for (int i = 0; i < 4; i++)
        s[i] = sl_flow_plain;
    int order[SL_FLOW_STEPS_MAX], loop;
    s[0].after[0] = (sl_flow_input){2, 1.0}; // 0 after 2, 2 after 3, 1 after 0
    s[0].after_n = 1;
    s[2].after[0] = (sl_flow_input){3, 1.0};
    s[2].after_n = 1;
    s[1].after[0] = (sl_flow_input){0, 1.0};
    s[1].after_n = 1;
    assert_int_equal(sl_flow_order(order, &loop, s, 4), SL_OK);
    const int want[] = {3, 2, 0, 1};
    assert_memory_equal(order, want, sizeof want);
    s[3].after[0] = (sl_flow_input){0, 1.0};
    s[3].after_n = 1;
    assert_int_equal(sl_flow_order(order, &loop, s, 4), SL_ERR_DOMAIN);
    assert_int_equal(loop, 0);
}

// ---- packages ----

static sl_package_rates plain_rates(void)
{
    return (sl_package_rates){
        .substrate_usd_per_m2 = 5e3,
        .substrate_scale = 4.0,
        .c4_usd_per_m2 = 5e3,
        .bump_usd_per_m2 = 1e4,
        .carrier = {0.3, 0.005, 0.0002, 1937, SL_YIELD_NEGBIN, 600, 6, 1.0, SL_PACKING_FORMULA},
        .carrier_scale = 1.1,
        .bond_yield = 0.95,
        .attach_yield = 0.99};
}

static void test_packages(void **state)
{
    (void)state;
    sl_package_rates r = plain_rates();
    sl_chip chip = {440e-6, 100.0, 1.0, 2.0}, split[] = {chip, chip};
    split[0].count = split[1].count = 1.0;
    sl_flow_cost a, b;
    // two of one kind cost as one each of two equal kinds, but for the peer's bumps
    for (int kind = 0; kind < SL_PACKAGE_REFLOW; kind++) {
        assert_int_equal(sl_package_cost(&a, (sl_package_kind)kind, &chip, 1, &r), SL_OK);
        assert_int_equal(sl_package_cost(&b, (sl_package_kind)kind, split, 2, &r), SL_OK);
        sl_assert_rel(a.cost_usd, b.cost_usd, 1e-12);
    }
    assert_int_equal(sl_package_cost(&a, SL_PACKAGE_INTERPOSER, &chip, 1, &r), SL_OK);
    r.compat_actuary = true;
    assert_int_equal(sl_package_cost(&b, SL_PACKAGE_INTERPOSER, &chip, 1, &r), SL_OK);
    sl_assert_rel(a.cost_usd - b.cost_usd, 4.40 / (0.95 * 0.95 * 0.99), 1e-9); // one die's bumps
    // hybrid by hand: (2 (100 + 4.4)/0.95 + 440 mm2 4 0.005 USD)/0.99
    assert_int_equal(sl_package_cost(&a, SL_PACKAGE_HYBRID, &chip, 1, &r), SL_OK);
    sl_assert_rel(a.cost_usd, (2.0 * 104.4 / 0.95 + 8.8) / 0.99, 1e-12);
    assert_int_equal(sl_package_cost(&a, SL_PACKAGE_REFLOW, split, 2, &r), SL_ERR_DOMAIN);
    assert_int_equal(sl_package_cost(&a, SL_PACKAGE_KINDS, split, 2, &r), SL_ERR_DOMAIN);
}

static void test_reflow(void **state)
{
    (void)state;
    sl_chip engine = {1e-6, 200.0, 1.0, 32.0};
    sl_package_rates r = {.bond_yield = 0.95, .reflow_usd = 50.0};
    sl_flow_cost bare, spare, rework;
    assert_int_equal(sl_package_cost(&bare, SL_PACKAGE_REFLOW, &engine, 1, &r), SL_OK);
    sl_assert_rel(bare.cost_usd, 6450.0 / pow(0.95, 32.0), 1e-12);
    r.spare_sites = 2;
    assert_int_equal(sl_package_cost(&spare, SL_PACKAGE_REFLOW, &engine, 1, &r), SL_OK);
    sl_assert_abs(spare.pass, 0.759, 0.0005); // binomial tail
    r.spare_sites = 0;
    r.rework_max = 3;
    r.rework_usd = 30.0;
    r.rework_yield = 0.9;
    assert_int_equal(sl_package_cost(&rework, SL_PACKAGE_REFLOW, &engine, 1, &r), SL_OK);
    // 1.6 bad sites a board, 1.11 attempts each
    sl_assert_rel(rework.rework_usd, 1.6 * 1.11 * 230.0, 1e-12);
    sl_assert_rel(rework.pass, pow(1.0 - 0.05 * 1e-3, 32.0), 1e-12);
    assert_true(rework.cost_usd < spare.cost_usd && spare.cost_usd < bare.cost_usd);
}

static void test_machine(void **state)
{
    (void)state;
    // 1 MUSD over 5 years and 20 USD/h, running 80 %: (22.81 + 20)/0.8 USD/h
    sl_machine m = {1e6, 5.0 * 31557600.0, 20.0 / 3600.0, 0.8};
    sl_assert_rel(3600.0 * sl_machine_usd_per_s(&m), (1e6 / 43830.0 + 20.0) / 0.8, 1e-12);
    m.uptime = 0.0;
    assert_true(isnan(sl_machine_usd_per_s(&m)));
    sl_assert_rel(sl_burn_in_usd(3600.0 * 48.0, 1e-5), 1.728, 1e-12);
    sl_assert_rel(sl_burn_in_yield(1e-7, 3600.0 * 48.0), exp(-0.01728), 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stages),       cmocka_unit_test(test_flow_drawn),
        cmocka_unit_test(test_flow_by_hand), cmocka_unit_test(test_flow_faults),
        cmocka_unit_test(test_order),        cmocka_unit_test(test_packages),
        cmocka_unit_test(test_reflow),       cmocka_unit_test(test_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
