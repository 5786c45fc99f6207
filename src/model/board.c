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
    QD("temp", temp_k, "degC", -40, 130, "60 degC", "Of the conductors."),
};
const sl_table sl_board_table = {.name = "board",
                                 .parts = "board",
                                 .doc = "The host's electrical paths, one per place where an "
                                        "interconnect can be attached.",
                                 FIELDS(fields)};
