// The page's part on electrical channels of the finer tiers: what came out beside the estimate.
#include "report/html.h"

#include <stdio.h>

static void pair_cell(sl_text *out, double value, double estimate, int decimals)
{
    sl_text_printf(out, "<td>%.*f <small>(%.*f)</small></td>", decimals, value, decimals, estimate);
}

static void channel_row(sl_text *out, const sl_comparison *c, size_t v, const sl_channel_result *r)
{
    sl_text_add(out, "<tr><th scope=\"row\">");
    sl_html_marker(out, v);
    sl_html_text(out, c->variants[v].name);
    sl_text_printf(out, ", %s</th><td>%.5g</td>", r->channel.name, r->channel.symbol_rate_bd / 1e9);
    if (r->why[0]) {
        sl_text_add(out, "<td colspan=\"6\">");
        sl_html_text(out, r->why);
        sl_text_add(out, "</td></tr>\n");
        return;
    }
    pair_cell(out, r->loss_db, r->estimate_loss_db, 1);
    sl_text_printf(out, "<td>%.2f</td>", r->found->com_db);
    pair_cell(out, r->margin_db, r->estimate_margin_db, 1);
    pair_cell(out, r->log10_ber, r->estimate_log10_ber, 1);
    sl_text_printf(out, "<td>%.0f + %.0f</td>", r->equaliser.tx_taps, r->equaliser.rx_taps);
    pair_cell(out, r->energy_j_per_bit * 1e12, r->estimate_j_per_bit * 1e12, 2);
    sl_text_add(out, "</tr>\n");
}

static void pulse_and_eye(sl_text *out, const sl_comparison *c, size_t v, int i)
{
    const sl_channel_result *r = &c->tier[v]->channel[i];
    char id[32], name[240];
    snprintf(id, sizeof id, "pulse-%zu-%d", v, i);
    snprintf(name, sizeof name, "%s, %s channel", c->variants[v].name, r->channel.name);
    sl_html_figure(out, id);
    sl_html_eye(out, name, r);
}

void sl_report_electrical_html(sl_text *out, const sl_comparison *c)
{
    static const char *const heads[] = {
        "channel",    "rate, GBd", "loss at Nyquist, dB",  "COM, dB",
        "margin, dB", "log10 BER", "taps sent + received", "SerDes, pJ/bit",
        NULL};
    if (!c->tier[0]) return;
    sl_html_section(out, "electrical", "Electrical channels");
    sl_html_table(out, "Electrical channels", heads);
    for (size_t v = 0; v < c->n; v++)
        for (int i = 0; i < c->tier[v]->n; i++)
            channel_row(out, c, v, &c->tier[v]->channel[i]);
    sl_text_add(out,
                "</tbody></table></div>\n<p class=\"note\">In brackets: the estimate tier. "
                "Margin: COM less its threshold. log10 BER: with the threshold used up by "
                "noise. A linear link's receiver stands behind the light: of its host channel only "
                "response and loss go on. docs/theory/electrical.md.</p>\n");
    static const char *const figures[] = {"electrical-loss",   "electrical-return",
                                          "electrical-tdr",    "electrical-parts",
                                          "electrical-margin", "electrical-bathtub"};
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        sl_html_figure(out, figures[i]);
    for (size_t v = 0; v < c->n; v++)
        for (int i = 0; i < c->tier[v]->n; i++)
            if (!c->tier[v]->channel[i].why[0]) pulse_and_eye(out, c, v, i);
}
