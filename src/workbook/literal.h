// The values that literals are made of, and what is done to them. For src/workbook only.
#ifndef WORKBOOK_LITERAL_H
#define WORKBOOK_LITERAL_H

#include "shoreline/workbook.h"

// An operation that failed: a constant text that says why, or SL_LITERAL_MEMORY.
#define SL_LITERAL_MEMORY ((const char *)-1)

// scan.c: a number that begins with a digit or '.' at text[*at]; *at moves behind it, or behind
// what is wrong with it. NULL, or what is wrong.
const char *sl_literal_number(double *value, const char *text, size_t n, size_t *at);
// The value of pi, Inf and so on; false where the name is none of these.
bool sl_literal_constant(double *value, const char *name, size_t n);

// matrix.c: each returns NULL, or what is wrong.
const char *sl_matrix_new(sl_matrix *out, sl_arena *arena, int rows, int columns);
const char *sl_matrix_scalar(sl_matrix *out, sl_arena *arena, double value);
// operation: + - * / ^, or E M D P for those element by element (.^ .* ./ and * with a scalar).
const char *sl_matrix_binary(sl_matrix *out, sl_arena *arena, char operation, const sl_matrix *a,
                             const sl_matrix *b);
const char *sl_matrix_negate(sl_matrix *out, sl_arena *arena, const sl_matrix *a);
const char *sl_matrix_transpose(sl_matrix *out, sl_arena *arena, const sl_matrix *a);
const char *sl_matrix_range(sl_matrix *out, sl_arena *arena, double start, double step,
                            double stop);
// Side by side, or below each other; what is empty counts for nothing.
const char *sl_matrix_join(sl_matrix *out, sl_arena *arena, const sl_matrix *parts, size_t n,
                           bool below);
// NULL with *known false where there is no such function.
const char *sl_matrix_call(sl_matrix *out, sl_arena *arena, const char *name, size_t length,
                           const sl_matrix *arguments, int n, bool *known);

#endif
