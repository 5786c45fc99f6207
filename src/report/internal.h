// Shared inside src/report.
#ifndef REPORT_INTERNAL_H
#define REPORT_INTERNAL_H

#include "shoreline/report.h"

double sl_report_display(int metric, double si_value);
const char *sl_report_unit(int metric);

// Rows of the table in order, by group; metric -1 is a heading.
typedef struct sl_report_row {
    int metric;
    const char *group;
} sl_report_row;
extern const sl_report_row sl_report_rows[];
extern const size_t sl_report_row_n;

void sl_report_figures(sl_text *out, sl_ctx *ctx, const sl_comparison *comparison);

// The fabric of a result that has one (has_fabric).
void sl_report_fabric_text(sl_text *out, const sl_result *result);
void sl_report_fabric_json(sl_json *json, const sl_result *result);

#endif
