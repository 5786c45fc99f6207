// Training in full: where the seconds of a step and the hours of the run go.
#include <stdio.h>

#include "report/internal.h"

void sl_report_training_text(sl_text *out, const sl_result *r)
{
    const sl_step *s = &r->workload_step, *raw = &r->workload_raw;
    sl_text_add(out,
                "a step, s                               calibrated  uncalibrated   of the run\n");
    for (int i = 0; i < SL_CAUSES; i++)
        if (r->workload_ledger[i] > 0.0 || s->cause_s[i] > 0.0)
            sl_text_printf(out, "  %-34s %13.4g %13.4g %10.2f %%\n", sl_cause_names[i],
                           s->cause_s[i], raw->cause_s[i], 100.0 * r->workload_ledger[i]);
    sl_text_printf(out, "  %-34s %13.4g %13.4g %10.2f %%\n", "all", s->step_s, raw->step_s, 100.0);
    sl_text_printf(out,
                   "  MFU %.1f %% of the dense peak: attention as workload.causal says, head "
                   "counted, recompute not\n\n",
                   100.0 * s->mfu);
}

// A cause as a key: words joined.
static const char *key_of(char out[48], const char *name)
{
    size_t i = 0;
    for (; name[i] && i < 47; i++)
        out[i] = name[i] == ' ' ? '_' : name[i];
    out[i] = '\0';
    return out;
}

void sl_report_training_json(sl_json *j, const sl_result *r)
{
    if (!r->has_workload) return;
    sl_json_key(j, "training");
    sl_json_object(j);
    for (int i = 0; i < SL_CAUSES; i++) {
        char key[48];
        sl_json_key(j, key_of(key, sl_cause_names[i]));
        sl_json_object(j);
        sl_json_key_number(j, "step_s", r->workload_step.cause_s[i]);
        sl_json_key_number(j, "step_uncalibrated_s", r->workload_raw.cause_s[i]);
        sl_json_key_number(j, "share", r->workload_ledger[i]);
        sl_json_end(j, '}');
    }
    sl_json_end(j, '}');
}
