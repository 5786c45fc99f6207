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
    int wanted;
} search;

// Behind all that are as fast: the first found stays first.
static void rank(search *s, const sl_step *step)
{
    sl_search *out = s->out;
    int at = out->n;
    while (at > 0 && out->ranked[at - 1].step.step_s > step->step_s)
        at--;
    if (at == s->wanted) return;
    if (out->n < s->wanted) out->n++;
    memmove(&out->ranked[at + 1], &out->ranked[at],
            (size_t)(out->n - 1 - at) * sizeof *out->ranked);
    out->ranked[at] = (sl_ranked){s->t.layout, *step};
}

static void consider(search *s, const sl_micro *micro, const sl_update *update)
{
    sl_step step;
    if (sl_footprint_of(&step.footprint, &s->t) != SL_OK ||
        step.footprint.total_bytes > s->t.accelerator.memory_bytes)
        return;
    s->out->fitting += 1.0;
    sl_step_assemble(&step, &s->t, micro, update);
    int n = s->out->n;
    if (n == s->wanted && step.step_s >= s->out->ranked[n - 1].step.step_s) return;
    sl_step_rates(&step, &s->t);
    rank(s, &step);
}

// All chunks and recomputes of one cut.
static void cut(search *s)
{
    sl_layout *l = &s->t.layout;
    sl_micro micro;
    sl_update update;
    bool priced = false;
    int most = l->pipeline > 1 ? ((int)s->t.model.layers + 2) / l->pipeline : 1;
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
    for (l->micro_batch = 1; l->micro_batch <= l->batch / data; l->micro_batch++)
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

sl_status sl_search_of(sl_search *out, const sl_training *t, int wanted, sl_collective_cost cost,
                       const void *context)
{
    memset(out, 0, sizeof *out);
    search s = {.out = out, .t = *t, .cost = cost, .context = context, .wanted = wanted};
    sl_layout *l = &s.t.layout;
    *l = (sl_layout){.gpus = l->gpus,
                     .batch = l->batch,
                     .schedule = l->schedule,
                     .zero = l->zero,
                     .sequence_parallel = l->sequence_parallel};
    if (l->gpus < 1 || l->batch < 1 || !sl_transformer_valid(&t->model) || wanted < 1 ||
        wanted > SL_RANKED)
        return SL_ERR_DOMAIN;
    for (l->tensor = 1; l->tensor <= l->gpus; l->tensor++) {
        if (l->gpus % l->tensor != 0 || fmod(t->model.heads, l->tensor) != 0.0) continue;
        for (l->context = 1; l->context <= l->gpus / l->tensor; l->context++)
            if (l->gpus % (l->tensor * l->context) == 0 && fmod(t->sequence, l->context) == 0.0)
                pipelines(&s);
    }
    return out->n > 0 ? SL_OK : SL_ERR_DOMAIN;
}
