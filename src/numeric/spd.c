// Linear systems of symmetric positive definite matrices, by Cholesky. Source: textbook.
#include "shoreline/numeric.h"

#include <math.h>

int sl_spd_factor(double *a, size_t n, size_t stride)
{
    for (size_t j = 0; j < n; j++) {
        for (size_t i = j; i < n; i++) {
            double sum = a[i * stride + j];
            for (size_t k = 0; k < j; k++)
                sum -= a[i * stride + k] * a[j * stride + k];
            if (i == j && !(sum > 0)) return 0;
            a[i * stride + j] = i == j ? sqrt(sum) : sum / a[j * stride + j];
        }
    }
    return 1;
}

void sl_spd_solve(double *x, const double *a, size_t n, size_t stride)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++)
            x[i] -= a[i * stride + k] * x[k];
        x[i] /= a[i * stride + i];
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t k = i + 1; k < n; k++)
            x[i] -= a[k * stride + i] * x[k];
        x[i] /= a[i * stride + i];
    }
}
