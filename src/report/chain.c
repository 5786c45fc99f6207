// One number from the laser's temperature to the cost of a trained model: what each quantity
// follows from, and what a hotter laser does to all that comes after it.
#include "report/html.h"

#include <math.h>
#include <stdio.h>

typedef struct link {
    int metric;
    const char *from;
} link;

static const link chain[] = {
    {SL_M_WL_DUTY, "what the accelerator computes over the step; it begins at full power and is "
                   "found in turns with all that follows"},
    {SL_M_ASIC_TEMP, "that share of the chip's power, its ports and its leakage, over the coolant"},
    {SL_M_ENGINE_TEMP, "the engine's heat and the chip's through lid, board or air"},
    {SL_M_LASER_TEMP, "the mount's temperature and what the laser itself turns to heat"},
    {SL_M_LASER_FIT, "wear of its lasers at that temperature, times what a port needs"},
    {SL_M_OMA, "light at that temperature less couplings, modulator, fibre and connectors"},
    {SL_M_OPTICAL_MARGIN, "received light over what the error ratio before FEC needs"},
    {SL_M_PRE_FEC, "signal over thermal, shot and laser noise, reflections and interference"},
    {SL_M_FABRIC_MEAN_LOSS, "codewords beyond the FEC, over links whose margins differ"},
    {SL_M_FABRIC_WORST_LOSS, "the same on the worst of the fabric's links"},
    {SL_M_FABRIC_LOSS, "what repeats leave of that link's rate"},
    {SL_M_LATENCY, "SerDes, engines, FEC and flight of one link"},
    {SL_M_FABRIC_LATENCY, "links, switches and adapters of the longest way"},
    {SL_M_FABRIC_ALLREDUCE, "latency of each step, bytes over the rate that is left, waits for "
                            "lost frames"},
    {SL_M_WL_EXPOSED, "exchanges of all groups that computing does not hide, over the step"},
    {SL_M_WL_STEP, "kernels, bubble, exposed exchanges, stragglers"},
    {SL_M_WL_MFU, "the model's FLOP over the step, at the dense peak"},
    {SL_M_FLEET_STOPS, "outages of links that stop the job, and all else that does"},
    {SL_M_WL_GOODPUT, "failures, checkpoints and restarts"},
    {SL_M_WL_RUN, "all tokens at that step and goodput"},
    {SL_M_ECO_TCO, "price of a port, its energy and capital over the service life"},
    {SL_M_ECO_RUN, "ports, accelerators and their energy over the time to train"},
};

static bool any_value(const sl_comparison *c, int metric)
{
    for (size_t v = 0; v < c->n; v++)
        if (!isnan(c->variants[v].nominal.value[metric])) return true;
    return false;
}

static void name_cell(sl_text *out, int metric)
{
    const char *unit = sl_report_unit(metric);
    sl_text_add(out, "<tr><th scope=\"row\">");
    sl_html_text(out, sl_metric_infos[metric].label);
    if (*unit) {
        sl_text_add(out, " <span class=\"unit\">");
        sl_html_text(out, unit);
        sl_text_add(out, "</span>");
    }
    sl_text_add(out, "</th>");
}

#define NOT_DELIVERED " class=\"no\"" // of an infeasible variant, or of a laser that fails

static void value_cell(sl_text *out, int metric, double value, const char *class_)
{
    char text[32];
    sl_report_value(text, sizeof text, metric, value);
    sl_text_printf(out, "<td%s>", class_);
    if (isnan(value))
        sl_text_add(out, "&ndash;");
    else
        sl_html_text(out, text);
    sl_text_add(out, "</td>");
}

static void chain_row(sl_text *out, const sl_comparison *c, const link *l)
{
    const sl_metric_info *m = &sl_metric_infos[l->metric];
    name_cell(out, l->metric);
    for (size_t v = 0; v < c->n; v++) {
        double value = c->variants[v].nominal.value[l->metric];
        char text[32];
        sl_report_value(text, sizeof text, l->metric, value);
        if (isnan(value)) {
            sl_text_add(out, "<td>&ndash;</td>");
            continue;
        }
        sl_text_printf(out, "<td%s><a href=\"#%s--%s\">",
                       c->variants[v].nominal.feasible ? "" : NOT_DELIVERED, c->variants[v].name,
                       m->key);
        sl_html_text(out, text);
        sl_text_add(out, "</a></td>");
    }
    sl_text_add(out, "<td class=\"text\">");
    sl_html_text(out, l->from);
    sl_text_printf(out, "</td><td class=\"text\"><code>docs/theory/%s.md</code></td></tr>\n",
                   m->page);
}

static void chain_table(sl_text *out, const sl_comparison *c)
{
    sl_text_add(out, "<div class=\"tablebox\" tabindex=\"0\" role=\"region\" "
                     "aria-label=\"From the laser to the trained model\"><table>\n<thead><tr>"
                     "<th scope=\"col\">in order</th>");
    for (size_t v = 0; v < c->n; v++) {
        sl_text_add(out, "<th scope=\"col\">");
        sl_html_marker(out, v);
        sl_html_text(out, c->variants[v].name);
        sl_text_add(out, "</th>");
    }
    sl_text_add(out, "<th class=\"text\" scope=\"col\">follows from</th>"
                     "<th class=\"text\" scope=\"col\">model</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < sizeof chain / sizeof *chain; i++)
        if (any_value(c, chain[i].metric)) chain_row(out, c, &chain[i]);
    sl_text_add(out, "</tbody></table></div>\n");
}

// ---- a hotter laser ----

// The winner where it has a laser and a step, else the first feasible that has; -1: none.
static int lit_variant(const sl_comparison *c)
{
    int first = -1;
    for (int v = (int)c->n - 1; v >= 0; v--) {
        const sl_result *r = &c->variants[v].nominal;
        bool lit = r->has_lane && r->has_workload && r->feasible &&
                   c->variants[v].bound->design.link.laser.kind != SL_WORD_NO_LASER;
        if (lit && (v == c->winner || first != c->winner)) first = v;
    }
    return first;
}

static const int hot_columns[] = {SL_M_LASER_TEMP,
                                  SL_M_OMA,
                                  SL_M_OPTICAL_MARGIN,
                                  SL_M_PRE_FEC,
                                  SL_M_FABRIC_WORST_LOSS,
                                  SL_M_FABRIC_LOSS,
                                  SL_M_FABRIC_ALLREDUCE,
                                  SL_M_WL_EXPOSED,
                                  SL_M_WL_STEP,
                                  SL_M_LASER_FIT,
                                  SL_M_FLEET_STOPS,
                                  SL_M_WL_GOODPUT,
                                  SL_M_ECO_RUN};
#define HOT_COLUMNS (sizeof hot_columns / sizeof *hot_columns)
#define HOT_ROWS    24
#define HOT_PAST    2 // rows shown once the laser fails
#define HOT_STEP_K  10.0

// Why a laser at that temperature does not do; NULL: it does.
static const char *hot_fault(const sl_result *r, const sl_design *d)
{
    double margin_db = r->value[SL_M_OPTICAL_MARGIN];
    bool dark = !(margin_db >= 0.0);
    bool hot = r->value[SL_M_LASER_TEMP] > d->link.laser.temp_max_k;
    if (hot && dark) return "beyond its rating; light fails";
    if (hot) return "beyond its rating";
    return dark ? "light fails" : NULL;
}

// Fleet and money only where the scenario has them.
static bool hot_column(const sl_variant_result *v, size_t k)
{
    return !isnan(v->nominal.value[hot_columns[k]]);
}

// False for a laser that fails at that temperature.
static bool hot_row(sl_text *out, const sl_variant_result *v, int i)
{
    double mount_k = v->nominal.point.laser_local_k + HOT_STEP_K * i;
    sl_evaluate_opts opts = {.laser_temp_k = mount_k, .skip_reach = true, .brief = true};
    sl_result r;
    sl_evaluate(&r, &v->bound->design, &opts);
    const char *fault = hot_fault(&r, &v->bound->design), *class_ = fault ? NOT_DELIVERED : "";
    sl_text_printf(out, "<tr><th scope=\"row\">%.0f</th>", mount_k - 273.15);
    for (size_t k = 0; k < HOT_COLUMNS; k++)
        if (hot_column(v, k)) value_cell(out, hot_columns[k], r.value[hot_columns[k]], class_);
    sl_text_printf(out, "<td class=\"text%s\">%s</td></tr>\n", fault ? " no" : "",
                   fault ? fault : "holds");
    return !fault;
}

static void hot_table(sl_text *out, const sl_comparison *c, int variant)
{
    const sl_variant_result *v = &c->variants[variant];
    sl_text_add(out, "<h3>A hotter laser</h3>\n<p>");
    sl_html_marker(out, (size_t)variant);
    sl_html_text(out, v->name);
    sl_text_printf(
        out,
        ": the laser's mount held at the temperature of the first column, all else "
        "computed anew with the chip at full power. As evaluated it is at %.0f "
        "&deg;C; the laser itself, which heats over its mount, is rated to %.0f "
        "&deg;C.</p>\n<div class=\"tablebox\" tabindex=\"0\" role=\"region\" "
        "aria-label=\"A hotter laser\"><table class=\"wrap\">\n<thead><tr><th scope=\"col\">mount "
        "<span class=\"unit\">degC</span></th>",
        v->nominal.point.laser_local_k - 273.15, v->bound->design.link.laser.temp_max_k - 273.15);
    for (size_t k = 0; k < HOT_COLUMNS; k++) {
        if (!hot_column(v, k)) continue;
        const char *unit = sl_report_unit(hot_columns[k]);
        sl_text_add(out, "<th scope=\"col\">");
        sl_html_text(out, sl_metric_infos[hot_columns[k]].label);
        if (*unit) sl_text_printf(out, " <span class=\"unit\">%s</span>", unit);
        sl_text_add(out, "</th>");
    }
    sl_text_add(out, "<th class=\"text\" scope=\"col\">the laser</th></tr></thead>\n<tbody>\n");
    for (int i = 0, past = 0; i < HOT_ROWS && past < HOT_PAST; i++)
        if (!hot_row(out, v, i)) past++;
    sl_text_add(out, "</tbody></table></div>\n");
}

void sl_report_chain_html(sl_text *out, const sl_comparison *c)
{
    bool any = false;
    for (size_t v = 0; v < c->n; v++)
        any = any || c->variants[v].nominal.has_workload;
    if (!any) return;
    sl_html_section(out, "chain", "From the laser to the trained model");
    sl_text_add(out, "<p>Each row follows from those above it; a value leads to its inputs.</p>\n");
    chain_table(out, c);
    int lit = lit_variant(c);
    if (lit >= 0) hot_table(out, c, lit);
}
