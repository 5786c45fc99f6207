// What modulator streams share: the poles of a lumped drive; Mach-Zehnder from the estimate's
// struct.
#include "device_modulator.h"

#include <math.h>

#include "core/cmplx.h"

typedef struct poles {
    double rc_s, line_hz;
} poles;

static double _Complex drive_response(double freq_hz, void *context)
{
    const poles *p = context;
    double _Complex rc = CMPLX(1, 2 * SL_PI * freq_hz * p->rc_s),
                    line = CMPLX(1, freq_hz / p->line_hz);
    return 1 / (rc * line);
}

sl_status modulator_filter(wave_filter **out, sl_ctx *ctx, const sl_modulator *m,
                           double sample_rate_hz)
{
    *out = NULL;
    poles p = {m->series_ohm * m->capacitance_f, m->line_bandwidth_hz};
    if (p.rc_s == 0 && isinf(p.line_hz)) return SL_OK;
    wave_filter_opts f = {
        .sample_rate_hz = sample_rate_hz, .response = {drive_response}, .context = {&p}};
    return wave_filter_create(out, ctx, &f);
}

sl_status modulator_check(sl_ctx *ctx, const char *name, const sl_modulator *m, double power_w,
                          double sample_rate_hz)
{
    const device_range ranges[] = {
        {"sample rate, Hz", sample_rate_hz, 0, INFINITY, true, true, NULL},
        {"power, W", power_w, 0, INFINITY, true, true, NULL},
        {"insertion loss, dB", m->insertion_loss_db, 0, INFINITY, false, true, NULL},
        {"wavelength, m", m->wavelength_m, 0, INFINITY, true, true, NULL},
        {"capacitance, F", m->capacitance_f, 0, INFINITY, false, true, NULL},
        {"series resistance, ohm", m->series_ohm, 0, INFINITY, false, true, NULL},
        {"bandwidth, Hz", m->line_bandwidth_hz, 0, INFINITY, true, false, NULL},
    };
    return device_check(ctx, name, ranges, sizeof ranges / sizeof *ranges);
}

sl_status sl_mzm_from_modulator(sl_mzm_opts *out, const sl_modulator *m, double power_w,
                                double sample_rate_hz)
{
    sl_modulator_out at;
    if (m->kind != SL_MODULATOR_MZM) return SL_ERR_DOMAIN;
    SL_TRY(sl_modulator_evaluate(&at, m, power_w, sample_rate_hz, 2));
    *out = (sl_mzm_opts){.sample_rate_hz = sample_rate_hz,
                         .power_w = power_w,
                         .insertion_loss_db = m->insertion_loss_db,
                         .v_pi_v = m->v_pi_v,
                         .bias_v = -m->v_pi_v / 2,
                         .static_extinction_db = m->static_extinction_db,
                         .bandwidth_hz = at.bandwidth_hz};
    return SL_OK;
}
