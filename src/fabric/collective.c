// Collectives in closed form.
//
// Model. Every rank sends and receives at once at the network's rate; a step between two ranks
// costs its latency; between the networks of a hierarchy parts follow each other.
// Equations. As listed at sl_collective_s(); Bruck's all-to-all: ceil(log2 n) (a + S/2B). A
// protocol adds to each step's latency and leaves a share of the rate; the library takes the
// fastest of algorithm and protocol, so that time is piecewise in message size. Hierarchy of n = l
// x d ranks: reduce-scatter of S among l inside, all-reduce of S/l among d outside, all-gather of S
// inside; all-to-all: (d-1)/d S outside to ranks of the same place, then S inside. Lost frames: a
// step of m frames is late with 1 - (1 - loss)^m; the rank with most late steps decides.
// Assumptions. No other traffic, no congestion (see balance.c for what hashing costs), reductions
// keep up with the links. Two trees are pipelined finely enough that only their depth shows. Of the
// frames lost in one step the last repeat alone is waited for; the others hide behind it.
// Bytes that halving-doubling sends far are few, so that it counts as near.
// Limits. On grids and dragonflies trees and halving-doubling are taken as rings of their stride.
// Ranks that arrive late are the caller's; a broadcast by ring is not modelled.
// Sources. Thakur, Rabenseifner and Gropp, IJHPCA 19 (2005) 49; Sanders, Speck and Traeff, Parallel
// Computing 35 (2009) 581; Bruck et al., IEEE TPDS 8 (1997) 1143; Graham et al., COM-HPC 2016
// (SHARP); Patarasuk and Yuan, JPDC 69 (2009) 117 (ring is bandwidth-optimal).
#include "shoreline/fabric.h"

#include <math.h>

#include "shoreline/numeric.h"

static bool loss_ok(const sl_collective_net *n)
{
    return n->frame_loss == 0.0 ||
           (n->frame_loss > 0.0 && n->frame_loss < 1.0 && n->worst_loss >= 0.0 &&
            n->worst_loss < 1.0 && n->frame_bytes > 0.0 && n->repeat_s >= 0.0);
}

static bool net_ok(const sl_collective_net *n)
{
    return n->rate_bps > 0.0 && n->latency_s >= 0.0 && n->overhead_s >= 0.0 &&
           n->to_all_share > 0.0 && n->to_all_share <= 1.0 && loss_ok(n);
}

// Of one algorithm: time = volume S/B + steps a + sends o; volume NaN: cannot do the kind.
typedef struct shape {
    double volume, steps, sends;
} shape;

static const shape none = {NAN, NAN, NAN};

static shape of_ring(sl_collective_kind kind, double n)
{
    shape half = {(n - 1.0) / n, n - 1.0, 0.0};
    if (kind == SL_ALL_REDUCE) return (shape){2.0 * half.volume, 2.0 * half.steps, 0.0};
    if (kind == SL_REDUCE_SCATTER || kind == SL_ALL_GATHER) return half;
    return none;
}

static shape of_tree(sl_collective_kind kind, double n)
{
    double depth = ceil(log2(n));
    if (kind == SL_ALL_REDUCE) return (shape){2.0, 2.0 * depth, 0.0};
    if (kind == SL_BROADCAST) return (shape){1.0, depth, 0.0};
    return none;
}

static shape of_halving(sl_collective_kind kind, double n)
{
    double depth = ceil(log2(n)), most = (n - 1.0) / n;
    switch (kind) {
    case SL_ALL_REDUCE:
        return (shape){2.0 * most, 2.0 * depth, 0.0};
    case SL_REDUCE_SCATTER:
    case SL_ALL_GATHER:
        return (shape){most, depth, 0.0};
    case SL_ALL_TO_ALL:
        return (shape){depth / 2.0, depth, 0.0};
    default:
        return none;
    }
}

static shape of_direct(sl_collective_kind kind, double n)
{
    shape half = {(n - 1.0) / n, 1.0, n - 2.0};
    switch (kind) {
    case SL_ALL_REDUCE:
        return (shape){2.0 * half.volume, 2.0, 2.0 * half.sends};
    case SL_REDUCE_SCATTER:
    case SL_ALL_GATHER:
    case SL_ALL_TO_ALL:
        return half;
    case SL_BROADCAST:
        return (shape){n - 1.0, 1.0, half.sends};
    default:
        return none;
    }
}

// Switches add on the way up and copy on the way down: one crossing of the network.
static shape of_switches(sl_collective_kind kind, double n)
{
    switch (kind) {
    case SL_ALL_REDUCE:
    case SL_BROADCAST:
        return (shape){1.0, 1.0, 0.0};
    case SL_REDUCE_SCATTER: // a rank still gives away all but its own part
    case SL_ALL_GATHER:     // and still receives what the others hold
        return (shape){(n - 1.0) / n, 1.0, 0.0};
    default:
        return none;
    }
}

typedef shape (*shape_of)(sl_collective_kind kind, double n);
static shape of_one_message(sl_collective_kind kind, double n)
{
    (void)n;
    return kind == SL_POINT_TO_POINT ? (shape){1.0, 1.0, 0.0} : none;
}

// near: most goes to ranks close by; fixed: every rank keeps its partners.
typedef struct way {
    shape_of shape;
    bool near, fixed;
} way;
static const way ways[SL_ALGORITHMS] = {
    [SL_ALGORITHM_AUTO] = {of_one_message, true, true},
    [SL_ALGORITHM_RING] = {of_ring, true, true},
    [SL_ALGORITHM_TREE] = {of_tree, true, false},
    [SL_ALGORITHM_HALVING_DOUBLING] = {of_halving, true, false},
    [SL_ALGORITHM_DIRECT] = {of_direct, false, false},
    [SL_ALGORITHM_IN_NETWORK] = {of_switches, true, false},
};

// Waits for lost frames on the rank that meets most of them.
static double wait_s(shape s, double ranks, double bytes, const sl_collective_net *net)
{
    if (!(net->frame_loss > 0.0) || !(s.steps > 0.0)) return 0.0;
    double frames = fmax(1.0, s.volume * bytes / s.steps / net->frame_bytes);
    double late = -expm1(frames * log1p(-net->frame_loss)); // of one step
    double worst = -expm1(frames * log1p(-net->worst_loss));
    double most = fmax(sl_poisson_largest(ranks, s.steps * late), s.steps * worst);
    return net->repeat_s * fmin(s.steps, most);
}

// Of the worst flow through a tier that a share of all traffic crosses.
static double through(const sl_taper *t, double share)
{
    if (t->hashed[0] == 0.0) return t->ratio * share;
    double at = fmin(-log2(fmax(share, 1e-9)), SL_TAPER_SHARES - 1.0);
    int i = (int)fmin(floor(at), SL_TAPER_SHARES - 2.0);
    return t->hashed[i] + (at - i) * (t->hashed[i + 1] - t->hashed[i]);
}

// How many times longer traffic takes where it shares links with its like. One message to a
// partner is a link of a chain of stages: it crosses units as a ring longer than they are does.
static double squeeze(bool near, bool chain, double ranks, const sl_collective_net *net)
{
    double stride = fmax(1.0, net->stride), most = near ? sl_shift_load(&net->shift, stride) : 1.0;
    for (int i = 0; i < SL_TAPERS; i++) {
        const sl_taper *t = &net->taper[i];
        bool thin = t->ratio > 1.0 || t->hashed[0] > 0.0;
        if (!thin || (!chain && ranks * stride <= t->hosts)) continue;
        double leaves = near ? fmin(1.0, stride / t->hosts) : 1.0 - t->hosts / (ranks * stride);
        most = fmax(most, through(t, leaves));
    }
    return most;
}

static double of_way(sl_algorithm algorithm, sl_collective_kind kind, double ranks, double bytes,
                     const sl_collective_net *net)
{
    const way *w = &ways[algorithm];
    shape s = w->shape(kind, ranks);
    bool to_all = !w->near || kind == SL_ALL_TO_ALL;
    double rate_bps = net->rate_bps * (to_all ? net->to_all_share : 1.0);
    double moves = w->fixed ? 0.0 : s.steps + s.sends;
    return s.volume * 8.0 * bytes / rate_bps *
               squeeze(!to_all, kind == SL_POINT_TO_POINT, ranks, net) +
           s.steps * net->latency_s + s.sends * net->overhead_s + moves * net->reconfigure_s +
           wait_s(s, ranks, bytes, net);
}

static double fastest(sl_collective_kind kind, int ranks, double bytes,
                      const sl_collective_net *net)
{
    double best = NAN;
    for (int a = SL_ALGORITHM_RING; a < SL_ALGORITHMS; a++)
        if (a != SL_ALGORITHM_IN_NETWORK || net->in_network)
            best = fmin(best, of_way((sl_algorithm)a, kind, ranks, bytes, net));
    return best;
}

double sl_collective_s(sl_collective_kind kind, sl_algorithm algorithm, int ranks, double bytes,
                       const sl_collective_net *net)
{
    if (ranks < 1 || !(bytes >= 0.0) || !net_ok(net) || (int)kind < 0 || kind >= SL_COLLECTIVES ||
        (int)algorithm < 0 || algorithm >= SL_ALGORITHMS)
        return NAN;
    if (ranks == 1) return 0.0;
    if (kind == SL_POINT_TO_POINT) return of_way(SL_ALGORITHM_AUTO, kind, ranks, bytes, net);
    if (algorithm == SL_ALGORITHM_AUTO) return fastest(kind, ranks, bytes, net);
    return of_way(algorithm, kind, ranks, bytes, net);
}

// One network with one protocol. A named algorithm is one of the all-reduce family; what it cannot
// do takes the fastest way.
static double on_net(const sl_collective_fabric *f, sl_collective_kind kind, int ranks,
                     double bytes, const sl_collective_net *net)
{
    double time_s = sl_collective_s(kind, f->algorithm, ranks, bytes, net);
    return isnan(time_s) ? sl_collective_s(kind, SL_ALGORITHM_AUTO, ranks, bytes, net) : time_s;
}

static sl_collective_net with_protocol(const sl_collective_net *net, double step_s, double share)
{
    sl_collective_net n = *net;
    n.latency_s += step_s;
    n.rate_bps *= share;
    return n;
}

static double in_parts(const sl_collective_fabric *f, const sl_collective_request *r,
                       const sl_collective_net *up, const sl_collective_net *out)
{
    int l = r->local, d = r->ranks / r->local;
    double s = r->bytes;
    switch (r->kind) {
    case SL_ALL_REDUCE:
        return on_net(f, SL_REDUCE_SCATTER, l, s, up) + on_net(f, SL_ALL_REDUCE, d, s / l, out) +
               on_net(f, SL_ALL_GATHER, l, s, up);
    case SL_REDUCE_SCATTER: // inside first: less is left for the slower network
    case SL_ALL_GATHER:
        return on_net(f, r->kind, l, s, up) + on_net(f, r->kind, d, s / l, out);
    case SL_ALL_TO_ALL:
        return on_net(f, r->kind, d, s, out) + on_net(f, r->kind, l, s, up);
    case SL_BROADCAST:
        return on_net(f, r->kind, d, s, out) + on_net(f, r->kind, l, s, up);
    default:
        return on_net(f, r->kind, r->ranks, s, d > 1 ? out : up);
    }
}

static double with_nets(const sl_collective_fabric *f, const sl_collective_request *r,
                        const sl_collective_net *up, const sl_collective_net *out)
{
    if (r->domain == SL_DOMAIN_SCALE_UP) return on_net(f, r->kind, r->ranks, r->bytes, up);
    if (r->domain == SL_DOMAIN_SCALE_OUT) return on_net(f, r->kind, r->ranks, r->bytes, out);
    return in_parts(f, r, up, out);
}

double sl_fabric_collective_cost(const sl_collective_request *r, const void *context)
{
    const sl_collective_fabric *f = context;
    if (r->domain == SL_DOMAIN_BOTH && (r->local < 1 || r->ranks % r->local != 0)) return NAN;
    if (r->ranks == 1) return 0.0;
    // Between domains the next rank is as many hosts away as this domain holds of the group.
    double stride = fmax(1.0, r->stride), local = r->domain == SL_DOMAIN_BOTH ? r->local : 1.0;
    if (f->protocols < 1) {
        sl_collective_net out = f->out;
        out.stride = stride * local;
        return with_nets(f, r, &f->up, &out);
    }
    double best = NAN;
    for (int i = 0; i < f->protocols && i < SL_PROTOCOLS; i++) {
        const sl_protocol *p = &f->protocol[i];
        sl_collective_net up = with_protocol(&f->up, p->up_step_s, p->share);
        sl_collective_net out = with_protocol(&f->out, p->out_step_s, p->share);
        out.stride = stride * local;
        best = fmin(best, p->start_s + with_nets(f, r, &up, &out));
    }
    return best;
}
