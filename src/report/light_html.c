// The page's part on light: heat, lasers, codes; at the finer tiers the lane beside the estimate.
#include "report/html.h"

#include <math.h>
#include <stdio.h>

#define COLUMNS  130 // of the picture: two symbols
#define TOP      1.6 // over half the modulation
#define CONTRAST 4   // of the bitmap's decades: two from white to black

static const sl_lane_result *lane_of(const sl_comparison *c, size_t v)
{
    return c->tier[v] ? c->tier[v]->lane : NULL;
}

// log10 of the density of traces two symbols wide, the decision in the middle, with `sigma` of
// noise.
static void traces(float *density, const float *v, size_t n, double sigma)
{
    enum { ROWS = SL_HTML_BITMAP_ROWS };
    double step = 2 * TOP / ROWS, reach = fmax(3.5 * sigma, step);
    for (size_t i = 0; i < (size_t)ROWS * COLUMNS; i++)
        density[i] = 0;
    for (size_t s = 8; s + 16 < n; s += 8)
        for (int x = 0; x < COLUMNS; x++) {
            double t = (double)s - 8 + 16.0 * x / (COLUMNS - 1);
            size_t at = (size_t)t;
            double y = v[at] + (t - (double)at) * (v[at + 1] - v[at]);
            int first = (int)((y - reach + TOP) / step), last = (int)((y + reach + TOP) / step);
            for (int row = first < 0 ? 0 : first; row <= last && row < ROWS; row++) {
                double off = (row + 0.5) * step - TOP - y, spread = fmax(sigma, step / 2);
                density[row * COLUMNS + x] += (float)exp(-0.5 * off * off / (spread * spread));
            }
        }
    for (size_t i = 0; i < (size_t)ROWS * COLUMNS; i++)
        density[i] = density[i] > 0 ? CONTRAST * log10f(density[i]) : (float)-INFINITY;
}

static double noise_of(const sl_lane_result *r)
{
    double sum = 0;
    int n = r->parts.link.lane.levels;
    for (int i = 0; i < n; i++)
        sum += r->point.level_sigma[i] / n;
    return sum;
}

static void eye(sl_text *out, const char *name, const sl_lane_result *r, int behind)
{
    float *density =
        sl_ctx_resize(out->ctx, NULL, (size_t)SL_HTML_BITMAP_ROWS * COLUMNS * sizeof *density);
    if (!density) {
        out->failed = true;
        return;
    }
    traces(density, r->picture[behind], r->picture_n, behind ? noise_of(r) : 0);
    sl_text_add(out, "<figure class=\"figure eye\"><figcaption>Light of ");
    sl_html_text(out, name);
    sl_text_printf(out,
                   ", %s</figcaption>\n<img width=\"520\" height=\"260\" alt=\"Eye %s\" src=\"",
                   behind ? "behind the equaliser" : "before the equaliser",
                   behind ? "behind the equaliser" : "before the equaliser");
    sl_text_add(out, "data:image/bmp;base64,");
    sl_html_bitmap(out, density, COLUMNS);
    sl_text_printf(out,
                   "\">\n<p class=\"note\">Across: two symbols, the decision in the middle; up: "
                   "-%.1f to %.1f of half the outer modulation. %s</p></figure>\n",
                   TOP, TOP,
                   behind ? "With the noise at the decision."
                          : "Without noise, in front of taps and detector.");
    sl_ctx_resize(out->ctx, density, 0);
}

// No light reaches the target: no margin.
static void decibels(sl_text *out, double value)
{
    if (isinf(value))
        sl_text_add(out, "none");
    else
        sl_text_printf(out, "%.2f", value);
}

static void cells(sl_text *out, double standard, double waveform, double estimate)
{
    sl_text_add(out, "<td>");
    decibels(out, standard);
    if (!isnan(waveform)) {
        sl_text_add(out, " / ");
        decibels(out, waveform);
    }
    sl_text_add(out, " <small>(");
    decibels(out, estimate);
    sl_text_add(out, ")</small></td>");
}

static void lane_row(sl_text *out, const sl_comparison *c, size_t v, const sl_lane_result *r)
{
    sl_lane_gradient g;
    sl_text_add(out, "<tr><th scope=\"row\">");
    sl_html_marker(out, v);
    sl_html_text(out, c->variants[v].name);
    sl_text_printf(out, "</th><td>%.5g</td>", r->parts.link.lane.symbol_rate_bd / 1e9);
    if (isnan(r->margin_db)) {
        sl_text_add(out, "<td colspan=\"7\">");
        sl_html_text(out, r->why);
        sl_text_add(out, "</td></tr>\n");
        return;
    }
    sl_lane_gradient_of(&g, &c->variants[v].bound->design);
    cells(out, r->margin_db, r->wave_margin_db, r->estimate_margin_db);
    cells(out, r->point.log10_ber, r->waved ? r->wave.log10_ber : NAN, r->estimate_log10_ber);
    sl_text_printf(out, "<td>%d</td><td>%.0f</td>", r->parts.link.rx.ffe_n, 100 * r->point.burst);
    sl_text_printf(out, r->waved ? "<td>%.1f</td>" : "<td>&ndash;</td>",
                   100 * r->levels.compression);
    const double slopes[] = {g.per_k, g.per_bias, g.per_year};
    for (int i = 0; i < 3; i++)
        sl_text_printf(out, isnan(slopes[i]) ? "<td>&ndash;</td>" : "<td>%+.3f</td>", slopes[i]);
    sl_text_add(out, "</tr>\n");
}

static void lanes(sl_text *out, const sl_comparison *c)
{
    static const char *const heads[] = {"lane",
                                        "rate, GBd",
                                        "optical margin, dB",
                                        "log10 BER",
                                        "taps",
                                        "errors in a row, %",
                                        "compression, %",
                                        "margin, dB/K",
                                        "dB per 1 % bias",
                                        "dB a year",
                                        NULL};
    sl_html_table(out, "Optical lanes", heads);
    for (size_t v = 0; v < c->n; v++)
        if (lane_of(c, v)) lane_row(out, c, v, lane_of(c, v));
    sl_text_add(out,
                "</tbody></table></div>\n<p class=\"note\">Standard tier / waveform through the "
                "devices; in brackets the estimate. Errors in a row: chance of a wrong symbol "
                "behind a wrong one. The margin moves with the temperature of the laser's mount, "
                "its bias and its age (20 % less light at the median life, uncorrected). "
                "docs/theory/optics-links.md.</p>\n");
}

void sl_report_light_html(sl_text *out, const sl_comparison *c)
{
    bool any = false, finer = false;
    char id[32];
    for (size_t v = 0; v < c->n; v++) {
        any = any || (c->variants[v].nominal.has_lane &&
                      c->variants[v].bound->design.link.laser.kind != SL_WORD_NO_LASER);
        finer = finer || lane_of(c, v);
    }
    if (!any) return;
    sl_html_section(out, "light", "Light");
    if (finer) {
        lanes(out, c);
        sl_html_figure(out, "light-waterfall");
    }
    static const char *const figures[] = {"light-heat-power", "light-heat-margin",
                                          "light-heat-loss", "light-fec", "light-tdecq"};
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        sl_html_figure(out, figures[i]);
    if (finer) sl_html_figure(out, "light-burst");
    for (size_t v = 0; v < c->n; v++) {
        const sl_lane_result *r = lane_of(c, v);
        snprintf(id, sizeof id, "light-pit-%zu", v);
        int kind = c->variants[v].bound->design.link.laser.kind;
        if (c->variants[v].nominal.has_lane && (kind == SL_WORD_CW || kind == SL_WORD_VCSEL))
            sl_html_figure(out, id);
        if (!r || !r->waved) continue;
        snprintf(id, sizeof id, "light-levels-%zu", v);
        sl_html_figure(out, id);
        for (int behind = 0; behind < 2; behind++)
            eye(out, c->variants[v].name, r, behind);
    }
}
