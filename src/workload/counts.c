// Parameters, FLOP and cache bytes of a decoder.
//
// Model. Matrices only decide: attention h(q + 2r) + qh with q = a d, r = k d; latent attention
// h q' + q' a (d + e) + h (c + e) + c a (d + u) + a u h with ranks q', c, rotary part e and value
// width u; feed-forward g h f (g = 3 gated, 2 plain); experts h E + 3 h f_e (E + shared).
// Equations. Forward FLOP of a token: 2 per parameter that it meets, attention 4 s q, half of it
// where it is causal, head 2 h V. Backward is twice the forward.
// Assumptions. Norms are counted as parameters (2 h a layer), not as FLOP; biases are not counted.
// Limits. No sliding windows, no state-space layers, no multi-token prediction.
// Sources. Narayanan et al., SC'21 (arXiv 2104.04473), equations 2 and 3; Kaplan et al., arXiv
// 2001.08361, section 2.1; DeepSeek-V2, arXiv 2405.04434, section 2.1 (latent attention).
#include "workload/workload.h"

#include <math.h>

bool sl_transformer_valid(const sl_transformer *m)
{
    bool ok = m->layers >= 1.0 && m->hidden >= 1.0 && m->ffn >= 0.0 && m->heads >= 1.0 &&
              m->kv_heads >= 1.0 && m->kv_heads <= m->heads && m->head_dim >= 1.0 &&
              m->vocab >= 1.0;
    if (m->kv_rank > 0.0) ok = ok && m->rope_dim >= 0.0 && m->value_dim >= 1.0;
    if (m->experts > 0.0)
        ok = ok && m->top_k >= 1.0 && m->top_k <= m->experts && m->expert_ffn >= 1.0 &&
             m->shared_experts >= 0.0 && m->dense_layers >= 0.0 && m->dense_layers <= m->layers;
    return ok;
}

static double attention_parameters(const sl_transformer *m)
{
    double h = m->hidden, a = m->heads, q = a * m->head_dim, r = m->kv_heads * m->head_dim;
    if (!(m->kv_rank > 0.0)) return h * (q + 2.0 * r) + q * h;
    double key = m->head_dim + m->rope_dim;
    double query = m->q_rank > 0.0 ? h * m->q_rank + m->q_rank * a * key : h * a * key;
    return query + h * (m->kv_rank + m->rope_dim) + m->kv_rank * a * (m->head_dim + m->value_dim) +
           a * m->value_dim * h;
}

double sl_layer_parameters(const sl_transformer *m, bool expert_layer, bool active)
{
    if (!sl_transformer_valid(m)) return NAN;
    double h = m->hidden, attention = attention_parameters(m);
    if (!expert_layer) return attention + (m->gated ? 3.0 : 2.0) * h * m->ffn;
    double experts = (active ? m->top_k : m->experts) + m->shared_experts;
    return attention + h * m->experts + (m->gated ? 3.0 : 2.0) * h * m->expert_ffn * experts;
}

static double of_layers(const sl_transformer *m, bool active)
{
    double dense = m->experts > 0.0 ? m->dense_layers : m->layers;
    double sum = dense > 0.0 ? dense * sl_layer_parameters(m, false, active) : 0.0;
    if (m->layers > dense) sum += (m->layers - dense) * sl_layer_parameters(m, true, active);
    return sum;
}

static double all_parameters(const sl_transformer *m, bool active)
{
    if (!sl_transformer_valid(m)) return NAN;
    double table = m->vocab * m->hidden;
    return of_layers(m, active) + (2.0 * m->layers + 1.0) * m->hidden +
           (m->tied ? 1.0 : 2.0) * table;
}

double sl_parameters(const sl_transformer *m)
{
    return all_parameters(m, false);
}

double sl_active_parameters(const sl_transformer *m)
{
    return all_parameters(m, true);
}

double sl_kv_cache_bytes(const sl_transformer *m, double value_bytes)
{
    if (!sl_transformer_valid(m) || !(value_bytes > 0.0)) return NAN;
    double values = m->kv_rank > 0.0 ? m->kv_rank + m->rope_dim : 2.0 * m->kv_heads * m->head_dim;
    return m->layers * values * value_bytes;
}

double sl_attention_flops(const sl_transformer *m, double sequence, bool causal)
{
    double key = m->head_dim, value = m->head_dim;
    if (m->kv_rank > 0.0) {
        key += m->rope_dim;
        value = m->value_dim;
    }
    return 2.0 * sequence * m->heads * (key + value) * (causal ? 0.5 : 1.0);
}

double sl_forward_flops(const sl_transformer *m, double sequence, bool causal, bool head)
{
    if (!sl_transformer_valid(m) || !(sequence > 0.0)) return NAN;
    return 2.0 * of_layers(m, true) + m->layers * sl_attention_flops(m, sequence, causal) +
           (head ? 2.0 * m->hidden * m->vocab : 0.0);
}

double sl_training_flops(double parameters, double tokens)
{
    return parameters > 0.0 && tokens > 0.0 ? 6.0 * parameters * tokens : (double)NAN;
}

double sl_megatron_flops(double batch, double sequence, double layers, double hidden, double vocab,
                         bool recompute)
{
    if (!(batch > 0.0 && sequence > 0.0 && layers > 0.0 && hidden > 0.0 && vocab >= 0.0))
        return NAN;
    double passes = recompute ? 4.0 : 3.0, head = recompute ? 16.0 : 12.0;
    return 24.0 * passes * batch * sequence * layers * hidden * hidden *
           (1.0 + sequence / (6.0 * hidden) + vocab / (head * layers * hidden));
}
