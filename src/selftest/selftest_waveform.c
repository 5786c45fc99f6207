// Waveforms: statistical eye, taps of least mean square error, bit-true engine.
#include "selftest/selftest.h"

#include "shoreline/bittrue.h"
#include "shoreline/eye.h"
#include "shoreline/numeric.h"
#include "shoreline/signal.h"

// One phase of a symbol-spaced channel 1 + args[2] D, `levels` args[0], noise args[1].
static bool eye_of(sl_eye_summary *s, selftest_env *env, const double *a)
{
    double h[2] = {1, a[2]};
    sl_waveform w = {.symbol_rate_bd = 53.125e9,
                     .levels = (int)a[0],
                     .samples_per_ui = 1,
                     .victim = {h, a[2] != 0 ? 2 : 1},
                     .noise_rms = a[1]};
    sl_eye_opts o = {.phases = 1, .ber = 1e-12};
    sl_eye *eye = NULL;
    if (sl_eye_create(&eye, env->ctx, &w, &o) != SL_OK) return false;
    *s = *sl_eye_get(eye);
    sl_eye_destroy(eye);
    return true;
}

static void eye_awgn(selftest_value *out, selftest_env *env, const double *a)
{
    sl_eye_summary s;
    double x = 1 / ((a[0] - 1) * a[1]);
    out->expected = log10(2 * (a[0] - 1) / a[0]) + sl_log10_q(x);
    out->value = eye_of(&s, env, a) ? s.log10_ser : NAN;
}

static void eye_isi(selftest_value *out, selftest_env *env, const double *a)
{
    sl_eye_summary s;
    out->expected = log10(0.5 * (sl_q((1 + a[2]) / a[1]) + sl_q((1 - a[2]) / a[1])));
    out->value = eye_of(&s, env, a) ? s.log10_ser : NAN;
}

static void eye_veo(selftest_value *out, selftest_env *env, const double *a)
{
    sl_eye_summary s;
    double as = 1 / (a[0] - 1), ani = sl_q_inverse(1e-12) * a[1];
    out->value = eye_of(&s, env, a) ? s.veo / (2 * (as - ani)) : NAN;
}

static void eye_mass(selftest_value *out, selftest_env *env, const double *a)
{
    sl_eye_summary s;
    out->value = eye_of(&s, env, a) ? s.mass_error : NAN;
}

// SNR of 40 taps (and a DFE of args[0]) on 1 + 0.6 D over the Salz bound's closed form.
static double mmse_ratio(const double *a)
{
    const double h[2] = {1, 0.6}, n0 = 0.003, x2 = sl_pam_mean_square(4);
    double noise[40] = {n0}, w[40], b[1], snr;
    size_t dfe = (size_t)a[0];
    sl_mmse_task t = {.pulse = h,
                      .n = 2,
                      .noise = noise,
                      .levels = 4,
                      .ffe_n = 40,
                      .ffe_pre = dfe ? 39 : 15,
                      .dfe_n = dfe};
    double big = 1 + x2 / n0 * 1.36, swing = x2 / n0 * 1.2, root = sqrt(big * big - swing * swing);
    if (sl_mmse_taps(w, b, &snr, &t) != SL_OK) return NAN;
    return snr / (dfe ? (big + root) / 2 - 1 : root - 1);
}

// Errors with decisions fed back over errors with the sent symbols fed back.
static void propagation(selftest_value *out, selftest_env *env, const double *a)
{
    double h[2] = {1, 1};
    sl_waveform w = {.symbol_rate_bd = 53.125e9,
                     .levels = (int)a[0],
                     .samples_per_ui = 1,
                     .victim = {h, 2},
                     .noise_rms = a[1],
                     .dfe = h,
                     .dfe_n = 1};
    sl_bittrue_opts o = {.symbols = 4000000};
    sl_bittrue_result r;
    out->value = NAN;
    if (sl_bittrue_run(&r, env->ctx, &w, &o) != SL_OK) return;
    out->value = r.slicer.ser / (2 * (a[0] - 1) / a[0] * sl_q(1 / ((a[0] - 1) * a[1])));
}

#define EXACT(id_, what_, unit_, source_, value_, tolerance_, ...)                                 \
    {                                                                                              \
        .id = id_, .what = what_, .unit = unit_, .source = source_, .origin = SL_ORIGIN_EXACT,     \
        .expected = value_, .tolerance = tolerance_, __VA_ARGS__                                   \
    }

static const selftest_case cases[] = {
    EXACT("waveform.eye.pam4.5", "log10 SER of PAM4 in Gaussian noise, half distance 4.4 sigma", "",
          "1.5 Q(4.4)", 0.0, 1e-5, .full = eye_awgn, .args = {4, 1 / 13.2, 0}),
    EXACT("waveform.eye.pam4.20", "the same, 9.2 sigma", "", "1.5 Q(9.2)", 0.0, 1e-5,
          .full = eye_awgn, .args = {4, 1 / 27.6, 0}),
    EXACT("waveform.eye.isi", "log10 SER of NRZ, one post-cursor of 0.3, sigma 0.1", "",
          "mean of Q(13) and Q(7)", 0.0, 0.01, .full = eye_isi, .args = {2, 0.1, 0.3}),
    EXACT("waveform.eye.veo", "VEO of PAM4 over 2 (A_s - A_ni)", "", "identity", 1.0, 1e-4,
          .full = eye_veo, .args = {4, 0.03, 0}),
    {.id = "waveform.eye.mass",
     .what = "sum of a distribution less 1",
     .unit = "",
     .source = "identity",
     .origin = SL_ORIGIN_EXACT,
     .sense = SL_SELFTEST_AT_MOST,
     .expected = 1e-12,
     .full = eye_mass,
     .args = {4, 0.02, 0.11}},
    EXACT("waveform.mmse.linear", "SNR of 40 taps on 1 + 0.6 D over the bound", "",
          "Salz: mean 1/(A + B cos) = 1/sqrt(A^2 - B^2)", 1.0, 1e-4, .simple = mmse_ratio,
          .args = {0}),
    EXACT("waveform.mmse.dfe", "the same with a DFE of one tap", "",
          "Salz: mean ln(A + B cos) = ln((A + sqrt(A^2 - B^2))/2)", 1.0, 1e-4, .simple = mmse_ratio,
          .args = {1}),
    EXACT("waveform.dfe.nrz", "factor of error propagation, NRZ, tap 1", "",
          "half of all errors beget another: 1/(1 - 1/2)", 2.0, 0.1, .full = propagation,
          .args = {2, 1 / 3.0}),
    EXACT("waveform.dfe.pam4", "the same, PAM4", "", "three quarters of them do: 1/(1 - 3/4)", 4.0,
          0.2, .full = propagation, .args = {4, 1 / 9.9}),
};

const selftest_table selftest_waveform = {"waveform", cases, sizeof cases / sizeof *cases};
