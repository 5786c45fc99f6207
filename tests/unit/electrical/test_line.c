// Lines, lumped segments and paths.
#include "sl_test.h"

#include <complex.h>

#include "shoreline/constants.h"
#include "shoreline/electrical.h"

static const sl_line board = {
    SL_LINE_STRIPLINE, 3.1, 0.0015, 10e9, 100, 180e-6, 18e-6, 0.7e-6, 5.8e7, 0, 0};
static const sl_line twinax = {SL_LINE_TWINAX, 1.5, 0.0002, 10e9, 100, 255e-6, 0, 0, 5.8e7, 0, 0};
static const sl_line interposer = {
    SL_LINE_STRIPLINE, 3.9, 0.001, 10e9, 90, 3e-6, 3e-6, 0, 4.5e7, 378.15, 0};
static const double db_per_np = 8.685889638065036553;

static void independent_values(void **state)
{
    (void)state;
    // Separate Python computation: complex RLGC, spacing of planes by brentq, resistance of the
    // return path by numerical derivative of Cohn's / the shielded pair's impedance (Wheeler),
    // scipy's Bessel functions.
    const struct {
        const sl_line *line;
        double freq_hz, loss_db_m, phase_rad_m, re_ohm, im_ohm;
    } t[] = {
        {&board, 1e6, 0.3313833066, 0.0572085896, 153.82377, -102.25364},
        {&board, 1e9, 3.481424653, 37.41880202, 101.18029, -0.9314763},
        {&board, 53.125e9, 41.389554, 1966.463802, 100.47191, -0.096679826},
        {&twinax, 1e9, 1.106704644, 25.79710102, 100.47046, -0.47602783},
        {&twinax, 53.125e9, 9.039526323, 1364.414465, 100.07728, -0.056867201},
        {&interposer, 1e6, 10.72400459, 1.239872922, 2682.8863, -2666.2709},
        {&interposer, 26.5625e9, 702.045925, 1175.606889, 96.304189, -6.5253764},
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        sl_line_constants k;
        assert_int_equal(sl_line_at(&k, t[i].line, t[i].freq_hz), SL_OK);
        sl_assert_rel(k.attenuation_np_m * db_per_np, t[i].loss_db_m, 1e-6);
        sl_assert_rel(k.phase_rad_m, t[i].phase_rad_m, 1e-7);
        sl_assert_rel(k.impedance_re_ohm, t[i].re_ohm, 1e-7);
        sl_assert_rel(k.impedance_im_ohm, t[i].im_ohm, 1e-6);
        sl_assert_rel(sl_line_loss_db(t[i].line, 0.1, t[i].freq_hz), 0.1 * t[i].loss_db_m, 1e-6);
    }
}

static void published_stripline(void **state)
{
    (void)state;
    // Pozar, Microwave Engineering, 4th ed., example 3.5: copper stripline, b = 3.2 mm, er = 2.2,
    // 50 ohm, width 2.66 mm, t = 0.01 mm, tan d = 0.001, 10 GHz: 0.122 + 0.155 Np/m, 2.41 dB/m.
    sl_line l = {SL_LINE_STRIPLINE, 2.2, 0.001, 10e9, 100, 2.66e-3, 10e-6, 0, 5.813e7, 0, 0};
    sl_assert_rel(sl_line_loss_db(&l, 1, 10e9), 2.41, 0.02);
    l.loss_tangent = 0;
    // The example's b gives 49.5 ohm by Cohn's formula with thickness: hence 4 % in this part.
    sl_assert_rel(sl_line_loss_db(&l, 1, 10e9) / db_per_np, 0.122, 0.04);
}

static void limits(void **state)
{
    (void)state;
    // Dielectric alone, at the reference frequency: alpha = Im part of w/c sqrt(Dk (1 - j tan d)).
    sl_line l = board;
    l.conductivity = 1e25;
    l.roughness_rz_m = 0;
    double want = -cimag(csqrt(3.1 * (1 - (double complex)I * 0.0015))) * 2 * SL_PI * 10e9 /
                  SL_SPEED_OF_LIGHT_M_S;
    sl_assert_rel(sl_line_loss_db(&l, 1, 10e9), want * db_per_np, 1e-6);
    // Series resistance at low frequency: 2/(sigma w t); Re(gamma Zc) is the resistance.
    sl_line_constants k;
    assert_int_equal(sl_line_at(&k, &interposer, 1e3), SL_OK);
    double r = k.attenuation_np_m * k.impedance_re_ohm - k.phase_rad_m * k.impedance_im_ohm;
    double sigma = 4.5e7 / (1 + 0.00393 * 85);
    sl_assert_rel(r, 2 / (sigma * 9e-12), 2e-3);
    // Smooth, without dielectric loss: skin effect, loss ~ sqrt(f).
    l = twinax;
    l.loss_tangent = 0;
    sl_assert_rel(sl_line_loss_db(&l, 1, 64e9) / sl_line_loss_db(&l, 1, 16e9), 2, 3e-3);
    // Roughness: loss of the conductor grows by the real Huray factor (low-loss line).
    sl_line rough = board, smooth = board;
    rough.loss_tangent = smooth.loss_tangent = 0;
    smooth.roughness_rz_m = 0;
    sl_assert_rel(sl_line_loss_db(&rough, 1, 53.125e9) / sl_line_loss_db(&smooth, 1, 53.125e9),
                  sl_huray_factor(0.7e-6, 53.125e9), 3e-3);
    // Conventional brackets at 53 GHz (assumption, common practice).
    double board_db_in = sl_line_loss_db(&board, 0.0254, 53.125e9);
    double cable_db_m = sl_line_loss_db(&twinax, 1, 53.125e9);
    assert_true(board_db_in > 0.9 && board_db_in < 1.2);
    assert_true(cable_db_m > 8 && cable_db_m < 9.5);
    sl_line hot = board;
    hot.temp_k = 358.15;
    assert_true(sl_line_loss_db(&hot, 1, 53e9) > sl_line_loss_db(&board, 1, 53e9));
    hot.dielectric_constant = 0.5;
    assert_true(isnan(sl_line_loss_db(&hot, 1, 53e9)));
    assert_int_equal(sl_line_at(&k, &board, 0), SL_ERR_DOMAIN);
}

static void causality(void **state)
{
    (void)state;
    // A real Huray factor, a constant loss tangent or a conductor without internal inductance give
    // -32..-59 dB in the same check (numpy); the causal models must stay below -80 dB.
    assert_true(sl_line_causality_db(&board, 0.3, 400e9) < -80);
    assert_true(sl_line_causality_db(&twinax, 1, 400e9) < -80);
    assert_true(sl_line_causality_db(&interposer, 0.005, 400e9) < -80);
    assert_true(isnan(sl_line_causality_db(&board, 0, 400e9)));
}

static double lumped_loss(sl_lumped p, double freq_hz)
{
    sl_segment s = {.kind = SL_SEGMENT_VIA, .lumped = p};
    double loss;
    assert_int_equal(sl_electrical_loss_db(&loss, &s, 1, freq_hz), SL_OK);
    return loss;
}

static void lumped(void **state)
{
    (void)state;
    const double w = 2 * SL_PI * 40e9;
    // Shunt C: S21 = 2/(2 + j w C R0). Series L: 2/(2 + j w L/R0). (IEEE 802.3 eq. 93A-8)
    double x = w * 50e-15 * 100 / 2, y = w * 200e-12 / 200;
    sl_assert_rel(lumped_loss((sl_lumped){.capacitance_near_f = 50e-15}, 40e9),
                  10 * log10(1 + x * x), 1e-12);
    sl_assert_rel(lumped_loss((sl_lumped){.capacitance_far_f = 50e-15}, 40e9),
                  10 * log10(1 + x * x), 1e-12);
    sl_assert_rel(lumped_loss((sl_lumped){.inductance_h = 200e-12}, 40e9), 10 * log10(1 + y * y),
                  1e-12);
    // C-L-C, numpy ABCD: shown by |S11|^2 + |S21|^2 = 1 for a lossless element.
    sl_segment s = {.kind = SL_SEGMENT_BALL,
                    .lumped = {.capacitance_near_f = 30e-15,
                               .inductance_h = 60e-12,
                               .capacitance_far_f = 40e-15,
                               .stub_length_m = 2e-4,
                               .stub_impedance_ohm = 80,
                               .stub_dielectric_constant = 3.3}};
    sl_segment_response r;
    for (double f = 1e9; f < 100e9; f += 7e9) {
        assert_int_equal(sl_segment_at(&r, &s, f), SL_OK);
        sl_assert_rel(r.s11 * r.s11 + r.s21 * r.s21, 1, 1e-12);
    }
    // A connector's loss: 1 dB at 53 GHz is 0.5 dB at a quarter of the frequency.
    sl_lumped c = {.loss_db = 1, .loss_freq_hz = 53e9};
    sl_assert_rel(lumped_loss(c, 53e9 / 4), 0.5, 1e-12);
    s.lumped.inductance_h = -1;
    assert_int_equal(sl_segment_at(&r, &s, 1e9), SL_ERR_DOMAIN);
}

static void stub_notch(void **state)
{
    (void)state;
    // Quarter wave: c/(4 l sqrt(er)) = 42.2 GHz for 1 mm in er 3.15; greatest loss there, 0.1 %.
    sl_lumped p = {.stub_length_m = 1e-3,
                   .stub_impedance_ohm = 85,
                   .stub_dielectric_constant = 3.15,
                   .stub_loss_tangent = 0.002};
    double notch = sl_stub_notch_hz(1e-3, 3.15), best = 0, at = 0;
    sl_assert_rel(notch, 299792458.0 / (4e-3 * sqrt(3.15)), 1e-15);
    for (double f = 0.9 * notch; f < 1.1 * notch; f += 1e-4 * notch) {
        double loss = lumped_loss(p, f);
        if (loss > best) best = loss, at = f;
    }
    sl_assert_rel(at, notch, 1e-3);
    assert_true(best > 30);
    p.stub_loss_tangent = 0;
    assert_true(lumped_loss(p, notch) > 100);
}

// Exact |S21| in dB of shunt C - line - shunt C by chain matrices.
static double exact_loss_db(double c_f, const sl_line *line, double length_m, double freq_hz)
{
    const double complex j = (double complex)I;
    sl_line_constants k;
    assert_int_equal(sl_line_at(&k, line, freq_hz), SL_OK);
    double complex g = (k.attenuation_np_m + j * k.phase_rad_m) * length_m;
    double complex z = k.impedance_re_ohm + j * k.impedance_im_ohm;
    double complex y = j * 2 * SL_PI * freq_hz * c_f;
    double complex a = ccosh(g), b = z * csinh(g), c = csinh(g) / z, d = a;
    double complex a1 = a + b * y, c1 = c + d * y;   // line * shunt
    double complex c2 = c1 + y * a1, d2 = d + y * b; // shunt * (line * shunt)
    return 20 * log10(cabs(a1 + b / 100 + c2 * 100 + d2) / 2);
}

static void ripple_is_a_bound(void **state)
{
    (void)state;
    // Over a full turn of the phase between two discontinuities the exact loss of the cascade stays
    // within the ripple of the added loss, and, where all phases can agree, reaches it.
    sl_line l = board;
    for (int mismatched = 0; mismatched < 2; mismatched++) {
        if (mismatched) l.impedance_ohm = 90;
        const double f = 30e9, c = 12e-15;
        double largest = 0, bound = 0;
        for (double length = 0.02; length < 0.026; length += 5e-5) {
            sl_segment s[3] = {{.kind = SL_SEGMENT_BALL, .lumped = {.capacitance_near_f = c}},
                               {.kind = SL_SEGMENT_LINE, .length_m = length, .line = l},
                               {.kind = SL_SEGMENT_BALL, .lumped = {.capacitance_near_f = c}}};
            double added, ripple;
            assert_int_equal(sl_electrical_loss_db(&added, s, 3, f), SL_OK);
            assert_int_equal(sl_electrical_ripple_db(&ripple, s, 3, 0, 0, f), SL_OK);
            double change = fabs(exact_loss_db(c, &l, length, f) - added);
            assert_true(change <= ripple);
            largest = fmax(largest, change);
            bound = ripple;
        }
        assert_true(largest > (mismatched ? 0.3 : 0.9) * bound);
    }
}

static void path_sums(void **state)
{
    (void)state;
    sl_segment s[] = {{.kind = SL_SEGMENT_LINE, .length_m = 0.02, .line = interposer},
                      {.kind = SL_SEGMENT_LINE, .length_m = 0.1, .line = board},
                      {.kind = SL_SEGMENT_VIA, .lumped = {.inductance_h = 50e-12}}};
    double split[3], sum, grid[SL_RESPONSE_CELLS], delay;
    assert_int_equal(sl_electrical_loss_split_db(split, s, 3, 26.5e9), SL_OK);
    assert_int_equal(sl_electrical_loss_db(&sum, s, 3, 26.5e9), SL_OK);
    sl_assert_rel(split[0] + split[1] + split[2], sum, 1e-14);
    double fb = 26.5e9 * 64 / 40.5; // cell 40 lies at 26.5 GHz
    assert_int_equal(sl_electrical_loss_grid_db(grid, s, 3, fb), SL_OK);
    sl_assert_rel(grid[40], sum, 1e-12);
    // Delay of a board trace: l sqrt(Dk)/c within the internal inductance and dispersion.
    assert_int_equal(sl_electrical_delay_s(&delay, &s[1], 1, 10e9), SL_OK);
    sl_assert_rel(delay, 0.1 * sqrt(3.1) / SL_SPEED_OF_LIGHT_M_S, 0.01);
    s[1].length_m = -1;
    assert_int_equal(sl_electrical_loss_db(&sum, s, 3, 26.5e9), SL_ERR_DOMAIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(independent_values),
        cmocka_unit_test(published_stripline),
        cmocka_unit_test(limits),
        cmocka_unit_test(causality),
        cmocka_unit_test(lumped),
        cmocka_unit_test(stub_notch),
        cmocka_unit_test(ripple_is_a_bound),
        cmocka_unit_test(path_sums),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
