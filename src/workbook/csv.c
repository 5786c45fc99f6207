// Comma-separated text to cells: RFC 4180, with LF, CRLF or CR between lines, and with a '"' inside
// of a field that does not begin with one taken as it stands, as spreadsheets write it.
#include "workbook/workbook_internal.h"

#include <string.h>

typedef struct reader {
    sl_workbook *book;
    const char *p, *end;
    int line, column; // of *p, from 1; in characters
    char *field;      // room for the longest field
} reader;

static void advance(reader *r)
{
    unsigned char c = (unsigned char)*r->p++;
    if (c == '\n') {
        r->line++;
        r->column = 1;
    } else if ((c & 0xC0) != 0x80) { // continuation bytes of UTF-8 are no columns
        r->column++;
    }
}

static bool ends_field(const reader *r)
{
    return r->p == r->end || *r->p == ',' || *r->p == '\n' || *r->p == '\r';
}

static sl_status fault(reader *r, sl_mark mark, const char *message, const char *hint)
{
    sl_diag_add(r->book->ctx, SL_ERROR, SL_E_WORKBOOK, mark, hint, "%s", message);
    return SL_ERR_SCENARIO;
}

// Behind the opening '"'.
static sl_status quoted(reader *r, size_t *n, sl_mark mark)
{
    for (;; advance(r)) {
        if (r->p == r->end)
            return fault(r, mark, "the '\"' is never closed", "end the field with another '\"'");
        if (*r->p == '"') {
            if (r->p + 1 == r->end || r->p[1] != '"') break;
            advance(r);
        }
        r->field[(*n)++] = *r->p;
    }
    advance(r);
    if (ends_field(r)) return SL_OK;
    mark.line = r->line;
    mark.column = r->column;
    mark.length = 1;
    return fault(r, mark, "text follows the closing '\"'", "write a '\"' inside of a field twice");
}

static sl_status field(reader *r, int row, int column)
{
    size_t n = 0;
    sl_mark mark = {&r->book->source, r->line, r->column, 1};
    if (r->p < r->end && *r->p == '"') {
        advance(r);
        SL_TRY(quoted(r, &n, mark));
    } else {
        for (; !ends_field(r); advance(r))
            r->field[n++] = *r->p;
    }
    if (r->line == mark.line && r->column > mark.column) mark.length = r->column - mark.column;
    return sl_workbook_add(r->book, row, column, r->field, n, mark);
}

sl_status sl_workbook_csv(sl_workbook *book)
{
    reader r = {book, book->source.text, book->source.text + book->source.length, 1, 1, NULL};
    if (memchr(r.p, '\0', book->source.length))
        return sl_workbook_fault(book, "give the workbook itself, as .xlsx or .csv",
                                 "neither an .xlsx nor a text file");
    r.field = sl_arena_alloc(book->arena, book->source.length + 1);
    if (!r.field) return SL_ERR_NO_MEMORY;
    for (int row = 0, column = 0; r.p < r.end;) {
        SL_TRY(field(&r, row, column));
        if (r.p == r.end) break;
        if (*r.p == ',') {
            column++;
        } else {
            if (*r.p == '\r' && r.p + 1 < r.end && r.p[1] == '\n') advance(&r);
            row++;
            column = 0;
        }
        advance(&r);
    }
    return SL_OK;
}
