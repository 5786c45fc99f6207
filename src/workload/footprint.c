// What a device must hold: layouts, activations, weights, gradients, optimizer.
//
// Model. Activations of a layer at 16 bit, t devices, s tokens of b sequences, scores S = 5 a s/h:
//   no recompute s b h (10 + 24/t + S/t); with sequence parallelism s b h (34 + S)/t; selective
//   recompute or fused attention drop S; full recompute keeps the input, 2 s b h (over t with
//   sequence parallelism).
// Micro-batches at once: p on the first stage of 1F1B, all m of them of GPipe; interleaving with v
// chunks holds 1 + (p-1)/(p v) times that. States: weights 2, gradients 2 or 4, optimizer 12 byte a
// parameter; ZeRO 1, 2, 3 cuts the optimizer, and gradients, and weights over the data group.
// Assumptions. Feed-forward of 4 h in the formula's 24/t; another width scales that part: 16/t of
// the 24/t lies in it (an input and an inner value of ffn = 4 h each; gated: two inner
// values, and no dropout: 8 for 10). Fewer heads of keys and values: 4 + 4 k/a for 8. Selective
// recompute beside fused attention keeps neither outputs of norms nor of the activation function.
// Limits. No fragmentation, no buffers of the collective library; experts' tokens are even.
// Sources. Korthikanti et al., MLSys 2023 (arXiv 2205.05198), equations 1 to 6 and table 2;
// Rajbhandari et al., SC'20 (arXiv 1910.02054), section 5.
#include "workload/workload.h"

#include <math.h>
#include <stddef.h>

int sl_layout_data(const sl_layout *l)
{
    if (l->gpus < 1 || l->tensor < 1 || l->pipeline < 1 || l->context < 1) return 0;
    double inner = (double)l->tensor * l->pipeline * l->context;
    if (inner > l->gpus || l->gpus % (int)inner != 0) return 0;
    return l->gpus / (int)inner;
}

int sl_layout_micro_batches(const sl_layout *l)
{
    double data = sl_layout_data(l);
    if (data < 1.0 || l->micro_batch < 1 || l->batch < 1) return 0;
    double at_once = data * l->micro_batch;
    if (at_once > l->batch || l->batch % (int)at_once != 0) return 0;
    return l->batch / (int)at_once;
}

const char *sl_layout_fault(const sl_layout *l, const sl_transformer *m)
{
    int data = sl_layout_data(l);
    if (data < 1) return "tensor x pipeline x context does not divide the GPUs";
    if (sl_layout_micro_batches(l) < 1) return "data x micro-batch does not divide the batch";
    // One chunk may be the embedding's and one the head's.
    double slots = (double)l->pipeline * l->chunks;
    if (l->chunks < 1 || slots > m->layers + (l->chunks > 1 ? 2.0 : 0.0))
        return "more stages than layers";
    if (l->chunks > 1 && l->pipeline == 1) return "chunks without a pipeline";
    if (l->chunks > 1 && l->schedule != SL_SCHEDULE_1F1B)
        return "chunks belong to the schedule 1f1b";
    if (fmod(m->heads, l->tensor) != 0.0) return "the tensor group does not divide the heads";
    if (l->expert < 1 || (l->expert > 1 && !(m->experts > 0.0)))
        return "an expert group without experts";
    if (l->expert > 1 && fmod(m->experts, l->expert) != 0.0)
        return "the expert group does not divide the experts";
    if ((double)l->tensor * l->context * data < l->expert || l->gpus / l->pipeline % l->expert != 0)
        return "the expert group does not divide the devices of a stage";
    if (l->zero < 0 || l->zero > 3) return "ZeRO has stages 0 to 3";
    return NULL;
}

double sl_activation_bytes(const sl_transformer *m, double sequence, double micro_batch, int tensor,
                           bool sequence_parallel, sl_recompute recompute, bool flash)
{
    if (!sl_transformer_valid(m) || !(sequence > 0.0 && micro_batch > 0.0) || tensor < 1)
        return NAN;
    double t = tensor, sbh = sequence * micro_batch * m->hidden,
           whole = sequence_parallel ? t : 1.0;
    if (recompute == SL_RECOMPUTE_FULL) return 2.0 * sbh / whole;
    double width = m->experts > 0.0 && m->top_k * m->expert_ffn > 0.0
                       ? (m->top_k + m->shared_experts) * m->expert_ffn
                       : m->ffn;
    bool again = recompute == SL_RECOMPUTE_SELECTIVE;
    double inner = (m->gated ? 6.0 : 4.0) * width / m->hidden; // 16 for two matrices of 4 h
    double ends = m->gated ? 8.0 : 10.0;                       // norms and their outputs; dropout
    if (again && flash) { // outputs of norms and of the activation function
        inner -= 2.0 * width / m->hidden;
        ends -= 4.0;
    }
    double heads = 4.0 + 4.0 * m->kv_heads / m->heads; // queries, output; keys, values
    double scores = flash || again ? 0.0 : 5.0 * m->heads * sequence / m->hidden;
    return sbh * (ends / whole + (heads + inner + scores) / t);
}

double sl_activation_depth(const sl_layout *l, double micro_batches)
{
    double p = l->pipeline, v = l->chunks;
    if (l->schedule == SL_SCHEDULE_GPIPE) return micro_batches / p;
    double held = v > 1.0 ? 1.0 + (p - 1.0) / (p * v) : 1.0;
    return fmin(held, micro_batches / p);
}

double sl_state_bytes(double parameters, double gradient_bytes, int zero, double data)
{
    if (!(parameters >= 0.0 && gradient_bytes > 0.0 && data >= 1.0) || zero < 0 || zero > 3)
        return NAN;
    return parameters *
           (2.0 / (zero >= 3 ? data : 1.0) + gradient_bytes / (zero >= 2 ? data : 1.0) +
            12.0 / (zero >= 1 ? data : 1.0));
}

double sl_pipeline_bubble(sl_schedule schedule, double stages, double micro_batches, double chunks)
{
    if (!(stages >= 1.0 && micro_batches >= 1.0 && chunks >= 1.0)) return NAN;
    // In times of a micro-batch on a device. A group of fewer than p micro-batches comes round to
    // each further chunk before the first of them is there.
    double fill = stages - 1.0, rest = fmod(micro_batches, stages), turns = 0.0;
    if (schedule == SL_SCHEDULE_GPIPE) chunks = 1.0;
    if (rest > 0.0) turns = (chunks - 1.0) * (stages - rest);
    // Weight gradients fill two thirds, as far as there are any: forward and the gradient of the
    // input, two thirds of a pass, stay in series.
    if (schedule == SL_SCHEDULE_ZERO_BUBBLE)
        fill = fmax(fill / 3.0, (2.0 * fill + 1.0 - micro_batches) / 3.0);
    return (fill + turns) / (chunks * micro_batches);
}

sl_share sl_share_of(const sl_training *t)
{
    const sl_transformer *m = &t->model;
    const sl_layout *l = &t->layout;
    double dense_layers = m->experts > 0.0 ? m->dense_layers : m->layers;
    double expert = m->experts > 0.0 ? (m->gated ? 3.0 : 2.0) * m->hidden * m->expert_ffn : 0.0;
    double experts = (m->layers - dense_layers) * expert * m->experts;
    double sum = dense_layers > 0.0 ? dense_layers * sl_layer_parameters(m, false, false) : 0.0;
    if (m->layers > dense_layers)
        sum += (m->layers - dense_layers) * sl_layer_parameters(m, true, false) - experts;
    double tables = m->hidden * m->vocab * (l->pipeline == 1 && !m->tied ? 2.0 : 1.0);
    return (sl_share){.dense = (sum / l->pipeline + tables) / l->tensor,
                      .expert = experts / l->pipeline / l->expert,
                      .tables = tables / l->tensor};
}

static double states(const sl_training *t)
{
    const sl_layout *l = &t->layout;
    sl_share share = sl_share_of(t);
    double data = (double)sl_layout_data(l) * l->context;
    double expert_data = fmax(1.0, data * l->tensor / l->expert);
    return sl_state_bytes(share.dense, t->gradient_bytes, l->zero, data) +
           sl_state_bytes(share.expert, t->gradient_bytes, l->zero, expert_data);
}

sl_status sl_footprint_of(sl_footprint *out, const sl_training *t)
{
    const sl_layout *l = &t->layout;
    *out = (sl_footprint){NAN, NAN, NAN};
    if (!sl_transformer_valid(&t->model) || sl_layout_fault(l, &t->model) || !(t->sequence > 0.0) ||
        !(t->gradient_bytes > 0.0))
        return SL_ERR_DOMAIN;
    double layer = sl_activation_bytes(&t->model, t->sequence / l->context, l->micro_batch,
                                       l->tensor, l->sequence_parallel, l->recompute, t->flash);
    // The first stage holds a micro-batch for every stage: p times layers/p.
    out->activation_bytes =
        layer * t->model.layers * sl_activation_depth(l, sl_layout_micro_batches(l));
    out->state_bytes = states(t);
    out->total_bytes = out->activation_bytes + out->state_bytes;
    return SL_OK;
}
