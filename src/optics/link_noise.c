// Noise of a lane's decision at each level of light.
//
// Model. See link_standard.c: with m = mean light/A, W1, W2, S2 the means of p, p^2 and of the sum
// over all symbols' p^2, p the light's own pulse, under the squared impulse response of receiver
// and FFE. Assumptions. RIN white; of other symbols the mean of their levels counts.
// Source: own derivation, docs/theory/optics-links.md.
#include <math.h>
#include <string.h>

#include "link_internal.h"
#include "shoreline/constants.h"
#include "shoreline/numeric.h"
#include "shoreline/signal.h"

static double through_ffe(const double *r, const sl_link_taps *s, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            sum += s->w[i] * s->w[j] * r[i < j ? j - i : i - j];
    return sum;
}

void sl_link_through(sl_link_shares *out, const sl_link_noise *noise, const sl_link_taps *s, int n)
{
    out->white = through_ffe(noise->white, s, n);
    out->thermal = through_ffe(noise->thermal, s, n);
    out->fixed = through_ffe(noise->fixed, s, n);
}

// Tap i delays by i symbols less the main one.
void sl_link_equalised_impulse(const sl_link *k, const double *w)
{
    const sl_link_receiver *rx = &k->in->rx;
    memset(k->weight, 0, k->n * sizeof *k->weight);
    for (int i = 0; i < rx->ffe_n; i++) {
        size_t shift = (size_t)((long)k->n + (i - rx->ffe_pre) * SL_LINK_SAMPLES) % k->n;
        for (size_t t = 0; t < k->n - shift; t++)
            k->weight[t + shift] += w[i] * k->impulse[t];
        for (size_t t = k->n - shift; t < k->n; t++)
            k->weight[t + shift - k->n] += w[i] * k->impulse[t];
    }
}

void sl_link_light_shares(sl_link_shares *out, const sl_link *k, const sl_link_taps *s)
{
    double all[SL_LINK_SAMPLES] = {0}, total = 0, w1 = 0, w2 = 0, s2 = 0;
    for (size_t i = 0; i < k->n; i++)
        all[i % SL_LINK_SAMPLES] += k->optical[i] * k->optical[i];
    sl_link_equalised_impulse(k, s->w);
    for (size_t t = 0; t < k->n; t++) {
        double g2 = k->weight[t] * k->weight[t];
        size_t from = (s->at + k->n - t) % k->n;
        double p = k->optical[from];
        total += g2;
        w1 += g2 * p;
        w2 += g2 * p * p;
        s2 += g2 * all[from % SL_LINK_SAMPLES];
    }
    out->w1 = w1 / total;
    out->w2 = w2 / total;
    out->s2 = s2 / total;
}

void sl_link_jitter_share(sl_link_shares *out, const sl_link *k, const sl_link_taps *s)
{
    sl_link_taps early = *s, late = *s;
    long half = k->period_ui / 2 - 1;
    early.at = (s->at + k->n - 1) % k->n;
    late.at = (s->at + 1) % k->n;
    out->jitter = 0;
    for (long j = -half; j <= half; j++) {
        double slope =
            (sl_link_cursor(k, &late, k->pulse, j) - sl_link_cursor(k, &early, k->pulse, j)) *
            SL_LINK_SAMPLES / 2;
        out->jitter += slope * slope * k->mean_square;
    }
}

sl_link_parts sl_link_noise_at(const sl_link *k, const sl_link_shares *h, double a, double level)
{
    const sl_lane_in *l = &k->in->lane;
    double mean = 2 / k->oma_ratio, spill = k->mean_square * (h->s2 - h->w2);
    double square = mean * mean + 2 * mean * level * h->w1 + level * level * h->w2 + spill;
    return (sl_link_parts){
        .thermal = h->thermal / (a * a),
        .shot = h->white * 2 * SL_ELEMENTARY_CHARGE_C / a *
                fmax(mean + level * h->w1 + l->dark_current_a / a, 0),
        .rin = h->white * l->rin_per_hz * fmax(square, 0),
        .beat = l->mpi_variance * mean * fmax(mean + level, 0) + l->mpn_sigma * l->mpn_sigma +
                l->crosstalk_variance,
        .fixed = h->fixed,
        .jitter = h->jitter * k->jitter2,
    };
}

static double sum_of(const sl_link_parts *p)
{
    return p->thermal + p->shot + p->rin + p->beat + p->fixed + p->jitter;
}

void sl_link_sigmas(double *sigma, const sl_link *k, const sl_link_shares *h, double a)
{
    for (int i = 0; i < k->in->lane.levels; i++) {
        sl_link_parts p = sl_link_noise_at(k, h, a, k->level[i]);
        sigma[i] = sqrt(sum_of(&p) * k->loss_factor);
    }
}

// Levels whose neighbours' distances are as their noise; the outermost stay.
void sl_link_space_levels(sl_link *k, const sl_link_shares *h, double a)
{
    double sigma[SL_LEVELS_MAX];
    int n = k->in->lane.levels;
    for (int pass = 0; pass < 8; pass++) {
        double total = 0, mean_square = 0;
        sl_link_sigmas(sigma, k, h, a);
        for (int i = 0; i + 1 < n; i++)
            total += sigma[i] + sigma[i + 1];
        for (int i = 0; i + 1 < n; i++)
            k->level[i + 1] = k->level[i] + 2 * (sigma[i] + sigma[i + 1]) / total;
        for (int i = 0; i < n; i++)
            mean_square += k->level[i] * k->level[i] / n;
        k->mean_square = mean_square;
    }
    k->level[n - 1] = 1;
}
