// Times, queues, balance, recovery, buffers, collectives: against event-by-event walks,
// enumeration, other arithmetic and identities.
#include "sl_test.h"

#include "shoreline/fabric.h"

// ---- an idle path, packet by packet ----

static double walked_fct(const sl_message *m, int hops, double rate_bps, double delay_s)
{
    static double ready[64]; // when each link is free again
    for (int i = 0; i < hops; i++)
        ready[i] = 0.0;
    double payload = m->mtu_bytes - m->header_bytes, left = m->bytes, last = 0.0;
    while (left > 0.0) {
        double part = fmin(left, payload), wire_s = 8.0 * (part + m->header_bytes) / rate_bps;
        double at = 0.0;
        for (int i = 0; i < hops; i++) {
            double leaves = fmax(at, ready[i]) + wire_s;
            ready[i] = leaves;
            at = leaves + delay_s;
        }
        last = at;
        left -= part;
    }
    return last + hops * (8.0 * m->ack_bytes / rate_bps + delay_s);
}

static void test_fct_walked(void **state)
{
    (void)state;
    static const double sizes[] = {1, 64, 4086, 4087, 8172, 40860, 100000, 1234567};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int hops = 1; hops <= 7; hops++) {
            sl_message m = {sizes[i], 4150, 64, 64};
            sl_assert_rel(sl_unloaded_fct_s(&m, hops, 1e11, 1e-6), walked_fct(&m, hops, 1e11, 1e-6),
                          1e-12);
        }
    sl_message bad = {1000, 64, 64, 64};
    assert_true(isnan(sl_unloaded_fct_s(&bad, 1, 1e11, 0)));
}

static void test_path_ledger(void **state)
{
    (void)state;
    sl_path_in in = {.packet_bytes = 1250,
                     .header_bytes = 125,
                     .rate_bps = 1e10,
                     .links = 4,
                     .switch_s = 1e-7,
                     .phy_s = 2e-7,
                     .length_m = 100,
                     .flight_s_m = 5e-9,
                     .host_s = 1e-6};
    sl_path_ledger out;
    assert_int_equal(sl_path_latency(&out, &in), SL_OK);
    sl_assert_rel(out.serialisation_s, 4e-6, 1e-12);
    sl_assert_rel(out.total_s, 4e-6 + 3e-7 + 8e-7 + 5e-7 + 1e-6, 1e-12);
    sl_assert_rel(out.serialisation_s + out.switch_s + out.phy_s + out.flight_s + out.host_s,
                  out.total_s, 1e-15);
    in.cut_through = true;
    assert_int_equal(sl_path_latency(&out, &in), SL_OK);
    sl_assert_rel(out.serialisation_s, 1e-6 + 3e-7, 1e-12);
    in.header_bytes = 2000;
    assert_int_equal(sl_path_latency(&out, &in), SL_ERR_DOMAIN);
}

static void test_incast(void **state)
{
    (void)state;
    sl_incast_in in = {.message = {1e5, 4150, 64, 64},
                       .senders = 100,
                       .rate_bps = 1e11,
                       .rtt_s = 10e-6,
                       .pacing = 1.0,
                       .window_bytes = 125e3,
                       .buffer_bytes = 64e6,
                       .recovery_s = 100e-6,
                       .quantile = 0.999};
    sl_incast_out a, b;
    assert_int_equal(sl_incast(&a, &in), SL_OK);
    sl_assert_rel(a.last_s, a.floor_s + 10e-6, 1e-12);
    sl_assert_rel(a.tail_s, a.last_s, 1e-12);
    assert_true(a.overflow_bytes == 0.0);
    in.buffer_bytes = 1e6; // the first burst does not fit
    assert_int_equal(sl_incast(&b, &in), SL_OK);
    sl_assert_rel(b.last_s, a.last_s + 100e-6, 1e-12);
    assert_true(b.overflow_bytes > 8e6);
    in.buffer_bytes = 64e6;
    in.loss = 1e-3; // 25 packets: one loss in 2.5 % of messages, so the quantile meets one or two
    assert_int_equal(sl_incast(&b, &in), SL_OK);
    sl_assert_rel(b.tail_s, a.last_s + 110e-6, 1e-12);
    in.pacing = 0.0;
    assert_int_equal(sl_incast(&b, &in), SL_ERR_DOMAIN);
}

// ---- queues ----

// Erlang's alternating series in 80-digit arithmetic.
static const struct {
    double load, time, tail;
} md1[] = {
    {0.05, 2.5, 3.82491063930612e-6}, {0.05, 3.2, 1.50350749550067e-7},
    {0.05, 4, 3.88287545200578e-9},   {0.2, 3.5, 3.8781353344016e-5},
    {0.2, 5, 7.20151146750582e-7},    {0.5, 0.5, 0.357987291656129},
    {0.5, 10.3, 1.58449475635171e-6}, {0.8, 12, 0.00492454421674001},
    {0.8, 40, 2.83935046508205e-8},   {0.95, 15.5, 0.199761158925271},
    {0.95, 100, 3.69354112893665e-5},
};

static void test_md1(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof md1 / sizeof *md1; i++)
        sl_assert_rel(sl_md1_tail(md1[i].load, 1.0, md1[i].time), md1[i].tail, 1e-10);
    for (double load = 0.02; load < 0.99; load += 0.03) {
        // The mean is the integral of the tail; the two forms meet at 16 services.
        double sum = 0.0, step = 1e-2;
        for (double t = 0.5 * step; t < 60.0 / (1.0 - load); t += step)
            sum += step * sl_md1_tail(load, 1.0, t);
        sl_assert_rel(sum, sl_mg1_wait_s(load, 1.0, 0.0), 2e-4);
        sl_assert_rel(sl_md1_tail(load, 1.0, 16.0 - 1e-12), sl_md1_tail(load, 1.0, 16.0),
                      load < 0.1 ? 1e-3 : 1e-6);
        sl_assert_rel(sl_md1_tail(load, 1.0, 0.0), load, 1e-12);
        for (double tail = 0.9 * load; tail > 1e-200; tail *= 1e-3) {
            double t = sl_md1_quantile_s(load, 2.0, tail);
            sl_assert_rel(sl_md1_tail(load, 2.0, t), tail, 1e-6);
        }
    }
    assert_true(sl_md1_quantile_s(0.3, 1.0, 0.3) == 0.0);
    assert_true(isnan(sl_md1_tail(1.0, 1.0, 1.0)));
    assert_true(isnan(sl_md1_quantile_s(0.5, 1.0, 0.0)));
}

static void test_mm1(void **state)
{
    (void)state;
    sl_assert_rel(sl_mm1_tail(0.5, 1.0, 2.0), 0.5 * exp(-1.0), 1e-12);
    sl_assert_rel(sl_mm1_tail(0.9, 1.0, sl_mm1_quantile_s(0.9, 1.0, 1e-4)), 1e-4, 1e-9);
    sl_assert_rel(sl_mg1_wait_s(0.9, 1.0, 1.0), 2.0 * sl_mg1_wait_s(0.9, 1.0, 0.0), 1e-12);
    assert_true(isinf(sl_mg1_wait_s(1.0, 1.0, 0.0)));
    assert_true(isnan(sl_mg1_wait_s(1.1, 1.0, 0.0)));
}

// ---- balls in bins: rational arithmetic outside of the project ----

static const struct {
    double balls, bins, cdf;
    int most;
} thrown[] = {
    {8, 8, 0.500779151917, 2},   {8, 8, 0.910134315491, 3},   {16, 4, 0.684697603807, 6},
    {24, 8, 0.49648032449, 5},   {32, 8, 0.88847588903, 8},   {32, 4, 0.423968991856, 10},
    {64, 64, 0.273986327948, 3}, {64, 64, 0.804109339597, 4}, {64, 64, 0.995858663848, 6},
    {64, 16, 0.737117279756, 8}, {60, 64, 0.849222728202, 4}, {128, 4, 0.824870676913, 40},
};

static void test_balls(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof thrown / sizeof *thrown; i++)
        sl_assert_rel(sl_balls_cdf(thrown[i].balls, thrown[i].bins, thrown[i].most), thrown[i].cdf,
                      thrown[i].balls <= 24 ? 1e-10 : 5e-3);
    assert_true(sl_balls_cdf(9, 8, 1) == 0.0);
    assert_true(sl_balls_cdf(9, 8, 9) == 1.0);
    sl_assert_rel(sl_balls_max_mean(1, 64, 1000), 1.0, 1e-9);
    sl_assert_rel(sl_balls_max_mean(10, 1, 1), 10.0, 1e-9);
    sl_assert_rel(sl_balls_max_mean(2, 2, 1), 1.5, 1e-9); // both in one with 1/2
    assert_true(isnan(sl_balls_cdf(1e6, 10, 100001)));
    double last = 0.0;
    for (int most = 1; most < 20; most++) {
        double cdf = sl_balls_cdf(100, 40, most);
        assert_true(cdf >= last && cdf <= 1.0);
        last = cdf;
    }
}

static void test_share(void **state)
{
    (void)state;
    // Two flows on two links: alone with 1/2, else half the rate.
    sl_hash_stage two = {1, 2, 2};
    sl_assert_rel(sl_hash_mean_share(&two, 1), 0.75, 1e-8);
}

// ---- recovery ----

static void test_recovery(void **state)
{
    (void)state;
    sl_assert_rel(sl_loss_efficiency(SL_RECOVERY_GO_BACK_N, 1e-3, 100), 0.999 / 1.099, 1e-12);
    // A window of one frame is stop and repeat: selective.
    sl_assert_rel(sl_loss_efficiency(SL_RECOVERY_GO_BACK_N, 0.1, 1), 0.9, 1e-12);
    assert_true(sl_loss_efficiency(SL_RECOVERY_SELECTIVE, 1, 1) == 0.0);
    assert_true(isnan(sl_loss_efficiency(SL_RECOVERY_GO_BACK_N, 0.1, 0.5)));
    sl_assert_rel(sl_path_loss(0.1, 2), 0.19, 1e-12);
    sl_assert_rel(sl_path_loss(1e-30, 6), 6e-30, 1e-12);
    sl_assert_rel(sl_window_frames(1e-5, 1e11, 1250), 100, 1e-12);
    sl_assert_rel(sl_window_frames(0, 1e11, 1250), 1, 1e-12);
    // One frame: none lost with 0.9, else one.
    assert_true(sl_recovery_count(0.1, 1, 0.89) == 0.0);
    assert_true(sl_recovery_count(0.1, 1, 0.91) == 1.0);
    assert_true(sl_recovery_count(0.0, 1e6, 0.999) == 0.0);
    // 1e6 frames of 1e-5: Poisson of mean 10, P(X > 20) = 1.6e-3, P(X > 21) = 7.0e-4.
    assert_true(sl_recovery_count(1e-5, 1e6, 0.999) == 21.0);
    sl_assert_rel(sl_link_retry_s(1e-7, 2e-7, 3e-7), 9e-7, 1e-12);
}

static void test_buffers(void **state)
{
    (void)state;
    // 100G, nothing but bits: two frames, pause, 100 m there and back.
    sl_assert_rel(sl_pfc_headroom_bytes(1e11, 1500, 100, 5e-9, 0, 0), 3000 + 84 + 12500, 1e-12);
    double need = sl_credit_buffer_bytes(8e11, 4096, 2e-6);
    sl_assert_rel(need, 200e3 + 4096, 1e-12);
    sl_assert_rel(sl_credit_share(need / 2, 8e11, 4096, 2e-6), 0.5, 1e-12);
    sl_assert_rel(sl_credit_share(2 * need, 8e11, 4096, 2e-6), 1.0, 1e-12);
    assert_true(sl_pfc_length_m(1e11, 1500, 1000, 5e-9, 0, 0) == 0.0);
    assert_true(isnan(sl_credit_buffer_bytes(0, 1, 1)));
}

// ---- collectives ----

// Ring all-reduce in steps: every rank passes on one of n parts, n-1 times twice.
static double ring_steps(int n, double bytes, const sl_collective_net *net)
{
    double time_s = 0.0;
    for (int phase = 0; phase < 2; phase++)
        for (int step = 0; step < n - 1; step++)
            time_s += net->latency_s + 8.0 * bytes / n / net->rate_bps;
    return time_s;
}

// Halving: half of what is left with the partner, then the same back.
static double halving_steps(int n, double bytes, const sl_collective_net *net)
{
    double time_s = 0.0;
    for (int span = n; span > 1; span /= 2) {
        bytes /= 2.0;
        time_s += 2.0 * (net->latency_s + 8.0 * bytes / net->rate_bps);
    }
    return time_s;
}

static const sl_collective_net net = {
    .rate_bps = 4e11, .latency_s = 3e-6, .overhead_s = 1e-7, .to_all_share = 1.0};

static void test_collective_steps(void **state)
{
    (void)state;
    for (int n = 2; n <= 1024; n *= 2)
        for (double bytes = 1; bytes < 1e10; bytes *= 100) {
            sl_assert_rel(sl_collective_s(SL_ALL_REDUCE, SL_ALGORITHM_RING, n, bytes, &net),
                          ring_steps(n, bytes, &net), 1e-12);
            sl_assert_rel(
                sl_collective_s(SL_ALL_REDUCE, SL_ALGORITHM_HALVING_DOUBLING, n, bytes, &net),
                halving_steps(n, bytes, &net), 1e-12);
        }
}

static void test_collective_kinds(void **state)
{
    (void)state;
    for (int kind = 0; kind < SL_COLLECTIVES; kind++) {
        double last = 0.0;
        assert_true(sl_collective_s((sl_collective_kind)kind, SL_ALGORITHM_AUTO, 1, 1e6, &net) ==
                    0.0);
        for (double bytes = 1; bytes < 1e12; bytes *= 3) { // never faster with more to carry
            double t =
                sl_collective_s((sl_collective_kind)kind, SL_ALGORITHM_AUTO, 64, bytes, &net);
            assert_true(t > last);
            last = t;
        }
    }
    double both = sl_collective_s(SL_REDUCE_SCATTER, SL_ALGORITHM_RING, 8, 1e6, &net) +
                  sl_collective_s(SL_ALL_GATHER, SL_ALGORITHM_RING, 8, 1e6, &net);
    sl_assert_rel(both, sl_collective_s(SL_ALL_REDUCE, SL_ALGORITHM_RING, 8, 1e6, &net), 1e-12);
    assert_true(isnan(sl_collective_s(SL_ALL_TO_ALL, SL_ALGORITHM_RING, 8, 1e6, &net)));
    assert_true(isnan(sl_collective_s(SL_ALL_REDUCE, SL_ALGORITHM_RING, 0, 1e6, &net)));
    sl_collective_net half = net;
    half.to_all_share = 0.5;
    half.latency_s = half.overhead_s = 0.0;
    sl_assert_rel(sl_collective_s(SL_ALL_TO_ALL, SL_ALGORITHM_DIRECT, 8, 1e6, &half),
                  2.0 * 7.0 / 8.0 * 8e6 / 4e11, 1e-12);
}

static void test_hierarchy(void **state)
{
    (void)state;
    sl_collective_fabric f = {.up = net, .out = net, .algorithm = SL_ALGORITHM_RING};
    f.up.rate_bps = 3.6e12;
    sl_collective_request r = {.kind = SL_ALL_REDUCE, .ranks = 64, .local = 8, .bytes = 1e9};
    r.domain = SL_DOMAIN_BOTH;
    double both_s = sl_fabric_collective_cost(&r, &f);
    sl_assert_rel(both_s, 2.0 * 7.0 / 8.0 * 8e9 / 3.6e12 + 2.0 * 7.0 / 8.0 * 1e9 / 4e11 + 28 * 3e-6,
                  1e-12);
    r.domain = SL_DOMAIN_SCALE_OUT;
    assert_true(sl_fabric_collective_cost(&r, &f) > both_s);
    r.domain = SL_DOMAIN_BOTH;
    r.local = 7;
    assert_true(isnan(sl_fabric_collective_cost(&r, &f)));
    // All ranks in one domain, or one in each: the plain forms.
    r.local = 64;
    double up_s = sl_fabric_collective_cost(&r, &f);
    r.domain = SL_DOMAIN_SCALE_UP;
    sl_assert_rel(up_s, sl_fabric_collective_cost(&r, &f), 1e-12);
    r.domain = SL_DOMAIN_BOTH;
    r.local = 1;
    double out_s = sl_fabric_collective_cost(&r, &f);
    r.domain = SL_DOMAIN_SCALE_OUT;
    sl_assert_rel(out_s, sl_fabric_collective_cost(&r, &f), 1e-12);
}

// Each protocol wins where it should: small, middling and large vectors.
static void test_protocols(void **state)
{
    (void)state;
    sl_collective_fabric f = {
        .up = net,
        .out = net,
        .algorithm = SL_ALGORITHM_RING,
        .protocol = {{6.6e-6, 0.6e-6, 2.7e-6, 0.25}, {8.4e-6, 3.4e-6, 14e-6, 1.0}},
        .protocols = 2};
    sl_collective_request r = {.kind = SL_ALL_REDUCE, .domain = SL_DOMAIN_SCALE_OUT, .ranks = 16};
    r.bytes = 8;
    sl_assert_rel(sl_fabric_collective_cost(&r, &f), 6.6e-6 + 30 * (3e-6 + 2.7e-6), 1e-3);
    r.bytes = 1e10;
    sl_assert_rel(sl_fabric_collective_cost(&r, &f), 2.0 * 15.0 / 16.0 * 8e10 / 4e11, 2e-3);
    r.ranks = 1;
    assert_true(sl_fabric_collective_cost(&r, &f) == 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fct_walked),
        cmocka_unit_test(test_path_ledger),
        cmocka_unit_test(test_incast),
        cmocka_unit_test(test_md1),
        cmocka_unit_test(test_mm1),
        cmocka_unit_test(test_balls),
        cmocka_unit_test(test_share),
        cmocka_unit_test(test_recovery),
        cmocka_unit_test(test_buffers),
        cmocka_unit_test(test_collective_steps),
        cmocka_unit_test(test_collective_kinds),
        cmocka_unit_test(test_hierarchy),
        cmocka_unit_test(test_protocols),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
