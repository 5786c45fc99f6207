// MicroLED streams and external lasers.
#include "device_test.h"

static sl_microled blue(void)
{
    return (sl_microled){.area_m2 = 10e-12,
                         .active_thickness_m = 6e-9,
                         .a_per_s = 3e7,
                         .b_m3_per_s = 3e-17,
                         .c_m6_per_s = 1e-42,
                         .extraction = 0.25,
                         .wavelength_m = 430e-9,
                         .turn_on_v = 2.9,
                         .series_ohm = 800};
}

// Steady light and the pole of the differential lifetime, against the estimate's closed forms.
static void test_microled(void **state)
{
    (void)state;
    const double rate = 40e9;
    sl_microled led = blue();
    sl_microled_out at;
    assert_int_equal(sl_microled_at_current(&at, &led, 0.2e-3), SL_OK);
    sl_microled_wave_opts o = {rate, &led, 0.2e-3, 300, 300, 0, 1e-6};
    sl_device *d;
    assert_int_equal(sl_microled_wave_create(&d, ctx, &o), SL_OK);
    double f = 1 / (2 * SL_PI * at.lifetime_s);
    size_t period = (size_t)round(rate / f), n = 40 * period;
    f = rate / (double)period;
    record in = record_new(n);
    for (size_t i = 0; i < n; i++)
        in.re[i] = 0.2e-3f;
    record out = feed(d, &in, 0);
    sl_assert_rel(out.re[n - 1], at.power_w, 1e-6);
    record_free(&out);
    for (size_t i = 0; i < n; i++)
        in.re[i] = (float)(0.2e-3 + 1e-6 * cos(2 * SL_PI * (double)(i % period) / (double)period));
    out = feed(d, &in, 0);
    // dP/dI: P ~ b N^2, dN/dI = tau/(q A d)
    double dn = at.lifetime_s / (SL_ELEMENTARY_CHARGE_C * 10e-12 * 6e-9);
    double slope = at.power_w * 2 / at.carriers_per_m3 * dn;
    double x = 2 * SL_PI * f * at.lifetime_s;
    double got = cabs(tone(out.re, 20 * period, 40 * period, f, rate)) / 1e-6;
    sl_assert_rel(got, slope / sqrt(1 + x * x), 2e-3);
    sl_device_destroy(d);
    record_free(&in);
    record_free(&out);
}

// Every electron recombines: over a period the mean of a N + b N^2 + c N^3 is the mean current's.
// With b alone all light is I times the photon's energy whatever the modulation.
static void test_microled_counts_photons(void **state)
{
    (void)state;
    const double rate = 20e9;
    sl_microled led = blue();
    led.a_per_s = 0, led.c_m6_per_s = 0;
    led.capacitance_f = 15e-15, led.drive_ohm = 200;
    sl_microled_wave_opts o = {rate, &led, 0.2e-3, 300, 300, 0, 1e-6};
    sl_device *d;
    assert_int_equal(sl_microled_wave_create(&d, ctx, &o), SL_OK);
    record in = record_new(80000);
    for (size_t i = 0; i < in.n; i++)
        in.re[i] = i / 200 % 2 ? 0.35e-3f : 0.05e-3f;
    record out = feed(d, &in, 0);
    double sum = 0;
    for (size_t i = 40000; i < 80000; i++)
        sum += out.re[i] / 40000;
    double photon_v = SL_PLANCK_J_S * SL_SPEED_OF_LIGHT_M_S / 430e-9 / SL_ELEMENTARY_CHARGE_C;
    sl_assert_rel(sum, 0.25 * 0.2e-3 * photon_v, 1e-4);
    sl_device_destroy(d);
    record_free(&in);
    record_free(&out);
    led.area_m2 = 0;
    assert_int_equal(sl_microled_wave_create(&d, ctx, &o), SL_ERR_DOMAIN);
    assert_null(d);
}

// Hot: the stream settles where b (Tref/T) and T = T_local + Rth (V I - P) agree, also when the
// place gets warmer.
static void test_microled_heats_itself(void **state)
{
    (void)state;
    sl_microled led = blue();
    sl_microled_wave_opts o = {20e9, &led, 0.2e-3, 300, 300, 20e3, 100e-9};
    sl_device *d;
    assert_int_equal(sl_microled_wave_create(&d, ctx, &o), SL_OK);
    record in = record_new(80000);
    for (size_t i = 0; i < in.n; i++)
        in.re[i] = 0.2e-3f;
    for (int k = 0; k < 2; k++) {
        double local = 300 + 40 * k, lo = local, hi = local + 40;
        assert_int_equal(sl_device_warm(d, 40 * k), SL_OK);
        record out = feed(d, &in, 0);
        sl_microled_out at = {0};
        for (int i = 0; i < 100; i++) {
            double t = 0.5 * (lo + hi);
            sl_microled hot = led;
            hot.b_m3_per_s *= 300 / t;
            assert_int_equal(sl_microled_at_current(&at, &hot, 0.2e-3), SL_OK);
            *(local + 20e3 * (at.electrical_w - at.power_w) > t ? &lo : &hi) = t;
        }
        sl_microled_wave_state told;
        assert_int_equal(sl_microled_wave_state_get(&told, d), SL_OK);
        assert_true(lo > local + 5);
        sl_assert_abs(told.junction_temp_k, lo, 1e-3);
        sl_assert_rel(out.re[in.n - 1], at.power_w, 1e-6);
        record_free(&out);
    }
    sl_device_destroy(d);
    record_free(&in);
}

static sl_laser dfb(void)
{
    return (sl_laser){.threshold_a = 25e-3,
                      .slope_w_per_a = 0.4,
                      .threshold_t0_k = 64,
                      .slope_t1_k = 260,
                      .reference_temp_k = 293.15,
                      .turn_on_v = 0.85,
                      .series_ohm = 1.2,
                      .thermal_resistance_k_per_w = 20,
                      .current_max_a = 0.9};
}

static void test_external_laser(void **state)
{
    (void)state;
    sl_laser laser = dfb();
    sl_els_opts o = {.laser = &laser,
                     .class_index = 3, // 20 dBm
                     .lasers = 8,
                     .fibres_per_laser = 1,
                     .coupling_loss_db = 1.1,
                     .case_temp_k = 328.15,
                     .driver_efficiency = 0.9,
                     .control_w = 1};
    sl_els_out out;
    assert_int_equal(sl_els_evaluate(&out, ctx, &o), SL_OK);
    assert_int_equal(out.verdict, SL_ELS_OK);
    sl_assert_abs(out.fibre_dbm, 20, 1e-9);
    sl_assert_rel(out.laser.power_w, 0.1 * pow(10, 0.11), 1e-9);
    // Energy: what goes in is light at the facet, heat, what driver, cooler and control take
    sl_assert_rel(out.module_w, 8 * (out.laser.power_w + out.laser.heat_w) / 0.9 + 1, 1e-9);
    sl_assert_rel(out.wall_plug, 0.8 / out.module_w, 1e-9);
    // A cooler keeps the laser colder: less current, more electricity for the cooler
    double current = out.laser.current_a;
    o.laser_temp_k = 298.15;
    o.cooler_cop = 0.8;
    assert_int_equal(sl_els_evaluate(&out, ctx, &o), SL_OK);
    assert_true(out.laser.current_a < current);
    sl_assert_rel(out.cooler_w, out.laser.heat_w / 0.8, 1e-12);
    // Classes
    sl_assert_abs(sl_els_class_at(0).nominal_dbm, 11, 0);
    sl_assert_abs(sl_els_class_at(5).nominal_dbm, 26, 0);
    assert_true(isnan(sl_els_class_at(6).nominal_dbm));
}

static void test_external_laser_verdicts(void **state)
{
    (void)state;
    sl_laser laser = dfb();
    laser.thermal_resistance_k_per_w = 60; // rolls over
    sl_els_opts o = {.laser = &laser,
                     .class_index = 5,
                     .lasers = 8,
                     .fibres_per_laser = 1,
                     .case_temp_k = 328.15,
                     .driver_efficiency = 0.9};
    sl_els_out out;
    assert_int_equal(sl_els_evaluate(&out, ctx, &o), SL_OK);
    assert_int_equal(out.verdict, SL_ELS_NO_CLASS);
    sl_laser_point peak;
    assert_int_equal(sl_laser_peak(&peak, &laser, 328.15), SL_OK);
    sl_assert_rel(out.laser.power_w, peak.power_w, 1e-12);
    sl_assert_abs(out.headroom_db, out.fibre_dbm - 26, 1e-9);
    assert_true(sl_diag_count(ctx) == 1 && sl_diag_errors(ctx) == 0);
    // Nearly there: within the class's tolerance
    o.class_index = 4;
    o.coupling_loss_db = sl_dbm(peak.power_w) - 23 + 1;
    assert_int_equal(sl_els_evaluate(&out, ctx, &o), SL_OK);
    assert_int_equal(out.verdict, SL_ELS_LOW);
    sl_diag_clear(ctx);
    o.class_index = 9;
    o.driver_efficiency = 0;
    assert_int_equal(sl_els_evaluate(&out, ctx, &o), SL_ERR_DOMAIN);
    assert_int_equal(sl_diag_errors(ctx), 2);
    o.class_index = 0;
    o.driver_efficiency = 1;
    o.case_temp_k = 600; // too hot to lase
    assert_int_equal(sl_els_evaluate(&out, ctx, &o), SL_ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_microled, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_microled_counts_photons, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_microled_heats_itself, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_external_laser, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_external_laser_verdicts, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
