// The same bytes whatever the number of threads, and again in the same process.
#include "sl_test.h"

#include "examples.h"

#include <stdlib.h>

static char *run(const char *path, int threads, int draws)
{
    sl_ctx *ctx;
    sl_ctx_opts opts = {.threads = threads};
    assert_int_equal(sl_ctx_create(&ctx, &opts), SL_OK);
    assert_int_equal(sl_ctx_threads(ctx), threads);
    char set[32]; // growth takes the study's draws
    const char *sets[] = {set};
    snprintf(set, sizeof set, "draws=%d", draws);
    sl_model *model = load_example(ctx, path, sets, 1);
    sl_comparison *c = NULL;
    sl_compare_opts compare = {.draws = -1};
    assert_int_equal(sl_compare(&c, ctx, model, &compare), SL_OK);
    sl_text text;
    sl_text_init(&text, ctx);
    sl_report_json(&text, c);
    sl_report_table(&text, c, 120, false);
    sl_report_html(&text, ctx, c);
    assert_false(text.failed);
    char *copy = malloc(text.length + 1);
    assert_non_null(copy);
    memcpy(copy, sl_text_get(&text), text.length + 1);
    sl_text_free(&text);
    sl_comparison_destroy(ctx, c);
    sl_model_destroy(model);
    sl_ctx_destroy(ctx);
    return copy;
}

static void check_threads(const char *path)
{
    static const int threads[] = {3, 1};
    char *want = run(path, 1, 121);
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
        char *got = run(path, threads[i], 121);
        if (strcmp(got, want) != 0) fail_msg("%s differs with %d threads", path, threads[i]);
        free(got);
    }
    free(want);
}

static void test_threads(void **state)
{
    (void)state;
    each_example(check_threads);
}

// The first draws of a longer run are those of a shorter one: nothing depends on the total.
static void check_prefix(const char *path)
{
    sl_ctx *ctx;
    assert_int_equal(sl_ctx_create(&ctx, NULL), SL_OK);
    sl_model *model = load_example(ctx, path, NULL, 0);
    sl_comparison *one = NULL, *none = NULL;
    sl_compare_opts first = {.draws = 1}, zero = {.draws = 0};
    assert_int_equal(sl_compare(&one, ctx, model, &first), SL_OK);
    assert_int_equal(sl_compare(&none, ctx, model, &zero), SL_OK);
    for (size_t v = 0; v < one->n; v++) {
        assert_memory_equal(one->variants[v].nominal.value, none->variants[v].nominal.value,
                            sizeof one->variants[v].nominal.value);
        for (int m = 0; m < SL_METRICS; m++) {
            const sl_interval *i = &one->variants[v].interval[m];
            assert_true(isnan(i->low) || i->low == i->high);
        }
    }
    sl_comparison_destroy(ctx, one);
    sl_comparison_destroy(ctx, none);
    sl_model_destroy(model);
    sl_ctx_destroy(ctx);
}

static void test_few_draws(void **state)
{
    (void)state;
    each_example(check_prefix);
}

static bool stop_at_once(void *user, size_t done, size_t total)
{
    (void)done;
    (void)total;
    ++*(int *)user;
    return false;
}

static void check_stop(const char *path)
{
    sl_ctx *ctx;
    assert_int_equal(sl_ctx_create(&ctx, NULL), SL_OK);
    sl_model *model = load_example(ctx, path, NULL, 0);
    sl_comparison *c = NULL;
    int calls = 0;
    sl_compare_opts opts = {.draws = 100000, .progress = stop_at_once, .user = &calls};
    assert_int_equal(sl_compare(&c, ctx, model, &opts), SL_ERR_LIMIT);
    assert_null(c);
    assert_int_equal(calls, 1);
    sl_model_destroy(model);
    sl_ctx_destroy(ctx);
}

static void test_stop(void **state)
{
    (void)state;
    each_example(check_stop);
}

int main(int argc, char **argv)
{
    if (argc > 1) examples_dir = argv[1];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_few_draws),
        cmocka_unit_test(test_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
