// Spreading resistance, closed form.
//
// Model: a disc of uniform heating on a coaxial disc plate (Lee, Song, Au, Moran 1995); a
//   rectangle on a rectangular plate by circles of equal area.
// Equations: e = a/b, tau = t/b, Bi = h b/k, lambda = pi + 1/(e sqrt(pi)),
//   phi = (tanh(lambda tau) + lambda/Bi)/(1 + (lambda/Bi) tanh(lambda tau)),
//   R_mean = (1-e)^(3/2) phi/(2 sqrt(pi) k a), R_peak = (1-e) phi/(pi k a), beside the uniform
//   part t/(k pi b^2) + 1/(h pi b^2).
//   phi b/(lambda k) is the impedance of the plate for the one wave number lambda/b. For layers
//   that impedance comes from sl_stack_mode in place of a single effective conductivity,
//   so that a thin die, interface and lid each act at the spreading length they really see.
// Assumptions: uniform flux over the source, source centred.
// Limits: the authors state 10 % against the exact disc; docs/theory/package.md has the measured
//   error against the Fourier series for rectangles and layers.
#include "stack.h"

#include <math.h>

#include "shoreline/constants.h"

// The two spreading parts from the impedance at the one mode.
static void sl_spreading_parts(sl_spreading *out, double a, double b, double wavenumber_per_m,
                               double impedance_m2k_w)
{
    double phi_over_k = wavenumber_per_m * impedance_m2k_w;
    double rest = fmax(0.0, 1.0 - a / b); // a == b may round above 1
    out->mean_k_w = rest * sqrt(rest) * phi_over_k / (2.0 * sqrt(SL_PI) * a);
    out->peak_k_w = rest * phi_over_k / (SL_PI * a);
}

static double sl_spreading_wavenumber(double a, double b)
{
    return (SL_PI + b / (a * sqrt(SL_PI))) / b;
}

sl_status sl_spreading_lee(sl_spreading *out, double source_radius_m, double plate_radius_m,
                           double thickness_m, double conductivity_w_mk, double film_w_m2k)
{
    double a = source_radius_m, b = plate_radius_m, side_m = plate_radius_m * sqrt(SL_PI);
    if (!(a > 0.0) || !(a <= b) || !isfinite(b)) return SL_ERR_DOMAIN;
    const sl_layer_stack plate = {
        .width_m = side_m,
        .length_m = side_m,
        .film_w_m2k = film_w_m2k,
        .n = 1,
        .layer = {{thickness_m, conductivity_w_mk, conductivity_w_mk}},
    };
    if (!sl_stack_valid(&plate)) return SL_ERR_DOMAIN;
    double wavenumber_per_m = sl_spreading_wavenumber(a, b);
    out->uniform_k_w = sl_stack_resistance(&plate);
    sl_spreading_parts(out, a, b, wavenumber_per_m, sl_stack_mode(&plate, wavenumber_per_m));
    return SL_OK;
}

sl_status sl_spreading_stack(sl_spreading *out, const sl_layer_stack *stack,
                             const sl_rectangle *source)
{
    if (!sl_stack_valid(stack) || !sl_rectangle_inside(source, stack)) return SL_ERR_DOMAIN;
    double a = sqrt(source->width_m * source->length_m / SL_PI);
    double b = sqrt(stack->width_m * stack->length_m / SL_PI);
    double wavenumber_per_m = sl_spreading_wavenumber(a, b);
    out->uniform_k_w = sl_stack_resistance(stack);
    sl_spreading_parts(out, a, b, wavenumber_per_m, sl_stack_mode(stack, wavenumber_per_m));
    return SL_OK;
}
