// The memory layer against exact sums, limits, brute force and Monte Carlo.
#include "sl_test.h"

#include "shoreline/constants.h"
#include "shoreline/fec.h"
#include "shoreline/memory.h"
#include "shoreline/random.h"

#include <stdlib.h>

// ---- flits: symbols drawn one by one ----

typedef struct generator {
    uint64_t state;
} generator;

// Steele, Lea and Flood's SplitMix64, to a uniform number.
static double uniform(generator *g)
{
    uint64_t z = (g->state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

// Share of flits with two wrong bytes in one of three codewords, lanes kept over flits.
static double drawn_retry(double fber, double burst, int lanes, int flits)
{
    generator g = {12345};
    bool wrong[256] = {false};
    int failed = 0;
    for (int f = 0; f < flits; f++) {
        int hit[3] = {0};
        for (int row = 0; row < 256 / lanes; row++)
            for (int lane = 0; lane < lanes; lane++) {
                bool byte = false;
                for (int s = 0; s < 4; s++) {
                    bool again = wrong[lane] && uniform(&g) < burst;
                    wrong[lane] = again || uniform(&g) < 2.0 * fber;
                    byte = byte || wrong[lane];
                }
                hit[(row * lanes + lane) % 3] += byte;
            }
        failed += hit[0] > 1 || hit[1] > 1 || hit[2] > 1;
    }
    return (double)failed / flits;
}

static double retry(double fber, double burst, int lanes)
{
    sl_error_process e = {.first_ber = fber, .burst = burst};
    return pow(10.0, sl_fec_log10_flit_retry(&e, lanes));
}

static void test_flit_drawn(void **state)
{
    (void)state;
    static const struct {
        double fber, burst;
        int lanes;
    } cases[] = {{1e-3, 0.0, 16}, {5e-4, 0.5, 16}, {2e-4, 0.8, 16}, {2e-4, 0.8, 4}, {1e-4, 0.9, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const int flits = 20000;
        double want = retry(cases[i].fber, cases[i].burst, cases[i].lanes);
        double got = drawn_retry(cases[i].fber, cases[i].burst, cases[i].lanes, flits);
        sl_assert_abs(got, want, 4.0 * sqrt(want * (1.0 - want) / flits));
    }
}

// Without bursts bytes are independent: the product of three binomial laws.
static void test_flit_independent(void **state)
{
    (void)state;
    static const double fbers[] = {1e-6, 1e-4, 1e-2};
    for (int i = 0; i < 3; i++) {
        double p = -expm1(4.0 * log1p(-2.0 * fbers[i])), good = 1.0;
        static const double bytes[] = {86.0, 85.0, 85.0};
        for (int c = 0; c < 3; c++)
            good *= pow(1.0 - p, bytes[c]) + bytes[c] * p * pow(1.0 - p, bytes[c] - 1.0);
        sl_assert_abs(retry(fbers[i], 0.0, 16), 1.0 - good, 1e-13 + 1e-9 * (1.0 - good));
    }
    sl_assert_rel(retry(1e-3, 0.0, 16), retry(1e-3, 0.0, 1), 1e-12); // lanes do not matter then
    sl_assert_rel(retry(1e-3, 0.0, 12), retry(1e-3, 0.0, 1), 1e-12);
}

static void test_flit_edges(void **state)
{
    (void)state;
    sl_error_process none = {.burst = 0.5}, tiny = {.first_ber = 1e-60}, bad = {.first_ber = 0.3},
                     sure = {.first_ber = 1e-3, .burst = 1.0};
    assert_true(sl_fec_log10_flit_retry(&none, 16) == -INFINITY);
    sl_assert_abs(sl_fec_log10_flit_retry(&tiny, 16), -120.0 + log10(10795.0 * 64.0), 1e-9);
    assert_true(isnan(sl_fec_log10_flit_retry(&bad, 16)));
    assert_true(isnan(sl_fec_log10_flit_retry(&sure, 16)));
    assert_true(isnan(sl_fec_log10_flit_retry(&tiny, 0)));
    assert_true(isnan(sl_fec_log10_flit_retry(&tiny, 257)));
    sl_error_process nrz = {.first_ber = 1e-9, .nrz = true}; // as many wrong bytes as with PAM4
    sl_assert_rel(pow(10.0, sl_fec_log10_flit_retry(&nrz, 16)), retry(1e-9, 0.0, 16), 1e-6);
    sl_error_process most = {.first_ber = 0.25, .burst = 0.99};
    sl_assert_abs(sl_fec_log10_flit_retry(&most, 16), 0.0, 1e-9);
    for (double b = 0.0; b < 0.95; b += 0.05) // worse with longer bursts, at one rate of them
        assert_true(retry(1e-6, b, 16) < retry(1e-6, b + 0.05, 16));
    sl_error_process e = {.first_ber = 1e-9};
    sl_assert_rel(pow(10.0, sl_fec_log10_block_retry(&e, 544.0)), 544e-9, 1e-6);
}

// ---- what a CRC may miss: all patterns of a short block, one by one ----

static double beyond(const sl_error_process *e, int bytes, int lanes, int sure)
{
    return pow(10.0, sl_fec_log10_block_beyond(e, bytes, lanes, sure));
}

// Chance of the pattern's bits, byte k on lane k mod lanes, each lane's symbols in a chain of its
// own that begins in its stationary state.
static double pattern_chance(unsigned pattern, int bytes, int lanes, double f, double burst)
{
    double again = burst + (1.0 - burst) * f, wrong = f / (1.0 - again + f), p = 1.0;
    for (int lane = 0; lane < lanes; lane++) {
        double after = wrong * again + (1.0 - wrong) * f;
        for (int byte = lane; byte < bytes; byte += lanes)
            for (int bit = 0; bit < 8; bit++) {
                bool hit = pattern >> (8 * byte + bit) & 1;
                p *= hit ? after : 1.0 - after;
                after = hit ? again : f;
            }
    }
    return p;
}

static double enumerated_beyond(int bytes, int lanes, int sure, double f, double burst)
{
    double sum = 0.0;
    for (unsigned pattern = 0; pattern < 1u << 8 * bytes; pattern++) {
        int bits = 0, hits = 0;
        for (int k = 0; k < 8 * bytes; k++)
            bits += pattern >> k & 1;
        for (int k = 0; k < bytes; k++)
            hits += (pattern >> 8 * k & 255) != 0;
        if (bits > sure && hits > 1) sum += pattern_chance(pattern, bytes, lanes, f, burst);
    }
    return sum;
}

static void test_crc_enumerated(void **state)
{
    (void)state;
    for (int lanes = 1; lanes <= 2; lanes++)
        for (int sure = 0; sure <= 4; sure++)
            for (int b = 0; b < 2; b++) {
                sl_error_process e = {.first_ber = 0.03, .burst = 0.6 * b, .nrz = true};
                sl_assert_rel(beyond(&e, 2, lanes, sure),
                              enumerated_beyond(2, lanes, sure, 0.03, e.burst), 1e-10);
            }
    sl_error_process e = {.first_ber = 0.01, .burst = 0.4, .nrz = true};
    sl_assert_rel(beyond(&e, 3, 2, 3), enumerated_beyond(3, 2, 3, 0.01, 0.4), 1e-10);
}

// A flit of 68 B: sets of four of its 544 bits that do not share a byte.
static void test_crc_first_order(void **state)
{
    (void)state;
    double four = 544.0 * 543.0 * 542.0 * 541.0 / 24.0 - 68.0 * 70.0;
    sl_error_process e = {.first_ber = 1e-9, .nrz = true}, none = {.nrz = true};
    static const int lanes[] = {1, 2, 8, 16};
    for (int i = 0; i < 4; i++)
        sl_assert_rel(beyond(&e, 68, lanes[i], 3), four * 1e-36, 1e-5);
    assert_true(sl_fec_log10_block_beyond(&none, 68, 8, 3) == -INFINITY);
    assert_true(isnan(sl_fec_log10_block_beyond(&e, 0, 8, 3)));
    assert_true(isnan(sl_fec_log10_block_beyond(&e, 68, 0, 3)));
    assert_true(isnan(sl_fec_log10_block_beyond(&e, 68, 8, SL_CRC_SURE_MAX + 1)));
}

// ---- latency ----

static void test_ledger(void **state)
{
    (void)state;
    sl_load_path path = {.base_s = 250e-9,
                         .length_m = 10.0,
                         .index = 1.468,
                         .retimers = 2.0,
                         .retimer_s = 12e-9,
                         .conversions = 2.0,
                         .conversion_s = 1e-9,
                         .switches = 1.0,
                         .switch_s = 115e-9,
                         .fec_s = 5e-9};
    sl_load_ledger l;
    assert_int_equal(sl_load_ledger_of(&l, &path), SL_OK);
    sl_assert_rel(l.total_s, 250e-9 + 48e-9 + 4e-9 + 230e-9 + 10e-9 + 20.0 * 1.468 / 299792458.0,
                  1e-12);
    sl_assert_rel(l.base_s + l.retimers_s + l.conversions_s + l.flight_s + l.switches_s + l.fec_s,
                  l.total_s, 1e-15);
    path.index = 0.9;
    assert_int_equal(sl_load_ledger_of(&l, &path), SL_ERR_DOMAIN);
    assert_true(isnan(sl_load_latency_s(&path)));
}

// At the length of the verdict the margin is zero, and it changes sign there.
static void test_verdict(void **state)
{
    (void)state;
    sl_load_path path = {.base_s = 250e-9, .index = 1.468, .conversions = 2, .conversion_s = 1e-9};
    sl_slot_verdict v;
    assert_int_equal(sl_slot_verdict_of(&v, &path, 0.1), SL_OK);
    assert_true(v.same);
    path.length_m = v.length_max_m;
    assert_int_equal(sl_slot_verdict_of(&v, &path, 0.1), SL_OK);
    sl_assert_abs(v.margin_s, 0.0, 1e-20);
    path.length_m *= 1.001;
    assert_int_equal(sl_slot_verdict_of(&v, &path, 0.1), SL_OK);
    assert_false(v.same);
    path.retimers = 2;
    path.retimer_s = 12e-9;
    assert_int_equal(sl_slot_verdict_of(&v, &path, 0.1), SL_OK);
    assert_true(v.length_max_m < 0.0);
    assert_int_equal(sl_slot_verdict_of(&v, &path, -0.1), SL_ERR_DOMAIN);
}

// ---- bandwidth ----

static double bandwidth(sl_memory_protocol p, double read_share)
{
    return sl_memory_bandwidth_bytes_per_s(p, 16.0, 64e9, read_share);
}

// Never above both directions' raw rate; most where both are equally busy.
static void test_bandwidth(void **state)
{
    (void)state;
    double raw = sl_port_bytes_per_s(16.0, 64e9);
    sl_assert_rel(raw, 128e9, 1e-15);
    for (int p = 0; p < SL_MEMORY_PROTOCOLS; p++) {
        double most = 0.0;
        for (int i = 0; i <= 100; i++) {
            double b = bandwidth((sl_memory_protocol)p, i / 100.0);
            assert_true(b > 0.0 && b < 2.0 * raw);
            most = fmax(most, b);
        }
        assert_true(most > bandwidth((sl_memory_protocol)p, 0.0));
        assert_true(most > bandwidth((sl_memory_protocol)p, 1.0));
    }
    // Reads only: a line in 4.5 slots of 17 B, or in 84 B and its code.
    sl_assert_rel(bandwidth(SL_MEMORY_CXL_68, 1.0), raw * 64.0 / 76.5, 1e-12);
    sl_assert_rel(bandwidth(SL_MEMORY_PCIE_TLP, 1.0), raw * 64.0 / 84.0 * 128.0 / 130.0, 1e-12);
    sl_assert_rel(bandwidth(SL_MEMORY_PCIE_FLIT, 0.0), raw * 0.8 * 236.0 / 256.0, 1e-12);
    assert_true(isnan(bandwidth(SL_MEMORY_CXL_68, 1.1)));
    assert_true(isnan(bandwidth((sl_memory_protocol)9, 0.5)));
    assert_true(isnan(sl_flit_time_s(SL_MEMORY_CXL_68, 0.5, 64e9)));
}

static void test_credits(void **state)
{
    (void)state;
    sl_credit_loop loop = {.flits = 64, .flit_s = 2e-9, .index = 1.468, .turnaround_s = 50e-9};
    sl_assert_rel(sl_credit_round_trip_s(&loop), 52e-9, 1e-12);
    sl_assert_rel(sl_credit_utilisation(&loop), 1.0, 1e-15);
    sl_assert_rel(sl_credit_need_bytes(&loop, 256.0), 256.0 * 26.0, 1e-12);
    loop.length_m = 100.0;
    double use = sl_credit_utilisation(&loop);
    loop.flits = sl_credit_need_bytes(&loop, 256.0) / 256.0; // as many as are needed, and no more
    sl_assert_rel(sl_credit_utilisation(&loop), 1.0, 1e-12);
    loop.flits *= use;
    sl_assert_rel(sl_credit_utilisation(&loop), use, 1e-12);
    loop.flits = 0.0;
    assert_true(isnan(sl_credit_utilisation(&loop)));
    assert_true(isnan(sl_credit_window_s(&loop)));
}

static void test_retry(void **state)
{
    (void)state;
    sl_retry r;
    assert_int_equal(sl_retry_of(&r, SL_RETRY_GO_BACK_N, 1e-3, 100e-9, 2e-9), SL_OK);
    sl_assert_rel(r.goodput, 0.999 / 1.049, 1e-12);
    sl_assert_rel(r.goodput + r.delayed, 1.0, 1e-15);
    // Half of the flits fail, 26 places on the wire each: one good flit takes 27.
    assert_int_equal(sl_retry_of(&r, SL_RETRY_GO_BACK_N, 0.5, 52e-9, 2e-9), SL_OK);
    sl_assert_rel(r.goodput, 1.0 / 27.0, 1e-12);
    assert_int_equal(sl_retry_of(&r, SL_RETRY_GO_BACK_N, 1.0, 100e-9, 2e-9), SL_OK);
    sl_assert_abs(r.goodput, 0.0, 0.0);
    sl_assert_abs(r.delayed, 1.0, 0.0);
    for (int mode = 0; mode < 2; mode++) { // a window of one flit: go-back-N is selective
        assert_int_equal(sl_retry_of(&r, (sl_retry_mode)mode, 0.3, 2e-9, 2e-9), SL_OK);
        sl_assert_rel(r.goodput, 0.7, 1e-12);
    }
    assert_int_equal(sl_retry_of(&r, SL_RETRY_SELECTIVE, 1e-3, 100e-9, 2e-9), SL_OK);
    sl_assert_rel(r.goodput, 0.999, 1e-15);
    assert_int_equal(sl_retry_of(&r, SL_RETRY_GO_BACK_N, 1.1, 100e-9, 2e-9), SL_ERR_DOMAIN);
    assert_int_equal(sl_retry_of(&r, SL_RETRY_GO_BACK_N, 0.1, 1e-9, 2e-9), SL_ERR_DOMAIN);
}

// ---- load ----

// Little's law holds at every point, and the two ends are the idle latency and the bandwidth.
// Each of the three in turn; the rates are by hand.
static void test_stream(void **state)
{
    (void)state;
    sl_stream s;
    assert_int_equal(sl_stream_of(&s, 107e9, INFINITY, 512.0, 1.23e-6), SL_OK);
    sl_assert_rel(s.bytes_per_s, 26.6406504e9, 1e-8); // 32768 B in 1.23 us
    assert_int_equal(s.limit, SL_STREAM_LINES);
    assert_int_equal(sl_stream_of(&s, 107e9, 20e9, 512.0, 1.23e-6), SL_OK);
    assert_true(s.bytes_per_s == 20e9 && s.limit == SL_STREAM_DEVICE);
    assert_int_equal(sl_stream_of(&s, 12e9, 20e9, 512.0, 1.23e-6), SL_OK);
    assert_true(s.bytes_per_s == 12e9 && s.limit == SL_STREAM_PORT);
    assert_int_equal(sl_stream_of(&s, 20e9, 20e9, 512.0, 1.23e-6), SL_OK);
    assert_int_equal(s.limit, SL_STREAM_PORT);
    assert_int_equal(sl_stream_of(&s, 12e9, 20e9, 0.0, 1.23e-6), SL_ERR_DOMAIN);
    assert_int_equal(sl_stream_of(&s, 12e9, 20e9, 512.0, 0.0), SL_ERR_DOMAIN);
    assert_int_equal(sl_stream_of(&s, (double)NAN, 20e9, 512.0, 1e-6), SL_ERR_DOMAIN);
}

static void test_closed_loop(void **state)
{
    (void)state;
    double last = 0.0;
    for (double lines = 0.01; lines < 1e6; lines *= 1.7) {
        sl_closed_loop c;
        assert_int_equal(sl_closed_loop_of(&c, lines, 250e-9, 19e-9, 26e9), SL_OK);
        sl_assert_rel(c.bytes_per_s * c.latency_s, lines * 64.0, 1e-9);
        if (c.load < 0.999)
            sl_assert_rel(c.latency_s, sl_loaded_latency_s(250e-9, 19e-9, c.load), 1e-7);
        assert_true(c.latency_s >= last && c.bytes_per_s <= 26e9 * (1.0 + 1e-12));
        last = c.latency_s;
    }
    sl_closed_loop c;
    assert_int_equal(sl_closed_loop_of(&c, 0.01, 250e-9, 19e-9, 26e9), SL_OK);
    sl_assert_rel(c.latency_s, 250e-9, 1e-4);
    assert_int_equal(sl_closed_loop_of(&c, 8192.0, 250e-9, 0.0, 26.5e9), SL_OK);
    sl_assert_rel(c.latency_s, sl_load_incast_s(16.0, 512.0, 250e-9, 26.5e9), 1e-12);
    assert_true(c.saturated);
    assert_int_equal(sl_closed_loop_of(&c, 0.0, 250e-9, 0.0, 26e9), SL_ERR_DOMAIN);
    assert_true(sl_loaded_latency_s(1e-7, 1e-8, 1.0) == INFINITY);
    assert_true(isnan(sl_loaded_latency_s(1e-7, 1e-8, 1.1)));
    assert_true(isnan(sl_load_incast_s(0.5, 1.0, 1e-7, 1e9)));
}

// ---- pools ----

static int compare_double(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// Quantile of the sum of n lognormal demands of mean 1, drawn.
static double drawn_quantile(double sd, int n, double risk)
{
    enum { DRAWS = 40000 };
    static double sum[DRAWS];
    double s2 = log1p(sd * sd), s = sqrt(s2);
    for (int i = 0; i < DRAWS; i++) {
        sum[i] = 0.0;
        for (int h = 0; h < n; h++)
            sum[i] += exp(s * sl_random_normal(7, 1, (uint64_t)h, (uint64_t)i) - s2 / 2.0);
    }
    qsort(sum, DRAWS, sizeof *sum, compare_double);
    return sl_quantile_sorted(sum, DRAWS, 1.0 - risk);
}

static sl_pool_need need_of(sl_pool p)
{
    sl_pool_need need = {NAN, NAN, NAN, NAN};
    assert_int_equal(sl_pool_need_of(&need, &p), SL_OK);
    return need;
}

static void test_pool_drawn(void **state)
{
    (void)state;
    static const double sds[] = {0.2, 0.5, 1.0};
    for (int i = 0; i < 3; i++) {
        sl_pool p = {.demand = SL_DEMAND_LOGNORMAL,
                     .mean = 1.0,
                     .sd = sds[i],
                     .hosts = 16.0,
                     .share = 1.0,
                     .risk = 0.01};
        sl_pool_need need = need_of(p);
        sl_assert_rel(need.alone, drawn_quantile(sds[i], 1, 0.01), 0.05);
        sl_assert_rel(need.pool, drawn_quantile(sds[i], 16, 0.01), 0.03);
    }
}

static void test_pool_limits(void **state)
{
    (void)state;
    for (int law = 0; law < 2; law++) {
        sl_pool p = {.demand = (sl_demand)law,
                     .mean = 200.0,
                     .sd = 80.0,
                     .hosts = 1.0,
                     .share = 0.5,
                     .risk = 1e-3};
        sl_assert_abs(need_of(p).saving, 0.0, 1e-12);
        double last = 0.0;
        for (p.hosts = 2.0; p.hosts <= 1024.0; p.hosts *= 2.0) { // more hosts save more
            double saving = need_of(p).saving;
            assert_true(saving > last);
            last = saving;
        }
        p.hosts = 1e6; // of a huge pool every host needs its mean
        sl_pool_need need = need_of(p);
        sl_assert_rel(need.pool / p.hosts, p.share * p.mean, 0.01);
        sl_assert_rel(need.saving, 1.0 - (need.local + need.pool / p.hosts) / need.alone, 1e-12);
        p.correlation = 1.0;
        sl_assert_abs(need_of(p).saving, 0.0, 1e-9);
        p.sd = 0.0;
        sl_assert_abs(need_of(p).saving, 0.0, 1e-12);
        p.risk = 0.6;
        sl_pool_need out;
        assert_int_equal(sl_pool_need_of(&out, &p), SL_ERR_DOMAIN);
        p.risk = 1e-3;
        p.sd = 200.1; // wider than its mean: only sums of normal demands are known then
        assert_int_equal(sl_pool_need_of(&out, &p), law ? SL_ERR_DOMAIN : SL_OK);
    }
}

static void test_pool_bought(void **state)
{
    (void)state;
    sl_pool_need need = {.alone = 100.0, .local = 50.0, .pool = 480.0, .saving = 0.2};
    sl_assert_rel(sl_pool_saving_bought(&need, 16.0, 480.0), 0.2, 1e-12);
    sl_assert_rel(sl_pool_saving_bought(&need, 16.0, 640.0), 0.1, 1e-12); // whole trays
    sl_assert_rel(sl_pool_saving_bought(&need, 16.0, 960.0), -0.1, 1e-12);
    assert_true(isnan(sl_pool_saving_bought(&need, 0.0, 960.0)));
}

// ---- composition ----

static void test_compose(void **state)
{
    (void)state;
    sl_job_kind jobs[] = {{.need = {{8.0, 4.0, 0.0}}, .count = 2.0},
                          {.need = {{0.0, 3.0, 10.0}}, .count = 1.0}};
    sl_bundle server = {{8.0, 2.0, 10.0}}, tray = {{4.0, 1.0, 5.0}}, value = {{10.0, 1.0, 0.0}};
    sl_composition c;
    assert_int_equal(sl_compose(&c, jobs, 2, &server, &tray, &value), SL_OK);
    sl_assert_rel(c.servers, 6.0, 0.0);        // 2 x 2 for memory, 2 for memory
    sl_assert_rel(c.shared_servers, 6.0, 0.0); // 11 of memory by 2
    sl_assert_rel(c.trays[SL_RES_GPU], 4.0, 0.0);
    sl_assert_rel(c.trays[SL_RES_MEMORY], 11.0, 0.0);
    sl_assert_rel(c.trays[SL_RES_STORAGE], 2.0, 0.0);
    sl_assert_rel(c.fixed_used[SL_RES_GPU], 16.0 / 48.0, 1e-15);
    sl_assert_rel(c.fixed_used[SL_RES_STORAGE], 10.0 / 60.0, 1e-15);
    sl_assert_rel(c.fixed_stranded, 1.0 - (160.0 + 11.0) / (480.0 + 12.0), 1e-12);
    sl_assert_abs(c.trays_stranded, 0.0, 1e-15);
    assert_true(c.shared_stranded <= c.fixed_stranded);
    tray.of[SL_RES_MEMORY] = 0.0;
    assert_int_equal(sl_compose(&c, jobs, 2, &server, &tray, &value), SL_ERR_DOMAIN);
    assert_int_equal(sl_compose(&c, jobs, 0, &server, &tray, &value), SL_ERR_DOMAIN);
}

static void test_trays(void **state)
{
    (void)state;
    sl_assert_rel(sl_trays_for(0.3, 0.1), 3.0, 0.0); // 0.3/0.1 is a little less or more than 3
    sl_assert_rel(sl_trays_for(0.1 * 3.0, 0.1), 3.0, 0.0);
    sl_assert_rel(sl_trays_for(0.31, 0.1), 4.0, 0.0);
    sl_assert_abs(sl_trays_for(0.0, 0.0), 0.0, 0.0);
    assert_true(isnan(sl_trays_for(1.0, 0.0)));
    assert_true(isnan(sl_trays_for(-1.0, 1.0)));
}

// ---- offload ----

static void test_offload(void **state)
{
    (void)state;
    double kv = sl_kv_bytes_per_token(80.0, 8.0, 128.0, 2.0);
    double token_s = sl_prefill_token_s(70e9, 400e12);
    sl_assert_rel(token_s, 350e-6, 1e-12);
    sl_assert_rel(sl_kv_fetch_gain(token_s, kv, 0.0, kv / token_s), 1.0, 1e-12); // break-even
    double even = sl_kv_break_even_bytes_per_s(token_s, kv, 50e-6);
    sl_assert_rel(even, 327680.0 / 300e-6, 1e-12);
    sl_assert_rel(sl_kv_fetch_gain(token_s, kv, 50e-6, even), 1.0, 1e-12);
    assert_true(isinf(sl_kv_break_even_bytes_per_s(token_s, kv, token_s)));
    assert_true(isnan(sl_kv_break_even_bytes_per_s(token_s, kv, -1.0)));
    sl_assert_rel(sl_optimizer_pass_s(sl_optimizer_parameters_max(2.0, 50e9), 50e9), 2.0, 1e-12);
    assert_true(isnan(sl_kv_bytes_per_token(0.0, 8.0, 128.0, 2.0)));
    assert_true(isnan(sl_prefill_token_s(70e9, 0.0)));
    assert_true(isnan(sl_kv_fetch_gain(0.0, kv, 0.0, 1.0)));
    assert_true(isnan(sl_optimizer_pass_s(1e9, 0.0)));
    assert_true(isnan(sl_optimizer_parameters_max(0.0, 1.0)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_flit_drawn),      cmocka_unit_test(test_flit_independent),
        cmocka_unit_test(test_flit_edges),      cmocka_unit_test(test_crc_enumerated),
        cmocka_unit_test(test_crc_first_order), cmocka_unit_test(test_pool_bought),
        cmocka_unit_test(test_ledger),          cmocka_unit_test(test_verdict),
        cmocka_unit_test(test_bandwidth),       cmocka_unit_test(test_credits),
        cmocka_unit_test(test_retry),           cmocka_unit_test(test_closed_loop),
        cmocka_unit_test(test_stream),          cmocka_unit_test(test_pool_drawn),
        cmocka_unit_test(test_pool_limits),     cmocka_unit_test(test_compose),
        cmocka_unit_test(test_trays),           cmocka_unit_test(test_offload),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
