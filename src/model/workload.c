// What is trained, on what, and how it is cut over devices. The scenario's fabric carries it.
#include "model/workload_keys.h"

#include <math.h>
#include <stdio.h>

const sl_word sl_schedule_words[] = {
    {"1f1b", 0, "one forward, one backward; interleaved by chunks"},
    {"gpipe", 1, "all forward, then all backward"},
    {"zero-bubble", 2, "weight gradients fill the gaps (ZB-H1)"},
    {NULL, 0, NULL}};
const sl_word sl_recompute_words[] = {
    {"none", 0, "nothing"},
    {"selective", 1, "attention scores; fused: norms and activation function"},
    {"full", 2, "everything but a layer's input"},
    {NULL, 0, NULL}};

#define S sl_transformer_spec
static const sl_field transformer_fields[] = {
    TEXT("title", title, "", "What it is."),
    NR("layers", layers, 1, 10000, "Transformer layers."),
    NR("hidden", hidden, 1, 10000000, "Width of the residual stream."),
    N("ffn", ffn, 0, 10000000, "0", "Width of a dense feed-forward block."),
    NR("heads", heads, 1, 10000, "Of attention."),
    N("kv_heads", kv_heads, 0, 10000, "0", "Of keys and values; 0: as many as heads."),
    NR("head_dim", head_dim, 1, 100000, "Of one head; latent attention: without position."),
    NR("vocab", vocab, 1, 100000000, "Tokens of the vocabulary."),
    FLAG("gated", gated, "true", "Three matrices in a feed-forward block, else two."),
    FLAG("tied", tied, "false", "Embedding and head are one matrix."),
    N("experts", experts, 0, 100000, "0", "Of an expert layer; 0: all layers dense."),
    N("top_k", top_k, 0, 100000, "0", "Experts that a token meets."),
    N("shared_experts", shared_experts, 0, 1000, "0", "That every token meets beside them."),
    N("expert_ffn", expert_ffn, 0, 10000000, "0", "Width of one expert."),
    N("dense_layers", dense_layers, 0, 10000, "0", "Layers without experts."),
    N("q_rank", q_rank, 0, 1000000, "0", "Latent attention: rank of queries; 0: full."),
    N("kv_rank", kv_rank, 0, 1000000, "0", "Latent attention: rank of keys; 0: no latent."),
    N("rope_dim", rope_dim, 0, 100000, "0", "Latent attention: part of a head with position."),
    N("value_dim", value_dim, 0, 100000, "0", "Latent attention: value of one head."),
};
const sl_table sl_transformer_table = {
    .name = "model", .parts = "model", .doc = "A transformer.", FIELDS(transformer_fields)};

#undef S
#define S sl_accelerator_spec
static const sl_field accelerator_fields[] = {
    TEXT("title", title, "", "What it is."),
    QR("flops", flops, "", 1e9, 1e18, "Dense peak at the matrices' precision, FLOP/s."),
    QR("memory_rate", memory_bps, "GB/s", 1, 1e6, "Of its own memory."),
    QR("memory", memory_bit, "GB", 1, 1e5, "Its own memory."),
    QD("flops_share", flops_share, "", 0.01, 1, "0.75", "Of the peak that matrix kernels reach."),
    QD("memory_share", memory_share, "", 0.01, 1, "0.8", "Of memory_rate that kernels reach."),
    QD("attention_share", attention_share, "", 0.01, 1, "0.6",
       "Of the peak at 16 bit, fused attention."),
    Q("flops_16", flops_16, "", 1e9, 1e18,
      "Dense peak at 16 bit, for attention, head and router; absent: flops."),
    QD("matrix_value", matrix_bit, "B", 0.25, 2, "2 B",
       "One value that enters a matrix product, scales included; below 2 B each is quantised."),
    QD("launch", launch_s, "us", 0, 1e4, "3 us", "Of one kernel."),
    QD("idle", idle_w, "W", 0, 1e5, "100 W", "Power at rest."),
    QD("power", power_w, "W", 0, 1e5, "700 W", "Power at full use."),
    QD("calibration", calibration, "", 0.5, 3, "1",
       "Time of kernels in a whole step over that from kernel tables: sustained clock, software. "
       "Fitted to published steps; without it the step is uncalibrated."),
};
const sl_table sl_accelerator_table = {.name = "accelerator",
                                       .parts = "accelerator",
                                       .doc = "A GPU or other accelerator.",
                                       FIELDS(accelerator_fields)};

#undef S
#define S sl_inference_spec
static const sl_field inference_fields[] = {
    INFERENCE_KEYS(),
};
static const sl_table inference_table = {
    .name = "inference", .doc = "Answers of the model.", FIELDS(inference_fields)};

#undef S
#define S sl_workload_spec
static const sl_field fields[] = {
    TEXT("title", title, "", "What it is."),
    TABLE("model", model, &sl_transformer_table, "The transformer."),
    TABLE("accelerator", accelerator, &sl_accelerator_table, "What computes."),
    WORKLOAD_KEYS(),
    Q("tokens", tokens, "", 1e3, 1e15, "Of the whole run; absent: no time to train."),
    Q("mtbf", mtbf_s, "h", 1e-4, 1e9, "Of the whole job; absent: no failures."),
    QD("checkpoint", checkpoint_s, "s", 1e-3, 1e6, "60 s", "That a checkpoint stops the job."),
    QD("restart", restart_s, "min", 0, 1e6, "10 min", "From a failure until work goes on."),
    Q("interval", interval_s, "min", 1e-3, 1e8,
      "Useful time between checkpoints; default: Daly's."),
    OPTIONAL("inference", inference, has_inference, &inference_table,
             "One replica that answers: prefill and decode."),
};
const sl_table sl_workload_table = {.name = "workload", .doc = "What is trained.", FIELDS(fields)};

// ---- cross-checks ----

typedef struct checker {
    sl_ctx *ctx;
    const sl_bound *bound;
    const sl_design *d;
} checker;

// Where a value was given; else where the section's GPUs were, which it must name.
static sl_mark mark_of(const checker *c, const char *path)
{
    const sl_leaf *leaf = sl_leaf_find(&c->bound->leaves, path);
    if (!leaf || !leaf->mark.source) leaf = sl_leaf_find(&c->bound->leaves, "workload.gpus");
    return leaf && leaf->mark.source ? leaf->mark : c->bound->mark;
}

#define POWER_APART 1.25 // as far as chip and accelerator may differ without a word

#define COLLIDE(c, path, hint, ...)                                                                \
    sl_diag_add((c)->ctx, SL_ERROR, SL_E_CONTRADICTION, mark_of((c), (path)), (hint), __VA_ARGS__)

static void check_model(const checker *c)
{
    const sl_transformer_spec *m = &c->d->workload.model;
    if (m->kv_heads > m->heads)
        COLLIDE(c, "workload.model.kv_heads", "at most as many as heads",
                "variant %s: %d kv_heads, %d heads", c->bound->name, m->kv_heads, m->heads);
    if (m->experts > 0 && (m->top_k < 1 || m->top_k > m->experts))
        COLLIDE(c, m->top_k < 1 ? "workload.model.experts" : "workload.model.top_k", "1 to experts",
                "variant %s: top_k %d of %d experts", c->bound->name, m->top_k, m->experts);
    if (m->experts > 0 && m->expert_ffn < 1)
        COLLIDE(c, "workload.model.experts", "give expert_ffn", "variant %s: experts of no width",
                c->bound->name);
    if (m->dense_layers > m->layers)
        COLLIDE(c, "workload.model.dense_layers", "at most layers",
                "variant %s: %d dense layers of %d", c->bound->name, m->dense_layers, m->layers);
    if (m->experts == 0 && m->ffn < 1)
        COLLIDE(c, "workload.model.ffn", "give ffn", "variant %s: a dense model without ffn",
                c->bound->name);
    if (m->kv_rank > 0 && m->value_dim < 1)
        COLLIDE(c, "workload.model.kv_rank", "give value_dim",
                "variant %s: latent attention without value_dim", c->bound->name);
}

static void check_devices(const checker *c)
{
    const sl_workload_spec *w = &c->d->workload;
    double inner = (double)w->tensor * w->pipeline * w->context;
    if (inner > w->gpus || fmod(w->gpus, inner) != 0.0) {
        COLLIDE(c, "workload.gpus", "a multiple of tensor x pipeline x context",
                "variant %s: %d x %d x %d = %.0f devices of a replica do not divide %d GPUs",
                c->bound->name, w->tensor, w->pipeline, w->context, inner, w->gpus);
        return;
    }
    double data = w->gpus / inner, at_once = data * w->micro_batch;
    if (fmod(w->batch, at_once) != 0.0)
        COLLIDE(c, "workload.batch", "a multiple of replicas x micro_batch",
                "variant %s: %.0f replicas x %d sequences do not divide a batch of %d",
                c->bound->name, data, w->micro_batch, w->batch);
    double stage = data * w->tensor * w->context;
    if (fmod(stage, w->expert) != 0.0)
        COLLIDE(c, "workload.expert", "a divisor of the devices of a stage",
                "variant %s: %d devices for experts do not divide the %.0f of a stage",
                c->bound->name, w->expert, stage);
}

static void check_cuts(const checker *c)
{
    const sl_workload_spec *w = &c->d->workload;
    double slots = (double)w->pipeline * w->chunks;
    if (slots > w->model.layers + (w->chunks > 1 ? 2.0 : 0.0))
        COLLIDE(c, w->chunks > 1 ? "workload.chunks" : "workload.pipeline",
                "fewer stages or chunks", "variant %s: %d stages of %d chunks for %d layers",
                c->bound->name, w->pipeline, w->chunks, w->model.layers);
    if (w->chunks > 1 && w->pipeline == 1)
        COLLIDE(c, "workload.chunks", "chunks belong to a pipeline of 2 stages or more",
                "variant %s: %d chunks on 1 stage", c->bound->name, w->chunks);
    if (w->chunks > 1 && w->schedule != 0)
        COLLIDE(c, "workload.chunks", "chunks: 1, or schedule: 1f1b",
                "variant %s: %d chunks of a stage belong to the schedule 1f1b", c->bound->name,
                w->chunks);
    if (w->model.heads % w->tensor != 0)
        COLLIDE(c, "workload.tensor", "a divisor of workload.model.heads",
                "variant %s: tensor %d does not divide %d heads", c->bound->name, w->tensor,
                w->model.heads);
    if (w->expert > 1 && w->model.experts == 0)
        COLLIDE(c, "workload.expert", "1, or a model with experts",
                "variant %s: expert %d on a model without experts", c->bound->name, w->expert);
    else if (w->expert > 1 && w->model.experts % w->expert != 0)
        COLLIDE(c, "workload.expert", "a divisor of workload.model.experts",
                "variant %s: expert %d does not divide %d experts", c->bound->name, w->expert,
                w->model.experts);
}

// The chip of the link and the accelerator of the job are one device.
static void check_power(const checker *c)
{
    double chip_w = c->d->chip.tdp_w, full_w = c->d->workload.accelerator.power_w;
    if (!(full_w > 0.0) || (chip_w < POWER_APART * full_w && full_w < POWER_APART * chip_w)) return;
    sl_diag_add(c->ctx, SL_WARNING, SL_W_DIFFERS, mark_of(c, "workload.accelerator.power"),
                "give chip.tdp or workload.accelerator.power",
                "variant %s: chip.tdp %g W heats the chip, accelerator.power %g W is what the job "
                "draws",
                c->bound->name, chip_w, full_w);
}

static void check_inference(const checker *c)
{
    const sl_workload_spec *w = &c->d->workload;
    if (!w->has_inference) return;
    if (w->inference.tensor > w->gpus)
        COLLIDE(c, "workload.inference.tensor", "at most workload.gpus",
                "variant %s: a replica of %d devices, and the job has %d", c->bound->name,
                w->inference.tensor, w->gpus);
    if (w->model.heads % w->inference.tensor != 0)
        COLLIDE(c, "workload.inference.tensor", "a divisor of workload.model.heads",
                "variant %s: inference.tensor %d does not divide %d heads", c->bound->name,
                w->inference.tensor, w->model.heads);
}

void sl_workload_check(sl_ctx *ctx, const sl_bound *bound)
{
    checker c = {ctx, bound, &bound->design};
    check_model(&c);
    check_devices(&c);
    check_cuts(&c);
    check_power(&c);
    check_inference(&c);
    if (c.d->fabric.topology == 0)
        COLLIDE(&c, "workload.gpus", "give fabric:, as in fabric: {use: fabric/scale-up-72}",
                "variant %s: workload without a fabric that carries it", bound->name);
    else if (c.d->fabric.hosts > 0 && c.d->workload.gpus > c.d->fabric.hosts)
        COLLIDE(&c, "workload.gpus", "more fabric.hosts, or fewer GPUs",
                "variant %s: %d GPUs on a fabric of %d hosts", bound->name, c.d->workload.gpus,
                c.d->fabric.hosts);
    if (c.d->workload.accelerator.idle_w > c.d->workload.accelerator.power_w)
        COLLIDE(&c, "workload.accelerator.idle", "at most power",
                "variant %s: idle %g W above power %g W", bound->name,
                c.d->workload.accelerator.idle_w, c.d->workload.accelerator.power_w);
}
