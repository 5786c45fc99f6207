// Exact temperature of a rectangular source on a layered plate, by Fourier series.
//
// Model, equations: the source's heat flux and the temperature are expanded in
//   cos(m pi x/W) cos(n pi y/L); each mode sees the impedance of sl_stack_mode:
//   T(x,y)/P = sum e_m e_n/(W L) F_m G_n cos(m pi x/W) cos(n pi y/L) Z(g_mn),
//   e_0 = 1, e_m = 2 beyond; F_m, G_n are the means of the cosines over the source. For the mean
//   over a receiver its own F_m, G_n stand in place of the cosines: symmetric, hence reciprocal.
// Assumptions: as stack.c; uniform flux over the source.
// Source: separation of variables; Carslaw & Jaeger ch. 5.
// Limits: the series is cut at `modes` per axis; the remainder is stated in the header.
#include "stack.h"

#include <math.h>

#include "shoreline/constants.h"

#define SL_FOURIER_MODES 8192

// Mean of cos(k u) over an interval of given width, from its midpoint.
static double sl_mean_cosine(double wavenumber_per_m, double low_m, double width_m)
{
    double half = 0.5 * wavenumber_per_m * width_m;
    double sinc = half < 1e-8 ? 1.0 : sin(half) / half;
    return cos(wavenumber_per_m * (low_m + 0.5 * width_m)) * sinc;
}

static double sl_series(const sl_layer_stack *stack, const sl_rectangle *s, const sl_rectangle *r,
                        size_t modes)
{
    double kx = SL_PI / stack->width_m, ky = SL_PI / stack->length_m;
    double sum_m2k_w = 0.0;
    for (size_t m = modes; m-- > 0;) { // small terms first
        double gx = kx * (double)m;
        double x = (m ? 2.0 : 1.0) * sl_mean_cosine(gx, s->x_m, s->width_m) *
                   sl_mean_cosine(gx, r->x_m, r->width_m);
        double row_m2k_w = 0.0;
        for (size_t n = modes; n-- > 0;) {
            double gy = ky * (double)n;
            double y = (n ? 2.0 : 1.0) * sl_mean_cosine(gy, s->y_m, s->length_m) *
                       sl_mean_cosine(gy, r->y_m, r->length_m);
            row_m2k_w += y * sl_stack_mode(stack, hypot(gx, gy));
        }
        sum_m2k_w += x * row_m2k_w;
    }
    return sum_m2k_w / (stack->width_m * stack->length_m);
}

double sl_spreading_fourier(const sl_layer_stack *stack, const sl_rectangle *source, double x_m,
                            double y_m, size_t modes)
{
    if (!sl_stack_valid(stack) || !sl_rectangle_inside(source, stack)) return NAN;
    if (!(x_m >= 0.0) || !(x_m <= stack->width_m) || !(y_m >= 0.0) || !(y_m <= stack->length_m))
        return NAN;
    if (modes < 1 || modes > SL_FOURIER_MODES) return NAN;
    const sl_rectangle point = {x_m, y_m, 0.0, 0.0};
    return sl_series(stack, source, &point, modes);
}

double sl_mutual_fourier(const sl_layer_stack *stack, const sl_rectangle *source,
                         const sl_rectangle *receiver, size_t modes)
{
    if (!sl_stack_valid(stack) || !sl_rectangle_inside(source, stack) ||
        !sl_rectangle_inside(receiver, stack) || modes < 1 || modes > SL_FOURIER_MODES)
        return NAN;
    return sl_series(stack, source, receiver, modes);
}
