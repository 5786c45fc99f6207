// Scattering parameters: the object, Touchstone files, networks, and how far data can be trusted.
//
// Conventions. Matrices are row-major double _Complex, n*n, element (i, j) at i*n + j: wave out of
// port i+1 for a wave into port j+1. Reference impedances are real and positive, one per port; for
// those, power waves (Kurokawa 1965) and pseudo waves (Marks and Williams 1992) are the same.
// Time dependence exp(+j w t). Ports are numbered from 1 in texts and from 0 in arguments.
#ifndef SHORELINE_SPARAM_H
#define SHORELINE_SPARAM_H

#include <stdbool.h>
#include <stddef.h>

#include "shoreline/core.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SL_SPARAM_PORTS_MAX 64

// --- the object --------------------------------------------------------------------------------

// A network over frequency: ports, points, ascending frequencies, a reference impedance per port,
// and the matrices of all points in one block.
typedef struct sl_sparam sl_sparam;

// All values zero, references 50 ohm. ports 1..SL_SPARAM_PORTS_MAX, points >= 1. The context must
// outlive the object. Errors: SL_ERR_DOMAIN, SL_ERR_NO_MEMORY.
sl_status sl_sparam_create(sl_sparam **out, sl_ctx *ctx, int ports, size_t points);
sl_status sl_sparam_clone(sl_sparam **out, const sl_sparam *s);
void sl_sparam_destroy(sl_sparam *s); // NULL is legal

int sl_sparam_ports(const sl_sparam *s);
size_t sl_sparam_points(const sl_sparam *s);
sl_ctx *sl_sparam_ctx(const sl_sparam *s);
const double *sl_sparam_freq_hz(const sl_sparam *s);       // [points]
const double *sl_sparam_reference_ohm(const sl_sparam *s); // [ports]
// Matrix of one point, point < points; that of point + 1 follows it in memory.
const double _Complex *sl_sparam_at(const sl_sparam *s, size_t point);

// The same to write to. Frequencies must stay finite, >= 0 and strictly ascending, references > 0;
// sl_sparam_valid says whether they are and whether every value is finite.
double *sl_sparam_freq_hz_mut(sl_sparam *s);
double *sl_sparam_reference_ohm_mut(sl_sparam *s);
double _Complex *sl_sparam_at_mut(sl_sparam *s, size_t point);
bool sl_sparam_valid(const sl_sparam *s);

// --- Touchstone --------------------------------------------------------------------------------

typedef struct sl_touchstone_opts {
    int ports; // 0: from [Number of Ports], the extension .sNp, or the layout of the lines
} sl_touchstone_opts;

// Reads a Touchstone file, version 1.x or 2.x, .sNp or .ts, S, Y, Z, H or G. What is not S is
// converted (version 1: normalised to R, version 2: not). [Mixed-Mode Order] is taken back to
// single-ended ports. Noise data are skipped and told as a note. opts may be NULL. Files of any
// size that fits into memory. About 2 ns per byte of RI text.
// Errors, with place, cause and fix in the context: SL_ERR_IO (not readable), SL_ERR_SCENARIO (not
// a Touchstone file, or one that contradicts itself), SL_ERR_NO_MEMORY. Repairs that the trade
// makes are told as warnings.
// Source: Touchstone File Format Specification, IBIS Open Forum, version 2.0 (2009).
sl_status sl_touchstone_read(sl_sparam **out, sl_ctx *ctx, const char *path,
                             const sl_touchstone_opts *opts);

// The same from text in memory: source->length bytes (no zero needed behind them). ports 0: from
// [Number of Ports] or deduced.
sl_status sl_touchstone_parse(sl_sparam **out, sl_ctx *ctx, const sl_source *source, int ports);

// Number of ports that a path's extension says (.s4p: 4), 0 if it says none.
int sl_touchstone_ports_of(const char *path);

typedef enum sl_touchstone_format {
    SL_TOUCHSTONE_RI, // reads back to the same doubles
    SL_TOUCHSTONE_MA,
    SL_TOUCHSTONE_DB, // 0 is written as -999 dB
} sl_touchstone_format;

typedef struct sl_touchstone_write_opts {
    int version; // 1 (0 is taken as 1) or 2
    sl_touchstone_format format;
    const char *comment; // lines for the head, or NULL
} sl_touchstone_write_opts;

// Writes frequencies in Hz and S parameters with as many digits (at most 17) as it takes to read
// the same doubles. Version 1 holds one reference: SL_ERR_DOMAIN where the ports' differ. opts may
// be NULL. text->failed: SL_ERR_NO_MEMORY.
sl_status sl_touchstone_write(sl_text *text, const sl_sparam *s,
                              const sl_touchstone_write_opts *opts);

// Reads one decimal number: [+-]digits[.digits][(e|E|d|D)[+-]digits], correctly rounded to the
// nearest double, independent of the locale. Returns the first byte behind it, or NULL where none
// begins at text (then *value is not touched). Words such as inf, nan and 0x1p3 are no numbers.
// Needs end >= text; reads no byte at or behind end. About 8 ns for up to 19 digits.
const char *sl_decimal_read(double *value, const char *text, const char *end);

#ifdef __cplusplus
}
#endif
#endif
