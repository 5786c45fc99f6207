// Lasers, modulators, microLED, fibre, receiver, reflections, budgets, energy.
// "scipy" marks numbers from an independent computation with scipy (root finding, quadrature).
#include "sl_test.h"

#include "shoreline/constants.h"
#include "shoreline/optics.h"

static const sl_laser edge = {.threshold_a = 0.012,
                              .slope_w_per_a = 0.35,
                              .threshold_t0_k = 60,
                              .slope_t1_k = 150,
                              .reference_temp_k = 298.15,
                              .turn_on_v = 0.9,
                              .series_ohm = 4,
                              .thermal_resistance_k_per_w = 60,
                              .current_max_a = 2};

static const sl_vcsel vcsel = {.threshold_a = 0.6e-3,
                               .threshold_temp_k = 310,
                               .threshold_curvature_a_per_k2 = 1.5e-7,
                               .slope_w_per_a = 0.7,
                               .slope_fall_per_k = 0.004,
                               .reference_temp_k = 298.15,
                               .turn_on_v = 1.6,
                               .series_ohm = 70,
                               .thermal_resistance_k_per_w = 2500,
                               .current_max_a = 0.04,
                               .d_hz_per_sqrt_a = 2.5e11,
                               .k_factor_s = 0.25e-9,
                               .damping_offset_per_s = 15e9,
                               .parasitic_pole_hz = 25e9,
                               .wavelength_m = 850e-9,
                               .linewidth_hz = 10e6,
                               .carrier_lifetime_s = 1e-9};

static void test_laser_points(void **state)
{
    (void)state;
    sl_laser_point p;
    assert_int_equal(sl_laser_at_current(&p, &edge, 328.15, 0.15), SL_OK);
    sl_assert_abs(p.junction_temp_k, 339.64281176862875, 1e-7); // scipy
    sl_assert_rel(p.power_w, 0.033453137189521163, 1e-8);
    sl_assert_rel(p.efficiency, 0.1486806097312052, 1e-8);
    sl_assert_rel(p.droop_w_per_k, -0.0003356452720308656, 1e-5);
    sl_assert_abs(p.electrical_w, p.power_w + p.heat_w, 1e-15);
    assert_int_equal(sl_laser_for_power(&p, &edge, 328.15, 0.033453137189521163 / 2), SL_OK);
    sl_assert_rel(p.current_a, 0.08187366040519914, 1e-8);
    assert_int_equal(sl_laser_peak(&p, &edge, 328.15), SL_OK);
    sl_assert_rel(p.power_w, 0.0703206665053203, 1e-8);
    sl_assert_rel(p.current_a, 0.45512548996540203, 1e-4);
    assert_int_equal(sl_vcsel_at_current(&p, &vcsel, 333.15, 7e-3), SL_OK);
    sl_assert_abs(p.junction_temp_k, 361.90828502943873, 1e-7);
    sl_assert_rel(p.power_w, 0.003126685988224514, 1e-8);
    sl_assert_rel(p.droop_w_per_k, -2.656316824226762e-05, 1e-5);
    assert_int_equal(sl_vcsel_for_power(&p, &vcsel, 333.15, 0.003126685988224514 / 2), SL_OK);
    sl_assert_rel(p.current_a, 0.003547462789442444, 1e-8);
    assert_int_equal(sl_vcsel_peak(&p, &vcsel, 333.15), SL_OK);
    sl_assert_rel(p.power_w, 0.004508028414881959, 1e-8);
    sl_assert_rel(p.current_a, 0.01370345256994616, 1e-4);
}

// The maximum is the boundary of for_power; at it dP/dI with self-heating is zero.
static void test_laser_rollover(void **state)
{
    (void)state;
    sl_laser_point peak, p;
    for (double t = 260; t < 390; t += 10) {
        assert_int_equal(sl_laser_peak(&peak, &edge, t), SL_OK);
        sl_assert_abs(peak.slope_total_w_per_a, 0, 1e-5);
        assert_int_equal(sl_laser_for_power(&p, &edge, t, peak.power_w * (1 - 1e-6)), SL_OK);
        assert_int_equal(sl_laser_for_power(&p, &edge, t, peak.power_w * (1 + 1e-6)), SL_ERR_LIMIT);
        assert_int_equal(sl_vcsel_peak(&peak, &vcsel, t), SL_OK);
        assert_int_equal(sl_vcsel_for_power(&p, &vcsel, t, peak.power_w * (1 - 1e-6)), SL_OK);
        assert_int_equal(sl_vcsel_for_power(&p, &vcsel, t, peak.power_w * (1 + 1e-6)),
                         SL_ERR_LIMIT);
    }
    sl_laser weak = edge;
    weak.current_max_a = 0.3; // below rollover: the rating is the maximum
    assert_int_equal(sl_laser_peak(&peak, &weak, 328.15), SL_OK);
    sl_assert_rel(peak.current_a, 0.3, 1e-15);
    assert_true(peak.slope_total_w_per_a > 0);
    assert_int_equal(sl_laser_at_current(&p, &weak, 328.15, 0.31), SL_ERR_LIMIT);
    assert_int_equal(sl_laser_for_power(&p, &weak, 328.15, peak.power_w * 1.001), SL_ERR_LIMIT);
    assert_int_equal(sl_laser_peak(&peak, &weak, 600), SL_ERR_LIMIT); // does not lase
    assert_int_equal(sl_laser_at_current(&p, &weak, -1, 0.1), SL_ERR_DOMAIN);
}

// Both directions of the curve are one curve; the derivatives are its derivatives.
static void test_laser_consistency(void **state)
{
    (void)state;
    sl_laser_point a, b, up, down;
    for (double i = 0.05; i < 0.45; i += 0.03) {
        assert_int_equal(sl_laser_at_current(&a, &edge, 320, i), SL_OK);
        assert_int_equal(sl_laser_for_power(&b, &edge, 320, a.power_w), SL_OK);
        sl_assert_rel(b.current_a, i, 1e-6);
        sl_laser_at_current(&up, &edge, 320, i + 1e-5);
        sl_laser_at_current(&down, &edge, 320, i - 1e-5);
        sl_assert_abs(a.slope_total_w_per_a, (up.power_w - down.power_w) / 2e-5, 1e-5);
        sl_laser_for_power(&up, &edge, 320.01, a.power_w);
        sl_laser_for_power(&down, &edge, 319.99, a.power_w);
        sl_assert_rel(a.droop_a_per_k, (up.current_a - down.current_a) / 0.02, 1e-3);
    }
}

static sl_laser_point point_with(double fr_hz)
{
    sl_laser_point p = {.current_a = 1e-3 + pow(fr_hz / vcsel.d_hz_per_sqrt_a, 2),
                        .threshold_a = 1e-3,
                        .junction_temp_k = 298.15,
                        .power_w = 2e-3};
    return p;
}

static void test_vcsel_dynamics(void **state)
{
    (void)state;
    sl_laser_point p = point_with(18e9);
    sl_assert_rel(sl_vcsel_bandwidth_hz(&vcsel, &p), 21257861489.136932, 1e-8); // scipy
    sl_assert_rel(sl_vcsel_response(&vcsel, &p, 21257861489.136932), sqrt(0.5), 1e-8);
    sl_assert_abs(sl_vcsel_response(&vcsel, &p, 0), 1, 1e-15);
    sl_vcsel ideal = vcsel; // undamped: f3dB = (1 + sqrt 2)^0.5 f_r, textbook
    ideal.parasitic_pole_hz = INFINITY;
    ideal.k_factor_s = ideal.damping_offset_per_s = 0;
    sl_assert_rel(sl_vcsel_bandwidth_hz(&ideal, &p), sqrt(1 + sqrt(2)) * 18e9, 1e-9);
    ideal.k_factor_s = 0.25e-9; // damping-limited maximum 2 sqrt(2) pi/K at f_r = f3dB, textbook
    double most = 2 * sqrt(2) * SL_PI / 0.25e-9;
    p = point_with(most);
    sl_assert_rel(sl_vcsel_bandwidth_hz(&ideal, &p), most, 1e-9);
    // Far above resonance the noise is the quantum limit; at DC it exceeds it.
    double photon = SL_PLANCK_J_S * SL_SPEED_OF_LIGHT_M_S / 850e-9;
    sl_assert_rel(sl_vcsel_rin_per_hz(&vcsel, &p, 1e16), 2 * photon / 2e-3, 1e-4);
    assert_true(sl_vcsel_rin_per_hz(&vcsel, &p, 0) > 2 * photon / 2e-3);
    p.current_a = 0.5e-3;
    assert_true(isnan(sl_vcsel_bandwidth_hz(&vcsel, &p)));
}

static sl_modulator mzm(void)
{
    return (sl_modulator){.kind = SL_MODULATOR_MZM,
                          .insertion_loss_db = 3,
                          .drive_vpp_v = 2,
                          .termination_ohm = 50,
                          .line_bandwidth_hz = 40e9,
                          .wavelength_m = 1.31e-6,
                          .v_pi_v = 4,
                          .static_extinction_db = INFINITY};
}

static void test_mach_zehnder(void **state)
{
    (void)state;
    sl_modulator m = mzm();
    sl_modulator_out o;
    assert_int_equal(sl_modulator_evaluate(&o, &m, 0.01, 53e9, 4), SL_OK);
    double carrier = 0.01 * pow(10, -0.3), s = sin(SL_PI / 4); // Vpp = V_pi/2: arms of 45 degrees
    sl_assert_rel(o.average_w, carrier / 2, 1e-12);
    sl_assert_rel(o.oma_w, carrier * s, 1e-12);
    sl_assert_rel(o.extinction_ratio, (1 + s) / (1 - s), 1e-12);
    sl_assert_rel(o.level_mismatch, 3 * (s - sin(SL_PI / 12)) / (2 * s), 1e-12);
    sl_assert_rel(o.drive_w, 4 * 5.0 / 36 / 50, 1e-12); // mean square of +-1, +-1/3 V on 50 ohm
    sl_assert_rel(o.oma_w, sl_oma_w(o.average_w, o.extinction_ratio), 1e-12);
    m.drive_vpp_v = 4.1; // overdriven
    assert_int_equal(sl_modulator_evaluate(&o, &m, 0.01, 53e9, 4), SL_ERR_DOMAIN);
}

static void test_ring(void **state)
{
    (void)state;
    // scipy: best detuning of a Lorentzian moved by +-h
    sl_assert_abs(sl_ring_best_detuning(0.1), 0.5831165285914747, 1e-6);
    sl_assert_abs(sl_ring_best_detuning(1), 1.0745699425972655, 1e-6);
    sl_assert_abs(sl_ring_best_detuning(2), 2.0137155930393726, 1e-6);
    sl_assert_abs(sl_ring_best_detuning(0), 1 / sqrt(3), 1e-12); // steepest point
    sl_modulator m = {.kind = SL_MODULATOR_RING,
                      .drive_vpp_v = 1.5,
                      .capacitance_f = 25e-15,
                      .series_ohm = 50,
                      .line_bandwidth_hz = INFINITY,
                      .wavelength_m = 1.31e-6,
                      .heater_w = 3e-3,
                      .quality = 4000,
                      .shift_hz_per_v = 10e9};
    sl_modulator_out best, o;
    assert_int_equal(sl_modulator_evaluate(&best, &m, 1e-3, 56e9, 2), SL_OK);
    double fwhm = SL_SPEED_OF_LIGHT_M_S / 1.31e-6 / 4000, rc = 1 / (2 * SL_PI * 50 * 25e-15);
    sl_assert_rel(best.bandwidth_hz, 1 / sqrt(1 / fwhm / fwhm + 1 / rc / rc), 1e-12);
    sl_assert_rel(best.drive_w, 25e-15 * 2.25 / 4 * 56e9, 1e-12); // C V^2/4 per bit
    for (double error = -8e9; error <= 8e9; error += 4e9) {       // any lock error costs OMA
        if (error == 0) continue;
        m.lock_error_hz = error;
        assert_int_equal(sl_modulator_evaluate(&o, &m, 1e-3, 56e9, 2), SL_OK);
        assert_true(o.oma_w < best.oma_w);
    }
}

static void test_electro_absorption(void **state)
{
    (void)state;
    sl_modulator m = {.kind = SL_MODULATOR_EAM,
                      .insertion_loss_db = 4,
                      .drive_vpp_v = 1,
                      .capacitance_f = 40e-15,
                      .line_bandwidth_hz = INFINITY,
                      .wavelength_m = 1.31e-6,
                      .bias_v = 1,
                      .v0_v = 1.2,
                      .exponent = 2};
    sl_modulator_out o;
    assert_int_equal(sl_modulator_evaluate(&o, &m, 2e-3, 53e9, 2), SL_OK);
    sl_assert_rel(o.extinction_ratio, exp((1.5 * 1.5 - 0.25) / 1.44), 1e-12);
    // energy is conserved: absorbed photons = electrons
    double per_watt = SL_ELEMENTARY_CHARGE_C * 1.31e-6 / (SL_PLANCK_J_S * SL_SPEED_OF_LIGHT_M_S);
    sl_assert_rel(o.photocurrent_a, per_watt * (2e-3 * pow(10, -0.4) - o.average_w), 1e-12);
}

// Mean of C (V_i - V_j)^2/2 over all pairs of levels, summed one by one.
static void test_capacitor_energy(void **state)
{
    (void)state;
    for (int m = 2; m <= 8; m += 2) {
        double sum = 0;
        for (int i = 0; i < m; i++)
            for (int j = 0; j < m; j++)
                sum += 0.5 * pow((i - j) * 2.0 / (m - 1), 2) / (m * m);
        sl_assert_rel(sl_capacitor_energy_j(1e-13, 2, m), 1e-13 * sum, 1e-12);
    }
}

static void test_microled(void **state)
{
    (void)state;
    sl_microled led = {.area_m2 = SL_PI * 6.25e-12,
                       .active_thickness_m = 6e-9,
                       .a_per_s = 1e7,
                       .b_m3_per_s = 2e-17,
                       .c_m6_per_s = 1e-42,
                       .extraction = 0.3,
                       .wavelength_m = 425e-9,
                       .turn_on_v = 2.9,
                       .series_ohm = 100};
    sl_microled_out o;
    assert_int_equal(sl_microled_at_current(&o, &led, 50e-6), SL_OK);
    sl_assert_rel(o.carriers_per_m3, 9.333932269730446e+24, 1e-9); // scipy
    sl_assert_rel(o.lifetime_s, 1.55105090409018e-09, 1e-9);
    sl_assert_rel(o.internal_efficiency, 0.6577802292022958, 1e-9);
    sl_assert_rel(o.bandwidth_hz, 1 / (2 * SL_PI * 1.55105090409018e-09), 1e-9);
    sl_assert_rel(sl_lambertian_coupling(1e-12, 4e-12, 0.5, 0), 0.25, 1e-15);
    sl_assert_rel(sl_lambertian_coupling(1e-12, 4e-12, 0.5, 1), 1, 1e-15);
    sl_assert_rel(sl_lambertian_coupling(4e-12, 1e-12, 0.5, 0), 0.0625, 1e-15);
}

static void test_fibre(void **state)
{
    (void)state;
    double l0 = 1310e-9, s0 = 92; // 0.092 ps/(nm^2 km)
    sl_assert_abs(sl_dispersion_s_per_m2(l0, l0, s0), 0, 1e-20);
    double slope =
        (sl_dispersion_s_per_m2(l0 + 1e-12, l0, s0) - sl_dispersion_s_per_m2(l0 - 1e-12, l0, s0)) /
        2e-12;
    sl_assert_rel(slope, s0, 1e-6);                             // S0 is the slope at lambda0
    double dl = sl_dispersion_s_per_m2(1550e-9, l0, s0) * 10e3; // about 17.5 ps/(nm km)
    sl_assert_abs(dl / 10e3 * 1e6, 17.5, 0.2);
    double null = sl_dispersion_null_hz(1550e-9, dl);
    sl_assert_abs(sl_dispersion_transfer(null, 1550e-9, dl, 0), 0, 1e-12);
    // chirp moves the null: sqrt(1+a^2) |cos(phi + atan a)|
    double phi = SL_PI / 2 * 0.16;
    sl_assert_rel(sl_dispersion_transfer(0.4 * null, 1550e-9, dl, 0.7),
                  sqrt(1.49) * cos(phi + atan(0.7)), 1e-9);
    assert_true(isinf(sl_dispersion_null_hz(l0, 0)));
    sl_mmf om4 = {4700e6 * 1e3, 1316e-9, 102.75, 3e-3};
    sl_assert_rel(sl_mmf_bandwidth_hz(&om4, 100, 850e-9, 0), 47e9, 1e-12);
    assert_true(sl_mmf_bandwidth_hz(&om4, 100, 850e-9, 0.6e-9) < 47e9);
    // 0.187: half power of a Gaussian pulse of rms width s is at (2 ln 2)^0.5/(2 pi s)
    sl_assert_abs(0.187, sqrt(2 * log(2)) / (2 * SL_PI), 5e-4);
    sl_assert_rel(sl_gaussian_response(30e9, 30e9), 0.5, 1e-12);
    sl_assert_abs(sl_gaussian_response(30e9, INFINITY), 1, 0);
    sl_assert_rel(sl_mode_partition_noise(0.3, 25e9, 1e6, 1), 0.3 / sqrt(2), 1e-12); // saturates
}

static void test_receiver(void **state)
{
    (void)state;
    sl_assert_rel(sl_bessel_thomson_power(26.56e9, 26.56e9), 0.5, 1e-12);
    sl_assert_rel(sl_bessel_thomson_noise_ratio(), 1.0463688869863819, 1e-12); // scipy
    sl_assert_abs(sl_q_for_symbol_error_ratio(4.8e-4, 4), 3.414, 5e-4);        // IEEE 802.3 Qt
    sl_assert_abs(sl_q_for_symbol_error_ratio(9.6e-3, 4), 2.489, 5e-4);
    // 4.7 uA rms amplifier (28 nm CMOS, published): 96 uA of PAM4 amplitude
    sl_assert_abs(sl_required_oma_w(4.7e-6, 3.414, 4, 1), 96e-6, 0.5e-6);
    // 32 Gb/s NRZ link, -11.7 dBm OMA at 1e-12 (published) at 0.5 A/W: 2.4 uA
    double sigma = sl_watt(-11.7) * 0.5 / (2 * 7.0345);
    sl_assert_abs(sigma, 2.4e-6, 0.05e-6);
    sl_assert_rel(sl_required_oma_w(sigma, 7.0345, 2, 0.5), sl_watt(-11.7), 1e-12);
    sl_assert_rel(sl_required_oma_w(1e-6, 3, 4, 1) / sl_required_oma_w(1e-6, 3, 2, 1), 3, 1e-12);
    sl_assert_rel(sl_thermal_noise_a(4e-22, 0, 25e9), sqrt(1e-11), 1e-12);
    // sine of full scale over the noise integrated to half the sampling rate: 6.02 ENOB + 1.76 dB
    double noise = sl_converter_noise_per_hz(5.5, 1, 100e9) * 50e9;
    sl_assert_abs(10 * log10(0.5 / noise), 6.0206 * 5.5 + 1.7609, 1e-3);
    double oma = sl_oma_w(1e-3, pow(10, 0.45));
    sl_assert_rel(sl_average_w(oma, pow(10, 0.45)), 1e-3, 1e-12);
    sl_assert_rel(sl_oma_w(1e-3, INFINITY), 2e-3, 1e-12);
    sl_assert_rel(sl_rin_from_oma_per_hz(1e-14, 3), 0.25e-14, 1e-12); // (E-1)/(E+1) = 1/2
    sl_assert_abs(sl_dbm(1e-3), 0, 1e-12);
}

static void test_levels(void **state)
{
    (void)state;
    double l[SL_LEVELS_MAX];
    assert_int_equal(sl_pam_levels(l, 4, 1), SL_OK);
    sl_assert_abs(l[1], -1.0 / 3, 1e-15);
    assert_int_equal(sl_pam_levels(l, 4, 0.92), SL_OK);
    sl_assert_rel(3 * (l[1] - l[0]) / 2, 0.92, 1e-12);
    sl_assert_abs(l[1] + l[2], 0, 1e-15);
    assert_int_equal(sl_pam_levels(l, 3, 1), SL_ERR_DOMAIN);
    assert_int_equal(sl_pam_levels(l, 4, 0), SL_ERR_DOMAIN);
}

// Upper bound: the equation of the 802.3 study group evaluated in arithmetic independent of this
// code (loop over all pairs). The group's mail gives 6.2 dB for four connectors, extinction 6 dB,
// and names 26 dB; the equation gives that value at 25 dB and 4.02 dB at 26 dB.
static void test_multipath(void **state)
{
    (void)state;
    static const struct {
        double return_loss_db, penalty_db;
    } rows[] = {{26, 4.020961570938137}, {25, 6.200627579740253}, {24, 13.662677814154726}};
    double db;
    for (size_t i = 0; i < 3; i++) {
        sl_mpi m = {4, 6, 4, rows[i].return_loss_db, rows[i].return_loss_db};
        assert_int_equal(sl_mpi_bound_db(&db, &m), SL_OK);
        sl_assert_abs(db, rows[i].penalty_db, 1e-9);
    }
    sl_mpi closed = {4, 6, 4, 23, 23};
    assert_int_equal(sl_mpi_bound_db(&db, &closed), SL_OK);
    assert_true(isinf(db));
    sl_mpi mixed = {4, 6, 4, 25, 35};
    assert_int_equal(sl_mpi_bound_db(&db, &mixed), SL_OK);
    sl_assert_abs(db, 2.4974732606143286, 1e-9);
    // six equal reflections: 15 pairs
    sl_mpi equal = {4, 6, 4, 26, 26};
    sl_assert_rel(sl_mpi_variance(&equal), 30 * pow(10, -5.2), 1e-12);
    equal.extinction_ratio_db = 0;
    assert_int_equal(sl_mpi_bound_db(&db, &equal), SL_ERR_DOMAIN);
}

// Budgets close: IEEE 802.3 400GBASE-DR4, 400GBASE-FR4 and 800GBASE-DR8 (values as in datasheets).
static void test_budget(void **state)
{
    (void)state;
    static const sl_budget_in rows[] = {{-2.2, 3.0, 0.1, -5.3},  // DR4
                                        {-1.7, 4.0, 0.3, -6.0},  // FR4
                                        {-2.2, 3.0, 0.1, -5.3}}; // DR8
    for (size_t i = 0; i < 3; i++)
        sl_assert_abs(sl_budget_margin_db(&rows[i]), 0, 1e-9);
}

static void test_energy_and_density(void **state)
{
    (void)state;
    sl_engine_power_in in = {.lane_rate_bps = 100e9,
                             .laser_optical_w = 0.02,
                             .laser_efficiency = 0.2,
                             .driver_w = 0.1,
                             .tia_w = 0.05,
                             .dsp_tx_w = 0.2,
                             .dsp_rx_w = 0.3,
                             .conversion_efficiency = 0.9};
    sl_engine_power_out o;
    assert_int_equal(sl_engine_power(&o, &in), SL_OK);
    sl_assert_rel(o.total_w, 0.75 / 0.9, 1e-12);
    sl_assert_rel(o.energy_j_per_bit, 0.75 / 0.9 / 100e9, 1e-12);
    sl_assert_rel(o.laser_w + o.driver_w + o.modulator_w + o.tuning_w + o.tia_w + o.dsp_w +
                      o.control_w + o.conversion_w,
                  o.total_w, 1e-12);
    in.laser_external = 1;
    in.laser_conversion_efficiency = 0.8;
    assert_int_equal(sl_engine_power(&o, &in), SL_OK);
    sl_assert_rel(o.total_w, 0.65 / 0.9 + 0.1 / 0.8, 1e-12);
    sl_assert_rel(o.heat_in_engine_w, 0.65 / 0.9 + 0.02, 1e-12);
    in.conversion_efficiency = 0;
    assert_int_equal(sl_engine_power(&o, &in), SL_ERR_DOMAIN);
    // by hand: 200 Gb/s per fibre at 127 um; 16 wavelengths of 100 Gb/s; 100 Gb/s at 250 um
    sl_assert_abs(sl_edge_density_bps_per_m(200e9, 1, 1, 127e-6) / 1e15, 1.575, 0.001);
    sl_assert_abs(sl_edge_density_bps_per_m(100e9, 16, 1, 127e-6) / 1e15, 12.6, 0.01);
    sl_assert_rel(sl_edge_density_bps_per_m(100e9, 1, 1, 250e-6), 0.4e15, 1e-12);
    sl_assert_rel(sl_area_density_bps_per_m2(100e9, 250e-6, 250e-6), 1.6e18, 1e-12);
    sl_assert_rel(sl_area_density_bps_per_m2(3.5e9, 50e-6, 50e-6), 1.4e18, 1e-12);
    sl_assert_rel(sl_laser_light_w(1e-3, 10), 1e-2, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_laser_points),       cmocka_unit_test(test_laser_rollover),
        cmocka_unit_test(test_laser_consistency),  cmocka_unit_test(test_vcsel_dynamics),
        cmocka_unit_test(test_mach_zehnder),       cmocka_unit_test(test_ring),
        cmocka_unit_test(test_electro_absorption), cmocka_unit_test(test_capacitor_energy),
        cmocka_unit_test(test_microled),           cmocka_unit_test(test_fibre),
        cmocka_unit_test(test_receiver),           cmocka_unit_test(test_levels),
        cmocka_unit_test(test_multipath),          cmocka_unit_test(test_budget),
        cmocka_unit_test(test_energy_and_density),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
