// Models, accelerators and networks of published training runs.
#include "selftest/training_runs.h"

#include "shoreline/fabric.h"

#include <math.h>
#include <string.h>

static const sl_transformer models[TRAINING_MODELS] = {
#define GPT(l, h, a)                                                                               \
    {                                                                                              \
        .layers = l, .hidden = h, .ffn = 4 * (h), .heads = a, .kv_heads = a,                       \
        .head_dim = (h) / (a), .vocab = 51200, .tied = true                                        \
    }
    GPT(48, 6144, 64),
    GPT(96, 12288, 96),
    GPT(105, 20480, 128),
    GPT(128, 25600, 160),
#define GROUPED(l, h, f, a, d, v, g)                                                               \
    {                                                                                              \
        .layers = l, .hidden = h, .ffn = f, .heads = a, .kv_heads = 8, .head_dim = d, .vocab = v,  \
        .gated = g                                                                                 \
    }
    GROUPED(32, 6144, 24576, 48, 128, 256000, false),
    GROUPED(96, 18432, 73728, 96, 192, 256000, false),
    GROUPED(32, 4096, 14336, 32, 128, 128256, true),
    GROUPED(80, 8192, 28672, 64, 128, 128256, true),
    GROUPED(126, 16384, 53248, 128, 128, 128256, true),
    GROUPED(126, 16384, 53248, 128, 128, 32000, true), // the benchmark's tokenizer
    {.layers = 61,
     .hidden = 7168,
     .ffn = 18432,
     .heads = 128,
     .kv_heads = 128,
     .head_dim = 128,
     .vocab = 129280,
     .gated = true,
     .experts = 256,
     .top_k = 8,
     .shared_experts = 1,
     .expert_ffn = 2048,
     .dense_layers = 3,
     .q_rank = 1536,
     .kv_rank = 512,
     .rope_dim = 64,
     .value_dim = 128},
    {.layers = 36,
     .hidden = 2880,
     .ffn = 2880,
     .heads = 64,
     .kv_heads = 8,
     .head_dim = 64,
     .vocab = 201088,
     .gated = true,
     .experts = 128,
     .top_k = 4,
     .expert_ffn = 2880},
    {.layers = 48,
     .hidden = 2048,
     .ffn = 6144,
     .heads = 32,
     .kv_heads = 4,
     .head_dim = 128,
     .vocab = 151936,
     .gated = true,
     .experts = 128,
     .top_k = 8,
     .expert_ffn = 768},
    {.layers = 94,
     .hidden = 4096,
     .ffn = 12288,
     .heads = 64,
     .kv_heads = 4,
     .head_dim = 128,
     .vocab = 151936,
     .gated = true,
     .experts = 128,
     .top_k = 8,
     .expert_ffn = 1536},
    {.layers = 61,
     .hidden = 7168,
     .ffn = 18432,
     .heads = 64,
     .kv_heads = 64,
     .head_dim = 128,
     .vocab = 163840,
     .gated = true,
     .experts = 384,
     .top_k = 8,
     .shared_experts = 1,
     .expert_ffn = 2048,
     .dense_layers = 1,
     .q_rank = 1536,
     .kv_rank = 512,
     .rope_dim = 64,
     .value_dim = 128},
};

const sl_transformer *training_model(int model)
{
    return &models[model];
}

// Peaks and memory from makers' data sheets; kernels and networks from published tables: matrix
// products (0.75 of the peak at 16 bit, 0.63 at FP8 on Hopper; Blackwell has no table and takes
// 0.75), collectives inside a domain (NCCL 2.27 to 2.29: all-gather; to_all over it). 90 % of the
// adapters' rate between domains.
typedef struct machine {
    double flops_16, fp4_over_16, memory_bytes_s, launch_s, share, low_share;
    double up_bytes_s, up_s, to_all, out_bps;
    bool reduces;
    int domain;
} machine;
static const machine machines[TRAINING_GPUS] = {
    [A100] = {312e12, 1, 2.039e12, 5e-6, 0.80, 0.80, 222e9, 1.5e-6, 0.91, 180e9, false, 8},
    [H100] = {989e12, 2, 3.35e12, 3e-6, 0.75, 0.63, 340e9, 1.1e-6, 0.93, 360e9, true, 8},
    [H200] = {989e12, 2, 4.8e12, 3e-6, 0.75, 0.63, 340e9, 1.1e-6, 0.93, 360e9, true, 8},
    [B200] = {2250e12, 4, 7.7e12, 3e-6, 0.75, 0.75, 617e9, 1.5e-6, 0.91, 360e9, true, 8},
    [B300] = {2250e12, 6, 8e12, 3e-6, 0.75, 0.75, 617e9, 1.5e-6, 0.91, 720e9, true, 8},
    [GB200] = {2500e12, 4, 8e12, 3e-6, 0.75, 0.75, 617e9, 1.5e-6, 0.91, 360e9, true, 72},
    [GB300] = {2500e12, 6, 8e12, 3e-6, 0.75, 0.75, 617e9, 1.5e-6, 0.91, 720e9, true, 72},
};
// A value and its share of a scale: one byte for 32 values, for 16.
static const double matrix_bytes[TRAINING_PRECISIONS] = {2.0, 1.0, 1.03125, 0.5625};

static sl_accelerator accelerator(const machine *m, int precision)
{
    double faster = precision == BF16 ? 1.0 : precision == NVFP4 ? m->fp4_over_16 : 2.0;
    return (sl_accelerator){.flops = faster * m->flops_16,
                            .flops_16 = m->flops_16,
                            .matrix_bytes = matrix_bytes[precision],
                            .memory_bytes_s = m->memory_bytes_s,
                            .memory_bytes = 1e12,
                            .flops_share = precision == BF16 ? m->share : m->low_share,
                            .memory_share = 0.8,
                            .attention_share = 0.6,
                            .launch_s = m->launch_s};
}

static sl_layout layout(const training_run *r, bool a100)
{
    return (sl_layout){.gpus = r->gpus,
                       .tensor = r->tensor,
                       .pipeline = r->pipeline,
                       .context = r->context,
                       .expert = r->expert,
                       .chunks = r->chunks,
                       .micro_batch = r->micro_batch,
                       .batch = r->batch,
                       .recompute = r->recompute == 'F'   ? SL_RECOMPUTE_FULL
                                    : r->recompute == 'S' ? SL_RECOMPUTE_SELECTIVE
                                                          : SL_RECOMPUTE_NONE,
                       .zero = a100         ? 0
                               : r->sharded ? 3
                                            : 1,
                       .sequence_parallel = r->recompute != 'F'};
}

double training_step_s(sl_step *s, const training_run *r, double calibration)
{
    const machine *m = &machines[r->gpu];
    bool a100 = r->gpu == A100;
    sl_training t = {.model = models[r->model],
                     .layout = layout(r, a100),
                     .accelerator = accelerator(m, r->precision),
                     .sequence = r->sequence,
                     .causal = !a100,
                     .flash = r->recompute == 'n',
                     .calibration = calibration,
                     .tensor_overlap = a100 ? 0.0 : 0.5,
                     .data_overlap = a100 ? 0.0 : 1.0,
                     .expert_overlap = 0.5,
                     .pipeline_overlap = a100 ? 0.0 : 1.0,
                     .weight_bytes = 2,
                     .expert_bytes = 2,
                     .gradient_bytes = 4,
                     .domain = m->domain};
    if (r->layers > 0) t.model.layers = r->layers;
    sl_collective_net up = {.rate_bps = 8.0 * m->up_bytes_s,
                            .latency_s = m->up_s,
                            .overhead_s = 1e-7,
                            .to_all_share = m->to_all,
                            .in_network = m->reduces};
    sl_collective_net out = {
        .rate_bps = m->out_bps, .latency_s = 5e-6, .overhead_s = 1e-7, .to_all_share = 1};
    sl_collective_fabric f = {.up = up, .out = out, .domain = m->domain};
    return sl_step_of(s, &t, sl_fabric_collective_cost, &f) == SL_OK ? s->step_s : (double)NAN;
}

// The step is almost linear in the constant.
double training_constant(const training_run *r)
{
    sl_step s;
    double c = 1.0;
    for (int turn = 0; turn < 4; turn++) {
        double here = training_step_s(&s, r, c);
        double slope = (training_step_s(&s, r, c + 0.01) - here) / 0.01;
        c += (r->step_s - here) / slope;
    }
    return c;
}

static bool kin(const training_run *a, const training_run *b)
{
    return a->gpu == b->gpu && a->precision == b->precision && strcmp(a->release, b->release) == 0;
}

double training_family_constant(const training_run *runs, size_t n, const training_run *of,
                                size_t without)
{
    double sum = 0.0, others = 0.0;
    for (size_t i = 0; i < n; i++)
        if (i != without && kin(&runs[i], of)) {
            sum += training_constant(&runs[i]);
            others += 1.0;
        }
    return sum / others;
}
