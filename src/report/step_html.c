// The step of each variant as the accelerator's calibration has it and from kernel tables alone,
// and all of its causes both ways.
#include "report/html.h"

#include <math.h>

typedef struct step_row {
    const char *name, *unit;
    double (*value)(const sl_step *step, double gpus);
    sl_number_form form;
} step_row;

static double step_s(const sl_step *s, double gpus)
{
    (void)gpus;
    return s->step_s;
}

static double mfu_percent(const sl_step *s, double gpus)
{
    (void)gpus;
    return 100.0 * s->mfu;
}

static double gpu_tokens_per_s(const sl_step *s, double gpus)
{
    return s->tokens_per_s / gpus;
}

static const step_row rows[] = {{"step", "s", step_s, SL_FOUR_DIGITS},
                                {"MFU", "%", mfu_percent, SL_ONE_DECIMAL},
                                {"tokens per s and GPU", "", gpu_tokens_per_s, SL_FOUR_DIGITS}};

static const char *class_of(const sl_result *r)
{
    return r->feasible ? "" : " class=\"no\"";
}

static void line(sl_text *out, const sl_comparison *c, const step_row *row, bool calibrated)
{
    sl_text_printf(out, "<tr><th scope=\"row\">%s, %s <span class=\"unit\">%s</span></th>",
                   row->name, calibrated ? "calibrated" : "uncalibrated", row->unit);
    for (size_t v = 0; v < c->n; v++) {
        const sl_result *r = &c->variants[v].nominal;
        char text[32];
        if (!r->has_workload) {
            sl_text_add(out, "<td>&ndash;</td>");
            continue;
        }
        sl_report_number(text, row->form,
                         row->value(calibrated ? &r->workload_step : &r->workload_raw,
                                    c->variants[v].bound->design.workload.gpus));
        sl_text_printf(out, "<td%s>%s</td>", class_of(r), text);
    }
    sl_text_add(out, "</tr>\n");
}

// Calibrated, and below it uncalibrated.
static void cause_cell(sl_text *out, const sl_result *r, double calibrated_s, double raw_s)
{
    char calibrated[32], raw[32];
    if (!r->has_workload || !(calibrated_s > 0.0 || raw_s > 0.0)) {
        sl_text_add(out, "<td>&ndash;</td>");
        return;
    }
    sl_report_number(calibrated, SL_FOUR_DIGITS, calibrated_s);
    sl_report_number(raw, SL_FOUR_DIGITS, raw_s);
    sl_text_printf(out, "<td%s>%s <span class=\"spread\">%s</span></td>", class_of(r), calibrated,
                   raw);
}

static bool occurs(const sl_comparison *c, int cause)
{
    for (size_t v = 0; v < c->n; v++) {
        const sl_result *r = &c->variants[v].nominal;
        if (r->has_workload &&
            (r->workload_step.cause_s[cause] > 0.0 || r->workload_raw.cause_s[cause] > 0.0))
            return true;
    }
    return false;
}

static void causes(sl_text *out, const sl_comparison *c)
{
    sl_text_add(out, "<details class=\"data\"><summary>Every cause, calibrated and below it "
                     "uncalibrated</summary>\n<div class=\"tablebox\" tabindex=\"0\" "
                     "role=\"region\" aria-label=\"Causes of a step\"><table>\n");
    sl_html_variants(out, c, "a step, s");
    sl_text_add(out, "<tbody>\n");
    for (int i = 0; i < SL_CAUSES; i++) {
        if (!occurs(c, i)) continue;
        sl_text_printf(out, "<tr><th scope=\"row\">%s</th>", sl_cause_names[i]);
        for (size_t v = 0; v < c->n; v++) {
            const sl_result *r = &c->variants[v].nominal;
            cause_cell(out, r, r->workload_step.cause_s[i], r->workload_raw.cause_s[i]);
        }
        sl_text_add(out, "</tr>\n");
    }
    sl_text_add(out, "</tbody></table></div></details>\n");
}

void sl_report_step_html(sl_text *out, const sl_comparison *c)
{
    sl_text_add(out, "<div class=\"tablebox\" tabindex=\"0\" role=\"region\" aria-label=\"A step, "
                     "calibrated and uncalibrated\"><table>\n");
    sl_html_variants(out, c, "one training step");
    sl_text_add(out, "<tbody>\n");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        line(out, c, &rows[i], true);
        line(out, c, &rows[i], false);
    }
    sl_text_add(out, "</tbody></table></div>\n");
    causes(out, c);
}
