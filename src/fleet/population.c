// A whole fleet over years, failure by failure.
//
// Model. Units of a few kinds, all working at the start, fail with exponential lives. Each failure
// makes its ports dark, waits for hands, then for one of the crews in order of failure, and is put
// right. What comes back by itself (a flap) needs no crew.
//
// Equations. Lives are superposed: failures come with gaps -ln U / R, R the rate of all units. A
// second number picks the unit, one of those that are down with their share of all: then there is
// no failure (thinning, exact). Only what is down is kept, in a heap by the time it comes back.
//
// Assumptions. Units of a kind are alike and independent; a repaired one is as good as new.
//
// Limits. Ports that are dark for two reasons count twice. No ageing: lives are exponential.
//
// Determinism. Replica r draws number e of (seed, "fleet", r, e): the order of threads cannot
// matter, and figures are formed over replicas in their order. Failures and returns at the same
// time: the return first.
//
// Sources. Superposition and thinning: Lewis and Shedler, Naval Research Logistics 26 (1979) 403;
// from memory.
#include "shoreline/fleet.h"

#include "shoreline/random.h"

#include <math.h>
#include <stdlib.h>

#include <omp.h>

typedef struct item {
    double at;
    int kind;
} item;

typedef struct heap {
    item *items;
    int n;
} heap;

static void push(heap *h, item x)
{
    int i = h->n++;
    for (; i > 0 && h->items[(i - 1) / 2].at > x.at; i = (i - 1) / 2)
        h->items[i] = h->items[(i - 1) / 2];
    h->items[i] = x;
}

static item pop(heap *h)
{
    item top = h->items[0], x = h->items[--h->n];
    int i = 0;
    for (int child = 1; child < h->n; child = 2 * i + 1) {
        if (child + 1 < h->n && h->items[child + 1].at < h->items[child].at) child++;
        if (h->items[child].at >= x.at) break;
        h->items[i] = h->items[child];
        i = child;
    }
    h->items[i] = x;
    return top;
}

// What one thread works with.
typedef struct desk {
    heap back;  // units that are down, by the time they are back
    heap crews; // by the time they are free
} workplace;

typedef struct replica {
    double failures, dark_s, peak, waited_s, events;
    bool full; // more down than the heap holds
} replica;

typedef struct state {
    const sl_fleet_sim *f;
    workplace *desk;
    replica *out;
    double down[SL_FLEET_SIM_KINDS];
    double dark; // ports now
} state;

static void give_back(state *s, double until_s)
{
    heap *back = &s->desk->back;
    while (back->n > 0 && back->items[0].at <= until_s) {
        int kind = pop(back).kind;
        s->down[kind] -= 1.0;
        s->dark -= s->f->kind[kind].ports;
    }
}

// When the unit works again.
static double repaired_s(state *s, const sl_fleet_sim_kind *k, double now_s, double uniform)
{
    double hands = k->spread ? -log(uniform) * k->hands_s : k->hands_s;
    double ready = now_s + k->wait_s;
    if (k->self || s->f->crews == 0) return ready + hands;
    double free = pop(&s->desk->crews).at;
    double start = fmax(ready, free);
    s->out->waited_s += start - ready;
    push(&s->desk->crews, (item){start + hands, 0});
    return start + hands;
}

static void fail_one(state *s, int kind, double now_s, double uniform)
{
    const sl_fleet_sim_kind *k = &s->f->kind[kind];
    if (s->desk->back.n == SL_FLEET_SIM_DOWN) {
        s->out->full = true;
        return;
    }
    double back_s = repaired_s(s, k, now_s, uniform);
    push(&s->desk->back, (item){back_s, kind});
    s->down[kind] += 1.0;
    s->dark += k->ports;
    s->out->failures += 1.0;
    s->out->peak = fmax(s->out->peak, s->dark);
    s->out->dark_s += k->ports * (fmin(back_s, s->f->time_s) - now_s);
}

static void run_replica(replica *out, workplace *desk, const sl_fleet_sim *f, uint64_t number)
{
    const uint64_t purpose = sl_hash64("fleet");
    *out = (replica){0};
    desk->back.n = desk->crews.n = 0;
    for (int i = 0; i < f->crews; i++)
        push(&desk->crews, (item){0.0, 0});
    state s = {.f = f, .desk = desk, .out = out};
    double total = 0.0, now_s = 0.0, u[4];
    for (int i = 0; i < f->kinds; i++)
        total += f->kind[i].units * f->kind[i].rate_per_s;
    if (!(total > 0.0)) return;
    for (uint64_t event = 0; !out->full; event++) {
        sl_random_uniform4(u, f->seed, purpose, number, event);
        now_s -= log(u[0]) / total;
        if (now_s > f->time_s) break;
        out->events += 1.0;
        give_back(&s, now_s);
        double at = u[1] * total;
        int kind = 0;
        for (; kind < f->kinds - 1 && at >= f->kind[kind].units * f->kind[kind].rate_per_s; kind++)
            at -= f->kind[kind].units * f->kind[kind].rate_per_s;
        if (at / f->kind[kind].rate_per_s >= s.down[kind]) fail_one(&s, kind, now_s, u[2]);
    }
}

// ---- figures over replicas ----

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static sl_spread_figure figure_of(double *values, size_t n)
{
    double sum = 0.0, squares = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += values[i];
    double mean = sum / (double)n;
    for (size_t i = 0; i < n; i++)
        squares += (values[i] - mean) * (values[i] - mean);
    double half = sl_mean_half_width(sqrt(squares / (double)(n - 1)), (double)n, 0.95);
    qsort(values, n, sizeof *values, compare);
    return (sl_spread_figure){mean, mean - half, mean + half, sl_quantile_sorted(values, n, 0.05),
                              sl_quantile_sorted(values, n, 0.95)};
}

static void figures(sl_fleet_sim_result *out, const sl_fleet_sim *f, const replica *all,
                    double *values)
{
    size_t n = (size_t)f->replicas;
    for (size_t i = 0; i < n; i++)
        values[i] = all[i].failures;
    out->failures = figure_of(values, n);
    for (size_t i = 0; i < n; i++)
        values[i] = all[i].dark_s / (f->ports * f->time_s);
    out->unavailable = figure_of(values, n);
    for (size_t i = 0; i < n; i++)
        values[i] = all[i].peak;
    out->peak_ports = figure_of(values, n);
    for (size_t i = 0; i < n; i++)
        values[i] = all[i].failures > 0.0 ? all[i].waited_s / all[i].failures : 0.0;
    out->wait_s = figure_of(values, n);
    for (size_t i = 0; i < n; i++)
        out->events += all[i].events;
}

// ---- memory and threads ----

static bool valid(const sl_fleet_sim *f)
{
    bool ok = f->kinds >= 1 && f->kinds <= SL_FLEET_SIM_KINDS && f->ports > 0.0 &&
              f->time_s > 0.0 && isfinite(f->time_s) && f->crews >= 0 &&
              f->crews <= SL_FLEET_SIM_CREWS && f->replicas >= 2 && f->replicas <= 1000000;
    for (int i = 0; ok && i < f->kinds; i++) {
        const sl_fleet_sim_kind *k = &f->kind[i];
        ok = k->units >= 0.0 && k->rate_per_s > 0.0 && isfinite(k->rate_per_s) && k->ports >= 0.0 &&
             k->wait_s >= 0.0 && k->hands_s >= 0.0;
    }
    return ok;
}

// One block: replicas, their values, and for each thread what is down and the crews.
typedef struct memory {
    replica *all;
    double *values;
    item *items;
    size_t of_thread;
} memory;

static sl_status memory_create(memory *m, sl_ctx *ctx, const sl_fleet_sim *f, int threads)
{
    size_t n = (size_t)f->replicas;
    m->of_thread = SL_FLEET_SIM_DOWN + (size_t)f->crews;
    m->all = sl_ctx_resize(ctx, NULL, n * sizeof *m->all);
    m->values = sl_ctx_resize(ctx, NULL, n * sizeof *m->values);
    m->items = sl_ctx_resize(ctx, NULL, (size_t)threads * m->of_thread * sizeof *m->items);
    return m->all && m->values && m->items ? SL_OK : SL_ERR_NO_MEMORY;
}

static void memory_destroy(memory *m, sl_ctx *ctx)
{
    sl_ctx_resize(ctx, m->all, 0);
    sl_ctx_resize(ctx, m->values, 0);
    sl_ctx_resize(ctx, m->items, 0);
}

sl_status sl_fleet_simulate(sl_fleet_sim_result *out, sl_ctx *ctx, const sl_fleet_sim *f)
{
    *out = (sl_fleet_sim_result){0};
    if (!valid(f)) return SL_ERR_DOMAIN;
    int threads = sl_ctx_threads(ctx);
    memory m = {0};
    sl_status status = memory_create(&m, ctx, f, threads);
    if (status == SL_OK) {
#pragma omp parallel for schedule(dynamic) num_threads(threads)
        for (int i = 0; i < f->replicas; i++) {
            item *items = m.items + (size_t)omp_get_thread_num() * m.of_thread;
            workplace desk = {.back = {items, 0}, .crews = {items + SL_FLEET_SIM_DOWN, 0}};
            run_replica(&m.all[i], &desk, f, (uint64_t)i);
        }
        for (int i = 0; i < f->replicas; i++)
            if (m.all[i].full) status = SL_ERR_LIMIT;
        if (status == SL_OK) figures(out, f, m.all, m.values);
    }
    memory_destroy(&m, ctx);
    return status;
}
