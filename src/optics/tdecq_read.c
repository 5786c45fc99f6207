// Rows of records of waveforms, and whether their times are equidistant. The head: tdecq_head.c.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "optics/tdecq_read.h"
#include "shoreline/sparam.h"

enum { FAULTS = 10 };

// ---- rows

static bool grow(tdecq_reader *r)
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

static void bad_number(tdecq_reader *r, const char *at, const char *stop)
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
    tdecq_fault(r, at < r->end ? at : r->end, (size_t)length, hint, text);
}

static const char *skip_blanks(const tdecq_reader *r, const char *p, const char *stop)
{
    while (p < stop && tdecq_blank(*p) && *p != r->separator)
        p++;
    if (r->separator == ' ')
        while (p < stop && tdecq_blank(*p))
            p++;
    return p;
}

// One row. False after telling what is wrong with it.
static bool read_row(tdecq_reader *r, const char *p, const char *stop, double *time, double *value)
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
    tdecq_fault(r, p, 1, "every row has the same columns", text);
    return false;
}

static int count_columns(const char *p, const char *stop, char separator)
{
    tdecq_field fields[TDECQ_COLUMNS];
    if (separator != ' ') return tdecq_split(fields, p, stop, separator);
    int n = 0;
    for (bool inside = false; p < stop; p++) {
        n += !tdecq_blank(*p) && !inside;
        inside = !tdecq_blank(*p);
    }
    return n;
}

static sl_status read_rows(tdecq_reader *r, double time_scale, double value_scale)
{
    while (r->p < r->end && r->faults < FAULTS) {
        const char *stop = tdecq_line_end(r, r->p);
        tdecq_field f = tdecq_trimmed(r->p, stop);
        if (f.begin < f.end && !tdecq_is_comment(f)) {
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
static void find_row(tdecq_reader *r, size_t i)
{
    r->p = r->source->text;
    r->line = 1;
    tdecq_read_head(r);
    for (size_t row = 0; r->p < r->end; r->line++) {
        const char *stop = tdecq_line_end(r, r->p);
        tdecq_field f = tdecq_trimmed(r->p, stop);
        if (f.begin < f.end && !tdecq_is_comment(f) && row++ == i) return;
        r->p = stop < r->end ? stop + 1 : r->end;
    }
}

// The first row whose distance from the one before is not the usual one is told.
static sl_status uneven(tdecq_reader *r, double step)
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
    tdecq_fault(r, r->p, 1, "record or resample at equal steps; write time with enough digits",
                text);
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

// Equal steps but for the rounding of what is written: few digits make many steps that are too
// short or too long, yet no time is further from its place than the longest step; a gap makes one.
static sl_status check_time(tdecq_reader *r)
{
    const double *t = r->time;
    size_t n = r->out->n, odd = 0;
    if (n < 2) return SL_OK;
    double step = (t[n - 1] - t[0]) / (double)(n - 1), longest = 0, off = 0;
    bool forward = step > 0 && isfinite(step);
    for (size_t i = 1; i < n; i++) {
        double d = t[i] - t[i - 1];
        off = fmax(off, fabs(t[i] - t[0] - (double)i * step));
        longest = fmax(longest, d);
        odd += fabs(d - step) > 0.25 * step;
        forward = forward && d >= 0;
    }
    bool rounded = odd > 20 && odd > n / 1000 && off <= 1.01 * longest;
    if (!forward || (off > 0.25 * step && !rounded))
        return uneven(r, usual_step(t, n) > 0 ? usual_step(t, n) : fabs(step));
    if (off > 0.25 * step)
        sl_diag_add(r->ctx, SL_WARNING, SL_W_WAVE_RECORD, (sl_mark){r->source, 1, 1, 1},
                    "write time with more digits",
                    "times are rounded, by up to %.3g s at steps of %.4g s: steps are taken as "
                    "equal",
                    off, step);
    r->out->step_s = step;
    return SL_OK;
}

static sl_status read_all(tdecq_reader *r, const sl_wave_read_opts *opts)
{
    double time_scale, value_scale;
    tdecq_read_head(r);
    if (r->p == r->end) {
        r->line = 1;
        tdecq_fault(r, r->source->text, 1, "a record is rows of numbers, as time_s,power_w",
                    "there is no row of numbers");
        return SL_ERR_SCENARIO;
    }
    const char *stop = tdecq_line_end(r, r->p);
    r->separator = tdecq_separator(r->p, stop);
    tdecq_field first = tdecq_trimmed(r->p, stop);
    r->columns = count_columns(first.begin, first.end, r->separator);
    if (!tdecq_choose_columns(r, opts) || !tdecq_choose_units(r, &time_scale, &value_scale, opts))
        return SL_ERR_SCENARIO;
    SL_TRY(read_rows(r, time_scale, value_scale));
    return r->time ? check_time(r) : SL_OK;
}

sl_status sl_wave_parse(sl_wave_record *out, sl_ctx *ctx, const sl_source *source,
                        const sl_wave_read_opts *opts)
{
    static const sl_wave_read_opts none = {0};
    *out = (sl_wave_record){.ctx = ctx, .unit = "W"};
    tdecq_reader r = {.ctx = ctx,
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
