// What the files of the TDECQ measurement share.
#ifndef OPTICS_TDECQ_INTERNAL_H
#define OPTICS_TDECQ_INTERNAL_H

#include "shoreline/tdecq.h"

// ---- lock (tdecq_lock.c): which symbol is where

// Symbol k of the record, 0 <= k < n, has its centre at sample `first + k ui` and is symbol
// (offset + k) mod period of the pattern.
typedef struct tdecq_lock {
    sl_pam4_pattern pattern;
    uint8_t *symbols; // one period
    size_t period, offset, n;
    double first, ui;
    size_t lost;        // without lock: the farthest symbol to which it was followed
    double correlation; // signed: negative where the record is inverted
    double timing_rms_ui;
} tdecq_lock;

// Finds it, or says in result->reason why not (then lock->n is 0). Memory from the arena.
sl_status tdecq_lock_find(tdecq_lock *lock, sl_tdecq_result *result, sl_arena *arena,
                          const double *value, size_t n, const sl_tdecq_opts *opts);
// Says why nothing locks, by the record's clock (tdecq_clock.c).
sl_status tdecq_say_no_lock(sl_tdecq_result *result, sl_arena *arena, const double *value, size_t n,
                            const sl_tdecq_opts *opts);
// Whether values were cut (tdecq_clip.c).
sl_status tdecq_clipped(bool *clipped, sl_arena *arena, const double *value, size_t n);
static inline unsigned tdecq_symbol(const tdecq_lock *lock, size_t k)
{
    return lock->symbols[(lock->offset + k) % lock->period];
}

// ---- the filtered waveform between samples (tdecq_wave.c)

#define TDECQ_PLACES 2048 // between two samples

// y[i] times `scale` and `mean` more, turned over where inverted, is the record's value; sample t
// of the record is at `first + t per`.
typedef struct tdecq_wave {
    float *y;
    size_t n;
    double first, per, mean, scale;
    float (*weights)[8]; // of y's neighbours, six in use
} tdecq_wave;

sl_status tdecq_wave_make(tdecq_wave *wave, sl_arena *arena, const double *value, size_t n,
                          const tdecq_lock *lock, bool periodic, const sl_tdecq_opts *opts);
// out[k] = wave at `phase_ui` from the centre of symbol begin + k, k < n. begin may be negative.
void tdecq_wave_row(float *out, const tdecq_wave *wave, const tdecq_lock *lock, long begin,
                    size_t n, double phase_ui);

// ---- the eye behind an equaliser (tdecq_eye.c)

#define TDECQ_PAD    16 // symbols beside those counted
#define TDECQ_POINTS 3  // instants across a histogram's width
#define TDECQ_BINS   2048

// A setting of the equaliser and what comes of it. side 0: left histogram, 1: right.
typedef struct tdecq_point {
    double tap[SL_TDECQ_TAPS_MAX], shift[3]; // shift of the thresholds
    double ceq, sigma[2];                    // behind the equaliser, at the target
    double f[2];                             // -ln(sigma_G), in front of it
} tdecq_point;

typedef struct tdecq_eye {
    int taps, main;
    size_t n;                        // symbols counted
    int points;                      // instants in use: 1 or TDECQ_POINTS
    float *row[2][TDECQ_POINTS];     // n + 2 TDECQ_PAD samples, the first symbol at TDECQ_PAD
    double threshold[3], shift_max;  // nominal ones
    double low, step;                // of the bins
    double noise[SL_TDECQ_TAPS_MAX]; // autocorrelation of the reference noise at symbol lags
    double target;
    uint32_t *count[2], *parts[2]; // bins
    uint16_t *bin[2];              // of each sample, points one after the other
    uint32_t *place;               // work: n places, n values each
    float *work, *work2;           //
} tdecq_eye;

// Derivatives of f by taps (all of them, their sum free) and shifts.
enum { TDECQ_VARS = SL_TDECQ_TAPS_MAX + 3 };
typedef struct tdecq_matrix {
    double v[TDECQ_VARS][TDECQ_VARS];
} tdecq_matrix;
typedef struct tdecq_slope {
    double g[2][TDECQ_VARS];
    tdecq_matrix h[2];
    tdecq_matrix convex[2]; // the part of h that is never negative
} tdecq_slope;

sl_status tdecq_eye_init(tdecq_eye *eye, sl_arena *arena, size_t n_max, int taps);
// The autocorrelation of white noise behind the reference receiver.
void tdecq_eye_noise(tdecq_eye *eye, double bandwidth_over_rate);
void tdecq_eye_rows(tdecq_eye *eye, const tdecq_wave *wave, const tdecq_lock *lock, double phase);
// Fills ceq, sigma and f of a point whose taps and shifts are set.
void tdecq_eye_value(tdecq_eye *eye, tdecq_point *point);
// Slopes at the point that was valued last; curvature from the first `n` symbols.
void tdecq_eye_slope(tdecq_slope *slope, tdecq_eye *eye, const tdecq_point *point, size_t n);
// Symbol error ratio of one side per threshold for noise sigma behind the equaliser.
double tdecq_eye_ser(double eyes[3], double *by_log_sigma, const tdecq_eye *eye,
                     const tdecq_point *point, int side, double sigma);
void tdecq_equalise(float *out, const float *row, size_t n, const double *tap, int taps, int main);
// sum of a[i] b[i] and of a[i] b[i] c[i]: sixteen partial sums, the same for any register width.
double tdecq_dot(const float *a, const float *b, size_t n);
double tdecq_dot3(const float *a, const float *b, const float *c, size_t n);

// ---- quadratic programmes (tdecq_quadratic.c)

enum { TDECQ_ROWS = 2 * SL_TDECQ_TAPS_MAX + 10 };

typedef struct tdecq_rows { // a x <= b
    int n, m;               // rows, variables
    double a[TDECQ_ROWS][TDECQ_VARS], b[TDECQ_ROWS];
} tdecq_rows;

// x minimises x'Hx/2 + g'x within the rows, H positive definite. False: H is not.
bool tdecq_quadratic(double *x, const tdecq_matrix *h, const double *g, const tdecq_rows *rows);
// x minimises the larger of f_s + g_s'x + x'H_s x/2, s = 0, 1, within the rows.
// convex: with that part of H only.
bool tdecq_minimax(double *x, const double f[2], const tdecq_slope *model, bool convex,
                   const tdecq_rows *rows);

// ---- taps as variables, and their limits as rows (tdecq_limits.c)

int tdecq_variable_of(const tdecq_eye *eye, int tap);
void tdecq_take(tdecq_point *point, const tdecq_eye *eye, const double *u);
void tdecq_give(double *u, const tdecq_eye *eye, const tdecq_point *point);
void tdecq_limit_rows(tdecq_rows *rows, const tdecq_eye *eye, const sl_tdecq_limits *limits);
// What is left to the bound of row r.
double tdecq_slack(const tdecq_rows *rows, int r, const double *u);
void tdecq_pull_inside(double *u, const tdecq_rows *rows);

// ---- taps (tdecq_taps.c)

typedef struct tdecq_search {
    const tdecq_wave *wave;
    const tdecq_lock *lock;
    const sl_tdecq_limits *limits;
    sl_arena *arena;
    double centre;         // mean of the waveform
    double amplitude;      // half the OMA
    double sigma_ideal;    // noise of the ideal eye
    tdecq_eye part, whole; // a part of the symbols for the search, all of them for the result
} tdecq_search;

// Best taps, thresholds and phase.
sl_status tdecq_search_run(tdecq_point *best, double *phase_ui, bool *limited,
                           tdecq_search *search);

#endif
