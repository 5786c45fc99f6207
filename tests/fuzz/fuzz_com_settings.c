// Any bytes are a COM workbook or are refused with diagnostics. What neither begins as an archive
// nor as a table of keys is put into an .xlsx: the sheet up to a zero byte, shared strings behind
// it.
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "shoreline/com_settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds) abort();
}

static void add(zip_t *zip, const char *name, const void *bytes, size_t n)
{
    zip_source_t *from = zip_source_buffer(zip, bytes, n, 0);
    zip_int64_t index = zip_file_add(zip, name, from, 0);
    check(index >= 0 && zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0) == 0);
}

#define TYPE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

static void *archive(const uint8_t *data, size_t size, size_t *n)
{
    static const char book[] = "<w><sheets><sheet name='COM_Settings' id='a'/></sheets></w>";
    static const char relations[] =
        "<r><Relationship Id='a' Type='" TYPE "/worksheet' Target='s.xml'/>"
        "<Relationship Id='b' Type='" TYPE "/sharedStrings' Target='t.xml'/></r>";
    const uint8_t *zero = size ? memchr(data, 0, size) : NULL;
    size_t sheet = zero ? (size_t)(zero - data) : size;
    zip_source_t *to = zip_source_buffer_create(NULL, 0, 0, NULL);
    check(to != NULL);
    zip_source_keep(to);
    zip_t *zip = zip_open_from_source(to, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    check(zip != NULL);
    add(zip, "xl/workbook.xml", book, sizeof book - 1);
    add(zip, "xl/_rels/workbook.xml.rels", relations, sizeof relations - 1);
    add(zip, "xl/s.xml", data, sheet);
    add(zip, "xl/t.xml", zero ? zero + 1 : data, zero ? size - sheet - 1 : 0);
    check(zip_close(zip) == 0);
    zip_stat_t st;
    check(zip_source_stat(to, &st) == 0);
    void *bytes = malloc(st.size);
    check(zip_source_open(to) == 0 && zip_source_read(to, bytes, st.size) == (zip_int64_t)st.size);
    zip_source_close(to);
    zip_source_free(to);
    *n = st.size;
    return bytes;
}

static void resolve(sl_ctx *ctx, const sl_workbook *book, sl_com_compat compat)
{
    sl_com_settings *s = NULL;
    sl_status status = sl_com_settings_resolve(&s, ctx, book, compat);
    check((status == SL_OK) == (s != NULL));
    if (status != SL_OK) {
        check(status == SL_ERR_SCENARIO && sl_diag_errors(ctx) > 0);
        return;
    }
    check(s->f_b_hz > 0 && s->b_max.n == s->n_b && s->cases >= 1 && s->z_p_select_n >= 1);
    check(s->f_z_hz.n == s->g_dc_db.n && s->a_v_v.n >= 1 && s->ladder >= 1);
    sl_text text;
    sl_text_init(&text, ctx);
    sl_com_settings_dump(&text, s);
    check(text.length > 0 && !text.failed);
    sl_text_free(&text);
    sl_com_settings_destroy(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sl_ctx *ctx = NULL;
    sl_workbook *book = NULL;
    check(sl_ctx_create(&ctx, NULL) == SL_OK);
    bool xml = size && (data[0] == '<' || data[0] == 0);
    size_t n = size;
    void *bytes = xml ? archive(data, size, &n) : NULL;
    sl_status status = sl_workbook_parse(&book, ctx, "fuzz", xml ? bytes : data, n, "COM_Settings");
    check((status == SL_OK) == (book != NULL) && (book || sl_diag_errors(ctx) > 0));
    for (size_t i = 0; book && i < sl_workbook_cells(book); i++) {
        const sl_cell *cell = sl_workbook_cell(book, i);
        check(cell->text[0] && cell->mark.line >= 1 && cell->mark.column >= 1);
        check(sl_workbook_at(book, cell->row, cell->column) != NULL);
    }
    if (book) {
        resolve(ctx, book, SL_COM_3_70);
        resolve(ctx, book, SL_COM_4_50);
    }
    for (size_t i = 0; i < sl_diag_count(ctx); i++)
        check(sl_diag_get(ctx, i)->message[0] != '\0');
    sl_workbook_destroy(book);
    free(bytes);
    sl_ctx_destroy(ctx);
    return 0;
}
