// Numbers and named constants of literals.
#include "workbook/literal.h"

#include <ctype.h>
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A locale may have another decimal point than '.'; strtod reads the locale's.
static double to_double(const char *digits, size_t n)
{
    char buffer[80];
    const char *point = localeconv()->decimal_point;
    size_t used = 0;
    for (size_t i = 0; i < n && used + 8 < sizeof buffer; i++) {
        char c = digits[i];
        if (c == '.')
            used += (size_t)snprintf(buffer + used, sizeof buffer - used, "%.4s", point);
        else
            buffer[used++] = c == 'd' || c == 'D' ? 'e' : c;
    }
    buffer[used] = '\0';
    return strtod(buffer, NULL);
}

static size_t digits(const char *text, size_t n, size_t at)
{
    while (at < n && isdigit((unsigned char)text[at]))
        at++;
    return at;
}

// A dot belongs to the number but where it begins an operator: "2.^x", "2.*x", "2.'", or is one of
// "...". Returns where the fraction ends, or `end` without one.
static size_t fraction(const char *text, size_t n, size_t end)
{
    if (end >= n || text[end] != '.') return end;
    int next = end + 1 < n ? text[end + 1] : 0;
    if (next == '^' || next == '*' || next == '/' || next == '\'' || next == '.') return end;
    return digits(text, n, end + 1);
}

static size_t exponent(const char *text, size_t n, size_t end)
{
    size_t at = end;
    if (at >= n || !text[at] || !strchr("eEdD", text[at])) return end;
    at++;
    if (at < n && (text[at] == '+' || text[at] == '-')) at++;
    size_t last = digits(text, n, at);
    return last > at ? last : end;
}

const char *sl_literal_number(double *value, const char *text, size_t n, size_t *at)
{
    size_t from = *at, whole = digits(text, n, from), end = fraction(text, n, whole);
    bool empty = whole == from && end <= from + 1;
    *at = end > from ? end : from + 1;
    if (empty) return "a '.' without digits";
    *at = end = exponent(text, n, end);
    if (end - from > 60) return "the number is too long";
    int next = end < n ? (unsigned char)text[end] : 0;
    bool second_point = next == '.' && end + 1 < n && isdigit((unsigned char)text[end + 1]);
    if (isalnum(next) || next == '_' || second_point) {
        *at = end + 1;
        return "not a number";
    }
    *value = to_double(text + from, end - from);
    return NULL;
}

bool sl_literal_constant(double *value, const char *name, size_t n)
{
    static const struct {
        const char *name;
        double value;
    } constants[] = {{"pi", 3.14159265358979323846},
                     {"eps", DBL_EPSILON},
                     {"true", 1},
                     {"false", 0},
                     {"Inf", (double)INFINITY},
                     {"inf", (double)INFINITY},
                     {"NaN", (double)NAN},
                     {"nan", (double)NAN}};
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
        if (strlen(constants[i].name) == n && memcmp(constants[i].name, name, n) == 0) {
            *value = constants[i].value;
            return true;
        }
    return false;
}
