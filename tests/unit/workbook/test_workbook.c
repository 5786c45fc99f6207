// Cells of .csv text and of .xlsx archives that the tests make themselves.
#include "sl_test.h"

#include "shoreline/workbook.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

static int setup(void **state)
{
    return sl_ctx_create((sl_ctx **)state, NULL) != SL_OK;
}

static int teardown(void **state)
{
    sl_ctx_destroy(*state);
    return 0;
}

static const char *at(const sl_workbook *book, int row, int column)
{
    const sl_cell *cell = sl_workbook_at(book, row, column);
    return cell ? cell->text : "";
}

static void test_csv(void **state)
{
    static const char text[] = "\xEF\xBB\xBF"
                               "a,b,\"c,\"\"d\"\"\"\r\n"
                               ",\"two\nlines\",1.5\" thick\n"
                               "Table 93A\x96"
                               "3,\xE2\x80\x93,.\\results\\\rlast";
    sl_ctx *ctx = *state;
    sl_workbook *book;
    assert_int_equal(sl_workbook_parse(&book, ctx, "t.csv", text, sizeof text - 1, "S"), SL_OK);
    assert_int_equal(sl_workbook_cells(book), 9);
    assert_string_equal(at(book, 0, 0), "a");
    assert_string_equal(at(book, 0, 2), "c,\"d\"");
    assert_string_equal(at(book, 1, 0), "");
    assert_string_equal(at(book, 1, 1), "two\nlines");
    assert_string_equal(at(book, 1, 2), "1.5\" thick");
    assert_string_equal(at(book, 2, 0), "Table 93A\xEF\xBF\xBD"
                                        "3");
    assert_string_equal(at(book, 2, 2), ".\\results\\");
    assert_string_equal(at(book, 3, 0), "last");
    const sl_cell *cell = sl_workbook_at(book, 1, 2);
    assert_int_equal(cell->mark.line, 3); // behind the line break inside of the field
    assert_int_equal(cell->mark.column, 8);
    assert_null(sl_workbook_cell(book, 9));
    sl_workbook_destroy(book);
}

static void refuse(sl_ctx *ctx, const void *bytes, size_t n, const char *says, const char *hint)
{
    sl_workbook *book;
    sl_diag_clear(ctx);
    sl_status status = sl_workbook_parse(&book, ctx, "t", bytes, n, "COM_Settings");
    assert_int_not_equal(status, SL_OK);
    assert_null(book);
    assert_int_equal(sl_diag_errors(ctx), 1);
    const sl_diag *d = sl_diag_get(ctx, 0);
    if (!strstr(d->message, says) || !strstr(d->hint, hint))
        fail_msg("'%s' / '%s'", d->message, d->hint);
}

static void test_refused(void **state)
{
    sl_ctx *ctx = *state;
    refuse(ctx, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 ....", 12, ".xls", "convert-to xlsx");
    refuse(ctx, "MATLAB 5.0 MAT-file", 19, ".mat", "workbook");
    refuse(ctx,
           "\xFF\xFE"
           "a\0",
           4, "UTF-16", "UTF-8");
    refuse(ctx, "PK\3\4broken", 10, "broken archive", "again");
    refuse(ctx, "a,\"b", 4, "never closed", "");
    refuse(ctx, "a,\"b\"c", 6, "follows", "");
    refuse(ctx, "a\0b", 3, "neither", "");
    assert_int_equal(sl_diag_get(ctx, 0)->code, SL_E_WORKBOOK);
    char *wide = malloc(300);
    memset(wide, ',', 299);
    wide[299] = 'x';
    refuse(ctx, wide, 300, "more than", "");
    free(wide);
    sl_workbook *book;
    assert_int_equal(sl_workbook_read(&book, ctx, "/does/not/exist.xlsx", "S"), SL_ERR_IO);
    assert_int_equal(sl_workbook_parse(&book, ctx, "t", "", 0, "S"), SL_OK); // no cells
    assert_int_equal(sl_workbook_cells(book), 0);
    sl_workbook_destroy(book);
}

// ---- .xlsx ----

typedef struct part {
    const char *name, *text;
    size_t repeat; // the text so many times; 0: once
} part;

// A zip archive of parts, in memory to be freed.
static void *archive(const part *parts, size_t n, size_t *size)
{
    zip_error_t error;
    zip_source_t *to = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_source_keep(to);
    zip_t *zip = zip_open_from_source(to, ZIP_CREATE | ZIP_TRUNCATE, &error);
    assert_non_null(zip);
    for (size_t i = 0; i < n; i++) {
        size_t length = strlen(parts[i].text), times = parts[i].repeat ? parts[i].repeat : 1;
        char *text = malloc(length * times + 1);
        for (size_t k = 0; k < times; k++)
            memcpy(text + k * length, parts[i].text, length);
        zip_source_t *from = zip_source_buffer(zip, text, length * times, 1);
        assert_true(zip_file_add(zip, parts[i].name, from, 0) >= 0);
    }
    assert_int_equal(zip_close(zip), 0);
    zip_stat_t st;
    zip_source_stat(to, &st);
    void *bytes = malloc(st.size);
    zip_source_open(to);
    assert_int_equal(zip_source_read(to, bytes, st.size), (int)st.size);
    zip_source_close(to);
    zip_source_free(to);
    *size = st.size;
    return bytes;
}

#define RELS_BEGIN                                                                                 \
    "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
#define TYPE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

// Odd as some of IEEE's: an absolute part name, prefixed elements, rich text, no dimension, a row
// and a cell without reference, phonetic text.
static const part odd[] = {
    {"_rels/.rels",
     RELS_BEGIN "<Relationship Id='r1' Type='" TYPE "/officeDocument' Target='xl/workbook.xml'/>"
                "</Relationships>",
     0},
    {"xl/workbook.xml",
     "<x:workbook xmlns:x='m' xmlns:r='r'><x:sheets>"
     "<x:sheet name='Notes' sheetId='1' r:id='rId1'/>"
     "<x:sheet name='com_settings' sheetId='2' r:id='rId2'/></x:sheets></x:workbook>",
     0},
    {"xl/_rels/workbook.xml.rels",
     RELS_BEGIN "<Relationship Id='rId1' Type='" TYPE "/worksheet' Target='worksheets/s1.xml'/>"
                "<Relationship Id='rId2' Type='" TYPE "/worksheet' Target='/xl/worksheets/s2.xml'/>"
                "<Relationship Id='rId3' Type='" TYPE
                "/sharedStrings' Target='../xl/sharedStrings.xml'/></Relationships>",
     0},
    {"xl/sharedStrings.xml",
     "<sst xmlns='m'><si><t>f_b</t></si><si><r><t>[1 2</t></r><r><rPr/><t xml:space='preserve'> 3]"
     "</t></r><rPh><t>no</t></rPh></si></sst>",
     0},
    {"xl/worksheets/s1.xml", "<worksheet xmlns='m'><sheetData/></worksheet>", 0},
    {"xl/worksheets/s2.xml",
     "<x:worksheet xmlns:x='m'><x:sheetData>"
     "<x:row r='2'><x:c r='B2' t='s'><x:v>0</x:v></x:c><x:c><x:v>53.125</x:v></x:c></x:row>"
     "<x:row><x:c r='A3' t='inlineStr'><x:is><x:t>a &amp; b</x:t></x:is></x:c>"
     "<x:c t='b'><x:v>1</x:v></x:c><x:c t='str'><x:f>A1&amp;A2</x:f><x:v>stored</x:v></x:c>"
     "<x:c r='AA3' t='s'><x:v>1</x:v></x:c><x:c r='AB3' s='4'/></x:row>"
     "</x:sheetData></x:worksheet>",
     0},
};

static void test_xlsx(void **state)
{
    size_t n;
    void *bytes = archive(odd, sizeof odd / sizeof *odd, &n);
    sl_workbook *book;
    assert_int_equal(sl_workbook_parse(&book, *state, "t.xlsx", bytes, n, "COM_Settings"), SL_OK);
    free(bytes);
    assert_int_equal(sl_workbook_cells(book), 6);
    assert_string_equal(at(book, 1, 1), "f_b");
    assert_string_equal(at(book, 1, 2), "53.125");
    assert_string_equal(at(book, 2, 0), "a & b");
    assert_string_equal(at(book, 2, 1), "true");
    assert_string_equal(at(book, 2, 2), "stored");
    assert_string_equal(at(book, 2, 26), "[1 2 3]");
    assert_int_equal(sl_workbook_at(book, 1, 1)->mark.line, 2);
    assert_int_equal(sl_diag_count(*state), 0);
    sl_workbook_destroy(book);
}

static void test_first_sheet(void **state)
{
    size_t n;
    void *bytes = archive(odd, sizeof odd / sizeof *odd, &n);
    sl_workbook *book;
    assert_int_equal(sl_workbook_parse(&book, *state, "t.xlsx", bytes, n, "Other"), SL_OK);
    free(bytes);
    assert_int_equal(sl_workbook_cells(book), 0); // of the sheet Notes
    assert_int_equal(sl_diag_get(*state, 0)->code, SL_W_REFERENCE);
    sl_workbook_destroy(book);
}

// One part replaced by something broken.
static void test_broken_xlsx(void **state)
{
    static const struct {
        const char *name, *text;
        size_t repeat;
        const char *says;
    } faults[] = {
        {"xl/worksheets/s2.xml", "<worksheet><sheetData>", 0, "not well-formed"},
        {"xl/worksheets/s2.xml", "<w><row r='1'><c r='A1' t='s'><v>7</v></c></row></w>", 0,
         "shared string"},
        {"xl/worksheets/s2.xml", "<w><row r='1'><c r='1A'/></row></w>", 0, "B12"},
        {"xl/worksheets/s2.xml", "<w><row r='9999999'><c><v>1</v></c></row></w>", 0, "more than"},
        {"xl/worksheets/s2.xml", "<!DOCTYPE w [<!ENTITY a 'b'>]><w/>", 0, "document type"},
        {"xl/worksheets/s2.xml", "<w>                              ", 1 << 20, "16 MiB"},
        {"xl/workbook.xml", "<workbook><sheets/></workbook>", 0, "no sheet"},
        {"xl/_rels/workbook.xml.rels", RELS_BEGIN "</Relationships>", 0, "holds no"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        part parts[sizeof odd / sizeof *odd];
        memcpy(parts, odd, sizeof odd);
        for (size_t k = 0; k < sizeof odd / sizeof *odd; k++)
            if (strcmp(parts[k].name, faults[i].name) == 0)
                parts[k] = (part){faults[i].name, faults[i].text, faults[i].repeat};
        size_t n;
        void *bytes = archive(parts, sizeof odd / sizeof *odd, &n);
        refuse(*state, bytes, n, faults[i].says, "");
        refuse(*state, bytes, n / 2, "broken archive", "");
        free(bytes);
    }
    size_t n;
    void *bytes = archive(odd, 1, &n);
    refuse(*state, bytes, n, "no .xlsx workbook", "");
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_csv, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(test_xlsx, setup, teardown),
        cmocka_unit_test_setup_teardown(test_first_sheet, setup, teardown),
        cmocka_unit_test_setup_teardown(test_broken_xlsx, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
