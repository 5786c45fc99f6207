// Growth over years in the page: what a port of each architecture costs, which one is the cheapest
// feasible, and what is bought.
#include "report/html.h"
#include "report/plot.h"

#include <math.h>
#include <stdio.h>

#define PAGE "docs/theory/growth.md, estimate tier."

// A figure over the years, one line a variant.
typedef struct over_years {
    const char *id, *title, *note, *label, *unit;
    double scale;
    bool log_scale, intervals;
    sl_growth_band (*at)(const sl_growth_projection *growth, int year, int variant);
} over_years;

static sl_growth_band cost(const sl_growth_projection *g, int t, int a)
{
    double nominal = g->nominal[t].kind[a].cost_usd_per_bps;
    return g->draws > 0 ? g->year[t].kind[a].cost : (sl_growth_band){NAN, nominal, NAN};
}

static sl_growth_band cheapest(const sl_growth_projection *g, int t, int a)
{
    double p = g->draws > 0 ? g->year[t].kind[a].cheapest_p : g->nominal[t].cheapest == a;
    return (sl_growth_band){NAN, p, NAN};
}

static sl_growth_band bought(const sl_growth_projection *g, int t, int a)
{
    double share = g->draws > 0 ? g->year[t].kind[a].mean_share : g->nominal[t].kind[a].share;
    return (sl_growth_band){NAN, share, NAN};
}

static const over_years figures[] = {
    {"growth-cost", "What a port costs over its life, year by year",
     "Price with interest, energy and service over the rate; median, band from the 5th to the "
     "95th percentile. Prices fall with what is made, energy by a trend. " PAGE,
     "cost of ownership", "USD/(Gb/s)", 1e9, true, true, cost},
    {"growth-cheapest", "Cheapest that is feasible",
     "Share of the draws in which the architecture is ready, carries the whole need of a package "
     "by edge, watts and reach, and costs the least. " PAGE,
     "draws", "%", 100.0, false, false, cheapest},
    {"growth-bought", "What is bought",
     "Mean share of the rate: packages are built with what gives the most useful compute for the "
     "money, up to what can be made of it. " PAGE,
     "share", "%", 100.0, false, false, bought},
};

static void figure(sl_json *j, const sl_comparison *c, const sl_growth_projection *g,
                   const over_years *f)
{
    double start = g->nominal[0].year;
    sl_plot_figure(j, f->id, f->title, "lines", f->note);
    sl_plot_axis_between(j, "x", "year", "", start, start + g->years);
    if (f->log_scale)
        sl_plot_axis(j, "y", f->label, f->unit, true);
    else
        sl_plot_axis_between(j, "y", f->label, f->unit, 0.0, 100.0);
    sl_json_key(j, "series");
    sl_json_array(j);
    for (int a = 0; a < g->kinds; a++) {
        sl_plot_series(j, c->variants[a].name, c->variants[a].name, a);
        for (int t = 0; t <= g->years; t++) {
            sl_growth_band b = f->at(g, t, a);
            sl_plot_interval(j, start + t, b.median * f->scale,
                             f->intervals ? b.low * f->scale : (double)NAN,
                             f->intervals ? b.high * f->scale : (double)NAN);
        }
        sl_plot_series_end(j);
    }
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

void sl_report_growth_figures(sl_json *j, const sl_comparison *c, const sl_growth_projection *g)
{
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        figure(j, c, g, &figures[i]);
}

// ---- table ----

static void years_table(sl_text *out, const sl_comparison *c, const sl_growth_projection *g)
{
    static const char *const heads[] = {"architecture", "cheapest feasible", "feasible",
                                        "<what keeps it out at the end", NULL};
    sl_html_table(out, "Years", heads);
    for (int a = 0; a < g->kinds; a++) {
        sl_growth_years y;
        sl_report_growth_years(&y, g, a);
        sl_text_add(out, "<tr><th scope=\"row\">");
        sl_html_marker(out, (size_t)a);
        sl_html_text(out, c->variants[a].name);
        sl_text_printf(out, "</th><td>%s</td><td>%s</td><td class=\"text\">", y.cheapest,
                       y.feasible);
        sl_html_text(out, y.bar);
        sl_text_add(out, "</td></tr>\n");
    }
    sl_text_add(out, "</tbody></table></div>\n");
}

void sl_report_growth_html(sl_text *out, const sl_comparison *c, const sl_growth_projection *g)
{
    if (!g) return;
    sl_html_section(out, "growth", "Growth over years");
    sl_text_printf(out,
                   "<p>From %.0f on trends stand in the place of the chain: models ask for "
                   "compute, compute for bandwidth, bandwidth for edge, watts and reach, and what "
                   "it costs comes back as what the next models can be. %d draws%s.</p>\n",
                   g->nominal[0].year, g->draws - g->voids,
                   g->voids ? ", without those in which nothing can be bought at the start" : "");
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        sl_html_figure(out, figures[i].id);
    years_table(out, c, g);
}
