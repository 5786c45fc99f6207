// Errors of a lane: tails of noise and interference, or events of a detected sequence.
//
// Model. Thresholds lie where the tails of neighbours have the same argument; BER = sum of
// tails/(M log2 M). Sequence detection: the DFE's tap alpha made the target 1 + alpha D; events of
// L alternating errors have the distance D^2 = 1 + (L-1)(1-|alpha|)^2 + alpha^2 and noise d'R d, R
// with the residual interference as noise; they need L symbols that can err that way, ((M-1)/M)^L.
// Limits. Decisions fed back are right; sequences take the mean level's noise and end at 23 errors.
// Source: IEEE 802.3dj annex 178A (the events).
#include <math.h>
#include <string.h>

#include "link_internal.h"
#include "shoreline/constants.h"
#include "shoreline/numeric.h"
#include "shoreline/signal.h"
#include "shoreline/tail.h"

#define IGNORED 0.03 // cursors of rms below this times the noise count as Gaussian
#define EVENTS  24

static sl_status add_tail(sl_link_errors *e, double *log10_sum, const sl_link *k,
                          const sl_link_taps *s, const double *sigma, int level, int up,
                          int gradient)
{
    double own[SL_TAIL_CURSORS_MAX], before = *log10_sum;
    int other = up ? level + 1 : level - 1;
    sl_tail_sum sum = {.cursor = s->q,
                       .n = s->q_n,
                       .level = k->level,
                       .levels = k->in->lane.levels,
                       .sigma = sigma[level],
                       .ignored = IGNORED};
    double share = sigma[level] / (sigma[level] + sigma[other]);
    double distance = fabs(k->level[other] - k->level[level]) * share;
    sl_tail t;
    SL_TRY(sl_tail_above(&t, gradient ? own : NULL, &sum, distance, !up));
    *log10_sum = sl_log10_add(before, t.log10_p);
    if (!gradient) return SL_OK;
    // derivatives of log10 of the sum: weights are shares of the sum so far
    double weight = pow(10, t.log10_p - *log10_sum), old = pow(10, before - *log10_sum);
    for (int i = 0; i < SL_LEVELS_MAX; i++) {
        e->variance[i] *= old;
        e->distance[i] *= old;
    }
    e->variance[level] += weight * t.per_variance;
    e->distance[level] += weight * t.per_distance * distance;
    for (size_t i = 0; i < s->q_n; i++)
        e->cursor[i] = e->cursor[i] * old + weight * own[i];
    return SL_OK;
}

sl_status sl_link_count(sl_link_errors *e, const sl_link *k, const sl_link_taps *s,
                        const double *sigma, int gradient)
{
    int n = k->in->lane.levels;
    double log10_sum = -INFINITY;
    memset(e, 0, sizeof *e);
    for (int i = 0; i < n; i++)
        for (int up = 0; up < 2; up++)
            if (up ? i + 1 < n : i > 0)
                SL_TRY(add_tail(e, &log10_sum, k, s, sigma, i, up, gradient));
    e->log10_ber = fmin(log10_sum - log10(n * sl_pam_bits(n)), log10(0.5));
    return SL_OK;
}

// Autocorrelation of noise and residual interference at the slicer, without its main cursor.
static void slicer_noise(double *r, int lags, const sl_link *k, const sl_link_taps *s,
                         const double *ffe_noise, double other)
{
    int n = k->in->rx.ffe_n;
    for (int lag = 0; lag < lags; lag++) {
        double sum = lag == 0 ? other : 0;
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++) {
                int d = i - j + lag;
                d = d < 0 ? -d : d;
                if (d < n) sum += s->w[i] * s->w[j] * ffe_noise[d];
            }
        for (size_t i = 0; i + (size_t)lag < s->q_n; i++)
            sum += s->q[i] * s->q[i + (size_t)lag] * k->mean_square;
        r[lag] = sum;
    }
}

void sl_link_sequence(sl_link_errors *e, double *burst, const sl_link *k, const sl_link_taps *s,
                      const double *ffe_noise, double other)
{
    int m = k->in->lane.levels;
    double r[EVENTS + 1], step = 2, events = 0, wrong = 0, log10_sum = -INFINITY;
    for (int i = 0; i + 1 < m; i++)
        step = fmin(step, k->level[i + 1] - k->level[i]);
    slicer_noise(r, EVENTS + 1, k, s, ffe_noise, other);
    for (int length = 1; length < EVENTS; length++) {
        double d[EVENTS + 1], square = 0, noise = 0, sign = s->dfe[0] > 0 ? -1 : 1;
        for (int i = 0; i <= length; i++) {
            double now = i < length ? pow(sign, i) : 0, past = i > 0 ? pow(sign, i - 1) : 0;
            d[i] = now + s->dfe[0] * past;
            square += d[i] * d[i];
        }
        for (int i = 0; i <= length; i++)
            for (int j = 0; j <= length; j++)
                noise += d[i] * d[j] * r[i < j ? j - i : i - j];
        double log10_q = sl_log10_q(step * square / 2 / sqrt(noise));
        double log10_n = log10(2.0) + length * log10((m - 1.0) / m) + log10_q;
        log10_sum = sl_log10_add(log10_sum, log10_n + log10(length));
        events += pow(10, log10_n);
        wrong += length * pow(10, log10_n);
    }
    *burst = wrong > 0 ? 1 - events / wrong : 0;
    e->log10_ber = fmin(log10_sum - log10(sl_pam_bits(m)), log10(0.5));
}

// After a wrong decision by one level the fed-back tap moves the sample by b level distances.
double sl_link_feedback_burst(const sl_link *k, const sl_link_taps *s, const double *sigma)
{
    int m = k->in->lane.levels;
    double mean = 0, step = 2.0 / (m - 1);
    for (int i = 0; i < m; i++)
        mean += sigma[i] / m;
    double q = step / 2 / mean, shift = step * s->dfe[0] / mean;
    return (m - 1.0) / m * (sl_q(q - shift) + sl_q(q + shift));
}
