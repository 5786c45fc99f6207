// Break-even of service architectures: which variant is best as lasers fail more often and repair
// takes longer.
//
// Model. Each cell multiplies the failure rate of every variant's lasers by one factor and all its
// times of repair by another, and evaluates the whole fleet again (sl_fleet_evaluate): spare
// lasers, neighbours that a repair takes out and crews come out as the fleet layer has them. A map
// by money adds what these failures cost (sl_failed_of) to the cost of ownership as evaluated, at
// three prices of the chassis where one is swapped, else of the engine.
//
// Assumptions. Everything else of a design stays, its market.service too: where failures have a
// price, service is what they do not cover. The price of a failed engine does not move the price of
// a port.
//
// Limits. Ratios between variants stay as in the scenario: a laser that lives longer for its place
// keeps that advantage all over the map. Jobs that stop are not priced. Crews that cannot keep up
// leave a variant without a value there.
#include "system/internal.h"

#include <string.h>

static const double levels[SL_BREAKEVEN_LEVELS] = {0.25, 1.0, 4.0};

typedef struct work {
    const sl_comparison *c;
    sl_breakeven *b;
    double price[SL_BREAKEVEN_LEVELS][SL_WORD_UNITS];
} work;

// ---- who takes part ----

static void take_part(sl_breakeven *b, const sl_comparison *c)
{
    b->laser_of = -1;
    b->one_laser = true;
    for (size_t v = 0; v < c->n; v++) {
        const sl_result *r = &c->variants[v].nominal;
        double rate = r->fleet_in.unit[SL_FLEET_LASER].rate_per_s;
        if (!r->has_fleet) continue;
        if (!r->feasible) {
            b->left_out[b->left++] = (int)v;
            continue;
        }
        b->variant[b->variants++] = (int)v;
        if (!(r->fleet_in.unit[SL_FLEET_LASER].per_port > 0.0 && rate > 0.0)) continue;
        if (b->laser_of < 0) {
            b->laser_of = (int)v;
            b->laser_per_s = rate;
        }
        b->one_laser = b->one_laser && fabs(rate / b->laser_per_s - 1.0) < SL_RESOLUTION;
    }
}

// Money, where failures have a price in every variant; and what differs between the levels.
static void choose_levels(work *w)
{
    sl_breakeven *b = w->b;
    b->money = true;
    b->scaled = SL_WORD_UNIT_ENGINE;
    b->levels = 1;
    for (int i = 0; i < b->variants; i++) {
        const sl_variant_result *v = &w->c->variants[b->variant[i]];
        const double *value = v->nominal.value;
        b->money = b->money && isfinite(value[SL_M_ECO_FAILURES] + value[SL_M_ECO_TCO]);
        if (!isnan(v->bound->design.market.chassis_usd)) b->scaled = SL_WORD_UNIT_CHASSIS;
    }
    if (b->money) b->levels = SL_BREAKEVEN_LEVELS;
    for (int l = 0; l < b->levels; l++) {
        b->price[l] = b->money ? levels[l] : 1.0;
        b->price_usd[l] = NAN;
        for (int u = 0; u < SL_WORD_UNITS; u++)
            w->price[l][u] = u == b->scaled ? b->price[l] : 1.0;
        for (int i = b->variants - 1; i >= 0; i--) {
            const sl_market_spec *m = &w->c->variants[b->variant[i]].bound->design.market;
            double usd = b->scaled == SL_WORD_UNIT_CHASSIS ? m->chassis_usd : m->engine_usd;
            if (b->money && !isnan(usd)) b->price_usd[l] = b->price[l] * usd;
        }
    }
}

// ---- cells ----

static double value_of(const work *w, const sl_variant_result *v, const sl_fleet_result *fleet,
                       int level)
{
    const sl_result *r = &v->nominal;
    sl_failed failed;
    if (!w->b->money) return fleet->port_unavailability;
    if (sl_project_failed(&failed, fleet, r->fleet_in.ports, &v->bound->design, r->cost.price_usd,
                          w->price[level]) != SL_OK)
        return NAN;
    return r->cost.owned_usd + failed.total_usd;
}

static void enter(sl_breakeven_cell *cell, double *second, int variant, double value)
{
    if (isnan(value)) return;
    if (cell->best < 0 || value < cell->value) {
        cell->second = cell->best;
        *second = cell->value;
        cell->best = variant;
        cell->value = value;
    } else if (cell->second < 0 || value < *second) {
        cell->second = variant;
        *second = value;
    }
}

// One place of the plane at every level.
static void place(const work *w, sl_breakeven_cell *at[SL_BREAKEVEN_LEVELS], double repair,
                  double laser)
{
    double second[SL_BREAKEVEN_LEVELS];
    for (int l = 0; l < w->b->levels; l++) {
        *at[l] = (sl_breakeven_cell){-1, -1, NAN, NAN};
        second[l] = NAN;
    }
    for (int i = 0; i < w->b->variants; i++) {
        const sl_variant_result *v = &w->c->variants[w->b->variant[i]];
        sl_fleet fleet;
        sl_fleet_result r;
        sl_fleet_scaled(&fleet, &v->nominal.fleet_in, repair, laser);
        if (sl_fleet_evaluate(&r, &fleet) != SL_OK) continue;
        for (int l = 0; l < w->b->levels; l++)
            enter(at[l], &second[l], w->b->variant[i], value_of(w, v, &r, l));
    }
    for (int l = 0; l < w->b->levels; l++)
        if (at[l]->second >= 0) // nothing dark at all is a tie
            at[l]->lead = second[l] > at[l]->value ? second[l] / at[l]->value - 1.0 : 0.0;
}

static void cells(const work *w, sl_ctx *ctx)
{
    sl_breakeven *b = w->b;
    sl_breakeven_cell *at[SL_BREAKEVEN_LEVELS];
    for (int l = 0; l < b->levels; l++)
        at[l] = &b->nominal[l];
    place(w, at, 1.0, 1.0);
#pragma omp parallel for schedule(static) num_threads(sl_ctx_threads(ctx))
    for (int k = 0; k < SL_BREAKEVEN_SIDE * SL_BREAKEVEN_SIDE; k++) {
        int y = k / SL_BREAKEVEN_SIDE, x = k % SL_BREAKEVEN_SIDE;
        sl_breakeven_cell *here[SL_BREAKEVEN_LEVELS];
        for (int l = 0; l < b->levels; l++)
            here[l] = &b->cell[l][y][x];
        place(w, here, b->factor[y], b->factor[x]);
    }
}

sl_status sl_breakeven_create(sl_breakeven **out, sl_ctx *ctx, const sl_comparison *c)
{
    *out = NULL;
    sl_breakeven *b = sl_ctx_resize(ctx, NULL, sizeof *b);
    if (!b) return SL_ERR_NO_MEMORY;
    memset(b, 0, sizeof *b);
    take_part(b, c);
    if (b->variants < 2 || b->laser_of < 0) {
        sl_breakeven_destroy(ctx, b);
        return SL_OK;
    }
    work w = {.c = c, .b = b};
    choose_levels(&w);
    for (int i = 0; i < SL_BREAKEVEN_SIDE; i++)
        b->factor[i] = pow(SL_BREAKEVEN_SPAN, (2.0 * i + 1.0) / SL_BREAKEVEN_SIDE - 1.0);
    cells(&w, ctx);
    *out = b;
    return SL_OK;
}

void sl_breakeven_destroy(sl_ctx *ctx, sl_breakeven *b)
{
    sl_ctx_resize(ctx, b, 0);
}
