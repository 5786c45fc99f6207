// Quantities: text such as "1.6 Tb/s", "-3 dBm", "18 pA/sqrt(Hz)" to SI values with a dimension.
#ifndef SHORELINE_UNITS_H
#define SHORELINE_UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shoreline/core.h"

#ifdef __cplusplus
extern "C" {
#endif

// Exponents are kept doubled, so that 1/sqrt(Hz) is a dimension too.
typedef enum sl_base {
    SL_BASE_M,
    SL_BASE_KG,
    SL_BASE_S,
    SL_BASE_K,
    SL_BASE_A,
    SL_BASE_BIT,
    SL_BASE_USD,
    SL_BASE_ITEM, // symbols, transfers
    SL_BASES
} sl_base;

typedef enum sl_scale {
    SL_SCALE_LINEAR,
    SL_SCALE_DB,       // ratio in dB, possibly per something (dB/m)
    SL_SCALE_DBM,      // power level
    SL_SCALE_ABSOLUTE, // temperature on a scale: degC allowed
} sl_scale;

typedef struct sl_dim {
    int8_t twice[SL_BASES];
    uint8_t scale; // sl_scale
} sl_dim;

typedef struct sl_quantity {
    double value; // SI; dB and dBm stay in dB and dBm
    sl_dim dim;
    bool has_unit;
} sl_quantity;

typedef enum sl_quantity_fault {
    SL_Q_OK,
    SL_Q_NO_NUMBER,
    SL_Q_NOT_FINITE,
    SL_Q_UNKNOWN_UNIT,
    SL_Q_AMBIGUOUS, // GBps, gbps, 1.6T
    SL_Q_SYNTAX,
    SL_Q_OFFSET_UNIT, // degC inside a product
} sl_quantity_fault;

typedef struct sl_quantity_error {
    sl_quantity_fault fault;
    size_t offset, length; // the bytes at fault
    char hint[160];
} sl_quantity_error;

// Reads a quantity; length bytes of text, no terminator needed. Returns false and fills error
// (offset, length, fix) on any fault. Grammar: number [space] unit; unit: atoms with SI prefix,
// powers (cm2, m^-1), products (space, '*', '.'), quotients ('/'), parentheses, sqrt(...).
// Never reads past length. Cost: O(length).
bool sl_quantity_parse(sl_quantity *out, const char *text, size_t length, sl_quantity_error *error);

// Reads a unit alone, e.g. a field's display unit: value is the SI value of one such unit.
bool sl_unit_parse(sl_quantity *out, const char *unit, size_t length, sl_quantity_error *error);

bool sl_dim_equal(sl_dim a, sl_dim b);
// What a dimension measures ("power", "data rate"), or "" for an unnamed one.
const char *sl_dim_name(sl_dim dim);
// A dimension in base units, as "kg m2/s3"; n bytes of out, terminated.
void sl_dim_format(char *out, size_t n, sl_dim dim);

// Converts quantity to the dimension wanted: equal ones, W to dBm and back, K to absolute K.
// Returns false where they measure different things.
bool sl_quantity_convert(double *value, const sl_quantity *quantity, sl_dim wanted);

// SI value as text in the unit, with the given significant digits and an SI prefix chosen when
// unit takes one ("b/s", "m", "W", ...): 1.6e12 in "b/s" -> "1.6 Tb/s".
void sl_quantity_format(char *out, size_t n, double si_value, const char *unit, int digits);

double sl_db_from_ratio(double power_ratio); // 10 log10
double sl_ratio_from_db(double db);
double sl_dbm_from_w(double power_w);
double sl_w_from_dbm(double power_dbm);

#ifdef __cplusplus
}
#endif
#endif
