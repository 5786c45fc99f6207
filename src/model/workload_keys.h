// The keys of a workload that are plain values, shared by the scenario's section and the
// calculator. `at` is the member that holds the sl_workload_spec, with its dot, or nothing.
#ifndef MODEL_WORKLOAD_KEYS_H
#define MODEL_WORKLOAD_KEYS_H

#include "model/fields.h"

extern const sl_word sl_schedule_words[], sl_recompute_words[];

#define WORKLOAD_KEYS(at)                                                                          \
    NR("gpus", at gpus, 1, 1000000, "Accelerators of the job."),                                   \
        NR("batch", at batch, 1, 100000000, "Sequences of one step, all devices."),                \
        LAYOUT_KEYS(at)

// Those that do not tell how large the job is.
#define LAYOUT_KEYS(at)                                                                            \
    N("sequence", at sequence, 1, 100000000, "8192", "Tokens of one sequence."),                   \
        N("tensor", at tensor, 1, 100000, "1", "Devices that share each matrix."),                 \
        N("pipeline", at pipeline, 1, 10000, "1", "Stages of layers."),                            \
        N("context", at context, 1, 100000, "1", "Devices that share each sequence."),             \
        N("expert", at expert, 1, 100000, "1", "Devices that share the experts of a layer."),      \
        N("chunks", at chunks, 1, 1000, "1", "Virtual stages of one device (interleaving)."),      \
        N("micro_batch", at micro_batch, 1, 1000000, "1", "Sequences of one pass of a device."),   \
        N("zero", at zero, 0, 3, "1",                                                              \
          "ZeRO stage: 1 cuts the optimizer, 2 gradients, 3 weights."),                            \
        W("schedule", at schedule, sl_schedule_words, "1f1b", "Of the pipeline."),                 \
        W("recompute", at recompute, sl_recompute_words, "none",                                   \
          "Activations computed again in the backward pass."),                                     \
        FLAG("sequence_parallel", at sequence_parallel, "true",                                    \
             "Norms are cut over the tensor group too."),                                          \
        FLAG("causal", at causal, "true", "Attention looks back only, and is counted so."),        \
        FLAG("flash", at flash, "true", "Attention is fused; its scores are never stored."),       \
        QD("tensor_overlap", at tensor_overlap, "", 0, 1, "0.5", "Of tensor exchange, hidden."),   \
        QD("data_overlap", at data_overlap, "", 0, 1, "1", "The same of gradients and weights."),  \
        QD("expert_overlap", at expert_overlap, "", 0, 1, "0.5", "The same of expert exchange."),  \
        QD("pipeline_overlap", at pipeline_overlap, "", 0, 1, "1", "The same between stages."),    \
        QD("jitter", at jitter, "", 0, 1, "0", "Sd of one device's step over its mean."),          \
        QD("weight", at weight_bit, "B", 0.25, 8, "2 B", "One weight as it is read and sent."),    \
        QD("expert_value", at expert_bit, "B", 0.25, 8, "2 B", "One value sent to an expert."),    \
        QD("gradient", at gradient_bit, "B", 0.25, 8, "4 B", "One gradient.")

#define INFERENCE_KEYS(at)                                                                         \
    N("tensor", at tensor, 1, 100000, "8", "Devices of one replica."),                             \
        N("batch", at batch, 1, 1000000, "32", "Sequences that one replica answers at a time."),   \
        N("prompt", at prompt, 1, 100000000, "2048", "Tokens of each prompt."),                    \
        N("output", at output, 1, 100000000, "512", "Tokens of each answer."),                     \
        QD("weight", at weight_bit, "B", 0.25, 8, "2 B", "One weight as it is read."),             \
        QD("kv_value", at kv_bit, "B", 0.25, 8, "2 B", "One value of the cache.")

#endif
