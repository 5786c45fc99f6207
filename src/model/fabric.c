// The fabric: what joins the ports, and what runs over it.
#include "model/fields.h"

static const sl_word topologies[] = {{"none", 0, "no fabric: the layer is not evaluated"},
                                     {"switch", 1, "every host on one switch"},
                                     {"fat-tree", 2, "folded Clos of two or three tiers"},
                                     {"rail", 3, "a Clos for each place in the scale-up domains"},
                                     {"dragonfly", 4, "groups meshed inside and with each other"},
                                     {"hyperx", 5, "every dimension fully meshed"},
                                     {"torus", 6, "rings in every dimension"},
                                     {"mesh", 7, "lines in every dimension"},
                                     {"ocs", 8, "circuits through an optical switch"},
                                     {NULL, 0, NULL}};
static const sl_word recoveries[] = {{"selective", 0, "only what was lost is sent again"},
                                     {"go-back-n", 1, "everything since the loss, end to end"},
                                     {"link-retry", 2, "everything since the loss, on the link"},
                                     {NULL, 0, NULL}};
static const sl_word balances[] = {{"spray", SL_WORD_SPRAY, "packets over all paths"},
                                   {"hash", SL_WORD_HASH, "a flow keeps one path (ECMP)"},
                                   {NULL, 0, NULL}};
static const sl_word algorithms[] = {{"auto", 0, "the fastest"},
                                     {"ring", 1, "ring"},
                                     {"tree", 2, "two trees, pipelined"},
                                     {"halving-doubling", 3, "recursive halving and doubling"},
                                     {"direct", 4, "every rank to every rank"},
                                     {"in-network", 5, "switches add"},
                                     {NULL, 0, NULL}};

#undef S
#define S sl_switch_spec
static const sl_field switch_fields[] = {
    QD("latency", latency_s, "ns", 0, 1e6, "600 ns",
       "Port to port without SerDes and FEC of the links, which the link counts."),
    QD("core_energy", core_j_per_bit, "pJ/bit", 0, 100, "3 pJ/bit",
       "Of each bit forwarded, without the ports' SerDes."),
    Q("buffer", buffer_bit, "MB", 0.001, 1e6, "Packet buffer; absent: not checked."),
    FLAG("cut_through", cut_through, "true", "Forwards once the header has come."),
    FLAG("reduction", reduction, "false", "Can add and multicast for collectives."),
};
const sl_table sl_switch_table = {.name = "switch",
                                  .parts = "switch",
                                  .doc = "A packet switch of the fabric.",
                                  FIELDS(switch_fields)};

#undef S
#define S sl_transport_spec
static const sl_field transport_fields[] = {
    W("recovery", recovery, recoveries, "selective", "Of lost packets."),
    W("balance", balance, balances, "spray", "Over equal paths."),
    N("flows", flows, 1, 10000, "1", "Of one host at a time; each keeps its path with hash."),
    FLAG("lossless", lossless, "false", "Pause or credits: no packet is dropped for want of room."),
    QD("mtu", mtu_bit, "B", 64, 65536, "4178 B", "Full packet on the wire, preamble and gap too."),
    QD("header", header_bit, "B", 0, 1024, "82 B", "Of every packet, preamble and gap too."),
    QD("ack", ack_bit, "B", 0, 1024, "84 B", "An acknowledgement on the wire."),
    QD("host", host_s, "ns", 0, 1e6, "500 ns", "Both adapters together, one way."),
    QD("message", message_s, "ns", 0, 1e6, "100 ns",
       "Of a host for each further message it sends."),
    QD("pacing", pacing, "", 0.01, 1, "1", "Share of the line rate a receiver asks for."),
    Q("window", window_bit, "kB", 0.001, 1e6,
      "That a sender sends unasked; absent: one round trip at line rate."),
    QD("timeout", timeout_s, "us", 0, 1e7, "0 us",
       "Until a lost burst is sent again; 0 with trimming or lossless."),
    QD("response", response_s, "ns", 0, 1e5, "500 ns",
       "From a pause frame's arrival until the sender is silent."),
    QD("retry_turnaround", retry_turnaround_s, "ns", 0, 1e6, "200 ns",
       "link-retry: of the two ends, beyond flight and FEC."),
};
const sl_table sl_transport_table = {.name = "transport",
                                     .parts = "transport",
                                     .doc = "How messages become packets and come back from loss.",
                                     FIELDS(transport_fields)};

#undef S
#define S sl_protocol_spec
static const sl_field protocol_fields[] = {
    QD("start", start_s, "us", 0, 1e5, "0 us", "Once for a collective."),
    QD("scale_up_step", up_step_s, "us", 0, 1e5, "0 us", "Each step inside a domain."),
    QD("scale_out_step", out_step_s, "us", 0, 1e5, "0 us", "Each step between domains."),
    QD("share", share, "", 0.01, 1, "1", "Of the rate that carries payload."),
};
static const sl_table protocol_table = {.name = "protocol",
                                        .doc = "What a library trades for small messages.",
                                        FIELDS(protocol_fields)};

#undef S
#define S sl_library_spec
static const sl_field library_fields[] = {
    W("algorithm", algorithm, algorithms, "auto", "Of collectives."),
    LIST("protocols", protocol, protocol_n, SL_PROTOCOL_MAX, &protocol_table,
         "The fastest is taken; none: the bare network."),
};
const sl_table sl_library_table = {.name = "library",
                                   .parts = "library",
                                   .doc = "The collective library.",
                                   FIELDS(library_fields)};

#undef S
#define S sl_scale_up_spec
static const sl_field scale_up_fields[] = {
    Q("rate", rate_bps, "Tb/s", 0.001, 1000, "Of one host into its domain, one direction."),
    QD("latency", latency_s, "ns", 0, 1e6, "700 ns", "Of one step, host to host."),
    N("planes", planes, 0, 256, "1", "Switches of one domain."),
    FLAG("reduction", reduction, "false", "Its switches can add."),
};
const sl_table sl_scale_up_table = {.name = "scale_up",
                                    .parts = "scale-up",
                                    .doc = "The network inside a domain, when the fabric joins "
                                           "domains.",
                                    FIELDS(scale_up_fields)};

#undef S
#define S sl_fabric_spec
static const sl_field fields[] = {
    W("topology", topology, topologies, "none", "How hosts and switches are joined."),
    N("hosts", hosts, 0, 10000000, "0", "Hosts (GPUs); 0: as many as the switches carry."),
    N("radix", radix, 0, 10000, "0",
      "Ports of a switch at link.rate; 0: as many as a grid or dragonfly needs."),
    N("planes", planes, 1, 256, "1", "Parallel fabrics; a host has a port in each."),
    N("tiers", tiers, 0, 3, "0", "fat-tree, rail: tiers of switches; 0: the fewest that do."),
    QD("oversubscription", oversubscription, "", 1, 100, "1",
       "fat-tree, rail: a leaf's ports down over those up."),
    QD("core_oversubscription", core_oversubscription, "", 1, 100, "1",
       "fat-tree, rail: the same of the middle tier."),
    N("domain", domain, 0, 10000, "0", "Hosts of a scale-up domain; 0: none."),
    N("concentration", concentration, 1, 1000, "1",
      "dragonfly, hyperx, torus, mesh: hosts of a router."),
    N("group", group, 0, 10000, "0", "dragonfly: routers of a group."),
    N("global_links", global_links, 0, 10000, "0", "dragonfly: of a router."),
    N("groups", groups, 0, 1000000, "0", "dragonfly: 0: as many as the links allow."),
    N("x", extent[0], 0, 100000, "0", "hyperx, torus, mesh: routers of a line."),
    N("y", extent[1], 0, 100000, "0", "hyperx, torus, mesh: 0: no such dimension."),
    N("z", extent[2], 0, 100000, "0", "hyperx, torus, mesh: 0: no such dimension."),
    N("w", extent[3], 0, 100000, "0", "hyperx, torus, mesh: 0: no such dimension."),
    N("trunk", trunk, 1, 1000, "1", "hyperx: links of a pair of routers."),
    FLAG("direct", direct, "false", "hyperx, torus, mesh: the router is in the host's chip."),
    Q("dwell", dwell_s, "ms", 1e-6, 1e12, "ocs: from one change of circuits to the next."),
    QD("dark", dark_s, "ms", 0, 1e6, "3 ms", "ocs: switching, relock and routing."),
    Q("host_length", host_length_m, "m", 0, 10000, "Host to switch; absent: service.reach."),
    Q("leaf_length", leaf_length_m, "m", 0, 10000,
      "Leaf to the next tier, or inside a grid or group; absent: service.reach."),
    Q("core_length", core_length_m, "m", 0, 10000,
      "To the core, or between groups; absent: service.reach."),
    TABLE("switch", switch_, &sl_switch_table, "Every switch."),
    TABLE("transport", transport, &sl_transport_table, "Transport."),
    TABLE("library", library, &sl_library_table, "Collective library."),
    TABLE("scale_up", scale_up, &sl_scale_up_table, "Inside a domain."),
    QD("load", load, "", 0, 0.999, "0.8", "Of a switch output, for its queue."),
    QD("message", message_bit, "kB", 0.001, 1e9, "1000 kB", "Of an incast's sender."),
    N("fan_in", fan_in, 0, 1000000, "0", "Senders of an incast; 0: eight, or all others of fewer."),
    QD("quantile", quantile, "", 0.5, 0.999999999, "0.999", "What counts as the tail."),
    QD("link_sd", link_sd_db, "dB", 0, 10, "0.5 dB",
       "Sd of the margin over the fabric's links: no two are alike; 0: all are."),
    Q("flap_mtbf", flap_mtbf_s, "h", 1e-3, 1e12, "Between flaps of one link; absent: none."),
    QD("flap", flap_s, "s", 1e-6, 1e5, "5 s", "That a flap stops the jobs which use the link."),
    QD("collective", collective_bit, "MB", 1e-6, 1e9, "1000 MB", "Vector of the all-reduce."),
};
const sl_table sl_fabric_table = {.name = "fabric",
                                  .parts = "fabric",
                                  .doc = "What joins the ports, and what runs over it.",
                                  FIELDS(fields)};
