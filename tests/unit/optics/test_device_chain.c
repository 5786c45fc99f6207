// Waveform devices: filters, driver, Mach-Zehnder, receiver. Expected numbers are exact solutions.
#include "device_test.h"

#include "shoreline/numeric.h"

static const double rate = 53.125e9 * 8;

static void test_filter_is_its_response(void **state)
{
    (void)state;
    double band = 30e9;
    sl_fir_opts o = {.sample_rate_hz = rate, .response = sl_response_one_pole, .context = &band};
    sl_device *d;
    assert_int_equal(sl_fir_wave_create(&d, ctx, &o), SL_OK);
    record in = record_new(40000);
    const double f = rate / 40; // 10.6 GHz
    for (size_t i = 0; i < in.n; i++)
        in.re[i] = (float)cos(2 * SL_PI * fmod(f / rate * (double)i, 1));
    record out = feed(d, &in, 0);
    double _Complex h = tone(out.re, 20000, 39000, f, rate), want = 1 / CMPLX(1, f / band);
    sl_assert_abs(creal(h), creal(want), 2e-4);
    sl_assert_abs(cimag(h), cimag(want), 2e-4);
    sl_device_destroy(d);
    record_free(&in);
    record_free(&out);
}

static void test_bessel_thomson_power(void **state)
{
    (void)state;
    double band = 26e9;
    for (double f = 0; f < 80e9; f += 7e9) {
        double a = cabs(sl_response_bessel_thomson(f, &band));
        sl_assert_rel(a * a, sl_bessel_thomson_power(f, band), 1e-12);
    }
}

static sl_mzm_opts plain_mzm(void)
{
    return (sl_mzm_opts){.sample_rate_hz = rate,
                         .power_w = 10e-3,
                         .v_pi_v = 3,
                         .bias_v = -1.5,
                         .static_extinction_db = 25,
                         .bandwidth_hz = INFINITY};
}

static void test_mzm_transfer(void **state)
{
    (void)state;
    sl_mzm_opts o = plain_mzm();
    o.insertion_loss_db = 3;
    sl_device *d;
    assert_int_equal(sl_mzm_wave_create(&d, ctx, &o), SL_OK);
    assert_int_equal(sl_device_latency(d), 0);
    record in = record_new(601);
    for (size_t i = 0; i < in.n; i++)
        in.re[i] = (float)(-3 + 0.01 * (double)i);
    record out = feed(d, &in, 7);
    double a = 10e-3 * pow(10, -0.3), r = pow(10, 2.5), contrast = (r - 1) / (r + 1);
    double low = INFINITY, high = 0;
    for (size_t i = 0; i < in.n; i++) {
        double p = power_at(&out, i);
        sl_assert_abs(p, a / 2 * (1 + contrast * sin(SL_PI * in.re[i] / 3)), 1e-6 * a);
        low = fmin(low, p);
        high = fmax(high, p);
    }
    sl_assert_abs(10 * log10(high / low), 25, 2e-3);
    sl_device_destroy(d);
    record_free(&in);
    record_free(&out);
}

// alpha = 2 P d(arg E)/dP at the rising quadrature.
static void test_mzm_chirp(void **state)
{
    (void)state;
    const double alphas[] = {0, -0.7, 1};
    for (int k = 0; k < 3; k++) {
        sl_mzm_opts o = plain_mzm();
        o.static_extinction_db = INFINITY;
        o.chirp = alphas[k];
        sl_device *d;
        assert_int_equal(sl_mzm_wave_create(&d, ctx, &o), SL_OK);
        record in = record_new(2);
        in.re[0] = -0.01f, in.re[1] = 0.01f;
        record out = feed(d, &in, 0);
        double p0 = power_at(&out, 0), p1 = power_at(&out, 1);
        double turn = carg(CMPLX(out.re[1], out.im[1]) / CMPLX(out.re[0], out.im[0]));
        sl_assert_abs((p0 + p1) * turn / (p1 - p0), alphas[k], 1e-3);
        sl_device_destroy(d);
        record_free(&in);
        record_free(&out);
    }
}

static void test_electrode_limits(void **state)
{
    (void)state;
    sl_electrode e = {.length_m = 5e-3,
                      .rf_index = 2.5,
                      .optical_index = 2.2,
                      .line_ohm = 50,
                      .source_ohm = 50,
                      .load_ohm = 50};
    // Walk-off alone: |sinc|, -3 dB at f = 1.39156/pi c/(dn L)
    double c = SL_SPEED_OF_LIGHT_M_S, f = 1.39155737825151 / SL_PI * c / (0.3 * 5e-3);
    sl_assert_rel(sl_electrode_bandwidth_hz(&e), f, 1e-6);
    // Loss alone: (1 - e^-aL)/aL; 6.41 dB of it at the -3 dB point (textbook figure)
    e.rf_index = 2.2, e.loss_np_per_m_hz5 = 2e-4;
    double a = 2e-4 * sqrt(sl_electrode_bandwidth_hz(&e)) * 5e-3;
    sl_assert_abs(-20 * log10(exp(-a)), 6.41, 0.02);
    // Any load at DC is a voltage divider
    e.load_ohm = 35;
    sl_assert_rel(cabs(sl_electrode_response(&e, 0)), 2 * 35.0 / 85, 1e-12);
}

static void test_receiver_noise(void **state)
{
    (void)state;
    sl_receiver_opts o = {.sample_rate_hz = rate,
                          .responsivity_a_per_w = 0.8,
                          .dark_current_a = 1e-8,
                          .photodiode_hz = INFINITY,
                          .amplifier_hz = 30e9,
                          .thermal_a2_per_hz = 16e-12 * 16e-12,
                          .thermal_f2_a2_per_hz3 = 2e-43,
                          .limit_a = INFINITY,
                          .seed = 5};
    // The white part alone: 1.0464 times the bandwidth (exact noise bandwidth of the filter)
    double white = 16e-12 * 16e-12 * 30e9 * sl_bessel_thomson_noise_ratio();
    sl_receiver_opts w = o;
    w.thermal_f2_a2_per_hz3 = 0;
    sl_assert_rel(sl_receiver_noise_a2(&w, 0), white, 1e-5);
    for (int k = 0; k < 2; k++) {
        o.shot = k == 1;
        sl_device *d;
        assert_int_equal(sl_receiver_wave_create(&d, ctx, &o), SL_OK);
        record in = record_new(1 << 20);
        for (size_t i = 0; i < in.n; i++)
            in.re[i] = 1e-3f;
        record out = feed(d, &in, 0);
        double sum = 0, square = 0;
        size_t from = 4096, n = in.n - 8192;
        for (size_t i = from; i < from + n; i++)
            sum += out.re[i], square += (double)out.re[i] * out.re[i];
        double mean = sum / (double)n;
        // About 1e5 independent samples: standard deviation of a variance 0.5 %
        sl_assert_rel(mean, 0.8e-3, 1e-3);
        sl_assert_rel(square / (double)n - mean * mean, sl_receiver_noise_a2(&o, 0.8e-3), 0.02);
        sl_device_destroy(d);
        record_free(&in);
        record_free(&out);
    }
}

// Square law, offset and saturation without noise: x/(1 + (x/limit)^2)^0.5.
static void test_receiver_saturates(void **state)
{
    (void)state;
    sl_receiver_opts o = {.sample_rate_hz = rate,
                          .field = true,
                          .responsivity_a_per_w = 1,
                          .photodiode_hz = INFINITY,
                          .amplifier_hz = 40e9,
                          .offset_a = 0.5e-3,
                          .limit_a = 1e-3};
    sl_device *d;
    assert_int_equal(sl_receiver_wave_create(&d, ctx, &o), SL_OK);
    record in = record_new(8192);
    for (size_t i = 0; i < in.n; i++)
        in.re[i] = 0.03f, in.im[i] = -0.04f; // 2.5 mW
    record out = feed(d, &in, 0);
    sl_assert_rel(out.re[4096], 2e-3 / sqrt(5), 2e-4);
    sl_device_destroy(d);
    record_free(&in);
    record_free(&out);
}

static void test_driver(void **state)
{
    (void)state;
    sl_driver_opts o = {
        .sample_rate_hz = rate, .gain = 4, .offset = 1.5, .bandwidth_hz = INFINITY, .limit = 2};
    sl_device *d;
    assert_int_equal(sl_driver_wave_create(&d, ctx, &o), SL_OK);
    record in = record_new(4000);
    for (size_t i = 0; i < in.n; i++)
        in.re[i] = (float)(0.05 * cos(2 * SL_PI * (double)i / 40));
    record out = feed(d, &in, 0);
    double third = cabs(tone(out.re, 0, 4000, rate * 3 / 40, rate));
    double first = cabs(tone(out.re, 0, 4000, rate / 40, rate));
    sl_assert_rel(third / first, 0.1 * 0.1 / 8, 0.02); // (A/limit)^2/8, A = 0.2
    sl_device_destroy(d);
    record_free(&in);
    record_free(&out);
}

static void test_cuts_do_not_matter(void **state)
{
    (void)state;
    sl_mzm_opts m = plain_mzm();
    m.bandwidth_hz = 35e9;
    sl_receiver_opts r = {.sample_rate_hz = rate,
                          .field = true,
                          .responsivity_a_per_w = 0.8,
                          .photodiode_hz = 40e9,
                          .amplifier_hz = 30e9,
                          .thermal_a2_per_hz = 1e-22,
                          .shot = true,
                          .limit_a = INFINITY,
                          .seed = 1};
    record in = record_new(30000);
    for (size_t i = 0; i < in.n; i++)
        in.re[i] = (float)sin(0.1 * (double)i * (double)(i % 97));
    sl_device *a, *b;
    assert_int_equal(sl_mzm_wave_create(&a, ctx, &m), SL_OK);
    assert_int_equal(sl_mzm_wave_create(&b, ctx, &m), SL_OK);
    assert_cut_free(a, b, &in, 331);
    sl_device_destroy(a);
    sl_device_destroy(b);
    assert_int_equal(sl_receiver_wave_create(&a, ctx, &r), SL_OK);
    assert_int_equal(sl_receiver_wave_create(&b, ctx, &r), SL_OK);
    assert_cut_free(a, b, &in, 1);
    sl_device_destroy(a);
    sl_device_destroy(b);
    record_free(&in);
}

static void test_refusals(void **state)
{
    (void)state;
    sl_device *d;
    sl_mzm_opts m = plain_mzm();
    m.v_pi_v = 0;
    m.power_w = NAN;
    assert_int_equal(sl_mzm_wave_create(&d, ctx, &m), SL_ERR_DOMAIN);
    assert_null(d);
    assert_int_equal(sl_diag_errors(ctx), 2);
    sl_diag_clear(ctx);
    m = plain_mzm();
    assert_int_equal(sl_mzm_wave_create(&d, ctx, &m), SL_OK);
    float v[2] = {0, NAN}, re[2], im[2];
    assert_int_equal(sl_device_process(d, (sl_wave){re, im}, (sl_wave){v, NULL}, 2), SL_ERR_DOMAIN);
    assert_int_equal(sl_device_process(d, (sl_wave){re, NULL}, (sl_wave){v, NULL}, 1),
                     SL_ERR_DOMAIN);
    assert_int_equal(sl_diag_errors(ctx), 2);
    sl_device_destroy(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_filter_is_its_response, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_bessel_thomson_power, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_mzm_transfer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_mzm_chirp, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_electrode_limits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_receiver_noise, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_receiver_saturates, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_driver, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_cuts_do_not_matter, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refusals, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
