// Single-mode fibre on the optical field.
//
// Model. H(w) = exp(-j L (b2 w^2/2 + b3 w^3/6)) for fields E e^(+j w0 t); b2 = -D lambda^2/(2 pi
// c), b3 = (lambda/(2 pi c))^2 (lambda^2 S + 2 lambda D), D and S = dD/dlambda of G.652.
// Assumptions. One polarisation, no Kerr effect (below 10 mW over kilometres its phase is under
// 0.01). At the ends of the sampled band a delay that goes on and a phase that differs would ring
// for long: the quadratic part's delay and the cubic part fade over the last quarter of the band,
// where a signal should have nothing. Sources. ITU-T G.652; Agrawal, Nonlinear Fiber Optics, ch. 2,
// 3 (from memory). Limits. No polarisation-mode dispersion.
#include "device.h"

#include <math.h>

#include "core/cmplx.h"
#include "shoreline/constants.h"

double sl_dispersion_slope_s_per_m3(double wavelength_m, double zero_wavelength_m,
                                    double slope_s_per_m3)
{
    if (!(wavelength_m > 0) || !(zero_wavelength_m > 0) || !(slope_s_per_m3 >= 0)) return NAN;
    double ratio = zero_wavelength_m / wavelength_m;
    return slope_s_per_m3 / 4 * (1 + 3 * ratio * ratio * ratio * ratio);
}

typedef struct smf_phase {
    double gain, square, cube, half_rate_hz; // phase = square w^2 + cube w^3
} smf_phase;

static double _Complex smf_response(double freq_hz, void *context)
{
    const smf_phase *s = context;
    double w = 2 * SL_PI * freq_hz, end = 2 * SL_PI * s->half_rate_hz, from = 0.75 * end;
    double past = fmin(fabs(w), end) - from, square = w * w, fade = 1;
    if (past > 0) { // 2 int w fade(w) dw: the delay fades
        double k = SL_PI / (end - from), angle = k * past;
        fade = 0.5 + 0.5 * cos(angle);
        square = from * from + 0.5 * past * (past + 2 * from) +
                 ((from + past) * sin(angle) + (cos(angle) - 1) / k) / k;
    }
    double phase = s->square * square + s->cube * fade * w * w * w;
    return CMPLX(s->gain * cos(phase), s->gain * sin(phase));
}

sl_status sl_smf_wave_create(sl_device **out, sl_ctx *ctx, const sl_smf_opts *o)
{
    *out = NULL;
    const device_range ranges[] = {
        {"sample rate, Hz", o->sample_rate_hz, 0, INFINITY, true, true, NULL},
        {"wavelength, m", o->wavelength_m, 0, INFINITY, true, true, NULL},
        {"length, m", o->length_m, 0, INFINITY, false, true, NULL},
        {"zero-dispersion wavelength, m", o->zero_wavelength_m, 0, INFINITY, true, true, NULL},
        {"dispersion slope, s/m3", o->slope_s_per_m3, 0, INFINITY, false, true,
         "0.092 ps/(nm2 km) is 92 s/m3"},
        {"loss, dB/m", o->loss_db_per_m, 0, INFINITY, false, true, NULL},
        {"loss, dB", o->loss_db, 0, INFINITY, false, true, NULL},
    };
    SL_TRY(device_check(ctx, "single-mode fibre", ranges, sizeof ranges / sizeof *ranges));
    double l = o->wavelength_m, turn = l / (2 * SL_PI * SL_SPEED_OF_LIGHT_M_S);
    double d = sl_dispersion_s_per_m2(l, o->zero_wavelength_m, o->slope_s_per_m3);
    double s = sl_dispersion_slope_s_per_m3(l, o->zero_wavelength_m, o->slope_s_per_m3);
    double b2 = -d * l * turn, b3 = turn * turn * (l * l * s + 2 * l * d);
    double loss_db = o->loss_db + o->loss_db_per_m * o->length_m;
    smf_phase phase = {pow(10, -loss_db / 20), -b2 * o->length_m / 2, -b3 * o->length_m / 6,
                       o->sample_rate_hz / 2};
    sl_fir_opts f = {.sample_rate_hz = o->sample_rate_hz,
                     .response = smf_response,
                     .context = &phase,
                     .field = true};
    return sl_fir_wave_create(out, ctx, &f);
}
