// Failures and service in the page: how dark ports follow the time of repair, what each kind of
// part takes along, and which variant is best as both change.
#include "report/html.h"
#include "report/plot.h"

#include <math.h>
#include <stdio.h>

static bool has_fleet(const sl_comparison *c)
{
    for (size_t v = 0; v < c->n; v++)
        if (c->variants[v].nominal.has_fleet) return true;
    return false;
}

// Whether any variant has parts of a kind that fail.
static bool fails(const sl_comparison *c, int part)
{
    for (size_t v = 0; v < c->n; v++) {
        const sl_result *r = &c->variants[v].nominal;
        if (r->has_fleet && r->fleet.kind[part].outages_per_s > 0.0) return true;
    }
    return false;
}

static const sl_fleet_kind *kind_of(const sl_comparison *c, size_t v, int part)
{
    const sl_result *r = &c->variants[v].nominal;
    const sl_fleet_kind *k = &r->fleet.kind[part];
    return r->has_fleet && k->outages_per_s > 0.0 ? k : NULL;
}

// ---- figures ----

static void repair_figure(sl_json *j, const sl_comparison *c)
{
    sl_plot_figure(j, "repair", "Dark ports against the time of repair", "lines",
                   "Share of time in which a port is dark, in parts per million, when every time "
                   "that a repair takes is multiplied by 0.1 to 10; large marker: as the scenario "
                   "has it. Failures stay as they are. docs/theory/fleet.md, estimate tier.");
    sl_plot_axis(j, "x", "mean repair of an outage", "h", true);
    sl_plot_axis(j, "y", "port dark", "ppm", true);
    sl_json_key(j, "series");
    sl_json_array(j);
    for (size_t v = 0; v < c->n; v++) {
        sl_repair_curve curve;
        if (!c->variants[v].nominal.has_fleet) continue;
        sl_repair_curve_of(&curve, &c->variants[v].nominal);
        sl_json_object(j);
        sl_json_key_text(j, "name", c->variants[v].name);
        sl_json_key_text(j, "variant", c->variants[v].name);
        sl_json_key_number(j, "color_index", (double)v);
        sl_json_key_number(j, "mark", SL_REPAIR_NOMINAL);
        sl_json_key(j, "points");
        sl_json_array(j);
        for (int i = 0; i < SL_REPAIR_POINTS; i++)
            sl_plot_point(j, curve.point[i].repair_s / 3600.0, curve.point[i].unavailability * 1e6);
        sl_plot_series_end(j);
    }
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

static void blast_series(sl_json *j, const sl_comparison *c, size_t v)
{
    int category = 0;
    sl_plot_series(j, c->variants[v].name, c->variants[v].name, (int)v);
    for (int i = 0; i < SL_FLEET_PARTS; i++) {
        const sl_fleet_kind *k = kind_of(c, v, i);
        if (!fails(c, i)) continue;
        sl_json_array(j);
        sl_json_number(j, category++);
        sl_json_number(j, k ? k->dark_ports : (double)NAN);
        sl_json_number(j, k ? k->dark_ports + k->taken_ports : (double)NAN);
        sl_json_end(j, ']');
    }
    sl_plot_series_end(j);
}

// Modules take one port along, a switch all of its own: decades need a logarithmic axis.
static bool spans_decades(const sl_comparison *c)
{
    double most = 0.0;
    for (size_t v = 0; v < c->n; v++)
        for (int i = 0; i < SL_FLEET_PARTS; i++) {
            const sl_fleet_kind *k = kind_of(c, v, i);
            if (k) most = fmax(most, k->dark_ports + k->taken_ports);
        }
    return most > 16.0;
}

static void blast_figure(sl_json *j, const sl_comparison *c)
{
    sl_plot_figure(j, "blast", "Blast radius: ports that one failure takes along", "bars",
                   "Full colour: dark at once; pale, to the upper figure: out of service while "
                   "hands are on what is swapped, its neighbours included. Ports, by the part that "
                   "fails. docs/theory/fleet.md, estimate tier.");
    sl_json_key(j, "x");
    sl_json_object(j);
    sl_json_key(j, "categories");
    sl_json_array(j);
    for (int i = 0; i < SL_FLEET_PARTS; i++)
        if (fails(c, i)) sl_json_text(j, sl_fleet_part_labels[i]);
    sl_json_end(j, ']');
    sl_json_end(j, '}');
    sl_json_key(j, "y");
    sl_json_object(j);
    sl_json_key_text(j, "label", "ports dark");
    bool decades = spans_decades(c);
    if (decades) sl_json_key_bool(j, "log", true);
    sl_json_key_number(j, "min", decades ? 0.5 : 0.0); // below one port, so that its bar is seen
    sl_json_end(j, '}');
    sl_json_key_text(j, "beyond", "out for its repair");
    sl_json_key(j, "series");
    sl_json_array(j);
    for (size_t v = 0; v < c->n; v++)
        if (c->variants[v].nominal.has_fleet) blast_series(j, c, v);
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

// ---- break-even ----

static const char *const unit_words[SL_WORD_UNITS] = {
    [SL_WORD_UNIT_ENGINE] = "an engine",
    [SL_WORD_UNIT_MODULE] = "a laser module",
    [SL_WORD_UNIT_CHASSIS] = "a chassis",
};

// What differs between the maps: "a chassis at 4000 USD", "engines at 4 times their price".
static void level_name(char *out, size_t n, const sl_breakeven *b, int level)
{
    if (!b->money)
        snprintf(out, n, "ports dark");
    else if (isnan(b->price_usd[level]))
        snprintf(out, n, "%s at %g of its price", unit_words[b->scaled], b->price[level]);
    else
        snprintf(out, n, "%s at %.6g USD", unit_words[b->scaled], b->price_usd[level]);
}

// The value of a cell in the unit that is shown.
static double shown(const sl_breakeven *b, double value)
{
    return b->money ? value : value * 1e6;
}

static void breakeven_note(char *out, size_t n, const sl_comparison *c, const sl_breakeven *b)
{
    char left[300];
    sl_report_names(left, sizeof left, c, b->left_out, b->left);
    snprintf(
        out, n,
        "Colour: the variant %s; deeper the further the next one is behind; line: where the "
        "first two tie. Cross: as the scenario has it. %s%s%s%sdocs/theory/%s.md, estimate tier.",
        b->money ? "with the least cost of ownership of a port, failures included (USD)"
                 : "with the fewest dark ports (ppm of the time)",
        b->one_laser ? "" : "The other variants' lasers fail in proportion. ",
        b->left ? "Left out, infeasible: " : "", left, b->left ? ". " : "", "economics");
}

// Three digits are more than a colour can show.
static void rounded(sl_json *j, double x)
{
    double scale = pow(10.0, 2.0 - floor(log10(fabs(x))));
    sl_json_number(j, x == 0.0 || !isfinite(x) ? x : round(x * scale) / scale);
}

typedef double (*cell_number)(const sl_breakeven *b, const sl_breakeven_cell *cell);

static double best_of(const sl_breakeven *b, const sl_breakeven_cell *cell)
{
    (void)b;
    return cell->best;
}

static double second_of(const sl_breakeven *b, const sl_breakeven_cell *cell)
{
    (void)b;
    return cell->second;
}

static double value_of(const sl_breakeven *b, const sl_breakeven_cell *cell)
{
    return shown(b, cell->value);
}

static double lead_of(const sl_breakeven *b, const sl_breakeven_cell *cell)
{
    (void)b;
    return cell->lead;
}

static void cells(sl_json *j, const char *key, const sl_breakeven *b, int level, cell_number number)
{
    sl_json_key(j, key);
    sl_json_array(j);
    for (int y = 0; y < SL_BREAKEVEN_SIDE; y++)
        for (int x = 0; x < SL_BREAKEVEN_SIDE; x++)
            rounded(j, number(b, &b->cell[level][y][x]));
    sl_json_end(j, ']');
}

static void factors(sl_json *j, const char *key, const sl_breakeven *b, double unit)
{
    sl_json_key(j, key);
    sl_json_array(j);
    for (int i = 0; i < SL_BREAKEVEN_SIDE; i++)
        rounded(j, b->factor[i] * unit);
    sl_json_end(j, ']');
}

// A series for each variant, for its name and colour; what is drawn stands under panels.
static void breakeven_figure(sl_json *j, const sl_comparison *c, const sl_breakeven *b)
{
    char note[900], name[80], axis[160];
    double fit = b->laser_per_s * 3600e9;
    breakeven_note(note, sizeof note, c, b);
    sl_plot_figure(j, "breakeven", "Break-even between architectures", "map", note);
    snprintf(axis, sizeof axis, "failures of a laser%s%s", b->one_laser ? "" : " of ",
             b->one_laser ? "" : c->variants[b->laser_of].name);
    sl_plot_axis(j, "x", axis, "FIT", true);
    sl_plot_axis(j, "y", "time of repair", "× the scenario's", true);
    sl_json_key_text(j, "value", b->money ? "USD" : "ppm");
    sl_json_key_number(j, "tie", SL_RESOLUTION);
    sl_json_key(j, "series");
    sl_json_array(j);
    for (int i = 0; i < b->variants; i++) {
        const char *variant = c->variants[b->variant[i]].name;
        sl_plot_series(j, variant, variant, b->variant[i]);
        sl_plot_series_end(j);
    }
    sl_json_end(j, ']');
    factors(j, "columns", b, fit);
    factors(j, "rows", b, 1.0);
    sl_json_key(j, "nominal");
    sl_plot_point(j, fit, 1.0);
    sl_json_key(j, "panels");
    sl_json_array(j);
    for (int l = 0; l < b->levels; l++) {
        level_name(name, sizeof name, b, l);
        sl_json_object(j);
        sl_json_key_text(j, "name", name);
        cells(j, "best", b, l, best_of);
        cells(j, "second", b, l, second_of);
        cells(j, "values", b, l, value_of);
        cells(j, "lead", b, l, lead_of);
        sl_json_end(j, '}');
    }
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

void sl_report_fleet_figures(sl_json *j, const sl_comparison *c, const sl_breakeven *b)
{
    if (!has_fleet(c)) return;
    repair_figure(j, c);
    blast_figure(j, c);
    if (b) breakeven_figure(j, c, b);
}

// ---- tables ----

static void blast_cell(sl_text *out, const sl_fleet_kind *k)
{
    if (!k) {
        sl_text_add(out, "<td>&ndash;</td>");
        return;
    }
    sl_text_printf(out, "<td>%.4g", k->dark_ports);
    if (k->taken_ports > 0.0) sl_text_printf(out, " &rarr; %.4g", k->dark_ports + k->taken_ports);
    sl_text_printf(out, " <span class=\"spread\">%.3g ppm</span></td>", k->unavailability * 1e6);
}

static void blast_table(sl_text *out, const sl_comparison *c)
{
    sl_text_add(out, "<div class=\"tablebox\" tabindex=\"0\" role=\"region\" aria-label=\"Blast "
                     "radius\"><table>\n");
    sl_html_variants(out, c, "ports dark by one of the");
    sl_text_add(out, "<tbody>\n");
    for (int i = 0; i < SL_FLEET_PARTS; i++) {
        if (!fails(c, i)) continue;
        sl_text_printf(out, "<tr><th scope=\"row\">%s</th>", sl_fleet_part_labels[i]);
        for (size_t v = 0; v < c->n; v++)
            blast_cell(out, kind_of(c, v, i));
        sl_text_add(out, "</tr>\n");
    }
    sl_text_add(out, "<tr><th scope=\"row\">mean repair of an outage <span class=\"unit\">h</span>"
                     "</th>");
    for (size_t v = 0; v < c->n; v++) {
        double hours = c->variants[v].nominal.fleet.repair_s / 3600.0;
        if (c->variants[v].nominal.has_fleet && isfinite(hours))
            sl_text_printf(out, "<td>%.3g</td>", hours);
        else
            sl_text_add(out, "<td>&ndash;</td>");
    }
    sl_text_add(out, "</tr>\n</tbody></table></div>\n<p class=\"note\">Behind the arrow: out of "
                     "service for its repair. Below: what the kind adds to the time that a port is "
                     "dark.</p>\n");
}

// Share of the map that each variant wins, for readers without script.
static void breakeven_table(sl_text *out, const sl_comparison *c, const sl_breakeven *b)
{
    char name[80];
    sl_text_add(out, "<div class=\"tablebox\" tabindex=\"0\" role=\"region\" "
                     "aria-label=\"Break-even\"><table>\n<thead><tr><th scope=\"col\">share of the "
                     "map that it wins, %</th>");
    for (int i = 0; i < b->variants; i++) {
        sl_text_add(out, "<th scope=\"col\">");
        sl_html_marker(out, (size_t)b->variant[i]);
        sl_html_text(out, c->variants[b->variant[i]].name);
        sl_text_add(out, "</th>");
    }
    sl_text_add(out, "<th scope=\"col\">tie</th><th class=\"text\" scope=\"col\">as the scenario "
                     "has it</th></tr></thead>\n<tbody>\n");
    for (int l = 0; l < b->levels; l++) {
        double won[SL_COMPARED_MAX + 1] = {0.0}; // the last: ties
        const double all = SL_BREAKEVEN_SIDE * SL_BREAKEVEN_SIDE;
        const sl_breakeven_cell *n = &b->nominal[l];
        for (int y = 0; y < SL_BREAKEVEN_SIDE; y++)
            for (int x = 0; x < SL_BREAKEVEN_SIDE; x++) {
                const sl_breakeven_cell *cell = &b->cell[l][y][x];
                bool tie = cell->lead < SL_RESOLUTION;
                if (cell->best >= 0) won[tie ? SL_COMPARED_MAX : cell->best] += 100.0 / all;
            }
        level_name(name, sizeof name, b, l);
        sl_text_printf(out, "<tr><th scope=\"row\">%s</th>", name);
        for (int i = 0; i < b->variants; i++)
            sl_text_printf(out, "<td>%.0f</td>", won[b->variant[i]]);
        sl_text_printf(out, "<td>%.0f</td><td class=\"text\">", won[SL_COMPARED_MAX]);
        if (n->best >= 0) {
            sl_html_text(out, c->variants[n->best].name);
            sl_text_printf(out, " %.4g %s", shown(b, n->value), b->money ? "USD" : "ppm");
        }
        if (n->second >= 0) {
            sl_text_add(out, ", then ");
            sl_html_text(out, c->variants[n->second].name);
            sl_text_printf(out, " with %.3g&nbsp;%% more", 100.0 * n->lead);
        }
        sl_text_add(out, "</td></tr>\n");
    }
    sl_text_add(out, "</tbody></table></div>\n");
}

void sl_report_fleet_html(sl_text *out, const sl_comparison *c, const sl_breakeven *b)
{
    if (!has_fleet(c)) return;
    sl_html_section(out, "fleet", "Failures and service");
    sl_html_figure(out, "repair");
    sl_html_section(out, "blast-radius", "Blast radius");
    sl_html_figure(out, "blast");
    blast_table(out, c);
    if (!b) return;
    sl_html_section(out, "break-even", "Break-even");
    sl_html_figure(out, "breakeven");
    breakeven_table(out, c, b);
}
