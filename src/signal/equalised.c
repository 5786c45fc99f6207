// SNR of a pulse response after equalisation: Salz bounds and a continuous-time equaliser.
//
// Model: x(t) = sum a_k p(t - k T) + n(t), |P(f)|/T = gain, n of one-sided density N(f). Matched
// filter and symbol-rate sampling make it a discrete channel whose spectrum of signal to noise is
// snr(f) = sum over the aliases of rho = 2 sigma_x^2 gain^2/(fb N). Then
//   MMSE-DFE, unbiased:        1 + SNR = exp(mean over 0..fb/2 of ln(1 + snr(f))),
//   MMSE linear, unbiased:     1 + SNR = 1/mean(1/(1 + snr(f))),
//   matched-filter bound:          SNR = mean(snr(f)).
// The transmitter's noise is a sequence added to the symbols, so it passes through the same pulse:
// 1/snr = 1/snr_noise + 1/snr_tx at every f. Jitter j_k of the clock adds sum a_k j_k p'(t - k T);
// after the matched filter its spectrum is that of the symbols times sigma_j^2 (2 pi)^2 times the
// square of the rho-weighted mean of the aliases' signed frequencies (the derivative multiplies
// each alias by its own j 2 pi f): the discrete slope of the pulse.
// Mean over 32 cells of 0..fb/2 by the midpoint rule.
// Assumptions: unlimited taps, no error propagation, noise and jitter Gaussian and independent.
// Sources: Salz, BSTJ 52 (1973) 1341; Cioffi, Dudevoir, Eyuboglu, Forney, IEEE Trans. Comm. 43
// (1995) 2582; IEEE 802.3 annexes 93A and 178A (noise terms, R_LM, form of the CTLE).
// Limits: no finite taps, no quantisation unless it stands in the noise; energy above fb is lost.
#include "shoreline/signal.h"

#include <math.h>

#include "shoreline/constants.h"

enum { HALF = SL_RESPONSE_CELLS / 2 };

static sl_status check(const sl_pulse_response *r, int levels, double snr_tx_db)
{
    if (levels < 2 || isnan(snr_tx_db) || !(r->symbol_rate_bd > 0) ||
        !isfinite(r->symbol_rate_bd) || !(r->jitter_rms_ui >= 0) || !(r->level_mismatch > 0))
        return SL_ERR_DOMAIN;
    for (size_t i = 0; i < SL_RESPONSE_CELLS; i++) {
        double g = r->gain[i], n = r->noise_psd_per_hz[i];
        if (!(g >= 0 && n >= 0) || !isfinite(g) || !isfinite(n) || (g > 0 && n == 0))
            return SL_ERR_DOMAIN;
    }
    return SL_OK;
}

static double ratio_from_db(double db)
{
    return pow(10, 0.1 * db);
}

// Frequency of cell i in units of the symbol rate.
static double cell_nu(size_t i)
{
    return ((double)i + 0.5) / SL_RESPONSE_CELLS;
}

sl_status sl_equalised_snr(sl_equalised *out, const sl_pulse_response *response, int levels,
                           double snr_tx_db)
{
    SL_TRY(check(response, levels, snr_tx_db));
    double scale = 2 * sl_pam_mean_square(levels) / response->symbol_rate_bd;
    double noise_tx = ratio_from_db(-snr_tx_db);
    double sigma_j = 2 * SL_PI * response->jitter_rms_ui;
    double sum_log = 0, sum_inverse = 0, sum = 0, sum_slope = 0;
    for (size_t i = 0; i < HALF; i++) {
        double rho[2];
        for (size_t alias = 0; alias < 2; alias++) {
            size_t cell = alias ? SL_RESPONSE_CELLS - 1 - i : i;
            double g = response->gain[cell];
            rho[alias] = g > 0 ? scale * g * g / response->noise_psd_per_hz[cell] : 0;
        }
        double folded = rho[0] + rho[1], nu = 0, snr = 0;
        if (folded > 0) {
            nu = cell_nu(i) - rho[1] / folded; // mean of nu and nu - 1
            snr = 1 / (1 / folded + noise_tx + sigma_j * sigma_j * nu * nu);
        }
        out->snr_folded[i] = snr;
        sum_log += log1p(snr);
        sum_inverse += 1 / (1 + snr);
        sum += snr;
        sum_slope += 4 * SL_PI * SL_PI * nu * nu;
    }
    double eye = response->level_mismatch * response->level_mismatch;
    out->snr_dfe = eye * expm1(sum_log / HALF);
    out->snr_linear = eye * (HALF - sum_inverse) / sum_inverse;
    out->snr_matched = eye * sum / HALF;
    out->mean_square_slope = sum_slope / HALF;
    return SL_OK;
}

// Square of the CTLE's magnitude at nu = f/fb for dc gain g.
static double ctle_power(double nu, double g)
{
    const double zero = 1 / 2.5;
    double x2 = nu / zero * (nu / zero), y2 = nu * nu;
    return (g * g + x2) / ((1 + x2) * (1 + y2));
}

// SNR at the slicer behind a CTLE of dc gain g.
static double ctle_snr(const sl_pulse_response *r, double mean_square, double noise_tx, double g)
{
    double amplitude[SL_RESPONSE_CELLS], noise = 0;
    for (size_t i = 0; i < SL_RESPONSE_CELLS; i++) {
        double power = ctle_power(cell_nu(i), g);
        amplitude[i] = r->gain[i] * sqrt(power);
        noise += r->noise_psd_per_hz[i] * power;
    }
    noise *= r->symbol_rate_bd / SL_RESPONSE_CELLS;
    double sum = 0, sum2 = 0, slope2 = 0;
    for (size_t i = 0; i < HALF; i++) {
        double lower = amplitude[i], upper = amplitude[SL_RESPONSE_CELLS - 1 - i];
        double folded = lower + upper;
        double slope = 2 * SL_PI * (cell_nu(i) * folded - upper);
        sum += folded;
        sum2 += folded * folded;
        slope2 += slope * slope;
    }
    double cursor = sum / HALF, power = sum2 / HALF; // Parseval: power = sum of squared samples
    double jitter = r->jitter_rms_ui * r->jitter_rms_ui * slope2 / HALF;
    double isi = fmax(0, power - cursor * cursor);
    return cursor * cursor / (isi + noise_tx * power + jitter + noise / mean_square);
}

sl_status sl_ctle_snr(double *snr, double *dc_gain_db, const sl_pulse_response *response,
                      int levels, double snr_tx_db)
{
    SL_TRY(check(response, levels, snr_tx_db));
    const double golden = 0.6180339887498949, np_per_db = 0.11512925464970228;
    double noise_tx = ratio_from_db(-snr_tx_db), mean_square = sl_pam_mean_square(levels);
    double best = -1, best_db = 0;
    for (double db = 6; db >= -24; db -= 2) {
        double s = ctle_snr(response, mean_square, noise_tx, exp(np_per_db * db));
        if (s > best) {
            best = s;
            best_db = db;
        }
    }
    double lo = best_db - 2, hi = best_db + 2; // golden section to 0.01 dB
    double x = hi - golden * (hi - lo), y = lo + golden * (hi - lo);
    double fx = ctle_snr(response, mean_square, noise_tx, exp(np_per_db * x));
    double fy = ctle_snr(response, mean_square, noise_tx, exp(np_per_db * y));
    while (hi - lo > 0.01) {
        if (fx > fy) {
            hi = y, y = x, fy = fx;
            x = hi - golden * (hi - lo);
            fx = ctle_snr(response, mean_square, noise_tx, exp(np_per_db * x));
        } else {
            lo = x, x = y, fx = fy;
            y = lo + golden * (hi - lo);
            fy = ctle_snr(response, mean_square, noise_tx, exp(np_per_db * y));
        }
    }
    *snr = fmax(fx, fy) * response->level_mismatch * response->level_mismatch;
    if (dc_gain_db) *dc_gain_db = fx > fy ? x : y;
    return SL_OK;
}
