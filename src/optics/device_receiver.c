// Photodiode and transimpedance amplifier: light to current.
//
// Model. i = R |E|^2 (or R P), shot noise of density 2 q (i + dark) of the current at each moment,
// both through the photodiode's pole and the amplifier's 4th-order Bessel-Thomson filter; thermal
// noise a0 + a2 f^2 through the amplifier, made by the real filter a0^0.5 + j f a2^0.5; then
// y = x/(1 + (x/limit)^2)^0.5 of x less the offset. All is referred to the amplifier's input.
// Assumptions. Gaussian shot noise; a one-sided density S is a variance S rate/2 of each sample.
// Sources. Saeckinger, Broadband Circuits for Optical Fiber Communication (2005) ch. 3, 4 (noise of
// the form a0 + a2 f^2, shot noise): from memory.
// Limits. No avalanche gain, no saturation of the photodiode itself.
#include "device.h"
#include "device_limit.h"

#include <math.h>

#include "core/cmplx.h"
#include "core/wide.h"
#include "shoreline/constants.h"

typedef struct receiver {
    sl_ctx *ctx;
    wave_filter *filter;
    float *current, *white; // a frame each
    wave_noise thermal, shot;
    bool noisy, shots;
    float responsivity, dark, shot_scale, offset, inverse_limit;
} receiver;

static double _Complex signal_response(double freq_hz, void *context)
{
    const sl_receiver_opts *o = context;
    double pd = o->photodiode_hz, tia = o->amplifier_hz;
    return sl_response_one_pole(freq_hz, &pd) *
           (isfinite(tia) ? sl_response_bessel_thomson(freq_hz, &tia) : 1);
}

static double _Complex thermal_response(double freq_hz, void *context)
{
    const sl_receiver_opts *o = context;
    double tia = o->amplifier_hz, rate = sqrt(o->sample_rate_hz / 2);
    double _Complex shape =
        CMPLX(sqrt(o->thermal_a2_per_hz) * rate, sqrt(o->thermal_f2_a2_per_hz3) * freq_hz * rate);
    return shape * (isfinite(tia) ? sl_response_bessel_thomson(freq_hz, &tia) : 1);
}

SL_WIDE static void detect(float *current, const float *re, const float *im, size_t n, float gain)
{
    if (im)
        for (size_t i = 0; i < n; i++)
            current[i] = gain * (re[i] * re[i] + im[i] * im[i]);
    else
        for (size_t i = 0; i < n; i++)
            current[i] = gain * re[i];
}

SL_WIDE static void add_shot(float *current, const float *normal, size_t n, float dark, float scale)
{
    for (size_t i = 0; i < n; i++) {
        float mean = scale * (current[i] + dark);
        current[i] += normal[i] * sqrtf(mean > 0.0f ? mean : 0.0f);
    }
}

static void receiver_run(void *model, sl_wave out, sl_wave in, size_t n)
{
    receiver *m = model;
    detect(m->current, in.re, in.im, n, m->responsivity);
    if (m->shots) {
        wave_noise_fill(m->white, n, &m->shot);
        add_shot(m->current, m->white, n, m->dark, m->shot_scale);
    }
    if (m->noisy) wave_noise_fill(m->white, n, &m->thermal);
    wave_filter_run(m->filter, in.re, NULL, m->current, m->white);
    wave_limit(out.re, in.re, n, m->offset, 1, m->inverse_limit, 0);
}

static void receiver_destroy(sl_ctx *ctx, void *model)
{
    receiver *m = model;
    wave_filter_destroy(m->filter);
    sl_ctx_resize(ctx, m->current, 0);
    sl_ctx_resize(ctx, m->white, 0);
}

static const device_kind receiver_kind = {"receiver", receiver_run, receiver_destroy,
                                          sizeof(receiver)};

static sl_status receiver_check(sl_ctx *ctx, const sl_receiver_opts *o)
{
    const device_range ranges[] = {
        {"sample rate, Hz", o->sample_rate_hz, 0, INFINITY, true, true, NULL},
        {"responsivity, A/W", o->responsivity_a_per_w, 0, INFINITY, true, true, NULL},
        {"dark current, A", o->dark_current_a, 0, INFINITY, false, true, NULL},
        {"bandwidth of the photodiode, Hz", o->photodiode_hz, 0, INFINITY, true, false, NULL},
        {"bandwidth of the amplifier, Hz", o->amplifier_hz, 0, INFINITY, true, false, NULL},
        {"thermal noise, A2/Hz", o->thermal_a2_per_hz, 0, INFINITY, false, true, NULL},
        {"thermal noise, A2/Hz3", o->thermal_f2_a2_per_hz3, 0, INFINITY, false, true, NULL},
        {"offset, A", o->offset_a, -INFINITY, INFINITY, false, true, NULL},
        {"limit, A", o->limit_a, 0, INFINITY, true, false, NULL},
    };
    SL_TRY(device_check(ctx, receiver_kind.name, ranges, sizeof ranges / sizeof *ranges));
    if (o->thermal_f2_a2_per_hz3 > 0 && isinf(o->amplifier_hz))
        return device_refuse(ctx, "give the amplifier a bandwidth",
                             "receiver: noise that rises with f^2 and no bandwidth to end it");
    return SL_OK;
}

static sl_status receiver_fill(receiver *m, sl_ctx *ctx, const sl_receiver_opts *o)
{
    sl_receiver_opts copy = *o;
    *m = (receiver){.thermal = {o->seed, 2 * o->stream, 0},
                    .shot = {o->seed, 2 * o->stream + 1, 0},
                    .noisy = o->thermal_a2_per_hz > 0 || o->thermal_f2_a2_per_hz3 > 0,
                    .shots = o->shot,
                    .responsivity = (float)o->responsivity_a_per_w,
                    .dark = (float)o->dark_current_a,
                    .shot_scale = (float)(SL_ELEMENTARY_CHARGE_C * o->sample_rate_hz),
                    .offset = (float)o->offset_a,
                    .inverse_limit = (float)(1 / o->limit_a)};
    wave_filter_opts f = {.sample_rate_hz = o->sample_rate_hz,
                          .response = {signal_response, m->noisy ? thermal_response : NULL},
                          .context = {&copy, &copy}};
    SL_TRY(wave_filter_create(&m->filter, ctx, &f));
    size_t n = wave_filter_frame(m->filter);
    m->current = sl_ctx_resize(ctx, NULL, n * sizeof *m->current);
    m->white = sl_ctx_resize(ctx, NULL, n * sizeof *m->white);
    return m->current && m->white ? SL_OK : SL_ERR_NO_MEMORY;
}

sl_status sl_receiver_wave_create(sl_device **out, sl_ctx *ctx, const sl_receiver_opts *o)
{
    *out = NULL;
    SL_TRY(receiver_check(ctx, o));
    SL_TRY(device_create(out, ctx, &receiver_kind));
    receiver *m = device_model(*out);
    sl_status status = receiver_fill(m, ctx, o);
    if (status != SL_OK) {
        sl_device_destroy(*out);
        *out = NULL;
        return status;
    }
    device_form form = {.frame = wave_filter_frame(m->filter),
                        .delay = wave_filter_delay(m->filter),
                        .field_in = o->field};
    return device_finish(out, &form);
}

double sl_receiver_noise_a2(const sl_receiver_opts *o, double current_a)
{
    if (!(o->sample_rate_hz > 0) || !(o->photodiode_hz > 0) || !(o->amplifier_hz > 0)) return NAN;
    enum { STEPS = 4096 }; // Simpson
    double step = o->sample_rate_hz / 2 / STEPS, sum = 0;
    double shot = o->shot ? 2 * SL_ELEMENTARY_CHARGE_C * (current_a + o->dark_current_a) : 0;
    for (int i = 0; i <= STEPS; i++) {
        double f = i * step, x = f / o->photodiode_hz;
        double density =
            o->thermal_a2_per_hz + o->thermal_f2_a2_per_hz3 * f * f + shot / (1 + x * x);
        if (isfinite(o->amplifier_hz)) density *= sl_bessel_thomson_power(f, o->amplifier_hz);
        sum += density * (i == 0 || i == STEPS ? 1 : i % 2 ? 4 : 2);
    }
    return sum * step / 3;
}
