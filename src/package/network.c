// Linear thermal networks: evaluation, and reduction of a resistor network.
//
// Equations: nodal balance G T = P + sum_s g_s T_s; R = G^-1 (symmetric), reference = R sum g_s
// T_s,
//   heat out by way s: g_s . (T - T_s).
// Method: Cholesky of GSL on the stack; G is positive definite as every node has a way out.
#include "network.h"

#include <gsl/gsl_linalg.h>
#include <math.h>

size_t sl_circuit_node(sl_circuit *circuit)
{
    return circuit->n++;
}

void sl_circuit_join(sl_circuit *circuit, size_t a, size_t b, double conductance_w_k)
{
    circuit->conductance_w_k[a][a] += conductance_w_k;
    circuit->conductance_w_k[b][b] += conductance_w_k;
    circuit->conductance_w_k[a][b] -= conductance_w_k;
    circuit->conductance_w_k[b][a] -= conductance_w_k;
}

void sl_circuit_ground(sl_circuit *circuit, size_t a, size_t way, double conductance_w_k)
{
    circuit->conductance_w_k[a][a] += conductance_w_k;
    circuit->ground_w_k[way][a] += conductance_w_k;
}

void sl_circuit_body(sl_circuit *circuit, size_t a, size_t b, size_t way, double aa_k_w,
                     double ab_k_w, double bb_k_w)
{
    double determinant = aa_k_w * bb_k_w - ab_k_w * ab_k_w;
    sl_circuit_join(circuit, a, b, ab_k_w / determinant);
    sl_circuit_ground(circuit, a, way, (bb_k_w - ab_k_w) / determinant);
    sl_circuit_ground(circuit, b, way, (aa_k_w - ab_k_w) / determinant);
}

static void sl_circuit_invert(double r[SL_CIRCUIT_NODES][SL_CIRCUIT_NODES],
                              const sl_circuit *circuit)
{
    for (size_t i = 0; i < circuit->n; i++)
        for (size_t j = 0; j < circuit->n; j++)
            r[i][j] = circuit->conductance_w_k[i][j];
    gsl_matrix_view view =
        gsl_matrix_view_array_with_tda(&r[0][0], circuit->n, circuit->n, SL_CIRCUIT_NODES);
    gsl_linalg_cholesky_decomp1(&view.matrix);
    gsl_linalg_cholesky_invert(&view.matrix);
}

void sl_circuit_reduce(sl_package_thermal *out, const sl_circuit *circuit)
{
    double r[SL_CIRCUIT_NODES][SL_CIRCUIT_NODES], free_k[SL_CIRCUIT_NODES] = {0.0};
    sl_circuit_invert(r, circuit);
    for (size_t i = 0; i < circuit->n; i++)
        for (size_t j = 0; j < circuit->n; j++)
            for (size_t s = 0; s < SL_HEAT_COUNT; s++)
                free_k[i] += r[i][j] * circuit->ground_w_k[s][j] * circuit->ground_k[s];
    for (size_t i = 0; i < 2; i++) {
        out->network.reference_k[i] = free_k[i];
        for (size_t j = 0; j < 2; j++)
            out->network.resistance_k_w[i][j] = r[i][j];
    }
    for (size_t s = 0; s < SL_HEAT_COUNT; s++)
        for (size_t k = 0; k < circuit->n; k++) {
            double g_w_k = circuit->ground_w_k[s][k];
            out->sink_offset_w[s] += g_w_k * (free_k[k] - circuit->ground_k[s]);
            for (size_t j = 0; j < 2; j++)
                out->sink_share[s][j] += g_w_k * r[k][j];
        }
}

sl_status sl_thermal_evaluate(double *temp_k, const sl_thermal_network *network,
                              const double *power_w)
{
    if (network->n < 1 || network->n > SL_THERMAL_NODES) return SL_ERR_DOMAIN;
    for (size_t i = 0; i < network->n; i++) {
        temp_k[i] = network->reference_k[i];
        for (size_t j = 0; j < network->n; j++)
            temp_k[i] +=
                (network->resistance_k_w[i][j] + network->advection_k_w[i][j]) * power_w[j];
        if (!isfinite(temp_k[i])) return SL_ERR_DOMAIN;
    }
    return SL_OK;
}
