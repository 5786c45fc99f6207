// What every test of the project includes: cmocka and comparisons of doubles.
#ifndef SL_TEST_H
#define SL_TEST_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

static inline void sl_check_close(double got, double want, double tol, const char *what,
                                  const char *file, int line)
{
    if (fabs(got - want) <= tol) return; // false for NaN
    fprintf(stderr, "%s:%d: %s = %.17g, expected %.17g within %.3g\n", file, line, what, got, want,
            tol);
    fail();
}

#define sl_assert_abs(got, want, tol) sl_check_close((got), (want), (tol), #got, __FILE__, __LINE__)
#define sl_assert_rel(got, want, rtol)                                                             \
    sl_check_close((got), (want), fabs((want) * (rtol)), #got, __FILE__, __LINE__)

#endif
