// Electrical transceivers by reach class.
#include "model/fields.h"

static const sl_word equalisers[] = {
    {"ctle", SL_WORD_CTLE, "continuous-time only"},
    {"ffe", SL_WORD_FFE, "linear, minimum mean square error"},
    {"dfe", SL_WORD_DFE, "decision feedback or sequence detection (Salz bound)"},
    {NULL, 0, NULL}};

#undef S
#define S sl_serdes_spec
static const sl_field fields[] = {
    TEXT("class", reach_class, "", "Name of the reach class."),
    Q("loss_limit", loss_limit_db, "dB", 0, 80,
      "Loss at Nyquist, bump to bump, that the class allows."),
    QD("ber", target_ber, "", 1e-30, 0.01, "1e-5",
       "Bit error ratio of this electrical part before error correction."),
    QD("swing", swing_pp_v, "V", 0.01, 2, "1 V", "Differential, peak to peak."),
    QD("snr_tx", snr_tx_db, "dB", 10, 60, "33 dB", "Signal to noise at the transmitter."),
    QD("jitter", jitter_ui, "UI", 0, 0.1, "0.01 UI", "Random, rms."),
    QD("level_mismatch", level_mismatch, "", 0.5, 1, "0.95", "R_LM."),
    QD("tx_bandwidth", tx_bandwidth_frac, "", 0.1, 3, "0.75", "Of the symbol rate, -3 dB."),
    QD("rx_bandwidth", rx_bandwidth_frac, "", 0.1, 3, "0.75", "Of the symbol rate, -3 dB."),
    QD("noise", noise_psd_v2_hz, "V2/Hz", 0, 1e-14, "8.2e-18 V2/Hz",
       "One-sided, at the receiver's input (eta_0; 8.2e-9 V2/GHz)."),
    QD("sampler_noise", sampler_psd_v2_hz, "V2/Hz", 0, 1e-14, "0 V2/Hz",
       "One-sided, behind the filter."),
    QD("crosstalk", crosstalk_v, "mV", 0, 100, "1 mV", "Rms at the receiver's input."),
    W("equaliser", equaliser, equalisers, "dfe", "Of the receiver."),
    QD("implementation_loss", implementation_loss_db, "dB", 0, 15, "3 dB",
       "SNR that a real receiver loses against the bound."),
    QD("reflection", reflection, "", 0, 0.9, "0.1", "Reflection of transmitter and receiver."),
    QD("node_scale", node_scale, "", 0.1, 10, "1", "Energy of the silicon node over that of 5 nm."),
    QD("termination", driver_ohm, "ohm", 10, 200, "50 ohm", "Single-ended."),
    Q("energy", energy_j_per_bit, "pJ/bit", 0, 50,
      "Transmitter and receiver per bit; absent: computed from the channel's loss."),
    QD("latency", latency_s, "ns", 0, 1000, "5 ns", "Transmitter and receiver, one hop."),
};
const sl_table sl_serdes_table = {.name = "serdes",
                                  .parts = "serdes",
                                  .doc = "An electrical transceiver of one reach class.",
                                  FIELDS(fields)};
