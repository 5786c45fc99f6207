// Training: counts, memory, published step times, failures.
//
// A published step is predicted twice: uncalibrated ("raw", from kernel and collective tables
// alone) and with one constant on the time of kernels, fitted to the other rows of the same
// accelerator, precision and software release ("fit", leave-one-out). What a source does not say
// (overlap, chunks of Llama 3) stands in the run's row below.
#include "selftest/selftest.h"
#include "selftest/training_runs.h"

#include "shoreline/workload.h"

#define KORTHIKANTI "Korthikanti et al., MLSys 2023 (arXiv 2205.05198), figures 1, 7 and table 5"
#define MEGATRON    "Narayanan et al., SC'21 (arXiv 2104.04473), table 1"
#define DGXC        "NVIDIA dgxc-benchmarking recipes 24.09, 24.11, 25.04, H100, BF16"
#define MLPERF      "MLPerf Training v5.0 and v5.1 result logs, Llama 3.1 405B, median step"
#define BRIDGE      "NVIDIA Megatron-Bridge performance summary 26.06"
#define RAW_NOTE                                                                                   \
    "kernels of a whole step run slower than alone (sustained clock, software); see its .fit row"
#define FIT_NOTE                                                                                   \
    "one constant does not cover what differs within the release: overlap and fused kernels"
#define ROW_NOTE "what the estimate leaves out stands in docs/theory/workload.md, Limits"
#define LLAMA3   "Grattafiori et al., arXiv 2407.21783, section 3.3"

// ---- what was run ----

#define TOK(rate, gpus, batch, seq) ((batch) * (double)(seq) / ((rate) * (double)(gpus)))
static const training_run runs[] = {
    {"2022", G22, A100, BF16, 2048, 8, 8, 1, 1, 1, 1, 4, 4, 1.42, 'F'}, // 0
    {"2022", G22, A100, BF16, 2048, 8, 8, 1, 1, 1, 1, 4, 4, 1.10, 'S'},
    {"2022", G175, A100, BF16, 2048, 64, 8, 8, 1, 1, 3, 1, 64, 18.13, 'F'},
    {"2022", G175, A100, BF16, 2048, 64, 8, 8, 1, 1, 3, 1, 64, 13.75, 'S'},
    {"2022", G530, A100, BF16, 2048, 280, 8, 35, 1, 1, 3, 1, 280, 49.05, 'F'},
    {"2022", G1T, A100, BF16, 2048, 512, 8, 64, 1, 1, 1, 1, 512, 94.42, 'F'},
    {"24.11", G175, H100, BF16, 2048, 128, 4, 8, 1, 1, 12, 1, 256, 8.91, 'n'}, // 6
    {"24.11", G175, H100, BF16, 2048, 256, 4, 8, 1, 1, 12, 1, 512, 8.95, 'n'},
    {"24.11", G175, H100, BF16, 2048, 512, 4, 8, 1, 1, 12, 1, 1024, 9.09, 'n'},
    {"24.11", G175, H100, BF16, 2048, 1024, 4, 8, 1, 1, 12, 1, 2048, 9.01, 'n'},
    {"24.11", N340, H100, BF16, 4096, 128, 8, 8, 1, 1, 12, 1, 32, 4.61, 'n'}, // 10
    {"24.11", N340, H100, BF16, 4096, 256, 8, 8, 1, 1, 12, 1, 64, 4.67, 'n'},
    {"24.11", N340, H100, BF16, 4096, 512, 8, 8, 1, 1, 12, 1, 128, 4.70, 'n'},
    {"24.11", N340, H100, BF16, 4096, 1024, 8, 8, 1, 1, 12, 1, 256, 4.73, 'n'},
    {"24.11", N340, H100, BF16, 4096, 2048, 8, 8, 1, 1, 12, 1, 512, 4.84, 'n'},
    {"25.04", N15, H100, BF16, 4096, 16, 2, 1, 1, 1, 1, 2, 64, 2.66, 'n'}, // 15
    {"25.04", N15, H100, BF16, 4096, 512, 2, 1, 1, 1, 1, 2, 2048, 2.71, 'n'},
    {"25.04", N15, H100, BF16, 4096, 1024, 2, 1, 1, 1, 1, 2, 4096, 2.74, 'n'},
    {"25.04", N15, H100, BF16, 4096, 2048, 2, 1, 1, 1, 1, 2, 8192, 2.78, 'n'},
    {"25.04", L70, H100, BF16, 8192, 64, 4, 4, 2, 1, 5, 1, 128, 14.66, 'n'}, // 19
    {"25.04", L70, H100, BF16, 8192, 512, 4, 4, 2, 1, 5, 1, 1024, 14.67, 'n'},
    {"25.04", L70, H100, BF16, 8192, 2048, 4, 4, 2, 1, 5, 1, 4096, 14.66, 'n'},
    {"25.04", L405, H100, BF16, 8192, 512, 8, 8, 2, 1, 8, 1, 256, 19.78, 'n'}, // 22
    {"25.04", L405, H100, BF16, 8192, 1024, 8, 8, 2, 1, 8, 1, 512, 19.84, 'n'},
    {"25.04", L405, H100, BF16, 8192, 2048, 8, 8, 2, 1, 8, 1, 1024, 19.87, 'n'},
    {"v5.0", L405M, H100, FP8, 8192, 512, 8, 8, 2, 1, 8, 1, 1152, 55.14, 'n'}, // 25
    {"v5.0", L405M, H100, FP8, 8192, 2048, 8, 8, 2, 1, 8, 1, 1152, 14.22, 'n'},
    {"v5.0", L405M, H100, FP8, 8192, 2432, 8, 8, 2, 1, 8, 1, 1216, 12.71, 'n'},
    {"v5.0", L405M, H100, FP8, 8192, 2560, 8, 8, 2, 1, 8, 1, 1120, 11.17, 'n'},
    {"v5.0", L405M, GB200, FP8, 8192, 256, 4, 8, 2, 1, 8, 1, 448, 19.17, 'n'}, // 29
    {"v5.0", L405M, GB200, FP8, 8192, 512, 4, 8, 2, 1, 8, 1, 896, 19.28, 'n'},
    {"v5.0", L405M, GB200, FP8, 8192, 1024, 4, 8, 2, 1, 8, 1, 768, 8.448, 'n'},
    {"v5.0", L405M, GB200, FP8, 8192, 1536, 4, 8, 2, 1, 8, 1, 1152, 8.50, 'n'},
    {"v5.0", L405M, GB200, FP8, 8192, 2048, 4, 8, 2, 1, 8, 1, 1280, 7.16, 'n'},
    {"v5.1", L405M, GB200, NVFP4, 8192, 512, 4, 8, 2, 1, 8, 1, 1152, 17.26, 'n'}, // 34
    {"v5.1", L405M, GB200, NVFP4, 8192, 2560, 4, 8, 2, 1, 8, 1, 960, 3.191, 'n'},
    {"26.06", L405, GB300, MXFP8, 8192, 256, 2, 8, 2, 1, 4, 1, 1536, TOK(952, 256, 1536, 8192),
     'n'},
    {"26.06", DSV3, GB300, MXFP8, 4096, 256, 1, 2, 1, 32, 8, 1, 4096, TOK(6338, 256, 4096, 4096),
     'n'},
    {"26.06", OSS, GB300, MXFP8, 4096, 64, 1, 1, 1, 16, 1, 4, 1280, TOK(33166, 64, 1280, 4096),
     'n'},
    {"26.06", QWEN, GB300, MXFP8, 4096, 8, 1, 1, 1, 8, 1, 8, 512, TOK(45275, 8, 512, 4096), 'n'},
    {"26.06", L405, GB200, MXFP8, 8192, 256, 4, 16, 1, 1, 8, 1, 1536, TOK(783, 256, 1536, 8192),
     'n'},
    {"26.06", DSV3, GB200, MXFP8, 4096, 256, 1, 4, 1, 64, 4, 1, 4096, TOK(4969, 256, 4096, 4096),
     'n'},
    {"26.06", OSS, GB200, MXFP8, 4096, 64, 1, 1, 1, 64, 1, 4, 1280, TOK(28947, 64, 1280, 4096),
     'n'},
    {"26.06", QWEN, GB200, MXFP8, 4096, 8, 1, 1, 1, 8, 1, 4, 512, TOK(40706, 8, 512, 4096), 'n'},
    {"26.06", DSV3, B300, MXFP8, 4096, 256, 1, 8, 1, 8, 1, 2, 4096, TOK(3541, 256, 4096, 4096),
     'n'},
    {"26.06", OSS, B300, MXFP8, 4096, 64, 1, 1, 1, 8, 1, 4, 1280, TOK(18534, 64, 1280, 4096), 'n'},
    {"26.06", QWEN, B300, MXFP8, 4096, 8, 1, 1, 1, 8, 1, 8, 512, TOK(40769, 8, 512, 4096), 'n'},
    {"26.06", L405, GB300, FP8, 8192, 256, 4, 8, 1, 1, 4, 1, 1536, TOK(1048, 256, 1536, 8192),
     'n'},                                                                     // 47
    {"", L405, H100, BF16, 8192, 8192, 8, 16, 1, 1, 8, 1, 2048, 0, 'n'},       // 48
    {"", L405, H100, BF16, 8192, 16384, 8, 16, 1, 1, 8, 1, 2048, 0, 'n'},      // 49
    {"", L405, H100, BF16, 131072, 16384, 8, 16, 16, 1, 8, 1, 128, 0, 'n'},    // 50
    {"v5.0", L405M, GB200, FP8, 8192, 512, 4, 8, 2, 1, 8, 1, 896, 19.43, 'n'}, // 51
    {"v5.0", L405M, H200, FP8, 8192, 512, 4, 8, 2, 1, 8, 1, 1152, 50.02, 'n'},
    {"v5.1", L405M, B200, FP8, 8192, 256, 4, 8, 2, 1, 8, 1, 576, 27.65, 'n'}, // 53
};
#define RUNS        (sizeof runs / sizeof *runs)
#define LATEST_BF16 22 // of the recipes of 25.04

static void raw_step(selftest_value *out, selftest_env *env, const double *a)
{
    (void)env;
    sl_step s;
    const training_run *r = &runs[(size_t)a[0]];
    out->value = training_step_s(&s, r, 1.0);
    out->expected = r->step_s;
}

static void fit_step(selftest_value *out, selftest_env *env, const double *a)
{
    (void)env;
    sl_step s;
    const training_run *r = &runs[(size_t)a[0]];
    out->value = training_step_s(&s, r, training_family_constant(runs, RUNS, r, (size_t)a[0]));
    out->expected = r->step_s;
}

// Growth of the step from one run to another, in points.
static double growth(const double *a)
{
    sl_step s;
    const training_run *first = &runs[(size_t)a[0]], *last = &runs[(size_t)a[1]];
    double c = training_family_constant(runs, RUNS, first, RUNS);
    return 100.0 * (training_step_s(&s, last, c) / training_step_s(&s, first, c) -
                    last->step_s / first->step_s);
}

// Tokens per device and second of the first over the second, uncalibrated.
static double domain_ratio(const double *a)
{
    sl_step s;
    const training_run *wide = &runs[(size_t)a[0]], *narrow = &runs[(size_t)a[1]];
    return training_step_s(&s, narrow, 1.0) / training_step_s(&s, wide, 1.0);
}

// TFLOP/s of a device: a[1] 0 uncalibrated, 1 with the constant of the recipes of 25.04.
static double device_tflops(const double *a)
{
    sl_step s;
    const training_run *r = &runs[(size_t)a[0]];
    double c = a[1] > 0.0 ? training_family_constant(runs, RUNS, &runs[LATEST_BF16], RUNS) : 1.0;
    training_step_s(&s, r, c);
    return s.model_flops / s.step_s / r->gpus / 1e12;
}

// ---- memory ----

static const struct {
    int model, tensor, pipeline, chunks, micro_batch;
} held[] = {{G22, 8, 1, 1, 4}, {G175, 8, 8, 3, 1}, {G530, 8, 35, 3, 1}, {G1T, 8, 64, 1, 1}};

static double activations(size_t i, bool sequence_parallel, sl_recompute recompute)
{
    const sl_transformer *m = training_model(held[i].model);
    sl_layout l = {.pipeline = held[i].pipeline, .chunks = held[i].chunks};
    return m->layers * sl_activation_depth(&l, 1e6) *
           sl_activation_bytes(m, 2048, held[i].micro_batch, held[i].tensor, sequence_parallel,
                               recompute, false) /
           1073741824.0;
}

// The figure leaves the embedding out.
static double states_gib(const double *a)
{
    size_t i = (size_t)a[0];
    const sl_transformer *m = training_model(held[i].model);
    double parameters =
        m->layers * sl_layer_parameters(m, false, false) / held[i].tensor / held[i].pipeline;
    return sl_state_bytes(parameters, 4, 0, 1) / 1073741824.0;
}

static double activations_gib(const double *a)
{
    return activations((size_t)a[0], a[1] > 0.0, (sl_recompute)a[2]);
}

static double relative_percent(const double *a)
{
    return 100.0 * activations_gib(a) / activations((size_t)a[0], false, SL_RECOMPUTE_NONE);
}

// ---- formulae and failures ----

static double megatron_s(const double *a)
{
    return sl_megatron_flops(a[0], 2048, a[1], a[2], 51200, true) / (a[3] * a[4] * 1e12);
}

static double run_flops(const double *a)
{
    return sl_training_flops(a[0], a[1]);
}

static double run_days(const double *a)
{
    return sl_training_flops(a[0], a[1]) / (a[2] * a[3]) / 86400.0;
}

static double mtbf_h(const double *a)
{
    return a[0] * 24.0 / a[1];
}

static double per_node_days(const double *a)
{
    return a[1] / (a[0] * a[2] / 8.0) * 1000.0;
}

static double goodput(const double *a)
{
    double m = 54.0 * 86400.0 / 419.0;
    return sl_goodput(m, a[0], a[1], sl_checkpoint_interval_s(m, a[0], SL_INTERVAL_DALY));
}

// ---- rows ----

#define ROW(id_, what_, unit_, source_, origin_, relative_, expected_, tolerance_, fn, ...)        \
    {                                                                                              \
        .id = id_, .what = what_, .unit = unit_, .source = source_, .origin = SL_ORIGIN_##origin_, \
        .relative = relative_, .expected = expected_, .tolerance = tolerance_, .simple = fn,       \
        .note = ROW_NOTE, .args = {                                                                \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
#define RAW(id_, what_, source_, n_, raw_)                                                         \
    {                                                                                              \
        .id = "workload." id_ ".raw", .what = what_ ", uncalibrated", .unit = "s",                 \
        .source = source_, .relative = true, .tolerance = raw_, .full = raw_step,                  \
        .note = RAW_NOTE, .args = {                                                                \
            n_                                                                                     \
        }                                                                                          \
    }
#define STEP(id_, what_, source_, n_, raw_, fit_)                                                  \
    RAW(id_, what_, source_, n_, raw_),                                                            \
    {                                                                                              \
        .id = "workload." id_ ".fit", .what = what_ ", one constant of the other rows",            \
        .unit = "s", .source = source_, .relative = true, .tolerance = fit_, .full = fit_step,     \
        .note = FIT_NOTE, .args = {                                                                \
            n_                                                                                     \
        }                                                                                          \
    }
#define HELD(name, i, states, none, both, sequence, selective, full)                               \
    ROW("workload.4.1.states." name, "weights, gradients, optimizer of " name, "GiB", KORTHIKANTI, \
        PUBLISHED, true, states, 0.02, states_gib, i),                                             \
        ROW("workload.4.1.none." name, "activations of " name ", tensor 8", "GiB", KORTHIKANTI,    \
            PUBLISHED, true, none, 0.02, activations_gib, i, 0, 0),                                \
        ROW("workload.4.1.both." name, "the same, sequence parallel and selective", "GiB",         \
            KORTHIKANTI, PUBLISHED, true, both, 0.02, activations_gib, i, 1, 1),                   \
        ROW("workload.4.1.sequence." name, "sequence parallel over none", "%", KORTHIKANTI,        \
            PUBLISHED, true, sequence, 0.02, relative_percent, i, 1, 0),                           \
        ROW("workload.4.1.selective." name, "selective recompute over none", "%", KORTHIKANTI,     \
            PUBLISHED, true, selective, 0.02, relative_percent, i, 0, 1),                          \
        ROW("workload.4.1.full." name, "full recompute over none", "%", KORTHIKANTI, PUBLISHED,    \
            true, full, 0.02, relative_percent, i, 0, 2)

static const selftest_case cases[] = {
    HELD("22b", 0, 45.56, 59.25, 9.56, 66.84, 49.42, 7.64),
    HELD("175b", 1, 45.56, 66.84, 12.35, 62.04, 56.53, 8.71),
    HELD("530b", 2, 31.64, 114.02, 23.08, 58.31, 62.04, 9.42),
    HELD("1t", 3, 32.96, 131.25, 26.56, 58.31, 62.04, 9.42),
    STEP("4.2.22b.full", "22B on 8 A100, full recompute", KORTHIKANTI, 0, 0.08, 0.03),
    STEP("4.2.22b.selective", "22B on 8 A100, selective", KORTHIKANTI, 1, 0.08, 0.03),
    STEP("4.2.175b.full", "175B on 64 A100, full recompute", KORTHIKANTI, 2, 0.08, 0.03),
    STEP("4.2.175b.selective", "175B on 64 A100, selective", KORTHIKANTI, 3, 0.08, 0.03),
    STEP("4.2.530b.full", "530B on 280 A100, full recompute", KORTHIKANTI, 4, 0.08, 0.03),
    STEP("4.2.1t.full", "1T on 512 A100, full recompute", KORTHIKANTI, 5, 0.08, 0.03),
    ROW("workload.4.3.310b", "step of 310B, 1920 GPUs, 155 TFLOP/s", "s", MEGATRON, EXACT, true,
        37.61, 1e-3, megatron_s, 2160, 96, 16384, 1920, 155),
    ROW("workload.4.3.145b", "step of 145B, 1536 GPUs, 148 TFLOP/s", "s", MEGATRON, EXACT, true,
        24.82, 1e-3, megatron_s, 2304, 80, 12288, 1536, 148),
    ROW("workload.4.3.18b", "step of 18B, 256 GPUs, 135 TFLOP/s", "s", MEGATRON, EXACT, true, 9.40,
        1e-3, megatron_s, 1024, 40, 6144, 256, 135),
    STEP("4.5.175b.128", "175B on 128 H100", DGXC, 6, 0.25, 0.02),
    STEP("4.5.175b.256", "175B on 256 H100", DGXC, 7, 0.25, 0.02),
    STEP("4.5.175b.512", "175B on 512 H100", DGXC, 8, 0.25, 0.02),
    STEP("4.5.175b.1024", "175B on 1024 H100", DGXC, 9, 0.25, 0.02),
    STEP("4.5.340b.128", "340B on 128 H100", DGXC, 10, 0.25, 0.02),
    STEP("4.5.340b.256", "340B on 256 H100", DGXC, 11, 0.25, 0.02),
    STEP("4.5.340b.512", "340B on 512 H100", DGXC, 12, 0.25, 0.02),
    STEP("4.5.340b.1024", "340B on 1024 H100", DGXC, 13, 0.25, 0.02),
    STEP("4.5.340b.2048", "340B on 2048 H100", DGXC, 14, 0.25, 0.02),
    STEP("4.5.15b.16", "15B on 16 H100", DGXC, 15, 0.25, 0.02),
    STEP("4.5.15b.512", "15B on 512 H100", DGXC, 16, 0.25, 0.02),
    STEP("4.5.15b.1024", "15B on 1024 H100", DGXC, 17, 0.25, 0.02),
    STEP("4.5.15b.2048", "15B on 2048 H100", DGXC, 18, 0.25, 0.02),
    STEP("4.5.70b.64", "70B on 64 H100", DGXC, 19, 0.25, 0.02),
    STEP("4.5.70b.512", "70B on 512 H100", DGXC, 20, 0.25, 0.02),
    STEP("4.5.70b.2048", "70B on 2048 H100", DGXC, 21, 0.25, 0.02),
    STEP("4.5.405b.512", "405B on 512 H100", DGXC, 22, 0.25, 0.02),
    STEP("4.5.405b.1024", "405B on 1024 H100", DGXC, 23, 0.25, 0.02),
    STEP("4.5.405b.2048", "405B on 2048 H100", DGXC, 24, 0.25, 0.02),
    ROW("workload.4.5.slope.175b", "growth of step, 128 to 1024 H100, less the published", "%",
        DGXC, PUBLISHED, false, 0, 1.5, growth, 6, 9),
    ROW("workload.4.5.slope.340b", "growth of step, 128 to 2048 H100, less the published", "%",
        DGXC, PUBLISHED, false, 0, 1.5, growth, 10, 14),
    ROW("workload.4.5.slope.15b", "growth of step, 16 to 2048 H100, less the published", "%", DGXC,
        PUBLISHED, false, 0, 1.5, growth, 15, 18),
    ROW("workload.4.5.slope.405b", "growth of step, 512 to 2048 H100, less the published", "%",
        DGXC, PUBLISHED, false, 0, 1.5, growth, 22, 24),
    STEP("4.6.405b.gb300", "405B on 256 GB300, MXFP8", BRIDGE, 36, 0.25, 0.06),
    RAW("4.6.405b.gb300.fp8", "405B on 256 GB300, FP8", BRIDGE, 47, 0.25),
    STEP("4.6.deepseek.gb300", "DeepSeek-V3 on 256 GB300, MXFP8", BRIDGE, 37, 0.25, 0.10),
    STEP("4.6.gpt-oss.gb300", "GPT-OSS-120B on 64 GB300, MXFP8", BRIDGE, 38, 0.25, 0.10),
    STEP("4.6.qwen3.gb300", "Qwen3-30B on 8 GB300, MXFP8", BRIDGE, 39, 0.25, 0.10),
    STEP("4.6.405b.gb200", "405B on 256 GB200, MXFP8", BRIDGE, 40, 0.25, 0.06),
    STEP("4.6.deepseek.gb200", "DeepSeek-V3 on 256 GB200, MXFP8", BRIDGE, 41, 0.25, 0.10),
    STEP("4.6.gpt-oss.gb200", "GPT-OSS-120B on 64 GB200, MXFP8", BRIDGE, 42, 0.25, 0.10),
    STEP("4.6.qwen3.gb200", "Qwen3-30B on 8 GB200, MXFP8", BRIDGE, 43, 0.25, 0.10),
    STEP("4.6.deepseek.b300", "DeepSeek-V3 on 256 B300, MXFP8", BRIDGE, 44, 0.25, 0.10),
    STEP("4.6.gpt-oss.b300", "GPT-OSS-120B on 64 B300, MXFP8", BRIDGE, 45, 0.25, 0.10),
    STEP("4.6.qwen3.b300", "Qwen3-30B on 8 B300, MXFP8", BRIDGE, 46, 0.25, 0.10),
    ROW("workload.4.6.domain.deepseek", "tokens/s, domain of 72 over 8, DeepSeek-V3", "", BRIDGE,
        PUBLISHED, true, 1.79, 0.1, domain_ratio, 37, 44),
    ROW("workload.4.6.domain.gpt-oss", "the same, GPT-OSS-120B", "", BRIDGE, PUBLISHED, true, 1.79,
        0.1, domain_ratio, 38, 45),
    ROW("workload.4.6.domain.qwen3", "the same, Qwen3-30B on 8", "", BRIDGE, PUBLISHED, true, 1.11,
        0.1, domain_ratio, 39, 46),
    STEP("4.7.h100.512", "405B on 512 H100, FP8", MLPERF, 25, 0.25, 0.015),
    STEP("4.7.h100.2048", "405B on 2048 H100, FP8", MLPERF, 26, 0.25, 0.015),
    STEP("4.7.h100.2432", "405B on 2432 H100, FP8", MLPERF, 27, 0.25, 0.015),
    STEP("4.7.h100.2560", "405B on 2560 H100, FP8", MLPERF, 28, 0.25, 0.015),
    RAW("4.7.h200.512", "405B on 512 H200, FP8", MLPERF, 52, 0.25),
    RAW("4.7.b200.256", "405B on 256 B200, FP8", MLPERF, 53, 0.25),
    STEP("4.7.gb200.256", "405B on 256 GB200, FP8", MLPERF, 29, 0.25, 0.015),
    STEP("4.7.gb200.512", "405B on 512 GB200, FP8", MLPERF, 30, 0.25, 0.015),
    STEP("4.7.gb200.512.second", "the same of another submitter", MLPERF, 51, 0.25, 0.015),
    STEP("4.7.gb200.1024", "405B on 1024 GB200, FP8", MLPERF, 31, 0.25, 0.015),
    STEP("4.7.gb200.1536", "405B on 1536 GB200, FP8", MLPERF, 32, 0.25, 0.015),
    STEP("4.7.gb200.2048", "405B on 2048 GB200, FP8", MLPERF, 33, 0.25, 0.015),
    STEP("4.7.gb200.fp4.512", "405B on 512 GB200, NVFP4", MLPERF, 34, 0.25, 0.015),
    STEP("4.7.gb200.fp4.2560", "405B on 2560 GB200, NVFP4", MLPERF, 35, 0.25, 0.015),
    ROW("workload.4.8.8k.raw", "TFLOP/s of a GPU, 8192 H100, uncalibrated", "", LLAMA3, PUBLISHED,
        true, 430, 0.25, device_tflops, 48, 0),
    ROW("workload.4.8.8k.fit", "the same, constant of other recipes", "", LLAMA3, PUBLISHED, true,
        430, 0.1, device_tflops, 48, 1),
    ROW("workload.4.8.16k.raw", "TFLOP/s of a GPU, 16384 H100, uncalibrated", "", LLAMA3, PUBLISHED,
        true, 400, 0.25, device_tflops, 49, 0),
    ROW("workload.4.8.16k.fit", "the same, constant of other recipes", "", LLAMA3, PUBLISHED, true,
        400, 0.1, device_tflops, 49, 1),
    ROW("workload.4.8.131k.raw", "the same, sequences of 131072, uncalibrated", "", LLAMA3,
        PUBLISHED, true, 380, 0.25, device_tflops, 50, 0),
    ROW("workload.4.8.131k.fit", "the same, constant of other recipes", "", LLAMA3, PUBLISHED, true,
        380, 0.1, device_tflops, 50, 1),
    ROW("workload.4.8.flops", "6 N D, 405e9 parameters, 15.6e12 tokens", "", LLAMA3, PUBLISHED,
        true, 3.8e25, 0.005, run_flops, 405e9, 15.6e12),
    ROW("workload.4.8.days", "days of it at 16384 x 400 TFLOP/s", "day", "6 N D over rate", EXACT,
        true, 66.95, 1e-3, run_days, 405e9, 15.6e12, 16384, 400e12),
    ROW("workload.4.8.mtbf", "between 419 unexpected interruptions in 54 days", "h", LLAMA3, EXACT,
        true, 3.093, 1e-3, mtbf_h, 54, 419),
    ROW("workload.4.8.rate", "interruptions in 1000 days of a node of 8", "", LLAMA3, EXACT, true,
        3.79, 2e-3, per_node_days, 54, 419, 16384),
    ROW("workload.4.8.goodput.30", "goodput, checkpoint 30 s, restart 5 min", "", "own Monte Carlo",
        OWN, false, 0.904, 0.01, goodput, 30, 300),
    ROW("workload.4.8.goodput.5", "goodput, checkpoint 5 s, restart 10 min", "", "own Monte Carlo",
        OWN, false, 0.919, 0.01, goodput, 5, 600),
    ROW("workload.4.8.goodput.60", "goodput, checkpoint 60 s, restart 10 min", "",
        "own Monte Carlo", OWN, false, 0.8505, 0.003, goodput, 60, 600),
};

const selftest_table selftest_workload = {"workload", cases, sizeof cases / sizeof *cases};
