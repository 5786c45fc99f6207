// Errors of a recorded waveform from the noise of every symbol.
//
// Model. Given the record, the noise of decision n is Gaussian of variance
//   thermal + electronics (stationary, through the FFE)
//   + sum_t g(t)^2 [2q (i(nT - t) + I_d) + RIN i^2(nT - t)] fs/2   (white, of the current there)
//   + beats, partition, crosstalk of its level + (slope jitter)^2,
// g the impulse response of receiver and FFE; all times the implementation loss. A symbol's chance
// of error is the sum of the tails beyond its thresholds, which lie where the mean tails of
// neighbours have the same argument; the error ratio is the mean over the record, its interval from
// 32 parts of it (Student). Sequence detection: events as the standard tier, with the residual's
// autocorrelation as measured. Assumption. Noise of one symbol is Gaussian; errors fed back are
// counted as link_standard.c does. Limits. Patterns rarer than the record is long are not seen.
// Source: as link_standard.c.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/wide.h"
#include "link_wave_internal.h"
#include "shoreline/constants.h"
#include "shoreline/numeric.h"
#include "shoreline/signal.h"

#define LONGEST 1024 // samples of g^2
#define PARTS   32
#define STUDENT 2.0395 // 97.5 % of 31 degrees of freedom

// ---- noise ----

// g^2 at the record's samples, its mean over neighbours of the finer grid; first: sample of
// weight[0] before the decision.
typedef struct window {
    float weight[LONGEST];
    long first;
    size_t n;
} window;

static void squared_impulse(window *out, const sl_link_wave *w, const wave_state *s)
{
    const sl_link *k = w->link;
    enum { FINER = SL_LINK_SAMPLES / SL_WAVE_SAMPLES };
    sl_link_equalised_impulse(k, s->w);
    long half = (long)(k->n / 2 / FINER), best = 0;
    if (half > LONGEST / 2) half = LONGEST / 2;
    double sum[LONGEST] = {0}, all = 0, kept = 0;
    for (long t = -half; t < half; t++) {
        double part = 0;
        for (long j = -FINER; j <= FINER; j++) {
            double g = sl_link_sample(k->weight, k, t * FINER + j);
            part += g * g * (j == -FINER || j == FINER ? 0.5 : 1);
        }
        sum[t + half] = part / 2 * FINER; // sample rates: g per finer sample, density per Hz
        all += part / 2 * FINER;
        if (sum[t + half] > sum[best + half]) best = t;
    }
    long from = best, to = best;
    for (kept = sum[best + half]; kept < all * (1 - 1e-4) && (from > -half || to < half - 1);) {
        double before = from > -half ? sum[from - 1 + half] : -1;
        double behind = to < half - 1 ? sum[to + 1 + half] : -1;
        kept += before > behind ? before : behind;
        if (before > behind)
            from--;
        else
            to++;
    }
    out->first = from;
    out->n = (size_t)(to - from + 1);
    double rate = w->in.lane.symbol_rate_bd * SL_WAVE_SAMPLES / 2;
    for (size_t i = 0; i < out->n; i++)
        out->weight[i] = (float)(sum[from + half + (long)i] * rate * all / kept);
}

// One-sided density of what the light makes, A^2/Hz without added loss, over the loss squared.
SL_WIDE static void densities(float *out, const float *current, size_t n, float shot, float dark,
                              float rin)
{
    for (size_t i = 0; i < n; i++) {
        float now = current[i] > 0 ? current[i] : 0;
        out[i] = shot * (now + dark) + rin * now * now;
    }
}

SL_WIDE static float weighted(const float *weight, const float *v, size_t n)
{
    float sum[16] = {0}, all = 0;
    size_t i = 0;
    for (; i + 16 <= n; i += 16)
        for (size_t j = 0; j < 16; j++)
            sum[j] += weight[i + j] * v[i + j];
    for (; i < n; i++)
        sum[0] += weight[i] * v[i];
    for (size_t j = 0; j < 16; j++)
        all += sum[j];
    return all;
}

// sum over t of weight(t) density(at - t), t from first on; the density stands reversed.
static double local_noise(const window *g, const float *reversed, size_t n, size_t at)
{
    long from = (long)(n - 1 - at) + g->first;
    size_t start = (size_t)((from % (long)n + (long)n) % (long)n);
    size_t part = start + g->n <= n ? g->n : n - start;
    float sum = weighted(g->weight, reversed + start, part);
    if (part < g->n) sum += weighted(g->weight + part, reversed, g->n - part);
    return sum;
}

double sl_wave_gaussian_at_level(const sl_link_wave *w, const wave_state *s, double level)
{
    const sl_lane_in *l = &w->in.lane;
    double mean = w->mean_a / w->amplitude_a;
    double beat = l->mpi_variance * mean * fmax(mean + level, 0) + l->mpn_sigma * l->mpn_sigma +
                  l->crosstalk_variance;
    return s->stationary + beat * w->link->loss_factor;
}

void sl_wave_noise(wave_state *s, sl_link_wave *w)
{
    const sl_lane_in *l = &w->in.lane;
    window g;
    float *density = w->feed;
    int n = l->levels;
    double by_level[SL_LEVELS_MAX], sum[SL_LEVELS_MAX] = {0};
    size_t count[SL_LEVELS_MAX] = {0};
    squared_impulse(&g, w, s);
    for (size_t i = 0; i < w->n; i++)
        density[i] = w->current[w->n - 1 - i];
    densities(density, density, w->n, (float)(2 * SL_ELEMENTARY_CHARGE_C / s->loss),
              (float)(l->dark_current_a / s->loss), (float)l->rin_per_hz);
    for (int i = 0; i < n; i++)
        by_level[i] = sl_wave_gaussian_at_level(w, s, s->level[i]);
    for (size_t i = 0; i < w->symbols; i++) {
        int level = w->symbol[i];
        size_t at = (s->at + i * SL_WAVE_SAMPLES) % w->n;
        double slope2 = w->slope[i] * w->slope[i] * w->link->jitter2;
        w->variance[i] =
            by_level[level] + (local_noise(&g, density, w->n, at) + slope2) * w->link->loss_factor;
        sum[level] += sqrt(w->variance[i]);
        count[level]++;
    }
    for (int i = 0; i < n; i++)
        s->sigma[i] = sum[i] / (double)(count[i] ? count[i] : 1);
    for (int i = 0; i + 1 < n; i++)
        s->threshold[i] = s->level[i] + (s->level[i + 1] - s->level[i]) * s->sigma[i] /
                                            (s->sigma[i] + s->sigma[i + 1]);
}

// ---- errors ----

typedef struct sums {
    double part[PARTS], square, rest;
} sums;

static double chance(const sl_link_wave *w, const wave_state *s, size_t i)
{
    int level = w->symbol[i], n = w->in.lane.levels;
    double z = w->decided[i], sigma = sqrt(w->variance[i]), p = 0;
    if (level + 1 < n) p += sl_q((s->threshold[level] - z) / sigma);
    if (level > 0) p += sl_q((z - s->threshold[level - 1]) / sigma);
    return p;
}

static void add_up(sums *out, const sl_link_wave *w, const wave_state *s)
{
    *out = (sums){0};
    for (size_t i = 0; i < w->symbols; i++) {
        double level = s->level[w->symbol[i]], off = w->decided[i] - level;
        out->part[i * PARTS / w->symbols] += chance(w, s, i);
        out->square += level * level;
        out->rest += off * off + w->variance[i];
    }
}

static void mean_and_interval(sl_link_wave_point *out, const sums *t, const sl_link_wave *w)
{
    double mean = 0, square = 0, bits = sl_pam_bits(w->in.lane.levels);
    double each = (double)w->symbols / PARTS * bits;
    for (int i = 0; i < PARTS; i++)
        mean += t->part[i] / each / PARTS;
    for (int i = 0; i < PARTS; i++) {
        double off = t->part[i] / each - mean;
        square += off * off / (PARTS - 1);
    }
    double half = STUDENT * sqrt(square / PARTS);
    out->log10_ber = fmin(log10(mean), log10(0.5));
    out->low_log10_ber = mean > half ? fmin(log10(mean - half), log10(0.5)) : -INFINITY;
    out->high_log10_ber = fmin(log10(mean + half), log10(0.5));
}

// Autocorrelation of what is left behind the equaliser and of its noise, all of it in the colour of
// the white one.
static void residual(double *r, int lags, sl_link_wave *w, const wave_state *s)
{
    double *rest = w->sampled[1], mean = 0;
    const sl_link_noise *noise = &w->link->noise;
    int n = w->in.rx.ffe_n;
    size_t k = w->symbols;
    for (size_t i = 0; i < k; i++) {
        rest[i] = w->decided[i] - s->level[w->symbol[i]];
        mean += w->variance[i] / (double)k;
    }
    for (int lag = 0; lag < lags; lag++) {
        double sum = 0, white = 0, zero = 0;
        for (size_t i = 0; i < k; i++)
            sum += rest[i] * rest[(i + (size_t)lag) % k] / (double)k;
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++) {
                if (abs(i - j + lag) < SL_LINK_LAGS)
                    white += s->w[i] * s->w[j] * noise->white[abs(i - j + lag)];
                zero += s->w[i] * s->w[j] * noise->white[abs(i - j)];
            }
        r[lag] = sum + mean * white / zero;
    }
}

// Correlation of the noise alone from one decision to the next.
static double noise_correlation(const sl_link_wave *w, const wave_state *s)
{
    const sl_link_noise *noise = &w->link->noise;
    int n = w->in.rx.ffe_n;
    double next = 0, own = 0;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            if (abs(i - j + 1) < SL_LINK_LAGS)
                next += s->w[i] * s->w[j] * noise->white[abs(i - j + 1)];
            own += s->w[i] * s->w[j] * noise->white[abs(i - j)];
        }
    return next / own;
}

// Chance of an error of decision i moved by `by` with `spread` of its noise.
static double moved_chance(const sl_link_wave *w, const wave_state *s, size_t i, double by,
                           double spread)
{
    int level = w->symbol[i], n = w->in.lane.levels;
    double z = w->decided[i] + by, sigma = sqrt(w->variance[i]) * spread, p = 0;
    if (level + 1 < n) p += sl_q((s->threshold[level] - z) / sigma);
    if (level > 0) p += sl_q((z - s->threshold[level - 1]) / sigma);
    return p;
}

// Chance of a second error behind a first, over the record: an error of decision i to the level
// above or below, with the noise that made it, moves decision i + 1 by the tap and by the noise
// that stays.
static double burst_of(const sl_link_wave *w, const wave_state *s)
{
    double rho = noise_correlation(w, s), spread = sqrt(1 - rho * rho), wrong = 0, again = 0;
    for (size_t i = 0; i < w->symbols; i++) {
        int level = w->symbol[i];
        size_t next = i + 1 < w->symbols ? i + 1 : 0;
        for (int to = level - 1; to <= level + 1; to += 2) {
            if (to < 0 || to >= w->in.lane.levels) continue;
            double noise = s->threshold[to < level ? to : level] - w->decided[i];
            double p = sl_q(fabs(noise) / sqrt(w->variance[i]));
            if ((noise < 0) != (to < level)) p = 1 - p;
            double by = rho * noise - s->dfe[0] * (s->level[to] - s->level[level]);
            wrong += p;
            again += p * moved_chance(w, s, next, by, spread);
        }
    }
    return wrong > 0 ? fmin(again / wrong, 1) : 0;
}

// The second error of a run follows a pattern that made the first; those behind it have forgotten.
static void with_feedback(sl_link_wave_point *out, sl_link_wave *w, const wave_state *s)
{
    int levels = w->in.lane.levels;
    double mean = 0;
    for (int i = 0; i < levels; i++)
        mean += s->sigma[i] / levels;
    double on = sl_link_feedback_burst(levels, s->dfe[0], mean, noise_correlation(w, s));
    double run = 1 + burst_of(w, s) / (1 - fmin(on, 0.99)); // mean length
    out->burst = 1 - 1 / run;
    double *ratios[] = {&out->log10_ber, &out->low_log10_ber, &out->high_log10_ber};
    for (int i = 0; i < 3; i++)
        *ratios[i] = sl_link_propagated(*ratios[i], out->burst);
}

static void sequences(sl_link_wave_point *out, sl_link_wave *w, const wave_state *s)
{
    double r[SL_LINK_EVENTS + 1];
    residual(r, SL_LINK_EVENTS + 1, w, s);
    sl_link_sequence(&out->log10_ber, &out->burst, w->in.lane.levels, s->level, s->dfe[0], r);
    out->low_log10_ber = out->high_log10_ber = NAN;
}

static sl_status errors(sl_link_wave_point *out, wave_state *s, sl_link_wave *w)
{
    sums t;
    sl_wave_decide(w, s, 1, 1);
    sl_wave_noise(s, w);
    add_up(&t, w, s);
    if (!(t.rest > 0)) return SL_ERR_DOMAIN;
    *out = (sl_link_wave_point){.snr_db = 10 * log10(t.square / t.rest)};
    mean_and_interval(out, &t, w);
    memcpy(out->taps, s->w, (size_t)w->in.rx.ffe_n * sizeof *out->taps);
    memcpy(out->dfe, s->dfe, sizeof out->dfe);
    memcpy(out->level, s->level, sizeof out->level);
    memcpy(out->threshold, s->threshold, sizeof out->threshold);
    if (w->in.rx.detector == SL_DETECT_DFE) with_feedback(out, w, s);
    if (w->in.rx.detector == SL_DETECT_SEQUENCE) sequences(out, w, s);
    return SL_OK;
}

sl_status sl_link_wave_evaluate(sl_link_wave_point *out, sl_link_wave *w, double loss_db)
{
    wave_state s;
    if (!isfinite(loss_db)) return SL_ERR_DOMAIN;
    SL_TRY(sl_wave_adapt(&s, w, pow(10, -loss_db / 10), NULL));
    return errors(out, &s, w);
}

// ---- margin ----

typedef struct search {
    sl_link_wave *w;
    size_t at;
    double log10_target;
    sl_status status;
} search;

static double above_target(double loss_db, void *context)
{
    search *c = context;
    wave_state s;
    sl_link_wave_point p;
    sl_status status = sl_wave_adapt(&s, c->w, pow(10, -loss_db / 10), &c->at);
    if (status == SL_OK) status = errors(&p, &s, c->w);
    if (status != SL_OK) c->status = status;
    return status == SL_OK ? p.log10_ber - c->log10_target : NAN;
}

sl_status sl_link_wave_margin(double *margin_db, sl_link_wave *w)
{
    wave_state s;
    SL_TRY(sl_wave_adapt(&s, w, 1, NULL));
    search c = {.w = w, .at = s.at, .log10_target = log10(w->in.lane.target_ber)};
    *margin_db = sl_link_margin_search(above_target, &c);
    // The best phase there may be another: more noise, less interference.
    if (c.status != SL_OK || !isfinite(*margin_db)) return c.status;
    SL_TRY(sl_wave_adapt(&s, w, pow(10, -*margin_db / 10), NULL));
    if (s.at == c.at) return SL_OK;
    c.at = s.at;
    *margin_db = fmax(*margin_db, sl_link_margin_search(above_target, &c));
    return c.status;
}
