// Electro-absorption modulator: drive voltage to optical field, with heat.
//
// Model. u = (Vr/v0)^n, T = exp(-u) (the estimate's law), phase alpha/2 ln T; Vr = bias + drive +
// shift (T - Tref): the band edge moves to the red with temperature as it does with voltage.
// Heat = light absorbed + photocurrent x Vr; one thermal node, moved frame by frame.
// Assumptions. One electron per absorbed photon; constant alpha; losses without absorption do not
// heat the junction. The curve is a table of 4096 straight pieces up to u = 30.
// Sources. Definition of alpha: Koyama, Iga 1988. Limits. No saturation of the absorption by light.
#include "device_modulator.h"

#include <math.h>

#include "core/wide.h"

enum { TABLE = 4096 };
#define DEEPEST 30.0

typedef struct eam {
    wave_filter *filter; // NULL: no poles
    sl_eam_opts o;
    sl_modulator m;
    double carrier_w, ampere, given_temp_k;
    float per_volt; // table steps
    float *re, *im; // TABLE + 1 each, for 1 W^0.5
    size_t frame;
    sl_eam_wave_state told;
} eam;

static void fill_table(eam *m)
{
    double top = m->m.v0_v * pow(DEEPEST, 1 / m->m.exponent), field = sqrt(m->carrier_w);
    m->per_volt = (float)(TABLE / top);
    for (int i = 0; i <= TABLE; i++) {
        double u = eam_exponent(&m->m, top * i / TABLE), size = field * exp(-u / 2);
        m->re[i] = (float)(size * cos(m->o.chirp * u / 2));
        m->im[i] = (float)(-size * sin(m->o.chirp * u / 2));
    }
}

SL_WIDE static void look_up(float *out_re, float *out_im, float *reverse, size_t n,
                            const float *table_re, const float *table_im, float bias,
                            float per_volt)
{
    for (size_t i = 0; i < n; i++) {
        float v = reverse[i] + bias, x = v * per_volt;
        reverse[i] = v;
        x = x > 0.0f ? x : 0.0f;
        x = x < TABLE - 0.5f ? x : TABLE - 0.5f;
        int k = (int)x;
        float t = x - (float)k;
        out_re[i] = table_re[k] + t * (table_re[k + 1] - table_re[k]);
        out_im[i] = table_im[k] + t * (table_im[k + 1] - table_im[k]);
    }
}

static double bias_now(const eam *m)
{
    return m->m.bias_v + m->o.shift_v_per_k * (m->told.junction_temp_k - m->o.reference_temp_k);
}

// Means of the frame and the junction's step.
static void warm_up(eam *m, sl_wave out, const float *reverse, size_t n)
{
    double power = 0, electrical = 0;
    for (size_t i = 0; i < n; i++) {
        double p = (double)out.re[i] * out.re[i] + (double)out.im[i] * out.im[i];
        power += p;
        electrical += (m->carrier_w - p) * reverse[i];
    }
    sl_eam_wave_state *t = &m->told;
    t->mean_power_w = power / (double)n;
    t->photocurrent_a = m->ampere * (m->carrier_w - t->mean_power_w);
    t->heat_w = m->carrier_w - t->mean_power_w + m->ampere * electrical / (double)n;
    double target = m->o.local_temp_k + m->o.thermal_resistance_k_per_w * t->heat_w;
    double share = -expm1(-(double)n / m->o.sample_rate_hz / m->o.thermal_time_s);
    t->junction_temp_k += (target - t->junction_temp_k) * share;
}

static void eam_run(void *model, sl_wave out, sl_wave in, size_t n)
{
    eam *m = model;
    if (m->filter) wave_filter_run(m->filter, in.re, NULL, in.re, NULL);
    look_up(out.re, out.im, in.re, n, m->re, m->im, (float)bias_now(m), m->per_volt);
    warm_up(m, out, in.re, n);
}

static void eam_warm(void *model, double delta_k)
{
    eam *m = model;
    m->o.local_temp_k = fmax(1, m->given_temp_k + delta_k);
}

static void eam_destroy(sl_ctx *ctx, void *model)
{
    eam *m = model;
    wave_filter_destroy(m->filter);
    sl_ctx_resize(ctx, m->re, 0);
}

static const device_kind eam_kind = {"electro-absorption modulator", eam_run, eam_destroy,
                                     sizeof(eam)};

// The junction's temperature without drive: more heat absorbs more, so from the local temperature
// the map climbs to its lowest fixed point.
static void settle(eam *m)
{
    m->told.junction_temp_k = m->o.local_temp_k;
    for (int i = 0; i < 1000; i++) {
        double reverse = bias_now(m), lost = m->carrier_w * -expm1(-eam_exponent(&m->m, reverse));
        double heat = lost * (1 + m->ampere * reverse);
        double next = m->o.local_temp_k + m->o.thermal_resistance_k_per_w * heat;
        double moved = next - m->told.junction_temp_k;
        m->told.junction_temp_k = next;
        if (!(fabs(moved) > 1e-9)) break;
    }
}

static sl_status eam_check(sl_ctx *ctx, const sl_eam_opts *o)
{
    const sl_modulator *m = o->modulator;
    const device_range ranges[] = {
        {"v0, V", m->v0_v, 0, INFINITY, true, true, NULL},
        {"exponent", m->exponent, 0, 20, true, true, NULL},
        {"bias, V", m->bias_v, 0, INFINITY, false, true, "reverse voltage counts positive"},
        {"chirp", o->chirp, -20, 20, false, true, NULL},
        {"local temperature, K", o->local_temp_k, 0, INFINITY, true, true, NULL},
        {"reference temperature, K", o->reference_temp_k, 0, INFINITY, true, true, NULL},
        {"shift, V/K", o->shift_v_per_k, 0, INFINITY, false, true, NULL},
        {"thermal resistance, K/W", o->thermal_resistance_k_per_w, 0, INFINITY, false, true, NULL},
        {"thermal time, s", o->thermal_time_s, 0, INFINITY, true, true, NULL},
    };
    sl_status common = modulator_check(ctx, eam_kind.name, m, o->power_w, o->sample_rate_hz);
    sl_status own = device_check(ctx, eam_kind.name, ranges, sizeof ranges / sizeof *ranges);
    return common != SL_OK ? common : own;
}

static sl_status eam_fill(eam *m, sl_ctx *ctx, const sl_eam_opts *o)
{
    m->o = *o;
    m->given_temp_k = o->local_temp_k;
    m->m = *o->modulator;
    m->carrier_w = o->power_w * pow(10, -m->m.insertion_loss_db / 10);
    m->ampere = photon_ampere(m->m.wavelength_m);
    m->re = sl_ctx_resize(ctx, NULL, 2 * (TABLE + 1) * sizeof *m->re);
    if (!m->re) return SL_ERR_NO_MEMORY;
    m->im = m->re + TABLE + 1;
    fill_table(m);
    settle(m);
    SL_TRY(modulator_filter(&m->filter, ctx, &m->m, o->sample_rate_hz));
    m->frame = m->filter ? wave_filter_frame(m->filter) : MODULATOR_FRAME;
    return SL_OK;
}

sl_status sl_eam_wave_create(sl_device **out, sl_ctx *ctx, const sl_eam_opts *o)
{
    *out = NULL;
    SL_TRY(eam_check(ctx, o));
    SL_TRY(device_create(out, ctx, &eam_kind));
    eam *m = device_model(*out);
    sl_status status = eam_fill(m, ctx, o);
    if (status != SL_OK) {
        sl_device_destroy(*out);
        *out = NULL;
        return status;
    }
    device_form form = {.frame = m->frame,
                        .delay = m->filter ? wave_filter_delay(m->filter) : 0,
                        .field_out = true,
                        .warm = eam_warm};
    return device_finish(out, &form);
}

sl_status sl_eam_wave_state_get(sl_eam_wave_state *out, const sl_device *device)
{
    const eam *m = device_model_of(device, &eam_kind);
    if (!m) return SL_ERR_DOMAIN;
    *out = m->told;
    return SL_OK;
}
