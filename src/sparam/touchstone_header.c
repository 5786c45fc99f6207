// Touchstone: option line and keywords.
#include <math.h>

#include "sparam/touchstone.h"

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool word_is(const char *p, size_t n, const char *word)
{
    for (size_t i = 0; i < n; i++)
        if (word[i] == '\0' || lower(p[i]) != word[i]) return false;
    return word[n] == '\0';
}

static bool one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, lower(c));
}

// ---- option line ----

static const char *next_in_line(const char *p, const char *end)
{
    while (p < end && ts_space(*p))
        p++;
    return p < end && *p != '!' ? p : NULL;
}

static bool option_word(ts_reader *r, const char *p, size_t n)
{
    static const struct {
        const char *word;
        double hz;
    } units[] = {{"hz", 1}, {"khz", 1e3}, {"mhz", 1e6}, {"ghz", 1e9}};
    static const char *const formats[] = {"ri", "ma", "db"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (word_is(p, n, units[i].word)) {
            r->unit_hz = units[i].hz;
            return true;
        }
    for (int i = 0; i < 3; i++)
        if (word_is(p, n, formats[i])) {
            r->format = (sl_touchstone_format)i;
            return true;
        }
    if (n != 1 || !one_of(*p, "syzhg")) return false;
    r->parameter = (char)(lower(*p) - 32);
    return true;
}

// Impedances behind an R; the place behind them.
static const char *option_reference(ts_reader *r, const char *at, const char *p, const char *end)
{
    r->option_ohms = 0;
    for (const char *q; (q = next_in_line(p, end)); p = q) {
        double ohm;
        const char *behind = ts_number(r, q, &ohm);
        if (!behind) break;
        if (!(ohm > 0) || !isfinite(ohm))
            ts_error(r, q, "a reference is a resistance above 0 ohm", "reference of %g ohm", ohm);
        else if (r->option_ohms < SL_SPARAM_PORTS_MAX)
            r->option_ohm[r->option_ohms++] = ohm;
        q = behind;
    }
    if (r->option_ohms == 0) {
        ts_error(r, at, "write R and the impedance in ohm, as in R 50", "R without its impedance");
        r->option_ohm[0] = 50;
        r->option_ohms = 1;
    }
    return p;
}

void ts_read_option(ts_reader *r)
{
    const char *begin = r->p, *end = ts_line_end(r, begin), *p = begin + 1;
    r->p = end;
    if (r->option) {
        ts_repair(r, begin, "only the first option line counts", "another option line, not read");
        return;
    }
    r->option = begin;
    while ((p = next_in_line(p, end))) {
        size_t n = ts_word(r, p);
        double ohm;
        if (n == 1 && lower(*p) == 'r') {
            p = option_reference(r, p, p + 1, end);
            continue;
        }
        if (n > 1 && lower(*p) == 'r' && ts_number(r, p + 1, &ohm)) {
            ts_repair(r, p, "write R 50", "no space behind R");
            p = option_reference(r, p, p + 1, end);
            continue;
        }
        if (!option_word(r, p, n))
            ts_error(r, p,
                     "# [Hz|kHz|MHz|GHz] [S|Y|Z|H|G] [RI|MA|DB] [R ohm], in any order; a comment "
                     "begins with !",
                     "'%.*s' is no word of the option line", (int)(n < 40 ? n : 40), p);
        p += n;
    }
}

// ---- keywords ----

// A keyword's arguments: words of its line, for some of the following lines too.
typedef struct arguments {
    const char *key;   // '['
    const char *begin; // behind ']'
    const char *end;   // of the line
} arguments;

// A whole number as the keyword's only argument; NAN after telling that it is none.
static double count_argument(ts_reader *r, const arguments *a, double most)
{
    double x = NAN;
    const char *p = next_in_line(a->begin, a->end);
    const char *q = p ? ts_number(r, p, &x) : NULL;
    if (q && x >= 1 && x <= most && floor(x) == x && !next_in_line(q, a->end)) return x;
    ts_error(r, p ? p : a->key, "one whole number from 1", "the keyword takes one count");
    return NAN;
}

static void key_version(ts_reader *r, const arguments *a)
{
    double x = 0;
    const char *p = next_in_line(a->begin, a->end);
    if (!p || !ts_number(r, p, &x) || !(x == 2.0 || x == 2.1))
        ts_error(r, p ? p : a->key, "this program reads versions 1.x (no [Version]), 2.0 and 2.1",
                 "version not known");
    r->version = 2;
}

static void key_ports(ts_reader *r, const arguments *a)
{
    double x = count_argument(r, a, SL_SPARAM_PORTS_MAX);
    if (isnan(x)) return;
    if (r->ports_by_caller && r->ports != (int)x)
        ts_error(r, a->key, "rename the file to .ts, or correct the keyword",
                 "[Number of Ports] is %g, the file's extension or the caller says %d", x,
                 r->ports);
    r->ports = (int)x;
}

static void key_order(ts_reader *r, const arguments *a)
{
    const char *p = next_in_line(a->begin, a->end);
    size_t n = p ? ts_word(r, p) : 0;
    if (p && word_is(p, n, "12_21"))
        r->order_12_21 = true;
    else if (!p || !word_is(p, n, "21_12"))
        ts_error(r, p ? p : a->key, "21_12 (as in version 1) or 12_21", "data order not known");
}

static void key_frequencies(ts_reader *r, const arguments *a)
{
    r->frequencies = count_argument(r, a, 1e12);
}

static void key_noise_frequencies(ts_reader *r, const arguments *a)
{
    r->noise_frequencies = count_argument(r, a, 1e12);
}

static void key_matrix(ts_reader *r, const arguments *a)
{
    static const char *const names[] = {"full", "lower", "upper"};
    const char *p = next_in_line(a->begin, a->end);
    for (int i = 0; p && i < 3; i++)
        if (word_is(p, ts_word(r, p), names[i])) {
            r->matrix = (ts_matrix)i;
            return;
        }
    ts_error(r, p ? p : a->key, "Full, Lower or Upper", "matrix format not known");
}

// Numbers, also on following lines.
static void key_reference(ts_reader *r, const arguments *a)
{
    const char *p = a->begin, *q;
    double ohm;
    while ((p = ts_skip(r, p)) < r->end && (q = ts_number(r, p, &ohm))) {
        if (!(ohm > 0) || !isfinite(ohm))
            ts_error(r, p, "a reference is a resistance above 0 ohm", "reference of %g ohm", ohm);
        else if (r->references < SL_SPARAM_PORTS_MAX)
            r->reference_ohm[r->references] = ohm;
        r->references++;
        p = q;
    }
    r->p = p;
}

static const char *mode_port(const ts_reader *r, const char *p, int *port)
{
    int x = 0;
    const char *begin = p;
    while (p < r->end && *p >= '0' && *p <= '9' && x < 1000)
        x = 10 * x + (*p++ - '0');
    *port = x - 1;
    return p > begin && x >= 1 && x <= SL_SPARAM_PORTS_MAX ? p : NULL;
}

// Descriptors S3, D1,2, C1,2, also on following lines.
static void key_mixed(ts_reader *r, const arguments *a)
{
    const char *p = a->begin;
    while ((p = ts_skip(r, p)) < r->end && one_of(*p, "sdc")) {
        ts_mode m = {.kind = (char)(lower(*p) - 32), .b = -1};
        const char *q = mode_port(r, p + 1, &m.a);
        if (q && m.kind != 'S') q = q < r->end && *q == ',' ? mode_port(r, q + 1, &m.b) : NULL;
        if (!q || (q < r->end && !ts_space(*q) && *q != '!')) {
            ts_error(r, p, "S3, or pairs D1,2 and C1,2", "not a mode of [Mixed-Mode Order]");
            p += ts_word(r, p);
            continue;
        }
        if (r->modes < SL_SPARAM_PORTS_MAX) r->mode[r->modes] = m;
        r->modes++;
        p = q;
    }
    r->p = p;
}

static void key_information(ts_reader *r, const arguments *a)
{
    const char *p = a->end;
    while (p < r->end) {
        const char *q = ts_skip(r, p), *end = ts_line_end(r, q);
        if (end - q >= 17 && word_is(q, 17, "[end information]")) {
            r->p = end;
            return;
        }
        p = end < r->end ? end + 1 : end;
    }
    ts_error(r, a->key, "add [End Information]", "[Begin Information] does not end");
    r->p = r->end;
}

static void key_network(ts_reader *r, const arguments *a)
{
    r->p = a->begin;
}

static void key_noise(ts_reader *r, const arguments *a)
{
    ts_read_noise(r, a->key, a->begin);
}

static void key_end(ts_reader *r, const arguments *a)
{
    (void)a;
    r->ended = true;
}

typedef struct keyword {
    const char *name;
    void (*read)(ts_reader *r, const arguments *a);
    size_t at; // member of ts_reader that keeps the place; 0: may be repeated
} keyword;

static const keyword keywords[] = {
    {"version", key_version, 0},
    {"number of ports", key_ports, offsetof(ts_reader, at_ports)},
    {"two port data order", key_order, offsetof(ts_reader, at_order)},
    {"number of frequencies", key_frequencies, offsetof(ts_reader, at_frequencies)},
    {"number of noise frequencies", key_noise_frequencies, offsetof(ts_reader, at_noise)},
    {"reference", key_reference, offsetof(ts_reader, at_reference)},
    {"matrix format", key_matrix, offsetof(ts_reader, at_matrix)},
    {"mixed mode order", key_mixed, offsetof(ts_reader, at_mixed)},
    {"begin information", key_information, 0},
    {"network data", key_network, offsetof(ts_reader, at_network)},
    {"noise data", key_noise, 0},
    {"end", key_end, 0},
};

static const keyword *find_keyword(const char *p, size_t n)
{
    char name[40];
    size_t k = 0;
    for (size_t i = 0; i < n && k + 1 < sizeof name; i++) {
        char c = p[i] == '-' || p[i] == '_' || p[i] == '\t' ? ' ' : lower(p[i]);
        if (c != ' ' || (k > 0 && name[k - 1] != ' ')) name[k++] = c;
    }
    if (k > 0 && name[k - 1] == ' ') k--;
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (word_is(name, k, keywords[i].name)) return &keywords[i];
    return NULL;
}

void ts_read_keyword(ts_reader *r)
{
    const char *key = r->p, *end = ts_line_end(r, key);
    const char *close = memchr(key, ']', (size_t)(end - key));
    r->p = end;
    if (!close) {
        ts_error(r, key, "close it with ]", "keyword without its ]");
        return;
    }
    const keyword *k = find_keyword(key + 1, (size_t)(close - key - 1));
    if (!k) {
        ts_repair(r, key, "a keyword of the program that wrote the file: its line is not read",
                  "unknown keyword '%.*s'", (int)(close - key + 1 < 60 ? close - key + 1 : 60),
                  key);
        return;
    }
    if (r->version < 2 && k->read != key_version && k->read != key_end) {
        ts_repair(r, key, "begin the file with [Version] 2.0",
                  "keywords without [Version]: read as version 2");
        r->version = 2;
    }
    if (k->at) {
        const char **at = (const char **)((char *)r + k->at);
        if (*at) ts_error(r, key, "keep one of the two", "keyword given twice");
        *at = key;
    }
    arguments a = {key, close + 1, end};
    k->read(r, &a);
}

void ts_read_header(ts_reader *r)
{
    while ((r->p = ts_skip(r, r->p)) < r->end && !r->at_network && !r->ended) {
        if (*r->p == '#')
            ts_read_option(r);
        else if (*r->p == '[')
            ts_read_keyword(r);
        else
            return;
    }
}
