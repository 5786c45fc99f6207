// Directly modulated VCSEL: drive current to light, with self-heating.
//
// Model. With y the carriers over those at threshold and S the photons of one mode,
//   dy/dt = (I - Ith)/q - gamma0 y - G S
//   dS/dt = (G - 1/tau_p) S + beta (Ith/q + gamma0 y),  G = 1/tau_p + g y - c S,  P = kappa S.
// Steady state: S (1/tau_p + c gamma0/g) = (I - Ith)/q, a straight line whose kappa gives the
// slope. Linearised: w_r^2 = S (g/tau_p + c gamma0) = g (I - Ith)/q and gamma = gamma0 + (g + c) S,
// so that
//   g = q (2 pi D)^2,  K = 4 pi^2 (g + c)/(g/tau_p + c gamma0)
// hold exactly at every bias. One pole of parasitics in front. Junction: one thermal node.
// Assumptions. Gain falls linearly with photons (the first term of 1/(1 + eps S)); recombination is
// linear about threshold; K and gamma0 do not depend on temperature; where K does not say how it
// is shared between tau_p and c, half each.
// Integration. See device_vcsel_lanes.c; a step is at most 1/(14 f_r) at the rated current (error
// (2 pi/14)^4/120 = 3e-4 there), and at most 2.5 over the fastest decay. Frames are cut into
// stretches that run side by side, each started from rest earlier than it counts; what is left at
// their joints is measured (seam). Sources. Coldren, Corzine, Mashanovitch, Diode Lasers and
// Photonic Integrated Circuits (2012) ch. 5 (from memory). Limits. One mode: no mode partition, no
// spatial hole burning; noise is added by sl_rin_wave.
#include "device_vcsel.h"
#include "device.h"
#include "device_math.h"
#include "laser_laws.h"

#include <math.h>
#include <string.h>

#include "core/wide.h"
#include "shoreline/constants.h"

enum { STRETCH = 1024, FRAME = STRETCH * VCSEL_LANES, WARM_MAX = 4096, AHEAD = 2 };
#define SPONTANEOUS  1e-4
#define SEAM_VERDICT 0.01

typedef struct vcsel {
    sl_vcsel laser;
    double rate_hz, given_temp_k, local_temp_k, thermal_time_s, tau_p, beta, alpha;
    bool field;
    size_t warm, kept;
    vcsel_rates rates;
    double rest_slope, rest_threshold; // of the frame's line, for stretches at rest
    double gain_hz;                    // frequency per unit of z, for the field
    double phase;                      // half turns
    float *x;                          // kept + FRAME samples of drive
    float *lane_x, *lane_p, *lane_z;
    vcsel_state ends[VCSEL_LANES]; // where the stretches of the last frame ended
    bool began;
    sl_vcsel_wave_state told;
} vcsel;

// ---------------------------------------------------------------- coefficients

// Share of gain compression: c/g.
static double compression(const sl_vcsel *v, double tau_p)
{
    double circle = 4 * SL_PI * SL_PI;
    return (v->k_factor_s / tau_p - circle) / (circle - v->k_factor_s * v->damping_offset_per_s);
}

// w_r^2 per ampere over threshold
static double current_factor(const sl_vcsel *v, double temp_k)
{
    double d = vcsel_d_at(v, temp_k);
    return 4 * SL_PI * SL_PI * d * d;
}

static void set_rates(vcsel *m, double temp_k)
{
    const sl_vcsel *v = &m->laser;
    vcsel_rates *r = &m->rates;
    double h = 1 / (m->rate_hz * r->substeps),
           g = SL_ELEMENTARY_CHARGE_C * current_factor(v, temp_k);
    double c = g * compression(v, m->tau_p), gamma0 = v->damping_offset_per_s;
    double threshold = vcsel_threshold_at(v, temp_k),
           slope = fmax(vcsel_slope_at(v, temp_k), 1e-12);
    double kappa = slope * SL_ELEMENTARY_CHARGE_C * (1 / m->tau_p + c * gamma0 / g);
    r->drive = (float)(g / SL_ELEMENTARY_CHARGE_C * h * h);
    r->threshold = (float)threshold;
    r->decay = (float)(gamma0 * h);
    r->clamp = (float)(g / kappa / m->tau_p * h * h);
    r->mix = (float)(g / kappa * h);
    r->squeeze = (float)(g / kappa * c / kappa * h * h);
    r->bend = (float)(c / kappa * h);
    r->spontaneous = (float)(m->beta * kappa * threshold / SL_ELEMENTARY_CHARGE_C * h);
    r->spontaneous_slope = (float)(m->beta * kappa * gamma0 / g);
    m->rest_slope = slope;
    m->rest_threshold = threshold;
    m->gain_hz = m->alpha / (4 * SL_PI) / h;
}

static sl_status set_steps(vcsel *m, sl_ctx *ctx, double temp_k, double bias_a)
{
    const sl_vcsel *v = &m->laser;
    double factor = current_factor(v, temp_k),
           top = v->current_max_a - vcsel_threshold_at(v, temp_k);
    double fr2 = factor * top / (4 * SL_PI * SL_PI);
    double rate = 14 * sqrt(fr2), decay = v->k_factor_s * fr2 + v->damping_offset_per_s;
    // Decays, of which the dark laser's is the fastest, have to stay stable only: 2.7 a step.
    decay = fmax(decay, factor * vcsel_threshold_at(v, temp_k) / v->damping_offset_per_s);
    m->rates.direct = isinf(v->parasitic_pole_hz);
    if (!m->rates.direct) decay = fmax(decay, 2 * SL_PI * v->parasitic_pole_hz);
    rate = fmax(rate, decay / 2.5);
    double substeps = ceil(rate / m->rate_hz);
    if (substeps > VCSEL_SUBSTEPS_MAX)
        return device_refuse(ctx, "a higher sample rate",
                             "VCSEL: %g samples/s are too few for its "
                             "resonance: %g steps to a sample, at most %d",
                             m->rate_hz, substeps, VCSEL_SUBSTEPS_MAX);
    m->rates.substeps = (int)fmax(1, substeps);
    double h = 1 / (m->rate_hz * m->rates.substeps);
    m->rates.pole = m->rates.direct ? 0 : (float)(2 * SL_PI * v->parasitic_pole_hz * h);
    for (int k = 0; k < 2 * m->rates.substeps; k++)
        wave_cubic(m->rates.weight[k], (k + 1) / (2.0 * m->rates.substeps));
    // A stretch forgets its start as exp(-gamma t/2); at a quarter of the bias over threshold,
    // 1e-7.
    double low = factor * (bias_a - vcsel_threshold_at(v, temp_k)) / 4 / (4 * SL_PI * SL_PI);
    double settle = 32 / (v->damping_offset_per_s + v->k_factor_s * fmax(low, 0));
    m->warm = (size_t)fmin(WARM_MAX, ceil(settle * m->rate_hz / 16) * 16);
    m->kept = m->warm + 16;
    m->told.step_s = h;
    m->told.settle_s = (double)m->warm / m->rate_hz;
    return SL_OK;
}

// ---------------------------------------------------------------- a frame

static vcsel_state at_rest(const vcsel *m, float current)
{
    double p = m->rest_slope * (current - m->rest_threshold);
    if (p > 0) return (vcsel_state){(float)(m->rates.bend * p), (float)p, current};
    double z = m->rates.drive * (current - m->rest_threshold) / m->rates.decay;
    double born = m->rates.spontaneous + m->rates.spontaneous_slope * z;
    return (vcsel_state){(float)z, (float)(z < 0 ? fmax(born, 0) / (1e-3 - z) : 0), current};
}

// A stretch from each lane's place to rows of lanes, and back, in tiles that fit the first cache.
SL_WIDE static void to_lanes(float *rows, const float *x, size_t n)
{
    for (size_t i = 0; i < n; i += VCSEL_LANES)
        for (size_t l = 0; l < VCSEL_LANES; l++)
            for (size_t k = i; k < i + VCSEL_LANES && k < n; k++)
                rows[k * VCSEL_LANES + l] = x[l * STRETCH + k];
}

SL_WIDE static void from_lanes(float *x, const float *rows)
{
    for (size_t i = 0; i < STRETCH; i += VCSEL_LANES)
        for (size_t l = 0; l < VCSEL_LANES; l++)
            for (size_t k = i; k < i + VCSEL_LANES; k++)
                x[l * STRETCH + k] = rows[k * VCSEL_LANES + l];
}

static void spread(vcsel *m, vcsel_state state[VCSEL_LANES])
{
    const float *from = m->x + m->kept - AHEAD - m->warm - 1;
    to_lanes(m->lane_x, from, m->warm + STRETCH + 3);
    for (size_t l = 0; l < VCSEL_LANES; l++)
        state[l] = at_rest(m, from[l * STRETCH + 1]);
}

static double difference(const vcsel_state *a, const vcsel_state *b)
{
    return fabs((double)a->p - b->p);
}

static void measure_seams(vcsel *m, const vcsel_state *begin, const vcsel_state *end)
{
    double worst = m->began ? difference(&m->ends[VCSEL_LANES - 1], &begin[0]) : 0;
    for (int l = 1; l < VCSEL_LANES; l++)
        worst = fmax(worst, difference(&end[l - 1], &begin[l]));
    m->told.seam = fmax(m->told.seam, worst / fmax(m->told.mean_power_w, 1e-9));
    if (m->told.seam > SEAM_VERDICT) m->told.verdict |= SL_VCSEL_SEAM;
    memcpy(m->ends, end, sizeof m->ends);
    m->began = true;
}

enum { BLOCK = 2048 };

typedef struct sums {
    float current[VCSEL_LANES], square[VCSEL_LANES], light[VCSEL_LANES], top[VCSEL_LANES];
} sums;

SL_WIDE static void add_up(sums *s, const float *x, const float *power)
{
    for (size_t i = 0; i < BLOCK; i += VCSEL_LANES)
        for (size_t l = 0; l < VCSEL_LANES; l++) {
            float a = x[i + l];
            s->current[l] += a;
            s->square[l] += a * a;
            s->light[l] += power[i + l];
            s->top[l] = a > s->top[l] ? a : s->top[l];
        }
}

// Electrical power and current means of the frame, and the heat's effect on the junction.
static void warm_up_junction(vcsel *m, const float *power)
{
    const sl_vcsel *v = &m->laser;
    double current = 0, square = 0, light = 0, top = 0;
    for (size_t i = 0; i < FRAME; i += BLOCK) {
        sums s = {{0}};
        add_up(&s, m->x + m->kept - AHEAD + i, power + i);
        for (int l = 0; l < VCSEL_LANES; l++) {
            current += s.current[l], square += s.square[l], light += s.light[l];
            top = fmax(top, s.top[l]);
        }
    }
    double electrical = v->turn_on_v * current + v->series_ohm * square;
    sl_vcsel_wave_state *t = &m->told;
    t->mean_current_a = current / FRAME;
    t->mean_power_w = light / FRAME;
    t->heat_w = (electrical - light) / FRAME;
    double target = m->local_temp_k + v->thermal_resistance_k_per_w * t->heat_w;
    t->junction_temp_k +=
        (target - t->junction_temp_k) * -expm1(-(double)FRAME / m->rate_hz / m->thermal_time_s);
    if (top > v->current_max_a) t->verdict |= SL_VCSEL_OVER_RATING;
    sl_laser_point p;
    double mean = fmin(t->mean_current_a, v->current_max_a);
    if (!(mean > 0) || sl_vcsel_at_current(&p, v, m->local_temp_k, mean) != SL_OK) return;
    if (!(p.power_w > 0))
        t->verdict |= SL_VCSEL_DARK;
    else if (!(p.slope_total_w_per_a > 0))
        t->verdict |= SL_VCSEL_ROLLOVER;
}

SL_WIDE static void turn(float *re, float *im, const float *half_turns, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        float p = re[i], amplitude = sqrtf(p > 0.0f ? p : 0.0f), sine, cosine;
        wave_sincospi(&sine, &cosine, half_turns[i]);
        re[i] = amplitude * cosine;
        im[i] = amplitude * sine;
    }
}

static void give_field(vcsel *m, sl_wave out)
{
    double step = 2 * m->gain_hz / m->rate_hz; // half turns per unit of z
    float *angle = m->lane_p;                  // its powers are out already
    for (size_t l = 0; l < VCSEL_LANES; l++)
        for (size_t i = 0; i < STRETCH; i++) {
            angle[l * STRETCH + i] = (float)m->phase;
            m->phase += step * m->lane_z[i * VCSEL_LANES + l];
            if (fabs(m->phase) > 1024) m->phase = fmod(m->phase, 2);
        }
    turn(out.re, out.im, angle, FRAME);
}

static void vcsel_run(void *model, sl_wave out, sl_wave in, size_t n)
{
    vcsel *m = model;
    (void)n;
    for (size_t i = 0; i < FRAME; i++)
        m->x[m->kept + i] = in.re[i] > 0 ? in.re[i] : 0;
    set_rates(m, m->told.junction_temp_k);
    vcsel_state state[VCSEL_LANES], begin[VCSEL_LANES];
    spread(m, state);
    const float *x = m->lane_x + VCSEL_LANES; // the sample before the first is there
    vcsel_lanes(m->lane_p, NULL, state, x, m->warm, &m->rates);
    memcpy(begin, state, sizeof begin);
    vcsel_lanes(m->lane_p, m->field ? m->lane_z : NULL, state, x + m->warm * VCSEL_LANES, STRETCH,
                &m->rates);
    from_lanes(out.re, m->lane_p);
    warm_up_junction(m, out.re);
    measure_seams(m, begin, state);
    if (m->field) give_field(m, out);
    memmove(m->x, m->x + FRAME, m->kept * sizeof *m->x);
}

static void vcsel_warm(void *model, double delta_k)
{
    vcsel *m = model;
    m->local_temp_k = fmax(1, m->given_temp_k + delta_k);
}

// ---------------------------------------------------------------- creation

static void vcsel_destroy(sl_ctx *ctx, void *model)
{
    vcsel *m = model;
    sl_ctx_resize(ctx, m->x, 0);
    sl_ctx_resize(ctx, m->lane_x, 0);
    sl_ctx_resize(ctx, m->lane_p, 0);
    sl_ctx_resize(ctx, m->lane_z, 0);
}

static const device_kind vcsel_kind = {"VCSEL", vcsel_run, vcsel_destroy, sizeof(vcsel)};

static sl_status check(sl_ctx *ctx, const sl_vcsel_wave_opts *o)
{
    const sl_vcsel *v = o->laser;
    double circle = 4 * SL_PI * SL_PI;
    const device_range ranges[] = {
        {"sample rate, Hz", o->sample_rate_hz, 0, INFINITY, true, true, NULL},
        {"thermal time, s", o->thermal_time_s, 0, INFINITY, true, true, NULL},
        {"D factor, Hz/A^0.5", v->d_hz_per_sqrt_a, 0, INFINITY, true, true, NULL},
        {"K factor, s", v->k_factor_s, 0, INFINITY, true, true, NULL},
        {"damping offset, 1/s", v->damping_offset_per_s, 0, circle / v->k_factor_s, true, true,
         NULL},
        {"parasitic pole, Hz", v->parasitic_pole_hz, 0, INFINITY, true, false, NULL},
        {"photon lifetime, s", o->photon_lifetime_s, 0, v->k_factor_s / circle, false, true,
         "K bounds it: at most K/(4 pi^2)"},
        {"share of spontaneous emission", o->spontaneous, 0, 0.1, false, true, NULL},
        {"linewidth factor", o->linewidth_factor, -20, 20, false, true, NULL},
        {"fall of D with temperature, 1/K", v->d_fall_per_k, 0, INFINITY, false, true, NULL},
    };
    return device_check(ctx, vcsel_kind.name, ranges, sizeof ranges / sizeof *ranges);
}

static sl_status bias_point(sl_laser_point *p, sl_ctx *ctx, const sl_vcsel_wave_opts *o)
{
    sl_status s = sl_vcsel_at_current(p, o->laser, o->local_temp_k, o->bias_a);
    if (s == SL_ERR_LIMIT)
        return device_refuse(ctx, "less bias",
                             "VCSEL: its bias of %g mA is above its rating of %g mA",
                             1e3 * o->bias_a, 1e3 * o->laser->current_max_a);
    if (s != SL_OK)
        return device_refuse(ctx, NULL, "VCSEL: bias %g A or temperature %g K cannot be", o->bias_a,
                             o->local_temp_k);
    if (!(p->power_w > 0) || !(vcsel_d_at(o->laser, p->junction_temp_k) > 0))
        return device_refuse(ctx, "less heat or another bias",
                             "VCSEL: it does not lase at %g mA and %.1f degC (junction %.1f degC)",
                             1e3 * o->bias_a, o->local_temp_k - SL_ZERO_CELSIUS_K,
                             p->junction_temp_k - SL_ZERO_CELSIUS_K);
    if (!(p->slope_total_w_per_a > 0))
        return device_refuse(ctx, "less bias: the light grows again when the current falls",
                             "VCSEL: %g mA at %.1f degC is past its rollover (junction %.1f degC)",
                             1e3 * o->bias_a, o->local_temp_k - SL_ZERO_CELSIUS_K,
                             p->junction_temp_k - SL_ZERO_CELSIUS_K);
    return SL_OK;
}

static sl_status fill(vcsel *m, sl_ctx *ctx, const sl_vcsel_wave_opts *o, double junction_k)
{
    double tau = o->photon_lifetime_s > 0 ? o->photon_lifetime_s
                                          : o->laser->k_factor_s / (8 * SL_PI * SL_PI);
    m->laser = *o->laser;
    m->rate_hz = o->sample_rate_hz;
    m->given_temp_k = m->local_temp_k = o->local_temp_k;
    m->thermal_time_s = o->thermal_time_s;
    m->tau_p = tau;
    m->beta = o->spontaneous > 0 ? o->spontaneous : SPONTANEOUS;
    m->alpha = o->linewidth_factor;
    m->field = o->field;
    m->told.junction_temp_k = junction_k;
    SL_TRY(set_steps(m, ctx, junction_k, o->bias_a));
    m->x = sl_ctx_resize(ctx, NULL, (m->kept + FRAME) * sizeof *m->x);
    size_t rows = m->warm + STRETCH + 4;
    m->lane_x = sl_ctx_resize(ctx, NULL, rows * VCSEL_LANES * sizeof *m->x);
    m->lane_p = sl_ctx_resize(ctx, NULL, rows * VCSEL_LANES * sizeof *m->x);
    m->lane_z = sl_ctx_resize(ctx, NULL, (size_t)FRAME * sizeof *m->x);
    if (!m->x || !m->lane_x || !m->lane_p || !m->lane_z) return SL_ERR_NO_MEMORY;
    for (size_t i = 0; i < m->kept; i++)
        m->x[i] = (float)o->bias_a;
    return SL_OK;
}

sl_status sl_vcsel_wave_create(sl_device **out, sl_ctx *ctx, const sl_vcsel_wave_opts *o)
{
    *out = NULL;
    sl_laser_point p;
    SL_TRY(check(ctx, o));
    SL_TRY(bias_point(&p, ctx, o));
    SL_TRY(device_create(out, ctx, &vcsel_kind));
    sl_status status = fill(device_model(*out), ctx, o, p.junction_temp_k);
    if (status != SL_OK) {
        sl_device_destroy(*out);
        *out = NULL;
        return status;
    }
    device_form form = {.frame = FRAME,
                        .delay = AHEAD,
                        .field_out = o->field,
                        .idle_re = o->bias_a,
                        .warm = vcsel_warm};
    return device_finish(out, &form);
}

sl_status sl_vcsel_wave_state_get(sl_vcsel_wave_state *out, const sl_device *device)
{
    const vcsel *m = device_model_of(device, &vcsel_kind);
    if (!m) return SL_ERR_DOMAIN;
    *out = m->told;
    return SL_OK;
}
