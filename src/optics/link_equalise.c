// Taps of a lane's receiver: least mean square error at the best phase.
//
// Model. w minimises noise (at light of the mean level) and interference with the main cursor 1,
// sl_mmse_taps; the phase is the sample of the best SNR within half a symbol of the peak. Feedback
// is limited afterwards. Assumption. The best SNR is the least error ratio.
#include <math.h>
#include <string.h>

#include "link_internal.h"
#include "shoreline/constants.h"
#include "shoreline/numeric.h"
#include "shoreline/signal.h"

#define TRIM 1e-5 // of the peak: no more of the pulse is equalised

double sl_link_sample(const double *v, const sl_link *k, long i)
{
    long n = (long)k->n;
    i %= n;
    return v[i < 0 ? i + n : i];
}

double sl_link_amplitude(const sl_link *k, double loss_db)
{
    return k->in->lane.responsivity_a_per_w * k->oma_ratio * k->average_w * pow(10, -loss_db / 10) /
           2;
}

// Autocorrelation at the FFE for light at the mean level.
void sl_link_mean_noise(double *r, const sl_link *k, double a)
{
    const sl_lane_in *l = &k->in->lane;
    double mean = 2 / k->oma_ratio;
    double white = 2 * SL_ELEMENTARY_CHARGE_C / a * (mean + l->dark_current_a / a) +
                   l->rin_per_hz * (mean * mean + k->mean_square);
    for (int i = 0; i < k->in->rx.ffe_n; i++)
        r[i] = k->loss_factor *
               (k->noise.thermal[i] / (a * a) + k->noise.fixed[i] + k->noise.white[i] * white);
}

// Symbols of the pulse about sample `at` that count.
static void extent(long *first, long *last, const sl_link *k, long at)
{
    long half = k->period_ui / 2;
    double least = TRIM * fabs(sl_link_sample(k->pulse, k, at));
    *first = *last = 0;
    for (long j = -half; j < half; j++) {
        if (fabs(sl_link_sample(k->pulse, k, at + j * SL_LINK_SAMPLES)) <= least) continue;
        if (j < *first) *first = j;
        if (j > *last) *last = j;
    }
}

sl_status sl_link_solve_at(sl_link_taps *s, const sl_link *k, long at, const double *r)
{
    double h[SL_TAIL_CURSORS_MAX * 2];
    const sl_link_receiver *rx = &k->in->rx;
    long first, last;
    extent(&first, &last, k, at);
    for (long j = first; j <= last; j++)
        h[j - first] = sl_link_sample(k->pulse, k, at + j * SL_LINK_SAMPLES);
    sl_mmse_task task = {.pulse = h,
                         .n = (size_t)(last - first + 1),
                         .cursor = (size_t)-first,
                         .noise = r,
                         .levels = k->in->lane.levels,
                         .ffe_n = (size_t)rx->ffe_n,
                         .ffe_pre = (size_t)rx->ffe_pre,
                         .dfe_n = (size_t)rx->dfe_n};
    s->at = (size_t)((at % (long)k->n + (long)k->n) % (long)k->n);
    return sl_mmse_taps(s->w, s->dfe, &s->snr, &task);
}

long sl_link_peak(const sl_link *k)
{
    size_t peak = 0;
    for (size_t i = 1; i < k->n; i++)
        if (fabs(k->pulse[i]) > fabs(k->pulse[peak])) peak = i;
    return (long)peak;
}

// The phase of the best SNR within half a symbol of the peak, by halving steps.
sl_status sl_link_solve(sl_link_taps *best, const sl_link *k, const double *r)
{
    long at = sl_link_peak(k);
    int found = 0;
    sl_link_taps s = {0};
    for (long step = SL_LINK_SAMPLES / 4; step > 0; step /= 2) {
        int first = !found;
        long centre = first ? at : (long)best->at;
        for (int side = first ? -2 : -1; side <= (first ? 2 : 1); side++) {
            if (!first && side == 0) continue;
            if (sl_link_solve_at(&s, k, centre + side * step, r) != SL_OK) continue;
            if (found && !(s.snr > best->snr)) continue;
            *best = s;
            found = 1;
        }
    }
    return found ? SL_OK : SL_ERR_NO_CONVERGENCE;
}

// Response of the taps to a symbol j behind (before: negative) the decided one, any pulse.
double sl_link_cursor(const sl_link *k, const sl_link_taps *s, const double *pulse, long j)
{
    const sl_link_receiver *rx = &k->in->rx;
    double sum = 0;
    for (int i = 0; i < rx->ffe_n; i++)
        sum += s->w[i] *
               sl_link_sample(pulse, k, (long)s->at + (j + rx->ffe_pre - i) * SL_LINK_SAMPLES);
    return sum;
}

void sl_link_interference(sl_link_taps *s, const sl_link *k)
{
    long half = k->period_ui / 2 - 1 < SL_TAIL_CURSORS_MAX / 2 ? k->period_ui / 2 - 1
                                                               : SL_TAIL_CURSORS_MAX / 2;
    s->q_n = 0;
    for (long j = -half; j <= half; j++) {
        if (j == 0) continue;
        if (j == 1) s->post = s->q_n;
        double q = sl_link_cursor(k, s, k->pulse, j);
        if (j > 0 && j <= k->in->rx.dfe_n) q -= s->dfe[j - 1];
        s->q[s->q_n++] = q;
    }
}

void sl_link_limit_feedback(sl_link_taps *s, const sl_link_receiver *rx)
{
    for (int i = 0; i < rx->dfe_n; i++)
        s->dfe[i] = fmin(fmax(s->dfe[i], -rx->dfe_limit), rx->dfe_limit);
}
