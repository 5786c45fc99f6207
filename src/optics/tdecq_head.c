// Head, heading, columns and units of a record of a waveform.
//
// A line that begins with a digit, sign or point is a row; what stands before the first row is the
// head. Separators are those of the first row: semicolons, else tabs, else commas, else blanks.
// Assumptions. Without units in head or heading: seconds and watts.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "optics/tdecq_read.h"
#include "shoreline/sparam.h"

enum { NAME = 48 };

static const tdecq_unit units[] = {
    {"s", "Second", 1, "s"}, {"ms", NULL, 1e-3, "s"},   {"us", NULL, 1e-6, "s"},
    {"ns", NULL, 1e-9, "s"}, {"ps", NULL, 1e-12, "s"},  {"fs", NULL, 1e-15, "s"},
    {"W", "Watt", 1, "W"},   {"w", NULL, 1, "W"},       {"mW", NULL, 1e-3, "W"},
    {"mw", NULL, 1e-3, "W"}, {"uW", NULL, 1e-6, "W"},   {"uw", NULL, 1e-6, "W"},
    {"V", "Volt", 1, "V"},   {"v", NULL, 1, "V"},       {"mV", NULL, 1e-3, "V"},
    {"mv", NULL, 1e-3, "V"}, {"A", "Ampere", 1, "A"},   {"a", NULL, 1, "A"},
    {"mA", NULL, 1e-3, "A"}, {"ma", NULL, 1e-3, "A"},   {"uA", NULL, 1e-6, "A"},
    {"ua", NULL, 1e-6, "A"}, {"dBm", NULL, NAN, "dBm"}, {"dbm", NULL, NAN, "dBm"},
};

void tdecq_fault(tdecq_reader *r, const char *at, size_t length, const char *hint,
                 const char *message)
{
    const char *begin = at;
    while (begin > r->source->text && begin[-1] != '\n')
        begin--;
    sl_mark mark = {r->source, r->line, (int)(at - begin) + 1, length > 1 ? (int)length : 1};
    sl_diag_add(r->ctx, SL_ERROR, SL_E_WAVE_RECORD, mark, hint, "%s", message);
    r->faults++;
}

const char *tdecq_line_end(const tdecq_reader *r, const char *p)
{
    const char *stop = memchr(p, '\n', (size_t)(r->end - p));
    return stop ? stop : r->end;
}

tdecq_field tdecq_trimmed(const char *begin, const char *end)
{
    while (begin < end && (tdecq_blank(*begin) || *begin == '"'))
        begin++;
    while (end > begin && (tdecq_blank(end[-1]) || end[-1] == '"'))
        end--;
    return (tdecq_field){begin, end};
}

static bool is_row(tdecq_field f)
{
    if (f.begin == f.end) return false;
    if (*f.begin == '+' || *f.begin == '-' || *f.begin == '.') f.begin++;
    return f.begin < f.end && *f.begin >= '0' && *f.begin <= '9';
}

bool tdecq_is_comment(tdecq_field f)
{
    return f.begin < f.end && (*f.begin == '#' || *f.begin == '!' || *f.begin == '%' ||
                               (*f.begin == '/' && f.begin + 1 < f.end && f.begin[1] == '/'));
}

// ---- head and heading

static bool same_word(tdecq_field f, const char *word)
{
    size_t n = strlen(word);
    if ((size_t)(f.end - f.begin) != n) return false;
    for (size_t i = 0; i < n; i++)
        if ((f.begin[i] | 0x20) != (word[i] | 0x20)) return false;
    return true;
}

static bool begins_with(tdecq_field f, const char *word)
{
    size_t n = strlen(word);
    return (size_t)(f.end - f.begin) >= n && same_word((tdecq_field){f.begin, f.begin + n}, word);
}

static const tdecq_unit *unit_named(tdecq_field f)
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
static const tdecq_unit *unit_in(tdecq_field f)
{
    const char *end = f.end, *begin;
    if (end > f.begin && (end[-1] == ')' || end[-1] == ']')) end--;
    for (begin = end; begin > f.begin && !strchr("([_/ ", begin[-1]);)
        begin--;
    return begin > f.begin ? unit_named(tdecq_trimmed(begin, end)) : NULL;
}

static bool number_of(double *value, tdecq_field f)
{
    return sl_decimal_read(value, f.begin, f.end) == f.end && f.begin < f.end;
}

// "key, value" of an instrument's head; false: not one that is known.
static bool head_key(tdecq_reader *r, const tdecq_field *f, int n)
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

int tdecq_split(tdecq_field *out, const char *begin, const char *end, char separator)
{
    int n = 0;
    for (const char *p = begin; n < TDECQ_COLUMNS;) {
        const char *stop = p;
        while (stop < end && *stop != separator)
            stop++;
        out[n++] = tdecq_trimmed(p, stop);
        if (stop == end) break;
        p = stop + 1;
    }
    if (n > 1 && out[n - 1].begin == out[n - 1].end) n--; // a separator at the line's end
    return n;
}

char tdecq_separator(const char *begin, const char *end)
{
    static const char order[] = {';', '\t', ','};
    for (size_t i = 0; i < sizeof order; i++)
        if (memchr(begin, order[i], (size_t)(end - begin))) return order[i];
    return ' ';
}

void tdecq_read_head(tdecq_reader *r)
{
    if (r->end - r->p >= 3 && memcmp(r->p, "\xEF\xBB\xBF", 3) == 0) r->p += 3;
    while (r->p < r->end) {
        const char *stop = tdecq_line_end(r, r->p);
        tdecq_field f = tdecq_trimmed(r->p, stop);
        if (is_row(f)) return;
        while (tdecq_is_comment(f) ||
               (f.begin < f.end && (tdecq_blank(*f.begin) || *f.begin == '/')))
            f.begin++;
        if (f.begin < f.end) {
            tdecq_field fields[TDECQ_COLUMNS];
            int n = tdecq_split(fields, f.begin, f.end, tdecq_separator(f.begin, f.end));
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

static int heading_that(const tdecq_reader *r, const char *const *words)
{
    if (r->headings != r->columns) return -1;
    for (int i = 0; i < r->columns; i++)
        for (const char *const *w = words; *w; w++)
            if (begins_with(r->heading[i], *w)) return i;
    return -1;
}

static void list_columns(const tdecq_reader *r, char *out, size_t n)
{
    size_t at = 0;
    out[0] = '\0';
    for (int i = 0; r->headings == r->columns && i < r->columns && at + NAME < n; i++) {
        int length = (int)(r->heading[i].end - r->heading[i].begin);
        at += (size_t)snprintf(out + at, n - at, "%s%d %.*s", i ? ", " : ": ", i + 1,
                               length < 24 ? length : 24, r->heading[i].begin);
    }
}

bool tdecq_choose_columns(tdecq_reader *r, const sl_wave_read_opts *opts)
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
        tdecq_fault(r, r->p, 1, "--column counts from 1", text);
        return false;
    }
    if (opts->column == 0 && named < 0 && r->columns > 2) {
        snprintf(text, sizeof text, "%d columns, and none is called power%s", r->columns, list);
        tdecq_fault(r, r->p, 1, "say which with --column N", text);
        return false;
    }
    if (r->time_column < 0 && r->columns > 1 && r->value_column != 0) r->time_column = 0;
    if (r->time_column == r->value_column) r->time_column = -1;
    return true;
}

bool tdecq_choose_units(tdecq_reader *r, double *time_scale, double *value_scale,
                        const sl_wave_read_opts *opts)
{
    const tdecq_unit *t = NULL, *v = NULL;
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
        tdecq_fault(r, r->p, 1, "convert the levels to mW", "powers in dBm are no waveform");
        return false;
    }
    if (v && v->base[0] == 's' && opts->scale <= 0) {
        tdecq_fault(r, r->p, 1, "say which column holds the power with --column N",
                    "the column of values is one of time");
        return false;
    }
    return true;
}
