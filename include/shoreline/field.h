// Field tables: the one place where a key of the scenario (or of a calculator model) is described.
// Parser, JSON schema, reference, `explain`, canonical dump and hash are all made from them.
#ifndef SHORELINE_FIELD_H
#define SHORELINE_FIELD_H

#include <stdbool.h>
#include <stddef.h>

#include "shoreline/units.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum sl_field_kind {
    SL_FIELD_QUANTITY, // double, SI
    SL_FIELD_INTEGER,  // int
    SL_FIELD_TEXT,     // const char *
    SL_FIELD_WORD,     // int, one of a list of words
    SL_FIELD_BOOL,     // bool
    SL_FIELD_TABLE,    // a struct, described by another table
    SL_FIELD_LIST,     // an array of structs with an int count
} sl_field_kind;

typedef struct sl_word {
    const char *name;
    int value;
    const char *doc;
} sl_word;

typedef struct sl_table sl_table;

typedef struct sl_field {
    const char *key;
    sl_field_kind kind;
    size_t offset;
    const char *unit;     // QUANTITY: display unit, gives the dimension; "" a plain ratio
    const char *fallback; // default as a user would write it; NULL: none
    bool required;        // an error where absent; else absent quantities are NaN, counts 0
    double min, max;      // in the display unit (INTEGER: the number); 0, 0 means no limits
    const sl_word *words; // WORD: ends with name NULL
    const sl_table *table;
    size_t count_offset; // LIST; TABLE that is optional: of a bool, whether it was given
    int list_max;        // LIST
    bool optional;       // TABLE: where absent, nothing of it is bound or required
    const char *doc;     // one or two sentences
} sl_field;

struct sl_table {
    const char *name;  // as the scenario calls the thing
    const char *parts; // catalogue folders whose parts may be used here, space between; NULL: none
    const char *doc;
    const sl_field *fields;
    size_t n;
    size_t size; // of the struct
};

const sl_field *sl_table_find(const sl_table *table, const char *key);
// Limits and a display-unit value in SI.
double sl_field_si(const sl_field *field, double display_value);
// Dimension of a QUANTITY field.
sl_dim sl_field_dim(const sl_field *field);

// Walks a dotted path ("link.laser.bias") from table; a LIST step may be followed by an index or
// not. Returns the field or NULL.
const sl_field *sl_field_lookup(const sl_table *table, const char *path);

// Writes what `explain` shows of one field, or of a whole table.
void sl_field_explain(sl_text *out, const char *path, const sl_field *field);
void sl_table_explain(sl_text *out, const char *path, const sl_table *table);

#ifdef __cplusplus
}
#endif
#endif
