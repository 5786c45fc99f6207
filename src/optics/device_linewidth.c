// Phase noise of a laser: a random walk on the field's phase.
//
// Model. E e^(j p), p a Wiener process whose increments over a sample have the variance 2 pi
// dnu/rate: a Lorentzian line of full width dnu. Source: Coldren, Corzine, Mashanovitch (2012)
// section 5.5. Limits. White frequency noise only; no 1/f part.
#include "device.h"
#include "device_math.h"

#include <math.h>

#include "core/wide.h"
#include "shoreline/constants.h"

enum { FRAME = 4096 };

typedef struct linewidth {
    wave_noise source;
    double step, phase; // half turns
    float normal[FRAME], angle[FRAME];
} linewidth;

SL_WIDE static void turn(sl_wave out, sl_wave in, const float *angle)
{
    for (size_t i = 0; i < FRAME; i++) {
        float s, c, re = in.re[i], im = in.im[i];
        wave_sincospi(&s, &c, angle[i]);
        out.re[i] = re * c - im * s;
        out.im[i] = re * s + im * c;
    }
}

static void linewidth_run(void *model, sl_wave out, sl_wave in, size_t n)
{
    linewidth *m = model;
    wave_noise_fill(m->normal, n, &m->source);
    for (size_t i = 0; i < n; i++) {
        m->angle[i] = (float)m->phase;
        m->phase += m->step * m->normal[i];
        if (fabs(m->phase) > 1024) m->phase = fmod(m->phase, 2);
    }
    turn(out, in, m->angle);
}

static void linewidth_destroy(sl_ctx *ctx, void *model)
{
    (void)ctx;
    (void)model;
}

static const device_kind linewidth_kind = {"linewidth", linewidth_run, linewidth_destroy,
                                           sizeof(linewidth)};

sl_status sl_linewidth_wave_create(sl_device **out, sl_ctx *ctx, const sl_linewidth_opts *o)
{
    *out = NULL;
    const device_range ranges[] = {
        {"sample rate, Hz", o->sample_rate_hz, 0, INFINITY, true, true, NULL},
        {"linewidth, Hz", o->linewidth_hz, 0, INFINITY, false, true, NULL},
    };
    SL_TRY(device_check(ctx, linewidth_kind.name, ranges, sizeof ranges / sizeof *ranges));
    SL_TRY(device_create(out, ctx, &linewidth_kind));
    linewidth *m = device_model(*out);
    m->source = (wave_noise){o->seed, o->stream, 0};
    m->step = sqrt(2 * SL_PI * o->linewidth_hz / o->sample_rate_hz) / SL_PI;
    device_form form = {.frame = FRAME, .field_in = true, .field_out = true};
    return device_finish(out, &form);
}
