// JSON Schema (draft-07) from the field tables, for editors and for checking scenarios outside.
// Quantities are texts that start with a number, or a value with spread; what they measure is told
// in the description. Values the schema cannot judge (units, ranges, parts) are the program's.
#include <string.h>

#include "shoreline/json.h"
#include "shoreline/scenario.h"

static void reference(sl_json *j, const char *name)
{
    char path[80];
    sl_json_object(j);
    strcpy(path, "#/definitions/");
    strncat(path, name, 60);
    sl_json_key_text(j, "$ref", path);
    sl_json_end(j, '}');
}

static void table_schema(sl_json *j, const sl_table *table);

static void describe(sl_json *j, const sl_field *field)
{
    sl_json_key_text(j, "description", field->doc);
    if (field->fallback && field->kind != SL_FIELD_INTEGER && field->kind != SL_FIELD_BOOL)
        sl_json_key_text(j, "default", field->fallback);
}

static void quantity_schema(sl_json *j, const sl_field *field)
{
    bool plain = !*field->unit;
    describe(j, field);
    sl_json_key(j, "anyOf");
    sl_json_array(j);
    reference(j, plain ? "ratio" : "quantity");
    reference(j, plain ? "ratio_spread" : "spread");
    sl_json_end(j, ']');
}

static void word_schema(sl_json *j, const sl_field *field)
{
    describe(j, field);
    sl_json_key(j, "enum");
    sl_json_array(j);
    for (const sl_word *w = field->words; w->name; w++)
        sl_json_text(j, w->name);
    sl_json_end(j, ']');
}

static void integer_schema(sl_json *j, const sl_field *field)
{
    describe(j, field);
    sl_json_key_text(j, "type", "integer");
    if (field->min == 0.0 && field->max == 0.0) return;
    sl_json_key_number(j, "minimum", field->min);
    sl_json_key_number(j, "maximum", field->max);
}

static void list_schema(sl_json *j, const sl_field *field)
{
    describe(j, field);
    sl_json_key_text(j, "type", "array");
    sl_json_key_number(j, "maxItems", field->list_max);
    sl_json_key(j, "items");
    table_schema(j, field->table);
}

static void field_schema(sl_json *j, const sl_field *field)
{
    if (field->kind == SL_FIELD_TABLE) {
        table_schema(j, field->table);
        return;
    }
    sl_json_object(j);
    switch (field->kind) {
    case SL_FIELD_QUANTITY:
        quantity_schema(j, field);
        break;
    case SL_FIELD_WORD:
        word_schema(j, field);
        break;
    case SL_FIELD_INTEGER:
        integer_schema(j, field);
        break;
    case SL_FIELD_LIST:
        list_schema(j, field);
        break;
    case SL_FIELD_BOOL:
        describe(j, field);
        sl_json_key_text(j, "type", "boolean");
        break;
    default:
        describe(j, field);
        sl_json_key(j, "type");
        sl_json_array(j);
        sl_json_text(j, "string");
        sl_json_text(j, "number");
        sl_json_end(j, ']');
        break;
    }
    sl_json_end(j, '}');
}

static void table_properties(sl_json *j, const sl_table *table)
{
    for (size_t i = 0; i < table->n; i++) {
        const sl_field *field = &table->fields[i];
        sl_json_key(j, field->key);
        field_schema(j, field);
        if (field->kind == SL_FIELD_LIST) {
            char append[64] = "";
            strncat(append, field->key, 60);
            strcat(append, "+");
            sl_json_key(j, append);
            field_schema(j, field);
        }
    }
}

static void no_other_keys(sl_json *j)
{
    sl_json_key(j, "patternProperties");
    sl_json_object(j);
    sl_json_key(j, "^x-");
    sl_json_object(j);
    sl_json_end(j, '}');
    sl_json_end(j, '}');
    sl_json_key_bool(j, "additionalProperties", false);
}

static void table_schema(sl_json *j, const sl_table *table)
{
    sl_json_object(j);
    sl_json_key_text(j, "description", table->doc);
    sl_json_key(j, "type");
    sl_json_array(j);
    sl_json_text(j, "object");
    sl_json_text(j, "null");
    sl_json_end(j, ']');
    sl_json_key(j, "properties");
    sl_json_object(j);
    if (table->parts) {
        sl_json_key(j, "use");
        sl_json_object(j);
        sl_json_key_text(j, "type", "string");
        sl_json_key_text(j, "description", "a catalogue part, or a path that begins with ./ or /");
        sl_json_end(j, '}');
    }
    table_properties(j, table);
    sl_json_end(j, '}');
    no_other_keys(j);
    sl_json_end(j, '}');
}

static void number_definition(sl_json *j, const char *name, bool unit)
{
    static const char number[] = "^\\s*[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?";
    char pattern[160];
    strcpy(pattern, number);
    strcat(pattern, unit ? "(\\s*[^0-9\\s]|\\s+1/).*$" : "\\s*(%|ppm|dB|UI)?\\s*$");
    sl_json_key(j, name);
    sl_json_object(j);
    sl_json_key(j, "type");
    if (unit) {
        sl_json_text(j, "string");
    } else {
        sl_json_array(j);
        sl_json_text(j, "string");
        sl_json_text(j, "number");
        sl_json_end(j, ']');
    }
    sl_json_key_text(j, "pattern", pattern);
    sl_json_end(j, '}');
}

static void enum_property(sl_json *j, const char *key, const char *const *words, size_t n)
{
    sl_json_key(j, key);
    sl_json_object(j);
    sl_json_key(j, "enum");
    sl_json_array(j);
    for (size_t i = 0; i < n; i++)
        sl_json_text(j, words[i]);
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

static void spread_definition(sl_json *j, const char *name, const char *value)
{
    static const char *const classes[] = {"standard", "datasheet", "paper", "field", "assumption"};
    static const char *const kinds[] = {"variation", "ignorance"};
    static const char *const texts[] = {"source", "date", "note"};
    sl_json_key(j, name);
    sl_json_object(j);
    sl_json_key_text(j, "type", "object");
    static const char *const needed[] = {"value", "exposure"}; // or a count of failures
    sl_json_key(j, "anyOf");
    sl_json_array(j);
    for (size_t i = 0; i < 2; i++) {
        sl_json_object(j);
        sl_json_key(j, "required");
        sl_json_array(j);
        sl_json_text(j, needed[i]);
        sl_json_end(j, ']');
        sl_json_end(j, '}');
    }
    sl_json_end(j, ']');
    sl_json_key(j, "properties");
    sl_json_object(j);
    sl_json_key(j, "failures");
    sl_json_object(j);
    sl_json_key_text(j, "type", "integer");
    sl_json_key_number(j, "minimum", 0);
    sl_json_end(j, '}');
    sl_json_key(j, "exposure");
    reference(j, "quantity");
    sl_json_key(j, "value");
    reference(j, value);
    sl_json_key(j, "sd");
    reference(j, value);
    enum_property(j, "class", classes, 5);
    enum_property(j, "dist", sl_dist_names, SL_DISTS);
    enum_property(j, "kind", kinds, 2);
    for (size_t i = 0; i < 3; i++) {
        sl_json_key(j, texts[i]);
        sl_json_object(j);
        sl_json_end(j, '}');
    }
    sl_json_end(j, '}');
    no_other_keys(j);
    sl_json_end(j, '}');
}

static void root_properties(sl_json *j, const sl_table *design, const sl_table *study)
{
    sl_json_key(j, "shoreline");
    sl_json_object(j);
    sl_json_key(j, "enum");
    sl_json_array(j);
    sl_json_number(j, 1);
    sl_json_end(j, ']');
    sl_json_key_text(j, "description", "version of the format");
    sl_json_end(j, '}');
    sl_json_key(j, "extends");
    sl_json_object(j);
    sl_json_key_text(j, "type", "string");
    sl_json_key_text(j, "description", "a scenario to start from, relative to this file");
    sl_json_end(j, '}');
    table_properties(j, study);
    table_properties(j, design);
    sl_json_key(j, "variants");
    sl_json_object(j);
    sl_json_key_text(j, "type", "object");
    sl_json_key_text(j, "description", "named overlays: the architectures to compare");
    sl_json_key_number(j, "minProperties", 1);
    sl_json_key(j, "propertyNames");
    sl_json_object(j);
    sl_json_key_text(j, "pattern", "^[A-Za-z0-9._-]{1,40}$");
    sl_json_end(j, '}');
    sl_json_key(j, "additionalProperties");
    reference(j, "design");
    sl_json_end(j, '}');
}

void sl_schema_write(sl_text *out, const sl_table *design, const sl_table *study)
{
    sl_json json, *j = &json;
    sl_json_begin(j, out, true);
    sl_json_object(j);
    sl_json_key_text(j, "$schema", "http://json-schema.org/draft-07/schema#");
    sl_json_key_text(j, "title", "shoreline scenario");
    sl_json_key_text(j, "type", "object");
    sl_json_key(j, "required");
    sl_json_array(j);
    sl_json_text(j, "shoreline");
    sl_json_end(j, ']');
    sl_json_key(j, "properties");
    sl_json_object(j);
    root_properties(j, design, study);
    sl_json_end(j, '}');
    no_other_keys(j);
    sl_json_key(j, "definitions");
    sl_json_object(j);
    number_definition(j, "quantity", true);
    number_definition(j, "ratio", false);
    spread_definition(j, "spread", "quantity");
    spread_definition(j, "ratio_spread", "ratio");
    sl_json_key(j, "design");
    table_schema(j, design);
    sl_json_end(j, '}');
    sl_json_end(j, '}');
    sl_text_add(out, "\n");
}
