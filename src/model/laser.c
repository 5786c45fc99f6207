// Light sources: continuous-wave edge emitters, directly modulated VCSELs, microLEDs.
#include "model/fields.h"

static const sl_word kinds[] = {{"none", SL_WORD_NO_LASER, "copper"},
                                {"cw", SL_WORD_CW, "continuous wave, feeds modulators"},
                                {"vcsel", SL_WORD_VCSEL, "directly modulated VCSEL"},
                                {"microled", SL_WORD_MICROLED, "directly modulated microLED"},
                                {NULL, 0, NULL}};

#undef S
#define S sl_laser_life_spec
static const sl_field life_fields[] = {
    QD("median", median_s, "h", 1, 1e9, "1000000 h", "Median time to wear-out at the reference."),
    QD("sigma", sigma, "", 0.1, 3, "0.8", "Of the logarithm of time (lognormal)."),
    QD("reference_temp", reference_k, "degC", -40, 250, "60 degC", "Junction."),
    Q("reference_current", reference_a, "mA", 0.01, 5000, "Absent: the current in use."),
    QD("activation", activation_j, "eV", 0, 2, "0.6 eV", "Of wear-out."),
    QD("current_exponent", current_exponent, "", 0, 6, "2", "Life falls as this power of current."),
    QD("random", random_hz, "FIT", 0, 1e5, "50 FIT", "Random failures at random_temp."),
    QD("random_temp", random_reference_k, "degC", -40, 250, "60 degC", "Junction."),
    QD("random_activation", random_activation_j, "eV", 0, 2, "0.35 eV", "Of random failures."),
};
const sl_table sl_laser_life_table = {
    .name = "life", .doc = "Wear-out and random failures.", FIELDS(life_fields)};

#undef S
#define S sl_laser_spec
static const sl_field fields[] = {
    W("kind", kind, kinds, "none", "What emits the light."),
    QD("wavelength", wavelength_m, "nm", 400, 1700, "1310 nm", "Middle of the lanes."),
    Q("power", power_w, "mW", 0.001, 2000, "cw: light from the facet, held constant."),
    Q("bias", bias_a, "mA", 0.001, 2000, "vcsel, microled: bias current, held constant."),
    Q("extinction", extinction_db, "dB", 0.5, 30, "vcsel, microled: extinction ratio in use."),
    QD("rin", rin_db_hz, "dB/Hz", -180, -110, "-145 dB/Hz",
       "cw, microled: relative intensity noise; vcsel: the floor under the computed one."),
    N("lanes", lanes, 1, 256, "1", "Modulated lanes that one laser feeds."),
    N("spares", spares, 0, 64, "0", "Spare lasers of one engine, lit from the first day."),
    Q("threshold", threshold_a, "mA", 0.001, 500, "Threshold current at reference_temp."),
    Q("slope", slope_w_a, "W/A", 0.001, 3, "Slope efficiency at reference_temp."),
    QD("t0", t0_k, "K", 10, 1000, "60 K", "cw: characteristic temperature of the threshold."),
    QD("t1", t1_k, "K", 10, 2000, "200 K", "cw: characteristic temperature of the slope."),
    QD("reference_temp", reference_k, "degC", -40, 150, "25 degC", "Of threshold and slope."),
    QD("turn_on", turn_on_v, "V", 0, 5, "0.9 V", "Voltage at no current."),
    QD("resistance", series_ohm, "ohm", 0, 1000, "3 ohm", "Series resistance."),
    QD("thermal_resistance", rth_k_w, "K/W", 0, 20000, "50 K/W", "Junction to its mount."),
    Q("current_max", current_max_a, "mA", 0.01, 5000, "Rating."),
    Q("cooler_cop", cooler_cop, "", 0.05, 20, "Heat moved per cooler watt; absent: no cooler."),
    Q("threshold_temp", threshold_temp_k, "degC", -100, 200,
      "vcsel: where the threshold is least."),
    QD("threshold_curvature", threshold_curvature_a_k2, "uA/K2", 0, 10, "0.1 uA/K2", "vcsel."),
    QD("slope_fall", slope_fall_per_k, "1/K", 0, 0.02, "0.003 1/K", "vcsel."),
    QD("d_factor", d_hz_sqrt_a, "GHz/sqrt(mA)", 0.5, 30, "8 GHz/sqrt(mA)",
       "vcsel: resonance over the square root of current above threshold."),
    QD("d_fall", d_fall_per_k, "1/K", 0, 0.02, "0.002 1/K", "vcsel."),
    QD("k_factor", k_factor_s, "ns", 0, 2, "0.25 ns", "vcsel: damping."),
    QD("damping_offset", damping_offset_hz, "1/s", 0, 1e12, "10e9 1/s",
       "vcsel: damping at threshold."),
    QD("parasitic_pole", parasitic_pole_hz, "GHz", 0.1, 500, "25 GHz", "vcsel."),
    QD("wavelength_shift", shift_m_k, "nm/K", 0, 1, "0.065 nm/K", "Drift of the wavelength."),
    QD("linewidth", linewidth_hz, "MHz", 0, 10000, "2 MHz",
       "vcsel: Schawlow-Townes linewidth without the enhancement by alpha, for its noise."),
    QD("carrier_lifetime", carrier_lifetime_s, "ns", 0.01, 100, "1 ns", "vcsel: differential."),
    QD("spectral_width", spectral_width_m, "nm", 0, 50, "0 nm", "Rms, for dispersion in MMF."),
    Q("area", area_m2, "um2", 0.1, 100000, "microled: junction."),
    QD("active_thickness", active_thickness_m, "nm", 0.5, 100, "6 nm", "microled: quantum wells."),
    QD("a_coefficient", a_hz, "1/s", 0, 1e11, "10e6 1/s", "microled: non-radiative."),
    QD("b_coefficient", b_m3_s, "m3/s", 0, 1e-12, "1e-17 m3/s", "microled: radiative."),
    QD("c_coefficient", c_m6_s, "m3*m3/s", 0, 1e-35, "1e-42 m3*m3/s", "microled: Auger."),
    QD("extraction", extraction_frac, "", 0, 1, "0.3", "microled: light out per photon born."),
    QD("capacitance", capacitance_f, "fF", 0, 10000, "20 fF", "microled."),
    QD("drive_resistance", drive_ohm, "ohm", 0, 1000, "50 ohm", "microled: of its driver."),
    QD("chirp", chirp, "", -10, 10, "0", "alpha of the modulated light."),
    QD("temp_max", temp_max_k, "degC", 0, 200, "100 degC", "Highest junction temperature."),
    TABLE("life", life, &sl_laser_life_table, "Wear-out and random failures."),
};
const sl_table sl_laser_table = {
    .name = "laser", .parts = "laser", .doc = "The light source of a lane.", FIELDS(fields)};
