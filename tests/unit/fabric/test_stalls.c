// Lost frames and thin tiers in collectives, by counts that can be done by hand or by another way.
#include "sl_test.h"

#include "shoreline/fabric.h"
#include "shoreline/numeric.h"

#include <math.h>

// Mean and median of the largest of n counts by plain sums of the distribution.
static double largest_by_sum(double n, double mean)
{
    double sum = 0.0, term = exp(-mean), cdf = term;
    for (int k = 0; k < 2000; k++) {
        sum += 1.0 - pow(cdf, n);
        term *= mean / (k + 1);
        cdf = fmin(1.0, cdf + term);
    }
    return sum;
}

static void test_largest(void **state)
{
    (void)state;
    static const double rows[][2] = {{1, 0.3}, {1, 40}, {8, 0.01}, {64, 2}, {1024, 17}, {3, 250}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        sl_assert_rel(sl_poisson_largest(rows[i][0], rows[i][1]),
                      largest_by_sum(rows[i][0], rows[i][1]), 1e-7);
    sl_assert_rel(sl_poisson_largest(1, 12.5), 12.5, 1e-9); // of one: its mean
    sl_assert_rel(sl_poisson_largest(16384, 1e-12), 1.6384e-8, 1e-7);
    assert_true(sl_poisson_largest(5, 0) == 0.0);
    // The two forms meet.
    double below = sl_poisson_largest(100, 299.999), above = sl_poisson_largest(100, 300.001);
    sl_assert_rel(above, below, 2e-3);
    assert_true(isnan(sl_poisson_largest(0, 1)) && isnan(sl_poisson_largest(2, -1)));
}

static void test_largest_quantile(void **state)
{
    (void)state;
    // P(0 or 1 of mean 1) = 2/e = 0.736, P(up to 2) = 0.920, P(up to 3) = 0.981.
    assert_true(sl_poisson_largest_quantile(1, 1, 0.7) == 1.0);
    assert_true(sl_poisson_largest_quantile(1, 1, 0.75) == 2.0);
    assert_true(sl_poisson_largest_quantile(1, 1, 0.95) == 3.0);
    // Of three, 0.920^3 = 0.778.
    assert_true(sl_poisson_largest_quantile(3, 1, 0.77) == 2.0);
    assert_true(sl_poisson_largest_quantile(3, 1, 0.79) == 3.0);
    assert_true(isnan(sl_poisson_largest_quantile(3, 1, 1.0)));
}

static const sl_collective_net net = {
    .rate_bps = 4e11, .latency_s = 3e-6, .overhead_s = 1e-7, .to_all_share = 1.0};

static double ring_s(const sl_collective_net *n)
{
    return sl_collective_s(SL_ALL_REDUCE, SL_ALGORITHM_RING, 64, 1e8, n);
}

// A loss so rare that one rank at most waits once: expected frames of all times loss times wait.
static void test_rare_loss(void **state)
{
    (void)state;
    sl_collective_net lossy = net;
    lossy.frame_loss = lossy.worst_loss = 1e-12;
    lossy.frame_bytes = 4096;
    lossy.repeat_s = 1e-3;
    double frames = 64.0 * 2.0 * 63.0 / 64.0 * 1e8 / 4096.0;
    sl_assert_rel(ring_s(&lossy) - ring_s(&net), frames * 1e-12 * 1e-3, 1e-3);
}

// A loss so frequent that every step is late: one wait a step, and no more.
static void test_frequent_loss(void **state)
{
    (void)state;
    sl_collective_net lossy = net;
    lossy.frame_loss = lossy.worst_loss = 0.1;
    lossy.frame_bytes = 4096;
    lossy.repeat_s = 1e-5;
    sl_assert_rel(ring_s(&lossy) - ring_s(&net), 126.0 * 1e-5, 1e-9);
    lossy.frame_loss = 1.0;
    assert_true(isnan(ring_s(&lossy)));
}

// The worst link alone: its rank waits with 1 - (1 - p)^m in each of 126 steps of m = 382 frames.
static void test_worst_link(void **state)
{
    (void)state;
    sl_collective_net lossy = net;
    lossy.frame_loss = 1e-15;
    lossy.worst_loss = 1e-3;
    lossy.frame_bytes = 4096;
    lossy.repeat_s = 1e-5;
    double frames = 1e8 / 64.0 / 4096.0, late = 1.0 - pow(0.999, frames);
    sl_assert_rel(ring_s(&lossy) - ring_s(&net), 126.0 * late * 1e-5, 1e-6);
}

// Leaves of 16 hosts with 4 links up. A ring of neighbours crosses once a leaf and is not slower;
// eight rings side by side fill the four links twice over; all-to-all among 64 hosts sends three
// quarters out through a quarter of the links.
static void test_taper(void **state)
{
    (void)state;
    sl_collective_net thin = net;
    thin.taper[0] = (sl_taper){16, 4};
    thin.latency_s = thin.overhead_s = 0.0;
    double wide = 2.0 * 63.0 / 64.0 * 8e8 / 4e11;
    sl_assert_rel(ring_s(&thin), wide, 1e-12);
    thin.stride = 8;
    sl_assert_rel(ring_s(&thin), 2.0 * wide, 1e-12);
    thin.stride = 1000; // every hop leaves: all that oversubscription costs
    sl_assert_rel(ring_s(&thin), 4.0 * wide, 1e-12);
    thin.stride = 1;
    double all = sl_collective_s(SL_ALL_TO_ALL, SL_ALGORITHM_DIRECT, 64, 1e8, &thin);
    sl_assert_rel(all, 63.0 / 64.0 * 8e8 / 4e11 * 0.75 * 4.0, 1e-12);
    double inside = sl_collective_s(SL_ALL_TO_ALL, SL_ALGORITHM_DIRECT, 16, 1e8, &thin);
    sl_assert_rel(inside, 15.0 / 16.0 * 8e8 / 4e11, 1e-12); // of one leaf
}

// Circuits: a ring keeps its two neighbours, direct changes partner 63 times in each half.
static void test_circuits(void **state)
{
    (void)state;
    sl_collective_net c = net;
    c.reconfigure_s = 3e-3;
    assert_true(ring_s(&c) == ring_s(&net));
    double direct = sl_collective_s(SL_ALL_REDUCE, SL_ALGORITHM_DIRECT, 64, 1e8, &c);
    double plain = sl_collective_s(SL_ALL_REDUCE, SL_ALGORITHM_DIRECT, 64, 1e8, &net);
    sl_assert_rel(direct - plain, 2.0 * 63.0 * 3e-3, 1e-9);
}

// Every host sends `stride` hosts on; the flows on each link of a grid of rings, counted by
// walking.
static double walked(const sl_shift *s, int stride)
{
    int x = s->extent[0], y = s->extent[1], c = s->concentration, n = x * y * c;
    double load[4][256] = {{0.0}}, most = 1.0;
    for (int from = 0; from < n; from++) {
        int to = (from + stride) % n, r = from / c, q = to / c;
        int at[2] = {r % x, r / x}, end[2] = {q % x, q / x}, k[2] = {x, y};
        for (int d = 0; d < 2; d++) {
            int shift = (end[d] - at[d] + k[d]) % k[d], up = 2 * shift <= k[d];
            for (; at[d] != end[d]; at[d] = (at[d] + (up ? 1 : k[d] - 1)) % k[d])
                most = fmax(most, ++load[2 * d + up][at[0] + x * at[1]]);
        }
    }
    return most;
}

static void test_shift(void **state)
{
    (void)state;
    sl_shift torus = {
        .kind = SL_TOPOLOGY_TORUS, .concentration = 1, .trunk = 1, .extent = {8, 8}, .dims = 2};
    static const int strides[] = {1, 3, 4, 8, 16, 24};
    for (size_t i = 0; i < sizeof strides / sizeof *strides; i++)
        sl_assert_abs(sl_shift_load(&torus, strides[i]), walked(&torus, strides[i]), 1e-12);
    torus.concentration = 2;
    sl_assert_abs(sl_shift_load(&torus, 4), walked(&torus, 4), 1e-12);
    sl_shift full = {
        .kind = SL_TOPOLOGY_HYPERX, .concentration = 8, .trunk = 2, .extent = {8, 8}, .dims = 2};
    assert_true(sl_shift_load(&full, 8) == 4.0); // eight hosts over two parallel links
    assert_true(sl_shift_load(&full, 64) == 4.0);
    sl_shift fly = {
        .kind = SL_TOPOLOGY_DRAGONFLY, .concentration = 2, .group_hosts = 8, .pair_links = 1};
    assert_true(sl_shift_load(&fly, 8) == 8.0); // a whole group over the one link to the next
    assert_true(sl_shift_load(&fly, 1) == 1.0);
    sl_shift none = {.kind = SL_TOPOLOGY_FAT_TREE};
    assert_true(sl_shift_load(&none, 1000) == 1.0);
}

// Hashed flows cost no less than spread ones, and more through a thinner tier.
static void test_hashed(void **state)
{
    (void)state;
    sl_collective_net hashed = net;
    hashed.stride = 4;
    hashed.taper[0] = (sl_taper){.hosts = 16, .ratio = 1};
    for (int i = 0; i < SL_TAPER_SHARES; i++)
        hashed.taper[0].hashed[i] = fmax(1.0, 4.0 - i);
    sl_assert_rel(ring_s(&hashed), 2.0 * ring_s(&net) - 126.0 * net.latency_s, 1e-12); // a quarter
    hashed.stride = 1; // a sixteenth: no two flows meet
    sl_assert_rel(ring_s(&hashed), ring_s(&net), 1e-12);
}

static void test_mg1_tail(void **state)
{
    (void)state;
    // Exponential service: M/M/1, exact. Fixed service: M/D/1, exact.
    sl_assert_rel(sl_mg1_quantile_s(0.8, 1e-6, 1.0, 1e-3), sl_mm1_quantile_s(0.8, 1e-6, 1e-3),
                  1e-12);
    assert_true(sl_mg1_quantile_s(0.8, 1e-6, 0.0, 1e-3) == sl_md1_quantile_s(0.8, 1e-6, 1e-3));
    // The mean of the tail's law, load times its scale, is Pollaczek and Khinchine's.
    double scale =
        (sl_mg1_quantile_s(0.6, 1e-6, 4.0, 1e-6) - sl_mg1_quantile_s(0.6, 1e-6, 4.0, 1e-5)) /
        log(10.0);
    sl_assert_rel(0.6 * scale, sl_mg1_wait_s(0.6, 1e-6, 4.0), 1e-9);
    assert_true(sl_mg1_quantile_s(0.6, 1e-6, 4.0, 0.7) == 0.0);
    assert_true(isnan(sl_mg1_quantile_s(1.0, 1e-6, 4.0, 0.5)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_largest),    cmocka_unit_test(test_largest_quantile),
        cmocka_unit_test(test_rare_loss),  cmocka_unit_test(test_frequent_loss),
        cmocka_unit_test(test_worst_link), cmocka_unit_test(test_taper),
        cmocka_unit_test(test_shift),      cmocka_unit_test(test_hashed),
        cmocka_unit_test(test_circuits),   cmocka_unit_test(test_mg1_tail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
