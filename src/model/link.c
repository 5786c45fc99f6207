// The interconnect: what one variant puts between two chips.
#include "model/fields.h"

static const sl_word kinds[] = {
    {"passive", SL_WORD_PASSIVE, "passive copper, host SerDes to host SerDes"},
    {"active", SL_WORD_ACTIVE, "copper with a retimer at each end (AEC)"},
    {"retimed", SL_WORD_RETIMED, "optics, retimed in both directions"},
    {"half-retimed", SL_WORD_HALF_RETIMED, "optics, transmit retimed, receive linear (LRO)"},
    {"linear", SL_WORD_LINEAR, "optics driven by the host's SerDes (LPO, NPO, CPO)"},
    {NULL, 0, NULL}};
static const sl_word attaches[] = {
    {"faceplate", SL_WORD_FACEPLATE, "module at the faceplate"},
    {"near", SL_WORD_NEAR, "engine beside the package"},
    {"package", SL_WORD_PACKAGE, "engine on the package's substrate"},
    {"interposer", SL_WORD_INTERPOSER, "chiplet beside the die"},
    {NULL, 0, NULL}};
#undef S
#define S sl_link_spec
static const sl_field fields[] = {
    TEXT("title", title, "", "What it is."),
    WR("kind", kind, kinds, "Which ends restore the signal."),
    WR("attach", attach, attaches, "Where it meets the host; picks the path of board."),
    TABLE("fec", fec, &sl_fec_table, "Error correction, end to end."),
    QR("rate", rate_bps, "Gb/s", 1, 1e6, "One port, one direction, payload."),
    NR("lanes", lanes, 1, 4096, "Electrical lanes of a port, one direction."),
    N("levels", levels, 2, 8, "4", "Electrical modulation: 2, 4, 6 or 8 levels."),
    N("optical_lanes", optical_lanes, 0, 4096, "0", "One direction of a port; 0: as lanes."),
    N("optical_levels", optical_levels, 0, 8, "0", "0: as levels."),
    N("wavelengths", wavelengths, 1, 64, "1", "On one fibre, one direction."),
    FLAG("bidirectional", bidirectional, "false", "Both directions share a fibre."),
    QD("module_width", module_width_m, "mm", 1, 100, "22.58 mm",
       "Faceplate that one port takes, one row of modules."),
    FLAG("compliance", compliance, "true",
         "false: beyond published standards, so not a compliance result."),
    TABLE("serdes", serdes, &sl_serdes_table, "The host's SerDes."),
    TABLE("line_serdes", line_serdes, &sl_serdes_table, "active: of the retimer's cable side."),
    LIST("module", module.segment, module.n, SL_PATH_MAX, &sl_segment_table,
         "Inside the module, from the host's connector to what drives or retimes."),
    TABLE("cable", cable, &sl_segment_table, "Copper: the cable; its length is service.reach."),
    TABLE("engine", engine, &sl_engine_table, "Module, engine or chiplet."),
    TABLE("laser", laser, &sl_laser_table, "Light source."),
    TABLE("modulator", modulator, &sl_modulator_table, "Modulator."),
    TABLE("receiver", receiver, &sl_receiver_table, "Receiver."),
    TABLE("launch", launch, &sl_coupling_table, "Chip to fibre."),
    TABLE("receive", receive, &sl_coupling_table, "Fibre to photodiode."),
    QD("mux_loss", mux_loss_db, "dB", 0, 20, "0 dB",
       "Laser to fibre beyond couplings and modulator: splitters, multiplexer, isolator, routing."),
    QD("demux_loss", demux_loss_db, "dB", 0, 20, "0 dB", "Fibre to photodiode, the same."),
    TABLE("fibre", fibre, &sl_fibre_table, "Fibre."),
    TABLE("pmd", pmd, &sl_pmd_table, "The standard's budget row, if one exists."),
};
const sl_table sl_link_table = {
    .name = "link", .parts = "link", .doc = "The interconnect between two ports.", FIELDS(fields)};
