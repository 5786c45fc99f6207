// Relative intensity noise of a laser on its light.
//
// Model. P -> P (1 + n), E -> E (1 + n)^0.5; n is white noise through the real, even response
// (RIN(f) rate/2)^0.5, whose one-sided density is RIN(f).
// Assumptions. Gaussian; n does not depend on the moment's power (as the estimate tier has it).
// Sources. sl_vcsel_rin_per_hz(). Limits. One mode: mode partition is in the fibre's device.
#include "device.h"

#include <math.h>

#include "core/wide.h"

typedef struct rin {
    sl_ctx *ctx;
    wave_filter *filter;
    float *noise;
    wave_noise source;
    bool field;
} rin;

static double _Complex shape(double freq_hz, void *context)
{
    const sl_rin_opts *o = context;
    double per_hz = o->white_per_hz;
    if (o->laser) per_hz += sl_vcsel_rin_per_hz(o->laser, o->point, freq_hz);
    return sqrt(per_hz * o->sample_rate_hz / 2);
}

SL_WIDE static void apply(float *out, const float *in, const float *noise, size_t n, bool root)
{
    for (size_t i = 0; i < n; i++) {
        float factor = 1.0f + noise[i];
        factor = factor > 0.0f ? factor : 0.0f;
        out[i] = in[i] * (root ? sqrtf(factor) : factor);
    }
}

static void rin_run(void *model, sl_wave out, sl_wave in, size_t n)
{
    rin *m = model;
    wave_noise_fill(m->noise, n, &m->source);
    wave_filter_run(m->filter, m->noise, NULL, m->noise, NULL);
    apply(out.re, in.re, m->noise, n, m->field);
    if (m->field) apply(out.im, in.im, m->noise, n, true);
}

static void rin_destroy(sl_ctx *ctx, void *model)
{
    rin *m = model;
    wave_filter_destroy(m->filter);
    sl_ctx_resize(ctx, m->noise, 0);
}

static const device_kind rin_kind = {"intensity noise", rin_run, rin_destroy, sizeof(rin)};

static sl_status rin_fill(rin *m, sl_ctx *ctx, const sl_rin_opts *o)
{
    sl_rin_opts copy = *o;
    *m = (rin){.ctx = ctx, .source = {o->seed, o->stream, 0}, .field = o->field};
    wave_filter_opts f = {
        .sample_rate_hz = o->sample_rate_hz, .response = {shape}, .context = {&copy}};
    SL_TRY(wave_filter_create(&m->filter, ctx, &f));
    m->noise = sl_ctx_resize(ctx, NULL, wave_filter_frame(m->filter) * sizeof *m->noise);
    return m->noise ? SL_OK : SL_ERR_NO_MEMORY;
}

sl_status sl_rin_wave_create(sl_device **out, sl_ctx *ctx, const sl_rin_opts *o)
{
    *out = NULL;
    const device_range ranges[] = {
        {"sample rate, Hz", o->sample_rate_hz, 0, INFINITY, true, true, NULL},
        {"intensity noise, 1/Hz", o->white_per_hz, 0, INFINITY, false, true,
         "10^(dB/10): -150 dB/Hz is 1e-15"},
    };
    SL_TRY(device_check(ctx, rin_kind.name, ranges, sizeof ranges / sizeof *ranges));
    if (o->laser && !(o->point && sl_vcsel_rin_per_hz(o->laser, o->point, 0) >= 0))
        return device_refuse(ctx, "a point above threshold, with linewidth and carrier lifetime",
                             "intensity noise: the laser has none at its point");
    SL_TRY(device_create(out, ctx, &rin_kind));
    sl_status status = rin_fill(device_model(*out), ctx, o);
    if (status != SL_OK) {
        sl_device_destroy(*out);
        *out = NULL;
        return status;
    }
    const rin *m = device_model(*out);
    device_form form = {
        .frame = wave_filter_frame(m->filter), .field_in = o->field, .field_out = o->field};
    return device_finish(out, &form);
}
