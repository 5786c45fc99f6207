// The statistical eye's inside, for eye*.c only.
#ifndef SIGNAL_EYE_INTERNAL_H
#define SIGNAL_EYE_INTERNAL_H

#include "shoreline/eye.h"
#include "signal/pdf.h"

struct sl_eye {
    sl_ctx *ctx;
    sl_eye_opts opts;
    int levels;
    double level[SL_PAM_MAX];
    double first_phase_ui, phase_step_ui;
    double *cursor; // main cursor of each phase
    double *mass;   // all distributions
    pdf *of;        // of[phase * levels + level]
    size_t decision;
    sl_eye_summary summary;
};

// What the eye is made from: cursors of a sampling position, in the pulse's unit.
typedef struct eye_cursors {
    double *h; // without the main cursor, ascending in size
    size_t n;
    double main_cursor;
    double slope_power; // sum of squared slopes, per UI^2
} eye_cursors;

// Positions of the sampling instant about a phase and their weights (jitter as a distribution in
// time), in steps of 1/refine samples.
typedef struct eye_nodes {
    double *weight; // 2 reach + 1
    long reach;
    size_t refine;
} eye_nodes;

size_t eye_cursor_room(const sl_waveform *w);
// with_slope: also A_DD times the slopes as further cursors (the slope model of jitter).
void eye_cursors_at(eye_cursors *out, const sl_waveform *w, double sample, bool with_slope);
sl_status eye_nodes_create(eye_nodes *out, sl_ctx *ctx, const sl_waveform *w,
                           sl_jitter_model jitter);
// Distribution of all aggressors together into out; step in the pulse's unit.
sl_status eye_crosstalk(pdf *out, sl_ctx *ctx, const sl_waveform *w, const double *level,
                        sl_crosstalk_phase policy, double step);
// Largest sum of an aggressor's cursors over its phases, summed over aggressors.
double eye_crosstalk_reach(const sl_waveform *w);
void eye_measure(sl_eye *eye);

// Jitter of each edge on its own.
typedef struct eye_edges {
    const sl_waveform *w;
    const double *level;
    eye_nodes nodes;
    double step;
} eye_edges;

size_t eye_edges_scratch(const eye_edges *e, size_t capacity); // doubles for one call
// Bins by which jitter widens a distribution at most; scratch holds 2 reach + 1.
double eye_edges_reach(const eye_edges *e, double sample, double *scratch);
// Distributions given each level sent (out[levels]), main cursor and crosstalk in them.
sl_status eye_edges_at(pdf *out, const eye_edges *e, double sample, const pdf *crosstalk,
                       double *scratch);

#endif
