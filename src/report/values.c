// Numbers as people read them: in the metric's display unit, with digits that mean something.
#include <math.h>
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
    if (metric == SL_M_SOLDER_LIFE && si_value >= 1e7) {
        snprintf(out, n, ">1e7");
        return;
    }
    double x = sl_report_display(metric, si_value), a = fabs(x);
    const char *unit = sl_metric_infos[metric].unit;
    if (strcmp(unit, "dB") == 0)
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

const char *sl_report_reason(const sl_result *r, int metric)
{
    if (r->point.verdict == SL_VERDICT_GEOMETRY || r->point.verdict == SL_VERDICT_NUMERICAL)
        return r->why;
    if (!r->has_fabric && strcmp(sl_metric_infos[metric].layer, "fabric") == 0)
        return "no fabric in this scenario";
    if (strcmp(sl_metric_infos[metric].layer, "memory") == 0)
        return r->has_memory ? "its part of memory: is not given"
                             : "there is no memory: to evaluate";
    if (strcmp(sl_metric_infos[metric].layer, "workload") == 0)
        return r->has_workload ? "workload.tokens or workload.mtbf is not given"
                               : "there is no workload: to evaluate";
    return "does not apply to this kind of link";
}
