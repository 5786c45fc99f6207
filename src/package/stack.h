// Inside the package layer: checks and the through-plane solution of a layered plate.
#ifndef SL_PACKAGE_STACK_H
#define SL_PACKAGE_STACK_H

#include "shoreline/package.h"

bool sl_layers_valid(const sl_layer *layer, size_t n);
bool sl_stack_valid(const sl_layer_stack *stack);
bool sl_rectangle_inside(const sl_rectangle *rectangle, const sl_layer_stack *stack);

// Temperature amplitude at the source face per amplitude of heat flux, K m2/W, for a mode that
// varies in the plane with the given wave number, 1/m (0: uniform).
double sl_stack_mode(const sl_layer_stack *stack, double wavenumber_per_m);

#endif
