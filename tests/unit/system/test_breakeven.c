// The break-even map against what must hold whatever the numbers: alike variants tie everywhere,
// more failures of lasers never favour the larger blast radius, and prices add up by hand.
#include "sl_ctx_test.h"

#include "shoreline/shoreline.h"
#include "shoreline/system.h"

#include <string.h>

#define HOUR 3600.0

typedef struct subject {
    sl_model *model;
    sl_comparison *comparison;
    sl_breakeven *map;
} subject;

static subject subject_of(const char *example, const char *rest)
{
    char text[2000];
    subject s;
    snprintf(text, sizeof text, "shoreline: 1\nextends: example/%s.yaml\n%s", example, rest);
    sl_scenario_opts opts = {.path = "test.yaml", .text = text, .text_length = strlen(text)};
    if (sl_model_load(&s.model, ctx, &opts) != SL_OK)
        fail_msg("%s", sl_diag_count(ctx) ? sl_diag_get(ctx, 0)->message : "no diagnostic");
    assert_int_equal(sl_compare(&s.comparison, ctx, s.model, &(sl_compare_opts){.draws = 0}),
                     SL_OK);
    assert_int_equal(sl_breakeven_create(&s.map, ctx, s.comparison), SL_OK);
    return s;
}

static void drop(subject *s)
{
    sl_breakeven_destroy(ctx, s->map);
    sl_comparison_destroy(ctx, s->comparison);
    sl_model_destroy(s->model);
}

// Two ports of 1.6 Tb/s in a rack, alike but for what a failure takes along.
#define TWO                                                                                        \
    "service: {life: 5 year}\nobjective: fleet.port_unavailability\nrequire: []\n"                 \
    "link: {use: link/cpo-siph-1600, engine: {rate: 3.2 Tb/s}}\n"                                  \
    "fleet: {ports: 20000, laser_rate: 200 FIT, contact_rate: 300 FIT, laser_unit: chassis, "      \
    "laser_hot: false, engine_unit: chassis, engine_hot: false, dispatch: 4 h, laser_swap: 2 h, "  \
    "engine_swap: 2 h}\n"

static void test_alike_tie(void **state)
{
    (void)state;
    subject s = subject_of("base/gpu-pod", TWO "variants: {a: {}, b: {}}\n");
    assert_non_null(s.map);
    assert_false(s.map->money);
    assert_int_equal(s.map->levels, 1);
    assert_true(s.map->one_laser);
    sl_assert_rel(s.map->laser_per_s * 1e9 * HOUR, 200.0, 1e-9);
    for (int y = 0; y < SL_BREAKEVEN_SIDE; y++)
        for (int x = 0; x < SL_BREAKEVEN_SIDE; x++) {
            assert_int_equal(s.map->cell[0][y][x].best, 0);
            assert_int_equal(s.map->cell[0][y][x].second, 1);
            assert_true(s.map->cell[0][y][x].lead == 0.0);
        }
    drop(&s);
}

// The wide one is swapped faster, so that contacts alone favour it; lasers take its chassis out.
static void test_more_failures_favour_the_narrow(void **state)
{
    (void)state;
    subject s =
        subject_of("base/gpu-pod", TWO "variants:\n  wide: {fleet: {contact_rate: 100000 FIT, "
                                       "chassis_ports: 72, dispatch: 2 h, contact_soft: 1}}\n"
                                       "  narrow: {fleet: {contact_rate: 100000 FIT, laser_unit: "
                                       "engine, laser_hot: true, engine_unit: engine, "
                                       "engine_hot: true, contact_soft: 1}}\n");
    assert_non_null(s.map);
    int seen[2] = {0, 0};
    for (int y = 0; y < SL_BREAKEVEN_SIDE; y++)
        for (int x = 0; x < SL_BREAKEVEN_SIDE; x++) {
            int best = s.map->cell[0][y][x].best;
            seen[best]++;
            if (x > 0 && s.map->cell[0][y][x - 1].best == 1) assert_int_equal(best, 1);
        }
    assert_true(seen[0] > 0 && seen[1] > 0); // the border lies inside
    drop(&s);
}

// Without draws in the scenario the nominal cell is what the comparison says of each variant.
static void test_money(void **state)
{
    (void)state;
    subject s = subject_of("laser-break-even", "");
    const sl_comparison *c = s.comparison;
    assert_non_null(s.map);
    assert_true(s.map->money);
    assert_int_equal(s.map->levels, SL_BREAKEVEN_LEVELS);
    assert_int_equal(s.map->scaled, SL_WORD_UNIT_CHASSIS);
    double least = INFINITY;
    for (size_t v = 0; v < c->n; v++) {
        const sl_result *r = &c->variants[v].nominal;
        double usd = r->value[SL_M_ECO_FAILURES] +
                     r->value[SL_M_ECO_TCO] * c->variants[v].bound->design.link.rate_bps;
        sl_assert_rel(r->cost.swapped_usd + r->cost.dark_usd, r->value[SL_M_ECO_FAILURES], 1e-12);
        if (r->feasible) least = fmin(least, usd);
    }
    sl_assert_rel(s.map->nominal[1].value, least, 1e-12);
    // A dearer chassis never makes the best cheaper.
    for (int y = 0; y < SL_BREAKEVEN_SIDE; y++)
        for (int x = 0; x < SL_BREAKEVEN_SIDE; x++)
            for (int l = 1; l < SL_BREAKEVEN_LEVELS; l++)
                assert_true(s.map->cell[l][y][x].value >= s.map->cell[l - 1][y][x].value);
    drop(&s);
}

static void test_absent(void **state)
{
    (void)state;
    subject s = subject_of("switch-51t2", "");
    assert_null(s.map);
    drop(&s);
}

static void test_threads(void **state)
{
    (void)state;
    subject s = subject_of("cpo-blast-radius", "");
    sl_ctx *single;
    sl_breakeven *again = NULL;
    assert_int_equal(sl_ctx_create(&single, &(sl_ctx_opts){.threads = 1}), SL_OK);
    assert_int_equal(sl_breakeven_create(&again, single, s.comparison), SL_OK);
    assert_memory_equal(again->cell, s.map->cell, sizeof again->cell);
    sl_breakeven_destroy(single, again);
    sl_ctx_destroy(single);
    drop(&s);
}

// 10 modules of 1000 USD and 2 chassis of 9000 USD a year over 100 ports, and half a year dark of 5
// at 2 USD an hour.
static void test_failures(void **state)
{
    (void)state;
    double year_s = 8760.0 * HOUR;
    sl_failing in = {.swap = {{10.0 / year_s, 1000.0}, {2.0 / year_s, 9000.0}, {0.0, NAN}},
                     .swaps = 3,
                     .ports = 100.0,
                     .unavailability = 0.1,
                     .usd_per_port_s = 2.0 / HOUR,
                     .life_s = 5.0 * year_s};
    sl_failed out;
    assert_int_equal(sl_failed_of(&out, &in), SL_OK);
    sl_assert_rel(out.swapped_usd, 5.0 * 28000.0 / 100.0, 1e-12);
    sl_assert_rel(out.dark_usd, 0.5 * 8760.0 * 2.0, 1e-12);
    sl_assert_rel(out.total_usd, out.swapped_usd + out.dark_usd, 1e-15);
    in.swap[2].per_s = 1e-9; // swapped, and nobody knows for how much
    assert_int_equal(sl_failed_of(&out, &in), SL_ERR_DOMAIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_alike_tie, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_more_failures_favour_the_narrow, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_money, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_absent, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_threads, set_up, tear_down),
        cmocka_unit_test(test_failures)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
