// Serial links: SNR, margins, reach, energy.
#include "sl_test.h"

#include "shoreline/constants.h"
#include "shoreline/electrical.h"
#include "shoreline/signal.h"

static const sl_line board = {
    SL_LINE_STRIPLINE, 3.1, 0.0015, 10e9, 100, 180e-6, 18e-6, 0.7e-6, 5.8e7, 0, 0};

static sl_electrical_in link_in(const sl_segment *segments, size_t n)
{
    return (sl_electrical_in){
        .segments = segments,
        .n_segments = n,
        .symbol_rate_bd = 106.25e9,
        .levels = 4,
        .transmitter = {0.5, 33, 0.01, 0.95, INFINITY},
        .receiver = {8e-18, 0, 1e-3, INFINITY, SL_EQUALISER_DFE},
        .implementation_loss_db = 5,
        .target_ber = 2e-4,
        .loss_limit_db = 36,
        .reflection_near = 0.05,
        .reflection_far = 0.05,
    };
}

static void independent_link(void **state)
{
    (void)state;
    // 300 mm of board at 106.25 GBd: separate Python chain (line, hold, folding, Salz; 4000
    // points).
    sl_segment s = {.kind = SL_SEGMENT_LINE, .length_m = 0.3, .line = board};
    sl_electrical_in in = link_in(&s, 1);
    sl_electrical_out out;
    assert_int_equal(sl_electrical_evaluate(&out, &in), SL_OK);
    sl_assert_rel(out.loss_nyquist_db, 12.416866199733724, 1e-6);
    sl_assert_abs(out.snr_dfe_db, 31.161218701446046, 2e-3);
    sl_assert_abs(out.snr_linear_db, 31.087818193316398, 2e-3);
    sl_assert_abs(out.class_margin_db, 36 - 12.416866199733724, 1e-4);
    // A filter in the receiver treats signal and noise alike: no change without sampler noise.
    in.receiver.bandwidth_hz = 55e9;
    sl_electrical_out filtered;
    assert_int_equal(sl_electrical_evaluate(&filtered, &in), SL_OK);
    sl_assert_abs(filtered.snr_dfe_db, out.snr_dfe_db, 1e-9);
    in.receiver.sampler_psd_v2_hz = 8e-18;
    assert_int_equal(sl_electrical_evaluate(&filtered, &in), SL_OK);
    assert_true(filtered.snr_dfe_db < out.snr_dfe_db);
    // Hand-over: gain = hold * loss, noise relative to the level.
    double f = sl_response_cell_hz(106.25e9, 31);
    sl_assert_rel(out.response.gain[31],
                  sl_hold_gain(f, 106.25e9) * pow(10, -sl_line_loss_db(&board, 0.3, f) / 20),
                  1e-12);
    sl_assert_rel(out.response.noise_psd_per_hz[0], (8e-18 + 1e-6 / 106.25e9) / 0.25, 1e-12);
}

static void identities(void **state)
{
    (void)state;
    // No channel at all, ideal transmitter: the required SNR and the error rate belong together.
    sl_electrical_in in = link_in(NULL, 0);
    sl_electrical_out out;
    assert_int_equal(sl_electrical_evaluate(&out, &in), SL_OK);
    sl_assert_abs(out.loss_nyquist_db, 0, 0);
    in.implementation_loss_db = out.snr_db - out.snr_required_db; // margin 0
    assert_int_equal(sl_electrical_evaluate(&out, &in), SL_OK);
    sl_assert_abs(out.margin_db, 0, 1e-12);
    sl_assert_rel(out.log10_ber, log10(2e-4), 1e-10);
    in.levels = 5;
    assert_int_equal(sl_electrical_evaluate(&out, &in), SL_ERR_DOMAIN);
    in = link_in(NULL, 0);
    in.receiver.noise_psd_v2_hz = in.receiver.crosstalk_rms_v = 0;
    assert_int_equal(sl_electrical_evaluate(&out, &in), SL_ERR_DOMAIN);
    in = link_in(NULL, SL_SEGMENTS_MAX + 1);
    assert_int_equal(sl_electrical_evaluate(&out, &in), SL_ERR_LIMIT);
}

static void length_costs_margin(void **state)
{
    (void)state;
    for (int e = SL_EQUALISER_CTLE; e <= SL_EQUALISER_DFE; e++) {
        double last = INFINITY, last_bound = INFINITY;
        for (double length = 0; length < 2; length = 1.2 * length + 0.002) {
            sl_segment s = {.kind = SL_SEGMENT_LINE, .length_m = length, .line = board};
            sl_electrical_in in = link_in(&s, 1);
            in.receiver.equaliser = (sl_equaliser)e;
            sl_electrical_out out;
            assert_int_equal(sl_electrical_evaluate(&out, &in), SL_OK);
            // A CTLE alone is best at a short but not zero length: monotonic from 3 dB of loss on.
            double slack = e == SL_EQUALISER_CTLE ? 0.01 : 0;
            if (e != SL_EQUALISER_CTLE || out.loss_nyquist_db > 3)
                assert_true(out.margin_db <= last + slack);
            assert_true(out.snr_dfe_db <= last_bound);
            assert_true(out.snr_db <= out.snr_dfe_db + 1e-9);
            assert_true(out.snr_linear_db <= out.snr_dfe_db + 1e-9);
            last = out.margin_db;
            last_bound = out.snr_dfe_db;
        }
    }
}

static void reach(void **state)
{
    (void)state;
    for (int e = SL_EQUALISER_CTLE; e <= SL_EQUALISER_DFE; e++) {
        sl_segment s[2] = {{.kind = SL_SEGMENT_VIA, .lumped = {.inductance_h = 40e-12}},
                           {.kind = SL_SEGMENT_LINE, .length_m = 0.1, .line = board}};
        sl_electrical_in in = link_in(s, 2);
        in.receiver.equaliser = (sl_equaliser)e;
        if (e == SL_EQUALISER_CTLE) in.levels = 2;
        double by_snr, by_class, both;
        sl_electrical_out out;
        assert_int_equal(sl_electrical_max_reach(&by_snr, &in, 1, SL_REACH_SNR, 10), SL_OK);
        assert_int_equal(sl_electrical_max_reach(&by_class, &in, 1, SL_REACH_CLASS, 10), SL_OK);
        assert_int_equal(sl_electrical_max_reach(&both, &in, 1, SL_REACH_BOTH, 10), SL_OK);
        sl_assert_abs(both, fmin(by_snr, by_class), 1e-12);
        assert_true(by_snr > 0 && by_snr < 10);
        s[1].length_m = by_snr;
        assert_int_equal(sl_electrical_evaluate(&out, &in), SL_OK);
        sl_assert_abs(out.margin_db, 0, 2e-3);
        s[1].length_m = by_class;
        assert_int_equal(sl_electrical_evaluate(&out, &in), SL_OK);
        sl_assert_abs(out.class_margin_db, 0, 1e-9);
    }
    sl_segment s = {.kind = SL_SEGMENT_LINE, .length_m = 0.1, .line = board};
    sl_electrical_in in = link_in(&s, 1);
    double length;
    assert_int_equal(sl_electrical_max_reach(&length, &in, 0, SL_REACH_SNR, 0.05), SL_OK);
    sl_assert_abs(length, 0.05, 0); // limited by length_max
    in.implementation_loss_db = 50;
    assert_int_equal(sl_electrical_max_reach(&length, &in, 0, SL_REACH_SNR, 5), SL_OK);
    sl_assert_abs(length, 0, 0);
    in.loss_limit_db = INFINITY;
    assert_int_equal(sl_electrical_max_reach(&length, &in, 0, SL_REACH_CLASS, 5), SL_OK);
    sl_assert_abs(length, 5, 0);
    assert_int_equal(sl_electrical_max_reach(&length, &in, 1, SL_REACH_SNR, 5), SL_ERR_DOMAIN);
}

static sl_serdes_energy_in energy_in(double loss_db, double fb, double ber, double node)
{
    return (sl_serdes_energy_in){
        .loss_nyquist_db = loss_db,
        .snr_required_db = 10 * log10(sl_pam_snr_for_log10_ber(log10(ber), 4)),
        .symbol_rate_bd = fb,
        .levels = 4,
        .swing_pp_v = loss_db > 13 ? 1.0 : 0.6,
        .driver_ohm = 50,
        .node_scale = node,
        .coefficients = sl_serdes_coefficients_default(),
    };
}

static void energy_terms(void **state)
{
    (void)state;
    for (double loss = 0; loss <= 45; loss += 1) {
        sl_serdes_energy_in in = energy_in(loss, 53.125e9, 1e-6, 0.9);
        sl_serdes_energy_out o;
        assert_int_equal(sl_serdes_energy(&o, &in), SL_OK);
        double sum = o.serialiser_j_per_bit + o.driver_j_per_bit + o.tx_equaliser_j_per_bit +
                     o.ctle_j_per_bit + o.converter_j_per_bit + o.dsp_j_per_bit + o.clock_j_per_bit;
        sl_assert_rel(sum, o.energy_j_per_bit, 1e-12);
        sl_assert_rel(o.tx_j_per_bit + o.rx_j_per_bit, o.energy_j_per_bit, 1e-12);
        // Driver: Vpp^2/(4 Rd Rb) over the regulator's efficiency.
        double v = in.swing_pp_v;
        sl_assert_rel(o.driver_j_per_bit, v * v / (4 * 50 * 106.25e9 * 0.85), 1e-12);
    }
    sl_serdes_energy_in in = energy_in(28, 53.125e9, 1e-4, 1);
    sl_serdes_energy_out a, b;
    assert_int_equal(sl_serdes_energy(&a, &in), SL_OK);
    // 6.02 dB more SNR is one bit more: twice the converter's energy.
    in.snr_required_db += 20 * log10(2);
    assert_int_equal(sl_serdes_energy(&b, &in), SL_OK);
    sl_assert_rel(b.enob - a.enob, 1, 1e-12);
    sl_assert_rel(b.converter_j_per_bit, 2 * a.converter_j_per_bit, 1e-12);
    // Quantisation of a sine at full scale over its peak: with 9.5 dB of crest, no tilt and no
    // margin SQNR = 6.02 N + 4.77 - 9.5 dB (Bennett).
    in = energy_in(12, 53.125e9, 1e-4, 1);
    in.coefficients.mixed_signal_loss_db = 0;
    in.coefficients.quantisation_margin_db = 0;
    assert_int_equal(sl_serdes_energy(&a, &in), SL_OK);
    sl_assert_abs(6.0206 * a.enob + 4.7712 - 9.5, in.snr_required_db, 1e-3);
    in.levels = 3;
    assert_int_equal(sl_serdes_energy(&a, &in), SL_ERR_DOMAIN);
}

static void energy_bands(void **state)
{
    (void)state;
    // Published products and papers, pJ/bit (assumption, common surveys): 112G XSR 1.1-1.7 (5 nm),
    // VSR 2.5-4, MR 3.5-5, LR 4.5-7 (7 nm), 224G XSR 1.2-2, VSR 2.5-3.5, LR 3.5-5.5 (3 nm).
    const struct {
        double loss_db, fb, ber, node, low, high;
    } t[] = {
        {4, 56e9, 1e-8, 1, 1.1, 1.7},      {13, 56e9, 1e-8, 1, 1.1, 1.7},
        {16, 56e9, 1e-6, 1.4, 2.5, 4.1},   {20, 56e9, 1e-6, 1.4, 3.5, 5},
        {28, 56e9, 1e-4, 1.4, 4.5, 7},     {40, 56e9, 1e-4, 1.4, 4.5, 7},
        {4, 112e9, 1e-6, 0.75, 1.2, 2},    {13, 112e9, 1e-6, 0.75, 1.2, 2},
        {16, 112e9, 1e-5, 0.75, 2.5, 3.5}, {28, 112e9, 2e-4, 0.75, 3.5, 5.5},
        {40, 112e9, 2e-4, 0.75, 3.5, 5.5},
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        sl_serdes_energy_in in = energy_in(t[i].loss_db, t[i].fb, t[i].ber, t[i].node);
        sl_serdes_energy_out o;
        assert_int_equal(sl_serdes_energy(&o, &in), SL_OK);
        double pj = o.energy_j_per_bit * 1e12, middle = 0.5 * (t[i].low + t[i].high);
        sl_assert_abs(pj, middle, 0.5 * (t[i].high - t[i].low));
    }
}

// Found equalisers: each tap costs what a tap costs, 6.02 dB of enhancement double the converter,
// and boost beyond the CTLE's is taps as the loss beyond it is.
static void energy_of_equalisers(void **state)
{
    (void)state;
    sl_serdes_equaliser few = {.tx_taps = 3, .rx_taps = 8, .boost_db = 6, .enhancement_db = 3};
    sl_serdes_equaliser more = few, louder = few, steeper = few;
    sl_serdes_energy_in in = {.loss_nyquist_db = 25,
                              .snr_required_db = 18,
                              .symbol_rate_bd = 53.125e9,
                              .levels = 4,
                              .swing_pp_v = 1,
                              .driver_ohm = 50,
                              .node_scale = 1,
                              .coefficients = sl_serdes_coefficients_default(),
                              .equaliser = &few};
    sl_serdes_energy_out a, b;
    const sl_serdes_coefficients *c = &in.coefficients;
    assert_int_equal(sl_serdes_energy(&a, &in), SL_OK);
    more.tx_taps += 2;
    more.rx_taps += 10;
    in.equaliser = &more;
    assert_int_equal(sl_serdes_energy(&b, &in), SL_OK);
    double taps = 2 * c->tx_tap_j_per_symbol + 10 * c->dsp_tap_j_per_symbol;
    sl_assert_rel(b.energy_j_per_bit - a.energy_j_per_bit, taps / 2 / c->supply_efficiency, 1e-9);
    louder.enhancement_db += 20 * log10(2);
    in.equaliser = &louder;
    assert_int_equal(sl_serdes_energy(&b, &in), SL_OK);
    sl_assert_rel(b.converter_j_per_bit, 2 * a.converter_j_per_bit, 1e-9);
    steeper.boost_db = c->ctle_boost_max_db + 5;
    in.equaliser = &steeper;
    assert_int_equal(sl_serdes_energy(&b, &in), SL_OK);
    sl_assert_abs(b.rx_taps, 8 + 5 / c->residual_db_per_tap, 1e-12);
    assert_true(b.enob > a.enob);
    steeper.tx_taps = 0;
    assert_int_equal(sl_serdes_energy(&b, &in), SL_ERR_DOMAIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(independent_link),     cmocka_unit_test(identities),
        cmocka_unit_test(length_costs_margin),  cmocka_unit_test(reach),
        cmocka_unit_test(energy_terms),         cmocka_unit_test(energy_bands),
        cmocka_unit_test(energy_of_equalisers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
