// What the files of the detailed tier's lane share.
#ifndef SHORELINE_OPTICS_LINK_WAVE_INTERNAL_H
#define SHORELINE_OPTICS_LINK_WAVE_INTERNAL_H

#include <complex.h>
#include <stdint.h>

#include "link_internal.h"
#include "shoreline/optical_wave.h"

#define SL_WAVE_SAMPLES 8 // per symbol

// Equaliser and decision, in units of half the outer current.
typedef struct wave_state {
    double loss; // light's share that is left
    size_t at;   // sample of the decision of symbol 0
    double w[SL_LINK_TAPS_MAX], dfe[8], offset;
    double level[SL_LEVELS_MAX], sigma[SL_LEVELS_MAX], threshold[SL_LEVELS_MAX];
    double stationary; // variance of thermal noise and electronics behind the FFE
} wave_state;

struct sl_link_wave {
    sl_ctx *ctx;
    sl_link_wave_opts o;
    sl_optical_link in;
    sl_link *link; // noise of the standard tier
    sl_fourier *fourier;
    size_t symbols, n; // n = symbols * SL_WAVE_SAMPLES
    sl_link_wave_levels levels;
    double amplitude_a, mean_a; // half the outer current, its mean, without added loss
    size_t peak;                // sample at which the response to symbol 0 is largest
    uint8_t *symbol;
    float *current;            // at the photodiode, A
    float *received;           // in front of the FFE, A
    float *feed;               // work: samples to and from the devices
    double *work, *sampled[3]; // one sample a symbol: at the decision, one before, one behind
    double *decided;           // behind the FFE and the feedback
    double *slope;             // of it, per symbol
    double *variance;          // of its noise
    double _Complex *spectrum, *train;
};

// link_wave.c: symbols of a record from (seed, record) through drive and devices into `current`.
sl_status sl_wave_record(sl_link_wave *w, uint64_t seed, uint64_t record);
// `received` from the spectrum of the current in w->spectrum.
void sl_wave_receive(sl_link_wave *w);
void sl_wave_spectrum_of_current(sl_link_wave *w);

// link_wave_adapt.c: equaliser at a loss; at NULL: the phase is looked for.
sl_status sl_wave_adapt(wave_state *s, sl_link_wave *w, double loss, const size_t *at);
// w->decided and, if asked for, w->slope of the record; with feedback: of decisions that are right.
void sl_wave_decide(sl_link_wave *w, const wave_state *s, int slopes, int feedback);
void sl_wave_sample(double *out, const sl_link_wave *w, size_t at);

// link_wave_errors.c: w->variance, level_sigma and thresholds from decided symbols.
void sl_wave_noise(wave_state *s, sl_link_wave *w);
double sl_wave_gaussian_at_level(const sl_link_wave *w, const wave_state *s, double level);

#endif
