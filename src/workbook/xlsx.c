// Office Open XML workbooks (ECMA-376 part 1, SpreadsheetML): one sheet's cells.
//
// Read are the package's relationships, the list of sheets, the shared strings and the sheet
// itself. Element names count without their namespace prefix, since some of IEEE's workbooks use
// prefixes and some do not. A missing dimension, missing row and cell references, absolute part
// names and rich text runs are all legal and occur. Not read: styles (so a date is its number),
// formulae (but their stored values), phonetic text. A part unpacks to at most 16 MiB; document
// types are refused.
#include "workbook/workbook_internal.h"

#include <expat.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zip.h>

#define PATH_BYTES 256
#define CELL_BYTES (64u << 10)

typedef struct strings {
    const char **v;
    size_t n, capacity;
} strings;

typedef struct package {
    sl_workbook *book;
    zip_t *zip;
    const char *sheet; // wanted
    char workbook[PATH_BYTES], shared[PATH_BYTES], target[PATH_BYTES];
    char first[PATH_BYTES]; // relationship of the first sheet
    char wanted[PATH_BYTES];
    char first_name[64];
    strings shared_strings;
    // while XML is read
    XML_Parser parser;
    sl_status status;
    sl_text text; // of the cell or string at hand
    bool in_text; // inside <t> or <v>
    int phonetic; // depth inside <rPh>
    int row, column;
    char type[16];
} package;

static const char *local(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

static const char *attribute(const char **attributes, const char *name)
{
    for (; *attributes; attributes += 2)
        if (strcmp(local(attributes[0]), name) == 0) return attributes[1];
    return NULL;
}

static void stop(package *k, sl_status status)
{
    if (k->status == SL_OK) k->status = status;
    XML_StopParser(k->parser, XML_FALSE);
}

static void stop_saying(package *k, const char *message)
{
    stop(k, sl_workbook_fault(k->book, "open the workbook and save it again as .xlsx", message));
}

// ---- parts ----

// The part's bytes in the arena. *found false where there is none of that name.
static sl_status read_part(package *k, const char *name, char **bytes, size_t *n, bool *found)
{
    zip_int64_t index = zip_name_locate(k->zip, name, ZIP_FL_NOCASE);
    *found = index >= 0;
    if (!*found) return SL_OK;
    zip_stat_t st;
    if (zip_stat_index(k->zip, (zip_uint64_t)index, 0, &st) != 0 || !(st.valid & ZIP_STAT_SIZE))
        return sl_workbook_fault(k->book, "save the workbook again", "the archive is broken");
    if (st.size > SL_WORKBOOK_BYTES)
        return sl_workbook_fault(k->book, "a sheet of COM settings has less than 1 MiB",
                                 "a part of the workbook unpacks to more than 16 MiB");
    *bytes = sl_arena_alloc(k->book->arena, (size_t)st.size + 1);
    if (!*bytes) return SL_ERR_NO_MEMORY;
    zip_file_t *file = zip_fopen_index(k->zip, (zip_uint64_t)index, 0);
    zip_int64_t got = file ? zip_fread(file, *bytes, st.size) : -1;
    char more;
    bool whole = got == (zip_int64_t)st.size && zip_fread(file, &more, 1) == 0;
    if (file) zip_fclose(file);
    if (!whole)
        return sl_workbook_fault(k->book, "save the workbook again",
                                 "a part of the archive cannot be unpacked");
    *n = (size_t)st.size;
    return SL_OK;
}

static void XMLCALL refuse_doctype(void *user, const XML_Char *name, const XML_Char *sysid,
                                   const XML_Char *pubid, int internal)
{
    (void)name, (void)sysid, (void)pubid, (void)internal;
    stop_saying(user, "a part of the workbook declares a document type");
}

static sl_status parse_part(package *k, const char *name, bool needed,
                            XML_StartElementHandler begin, XML_EndElementHandler end,
                            XML_CharacterDataHandler text)
{
    char *bytes = NULL;
    size_t n = 0;
    bool found;
    SL_TRY(read_part(k, name, &bytes, &n, &found));
    if (!found && !needed) return SL_OK;
    if (!found) {
        sl_diag_add(k->book->ctx, SL_ERROR, SL_E_WORKBOOK, (sl_mark){.source = &k->book->source},
                    "save it as .xlsx", "the archive holds no '%.100s', so it is no .xlsx workbook",
                    name);
        return SL_ERR_SCENARIO;
    }
    k->parser = XML_ParserCreate(NULL);
    if (!k->parser) return SL_ERR_NO_MEMORY;
    k->status = SL_OK;
    XML_SetUserData(k->parser, k);
    XML_SetElementHandler(k->parser, begin, end);
    XML_SetCharacterDataHandler(k->parser, text);
    XML_SetStartDoctypeDeclHandler(k->parser, refuse_doctype);
    bool good = XML_Parse(k->parser, bytes, (int)n, 1) == XML_STATUS_OK;
    if (!good && k->status == SL_OK) {
        bool memory = XML_GetErrorCode(k->parser) == XML_ERROR_NO_MEMORY;
        if (!memory)
            sl_diag_add(k->book->ctx, SL_ERROR, SL_E_WORKBOOK,
                        (sl_mark){.source = &k->book->source}, "save the workbook again",
                        "'%.100s' inside of it is not well-formed XML: %s at %lu:%lu", name,
                        XML_ErrorString(XML_GetErrorCode(k->parser)),
                        (unsigned long)XML_GetCurrentLineNumber(k->parser),
                        (unsigned long)XML_GetCurrentColumnNumber(k->parser) + 1);
        k->status = memory ? SL_ERR_NO_MEMORY : SL_ERR_SCENARIO;
    }
    XML_ParserFree(k->parser);
    k->parser = NULL;
    return k->status;
}

// ---- relationships and sheets ----

// The part that `target`, as written in the relationships of part `base`, names.
static void resolve(char *out, const char *base, const char *target)
{
    char path[2 * PATH_BYTES];
    const char *slash = strrchr(base, '/');
    int folder = slash && *target != '/' ? (int)(slash - base) + 1 : 0;
    snprintf(path, sizeof path, "%.*s%s", folder, base, target);
    size_t n = 0;
    for (const char *p = path; *p;) {
        size_t length = strcspn(p, "/");
        if (length == 2 && p[0] == '.' && p[1] == '.') {
            while (n > 0 && out[n - 1] == '/')
                n--;
            while (n > 0 && out[n - 1] != '/')
                n--;
        } else if (length && !(length == 1 && p[0] == '.') && n + length + 2 < PATH_BYTES) {
            memcpy(out + n, p, length);
            n += length;
            if (p[length] == '/') out[n++] = '/';
        }
        p += length + (p[length] == '/');
    }
    out[n] = '\0';
}

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

static void XMLCALL package_relation(void *user, const XML_Char *name, const XML_Char **attributes)
{
    package *k = user;
    const char *type = attribute(attributes, "Type"), *target = attribute(attributes, "Target");
    if (strcmp(local(name), "Relationship") == 0 && type && target &&
        ends_with(type, "/officeDocument"))
        resolve(k->workbook, "", target);
}

static void XMLCALL workbook_relation(void *user, const XML_Char *name, const XML_Char **attributes)
{
    package *k = user;
    const char *type = attribute(attributes, "Type"), *target = attribute(attributes, "Target");
    const char *id = attribute(attributes, "Id");
    if (strcmp(local(name), "Relationship") != 0 || !type || !target || !id) return;
    if (ends_with(type, "/sharedStrings")) resolve(k->shared, k->workbook, target);
    const char *sheet = *k->wanted ? k->wanted : k->first;
    if (strcmp(id, sheet) == 0) resolve(k->target, k->workbook, target);
}

static void XMLCALL sheet_entry(void *user, const XML_Char *name, const XML_Char **attributes)
{
    package *k = user;
    if (strcmp(local(name), "sheet") != 0) return;
    const char *title = attribute(attributes, "name"), *id = attribute(attributes, "id");
    if (!title || !id) return;
    if (!*k->first) {
        snprintf(k->first, sizeof k->first, "%s", id);
        snprintf(k->first_name, sizeof k->first_name, "%s", title);
    }
    if (!*k->wanted && strcasecmp(title, k->sheet) == 0)
        snprintf(k->wanted, sizeof k->wanted, "%s", id);
}

// ---- text of strings and cells ----

static void XMLCALL text_handler(void *user, const XML_Char *text, int n)
{
    package *k = user;
    if (!k->in_text || k->phonetic) return;
    if (k->text.length + (size_t)n > CELL_BYTES) {
        stop_saying(k, "a cell holds more than 64 KiB of text");
        return;
    }
    sl_text_add_n(&k->text, text, (size_t)n);
    if (k->text.failed) stop(k, SL_ERR_NO_MEMORY);
}

static void clear_text(package *k)
{
    k->text.length = 0;
    if (k->text.data) k->text.data[0] = '\0';
}

static void XMLCALL string_begin(void *user, const XML_Char *name, const XML_Char **attributes)
{
    package *k = user;
    (void)attributes;
    const char *element = local(name);
    if (strcmp(element, "si") == 0) clear_text(k);
    if (strcmp(element, "rPh") == 0) k->phonetic++;
    if (strcmp(element, "t") == 0) k->in_text = true;
}

static bool add_string(package *k)
{
    strings *s = &k->shared_strings;
    if (s->n == s->capacity) {
        size_t capacity = s->capacity ? 2 * s->capacity : 256;
        const char **v = sl_arena_alloc(k->book->arena, capacity * sizeof *v);
        if (!v) return false;
        if (s->n) memcpy(v, s->v, s->n * sizeof *v);
        s->v = v;
        s->capacity = capacity;
    }
    s->v[s->n] = sl_arena_text(k->book->arena, sl_text_get(&k->text), k->text.length);
    return s->v[s->n++] != NULL;
}

static void XMLCALL string_end(void *user, const XML_Char *name)
{
    package *k = user;
    const char *element = local(name);
    if (strcmp(element, "t") == 0) k->in_text = false;
    if (strcmp(element, "rPh") == 0) k->phonetic--;
    if (strcmp(element, "si") == 0 && !add_string(k)) stop(k, SL_ERR_NO_MEMORY);
}

// "AB12" to row and column from 0; false where it is none.
static bool reference(const char *text, int *row, int *column)
{
    long c = 0, r = 0;
    const char *p = text;
    for (; *p >= 'A' && *p <= 'Z' && c < 100000; p++)
        c = c * 26 + (*p - 'A' + 1);
    for (; c && *p >= '0' && *p <= '9' && r < 100000000; p++)
        r = r * 10 + (*p - '0');
    if (!c || !r || *p) return false;
    *row = (int)r - 1;
    *column = (int)c - 1;
    return true;
}

static void cell_begin(package *k, const char **attributes)
{
    const char *place = attribute(attributes, "r"), *type = attribute(attributes, "t");
    if (!place)
        k->column++;
    else if (!reference(place, &k->row, &k->column))
        stop_saying(k, "a cell's reference is not of the form B12");
    snprintf(k->type, sizeof k->type, "%s", type ? type : "n");
    clear_text(k);
}

static void XMLCALL sheet_begin(void *user, const XML_Char *name, const XML_Char **attributes)
{
    package *k = user;
    const char *element = local(name);
    if (strcmp(element, "row") == 0) {
        const char *number = attribute(attributes, "r");
        long n = number ? strtol(number, NULL, 10) : (long)k->row + 2;
        if (n < 1 || n > INT_MAX / 2) {
            stop_saying(k, "a row's number is not usable");
            return;
        }
        k->row = (int)n - 1;
        k->column = -1;
    } else if (strcmp(element, "c") == 0) {
        cell_begin(k, attributes);
    } else if (strcmp(element, "rPh") == 0) {
        k->phonetic++;
    } else if (strcmp(element, "v") == 0 || strcmp(element, "t") == 0) {
        k->in_text = true;
    }
}

static void cell_end(package *k)
{
    const char *text = sl_text_get(&k->text);
    size_t n = k->text.length;
    if (strcmp(k->type, "s") == 0) {
        char *end;
        unsigned long i = strtoul(text, &end, 10);
        if (!n) return;
        if (*end || i >= k->shared_strings.n) {
            stop_saying(k, "a cell names a shared string that does not exist");
            return;
        }
        text = k->shared_strings.v[i];
        n = strlen(text);
    } else if (strcmp(k->type, "b") == 0 && n) {
        text = *text == '1' ? "true" : "false";
        n = strlen(text);
    }
    sl_mark mark = {&k->book->source, k->row + 1, k->column + 1, 1};
    sl_status status = sl_workbook_add(k->book, k->row, k->column, text, n, mark);
    if (status != SL_OK) stop(k, status);
}

static void XMLCALL sheet_end(void *user, const XML_Char *name)
{
    package *k = user;
    const char *element = local(name);
    if (strcmp(element, "rPh") == 0) k->phonetic--;
    if (strcmp(element, "v") == 0 || strcmp(element, "t") == 0) k->in_text = false;
    if (strcmp(element, "c") == 0) cell_end(k);
}

// ---- the package ----

// "xl/workbook.xml" to "xl/_rels/workbook.xml.rels".
static void relations_of(char *out, size_t size, const char *part)
{
    const char *slash = strrchr(part, '/');
    int folder = slash ? (int)(slash - part) + 1 : 0;
    snprintf(out, size, "%.*s_rels/%s.rels", folder, part, part + folder);
}

static sl_status choose_sheet(package *k)
{
    if (!*k->first)
        return sl_workbook_fault(k->book, "save the workbook again", "the workbook has no sheet");
    if (*k->wanted) return SL_OK;
    sl_diag_add(k->book->ctx, SL_WARNING, SL_W_REFERENCE, (sl_mark){.source = &k->book->source},
                "name the sheet so, for the reference reads no other",
                "there is no sheet '%.40s'; its first, '%.40s', is read", k->sheet, k->first_name);
    return SL_OK;
}

static sl_status read_package(package *k)
{
    char relations[2 * PATH_BYTES];
    snprintf(k->workbook, sizeof k->workbook, "xl/workbook.xml");
    SL_TRY(parse_part(k, "_rels/.rels", false, package_relation, NULL, NULL));
    SL_TRY(parse_part(k, k->workbook, true, sheet_entry, NULL, NULL));
    SL_TRY(choose_sheet(k));
    relations_of(relations, sizeof relations, k->workbook);
    SL_TRY(parse_part(k, relations, true, workbook_relation, NULL, NULL));
    if (*k->shared) SL_TRY(parse_part(k, k->shared, true, string_begin, string_end, text_handler));
    k->in_text = false;
    k->phonetic = 0;
    k->row = k->column = -1;
    return parse_part(k, k->target, true, sheet_begin, sheet_end, text_handler);
}

sl_status sl_workbook_xlsx(sl_workbook *book, const void *bytes, size_t n, const char *sheet)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(bytes, n, 0, &error);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    zip_error_fini(&error);
    if (!zip) {
        if (source) zip_source_free(source);
        return sl_workbook_fault(book, "fetch it again, or save it again as .xlsx",
                                 "the .xlsx is a broken archive");
    }
    package k = {.book = book, .zip = zip, .sheet = sheet};
    sl_text_init(&k.text, book->ctx);
    sl_status status = read_package(&k);
    sl_text_free(&k.text);
    zip_discard(zip);
    return status;
}
