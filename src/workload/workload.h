// Shared inside the workload layer.
#ifndef WORKLOAD_WORKLOAD_H
#define WORKLOAD_WORKLOAD_H

#include "shoreline/workload.h"

// What a group talks over.
typedef struct sl_network {
    sl_collective_cost cost;
    const void *context;
    int domain; // devices of a scale-up domain
} sl_network;
// One exchange among n ranks that lie stride devices apart; 0 for one rank or no byte.
double sl_exchange_s(const sl_network *net, sl_collective_kind kind, int n, int stride,
                     double bytes);

// Parameters of the fullest device: those that the tensor group shares, and experts.
typedef struct sl_share {
    double dense, expert;
} sl_share;
sl_share sl_share_of(const sl_training *t);

// Scores and weighted values of one token, forward, all heads.
double sl_attention_flops(const sl_transformer *m, double sequence, bool causal);

// What a micro-batch costs on one device: all that does not depend on chunks and recompute.
typedef struct sl_micro {
    double forward_s, attention_s, head_s; // a layer; its attention; the head, both passes
    double backward_s;
    double elementwise_s;           // of forward_s: norms, residuals, activation function
    double launches, head_launches; // kernels: a layer forward; the head, both passes
    double tensor_s, context_s;     // a layer, forward, exposed
    double context_back_s, expert_s;
    double hop_s; // one activation to the next stage
} sl_micro;

bool sl_micro_of(sl_micro *out, const sl_training *t, sl_collective_cost cost, const void *context);
// Gradients, weights and optimizer, once a step.
typedef struct sl_update {
    double exchange_s, pass_s;
} sl_update;
bool sl_update_of(sl_update *out, const sl_training *t, sl_collective_cost cost,
                  const void *context);
void sl_step_assemble(sl_step *out, const sl_training *t, const sl_micro *m, const sl_update *u);
void sl_step_rates(sl_step *out, const sl_training *t);

#endif
