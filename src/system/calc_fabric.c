// Calculator models of the fabric layer.
#include "system/calc.h"

static const sl_word recovery_words[] = {
    {"selective", SL_RECOVERY_SELECTIVE, "only what was lost is sent again"},
    {"go-back-n", SL_RECOVERY_GO_BACK_N, "everything since the loss, end to end"},
    {"link-retry", SL_RECOVERY_LINK_RETRY, "everything since the loss, on the link"},
    {NULL, 0, NULL}};
static const sl_word algorithm_words[] = {
    {"auto", SL_ALGORITHM_AUTO, "the fastest of ring, tree, halving-doubling and direct"},
    {"ring", SL_ALGORITHM_RING, "ring"},
    {"tree", SL_ALGORITHM_TREE, "two trees, pipelined"},
    {"halving-doubling", SL_ALGORITHM_HALVING_DOUBLING, "recursive halving and doubling"},
    {"direct", SL_ALGORITHM_DIRECT, "every rank to every rank"},
    {"in-network", SL_ALGORITHM_IN_NETWORK, "switches add"},
    {NULL, 0, NULL}};

#define S fabric_args
typedef struct fabric_args {
    double size_bit, rate_bps, mtu_bit, header_bit, ack_bit, link_delay_s, senders;
    double load, service_s, scv, tail, overhead_s, loss, window, latency_s;
    int hops, mode, algorithm, ranks;
} fabric_args;

#define SIZE   QR("size", size_bit, "B", 1, 1e18, "Payload.")
#define RATE   QR("rate", rate_bps, "Gb/s", 1e-3, 1e7, "Of a link, one direction.")
#define MTU    QD("mtu", mtu_bit, "B", 1, 1e6, "4150 B", "Full packet on the wire, header included.")
#define HEADER QD("header", header_bit, "B", 0, 1e6, "64 B", "Of every packet.")
static const sl_field fct_fields[] = {
    SIZE,
    NR("hops", hops, 1, 1000, "Links from host to host."),
    RATE,
    MTU,
    HEADER,
    QD("ack", ack_bit, "B", 0, 1e6, "64 B", "The last acknowledgement on the wire."),
    QD("link_delay", link_delay_s, "us", 0, 1e9, "1 us", "Flight and all else constant of a link."),
};
static const sl_table fct_table = {.name = "arguments", FIELDS(fct_fields)};
static const sl_field incast_fields[] = {QR("senders", senders, "", 1, 1e9, "To one receiver."),
                                         SIZE, RATE, MTU, HEADER};
static const sl_table incast_table = {.name = "arguments", FIELDS(incast_fields)};
static const sl_field wait_fields[] = {
    QR("load", load, "", 0, 1, "Of the server; at 1 the wait is infinite."),
    QR("service", service_s, "us", 0, 1e12, "Mean service time."),
    QD("scv", scv, "", 0, 1e9, "0", "Squared coefficient of variation: 0 fixed, 1 exponential.")};
static const sl_field tail_fields[] = {
    QR("load", load, "", 0, 0.999999, "Of the server."),
    QR("service", service_s, "us", 1e-9, 1e12, "Mean service time."),
    QD("scv", scv, "", 0, 1e9, "0", "Squared coefficient of variation: 0 fixed, 1 exponential."),
    QD("tail", tail, "", 1e-300, 0.999999, "0.001", "Share of arrivals that wait longer.")};
static const sl_table tail_table = {.name = "arguments", FIELDS(tail_fields)};
static const sl_table wait_table = {.name = "arguments", FIELDS(wait_fields)};
static const sl_field loss_fields[] = {
    WR("mode", mode, recovery_words, "Recovery."), QR("loss", loss, "", 0, 1, "Of one frame."),
    QD("window", window, "", 1, 1e12, "1", "Frames in a round trip (link-retry: of the link).")};
static const sl_table loss_table = {.name = "arguments", FIELDS(loss_fields)};
static const sl_field allreduce_fields[] = {
    W("algorithm", algorithm, algorithm_words, "ring", "Algorithm."),
    NR("ranks", ranks, 1, 100000000, "Ranks."),
    SIZE,
    RATE,
    QR("latency", latency_s, "us", 0, 1e9, "Of one step between two ranks."),
    QD("overhead", overhead_s, "ns", 0, 1e9, "0 ns",
       "Of a rank for each further message of a step; auto takes direct where it is 0.")};
static const sl_table allreduce_table = {.name = "arguments", FIELDS(allreduce_fields)};

static sl_message message_of(const fabric_args *a)
{
    return (sl_message){.bytes = a->size_bit / 8.0,
                        .mtu_bytes = a->mtu_bit / 8.0,
                        .header_bytes = a->header_bit / 8.0,
                        .ack_bytes = a->ack_bit / 8.0};
}

static sl_status run_fct(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const fabric_args *a = args;
    sl_message message = message_of(a);
    return sl_calc_value(value, sl_unloaded_fct_s(&message, a->hops, a->rate_bps, a->link_delay_s));
}

static sl_status run_incast(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const fabric_args *a = args;
    sl_message message = message_of(a);
    return sl_calc_value(value, sl_incast_floor_s(&message, a->senders, a->rate_bps));
}

static sl_status run_wait(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const fabric_args *a = args;
    return sl_calc_value(value, sl_mg1_wait_s(a->load, a->service_s, a->scv));
}

static sl_status run_tail(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const fabric_args *a = args;
    return sl_calc_value(value, sl_mg1_quantile_s(a->load, a->service_s, a->scv, a->tail));
}

static sl_status run_loss(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const fabric_args *a = args;
    return sl_calc_value(value, sl_loss_efficiency((sl_recovery)a->mode, a->loss, a->window));
}

static sl_status run_allreduce(double *value, sl_ctx *ctx, const void *args)
{
    (void)ctx;
    const fabric_args *a = args;
    sl_collective_net net = {.rate_bps = a->rate_bps,
                             .latency_s = a->latency_s,
                             .overhead_s = a->overhead_s,
                             .to_all_share = 1.0};
    return sl_calc_value(value, sl_collective_s(SL_ALL_REDUCE, (sl_algorithm)a->algorithm, a->ranks,
                                                a->size_bit / 8.0, &net));
}

const sl_calc sl_calcs_fabric[] = {
    {"fabric.allreduce_time", "All-reduce of a vector.", "s", &allreduce_table, run_allreduce},
    {"fabric.incast_floor", "Least time in which many equal messages reach one host.", "s",
     &incast_table, run_incast},
    {"fabric.loss_efficiency", "Share of the rate left by recovery from loss.", "", &loss_table,
     run_loss},
    {"fabric.mg1_tail", "Wait at a queue that a share of arrivals exceeds.", "s", &tail_table,
     run_tail},
    {"fabric.mg1_wait", "Mean wait at a queue (Pollaczek-Khinchine).", "s", &wait_table, run_wait},
    {"fabric.unloaded_fct",
     "Completion on an idle store-and-forward path, last acknowledgement back.", "s", &fct_table,
     run_fct},
};
const size_t sl_calcs_fabric_n = sizeof sl_calcs_fabric / sizeof *sl_calcs_fabric;
