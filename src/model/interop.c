// Host, engine and laser as their rules see them. Whatever is left out is not known, and a clause
// on it is neither passed nor failed.
#include "model/fields.h"

#include <math.h>

static const sl_word forms[] = {{"unknown", 0, "not known"},
                                {"qsfp-dd", 1, "QSFP-DD cage"},
                                {"osfp", 2, "OSFP cage"},
                                {"osfp-xd", 3, "OSFP-XD cage"},
                                {"xpo", 4, "XPO slot"},
                                {"cpx", 5, "socket near the package (CPX)"},
                                {"oif-cpo", 6, "co-packaged module of the OIF's agreement"},
                                {"soldered", 7, "soldered to board or package"},
                                {NULL, 0, NULL}};
static const sl_word classes[] = {{"unknown", 0, "not known"},
                                  {"xsr", 1, "CEI XSR"},
                                  {"xsr-plus", 2, "CEI XSR+"},
                                  {"vsr", 3, "CEI VSR, AUI C2M"},
                                  {"linear", 4, "CEI linear, LEI"},
                                  {"mr", 5, "CEI MR"},
                                  {"lr", 6, "CEI LR"},
                                  {"ucie", 7, "UCIe"},
                                  {NULL, 0, NULL}};
static const sl_word drives[] = {{"unknown", 0, "not known"},
                                 {"retimed", 1, "retimed in both directions"},
                                 {"half", 2, "retimed on transmission only"},
                                 {"linear", 3, "no retimer"},
                                 {NULL, 0, NULL}};
static const sl_word media[] = {{"unknown", 0, "not known"},
                                {"sr", 1, "multimode"},
                                {"dr", 2, "single mode, parallel"},
                                {"fr", 3, "single mode, coarse wavelengths, 2 km"},
                                {"lr", 4, "single mode, 10 km"},
                                {"dense", 5, "single mode, dense wavelengths"},
                                {NULL, 0, NULL}};
static const sl_word places[] = {{"unknown", 0, "not known"},
                                 {"inside", 1, "in the engine"},
                                 {"outside", 2, "in a module of its own"},
                                 {NULL, 0, NULL}};
static const sl_word plans[] = {{"unknown", 0, "not known"},       {"850", 1, "850 nm"},
                                {"1311", 2, "all at 1311 nm"},     {"cwdm4", 3, "1271 to 1331 nm"},
                                {"cw-wdm8", 4, "eight of CW-WDM"}, {NULL, 0, NULL}};
static const sl_word answers[] = {
    {"unknown", 0, "not known"}, {"no", 1, "no"}, {"yes", 2, "yes"}, {NULL, 0, NULL}};

#undef S
#define S sl_host_side_spec
static const sl_field host_fields[] = {
    TEXT("title", title, "", "What it is."),
    W("form", form, forms, "unknown", "Cage or socket."),
    W("electrical", electrical, classes, "unknown", "Class of its interface."),
    W("linear", linear, answers, "unknown", "Whether its SerDes equalises for a linear engine."),
    N("lanes", lanes, 0, 1024, "0", "Of one cage or socket; 0: not known."),
    Q("lane_rate", lane_bps, "Gb/s", 1, 2000, "Most of a lane."),
    Q("loss", loss_db, "dB", 0, 100, "Of its channel at Nyquist, bump to engine."),
    Q("power", power_w, "W", 0.1, 1000, "That a slot gives and cools."),
    Q("supply", supply_v, "V", 0.1, 60, "Of a slot."),
    Q("management", management, "", 1, 20, "Revision of CMIS that it speaks, as 5.2."),
    W("laser_pages", laser_pages, answers, "unknown", "Whether it manages external lasers."),
    N("banks", banks, 0, 16, "0", "Banks of 8 lanes that it manages; 0: not known."),
};
const sl_table sl_interop_host_table = {
    .name = "host", .parts = "host", .doc = "The host's side of a socket.", FIELDS(host_fields)};

#undef S
#define S sl_module_spec
static const sl_field module_fields[] = {
    TEXT("title", title, "", "What it is."),
    TEXT("maker", maker, "", "Who makes it: counted as a source of its socket."),
    W("form", form, forms, "unknown", "Cage or socket."),
    W("electrical", electrical, classes, "unknown", "Class of its interface."),
    W("drive", drive, drives, "unknown", "Where it decides bits."),
    N("lanes", lanes, 0, 1024, "0", "0: not known."),
    Q("lane_rate", lane_bps, "Gb/s", 1, 2000, "Of a lane."),
    Q("loss", loss_db, "dB", 0, 100, "At Nyquist that it bears."),
    Q("power", power_w, "W", 0.01, 1000, "Most that it draws."),
    Q("supply", supply_v, "V", 0.1, 60, "That it wants."),
    Q("case_max", case_max_k, "degC", -50, 200, "Hottest case."),
    Q("case_min", case_min_k, "degC", -100, 100, "Coldest case."),
    Q("management", management, "", 1, 20, "Revision of CMIS that it needs, as 5.2."),
    W("medium", medium, media, "unknown", "Its fibre."),
    N("fibres", fibres, 0, 4096, "0", "Of one engine; 0: not known."),
    W("laser", laser, places, "unknown", "Where its light comes from."),
    W("plan", plan, plans, "unknown", "Wavelengths that it wants from a laser outside."),
    N("laser_inputs", laser_inputs, 0, 256, "0", "Fibres from it; 0: not known."),
    Q("laser_min", laser_min_dbm, "dBm", -30, 40, "Least light at one input."),
    Q("laser_max", laser_max_dbm, "dBm", -30, 40, "Most light at one input."),
    TEXT("connector", connector, "", "Of the fibres from the laser."),
};
const sl_table sl_interop_module_table = {.name = "engine",
                                          .parts = "module",
                                          .doc = "An optical module or engine.",
                                          FIELDS(module_fields)};

#undef S
#define S sl_laser_module_spec
static const sl_field laser_fields[] = {
    TEXT("title", title, "", "What it is."),
    TEXT("maker", maker, "", "Who makes it."),
    W("plan", plan, plans, "unknown", "Its wavelengths."),
    N("outputs", outputs, 0, 256, "0", "Fibres of one module; 0: not known."),
    Q("output", output_dbm, "dBm", -30, 40, "Least light of one fibre."),
    Q("rating", rating_dbm, "dBm", -30, 40, "Most light of one fibre."),
    Q("supply", supply_v, "V", 0.1, 60, "That it wants."),
    Q("power", power_w, "W", 0.01, 1000, "Most that it draws."),
    Q("case_max", case_max_k, "degC", -50, 200, "Hottest case."),
    Q("case_min", case_min_k, "degC", -100, 100, "Coldest case."),
    Q("management", management, "", 1, 20, "Revision of CMIS that it needs."),
    TEXT("connector", connector, "", "Of its fibres."),
};
const sl_table sl_laser_module_table = {.name = "laser",
                                        .parts = "laser-module",
                                        .doc = "A laser in a module of its own.",
                                        FIELDS(laser_fields)};

#undef S
#define S sl_interop_spec
static const sl_field fields[] = {
    TABLE("host", host, &sl_interop_host_table, "What the engine is put into."),
    TABLE("engine", engine, &sl_interop_module_table, "What is put there."),
    OPTIONAL("laser", laser, has_laser, &sl_laser_module_table, "Where the engine has none."),
    W("medium", medium, media, "unknown", "Of the fibre that is laid."),
    N("fibres", fibres, 0, 4096, "0", "Laid for one engine; 0: not known."),
    QD("laser_fibre_loss", laser_fibre_loss_db, "dB", 0, 30, "1 dB", "Laser to engine."),
    Q("case", case_k, "degC", -50, 200, "Of the engine, hottest; absent: as computed."),
    Q("case_cold", case_cold_k, "degC", -50, 200,
      "Of the engine, coldest, as at a start in cold air; absent: not known."),
    Q("laser_case", laser_case_k, "degC", -50, 200, "Of the laser; absent: service.ambient."),
};
const sl_table sl_interop_table = {
    .name = "interop", .doc = "Whether parts of different makers fit.", FIELDS(fields)};

void sl_interop_spec_check(sl_ctx *ctx, const sl_bound *bound)
{
    const sl_interop_spec *s = &bound->design.interop;
    const sl_leaf *leaf = sl_leaf_find(&bound->leaves, "interop.case_cold");
    if (!(s->case_cold_k > s->case_k)) return;
    sl_diag_add(ctx, SL_ERROR, SL_E_CONTRADICTION, leaf ? leaf->mark : bound->mark,
                "the coldest case below the hottest",
                "variant %s: interop.case_cold %g degC is above interop.case %g degC", bound->name,
                s->case_cold_k - 273.15, s->case_k - 273.15);
}
