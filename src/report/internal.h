// Shared inside src/report.
#ifndef REPORT_INTERNAL_H
#define REPORT_INTERNAL_H

#include "shoreline/channel.h"
#include "shoreline/constants.h"
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
// What market.compat changes in a design's costs, beginning with its word; NULL: nothing.
const char *sl_report_compat(const sl_design *design);
void sl_report_slot_verdict(char *out, size_t n, const sl_variant_result *variant);
bool sl_report_kv_verdict(char *out, size_t n, const sl_variant_result *variant);
bool sl_report_optimizer_verdict(char *out, size_t n, const sl_variant_result *variant);
// The ledger and the sentences as "memory_load"; nothing for a variant without memory.
void sl_report_load_json(sl_json *json, const sl_variant_result *variant);
// The trays handed out to jobs as keys of an open object. Errors: SL_ERR_LIMIT.
sl_status sl_report_composition_json(sl_json *json, const sl_composition_spec *spec);
// Whether any variant has a supply.
bool sl_report_has_supply(const sl_comparison *comparison);
// Whether any variant has a memory tray.
bool sl_report_has_tray(const sl_comparison *comparison);

// What the page's figures show besides the comparison; each may be NULL.
typedef struct sl_report_extras {
    sl_training_curves *curves;
    sl_breakeven *breakeven;
    sl_growth_projection *growth;
    sl_claim_result *claim; // of a scenario with a claim
} sl_report_extras;
void sl_report_figures(sl_text *out, const sl_comparison *comparison,
                       const sl_report_extras *extras);

// The keys that every JSON object begins with; the results of a variant, of one layer or of all
// (NULL).
void sl_report_json_head(sl_json *json, const sl_comparison *comparison, const char *schema);
void sl_report_json_results(sl_json *json, const sl_comparison *comparison, size_t variant,
                            const char *layer);

// A value, limit or margin (difference) in the unit that a clause speaks of; temperatures in degC.
void sl_report_clause_amount(char *out, size_t n, const sl_clause *clause, double value,
                             bool difference);

// A value of a claim's deciding metric or a difference of two (degrees are then kelvins), with its
// unit; or a ratio.
void sl_report_claim_amount(char out[48], const sl_claim_result *result, double x, bool difference);

// Blast radius and repair curve; the bill of a port; nothing where a result has none. The map.
void sl_report_fleet_json(sl_json *json, const sl_result *result);
void sl_report_cost_json(sl_json *json, const sl_result *result);
void sl_report_breakeven_json(sl_json *json, const sl_comparison *comparison,
                              const sl_breakeven *breakeven);

// The electrical channels of a variant at a finer tier; nothing at estimate.
void sl_report_electrical_text(sl_text *out, const sl_comparison *comparison, size_t variant);
void sl_report_electrical_json(sl_json *json, const sl_comparison *comparison, size_t variant);
// The optical lane of a variant at a finer tier; nothing at estimate.
void sl_report_light_text(sl_text *out, const sl_comparison *comparison, size_t variant);
void sl_report_light_json(sl_json *json, const sl_comparison *comparison, size_t variant);
// Names of what closes the eye, and the margin that a source takes from what those before it left,
// dB; the first is what it leaves.
extern const char *const sl_com_source_names[SL_COM_SOURCES];
double sl_com_step_db(const sl_com_case *found, int source);

// The fabric of a result that has one (has_fabric).
void sl_report_fabric_text(sl_text *out, const sl_design *design, const sl_result *result);
void sl_report_fabric_json(sl_json *json, const sl_design *design, const sl_result *result);

// The step's and the run's ledger of a result that has a workload.
void sl_report_training_text(sl_text *out, const sl_result *result);
void sl_report_training_json(sl_json *json, const sl_result *result);

// When a variant is the cheapest feasible and when it is feasible, in most draws ("2026 to 2029,
// 2032" or "never"), and what keeps it out of the last year most often.
typedef struct sl_growth_years {
    char cheapest[160], feasible[160], bar[176];
} sl_growth_years;
void sl_report_growth_years(sl_growth_years *out, const sl_growth_projection *growth, int variant);
// The years of a projection as a key of an open object.
void sl_report_growth_years_json(sl_json *json, const sl_comparison *comparison,
                                 const sl_growth_projection *growth);

// Training against its size (training_curves.c). The curves of one variant or of all (-1) for
// a writer of `out`, which is marked as failed when memory is out; NULL: there is nothing to show.
sl_training_curves *sl_report_curves(const sl_comparison *comparison, int variant, sl_text *out);
void sl_report_curves_text(sl_text *out, const sl_training_curves *curves);
void sl_report_curves_json(sl_json *json, const sl_comparison *comparison,
                           const sl_training_curves *curves);
// What is not 1: "tensor 8, pipeline 16, chunks 8, selective recompute".
void sl_report_layout(char *out, size_t n, const sl_layout *layout);
// Names of variants, as a list.
void sl_report_names(char *out, size_t n, const sl_comparison *comparison, const int *variant,
                     int variants);
// The least number of GPUs above `gpus` with a point of either scaling, INFINITY past the last;
// and a curve's point there, or NULL.
double sl_report_next_gpus(const sl_training_curves *curves, double gpus);
const sl_curve_point *sl_report_at(const sl_curve *curve, double x);
// Whether a published point begins another set than the one before it.
bool sl_report_set_begins(const sl_training_curves *curves, size_t point);
// A number of a table: four digits, one decimal, or one decimal with its sign; "-" for NaN.
typedef enum sl_number_form { SL_FOUR_DIGITS, SL_ONE_DECIMAL, SL_SIGNED } sl_number_form;
void sl_report_number(char out[32], sl_number_form form, double value);
// Predicted over published time, less one.
double sl_report_error(double predicted_s, double published_s);
#define SL_MFU_CONVENTION                                                                          \
    "Model FLOP over the dense peak at the accelerator's precision: attention as workload.causal " \
    "says, head counted, recompute not."

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
