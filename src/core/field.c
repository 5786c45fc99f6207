// Field tables: lookup and what `explain` prints of them.
#include "shoreline/field.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const sl_field *sl_table_find(const sl_table *table, const char *key)
{
    for (size_t i = 0; i < table->n; i++)
        if (strcmp(table->fields[i].key, key) == 0) return &table->fields[i];
    return NULL;
}

static sl_quantity unit_of(const sl_field *field)
{
    sl_quantity unit = {.value = 1.0};
    sl_quantity_error error;
    if (field->unit) sl_unit_parse(&unit, field->unit, strlen(field->unit), &error);
    return unit;
}

double sl_field_si(const sl_field *field, double display_value)
{
    sl_quantity unit = unit_of(field);
    if (unit.dim.scale == SL_SCALE_ABSOLUTE) return display_value + 273.15;
    return display_value * unit.value;
}

sl_dim sl_field_dim(const sl_field *field)
{
    return unit_of(field).dim;
}

const sl_field *sl_field_lookup(const sl_table *table, const char *path)
{
    char key[64];
    while (true) {
        size_t n = strcspn(path, ".");
        if (n >= sizeof key) return NULL;
        memcpy(key, path, n);
        key[n] = '\0';
        const sl_field *field = sl_table_find(table, key);
        if (!field) return NULL;
        path += n;
        if (*path == '.') path++;
        if (field->kind == SL_FIELD_LIST) {
            size_t digits = strspn(path, "0123456789");
            if (digits) path += digits + (path[digits] == '.');
        }
        if (*path == '\0') return field;
        if (!field->table) return NULL;
        table = field->table;
    }
}

static const char *kind_name(const sl_field *field)
{
    switch (field->kind) {
    case SL_FIELD_QUANTITY:
        return "quantity";
    case SL_FIELD_INTEGER:
        return "whole number";
    case SL_FIELD_TEXT:
        return "text";
    case SL_FIELD_WORD:
        return "word";
    case SL_FIELD_BOOL:
        return "true or false";
    case SL_FIELD_TABLE:
        return "map";
    case SL_FIELD_LIST:
        return "list of maps";
    }
    return "";
}

void sl_field_explain(sl_text *out, const char *path, const sl_field *field)
{
    sl_text_printf(out, "%s  (%s", path, kind_name(field));
    if (field->kind == SL_FIELD_QUANTITY) {
        const char *name = sl_dim_name(sl_field_dim(field));
        if (*name) sl_text_printf(out, ", %s", name);
        if (*field->unit) sl_text_printf(out, ", in %s", field->unit);
    }
    sl_text_printf(out, ")\n    %s\n", field->doc);
    if (field->min != 0.0 || field->max != 0.0)
        sl_text_printf(out, "    range    %g .. %g %s\n", field->min, field->max,
                       field->unit ? field->unit : "");
    if (field->fallback)
        sl_text_printf(out, "    default  %s\n", field->fallback);
    else if (field->required)
        sl_text_printf(out, "    required\n");
    for (const sl_word *w = field->words; w && w->name; w++)
        sl_text_printf(out, "    %-14s %s\n", w->name, w->doc);
}

void sl_table_explain(sl_text *out, const char *path, const sl_table *table)
{
    sl_text_printf(out, "%s: %s\n", path, table->doc);
    if (table->parts) sl_text_printf(out, "    use: a catalogue part of %s\n", table->parts);
    sl_text_add(out, "\n");
    for (size_t i = 0; i < table->n; i++) {
        const sl_field *f = &table->fields[i];
        sl_text_printf(out, "    %-24s %s\n", f->key, f->doc);
    }
}
