// Fabrics that do not close, or whose values contradict each other: named with the numbers that
// collide. It stands in the system because it asks the fabric layer's own arithmetic.
#include "system/internal.h"

#include <stdio.h>
#include <string.h>

typedef struct checker {
    sl_ctx *ctx;
    const sl_bound *bound;
    const sl_fabric_spec *f;
} checker;

static sl_mark mark_of(const checker *c, const char *path)
{
    const sl_leaf *leaf = sl_leaf_find(&c->bound->leaves, path);
    if (!leaf || !leaf->mark.source) leaf = sl_leaf_find(&c->bound->leaves, "fabric.topology");
    return leaf && leaf->mark.source ? leaf->mark : c->bound->mark;
}

#define COLLIDE(c, path, hint, ...)                                                                \
    sl_diag_add((c)->ctx, SL_ERROR, SL_E_CONTRADICTION, mark_of((c), (path)), (hint), __VA_ARGS__)
#define MISSING(c, path, hint, ...)                                                                \
    sl_diag_add((c)->ctx, SL_ERROR, SL_E_MISSING_KEY, mark_of((c), (path)), (hint), __VA_ARGS__)

// Whole numbers that a topology cannot do without.
typedef struct need {
    unsigned topologies; // set of 1 << topology
    const char *key;
    size_t offset; // of the int in sl_fabric_spec
} need;

#define OF(t) (1u << SL_TOPOLOGY_##t)
static const need needs[] = {
    {OF(SWITCH) | OF(FAT_TREE) | OF(RAIL) | OF(OCS), "radix", offsetof(sl_fabric_spec, radix)},
    {OF(RAIL), "domain", offsetof(sl_fabric_spec, domain)},
    {OF(DRAGONFLY), "group", offsetof(sl_fabric_spec, group)},
    {OF(DRAGONFLY), "global_links", offsetof(sl_fabric_spec, global_links)},
    {OF(HYPERX) | OF(TORUS) | OF(MESH), "x", offsetof(sl_fabric_spec, extent)},
};

static bool check_needs(const checker *c)
{
    bool ok = true;
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++) {
        int value = *(const int *)(const void *)((const char *)c->f + needs[i].offset);
        if (!(needs[i].topologies & 1u << c->f->topology) || value != 0) continue;
        const sl_field *field = sl_field_lookup(&sl_design_table, "fabric");
        field = field ? sl_table_find(field->table, needs[i].key) : NULL;
        char hint[200];
        snprintf(hint, sizeof hint, "add it: %.150s", field ? field->doc : "");
        MISSING(c, "fabric.topology", hint,
                "variant %s: fabric.%s is missing, which its topology needs", c->bound->name,
                needs[i].key);
        ok = false;
    }
    if (c->f->topology == SL_TOPOLOGY_OCS && isnan(c->f->dwell_s)) {
        MISSING(c, "fabric.topology", "add how long a circuit stands, as in dwell: 10 s",
                "variant %s: circuits without fabric.dwell", c->bound->name);
        ok = false;
    }
    if (c->f->domain > 1 && isnan(c->f->scale_up.rate_bps)) {
        MISSING(c, "fabric.domain", "add fabric.scale_up.rate, as in 7.2 Tb/s",
                "variant %s: a domain of %d hosts without fabric.scale_up.rate", c->bound->name,
                c->f->domain);
        ok = false;
    }
    return ok;
}

// What helps where a topology does not close, by the key that collides.
static const char *fix_for(const char *key)
{
    static const struct {
        const char *key, *fix;
    } fixes[] = {
        {"hosts", "2 to 10000000 hosts, as many as the numbers beside make"},
        {"radix", "switches of more ports"},
        {"tiers", "leave tiers out: the fewest that do are taken"},
        {"oversubscription", "a smaller ratio, or switches of more ports"},
        {"core_oversubscription", "a smaller ratio, or switches of more ports"},
        {"domain", "a domain that divides the hosts"},
        {"groups", "fewer groups, or more global_links"},
        {"group", "fewer routers in a group"},
        {"concentration", "1 host of a router or more; 1 with direct"},
        {"x", "a smaller grid, of 1 router a line or more"},
    };
    for (size_t i = 0; i < sizeof fixes / sizeof *fixes; i++)
        if (strcmp(fixes[i].key, key) == 0) return fixes[i].fix;
    return "change one of the numbers";
}

// A ratio of a tier that is not there.
static void check_tiers(const checker *c, const sl_topology_out *t)
{
    const sl_leaf *leaf = sl_leaf_find(&c->bound->leaves, "fabric.core_oversubscription");
    bool clos = c->f->topology == SL_TOPOLOGY_FAT_TREE || c->f->topology == SL_TOPOLOGY_RAIL;
    if (clos && t->tiers && t->tiers < 3 && leaf && leaf->mark.source && !leaf->part)
        sl_diag_add(c->ctx, SL_WARNING, SL_W_UNUSED, leaf->mark, "tiers: 3, or remove it",
                    "variant %s: %d tiers have no middle one whose links a ratio thins",
                    c->bound->name, t->tiers);
}

static void check_closes(const checker *c, sl_topology_out *out)
{
    sl_topology t = sl_fabric_topology(&c->bound->design);
    for (int i = 0; i + 1 < t.dims; i++)
        if (t.extent[i] == 0) t.extent[i] = 1; // said below
    if (sl_topology_count(out, &t) == SL_OK) return;
    char path[64];
    snprintf(path, sizeof path, "fabric.%s", out->key);
    COLLIDE(c, path, fix_for(out->key), "variant %s: %s", c->bound->name, out->why);
}

static void check_grid(const checker *c)
{
    static const char *const keys[] = {"x", "y", "z", "w"};
    for (int i = 1; i < 4; i++)
        if (c->f->extent[i] && !c->f->extent[i - 1]) {
            char path[16];
            snprintf(path, sizeof path, "fabric.%s", keys[i]);
            COLLIDE(c, path, "name dimensions in order", "variant %s: fabric.%s without fabric.%s",
                    c->bound->name, keys[i], keys[i - 1]);
        }
}

static void check_lengths(const checker *c, const sl_topology_out *t)
{
    static const char *const keys[] = {"fabric.host_length", "fabric.leaf_length",
                                       "fabric.core_length"};
    const double lengths[] = {c->f->host_length_m, c->f->leaf_length_m, c->f->core_length_m};
    double reach_m = c->bound->design.service.reach_m;
    for (int i = 0; i < 3; i++)
        if (t->level_links[i] > 0.0 && lengths[i] > reach_m)
            COLLIDE(c, keys[i],
                    "raise service.reach: every link of the fabric is this interconnect",
                    "variant %s: links of %g m, and the service asks for a reach of %g m",
                    c->bound->name, lengths[i], reach_m);
}

static void check_transport(const checker *c, const sl_topology_out *t)
{
    const sl_transport_spec *p = &c->f->transport;
    if (p->header_bit >= p->mtu_bit)
        COLLIDE(c, "fabric.transport.header", "a packet carries payload",
                "variant %s: headers of %g B in packets of %g B", c->bound->name,
                p->header_bit / 8.0, p->mtu_bit / 8.0);
    if (p->recovery == SL_RECOVERY_GO_BACK_N && p->balance == SL_WORD_SPRAY && t->paths > 1)
        COLLIDE(
            c, "fabric.transport.recovery", "balance: hash, or recovery: selective",
            "variant %s: spraying over %d paths reorders packets, and go-back-n takes those for "
            "lost",
            c->bound->name, t->paths);
    if (p->lossless && p->timeout_s > 0.0)
        COLLIDE(c, "fabric.transport.timeout", "remove one of the two",
                "variant %s: a lossless fabric drops no burst, and timeout %g us waits for one",
                c->bound->name, p->timeout_s * 1e6);
    if (p->lossless && p->pacing < 1.0)
        COLLIDE(c, "fabric.transport.pacing", "remove one of the two",
                "variant %s: pause or credits, and a receiver that paces at %g of the rate",
                c->bound->name, p->pacing);
}

static void check_traffic(const checker *c, const sl_topology_out *t)
{
    const sl_design *d = &c->bound->design;
    if (t->hosts > 0.0 && c->f->fan_in >= t->hosts)
        COLLIDE(c, "fabric.fan_in", "at most all the others",
                "variant %s: an incast of %d senders among %.0f hosts", c->bound->name,
                c->f->fan_in, t->hosts);
    double ports = t->host_ports, need_bps = ports * d->link.rate_bps;
    if (t->hosts > 0.0 && need_bps > d->chip.bandwidth_bps * (1.0 + 1e-9))
        COLLIDE(c, "fabric.planes", "fewer planes, or more chip.bandwidth",
                "variant %s: %.0f ports of %g Gb/s need %g Tb/s, chip.bandwidth is %g Tb/s",
                c->bound->name, ports, d->link.rate_bps / 1e9, need_bps / 1e12,
                d->chip.bandwidth_bps / 1e12);
    bool adds = c->f->switch_.reduction || (c->f->domain > 1 && c->f->scale_up.reduction);
    if (c->f->library.algorithm == SL_ALGORITHM_IN_NETWORK && !adds)
        COLLIDE(c, "fabric.library.algorithm", "switch: {reduction: true}",
                "variant %s: in-network collectives, and no switch can add", c->bound->name);
}

static void check_one(sl_ctx *ctx, const sl_bound *bound)
{
    checker c = {ctx, bound, &bound->design.fabric};
    if (c.f->topology == SL_TOPOLOGY_NONE) return;
    sl_topology_out out = {0};
    check_grid(&c);
    if (check_needs(&c)) check_closes(&c, &out);
    check_tiers(&c, &out);
    check_lengths(&c, &out);
    check_transport(&c, &out);
    check_traffic(&c, &out);
}

void sl_check_fabric(sl_ctx *ctx, const sl_model *model)
{
    for (size_t i = 0; i < model->n; i++)
        check_one(ctx, &model->variants[i]);
}
