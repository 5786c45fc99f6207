// Thermally activated processes. Rate proportional to exp(-Ea/(k T)) (Arrhenius 1889; JEDEC
// JEP122). Limit: one mechanism with one activation energy over the whole range.
#include "shoreline/physics.h"

#include <math.h>

#include "shoreline/constants.h"

double sl_arrhenius(double activation_ev, double temp1_k, double temp2_k)
{
    if (!(temp1_k > 0 && temp2_k > 0)) return NAN;
    return exp(activation_ev / SL_BOLTZMANN_EV_K * (1 / temp1_k - 1 / temp2_k));
}
