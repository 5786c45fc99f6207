// The largest singular value, exact to rounding.
//
// A = S'S is Hermitian. Householder reflections make it tridiagonal, real diagonal d and |e| beside
// it; the number of eigenvalues above x is the number of positive pivots of T - x (Sturm), and
// bisection between the largest diagonal element and Gershgorin's bound closes in on the largest.
// Source: Golub and Van Loan, Matrix Computations, 4th ed., 8.3.1 and 8.4.1.
#include <float.h>
#include <math.h>

#include "sparam/internal.h"

// A - v w' - w v' for the trailing columns; v is zero before `first`.
static void reflect(double complex *a, int n, int first, const double complex *v)
{
    double complex p[SL_SPARAM_PORTS_MAX];
    double complex inner = 0;
    for (int i = first; i < n; i++) {
        p[i] = 0;
        for (int j = first; j < n; j++)
            p[i] += a[i * n + j] * v[j];
        inner += conj(v[i]) * p[i];
    }
    for (int i = first; i < n; i++)
        p[i] = 2 * (p[i] - creal(inner) * v[i]);
    for (int i = first; i < n; i++)
        for (int j = first; j < n; j++)
            a[i * n + j] -= v[i] * conj(p[j]) + p[i] * conj(v[j]);
}

// Diagonal and squares of the elements beside it.
static void tridiagonal(double *d, double *e2, double complex *a, int n)
{
    double complex v[SL_SPARAM_PORTS_MAX];
    for (int k = 0; k < n - 1; k++) {
        double below = 0, square = 0;
        for (int i = k + 1; i < n; i++)
            square += square_of(v[i] = a[i * n + k]);
        below = square - square_of(v[k + 1]);
        d[k] = creal(a[k * n + k]);
        e2[k] = square;
        if (!(below > 0)) continue;
        double size = cabs(v[k + 1]), norm = sqrt(square);
        double complex phase = size > 0 ? v[k + 1] / size : 1;
        v[k + 1] += phase * norm;
        double scale = 1 / sqrt(below + square_of(v[k + 1]));
        for (int i = k + 1; i < n; i++)
            v[i] *= scale;
        reflect(a, n, k + 1, v);
    }
    d[n - 1] = creal(a[n * n - 1]);
}

// Whether the tridiagonal matrix has an eigenvalue above x.
static bool any_above(const double *d, const double *e2, int n, double x)
{
    double q = d[0] - x;
    for (int i = 1; i < n && q < 0; i++)
        q = d[i] - x - e2[i - 1] / q;
    return !(q < 0);
}

double sl_net_singular_max(const double complex *s, int n)
{
    double complex a[SL_SPARAM_PORTS_MAX * SL_SPARAM_PORTS_MAX];
    double d[SL_SPARAM_PORTS_MAX], e2[SL_SPARAM_PORTS_MAX], low = 0, high = 0;
    if (n < 1 || n > SL_SPARAM_PORTS_MAX) return NAN;
    for (int i = 0; i < n; i++)
        for (int j = 0; j <= i; j++) {
            double complex sum = 0;
            for (int k = 0; k < n; k++)
                sum += conj(s[k * n + i]) * s[k * n + j];
            a[i * n + j] = sum;
            a[j * n + i] = conj(sum);
        }
    tridiagonal(d, e2, a, n);
    for (int i = 0; i < n; i++) {
        double left = i > 0 ? sqrt(e2[i - 1]) : 0, right = i < n - 1 ? sqrt(e2[i]) : 0;
        if (!isfinite(d[i] + left + right)) return NAN;
        low = fmax(low, d[i]);
        high = fmax(high, d[i] + left + right);
    }
    while (high - low > 2 * DBL_EPSILON * high) {
        double middle = 0.5 * (low + high);
        if (!(middle > low && middle < high)) break;
        if (any_above(d, e2, n, middle))
            low = middle;
        else
            high = middle;
    }
    return sqrt(high);
}
