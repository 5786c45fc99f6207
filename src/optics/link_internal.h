// What the files of the standard tier's lane share.
#ifndef SHORELINE_OPTICS_LINK_INTERNAL_H
#define SHORELINE_OPTICS_LINK_INTERNAL_H

#include <complex.h>
#include <stdbool.h>

#include "shoreline/fourier.h"
#include "shoreline/numeric.h"
#include "shoreline/optical_link.h"
#include "shoreline/tail.h"

#define SL_LINK_SAMPLES 16  // per UI
#define SL_LINK_BAND    2.5 // symbol rates: beyond, all transfers count as zero
#define SL_LINK_LAGS    SL_LINK_TAPS_MAX
#define SL_LINK_EVENTS  24 // errors in a row at most, of a detected sequence

// Noise that reaches the FFE, one-sided densities integrated: its autocorrelation at symbol lags
// and its impulse response.
typedef struct sl_link_noise {
    double white[SL_LINK_LAGS];   // of photocurrent noise of density 1/Hz
    double thermal[SL_LINK_LAGS]; // of the amplifier, A^2
    double fixed[SL_LINK_LAGS];   // electronics, over the squared amplitude
} sl_link_noise;

struct sl_link {
    sl_ctx *ctx;
    sl_fourier *fourier;
    size_t n; // samples of the window, a circle
    int period_ui;
    const sl_optical_link *in;
    double level[SL_LEVELS_MAX], mean_square, jitter2, loss_factor;
    double average_w, oma_ratio;           // at the photodiode
    double _Complex *light, *after, *work; // spectra: to the photodiode with the pulse, behind it
    double *pulse;                         // at the FFE: response to one outermost symbol
    double *optical;                       // at the photodiode
    double *impulse;                       // behind the photodiode
    double *weight;                        // work: impulse through the FFE
    double *moved;                         // work: pulse of a changed link
    double *bent[2];                       // at the FFE: squared and cubed drive behind a curve
    double drive[SL_LEVELS_MAX];           // levels in front of the curve
    sl_link_noise noise;
    size_t cursor; // sample of the decision
};

// Spectra, pulse and noise of `in`. Errors: SL_ERR_DOMAIN.
sl_status sl_link_respond(sl_link *link, const sl_optical_link *in);
// Transfers at f: hold or the host's magnitudes; from the photocurrent to the FFE.
double sl_link_drive_at(const sl_lane_in *lane, double f);
double _Complex sl_link_after_at(const sl_optical_link *in, double f);
// Electronics' density at f over the squared amplitude, power2 = |after|^2.
double sl_link_fixed_density(const sl_optical_link *in, double f, double power2);
// The pulse of a link with changed filters or dispersion, into link->moved.
void sl_link_moved_pulse(sl_link *link, const sl_optical_link *changed);
// Noise of a changed receiver.
void sl_link_noise_of(sl_link_noise *noise, sl_link *link, const sl_optical_link *changed);

// The cubic c0 + c1 x + c2 x^2 + c3 x^3 through -1, 1 and the two of `bend`.
typedef struct sl_link_curve {
    double c[4];
    bool straight;
} sl_link_curve;
sl_link_curve sl_link_curve_of(const sl_optical_link *in);
double sl_link_curve_at(const sl_link_curve *curve, double x);
// The drive in -1..1 whose light is y, -1..1; of a curve that rises.
double sl_link_curve_inverse(const sl_link_curve *curve, double y);

typedef struct sl_link_taps {
    double w[SL_LINK_TAPS_MAX], dfe[8], snr;
    size_t at;                     // sample of the decision on the circle
    double q[SL_TAIL_CURSORS_MAX]; // cursors but the main one, behind FFE and DFE
    size_t q_n, post;              // q[post]: first behind the main cursor
} sl_link_taps;

typedef struct sl_link_shares {
    double w1, w2, s2;
    double white, thermal, fixed; // through the FFE
    double jitter;                // variance for 1 UI rms of jitter
} sl_link_shares;

// Parts of the noise at one level of light, before the implementation loss.
typedef struct sl_link_parts {
    double thermal, shot, rin, beat, fixed, jitter;
} sl_link_parts;

// log10 BER and, where wanted, its derivatives by variance and distance of a level and by cursor.
typedef struct sl_link_errors {
    double log10_ber;
    double variance[SL_LEVELS_MAX], distance[SL_LEVELS_MAX];
    double cursor[SL_TAIL_CURSORS_MAX];
} sl_link_errors;

typedef struct sl_link_state {
    sl_link_taps s;
    sl_link_shares h;
    double sigma[SL_LEVELS_MAX], a;
    double ffe_noise[SL_LINK_TAPS_MAX];
    sl_link_errors e;
    double burst;
} sl_link_state;

// link_equalise.c
double sl_link_sample(const double *v, const sl_link *k, long i);
double sl_link_amplitude(const sl_link *k, double loss_db);
void sl_link_mean_noise(double *r, const sl_link *k, double a);
sl_status sl_link_solve_at(sl_link_taps *s, const sl_link *k, long at, const double *r);
long sl_link_peak(const sl_link *k);
sl_status sl_link_solve(sl_link_taps *best, const sl_link *k, const double *r);
double sl_link_cursor(const sl_link *k, const sl_link_taps *s, const double *pulse, long j);
void sl_link_interference(sl_link_taps *s, const sl_link *k);
void sl_link_limit_feedback(sl_link_taps *s, const sl_link_receiver *rx);
// link_noise.c
void sl_link_through(sl_link_shares *out, const sl_link_noise *noise, const sl_link_taps *s, int n);
// Impulse response of receiver and FFE into k->weight, on its circle.
void sl_link_equalised_impulse(const sl_link *k, const double *w);
void sl_link_light_shares(sl_link_shares *out, const sl_link *k, const sl_link_taps *s);
void sl_link_jitter_share(sl_link_shares *out, const sl_link *k, const sl_link_taps *s);
sl_link_parts sl_link_noise_at(const sl_link *k, const sl_link_shares *h, double a, double level);
void sl_link_sigmas(double *sigma, const sl_link *k, const sl_link_shares *h, double a);
void sl_link_space_levels(sl_link *k, const sl_link_shares *h, double a);
// link_errors.c
sl_status sl_link_count(sl_link_errors *e, const sl_link *k, const sl_link_taps *s,
                        const double *sigma, int gradient);
void sl_link_slicer_noise(double *r, int lags, const sl_link *k, const sl_link_taps *s,
                          const double *ffe_noise);
// Errors of the sequence detector for 1 + alpha D over level[0..levels), noise of autocorrelation
// r[0..SL_LINK_EVENTS].
void sl_link_sequence(double *log10_ber, double *burst, int levels, const double *level,
                      double alpha, const double *r);
// Chance of an error behind one with the tap b over the main cursor, noise sigma, its correlation
// from one symbol to the next.
double sl_link_feedback_burst(int levels, double b, double sigma, double correlation);
// Error ratio of decisions that are fed back: those behind wrong ones count too.
double sl_link_propagated(double log10_ber, double burst);
// link_gradient.c
sl_status sl_link_gradients(double out[SL_LINK_PARAMETERS], const sl_link_state *x, sl_link *k);
// link_standard.c
sl_status sl_link_prepare(sl_link *k, const sl_optical_link *in);
// dB where `above` the target changes sign; 60 or -INFINITY: nowhere; NaN: it is NaN there.
double sl_link_margin_search(sl_scalar_fn above, void *context);
sl_status sl_link_levels(sl_link *k, const sl_optical_link *in);

#endif
