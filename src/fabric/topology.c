// Topologies by arithmetic: hosts, switches, links, bisection, distances.
//
// Model. Every switch has `radix` ports of one rate; a host has one port in each plane. Levels of
// links: 0 host to switch, 1 within a pod, group or grid, 2 to the core or between groups, 3 of the
// scale-up domain.
// Equations. Clos of radix k with o = leaf ports down/up: d = k o/(1+o) down, u = d/o up; two tiers
// carry k d hosts, three k d a (a: ports down of a middle switch); o = 1: k^2/2 and k^3/4 hosts,
// 5k^2/4 switches. Dragonfly (p, a, h, g): radix p+a-1+h, g <= a h + 1, hosts a p g. Torus ring of
// k routers: floor(k^2/4)/k hops on average, line (k-1/k)/3, full mesh 1-1/k (own place included).
// Bisection: fat tree half of what leaves (and cores) carry up; torus and mesh across the longest
// dimension, 2 N/k and N/k links; full meshes floor(k/2) ceil(k/2) links of a line; dragonfly the
// links between two halves of its groups.
// Assumptions. Uniform traffic for means; minimal routing; a partly filled Clos is filled leaf by
// leaf, grids and dragonflies are full; the dragonfly's global links are spread evenly over pairs
// of groups; its longest route is local, global, local. Limits. Cables of equal length within a
// level; no incremental or random graphs; the bisection of a dragonfly cuts between groups only,
// and odd grids are cut at (k-1)/2. Sources. Al-Fares et al., SIGCOMM 2008; Kim et al., ISCA 2008;
// Ahn et al., SC 2009; Dally and Towles, Principles and Practices of Interconnection Networks
// (2004), chapters 3 and 5.
#include "shoreline/fabric.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#if defined __GNUC__
#define PRINTF(a, b) __attribute__((format(printf, a, b)))
#else
#define PRINTF(a, b)
#endif

#define HOSTS_MAX 1e7 // beyond these counts are taken for mistakes
#define PORTS_MAX 1e5

static sl_status refuse(sl_topology_out *out, const char *key, const char *format, ...)
    PRINTF(3, 4);
static sl_status refuse(sl_topology_out *out, const char *key, const char *format, ...)
{
    memset(out, 0, sizeof *out);
    out->key = key;
    va_list args;
    va_start(args, format);
    vsnprintf(out->why, sizeof out->why, format, args);
    va_end(args);
    return SL_ERR_DOMAIN;
}

static double half_cut(double k)
{
    return floor(k / 2.0) * ceil(k / 2.0);
}

// Hosts asked for, or all that fit; 0: more than fit.
static double filled(const sl_topology *t, double capacity)
{
    double hosts = t->hosts ? t->hosts : capacity;
    return hosts <= capacity ? hosts : 0.0;
}

static sl_status too_many(sl_topology_out *out, const sl_topology *t, double capacity,
                          const char *what)
{
    return refuse(out, "hosts", "%d hosts do not fit: %s carries at most %.0f", t->hosts, what,
                  capacity);
}

// ---- single switch and circuits ----

static sl_status single(sl_topology_out *out, const sl_topology *t, const char *what)
{
    if (t->radix < 2)
        return refuse(out, "radix", "%s of %d ports joins no two hosts", what, t->radix);
    out->capacity = out->ports = t->radix;
    out->hosts = filled(t, out->capacity);
    if (out->hosts == 0.0) return too_many(out, t, t->radix, what);
    out->switches = out->mean_routers = 1.0;
    out->level_links[0] = out->hosts;
    out->bisection_bps = floor(out->hosts / 2.0) * t->rate_bps;
    out->longest_links[0] = 2;
    out->mean_links = 2.0;
    out->paths = out->tiers = 1;
    return SL_OK;
}

// ---- Clos ----

typedef struct clos {
    int tiers, down, up;       // of a leaf
    int mid_down, mid_up;      // of a middle switch, three tiers
    double capacity;           // hosts
    double hosts, leaves, mid; // mid: switches above the leaves (two tiers: spines)
    double cores, level1, level2;
} clos;

// Ports down and up of a switch: down/up as asked or more; 0 up: cannot be split.
static void split(int *down, int *up, int radix, double oversubscription)
{
    *down = (int)floor(radix * oversubscription / (1.0 + oversubscription) + 1e-9);
    *up = (int)ceil(*down / oversubscription - 1e-9);
    if (*down + *up > radix) *up = radix - *down;
}

static void clos_capacity(clos *c, const sl_topology *t, int tiers)
{
    c->tiers = tiers;
    split(&c->down, &c->up, t->radix, t->oversubscription);
    split(&c->mid_down, &c->mid_up, t->radix, t->core_oversubscription);
    c->capacity = tiers == 1   ? t->radix
                  : tiers == 2 ? (double)t->radix * c->down
                               : (double)t->radix * c->mid_down * c->down;
}

static void clos_fill(clos *c, const sl_topology *t, double hosts)
{
    c->hosts = hosts;
    if (c->tiers == 1) {
        c->leaves = 1.0;
        return;
    }
    c->leaves = ceil(hosts / c->down);
    c->level1 = c->leaves * c->up;
    if (c->tiers == 2) {
        c->mid = ceil(c->level1 / t->radix);
        return;
    }
    double pods = ceil(c->leaves / c->mid_down);
    c->mid = pods * c->up;
    c->level2 = ceil(c->level1 * c->mid_up / c->mid_down);
    c->cores = ceil(c->level2 / t->radix);
}

// Share of destinations, own place included, that lie outside of the host's unit of `size`.
static double outside(double hosts, double size)
{
    double whole = floor(hosts / size), rest = hosts - whole * size;
    return 1.0 - (whole * size * size + rest * rest) / (hosts * hosts);
}

static void clos_out(sl_topology_out *out, const clos *c, double rate_bps)
{
    double beyond_leaf = c->tiers > 1 ? outside(c->hosts, c->down) : 0.0;
    double beyond_pod = c->tiers > 2 ? outside(c->hosts, (double)c->down * c->mid_down) : 0.0;
    double half_bps = floor(c->hosts / 2.0) * rate_bps;
    out->hosts = c->hosts;
    out->capacity = c->capacity;
    out->switches = c->leaves + c->mid + c->cores;
    out->level_links[0] = c->hosts;
    out->level_links[1] = c->level1;
    out->level_links[2] = c->level2;
    out->bisection_bps = half_bps;
    if (c->leaves > 1.0)
        out->bisection_bps = fmin(out->bisection_bps, floor(c->level1 / 2.0) * rate_bps);
    if (beyond_pod > 0.0)
        out->bisection_bps = fmin(out->bisection_bps, floor(c->level2 / 2.0) * rate_bps);
    out->longest_links[0] = 2;
    out->longest_links[1] = beyond_leaf > 0.0 ? 2 : 0;
    out->longest_links[2] = beyond_pod > 0.0 ? 2 : 0;
    out->mean_routers = 1.0 + 2.0 * beyond_leaf + 2.0 * beyond_pod;
    double pairs = c->hosts / fmax(1.0, c->hosts - 1.0); // means over the others only
    out->mean_links = 2.0 + (out->mean_routers - 1.0) * pairs;
    out->paths = 1;
    if (beyond_leaf > 0.0) out->paths = c->up;
    if (beyond_pod > 0.0) out->paths = c->up * c->mid_up;
    out->leaf_up = c->up;
    out->leaf_down = c->down;
    out->pod_hosts = (double)c->down * c->mid_down;
    out->pod_up = c->up * c->mid_up;
    out->tiers = c->tiers;
    out->ports = c->tiers > 1 ? c->down + c->up : (int)c->hosts;
}

// The Clos with the fewest tiers (or those asked for) that carries `hosts`; 0: all it can.
static sl_status clos_build(clos *c, sl_topology_out *out, const sl_topology *t, int least,
                            double hosts, const char *what)
{
    if (t->radix < 2) return refuse(out, "radix", "switches of %d ports make no tree", t->radix);
    if (t->tiers && (t->tiers < least || t->tiers > 3))
        return refuse(out, "tiers", "%s has %d to 3 tiers, not %d", what, least, t->tiers);
    if (!(t->oversubscription >= 1.0) || !(t->core_oversubscription >= 1.0))
        return refuse(out, "oversubscription", "oversubscription below 1");
    int tiers = t->tiers ? t->tiers : least;
    clos_capacity(c, t, tiers);
    if (t->tiers == 0)
        while (tiers < 3 && hosts > c->capacity)
            clos_capacity(c, t, ++tiers);
    if (tiers > 1 && (c->down < 1 || c->up < 1))
        return refuse(out, "oversubscription", "%d ports leave no link up at %g to 1", t->radix,
                      t->oversubscription);
    if (tiers > 2 && (c->mid_down < 1 || c->mid_up < 1))
        return refuse(out, "core_oversubscription", "%d ports leave no link up at %g to 1",
                      t->radix, t->core_oversubscription);
    if (hosts > c->capacity)
        return refuse(out, "hosts",
                      "%.0f hosts do not fit: %d tier%s of %d ports at %g to 1 carry at most %.0f",
                      hosts, tiers, tiers > 1 ? "s" : "", t->radix, t->oversubscription,
                      c->capacity);
    if (hosts == 0.0 && c->capacity > HOSTS_MAX)
        return refuse(out, "hosts", "%.3g hosts: say how many of them", c->capacity);
    clos_fill(c, t, hosts > 0.0 ? hosts : c->capacity);
    return SL_OK;
}

static sl_status fat_tree(sl_topology_out *out, const sl_topology *t)
{
    clos c = {0};
    SL_TRY(clos_build(&c, out, t, 2, t->hosts, "a fat tree"));
    clos_out(out, &c, t->rate_bps);
    return SL_OK;
}

// One Clos per rail; a message to another rail first crosses its scale-up domain.
static sl_status rail(sl_topology_out *out, const sl_topology *t)
{
    if (t->domain < 2)
        return refuse(out, "domain", "rails join domains, and a domain has %d host%s", t->domain,
                      t->domain == 1 ? "" : "s");
    if (t->hosts == t->domain)
        return refuse(out, "hosts", "%d hosts are one domain: rails join several", t->hosts);
    if (t->hosts % t->domain != 0)
        return refuse(out, "domain", "%d hosts are no whole number of domains of %d", t->hosts,
                      t->domain);
    clos c = {0};
    double domains = t->hosts / t->domain, rails = t->domain;
    SL_TRY(clos_build(&c, out, t, 1, domains, "a rail"));
    clos_out(out, &c, t->rate_bps);
    out->hosts *= rails;
    out->capacity *= rails;
    out->switches *= rails;
    out->bisection_bps *= rails;
    for (int i = 0; i < 3; i++)
        out->level_links[i] *= rails;
    // A destination on another rail of another domain takes one scale-up crossing (two links).
    double n = out->hosts, cross = (1.0 - 1.0 / rails);
    double inside = rails / n; // destinations in the own domain never see a rail
    double rail_links = out->mean_links * (n / rails - 1.0) / fmax(1.0, n / rails);
    out->longest_links[3] = 2;
    out->mean_routers = (out->mean_routers + cross) * (1.0 - inside) + inside;
    out->mean_links = (rail_links + 2.0 * cross) * n / (n - 1.0);
    return SL_OK;
}

// ---- dragonfly ----

static sl_status dragonfly(sl_topology_out *out, const sl_topology *t)
{
    int p = t->concentration, a = t->group, h = t->global_links;
    double ports_wanted = (double)p + a - 1.0 + h;
    if (ports_wanted > PORTS_MAX)
        return refuse(out, "group", "routers of %.3g ports", ports_wanted);
    if (p < 1) return refuse(out, "concentration", "a router carries %d hosts", p);
    if (a < 1) return refuse(out, "group", "a group has %d routers", a);
    if (h < 0) return refuse(out, "global_links", "%d global links", h);
    double most = (double)a * h + 1.0, g = t->groups ? t->groups : most;
    if (g > most)
        return refuse(out, "groups",
                      "%.0f groups need %.0f global links of each; %d routers with %d have %.0f", g,
                      g - 1.0, a, h, most - 1.0);
    int ports = p + a - 1 + h;
    if (t->radix && ports > t->radix)
        return refuse(out, "radix", "p + a - 1 + h = %d + %d - 1 + %d = %d ports of %d", p, a, h,
                      ports, t->radix);
    out->capacity = (double)a * p * g;
    if (out->capacity > HOSTS_MAX)
        return refuse(out, "groups", "a dragonfly of %.3g hosts", out->capacity);
    out->hosts = out->capacity;
    out->ports = ports;
    if (t->hosts && t->hosts != out->capacity)
        return refuse(out, "hosts", "%d hosts: %.0f groups of %d routers with %d each are %.0f",
                      t->hosts, g, a, p, out->capacity);
    double routers = a * g, global = g > 1.0 ? floor(routers * h / 2.0) : 0.0;
    out->switches = routers;
    out->level_links[0] = out->hosts;
    out->level_links[1] = g * a * (a - 1.0) / 2.0;
    out->level_links[2] = global;
    // Each pair of groups shares its part of the global links.
    double pair = g > 1.0 ? global / (g * (g - 1.0) / 2.0) : 0.0;
    out->bisection_bps = (g > 1.0 ? half_cut(g) * pair : half_cut(a)) * t->rate_bps;
    // Minimal route to another group: the router with the global link is another one with 1 - 1/a.
    double local = 1.0 - 1.0 / a, other = 1.0 - 1.0 / g;
    double links_of_pair = fmax(1.0, floor(pair + 1e-9));
    double turn = fmax(0.0, 1.0 - links_of_pair / a); // own router has no link to that group
    double mean = other * (1.0 + 2.0 * turn) + (1.0 - other) * local;
    out->mean_routers = 1.0 + mean;
    out->mean_links = 2.0 + mean * out->hosts / fmax(1.0, out->hosts - 1.0);
    out->longest_links[0] = 2;
    out->longest_links[1] = a > 1 ? (g > 1.0 && turn > 0.0 ? 2 : g > 1.0 ? 0 : 1) : 0;
    out->longest_links[2] = g > 1.0 ? 1 : 0;
    out->paths = (int)links_of_pair;
    out->tiers = 1;
    return SL_OK;
}

// ---- grids ----

typedef struct grid {
    double mean, links, cut; // mean hops; links of one line of k; links cut of one line
    int longest, ports;      // of a router in this dimension
} grid;

static grid line_of(sl_topology_kind kind, int k, int trunk)
{
    double n = k;
    if (kind == SL_TOPOLOGY_HYPERX)
        return (grid){1.0 - 1.0 / n, trunk * n * (n - 1.0) / 2.0, trunk * half_cut(n), k > 1,
                      trunk * (k - 1)};
    if (kind == SL_TOPOLOGY_MESH || k < 3) // a ring of two is a line
        return (grid){(n - 1.0 / n) / 3.0, n - 1.0, k > 1, k - 1, k > 2 ? 2 : k - 1};
    return (grid){floor(n * n / 4.0) / n, n, 2.0, k / 2, 2};
}

static sl_status grids(sl_topology_out *out, const sl_topology *t)
{
    static const char *const keys[SL_TOPOLOGY_DIMS] = {"x", "y", "z", "w"};
    if (t->dims < 1 || t->dims > SL_TOPOLOGY_DIMS)
        return refuse(out, "x", "a grid of %d dimensions", t->dims);
    if (t->concentration < 1)
        return refuse(out, "concentration", "a router carries %d hosts", t->concentration);
    if (t->direct && t->concentration != 1)
        return refuse(out, "concentration", "%d hosts of a router that is inside the host's chip",
                      t->concentration);
    if (t->trunk < 1) return refuse(out, "trunk", "%d parallel links", t->trunk);
    double routers = 1.0, mean = 0.0, cut = INFINITY;
    int ports = t->concentration, longest = 0;
    for (int i = 0; i < t->dims; i++) {
        if (t->extent[i] < 1) return refuse(out, keys[i], "%d routers in a line", t->extent[i]);
        routers *= t->extent[i];
    }
    if (routers * t->concentration > HOSTS_MAX)
        return refuse(out, "x", "a grid of %.3g hosts", routers * t->concentration);
    double links = 0.0;
    for (int i = 0; i < t->dims; i++) {
        grid g = line_of(t->kind, t->extent[i], t->trunk);
        double lines = routers / t->extent[i];
        links += lines * g.links;
        mean += g.mean;
        longest += g.longest;
        ports += g.ports;
        if (t->extent[i] > 1) cut = fmin(cut, lines * g.cut);
    }
    if (t->radix && ports - t->direct > t->radix)
        return refuse(out, "radix", "a router needs %d ports (%d of them for hosts) and has %d",
                      ports - t->direct, t->concentration - t->direct, t->radix);
    out->capacity = routers * t->concentration;
    out->ports = ports - t->direct;
    if (t->hosts && t->hosts != (int)out->capacity)
        return refuse(out, "hosts", "%d hosts: the grid has %.0f routers with %d each, %.0f",
                      t->hosts, routers, t->concentration, out->capacity);
    out->hosts = out->capacity;
    out->switches = routers;
    out->level_links[0] = out->hosts;
    out->level_links[1] = links;
    out->bisection_bps = (isinf(cut) ? floor(out->hosts / 2.0) : cut) * t->rate_bps;
    out->mean_routers = 1.0 + mean;
    out->mean_links = 2.0 + mean * out->hosts / fmax(1.0, out->hosts - 1.0);
    out->longest_links[0] = 2;
    out->longest_links[1] = longest;
    out->paths = t->kind == SL_TOPOLOGY_HYPERX ? t->trunk : 1;
    if (t->direct) { // one host in each router, and its ports are the router's
        out->level_links[0] = 0.0;
        out->longest_links[0] = 0;
        out->mean_links -= 2.0;
        out->host_ports = ports - 1;
    }
    out->tiers = 1;
    return SL_OK;
}

// ---- all kinds ----

static sl_status build(sl_topology_out *out, const sl_topology *t)
{
    switch (t->kind) {
    case SL_TOPOLOGY_SWITCH:
        return single(out, t, "one switch");
    case SL_TOPOLOGY_OCS:
        return single(out, t, "one circuit switch");
    case SL_TOPOLOGY_FAT_TREE:
        return fat_tree(out, t);
    case SL_TOPOLOGY_RAIL:
        return rail(out, t);
    case SL_TOPOLOGY_DRAGONFLY:
        return dragonfly(out, t);
    case SL_TOPOLOGY_HYPERX:
    case SL_TOPOLOGY_TORUS:
    case SL_TOPOLOGY_MESH:
        return grids(out, t);
    default:
        return refuse(out, "topology", "no topology");
    }
}

static sl_status add_domains(sl_topology_out *out, const sl_topology *t)
{
    if (t->domain < 2) return SL_OK;
    double domains = out->hosts / t->domain;
    if (domains != floor(domains))
        return refuse(out, "domain", "%.0f hosts are no whole number of domains of %d", out->hosts,
                      t->domain);
    out->domain_switches = domains * t->domain_planes;
    out->level_links[3] = out->hosts * t->domain_planes;
    return SL_OK;
}

static void add_planes(sl_topology_out *out, int planes)
{
    out->switches *= planes;
    out->bisection_bps *= planes;
    for (int i = 0; i < 3; i++)
        out->level_links[i] *= planes;
    out->paths *= planes;
    out->host_ports *= planes;
}

sl_status sl_topology_count(sl_topology_out *out, const sl_topology *t)
{
    memset(out, 0, sizeof *out);
    out->key = "";
    if (t->planes < 1) return refuse(out, "planes", "%d planes", t->planes);
    if (t->hosts < 0 || t->hosts == 1) return refuse(out, "hosts", "%d hosts", t->hosts);
    if (!(t->rate_bps > 0.0)) return refuse(out, "rate", "links without a rate");
    if (t->domain < 0 || t->domain_planes < 0)
        return refuse(out, "domain", "a domain of %d hosts", t->domain);
    sl_status status = build(out, t);
    if (status == SL_OK) status = add_domains(out, t);
    if (status != SL_OK) return status;
    if (out->hosts < 2.0) return refuse(out, "hosts", "a fabric of one host joins nothing");
    if (out->hosts > HOSTS_MAX)
        return refuse(out, "hosts", "%.3g hosts: say how many of them", out->hosts);
    if (out->host_ports == 0) out->host_ports = 1;
    add_planes(out, t->planes);
    for (int i = 0; i < SL_TOPOLOGY_LEVELS; i++) {
        out->links += out->level_links[i];
        out->diameter += out->longest_links[i];
    }
    out->bisection = out->bisection_bps / (out->hosts / 2.0 * t->rate_bps * out->host_ports);
    return SL_OK;
}

// Shifts by whole groups meet on the links between two groups, smaller ones on those between two
// routers of a group and, for the hosts that they carry beyond it, there too.
static double shift_dragonfly(const sl_shift *s, double stride)
{
    double beyond = fmin(stride, s->group_hosts) / fmax(1.0, s->pair_links);
    double inside = stride < s->group_hosts ? fmin(stride, s->concentration) : 1.0;
    return fmax(1.0, fmax(beyond, inside));
}

double sl_shift_load(const sl_shift *s, double stride)
{
    double most = 1.0, c = s->concentration, trunk = fmax(1.0, s->trunk);
    if (s->kind == SL_TOPOLOGY_DRAGONFLY) return shift_dragonfly(s, stride);
    if (s->kind < SL_TOPOLOGY_HYPERX || s->kind > SL_TOPOLOGY_MESH || s->dims < 1) return most;
    bool full = s->kind == SL_TOPOLOGY_HYPERX;
    if (stride < c) return fmax(most, full ? stride / trunk : stride);
    double hops = floor(stride / c);
    for (int i = 0; i < s->dims; i++) {
        double k = s->extent[i], shift = fmod(hops, k), far = fmin(shift, k - shift);
        hops = floor(hops / k);
        if (full) far = shift > 0.0 ? 1.0 / trunk : 0.0;
        most = fmax(most, c * far);
    }
    return most;
}

double sl_circuit_duty(double dwell_s, double dark_s)
{
    if (!(dwell_s > 0.0) || !(dark_s >= 0.0)) return NAN;
    return dwell_s / (dwell_s + dark_s);
}
