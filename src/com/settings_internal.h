// How settings are made: the table of keys, the texts given for them, the matrices these parse to,
// and the struct that all is fitted into. For src/com/settings*.c and presets.c only.
#ifndef COM_SETTINGS_INTERNAL_H
#define COM_SETTINGS_INTERNAL_H

#include "shoreline/com_settings.h"

typedef enum sl_com_kind {
    SL_COM_SCALAR,   // double
    SL_COM_COUNT,    // int
    SL_COM_VECTOR,   // sl_com_list
    SL_COM_TWO,      // double[2]: one value holds for both
    SL_COM_WORD_OF,  // an enum, one of `words`
    SL_COM_TEXT,     // char[SL_COM_WORD]
    SL_COM_FITTED,   // a matrix that settings_fit.c takes
    SL_COM_IGNORED,  // shows or saves only; its value is not even read
    SL_COM_NO_EFFECT // the reference reads it and then uses something else
} sl_com_kind;

enum {
    SL_COM_ONLY_450 = 1, // 3.70 does not know the key
    SL_COM_PACKAGE = 2,  // also in blocks between .START and .END
    SL_COM_EMPTY_OK = 4, // an empty cell or NaN is the default
    SL_COM_INF_OK = 8,
};

typedef struct sl_com_key {
    const char *key;
    sl_com_kind kind;
    size_t offset;
    double factor; // from the workbook's unit to the field's; 0: 1
    // What holds where the cell is missing, in the workbook's units: a literal, in which names are
    // keys; "=KEY" that key's value, "=-KEY" its negative. NULL: the key is required.
    const char *default_370, *default_450;
    unsigned flags;
    double low, high; // of each element, in the workbook's units; both 0: any
    const char *const *words;
} sl_com_key;

#define SL_COM_KEYS_MAX 256
extern const sl_com_key sl_com_keys[];
extern const int sl_com_key_n;
// Index of a key whatever its letter case, or -1.
int sl_com_key_find(const char *key);
// Index of a key that is in the table. Cost: linear.
int sl_com_key_at(const char *key);

typedef enum sl_com_origin {
    SL_COM_FROM_DEFAULT,
    SL_COM_FROM_CELL,
    SL_COM_FROM_SET,
    SL_COM_FROM_PRESET
} sl_com_origin;

typedef struct sl_com_given {
    const char *text; // NULL: nothing given
    sl_com_origin origin;
    sl_mark mark;
} sl_com_given;

#define SL_COM_BLOCKS 16
typedef struct sl_com_input {
    sl_com_given given[SL_COM_KEYS_MAX];
    struct {
        const char *name;
        sl_com_given given[SL_COM_KEYS_MAX];
    } block[SL_COM_BLOCKS];
    int blocks;
    sl_source source;   // of the marks
    const char *preset; // name, or NULL
} sl_com_input;

typedef struct sl_com_value {
    sl_matrix m;
    const char *text; // of words and texts
    sl_com_origin origin;
    sl_mark mark;
} sl_com_value;

// Where faults go. They are counted here, since the context counts one that it has seen before only
// once.
typedef struct sl_com_log {
    sl_ctx *ctx;
    size_t errors;
} sl_com_log;
void sl_com_error(sl_com_log *log, sl_diag_code code, sl_mark mark, const char *hint,
                  const char *format, ...) SL_PRINTF(5, 6);
void sl_com_warn(sl_com_log *log, sl_diag_code code, sl_mark mark, const char *hint,
                 const char *format, ...) SL_PRINTF(5, 6);

// settings_find.c: texts of a workbook's cells.
sl_status sl_com_find(sl_com_input *out, sl_com_log *log, sl_arena *arena, const sl_workbook *book,
                      sl_com_compat compat);

// settings_values.c: texts and defaults to matrices; block -1: all keys, else those of a package.
sl_status sl_com_values(sl_com_value *out, sl_com_log *log, sl_arena *arena,
                        const sl_com_input *input, int block, sl_com_compat compat);
const char *sl_com_default(const sl_com_key *key, sl_com_compat compat);

// settings_fit.c: matrices to the struct: sizes, what follows from several keys.
sl_status sl_com_fit(sl_com_settings *out, sl_com_log *log, sl_arena *arena,
                     const sl_com_input *input, const sl_com_value *values);
// settings_package.c: its part that concerns packages.
void sl_com_fit_package(sl_com_settings *out, sl_com_log *log, const sl_com_value *values);
// Packages of blocks in place of the main part's.
sl_status sl_com_fit_blocks(sl_com_settings *out, sl_com_log *log, sl_arena *arena,
                            const sl_com_input *input, const sl_com_value *values);
// The value of a key, and complaints about one.
const sl_com_value *sl_com_get(const sl_com_value *values, const char *key);
void sl_com_complain(sl_com_log *log, const sl_com_value *values, const char *key, const char *hint,
                     const char *message);
// One or two elements to a pair; false after a complaint.
bool sl_com_pair(double out[2], sl_com_log *log, const sl_com_value *values, const char *key);

// settings.c: an object of texts; takes nothing over.
sl_status sl_com_make(sl_com_settings **out, sl_ctx *ctx, const sl_com_input *input,
                      sl_com_compat compat);

#endif
