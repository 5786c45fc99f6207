// What the two files of the reader of records share.
#ifndef OPTICS_TDECQ_READ_H
#define OPTICS_TDECQ_READ_H

#include "shoreline/tdecq.h"

enum { TDECQ_COLUMNS = 64 };

typedef struct tdecq_unit {
    const char *name, *word; // as in a heading; as in a head, or NULL
    double scale;
    const char *base;
} tdecq_unit;

typedef struct tdecq_field {
    const char *begin, *end;
} tdecq_field;

typedef struct tdecq_reader {
    sl_ctx *ctx;
    const sl_source *source;
    sl_wave_record *out;
    const char *p, *end;
    int line, faults, columns;
    char separator;
    tdecq_field heading[TDECQ_COLUMNS];
    int headings;
    const tdecq_unit *x_unit, *y_unit; // of the head
    int time_column, value_column;     // from 0; -1: none
    double *time;
    size_t room;
} tdecq_reader;

void tdecq_fault(tdecq_reader *r, const char *at, size_t length, const char *hint,
                 const char *message);
const char *tdecq_line_end(const tdecq_reader *r, const char *p);
tdecq_field tdecq_trimmed(const char *begin, const char *end);
bool tdecq_is_comment(tdecq_field f);
static inline bool tdecq_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}
// Fields of a line between separators; a separator at its end is none.
int tdecq_split(tdecq_field *out, const char *begin, const char *end, char separator);
// The separator of a line: semicolon, else tab, else comma, else blank.
char tdecq_separator(const char *begin, const char *end);

// Everything up to the first row; r->p is left there.
void tdecq_read_head(tdecq_reader *r);
// Which columns hold what, and in which units. False after telling what is wrong.
bool tdecq_choose_columns(tdecq_reader *r, const sl_wave_read_opts *opts);
bool tdecq_choose_units(tdecq_reader *r, double *time_scale, double *value_scale,
                        const sl_wave_read_opts *opts);

#endif
