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

// Parts of a load's latency in order; they sum to the ledger's total.
typedef struct sl_load_row {
    const char *label, *key;
    size_t offset; // of a double in sl_load_ledger
} sl_load_row;
extern const sl_load_row sl_load_rows[];
extern const size_t sl_load_row_n;
double sl_load_part_s(const sl_result *result, size_t row);
// Whether any variant has a memory tray.
bool sl_report_has_tray(const sl_comparison *comparison);

void sl_report_figures(sl_text *out, sl_ctx *ctx, const sl_comparison *comparison);

// The fabric of a result that has one (has_fabric).
void sl_report_fabric_text(sl_text *out, const sl_result *result);
void sl_report_fabric_json(sl_json *json, const sl_result *result);

// The step's and the run's ledger of a result that has a workload.
void sl_report_training_text(sl_text *out, const sl_result *result);
void sl_report_training_json(sl_json *json, const sl_result *result);

#endif
