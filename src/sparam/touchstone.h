// A Touchstone file while it is read.
#ifndef SPARAM_TOUCHSTONE_H
#define SPARAM_TOUCHSTONE_H

#include <string.h>

#include "sparam/internal.h"

typedef enum ts_matrix { TS_FULL, TS_LOWER, TS_UPPER } ts_matrix;

// One descriptor of [Mixed-Mode Order]: S i, D i,j or C i,j, ports from 0.
typedef struct ts_mode {
    char kind;
    int a, b;
} ts_mode;

typedef struct ts_reader {
    sl_ctx *ctx;
    const sl_source *source;
    const char *p, *end;
    char eol;
    // option line
    const char *option; // where it stands, NULL: none yet
    double unit_hz;
    char parameter; // S Y Z H G
    sl_touchstone_format format;
    double option_ohm[SL_SPARAM_PORTS_MAX];
    int option_ohms;
    // keywords
    int version; // 1 or 2
    int ports;   // 0: not known yet
    bool ports_by_caller;
    const char *at_ports, *at_frequencies, *at_noise, *at_order, *at_matrix, *at_reference,
        *at_mixed, *at_network;
    double frequencies, noise_frequencies; // as declared
    bool order_12_21;
    ts_matrix matrix;
    double reference_ohm[SL_SPARAM_PORTS_MAX];
    int references;
    ts_mode mode[SL_SPARAM_PORTS_MAX];
    int modes;
    bool ended; // [End]
    // data
    double *freq_hz;
    double complex *data;
    size_t points, capacity;
    size_t noise_rows;
    size_t first_error; // errors of the context before this file
    int bad_values;
    bool no_memory;
} ts_reader;

// Place of text that is inside the source.
sl_mark ts_mark(const ts_reader *r, const char *at, size_t length);
#define ts_error(r, at, hint, ...)                                                                 \
    sl_diag_add((r)->ctx, SL_ERROR, SL_E_TOUCHSTONE, ts_mark(r, at, ts_word(r, at)), hint,         \
                __VA_ARGS__)
#define ts_repair(r, at, hint, ...)                                                                \
    sl_diag_add((r)->ctx, SL_WARNING, SL_W_TOUCHSTONE, ts_mark(r, at, ts_word(r, at)), hint,       \
                __VA_ARGS__)

static inline bool ts_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// End of the line that p stands in (its newline, or the text's end).
static inline const char *ts_line_end(const ts_reader *r, const char *p)
{
    const char *e = memchr(p, r->eol, (size_t)(r->end - p));
    return e ? e : r->end;
}

// First byte at or behind p that is no white space and in no comment.
static inline const char *ts_skip(const ts_reader *r, const char *p)
{
    for (;;) {
        while (p < r->end && ts_space(*p))
            p++;
        if (p >= r->end || *p != '!') return p;
        p = ts_line_end(r, p);
    }
}

// Bytes of the word at p.
static inline size_t ts_word(const ts_reader *r, const char *p)
{
    const char *q = p;
    while (q < r->end && !ts_space(*q) && *q != '!')
        q++;
    return (size_t)(q - p);
}

// Number and delimiter behind it at p, which ts_skip gave; NULL where none stands there.
static inline const char *ts_number(const ts_reader *r, const char *p, double *value)
{
    const char *q = sl_decimal_read(value, p, r->end);
    return q && (q == r->end || ts_space(*q) || *q == '!') ? q : NULL;
}

// Options, keywords up to the first number. p stands at it afterwards.
void ts_read_header(ts_reader *r);
// The option line at r->p ('#'); p stands behind it afterwards.
void ts_read_option(ts_reader *r);
// The keyword at r->p ('['); p stands behind it and its arguments afterwards.
void ts_read_keyword(ts_reader *r);
// Number of ports that the lines of version 1 show, 0: they do not show it.
int ts_deduce_ports(const ts_reader *r);
// All points, noise, and what follows.
void ts_read_data(ts_reader *r);
// [Noise Data] at key: rows of five numbers from begin, counted.
void ts_read_noise(ts_reader *r, const char *key, const char *begin);
// What the file declares against what it holds; fills the references.
void ts_check_header(ts_reader *r, double reference_ohm[SL_SPARAM_PORTS_MAX]);
// Turns Y, Z, H, G and mixed modes of all points to single-ended S.
void ts_to_s(ts_reader *r, const double reference_ohm[SL_SPARAM_PORTS_MAX]);

// Whether data begin as an xz file does; the text in it, in memory of the context. Errors:
// SL_ERR_IO (told), SL_ERR_NO_MEMORY.
bool ts_is_packed(const char *data, size_t length);
sl_status ts_unpack(char **out, size_t *length, sl_ctx *ctx, const char *path, const char *data,
                    size_t packed);

#endif
