// Core: the context every call works in, memory, text buffers and the list of diagnostics.
//
// A context belongs to one thread at a time. The library keeps no other state: it never prints,
// never exits and reads no environment variable.
#ifndef SHORELINE_CORE_H
#define SHORELINE_CORE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shoreline/status.h"

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define SL_PRINTF(a, b) __attribute__((format(printf, a, b)))
#else
#define SL_PRINTF(a, b)
#endif

// ---- context --------------------------------------------------------------------------------

typedef struct sl_ctx sl_ctx;

// realloc-like hook: ptr NULL allocates, size 0 frees (and returns NULL), NULL means failure.
typedef struct sl_allocator {
    void *(*resize)(void *user, void *ptr, size_t size);
    void *user;
} sl_allocator;

typedef struct sl_ctx_opts {
    sl_allocator allocator; // resize NULL: the C library's
    int threads;            // parallel loops, at most 256; 0: all processors
} sl_ctx_opts;

// Creates a context. opts may be NULL. Also turns GSL's process-wide abort-on-error handler off,
// since this library reports GSL's failures itself. Errors: SL_ERR_NO_MEMORY.
sl_status sl_ctx_create(sl_ctx **out, const sl_ctx_opts *opts);
void sl_ctx_destroy(sl_ctx *ctx);
int sl_ctx_threads(const sl_ctx *ctx);

void *sl_ctx_resize(sl_ctx *ctx, void *ptr, size_t size);

// ---- arenas: memory that is given back all at once -------------------------------------------

typedef struct sl_arena sl_arena;

sl_status sl_arena_create(sl_arena **out, sl_ctx *ctx);
void sl_arena_destroy(sl_arena *arena);
// Zeroed memory aligned for any type, or NULL when memory is out.
void *sl_arena_alloc(sl_arena *arena, size_t size);
char *sl_arena_text(sl_arena *arena, const char *text, size_t length);
char *sl_arena_printf(sl_arena *arena, const char *format, ...) SL_PRINTF(2, 3);

// ---- growing text ----------------------------------------------------------------------------

typedef struct sl_text {
    sl_ctx *ctx;
    char *data; // always terminated once something was added; may be NULL before
    size_t length, capacity;
    bool failed; // memory ran out: the content is not complete
} sl_text;

void sl_text_init(sl_text *text, sl_ctx *ctx);
void sl_text_free(sl_text *text);
void sl_text_add(sl_text *text, const char *string);
void sl_text_add_n(sl_text *text, const char *bytes, size_t n);
void sl_text_printf(sl_text *text, const char *format, ...) SL_PRINTF(2, 3);
// Shortest text that reads back as the same double; never depends on the locale.
void sl_text_add_number(sl_text *text, double value);
const char *sl_text_get(const sl_text *text); // never NULL

// ---- diagnostics -----------------------------------------------------------------------------

// A text that diagnostics point into: a file, a catalogue part, or a command-line argument.
typedef struct sl_source {
    const char *name;
    const char *text;
    size_t length;
    const struct sl_part_info *part; // the catalogue part it is, or NULL
} sl_source;

typedef struct sl_mark {
    const sl_source *source; // NULL: no place
    int line, column;        // from 1
    int length;              // columns under the caret, at least 1
} sl_mark;

typedef enum sl_severity { SL_NOTE, SL_WARNING, SL_ERROR } sl_severity;

// X(name, number, title, explanation)
#define SL_DIAG_LIST(X)                                                                            \
    X(SL_E_FILE, 101, "file cannot be read",                                                       \
      "The file does not exist, is not readable, or is larger than 16 MiB. Paths in extends: and " \
      "use: are relative to the file that names them.")                                            \
    X(SL_E_YAML, 102, "not well-formed YAML",                                                      \
      "The text breaks YAML's own rules at the marked place, often by indentation with tabs, a "   \
      "missing closing bracket or quote, or a ':' without a space.")                               \
    X(SL_E_YAML_PROFILE, 103, "YAML feature that scenarios do not use",                            \
      "Scenario files are a restricted YAML: one document, no tags, no '<<' merge keys, no "       \
      "complex keys, at most 64 levels and one million values after aliases are expanded.")        \
    X(SL_E_DUPLICATE_KEY, 104, "key given twice",                                                  \
      "The same key stands twice in one map. Only one of the two values could be meant: remove "   \
      "the other.")                                                                                \
    X(SL_E_QUANTITY, 106, "not a quantity",                                                        \
      "A quantity is a number, a space and a unit, as in 1.6 Tb/s, 30 m, -3 dBm, 25 degC, "        \
      "5 pJ/bit. SI prefixes f p n u m c k M G T P are known, Ki Mi Gi Ti for bits and bytes.")    \
    X(SL_E_AMBIGUOUS_UNIT, 107, "ambiguous unit",                                                  \
      "Bits and bytes are told apart by b and B, and a rate needs its '/s': write 1.6 Tb/s "       \
      "(bits) or 200 GB/s (bytes), never GBps, gbps or a bare 1.6T.")                              \
    X(SL_E_DIMENSION, 108, "wrong dimension",                                                      \
      "The unit measures another kind of thing than the key. 'shoreline explain KEY' says what "   \
      "the key wants.")                                                                            \
    X(SL_E_RANGE, 109, "value outside its physical range",                                         \
      "The value lies outside the range in which the key has a meaning or the model holds. A "     \
      "factor of 1000 usually is a wrong prefix.")                                                 \
    X(SL_E_NO_UNIT, 110, "unit missing",                                                           \
      "Every quantity carries its unit; a bare number is read only where the key is a plain "      \
      "ratio or count.")                                                                           \
    X(SL_E_ENUM, 111, "not one of the allowed words",                                              \
      "The key takes one word of a fixed list, written as listed.")                                \
    X(SL_E_INTEGER, 112, "not a whole number", "The key counts things and takes a whole number.")  \
    X(SL_E_BOOL, 113, "not true or false", "The key takes the words true or false, nothing else.") \
    X(SL_E_KIND, 114, "wrong kind of value",                                                       \
      "A map, a list or a single value stands where the key wants another of the three.")          \
    X(SL_E_SPREAD, 115, "spread not usable",                                                       \
      "A value with spread is {value: 0.35 dB, sd: 0.05 dB, class: datasheet, source: ID}. sd "    \
      "has the value's unit (or is a %), is not negative, and class is one of standard, "          \
      "datasheet, paper, field, assumption.")                                                      \
    X(SL_E_WORKBOOK, 130, "workbook cannot be read",                                               \
      "A workbook is an .xlsx file, or a .csv file in UTF-8 that was written from its sheet. The " \
      "archive or its XML is broken, too large, or of another kind.")                              \
    X(SL_E_LITERAL, 131, "not a MATLAB literal",                                                   \
      "Cells hold constant expressions as MATLAB reads them: 0.5, [1 2; 3 4], -12:1:0, "           \
      "[0.3 0.2*ones(1,5)]. Names of variables and functions beyond the few known are refused.")   \
    X(SL_E_SIZE, 132, "array of the wrong size",                                                   \
      "The key takes an array of another shape, or one that must fit another key's.")              \
    X(SL_E_AMI_SYNTAX, 151, "not a well-formed .ami file",                                         \
      "A parameter file of an IBIS-AMI model is one tree of parentheses: (name "                   \
      "(Reserved_Parameters ...) (Model_Specific ...)), with | before comments and strings in "    \
      "double quotes.")                                                                            \
    X(SL_E_AMI_PARAMETER, 152, "IBIS-AMI parameter not usable",                                    \
      "A parameter has a Usage (In, Out, InOut, Info, Dep), a Type (Float, Integer, String, "      \
      "Boolean, Tap, UI) and one format: Value, Range, List, Corner, Increment, Steps, Table, "    \
      "Gaussian, Dual-Dirac or DjRj, whose numbers fit the type and each other. AMI_Version, "     \
      "Init_Returns_Impulse and GetWave_Exists are required.")                                     \
    X(SL_E_AMI_SETTING, 153, "setting of an IBIS-AMI model not usable",                            \
      "--param takes NAME=VALUE with the name of a parameter of Usage In or InOut, with its "      \
      "branch (debug.enable) where the name alone is not unique, and a value that its type and "   \
      "format allow.")                                                                             \
    X(SL_E_AMI_MODEL, 154, "IBIS-AMI model failed",                                                \
      "The model runs in a process of its own. It crashed, hung, wrote outside of its buffer, "    \
      "lacks a function, returned an error or something that is none of what the interface "       \
      "allows; the message says which, and in which call.")                                        \
    X(SL_E_AMI_HOST, 155, "model host cannot be started",                                          \
      "shoreline-ami-host is the small program that loads the model. It is looked for beside "     \
      "shoreline and in its libexec folder; --host names another.")                                \
    X(SL_E_WAVE_FILE, 156, "file of samples not usable",                                           \
      "A text file with one number per line, or the last of several columns; lines that begin "    \
      "with # or ! are comments.")                                                                 \
    X(SL_E_WAVE_RECORD, 157, "recorded waveform not usable",                                       \
      "A record of a PAM4 waveform is one or two columns of numbers, time and power, at equal "    \
      "steps, with at least 512 symbols at 1.9 to 4096 samples each; its heading may name the "    \
      "units (time_ps, Power (mW)). --column and --scale say what the heading does not.")          \
    X(SL_E_UNKNOWN_KEY, 213, "unknown key",                                                        \
      "Keys that are not in the field table are refused, so that a typing error cannot silently "  \
      "leave a default in place. Keys that begin with x- are ignored and may hold anything.")      \
    X(SL_E_MISSING_KEY, 214, "key missing",                                                        \
      "The key has no default, because no value would be right for most scenarios.")               \
    X(SL_E_VERSION, 215, "format version missing or unknown",                                      \
      "The first key of a scenario is 'shoreline: 1'.")                                            \
    X(SL_E_PART, 216, "part not found",                                                            \
      "The catalogue has no part of that name. 'shoreline catalog' lists them; a path that "       \
      "begins with ./, ../ or / names a .yaml file of your own.")                                  \
    X(SL_E_CYCLE, 217, "circular reference",                                                       \
      "A file extends itself, or a part uses itself, directly or through others.")                 \
    X(SL_E_VARIANTS, 218, "variants not usable",                                                   \
      "variants: holds at least one named overlay; a name is made of letters, digits, '-', '_' "   \
      "and '.'.")                                                                                  \
    X(SL_E_METRIC, 219, "unknown metric",                                                          \
      "objective: and require: name a metric of the registry; 'shoreline explain metrics' lists "  \
      "them.")                                                                                     \
    X(SL_E_CONTRADICTION, 220, "values contradict each other",                                     \
      "Two or more values, each legal alone, cannot hold together; the message names the "         \
      "numbers that collide.")                                                                     \
    X(SL_E_SET, 221, "--set not usable",                                                           \
      "--set takes KEY=VALUE with a dotted key, as in --set service.reach=\"50 m\" or "            \
      "--set variants.npo.link.fibre.connectors=4.")                                               \
    X(SL_E_PART_TYPE, 222, "part of another type",                                                 \
      "The part describes another kind of thing than the key it is used at.")                      \
    X(SL_E_TOO_MANY, 223, "list too long", "The list holds more entries than the model carries.")  \
    X(SL_E_TOUCHSTONE, 240, "not a Touchstone file, or one that contradicts itself",               \
      "A Touchstone file (.s1p to .s64p, .ts) is an option line, keywords in version 2, and "      \
      "points in ascending frequency, each the frequency and 2 n^2 numbers. Nothing is guessed "   \
      "where numbers are missing or do not fit the number of ports.")                              \
    X(SL_E_CHANNEL, 250, "channel does not fit the computation",                                   \
      "Ports, band or frequencies of a measured channel, or the grid asked for, do not suit what " \
      "is to be computed. The message names the numbers.")                                         \
    X(SL_E_DEVICE, 260, "optical device cannot work as described",                                 \
      "A parameter of a laser, modulator, fibre or receiver lies outside of its range, or the "    \
      "operating point asked for does not exist: a laser past its rollover, a ring that cannot "   \
      "be "                                                                                        \
      "held on its resonance.")                                                                    \
    X(SL_W_UNUSED, 301, "value has no effect",                                                     \
      "The value is legal but this variant's kind of link does not use it.")                       \
    X(SL_W_DIFFERS, 302, "two values for one thing",                                               \
      "Two keys describe the same thing and say different things; both are used where they "       \
      "stand.")                                                                                    \
    X(SL_W_TOUCHSTONE, 340, "Touchstone file read with a remark",                                  \
      "The file breaks a rule of its format in a way that the trade lives with, or holds what is " \
      "not kept; the message says how it was taken.")                                              \
    X(SL_W_DEVICE, 360, "optical device at the edge of its model",                                 \
      "The device works, but its model says less there than elsewhere; the message says why.")     \
    X(SL_W_WAVE_RECORD, 361, "recorded waveform taken with a remark",                              \
      "The record was measured, but something about it may make the figures other than they "      \
      "seem: clipped values, part of a pattern only, coarse times, a unit that nothing states.")   \
    X(SL_W_UNKNOWN_KEY, 330, "cell beside a value is no known key",                                \
      "The cell stands where keys stand, with a value beside it, but neither version of the "      \
      "reference reads it; so its value has no effect.")                                           \
    X(SL_W_REFERENCE, 331, "read otherwise than the reference does",                               \
      "The reference program stops here or computes with something else than what is written; "    \
      "the message says which.")                                                                   \
    X(SL_W_AMI, 303, "unusual in an IBIS-AMI model",                                               \
      "The file or the model works but departs from the rules of IBIS: a reserved parameter that " \
      "is not known, an old version, output on the terminal.")

typedef enum sl_diag_code {
#define SL_X(name, number, title, text) name = number,
    SL_DIAG_LIST(SL_X)
#undef SL_X
} sl_diag_code;

typedef struct sl_diag {
    sl_severity severity;
    int code;
    sl_mark mark;
    const char *message;
    const char *hint; // how to mend it, or ""
    const char *line; // the source line, or ""
} sl_diag;

#define SL_DIAG_MAX 50 // further ones are counted only

// Adds one diagnostic; hint may be NULL.
void sl_diag_add(sl_ctx *ctx, sl_severity severity, sl_diag_code code, sl_mark mark,
                 const char *hint, const char *format, ...) SL_PRINTF(6, 7);
size_t sl_diag_count(const sl_ctx *ctx);                 // kept
size_t sl_diag_errors(const sl_ctx *ctx);                // errors seen, kept or not
const sl_diag *sl_diag_get(const sl_ctx *ctx, size_t i); // sorted by source, line, column
void sl_diag_clear(sl_ctx *ctx);
// Title and explanation of a code, or NULL.
const char *sl_diag_title(int code);
const char *sl_diag_explanation(int code);
// Writes one diagnostic as a compiler would: message, place, source line with caret, fix.
void sl_diag_print(sl_text *out, const sl_diag *diag, bool colour);

// The candidate nearest to word (Damerau-Levenshtein, at most a third of its letters and one),
// or NULL. Sections that both begin with ("workload.", "laser/") do not count as letters.
const char *sl_nearest(const char *word, const char *const *candidates, size_t n);

#ifdef __cplusplus
}
#endif
#endif
