// VCSEL stream against the closed forms of the estimate tier, conservation laws and its twin.
#include "device_test.h"

#include "optics/device_vcsel.h"

static const double rate = 53.125e9 * 8;

static sl_vcsel laser_850(void)
{
    return (sl_vcsel){.threshold_a = 0.6e-3,
                      .threshold_temp_k = 308.15,
                      .threshold_curvature_a_per_k2 = 0.1e-6,
                      .slope_w_per_a = 0.6,
                      .slope_fall_per_k = 0.003,
                      .reference_temp_k = 298.15,
                      .turn_on_v = 1.5,
                      .series_ohm = 65,
                      .thermal_resistance_k_per_w = 2200,
                      .current_max_a = 11e-3,
                      .d_hz_per_sqrt_a = 9e9 * sqrt(1000),
                      .d_fall_per_k = 0.002,
                      .k_factor_s = 0.2e-9,
                      .damping_offset_per_s = 10e9,
                      .parasitic_pole_hz = 28e9,
                      .wavelength_m = 855e-9,
                      .wavelength_shift_m_per_k = 0.06e-9,
                      .linewidth_hz = 1e6,
                      .carrier_lifetime_s = 0.5e-9};
}

static sl_vcsel_wave_opts options(const sl_vcsel *v)
{
    return (sl_vcsel_wave_opts){.sample_rate_hz = rate,
                                .laser = v,
                                .local_temp_k = 328.15,
                                .bias_a = 7e-3,
                                .thermal_time_s = 1e-6,
                                .spontaneous = 1e-9};
}

// A constant current gives the static curve with self-heating, also after the junction has moved
// from the bias's temperature to the current's.
static void test_static_curve(void **state)
{
    (void)state;
    sl_vcsel v = laser_850();
    sl_vcsel_wave_opts o = options(&v);
    o.thermal_time_s = 20e-9;
    const double currents[] = {1.5e-3, 3e-3, 7e-3, 9e-3};
    for (int k = 0; k < 4; k++) {
        sl_device *d;
        assert_int_equal(sl_vcsel_wave_create(&d, ctx, &o), SL_OK);
        record in = record_new(20 * 16384);
        for (size_t i = 0; i < in.n; i++)
            in.re[i] = (float)currents[k];
        record out = feed(d, &in, 0);
        sl_laser_point p;
        assert_int_equal(sl_vcsel_at_current(&p, &v, o.local_temp_k, currents[k]), SL_OK);
        sl_assert_rel(out.re[in.n - 1], p.power_w, 2e-5);
        sl_vcsel_wave_state told;
        assert_int_equal(sl_vcsel_wave_state_get(&told, d), SL_OK);
        sl_assert_abs(told.junction_temp_k, p.junction_temp_k, 2e-3);
        sl_assert_rel(told.heat_w, p.heat_w, 1e-4);
        // The junction cools within a frame here, which is told as a seam.
        assert_int_equal(told.verdict & ~SL_VCSEL_SEAM, SL_VCSEL_OK);
        sl_device_destroy(d);
        record_free(&in);
        record_free(&out);
    }
}

// Small sines against |H| of the estimate tier, at two temperatures.
static void test_small_signal(void **state)
{
    (void)state;
    sl_vcsel v = laser_850();
    sl_vcsel_wave_opts o = options(&v);
    const double temps[] = {298.15, 358.15};
    for (int t = 0; t < 2; t++) {
        o.local_temp_k = temps[t];
        sl_laser_point p;
        assert_int_equal(sl_vcsel_at_current(&p, &v, temps[t], o.bias_a), SL_OK);
        sl_device *d;
        assert_int_equal(sl_vcsel_wave_create(&d, ctx, &o), SL_OK);
        for (int bin = 1; bin <= 15; bin += 2) { // 2.66 to 40 GHz
            double f = rate * bin / 160;
            record in = record_new(3 * 16384);
            for (size_t i = 0; i < in.n; i++)
                in.re[i] = (float)(o.bias_a +
                                   5e-5 * cos(2 * SL_PI * (double)(i * (size_t)bin % 160) / 160));
            record out = feed(d, &in, 0);
            double got = cabs(tone(out.re, 16000, 32000, f, rate)) / 5e-5 / p.slope_w_per_a;
            sl_assert_abs(got, sl_vcsel_response(&v, &p, f), 1e-3);
            record_free(&in);
            record_free(&out);
        }
        sl_device_destroy(d);
    }
}

// Whatever the modulation, as long as there is light, the photons' balance makes the mean power the
// slope times the mean current over threshold.
static void test_mean_power_is_conserved(void **state)
{
    (void)state;
    sl_vcsel v = laser_850();
    sl_vcsel_wave_opts o = options(&v);
    o.thermal_time_s = 1; // the junction stays
    sl_laser_point p;
    assert_int_equal(sl_vcsel_at_current(&p, &v, o.local_temp_k, o.bias_a), SL_OK);
    sl_device *d;
    assert_int_equal(sl_vcsel_wave_create(&d, ctx, &o), SL_OK);
    record in = record_new(16 * 16384);
    for (size_t i = 0; i < in.n; i++)
        in.re[i] = (float)(7e-3 + 4e-3 * cos(2 * SL_PI * (double)(i % 20) / 20));
    record out = feed(d, &in, 0);
    double sum = 0, low = INFINITY, high = 0;
    for (size_t i = 2000; i < 202000; i++) {
        sum += out.re[i];
        low = fmin(low, out.re[i]);
        high = fmax(high, out.re[i]);
    }
    assert_true(high > 2 * low); // modulated deeply
    assert_int_equal(sl_device_process(d, (sl_wave){out.re, NULL}, (sl_wave){in.re, NULL}, in.n),
                     SL_OK);
    sl_assert_rel(sum / 200000, p.slope_w_per_a * (7e-3 - p.threshold_a), 1e-4);
    sl_vcsel_wave_state told;
    assert_int_equal(sl_vcsel_wave_state_get(&told, d), SL_OK);
    double electrical = 1.5 * 7e-3 + 65 * (7e-3 * 7e-3 + 4e-3 * 4e-3 / 2);
    sl_assert_rel(told.heat_w + told.mean_power_w, electrical, 1e-3);
    sl_device_destroy(d);
    record_free(&in);
    record_free(&out);
}

// The power of the field is the power; its frequency deviates by alpha/(4 pi) (d ln P/dt + ...):
// for small sines well above 1 GHz the phase's amplitude is alpha/2 m, m the power's.
static void test_field_and_chirp(void **state)
{
    (void)state;
    sl_vcsel v = laser_850();
    sl_vcsel_wave_opts o = options(&v);
    sl_device *power, *field;
    assert_int_equal(sl_vcsel_wave_create(&power, ctx, &o), SL_OK);
    o.field = true;
    o.linewidth_factor = 3;
    assert_int_equal(sl_vcsel_wave_create(&field, ctx, &o), SL_OK);
    record in = record_new(4 * 16384), phase = record_new(4 * 16384);
    for (size_t i = 0; i < in.n; i++)
        in.re[i] = (float)(7e-3 + 1e-4 * cos(2 * SL_PI * (double)(i % 16) / 16));
    record p = feed(power, &in, 0), e = feed(field, &in, 0);
    for (size_t i = 0; i < in.n; i++) {
        sl_assert_rel(power_at(&e, i), p.re[i], 2e-6);
        double _Complex turn = i ? CMPLX(e.re[i], e.im[i]) / CMPLX(e.re[i - 1], e.im[i - 1]) : 1;
        phase.re[i] = (float)(carg(turn) * rate / (2 * SL_PI)); // Hz, of the sample's middle
    }
    double f = rate / 16, mean = 0;
    for (size_t i = 20000; i < 36000; i++)
        mean += p.re[i] / 16000;
    double m = cabs(tone(p.re, 20000, 36000, f, rate)) / mean;
    double got = cabs(tone(phase.re, 20000, 36000, f, rate));
    // (alpha/4 pi)(j w + c S) m: the adiabatic part c S = K f_r^2 - 4 pi^2 tau_p f_r^2 of it.
    sl_laser_point at;
    assert_int_equal(sl_vcsel_at_current(&at, &v, o.local_temp_k, 7e-3), SL_OK);
    double d = v.d_hz_per_sqrt_a * (1 - v.d_fall_per_k * (at.junction_temp_k - 298.15));
    double tau_p = v.k_factor_s / (8 * SL_PI * SL_PI), g = 4 * SL_PI * SL_PI * d * d;
    double c = (v.k_factor_s / tau_p - 4 * SL_PI * SL_PI) /
               (4 * SL_PI * SL_PI - v.k_factor_s * v.damping_offset_per_s); // of g
    double photons = (at.current_a - at.threshold_a) / (1 / tau_p + c * v.damping_offset_per_s);
    double half = SL_PI * f / rate; // a difference over a sample: sinc
    double want = 3 / (4 * SL_PI) * hypot(2 * SL_PI * f, c * g * photons) * m * sin(half) / half;
    sl_assert_rel(got, want, 0.01);
    sl_device_destroy(power);
    sl_device_destroy(field);
    record_free(&in);
    record_free(&phase);
    record_free(&p);
    record_free(&e);
}

static void test_lanes_equal_their_twin(void **state)
{
    (void)state;
    enum { N = 200 };
    vcsel_rates r = {.drive = 300,
                     .threshold = 1e-3f,
                     .decay = 0.02f,
                     .clamp = 40,
                     .mix = 3,
                     .squeeze = 0.5f,
                     .bend = 8,
                     .spontaneous = 1e-7f,
                     .spontaneous_slope = 1e-7f,
                     .pole = 0.3f,
                     .substeps = 2};
    for (int k = 0; k < 4; k++)
        for (int i = 0; i < 4; i++)
            r.weight[k][i] = 0.25f + 0.01f * (float)(k - i);
    static float x[(N + 4) * VCSEL_LANES], p[2][N * VCSEL_LANES], z[2][N * VCSEL_LANES];
    for (size_t i = 0; i < sizeof x / sizeof *x; i++)
        x[i] = 5e-3f + 2e-3f * (float)sin(0.7 * (double)i);
    vcsel_state a[VCSEL_LANES] = {{0}}, b[VCSEL_LANES] = {{0}};
    vcsel_lanes(p[0], z[0], a, x + VCSEL_LANES, N, &r);
    vcsel_lanes_scalar(p[1], z[1], b, x + VCSEL_LANES, N, &r);
    assert_memory_equal(p[0], p[1], sizeof p[0]);
    assert_memory_equal(z[0], z[1], sizeof z[0]);
    assert_memory_equal(a, b, sizeof a);
    assert_true(p[0][N * VCSEL_LANES - 1] > 0);
}

// A deep sine at 8 samples a symbol against the same laser sampled four times as finely.
static void test_steps_are_fine_enough(void **state)
{
    (void)state;
    sl_vcsel v = laser_850();
    sl_vcsel_wave_opts o = options(&v);
    o.thermal_time_s = 1;
    record result[2];
    for (int k = 0; k < 2; k++) {
        size_t fine = k ? 4 : 1;
        o.sample_rate_hz = rate * (double)fine;
        sl_device *d;
        assert_int_equal(sl_vcsel_wave_create(&d, ctx, &o), SL_OK);
        record in = record_new(20000 * fine);
        for (size_t i = 0; i < in.n; i++)
            in.re[i] = (float)(6e-3 + 4e-3 * sin(2 * SL_PI * (double)(i % (32 * fine)) /
                                                 (32 * (double)fine)));
        result[k] = feed(d, &in, 0);
        sl_device_destroy(d);
        record_free(&in);
    }
    double peak = 0;
    for (size_t i = 10000; i < 11000; i++) {
        sl_assert_abs(result[0].re[i], result[1].re[4 * i], 3e-6);
        peak = fmax(peak, result[0].re[i]);
    }
    assert_true(peak > 3e-3);
    record_free(&result[0]);
    record_free(&result[1]);
}

// A deep sine against the rate equations of carriers and photons in their own units, integrated
// with 2000 steps a period in double precision, without parasitics.
static void test_large_signal(void **state)
{
    (void)state;
    sl_vcsel v = laser_850();
    v.parasitic_pole_hz = INFINITY;
    sl_vcsel_wave_opts o = options(&v);
    o.thermal_time_s = 1;
    o.spontaneous = 1e-4;
    sl_laser_point p;
    assert_int_equal(sl_vcsel_at_current(&p, &v, o.local_temp_k, o.bias_a), SL_OK);
    double d = v.d_hz_per_sqrt_a * (1 - v.d_fall_per_k * (p.junction_temp_k - 298.15));
    double q = SL_ELEMENTARY_CHARGE_C, circle = 4 * SL_PI * SL_PI, gamma0 = 10e9, k = 0.2e-9;
    double tau = k / (2 * circle), g = circle * d * d * q;
    double c = g * (k / tau - circle) / (circle - k * gamma0);
    double kappa = p.slope_w_per_a * q * (1 / tau + c * gamma0 / g);
    const int period = 40, fine = 50;
    double y = 0, s = 0, h = 1 / (rate * fine), ith = p.threshold_a;
    sl_device *device;
    assert_int_equal(sl_vcsel_wave_create(&device, ctx, &o), SL_OK);
    record in = record_new(2000);
    for (size_t i = 0; i < in.n; i++)
        in.re[i] = (float)(5e-3 + 4e-3 * cos(2 * SL_PI * (double)(i % 40) / 40));
    record out = feed(device, &in, 0);
    s = p.power_w / kappa;
    for (int i = 0; i < (int)in.n * fine; i++) {
        if (i % fine == 0 && i / fine > 1000 && i / fine < 1900)
            sl_assert_abs(out.re[i / fine], kappa * s, 4e-6);
        double ky[4], ks[4];
        for (int j = 0; j < 4; j++) {
            double part = j == 0 ? 0 : j == 3 ? 1 : 0.5;
            double yj = y + (j ? part * h * ky[j - 1] : 0), sj = s + (j ? part * h * ks[j - 1] : 0);
            double at = 2 * SL_PI * ((double)i + part) / (period * fine);
            double current = 5e-3 + 4e-3 * cos(at), gain = 1 / tau + g * yj - c * sj;
            ky[j] = (current - ith) / q - gamma0 * yj - gain * sj;
            ks[j] = (gain - 1 / tau) * sj + 1e-4 * (ith / q + gamma0 * yj);
        }
        y += h / 6 * (ky[0] + 2 * ky[1] + 2 * ky[2] + ky[3]);
        s += h / 6 * (ks[0] + 2 * ks[1] + 2 * ks[2] + ks[3]);
    }
    sl_device_destroy(device);
    record_free(&in);
    record_free(&out);
}

// Two lasers that heat each other solve T_i = T + Rth Q_i + R12 Q_j; R12 = 0 leaves them alone; and
// a stream whose local temperature holds the neighbour's heat settles there.
static void test_array_heats(void **state)
{
    (void)state;
    sl_vcsel v = laser_850();
    const double current[2] = {7e-3, 9e-3}, apart[4] = {0}, near[4] = {0, 300, 300, 0};
    sl_laser_point p[2], alone[2];
    assert_int_equal(sl_vcsel_array(alone, 2, &v, 328.15, apart, current), SL_OK);
    assert_int_equal(sl_vcsel_array(p, 2, &v, 328.15, near, current), SL_OK);
    for (int i = 0; i < 2; i++) {
        sl_laser_point one;
        assert_int_equal(sl_vcsel_at_current(&one, &v, 328.15, current[i]), SL_OK);
        sl_assert_abs(alone[i].junction_temp_k, one.junction_temp_k, 1e-9);
        sl_assert_abs(p[i].junction_temp_k, 328.15 + 2200 * p[i].heat_w + 300 * p[1 - i].heat_w,
                      1e-6);
        assert_true(p[i].power_w < alone[i].power_w);
    }
    sl_vcsel_wave_opts o = options(&v);
    o.local_temp_k = 328.15 + 300 * p[1].heat_w;
    sl_device *d;
    assert_int_equal(sl_vcsel_wave_create(&d, ctx, &o), SL_OK);
    sl_vcsel_wave_state told;
    assert_int_equal(sl_vcsel_wave_state_get(&told, d), SL_OK);
    sl_assert_abs(told.junction_temp_k, p[0].junction_temp_k, 1e-3);
    sl_device_destroy(d);
    const double runaway[4] = {0, 1e7, 1e7, 0};
    assert_true(sl_vcsel_array(p, 2, &v, 328.15, runaway, current) != SL_OK);
}

// From volume and material: the laws of threshold, D, K, gamma0 by finite differences of the rate
// equations' terms.
static void test_parameters_from_physics(void **state)
{
    (void)state;
    sl_vcsel_physics m = {.volume_m3 = 0.5e-18,
                          .confinement = 0.035,
                          .group_index = 3.9,
                          .gain_per_m = 1.6e5,
                          .transparency_per_m3 = 1.8e24,
                          .gain_offset_per_m3 = -0.4e24,
                          .compression_m3 = 1e-23,
                          .photon_lifetime_s = 2e-12,
                          .a_per_s = 1e8,
                          .b_m3_per_s = 1e-16,
                          .c_m6_per_s = 4e-42,
                          .injection = 0.8,
                          .output = 0.6,
                          .wavelength_m = 850e-9};
    sl_vcsel v = laser_850();
    assert_int_equal(sl_vcsel_from_physics(&v, &m), SL_OK);
    double speed = SL_SPEED_OF_LIGHT_M_S / 3.9, lo = 1.8e24, hi = 1e26;
    for (int i = 0; i < 200; i++) { // Gamma v_g g = 1/tau_p by bisection
        double n = 0.5 * (lo + hi), g = 1.6e5 * log((n - 0.4e24) / (1.8e24 - 0.4e24));
        *(0.035 * speed * g > 1 / 2e-12 ? &hi : &lo) = n;
    }
    double n = lo, rate_n = 1e8 * n + 1e-16 * n * n + 4e-42 * n * n * n;
    sl_assert_rel(v.threshold_a, SL_ELEMENTARY_CHARGE_C * 0.5e-18 * rate_n / 0.8, 1e-9);
    double h = n * 1e-4;
    double a = 1.6e5 * log((n + h - 0.4e24) / (n - h - 0.4e24)) / (2 * h);
    double wr2 = 0.8 * 0.035 * speed * a / (SL_ELEMENTARY_CHARGE_C * 0.5e-18); // per A
    sl_assert_rel(v.d_hz_per_sqrt_a, sqrt(wr2) / (2 * SL_PI), 1e-6);
    sl_assert_rel(v.slope_w_per_a, 0.8 * 0.6 * 1.2398419843 / 0.85, 1e-8);
    sl_assert_rel(v.k_factor_s, 4 * SL_PI * SL_PI * (2e-12 + 1e-23 / (speed * a)), 1e-6);
    sl_assert_rel(v.damping_offset_per_s, 1e8 + 2e-16 * n + 12e-42 * n * n, 1e-9);
    // Hotter: the same gain needs carriers in proportion to T, whose differential gain falls so
    sl_vcsel_physics hot;
    sl_vcsel w = v;
    assert_int_equal(sl_vcsel_physics_at(&hot, &m, 300, 330), SL_OK);
    assert_int_equal(sl_vcsel_from_physics(&w, &hot), SL_OK);
    sl_assert_rel(w.d_hz_per_sqrt_a, v.d_hz_per_sqrt_a / sqrt(1.1), 1e-12);
    assert_true(w.threshold_a > 1.1 * v.threshold_a);
    m.injection = 1.2;
    assert_int_equal(sl_vcsel_physics_at(&hot, &m, 300, 330), SL_ERR_DOMAIN);
    assert_int_equal(sl_vcsel_from_physics(&v, &m), SL_ERR_DOMAIN);
}

// The table's peak is its largest power over a fine grid; the slope turns there.
static void test_power_current_temperature(void **state)
{
    (void)state;
    enum { NT = 3, NI = 221 };
    sl_vcsel v = laser_850();
    v.current_max_a = 22e-3;
    const double temps[NT] = {298.15, 328.15, 358.15};
    double current[NI];
    static sl_laser_point out[NT * NI], peak[NT];
    for (int j = 0; j < NI; j++)
        current[j] = 22e-3 * (j + 0.5) / NI;
    assert_int_equal(sl_vcsel_pit(out, peak, &v, NT, temps, NI, current), SL_OK);
    for (int i = 0; i < NT; i++) {
        double most = 0, where = 0;
        for (int j = 0; j < NI; j++) {
            const sl_laser_point *p = &out[i * NI + j];
            if (p->power_w > most) most = p->power_w, where = p->current_a;
            assert_true(p->power_w <= peak[i].power_w * (1 + 1e-9));
            sl_assert_rel(p->electrical_w, p->power_w + p->heat_w, 1e-12);
        }
        assert_true(where < 21e-3); // rolls over inside
        sl_assert_abs(peak[i].current_a, where, 1.1e-4);
        sl_assert_rel(peak[i].power_w, most, 1e-4);
        assert_true(i == 0 || peak[i].power_w < peak[i - 1].power_w);
    }
}

// Noise of the stream: variance in the sampled band against a sum of the estimate's density, and
// the closed form of the whole resonance.
static void test_intensity_noise(void **state)
{
    (void)state;
    sl_vcsel v = laser_850();
    sl_laser_point p;
    assert_int_equal(sl_vcsel_at_current(&p, &v, 328.15, 7e-3), SL_OK);
    double shot = 2 * SL_PLANCK_J_S * SL_SPEED_OF_LIGHT_M_S / v.wavelength_m / p.power_w;
    double resonant = 0, sampled = 0, step = 2e6;
    for (double f = step / 2; f < 4e12; f += step) {
        double density = sl_vcsel_rin_per_hz(&v, &p, f) - shot;
        resonant += density * step;
        if (f < rate / 2) sampled += (density + shot + 1e-15) * step;
    }
    sl_assert_rel(sl_vcsel_rin_variance(&v, &p), resonant, 0.01); // the tail above 4 THz
    sl_rin_opts o = {
        .sample_rate_hz = rate, .white_per_hz = 1e-15, .laser = &v, .point = &p, .seed = 3};
    for (int k = 0; k < 2; k++) {
        o.field = k == 1;
        sl_device *d;
        assert_int_equal(sl_rin_wave_create(&d, ctx, &o), SL_OK);
        record in = record_new(1 << 20);
        for (size_t i = 0; i < in.n; i++)
            in.re[i] = k ? (float)sqrt(2e-3) : 2e-3f;
        record out = feed(d, &in, 0);
        double sum = 0, square = 0;
        for (size_t i = 0; i < in.n; i++) {
            double power = (k ? power_at(&out, i) : out.re[i]) / 2e-3;
            sum += power, square += power * power;
        }
        double mean = sum / (double)in.n;
        sl_assert_rel(mean, 1, 2e-3);
        sl_assert_rel(square / (double)in.n - mean * mean, sampled, 0.04);
        sl_device_destroy(d);
        record_free(&in);
        record_free(&out);
    }
}

// A place that gets warmer: the stream ends where one made at that temperature is.
static void test_place_gets_warmer(void **state)
{
    (void)state;
    sl_vcsel v = laser_850();
    sl_vcsel_wave_opts o = options(&v);
    o.thermal_time_s = 50e-9;
    sl_device *d;
    assert_int_equal(sl_vcsel_wave_create(&d, ctx, &o), SL_OK);
    assert_int_equal(sl_device_warm(d, 25), SL_OK);
    record in = record_new(20 * 32768);
    for (size_t i = 0; i < in.n; i++)
        in.re[i] = (float)o.bias_a;
    record out = feed(d, &in, 0);
    sl_laser_point p;
    assert_int_equal(sl_vcsel_at_current(&p, &v, o.local_temp_k + 25, o.bias_a), SL_OK);
    sl_assert_rel(out.re[in.n - 1], p.power_w, 2e-5);
    assert_int_equal(sl_device_warm(d, NAN), SL_ERR_DOMAIN);
    sl_device_destroy(d);
    record_free(&in);
    record_free(&out);
}

static void test_cuts_do_not_matter(void **state)
{
    (void)state;
    sl_vcsel v = laser_850();
    sl_vcsel_wave_opts o = options(&v);
    o.field = true;
    o.linewidth_factor = 3;
    record in = record_new(50000);
    for (size_t i = 0; i < in.n; i++)
        in.re[i] = (float)(7e-3 + 3e-3 * sin(0.1 * (double)i * (double)(i % 97)));
    sl_device *a, *b;
    assert_int_equal(sl_vcsel_wave_create(&a, ctx, &o), SL_OK);
    assert_int_equal(sl_vcsel_wave_create(&b, ctx, &o), SL_OK);
    assert_cut_free(a, b, &in, 331);
    sl_vcsel_wave_state told;
    assert_int_equal(sl_vcsel_wave_state_get(&told, a), SL_OK);
    assert_true(told.seam < 1e-3);
    sl_device_destroy(a);
    sl_device_destroy(b);
    record_free(&in);
}

static void test_refusals_and_verdicts(void **state)
{
    (void)state;
    sl_vcsel v = laser_850();
    v.current_max_a = 30e-3;
    sl_vcsel_wave_opts o = options(&v);
    sl_device *d;
    o.bias_a = 20e-3; // past rollover at 55 degC
    assert_int_equal(sl_vcsel_wave_create(&d, ctx, &o), SL_ERR_DOMAIN);
    assert_null(d);
    o.bias_a = 31e-3; // above the rating
    assert_int_equal(sl_vcsel_wave_create(&d, ctx, &o), SL_ERR_DOMAIN);
    o.bias_a = 0.3e-3; // below threshold
    assert_int_equal(sl_vcsel_wave_create(&d, ctx, &o), SL_ERR_DOMAIN);
    o = options(&v);
    o.sample_rate_hz = 10e9; // too few samples for the resonance
    assert_int_equal(sl_vcsel_wave_create(&d, ctx, &o), SL_ERR_DOMAIN);
    assert_int_equal(sl_diag_errors(ctx), 4);
    sl_diag_clear(ctx);
    o = options(&v);
    o.thermal_time_s = 20e-9;
    assert_int_equal(sl_vcsel_wave_create(&d, ctx, &o), SL_OK);
    record in = record_new(8 * 16384);
    for (size_t i = 0; i < in.n; i++)
        in.re[i] = 20e-3f;
    record out = feed(d, &in, 0);
    sl_vcsel_wave_state told;
    assert_int_equal(sl_vcsel_wave_state_get(&told, d), SL_OK);
    assert_int_equal(told.verdict & SL_VCSEL_ROLLOVER, SL_VCSEL_ROLLOVER);
    sl_device_destroy(d);
    record_free(&in);
    record_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_static_curve, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_small_signal, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_mean_power_is_conserved, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_field_and_chirp, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lanes_equal_their_twin, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_steps_are_fine_enough, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_large_signal, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_array_heats, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_parameters_from_physics, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_power_current_temperature, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_intensity_noise, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_place_gets_warmer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_cuts_do_not_matter, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refusals_and_verdicts, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
