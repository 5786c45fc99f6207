// The fleet in a scenario: the section is optional, its metrics follow by hand from its inputs, and
// it gives a job its interruptions and a link its flaps where nobody else does.
#include "sl_ctx_test.h"

#include "shoreline/shoreline.h"

#include <string.h>

#define HOUR 3600.0
#define FIT  (1e-9 / HOUR)

static sl_design design_of(const char *example, const char *variant, const char *const *sets,
                           size_t n)
{
    char text[120];
    snprintf(text, sizeof text, "shoreline: 1\nextends: example/%s.yaml\n", example);
    sl_model *model = NULL;
    sl_scenario_opts opts = {
        .path = "test.yaml", .text = text, .text_length = strlen(text), .sets = sets, .set_n = n};
    if (sl_model_load(&model, ctx, &opts) != SL_OK)
        fail_msg("%s", sl_diag_count(ctx) ? sl_diag_get(ctx, 0)->message : "no diagnostic");
    size_t v = 0;
    while (v < model->n && strcmp(model->variants[v].name, variant) != 0)
        v++;
    assert_true(v < model->n);
    sl_design design = model->variants[v].design; // its texts are not looked at
    sl_model_destroy(model);
    return design;
}

static sl_result result_of(const sl_design *design)
{
    sl_result r;
    sl_evaluate(&r, design, &(sl_evaluate_opts){.brief = true, .skip_reach = true});
    return r;
}

static void test_optional(void **state)
{
    (void)state;
    sl_design d = design_of("cpo-blast-radius", "npo", NULL, 0);
    d.has_fleet = false;
    sl_result r = result_of(&d);
    assert_false(r.has_fleet);
    for (int m = 0; m < SL_METRICS; m++)
        if (strcmp(sl_metric_infos[m].layer, "fleet") == 0) assert_true(isnan(r.value[m]));
}

// Co-packaged with external lasers: eight lasers of a package in one module for two ports.
static void test_by_hand(void **state)
{
    (void)state;
    static const char *const sets[] = {
        "fleet.laser_rate=200 FIT",
        "fleet.engine_rate=60 FIT",
        "fleet.contact_rate=0 FIT",
        "fleet.other_mtbf=10 h",
        "variants.cpo-els.fleet.dispatch=4 h",
        "variants.cpo-els.fleet.chassis_wait=24 h",
        "variants.cpo-els.fleet.laser_swap=15 min",
        "variants.cpo-els.fleet.engine_swap=4 h",
        "variants.cpo-els.fleet.module_rate=100 FIT",
        "variants.cpo-els.fleet.contact_rate=0 FIT",
        "variants.cpo-els.fleet.lead_time=90 day",
    };
    sl_design d = design_of("cpo-blast-radius", "cpo-els", sets, sizeof sets / sizeof *sets);
    sl_result r = result_of(&d);
    assert_true(r.has_fleet);
    const double *v = r.value;
    // one port: 4 lasers of its own, 4 of its neighbour's; half a module; engines of one port
    double laser = 4 * 200 * FIT * 4.25 * HOUR + 4 * 200 * FIT * 0.25 * HOUR,
           module = 100 * FIT * 4.25 * HOUR,
           engine = 60 * FIT * 32.0 * HOUR + 60 * FIT * 4.0 * HOUR;
    double up = 1.0 / (1.0 + laser) / (1.0 + module) / (1.0 + engine);
    sl_assert_rel(v[SL_M_FLEET_DARK], 1.0 - up, 1e-9);
    sl_assert_abs(v[SL_M_FLEET_LASER], 1.0, 0.0);
    sl_assert_abs(v[SL_M_FLEET_LASER_OUT], 2.0, 0.0);
    sl_assert_abs(v[SL_M_FLEET_ENGINE], 1.0, 0.0);
    sl_assert_abs(v[SL_M_FLEET_ENGINE_OUT], 2.0, 0.0);
    double a_second = (800000 * 200 + 100000 * 100 + 200000 * 60) * FIT;
    sl_assert_rel(v[SL_M_FLEET_FAILURES], a_second, 1e-12);
    sl_assert_rel(v[SL_M_FLEET_LINK_STOPS], a_second, 1e-12);
    sl_assert_rel(v[SL_M_FLEET_STOPS], a_second + 1.0 / (10 * HOUR), 1e-12);
    sl_assert_rel(r.job_mtbf_s, 1.0 / v[SL_M_FLEET_STOPS], 1e-12);
    double modules = (800000 * 200 + 100000 * 100) * FIT, packages = 200000 * 60 * FIT;
    sl_assert_rel(v[SL_M_FLEET_SERVICE], modules * 900.0 + packages * 4 * HOUR, 1e-12);
    double stock = sl_base_stock(modules * 90 * 24 * HOUR, 0.95) +
                   sl_base_stock(packages * 90 * 24 * HOUR, 0.95);
    sl_assert_abs(v[SL_M_FLEET_SPARES], stock, 0.0);
}

// The laser's own rate is the package layer's: without spares a port's lasers agree.
static void test_own_rates(void **state)
{
    (void)state;
    sl_design d = design_of("cpo-blast-radius", "pluggable", NULL, 0);
    d.fleet.laser_hz = NAN;
    sl_result r = result_of(&d);
    sl_assert_rel(r.fleet.kind[SL_FLEET_LASER].port_outages_per_s, r.value[SL_M_LASER_FIT], 1e-9);
    sl_assert_rel(r.fleet.kind[SL_FLEET_ENGINE].port_outages_per_s, d.link.engine.electronics_hz,
                  1e-12);
    d.fleet.cycles_per_s = r.value[SL_M_SOLDER_LIFE] / d.service.life_s; // the median life in all
    r = result_of(&d);
    sl_assert_rel(r.fleet.kind[SL_FLEET_ENGINE].port_outages_per_s,
                  d.link.engine.electronics_hz + log(2.0) / d.service.life_s, 1e-9);
}

static void test_crews(void **state)
{
    (void)state;
    sl_design d = design_of("cpo-blast-radius", "cpo-inside", NULL, 0);
    d.fleet.crews = 1;
    sl_result r = result_of(&d);
    assert_true(r.has_fleet && r.fleet.queue.wait_s > 0.0);
    d.fleet.ports *= 100.0;
    r = result_of(&d);
    assert_false(r.has_fleet);
    assert_false(r.feasible);
    assert_non_null(strstr(r.why, "repairs never catch up"));
}

// Without crews to wait for, mean repair follows its factor and darkness nearly so; with one crew
// the slow end never catches up.
static void test_repair_curve(void **state)
{
    (void)state;
    sl_design d = design_of("cpo-blast-radius", "cpo-inside", NULL, 0);
    sl_result r = result_of(&d);
    sl_repair_curve curve;
    sl_repair_curve_of(&curve, &r);
    const sl_repair_point *p = curve.point;
    sl_assert_rel(p[0].factor, 0.1, 1e-12);
    sl_assert_rel(p[SL_REPAIR_POINTS - 1].factor, 10.0, 1e-12);
    sl_assert_rel(p[SL_REPAIR_NOMINAL].factor, 1.0, 0.0);
    sl_assert_rel(p[SL_REPAIR_NOMINAL].unavailability, r.fleet.port_unavailability, 0.0);
    for (int i = 0; i < SL_REPAIR_POINTS; i++) {
        sl_assert_rel(p[i].repair_s, p[i].factor * r.fleet.repair_s, 1e-12);
        sl_assert_rel(p[i].unavailability, p[i].factor * r.fleet.port_unavailability, 2e-3);
    }
    d.fleet.crews = 1;
    r = result_of(&d);
    sl_repair_curve_of(&curve, &r);
    assert_true(isfinite(p[0].unavailability));
    assert_true(isnan(p[SL_REPAIR_POINTS - 1].unavailability));
}

// A job without an mtbf of its own has the fleet's, and the same goodput as one that is given it.
static void test_job(void **state)
{
    (void)state;
    static const char *const sets[] = {"fleet.contact_rate=500 FIT", "fleet.other_mtbf=3.4 h",
                                       "fleet.wander_sd=1.5 dB"};
    sl_design d = design_of("llama3-16k", "dr4", sets, 3);
    sl_result given = result_of(&d);
    sl_assert_rel(given.job_mtbf_s, d.workload.mtbf_s, 0.0);
    d.workload.mtbf_s = NAN;
    sl_result r = result_of(&d);
    assert_true(r.has_workload);
    sl_assert_rel(r.job_mtbf_s, 1.0 / r.value[SL_M_FLEET_STOPS], 1e-12);
    assert_true(r.job_mtbf_s < 3.4 * HOUR);
    assert_true(isfinite(r.flap_mtbf_s) && r.flap_mtbf_s == r.value[SL_M_FLEET_FLAP]);
    d.workload.mtbf_s = r.job_mtbf_s;
    d.fabric.flap_mtbf_s = r.flap_mtbf_s;
    d.has_fleet = false;
    sl_result alone = result_of(&d);
    sl_assert_rel(alone.value[SL_M_WL_GOODPUT], r.value[SL_M_WL_GOODPUT], 1e-12);
    sl_assert_rel(alone.value[SL_M_WL_TAIL], r.value[SL_M_WL_TAIL], 1e-12);
    d.has_fleet = true;
    d.fabric.flap_mtbf_s = 1e9;
    sl_assert_rel(result_of(&d).flap_mtbf_s, 1e9, 0.0);
}

// A rate from counts is the gamma posterior of the fleet layer: with nothing known before, and with
// a prior of the same mean and spread.
static void test_counts(void **state)
{
    (void)state;
    static const struct {
        const char *set;
        sl_rate_belief prior;
        double failures, exposure_h;
    } rows[] = {
        {"fleet.laser_rate={failures: 7, exposure: 2.58e7 h}", {0.5, 0.0}, 7, 2.58e7},
        {"fleet.laser_rate={failures: 0, exposure: 4e6 h, class: field}", {0.5, 0.0}, 0, 4e6},
        {"fleet.laser_rate={value: 200 FIT, sd: 80 FIT, failures: 3, exposure: 1e7 h}",
         {6.25, 6.25 / 200e-9 * HOUR},
         3,
         1e7},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        static const char text[] = "shoreline: 1\nextends: example/cpo-blast-radius.yaml\n";
        sl_model *model = NULL;
        sl_scenario_opts opts = {.path = "test.yaml",
                                 .text = text,
                                 .text_length = sizeof text - 1,
                                 .sets = &rows[i].set,
                                 .set_n = 1};
        sl_rate_belief after;
        assert_int_equal(sl_model_load(&model, ctx, &opts), SL_OK);
        const sl_leaf *leaf = sl_leaf_find(&model->variants[0].leaves, "fleet.laser_rate");
        sl_rate_update(&after, &rows[i].prior, rows[i].failures, rows[i].exposure_h * HOUR);
        assert_true(leaf && leaf->ignorance && leaf->dist == SL_DIST_GAMMA);
        sl_assert_rel(model->variants[0].design.fleet.laser_hz, sl_rate_mean(&after), 1e-12);
        static const double z[] = {-1.6448536269514722, 0.0, 1.6448536269514722, 3.0};
        for (int k = 0; k < 4; k++)
            sl_assert_rel(sl_leaf_at(leaf, z[k]),
                          sl_rate_quantile(&after, 0.5 * erfc(-z[k] / sqrt(2.0))), 1e-9);
        sl_model_destroy(model);
    }
}

// A laser that is held hotter fails more often, and stops the job more often; held where it is by
// itself, it is as it was.
static void test_held_laser(void **state)
{
    (void)state;
    static const char text[] = "shoreline: 1\nextends: example/gpu-pod.yaml\n";
    sl_model *model = NULL; // it holds the texts by which the market names its dies
    sl_scenario_opts from = {.path = "test.yaml", .text = text, .text_length = sizeof text - 1};
    assert_int_equal(sl_model_load(&model, ctx, &from), SL_OK);
    size_t v = 0;
    while (strcmp(model->variants[v].name, "cpo") != 0)
        v++;
    const sl_design *d = &model->variants[v].design;
    sl_result own, same, hot;
    sl_evaluate_opts opts = {.brief = true, .skip_reach = true};
    sl_evaluate(&own, d, &opts);
    opts.laser_temp_k = own.point.laser_local_k;
    sl_evaluate(&same, d, &opts);
    sl_assert_rel(same.value[SL_M_LASER_FIT], own.value[SL_M_LASER_FIT], 1e-3);
    sl_assert_rel(same.value[SL_M_LASER_TEMP], own.value[SL_M_LASER_TEMP], 1e-5);
    opts.laser_temp_k += 40.0;
    sl_evaluate(&hot, d, &opts);
    sl_assert_rel(hot.value[SL_M_LASER_TEMP], hot.point.laser_k, 0.0);
    assert_true(hot.value[SL_M_LASER_FIT] > 1.5 * own.value[SL_M_LASER_FIT]);
    assert_true(hot.value[SL_M_FLEET_LINK_STOPS] > own.value[SL_M_FLEET_LINK_STOPS]);
    assert_true(hot.value[SL_M_ECO_RUN] > own.value[SL_M_ECO_RUN]);
    assert_true(hot.value[SL_M_ENERGY] > own.value[SL_M_ENERGY]); // the same light costs more
    sl_model_destroy(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_optional, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_by_hand, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_own_rates, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_counts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_crews, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_held_laser, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_job, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_repair_curve, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
