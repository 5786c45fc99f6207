// Training steps that others published: one set of runs of the same model, accelerator and layout,
// with the networks they ran on, so that each can be predicted from its own inputs.
#include "model/workload_keys.h"

#undef S
#define S sl_published_run
static const sl_field run_fields[] = {
    QR("gpus", gpus, "", 1, 1000000, "Accelerators of the job, a whole number."),
    QR("batch", batch, "", 1, 1e8, "Sequences of one step, all devices, a whole number."),
    Q("step", step_s, "s", 1e-6, 1e6, "Published time of a step."),
    Q("tokens_rate", tokens_per_s, "", 1e-6, 1e9, "Published tokens per second of one GPU."),
    Q("flops_rate", flops, "", 1e6, 1e18, "Published FLOP/s of one GPU, by the publisher's count."),
};
static const sl_table run_table = {.name = "run",
                                   .doc = "One published run: its size and one of three results.",
                                   FIELDS(run_fields)};

#undef S
#define S sl_published_spec
static const sl_field fields[] = {
    TEXT("title", title, "", "Accelerator, precision and publisher, as a legend shows them."),
    TEXT("citation", citation, "", "Where it was published."),
    TABLE("model", workload.model, &sl_transformer_table, "The transformer."),
    TABLE("accelerator", workload.accelerator, &sl_accelerator_table, "What computed."),
    LAYOUT_KEYS(workload.),
    N("domain", domain, 1, 100000, "1", "Hosts of a scale-up domain."),
    TABLE("scale_up", scale_up, &sl_scale_up_table, "The network inside a domain."),
    QR("rate", rate_bps, "Gb/s", 0.1, 1e6, "Of one host between domains, one direction."),
    QD("rate_share", rate_share, "", 0.01, 1, "0.9", "Of rate that carries payload."),
    QD("latency", latency_s, "us", 0, 1e4, "5 us", "Of one step between domains."),
    QD("message", message_s, "ns", 0, 1e6, "100 ns", "Of a host for each further message."),
    LIST("runs", run, run_n, SL_PUBLISHED_RUNS, &run_table, "What was published."),
};
const sl_table sl_published_table = {.name = "step",
                                     .parts = "step",
                                     .doc = "Published training steps of one layout.",
                                     FIELDS(fields)};
