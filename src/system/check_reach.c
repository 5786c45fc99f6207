// A reach study that contradicts itself: rates and what is asked for are the same in all variants.
#include "system/internal.h"

#include <stdio.h>
#include <string.h>

static sl_mark mark_of(const sl_bound *b, const char *path)
{
    const sl_leaf *leaf = sl_leaf_find(&b->leaves, path);
    return leaf && leaf->mark.source ? leaf->mark : b->mark;
}

static void check_rates(sl_ctx *ctx, const sl_bound *b)
{
    const sl_reach_spec *s = &b->design.reach;
    if (s->rate_n == 0)
        sl_diag_add(ctx, SL_ERROR, SL_E_MISSING_KEY, mark_of(b, "reach.yield"),
                    "add reach.rates, as in the example reach", "variant %s: reach without a rate",
                    b->name);
    for (int r = 1; r < s->rate_n; r++) {
        char path[48];
        snprintf(path, sizeof path, "reach.rates.%d.rate", r);
        if (!(s->rate[r].lane_bps > s->rate[r - 1].lane_bps))
            sl_diag_add(ctx, SL_ERROR, SL_E_CONTRADICTION, mark_of(b, path),
                        "each rate above the one before it",
                        "variant %s: reach.rates.%d is %g Gb/s, after %g Gb/s", b->name, r,
                        s->rate[r].lane_bps / 1e9, s->rate[r - 1].lane_bps / 1e9);
    }
    if (b->design.link.levels != 2 && b->design.link.levels != 4)
        sl_diag_add(ctx, SL_ERROR, SL_E_CONTRADICTION, mark_of(b, "link.levels"), "2 or 4",
                    "variant %s: COM has no receiver for %d levels", b->name,
                    b->design.link.levels);
}

static void differ(sl_ctx *ctx, const sl_bound *b, const sl_bound *first, const char *path)
{
    sl_diag_add(ctx, SL_ERROR, SL_E_CONTRADICTION, mark_of(b, path),
                "say it once for all variants; the SerDes of a rate may differ",
                "variant %s: %s is another one in variant %s", b->name, path, first->name);
}

static void check_shared(sl_ctx *ctx, const sl_bound *first, const sl_bound *b)
{
    const sl_reach_spec *p = &first->design.reach, *q = &b->design.reach;
    if (p->yield != q->yield) differ(ctx, b, first, "reach.yield");
    if (p->threshold_db != q->threshold_db) differ(ctx, b, first, "reach.threshold");
    bool same = p->rate_n == q->rate_n;
    for (int r = 0; same && r < p->rate_n; r++)
        same = p->rate[r].lane_bps == q->rate[r].lane_bps &&
               strcmp(p->rate[r].name, q->rate[r].name) == 0;
    if (!same) differ(ctx, b, first, "reach.rates.0.rate");
}

void sl_check_reach(sl_ctx *ctx, const sl_model *model)
{
    const sl_bound *first = NULL;
    for (size_t v = 0; v < model->n; v++) {
        const sl_bound *b = &model->variants[v];
        if (!b->design.has_reach) continue;
        check_rates(ctx, b);
        if (first)
            check_shared(ctx, first, b);
        else
            first = b;
    }
}
