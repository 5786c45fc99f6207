// One replica of a model that answers.
//
// Model. Prefill does the prompt's forward FLOP; a decode step reads the weights that its tokens
// meet and the cache of every sequence once, or does its FLOP, whichever is longer; each layer
// costs two all-reduces over the tensor group, and kernels their launches. Equations. Experts read
// in a step of B tokens: E (1 - (1 - K/E)^B), each token's choice independent. Assumptions. A batch
// in lock step; weights and cache cut evenly over the group. Limits. No queue of requests, no
// chunked prefill, no pipeline. Source. Pope et al., MLSys 2023 (arXiv 2211.05102), section 2.
#include "workload/workload.h"

#include <math.h>

#define KERNELS 8.0 // of a layer

static double weights_read(const sl_transformer *m, double batch)
{
    double all = sl_parameters(m);
    if (!(m->experts > 0.0)) return all;
    double experts = (m->layers - m->dense_layers) * (m->gated ? 3.0 : 2.0) * m->hidden *
                     m->expert_ffn * m->experts;
    double missed = pow(1.0 - m->top_k / m->experts, batch);
    return all - experts * missed;
}

sl_status sl_inference_of(sl_inference *out, const sl_transformer *m, const sl_accelerator *a,
                          int tensor, double batch, double prompt, double cached,
                          double weight_bytes, double kv_value_bytes, sl_collective_cost cost,
                          const void *context)
{
    *out = (sl_inference){NAN, NAN, NAN, NAN, NAN};
    if (!sl_transformer_valid(m) || tensor < 1 || !(batch >= 1.0 && prompt >= 1.0) ||
        !(cached >= 0.0 && weight_bytes > 0.0 && kv_value_bytes > 0.0))
        return SL_ERR_DOMAIN;
    sl_collective_request r = {.kind = SL_ALL_REDUCE,
                               .domain = SL_DOMAIN_SCALE_UP,
                               .ranks = tensor,
                               .bytes = 2.0 * batch * m->hidden};
    double token_exchange = 2.0 * m->layers * cost(&r, context);
    r.bytes = 2.0 * prompt * m->hidden;
    double prompt_exchange = 2.0 * m->layers * cost(&r, context);
    double launch = KERNELS * m->layers * a->launch_s, share = tensor;
    double latent = m->kv_rank > 0.0 ? share : 1.0; // a latent cache is not cut over heads
    out->weight_bytes = sl_parameters(m) * weight_bytes / share;
    out->kv_bytes = batch * cached * sl_kv_cache_bytes(m, kv_value_bytes) * latent / share;
    double flops = batch * sl_forward_flops(m, fmax(1.0, cached), false, true) / share;
    double bytes = weights_read(m, batch) * weight_bytes / share + out->kv_bytes;
    out->token_s =
        fmax(flops / (a->flops_share * a->flops), bytes / (a->memory_share * a->memory_bytes_s)) +
        token_exchange + launch;
    flops = prompt * sl_forward_flops(m, prompt, true, false) / share;
    out->prefill_s = fmax(flops / (a->flops_share * a->flops),
                          out->weight_bytes / (a->memory_share * a->memory_bytes_s)) +
                     prompt_exchange + launch;
    out->tokens_per_s = batch / out->token_s;
    return isfinite(out->token_s + out->prefill_s) ? SL_OK : SL_ERR_DOMAIN;
}
