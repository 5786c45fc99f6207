// Memory trays whose values contradict what the memory layer can tell: named with the numbers that
// collide. It stands in the system because it asks that layer's own limits.
#include "system/internal.h"

#include <stdio.h>

typedef struct checker {
    sl_ctx *ctx;
    const sl_bound *bound;
    const sl_memory_spec *m;
} checker;

static void collide(const checker *c, const char *path, const char *hint, const char *message)
{
    const sl_leaf *leaf = sl_leaf_find(&c->bound->leaves, path);
    sl_mark mark = leaf && leaf->mark.source ? leaf->mark : c->bound->mark;
    sl_diag_add(c->ctx, SL_ERROR, SL_E_CONTRADICTION, mark, hint, "variant %s: %s", c->bound->name,
                message);
}

static double gbyte(double bits)
{
    return bits / 8e9;
}

static void check_demand(const checker *c)
{
    const sl_pool_spec *p = &c->m->pool;
    char message[240];
    if (p->demand != SL_DEMAND_LOGNORMAL || p->sd_bit <= SL_POOL_SPREAD_MAX * p->mean_bit) return;
    snprintf(
        message, sizeof message,
        "a lognormal demand of %g GB with an sd of %g GB; sums of such demands are known up to "
        "an sd of %g x the mean",
        gbyte(p->mean_bit), gbyte(p->sd_bit), SL_POOL_SPREAD_MAX);
    collide(c, "memory.pool.sd", "a smaller sd, or demand: normal", message);
}

// Adam's state of one host in the pool.
static void check_state(const checker *c)
{
    const sl_pool_spec *p = &c->m->pool;
    double size_bit = isnan(p->size_bit) ? p->trays * p->tray_bit : p->size_bit;
    double state_bit = c->m->optimizer.parameters * SL_OPTIMIZER_STATE_BYTES * 8.0;
    char message[240];
    if (state_bit <= size_bit) return;
    snprintf(message, sizeof message,
             "%g parameters keep a state of %g GB in the tray, %g B each, and memory.pool has %g "
             "GB",
             c->m->optimizer.parameters, gbyte(state_bit), SL_OPTIMIZER_STATE_BYTES,
             gbyte(size_bit));
    collide(c, "memory.optimizer.parameters", "fewer parameters, or a larger pool", message);
}

void sl_check_memory(sl_ctx *ctx, const sl_model *model)
{
    for (size_t i = 0; i < model->n; i++) {
        const sl_design *d = &model->variants[i].design;
        checker c = {ctx, &model->variants[i], &d->memory};
        if (!d->has_memory || !d->memory.has_pool) continue;
        check_demand(&c);
        if (d->memory.has_optimizer) check_state(&c);
    }
}
