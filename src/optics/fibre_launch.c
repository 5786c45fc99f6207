// Mode groups of a graded-index fibre that a Gaussian beam lights.
//
// Model. In units of the fundamental mode, xi = 2^0.5 x/w0, beam exp(-s (xi - b)^2/2), s =
// (w0/w)^2. By the generating function of the Hermite polynomials the overlaps with their modes are
// c_n = c_0 a_n/(2^n n!)^0.5, sum of a_n t^n/n! = exp(A t^2 + B t), A = (1 - s)/(1 + s), B = 2 s
// b/(1 + s), c_0^2 = 2 s^0.5/(1 + s) exp(-s b^2/(1 + s)); modes are products of two axes.
// Assumptions. Infinite parabolic index, no tilt, beam's waist at the fibre. Sources. Derived here.
// Limits. Modes near the core's edge.
#include <math.h>

#include "shoreline/constants.h"
#include "shoreline/devices.h"

double sl_mode_waist_m(double core_radius_m, double na, double wavelength_m)
{
    if (!(core_radius_m > 0) || !(na > 0) || !(wavelength_m > 0)) return NAN;
    return sqrt(wavelength_m * core_radius_m / (SL_PI * na));
}

// Powers of modes 0..n-1 of one axis.
static void axis(double *power, size_t n, double s, double b)
{
    double a = (1 - s) / (1 + s), c = 2 * s * b / (1 + s), before = 0;
    double now = sqrt(2 * sqrt(s) / (1 + s)) * exp(-s * b * b / (2 * (1 + s)));
    for (size_t i = 0; i < n; i++) {
        double k = (double)i, next = c * now / sqrt(2 * (k + 1)) + a * sqrt(k / (k + 1)) * before;
        power[i] = now * now;
        before = now;
        now = next;
    }
}

sl_status sl_mode_groups_launch(sl_mode_group *groups, size_t n, double *guided,
                                double mode_waist_m, double beam_waist_m, const double offset_m[2])
{
    if (n < 1 || n > SL_MODE_GROUPS_MAX || !(mode_waist_m > 0) || !(beam_waist_m > 0) ||
        isinf(mode_waist_m) || isinf(beam_waist_m) || !isfinite(offset_m[0] + offset_m[1]))
        return SL_ERR_DOMAIN;
    double s = mode_waist_m / beam_waist_m, x[SL_MODE_GROUPS_MAX], y[SL_MODE_GROUPS_MAX];
    axis(x, n, s * s, sqrt(2) * offset_m[0] / mode_waist_m);
    axis(y, n, s * s, sqrt(2) * offset_m[1] / mode_waist_m);
    *guided = 0;
    for (size_t m = 0; m < n; m++) {
        double sum = 0;
        for (size_t i = 0; i <= m; i++)
            sum += x[i] * y[m - i];
        groups[m].weight = sum;
        *guided += sum;
    }
    return SL_OK;
}
