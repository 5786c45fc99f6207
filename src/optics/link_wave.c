// Symbols of a lane through its devices as a waveform.
//
// Model. A record is a circle of symbols at 8 samples: train of levels -> hold or host's
// pulse and linear filters, exactly on the circle's frequencies up to 2.5 symbol rates -> devices,
// which get the circle's end before its beginning, so that they have settled -> photocurrent
// i = R P -> receive filters, again on the circle. Noise is not in the record: it is added to its
// decisions by link_wave_errors.c (chance of each symbol) or drawn by link_wave_count.c.
// Assumptions. 8 samples: light's power without content beyond 4 symbol rates, a field beyond 2 of
// them folds; devices are at rest after 64 symbols and their latency. Loss behind the devices is
// linear. Limits. The receiver is linear. Sources: as link_standard.c and the devices'.
#include <math.h>
#include <string.h>

#include "link_wave_internal.h"
#include "shoreline/constants.h"
#include "shoreline/random.h"
#include "shoreline/signal.h"
#include "device.h"

#define WARM_UP      (64 * SL_WAVE_SAMPLES)
#define PURPOSE_DATA 0x6f70746963730002u
#define CHUNK        4096

static double freq_of(const sl_link_wave *w, size_t m)
{
    return (double)m * w->in.lane.symbol_rate_bd / (double)w->symbols;
}

static size_t band_of(const sl_link_wave *w)
{
    return (size_t)(SL_LINK_BAND * (double)w->symbols);
}

// ---- symbols and drive ----

// Fresh symbols of a record.
static void draw_symbols(sl_link_wave *w, uint64_t seed, uint64_t record)
{
    int levels = w->in.lane.levels;
    for (size_t i = 0; i < w->symbols; i += 4) {
        double u[4];
        sl_random_uniform4(u, seed, PURPOSE_DATA, record, i / 4);
        for (int j = 0; j < 4; j++)
            w->symbol[i + (size_t)j] = (uint8_t)(u[j] * levels);
    }
}

// A circle of 2^order bits with every word of that length once: a maximal-length sequence
// (Fibonacci form, Xilinx XAPP 052 table 3) and a zero.
static void de_bruijn(uint8_t *bit, int order)
{
    static const uint32_t masks[] = {0x829,   0x100d,  0x2015,  0x6000, 0xd008,
                                     0x12000, 0x20400, 0x40023, 0x90000};
    uint32_t state = 1, mask = masks[order - 12], n = 1u << order;
    bit[0] = 0; // in front of the run of order - 1 zeros that the state begins with
    for (uint32_t i = 1; i < n; i++) {
        bit[i] = (uint8_t)(state >> (order - 1) & 1);
        uint32_t parity = (uint32_t)__builtin_popcount(state & mask) & 1;
        state = state << 1 | parity;
    }
}

// The record that the equaliser adapts to: symbols whose correlations vanish near by, so that none
// is taken for interference. Bits of a symbol are far apart on the circle. Six levels: random.
static void balanced_symbols(sl_link_wave *w)
{
    int levels = w->in.lane.levels, bits = levels == 2 ? 1 : levels == 4 ? 2 : 3, order = 12;
    if (levels == 6) {
        draw_symbols(w, w->o.seed, 0);
        return;
    }
    while ((size_t)1 << order < w->symbols)
        order++;
    uint8_t *bit = (uint8_t *)w->feed;
    de_bruijn(bit, order);
    for (size_t i = 0; i < w->symbols; i++) {
        int value = 0;
        for (int b = 0; b < bits; b++)
            value =
                2 * value + bit[(i + (size_t)b * (w->symbols / (size_t)bits + 577)) % w->symbols];
        w->symbol[i] = (uint8_t)value;
    }
}

// Transfer of the drive on the record's circle, times the samples per symbol, into w->spectrum.
static void drive_transfer(sl_link_wave *w)
{
    const sl_optical_link *in = &w->in;
    double _Complex *h = w->spectrum;
    size_t band = band_of(w);
    if (in->host_tx) {
        double step = (double)in->host_tx_samples_per_ui / SL_WAVE_SAMPLES;
        sl_pulse_sampled(w->work, w->n, in->host_tx, 0, step);
        sl_fourier_forward(w->fourier, h, w->work);
        double settled = fabs(creal(h[0]));
        for (size_t m = 0; m <= w->n / 2; m++)
            h[m] = m <= band && settled > 0 ? h[m] / settled * SL_WAVE_SAMPLES : 0;
    } else {
        for (size_t m = 0; m <= w->n / 2; m++)
            h[m] = m <= band ? SL_WAVE_SAMPLES * sl_link_drive_at(&in->lane, freq_of(w, m)) : 0;
    }
    for (size_t m = 0; m <= band && m <= w->n / 2; m++)
        h[m] *= sl_filters_at(in->transmitter, in->driven_n, freq_of(w, m));
}

// Drive of the record into w->feed; the train of symbols stays as a spectrum.
static void drive(sl_link_wave *w)
{
    memset(w->work, 0, w->n * sizeof *w->work);
    for (size_t i = 0; i < w->symbols; i++)
        w->work[i * SL_WAVE_SAMPLES] = w->o.drive_level[w->symbol[i]];
    sl_fourier_forward(w->fourier, w->train, w->work);
    drive_transfer(w);
    for (size_t m = 0; m <= w->n / 2; m++)
        w->spectrum[m] *= w->train[m];
    sl_fourier_inverse(w->fourier, w->work, w->spectrum);
    for (size_t i = 0; i < w->n; i++)
        w->feed[i] = (float)(w->o.drive_offset + w->o.drive_amplitude * w->work[i]);
}

// ---- devices ----

static size_t latency_of(const sl_link_wave *w)
{
    size_t sum = 0;
    for (int i = 0; i < w->o.devices; i++)
        sum += sl_device_latency(w->o.device[i]);
    return sum;
}

// n samples of drive to light at the photodiode, in place. side: room for CHUNK imaginary parts.
static sl_status through_devices(const sl_link_wave *w, float *v, size_t n, float *side)
{
    bool field = false;
    for (int i = 0; i < w->o.devices; i++) {
        sl_wave in = {v, field ? side : NULL};
        field = sl_device_gives_field(w->o.device[i]);
        SL_TRY(sl_device_process(w->o.device[i], (sl_wave){v, field ? side : NULL}, in, n));
    }
    for (size_t i = 0; i < n; i++) {
        float power = field ? v[i] * v[i] + side[i] * side[i] : v[i];
        v[i] = power * (float)w->o.light_gain;
    }
    return SL_OK;
}

static sl_status light_of_record(sl_link_wave *w)
{
    float v[CHUNK], side[CHUNK];
    const sl_lane_in *l = &w->in.lane;
    size_t skip = WARM_UP + latency_of(w), total = skip + w->n;
    double gain = l->responsivity_a_per_w * pow(10, -l->channel_loss_db / 10);
    size_t first = w->n - WARM_UP % w->n;
    for (size_t done = 0; done < total; done += CHUNK) {
        size_t part = total - done < CHUNK ? total - done : CHUNK;
        for (size_t i = 0; i < part; i++)
            v[i] = w->feed[(first + done + i) % w->n];
        SL_TRY(through_devices(w, v, part, side));
        for (size_t i = 0; i < part; i++)
            if (done + i >= skip) w->current[done + i - skip] = (float)gain * v[i];
    }
    return SL_OK;
}

// Light of a drive that is held until the devices have settled.
static sl_status settled_light(double *power_w, sl_link_wave *w, double level)
{
    float v[CHUNK], side[CHUNK];
    size_t total = 4 * WARM_UP + latency_of(w);
    for (size_t done = 0; done < total; done += CHUNK) {
        for (size_t i = 0; i < CHUNK; i++)
            v[i] = (float)(w->o.drive_offset + w->o.drive_amplitude * level);
        SL_TRY(through_devices(w, v, CHUNK, side));
    }
    *power_w = v[CHUNK - 1];
    return SL_OK;
}

// Four levels at the drive's swing: shortfall of the smallest spacing, and where they lie.
static sl_status compression_of(sl_link_wave *w)
{
    double power_w[4], least = INFINITY;
    for (int i = 0; i < 4; i++)
        SL_TRY(settled_light(&power_w[i], w, -1 + 2 * i / 3.0));
    for (int i = 0; i < 3; i++)
        least = fmin(least, power_w[i + 1] - power_w[i]);
    double outer = power_w[3] - power_w[0], low = (2 * power_w[0] + power_w[3]) / 3;
    w->levels.compression = 1 - 3 * least / outer;
    w->levels.bend[0] = 2 * (power_w[1] - low) / outer;
    w->levels.bend[1] = 2 * (power_w[2] - (power_w[0] + 2 * power_w[3]) / 3) / outer;
    return SL_OK;
}

static sl_status static_levels(sl_link_wave *w)
{
    sl_link_wave_levels *s = &w->levels;
    int n = w->in.lane.levels;
    double least = INFINITY;
    for (int i = 0; i < n; i++) {
        SL_TRY(settled_light(&s->power_w[i], w, w->o.drive_level[i]));
        if (i > 0) least = fmin(least, s->power_w[i] - s->power_w[i - 1]);
    }
    s->oma_w = s->power_w[n - 1] - s->power_w[0];
    s->average_w = (s->power_w[n - 1] + s->power_w[0]) / 2;
    s->extinction_ratio_db = 10 * log10(s->power_w[n - 1] / fmax(s->power_w[0], 0));
    s->level_mismatch = (n - 1) * least / s->oma_w;
    SL_TRY(compression_of(w));
    if (least > 0 && s->power_w[0] >= 0 && isfinite(s->oma_w)) return SL_OK;
    return device_refuse(w->ctx, "drive it less, or bias it elsewhere",
                         "the light of held levels does not rise with the drive: %g W of %g W",
                         least, s->oma_w);
}

// ---- record ----

void sl_wave_receive(sl_link_wave *w)
{
    size_t band = band_of(w);
    for (size_t m = 0; m <= w->n / 2; m++)
        w->spectrum[m] *= m <= band ? sl_link_after_at(&w->in, freq_of(w, m)) : 0;
    sl_fourier_inverse(w->fourier, w->work, w->spectrum);
    for (size_t i = 0; i < w->n; i++)
        w->received[i] = (float)w->work[i];
}

void sl_wave_spectrum_of_current(sl_link_wave *w)
{
    for (size_t i = 0; i < w->n; i++)
        w->work[i] = w->current[i];
    sl_fourier_forward(w->fourier, w->spectrum, w->work);
}

// The sample at which symbol 0 arrives: the largest correlation with the train.
static void find_peak(sl_link_wave *w)
{
    for (size_t i = 0; i < w->n; i++)
        w->work[i] = w->received[i];
    sl_fourier_forward(w->fourier, w->spectrum, w->work);
    w->spectrum[0] = 0;
    for (size_t m = 1; m <= w->n / 2; m++)
        w->spectrum[m] *= conj(w->train[m]);
    sl_fourier_inverse(w->fourier, w->work, w->spectrum);
    w->peak = 0;
    for (size_t i = 1; i < w->n; i++)
        if (w->work[i] > w->work[w->peak]) w->peak = i;
}

sl_status sl_wave_record(sl_link_wave *w, uint64_t seed, uint64_t record)
{
    if (record == 0)
        balanced_symbols(w);
    else
        draw_symbols(w, seed, record);
    drive(w);
    SL_TRY(light_of_record(w));
    double mean = 0;
    for (size_t i = 0; i < w->n; i++)
        mean += w->current[i];
    w->mean_a = mean / (double)w->n;
    return SL_OK;
}

static sl_status run(sl_link_wave *w)
{
    const sl_lane_in *l = &w->in.lane;
    SL_TRY(static_levels(w));
    w->amplitude_a =
        l->responsivity_a_per_w * w->levels.oma_w * pow(10, -l->channel_loss_db / 10) / 2;
    // what the standard tier takes of the light for its noise
    w->in.lane.launch_average_w = w->levels.average_w;
    w->in.lane.extinction_ratio_db = w->levels.extinction_ratio_db;
    w->in.lane.level_mismatch = w->levels.level_mismatch;
    w->in.predistortion = SL_LEVELS_AS_DRIVEN;
    SL_TRY(sl_link_prepare(w->link, &w->in));
    SL_TRY(sl_wave_record(w, w->o.seed, 0));
    sl_wave_spectrum_of_current(w);
    sl_wave_receive(w);
    find_peak(w);
    return SL_OK;
}

// ---- object ----

static sl_status check(sl_ctx *ctx, const sl_link_wave_opts *o)
{
    bool field = false, fits = o->devices >= 1 && o->devices <= SL_LINK_DEVICES;
    for (int i = 0; i < o->devices && fits; i++) {
        fits = o->device[i] && sl_device_takes_field(o->device[i]) == field;
        if (fits) field = sl_device_gives_field(o->device[i]);
    }
    if (!fits)
        return device_refuse(ctx, "begin with one that takes a drive, join those that agree",
                             "a lane of %d devices that do not fit each other", o->devices);
    const device_range ranges[] = {
        {"gain of the light", o->light_gain, 0, INFINITY, true, true, NULL},
        {"drive offset", o->drive_offset, -INFINITY, INFINITY, false, true, NULL},
        {"size of the drive", fabs(o->drive_amplitude), 0, INFINITY, true, true, NULL},
        {"symbols of the record", (double)o->symbols, o->symbols ? 4096 : 0, 1 << 20, false, true,
         NULL},
    };
    return device_check(ctx, "lane", ranges, sizeof ranges / sizeof *ranges);
}

void sl_link_wave_destroy(sl_link_wave *w)
{
    if (!w) return;
    sl_ctx *ctx = w->ctx;
    sl_link_destroy(w->link);
    sl_fourier_destroy(w->fourier);
    sl_ctx_resize(ctx, w->symbol, 0);
    sl_ctx_resize(ctx, w->current, 0);
    sl_ctx_resize(ctx, w->work, 0);
    sl_ctx_resize(ctx, w->spectrum, 0);
    sl_ctx_resize(ctx, w, 0);
}

static sl_status allocate(sl_link_wave *w)
{
    size_t n = w->n, k = w->symbols;
    w->symbol = sl_ctx_resize(w->ctx, NULL, k);
    w->current = sl_ctx_resize(w->ctx, NULL, 3 * n * sizeof *w->current);
    w->work = sl_ctx_resize(w->ctx, NULL, (n + 6 * k) * sizeof *w->work);
    w->spectrum = sl_ctx_resize(w->ctx, NULL, 2 * (n / 2 + 1) * sizeof *w->spectrum);
    if (!w->symbol || !w->current || !w->work || !w->spectrum) return SL_ERR_NO_MEMORY;
    w->received = w->current + n;
    w->feed = w->received + n;
    for (size_t i = 0; i < 3; i++)
        w->sampled[i] = w->work + n + i * k;
    w->decided = w->work + n + 3 * k;
    w->slope = w->decided + k;
    w->variance = w->slope + k;
    w->train = w->spectrum + n / 2 + 1;
    SL_TRY(sl_fourier_create(&w->fourier, n));
    return sl_link_create(&w->link, w->ctx, w->in.host_tx ? 256 : 64);
}

sl_status sl_link_wave_create(sl_link_wave **out, sl_ctx *ctx, const sl_link_wave_opts *opts)
{
    *out = NULL;
    SL_TRY(check(ctx, opts));
    sl_link_wave *w = sl_ctx_resize(ctx, NULL, sizeof *w);
    if (!w) return SL_ERR_NO_MEMORY;
    *w = (sl_link_wave){.ctx = ctx, .o = *opts, .in = *opts->link};
    w->symbols = 32768;
    while (opts->symbols && w->symbols > opts->symbols)
        w->symbols /= 2;
    while (w->symbols < opts->symbols)
        w->symbols *= 2;
    w->n = w->symbols * SL_WAVE_SAMPLES;
    sl_status status = allocate(w);
    if (status == SL_OK) status = run(w);
    if (status != SL_OK) {
        sl_link_wave_destroy(w);
        return status;
    }
    *out = w;
    return SL_OK;
}

const sl_link_wave_levels *sl_link_wave_static(const sl_link_wave *wave)
{
    return &wave->levels;
}

size_t sl_link_wave_samples(float *v, size_t n, sl_link_wave *w, int equalised)
{
    wave_state s;
    int taps = w->in.rx.ffe_n, pre = w->in.rx.ffe_pre;
    if (n > w->n) n = w->n;
    if (equalised && sl_wave_adapt(&s, w, 1, NULL) != SL_OK) return 0;
    for (size_t i = 0; i < n; i++) {
        double sum = equalised ? s.offset : -w->mean_a / w->amplitude_a;
        if (!equalised) sum += w->received[(i + w->peak) % w->n] / w->amplitude_a;
        for (int t = 0; equalised && t < taps; t++)
            sum += s.w[t] *
                   w->received[(i + s.at + w->n + (size_t)((pre - t) * SL_WAVE_SAMPLES)) % w->n];
        for (int k = 0; equalised && k < w->in.rx.dfe_n; k++) { // held about the decision
            size_t symbol =
                (i + SL_WAVE_SAMPLES / 2) / SL_WAVE_SAMPLES + w->symbols - 1 - (size_t)k;
            sum -= s.dfe[k] * s.level[w->symbol[symbol % w->symbols]];
        }
        v[i] = (float)sum;
    }
    return n;
}
