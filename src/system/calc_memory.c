// Calculator models of the memory layer.
#include "system/calc.h"

static const sl_word protocol_words[] = {
    {"cxl-68", SL_MEMORY_CXL_68, "flits of 68 B"},
    {"cxl-256", SL_MEMORY_CXL_256, "flits of 256 B"},
    {"pcie-tlp", SL_MEMORY_PCIE_TLP, "packets of one line, 128b/130b"},
    {"pcie-flit", SL_MEMORY_PCIE_FLIT, "packets of one line in flits"},
    {NULL, 0, NULL}};

#define S memory_args
typedef struct memory_args {
    int protocol, lanes;
    double base_s, length_m, index, retimers, retimer_s, conversions, conversion_s, switches,
        switch_s, fec_s, tolerance;
    double rate_t_s, read_share, flits, turnaround_s, retry;
    double hosts, lines, bandwidth_bps, mean, sd, correlation, share, risk;
    int demand;
} memory_args;

#define INDEX QD("index", index, "", 1, 4, "1.468", "Group index: fibre 1.468, hollow core 1.003.")
#define PORT                                                                                       \
    NR("lanes", lanes, 1, 256, "Of the port, one direction."),                                     \
        QR("rate", rate_t_s, "GT/s", 1e-3, 1e4, "Of one lane.")

#define PATH                                                                                       \
    QR("base", base_s, "ns", 1e-3, 1e9, "Latency in an internal slot."),                           \
        QD("length", length_m, "m", 0, 1e7, "0 m", "One way."), INDEX,                             \
        QD("retimers", retimers, "", 0, 100, "0", "On the way there."),                            \
        QD("retimer_latency", retimer_s, "ns", 0, 1e6, "0 ns", "Pin to pin."),                     \
        QD("conversions", conversions, "", 0, 100, "0", "Electrical to optical or back."),         \
        QD("conversion_latency", conversion_s, "ns", 0, 1e6, "0 ns", "Of one."),                   \
        QD("switches", switches, "", 0, 100, "0", "On the way there."),                            \
        QD("switch_latency", switch_s, "ns", 0, 1e6, "0 ns", "Port to port.")

static const sl_field latency_fields[] = {PATH};
static const sl_table latency_table = {.name = "arguments", FIELDS(latency_fields)};
static const sl_field slot_fields[] = {
    PATH, QD("tolerance", tolerance, "", 0, 100, "0.1", "Of base, that may be added.")};
static const sl_table slot_table = {.name = "arguments", FIELDS(slot_fields)};
static const sl_field bandwidth_fields[] = {
    PORT, QR("read_share", read_share, "", 0, 1, "Reads of all lines."),
    W("protocol", protocol, protocol_words, "cxl-68", "What the port speaks.")};
static const sl_table bandwidth_table = {.name = "arguments", FIELDS(bandwidth_fields)};
static const sl_field credit_fields[] = {
    QR("flits", flits, "", 1e-3, 1e9, "Receive buffer, in flits of 256 B."),
    PORT,
    QR("length", length_m, "m", 0, 1e7, "One way."),
    QD("turnaround", turnaround_s, "ns", 0, 1e9, "50 ns", "Receiver, credit, transmitter."),
    INDEX,
    QD("retry", retry, "", 0, 1, "0", "Chance that a flit is sent again, go-back-N.")};
static const sl_table credit_table = {.name = "arguments", FIELDS(credit_fields)};
static const sl_field incast_fields[] = {
    QR("hosts", hosts, "", 1, 1e6, "At once."),
    QR("lines", lines, "", 1, 1e9, "In flight, each host."),
    QR("bandwidth", bandwidth_bps, "GB/s", 1e-6, 1e9, "Of the device."),
    QD("base", base_s, "ns", 1e-3, 1e9, "250 ns", "Latency without load.")};
static const sl_table incast_table = {.name = "arguments", FIELDS(incast_fields)};
static const sl_word demand_words[] = {{"normal", SL_DEMAND_NORMAL, "normal"},
                                       {"lognormal", SL_DEMAND_LOGNORMAL, "lognormal"},
                                       {NULL, 0, NULL}};
static const sl_field pool_fields[] = {
    W("demand", demand, demand_words, "lognormal", "Law of one host's demand."),
    QR("mean", mean, "GB", 1e-9, 1e12, "Of one host's demand."),
    QR("sd", sd, "GB", 0, 1e12, "Of one host's demand."),
    QD("correlation", correlation, "", 0, 1, "0", "Between hosts."),
    QR("hosts", hosts, "", 1, 1e6, "That share the pool."),
    QD("share", share, "", 0, 1, "1", "Of demand, that the pool may serve."),
    QD("risk", risk, "", 1e-12, 0.5, "1e-3", "That a demand does not fit.")};
static const sl_table pool_table = {.name = "arguments", FIELDS(pool_fields)};

static sl_load_path path_of(const memory_args *a)
{
    return (sl_load_path){.base_s = a->base_s,
                          .length_m = a->length_m,
                          .index = a->index,
                          .retimers = a->retimers,
                          .retimer_s = a->retimer_s,
                          .conversions = a->conversions,
                          .conversion_s = a->conversion_s,
                          .switches = a->switches,
                          .switch_s = a->switch_s};
}

static sl_status run_latency(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    sl_load_path path = path_of(args);
    return sl_calc_value(value, sl_load_latency_s(&path));
}

static sl_status run_slot_length(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    sl_load_path path = path_of(args);
    sl_slot_verdict verdict;
    SL_TRY(sl_slot_verdict_of(&verdict, &path, ((const memory_args *)args)->tolerance));
    return sl_calc_value(value, fmax(0.0, verdict.length_max_m));
}

static sl_status run_bandwidth(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const memory_args *a = args;
    return sl_calc_value(value,
                         sl_memory_bandwidth_bytes_per_s((sl_memory_protocol)a->protocol, a->lanes,
                                                         a->rate_t_s, a->read_share));
}

static sl_status run_credits(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const memory_args *a = args;
    sl_credit_loop loop = {.flits = a->flits,
                           .flit_s = sl_flit_time_s(SL_MEMORY_PCIE_FLIT, a->lanes, a->rate_t_s),
                           .length_m = a->length_m,
                           .index = a->index,
                           .turnaround_s = a->turnaround_s};
    sl_retry retry;
    SL_TRY(
        sl_retry_of(&retry, SL_RETRY_GO_BACK_N, a->retry, sl_credit_window_s(&loop), loop.flit_s));
    return sl_calc_value(value, sl_credit_utilisation(&loop) * retry.goodput);
}

static sl_status run_incast(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const memory_args *a = args;
    return sl_calc_value(value,
                         sl_load_incast_s(a->hosts, a->lines, a->base_s, a->bandwidth_bps / 8.0));
}

static sl_status run_pool(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const memory_args *a = args;
    sl_pool pool = {.demand = (sl_demand)a->demand,
                    .mean = a->mean,
                    .sd = a->sd,
                    .correlation = a->correlation,
                    .hosts = a->hosts,
                    .share = a->share,
                    .risk = a->risk};
    sl_pool_need need;
    SL_TRY(sl_pool_need_of(&need, &pool));
    return sl_calc_value(value, need.saving);
}

const sl_calc sl_calcs_memory[] = {
    {"memory.credit_utilisation", "Share of a port's time in which credits let it send.", "",
     &credit_table, run_credits},
    {"memory.cxl_bandwidth", "Lines of 64 B, both directions, by slot packing.", "B/s",
     &bandwidth_table, run_bandwidth},
    {"memory.incast_latency", "Load of many hosts on one device.", "s", &incast_table, run_incast},
    {"memory.pool_saving", "Memory that a pool saves.", "", &pool_table, run_pool},
    {"memory.slot_length", "Length up to which a tray is the same as an internal slot; 0: at none.",
     "m", &slot_table, run_slot_length},
    {"memory.tray_latency", "One load to a tray; each part is crossed twice.", "s", &latency_table,
     run_latency},
};
const size_t sl_calcs_memory_n = sizeof sl_calcs_memory / sizeof *sl_calcs_memory;
