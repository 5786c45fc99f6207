// Pulse and noise of a lane from its transfers.
//
// Model. On a circle of `period_ui` symbols, sampled 16 times each, with A = R OMA/2 = 1:
//   light(f) = hold or host pulse x transmit filters x chromatic dispersion (signed)
//   after(f) = receive filters (x host's channel)
// with a modulator's curve between the filters, see bend().
//   pulse = F^-1 light after, optical = F^-1 light, impulse = F^-1 after.
// One-sided noise densities, integrated to autocorrelations at symbol lags: white |after|^2,
// thermal (a0 + a2 f^2) |after|^2, fixed n_host_rx + (n_drive + n_host_tx/g0^2) |H behind the
// driver|^2 |after|^2; n_receiver is white at the sampler, over half the symbol rate. Frequencies
// above 2.5 symbol rates count as zero. Assumptions. Chromatic dispersion as its small-signal
// transfer; a host channel known by its magnitudes alone has linear phase. Sources: as lane.c.
#include <math.h>
#include <string.h>

#include "link_internal.h"
#include "shoreline/constants.h"
#include "shoreline/signal.h"
#include "spectrum.h"

static double cell_at(const double *cells, double f, double symbol_rate_bd)
{
    double x = f / symbol_rate_bd * SL_RESPONSE_CELLS - 0.5;
    if (x <= 0) return cells[0];
    if (x >= SL_RESPONSE_CELLS - 1) return f < symbol_rate_bd ? cells[SL_RESPONSE_CELLS - 1] : 0;
    size_t i = (size_t)x;
    double part = x - (double)i;
    return cells[i] * (1 - part) + cells[i + 1] * part;
}

static size_t band_of(const sl_link *k)
{
    size_t last = (size_t)(SL_LINK_BAND * k->period_ui);
    return last < k->n / 2 ? last : k->n / 2;
}

static double freq_of(const sl_link *k, const sl_optical_link *in, size_t m)
{
    return (double)m * in->lane.symbol_rate_bd / k->period_ui;
}

// Behind the driver, or behind the modulator's curve, without the pulse.
static double _Complex behind_curve(const sl_optical_link *in, double f)
{
    const sl_lane_in *l = &in->lane;
    return sl_filters_at(in->transmitter + in->driven_n, in->transmitter_n - in->driven_n, f) *
           sl_optics_dispersion(f, l->wavelength_m, l->dispersion_s_per_m, l->chirp);
}

static double _Complex behind_driver(const sl_optical_link *in, double f)
{
    const sl_lane_in *l = &in->lane;
    return sl_filters_at(in->transmitter, in->transmitter_n, f) *
           sl_optics_dispersion(f, l->wavelength_m, l->dispersion_s_per_m, l->chirp);
}

double sl_link_drive_at(const sl_lane_in *l, double f)
{
    double x = f / l->symbol_rate_bd;
    if (l->host_tx) return cell_at(l->host_tx->gain, f, l->symbol_rate_bd) / l->host_tx->gain[0];
    return x > 0 ? sin(SL_PI * x) / (SL_PI * x) : 1;
}

// What the driver is given: the host's sampled pulse, its magnitudes, or a held level.
static void drive_spectrum(sl_link *k, const sl_optical_link *in)
{
    const sl_lane_in *l = &in->lane;
    size_t band = band_of(k);
    if (in->host_tx) {
        double step = (double)in->host_tx_samples_per_ui / SL_LINK_SAMPLES;
        sl_pulse_sampled(k->moved, k->n, in->host_tx, 0, step);
        sl_fourier_forward(k->fourier, k->light, k->moved);
        double settled = fabs(creal(k->light[0]));
        for (size_t m = 0; m <= k->n / 2; m++)
            k->light[m] = m <= band && settled > 0 ? k->light[m] / settled * SL_LINK_SAMPLES : 0;
        return;
    }
    for (size_t m = 0; m <= k->n / 2; m++) {
        double f = freq_of(k, in, m);
        k->light[m] = m <= band ? SL_LINK_SAMPLES * sl_link_drive_at(l, f) : 0;
    }
}

sl_link_curve sl_link_curve_of(const sl_optical_link *in)
{
    double low = in->bend[0], high = in->bend[1], c0 = (low + high) * 9 / 16;
    double c3 = (low - high) * 27 / 16;
    return (sl_link_curve){{c0, 1 - c3, -c0, c3}, low == 0 && high == 0};
}

double sl_link_curve_at(const sl_link_curve *k, double x)
{
    return k->c[0] + x * (k->c[1] + x * (k->c[2] + x * k->c[3]));
}

double sl_link_curve_inverse(const sl_link_curve *k, double y)
{
    double low = -1, high = 1;
    for (int i = 0; i < 50; i++) {
        double middle = (low + high) / 2;
        if (sl_link_curve_at(k, middle) < y)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

// The part of the light that follows each symbol, behind the curve of the drive x(t) = sum_k a_k
// d(t - kT): its regression on a_k,
//   h = d (c1 + 3 c3 m2 S(t)) + c3 d^3 (m4/m2 - 3 m2), S = sum_k d(t - kT)^2,
// m2, m4 the moments of the levels; over what it settles to. Exact for the cubic.
static void bend(double *d, const sl_link *k, const sl_link_curve *curve)
{
    double m2 = 0, m4 = 0, sum[SL_LINK_SAMPLES] = {0}, c1 = curve->c[1], c3 = curve->c[3];
    int n = k->in->lane.levels;
    for (int i = 0; i < n; i++) {
        double even = -1 + 2.0 * i / (n - 1), square = even * even;
        m2 += square / n;
        m4 += square * square / n;
    }
    double settled = c1 + c3 * m4 / m2;
    for (size_t i = 0; i < k->n; i++)
        sum[i % SL_LINK_SAMPLES] += d[i] * d[i];
    for (size_t i = 0; i < k->n; i++) {
        double slope = c1 + 3 * c3 * m2 * sum[i % SL_LINK_SAMPLES];
        d[i] = (d[i] * slope + c3 * (m4 / m2 - 3 * m2) * d[i] * d[i] * d[i]) / settled;
    }
}

static void bend_spectrum(sl_link *k, const sl_optical_link *in, const sl_link_curve *curve)
{
    size_t band = band_of(k);
    for (size_t m = 0; m <= band; m++)
        k->light[m] *= sl_filters_at(in->transmitter, in->driven_n, freq_of(k, in, m));
    memcpy(k->work, k->light, (k->n / 2 + 1) * sizeof *k->work);
    sl_fourier_inverse(k->fourier, k->moved, k->work);
    for (int power = 2; power <= 3; power++)
        for (size_t i = 0; i < k->n; i++)
            k->bent[power - 2][i] = k->moved[i] * k->moved[i] * (power == 3 ? k->moved[i] : 1);
    bend(k->moved, k, curve);
    sl_fourier_forward(k->fourier, k->light, k->moved);
    for (size_t m = band + 1; m <= k->n / 2; m++)
        k->light[m] = 0;
}

double _Complex sl_link_after_at(const sl_optical_link *in, double f)
{
    double _Complex h = sl_filters_at(in->receiver, in->receiver_n, f);
    if (in->rx.ctle.pole1_hz > 0) h *= sl_ctle_at(&in->rx.ctle, f);
    const sl_pulse_response *host = in->lane.host_rx;
    return host ? h * cell_at(host->gain, f, in->lane.symbol_rate_bd) : h;
}

static void autocorrelation(double lag[SL_LINK_LAGS], sl_link *k, const double *density)
{
    double scale = (double)k->n / 2 * k->in->lane.symbol_rate_bd / k->period_ui;
    for (size_t m = 0; m <= k->n / 2; m++)
        k->work[m] = density[m] * scale;
    sl_fourier_inverse(k->fourier, k->moved, k->work);
    for (size_t i = 0; i < SL_LINK_LAGS; i++)
        lag[i] = i * SL_LINK_SAMPLES < k->n ? k->moved[i * SL_LINK_SAMPLES] : 0;
}

// Electronics' density at f, power2 = |after|^2.
double sl_link_fixed_density(const sl_optical_link *in, double f, double power2)
{
    const sl_lane_in *l = &in->lane;
    double drive = l->drive_noise_per_hz, fixed = 0;
    double fb = l->symbol_rate_bd;
    if (l->host_tx) {
        double g0 = l->host_tx->gain[0];
        drive = (drive + cell_at(l->host_tx->noise_psd_per_hz, f, fb)) / (g0 * g0);
    }
    if (l->host_rx) fixed += cell_at(l->host_rx->noise_psd_per_hz, f, fb);
    if (drive == 0) return fixed;
    double _Complex h = behind_driver(in, f);
    return fixed + drive * creal(h * conj(h)) * power2;
}

void sl_link_noise_of(sl_link_noise *noise, sl_link *k, const sl_optical_link *in)
{
    size_t band = band_of(k);
    double *density = k->weight;
    const sl_lane_in *l = &in->lane;
    for (int source = 0; source < 3; source++) {
        for (size_t m = 0; m <= k->n / 2; m++) {
            double f = freq_of(k, in, m);
            double _Complex h = m <= band ? sl_link_after_at(in, f) : 0;
            double power2 = creal(h * conj(h));
            density[m] = m > band      ? 0
                         : source == 0 ? power2
                         : source == 1
                             ? (l->thermal_a2_per_hz + l->thermal_f2_a2_per_hz3 * f * f) * power2
                             : sl_link_fixed_density(in, f, power2);
        }
        double *lag[] = {noise->white, noise->thermal, noise->fixed};
        autocorrelation(lag[source], k, density);
    }
    noise->fixed[0] += l->receiver_noise_per_hz * l->symbol_rate_bd / 2; // a sampler's own: white
}

// The drive's squared and cubed pulse at the FFE.
static void bent_pulses(sl_link *k, const sl_optical_link *in)
{
    size_t band = band_of(k);
    for (int power = 0; power < 2; power++) {
        sl_fourier_forward(k->fourier, k->work, k->bent[power]);
        for (size_t m = 0; m <= k->n / 2; m++)
            k->work[m] *= m <= band ? behind_curve(in, freq_of(k, in, m)) * k->after[m] : 0;
        sl_fourier_inverse(k->fourier, k->bent[power], k->work);
    }
}

static void inverse_product(double *out, sl_link *k, const double _Complex *a,
                            const double _Complex *b)
{
    for (size_t m = 0; m <= k->n / 2; m++)
        k->work[m] = b ? a[m] * b[m] : a[m];
    sl_fourier_inverse(k->fourier, out, k->work);
}

void sl_link_moved_pulse(sl_link *k, const sl_optical_link *in)
{
    size_t band = band_of(k);
    for (size_t m = 0; m <= k->n / 2; m++) {
        if (m > band) {
            k->work[m] = 0;
            continue;
        }
        double f = freq_of(k, in, m);
        double _Complex old = behind_driver(k->in, f) * sl_link_after_at(k->in, f);
        double _Complex ratio = behind_driver(in, f) * sl_link_after_at(in, f);
        double size = creal(old * conj(old));
        k->work[m] = size > 1e-20 ? k->light[m] * k->after[m] * ratio / old : 0;
    }
    sl_fourier_inverse(k->fourier, k->moved, k->work);
}

sl_status sl_link_respond(sl_link *k, const sl_optical_link *in)
{
    size_t band = band_of(k);
    k->in = in;
    drive_spectrum(k, in);
    sl_link_curve curve = sl_link_curve_of(in);
    if (!curve.straight) bend_spectrum(k, in, &curve);
    for (size_t m = 0; m <= k->n / 2; m++) {
        double f = freq_of(k, in, m);
        k->after[m] = m <= band ? sl_link_after_at(in, f) : 0;
        if (m <= band) k->light[m] *= curve.straight ? behind_driver(in, f) : behind_curve(in, f);
    }
    if (!curve.straight) bent_pulses(k, in);
    inverse_product(k->optical, k, k->light, NULL);
    inverse_product(k->pulse, k, k->light, k->after);
    inverse_product(k->impulse, k, k->after, NULL);
    sl_link_noise_of(&k->noise, k, in);
    for (size_t i = 0; i < k->n; i++)
        if (!isfinite(k->pulse[i])) return SL_ERR_DOMAIN;
    return SL_OK;
}
