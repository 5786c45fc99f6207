// What the readers of workbooks share. For src/workbook only.
#ifndef WORKBOOK_INTERNAL_H
#define WORKBOOK_INTERNAL_H

#include "shoreline/workbook.h"

struct sl_workbook {
    sl_ctx *ctx;
    sl_arena *arena;
    sl_source source;
    sl_cell *cells;
    size_t n, capacity;
};

// Adds a cell unless it is empty. The text is copied, and bytes that are no UTF-8 replaced.
// Errors: SL_ERR_LIMIT (told) outside of the largest sheet, SL_ERR_NO_MEMORY.
sl_status sl_workbook_add(sl_workbook *book, int row, int column, const char *text, size_t n,
                          sl_mark mark);
// Tells a fault of the whole file.
sl_status sl_workbook_fault(const sl_workbook *book, const char *hint, const char *message);

sl_status sl_workbook_csv(sl_workbook *book);
sl_status sl_workbook_xlsx(sl_workbook *book, const void *bytes, size_t n, const char *sheet);

#endif
