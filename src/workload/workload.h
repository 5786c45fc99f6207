// Shared inside the workload layer.
#ifndef WORKLOAD_WORKLOAD_H
#define WORKLOAD_WORKLOAD_H

#include "shoreline/workload.h"

#define VALUE_BYTES 2.0 // of an activation

// What a group talks over.
typedef struct sl_network {
    sl_collective_cost cost;
    const void *context;
    int domain; // devices of a scale-up domain
} sl_network;
// Largest part of a group of n ranks, stride apart, inside one domain.
int sl_local_ranks(int domain, int n, int stride);
// One exchange among n ranks that lie stride devices apart; 0 for one rank or no byte.
double sl_exchange_s(const sl_network *net, sl_collective_kind kind, int n, int stride,
                     double bytes);

// Parameters of the fullest device: those that the tensor group shares (embedding and head,
// `tables`, among them), and experts.
typedef struct sl_share {
    double dense, expert, tables;
} sl_share;
sl_share sl_share_of(const sl_training *t);

// Scores and weighted values of one token, forward, all heads.
double sl_attention_flops(const sl_transformer *m, double sequence, bool causal);

// What a micro-batch costs on one device: all that does not depend on chunks and recompute.
typedef struct sl_micro {
    double forward_s, attention_s, head_s; // a layer; its attention; the head, both passes
    double backward_s;
    double elementwise_s;           // of forward_s: norms, residuals, activation function
    double launches, launches_back; // kernels of a layer
    double head_launches;           // of the head, both passes
    double tensor_s, context_s;     // a layer, forward, exposed
    double context_back_s, expert_s;
    double hop_s; // one activation to the next stage
} sl_micro;

// Peak of what is never quantised.
static inline double sl_peak_16(const sl_accelerator *a)
{
    return a->flops_16 > 0.0 ? a->flops_16 : a->flops;
}

static inline bool sl_quantised(const sl_accelerator *a)
{
    return a->matrix_bytes > 0.0 && a->matrix_bytes < VALUE_BYTES;
}

double sl_expert_layer_share(const sl_transformer *m); // of all layers
// Copies on the busiest of n devices over their mean, tokens of a device spread at random.
double sl_expert_load(const sl_transformer *m, double tokens, double devices);
// Fills the times and counts of kernels, not of exchanges.
void sl_kernels_of(sl_micro *out, const sl_training *t, double tokens);
bool sl_micro_of(sl_micro *out, const sl_training *t, sl_collective_cost cost, const void *context);
// Gradients, weights and optimizer, once a step.
typedef struct sl_update {
    double exchange_s, tables_s; // all; of it the embedding's
    double pass_s;
} sl_update;
bool sl_update_of(sl_update *out, const sl_training *t, sl_collective_cost cost,
                  const void *context);
void sl_step_assemble(sl_step *out, const sl_training *t, const sl_micro *m, const sl_update *u);
void sl_step_rates(sl_step *out, const sl_training *t);

#endif
