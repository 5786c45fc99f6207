// Context, arenas, text, numbers as text, diagnostics, suggestions, status list, field lookup.
#include "sl_ctx_test.h"

#include "shoreline/field.h"
#include "shoreline/random.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

static void test_arena(void **state)
{
    (void)state;
    sl_arena *arena;
    assert_int_equal(sl_arena_create(&arena, ctx), SL_OK);
    for (size_t size = 0; size < 200000; size = size * 2 + 7) {
        unsigned char *p = sl_arena_alloc(arena, size);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(p[i], 0);
        if (size) memset(p, 0xff, size);
    }
    assert_null(sl_arena_alloc(arena, SIZE_MAX));
    assert_null(sl_arena_alloc(arena, SIZE_MAX - 8));
    assert_string_equal(sl_arena_text(arena, "shoreline", 5), "shore");
    assert_string_equal(sl_arena_text(arena, "", 0), "");
    assert_string_equal(sl_arena_printf(arena, "%s-%d", "a", 7), "a-7");
    sl_arena_destroy(arena);
    sl_arena_destroy(NULL);
}

static void check_round_trip(double x)
{
    sl_text text;
    sl_text_init(&text, ctx);
    sl_text_add_number(&text, x);
    double back = strtod(sl_text_get(&text), NULL);
    if (memcmp(&back, &x, sizeof x) != 0) fail_msg("%.17g became '%s'", x, sl_text_get(&text));
    sl_text_free(&text);
}

// Every bit of a double survives printing; short numbers stay short.
static void test_numbers(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 20000; i++) {
        uint64_t bits = (uint64_t)(sl_random_uniform(1, 2, 3, i) * 0x1p53) << 11;
        bits ^= (uint64_t)(sl_random_uniform(1, 2, 4, i) * 0x1p53);
        double x;
        memcpy(&x, &bits, sizeof x);
        if (isfinite(x)) check_round_trip(x);
        check_round_trip(sl_random_normal(1, 2, 5, i));
    }
    check_round_trip(0.0);
    check_round_trip(-0.0);
    check_round_trip(5e-324);
    check_round_trip(1.7976931348623157e308);
    const struct {
        double x;
        const char *text;
    } shorts[] = {{0.1, "0.1"}, {1e-30, "1e-30"}, {1.6e12, "1600000000000"}, {-2.5, "-2.5"}};
    for (size_t i = 0; i < 4; i++) {
        sl_text text;
        sl_text_init(&text, ctx);
        sl_text_add_number(&text, shorts[i].x);
        assert_string_equal(sl_text_get(&text), shorts[i].text);
        sl_text_free(&text);
    }
}

static void test_text(void **state)
{
    (void)state;
    sl_text text;
    sl_text_init(&text, ctx);
    assert_string_equal(sl_text_get(&text), "");
    for (int i = 0; i < 1000; i++)
        sl_text_printf(&text, "%d,", i);
    assert_int_equal(text.length, 10 * 2 + 90 * 3 + 900 * 4);
    assert_int_equal(strlen(sl_text_get(&text)), text.length);
    assert_false(text.failed);
    sl_text_free(&text);
    sl_text_add_n(&text, "ab\0c", 4);
    assert_int_equal(text.length, 4);
    sl_text_free(&text);
}

static void *refuse(void *user, void *ptr, size_t size)
{
    int *left = user;
    if (size == 0) {
        free(ptr);
        return NULL;
    }
    return (*left)-- > 0 ? realloc(ptr, size) : NULL;
}

static void test_out_of_memory(void **state)
{
    (void)state;
    int left = 0;
    sl_ctx_opts opts = {.allocator = {refuse, &left}};
    sl_ctx *poor;
    assert_int_equal(sl_ctx_create(&poor, &opts), SL_ERR_NO_MEMORY);
    assert_null(poor);
    left = 1;
    assert_int_equal(sl_ctx_create(&poor, &opts), SL_OK);
    sl_text text;
    sl_text_init(&text, poor);
    sl_text_add(&text, "lost");
    assert_true(text.failed);
    assert_string_equal(sl_text_get(&text), "");
    sl_text_free(&text);
    sl_arena *arena;
    assert_int_equal(sl_arena_create(&arena, poor), SL_ERR_NO_MEMORY);
    sl_diag_add(poor, SL_ERROR, SL_E_FILE, (sl_mark){0}, NULL, "counted all the same");
    assert_int_equal(sl_diag_errors(poor), 1);
    assert_int_equal(sl_diag_count(poor), 0);
    sl_ctx_destroy(poor);
}

static void test_diagnostics_sorted(void **state)
{
    (void)state;
    const char *lines = "one: 1\ntwo: 2\nthree: 3\n";
    sl_source source = {.name = "a.yaml", .text = lines, .length = strlen(lines)};
    sl_mark third = {&source, 3, 8, 1}, first = {&source, 1, 6, 1}, early = {&source, 1, 1, 3};
    sl_diag_add(ctx, SL_ERROR, SL_E_RANGE, third, "hint", "third");
    sl_diag_add(ctx, SL_WARNING, SL_W_UNUSED, first, NULL, "first");
    sl_diag_add(ctx, SL_ERROR, SL_E_RANGE, early, NULL, "early");
    sl_diag_add(ctx, SL_ERROR, SL_E_RANGE, early, NULL, "early"); // told once
    assert_int_equal(sl_diag_count(ctx), 3);
    assert_int_equal(sl_diag_errors(ctx), 2);
    assert_string_equal(sl_diag_get(ctx, 0)->message, "early");
    assert_string_equal(sl_diag_get(ctx, 1)->message, "first");
    assert_string_equal(sl_diag_get(ctx, 2)->line, "three: 3");
    assert_null(sl_diag_get(ctx, 3));
    sl_text text;
    sl_text_init(&text, ctx);
    sl_diag_print(&text, sl_diag_get(ctx, 2), false);
    assert_string_equal(sl_text_get(&text), "error[E0109]: third\n"
                                            "  --> a.yaml:3:8\n"
                                            " 3 | three: 3\n"
                                            "   |        ^\n"
                                            "   = hint\n");
    sl_text_free(&text);
    sl_diag_clear(ctx);
    assert_int_equal(sl_diag_count(ctx), 0);
}

// The caret stands under the character, whatever bytes and tabs come before it.
static void test_caret(void **state)
{
    (void)state;
    const char *line = "\xC2\xB5: \t9 \xC2\xB0"
                       "C";
    sl_source source = {.name = "u", .text = line, .length = strlen(line)};
    sl_diag_add(ctx, SL_ERROR, SL_E_RANGE, (sl_mark){&source, 1, 5, 1}, NULL, "x");
    sl_text text;
    sl_text_init(&text, ctx);
    sl_diag_print(&text, sl_diag_get(ctx, 0), false);
    assert_non_null(strstr(sl_text_get(&text), "\n   |    \t^\n"));
    sl_text_free(&text);
    sl_diag_clear(ctx);
}

static void test_diagnostics_cap(void **state)
{
    (void)state;
    for (int i = 0; i < 3 * SL_DIAG_MAX; i++)
        sl_diag_add(ctx, SL_ERROR, SL_E_RANGE, (sl_mark){0}, NULL, "number %d", i);
    assert_int_equal(sl_diag_count(ctx), SL_DIAG_MAX);
    assert_int_equal(sl_diag_errors(ctx), 3 * SL_DIAG_MAX);
    sl_diag_clear(ctx);
}

// The lists are whole: titles, texts, exit codes, no number twice.
static void test_lists(void **state)
{
    (void)state;
    static const int codes[] = {
#define SL_X(name, number, title, text) number,
        SL_DIAG_LIST(SL_X)
#undef SL_X
    };
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        assert_true(strlen(sl_diag_title(codes[i])) > 0);
        assert_true(strlen(sl_diag_explanation(codes[i])) > 20);
        for (size_t k = 0; k < i; k++)
            assert_int_not_equal(codes[i], codes[k]);
    }
    assert_null(sl_diag_title(9999));
    assert_null(sl_diag_explanation(9999));
    static const struct {
        sl_status status;
        int code;
    } exits[] = {{SL_OK, 0},           {SL_ERR_REQUIREMENT, 1}, {SL_ERR_USAGE, 2},
                 {SL_ERR_SCENARIO, 3}, {SL_ERR_DOMAIN, 4},      {SL_ERR_NO_CONVERGENCE, 4},
                 {SL_ERR_IO, 5},       {SL_ERR_NO_MEMORY, 6},   {SL_ERR_LIMIT, 6},
                 {SL_ERR_INTERNAL, 70}};
    for (size_t i = 0; i < sizeof exits / sizeof *exits; i++) {
        assert_int_equal(sl_status_exit_code(exits[i].status), exits[i].code);
        assert_true(strlen(sl_status_text(exits[i].status)) > 0);
    }
    assert_int_equal(sl_status_exit_code((sl_status)12345), 70);
    assert_string_equal(sl_status_text((sl_status)12345), "unknown status");
}

static void test_nearest(void **state)
{
    (void)state;
    static const char *const words[] = {"length", "width", "loss", "levels", "laser"};
    assert_string_equal(sl_nearest("lenght", words, 5), "length");
    assert_string_equal(sl_nearest("witdh", words, 5), "width");
    assert_string_equal(sl_nearest("lasers", words, 5), "laser");
    assert_string_equal(sl_nearest("length", words, 5), "length");
    assert_null(sl_nearest("temperature", words, 5));
    assert_null(sl_nearest("", words, 5));
    static const char *const keys[] = {"name", "count", "workload.step_s", "workload.mfu"};
    assert_null(sl_nearest("ram", keys, 4)); // half of its letters
    assert_null(sl_nearest("workload.tokens", keys, 4));
    assert_string_equal(sl_nearest("workload.stpe_s", keys, 4), "workload.step_s");
    assert_null(sl_nearest("x", words, 0));
    char longer[200];
    memset(longer, 'l', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    assert_null(sl_nearest(longer, words, 5));
}

typedef struct inner {
    double a;
} inner;
typedef struct outer {
    double b;
    inner one, many[3];
    int n;
} outer;
static const sl_field inner_fields[] = {{.key = "a",
                                         .kind = SL_FIELD_QUANTITY,
                                         .offset = offsetof(inner, a),
                                         .unit = "degC",
                                         .min = -40,
                                         .max = 125,
                                         .doc = "A temperature."}};
static const sl_table inner_table = {
    .name = "inner", .doc = "Inner.", .fields = inner_fields, .n = 1, .size = sizeof(inner)};
static const sl_field outer_fields[] = {
    {.key = "b", .kind = SL_FIELD_QUANTITY, .unit = "Gb/s", .doc = "A rate."},
    {.key = "one", .kind = SL_FIELD_TABLE, .table = &inner_table, .doc = "One."},
    {.key = "many", .kind = SL_FIELD_LIST, .table = &inner_table, .list_max = 3, .doc = "Many."}};
static const sl_table outer_table = {
    .name = "outer", .doc = "Outer.", .fields = outer_fields, .n = 3, .size = sizeof(outer)};

static void test_field_lookup(void **state)
{
    (void)state;
    assert_ptr_equal(sl_field_lookup(&outer_table, "b"), &outer_fields[0]);
    assert_ptr_equal(sl_field_lookup(&outer_table, "one"), &outer_fields[1]);
    assert_ptr_equal(sl_field_lookup(&outer_table, "one.a"), &inner_fields[0]);
    assert_ptr_equal(sl_field_lookup(&outer_table, "many.2.a"), &inner_fields[0]);
    assert_ptr_equal(sl_field_lookup(&outer_table, "many.a"), &inner_fields[0]);
    assert_null(sl_field_lookup(&outer_table, "b.c"));
    assert_null(sl_field_lookup(&outer_table, ""));
    assert_null(sl_field_lookup(&outer_table, "one.b"));
    assert_null(sl_field_lookup(&outer_table, "."));
    sl_assert_abs(sl_field_si(&outer_fields[0], 2.0), 2e9, 0.0);
    sl_assert_abs(sl_field_si(&inner_fields[0], 25.0), 298.15, 0.0);
    sl_text text;
    sl_text_init(&text, ctx);
    sl_field_explain(&text, "one.a", &inner_fields[0]);
    assert_non_null(strstr(sl_text_get(&text), "temperature, in degC"));
    assert_non_null(strstr(sl_text_get(&text), "-40 .. 125 degC"));
    sl_table_explain(&text, "outer", &outer_table);
    assert_non_null(strstr(sl_text_get(&text), "many"));
    sl_text_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_out_of_memory),
        cmocka_unit_test(test_diagnostics_sorted),
        cmocka_unit_test(test_caret),
        cmocka_unit_test(test_diagnostics_cap),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_nearest),
        cmocka_unit_test(test_field_lookup),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
