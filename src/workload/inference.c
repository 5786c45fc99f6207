// One replica of a model that answers.
//
// Model. Prefill does the prompt's forward FLOP, attention at 16 bit; a decode step reads the
// weights that its tokens meet and the cache of every sequence once, or does its FLOP, whichever is
// longer; each layer costs two all-reduces over the tensor group, and kernels their launches. A
// replica fills its batch prompt by prompt and then decodes it to the end. Equations. Experts read
// in a step of B tokens: E (1 - (1 - K/E)^B), each token's choice independent. Served tokens: B
// o/(B t_prefill + o t_token), o tokens of output, the step at the mean length of the cache.
// Assumptions. A batch in lock step; weights and cache cut evenly over the group, a latent cache
// on every device; calibration multiplies kernels and launches, not exchanges.
// Limits. No queue of requests, no chunked prefill, no pipeline, no prefix cache.
// Source. Pope et al., MLSys 2023 (arXiv 2211.05102), section 2.
#include "workload/workload.h"

#include <math.h>

#define WIDE_BYTES 1.5 // weights above it are 16 bit
#define KERNELS    8.0 // of a layer

// Of the embedding a step reads no more than its tokens' rows.
static double weights_read(const sl_transformer *m, double batch)
{
    double all = sl_parameters(m) - (m->tied ? 0.0 : m->vocab * m->hidden);
    if (!(m->experts > 0.0)) return all;
    double experts = (m->layers - m->dense_layers) * (m->gated ? 3.0 : 2.0) * m->hidden *
                     m->expert_ffn * m->experts;
    double missed = pow(1.0 - m->top_k / m->experts, batch);
    return all - experts * missed;
}

// Matrices at the accelerator's precision where weights are no wider, else at 16 bit; attention
// always at 16 bit.
static double roof_s(const sl_serving *s, double matrices, double attention, double bytes)
{
    const sl_accelerator *a = &s->accelerator;
    double wide = a->flops_16 > 0.0 ? a->flops_16 : a->flops;
    double peak = s->weight_bytes > WIDE_BYTES ? wide : a->flops;
    double launch_s = KERNELS * s->model.layers * a->launch_s;
    double compute_s = matrices / (a->flops_share * peak) + attention / (a->attention_share * wide);
    return s->calibration *
           (launch_s + fmax(compute_s, bytes / (a->memory_share * a->memory_bytes_s)));
}

// Of one token at a length of context, all layers.
static double attention_flops(const sl_serving *s, double length, bool causal)
{
    return s->model.layers * sl_attention_flops(&s->model, length, causal);
}

static double exchanges_s(const sl_serving *s, double tokens, const sl_network *net)
{
    double bytes = VALUE_BYTES * tokens * s->model.hidden;
    return 2.0 * s->model.layers * sl_exchange_s(net, SL_ALL_REDUCE, s->tensor, 1, bytes);
}

static bool serving_ok(const sl_serving *s)
{
    const sl_accelerator *a = &s->accelerator;
    return sl_transformer_valid(&s->model) && s->tensor >= 1 && s->domain >= 1 && s->batch >= 1.0 &&
           s->prompt >= 1.0 && s->output >= 1.0 && s->weight_bytes > 0.0 &&
           s->kv_value_bytes > 0.0 && s->calibration > 0.0 && a->flops > 0.0 &&
           a->memory_bytes_s > 0.0 && a->flops_share > 0.0 && a->memory_share > 0.0 &&
           a->attention_share > 0.0;
}

// Cache of one device at a length.
static double cache_bytes(const sl_serving *s, double length)
{
    double latent = s->model.kv_rank > 0.0 ? s->tensor : 1.0; // it has no heads to be cut over
    return s->batch * length * sl_kv_cache_bytes(&s->model, s->kv_value_bytes) * latent / s->tensor;
}

sl_status sl_inference_of(sl_inference *out, const sl_serving *s, sl_collective_cost cost,
                          const void *context)
{
    *out = (sl_inference){NAN, NAN, NAN, NAN, NAN};
    if (!serving_ok(s)) return SL_ERR_DOMAIN;
    const sl_transformer *m = &s->model;
    sl_network net = {cost, context, s->domain};
    double share = s->tensor, length = s->prompt + s->output / 2.0;
    out->weight_bytes = sl_parameters(m) * s->weight_bytes / share;
    out->kv_bytes = cache_bytes(s, s->prompt + s->output);
    double attention = s->batch * attention_flops(s, length, false) / share;
    double all = s->batch * sl_forward_flops(m, length, false, true) / share;
    double bytes = weights_read(m, s->batch) * s->weight_bytes / share + cache_bytes(s, length);
    out->token_s = roof_s(s, all - attention, attention, bytes) + exchanges_s(s, s->batch, &net);
    attention = s->prompt * attention_flops(s, s->prompt, true) / share;
    all = s->prompt * sl_forward_flops(m, s->prompt, true, false) / share;
    out->prefill_s =
        roof_s(s, all - attention, attention, out->weight_bytes) + exchanges_s(s, s->prompt, &net);
    out->tokens_per_s =
        s->batch * s->output / (s->batch * out->prefill_s + s->output * out->token_s);
    return isfinite(out->token_s + out->prefill_s) ? SL_OK : SL_ERR_DOMAIN;
}
