// Time of a layer's kernels on one device, forward and backward.
//
// Model. Every kernel takes max(FLOP over what matrix units reach, bytes over what memory reaches).
// A matrix product of m tokens by k by n is three: forward, gradient of the input, gradient of the
// weight. Matrix units work on whole tiles of 128 x 128 results. Below 16 bits a kernel of its own
// quantises each product's input forward and its output's gradient backward.
// Equations. Bytes of the three products, an input taking a, an output 2, an accumulated gradient
// g: a(m k + k n) + 2 m n; a(m n + k n) + 2 m k; a(m k + m n) + 2 g k n (read and written). A
// quantised array of v values moves (2 + 2 a) v: read at 16 bit, written along rows and along
// columns, as the forward product and that of the weight's gradient want it. Attention 2.5 times
// backward where it is fused (scores are computed again), else twice. Experts of one device hold
// copies = tokens K / local each; the busiest of e devices has 1 + sqrt(2 ln e (1 - 1/e)/c) times
// the mean c of a device, each expert half a tile of padding. Tokens are gathered for the experts
// and put back: h(1 + K) read and written on each side; with an exchange they are sorted by device
// first and by expert after, 2 h K more on each side.
// Assumptions. Casts are not fused with the kernel before them and need no pass for the largest
// value; attention, head and router stay at 16 bit; the products of all experts of a device are one
// kernel; routers balance the mean load, so that tokens fall on experts at random.
// Limits. No waves of tiles over the cores beyond what flops_share holds, no position kernels
// except those of latent attention, no skew of a real router.
// Sources. Williams et al., CACM 52 (2009) 65 (roofline); Dao, arXiv 2307.08691 (fused attention);
// Micikevicius et al., arXiv 2209.05433 (what FP8 training quantises); DeepSeek-V2, arXiv
// 2405.04434 (latent attention). Tile, kernel counts and what casts and routers move: assumption.
#include "workload/workload.h"

#include <math.h>

#define TILE        128.0
#define SCORE_BYTES 13.0 // moved for one score that is not fused: products, softmax, dropout
#define HEAD_BYTES  14.0 // moved for one logit: product, softmax, loss, both passes
#define ROUTE_BYTES 24.0 // moved for one token and expert: logit, softmax, choice, map at 4 byte

typedef struct passes {
    double forward_s, backward_s;
    double casts; // kernels that quantise, of each pass
} passes;

// How matrix products run: seconds of a FLOP and a byte, bytes of an input's and an accumulated
// value.
typedef struct matrices {
    double flop_s, byte_s, value, weight, gradient;
    bool quantised, ragged; // ragged: rows end anywhere in a tile
} matrices;

static matrices matrices_of(const sl_training *t, bool quantised)
{
    const sl_accelerator *a = &t->accelerator;
    return (matrices){
        .flop_s = 1.0 / (a->flops_share * (quantised ? a->flops : sl_peak_16(a))),
        .byte_s = 1.0 / (a->memory_share * a->memory_bytes_s),
        .value = quantised ? a->matrix_bytes : VALUE_BYTES,
        .weight = quantised ? a->matrix_bytes : t->weight_bytes,
        .gradient = t->gradient_bytes,
        .quantised = quantised,
    };
}

static double tiles(double n)
{
    return TILE * ceil(n / TILE);
}

static double roof_s(const matrices *x, double flops, double bytes)
{
    return fmax(flops * x->flop_s, bytes * x->byte_s);
}

static double cast_s(const matrices *x, double values)
{
    return x->quantised ? (VALUE_BYTES + 2.0 * x->value) * values * x->byte_s : 0.0;
}

// count products of m tokens, k wide in, n wide out, that are one kernel
static void add_products(passes *sum, const matrices *x, double count, double m, double k, double n)
{
    double in = m * k, out = m * n, weight = k * n;
    double rows = x->ragged ? m + 0.5 * TILE : tiles(m);
    double forward = roof_s(x, 2.0 * rows * k * tiles(n),
                            x->value * in + x->weight * weight + VALUE_BYTES * out);
    double input = roof_s(x, 2.0 * rows * n * tiles(k),
                          x->value * out + x->weight * weight + VALUE_BYTES * in);
    double weights = roof_s(x, 2.0 * m * tiles(k) * tiles(n),
                            x->value * (in + out) + 2.0 * x->gradient * weight);
    sum->forward_s += count * (forward + cast_s(x, in));
    sum->backward_s += count * (input + weights + cast_s(x, out));
    sum->casts += x->quantised ? 1.0 : 0.0;
}

static void add_bytes(passes *sum, const matrices *x, double bytes)
{
    sum->forward_s += bytes * x->byte_s;
    sum->backward_s += bytes * x->byte_s;
}

static void add_share(passes *sum, const passes *part, double share)
{
    sum->forward_s += share * part->forward_s;
    sum->backward_s += share * part->backward_s;
    sum->casts += share * part->casts;
}

static double attention_s(const sl_training *t, const matrices *x, double tokens)
{
    const sl_transformer *m = &t->model;
    const sl_accelerator *a = &t->accelerator;
    double cut = t->layout.tensor;
    double flops = tokens * sl_attention_flops(m, t->sequence, t->causal) / cut;
    double width = m->head_dim * (2.0 * m->heads + 2.0 * m->kv_heads);
    if (m->kv_rank > 0.0) width = 2.0 * m->heads * (m->head_dim + m->rope_dim + m->value_dim);
    double bytes = VALUE_BYTES * tokens * width / cut;
    if (t->flash) return fmax(flops / (a->attention_share * sl_peak_16(a)), bytes * x->byte_s);
    double full = tokens * sl_attention_flops(m, t->sequence, false) / cut;
    double scores = SCORE_BYTES * tokens * t->sequence * m->heads / cut;
    return full * x->flop_s + (bytes + scores) * x->byte_s;
}

static void add_projections(passes *sum, const sl_training *t, const matrices *x, double tokens)
{
    const sl_transformer *m = &t->model;
    double cut = t->layout.tensor, q = m->heads * m->head_dim, r = m->kv_heads * m->head_dim;
    if (!(m->kv_rank > 0.0)) {
        add_products(sum, x, 1, tokens, m->hidden, (q + 2.0 * r) / cut);
        add_products(sum, x, 1, tokens, q / cut, m->hidden);
        return;
    }
    double keys = m->heads * (m->head_dim + m->rope_dim) / cut;
    if (m->q_rank > 0.0) add_products(sum, x, 1, tokens, m->hidden, m->q_rank);
    add_products(sum, x, 1, tokens, m->q_rank > 0.0 ? m->q_rank : m->hidden, keys);
    add_products(sum, x, 1, tokens, m->hidden, m->kv_rank + m->rope_dim);
    add_products(sum, x, 1, tokens, m->kv_rank, m->heads * (m->head_dim + m->value_dim) / cut);
    add_products(sum, x, 1, tokens, m->heads * m->value_dim / cut, m->hidden);
    // The two parts of queries and of keys, with position, are put side by side.
    add_bytes(sum, x, 4.0 * VALUE_BYTES * tokens * keys);
}

static void add_block(passes *sum, const sl_training *t, const matrices *x, double count,
                      double tokens, double width)
{
    add_products(sum, x, count, tokens, t->model.hidden, (t->model.gated ? 2.0 : 1.0) * width);
    add_products(sum, x, count, tokens, width, t->model.hidden);
}

// Norms, residuals and the activation of the feed-forward block.
static double elementwise_s(const sl_training *t, const matrices *x, double tokens, double width)
{
    const sl_transformer *m = &t->model;
    double cut = t->layout.tensor, whole = t->layout.sequence_parallel ? cut : 1.0;
    return VALUE_BYTES * tokens *
           (10.0 * m->hidden / whole + (m->gated ? 3.0 : 2.0) * width / cut) * x->byte_s;
}

double sl_expert_load(const sl_transformer *m, double tokens, double devices)
{
    double mean = tokens * m->top_k;
    return 1.0 + sqrt(2.0 * log(devices) * (1.0 - 1.0 / devices) / mean);
}

// Of the busiest device: every token of the tensor group once, K copies.
static void add_experts(passes *sum, const sl_training *t, const matrices *x, double tokens)
{
    const sl_transformer *m = &t->model;
    double devices = t->layout.expert, local = m->experts / devices;
    double mine = tokens / t->layout.tensor, shared = m->shared_experts * m->expert_ffn;
    double copies = mine * m->top_k * sl_expert_load(m, mine, devices);
    matrices grouped = *x, plain = matrices_of(t, false);
    grouped.ragged = true;
    add_block(sum, t, &grouped, local, copies / local, m->expert_ffn);
    if (shared > 0.0) add_block(sum, t, x, 1, tokens, shared / t->layout.tensor);
    add_products(sum, &plain, 1, mine, m->hidden, m->experts);
    add_bytes(sum, x, ROUTE_BYTES * mine * m->experts);
    double moved = 2.0 * (mine + copies);
    if (devices > 1.0) moved += 4.0 * copies;
    add_bytes(sum, x, VALUE_BYTES * m->hidden * moved);
}

double sl_expert_layer_share(const sl_transformer *m)
{
    return m->experts > 0.0 ? 1.0 - m->dense_layers / m->layers : 0.0;
}

// Kernels of a layer forward, without casts. Of experts: router, scores, choice, map; permutations
// on both sides; the shared block.
static double launches(const sl_training *t, double moe)
{
    const sl_transformer *m = &t->model;
    double routed =
        4.0 + (t->layout.expert > 1 ? 4.0 : 2.0) + (m->shared_experts > 0.0 ? 3.0 : 0.0);
    return (t->flash ? 9.0 : 12.0) + (m->kv_rank > 0.0 ? 5.0 : 0.0) + routed * moe;
}

void sl_kernels_of(sl_micro *out, const sl_training *t, double tokens)
{
    const sl_transformer *m = &t->model;
    matrices plain = matrices_of(t, false), x = matrices_of(t, sl_quantised(&t->accelerator));
    double moe = sl_expert_layer_share(m), cut = t->layout.tensor, ends = 0.0;
    passes sum = {0}, part = {0}, head = {0};
    add_projections(&sum, t, &x, tokens);
    if (moe < 1.0) {
        add_block(&part, t, &x, 1, tokens, m->ffn / cut);
        add_share(&sum, &part, 1.0 - moe);
        ends += (1.0 - moe) * elementwise_s(t, &x, tokens, m->ffn);
    }
    if (moe > 0.0) {
        part = (passes){0};
        add_experts(&part, t, &x, tokens);
        add_share(&sum, &part, moe);
        ends += moe * elementwise_s(t, &x, tokens, (m->top_k + m->shared_experts) * m->expert_ffn);
    }
    add_products(&head, &plain, 1, tokens, m->hidden, m->vocab / cut);
    out->attention_s = attention_s(t, &plain, tokens);
    out->elementwise_s = ends;
    out->forward_s = sum.forward_s + ends + out->attention_s;
    out->backward_s = sum.backward_s + 2.0 * ends + (t->flash ? 2.5 : 2.0) * out->attention_s;
    out->launches = launches(t, moe) + sum.casts;
    out->launches_back = 2.0 * launches(t, moe) + sum.casts;
    out->head_s =
        head.forward_s + head.backward_s + HEAD_BYTES * tokens * m->vocab / cut * x.byte_s;
    out->head_launches = 8.0;
}
