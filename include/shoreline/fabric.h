// The fabric behind the ports, estimate tier: topologies by arithmetic, completion times, queues,
// load balance, loss recovery, flow control, collectives. Closed forms, pure functions, no
// allocation. Theory: docs/theory/fabric.md.
#ifndef SHORELINE_FABRIC_H
#define SHORELINE_FABRIC_H

#include <stdbool.h>

#include "shoreline/handover.h"
#include "shoreline/status.h"

#ifdef __cplusplus
extern "C" {
#endif

// ---------------------------------------------------------------------------------------------
// Topology (src/fabric/topology.c)

typedef enum sl_topology_kind {
    SL_TOPOLOGY_NONE,
    SL_TOPOLOGY_SWITCH,    // every host on one switch: single stage
    SL_TOPOLOGY_FAT_TREE,  // folded Clos of 2 or 3 tiers
    SL_TOPOLOGY_RAIL,      // rail r joins the r-th host of every scale-up domain: a Clos each
    SL_TOPOLOGY_DRAGONFLY, // groups fully meshed inside, and with each other
    SL_TOPOLOGY_HYPERX,    // every dimension fully meshed
    SL_TOPOLOGY_TORUS,     // rings in every dimension
    SL_TOPOLOGY_MESH,      // the same without the wrap
    SL_TOPOLOGY_OCS,       // hosts joined by circuits, no packet switch
    SL_TOPOLOGIES
} sl_topology_kind;

#define SL_TOPOLOGY_DIMS   4
#define SL_TOPOLOGY_LEVELS 4 // host, first (leaf, local, grid), second (core, global), scale-up

typedef struct sl_topology {
    sl_topology_kind kind;
    int hosts;  // wanted; 0: as many as the parts allow. A host has one port in each plane
    int radix;  // ports of a switch (or circuit switch), each at rate_bps; 0 with a grid: any
    int planes; // >= 1: parallel copies
    int tiers;  // fat tree, rail: 1 (rail), 2 or 3; 0: the fewest that do
    double oversubscription;      // fat tree, rail: leaf ports down over up, >= 1
    double core_oversubscription; // of the middle tier, >= 1
    int domain;                   // hosts of a scale-up domain, 0 or 1: none; rail: needed
    int domain_planes;            // switches of one scale-up domain
    int concentration;            // hosts of a router: dragonfly p, hyperx, torus, mesh
    int group;                    // dragonfly: a, routers of a group
    int global_links;             // dragonfly: h, of a router
    int groups;                   // dragonfly: g; 0: a h + 1
    int dims;                     // torus, mesh, hyperx
    int extent[SL_TOPOLOGY_DIMS];
    int trunk;       // hyperx: parallel links of a pair, >= 1
    bool direct;     // grids: the router is in the host's own chip, there is no link between them
    double rate_bps; // of one port, one direction
} sl_topology;

typedef struct sl_topology_out {
    double hosts, switches, domain_switches, links; // links: cables, hosts' included
    double level_links[SL_TOPOLOGY_LEVELS];         // of them by level
    double bisection_bps;                           // one direction, switches cut in equal halves
    double bisection;    // over half of what the hosts can send; may exceed 1
    int host_ports;      // of one host, in all planes
    int diameter;        // links from host to host, both hosts' included, minimal routes
    double mean_links;   // the same, mean over pairs of different hosts
    double mean_routers; // switches passed, mean over all destinations, itself included
    int longest_links[SL_TOPOLOGY_LEVELS]; // of the longest minimal route, by level
    int ports;                             // of one switch that are wired
    int paths;   // minimal routes between the farthest hosts that flows can be spread over
    int leaf_up; // fat tree, rail: links up of a full leaf
    int leaf_down;
    double pod_hosts; // of a full pod, three tiers
    int pod_up;       // its links to the core
    int tiers;        // built
    double capacity;  // most hosts that the parts allow
    // Of a topology that does not close: which input, and the numbers that collide.
    const char *key; // "radix", "hosts", ...; "" when it closes
    char why[160];
} sl_topology_out;

// Counts of a topology. SL_ERR_DOMAIN when it does not close; then key and why say so, and the
// numbers are 0. Sources: Al-Fares et al., SIGCOMM 2008 (fat tree k^3/4 hosts, 5k^2/4 switches);
// Kim et al., ISCA 2008 (dragonfly: radix p+a-1+h, g <= ah+1, N = apg); Ahn et al., SC 2009
// (HyperX); Dally and Towles, Principles and Practices of Interconnection Networks, chs. 3, 5
// (torus k/4, mesh (k-1/k)/3 mean hops of a dimension). Exact. Cost: below 1 us.
sl_status sl_topology_count(sl_topology_out *out, const sl_topology *topology);

// Share of its time that a circuit carries traffic: dwell/(dwell + dark). dark_s: switching, relock
// and routing; dwell_s > 0: from one change to the next, dark time not included. NaN outside.
double sl_circuit_duty(double dwell_s, double dark_s);

// ---------------------------------------------------------------------------------------------
// Time of one message on an idle path (src/fabric/latency.c)

typedef struct sl_path_ledger {
    double serialisation_s, switch_s, phy_s, flight_s, host_s;
    double total_s;
} sl_path_ledger;

typedef struct sl_path_in {
    double packet_bytes; // on the wire, preamble and gap included
    double header_bytes; // that a cut-through switch reads before it forwards
    bool cut_through;    // needs equal or falling rates along the path
    double rate_bps;     // of every link
    int links;           // switches = links - 1
    double switch_s;     // pipeline of one switch
    double phy_s;        // SerDes, engines and FEC of one link, without flight
    double length_m;     // of all links together
    double flight_s_m;   // per metre: group index / c
    double host_s;       // both adapters together
} sl_path_in;

// One packet from host to host: store and forward links*S/C, cut-through S/C + (links-1)*h/C.
// SL_ERR_DOMAIN for negative inputs, rate or links not positive, header above packet.
sl_status sl_path_latency(sl_path_ledger *out, const sl_path_in *in);

typedef struct sl_message {
    double bytes;        // payload of the message
    double mtu_bytes;    // full packet on the wire, header included
    double header_bytes; // of every packet
    double ack_bytes;    // of the last acknowledgement, on the wire
} sl_message;

// Bytes on the wire of a message: payload and a header per packet. NaN unless mtu > header >= 0.
double sl_message_wire_bytes(const sl_message *message);

// Flow completion time on an idle path of `hops` equal store-and-forward links, until the last
// acknowledgement is back: (F + H - 1) M/C + l/C + H d + H (A/C + d), F full packets of M bytes
// before the last one of l bytes; a single packet takes H l/C. link_delay_s: flight and everything
// constant of a link. Exact. Source: event by event; equals packet simulators to the last digit.
double sl_unloaded_fct_s(const sl_message *message, int hops, double rate_bps, double link_delay_s);

// No transport can end an incast of `senders` equal messages sooner: N wire(size) / C.
double sl_incast_floor_s(const sl_message *message, double senders, double rate_bps);

typedef struct sl_incast_in {
    sl_message message;
    double senders, rate_bps;
    double rtt_s;        // of the idle path, both ways
    double pacing;       // share of the line rate that the receiver asks for, 0..1
    double window_bytes; // that a sender sends unasked
    double buffer_bytes; // of the switch that the last port may fill
    double recovery_s;   // what a message that lost its unasked bytes waits: 0 with trimming or a
                         // lossless fabric, else the timeout
    double loss;         // of one packet from link errors, end to end
    double quantile;     // of messages, in (0, 1)
} sl_incast_in;

typedef struct sl_incast_out {
    double floor_s;
    double burst_bytes;    // that meet at the last port in the first round trip
    double overflow_bytes; // of it, above the buffer
    double last_s;         // completion of the last message
    double tail_s;         // and the quantile with what link errors add
} sl_incast_out;

// The last of N messages: floor/pacing + RTT, plus recovery when the first burst overflows.
// Estimate: a work-conserving last link; sender-driven control adds 1 to 3 %, more when a message
// is shorter than a round trip. SL_ERR_DOMAIN outside.
sl_status sl_incast(sl_incast_out *out, const sl_incast_in *in);

// ---------------------------------------------------------------------------------------------
// Queues (src/fabric/queue.c); waiting time without service

// Mean wait of M/G/1: load (1 + scv)/(2 (1 - load)) service. load: 0..1 (1: infinite), service_s:
// mean service time >= 0, scv: squared coefficient of variation >= 0 (0: M/D/1, 1: M/M/1).
// Source: Pollaczek and Khinchine.
double sl_mg1_wait_s(double load, double service_s, double scv);

// P(wait > time) of M/M/1: load exp(-(1 - load) t/service). Exact.
double sl_mm1_tail(double load, double service_s, double time_s);

// P(wait > time) of M/D/1, 0 <= load < 1. Exact in positive terms up to 16 service times
// (Franx, Operations Research Letters 29 (2001) 221), beyond by the exponential asymptote
// (1-load)/(x-1+load) exp(-x t/service), x the root of load (e^x - 1) = x, whose relative error
// is then below 1e-6 for loads from 0.1 (2e-4 at 0.02, where such tails are 1e-40). NaN outside of
// the domain.
double sl_md1_tail(double load, double service_s, double time_s);

// Wait that is exceeded with probability `tail` in (0, 1): inverses of the above; 0 when even no
// wait is rarer. Error as of the tail. Legal down to 1e-300.
double sl_mm1_quantile_s(double load, double service_s, double tail);
double sl_md1_quantile_s(double load, double service_s, double tail);

// The same of M/G/1 by its first two moments: M/D/1's for scv = 0, else the exponential with the
// mean of sl_mg1_wait_s() beside the chance 1 - load of no wait; exact for scv = 1.
double sl_mg1_quantile_s(double load, double service_s, double scv, double tail);

// ---------------------------------------------------------------------------------------------
// Load balance (src/fabric/balance.c)

// P(no bin holds more than `most`) of `balls` thrown at random into `bins`. Levin's representation,
// Annals of Statistics 9 (1981) 1123: truncated Poisson variables with their sum's density by
// Edgeworth expansion; exact by convolution for up to 24 balls. NaN outside of
// 1..1e9 balls and bins, or with more than 256 balls of a bin. Relative error below 1 % (of the
// probability) for 4 bins and more.
double sl_balls_cdf(double balls, double bins, int most);

// Expected fullest bin of `systems` independent throws of `balls` into `bins`: sum over m of
// 1 - cdf(m)^systems.
double sl_balls_max_mean(double balls, double bins, double systems);

// One stage of a fabric where flows are hashed onto links: `systems` switches (or pods) of `balls`
// flows onto `bins` links each.
typedef struct sl_hash_stage {
    double systems, balls, bins;
} sl_hash_stage;

// Expected worst link load, in flows, of n independent stages. With more than 256 flows a link in
// the mean: mean + sqrt(2 mean ln(links)), which errs by a few per cent upwards. NaN when a number
// is below 1. Cost: 5 us for a flow a link, 0.2 ms for 256.
double sl_hash_worst_load(const sl_hash_stage *stage, int n);

// Mean over flows of 1/(load of the worst link on the flow's way), one link of each stage: 1 for a
// flow alone. systems is not used.
double sl_hash_mean_share(const sl_hash_stage *stage, int n);

// ---------------------------------------------------------------------------------------------
// Loss and its recovery (src/fabric/recovery.c)

typedef enum sl_recovery {
    SL_RECOVERY_SELECTIVE,  // only what was lost is sent again
    SL_RECOVERY_GO_BACK_N,  // everything since the loss, end to end
    SL_RECOVERY_LINK_RETRY, // everything since the loss, on the link (window: of the link)
    SL_RECOVERIES
} sl_recovery;

// Share of the rate that carries new frames: selective 1-p; go-back-N and link retry
// (1-p)/(1-p+pW). loss: p, 0..1; window: W frames in a round trip, >= 1 (ignored by selective).
// Source: Bertsekas and Gallager, Data Networks, 2nd ed., section 2.4 (window W = a + 1).
double sl_loss_efficiency(sl_recovery mode, double loss, double window);

// Frames in a round trip, at least 1: ceil(rtt rate / (8 frame)).
double sl_window_frames(double rtt_s, double rate_bps, double frame_bytes);

// Loss of a path of independent links, 1 - (1-p)^links, without cancellation at 1e-30.
double sl_path_loss(double link_loss, double links);

// Recoveries that at most a share 1 - quantile of messages of `frames` frames exceeds (binomial).
double sl_recovery_count(double loss, double frames, double quantile);

// Replay round trip of link-level retry: 2 (flight + phy) + turnaround.
double sl_link_retry_s(double flight_s, double phy_s, double turnaround_s);

// ---------------------------------------------------------------------------------------------
// Buffers against length (src/fabric/flow_control.c); rates in bit/s, results in bytes or m

// What still arrives after a pause was asked for: two frames (one just begun here, one there), the
// pause frame of 84 bytes, 2 (flight + phy) and the far end's response, all at line rate.
// Source: IEEE 802.3 annex 31B with IEEE 802.1Q annex N.
double sl_pfc_headroom_bytes(double rate_bps, double mtu_bytes, double length_m, double flight_s_m,
                             double phy_s, double response_s);
// Longest link whose headroom fits; 0 when none does.
double sl_pfc_length_m(double rate_bps, double mtu_bytes, double headroom_bytes, double flight_s_m,
                       double phy_s, double response_s);

// Buffer of a credit-controlled (or replaying) link that never stalls: C RTT / 8 + MTU.
double sl_credit_buffer_bytes(double rate_bps, double mtu_bytes, double rtt_s);
// Share of the line rate that a buffer allows: min(1, buffer / the above).
double sl_credit_share(double buffer_bytes, double rate_bps, double mtu_bytes, double rtt_s);

// ---------------------------------------------------------------------------------------------
// Collectives (src/fabric/collective.c)

typedef enum sl_algorithm {
    SL_ALGORITHM_AUTO, // the fastest of those that are allowed
    SL_ALGORITHM_RING,
    SL_ALGORITHM_TREE,             // two trees, pipelined
    SL_ALGORITHM_HALVING_DOUBLING, // recursive; to-all: Bruck
    SL_ALGORITHM_DIRECT,           // every rank to every rank at once
    SL_ALGORITHM_IN_NETWORK,       // switches add and multicast
    SL_ALGORITHMS
} sl_algorithm;

// A tier with fewer links up than down: what leaves a unit of consecutive hosts gets 1/ratio of
// the rate of those that leave it when all do.
#define SL_TAPERS       2
#define SL_TAPER_SHARES 11
typedef struct sl_taper {
    double hosts, ratio; // of a unit; down over up, 1 or more
    // Hashed flows: times longer for the worst when the share 2^-i of all leaves; 0: spread evenly.
    double hashed[SL_TAPER_SHARES];
} sl_taper;

// What neighbours far apart share on grids and dragonflies, where hosts are numbered router by
// router along x, then y, then z. kind NONE: nothing is shared.
typedef struct sl_shift {
    sl_topology_kind kind;
    int concentration, trunk, extent[SL_TOPOLOGY_DIMS], dims;
    double group_hosts, pair_links; // dragonfly: of a group; between two groups
} sl_shift;
// Flows on the worst link, over its rate, when every host sends to the one `stride` hosts on, by
// minimal routes; 1 at least. Exact on tori and hyperx; on meshes that of the middle.
double sl_shift_load(const sl_shift *shift, double stride);

// One network as a collective sees it.
typedef struct sl_collective_net {
    double rate_bps;     // of one rank, one direction, payload
    double latency_s;    // of one step between two ranks, >= 0
    double overhead_s;   // of the host for each further message that it sends, >= 0 (direct only)
    double to_all_share; // of the rate that is left when everybody talks to everybody, (0, 1]:
                         // twice the bisection over half of what the ranks can send
    sl_taper taper[SL_TAPERS]; // of a Clos; {0}: none
    sl_shift shift;            // of a grid or dragonfly; {0}: none
    double stride;             // hosts from one rank to the next; 0: 1
    double reconfigure_s;      // of circuits, for each change of partner; a ring changes none
    bool in_network;           // the switches can add
    double frame_loss;  // of one frame on its way between two ranks, mean; 0: nothing is lost
    double worst_loss;  // the same of the rank with the worst link; 0: as the mean
    double frame_bytes; // payload of a frame, > 0 where frame_loss is
    double repeat_s;    // what a step waits for a lost frame
} sl_collective_net;

// A protocol of the collective library: what small messages trade against rate. A library picks
// the fastest for each size.
typedef struct sl_protocol {
    double start_s;               // once for a collective
    double up_step_s, out_step_s; // of each step, beyond the network's latency
    double share;                 // of the rate that is left for payload, 0..1
} sl_protocol;
#define SL_PROTOCOLS 4

// Time of a collective among `ranks` on one network. kind, bytes: as in the request.
//   ring: all-reduce 2(n-1)/n S/B + 2(n-1) a; reduce-scatter, all-gather half of it
//   tree: 2 S/B + 2 ceil(log2 n) a (all-reduce), half of it (broadcast)
//   halving-doubling: 2(n-1)/n S/B + 2 ceil(log2 n) a
//   direct: 2(n-1)/n S/B + 2 a, all-to-all (n-1)/n S/B + a, and (n-2) overheads a step
//   in-network: S/B + a
// Rates: ranks of a stride s, all groups of a unit at once. Neighbours (ring, tree,
// halving-doubling with its long ways for the short parts, in-network, point to point) leave a
// unit of D hosts with min(1, s/D) of their traffic, direct and all-to-all with 1 - D/(n s); hashed
// flows collide there. On grids and dragonflies neighbours share links by sl_shift_load().
// Circuits: every step and every further message of all but ring and point to point waits
// reconfigure_s.
// Lost frames: a step of m frames waits repeat_s with 1 - (1 - loss)^m, whichever frame it was,
// and the rank that meets most such steps decides: the mean of the largest of n Poisson counts or,
// where that is more, the mean count of the rank with the worst link; at most one a step.
// NaN outside of the domain and where the algorithm cannot do the kind.
// Sources: Thakur, Rabenseifner and Gropp, IJHPCA 19 (2005) 49; Sanders, Speck and Traeff, Parallel
// Computing 35 (2009) 581 (two trees); Bruck et al., IEEE TPDS 8 (1997) 1143; Graham et al.,
// COM-HPC 2016.
double sl_collective_s(sl_collective_kind kind, sl_algorithm algorithm, int ranks, double bytes,
                       const sl_collective_net *net);

// Everything that answers an sl_collective_request; the fabric's context.
typedef struct sl_collective_fabric {
    sl_collective_net up, out; // scale-up domain, scale-out network
    sl_algorithm algorithm;    // of both
    sl_protocol protocol[SL_PROTOCOLS];
    int protocols; // 0: none, the bare network
    int domain;    // hosts of a scale-up domain; 0 or 1: none, then up equals out
} sl_collective_fabric;

// Answers a request; the fastest protocol, hierarchical when both networks are used: reduce-scatter
// inside, all-reduce of S/local between, all-gather inside, one after the other. Its type is
// sl_collective_cost; context is an sl_collective_fabric.
double sl_fabric_collective_cost(const sl_collective_request *request, const void *context);

#ifdef __cplusplus
}
#endif
#endif
