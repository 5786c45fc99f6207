// Numbers as people read them: in the metric's display unit, with digits that mean something.
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "report/internal.h"

double sl_report_display(int metric, double si_value)
{
    const char *unit = sl_metric_infos[metric].unit;
    if (strcmp(unit, "degC") == 0) return si_value - 273.15;
    if (strcmp(unit, "cycles") == 0) return si_value;
    sl_field field = {.unit = unit, .kind = SL_FIELD_QUANTITY};
    return si_value / sl_field_si(&field, 1.0);
}

// Units that take a prefix in the table: W of light, s of latency, m of reach.
static bool prefixed(int metric)
{
    const char *unit = sl_metric_infos[metric].unit;
    return metric == SL_M_OMA || strcmp(unit, "s") == 0 || strcmp(unit, "m") == 0;
}

static bool is_probability(int metric)
{
    return metric == SL_M_PRE_FEC || metric == SL_M_POST_FEC || metric == SL_M_FRAME_LOSS ||
           metric == SL_M_FABRIC_MEAN_LOSS || metric == SL_M_FABRIC_WORST_LOSS ||
           metric == SL_M_MEM_RETRY || metric == SL_M_MEM_DELAYED;
}

// Decimals of a percentage that is not 100: two digits of what is missing where that is little.
static int decimals_below_all(double percent)
{
    double missing = 100.0 - percent;
    if (!(missing > 1e-9 && missing < 0.1)) return -1;
    return (int)ceil(-log10(missing)) + 1;
}

void sl_report_value(char *out, size_t n, int metric, double si_value)
{
    if (isnan(si_value)) {
        snprintf(out, n, "-");
        return;
    }
    if (isinf(si_value)) {
        snprintf(out, n, si_value > 0 ? "unlimited" : "none");
        return;
    }
    if (prefixed(metric)) {
        sl_quantity_format(out, n, si_value, sl_metric_infos[metric].unit, 3);
        return;
    }
    if (metric == SL_M_FLEET_FLAP && si_value >= SL_FLAP_MOST_S) {
        snprintf(out, n, ">1e6");
        return;
    }
    if (metric == SL_M_SOLDER_LIFE && si_value >= 1e7) {
        snprintf(out, n, ">1e7");
        return;
    }
    double x = sl_report_display(metric, si_value), a = fabs(x);
    const char *unit = sl_metric_infos[metric].unit;
    int decimals = strcmp(unit, "%") == 0 ? decimals_below_all(x) : -1;
    if (decimals > 0)
        snprintf(out, n, "%.*f", decimals, x);
    else if (strcmp(unit, "dB") == 0)
        snprintf(out, n, "%.1f", x);
    else if (strcmp(unit, "degC") == 0)
        snprintf(out, n, "%.0f", x);
    else if (is_probability(metric) && x < 1e-99)
        snprintf(out, n, "<1e-99");
    else if (x == 0.0)
        snprintf(out, n, "0");
    else if (a < 1e-3 || a >= 1e6)
        snprintf(out, n, "%.1e", x);
    else if (a >= 100.0)
        snprintf(out, n, "%.0f", x);
    else
        snprintf(out, n, "%.3g", x);
}

const char *sl_report_unit(int metric)
{
    if (prefixed(metric)) return "";
    return sl_metric_infos[metric].unit;
}

// Why a metric has no value though all that comes before it has been evaluated.
static const char *const reasons[SL_METRICS] = {
    [SL_M_HOST_MARGIN] = "nothing decides at the end of the host channel: the link is linear",
    [SL_M_CLASS_MARGIN] = "link.serdes.loss_limit is not given",
    [SL_M_OPTICAL_MARGIN] = "a copper link has no light",
    [SL_M_STANDARD_MARGIN] = "no light, or link.pmd gives no standard's budget",
    [SL_M_OMA] = "a copper link has no light",
    [SL_M_TDECQ] = "only for light of four levels",
    [SL_M_MPI] = "only in single-mode fibre",
    [SL_M_REACH] = "no length was sought",
    [SL_M_ENGINE_TEMP] = "a passive cable has no engine",
    [SL_M_LASER_TEMP] = "a copper link has no laser",
    [SL_M_TUNING] = "only ring modulators are tuned",
    [SL_M_SOLDER_LIFE] = "a passive cable has no engine",
    [SL_M_LASER_FIT] = "a copper link has no laser",
    [SL_M_PORT_FIT] = "a passive cable has no engine",
    [SL_M_LASER_FAILED] = "a copper link has no laser",
    [SL_M_ALIGN_YIELD] = "no laser's light is coupled into a fibre",
    [SL_M_FULL_TEMP] = "no job pauses the chip: there is no workload",
    [SL_M_STOP_LIFE] = "neither workload.mtbf nor fleet: given, or a passive cable without solder",
    [SL_M_FABRIC_FIBRE] = "a copper link has no fibre",
    [SL_M_FABRIC_QUEUE] = "circuits have no queue",
    [SL_M_FABRIC_INCAST] = "one host alone, or circuits: a port has one at a time",
    [SL_M_FABRIC_HEADROOM] = "nothing is paused: circuits, or fabric.transport is not lossless",
    [SL_M_FABRIC_ALLREDUCE] = "one host alone, or these links carry no such exchange",
    [SL_M_MEM_LOADED] = "no flit comes through",
    [SL_M_MEM_INCAST] = "no flit comes through",
    [SL_M_MEM_POOL_SAVING] = "memory.pool is not given",
    [SL_M_MEM_POOL_BOUGHT] = "memory.pool is not given",
    [SL_M_MEM_POOL_NEED] = "memory.pool is not given",
    [SL_M_MEM_FIXED_STRANDED] = "memory.composition is not given",
    [SL_M_MEM_SHARED_STRANDED] = "memory.composition is not given",
    [SL_M_MEM_TRAYS_STRANDED] = "memory.composition is not given",
    [SL_M_MEM_FIXED_GPU_USE] = "memory.composition is not given, or no job takes GPUs",
    [SL_M_MEM_TRAYS_GPU_USE] = "memory.composition is not given, or no job takes GPUs",
    [SL_M_MEM_KV_GAIN] = "memory.kv is not given, or no flit comes through",
    [SL_M_MEM_KV_BREAK_EVEN] = "memory.kv is not given",
    [SL_M_MEM_OPTIMIZER] = "memory.optimizer is not given, or no flit comes through",
    [SL_M_MEM_OPTIMIZER_FIT] = "memory.optimizer is not given, or no flit comes through",
    [SL_M_FABRIC_PAUSE_LENGTH] = "nothing is paused, or fabric.switch.buffer is not given",
    [SL_M_FABRIC_TAPER] = "one tier, or no tiers at all",
    [SL_M_FLEET_LASER] = "a copper link has no laser",
    [SL_M_FLEET_LASER_OUT] = "a copper link has no laser",
    [SL_M_FLEET_LASER_FAILS] = "a copper link has no laser",
    [SL_M_FLEET_LASER_UNITS] = "a copper link has no laser",
    [SL_M_FLEET_ENGINE] = "a passive cable has no engine",
    [SL_M_FLEET_ENGINE_OUT] = "a passive cable has no engine",
    [SL_M_FLEET_FLAP] = "fleet.wander_sd is not given",
    [SL_M_WL_FIRST] = "workload.inference is not given",
    [SL_M_WL_FIRST_RAW] = "workload.inference is not given",
    [SL_M_WL_NEXT] = "workload.inference is not given",
    [SL_M_WL_NEXT_RAW] = "workload.inference is not given",
    [SL_M_WL_SERVED] = "workload.inference is not given",
    [SL_M_WL_SERVE_MEMORY] = "workload.inference is not given",
    [SL_M_WL_GOODPUT] = "neither workload.mtbf nor fleet: is given",
    [SL_M_WL_INTERVAL] = "neither workload.mtbf nor fleet: is given",
    [SL_M_WL_RUN] = "workload.tokens is not given",
    [SL_M_WL_ENERGY] = "workload.tokens is not given",
};

const char *sl_report_reason(const sl_result *r, int metric)
{
    static const struct {
        const char *layer, *none;
        size_t offset; // of the bool that says whether the layer was evaluated
    } sections[] = {
        {"fabric", "no fabric in this scenario", offsetof(sl_result, has_fabric)},
        {"interop", "there is no interop: to evaluate", offsetof(sl_result, has_interop)},
        {"memory", "there is no memory: to evaluate", offsetof(sl_result, has_memory)},
        {"supply", "there is no supply: to evaluate", offsetof(sl_result, has_supply)},
        {"fleet", "there is no fleet: to evaluate", offsetof(sl_result, has_fleet)},
        {"workload", "there is no workload: to evaluate", offsetof(sl_result, has_workload)}};
    bool ended = !r->feasible && isnan(r->value[SL_M_SHORELINE_USE]); // before the last layers
    if (ended) return r->why;
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        bool has = *(const bool *)(const void *)((const char *)r + sections[i].offset);
        if (!has && strcmp(sl_metric_infos[metric].layer, sections[i].layer) == 0)
            return sections[i].none;
    }
    return reasons[metric] ? reasons[metric] : "its model has no value for these inputs";
}

const char *sl_report_compat(const sl_design *design)
{
    if (!design->has_market) return NULL;
    if (design->market.compat == SL_COMPAT_ACTUARY)
        return "market.compat actuary: bumps of equal dies are counted once, as Chiplet Actuary "
               "does";
    if (design->market.compat == SL_COMPAT_CATCH)
        return "market.compat catch: as CATCH counts: uptime multiplies a machine's cost, seams "
               "never fail, a carrier has no defects, only signals are bonds, dies of a wafer by "
               "rows (docs/theory/economics.md)";
    return NULL;
}
