// A scenario's training over its fabric: step, memory, goodput, time and energy to train.
//
// Collectives come from the fabric that has been evaluated, with its link's latency, loss and
// balance. The step is computed twice: with the accelerator's calibration and without.
#include "system/internal.h"

#include <stdio.h>

static sl_transformer model_of(const sl_transformer_spec *m)
{
    return (sl_transformer){.layers = m->layers,
                            .hidden = m->hidden,
                            .ffn = m->ffn,
                            .heads = m->heads,
                            .kv_heads = m->kv_heads ? m->kv_heads : m->heads,
                            .head_dim = m->head_dim,
                            .vocab = m->vocab,
                            .gated = m->gated,
                            .tied = m->tied,
                            .experts = m->experts,
                            .top_k = m->top_k,
                            .shared_experts = m->shared_experts,
                            .expert_ffn = m->expert_ffn,
                            .dense_layers = m->dense_layers,
                            .q_rank = m->q_rank,
                            .kv_rank = m->kv_rank,
                            .rope_dim = m->rope_dim,
                            .value_dim = m->value_dim};
}

static sl_accelerator accelerator_of(const sl_accelerator_spec *a)
{
    return (sl_accelerator){.flops = a->flops,
                            .memory_bytes_s = a->memory_bps / 8.0,
                            .memory_bytes = a->memory_bit / 8.0,
                            .flops_share = a->flops_share,
                            .memory_share = a->memory_share,
                            .attention_share = a->attention_share,
                            .launch_s = a->launch_s,
                            .idle_w = a->idle_w,
                            .busy_w = a->power_w,
                            .flops_16 = isnan(a->flops_16) ? 0.0 : a->flops_16,
                            .matrix_bytes = a->matrix_bit / 8.0};
}

void sl_project_training(sl_training *out, const sl_workload_spec *w)
{
    *out = (sl_training){.model = model_of(&w->model),
                         .accelerator = accelerator_of(&w->accelerator),
                         .layout = {.gpus = w->gpus,
                                    .tensor = w->tensor,
                                    .pipeline = w->pipeline,
                                    .context = w->context,
                                    .expert = w->expert,
                                    .chunks = w->chunks,
                                    .micro_batch = w->micro_batch,
                                    .batch = w->batch,
                                    .schedule = (sl_schedule)w->schedule,
                                    .recompute = (sl_recompute)w->recompute,
                                    .zero = w->zero,
                                    .sequence_parallel = w->sequence_parallel},
                         .sequence = w->sequence,
                         .causal = w->causal,
                         .flash = w->flash,
                         .calibration = w->accelerator.calibration,
                         .tensor_overlap = w->tensor_overlap,
                         .data_overlap = w->data_overlap,
                         .expert_overlap = w->expert_overlap,
                         .pipeline_overlap = w->pipeline_overlap,
                         .jitter = w->jitter,
                         .weight_bytes = w->weight_bit / 8.0,
                         .expert_bytes = w->expert_bit / 8.0,
                         .gradient_bytes = w->gradient_bit / 8.0,
                         .domain = 1};
}

static double exposed(const sl_step *s)
{
    double sum = 0.0;
    for (int i = SL_CAUSE_TENSOR; i <= SL_CAUSE_DATA; i++)
        sum += s->cause_s[i];
    return sum / s->step_s;
}

static void goodput(double *v, double ledger[SL_CAUSES], const sl_step *s,
                    const sl_workload_spec *w)
{
    double useful = 1.0;
    sl_idle_ledger(ledger, s, INFINITY, 0.0, 0.0, 1.0);
    if (!isnan(w->mtbf_s)) {
        double interval_s = w->interval_s;
        if (isnan(interval_s))
            interval_s = sl_checkpoint_interval_s(w->mtbf_s, w->checkpoint_s, SL_INTERVAL_DALY);
        useful = sl_goodput(w->mtbf_s, w->checkpoint_s, w->restart_s, interval_s);
        sl_idle_ledger(ledger, s, w->mtbf_s, w->checkpoint_s, w->restart_s, interval_s);
        v[SL_M_WL_GOODPUT] = useful;
        v[SL_M_WL_INTERVAL] = interval_s;
    }
    if (!isnan(w->tokens)) {
        v[SL_M_WL_RUN] = w->tokens / s->tokens_per_s / useful;
        v[SL_M_WL_ENERGY] = v[SL_M_WL_RUN] * s->power_w * w->gpus;
    }
}

const char *sl_project_workload(sl_result *out, const sl_design *design, char *why, size_t n)
{
    const sl_workload_spec *w = &design->workload;
    sl_training t;
    if (!out->has_fabric) {
        snprintf(why, n, "no step without the fabric that carries it");
        return why;
    }
    sl_project_training(&t, w);
    t.domain = out->collectives.domain > 1 ? out->collectives.domain : 1;
    sl_training raw = t;
    raw.calibration = 1.0;
    if (sl_step_of(&out->workload_step, &t, sl_fabric_collective_cost, &out->collectives) ||
        sl_step_of(&out->workload_raw, &raw, sl_fabric_collective_cost, &out->collectives)) {
        snprintf(why, n, "training cannot be evaluated with these inputs");
        return why;
    }
    const sl_step *s = &out->workload_step;
    double *v = out->value;
    out->has_workload = true;
    v[SL_M_WL_STEP] = s->step_s;
    v[SL_M_WL_STEP_RAW] = out->workload_raw.step_s;
    v[SL_M_WL_MFU] = s->mfu;
    v[SL_M_WL_TOKENS] = s->tokens_per_s / w->gpus;
    v[SL_M_WL_EXPOSED] = exposed(s);
    v[SL_M_WL_BUBBLE] = (s->cause_s[SL_CAUSE_BUBBLE] + s->cause_s[SL_CAUSE_IMBALANCE]) / s->step_s;
    v[SL_M_WL_MEMORY] = 8.0 * s->footprint.total_bytes;
    goodput(v, out->workload_ledger, s, w);
    if (s->footprint.total_bytes <= t.accelerator.memory_bytes) return NULL;
    snprintf(why, n, "training takes %.0f GB of a GPU (%.0f states, %.0f activations), it has %.0f",
             s->footprint.total_bytes / 1e9, s->footprint.state_bytes / 1e9,
             s->footprint.activation_bytes / 1e9, t.accelerator.memory_bytes / 1e9);
    return why;
}
