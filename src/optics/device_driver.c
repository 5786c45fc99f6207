// Driver amplifier of limited bandwidth and swing.
//
// Model. 4th-order Bessel-Thomson, then y = offset + g u/(1 + (g u/limit)^2)^0.5.
// Assumptions. The output stage limits, so that the filter comes first; no slew limit, no memory of
// the limiter. Third harmonic of a sine A: g u - (g u)^3/(2 limit^2) + ..., (A/limit)^2/8.
// Sources. Definition; the series is elementary. Limits. No asymmetric compression.
#include "device.h"
#include "device_limit.h"

#include <math.h>

#include "core/wide.h"

SL_WIDE void wave_limit(float *out, const float *in, size_t n, float in_offset, float gain,
                        float inverse_limit, float offset)
{
    for (size_t i = 0; i < n; i++) {
        float y = gain * (in[i] - in_offset), x = y * inverse_limit;
        out[i] = offset + y / sqrtf(1.0f + x * x);
    }
}

typedef struct driver {
    wave_filter *filter; // NULL: no limit of bandwidth
    float gain, inverse_limit, offset;
} driver;

static void driver_run(void *model, sl_wave out, sl_wave in, size_t n)
{
    driver *m = model;
    if (m->filter) wave_filter_run(m->filter, in.re, NULL, in.re, NULL);
    wave_limit(out.re, in.re, n, 0, m->gain, m->inverse_limit, m->offset);
}

static void driver_destroy(sl_ctx *ctx, void *model)
{
    (void)ctx;
    wave_filter_destroy(((driver *)model)->filter);
}

static const device_kind driver_kind = {"driver", driver_run, driver_destroy, sizeof(driver)};

sl_status sl_driver_wave_create(sl_device **out, sl_ctx *ctx, const sl_driver_opts *o)
{
    *out = NULL;
    const device_range ranges[] = {
        {"sample rate, Hz", o->sample_rate_hz, 0, INFINITY, true, true, NULL},
        {"gain", o->gain, -INFINITY, INFINITY, false, true, NULL},
        {"offset", o->offset, -INFINITY, INFINITY, false, true, NULL},
        {"bandwidth, Hz", o->bandwidth_hz, 0, INFINITY, true, false, NULL},
        {"limit", o->limit, 0, INFINITY, true, false, NULL},
    };
    SL_TRY(device_check(ctx, "driver", ranges, sizeof ranges / sizeof *ranges));
    SL_TRY(device_create(out, ctx, &driver_kind));
    driver *m = device_model(*out);
    *m = (driver){NULL, (float)o->gain, (float)(1 / o->limit), (float)o->offset};
    device_form form = {0};
    if (isfinite(o->bandwidth_hz)) {
        double band = o->bandwidth_hz;
        wave_filter_opts f = {.sample_rate_hz = o->sample_rate_hz,
                              .response = {sl_response_bessel_thomson},
                              .context = {&band}};
        sl_status status = wave_filter_create(&m->filter, ctx, &f);
        if (status != SL_OK) {
            sl_device_destroy(*out);
            *out = NULL;
            return status;
        }
        form.frame = wave_filter_frame(m->filter);
        form.delay = wave_filter_delay(m->filter);
    }
    return device_finish(out, &form);
}
