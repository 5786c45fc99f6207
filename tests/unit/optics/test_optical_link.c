// The standard tier of an optical lane. Expected numbers: closed forms, the estimate's infinite
// equaliser, finite differences, enumeration of symbols.
#include "sl_test.h"

#include "shoreline/constants.h"
#include "shoreline/numeric.h"
#include "shoreline/optical_link.h"

static sl_ctx *ctx;
static sl_link *link_;

// A DR lane.
static sl_optical_link lane_53(void)
{
    return (sl_optical_link){.lane = {.symbol_rate_bd = 53.125e9,
                                      .levels = 4,
                                      .target_ber = 2.4e-4,
                                      .launch_average_w = 1.3e-3,
                                      .extinction_ratio_db = 5,
                                      .level_mismatch = 0.97,
                                      .transmitter_bandwidth_hz = 35e9,
                                      .rin_per_hz = 6e-15,
                                      .jitter_rms_ui = 0.015,
                                      .channel_loss_db = 6,
                                      .wavelength_m = 1311e-9,
                                      .dispersion_s_per_m = 5e-4,
                                      .responsivity_a_per_w = 0.8,
                                      .thermal_a2_per_hz = 18e-12 * 18e-12,
                                      .receiver_bandwidth_hz = 30e9,
                                      .receiver_noise_per_hz = 1e-14,
                                      .implementation_loss_db = 1},
                             .transmitter = {{SL_FILTER_BESSEL4, 35e9, 0}},
                             .transmitter_n = 1,
                             .receiver = {{SL_FILTER_BESSEL4, 30e9, 0}},
                             .receiver_n = 1,
                             .rx = {.ffe_n = 15, .ffe_pre = 4, .dfe_limit = 0.5}};
}

static sl_link_point point_of(const sl_optical_link *in)
{
    sl_link_point p;
    assert_int_equal(sl_link_evaluate(&p, link_, in, 0), SL_OK);
    return p;
}

// A lane of wide filters and noise behind the receiver: an ideal slicer.
static void test_ideal_pam(void **state)
{
    (void)state;
    for (int levels = 2; levels <= 8; levels += 2) {
        sl_optical_link in = lane_53();
        in.lane = (sl_lane_in){.symbol_rate_bd = 50e9,
                               .levels = levels,
                               .target_ber = 1e-4,
                               .launch_average_w = 10, // no shot noise to speak of
                               .extinction_ratio_db = INFINITY,
                               .level_mismatch = 1,
                               .transmitter_bandwidth_hz = INFINITY,
                               .wavelength_m = 1310e-9,
                               .responsivity_a_per_w = 1,
                               .receiver_bandwidth_hz = INFINITY};
        in.lane.receiver_noise_per_hz = 2 / 50e9 * pow((1.0 / (levels - 1)) / 3.2, 2);
        in.transmitter[0] = (sl_filter){SL_FILTER_GAUSSIAN, 80e9, 0};
        in.receiver_n = 0;
        in.rx.ffe_n = 31, in.rx.ffe_pre = 15;
        sl_link_point p = point_of(&in);
        double enhanced = 0;
        for (int i = 0; i < 31; i++)
            enhanced += p.taps[i] * p.taps[i];
        double q = 1 / sqrt(enhanced / (3.2 * 3.2) + p.isi * pow(levels - 1, 2)),
               bits = log2(levels), m = levels;
        sl_assert_abs(p.log10_ber, log10(2 * (m - 1) / (m * bits) * 0.5 * erfc(q / sqrt(2))), 2e-3);
    }
}

// Finite equalisers come to the infinite one of the estimate.
static void test_long_equaliser_is_the_bound(void **state)
{
    (void)state;
    sl_optical_link in = lane_53();
    in.lane.implementation_loss_db = 0;
    sl_lane_out bound;
    assert_int_equal(sl_lane_evaluate(&bound, &in.lane), SL_OK);
    double last = -INFINITY;
    for (int n = 5; n <= 45; n += 20) {
        in.rx.ffe_n = n, in.rx.ffe_pre = n / 2;
        double snr_db = point_of(&in).snr_db;
        assert_true(snr_db >= last - 1e-6);
        last = snr_db;
    }
    sl_assert_abs(last, bound.snr_db, 0.15); // the estimate folds magnitudes alone
}

static void test_margin_reaches_target(void **state)
{
    (void)state;
    for (int detector = SL_DETECT_LINEAR; detector <= SL_DETECT_SEQUENCE; detector++)
        for (double loss = 2; loss < 9; loss += 3) {
            sl_optical_link in = lane_53();
            double margin_db;
            in.rx.detector = (sl_detector)detector;
            in.rx.dfe_n = detector != SL_DETECT_LINEAR;
            in.lane.channel_loss_db = loss;
            assert_int_equal(sl_link_margin(&margin_db, link_, &in), SL_OK);
            in.lane.channel_loss_db += margin_db;
            sl_assert_abs(point_of(&in).log10_ber, log10(2.4e-4), 0.02);
        }
}

// No light is enough where the noise follows it.
static void test_noise_floor(void **state)
{
    (void)state;
    sl_optical_link in = lane_53();
    double margin_db;
    in.lane.rin_per_hz = 1e-12;
    assert_int_equal(sl_link_margin(&margin_db, link_, &in), SL_OK);
    assert_true(margin_db == -INFINITY);
}

typedef struct turn {
    double *of;
    double by;
    bool relative;
} turn;

// Gradients hold taps and phase; at the optimum adaptation moves the error ratio in second order
// only where the measure is the same, so that the derivative with adaptation agrees loosely.
static void test_gradients(void **state)
{
    (void)state;
    sl_optical_link in = lane_53();
    in.lane.channel_loss_db = 4;
    in.lane.jitter_rms_ui = 0.01;
    sl_link_point p, up, down;
    turn turns[SL_LINK_PARAMETERS] = {
        [SL_LINK_LOSS_DB] = {&in.lane.channel_loss_db, 0.02, false},
        [SL_LINK_EXTINCTION_DB] = {&in.lane.extinction_ratio_db, 0.02, false},
        [SL_LINK_RIN_DB] = {&in.lane.rin_per_hz, 0.02, true},
        [SL_LINK_THERMAL_DB] = {&in.lane.thermal_a2_per_hz, 0.02, true},
        [SL_LINK_TX_BANDWIDTH] = {&in.transmitter[0].hz, 0.002, false},
        [SL_LINK_RX_BANDWIDTH] = {&in.receiver[0].hz, 0.002, false},
        [SL_LINK_DISPERSION_S_M] = {&in.lane.dispersion_s_per_m, 2e-5, false},
        [SL_LINK_LEVEL_MISMATCH] = {&in.lane.level_mismatch, 2e-3, false},
    };
    assert_int_equal(sl_link_evaluate(&p, link_, &in, 1), SL_OK);
    for (int i = 0; i < SL_LINK_PARAMETERS; i++) {
        turn *t = &turns[i];
        double kept = *t->of, by = t->by;
        bool bandwidth = i == SL_LINK_TX_BANDWIDTH || i == SL_LINK_RX_BANDWIDTH;
        *t->of = bandwidth ? kept * (1 + by) : t->relative ? kept * pow(10, by / 10) : kept + by;
        up = point_of(&in);
        *t->of = bandwidth ? kept * (1 - by) : t->relative ? kept * pow(10, -by / 10) : kept - by;
        down = point_of(&in);
        *t->of = kept;
        double slope = (up.log10_ber - down.log10_ber) / (2 * by);
        print_message("parameter %d: %g, by difference %g\n", i, p.gradient[i], slope);
        sl_assert_abs(p.gradient[i], slope,
                      (bandwidth ? 0.15 : 0.06) * fabs(slope) +
                          0.02 * fabs(p.gradient[0]) / (i == SL_LINK_DISPERSION_S_M ? 1e-3 : 1));
    }
}

static void test_more_loss_is_worse(void **state)
{
    (void)state;
    sl_optical_link in = lane_53();
    double last = -INFINITY;
    for (double loss = 0; loss < 14; loss += 0.5) {
        in.lane.channel_loss_db = loss;
        double log10_ber = point_of(&in).log10_ber;
        assert_true(log10_ber >= last);
        last = log10_ber;
    }
}

// Levels by noise gain where noise follows the light, and do nothing where it does not.
static void test_predistortion(void **state)
{
    (void)state;
    sl_optical_link in = lane_53();
    in.lane.extinction_ratio_db = 8;
    in.lane.rin_per_hz = 2.5e-14;
    in.lane.channel_loss_db = 1;
    in.predistortion = SL_LEVELS_EQUAL;
    double equal = point_of(&in).log10_ber;
    in.predistortion = SL_LEVELS_BY_NOISE;
    sl_link_point p = point_of(&in);
    assert_true(p.log10_ber < equal - 0.2);
    assert_true(p.level[1] - p.level[0] < p.level[3] - p.level[2]);
    in.predistortion = SL_LEVELS_AS_DRIVEN;
    assert_true(point_of(&in).log10_ber > equal);
    in.lane.rin_per_hz = 0;
    in.lane.thermal_a2_per_hz *= 400;
    in.predistortion = SL_LEVELS_EQUAL;
    equal = point_of(&in).log10_ber;
    in.predistortion = SL_LEVELS_BY_NOISE;
    sl_assert_abs(point_of(&in).log10_ber, equal, 0.02);
}

static void test_feedback_helps_narrow_receivers(void **state)
{
    (void)state;
    sl_optical_link in = lane_53();
    in.receiver[0].hz = 15e9;
    in.lane.channel_loss_db = 3;
    sl_link_point p[3];
    for (int d = 0; d < 3; d++) {
        in.rx.detector = (sl_detector)d;
        in.rx.dfe_n = d > 0;
        p[d] = point_of(&in);
    }
    assert_true(p[SL_DETECT_DFE].log10_ber < p[SL_DETECT_LINEAR].log10_ber - 0.3);
    assert_true(p[SL_DETECT_SEQUENCE].log10_ber < p[SL_DETECT_LINEAR].log10_ber - 0.3);
    assert_true(p[SL_DETECT_DFE].burst > p[SL_DETECT_SEQUENCE].burst &&
                p[SL_DETECT_DFE].burst < 0.76);
    assert_true(p[SL_DETECT_LINEAR].burst == 0);
}

static void test_domain(void **state)
{
    (void)state;
    sl_link_point p;
    sl_optical_link in = lane_53();
    sl_link *none;
    assert_int_equal(sl_link_create(&none, ctx, 8), SL_ERR_DOMAIN);
    in.rx.ffe_n = 0;
    assert_int_equal(sl_link_evaluate(&p, link_, &in, 0), SL_ERR_DOMAIN);
    in = lane_53();
    in.rx.detector = SL_DETECT_SEQUENCE;
    assert_int_equal(sl_link_evaluate(&p, link_, &in, 0), SL_ERR_DOMAIN);
    in = lane_53();
    in.transmitter[0].hz = -1;
    assert_int_equal(sl_link_evaluate(&p, link_, &in, 0), SL_ERR_DOMAIN);
    in = lane_53();
    in.lane.launch_average_w = NAN;
    assert_int_equal(sl_link_evaluate(&p, link_, &in, 0), SL_ERR_DOMAIN);
    in = lane_53();
    in.lane.thermal_a2_per_hz = in.lane.rin_per_hz = in.lane.receiver_noise_per_hz = 0;
    in.lane.responsivity_a_per_w = 1e-300;
    assert_int_not_equal(sl_link_evaluate(&p, link_, &in, 0), SL_OK);
}

static int begin(void **state)
{
    (void)state;
    return sl_ctx_create(&ctx, NULL) != SL_OK || sl_link_create(&link_, ctx, 0) != SL_OK;
}

static int end(void **state)
{
    (void)state;
    sl_link_destroy(link_);
    sl_ctx_destroy(ctx);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ideal_pam),
        cmocka_unit_test(test_long_equaliser_is_the_bound),
        cmocka_unit_test(test_margin_reaches_target),
        cmocka_unit_test(test_noise_floor),
        cmocka_unit_test(test_gradients),
        cmocka_unit_test(test_more_loss_is_worse),
        cmocka_unit_test(test_predistortion),
        cmocka_unit_test(test_feedback_helps_narrow_receivers),
        cmocka_unit_test(test_domain),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
