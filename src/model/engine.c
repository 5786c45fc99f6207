// What carries the optics or the retimers: module, near-packaged engine, chiplet.
#include "model/fields.h"

static const sl_word solders[] = {
    {"snpb", 0, "eutectic tin-lead"}, {"sac305", 1, "tin-silver-copper"}, {NULL, 0, NULL}};
static const sl_word places[] = {{"inside", 0, "in the engine"},
                                 {"external", 1, "in a module of its own at the faceplate"},
                                 {NULL, 0, NULL}};

#undef S
#define S sl_solder_spec
static const sl_field solder_fields[] = {
    W("alloy", alloy, solders, "sac305", "Solder of the engine's attachment."),
    QD("neutral_distance", neutral_distance_m, "mm", 0.1, 100, "5 mm",
       "Farthest joint from the neutral point."),
    QD("joint_height", joint_height_m, "um", 10, 2000, "300 um", "Height of a joint."),
    QD("component_cte", component_ppm_k, "ppm/K", 0.5, 40, "10 ppm/K", "Of the engine's carrier."),
    QD("board_cte", board_ppm_k, "ppm/K", 0.5, 40, "16 ppm/K", "Of what it stands on."),
    QD("board_rise", board_rise_frac, "", 0, 1.5, "0.7",
       "Board's temperature swing over the engine's."),
    QD("factor", factor, "", 0.5, 1.5, "1", "Engelmaier's factor F."),
    QD("dwell", dwell_s, "min", 0.1, 100000, "60 min", "Half cycle of power."),
};
const sl_table sl_solder_table = {
    .name = "solder", .doc = "Joints between an engine and its carrier.", FIELDS(solder_fields)};

#undef S
#define S sl_engine_spec
static const sl_field fields[] = {
    QD("width", width_m, "mm", 0.5, 200, "10 mm", "Along the chip's edge; of a module: its base."),
    QD("length", length_m, "mm", 0.5, 300, "10 mm", "Away from the edge."),
    Q("rate", rate_bps, "Tb/s", 0.001, 1000, "One direction of one engine; absent: link.rate."),
    QD("temp_max", temp_max_k, "degC", 40, 150, "105 degC",
       "Highest temperature of its electronics."),
    W("laser_place", laser_place, places, "inside", "Where the laser's heat is made."),
    N("laser_modules", laser_modules, 0, 1024, "0",
      "External laser modules of the whole chip; 0: one for each engine."),
    QD("dsp_tx", dsp_tx_j_per_bit, "pJ/bit", 0, 30, "0 pJ/bit", "Retimer or DSP, transmit side."),
    QD("dsp_rx", dsp_rx_j_per_bit, "pJ/bit", 0, 30, "0 pJ/bit", "Retimer or DSP, receive side."),
    QD("driver", driver_j_per_bit, "pJ/bit", 0, 20, "0 pJ/bit",
       "Driver circuit, without what modulator or laser take."),
    QD("control", control_w, "W", 0, 50, "0 W", "Controller and monitors of one engine."),
    QD("conversion", conversion_frac, "", 0.5, 1, "0.9", "Efficiency of DC/DC in the engine."),
    QD("laser_conversion", laser_conversion_frac, "", 0.5, 1, "0.9",
       "Of an external laser's supply."),
    QD("drive_noise", drive_noise_psd_hz, "1/Hz", 0, 1e-9, "0 1/Hz",
       "Driver noise relative to the squared outer level."),
    QD("latency", latency_s, "ns", 0, 10000, "0 ns",
       "Its transmitter and receiver added; active: one retimer."),
    QD("electronics_fit", electronics_hz, "FIT", 0, 1e5, "0 FIT",
       "Random failures of its electronics."),
    QD("fibre_pitch", fibre_pitch_m, "um", 10, 20000, "250 um", "Of fibres at its edge."),
    QD("fibre_rows", fibre_rows, "", 1, 64, "1", "Rows of fibres."),
    Q("lane_pitch_x", lane_pitch_x_m, "um", 1, 20000, "Of lanes in an array, along the edge."),
    Q("lane_pitch_y", lane_pitch_y_m, "um", 1, 20000, "Of lanes in an array, away from the edge."),
    QD("heat_flux", heat_flux_w_m2, "W/cm2", 0, 2000, "0 W/cm2",
       "What its cooling takes; 0: no limit of density by heat."),
    QD("thickness", thickness_m, "um", 10, 5000, "300 um",
       "Silicon from its junction to the interface."),
    QD("conductivity", k_w_mk, "W/(m K)", 1, 2000, "120 W/(m K)", "Of that silicon."),
    QD("tim_thickness", tim_thickness_m, "um", 1, 2000, "100 um", "Interface to lid or sink."),
    QD("tim_conductivity", tim_k_w_mk, "W/(m K)", 0.1, 500, "5 W/(m K)", "Of that interface."),
    QD("gap", gap_m, "mm", 0, 100, "1 mm", "Chip's edge to the engine."),
    TABLE("solder", solder, &sl_solder_table, "Its joints."),
};
const sl_table sl_engine_table = {
    .name = "engine", .parts = "engine", .doc = "What carries optics or retimers.", FIELDS(fields)};
