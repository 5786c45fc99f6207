// Training against its size: curves pass through the evaluated design, published steps come out as
// published, and every part of the catalogue can be read.
#include "sl_ctx_test.h"

#include "shoreline/shoreline.h"
#include "shoreline/system.h"

#include <math.h>
#include <string.h>

static sl_model *load(const char *example, const char *const *sets, size_t n)
{
    char text[120];
    snprintf(text, sizeof text, "shoreline: 1\nextends: example/%s\n", example);
    sl_model *model = NULL;
    sl_scenario_opts opts = {
        .path = "test.yaml", .text = text, .text_length = strlen(text), .sets = sets, .set_n = n};
    if (sl_model_load(&model, ctx, &opts) != SL_OK)
        fail_msg("%s", sl_diag_count(ctx) ? sl_diag_get(ctx, 0)->message : "no diagnostic");
    return model;
}

static sl_curve_point point_at(const sl_curve *curve, double x)
{
    for (int i = 0; i < curve->n; i++)
        if (curve->point[i].x == x) return curve->point[i];
    fail_msg("no point at %g", x);
    return (sl_curve_point){0};
}

static void check_own(const sl_result *r, const sl_design *d)
{
    sl_curve curve;
    double gpus = d->workload.gpus;
    sl_training_scaling(&curve, r, d, SL_SCALING_STRONG, true);
    assert_true(point_at(&curve, gpus).mfu == r->value[SL_M_WL_MFU]);
    assert_true(point_at(&curve, gpus).step_s == r->value[SL_M_WL_STEP]);
    for (int i = 1; i < curve.n; i++) {
        assert_true(curve.point[i].x > curve.point[i - 1].x);
        assert_true(curve.point[i].step_s < curve.point[i - 1].step_s);
        assert_int_equal(curve.point[i].layout.batch, d->workload.batch);
    }
    sl_training_scaling(&curve, r, d, SL_SCALING_STRONG, false);
    assert_true(point_at(&curve, gpus).step_s == r->value[SL_M_WL_STEP_RAW]);
    sl_training_scaling(&curve, r, d, SL_SCALING_WEAK, true);
    assert_true(point_at(&curve, gpus).mfu == r->value[SL_M_WL_MFU]);
    for (int i = 0; i < curve.n; i++)
        sl_assert_rel(curve.point[i].layout.batch / curve.point[i].x, d->workload.batch / gpus,
                      1e-12);
    int size = r->collectives.domain;
    sl_training_domains(&curve, r, d, &size, 1);
    assert_true(curve.point[0].tokens_per_s == r->value[SL_M_WL_TOKENS]);
}

static void test_own(void **state)
{
    (void)state;
    static const char *const examples[] = {"llama3-16k", "scale-up-72-vs-8"};
    for (size_t e = 0; e < 2; e++) {
        sl_model *model = load(examples[e], NULL, 0);
        for (size_t v = 0; v < model->n; v++) {
            sl_result r;
            sl_evaluate(&r, &model->variants[v].design, NULL);
            assert_true(r.has_workload);
            check_own(&r, &model->variants[v].design);
        }
        sl_model_destroy(model);
    }
}

// No layout of the search is slower than the design's own, and each fits.
static void test_best(void **state)
{
    (void)state;
    sl_model *model = load("scale-up-72-vs-8", NULL, 0);
    const sl_design *d = &model->variants[0].design;
    static const int sizes[] = {1, 8, 72};
    sl_curve own, best;
    sl_result r;
    sl_evaluate(&r, d, NULL);
    sl_training_domains(&own, &r, d, sizes, 3);
    double configurations = sl_training_best(&best, &r, d, sizes, 3);
    assert_true(configurations > 1e4);
    assert_int_equal(best.n, 3);
    for (int i = 0; i < 3; i++) {
        assert_true(best.point[i].fits);
        assert_true(best.point[i].step_s <= own.point[i].step_s);
    }
    sl_model_destroy(model);
}

static sl_training_curves *curves_of(const char *example, const char *const *sets, size_t n,
                                     sl_model **model, sl_comparison **c)
{
    sl_training_curves *curves = NULL;
    sl_compare_opts opts = {.draws = 0};
    *model = load(example, sets, n);
    assert_int_equal(sl_compare(c, ctx, *model, &opts), SL_OK);
    assert_int_equal(sl_training_curves_create(&curves, ctx, *c, -1), SL_OK);
    return curves;
}

static void test_domains_shared(void **state)
{
    (void)state;
    sl_model *model;
    sl_comparison *c;
    sl_training_curves *t = curves_of("scale-up-72-vs-8", NULL, 0, &model, &c);
    assert_non_null(t);
    assert_int_equal(t->variant, c->winner);
    assert_int_equal(t->domains, 2); // two layouts, each on 72 and on 8
    assert_int_equal(t->domain[0].variants, 2);
    assert_int_equal(t->published_n, 3); // DeepSeek-V3 on GB200, GB300, B300
    for (int v = 0; v < (int)c->n; v++)
        point_at(&t->domain[0].curve, c->variants[v].nominal.collectives.domain);
    sl_training_curves_destroy(ctx, t);
    sl_comparison_destroy(ctx, c);
    sl_model_destroy(model);
}

static void test_no_match(void **state)
{
    (void)state;
    static const char *const sets[] = {"workload.model.layers=127"};
    sl_model *model;
    sl_comparison *c;
    sl_training_curves *t = curves_of("llama3-16k", sets, 1, &model, &c);
    assert_non_null(t);
    assert_int_equal(t->published_n, 0);
    sl_training_curves_destroy(ctx, t);
    sl_comparison_destroy(ctx, c);
    sl_model_destroy(model);
    assert_null(curves_of("switch-51t2", NULL, 0, &model, &c)); // no workload
    sl_comparison_destroy(ctx, c);
    sl_model_destroy(model);
}

// ---- published steps ----

static sl_published_point *published(sl_arena *arena, size_t *n)
{
    sl_published_point *points = NULL;
    assert_int_equal(sl_published_steps(&points, n, ctx, arena, NULL), SL_OK);
    return points;
}

static sl_published_point run_of(const sl_published_point *points, size_t n, const char *part,
                                 int gpus)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(points[i].part, part) == 0 && points[i].layout.gpus == gpus) return points[i];
    fail_msg("%s has no run on %d GPUs", part, gpus);
    return (sl_published_point){0};
}

// MFU by hand: matrices twice their parameters, causal attention, head of 32000 tokens; backward
// twice forward; over what 512 GPUs can do at their FP8 peak in the published time.
static void test_published_mfu(void **state)
{
    (void)state;
    sl_arena *arena = NULL;
    size_t n;
    assert_int_equal(sl_arena_create(&arena, ctx), SL_OK);
    const sl_published_point *points = published(arena, &n);
    sl_published_point p = run_of(points, n, "step/mlperf-5.0-405b-h100", 512);
    double layer = 16384.0 * (16384 + 2 * 1024) + 16384.0 * 16384 + 3.0 * 16384 * 53248;
    double token = 126 * (2 * layer + 2.0 * 8192 * 16384) + 2.0 * 16384 * 32000;
    sl_assert_rel(p.mfu, 3 * token * 1152 * 8192 / (55.14 * 512 * 1979e12), 1e-9);
    p = run_of(points, n, "step/bridge-26.06-deepseek-gb300", 256);
    sl_assert_rel(p.step_s, 4096.0 * 4096 / (6338.0 * 256), 1e-9);
    p = run_of(points, n, "step/llama3-paper-8k", 8192);
    sl_assert_rel(p.mfu, 430.0 / 989.0, 1e-9);
    sl_arena_destroy(arena);
}

static void test_published_predicted(void **state)
{
    (void)state;
    sl_arena *arena = NULL;
    size_t n;
    assert_int_equal(sl_arena_create(&arena, ctx), SL_OK);
    const sl_published_point *p = published(arena, &n);
    assert_true(n >= 36);
    for (size_t i = 0; i < n; i++) {
        double off = p[i].raw_step_s / p[i].step_s - 1.0;
        if (!(off > -0.6 && off < 0.1)) fail_msg("%s: off by %g", p[i].part, off);
        assert_true(*p[i].title && *p[i].citation);
        assert_true(p[i].calibrated_step_s >= p[i].raw_step_s);
        sl_assert_rel(p[i].raw_mfu * p[i].raw_step_s, p[i].mfu * p[i].step_s, 1e-9);
    }
    sl_arena_destroy(arena);
}

// ---- the catalogue ----

static const sl_table *table_of(const char *name)
{
    size_t n = strcspn(name, "/");
    for (size_t i = 0; i < sl_part_type_n; i++)
        if (strlen(sl_part_types[i].folder) == n && strncmp(name, sl_part_types[i].folder, n) == 0)
            return sl_part_types[i].table;
    return NULL;
}

// Every part binds to its table; a part may leave required keys to the scenario, a published step
// may not.
static void test_catalogue(void **state)
{
    (void)state;
    for (size_t i = 0; i < sl_catalog_blob_n; i++) {
        const char *name = sl_catalog_blobs[i].name;
        const sl_table *table = table_of(name);
        sl_arena *arena = NULL;
        sl_node *node = NULL;
        const sl_part_info *info = NULL;
        if (!table) fail_msg("%s: no table for its folder", name);
        assert_int_equal(sl_arena_create(&arena, ctx), SL_OK);
        sl_status status = sl_part_load(&node, &info, ctx, arena, NULL, name);
        if (status == SL_OK)
            status = sl_bind(ctx, arena, node, table, sl_arena_alloc(arena, table->size), NULL);
        bool whole = strncmp(name, "step/", 5) == 0;
        for (size_t d = 0; d < sl_diag_count(ctx); d++)
            if (whole || sl_diag_get(ctx, d)->code != SL_E_MISSING_KEY)
                fail_msg("%s: %s", name, sl_diag_get(ctx, d)->message);
        assert_true(status == SL_OK || sl_diag_count(ctx) > 0);
        assert_string_equal(info->name, name);
        sl_diag_clear(ctx);
        sl_arena_destroy(arena);
    }
}

// Each run gives exactly one result, and a layout that is legal.
static void test_runs(void **state)
{
    (void)state;
    for (size_t i = 0; i < sl_catalog_blob_n; i++) {
        const char *name = sl_catalog_blobs[i].name;
        if (strncmp(name, "step/", 5) != 0) continue;
        sl_published_spec set;
        sl_arena *arena = NULL;
        sl_node *node = NULL;
        assert_int_equal(sl_arena_create(&arena, ctx), SL_OK);
        assert_int_equal(sl_part_load(&node, NULL, ctx, arena, NULL, name), SL_OK);
        assert_int_equal(sl_bind(ctx, arena, node, &sl_published_table, &set, NULL), SL_OK);
        assert_true(set.run_n > 0);
        for (int k = 0; k < set.run_n; k++) {
            const sl_published_run *r = &set.run[k];
            int given = !isnan(r->step_s) + !isnan(r->tokens_per_s) + !isnan(r->flops);
            if (given != 1) fail_msg("%s: run %d gives %d results", name, k, given);
            assert_true(r->gpus == floor(r->gpus) && r->batch == floor(r->batch));
            sl_published_point p;
            sl_published_predict(&p, &set, k);
            if (!isfinite(p.raw_step_s)) fail_msg("%s: run %d has no prediction", name, k);
        }
        sl_arena_destroy(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_own),
        cmocka_unit_test(test_best),
        cmocka_unit_test(test_domains_shared),
        cmocka_unit_test(test_no_match),
        cmocka_unit_test(test_published_mfu),
        cmocka_unit_test(test_published_predicted),
        cmocka_unit_test(test_catalogue),
        cmocka_unit_test(test_runs),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
