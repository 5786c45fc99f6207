// Linear filters of streams by overlap-save.
//
// Model. y = sum h[k] x[i - k], h the inverse transform of the wanted response on 65536 bins of the
// sampled band, cut to the shortest window around zero that keeps all but 1e-9 of the energy.
// The window may begin before zero (a response that advances): then the output is late by as much.
// A real filter whose response is not real at half the sample rate would ring there for ever: over
// the last quarter of the band it is multiplied by a raised cosine.
// Sources. Oppenheim, Schafer, Discrete-Time Signal Processing, section 8.7 (overlap-save).
// Limits. Single precision: errors of about 2e-7 of the largest sample.
#include "device.h"
#include "spectrum.h"

#include <math.h>
#include <string.h>

#include "core/cmplx.h"
#include "core/wide.h"
#include "shoreline/constants.h"
#include "shoreline/fourier.h"

enum { DENSE = 65536, TAPS_MAX = 16384, SIZE_MIN = 1024 };
#define CUT_ENERGY 1e-9

struct wave_filter {
    sl_ctx *ctx;
    bool field;
    int inputs;
    size_t taps, lead, frame;
    sl_fourier32 *fft;
    sl_fourier32_buffers b;
    float *h_re[2], *h_im[2]; // bins each, over the transform's length
    float *sum_re, *sum_im;   // bins
    float *past[2];           // taps - 1 samples each
};

// ---------------------------------------------------------------- design

typedef struct design {
    sl_fourier32 *fft;
    sl_fourier32_buffers b;
    size_t lead, tail; // samples before and from zero that are kept
} design;

static double taper(double f, double half_rate)
{
    double x = (f / half_rate - 0.75) / 0.25;
    if (x <= 0) return 1;
    return 0.5 + 0.5 * cos(SL_PI * fmin(x, 1));
}

// Whether the real filter would ring at half the sample rate: its response there is not real.
static bool rings(const wave_filter_opts *o, int input)
{
    double half = o->sample_rate_hz / 2, peak = 0;
    for (int i = 0; i <= 64; i++)
        peak = fmax(peak, cabs(o->response[input](half * i / 64, o->context[input])));
    return !o->field && fabs(cimag(o->response[input](half, o->context[input]))) > 1e-4 * peak;
}

// The impulse response on DENSE samples, in the buffers.
static bool impulse(design *d, const wave_filter_opts *o, int input)
{
    double step = o->sample_rate_hz / DENSE, half = o->sample_rate_hz / 2;
    bool smooth = rings(o, input);
    for (size_t m = 0; m < DENSE; m++) {
        double f = m <= DENSE / 2 ? (double)m * step : ((double)m - DENSE) * step;
        double _Complex h = o->response[input](o->field ? f : fabs(f), o->context[input]);
        if (smooth) h *= taper(fabs(f), half);
        if (!o->field && m == DENSE / 2) h = creal(h);
        if (!o->field && f < 0) h = conj(h);
        if (!isfinite(creal(h)) || !isfinite(cimag(h))) return false;
        d->b.spectrum_re[m] = (float)(creal(h) / DENSE);
        d->b.spectrum_im[m] = (float)(cimag(h) / DENSE);
    }
    sl_fourier32_inverse(d->fft);
    return true;
}

static double energy_at(const design *d, size_t i)
{
    return (double)d->b.re[i] * d->b.re[i] + (double)d->b.im[i] * d->b.im[i];
}

// Widens the window to what this response needs: from the outside, the weaker side first.
static void widen(design *d)
{
    double total = 0, cut = 0;
    for (size_t i = 0; i < DENSE; i++)
        total += energy_at(d, i);
    size_t lead = DENSE / 2, tail = DENSE / 2;
    while (lead > 0 || tail > 1) {
        double before = lead > 0 ? energy_at(d, DENSE - lead) : INFINITY;
        double after = tail > 1 ? energy_at(d, tail - 1) : INFINITY;
        cut += fmin(before, after);
        if (cut > CUT_ENERGY * total) break;
        if (before < after)
            lead--;
        else
            tail--;
    }
    if (lead > d->lead) d->lead = lead;
    if (tail > d->tail) d->tail = tail;
}

// The kept part of the impulse response to a spectrum of the filter's own length.
static sl_status place(wave_filter *f, const design *d, int input)
{
    sl_fourier32 *fft;
    size_t n = f->b.n;
    SL_TRY(sl_fourier32_create(&fft, n, 1));
    sl_fourier32_buffers b = sl_fourier32_view(fft);
    memset(b.re, 0, n * sizeof *b.re);
    memset(b.im, 0, n * sizeof *b.im);
    for (size_t k = 0; k < d->lead + d->tail; k++) {
        size_t from = (k + DENSE - d->lead) % DENSE;
        b.re[k] = d->b.re[from];
        b.im[k] = f->field ? d->b.im[from] : 0;
    }
    sl_fourier32_forward(fft);
    for (size_t m = 0; m < f->b.bins; m++) {
        f->h_re[input][m] = b.spectrum_re[m] / (float)n;
        f->h_im[input][m] = b.spectrum_im[m] / (float)n;
    }
    sl_fourier32_destroy(fft);
    return SL_OK;
}

// ---------------------------------------------------------------- creation

static float *floats(sl_ctx *ctx, size_t n)
{
    float *x = sl_ctx_resize(ctx, NULL, n * sizeof *x);
    if (x) memset(x, 0, n * sizeof *x);
    return x;
}

static sl_status allocate(wave_filter *f, const design *d, const wave_filter_opts *o)
{
    f->taps = d->lead + d->tail;
    f->lead = d->lead;
    size_t n = SIZE_MIN;
    while (n < 4 * f->taps)
        n *= 2;
    f->frame = (n - f->taps + 1) / 64 * 64;
    SL_TRY(sl_fourier32_create(&f->fft, n, f->field));
    f->b = sl_fourier32_view(f->fft);
    f->sum_re = floats(f->ctx, f->b.bins);
    f->sum_im = floats(f->ctx, f->b.bins);
    if (!f->sum_re || !f->sum_im) return SL_ERR_NO_MEMORY;
    for (int i = 0; i < (f->field ? 2 : f->inputs); i++) {
        f->h_re[i] = floats(f->ctx, f->b.bins);
        f->h_im[i] = floats(f->ctx, f->b.bins);
        f->past[i] = floats(f->ctx, n);
        if (!f->h_re[i] || !f->h_im[i] || !f->past[i]) return SL_ERR_NO_MEMORY;
        for (size_t k = 0; k < n; k++)
            f->past[i][k] = (float)o->idle[i];
    }
    return SL_OK;
}

static sl_status design_filter(wave_filter *f, design *d, const wave_filter_opts *o)
{
    for (int i = 0; i < f->inputs; i++) {
        if (!impulse(d, o, i))
            return device_refuse(f->ctx, "the response has to be finite up to half the sample rate",
                                 "filter: its response is not finite");
        widen(d);
    }
    if (d->lead + d->tail > TAPS_MAX) {
        device_refuse(f->ctx, "a shorter fibre, a lower sample rate or a response without a notch",
                      "filter: its impulse response takes more than %d samples", TAPS_MAX);
        return SL_ERR_LIMIT;
    }
    SL_TRY(allocate(f, d, o));
    for (int i = 0; i < f->inputs; i++) {
        impulse(d, o, i);
        SL_TRY(place(f, d, i));
    }
    return SL_OK;
}

sl_status wave_filter_create(wave_filter **out, sl_ctx *ctx, const wave_filter_opts *opts)
{
    *out = NULL;
    if (!(opts->sample_rate_hz > 0) || isinf(opts->sample_rate_hz))
        return device_refuse(ctx, NULL, "filter: the sample rate is %g Hz", opts->sample_rate_hz);
    wave_filter *f = sl_ctx_resize(ctx, NULL, sizeof *f);
    if (!f) return SL_ERR_NO_MEMORY;
    *f = (wave_filter){.ctx = ctx, .field = opts->field, .inputs = opts->response[1] ? 2 : 1};
    design d = {0};
    sl_status status = sl_fourier32_create(&d.fft, DENSE, 1);
    if (status == SL_OK) {
        d.b = sl_fourier32_view(d.fft);
        status = design_filter(f, &d, opts);
    }
    sl_fourier32_destroy(d.fft);
    if (status != SL_OK) {
        wave_filter_destroy(f);
        return status;
    }
    *out = f;
    return SL_OK;
}

void wave_filter_destroy(wave_filter *f)
{
    if (!f) return;
    sl_fourier32_destroy(f->fft);
    for (int i = 0; i < 2; i++) {
        sl_ctx_resize(f->ctx, f->h_re[i], 0);
        sl_ctx_resize(f->ctx, f->h_im[i], 0);
        sl_ctx_resize(f->ctx, f->past[i], 0);
    }
    sl_ctx_resize(f->ctx, f->sum_re, 0);
    sl_ctx_resize(f->ctx, f->sum_im, 0);
    sl_ctx_resize(f->ctx, f, 0);
}

size_t wave_filter_frame(const wave_filter *f)
{
    return f->frame;
}

size_t wave_filter_delay(const wave_filter *f)
{
    return f->lead;
}

// ---------------------------------------------------------------- running

SL_WIDE static void multiply(float *out_re, float *out_im, const float *a_re, const float *a_im,
                             const float *h_re, const float *h_im, size_t n, bool add)
{
    for (size_t m = 0; m < n; m++) {
        float re = a_re[m] * h_re[m] - a_im[m] * h_im[m];
        float im = a_re[m] * h_im[m] + a_im[m] * h_re[m];
        out_re[m] = add ? out_re[m] + re : re;
        out_im[m] = add ? out_im[m] + im : im;
    }
}

// Past samples and the frame to the transform's buffer, the last ones kept for the next frame.
static void load(wave_filter *f, float *buffer, float *past, const float *in)
{
    size_t kept = f->b.n - f->frame;
    memcpy(buffer, past, kept * sizeof *buffer);
    memcpy(buffer + kept, in, f->frame * sizeof *buffer);
    memcpy(past, buffer + f->frame, kept * sizeof *past);
}

void wave_filter_run(wave_filter *f, float *out, float *out_im, const float *in0, const float *in1)
{
    const float *in[2] = {in0, in1};
    const sl_fourier32_buffers *b = &f->b;
    for (int i = 0; i < f->inputs; i++) {
        load(f, b->re, f->past[i], in[i]);
        if (f->field) load(f, b->im, f->past[1], in1);
        sl_fourier32_forward(f->fft);
        multiply(f->sum_re, f->sum_im, b->spectrum_re, b->spectrum_im, f->h_re[i], f->h_im[i],
                 b->bins, i > 0);
    }
    memcpy(b->spectrum_re, f->sum_re, b->bins * sizeof *f->sum_re);
    memcpy(b->spectrum_im, f->sum_im, b->bins * sizeof *f->sum_im);
    sl_fourier32_inverse(f->fft);
    size_t kept = b->n - f->frame;
    memcpy(out, b->re + kept, f->frame * sizeof *out);
    if (f->field) memcpy(out_im, b->im + kept, f->frame * sizeof *out_im);
}

// ---------------------------------------------------------------- as a device

typedef struct fir {
    wave_filter *filter;
} fir;

static void fir_run(void *model, sl_wave out, sl_wave in, size_t n)
{
    (void)n;
    wave_filter_run(((fir *)model)->filter, out.re, out.im, in.re, in.im);
}

static void fir_destroy(sl_ctx *ctx, void *model)
{
    (void)ctx;
    wave_filter_destroy(((fir *)model)->filter);
}

static const device_kind fir_kind = {"filter", fir_run, fir_destroy, sizeof(fir)};

sl_status sl_fir_wave_create(sl_device **out, sl_ctx *ctx, const sl_fir_opts *o)
{
    SL_TRY(device_create(out, ctx, &fir_kind));
    fir *m = device_model(*out);
    wave_filter_opts f = {.sample_rate_hz = o->sample_rate_hz,
                          .response = {o->response},
                          .context = {o->context},
                          .idle = {o->idle},
                          .field = o->field};
    sl_status status = wave_filter_create(&m->filter, ctx, &f);
    if (status != SL_OK) {
        sl_device_destroy(*out);
        *out = NULL;
        return status;
    }
    device_form form = {.frame = wave_filter_frame(m->filter),
                        .delay = wave_filter_delay(m->filter),
                        .field_in = o->field,
                        .field_out = o->field,
                        .idle_re = o->idle};
    return device_finish(out, &form);
}

double _Complex sl_response_one_pole(double freq_hz, void *bandwidth_hz)
{
    double x = freq_hz / *(const double *)bandwidth_hz;
    double _Complex pole = CMPLX(1, x);
    return 1 / pole;
}

// 105/(s^4 + 10 s^3 + 45 s^2 + 105 s + 105) has unit delay at s -> 0, which is taken off.
double _Complex sl_response_bessel_thomson(double freq_hz, void *bandwidth_hz)
{
    double y = SL_OPTICS_BESSEL_Y3 * freq_hz / *(const double *)bandwidth_hz, y2 = y * y;
    double _Complex below = CMPLX(y2 * y2 - 45 * y2 + 105, 105 * y - 10 * y2 * y);
    return 105 / below * CMPLX(cos(y), sin(y));
}
