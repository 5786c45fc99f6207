// The break-even map in the page: which variant is best as lasers fail more often and repair takes
// longer, at each price of what is swapped.
#include "report/html.h"
#include "report/plot.h"

#include <math.h>
#include <stdio.h>

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
    snprintf(out, n,
             "Colour: the variant %s; deeper the further the next one is behind; line: where the "
             "first two tie. Cross: as the scenario has it. %s%s%s%sdocs/theory/economics.md, "
             "estimate tier.",
             b->money ? "with the least cost of ownership of a port, failures included (USD)"
                      : "with the fewest dark ports (ppm of the time)",
             b->one_laser ? "" : "The other variants' lasers fail in proportion. ",
             b->left ? "Left out, infeasible: " : "", left, b->left ? ". " : "");
}

// Three digits are more than a colour can show.
static void rounded(sl_json *j, double x)
{
    double scale = pow(10.0, 2.0 - floor(log10(fabs(x))));
    sl_json_number(j, x == 0.0 || !isfinite(x) ? x : round(x * scale) / scale);
}

// One number of every cell, row by row.
static void cells(sl_json *j, const char *key, const sl_breakeven *b, int level, size_t offset,
                  double unit)
{
    sl_json_key(j, key);
    sl_json_array(j);
    for (int y = 0; y < SL_BREAKEVEN_SIDE; y++)
        for (int x = 0; x < SL_BREAKEVEN_SIDE; x++) {
            const char *cell = (const char *)&b->cell[level][y][x];
            rounded(j, unit * *(const double *)(const void *)(cell + offset));
        }
    sl_json_end(j, ']');
}

static void variants(sl_json *j, const char *key, const sl_breakeven *b, int level, bool second)
{
    sl_json_key(j, key);
    sl_json_array(j);
    for (int y = 0; y < SL_BREAKEVEN_SIDE; y++)
        for (int x = 0; x < SL_BREAKEVEN_SIDE; x++) {
            const sl_breakeven_cell *cell = &b->cell[level][y][x];
            sl_json_number(j, second ? cell->second : cell->best);
        }
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
void sl_report_breakeven_figure(sl_json *j, const sl_comparison *c, const sl_breakeven *b)
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
        variants(j, "best", b, l, false);
        variants(j, "second", b, l, true);
        cells(j, "values", b, l, offsetof(sl_breakeven_cell, value), shown(b, 1.0));
        cells(j, "lead", b, l, offsetof(sl_breakeven_cell, lead), 1.0);
        sl_json_end(j, '}');
    }
    sl_json_end(j, ']');
    sl_json_end(j, '}');
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

void sl_report_breakeven_html(sl_text *out, const sl_comparison *c, const sl_breakeven *b)
{
    if (!b) return;
    sl_html_section(out, "break-even", "Break-even");
    sl_html_figure(out, "breakeven");
    breakeven_table(out, c, b);
}
