// Memory: latency, bandwidth, credits, retry, pools, composition and offload.
#include "selftest/selftest.h"

#include <stdio.h>

#include "shoreline/constants.h"
#include "shoreline/fec.h"
#include "shoreline/memory.h"

#define INDEX       1.468 // group index of single-mode fibre at 1310 nm
#define PCIE6       "PCI-SIG, PCI Express 6.0 (flit mode)"
#define MESS        "maker's curve of a CXL expander in the Mess simulator (MICRO 2024)"
#define MONTE_CARLO "Monte Carlo of the same lanes, bytes and codewords; two digits"
#define LEDGER      "sum of its parts; slot of 250 ns as in CXL Consortium, Hot Chips 34"
#define PROTOTYPE   "event simulation with random errors, P = 5e-6, 50 ns turnaround"
#define EVENTS      "events one by one, an error every 200 000 flits, 50 ns turnaround"

static double layout(const double *a)
{
    (void)a;
    return sl_flit_bytes(SL_MEMORY_PCIE_FLIT);
}

static double flit_ns(const double *a)
{
    return 1e9 * sl_flit_time_s(SL_MEMORY_PCIE_FLIT, a[0], a[1] * 1e9);
}

// Writes only: packets of 80 B for lines of 64 B.
static double packets(const double *a)
{
    double bytes_s = sl_memory_bandwidth_bytes_per_s(SL_MEMORY_PCIE_FLIT, 16.0, 64e9, a[0]);
    return bytes_s * 80.0 / 64.0 / sl_port_bytes_per_s(16.0, 64e9);
}

static double retry(const double *a)
{
    sl_error_process errors = {.first_ber = a[0], .burst = a[1]};
    return pow(10.0, sl_fec_log10_flit_retry(&errors, (int)a[2]));
}

static double cxl_gb(const double *a)
{
    return 1e-9 * sl_memory_bandwidth_bytes_per_s(SL_MEMORY_CXL_68, a[0], a[1] * 1e9, a[2]);
}

// base, law of the queue, bandwidth taken, bandwidth there is
static double loaded_ns(const double *a)
{
    return 1e9 * sl_loaded_latency_s(a[0] * 1e-9, a[1] * 1e-9, a[2] / a[3]);
}

// base, length, retimers, time of one, time of a pair of conversions, time of a switch
static sl_load_path path_of(const double *a)
{
    return (sl_load_path){.base_s = a[0] * 1e-9,
                          .length_m = a[1],
                          .index = INDEX,
                          .retimers = a[2],
                          .retimer_s = a[3] * 1e-9,
                          .conversions = 1.0,
                          .conversion_s = a[4] * 1e-9,
                          .switches = 1.0,
                          .switch_s = a[5] * 1e-9};
}

static double added(const double *a)
{
    sl_load_path path = path_of(a);
    return 100.0 * (sl_load_latency_s(&path) / path.base_s - 1.0);
}

// base, time of a pair of conversions, tolerance
static double slot_length(const double *a)
{
    const double linear[] = {a[0], 0.0, 0.0, 0.0, a[1], 0.0};
    sl_load_path path = path_of(linear);
    sl_slot_verdict verdict;
    return sl_slot_verdict_of(&verdict, &path, a[2]) == SL_OK ? verdict.length_max_m : (double)NAN;
}

static double little_gb(const double *a)
{
    sl_closed_loop loop;
    bool ok = sl_closed_loop_of(&loop, a[0], a[1] * 1e-9, 0.0, 1e15) == SL_OK;
    return ok ? 1e-9 * loop.bytes_per_s : (double)NAN;
}

static double incast_us(const double *a)
{
    return 1e6 * sl_load_incast_s(a[0], a[1], a[2] * 1e-9, a[3] * 1e9);
}

// A x16 port at 64 GT/s.
static sl_credit_loop loop_of(double flits, double length_m)
{
    return (sl_credit_loop){.flits = flits,
                            .flit_s = sl_flit_time_s(SL_MEMORY_PCIE_FLIT, 16.0, 64e9),
                            .length_m = length_m,
                            .index = INDEX,
                            .turnaround_s = 50e-9};
}

static sl_retry retry_of(double p, const sl_credit_loop *loop)
{
    sl_retry out = {NAN, NAN};
    sl_retry_of(&out, SL_RETRY_GO_BACK_N, p, sl_credit_window_s(loop), loop->flit_s);
    return out;
}

static double goodput(const double *a)
{
    sl_retry out;
    return sl_retry_of(&out, SL_RETRY_GO_BACK_N, a[0], a[1], 1.0) == SL_OK ? out.goodput
                                                                           : (double)NAN;
}

static double beyond_crc(const double *a)
{
    sl_error_process errors = {.first_ber = a[0], .nrz = true};
    return pow(10.0, sl_fec_log10_block_beyond(&errors, 68, (int)a[1], 3));
}

static double delayed(const double *a)
{
    sl_credit_loop loop = loop_of(1e6, a[1]);
    return retry_of(a[0], &loop).delayed;
}

static double port_use(const double *a)
{
    sl_credit_loop loop = loop_of(a[0], a[1]);
    return sl_credit_utilisation(&loop) * retry_of(5e-6, &loop).goodput;
}

// Flits one after the other: each leaves when the wire is free and the credit of the flit `flits`
// before it is back; a wrong one starts again a round trip later, and all after it.
static double events(int flits, double length_m)
{
    enum { SENT = 1000000, WINDOW = 1024, EVERY = 200000 };
    double back[WINDOW] = {0.0}, flit_s = 2e-9, now = 0.0;
    double round_trip_s = flit_s + 2.0 * length_m * INDEX / SL_SPEED_OF_LIGHT_M_S + 50e-9;
    for (int i = 0; i < SENT; i++) {
        double sent = i >= flits ? fmax(now, back[i % flits]) : now;
        if (i % EVERY == EVERY / 2) sent += round_trip_s;
        back[i % flits] = sent + round_trip_s;
        now = sent + flit_s;
    }
    return SENT * flit_s / now;
}

static void against_events(selftest_value *out, selftest_env *env, const double *a)
{
    (void)env;
    out->value = port_use(a);
    out->expected = events((int)a[0], a[1]);
}

static double kv(const double *a)
{
    return sl_kv_bytes_per_token(a[0], a[1], a[2], a[3]);
}

static double optimizer(const double *a)
{
    return sl_optimizer_pass_s(a[0], a[1] * 1e9);
}

// law, mean, sd, hosts, share, correlation
static double pool(const double *a)
{
    sl_pool p = {.demand = (sl_demand)a[0],
                 .mean = a[1],
                 .sd = a[2],
                 .hosts = a[3],
                 .share = a[4],
                 .correlation = a[5],
                 .risk = 1e-3};
    sl_pool_need need;
    return sl_pool_need_of(&need, &p) == SL_OK ? need.saving : (double)NAN;
}

static double compose(const double *a)
{
    sl_job_kind job = {.need = {{12.0, 5.0, 0.0}}, .count = 3.0};
    sl_bundle server = {{8.0, 2.0, 0.0}}, tray = {{4.0, 1.0, 0.0}}, value = {{1.0, 1.0, 1.0}};
    sl_composition c;
    if (sl_compose(&c, &job, 1, &server, &tray, &value) != SL_OK) return NAN;
    const double values[] = {c.servers, c.trays_used[SL_RES_GPU], c.fixed_used[SL_RES_GPU],
                             c.shared_servers};
    return values[(int)a[0]];
}

// Largest departure of latency from the maker's curve, without its last point, the peak itself.
static void curve(selftest_value *out, selftest_env *env, const double *a)
{
    (void)a;
    char path[1024], line[200];
    if (!env->data_dir || snprintf(path, sizeof path, "%s/memory/mess_cxl_curve/cxl_read58.txt",
                                   env->data_dir) >= (int)sizeof path)
        path[0] = '\0';
    FILE *file = fopen(path, "r");
    out->absent = file == NULL;
    if (!file) return;
    double mb_s, ns, worst = 0.0, peak_mb_s = 43646.9;
    while (fgets(line, sizeof line, file)) {
        if (sscanf(line, "%lf %lf", &mb_s, &ns) != 2 || mb_s >= peak_mb_s) continue;
        const double args[] = {107.3, 18.95, mb_s, peak_mb_s};
        worst = fmax(worst, fabs(loaded_ns(args) / ns - 1.0));
    }
    fclose(file);
    out->value = worst;
}

#define ROW(relative_, id_, what_, unit_, source_, origin_, value_, tolerance_, fn, ...)           \
    {                                                                                              \
        .id = id_, .what = what_, .unit = unit_, .source = source_, .origin = SL_ORIGIN_##origin_, \
        .relative = relative_, .expected = value_, .tolerance = tolerance_, .simple = fn,          \
        .args = {                                                                                  \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
#define ABS(...) ROW(false, __VA_ARGS__)
#define REL(...) ROW(true, __VA_ARGS__)
#define MOST(id_, what_, unit_, source_, origin_, value_, tolerance_, fn, ...)                     \
    {                                                                                              \
        .id = id_, .what = what_, .unit = unit_, .source = source_, .origin = SL_ORIGIN_##origin_, \
        .sense = SL_SELFTEST_AT_MOST, .expected = value_, .tolerance = tolerance_, .simple = fn,   \
        .args = {                                                                                  \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
#define BURST(burst_, fber_, value_)                                                               \
    REL("memory.v2." #burst_ "." #fber_, "retry of a flit, x16, FBER " #fber_ ", bursts " #burst_, \
        "", MONTE_CARLO, OWN, value_, 0.05, retry, fber_, burst_, 16)
#define EVENT(flits_, length_)                                                                     \
    {                                                                                              \
        .id = "memory.v15.event." #flits_ "." #length_,                                            \
        .what = "use of a x16 port at 64 GT/s, " #flits_ " flits, " #length_ " m", .unit = "",     \
        .source = EVENTS, .origin = SL_ORIGIN_OWN, .tolerance = 0.002, .full = against_events,     \
        .args = {                                                                                  \
            flits_,                                                                                \
            length_                                                                                \
        }                                                                                          \
    }

static const selftest_case cases[] = {
    ABS("memory.v1.layout", "content, CRC and FEC of a flit: 242 + 8 + 6", "B", PCIE6, PUBLISHED,
        256, 0, layout, 0),
    ABS("memory.v1.time.x16.64", "time of a flit, x16 at 64 GT/s", "ns",
        "256 B over the port's rate", EXACT, 2, 1e-09, flit_ns, 16, 64),
    ABS("memory.v1.time.x16.128", "time of a flit, x16 at 128 GT/s", "ns",
        "256 B over the port's rate", EXACT, 1, 1e-09, flit_ns, 16, 128),
    ABS("memory.v1.time.x8.64", "time of a flit, x8 at 64 GT/s", "ns", "256 B over the port's rate",
        EXACT, 4, 1e-09, flit_ns, 8, 64),
    ABS("memory.v1.time.x8.128", "time of a flit, x8 at 128 GT/s", "ns",
        "256 B over the port's rate", EXACT, 2, 1e-09, flit_ns, 8, 128),
    ABS("memory.v1.time.x4.64", "time of a flit, x4 at 64 GT/s", "ns", "256 B over the port's rate",
        EXACT, 8, 1e-09, flit_ns, 4, 64),
    ABS("memory.v1.time.x4.128", "time of a flit, x4 at 128 GT/s", "ns",
        "256 B over the port's rate", EXACT, 4, 1e-09, flit_ns, 4, 128),
    ABS("memory.v1.efficiency", "packets of a flit: 236 of 256 B", "", PCIE6, PUBLISHED, 0.922,
        0.0005, packets, 0),
    MOST("memory.v1.retry.0", "retry of a flit at FBER 1e-6, bursts 0", "", PCIE6, PUBLISHED, 1e-5,
         0, retry, 1e-6, 0, 16),
    MOST("memory.v1.retry.0.25", "retry of a flit at FBER 1e-6, bursts 0.25", "", PCIE6, PUBLISHED,
         1e-5, 0, retry, 1e-6, 0.25, 16),
    MOST("memory.v1.retry.0.5", "retry of a flit at FBER 1e-6, bursts 0.5", "", PCIE6, PUBLISHED,
         1e-5, 0, retry, 1e-6, 0.5, 16),
    BURST(0, 1e-7, 6.9e-9),
    BURST(0, 1e-6, 6.9e-7),
    BURST(0, 1e-5, 6.9e-5),
    BURST(0.25, 1e-7, 8.2e-9),
    BURST(0.25, 1e-6, 8.0e-7),
    BURST(0.25, 1e-5, 8.0e-5),
    BURST(0.5, 1e-7, 1.6e-7),
    BURST(0.5, 1e-6, 2.5e-6),
    BURST(0.5, 1e-5, 1.15e-4),
    BURST(0.75, 1e-7, 8.6e-6),
    BURST(0.75, 1e-6, 8.7e-5),
    BURST(0.75, 1e-5, 9.8e-4),
    REL("memory.v2.first_order", "retry without bursts, FBER 1e-9", "",
        "10795 pairs of bytes in one codeword, (8 F)^2", EXACT, 10795 * 64e-18, 0.0001, retry, 1e-9,
        0, 16),
    REL("memory.crc.first_order", "errors beyond a CRC that detects 3 bits, 68 B, FBER 1e-9", "",
        "sets of 4 of 544 bits not in one byte: C(544,4) - 68 C(8,4)", EXACT, 3608971616e-36, 1e-05,
        beyond_crc, 1e-9, 16),
    REL("memory.retry.half", "go-back-N over 26 flits, half of them fail: goodput", "",
        "1/(1 + 26)", EXACT, 1.0 / 27.0, 1e-12, goodput, 0.5, 26),
    REL("memory.v3.0.1", "lines of a x8 CXL expander at 32 GT/s, 10 % reads", "GB/s", MESS,
        PUBLISHED, 26.17, 0.03, cxl_gb, 8, 32, 0.1),
    REL("memory.v3.0.58", "lines of a x8 CXL expander at 32 GT/s, 58 % reads", "GB/s", MESS,
        PUBLISHED, 43.65, 0.03, cxl_gb, 8, 32, 0.58),
    REL("memory.v3.0.9", "lines of a x8 CXL expander at 32 GT/s, 90 % reads", "GB/s", MESS,
        PUBLISHED, 29.5, 0.03, cxl_gb, 8, 32, 0.9),
    REL("memory.v4.idle", "latency of the same device at 0.7 % of its peak", "ns", MESS, PUBLISHED,
        107.4, 0.01, loaded_ns, 107.3, 18.95, 320.0, 43646.9),
    REL("memory.v4.knee", "the same at 42.63 GB/s, 58 % reads; queue from the half-load point",
        "ns", MESS, PUBLISHED, 165.9, 0.15, loaded_ns, 107.3, 18.95, 42633.5, 43646.9),
    ABS("memory.ledger.linear.length", "same as a 250 ns slot within 10 %, linear optics of 2 ns",
        "m", LEDGER, EXACT, 2.1, 0.05, slot_length, 250, 2, 0.1),
    ABS("memory.ledger.retimed12", "share added by two retimers of 12 ns, no length", "%", LEDGER,
        EXACT, 19.2, 1e-09, added, 250, 0, 2, 12, 0, 0),
    ABS("memory.ledger.retimed60", "share added by two retimers of 60 ns, no length", "%", LEDGER,
        EXACT, 96, 1e-09, added, 250, 0, 2, 60, 0, 0),
    ABS("memory.ledger.linear10", "share added by 10 m, linear optics of 2 ns", "%", LEDGER, EXACT,
        41, 0.5, added, 250, 10, 0, 0, 2, 0),
    ABS("memory.ledger.linear100", "share added by 100 m, linear optics of 2 ns", "%", LEDGER,
        EXACT, 394, 2, added, 250, 100, 0, 0, 2, 0),
    ABS("memory.ledger.switch", "share added by a switch of 115 ns", "%", LEDGER, EXACT, 92, 1e-09,
        added, 250, 0, 0, 0, 0, 115),
    REL("memory.little.300", "one core, 48 lines in flight, 300 ns", "GB/s", "Little's law", EXACT,
        10.24, 1e-06, little_gb, 48, 300),
    REL("memory.little.400", "one core, 48 lines in flight, 400 ns", "GB/s", "Little's law", EXACT,
        7.68, 1e-06, little_gb, 48, 400),
    ABS("memory.incast", "16 hosts, 512 lines each, on 26.5 GB/s", "us", "Little's law", EXACT,
        19.784, 0.001, incast_us, 16, 512, 250, 26.5),
    REL("memory.delayed.0", "flits delayed, P = 5e-6, 50 ns turnaround, 0 m", "",
        "P RTT / flit, two digits", EXACT, 1.3e-4, 0.01, delayed, 5e-6, 0),
    REL("memory.delayed.100", "flits delayed, P = 5e-6, 50 ns turnaround, 100 m", "",
        "P RTT / flit, two digits", EXACT, 2.6e-3, 0.02, delayed, 5e-6, 100),
    ABS("memory.v15.printed.64.6", "use of a x16 port at 64 GT/s, 64 flits, 6 m", "", PROTOTYPE,
        OWN, 1.0, 0.002, port_use, 64, 6),
    ABS("memory.v15.printed.64.10", "use of a x16 port at 64 GT/s, 64 flits, 10 m", "", PROTOTYPE,
        OWN, 0.854, 0.002, port_use, 64, 10),
    ABS("memory.v15.printed.64.30", "use of a x16 port at 64 GT/s, 64 flits, 30 m", "", PROTOTYPE,
        OWN, 0.37, 0.002, port_use, 64, 30),
    ABS("memory.v15.printed.64.100", "use of a x16 port at 64 GT/s, 64 flits, 100 m", "", PROTOTYPE,
        OWN, 0.124, 0.002, port_use, 64, 100),
    ABS("memory.v15.printed.256.50", "use of a x16 port at 64 GT/s, 256 flits, 50 m", "", PROTOTYPE,
        OWN, 0.944, 0.002, port_use, 256, 50),
    ABS("memory.v15.printed.256.100", "use of a x16 port at 64 GT/s, 256 flits, 100 m", "",
        PROTOTYPE, OWN, 0.496, 0.002, port_use, 256, 100),
    ABS("memory.v15.printed.1024.100", "use of a x16 port at 64 GT/s, 1024 flits, 100 m", "",
        PROTOTYPE, OWN, 0.997, 0.002, port_use, 1024, 100),
    EVENT(64, 0),
    EVENT(64, 1),
    EVENT(64, 2),
    EVENT(64, 6),
    EVENT(64, 10),
    EVENT(64, 20),
    EVENT(64, 30),
    EVENT(64, 50),
    EVENT(64, 100),
    EVENT(256, 0),
    EVENT(256, 1),
    EVENT(256, 2),
    EVENT(256, 6),
    EVENT(256, 10),
    EVENT(256, 20),
    EVENT(256, 30),
    EVENT(256, 50),
    EVENT(256, 100),
    EVENT(1024, 0),
    EVENT(1024, 1),
    EVENT(1024, 2),
    EVENT(1024, 6),
    EVENT(1024, 10),
    EVENT(1024, 20),
    EVENT(1024, 30),
    EVENT(1024, 50),
    EVENT(1024, 100),
    ABS("memory.kv", "keys and values of a token, 80 layers, 8 heads of 128, 2 B", "B",
        "2 layers heads dim bytes", EXACT, 327680, 0, kv, 80, 8, 128, 2),
    ABS("memory.optimizer", "pass over 1e9 parameters at 28 GB/s", "s",
        "14 B read and 14 B written a parameter", EXACT, 1.0, 1e-12, optimizer, 1e9, 28),
    ABS("memory.pool.one", "saving of a pool of one host", "", "identity", EXACT, 0, 1e-12, pool,
        SL_DEMAND_LOGNORMAL, 200, 80, 1, 0.5, 0),
    ABS("memory.pool.correlated", "saving when all demands move together", "", "identity", EXACT, 0,
        1e-12, pool, SL_DEMAND_NORMAL, 200, 80, 64, 0.5, 1),
    ABS("memory.pool.normal", "saving of 16 hosts, normal demand, sd mean/4, risk 1e-3", "",
        "1 - (1 + z/16)/(1 + z/4), z = 3.0902323", EXACT, 0.3268827, 1e-06, pool, SL_DEMAND_NORMAL,
        4, 1, 16, 1, 0),
    ABS("memory.compose.fixed", "servers of 8 GPUs and 2 units of memory for 3 jobs of 12 and 5",
        "", "counting", EXACT, 9, 0, compose, 0),
    ABS("memory.compose.trays", "GPUs used by the same on trays of 4", "", "counting", EXACT, 1.0,
        0, compose, 1),
    ABS("memory.compose.gpus", "GPUs used by the same on servers", "", "counting: 36 of 72", EXACT,
        0.5, 1e-12, compose, 2),
    ABS("memory.compose.shared", "servers for the same when they are shared perfectly", "",
        "counting: 15 units of memory in servers of 2", EXACT, 8, 0, compose, 3),
    {.id = "memory.v4.curve",
     .what = "largest departure of latency from the maker's curve at 58 % reads",
     .unit = "",
     .source = MESS,
     .origin = SL_ORIGIN_PUBLISHED,
     .tolerance = 0.15,
     .full = curve},
};

const selftest_table selftest_memory = {"memory", cases, sizeof cases / sizeof *cases};
