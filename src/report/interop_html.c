// Parts of different makers in the page: every clause of every variant, and by how much.
#include "report/html.h"
#include "report/plot.h"

#include <math.h>
#include <stdio.h>

static bool has_interop(const sl_comparison *c)
{
    for (size_t v = 0; v < c->n; v++)
        if (c->variants[v].nominal.has_interop) return true;
    return false;
}

// "12.1 dB, limit 14 dB, margin 1.9 dB"; the numbers that there are.
static void numbers(char *out, size_t n, size_t clause, const sl_clause_result *r)
{
    char value[32], limit[32], margin[32];
    sl_report_clause_amount(value, sizeof value, &sl_clauses[clause], r->value, false);
    sl_report_clause_amount(limit, sizeof limit, &sl_clauses[clause], r->limit, false);
    sl_report_clause_amount(margin, sizeof margin, &sl_clauses[clause], r->margin, true);
    if (isnan(r->value) && isnan(r->limit))
        out[0] = '\0';
    else
        snprintf(out, n, "%s, limit %s%s%s", isnan(r->value) ? "not known" : value,
                 isnan(r->limit) ? "not known" : limit, isnan(r->margin) ? "" : ", margin ",
                 isnan(r->margin) ? "" : margin);
}

// ---- figure ----

static void clause_point(sl_json *j, size_t clause, const sl_clause_result *r)
{
    char margin[32] = "", detail[300], amounts[160];
    if (!isnan(r->margin))
        sl_report_clause_amount(margin, sizeof margin, &sl_clauses[clause], r->margin, true);
    numbers(amounts, sizeof amounts, clause, r);
    snprintf(detail, sizeof detail, "%s%s%s", amounts, *amounts ? "\n" : "",
             sl_clauses[clause].source);
    sl_json_object(j);
    sl_json_key_number(j, "y", (double)clause);
    sl_json_key_text(j, "outcome", sl_outcome_names[r->outcome]);
    sl_json_key_text(j, "text", margin);
    sl_json_key_text(j, "detail", detail);
    sl_json_end(j, '}');
}

void sl_report_interop_figures(sl_json *j, const sl_comparison *c)
{
    bool left_out[SL_COMPARED_MAX];
    if (!has_interop(c)) return;
    for (size_t v = 0; v < c->n; v++)
        left_out[v] = !c->variants[v].nominal.has_interop;
    sl_plot_figure(j, "interop", "Do host, engine and laser fit?", "matrix",
                   "Clauses between parts of different makers: passes, fails, or cannot be decided "
                   "for want of a value; beside the sign the margin in the clause's unit. "
                   "docs/theory/interop.md, estimate tier.");
    sl_plot_variants_without(j, c, left_out);
    sl_json_key(j, "y");
    sl_json_object(j);
    sl_json_key(j, "categories");
    sl_json_array(j);
    for (size_t i = 0; i < sl_clause_n; i++)
        sl_json_text(j, sl_clauses[i].text);
    sl_json_end(j, ']');
    sl_json_end(j, '}');
    sl_json_key(j, "series");
    sl_json_array(j);
    for (size_t v = 0; v < c->n; v++) {
        if (left_out[v]) continue;
        sl_plot_series(j, c->variants[v].name, c->variants[v].name, (int)v);
        for (size_t i = 0; i < sl_clause_n; i++)
            if (c->variants[v].nominal.clause[i].outcome != SL_NOT_APPLICABLE)
                clause_point(j, i, &c->variants[v].nominal.clause[i]);
        sl_plot_series_end(j);
    }
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

// ---- table ----

static const char *const classes[] = {[SL_PASS] = "", [SL_FAIL] = " no", [SL_UNKNOWN] = " soft"};

typedef const char *(*part_name)(const sl_interop_spec *spec);

static const char *host_of(const sl_interop_spec *s)
{
    return s->host.title;
}

static const char *engine_of(const sl_interop_spec *s)
{
    return s->engine.title;
}

static const char *laser_of(const sl_interop_spec *s)
{
    return s->has_laser ? s->laser.title : "in the engine";
}

static void part_row(sl_text *out, const sl_comparison *c, const char *label, part_name name)
{
    sl_text_printf(out, "<tr><th scope=\"row\">%s</th>", label);
    for (size_t v = 0; v < c->n; v++) {
        sl_text_add(out, "<td class=\"text\">");
        if (c->variants[v].nominal.has_interop)
            sl_html_text(out, name(&c->variants[v].bound->design.interop));
        sl_text_add(out, "</td>");
    }
    sl_text_add(out, "<td></td></tr>\n");
}

static void clause_row(sl_text *out, const sl_comparison *c, size_t clause)
{
    sl_text_add(out, "<tr><th scope=\"row\">");
    sl_html_text(out, sl_clauses[clause].text);
    sl_text_add(out, "</th>");
    for (size_t v = 0; v < c->n; v++) {
        const sl_result *r = &c->variants[v].nominal;
        char amounts[160];
        if (!r->has_interop || r->clause[clause].outcome == SL_NOT_APPLICABLE) {
            sl_text_add(out, "<td>&ndash;</td>");
            continue;
        }
        numbers(amounts, sizeof amounts, clause, &r->clause[clause]);
        sl_text_printf(out, "<td class=\"text%s\">%s", classes[r->clause[clause].outcome],
                       sl_outcome_names[r->clause[clause].outcome]);
        sl_text_add(out, *amounts ? " <span class=\"spread\">" : "");
        sl_html_text(out, amounts);
        sl_text_add(out, *amounts ? "</span></td>" : "</td>");
    }
    sl_text_add(out, "<td class=\"text\">");
    sl_html_text(out, sl_clauses[clause].source);
    sl_text_add(out, "</td></tr>\n");
}

void sl_report_interop_html(sl_text *out, const sl_comparison *c)
{
    if (!has_interop(c)) return;
    sl_html_section(out, "interop", "Parts of different makers");
    sl_html_figure(out, "interop");
    sl_text_add(out, "<details class=\"data\"><summary>Every clause with value, limit, margin and "
                     "source</summary>\n<div class=\"tablebox\" tabindex=\"0\" role=\"region\" "
                     "aria-label=\"Clauses\"><table>\n<thead><tr><th scope=\"col\">clause</th>");
    for (size_t v = 0; v < c->n; v++) {
        sl_text_add(out, "<th class=\"text\" scope=\"col\">");
        sl_html_marker(out, v);
        sl_html_text(out, c->variants[v].name);
        sl_text_add(out, "</th>");
    }
    sl_text_add(out, "<th class=\"text\" scope=\"col\">source</th></tr></thead>\n<tbody>\n");
    part_row(out, c, "host", host_of);
    part_row(out, c, "engine", engine_of);
    part_row(out, c, "laser", laser_of);
    for (size_t i = 0; i < sl_clause_n; i++)
        clause_row(out, c, i);
    sl_text_add(out, "</tbody></table></div></details>\n");
}
