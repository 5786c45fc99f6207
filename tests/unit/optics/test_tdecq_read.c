// Records of waveforms as instruments and simulators write them: columns, units, steps, faults.
#include <string.h>

#include "sl_ctx_test.h"

#include "shoreline/tdecq.h"

static sl_status parse(sl_wave_record *r, const char *text, int column, double scale)
{
    static sl_source source;
    source = (sl_source){.name = "wave.csv", .text = text, .length = strlen(text)};
    sl_diag_clear(ctx);
    return sl_wave_parse(r, ctx, &source, &(sl_wave_read_opts){.column = column, .scale = scale});
}

typedef struct good {
    const char *text;
    int column;
    double scale, step_s, second; // value of the second row
    size_t n;
    const char *unit;
    bool stated;
} good;

static const good goods[] = {
    {"time_s,power_w\n0,1\n1e-12,2\n2e-12,3\n", 0, 0, 1e-12, 2, 3, "W", true},
    {"0,1\n1e-12,2\n2e-12,3\n", 0, 0, 1e-12, 2, 3, "W", false},
    {"time_ps,power_mw\n0,1\n1,2\n2,3\n", 0, 0, 1e-12, 2e-3, 3, "W", true},
    {"Time (ns), Power (mW)\r\n0, 1\r\n1, 2\r\n", 0, 0, 1e-9, 2e-3, 2, "W", true},
    {"\xEF\xBB\xBF\"Time [fs]\";\"Optical power [uW]\"\n0;1\n5;-2\n", 0, 0, 5e-15, -2e-6, 2, "W",
     true},
    {"# a head\n! more\n0 1\n\n1e-12 2 # no comment here is needed\n", 0, 0, 0, 0, 0, NULL, false},
    {"// time_s power_w\n  0   1\n 1e-12\t2\n", 0, 0, 1e-12, 2, 2, "W", true},
    {"time_s,volts_v\n0,1\n1e-12,2\n", 0, 0, 1e-12, 2, 2, "V", true},
    {"time_s,volts_v\n0,1\n1e-12,2\n", 0, 5e-4, 1e-12, 1e-3, 2, "W", true},
    {"a,b,c\n0,1,7\n1e-12,2,8\n", 3, 0, 1e-12, 8, 2, "W", false},
    {"ch1,time_s,power_w\n9,0,1\n9,1e-12,2\n", 0, 0, 1e-12, 2, 2, "W", true},
    {"power_w,time_s\n1,0\n2,1e-12\n", 0, 0, 1e-12, 2, 2, "W", true},
    {"1\n2\n3\n", 0, 0, 0, 2, 3, "W", false},
    {"1\n2\n3\n", 1, 1e-3, 0, 2e-3, 3, "W", true},
    {"File Format, WaveformPattern\nXInc, 2.5E-13\nY Units, Watt\nData,\n1,\n2,\n", 0, 0, 2.5e-13,
     2, 2, "W", true},
    {"X Units, Second\nY Units, Volt\nXInc, 1e-12\nData,\n0,1\n2e-12,2\n", 0, 0, 2e-12, 2, 2, "V",
     true},
    {"time_s,power_w\n-1e-12,+1.5e0\n0,.5\n1e-12,1", 0, 0, 1e-12, 0.5, 3, "W", true},
};

static void test_good(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof goods / sizeof *goods; i++) {
        const good *g = &goods[i];
        sl_wave_record r;
        sl_status status = parse(&r, g->text, g->column, g->scale);
        if (!g->unit) { // text behind numbers is refused
            assert_int_equal(status, SL_ERR_SCENARIO);
            continue;
        }
        if (status != SL_OK) fail_msg("case %zu: %s", i, sl_diag_get(ctx, 0)->message);
        assert_int_equal(r.n, g->n);
        sl_assert_rel(r.step_s, g->step_s, 1e-12);
        sl_assert_rel(r.value[1], g->second, 1e-12);
        assert_string_equal(r.unit, g->unit);
        assert_int_equal(r.unit_stated, g->stated);
        sl_wave_free(&r);
    }
}

typedef struct bad {
    const char *text;
    int column, line, at;
    const char *message, *hint;
} bad;

static const bad bads[] = {
    {"", 0, 1, 1, "no row of numbers", "time_s,power_w"},
    {"words\nmore words\n", 0, 1, 1, "no row of numbers", ""},
    {"t,p\n0,1\n1,abc\n", 0, 3, 3, "'abc' is no number", "decimal point"},
    {"t,p\n0,1\n1,nan\n", 0, 3, 3, "'nan' is no number", ""},
    {"t,p\n0,1\n1,\n", 0, 3, 3, "a number is missing", ""},
    {"t,p\n0,1\n1\n", 0, 3, 1, "'1' is no number", ""},
    {"t,p\n0,1\n1,2,3\n", 0, 3, 5, "more than the 2 columns", ""},
    {"t;p\n0;1,5\n", 0, 2, 1, "no number", "not commas"},
    {"t,p\n0,1\n1,1e999\n", 0, 3, 3, "'1e999' is no number", ""},
    {"a,b,c\n0,1,2\n1,2,3\n", 0, 2, 1, "3 columns, and none is called power", "--column"},
    {"a,b\n0,1\n1,2\n", 5, 2, 1, "there is no column 5", "counts from 1"},
    {"time_s,power_dbm\n0,1\n1,2\n", 0, 2, 1, "dBm are no waveform", "mW"},
    {"time_s,time_ps\n0,1\n1,2\n", 2, 2, 1, "is one of time", ""},
    {"time_s,power_w\n0,1\n1,2\n2,3\n3,4\n14,5\n15,6\n", 0, 6, 1, "steps by 11 s here, by 1 s", ""},
    {"time_s,power_w\n0,1\n1,2\n2,3\n1.5,4\n", 0, 5, 1, "goes back", ""},
    {"time_s,power_w\n0,1\n0,2\n0,3\n", 0, 3, 1, "", ""},
};

static void test_bad(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bads / sizeof *bads; i++) {
        const bad *b = &bads[i];
        sl_wave_record r;
        assert_int_equal(parse(&r, b->text, b->column, 0), SL_ERR_SCENARIO);
        assert_null(r.value);
        const sl_diag *d = sl_diag_get(ctx, 0);
        assert_int_equal(d->code, SL_E_WAVE_RECORD);
        if (d->mark.line != b->line || d->mark.column != b->at || !strstr(d->message, b->message) ||
            !strstr(d->hint, b->hint))
            fail_msg("case %zu: %d:%d %s (%s)", i, d->mark.line, d->mark.column, d->message,
                     d->hint);
    }
}

// Faults of all rows are told, up to ten.
static void test_all_faults(void **state)
{
    (void)state;
    sl_wave_record r;
    assert_int_equal(parse(&r, "0,1\nx,1\n1,y\n2,2,2\n3,3\n", 0, 0), SL_ERR_SCENARIO);
    assert_int_equal(sl_diag_errors(ctx), 3);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {T(test_good), T(test_bad), T(test_all_faults)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
