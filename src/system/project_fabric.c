// The fabric of a design: topology, ledger, tails, collectives, power, from the link's results.
//
// A link's latency and power come from the metrics of the port (LATENCY without its flight,
// PORT_POWER), its frame loss from the population of links (project_quality.c) and the transport's
// packet; lengths that the scenario does not give are service.reach.
#include "system/internal.h"

#include <stdio.h>

#define LEVELS           SL_FABRIC_LEVELS
#define EFFICIENCY_LEAST 0.5 // below it a link counts as dead

typedef struct fabric {
    const sl_design *d;
    const sl_fabric_spec *f;
    sl_result *out;
    double *v;
    const sl_topology_out *t;
    double length_m[LEVELS], flight_s_m, phy_s;
    double rate_bps, mtu_bytes, rtt_s;
    double efficiency;
    const sl_link_quality *q;
} fabric;

sl_topology sl_fabric_topology(const sl_design *d)
{
    const sl_fabric_spec *f = &d->fabric;
    sl_topology t = {.kind = (sl_topology_kind)f->topology,
                     .hosts = f->hosts,
                     .radix = f->radix,
                     .planes = f->planes,
                     .tiers = f->tiers,
                     .oversubscription = f->oversubscription,
                     .core_oversubscription = f->core_oversubscription,
                     .domain = f->domain,
                     .domain_planes = f->scale_up.planes,
                     .concentration = f->concentration,
                     .group = f->group,
                     .global_links = f->global_links,
                     .groups = f->groups,
                     .trunk = f->trunk,
                     .direct = f->direct,
                     .rate_bps = d->link.rate_bps};
    for (int i = 0; i < SL_TOPOLOGY_DIMS; i++) {
        t.extent[i] = f->extent[i];
        if (f->extent[i] > 0) t.dims = i + 1;
    }
    return t;
}

static double flight_of(const sl_link_spec *link)
{
    double index =
        link->kind >= SL_WORD_RETIMED ? link->fibre.index : sqrt(link->cable.dielectric_constant);
    return index / SL_SPEED_OF_LIGHT_M_S;
}

// Of the three levels: what the scenario says, else service.reach.
void sl_fabric_lengths(double length_m[SL_FABRIC_LEVELS], const sl_design *d)
{
    const sl_fabric_spec *f = &d->fabric;
    const double given[SL_FABRIC_LEVELS] = {f->host_length_m, f->leaf_length_m, f->core_length_m};
    for (int i = 0; i < SL_FABRIC_LEVELS; i++)
        length_m[i] = isnan(given[i]) ? d->service.reach_m : given[i];
}

static void lengths(fabric *a)
{
    sl_fabric_lengths(a->length_m, a->d);
    a->flight_s_m = flight_of(&a->d->link);
    a->phy_s = fmax(0.0, a->v[SL_M_LATENCY] - a->d->service.reach_m * a->flight_s_m);
}

static double longest_m(const fabric *a)
{
    double longest = 0.0;
    for (int i = 0; i < LEVELS; i++)
        if (a->t->level_links[i] > 0.0) longest = fmax(longest, a->length_m[i]);
    return longest;
}

static double links_of(const fabric *a)
{
    double links = 0.0;
    for (int i = 0; i < LEVELS; i++)
        links += a->t->level_links[i];
    return links;
}

double sl_fabric_port_fibres(const sl_design *d)
{
    const sl_link_spec *link = &d->link;
    if (link->kind < SL_WORD_RETIMED) return 0.0;
    return (double)sl_link_optical_lanes(link) / link->wavelengths *
           (link->bidirectional ? 1.0 : 2.0);
}

static void count(fabric *a)
{
    double *v = a->v, links = links_of(a), metres = 0.0, fibres = sl_fabric_port_fibres(a->d);
    for (int i = 0; i < LEVELS; i++)
        metres += a->t->level_links[i] * a->length_m[i];
    v[SL_M_FABRIC_HOSTS] = a->t->hosts;
    v[SL_M_FABRIC_SWITCHES] = a->f->direct ? 0.0 : a->t->switches;
    v[SL_M_FABRIC_LINKS] = links;
    if (fibres > 0.0) v[SL_M_FABRIC_FIBRE] = metres * fibres;
    double most_bps = floor(a->t->hosts / 2.0) * a->t->host_ports * a->rate_bps;
    v[SL_M_FABRIC_BISECTION] = fmin(a->t->bisection_bps, most_bps);
    if (a->t->leaf_up > 0 && a->t->longest_links[1]) {
        v[SL_M_FABRIC_TAPER] = (double)a->t->leaf_down / a->t->leaf_up;
        if (a->t->longest_links[2]) v[SL_M_FABRIC_TAPER] = a->t->pod_hosts / a->t->pod_up;
    }
    v[SL_M_FABRIC_DIAMETER] = a->t->diameter;
    v[SL_M_FABRIC_MEAN_HOPS] = a->t->mean_links;
    // A switch forwards what its linked ports bring: one end of a host's link, both of the others.
    double inner = links - a->t->level_links[0];
    double forwarded_bps = (a->t->level_links[0] + 2.0 * inner) * a->rate_bps;
    double core_w =
        a->f->topology == SL_TOPOLOGY_OCS ? 0.0 : forwarded_bps * a->f->switch_.core_j_per_bit;
    v[SL_M_FABRIC_POWER] = 2.0 * links * v[SL_M_PORT_POWER] + core_w;
}

// ---- one packet, one message ----

static sl_message message_of(const sl_fabric_spec *f)
{
    return (sl_message){.bytes = f->message_bit / 8.0,
                        .mtu_bytes = f->transport.mtu_bit / 8.0,
                        .header_bytes = f->transport.header_bit / 8.0,
                        .ack_bytes = f->transport.ack_bit / 8.0};
}

static sl_path_in path_of(const fabric *a, double packet_bytes)
{
    const sl_fabric_spec *f = a->f;
    sl_path_in in = {.packet_bytes = packet_bytes,
                     .header_bytes = fmin(packet_bytes, f->transport.header_bit / 8.0),
                     .cut_through = f->switch_.cut_through || f->topology == SL_TOPOLOGY_OCS,
                     .rate_bps = a->rate_bps,
                     .switch_s = f->topology == SL_TOPOLOGY_OCS ? 0.0 : f->switch_.latency_s,
                     .phy_s = a->phy_s,
                     .flight_s_m = a->flight_s_m,
                     .host_s = f->transport.host_s};
    for (int i = 0; i < LEVELS; i++) {
        in.links += a->t->longest_links[i];
        in.length_m += a->t->longest_links[i] * a->length_m[i];
    }
    if (f->topology == SL_TOPOLOGY_OCS) { // light passes: one link with the flight of both fibres
        in.links = 1;
        in.header_bytes = 0.0;
    }
    if (in.links < 1) in.links = 1;
    return in;
}

static bool latency(fabric *a)
{
    sl_message m = message_of(a->f);
    double wire_bytes = sl_message_wire_bytes(&m);
    if (isnan(wire_bytes)) return false;
    sl_path_in packet = path_of(a, a->mtu_bytes);
    sl_path_in first = path_of(a, fmin(wire_bytes, a->mtu_bytes)); // of the message
    sl_path_in ack = path_of(a, a->f->transport.ack_bit / 8.0);
    sl_path_ledger back, there;
    if (sl_path_latency(&a->out->path, &packet) != SL_OK ||
        sl_path_latency(&there, &first) != SL_OK || sl_path_latency(&back, &ack) != SL_OK)
        return false;
    // Another rail is reached through the domain: one step of it before.
    if (a->t->longest_links[3]) {
        a->out->path.switch_s += a->f->scale_up.latency_s;
        a->out->path.total_s += a->f->scale_up.latency_s;
        there.total_s += a->f->scale_up.latency_s;
        back.total_s += a->f->scale_up.latency_s;
    }
    a->rtt_s = a->out->path.total_s + back.total_s;
    a->v[SL_M_FABRIC_LATENCY] = a->out->path.total_s;
    a->v[SL_M_FABRIC_MESSAGE] =
        there.total_s + back.total_s + fmax(0.0, wire_bytes - a->mtu_bytes) * 8.0 / a->rate_bps;
    return true;
}

// ---- loss, balance, queues ----

static double path_loss(const fabric *a, double link_loss)
{
    bool each_link = a->f->transport.recovery == SL_RECOVERY_LINK_RETRY;
    return fmin(each_link ? link_loss : sl_path_loss(link_loss, a->t->diameter), 0.999999);
}

// The efficiency is that of a flow over the worst link: a collective has such a flow.
static void loss(fabric *a, sl_population *links, char why[160])
{
    const sl_transport_spec *t = &a->f->transport;
    sl_recovery mode = (sl_recovery)t->recovery;
    sl_link_quality *q = &a->out->quality;
    double rtt_s = a->rtt_s;
    links->frame_bytes = a->mtu_bytes;
    sl_project_quality(q, links, links_of(a));
    if (mode == SL_RECOVERY_LINK_RETRY)
        rtt_s = sl_link_retry_s(longest_m(a) * a->flight_s_m, a->phy_s, t->retry_turnaround_s);
    q->phy_s = a->phy_s;
    q->repeat_s = rtt_s + (mode == SL_RECOVERY_LINK_RETRY ? 0.0 : t->timeout_s);
    double window = sl_window_frames(rtt_s, a->rate_bps, a->mtu_bytes);
    a->efficiency = sl_loss_efficiency(mode, path_loss(a, q->worst_frame_loss), window);
    double nominal = sl_loss_efficiency(mode, path_loss(a, q->frame_loss), window);
    if (nominal >= EFFICIENCY_LEAST && a->efficiency < EFFICIENCY_LEAST)
        snprintf(why, 160,
                 "the worst of %.0f links loses %.2g of its frames and carries %.2g %% of its rate",
                 q->links, q->worst_frame_loss, 100.0 * a->efficiency);
    a->q = q;
    a->v[SL_M_FABRIC_LOSS] = a->efficiency;
    a->v[SL_M_FABRIC_MEAN_LOSS] = q->mean_frame_loss;
    a->v[SL_M_FABRIC_WORST_LOSS] = q->worst_frame_loss;
}

static bool is_clos(const sl_fabric_spec *f)
{
    return f->topology == SL_TOPOLOGY_FAT_TREE || f->topology == SL_TOPOLOGY_RAIL;
}

// Hosts of a unit whose partner in a permutation lies outside of it. A rail is a Clos of its own.
static double leaving(const fabric *a, double unit)
{
    double hosts = a->t->hosts / (a->f->topology == SL_TOPOLOGY_RAIL ? a->f->domain : 1.0);
    return fmax(1.0, floor(unit * (hosts - unit) / (hosts - 1.0) + 0.5));
}

// Stages at which flows are hashed, with a share of each unit's flows crossing it; their number.
static int hash_stages(sl_hash_stage stage[2], const fabric *a, double share)
{
    const sl_topology_out *t = a->t;
    double flows = a->f->transport.flows * share, planes = a->f->planes;
    if (!is_clos(a->f) || !t->longest_links[1]) return 0;
    stage[0] = (sl_hash_stage){2.0 * ceil(t->hosts / t->leaf_down) * planes,
                               fmax(1.0, floor(flows * leaving(a, t->leaf_down))), t->leaf_up};
    if (!t->longest_links[2]) return 1;
    stage[1] = (sl_hash_stage){2.0 * ceil(t->hosts / t->pod_hosts) * planes,
                               fmax(1.0, floor(flows * leaving(a, t->pod_hosts))), t->pod_up};
    return 2;
}

// Rate of the worst flow over its rate with even load, for a permutation of all hosts' flows.
static void balance(fabric *a)
{
    sl_hash_stage stage[2];
    int n = hash_stages(stage, a, 1.0);
    double flows = a->f->transport.flows, even = flows;
    for (int i = 0; i < n; i++)
        even = fmax(even, stage[i].balls / stage[i].bins);
    double worst = even;
    if (n && a->f->transport.balance == SL_WORD_HASH)
        worst = fmax(even, sl_hash_worst_load(stage, n));
    a->v[SL_M_FABRIC_ECMP] = even / worst;
    if (is_clos(a->f)) a->v[SL_M_FABRIC_WORST_LOAD] = worst;
}

static void queue(fabric *a)
{
    double service_s = a->mtu_bytes * 8.0 / a->rate_bps;
    if (a->f->topology == SL_TOPOLOGY_OCS) return;
    a->v[SL_M_FABRIC_QUEUE] = sl_md1_quantile_s(a->f->load, service_s, 1.0 - a->f->quantile);
}

static void incast(fabric *a)
{
    const sl_transport_spec *t = &a->f->transport;
    if (a->f->topology == SL_TOPOLOGY_OCS) return; // a port has one circuit at a time
    double rtt_s = a->rtt_s, bdp_bytes = rtt_s * a->rate_bps / 8.0;
    double recovery_s = t->timeout_s;
    if (t->recovery == SL_RECOVERY_LINK_RETRY)
        recovery_s = 0.0; // of the transport: the link has done it already
    sl_incast_in in = {.message = message_of(a->f),
                       .senders = a->f->fan_in ? a->f->fan_in : fmin(8.0, a->t->hosts - 1.0),
                       .rate_bps = a->rate_bps,
                       .rtt_s = rtt_s,
                       .pacing = t->pacing,
                       .window_bytes = isnan(t->window_bit) ? bdp_bytes : t->window_bit / 8.0,
                       .buffer_bytes = t->lossless || isnan(a->f->switch_.buffer_bit)
                                           ? INFINITY
                                           : a->f->switch_.buffer_bit / 8.0,
                       .recovery_s = recovery_s,
                       .loss = fmin(sl_path_loss(a->q->mean_frame_loss, a->t->diameter), 0.999999),
                       .quantile = a->f->quantile};
    a->out->incast_in = in;
    if (sl_incast(&a->out->incast, &in) == SL_OK) a->v[SL_M_FABRIC_INCAST] = a->out->incast.tail_s;
}

// ---- collectives ----

// What a share of a unit's flows costs the worst of them when it is hashed onto the links up.
static void hash_taper(sl_taper *taper, const fabric *a, int tier)
{
    for (int i = 0; i < SL_TAPER_SHARES; i++) {
        sl_hash_stage stage[2];
        hash_stages(stage, a, pow(2.0, -i));
        double worst = sl_hash_worst_load(&stage[tier], 1);
        taper->hashed[i] = fmax(1.0, worst / a->f->transport.flows);
    }
}

// Units of a Clos in hosts as they are numbered: domain after domain.
static void tapers(sl_taper taper[SL_TAPERS], const fabric *a)
{
    const sl_topology_out *t = a->t;
    double spread = a->f->topology == SL_TOPOLOGY_RAIL ? a->f->domain : 1.0;
    bool hashed = a->f->transport.balance == SL_WORD_HASH;
    if (!t->longest_links[1]) return;
    taper[0] =
        (sl_taper){.hosts = t->leaf_down * spread, .ratio = (double)t->leaf_down / t->leaf_up};
    if (t->longest_links[2])
        taper[1] = (sl_taper){.hosts = t->pod_hosts * spread, .ratio = t->pod_hosts / t->pod_up};
    for (int i = 0; hashed && i < SL_TAPERS && taper[i].hosts > 0.0; i++)
        hash_taper(&taper[i], a, i);
}

static sl_shift shift_of(const fabric *a)
{
    const sl_fabric_spec *f = a->f;
    sl_shift s = {.kind = (sl_topology_kind)f->topology,
                  .concentration = f->direct ? 1 : f->concentration,
                  .trunk = f->trunk};
    for (int i = 0; i < SL_TOPOLOGY_DIMS; i++) {
        s.extent[i] = f->extent[i];
        if (f->extent[i] > 0) s.dims = i + 1;
    }
    if (s.kind != SL_TOPOLOGY_DRAGONFLY) return s;
    s.group_hosts = (double)f->group * f->concentration;
    double groups = a->t->hosts / s.group_hosts, pairs = groups * (groups - 1.0) / 2.0;
    s.pair_links = pairs > 0.0 ? a->t->level_links[2] / f->planes / pairs : s.group_hosts;
    return s;
}

static void collectives(fabric *a)
{
    const sl_fabric_spec *f = a->f;
    sl_collective_fabric *c = &a->out->collectives;
    double payload = 1.0 - f->transport.header_bit / f->transport.mtu_bit;
    bool circuits = f->topology == SL_TOPOLOGY_OCS, clos = is_clos(f);
    double duty = circuits ? sl_circuit_duty(f->dwell_s, f->dark_s) : 1.0;
    double per_host_bps = a->rate_bps * a->t->host_ports;
    c->algorithm = (sl_algorithm)f->library.algorithm;
    c->out = (sl_collective_net){.rate_bps = per_host_bps * payload * duty * a->efficiency,
                                 .latency_s = a->out->path.total_s,
                                 .overhead_s = f->transport.message_s,
                                 .to_all_share = clos ? 1.0 : fmin(1.0, 2.0 * a->t->bisection),
                                 .in_network = f->switch_.reduction && !circuits,
                                 .reconfigure_s = circuits ? f->dark_s : 0.0,
                                 .frame_loss = path_loss(a, a->q->mean_frame_loss),
                                 .worst_loss = path_loss(a, a->q->worst_frame_loss),
                                 .frame_bytes = a->mtu_bytes * payload,
                                 .repeat_s = a->q->repeat_s};
    if (clos) tapers(c->out.taper, a);
    c->out.shift = shift_of(a);
    c->up = c->out; // without a domain of its own the fabric is the domain
    if (f->domain > 1)
        c->up = (sl_collective_net){.rate_bps = f->scale_up.rate_bps,
                                    .latency_s = f->scale_up.latency_s,
                                    .overhead_s = f->transport.message_s,
                                    .to_all_share = 1.0,
                                    .in_network = f->scale_up.reduction};
    c->domain = f->domain;
    c->protocols = f->library.protocol_n;
    for (int i = 0; i < c->protocols; i++)
        c->protocol[i] =
            (sl_protocol){f->library.protocol[i].start_s, f->library.protocol[i].up_step_s,
                          f->library.protocol[i].out_step_s, f->library.protocol[i].share};
    sl_collective_request all = {.kind = SL_ALL_REDUCE,
                                 .domain = f->domain > 1 ? SL_DOMAIN_BOTH : SL_DOMAIN_SCALE_OUT,
                                 .ranks = (int)a->t->hosts,
                                 .local = f->domain,
                                 .bytes = f->collective_bit / 8.0};
    a->v[SL_M_FABRIC_ALLREDUCE] = sl_fabric_collective_cost(&all, c);
}

// ---- buffers ----

static void headroom(fabric *a, char why[160])
{
    const sl_fabric_spec *f = a->f;
    if (f->topology == SL_TOPOLOGY_OCS || !f->transport.lossless) return;
    double bytes = sl_pfc_headroom_bytes(a->rate_bps, a->mtu_bytes, longest_m(a), a->flight_s_m,
                                         a->phy_s, f->transport.response_s);
    a->v[SL_M_FABRIC_HEADROOM] = 8.0 * bytes;
    double ports = f->radix ? f->radix : a->t->ports, have_bytes = f->switch_.buffer_bit / 8.0;
    if (!isnan(have_bytes))
        a->v[SL_M_FABRIC_PAUSE_LENGTH] =
            sl_pfc_length_m(a->rate_bps, a->mtu_bytes, have_bytes / ports, a->flight_s_m, a->phy_s,
                            f->transport.response_s);
    if (ports * bytes > have_bytes)
        snprintf(why, 160,
                 "pause headroom of %.0f ports over %.4g m takes %.3g MB, the switch buffers %.3g",
                 ports, longest_m(a), ports * bytes / 1e6, have_bytes / 1e6);
}

void sl_fabric_buffers(sl_buffers *out, const sl_design *d, const sl_result *r, double length_m)
{
    const sl_transport_spec *t = &d->fabric.transport;
    double mtu_bytes = t->mtu_bit / 8.0, flight_s_m = flight_of(&d->link), phy_s = r->quality.phy_s;
    double rtt_s = 2.0 * (length_m * flight_s_m + phy_s);
    out->pause_bytes = sl_pfc_headroom_bytes(d->link.rate_bps, mtu_bytes, length_m, flight_s_m,
                                             phy_s, t->response_s);
    out->credit_bytes = sl_credit_buffer_bytes(d->link.rate_bps, mtu_bytes, rtt_s);
}

void sl_project_fabric(sl_result *out, const sl_design *d, sl_population *links, char why[160])
{
    why[0] = '\0';
    if (d->fabric.topology == SL_TOPOLOGY_NONE) return;
    sl_topology topology = sl_fabric_topology(d);
    if (sl_topology_count(&out->topology, &topology) != SL_OK) return;
    fabric a = {.d = d,
                .f = &d->fabric,
                .out = out,
                .v = out->value,
                .t = &out->topology,
                .rate_bps = d->link.rate_bps,
                .mtu_bytes = d->fabric.transport.mtu_bit / 8.0};
    lengths(&a);
    count(&a);
    if (!latency(&a)) return;
    loss(&a, links, why);
    balance(&a);
    queue(&a);
    incast(&a);
    collectives(&a);
    headroom(&a, why);
    out->has_fabric = true;
}
