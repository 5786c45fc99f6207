// Inside the package layer: Gauss-Legendre quadrature with 16 points.
#ifndef SL_PACKAGE_GAUSS16_H
#define SL_PACKAGE_GAUSS16_H

// Node i (0..15) on -1..1 and its weight.
double sl_gauss16_node(int i);
double sl_gauss16_weight(int i);

#endif
