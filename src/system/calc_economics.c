// Calculator models of the economics layer.
#include "shoreline/economics.h"
#include "system/calc.h"
#include "system/internal.h"

#include <stdio.h>
#include <string.h>

static const sl_word yield_words[] = {
    {"poisson", SL_YIELD_POISSON, "independent defects"},
    {"murphy", SL_YIELD_MURPHY, "triangular spread of the density"},
    {"seeds", SL_YIELD_SEEDS, "exponential spread"},
    {"negbin", SL_YIELD_NEGBIN, "gamma spread, cluster parameter alpha"},
    {"bose-einstein", SL_YIELD_BOSE_EINSTEIN, "alpha critical layers"},
    {NULL, 0, NULL}};
static const sl_word packing_words[] = {
    {"formula", SL_PACKING_FORMULA, "area less a term for the rim"},
    {"exact", SL_PACKING_EXACT, "best straight grid"},
    {NULL, 0, NULL}};

#define S economics_args
typedef struct economics_args {
    int model, method;
    double area_m2, d0_per_m2, alpha;
    double width_m, height_m, wafer_m, edge_m, scribe_m;
    double price_usd, volume, reference, rate;
    const char *flow, *variant;
} economics_args;

static const sl_field yield_fields[] = {
    W("model", model, yield_words, "negbin", "Law of yield."),
    QR("area", area_m2, "mm2", 0, 1e6, "Of the die."),
    QR("d0", d0_per_m2, "1/cm2", 0, 1e6, "Killing defects."),
    QD("alpha", alpha, "", 1e-6, 1e9, "10", "Cluster parameter, or critical layers.")};
static const sl_table yield_table = {.name = "arguments", FIELDS(yield_fields)};
static const sl_field dies_fields[] = {
    QR("width", width_m, "mm", 1e-3, 1000, "Of the die."),
    QR("height", height_m, "mm", 1e-3, 1000, "Of the die."),
    QD("wafer", wafer_m, "mm", 1, 1000, "300 mm", "Diameter."),
    QD("edge", edge_m, "mm", 0, 100, "3 mm", "Left free around."),
    QD("scribe", scribe_m, "mm", 0, 10, "0.1 mm", "Between dies."),
    W("method", method, packing_words, "exact", "How dies are counted.")};
static const sl_table dies_table = {.name = "arguments", FIELDS(dies_fields)};
static const sl_field price_fields[] = {
    QR("price", price_usd, "USD", 1e-9, 1e12, "At the reference volume."),
    QR("volume", volume, "", 1e-9, 1e18, "Made so far."),
    QR("reference", reference, "", 1e-9, 1e18, "Made so far at price."),
    QR("rate", rate, "", 1e-3, 1, "Left of the price at twice the volume.")};
static const sl_table price_table = {.name = "arguments", FIELDS(price_fields)};

#undef S
#define S carbon_args
typedef struct carbon_args {
    double area_m2, layers, yield;
    sl_fab_carbon fab;
    sl_design_carbon design;
} carbon_args;

static const sl_field carrier_fields[] = {
    QR("area", area_m2, "mm2", 0, 1e8, "Of the carrier, or of the faces bonded."),
    QR("energy", fab.energy_j_per_m2, "kWh/cm2", 0, 1000, "Of the whole process."),
    QR("grid", fab.grid_kg_per_j, "g/kWh", 0, 2000, "CO2 equivalent of that energy."),
    QD("gas", fab.gas_kg_per_m2, "g/cm2", 0, 1e5, "0 g/cm2", "CO2 equivalent of gases."),
    QD("material", fab.material_kg_per_m2, "g/cm2", 0, 1e5, "0 g/cm2", "The same of materials."),
    QD("layers", layers, "", 0, 10, "1", "Share of the process's layers that it has."),
    QD("yield", yield, "", 1e-6, 1, "1", "Of the carrier and what is done on it.")};
static const sl_table carrier_table = {.name = "arguments", FIELDS(carrier_fields)};
static const sl_field design_fields[] = {
    QR("area", design.area_m2, "mm2", 0, 1e8, "Of the chip."),
    QR("density", design.transistors_per_m2, "1/mm2", 0, 1e12, "Transistors."),
    QD("per_gate", design.transistors_per_gate, "", 1, 1000, "8", "Transistors of a gate."),
    QD("rate", design.gates_per_s, "1/h", 1e-3, 1e12, "3645.8 1/h", "Gates that a core designs."),
    QD("power", design.core_w, "W", 0, 1e6, "10 W", "Of a core."),
    QD("grid", design.grid_kg_per_j, "g/kWh", 0, 2000, "700 g/kWh",
       "CO2 equivalent of its energy."),
    QD("runs", design.runs, "", 0, 1e9, "100", "Of the tools."),
    QR("units", design.units, "", 1, 1e15, "Made of the design.")};
static const sl_table design_table = {.name = "arguments", FIELDS(design_fields)};
#undef S
#define S economics_args

static const sl_field package_fields[] = {
    TEXT("flow", flow, "", "Scenario with market.steps or .package; may stand without the key."),
    TEXT("variant", variant, "", "Of it, where it has several.")};
static const sl_table package_table = {.name = "arguments", FIELDS(package_fields)};

static sl_status run_yield(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const economics_args *a = args;
    return sl_calc_value(
        value, sl_die_yield((sl_yield_model)a->model, a->area_m2, a->d0_per_m2, a->alpha));
}

static sl_status run_dies(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const economics_args *a = args;
    return sl_calc_value(value, sl_dies_per_wafer((sl_packing)a->method, a->width_m, a->height_m,
                                                  a->wafer_m, a->edge_m, a->scribe_m));
}

static sl_status run_price(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const economics_args *a = args;
    return sl_calc_value(value,
                         sl_learning_price_usd(a->price_usd, a->volume, a->reference, a->rate));
}

// The variant of this name; without a name the only one. NULL, diagnosed, where there is none.
static const sl_bound *variant_of(sl_ctx *ctx, const sl_model *model, const char *name)
{
    char hint[300] = "the scenario has:";
    for (size_t i = 0; i < model->n; i++) {
        const sl_bound *b = &model->variants[i];
        size_t used = strlen(hint);
        if ((!name[0] && model->n == 1) || strcmp(b->name, name) == 0) return b;
        snprintf(hint + used, sizeof hint - used, " %s", b->name);
    }
    if (name[0])
        sl_diag_add(ctx, SL_ERROR, SL_E_ENUM, (sl_mark){0}, hint, "no variant '%.60s'", name);
    else
        sl_diag_add(ctx, SL_ERROR, SL_E_MISSING_KEY, (sl_mark){0}, hint,
                    "%zu variants: say which one with variant=", model->n);
    return NULL;
}

static sl_status package_of(double *value, sl_ctx *ctx, const sl_model *model, const char *name)
{
    size_t errors = sl_diag_errors(ctx);
    sl_check_economics(ctx, model);
    if (sl_diag_errors(ctx) > errors) return SL_ERR_SCENARIO;
    const sl_bound *bound = variant_of(ctx, model, name);
    if (!bound) return SL_ERR_SCENARIO;
    const sl_market_spec *m = &bound->design.market;
    if (!bound->design.has_market || (m->step_n == 0 && !m->has_package)) return SL_ERR_DOMAIN;
    sl_flow_cost cost;
    double carbon_kg;
    sl_share_cost share[SL_SHARES];
    sl_result r;
    sl_evaluate(&r, &bound->design, NULL); // for the yield of its alignment
    SL_TRY(sl_project_flow(&cost, &carbon_kg, share, &bound->design.market,
                           r.value[SL_M_ALIGN_YIELD]));
    return sl_calc_value(value, cost.cost_usd);
}

static sl_status run_package(double *value, sl_ctx *ctx, const void *args)
{
    const economics_args *a = args;
    sl_model *model = NULL;
    sl_scenario_opts opts = {.path = a->flow};
    if (!a->flow[0]) return SL_ERR_DOMAIN;
    SL_TRY(sl_model_load(&model, ctx, &opts));
    sl_status status = package_of(value, ctx, model, a->variant);
    sl_model_destroy(model);
    return status;
}

static sl_status run_carrier(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const carbon_args *a = args;
    return sl_calc_value(
        value, sl_carrier_carbon_kg(sl_fab_kg_per_m2(&a->fab), a->area_m2, a->layers, a->yield));
}

static sl_status run_design(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const carbon_args *a = args;
    return sl_calc_value(value, sl_design_carbon_kg(&a->design));
}

// What a bond loses to each cause, and in all.
static sl_status run_bond(double *value, const void *args, size_t part)
{
    sl_bond bond = sl_project_bond(args);
    sl_bond_yield y;
    SL_TRY(sl_bond_yield_of(&y, &bond));
    const double parts[] = {y.yield, y.overlay, y.defect, y.recess};
    return sl_calc_value(value, parts[part]);
}

#define RUN_BOND(name_, part_)                                                                     \
    static sl_status name_(double *value, sl_ctx *ctx, const void *args)                           \
    {                                                                                              \
        (void)ctx;                                                                                 \
        return run_bond(value, args, part_);                                                       \
    }
RUN_BOND(run_bond_yield, 0)
RUN_BOND(run_bond_overlay, 1)
RUN_BOND(run_bond_defect, 2)
RUN_BOND(run_bond_recess, 3)

const sl_calc sl_calcs_economics[] = {
    {"economics.carrier_carbon", "CO2 equivalent of a substrate, interposer or bond, by its area.",
     "kg", &carrier_table, run_carrier},
    {"economics.design_carbon", "CO2 equivalent of designing a chip, for one unit.", "kg",
     &design_table, run_design},
    {"economics.die_yield", "Share of dies without a killing defect.", "", &yield_table, run_yield},
    {"economics.dies_per_wafer", "Whole dies on a round wafer.", "", &dies_table, run_dies},
    {"economics.hybrid_bond_defect", "Share of hybrid bonds without a void that reaches a pad.", "",
     &sl_bond_table, run_bond_defect},
    {"economics.hybrid_bond_overlay", "Share of hybrid bonds placed well enough.", "",
     &sl_bond_table, run_bond_overlay},
    {"economics.hybrid_bond_recess", "Share of hybrid bonds in which the copper of all pads meets.",
     "", &sl_bond_table, run_bond_recess},
    {"economics.hybrid_bond_yield", "Share of hybrid bonds that work: the three together.", "",
     &sl_bond_table, run_bond_yield},
    {"economics.learning_price", "Price at a cumulated volume, by Wright's law.", "USD",
     &price_table, run_price},
    {"economics.package_cost", "One unit of a scenario's package flow that passes all steps.",
     "USD", &package_table, run_package},
};
const size_t sl_calcs_economics_n = sizeof sl_calcs_economics / sizeof *sl_calcs_economics;
