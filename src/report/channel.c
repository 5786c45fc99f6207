// The quality of S-parameter files, and channels that were built.
#include <math.h>
#include <stdio.h>

#include "report/internal.h"

#define ROW "  %-13s%-66s%s\n"

static void frequency(char out[24], double hz)
{
    static const char *const units[] = {"Hz", "kHz", "MHz", "GHz"};
    int u = 0;
    for (; u < 3 && hz >= 999.9995; u++)
        hz /= 1e3;
    snprintf(out, 24, "%.6g %s", hz, units[u]);
}

static void references(char *out, size_t n, const sl_sparam *s)
{
    const double *ohm = sl_sparam_reference_ohm(s);
    for (int i = 1; i < sl_sparam_ports(s); i++)
        if (ohm[i] != ohm[0]) {
            snprintf(out, n, "several references");
            return;
        }
    snprintf(out, n, "%g ohm", ohm[0]);
}

static void grid_rows(sl_text *out, const sl_sparam_quality *q)
{
    char first[24], last[24], step[24], value[128];
    frequency(first, q->freq_first_hz);
    frequency(last, q->freq_last_hz);
    frequency(step, q->step_hz);
    if (q->step_deviation > 1e-3)
        snprintf(value, sizeof value, "%s to %s in steps from their mean %s by up to %.3g %%",
                 first, last, step, 100 * q->step_deviation);
    else
        snprintf(value, sizeof value, "%s to %s, uniform step %s", first, last, step);
    sl_text_printf(out, ROW, "grid", value, q->has_dc ? "" : "no point at 0 Hz");
    if (isnan(q->phase_step_rad))
        snprintf(value, sizeof value, "no through to judge by");
    else
        snprintf(value, sizeof value, "phase of the through turns by up to %.3g deg a step",
                 q->phase_step_rad * 180 / SL_PI);
    sl_text_printf(out, ROW, "sampling", value, sl_quality_grade_text(q->sampling));
    if (isnan(q->interpolation_error)) return;
    snprintf(value, sizeof value, "points lie within %.2g of a cubic through their neighbours",
             q->interpolation_error);
    sl_text_printf(out, ROW, "smoothness", value, "");
}

static void physics_rows(sl_text *out, const sl_sparam_quality *q)
{
    char at[24], value[128];
    frequency(at, q->reciprocity_hz);
    snprintf(value, sizeof value, "|Sij - Sji| up to %.2g at %s; IEEE 370 %.4g %%",
             q->reciprocity_error, at, q->reciprocity_370);
    if (q->reciprocity_error < 0) snprintf(value, sizeof value, "one port");
    sl_text_printf(out, ROW, "reciprocity", value, sl_quality_grade_text(q->reciprocity));
    frequency(at, q->singular_hz);
    snprintf(value, sizeof value, "largest singular value %.6g at %s; IEEE 370 %.4g %%",
             q->singular_max, at, q->passivity_370);
    sl_text_printf(out, ROW, "passivity", value, sl_quality_grade_text(q->passivity));
    int n = 0;
    if (!isnan(q->early_db)) n = snprintf(value, sizeof value, "%.1f dB before 0 s; ", q->early_db);
    snprintf(value + n, sizeof value - (size_t)n, "IEEE 370 rotation %.4g %% (S%d,%d)",
             q->causality_370, q->causality_i + 1, q->causality_j + 1);
    sl_text_printf(out, ROW, "causality", value, sl_quality_grade_text(q->causality));
}

static void add_ports(sl_text *out, const int *ports, int n)
{
    for (int i = 0; i < n; i++)
        sl_text_printf(out, "%s%d", i ? " " : "", ports[i] + 1);
}

// What was detected, always, and how sure it is.
static void port_rows(sl_text *out, const sl_port_order *o)
{
    char low[24], high[24];
    if (o->lines == 0) {
        sl_text_printf(out, ROW, "ports", "an odd number: no lines looked for", "");
        return;
    }
    frequency(low, o->freq_low_hz);
    frequency(high, o->freq_high_hz);
    sl_text_add(out, "  ports        near ");
    add_ports(out, o->near, o->lines);
    sl_text_add(out, ", far ");
    add_ports(out, o->far, o->lines);
    if (o->lines == 2)
        sl_text_printf(out, "; port order [%d %d %d %d]", o->near[0] + 1, o->near[1] + 1,
                       o->far[0] + 1, o->far[1] + 1);
    sl_text_printf(out, "\n               through %.3g (mean |S| of %s to %s)", o->through, low,
                   high);
    if (!isnan(o->runner_up)) sl_text_printf(out, ", next pairing %.3g", o->runner_up);
    sl_text_add(out, "\n");
    if (!o->pairs_clear)
        sl_text_add(out, "               AMBIGUOUS: no clear through, as of an aggressor's file; "
                         "take the order of the through's file\n");
    else if (!o->ends_clear)
        sl_text_add(out, "               AMBIGUOUS: coupling does not tell near from far ends; "
                         "taken by number\n");
}

void sl_report_quality(sl_text *out, const char *name, const sl_sparam *s,
                       const sl_sparam_quality *q)
{
    char ohm[40];
    references(ohm, sizeof ohm, s);
    sl_text_printf(out, "%s: %d port%s, %zu point%s, %s\n", name, sl_sparam_ports(s),
                   sl_sparam_ports(s) == 1 ? "" : "s", sl_sparam_points(s),
                   sl_sparam_points(s) == 1 ? "" : "s", ohm);
    grid_rows(out, q);
    physics_rows(out, q);
    port_rows(out, &q->order);
    sl_text_printf(out, ROW, "verdict", "", sl_quality_grade_text(q->verdict));
}

static void key_grade(sl_json *j, const char *key, sl_quality_grade grade)
{
    sl_json_key_text(j, key, sl_quality_grade_text(grade));
}

static void key_ports(sl_json *j, const char *key, const int *ports, int n)
{
    sl_json_key(j, key);
    sl_json_array(j);
    for (int i = 0; i < n; i++)
        sl_json_number(j, ports[i] + 1);
    sl_json_end(j, ']');
}

static void order_json(sl_json *j, const sl_port_order *o)
{
    sl_json_key(j, "port_order");
    sl_json_object(j);
    key_ports(j, "near", o->near, o->lines);
    key_ports(j, "far", o->far, o->lines);
    sl_json_key_number(j, "through", o->through);
    sl_json_key_number(j, "runner_up", o->runner_up);
    sl_json_key_number(j, "ends_margin", o->ends_margin);
    sl_json_key_bool(j, "pairs_clear", o->pairs_clear);
    sl_json_key_bool(j, "ends_clear", o->ends_clear);
    sl_json_end(j, '}');
}

static void quality_json(sl_json *j, const sl_sparam *s, const sl_sparam_quality *q)
{
    sl_json_key_number(j, "ports", sl_sparam_ports(s));
    sl_json_key_number(j, "points", (double)sl_sparam_points(s));
    sl_json_key_number(j, "freq_first_hz", q->freq_first_hz);
    sl_json_key_number(j, "freq_last_hz", q->freq_last_hz);
    sl_json_key_number(j, "step_hz", q->step_hz);
    sl_json_key_number(j, "step_deviation", q->step_deviation);
    sl_json_key_bool(j, "has_dc", q->has_dc);
    sl_json_key_number(j, "phase_step_rad", q->phase_step_rad);
    sl_json_key_number(j, "interpolation_error", q->interpolation_error);
    key_grade(j, "sampling", q->sampling);
    sl_json_key_number(j, "reciprocity_error", q->reciprocity_error);
    sl_json_key_number(j, "reciprocity_hz", q->reciprocity_hz);
    sl_json_key_number(j, "reciprocity_370", q->reciprocity_370);
    key_grade(j, "reciprocity", q->reciprocity);
    sl_json_key_number(j, "singular_max", q->singular_max);
    sl_json_key_number(j, "singular_hz", q->singular_hz);
    sl_json_key_number(j, "active_points", (double)q->active_points);
    sl_json_key_number(j, "passivity_370", q->passivity_370);
    key_grade(j, "passivity", q->passivity);
    sl_json_key_number(j, "causality_370", q->causality_370);
    sl_json_key_number(j, "early_db", q->early_db);
    key_grade(j, "causality", q->causality);
    order_json(j, &q->order);
    key_grade(j, "verdict", q->verdict);
}

void sl_report_quality_json(sl_text *out, const char *const *names, sl_sparam *const *networks,
                            const sl_sparam_quality *qualities, size_t n)
{
    sl_json j;
    sl_json_begin(&j, out, true);
    sl_json_object(&j);
    sl_json_key_text(&j, "schema", "shoreline/channel-check/1");
    sl_json_key_text(&j, "version", sl_version());
    sl_json_key(&j, "files");
    sl_json_array(&j);
    for (size_t i = 0; i < n; i++) {
        if (!networks[i]) continue;
        sl_json_object(&j);
        sl_json_key_text(&j, "file", names[i]);
        quality_json(&j, networks[i], &qualities[i]);
        sl_json_end(&j, '}');
    }
    sl_json_end(&j, ']');
    sl_json_end(&j, '}');
    sl_text_add(out, "\n");
}

void sl_report_channel(sl_text *out, sl_json *j, const sl_design_channel *channel,
                       const sl_built_channel *b)
{
    char top[24], step[24];
    double step_hz = sl_sparam_freq_hz(b->thru)[1];
    size_t points = sl_sparam_points(b->thru);
    if (j) {
        sl_json_key_text(j, "channel", channel->name);
        sl_json_key_number(j, "segments", (double)channel->n);
        sl_json_key_number(j, "symbol_rate_bd", channel->symbol_rate_bd);
        sl_json_key_number(j, "points", (double)points);
        sl_json_key_number(j, "step_hz", step_hz);
        sl_json_key_number(j, "nyquist_hz", b->nyquist_hz);
        sl_json_key_number(j, "thru_db", b->thru_db);
        sl_json_key_number(j, "fext_db", b->fext_db);
        sl_json_key_number(j, "next_db", b->next_db);
        sl_json_key_number(j, "estimate_loss_db", b->estimate_db);
        sl_json_key_number(j, "ripple_bound_db", b->ripple_db);
        sl_json_key_bool(j, "coupled", b->coupled);
        return;
    }
    frequency(top, sl_sparam_freq_hz(b->thru)[points - 1]);
    frequency(step, step_hz);
    sl_text_printf(out, "%s: %zu segments, %.6g GBd, 0 Hz to %s in %zu points of %s\n",
                   channel->name, channel->n, channel->symbol_rate_bd * 1e-9, top, points, step);
    sl_text_printf(
        out, "  estimate at Nyquist: loss %.2f dB, reflections change it by %.2f dB at most\n",
        b->estimate_db, b->ripple_db);
    if (!b->coupled) sl_text_add(out, "  no segment has a coupling: FEXT and NEXT are zero\n");
}
