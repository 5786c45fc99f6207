// How the heat leaves: lid stack of the chip, sinks of modules, engines and external lasers.
#include "model/fields.h"

static const sl_word kinds[] = {{"resistance", 0, "a given resistance, base to coolant"},
                                {"film", 1, "cold plate or immersion by its film coefficient"},
                                {"fins", 2, "straight plate fins in air"},
                                {"channels", 3, "cold plate with straight channels"},
                                {NULL, 0, NULL}};

#undef S
#define S sl_cooling_spec
static const sl_field fields[] = {
    W("kind", kind, kinds, "film", "Sink over the chip's lid."),
    Q("coolant", coolant_k, "degC", -20, 80, "Coolant at the inlet; absent: service.ambient."),
    QD("film", film_w_m2k, "W/(m2 K)", 10, 1e6, "30000 W/(m2 K)",
       "kind film: of the base; kind fins: of the fins' faces."),
    QD("resistance", resistance_k_w, "K/W", 0.001, 10, "0.05 K/W", "kind resistance."),
    QD("flow", flow_m3_s, "L/min", 0, 1e5, "0 L/min", "Coolant flow; 0: no rise counted."),
    QD("heat_capacity", heat_capacity_j_m3k, "J/(m3 K)", 500, 6e6, "4.1e6 J/(m3 K)",
       "Of the coolant by volume."),
    QD("fins", fin_n, "", 1, 1000, "60", "Fins or channels."),
    QD("fin_height", fin_height_m, "mm", 0.01, 200, "25 mm", "Or depth of the channels."),
    QD("fin_thickness", fin_thickness_m, "mm", 0.01, 10, "0.2 mm", "Or wall between channels."),
    QD("fin_length", fin_length_m, "mm", 1, 500, "90 mm", "Along the flow."),
    QD("fin_gap", fin_gap_m, "mm", 0.01, 20, "1.2 mm", "Gap between fins; width of a channel."),
    QD("fin_conductivity", fin_k_w_mk, "W/(m K)", 1, 2000, "390 W/(m K)", "Of the fins."),
    QD("coolant_conductivity", coolant_k_w_mk, "W/(m K)", 0.01, 10, "0.6 W/(m K)",
       "kind channels."),
    QD("die_thickness", die_thickness_m, "um", 20, 2000, "775 um", "Silicon of the chip."),
    QD("die_conductivity", die_k_w_mk, "W/(m K)", 1, 2000, "120 W/(m K)", "At temperature."),
    QD("tim1_thickness", tim1_thickness_m, "um", 1, 1000, "50 um", "Die to lid."),
    QD("tim1_conductivity", tim1_k_w_mk, "W/(m K)", 0.1, 500, "20 W/(m K)", "Die to lid."),
    QD("lid_width", lid_width_m, "mm", 5, 300, "80 mm", "Lid and base over it."),
    QD("lid_length", lid_length_m, "mm", 5, 300, "80 mm", "Lid and base over it."),
    QD("lid_thickness", lid_thickness_m, "mm", 0.1, 10, "2 mm", "Lid."),
    QD("lid_conductivity", lid_k_w_mk, "W/(m K)", 1, 2000, "390 W/(m K)", "Lid."),
    QD("tim2_thickness", tim2_thickness_m, "um", 1, 2000, "50 um", "Lid to base."),
    QD("tim2_conductivity", tim2_k_w_mk, "W/(m K)", 0.1, 500, "8 W/(m K)", "Lid to base."),
    QD("base_thickness", base_thickness_m, "mm", 0.1, 50, "3 mm", "Base of the sink."),
    QD("base_conductivity", base_k_w_mk, "W/(m K)", 1, 2000, "390 W/(m K)", "Base of the sink."),
    QD("module", module_k_w, "K/W", 0.05, 50, "1.2 K/W",
       "Faceplate module: its engine's base to the air, one module."),
    QD("near", near_k_w, "K/W", 0.02, 50, "1.0 K/W", "Engine beside the package: base to coolant."),
    QD("external_laser", external_laser_k_w, "K/W", 0.05, 50, "1.5 K/W",
       "External laser module: base to air."),
    QD("air", air_k, "degC", -40, 85, "40 degC", "Air at modules and external lasers."),
    QD("pue", pue, "", 1, 5, "1.25",
       "Energy of a site cooled so over that of its equipment; market.pue goes before it."),
    QD("board_conductivity", board_k_w_mk, "W/(m K)", 0.1, 400, "30 W/(m K)",
       "Of the board in its plane."),
    QD("board_thickness", board_thickness_m, "mm", 0.1, 10, "3 mm", "Of the board."),
    QD("board_film", board_film_w_m2k, "W/(m2 K)", 1, 1000, "30 W/(m2 K)", "Both faces added."),
    QD("part_to_board", part_to_board_k_w, "K/W", 0.1, 200, "5 K/W",
       "Junction to board, chip and engine each."),
};
const sl_table sl_cooling_table = {
    .name = "cooling", .parts = "cooling", .doc = "How the heat leaves.", FIELDS(fields)};
