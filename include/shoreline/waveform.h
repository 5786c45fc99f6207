// A link as a sampled pulse response: what the statistical eye (eye.h) and the bit-true engine
// (bittrue.h) both start from, and the equalisers that shape it.
//
// Normalisation, used everywhere:
// - symbols a_k are PAM-L levels in -1..+1, outermost +-1, equiprobable and independent;
// - a pulse is the response at the sampler to ONE symbol of the outermost level, so it carries the
//   amplitude: y(t) = sum over k of a_k p(t - k T) + noise. Its unit is free (V, W, A, 1) and the
//   same for all pulses, noise and taps of a link;
// - sample i of a pulse lies at i/samples_per_ui UI; the origin is arbitrary, `cursor` says where
//   the main cursor is taken. Samples outside of the array are zero.
#ifndef SHORELINE_WAVEFORM_H
#define SHORELINE_WAVEFORM_H

#include <complex.h>
#include <stdbool.h>
#include <stddef.h>

#include "shoreline/core.h"
#include "shoreline/status.h"

#define SL_PAM_MAX 8

typedef struct sl_pulse {
    const double *v;
    size_t n;
} sl_pulse;

typedef struct sl_waveform {
    double symbol_rate_bd;     // > 0; only drift, jitter frequencies and filters need it
    int levels;                // 2..8
    size_t samples_per_ui;     // >= 1
    size_t cursor;             // sample of the victim at which the main cursor is taken
    sl_pulse victim;           //
    const sl_pulse *aggressor; // asynchronous: their phase to the victim is not fixed
    size_t aggressor_n;        //
    double noise_rms;          // Gaussian, at the sampler, >= 0
    double tx_noise;           // rms over the outermost level, 10^(-SNR_TX/20); 0: none
    double jitter_dd_ui;       // A_DD: each of two dual-Dirac peaks lies at this distance, >= 0
    double jitter_rms_ui;      // sigma_RJ, >= 0
    double level_mismatch;     // R_LM in (0, 1], 0: 1; see sl_pam_level_map
    const double *level;       // `levels` ascending values instead of R_LM; NULL: from R_LM
    const double *dfe;         // taps, subtracted from the post-cursors 1..dfe_n; unit of the pulse
    size_t dfe_n;              //
} sl_waveform;

// Whether the fields can be worked with. Errors: SL_ERR_DOMAIN.
sl_status sl_waveform_check(const sl_waveform *waveform);

// Levels of PAM-L: equally spaced in -1..+1, all but the outermost times level_mismatch (0: 1). For
// PAM4 that is the symmetric map with the given R_LM whose middle eye is the smallest, R_LM of the
// ideal one: the amplitude that IEEE 802.3 93A takes. level[] has room for SL_PAM_MAX. Errors:
// SL_ERR_DOMAIN (L not 2..8, R_LM not in 0..1).
sl_status sl_pam_level_map(double *level, int levels, double level_mismatch);

// The pulse at a position in samples, by the cubic through its four neighbours; 0 outside.
double sl_pulse_at(const sl_pulse *pulse, double sample);

// The pulse every `step` samples from sample `first` (may be negative): out[i] = p(first + i step).
void sl_pulse_sampled(double *out, size_t n, const sl_pulse *pulse, double first, double step);

typedef enum sl_cursor_policy {
    SL_CURSOR_PEAK,           // the largest sample
    SL_CURSOR_MUELLER_MULLER, // p(-1 UI) = p(+1 UI) - dfe[0], the crossing nearest to the peak
} sl_cursor_policy;

// Sample of the main cursor by a policy. Errors: SL_ERR_DOMAIN (empty, no positive peak, or no
// crossing within 1 UI of the peak). Source: IEEE 802.3 93A-25 (Mueller-Muller with a DFE tap).
sl_status sl_pulse_cursor(size_t *cursor, const sl_waveform *waveform, sl_cursor_policy policy);

// DFE taps that cancel the n post-cursors of the waveform at its cursor, each clipped to
// +-limit[i] of the main cursor (limit NULL: not clipped).
void sl_pulse_dfe(double *taps, size_t n, const sl_waveform *waveform, const double *limit);

// out = pulse through a T-spaced feed-forward equaliser: out[i] = sum w_j p[i - j M]. out has room
// for n + (taps - 1) M samples. The cursor moves by pre M where pre is the main tap's index.
void sl_pulse_ffe(double *out, const sl_pulse *pulse, size_t samples_per_ui, const double *taps,
                  size_t tap_n);

// ---- continuous-time equaliser ------------------------------------------------------------------

// H(f) = (g + j f/fz)/((1 + j f/fp1)(1 + j f/fp2)) * (g2 + j f/fLF)/(1 + j f/fLF),
// g = 10^(dc_gain_db/20). low_freq_hz 0: without the second factor. Source: IEEE 802.3 93A-22.
typedef struct sl_ctle {
    double dc_gain_db, zero_hz, pole1_hz, pole2_hz;
    double dc_gain2_db, low_freq_hz;
} sl_ctle;

double _Complex sl_ctle_at(const sl_ctle *ctle, double freq_hz);

// signal[n] at rate_hz through the CTLE as biquads by the bilinear transform without prewarping,
// from rest; in place allowed. Errors: SL_ERR_DOMAIN (a frequency not positive).
sl_status sl_ctle_filter(double *out, const double *signal, size_t n, const sl_ctle *ctle,
                         double rate_hz);

// Autocorrelation r[k], k < n, at k symbols of noise with the one-sided density psd_per_hz,
// constant in cells of step_hz from 0 up; r[0] is the variance, so that noise_rms = sqrt(r[0]). The
// density is at the sampler, its filters in it. Errors: SL_ERR_DOMAIN. O(n cells).
sl_status sl_noise_autocorrelation(double *r, size_t n, const double *psd_per_hz, size_t cells,
                                   double step_hz, double symbol_rate_bd);

// ---- minimum mean square error taps -------------------------------------------------------------

typedef struct sl_mmse_task {
    const double *pulse;   // symbol-spaced samples h[0..n)
    size_t n;              //
    size_t cursor;         // index of the main cursor in h
    const double *noise;   // autocorrelation r[0..ffe_n) of the noise at the FFE's input
    int levels;            // 2..8
    size_t ffe_n, ffe_pre; // taps, of which before the main one; ffe_n 1..64
    size_t dfe_n;          // 0..64
} sl_mmse_task;

// FFE taps w (so that w's response to a symbol is 1 at the main cursor) and DFE taps b (in units of
// the level, as sl_waveform.dfe for a unit cursor) that minimise noise plus interference; the
// unbiased snr at the decision (sigma_x^2 over mean square error). b may be NULL for dfe_n 0.
// Minimum of w'(H'H + R/sigma_x^2)w over w with h0'w = 1 where the rows of the DFE's post-cursors
// are left out of H. Errors: SL_ERR_DOMAIN, SL_ERR_NO_CONVERGENCE (matrix not positive definite).
// Source: IEEE 802.3dj draft 178A (as the constrained minimum); Cholesky. O(ffe_n^3 + n ffe_n^2).
sl_status sl_mmse_taps(double *w, double *b, double *snr, const sl_mmse_task *task);

#endif
