// Published training steps beside what this program says of the same inputs.
//
// Each set of the catalogue (step/...) names the networks its runs had, so that a prediction does
// not depend on the scenario that asks. MFU counts as workload.mfu does: attention as the set's
// causal says, head counted, recompute not, over the dense peak at the accelerator's precision.
#include "system/internal.h"

#include <string.h>

static sl_collective_fabric networks_of(const sl_published_spec *set)
{
    sl_collective_fabric f = {.domain = set->domain};
    f.out = (sl_collective_net){.rate_bps = set->rate_bps * set->rate_share,
                                .latency_s = set->latency_s,
                                .overhead_s = set->message_s,
                                .to_all_share = 1.0};
    f.up = f.out;
    if (set->domain > 1)
        f.up = (sl_collective_net){.rate_bps = set->scale_up.rate_bps,
                                   .latency_s = set->scale_up.latency_s,
                                   .overhead_s = set->message_s,
                                   .to_all_share = 1.0,
                                   .in_network = set->scale_up.reduction};
    return f;
}

static double published_s(const sl_published_run *r, double tokens, double model_flops)
{
    if (!isnan(r->step_s)) return r->step_s;
    if (!isnan(r->tokens_per_s)) return tokens / (r->tokens_per_s * r->gpus);
    return model_flops / (r->flops * r->gpus);
}

void sl_published_predict(sl_published_point *out, const sl_published_spec *set, int run)
{
    const sl_published_run *r = &set->run[run];
    sl_workload_spec w = set->workload;
    w.gpus = (int)r->gpus;
    w.batch = (int)r->batch;
    sl_training t;
    sl_project_training(&t, &w);
    t.domain = set->domain;
    double tokens = (double)w.batch * w.sequence;
    double model_flops = 3.0 * tokens * sl_forward_flops(&t.model, t.sequence, t.causal, true);
    double peak = model_flops / (w.gpus * t.accelerator.flops); // seconds of a step at the peak
    *out = (sl_published_point){.title = set->title,
                                .citation = set->citation,
                                .layout = t.layout,
                                .sequence = t.sequence,
                                .vocab = t.model.vocab,
                                .calibration = t.calibration,
                                .step_s = published_s(r, tokens, model_flops)};
    sl_collective_fabric f = networks_of(set);
    sl_step step;
    out->calibrated_step_s =
        sl_step_of(&step, &t, sl_fabric_collective_cost, &f) == SL_OK ? step.step_s : NAN;
    t.calibration = 1.0;
    out->raw_step_s =
        sl_step_of(&step, &t, sl_fabric_collective_cost, &f) == SL_OK ? step.step_s : NAN;
    out->mfu = peak / out->step_s;
    out->raw_mfu = peak / out->raw_step_s;
    out->calibrated_mfu = peak / out->calibrated_step_s;
}

// ---- those of one model ----

static int key_heads(const sl_transformer_spec *m)
{
    return m->kv_heads ? m->kv_heads : m->heads;
}

// The same work in every layer. The vocabulary is left out: it weighs less than a percent in a
// large model, and benchmarks train published models with tokenizers of their own.
static bool same_model(const sl_transformer_spec *a, const sl_transformer_spec *b)
{
    return a->layers == b->layers && a->hidden == b->hidden && a->ffn == b->ffn &&
           a->heads == b->heads && key_heads(a) == key_heads(b) && a->head_dim == b->head_dim &&
           a->gated == b->gated && a->experts == b->experts && a->top_k == b->top_k &&
           a->shared_experts == b->shared_experts && a->expert_ffn == b->expert_ffn &&
           a->dense_layers == b->dense_layers && a->q_rank == b->q_rank &&
           a->kv_rank == b->kv_rank && a->rope_dim == b->rope_dim && a->value_dim == b->value_dim;
}

#define FOLDER "step/"

static bool is_step(const sl_blob *blob)
{
    return strncmp(blob->name, FOLDER, sizeof FOLDER - 1) == 0;
}

static sl_status load(sl_published_spec *set, sl_ctx *ctx, sl_arena *arena, const char *name)
{
    sl_node *node = NULL;
    SL_TRY(sl_part_load(&node, NULL, ctx, arena, NULL, name));
    return sl_bind(ctx, arena, node, &sl_published_table, set, NULL);
}

sl_status sl_published_steps(sl_published_point **out, size_t *n, sl_ctx *ctx, sl_arena *arena,
                             const sl_transformer_spec *model)
{
    size_t most = 0;
    for (size_t i = 0; i < sl_catalog_blob_n; i++)
        if (is_step(&sl_catalog_blobs[i])) most += SL_PUBLISHED_RUNS;
    *n = 0;
    *out = sl_arena_alloc(arena, (most + 1) * sizeof **out);
    if (!*out) return SL_ERR_NO_MEMORY;
    for (size_t i = 0; i < sl_catalog_blob_n; i++) {
        if (!is_step(&sl_catalog_blobs[i])) continue;
        sl_published_spec set;
        SL_TRY(load(&set, ctx, arena, sl_catalog_blobs[i].name));
        if (model && !same_model(&set.workload.model, model)) continue;
        for (int run = 0; run < set.run_n; run++) {
            sl_published_predict(&(*out)[*n], &set, run);
            (*out)[(*n)++].part = sl_catalog_blobs[i].name;
        }
    }
    return SL_OK;
}
