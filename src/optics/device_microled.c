// MicroLED: drive current to light through the carriers' balance.
//
// Model. dN/dt = I/(q A d) - (a + b N + c N^2) N; light = extraction x photon energy x A d b N^2;
// one electrical pole in front. The steady state is sl_microled_at_current(). Runge-Kutta of order
// 4 on steps of at most 0.3 of the differential lifetime; the current of a sample holds until the
// next. Sources, assumptions, limits: microled.c.
#include "device.h"

#include <math.h>

#include "shoreline/constants.h"

enum { FRAME = 1024 };

typedef struct microled {
    sl_microled led, hot;     // at the reference, at the junction's temperature
    sl_microled_wave_opts o;  //
    double carriers, current; // 1/m3; behind the pole
    double feed, watt;        // carriers per ampere second; W per b N^2
    double step_s, keep;      // of the pole over a sample
    double local_temp_k;      //
    sl_microled_wave_state told;
} microled;

sl_status sl_microled_at_temp(sl_microled *out, const sl_microled *led, double reference_temp_k,
                              double temp_k)
{
    if (!(reference_temp_k > 0) || !(temp_k > 0) || isinf(temp_k)) return SL_ERR_DOMAIN;
    *out = *led;
    out->b_m3_per_s *= reference_temp_k / temp_k;
    return SL_OK;
}

static double slope(const sl_microled *led, double feed, double n)
{
    return feed - ((led->c_m6_per_s * n + led->b_m3_per_s) * n + led->a_per_s) * n;
}

static void advance(microled *m)
{
    const sl_microled *led = &m->hot;
    double n = m->carriers, feed = m->feed * m->current;
    // The fastest rate on the way: at what the current would hold in the end, or now
    double top = fmax(n, led->b_m3_per_s > 0 ? sqrt(feed / led->b_m3_per_s) : n);
    double rate = led->a_per_s + (2 * led->b_m3_per_s + 3 * led->c_m6_per_s * top) * top;
    int steps = (int)fmin(1e6, 1 + rate * m->step_s / 0.3);
    double h = m->step_s / steps;
    for (int i = 0; i < steps; i++) {
        double k1 = slope(led, feed, n), k2 = slope(led, feed, n + h / 2 * k1);
        double k3 = slope(led, feed, n + h / 2 * k2), k4 = slope(led, feed, n + h * k3);
        n += h / 6 * (k1 + 2 * (k2 + k3) + k4);
    }
    m->carriers = n;
}

static void warm_up(microled *m, double electrical_w, double light_w)
{
    sl_microled_wave_state *t = &m->told;
    t->mean_power_w = light_w;
    t->heat_w = electrical_w - light_w;
    double target = m->local_temp_k + m->o.thermal_resistance_k_per_w * t->heat_w;
    double share = -expm1(-FRAME * m->step_s / m->o.thermal_time_s);
    t->junction_temp_k += (target - t->junction_temp_k) * share;
    sl_microled_at_temp(&m->hot, &m->led, m->o.reference_temp_k, t->junction_temp_k);
}

static void microled_run(void *model, sl_wave out, sl_wave in, size_t n)
{
    microled *m = model;
    double electrical = 0, light = 0;
    for (size_t i = 0; i < n; i++) {
        double drive = in.re[i] > 0 ? in.re[i] : 0;
        double power = m->watt * m->hot.b_m3_per_s * m->carriers * m->carriers;
        out.re[i] = (float)power;
        m->current = drive + m->keep * (m->current - drive);
        advance(m);
        light += power;
        electrical += (m->led.turn_on_v + m->led.series_ohm * m->current) * m->current;
    }
    warm_up(m, electrical / (double)n, light / (double)n);
}

static void microled_warm(void *model, double delta_k)
{
    microled *m = model;
    m->local_temp_k = fmax(1, m->o.local_temp_k + delta_k);
}

static void microled_destroy(sl_ctx *ctx, void *model)
{
    (void)ctx;
    (void)model;
}

static const device_kind microled_kind = {"microLED", microled_run, microled_destroy,
                                          sizeof(microled)};

// Carriers and temperature at the bias: less light at a hotter junction is more heat, so the map
// climbs.
static void settle(microled *m)
{
    sl_microled_out at;
    if (!(m->o.bias_a > 0)) {
        sl_microled_at_temp(&m->hot, &m->led, m->o.reference_temp_k, m->local_temp_k);
        return;
    }
    for (int i = 0; i < 200; i++) {
        sl_microled_at_temp(&m->hot, &m->led, m->o.reference_temp_k, m->told.junction_temp_k);
        if (sl_microled_at_current(&at, &m->hot, m->o.bias_a) != SL_OK) return;
        m->carriers = at.carriers_per_m3;
        double heat = at.electrical_w - at.power_w, before = m->told.junction_temp_k;
        m->told.junction_temp_k = m->local_temp_k + m->o.thermal_resistance_k_per_w * heat;
        if (!(fabs(m->told.junction_temp_k - before) > 1e-9)) return;
    }
}

sl_status sl_microled_wave_create(sl_device **out, sl_ctx *ctx, const sl_microled_wave_opts *o)
{
    *out = NULL;
    const sl_microled *led = o->led;
    const device_range ranges[] = {
        {"sample rate, Hz", o->sample_rate_hz, 0, INFINITY, true, true, NULL},
        {"bias, A", o->bias_a, 0, INFINITY, false, true, NULL},
        {"local temperature, K", o->local_temp_k, 0, INFINITY, true, true, NULL},
        {"reference temperature, K", o->reference_temp_k, 0, INFINITY, true, true, NULL},
        {"thermal resistance, K/W", o->thermal_resistance_k_per_w, 0, INFINITY, false, true, NULL},
        {"thermal time, s", o->thermal_time_s, 0, INFINITY, true, true, NULL},
    };
    SL_TRY(device_check(ctx, microled_kind.name, ranges, sizeof ranges / sizeof *ranges));
    sl_microled_out probe;
    if (sl_microled_at_current(&probe, led, o->bias_a > 0 ? o->bias_a : 1e-6) != SL_OK)
        return device_refuse(ctx, "area, thickness, b and wavelength have to be above 0",
                             "microLED: its parameters are outside of their ranges");
    SL_TRY(device_create(out, ctx, &microled_kind));
    microled *m = device_model(*out);
    double volume = led->area_m2 * led->active_thickness_m, step = 1 / o->sample_rate_hz;
    double rc = (led->series_ohm + led->drive_ohm) * led->capacitance_f;
    double photon = SL_PLANCK_J_S * SL_SPEED_OF_LIGHT_M_S / led->wavelength_m;
    *m = (microled){.led = *led,
                    .hot = *led,
                    .o = *o,
                    .current = o->bias_a,
                    .feed = 1 / (SL_ELEMENTARY_CHARGE_C * volume),
                    .watt = led->extraction * photon * volume,
                    .step_s = step,
                    .keep = rc > 0 ? exp(-step / rc) : 0,
                    .local_temp_k = o->local_temp_k,
                    .told = {.junction_temp_k = o->local_temp_k}};
    settle(m);
    device_form form = {.frame = FRAME, .idle_re = o->bias_a, .warm = microled_warm};
    return device_finish(out, &form);
}

sl_status sl_microled_wave_state_get(sl_microled_wave_state *out, const sl_device *device)
{
    const microled *m = device_model_of(device, &microled_kind);
    if (!m) return SL_ERR_DOMAIN;
    *out = m->told;
    return SL_OK;
}
