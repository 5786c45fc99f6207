// Telemetry of a pilot: comma-separated values of ports, with every fault at its line and column.
#include "scenario/internal.h"
#include "system/internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VARIANT, PORT, HOURS, POWER, BER, FLAPS, FAILURES, LATENCY, COLUMNS };

#define CELLS_MAX 64
#define HOUR_S    3600.0
#define NUMBER    40 // bytes of the longest number

static const struct {
    const char *name;
    bool required, count;
    double least, most;
} columns[COLUMNS] = {[VARIANT] = {"variant", true, false, 0, 0},
                      [PORT] = {"port", true, false, 0, 0},
                      [HOURS] = {"hours", true, false, 1e-6, 1e9},
                      [POWER] = {"power_w", false, false, 0, 1e6},
                      [BER] = {"pre_fec_ber", false, false, 0, 0.5},
                      [FLAPS] = {"flaps", false, true, 0, 1e9},
                      [FAILURES] = {"failures", false, true, 0, 1e9},
                      [LATENCY] = {"latency_s", false, false, 0, 1e3}};

// A cell without the blanks around it.
typedef struct cell {
    const char *text;
    size_t length;
} cell;

enum { MEAN_POWER, MEAN_LATENCY, MEAN_BER, MEANS };

// One port of one variant: means over its hours.
typedef struct port_row {
    size_t variant;
    cell name;
    double sum[MEANS], hours[MEANS];
} port_row;

typedef struct reader {
    sl_ctx *ctx;
    port_row *ports; // in the order of their first row
    uint32_t *slot;  // by hash: 1 + index of ports; a power of two of them, half empty at least
    size_t port_n, slots;
    const sl_source *source;
    sl_telemetry *out;
    const char *const *names;
    size_t n;
    const char *line; // that is read
    int number, cells;
    cell cell[CELLS_MAX];
    int column_of[CELLS_MAX]; // what each cell of a row is
    int at[COLUMNS];          // cell of each column; -1: none
} reader;

static sl_mark mark_of(const reader *r, const char *text, size_t length)
{
    return (sl_mark){.source = r->source,
                     .line = r->number,
                     .column = (int)(text - r->line) + 1,
                     .length = length > 0 ? (int)length : 1};
}

#define FAULT(r, code, c, hint, ...)                                                               \
    sl_diag_add((r)->ctx, SL_ERROR, code, mark_of((r), (c)->text, (c)->length), hint, __VA_ARGS__)

// Splits the line at commas. False, diagnosed, where it has too many cells.
static bool split(reader *r, const char *end)
{
    const char *begin = r->line;
    for (r->cells = 0; r->cells < CELLS_MAX; begin++) {
        const char *comma = memchr(begin, ',', (size_t)(end - begin));
        const char *stop = comma ? comma : end, *text = begin;
        while (text < stop && (*text == ' ' || *text == '\t'))
            text++;
        const char *last = stop;
        while (last > text && (last[-1] == ' ' || last[-1] == '\t' || last[-1] == '\r'))
            last--;
        r->cell[r->cells++] = (cell){text, (size_t)(last - text)};
        if (!comma) return true;
        begin = comma;
    }
    FAULT(r, SL_E_TOO_MANY, &r->cell[CELLS_MAX - 1], "fewer columns", "more than %d columns",
          CELLS_MAX);
    return false;
}

static bool same(const cell *c, const char *word)
{
    return strlen(word) == c->length && strncmp(c->text, word, c->length) == 0;
}

static void unknown_column(reader *r, const cell *c)
{
    const char *known[COLUMNS];
    char word[24], hint[80];
    for (int i = 0; i < COLUMNS; i++)
        known[i] = columns[i].name;
    snprintf(word, sizeof word, "%.*s", (int)(c->length < 20 ? c->length : 20), c->text);
    const char *near = sl_nearest(word, known, COLUMNS);
    snprintf(hint, sizeof hint, near ? "did you mean '%s'?" : "remove it%s", near ? near : "");
    FAULT(r, SL_E_UNKNOWN_KEY, c, hint, "no column is called '%s'", word);
}

static void read_header(reader *r)
{
    for (int i = 0; i < COLUMNS; i++)
        r->at[i] = -1;
    for (int i = 0; i < r->cells; i++) {
        int column = 0;
        while (column < COLUMNS && !same(&r->cell[i], columns[column].name))
            column++;
        r->column_of[i] = column;
        if (column == COLUMNS)
            unknown_column(r, &r->cell[i]);
        else if (r->at[column] >= 0)
            FAULT(r, SL_E_DUPLICATE_KEY, &r->cell[i], "remove one", "column '%s' stands twice",
                  columns[column].name);
        else
            r->at[column] = i;
    }
    for (int i = 0; i < COLUMNS; i++)
        if (columns[i].required && r->at[i] < 0)
            FAULT(r, SL_E_MISSING_KEY, &r->cell[0],
                  "the first line names the columns: variant,port,hours,power_w,...",
                  "column '%s' is missing", columns[i].name);
}

// NaN: not measured, or diagnosed (*bad).
static double number(reader *r, int column, bool *bad)
{
    char text[NUMBER], *end = NULL;
    if (r->at[column] < 0) return NAN;
    const cell *c = &r->cell[r->at[column]];
    if (c->length == 0 && !columns[column].required) return NAN;
    *bad = true;
    bool fits = c->length > 0 && c->length < sizeof text;
    memcpy(text, c->text, fits ? c->length : 0);
    text[fits ? c->length : 0] = '\0';
    // Not what strtod reads besides: hexadecimal, inf and nan.
    bool plain = fits && strspn(text, "0123456789.eE+-") == c->length;
    double value = plain ? strtod(text, &end) : 0.0;
    if (!plain || *end) {
        FAULT(r, SL_E_QUANTITY, c, "a plain number in the column's unit",
              "%s: '%.*s' is not a number", columns[column].name,
              (int)(c->length < NUMBER ? c->length : NUMBER), c->text);
        return NAN;
    }
    if (!(value >= columns[column].least && value <= columns[column].most)) {
        char hint[60];
        snprintf(hint, sizeof hint, "%g to %g", columns[column].least, columns[column].most);
        FAULT(r, SL_E_RANGE, c, hint, "%s: %s lies outside its range", columns[column].name, text);
        return NAN;
    }
    if (columns[column].count && value != floor(value)) {
        FAULT(r, SL_E_INTEGER, c, "a whole number of them", "%s: '%s' is not a whole number",
              columns[column].name, text);
        return NAN;
    }
    *bad = false;
    return value;
}

static sl_telemetry *variant_of(reader *r)
{
    const cell *c = &r->cell[r->at[VARIANT]];
    for (size_t i = 0; i < r->n; i++)
        if (same(c, r->names[i])) return &r->out[i];
    char hint[200] = "the scenario has:";
    for (size_t i = 0; i < r->n; i++) {
        size_t used = strlen(hint);
        snprintf(hint + used, sizeof hint - used, " %s", r->names[i]);
    }
    FAULT(r, SL_E_ENUM, c, hint, "no variant '%.*s'", (int)(c->length < 40 ? c->length : 40),
          c->text);
    return NULL;
}

// Welford: sd holds the sum of squares until the end.
static void add(sl_measured_mean *m, double value)
{
    double before = value - m->mean;
    m->n += 1.0;
    m->mean += before / m->n;
    m->sd += before * (value - m->mean);
}

static void finish(sl_measured_mean *m)
{
    m->sd = m->n > 1.0 ? sqrt(m->sd / (m->n - 1.0)) : (double)NAN;
    if (m->n == 0.0) m->mean = NAN;
}

static void count(double *events, double *exposure_s, double value, double span_s)
{
    if (isnan(value)) return;
    *events += value;
    *exposure_s += span_s;
}

// FNV-1a over variant and name, open addressing.
static port_row *port_of(reader *r, size_t variant)
{
    const cell *c = &r->cell[r->at[PORT]];
    uint64_t h = UINT64_C(0xcbf29ce484222325) ^ variant;
    for (size_t i = 0; i < c->length; i++)
        h = (h ^ (unsigned char)c->text[i]) * UINT64_C(0x100000001b3);
    for (size_t at = (h ^ h >> 32) & (r->slots - 1);; at = (at + 1) & (r->slots - 1)) {
        if (r->slot[at] == 0) {
            r->slot[at] = (uint32_t)r->port_n + 1;
            r->ports[r->port_n] = (port_row){.variant = variant, .name = *c};
            return &r->ports[r->port_n++];
        }
        port_row *p = &r->ports[r->slot[at] - 1];
        if (p->variant == variant && p->name.length == c->length &&
            memcmp(p->name.text, c->text, c->length) == 0)
            return p;
    }
}

static void average(port_row *p, int figure, double value, double hours)
{
    if (isnan(value)) return;
    p->sum[figure] += value * hours;
    p->hours[figure] += hours;
}

static void read_row(reader *r, int width)
{
    double value[COLUMNS];
    bool bad = false;
    if (r->cells != width) {
        FAULT(r, SL_E_KIND, &r->cell[r->cells - 1], "one cell for each column of the header",
              "%d cells in a table of %d columns", r->cells, width);
        return;
    }
    sl_telemetry *t = variant_of(r);
    for (int i = HOURS; i < COLUMNS; i++) {
        bool fault = false;
        value[i] = number(r, i, &fault);
        bad = bad || fault;
    }
    if (!t || bad) return;
    double hours = value[HOURS], span_s = hours * HOUR_S;
    t->rows += 1.0;
    t->exposure_s += span_s;
    count(&t->failures, &t->failures_s, value[FAILURES], span_s);
    count(&t->flaps, &t->flaps_s, value[FLAPS], span_s);
    port_row *port = port_of(r, (size_t)(t - r->out));
    average(port, MEAN_POWER, value[POWER], hours);
    average(port, MEAN_LATENCY, value[LATENCY], hours);
    if (value[BER] > 0.0) average(port, MEAN_BER, log10(value[BER]), hours);
}

static const char *next_line(reader *r, const char *at, const char *end)
{
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    r->line = at;
    r->number++;
    return stop ? stop : end;
}

static void read_table(reader *r)
{
    const char *end = r->source->text + r->source->length;
    int width = -1; // no header yet
    const char *begin = r->source->text;
    if (r->source->length >= 3 && memcmp(begin, "\xEF\xBB\xBF", 3) == 0) begin += 3; // UTF-8's mark
    for (const char *at = begin; at < end; at++) {
        const char *stop = next_line(r, at, end);
        at = stop;
        bool blank = strspn(r->line, " \t\r") >= (size_t)(stop - r->line);
        if (blank || *r->line == '#' || !split(r, stop)) continue;
        if (width >= 0) {
            read_row(r, width);
            continue;
        }
        size_t before = sl_diag_errors(r->ctx);
        read_header(r);
        width = r->cells;
        if (sl_diag_errors(r->ctx) > before) return; // rows mean nothing then
    }
    cell start = {r->source->text, 0};
    r->line = r->source->text;
    r->number = 1;
    if (width < 0)
        FAULT(r, SL_E_MISSING_KEY, &start, "begin with variant,port,hours,power_w,...",
              "the table has no header");
}

// As many rows as there can be.
static sl_status reserve(reader *r, sl_arena *arena)
{
    size_t lines = 1;
    for (size_t i = 0; i < r->source->length; i++)
        lines += r->source->text[i] == '\n';
    for (r->slots = 2; r->slots < 2 * lines;)
        r->slots *= 2;
    r->ports = sl_arena_alloc(arena, lines * sizeof *r->ports);
    r->slot = sl_arena_alloc(arena, r->slots * sizeof *r->slot);
    return r->ports && r->slot ? SL_OK : SL_ERR_NO_MEMORY;
}

static void sum_ports(const reader *r)
{
    for (size_t i = 0; i < r->port_n; i++) {
        const port_row *p = &r->ports[i];
        sl_telemetry *t = &r->out[p->variant];
        sl_measured_mean *const means[MEANS] = {&t->power_w, &t->latency_s, &t->log10_ber};
        for (int f = 0; f < MEANS; f++)
            if (p->hours[f] > 0.0) add(means[f], p->sum[f] / p->hours[f]);
    }
    for (size_t i = 0; i < r->n; i++) {
        finish(&r->out[i].power_w);
        finish(&r->out[i].latency_s);
        finish(&r->out[i].log10_ber);
    }
}

sl_status sl_telemetry_parse(sl_telemetry *out, sl_ctx *ctx, sl_arena *arena,
                             const sl_source *source, const char *const *names, size_t n)
{
    reader r = {.ctx = ctx, .source = source, .out = out, .names = names, .n = n};
    size_t errors = sl_diag_errors(ctx);
    memset(out, 0, n * sizeof *out);
    SL_TRY(reserve(&r, arena));
    read_table(&r);
    sum_ports(&r);
    return sl_diag_errors(ctx) > errors ? SL_ERR_SCENARIO : SL_OK;
}

sl_status sl_telemetry_read(sl_telemetry *out, sl_ctx *ctx, sl_arena *arena, const char *path,
                            const char *const *names, size_t n)
{
    size_t errors = sl_diag_errors(ctx);
    const sl_source *source = sl_source_read(ctx, arena, path, (sl_mark){0});
    if (!source) return sl_diag_errors(ctx) > errors ? SL_ERR_IO : SL_ERR_NO_MEMORY;
    return sl_telemetry_parse(out, ctx, arena, source, names, n);
}
