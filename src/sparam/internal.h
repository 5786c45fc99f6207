// The inside of src/sparam.
#ifndef SPARAM_INTERNAL_H
#define SPARAM_INTERNAL_H

#include <complex.h>

#include "shoreline/sparam.h"

static const double complex imaginary = (double complex)I; // the macro is a complex float

struct sl_sparam {
    sl_ctx *ctx;
    int ports;
    size_t points;
    double *freq_hz;
    double complex *data;
    double reference_ohm[SL_SPARAM_PORTS_MAX];
};

// a/b for values far from the ends of the doubles' range.
static inline double complex quotient(double complex a, double complex b)
{
    double square = creal(b) * creal(b) + cimag(b) * cimag(b);
    double re = creal(a) * creal(b) + cimag(a) * cimag(b);
    double im = cimag(a) * creal(b) - creal(a) * cimag(b);
    return re / square + imaginary * (im / square);
}

// |z|^2
static inline double square_of(double complex z)
{
    return creal(z) * creal(z) + cimag(z) * cimag(z);
}

// Frequencies, and references where the number of ports is the same.
void sparam_copy_grid(sl_sparam *to, const sl_sparam *from);

// Solves A X = B in place of B: A n*n (destroyed), B n*m, row-major; LU with partial pivoting.
// False where A is singular to rounding. O(n^3 + n^2 m).
bool sparam_solve(double complex *a, double complex *b, int n, int m);

#endif
