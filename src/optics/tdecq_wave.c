// The recorded waveform through the reference receiver, at any instant.
//
// Model. y = x through the 4th-order Bessel-Thomson filter, by overlap-save in single precision,
// its delay at low frequencies taken out; where samples are sparse or dense the inverse transform
// has another length, so that y has at least 8 samples a symbol and at most about 24. Between the
// samples of y the polynomial through six neighbours, at 2048 places.
// Assumptions. A record that is no whole number of periods goes on beyond its ends with its first
// and last value; symbols near the ends are not used. Sources. Oppenheim, Schafer, Discrete-Time
// Signal Processing, section 8.7 (overlap-save). Limits. Errors of the interpolation below 1e-3 of
// what lies at the symbol rate, at 8 samples a symbol, and below 2e-5 at 16.
#include <math.h>
#include <string.h>

#include "optics/tdecq_internal.h"
#include "shoreline/constants.h"
#include "shoreline/filter.h"
#include "shoreline/fourier.h"

#define BESSEL_DELAY 2.113917674904216 // of the filter at 0 Hz, times 2 pi hz
#define MARGIN_UI    32                // beyond the record
#define SETTLE_UI    16                // of the filter, and of what the band's end leaves

typedef struct blocks {
    long up, down;        // factor of the sample rate
    long size, lap, lead; // of a block, of its ends that are thrown away; samples before the record
    sl_fourier32 *in, *out;
    float *re, *im; // response per bin
} blocks;

static long rounded_up(double x, long to)
{
    return (long)ceil(x / (double)to) * to;
}

static void plan(blocks *b, double samples_per_symbol)
{
    b->up = b->down = 1;
    while (samples_per_symbol * (double)b->up < 8)
        b->up *= 2;
    while (samples_per_symbol / (double)b->down >= 24)
        b->down *= 2;
    b->lap = rounded_up(fmax(SETTLE_UI * samples_per_symbol, 64), b->down);
    b->lead = rounded_up(MARGIN_UI * samples_per_symbol, b->down);
    for (b->size = 1024; b->size < 12 * b->lap; b->size *= 2) {
    }
}

static void respond(blocks *b, size_t bins, double step_s, const sl_filter *filter)
{
    for (size_t j = 0; j < bins; j++) {
        double f = (double)j / ((double)b->size * step_s);
        double turn = filter ? BESSEL_DELAY * f / filter->hz : 0;
        double _Complex h = filter ? sl_filter_at(filter, f) : 1;
        h *= (cos(turn) + I * sin(turn)) / (double)b->size;
        b->re[j] = (float)creal(h);
        b->im[j] = (float)cimag(h);
    }
    if (b->up > 1) { // half the sample rate lies inside of the new band, where it counts twice
        b->re[bins - 1] /= 2;
        b->im[bins - 1] /= 2;
    }
}

static double beyond(const double *value, size_t n, long i, bool periodic)
{
    long m = (long)n;
    if (periodic) i = ((i % m) + m) % m;
    return value[i < 0 ? 0 : i >= m ? m - 1 : i];
}

// One block: samples begin.. of the record in, samples of y out.
static void filter_block(float *out, size_t n_out, blocks *b, const double *value, size_t n,
                         long begin, bool periodic, double mean, double factor)
{
    sl_fourier32_buffers x = sl_fourier32_view(b->in), y = sl_fourier32_view(b->out);
    for (long i = 0; i < b->size; i++) {
        long at = begin + i;
        double v = at >= 0 && at < (long)n ? value[at] : beyond(value, n, at, periodic);
        x.re[i] = (float)(factor * (v - mean));
    }
    sl_fourier32_forward(b->in);
    size_t common = x.bins < y.bins ? x.bins : y.bins;
    for (size_t j = 0; j < common; j++) {
        y.spectrum_re[j] = x.spectrum_re[j] * b->re[j] - x.spectrum_im[j] * b->im[j];
        y.spectrum_im[j] = x.spectrum_re[j] * b->im[j] + x.spectrum_im[j] * b->re[j];
    }
    for (size_t j = common; j < y.bins; j++)
        y.spectrum_re[j] = y.spectrum_im[j] = 0;
    sl_fourier32_inverse(b->out);
    memcpy(out, y.re + b->lap * b->up / b->down, n_out * sizeof *out);
}

static sl_status run_blocks(tdecq_wave *wave, blocks *b, sl_arena *arena, const double *value,
                            size_t n, bool periodic, double factor)
{
    long inner = (b->size - 2 * b->lap) / b->down * b->down;
    long total = rounded_up((double)n, b->down) + 2 * b->lead;
    wave->n = (size_t)(total * b->up / b->down);
    wave->y = sl_arena_alloc(arena, (wave->n + 8) * sizeof *wave->y);
    if (!wave->y) return SL_ERR_NO_MEMORY;
    for (long done = 0; done < total; done += inner) {
        long m = total - done < inner ? total - done : inner;
        filter_block(wave->y + done * b->up / b->down, (size_t)(m * b->up / b->down), b, value, n,
                     done - b->lead - b->lap, periodic, wave->mean, factor);
    }
    wave->per = (double)b->up / (double)b->down;
    wave->first = (double)b->lead * wave->per;
    return SL_OK;
}

// Without a filter and with samples enough: as it is.
static sl_status copy(tdecq_wave *wave, sl_arena *arena, const double *value, size_t n, long lead,
                      bool periodic, double factor)
{
    wave->n = n + 2 * (size_t)lead;
    wave->y = sl_arena_alloc(arena, wave->n * sizeof *wave->y);
    if (!wave->y) return SL_ERR_NO_MEMORY;
    for (size_t i = 0; i < wave->n; i++)
        wave->y[i] = (float)(factor * (beyond(value, n, (long)i - lead, periodic) - wave->mean));
    wave->per = 1;
    wave->first = (double)lead;
    return SL_OK;
}

// Weights of six neighbours for each place between the third and the fourth: Lagrange's.
static void make_weights(float weights[TDECQ_PLACES][8])
{
    for (int p = 0; p < TDECQ_PLACES; p++) {
        double x = 2 + (p + 0.5) / TDECQ_PLACES;
        for (int i = 0; i < 6; i++) {
            double w = 1;
            for (int j = 0; j < 6; j++)
                if (j != i) w *= (x - j) / (i - j);
            weights[p][i] = (float)w;
        }
    }
}

sl_status tdecq_wave_make(tdecq_wave *wave, sl_arena *arena, const double *value, size_t n,
                          const tdecq_lock *lock, bool periodic, const sl_tdecq_opts *opts)
{
    double sum = 0, low = INFINITY, high = -INFINITY;
    sl_filter filter = {SL_FILTER_BESSEL4, opts->reference_bandwidth_hz, 0};
    blocks b = {0};
    wave->weights = sl_arena_alloc(arena, TDECQ_PLACES * sizeof *wave->weights);
    if (!wave->weights) return SL_ERR_NO_MEMORY;
    make_weights(wave->weights);
    for (size_t i = 0; i < n; i++) {
        sum += value[i];
        low = value[i] < low ? value[i] : low;
        high = value[i] > high ? value[i] : high;
    }
    wave->mean = sum / (double)n;
    wave->scale = high - low;
    double factor = (lock->correlation < 0 ? -1 : 1) / wave->scale;
    plan(&b, lock->ui);
    if (opts->filtered && b.up == 1) return copy(wave, arena, value, n, b.lead, periodic, factor);
    size_t out = (size_t)(b.size * b.up / b.down), bins = (size_t)b.size / 2 + 1;
    b.re = sl_arena_alloc(arena, bins * sizeof *b.re);
    b.im = sl_arena_alloc(arena, bins * sizeof *b.im);
    sl_status status = b.re && b.im ? SL_OK : SL_ERR_NO_MEMORY;
    if (status == SL_OK) status = sl_fourier32_create(&b.in, (size_t)b.size, 0);
    if (status == SL_OK) status = sl_fourier32_create(&b.out, out, 0);
    if (status == SL_OK) {
        respond(&b, bins, opts->step_s, opts->filtered ? NULL : &filter);
        status = run_blocks(wave, &b, arena, value, n, periodic, factor);
    }
    sl_fourier32_destroy(b.in);
    sl_fourier32_destroy(b.out);
    return status;
}

void tdecq_wave_row(float *out, const tdecq_wave *wave, const tdecq_lock *lock, long begin,
                    size_t n, double phase_ui)
{
    double step = lock->ui * wave->per;
    double origin = wave->first + lock->first * wave->per + ((double)begin + phase_ui) * step - 2;
    long last = (long)wave->n - 6;
    for (size_t k = 0; k < n; k++) {
        double at = origin + (double)k * step;
        long i = (long)at;
        i = i < 0 ? 0 : i > last ? last : i;
        int place = (int)((at - (double)i) * TDECQ_PLACES);
        place = place < 0 ? 0 : place >= TDECQ_PLACES ? TDECQ_PLACES - 1 : place;
        const float *v = wave->y + i, *w = wave->weights[place];
        out[k] =
            (v[0] * w[0] + v[1] * w[1]) + (v[2] * w[2] + v[3] * w[3]) + (v[4] * w[4] + v[5] * w[5]);
    }
}
