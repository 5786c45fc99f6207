// Modulator, receiver, coupling, fibre, and the standard's budget row.
#include "model/fields.h"

static const sl_word modulators[] = {{"none", SL_WORD_DIRECT, "the laser itself is modulated"},
                                     {"mzm", SL_WORD_MZM, "Mach-Zehnder, silicon or TFLN"},
                                     {"eam", SL_WORD_EAM, "electro-absorption"},
                                     {"ring", SL_WORD_RING, "microring"},
                                     {NULL, 0, NULL}};
static const sl_word predistortions[] = {
    {"none", SL_WORD_AS_DRIVEN, "evenly driven"},
    {"equal", SL_WORD_EQUAL_LIGHT, "so that the levels of the light are even"},
    {"noise", SL_WORD_BY_NOISE, "so that all eyes have the same errors"},
    {NULL, 0, NULL}};
#undef S
#define S sl_modulator_spec
static const sl_field modulator_fields[] = {
    W("kind", kind, modulators, "none", "What modulates the light."),
    QD("insertion_loss", insertion_loss_db, "dB", 0, 30, "0 dB",
       "On state, without modulation loss."),
    QD("swing", drive_vpp_v, "V", 0.05, 20, "1 V", "Outer drive, peak to peak."),
    QD("capacitance", capacitance_f, "fF", 0, 10000, "0 fF", "Lumped."),
    QD("resistance", series_ohm, "ohm", 0, 1000, "0 ohm", "Of its RC pole."),
    QD("termination", termination_ohm, "ohm", 0, 200, "0 ohm", "Of a travelling-wave line."),
    Q("bandwidth", bandwidth_hz, "GHz", 0.1, 500, "Of the electrode or driver; absent: no limit."),
    W("predistortion", predistortion, predistortions, "none",
      "Of the drive's levels, at the standard and detailed tier; where the drive is the engine's "
      "own."),
    QD("heater", heater_w, "mW", 0, 500, "0 mW", "Bias control."),
    Q("v_pi", v_pi_v, "V", 0.1, 30, "mzm."),
    QD("static_extinction", static_extinction_db, "dB", 3, 60, "25 dB", "mzm."),
    Q("bias", bias_v, "V", 0, 20, "eam: centre of the swing."),
    Q("v0", v0_v, "V", 0.01, 20, "eam: T = exp(-(V/v0)^exponent)."),
    QD("exponent", exponent, "", 0.5, 6, "2", "eam."),
    Q("quality", quality, "", 100, 1e6, "ring: loaded quality."),
    QD("min_transmission", min_transmission, "", 0, 1, "0.02", "ring: on resonance."),
    Q("shift", shift_hz_v, "GHz/V", 0.1, 100, "ring: resonance per volt."),
    QD("lock_error", lock_error_hz, "GHz", 0, 100, "0 GHz", "ring: off the best detuning."),
    QD("ring_fsr", ring_fsr_m, "nm", 0.5, 100, "12 nm", "ring: free spectral range."),
    QD("ring_drift", ring_drift_m_k, "nm/K", 0, 0.5, "0.075 nm/K", "ring: with temperature."),
    QD("ring_heater", ring_heater_m_w, "nm/mW", 0.01, 10, "0.2 nm/mW", "ring: heater efficiency."),
    QD("ring_reference", ring_reference_k, "degC", -40, 150, "85 degC",
       "ring: unheated rings meet their lines at this temperature, the highest in use as a rule."),
    QD("ring_error", ring_error_m, "nm", 0, 20, "0 nm", "ring: systematic error of fabrication."),
    QD("ring_spacing", ring_spacing_m, "nm", 0.05, 20, "1.14 nm", "ring: from line to line."),
    QD("ring_lock", ring_lock_w, "mW", 0, 50, "0 mW", "ring: control loop, each ring."),
};
const sl_table sl_modulator_table = {
    .name = "modulator", .parts = "modulator", .doc = "The modulator.", FIELDS(modulator_fields)};

static const sl_word detectors[] = {
    {"ffe", SL_WORD_SLICER, "feed-forward equaliser and slicer"},
    {"dfe", SL_WORD_FEEDBACK, "with one tap of decision feedback"},
    {"mlse", SL_WORD_SEQUENCE, "sequence detection over one post-cursor"},
    {NULL, 0, NULL}};

#undef S
#define S sl_receiver_spec
static const sl_field receiver_fields[] = {
    QD("responsivity", responsivity_a_w, "A/W", 0.05, 2, "0.9 A/W", "Of the photodiode."),
    QD("dark_current", dark_current_a, "nA", 0, 100000, "10 nA", "Of the photodiode."),
    QD("noise", noise_a_rthz, "pA/sqrt(Hz)", 0.1, 200, "18 pA/sqrt(Hz)",
       "Amplifier, input-referred, white part."),
    QD("noise_rise", noise_rise_a2_hz3, "A2/(Hz Hz Hz)", 0, 1e-40, "0 A2/(Hz Hz Hz)",
       "Amplifier, part that rises with the square of frequency."),
    QD("bandwidth", bandwidth_hz, "GHz", 0.1, 500, "35 GHz", "Photodiode with amplifier."),
    QD("tia", tia_j_per_bit, "pJ/bit", 0, 20, "1 pJ/bit", "Amplifier's energy."),
    QD("after_noise", after_noise_psd_hz, "1/Hz", 0, 1e-9, "0 1/Hz",
       "Behind the amplifier (converter, slicer), relative to the squared outer level."),
    QD("implementation_loss", implementation_loss_db, "dB", 0, 15, "2 dB",
       "Electrical, real receiver against the linear equaliser's bound."),
    QD("jitter", jitter_ui, "UI", 0, 0.1, "0.01 UI", "Of the engine's clock, rms."),
    N("taps", taps, 1, 64, "21",
      "Symbol-spaced taps of its equaliser, at the standard and detailed tier; the estimate's has "
      "no end."),
    W("detector", detector, detectors, "ffe",
      "Behind the taps, at the standard and detailed tier; ffe where the host decides on linear "
      "light "
      "and its serdes.equaliser is dfe (feedback or sequence detection): mlse."),
};
const sl_table sl_receiver_table = {.name = "receiver",
                                    .parts = "receiver",
                                    .doc = "Photodiode, amplifier and what decides behind them.",
                                    FIELDS(receiver_fields)};

#undef S
#define S sl_coupling_spec
static const sl_field coupling_fields[] = {
    QD("waist_a", waist_a_m, "um", 0.2, 100, "4.6 um", "Mode radius on the chip's side (1/e2)."),
    QD("waist_b", waist_b_m, "um", 0.2, 100, "4.6 um", "Mode radius of the fibre's side (1/e2)."),
    QD("sigma", sigma_m, "um", 0, 50, "0.5 um", "Placement error of each core, per axis."),
    QD("shared_sigma", shared_sigma_m, "um", 0, 50, "0 um", "Placement error of a whole array."),
    QD("excess_loss", excess_loss_db, "dB", 0, 20, "0.5 dB", "Beyond mode mismatch and offset."),
    QD("limit", limit_db, "dB", 0.01, 30, "1.5 dB",
       "Loss of mismatch and offset at which an assembly is rejected."),
};
const sl_table sl_coupling_table = {.name = "coupling",
                                    .parts = "coupling",
                                    .doc = "Light between a chip and a fibre.",
                                    FIELDS(coupling_fields)};

static const sl_word fibres[] = {{"smf", SL_WORD_SMF, "single mode"},
                                 {"mmf", SL_WORD_MMF, "multimode"},
                                 {"imaging", SL_WORD_IMAGING, "imaging bundle of many cores"},
                                 {NULL, 0, NULL}};
#undef S
#define S sl_fibre_spec
static const sl_field fibre_fields[] = {
    W("kind", kind, fibres, "smf", "Kind of fibre."),
    QD("loss", loss_db_m, "dB/km", 0, 10000, "0.4 dB/km", "At the link's wavelength."),
    QD("zero_dispersion", zero_wavelength_m, "nm", 1200, 1600, "1312 nm", "Wavelength."),
    QD("dispersion_slope", slope_s_m3, "s/m3", 0, 1000, "92 s/m3",
       "At zero dispersion; 92 s/m3 is 0.092 ps/(nm2 km)."),
    Q("modal_bandwidth", modal_bandwidth_hz_m, "GHz m", 10, 100000,
      "mmf: effective modal bandwidth."),
    QD("mode_partition", mode_partition_frac, "", 0, 1, "0.3", "mmf: coefficient k."),
    N("connectors", connectors, 0, 32, "2", "Between the two ports."),
    QD("connector_loss", connector_loss_db, "dB", 0, 5, "0.25 dB", "Of one connector."),
    QD("connector_return_loss", connector_return_loss_db, "dB", 10, 80, "45 dB", "Of one."),
    QD("port_return_loss", port_return_loss_db, "dB", 10, 80, "26 dB",
       "Of transmitter and receiver."),
    QD("numerical_aperture", numerical_aperture, "", 0.05, 1, "0.2", "mmf, imaging."),
    QD("core", core_diameter_m, "um", 2, 2000, "50 um", "mmf, imaging: diameter."),
    QD("index", index, "", 1, 2, "1.468", "Group index."),
};
const sl_table sl_fibre_table = {.name = "fibre",
                                 .parts = "fibre",
                                 .doc = "The fibre and its connectors.",
                                 FIELDS(fibre_fields)};

#undef S
#define S sl_pmd_spec
static const sl_field pmd_fields[] = {
    TEXT("name", name, "", "Physical layer as the standard calls it."),
    Q("oma_minus_tdecq", oma_minus_tdecq_dbm, "dBm", -20, 20, "Least of the transmitter."),
    QD("mpi_allocation", mpi_db, "dB", 0, 5, "0 dB", "For multipath and dispersion penalties."),
    Q("sensitivity", sensitivity_dbm, "dBm", -30, 10, "OMA with the SECQ removed."),
    Q("channel_loss", channel_loss_db, "dB", 0, 30, "Largest channel insertion loss allowed."),
};
const sl_table sl_pmd_table = {
    .name = "pmd", .parts = "pmd", .doc = "A standard's optical budget row.", FIELDS(pmd_fields)};
