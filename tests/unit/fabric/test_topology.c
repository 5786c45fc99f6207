// Topologies: counts against graphs that are built and walked, published formulas, refusals.
#include "sl_test.h"

#include <stdlib.h>
#include <string.h>

#include "shoreline/fabric.h"

#define NODES 700

// A graph of routers with parallel links, walked breadth first.
typedef struct graph {
    int n;
    unsigned char links[NODES][NODES];
} graph;

static graph g;

static void join(int a, int b, int links)
{
    g.links[a][b] = g.links[b][a] = (unsigned char)(g.links[a][b] + links);
}

static double all_links(void)
{
    double sum = 0.0;
    for (int a = 0; a < g.n; a++)
        for (int b = a + 1; b < g.n; b++)
            sum += g.links[a][b];
    return sum;
}

// Mean and longest distance over all ordered pairs of the first `ends` routers, own place included.
static void walk(int ends, double *mean, int *longest)
{
    double sum = 0.0;
    *longest = 0;
    for (int start = 0; start < ends; start++) {
        int far[NODES], queue[NODES], head = 0, tail = 0;
        memset(far, -1, sizeof far);
        far[start] = 0;
        queue[tail++] = start;
        while (head < tail) {
            int a = queue[head++];
            for (int b = 0; b < g.n; b++)
                if (g.links[a][b] && far[b] < 0) far[queue[tail++] = b] = far[a] + 1;
        }
        for (int b = 0; b < ends; b++) {
            assert_true(far[b] >= 0);
            sum += far[b];
            if (far[b] > *longest) *longest = far[b];
        }
    }
    *mean = sum / ((double)ends * ends);
}

static sl_topology plain(sl_topology_kind kind)
{
    return (sl_topology){.kind = kind,
                         .planes = 1,
                         .oversubscription = 1.0,
                         .core_oversubscription = 1.0,
                         .concentration = 1,
                         .trunk = 1,
                         .rate_bps = 1e11};
}

static void build_grid(const sl_topology *t)
{
    memset(&g, 0, sizeof g);
    g.n = 1;
    for (int d = 0; d < t->dims; d++)
        g.n *= t->extent[d];
    for (int a = 0, step = 1, d = 0; d < t->dims; step *= t->extent[d++])
        for (a = 0; a < g.n; a++) {
            int k = t->extent[d], at = a / step % k;
            if (t->kind == SL_TOPOLOGY_HYPERX)
                for (int to = at + 1; to < k; to++)
                    join(a, a + (to - at) * step, t->trunk);
            else if (at + 1 < k)
                join(a, a + step, 1);
            else if (t->kind == SL_TOPOLOGY_TORUS && k > 2)
                join(a, a - at * step, 1);
        }
}

// Links between the halves of the longest even dimension (of any for HyperX: the least).
static double least_cut(const sl_topology *t)
{
    double least = INFINITY;
    for (int d = 0, step = 1; d < t->dims; step *= t->extent[d++]) {
        double cut = 0.0;
        int k = t->extent[d];
        if (k < 2) continue;
        for (int a = 0; a < g.n; a++)
            for (int b = a + 1; b < g.n; b++)
                if ((a / step % k < k / 2) != (b / step % k < k / 2)) cut += g.links[a][b];
        least = fmin(least, cut);
    }
    return least;
}

static void test_grids(void **state)
{
    (void)state;
    static const int sizes[][3] = {{8, 8, 0}, {4, 4, 4}, {5, 3, 0},
                                   {6, 2, 4}, {7, 0, 0}, {2, 2, 2}};
    for (int kind = SL_TOPOLOGY_HYPERX; kind <= SL_TOPOLOGY_MESH; kind++)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            sl_topology t = plain((sl_topology_kind)kind);
            for (int d = 0; d < 3; d++) {
                t.extent[d] = sizes[i][d];
                if (sizes[i][d]) t.dims = d + 1;
            }
            t.trunk = kind == SL_TOPOLOGY_HYPERX ? 2 : 1;
            sl_topology_out out;
            double mean;
            int longest;
            assert_int_equal(sl_topology_count(&out, &t), SL_OK);
            build_grid(&t);
            walk(g.n, &mean, &longest);
            sl_assert_rel(out.switches, g.n, 1e-12);
            sl_assert_rel(out.level_links[1], all_links(), 1e-12);
            sl_assert_rel(out.mean_routers, mean + 1.0, 1e-12);
            assert_int_equal(out.diameter, longest + 2);
            sl_assert_rel(out.bisection_bps, least_cut(&t) * t.rate_bps, 1e-12);
            // Means over pairs of different hosts, by the same walk.
            sl_assert_rel(out.mean_links, 2.0 + mean * g.n / (g.n - 1.0), 1e-12);
        }
}

// A fat tree of k-port switches, three tiers, its hosts as nodes.
static void test_fat_tree_walked(void **state)
{
    (void)state;
    enum { K = 8, HALF = K / 2, HOSTS = K * K * K / 4, LEAVES = K * HALF, CORES = HALF * HALF };
    memset(&g, 0, sizeof g);
    g.n = HOSTS + 2 * LEAVES + CORES;
    for (int h = 0; h < HOSTS; h++)
        join(h, HOSTS + h / HALF, 1);
    for (int leaf = 0; leaf < LEAVES; leaf++)
        for (int i = 0; i < HALF; i++) {
            int mid = leaf / HALF * HALF + i;
            join(HOSTS + leaf, HOSTS + LEAVES + mid, 1);
            join(HOSTS + LEAVES + leaf, HOSTS + 2 * LEAVES + leaf % HALF * HALF + i, 1);
        }
    double mean;
    int longest;
    walk(HOSTS, &mean, &longest);
    sl_topology t = plain(SL_TOPOLOGY_FAT_TREE);
    t.radix = K;
    t.tiers = 3;
    sl_topology_out out;
    assert_int_equal(sl_topology_count(&out, &t), SL_OK);
    sl_assert_rel(out.hosts, HOSTS, 1e-12);
    sl_assert_rel(out.switches, 2 * LEAVES + CORES, 1e-12);
    sl_assert_rel(out.links, all_links(), 1e-12);
    sl_assert_rel(out.mean_links, mean * HOSTS / (HOSTS - 1.0), 1e-12);
    assert_int_equal(out.diameter, longest);
    assert_int_equal(out.paths, HALF * HALF);
    sl_assert_rel(out.bisection, 1.0, 1e-12);
}

// Half filled and oversubscribed: every switch keeps within its ports, links match both sides.
static void test_clos_partly_filled(void **state)
{
    (void)state;
    for (int radix = 8; radix <= 64; radix *= 2)
        for (int hosts = 3; hosts < 6000; hosts = hosts * 2 + 1)
            for (int o = 1; o <= 3; o++) {
                sl_topology t = plain(SL_TOPOLOGY_FAT_TREE);
                t.radix = radix;
                t.hosts = hosts;
                t.oversubscription = o;
                sl_topology_out out;
                if (sl_topology_count(&out, &t) != SL_OK) {
                    assert_string_equal(out.key, "hosts");
                    continue;
                }
                sl_assert_rel(out.hosts, hosts, 1e-12);
                assert_true(out.leaf_down + out.leaf_up <= radix);
                assert_true(out.leaf_down >= o * out.leaf_up - o);
                double ends = out.level_links[0] + 2.0 * (out.level_links[1] + out.level_links[2]);
                assert_true(ends <= out.switches * radix);
                assert_true(out.mean_links <= out.diameter && out.mean_links >= 2.0);
                assert_true(out.bisection <= 1.0 + 1e-12);
            }
}

// Two groups of a dragonfly at a time are joined by exactly one link when it is full.
static void test_dragonfly_walked(void **state)
{
    (void)state;
    enum { A = 4, H = 2, G = A * H + 1 };
    memset(&g, 0, sizeof g);
    g.n = A * G;
    for (int group = 0; group < G; group++)
        for (int a = 0; a < A; a++) {
            for (int b = a + 1; b < A; b++)
                join(group * A + a, group * A + b, 1);
            for (int h = 0; h < H; h++) {
                int far = (group + a * H + h + 1) % G, back = (group - far + G) % G - 1;
                if (far > group) join(group * A + a, far * A + back / H, 1);
            }
        }
    double mean;
    int longest;
    walk(g.n, &mean, &longest);
    sl_topology t = plain(SL_TOPOLOGY_DRAGONFLY);
    t.concentration = 2;
    t.group = A;
    t.global_links = H;
    sl_topology_out out;
    assert_int_equal(sl_topology_count(&out, &t), SL_OK);
    sl_assert_rel(out.hosts, 72, 1e-12);
    sl_assert_rel(out.level_links[1] + out.level_links[2], all_links(), 1e-12);
    assert_int_equal(out.diameter, longest + 2);
    // A minimal route by the book takes one global link; the walk may find two that are shorter.
    assert_true(out.mean_routers >= mean + 1.0 - 1e-12);
    sl_assert_rel(out.mean_routers, mean + 1.0, 0.05);
}

static void test_rails(void **state)
{
    (void)state;
    sl_topology t = plain(SL_TOPOLOGY_RAIL);
    t.hosts = 1024;
    t.radix = 64;
    t.domain = 8;
    t.domain_planes = 4;
    sl_topology_out out;
    assert_int_equal(sl_topology_count(&out, &t), SL_OK);
    // Eight rails of 128 hosts each: four leaves of 32 down, two spines of 64.
    sl_assert_rel(out.switches, 8 * (4 + 2), 1e-12);
    sl_assert_rel(out.level_links[1], 8 * 4 * 32, 1e-12);
    sl_assert_rel(out.domain_switches, 128 * 4, 1e-12);
    sl_assert_rel(out.level_links[3], 1024 * 4, 1e-12);
    sl_assert_rel(out.bisection, 1.0, 1e-12);
    assert_int_equal(out.diameter, 6);
    // Enumerate destinations of host 0: own domain 7, else rail links plus one crossing.
    double sum = 7 * 2.0;
    for (int d = 1; d < 128; d++)
        for (int rail = 0; rail < 8; rail++)
            sum += (d < 32 ? 2 : 4) + (rail ? 2 : 0);
    sl_assert_rel(out.mean_links, sum / 1023.0, 1e-12);
}

static void test_planes(void **state)
{
    (void)state;
    sl_topology t = plain(SL_TOPOLOGY_SWITCH);
    t.hosts = t.radix = 72;
    sl_topology_out one, nine;
    assert_int_equal(sl_topology_count(&one, &t), SL_OK);
    t.planes = 9;
    assert_int_equal(sl_topology_count(&nine, &t), SL_OK);
    sl_assert_rel(nine.switches, 9 * one.switches, 1e-12);
    sl_assert_rel(nine.links, 9 * one.links, 1e-12);
    sl_assert_rel(nine.bisection_bps, 9 * one.bisection_bps, 1e-12);
    sl_assert_rel(nine.bisection, one.bisection, 1e-12);
    assert_int_equal(nine.diameter, 2);
}

static void refused(sl_topology t, const char *key)
{
    sl_topology_out out;
    assert_int_equal(sl_topology_count(&out, &t), SL_ERR_DOMAIN);
    assert_string_equal(out.key, key);
    assert_true(out.why[0] != '\0');
    assert_true(out.hosts == 0.0);
}

static void test_refusals(void **state)
{
    (void)state;
    sl_topology t = plain(SL_TOPOLOGY_NONE);
    refused(t, "topology");
    t = plain(SL_TOPOLOGY_SWITCH);
    refused(t, "radix");
    t.radix = 64;
    t.hosts = 65;
    refused(t, "hosts");
    t = plain(SL_TOPOLOGY_FAT_TREE);
    t.radix = 4;
    t.hosts = 17;
    refused(t, "hosts");
    t.tiers = 4;
    refused(t, "tiers");
    t = plain(SL_TOPOLOGY_FAT_TREE);
    t.radix = 2;
    t.oversubscription = 0.5;
    refused(t, "oversubscription");
    t = plain(SL_TOPOLOGY_RAIL);
    t.radix = 64;
    t.hosts = 100;
    refused(t, "domain");
    t = plain(SL_TOPOLOGY_DRAGONFLY);
    t.group = 4;
    t.global_links = 2;
    t.groups = 10;
    refused(t, "groups");
    t.groups = 9;
    t.radix = 5;
    refused(t, "radix");
    t = plain(SL_TOPOLOGY_TORUS);
    t.dims = 2;
    t.extent[0] = 4;
    refused(t, "y");
    t = plain(SL_TOPOLOGY_TORUS);
    t.rate_bps = NAN;
    refused(t, "rate");
    t = plain(SL_TOPOLOGY_TORUS);
    t.planes = 0;
    refused(t, "planes");
}

static void test_circuits(void **state)
{
    (void)state;
    sl_assert_rel(sl_circuit_duty(7e-3, 3e-3), 0.7, 1e-12);
    sl_assert_rel(sl_circuit_duty(1.0, 0.0), 1.0, 1e-12);
    assert_true(isnan(sl_circuit_duty(0.0, 1.0)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grids),
        cmocka_unit_test(test_fat_tree_walked),
        cmocka_unit_test(test_clos_partly_filled),
        cmocka_unit_test(test_dragonfly_walked),
        cmocka_unit_test(test_rails),
        cmocka_unit_test(test_planes),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_circuits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
