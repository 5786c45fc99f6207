// What every variant must deliver.
#include "model/fields.h"

#define S sl_service
static const sl_field fields[] = {
    QR("rate", rate_bps, "Gb/s", 1, 1e6, "Data rate of one port in each direction."),
    QR("reach", reach_m, "m", 0.001, 40000, "Distance between the two ports."),
    QD("ber", ber, "", 1e-30, 1e-3, "1e-15", "Bit error ratio after error correction."),
    QD("ambient", ambient_k, "degC", -40, 85, "35 degC",
       "Air at the inlet of the equipment; the coolant too, unless cooling.coolant says more."),
    QD("frame", frame_bit, "B", 64, 65536, "64 B", "Frame for the frame loss ratio."),
    QD("life", life_s, "year", 0.1, 30, "5 year", "Service life."),
};
const sl_table sl_service_table = {
    .name = "service", .doc = "What every variant must deliver to win.", FIELDS(fields)};
