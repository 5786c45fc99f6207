// The channel builder: against chain matrices, the closed form of the coupled-line coupler,
// conservation of energy, the resistance at 0 Hz, and the estimate tier's loss and its bound.
#include "sl_ctx_test.h"

#include <complex.h>
#include <stdlib.h>
#include <string.h>

#include "shoreline/constants.h"
#include "shoreline/electrical.h"
#include "shoreline/random.h"

#define J ((double complex)I)

#define check_close(got, want, tol) check_entry((got), (want), (tol), __LINE__)

static void check_entry(double complex got, double complex want, double tol, int line)
{
    if (cabs(got - want) <= tol) return;
    fail_msg("line %d: %.17g %+.17gj, expected %.17g %+.17gj", line, creal(got), cimag(got),
             creal(want), cimag(want));
}

static sl_segment board(double length_m)
{
    return (sl_segment){
        .kind = SL_SEGMENT_LINE,
        .length_m = length_m,
        .line = {SL_LINE_STRIPLINE, 3.1, 0.0015, 10e9, 92, 180e-6, 18e-6, 0.7e-6, 5.8e7, 330, 0}};
}

static sl_segment lossless(double length_m, double impedance_ohm)
{
    sl_segment s = board(length_m);
    s.line.loss_tangent = 0;
    s.line.conductivity = 1e30;
    s.line.roughness_rz_m = 0;
    s.line.impedance_ohm = impedance_ohm;
    return s;
}

static sl_segment via(void)
{
    return (sl_segment){.kind = SL_SEGMENT_VIA,
                        .lumped = {.capacitance_near_f = 40e-15,
                                   .inductance_h = 120e-12,
                                   .resistance_ohm = 0.2,
                                   .capacitance_far_f = 60e-15,
                                   .stub_length_m = 0.4e-3,
                                   .stub_impedance_ohm = 85,
                                   .stub_dielectric_constant = 3.5}};
}

typedef struct built {
    sl_sparam *thru, *fext, *next;
} built;

static built build(const sl_segment *segments, size_t n, double freq_max_hz, size_t points)
{
    sl_channel_opts opts = {segments, n, freq_max_hz, points, 0};
    built b;
    assert_int_equal(sl_channel_build(&b.thru, &b.fext, &b.next, ctx, &opts), SL_OK);
    return b;
}

static void destroy(built b)
{
    sl_sparam_destroy(b.thru);
    sl_sparam_destroy(b.fext);
    sl_sparam_destroy(b.next);
}

// Entry of the mixed-mode matrix: 0, 1 differential near and far, 2, 3 common.
static double complex mixed(const sl_sparam *s, size_t k, int i, int j)
{
    static const int pair[4] = {0, 2, 1, 3};
    double complex m[16];
    sl_net_mixed(m, sl_sparam_at(s, k), 4, pair);
    return m[i * 4 + j];
}

static void multiply(double complex *out, double complex a, double complex b, double complex c,
                     double complex d)
{
    double complex t[4] = {out[0] * a + out[1] * c, out[0] * b + out[1] * d,
                           out[2] * a + out[3] * c, out[2] * b + out[3] * d};
    memcpy(out, t, sizeof t);
}

static void chain_of(double complex *out, const sl_segment *s, double f)
{
    double complex jw = J * (2 * SL_PI * f);
    const sl_lumped *p = &s->lumped;
    if (s->kind == SL_SEGMENT_LINE) {
        sl_line_constants c;
        assert_int_equal(sl_line_at(&c, &s->line, f), SL_OK);
        double complex g = (c.attenuation_np_m + J * c.phase_rad_m) * s->length_m;
        double complex z = c.impedance_re_ohm + J * c.impedance_im_ohm;
        multiply(out, ccosh(g), z * csinh(g), csinh(g) / z, ccosh(g));
        return;
    }
    double x = 2 * SL_PI * f * sqrt(p->stub_dielectric_constant) * p->stub_length_m /
               SL_SPEED_OF_LIGHT_M_S;
    multiply(out, 1, 0, jw * p->capacitance_near_f, 1);
    multiply(out, 1, p->resistance_ohm + jw * p->inductance_h, 0, 1);
    multiply(out, 1, 0, jw * p->capacitance_far_f + J * tan(x) / p->stub_impedance_ohm, 1);
}

static void test_against_chain(void **state)
{
    (void)state;
    sl_segment path[] = {board(0.02), via(), board(0.05), via(), board(0.01)};
    path[0].line.impedance_ohm = 85;
    built b = build(path, 5, 80e9, 401);
    for (size_t k = 1; k < 401; k++) {
        double complex m[4] = {1, 0, 0, 1}, want[4];
        for (int i = 0; i < 5; i++)
            chain_of(m, &path[i], sl_sparam_freq_hz(b.thru)[k]);
        assert_int_equal(sl_two_from_abcd(want, m, 100, 100), SL_OK);
        for (int i = 0; i < 4; i++)
            check_close(mixed(b.thru, k, i / 2, i % 2), want[i], 1e-11);
        // Nothing couples the pairs, nor modes within them.
        check_close(mixed(b.fext, k, 1, 0), 0, 0);
        check_close(mixed(b.next, k, 1, 0), 0, 0);
        check_close(mixed(b.thru, k, 0, 3), 0, 1e-16);
    }
    destroy(b);
}

// Two lossless coupled lines (Pozar 7.6): with D = sqrt(1 - k^2) cos t + j sin t the backward wave
// is j k sin t/D, the through sqrt(1 - k^2)/D, and nothing goes to the far end.
static void test_coupler(void **state)
{
    (void)state;
    const double k = 0.3, root = sqrt(1 - k * k);
    sl_segment line = lossless(0.01, 100);
    line.line.pair_coupling = k;
    built b = build(&line, 1, 60e9, 301);
    for (size_t i = 1; i < 301; i++) {
        double t =
            2 * SL_PI * sl_sparam_freq_hz(b.thru)[i] * 0.01 * sqrt(3.1) / SL_SPEED_OF_LIGHT_M_S;
        double complex d = root * cos(t) + J * sin(t);
        check_close(mixed(b.next, i, 1, 0), J * k * sin(t) / d, 1e-9);
        check_close(mixed(b.thru, i, 1, 0), root / d, 1e-9);
        check_close(mixed(b.thru, i, 0, 0), 0, 1e-9);
        check_close(mixed(b.fext, i, 1, 0), 0, 1e-9);
    }
    destroy(b);
    // Matched modes of different speed: forward wave -j exp(-j t) sin(t d/2), no backward one.
    line.line.pair_coupling = 0;
    line.line.pair_delay_split = 0.05;
    b = build(&line, 1, 60e9, 301);
    for (size_t i = 1; i < 301; i++) {
        double t =
            2 * SL_PI * sl_sparam_freq_hz(b.thru)[i] * 0.01 * sqrt(3.1) / SL_SPEED_OF_LIGHT_M_S;
        check_close(mixed(b.fext, i, 1, 0), -J * cexp(-J * t) * sin(0.025 * t), 1e-9);
        check_close(mixed(b.next, i, 1, 0), 0, 1e-9);
    }
    destroy(b);
}

// Lossless and symmetric from end to end, so that near-end coupling is the same at both ends:
// what goes in comes out at four ports.
static void test_energy(void **state)
{
    (void)state;
    sl_segment path[] = {lossless(0.01, 80), via(), lossless(0.03, 120), via(), lossless(0.01, 80)};
    for (int i = 0; i < 5; i++) {
        path[i].line.pair_coupling = path[i].lumped.pair_coupling = 0.1;
        path[i].line.pair_delay_split = 0.02;
        path[i].lumped.resistance_ohm = 0;
    }
    path[3].reversed = true;
    built b = build(path, 5, 70e9, 501);
    for (size_t k = 0; k < 501; k++) {
        double complex out[4] = {mixed(b.thru, k, 0, 0), mixed(b.thru, k, 1, 0),
                                 mixed(b.fext, k, 1, 0), mixed(b.next, k, 1, 0)};
        double power = 0;
        for (int i = 0; i < 4; i++)
            power += cabs(out[i]) * cabs(out[i]);
        sl_assert_abs(power, 1, 1e-7);
    }
    destroy(b);
}

// Common mode: a quarter of the differential impedance, raised by (1 + c)/(1 - c), in 25 ohm.
static void test_common(void **state)
{
    (void)state;
    sl_segment line = lossless(0.02, 100);
    line.line.common_coupling = 0.2;
    built b = build(&line, 1, 40e9, 101);
    for (size_t k = 1; k < 101; k++) {
        double complex want[4];
        double t =
            2 * SL_PI * sl_sparam_freq_hz(b.thru)[k] * 0.02 * sqrt(3.1) / SL_SPEED_OF_LIGHT_M_S;
        sl_two_line(want, J * t, 25 * 1.2 / 0.8, 25);
        check_close(mixed(b.thru, k, 2, 2), want[0], 1e-9);
        check_close(mixed(b.thru, k, 3, 2), want[2], 1e-9);
        check_close(mixed(b.thru, k, 0, 0), 0, 1e-9);
    }
    destroy(b);
}

// 0 Hz: two conductors in series, l/(sigma w t) each.
static void test_dc(void **state)
{
    (void)state;
    sl_segment path[] = {board(0.2), via()};
    path[0].line.temp_k = 0;
    built b = build(path, 2, 50e9, 51);
    double r = 2 * 0.2 / (5.8e7 * 180e-6 * 18e-6) + 0.2;
    check_close(mixed(b.thru, 0, 1, 0), 200 / (200 + r), 1e-8);
    check_close(mixed(b.thru, 0, 0, 0), r / (200 + r), 1e-8);
    assert_true(cimag(sl_sparam_at(b.thru, 0)[1]) == 0);
    destroy(b);
    sl_segment cable = {.kind = SL_SEGMENT_LINE,
                        .length_m = 3,
                        .line = {SL_LINE_TWINAX, 1.6, 0.0002, 10e9, 100, 321e-6, 0, 0.3e-6, 5.8e7}};
    b = build(&cable, 1, 50e9, 51);
    r = 2 * 3 / (5.8e7 * SL_PI * 321e-6 * 321e-6 / 4);
    check_close(mixed(b.thru, 0, 1, 0), 200 / (200 + r), 1e-7);
    destroy(b);
}

static double uniform(uint64_t *n, double low, double high)
{
    return low + (high - low) * sl_random_uniform(21, 1, 1, ++*n);
}

// |SDD21| lies within the ripple bound of the added loss.
static void test_estimate(void **state)
{
    (void)state;
    uint64_t n = 0;
    for (int trial = 0; trial < 60; trial++) {
        sl_segment path[5] = {via(), board(uniform(&n, 0.01, 0.1)), via(),
                              board(uniform(&n, 0.05, 0.3)), via()};
        for (int i = 0; i < 5; i++) {
            path[i].line.impedance_ohm = uniform(&n, 90, 110);
            path[i].lumped.inductance_h = uniform(&n, 0, 100e-12);
            path[i].lumped.stub_length_m = uniform(&n, 0, 0.3e-3);
        }
        path[4].lumped.loss_db = 0.6;
        path[4].lumped.loss_freq_hz = 26.56e9;
        built b = build(path, 5, 56e9, 57);
        for (size_t k = 2; k < 57; k++) {
            double loss, ripple, f = sl_sparam_freq_hz(b.thru)[k];
            assert_int_equal(sl_electrical_loss_db(&loss, path, 5, f), SL_OK);
            assert_int_equal(sl_electrical_ripple_db(&ripple, path, 5, 0, 0, f), SL_OK);
            double built_db = -20 * log10(cabs(mixed(b.thru, k, 1, 0)));
            if (!(fabs(built_db - loss) <= ripple + 1e-9))
                fail_msg("%g GHz: %g dB, added %g, bound %g", f * 1e-9, built_db, loss, ripple);
        }
        destroy(b);
    }
}

// What the report on S-parameter files says of the builder's own.
static void test_quality(void **state)
{
    (void)state;
    sl_segment path[] = {via(), board(0.03), via(), board(0.2), via()};
    for (int i = 0; i < 5; i++) {
        path[i].line.pair_coupling = path[i].lumped.pair_coupling = 0.03;
        path[i].line.pair_delay_split = 0.01;
        path[i].line.common_coupling = 0.1;
    }
    path[4].lumped.loss_db = 0.6;
    path[4].lumped.loss_freq_hz = 26.56e9;
    path[0].lumped.stub_loss_tangent = 0.01;
    built b = build(path, 5, 80e9, 4001);
    sl_sparam *all[] = {b.thru, b.fext, b.next};
    for (int i = 0; i < 3; i++) {
        sl_sparam_quality q;
        assert_int_equal(sl_sparam_quality_of(&q, all[i]), SL_OK);
        assert_int_equal(q.active_points, 0);
        assert_true(q.singular_max <= 1 + 1e-12);
        sl_assert_abs(q.reciprocity_error, 0, 1e-14);
        sl_assert_abs(q.passivity_370, 100, 0);
        assert_true(q.early_db < -40);
        assert_int_equal(q.verdict, SL_QUALITY_GOOD);
        assert_int_equal(q.order.pairs_clear, i == 0);
        if (i == 0) {
            assert_true(q.order.near[0] == 0 && q.order.near[1] == 2);
            assert_true(q.order.far[0] == 1 && q.order.far[1] == 3 && q.order.ends_clear);
        }
    }
    destroy(b);
}

// The stub's notch, where it belongs.
static void test_notch(void **state)
{
    (void)state;
    sl_segment s = {.kind = SL_SEGMENT_VIA,
                    .lumped = {.stub_length_m = 1e-3,
                               .stub_impedance_ohm = 85,
                               .stub_dielectric_constant = 3.5}};
    double notch = sl_stub_notch_hz(1e-3, 3.5), best = 1, at = 0;
    built b = build(&s, 1, 80e9, 8001);
    for (size_t k = 0; k < 8001; k++)
        if (cabs(mixed(b.thru, k, 1, 0)) < best) {
            best = cabs(mixed(b.thru, k, 1, 0));
            at = sl_sparam_freq_hz(b.thru)[k];
        }
    sl_assert_rel(at, notch, 1e-3);
    destroy(b);
}

// Seen from the other side, ends change places; threads change nothing.
static void test_reversed(void **state)
{
    (void)state;
    sl_segment path[] = {via(), board(0.03), via()}, back[3];
    path[2].lumped.stub_length_m = 0;
    for (int i = 0; i < 3; i++) {
        back[i] = path[2 - i];
        back[i].reversed = true;
    }
    built a = build(path, 3, 60e9, 121), b = build(back, 3, 60e9, 121);
    for (size_t k = 0; k < 121; k++)
        for (int i = 0; i < 4; i++)
            check_close(mixed(a.thru, k, i / 2, i % 2), mixed(b.thru, k, 1 - i / 2, 1 - i % 2),
                        1e-14);
    destroy(b);
    sl_ctx *own;
    sl_ctx_opts one = {.threads = 1};
    sl_channel_opts opts = {path, 3, 60e9, 121, 0};
    assert_int_equal(sl_ctx_create(&own, &one), SL_OK);
    assert_int_equal(sl_channel_build(&b.thru, NULL, NULL, own, &opts), SL_OK);
    assert_memory_equal(sl_sparam_at(a.thru, 0), sl_sparam_at(b.thru, 0),
                        121 * 16 * sizeof(double complex));
    sl_sparam_destroy(b.thru);
    sl_ctx_destroy(own);
    destroy(a);
}

// Warm and wet dielectric: the same numbers put in by hand; neutral coefficients change nothing.
static void test_dielectric(void **state)
{
    (void)state;
    sl_line line = board(1).line, hand = line;
    double plain = sl_line_loss_db(&line, 1, 26e9);
    line.dielectric_temp_k = 360;
    line.relative_humidity = 0.8;
    assert_true(sl_line_loss_db(&line, 1, 26e9) == plain);
    line.loss_tangent_per_k = 0.002;
    line.moisture_uptake = 0.003;
    line.loss_tangent_per_wet = 0.5;
    hand.loss_tangent = 0.0015 * (1 + 0.002 * (360 - 293.15)) + 0.5 * 0.8 * 0.003;
    sl_assert_rel(sl_line_loss_db(&line, 1, 26e9), sl_line_loss_db(&hand, 1, 26e9), 1e-13);
    // More permittivity at the same geometry: lower impedance, more delay, sqrt of the ratio.
    sl_line_constants dry, wet;
    line.dielectric_constant_per_wet = 20;
    line.moisture_uptake = 0.01;
    line.loss_tangent_per_wet = 0;
    line.loss_tangent = hand.loss_tangent = 0;
    hand.conductivity = line.conductivity = 1e30;
    assert_int_equal(sl_line_at(&wet, &line, 10e9), SL_OK);
    assert_int_equal(sl_line_at(&dry, &hand, 10e9), SL_OK);
    double root = sqrt(1 + 20 * 0.8 * 0.01);
    sl_assert_rel(wet.phase_rad_m, dry.phase_rad_m * root, 1e-9);
    sl_assert_rel(wet.impedance_re_ohm, dry.impedance_re_ohm / root, 1e-9);
    line.moisture_uptake = 2;
    assert_true(isnan(sl_line_loss_db(&line, 1, 26e9)));
}

static void test_faults(void **state)
{
    (void)state;
    sl_segment path[] = {board(0.1)};
    sl_sparam *s;
    sl_channel_opts opts = {path, 1, 50e9, 1, 0};
    assert_int_equal(sl_channel_build(&s, NULL, NULL, ctx, &opts), SL_ERR_DOMAIN);
    opts.points = 100;
    opts.freq_max_hz = 0;
    assert_int_equal(sl_channel_build(&s, NULL, NULL, ctx, &opts), SL_ERR_DOMAIN);
    opts.freq_max_hz = 50e9;
    path[0].line.pair_coupling = 1;
    assert_int_equal(sl_channel_build(&s, NULL, NULL, ctx, &opts), SL_ERR_DOMAIN);
    path[0] = board(NAN);
    assert_int_equal(sl_channel_build(&s, NULL, NULL, ctx, &opts), SL_ERR_DOMAIN);
    opts.n = SL_SEGMENTS_MAX + 1;
    assert_int_equal(sl_channel_build(&s, NULL, NULL, ctx, &opts), SL_ERR_LIMIT);
    assert_null(s);
    opts.n = 0; // a through
    assert_int_equal(sl_channel_build(&s, NULL, NULL, ctx, &opts), SL_OK);
    check_close(mixed(s, 50, 1, 0), 1, 1e-15);
    sl_sparam_destroy(s);
}

// Memory that ends at any allocation, of building and of judging, is told.
static size_t allowed;

static void *failing(void *user, void *ptr, size_t size)
{
    (void)user;
    if (size == 0) {
        free(ptr);
        return NULL;
    }
    return allowed-- ? realloc(ptr, size) : NULL;
}

static void test_memory(void **state)
{
    (void)state;
    sl_segment path[] = {via(), board(0.1)};
    sl_channel_opts opts = {path, 2, 50e9, 64, 0};
    int good = 0;
    for (size_t n = 1; n < 30; n++) {
        sl_ctx_opts ctx_opts = {.allocator = {failing, NULL}, .threads = 1};
        sl_ctx *own;
        sl_sparam *s[3] = {NULL, NULL, NULL};
        sl_sparam_quality q;
        allowed = n;
        assert_int_equal(sl_ctx_create(&own, &ctx_opts), SL_OK);
        sl_status status = sl_channel_build(&s[0], &s[1], &s[2], own, &opts);
        if (status == SL_OK) {
            good++;
            status = sl_sparam_quality_of(&q, s[0]);
        }
        assert_true(status == SL_OK || status == SL_ERR_NO_MEMORY);
        for (int i = 0; i < 3; i++)
            sl_sparam_destroy(s[i]);
        sl_ctx_destroy(own);
    }
    assert_true(good > 5 && good < 25);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_against_chain), TEST(test_coupler), TEST(test_energy),
        TEST(test_common),        TEST(test_dc),      TEST(test_estimate),
        TEST(test_quality),       TEST(test_notch),   TEST(test_reversed),
        TEST(test_faults),        TEST(test_memory),  TEST(test_dielectric)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
