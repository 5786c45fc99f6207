// Time of a training step and where it goes.
//
// Model. A device runs a layer's kernels one after the other (kernels.c), each after its launch;
// exchanges that the layout asks for follow, less what hides behind kernels; stages form a
// pipeline; gradients and weights travel once a step. Equations. T = m t_max + (p-1)/v t + DP +
// optimizer + jitter sqrt(2 ln n) (their sum), where t_max is the longest stage's micro-batch
// (layers rounded up; the last with the head), m the micro-batches, v the chunks of a device; zero
// bubble: a third of the second term. Exchanges of a layer and micro-batch of T tokens, forward:
// tensor 2 all-reduces (or pairs of all-gather and reduce-scatter) of 2 T h byte, as much backward,
// again with full recompute; context all-gather of keys and values, twice backward; expert two
// all-to-alls, as many backward; pipeline 2 T h byte a boundary and chunk, both ways. A token
// travels once to each of the n domains that hold one of its K experts of E, and inside once to
// each device: n (1 - prod_{i<K} (1 - (E/n)/(E - i))) of them. Optimizer: 30 byte a parameter of
// the device's share; where products are quantised, its weights once a step as well. Assumptions.
// Groups lie in the order tensor, context, data (experts inside), pipeline, tensor innermost; a
// group takes as much of the scale-up domain as divides it. Experts are not cut over the tensor
// group; the busiest device sets the pace of their exchange as of their kernels. Overlap is a share
// of what could hide. Limits. No contention between groups, no jitter of single operations, steady
// schedule only. Sources. Narayanan et al., SC'21 (schedules); Korthikanti et al., MLSys 2023
// (exchanges); Qi et al., ICLR 2024 (zero bubble); Dao, arXiv 2307.08691 (fused attention);
// DeepSeek-V3, arXiv 2412.19437, section 3.2 (tokens once to a domain).
#include "workload/workload.h"

#include <math.h>
#include <string.h>

#define SL_X(name, label) [SL_CAUSE_##name] = (label),
const char *const sl_cause_names[SL_CAUSES] = {SL_CAUSE_LIST(SL_X)};
#undef SL_X

#define OPTIMIZER_BYTES 30.0 // moved for one parameter: weight, moments, gradient, both precisions

double sl_kernel_s(const sl_accelerator *a, double flops, double bytes)
{
    return a->launch_s +
           fmax(flops / (a->flops_share * a->flops), bytes / (a->memory_share * a->memory_bytes_s));
}

static double exposed_s(double comm_s, double share, double window_s)
{
    return comm_s - share * fmin(comm_s, window_s);
}

// ---- one micro-batch ----

// Places of n that a token's K experts lie in, each of E/n experts; it travels once to each.
static double places_met(const sl_transformer *m, double n)
{
    double missed = 1.0, each = m->experts / n;
    for (double i = 0.0; i < m->top_k && missed > 0.0; i += 1.0)
        missed *= fmax(0.0, 1.0 - each / (m->experts - i));
    return n * (1.0 - missed);
}

// Tokens to their experts or back, value_bytes a value: between domains once to each domain, inside
// once to each device.
static double to_experts_s(const sl_training *t, const sl_network *net, double tokens,
                           double value_bytes)
{
    int n = t->layout.expert, local = sl_local_ranks(net->domain, n, 1);
    double bytes = tokens / t->layout.tensor * t->model.hidden * value_bytes;
    sl_collective_request up = {.kind = SL_ALL_TO_ALL,
                                .domain = SL_DOMAIN_SCALE_UP,
                                .ranks = local,
                                .bytes = bytes * places_met(&t->model, n)};
    sl_collective_request out = {.kind = SL_ALL_TO_ALL,
                                 .domain = SL_DOMAIN_SCALE_OUT,
                                 .ranks = n / local,
                                 .bytes = bytes * places_met(&t->model, n / local)};
    return (up.ranks > 1 ? net->cost(&up, net->context) : 0.0) +
           (out.ranks > 1 ? net->cost(&out, net->context) : 0.0);
}

static double experts_s(const sl_training *t, const sl_network *net, double tokens)
{
    if (t->layout.expert <= 1) return 0.0;
    double load = sl_expert_load(&t->model, tokens / t->layout.tensor, t->layout.expert);
    return load * (to_experts_s(t, net, tokens, t->expert_bytes) +
                   3.0 * to_experts_s(t, net, tokens, VALUE_BYTES));
}

static void exchanges(sl_micro *out, const sl_training *t, const sl_network *net, double tokens)
{
    const sl_transformer *m = &t->model;
    const sl_layout *l = &t->layout;
    double hidden = VALUE_BYTES * tokens * m->hidden, moe = sl_expert_layer_share(m);
    double pair = l->tensor == 1 ? 0.0
                  : l->sequence_parallel
                      ? sl_exchange_s(net, SL_ALL_GATHER, l->tensor, 1, hidden) +
                            sl_exchange_s(net, SL_REDUCE_SCATTER, l->tensor, 1, hidden)
                      : sl_exchange_s(net, SL_ALL_REDUCE, l->tensor, 1, hidden);
    out->tensor_s =
        exposed_s((2.0 - moe) * pair, t->tensor_overlap, out->forward_s - out->attention_s);
    double cached = m->kv_rank > 0.0 ? m->kv_rank + m->rope_dim : 2.0 * m->kv_heads * m->head_dim;
    double cut = m->kv_rank > 0.0 ? 1.0 : fmin(l->tensor, m->kv_heads);
    double ring = sl_exchange_s(net, SL_ALL_GATHER, l->context, l->tensor,
                                VALUE_BYTES * tokens * l->context * cached / cut);
    out->context_s = exposed_s(ring, 1.0, out->attention_s);
    out->context_back_s = exposed_s(2.0 * ring, 1.0, 2.0 * out->attention_s);
    out->expert_s = exposed_s(moe * experts_s(t, net, tokens), t->expert_overlap,
                              out->forward_s + out->backward_s);
    int stride = l->gpus / l->pipeline;
    out->hop_s = l->pipeline > 1
                     ? sl_exchange_s(net, SL_POINT_TO_POINT, 2, stride, hidden / l->tensor)
                     : 0.0;
}

bool sl_micro_of(sl_micro *out, const sl_training *t, sl_collective_cost cost, const void *context)
{
    sl_network net = {cost, context, t->domain};
    double tokens = t->sequence * t->layout.micro_batch / t->layout.context;
    sl_kernels_of(out, t, tokens);
    exchanges(out, t, &net, tokens);
    return isfinite(out->tensor_s + out->context_s + out->context_back_s + out->expert_s +
                    out->hop_s + out->forward_s + out->backward_s + out->head_s);
}

// ---- once a step ----

// Of one kind of parameters, that many on a device, among ranks.
static double shared_s(const sl_training *t, const sl_network *net, double parameters, int ranks,
                       int stride)
{
    const sl_layout *l = &t->layout;
    double gradients = parameters * t->gradient_bytes, weights = parameters * t->weight_bytes;
    if (l->zero == 0) return sl_exchange_s(net, SL_ALL_REDUCE, ranks, stride, gradients);
    // ZeRO-3 gathers weights forward and backward for every micro-batch and scatters each time.
    double times = l->zero >= 3 ? sl_layout_micro_batches(l) : 1.0;
    return times *
           (sl_exchange_s(net, SL_REDUCE_SCATTER, ranks, stride, gradients) +
            (l->zero >= 3 ? 2.0 : 1.0) * sl_exchange_s(net, SL_ALL_GATHER, ranks, stride, weights));
}

bool sl_update_of(sl_update *out, const sl_training *t, sl_collective_cost cost,
                  const void *context)
{
    const sl_layout *l = &t->layout;
    sl_network net = {cost, context, t->domain};
    sl_share share = sl_share_of(t);
    int group = sl_layout_data(l) * l->context, stage = group * l->tensor;
    const double parts[2] = {share.dense, share.expert};
    const int ranks[2] = {group, stage / l->expert}, stride[2] = {l->tensor, l->expert};
    *out = (sl_update){0.0, 0.0, 0.0};
    for (int i = 0; i < 2; i++) {
        if (!(parts[i] > 0.0)) continue;
        double time_s = shared_s(t, &net, parts[i], ranks[i], stride[i]);
        out->exchange_s += time_s;
        if (i == 0)
            out->tables_s = time_s * t->model.hidden * t->model.vocab / l->tensor / parts[i];
        double mine = l->zero >= 1 ? parts[i] / ranks[i] : parts[i];
        out->pass_s += sl_kernel_s(&t->accelerator, 0.0, OPTIMIZER_BYTES * mine);
    }
    if (sl_quantised(&t->accelerator)) {
        double cast = VALUE_BYTES + 2.0 * t->accelerator.matrix_bytes;
        out->pass_s +=
            (l->zero >= 3 ? sl_layout_micro_batches(l) : 1.0) *
            sl_kernel_s(&t->accelerator, 0.0, cast * (share.dense - share.tables + share.expert));
    }
    return isfinite(out->exchange_s + out->pass_s);
}

// ---- the step ----

// Layers of the longest stage and of the last, the missing ones taken from both ends.
typedef struct stages {
    double longest, last;
} stages;

static stages stages_of(const sl_training *t)
{
    double slots = (double)t->layout.pipeline * t->layout.chunks, layers = t->model.layers;
    double each = ceil(layers / slots) * t->layout.chunks;
    double missing = each * t->layout.pipeline - layers;
    double last = fmin(ceil(missing / 2.0), each - 1.0);
    return (stages){each, t->layout.pipeline == 1 ? layers : each - last};
}

// Time of a layer, both passes, by cause.
static void layer_causes(double cause[SL_CAUSES], const sl_training *t, const sl_micro *m)
{
    double k = t->calibration, full = t->layout.recompute == SL_RECOMPUTE_FULL ? 1.0 : 0.0;
    double again = full * m->forward_s;
    if (t->layout.recompute == SL_RECOMPUTE_SELECTIVE)
        again = t->flash ? m->elementwise_s : m->attention_s;
    cause[SL_CAUSE_COMPUTE] = k * (m->forward_s + m->backward_s);
    cause[SL_CAUSE_RECOMPUTE] = k * again;
    cause[SL_CAUSE_LAUNCH] =
        k * t->accelerator.launch_s * (m->launches * (1.0 + full) + m->launches_back);
    cause[SL_CAUSE_TENSOR] = (2.0 + full) * m->tensor_s;
    cause[SL_CAUSE_CONTEXT] = (1.0 + full) * m->context_s + m->context_back_s;
    cause[SL_CAUSE_EXPERT] = (1.0 + 0.5 * full) * m->expert_s;
}

static double sum_of(const double cause[SL_CAUSES])
{
    double sum = 0.0;
    for (int i = 0; i < SL_CAUSES; i++)
        sum += cause[i];
    return sum;
}

// What the exchange of gradients and weights leaves exposed. With chunks those of one chunk travel
// while the last p micro-batches of the others are computed; without, layer by layer beside the
// last micro-batch. The last piece, with the embedding, has nothing left to hide behind: its
// gradient is the last to be known and its weights are the first to be asked for. ZeRO-3: in every
// micro-batch.
static double update_s(const sl_training *t, const sl_update *u, double micro_s)
{
    const sl_layout *l = &t->layout;
    double pieces = l->chunks > 1 ? l->chunks : fmax(1.0, t->model.layers / l->pipeline);
    double micro = sl_layout_micro_batches(l);
    double window_s = l->chunks > 1 ? micro_s * fmin(l->pipeline, micro) : micro_s;
    if (l->zero >= 3) window_s = micro_s * micro;
    double last_s = u->tables_s + (u->exchange_s - u->tables_s) / pieces;
    // The first piece has to be computed before any can travel.
    window_s *= 1.0 - 1.0 / pieces;
    return last_s + exposed_s(u->exchange_s - last_s, t->data_overlap, window_s);
}

void sl_step_assemble(sl_step *out, const sl_training *t, const sl_micro *m, const sl_update *u)
{
    const sl_layout *l = &t->layout;
    double layer[SL_CAUSES] = {0.0}, micro = sl_layout_micro_batches(l), p = l->pipeline;
    double *cause = out->cause_s;
    layer_causes(layer, t, m);
    memset(out->cause_s, 0, sizeof out->cause_s);
    stages s = stages_of(t);
    double layer_s = sum_of(layer), mean = t->model.layers / p;
    double head_s = t->calibration * (m->head_s + m->head_launches * t->accelerator.launch_s);
    double longest_s = fmax(s.longest * layer_s, s.last * layer_s + head_s);
    for (int i = 0; i < SL_CAUSES; i++)
        cause[i] = micro * mean * layer[i];
    cause[SL_CAUSE_COMPUTE] += micro * t->calibration * m->head_s / p;
    cause[SL_CAUSE_LAUNCH] +=
        micro * t->calibration * m->head_launches * t->accelerator.launch_s / p;
    if (l->pipeline > 1)
        cause[SL_CAUSE_IMBALANCE] = micro * fmax(0.0, longest_s - mean * layer_s - head_s / p);
    cause[SL_CAUSE_BUBBLE] =
        sl_pipeline_bubble(l->schedule, p, micro, l->chunks) * micro * s.longest * layer_s;
    double hops = l->pipeline > 1 ? 2.0 * micro * l->chunks : 0.0;
    cause[SL_CAUSE_PIPELINE] = (hops * (1.0 - t->pipeline_overlap) + 2.0 * (p - 1.0)) * m->hop_s;
    cause[SL_CAUSE_DATA] = update_s(t, u, mean * layer_s);
    cause[SL_CAUSE_OPTIMIZER] = t->calibration * u->pass_s;
    cause[SL_CAUSE_STRAGGLER] = t->jitter * sqrt(2.0 * log(l->gpus)) * sum_of(cause);
    out->step_s = sum_of(cause);
}

static bool values_ok(const sl_training *t)
{
    const sl_accelerator *a = &t->accelerator;
    return a->flops > 0.0 && a->memory_bytes_s > 0.0 && a->flops_share > 0.0 &&
           a->memory_share > 0.0 && a->attention_share > 0.0 && a->launch_s >= 0.0 &&
           a->flops_16 >= 0.0 && a->matrix_bytes >= 0.0 && t->calibration > 0.0 &&
           t->jitter >= 0.0 && t->weight_bytes > 0.0 && t->expert_bytes > 0.0 &&
           t->gradient_bytes > 0.0 && t->domain >= 1 && t->sequence > 0.0;
}

void sl_step_rates(sl_step *out, const sl_training *t)
{
    const sl_layout *l = &t->layout;
    double tokens = (double)l->batch * t->sequence;
    out->model_flops = 3.0 * tokens * sl_forward_flops(&t->model, t->sequence, t->causal, true);
    out->mfu = out->model_flops / (out->step_s * l->gpus * t->accelerator.flops);
    out->tokens_per_s = tokens / out->step_s;
    double busy = (out->cause_s[SL_CAUSE_COMPUTE] + out->cause_s[SL_CAUSE_RECOMPUTE]) / out->step_s;
    out->power_w = t->accelerator.idle_w + (t->accelerator.busy_w - t->accelerator.idle_w) * busy;
}

sl_status sl_step_of(sl_step *out, const sl_training *t, sl_collective_cost cost,
                     const void *context)
{
    sl_micro micro;
    sl_update update;
    memset(out, 0, sizeof *out);
    out->step_s = NAN;
    if (!values_ok(t)) return SL_ERR_DOMAIN;
    sl_status status = sl_footprint_of(&out->footprint, t);
    if (status != SL_OK) return status;
    if (!sl_micro_of(&micro, t, cost, context) || !sl_update_of(&update, t, cost, context))
        return SL_ERR_DOMAIN;
    sl_step_assemble(out, t, &micro, &update);
    sl_step_rates(out, t);
    return SL_OK;
}
