// Time of a training step and where it goes.
//
// Model. A device runs a layer's kernels one after the other, each launch + max(FLOP over what
// matrix units reach, bytes over what memory reaches); exchanges that the layout asks for follow,
// less what hides behind kernels; stages form a pipeline; gradients and weights travel once a step.
// Equations. T = m t_max + (p-1)/v t + DP + optimizer + jitter sqrt(2 ln n) (their sum), where
// t_max is the longest stage's micro-batch (layers rounded up; the last with the head), m the
// micro-batches, v the chunks of a device; zero bubble: a third of the second term. Kernels:
// forward once, backward twice that (attention fused 2.5 times, its scores being computed again),
// recompute. Exchanges of a layer and micro-batch of T tokens, forward: tensor 2 all-reduces (or
// pairs of all-gather and reduce-scatter) of 2 T h byte, as much backward, again with full
// recompute; context all-gather of keys and values, twice backward; expert two all-to-alls of the
// tokens' K copies, as many backward; pipeline 2 T h byte a boundary and chunk, both ways.
// Assumptions. Groups lie in the order tensor, context, data (experts inside), pipeline, tensor
// innermost; a group takes as much of the scale-up domain as divides it. Experts are loaded evenly
// and not cut over the tensor group. Overlap is a share of what could hide.
// Limits. No contention between groups, no jitter of single operations, steady schedule only.
// Sources. Narayanan et al., SC'21 (schedules); Korthikanti et al., MLSys 2023 (exchanges); Qi et
// al., ICLR 2024 (zero bubble); Dao, arXiv 2307.08691 (fused attention); Williams et al., CACM 52
// (2009) 65 (roofline).
#include "workload/workload.h"

#include <math.h>
#include <string.h>

#define SL_X(name, label) [SL_CAUSE_##name] = (label),
const char *const sl_cause_names[SL_CAUSES] = {SL_CAUSE_LIST(SL_X)};
#undef SL_X

#define VALUE_BYTES     2.0  // of an activation
#define SCORE_BYTES     13.0 // moved for one score that is not fused: products, softmax, dropout
#define OPTIMIZER_BYTES 30.0 // moved for one parameter: weight, moments, gradient, both precisions
#define HEAD_BYTES      14.0 // moved for one logit: product, softmax, loss, both passes

static double roof_s(const sl_accelerator *a, double flops, double bytes)
{
    return fmax(flops / (a->flops_share * a->flops), bytes / (a->memory_share * a->memory_bytes_s));
}

double sl_kernel_s(const sl_accelerator *a, double flops, double bytes)
{
    return a->launch_s + roof_s(a, flops, bytes);
}

// m x k by k x n
static double matrix_s(const sl_training *t, double m, double k, double n)
{
    return roof_s(&t->accelerator, 2.0 * m * k * n,
                  VALUE_BYTES * m * (k + n) + t->weight_bytes * k * n);
}

static double exposed_s(double comm_s, double share, double window_s)
{
    return comm_s - share * fmin(comm_s, window_s);
}

// ---- one micro-batch ----

static double attention_s(const sl_training *t, double tokens)
{
    const sl_transformer *m = &t->model;
    const sl_accelerator *a = &t->accelerator;
    double flops = tokens * sl_attention_flops(m, t->sequence, t->causal) / t->layout.tensor;
    double width = m->head_dim * (2.0 * m->heads + 2.0 * m->kv_heads);
    double bytes = VALUE_BYTES * tokens * width / t->layout.tensor;
    if (t->flash) return fmax(flops / (a->attention_share * a->flops), roof_s(a, 0.0, bytes));
    double full = tokens * sl_attention_flops(m, t->sequence, false) / t->layout.tensor;
    double scores = SCORE_BYTES * tokens * t->sequence * m->heads / t->layout.tensor;
    return roof_s(a, full, 0.0) + roof_s(a, 0.0, bytes + scores);
}

// Norms, residuals and the activation of the feed-forward block.
static double elementwise_s(const sl_training *t, double tokens, double width)
{
    const sl_transformer *m = &t->model;
    double cut = t->layout.tensor, whole = t->layout.sequence_parallel ? cut : 1.0;
    double bytes =
        VALUE_BYTES * tokens * (10.0 * m->hidden / whole + (m->gated ? 3.0 : 2.0) * width / cut);
    return roof_s(&t->accelerator, 0.0, bytes);
}

static double projections_s(const sl_training *t, double tokens)
{
    const sl_transformer *m = &t->model;
    double cut = t->layout.tensor, q = m->heads * m->head_dim, r = m->kv_heads * m->head_dim;
    if (!(m->kv_rank > 0.0))
        return matrix_s(t, tokens, m->hidden, (q + 2.0 * r) / cut) +
               matrix_s(t, tokens, q / cut, m->hidden);
    double key = m->head_dim + m->rope_dim;
    double up = m->q_rank > 0.0 ? matrix_s(t, tokens, m->hidden, m->q_rank) +
                                      matrix_s(t, tokens, m->q_rank, m->heads * key / cut)
                                : matrix_s(t, tokens, m->hidden, m->heads * key / cut);
    return up + matrix_s(t, tokens, m->hidden, m->kv_rank + m->rope_dim) +
           matrix_s(t, tokens, m->kv_rank, m->heads * (m->head_dim + m->value_dim) / cut) +
           matrix_s(t, tokens, m->heads * m->value_dim / cut, m->hidden);
}

static double block_s(const sl_training *t, double tokens, double width)
{
    double in = t->model.gated ? 2.0 : 1.0;
    return matrix_s(t, tokens, t->model.hidden, in * width) +
           matrix_s(t, tokens, width, t->model.hidden);
}

// Experts of this device: every token of the tensor group once, K copies, evenly spread; the
// weights of all local experts are read.
static double experts_s(const sl_training *t, double tokens)
{
    const sl_transformer *m = &t->model;
    double local = m->experts / t->layout.expert;
    double copies = tokens / t->layout.tensor * m->top_k / local;
    double shared = m->shared_experts * m->expert_ffn / t->layout.tensor;
    return local * block_s(t, copies, m->expert_ffn) +
           (shared > 0.0 ? block_s(t, tokens, shared) : 0.0) +
           matrix_s(t, tokens / t->layout.tensor, m->hidden, m->experts);
}

static double expert_layer_share(const sl_transformer *m)
{
    return m->experts > 0.0 ? 1.0 - m->dense_layers / m->layers : 0.0;
}

// Copies of the tokens gathered for the experts and put back: each is read and written twice.
static double permute_s(const sl_training *t, double tokens)
{
    double bytes = 4.0 * VALUE_BYTES * tokens / t->layout.tensor * t->model.top_k * t->model.hidden;
    return roof_s(&t->accelerator, 0.0, bytes);
}

// A mean layer; layers of experts and dense ones by their share.
static void kernels(sl_micro *out, const sl_training *t, double tokens)
{
    const sl_transformer *m = &t->model;
    double moe = expert_layer_share(m), cut = t->layout.tensor;
    out->attention_s = attention_s(t, tokens);
    double rest = projections_s(t, tokens), plain = 0.0;
    if (moe < 1.0) {
        rest += (1.0 - moe) * block_s(t, tokens, m->ffn / cut);
        plain += (1.0 - moe) * elementwise_s(t, tokens, m->ffn);
    }
    if (moe > 0.0) {
        rest += moe * (experts_s(t, tokens) + permute_s(t, tokens));
        plain += moe * elementwise_s(t, tokens, (m->top_k + m->shared_experts) * m->expert_ffn);
    }
    rest += plain;
    out->elementwise_s = plain;
    out->forward_s = rest + out->attention_s;
    out->backward_s = 2.0 * rest + (t->flash ? 2.5 : 2.0) * out->attention_s;
    out->launches = (t->flash ? 9.0 : 12.0) + (m->kv_rank > 0.0 ? 3.0 : 0.0) + 4.0 * moe;
    out->head_s = 3.0 * matrix_s(t, tokens, m->hidden, m->vocab / cut) +
                  roof_s(&t->accelerator, 0.0, HEAD_BYTES * tokens * m->vocab / cut);
    out->head_launches = 8.0;
}

static void exchanges(sl_micro *out, const sl_training *t, const sl_network *net, double tokens)
{
    const sl_transformer *m = &t->model;
    const sl_layout *l = &t->layout;
    double hidden = VALUE_BYTES * tokens * m->hidden, moe = expert_layer_share(m);
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
    double copies = tokens / l->tensor * m->top_k * m->hidden;
    double all = sl_exchange_s(net, SL_ALL_TO_ALL, l->expert, 1, copies * t->expert_bytes) +
                 3.0 * sl_exchange_s(net, SL_ALL_TO_ALL, l->expert, 1, copies * VALUE_BYTES);
    out->expert_s = exposed_s(moe * all, t->expert_overlap, out->forward_s + out->backward_s);
    int stride = l->gpus / l->pipeline;
    out->hop_s = l->pipeline > 1
                     ? sl_exchange_s(net, SL_POINT_TO_POINT, 2, stride, hidden / l->tensor)
                     : 0.0;
}

bool sl_micro_of(sl_micro *out, const sl_training *t, sl_collective_cost cost, const void *context)
{
    sl_network net = {cost, context, t->domain};
    double tokens = t->sequence * t->layout.micro_batch / t->layout.context;
    kernels(out, t, tokens);
    exchanges(out, t, &net, tokens);
    return isfinite(out->tensor_s + out->context_s + out->context_back_s + out->expert_s +
                    out->hop_s + out->forward_s + out->backward_s + out->head_s);
}

// ---- once a step ----

bool sl_update_of(sl_update *out, const sl_training *t, sl_collective_cost cost,
                  const void *context)
{
    const sl_layout *l = &t->layout;
    sl_network net = {cost, context, t->domain};
    sl_share share = sl_share_of(t);
    int group = sl_layout_data(l) * l->context, stage = group * l->tensor;
    int expert_group = stage / l->expert;
    const double parts[2] = {share.dense, share.expert};
    const int ranks[2] = {group, expert_group}, stride[2] = {l->tensor, l->expert};
    // ZeRO-3 gathers weights forward and backward for every micro-batch and scatters each time.
    double times = l->zero >= 3 ? sl_layout_micro_batches(l) : 1.0;
    *out = (sl_update){0.0, 0.0};
    for (int i = 0; i < 2; i++) {
        if (!(parts[i] > 0.0)) continue;
        double gradients = parts[i] * t->gradient_bytes, weights = parts[i] * t->weight_bytes;
        if (l->zero == 0)
            out->exchange_s += sl_exchange_s(&net, SL_ALL_REDUCE, ranks[i], stride[i], gradients);
        else
            out->exchange_s +=
                times * (sl_exchange_s(&net, SL_REDUCE_SCATTER, ranks[i], stride[i], gradients) +
                         (l->zero >= 3 ? 2.0 : 1.0) *
                             sl_exchange_s(&net, SL_ALL_GATHER, ranks[i], stride[i], weights));
        double mine = l->zero >= 1 ? parts[i] / ranks[i] : parts[i];
        out->pass_s += sl_kernel_s(&t->accelerator, 0.0, OPTIMIZER_BYTES * mine);
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
    cause[SL_CAUSE_LAUNCH] = k * t->accelerator.launch_s * m->launches * (3.0 + full);
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
// last micro-batch; the last piece has nothing left to hide behind. ZeRO-3: in every micro-batch.
static double update_s(const sl_training *t, double exchange_s, double micro_s)
{
    const sl_layout *l = &t->layout;
    double pieces = l->chunks > 1 ? l->chunks : fmax(1.0, t->model.layers / l->pipeline);
    double window_s = l->chunks > 1 ? micro_s * l->pipeline : micro_s;
    if (l->zero >= 3) window_s = micro_s * sl_layout_micro_batches(l);
    double hides_s = exchange_s * (1.0 - 1.0 / pieces);
    return exchange_s - hides_s + exposed_s(hides_s, t->data_overlap, window_s);
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
    cause[SL_CAUSE_DATA] = update_s(t, u->exchange_s, mean * layer_s);
    cause[SL_CAUSE_OPTIMIZER] = t->calibration * u->pass_s;
    cause[SL_CAUSE_STRAGGLER] = t->jitter * sqrt(2.0 * log(l->gpus)) * sum_of(cause);
    out->step_s = sum_of(cause);
}

static bool values_ok(const sl_training *t)
{
    const sl_accelerator *a = &t->accelerator;
    return a->flops > 0.0 && a->memory_bytes_s > 0.0 && a->flops_share > 0.0 &&
           a->memory_share > 0.0 && a->attention_share > 0.0 && a->launch_s >= 0.0 &&
           t->calibration > 0.0 && t->jitter >= 0.0 && t->weight_bytes > 0.0 &&
           t->expert_bytes > 0.0 && t->gradient_bytes > 0.0 && t->domain >= 1 && t->sequence > 0.0;
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
