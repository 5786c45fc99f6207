// Equaliser of a recorded waveform: least mean square error on its own symbols.
//
// Model. On the circle of symbol-spaced samples s with autocorrelation r and cross-correlations c
// with the levels d, w and b minimise the mean of (sum w_i s(n - i + pre) - sum b_j d(n - j) -
// d(n))^2 plus w'Nw, N the noise of mean light. d begins as equally spaced and becomes, twice, the
// means at the decision. Then scaled and moved so that the outermost means are -1 and 1: no bias.
// Source: Wiener; as mmse.c on measured samples. Limits. The feedback's bound is applied
// afterwards.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/wide.h"
#include "link_wave_internal.h"
#include "shoreline/constants.h"
#include "shoreline/numeric.h"
#include "shoreline/signal.h"

#define MOST (SL_LINK_TAPS_MAX + 8)

void sl_wave_sample(double *out, const sl_link_wave *w, size_t at)
{
    for (size_t i = 0; i < w->symbols; i++, at += SL_WAVE_SAMPLES) {
        if (at >= w->n) at -= w->n;
        out[i] = w->received[at];
    }
}

// sum a(n) b(n + lag) over the circle.
SL_WIDE static double correlation(const double *a, const double *b, size_t n, long lag)
{
    size_t shift = (size_t)((lag % (long)n + (long)n) % (long)n);
    double sum[8] = {0}, all = 0;
    const double *parts[2][2] = {{a, b + shift}, {a + (n - shift), b}};
    size_t lengths[2] = {n - shift, shift};
    for (int p = 0; p < 2; p++) {
        const double *x = parts[p][0], *y = parts[p][1];
        size_t i = 0;
        for (; i + 8 <= lengths[p]; i += 8)
            for (size_t j = 0; j < 8; j++)
                sum[j] += x[i + j] * y[i + j];
        for (; i < lengths[p]; i++)
            sum[0] += x[i] * y[i];
    }
    for (size_t j = 0; j < 8; j++)
        all += sum[j];
    return all;
}

// Noise at the FFE of mean light, A^2, at symbol lags.
static double noise_lag(const sl_link_wave *w, double loss, int lag)
{
    const sl_lane_in *l = &w->in.lane;
    const sl_link_noise *noise = &w->link->noise;
    double a = w->amplitude_a * loss, mean = w->mean_a * loss;
    double square = mean * mean + a * a * w->link->mean_square;
    double white = 2 * SL_ELEMENTARY_CHARGE_C * (mean + l->dark_current_a) + l->rin_per_hz * square;
    return w->link->loss_factor *
           (noise->thermal[lag] + noise->fixed[lag] * a * a + noise->white[lag] * white);
}

// ---- one solution for given levels ----

typedef struct normal {
    double a[MOST][MOST], x[MOST];
} normal;

static void levels_of(double *d, const sl_link_wave *w, const double *level)
{
    for (size_t i = 0; i < w->symbols; i++)
        d[i] = level[w->symbol[i]];
}

// s without its mean; d as given.
static sl_status solve(wave_state *st, const sl_link_wave *w, const double *s, const double *d,
                       const double *acf)
{
    normal m;
    const sl_link_receiver *rx = &w->in.rx;
    int nf = rx->ffe_n, nb = rx->dfe_n, most = nf + nb;
    double scale = st->loss / ((double)w->symbols);
    for (int i = 0; i < nf; i++)
        for (int j = 0; j <= i; j++)
            m.a[i][j] = acf[i - j] * scale * st->loss + noise_lag(w, st->loss, i - j);
    for (int i = 0; i < nf; i++)
        m.x[i] = correlation(d, s, w->symbols, rx->ffe_pre - i) * scale;
    for (int k = 0; k < nb; k++) {
        for (int i = 0; i < nf; i++) // d(n - 1 - k) with s(n - i + pre)
            m.a[nf + k][i] = -correlation(d, s, w->symbols, rx->ffe_pre - i + 1 + k) * scale;
        for (int j = 0; j <= k; j++)
            m.a[nf + k][nf + j] = correlation(d, d, w->symbols, k - j) / (double)w->symbols;
        m.x[nf + k] = -correlation(d, d, w->symbols, 1 + k) / (double)w->symbols;
    }
    if (!sl_spd_factor(m.a[0], (size_t)most, MOST)) return SL_ERR_NO_CONVERGENCE;
    sl_spd_solve(m.x, m.a[0], (size_t)most, MOST);
    for (int i = 0; i < nf; i++)
        st->w[i] = m.x[i] * st->loss; // on samples without the added loss
    for (int k = 0; k < nb; k++)
        st->dfe[k] = m.x[nf + k];
    return SL_OK;
}

static void equalise(double *z, const sl_link_wave *w, const wave_state *st, const double *s)
{
    const sl_link_receiver *rx = &w->in.rx;
    size_t n = w->symbols;
    for (size_t i = 0; i < n; i++)
        z[i] = st->offset;
    for (int t = 0; t < rx->ffe_n; t++) {
        size_t shift = (n + (size_t)(rx->ffe_pre - t)) % n;
        double tap = st->w[t];
        for (size_t i = 0; i < n - shift; i++)
            z[i] += tap * s[i + shift];
        for (size_t i = n - shift; i < n; i++)
            z[i] += tap * s[i + shift - n];
    }
}

static void feed_back(double *z, const sl_link_wave *w, const wave_state *st, const double *level)
{
    size_t n = w->symbols;
    for (int k = 0; k < w->in.rx.dfe_n; k++)
        for (size_t i = 0; i < n; i++)
            z[i] -= st->dfe[k] * level[w->symbol[(i + n - 1 - (size_t)k) % n]];
}

static double means_of(double *mean, const sl_link_wave *w, const double *z)
{
    size_t count[SL_LEVELS_MAX] = {0};
    double rest = 0;
    memset(mean, 0, SL_LEVELS_MAX * sizeof *mean);
    for (size_t i = 0; i < w->symbols; i++) {
        mean[w->symbol[i]] += z[i];
        count[w->symbol[i]]++;
    }
    for (int i = 0; i < w->in.lane.levels; i++)
        mean[i] /= (double)(count[i] ? count[i] : 1);
    for (size_t i = 0; i < w->symbols; i++)
        rest += (z[i] - mean[w->symbol[i]]) * (z[i] - mean[w->symbol[i]]);
    return rest / (double)w->symbols;
}

// Outermost means to -1 and 1; the feedback in units of the levels it is fed.
static void normalise(wave_state *st, const sl_link_wave *w, double *mean)
{
    int n = w->in.lane.levels, nf = w->in.rx.ffe_n, nb = w->in.rx.dfe_n;
    double half = (mean[n - 1] - mean[0]) / 2, middle = (mean[n - 1] + mean[0]) / 2;
    for (int i = 0; i < nf; i++)
        st->w[i] /= half;
    for (int k = 0; k < nb; k++)
        st->dfe[k] /= half;
    st->offset = (st->offset - middle) / half;
    for (int i = 0; i < n; i++)
        mean[i] = (mean[i] - middle) / half;
}

static void bound_feedback(wave_state *st, const sl_link_receiver *rx)
{
    for (int k = 0; k < rx->dfe_n; k++)
        st->dfe[k] = fmin(fmax(st->dfe[k], -rx->dfe_limit), rx->dfe_limit);
}

static double stationary(const sl_link_wave *w, const wave_state *st)
{
    const sl_link_noise *noise = &w->link->noise;
    int n = w->in.rx.ffe_n;
    double sum = 0, a = w->amplitude_a, loss2 = st->loss * st->loss;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            int lag = i < j ? j - i : i - j;
            sum += st->w[i] * st->w[j] * (noise->thermal[lag] / loss2 + noise->fixed[lag] * a * a);
        }
    return sum * w->link->loss_factor;
}

// All at one phase; returns mean square over residual interference and noise, or -1.
static double solve_at(wave_state *st, sl_link_wave *w, size_t at)
{
    const sl_link_receiver *rx = &w->in.rx;
    double *s = w->sampled[0], *d = w->slope, acf[SL_LINK_TAPS_MAX], mean = 0, level[SL_LEVELS_MAX];
    size_t n = w->symbols;
    st->at = at;
    sl_wave_sample(s, w, at);
    for (size_t i = 0; i < n; i++)
        mean += s[i] / (double)n;
    for (size_t i = 0; i < n; i++)
        s[i] -= mean;
    for (int lag = 0; lag < rx->ffe_n; lag++)
        acf[lag] = correlation(s, s, n, lag);
    sl_pam_levels(level, w->in.lane.levels, 1);
    double rest = 0;
    for (int pass = 0; pass < 3; pass++) {
        st->offset = 0;
        levels_of(d, w, level);
        if (solve(st, w, s, d, acf) != SL_OK) return -1;
        equalise(w->decided, w, st, s);
        feed_back(w->decided, w, st, level);
        rest = means_of(st->level, w, w->decided);
        double half = (st->level[w->in.lane.levels - 1] - st->level[0]) / 2;
        if (!(half > 0)) return -1;
        normalise(st, w, st->level);
        rest /= half * half;
        memcpy(level, st->level, sizeof level);
    }
    bound_feedback(st, rx);
    double taps = 0;
    for (int i = 0; i < rx->ffe_n; i++)
        taps += st->w[i];
    st->offset -= mean * taps;
    double noise = 0, square = 0;
    for (int i = 0; i < rx->ffe_n; i++)
        for (int j = 0; j < rx->ffe_n; j++)
            noise += st->w[i] * st->w[j] * noise_lag(w, st->loss, abs(i - j));
    for (int i = 0; i < w->in.lane.levels; i++)
        square += st->level[i] * st->level[i] / w->in.lane.levels;
    return square / (rest + noise / (st->loss * st->loss));
}

sl_status sl_wave_adapt(wave_state *st, sl_link_wave *w, double loss, const size_t *held)
{
    wave_state trial = {.loss = loss};
    size_t best = held ? *held : w->peak;
    double most = -1;
    for (long step = SL_WAVE_SAMPLES / 4; !held && step > 0; step /= 2) {
        size_t centre = best;
        int first = most < 0;
        for (long side = first ? -2 : -1; side <= (first ? 2 : 1); side++) {
            if (!first && side == 0) continue;
            size_t at = (centre + w->n + (size_t)(side * step)) % w->n;
            double snr = solve_at(&trial, w, at);
            if (snr <= most) continue;
            most = snr;
            best = at;
        }
    }
    *st = (wave_state){.loss = loss};
    if (!(solve_at(st, w, best) > 0)) return SL_ERR_NO_CONVERGENCE;
    st->stationary = stationary(w, st);
    return SL_OK;
}

void sl_wave_decide(sl_link_wave *w, const wave_state *st, int slopes, int feedback)
{
    if (slopes) {
        wave_state flat = *st;
        flat.offset = 0;
        for (int side = 0; side < 2; side++) {
            size_t at = (st->at + w->n + (side ? 1 : (size_t)-1)) % w->n;
            sl_wave_sample(w->sampled[1], w, at);
            equalise(side ? w->slope : w->sampled[2], w, &flat, w->sampled[1]);
        }
        for (size_t i = 0; i < w->symbols; i++)
            w->slope[i] = (w->slope[i] - w->sampled[2][i]) * SL_WAVE_SAMPLES / 2;
    }
    sl_wave_sample(w->sampled[0], w, st->at);
    equalise(w->decided, w, st, w->sampled[0]);
    if (feedback) feed_back(w->decided, w, st, st->level);
}
