// Electrical segments and the host's paths from the die bump to each place of attachment.
#include "model/fields.h"

static const sl_word kinds[] = {{"line", SL_WORD_LINE, "uniform line: trace or cable"},
                                {"via", SL_WORD_VIA, "via, with its stub"},
                                {"ball", SL_WORD_BALL, "solder ball of a package"},
                                {"socket", SL_WORD_SOCKET, "contact of a socket"},
                                {"bump", SL_WORD_BUMP, "die bump with the pad's capacitance"},
                                {"connector", SL_WORD_CONNECTOR, "separable connector"},
                                {NULL, 0, NULL}};
static const sl_word geometries[] = {{"stripline", 0, "rectangular conductor between planes"},
                                     {"twinax", 1, "two round wires in a shield"},
                                     {NULL, 0, NULL}};

#undef S
#define S sl_segment_spec
static const sl_field segment_fields[] = {
    W("kind", kind, kinds, "line", "What the segment is."),
    QD("length", length_m, "mm", 0, 40000000, "0 mm", "Length of a line."),
    W("geometry", geometry, geometries, "stripline", "Cross-section of a line."),
    QD("dielectric_constant", dielectric_constant, "", 1, 20, "3.3", "At reference_frequency."),
    QD("loss_tangent", loss_tangent, "", 0, 0.19, "0.002", "At reference_frequency."),
    QD("reference_frequency", reference_freq_hz, "GHz", 0.001, 200, "10 GHz",
       "Where dielectric_constant and loss_tangent were measured."),
    QD("impedance", impedance_ohm, "ohm", 20, 300, "100 ohm", "Differential impedance."),
    QD("width", width_m, "um", 0.1, 5000, "100 um", "Width of one trace; wire diameter of twinax."),
    QD("thickness", thickness_m, "um", 0.1, 500, "18 um", "Thickness of the trace."),
    QD("roughness", roughness_m, "um", 0, 20, "1 um", "Ten-point roughness Rz of the foil."),
    QD("conductivity", conductivity_s_m, "S/m", 1e6, 1e8, "58e6 S/m", "At 20 degC."),
    QD("capacitance_near", capacitance_near_f, "fF", 0, 5000, "0 fF", "Differential, near side."),
    QD("inductance", inductance_h, "pH", 0, 20000, "0 pH", "Differential, series."),
    QD("resistance", resistance_ohm, "ohm", 0, 50, "0 ohm", "Differential, series."),
    QD("capacitance_far", capacitance_far_f, "fF", 0, 5000, "0 fF", "Differential, far side."),
    QD("stub_length", stub_length_m, "mm", 0, 20, "0 mm", "Open stub at the far side."),
    QD("stub_impedance", stub_impedance_ohm, "ohm", 10, 300, "85 ohm", "Differential."),
    QD("stub_dielectric_constant", stub_dielectric_constant, "", 1, 20, "3.5", "Around the stub."),
    QD("loss", loss_db, "dB", 0, 20, "0 dB", "Dissipation at loss_frequency, as sqrt(f)."),
    QD("loss_frequency", loss_freq_hz, "GHz", 0.1, 200, "26.56 GHz", "Where loss was measured."),
    QD("coupling", pair_coupling, "", 0, 0.9, "0",
       "To a neighbouring pair: (Ze - Zo)/(Ze + Zo) of the two pairs' even and odd modes."),
    QD("coupling_delay", pair_delay_split, "", -0.5, 0.5, "0",
       "Delay of the even less that of the odd mode of two pairs, over the delay."),
    QD("common_coupling", common_coupling, "", 0, 0.9, "0",
       "Within the pair: (Ze - Zo)/(Ze + Zo) of its wires; raises the common mode's impedance."),
    QD("dielectric_constant_slope", dielectric_constant_per_k, "1/K", -0.01, 0.01, "0 1/K",
       "Relative change of dielectric_constant from 20 degC."),
    QD("loss_tangent_slope", loss_tangent_per_k, "1/K", -0.01, 0.05, "0 1/K",
       "Relative change of loss_tangent from 20 degC."),
    QD("moisture_uptake", moisture_uptake, "", 0, 0.2, "0",
       "Mass of water over that of the dielectric at a relative humidity of 1."),
    QD("dielectric_constant_moisture", dielectric_constant_per_wet, "", 0, 100, "0",
       "Relative change of dielectric_constant per unit of that mass ratio."),
    QD("loss_tangent_moisture", loss_tangent_per_wet, "", 0, 100, "0",
       "Change of loss_tangent per unit of that mass ratio."),
};
const sl_table sl_segment_table = {.name = "segment",
                                   .parts = "medium connector",
                                   .doc = "One element of an electrical path.",
                                   FIELDS(segment_fields)};

#undef S
#define S sl_board_spec
static const sl_field fields[] = {
    LIST("faceplate", faceplate.segment, faceplate.n, SL_PATH_MAX, &sl_segment_table,
         "Die bump to the faceplate module's card edge: package trace, ball, board, connector."),
    LIST("near", near.segment, near.n, SL_PATH_MAX, &sl_segment_table,
         "Die bump to an engine beside the package."),
    LIST("package", package.segment, package.n, SL_PATH_MAX, &sl_segment_table,
         "Die bump to an engine on the package's substrate."),
    LIST("interposer", interposer.segment, interposer.n, SL_PATH_MAX, &sl_segment_table,
         "Die bump to a chiplet beside it on an interposer or bridge."),
    QD("faceplate_width", faceplate_width_m, "mm", 10, 2000, "440 mm",
       "Width of faceplate for modules, all rows of modules together."),
    QD("temp", temp_k, "degC", -40, 130, "60 degC", "Of conductors and dielectrics."),
    QD("humidity", humidity, "", 0, 1, "0",
       "Relative humidity that the dielectrics are in equilibrium with; tells with "
       "moisture_uptake."),
};
const sl_table sl_board_table = {.name = "board",
                                 .parts = "board",
                                 .doc = "The host's electrical paths, one per place where an "
                                        "interconnect can be attached.",
                                 FIELDS(fields)};
