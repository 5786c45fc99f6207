// A scenario's training over its fabric: step, memory, goodput, time and energy to train.
//
// Collectives come from the fabric that has been evaluated, with its link's latency, loss and
// balance. The step is computed twice: with the accelerator's calibration and without.
#include "system/internal.h"

#include <stdio.h>

#define TAIL          0.99 // of steps
#define UP_LEAST      0.5  // share of the time without a flap
#define GOODPUT_LEAST 0.01 // below it the job is said to make no progress

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

sl_training sl_training_job(const sl_result *r, const sl_design *d, bool calibrated)
{
    sl_training t;
    sl_project_training(&t, &d->workload);
    t.domain = r->collectives.domain > 1 ? r->collectives.domain : 1;
    if (!calibrated) t.calibration = 1.0;
    return t;
}

// Both steps on links that lose nothing tell how many of a replica's exchanges wait for a frame.
static sl_stalls stalls_of(const sl_result *out, const sl_design *d, const sl_training *t,
                           const sl_collective_fabric *lossy, double step_s)
{
    const sl_fabric_spec *f = &d->fabric;
    sl_collective_fabric calm = *lossy;
    calm.out.frame_loss = calm.up.frame_loss = 0.0;
    sl_step without;
    double repeat_s = lossy->out.repeat_s, waits_s = 0.0;
    if (sl_step_of(&without, t, sl_fabric_collective_cost, &calm) == SL_OK)
        waits_s = fmax(0.0, step_s - without.step_s);
    double links = out->quality.links * t->layout.gpus / out->topology.hosts;
    return (sl_stalls){.repeats = repeat_s > 0.0 ? waits_s / repeat_s : 0.0,
                       .repeat_s = repeat_s,
                       .replicas = sl_layout_data(&t->layout),
                       .flaps_per_s = isnan(out->flap_mtbf_s) ? 0.0 : links / out->flap_mtbf_s,
                       .flap_s = f->flap_s};
}

bool sl_project_step(sl_step *s, double *tail_s, const sl_result *out, const sl_design *d,
                     const sl_training *t, const sl_collective_fabric *f)
{
    if (sl_step_of(s, t, sl_fabric_collective_cost, f) != SL_OK) return false;
    sl_stalls stalls = stalls_of(out, d, t, f, s->step_s);
    if (tail_s) *tail_s = sl_step_quantile_s(s, &stalls, TAIL);
    return sl_step_stall(s, t, &stalls) == SL_OK;
}

// Each failure of the job lets the chips cool to rest.
static sl_power_history history_of(const sl_step *s, const sl_workload_spec *w, double mtbf_s)
{
    double full_w = w->accelerator.power_w;
    return (sl_power_history){.duty = full_w > 0.0 ? s->power_w / full_w : 1.0,
                              .cycles_per_s = isnan(mtbf_s) ? 0.0 : 1.0 / mtbf_s};
}

static double exposed(const sl_step *s)
{
    double sum = 0.0;
    for (int i = SL_CAUSE_TENSOR; i <= SL_CAUSE_DATA; i++)
        sum += s->cause_s[i];
    return sum / s->step_s;
}

static void goodput(double *v, double ledger[SL_CAUSES], const sl_step *s,
                    const sl_workload_spec *w, double mtbf_s)
{
    double useful = 1.0;
    sl_idle_ledger(ledger, s, INFINITY, 0.0, 0.0, 1.0);
    if (!isnan(mtbf_s)) {
        double interval_s = w->interval_s;
        if (isnan(interval_s))
            interval_s = sl_checkpoint_interval_s(mtbf_s, w->checkpoint_s, SL_INTERVAL_DALY);
        useful = sl_goodput(mtbf_s, w->checkpoint_s, w->restart_s, interval_s);
        sl_idle_ledger(ledger, s, mtbf_s, w->checkpoint_s, w->restart_s, interval_s);
        v[SL_M_WL_GOODPUT] = useful;
        v[SL_M_WL_INTERVAL] = interval_s;
    }
    if (!isnan(w->tokens)) {
        v[SL_M_WL_RUN] = w->tokens / s->tokens_per_s / useful;
        double fabric_w = v[SL_M_FABRIC_POWER] * w->gpus / v[SL_M_FABRIC_HOSTS];
        v[SL_M_WL_ENERGY] = v[SL_M_WL_RUN] * (s->power_w * w->gpus + fabric_w);
    }
}

// A job that hardly ever comes from one checkpoint to the next.
static const char *no_progress(const sl_result *r, const sl_stalls *stalls,
                               const sl_workload_spec *w, char *why, size_t n)
{
    const double *v = r->value;
    double up = exp(-stalls->flaps_per_s * stalls->flap_s);
    if (up < UP_LEAST) {
        snprintf(why, n,
                 "flaps of the job's links, one in %.3g s and %.3g s each, stop it %.0f %% of the "
                 "time",
                 1.0 / stalls->flaps_per_s, stalls->flap_s, 100.0 * (1.0 - up));
        return why;
    }
    if (!(v[SL_M_WL_GOODPUT] < GOODPUT_LEAST)) return NULL;
    snprintf(
        why, n,
        "failures every %.3g s leave %.2g %% of the time: %.3g s between checkpoints, %.3g s to "
        "restart, a step takes %.3g s",
        r->job_mtbf_s, 100.0 * v[SL_M_WL_GOODPUT], v[SL_M_WL_INTERVAL], w->restart_s,
        r->workload_step.step_s);
    return why;
}

// Groups of ranks that exchange over circuits, each over its own.
static int groups_outside(const sl_training *t)
{
    const sl_layout *l = &t->layout;
    bool data = sl_layout_data(l) > 1;
    return (l->tensor > t->domain) + (l->context > 1) + (l->pipeline > 1) +
           (l->expert > t->domain) + data;
}

static const char *cannot_run(const sl_result *r, const sl_design *d, const sl_training *t,
                              char *why, size_t n)
{
    const sl_step *s = &r->workload_step;
    sl_stalls stalls = stalls_of(r, d, t, &r->collectives, s->step_s);
    int groups = groups_outside(t), ports = r->topology.host_ports;
    if (d->fabric.topology == SL_TOPOLOGY_OCS && groups > ports) {
        snprintf(why, n,
                 "%d kinds of groups talk over %d circuit%s of a host: each change takes %.3g s of "
                 "dark",
                 groups, ports, ports > 1 ? "s" : "", d->fabric.dark_s);
        return why;
    }
    return no_progress(r, &stalls, &d->workload, why, n);
}

// The same model answering: 0 calibrated, 1 from kernel tables alone.
static bool inference(sl_inference out[2], const sl_training *t, const sl_result *r,
                      const sl_inference_spec *spec)
{
    sl_serving s = {.model = t->model,
                    .accelerator = t->accelerator,
                    .tensor = spec->tensor,
                    .domain = t->domain,
                    .batch = spec->batch,
                    .prompt = spec->prompt,
                    .output = spec->output,
                    .weight_bytes = spec->weight_bit / 8.0,
                    .kv_value_bytes = spec->kv_bit / 8.0};
    for (int i = 0; i < 2; i++) {
        s.calibration = i ? 1.0 : t->calibration;
        if (sl_inference_of(&out[i], &s, sl_fabric_collective_cost, &r->collectives) != SL_OK)
            return false;
    }
    return true;
}

static const char *serve(sl_result *r, const sl_training *t, const sl_inference_spec *spec,
                         char *why, size_t n)
{
    sl_inference both[2];
    double *v = r->value;
    if (!inference(both, t, r, spec)) {
        snprintf(why, n, "inference cannot be evaluated with these inputs");
        return why;
    }
    const sl_inference *i = &both[0];
    v[SL_M_WL_FIRST] = i->prefill_s;
    v[SL_M_WL_FIRST_RAW] = both[1].prefill_s;
    v[SL_M_WL_NEXT] = i->token_s;
    v[SL_M_WL_NEXT_RAW] = both[1].token_s;
    v[SL_M_WL_SERVED] = i->tokens_per_s / spec->tensor;
    v[SL_M_WL_SERVE_MEMORY] = 8.0 * (i->weight_bytes + i->kv_bytes);
    double has = t->accelerator.memory_bytes;
    if (i->weight_bytes + i->kv_bytes <= has) return NULL;
    snprintf(why, n, "inference takes %.0f GB of a GPU (%.0f weights, %.0f cache), it has %.0f",
             (i->weight_bytes + i->kv_bytes) / 1e9, i->weight_bytes / 1e9, i->kv_bytes / 1e9,
             has / 1e9);
    return why;
}

const char *sl_project_workload(sl_result *out, const sl_design *design, char *why, size_t n)
{
    const sl_workload_spec *w = &design->workload;
    if (!out->has_fabric) {
        snprintf(why, n, "no step without the fabric that carries it");
        return why;
    }
    const sl_collective_fabric *f = &out->collectives;
    sl_training t = sl_training_job(out, design, true), raw = sl_training_job(out, design, false);
    double *v = out->value;
    if (!sl_project_step(&out->workload_step, &v[SL_M_WL_TAIL], out, design, &t, f) ||
        !sl_project_step(&out->workload_raw, NULL, out, design, &raw, f)) {
        snprintf(why, n, "training cannot be evaluated with these inputs");
        return why;
    }
    const sl_step *s = &out->workload_step;
    out->has_workload = true;
    out->history = history_of(s, w, out->job_mtbf_s);
    v[SL_M_WL_DUTY] = out->history.duty;
    v[SL_M_WL_STEP] = s->step_s;
    v[SL_M_WL_STEP_RAW] = out->workload_raw.step_s;
    v[SL_M_WL_MFU] = s->mfu;
    v[SL_M_WL_MFU_RAW] = out->workload_raw.mfu;
    v[SL_M_WL_TOKENS] = s->tokens_per_s / w->gpus;
    v[SL_M_WL_TOKENS_RAW] = out->workload_raw.tokens_per_s / w->gpus;
    v[SL_M_WL_EXPOSED] = exposed(s);
    v[SL_M_WL_BUBBLE] = (s->cause_s[SL_CAUSE_BUBBLE] + s->cause_s[SL_CAUSE_IMBALANCE]) / s->step_s;
    v[SL_M_WL_MEMORY] = 8.0 * s->footprint.total_bytes;
    goodput(v, out->workload_ledger, s, w, out->job_mtbf_s);
    const char *cannot_serve = w->has_inference ? serve(out, &t, &w->inference, why, n) : NULL;
    if (s->footprint.total_bytes <= t.accelerator.memory_bytes)
        return cannot_serve ? cannot_serve : cannot_run(out, design, &t, why, n);
    snprintf(why, n, "training takes %.0f GB of a GPU (%.0f states, %.0f activations), it has %.0f",
             s->footprint.total_bytes / 1e9, s->footprint.state_bytes / 1e9,
             s->footprint.activation_bytes / 1e9, t.accelerator.memory_bytes / 1e9);
    return why;
}
