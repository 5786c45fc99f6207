// Small complex linear systems: LU decomposition with partial pivoting, in place.
// Source: Golub and Van Loan, Matrix Computations, 4th ed., 3.4.
#include "sparam/internal.h"

static void swap_rows(double complex *a, int columns, int i, int j)
{
    for (int k = 0; k < columns; k++) {
        double complex t = a[i * columns + k];
        a[i * columns + k] = a[j * columns + k];
        a[j * columns + k] = t;
    }
}

// row[to] -= factor * row[from], columns from `first`.
static void subtract(double complex *a, int columns, int first, int to, int from,
                     double complex factor)
{
    double fr = creal(factor), fi = cimag(factor);
    double *x = (double *)(a + to * columns), *y = (double *)(a + from * columns);
    for (int k = first; k < columns; k++) {
        x[2 * k] -= fr * y[2 * k] - fi * y[2 * k + 1];
        x[2 * k + 1] -= fr * y[2 * k + 1] + fi * y[2 * k];
    }
}

bool sparam_solve(double complex *a, double complex *b, int n, int m)
{
    for (int c = 0; c < n; c++) {
        int best = c;
        for (int i = c + 1; i < n; i++)
            if (square_of(a[i * n + c]) > square_of(a[best * n + c])) best = i;
        if (!(square_of(a[best * n + c]) > 0)) return false;
        if (best != c) {
            swap_rows(a, n, best, c);
            swap_rows(b, m, best, c);
        }
        for (int i = c + 1; i < n; i++) {
            double complex factor = quotient(a[i * n + c], a[c * n + c]);
            if (factor == 0) continue;
            subtract(a, n, c, i, c, factor);
            subtract(b, m, 0, i, c, factor);
        }
    }
    for (int i = n - 1; i >= 0; i--) {
        for (int k = i + 1; k < n; k++)
            subtract(b, m, 0, i, k, a[i * n + k]);
        for (int k = 0; k < m; k++)
            b[i * m + k] = quotient(b[i * m + k], a[i * n + i]);
    }
    return true;
}
