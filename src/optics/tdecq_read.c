// Records of waveforms from text: a head as instruments write it, a heading, columns of numbers.
//
// A line that begins with a digit, sign or point is a row; what stands before the first row is the
// head. Separators are those of the first row: semicolons, else tabs, else commas, else blanks.
// Assumptions. Without units in head or heading: seconds and watts.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shoreline/sparam.h"
#include "shoreline/tdecq.h"

enum { COLUMNS = 64, FAULTS = 10, NAME = 48 };

typedef struct unit {
    const char *name, *word; // as in a heading; as in a head, or NULL
    double scale;
    const char *base;
} unit;

static const unit units[] = {
    {"s", "Second", 1, "s"}, {"ms", NULL, 1e-3, "s"},   {"us", NULL, 1e-6, "s"},
    {"ns", NULL, 1e-9, "s"}, {"ps", NULL, 1e-12, "s"},  {"fs", NULL, 1e-15, "s"},
    {"W", "Watt", 1, "W"},   {"w", NULL, 1, "W"},       {"mW", NULL, 1e-3, "W"},
    {"mw", NULL, 1e-3, "W"}, {"uW", NULL, 1e-6, "W"},   {"uw", NULL, 1e-6, "W"},
    {"V", "Volt", 1, "V"},   {"v", NULL, 1, "V"},       {"mV", NULL, 1e-3, "V"},
    {"mv", NULL, 1e-3, "V"}, {"A", "Ampere", 1, "A"},   {"a", NULL, 1, "A"},
    {"mA", NULL, 1e-3, "A"}, {"ma", NULL, 1e-3, "A"},   {"uA", NULL, 1e-6, "A"},
    {"ua", NULL, 1e-6, "A"}, {"dBm", NULL, NAN, "dBm"}, {"dbm", NULL, NAN, "dBm"},
};

typedef struct field {
    const char *begin, *end;
} field;

typedef struct reader {
    sl_ctx *ctx;
    const sl_source *source;
    sl_wave_record *out;
    const char *p, *end;
    int line, faults, columns;
    char separator;
    field heading[COLUMNS];
    int headings;
    const unit *x_unit, *y_unit;   // of the head
    int time_column, value_column; // from 0; -1: none
    double *time;
    size_t room;
} reader;

static void fault(reader *r, const char *at, size_t length, const char *hint, const char *message)
{
    const char *begin = at;
    while (begin > r->source->text && begin[-1] != '\n')
        begin--;
    sl_mark mark = {r->source, r->line, (int)(at - begin) + 1, length > 1 ? (int)length : 1};
    sl_diag_add(r->ctx, SL_ERROR, SL_E_WAVE_RECORD, mark, hint, "%s", message);
    r->faults++;
}

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static const char *line_end(const reader *r, const char *p)
{
    const char *stop = memchr(p, '\n', (size_t)(r->end - p));
    return stop ? stop : r->end;
}

static field trimmed(const char *begin, const char *end)
{
    while (begin < end && (blank(*begin) || *begin == '"'))
        begin++;
    while (end > begin && (blank(end[-1]) || end[-1] == '"'))
        end--;
    return (field){begin, end};
}

static bool is_row(field f)
{
    if (f.begin == f.end) return false;
    if (*f.begin == '+' || *f.begin == '-' || *f.begin == '.') f.begin++;
    return f.begin < f.end && *f.begin >= '0' && *f.begin <= '9';
}

static bool is_comment(field f)
{
    return f.begin < f.end && (*f.begin == '#' || *f.begin == '!' || *f.begin == '%' ||
                               (*f.begin == '/' && f.begin + 1 < f.end && f.begin[1] == '/'));
}

// ---- head and heading

static bool same_word(field f, const char *word)
{
    size_t n = strlen(word);
    if ((size_t)(f.end - f.begin) != n) return false;
    for (size_t i = 0; i < n; i++)
        if ((f.begin[i] | 0x20) != (word[i] | 0x20)) return false;
    return true;
}

static bool begins_with(field f, const char *word)
{
    size_t n = strlen(word);
    return (size_t)(f.end - f.begin) >= n && same_word((field){f.begin, f.begin + n}, word);
}

static const unit *unit_named(field f)
{
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t n = strlen(units[i].name);
        if ((size_t)(f.end - f.begin) == n && memcmp(f.begin, units[i].name, n) == 0)
            return &units[i];
        if (units[i].word && same_word(f, units[i].word)) return &units[i];
    }
    return NULL;
}

// The unit in a column's name: in brackets, or behind the last '_', '/' or blank; NULL: none known.
static const unit *unit_in(field f)
{
    const char *end = f.end, *begin;
    if (end > f.begin && (end[-1] == ')' || end[-1] == ']')) end--;
    for (begin = end; begin > f.begin && !strchr("([_/ ", begin[-1]);)
        begin--;
    return begin > f.begin ? unit_named(trimmed(begin, end)) : NULL;
}

static bool number_of(double *value, field f)
{
    return sl_decimal_read(value, f.begin, f.end) == f.end && f.begin < f.end;
}

// "key, value" of an instrument's head; false: not one that is known.
static bool head_key(reader *r, const field *f, int n)
{
    double value;
    if (n < 2) return false;
    if (same_word(f[0], "XInc") || same_word(f[0], "X Inc") || same_word(f[0], "X Increment") ||
        same_word(f[0], "XIncrement")) {
        if (number_of(&value, f[1]) && value > 0 && isfinite(value)) r->out->step_s = value;
        return true;
    }
    if (same_word(f[0], "Symbol Rate") || same_word(f[0], "Data Rate")) {
        if (number_of(&value, f[1]) && value > 0 && isfinite(value)) r->out->baud_hint = value;
        return true;
    }
    if (same_word(f[0], "X Units") || same_word(f[0], "XUnits"))
        r->x_unit = unit_named(f[1]);
    else if (same_word(f[0], "Y Units") || same_word(f[0], "YUnits"))
        r->y_unit = unit_named(f[1]);
    else
        return false;
    return true;
}

static int split(field *out, const char *begin, const char *end, char separator)
{
    int n = 0;
    for (const char *p = begin; n < COLUMNS;) {
        const char *stop = p;
        while (stop < end && *stop != separator)
            stop++;
        out[n++] = trimmed(p, stop);
        if (stop == end) break;
        p = stop + 1;
    }
    if (n > 1 && out[n - 1].begin == out[n - 1].end) n--; // a separator at the line's end
    return n;
}

static char separator_of(const char *begin, const char *end)
{
    static const char order[] = {';', '\t', ','};
    for (size_t i = 0; i < sizeof order; i++)
        if (memchr(begin, order[i], (size_t)(end - begin))) return order[i];
    return ' ';
}

// Everything up to the first row; r->p is left there.
static void read_head(reader *r)
{
    if (r->end - r->p >= 3 && memcmp(r->p, "\xEF\xBB\xBF", 3) == 0) r->p += 3;
    while (r->p < r->end) {
        const char *stop = line_end(r, r->p);
        field f = trimmed(r->p, stop);
        if (is_row(f)) return;
        while (is_comment(f) || (f.begin < f.end && (blank(*f.begin) || *f.begin == '/')))
            f.begin++;
        if (f.begin < f.end) {
            field fields[COLUMNS];
            int n = split(fields, f.begin, f.end, separator_of(f.begin, f.end));
            if (!head_key(r, fields, n)) {
                memcpy(r->heading, fields, (size_t)n * sizeof *fields);
                r->headings = n;
            }
        }
        if (stop == r->end) {
            r->p = stop;
            return;
        }
        r->p = stop + 1;
        r->line++;
    }
}

// ---- which column is what

static int heading_that(const reader *r, const char *const *words)
{
    if (r->headings != r->columns) return -1;
    for (int i = 0; i < r->columns; i++)
        for (const char *const *w = words; *w; w++)
            if (begins_with(r->heading[i], *w)) return i;
    return -1;
}

static void list_columns(const reader *r, char *out, size_t n)
{
    size_t at = 0;
    out[0] = '\0';
    for (int i = 0; r->headings == r->columns && i < r->columns && at + NAME < n; i++) {
        int length = (int)(r->heading[i].end - r->heading[i].begin);
        at += (size_t)snprintf(out + at, n - at, "%s%d %.*s", i ? ", " : ": ", i + 1,
                               length < 24 ? length : 24, r->heading[i].begin);
    }
}

static bool choose_columns(reader *r, const sl_wave_read_opts *opts)
{
    static const char *const powers[] = {"power", "optical", NULL};
    static const char *const times[] = {"time", "t_", "t (", NULL};
    char text[400], list[300];
    r->time_column = heading_that(r, times);
    int named = heading_that(r, powers);
    if (opts->column > 0)
        r->value_column = opts->column - 1;
    else if (named >= 0)
        r->value_column = named;
    else
        r->value_column = r->columns - 1;
    list_columns(r, list, sizeof list);
    if (r->value_column >= r->columns) {
        snprintf(text, sizeof text, "there is no column %d: rows have %d%s", opts->column,
                 r->columns, list);
        fault(r, r->p, 1, "--column counts from 1", text);
        return false;
    }
    if (opts->column == 0 && named < 0 && r->columns > 2) {
        snprintf(text, sizeof text, "%d columns, and none is called power%s", r->columns, list);
        fault(r, r->p, 1, "say which with --column N", text);
        return false;
    }
    if (r->time_column < 0 && r->columns > 1 && r->value_column != 0) r->time_column = 0;
    if (r->time_column == r->value_column) r->time_column = -1;
    return true;
}

static bool choose_units(reader *r, double *time_scale, double *value_scale,
                         const sl_wave_read_opts *opts)
{
    const unit *t = NULL, *v = NULL;
    if (r->headings == r->columns) {
        if (r->time_column >= 0) t = unit_in(r->heading[r->time_column]);
        v = unit_in(r->heading[r->value_column]);
    }
    if (!t) t = r->x_unit;
    if (!v) v = r->y_unit;
    *time_scale = t && t->base[0] == 's' ? t->scale : 1;
    *value_scale = opts->scale > 0 ? opts->scale : v ? v->scale : 1;
    r->out->unit = opts->scale > 0 || !v ? "W" : v->base;
    r->out->unit_stated = opts->scale > 0 || v;
    if (v && v->base[0] == 'd') {
        fault(r, r->p, 1, "convert the levels to mW", "powers in dBm are no waveform");
        return false;
    }
    if (v && v->base[0] == 's' && opts->scale <= 0) {
        fault(r, r->p, 1, "say which column holds the power with --column N",
              "the column of values is one of time");
        return false;
    }
    return true;
}

// ---- rows

static bool grow(reader *r)
{
    size_t room = r->room ? 2 * r->room : 4096;
    double *value = sl_ctx_resize(r->ctx, r->out->value, room * sizeof *value);
    if (!value) return false;
    r->out->value = value;
    if (r->time_column >= 0) {
        double *time = sl_ctx_resize(r->ctx, r->time, room * sizeof *time);
        if (!time) return false;
        r->time = time;
    }
    r->room = room;
    return true;
}

static void bad_number(reader *r, const char *at, const char *stop)
{
    char text[120];
    const char *hint = "a row holds numbers with a decimal point and nothing else";
    int length = 0;
    if (r->separator != ',' && memchr(at, ',', (size_t)(stop - at)))
        hint = "write decimal points, not commas";
    while (at + length < stop && length < 40 && at[length] != r->separator && at[length] != '\r')
        length++;
    snprintf(text, sizeof text, "'%.*s' is no number", length, at);
    if (length == 0) snprintf(text, sizeof text, "a number is missing");
    fault(r, at < r->end ? at : r->end, (size_t)length, hint, text);
}

static const char *skip_blanks(const reader *r, const char *p, const char *stop)
{
    while (p < stop && blank(*p) && *p != r->separator)
        p++;
    if (r->separator == ' ')
        while (p < stop && blank(*p))
            p++;
    return p;
}

// One row. False after telling what is wrong with it.
static bool read_row(reader *r, const char *p, const char *stop, double *time, double *value)
{
    for (int c = 0; c < r->columns; c++) {
        double x;
        p = skip_blanks(r, p, stop);
        const char *next = sl_decimal_read(&x, p, stop);
        if (!next || !isfinite(x)) {
            bad_number(r, p, stop);
            return false;
        }
        if (c == r->time_column) *time = x;
        if (c == r->value_column) *value = x;
        const char *after = skip_blanks(r, next, stop);
        bool separated = after < stop && *after == r->separator;
        if (r->separator == ' ') separated = after > next;
        if (c + 1 < r->columns && !separated) {
            bad_number(r, p, stop);
            return false;
        }
        p = after;
        if (separated && r->separator != ' ') p++;
    }
    p = skip_blanks(r, p, stop);
    if (p == stop) return true;
    char text[80];
    if (*p == ',' && r->separator != ',') {
        bad_number(r, r->p, stop);
        return false;
    }
    snprintf(text, sizeof text, "more than the %d column%s of the first row", r->columns,
             r->columns == 1 ? "" : "s");
    fault(r, p, 1, "every row has the same columns", text);
    return false;
}

static int count_columns(const char *p, const char *stop, char separator)
{
    field fields[COLUMNS];
    if (separator != ' ') return split(fields, p, stop, separator);
    int n = 0;
    for (bool inside = false; p < stop; p++) {
        n += !blank(*p) && !inside;
        inside = !blank(*p);
    }
    return n;
}

static sl_status read_rows(reader *r, double time_scale, double value_scale)
{
    while (r->p < r->end && r->faults < FAULTS) {
        const char *stop = line_end(r, r->p);
        field f = trimmed(r->p, stop);
        if (f.begin < f.end && !is_comment(f)) {
            double time = 0, value = 0;
            if (r->out->n == r->room && !grow(r)) return SL_ERR_NO_MEMORY;
            if (read_row(r, r->p, f.end, &time, &value)) {
                if (r->time) r->time[r->out->n] = time * time_scale;
                r->out->value[r->out->n++] = value * value_scale;
            }
        }
        r->p = stop < r->end ? stop + 1 : r->end;
        r->line++;
    }
    return r->faults ? SL_ERR_SCENARIO : SL_OK;
}

// ---- time

// Puts r->p and r->line at row i.
static void find_row(reader *r, size_t i)
{
    r->p = r->source->text;
    r->line = 1;
    read_head(r);
    for (size_t row = 0; r->p < r->end; r->line++) {
        const char *stop = line_end(r, r->p);
        field f = trimmed(r->p, stop);
        if (f.begin < f.end && !is_comment(f) && row++ == i) return;
        r->p = stop < r->end ? stop + 1 : r->end;
    }
}

// The first row whose distance from the one before is not the usual one is told.
static sl_status uneven(reader *r, double step)
{
    const double *t = r->time;
    size_t n = r->out->n, at = 1;
    for (size_t i = 1; i < n; i++)
        if (fabs(t[i] - t[i - 1] - step) > 0.25 * step) {
            at = i;
            break;
        }
    char text[200];
    double gap = t[at] - t[at - 1];
    snprintf(text, sizeof text,
             gap > 0 ? "time steps by %.4g s here, by %.4g s elsewhere: a gap, or unequal steps"
                     : "time goes back or stands still here (%.4g s; %.4g s elsewhere)",
             gap, step);
    find_row(r, at);
    fault(r, r->p, 1, "record or resample at equal steps; write time with enough digits", text);
    return SL_ERR_SCENARIO;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

// The step most rows have: the median of up to 1001 of them.
static double usual_step(const double *t, size_t n)
{
    double d[1001];
    size_t m = n - 1 < 1001 ? n - 1 : 1001;
    for (size_t i = 0; i < m; i++) {
        size_t at = (size_t)((double)i * (double)(n - 1) / (double)m);
        d[i] = t[at + 1] - t[at];
    }
    qsort(d, m, sizeof *d, ascending);
    return d[m / 2];
}

// Equal steps but for the rounding of what is written: few digits make steps of 0 and more.
static sl_status check_time(reader *r)
{
    const double *t = r->time;
    size_t n = r->out->n;
    if (n < 2) return SL_OK;
    double step = (t[n - 1] - t[0]) / (double)(n - 1), coarse = INFINITY, off = 0;
    bool stands = false;
    for (size_t i = 0; i < n; i++) {
        off = fmax(off, fabs(t[i] - t[0] - (double)i * step));
        if (i && t[i] == t[i - 1]) stands = true;
        if (i && t[i] > t[i - 1]) coarse = fmin(coarse, t[i] - t[i - 1]);
    }
    bool rounded = stands && isfinite(coarse) && off <= 1.01 * coarse && n > 100;
    if (!(step > 0) || !isfinite(step) || (off > 0.25 * step && !rounded))
        return uneven(r, usual_step(t, n) > 0 ? usual_step(t, n) : fabs(step));
    if (rounded)
        sl_diag_add(r->ctx, SL_WARNING, SL_W_WAVE_RECORD, (sl_mark){r->source, 1, 1, 1},
                    "write time with more digits",
                    "times are rounded to %.3g s, more than the step of %.4g s: steps are taken "
                    "as equal",
                    coarse, step);
    r->out->step_s = step;
    return SL_OK;
}

static sl_status read_all(reader *r, const sl_wave_read_opts *opts)
{
    double time_scale, value_scale;
    read_head(r);
    if (r->p == r->end) {
        r->line = 1;
        fault(r, r->source->text, 1, "a record is rows of numbers, as time_s,power_w",
              "there is no row of numbers");
        return SL_ERR_SCENARIO;
    }
    const char *stop = line_end(r, r->p);
    r->separator = separator_of(r->p, stop);
    field first = trimmed(r->p, stop);
    r->columns = count_columns(first.begin, first.end, r->separator);
    if (!choose_columns(r, opts) || !choose_units(r, &time_scale, &value_scale, opts))
        return SL_ERR_SCENARIO;
    SL_TRY(read_rows(r, time_scale, value_scale));
    return r->time ? check_time(r) : SL_OK;
}

sl_status sl_wave_parse(sl_wave_record *out, sl_ctx *ctx, const sl_source *source,
                        const sl_wave_read_opts *opts)
{
    static const sl_wave_read_opts none = {0};
    *out = (sl_wave_record){.ctx = ctx, .unit = "W"};
    reader r = {.ctx = ctx,
                .source = source,
                .out = out,
                .p = source->text,
                .end = source->text + source->length,
                .line = 1};
    sl_status status = read_all(&r, opts ? opts : &none);
    sl_ctx_resize(ctx, r.time, 0);
    if (status != SL_OK) sl_wave_free(out);
    return status;
}

void sl_wave_free(sl_wave_record *record)
{
    if (record->value) sl_ctx_resize(record->ctx, record->value, 0);
    record->value = NULL;
    record->n = 0;
}
