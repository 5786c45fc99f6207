// Inside the package layer: a small resistor network that is reduced to the nodes of interest.
#ifndef SL_PACKAGE_NETWORK_H
#define SL_PACKAGE_NETWORK_H

#include "shoreline/package.h"

#define SL_CIRCUIT_NODES 6

// Nodes 0 and 1 are the ASIC and the engines; grounds are the ways out of the package.
typedef struct sl_circuit {
    size_t n;
    double conductance_w_k[SL_CIRCUIT_NODES][SL_CIRCUIT_NODES]; // nodal matrix
    double ground_w_k[SL_HEAT_COUNT][SL_CIRCUIT_NODES];
    double ground_k[SL_HEAT_COUNT];
} sl_circuit;

size_t sl_circuit_node(sl_circuit *circuit);
void sl_circuit_join(sl_circuit *circuit, size_t a, size_t b, double conductance_w_k);
void sl_circuit_ground(sl_circuit *circuit, size_t a, size_t way, double conductance_w_k);

// Two nodes on a common body: its 2 x 2 resistances against one way out.
void sl_circuit_body(sl_circuit *circuit, size_t a, size_t b, size_t way, double aa_k_w,
                     double ab_k_w, double bb_k_w);

// Resistances, references and shares of the first two nodes.
void sl_circuit_reduce(sl_package_thermal *out, const sl_circuit *circuit);

#endif
