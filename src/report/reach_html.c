// The page of a reach study: curves over the rates, lengths, and what moves the margin.
#include "report/html.h"
#include "report/plot.h"
#include "report/reach.h"

#include <math.h>
#include <stdio.h>

#define PAGE      "docs/theory/reach.md; " SL_REACH_REMARK "."
#define AXES_MOST 10

static int rates_of(const sl_comparison *c)
{
    return c->model->variants[0].design.reach.rate_n;
}

static double gigabits(const sl_comparison *c, int rate)
{
    return c->model->variants[0].design.reach.rate[rate].lane_bps / 1e9;
}

// ---- figures ----

static void curve(sl_json *j, const sl_comparison *c, const sl_reach_study *s, size_t v,
                  bool nominal)
{
    char name[96];
    snprintf(name, sizeof name, nominal ? "%s, nominal" : "%s", c->variants[v].name);
    sl_json_object(j);
    sl_json_key_text(j, "name", name);
    sl_json_key_text(j, "variant", c->variants[v].name);
    sl_json_key_number(j, "color_index", (double)v);
    if (nominal) sl_json_key_text(j, "draw", "faint");
    sl_json_key(j, "points");
    sl_json_array(j);
    for (int r = 0; r < rates_of(c); r++) {
        const sl_reach_cell *cell = sl_reach_cell_at(s, v, r);
        double y = nominal ? cell->nominal_m : cell->yield_m;
        double low = fmax(cell->low_m, 1e-4), high = cell->high_m; // the axis is logarithmic
        if (!(y > 1e-4)) y = NAN;
        if (nominal || isnan(y))
            sl_plot_point(j, gigabits(c, r), y);
        else
            sl_plot_interval(j, gigabits(c, r), y, low, high);
    }
    sl_plot_series_end(j);
}

static void reach_figure(sl_json *j, const sl_comparison *c, const sl_reach_study *s)
{
    bool drawn = c->model->study.draws > 1;
    sl_plot_figure(j, "reach", "How far copper goes", "lines",
                   "Length of the line in question at which the share of manufactured channels "
                   "asked for passes, with its 95 % interval; thin: where the nominal channel "
                   "passes. " PAGE);
    sl_json_key(j, "x");
    sl_json_object(j);
    sl_json_key_text(j, "label", "payload of a lane");
    sl_json_key_text(j, "unit", "Gb/s");
    sl_json_key_bool(j, "log", true);
    sl_json_end(j, '}');
    sl_plot_axis(j, "y", "length", "m", true);
    sl_json_key(j, "series");
    sl_json_array(j);
    for (size_t v = 0; v < s->n; v++) {
        if (drawn) curve(j, c, s, v, false);
        curve(j, c, s, v, true);
    }
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

// The fastest rate of a variant with a length; -1: none.
static int fastest(const sl_comparison *c, const sl_reach_study *s, size_t v)
{
    for (int r = rates_of(c) - 1; r >= 0; r--) {
        const sl_reach_cell *cell = sl_reach_cell_at(s, v, r);
        if (cell->state == SL_REACH_FOUND && cell->axis_n > 0) return r;
    }
    return -1;
}

static void tornado_id(char out[40], size_t v)
{
    snprintf(out, 40, "reach-tornado-%zu", v);
}

static void tornado(sl_json *j, const sl_comparison *c, const sl_reach_study *s, size_t v)
{
    int rate = fastest(c, s, v);
    char id[40], title[128], name[32];
    if (rate < 0) return;
    const sl_reach_cell *cell = sl_reach_cell_at(s, v, rate);
    sl_report_rate_name(name, c, rate);
    tornado_id(id, v);
    snprintf(title, sizeof title, "What moves the margin of %.40s at %s", c->variants[v].name,
             name);
    sl_plot_figure(j, id, title, "tornado",
                   "Change of COM by one standard deviation of what varies, at the nominal length, "
                   "the equaliser following. " PAGE);
    sl_json_key(j, "x");
    sl_json_object(j);
    sl_json_key(j, "categories");
    sl_json_array(j);
    for (int i = 0; i < cell->axis_n && i < AXES_MOST; i++)
        sl_json_text(j, cell->axis[i].name);
    sl_json_end(j, ']');
    sl_json_end(j, '}');
    sl_plot_axis(j, "y", "COM", "dB", false);
    sl_json_key_number(j, "base", 0);
    sl_json_key(j, "series");
    sl_json_array(j);
    for (int side = -1; side <= 1; side += 2) {
        sl_plot_series(j, side < 0 ? "one sd less" : "one sd more", NULL, side > 0);
        for (int i = 0; i < cell->axis_n && i < AXES_MOST; i++)
            sl_plot_point(j, i, side * cell->axis[i].drift_db_per_sd);
        sl_plot_series_end(j);
    }
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

static void figures(sl_text *out, const sl_comparison *c, const sl_reach_study *s)
{
    sl_json j;
    sl_json_begin(&j, out, false);
    sl_json_object(&j);
    sl_json_key_number(&j, "schema", 1);
    sl_json_key(&j, "figures");
    sl_json_array(&j);
    reach_figure(&j, c, s);
    for (size_t v = 0; v < s->n; v++)
        tornado(&j, c, s, v);
    sl_json_end(&j, ']');
    sl_json_end(&j, '}');
}

// ---- tables ----

static void row_head(sl_text *out, const sl_comparison *c, size_t v)
{
    sl_text_add(out, "<tr><th scope=\"row\">");
    sl_html_marker(out, v);
    sl_html_text(out, c->variants[v].name);
    sl_text_add(out, "</th>");
}

static void length_cell(sl_text *out, const sl_reach_cell *cell)
{
    const char *reason = sl_report_reach_reason(cell);
    char length[24], low[24], high[24];
    if (reason) {
        sl_text_printf(out, "<td class=\"no\">%s</td>", reason);
        return;
    }
    sl_report_length(length, cell->yield_m);
    sl_report_length(low, cell->low_m);
    sl_report_length(high, cell->high_m);
    sl_text_printf(out, "<td>%s <span class=\"spread\">%s &hellip; %s</span></td>", length, low,
                   high);
}

static void nominal_cell(sl_text *out, const sl_reach_cell *cell)
{
    const char *reason = sl_report_reach_reason(cell);
    char length[24];
    sl_report_length(length, cell->nominal_m);
    if (reason)
        sl_text_printf(out, "<td class=\"no\">%s</td>", reason);
    else
        sl_text_printf(out,
                       "<td>%s <span class=\"spread\">%.3g&nbsp;dB; sd %.2g&nbsp;dB</span></td>",
                       length, cell->nominal_loss_db, cell->sigma_db);
}

static void lengths_table(sl_text *out, const sl_comparison *c, const sl_reach_study *s,
                          const char *label, void (*cell)(sl_text *, const sl_reach_cell *))
{
    char names[SL_REACH_RATES][32];
    const char *heads[SL_REACH_RATES + 3] = {label, "<line in question"};
    for (int r = 0; r < rates_of(c); r++) {
        sl_report_rate_name(names[r], c, r);
        heads[r + 2] = names[r];
    }
    sl_html_table(out, label, heads);
    for (size_t v = 0; v < s->n; v++) {
        row_head(out, c, v);
        sl_text_add(out, "<td class=\"text\"><code>");
        sl_html_text(out, sl_reach_cell_at(s, v, 0)->line);
        sl_text_add(out, "</code></td>");
        for (int r = 0; r < rates_of(c); r++)
            cell(out, sl_reach_cell_at(s, v, r));
        sl_text_add(out, "</tr>\n");
    }
    sl_text_add(out, "</tbody></table></div>\n");
}

static void axis_row(sl_text *out, const sl_reach_axis *a)
{
    sl_text_add(out, "<tr><th scope=\"row\">");
    sl_html_text(out, a->name);
    sl_text_printf(out,
                   "</th><td>%.3g&nbsp;%s</td><td>%+.3g&nbsp;dB/%s</td><td>%+.3f</td><td>"
                   "%+.3f</td><td>%.0f</td><td class=\"text%s\">%s</td></tr>\n",
                   a->relative ? 100 * a->sd : a->sd, a->relative ? "%" : "K", a->db_per_unit,
                   a->relative ? "%" : "K", a->db_per_sd, a->drift_db_per_sd, 100 * a->share,
                   a->class_ == SL_CLASS_ASSUMPTION ? " class-assumption" : "",
                   sl_class_name(a->class_));
}

static void sensitivity_table(sl_text *out, const sl_comparison *c, const sl_reach_study *s,
                              size_t v)
{
    static const char *const heads[] = {"what varies",
                                        "sd",
                                        "equaliser held",
                                        "held, dB a sd",
                                        "following, dB a sd",
                                        "share of variance, %",
                                        "<class",
                                        NULL};
    int rate = fastest(c, s, v);
    char id[40];
    if (rate < 0) return;
    const sl_reach_cell *cell = sl_reach_cell_at(s, v, rate);
    tornado_id(id, v);
    sl_html_figure(out, id);
    sl_html_table(out, "Sensitivities", heads);
    for (int i = 0; i < cell->axis_n; i++)
        axis_row(out, &cell->axis[i]);
    sl_text_add(out, "</tbody></table></div>\n");
}

static void introduction(sl_text *out, const sl_comparison *c)
{
    const sl_study *study = &c->model->study;
    const sl_reach_spec *spec = &c->model->variants[0].design.reach;
    sl_text_add(out, "<header><div class=\"brand\">shoreline</div><div id=\"sl-tools\"></div>"
                     "</header>\n<main>\n<h1>");
    sl_html_text(out, study->title[0] ? study->title : c->model->scenario->name);
    sl_text_add(out, "</h1>\n<p>");
    sl_html_text(out, study->about);
    sl_text_printf(out,
                   "</p>\n<p class=\"verdict\">Length at which %.6g&nbsp;%% of manufactured "
                   "channels have a Channel Operating Margin of %.4g&nbsp;dB: %s. Spreads and "
                   "receivers are of class assumption.</p>\n",
                   100 * spec->yield, spec->threshold_db, SL_REACH_REMARK);
}

void sl_report_reach_html(sl_text *out, const sl_comparison *c, const sl_reach_study *s)
{
    sl_html_head(out, c->model->study.title[0] ? c->model->study.title : "shoreline reach");
    introduction(out, c);
    sl_html_section(out, "reach", "Reach by rate");
    sl_html_figure(out, "reach");
    char share[32];
    snprintf(share, sizeof share, "%.6g %% pass", 100 * c->model->variants[0].design.reach.yield);
    if (c->model->study.draws > 1) lengths_table(out, c, s, share, length_cell);
    sl_text_add(out, "<p>The nominal channel, with its loss at Nyquist there and the standard "
                     "deviation of COM:</p>\n");
    lengths_table(out, c, s, "nominal", nominal_cell);
    sl_html_section(out, "sensitivities", "What moves the margin");
    sl_text_add(out, "<p>At the fastest rate that has a length. Equaliser held: transmit FFE and "
                     "CTLE as of the nominal channel; DFE and receive FFE follow.</p>\n");
    for (size_t v = 0; v < s->n; v++)
        sensitivity_table(out, c, s, v);
    sl_text_printf(out,
                   "</main>\n<footer><p>shoreline %s, seed %d, %d draws for each rate and variant. "
                   "Scenario <code>%s</code>, catalogue <code>%s</code>. Charts: Apache ECharts, "
                   "Apache License 2.0.</p></footer>\n",
                   sl_version(), c->model->study.seed, c->model->study.draws, c->model->hash,
                   sl_catalog_hash);
    sl_text_add(out, "<script type=\"application/json\" id=\"sl-data\">");
    figures(out, c, s);
    sl_html_end(out);
}
