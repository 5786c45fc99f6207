// The lane's physical error ratio and the TDECQ estimate. Independent method: a Wiener filter of
// 129 (lane, half-symbol spacing) or 41 taps (TDECQ, symbol spacing) solved in the time domain with
// numpy from autocovariance matrices, noise split by quadratic forms of the taps; for the lane the
// one of least errors among the designs for amplitudes on the same 0.5 dB grid.
#include "sl_test.h"

#include "shoreline/constants.h"
#include "shoreline/numeric.h"
#include "shoreline/optics.h"
#include "shoreline/signal.h"

static sl_lane_in pam4_53(void)
{
    return (sl_lane_in){.symbol_rate_bd = 53.125e9,
                        .levels = 4,
                        .target_ber = 2.4e-4,
                        .launch_average_w = 1e-3,
                        .extinction_ratio_db = 4.5,
                        .level_mismatch = 1,
                        .transmitter_bandwidth_hz = 28e9,
                        .rin_per_hz = 1e-14,
                        .channel_loss_db = 5,
                        .wavelength_m = 1310e-9,
                        .responsivity_a_per_w = 0.8,
                        .dark_current_a = 1e-8,
                        .thermal_a2_per_hz = 324e-24,
                        .thermal_f2_a2_per_hz3 = 0.2 * 324e-24 / 9e20,
                        .receiver_bandwidth_hz = 32e9};
}

static sl_lane_in pam4_113(void)
{
    sl_lane_in in = pam4_53();
    in.symbol_rate_bd = 113.4375e9;
    in.transmitter_bandwidth_hz = 50e9;
    in.receiver_bandwidth_hz = 52e9;
    in.dispersion_s_per_m = 3.2e-6 * 2000;
    in.chirp = 0.6;
    in.receiver_noise_per_hz = 2e-14;
    in.drive_noise_per_hz = 1e-14;
    in.jitter_rms_ui = 0.012;
    in.mpi_variance = 1e-5;
    in.thermal_a2_per_hz = 400e-24;
    in.channel_loss_db = 3;
    in.extinction_ratio_db = 5;
    in.rin_per_hz = 3e-15;
    return in;
}

static sl_lane_in nrz_25(void)
{
    sl_lane_in in = pam4_53();
    in.levels = 2;
    in.symbol_rate_bd = 25.78125e9;
    in.transmitter_bandwidth_hz = 20e9;
    in.receiver_bandwidth_hz = 19e9;
    in.fibre_bandwidth_hz = 30e9;
    in.wavelength_m = 850e-9;
    in.channel_loss_db = 9;
    return in;
}

static void test_against_wiener_filter(void **state)
{
    (void)state;
    const struct {
        sl_lane_in in;
        double thermal, shot, rin, electrical, isi, beat, snr, log10_ber, oma, q;
    } rows[] = {
        {pam4_53(), 4.67563e-06, 2.25358e-06, 6.33196e-06, 0, 2.3155e-07, 0, 22.4217, -7.27915,
         0.000301187, 5.0598},
        {pam4_113(), 1.06213e-05, 5.25316e-06, 1.01777e-05, 1.87282e-05, 4.27434e-06, 1.58489e-06,
         17.7583, -3.63888, 0.000520727, 3.25201},
        {nrz_25(), 3.10134e-06, 9.70021e-07, 1.71963e-06, 0, 6.01342e-08, 0, 24.0361, -57.3534,
         0.000119905, 16.0227},
    };
    for (size_t i = 0; i < 3; i++) {
        sl_lane_out o;
        assert_int_equal(sl_lane_evaluate(&o, &rows[i].in), SL_OK);
        sl_assert_rel(o.received_oma_w, rows[i].oma, 1e-5);
        sl_assert_rel(o.thermal_sigma_w, rows[i].thermal, 1e-4);
        sl_assert_rel(o.shot_sigma_w, rows[i].shot, 1e-4);
        sl_assert_rel(o.rin_sigma_w, rows[i].rin, 1e-4);
        sl_assert_rel(o.electrical_sigma_w, rows[i].electrical, 1e-4);
        sl_assert_rel(o.isi_sigma_w, rows[i].isi, 1e-4);
        sl_assert_rel(o.mpi_sigma_w, rows[i].beat, 1e-4);
        sl_assert_abs(o.snr_db, rows[i].snr, 2e-4);
        sl_assert_rel(o.log10_ber, rows[i].log10_ber, 1e-5);
        sl_assert_rel(o.q_worst, rows[i].q, 1e-5);
    }
}

// Ideal Nyquist pulses in white noise: the closed forms of the receiver hold exactly.
static sl_lane_in nyquist(double gain[SL_RESPONSE_CELLS])
{
    sl_lane_in in = pam4_53();
    for (int i = 0; i < SL_RESPONSE_CELLS; i++) {
        double f = sl_response_cell_hz(in.symbol_rate_bd, (size_t)i);
        gain[i] = i < SL_RESPONSE_CELLS / 2 ? 1 / sl_hold_gain(f, in.symbol_rate_bd) : 0;
    }
    in.transmitter_gain = gain;
    in.receiver_bandwidth_hz = INFINITY;
    in.rin_per_hz = in.dark_current_a = in.thermal_f2_a2_per_hz3 = 0;
    in.launch_average_w = 0.1;
    in.thermal_a2_per_hz = 1e-16; // shot noise is nothing beside it
    return in;
}

static void test_nyquist_limit(void **state)
{
    (void)state;
    double gain[SL_RESPONSE_CELLS];
    sl_lane_in in = nyquist(gain);
    sl_lane_out o;
    assert_int_equal(sl_lane_evaluate(&o, &in), SL_OK);
    double current = sl_thermal_noise_a(1e-16, 0, in.symbol_rate_bd / 2);
    sl_assert_rel(o.thermal_sigma_w, current / 0.8, 1e-9);
    sl_assert_abs(o.noise_enhancement_db, 0, 1e-9);
    double snr = pow(10, o.snr_db / 10);
    sl_assert_rel(o.log10_ber, sl_pam_log10_ber(snr, 4), 1e-3);
    // sensitivity: BER 2.4e-4 is a symbol error ratio of 4.8e-4, Q 3.414
    double q = sl_q_for_symbol_error_ratio(4.8e-4, 4);
    sl_assert_rel(o.sensitivity_oma_w, sl_required_oma_w(current, q, 4, 0.8), 1e-3);
    in.levels = 2; // PAM4 at the same symbol rate, Q and noise needs 3 times the OMA
    sl_lane_out n;
    in.target_ber = sl_q(q);
    assert_int_equal(sl_lane_evaluate(&n, &in), SL_OK);
    sl_assert_rel(o.sensitivity_oma_w / n.sensitivity_oma_w, 3, 1e-3);
}

// The signal module solves the same equaliser for a response with noise: electronics only.
static void test_against_signal_module(void **state)
{
    (void)state;
    sl_lane_in in = pam4_53();
    in.rin_per_hz = in.dark_current_a = in.thermal_a2_per_hz = in.thermal_f2_a2_per_hz3 = 0;
    in.launch_average_w = 1; // shot noise negligible
    in.receiver_noise_per_hz = 5e-14;
    in.transmitter_bandwidth_hz = 20e9;
    sl_pulse_response r = {.symbol_rate_bd = in.symbol_rate_bd, .level_mismatch = 1};
    for (size_t i = 0; i < SL_RESPONSE_CELLS; i++) {
        double f = sl_response_cell_hz(in.symbol_rate_bd, i);
        r.gain[i] = sl_hold_gain(f, in.symbol_rate_bd) * sqrt(sl_bessel_thomson_power(f, 20e9)) *
                    sqrt(sl_bessel_thomson_power(f, 32e9));
        r.noise_psd_per_hz[i] = 5e-14;
    }
    sl_equalised e;
    sl_lane_out o;
    assert_int_equal(sl_equalised_snr(&e, &r, 4, INFINITY), SL_OK);
    assert_int_equal(sl_lane_evaluate(&o, &in), SL_OK);
    sl_assert_abs(o.snr_db, 10 * log10(e.snr_linear), 1e-3);
    sl_assert_abs(o.noise_enhancement_db, 10 * log10(e.snr_matched / e.snr_linear), 1e-3);
}

static sl_pulse_response host(double symbol_rate_bd, double bandwidth_hz, int hold, double noise)
{
    sl_pulse_response r = {.symbol_rate_bd = symbol_rate_bd, .level_mismatch = 1};
    for (size_t i = 0; i < SL_RESPONSE_CELLS; i++) {
        double f = sl_response_cell_hz(symbol_rate_bd, i);
        r.gain[i] = sqrt(sl_bessel_thomson_power(f, bandwidth_hz)) *
                    (hold ? sl_hold_gain(f, symbol_rate_bd) : 1);
        r.noise_psd_per_hz[i] = noise;
    }
    return r;
}

// A perfect host channel is the same as retimed; a poor one, and a noisy one, cost margin.
static void test_linear_hosts(void **state)
{
    (void)state;
    sl_lane_in in = pam4_53();
    sl_lane_out retimed, linear, last;
    assert_int_equal(sl_lane_evaluate(&retimed, &in), SL_OK);
    sl_pulse_response tx = host(in.symbol_rate_bd, INFINITY, 1, 0);
    sl_pulse_response rx = host(in.symbol_rate_bd, INFINITY, 0, 0);
    in.host_tx = &tx;
    in.host_rx = &rx;
    assert_int_equal(sl_lane_evaluate(&linear, &in), SL_OK);
    sl_assert_abs(linear.margin_db, retimed.margin_db, 1e-3);
    last = linear;
    for (double bandwidth = 60e9; bandwidth > 18e9; bandwidth *= 0.8) {
        tx = host(in.symbol_rate_bd, bandwidth, 1, 2e-15);
        rx = host(in.symbol_rate_bd, bandwidth, 0, 2e-15);
        assert_int_equal(sl_lane_evaluate(&linear, &in), SL_OK);
        assert_true(linear.margin_db < last.margin_db);
        last = linear;
    }
    in.symbol_rate_bd *= 1.1; // rates differ
    assert_int_equal(sl_lane_evaluate(&linear, &in), SL_ERR_DOMAIN);
}

// More loss never raises the margin, which falls by the loss exactly; at it the target is met.
static void test_margin(void **state)
{
    (void)state;
    sl_lane_in lanes[] = {pam4_53(), pam4_113(), nrz_25()};
    for (size_t i = 0; i < 3; i++) {
        sl_lane_in in = lanes[i];
        sl_lane_out o, at;
        double margin = NAN, ber = -INFINITY;
        for (double loss = -6; loss < 25; loss += 0.25) {
            in.channel_loss_db = loss;
            assert_int_equal(sl_lane_evaluate(&o, &in), SL_OK);
            assert_true(o.log10_ber >= ber);
            if (isfinite(margin)) sl_assert_abs(o.margin_db, margin - 0.25, 1e-5);
            double alone; // identity: the errors without the margin are the same
            assert_int_equal(sl_lane_log10_ber(&alone, &in), SL_OK);
            sl_assert_abs(alone, o.log10_ber, 0);
            margin = o.margin_db;
            ber = o.log10_ber;
        }
        in.channel_loss_db += o.margin_db;
        assert_int_equal(sl_lane_evaluate(&at, &in), SL_OK);
        sl_assert_abs(at.log10_ber, log10(in.target_ber), 1e-5);
        sl_assert_abs(at.margin_db, 0, 1e-5);
        sl_assert_rel(at.received_oma_w, o.sensitivity_oma_w, 1e-5);
    }
}

static double uniform(uint32_t *seed, double lo, double hi)
{
    *seed = *seed * 1664525u + 1013904223u;
    return lo + (hi - lo) * (*seed >> 8) / 16777216.0;
}

static double decades(uint32_t *seed, double lo, double hi)
{
    return pow(10, uniform(seed, lo, hi));
}

static sl_lane_in random_lane(uint32_t *seed)
{
    sl_lane_in in = pam4_53();
    in.levels = 2 + 2 * (int)uniform(seed, 0, 3.99);
    in.target_ber = decades(seed, -15, -2);
    in.launch_average_w = decades(seed, -5, -2);
    in.extinction_ratio_db = uniform(seed, 1, 12);
    in.level_mismatch = uniform(seed, 0.8, 1);
    in.transmitter_bandwidth_hz = in.symbol_rate_bd * uniform(seed, 0.2, 1.5);
    in.receiver_bandwidth_hz = in.symbol_rate_bd * uniform(seed, 0.2, 1.5);
    in.rin_per_hz = decades(seed, -16, -12);
    in.mpi_variance = decades(seed, -8, -2);
    in.crosstalk_variance = decades(seed, -9, -3);
    in.drive_noise_per_hz = decades(seed, -18, -13);
    in.receiver_noise_per_hz = decades(seed, -18, -13);
    in.jitter_rms_ui = uniform(seed, 0, 0.03);
    in.dispersion_s_per_m = uniform(seed, -0.02, 0.02);
    in.chirp = uniform(seed, -1, 1);
    in.channel_loss_db = uniform(seed, 0, 15);
    return in;
}

// The same on lanes at random, with noise of every kind ruling.
static void test_loss_never_helps(void **state)
{
    (void)state;
    uint32_t seed = 1;
    for (int i = 0; i < 2000; i++) {
        sl_lane_in in = random_lane(&seed);
        sl_lane_out o, more;
        assert_int_equal(sl_lane_evaluate(&o, &in), SL_OK);
        in.channel_loss_db += decades(&seed, -4, 0.5);
        assert_int_equal(sl_lane_evaluate(&more, &in), SL_OK);
        assert_false(isnan(o.margin_db));
        assert_true(more.margin_db <= o.margin_db + 1e-6);
        assert_true(more.log10_ber >= o.log10_ber + 1e-12 * o.log10_ber);
    }
}

// Noise that grows with the light sets a floor: no power reaches the target, and nothing jumps on
// the way there.
static void test_noise_floor(void **state)
{
    (void)state;
    sl_lane_in in = pam4_53();
    sl_lane_out o;
    double last = INFINITY;
    int floors = 0;
    for (double db = -150; db < -120; db += 0.25) {
        in.rin_per_hz = pow(10, db / 10);
        assert_int_equal(sl_lane_evaluate(&o, &in), SL_OK);
        assert_true(o.margin_db <= last);
        last = o.margin_db;
        floors += isinf(o.margin_db) != 0;
    }
    assert_true(floors > 0);
    assert_true(isinf(o.sensitivity_oma_w));
    in = pam4_53();
    in.mpi_variance = 1e-2;
    assert_int_equal(sl_lane_evaluate(&o, &in), SL_OK);
    assert_true(isinf(o.margin_db) && o.margin_db < 0);
}

static void test_monotone_in_impairments(void **state)
{
    (void)state;
    sl_lane_in base = pam4_53();
    sl_lane_out o, worse;
    assert_int_equal(sl_lane_evaluate(&o, &base), SL_OK);
    for (int k = 0; k < 9; k++) {
        sl_lane_in in = base;
        switch (k) {
        case 0:
            in.level_mismatch = 0.92;
            break;
        case 1:
            in.jitter_rms_ui = 0.02;
            break;
        case 2:
            in.transmitter_bandwidth_hz = 20e9;
            break;
        case 3:
            in.dispersion_s_per_m = 12e-6 * 2000;
            break;
        case 4:
            in.fibre_bandwidth_hz = 20e9;
            break;
        case 5:
            in.mpn_sigma = 0.02;
            break;
        case 6:
            in.crosstalk_variance = 1e-4;
            break;
        case 7:
            in.implementation_loss_db = 1;
            break;
        case 8:
            in.extinction_ratio_db = 3;
            break;
        }
        assert_int_equal(sl_lane_evaluate(&worse, &in), SL_OK);
        assert_true(worse.margin_db < o.margin_db);
    }
    base.responsivity_a_per_w = 0;
    assert_int_equal(sl_lane_evaluate(&o, &base), SL_ERR_DOMAIN);
}

// The reference keeps frequencies up to eight times the symbol rate, the model up to twice.
static void test_tdecq(void **state)
{
    (void)state;
    static const struct {
        double rate, bandwidth, wavelength, dispersion, chirp, ser, mismatch, db;
    } rows[] = {
        {53.125e9, INFINITY, 1310e-9, 0, 0, 4.8e-4, 1, 0.28724},
        {53.125e9, 30e9, 1310e-9, 0, 0, 4.8e-4, 1, 0.83571},
        {53.125e9, 20e9, 1310e-9, 0, 0, 4.8e-4, 1, 1.72369},
        {53.125e9, 25e9, 1331e-9, 1.9e-6 * 4000, 0.3, 4.8e-4, 0.95, 1.31296},
        {113.4375e9, 60e9, 1310e-9, 0, 0, 9.6e-3, 1, 0.92490},
    };
    double last = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sl_tdecq_in in = {.symbol_rate_bd = rows[i].rate,
                          .levels = 4,
                          .target_ser = rows[i].ser,
                          .transmitter_bandwidth_hz = rows[i].bandwidth,
                          .level_mismatch = rows[i].mismatch,
                          .wavelength_m = rows[i].wavelength,
                          .dispersion_s_per_m = rows[i].dispersion,
                          .chirp = rows[i].chirp,
                          .extinction_ratio_db = 5};
        sl_tdecq_out o, noisy;
        assert_int_equal(sl_tdecq_estimate(&o, &in), SL_OK);
        sl_assert_abs(o.tdecq_db, rows[i].db, 0.007);
        in.rin_per_hz = 1e-14;
        assert_int_equal(sl_tdecq_estimate(&noisy, &in), SL_OK);
        assert_true(noisy.tdecq_db > o.tdecq_db);
        in.rin_per_hz = 1e-12; // no noise to spare
        assert_int_equal(sl_tdecq_estimate(&noisy, &in), SL_ERR_LIMIT);
        last = o.q;
    }
    sl_assert_abs(last, 2.489, 5e-4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_wiener_filter),
        cmocka_unit_test(test_nyquist_limit),
        cmocka_unit_test(test_against_signal_module),
        cmocka_unit_test(test_linear_hosts),
        cmocka_unit_test(test_margin),
        cmocka_unit_test(test_loss_never_helps),
        cmocka_unit_test(test_noise_floor),
        cmocka_unit_test(test_monotone_in_impairments),
        cmocka_unit_test(test_tdecq),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
