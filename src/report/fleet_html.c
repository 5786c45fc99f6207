// Failures and service in the page: how dark ports follow the time of repair, what each kind of
// part takes along, and which variant is best as both change.
#include "report/html.h"
#include "report/plot.h"

#include <math.h>

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

void sl_report_fleet_figures(sl_json *j, const sl_comparison *c)
{
    if (!has_fleet(c)) return;
    repair_figure(j, c);
    blast_figure(j, c);
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

void sl_report_fleet_html(sl_text *out, const sl_comparison *c)
{
    if (!has_fleet(c)) return;
    sl_html_section(out, "fleet", "Failures and service");
    sl_html_figure(out, "repair");
    sl_html_section(out, "blast-radius", "Blast radius");
    sl_html_figure(out, "blast");
    blast_table(out, c);
}
