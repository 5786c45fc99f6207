// Error rates of PAM and the SNR after ideal equalisation of a sl_pulse_response.
//
// Normalisation, used everywhere:
// - symbols are PAM-L with levels equally spaced in -1..+1 (outermost +-1), equiprobable and
//   independent: mean square sigma_x^2 = (L + 1)/(3 (L - 1)) = 1, 4/9, 0.3968, 3/7... by L;
// - sl_pulse_response.gain is |P(f)|/T, P the Fourier transform of the whole pulse (transmitter's
//   hold or shaping included) and T = 1/symbol_rate: 1 at DC for a pulse that settles to the level;
//   a non-return-to-zero transmitter contributes sl_hold_gain(), an ideal Nyquist one 1 up to
//   symbol_rate/2 and 0 beyond. The received signal then has the one-sided power density
//   2 sigma_x^2 gain^2/symbol_rate (per Hz);
// - noise_psd_per_hz is one-sided, at the same point as the gain, relative to the outermost level
//   squared: noise that fills 0..B has the variance noise_psd * B;
// - folding: symbol-rate sampling maps f and symbol_rate - f (cells i and 63 - i) onto each other;
//   the receiver filters (matched, or equivalently fractionally spaced) before it samples, so that
//   the ratios of both add: snr_i = rho(f_i) + rho(symbol_rate - f_i),
//   rho = 2 sigma_x^2 gain^2/(symbol_rate noise_psd). Frequencies above symbol_rate count as zero;
// - SNR means sigma_x^2 over the noise variance at the decision, ratio (not dB) unless named _db.
#ifndef SHORELINE_SIGNAL_H
#define SHORELINE_SIGNAL_H

#include "shoreline/handover.h"
#include "shoreline/status.h"

#ifdef __cplusplus
extern "C" {
#endif

// Mean square of PAM-L symbols with outermost levels +-1: (L+1)/(3(L-1)), L >= 2, else NaN.
double sl_pam_mean_square(int levels);

// Bits per symbol log2 L (1, 2, 2.585 for PAM6, 3), L >= 2, else NaN.
double sl_pam_bits(int levels);

// Symbol error ratio of PAM-L in Gaussian noise, SER = 2 (L-1)/L Q(sqrt(3 SNR/(L^2-1))); snr >= 0.
// Source: Proakis and Salehi, Digital Communications, 5th ed., eq. 4.3-5.
double sl_pam_ser(double snr, int levels);
double sl_pam_log10_ser(double snr, int levels);

// Bit error ratio with Gray mapping, SER/log2 L (one bit per symbol error: exact in the limit of
// high SNR; PAM6 maps 5 bits on 2 symbols and is not exactly Gray: then a lower bound).
double sl_pam_ber(double snr, int levels);
double sl_pam_log10_ber(double snr, int levels);

// SNR (ratio) at which the bit error ratio is 10^log10_ber; NaN if no SNR >= 0 gives it.
double sl_pam_snr_for_log10_ber(double log10_ber, int levels);

// Gain sin(pi x)/(pi x), x = f/fb, of a transmitter that holds each level for one symbol.
double sl_hold_gain(double freq_hz, double symbol_rate_bd);

// |H| of a 4th-order Butterworth low-pass of bandwidth_hz (-3 dB); bandwidth_hz > 0, inf gives 1.
double sl_butterworth4_gain(double freq_hz, double bandwidth_hz);

// Midpoint, Hz, of cell i of a sl_pulse_response: (i + 1/2) fb/64.
double sl_response_cell_hz(double symbol_rate_bd, size_t cell);

// What the best equalisers reach on a response.
typedef struct sl_equalised {
    double snr_dfe;     // unbiased MMSE-DFE (Salz) bound: exp(mean ln(1 + snr_i)) - 1
    double snr_linear;  // unbiased MMSE linear equaliser: 1/mean(1/(1 + snr_i)) - 1
    double snr_matched; // matched-filter bound (no interference): mean snr_i
    double snr_folded[SL_RESPONSE_CELLS / 2]; // snr_i, i = 0..31, over 0..fb/2
    double mean_square_slope; // of the equalised pulse, 1/UI^2: jitter noise is this * sigma_j^2
                              // (relative to sigma_x^2); pi^2/3 without excess bandwidth
} sl_equalised;

// SNR after ideal equalisation with unlimited taps, transmitter noise and jitter included.
// snr_tx_db: signal to noise at the transmitter (same spectrum as the signal; +inf: none).
// Jitter (response->jitter_rms_ui, independent from symbol to symbol, Gaussian) enters as noise
// with the spectrum of the slope: 1/snr_i = 1/snr_i(noise) + 10^(-snr_tx/10) + (2 pi sigma_j
// nu_i)^2 where nu_i is the mean of the signed frequencies (f_i, f_i - fb)/fb weighted by their
// rho. response->level_mismatch (R_LM) scales all three SNRs by R_LM^2 (smallest eye, IEEE 802.3
// 93A). Errors: SL_ERR_DOMAIN (levels < 2, non-finite or negative input, zero noise in a cell with
// gain: with no noise at all snr_tx or jitter must bound the SNR). About 2 us.
// Source: Salz, BSTJ 52 (1973) 1341; Cioffi et al., IEEE Trans. Comm. 43 (1995) 2582.
sl_status sl_equalised_snr(sl_equalised *out, const sl_pulse_response *response, int levels,
                           double snr_tx_db);

// What a receiver without any tap reaches: one continuous-time equaliser
// C(f) = (g + j f/fz)/((1 + j f/fz)(1 + j f/fp2)), fz = fb/2.5, fp2 = fb, with the best dc gain g
// between +8 and -26 dB (above 0: a low-pass for short channels); then symbol-rate sampling.
// Interference, noise, jitter and transmitter noise add as powers; the response is taken as
// linear-phase (only magnitudes are handed over) and ends at fb, so the figure is approximate: a
// channel's own phase lowers it. Outputs: snr (ratio), dc_gain_db (may be NULL).
// Errors as sl_equalised_snr. About 8 us. Source: form of C(f) IEEE 802.3 eq. 93A-22.
sl_status sl_ctle_snr(double *snr, double *dc_gain_db, const sl_pulse_response *response,
                      int levels, double snr_tx_db);

#ifdef __cplusplus
}
#endif
#endif
