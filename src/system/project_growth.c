// Growth over years of all variants: the chain at the start, once a draw, then the cycle.
//
// Draws are those of a comparison: the same seed, the same deviates. A draw in which nothing can be
// bought at the start is void: it has no cycle and is counted.
#include "system/internal.h"

#include <stdlib.h>
#include <string.h>

#include "shoreline/random.h"

static sl_growth cycle_of(const sl_design *d)
{
    const sl_growth_spec *g = &d->growth;
    sl_ownership unit = {.capital_usd = 1.0,
                         .life_s = d->service.life_s,
                         .discount = d->market.discount,
                         .power_w = 1.0,
                         .pue = sl_design_pue(d),
                         .usd_per_j = d->market.energy_usd_per_j};
    sl_owned of = {NAN, NAN, NAN, NAN}; // what the layer refuses
    sl_owned_of(&of, &unit);
    return (sl_growth){.start = g->start,
                       .years = g->years,
                       .compute_growth = g->compute_growth,
                       .software_growth = g->software_growth,
                       .bandwidth_bps = d->chip.bandwidth_bps,
                       .bandwidth_exponent = g->bandwidth_exponent,
                       .edge_growth = g->edge_growth,
                       .reach_m = d->service.reach_m,
                       .reach_growth = g->reach_growth,
                       .package_w = d->chip.tdp_w,
                       .package_w_growth = g->power_growth,
                       .io_share = g->io_share,
                       .package_usd = g->package_usd,
                       .package_price_growth = g->package_price_growth,
                       .ends = g->ends,
                       .budget_usd_per_s = g->budget_usd_per_s,
                       .budget_most_usd_per_s =
                           isnan(g->budget_most_usd_per_s) ? INFINITY : g->budget_most_usd_per_s,
                       .return_exponent = g->return_exponent,
                       .delay_s = g->delay_s,
                       .renewal_s = g->renewal_s,
                       .exposed = g->exposed,
                       .capital = of.capital_usd,
                       .watt_usd = of.energy_usd};
}

// What the chain says of a variant at the start.
static sl_growth_kind kind_of(const sl_result *r, const sl_design *d)
{
    const sl_maturity_spec *m = &d->growth.maturity;
    const double *v = r->value, rate = d->link.rate_bps;
    bool learns = !isnan(d->market.learning);
    sl_growth_kind k = {
        .possible = r->feasible && v[SL_M_ECO_PRICE] >= 0.0 && v[SL_M_ENERGY] >= 0.0 &&
                    v[SL_M_SHORELINE_USE] > 0.0 && v[SL_M_REACH] >= 0.0,
        .ready = m->ready,
        .price_usd_per_bps = v[SL_M_ECO_PRICE] / rate,
        .service_usd_per_bps = d->market.service_usd_per_s * d->service.life_s / rate,
        .made_bps = learns ? d->market.volume * rate : 1.0,
        .learning = learns ? d->market.learning : 1.0,
        .energy_j_per_bit = v[SL_M_ENERGY],
        .energy_growth = m->energy_growth,
        .used = v[SL_M_SHORELINE_USE],
        .density_growth = m->density_growth,
        .reach_m = v[SL_M_REACH],
        .reach_growth = m->reach_growth,
        .capacity_bps_per_s = isnan(m->capacity_hz) ? INFINITY : m->capacity_hz * rate,
        .ramp = m->ramp};
    if (!k.possible) // numbers that are not used
        k.price_usd_per_bps = k.energy_j_per_bit = k.reach_m = 0.0, k.used = 1.0;
    return k;
}

static sl_status run(sl_growth_year *out, sl_growth_kind *kinds, const sl_model *model,
                     const sl_design *designs, const sl_result *results)
{
    sl_growth cycle = cycle_of(&designs[0]);
    for (size_t v = 0; v < model->n; v++)
        kinds[v] = kind_of(&results[v], &designs[v]);
    return sl_growth_run(out, &cycle, kinds, (int)model->n);
}

// A draw into rows of out, years + 1 of them; out[0].year 0: void.
static void one_draw(sl_growth_year *out, const sl_model *model, size_t draw)
{
    sl_design designs[SL_GROWTH_KINDS];
    sl_result results[SL_GROWTH_KINDS];
    sl_growth_kind kinds[SL_GROWTH_KINDS];
    for (size_t v = 0; v < model->n; v++) {
        sl_bound_drawn(&designs[v], &model->variants[v], (uint64_t)model->study.seed, draw);
        sl_evaluate(&results[v], &designs[v], &(sl_evaluate_opts){.brief = true});
    }
    if (run(out, kinds, model, designs, results) != SL_OK) out[0].year = 0.0;
}

// ---- statistics ----

static int compare_double(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

// Where each series stands in a year.
static const size_t offsets[SL_GROWTH_SERIES] = {
    [SL_GROWTH_COMPUTE] = offsetof(sl_growth_year, compute),
    [SL_GROWTH_MODEL] = offsetof(sl_growth_year, model_compute),
    [SL_GROWTH_BANDWIDTH] = offsetof(sl_growth_year, bandwidth_bps),
    [SL_GROWTH_BUDGET] = offsetof(sl_growth_year, budget_usd_per_s),
    [SL_GROWTH_SERVED] = offsetof(sl_growth_year, served),
    [SL_GROWTH_USEFUL] = offsetof(sl_growth_year, useful),
    [SL_GROWTH_BUILT] = offsetof(sl_growth_year, built),
    [SL_GROWTH_PORT] = offsetof(sl_growth_year, port_usd_per_bps),
    [SL_GROWTH_INTERCONNECT] = offsetof(sl_growth_year, interconnect_cost),
};

double sl_growth_series_of(const sl_growth_year *year, sl_growth_series series)
{
    double value;
    memcpy(&value, (const char *)year + offsets[series], sizeof value);
    return value;
}

// 5th, 50th and 95th percentile of a member over the draws that are not void; of one that fewer
// than half of them have there are none.
static sl_growth_band band(const sl_growth_year *rows, size_t draws, size_t stride, size_t offset,
                           double *scratch)
{
    size_t n = 0, live = 0;
    for (size_t i = 0; i < draws; i++) {
        double x;
        memcpy(&x, (const char *)&rows[i * stride] + offset, sizeof x);
        live += rows[i * stride].year > 0.0;
        if (rows[i * stride].year > 0.0 && !isnan(x)) scratch[n++] = x;
    }
    if (2 * n <= live) return (sl_growth_band){NAN, NAN, NAN};
    qsort(scratch, n, sizeof *scratch, compare_double);
    return (sl_growth_band){sl_quantile_sorted(scratch, n, 0.05),
                            sl_quantile_sorted(scratch, n, 0.5),
                            sl_quantile_sorted(scratch, n, 0.95)};
}

static void kind_stats(sl_growth_kind_stats *out, const sl_growth_year *rows, size_t draws,
                       size_t stride, int kind, double *scratch)
{
    size_t base = offsetof(sl_growth_year, kind) + (size_t)kind * sizeof(sl_growth_choice);
    out->cost =
        band(rows, draws, stride, base + offsetof(sl_growth_choice, cost_usd_per_bps), scratch);
    out->share = band(rows, draws, stride, base + offsetof(sl_growth_choice, share), scratch);
    double live = 0.0, open = 0.0, best = 0.0, bought = 0.0;
    double bars[SL_GROWTH_BARS] = {0.0};
    for (size_t i = 0; i < draws; i++) {
        const sl_growth_year *y = &rows[i * stride];
        if (!(y->year > 0.0)) continue;
        live += 1.0;
        open += y->kind[kind].bar == SL_GROWTH_OPEN;
        best += y->cheapest == kind;
        bought += y->kind[kind].share;
        bars[y->kind[kind].bar] += 1.0;
    }
    out->feasible_p = live > 0.0 ? open / live : 0.0;
    out->cheapest_p = live > 0.0 ? best / live : 0.0;
    out->mean_share = live > 0.0 ? bought / live : 0.0;
    for (int b = 0; b < SL_GROWTH_BARS; b++)
        out->bar_p[b] = live > 0.0 ? bars[b] / live : 0.0;
}

static void statistics(sl_growth_projection *p, const sl_growth_year *rows, double *scratch)
{
    size_t stride = (size_t)p->years + 1, draws = (size_t)p->draws;
    for (int t = 0; t <= p->years; t++) {
        sl_growth_year_stats *s = &p->year[t];
        for (int i = 0; i < SL_GROWTH_SERIES; i++)
            s->series[i] = band(rows + t, draws, stride, offsets[i], scratch);
        for (int a = 0; a < p->kinds; a++)
            kind_stats(&s->kind[a], rows + t, draws, stride, a, scratch);
    }
}

// ---- the projection ----

static sl_status draw_all(sl_growth_projection *p, sl_ctx *ctx, const sl_model *model)
{
    size_t stride = (size_t)p->years + 1, draws = (size_t)p->draws;
    sl_growth_year *rows = sl_ctx_resize(ctx, NULL, draws * stride * sizeof *rows);
    double *scratch = sl_ctx_resize(ctx, NULL, draws * sizeof *scratch);
    if (rows && scratch) {
        // A row of draw i starts at i * stride: its year 0 says whether the draw is void.
#pragma omp parallel for schedule(dynamic) num_threads(sl_ctx_threads(ctx))
        for (size_t i = 0; i < draws; i++) {
            one_draw(rows + i * stride, model, i);
            for (size_t t = 1; t < stride; t++)
                if (!(rows[i * stride].year > 0.0)) rows[i * stride + t].year = 0.0;
        }
        for (size_t i = 0; i < draws; i++)
            p->voids += !(rows[i * stride].year > 0.0);
        statistics(p, rows, scratch);
    }
    bool failed = !rows || !scratch;
    sl_ctx_resize(ctx, rows, 0);
    sl_ctx_resize(ctx, scratch, 0);
    return failed ? SL_ERR_NO_MEMORY : SL_OK;
}

// What shrinks faster than it is renewed has no installed compute to begin with.
static sl_status check_balance(sl_ctx *ctx, const sl_model *model, double balanced_per_s)
{
    const sl_bound *b = &model->variants[0];
    const sl_growth_spec *g = &b->design.growth;
    const sl_leaf *leaf = sl_leaf_find(&b->leaves, "growth.compute_growth");
    if (balanced_per_s > -1.0 / g->renewal_s) return SL_OK;
    sl_diag_add(ctx, SL_ERROR, SL_E_CONTRADICTION, leaf && leaf->mark.source ? leaf->mark : b->mark,
                "more compute for the money, or a longer renewal",
                "packages of %g times the compute at %g times the price a year: compute would "
                "shrink to %.3g a year, faster than it is renewed in %g years",
                g->compute_growth, g->package_price_growth, exp(balanced_per_s * SL_YEAR_S),
                g->renewal_s / SL_YEAR_S);
    return SL_ERR_SCENARIO;
}

static sl_status nominal(sl_growth_projection *p, sl_ctx *ctx, const sl_model *model)
{
    sl_design *designs = sl_ctx_resize(ctx, NULL, model->n * sizeof *designs);
    sl_result *results = sl_ctx_resize(ctx, NULL, model->n * sizeof *results);
    sl_status status = designs && results ? SL_OK : SL_ERR_NO_MEMORY;
    for (size_t v = 0; v < model->n && status == SL_OK; v++) {
        designs[v] = model->variants[v].design;
        sl_evaluate(&results[v], &designs[v], NULL);
        memcpy(p->why[v], results[v].why, sizeof p->why[v]);
    }
    if (status == SL_OK) {
        sl_growth cycle = cycle_of(&designs[0]);
        p->balanced_per_s = sl_growth_balanced_per_s(&cycle);
        status = check_balance(ctx, model, p->balanced_per_s);
        p->has_nominal =
            status == SL_OK && run(p->nominal, p->kind, model, designs, results) == SL_OK;
        for (int t = 0; t <= p->years; t++) // also where it is void
            p->nominal[t].year = cycle.start + t;
    }
    sl_ctx_resize(ctx, designs, 0);
    sl_ctx_resize(ctx, results, 0);
    return status;
}

sl_status sl_growth_project(sl_growth_projection **out, sl_ctx *ctx, const sl_model *model)
{
    *out = NULL;
    if (model->n > SL_GROWTH_KINDS) {
        sl_diag_add(ctx, SL_ERROR, SL_E_TOO_MANY, model->variants[SL_GROWTH_KINDS].mark,
                    "leave some out", "%zu variants; growth takes %d", model->n, SL_GROWTH_KINDS);
        return SL_ERR_SCENARIO;
    }
    sl_growth_projection *p = sl_ctx_resize(ctx, NULL, sizeof *p);
    if (!p) return SL_ERR_NO_MEMORY;
    memset(p, 0, sizeof *p);
    p->kinds = (int)model->n;
    p->years = model->variants[0].design.growth.years;
    p->draws = model->study.draws;
    sl_status status = nominal(p, ctx, model);
    if (status == SL_OK && p->draws > 0) status = draw_all(p, ctx, model);
    if (status != SL_OK) {
        sl_growth_projection_destroy(ctx, p);
        return status;
    }
    *out = p;
    return SL_OK;
}

void sl_growth_projection_destroy(sl_ctx *ctx, sl_growth_projection *p)
{
    sl_ctx_resize(ctx, p, 0);
}
