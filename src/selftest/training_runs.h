// Published training steps and how they are predicted, shared by the tables of cases. What a source
// does not say (overlap, recompute of later releases) is the same for all runs and stands in
// training_runs.c.
#ifndef SELFTEST_TRAINING_RUNS_H
#define SELFTEST_TRAINING_RUNS_H

#include "shoreline/workload.h"

#include <stddef.h>

enum {
    G22,
    G175,
    G530,
    G1T,
    N15,
    N340,
    L8,
    L70,
    L405,
    L405M, // with the benchmark's tokenizer
    DSV3,
    OSS,
    QWEN,
    QWEN235,
    KIMI,
    TRAINING_MODELS
};
enum { A100, H100, H200, B200, B300, GB200, GB300, TRAINING_GPUS };
enum { BF16, FP8, MXFP8, NVFP4, TRAINING_PRECISIONS };

typedef struct training_run {
    const char *release; // of the software; rows of one GPU, precision and release share a constant
    int model, gpu, precision;
    double sequence;
    int gpus, tensor, pipeline, context, expert, chunks, micro_batch, batch;
    double step_s;
    char recompute; // n: fused attention; S, F: selective, full, attention that is not fused
    bool sharded;   // weights too (ZeRO-3), else ZeRO-1
    int layers;     // 0: the model's
} training_run;

const sl_transformer *training_model(int model);

// Its step with kernels slowed by a constant, s. NaN: an illegal layout.
double training_step_s(sl_step *s, const training_run *r, double calibration);
// The constant that makes a run's step its published one.
double training_constant(const training_run *r);
// Mean constant of all runs of of's accelerator, precision and release but runs[without]. NaN:
// none.
double training_family_constant(const training_run *runs, size_t n, const training_run *of,
                                size_t without);

#endif
