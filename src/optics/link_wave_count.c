// Errors of a lane counted: noise drawn into records of fresh symbols, decisions as a receiver
// makes them.
//
// Model. Per record: white noise of the current's own density at each sample in front of the
// receive filters; thermal noise and electronics as a Gaussian spectrum behind them, each bin of
// variance S df n^2/2; at the decision beats of the level and jitter times the slope. Then slicer,
// feedback of its own decisions, or Viterbi's algorithm over 1 + alpha D from the record's
// beginning to its end. Taps and thresholds are those of link_wave_errors.c. Six levels: a symbol
// counts as its errors. Source: definition; Forney, Proc. IEEE 61 (1973) 268 (Viterbi; from
// memory).
#include <math.h>
#include <string.h>

#include "core/wide.h"
#include "device.h"
#include "link_wave_internal.h"
#include "shoreline/constants.h"
#include "shoreline/random.h"
#include "shoreline/signal.h"

#define STREAM 0x636f756e74000000u // records' noise, apart from the devices'

// ---- noise ----

SL_WIDE static void add_local(float *current, const float *normal, size_t n, float shot, float dark,
                              float rin)
{
    for (size_t i = 0; i < n; i++) {
        float now = current[i] > 0 ? current[i] : 0;
        current[i] += normal[i] * sqrtf(shot * (now + dark) + rin * now * now);
    }
}

static void light_noise(sl_link_wave *w, const wave_state *s, wave_noise *source)
{
    const sl_lane_in *l = &w->in.lane;
    double rate = l->symbol_rate_bd * SL_WAVE_SAMPLES / 2 * w->link->loss_factor;
    wave_noise_fill(w->feed, w->n, source);
    add_local(w->current, w->feed, w->n, (float)(2 * SL_ELEMENTARY_CHARGE_C / s->loss * rate),
              (float)(l->dark_current_a / s->loss), (float)(l->rin_per_hz * rate));
}

// Filters and stationary noise: from the current's spectrum to w->received.
static void receive(sl_link_wave *w, const wave_state *s, wave_noise *source)
{
    const sl_lane_in *l = &w->in.lane;
    double df = l->symbol_rate_bd / (double)w->symbols, n = (double)w->n, a = w->amplitude_a;
    size_t band = (size_t)(SL_LINK_BAND * (double)w->symbols);
    wave_noise_fill(w->feed, w->n, source);
    for (size_t m = 0; m <= w->n / 2; m++) {
        double f = (double)m * df;
        if (m > band) {
            w->spectrum[m] = 0;
            continue;
        }
        double _Complex h = sl_link_after_at(&w->in, f);
        double power2 = creal(h * conj(h));
        double density = (l->thermal_a2_per_hz + l->thermal_f2_a2_per_hz3 * f * f) * power2 /
                             (s->loss * s->loss) +
                         sl_link_fixed_density(&w->in, f, power2) * a * a;
        double sigma = n / 2 * sqrt(density * df * w->link->loss_factor);
        w->spectrum[m] =
            w->spectrum[m] * h + sigma * (w->feed[2 * m % w->n] + I * w->feed[(2 * m + 1) % w->n]);
    }
    sl_fourier_inverse(w->fourier, w->work, w->spectrum);
    for (size_t i = 0; i < w->n; i++)
        w->received[i] = (float)w->work[i];
}

static void sampler_noise(sl_link_wave *w, const wave_state *s, wave_noise *source)
{
    const sl_lane_in *l = &w->in.lane;
    double sigma = w->amplitude_a *
                   sqrt(l->receiver_noise_per_hz * l->symbol_rate_bd / 2 * w->link->loss_factor);
    wave_noise_fill(w->feed, w->symbols, source);
    for (size_t i = 0; i < w->symbols; i++)
        w->received[(s->at + i * SL_WAVE_SAMPLES) % w->n] += (float)sigma * w->feed[i];
}

static void decision_noise(sl_link_wave *w, const wave_state *s, wave_noise *source)
{
    double beat[SL_LEVELS_MAX], jitter = sqrt(w->link->jitter2 * w->link->loss_factor);
    for (int i = 0; i < w->in.lane.levels; i++)
        beat[i] = sqrt(sl_wave_gaussian_at_level(w, s, s->level[i]) - s->stationary);
    wave_noise_fill(w->feed, 2 * w->symbols, source);
    for (size_t i = 0; i < w->symbols; i++)
        w->decided[i] +=
            beat[w->symbol[i]] * w->feed[2 * i] + jitter * w->slope[i] * w->feed[2 * i + 1];
}

// ---- decisions ----

static uint8_t slice(const wave_state *s, int levels, double z)
{
    uint8_t level = 0;
    while (level + 1 < levels && z > s->threshold[level])
        level++;
    return level;
}

static void slicer(uint8_t *out, const sl_link_wave *w, const wave_state *s)
{
    int nb = w->in.rx.dfe_n;
    for (size_t i = 0; i < w->symbols; i++) {
        double z = w->decided[i];
        for (int k = 0; k < nb; k++) // what was sent, in front of the record
            z -= s->dfe[k] *
                 s->level[i > (size_t)k ? out[i - 1 - (size_t)k]
                                        : w->symbol[(i + w->symbols - 1 - (size_t)k) % w->symbols]];
        out[i] = slice(s, w->in.lane.levels, z);
    }
}

// survivor[i] holds three bits for each state: the level before.
static void viterbi(uint8_t *out, const sl_link_wave *w, const wave_state *s, uint32_t *survivor)
{
    int n = w->in.lane.levels;
    double cost[SL_LEVELS_MAX] = {0};
    for (size_t i = 0; i < w->symbols; i++) {
        double next[SL_LEVELS_MAX];
        uint32_t word = 0;
        for (int now = 0; now < n; now++) {
            int from = 0;
            double best = INFINITY;
            for (int before = 0; before < n; before++) {
                double off = w->decided[i] - s->level[now] - s->dfe[0] * s->level[before];
                double sum = cost[before] + off * off;
                if (sum < best) {
                    best = sum;
                    from = before;
                }
            }
            next[now] = best;
            word |= (uint32_t)from << (3 * now);
        }
        survivor[i] = word;
        double least = next[0];
        for (int now = 1; now < n; now++)
            least = fmin(least, next[now]);
        for (int now = 0; now < n; now++)
            cost[now] = next[now] - least;
    }
    uint8_t at = 0;
    for (int now = 1; now < n; now++)
        if (cost[now] < cost[at]) at = (uint8_t)now;
    for (size_t i = w->symbols; i-- > 0;) {
        out[i] = at;
        at = (uint8_t)(survivor[i] >> (3 * at) & 7);
    }
}

// ---- counts ----

static unsigned bits_between(uint8_t a, uint8_t b, int levels)
{
    if (levels == 6) return a != b;
    return (unsigned)__builtin_popcount((unsigned)((a ^ a >> 1) ^ (b ^ b >> 1)));
}

static void count(sl_link_wave_counts *out, uint64_t *behind, const sl_link_wave *w,
                  const uint8_t *decided)
{
    for (size_t i = 0; i < w->symbols; i++) {
        if (decided[i] == w->symbol[i]) continue;
        out->symbol_errors++;
        out->bit_errors += bits_between(decided[i], w->symbol[i], w->in.lane.levels);
        *behind += i > 0 && decided[i - 1] != w->symbol[i - 1];
    }
    out->symbols += w->symbols;
}

static sl_status one_record(sl_link_wave *w, const wave_state *s, uint64_t seed, uint64_t record,
                            uint8_t *decided, uint32_t *survivor)
{
    wave_noise source = {seed, STREAM + record, 0};
    SL_TRY(sl_wave_record(w, seed, record));
    light_noise(w, s, &source);
    sl_wave_spectrum_of_current(w);
    receive(w, s, &source);
    sampler_noise(w, s, &source);
    sl_wave_decide(w, s, 1, 0);
    decision_noise(w, s, &source);
    if (w->in.rx.detector == SL_DETECT_SEQUENCE)
        viterbi(decided, w, s, survivor);
    else
        slicer(decided, w, s);
    return SL_OK;
}

static sl_status records(sl_link_wave_counts *out, sl_link_wave *w, const wave_state *s,
                         uint64_t symbols, uint64_t seed, uint8_t *decided, uint32_t *survivor)
{
    uint64_t behind = 0;
    sl_status status = SL_OK;
    *out = (sl_link_wave_counts){0};
    for (uint64_t r = 1; status == SL_OK && out->symbols < symbols; r++) {
        status = one_record(w, s, seed, r, decided, survivor);
        if (status == SL_OK) count(out, &behind, w, decided);
    }
    double bits = (double)out->symbols * sl_pam_bits(w->in.lane.levels);
    out->ber = (double)out->bit_errors / bits;
    sl_wilson(&out->low_ber, &out->high_ber, (double)out->bit_errors, (size_t)bits);
    out->burst = out->symbol_errors ? (double)behind / (double)out->symbol_errors : 0;
    return status;
}

sl_status sl_link_wave_count(sl_link_wave_counts *out, sl_link_wave *w, double loss_db,
                             uint64_t symbols, uint64_t seed)
{
    wave_state s;
    if (!isfinite(loss_db) || symbols == 0) return SL_ERR_DOMAIN;
    SL_TRY(sl_wave_adapt(&s, w, pow(10, -loss_db / 10), NULL));
    sl_wave_decide(w, &s, 1, 1);
    sl_wave_noise(&s, w);
    uint8_t *decided = sl_ctx_resize(w->ctx, NULL, w->symbols);
    uint32_t *survivor = sl_ctx_resize(w->ctx, NULL, w->symbols * sizeof *survivor);
    sl_status status = SL_ERR_NO_MEMORY;
    if (decided && survivor) status = records(out, w, &s, symbols, seed, decided, survivor);
    sl_ctx_resize(w->ctx, decided, 0);
    sl_ctx_resize(w->ctx, survivor, 0);
    // the record that the equaliser adapts to
    sl_status back = sl_wave_record(w, w->o.seed, 0);
    if (back == SL_OK) {
        sl_wave_spectrum_of_current(w);
        sl_wave_receive(w);
    }
    return status == SL_OK ? back : status;
}
