// Layered plates: one-dimensional resistance and the response to one in-plane mode.
//
// Model: steady conduction in layers of uniform, transversely isotropic conductivity, perfect
// contact (a contact resistance is a thin layer), adiabatic edges, film on the far face.
// Equations: for a mode cos(m pi x/W) cos(n pi y/L) of wave number g the flux q and temperature T
//   through a layer obey the transmission-line equations with propagation s = g sqrt(kxy/kz) and
//   characteristic impedance Zc = 1/(g sqrt(kxy kz)); the impedance seen at the near face is
//   Z = Zc (Z' + Zc tanh(s t))/(Zc + Z' tanh(s t)), begun with Z' = 1/h at the film.
//   For g -> 0 this is Z = Z' + t/kz.
// Source: separation of variables (Carslaw & Jaeger, Conduction of Heat in Solids, ch. 5; Muzychka,
//   Yovanovich, Culham, J. Thermophys. Heat Transfer 18(1), 2004, for plates of layers).
// Limits: conductivities do not depend on temperature; all layers have the plate's outline.
#include "stack.h"

#include <math.h>

bool sl_layers_valid(const sl_layer *layer, size_t n)
{
    if (n > SL_STACK_LAYERS) return false;
    for (size_t i = 0; i < n; i++) {
        bool positive = layer[i].thickness_m > 0.0 && layer[i].conductivity_xy_w_mk > 0.0 &&
                        layer[i].conductivity_z_w_mk > 0.0;
        bool finite = isfinite(layer[i].thickness_m) && isfinite(layer[i].conductivity_xy_w_mk) &&
                      isfinite(layer[i].conductivity_z_w_mk);
        if (!positive || !finite) return false;
    }
    return true;
}

bool sl_stack_valid(const sl_layer_stack *stack)
{
    return stack->n >= 1 && sl_layers_valid(stack->layer, stack->n) && stack->width_m > 0.0 &&
           stack->length_m > 0.0 && isfinite(stack->width_m) && isfinite(stack->length_m) &&
           stack->film_w_m2k > 0.0;
}

bool sl_rectangle_inside(const sl_rectangle *r, const sl_layer_stack *stack)
{
    double slack_m = 1e-9 * (stack->width_m + stack->length_m); // rounding of positions
    return r->width_m > 0.0 && r->length_m > 0.0 && r->x_m >= -slack_m && r->y_m >= -slack_m &&
           r->x_m + r->width_m <= stack->width_m + slack_m &&
           r->y_m + r->length_m <= stack->length_m + slack_m;
}

double sl_layers_resistance(const sl_layer *layer, size_t n, double area_m2)
{
    if (!(area_m2 > 0.0) || !sl_layers_valid(layer, n)) return NAN;
    double sum_m2k_w = 0.0;
    for (size_t i = 0; i < n; i++)
        sum_m2k_w += layer[i].thickness_m / layer[i].conductivity_z_w_mk;
    return sum_m2k_w / area_m2;
}

double sl_stack_resistance(const sl_layer_stack *stack)
{
    if (!sl_stack_valid(stack)) return NAN;
    return sl_stack_mode(stack, 0.0) / (stack->width_m * stack->length_m);
}

double sl_stack_mode(const sl_layer_stack *stack, double wavenumber_per_m)
{
    double z = 1.0 / stack->film_w_m2k;
    for (size_t i = stack->n; i-- > 0;) {
        const sl_layer *layer = &stack->layer[i];
        double kxy = layer->conductivity_xy_w_mk, kz = layer->conductivity_z_w_mk;
        if (wavenumber_per_m <= 0.0) {
            z += layer->thickness_m / kz;
            continue;
        }
        double s = kxy == kz ? wavenumber_per_m : wavenumber_per_m * sqrt(kxy / kz);
        double zc = 1.0 / (s * kz);
        double depth = s * layer->thickness_m;
        double t = depth > 20.0 ? 1.0 : tanh(depth); // 1 - tanh(20) < 1e-17
        z = zc * (z + zc * t) / (zc + z * t);
    }
    return z;
}
