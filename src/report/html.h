// Shared by the sections of the page.
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include "report/internal.h"

void sl_html_text(sl_text *out, const char *text); // escaped
// A page with figures, up to its body; and from the end of their data to the end of the page.
void sl_html_head(sl_text *out, const char *title);
void sl_html_end(sl_text *out);
// A variant's marker, the same sign and colour as in the figures.
void sl_html_marker(sl_text *out, size_t variant);
// A heading that the page's navigation leads to; and that navigation, from the headings of a body.
void sl_html_section(sl_text *out, const char *id, const char *title);
void sl_html_navigation(sl_text *out, const char *body);
// The place of a figure.
void sl_html_figure(sl_text *out, const char *id);
// Opens a table with its heads; a head that begins with '<' stands over a column of texts.
void sl_html_table(sl_text *out, const char *label, const char *const *heads);
// The head of a table with a column for each variant.
void sl_html_variants(sl_text *out, const sl_comparison *comparison, const char *corner);
// A row with a metric of every variant.
void sl_html_metric(sl_text *out, const sl_comparison *comparison, int metric);

// One section each; nothing where no variant has it.
void sl_report_chain_html(sl_text *out, const sl_comparison *comparison);
// Electrical channels of the finer tiers: response, pulses, eye, margin.
void sl_report_electrical_html(sl_text *out, const sl_comparison *comparison);
// Light: heat, lasers, codes; lanes of the finer tiers with their eyes.
void sl_report_light_html(sl_text *out, const sl_comparison *comparison);
#define SL_HTML_BITMAP_ROWS 160
// The base64 text of a bitmap of log10 densities, SL_HTML_BITMAP_ROWS rows from the lowest up.
void sl_html_bitmap(sl_text *out, const float *density, size_t width);
// The statistical eye of a channel that works.
void sl_html_eye(sl_text *out, const char *name, const sl_channel_result *result);
// Steps with and without the calibration constant, and their causes.
void sl_report_step_html(sl_text *out, const sl_comparison *comparison);
// What becomes of the variants over years; growth may be NULL.
void sl_report_growth_html(sl_text *out, const sl_comparison *comparison,
                           const sl_growth_projection *growth);
// What fails and what it takes along; where which variant is best, breakeven may be NULL.
void sl_report_fleet_html(sl_text *out, const sl_comparison *comparison);
void sl_report_breakeven_html(sl_text *out, const sl_comparison *comparison,
                              const sl_breakeven *breakeven);
// From the parts of a port to its price and its cost of ownership.
void sl_report_cost_html(sl_text *out, const sl_comparison *comparison);
// What the loss of a site or region does, and disruptions over years.
void sl_report_supply_html(sl_text *out, const sl_comparison *comparison);
// Clauses between host, engine and laser.
void sl_report_interop_html(sl_text *out, const sl_comparison *comparison);
// What is said, and whether it holds; claim may be NULL.
void sl_report_claim_html(sl_text *out, const sl_comparison *comparison,
                          const sl_claim_result *claim);

#endif
