// Mach-Zehnder modulator: drive voltage to optical field.
//
// Model. Voltage through the electrode and one lumped pole; arms of amplitude cos t, sin t (unequal
// splitter, sin 2t = (r-1)/(r+1)), phases p (alpha+1)/2, p (alpha-1)/2, p = pi (V + bias)/V_pi,
// joined by an even coupler: E = (a P/2)^0.5 (cos t e^(j p1) + sin t e^(j p2)).
// Electrode. Forward and reflected wave on a lossy line, averaged along the light that travels with
// it: V(z) = V+ (e^-gz + r e^-2gL e^gz), g = loss + j w n_rf/c, r = (Zl-Z0)/(Zl+Z0),
// V+/(Vs/2) = 2 Z0/(Z0 + Zs + r e^-2gL (Z0 - Zs)); H = 1/L int V(z) e^(j w n_o z/c) dz.
// Assumptions. Phase linear in voltage; loss of the arms independent of it; one
// frequency-independent line impedance. Sources. Koyama, Iga, JLT 6(1), 87 (1988) (chirp of two
// arms); the line equations are textbook (Pozar, Microwave Engineering, ch. 2), their overlap with
// travelling light is integrated here. Limits. Depletion nonlinearity of silicon and its loss with
// voltage are left out.
#include "device.h"
#include "device_math.h"

#include <math.h>

#include "core/cmplx.h"
#include "core/wide.h"
#include "shoreline/constants.h"

// (e^x - 1)/x
static double _Complex mean_exponential(double _Complex x)
{
    if (cabs(x) < 1e-4) return 1 + x / 2 + x * x / 6;
    return (cexp(x) - 1) / x;
}

double _Complex sl_electrode_response(const sl_electrode *e, double freq_hz)
{
    if (!(e->length_m > 0)) return 1;
    double f = fabs(freq_hz), l = e->length_m;
    double loss = e->loss_np_per_m_hz5 * sqrt(f) + e->loss_np_per_m_hz * f;
    double wave = 2 * SL_PI * freq_hz / SL_SPEED_OF_LIGHT_M_S;
    double _Complex g = CMPLX(loss * l, wave * e->rf_index * l);
    double _Complex light = CMPLX(0, wave * e->optical_index * l);
    double reflection = (e->load_ohm - e->line_ohm) / (e->load_ohm + e->line_ohm);
    double _Complex back = reflection * cexp(-2 * g);
    double _Complex launched =
        2 * e->line_ohm / (e->line_ohm + e->source_ohm + back * (e->line_ohm - e->source_ohm));
    return launched * (mean_exponential(light - g) + back * mean_exponential(light + g));
}

double sl_electrode_bandwidth_hz(const sl_electrode *electrode)
{
    double dc = cabs(sl_electrode_response(electrode, 0)), step = 50e6;
    for (double f = step; f <= 1e12; f += step) {
        if (cabs(sl_electrode_response(electrode, f)) >= dc * sqrt(0.5)) continue;
        double lo = f - step, hi = f;
        for (int i = 0; i < 50; i++) {
            double middle = 0.5 * (lo + hi);
            if (cabs(sl_electrode_response(electrode, middle)) >= dc * sqrt(0.5))
                lo = middle;
            else
                hi = middle;
        }
        return lo;
    }
    return INFINITY;
}

typedef struct mzm {
    wave_filter *filter; // NULL: none
    float per_volt, bias, chirp, arm1, arm2;
} mzm;

static double _Complex mzm_response(double freq_hz, void *context)
{
    const sl_mzm_opts *o = context;
    double band = o->bandwidth_hz;
    return sl_electrode_response(&o->electrode, freq_hz) * sl_response_one_pole(freq_hz, &band);
}

SL_WIDE static void arms(float *re, float *im, const float *v, size_t n, const mzm *m)
{
    for (size_t i = 0; i < n; i++) {
        float u = (v[i] + m->bias) * m->per_volt, s1, c1, s2, c2;
        wave_sincospi(&s1, &c1, 0.5f * u * (m->chirp + 1.0f));
        wave_sincospi(&s2, &c2, 0.5f * u * (m->chirp - 1.0f));
        re[i] = m->arm1 * c1 + m->arm2 * c2;
        im[i] = m->arm1 * s1 + m->arm2 * s2;
    }
}

static void mzm_run(void *model, sl_wave out, sl_wave in, size_t n)
{
    mzm *m = model;
    if (m->filter) wave_filter_run(m->filter, in.re, NULL, in.re, NULL);
    arms(out.re, out.im, in.re, n, m);
}

static void mzm_destroy(sl_ctx *ctx, void *model)
{
    (void)ctx;
    wave_filter_destroy(((mzm *)model)->filter);
}

static const device_kind mzm_kind = {"Mach-Zehnder modulator", mzm_run, mzm_destroy, sizeof(mzm)};

static sl_status mzm_check(sl_ctx *ctx, const sl_mzm_opts *o)
{
    const sl_electrode *e = &o->electrode;
    const device_range ranges[] = {
        {"sample rate, Hz", o->sample_rate_hz, 0, INFINITY, true, true, NULL},
        {"power, W", o->power_w, 0, INFINITY, true, true, NULL},
        {"insertion loss, dB", o->insertion_loss_db, 0, INFINITY, false, true, NULL},
        {"V_pi, V", o->v_pi_v, 0, INFINITY, true, true, NULL},
        {"bias, V", o->bias_v, -INFINITY, INFINITY, false, true, NULL},
        {"static extinction, dB", o->static_extinction_db, 0, INFINITY, true, false, NULL},
        {"chirp", o->chirp, -10, 10, false, true, NULL},
        {"bandwidth, Hz", o->bandwidth_hz, 0, INFINITY, true, false, NULL},
        {"electrode length, m", e->length_m, 0, 1, false, true, NULL},
        {"electrode loss, Np/(m Hz^0.5)", e->loss_np_per_m_hz5, 0, INFINITY, false, true, NULL},
        {"electrode loss, Np/(m Hz)", e->loss_np_per_m_hz, 0, INFINITY, false, true, NULL},
        {"electrode index", e->rf_index, 1, 1000, false, true, NULL},
        {"optical index", e->optical_index, 1, 1000, false, true, NULL},
        {"line impedance, ohm", e->line_ohm, 0, INFINITY, true, true, NULL},
        {"source impedance, ohm", e->source_ohm, 0, INFINITY, true, true, NULL},
        {"load, ohm", e->load_ohm, 0, INFINITY, true, true, NULL},
    };
    size_t n = e->length_m > 0 ? sizeof ranges / sizeof *ranges : 9;
    return device_check(ctx, mzm_kind.name, ranges, n);
}

sl_status sl_mzm_wave_create(sl_device **out, sl_ctx *ctx, const sl_mzm_opts *o)
{
    *out = NULL;
    SL_TRY(mzm_check(ctx, o));
    SL_TRY(device_create(out, ctx, &mzm_kind));
    mzm *m = device_model(*out);
    double r = pow(10, o->static_extinction_db / 10);
    double t = isfinite(r) ? 0.5 * asin((r - 1) / (r + 1)) : SL_PI / 4;
    double field = sqrt(o->power_w / 2 * pow(10, -o->insertion_loss_db / 10));
    *m = (mzm){NULL,
               (float)(1 / o->v_pi_v),
               (float)o->bias_v,
               (float)o->chirp,
               (float)(field * cos(t)),
               (float)(field * sin(t))};
    device_form form = {.field_out = true};
    if (isfinite(o->bandwidth_hz) || o->electrode.length_m > 0) {
        sl_mzm_opts copy = *o;
        wave_filter_opts f = {
            .sample_rate_hz = o->sample_rate_hz, .response = {mzm_response}, .context = {&copy}};
        sl_status status = wave_filter_create(&m->filter, ctx, &f);
        if (status != SL_OK) {
            sl_device_destroy(*out);
            *out = NULL;
            return status;
        }
        form.frame = wave_filter_frame(m->filter);
        form.delay = wave_filter_delay(m->filter);
    }
    return device_finish(out, &form);
}
