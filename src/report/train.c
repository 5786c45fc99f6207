// A training job by itself: its step, what it holds, what the trained model answers; the fastest
// layouts of the same devices.
#include <math.h>
#include <stdio.h>

#include "report/internal.h"

static const char *const recomputes[] = {"none", "selective", "full"};

static void line(sl_text *out, const char *name, int metric, const sl_result *r)
{
    char text[64];
    if (isnan(r->value[metric])) return;
    sl_report_value(text, sizeof text, metric, r->value[metric]);
    const char *unit = sl_report_unit(metric); // "" where the text carries it
    if (isinf(r->value[metric])) unit = "";    // "unlimited"
    sl_text_printf(out, "  %-34s %s%s%s\n", name, text, *unit ? " " : "", unit);
}

static void job(sl_text *out, const sl_variant_result *v)
{
    const sl_workload_spec *w = &v->bound->design.workload;
    const sl_footprint *f = &v->nominal.workload_step.footprint;
    char layout[160];
    sl_training t = sl_training_job(&v->nominal, &v->bound->design, true);
    sl_report_layout(layout, sizeof layout, &t.layout);
    sl_text_printf(out, "%s: %s on %d x %s\n", v->name, w->model.title, w->gpus,
                   w->accelerator.title);
    if (!v->nominal.feasible) sl_text_printf(out, "  infeasible: %s\n", v->nominal.why);
    sl_text_printf(out, "  %-34s %s\n", "layout", layout);
    sl_text_printf(out, "  %-34s %d sequences of %d tokens\n", "batch", w->batch, w->sequence);
    sl_text_printf(out, "  %-34s %.1f GB of %.0f: %.1f states, %.1f activations\n", "memory",
                   f->total_bytes / 1e9, t.accelerator.memory_bytes / 1e9, f->state_bytes / 1e9,
                   f->activation_bytes / 1e9);
    sl_text_printf(out, "  %-34s %g on the time of kernels\n\n", "calibration", t.calibration);
}

static void run_and_answers(sl_text *out, const sl_result *r)
{
    static const struct {
        const char *name;
        int metric;
    } rows[] = {{"step, 99th percentile", SL_M_WL_TAIL},
                {"tokens per s and GPU", SL_M_WL_TOKENS},
                {"power over full power", SL_M_WL_DUTY},
                {"goodput", SL_M_WL_GOODPUT},
                {"between checkpoints", SL_M_WL_INTERVAL},
                {"time to train", SL_M_WL_RUN},
                {"energy to train", SL_M_WL_ENERGY},
                {"first token", SL_M_WL_FIRST},
                {"first token, uncalibrated", SL_M_WL_FIRST_RAW},
                {"each next token", SL_M_WL_NEXT},
                {"each next token, uncalibrated", SL_M_WL_NEXT_RAW},
                {"tokens served per s and GPU", SL_M_WL_SERVED},
                {"memory of a GPU that serves", SL_M_WL_SERVE_MEMORY}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        line(out, rows[i].name, rows[i].metric, r);
    sl_text_add(out, "\n");
}

static void layout_row(sl_text *out, const char *name, const sl_layout_result *l)
{
    const sl_layout *at = &l->layout;
    sl_text_printf(out, "  %-4s %6d %8d %7d %6d %6d %11d  %-9s %9.4g %9.4g %6.1f %7.1f\n", name,
                   at->tensor, at->pipeline, at->context, at->expert, at->chunks, at->micro_batch,
                   recomputes[at->recompute], l->step.step_s, l->raw.step_s, 100.0 * l->step.mfu,
                   l->step.footprint.total_bytes / 1e9);
}

static void layouts(sl_text *out, const sl_layouts *l)
{
    sl_text_printf(out, "layouts: %.0f looked at, %.0f legal, %.0f fit\n", l->configurations,
                   l->legal, l->fitting);
    sl_text_add(out,
                "       tensor pipeline context expert chunks micro-batch  recompute    step,s  "
                "uncal.,s  MFU,%  mem.,GB\n");
    for (int i = 0; i < l->n; i++) {
        char name[16];
        snprintf(name, sizeof name, "%d", i + 1);
        layout_row(out, name, &l->found[i]);
    }
    layout_row(out, "own", &l->own);
    sl_text_add(out, l->n ? "\n" : "  none fits\n\n");
}

void sl_report_train(sl_text *out, const sl_comparison *c, size_t v, const sl_layouts *found)
{
    const sl_variant_result *r = &c->variants[v];
    if (!r->nominal.has_workload) {
        sl_text_printf(out, "%s\n  infeasible: %s\n\n", r->name, r->nominal.why);
        return;
    }
    job(out, r);
    sl_report_training_text(out, &r->nominal);
    run_and_answers(out, &r->nominal);
    if (found) layouts(out, found);
}

// ---- JSON ----

static void layout_json(sl_json *j, const sl_layout_result *l)
{
    const struct {
        const char *key;
        int value;
    } cuts[] = {{"tensor", l->layout.tensor},        {"pipeline", l->layout.pipeline},
                {"context", l->layout.context},      {"expert", l->layout.expert},
                {"chunks", l->layout.chunks},        {"micro_batch", l->layout.micro_batch},
                {"data", sl_layout_data(&l->layout)}};
    sl_json_object(j);
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++)
        sl_json_key_number(j, cuts[i].key, cuts[i].value);
    sl_json_key_text(j, "recompute", recomputes[l->layout.recompute]);
    sl_json_key_number(j, "step_s", l->step.step_s);
    sl_json_key_number(j, "step_uncalibrated_s", l->raw.step_s);
    sl_json_key_number(j, "step_p99_s", l->tail_s);
    sl_json_key_number(j, "mfu", l->step.mfu);
    sl_json_key_number(j, "memory_bytes", l->step.footprint.total_bytes);
    sl_json_key_bool(j, "fits", l->fits);
    sl_json_end(j, '}');
}

static void search_json(sl_json *j, const sl_layouts *l)
{
    sl_json_key(j, "search");
    sl_json_object(j);
    sl_json_key_number(j, "configurations", l->configurations);
    sl_json_key_number(j, "legal", l->legal);
    sl_json_key_number(j, "fitting", l->fitting);
    sl_json_key(j, "own");
    layout_json(j, &l->own);
    sl_json_key(j, "layouts");
    sl_json_array(j);
    for (int i = 0; i < l->n; i++)
        layout_json(j, &l->found[i]);
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

void sl_report_train_json(sl_text *out, const sl_comparison *c, const sl_layouts *found)
{
    sl_json j;
    sl_json_begin(&j, out, true);
    sl_json_object(&j);
    sl_report_json_head(&j, c, "shoreline/train/1");
    sl_json_key(&j, "variants");
    sl_json_array(&j);
    for (size_t v = 0; v < c->n; v++) {
        const sl_variant_result *r = &c->variants[v];
        sl_json_object(&j);
        sl_json_key_text(&j, "name", r->name);
        sl_json_key_bool(&j, "feasible", r->nominal.feasible);
        sl_json_key_text(&j, "why", r->nominal.why);
        sl_report_json_results(&j, c, v, "workload");
        sl_report_training_json(&j, &r->nominal);
        if (found) search_json(&j, &found[v]);
        sl_json_end(&j, '}');
    }
    sl_json_end(&j, ']');
    sl_json_end(&j, '}');
    sl_text_add(out, "\n");
}
