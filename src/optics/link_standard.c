// Bit error ratio of a lane with a finite receiver.
//
// Model. y = sum_j w_j z(t - jT), z the pulse response to the levels plus noise; w of least mean
// square error at the phase of the best SNR, its main cursor 1; DFE taps b take post-cursors away.
// Given level l_k the noise of y is Gaussian with, over A^2 = (R OMA/2)^2,
//   thermal/A^2 + fixed + white [2q/A (m + l_k W1 + I_d/A) + RIN (m^2 + 2 m l_k W1 + l_k^2 W2 +
//   s2 (S2 - W2))] + MPI m (m + l_k) + MPN^2 + crosstalk + jitter^2 s2 sum (dq/dt)^2
// with m = mean light/A, W1, W2, S2 the means of p, p^2 and of the sum over all symbols' p^2, p the
// light's own pulse, under the squared impulse response of receiver and FFE: how much of the light
// that makes this sample's noise belongs to this symbol. All times the implementation loss.
// Interference is not Gaussian: sl_tail_above sums every symbol's cursor. Thresholds lie where the
// tails of neighbours have the same argument. BER = sum of tails/(M log2 M).
// Sequence detection: DFE tap alpha made the target 1 + alpha D; events of L alternating errors
// have distance D^2 = (1 + (L-1)(1-|alpha|)^2 + alpha^2) and noise d'R d, R with the residual
// interference as noise.
// Gradients: derivatives of the tails by distance, variance and cursors, times what a parameter
// does to these with taps, phase and thresholds held.
// Feedback: an error is followed by another with the chance `burst`; all of them count.
// Assumptions. Taps for decisions that are right; RIN white; noise of
// neighbouring samples taken at the mean of their levels.
// Sources: as lane.c; 802.3dj annex 178A (events of the sequence detector).
#include <math.h>
#include <string.h>

#include "link_internal.h"
#include "shoreline/constants.h"
#include "shoreline/numeric.h"
#include "shoreline/signal.h"
#include "spectrum.h"

#define MARGIN_MAX 60

static int receiver_valid(const sl_link_receiver *rx)
{
    static const int feedback[][2] = {{0, 0}, {1, 8}, {1, 1}};
    if (rx->ffe_n < 1 || rx->ffe_n > SL_LINK_TAPS_MAX || rx->ffe_pre < 0 ||
        rx->ffe_pre >= rx->ffe_n || (unsigned)rx->detector > SL_DETECT_SEQUENCE)
        return 0;
    return rx->dfe_n >= feedback[rx->detector][0] && rx->dfe_n <= feedback[rx->detector][1] &&
           (rx->dfe_n == 0 || rx->dfe_limit > 0);
}

static int filters_valid(const sl_filter *f, int n)
{
    if (n < 0 || n > SL_LINK_FILTERS) return 0;
    for (int i = 0; i < n; i++) {
        bool hz = f[i].kind == SL_FILTER_ZERO ? f[i].hz < 0 || f[i].hz > 0 : f[i].hz > 0;
        if (!hz || !(f[i].damping_hz >= 0)) return 0;
    }
    return 1;
}

sl_status sl_link_levels(sl_link *k, const sl_optical_link *in)
{
    sl_link_curve curve = sl_link_curve_of(in);
    bool as_driven = in->predistortion == SL_LEVELS_AS_DRIVEN, bent = as_driven && !curve.straight;
    double mismatch = as_driven && !bent ? in->lane.level_mismatch : 1;
    const sl_pulse_response *host[] = {in->lane.host_tx, in->lane.host_rx};
    k->jitter2 = in->lane.jitter_rms_ui * in->lane.jitter_rms_ui;
    for (int h = 0; h < 2; h++)
        if (host[h]) {
            mismatch *= host[h]->level_mismatch;
            k->jitter2 += host[h]->jitter_rms_ui * host[h]->jitter_rms_ui;
        }
    SL_TRY(sl_pam_levels(k->level, in->lane.levels, mismatch));
    memcpy(k->drive, k->level, sizeof k->drive);
    for (int i = 0; i < in->lane.levels && bent; i++)
        k->level[i] = sl_link_curve_at(&curve, k->level[i]);
    k->mean_square = 0;
    for (int i = 0; i < in->lane.levels; i++)
        k->mean_square += k->level[i] * k->level[i] / in->lane.levels;
    return SL_OK;
}

sl_status sl_link_prepare(sl_link *k, const sl_optical_link *in)
{
    if (!sl_optics_lane_valid(&in->lane) || !receiver_valid(&in->rx) ||
        !filters_valid(in->transmitter, in->transmitter_n) ||
        !filters_valid(in->receiver, in->receiver_n) || in->driven_n < 0 ||
        in->driven_n > in->transmitter_n ||
        !(fabs(in->bend[0]) <= 0.5 && fabs(in->bend[1]) <= 0.5) ||
        (in->host_tx && in->host_tx_samples_per_ui == 0))
        return SL_ERR_DOMAIN;
    SL_TRY(sl_link_levels(k, in));
    k->loss_factor = pow(10, in->lane.implementation_loss_db / 10);
    k->average_w = in->lane.launch_average_w * pow(10, -in->lane.channel_loss_db / 10);
    k->oma_ratio = sl_oma_w(1, pow(10, in->lane.extinction_ratio_db / 10));
    return sl_link_respond(k, in);
}

static double mean_sigma(const sl_link_state *x, int levels)
{
    double mean = 0;
    for (int i = 0; i < levels; i++)
        mean += x->sigma[i] / levels;
    return mean;
}

static sl_status sl_link_errors_of(sl_link_state *x, const sl_link *k, int gradient)
{
    double r[SL_LINK_EVENTS + 1];
    int n = k->in->lane.levels;
    SL_TRY(sl_link_count(&x->e, k, &x->s, x->sigma, gradient));
    x->burst = 0;
    if (k->in->rx.detector == SL_DETECT_LINEAR) return SL_OK;
    sl_link_parts p = sl_link_noise_at(k, &x->h, x->a, 0);
    sl_link_slicer_noise(r, SL_LINK_EVENTS + 1, k, &x->s, x->ffe_noise);
    r[0] += (p.beat + p.jitter) * k->loss_factor;
    if (k->in->rx.detector == SL_DETECT_DFE) {
        x->burst = sl_link_feedback_burst(n, x->s.dfe[0], mean_sigma(x, n), r[1] / r[0]);
        x->e.log10_ber = sl_link_propagated(x->e.log10_ber, x->burst);
        return SL_OK;
    }
    sl_link_sequence(&x->e.log10_ber, &x->burst, n, k->level, x->s.dfe[0], r);
    return SL_OK;
}

// Levels at the decision: of a drive that interference keeps from its outermost levels the curve
// bends less. Mean of f(x) for a level b, behind the taps, with K2 and K3 what these make of the
// squared and cubed drive: settled b + c3 K3 (b^3 - b m4/m2) + c2 K2 (b^2 - m2).
static void levels_at_decision(sl_link *k, const sl_link_taps *s)
{
    sl_link_curve curve = sl_link_curve_of(k->in);
    int n = k->in->lane.levels;
    double m2 = 0, m4 = 0, mean_square = 0;
    if (curve.straight || k->in->predistortion != SL_LEVELS_AS_DRIVEN) return;
    for (int i = 0; i < n; i++) {
        double square = k->drive[i] * k->drive[i];
        m2 += square / n;
        m4 += square * square / n;
    }
    double settled = curve.c[1] + curve.c[3] * m4 / m2;
    double c2 = curve.c[2] * sl_link_cursor(k, s, k->bent[0], 0);
    double c3 = curve.c[3] * sl_link_cursor(k, s, k->bent[1], 0);
    for (int i = 0; i < n; i++) {
        double b = k->drive[i];
        k->level[i] = b * (settled - c3 * m4 / m2) + c3 * b * b * b + c2 * (b * b - m2);
        mean_square += k->level[i] * k->level[i] / n;
    }
    k->mean_square = mean_square;
}

// Equaliser and errors with extra loss; the pulse stays. held: phase of an earlier state.
static sl_status adapt(sl_link_state *x, sl_link *k, double loss_db, const sl_link_state *held,
                       int gradient)
{
    x->a = sl_link_amplitude(k, loss_db);
    sl_link_mean_noise(x->ffe_noise, k, x->a);
    if (!(x->ffe_noise[0] > 0)) return SL_ERR_DOMAIN;
    SL_TRY(held ? sl_link_solve_at(&x->s, k, (long)held->s.at, x->ffe_noise)
                : sl_link_solve(&x->s, k, x->ffe_noise));
    sl_link_limit_feedback(&x->s, &k->in->rx);
    levels_at_decision(k, &x->s);
    sl_link_interference(&x->s, k);
    sl_link_through(&x->h, &k->noise, &x->s, k->in->rx.ffe_n);
    sl_link_light_shares(&x->h, k, &x->s);
    sl_link_jitter_share(&x->h, k, &x->s);
    if (k->in->predistortion == SL_LEVELS_BY_NOISE) sl_link_space_levels(k, &x->h, x->a);
    sl_link_sigmas(x->sigma, k, &x->h, x->a);
    return sl_link_errors_of(x, k, gradient);
}

static void report(sl_link_point *out, const sl_link_state *x, const sl_link *k)
{
    const sl_link_receiver *rx = &k->in->rx;
    int n = k->in->lane.levels;
    sl_link_parts mean = sl_link_noise_at(k, &x->h, x->a, 0);
    double isi = 0, noise = 0, f = k->loss_factor;
    for (size_t i = 0; i < x->s.q_n; i++)
        isi += x->s.q[i] * x->s.q[i] * k->mean_square;
    for (int i = 0; i < n; i++)
        noise += x->sigma[i] * x->sigma[i] / n;
    *out =
        (sl_link_point){.log10_ber = x->e.log10_ber,
                        .snr_db = 10 * log10(k->mean_square / (noise + isi)),
                        .phase_ui = ((double)x->s.at - (double)sl_link_peak(k)) / SL_LINK_SAMPLES,
                        .thermal = mean.thermal * f,
                        .shot = mean.shot * f,
                        .rin = mean.rin * f,
                        .beat = mean.beat * f,
                        .electronics = mean.fixed * f,
                        .jitter = mean.jitter * f,
                        .isi = isi,
                        .burst = x->burst};
    memcpy(out->taps, x->s.w, (size_t)rx->ffe_n * sizeof *out->taps);
    memcpy(out->dfe, x->s.dfe, (size_t)rx->dfe_n * sizeof *out->dfe);
    memcpy(out->level, k->level, sizeof out->level);
    memcpy(out->level_sigma, x->sigma, (size_t)n * sizeof *x->sigma);
}

sl_status sl_link_evaluate(sl_link_point *out, sl_link *k, const sl_optical_link *in,
                           int with_gradient)
{
    sl_link_state x;
    SL_TRY(sl_link_prepare(k, in));
    SL_TRY(adapt(&x, k, 0, NULL, with_gradient));
    k->cursor = x.s.at;
    report(out, &x, k);
    return with_gradient ? sl_link_gradients(out->gradient, &x, k) : SL_OK;
}

typedef struct search {
    sl_link *k;
    sl_link_state *held, *now;
    double log10_target;
    sl_status status;
} search;

static double above_target(double loss_db, void *context)
{
    search *s = context;
    sl_status status = adapt(s->now, s->k, loss_db, s->held, 0);
    if (status != SL_OK) s->status = status;
    return status == SL_OK ? s->now->e.log10_ber - s->log10_target : NAN;
}

// Outwards in growing steps from 0 to a change of sign, then between.
double sl_link_margin_search(sl_scalar_fn above, void *context)
{
    double here = above(0, context), sign = here < 0 ? 1 : -1, near = 0, step = 1;
    while (here != 0) {
        double far = fmin(near + step, MARGIN_MAX), value = above(far * sign, context);
        if (isnan(value)) return NAN;
        if ((value < 0) != (here < 0))
            return sl_root(above, context, fmin(near * sign, far * sign),
                           fmax(near * sign, far * sign), 1e-4);
        if (far >= MARGIN_MAX) return sign > 0 ? MARGIN_MAX : (double)-INFINITY;
        near = far;
        step *= 3;
    }
    return 0;
}

sl_status sl_link_margin(double *margin_db, sl_link *k, const sl_optical_link *in)
{
    sl_link_state held, now;
    SL_TRY(sl_link_prepare(k, in));
    SL_TRY(adapt(&held, k, 0, NULL, 0));
    k->cursor = held.s.at;
    search s = {.k = k, .held = &held, .now = &now, .log10_target = log10(in->lane.target_ber)};
    *margin_db = sl_link_margin_search(above_target, &s);
    // The best phase there may be another: more noise, less interference.
    if (s.status != SL_OK || !isfinite(*margin_db)) return s.status;
    size_t at = held.s.at;
    SL_TRY(adapt(&held, k, *margin_db, NULL, 0));
    if (held.s.at == at) return SL_OK;
    *margin_db = fmax(*margin_db, sl_link_margin_search(above_target, &s));
    return s.status;
}

sl_pulse sl_link_pulse(const sl_link *k, size_t *samples_per_ui, size_t *cursor)
{
    *samples_per_ui = SL_LINK_SAMPLES;
    *cursor = k->cursor;
    return (sl_pulse){.v = k->pulse, .n = k->n};
}

void sl_link_destroy(sl_link *k)
{
    if (!k) return;
    sl_ctx *ctx = k->ctx;
    sl_fourier_destroy(k->fourier);
    sl_ctx_resize(ctx, k->light, 0);
    sl_ctx_resize(ctx, k->pulse, 0);
    sl_ctx_resize(ctx, k, 0);
}

sl_status sl_link_create(sl_link **out, sl_ctx *ctx, int period_ui)
{
    *out = NULL;
    if (period_ui == 0) period_ui = 64;
    if (period_ui < 16 || period_ui > 4096) return SL_ERR_DOMAIN;
    sl_link *k = sl_ctx_resize(ctx, NULL, sizeof *k);
    if (!k) return SL_ERR_NO_MEMORY;
    *k = (sl_link){.ctx = ctx, .period_ui = period_ui};
    k->n = (size_t)period_ui * SL_LINK_SAMPLES;
    size_t half = k->n / 2 + 1;
    k->light = sl_ctx_resize(ctx, NULL, 3 * half * sizeof *k->light);
    k->pulse = sl_ctx_resize(ctx, NULL, 7 * k->n * sizeof *k->pulse);
    sl_status status =
        k->light && k->pulse ? sl_fourier_create(&k->fourier, k->n) : SL_ERR_NO_MEMORY;
    if (status != SL_OK) {
        sl_link_destroy(k);
        return status;
    }
    k->after = k->light + half;
    k->work = k->after + half;
    k->optical = k->pulse + k->n;
    k->impulse = k->optical + k->n;
    k->weight = k->impulse + k->n;
    k->moved = k->weight + k->n;
    k->bent[0] = k->moved + k->n;
    k->bent[1] = k->bent[0] + k->n;
    *out = k;
    return SL_OK;
}
