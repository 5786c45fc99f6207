// Calculator models of the fleet layer.
#include "shoreline/fleet.h"
#include "system/calc.h"

#define S fleet_args
typedef struct fleet_args {
    int n, k, failures;
    double rate_hz, mttr_s, exposure_s, confidence, lead_s, fill;
} fleet_args;

static const sl_field kofn_fields[] = {
    NR("n", n, 1, SL_KOFN_MAX, "Units."), NR("k", k, 1, SL_KOFN_MAX, "Of them, that have to work."),
    QR("fit", rate_hz, "FIT", 0, 1e12, "Failures of one; a bare number is FIT."),
    QR("mttr", mttr_s, "h", 0, 1e9, "Mean time to repair one, by one crew.")};
static const sl_table kofn_table = {.name = "arguments", FIELDS(kofn_fields)};
static const sl_field interval_fields[] = {
    NR("failures", failures, 0, 999999999, "Seen."),
    QR("hours", exposure_s, "h", 1e-9, 1e18, "Of all units together; a bare number is hours."),
    QD("confidence", confidence, "", 1e-6, 0.999999, "0.95",
       "Of the interval: two-sided; one-sided without failures.")};
static const sl_table interval_table = {.name = "arguments", FIELDS(interval_fields)};
static const sl_field stock_fields[] = {
    QR("demand_rate", rate_hz, "1/year", 0, 1e15, "Failures of all units together."),
    QR("lead_time", lead_s, "day", 0, 1e6, "Until a spare that was ordered is there."),
    QD("fill", fill, "", 1e-6, 0.999999, "0.95", "Share of demands met from the shelf.")};
static const sl_table stock_table = {.name = "arguments", FIELDS(stock_fields)};

static sl_status run_kofn(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const fleet_args *a = args;
    sl_kofn group = {a->n, a->k, a->rate_hz, a->mttr_s, 1};
    return sl_calc_value(value, sl_kofn_unavailability(&group));
}

static sl_status run_interval(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const fleet_args *a = args;
    sl_rate_interval i;
    SL_TRY(sl_rate_interval_of(&i, a->failures, a->exposure_s, a->confidence));
    value[SL_CALC_LOW] = i.mtbf_low_s;
    value[SL_CALC_HIGH] = i.mtbf_high_s;
    return sl_calc_value(value, i.mtbf_s);
}

static sl_status run_stock(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const fleet_args *a = args;
    return sl_calc_value(value, sl_base_stock(a->rate_hz * a->lead_s, a->fill));
}

const sl_calc sl_calcs_fleet[] = {
    {"fleet.base_stock", "Least stock that meets a share of demands at once, one for one.", "",
     &stock_table, run_stock},
    {"fleet.k_of_n_unavailability", "Time in which fewer than k of n work; one crew.", "",
     &kofn_table, run_kofn},
    {.name = "fleet.mtbf_interval",
     .doc = "Unit time over failures, with its exact interval (chi-square).",
     .unit = "s",
     .table = &interval_table,
     .run = run_interval,
     .interval = true},
};
const size_t sl_calcs_fleet_n = sizeof sl_calcs_fleet / sizeof *sl_calcs_fleet;
