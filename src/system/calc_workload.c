// Calculator models of the workload layer.
#include "system/calc.h"
#include "model/workload_keys.h"
#include "system/internal.h"

#include <stdio.h>

static const sl_word form_words[] = {{"young", SL_INTERVAL_YOUNG, "sqrt(2 d M)"},
                                     {"daly", SL_INTERVAL_DALY, "higher order"},
                                     {NULL, 0, NULL}};

#define S workload_args
typedef struct workload_args {
    double parameters, tokens, mtbf_s, checkpoint_s;
    int form;
    const char *model, *accelerator;
    sl_workload_spec w;
    double calibration, up_bps, up_s, out_bps, out_s;
    int domain;
} workload_args;

static const sl_field flops_fields[] = {
    QR("params", parameters, "", 1, 1e18, "That one token meets."),
    QR("tokens", tokens, "", 1, 1e20, "Of the whole run."),
};
static const sl_table flops_table = {.name = "arguments", FIELDS(flops_fields)};

static const sl_field interval_fields[] = {
    QR("mtbf", mtbf_s, "s", 1e-6, 1e12, "Between failures of the job."),
    QR("checkpoint", checkpoint_s, "s", 1e-6, 1e12, "That one stops the job."),
    W("form", form, form_words, "daly", "Which expansion."),
};
static const sl_table interval_table = {.name = "arguments", FIELDS(interval_fields)};

#define NETWORKS                                                                                   \
    Q("calibration", calibration, "", 0.5, 3, "Default: the accelerator's; 1: uncalibrated."),     \
        N("domain", domain, 1, 1000000, "8", "Devices of a scale-up domain."),                     \
        QD("scale_up", up_bps, "Gb/s", 1e-3, 1e9, "2.72 Tb/s", "Of a device inside it, payload."), \
        QD("scale_up_latency", up_s, "us", 0, 1e6, "1.1 us", "Of one step inside it."),            \
        QD("scale_out", out_bps, "Gb/s", 1e-3, 1e9, "360 Gb/s", "Of a device between domains."),   \
        QD("scale_out_latency", out_s, "us", 0, 1e6, "5 us", "Of one step between domains.")
static const sl_field step_fields[] = {
    TEXT("model", model, "llama3-405b", "Part of catalog/model."),
    TEXT("accelerator", accelerator, "h100-bf16", "Part of catalog/accelerator."),
    WORKLOAD_KEYS(w.),
    NETWORKS,
};
static const sl_table step_table = {.name = "arguments", FIELDS(step_fields)};

static const sl_field answer_fields[] = {
    TEXT("model", model, "llama3-70b", "Part of catalog/model."),
    TEXT("accelerator", accelerator, "h100-bf16", "Part of catalog/accelerator."),
    INFERENCE_KEYS(w.inference.),
    NETWORKS,
};
static const sl_table answer_table = {.name = "arguments", FIELDS(answer_fields)};
static sl_status run_flops(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const workload_args *a = args;
    return sl_calc_value(value, sl_training_flops(a->parameters, a->tokens));
}

static sl_status run_interval(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const workload_args *a = args;
    return sl_calc_value(
        value, sl_checkpoint_interval_s(a->mtbf_s, a->checkpoint_s, (sl_interval_form)a->form));
}

// A part of the catalogue as a struct.
static sl_status part(void *target, sl_ctx *ctx, sl_arena *arena, const sl_table *table,
                      const char *name)
{
    char path[160];
    sl_node *node = NULL;
    const sl_part_info *info = NULL;
    snprintf(path, sizeof path, "%s/%s", table->parts, name);
    sl_status status = sl_part_load(&node, &info, ctx, arena, NULL, path);
    if (status != SL_OK) return status;
    return sl_bind(ctx, arena, node, table, target, NULL);
}

static sl_status parts(sl_training *t, sl_ctx *ctx, sl_arena *arena, const workload_args *a)
{
    sl_workload_spec w = a->w;
    SL_TRY(part(&w.model, ctx, arena, &sl_transformer_table, a->model));
    SL_TRY(part(&w.accelerator, ctx, arena, &sl_accelerator_table, a->accelerator));
    sl_project_training(t, &w);
    t->domain = a->domain;
    if (!isnan(a->calibration)) t->calibration = a->calibration;
    return SL_OK;
}

static sl_collective_fabric networks(const workload_args *a)
{
    return (sl_collective_fabric){
        .up = {.rate_bps = a->up_bps, .latency_s = a->up_s, .to_all_share = 1.0},
        .out = {.rate_bps = a->out_bps, .latency_s = a->out_s, .to_all_share = 1.0},
        .domain = a->domain};
}

static void warn_memory(sl_ctx *ctx, double need_bytes, const sl_accelerator *a)
{
    if (need_bytes > a->memory_bytes)
        sl_diag_add(ctx, SL_WARNING, SL_E_CONTRADICTION, (sl_mark){0}, "cut it over more devices",
                    "this takes %.4g GB of a device, it has %.4g", need_bytes / 1e9,
                    a->memory_bytes / 1e9);
}

static sl_status step(double *value, sl_ctx *ctx, sl_arena *arena, const workload_args *a)
{
    sl_training t;
    SL_TRY(parts(&t, ctx, arena, a));
    const char *fault = sl_layout_fault(&t.layout, &t.model);
    if (fault) {
        const sl_layout *l = &t.layout;
        sl_diag_add(ctx, SL_ERROR, SL_E_CONTRADICTION, (sl_mark){0}, "change the layout",
                    "%s: gpus %d, batch %d, tensor %d, pipeline %d, context %d, expert %d, chunks "
                    "%d, micro_batch %d; %.0f layers, %.0f heads",
                    fault, l->gpus, l->batch, l->tensor, l->pipeline, l->context, l->expert,
                    l->chunks, l->micro_batch, t.model.layers, t.model.heads);
        return SL_ERR_SCENARIO;
    }
    sl_collective_fabric f = networks(a);
    sl_step s;
    for (int i = 0; i < SL_CALC_VALUES; i++) {
        if (i) t.calibration = 1.0;
        SL_TRY(sl_step_of(&s, &t, sl_fabric_collective_cost, &f));
        value[i] = s.step_s;
    }
    warn_memory(ctx, s.footprint.total_bytes, &t.accelerator);
    return SL_OK;
}

// Answers of one replica: the first token's time, or each next one's.
static sl_status answer(double *value, sl_ctx *ctx, sl_arena *arena, const workload_args *a,
                        bool first)
{
    sl_training t;
    SL_TRY(parts(&t, ctx, arena, a));
    const sl_inference_spec *i = &a->w.inference;
    sl_serving s = {.model = t.model,
                    .accelerator = t.accelerator,
                    .tensor = i->tensor,
                    .domain = a->domain,
                    .batch = i->batch,
                    .prompt = i->prompt,
                    .output = i->output,
                    .weight_bytes = i->weight_bit / 8.0,
                    .kv_value_bytes = i->kv_bit / 8.0};
    sl_collective_fabric f = networks(a);
    sl_inference out;
    for (int k = 0; k < SL_CALC_VALUES; k++) {
        s.calibration = k ? 1.0 : t.calibration;
        SL_TRY(sl_inference_of(&out, &s, sl_fabric_collective_cost, &f));
        value[k] = first ? out.prefill_s : out.token_s;
    }
    warn_memory(ctx, out.weight_bytes + out.kv_bytes, &t.accelerator);
    return SL_OK;
}

static sl_status run_step(double *value, sl_ctx *ctx, const void *args)
{
    sl_arena *arena = NULL;
    SL_TRY(sl_arena_create(&arena, ctx));
    sl_status status = step(value, ctx, arena, args);
    sl_arena_destroy(arena);
    return status;
}

static sl_status run_answer(double *value, sl_ctx *ctx, const void *args, bool first)
{
    sl_arena *arena = NULL;
    SL_TRY(sl_arena_create(&arena, ctx));
    sl_status status = answer(value, ctx, arena, args, first);
    sl_arena_destroy(arena);
    return status;
}

static sl_status run_first(double *value, sl_ctx *ctx, const void *args)
{
    return run_answer(value, ctx, args, true);
}

static sl_status run_next(double *value, sl_ctx *ctx, const void *args)
{
    return run_answer(value, ctx, args, false);
}

const sl_calc sl_calcs_workload[] = {
    {"workload.checkpoint_interval", "Useful time between checkpoints.", "s", &interval_table,
     run_interval, NULL},
    {"workload.first_token_time", "Prefill of one prompt.", "s", &answer_table, run_first,
     "uncalibrated"},
    {"workload.next_token_time", "One decode step of a batch.", "s", &answer_table, run_next,
     "uncalibrated"},
    {"workload.step_time", "Time of a training step.", "s", &step_table, run_step, "uncalibrated"},
    {"workload.training_flops", "6 parameters tokens.", "", &flops_table, run_flops, NULL},
};
const size_t sl_calcs_workload_n = sizeof sl_calcs_workload / sizeof *sl_calcs_workload;
