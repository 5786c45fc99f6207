// The common form of waveform devices: frames, latency, checks.
//
// A device that works in frames collects its input while it hands out the frame before: so the
// result cannot depend on how a caller cuts the stream, and the latency is one frame.
#include "device.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/wide.h"

struct sl_device {
    const device_kind *kind;
    sl_ctx *ctx;
    void *model;
    device_form form;
    size_t fill;
    float *buffer; // in re, in im, out re, out im; those in use
    sl_wave in, out;
};

sl_status device_create(sl_device **out, sl_ctx *ctx, const device_kind *kind)
{
    *out = NULL;
    sl_device *d = sl_ctx_resize(ctx, NULL, sizeof *d);
    if (!d) return SL_ERR_NO_MEMORY;
    *d = (sl_device){.kind = kind, .ctx = ctx};
    d->model = sl_ctx_resize(ctx, NULL, kind->size);
    if (!d->model) {
        sl_ctx_resize(ctx, d, 0);
        return SL_ERR_NO_MEMORY;
    }
    memset(d->model, 0, kind->size);
    *out = d;
    return SL_OK;
}

void sl_device_destroy(sl_device *d)
{
    if (!d) return;
    sl_ctx *ctx = d->ctx;
    d->kind->destroy(ctx, d->model);
    sl_ctx_resize(ctx, d->model, 0);
    sl_ctx_resize(ctx, d->buffer, 0);
    sl_ctx_resize(ctx, d, 0);
}

sl_status device_finish(sl_device **device, const device_form *form)
{
    sl_device *d = *device;
    d->form = *form;
    size_t n = form->frame;
    if (n == 0) return SL_OK;
    d->buffer = sl_ctx_resize(d->ctx, NULL, 4 * n * sizeof *d->buffer);
    if (!d->buffer) {
        sl_device_destroy(d);
        *device = NULL;
        return SL_ERR_NO_MEMORY;
    }
    memset(d->buffer, 0, 4 * n * sizeof *d->buffer);
    d->in = (sl_wave){d->buffer, form->field_in ? d->buffer + n : NULL};
    d->out = (sl_wave){d->buffer + 2 * n, form->field_out ? d->buffer + 3 * n : NULL};
    for (size_t i = 0; i < n; i++)
        d->in.re[i] = (float)form->idle_re;
    d->kind->run(d->model, d->out, d->in, n);
    return SL_OK;
}

sl_status sl_device_warm(sl_device *d, double delta_k)
{
    if (!d->form.warm || !isfinite(delta_k)) return SL_ERR_DOMAIN;
    d->form.warm(d->model, delta_k);
    return SL_OK;
}

void *device_model(const sl_device *device)
{
    return device->model;
}

void *device_model_of(const sl_device *device, const device_kind *kind)
{
    return device->kind == kind ? device->model : NULL;
}

size_t sl_device_latency(const sl_device *device)
{
    return device->form.frame + device->form.delay;
}

bool sl_device_takes_field(const sl_device *device)
{
    return device->form.field_in;
}

bool sl_device_gives_field(const sl_device *device)
{
    return device->form.field_out;
}

// x - x is 0 but for what is not finite.
SL_WIDE static float not_finite(const float *x, size_t n)
{
    float sum[16] = {0};
    size_t i = 0;
    for (; i + 16 <= n; i += 16)
        for (size_t l = 0; l < 16; l++)
            sum[l] += x[i + l] - x[i + l];
    for (; i < n; i++)
        sum[0] += x[i] - x[i];
    float all = 0;
    for (size_t l = 0; l < 16; l++)
        all += sum[l];
    return all;
}

enum { LANES = 16, RUN = 64 * LANES }; // single precision within a run

SL_WIDE double wave_sum(const float *x, size_t n)
{
    double total = 0;
    for (size_t i = 0; i < n;) {
        size_t end = n - i < RUN ? n : i + RUN;
        float sum[LANES] = {0};
        for (; i + LANES <= end; i += LANES)
            for (size_t l = 0; l < LANES; l++)
                sum[l] += x[i + l];
        for (; i < end; i++)
            sum[0] += x[i];
        for (size_t l = 0; l < LANES; l++)
            total += sum[l];
    }
    return total;
}

SL_WIDE double wave_power(sl_wave w, size_t n)
{
    double total = 0;
    const float *re = w.re, *im = w.im;
    for (size_t i = 0; i < n;) {
        size_t end = n - i < RUN ? n : i + RUN;
        float sum[LANES] = {0};
        for (; i + LANES <= end; i += LANES)
            for (size_t l = 0; l < LANES; l++)
                sum[l] += re[i + l] * re[i + l] + im[i + l] * im[i + l];
        for (; i < end; i++)
            sum[0] += re[i] * re[i] + im[i] * im[i];
        for (size_t l = 0; l < LANES; l++)
            total += sum[l];
    }
    return total;
}

static sl_wave moved(sl_wave w, size_t by)
{
    return (sl_wave){w.re + by, w.im ? w.im + by : NULL};
}

static void copy(sl_wave to, sl_wave from, size_t n)
{
    memcpy(to.re, from.re, n * sizeof *to.re);
    if (to.im) memcpy(to.im, from.im, n * sizeof *to.im);
}

static sl_status check_wave(const sl_device *d, sl_wave out, sl_wave in, size_t n)
{
    if (d->form.field_in != (in.im != NULL) || d->form.field_out != (out.im != NULL))
        return device_refuse(d->ctx, "join devices whose outputs and inputs agree",
                             "%s: it takes %s and gives %s", d->kind->name,
                             d->form.field_in ? "a field" : "one quantity",
                             d->form.field_out ? "a field" : "one quantity");
    float bad = not_finite(in.re, n) + (in.im ? not_finite(in.im, n) : 0);
    if (!(bad == 0))
        return device_refuse(d->ctx, "look at the source of the waveform",
                             "%s: a sample of the input is not finite", d->kind->name);
    return SL_OK;
}

sl_status sl_device_process(sl_device *d, sl_wave out, sl_wave in, size_t n)
{
    SL_TRY(check_wave(d, out, in, n));
    size_t frame = d->form.frame;
    if (frame == 0) {
        d->kind->run(d->model, out, in, n);
        return SL_OK;
    }
    for (size_t done = 0; done < n;) {
        size_t part = n - done < frame - d->fill ? n - done : frame - d->fill;
        copy(moved(d->in, d->fill), moved(in, done), part);
        copy(moved(out, done), moved(d->out, d->fill), part);
        d->fill += part;
        done += part;
        if (d->fill == frame) {
            d->kind->run(d->model, d->out, d->in, frame);
            d->fill = 0;
        }
    }
    return SL_OK;
}

sl_status device_refuse(sl_ctx *ctx, const char *fix, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    sl_diag_add(ctx, SL_ERROR, SL_E_DEVICE, (sl_mark){0}, fix, "%s", text);
    return SL_ERR_DOMAIN;
}

sl_status device_check(sl_ctx *ctx, const char *device, const device_range *ranges, size_t n)
{
    sl_status status = SL_OK;
    for (size_t i = 0; i < n; i++) {
        const device_range *r = &ranges[i];
        bool in = r->value >= r->low && r->value <= r->high && !(r->open_low && r->value == r->low);
        if (r->finite && isinf(r->value)) in = false;
        if (in) continue;
        status = device_refuse(ctx, r->fix, "%s: %s is %g, not %s %g%s", device, r->name, r->value,
                               r->open_low ? "above" : "at least", r->low,
                               isinf(r->high) ? "" : " and within its upper limit");
    }
    return status;
}
