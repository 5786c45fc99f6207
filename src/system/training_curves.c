// A training step against the number of GPUs and against the size of the scale-up domain.
//
// Everything but the axis stays as evaluated: the layout of a replica, the fabric with the latency
// of its farthest hosts, the rate and latency of a domain's links.
#include "system/internal.h"

#include <string.h>

static sl_curve_point point_of(double x, const sl_training *t, const sl_step *s)
{
    return (sl_curve_point){.x = x,
                            .layout = t->layout,
                            .fits = s->footprint.total_bytes <= t->accelerator.memory_bytes,
                            .step_s = s->step_s,
                            .mfu = s->mfu,
                            .tokens_per_s = s->tokens_per_s / t->layout.gpus};
}

static sl_curve_point price(double x, const sl_training *t, const sl_result *r, const sl_design *d,
                            const sl_collective_fabric *f)
{
    sl_step s;
    if (sl_project_step(&s, NULL, r, d, t, f)) return point_of(x, t, &s);
    return (sl_curve_point){
        .x = x, .layout = t->layout, .step_s = NAN, .mfu = NAN, .tokens_per_s = NAN};
}

// ---- more and fewer GPUs ----

// Strong scaling: least ratio of one replica count to the one before. 1e7 of them leave 116 with
// the design's own, fewer than SL_CURVE_POINTS.
#define THINNED 1.15

void sl_training_scaling(sl_curve *out, const sl_result *r, const sl_design *d, sl_scaling kind,
                         bool calibrated)
{
    out->n = 0;
    if (!r->has_workload) return;
    sl_training t = sl_training_job(r, d, calibrated);
    const sl_layout own = t.layout;
    int inner = own.tensor * own.pipeline * own.context, replicas = sl_layout_data(&own);
    double most = fmin(fmax(r->topology.hosts, own.gpus), 1e7) / inner;
    int per_replica = own.batch / replicas, last = 0, next = 1;
    for (int n = 1; n <= most && out->n < SL_CURVE_POINTS; n++) {
        bool wanted = kind == SL_SCALING_WEAK ? n == next : n >= THINNED * last;
        if (kind == SL_SCALING_WEAK && n == next) next *= 2;
        if (n != replicas && !wanted) continue;
        t.layout.gpus = n * inner;
        if (kind == SL_SCALING_WEAK) t.layout.batch = n * per_replica;
        if (sl_layout_fault(&t.layout, &t.model)) continue;
        out->point[out->n++] = price(t.layout.gpus, &t, r, d, &r->collectives);
        last = n;
    }
}

// ---- larger and smaller domains ----

static sl_collective_fabric with_domain(const sl_result *r, int size)
{
    sl_collective_fabric f = r->collectives;
    f.domain = size;
    if (size <= 1) f.up = f.out;
    return f;
}

void sl_training_domains(sl_curve *out, const sl_result *r, const sl_design *d, const int *sizes,
                         int n)
{
    out->n = 0;
    if (!r->has_workload) return;
    sl_training t = sl_training_job(r, d, true);
    for (int i = 0; i < n; i++) {
        sl_collective_fabric f = with_domain(r, sizes[i]);
        t.domain = sizes[i];
        out->point[out->n++] = price(sizes[i], &t, r, d, &f);
    }
}

double sl_training_best(sl_curve *out, const sl_result *r, const sl_design *d, const int *sizes,
                        int n)
{
    sl_search found = {0};
    out->n = 0;
    if (!r->has_workload) return 0.0;
    sl_training t = sl_training_job(r, d, true);
    for (int i = 0; i < n; i++) {
        sl_collective_fabric f = with_domain(r, sizes[i]);
        sl_curve_point *p = &out->point[out->n++];
        t.domain = sizes[i];
        sl_status status = sl_search_of(&found, &t, 1, sl_fabric_collective_cost, &f);
        if (found.configurations * n > SL_BEST_CONFIGURATIONS) {
            out->n = 0;
            break;
        }
        *p = (sl_curve_point){.x = sizes[i], .step_s = NAN, .mfu = NAN, .tokens_per_s = NAN};
        if (status != SL_OK) continue;
        sl_training best = t;
        best.layout = found.ranked[0].layout;
        *p = point_of(sizes[i], &best, &found.ranked[0].step);
    }
    return found.configurations;
}

// ---- those of a comparison ----

static void add_size(int *sizes, int *n, int size)
{
    int at = 0;
    while (at < *n && sizes[at] < size)
        at++;
    if ((at < *n && sizes[at] == size) || *n == SL_CURVE_POINTS) return;
    memmove(&sizes[at + 1], &sizes[at], (size_t)(*n - at) * sizeof *sizes);
    sizes[at] = size;
    ++*n;
}

static bool has_domain(const sl_result *r)
{
    return r->has_workload && r->collectives.domain > 1;
}

// Doublings up to the hosts, or until a domain holds the whole job; every variant's own size.
static int sizes_of(int *sizes, const sl_comparison *c, int only)
{
    int n = 0;
    for (int v = 0; v < (int)c->n; v++) {
        const sl_result *r = &c->variants[v].nominal;
        if ((only >= 0 && v != only) || !has_domain(r)) continue;
        int gpus = c->variants[v].bound->design.workload.gpus;
        add_size(sizes, &n, r->collectives.domain);
        for (int size = 1; size <= r->topology.hosts && size < 2 * gpus; size *= 2)
            add_size(sizes, &n, size);
    }
    return n;
}

static bool same_curve(const sl_curve *a, const sl_curve *b)
{
    for (int i = 0; i < a->n; i++)
        if (!(fabs(a->point[i].tokens_per_s - b->point[i].tokens_per_s) <=
              SL_SAME_CURVE * a->point[i].tokens_per_s))
            return false;
    return a->n == b->n;
}

// Puts a variant's curve to the one it equals, or beside them.
static void add_domain(sl_training_curves *out, int variant, const sl_curve *curve)
{
    for (int i = 0; i < out->domains; i++) {
        sl_domain_curve *d = &out->domain[i];
        if (!same_curve(&d->curve, curve)) continue;
        if (d->variants < SL_DOMAIN_VARIANTS) d->variant[d->variants++] = variant;
        return;
    }
    if (out->domains == SL_DOMAIN_CURVES) return;
    out->domain[out->domains++] =
        (sl_domain_curve){.variant = {variant}, .variants = 1, .curve = *curve};
}

static void domains(sl_training_curves *out, const sl_comparison *c, int only)
{
    int sizes[SL_CURVE_POINTS], n = sizes_of(sizes, c, only);
    out->best_variant = -1;
    for (int v = 0; v < (int)c->n; v++) {
        const sl_result *r = &c->variants[v].nominal;
        sl_curve curve;
        if ((only >= 0 && v != only) || !has_domain(r)) continue;
        sl_training_domains(&curve, r, &c->variants[v].bound->design, sizes, n);
        add_domain(out, v, &curve);
        if (r->feasible && (out->best_variant < 0 || v == out->variant)) out->best_variant = v;
    }
    if (out->best_variant < 0) return;
    const sl_variant_result *best = &c->variants[out->best_variant];
    out->configurations =
        sl_training_best(&out->best, &best->nominal, &best->bound->design, sizes, n);
}

// The winner, else the first feasible, else the first, with a workload; -1: none has one.
static int chosen(const sl_comparison *c)
{
    int first = -1, feasible = -1;
    if (c->winner >= 0 && c->variants[c->winner].nominal.has_workload) return c->winner;
    for (int v = (int)c->n - 1; v >= 0; v--) {
        if (!c->variants[v].nominal.has_workload) continue;
        first = v;
        if (c->variants[v].nominal.feasible) feasible = v;
    }
    return feasible >= 0 ? feasible : first;
}

sl_status sl_training_curves_create(sl_training_curves **out, sl_ctx *ctx, const sl_comparison *c,
                                    int variant)
{
    *out = NULL;
    int v = variant >= 0 ? variant : chosen(c);
    if (v < 0 || !c->variants[v].nominal.has_workload) return SL_OK;
    const sl_result *r = &c->variants[v].nominal;
    const sl_design *d = &c->variants[v].bound->design;
    sl_training_curves *curves = sl_ctx_resize(ctx, NULL, sizeof *curves);
    if (!curves) return SL_ERR_NO_MEMORY;
    memset(curves, 0, sizeof *curves);
    curves->variant = v;
    sl_status status = sl_arena_create(&curves->arena, ctx);
    if (status == SL_OK)
        status = sl_published_steps(&curves->published, &curves->published_n, ctx, curves->arena,
                                    &d->workload.model);
    if (status != SL_OK) {
        sl_training_curves_destroy(ctx, curves);
        return status;
    }
    sl_training_scaling(&curves->strong, r, d, SL_SCALING_STRONG, true);
    sl_training_scaling(&curves->strong_raw, r, d, SL_SCALING_STRONG, false);
    sl_training_scaling(&curves->weak, r, d, SL_SCALING_WEAK, true);
    domains(curves, c, variant);
    *out = curves;
    return SL_OK;
}

void sl_training_curves_destroy(sl_ctx *ctx, sl_training_curves *curves)
{
    if (!curves) return;
    sl_arena_destroy(curves->arena);
    sl_ctx_resize(ctx, curves, 0);
}
