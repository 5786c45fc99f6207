// Reach of copper with yield: the length of a line at which manufactured channels still pass COM.
// Theory: docs/theory/reach.md.
#ifndef SHORELINE_REACH_H
#define SHORELINE_REACH_H

#include <stdbool.h>
#include <stddef.h>

#include "shoreline/channel.h"
#include "shoreline/model.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SL_REACH_AXES 40

// How one thing that varies moves the margin, equaliser held (transmit FFE and CTLE), DFE and
// receive FFE following; at the nominal length.
typedef struct sl_reach_axis {
    char name[96];          // "loss tangent, medium/pcb-megtron7"
    double sd;              // standard deviation: relative, or K
    bool relative;          // else K
    double db_per_sd;       // change of COM by one standard deviation, central difference
    double db_per_unit;     // by 1 % (relative), by 1 K
    double drift_db_per_sd; // the same with an equaliser that follows the channel, as in the draws
    double share;           // of the variance of COM, by drift: all add up to 1
    sl_class class_;        // of sd
    const char *source;     // of sd, or ""
} sl_reach_axis;

typedef enum sl_reach_state {
    SL_REACH_FOUND,
    SL_REACH_NEVER,   // does not pass at any length
    SL_REACH_BEYOND,  // passes at reach.longest
    SL_REACH_REFUSED, // outside of what the channel builder or COM can compute
} sl_reach_state;

#define SL_REACH_YIELDS 3
extern const double sl_reach_yields[SL_REACH_YIELDS]; // 50, 90, 99 %

// One architecture at one rate.
typedef struct sl_reach_cell {
    sl_reach_state state;
    double symbol_rate_bd;
    char line[64];              // what is swept: its part
    double nominal_m;           // where the nominal channel has COM = threshold
    double nominal_loss_db;     // of the whole channel there, at Nyquist
    double g_dc_db, g_dc_hp_db; // CTLE found there
    bool dips;                  // a shorter line that was looked at does not pass: reflections
    double slope_db_per_m;      // of COM there, equaliser following
    double sigma_db;            // of COM there, linearised
    // Of as many channels as the study draws; equal to nominal_m where nothing varies, NaN where
    // none were drawn.
    double yield_m;                   // where the share reach.yield passes
    double low_m, high_m;             // its 95 % interval
    double yield_loss_db;             // nominal loss at that length
    double linear_m;                  // the same length from slope and sigma alone
    double at_m[SL_REACH_YIELDS];     // where sl_reach_yields pass
    double order_low_m, order_high_m; // 95 % interval of the second of these by order statistics of
                                      // the unweighted half: a check of the weights
    int lost;                         // channels without an eye: counted as failing at any length
    size_t evaluations;               // of COM
    sl_class class_;                  // weakest of what it rests on
    int axis_n;
    sl_reach_axis axis[SL_REACH_AXES]; // widest first
} sl_reach_cell;

typedef struct sl_reach_study {
    const sl_model *model;
    size_t n;            // variants
    sl_reach_cell *cell; // [n][SL_REACH_RATES]
} sl_reach_study;

typedef struct sl_reach_opts {
    bool (*progress)(void *user, size_t done, size_t total); // false: stop
    void *user;
} sl_reach_opts;

// Every variant of a model at every rate of its reach section, which each has. Parallel over
// variants, rates and draws; the result does not depend on threads. opts may be NULL. About 12 ms a
// channel drawn and length, two of these a draw, and 1 s for each variant and rate.
// Errors: SL_ERR_SCENARIO (diagnosed), SL_ERR_NO_MEMORY, SL_ERR_LIMIT (stopped by progress).
sl_status sl_reach_study_run(sl_reach_study **out, sl_ctx *ctx, const sl_model *model,
                             const sl_reach_opts *opts);
void sl_reach_study_destroy(sl_ctx *ctx, sl_reach_study *study);
const sl_reach_cell *sl_reach_cell_at(const sl_reach_study *study, size_t variant, int rate);

// ---- the estimator ------------------------------------------------------------------------------

// A channel drawn: from the nominal distribution, or from one shifted towards failure.
typedef struct sl_reach_sample {
    double length_m; // up to which it passes
    double weight;   // likelihood ratio to the mixture of both, > 0
    bool shifted;
} sl_reach_sample;

// Length below which the share p of channels fails, with its 95 % interval: out[0], out[1] and
// out[2]. Sorts samples. The share of failures below a length is the mean of the weights of what
// fails, its variance that of the two strata; the interval is where the share's crosses p
// (Woodruff, JASA 47 (1952) 635). NaN for n < 2. n log n.
void sl_reach_quantile(double out[3], sl_reach_sample *samples, size_t n, double p);

// Weight of z under a mixture that takes the share `shifted` from a unit normal moved by `shift`
// (n components each): 1/(1 - shifted + shifted exp(z.shift - |shift|^2/2)). Bounded by
// 1/(1 - shifted). Source: Owen and Zhou, JASA 95 (2000) 135 (defensive mixture).
double sl_reach_weight(const double *z, const double *shift, int n, double shifted);

#ifdef __cplusplus
}
#endif
#endif
