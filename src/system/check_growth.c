// Growth that contradicts itself: variants are architectures of one world, so what is said of the
// world is the same in all of them; and something has to be for sale at the start.
#include "system/internal.h"

#include <stdio.h>
#include <string.h>

#include "shoreline/units.h"

// What all architectures share.
static const char *const shared[] = {"growth.compute_growth",
                                     "growth.software_growth",
                                     "growth.bandwidth_exponent",
                                     "growth.edge_growth",
                                     "growth.reach_growth",
                                     "growth.power_growth",
                                     "growth.io_share",
                                     "growth.package_price",
                                     "growth.package_price_growth",
                                     "growth.ends",
                                     "growth.budget",
                                     "growth.budget_most",
                                     "growth.return_exponent",
                                     "growth.delay",
                                     "growth.renewal",
                                     "growth.exposed",
                                     "chip.bandwidth",
                                     "chip.tdp",
                                     "service.life",
                                     "service.reach",
                                     "market.discount",
                                     "market.pue",
                                     "market.energy_price"};

static sl_mark mark_of(const sl_bound *b, const char *path)
{
    const sl_leaf *leaf = sl_leaf_find(&b->leaves, path);
    if (!leaf || !leaf->mark.source) leaf = sl_leaf_find(&b->leaves, "growth.maturity.ready");
    return leaf && leaf->mark.source ? leaf->mark : b->mark;
}

static void collide(sl_ctx *ctx, const sl_bound *b, const char *path, const char *here,
                    const sl_bound *first, const char *there)
{
    sl_diag_add(ctx, SL_ERROR, SL_E_CONTRADICTION, mark_of(b, path),
                "say it once for all variants; what differs belongs into growth.maturity",
                "variant %s: %s %s, and %s in variant %s", b->name, path, here, there, first->name);
}

static void check_shared(sl_ctx *ctx, const sl_bound *first, const sl_bound *b)
{
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++) {
        const sl_leaf *x = sl_leaf_find(&first->leaves, shared[i]);
        const sl_leaf *y = sl_leaf_find(&b->leaves, shared[i]);
        if (!x || !y || x->value == y->value) continue;
        char here[48], there[48];
        sl_quantity_format(here, sizeof here, y->value, y->field->unit, 4);
        sl_quantity_format(there, sizeof there, x->value, x->field->unit, 4);
        collide(ctx, b, shared[i], here, first, there);
    }
    const sl_growth_spec *p = &first->design.growth, *q = &b->design.growth;
    char here[48], there[48];
    snprintf(here, sizeof here, "%d", q->start);
    snprintf(there, sizeof there, "%d", p->start);
    if (p->start != q->start) collide(ctx, b, "growth.start", here, first, there);
    snprintf(here, sizeof here, "%d", q->years);
    snprintf(there, sizeof there, "%d", p->years);
    if (p->years != q->years) collide(ctx, b, "growth.years", here, first, there);
}

// Ports need a price, and what is learned a number made so far.
static void check_money(sl_ctx *ctx, const sl_bound *b)
{
    const sl_design *d = &b->design;
    if (!d->has_market)
        sl_diag_add(ctx, SL_ERROR, SL_E_MISSING_KEY, mark_of(b, "growth.start"),
                    "add market:, as in the example price-per-bit",
                    "variant %s: growth of ports without a price", b->name);
}

static void check_ceiling(sl_ctx *ctx, const sl_bound *b)
{
    const sl_growth_spec *g = &b->design.growth;
    if (g->budget_most_usd_per_s <= g->budget_usd_per_s)
        sl_diag_add(ctx, SL_ERROR, SL_E_CONTRADICTION, mark_of(b, "growth.budget_most"),
                    "a ceiling above it",
                    "variant %s: growth.budget %.4g USD/year at a ceiling of %.4g", b->name,
                    g->budget_usd_per_s * SL_YEAR_S, g->budget_most_usd_per_s * SL_YEAR_S);
}

static void check_start(sl_ctx *ctx, const sl_model *model, const sl_bound *first)
{
    const sl_bound *soonest = first;
    for (size_t v = 0; v < model->n; v++) {
        const sl_bound *b = &model->variants[v];
        if (!b->design.has_growth) continue;
        if (b->design.growth.maturity.ready < soonest->design.growth.maturity.ready) soonest = b;
    }
    double ready = soonest->design.growth.maturity.ready;
    if (ready > first->design.growth.start)
        sl_diag_add(ctx, SL_ERROR, SL_E_CONTRADICTION, mark_of(soonest, "growth.maturity.ready"),
                    "a variant that is ready at the start, or a later start",
                    "nothing is for sale in %d: the first is variant %s from %.6g on",
                    first->design.growth.start, soonest->name, ready);
}

void sl_check_growth(sl_ctx *ctx, const sl_model *model)
{
    const sl_bound *first = NULL;
    for (size_t v = 0; v < model->n; v++) {
        const sl_bound *b = &model->variants[v];
        if (!b->design.has_growth) continue;
        check_money(ctx, b);
        check_ceiling(ctx, b);
        if (first)
            check_shared(ctx, first, b);
        else
            first = b;
    }
    // A variant that was singled out is not all that is for sale.
    bool whole = model->n == model->scenario->variant_n;
    if (first && whole) check_start(ctx, model, first);
}
