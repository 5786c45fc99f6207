// The page: verdict first, then the table, what drives it, the figures, and every number's origin.
// Tables are HTML and read without script; the script draws figures into their places.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/internal.h"
#include "report/web_assets.h"

static void esc(sl_text *out, const char *text)
{
    for (const char *p = text; *p; p++) {
        if (*p == '<')
            sl_text_add(out, "&lt;");
        else if (*p == '>')
            sl_text_add(out, "&gt;");
        else if (*p == '&')
            sl_text_add(out, "&amp;");
        else if (*p == '"')
            sl_text_add(out, "&quot;");
        else
            sl_text_add_n(out, p, 1);
    }
}

// A variant's marker, the same sign and colour as in the figures.
static void marker(sl_text *out, size_t v)
{
    static const char *const signs[] = {"\u25CF", "\u25A0", "\u25B2", "\u25C6",
                                        "\u25BC", "\u2605", "\u271A", "\u2B22"};
    sl_text_printf(out, "<span class=\"mark v%zu\" aria-hidden=\"true\">%s</span> ", v % 8,
                   signs[v % 8]);
}

static void figure(sl_text *out, const char *id)
{
    sl_text_printf(out, "<div data-figure=\"%s\"></div>\n", id);
}

// Opens a table with its heads; a head that begins with '<' stands over a column of texts.
static void table_open(sl_text *out, const char *label, const char *const *heads)
{
    sl_text_printf(out,
                   "<div class=\"tablebox\" tabindex=\"0\" role=\"region\" "
                   "aria-label=\"%s\"><table>\n<thead><tr>",
                   label);
    for (; *heads; heads++) {
        bool text = **heads == '<';
        sl_text_printf(out, "<th%s scope=\"col\">%s</th>", text ? " class=\"text\"" : "",
                       *heads + text);
    }
    sl_text_add(out, "</tr></thead>\n<tbody>\n");
}

static void variant_head(sl_text *out, const sl_comparison *c, const char *corner)
{
    sl_text_printf(out, "<thead><tr><th scope=\"col\">%s</th>", corner);
    for (size_t v = 0; v < c->n; v++) {
        sl_text_add(out, "<th scope=\"col\">");
        marker(out, v);
        esc(out, c->variants[v].name);
        sl_text_add(out, "</th>");
    }
    sl_text_add(out, "</tr></thead>\n");
}

static void head(sl_text *out, const sl_comparison *c)
{
    sl_text_printf(out,
                   "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                   "style-src 'sha256-%s'; script-src 'sha256-%s'; img-src data:\">\n"
                   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                   "<meta name=\"generator\" content=\"shoreline %s\">\n<title>",
                   sl_web_css_sha256, sl_web_js_sha256, sl_version());
    esc(out, c->model->study.title[0] ? c->model->study.title : "shoreline comparison");
    sl_text_add(out, "</title>\n<style>");
    sl_text_add(out, sl_web_css);
    sl_text_add(out, "</style>\n</head>\n<body>\n");
}

static void verdict(sl_text *out, const sl_comparison *c)
{
    const sl_study *study = &c->model->study;
    sl_text_add(out, "<header><div class=\"brand\">shoreline</div><div id=\"sl-tools\"></div>"
                     "</header>\n<main>\n<h1>");
    esc(out, study->title[0] ? study->title : c->model->scenario->name);
    sl_text_add(out, "</h1>\n");
    if (study->about[0]) {
        sl_text_add(out, "<p>");
        esc(out, study->about);
        sl_text_add(out, "</p>\n");
    }
    sl_text_add(out, "<p class=\"verdict\">");
    esc(out, c->verdict);
    sl_text_add(out, "</p>\n<p>");
    if (c->draws && c->sensitivity_n)
        sl_text_printf(out, "Assumptions carry %.0f&nbsp;%% of the verdict's variance. ",
                       100.0 * c->assumption_share);
    sl_text_add(out, "Every number is of the estimate tier: closed forms, with the error that the "
                     "theory pages state. Objective: ");
    esc(out, sl_metric_infos[c->objective].label);
    sl_text_printf(out, " (<code>%s</code>).</p>\n", sl_metric_infos[c->objective].key);
    for (size_t i = 0; i < c->requirement_n; i++) {
        sl_text_printf(out, "<p>%s ",
                       c->requirement_ok[i] ? "Requirement holds:"
                                            : "<strong>Requirement fails:</strong>");
        esc(out, c->requirement[i]);
        sl_text_add(out, "</p>\n");
    }
}

static void reasons(sl_text *out, const sl_comparison *c)
{
    sl_text_add(out, "<h2>In one line each</h2>\n");
    static const char *const heads[] = {"variant", "<what it is", "best in", "<why", NULL};
    table_open(out, "Variants in one line each", heads);
    for (size_t v = 0; v < c->n; v++) {
        const sl_variant_result *r = &c->variants[v];
        sl_text_add(out, "<tr><th scope=\"row\">");
        marker(out, v);
        esc(out, r->name);
        sl_text_add(out, "</th><td class=\"text\">");
        esc(out, r->bound->design.link.title);
        if (!r->bound->design.link.compliance)
            sl_text_add(out, " <em>Beyond published standards: not a compliance result.</em>");
        sl_text_add(out, "</td><td>");
        if (c->draws) sl_text_printf(out, "%.1f&nbsp;%%", 100.0 * r->p_best);
        sl_text_printf(out, "</td><td class=\"text%s\">", r->nominal.feasible ? "" : " no");
        if (!r->nominal.feasible) sl_text_add(out, "infeasible: ");
        esc(out, r->nominal.why);
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
    sl_text_printf(out, "<a href=\"#%s--%s\">%s</a>", r->name, sl_metric_infos[m].key, value);
    if (c->draws && !isnan(r->interval[m].low)) {
        sl_report_value(low, sizeof low, m, r->interval[m].low);
        sl_report_value(high, sizeof high, m, r->interval[m].high);
        if (strcmp(low, high) != 0)
            sl_text_printf(out, " <span class=\"spread\">%s &hellip; %s</span>", low, high);
    }
    sl_text_add(out, "</td>");
}

static void comparison_row(sl_text *out, const sl_comparison *c, int m)
{
    const char *unit = sl_report_unit(m);
    sl_text_printf(out, "<tr><th scope=\"row\" title=\"");
    esc(out, sl_metric_infos[m].doc);
    sl_text_add(out, "\">");
    esc(out, sl_metric_infos[m].label);
    if (*unit) {
        sl_text_add(out, " <span class=\"unit\">");
        esc(out, unit);
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
    sl_text_add(out,
                "<h2>Side by side</h2>\n<div class=\"tablebox\" tabindex=\"0\" role=\"region\" "
                "aria-label=\"Comparison of the variants\"><table>\n");
    variant_head(out, c, "");
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
            comparison_row(out, c, m);
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
    variant_head(out, c, "pJ/bit of a port, both directions");
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
    sl_text_add(out, "<h2>Light: two ledgers</h2>\n<p>The physical ledger sums variances and gives "
                     "the error ratio; the standard's budget sums penalties in dB. They answer "
                     "different questions and are never mixed.</p>\n<div class=\"tablebox\" "
                     "tabindex=\"0\" role=\"region\" aria-label=\"Ledgers of a lane\"><table>\n");
    variant_head(out, c, "one lane, noise as rms power");
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
    comparison_row(out, c, SL_M_OPTICAL_MARGIN);
    comparison_row(out, c, SL_M_STANDARD_MARGIN);
    comparison_row(out, c, SL_M_MPI);
    sl_text_add(out, "</tbody></table></div>\n");
}

// ---- fabric ----

static void fabric(sl_text *out, const sl_comparison *c)
{
    bool any = false;
    for (size_t v = 0; v < c->n; v++)
        any = any || c->variants[v].nominal.has_fabric;
    if (!any) return;
    sl_text_add(out, "<h2>Fabric</h2>\n");
    figure(out, "packet");
    figure(out, "incast");
    figure(out, "allreduce");
}

// ---- training ----

static void training(sl_text *out, const sl_comparison *c)
{
    bool any = false;
    for (size_t v = 0; v < c->n; v++)
        any = any || c->variants[v].nominal.has_workload;
    if (!any) return;
    sl_text_add(out, "<h2>Training</h2>\n");
    figure(out, "step");
    figure(out, "idle");
}

// ---- memory tray ----

static void tray_verdicts(sl_text *out, const sl_comparison *c)
{
    static const char *const heads[] = {"variant", "<an internal slot\u2019s latency?",
                                        "<keys and values, optimizer", NULL};
    table_open(out, "Verdict on the memory tray", heads);
    for (size_t v = 0; v < c->n; v++) {
        sl_text_add(out, "<tr><th scope=\"row\">");
        marker(out, v);
        esc(out, c->variants[v].name);
        sl_text_add(out, "</th><td class=\"text\">");
        char text[SL_VERDICT_TEXT];
        if (c->variants[v].nominal.has_memory) {
            sl_report_slot_verdict(text, sizeof text, &c->variants[v]);
            esc(out, text);
        }
        sl_text_add(out, "</td><td class=\"text\">");
        bool kv = sl_report_kv_verdict(text, sizeof text, &c->variants[v]);
        if (kv) esc(out, text);
        if (sl_report_optimizer_verdict(text, sizeof text, &c->variants[v])) {
            sl_text_add(out, kv ? "<br>" : "");
            esc(out, text);
        }
        sl_text_add(out, "</td></tr>\n");
    }
    sl_text_add(out, "</tbody></table></div>\n");
}

static void tray(sl_text *out, const sl_comparison *c)
{
    if (!sl_report_has_tray(c)) return;
    sl_text_add(out, "<h2>Memory tray</h2>\n");
    figure(out, "tray");
    sl_text_add(out, "<div class=\"tablebox\" tabindex=\"0\" role=\"region\" aria-label=\"Latency "
                     "of a load by part\"><table>\n");
    variant_head(out, c, "one load, ns");
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
    comparison_row(out, c, SL_M_MEM_LATENCY);
    sl_text_add(out, "</tbody></table></div>\n");
    tray_verdicts(out, c);
}

// ---- sensitivity ----

static void sensitivity_table(sl_text *out, const sl_comparison *c)
{
    if (c->sensitivity_n == 0) return;
    sl_text_add(out, "<h2>What the verdict turns on</h2>\n");
    figure(out, "tornado");
    static const char *const heads[] = {"input",
                                        "variant",
                                        "at its 5th percentile",
                                        "at its 95th",
                                        "can flip the verdict",
                                        "class",
                                        "<source",
                                        NULL};
    table_open(out, "Inputs that move the verdict", heads);
    for (size_t i = 0; i < c->sensitivity_n; i++) {
        const sl_sensitivity *s = &c->sensitivity[i];
        char low[32], high[32];
        sl_report_value(low, sizeof low, c->objective, s->low);
        sl_report_value(high, sizeof high, c->objective, s->high);
        sl_text_printf(out, "<tr><th scope=\"row\"><a href=\"#%s-%s\">%s</a></th><td>", s->variant,
                       s->path, s->path);
        esc(out, s->variant);
        sl_text_printf(out,
                       "</td><td>%s</td><td>%s</td><td>%s</td><td class=\"class-%s\">%s</td><td "
                       "class=\"text\">",
                       low, high, s->flips ? "yes" : "no", sl_class_name(s->leaf->class_),
                       sl_class_name(s->leaf->class_));
        esc(out, s->leaf->source);
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
    esc(out, leaf->mark.source->name);
    sl_text_printf(out, ":%d", leaf->mark.line);
}

static void metric_origins(sl_text *out, const sl_comparison *c, size_t v)
{
    const sl_variant_result *r = &c->variants[v];
    static const char *const heads[] = {
        "metric", "value", "sd by variation", "sd by ignorance", "<moved most by", "<model", NULL};
    table_open(out, "Metrics", heads);
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
    esc(out, value);
    sl_text_add(out, "</td><td>");
    esc(out, sd);
    sl_text_printf(out, "</td><td>%s</td><td class=\"text class-%s\">%s</td><td class=\"text\">",
                   leaf->sd > 0.0 ? leaf->ignorance ? "ignorance" : "variation" : "",
                   sl_class_name(leaf->class_), sl_class_name(leaf->class_));
    esc(out, leaf->source);
    sl_text_add(out, "</td><td class=\"text\">");
    place(out, leaf);
    sl_text_add(out, "</td></tr>\n");
}

static void input_origins(sl_text *out, const sl_comparison *c, size_t v)
{
    const sl_variant_result *r = &c->variants[v];
    static const char *const heads[] = {"input",  "value",   "sd",    "kind of spread",
                                        "<class", "<source", "<from", NULL};
    table_open(out, "Inputs", heads);
    for (size_t i = 0; i < r->bound->leaves.n; i++)
        if (r->bound->leaves.items[i].field->kind == SL_FIELD_QUANTITY)
            leaf_row(out, r, &r->bound->leaves.items[i]);
    sl_text_add(out, "</tbody></table></div>\n");
}

static void origins(sl_text *out, const sl_comparison *c)
{
    sl_text_add(out, "<h2>Where every number comes from</h2>\n");
    for (size_t v = 0; v < c->n; v++) {
        sl_text_add(out, "<details><summary>");
        marker(out, v);
        esc(out, c->variants[v].name);
        sl_text_add(out, ": results</summary>\n");
        metric_origins(out, c, v);
        sl_text_add(out, "</details>\n<details><summary>");
        marker(out, v);
        esc(out, c->variants[v].name);
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
        esc(out, sl_web_missing_reason);
        sl_text_add(out, "</p><p>");
    }
    sl_text_printf(out,
                   "shoreline %s, estimate tier, seed %d, %d draws. Scenario <code>%s</code>, "
                   "catalogue <code>%s</code>. Charts: Apache ECharts, Apache License 2.0.</p>"
                   "</footer>\n",
                   sl_version(), c->model->study.seed, c->draws, c->model->hash, sl_catalog_hash);
}

void sl_report_html(sl_text *out, sl_ctx *ctx, const sl_comparison *c)
{
    head(out, c);
    verdict(out, c);
    figure(out, "best");
    comparison_table(out, c);
    reasons(out, c);
    sl_text_add(out, "<h2>What makes the difference</h2>\n");
    figure(out, "energy");
    energy_table(out, c);
    figure(out, "pareto");
    sl_text_add(out, "<h2>Margin, distance, heat</h2>\n");
    figure(out, "margin");
    figure(out, "ber");
    figure(out, "temperature");
    ledgers(out, c);
    fabric(out, c);
    training(out, c);
    tray(out, c);
    sensitivity_table(out, c);
    sl_text_add(out, "<div id=\"sl-figures\"></div>\n");
    origins(out, c);
    footer(out, c);
    sl_text_add(out, "<script type=\"application/json\" id=\"sl-data\">");
    sl_report_figures(out, ctx, c);
    sl_text_add(out, "</script>\n<script>");
    sl_text_add_n(out, sl_web_js, sl_web_js_length);
    sl_text_add(out, "</script>\n</body>\n</html>\n");
}
