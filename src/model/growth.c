// The growth cycle: what all variants share, and how the variant's own architecture goes on.
#include "model/fields.h"

#undef S
#define S sl_maturity_spec
static const sl_field maturity_fields[] = {
    QR("ready", ready, "", 1990, 2100, "Calendar year from which it is made in volume."),
    Q("capacity", capacity_hz, "1/year", 1, 1e12,
      "Ports made in that year at most; absent: no limit."),
    QD("ramp", ramp, "", 1, 100, "2", "Factor a year of the capacity."),
    QD("energy_growth", energy_growth, "", 0.1, 2, "0.9", "Factor a year of its energy per bit."),
    QD("density_growth", density_growth, "", 0.5, 10, "1.2",
       "Factor a year of what it carries off a millimetre of edge or faceplate."),
    QD("reach_growth", reach_growth, "", 0.1, 2, "1", "Factor a year of its reach."),
};
static const sl_table maturity_table = {
    .name = "maturity", .doc = "How the variant's architecture goes on.", FIELDS(maturity_fields)};

#undef S
#define S sl_growth_spec
static const sl_field fields[] = {
    NR("start", start, 1990, 2100, "Calendar year of the parts and prices of the scenario."),
    N("years", years, 1, 40, "10", "To run."),
    QD("compute_growth", compute_growth, "", 0.5, 10, "1.5", "Factor a year: of a package."),
    QD("software_growth", software_growth, "", 0.5, 10, "1.3",
       "Factor a year: compute of a model from the same packages, by arithmetic and longer runs."),
    QD("bandwidth_exponent", bandwidth_exponent, "", 0, 2, "0.62",
       "Of compute: the bandwidth that a package needs grows with this power of it."),
    QD("edge_growth", edge_growth, "", 0.5, 2, "1.05", "Factor a year: edge of a package."),
    QD("reach_growth", reach_growth, "", 0.5, 5, "1.1", "Factor a year: of service.reach."),
    QD("power_growth", power_growth, "", 0.5, 5, "1.15", "Factor a year: of chip.tdp."),
    QD("io_share", io_share, "", 0.01, 1, "0.25", "Of chip.tdp that its ports may take, at most."),
    QR("package_price", package_usd, "USD", 1, 1e8, "Of a package and its house, without ports."),
    QD("package_price_growth", package_price_growth, "", 0.5, 5, "1.07", "Factor a year."),
    QD("ends", ends, "", 1, 10, "2", "Ports bought for each one of a package: one at either end."),
    QR("budget", budget_usd_per_s, "USD/year", 1, 1e14, "Spent in the first year."),
    Q("budget_most", budget_most_usd_per_s, "USD/year", 1, 1e15,
      "More is not to be had, whatever models are worth; absent: no ceiling."),
    QD("return_exponent", return_exponent, "", 0, 0.95, "0.58",
       "Spending follows the compute of models with this power."),
    QD("delay", delay_s, "year", 0.1, 20, "1 year", "From what models are worth to spending."),
    QD("renewal", renewal_s, "year", 0.5, 30, "4 year", "Life of what is installed."),
    QD("exposed", exposed, "", 0, 1, "0.2", "Share of a step that waits for bandwidth."),
    TABLE("maturity", maturity, &maturity_table, "How the variant's architecture goes on."),
};
const sl_table sl_growth_table = {.name = "growth", .doc = "Years to come.", FIELDS(fields)};
