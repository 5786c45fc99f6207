// Training and inference of transformers: parameter, FLOP and byte counts, time of a step and where
// it goes, memory fit, search over parallel layouts, checkpoints. Estimate tier: closed forms, pure
// functions without allocation; a double without a suffix is a ratio or a count. Theory:
// docs/theory/workload.md.
#ifndef SHORELINE_WORKLOAD_H
#define SHORELINE_WORKLOAD_H

#include <stdbool.h>

#include "shoreline/handover.h"
#include "shoreline/status.h"

#ifdef __cplusplus
extern "C" {
#endif

// ---- counts (src/workload/counts.c) ------------------------------------------------------------

// A decoder. Mixture of experts where experts > 0; latent attention (MLA) where kv_rank > 0.
typedef struct sl_transformer {
    double layers, hidden, ffn; // ffn: of the dense layers
    double heads, kv_heads, head_dim, vocab;
    bool gated; // three matrices in a feed-forward block, else two
    bool tied;  // head and embedding share their matrix
    double experts, top_k, shared_experts, expert_ffn, dense_layers; // dense_layers: of layers
    double q_rank, kv_rank, rope_dim, value_dim; // MLA; head_dim is then the part without position
} sl_transformer;

bool sl_transformer_valid(const sl_transformer *m);
double sl_layer_parameters(const sl_transformer *m, bool expert_layer, bool active); // no norms
double sl_parameters(const sl_transformer *m);        // all, embedding and head included
double sl_active_parameters(const sl_transformer *m); // that one token meets
double sl_kv_cache_bytes(const sl_transformer *m, double value_bytes); // of one token

// FLOP of one token, forward: matrices 2 per parameter, attention 4 s q (half of it causal), head
// 2 h V. Source: Narayanan et al., SC'21.
double sl_forward_flops(const sl_transformer *m, double sequence, bool causal, bool head);
// 6 parameters tokens. NaN unless both are > 0. Source: Kaplan et al. 2020, section 2.1.
double sl_training_flops(double parameters, double tokens);
// Of one step with full recompute (96 B s L h2 (1 + s/6h + V/16Lh)) or without (72, V/12Lh);
// attention not causal. Source: Narayanan et al., SC'21, equation 3.
double sl_megatron_flops(double batch, double sequence, double layers, double hidden, double vocab,
                         bool recompute);

// ---- memory (src/workload/footprint.c) ---------------------------------------------------------

typedef enum sl_recompute {
    SL_RECOMPUTE_NONE,
    SL_RECOMPUTE_SELECTIVE,
    SL_RECOMPUTE_FULL
} sl_recompute;
typedef enum sl_schedule {
    SL_SCHEDULE_1F1B, // interleaved where a device has more than one chunk
    SL_SCHEDULE_GPIPE,
    SL_SCHEDULE_ZERO_BUBBLE, // ZB-H1: the memory of 1F1B, a third of its bubble
    SL_SCHEDULES
} sl_schedule;

// How a model is cut over devices. gpus = tensor x pipeline x context x data.
typedef struct sl_layout {
    int gpus, tensor, pipeline, context, expert, chunks; // chunks: virtual stages of one device
    int micro_batch, batch;                              // sequences; batch: of all
    sl_schedule schedule;
    sl_recompute recompute;
    int zero;               // 0..3
    bool sequence_parallel; // norms and dropout cut over the tensor group
} sl_layout;

int sl_layout_data(const sl_layout *l);          // 0: gpus do not divide
int sl_layout_micro_batches(const sl_layout *l); // 0: batch does not divide
const char *sl_layout_fault(const sl_layout *l, const sl_transformer *m); // NULL: legal

// Activations of one layer and micro-batch of tokens s b, 16 bit, t devices. flash: scores are
// never stored. Source: Korthikanti et al., MLSys 2023, table 2.
double sl_activation_bytes(const sl_transformer *m, double sequence, double micro_batch, int tensor,
                           bool sequence_parallel, sl_recompute recompute, bool flash);
// Micro-batches held by the first stage over pipeline depth: 1 (1F1B), 1 + (p-1)/(p v).
double sl_activation_depth(const sl_layout *l, double micro_batches);
// Weights 2 B, gradients 2 or 4 B and optimizer 12 B a parameter, cut by ZeRO over data.
double sl_state_bytes(double parameters, double gradient_bytes, int zero, double data);
// Idle over ideal time of a pipeline: (p-1)/(v m) where the p stages divide the m micro-batches of
// v chunks, (p-1)/m of one micro-batch (nothing overlaps, whatever v); zero bubble: a third of it,
// two thirds of one micro-batch. NaN below 1. Source: Narayanan et al., SC'21, section 2.2.
double sl_pipeline_bubble(sl_schedule schedule, double stages, double micro_batches, double chunks);

typedef struct sl_footprint {
    double state_bytes, activation_bytes, total_bytes; // of the fullest device
} sl_footprint;

// ---- a step (src/workload/step.c) --------------------------------------------------------------

typedef struct sl_accelerator {
    double flops;                        // dense peak at the precision of the matrices, FLOP/s
    double memory_bytes_s, memory_bytes; // HBM
    double flops_share, memory_share;    // of the peaks that kernels reach, 0..1
    double attention_share;              // the same of fused attention, over flops_16
    double launch_s;                     // of one kernel
    double idle_w, busy_w;               // at rest, at full use of the matrix units
    double flops_16;     // dense peak at 16 bit, for attention, head and router; 0: flops
    double matrix_bytes; // of a matrix product's input, scales included; 0 or 2: not quantised
} sl_accelerator;

// Time of one kernel: launch + max(flops/(share peak), bytes/(share bandwidth)).
double sl_kernel_s(const sl_accelerator *a, double flops, double bytes);

#define SL_CAUSE_LIST(X)                                                                           \
    X(COMPUTE, "compute")                                                                          \
    X(RECOMPUTE, "recompute")                                                                      \
    X(LAUNCH, "launch")                                                                            \
    X(OPTIMIZER, "optimizer")                                                                      \
    X(BUBBLE, "pipeline bubble")                                                                   \
    X(IMBALANCE, "uneven stages")                                                                  \
    X(TENSOR, "tensor exchange")                                                                   \
    X(CONTEXT, "context exchange")                                                                 \
    X(EXPERT, "expert exchange")                                                                   \
    X(PIPELINE, "pipeline exchange")                                                               \
    X(DATA, "data exchange")                                                                       \
    X(STRAGGLER, "stragglers")                                                                     \
    X(CHECKPOINT, "checkpoint")                                                                    \
    X(RESTART, "restart and lost work")

typedef enum sl_cause {
#define SL_X(name, label) SL_CAUSE_##name,
    SL_CAUSE_LIST(SL_X)
#undef SL_X
        SL_CAUSES
} sl_cause;
extern const char *const sl_cause_names[SL_CAUSES];

typedef struct sl_training {
    sl_transformer model;
    sl_layout layout;
    sl_accelerator accelerator;
    double sequence;
    bool causal, flash;
    double calibration; // >= 0.1: kernels take this many times what kernel tables say; 1: none
    double tensor_overlap, data_overlap, expert_overlap,
        pipeline_overlap;  // 0..1, of what could hide
    double jitter;         // sd of one device's step over its mean
    double weight_bytes;   // that weights travel with and are read with
    double expert_bytes;   // a value sent to an expert (1: FP8)
    double gradient_bytes; // 2 or 4
    int domain;            // devices of a scale-up domain, >= 1
} sl_training;

typedef struct sl_step {
    double step_s;
    double cause_s[SL_CAUSES]; // sums to step_s; checkpoint and restart are 0 here
    double model_flops;        // of the step: causal as said, head included, no recompute
    double mfu;                // of flops, that convention
    double tokens_per_s;       // of all devices
    double power_w;            // of one device, mean
    sl_footprint footprint;
} sl_step;

// Errors: SL_ERR_DOMAIN (illegal layout or values, or a collective that has no time). Memory that
// does not fit is no error here: compare footprint with memory_bytes.
sl_status sl_step_of(sl_step *out, const sl_training *t, sl_collective_cost cost,
                     const void *context);
sl_status sl_footprint_of(sl_footprint *out, const sl_training *t);

// ---- what stops a job for a moment (src/workload/stragglers.c) ---------------------------------

// Adds the waits of unequal replicas and the flaps to a step's stragglers, and redoes its rates.
// Errors: SL_ERR_DOMAIN, step is then as it was. Cost: below 1 us for up to 1000 waits.
sl_status sl_step_stall(sl_step *step, const sl_training *t, const sl_stalls *stalls);
// Step time that the share `quantile` of steps stays below; calm: the step before sl_step_stall().
// NaN outside.
double sl_step_quantile_s(const sl_step *calm, const sl_stalls *stalls, double quantile);

// ---- search (src/workload/search.c) ------------------------------------------------------------

#define SL_RANKED 32
typedef struct sl_ranked {
    sl_layout layout;
    sl_step step;
} sl_ranked;
typedef struct sl_search {
    double configurations, legal, fitting; // looked at; that divide; that fit
    int n;
    sl_ranked ranked[SL_RANKED]; // the fastest first
} sl_search;
// Every tensor x context x pipeline x expert x micro-batch x chunks x recompute that divides t's
// devices and batch; other values as in t. Ties: the first in that order. wanted: of ranked, 1 to
// SL_RANKED. Cost: below 1 us a configuration on the mean. Errors: SL_ERR_DOMAIN (nothing legal
// fits; the counts stand).
sl_status sl_search_of(sl_search *out, const sl_training *t, int wanted, sl_collective_cost cost,
                       const void *context);

// ---- failures (src/workload/goodput.c) ---------------------------------------------------------

typedef enum sl_interval_form { SL_INTERVAL_YOUNG, SL_INTERVAL_DALY } sl_interval_form;
// Useful time between checkpoints. Young, CACM 17 (1974) 530; Daly, FGCS 22 (2006) 303, eq. 37.
double sl_checkpoint_interval_s(double mtbf_s, double checkpoint_s, sl_interval_form form);
// Useful over wall time, exponential failures (none where mtbf_s is infinite): Daly's exact wall
// time M e^(R/M) (e^((tau+d)/M) - 1) for tau of work.
double sl_goodput(double mtbf_s, double checkpoint_s, double restart_s, double interval_s);
// The step's ledger as shares of wall time with checkpoint and restart; sums to 1. Errors:
// SL_ERR_DOMAIN.
sl_status sl_idle_ledger(double share[SL_CAUSES], const sl_step *step, double mtbf_s,
                         double checkpoint_s, double restart_s, double interval_s);

// ---- inference (src/workload/inference.c) ------------------------------------------------------

typedef struct sl_serving {
    sl_transformer model;
    sl_accelerator accelerator;
    int tensor, domain;    // devices of the replica; of a scale-up domain
    double batch;          // sequences at a time
    double prompt, output; // tokens of each
    double weight_bytes, kv_value_bytes;
    double calibration; // as of a step; 1: none
} sl_serving;

typedef struct sl_inference {
    double prefill_s;    // of one prompt: time to its first token
    double token_s;      // of one decode step of the whole batch, cache at its mean length
    double tokens_per_s; // of the replica, prefill of the batch included
    double kv_bytes;     // of one device, at full length
    double weight_bytes; // of one device
} sl_inference;
// One replica. Errors: SL_ERR_DOMAIN. Cost: below 1 us.
sl_status sl_inference_of(sl_inference *out, const sl_serving *serving, sl_collective_cost cost,
                          const void *context);

#ifdef __cplusplus
}
#endif
#endif
