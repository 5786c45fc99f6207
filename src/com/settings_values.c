// Texts of keys to matrices and words, defaults where nothing is given.
#include "com/settings_internal.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

typedef struct evaluator {
    sl_com_log *log;
    sl_arena *arena;
    const sl_com_input *input;
    sl_com_value *values;
    sl_com_compat compat;
    int done; // keys above have their values
} evaluator;

const char *sl_com_default(const sl_com_key *key, sl_com_compat compat)
{
    return compat == SL_COM_4_50 ? key->default_450 : key->default_370;
}

// A name in a default: a key above with one number.
static bool named(void *user, const char *name, size_t length, double *value)
{
    evaluator *e = user;
    for (int i = 0; i < e->done; i++) {
        const sl_matrix *m = &e->values[i].m;
        if (strlen(sl_com_keys[i].key) != length || memcmp(sl_com_keys[i].key, name, length) != 0)
            continue;
        *value = m->rows * m->columns == 1 ? m->v[0] : NAN;
        return true;
    }
    return false;
}

static sl_status copy_of(evaluator *e, sl_com_value *value, const char *name)
{
    bool negative = *name == '-';
    int other = sl_com_key_at(name + negative);
    if (other < 0 || other >= e->done) return SL_ERR_INTERNAL;
    *value = e->values[other];
    value->origin = SL_COM_FROM_DEFAULT;
    if (!negative) return SL_OK;
    size_t n = (size_t)value->m.rows * (size_t)value->m.columns;
    double *v = sl_arena_alloc(e->arena, (n + 1) * sizeof *v);
    if (!v) return SL_ERR_NO_MEMORY;
    for (size_t i = 0; i < n; i++)
        v[i] = -value->m.v[i];
    value->m.v = v;
    return SL_OK;
}

static bool is_text(const sl_com_key *key)
{
    return key->kind == SL_COM_WORD_OF || key->kind == SL_COM_TEXT;
}

static sl_status from_default(evaluator *e, sl_com_value *value, const sl_com_key *key)
{
    const char *text = sl_com_default(key, e->compat);
    value->mark = (sl_mark){.source = &e->input->source};
    if (!text) {
        char hint[80];
        snprintf(hint, sizeof hint, "write '%s' into a cell and its value right of it", key->key);
        sl_com_error(e->log, SL_E_MISSING_KEY, value->mark, hint, "'%s' is missing", key->key);
        return SL_OK;
    }
    if (*text == '=') return copy_of(e, value, text + 1);
    value->text = text;
    if (is_text(key)) return SL_OK;
    sl_literal_error error;
    sl_status status = sl_literal_parse(&value->m, e->arena, text, strlen(text), named, e, &error);
    return status == SL_ERR_SCENARIO ? SL_ERR_INTERNAL : status;
}

static bool blank(const char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    return *text == '\0';
}

// Without blanks around it and MATLAB's quotes.
static const char *stripped(evaluator *e, const char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    size_t n = strlen(text);
    while (n && isspace((unsigned char)text[n - 1]))
        n--;
    if (n >= 2 && text[0] == '\'' && text[n - 1] == '\'') {
        text++;
        n -= 2;
    }
    return sl_arena_text(e->arena, text, n);
}

// The place of part of a cell's text; a .csv field in quotes begins one column further.
static sl_mark inside(const sl_com_given *given, const sl_literal_error *error)
{
    sl_mark mark = given->mark;
    const sl_source *source = mark.source;
    if (!source || !source->text || given->origin != SL_COM_FROM_CELL) return mark;
    if ((size_t)mark.length >= strlen(given->text) + 2) mark.column++;
    mark.column += (int)error->offset;
    mark.length = (int)error->length;
    return mark;
}

// A value that is refused is taken away, so that nothing is said of it again.
static void check_range(evaluator *e, sl_com_value *value, const sl_com_key *key)
{
    const sl_matrix *m = &value->m;
    for (int i = 0; i < m->rows * m->columns; i++) {
        double v = m->v[i];
        bool bounded = key->low != 0 || key->high != 0;
        bool inside_range = !bounded || (v >= key->low && v <= key->high);
        if (inside_range && (isfinite(v) || (key->flags & SL_COM_INF_OK)) && !isnan(v)) continue;
        char hint[80] = "a finite number";
        if (bounded) snprintf(hint, sizeof hint, "%g to %g are read", key->low, key->high);
        sl_com_error(e->log, SL_E_RANGE, value->mark, hint, "'%s': %g lies outside its range",
                     key->key, v);
        value->m = (sl_matrix){0};
        return;
    }
}

static bool is_nan(const sl_matrix *m)
{
    for (int i = 0; i < m->rows * m->columns; i++)
        if (isnan(m->v[i])) return true;
    return m->rows * m->columns == 0;
}

static sl_status from_text(evaluator *e, sl_com_value *value, const sl_com_key *key,
                           const sl_com_given *given)
{
    *value = (sl_com_value){.text = given->text, .origin = given->origin, .mark = given->mark};
    if (blank(given->text)) {
        value->text = NULL;
        if (key->flags & SL_COM_EMPTY_OK) return from_default(e, value, key);
        sl_com_error(e->log, SL_E_MISSING_KEY, given->mark,
                     "write its value into the cell to its right, or remove the key",
                     "'%s' has no value", key->key);
        return SL_OK;
    }
    if (is_text(key)) {
        value->text = stripped(e, given->text);
        return value->text ? SL_OK : SL_ERR_NO_MEMORY;
    }
    sl_literal_error error;
    sl_status status =
        sl_literal_parse(&value->m, e->arena, given->text, strlen(given->text), NULL, NULL, &error);
    if (status == SL_ERR_SCENARIO) {
        sl_com_error(e->log, SL_E_LITERAL, inside(given, &error), error.hint, "'%s': '%.80s': %s",
                     key->key, given->text, error.message);
        return SL_OK;
    }
    if (status != SL_OK) return status;
    if ((key->flags & SL_COM_EMPTY_OK) && is_nan(&value->m)) return from_default(e, value, key);
    check_range(e, value, key);
    return SL_OK;
}

sl_status sl_com_values(sl_com_value *out, sl_com_log *log, sl_arena *arena,
                        const sl_com_input *input, int block, sl_com_compat compat)
{
    evaluator e = {log, arena, input, out, compat, 0};
    const sl_com_given *all = block < 0 ? input->given : input->block[block].given;
    for (int k = 0; k < sl_com_key_n; k++, e.done++) {
        const sl_com_key *key = &sl_com_keys[k];
        out[k] = (sl_com_value){0};
        if (key->kind == SL_COM_IGNORED || key->kind == SL_COM_NO_EFFECT) continue;
        if (block >= 0 && !(key->flags & SL_COM_PACKAGE)) continue;
        SL_TRY(all[k].text ? from_text(&e, &out[k], key, &all[k]) : from_default(&e, &out[k], key));
    }
    return SL_OK;
}
