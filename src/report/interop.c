// Rules between host, engine and laser: of each variant, and over the catalogue.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/internal.h"

void sl_report_clause_amount(char *out, size_t n, const sl_clause *c, double value, bool difference)
{
    if (isnan(value))
        snprintf(out, n, "-");
    else if (strcmp(c->unit, "K") == 0)
        snprintf(out, n, difference ? "%.3g K" : "%.3g degC", difference ? value : value - 273.15);
    else if (strcmp(c->unit, "bit/s") == 0)
        snprintf(out, n, "%.5g Gb/s", value / 1e9);
    else
        snprintf(out, n, "%.4g%s%s", value, *c->unit ? " " : "",
                 difference && strcmp(c->unit, "dBm") == 0 ? "dB" : c->unit);
}

// What a table shows of a clause.
static const char *shown(sl_outcome outcome)
{
    return outcome == SL_NOT_APPLICABLE ? "-" : sl_outcome_names[outcome];
}

void sl_report_interop(sl_text *out, const sl_comparison *c, size_t v)
{
    const sl_result *r = &c->variants[v].nominal;
    if (!r->has_interop) return;
    sl_text_printf(out, "%s: %s\n  %-9s%-22s%-50s%12s%12s%12s  %s\n", c->variants[v].name,
                   sl_outcome_names[r->interop], "", "clause", "", "value", "limit", "margin",
                   "source");
    for (size_t i = 0; i < sl_clause_n; i++) {
        const sl_clause_result *x = &r->clause[i];
        char value[32], limit[32], margin[32];
        sl_report_clause_amount(value, sizeof value, &sl_clauses[i], x->value, false);
        sl_report_clause_amount(limit, sizeof limit, &sl_clauses[i], x->limit, false);
        sl_report_clause_amount(margin, sizeof margin, &sl_clauses[i], x->margin, true);
        sl_text_printf(out, "  %-9s%-22s%-50s%12s%12s%12s  %s\n", shown(x->outcome),
                       sl_clauses[i].id, sl_clauses[i].text, value, limit, margin,
                       sl_clauses[i].source);
    }
    sl_text_add(out, "\n");
}

void sl_report_interop_json(sl_text *out, const sl_comparison *c)
{
    sl_json j;
    sl_json_begin(&j, out, true);
    sl_json_object(&j);
    sl_report_json_head(&j, c, "shoreline/interop/1");
    sl_json_key(&j, "variants");
    sl_json_array(&j);
    for (size_t v = 0; v < c->n; v++) {
        const sl_result *r = &c->variants[v].nominal;
        if (!r->has_interop) continue;
        sl_json_object(&j);
        sl_json_key_text(&j, "name", c->variants[v].name);
        sl_json_key_text(&j, "outcome", sl_outcome_names[r->interop]);
        sl_json_key(&j, "clauses");
        sl_json_array(&j);
        for (size_t i = 0; i < sl_clause_n; i++) {
            sl_json_object(&j);
            sl_json_key_text(&j, "id", sl_clauses[i].id);
            sl_json_key_text(&j, "text", sl_clauses[i].text);
            sl_json_key_text(&j, "outcome", sl_outcome_names[r->clause[i].outcome]);
            sl_json_key_number(&j, "value", r->clause[i].value);
            sl_json_key_number(&j, "limit", r->clause[i].limit);
            sl_json_key_number(&j, "margin", r->clause[i].margin);
            sl_json_key_text(&j, "unit", *sl_clauses[i].unit ? sl_clauses[i].unit : "1");
            sl_json_key_text(&j, "source", sl_clauses[i].source);
            sl_json_end(&j, '}');
        }
        sl_json_end(&j, ']');
        sl_json_end(&j, '}');
    }
    sl_json_end(&j, ']');
    sl_json_end(&j, '}');
    sl_text_add(out, "\n");
}

// ---- the catalogue ----

static const char *short_name(const char *part)
{
    const char *slash = strchr(part, '/');
    return slash ? slash + 1 : part;
}

// Different makers among the engines that fit a host.
static size_t makers(const sl_interop_matrix *m, size_t host)
{
    size_t n = 0;
    for (size_t e = 0; e < m->engines; e++) {
        const sl_interop_pair *p = &m->pair[host * m->engines + e];
        bool seen = p->best != SL_PASS || !*p->maker;
        for (size_t k = 0; k < e && !seen; k++) {
            const sl_interop_pair *q = &m->pair[host * m->engines + k];
            seen = q->best == SL_PASS && strcmp(q->maker, p->maker) == 0;
        }
        n += !seen;
    }
    return n;
}

static size_t engines_that(const sl_interop_matrix *m, size_t host, sl_outcome outcome)
{
    size_t n = 0;
    for (size_t e = 0; e < m->engines; e++)
        n += m->pair[host * m->engines + e].best == outcome;
    return n;
}

void sl_report_interop_matrix(sl_text *out, const sl_interop_matrix *m)
{
    double all = m->triples ? (double)m->triples : 1.0;
    sl_text_printf(
        out,
        "%zu hosts x %zu engines with their lasers: %zu triples\n  interoperable %.1f %%, "
        "not decided %.1f %%, not interoperable %.1f %%\n\n  %-26s%10s%14s%16s\n",
        m->hosts, m->engines, m->triples, 100.0 * (double)m->outcome[SL_PASS] / all,
        100.0 * (double)m->outcome[SL_UNKNOWN] / all, 100.0 * (double)m->outcome[SL_FAIL] / all,
        "clause", "blocks", "not decided", "does not apply");
    for (size_t i = 0; i < sl_clause_n; i++)
        if (m->clause[i][SL_FAIL] + m->clause[i][SL_UNKNOWN] > 0)
            sl_text_printf(out, "  %-26s%10zu%14zu%16zu\n", sl_clauses[i].id, m->clause[i][SL_FAIL],
                           m->clause[i][SL_UNKNOWN], m->clause[i][SL_NOT_APPLICABLE]);
    sl_text_printf(out, "\n  %-26s%10s%14s%10s  %s\n", "socket", "engines", "not decided", "makers",
                   "which");
    for (size_t h = 0; h < m->hosts; h++) {
        sl_text_printf(out, "  %-26s%10zu%14zu%10zu ", short_name(m->host[h]),
                       engines_that(m, h, SL_PASS), engines_that(m, h, SL_UNKNOWN), makers(m, h));
        for (size_t e = 0; e < m->engines; e++)
            if (m->pair[h * m->engines + e].best == SL_PASS)
                sl_text_printf(out, " %s", short_name(m->engine[e]));
        sl_text_add(out, "\n");
    }
}

void sl_report_interop_matrix_json(sl_text *out, const sl_interop_matrix *m)
{
    sl_json j;
    sl_json_begin(&j, out, true);
    sl_json_object(&j);
    sl_json_key_text(&j, "schema", "shoreline/interop-matrix/1");
    sl_json_key_text(&j, "version", sl_version());
    sl_json_key_text(&j, "catalog_hash", sl_catalog_hash);
    sl_json_key_number(&j, "triples", (double)m->triples);
    for (int i = 0; i <= SL_UNKNOWN; i++)
        sl_json_key_number(&j, sl_outcome_names[i], (double)m->outcome[i]);
    sl_json_key(&j, "clauses");
    sl_json_array(&j);
    for (size_t i = 0; i < sl_clause_n; i++) {
        sl_json_object(&j);
        sl_json_key_text(&j, "id", sl_clauses[i].id);
        sl_json_key_number(&j, "blocks", (double)m->clause[i][SL_FAIL]);
        sl_json_key_number(&j, "undecided", (double)m->clause[i][SL_UNKNOWN]);
        sl_json_key_number(&j, "not_applicable", (double)m->clause[i][SL_NOT_APPLICABLE]);
        sl_json_end(&j, '}');
    }
    sl_json_end(&j, ']');
    sl_json_key(&j, "sockets");
    sl_json_array(&j);
    for (size_t h = 0; h < m->hosts; h++) {
        sl_json_object(&j);
        sl_json_key_text(&j, "host", m->host[h]);
        sl_json_key_number(&j, "makers", (double)makers(m, h));
        sl_json_key(&j, "engines");
        sl_json_object(&j);
        for (size_t e = 0; e < m->engines; e++)
            sl_json_key_text(&j, m->engine[e], sl_outcome_names[m->pair[h * m->engines + e].best]);
        sl_json_end(&j, '}');
        sl_json_end(&j, '}');
    }
    sl_json_end(&j, ']');
    sl_json_end(&j, '}');
    sl_text_add(out, "\n");
}
