// Whether a host, an optical engine and a laser fit together: rules with value, limit, margin and
// source. Pure functions on plain structs. Theory: docs/theory/interop.md.
#ifndef SHORELINE_INTEROP_H
#define SHORELINE_INTEROP_H

#include <stdbool.h>
#include <stddef.h>

#include "shoreline/status.h"

#ifdef __cplusplus
extern "C" {
#endif

// What is not known is NaN, 0 for counts, and _UNKNOWN for words: it makes a rule UNKNOWN, never
// PASS.
typedef enum sl_form {
    SL_FORM_UNKNOWN,
    SL_FORM_QSFP_DD,
    SL_FORM_OSFP,
    SL_FORM_OSFP_XD,
    SL_FORM_XPO,
    SL_FORM_CPX,     // socketed engine near the package
    SL_FORM_OIF_CPO, // co-packaged module of the OIF's agreement
    SL_FORM_SOLDERED
} sl_form;

typedef enum sl_electrical_class {
    SL_CLASS_UNKNOWN,
    SL_CLASS_XSR,
    SL_CLASS_XSR_PLUS,
    SL_CLASS_VSR,
    SL_CLASS_LINEAR, // no retimer on either side of the interface
    SL_CLASS_MR,
    SL_CLASS_LR,
    SL_CLASS_UCIE
} sl_electrical_class;

typedef enum sl_answer { SL_ANSWER_UNKNOWN, SL_ANSWER_NO, SL_ANSWER_YES } sl_answer;

typedef enum sl_drive {
    SL_DRIVE_UNKNOWN,
    SL_DRIVE_RETIMED,
    SL_DRIVE_HALF,
    SL_DRIVE_LINEAR
} sl_drive;

typedef enum sl_medium {
    SL_MEDIUM_UNKNOWN,
    SL_MEDIUM_SR, // multimode
    SL_MEDIUM_DR, // single mode, parallel
    SL_MEDIUM_FR, // coarse wavelengths, 2 km
    SL_MEDIUM_LR,
    SL_MEDIUM_DENSE // dense wavelengths of a laser module
} sl_medium;

typedef enum sl_light_place { SL_LIGHT_UNKNOWN, SL_LIGHT_INSIDE, SL_LIGHT_OUTSIDE } sl_light_place;

typedef enum sl_plan {
    SL_PLAN_UNKNOWN,
    SL_PLAN_850,
    SL_PLAN_1311,
    SL_PLAN_CWDM4,
    SL_PLAN_CW_WDM8
} sl_plan;

typedef struct sl_interop_host {
    sl_form form;
    sl_electrical_class electrical;
    sl_answer linear; // its SerDes equalises for a linear engine
    int lanes;
    double lane_bps, loss_db; // of its channel at Nyquist, to the engine
    double power_w, supply_v; // that a slot gives
    double case_max_k, case_min_k;
    double management;     // revision of CMIS that it speaks, 5.2
    sl_answer laser_pages; // manages external lasers
    int banks;             // of 8 lanes that it manages
} sl_interop_host;

typedef struct sl_interop_engine {
    sl_form form;
    sl_electrical_class electrical;
    sl_drive drive;
    int lanes;
    double lane_bps, loss_db; // that it bears at Nyquist
    double power_w, supply_v;
    double case_max_k, case_min_k; // that it works at
    double management;
    sl_medium medium;
    int fibres;
    sl_light_place laser;
    sl_plan plan;
    int laser_inputs;
    double laser_min_dbm, laser_max_dbm; // of one input
    const char *connector;               // "" where it is not known
} sl_interop_engine;

typedef struct sl_interop_laser {
    sl_plan plan;
    int outputs;
    double output_dbm, rating_dbm; // least of one output; safety class of one fibre
    double supply_v, power_w;
    double case_max_k, case_min_k;
    double management;
    const char *connector;
} sl_interop_laser;

// The place they meet in.
typedef struct sl_interop_site {
    double case_k;        // of the engine's case, hottest
    double case_cold_k;   // the same, coldest: at a cold start
    double laser_k;       // of the laser's case
    double fibre_loss_db; // laser to engine
    double reach_m;
    sl_medium medium; // of the fibre that is laid
    int fibres;       // of one port
} sl_interop_site;

typedef enum sl_outcome { SL_PASS, SL_FAIL, SL_UNKNOWN, SL_NOT_APPLICABLE, SL_OUTCOMES } sl_outcome;
extern const char *const sl_outcome_names[SL_OUTCOMES];

typedef struct sl_clause {
    const char *id, *text, *unit, *source;
} sl_clause;

typedef struct sl_clause_result {
    sl_outcome outcome;
    double value, limit, margin; // NaN where a word is compared; margin >= 0 passes
} sl_clause_result;

extern const sl_clause sl_clauses[];
extern const size_t sl_clause_n;
#define SL_CLAUSES_MAX 32

// All clauses on one triple; laser may be NULL (then what needs one is UNKNOWN, or does not apply
// where the engine holds its own), site too (clauses on it then do not apply). results:
// sl_clause_n. The worst outcome: FAIL before UNKNOWN before PASS.
sl_outcome sl_interop_check(sl_clause_result *results, const sl_interop_host *host,
                            const sl_interop_engine *engine, const sl_interop_laser *laser,
                            const sl_interop_site *site);

#ifdef __cplusplus
}
#endif
#endif
