// Reports of a comparison: terminal table, JSON, HTML page. Writers only fill a text.
#ifndef SHORELINE_REPORT_H
#define SHORELINE_REPORT_H

#include "shoreline/channel.h"
#include "shoreline/com.h"
#include "shoreline/json.h"
#include "shoreline/reach.h"
#include "shoreline/sparam.h"
#include "shoreline/tdecq.h"
#include "shoreline/version.h"
#include "shoreline/system.h"

#ifdef __cplusplus
extern "C" {
#endif

// The table of variants, why each stands where it does, the verdict. width: columns of the
// terminal (variants are split into blocks that fit).
void sl_report_table(sl_text *out, const sl_comparison *comparison, int width, bool colour);

// One JSON object, as DESIGN section 5 has it; keys carry SI units.
void sl_report_json(sl_text *out, const sl_comparison *comparison);

// One variant in full: metrics with interval, tier and page; energy; operating point.
void sl_report_variant(sl_text *out, const sl_comparison *comparison, size_t variant,
                       const char *layer, bool colour);

// The quality report of one network, by its file's name; and of several as one JSON object, where a
// file that was not read has no quality (NULL).
void sl_report_quality(sl_text *out, const char *name, const sl_sparam *s,
                       const sl_sparam_quality *quality);
void sl_report_quality_json(sl_text *out, const char *const *names, sl_sparam *const *networks,
                            const sl_sparam_quality *qualities, size_t n);

// Channel Operating Margin of n channels, the thru first. reference: of a result as the text of the
// standard says, the one as the reference program computes it; else NULL.
void sl_report_com(sl_text *out, const sl_com_settings *settings, const sl_com_channel *channels,
                   int n, const sl_com_result *result, const sl_com_result *reference, bool colour);
// The same as keys of an open JSON object: "compat", "channels", "cases".
void sl_report_com_keys(sl_json *json, const sl_com_settings *settings,
                        const sl_com_channel *channels, int n, const sl_com_result *result,
                        const sl_com_result *reference);

// A channel that was built: as lines of text (json NULL), or as keys of an open JSON object.
void sl_report_channel(sl_text *out, sl_json *json, const sl_design_channel *channel,
                       const sl_built_channel *built);

// A measured waveform; result of a record without fibre for TECQ, or NULL.
typedef struct sl_tdecq_report {
    const char *name, *unit;
    bool unit_stated;
    size_t samples;
    const sl_tdecq_opts *opts; // with nothing left at 0 that has a default
    const sl_tdecq_result *result, *back_to_back;
} sl_tdecq_report;
void sl_report_tdecq(sl_text *out, const sl_tdecq_report *report, bool as_json);

// What a code makes of a link's errors.
void sl_report_fec(sl_text *out, const sl_fec_question *question, const sl_fec_answer *answer,
                   bool as_json);

// One self-contained HTML page.
void sl_report_html(sl_text *out, sl_ctx *ctx, const sl_comparison *comparison);

// Ledger of one load and its verdict; nothing for a variant without memory.
void sl_report_tray(sl_text *out, const sl_comparison *comparison, size_t variant);

// A training job: layout, ledger of its step, run and answers, and the layouts found for it (NULL:
// none were looked for; in JSON one search a variant).
void sl_report_train(sl_text *out, const sl_comparison *comparison, size_t variant,
                     const sl_layouts *found);
void sl_report_train_json(sl_text *out, const sl_comparison *comparison, const sl_layouts *found);

// Supply of one variant; of all, as JSON.
void sl_report_supply(sl_text *out, const sl_comparison *comparison, size_t variant);
void sl_report_supply_json(sl_text *out, const sl_comparison *comparison);

// Growth over years of all variants.
void sl_report_growth(sl_text *out, const sl_comparison *comparison,
                      const sl_growth_projection *growth);
void sl_report_growth_json(sl_text *out, const sl_comparison *comparison,
                           const sl_growth_projection *growth);

// Reach of copper with yield; as JSON; as one self-contained page.
void sl_report_reach(sl_text *out, const sl_comparison *comparison, const sl_reach_study *study);
void sl_report_reach_json(sl_text *out, const sl_comparison *comparison,
                          const sl_reach_study *study);
void sl_report_reach_html(sl_text *out, const sl_comparison *comparison,
                          const sl_reach_study *study);

// One judged claim and the file that it stands in; as JSON, an object of an open array; how many of
// each verdict, by sl_claim_verdict.
void sl_report_claim(sl_text *out, const sl_model *model, const sl_claim_result *result,
                     const char *file);
void sl_report_claim_json(sl_json *json, const sl_model *model, const sl_claim_result *result,
                          const char *file);
void sl_report_claim_counts(sl_text *out, const size_t count[3]);

// A judged claim, its model and the file that it stands in.
typedef struct sl_claim_entry {
    const sl_model *model;
    sl_claim_result result;
    const char *file;
} sl_claim_entry;
// One self-contained page without script: counts, and a table by verdict. invalid: files left out.
void sl_report_claims_html(sl_text *out, const sl_claim_entry *entries, size_t n, size_t invalid);

// Clauses between host, engine and laser: of one variant; of all, as JSON; over the catalogue.
void sl_report_interop(sl_text *out, const sl_comparison *comparison, size_t variant);
void sl_report_interop_json(sl_text *out, const sl_comparison *comparison);
void sl_report_interop_matrix(sl_text *out, const sl_interop_matrix *matrix);
void sl_report_interop_matrix_json(sl_text *out, const sl_interop_matrix *matrix);
// What it takes to prove each claim of every variant against the first one; telemetry: one of each
// variant, or NULL: nothing was measured.
void sl_report_pilot(sl_text *out, const sl_comparison *comparison, const sl_trial *trial,
                     const sl_telemetry *telemetry);
void sl_report_pilot_json(sl_text *out, const sl_comparison *comparison, const sl_trial *trial,
                          const sl_telemetry *telemetry);

// One JSON object: feasibility, ledger and verdicts of every variant; where the first one has
// memory.composition, its trays handed out to its jobs in the form of Redfish's CompositionService.
// Errors: SL_ERR_LIMIT for more trays than SL_REDFISH_BLOCKS_MAX.
#define SL_REDFISH_BLOCKS_MAX 20000
sl_status sl_report_tray_json(sl_text *out, const sl_comparison *comparison);

// reason: why there is no value, NULL where there is one.
void sl_report_calc_json(sl_text *out, const sl_calc *calc, const double value[SL_CALC_VALUES],
                         const char *reason);
void sl_report_diagnostics_json(sl_text *out, const sl_ctx *ctx);

// A value in its metric's display unit, with as many digits as its interval bears: "6.12",
// "1.2e-9", "-" for NaN. n bytes of out.
void sl_report_value(char *out, size_t n, int metric, double si_value);
// Why a metric has no value in this result.
const char *sl_report_reason(const sl_result *result, int metric);

#ifdef __cplusplus
}
#endif
#endif
