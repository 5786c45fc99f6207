// Workbooks: a sheet of text cells from .xlsx or .csv, and the MATLAB literals that stand in them.
// Theory: docs/theory/com-settings.md.
#ifndef SHORELINE_WORKBOOK_H
#define SHORELINE_WORKBOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "shoreline/core.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SL_WORKBOOK_ROWS    4096
#define SL_WORKBOOK_COLUMNS 256
#define SL_WORKBOOK_BYTES   (16u << 20) // of a file, and of each part of an .xlsx unpacked

typedef struct sl_workbook sl_workbook;

typedef struct sl_cell {
    const char *text; // UTF-8, never NULL; a number as its digits, true and false for booleans
    int row, column;  // from 0
    sl_mark mark;     // in a .csv line and column of the text; in an .xlsx row and column from 1
} sl_cell;

// Reads the sheet `sheet` of an .xlsx (letter case does not matter; the first sheet, with a
// warning, where there is none of that name), or a .csv (RFC 4180; UTF-8, also with a byte order
// mark). What a file is its content decides, not its name. Faults are told in ctx, also that an old
// .xls must be saved as .xlsx first. Errors: SL_ERR_IO, SL_ERR_SCENARIO, SL_ERR_LIMIT,
// SL_ERR_NO_MEMORY.
sl_status sl_workbook_read(sl_workbook **out, sl_ctx *ctx, const char *path, const char *sheet);
// The same from memory; name: for diagnostics. The bytes are copied.
sl_status sl_workbook_parse(sl_workbook **out, sl_ctx *ctx, const char *name, const void *bytes,
                            size_t n, const char *sheet);
void sl_workbook_destroy(sl_workbook *book);
const char *sl_workbook_name(const sl_workbook *book);

// Cells that are not empty, row after row.
size_t sl_workbook_cells(const sl_workbook *book);
const sl_cell *sl_workbook_cell(const sl_workbook *book, size_t i);
// The cell at a place, or NULL where it is empty. Cost: O(log cells).
const sl_cell *sl_workbook_at(const sl_workbook *book, int row, int column);

// ---- MATLAB literals (src/workbook/literal.c) ----

#define SL_MATRIX_MAX 4096 // elements

typedef struct sl_matrix { // row after row
    int rows, columns;
    double *v;
} sl_matrix;

// Where and why a literal does not parse.
typedef struct sl_literal_error {
    size_t offset, length; // of the text
    char message[120];
    char hint[120];
} sl_literal_error;

// A name in a literal that is none of MATLAB's: true and its value, or false.
typedef bool sl_literal_name(void *user, const char *name, size_t length, double *value);

// Evaluates a constant expression as MATLAB does: numbers, [ ; , ], ranges a:b and a:s:b, + - * / ^
// with and without a dot, transposes, ( ), true false NaN Inf pi eps, ones zeros linspace abs sqrt
// round floor ceil. Inside [ ] "1 -2" is two numbers, "1 - 2" is one. Elements live in `arena`.
// name: may be NULL. Errors: SL_ERR_SCENARIO with *error, SL_ERR_NO_MEMORY. Cost: microseconds.
sl_status sl_literal_parse(sl_matrix *out, sl_arena *arena, const char *text, size_t length,
                           sl_literal_name *name, void *user, sl_literal_error *error);

#ifdef __cplusplus
}
#endif
#endif
