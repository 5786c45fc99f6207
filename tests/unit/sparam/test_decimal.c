// Decimal numbers: the same double as the C library's strtod, for random and for hard inputs.
#include "sl_test.h"

#include <stdlib.h>
#include <string.h>

#include "shoreline/random.h"
#include "shoreline/sparam.h"

static void check(const char *text)
{
    double got = 12345, want = strtod(text, NULL);
    const char *end = text + strlen(text);
    const char *behind = sl_decimal_read(&got, text, end);
    if (behind != end) fail_msg("'%s' is not read to its end", text);
    if (memcmp(&got, &want, sizeof got) != 0) fail_msg("'%s': %.17g, not %.17g", text, got, want);
}

static uint64_t draw(uint64_t *n)
{
    uint64_t high = (uint64_t)(sl_random_uniform(7, 1, 1, ++*n) * 0x1p32);
    return high << 32 | (uint64_t)(sl_random_uniform(7, 1, 2, *n) * 0x1p32);
}

// Any digits, up to 25 of them, with exponents within and beyond the fast ways.
static void test_random_digits(void **state)
{
    (void)state;
    uint64_t n = 0;
    for (int i = 0; i < 300000; i++) {
        char text[64], *p = text;
        uint64_t d = draw(&n);
        int digits = 1 + (int)(draw(&n) % 25), point = (int)(draw(&n) % 26);
        if (d & 1) *p++ = d & 2 ? '-' : '+';
        for (int k = 0; k < digits; k++) {
            if (k == point) *p++ = '.';
            *p++ = (char)('0' + draw(&n) % (d & 4 ? 10 : 2));
        }
        if (d & 8) p += sprintf(p, "e%d", (int)(draw(&n) % 61) - 30);
        if ((d & 0xf0) == 0x10) p += sprintf(p, "%s%d", d & 8 ? "" : "E", (int)(draw(&n) % 300));
        *p = '\0';
        check(text);
    }
}

// Every double's shortest and 17-digit texts.
static void test_random_doubles(void **state)
{
    (void)state;
    uint64_t n = 1000000000;
    for (int i = 0; i < 100000; i++) {
        uint64_t bits = draw(&n);
        double x;
        char text[64];
        if (i % 2) bits = (bits & 0x800fffffffffffffull) | (1023ull - 60 + bits % 80) << 52;
        memcpy(&x, &bits, sizeof x);
        if (!isfinite(x)) continue;
        for (int digits = 15; digits <= 20; digits++) {
            snprintf(text, sizeof text, "%.*e", digits - 1, x);
            check(text);
        }
    }
}

static void test_hard(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "0",
        "-0",
        "+0.0",
        "0e99999",
        "1",
        "1.",
        ".5",
        "-.5e-3",
        "00000000000000000001",
        "9007199254740993",
        "9007199254740992.5",
        "9007199254740993e0",
        "18446744073709551615",
        "1844674407370955161599",
        "1e22",
        "1e23",
        "8.5e22",
        "1e-22",
        "1e-23",
        "1e27",
        "1e28",
        "5e-324",
        "2.4703282292062327e-324",
        "2.2250738585072011e-308",
        "1.7976931348623157e308",
        "1e400",
        "-1e400",
        "1e-400",
        "0.000000000000000000000000000000000000001",
        "9.5367431640625e-7",
        "0.1000000000000000055511151231257827",
        "0.10000000000000000555111512312578270211815834045410156250000000000000000000000000001",
        "1.00000000000000011102230246251565404236316680908203125",
        "1.00000000000000011102230246251565404236316680908203124",
        "123456789012345678",
        "1234567890123456789",
        "12345678901234567890"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        check(texts[i]);
}

// Halfway cases: odd multiples of half a unit in the last place, exactly representable in 17 to 19
// digits, and their neighbours.
static void test_halfway(void **state)
{
    (void)state;
    uint64_t n = 77;
    for (int i = 0; i < 20000; i++) {
        uint64_t odd = (1ull << 53) + (draw(&n) & ((1ull << 53) - 1));
        odd |= 1;
        char text[40];
        for (int k = 0; k < 3; k++) { // odd/2^k has 54 bits and ends within 19 digits for k <= 3
            uint64_t whole = odd >> k, rest = odd & ((1ull << k) - 1);
            snprintf(text, sizeof text, "%llu.%llu", (unsigned long long)whole,
                     (unsigned long long)(k == 0 ? 0 : rest * (k == 1 ? 5 : 25)));
            check(text);
        }
    }
}

static void test_not_numbers(void **state)
{
    (void)state;
    static const char *const texts[] = {"",     "+",   "-", ".",  "e5",  "nan", "inf",
                                        "-inf", "NaN", "x", "-.", "+e1", " 1"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        double x = 3;
        assert_null(sl_decimal_read(&x, texts[i], texts[i] + strlen(texts[i])));
        assert_true(x == 3);
    }
    // What is behind the number is left, and Fortran's exponents are read.
    static const struct {
        const char *text;
        double x;
        size_t n;
    } parts[] = {{"1e", 1, 1},      {"1e+", 1, 1},          {"0x1p3", 0, 1},  {"1.5D+02", 150, 7},
                 {"-2d-1", -.2, 5}, {"3.25!note", 3.25, 4}, {"1.2.3", 1.2, 3}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        double x = 0;
        const char *p = parts[i].text;
        assert_ptr_equal(sl_decimal_read(&x, p, p + strlen(p)), p + parts[i].n);
        assert_true(x == parts[i].x);
    }
}

// No byte at or behind the end is looked at.
static void test_end(void **state)
{
    (void)state;
    const char *text = "1.23456789012e+15";
    for (size_t n = 1; n <= strlen(text); n++) {
        char *exact = malloc(n), with_zero[32] = {0};
        double x = 0;
        memcpy(exact, text, n);
        memcpy(with_zero, text, n);
        assert_non_null(sl_decimal_read(&x, exact, exact + n));
        assert_true(x == strtod(with_zero, NULL));
        free(exact);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_digits), cmocka_unit_test(test_random_doubles),
        cmocka_unit_test(test_hard),          cmocka_unit_test(test_halfway),
        cmocka_unit_test(test_not_numbers),   cmocka_unit_test(test_end)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
