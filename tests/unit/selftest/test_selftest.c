// The self-test itself: enough rows from outside, every row sourced, exact rows right.
#include "sl_test.h"

#include <string.h>

#include "shoreline/selftest.h"

typedef struct fixture {
    sl_ctx *ctx;
    sl_selftest_row *rows;
    size_t n;
} fixture;

static int setup(void **state)
{
    static fixture f;
    if (sl_ctx_create(&f.ctx, NULL) != SL_OK) return -1;
    if (sl_selftest_run(&f.rows, &f.n, f.ctx, NULL) != SL_OK) return -1;
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;
    sl_selftest_destroy(f->ctx, f->rows, f->n);
    sl_ctx_destroy(f->ctx);
    return 0;
}

static void enough_from_outside(void **state)
{
    const fixture *f = *state;
    size_t outside = 0;
    for (size_t i = 0; i < f->n; i++)
        outside += f->rows[i].origin != SL_ORIGIN_OWN && f->rows[i].state != SL_SELFTEST_SKIPPED;
    assert_true(outside >= 60);
}

static void every_row_is_complete(void **state)
{
    const fixture *f = *state;
    for (size_t i = 0; i < f->n; i++) {
        const sl_selftest_row *r = &f->rows[i];
        assert_true(r->id[0] && r->layer[0] && r->what[0] && r->source[0]);
        assert_non_null(r->unit);
        assert_non_null(r->note);
        assert_true(r->tolerance >= 0);
        assert_true(r->state == SL_SELFTEST_SKIPPED || !isnan(r->computed));
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(r->id, f->rows[k].id);
    }
}

static void exact_rows_pass(void **state)
{
    const fixture *f = *state;
    for (size_t i = 0; i < f->n; i++) {
        const sl_selftest_row *r = &f->rows[i];
        if (r->origin != SL_ORIGIN_EXACT || r->state == SL_SELFTEST_PASS) continue;
        fprintf(stderr, "%s: %.17g, expected %.17g\n", r->id, r->computed, r->expected);
        fail();
    }
}

// A miss says why.
static void misses_have_a_note(void **state)
{
    const fixture *f = *state;
    for (size_t i = 0; i < f->n; i++)
        if (f->rows[i].state != SL_SELFTEST_PASS) assert_true(f->rows[i].note[0] != 0);
}

static void summary_counts_all(void **state)
{
    const fixture *f = *state;
    sl_selftest_summary s = sl_selftest_summarise(f->rows, f->n);
    size_t total = 0;
    for (int o = 0; o < SL_ORIGINS; o++)
        for (int k = 0; k < SL_SELFTEST_STATES; k++)
            total += s.count[o][k];
    assert_int_equal(total, f->n);
    assert_true(s.covered <= s.intervals);
    sl_text text;
    sl_text_init(&text, f->ctx);
    sl_selftest_coverage(&text, f->rows, f->n);
    assert_true(strncmp(sl_text_get(&text), "coverage:", 9) == 0);
    sl_text_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(enough_from_outside), cmocka_unit_test(every_row_is_complete),
        cmocka_unit_test(exact_rows_pass),     cmocka_unit_test(misses_have_a_note),
        cmocka_unit_test(summary_counts_all),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
