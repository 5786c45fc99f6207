// Derivatives of a lane's error ratio with taps, phase and thresholds held.
//
// Model. The tails' derivatives by variance, distance and cursors, times what a parameter does to
// these: noise by its own law, filters and dispersion by the pulse of the changed link. At taps of
// least error what their adaptation adds is of second order.
#include <math.h>
#include <string.h>

#include "link_internal.h"
#include "shoreline/constants.h"
#include "shoreline/numeric.h"
#include "shoreline/signal.h"

// d log10 BER from a change of the variances.
static double by_variance(const sl_link_state *x, const sl_link *k, const double *sigma,
                          double step)
{
    double sum = 0;
    for (int i = 0; i < k->in->lane.levels; i++)
        sum += x->e.variance[i] * (sigma[i] * sigma[i] - x->sigma[i] * x->sigma[i]);
    return sum / step;
}

static double by_noise(const sl_link_state *x, sl_link *k, sl_link_parameter which)
{
    const sl_optical_link *in = k->in;
    sl_optical_link changed = *in;
    sl_link_shares h = x->h;
    double sigma[SL_LEVELS_MAX], step = 1e-3, ratio = k->oma_ratio, a = x->a;
    k->in = &changed;
    switch (which) {
    case SL_LINK_LOSS_DB:
        a *= pow(10, -step / 10);
        break;
    case SL_LINK_EXTINCTION_DB:
        k->oma_ratio = sl_oma_w(1, pow(10, (in->lane.extinction_ratio_db + step) / 10));
        a *= k->oma_ratio / ratio;
        break;
    case SL_LINK_RIN_DB:
        changed.lane.rin_per_hz *= pow(10, step / 10);
        break;
    default:
        h.thermal *= pow(10, step / 10);
        break;
    }
    sl_link_sigmas(sigma, k, &h, a);
    k->oma_ratio = ratio;
    k->in = in;
    return by_variance(x, k, sigma, step);
}

// d log10 BER from the pulse of a changed link.
static double by_pulse(const sl_link_state *x, sl_link *k, const sl_optical_link *changed)
{
    double sum = 0;
    sl_link_moved_pulse(k, changed);
    double gain = sl_link_cursor(k, &x->s, k->moved, 0) - 1;
    for (int i = 0; i < k->in->lane.levels; i++)
        sum += x->e.distance[i] * gain;
    long half = (long)x->s.post;
    for (size_t i = 0; i < x->s.q_n; i++) {
        if (x->e.cursor[i] == 0) continue;
        long j = (long)i < half ? (long)i - half : (long)i - half + 1;
        double q = sl_link_cursor(k, &x->s, k->moved, j);
        if (j > 0 && j <= k->in->rx.dfe_n) q -= x->s.dfe[j - 1];
        sum += x->e.cursor[i] * (q - x->s.q[i]);
    }
    return sum;
}

static void widen(sl_filter *filters, int n, double ratio)
{
    for (int i = 0; i < n; i++) {
        filters[i].hz *= ratio;
        filters[i].damping_hz *= ratio;
    }
}

static double by_transmitter(const sl_link_state *x, sl_link *k)
{
    sl_optical_link changed = *k->in;
    double step = 1e-4;
    widen(changed.transmitter, changed.transmitter_n, 1 + step);
    return by_pulse(x, k, &changed) / step;
}

// Another pulse and other noise.
static double by_receiver(const sl_link_state *x, sl_link *k)
{
    sl_optical_link changed = *k->in;
    sl_link_shares h = x->h;
    sl_link_noise noise;
    double step = 1e-4, sigma[SL_LEVELS_MAX];
    widen(changed.receiver, changed.receiver_n, 1 + step);
    sl_link_noise_of(&noise, k, &changed);
    sl_link_through(&h, &noise, &x->s, k->in->rx.ffe_n);
    sl_link_sigmas(sigma, k, &h, x->a);
    return by_variance(x, k, sigma, step) + by_pulse(x, k, &changed) / step;
}

// Both sides, since its transfer is even without chirp; 1e-3 pi of phase at the symbol rate.
static double by_dispersion(const sl_link_state *x, sl_link *k)
{
    sl_optical_link changed = *k->in;
    double f = k->in->lane.symbol_rate_bd * k->in->lane.wavelength_m;
    double step = 1e-3 * SL_SPEED_OF_LIGHT_M_S / (f * f);
    changed.lane.dispersion_s_per_m += step;
    double more = by_pulse(x, k, &changed);
    changed.lane.dispersion_s_per_m -= 2 * step;
    return (more - by_pulse(x, k, &changed)) / 2 / step;
}

static sl_status by_levels(double *out, const sl_link_state *x, sl_link *k)
{
    sl_link_state y = *x;
    double step = -1e-4, level[SL_LEVELS_MAX];
    const sl_optical_link *in = k->in;
    *out = 0;
    if (in->predistortion != SL_LEVELS_AS_DRIVEN || in->lane.levels == 2) return SL_OK;
    sl_optical_link changed = *in;
    changed.lane.level_mismatch += step;
    memcpy(level, k->level, sizeof level);
    double mean_square = k->mean_square;
    sl_status status = sl_link_levels(k, &changed);
    if (status == SL_OK) {
        sl_link_sigmas(y.sigma, k, &y.h, y.a);
        status = sl_link_count(&y.e, k, &y.s, y.sigma, 0);
    }
    if (status == SL_OK) *out = (y.e.log10_ber - x->e.log10_ber) / step;
    memcpy(k->level, level, sizeof level);
    k->mean_square = mean_square;
    return status;
}

sl_status sl_link_gradients(double out[SL_LINK_PARAMETERS], const sl_link_state *x, sl_link *k)
{
    for (int i = 0; i < SL_LINK_PARAMETERS; i++)
        out[i] = 0;
    if (k->in->rx.detector == SL_DETECT_SEQUENCE) {
        for (int i = 0; i < SL_LINK_PARAMETERS; i++)
            out[i] = NAN;
        return SL_OK;
    }
    for (int i = SL_LINK_LOSS_DB; i <= SL_LINK_THERMAL_DB; i++)
        out[i] = by_noise(x, k, (sl_link_parameter)i);
    out[SL_LINK_TX_BANDWIDTH] = by_transmitter(x, k);
    out[SL_LINK_RX_BANDWIDTH] = by_receiver(x, k);
    out[SL_LINK_DISPERSION_S_M] = by_dispersion(x, k);
    return by_levels(&out[SL_LINK_LEVEL_MISMATCH], x, k);
}
