// Fibre streams against exact solutions: Gaussian pulses, small-signal nulls, Gaussian delays.
#include "device_test.h"

#include "shoreline/physics.h"

static const double rate = 53.125e9 * 8;

static sl_smf_opts smf(double length_m, double wavelength_m)
{
    return (sl_smf_opts){.sample_rate_hz = rate,
                         .wavelength_m = wavelength_m,
                         .length_m = length_m,
                         .zero_wavelength_m = 1310e-9,
                         .slope_s_per_m3 = 92};
}

// Small intensity modulation with chirp alpha on a CW field; direct detection.
static double detected(sl_device *d, double f, double alpha)
{
    const double m = 1e-3;
    record in = record_new(24000), power = record_new(24000);
    for (size_t i = 0; i < in.n; i++) {
        double p = 1 + m * cos(2 * SL_PI * fmod(f / rate * (double)i, 1));
        in.re[i] = (float)(sqrt(p) * cos(alpha / 2 * log(p)));
        in.im[i] = (float)(sqrt(p) * sin(alpha / 2 * log(p)));
    }
    record out = feed(d, &in, 0);
    for (size_t i = 0; i < in.n; i++)
        power.re[i] = (float)(power_at(&out, i) - 1);
    double got = cabs(tone(power.re, 4000, 20000, f, rate)) / m;
    record_free(&in);
    record_free(&power);
    record_free(&out);
    return got;
}

static void test_small_signal_null(void **state)
{
    (void)state;
    // As long as puts the null on a whole number of periods
    double nearest = rate / 400, at = 40 * nearest;
    double per_m = sl_dispersion_s_per_m2(1331e-9, 1310e-9, 92);
    double length = SL_SPEED_OF_LIGHT_M_S / (2 * 1331e-9 * 1331e-9 * per_m * at * at);
    sl_smf_opts o = smf(length, 1331e-9);
    double d = length * per_m;
    sl_device *fibre;
    assert_int_equal(sl_smf_wave_create(&fibre, ctx, &o), SL_OK);
    for (int k = 0; k < 2; k++) {
        double alpha = k ? -1 : 0;
        for (double f = nearest * 10; f < 70e9; f += nearest * 10)
            sl_assert_abs(detected(fibre, f, alpha), sl_dispersion_transfer(f, 1331e-9, d, alpha),
                          2e-3);
    }
    sl_assert_abs(detected(fibre, at, 0), 0, 2e-3);
    sl_device_destroy(fibre);
}

typedef struct moments {
    double energy, mean, rms, peak;
} moments;

static moments pulse(sl_device *d, double t0_s)
{
    moments m = {0};
    record in = record_new(16384);
    for (size_t i = 0; i < in.n; i++) {
        double t = ((double)i - 8192) / rate;
        in.re[i] = (float)exp(-t * t / (2 * t0_s * t0_s));
    }
    record out = feed(d, &in, 0);
    for (size_t i = 0; i < in.n; i++) {
        double p = power_at(&out, i), t = ((double)i - 8192) / rate;
        m.energy += p / rate;
        m.mean += p * t / rate;
        m.rms += p * t * t / rate;
        m.peak = fmax(m.peak, p);
    }
    m.mean /= m.energy;
    m.rms = sqrt(m.rms / m.energy - m.mean * m.mean);
    record_free(&in);
    record_free(&out);
    return m;
}

// |E|^2 = T0/T1 exp(-t^2/T1^2), T1 = T0 (1 + (b2 L/T0^2)^2)^0.5; energy as it was.
static void test_gaussian_pulse(void **state)
{
    (void)state;
    sl_smf_opts o = smf(20e3, 1340e-9);
    double d = sl_dispersion_s_per_m2(1340e-9, 1310e-9, 92);
    double b2 = -d * 1340e-9 * 1340e-9 / (2 * SL_PI * SL_SPEED_OF_LIGHT_M_S), t0 = 6e-12;
    sl_device *fibre;
    assert_int_equal(sl_smf_wave_create(&fibre, ctx, &o), SL_OK);
    moments m = pulse(fibre, t0);
    double x = b2 * 20e3 / (t0 * t0), t1 = t0 * sqrt(1 + x * x);
    assert_true(t1 > 1.5 * t0);
    // The third order adds b3^2 terms of 1e-4 here
    sl_assert_rel(m.rms, t1 / sqrt(2), 1e-3);
    sl_assert_rel(m.peak, t0 / t1, 2e-3);
    sl_assert_rel(m.energy, t0 * sqrt(SL_PI), 1e-5);
    sl_device_destroy(fibre);
    // loss
    o.loss_db_per_m = 0.4e-3;
    o.loss_db = 1;
    assert_int_equal(sl_smf_wave_create(&fibre, ctx, &o), SL_OK);
    sl_assert_rel(pulse(fibre, t0).energy, t0 * sqrt(SL_PI) * pow(10, -0.9), 1e-5);
    sl_device_destroy(fibre);
}

// At the zero of dispersion: rms^2/rms0^2 = 1 + (b3 L/(4 rms0^3))^2/2 (Agrawal), the mean moves by
// b3 L/(2 (2 rms0)^2) ... from the spectrum's mean square: <b3 w^2/2> L, <w^2> = 1/(2 T0^2).
static void test_third_order(void **state)
{
    (void)state;
    sl_smf_opts o = smf(2000e3, 1310e-9);
    double slope = 92, turn = 1310e-9 / (2 * SL_PI * SL_SPEED_OF_LIGHT_M_S);
    double b3 = turn * turn * 1310e-9 * 1310e-9 * slope, t0 = 8e-12, rms0 = t0 / sqrt(2);
    sl_device *fibre;
    assert_int_equal(sl_smf_wave_create(&fibre, ctx, &o), SL_OK);
    moments m = pulse(fibre, t0);
    double x = b3 * 2000e3 / (4 * rms0 * rms0 * rms0);
    assert_true(x > 0.1);
    sl_assert_rel(m.rms, rms0 * sqrt(1 + x * x / 2), 2e-3);
    sl_assert_rel(m.mean, b3 * 2000e3 / (4 * t0 * t0), 5e-3);
    sl_device_destroy(fibre);
}

static sl_mode_group groups[49];

static sl_mmf_opts mmf(double length_m)
{
    return (sl_mmf_opts){.sample_rate_hz = rate,
                         .wavelength_m = 850e-9,
                         .length_m = length_m,
                         .zero_wavelength_m = 1310e-9,
                         .slope_s_per_m3 = 100,
                         .group = groups,
                         .groups = 49};
}

// Gaussian delays have a Gaussian transfer: -3 dB optical at the modal bandwidth.
static void test_gaussian_delays(void **state)
{
    (void)state;
    assert_int_equal(sl_mode_groups_gaussian(groups, 49, 4.7e12, 0), SL_OK);
    sl_mmf_opts o = mmf(150);
    for (double f = 0; f <= 70e9; f += 5e9) {
        double _Complex h = sl_mmf_response(&o, f);
        sl_assert_abs(creal(h), sl_gaussian_response(f, 4.7e12 / 150), 1e-4);
        sl_assert_abs(cimag(h), 0, 1e-9);
    }
    sl_device *d;
    assert_int_equal(sl_mmf_wave_create(&d, ctx, &o), SL_OK);
    double f = rate / 20;
    record in = record_new(20000);
    for (size_t i = 0; i < in.n; i++)
        in.re[i] = (float)(1 + cos(2 * SL_PI * (double)(i % 20) / 20));
    record out = feed(d, &in, 0);
    double _Complex h = tone(out.re, 4000, 16000, f, rate);
    sl_assert_abs(creal(h), sl_gaussian_response(f, 4.7e12 / 150), 2e-4);
    sl_assert_abs(cimag(h), 0, 2e-4);
    sl_device_destroy(d);
    record_free(&in);
    record_free(&out);
}

// Chromatic: Gaussian with b = w L D sigma far from the zero; at the zero |1 + j w L S
// sigma^2|^-1/2 by an integral over wavelengths; modal and chromatic with the launch's bias: delays
// t + D L x add before they are squared.
static void test_chromatic_and_bias(void **state)
{
    (void)state;
    assert_int_equal(sl_mode_groups_gaussian(groups, 49, INFINITY, 0), SL_OK);
    sl_mmf_opts o = mmf(150);
    o.linewidth_rms_m = 0.6e-9;
    double d = sl_dispersion_s_per_m2(850e-9, 1310e-9, 100);
    double slope = sl_dispersion_slope_s_per_m3(850e-9, 1310e-9, 100);
    sl_assert_rel(slope,
                  (sl_dispersion_s_per_m2(850.1e-9, 1310e-9, 100) -
                   sl_dispersion_s_per_m2(849.9e-9, 1310e-9, 100)) /
                      0.2e-9,
                  1e-6);
    for (double f = 5e9; f < 60e9; f += 5e9) {
        double w = 2 * SL_PI * f * 150, re = 0, im = 0, sum = 0;
        for (double z = -8; z <= 8; z += 0.002) { // over wavelengths
            double x = 0.6e-9 * z, p = exp(-z * z / 2), phase = w * (d * x + slope * x * x / 2);
            re += p * cos(phase), im -= p * sin(phase), sum += p;
        }
        double _Complex h = sl_mmf_response(&o, f);
        sl_assert_abs(creal(h), re / sum, 1e-9);
        sl_assert_abs(cimag(h), im / sum, 1e-9);
    }
    const double biases[] = {0, 0.3e-9, -0.3e-9};
    double rms = sqrt(2 * log(2)) / (2 * SL_PI * 4.7e12);
    for (int k = 0; k < 3; k++) {
        assert_int_equal(sl_mode_groups_gaussian(groups, 49, 4.7e12, biases[k]), SL_OK);
        o.linewidth_rms_m = 0.5e-9;
        for (double f = 5e9; f < 40e9; f += 5e9) {
            double modal = rms + d * biases[k], chromatic = d * 0.5e-9, w = 2 * SL_PI * f * 150;
            double want = exp(-w * w * (modal * modal + chromatic * chromatic) / 2);
            sl_assert_abs(cabs(sl_mmf_response(&o, f)), want, 2e-3); // the slope's part
        }
    }
    // with D < 0 a launch of shorter wavelengths in faster groups helps
    assert_true(d < 0);
}

// Equal waists: Poisson of mean (d/w)^2. Any: group 0 is the overlap of Gaussian modes, and all
// groups take everything.
static void test_launch(void **state)
{
    (void)state;
    const double none[2] = {0}, slanted[2] = {3e-6, -4e-6};
    double guided, w = sl_mode_waist_m(25e-6, 0.2, 850e-9);
    sl_assert_rel(w, 5.8157e-6, 1e-4);
    static sl_mode_group g[64];
    assert_int_equal(sl_mode_groups_launch(g, 64, &guided, w, w, slanted), SL_OK);
    double mean = 25e-12 / (w * w), want = exp(-mean);
    for (int m = 0; m < 12; m++) {
        sl_assert_rel(g[m].weight, want, 1e-9);
        want *= mean / (m + 1);
    }
    sl_assert_abs(guided, 1, 1e-12);
    assert_int_equal(sl_mode_groups_launch(g, 64, &guided, w, 0.6 * w, slanted), SL_OK);
    sl_assert_rel(g[0].weight, sl_gaussian_coupling(w, 0.6 * w, 5e-6, 0, 850e-9), 1e-9);
    sl_assert_abs(guided, 1, 1e-6);
    assert_int_equal(sl_mode_groups_launch(g, 64, &guided, w, 0.6 * w, none), SL_OK);
    sl_assert_abs(g[1].weight, 0, 1e-15); // even beam, odd group
    assert_true(g[2].weight > 0.01);
    // Fewer groups than the beam lights: the rest is lost
    assert_int_equal(sl_mode_groups_launch(g, 2, &guided, w, w, slanted), SL_OK);
    sl_assert_rel(guided, exp(-mean) * (1 + mean), 1e-9);
    assert_int_equal(sl_mode_groups_launch(g, 0, &guided, w, w, none), SL_ERR_DOMAIN);
    assert_int_equal(sl_mode_groups_launch(g, 2, &guided, w, -w, none), SL_ERR_DOMAIN);
    assert_true(isnan(sl_mode_waist_m(0, 0.2, 850e-9)));
}

// On a cosine of the symbol rate's half the noise at the crests is Ogawa's closed form.
static void test_mode_partition(void **state)
{
    (void)state;
    const double baud = rate / 8, k = 0.3, delay = 3e-12;
    sl_partition_opts o = {
        .sample_rate_hz = rate, .k = k, .delay_rms_s = delay, .bandwidth_hz = 10e9, .seed = 11};
    sl_device *d;
    assert_int_equal(sl_partition_wave_create(&d, ctx, &o), SL_OK);
    record in = record_new(1 << 21);
    for (size_t i = 0; i < in.n; i++) // cos(pi B t)
        in.re[i] = (float)(2e-3 + 1e-3 * cos(2 * SL_PI * (double)(i % 16) / 16));
    record out = feed(d, &in, 0);
    double square = 0, sum = 0, n = 0;
    for (size_t i = 16384; i + 16384 < in.n; i += 16) { // crests, 38 ps apart: still independent
        double e = ((double)out.re[i] - in.re[i]) / 1e-3;
        square += e * e, sum += e, n++;
    }
    double want = sl_mode_partition_noise(k, baud, delay, 1);
    // 130000 draws of correlation exp(-2 pi 10 GHz 38 ps) = 0.09
    sl_assert_rel(sqrt(square / n), want, 0.01);
    sl_assert_abs(sum / n, 0, 5 * want / sqrt(n));
    // Constant light has none
    for (size_t i = 0; i < in.n; i++)
        in.re[i] = 2e-3f;
    record_free(&out);
    out = feed(d, &in, 0);
    for (size_t i = 16384; i < in.n; i++)
        sl_assert_abs(out.re[i], 2e-3, 1e-9);
    sl_device_destroy(d);
    record_free(&in);
    record_free(&out);
}

static void test_refusals(void **state)
{
    (void)state;
    sl_device *d;
    sl_smf_opts s = smf(-1, 0);
    assert_int_equal(sl_smf_wave_create(&d, ctx, &s), SL_ERR_DOMAIN);
    assert_int_equal(sl_diag_errors(ctx), 2);
    s = smf(5e6, 1550e-9); // spreads over more than the filter holds
    assert_int_equal(sl_smf_wave_create(&d, ctx, &s), SL_ERR_LIMIT);
    sl_mmf_opts m = mmf(100);
    m.groups = 0;
    assert_int_equal(sl_mmf_wave_create(&d, ctx, &m), SL_ERR_DOMAIN);
    m = mmf(100);
    groups[0].weight = -1;
    assert_int_equal(sl_mmf_wave_create(&d, ctx, &m), SL_ERR_DOMAIN);
    sl_partition_opts p = {.sample_rate_hz = rate, .k = 2, .bandwidth_hz = 1e9};
    assert_int_equal(sl_partition_wave_create(&d, ctx, &p), SL_ERR_DOMAIN);
    assert_null(d);
    assert_int_equal(sl_mode_groups_gaussian(groups, 2, 4.7e12, 0), SL_ERR_DOMAIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_small_signal_null, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_gaussian_pulse, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_third_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_gaussian_delays, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_chromatic_and_bias, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_launch, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_mode_partition, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refusals, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
