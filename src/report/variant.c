// One variant in full, for `run`.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/internal.h"

static void metric_line(sl_text *out, const sl_comparison *c, size_t v, int m)
{
    const sl_variant_result *r = &c->variants[v];
    char value[32], low[32], high[32], range[80] = "";
    sl_report_value(value, sizeof value, m, r->nominal.value[m]);
    const sl_interval *i = &r->interval[m];
    if (c->draws && !isnan(i->low) && !isnan(r->nominal.value[m])) {
        sl_report_value(low, sizeof low, m, i->low);
        sl_report_value(high, sizeof high, m, i->high);
        snprintf(range, sizeof range, "%s .. %s", low, high);
    }
    const char *note = isnan(r->nominal.value[m]) ? sl_report_reason(&r->nominal, m) : range;
    sl_text_printf(out, "  %-34s %10s %-9s %-24s docs/theory/%s.md", sl_metric_infos[m].key, value,
                   sl_report_unit(m), note, sl_metric_infos[m].page);
    if (c->model->study.fidelity != SL_FIDELITY_ESTIMATE)
        sl_text_printf(out, ", %s", sl_metric_tier(c->model, m));
    sl_text_add(out, "\n");
}

static void energy_lines(sl_text *out, const sl_result *r)
{
    sl_text_add(out, "energy of a port, pJ/bit: one port, both directions, over its rate\n");
    for (int i = 0; i < SL_ENERGY_PARTS; i++)
        if (r->energy[i] > 0.0)
            sl_text_printf(out, "  %-34s %10.3f\n", sl_energy_labels[i], r->energy[i] * 1e12);
    sl_text_printf(out, "  %-34s %10.3f\n\n", "total", r->value[SL_M_ENERGY] * 1e12);
}

static void lane_lines(sl_text *out, const sl_lane_out *l)
{
    sl_text_add(out, "one lane of light, noise at the decision as optical power (rms)\n");
    const struct {
        const char *name;
        double value;
    } rows[] = {
        {"received, average", l->received_average_w}, {"received OMA", l->received_oma_w},
        {"thermal noise", l->thermal_sigma_w},        {"shot noise", l->shot_sigma_w},
        {"relative intensity noise", l->rin_sigma_w}, {"multipath and partition", l->mpi_sigma_w},
        {"electrical noise", l->electrical_sigma_w},  {"residual interference", l->isi_sigma_w}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char value[48];
        sl_quantity_format(value, sizeof value, rows[i].value, "W", 3);
        sl_text_printf(out, "  %-34s %10s\n", rows[i].name, value);
    }
    sl_text_printf(out, "  %-34s %10.1f dB\n  %-34s %10.2f\n\n", "signal to noise", l->snr_db,
                   "Q of the worst eye", l->q_worst);
}

static void point_lines(sl_text *out, const sl_result *r)
{
    const sl_operating_point *p = &r->point;
    sl_text_printf(out,
                   "operating point: %d ports, %d engines; chip %.0f W, engines %.1f W, lasers "
                   "%.1f W of heat\n",
                   r->ports, r->engines, p->asic_w, p->engines_w, p->lasers_w);
    if (p->laser.current_a > 0.0)
        sl_text_printf(out,
                       "  one laser: %.3g mA, %.3g V, %.3g mW of light, %.1f %% wall plug, "
                       "droop %.3g mW/K\n",
                       p->laser.current_a * 1e3, p->laser.voltage_v, p->laser.power_w * 1e3,
                       p->laser.efficiency * 100.0, p->laser.droop_w_per_k * 1e3);
    sl_text_printf(out, "  loop: %d turns, gain %.3f, residual %.2g K\n\n", p->turns, p->loop_gain,
                   p->residual_k);
}

static void training_text(sl_text *out, const sl_comparison *c, size_t v)
{
    sl_training_curves *curves = sl_report_curves(c, (int)v, out);
    sl_report_training_text(out, &c->variants[v].nominal);
    if (curves) sl_report_curves_text(out, curves);
    sl_training_curves_destroy(out->ctx, curves);
}

void sl_report_variant(sl_text *out, const sl_comparison *c, size_t v, const char *layer,
                       bool colour)
{
    const sl_variant_result *r = &c->variants[v];
    const char *bold = colour ? "\033[1m" : "", *off = colour ? "\033[0m" : "";
    int fidelity = c->model->study.fidelity;
    sl_text_printf(
        out, "%s%s%s  %s%s  (%s%s tier)\n\n", bold, r->name, off,
        r->nominal.feasible ? "" : "infeasible: ", r->nominal.why,
        fidelity == SL_FIDELITY_ESTIMATE ? "" : "electrical and optical: ", sl_tier_word(fidelity));
    const char *compat = sl_report_compat(&r->bound->design);
    if (compat) sl_text_printf(out, "%s\n\n", compat);
    const char *last = "";
    for (int pass = 0; pass < SL_METRICS; pass++) {
        const sl_metric_info *info = &sl_metric_infos[pass];
        if (layer && strcmp(layer, info->layer) != 0) continue;
        if (strcmp(last, info->layer) != 0) sl_text_printf(out, "%s%s%s\n", bold, info->layer, off);
        last = info->layer;
        metric_line(out, c, v, pass);
    }
    sl_text_add(out, "\n");
    if (!layer || strcmp(layer, "system") == 0) {
        energy_lines(out, &r->nominal);
        point_lines(out, &r->nominal);
    }
    if (!layer || strcmp(layer, "electrical") == 0) sl_report_electrical_text(out, c, v);
    if (!layer || strcmp(layer, "memory") == 0) sl_report_tray(out, c, v);
    if (r->nominal.has_lane && (!layer || strcmp(layer, "optics") == 0))
        lane_lines(out, &r->nominal.lane);
    if (!layer || strcmp(layer, "optics") == 0) sl_report_light_text(out, c, v);
    if (r->nominal.has_fabric && (!layer || strcmp(layer, "fabric") == 0))
        sl_report_fabric_text(out, &r->bound->design, &r->nominal);
    if (r->nominal.has_workload && (!layer || strcmp(layer, "workload") == 0))
        training_text(out, c, v);
}
