// Growth over years: what each year asks for, what each architecture costs, which one is bought,
// and the years in which it is the cheapest that is feasible.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/internal.h"
#include "shoreline/constants.h"

#define COLUMNS_MAX 12 // years beside each other
#define BANDS_MAX   6  // with intervals

// A row of what all share.
static const struct {
    const char *label, *key;
    double scale;
} rows[SL_GROWTH_SERIES] = {
    [SL_GROWTH_COMPUTE] = {"installed compute, x of the start", "compute", 1.0},
    [SL_GROWTH_MODEL] = {"compute of a model, x", "model_compute", 1.0},
    [SL_GROWTH_BANDWIDTH] = {"a package needs, Tb/s", "bandwidth_bps", 1e-12},
    [SL_GROWTH_BUDGET] = {"spent, 10^9 USD/year", "budget_usd_per_s", SL_YEAR_S * 1e-9},
    [SL_GROWTH_SERVED] = {"bandwidth served, %", "served", 100.0},
    [SL_GROWTH_USEFUL] = {"compute that is useful, %", "useful", 100.0},
    [SL_GROWTH_BUILT] = {"of the spending used, %", "built", 100.0},
    [SL_GROWTH_PORT] = {"ports bought, USD/(Gb/s) of life", "port_usd_per_bps", 1e9},
    [SL_GROWTH_INTERCONNECT] = {"ports in a package's cost, %", "interconnect_cost", 100.0},
};

static double series_at(const sl_growth_projection *g, int t, int series)
{
    return g->draws > 0 ? g->year[t].series[series].median
                        : sl_growth_series_of(&g->nominal[t], (sl_growth_series)series);
}

static double cost_at(const sl_growth_projection *g, int t, int kind)
{
    return 1e9 * (g->draws > 0 ? g->year[t].kind[kind].cost.median
                               : g->nominal[t].kind[kind].cost_usd_per_bps);
}

static double share_at(const sl_growth_projection *g, int t, int kind)
{
    return 100.0 *
           (g->draws > 0 ? g->year[t].kind[kind].mean_share : g->nominal[t].kind[kind].share);
}

static double feasible_at(const sl_growth_projection *g, int t, int kind)
{
    return 100.0 * (g->draws > 0 ? g->year[t].kind[kind].feasible_p
                                 : g->nominal[t].kind[kind].bar == SL_GROWTH_OPEN);
}

static double cheapest_at(const sl_growth_projection *g, int t, int kind)
{
    return 100.0 *
           (g->draws > 0 ? g->year[t].kind[kind].cheapest_p : g->nominal[t].cheapest == kind);
}

// What keeps a variant out of a year, most often.
static sl_growth_bar bar_at(const sl_growth_projection *g, int t, int kind)
{
    int most = SL_GROWTH_OPEN;
    if (g->draws == 0) return g->nominal[t].kind[kind].bar;
    for (int b = 0; b < SL_GROWTH_BARS; b++)
        if (g->year[t].kind[kind].bar_p[b] > g->year[t].kind[kind].bar_p[most]) most = b;
    return (sl_growth_bar)most;
}

// ---- text ----

// Years beside each other: few and wide, with intervals, or many.
typedef struct columns {
    int stride, width;
} columns;

static columns columns_of(const sl_growth_projection *g, bool intervals)
{
    return intervals ? (columns){g->years / BANDS_MAX + 1, 16}
                     : (columns){g->years / COLUMNS_MAX + 1, 9};
}

static void heading(sl_text *out, const sl_growth_projection *g, const char *label, columns c)
{
    sl_text_printf(out, "%-34s", label);
    for (int t = 0; t <= g->years; t += c.stride)
        sl_text_printf(out, "%*.0f", c.width, g->nominal[0].year + t);
    sl_text_add(out, "\n");
}

static void number(char out[24], double x)
{
    if (isnan(x))
        snprintf(out, 24, "-");
    else if (fabs(x) < 1e-9)
        snprintf(out, 24, "0");
    else
        snprintf(out, 24, x >= 100.0 && x < 1e5 ? "%.0f" : "%.3g", x);
}

static void cell(sl_text *out, double x, columns c)
{
    char text[24];
    number(text, x);
    sl_text_printf(out, "%*s", c.width, text);
}

static void band_line(sl_text *out, const sl_growth_projection *g, size_t offset, double scale,
                      columns c)
{
    if (g->draws == 0) return;
    sl_text_printf(out, "%-34s", "");
    for (int t = 0; t <= g->years; t += c.stride) {
        sl_growth_band band;
        char low[24], high[24], both[56];
        memcpy(&band, (const char *)&g->year[t] + offset, sizeof band);
        number(low, band.low * scale);
        number(high, band.high * scale);
        snprintf(both, sizeof both, "%s..%s", low, high);
        sl_text_printf(out, "%*s", c.width, both);
    }
    sl_text_add(out, "\n");
}

static void shared_rows(sl_text *out, const sl_growth_projection *g)
{
    columns c = columns_of(g, true);
    heading(out, g, "", c);
    for (int i = 0; i < SL_GROWTH_SERIES; i++) {
        sl_text_printf(out, "  %-32s", rows[i].label);
        for (int t = 0; t <= g->years; t += c.stride)
            cell(out, rows[i].scale * series_at(g, t, i), c);
        sl_text_add(out, "\n");
        band_line(out, g,
                  offsetof(sl_growth_year_stats, series) + (size_t)i * sizeof(sl_growth_band),
                  rows[i].scale, c);
    }
}

static void block(sl_text *out, const sl_comparison *x, const sl_growth_projection *g,
                  const char *label, double (*at)(const sl_growth_projection *, int, int))
{
    bool costs = at == cost_at;
    columns c = columns_of(g, costs);
    sl_text_add(out, "\n");
    heading(out, g, label, c);
    for (int a = 0; a < g->kinds; a++) {
        size_t kind = offsetof(sl_growth_year_stats, kind) + (size_t)a * sizeof g->year[0].kind[0];
        sl_text_printf(out, "  %-32s", x->variants[a].name);
        for (int t = 0; t <= g->years; t += c.stride)
            cell(out, at(g, t, a), c);
        sl_text_add(out, "\n");
        if (costs && !isnan(at(g, 0, a)))
            band_line(out, g, kind + offsetof(sl_growth_kind_stats, cost), 1e9, c);
    }
}

// "2026 to 2029, 2032" of the years in which a share is above one half.
static void spans(char *out, size_t n, const sl_growth_projection *g, int kind,
                  double (*at)(const sl_growth_projection *, int, int))
{
    size_t used = 0;
    out[0] = '\0';
    for (int t = 0; t <= g->years; t++) {
        if (!(at(g, t, kind) > 50.0)) continue;
        int last = t;
        while (last < g->years && at(g, last + 1, kind) > 50.0)
            last++;
        double from = g->nominal[0].year + t, to = g->nominal[0].year + last;
        int k = last > t
                    ? snprintf(out + used, n - used, "%s%.0f to %.0f", used ? ", " : "", from, to)
                    : snprintf(out + used, n - used, "%s%.0f", used ? ", " : "", from);
        if (k < 0 || (size_t)k >= n - used) return;
        used += (size_t)k;
        t = last;
    }
    if (!used) snprintf(out, n, "never");
}

void sl_report_growth_years(sl_growth_years *out, const sl_growth_projection *g, int kind)
{
    sl_growth_bar bar = bar_at(g, g->years, kind);
    spans(out->cheapest, sizeof out->cheapest, g, kind, cheapest_at);
    spans(out->feasible, sizeof out->feasible, g, kind, feasible_at);
    snprintf(out->bar, sizeof out->bar, "%s%s%.140s",
             bar == SL_GROWTH_OPEN ? "nothing" : sl_growth_bar_names[bar],
             bar == SL_GROWTH_NEVER ? ": " : "", bar == SL_GROWTH_NEVER ? g->why[kind] : "");
}

static void summary(sl_text *out, const sl_comparison *c, const sl_growth_projection *g)
{
    sl_text_printf(out, "\n%-34s%-26s%-26s%s\n", "", "cheapest feasible", "feasible",
                   "what keeps it out at the end");
    for (int a = 0; a < g->kinds; a++) {
        sl_growth_years y;
        sl_report_growth_years(&y, g, a);
        sl_text_printf(out, "  %-32s%-26s%-26s%s\n", c->variants[a].name, y.cheapest, y.feasible,
                       y.bar);
    }
}

void sl_report_growth(sl_text *out, const sl_comparison *c, const sl_growth_projection *g)
{
    if (!g->has_nominal && g->voids == g->draws) {
        sl_text_add(out, "Nothing can be bought at the start: no variant is ready and feasible\n");
        for (int a = 0; a < g->kinds; a++)
            sl_text_printf(out, "  %s: %s\n", c->variants[a].name, g->why[a]);
        return;
    }
    sl_text_printf(out, "Growth of %d years", g->years);
    if (g->draws > 0)
        sl_text_printf(out, ", medians of %d draws", g->draws - g->voids);
    else
        sl_text_add(out, ", nominal values");
    if (g->voids > 0) sl_text_printf(out, "; in %d more nothing can be bought", g->voids);
    sl_text_printf(out, "\nbalanced path: compute x %.3g a year\n\n",
                   exp(g->balanced_per_s * SL_YEAR_S));
    shared_rows(out, g);
    block(out, c, g, "a port over its life, USD/(Gb/s)", cost_at);
    block(out, c, g, "feasible, % of draws", feasible_at);
    block(out, c, g, "cheapest feasible, % of draws", cheapest_at);
    block(out, c, g, "bought, % of the rate", share_at);
    summary(out, c, g);
    sl_text_add(out, "\nTrends are stated assumptions from the first year on; see "
                     "docs/theory/growth.md\n");
}

// ---- JSON ----

static void band_json(sl_json *j, const char *key, double nominal, const sl_growth_band *band,
                      bool drawn)
{
    sl_json_key(j, key);
    sl_json_object(j);
    sl_json_key_number(j, "value", nominal);
    if (drawn) {
        sl_json_key_number(j, "low", band->low);
        sl_json_key_number(j, "median", band->median);
        sl_json_key_number(j, "high", band->high);
    }
    sl_json_end(j, '}');
}

static void kind_json(sl_json *j, const sl_comparison *c, const sl_growth_projection *g, int t,
                      int a)
{
    const sl_growth_choice *x = &g->nominal[t].kind[a];
    const sl_growth_kind_stats *s = &g->year[t].kind[a];
    sl_json_object(j);
    sl_json_key_text(j, "name", c->variants[a].name);
    band_json(j, "cost_usd_per_bps", x->cost_usd_per_bps, &s->cost, g->draws > 0);
    band_json(j, "share", x->share, &s->share, g->draws > 0);
    sl_json_key_text(j, "state", sl_growth_bar_names[x->bar]);
    sl_json_key_number(j, "served", x->served);
    sl_json_key_number(j, "feasible_probability", feasible_at(g, t, a) / 100.0);
    sl_json_key_number(j, "cheapest_probability", cheapest_at(g, t, a) / 100.0);
    sl_json_key_number(j, "mean_share", share_at(g, t, a) / 100.0);
    sl_json_end(j, '}');
}

void sl_report_growth_years_json(sl_json *j, const sl_comparison *c, const sl_growth_projection *g)
{
    sl_json_key(j, "years");
    sl_json_array(j);
    for (int t = 0; t <= g->years && g->has_nominal; t++) {
        sl_json_object(j);
        sl_json_key_number(j, "year", g->nominal[t].year);
        for (int i = 0; i < SL_GROWTH_SERIES; i++)
            band_json(j, rows[i].key, sl_growth_series_of(&g->nominal[t], (sl_growth_series)i),
                      &g->year[t].series[i], g->draws > 0);
        sl_json_key(j, "variants");
        sl_json_array(j);
        for (int a = 0; a < g->kinds; a++)
            kind_json(j, c, g, t, a);
        sl_json_end(j, ']');
        sl_json_end(j, '}');
    }
    sl_json_end(j, ']');
}

void sl_report_growth_json(sl_text *out, const sl_comparison *c, const sl_growth_projection *g)
{
    sl_json j;
    sl_json_begin(&j, out, true);
    sl_json_object(&j);
    sl_report_json_head(&j, c, "shoreline/growth/1");
    sl_json_key_number(&j, "draws", g->draws);
    sl_json_key_number(&j, "void_draws", g->voids);
    sl_json_key_number(&j, "balanced_growth_per_s", g->balanced_per_s);
    sl_report_growth_years_json(&j, c, g);
    sl_json_end(&j, '}');
    sl_text_add(out, "\n");
}
