// Electro-absorption and ring streams against the estimate's curves and exact solutions.
#include "device_test.h"

static const double rate = 53.125e9 * 8;

static sl_modulator eam_part(void)
{
    return (sl_modulator){.kind = SL_MODULATOR_EAM,
                          .insertion_loss_db = 2.5,
                          .drive_vpp_v = 1.2,
                          .termination_ohm = 50,
                          .line_bandwidth_hz = INFINITY,
                          .wavelength_m = 1310e-9,
                          .bias_v = 1.2,
                          .v0_v = 1.5,
                          .exponent = 2};
}

static sl_eam_opts eam_opts(const sl_modulator *m)
{
    return (sl_eam_opts){.sample_rate_hz = rate,
                         .modulator = m,
                         .power_w = 10e-3,
                         .chirp = 0.7,
                         .local_temp_k = 320,
                         .reference_temp_k = 320,
                         .thermal_time_s = 1e-6};
}

// Levels of the stream are those of the estimate; the phase is alpha/2 ln T.
static void test_eam_is_the_estimate(void **state)
{
    (void)state;
    sl_modulator m = eam_part();
    sl_eam_opts o = eam_opts(&m);
    sl_device *d;
    assert_int_equal(sl_eam_wave_create(&d, ctx, &o), SL_OK);
    record in = record_new(4096);
    for (size_t i = 0; i < in.n; i++)
        in.re[i] = (float)(-0.6 + 0.4 * (double)(i % 4));
    record out = feed(d, &in, 0);
    sl_modulator_out e;
    assert_int_equal(sl_modulator_evaluate(&e, &m, 10e-3, 53.125e9, 4), SL_OK);
    sl_assert_rel(power_at(&out, 0) - power_at(&out, 3), e.oma_w, 1e-5);
    sl_assert_rel(power_at(&out, 0) / power_at(&out, 3), e.extinction_ratio, 1e-5);
    for (size_t i = 0; i < 4; i++) {
        double t = power_at(&out, i) / (10e-3 * pow(10, -0.25));
        sl_assert_abs(carg(CMPLX(out.re[i], out.im[i])), 0.35 * log(t), 1e-5);
    }
    sl_eam_wave_state told;
    assert_int_equal(sl_eam_wave_state_get(&told, d), SL_OK);
    sl_assert_abs(told.junction_temp_k, 320, 1e-9); // no thermal resistance
    sl_device_destroy(d);
    record_free(&in);
    record_free(&out);
}

// Junction at a constant drive: T = local + Rth (absorbed + photocurrent V), found here by
// bisection.
static void test_eam_heats_itself(void **state)
{
    (void)state;
    sl_modulator m = eam_part();
    sl_eam_opts o = eam_opts(&m);
    o.shift_v_per_k = 0.01;
    o.thermal_resistance_k_per_w = 500;
    o.thermal_time_s = 20e-9;
    sl_device *d;
    assert_int_equal(sl_eam_wave_create(&d, ctx, &o), SL_OK);
    record in = record_new(40 * 4096);
    for (size_t i = 0; i < in.n; i++)
        in.re[i] = 0.3f;
    record out = feed(d, &in, 0);
    double carrier = 10e-3 * pow(10, -0.25), lo = 320, hi = 400, v = 0, t = 0;
    double ampere = SL_ELEMENTARY_CHARGE_C * 1310e-9 / (SL_PLANCK_J_S * SL_SPEED_OF_LIGHT_M_S);
    for (int i = 0; i < 100; i++) {
        double temp = 0.5 * (lo + hi);
        v = 1.5 + 0.01 * (temp - 320);
        t = exp(-(v / 1.5) * (v / 1.5));
        *(320 + 500 * carrier * (1 - t) * (1 + ampere * v) > temp ? &lo : &hi) = temp;
    }
    assert_true(lo > 323);
    sl_eam_wave_state told;
    assert_int_equal(sl_eam_wave_state_get(&told, d), SL_OK);
    sl_assert_abs(told.junction_temp_k, lo, 1e-3);
    sl_assert_rel(told.photocurrent_a, ampere * carrier * (1 - t), 1e-4);
    sl_assert_rel(told.mean_power_w, carrier * t, 1e-4);
    sl_device_destroy(d);
    record_free(&in);
    record_free(&out);
}

static sl_modulator ring_part(void)
{
    return (sl_modulator){.kind = SL_MODULATOR_RING,
                          .insertion_loss_db = 0.7,
                          .drive_vpp_v = 2,
                          .line_bandwidth_hz = INFINITY,
                          .wavelength_m = 1310e-9,
                          .quality = 5000,
                          .min_transmission = 0.04,
                          .shift_hz_per_v = 7e9};
}

static sl_ring_opts ring_opts(const sl_modulator *m)
{
    return (sl_ring_opts){.sample_rate_hz = rate,
                          .modulator = m,
                          .power_w = 1e-3,
                          .detuning_hz = 20e9,
                          .heat_share = 0.5,
                          .thermal_time_s = 1e-6};
}

static double half_width(const sl_modulator *m)
{
    return SL_SPEED_OF_LIGHT_M_S / (m->wavelength_m * m->quality) / 2;
}

// Slow levels are the estimate's, at its best detuning; over and under coupling alike in power.
static void test_ring_is_the_estimate(void **state)
{
    (void)state;
    sl_modulator m = ring_part();
    sl_modulator_out e;
    assert_int_equal(sl_modulator_evaluate(&e, &m, 1e-3, 53.125e9, 2), SL_OK);
    for (int over = 0; over < 2; over++) {
        sl_ring_opts o = ring_opts(&m);
        o.detuning_hz = e.detuning_hz;
        o.overcoupled = over;
        sl_device *d;
        assert_int_equal(sl_ring_wave_create(&d, ctx, &o), SL_OK);
        record in = record_new(4000);
        for (size_t i = 0; i < in.n; i++)
            in.re[i] = i < 2000 ? -1 : 1;
        record out = feed(d, &in, 0);
        sl_assert_rel(fabs(power_at(&out, 1500) - power_at(&out, 3500)), e.oma_w, 3e-5);
        sl_device_destroy(d);
        record_free(&in);
        record_free(&out);
    }
}

// Small signals: sidebands of tau db/dt = 1 - (1 - j y0 - j d cos w t) b to first order in d.
static void test_ring_small_signal(void **state)
{
    (void)state;
    sl_modulator m = ring_part();
    m.insertion_loss_db = 0;
    sl_ring_opts o = ring_opts(&m);
    double half = half_width(&m), tau = 1 / (2 * SL_PI * half), k = 1 - sqrt(0.04);
    for (int side = -1; side <= 1; side += 2) {
        o.detuning_hz = side * 25e9;
        double y0 = -o.detuning_hz / half, volt = 0.01, dy = volt * 7e9 / half;
        sl_device *d;
        assert_int_equal(sl_ring_wave_create(&d, ctx, &o), SL_OK);
        for (int bin = 1; bin < 23; bin += 3) {
            double f = rate * bin / 200, w = 2 * SL_PI * f * tau;
            record in = record_new(12000), power = record_new(12000);
            for (size_t i = 0; i < in.n; i++)
                in.re[i] = (float)(volt * cos(2 * SL_PI * (double)(i * (size_t)bin % 200) / 200));
            record out = feed(d, &in, 0);
            for (size_t i = 0; i < in.n; i++)
                power.re[i] = (float)(power_at(&out, i) / 1e-3);
            double got = cabs(tone(power.re, 4000, 10000, f, rate));
            double _Complex b0 = 1 / CMPLX(1, -y0), drive = CMPLX(0, dy / 2) * b0;
            double _Complex up = drive / CMPLX(1, w - y0), down = drive / CMPLX(1, -w - y0);
            double _Complex t0 = 1 - k * b0;
            double want = 2 * cabs(conj(t0) * -k * up + t0 * conj(-k * down));
            sl_assert_rel(got, want, 5e-3); // the drive between samples is a cubic
            record_free(&in);
            record_free(&power);
            record_free(&out);
        }
        sl_device_destroy(d);
    }
}

// Deep fast modulation against the equation integrated finely in double precision.
static void test_ring_large_signal(void **state)
{
    (void)state;
    sl_modulator m = ring_part();
    m.insertion_loss_db = 0;
    sl_ring_opts o = ring_opts(&m);
    double half = half_width(&m), tau = 1 / (2 * SL_PI * half), k = 1 - sqrt(0.04);
    sl_device *d;
    assert_int_equal(sl_ring_wave_create(&d, ctx, &o), SL_OK);
    record in = record_new(2000);
    for (size_t i = 0; i < in.n; i++) // 26.6 GHz, +-3 V
        in.re[i] = (float)(3 * sin(2 * SL_PI * (double)(i % 16) / 16));
    record out = feed(d, &in, 0);
    double _Complex b = 1 / CMPLX(1, o.detuning_hz / half);
    const int fine = 200;
    double h = 1 / (rate * fine);
    for (size_t i = 0; i < 1600; i++)
        for (int s = 0; s < fine; s++) {
            if (s == 0 && i >= 1000) {
                double want = 1e-3 * creal((1 - k * b) * conj(1 - k * b));
                sl_assert_abs(power_at(&out, i), want, 2e-6);
            }
            double t = ((double)i + (s + 0.5) / fine) / rate;
            double y = (-o.detuning_hz + 7e9 * 3 * sin(2 * SL_PI * t * rate / 16)) / half;
            double _Complex z = CMPLX(-1, y) * h / tau, e = cexp(z);
            b = e * b + (h / tau) * (e - 1) / z;
        }
    sl_device_destroy(d);
    record_free(&in);
    record_free(&out);
}

// One state below b = 8/27^0.5, three between the turning points above; each solves the cubic.
static void test_ring_bistability(void **state)
{
    (void)state;
    sl_modulator m = ring_part();
    sl_ring_opts o = ring_opts(&m);
    double half = half_width(&m), light = 1e-3 * pow(10, -0.07) * 0.5 * 0.96;
    o.thermal_resistance_k_per_w = 1e4;
    for (int k = 0; k < 2; k++) {
        double b = 8 / sqrt(27) * (k ? 1.02 : 0.98);
        o.drift_hz_per_k = b * half / (1e4 * light);
        int most = 0;
        for (double y0 = -2; y0 < 6; y0 += 0.001) {
            sl_ring_point p[3];
            int n;
            o.detuning_hz = -y0 * half;
            assert_int_equal(sl_ring_steady(p, &n, &o, 0), SL_OK);
            if (n > most) most = n;
            for (int i = 0; i < n; i++) {
                sl_assert_abs(p[i].offset + b / (1 + p[i].offset * p[i].offset), y0, 1e-9);
                assert_true((p[i].gain < 1) == (n == 1 || i != 1));
                assert_true(i == 0 || p[i].temp_rise_k > p[i - 1].temp_rise_k);
            }
        }
        assert_int_equal(most, k ? 3 : 1);
    }
}

// The stream swept slowly up and down by its drive jumps where the cubic turns: hysteresis.
static void test_ring_hysteresis(void **state)
{
    (void)state;
    sl_modulator m = ring_part();
    sl_ring_opts o = ring_opts(&m);
    double half = half_width(&m), light = 1e-3 * pow(10, -0.07) * 0.5 * 0.96, b = 3;
    o.thermal_resistance_k_per_w = 1e4;
    o.drift_hz_per_k = b * half / (1e4 * light);
    o.thermal_time_s = 30e-9;
    o.detuning_hz = -4 * half; // y0 = 4: cold, resonance above the laser
    double lo = 0, hi = 0;     // turning points of y0 = y + b/(1 + y^2)
    for (double y = 0.001; y < 3; y += 1e-4) {
        double y0 = y + b / (1 + y * y), before = y - 1e-4 + b / (1 + (y - 1e-4) * (y - 1e-4));
        double after = y + 1e-4 + b / (1 + (y + 1e-4) * (y + 1e-4));
        if (y0 >= before && y0 > after) hi = y0;
        if (y0 <= before && y0 < after) lo = y0;
    }
    assert_true(hi > lo && lo > 1.5);
    sl_device *d;
    assert_int_equal(sl_ring_wave_create(&d, ctx, &o), SL_OK);
    record in = record_new(4096 * 2400);
    double sweep = 4 * half / 7e9; // y0 from 4 to 0 and back
    for (size_t i = 0; i < in.n; i++) {
        double x = (double)i / (double)in.n;
        in.re[i] = (float)(-sweep * (x < 0.5 ? 2 * x : 2 - 2 * x));
    }
    record out = feed(d, &in, 0);
    double down = 0, up = 0, jump_down = 0, jump_up = 0;
    for (size_t i = 8192; i + 8192 < in.n; i += 4096) {
        double y0 = 4 + in.re[i] * 7e9 / half, step = power_at(&out, i + 8192) - power_at(&out, i);
        if (i < in.n / 2 && -step > jump_down) jump_down = -step, down = y0;
        if (i >= in.n / 2 && step > jump_up) jump_up = step, up = y0;
    }
    // A jump is late by about 2.3 (sweep x thermal time)^(2/3) = 0.1
    sl_assert_abs(down, lo, 0.15);
    sl_assert_abs(up, hi, 0.15);
    sl_ring_wave_state told;
    assert_int_equal(sl_ring_wave_state_get(&told, d), SL_OK);
    assert_true(told.verdict & SL_RING_BISTABLE);
    sl_device_destroy(d);
    record_free(&in);
    record_free(&out);
}

// A warmer place moves the resonance by its drift; EAM: as one made at that temperature.
static void test_places_get_warmer(void **state)
{
    (void)state;
    sl_modulator m = ring_part(), e = eam_part();
    sl_ring_opts r = ring_opts(&m);
    r.drift_hz_per_k = 10e9;
    sl_device *d;
    assert_int_equal(sl_ring_wave_create(&d, ctx, &r), SL_OK);
    assert_int_equal(sl_device_warm(d, -3), SL_OK); // 30 GHz up, 10 GHz above the laser
    record in = record_new(30000);
    record out = feed(d, &in, 0);
    double y = 10e9 / half_width(&m);
    sl_assert_rel(power_at(&out, 29000), 1e-3 * pow(10, -0.07) * (y * y + 0.04) / (y * y + 1),
                  1e-4);
    sl_device_destroy(d);
    record_free(&out);
    sl_eam_opts o = eam_opts(&e);
    o.shift_v_per_k = 0.01;
    o.thermal_time_s = 1e-9;
    assert_int_equal(sl_eam_wave_create(&d, ctx, &o), SL_OK);
    assert_int_equal(sl_device_warm(d, 20), SL_OK);
    out = feed(d, &in, 0);
    sl_assert_rel(power_at(&out, 29000), 10e-3 * pow(10, -0.25) * exp(-(1.4 / 1.5) * (1.4 / 1.5)),
                  1e-4);
    sl_device_destroy(d);
    record_free(&in);
    record_free(&out);
}

static void test_ring_lock(void **state)
{
    (void)state;
    sl_modulator m = ring_part();
    sl_ring_lock_opts o = {.ring = ring_opts(&m),
                           .dark_offset_hz = 300e9,
                           .fsr_hz = 2e12,
                           .heater_hz_per_w = 17.5e12,
                           .heater_max_w = 60e-3};
    sl_ring_lock lock;
    assert_int_equal(sl_ring_lock_at(&lock, ctx, &o), SL_OK);
    sl_assert_rel(lock.heater_w, 320e9 / 17.5e12, 1e-12); // no heat of its own
    assert_int_equal(lock.verdict, SL_RING_OK);
    assert_int_equal(lock.order, 0);
    // A resonance below the laser goes to the next order; own heat saves the heater its part
    o.dark_offset_hz = -100e9;
    o.ring.thermal_resistance_k_per_w = 1e4;
    o.ring.drift_hz_per_k = 10e9;
    assert_int_equal(sl_ring_lock_at(&lock, ctx, &o), SL_OK);
    sl_assert_rel(lock.heater_w * 17.5e12, 2e12 - 80e9 - 10e9 * lock.point.temp_rise_k, 1e-9);
    assert_int_equal(lock.order, 1);
    assert_int_equal(lock.verdict & SL_RING_OUT_OF_RANGE, SL_RING_OUT_OF_RANGE);
    // Much light, laser below the resonance: runs away; above it: another state exists
    o.dark_offset_hz = 300e9;
    o.ring.power_w = 8e-3;
    o.ring.detuning_hz = -20e9;
    assert_int_equal(sl_ring_lock_at(&lock, ctx, &o), SL_OK);
    assert_true(lock.point.gain > 1);
    assert_int_equal(lock.verdict, SL_RING_UNSTABLE | SL_RING_BISTABLE);
    o.ring.detuning_hz = 20e9;
    assert_int_equal(sl_ring_lock_at(&lock, ctx, &o), SL_OK);
    assert_true(lock.point.gain < 0);
    assert_int_equal(lock.verdict, SL_RING_BISTABLE);
    o.ring.power_w = 0.1e-3;
    assert_int_equal(sl_ring_lock_at(&lock, ctx, &o), SL_OK);
    assert_int_equal(lock.verdict, SL_RING_OK);
    assert_int_equal(sl_diag_errors(ctx), 0);
    o.fsr_hz = 0;
    assert_int_equal(sl_ring_lock_at(&lock, ctx, &o), SL_ERR_DOMAIN);
}

static void test_mzm_from_estimate(void **state)
{
    (void)state;
    sl_modulator m = {.kind = SL_MODULATOR_MZM, // thin-film lithium niobate
                      .insertion_loss_db = 1,
                      .drive_vpp_v = 1.2,
                      .termination_ohm = 90,
                      .line_bandwidth_hz = 100e9,
                      .wavelength_m = 1310e-9,
                      .v_pi_v = 2.5,
                      .static_extinction_db = 25};
    sl_modulator_out e;
    assert_int_equal(sl_modulator_evaluate(&e, &m, 10e-3, 106.25e9, 4), SL_OK);
    sl_mzm_opts o;
    assert_int_equal(sl_mzm_from_modulator(&o, &m, 10e-3, rate), SL_OK);
    sl_assert_rel(o.bandwidth_hz, e.bandwidth_hz, 1e-12);
    o.bandwidth_hz = INFINITY;
    sl_device *d;
    assert_int_equal(sl_mzm_wave_create(&d, ctx, &o), SL_OK);
    record in = record_new(2);
    in.re[0] = -0.6f, in.re[1] = 0.6f;
    record out = feed(d, &in, 0);
    sl_assert_rel(power_at(&out, 1) - power_at(&out, 0), e.oma_w, 1e-5);
    sl_device_destroy(d);
    record_free(&in);
    record_free(&out);
    m.kind = SL_MODULATOR_EAM;
    assert_int_equal(sl_mzm_from_modulator(&o, &m, 10e-3, rate), SL_ERR_DOMAIN);
}

static void test_cuts_do_not_matter(void **state)
{
    (void)state;
    sl_modulator m = ring_part(), e = eam_part();
    m.series_ohm = 60, m.capacitance_f = 25e-15;
    e.line_bandwidth_hz = 40e9;
    sl_ring_opts r = ring_opts(&m);
    sl_eam_opts o = eam_opts(&e);
    record in = record_new(30000);
    for (size_t i = 0; i < in.n; i++)
        in.re[i] = (float)sin(0.1 * (double)i * (double)(i % 97));
    sl_device *a, *b;
    assert_int_equal(sl_ring_wave_create(&a, ctx, &r), SL_OK);
    assert_int_equal(sl_ring_wave_create(&b, ctx, &r), SL_OK);
    assert_cut_free(a, b, &in, 331);
    sl_device_destroy(a);
    sl_device_destroy(b);
    assert_int_equal(sl_eam_wave_create(&a, ctx, &o), SL_OK);
    assert_int_equal(sl_eam_wave_create(&b, ctx, &o), SL_OK);
    assert_cut_free(a, b, &in, 331);
    sl_device_destroy(a);
    sl_device_destroy(b);
    record_free(&in);
}

static void test_refusals(void **state)
{
    (void)state;
    sl_device *d;
    sl_modulator m = ring_part(), e = eam_part();
    sl_ring_opts r = ring_opts(&m);
    sl_eam_opts o = eam_opts(&e);
    m.quality = 0;
    r.power_w = NAN;
    assert_int_equal(sl_ring_wave_create(&d, ctx, &r), SL_ERR_DOMAIN);
    assert_null(d);
    assert_int_equal(sl_diag_errors(ctx), 2);
    m = ring_part();
    m.quality = 50; // far faster than the samples
    r = ring_opts(&m);
    assert_int_equal(sl_ring_wave_create(&d, ctx, &r), SL_ERR_DOMAIN);
    e.v0_v = -1;
    e.wavelength_m = 0;
    assert_int_equal(sl_eam_wave_create(&d, ctx, &o), SL_ERR_DOMAIN);
    assert_int_equal(sl_diag_errors(ctx), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_eam_is_the_estimate, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_eam_heats_itself, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_ring_is_the_estimate, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_ring_small_signal, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_ring_large_signal, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_ring_bistability, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_ring_hysteresis, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_places_get_warmer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_ring_lock, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_mzm_from_estimate, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_cuts_do_not_matter, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refusals, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
