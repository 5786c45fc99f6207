// Every allocation of loading, comparing and reporting fails once: each run ends in a clean
// SL_ERR_NO_MEMORY, without a leak, and the first run that is not touched succeeds.
#include "sl_test.h"

#include "examples.h"

#include <stdlib.h>

typedef struct torture {
    long left;  // allocations until one fails; negative: none
    long alive; // blocks
    bool hit;
} torture;

static void *resize(void *user, void *ptr, size_t size)
{
    torture *t = user;
    if (size == 0) {
        t->alive -= ptr != NULL;
        free(ptr);
        return NULL;
    }
    if (t->left-- == 0) {
        t->hit = true;
        return NULL;
    }
    void *p = realloc(ptr, size);
    t->alive += p && !ptr;
    return p;
}

static sl_status written(sl_text *text)
{
    sl_status status = text->failed ? SL_ERR_NO_MEMORY : SL_OK;
    sl_text_free(text);
    return status;
}

static sl_status report(sl_ctx *ctx, const sl_comparison *c)
{
    sl_text text;
    sl_text_init(&text, ctx);
    sl_report_table(&text, c, 100, true);
    SL_TRY(written(&text));
    sl_report_variant(&text, c, 0, NULL, false);
    SL_TRY(written(&text));
    sl_report_json(&text, c);
    SL_TRY(written(&text));
    sl_report_html(&text, ctx, c);
    return written(&text);
}

static sl_status whole_run(sl_ctx *ctx, const char *path, bool load_only)
{
    sl_model *model = NULL;
    sl_comparison *c = NULL;
    static const char *const sets[] = {"service.reach=1.2 m", "draws=3"};
    sl_scenario_opts opts = {.path = path, .sets = sets, .set_n = 2};
    sl_compare_opts compare = {.draws = 3};
    sl_status status = sl_model_load(&model, ctx, &opts);
    if (status == SL_OK && !load_only) status = sl_compare(&c, ctx, model, &compare);
    if (status == SL_OK && !load_only) status = report(ctx, c);
    sl_comparison_destroy(ctx, c);
    sl_model_destroy(model);
    return status;
}

static void check_torture(const char *path, bool load_only)
{
    long n = 0;
    for (;; n++) {
        torture t = {.left = n};
        sl_ctx_opts opts = {.allocator = {resize, &t}, .threads = 1};
        sl_ctx *ctx = NULL;
        sl_status status = sl_ctx_create(&ctx, &opts);
        if (status == SL_OK) status = whole_run(ctx, path, load_only);
        size_t errors = ctx ? sl_diag_errors(ctx) : 0;
        sl_ctx_destroy(ctx);
        if (t.alive != 0) fail_msg("%s: allocation %ld fails, %ld blocks leak", path, n, t.alive);
        if (!t.hit) {
            assert_int_equal(status, SL_OK);
            break;
        }
        if (status != SL_ERR_NO_MEMORY || errors)
            fail_msg("%s: allocation %ld fails: %s, %zu errors", path, n, sl_status_text(status),
                     errors);
    }
    print_message("%s: %ld allocations\n", path, n);
}

static void check_load(const char *path)
{
    check_torture(path, true);
}

static void test_torture_load(void **state)
{
    (void)state;
    each_example(check_load);
}

static void test_torture(void **state)
{
    (void)state;
    char path[600];
    snprintf(path, sizeof path, "%s/gpu-pod.yaml", examples_dir);
    check_torture(path, false);
}

// A scenario with faults needs memory for its diagnostics; without it the status still says that
// something is wrong, and nothing leaks.
static void test_torture_faults(void **state)
{
    (void)state;
    static const char text[] = "shoreline: 1\nservice: {rate: 1 m, reahc: 5}\nchip: {use: chip/x}\n"
                               "link: {use: ./none.yaml, lanes: four}\nvariants: {a: {}, b: {}}\n";
    for (long n = 0;; n++) {
        torture t = {.left = n};
        sl_ctx_opts opts = {.allocator = {resize, &t}, .threads = 1};
        sl_scenario_opts scenario = {.path = "x", .text = text, .text_length = sizeof text - 1};
        sl_ctx *ctx = NULL;
        sl_model *model = NULL;
        sl_status status = sl_ctx_create(&ctx, &opts);
        if (status == SL_OK) status = sl_model_load(&model, ctx, &scenario);
        assert_null(model);
        assert_true(status == SL_ERR_NO_MEMORY || status == SL_ERR_SCENARIO);
        sl_ctx_destroy(ctx);
        assert_int_equal(t.alive, 0);
        if (!t.hit) break;
    }
}

static void test_torture_calc(void **state)
{
    (void)state;
    static const char *const args[] = {"code=kp4", "ber=2.4e-4"};
    for (long n = 0;; n++) {
        torture t = {.left = n};
        sl_ctx_opts opts = {.allocator = {resize, &t}, .threads = 1};
        sl_ctx *ctx = NULL;
        double value[SL_CALC_VALUES] = {0.0};
        const sl_calc *calc = sl_calc_find("fec.codeword_error_ratio");
        assert_non_null(calc);
        sl_status status = sl_ctx_create(&ctx, &opts);
        if (status == SL_OK) status = sl_calc_run(value, ctx, calc, args, 2);
        sl_ctx_destroy(ctx);
        assert_int_equal(t.alive, 0);
        assert_int_equal(status, t.hit ? SL_ERR_NO_MEMORY : SL_OK);
        if (!t.hit) break;
    }
}

int main(int argc, char **argv)
{
    if (argc > 1) examples_dir = argv[1];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_torture_load),
        cmocka_unit_test(test_torture),
        cmocka_unit_test(test_torture_faults),
        cmocka_unit_test(test_torture_calc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
