// Microring modulator: drive voltage to optical field by coupled modes in time, with heat.
//
// Model. tau db/dt = 1 - (1 - j y(t)) b: linear in b, so over a step h
//   b' = e^Z b + (1/tau) int e^(Z(h) - Z(s)) ds, Z(s) = -s/tau + j/tau int y.
// Integrals of y by the parabola through the step's ends and middle (y between samples: cubic), the
// outer one by Simpson's rule: an error of order h^5. Steps are at most half of tau.
// E = (a P)^0.5 (1 - K b). Heat: see ring.c, frame by frame.
// Sources. Coupled modes: Little et al. 1997 (from memory). Limits. As ring.c; the drive acts on
// the resonance only, not on its width.
#include "device_math.h"
#include "device_modulator.h"
#include "ring.h"

#include <math.h>
#include <string.h>

#include "core/wide.h"

enum { AHEAD = 2, STEPS_MAX = 16 };

typedef struct ring {
    wave_filter *filter;
    sl_ring_opts o;
    sl_modulator m;
    double half_hz, field, coupling;
    bool bistable;
    double low, high;             // between which offsets
    double start_rise_k, place_k; // place_k: of the place over what the options say
    size_t frame;
    int steps;                          // per sample
    float weight[2 * STEPS_MAX + 1][4]; // at k/(2 steps) of a sample
    float turn, keep, keep_half, sixth; // per step: h/(pi tau), e^-h/tau, e^-h/2tau, h/(6 tau)
    float *x;                           // 1 + AHEAD + frame + 1 offsets y
    float *c_re, *c_im, *d_re, *d_im;   // of each step: b' = c b + d
    float b_re, b_im;
    sl_ring_wave_state told;
} ring;

// Propagators of step k of each sample.
SL_WIDE static void propagators(const ring *m, float base, int k, size_t n)
{
    const float *x = m->x, (*w)[4] = m->weight + 2 * k;
    float p0 = w[0][0], p1 = w[0][1], p2 = w[0][2], p3 = w[0][3];
    float q0 = w[1][0], q1 = w[1][1], q2 = w[1][2], q3 = w[1][3];
    float r0 = w[2][0], r1 = w[2][1], r2 = w[2][2], r3 = w[2][3];
    float *restrict c_re = m->c_re + (size_t)k * n, *restrict c_im = m->c_im + (size_t)k * n;
    float *restrict d_re = m->d_re + (size_t)k * n, *restrict d_im = m->d_im + (size_t)k * n;
    float turn = m->turn, keep = m->keep, half = m->keep_half, sixth = m->sixth;
    for (size_t i = 0; i < n; i++) {
        float a = x[i], b = x[i + 1], c = x[i + 2], d = x[i + 3];
        float y0 = base + (p0 * a + p1 * b + p2 * c + p3 * d);
        float y1 = base + (q0 * a + q1 * b + q2 * c + q3 * d);
        float y2 = base + (r0 * a + r1 * b + r2 * c + r3 * d);
        float all = turn * (y0 + 4.0f * y1 + y2) * (1.0f / 6);
        float late = turn * (5.0f * y2 + 8.0f * y1 - y0) * (1.0f / 24);
        float s, co, s2, co2;
        wave_sincospi(&s, &co, all);
        wave_sincospi(&s2, &co2, late);
        c_re[i] = keep * co;
        c_im[i] = keep * s;
        d_re[i] = sixth * (c_re[i] + 4.0f * half * co2 + 1.0f);
        d_im[i] = sixth * (c_im[i] + 4.0f * half * s2);
    }
}

static void advance(ring *m, sl_wave out, size_t n)
{
    float re = m->b_re, im = m->b_im, field = (float)m->field, k = (float)(m->field * m->coupling);
    for (size_t i = 0; i < n; i++) {
        out.re[i] = field - k * re;
        out.im[i] = -k * im;
        for (size_t s = 0; s < (size_t)m->steps; s++) {
            size_t at = s * n + i;
            float next = m->c_re[at] * re - m->c_im[at] * im + m->d_re[at];
            im = m->c_re[at] * im + m->c_im[at] * re + m->d_im[at];
            re = next;
        }
    }
    m->b_re = re;
    m->b_im = im;
}

// Mean offset of the frame without heat, for the verdict.
static void judge(ring *m, size_t n)
{
    double sum = wave_sum(m->x + 1, n);
    double y0 = sum / (double)n + ring_dark_offset(&m->o, 0) -
                m->place_k * m->o.drift_hz_per_k / m->half_hz;
    if (m->bistable && y0 > m->low && y0 < m->high) m->told.verdict |= SL_RING_BISTABLE;
    double moved = (m->told.temp_rise_k + m->place_k - m->start_rise_k) * m->o.drift_hz_per_k;
    if (fabs(moved) > 2 * m->half_hz) m->told.verdict |= SL_RING_LOST;
}

static void ring_run(void *model, sl_wave out, sl_wave in, size_t n)
{
    ring *m = model;
    if (m->filter) wave_filter_run(m->filter, in.re, NULL, in.re, NULL);
    float shift = (float)(m->m.shift_hz_per_v / m->half_hz);
    for (size_t i = 0; i < n; i++)
        m->x[1 + AHEAD + i] = shift * in.re[i];
    double shifted = (m->told.temp_rise_k + m->place_k) * m->o.drift_hz_per_k;
    double base = ring_dark_offset(&m->o, 0) - shifted / m->half_hz;
    for (int k = 0; k < m->steps; k++)
        propagators(m, (float)base, k, n);
    advance(m, out, n);
    judge(m, n);
    memmove(m->x, m->x + n, (1 + AHEAD) * sizeof *m->x);
    sl_ring_wave_state *t = &m->told;
    t->mean_power_w = wave_power(out, n) / (double)n;
    t->heat_w = m->o.heat_share * fmax(0, m->field * m->field - t->mean_power_w);
    double target = m->o.thermal_resistance_k_per_w * t->heat_w;
    double share = -expm1(-(double)n / m->o.sample_rate_hz / m->o.thermal_time_s);
    t->temp_rise_k += (target - t->temp_rise_k) * share;
}

static void ring_warm(void *model, double delta_k)
{
    ((ring *)model)->place_k = delta_k;
}

static void ring_destroy(sl_ctx *ctx, void *model)
{
    ring *m = model;
    wave_filter_destroy(m->filter);
    sl_ctx_resize(ctx, m->x, 0);
}

static const device_kind ring_kind = {RING_NAME, ring_run, ring_destroy, sizeof(ring)};

static sl_status set_steps(ring *m, sl_ctx *ctx)
{
    double tau = 1 / (2 * SL_PI * m->half_hz), sample = 1 / m->o.sample_rate_hz;
    double steps = ceil(sample / (0.5 * tau));
    if (steps > STEPS_MAX)
        return device_refuse(ctx, "a higher sample rate",
                             "microring: %g samples/s are too few for its photon lifetime of %g ps",
                             m->o.sample_rate_hz, 1e12 * tau);
    m->steps = (int)fmax(1, steps);
    double h = sample / m->steps / tau;
    m->turn = (float)(h / SL_PI);
    m->keep = (float)exp(-h);
    m->keep_half = (float)exp(-h / 2);
    m->sixth = (float)(h / 6);
    for (int k = 0; k <= 2 * m->steps; k++)
        wave_cubic(m->weight[k], k / (2.0 * m->steps));
    return SL_OK;
}

static sl_status ring_fill(ring *m, sl_ctx *ctx, const sl_ring_opts *o)
{
    m->m = *o->modulator;
    m->o = *o;
    m->o.modulator = &m->m;
    m->half_hz = ring_linewidth_hz(&m->m) / 2;
    m->field = sqrt(o->power_w * pow(10, -m->m.insertion_loss_db / 10));
    m->coupling = 1 + (o->overcoupled ? 1 : -1) * sqrt(m->m.min_transmission);
    SL_TRY(set_steps(m, ctx));
    SL_TRY(modulator_filter(&m->filter, ctx, &m->m, o->sample_rate_hz));
    m->frame = m->filter ? wave_filter_frame(m->filter) : MODULATOR_FRAME;
    size_t n = m->frame, steps = (size_t)m->steps;
    m->x = sl_ctx_resize(ctx, NULL, (n + 2 + AHEAD + 4 * n * steps) * sizeof *m->x);
    if (!m->x) return SL_ERR_NO_MEMORY;
    memset(m->x, 0, (n + 2 + AHEAD) * sizeof *m->x);
    m->c_re = m->x + n + 2 + AHEAD;
    m->c_im = m->c_re + n * steps;
    m->d_re = m->c_im + n * steps;
    m->d_im = m->d_re + n * steps;
    sl_ring_point at[3];
    int states;
    SL_TRY(sl_ring_steady(at, &states, &m->o, 0));
    const sl_ring_point *p = &at[o->hot ? states - 1 : 0];
    m->bistable = ring_bistable(&m->low, &m->high, ring_heating(&m->o));
    m->told.temp_rise_k = m->start_rise_k = p->temp_rise_k;
    m->b_re = (float)(1 / (1 + p->offset * p->offset));
    m->b_im = (float)(p->offset / (1 + p->offset * p->offset));
    return SL_OK;
}

sl_status sl_ring_wave_create(sl_device **out, sl_ctx *ctx, const sl_ring_opts *o)
{
    *out = NULL;
    SL_TRY(ring_check(ctx, o));
    SL_TRY(device_create(out, ctx, &ring_kind));
    ring *m = device_model(*out);
    sl_status status = ring_fill(m, ctx, o);
    if (status != SL_OK) {
        sl_device_destroy(*out);
        *out = NULL;
        return status;
    }
    device_form form = {.frame = m->frame,
                        .delay = AHEAD + (m->filter ? wave_filter_delay(m->filter) : 0),
                        .field_out = true,
                        .warm = ring_warm};
    return device_finish(out, &form);
}

sl_status sl_ring_wave_state_get(sl_ring_wave_state *out, const sl_device *device)
{
    const ring *m = device_model_of(device, &ring_kind);
    if (!m) return SL_ERR_DOMAIN;
    *out = m->told;
    return SL_OK;
}
