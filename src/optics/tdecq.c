// Transmitter and dispersion eye closure (quaternary), estimated from transfers.
//
// Model. Definition (IEEE 802.3 121.8.5): TDECQ = 10 log10(OMA/(6 Qt R)), R the noise, in front of
// the reference equaliser and filtered by the reference receiver, that brings the symbol error
// ratio to its target. Here the pattern is replaced by the symbol's spectrum: pulse (NRZ hold) x
// transmitter x dispersion x 4th-order Bessel-Thomson filter B of half the symbol rate, sampled
// once per symbol at the best phase, so that amplitudes fold: H(f) + H(fb-f) + H(fb+f) + H(2fb-f)
// (linear phase). Noise n B^2 folds as power. A symbol-spaced MMSE equaliser leaves
//   SNR = 1/<1/(1 + s2 H^2/N)> - 1, N = n fb/2 (B(f)^2 + B(fb-f)^2 + ..) + the transmitter's noise,
// and n is raised until the eyes with R_LM reach the target. R^2 = n fb/2 <B(f)^2 + ..>.
// Assumptions. Linear; unlimited taps; residual interference Gaussian; thresholds midway.
// Sources. IEEE 802.3 121.8.5. Limits. No clock jitter, pattern effects, tap limits, nonlinearity.
#include "spectrum.h"

#include "shoreline/numeric.h"
#include "shoreline/optics.h"
#include "shoreline/signal.h"

#include <math.h>

#define CELLS SL_RESPONSE_CELLS
#define HALF  (CELLS / 2)
#define ZONES 4 // half symbol rates: spectrum up to twice the symbol rate

typedef struct folded {
    double signal[HALF]; // (sum of H)^2
    double noise[HALF];  // sum of B^2
    double noise_mean;
    double level[SL_LEVELS_MAX];
    double mean_square, own_noise; // transmitter's density x fb/2, relative to half the OMA
    int levels;
    double target_ser;
} folded;

static double transmitter(const sl_tdecq_in *in, int cell, double freq_hz)
{
    if (in->transmitter_gain && cell >= CELLS) return 0; // not known there
    return sl_optics_transmitter_gain(in->transmitter_gain, cell, in->transmitter_bandwidth_hz,
                                      freq_hz);
}

static sl_status fold(folded *g, const sl_tdecq_in *in)
{
    if (!(in->symbol_rate_bd > 0) || !(in->target_ser > 0 && in->target_ser < 0.5) ||
        !(in->transmitter_bandwidth_hz > 0) || !(in->reference_bandwidth_hz >= 0) ||
        !(in->wavelength_m > 0) || !isfinite(in->dispersion_s_per_m) || !isfinite(in->chirp) ||
        !(in->rin_per_hz >= 0) || !(in->extinction_ratio_db > 0))
        return SL_ERR_DOMAIN;
    SL_TRY(sl_pam_levels(g->level, in->levels, in->level_mismatch));
    g->levels = in->levels;
    g->target_ser = in->target_ser;
    g->mean_square = g->noise_mean = 0;
    for (int k = 0; k < in->levels; k++)
        g->mean_square += g->level[k] * g->level[k] / in->levels;
    double fb = in->symbol_rate_bd;
    double reference = in->reference_bandwidth_hz > 0 ? in->reference_bandwidth_hz : fb / 2;
    for (int i = 0; i < HALF; i++) {
        double sum = 0, power = 0;
        for (int m = 0; m < ZONES; m++) { // f, fb-f, fb+f, 2fb-f: what sampling folds onto f
            int j = m % 2 ? (m + 1) / 2 * CELLS - 1 - i : m / 2 * CELLS + i;
            double f = (j + 0.5) / CELLS * fb;
            double b2 = sl_bessel_thomson_power(f, reference);
            double pulse = (j < CELLS ? 1 : -1) * sl_hold_gain(f, fb); // second lobe is inverted
            sum += pulse * sqrt(b2) * transmitter(in, j, f) *
                   sl_optics_dispersion(f, in->wavelength_m, in->dispersion_s_per_m, in->chirp);
            power += b2;
        }
        g->signal[i] = sum * sum;
        g->noise[i] = power;
        g->noise_mean += power / HALF;
    }
    double ratio = 2 / sl_oma_w(1, pow(10, in->extinction_ratio_db / 10)); // mean over half OMA
    g->own_noise = in->rin_per_hz * (ratio * ratio + g->mean_square) * fb / 2;
    return SL_OK;
}

// Residual variance after the equaliser for added noise of density x fb/2 = n; *gain: of the added
// noise alone, variance behind over variance in front of the equaliser.
static double residual(const folded *g, double n, double *gain)
{
    double bias = 0, added = 0;
    for (int i = 0; i < HALF; i++) {
        double noise = (n + g->own_noise) * g->noise[i];
        double snr = g->mean_square * g->signal[i] / noise, left = 1 / (1 + snr);
        bias += snr * left / HALF;
        added += snr * left * left / HALF; // s2 snr/(1+snr)^2: noise behind, in units of s2
    }
    if (gain) *gain = g->mean_square * added / (bias * bias) / ((n + g->own_noise) * g->noise_mean);
    return g->mean_square * (1 - bias) / bias;
}

static double log10_ser(const folded *g, double sigma)
{
    double sum = -INFINITY;
    for (int k = 0; k + 1 < g->levels; k++)
        sum = sl_log10_add(sum, sl_log10_q((g->level[k + 1] - g->level[k]) / 2 / sigma));
    return sum + log10(2.0 / g->levels);
}

static double above_target(double log10_noise, void *context)
{
    const folded *g = context;
    double sigma = sqrt(residual(g, pow(10, log10_noise), 0));
    return log10_ser(g, sigma) - log10(g->target_ser);
}

sl_status sl_tdecq_estimate(sl_tdecq_out *out, const sl_tdecq_in *in)
{
    folded g;
    SL_TRY(fold(&g, in));
    const double lowest = -12, highest = 3;
    if (above_target(lowest, &g) >= 0) return SL_ERR_LIMIT;
    double log10_noise = sl_root(above_target, &g, lowest, highest, 1e-10);
    if (isnan(log10_noise)) return SL_ERR_NO_CONVERGENCE;
    double n = pow(10, log10_noise), gain;
    residual(&g, n, &gain);
    out->q = sl_q_for_symbol_error_ratio(in->target_ser, in->levels);
    double ideal = 1 / ((in->levels - 1) * out->q); // sigma over half the OMA
    out->tdecq_db = 10 * log10(ideal / sqrt(n * g.noise_mean));
    out->ceq_db = 5 * log10(gain);
    return SL_OK;
}
