// The memory tray of a variant: a load's ledger, whether the tray is as good as an internal slot,
// and when it serves keys and values and the optimizer; as text and as JSON.
#include <math.h>
#include <stdio.h>

#include "report/internal.h"

const sl_load_row sl_load_rows[] = {
    {"internal slot", "slot_s", offsetof(sl_load_ledger, base_s)},
    {"retimers", "retimers_s", offsetof(sl_load_ledger, retimers_s)},
    {"conversions", "conversions_s", offsetof(sl_load_ledger, conversions_s)},
    {"error correction", "fec_s", offsetof(sl_load_ledger, fec_s)},
    {"switches", "switches_s", offsetof(sl_load_ledger, switches_s)},
    {"flight", "flight_s", offsetof(sl_load_ledger, flight_s)},
};
const size_t sl_load_row_n = sizeof sl_load_rows / sizeof *sl_load_rows;

double sl_load_part_s(const sl_result *r, size_t row)
{
    const char *ledger = (const char *)&r->memory_ledger;
    return *(const double *)(const void *)(ledger + sl_load_rows[row].offset);
}

bool sl_report_has_tray(const sl_comparison *c)
{
    for (size_t v = 0; v < c->n; v++)
        if (c->variants[v].nominal.has_memory) return true;
    return false;
}

// ---- verdicts ----

// How far the same holds: latency or the link's own reach, whichever ends first.
static void length_text(char *out, size_t n, const sl_result *r)
{
    double slot_m = r->memory_slot.length_max_m, reach_m = r->value[SL_M_REACH];
    if (slot_m < 0.0)
        snprintf(out, n, "at no length");
    else if (reach_m < slot_m)
        snprintf(out, n, "up to %.3g m, the reach of the link (latency alone: %.3g m)", reach_m,
                 slot_m);
    else
        snprintf(out, n, "up to %.3g m, the limit of latency", slot_m);
}

void sl_report_slot_verdict(char *out, size_t n, const sl_variant_result *v)
{
    const sl_result *r = &v->nominal;
    const sl_slot_verdict *s = &r->memory_slot;
    double base_s = r->memory_ledger.base_s, tolerance = v->bound->design.memory.tolerance;
    const char *latency = s->same ? "yes" : "no";
    char length[120], numbers[240];
    length_text(length, sizeof length, r);
    snprintf(numbers, sizeof numbers,
             "+%.1f %% (%.1f ns added, %.1f ns allowed, margin %+.1f ns); %s", s->excess * 100.0,
             s->excess * base_s * 1e9, tolerance * base_s * 1e9, s->margin_s * 1e9, length);
    if (r->feasible)
        snprintf(out, n, "same as an internal slot within %.3g %%: %s, %s", tolerance * 100.0,
                 latency, numbers);
    else
        snprintf(out, n,
                 "same as an internal slot within %.3g %%: no, infeasible (%s); by latency alone "
                 "%s, %s",
                 tolerance * 100.0, r->why, latency, numbers);
}

// A stream's rate and what holds it there: "26.6 GB/s (512 lines in flight)".
static void stream_text(char *out, size_t n, const sl_stream *s, const sl_memory_spec *m)
{
    char lines[64];
    const char *const limits[] = {[SL_STREAM_PORT] = "all that the port leaves",
                                  [SL_STREAM_DEVICE] = "all that the device gives",
                                  [SL_STREAM_LINES] = lines};
    snprintf(lines, sizeof lines, "%d lines in flight", m->outstanding);
    snprintf(out, n, "%.3g GB/s (%s)", s->bytes_per_s / 1e9, limits[s->limit]);
}

bool sl_report_kv_verdict(char *out, size_t n, const sl_variant_result *v)
{
    const sl_result *r = &v->nominal;
    double gain = r->value[SL_M_MEM_KV_GAIN], even_bps = r->value[SL_M_MEM_KV_BREAK_EVEN];
    if (!r->feasible || !v->bound->design.memory.has_kv || isnan(gain)) return false;
    char when[160] = "at no bandwidth: the load's latency alone takes longer", stream[100];
    stream_text(stream, sizeof stream, &r->memory_read, &v->bound->design.memory);
    if (isfinite(even_bps))
        snprintf(when, sizeof when, "above %.3g GB/s, reads have %s", even_bps / 8e9, stream);
    if (gain > 1.0)
        snprintf(out, n, "KV cache: fetching wins by %.3g times; it does %s", gain, when);
    else
        snprintf(out, n, "KV cache: computing wins by %.3g times; fetching would win %s",
                 1.0 / gain, when);
    return true;
}

bool sl_report_optimizer_verdict(char *out, size_t n, const sl_variant_result *v)
{
    const sl_result *r = &v->nominal;
    double pass_s = r->value[SL_M_MEM_OPTIMIZER];
    if (!r->feasible || !v->bound->design.memory.has_optimizer || isnan(pass_s)) return false;
    double window_s = v->bound->design.memory.optimizer.window_s;
    char stream[100];
    stream_text(stream, sizeof stream, &r->memory_mixed, &v->bound->design.memory);
    snprintf(out, n, "optimizer: pass fits the window: %s, %.3g s of %.3g s at %s",
             pass_s <= window_s ? "yes" : "no", pass_s, window_s, stream);
    return true;
}

// ---- text ----

void sl_report_tray(sl_text *out, const sl_comparison *c, size_t v)
{
    const sl_variant_result *variant = &c->variants[v];
    const sl_result *r = &variant->nominal;
    char text[SL_VERDICT_TEXT];
    if (!r->has_memory) return;
    sl_text_add(out, "one load from the tray, ns: request and data, each part crossed twice\n");
    for (size_t i = 0; i < sl_load_row_n; i++)
        if (sl_load_part_s(r, i) > 0.0)
            sl_text_printf(out, "  %-34s %10.1f\n", sl_load_rows[i].label,
                           sl_load_part_s(r, i) * 1e9);
    sl_text_printf(out, "  %-34s %10.1f\n", "one load", r->memory_ledger.total_s * 1e9);
    sl_report_slot_verdict(text, sizeof text, variant);
    sl_text_printf(out, "  %s\n", text);
    if (sl_report_kv_verdict(text, sizeof text, variant)) sl_text_printf(out, "  %s\n", text);
    if (sl_report_optimizer_verdict(text, sizeof text, variant))
        sl_text_printf(out, "  %s\n", text);
    sl_text_add(out, "\n");
}

// ---- JSON ----

void sl_report_load_json(sl_json *j, const sl_variant_result *v)
{
    const sl_result *r = &v->nominal;
    char text[SL_VERDICT_TEXT];
    if (!r->has_memory) return;
    sl_json_key(j, "memory_load");
    sl_json_object(j);
    sl_report_slot_verdict(text, sizeof text, v);
    sl_json_key_text(j, "verdict", text);
    sl_json_key_bool(j, "same_as_slot", r->feasible && r->memory_slot.same);
    bool kv = sl_report_kv_verdict(text, sizeof text, v);
    sl_json_key_text(j, "kv_verdict", kv ? text : NULL);
    bool optimizer = sl_report_optimizer_verdict(text, sizeof text, v);
    sl_json_key_text(j, "optimizer_verdict", optimizer ? text : NULL);
    for (size_t i = 0; i < sl_load_row_n; i++)
        sl_json_key_number(j, sl_load_rows[i].key, sl_load_part_s(r, i));
    sl_json_key_number(j, "total_s", r->memory_ledger.total_s);
    sl_json_end(j, '}');
}

static void loads_json(sl_json *j, const sl_comparison *c)
{
    sl_json_key(j, "variants");
    sl_json_array(j);
    for (size_t v = 0; v < c->n; v++) {
        const sl_result *r = &c->variants[v].nominal;
        sl_json_object(j);
        sl_json_key_text(j, "name", c->variants[v].name);
        sl_json_key_bool(j, "feasible", r->feasible);
        sl_json_key_text(j, "why", r->why);
        sl_report_load_json(j, &c->variants[v]);
        sl_json_end(j, '}');
    }
    sl_json_end(j, ']');
}

sl_status sl_report_tray_json(sl_text *out, const sl_comparison *c)
{
    const sl_design *d = &c->variants[0].bound->design;
    bool composition = d->has_memory && d->memory.has_composition;
    sl_status status = SL_OK;
    sl_json j;
    sl_json_begin(&j, out, true);
    sl_json_object(&j);
    sl_json_key_text(&j, "schema", composition ? "shoreline/composition/1" : "shoreline/tray/1");
    sl_json_key_text(&j, "version", sl_version());
    sl_json_key_text(&j, "scenario_hash", c->model->hash);
    sl_json_key_text(&j, "catalog_hash", sl_catalog_hash);
    sl_json_key_number(&j, "seed", c->model->study.seed);
    sl_json_key_text(&j, "variant", c->variants[0].name);
    loads_json(&j, c);
    if (composition) status = sl_report_composition_json(&j, &d->memory.composition);
    sl_json_end(&j, '}');
    sl_text_add(out, "\n");
    return status;
}
