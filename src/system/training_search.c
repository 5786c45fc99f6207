// The layouts of a design's job on the fabric that was evaluated for it.
#include "system/internal.h"

static void shown_as(sl_layout_result *out, const sl_result *r, const sl_design *d,
                     const sl_layout *layout)
{
    sl_training t = sl_training_job(r, d, true), raw = sl_training_job(r, d, false);
    *out = (sl_layout_result){.layout = *layout, .tail_s = NAN};
    t.layout = raw.layout = *layout;
    bool ok = sl_project_step(&out->step, &out->tail_s, r, d, &t, &r->collectives) &&
              sl_project_step(&out->raw, NULL, r, d, &raw, &r->collectives);
    if (!ok) out->step.step_s = out->raw.step_s = NAN;
    out->fits = out->step.footprint.total_bytes <= t.accelerator.memory_bytes;
}

sl_status sl_training_search(sl_layouts *out, const sl_result *r, const sl_design *d, int wanted)
{
    *out = (sl_layouts){.configurations = 0.0};
    if (!r->has_workload) return SL_ERR_DOMAIN;
    sl_training t = sl_training_job(r, d, true);
    shown_as(&out->own, r, d, &t.layout);
    sl_search found;
    sl_status status = sl_search_of(&found, &t, wanted, sl_fabric_collective_cost, &r->collectives);
    out->configurations = found.configurations;
    out->legal = found.legal;
    out->fitting = found.fitting;
    if (status != SL_OK) return status;
    for (out->n = 0; out->n < found.n; out->n++)
        shown_as(&out->found[out->n], r, d, &found.ranked[out->n].layout);
    return SL_OK;
}
