// MATLAB literals. Expected values follow from MATLAB's documented rules of operators, ranges and
// concatenation, written out by hand.
#include "sl_test.h"

#include "shoreline/workbook.h"

#include <string.h>

typedef struct fixture {
    sl_ctx *ctx;
    sl_arena *arena;
} fixture;

static int setup(void **state)
{
    static fixture f;
    *state = &f;
    return sl_ctx_create(&f.ctx, NULL) != SL_OK || sl_arena_create(&f.arena, f.ctx) != SL_OK;
}

static int teardown(void **state)
{
    fixture *f = *state;
    sl_arena_destroy(f->arena);
    sl_ctx_destroy(f->ctx);
    return 0;
}

typedef struct sample {
    const char *text;
    int rows, columns;
    double v[12];
} sample;

static void check_samples(fixture *f, const sample *samples, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const sample *s = &samples[i];
        sl_matrix m;
        sl_literal_error e;
        sl_status status = sl_literal_parse(&m, f->arena, s->text, strlen(s->text), NULL, NULL, &e);
        if (status != SL_OK || m.rows != s->rows || m.columns != s->columns)
            fail_msg("'%s': status %d, %d x %d: %s", s->text, status, m.rows, m.columns, e.message);
        for (int k = 0; k < s->rows * s->columns && k < 12; k++)
            if (!(m.v[k] == s->v[k] || (isnan(m.v[k]) && isnan(s->v[k]))))
                fail_msg("'%s'[%d] = %.17g, expected %.17g", s->text, k, m.v[k], s->v[k]);
    }
}

#define CHECK(f, samples) check_samples(f, samples, sizeof samples / sizeof *samples)

static void test_numbers(void **state)
{
    static const sample samples[] = {
        {"1.0", 1, 1, {1}},
        {"1e-05", 1, 1, {1e-5}},
        {" .3e-4 ", 1, 1, {0.3e-4}},
        {"5.", 1, 1, {5}},
        {"1D3", 1, 1, {1000}},
        {"-Inf", 1, 1, {-INFINITY}},
        {"NaN", 1, 1, {NAN}},
        {"true", 1, 1, {1}},
        {"2*pi", 1, 1, {6.283185307179586}},
        {"-0", 1, 1, {0}},
        {"1 % note", 1, 1, {1}},
        {"3;", 1, 1, {3}},
        {"53.125/2", 1, 1, {26.5625}},
    };
    CHECK(*state, samples);
}

static void test_precedence(void **state)
{
    static const sample samples[] = {
        {"-2^2", 1, 1, {-4}},
        {"2^-1", 1, 1, {0.5}},
        {"2^3^2", 1, 1, {64}},
        {"1 - 2*3", 1, 1, {-5}},
        {"(1 - 2)*3", 1, 1, {-3}},
        {"6/3/2", 1, 1, {1}},
        {"- -3", 1, 1, {3}},
        {"1+1:2+2", 1, 3, {2, 3, 4}},
        {"--2", 1, 1, {2}},
        {"2.^[1 2 3]", 1, 3, {2, 4, 8}},
        {"10.^(0:2)/10", 1, 3, {0.1, 1, 10}},
        {"[1 2;3 4]*[1;1]", 2, 1, {3, 7}},
        {"[1 2;3 4].*[1;10]", 2, 2, {1, 2, 30, 40}},
    };
    CHECK(*state, samples);
}

// Blanks inside [ ]: the traps of the COM workbooks.
static void test_blanks(void **state)
{
    static const sample samples[] = {
        {"[ -0.15 - 0.15 - 0.05 ]", 1, 1, {-0.15 - 0.15 - 0.05}},
        {"[1 -2]", 1, 2, {1, -2}},
        {"[1 - 2]", 1, 1, {-1}},
        {"[1 -2 -3]", 1, 3, {1, -2, -3}},
        {"[1 - 2 -3]", 1, 2, {-1, -3}},
        {"[1-2]", 1, 1, {-1}},
        {"[1, -2]", 1, 2, {1, -2}},
        {"[1 -(2)]", 1, 2, {1, -2}},
        {"[(1 -2)]", 1, 1, {-1}},
        {"[2 * 3]", 1, 1, {6}},
        {"[2 *3]", 1, 1, {6}},
        {"[ 0  -1  -2 -3  ]", 1, 4, {0, -1, -2, -3}},
        {"[0.05 -0.03*ones(1,2)]", 1, 3, {0.05, -0.03, -0.03}},
        {"[ 0  0.2e-9 ]", 1, 2, {0, 0.2e-9}},
        {"[1 2]'", 2, 1, {1, 2}},
        {"[[1 2]' [3 4]']", 2, 2, {1, 3, 2, 4}},
        {"[1 [2 3]]", 1, 3, {1, 2, 3}},
    };
    CHECK(*state, samples);
}

static void test_matrices(void **state)
{
    static const sample samples[] = {
        {"[]", 0, 0, {0}},
        {"[12 31;  1.8 1.8]", 2, 2, {12, 31, 1.8, 1.8}},
        {"[34 ; 1.8]", 2, 1, {34, 1.8}},
        {"[0.12, 0.12]", 1, 2, {0.12, 0.12}},
        {"[1 2;]", 1, 2, {1, 2}},
        {"[1 2\n3 4]", 2, 2, {1, 2, 3, 4}},
        {"[1 ...\n 2]", 1, 2, {1, 2}},
        {"[-2 -9 ;-2 -11]", 2, 2, {-2, -9, -2, -11}},
        {"[0.3 0.2*ones(1,5) 0.1*ones(1,5)]", 1, 11, {.3, .2, .2, .2, .2, .2, .1, .1, .1, .1, .1}},
        {"zeros(2)", 2, 2, {0, 0, 0, 0}},
        {"ones(1,0)", 1, 0, {0}},
        {"linspace(0,1,5)", 1, 5, {0, 0.25, 0.5, 0.75, 1}},
        {"abs([-1 2])", 1, 2, {1, 2}},
    };
    CHECK(*state, samples);
}

// Ends are exact, and values from the end are counted from the end (MATLAB's rule).
static void test_ranges(void **state)
{
    static const sample samples[] = {
        {"[-3:0.5:-0]", 1, 7, {-3, -2.5, -2, -1.5, -1, -0.5, 0}},
        {"1:0", 1, 0, {0}},
        {"5:-2:0", 1, 3, {5, 3, 1}},
        {"[-0.06:0.02: 0] ", 1, 4, {-0.06, -0.06 + 0.02, -0.02, 0}},
        {"[0:.02:0.1]", 1, 6, {0, 0.02, 0.04, 0.1 - 2 * 0.02, 0.1 - 0.02, 0.1}},
        {"0:0.3:1", 1, 4, {0, 0.3, 3 * 0.3 - 0.3, 3 * 0.3}},
        {"[0:2]+1", 1, 3, {1, 2, 3}},
    };
    CHECK(*state, samples);
    static const struct {
        const char *text;
        int n;
    } counts[] = {{"[-0.34:0.02:0]", 18}, {"[-20:1:0]", 21},      {"[-0.38:0.02:0]", 20},
                  {"[-0.18:0.02:0]", 10}, {" [-0.2:0.02:0]", 11}, {"[0:0.02:0.12] ", 7},
                  {"0:0.1:1", 11},        {"-1:0.001:1", 2001}};
    fixture *f = *state;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        sl_matrix m;
        sl_literal_error e;
        const char *text = counts[i].text;
        assert_int_equal(sl_literal_parse(&m, f->arena, text, strlen(text), NULL, NULL, &e), SL_OK);
        assert_int_equal(m.columns, counts[i].n);
    }
}

static void test_broken(void **state)
{
    fixture *f = *state;
    static const struct {
        const char *text;
        int offset;
        const char *says;
    } broken[] = {
        {"", 0, "missing"},
        {"[1 2", 0, "']'"},
        {"1 2", 2, "follows"},
        {"[1 2; 3]", 0, "lengths"},
        {"foo", 0, "name"},
        {"[1 b]", 3, "name"},
        {"1..2", 0, ""},
        {"[..04]", 1, "digits"},
        {"0x10", 0, "number"},
        {"'text'", 0, "text"},
        {"system('ls')", 7, "text"},
        {"1:2:3:4", 5, "three"},
        {"[1 2]*[3 4]", 0, "fit"},
        {"zeros(1e9)", 0, ""},
        {"1:1e9", 0, "4096"},
        {"sqrt(-1)", 0, "complex"},
        {"(-8)^0.5", 0, "complex"},
        {"[1 2]/[3 4]", 0, "'./'"},
        {"((1)", 4, "')'"},
        {"[1(2)]", 2, "separated"},
        {"a=1", 0, "name"},
        {"[,1]", 1, "','"},
        {"0:Inf", 0, "bound"},
        {"1:[2 3]", 0, "single"},
    };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        sl_matrix m;
        sl_literal_error e;
        const char *text = broken[i].text;
        sl_status status = sl_literal_parse(&m, f->arena, text, strlen(text), NULL, NULL, &e);
        if (status != SL_ERR_SCENARIO || !strstr(e.message, broken[i].says) ||
            (broken[i].offset && e.offset != (size_t)broken[i].offset))
            fail_msg("'%s': status %d at %zu: %s", text, status, e.offset, e.message);
    }
    char deep[200];
    memset(deep, '(', sizeof deep);
    sl_matrix m;
    sl_literal_error e;
    assert_int_equal(sl_literal_parse(&m, f->arena, deep, sizeof deep, NULL, NULL, &e),
                     SL_ERR_SCENARIO);
}

static bool names(void *user, const char *name, size_t n, double *value)
{
    *value = *(double *)user;
    return n == 3 && memcmp(name, "f_b", 3) == 0;
}

static void test_names(void **state)
{
    fixture *f = *state;
    double f_b = 53.125;
    sl_matrix m;
    sl_literal_error e;
    assert_int_equal(sl_literal_parse(&m, f->arena, "f_b*4", 5, names, &f_b, &e), SL_OK);
    assert_true(m.v[0] == 212.5);
    assert_int_equal(sl_literal_parse(&m, f->arena, "f_c", 3, names, &f_b, &e), SL_ERR_SCENARIO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_numbers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_precedence, setup, teardown),
        cmocka_unit_test_setup_teardown(test_blanks, setup, teardown),
        cmocka_unit_test_setup_teardown(test_matrices, setup, teardown),
        cmocka_unit_test_setup_teardown(test_ranges, setup, teardown),
        cmocka_unit_test_setup_teardown(test_broken, setup, teardown),
        cmocka_unit_test_setup_teardown(test_names, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
