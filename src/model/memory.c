// Memory in another tray: the port, the device, and what is done with it. The link of the scenario
// carries it over service.reach.
#include "model/fields.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

// Values of sl_memory_protocol, sl_retry_mode and sl_demand.
enum { CXL_68, CXL_256, PCIE_TLP, PCIE_FLIT };

static const sl_word protocols[] = {{"cxl-68", CXL_68, "CXL 1.1 and 2.0, flits of 68 B"},
                                    {"cxl-256", CXL_256, "CXL 3, flits of 256 B"},
                                    {"pcie-tlp", PCIE_TLP, "PCIe 3 to 5, packets of one line"},
                                    {"pcie-flit", PCIE_FLIT, "PCIe 6 and 7, flits of 256 B"},
                                    {NULL, 0, NULL}};
static const sl_word retries[] = {{"go-back-n", 0, "everything since the bad flit again"},
                                  {"selective", 1, "only the bad flit again"},
                                  {NULL, 0, NULL}};
static const sl_word demands[] = {
    {"normal", 0, "normal"}, {"lognormal", 1, "lognormal"}, {NULL, 0, NULL}};

#define S sl_bundle_spec
static const sl_field bundle_fields[] = {
    N("gpus", gpus, 0, 1000000, "0", "Whole GPUs."),
    QD("memory", memory_bit, "GB", 0, 1e9, "0 GB", "Memory beyond that of the GPUs."),
    QD("storage", storage_bit, "TB", 0, 1e9, "0 TB", "Storage."),
};
static const sl_table bundle_table = {
    .name = "bundle",
    .doc = "GPUs, memory and storage of one server, of one tray of each kind.",
    FIELDS(bundle_fields)};

#undef S
#define S sl_job_spec
static const sl_field job_fields[] = {
    TEXT("name", name, "", "What it is."),
    N("count", count, 1, 1000000, "1", "Jobs of this kind at once."),
    N("gpus", need.gpus, 0, 1000000, "0", "Whole GPUs of one job."),
    QD("memory", need.memory_bit, "GB", 0, 1e9, "0 GB", "Memory of one job."),
    QD("storage", need.storage_bit, "TB", 0, 1e9, "0 TB", "Storage of one job."),
};
static const sl_table job_table = {
    .name = "job", .doc = "Jobs that are alike.", FIELDS(job_fields)};

#undef S
#define S sl_composition_spec
static const sl_field composition_fields[] = {
    TABLE("server", server, &bundle_table, "One fixed server."),
    TABLE("tray", tray, &bundle_table, "One GPU tray, one memory tray, one storage tray."),
    LIST("jobs", job, job_n, SL_JOBS_MAX, &job_table, "What runs at once."),
    N("gpu_trays", gpu_trays, 0, 1000000, "0", "At hand; 0: as many as it takes."),
    N("memory_trays", memory_trays, 0, 1000000, "0", "At hand; 0: as many as it takes."),
    N("storage_trays", storage_trays, 0, 1000000, "0", "At hand; 0: as many as it takes."),
    QD("gpu_value", gpu_value, "USD", 0, 1e7, "30000 USD", "Of one GPU, for stranded value."),
    QD("memory_value", memory_value_per_bit, "USD/GB", 0, 1e4, "5 USD/GB", "The same of memory."),
    QD("storage_value", storage_value_per_bit, "USD/TB", 0, 1e6, "100 USD/TB",
       "The same of storage."),
};
static const sl_table composition_table = {.name = "composition",
                                           .doc = "Jobs on trays against jobs on fixed servers.",
                                           FIELDS(composition_fields)};

#undef S
#define S sl_pool_spec
static const sl_field pool_fields[] = {
    W("demand", demand, demands, "lognormal", "Law of one host's demand."),
    QR("mean", mean_bit, "GB", 1e-3, 1e9, "Of one host's demand."),
    QR("sd", sd_bit, "GB", 0, 1e9,
       "Standard deviation of one host's demand; lognormal: at most the mean."),
    QD("correlation", correlation, "", 0, 1, "0.1", "Between the demands of any two hosts."),
    NR("hosts", hosts, 1, 4096,
       "That share the pool's memory, at once or not; memory.hosts of them load at once."),
    QD("share", share, "", 0, 1, "0.5", "Of every demand, what the pool may serve."),
    QD("risk", risk, "", 1e-12, 0.5, "1e-3", "Chance that a demand does not fit."),
    N("trays", trays, 1, 4096, "1", "Of the pool."),
    QR("tray", tray_bit, "GB", 1, 1e9, "Memory of one tray."),
    Q("size", size_bit, "GB", 1e-3, 1e9, "Of the pool; default: all of its trays."),
};
static const sl_table pool_table = {
    .name = "pool", .doc = "Memory that hosts share.", FIELDS(pool_fields)};

#undef S
#define S sl_kv_spec
static const sl_field kv_fields[] = {
    NR("layers", layers, 1, 10000, "Of the model."),
    NR("kv_heads", kv_heads, 1, 10000, "Of keys and values, one layer."),
    NR("head_dim", head_dim, 1, 10000, "Of one head."),
    QD("kv_value", value_bit, "B", 0.125, 8, "2 B", "One number of a key or value."),
    QR("token_time", token_time_s, "us", 1e-6, 1e9, "To compute one token of a prefix again."),
};
static const sl_table kv_table = {
    .name = "kv", .doc = "Keys and values fetched instead of computed again.", FIELDS(kv_fields)};

#undef S
#define S sl_optimizer_spec
static const sl_field optimizer_fields[] = {
    QR("parameters", parameters, "", 1, 1e14, "Whose state one host keeps in the tray."),
    QR("window", window_s, "s", 1e-6, 1e5, "Of a step, in which a pass costs no time."),
};
static const sl_table optimizer_table = {
    .name = "optimizer", .doc = "Adam's state in the tray.", FIELDS(optimizer_fields)};

#undef S
#define S sl_memory_spec
static const sl_field fields[] = {
    TEXT("title", title, "", "What it is."),
    WR("protocol", protocol, protocols, "What the port speaks."),
    NR("lanes", lanes, 1, 16, "Of one host's port, one direction."),
    QR("rate", rate_t_s, "GT/s", 2.5, 256, "Of one lane."),
    QR("slot_latency", slot_latency_s, "ns", 1, 1e5,
       "One load from the same device in an internal slot, unloaded, core to data."),
    QD("queue", queue_s, "ns", 0, 1e5, "19 ns",
       "Rise of latency with load u: queue x ln(1/(1-u)); from a measured curve."),
    QD("tolerance", tolerance, "", 0, 10, "0.1", "Added latency that still is the same as a slot."),
    QD("read_share", read_share, "", 0, 1, "0.67", "Reads of all lines."),
    N("outstanding", outstanding, 1, 1000000, "256", "Loads of one host in flight."),
    N("hosts", hosts, 1, 4096, "1",
      "That load from one device at once, for incast; of pool.hosts, where a pool is given."),
    N("heads", heads, 1, 256, "1",
      "Ports of the device: without switches every host has one of its own."),
    Q("device_rate", device_bps, "GB/s", 1e-3, 1e6,
      "Of the device's DRAM, which all heads share; default: as much as one port carries."),
    N("credits", credits, 1, 1000000, "256", "Receive buffer of the port, in flits."),
    QD("turnaround", turnaround_s, "ns", 0, 1e5, "50 ns", "Receiver, credit return, transmitter."),
    W("retry", retry, retries, "go-back-n", "After a bad flit."),
    Q("first_ber", first_ber, "", 0, 0.1,
      "First bit errors before the flit's FEC; "
      "default: from the error ratio of the link."),
    QD("burst", burst, "", 0, 0.99, "0.25",
       "Chance that the symbol after a wrong one on a lane is wrong."),
    Q("retimer_latency", retimer_latency_s, "ns", 0, 1e5, "Pin to pin; default: the link's."),
    Q("conversion_latency", conversion_latency_s, "ns", 0, 1e5,
      "Electrical to optical or back; default: the link's."),
    N("switches", switches, 0, 8, "0", "On the way to the device."),
    QD("switch_latency", switch_latency_s, "ns", 0, 1e5, "115 ns", "Port to port."),
    OPTIONAL("pool", pool, has_pool, &pool_table, "Memory that hosts share."),
    OPTIONAL("composition", composition, has_composition, &composition_table,
             "Jobs on trays against jobs on fixed servers."),
    OPTIONAL("kv", kv, has_kv, &kv_table, "Keys and values fetched instead of computed again."),
    OPTIONAL("optimizer", optimizer, has_optimizer, &optimizer_table, "Adam's state in the tray."),
};
const sl_table sl_memory_table = {
    .name = "memory", .parts = "memory", .doc = "Memory in another tray.", FIELDS(fields)};

// ---- cross-checks ----

typedef struct checker {
    sl_ctx *ctx;
    const sl_bound *bound;
    const sl_memory_spec *m;
} checker;

static sl_mark mark_of(const checker *c, const char *path)
{
    const sl_leaf *leaf = sl_leaf_find(&c->bound->leaves, path);
    return leaf && leaf->mark.source ? leaf->mark : c->bound->mark;
}

// The first value given under a section.
static sl_mark mark_under(const checker *c, const char *prefix)
{
    const sl_leaves *leaves = &c->bound->leaves;
    for (size_t i = 0; i < leaves->n; i++)
        if (strncmp(leaves->items[i].path, prefix, strlen(prefix)) == 0 &&
            leaves->items[i].mark.source)
            return leaves->items[i].mark;
    return c->bound->mark;
}

#define COLLIDE(c, path, hint, ...)                                                                \
    sl_diag_add((c)->ctx, SL_ERROR, SL_E_CONTRADICTION, mark_of((c), (path)), (hint), __VA_ARGS__)

static double gbyte(double bits)
{
    return bits / 8e9;
}

// Rates that a protocol's generations have.
static void check_rate(const checker *c)
{
    static const struct {
        double low, high;
        const char *name;
    } spans[] = {[CXL_68] = {8e9, 32e9, "cxl-68 runs at 8 to 32 GT/s"},
                 [CXL_256] = {8e9, 128e9, "cxl-256 runs at 8 to 128 GT/s"},
                 [PCIE_TLP] = {8e9, 32e9, "pcie-tlp (128b/130b) runs at 8 to 32 GT/s"},
                 [PCIE_FLIT] = {2.5e9, 128e9, "pcie-flit runs at up to 128 GT/s"}};
    double rate = c->m->rate_t_s;
    if (rate < spans[c->m->protocol].low || rate > spans[c->m->protocol].high)
        COLLIDE(c, "memory.rate", spans[c->m->protocol].name,
                "variant %s: memory.rate %g GT/s is no rate of memory.protocol", c->bound->name,
                rate / 1e9);
    double port_bps = c->m->lanes * rate;
    if (port_bps > c->bound->design.link.rate_bps * 1.0001)
        COLLIDE(c, "memory.lanes", "fewer lanes, or a faster link",
                "variant %s: %d lanes at %g GT/s are %g Gb/s, and link.rate carries %g Gb/s",
                c->bound->name, c->m->lanes, rate / 1e9, port_bps / 1e9,
                c->bound->design.link.rate_bps / 1e9);
}

static void check_lanes(const checker *c)
{
    int n = c->m->lanes;
    if (n & (n - 1))
        COLLIDE(c, "memory.lanes", "1, 2, 4, 8 or 16", "variant %s: %d lanes are no port width",
                c->bound->name, n);
}

// Without a switch every host needs a port of its own on the device.
static void check_heads(const checker *c)
{
    bool pool = c->m->has_pool && c->m->pool.hosts > c->m->hosts;
    int hosts = pool ? c->m->pool.hosts : c->m->hosts;
    if (c->m->switches == 0 && hosts > c->m->heads)
        COLLIDE(c, pool ? "memory.pool.hosts" : "memory.hosts",
                "give memory.heads (a multi-headed device), or memory.switches",
                "variant %s: %d hosts on a device of %d head%s, and no switch between",
                c->bound->name, hosts, c->m->heads, c->m->heads == 1 ? "" : "s");
}

static void check_pool(const checker *c)
{
    const sl_pool_spec *p = &c->m->pool;
    double trays_bit = p->trays * p->tray_bit;
    if (p->size_bit > trays_bit * (1.0 + 1e-12))
        COLLIDE(c, "memory.pool.size", "more trays, or a smaller pool",
                "variant %s: memory.pool.size %g GB is larger than its trays, %d x %g GB = %g GB",
                c->bound->name, gbyte(p->size_bit), p->trays, gbyte(p->tray_bit), gbyte(trays_bit));
    if (c->m->hosts > p->hosts)
        COLLIDE(c, "memory.hosts", "fewer of them, or more pool.hosts",
                "variant %s: %d hosts load at once, and %d share the pool", c->bound->name,
                c->m->hosts, p->hosts);
    double size_bit = isnan(p->size_bit) ? trays_bit : p->size_bit;
    if (p->share * p->mean_bit * p->hosts > size_bit)
        COLLIDE(c, "memory.pool.hosts", "fewer hosts, a smaller share, or more trays",
                "variant %s: %d hosts ask the pool for %g GB on average, and it has %g GB",
                c->bound->name, p->hosts, gbyte(p->share * p->mean_bit * p->hosts),
                gbyte(size_bit));
}

// One resource of composition: what asks for it and what serves it.
typedef struct resource {
    const char *key;
    double need, server, tray;
    int trays;
} resource;

static void check_resource(const checker *c, int job, const resource *r)
{
    char path[80];
    snprintf(path, sizeof path, "memory.composition.jobs.%d.%s", job, r->key);
    if (r->need > 0.0 && !(r->server > 0.0))
        COLLIDE(c, path, "give memory.composition.server some of it",
                "variant %s: job %d needs %s, and a server has none", c->bound->name, job, r->key);
    if (r->need > 0.0 && !(r->tray > 0.0))
        COLLIDE(c, path, "give memory.composition.tray some of it",
                "variant %s: job %d needs %s, and a tray has none", c->bound->name, job, r->key);
    double total = r->trays * r->tray;
    if (r->tray > 0.0 && r->trays > 0 && r->need > total * (1.0 + 1e-12))
        COLLIDE(c, path, "more trays, or a smaller job",
                "variant %s: job %d needs %.3g times the %s of the %d tray%s at hand",
                c->bound->name, job, r->need / total, r->key, r->trays, r->trays == 1 ? "" : "s");
}

static void check_composition(const checker *c)
{
    const sl_composition_spec *s = &c->m->composition;
    if (s->job_n == 0)
        sl_diag_add(c->ctx, SL_ERROR, SL_E_MISSING_KEY, mark_under(c, "memory.composition."),
                    "add jobs: [{gpus: 8, memory: 512 GB}]",
                    "variant %s: memory.composition.jobs is missing", c->bound->name);
    for (int i = 0; i < s->job_n; i++) {
        const sl_bundle_spec *n = &s->job[i].need;
        const resource resources[] = {
            {"gpus", n->gpus, s->server.gpus, s->tray.gpus, s->gpu_trays},
            {"memory", n->memory_bit, s->server.memory_bit, s->tray.memory_bit, s->memory_trays},
            {"storage", n->storage_bit, s->server.storage_bit, s->tray.storage_bit,
             s->storage_trays}};
        for (size_t r = 0; r < sizeof resources / sizeof *resources; r++)
            check_resource(c, i, &resources[r]);
        if (n->gpus == 0.0 && n->memory_bit == 0.0 && n->storage_bit == 0.0) {
            char path[80];
            snprintf(path, sizeof path, "memory.composition.jobs.%d.name", i);
            COLLIDE(c, path, "give it gpus, memory or storage", "variant %s: job %d needs nothing",
                    c->bound->name, i);
        }
    }
}

void sl_memory_check(sl_ctx *ctx, const sl_bound *bound)
{
    checker c = {ctx, bound, &bound->design.memory};
    check_rate(&c);
    check_lanes(&c);
    check_heads(&c);
    if (c.m->has_pool) check_pool(&c);
    if (c.m->has_composition) check_composition(&c);
}
