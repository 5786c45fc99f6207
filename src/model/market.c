// What an interconnect costs: dies on wafers, the steps that make a unit of it, prices, energy.
#include "model/fields.h"

#include <math.h>

// Values of sl_yield_model, sl_packing and of the currency; money of other currencies is refused.
static const sl_word models[] = {{"poisson", 0, "independent defects"},
                                 {"murphy", 1, "triangular spread of the density"},
                                 {"seeds", 2, "exponential spread"},
                                 {"negbin", 3, "gamma spread, cluster parameter alpha"},
                                 {"bose-einstein", 4, "alpha critical layers"},
                                 {NULL, 0, NULL}};
static const sl_word packings[] = {{"formula", 0, "area less a term for the rim"},
                                   {"exact", 1, "best straight grid"},
                                   {NULL, 0, NULL}};
static const sl_word currencies[] = {{"USD", 0, "United States dollar"}, {NULL, 0, NULL}};
static const sl_word shares[] = {{"engine", SL_SHARE_ENGINE, "electronics, photonics, assembly"},
                                 {"laser", SL_SHARE_LASER, "lasers, their attachment, burn-in"},
                                 {"fibre", SL_SHARE_FIBRE, "fibre attach and alignment"},
                                 {"package", SL_SHARE_PACKAGE, "share of the host's package"},
                                 {NULL, 0, NULL}};

#define S sl_process_spec
static const sl_field process_fields[] = {
    TEXT("title", title, "", "What it is."),
    QR("cost", cost_usd, "USD", 0, 1e6, "Of one processed wafer."),
    NR("year", year, 1990, 2100, "Of that money."),
    QD("wafer", wafer_m, "mm", 10, 450, "300 mm", "Diameter."),
    QD("edge", edge_m, "mm", 0, 20, "3 mm", "Left free around."),
    QD("scribe", scribe_m, "mm", 0, 5, "0.1 mm", "Between dies."),
    W("packing", packing, packings, "formula",
      "How dies are counted; exact takes 0.1 ms (20 mm) to 2 ms (5 mm) in every draw."),
    W("model", model, models, "negbin", "Law of yield."),
    QR("d0", d0_per_m2, "1/cm2", 0, 100, "Killing defects."),
    QD("alpha", alpha, "", 0.1, 1000, "10", "Cluster parameter, or critical layers."),
    QD("line_yield", line_yield, "", 0, 1, "1", "Of whole wafers."),
    QD("reticle_width", reticle_width_m, "mm", 1, 450, "26 mm", "Of a lithography field."),
    QD("reticle_height", reticle_height_m, "mm", 1, 450, "33 mm", "Of a lithography field."),
    QD("energy", energy_j_per_m2, "kWh/cm2", 0, 100, "0 kWh/cm2", "To process the area."),
    QD("grid", grid_kg_per_j, "g/kWh", 0, 2000, "0 g/kWh", "CO2 equivalent of that energy."),
    QD("gas", gas_kg_per_m2, "g/cm2", 0, 1e5, "0 g/cm2", "CO2 equivalent of gases."),
    QD("material", material_kg_per_m2, "g/cm2", 0, 1e5, "0 g/cm2", "The same of materials."),
};
const sl_table sl_process_table = {
    .name = "process", .parts = "process", .doc = "A process on wafers.", FIELDS(process_fields)};

#undef S
#define S sl_market_die
static const sl_field die_fields[] = {
    TEXT("name", name, "", "By which parts name it."),
    TABLE("process", process, &sl_process_table, "Wafers it is made on."),
    QR("width", width_m, "mm", 0.05, 450, "Of the die."),
    QR("height", height_m, "mm", 0.05, 450, "Of the die."),
    QD("coverage", coverage, "", 0, 1, "1", "Bad dies that wafer test finds."),
    QD("overkill", overkill, "", 0, 1, "0", "Good dies that it rejects."),
    QD("test_time", test_time_s, "s", 0, 1e5, "0 s", "Of one insertion."),
    QD("tester", tester_usd_per_s, "USD/h", 0, 1e5, "0 USD/h", "Tester and prober."),
    N("sites", sites, 1, 4096, "1", "Dies tested at once."),
};
static const sl_table die_table = {
    .name = "die", .doc = "A die and its wafer test.", FIELDS(die_fields)};

#undef S
#define S sl_market_part
static const sl_field part_fields[] = {
    TEXT("name", name, "", "What it is."),
    TEXT("die", die, "", "One of market.dies: its cost, quality and carbon are those of the die."),
    QD("count", count, "", 0, 1e6, "1", "Into one site."),
    QD("cost", cost_usd, "USD", 0, 1e7, "0 USD", "Of one; of a die: on top of it."),
    QD("quality", quality, "", 0, 1, "1", "Good ones of those that arrive."),
    QD("carbon", carbon_kg, "kg", 0, 1e5, "0 kg", "CO2 equivalent of one."),
};
static const sl_table part_table = {
    .name = "part", .doc = "What a step puts in.", FIELDS(part_fields)};

#undef S
#define S sl_market_input
static const sl_field input_fields[] = {
    TEXT("step", step, "", "Name of the step that makes it."),
    QD("count", count, "", 1e-6, 1e6, "1", "Into one unit."),
};
static const sl_table input_table = {
    .name = "input", .doc = "What an earlier step made.", FIELDS(input_fields)};

#undef S
#define S sl_market_step
static const sl_field step_fields[] = {
    TEXT("name", name, "", "By which other steps name it."),
    W("share", share, shares, "engine", "What its cost is shown under."),
    LIST("after", after, after_n, SL_MARKET_AFTER, &input_table, "Units of earlier steps."),
    LIST("parts", part, part_n, SL_MARKET_PARTS, &part_table, "Put into each site."),
    QD("cost", cost_usd, "USD", 0, 1e7, "0 USD", "Of the step, once for the unit."),
    QD("time", time_s, "s", 0, 1e7, "0 s", "Of a machine, for the unit."),
    QD("rate", usd_per_s, "USD/h", 0, 1e5, "0 USD/h",
       "Of the machine: (capital/life + labour)/uptime."),
    QD("carbon", carbon_kg, "kg", 0, 1e5, "0 kg", "CO2 equivalent of the step."),
    N("sites", sites, 1, 4096, "1", "Equal places of the unit."),
    N("needed", needed, 0, 4096, "0", "Sites that must do; 0: all. The others are spare."),
    QD("yield", yield, "", 0, 1, "1", "Of one site, without the quality of its parts."),
    FLAG("aligned", aligned, "false",
         "A site is one engine's fibres: its yield is taken times package.alignment_yield."),
    OPTIONAL("bond", bond, has_bond, &sl_bond_table,
             "A site is one hybrid bond: its yield is taken times that of the bond."),
    QD("coverage", coverage, "", 0, 1, "1", "Bad sites and inputs that the test at its end finds."),
    QD("overkill", overkill, "", 0, 1, "0", "Good units that it rejects."),
    N("rework_max", rework_max, 0, 100, "0", "Attempts on a site found bad."),
    QD("rework_cost", rework_usd, "USD", 0, 1e7, "0 USD", "Of one attempt, without parts."),
    QD("rework_parts", rework_parts, "", 0, 1, "1", "Share of a site's parts that it takes anew."),
    QD("rework_yield", rework_yield, "", 0, 1, "1", "Of one attempt."),
    QD("salvage", salvage_usd, "USD", 0, 1e7, "0 USD", "What a scrapped unit brings."),
};
static const sl_table step_table = {
    .name = "step", .doc = "One step of making a unit.", FIELDS(step_fields)};

#undef S
#define S sl_market_owner
static const sl_field owner_fields[] = {
    TEXT("name", name, "", "Who sells it on."),
    QD("added", added_usd, "USD", 0, 1e7, "0 USD", "His own cost, on one unit."),
    QR("margin", margin, "", 0, 0.99, "Gross margin: share of his own price."),
};
static const sl_table owner_table = {
    .name = "owner", .doc = "Who sells it on, and his margin.", FIELDS(owner_fields)};

#undef S
#define S sl_market_spec
static const sl_field fields[] = {
    TEXT("title", title, "", "What it is."),
    WR("currency", currency, currencies, "Of all money here."),
    NR("year", year, 1990, 2100, "Of all money here."),
    Q("module_price", price_usd, "USD", 1e-3, 1e7, "Of one port that is bought; else give steps."),
    Q("module_carbon", price_carbon_kg, "kg", 0, 1e5, "Embodied in one port that is bought."),
    LIST("dies", die, die_n, SL_MARKET_DIES, &die_table, "Dies that the steps use."),
    LIST("steps", step, step_n, SL_MARKET_STEPS, &step_table,
         "That make one unit; the one that no other takes is the last."),
    QD("ports", ports, "", 1e-3, 1e5, "1", "That one unit serves."),
    Q("design", design_usd, "USD", 0, 1e12, "Paid once: design, masks, qualification."),
    Q("units", units, "", 1, 1e15, "Over which the design is shared out."),
    LIST("owners", owner, owner_n, SL_MARKET_OWNERS, &owner_table,
         "Who sells a unit on, the maker first."),
    Q("learning", learning, "", 0.1, 1, "Left of the price at twice the cumulated volume."),
    Q("volume", volume, "", 1e-3, 1e15, "Made so far."),
    Q("reference", reference, "", 1e-3, 1e15, "Made so far at which the price is as said."),
    Q("inflation", inflation, "", -0.5, 1,
      "A year, from a process's money to market.year; absent: both years are the same."),
    QD("discount", discount, "", 0, 1, "0.08", "Interest of capital, a year."),
    QD("pue", pue, "", 1, 5, "1.25", "Energy of the site over that of its equipment."),
    QD("energy_price", energy_usd_per_j, "USD/kWh", 0, 10, "0.08 USD/kWh", "At the site."),
    QD("grid", grid_kg_per_j, "g/kWh", 0, 2000, "380 g/kWh", "CO2 equivalent of that energy."),
    QD("service", service_usd_per_s, "USD/year", 0, 1e6, "0 USD/year",
       "Repair, spares and hands of one port."),
    Q("gpu_rate", gpu_usd_per_s, "USD/h", 0, 1e4,
      "Of one accelerator with its hosts and house, without interconnect and energy."),
};
const sl_table sl_market_table = {
    .name = "market", .parts = "market", .doc = "What it costs.", FIELDS(fields)};
