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

#define EYES_TOLD 3    // symbols of an event that are told apart by eye
#define IGNORED   0.03 // cursors of rms below this times the noise count as Gaussian

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
void sl_link_slicer_noise(double *r, int lags, const sl_link *k, const sl_link_taps *s,
                          const double *ffe_noise)
{
    int n = k->in->rx.ffe_n;
    for (int lag = 0; lag < lags; lag++) {
        double sum = 0;
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++) {
                int d = i - j + lag;
                d = d < 0 ? -d : d;
                if (d < n) sum += s->w[i] * s->w[j] * ffe_noise[d];
            }
        for (size_t i = 0; i < s->q_n; i++) {
            // cursors `lag` symbols apart: the main one, left out of q, may lie between them
            size_t j = i + (size_t)lag - (i < s->post && i + (size_t)lag >= s->post && lag > 0);
            if (i < s->post && i + (size_t)lag == s->post) continue;
            if (j < s->q_n) sum += s->q[i] * s->q[j] * k->mean_square;
        }
        r[lag] = sum;
    }
}

// An event of `length` alternating errors, the i-th over the spacing eye[i]: its argument of Q.
static double event_argument(int length, const double *eye, double alpha, const double *r)
{
    double d[SL_LINK_EVENTS + 1], square = 0, noise = 0, sign = alpha > 0 ? -1 : 1, turn = 1;
    for (int i = 0; i <= length; i++, turn *= sign) {
        double now = i < length ? turn * eye[i] : 0;
        double past = i > 0 ? turn * sign * eye[i - 1] : 0;
        d[i] = now + alpha * past;
        square += d[i] * d[i];
    }
    for (int i = 0; i <= length; i++)
        for (int j = 0; j <= length; j++)
            noise += d[i] * d[j] * r[i < j ? j - i : i - j];
    return square / 2 / sqrt(noise);
}

// log10 of the mean of Q over the eyes that the first symbols of an event lie in; those behind
// them have the mean spacing.
static double log10_event(int length, const double *level, int m, double alpha, const double *r)
{
    double eye[SL_LINK_EVENTS], mean = (level[m - 1] - level[0]) / (m - 1), sum = -INFINITY;
    int told = length < EYES_TOLD ? length : EYES_TOLD, words = 1;
    for (int i = 0; i < told; i++)
        words *= m - 1;
    for (int word = 0; word < words; word++) {
        for (int i = 0, rest = word; i < length; i++, rest /= m - 1) {
            int at = rest % (m - 1);
            eye[i] = i < told ? level[at + 1] - level[at] : mean;
        }
        sum = sl_log10_add(sum, sl_log10_q(event_argument(length, eye, alpha, r)));
    }
    return sum - log10(words);
}

void sl_link_sequence(double *log10_ber, double *burst, int m, const double *level, double alpha,
                      const double *r)
{
    double events = 0, wrong = 0, log10_sum = -INFINITY;
    for (int length = 1; length < SL_LINK_EVENTS; length++) {
        double log10_n =
            log10(2.0) + length * log10((m - 1.0) / m) + log10_event(length, level, m, alpha, r);
        log10_sum = sl_log10_add(log10_sum, log10_n + log10(length));
        events += pow(10, log10_n);
        wrong += length * pow(10, log10_n);
    }
    *burst = wrong > 0 ? 1 - events / wrong : 0;
    *log10_ber = fmin(log10_sum - log10(sl_pam_bits(m)), log10(0.5));
}

// After a wrong decision by one level the fed-back tap moves the sample by b level distances the
// other way, and the noise that made the error, about half a distance, is still there in part.
double sl_link_feedback_burst(int m, double b, double sigma, double correlation)
{
    double step = 2.0 / (m - 1), q = step / 2 / sigma, spread = sqrt(1 - correlation * correlation);
    double moved = step * b / sigma - correlation * q;
    return (m - 1.0) / m * (sl_q((q - moved) / spread) + sl_q((q + moved) / spread));
}

double sl_link_propagated(double log10_ber, double burst)
{
    return fmin(log10_ber - log10(1 - fmin(burst, 0.99)), log10(0.5));
}
