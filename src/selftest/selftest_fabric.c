// Fabric: packet simulators' idle times and incasts, queues, counts of topologies, collectives.
#include "selftest/selftest.h"

#include "shoreline/fabric.h"

// Packets as the Ultra Ethernet group's simulator has them: 4150 bytes with a header of 64.
static sl_message message(double bytes)
{
    return (sl_message){bytes, 4150.0, 64.0, 64.0};
}

static double fct_us(const double *a) // bytes, links; 100 Gb/s, 1 us a link
{
    sl_message m = message(a[0]);
    return 1e6 * sl_unloaded_fct_s(&m, (int)a[1], 100e9, 1e-6);
}

static double floor_us(const double *a) // senders, bytes
{
    sl_message m = message(a[1]);
    return 1e6 * sl_incast_floor_s(&m, a[0], 100e9);
}

// senders, bytes, pacing, round trip in us, payload and header of a packet.
static double incast_us(const double *a)
{
    sl_incast_in in = {.message = {a[1], a[4] + a[5], a[5], 64.0},
                       .senders = a[0],
                       .rate_bps = 100e9,
                       .rtt_s = a[3] * 1e-6,
                       .pacing = a[2],
                       .window_bytes = 175e3,
                       .buffer_bytes = INFINITY,
                       .quantile = 0.99};
    sl_incast_out out;
    return sl_incast(&out, &in) == SL_OK ? out.last_s * 1e6 : NAN;
}

static double wait(const double *a)
{
    return sl_mg1_wait_s(a[0], 1.0, a[1]);
}

static double md1_tail(const double *a)
{
    return sl_md1_tail(a[0], 1.0, a[1]);
}

static double md1_round_trip(const double *a)
{
    return sl_md1_tail(a[0], 1.0, sl_md1_quantile_s(a[0], 1.0, a[1]));
}

static double efficiency(const double *a)
{
    return sl_loss_efficiency((sl_recovery)(int)a[0], a[1], a[2]);
}

static double path_loss(const double *a)
{
    return sl_path_loss(a[0], a[1]);
}

static double balls(const double *a)
{
    return sl_balls_cdf(a[0], a[1], (int)a[2]);
}

// Permutation of 1024 hosts on a fat tree of 16-port switches, a flow a host: 15/16 leave the pod.
static const sl_hash_stage permutation[] = {{256, 8, 8}, {32, 60, 64}};

static double worst_load(const double *a)
{
    (void)a;
    return sl_hash_worst_load(permutation, 2);
}

static double mean_share(const double *a)
{
    (void)a;
    const sl_hash_stage way[] = {{1, 8, 8}, {1, 60, 64}, {1, 60, 64}, {1, 8, 8}};
    return sl_hash_mean_share(way, 4);
}

static double hashed_fct_us(const double *a)
{
    sl_message m = message(a[0]);
    double idle_s = sl_unloaded_fct_s(&m, 6, 100e9, 1e-6);
    double send_s = 8.0 * sl_message_wire_bytes(&m) / 100e9;
    return 1e6 * (idle_s + (sl_hash_worst_load(permutation, 2) - 1.0) * send_s);
}

// ---- topologies ----

static sl_topology_out built(sl_topology t)
{
    sl_topology_out out;
    t.planes = 1;
    t.rate_bps = 1.0;
    if (t.oversubscription == 0.0) t.oversubscription = 1.0;
    if (t.concentration == 0) t.concentration = 1;
    t.core_oversubscription = t.trunk = 1;
    if (sl_topology_count(&out, &t) != SL_OK) out.hosts = out.switches = out.mean_routers = NAN;
    return out;
}

static sl_topology_out clos(const double *a) // radix, tiers
{
    return built(
        (sl_topology){.kind = SL_TOPOLOGY_FAT_TREE, .radix = (int)a[0], .tiers = (int)a[1]});
}

static double clos_hosts(const double *a)
{
    return clos(a).hosts;
}

static double clos_switches(const double *a)
{
    return clos(a).switches;
}

static double clos_bisection(const double *a)
{
    return clos(a).bisection;
}

static sl_topology_out dragonfly(const double *a) // p, a, h
{
    return built((sl_topology){.kind = SL_TOPOLOGY_DRAGONFLY,
                               .concentration = (int)a[0],
                               .group = (int)a[1],
                               .global_links = (int)a[2],
                               .radix = (int)(a[0] + a[1] - 1 + a[2])});
}

static double dragonfly_hosts(const double *a)
{
    return dragonfly(a).hosts;
}

static double dragonfly_routers(const double *a)
{
    return dragonfly(a).switches;
}

static double dragonfly_diameter(const double *a)
{
    return dragonfly(a).diameter - 2; // between routers
}

static sl_topology_out grid(const double *a) // kind, x, y, z, hosts of a router
{
    sl_topology t = {.kind = (sl_topology_kind)(int)a[0], .concentration = (int)a[4]};
    for (int i = 0; i < 3; i++) {
        t.extent[i] = (int)a[1 + i];
        if (t.extent[i]) t.dims = i + 1;
    }
    return built(t);
}

static double grid_routers(const double *a)
{
    return grid(a).mean_routers;
}

static double grid_hosts(const double *a)
{
    return grid(a).hosts;
}

// Most flits a cycle that a node can send to random nodes: half of all cross the bisection.
static double grid_capacity(const double *a)
{
    sl_topology_out out = grid(a);
    return 4.0 * out.bisection_bps / out.hosts;
}

// ---- collectives and buffers ----

static double collective_ms(const double *a) // kind, algorithm, ranks, GB, Gb/s, us
{
    sl_collective_net net = {
        .rate_bps = a[4] * 1e9, .latency_s = a[5] * 1e-6, .to_all_share = 1.0, .in_network = true};
    return 1e3 * sl_collective_s((sl_collective_kind)(int)a[0], (sl_algorithm)(int)a[1], (int)a[2],
                                 a[3] * 1e9, &net);
}

// Hierarchy with both networks alike and no latency against one flat ring.
static double hierarchy_over_flat(const double *a) // local, domains
{
    sl_collective_fabric f = {.up = {.rate_bps = 1e11, .to_all_share = 1.0},
                              .out = {.rate_bps = 1e11, .to_all_share = 1.0},
                              .algorithm = SL_ALGORITHM_RING};
    sl_collective_request r = {
        .kind = SL_ALL_REDUCE, .ranks = (int)(a[0] * a[1]), .local = (int)a[0], .bytes = 1e9};
    r.domain = SL_DOMAIN_SCALE_OUT;
    double flat_s = sl_fabric_collective_cost(&r, &f);
    r.domain = SL_DOMAIN_BOTH;
    return sl_fabric_collective_cost(&r, &f) / flat_s;
}

static double retry_buffer_kb(const double *a) // Gb/s, m, ns of PHY and FEC, one way
{
    double rtt_s = sl_link_retry_s(a[1] * 4.9e-9, a[2] * 1e-9, 0.0);
    return sl_credit_buffer_bytes(a[0] * 1e9, 1.0, rtt_s) / 1e3;
}

static double headroom_length(const double *a) // there and back again
{
    double bytes = sl_pfc_headroom_bytes(400e9, 4178.0, a[0], 4.9e-9, 250e-9, 500e-9);
    return sl_pfc_length_m(400e9, 4178.0, bytes, 4.9e-9, 250e-9, 500e-9);
}

#define HTSIM "uet-htsim, event by event, all printed digits"
#define UEC   "uet-htsim, published expectations of its validation plan (100 Gb/s, 1 us links)"
#define ROW(id_, what_, unit_, source_, origin_, value_, tolerance_, relative_, ...)               \
    {                                                                                              \
        .id = id_, .what = what_, .unit = unit_, .source = source_, .origin = origin_,             \
        .relative = relative_, .expected = value_, .tolerance = tolerance_, __VA_ARGS__            \
    }
#define EXACT(id_, what_, unit_, source_, value_, tolerance_, ...)                                 \
    ROW(id_, what_, unit_, source_, SL_ORIGIN_EXACT, value_, tolerance_, true, __VA_ARGS__)
#define PEER(id_, what_, source_, value_, tolerance_, relative_, ...)                              \
    ROW(id_, what_, "us", source_, SL_ORIGIN_PEER_RUN, value_, tolerance_, relative_, __VA_ARGS__)
#define PK     "Pollaczek-Khinchine"
#define ERLANG "Erlang's alternating series in 80-digit arithmetic"
#define KIM    "radix p+a-1+h, g = ah+1, N = apg (Kim et al., ISCA 2008)"
#define FARES  "k^3/4 hosts, 5k^2/4 switches (Al-Fares et al., SIGCOMM 2008)"

static const selftest_case cases[] = {
    PEER("fabric.a.fct.2mb", "2 MB, six links of 100 Gb/s and 1 us, idle", HTSIM, 176.200, 5.1e-4,
         false, .simple = fct_us, .args = {2e6, 6}),
    PEER("fabric.a.fct.40860", "40 860 B, the same path", HTSIM, 17.0107, 5.1e-5, false,
         .simple = fct_us, .args = {40860, 6}),
    PEER("fabric.a.fct.408600", "408 600 B, the same path", HTSIM, 46.8907, 5.1e-5, false,
         .simple = fct_us, .args = {408600, 6}),
    EXACT("fabric.a.fct.1mb.tor", "1 MB below one switch", "us", "sum of serialisation and flight",
          85.60, 6e-5, .simple = fct_us, .args = {1e6, 2}),
    EXACT("fabric.a.fct.1mb.pod", "1 MB inside a pod", "us", "sum of serialisation and flight",
          90.27, 6e-5, .simple = fct_us, .args = {1e6, 4}),
    EXACT("fabric.a.fct.1mb.core", "1 MB between pods", "us", "sum of serialisation and flight",
          94.95, 6e-5, .simple = fct_us, .args = {1e6, 6}),
    EXACT("fabric.a.floor.15", "floor of 15 x 2 MB to one", "us", "bytes on the wire over the rate",
          2437.6, 2.1e-5, .simple = floor_us, .args = {15, 2e6}),
    EXACT("fabric.a.floor.127", "floor of 127 x 2 MB to one", "us",
          "bytes on the wire over the rate", 20638.6, 2.5e-6, .simple = floor_us,
          .args = {127, 2e6}),
    EXACT("fabric.a.floor.1023", "floor of 1023 x 100 KB to one", "us",
          "bytes on the wire over the rate", 8314.9, 7e-6, .simple = floor_us, .args = {1023, 1e5}),
    EXACT("fabric.a.md1.0.5", "mean wait of M/D/1, load 0.5", "services", PK, 0.5, 1e-12,
          .simple = wait, .args = {0.5, 0}),
    EXACT("fabric.a.md1.0.8", "mean wait of M/D/1, load 0.8", "services", PK, 2.0, 1e-12,
          .simple = wait, .args = {0.8, 0}),
    EXACT("fabric.a.md1.0.9", "mean wait of M/D/1, load 0.9", "services", PK, 4.5, 1e-12,
          .simple = wait, .args = {0.9, 0}),
    EXACT("fabric.a.md1.0.95", "mean wait of M/D/1, load 0.95", "services", PK, 9.5, 1e-12,
          .simple = wait, .args = {0.95, 0}),
    EXACT("fabric.a.mm1.0.9", "mean wait of M/M/1, load 0.9", "services", PK, 9.0, 1e-12,
          .simple = wait, .args = {0.9, 1}),
    EXACT("fabric.a.gbn", "go-back-N, loss 1e-3, window 100", "",
          "(1-p)/(1-p+pW), Bertsekas and Gallager section 2.4", 0.999 / 1.099, 1e-12,
          .simple = efficiency, .args = {SL_RECOVERY_GO_BACK_N, 1e-3, 100}),
    EXACT("fabric.a.selective", "selective repeat, loss 1e-3", "", "1-p", 0.999, 1e-12,
          .simple = efficiency, .args = {SL_RECOVERY_SELECTIVE, 1e-3, 100}),
    EXACT("fabric.a.path_loss", "loss of six links of 1e-30", "", "1-(1-p)^6", 6e-30, 1e-12,
          .simple = path_loss, .args = {1e-30, 6}),
    // Incasts against simulated transports
    PEER("fabric.b.incast.roce", "127 x 2 MB to one, pause, last", "csg-htsim, RoCE with PFC",
         20653.5, 0.001, true, .simple = incast_us, .args = {127, 2e6, 1, 8, 4000, 64}),
    ROW("fabric.b.incast.rccc.15", "15 x 2 MB to one, receiver credits, last", "us", UEC,
        SL_ORIGIN_PEER_RUN, 2464.4, 0.03, true, .simple = incast_us,
        .args = {15, 2e6, 0.99, 14, 4086, 64}),
    ROW("fabric.b.incast.rccc.127", "127 x 2 MB to one, receiver credits, last", "us", UEC,
        SL_ORIGIN_PEER_RUN, 20891.4, 0.03, true, .simple = incast_us,
        .args = {127, 2e6, 0.99, 14, 4086, 64}),
    ROW("fabric.b.incast.nscc.15", "15 x 2 MB to one, sender's control, last", "us", UEC,
        SL_ORIGIN_PEER_RUN, 2478.5, 0.03, true, .simple = incast_us,
        .args = {15, 2e6, 1, 14, 4086, 64}),
    ROW("fabric.b.incast.nscc.127", "127 x 2 MB to one, sender's control, last", "us", UEC,
        SL_ORIGIN_PEER_RUN, 21029.3, 0.03, true, .simple = incast_us,
        .args = {127, 2e6, 1, 14, 4086, 64}),
    ROW("fabric.b.incast.nscc.1023", "1023 x 100 KB to one, sender's control, last", "us", UEC,
        SL_ORIGIN_PEER_RUN, 10556.2, 0.03, true, .simple = incast_us,
        .args = {1023, 1e5, 1, 14, 4086, 64},
        .note = "messages of less than a round trip: 448 242 packets are sent again, which the "
                "closed form does not know"),
    // Hashing
    ROW("fabric.c.ecmp.worst", "fullest link, permutation of 1024 hosts, fat tree k = 16", "flows",
        "Monte Carlo of 20 000 permutations (0.005)", SL_ORIGIN_OWN, 5.688, 0.01, true,
        .simple = worst_load),
    ROW("fabric.c.ecmp.share", "mean over flows of 1/load of their worst link, the same", "",
        "Monte Carlo of 20 000 permutations", SL_ORIGIN_OWN, 0.4057, 0.01, true,
        .simple = mean_share,
        .note = "stages of a flow's way are taken as independent, and every flow as leaving its "
                "pod: too pessimistic"),
    PEER("fabric.c.ecmp.nscc", "last of a 2 MB permutation of 1024 hosts, one path a flow", UEC,
         889.9, 162.6, false, .simple = hashed_fct_us, .args = {2e6},
         .note = "one draw: tolerance is one flow more or less on the fullest link"),
    PEER("fabric.c.ecmp.roce", "the same with RoCE and PFC", "csg-htsim, ecmp_host", 1063, 162.6,
         false, .simple = hashed_fct_us, .args = {2e6},
         .note = "one draw: tolerance is one flow more or less on the fullest link"),
    ROW("fabric.c.balls.8.8", "8 balls in 8 bins, none above 2", "", "rational arithmetic",
        SL_ORIGIN_OWN, 0.500779151917, 1e-11, true, .simple = balls, .args = {8, 8, 2}),
    ROW("fabric.c.balls.64.64", "64 balls in 64 bins, none above 4", "", "rational arithmetic",
        SL_ORIGIN_OWN, 0.804109339597, 1e-5, true, .simple = balls, .args = {64, 64, 4}),
    ROW("fabric.c.balls.32.4", "32 balls in 4 bins, none above 10", "", "rational arithmetic",
        SL_ORIGIN_OWN, 0.423968991856, 1e-2, true, .simple = balls, .args = {32, 4, 10}),
    // Queues' tails
    ROW("fabric.q.md1.0.5", "M/D/1, load 0.5, P(wait > 10.3 services)", "", ERLANG, SL_ORIGIN_OWN,
        1.58449475635171e-6, 1e-9, true, .simple = md1_tail, .args = {0.5, 10.3}),
    ROW("fabric.q.md1.0.05", "M/D/1, load 0.05, P(wait > 4 services)", "", ERLANG, SL_ORIGIN_OWN,
        3.88287545200578e-9, 1e-9, true, .simple = md1_tail, .args = {0.05, 4}),
    ROW("fabric.q.md1.0.8", "M/D/1, load 0.8, P(wait > 40 services)", "", ERLANG, SL_ORIGIN_OWN,
        2.83935046508205e-8, 1e-9, true, .simple = md1_tail, .args = {0.8, 40}),
    ROW("fabric.q.md1.0.95", "M/D/1, load 0.95, P(wait > 100 services)", "", ERLANG, SL_ORIGIN_OWN,
        3.69354112893665e-5, 1e-9, true, .simple = md1_tail, .args = {0.95, 100}),
    EXACT("fabric.q.inverse", "tail of M/D/1 at its own quantile", "", "inverse", 1e-6, 1e-9,
          .simple = md1_round_trip, .args = {0.7, 1e-6}),
    // Topologies
    ROW("fabric.d.mesh", "routers on the way, mesh 8 x 8, mean", "", "BookSim 2, uniform traffic",
        SL_ORIGIN_PEER_RUN, 6.25, 1e-9, true, .simple = grid_routers,
        .args = {SL_TOPOLOGY_MESH, 8, 8, 0, 1}),
    ROW("fabric.d.torus", "routers on the way, torus 8 x 8, mean", "", "BookSim 2, uniform traffic",
        SL_ORIGIN_PEER_RUN, 5.0, 1e-9, true, .simple = grid_routers,
        .args = {SL_TOPOLOGY_TORUS, 8, 8, 0, 1}),
    EXACT("fabric.d.mesh.capacity", "flits of a node and cycle, mesh k = 8: 4/k", "",
          "4 bisection/nodes (Dally and Towles, chapter 3)", 0.5, 1e-9, .simple = grid_capacity,
          .args = {SL_TOPOLOGY_MESH, 8, 8, 0, 1}),
    EXACT("fabric.d.torus.capacity", "flits of a node and cycle, torus k = 8: 8/k", "",
          "4 bisection/nodes (Dally and Towles, chapter 3)", 1.0, 1e-9, .simple = grid_capacity,
          .args = {SL_TOPOLOGY_TORUS, 8, 8, 0, 1}),
    EXACT("fabric.d.fat_tree.48", "hosts of a fat tree of 48-port switches", "", FARES, 27648,
          1e-12, .simple = clos_hosts, .args = {48, 3}),
    EXACT("fabric.d.fat_tree.48.switches", "its switches, 5k^2/4", "", FARES, 2880, 1e-12,
          .simple = clos_switches, .args = {48, 3}),
    EXACT("fabric.d.fat_tree.two", "hosts of a two-tier tree of 64-port switches", "", "k^2/2",
          2048, 1e-12, .simple = clos_hosts, .args = {64, 2}),
    EXACT("fabric.d.fat_tree.bisection", "bisection of a full fat tree over its hosts' half", "",
          "rearrangeably non-blocking", 1.0, 1e-12, .simple = clos_bisection, .args = {16, 3}),
    EXACT("fabric.d.dragonfly.72", "hosts of the dragonfly p = h = 2, a = 4", "", KIM, 72, 1e-12,
          .simple = dragonfly_hosts, .args = {2, 4, 2}),
    EXACT("fabric.d.dragonfly.36", "its routers", "", KIM, 36, 1e-12, .simple = dragonfly_routers,
          .args = {2, 4, 2}),
    EXACT("fabric.d.dragonfly.diameter", "links between its farthest routers", "", KIM, 3, 1e-12,
          .simple = dragonfly_diameter, .args = {2, 4, 2}),
    EXACT("fabric.d.dragonfly.64", "hosts of a balanced dragonfly of 64-port routers", "", KIM,
          262656, 1e-12, .simple = dragonfly_hosts, .args = {16, 32, 16}),
    EXACT("fabric.d.torus.pod", "chips of a torus 16 x 16 x 16", "", "product", 4096, 1e-12,
          .simple = grid_hosts, .args = {SL_TOPOLOGY_TORUS, 16, 16, 16, 1}),
    EXACT("fabric.d.hyperx", "hosts of a HyperX 8 x 8 with 8 each", "",
          "T S1 S2 (Ahn et al., 2009)", 512, 1e-12, .simple = grid_hosts,
          .args = {SL_TOPOLOGY_HYPERX, 8, 8, 0, 8}),
    // Collectives: 1 GB, 400 Gb/s, 1 us
    EXACT("fabric.e.ring", "ring all-reduce, 8 ranks", "ms", "2(n-1)/n S/B + 2(n-1) a", 35.014,
          1e-9, .simple = collective_ms, .args = {SL_ALL_REDUCE, SL_ALGORITHM_RING, 8, 1, 400, 1}),
    EXACT("fabric.e.halving", "halving and doubling, 8 ranks", "ms", "2(n-1)/n S/B + 2 log2(n) a",
          35.006, 1e-9, .simple = collective_ms,
          .args = {SL_ALL_REDUCE, SL_ALGORITHM_HALVING_DOUBLING, 8, 1, 400, 1}),
    EXACT("fabric.e.switches", "all-reduce in the network, 8 ranks", "ms", "S/B + a", 20.001, 1e-9,
          .simple = collective_ms, .args = {SL_ALL_REDUCE, SL_ALGORITHM_IN_NETWORK, 8, 1, 400, 1}),
    EXACT("fabric.e.to_all", "all-to-all, 8 ranks", "ms", "(n-1)/n S/B + a", 17.501, 1e-9,
          .simple = collective_ms, .args = {SL_ALL_TO_ALL, SL_ALGORITHM_DIRECT, 8, 1, 400, 1}),
    EXACT("fabric.e.gather", "ring all-gather, 8 ranks: half of the all-reduce", "ms",
          "(n-1)/n S/B + (n-1) a", 17.507, 1e-9, .simple = collective_ms,
          .args = {SL_ALL_GATHER, SL_ALGORITHM_RING, 8, 1, 400, 1}),
    EXACT("fabric.e.hierarchy", "hierarchy of 8 x 16 over one ring, equal networks", "",
          "2(l-1)/l + 2(d-1)/(d l) = 2(n-1)/n", 1.0, 1e-12, .simple = hierarchy_over_flat,
          .args = {8, 16}),
    // Buffers
    EXACT("fabric.f.retry", "replay buffer of 800 Gb/s over 100 m, 500 ns of PHY a way", "kB",
          "C (2 flight + 2 phy)/8", 198.001, 1e-9, .simple = retry_buffer_kb,
          .args = {800, 100, 500}),
    EXACT("fabric.f.headroom", "length whose pause headroom is that of 300 m", "m", "inverse", 300,
          1e-9, .simple = headroom_length, .args = {300}),
};

const selftest_table selftest_fabric = {"fabric", cases, sizeof cases / sizeof *cases};
