// Judged claims as a page that one forwards: how many hold, and for each by how much, what decides
// and where the verdict turns. It has no script; each row opens by itself.
#include "report/html.h"
#include "report/web_assets.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const plural[] = {
    [SL_CLAIM_HOLDS] = "hold", [SL_CLAIM_DEPENDS] = "depend", [SL_CLAIM_FAILS] = "fail"};
static const char *const meaning[] = {
    [SL_CLAIM_HOLDS] = "nominally, and in 95&nbsp;% of the draws",
    [SL_CLAIM_DEPENDS] = "on inputs that nobody knows well enough",
    [SL_CLAIM_FAILS] = "nominally, and in 95&nbsp;% of the draws"};

// ---- the margin as a strip ----

#define STRIP_WIDTH 132.0
#define STRIP_EDGE  6.0

static double place(double x, double most)
{
    double half = STRIP_WIDTH / 2.0 - STRIP_EDGE;
    return STRIP_WIDTH / 2.0 + half * fmax(-1.0, fmin(1.0, x / most));
}

// Bound in the middle; bar from the 5th to the 95th percentile, dot at the nominal margin.
static void strip(sl_text *out, const sl_claim_result *r)
{
    bool bar = isfinite(r->margin_low) && isfinite(r->margin_high);
    if (!isfinite(r->margin)) return;
    double most = fabs(r->margin);
    if (bar) most = fmax(most, fmax(fabs(r->margin_low), fabs(r->margin_high)));
    if (!(most > 0.0)) most = 1.0;
    sl_text_printf(out,
                   "<svg class=\"strip\" width=\"%.0f\" height=\"18\" viewBox=\"0 0 %.0f 18\" "
                   "aria-hidden=\"true\"><rect class=\"short\" x=\"0\" y=\"4\" width=\"%.0f\" "
                   "height=\"10\"/><rect class=\"spare\" x=\"%.0f\" y=\"4\" width=\"%.0f\" "
                   "height=\"10\"/>",
                   STRIP_WIDTH, STRIP_WIDTH, STRIP_WIDTH / 2.0, STRIP_WIDTH / 2.0,
                   STRIP_WIDTH / 2.0);
    if (bar)
        sl_text_printf(out, "<line class=\"range\" x1=\"%.1f\" y1=\"9\" x2=\"%.1f\" y2=\"9\"/>",
                       place(r->margin_low, most), place(r->margin_high, most));
    sl_text_printf(out,
                   "<line class=\"bound\" x1=\"%.0f\" y1=\"0\" x2=\"%.0f\" y2=\"18\"/><circle "
                   "cx=\"%.1f\" cy=\"9\" r=\"4\"/></svg>",
                   STRIP_WIDTH / 2.0, STRIP_WIDTH / 2.0, place(r->margin, most));
}

static void margin_cell(sl_text *out, const sl_claim_result *r)
{
    char margin[48];
    sl_text_add(out, "<td class=\"margin\">");
    strip(out, r);
    if (isfinite(r->margin)) {
        sl_report_claim_amount(margin, r, fabs(r->margin), true);
        sl_html_text(out, margin);
        sl_text_add(out, r->margin >= 0.0 ? " to spare" : " short");
    } else {
        sl_text_add(out, isnan(r->margin) ? "no value" : r->margin > 0.0 ? "unlimited" : "none");
    }
    if (r->draws)
        sl_text_printf(out, " <span class=\"spread\">holds in %.3g&nbsp;%% of %zu draws</span>",
                       100.0 * r->share, r->draws);
    sl_text_add(out, "</td>");
}

// ---- what decides ----

static void quantity(sl_text *out, const sl_leaf *leaf, double value)
{
    char text[48];
    sl_quantity_format(text, sizeof text, value, leaf->field->unit, 3);
    sl_html_text(out, text);
}

static void decides_cells(sl_text *out, const sl_claim_input *in)
{
    if (!in->leaf) {
        sl_text_add(out,
                    "<td class=\"text soft\">no uncertain input moves it</td><td>&ndash;</td>");
        return;
    }
    const sl_leaf *leaf = in->leaf;
    sl_text_add(out, "<td class=\"text key\"><code>");
    for (const char *p = leaf->path; *p; p++) { // long keys may break behind a dot
        sl_text_add_n(out, p, 1);
        if (*p == '.') sl_text_add(out, "<wbr>");
    }
    sl_text_add(out, "</code> <span class=\"spread\">of ");
    sl_html_text(out, in->variant);
    sl_text_add(out, ", now ");
    quantity(out, leaf, leaf->value);
    sl_text_add(out, "</span></td><td>");
    if (isnan(in->flip)) {
        sl_text_add(out, "nowhere <span class=\"spread\">within its range</span></td>");
        return;
    }
    quantity(out, leaf, in->flip);
    if (isfinite(in->away_sd))
        sl_text_printf(out, " <span class=\"spread\">%.2g sd away</span>", in->away_sd);
    if (isinf(in->away_sd)) sl_text_add(out, " <span class=\"spread\">beyond its law</span>");
    sl_text_add(out, "</td>");
}

// ---- details ----

static void term(sl_text *out, const char *name)
{
    sl_text_printf(out, "<dt>%s</dt><dd>", name);
}

static void value_details(sl_text *out, const sl_claim_entry *e)
{
    const sl_claim_result *r = &e->result;
    char value[48];
    term(out, "put as");
    sl_text_add(out, "<code>");
    sl_html_text(out, r->text);
    sl_text_add(out, "</code></dd>");
    term(out, "comes to");
    sl_report_claim_amount(value, r, r->value, false);
    sl_html_text(out, value);
    sl_text_add(out, " in ");
    sl_html_text(out, e->model->variants[r->variant].name);
    sl_text_printf(out, " (%s%s)</dd>", r->ratio ? "ratio of " : "",
                   sl_metric_infos[r->metric].label);
    if (isfinite(r->margin_low) && isfinite(r->margin_high)) {
        term(out, "margin");
        sl_report_claim_amount(value, r, r->margin_low, true);
        sl_html_text(out, value);
        sl_report_claim_amount(value, r, r->margin_high, true);
        sl_text_add(out, " &hellip; ");
        sl_html_text(out, value);
        sl_text_add(out, ", 5th to 95th percentile</dd>");
    }
    if (r->draws) {
        term(out, "holds in");
        sl_text_printf(out, "%.1f&nbsp;%% of %zu draws (95&nbsp;%% interval %.1f to %.1f)</dd>",
                       100.0 * r->share, r->draws, 100.0 * r->low, 100.0 * r->high);
    }
    if (e->model->study.require_n > 1) {
        term(out, "bounds");
        sl_text_printf(out, "the tightest of %d: %zu hold, %zu depend, %zu fail</dd>",
                       e->model->study.require_n, r->holds, r->depends, r->fails);
    }
}

static void input_details(sl_text *out, const char *name, const sl_claim_input *in)
{
    char value[48];
    if (!in->leaf) return;
    term(out, name);
    sl_text_printf(out, "<code>%s</code> of %s, ", in->leaf->path, in->variant);
    quantity(out, in->leaf, in->leaf->value);
    if (in->leaf->sd > 0.0) {
        sl_quantity_format(value, sizeof value, in->leaf->sd,
                           strcmp(in->leaf->field->unit, "degC") == 0 ? "K" : in->leaf->field->unit,
                           2);
        sl_text_add(out, " &plusmn; ");
        sl_html_text(out, value);
    }
    const char *class_ = sl_class_name(in->leaf->class_);
    sl_text_printf(out, ", class <span class=\"class-%s\">%s</span>", class_, class_);
    if (in->leaf->source && *in->leaf->source && strcmp(in->leaf->source, class_) != 0) {
        sl_text_add(out, ", ");
        sl_html_text(out, in->leaf->source);
    }
    if (isnan(in->flip)) {
        sl_text_add(out, "; turns the verdict nowhere within its range</dd>");
        return;
    }
    sl_text_add(out, "; turns the verdict at ");
    quantity(out, in->leaf, in->flip);
    sl_text_add(out, "</dd>");
}

static void details(sl_text *out, const sl_claim_entry *e)
{
    const sl_claim_result *r = &e->result;
    sl_text_add(out, "<dl>");
    value_details(out, e);
    input_details(out, "decides", &r->decides);
    if (r->along.leaf != r->decides.leaf) input_details(out, "along", &r->along);
    if (r->infeasible) {
        term(out, "note");
        sl_html_text(out, r->infeasible);
        sl_text_add(out, " is infeasible: ");
        sl_html_text(out, r->why);
        sl_text_add(out, "</dd>");
    }
    term(out, "variants");
    for (size_t v = 0; v < e->model->n; v++) {
        sl_text_add(out, v ? ", " : "");
        sl_html_text(out, e->model->variants[v].name);
    }
    sl_text_add(out, "</dd>");
    term(out, "model");
    sl_text_printf(out, "docs/theory/%s.md, %s tier</dd>", sl_metric_infos[r->metric].page,
                   sl_metric_tier(e->model, r->metric));
    term(out, "scenario");
    sl_html_text(out, e->file);
    sl_text_printf(out, ", <code>%.12s</code></dd></dl>", e->model->hash);
}

// ---- table ----

static void claim_row(sl_text *out, const sl_claim_entry *e, bool open)
{
    const sl_claim *claim = &e->model->study.claim;
    const char *word = sl_claim_words[e->result.verdict];
    sl_text_printf(out,
                   "<tr><td><span class=\"badge %s\">%s</span></td><td class=\"text claim\">"
                   "<details%s><summary>",
                   word, word, open ? " open" : "");
    sl_html_text(out, claim->says);
    sl_text_add(out, "<span class=\"spread\">");
    sl_html_text(out, claim->source);
    sl_text_add(out, "</span></summary>\n");
    details(out, e);
    sl_text_add(out, "</details></td>");
    margin_cell(out, &e->result);
    decides_cells(out, &e->result.decides);
    sl_text_add(out, "</tr>\n");
}

static void table_head(sl_text *out)
{
    static const char *const heads[] = {
        "verdict", "<what is said, and by whom", "<margin", "<decided by", "turns at", NULL};
    sl_text_add(out, "<div class=\"claims\">");
    sl_html_table(out, "Claims by verdict", heads);
}

// The tier of all entries, or that the claims have different ones.
static const char *tier_of(const sl_claim_entry *entries, size_t n)
{
    int first = n ? entries[0].model->study.fidelity : SL_FIDELITY_ESTIMATE;
    for (size_t i = 1; i < n; i++)
        if (entries[i].model->study.fidelity != first) return "each claim's";
    return sl_tier_word(first);
}

static void table_end(sl_text *out, const char *tier)
{
    sl_text_printf(out,
                   "</tbody></table></div></div>\n<p class=\"note\">Strip: the margin of the "
                   "tightest bound, each on a scale of its own. Upright line: the bound; dot: "
                   "nominal; bar: 5th to 95th percentile of the draws; to the right of the line it "
                   "holds. Decided by: the uncertain input that moves this margin most; turns at: "
                   "its nearest value at which the margin is zero, all else as it is. "
                   "docs/theory/claims.md, %s tier.</p>\n",
                   tier);
}

void sl_report_claim_html(sl_text *out, const sl_comparison *c, const sl_claim_result *r)
{
    if (!r) return;
    sl_claim_entry entry = {c->model, *r, c->model->scenario->name};
    sl_html_section(out, "claims", "The claim");
    table_head(out);
    claim_row(out, &entry, true);
    table_end(out, tier_of(&entry, 1));
}

// ---- the page ----

static void page_head(sl_text *out)
{
    sl_text_printf(out,
                   "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                   "style-src 'sha256-%s'\">\n"
                   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                   "<meta name=\"generator\" content=\"shoreline %s\">\n<title>Claims put to the "
                   "test</title>\n<style>",
                   sl_web_css_sha256, sl_version());
    sl_text_add(out, sl_web_css);
    sl_text_add(out, "</style>\n</head>\n<body>\n<header><div class=\"brand\">shoreline</div>"
                     "</header>\n<main>\n");
}

static void headline(sl_text *out, const size_t count[3], size_t n)
{
    sl_text_printf(
        out,
        "<h1>%zu claim%s put to the test</h1>\n<p>Statements about optical interconnects "
        "of AI clusters, each put as bounds on what a coupled model of channel, link, "
        "package, fabric, job, fleet and cost makes of the same parts. Its inputs have "
        "spreads; a claim is judged over draws of all of them.</p>\n<div "
        "class=\"counts\">\n",
        n, n == 1 ? "" : "s");
    for (int v = 0; v < 3; v++)
        sl_text_printf(out,
                       "<a class=\"count %s\" href=\"#%s\"><strong>%zu</strong> <span>%s</span>"
                       "<small>%s</small></a>\n",
                       sl_claim_words[v], sl_claim_words[v], count[v],
                       count[v] == 1 ? sl_claim_words[v] : plural[v], meaning[v]);
    sl_text_add(out, "</div>\n");
}

// All counts as one bar.
static void share_bar(sl_text *out, const size_t count[3], size_t n)
{
    double x = 0.0;
    sl_text_add(out, "<svg class=\"shares\" viewBox=\"0 0 1000 12\" preserveAspectRatio=\"none\" "
                     "aria-hidden=\"true\">");
    for (int v = 0; v < 3; v++) {
        double width = 1000.0 * (double)count[v] / (double)n;
        sl_text_printf(out,
                       "<rect class=\"%s\" x=\"%.2f\" y=\"0\" width=\"%.2f\" "
                       "height=\"12\"/>",
                       sl_claim_words[v], x, fmax(0.0, width - 2.0));
        x += width;
    }
    sl_text_add(out, "</svg>\n");
}

void sl_report_claims_html(sl_text *out, const sl_claim_entry *entries, size_t n, size_t invalid)
{
    size_t count[3] = {0, 0, 0};
    for (size_t i = 0; i < n; i++)
        count[entries[i].result.verdict]++;
    page_head(out);
    headline(out, count, n);
    if (n > 0) share_bar(out, count, n);
    table_head(out);
    for (int v = 0; v < 3; v++) {
        if (count[v] == 0) continue;
        sl_text_printf(out,
                       "<tr class=\"group\" id=\"%s\"><th scope=\"rowgroup\" colspan=\"5\">%zu %s"
                       "</th></tr>\n",
                       sl_claim_words[v], count[v], count[v] == 1 ? sl_claim_words[v] : plural[v]);
        for (size_t i = 0; i < n; i++)
            if ((int)entries[i].result.verdict == v) claim_row(out, &entries[i], false);
    }
    table_end(out, tier_of(entries, n));
    sl_text_add(out, "</main>\n<footer><p>");
    if (invalid)
        sl_text_printf(out, "%zu file%s left out as faulty. ", invalid, invalid == 1 ? "" : "s");
    sl_text_printf(out,
                   "shoreline %s, %s tier, catalogue <code>%s</code>.</p></footer>\n"
                   "</body>\n</html>\n",
                   sl_version(), tier_of(entries, n), sl_catalog_hash);
}
