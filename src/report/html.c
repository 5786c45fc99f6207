// The page: verdict first, then the table, what drives it, the figures, and every number's origin.
// Tables are HTML and read without script; the script draws figures into their places.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/html.h"
#include "report/web_assets.h"

static void verdict(sl_text *out, const sl_comparison *c)
{
    const sl_study *study = &c->model->study;
    sl_text_add(out, "<header><div class=\"brand\">shoreline</div><div id=\"sl-tools\"></div>"
                     "</header>\n<main>\n<h1>");
    sl_html_text(out, study->title[0] ? study->title : c->model->scenario->name);
    sl_text_add(out, "</h1>\n");
    if (study->about[0]) {
        sl_text_add(out, "<p>");
        sl_html_text(out, study->about);
        sl_text_add(out, "</p>\n");
    }
    sl_text_add(out, "<p class=\"verdict\">");
    sl_html_text(out, c->verdict);
    sl_text_add(out, "</p>\n<p>");
    if (c->draws && c->sensitivity_n)
        sl_text_printf(out, "Assumptions carry %.0f&nbsp;%% of the verdict's variance. ",
                       100.0 * c->assumption_share);
    if (c->model->study.fidelity == SL_FIDELITY_ESTIMATE)
        sl_text_add(out, "Every number is of the estimate tier: closed forms, with the error that "
                         "the theory pages state. ");
    else
        sl_text_printf(out, "%s ", sl_tier_note(c->model->study.fidelity));
    sl_text_add(out, "Objective: ");
    sl_html_text(out, sl_metric_infos[c->objective].label);
    sl_text_printf(out, " (<code>%s</code>).</p>\n", sl_metric_infos[c->objective].key);
    for (size_t i = 0; i < c->requirement_n; i++) {
        sl_text_printf(out, "<p>%s ",
                       c->requirement_ok[i] ? "Requirement holds:"
                                            : "<strong>Requirement fails:</strong>");
        sl_html_text(out, c->requirement[i]);
        sl_text_add(out, "</p>\n");
    }
}

static void reasons(sl_text *out, const sl_comparison *c)
{
    sl_html_section(out, "variants", "In one line each");
    static const char *const heads[] = {"variant", "<what it is", "best in", "<why", NULL};
    sl_html_table(out, "Variants in one line each", heads);
    for (size_t v = 0; v < c->n; v++) {
        const sl_variant_result *r = &c->variants[v];
        sl_text_add(out, "<tr><th scope=\"row\">");
        sl_html_marker(out, v);
        sl_html_text(out, r->name);
        sl_text_add(out, "</th><td class=\"text\">");
        sl_html_text(out, r->bound->design.link.title);
        if (!r->bound->design.link.compliance)
            sl_text_add(out, " <em>Beyond published standards: not a compliance result.</em>");
        const char *compat = sl_report_compat(&r->bound->design);
        if (compat) {
            sl_text_add(out, " <em>");
            sl_html_text(out, compat);
            sl_text_add(out, "</em>");
        }
        sl_text_add(out, "</td><td>");
        if (!isnan(r->p_best)) sl_text_printf(out, "%.1f&nbsp;%%", 100.0 * r->p_best);
        sl_text_printf(out, "</td><td class=\"text%s\">", r->nominal.feasible ? "" : " no");
        if (!r->nominal.feasible) sl_text_add(out, "infeasible: ");
        sl_html_text(out, r->nominal.why);
        sl_text_add(out, "</td></tr>\n");
    }
    sl_text_add(out, "</tbody></table></div>\n");
}

// ---- comparison ----

static void cell(sl_text *out, const sl_comparison *c, size_t v, int m)
{
    const sl_variant_result *r = &c->variants[v];
    char value[32], low[32], high[32];
    bool win = c->row_winner[m] == (int)v && !c->row_tie[m];
    sl_report_value(value, sizeof value, m, r->nominal.value[m]);
    sl_text_printf(out, "<td%s>",
                   win                   ? " class=\"best\""
                   : r->nominal.feasible ? ""
                                         : " class=\"no\"");
    if (isnan(r->nominal.value[m])) {
        sl_text_add(out, "&ndash;</td>");
        return;
    }
    sl_text_printf(out, "<a href=\"#%s--%s\">", r->name, sl_metric_infos[m].key);
    sl_html_text(out, value);
    sl_text_add(out, "</a>");
    if (c->draws && !isnan(r->interval[m].low)) {
        sl_report_value(low, sizeof low, m, r->interval[m].low);
        sl_report_value(high, sizeof high, m, r->interval[m].high);
        if (strcmp(low, high) != 0)
            sl_text_printf(out, " <span class=\"spread\">%s &hellip; %s</span>", low, high);
    }
    sl_text_add(out, "</td>");
}

void sl_html_metric(sl_text *out, const sl_comparison *c, int m)
{
    const char *unit = sl_report_unit(m);
    sl_text_printf(out, "<tr><th scope=\"row\" title=\"");
    sl_html_text(out, sl_metric_infos[m].doc);
    sl_text_add(out, "\">");
    sl_html_text(out, sl_metric_infos[m].label);
    if (*unit) {
        sl_text_add(out, " <span class=\"unit\">");
        sl_html_text(out, unit);
        sl_text_add(out, "</span>");
    }
    sl_text_add(out, "</th>");
    for (size_t v = 0; v < c->n; v++)
        cell(out, c, v, m);
    sl_text_add(out, "</tr>\n");
}

static bool has_values(const sl_comparison *c, int m)
{
    for (size_t v = 0; v < c->n; v++)
        if (!isnan(c->variants[v].nominal.value[m])) return true;
    return false;
}

static void comparison_table(sl_text *out, const sl_comparison *c)
{
    sl_html_section(out, "comparison", "Side by side");
    sl_text_add(out, "<div class=\"tablebox\" tabindex=\"0\" role=\"region\" "
                     "aria-label=\"Comparison of the variants\"><table>\n");
    sl_html_variants(out, c, "");
    sl_text_add(out, "<tbody>\n");
    const char *group = NULL;
    for (size_t i = 0; i < sl_report_row_n; i++) {
        int m = sl_report_rows[i].metric;
        if (m < 0)
            group = sl_report_rows[i].group;
        else if (has_values(c, m)) {
            if (group)
                sl_text_printf(out,
                               "<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"%zu\">%s"
                               "</th></tr>\n",
                               c->n + 1, group);
            group = NULL;
            sl_html_metric(out, c, m);
        }
    }
    sl_text_printf(out,
                   "</tbody></table></div>\n<p>Best of the feasible in bold; margins and received "
                   "power are of different kinds and have no best. %s%d draws, seed %d. A value "
                   "leads to its inputs and their sources.</p>\n",
                   c->draws ? "Below a value: 5th to 95th percentile of " : "Nominal values, ",
                   c->draws, c->model->study.seed);
}

static void energy_table(sl_text *out, const sl_comparison *c)
{
    sl_text_add(out,
                "<div class=\"tablebox\" tabindex=\"0\" role=\"region\" aria-label=\"Energy by "
                "part\"><table>\n");
    sl_html_variants(out, c, "pJ/bit of a port, both directions");
    sl_text_add(out, "<tbody>\n");
    for (int p = 0; p <= SL_ENERGY_PARTS; p++) {
        bool total = p == SL_ENERGY_PARTS;
        sl_text_printf(out, "<tr><th scope=\"row\">%s</th>", total ? "total" : sl_energy_labels[p]);
        for (size_t v = 0; v < c->n; v++) {
            const sl_result *r = &c->variants[v].nominal;
            double e = total ? r->value[SL_M_ENERGY] : r->energy[p];
            if (e > 0.0)
                sl_text_printf(out, "<td>%.2f</td>", e * 1e12);
            else
                sl_text_add(out, "<td>&ndash;</td>");
        }
        sl_text_add(out, "</tr>\n");
    }
    sl_text_add(out, "</tbody></table></div>\n");
}

// ---- light, two ledgers ----

static void watts(sl_text *out, double w)
{
    char text[48];
    sl_quantity_format(text, sizeof text, w, "W", 3);
    sl_text_printf(out, "<td>%s</td>", text);
}

typedef struct ledger_row {
    const char *label;
    size_t offset; // of a double in sl_lane_out
} ledger_row;

static void ledgers(sl_text *out, const sl_comparison *c)
{
    static const ledger_row rows[] = {
        {"received, average", offsetof(sl_lane_out, received_average_w)},
        {"received OMA", offsetof(sl_lane_out, received_oma_w)},
        {"OMA that would do", offsetof(sl_lane_out, sensitivity_oma_w)},
        {"noise: thermal", offsetof(sl_lane_out, thermal_sigma_w)},
        {"noise: shot", offsetof(sl_lane_out, shot_sigma_w)},
        {"noise: relative intensity", offsetof(sl_lane_out, rin_sigma_w)},
        {"noise: multipath, partition", offsetof(sl_lane_out, mpi_sigma_w)},
        {"noise: host and electronics", offsetof(sl_lane_out, electrical_sigma_w)},
        {"residual interference", offsetof(sl_lane_out, isi_sigma_w)}};
    bool any = false;
    for (size_t v = 0; v < c->n; v++)
        any = any || c->variants[v].nominal.has_lane;
    if (!any) return;
    sl_html_section(out, "ledgers", "Light: two ledgers");
    sl_text_add(out, "<p>The physical ledger sums variances and gives "
                     "the error ratio; the standard's budget sums penalties in dB. They answer "
                     "different questions and are never mixed.</p>\n<div class=\"tablebox\" "
                     "tabindex=\"0\" role=\"region\" aria-label=\"Ledgers of a lane\"><table>\n");
    sl_html_variants(out, c, "one lane, noise as rms power");
    sl_text_add(out, "<tbody>\n");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        sl_text_printf(out, "<tr><th scope=\"row\">%s</th>", rows[i].label);
        for (size_t v = 0; v < c->n; v++) {
            const sl_result *r = &c->variants[v].nominal;
            double w = *(const double *)(const void *)((const char *)&r->lane + rows[i].offset);
            if (r->has_lane && isfinite(w))
                watts(out, w);
            else
                sl_text_add(out, "<td>&ndash;</td>");
        }
        sl_text_add(out, "</tr>\n");
    }
    sl_html_metric(out, c, SL_M_OPTICAL_MARGIN);
    sl_html_metric(out, c, SL_M_STANDARD_MARGIN);
    sl_html_metric(out, c, SL_M_MPI);
    sl_text_add(out, "</tbody></table></div>\n");
}

// ---- fabric ----

static void fabric(sl_text *out, const sl_comparison *c)
{
    bool any = false;
    for (size_t v = 0; v < c->n; v++)
        any = any || c->variants[v].nominal.has_fabric;
    if (!any) return;
    sl_html_section(out, "fabric", "Fabric");
    sl_html_figure(out, "packet");
    sl_html_figure(out, "incast");
    sl_html_figure(out, "allreduce");
}

// ---- training ----

static void number_cell(sl_text *out, sl_number_form form, double value)
{
    char text[32];
    sl_report_number(text, form, value);
    sl_text_printf(out, "<td>%s</td>", isnan(value) ? "&ndash;" : text);
}

// Sequences, step and MFU of one point of a curve; red where it does not fit in memory.
static void scaling_cells(sl_text *out, const sl_curve_point *p, bool sequences)
{
    const char *no = p && !p->fits ? " class=\"no\"" : "";
    char step[32], mfu[32];
    if (!p) {
        sl_text_printf(out, "%s<td>&ndash;</td><td>&ndash;</td>",
                       sequences ? "<td>&ndash;</td>" : "");
        return;
    }
    sl_report_number(step, SL_FOUR_DIGITS, p->step_s);
    sl_report_number(mfu, SL_ONE_DECIMAL, 100.0 * p->mfu);
    if (sequences) sl_text_printf(out, "<td%s>%d</td>", no, p->layout.batch);
    sl_text_printf(out, "<td%s>%s</td><td%s>%s</td>", no, step, no, mfu);
}

static void scaling_table(sl_text *out, const sl_training_curves *t)
{
    static const char *const heads[] = {"GPUs",
                                        "batch fixed: step, s",
                                        "MFU, %",
                                        "uncalibrated, %",
                                        "batch per GPU fixed: sequences",
                                        "step, s",
                                        "MFU, %",
                                        NULL};
    bool all_fit = true;
    sl_html_table(out, "MFU against GPUs", heads);
    for (double x = sl_report_next_gpus(t, 0.0); isfinite(x); x = sl_report_next_gpus(t, x)) {
        const sl_curve_point *s = sl_report_at(&t->strong, x), *w = sl_report_at(&t->weak, x),
                             *raw = sl_report_at(&t->strong_raw, x);
        sl_text_printf(out, "<tr><th scope=\"row\">%.0f</th>", x);
        scaling_cells(out, s, false);
        number_cell(out, SL_ONE_DECIMAL, raw ? 100.0 * raw->mfu : NAN);
        scaling_cells(out, w, true);
        sl_text_add(out, "</tr>\n");
        all_fit = all_fit && (!s || s->fits) && (!w || w->fits);
    }
    sl_text_printf(out, "</tbody></table></div>\n%s",
                   all_fit ? ""
                           : "<p class=\"note\">Red: does not fit in the GPU's memory; the curve "
                             "leaves it out.</p>\n");
}

static void predicted_cells(sl_text *out, const sl_published_point *p, double step_s, double mfu)
{
    number_cell(out, SL_FOUR_DIGITS, step_s);
    number_cell(out, SL_SIGNED, 100.0 * sl_report_error(step_s, p->step_s));
    number_cell(out, SL_ONE_DECIMAL, 100.0 * mfu);
}

static void published_table(sl_text *out, const sl_training_curves *t)
{
    static const char *const heads[] = {
        "published step", "GPUs",          "step, s", "MFU, %", "uncalibrated, s",         "off, %",
        "MFU, %",         "calibrated, s", "off, %",  "MFU, %", "<where it was published", NULL};
    if (t->published_n == 0) return;
    sl_html_table(out, "Published steps and their predictions", heads);
    for (size_t i = 0; i < t->published_n; i++) {
        const sl_published_point *p = &t->published[i];
        bool constant = p->calibration != 1.0;
        sl_text_add(out, "<tr><th scope=\"row\">");
        sl_html_text(out, p->title);
        sl_text_printf(out, "</th><td>%d</td>", p->layout.gpus);
        number_cell(out, SL_FOUR_DIGITS, p->step_s);
        number_cell(out, SL_ONE_DECIMAL, 100.0 * p->mfu);
        predicted_cells(out, p, p->raw_step_s, p->raw_mfu);
        predicted_cells(out, p, constant ? p->calibrated_step_s : NAN,
                        constant ? p->calibrated_mfu : NAN);
        sl_text_add(out, "<td class=\"text\">");
        if (sl_report_set_begins(t, i)) sl_html_text(out, p->citation);
        sl_text_add(out, "</td></tr>\n");
    }
    sl_text_add(out, "</tbody></table></div>\n");
}

static void domain_table(sl_text *out, const sl_comparison *c, const sl_training_curves *t)
{
    char name[200];
    sl_text_add(out, "<div class=\"tablebox\" tabindex=\"0\" role=\"region\" aria-label=\"Size of "
                     "the scale-up domain\"><table>\n<thead><tr><th scope=\"col\">tokens per s and "
                     "GPU, by GPUs of a domain</th>");
    for (int i = 0; i < t->domains; i++) {
        sl_report_names(name, sizeof name, c, t->domain[i].variant, t->domain[i].variants);
        sl_text_add(out, "<th scope=\"col\">");
        sl_html_text(out, name);
        sl_text_add(out, "</th>");
    }
    sl_text_printf(out, "%s</tr></thead>\n<tbody>\n",
                   t->best.n ? "<th scope=\"col\">best layout</th><th class=\"text\" "
                               "scope=\"col\">which is</th>"
                             : "");
    for (int k = 0; k < t->domain[0].curve.n; k++) {
        sl_text_printf(out, "<tr><th scope=\"row\">%.0f</th>", t->domain[0].curve.point[k].x);
        for (int i = 0; i < t->domains; i++)
            number_cell(out, SL_FOUR_DIGITS, t->domain[i].curve.point[k].tokens_per_s);
        if (k < t->best.n) {
            name[0] = '\0';
            number_cell(out, SL_FOUR_DIGITS, t->best.point[k].tokens_per_s);
            if (!isnan(t->best.point[k].step_s))
                sl_report_layout(name, sizeof name, &t->best.point[k].layout);
            sl_text_printf(out, "<td class=\"text\">%s</td>", name);
        }
        sl_text_add(out, "</tr>\n");
    }
    sl_text_add(out, "</tbody></table></div>\n");
}

static void training(sl_text *out, const sl_comparison *c, const sl_training_curves *t)
{
    bool any = false;
    for (size_t v = 0; v < c->n; v++)
        any = any || c->variants[v].nominal.has_workload;
    if (!any) return;
    sl_html_section(out, "training", "Training");
    sl_html_figure(out, "step");
    sl_report_step_html(out, c);
    sl_html_figure(out, "idle");
    if (!t) return;
    sl_html_figure(out, "mfu");
    scaling_table(out, t);
    published_table(out, t);
    sl_html_figure(out, "domain");
    if (t->domains) domain_table(out, c, t);
}

// ---- memory tray ----

static void tray_verdicts(sl_text *out, const sl_comparison *c)
{
    static const char *const heads[] = {"variant", "<an internal slot\u2019s latency?",
                                        "<keys and values, optimizer", NULL};
    sl_html_table(out, "Verdict on the memory tray", heads);
    for (size_t v = 0; v < c->n; v++) {
        sl_text_add(out, "<tr><th scope=\"row\">");
        sl_html_marker(out, v);
        sl_html_text(out, c->variants[v].name);
        sl_text_add(out, "</th><td class=\"text\">");
        char text[SL_VERDICT_TEXT];
        if (c->variants[v].nominal.has_memory) {
            sl_report_slot_verdict(text, sizeof text, &c->variants[v]);
            sl_html_text(out, text);
        }
        sl_text_add(out, "</td><td class=\"text\">");
        bool kv = sl_report_kv_verdict(text, sizeof text, &c->variants[v]);
        if (kv) sl_html_text(out, text);
        if (sl_report_optimizer_verdict(text, sizeof text, &c->variants[v])) {
            sl_text_add(out, kv ? "<br>" : "");
            sl_html_text(out, text);
        }
        sl_text_add(out, "</td></tr>\n");
    }
    sl_text_add(out, "</tbody></table></div>\n");
}

static void tray(sl_text *out, const sl_comparison *c)
{
    if (!sl_report_has_tray(c)) return;
    sl_html_section(out, "tray", "Memory tray");
    sl_html_figure(out, "tray");
    sl_text_add(out, "<div class=\"tablebox\" tabindex=\"0\" role=\"region\" aria-label=\"Latency "
                     "of a load by part\"><table>\n");
    sl_html_variants(out, c, "one load, ns");
    sl_text_add(out, "<tbody>\n");
    for (size_t i = 0; i < sl_load_row_n; i++) {
        sl_text_printf(out, "<tr><th scope=\"row\">%s</th>", sl_load_rows[i].label);
        for (size_t v = 0; v < c->n; v++) {
            double s = sl_load_part_s(&c->variants[v].nominal, i);
            if (s > 0.0)
                sl_text_printf(out, "<td>%.1f</td>", s * 1e9);
            else
                sl_text_add(out, "<td>&ndash;</td>");
        }
        sl_text_add(out, "</tr>\n");
    }
    sl_html_metric(out, c, SL_M_MEM_LATENCY);
    sl_text_add(out, "</tbody></table></div>\n");
    tray_verdicts(out, c);
}

// ---- sensitivity ----

static void sensitivity_table(sl_text *out, const sl_comparison *c)
{
    if (c->sensitivity_n == 0) return;
    sl_html_section(out, "sensitivity", "What the verdict turns on");
    sl_html_figure(out, "tornado");
    static const char *const heads[] = {"input",
                                        "variant",
                                        "at its 5th percentile",
                                        "at its 95th",
                                        "can flip the verdict",
                                        "class",
                                        "<source",
                                        NULL};
    sl_html_table(out, "Inputs that move the verdict", heads);
    for (size_t i = 0; i < c->sensitivity_n; i++) {
        const sl_sensitivity *s = &c->sensitivity[i];
        char low[32], high[32];
        sl_report_value(low, sizeof low, c->objective, s->low);
        sl_report_value(high, sizeof high, c->objective, s->high);
        sl_text_printf(out, "<tr><th scope=\"row\"><a href=\"#%s-%s\">%s</a></th><td>", s->variant,
                       s->path, s->path);
        sl_html_text(out, s->variant);
        sl_text_printf(out,
                       "</td><td>%s</td><td>%s</td><td>%s</td><td class=\"class-%s\">%s</td><td "
                       "class=\"text\">",
                       low, high, s->flips ? "yes" : "no", sl_class_name(s->leaf->class_),
                       sl_class_name(s->leaf->class_));
        sl_html_text(out, s->leaf->source);
        sl_text_add(out, "</td></tr>\n");
    }
    sl_text_add(out, "</tbody></table></div>\n");
}

// ---- origins ----

static void place(sl_text *out, const sl_leaf *leaf)
{
    if (!leaf->mark.source) {
        sl_text_add(out, "default of the key");
        return;
    }
    sl_html_text(out, leaf->mark.source->name);
    sl_text_printf(out, ":%d", leaf->mark.line);
}

static void metric_origins(sl_text *out, const sl_comparison *c, size_t v)
{
    const sl_variant_result *r = &c->variants[v];
    static const char *const heads[] = {
        "metric", "value", "sd by variation", "sd by ignorance", "<moved most by", "<model", NULL};
    sl_html_table(out, "Metrics", heads);
    for (int m = 0; m < SL_METRICS; m++) {
        if (isnan(r->nominal.value[m])) continue;
        char value[32];
        double scale = fabs(sl_report_display(m, 1.0) - sl_report_display(m, 0.0));
        sl_report_value(value, sizeof value, m, r->nominal.value[m]);
        sl_text_printf(out,
                       "<tr id=\"%s--%s\"><th scope=\"row\">%s <span class=\"unit\">%s</span>"
                       "</th><td>%s</td>",
                       r->name, sl_metric_infos[m].key, sl_metric_infos[m].label, sl_report_unit(m),
                       value);
        sl_text_printf(out, "<td>%.2g</td><td>%.2g</td><td class=\"text\">",
                       r->interval[m].sd_variation * scale, r->interval[m].sd_ignorance * scale);
        for (int i = 0; i < SL_DRIVERS && r->driver[m][i].leaf; i++)
            sl_text_printf(out, "%s<a href=\"#%s-%s\">%s</a>", i ? ", " : "", r->name,
                           r->driver[m][i].leaf->path, r->driver[m][i].leaf->path);
        sl_text_printf(out, "</td><td class=\"text\">docs/theory/%s.md</td></tr>\n",
                       sl_metric_infos[m].page);
    }
    sl_text_add(out, "</tbody></table></div>\n");
}

static void leaf_row(sl_text *out, const sl_variant_result *r, const sl_leaf *leaf)
{
    char value[64], sd[64] = "";
    sl_quantity_format(value, sizeof value, leaf->value, leaf->field->unit, 5);
    if (leaf->sd > 0.0) {
        const char *unit = leaf->field->unit;
        if (strcmp(unit, "degC") == 0) unit = "K";
        if (strcmp(unit, "dBm") == 0) unit = "dB";
        sl_quantity_format(sd, sizeof sd, leaf->sd, unit, 2);
    }
    sl_text_printf(out, "<tr id=\"%s-%s\"><th scope=\"row\">%s</th><td>", r->name, leaf->path,
                   leaf->path);
    sl_html_text(out, value);
    sl_text_add(out, "</td><td>");
    sl_html_text(out, sd);
    sl_text_printf(out, "</td><td>%s</td><td class=\"text class-%s\">%s</td><td class=\"text\">",
                   leaf->sd > 0.0 ? leaf->ignorance ? "ignorance" : "variation" : "",
                   sl_class_name(leaf->class_), sl_class_name(leaf->class_));
    sl_html_text(out, leaf->source);
    sl_text_add(out, "</td><td class=\"text\">");
    place(out, leaf);
    sl_text_add(out, "</td></tr>\n");
}

static void input_origins(sl_text *out, const sl_comparison *c, size_t v)
{
    const sl_variant_result *r = &c->variants[v];
    static const char *const heads[] = {"input",  "value",   "sd",    "kind of spread",
                                        "<class", "<source", "<from", NULL};
    sl_html_table(out, "Inputs", heads);
    for (size_t i = 0; i < r->bound->leaves.n; i++)
        if (r->bound->leaves.items[i].field->kind == SL_FIELD_QUANTITY)
            leaf_row(out, r, &r->bound->leaves.items[i]);
    sl_text_add(out, "</tbody></table></div>\n");
}

static void origins(sl_text *out, const sl_comparison *c)
{
    sl_html_section(out, "origins", "Where every number comes from");
    for (size_t v = 0; v < c->n; v++) {
        sl_text_add(out, "<details><summary>");
        sl_html_marker(out, v);
        sl_html_text(out, c->variants[v].name);
        sl_text_add(out, ": results</summary>\n");
        metric_origins(out, c, v);
        sl_text_add(out, "</details>\n<details><summary>");
        sl_html_marker(out, v);
        sl_html_text(out, c->variants[v].name);
        sl_text_add(out, ": inputs</summary>\n");
        input_origins(out, c, v);
        sl_text_add(out, "</details>\n");
    }
}

static void footer(sl_text *out, const sl_comparison *c)
{
    sl_text_add(out, "</main>\n<footer><p>");
    if (!sl_web_has_charts) {
        sl_text_add(out, "This page was built without charts: ");
        sl_html_text(out, sl_web_missing_reason);
        sl_text_add(out, "</p><p>");
    }
    sl_text_printf(out,
                   "shoreline %s, %s%s tier, seed %d, %d draws. Scenario <code>%s</code>, "
                   "catalogue <code>%s</code>. Charts: Apache ECharts, Apache License 2.0.</p>"
                   "</footer>\n",
                   sl_version(),
                   c->model->study.fidelity == SL_FIDELITY_ESTIMATE ? ""
                                                                    : "electrical and optical: ",
                   sl_tier_word(c->model->study.fidelity), c->model->study.seed, c->draws,
                   c->model->hash, sl_catalog_hash);
}

static void sections(sl_text *out, const sl_comparison *c, const sl_report_extras *extras)
{
    sl_report_claim_html(out, c, extras->claim);
    comparison_table(out, c);
    reasons(out, c);
    sl_html_section(out, "energy", "What makes the difference");
    sl_html_figure(out, "energy");
    energy_table(out, c);
    sl_html_figure(out, "pareto");
    sl_html_section(out, "margin", "Margin, distance, heat");
    sl_html_figure(out, "margin");
    sl_html_figure(out, "ber");
    sl_html_figure(out, "temperature");
    ledgers(out, c);
    sl_report_light_html(out, c);
    sl_report_chain_html(out, c);
    sl_report_electrical_html(out, c);
    fabric(out, c);
    training(out, c, extras->curves);
    tray(out, c);
    sl_report_fleet_html(out, c);
    sl_report_breakeven_html(out, c, extras->breakeven);
    sl_report_cost_html(out, c);
    sl_report_supply_html(out, c);
    sl_report_interop_html(out, c);
    sl_report_growth_html(out, c, extras->growth);
    sensitivity_table(out, c);
    sl_text_add(out, "<div id=\"sl-figures\"></div>\n");
    origins(out, c);
}

// Growth where every variant has it; NULL otherwise.
static sl_growth_projection *projection(const sl_comparison *c, sl_ctx *ctx, sl_text *out)
{
    sl_growth_projection *growth = NULL;
    for (size_t v = 0; v < c->n; v++)
        if (!c->variants[v].bound->design.has_growth) return NULL;
    if (sl_growth_project(&growth, ctx, c->model) != SL_OK) out->failed = true;
    return growth;
}

void sl_report_html(sl_text *out, sl_ctx *ctx, const sl_comparison *c)
{
    sl_claim_result claim;
    sl_report_extras extras = {.curves = sl_report_curves(c, -1, out),
                               .growth = projection(c, ctx, out)};
    if (sl_breakeven_create(&extras.breakeven, ctx, c) != SL_OK) out->failed = true;
    if (c->model->study.has_claim && c->model->study.require_n > 0) {
        if (sl_claim_judge(&claim, ctx, c->model) == SL_OK)
            extras.claim = &claim;
        else
            out->failed = true; // the comparison has checked all else
    }
    sl_text body;
    sl_text_init(&body, ctx);
    sections(&body, c, &extras);
    sl_html_head(out, c->model->study.title[0] ? c->model->study.title : "shoreline comparison");
    verdict(out, c);
    sl_html_navigation(out, sl_text_get(&body));
    if (!isnan(c->variants[0].p_best)) sl_html_figure(out, "best");
    sl_text_add_n(out, sl_text_get(&body), body.length);
    out->failed = out->failed || body.failed;
    sl_text_free(&body);
    footer(out, c);
    sl_text_add(out, "<script type=\"application/json\" id=\"sl-data\">");
    sl_report_figures(out, c, &extras);
    sl_training_curves_destroy(ctx, extras.curves);
    sl_growth_projection_destroy(ctx, extras.growth);
    sl_breakeven_destroy(ctx, extras.breakeven);
    sl_html_end(out);
}
