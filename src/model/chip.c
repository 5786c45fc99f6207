// The host chip: GPU, switch or accelerator.
#include "model/fields.h"

#undef S
#define S sl_chip_spec
static const sl_field fields[] = {
    TEXT("name", name, "chip", "What the chip is called in tables."),
    QR("tdp", tdp_w, "W", 1, 5000,
       "Power of the chip without the SerDes of the modelled ports, which is computed."),
    QD("width", width_m, "mm", 1, 200, "26 mm", "Width of the heated silicon."),
    QD("length", length_m, "mm", 1, 200, "33 mm", "Length of the heated silicon."),
    QR("shoreline", shoreline_m, "mm", 1, 1000,
       "Edge of the die or package that is free for the modelled ports."),
    QR("bandwidth", bandwidth_bps, "Tb/s", 0.01, 10000,
       "Data rate that leaves the chip through the modelled ports, one direction."),
    QD("temp_max", temp_max_k, "degC", 50, 150, "105 degC", "Highest junction temperature."),
    QD("leakage", leakage_frac, "", 0, 0.6, "0.1",
       "Share of tdp that is leakage at temp_max; it follows the temperature."),
    QD("leakage_slope", leakage_per_k, "1/K", 0, 0.05, "0.015 1/K",
       "Exponent of leakage with temperature."),
    QD("bump_pitch", bump_pitch_m, "um", 1, 500, "130 um", "Pitch of the bumps at the edge."),
    QD("bump_rows", bump_rows, "", 1, 100, "8", "Rows of bumps behind the edge that carry ports."),
    QD("bump_signal", bump_signal_frac, "", 0.01, 0.5, "0.1666667",
       "Lanes of one direction per bump: 1/4 for bare pairs, 1/6 to 1/8 with grounds."),
    QD("escape_layers", escape_layers, "", 0, 40, "0", "Signal layers for escape; 0: no limit."),
    QD("escape_pitch", escape_pitch_m, "um", 1, 5000, "400 um",
       "Pitch from pair to pair of one escape layer, grounds included."),
};
const sl_table sl_chip_table = {
    .name = "chip", .parts = "chip", .doc = "The host chip.", FIELDS(fields)};
