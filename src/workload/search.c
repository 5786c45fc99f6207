// The fastest layout among all that are legal and fit.
//
// Model. Exhaustive over divisors: tensor, context, expert, pipeline, micro-batch, chunks,
// recompute. Kernels and exchanges of a micro-batch are priced once for all chunks and recomputes.
// Assumptions. As in step.c. Ties go to the first in this order, so that the answer does not depend
// on how the work is shared out.
// Limits. The schedule, ZeRO stage and sequence parallelism are the caller's.
// Source. Isaev et al., SC'23 (calculon): the space that is searched.
#include "workload/workload.h"

#include <math.h>
#include <string.h>

typedef struct search {
    sl_search *out;
    sl_training t;
    sl_collective_cost cost;
    const void *context;
    bool found;
} search;

static void consider(search *s, const sl_micro *micro, const sl_update *update)
{
    sl_step step;
    if (sl_footprint_of(&step.footprint, &s->t) != SL_OK ||
        step.footprint.total_bytes > s->t.accelerator.memory_bytes)
        return;
    s->out->fitting += 1.0;
    sl_step_assemble(&step, &s->t, micro, update);
    if (s->found && step.step_s >= s->out->step.step_s) return;
    s->found = true;
    sl_step_rates(&step, &s->t);
    s->out->step = step;
    s->out->best = s->t.layout;
}

// All chunks and recomputes of one cut.
static void cut(search *s)
{
    sl_layout *l = &s->t.layout;
    sl_micro micro;
    sl_update update;
    bool priced = false;
    int most = l->pipeline > 1 ? (int)s->t.model.layers / l->pipeline : 1;
    for (l->chunks = 1; l->chunks <= most; l->chunks++)
        for (int r = SL_RECOMPUTE_NONE; r <= SL_RECOMPUTE_FULL; r++) {
            l->recompute = (sl_recompute)r;
            s->out->configurations += 1.0;
            if (sl_layout_fault(l, &s->t.model)) continue;
            s->out->legal += 1.0;
            if (!priced && (!sl_micro_of(&micro, &s->t, s->cost, s->context) ||
                            !sl_update_of(&update, &s->t, s->cost, s->context)))
                return;
            priced = true;
            consider(s, &micro, &update);
        }
}

static void batches(search *s)
{
    sl_layout *l = &s->t.layout;
    int data = sl_layout_data(l);
    if (data < 1 || l->batch % data != 0) return;
    for (l->micro_batch = 1; l->micro_batch <= l->batch / data; l->micro_batch *= 2)
        if (l->batch / data % l->micro_batch == 0) cut(s);
}

static void experts(search *s)
{
    sl_layout *l = &s->t.layout;
    int most = s->t.model.experts > 0.0 ? (int)s->t.model.experts : 1;
    int stage = l->gpus / l->pipeline;
    for (l->expert = 1; l->expert <= most && l->expert <= stage; l->expert++)
        if (most % l->expert == 0 && stage % l->expert == 0) batches(s);
}

static void pipelines(search *s)
{
    sl_layout *l = &s->t.layout;
    int inner = l->tensor * l->context;
    for (l->pipeline = 1; l->pipeline <= l->gpus / inner && l->pipeline <= s->t.model.layers;
         l->pipeline++)
        if (l->gpus % (inner * l->pipeline) == 0) experts(s);
}

sl_status sl_search_of(sl_search *out, const sl_training *t, sl_collective_cost cost,
                       const void *context)
{
    memset(out, 0, sizeof *out);
    search s = {.out = out, .t = *t, .cost = cost, .context = context};
    sl_layout *l = &s.t.layout;
    *l = (sl_layout){.gpus = l->gpus,
                     .batch = l->batch,
                     .schedule = l->schedule,
                     .zero = l->zero,
                     .sequence_parallel = l->sequence_parallel};
    if (l->gpus < 1 || l->batch < 1 || !sl_transformer_valid(&t->model)) return SL_ERR_DOMAIN;
    for (l->tensor = 1; l->tensor <= l->gpus; l->tensor++) {
        if (l->gpus % l->tensor != 0 || fmod(t->model.heads, l->tensor) != 0.0) continue;
        for (l->context = 1; l->context <= l->gpus / l->tensor; l->context *= 2)
            if (l->gpus % (l->tensor * l->context) == 0) pipelines(&s);
    }
    return s.found ? SL_OK : SL_ERR_DOMAIN;
}
