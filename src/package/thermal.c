// From the geometry of a package to its linear thermal network.
//
// Model, by place of the engines (N of them; powers are totals, temperatures means of a group):
//   lid       ASIC and engines each through their own layers (one-dimensional) into one lid, whose
//             self and mutual resistances come from lid.c; the lid's coolant rises for both.
//   board     ASIC to its lid; engines through their layers into sinks of their own; crosstalk
//             through balls and board (board.c).
//   faceplate ASIC to its lid; engines to sinks of their own; joined by the air stream only.
//   stacked   engines lie on the ASIC and take its heat where they cover it; the rest of the ASIC
//             sees the lid directly.
//   A laser in the engine adds its mount to the engine; a laser module has its own sink.
// Equations: resistor network, reduced by network.c. Air that has cooled one part and then meets
//   another one is warmer by P/(flow rho c_p), fully mixed: advection, not symmetric.
// Assumptions: uniform power in each part; layers of a part conduct straight up; one sink per lid;
//   engines and laser modules do not heat each other but through lid, board or air.
// Limits: no conduction from faceplate modules into the chassis, no radiation, no temperature
//   dependence of conductivity. Steady state.
#include <math.h>

#include "floorplan.h"
#include "network.h"
#include "stack.h"

static bool sl_package_valid(const sl_package *p)
{
    return p->asic_width_m > 0.0 && p->asic_length_m > 0.0 && p->engines >= 1 &&
           p->engine_width_m > 0.0 && p->engine_length_m > 0.0 && p->engine_gap_m >= 0.0 &&
           p->laser_mount_k_w >= 0.0 && isfinite(p->laser_mount_k_w) &&
           p->asic_width_m <= p->lid.width_m && p->asic_length_m <= p->lid.length_m;
}

// Conductance of a part's own layers; a part without layers sits on the next one: 1e9 W/K.
static double sl_layers_conductance(const sl_layer *layer, size_t n, double area_m2)
{
    double k_w = sl_layers_resistance(layer, n, area_m2);
    return k_w > 1e-9 ? 1.0 / k_w : 1e9;
}

// What the ASIC sees of the lid without engines on it.
static double sl_lid_alone_k_w(sl_package_thermal *out, const sl_rectangle *asic,
                               const sl_layer_stack *lid)
{
    const sl_floorplan plan = {.asic = *asic};
    sl_group_resistance r;
    sl_floorplan_lid(&r, &plan, lid);
    out->asic_peak_k_w = r.asic_peak_k_w;
    return r.asic_k_w + out->sink.coolant_k_w;
}

typedef struct sl_build {
    const sl_package *package;
    const sl_layer_stack *lid; // with its film
    sl_rectangle asic;         // on the lid
    double asic_area_m2;
    double engines_area_m2;
    sl_package_thermal *out;
    sl_circuit circuit;
} sl_build;

static void sl_build_asic_to_lid(sl_build *b)
{
    const sl_package *p = b->package;
    size_t lid = sl_circuit_node(&b->circuit);
    double g_w_k = sl_layers_conductance(p->asic_layer, p->asic_layers, b->asic_area_m2);
    sl_circuit_join(&b->circuit, SL_NODE_ASIC, lid, g_w_k);
    sl_circuit_ground(&b->circuit, lid, SL_HEAT_LID,
                      1.0 / sl_lid_alone_k_w(b->out, &b->asic, b->lid));
}

static sl_status sl_build_lid(sl_build *b)
{
    const sl_package *p = b->package;
    sl_floorplan plan;
    sl_group_resistance r;
    SL_TRY(sl_floorplan_build(&plan, p, true));
    sl_floorplan_lid(&r, &plan, b->lid);
    size_t under_asic = sl_circuit_node(&b->circuit), under_engine = sl_circuit_node(&b->circuit);
    double coolant_k_w = b->out->sink.coolant_k_w;
    sl_circuit_join(&b->circuit, SL_NODE_ASIC, under_asic,
                    sl_layers_conductance(p->asic_layer, p->asic_layers, b->asic_area_m2));
    sl_circuit_join(&b->circuit, SL_NODE_ENGINE, under_engine,
                    sl_layers_conductance(p->engine_layer, p->engine_layers, b->engines_area_m2));
    sl_circuit_body(&b->circuit, under_asic, under_engine, SL_HEAT_LID, r.asic_k_w + coolant_k_w,
                    r.mutual_k_w + coolant_k_w, r.engines_k_w + coolant_k_w);
    b->out->asic_peak_k_w = r.asic_peak_k_w;
    b->out->engine_spread_k_w = r.hottest_engine_k_w;
    return SL_OK;
}

// Engines to sinks of their own, each on one engine's area.
static sl_status sl_build_engine_sinks(sl_build *b)
{
    const sl_package *p = b->package;
    sl_sink_result sink;
    SL_TRY(sl_sink_evaluate(&sink, &p->engine_sink, p->engine_width_m * p->engine_length_m));
    double count = (double)p->engines;
    double layers_w_k =
        sl_layers_conductance(p->engine_layer, p->engine_layers, b->engines_area_m2);
    double sink_k_w = (sink.film_k_w + sink.coolant_k_w) / count;
    sl_circuit_ground(&b->circuit, SL_NODE_ENGINE, SL_HEAT_ENGINE_SINKS,
                      1.0 / (1.0 / layers_w_k + sink_k_w));
    b->circuit.ground_k[SL_HEAT_ENGINE_SINKS] = p->engine_sink.inlet_k;
    return SL_OK;
}

static sl_status sl_build_faceplate(sl_build *b)
{
    sl_build_asic_to_lid(b);
    return sl_build_engine_sinks(b);
}

static sl_status sl_build_board(sl_build *b)
{
    const sl_package *p = b->package;
    if (!(p->board_conductivity_w_mk > 0.0) || !(p->board_thickness_m > 0.0) ||
        !(p->board_film_w_m2k > 0.0) || !(p->board_air_k > 0.0) || !(p->asic_to_board_k_w > 0.0) ||
        !(p->engine_to_board_k_w > 0.0))
        return SL_ERR_DOMAIN;
    sl_floorplan plan;
    sl_group_resistance r;
    SL_TRY(sl_floorplan_build(&plan, p, false));
    sl_floorplan_board(&r, &plan, p);
    SL_TRY(sl_build_faceplate(b));
    size_t asic = sl_circuit_node(&b->circuit), engine = sl_circuit_node(&b->circuit);
    double engines_w_k = (double)p->engines / p->engine_to_board_k_w;
    sl_circuit_join(&b->circuit, SL_NODE_ASIC, asic, 1.0 / p->asic_to_board_k_w);
    sl_circuit_join(&b->circuit, SL_NODE_ENGINE, engine, engines_w_k);
    sl_circuit_body(&b->circuit, asic, engine, SL_HEAT_BOARD, r.asic_k_w, r.mutual_k_w,
                    r.engines_k_w);
    b->circuit.ground_k[SL_HEAT_BOARD] = p->board_air_k;
    b->out->engine_spread_k_w = r.hottest_engine_k_w; // per watt in the board; see below
    return SL_OK;
}

static sl_status sl_build_stacked(sl_build *b)
{
    const sl_package *p = b->package;
    double open_m2 = b->asic_area_m2 - b->engines_area_m2;
    if (open_m2 < -1e-9 * b->asic_area_m2) return SL_ERR_LIMIT;
    size_t lid = sl_circuit_node(&b->circuit);
    sl_circuit_join(&b->circuit, SL_NODE_ASIC, SL_NODE_ENGINE,
                    sl_layers_conductance(p->asic_layer, p->asic_layers, b->engines_area_m2));
    sl_circuit_join(&b->circuit, SL_NODE_ENGINE, lid,
                    sl_layers_conductance(p->engine_layer, p->engine_layers, b->engines_area_m2));
    if (open_m2 > 1e-9 * b->asic_area_m2)
        sl_circuit_join(&b->circuit, SL_NODE_ASIC, lid,
                        sl_layers_conductance(p->asic_layer, p->asic_layers, open_m2));
    sl_circuit_ground(&b->circuit, lid, SL_HEAT_LID,
                      1.0 / sl_lid_alone_k_w(b->out, &b->asic, b->lid));
    return SL_OK;
}

// The laser is a leaf of the tree: on its engine, or alone on a module.
static sl_status sl_add_laser(sl_package_thermal *out, const sl_package *p)
{
    sl_thermal_network *net = &out->network;
    const size_t e = SL_NODE_ENGINE, l = SL_NODE_LASER;
    if (p->laser_place == SL_LASER_IN_ENGINE) {
        for (size_t i = 0; i < 2; i++)
            net->resistance_k_w[i][l] = net->resistance_k_w[l][i] = net->resistance_k_w[e][i];
        net->resistance_k_w[l][l] =
            net->resistance_k_w[e][e] + p->laser_mount_k_w / (double)p->engines;
        net->reference_k[l] = net->reference_k[e];
        for (size_t s = 0; s < SL_HEAT_COUNT; s++)
            out->sink_share[s][l] = out->sink_share[s][e];
        return SL_OK;
    }
    sl_sink_result sink;
    if (p->laser_place != SL_LASER_MODULE || p->laser_groups < 1) return SL_ERR_DOMAIN;
    SL_TRY(sl_sink_evaluate(&sink, &p->laser_sink, p->laser_base_area_m2));
    net->resistance_k_w[l][l] =
        (p->laser_mount_k_w + sink.film_k_w + sink.coolant_k_w) / (double)p->laser_groups;
    net->reference_k[l] = p->laser_sink.inlet_k;
    out->sink_share[SL_HEAT_LASER_SINKS][l] = 1.0;
    return SL_OK;
}

// Air that passes faceplate modules and the lid's sink one after the other.
static sl_status sl_add_air(sl_package_thermal *out, const sl_package *p)
{
    if (p->air_order == SL_AIR_SEPARATE) return SL_OK;
    double capacity_w_k = p->sink.flow_m3_s * p->sink.heat_capacity_j_m3k;
    if (!(capacity_w_k > 0.0)) return SL_ERR_DOMAIN;
    bool module[SL_NODE_COUNT] = {[SL_NODE_ENGINE] = p->place == SL_PLACE_FACEPLATE};
    module[SL_NODE_LASER] = p->laser_place == SL_LASER_MODULE || module[SL_NODE_ENGINE];
    bool lid[SL_NODE_COUNT] = {[SL_NODE_ASIC] = true};
    lid[SL_NODE_ENGINE] = p->place == SL_PLACE_LID || p->place == SL_PLACE_STACKED;
    lid[SL_NODE_LASER] = lid[SL_NODE_ENGINE] && p->laser_place == SL_LASER_IN_ENGINE;
    const bool *first = p->air_order == SL_AIR_MODULES_FIRST ? module : lid;
    const bool *second = first == module ? lid : module;
    for (size_t i = 0; i < SL_NODE_COUNT; i++)
        for (size_t j = 0; j < SL_NODE_COUNT; j++)
            if (second[i] && first[j]) out->network.advection_k_w[i][j] = 1.0 / capacity_w_k;
    return SL_OK;
}

static sl_status sl_build_place(sl_build *b)
{
    switch (b->package->place) {
    case SL_PLACE_LID:
        return sl_build_lid(b);
    case SL_PLACE_BOARD:
        return sl_build_board(b);
    case SL_PLACE_FACEPLATE:
        return sl_build_faceplate(b);
    case SL_PLACE_STACKED:
        return sl_build_stacked(b);
    }
    return SL_ERR_DOMAIN;
}

sl_status sl_package_network(sl_package_thermal *out, const sl_package *p)
{
    *out = (sl_package_thermal){.network.n = SL_NODE_COUNT};
    if (!sl_package_valid(p) || !sl_layers_valid(p->asic_layer, p->asic_layers) ||
        !sl_layers_valid(p->engine_layer, p->engine_layers))
        return SL_ERR_DOMAIN;
    sl_layer_stack lid = p->lid;
    SL_TRY(sl_sink_evaluate(&out->sink, &p->sink, lid.width_m * lid.length_m));
    lid.film_w_m2k = out->sink.film_w_m2k;
    const sl_rectangle asic = {0.5 * (lid.width_m - p->asic_width_m),
                               0.5 * (lid.length_m - p->asic_length_m), p->asic_width_m,
                               p->asic_length_m};
    SL_TRY(sl_spreading_stack(&out->asic_spreading, &lid, &asic));
    sl_build build = {
        .package = p,
        .lid = &lid,
        .asic = asic,
        .asic_area_m2 = p->asic_width_m * p->asic_length_m,
        .engines_area_m2 = (double)p->engines * p->engine_width_m * p->engine_length_m,
        .out = out,
        .circuit.n = 2,
    };
    build.circuit.ground_k[SL_HEAT_LID] = p->sink.inlet_k;
    SL_TRY(sl_build_place(&build));
    sl_circuit_reduce(out, &build.circuit);
    if (p->place == SL_PLACE_BOARD)
        out->engine_spread_k_w *= out->sink_share[SL_HEAT_BOARD][SL_NODE_ASIC];
    SL_TRY(sl_add_laser(out, p));
    return sl_add_air(out, p);
}

sl_status sl_package_evaluate(sl_package_temperatures *out, const sl_package_thermal *thermal,
                              double asic_w, double engines_w, double lasers_w)
{
    const double power_w[SL_NODE_COUNT] = {asic_w, engines_w, lasers_w};
    double temp_k[SL_THERMAL_NODES];
    SL_TRY(sl_thermal_evaluate(temp_k, &thermal->network, power_w));
    out->asic_k = temp_k[SL_NODE_ASIC];
    out->asic_peak_k = out->asic_k + thermal->asic_peak_k_w * asic_w;
    out->engine_k = temp_k[SL_NODE_ENGINE];
    out->engine_peak_k = out->engine_k + thermal->engine_spread_k_w * asic_w;
    out->laser_k = temp_k[SL_NODE_LASER];
    for (size_t s = 0; s < SL_HEAT_COUNT; s++) {
        out->sink_w[s] = thermal->sink_offset_w[s];
        for (size_t j = 0; j < SL_NODE_COUNT; j++)
            out->sink_w[s] += thermal->sink_share[s][j] * power_w[j];
    }
    return SL_OK;
}
