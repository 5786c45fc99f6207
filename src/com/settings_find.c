// Keys in a sheet. As the reference does: a key is a cell that holds exactly its text in any letter
// case, anywhere in the sheet; its value is the cell to its right. The reference stops at a key
// that stands twice; here the same value twice is a warning. Version 4.50 first takes out blocks of
// package parameters, from a row with .START in the first column to one with .END.
#include "com/settings_internal.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

typedef struct finder {
    sl_com_log *log;
    sl_arena *arena;
    const sl_workbook *book;
    sl_com_input *out;
    sl_com_compat compat;
    int main_rows;                                // rows before the first block
    int start[SL_COM_BLOCKS], end[SL_COM_BLOCKS]; // rows of blocks
    unsigned short known[SL_WORKBOOK_COLUMNS];    // keys in each column
    int unknown;                                  // cells told
} finder;

static const char *text_at(const finder *f, int row, int column)
{
    const sl_cell *cell = sl_workbook_at(f->book, row, column);
    return cell ? cell->text : "";
}

static sl_mark file_mark(const finder *f)
{
    return (sl_mark){.source = &f->out->source};
}

// ---- blocks ----

static void block_fault(finder *f, sl_mark mark, const char *message)
{
    sl_com_error(f->log, SL_E_CONTRADICTION, mark,
                 "rows .START NAME, the package's keys, .END; and again for the next package", "%s",
                 message);
}

static void find_blocks(finder *f)
{
    int starts = 0, ends = 0;
    f->main_rows = SL_WORKBOOK_ROWS;
    for (size_t i = 0; i < sl_workbook_cells(f->book); i++) {
        const sl_cell *cell = sl_workbook_cell(f->book, i);
        bool start = strcmp(cell->text, ".START") == 0, end = strcmp(cell->text, ".END") == 0;
        if (cell->column != 0 || (!start && !end)) continue;
        if (f->compat != SL_COM_4_50) {
            sl_com_error(f->log, SL_E_CONTRADICTION, cell->mark,
                         "choose version 4.50, or take the blocks out",
                         "blocks of package parameters are unknown to version 3.70");
            return;
        }
        if (starts - ends != (start ? 0 : 1) || starts == SL_COM_BLOCKS) {
            block_fault(f, cell->mark,
                        starts == SL_COM_BLOCKS && start
                            ? "there are more than 16 package blocks"
                            : ".START and .END of package blocks do not alternate");
            return;
        }
        if (start) {
            if (!starts) f->main_rows = cell->row;
            f->out->block[starts].name = text_at(f, cell->row, 1);
            if (!*f->out->block[starts].name)
                block_fault(f, cell->mark, "the package block has no name");
            f->start[starts++] = cell->row;
        } else {
            f->end[ends++] = cell->row;
        }
    }
    if (starts != ends) block_fault(f, file_mark(f), "a package block has no .END");
    f->out->blocks = starts < ends ? starts : ends;
}

// -1 main part, 0.. a block, -2 neither.
static int region(const finder *f, int row)
{
    if (row < f->main_rows) return -1;
    for (int b = 0; b < f->out->blocks; b++)
        if (row > f->start[b] && row < f->end[b]) return b;
    return -2;
}

// ---- keys ----

static bool is_default(finder *f, const sl_com_key *key, const char *text)
{
    const char *standard = sl_com_default(key, SL_COM_4_50);
    if (!standard || strcasecmp(standard, text) == 0) return standard != NULL;
    sl_matrix a, b;
    sl_literal_error e;
    if (sl_literal_parse(&a, f->arena, text, strlen(text), NULL, NULL, &e) != SL_OK ||
        sl_literal_parse(&b, f->arena, standard, strlen(standard), NULL, NULL, &e) != SL_OK)
        return false;
    bool same = a.rows == b.rows && a.columns == b.columns;
    for (int i = 0; same && i < a.rows * a.columns; i++)
        same = a.v[i] == b.v[i];
    return same;
}

// Told where it matters: the reference of this version does not use the value.
static bool without_effect(finder *f, const sl_com_key *key, const sl_cell *cell, const char *text,
                           bool in_block)
{
    const char *why = NULL;
    if (key->kind == SL_COM_NO_EFFECT)
        why = "has no effect: the reference overwrites what it reads";
    else if ((key->flags & SL_COM_ONLY_450) && f->compat != SL_COM_4_50)
        why = is_default(f, key, text) ? "" : "has no effect: version 3.70 does not know it";
    else if (in_block && !(key->flags & SL_COM_PACKAGE))
        why = "has no effect in a package block";
    if (why && *why) sl_com_warn(f->log, SL_W_UNUSED, cell->mark, NULL, "%s %s", key->key, why);
    return why != NULL;
}

static void take(finder *f, const sl_cell *cell, int k)
{
    int where = region(f, cell->row);
    if (where == -2) return;
    const sl_com_key *key = &sl_com_keys[k];
    if (where == -1) f->known[cell->column]++;
    const sl_cell *value = sl_workbook_at(f->book, cell->row, cell->column + 1);
    const char *text = value ? value->text : "";
    sl_com_given *given = where < 0 ? &f->out->given[k] : &f->out->block[where].given[k];
    if (given->text && strcmp(given->text, text) != 0) {
        char hint[80];
        snprintf(hint, sizeof hint, "the other stands at %d:%d; remove one", given->mark.line,
                 given->mark.column);
        sl_com_error(f->log, SL_E_DUPLICATE_KEY, cell->mark, hint,
                     "'%s' is given twice: '%.80s' and '%.80s'", key->key, given->text, text);
    } else if (given->text) {
        sl_com_warn(f->log, SL_W_REFERENCE, cell->mark, "remove one of them",
                    "'%s' is given twice with the same value; the reference stops here", key->key);
    } else if (!without_effect(f, key, cell, text, where >= 0)) {
        *given = (sl_com_given){text, SL_COM_FROM_CELL, value ? value->mark : cell->mark};
    }
}

// A key's value may read like a key, as RUNTAG ERL.
static bool is_value(const finder *f, const sl_cell *cell)
{
    const char *left = text_at(f, cell->row, cell->column - 1);
    return *left && sl_com_key_find(left) >= 0;
}

static bool heading(const char *right)
{
    static const char *const words[] = {"Setting", "Value", "Units", "Information"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(right, words[i]) == 0) return true;
    return false;
}

static void tell_unknown(finder *f, const sl_cell *cell)
{
    const char *names[SL_COM_KEYS_MAX];
    if (region(f, cell->row) != -1 || f->known[cell->column] < 2) return;
    const char *right = text_at(f, cell->row, cell->column + 1);
    if (!isalpha((unsigned char)*cell->text) || !*right || heading(right) || is_value(f, cell))
        return;
    if (f->unknown++ >= SL_DIAG_MAX) return; // further ones would not be kept
    for (int k = 0; k < sl_com_key_n; k++)
        names[k] = sl_com_keys[k].key;
    const char *near = sl_nearest(cell->text, names, (size_t)sl_com_key_n);
    char hint[120] = "";
    if (near) snprintf(hint, sizeof hint, "did you mean '%s'?", near);
    sl_com_warn(f->log, SL_W_UNKNOWN_KEY, cell->mark, hint,
                "'%.80s' is no key of the reference; its value '%.40s' has no effect", cell->text,
                right);
}

sl_status sl_com_find(sl_com_input *out, sl_com_log *log, sl_arena *arena, const sl_workbook *book,
                      sl_com_compat compat)
{
    finder *f = sl_arena_alloc(arena, sizeof *f);
    if (!f) return SL_ERR_NO_MEMORY;
    *f = (finder){.log = log, .arena = arena, .book = book, .out = out, .compat = compat};
    const sl_cell *first = sl_workbook_cell(book, 0);
    out->source = first && first->mark.source ? *first->mark.source
                                              : (sl_source){.name = sl_workbook_name(book)};
    find_blocks(f);
    bool any = false;
    for (size_t i = 0; i < sl_workbook_cells(book); i++) {
        const sl_cell *cell = sl_workbook_cell(book, i);
        int k = sl_com_key_find(cell->text);
        if (k < 0 || is_value(f, cell)) continue;
        take(f, cell, k);
        any = true;
    }
    if (!any) {
        sl_com_error(log, SL_E_WORKBOOK, file_mark(f),
                     "keys as f_b stand alone in cells; a .csv separates cells by commas",
                     "the sheet holds no key of COM settings");
        return SL_ERR_SCENARIO;
    }
    for (size_t i = 0; i < sl_workbook_cells(book); i++) {
        const sl_cell *cell = sl_workbook_cell(book, i);
        if (sl_com_key_find(cell->text) < 0) tell_unknown(f, cell);
    }
    return SL_OK;
}
