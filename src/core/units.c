// Quantity grammar (recursive descent over the unit product).
//
// A unit atom is looked up whole first ("min", "Pa"), then as prefix + atom ("ms"). Decimal
// prefixes f p n u m c d k M G T P; binary Ki Mi Gi Ti before b and B only. What would guess
// between bits and bytes is refused with the two spellings that are clear.
#include "shoreline/units.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct atom {
    const char *name;
    double factor;
    sl_dim dim;
    bool prefix; // takes SI prefixes
} atom;

// {m, kg, s, K, A, bit, USD, item}, doubled
#define D(...)                                                                                     \
    {                                                                                              \
        {__VA_ARGS__}, SL_SCALE_LINEAR                                                             \
    }
#define DS(scale_, ...)                                                                            \
    {                                                                                              \
        {__VA_ARGS__}, scale_                                                                      \
    }

static const atom atoms[] = {
    {"m", 1, D(2), true},
    {"g", 1e-3, D(0, 2), true},
    {"s", 1, D(0, 0, 2), true},
    {"K", 1, D(0, 0, 0, 2), true},
    {"A", 1, D(0, 0, 0, 0, 2), true},
    {"b", 1, D(0, 0, 0, 0, 0, 2), true},
    {"bit", 1, D(0, 0, 0, 0, 0, 2), true},
    {"B", 8, D(0, 0, 0, 0, 0, 2), true},
    {"USD", 1, D(0, 0, 0, 0, 0, 0, 2), true},
    {"T", 1, D(0, 0, 0, 0, 0, 0, 0, 2), true},
    {"Bd", 1, D(0, 0, -2, 0, 0, 0, 0, 2), true},
    {"Hz", 1, D(0, 0, -2), true},
    {"N", 1, D(2, 2, -4), true},
    {"Pa", 1, D(-2, 2, -4), true},
    {"bar", 1e5, D(-2, 2, -4), true},
    {"J", 1, D(4, 2, -4), true},
    {"W", 1, D(4, 2, -6), true},
    {"Wh", 3600, D(4, 2, -4), true},
    {"V", 1, D(4, 2, -6, 0, -2), true},
    {"C", 1, D(0, 0, 2, 0, 2), true},
    {"ohm", 1, D(4, 2, -6, 0, -4), true},
    {"\xCE\xA9", 1, D(4, 2, -6, 0, -4), true},
    {"S", 1, D(-4, -2, 6, 0, 4), true},
    {"F", 1, D(-4, -2, 8, 0, 4), true},
    {"H", 1, D(4, 2, -4, 0, -4), true},
    {"eV", 1.602176634e-19, D(4, 2, -4), true},
    {"L", 1e-3, D(6), true},
    {"in", 0.0254, D(2), false},
    {"mil", 2.54e-5, D(2), false},
    {"min", 60, D(0, 0, 2), false},
    {"h", 3600, D(0, 0, 2), false},
    {"day", 86400, D(0, 0, 2), false},
    {"year", 31557600, D(0, 0, 2), false},
    {"FIT", 1e-9 / 3600.0, D(0, 0, -2), false},
    {"%", 0.01, D(0), false},
    {"ppm", 1e-6, D(0), false},
    {"UI", 1, D(0), true},
    {"rad", 1, D(0), true},
    {"degC", 1, DS(SL_SCALE_ABSOLUTE, 0, 0, 0, 2), false},
    {"\xC2\xB0"
     "C",
     1, DS(SL_SCALE_ABSOLUTE, 0, 0, 0, 2), false},
    {"deg", 0.017453292519943295, D(0), false},
    {"Gbps", 1e9, D(0, 0, -2, 0, 0, 2), false},
    {"Tbps", 1e12, D(0, 0, -2, 0, 0, 2), false},
    {"Mbps", 1e6, D(0, 0, -2, 0, 0, 2), false},
    {"dB", 1, DS(SL_SCALE_DB, 0), false},
    {"dBm", 1, DS(SL_SCALE_DBM, 0), false},
};

static const struct {
    const char *name;
    double factor;
    bool binary;
} prefixes[] = {
    {"Ki", 1024.0, true},       {"Mi", 1048576.0, true},
    {"Gi", 1073741824.0, true}, {"Ti", 1099511627776.0, true},
    {"\xC2\xB5", 1e-6, false},  {"\xCE\xBC", 1e-6, false},
    {"f", 1e-15, false},        {"p", 1e-12, false},
    {"n", 1e-9, false},         {"u", 1e-6, false},
    {"m", 1e-3, false},         {"c", 1e-2, false},
    {"d", 1e-1, false},         {"k", 1e3, false},
    {"M", 1e6, false},          {"G", 1e9, false},
    {"T", 1e12, false},         {"P", 1e15, false},
};

#define COUNT(a) (sizeof(a) / sizeof *(a))

typedef struct parser {
    const char *begin, *p, *end;
    sl_quantity_error *error;
    int depth;
    int terms; // atoms read so far
} parser;

static bool fault(parser *ps, sl_quantity_fault kind, const char *at, size_t length,
                  const char *hint)
{
    ps->error->fault = kind;
    ps->error->offset = (size_t)(at - ps->begin);
    ps->error->length = length ? length : 1;
    snprintf(ps->error->hint, sizeof ps->error->hint, "%s", hint);
    return false;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

static void skip_space(parser *ps)
{
    while (ps->p < ps->end && is_space(*ps->p))
        ps->p++;
}

static bool is_unit_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80 || c == '%';
}

static const atom *find_atom(const char *name, size_t n)
{
    for (size_t i = 0; i < COUNT(atoms); i++)
        if (strlen(atoms[i].name) == n && memcmp(atoms[i].name, name, n) == 0) return &atoms[i];
    return NULL;
}

static const atom *find_prefixed(const char *name, size_t n, double *factor)
{
    for (size_t i = 0; i < COUNT(prefixes); i++) {
        size_t k = strlen(prefixes[i].name);
        if (k >= n || memcmp(prefixes[i].name, name, k) != 0) continue;
        const atom *a = find_atom(name + k, n - k);
        if (!a || !a->prefix) continue;
        if (prefixes[i].binary && a->dim.twice[SL_BASE_BIT] == 0) continue;
        *factor = prefixes[i].factor;
        return a;
    }
    return NULL;
}

// The unit that a word spelt out means, or NULL.
static const char *spelt_out(const char *word)
{
    static const struct {
        const char *word, *unit;
    } words[] = {
        {"meter", "m"},      {"metre", "m"},      {"meters", "m"},    {"metres", "m"},
        {"micron", "um"},    {"microns", "um"},   {"inch", "in"},     {"inches", "in"},
        {"mils", "mil"},     {"second", "s"},     {"seconds", "s"},   {"sec", "s"},
        {"minutes", "min"},  {"hour", "h"},       {"hours", "h"},     {"hr", "h"},
        {"days", "day"},     {"d", "day"},        {"years", "year"},  {"yr", "year"},
        {"y", "year"},       {"a", "year"},       {"watt", "W"},      {"Watt", "W"},
        {"watts", "W"},      {"Watts", "W"},      {"volt", "V"},      {"Volt", "V"},
        {"volts", "V"},      {"amp", "A"},        {"Amp", "A"},       {"amps", "A"},
        {"ampere", "A"},     {"joule", "J"},      {"joules", "J"},    {"hertz", "Hz"},
        {"Hertz", "Hz"},     {"hz", "Hz"},        {"HZ", "Hz"},       {"Ghz", "GHz"},
        {"GHZ", "GHz"},      {"ghz", "GHz"},      {"Mhz", "MHz"},     {"mhz", "MHz"},
        {"celsius", "degC"}, {"Celsius", "degC"}, {"kelvin", "K"},    {"Kelvin", "K"},
        {"bits", "bit"},     {"byte", "B"},       {"bytes", "B"},     {"baud", "Bd"},
        {"Baud", "Bd"},      {"Gbaud", "GBd"},    {"GBaud", "GBd"},   {"GBit", "Gbit"},
        {"percent", "%"},    {"dollar", "USD"},   {"dollars", "USD"}, {"db", "dB"},
        {"DB", "dB"},        {"dbm", "dBm"},      {"dBM", "dBm"},     {"kw", "kW"},
        {"KW", "kW"},        {"Km", "km"},        {"KHz", "kHz"},     {"sqm", "m2"},
    };
    for (size_t i = 0; i < COUNT(words); i++)
        if (strcmp(words[i].word, word) == 0) return words[i].unit;
    return NULL;
}

// What people write for rates and mean two things by.
static bool ambiguous(parser *ps, const char *name, size_t n)
{
    static const char *const words[] = {"GBps", "TBps", "MBps", "KBps", "kBps", "gbps", "tbps",
                                        "mbps", "bps",  "Bps",  "GBPS", "GBS",  "Gbs",  "Tbs"};
    for (size_t i = 0; i < COUNT(words); i++)
        if (strlen(words[i]) == n && memcmp(words[i], name, n) == 0)
            return !fault(ps, SL_Q_AMBIGUOUS, name, n,
                          "write Gb/s or Tb/s for bits, GB/s for bytes");
    bool bare_prefix = n == 1 && strchr("kMGTP", *name) && *name != '\0';
    if (bare_prefix)
        return !fault(ps, SL_Q_AMBIGUOUS, name, n,
                      "a prefix alone is no unit: write for instance Tb/s or GB/s");
    return false;
}

static bool parse_atom(parser *ps, double *factor, sl_dim *dim)
{
    const char *name = ps->p;
    while (ps->p < ps->end && is_unit_letter((unsigned char)*ps->p))
        ps->p++;
    size_t n = (size_t)(ps->p - name);
    if (n == 0) return fault(ps, SL_Q_SYNTAX, name, 1, "a unit is expected here");
    double prefix = 1.0;
    // A T that stands alone ("1.6T") is more likely tera than a transfer.
    bool lone = ps->terms == 0 && ps->p == ps->end;
    const atom *a = find_atom(name, n);
    if (a && lone && n == 1 && *name == 'T') a = NULL;
    if (!a) a = find_prefixed(name, n, &prefix);
    if (!a) {
        if (ambiguous(ps, name, n)) return false;
        const char *names[COUNT(atoms)];
        for (size_t i = 0; i < COUNT(atoms); i++)
            names[i] = atoms[i].name;
        char word[32], hint[96] = "known units: b B Hz Bd W J V A m s g K degC dB dBm ohm Pa USD "
                                  "FIT % and their products";
        snprintf(word, sizeof word, "%.*s", (int)(n < 31 ? n : 31), name);
        const char *near = spelt_out(word);
        if (!near && n > 1) near = sl_nearest(word, names, COUNT(names));
        if (near) snprintf(hint, sizeof hint, "did you mean '%s'?", near);
        return fault(ps, SL_Q_UNKNOWN_UNIT, name, n, hint);
    }
    ps->terms++;
    *factor = prefix * a->factor;
    *dim = a->dim;
    return true;
}

static bool parse_product(parser *ps, double *factor, sl_dim *dim);

static bool parse_exponent(parser *ps, int *exponent)
{
    *exponent = 1;
    bool caret = ps->p < ps->end && *ps->p == '^';
    const char *at = ps->p;
    if (caret) ps->p++;
    bool negative = caret && ps->p < ps->end && *ps->p == '-';
    if (negative) ps->p++;
    if (ps->p < ps->end && *ps->p >= '1' && *ps->p <= '4') {
        *exponent = *ps->p++ - '0';
        if (ps->p < ps->end && *ps->p >= '0' && *ps->p <= '9')
            return fault(ps, SL_Q_SYNTAX, at, 2, "powers of units go up to 4");
        if (negative) *exponent = -*exponent;
        return true;
    }
    if (!caret) return true;
    return fault(ps, SL_Q_SYNTAX, at, 1, "a power is written m2 or m^-1");
}

static bool parse_group(parser *ps, double *factor, sl_dim *dim)
{
    if (++ps->depth > 8) return fault(ps, SL_Q_SYNTAX, ps->p, 1, "too many parentheses");
    ps->p++; // '('
    if (!parse_product(ps, factor, dim)) return false;
    if (ps->p >= ps->end || *ps->p != ')')
        return fault(ps, SL_Q_SYNTAX, ps->p < ps->end ? ps->p : ps->end - 1, 1, "a ')' is missing");
    ps->p++;
    ps->depth--;
    return true;
}

static bool scale_mix(parser *ps, const char *at)
{
    return fault(ps, SL_Q_OFFSET_UNIT, at, (size_t)(ps->p - at),
                 "degC and dBm stand alone; write K for a difference and dB for a ratio");
}

static bool parse_term(parser *ps, double *factor, sl_dim *dim)
{
    const char *at = ps->p;
    bool root = ps->end - ps->p > 5 && memcmp(ps->p, "sqrt(", 5) == 0;
    if (root) ps->p += 4;
    if (*ps->p == '(') {
        if (!parse_group(ps, factor, dim)) return false;
    } else if (*ps->p == '1' && !root) {
        ps->p++;
        *factor = 1.0;
        *dim = (sl_dim){{0}, SL_SCALE_LINEAR};
        return true;
    } else if (!parse_atom(ps, factor, dim)) {
        return false;
    }
    int exponent = 1;
    if (!parse_exponent(ps, &exponent)) return false;
    if (exponent == 1 && !root) return true;
    if (dim->scale != SL_SCALE_LINEAR) return scale_mix(ps, at);
    *factor = root ? pow(sqrt(*factor), exponent) : pow(*factor, exponent);
    for (int i = 0; i < SL_BASES; i++) {
        int twice = dim->twice[i] * exponent;
        if (twice > 120 || twice < -120)
            return fault(ps, SL_Q_SYNTAX, at, 1, "this power is out of bounds");
        if (root && twice % 2) return fault(ps, SL_Q_SYNTAX, at, 4, "no root of a root");
        dim->twice[i] = (int8_t)(root ? twice / 2 : twice);
    }
    return true;
}

static bool combine(parser *ps, const char *at, double *factor, sl_dim *dim, double f, sl_dim d,
                    int sign)
{
    if (d.scale == SL_SCALE_ABSOLUTE || d.scale == SL_SCALE_DBM || dim->scale == SL_SCALE_DBM ||
        dim->scale == SL_SCALE_ABSOLUTE)
        return scale_mix(ps, at);
    if (d.scale == SL_SCALE_DB && dim->scale == SL_SCALE_DB) return scale_mix(ps, at);
    if (d.scale == SL_SCALE_DB) dim->scale = SL_SCALE_DB;
    *factor = sign > 0 ? *factor * f : *factor / f;
    for (int i = 0; i < SL_BASES; i++) {
        int twice = dim->twice[i] + sign * d.twice[i];
        if (twice > 120 || twice < -120)
            return fault(ps, SL_Q_SYNTAX, at, 1, "this product is out of bounds");
        dim->twice[i] = (int8_t)twice;
    }
    return true;
}

static bool parse_product(parser *ps, double *factor, sl_dim *dim)
{
    skip_space(ps);
    if (ps->p >= ps->end) return fault(ps, SL_Q_SYNTAX, ps->end - 1, 1, "a unit is expected here");
    const char *at = ps->p;
    if (!parse_term(ps, factor, dim)) return false;
    while (true) {
        skip_space(ps);
        if (ps->p >= ps->end || *ps->p == ')') return true;
        int sign = 1;
        if (*ps->p == '/') sign = -1;
        if (*ps->p == '/' || *ps->p == '*' || *ps->p == '.') ps->p++;
        skip_space(ps);
        if (ps->p >= ps->end)
            return fault(ps, SL_Q_SYNTAX, ps->end - 1, 1, "a unit is expected after this");
        double f = 1.0;
        sl_dim d = {{0}, SL_SCALE_LINEAR};
        const char *term = ps->p;
        if (!parse_term(ps, &f, &d)) return false;
        if (!combine(ps, at, factor, dim, f, d, sign)) return false;
        at = term;
    }
}

bool sl_unit_parse(sl_quantity *out, const char *unit, size_t length, sl_quantity_error *error)
{
    *error = (sl_quantity_error){0};
    *out = (sl_quantity){.value = 1.0};
    parser ps = {.begin = unit, .p = unit, .end = unit + length, .error = error};
    skip_space(&ps);
    if (ps.p >= ps.end) return true;
    out->has_unit = true;
    if (!parse_product(&ps, &out->value, &out->dim)) return false;
    if (ps.p < ps.end) return fault(&ps, SL_Q_SYNTAX, ps.p, 1, "this ')' closes nothing");
    if (!isfinite(out->value) || out->value == 0.0)
        return fault(&ps, SL_Q_NOT_FINITE, unit, length, "the unit is beyond all measure");
    return true;
}

// Length of the decimal number at text: sign, digits, point, exponent; 0 if none.
static size_t number_length(const char *text, size_t length)
{
    size_t i = 0, digits = 0;
    if (i < length && (text[i] == '-' || text[i] == '+')) i++;
    for (; i < length && text[i] >= '0' && text[i] <= '9'; i++)
        digits++;
    if (i < length && text[i] == '.')
        for (i++; i < length && text[i] >= '0' && text[i] <= '9'; i++)
            digits++;
    if (digits == 0) return 0;
    size_t e = i;
    if (e < length && (text[e] == 'e' || text[e] == 'E')) {
        e++;
        if (e < length && (text[e] == '-' || text[e] == '+')) e++;
        size_t first = e;
        while (e < length && text[e] >= '0' && text[e] <= '9')
            e++;
        if (e > first) i = e;
    }
    return i;
}

// strtod reads the locale's decimal point; the number is handed to it in that spelling.
static double read_number(const char *text, size_t n)
{
    char buffer[64];
    if (n >= sizeof buffer) return NAN;
    memcpy(buffer, text, n);
    buffer[n] = '\0';
    const struct lconv *conv = localeconv();
    char *point = strchr(buffer, '.');
    if (point && conv && conv->decimal_point[0] && !conv->decimal_point[1])
        *point = conv->decimal_point[0];
    return strtod(buffer, NULL);
}

bool sl_quantity_parse(sl_quantity *out, const char *text, size_t length, sl_quantity_error *error)
{
    *out = (sl_quantity){0};
    *error = (sl_quantity_error){0};
    size_t start = 0;
    while (start < length && is_space(text[start]))
        start++;
    while (length > start && is_space(text[length - 1]))
        length--;
    parser ps = {.begin = text, .p = text + start, .end = text + length, .error = error};
    size_t n = number_length(text + start, length - start);
    if (n == 0)
        return fault(&ps, SL_Q_NO_NUMBER, text + start, length - start,
                     "a quantity starts with a number, as in 1.6 Tb/s");
    double number = read_number(text + start, n);
    if (!isfinite(number))
        return fault(&ps, SL_Q_NOT_FINITE, text + start, n, "the number is too long or too large");
    const char *unit = text + start + n;
    if (unit + 1 < text + length && *unit == ',' && unit[1] >= '0' && unit[1] <= '9')
        return fault(&ps, SL_Q_SYNTAX, unit, 1, "the decimal sign is a point, as in 2.5 m");
    if (!sl_unit_parse(out, unit, (size_t)(text + length - unit), error)) {
        error->offset += start + n;
        return false;
    }
    if (out->dim.scale == SL_SCALE_ABSOLUTE)
        out->value = number + 273.15;
    else
        out->value *= number;
    if (!isfinite(out->value))
        return fault(&ps, SL_Q_NOT_FINITE, text + start, n, "the value is too large");
    return true;
}

bool sl_dim_equal(sl_dim a, sl_dim b)
{
    return a.scale == b.scale && memcmp(a.twice, b.twice, sizeof a.twice) == 0;
}

static const struct {
    sl_dim dim;
    const char *name;
} dim_names[] = {
    {D(0), "plain ratio"},
    {D(2), "length"},
    {D(4), "area"},
    {D(0, 2), "mass"},
    {D(0, 0, 2), "time"},
    {D(0, 0, 0, 2), "temperature difference"},
    {DS(SL_SCALE_ABSOLUTE, 0, 0, 0, 2), "temperature"},
    {D(0, 0, 0, 0, 2), "current"},
    {D(0, 0, 0, 0, 0, 2), "amount of data"},
    {D(0, 0, 0, 0, 0, 0, 2), "money"},
    {D(0, 0, -2, 0, 0, 2), "data rate"},
    {D(0, 0, -2, 0, 0, 0, 0, 2), "symbol rate"},
    {D(0, 0, -2), "frequency"},
    {D(4, 2, -6), "power"},
    {D(4, 2, -4), "energy"},
    {D(4, 2, -4, 0, 0, -2), "energy per bit"},
    {D(4, 2, -6, 0, -2), "voltage"},
    {D(4, 2, -6, 0, -4), "resistance"},
    {D(-4, -2, 8, 0, 4), "capacitance"},
    {D(4, 2, -4, 0, -4), "inductance"},
    {D(0, 2, -6), "power per area"},
    {D(-4, -2, 6, 2), "thermal resistance"},
    {D(0, 2, -6, -2), "heat-transfer coefficient"},
    {D(2, 2, -6, -2), "thermal conductivity"},
    {D(6, 0, -2), "volume flow"},
    {DS(SL_SCALE_DB, 0), "level ratio"},
    {DS(SL_SCALE_DB, -2), "loss per length"},
    {DS(SL_SCALE_DB, 0, 0, 2), "noise density"},
    {DS(SL_SCALE_DBM, 0), "power level"},
};

const char *sl_dim_name(sl_dim dim)
{
    for (size_t i = 0; i < COUNT(dim_names); i++)
        if (sl_dim_equal(dim_names[i].dim, dim)) return dim_names[i].name;
    return "";
}

void sl_dim_format(char *out, size_t n, sl_dim dim)
{
    static const char *const names[SL_BASES] = {"m", "kg", "s", "K", "A", "bit", "USD", "item"};
    size_t used = 0;
    out[0] = '\0';
    if (dim.scale == SL_SCALE_DB) used += (size_t)snprintf(out, n, "dB");
    if (dim.scale == SL_SCALE_DBM) used += (size_t)snprintf(out, n, "dBm");
    for (int i = 0; i < SL_BASES && used < n; i++) {
        if (dim.twice[i] == 0) continue;
        double power = dim.twice[i] / 2.0;
        const char *gap = used ? " " : "";
        if (dim.twice[i] == 2)
            used += (size_t)snprintf(out + used, n - used, "%s%s", gap, names[i]);
        else
            used += (size_t)snprintf(out + used, n - used, "%s%s^%g", gap, names[i], power);
    }
}

bool sl_quantity_convert(double *value, const sl_quantity *q, sl_dim wanted)
{
    *value = q->value;
    if (sl_dim_equal(q->dim, wanted)) return true;
    sl_dim kelvin = D(0, 0, 0, 2), watt = D(4, 2, -6);
    sl_dim absolute = DS(SL_SCALE_ABSOLUTE, 0, 0, 0, 2), dbm = DS(SL_SCALE_DBM, 0);
    if (sl_dim_equal(q->dim, kelvin) && sl_dim_equal(wanted, absolute)) return true;
    if (sl_dim_equal(q->dim, dbm) && sl_dim_equal(wanted, watt)) {
        *value = sl_w_from_dbm(q->value);
        return true;
    }
    if (sl_dim_equal(q->dim, watt) && sl_dim_equal(wanted, dbm) && q->value > 0.0) {
        *value = sl_dbm_from_w(q->value);
        return true;
    }
    return false;
}

// Units that read better with a prefix; the others are printed as they stand.
static bool takes_prefix(const char *unit)
{
    static const char *const units[] = {"b/s", "m",     "W",   "s", "Hz", "Bd", "A",   "V", "J/b",
                                        "B/s", "b/s/m", "USD", "b", "F",  "H",  "T/s", "J"};
    for (size_t i = 0; i < COUNT(units); i++)
        if (strcmp(unit, units[i]) == 0) return true;
    return false;
}

void sl_quantity_format(char *out, size_t n, double si_value, const char *unit, int digits)
{
    if (strcmp(unit, "degC") == 0) {
        snprintf(out, n, "%.*g degC", digits, si_value - 273.15);
        return;
    }
    sl_quantity one;
    sl_quantity_error error;
    double value = si_value;
    if (sl_unit_parse(&one, unit, strlen(unit), &error) && one.value != 0.0) value /= one.value;
    const char *prefix = "";
    if (takes_prefix(unit) && value != 0.0 && isfinite(value)) {
        static const struct {
            double at;
            const char *name;
        } steps[] = {{1e15, "P"}, {1e12, "T"}, {1e9, "G"},  {1e6, "M"},  {1e3, "k"},
                     {1, ""},     {1e-3, "m"}, {1e-6, "u"}, {1e-9, "n"}, {1e-12, "p"}};
        size_t i = 0;
        while (i + 1 < COUNT(steps) && fabs(value) < steps[i].at * 0.99995)
            i++;
        value /= steps[i].at;
        prefix = steps[i].name;
    }
    if (fabs(value) >= 1e3 && fabs(value) < 1e7 && pow(10, digits) <= fabs(value))
        snprintf(out, n, "%.0f%s%s%s", value, *unit ? " " : "", prefix, unit);
    else
        snprintf(out, n, "%.*g%s%s%s", digits, value, *unit ? " " : "", prefix, unit);
}

double sl_db_from_ratio(double power_ratio)
{
    return 10.0 * log10(power_ratio);
}

double sl_ratio_from_db(double db)
{
    return pow(10.0, db / 10.0);
}

double sl_dbm_from_w(double power_w)
{
    return 10.0 * log10(power_w / 1e-3);
}

double sl_w_from_dbm(double power_dbm)
{
    return 1e-3 * pow(10.0, power_dbm / 10.0);
}
