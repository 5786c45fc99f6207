// The grid of cells, and which reader a file needs.
#include "workbook/workbook_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

sl_status sl_workbook_fault(const sl_workbook *book, const char *hint, const char *message)
{
    sl_diag_add(book->ctx, SL_ERROR, SL_E_WORKBOOK, (sl_mark){.source = &book->source}, hint, "%s",
                message);
    return SL_ERR_SCENARIO;
}

// ---- cells ----

// Bytes of the UTF-8 character that begins at s, or 0.
static size_t utf8_length(const unsigned char *s, size_t n)
{
    size_t length = *s < 0x80 ? 1 : *s >= 0xF0 ? 4 : *s >= 0xE0 ? 3 : 2;
    if ((*s >= 0x80 && *s < 0xC2) || *s > 0xF4 || length > n) return 0;
    for (size_t i = 1; i < length; i++)
        if ((s[i] & 0xC0) != 0x80) return 0;
    return length;
}

// A byte that is no UTF-8 becomes one replacement character: headings of sheets saved in a Windows
// code page hold such, keys and values do not.
static char *clean(sl_arena *arena, const char *text, size_t n)
{
    char *copy = sl_arena_alloc(arena, 3 * n + 1), *to = copy;
    for (size_t i = 0; copy && i < n;) {
        size_t length = utf8_length((const unsigned char *)text + i, n - i);
        if (length && text[i]) {
            memcpy(to, text + i, length);
            to += length;
            i += length;
        } else {
            memcpy(to, "\xEF\xBF\xBD", 3);
            to += 3;
            i++;
        }
    }
    return copy;
}

sl_status sl_workbook_add(sl_workbook *book, int row, int column, const char *text, size_t n,
                          sl_mark mark)
{
    if (n == 0) return SL_OK;
    if (row < 0 || row >= SL_WORKBOOK_ROWS || column < 0 || column >= SL_WORKBOOK_COLUMNS) {
        sl_diag_add(book->ctx, SL_ERROR, SL_E_WORKBOOK, mark,
                    "COM workbooks have about 60 rows and 20 columns",
                    "the sheet has more than %d rows or %d columns", SL_WORKBOOK_ROWS,
                    SL_WORKBOOK_COLUMNS);
        return SL_ERR_LIMIT;
    }
    if (book->n == book->capacity) {
        size_t capacity = book->capacity ? 2 * book->capacity : 512;
        sl_cell *cells = sl_arena_alloc(book->arena, capacity * sizeof *cells);
        if (!cells) return SL_ERR_NO_MEMORY;
        if (book->n) memcpy(cells, book->cells, book->n * sizeof *cells);
        book->cells = cells;
        book->capacity = capacity;
    }
    const char *copy = clean(book->arena, text, n);
    if (!copy) return SL_ERR_NO_MEMORY;
    book->cells[book->n++] = (sl_cell){copy, row, column, mark};
    return SL_OK;
}

static int compare(const void *pa, const void *pb)
{
    const sl_cell *a = pa, *b = pb;
    if (a->row != b->row) return a->row < b->row ? -1 : 1;
    return (a->column > b->column) - (a->column < b->column);
}

const sl_cell *sl_workbook_at(const sl_workbook *book, int row, int column)
{
    if (!book->n) return NULL;
    sl_cell key = {.row = row, .column = column};
    return bsearch(&key, book->cells, book->n, sizeof key, compare);
}

size_t sl_workbook_cells(const sl_workbook *book)
{
    return book->n;
}

const sl_cell *sl_workbook_cell(const sl_workbook *book, size_t i)
{
    return i < book->n ? &book->cells[i] : NULL;
}

const char *sl_workbook_name(const sl_workbook *book)
{
    return book->source.name;
}

void sl_workbook_destroy(sl_workbook *book)
{
    if (!book) return;
    sl_ctx *ctx = book->ctx;
    sl_arena_destroy(book->arena);
    sl_ctx_resize(ctx, book, 0);
}

// ---- files ----

static sl_status read_content(sl_workbook *book, const char *bytes, size_t n, const char *sheet)
{
    static const struct {
        const char *begins;
        size_t n;
        const char *message, *hint;
    } refused[] = {
        {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, "an old binary .xls, or an encrypted workbook",
         "save it as .xlsx without a password, or: libreoffice --headless --convert-to xlsx FILE"},
        {"MATLAB", 6, "a MATLAB .mat file", "give the workbook that it was made from"},
        {"<?xml", 5, "an XML spreadsheet", "save it as .xlsx"},
        {"\xFF\xFE", 2, "a text file in UTF-16", "save it as 'CSV UTF-8'"},
        {"\xFE\xFF", 2, "a text file in UTF-16", "save it as 'CSV UTF-8'"},
    };
    if (n > SL_WORKBOOK_BYTES)
        return sl_workbook_fault(book, "COM workbooks have less than 1 MiB",
                                 "the workbook is larger than 16 MiB");
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (n >= refused[i].n && memcmp(bytes, refused[i].begins, refused[i].n) == 0)
            return sl_workbook_fault(book, refused[i].hint, refused[i].message);
    if (n >= 4 && memcmp(bytes, "PK\3\4", 4) == 0) return sl_workbook_xlsx(book, bytes, n, sheet);
    if (n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        bytes += 3;
        n -= 3;
    }
    book->source.text = sl_arena_text(book->arena, bytes, n);
    book->source.length = n;
    return book->source.text ? sl_workbook_csv(book) : SL_ERR_NO_MEMORY;
}

sl_status sl_workbook_parse(sl_workbook **out, sl_ctx *ctx, const char *name, const void *bytes,
                            size_t n, const char *sheet)
{
    *out = NULL;
    sl_workbook *book = sl_ctx_resize(ctx, NULL, sizeof *book);
    if (!book) return SL_ERR_NO_MEMORY;
    *book = (sl_workbook){.ctx = ctx};
    sl_status status = sl_arena_create(&book->arena, ctx);
    if (status == SL_OK) {
        book->source.name = sl_arena_text(book->arena, name, strlen(name));
        status = book->source.name ? read_content(book, bytes, n, sheet) : SL_ERR_NO_MEMORY;
    }
    if (status != SL_OK) {
        sl_workbook_destroy(book);
        return status;
    }
    if (book->n) qsort(book->cells, book->n, sizeof *book->cells, compare);
    *out = book;
    return SL_OK;
}

sl_status sl_workbook_read(sl_workbook **out, sl_ctx *ctx, const char *path, const char *sheet)
{
    *out = NULL;
    struct stat st;
    FILE *file = fopen(path, "rb");
    bool ok = file && fstat(fileno(file), &st) == 0 && S_ISREG(st.st_mode) &&
              st.st_size <= (off_t)SL_WORKBOOK_BYTES;
    size_t n = ok ? (size_t)st.st_size : 0;
    char *bytes = ok ? sl_ctx_resize(ctx, NULL, n + 1) : NULL;
    bool whole = bytes && fread(bytes, 1, n, file) == n;
    if (file) fclose(file);
    sl_status status = SL_ERR_NO_MEMORY;
    if (!ok || (bytes && !whole)) {
        sl_diag_add(ctx, SL_ERROR, SL_E_FILE, (sl_mark){0},
                    file ? "a workbook is a file of at most 16 MiB" : "check the path",
                    "cannot read '%.200s'", path);
        status = SL_ERR_IO;
    } else if (bytes) {
        status = sl_workbook_parse(out, ctx, path, bytes, n, sheet);
    }
    if (bytes) sl_ctx_resize(ctx, bytes, 0);
    return status;
}
