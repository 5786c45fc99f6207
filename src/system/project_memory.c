// Things to the memory layer: the link's latency and errors become a load's, then credits, retry,
// incast, pool, composition and offload.
//
// What a link adds to an internal slot: every retimed stage beyond the one SerDes hop of the slot,
// each pair of conversions, its error correction and its length. Latencies that memory: gives
// replace the link's. The flit's own FEC stands in the slot's latency.
#include "system/internal.h"

#include <stdio.h>

#define PAM4_FROM_T_S 63e9 // PCIe and CXL: NRZ to 32 GT/s, PAM4 from 64 GT/s

typedef struct tray {
    const sl_design *d;
    const sl_memory_spec *m;
    sl_result *out;
    double *v;
    sl_load_path path;
    double flit_s;
    sl_retry retry;
    double utilisation;
} tray;

static double bits(double bytes)
{
    return 8.0 * bytes;
}

// ---- latency ----

static double index_of(const sl_link_spec *link)
{
    if (link->kind >= SL_WORD_RETIMED) return link->fibre.index;
    return sqrt(fmax(1.0, link->cable.dielectric_constant));
}

// Retimers or modules with a DSP on the way there, and what each adds beyond the slot's hop.
static void stages(sl_load_path *p, const sl_link_spec *link)
{
    static const double retimers[] = {[SL_WORD_PASSIVE] = 0.0,
                                      [SL_WORD_ACTIVE] = 2.0,
                                      [SL_WORD_RETIMED] = 2.0,
                                      [SL_WORD_HALF_RETIMED] = 1.0,
                                      [SL_WORD_LINEAR] = 0.0};
    double hop_s = link->serdes.latency_s, engine_s = link->engine.latency_s;
    p->retimers = retimers[link->kind];
    p->conversions = link->kind >= SL_WORD_RETIMED ? 2.0 : 0.0;
    if (link->kind == SL_WORD_ACTIVE) p->retimer_s = hop_s + engine_s; // engine: one of the two
    if (link->kind == SL_WORD_RETIMED || link->kind == SL_WORD_HALF_RETIMED)
        p->retimer_s = (hop_s + engine_s) / p->retimers; // engine: both ends
    if (link->kind == SL_WORD_LINEAR) p->conversion_s = engine_s / p->conversions;
}

static void path_of(tray *t)
{
    const sl_link_spec *link = &t->d->link;
    sl_load_path *p = &t->path;
    *p = (sl_load_path){.base_s = t->m->slot_latency_s,
                        .length_m = t->d->service.reach_m,
                        .index = index_of(link),
                        .switches = t->m->switches,
                        .switch_s = t->m->switch_latency_s};
    stages(p, link);
    if (!isnan(t->m->retimer_latency_s)) p->retimer_s = t->m->retimer_latency_s;
    if (!isnan(t->m->conversion_latency_s)) p->conversion_s = t->m->conversion_latency_s;
    if (link->fec.code != SL_FEC_NONE)
        p->fec_s =
            sl_fec_latency_s((sl_fec_code)link->fec.code, link->rate_bps * sl_link_overhead(link),
                             link->fec.codewords, link->fec.latency_s);
}

static bool latency(tray *t)
{
    sl_slot_verdict *slot = &t->out->memory_slot;
    path_of(t);
    if (sl_load_ledger_of(&t->out->memory_ledger, &t->path) != SL_OK) return false;
    if (sl_slot_verdict_of(slot, &t->path, t->m->tolerance) != SL_OK) return false;
    t->v[SL_M_MEM_LATENCY] = t->out->memory_ledger.total_s;
    t->v[SL_M_MEM_EXCESS] = slot->excess;
    t->v[SL_M_MEM_SLOT_MARGIN] = slot->margin_s;
    t->v[SL_M_MEM_SLOT_LENGTH] = fmax(0.0, slot->length_max_m);
    return true;
}

// ---- bandwidth ----

static sl_error_process errors_of(const tray *t)
{
    double ber = t->v[t->d->link.fec.code == SL_FEC_NONE ? SL_M_PRE_FEC : SL_M_POST_FEC];
    double first = isnan(t->m->first_ber) ? ber * (1.0 - t->m->burst) : t->m->first_ber;
    return (sl_error_process){.first_ber = fmin(first, 0.25),
                              .burst = t->m->burst,
                              .nrz = t->m->rate_t_s < PAM4_FROM_T_S};
}

// What checks a flit. surely: wrong bits that the CRC detects always, as found from the weights of
// its polynomial at this length; of anything else it misses 2^-bits.
typedef struct flit_check {
    bool fec;
    double bits;
    int surely;
} flit_check;

static const flit_check checks[SL_MEMORY_PROTOCOLS] = {
    [SL_MEMORY_CXL_68] = {.bits = 16.0, .surely = 3},
    [SL_MEMORY_CXL_256] = {.fec = true, .bits = 64.0},
    [SL_MEMORY_PCIE_TLP] = {.bits = 32.0, .surely = 4},
    [SL_MEMORY_PCIE_FLIT] = {.fec = true, .bits = 64.0}};

static double log10_retry(const tray *t)
{
    sl_error_process errors = errors_of(t);
    if (checks[t->m->protocol].fec) return sl_fec_log10_flit_retry(&errors, t->m->lanes);
    return sl_fec_log10_block_retry(&errors,
                                    bits(sl_flit_bytes((sl_memory_protocol)t->m->protocol)));
}

// Flits whose errors the CRC lets pass, per second: of those that FEC gave up, or of those with
// more errors than the CRC surely detects.
static double silent_per_s(const tray *t, double log10_retry_ratio)
{
    const flit_check *check = &checks[t->m->protocol];
    sl_error_process errors = errors_of(t);
    int bytes = (int)ceil(sl_flit_bytes((sl_memory_protocol)t->m->protocol));
    double suspect = check->fec
                         ? log10_retry_ratio
                         : sl_fec_log10_block_beyond(&errors, bytes, t->m->lanes, check->surely);
    return pow(10.0, suspect) * exp2(-check->bits) / t->flit_s;
}

static bool credits(tray *t)
{
    const sl_memory_spec *m = t->m;
    sl_memory_protocol protocol = (sl_memory_protocol)m->protocol;
    const sl_load_ledger *l = &t->out->memory_ledger;
    t->flit_s = sl_flit_time_s(protocol, m->lanes, m->rate_t_s);
    sl_credit_loop loop = {.flits = m->credits,
                           .flit_s = t->flit_s,
                           .length_m = t->path.length_m,
                           .index = t->path.index,
                           .turnaround_s = m->turnaround_s,
                           .extra_s = l->retimers_s + l->conversions_s + l->fec_s};
    t->utilisation = sl_credit_utilisation(&loop);
    double log10_p = log10_retry(t), retry = fmin(1.0, pow(10.0, log10_p));
    if (sl_retry_of(&t->retry, (sl_retry_mode)m->retry, retry, sl_credit_window_s(&loop),
                    t->flit_s) != SL_OK)
        return false;
    t->v[SL_M_MEM_CREDITS] = t->utilisation;
    t->v[SL_M_MEM_BUFFER] = bits(sl_credit_need_bytes(&loop, sl_flit_bytes(protocol)));
    t->v[SL_M_MEM_RETRY] = retry;
    t->v[SL_M_MEM_DELAYED] = t->retry.delayed;
    t->v[SL_M_MEM_SILENT] = silent_per_s(t, log10_p);
    return true;
}

// Lines of one port, before credits and retry.
static double port_bytes_s(const tray *t, double read_share)
{
    return sl_memory_bandwidth_bytes_per_s((sl_memory_protocol)t->m->protocol, t->m->lanes,
                                           t->m->rate_t_s, read_share);
}

// What so many hosts get of one device at once: through their own ports of it, or those that a
// switch shares out, and no more than its DRAM gives.
static double served_bytes_s(const tray *t, int hosts, double read_share)
{
    const sl_memory_spec *m = t->m;
    double port = port_bytes_s(t, read_share);
    double device = isnan(m->device_bps) ? port : m->device_bps / bits(1.0);
    double ports = m->switches > 0 && m->heads < hosts ? m->heads : hosts;
    return fmin(device, ports * port * t->utilisation * t->retry.goodput);
}

// What one host streams of the tray at a share of reads, bytes per second.
static double stream(sl_stream *out, const tray *t, double read_share)
{
    const sl_memory_spec *m = t->m;
    double port = port_bytes_s(t, read_share) * t->utilisation * t->retry.goodput;
    double device = isnan(m->device_bps) ? INFINITY : m->device_bps / bits(1.0);
    if (sl_stream_of(out, port, device, m->outstanding, t->v[SL_M_MEM_LATENCY]) != SL_OK)
        *out = (sl_stream){.bytes_per_s = NAN};
    return out->bytes_per_s;
}

static double loaded_s(const tray *t, int hosts)
{
    sl_closed_loop loop;
    sl_status status =
        sl_closed_loop_of(&loop, (double)hosts * t->m->outstanding, t->v[SL_M_MEM_LATENCY],
                          t->m->queue_s, served_bytes_s(t, hosts, t->m->read_share));
    return status == SL_OK ? loop.latency_s : (double)NAN;
}

#define ALIVE 1e-3 // share of the bandwidth below which a port counts as dead

static const char *bandwidth(tray *t, char *why, size_t n)
{
    const sl_memory_spec *m = t->m;
    double port = port_bytes_s(t, m->read_share);
    double goodput = port * t->utilisation * t->retry.goodput;
    t->v[SL_M_MEM_BANDWIDTH] = bits(port);
    t->v[SL_M_MEM_GOODPUT] = bits(goodput);
    t->v[SL_M_MEM_LOADED] = loaded_s(t, 1);
    t->v[SL_M_MEM_INCAST] = loaded_s(t, m->hosts);
    sl_stream own, write, *read = &t->out->memory_read, *mixed = &t->out->memory_mixed;
    t->v[SL_M_MEM_STREAM] = bits(stream(&own, t, m->read_share));
    t->out->memory =
        (sl_memory_service){.latency_s = t->v[SL_M_MEM_LATENCY],
                            .read_bytes_per_s = stream(read, t, 1.0),
                            .write_bytes_per_s = stream(&write, t, 0.0),
                            .mixed_bytes_per_s = stream(mixed, t, SL_OPTIMIZER_READ_SHARE),
                            .capacity_bytes = NAN};
    if (goodput >= ALIVE * port) return NULL;
    snprintf(why, n,
             "%.3g of %.3g GB/s to the tray are left: flits fail with a chance of %.2g, credits "
             "use %.3g %% "
             "of the port",
             goodput / 1e9, port / 1e9, t->v[SL_M_MEM_RETRY], t->utilisation * 100.0);
    return why;
}

// ---- what is done with it ----

static const char *pool(tray *t, char *why, size_t n)
{
    const sl_pool_spec *p = &t->m->pool;
    sl_pool in = {.demand = (sl_demand)p->demand,
                  .mean = p->mean_bit,
                  .sd = p->sd_bit,
                  .correlation = p->correlation,
                  .hosts = p->hosts,
                  .share = p->share,
                  .risk = p->risk};
    sl_pool_need need;
    if (sl_pool_need_of(&need, &in) != SL_OK) return NULL;
    double size_bit = isnan(p->size_bit) ? p->trays * p->tray_bit : p->size_bit;
    t->v[SL_M_MEM_POOL_SAVING] = need.saving;
    t->v[SL_M_MEM_POOL_BOUGHT] = sl_pool_saving_bought(&need, p->hosts, p->trays * p->tray_bit);
    t->v[SL_M_MEM_POOL_NEED] = need.pool;
    t->out->memory.capacity_bytes = size_bit / bits(1.0);
    if (need.pool <= size_bit * (1.0 + 1e-9)) return NULL;
    snprintf(why, n, "pool of %.0f GB for %d hosts, %.0f GB needed at a risk of %.1e",
             size_bit / 8e9, p->hosts, need.pool / 8e9, p->risk);
    return why;
}

static sl_bundle bundle_of(const sl_bundle_spec *b)
{
    return (sl_bundle){{b->gpus, b->memory_bit, b->storage_bit}};
}

sl_status sl_project_composition(sl_composition *out, const sl_composition_spec *spec)
{
    sl_job_kind jobs[SL_JOBS_MAX];
    for (int i = 0; i < spec->job_n; i++)
        jobs[i] = (sl_job_kind){bundle_of(&spec->job[i].need), spec->job[i].count};
    sl_bundle server = bundle_of(&spec->server), one = bundle_of(&spec->tray),
              value = {{spec->gpu_value, spec->memory_value_per_bit, spec->storage_value_per_bit}};
    return sl_compose(out, jobs, spec->job_n, &server, &one, &value);
}

static const char *composition(tray *t, char *why, size_t n)
{
    const sl_composition_spec *spec = &t->m->composition;
    const int at_hand[SL_RESOURCES] = {spec->gpu_trays, spec->memory_trays, spec->storage_trays};
    sl_composition c;
    if (sl_project_composition(&c, spec) != SL_OK) return NULL;
    t->v[SL_M_MEM_FIXED_STRANDED] = c.fixed_stranded;
    t->v[SL_M_MEM_SHARED_STRANDED] = c.shared_stranded;
    t->v[SL_M_MEM_TRAYS_STRANDED] = c.trays_stranded;
    t->v[SL_M_MEM_FIXED_GPU_USE] = c.fixed_used[SL_RES_GPU];
    t->v[SL_M_MEM_TRAYS_GPU_USE] = c.trays_used[SL_RES_GPU];
    for (int r = 0; r < SL_RESOURCES; r++) {
        if (at_hand[r] == 0 || c.trays[r] <= at_hand[r]) continue;
        snprintf(why, n, "jobs take %.0f %s trays, %d are at hand", c.trays[r],
                 sl_resource_names[r], at_hand[r]);
        return why;
    }
    return NULL;
}

static void offload(tray *t)
{
    const sl_kv_spec *kv = &t->m->kv;
    const sl_optimizer_spec *o = &t->m->optimizer;
    if (t->m->has_kv) {
        double bytes = sl_kv_bytes_per_token(kv->layers, kv->kv_heads, kv->head_dim,
                                             kv->value_bit / bits(1.0));
        double latency_s = t->v[SL_M_MEM_LATENCY];
        t->v[SL_M_MEM_KV_GAIN] =
            sl_kv_fetch_gain(kv->token_time_s, bytes, latency_s, t->out->memory.read_bytes_per_s);
        t->v[SL_M_MEM_KV_BREAK_EVEN] =
            bits(sl_kv_break_even_bytes_per_s(kv->token_time_s, bytes, latency_s));
    }
    if (t->m->has_optimizer) {
        t->v[SL_M_MEM_OPTIMIZER] =
            sl_optimizer_pass_s(o->parameters, t->out->memory.mixed_bytes_per_s);
        t->v[SL_M_MEM_OPTIMIZER_FIT] = o->window_s / t->v[SL_M_MEM_OPTIMIZER];
    }
}

const char *sl_project_memory(sl_result *out, const sl_design *design, char *why, size_t n)
{
    tray t = {.d = design, .m = &design->memory, .out = out, .v = out->value};
    if (!latency(&t) || !credits(&t)) {
        snprintf(why, n, "the memory tray cannot be evaluated with these inputs");
        return why;
    }
    out->has_memory = true;
    char text[3][240];
    const char *faults[] = {bandwidth(&t, text[0], sizeof *text),
                            t.m->has_composition ? composition(&t, text[1], sizeof *text) : NULL,
                            t.m->has_pool ? pool(&t, text[2], sizeof *text) : NULL};
    offload(&t);
    size_t used = 0;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        if (faults[i] && used < n)
            used += (size_t)snprintf(why + used, n - used, "%s%s", used ? "; " : "", faults[i]);
    return used ? why : NULL;
}
