// Linear filters of streams by overlap-save.
//
// Model. y = sum h[k] x[i - k], h the inverse transform of the wanted response on 4096 to 65536
// bins of the sampled band, cut to the shortest window around zero that keeps all but 1e-9 of the
// energy. The window may begin before zero (a response that advances): then the output is late by
// as much. A real filter whose response is not real at half the sample rate would ring there for
// ever: over the last quarter of the band it is multiplied by a raised cosine. Sources. Oppenheim,
// Schafer, Discrete-Time Signal Processing, section 8.7 (overlap-save). Limits. Single precision:
// errors of about 2e-7 of the largest sample.
#include "device.h"
#include "spectrum.h"

#include <math.h>
#include <string.h>

#include "core/cmplx.h"
#include "core/wide.h"
#include "shoreline/constants.h"
#include "shoreline/fourier.h"

enum { DENSE_MIN = 4096, DENSE_MAX = 65536, TAPS_MAX = 16384, SIZE_MIN = 1024 };
#define CUT_ENERGY 1e-9

struct wave_filter {
    sl_ctx *ctx;
    bool field;
    int inputs;
    size_t taps, lead, frame, part; // part: new samples of a transform
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
    size_t dense;      // bins of the sampled band
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

// The impulse response on dense samples, in the buffers.
static bool impulse(design *d, const wave_filter_opts *o, int input)
{
    size_t dense = d->dense;
    double step = o->sample_rate_hz / (double)dense, half = o->sample_rate_hz / 2;
    bool smooth = rings(o, input);
    for (size_t m = 0; m < (o->field ? dense : dense / 2 + 1); m++) {
        double f = m <= dense / 2 ? (double)m * step : ((double)m - (double)dense) * step;
        double _Complex h = o->response[input](f, o->context[input]) / (double)dense;
        if (smooth) h *= taper(fabs(f), half);
        if (!o->field && m == dense / 2) h = creal(h);
        if (!isfinite(creal(h)) || !isfinite(cimag(h))) return false;
        d->b.spectrum_re[m] = (float)creal(h);
        d->b.spectrum_im[m] = (float)cimag(h);
        if (o->field || m == 0) continue;
        d->b.spectrum_re[dense - m] = (float)creal(h);
        d->b.spectrum_im[dense - m] = -(float)cimag(h);
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
    for (size_t i = 0; i < d->dense; i++)
        total += energy_at(d, i);
    size_t lead = d->dense / 2, tail = d->dense / 2;
    while (lead > 0 || tail > 1) {
        double before = lead > 0 ? energy_at(d, d->dense - lead) : INFINITY;
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
        size_t from = (k + d->dense - d->lead) % d->dense;
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
    size_t n = SIZE_MIN; // transforms above 2048 cost three times as much a sample
    while (n < (n < 2048 ? 4 : 2) * f->taps)
        n *= 2;
    f->part = (n - f->taps + 1) / 64 * 64;
    f->frame = f->field ? f->part : 2 * f->part;
    SL_TRY(sl_fourier32_create(&f->fft, n, 1));
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

// The window of all inputs' responses, on as few bins as hold it four times over.
static sl_status find_window(wave_filter *f, design *d, const wave_filter_opts *o)
{
    for (d->dense = DENSE_MIN;; d->dense *= 2) {
        SL_TRY(sl_fourier32_create(&d->fft, d->dense, 1));
        d->b = sl_fourier32_view(d->fft);
        d->lead = d->tail = 0;
        for (int i = 0; i < f->inputs; i++) {
            if (!impulse(d, o, i))
                return device_refuse(f->ctx,
                                     "the response has to be finite up to half the sample rate",
                                     "filter: its response is not finite");
            widen(d);
        }
        if (4 * (d->lead + d->tail) <= d->dense || d->dense == DENSE_MAX) break;
        sl_fourier32_destroy(d->fft);
        d->fft = NULL;
    }
    if (d->lead + d->tail <= TAPS_MAX) return SL_OK;
    device_refuse(f->ctx, "a shorter fibre, a lower sample rate or a response without a notch",
                  "filter: its impulse response takes more than %d samples", TAPS_MAX);
    return SL_ERR_LIMIT;
}

static sl_status design_filter(wave_filter *f, design *d, const wave_filter_opts *o)
{
    SL_TRY(find_window(f, d, o));
    SL_TRY(allocate(f, d, o));
    for (int i = 0; i < f->inputs; i++) {
        if (f->inputs > 1) impulse(d, o, i); // else it is still in the buffers
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
    sl_status status = design_filter(f, &d, opts);
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

// Spectrum of an input times its response; the second adds the first's.
SL_WIDE static void multiply(float *out_re, float *out_im, const wave_filter *f, int input)
{
    const float *a_re = f->b.spectrum_re, *a_im = f->b.spectrum_im;
    const float *h_re = f->h_re[input], *h_im = f->h_im[input];
    size_t n = f->b.bins;
    for (size_t m = 0; m < n; m++) {
        float re = a_re[m] * h_re[m] - a_im[m] * h_im[m];
        float im = a_re[m] * h_im[m] + a_im[m] * h_re[m];
        out_re[m] = re;
        out_im[m] = im;
    }
    if (input == 0) return;
    for (size_t m = 0; m < n; m++) {
        out_re[m] += f->sum_re[m];
        out_im[m] += f->sum_im[m];
    }
}

// A field to the transform's buffer, or a real signal whose first half of the frame goes into the
// real and whose second into the imaginary part: a real impulse response keeps them apart. The last
// samples are kept for the next frame.
static void load(wave_filter *f, int input, const float *in, const float *in_im)
{
    size_t kept = f->b.n - f->part, part = f->part;
    float *re = f->b.re, *im = f->b.im;
    memcpy(re, f->past[input], kept * sizeof *re);
    memcpy(re + kept, in, part * sizeof *re);
    memcpy(im, f->field ? f->past[1] : in + part - kept, kept * sizeof *im);
    memcpy(im + kept, f->field ? in_im : in + part, part * sizeof *im);
    memcpy(f->past[input], (f->field ? re : im) + part, kept * sizeof *re);
    if (f->field) memcpy(f->past[1], im + part, kept * sizeof *im);
}

void wave_filter_run(wave_filter *f, float *out, float *out_im, const float *in0, const float *in1)
{
    const float *in[2] = {in0, in1};
    const sl_fourier32_buffers *b = &f->b;
    for (int i = 0; i < f->inputs; i++) {
        load(f, i, in[i], in1);
        sl_fourier32_forward(f->fft);
        bool last = i + 1 == f->inputs;
        multiply(last ? b->spectrum_re : f->sum_re, last ? b->spectrum_im : f->sum_im, f, i);
    }
    sl_fourier32_inverse(f->fft);
    size_t kept = b->n - f->part;
    memcpy(out, b->re + kept, f->part * sizeof *out);
    memcpy(f->field ? out_im : out + f->part, b->im + kept, f->part * sizeof *out);
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
