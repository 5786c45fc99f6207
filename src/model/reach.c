// How far copper goes at each rate, and what varies from unit to unit.
#include "model/fields.h"

#undef S
#define S sl_vary_line_spec
static const sl_field line_fields[] = {
    QD("dielectric_constant", dielectric_constant, "%", 0, 30, "0 %",
       "Of the line's; its impedance follows. Normal."),
    QD("loss_tangent", loss_tangent, "%", 0, 80, "0 %", "Of the line's. Lognormal."),
    QD("roughness", roughness, "%", 0, 80, "0 %", "Of the foil's Rz. Lognormal."),
    QD("width", width, "%", 0, 25, "0 %",
       "Of the trace, by etching, or of the wire; impedance follows. Normal."),
    QD("length", length, "%", 0, 30, "0 %", "Of a line that is not the one in question. Normal."),
};
static const sl_table line_table = {
    .name = "spread of a line",
    .doc = "Standard deviations from unit to unit, relative to the value.",
    FIELDS(line_fields)};

#undef S
#define S sl_vary_spec
static const sl_field vary_fields[] = {
    TABLE("board", board, &line_table, "Striplines of 75 um and wider: etched boards."),
    TABLE("package", package, &line_table, "Narrower striplines: plated build-up."),
    TABLE("cable", cable, &line_table, "Twinax."),
    QD("stub", stub, "%", 0, 80, "0 %", "Of the open stub of vias. Lognormal."),
    QD("temp", temp_k, "K", 0, 60, "0 K", "Of all lines together. Normal."),
    QD("humidity", humidity, "", 0, 0.5, "0",
       "Relative humidity of all dielectrics together; tells with moisture_uptake. Normal."),
};
const sl_table sl_vary_table = {.name = "spread",
                                .parts = "spread",
                                .doc = "What varies from one manufactured channel to the next.",
                                FIELDS(vary_fields)};

#undef S
#define S sl_reach_rate_spec
static const sl_field rate_fields[] = {
    TEXT("name", name, "", "As in 112G; distinct."),
    QR("rate", lane_bps, "Gb/s", 1, 2000, "Payload of a lane: 100 Gb/s of a 112G one."),
    TABLE("serdes", serdes, &sl_serdes_table, "Both ends of a lane at this rate."),
};
static const sl_table rate_table = {
    .name = "rate", .doc = "A rate of a lane and its SerDes.", FIELDS(rate_fields)};

#undef S
#define S sl_reach_spec
static const sl_field fields[] = {
    LIST("rates", rate, rate_n, SL_REACH_RATES, &rate_table, "Rates in question, ascending."),
    QD("yield", yield, "%", 50, 99.9999, "99.9 %", "Of manufactured channels that pass."),
    QD("threshold", threshold_db, "dB", -10, 20, "3 dB", "Channel Operating Margin to pass."),
    QD("longest", longest_m, "m", 0.0001, 100, "10 m", "Where the search for a length ends."),
    TABLE("vary", vary, &sl_vary_table, "What varies from one channel to the next."),
};
const sl_table sl_reach_table = {
    .name = "reach",
    .doc = "The length at which manufactured channels still pass, by rate: of the cable, or of the "
           "longest line of the host's path.",
    FIELDS(fields)};
