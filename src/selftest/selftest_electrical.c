// Electrical: lines, segments, error rates, bounds of equalisation, energy.
#include "selftest/selftest.h"

#include "selftest/com_channels.h"
#include "shoreline/constants.h"
#include "shoreline/electrical.h"
#include "shoreline/numeric.h"
#include "shoreline/signal.h"

static const sl_line lines[] = {
    {SL_LINE_STRIPLINE, 3.1, 0.0015, 10e9, 100, 180e-6, 18e-6, 0.7e-6, 5.8e7, 0, 0}, // board
    {SL_LINE_TWINAX, 1.5, 0.0002, 10e9, 100, 255e-6, 0, 0, 5.8e7, 0, 0},             // 30 AWG
    {SL_LINE_STRIPLINE, 3.9, 0.001, 10e9, 90, 3e-6, 3e-6, 0, 4.5e7, 378.15, 0},      // interposer
    {SL_LINE_STRIPLINE, 2.2, 0.001, 10e9, 100, 2.66e-3, 10e-6, 0, 5.813e7, 0, 0},    // Pozar 3.5
};

static double line_loss(const double *a)
{
    return sl_line_loss_db(&lines[(int)a[0]], a[1], a[2]);
}

static double pozar_conductor(const double *a)
{
    (void)a;
    sl_line l = lines[3];
    l.loss_tangent = 0.0;
    return sl_line_loss_db(&l, 1.0, 10e9) / 8.685889638065036553;
}

static double causality(const double *a)
{
    return sl_line_causality_db(&lines[(int)a[0]], a[1], 400e9);
}

static double skin_um(const double *a)
{
    return 1e6 * sl_skin_depth_m(a[0], a[1]);
}

static double huray_limit(const double *a)
{
    (void)a;
    return sl_huray_factor_ratio(0.0);
}

// SER of PAM4 over 1.5 Q(sqrt(SNR/5)).
static double pam4_ratio(const double *a)
{
    double snr = pow(10.0, a[0] / 10.0);
    return sl_pam_ser(snr, 4) / (1.5 * sl_q(sqrt(snr / 5.0)));
}

static double direct_resistance(const double *a)
{
    (void)a; // of the interposer line's pair, over 2/(sigma w t), at 1 kHz
    sl_line_constants k;
    if (sl_line_at(&k, &lines[2], 1e3) != SL_OK) return NAN;
    double r = k.attenuation_np_m * k.impedance_re_ohm - k.phase_rad_m * k.impedance_im_ohm;
    double sigma = 4.5e7 / (1.0 + 0.00393 * 85.0);
    return r / (2.0 / (sigma * 9e-12));
}

static double skin_slope(const double *a)
{
    (void)a; // a smooth line without dielectric loss: loss(4 f)/loss(f)
    sl_line l = lines[1];
    l.loss_tangent = 0.0;
    return sl_line_loss_db(&l, 1.0, 64e9) / sl_line_loss_db(&l, 1.0, 16e9);
}

static double stub_notch(const double *a)
{
    sl_segment s = {.kind = SL_SEGMENT_VIA,
                    .lumped = {.stub_length_m = a[0],
                               .stub_impedance_ohm = 100.0,
                               .stub_dielectric_constant = a[1],
                               .stub_loss_tangent = 1e-4}};
    double best = INFINITY, at = NAN;
    for (double f = 10e9; f < 80e9; f += 5e6) {
        sl_segment_response r;
        if (sl_segment_at(&r, &s, f) == SL_OK && r.s21 < best) {
            best = r.s21;
            at = f;
        }
    }
    return at * 1e-9;
}

static double passivity(const double *a)
{
    (void)a;
    sl_segment s = {.kind = SL_SEGMENT_BALL,
                    .lumped = {.capacitance_near_f = 40e-15,
                               .inductance_h = 100e-12,
                               .capacitance_far_f = 60e-15}};
    sl_segment_response r;
    if (sl_segment_at(&r, &s, 40e9) != SL_OK) return NAN;
    return r.s11 * r.s11 + r.s21 * r.s21;
}

// Bounds on a flat channel over the value of the plain Gaussian channel.
static double flat_channel(const double *a)
{
    sl_pulse_response r = {.symbol_rate_bd = 1.0, .level_mismatch = 1.0};
    for (size_t i = 0; i < SL_RESPONSE_CELLS; i++) {
        r.gain[i] = i < SL_RESPONSE_CELLS / 2 ? 1.0 : 0.0; // Nyquist pulse
        r.noise_psd_per_hz[i] = 1e-3;
    }
    sl_equalised e;
    if (sl_equalised_snr(&e, &r, 4, INFINITY) != SL_OK) return NAN;
    double want = sl_pam_mean_square(4) / (1e-3 / 2.0);
    return (a[0] > 0.0 ? e.snr_dfe : e.snr_linear) / want;
}

static double first_order(const double *a)
{
    sl_pulse_response r = {.symbol_rate_bd = 1.0, .level_mismatch = 1.0};
    for (size_t i = 0; i < SL_RESPONSE_CELLS; i++) {
        double f = sl_response_cell_hz(1.0, i);
        r.gain[i] = 1.0 / sqrt(1.0 + 16.0 * f * f);
        r.noise_psd_per_hz[i] = 1e-4;
    }
    sl_equalised e;
    if (sl_equalised_snr(&e, &r, 4, INFINITY) != SL_OK) return NAN;
    return a[0] > 0.0 ? e.snr_dfe : e.snr_linear;
}

static double energy_sum(const double *a)
{
    sl_serdes_energy_in in = {.loss_nyquist_db = a[0],
                              .snr_required_db = 18.0,
                              .symbol_rate_bd = 53.125e9,
                              .levels = 4,
                              .swing_pp_v = 1.0,
                              .driver_ohm = 50.0,
                              .node_scale = 1.0,
                              .coefficients = sl_serdes_coefficients_default()};
    sl_serdes_energy_out o;
    if (sl_serdes_energy(&o, &in) != SL_OK) return NAN;
    return (o.serialiser_j_per_bit + o.driver_j_per_bit + o.tx_equaliser_j_per_bit +
            o.ctle_j_per_bit + o.converter_j_per_bit + o.dsp_j_per_bit + o.clock_j_per_bit) /
           o.energy_j_per_bit;
}

// The standard's receiver from our bound: the bound less the 2 dB of docs/theory/electrical.md.
// FOM of the script is the SNR of the smallest of three eyes: 10 log10 5 below the SNR of PAM4.
static void com_fom(selftest_value *out, selftest_env *env, const double *a)
{
    static const char *const rows[] = {
        "3dj_PyChOpMarg_vs_MATLAB (script 4.50),synthetic/host(1+1+1),",
        "3dj_PyChOpMarg_vs_MATLAB (script 4.50),synthetic/cpo(1+1+1),"};
    const com_channel *c = &com_channels[(int)a[0]];
    sl_pulse_response r = {
        .symbol_rate_bd = 106.25e9, .jitter_rms_ui = sqrt(5e-4), .level_mismatch = 0.95};
    for (size_t i = 0; i < SL_RESPONSE_CELLS; i++) {
        r.gain[i] = c->gain[i];
        r.noise_psd_per_hz[i] = c->noise_psd_per_hz[i];
    }
    sl_equalised e;
    out->absent = !selftest_column(&out->expected, 1, env, "electrical/golden/com_reference.csv",
                                   rows[(int)a[0]], 4);
    if (sl_equalised_snr(&e, &r, 4, 33.0) == SL_OK)
        out->value = 10.0 * log10(e.snr_dfe) - 10.0 * log10(5.0) - 2.0;
}

#define EXACT(id_, what_, unit_, source_, value_, tolerance_, ...)                                 \
    {                                                                                              \
        .id = id_, .what = what_, .unit = unit_, .source = source_, .origin = SL_ORIGIN_EXACT,     \
        .relative = true, .expected = value_, .tolerance = tolerance_, __VA_ARGS__                 \
    }
#define CAUSAL(id_, what_, ...)                                                                    \
    {                                                                                              \
        .id = id_, .what = what_, .unit = "dB",                                                    \
        .source = "causality: no response before the front (numerical floor -80 dB)",              \
        .origin = SL_ORIGIN_EXACT, .sense = SL_SELFTEST_AT_MOST, .expected = -80.0,                \
        .simple = causality, .args = {                                                             \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
#define OWN_LINE(id_, what_, value_, ...)                                                          \
    {                                                                                              \
        .id = id_, .what = what_, .unit = "dB",                                                    \
        .source = "numpy: complex RLGC, numerical Wheeler rule, scipy Bessel functions",           \
        .origin = SL_ORIGIN_OWN, .relative = true, .expected = value_, .tolerance = 1e-6,          \
        .simple = line_loss, .args = {                                                             \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
#define COM(id_, what_, channel_)                                                                  \
    {                                                                                              \
        .id = id_, .what = what_, .unit = "dB",                                                    \
        .source = "IEEE 802.3 COM reference script 4.50 under Octave (com_reference.csv)",         \
        .origin = SL_ORIGIN_PEER_RUN, .tolerance = 0.5, .full = com_fom, .args = {                 \
            channel_                                                                               \
        }                                                                                          \
    }

static const selftest_case cases[] = {
    EXACT("electrical.pam4.10db", "SER of PAM4 at 10 dB over 1.5 Q(sqrt(SNR/5))", "",
          "Proakis and Salehi, eq. 4.3-5", 1.0, 1e-12, .simple = pam4_ratio, .args = {10.0}),
    EXACT("electrical.pam4.20db", "the same at 20 dB", "", "Proakis and Salehi, eq. 4.3-5", 1.0,
          1e-12, .simple = pam4_ratio, .args = {20.0}),
    EXACT("electrical.pam4.28db", "the same at 28 dB", "", "Proakis and Salehi, eq. 4.3-5", 1.0,
          1e-12, .simple = pam4_ratio, .args = {28.0}),
    {.id = "electrical.huray.limit",
     .what = "roughness factor of the cannonball stack, skin depth 0",
     .unit = "",
     .source = "Simonovich, DesignCon 2015: 1 + 1.5 * 14 pi/9 = 8.33",
     .origin = SL_ORIGIN_PUBLISHED,
     .expected = 8.33,
     .tolerance = 0.005,
     .simple = huray_limit},
    EXACT("electrical.skin.copper", "skin depth of copper (5.813e7 S/m) at 10 GHz", "um",
          "1/sqrt(pi f mu0 sigma)", 0.66011, 1e-4, .simple = skin_um, .args = {10e9, 5.813e7}),
    {.id = "electrical.pozar.total",
     .what = "loss of a copper stripline, er 2.2, 2.66 mm wide, at 10 GHz, per metre",
     .unit = "dB",
     .source = "Pozar, Microwave Engineering, 4th ed., example 3.5",
     .origin = SL_ORIGIN_PUBLISHED,
     .relative = true,
     .expected = 2.41,
     .tolerance = 0.02,
     .simple = line_loss,
     .args = {3, 1.0, 10e9}},
    {.id = "electrical.pozar.conductor",
     .what = "of it the conductor's part",
     .unit = "Np/m",
     .source = "Pozar, Microwave Engineering, 4th ed., example 3.5",
     .origin = SL_ORIGIN_PUBLISHED,
     .relative = true,
     .expected = 0.122,
     .tolerance = 0.04, // the example's spacing gives 49.5 ohm, not the 50 we are given
     .simple = pozar_conductor},
    CAUSAL("electrical.causality.board", "energy before the front, 0.3 m of board", 0, 0.3),
    CAUSAL("electrical.causality.twinax", "energy before the front, 1 m of twinax", 1, 1.0),
    CAUSAL("electrical.causality.interposer", "energy before the front, 5 mm of interposer", 2,
           5e-3),
    EXACT("electrical.stub", "first notch of an open stub of 1.2 mm, er 3.6", "GHz",
          "quarter wave: c/(4 l sqrt er)", 32.9176, 1e-3, .simple = stub_notch,
          .args = {1.2e-3, 3.6}),
    EXACT("electrical.passive", "|S11|^2 + |S21|^2 of a lossless ball at 40 GHz", "",
          "conservation of energy", 1.0, 1e-12, .simple = passivity),
    EXACT("electrical.dc", "series resistance of an interposer pair at 1 kHz over 2/(sigma w t)",
          "", "Ohm's law", 1.0, 2e-3, .simple = direct_resistance),
    EXACT("electrical.skin.slope", "loss at 64 GHz over that at 16 GHz, smooth, no dielectric loss",
          "", "skin effect: sqrt(f)", 2.0, 3e-3, .simple = skin_slope),
    EXACT("electrical.salz.flat", "bound of decision feedback on a flat channel over AWGN's SNR",
          "", "Salz, BSTJ 52 (1973) 1341: equal without interference", 1.0, 1e-12,
          .simple = flat_channel, .args = {1}),
    EXACT("electrical.linear.flat", "bound of a linear equaliser on a flat channel over AWGN's", "",
          "equal without interference", 1.0, 1e-12, .simple = flat_channel, .args = {0}),
    {.id = "electrical.salz.first_order",
     .what = "SNR with decision feedback, first-order channel of fb/4",
     .unit = "",
     .source = "scipy 1.10, quadrature of the Salz integral",
     .origin = SL_ORIGIN_PEER_RUN,
     .relative = true,
     .expected = 6943.472821822291,
     .tolerance = 5e-4,
     .simple = first_order,
     .args = {1}},
    {.id = "electrical.linear.first_order",
     .what = "SNR of a linear equaliser, first-order channel of fb/4",
     .unit = "",
     .source = "scipy 1.10, quadrature",
     .origin = SL_ORIGIN_PEER_RUN,
     .relative = true,
     .expected = 6560.949129651408,
     .tolerance = 5e-4,
     .simple = first_order,
     .args = {0}},
    EXACT("electrical.energy.sum.8", "terms of a SerDes' energy over their total, 8 dB channel", "",
          "identity", 1.0, 1e-12, .simple = energy_sum, .args = {8.0}),
    EXACT("electrical.energy.sum.32", "the same, 32 dB channel", "", "identity", 1.0, 1e-12,
          .simple = energy_sum, .args = {32.0}),
    OWN_LINE("electrical.line.board", "loss of 0.1 m of board at 53.125 GHz", 4.1389554, 0, 0.1,
             53.125e9),
    OWN_LINE("electrical.line.twinax", "loss of 1 m of twinax at 53.125 GHz", 9.039526323, 1, 1.0,
             53.125e9),
    OWN_LINE("electrical.line.interposer", "loss of 1 mm of interposer at 26.5625 GHz", 0.702045925,
             2, 1e-3, 26.5625e9),
    COM("electrical.com.host", "FOM of a board channel at 106.25 GBd: bound less 2 dB", 0),
    COM("electrical.com.cpo", "FOM of a fine-line channel at 106.25 GBd: bound less 2 dB", 1),
};

const selftest_table selftest_electrical = {"electrical", cases, sizeof cases / sizeof *cases};
