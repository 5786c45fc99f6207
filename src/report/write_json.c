// JSON of comparisons, calculator results and diagnostics.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/internal.h"

// Keys carry their SI unit.
static const char *si_unit(int metric)
{
    static const struct {
        const char *suffix, *unit;
    } units[] = {{"_usd_per_bps", "USD/(bit/s)"},
                 {"_bps_per_m2", "bit/s/m2"},
                 {"_bps_per_m", "bit/s/m"},
                 {"_j_per_bit", "J/bit"},
                 {"_per_s", "1/s"},
                 {"_bps", "bit/s"},
                 {"_bit", "bit"},
                 {"_cycles", "cycles"},
                 {"_fit", "1/s"},
                 {"_db", "dB"},
                 {"_usd", "USD"},
                 {"_kg", "kg"},
                 {"_k", "K"},
                 {"_w", "W"},
                 {"_s", "s"},
                 {"_m", "m"},
                 {"_j", "J"}};
    const char *key = sl_metric_infos[metric].key;
    size_t n = strlen(key);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t m = strlen(units[i].suffix);
        if (n > m && strcmp(key + n - m, units[i].suffix) == 0) return units[i].unit;
    }
    return "1";
}

static const char *better_word(sl_better better)
{
    return better == SL_LOWER ? "lower" : better == SL_HIGHER ? "higher" : "neither";
}

static void result_json(sl_json *j, const sl_comparison *c, size_t v, int m)
{
    const sl_variant_result *r = &c->variants[v];
    double value = r->nominal.value[m];
    sl_json_key(j, sl_metric_infos[m].key);
    sl_json_object(j);
    sl_json_key_number(j, "value", value);
    sl_json_key_text(j, "unit", si_unit(m));
    if (isfinite(value)) {
        bool drawn = c->draws > 0 && !isnan(r->interval[m].low);
        sl_json_key_number(j, "low", drawn ? r->interval[m].low : NAN);
        sl_json_key_number(j, "high", drawn ? r->interval[m].high : NAN);
        if (c->draws > 0) {
            sl_json_key_number(j, "sd_variation", r->interval[m].sd_variation);
            sl_json_key_number(j, "sd_ignorance", r->interval[m].sd_ignorance);
        }
    } else {
        sl_json_key_number(j, "low", NAN);
        sl_json_key_number(j, "high", NAN);
        sl_json_key_text(j, "reason",
                         isnan(value) ? sl_report_reason(&r->nominal, m)
                         : value > 0  ? "unlimited"
                                      : "no value reaches the target");
    }
    sl_json_key_text(j, "tier", sl_metric_tier(c->model, m));
    sl_json_key_text(j, "page", sl_metric_infos[m].page);
    sl_json_end(j, '}');
}

static void energy_json(sl_json *j, const sl_result *r)
{
    sl_json_key(j, "energy_j_per_bit");
    sl_json_object(j);
    for (int i = 0; i < SL_ENERGY_PARTS; i++)
        sl_json_key_number(j, sl_energy_labels[i], r->energy[i]);
    sl_json_end(j, '}');
}

static void point_json(sl_json *j, const sl_result *r)
{
    static const char *const verdicts[] = {"ok",       "thermal runaway", "laser rollover",
                                           "bistable", "does not fit",    "numerical"};
    const sl_operating_point *p = &r->point;
    sl_json_key(j, "operating_point");
    sl_json_object(j);
    sl_json_key_text(j, "verdict", verdicts[p->verdict]);
    sl_json_key_number(j, "ports", r->ports);
    sl_json_key_number(j, "engines", r->engines);
    sl_json_key_number(j, "asic_power_w", p->asic_w);
    sl_json_key_number(j, "engines_heat_w", p->engines_w);
    sl_json_key_number(j, "lasers_heat_w", p->lasers_w);
    sl_json_key_number(j, "laser_current_a", p->laser.current_a);
    sl_json_key_number(j, "laser_power_w", p->laser.power_w);
    sl_json_key_number(j, "loop_gain", p->loop_gain);
    sl_json_key_number(j, "loop_residual_k", p->residual_k);
    sl_json_key_number(j, "loop_turns", p->turns);
    sl_json_end(j, '}');
}

void sl_report_json_results(sl_json *j, const sl_comparison *c, size_t v, const char *layer)
{
    sl_json_key(j, "results");
    sl_json_object(j);
    for (int m = 0; m < SL_METRICS; m++)
        if (!layer || strcmp(layer, sl_metric_infos[m].layer) == 0) result_json(j, c, v, m);
    sl_json_end(j, '}');
}

void sl_report_json_head(sl_json *j, const sl_comparison *c, const char *schema)
{
    sl_json_key_text(j, "schema", schema);
    sl_json_key_text(j, "version", sl_version());
    sl_json_key_text(j, "scenario_hash", c->model->hash);
    sl_json_key_text(j, "catalog_hash", sl_catalog_hash);
    sl_json_key_number(j, "seed", c->model->study.seed);
}

static void variant_json(sl_json *j, const sl_comparison *c, size_t v)
{
    const sl_variant_result *r = &c->variants[v];
    sl_json_object(j);
    sl_json_key_text(j, "name", r->name);
    sl_json_key_bool(j, "feasible", r->nominal.feasible);
    sl_json_key_text(j, "why", r->nominal.why);
    sl_json_key_number(j, "p_best", r->p_best);
    sl_json_key_number(j, "p_best_low", c->draws ? r->p_best_low : NAN);
    sl_json_key_number(j, "p_best_high", c->draws ? r->p_best_high : NAN);
    sl_json_key_number(j, "p_feasible", r->p_feasible);
    sl_json_key_bool(j, "pareto", r->pareto);
    sl_json_key_bool(j, "compliance", r->bound->design.link.compliance);
    static const char *const compats[] = {NULL, "actuary", "catch"};
    const char *changes = sl_report_compat(&r->bound->design);
    sl_json_key_text(j, "market_compat", changes ? compats[r->bound->design.market.compat] : NULL);
    sl_json_key_text(j, "market_compat_changes", changes);
    sl_json_key_text(j, "density_limit", r->nominal.limit);
    sl_json_key_text(j, "hash", r->bound->hash);
    sl_report_json_results(j, c, v, NULL);
    energy_json(j, &r->nominal);
    point_json(j, &r->nominal);
    sl_report_electrical_json(j, c, v);
    sl_report_light_json(j, c, v);
    if (r->nominal.has_fabric) sl_report_fabric_json(j, &r->bound->design, &r->nominal);
    sl_report_load_json(j, r);
    sl_report_training_json(j, &r->nominal);
    sl_report_fleet_json(j, &r->nominal);
    sl_report_cost_json(j, &r->nominal);
    sl_json_end(j, '}');
}

static void table_json(sl_json *j, const sl_comparison *c)
{
    sl_json_key(j, "table");
    sl_json_array(j);
    for (size_t i = 0; i < sl_report_row_n; i++) {
        int m = sl_report_rows[i].metric;
        if (m < 0) continue;
        sl_json_object(j);
        sl_json_key_text(j, "key", sl_metric_infos[m].key);
        sl_json_key_text(j, "label", sl_metric_infos[m].label);
        sl_json_key_text(j, "unit", si_unit(m));
        sl_json_key_text(j, "better", better_word(sl_metric_infos[m].better));
        int w = c->row_winner[m];
        sl_json_key_text(j, "winner", w >= 0 && !c->row_tie[m] ? c->variants[w].name : NULL);
        sl_json_key_bool(j, "tie", c->row_tie[m]);
        sl_json_key_number(j, "p_winner", c->row_p[m]);
        sl_json_end(j, '}');
    }
    sl_json_end(j, ']');
}

static void sensitivity_json(sl_json *j, const sl_comparison *c)
{
    sl_json_key(j, "sensitivity");
    sl_json_array(j);
    for (size_t i = 0; i < c->sensitivity_n; i++) {
        const sl_sensitivity *s = &c->sensitivity[i];
        sl_json_object(j);
        sl_json_key_text(j, "key", s->path);
        sl_json_key_text(j, "variant", s->variant);
        sl_json_key_number(j, "low", s->low);
        sl_json_key_number(j, "high", s->high);
        sl_json_key_bool(j, "flips_verdict", s->flips);
        sl_json_key_text(j, "class", sl_class_name(s->leaf->class_));
        sl_json_key_text(j, "source", s->leaf->source);
        sl_json_end(j, '}');
    }
    sl_json_end(j, ']');
}

static void curves_json(sl_json *j, sl_text *out, const sl_comparison *c)
{
    sl_training_curves *curves = sl_report_curves(c, -1, out);
    if (curves) sl_report_curves_json(j, c, curves);
    sl_training_curves_destroy(out->ctx, curves);
}

static void breakeven_json(sl_json *j, sl_text *out, const sl_comparison *c)
{
    sl_breakeven *b = NULL;
    if (sl_breakeven_create(&b, out->ctx, c) != SL_OK) out->failed = true;
    if (b) sl_report_breakeven_json(j, c, b);
    sl_breakeven_destroy(out->ctx, b);
}

void sl_report_json(sl_text *out, const sl_comparison *c)
{
    sl_json j;
    sl_json_begin(&j, out, true);
    sl_json_object(&j);
    sl_report_json_head(&j, c, "shoreline/compare/1");
    sl_json_key_number(&j, "draws", c->draws);
    sl_json_key_text(&j, "title", c->model->study.title);
    sl_json_key_text(&j, "verdict", c->verdict);
    sl_json_key_text(&j, "objective", sl_metric_infos[c->objective].key);
    sl_json_key_text(&j, "winner", c->winner >= 0 && !c->tie ? c->variants[c->winner].name : NULL);
    sl_json_key_number(&j, "assumption_share", c->assumption_share);
    sl_json_key(&j, "variants");
    sl_json_array(&j);
    for (size_t v = 0; v < c->n; v++)
        variant_json(&j, c, v);
    sl_json_end(&j, ']');
    table_json(&j, c);
    sensitivity_json(&j, c);
    curves_json(&j, out, c);
    breakeven_json(&j, out, c);
    sl_json_key(&j, "requirements");
    sl_json_array(&j);
    for (size_t i = 0; i < c->requirement_n; i++) {
        sl_json_object(&j);
        sl_json_key_text(&j, "text", c->requirement[i]);
        sl_json_key_bool(&j, "holds", c->requirement_ok[i]);
        sl_json_end(&j, '}');
    }
    sl_json_end(&j, ']');
    sl_json_end(&j, '}');
    sl_text_add(out, "\n");
}

void sl_report_calc_json(sl_text *out, const sl_calc *calc, const double value[SL_CALC_VALUES],
                         const char *reason)
{
    sl_json j;
    sl_json_begin(&j, out, false);
    sl_json_object(&j);
    sl_json_key_text(&j, "model", calc->name);
    sl_json_key_number(&j, "value", value[0]);
    if (calc->also) sl_json_key_number(&j, calc->also, value[1]);
    if (calc->interval) {
        sl_json_key_number(&j, "low", value[SL_CALC_LOW]);
        sl_json_key_number(&j, "high", value[SL_CALC_HIGH]);
    }
    if (isinf(value[0])) reason = value[0] > 0.0 ? "infinite" : "minus infinity";
    if (reason) sl_json_key_text(&j, "reason", reason);
    sl_json_key_text(&j, "unit", *calc->unit ? calc->unit : "1");
    sl_json_end(&j, '}');
    sl_text_add(out, "\n");
}

void sl_report_diagnostics_json(sl_text *out, const sl_ctx *ctx)
{
    static const char *const severities[] = {"note", "warning", "error"};
    sl_json j;
    sl_json_begin(&j, out, true);
    sl_json_object(&j);
    sl_json_key_text(&j, "schema", "shoreline/diagnostics/1");
    sl_json_key_text(&j, "version", sl_version());
    sl_json_key(&j, "diagnostics");
    sl_json_array(&j);
    for (size_t i = 0; i < sl_diag_count(ctx); i++) {
        const sl_diag *d = sl_diag_get(ctx, i);
        char code[8];
        snprintf(code, sizeof code, "%c%04d", d->severity == SL_ERROR ? 'E' : 'W', d->code);
        sl_json_object(&j);
        sl_json_key_text(&j, "severity", severities[d->severity]);
        sl_json_key_text(&j, "code", code);
        sl_json_key_text(&j, "message", d->message);
        sl_json_key_text(&j, "hint", d->hint);
        sl_json_key_text(&j, "file", d->mark.source ? d->mark.source->name : NULL);
        sl_json_key_number(&j, "line", d->mark.line);
        sl_json_key_number(&j, "column", d->mark.column);
        sl_json_end(&j, '}');
    }
    sl_json_end(&j, ']');
    sl_json_end(&j, '}');
    sl_text_add(out, "\n");
}
