// PAM error rates and equaliser bounds.
#include "sl_test.h"

#include "selftest/com_channels.h"
#include "shoreline/constants.h"
#include "shoreline/numeric.h"
#include "shoreline/signal.h"

static void error_rates(void **state)
{
    (void)state;
    const struct {
        double snr;
        int levels;
        double ser, log10_ser, ber; // mpmath, 40 digits
    } t[] = {
        {10, 2, 0.00078270112900127484, -3.1064040397349014, 0.00078270112900127484},
        {66.6, 4, 0.00019694263306102469, -3.7056602599971819, 9.8471316530512346e-5},
        {1000, 4, 1.5663656878219086e-45, -44.805106838917355, 7.8318284391095428e-46},
        {5000, 4, 1.3468745886005446e-219, -218.87067284081331, 6.7343729430027232e-220},
        {300, 8, 0.00013742074870190762, -3.8619476896459232, 4.5806916233969205e-5},
        {150, 6, 0.00028016125395668795, -3.5525919274240665, 0.00010838116757149406},
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        sl_assert_rel(sl_pam_ser(t[i].snr, t[i].levels), t[i].ser, 1e-12);
        sl_assert_rel(sl_pam_log10_ser(t[i].snr, t[i].levels), t[i].log10_ser, 1e-13);
        sl_assert_rel(sl_pam_ber(t[i].snr, t[i].levels), t[i].ber, 1e-12);
        double back = sl_pam_snr_for_log10_ber(log10(t[i].ber), t[i].levels);
        sl_assert_rel(back, t[i].snr, 1e-12);
    }
    for (double snr = 1; snr < 1000; snr *= 1.3) // PAM4: SER = 1.5 Q(sqrt(SNR/5)) exactly
        sl_assert_rel(sl_pam_ser(snr, 4), 1.5 * sl_q(sqrt(snr / 5)), 1e-12);
    assert_true(isnan(sl_pam_ser(10, 1)) && isnan(sl_pam_ser(-1, 4)));
    assert_true(isnan(sl_pam_snr_for_log10_ber(0, 4)));
    sl_assert_rel(sl_pam_mean_square(4), 5.0 / 9, 1e-15);
}

static sl_pulse_response flat(double fb, double psd, size_t cells)
{
    sl_pulse_response r = {.symbol_rate_bd = fb, .level_mismatch = 1};
    for (size_t i = 0; i < SL_RESPONSE_CELLS; i++) {
        r.gain[i] = i < cells;
        r.noise_psd_per_hz[i] = psd;
    }
    return r;
}

static void awgn_is_exact(void **state)
{
    (void)state;
    // Ideal Nyquist pulse: noise of density N in 0..fb/2 has the variance N fb/2, so that
    // SNR = sigma_x^2/(N fb/2) for every equaliser.
    const double fb = 106.25e9, psd = 1e-14;
    for (int levels = 2; levels <= 8; levels += 2) {
        sl_pulse_response r = flat(fb, psd, SL_RESPONSE_CELLS / 2);
        double want = sl_pam_mean_square(levels) / (psd * fb / 2);
        sl_equalised e;
        assert_int_equal(sl_equalised_snr(&e, &r, levels, INFINITY), SL_OK);
        sl_assert_rel(e.snr_dfe, want, 1e-13);
        sl_assert_rel(e.snr_linear, want, 1e-12);
        sl_assert_rel(e.snr_matched, want, 1e-13);
        sl_assert_rel(e.mean_square_slope, SL_PI * SL_PI / 3, 3e-4); // exact for sinc; midpoints
        // Transmitter noise adds: 1/SNR = sum of the inverses.
        assert_int_equal(sl_equalised_snr(&e, &r, levels, 30), SL_OK);
        sl_assert_rel(1 / e.snr_dfe, 1 / want + 1e-3, 1e-12);
        // R_LM scales the eye.
        r.level_mismatch = 0.9;
        assert_int_equal(sl_equalised_snr(&e, &r, levels, INFINITY), SL_OK);
        sl_assert_rel(e.snr_dfe, 0.81 * want, 1e-13);
    }
}

static void jitter(void **state)
{
    (void)state;
    // sinc pulse, jitter alone: noise = sigma_j^2 sigma_x^2 sum of squared slopes = pi^2/3 (exact).
    sl_pulse_response r = flat(1, 1e-12, SL_RESPONSE_CELLS / 2);
    r.jitter_rms_ui = 0.01;
    sl_equalised e;
    assert_int_equal(sl_equalised_snr(&e, &r, 4, INFINITY), SL_OK);
    sl_assert_rel(e.snr_linear, 1 / (1e-4 * SL_PI * SL_PI / 3), 2e-3);
    assert_true(e.snr_dfe > e.snr_linear); // coloured noise can be predicted
}

static void first_order_channel(void **state)
{
    (void)state;
    // gain 1/sqrt(1 + (f/f0)^2), f0 = fb/4, white noise: scipy quadrature (1e-13) over 0..fb/2.
    sl_pulse_response r = flat(1, 1e-4, SL_RESPONSE_CELLS);
    for (size_t i = 0; i < SL_RESPONSE_CELLS; i++) {
        double f = sl_response_cell_hz(1, i);
        r.gain[i] = 1 / sqrt(1 + 16 * f * f);
    }
    sl_equalised e;
    assert_int_equal(sl_equalised_snr(&e, &r, 4, INFINITY), SL_OK);
    sl_assert_rel(e.snr_dfe, 6943.472821822291, 5e-4);
    sl_assert_rel(e.snr_linear, 6560.949129651408, 5e-4);
    sl_assert_rel(e.snr_matched, 7365.653687044625, 5e-4);
    sl_assert_rel(e.mean_square_slope, 0.1308931483619907, 2e-3);
    r.jitter_rms_ui = 0.02;
    assert_int_equal(sl_equalised_snr(&e, &r, 4, 30), SL_OK);
    sl_assert_rel(e.snr_dfe, 831.4275283176245, 5e-4);
    sl_assert_rel(e.snr_linear, 830.0326228810446, 5e-4);
}

static void ctle(void **state)
{
    (void)state;
    // A channel that is the inverse of the CTLE at -10 dB, band-limited to fb/2: no interference is
    // left at that setting, and the noise is psd * int |C|^2 = 0.40991358440163994 (scipy, fb = 1).
    const double g2 = 0.1, psd = 1e-5;
    sl_pulse_response r = flat(1, psd, SL_RESPONSE_CELLS / 2);
    for (size_t i = 0; i < SL_RESPONSE_CELLS / 2; i++) {
        double f = sl_response_cell_hz(1, i), x2 = 6.25 * f * f;
        r.gain[i] = sqrt((1 + x2) * (1 + f * f) / (g2 + x2)) * sqrt(g2);
    }
    double snr, db;
    assert_int_equal(sl_ctle_snr(&snr, &db, &r, 2, INFINITY), SL_OK);
    sl_assert_abs(db, -10, 0.5);
    sl_assert_rel(snr, g2 / (psd * 0.40991358440163994), 1e-3);
}

static void reference_receiver(void **state)
{
    (void)state;
    // The bound must lie above what the reference receiver of the standard reaches, and not far:
    // 2.1 and 1.7 dB. The script's jitter: sigma_RJ 0.01, A_DD 0.02; SNR_TX 33 dB, R_LM 0.95.
    for (size_t c = 0; c < sizeof com_channels / sizeof *com_channels; c++) {
        const com_channel *t = &com_channels[c];
        sl_pulse_response r = {
            .symbol_rate_bd = 106.25e9, .jitter_rms_ui = sqrt(5e-4), .level_mismatch = 0.95};
        for (size_t i = 0; i < SL_RESPONSE_CELLS; i++) {
            r.gain[i] = t->gain[i];
            r.noise_psd_per_hz[i] = t->noise_psd_per_hz[i];
        }
        sl_equalised e;
        assert_int_equal(sl_equalised_snr(&e, &r, 4, 33), SL_OK);
        double dfe_db = 10 * log10(e.snr_dfe);
        sl_assert_abs(dfe_db, t->dfe_db, 1e-6);
        sl_assert_abs(10 * log10(e.snr_linear), t->linear_db, 1e-6);
        assert_true(dfe_db > t->receiver_snr_db && dfe_db < t->receiver_snr_db + 2.5);
    }
}

static void domain(void **state)
{
    (void)state;
    sl_equalised e;
    sl_pulse_response r = flat(1, 1e-3, 64);
    assert_int_equal(sl_equalised_snr(&e, &r, 1, 30), SL_ERR_DOMAIN);
    assert_int_equal(sl_equalised_snr(&e, &r, 4, NAN), SL_ERR_DOMAIN);
    r.gain[5] = NAN;
    assert_int_equal(sl_equalised_snr(&e, &r, 4, 30), SL_ERR_DOMAIN);
    r = flat(1, 0, 64);
    assert_int_equal(sl_equalised_snr(&e, &r, 4, 30), SL_ERR_DOMAIN);
    r = flat(1, 1e-3, 0); // a dead channel is legal: no SNR
    assert_int_equal(sl_equalised_snr(&e, &r, 4, 30), SL_OK);
    sl_assert_abs(e.snr_dfe, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(error_rates),
        cmocka_unit_test(awgn_is_exact),
        cmocka_unit_test(jitter),
        cmocka_unit_test(first_order_channel),
        cmocka_unit_test(ctle),
        cmocka_unit_test(domain),
        cmocka_unit_test(reference_receiver),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
