// MicroLED: drive current to light through the carriers' balance.
//
// Model. dN/dt = I/(q A d) - (a + b N + c N^2) N; light = extraction x photon energy x A d b N^2;
// one electrical pole in front. The steady state is sl_microled_at_current(). Runge-Kutta of order
// 4 on steps of at most 0.3 of the differential lifetime; the current of a sample holds until the
// next. Sources, assumptions, limits: microled.c.
#include "device.h"

#include <math.h>

#include "shoreline/constants.h"

typedef struct microled {
    sl_microled led;
    double carriers, current; // 1/m3; behind the pole
    double feed, watt;        // carriers per ampere second; W per b N^2
    double step_s, keep;      // of the pole over a sample
} microled;

static double slope(const sl_microled *led, double feed, double n)
{
    return feed - ((led->c_m6_per_s * n + led->b_m3_per_s) * n + led->a_per_s) * n;
}

static void advance(microled *m)
{
    const sl_microled *led = &m->led;
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

static void microled_run(void *model, sl_wave out, sl_wave in, size_t n)
{
    microled *m = model;
    for (size_t i = 0; i < n; i++) {
        double drive = in.re[i] > 0 ? in.re[i] : 0;
        out.re[i] = (float)(m->watt * m->led.b_m3_per_s * m->carriers * m->carriers);
        m->current = drive + m->keep * (m->current - drive);
        advance(m);
    }
}

static void microled_destroy(sl_ctx *ctx, void *model)
{
    (void)ctx;
    (void)model;
}

static const device_kind microled_kind = {"microLED", microled_run, microled_destroy,
                                          sizeof(microled)};

sl_status sl_microled_wave_create(sl_device **out, sl_ctx *ctx, const sl_microled_wave_opts *o)
{
    *out = NULL;
    const sl_microled *led = o->led;
    const device_range ranges[] = {
        {"sample rate, Hz", o->sample_rate_hz, 0, INFINITY, true, true, NULL},
        {"bias, A", o->bias_a, 0, INFINITY, false, true, NULL},
    };
    SL_TRY(device_check(ctx, microled_kind.name, ranges, sizeof ranges / sizeof *ranges));
    sl_microled_out rest = {0}, probe;
    if (sl_microled_at_current(&probe, led, o->bias_a > 0 ? o->bias_a : 1e-6) != SL_OK)
        return device_refuse(ctx, "area, thickness, b and wavelength have to be above 0",
                             "microLED: its parameters are outside of their ranges");
    if (o->bias_a > 0) rest = probe;
    SL_TRY(device_create(out, ctx, &microled_kind));
    double volume = led->area_m2 * led->active_thickness_m, step = 1 / o->sample_rate_hz;
    double rc = (led->series_ohm + led->drive_ohm) * led->capacitance_f;
    double photon = SL_PLANCK_J_S * SL_SPEED_OF_LIGHT_M_S / led->wavelength_m;
    *(microled *)device_model(*out) = (microled){.led = *led,
                                                 .carriers = rest.carriers_per_m3,
                                                 .current = o->bias_a,
                                                 .feed = 1 / (SL_ELEMENTARY_CHARGE_C * volume),
                                                 .watt = led->extraction * photon * volume,
                                                 .step_s = step,
                                                 .keep = rc > 0 ? exp(-step / rc) : 0};
    device_form form = {0};
    return device_finish(out, &form);
}
