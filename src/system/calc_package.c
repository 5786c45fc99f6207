// Calculator models of the package layer.
#include "shoreline/constants.h"
#include "shoreline/physics.h"
#include "system/calc.h"

static const sl_word solder_words[] = {{"snpb", SL_SOLDER_SNPB, "eutectic tin-lead"},
                                       {"sac305", SL_SOLDER_SAC305, "tin-silver-copper"},
                                       {NULL, 0, NULL}};

#define S package_args
typedef struct package_args {
    int solder;
    double strain, mean_k, dwell_s, ea_j, t1_k, t2_k, sigma_m, waist_m, limit_db;
} package_args;

static const sl_field engelmaier_fields[] = {
    WR("solder", solder, solder_words, "Alloy."),
    QR("strain", strain, "", 1e-9, 0.999, "Cyclic shear strain range."),
    QR("mean_temp", mean_k, "degC", -40, 150, "Of the joint."),
    QR("dwell", dwell_s, "min", 1e-3, 1e7, "Half cycle.")};
static const sl_table engelmaier_table = {.name = "arguments", FIELDS(engelmaier_fields)};
static const sl_field arrhenius_fields[] = {QR("ea", ea_j, "eV", -5, 5, "Activation energy."),
                                            QR("t1", t1_k, "degC", -200, 500, "From."),
                                            QR("t2", t2_k, "degC", -200, 500, "To.")};
static const sl_table arrhenius_table = {.name = "arguments", FIELDS(arrhenius_fields)};
static const sl_field yield_fields[] = {
    QR("sigma", sigma_m, "um", 0, 1e4, "Placement error of each axis."),
    QR("waist", waist_m, "um", 1e-3, 1e4, "Of both modes."),
    QR("limit", limit_db, "dB", 0, 100, "Largest loss allowed.")};
static const sl_table yield_table = {.name = "arguments", FIELDS(yield_fields)};

static sl_status run_engelmaier(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const package_args *a = args;
    return sl_calc_value(
        value, sl_engelmaier_life((sl_solder)a->solder, a->strain, a->mean_k, a->dwell_s));
}

static sl_status run_arrhenius(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const package_args *a = args;
    return sl_calc_value(value, sl_arrhenius(a->ea_j / SL_ELEMENTARY_CHARGE_C, a->t1_k, a->t2_k));
}

static sl_status run_yield(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const package_args *a = args;
    return sl_calc_value(value, sl_alignment_yield(a->sigma_m, a->waist_m, a->limit_db));
}

const sl_calc sl_calcs_package[] = {
    {"package.alignment_yield", "Share of equal Gaussian couplings within a loss.", "",
     &yield_table, run_yield},
    {"package.arrhenius_factor", "How much faster a process runs at t2 than at t1.", "",
     &arrhenius_table, run_arrhenius},
    {"package.engelmaier_life", "Median cycles of a solder joint.", "", &engelmaier_table,
     run_engelmaier},
};
const size_t sl_calcs_package_n = sizeof sl_calcs_package / sizeof *sl_calcs_package;
