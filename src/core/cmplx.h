// CMPLX of C11 where the C library does not offer it to this compiler (glibc with clang).
#ifndef SL_CORE_CMPLX_H
#define SL_CORE_CMPLX_H

#include <complex.h>

#ifndef CMPLX
#define CMPLX(re, im) __builtin_complex((double)(re), (double)(im))
#endif

#endif
