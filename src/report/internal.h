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
// Sentences on a tray: as good as a slot or not; when fetching keys and values wins, whether the
// optimizer's pass fits (false: not asked for, or nothing is delivered).
#define SL_VERDICT_TEXT 640
void sl_report_slot_verdict(char *out, size_t n, const sl_variant_result *variant);
bool sl_report_kv_verdict(char *out, size_t n, const sl_variant_result *variant);
bool sl_report_optimizer_verdict(char *out, size_t n, const sl_variant_result *variant);
// The ledger and the sentences as "memory_load"; nothing for a variant without memory.
void sl_report_load_json(sl_json *json, const sl_variant_result *variant);
// The trays handed out to jobs as keys of an open object. Errors: SL_ERR_LIMIT.
sl_status sl_report_composition_json(sl_json *json, const sl_composition_spec *spec);
// Whether any variant has a memory tray.
bool sl_report_has_tray(const sl_comparison *comparison);

void sl_report_figures(sl_text *out, sl_ctx *ctx, const sl_comparison *comparison);

// The fabric of a result that has one (has_fabric).
void sl_report_fabric_text(sl_text *out, const sl_result *result);
void sl_report_fabric_json(sl_json *json, const sl_result *result);

// The step's and the run's ledger of a result that has a workload.
void sl_report_training_text(sl_text *out, const sl_result *result);
void sl_report_training_json(sl_json *json, const sl_result *result);

// The fabric (fabric.c): where a packet's time goes, the last row the total; the tail of an incast
// of `senders` and the time of an all-reduce among all hosts. NaN where the model does not hold.
typedef struct sl_ledger_row {
    const char *name, *key;
    double time_s;
} sl_ledger_row;
#define SL_PACKET_LEDGER_ROWS 6
void sl_report_packet_ledger(sl_ledger_row rows[SL_PACKET_LEDGER_ROWS], const sl_result *result);
double sl_report_incast_s(const sl_result *result, double senders);
double sl_report_all_reduce_s(const sl_result *result, double bytes);

#endif
