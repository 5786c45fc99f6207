// The quantity grammar: exact values by definition, refusals with their place, printing.
#include "sl_test.h"

#include "shoreline/constants.h"
#include "shoreline/units.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

// Values follow from the definitions of the units (SI brochure, CODATA 2018, IEC 80000-13).
static const struct {
    const char *text;
    double value;
    const char *measures;
} good[] = {
    {"1.6 Tb/s", 1.6e12, "data rate"},
    {"200 GB/s", 1.6e12, "data rate"},
    {"1600Gbps", 1.6e12, "data rate"},
    {"1.6 Tbps", 1.6e12, "data rate"},
    {"400 Mbps", 4e8, "data rate"},
    {"25 GiB/s", 25.0 * 8.0 * 1073741824.0, "data rate"},
    {"30 m", 30.0, "length"},
    {"30m", 30.0, "length"},
    {"  30   m  ", 30.0, "length"},
    {"1550 nm", 1550e-9, "length"},
    {"4.6 um", 4.6e-6, "length"},
    {"4.6 \xC2\xB5m", 4.6e-6, "length"},
    {"4.6 \xCE\xBCm", 4.6e-6, "length"},
    {"1 in", 0.0254, "length"},
    {"40 mil", 1.016e-3, "length"},
    {"2 km", 2000.0, "length"},
    {"22 cm2", 22e-4, "area"},
    {"10 um2", 1e-11, "area"},
    {"3 mm^2", 3e-6, "area"},
    {"25 degC", 298.15, "temperature"},
    {"-40 \xC2\xB0"
     "C",
     233.15, "temperature"},
    {"300 K", 300.0, "temperature difference"},
    {"1.2 kW", 1200.0, "power"},
    {"30 W/cm2", 3e5, "power per area"},
    {"5 pJ/bit", 5e-12, "energy per bit"},
    {"5 pJ/b", 5e-12, "energy per bit"},
    {"5 mW/(Gb/s)", 5e-12, "energy per bit"},
    {"5 mW/Gbps", 5e-12, "energy per bit"},
    {"0.8 eV", 0.8 * 1.602176634e-19, "energy"},
    {"1 kWh", 3.6e6, "energy"},
    {"60 FIT", 60e-9 / 3600.0, "frequency"},
    {"5 GHz", 5e9, "frequency"},
    {"112 GBd", 112e9, "symbol rate"},
    {"64 GT/s", 64e9, "symbol rate"},
    {"4 KiB", 32768.0, "amount of data"},
    {"64 B", 512.0, "amount of data"},
    {"64 kbit", 64000.0, "amount of data"},
    {"5 year", 5.0 * 365.25 * 86400.0, "time"},
    {"2 day", 172800.0, "time"},
    {"90 min", 5400.0, "time"},
    {"2 h", 7200.0, "time"},
    {"85 %", 0.85, "plain ratio"},
    {"100 ppm", 1e-4, "plain ratio"},
    {"20 mUI", 0.02, "plain ratio"},
    {"180 deg", 3.14159265358979323846, "plain ratio"},
    {"0.25", 0.25, "plain ratio"},
    {"-2.5e-3", -2.5e-3, "plain ratio"},
    {"+3E2", 300.0, "plain ratio"},
    {".5", 0.5, "plain ratio"},
    {"5.", 5.0, "plain ratio"},
    {"-3 dBm", -3.0, "power level"},
    {"3 dB", 3.0, "level ratio"},
    {"0.35 dB/km", 0.35e-3, "loss per length"},
    {"-145 dB/Hz", -145.0, "noise density"},
    {"3 ohm", 3.0, "resistance"},
    {"3 \xCE\xA9", 3.0, "resistance"},
    {"3 V/A", 3.0, "resistance"},
    {"20 fF", 2e-14, "capacitance"},
    {"15 pH", 1.5e-11, "inductance"},
    {"1.5 K/W", 1.5, "thermal resistance"},
    {"3e4 W/(m2 K)", 3e4, "heat-transfer coefficient"},
    {"3e4 W/m2/K", 3e4, "heat-transfer coefficient"},
    {"390 W/(m K)", 390.0, "thermal conductivity"},
    {"390 W/(m*K)", 390.0, "thermal conductivity"},
    {"390 W/(m.K)", 390.0, "thermal conductivity"},
    {"12 L/min", 12e-3 / 60.0, "volume flow"},
    {"2 kUSD", 2000.0, "money"},
};

static void test_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        sl_quantity q;
        sl_quantity_error e;
        if (!sl_quantity_parse(&q, good[i].text, strlen(good[i].text), &e))
            fail_msg("'%s' refused: %s", good[i].text, e.hint);
        if (strcmp(sl_dim_name(q.dim), good[i].measures) != 0)
            fail_msg("'%s' measures '%s'", good[i].text, sl_dim_name(q.dim));
        sl_check_close(q.value, good[i].value, fabs(good[i].value) * 4e-16, good[i].text, __FILE__,
                       __LINE__);
    }
}

// Dimensions without a name: checked by exponents {m, kg, s, K, A, bit, USD, item}, doubled.
static const struct {
    const char *text;
    double value;
    int8_t twice[SL_BASES];
} products[] = {
    {"18 pA/sqrt(Hz)", 18e-12, {0, 0, 1, 0, 2}},
    {"18 pA/(sqrt(Hz))", 18e-12, {0, 0, 1, 0, 2}},
    {"4 sqrt(m2)", 4.0, {2}},
    {"9 sqrt(kHz)2", 9e3, {0, 0, -2}},
    {"8 GHz/sqrt(mA)", 8e9 / 0.031622776601683794, {0, 0, -2, 0, -1}},
    {"1 1/cm2", 1e4, {-4}},
    {"1 /cm2", 0.0, {0}}, // refused: a unit does not begin with a stroke
    {"10 m^-1", 10.0, {-2}},
    {"1e-42 m3*m3/s", 1e-42, {12, 0, -2}},
    {"4.7 GHz km", 4.7e12, {2, 0, -2}},
    {"2 USD/(Gb/s)", 2e-9, {0, 0, 2, 0, 0, -2, 2}},
    {"2 USD/Gbps", 2e-9, {0, 0, 2, 0, 0, -2, 2}},
    {"0.1 USD/kWh", 0.1 / 3.6e6, {-4, -2, 4, 0, 0, 0, 2}},
    {"200 ppm/K", 2e-4, {0, 0, 0, -2}},
    {"8.2e-18 V2/Hz", 8.2e-18, {8, 4, -10, 0, -4}},
    {"4 A s", 4.0, {0, 0, 2, 0, 2}},
    {"5 C", 5.0, {0, 0, 2, 0, 2}},
    {"1 m/s/s", 1.0, {2, 0, -4}},
    {"1 m/(s s)", 1.0, {2, 0, -4}},
    {"1 m/s s", 1.0, {2}}, // left to right
    {"7 ((m))", 7.0, {2}},
    {"1.6 T/s", 1.6, {0, 0, -2, 0, 0, 0, 0, 2}},
};

static void test_products(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof products / sizeof *products; i++) {
        sl_quantity q;
        sl_quantity_error e;
        const char *text = products[i].text;
        bool read = sl_quantity_parse(&q, text, strlen(text), &e);
        if (products[i].value == 0.0) {
            assert_false(read);
            continue;
        }
        if (!read) fail_msg("'%s' refused: %s", text, e.hint);
        sl_check_close(q.value, products[i].value, products[i].value * 1e-15, text, __FILE__,
                       __LINE__);
        if (memcmp(q.dim.twice, products[i].twice, sizeof q.dim.twice) != 0)
            fail_msg("'%s' has other exponents", text);
    }
}

static const struct {
    const char *text;
    sl_quantity_fault fault;
    size_t offset, length;
    const char *hint; // part of it
} bad[] = {
    {"", SL_Q_NO_NUMBER, 0, 1, "starts with a number"},
    {"   ", SL_Q_NO_NUMBER, 3, 1, "starts with a number"},
    {"m", SL_Q_NO_NUMBER, 0, 1, "starts with a number"},
    {"- 3 dBm", SL_Q_NO_NUMBER, 0, 7, "starts with a number"},
    {"nan", SL_Q_NO_NUMBER, 0, 3, "starts with a number"},
    {"inf W", SL_Q_NO_NUMBER, 0, 5, "starts with a number"},
    {".", SL_Q_NO_NUMBER, 0, 1, "starts with a number"},
    {"1e999 m", SL_Q_NOT_FINITE, 0, 5, "too large"},
    {"1e308 km", SL_Q_NOT_FINITE, 0, 5, "too large"},
    {"1.6T", SL_Q_AMBIGUOUS, 3, 1, "Tb/s"},
    {"1.6 T", SL_Q_AMBIGUOUS, 4, 1, "Tb/s"},
    {"5 k", SL_Q_AMBIGUOUS, 2, 1, "a prefix alone"},
    {"5 M", SL_Q_AMBIGUOUS, 2, 1, "a prefix alone"},
    {"5 G", SL_Q_AMBIGUOUS, 2, 1, "a prefix alone"},
    {"1.6 TBps", SL_Q_AMBIGUOUS, 4, 4, "GB/s for bytes"},
    {"200 GBps", SL_Q_AMBIGUOUS, 4, 4, "GB/s for bytes"},
    {"200 MBps", SL_Q_AMBIGUOUS, 4, 4, "GB/s for bytes"},
    {"800 gbps", SL_Q_AMBIGUOUS, 4, 4, "Gb/s"},
    {"1.6 tbps", SL_Q_AMBIGUOUS, 4, 4, "Gb/s"},
    {"100 bps", SL_Q_AMBIGUOUS, 4, 3, "Gb/s"},
    {"5 lightyears", SL_Q_UNKNOWN_UNIT, 2, 10, ""},
    {"5 metre", SL_Q_UNKNOWN_UNIT, 2, 5, "did you mean 'm'"},
    {"5 Ghz", SL_Q_UNKNOWN_UNIT, 2, 3, "did you mean 'GHz'"},
    {"5 ohms", SL_Q_UNKNOWN_UNIT, 2, 4, "did you mean 'ohm'"},
    {"5 kin", SL_Q_UNKNOWN_UNIT, 2, 3, ""}, // inches take no prefix
    {"5 Kim", SL_Q_UNKNOWN_UNIT, 2, 3, ""}, // binary prefixes are for data
    {"5 W/foo", SL_Q_UNKNOWN_UNIT, 4, 3, ""},
    {"5 degF", SL_Q_UNKNOWN_UNIT, 2, 4, "degC"},
    {"1,5 m", SL_Q_SYNTAX, 1, 1, "the decimal sign is a point"},
    {"1_000 m", SL_Q_SYNTAX, 1, 1, "unit is expected"},
    {"5 m+", SL_Q_SYNTAX, 3, 1, ""},
    {"5 m/", SL_Q_SYNTAX, 3, 1, "after this"},
    {"5 (m", SL_Q_SYNTAX, 3, 1, "')' is missing"},
    {"5 m)", SL_Q_SYNTAX, 3, 1, "closes nothing"},
    {"5 ()", SL_Q_SYNTAX, 3, 1, "unit is expected"},
    {"5 m12", SL_Q_SYNTAX, 3, 2, "up to 4"},
    {"5 m^x", SL_Q_SYNTAX, 3, 1, "m^-1"},
    {"5 ((((((((((m))))))))))", SL_Q_SYNTAX, 10, 1, "parentheses"},
    {"5 degC/W", SL_Q_OFFSET_UNIT, 2, 6, "K for a difference"},
    {"5 W/degC", SL_Q_OFFSET_UNIT, 2, 6, "K for a difference"},
    {"5 dBm/Hz", SL_Q_OFFSET_UNIT, 2, 6, "dBm stand alone"},
    {"5 dB2", SL_Q_OFFSET_UNIT, 2, 3, ""},
    {"5 dB dB", SL_Q_OFFSET_UNIT, 2, 5, ""},
};

static void test_refusals(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        sl_quantity q;
        sl_quantity_error e;
        const char *text = bad[i].text;
        if (sl_quantity_parse(&q, text, strlen(text), &e)) fail_msg("'%s' was read", text);
        if (e.fault != bad[i].fault || e.offset != bad[i].offset || e.length != bad[i].length ||
            !strstr(e.hint, bad[i].hint))
            fail_msg("'%s': fault %d at %zu+%zu: %s", text, (int)e.fault, e.offset, e.length,
                     e.hint);
    }
}

// Every cut and every single changed byte of the good texts is read or refused inside the text.
static void test_never_beyond(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        size_t n = strlen(good[i].text);
        char *copy = malloc(n + 1); // exact sizes, for the address sanitizer
        assert_non_null(copy);
        for (size_t cut = 0; cut <= n; cut++)
            for (int byte = 0; byte < 256; byte += 3) {
                memcpy(copy, good[i].text, n);
                if (cut < n) copy[cut] = (char)byte;
                sl_quantity q;
                sl_quantity_error e;
                if (!sl_quantity_parse(&q, copy, n, &e)) {
                    assert_true(e.fault != SL_Q_OK && e.length >= 1 && e.offset <= n);
                } else {
                    assert_true(isfinite(q.value));
                }
            }
        free(copy);
    }
}

static void test_conversions(void **state)
{
    (void)state;
    sl_quantity q, unit;
    sl_quantity_error e;
    double value;
    assert_true(sl_unit_parse(&unit, "W", 1, &e));
    assert_true(sl_quantity_parse(&q, "0 dBm", 5, &e));
    assert_true(sl_quantity_convert(&value, &q, unit.dim));
    sl_assert_rel(value, 1e-3, 1e-15);
    assert_true(sl_quantity_parse(&q, "-3 dBm", 6, &e));
    assert_true(sl_quantity_convert(&value, &q, unit.dim));
    sl_assert_rel(value, 5.011872336272722e-4, 1e-14); // 10^-3.3
    assert_true(sl_unit_parse(&unit, "dBm", 3, &e));
    assert_true(sl_quantity_parse(&q, "2 mW", 4, &e));
    assert_true(sl_quantity_convert(&value, &q, unit.dim));
    sl_assert_rel(value, 3.010299956639812, 1e-14); // 10 log10 2
    assert_true(sl_quantity_parse(&q, "0 W", 3, &e));
    assert_false(sl_quantity_convert(&value, &q, unit.dim)); // no level of nothing
    assert_true(sl_unit_parse(&unit, "degC", 4, &e));
    assert_true(sl_quantity_parse(&q, "300 K", 5, &e));
    assert_true(sl_quantity_convert(&value, &q, unit.dim));
    sl_assert_abs(value, 300.0, 0.0);
    assert_true(sl_unit_parse(&unit, "K", 1, &e));
    assert_true(sl_quantity_parse(&q, "20 degC", 7, &e));
    assert_false(sl_quantity_convert(&value, &q, unit.dim)); // 293 K is no difference
    assert_true(sl_quantity_parse(&q, "3 dB", 4, &e));
    assert_false(sl_quantity_convert(&value, &q, unit.dim));
    sl_assert_rel(sl_ratio_from_db(3.0), 1.995262314968880, 1e-14); // 10^0.3
    sl_assert_rel(sl_db_from_ratio(2.0), 3.010299956639812, 1e-15);
    assert_true(sl_quantity_parse(&q, "1550 nm", 7, &e));
    sl_assert_rel(SL_SPEED_OF_LIGHT_M_S / q.value, 193.414489e12, 1e-8); // c is exact
}

static void test_format(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *unit;
        int digits;
        const char *text;
    } rows[] = {
        {1.6e12, "b/s", 3, "1.6 Tb/s"},   {0.0, "W", 3, "0 W"},
        {1e-3, "W", 3, "1 mW"},           {298.15, "degC", 3, "25 degC"},
        {5e-12, "pJ/bit", 3, "5 pJ/bit"}, {-2.5e-6, "m", 3, "-2.5 um"},
        {999.96, "W", 4, "1 kW"},         {999.94, "W", 4, "999.9 W"},
        {0.25, "%", 3, "25 %"},           {12345.0, "", 3, "12345"},
        {1.5, "dB", 3, "1.5 dB"},         {1e-20, "W", 3, "1e-08 pW"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char out[64];
        sl_quantity_format(out, sizeof out, rows[i].value, rows[i].unit, rows[i].digits);
        assert_string_equal(out, rows[i].text);
    }
    char small[4];
    sl_quantity_format(small, sizeof small, 1.6e12, "b/s", 3); // cut, terminated
    assert_string_equal(small, "1.6");
    char dim[40];
    sl_quantity q;
    sl_quantity_error e;
    assert_true(sl_unit_parse(&q, "kg m2/s3", 8, &e));
    sl_dim_format(dim, sizeof dim, q.dim);
    assert_string_equal(dim, "m^2 kg s^-3");
}

// A comma locale changes neither reading nor printing.
static void test_locale(void **state)
{
    (void)state;
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "de_DE"};
    const char *set = NULL;
    for (size_t i = 0; i < 4 && !set; i++)
        set = setlocale(LC_NUMERIC, names[i]);
    if (!set) {
        print_message("no comma locale on this machine\n");
        return;
    }
    sl_quantity q;
    sl_quantity_error e;
    assert_true(sl_quantity_parse(&q, "1.5 m", 5, &e));
    sl_assert_abs(q.value, 1.5, 0.0);
    sl_ctx *ctx;
    sl_text text;
    assert_int_equal(sl_ctx_create(&ctx, NULL), SL_OK);
    sl_text_init(&text, ctx);
    sl_text_add_number(&text, 1.5);
    assert_string_equal(sl_text_get(&text), "1.5");
    sl_text_free(&text);
    sl_ctx_destroy(ctx);
    setlocale(LC_NUMERIC, "C");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),      cmocka_unit_test(test_products),
        cmocka_unit_test(test_refusals),    cmocka_unit_test(test_never_beyond),
        cmocka_unit_test(test_conversions), cmocka_unit_test(test_format),
        cmocka_unit_test(test_locale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
