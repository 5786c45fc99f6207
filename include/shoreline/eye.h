// Statistical eye of a waveform: the distribution of the sampled value at each phase, from the
// pulse responses alone. Theory: docs/theory/waveform.md.
#ifndef SHORELINE_EYE_H
#define SHORELINE_EYE_H

#include "shoreline/waveform.h"

typedef struct sl_eye sl_eye;

typedef enum sl_jitter_model {
    SL_JITTER_SLOPE, // p(t + j) = p(t) + j p'(t), cursors independent: IEEE 802.3 93A. For small
                     // jitter: A_DD below about 0.05 UI
    SL_JITTER_PHASE, // the sampling instant is a random variable: the exact mixture of the phases'
                     // distributions, for any jitter of the sampler or of the whole waveform
    SL_JITTER_EDGES, // each edge of the transmitter moves on its own: responses to the edges are
                     // convolved over a trellis of symbols, exact for any size; the slowest
} sl_jitter_model;

typedef enum sl_crosstalk_phase {
    SL_CROSSTALK_WORST,   // each aggressor at its phase of largest variance: IEEE 802.3 93A
    SL_CROSSTALK_UNIFORM, // each aggressor's phase is uniform over the UI
} sl_crosstalk_phase;

typedef struct sl_eye_opts {
    sl_jitter_model jitter;
    sl_crosstalk_phase crosstalk;
    size_t phases; // odd, about the cursor in steps of a sample; 0: one UI, 1: the cursor only
    size_t bins_per_eye; // least bins between two neighbouring levels, 0: 256; 16..65536
    double ber;          // of heights, widths and contours, per level and side; 0: 1e-12
    bool best_phase;     // decide at the phase of least symbol errors; else at the cursor
} sl_eye_opts;

#define SL_EYE_FLOOR_LOG10 (-40) // probabilities below are reported as -inf

typedef struct sl_eye_summary {
    double phase_ui;  // of the decision, from the cursor
    double cursor;    // main cursor there
    double log10_ser; // symbol (detector) error ratio, thresholds midway between the levels
    double log10_ber; // with Gray mapping, all distances counted; NaN when L is no power of 2
    double threshold[SL_PAM_MAX - 1];
    double height[SL_PAM_MAX - 1];   // at opts.ber, from the lowest eye up; <= 0: closed
    double width_ui[SL_PAM_MAX - 1]; // at opts.ber and the threshold; 0: closed; at most the span
    double veo;                      // least height
    double vec_db;                   // 20 log10(level distance/height), the largest; inf: closed
    double step;                     // bin of the grid
    double mass_error;               // largest |sum of a distribution - 1|
    size_t phases, bins;             // phases held, bins of the widest distribution
} sl_eye_summary;

// Computes the distributions. Grid: the least of a level distance over bins_per_eye and a twelfth
// of the Gaussian's sigma, halved while the variance that placing deltas on the grid adds exceeds a
// quarter of the Gaussian's; that variance is taken off the Gaussian's, so that mean and variance
// are exact and log10 of a tail at 1e-12 (1e-20) is off by less than 0.01 (0.05). The grid is as
// wide as the sum of all cursors, so that nothing is folded or cut but tails below 1e-45.
// Results do not depend on the number of threads. Errors: SL_ERR_DOMAIN (waveform, options, jitter
// that reaches beyond 1 UI, main cursor not positive), SL_ERR_LIMIT (more than 2^20 bins),
// SL_ERR_NO_MEMORY. Cost: phases x (cursors x L + L x kernel) x bins.
sl_status sl_eye_create(sl_eye **out, sl_ctx *ctx, const sl_waveform *waveform,
                        const sl_eye_opts *opts);
void sl_eye_destroy(sl_eye *eye);

const sl_eye_summary *sl_eye_get(const sl_eye *eye);
double sl_eye_phase_ui(const sl_eye *eye, size_t phase);

// Distribution of the sampled value given the level sent: mass[i] at (first + i) step. phase <
// summary.phases, 0 <= level < L.
typedef struct sl_eye_pdf {
    const double *mass;
    size_t n;
    long first;
    double step;
} sl_eye_pdf;
sl_eye_pdf sl_eye_distribution(const sl_eye *eye, size_t phase, int level);

// log10 P(value < y), and P(value > y), at a phase given the level sent; -inf below the floor.
double sl_eye_log10_below(const sl_eye *eye, size_t phase, int level, double y);
double sl_eye_log10_above(const sl_eye *eye, size_t phase, int level, double y);

// log10 of the symbol error ratio at a phase with the thresholds of the decision phase (bathtub in
// time), and of one eye's errors at a phase over a threshold y (bathtub in voltage): the mean of
// both neighbours' tails.
double sl_eye_log10_ser(const sl_eye *eye, size_t phase);
double sl_eye_log10_bathtub(const sl_eye *eye, size_t phase, int which, double y);

// Contour of eye `which` (0..L-2, from below) at probability ber per level and side: lower[i] and
// upper[i] per phase; open where lower < upper.
void sl_eye_contour(double *lower, double *upper, const sl_eye *eye, int which, double ber);

// Picture: out[row * phases + phase], rows from y_low up to y_high, log10 of the probability
// density (per unit of y) of all levels together, -inf below the floor.
void sl_eye_picture(float *out, size_t rows, double y_low, double y_high, const sl_eye *eye);

#endif
