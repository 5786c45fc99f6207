// CTLE and least-mean-square taps against closed forms.
#include "sl_test.h"

#include <stdlib.h>

#include "shoreline/constants.h"
#include "shoreline/signal.h"
#include "shoreline/waveform.h"

static void ctle_in_time(void **state)
{
    (void)state;
    // A tone through the biquads has the analogue gain at the warped frequency fs/pi tan(pi f/fs).
    const sl_ctle c = {-8, 26.56e9 / 2.5, 26.56e9 / 2.5, 53.125e9, -3, 0.66e9};
    enum { N = 40000 };
    static double x[N];
    const double fs = 32 * 53.125e9;
    for (double f = 1e8; f < 1e11; f *= 3.3) {
        for (size_t i = 0; i < N; i++)
            x[i] = cos(2 * SL_PI * f / fs * (double)i);
        assert_int_equal(sl_ctle_filter(x, x, N, &c, fs), SL_OK);
        double re = 0, im = 0; // a least-squares fit over the settled half
        double cc = 0, ss = 0, cs = 0;
        for (size_t i = N / 2; i < N; i++) {
            double a = cos(2 * SL_PI * f / fs * (double)i),
                   b = -sin(2 * SL_PI * f / fs * (double)i);
            re += a * x[i], im += b * x[i];
            cc += a * a, ss += b * b, cs += a * b;
        }
        double det = cc * ss - cs * cs;
        double _Complex h = sl_ctle_at(&c, fs / SL_PI * tan(SL_PI * f / fs));
        sl_assert_abs((re * ss - im * cs) / det, creal(h), 1e-6);
        sl_assert_abs((im * cc - re * cs) / det, cimag(h), 1e-6);
    }
    sl_assert_rel(cabs(sl_ctle_at(&c, 0)), pow(10, -11.0 / 20), 1e-12); // both dc gains
    assert_int_equal(sl_ctle_filter(x, x, 1, &(sl_ctle){.zero_hz = 1}, fs), SL_ERR_DOMAIN);
}

static void mmse_limits(void **state)
{
    (void)state;
    // Channel 1 + a D in white noise: long equalisers reach the bounds of Salz, whose means over
    // the circle have closed forms: mean 1/(A + B cos) = 1/sqrt(A^2 - B^2), mean ln = ln((A +
    // sqrt(A^2 - B^2))/2).
    const double h[2] = {1, 0.6}, n0 = 0.003;
    double noise[64] = {n0}, w[64], b[64], snr = 0, x2 = sl_pam_mean_square(4);
    double big_a = 1 + x2 / n0 * 1.36, big_b = x2 / n0 * 1.2;
    double root = sqrt(big_a * big_a - big_b * big_b);
    sl_mmse_task t = {.pulse = h, .n = 2, .noise = noise, .levels = 4, .ffe_n = 60, .ffe_pre = 20};
    assert_int_equal(sl_mmse_taps(w, NULL, &snr, &t), SL_OK);
    sl_assert_rel(snr, root - 1, 1e-6);
    t.dfe_n = 1;
    t.ffe_pre = 59;
    assert_int_equal(sl_mmse_taps(w, b, &snr, &t), SL_OK);
    sl_assert_rel(snr, (big_a + root) / 2 - 1, 1e-6);
    // One tap, interference all taken away by the DFE: the matched-filter bound of one sample.
    t.ffe_n = 1;
    t.ffe_pre = 0;
    assert_int_equal(sl_mmse_taps(w, b, &snr, &t), SL_OK);
    sl_assert_rel(snr, x2 / n0, 1e-12);
    sl_assert_rel(b[0], 0.6, 1e-12);
    t.ffe_n = 65;
    assert_int_equal(sl_mmse_taps(w, b, &snr, &t), SL_ERR_DOMAIN);
}

static void coloured_noise(void **state)
{
    (void)state;
    // Perturbing any tap (and rescaling the main cursor to 1) does not lower the error.
    const double h[5] = {0.1, 0.9, 0.35, -0.1, 0.05};
    double noise[8] = {0.004, 0.002, 0.0007}, w[8], b[2], snr = 0, x2 = sl_pam_mean_square(4);
    sl_mmse_task t = {.pulse = h,
                      .n = 5,
                      .cursor = 1,
                      .noise = noise,
                      .levels = 4,
                      .ffe_n = 8,
                      .ffe_pre = 2,
                      .dfe_n = 2};
    assert_int_equal(sl_mmse_taps(w, b, &snr, &t), SL_OK);
    for (int k = -1; k < 16; k++) {
        double u[8], q[12], error = 0;
        for (int i = 0; i < 8; i++)
            u[i] = w[i] + (k >= 0 && k / 2 == i ? (k % 2 ? 0.01 : -0.01) : 0);
        sl_pulse_ffe(q, &(sl_pulse){h, 5}, 1, u, 8);
        for (int m = 0; m < 12; m++)
            if (m < 3 || m > 5) error += q[m] * q[m];
        for (int i = 0; i < 8; i++)
            for (int j = 0; j < 8; j++)
                error += u[i] * u[j] * noise[abs(i - j)] / x2;
        double got = q[3] * q[3] / error;
        if (k < 0) {
            sl_assert_rel(got, snr, 1e-9);
            sl_assert_abs(q[3], 1, 1e-12);
            sl_assert_abs(q[4], b[0], 1e-12);
        }
        assert_true(got <= snr * (1 + 1e-9));
    }
}

static void noise_of_a_density(void **state)
{
    (void)state;
    // White up to B: variance N B, autocorrelation sin(2 pi B t)/(2 pi B t); whatever the cells.
    double psd[7], r[5];
    for (int i = 0; i < 7; i++)
        psd[i] = 2e-12;
    assert_int_equal(sl_noise_autocorrelation(r, 5, psd, 7, 3e9, 50e9), SL_OK);
    for (int k = 0; k < 5; k++) {
        double x = 2 * SL_PI * 21e9 * k / 50e9;
        sl_assert_abs(r[k], 2e-12 * 21e9 * (k ? sin(x) / x : 1), 1e-15);
    }
    psd[3] = -1;
    assert_int_equal(sl_noise_autocorrelation(r, 5, psd, 7, 3e9, 50e9), SL_ERR_DOMAIN);
}

static void cursors(void **state)
{
    (void)state;
    // Triangle of one UI to each side with a tail: the peak, and where both neighbours are equal.
    double v[49];
    for (int i = 0; i < 49; i++)
        v[i] = i <= 16 ? i / 16.0 : i <= 32 ? 1 - 0.75 * (i - 16) / 16.0 : 0.25 * (48 - i) / 16.0;
    sl_waveform w = {.symbol_rate_bd = 1, .levels = 2, .samples_per_ui = 16, .victim = {v, 49}};
    assert_int_equal(sl_pulse_cursor(&w.cursor, &w, SL_CURSOR_PEAK), SL_OK);
    assert_int_equal(w.cursor, 16);
    // p(-1) = d/16 and p(+1) = 0.25 (16 - d)/16 for d samples after the peak: d = 3.2.
    assert_int_equal(sl_pulse_cursor(&w.cursor, &w, SL_CURSOR_MUELLER_MULLER), SL_OK);
    assert_int_equal(w.cursor, 19);
    sl_waveform falling = w; // the peak is the first sample: nothing before it is looked at
    falling.victim = (sl_pulse){v + 16, 33};
    assert_int_equal(sl_pulse_cursor(&falling.cursor, &falling, SL_CURSOR_MUELLER_MULLER), SL_OK);
    assert_int_equal(falling.cursor, 15); // p(-1) - p(+1): -1/64 at 15, 1 at 16
    double tap = 0.25;                    // takes the post-cursor away: at the peak
    w.dfe = &tap, w.dfe_n = 1;
    assert_int_equal(sl_pulse_cursor(&w.cursor, &w, SL_CURSOR_MUELLER_MULLER), SL_OK);
    assert_int_equal(w.cursor, 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ctle_in_time),   cmocka_unit_test(mmse_limits),
        cmocka_unit_test(coloured_noise), cmocka_unit_test(noise_of_a_density),
        cmocka_unit_test(cursors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
