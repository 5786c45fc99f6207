// The supply in the page: each loss survived against its recovery, and disruptions over years.
#include "report/html.h"
#include "report/plot.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define DAY_S 86400.0

bool sl_report_has_supply(const sl_comparison *c)
{
    for (size_t v = 0; v < c->n; v++)
        if (c->variants[v].nominal.has_supply) return true;
    return false;
}

// The losses of a variant, without regions that have no site of it; their number.
static int losses(sl_loss_row rows[SL_SUPPLY_ROWS], const sl_design *d)
{
    const sl_supply_spec *s = &d->supply;
    int n = sl_supply_losses(rows, d), kept = s->site_n;
    for (int i = s->site_n; i < n; i++) {
        bool used = false;
        for (int k = 0; k < s->site_n; k++)
            used = used || strcmp(s->site[k].region, s->region[i - s->site_n].name) == 0;
        if (used) rows[kept++] = rows[i];
    }
    return kept;
}

// ---- figures ----

// Ends of both axes, days; what is survived for ever stands at `ever`, above every number, and what
// is not survived for a day at the low end.
typedef struct range {
    double low, soonest, recovery, ever;
} range;

static range range_of(const sl_comparison *c)
{
    range r = {INFINITY, INFINITY, 1.0, 1.0};
    for (size_t v = 0; v < c->n; v++) {
        sl_loss_row rows[SL_SUPPLY_ROWS];
        if (!c->variants[v].nominal.has_supply) continue;
        int n = losses(rows, &c->variants[v].bound->design);
        for (int i = 0; i < n; i++) {
            double recovery = rows[i].recovery_s / DAY_S, survival = rows[i].survival_s / DAY_S;
            r.recovery = fmax(r.recovery, recovery);
            r.soonest = fmin(r.soonest, fmax(recovery, 1.0));
            r.low = fmin(r.low, fmin(recovery, survival));
            if (isfinite(survival)) r.ever = fmax(r.ever, survival);
        }
    }
    r.low = fmax(1.0, r.low) / 1.6;
    r.ever = 1.8 * fmax(r.ever, r.recovery);
    r.soonest /= 2.2;
    r.recovery *= 1.6;
    return r;
}

static double inside(const range *r, double time_s)
{
    return fmin(r->ever, fmax(r->low, time_s / DAY_S));
}

static void days_axis(sl_json *j, const char *key, const char *label, double min, double max)
{
    sl_json_key(j, key);
    sl_json_object(j);
    sl_json_key_text(j, "label", label);
    sl_json_key_text(j, "unit", "days");
    sl_json_key_bool(j, "log", true);
    sl_json_key_number(j, "min", min);
    sl_json_key_number(j, "max", max);
    sl_json_end(j, '}');
}

static void texts(sl_json *j, const char *key, const sl_loss_row *rows, int n, bool label)
{
    sl_json_key(j, key);
    sl_json_array(j);
    for (int i = 0; i < n; i++) {
        char text[sizeof rows->name + 16];
        bool ever = isinf(rows[i].survival_s);
        snprintf(text, sizeof text, "%.63s%s", rows[i].name, ever ? ": for ever" : "");
        sl_json_text(j, label && ever ? "" : label ? rows[i].name : text);
    }
    sl_json_end(j, ']');
}

static void survival_series(sl_json *j, const sl_comparison *c, size_t v, const range *r)
{
    sl_loss_row rows[SL_SUPPLY_ROWS];
    int n = losses(rows, &c->variants[v].bound->design);
    sl_json_object(j);
    sl_json_key_text(j, "name", c->variants[v].name);
    sl_json_key_text(j, "variant", c->variants[v].name);
    sl_json_key_number(j, "color_index", (double)v);
    texts(j, "labels", rows, n, true);
    texts(j, "details", rows, n, false);
    sl_json_key(j, "points");
    sl_json_array(j);
    for (int i = 0; i < n; i++)
        sl_plot_point(j, inside(r, rows[i].recovery_s), inside(r, rows[i].survival_s));
    sl_plot_series_end(j);
}

static void survival_figure(sl_json *j, const sl_comparison *c)
{
    range r = range_of(c);
    sl_plot_figure(
        j, "survival", "How long each loss is survived, against its recovery", "scatter",
        "Each site, and each region with all of its sites, lost at once: days that stock "
        "and the others last, against days until it makes again. Below the line demand "
        "goes unmet. docs/theory/supply.md, estimate tier.");
    days_axis(j, "x", "time to recover", r.soonest, r.recovery);
    days_axis(j, "y", "time to survive", r.low / 1.2, 1.2 * r.ever);
    sl_json_key_text(j, "diagonal", "survives just as long");
    sl_json_key(j, "limits");
    sl_json_array(j);
    sl_json_object(j);
    sl_json_key_text(j, "label", "for ever");
    sl_json_key_number(j, "value", r.ever);
    sl_json_key_bool(j, "soft", true);
    sl_json_end(j, '}');
    sl_json_end(j, ']');
    sl_json_key(j, "series");
    sl_json_array(j);
    for (size_t v = 0; v < c->n; v++)
        if (c->variants[v].nominal.has_supply) survival_series(j, c, v, &r);
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

static void cvar_figure(sl_json *j, const sl_comparison *c)
{
    bool left_out[SL_COMPARED_MAX];
    char note[400];
    size_t first = c->n;
    for (size_t v = c->n; v-- > 0;) {
        left_out[v] = !c->variants[v].nominal.has_supply;
        if (!left_out[v]) first = v;
    }
    if (first == c->n) return;
    const sl_supply_spec *s = &c->variants[first].bound->design.supply;
    snprintf(note, sizeof note,
             "Mean lost margin of the worst %.3g %% of %d runs of %.3g years with disruptions of "
             "sites and regions; whiskers: 95 %% interval of that mean. docs/theory/supply.md, "
             "estimate tier.",
             100.0 * s->tail, s->runs, s->horizon_s / (365.25 * DAY_S));
    sl_plot_figure(j, "cvar", "What the worst years cost", "bars", note);
    sl_plot_variants_without(j, c, left_out);
    sl_plot_axis(j, "y", "lost margin", "million USD", false);
    sl_json_key_bool(j, "horizontal", true);
    sl_json_key(j, "series");
    sl_json_array(j);
    int category = 0;
    for (size_t v = 0; v < c->n; v++) {
        const sl_disruption *d = &c->variants[v].nominal.disruption;
        if (left_out[v]) continue;
        sl_plot_series(j, c->variants[v].name, c->variants[v].name, (int)v);
        sl_plot_interval(j, category++, d->cvar_usd / 1e6, d->cvar_low / 1e6, d->cvar_high / 1e6);
        sl_plot_series_end(j);
    }
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

void sl_report_supply_figures(sl_json *j, const sl_comparison *c)
{
    if (!sl_report_has_supply(c)) return;
    survival_figure(j, c);
    cvar_figure(j, c);
}

// ---- tables ----

static void figures_table(sl_text *out, const sl_comparison *c)
{
    static const int metrics[] = {SL_M_SUPPLY_FILL, SL_M_SUPPLY_SHORT, SL_M_SUPPLY_CVAR,
                                  SL_M_SUPPLY_COST, SL_M_SUPPLY_SURVIVAL};
    sl_text_add(out, "<div class=\"tablebox\" tabindex=\"0\" role=\"region\" aria-label=\"Supply "
                     "over years\"><table>\n");
    sl_html_variants(out, c, "over years");
    sl_text_add(out, "<tbody>\n");
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++)
        sl_html_metric(out, c, metrics[i]);
    sl_text_add(out, "<tr><th scope=\"row\">demand met, 95&nbsp;% interval <span class=\"unit\">%"
                     "</span></th>");
    for (size_t v = 0; v < c->n; v++) {
        const sl_result *r = &c->variants[v].nominal;
        if (r->has_supply)
            sl_text_printf(out, "<td>%.3f &hellip; %.3f</td>", 100.0 * r->disruption.fill_low,
                           100.0 * r->disruption.fill_high);
        else
            sl_text_add(out, "<td>&ndash;</td>");
    }
    sl_text_add(out, "</tr>\n</tbody></table></div>\n");
}

static void days_cell(sl_text *out, double time_s)
{
    if (isinf(time_s))
        sl_text_add(out, "<td>for ever</td>");
    else
        sl_text_printf(out, "<td>%.4g</td>", time_s / DAY_S);
}

static void losses_table(sl_text *out, const sl_comparison *c)
{
    static const char *const heads[] = {"lost",           "<variant",         "survived, days",
                                        "recovery, days", "lost margin, USD", NULL};
    sl_text_add(out, "<details class=\"data\"><summary>Every loss</summary>\n");
    sl_html_table(out, "Losses of sites and regions", heads);
    for (size_t v = 0; v < c->n; v++) {
        sl_loss_row rows[SL_SUPPLY_ROWS];
        if (!c->variants[v].nominal.has_supply) continue;
        int n = losses(rows, &c->variants[v].bound->design);
        for (int i = 0; i < n; i++) {
            sl_text_printf(out, "<tr%s><th scope=\"row\">",
                           rows[i].survival_s < rows[i].recovery_s ? " class=\"no\"" : "");
            sl_html_text(out, rows[i].name);
            sl_text_add(out, "</th><td class=\"text\">");
            sl_html_marker(out, v);
            sl_html_text(out, c->variants[v].name);
            sl_text_add(out, "</td>");
            days_cell(out, rows[i].survival_s);
            days_cell(out, rows[i].recovery_s);
            sl_text_printf(out, "<td>%.4g</td></tr>\n", rows[i].loss_usd);
        }
    }
    sl_text_add(out, "</tbody></table></div></details>\n");
}

void sl_report_supply_html(sl_text *out, const sl_comparison *c)
{
    if (!sl_report_has_supply(c)) return;
    sl_html_section(out, "supply", "Supply");
    sl_html_figure(out, "survival");
    losses_table(out, c);
    sl_html_figure(out, "cvar");
    figures_table(out, c);
}
