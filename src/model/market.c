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

// Values of sl_package_kind, then SL_MARKET_ASSEMBLED.
static const sl_word packages[] = {
    {"organic", 0, "dies on an organic substrate"},
    {"fan-out-last", 1, "dies on redistribution layers, these on a substrate"},
    {"fan-out-first", 2, "redistribution layers built over the dies, these on a substrate"},
    {"interposer", 3, "dies on an interposer, this on a substrate"},
    {"hybrid", 4, "dies bonded on the first of them, this on a substrate"},
    {"reflow", 5, "soldered on a board, with rework and spare sites"},
    {"assembly", SL_MARKET_ASSEMBLED, "dies put on a carrier by machines, pad by pad"},
    {NULL, 0, NULL}};
static const sl_word compats[] = {
    {"none", SL_COMPAT_NONE, "counts as it should be"},
    {"actuary", SL_COMPAT_ACTUARY, "as Chiplet Actuary: bumps of equal dies once"},
    {"catch", SL_COMPAT_CATCH, "as CATCH: ten ways, docs/theory/economics.md"},
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
    QD("litho", litho, "", 0, 1, "0",
       "Share of the cost that exposures take: of a die it grows with what fields leave empty."),
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
    N("count", count, 1, 127, "1", "In one market.package."),
    QD("signals", signals, "", 0, 1e7, "0", "Wires that leave it, in a package of kind assembly."),
    QD("power", power_w, "W", 0, 1e4, "0 W", "That its pads bring, in a package of kind assembly."),
    QD("voltage", voltage_v, "V", 0.1, 100, "1 V", "Of that power."),
};
static const sl_table die_table = {
    .name = "die", .doc = "A die and its wafer test.", FIELDS(die_fields)};

#undef S
#define S sl_market_part
static const sl_field part_fields[] = {
    TEXT("name", name, "", "What it is."),
    TEXT("die", die, "", "One of market.dies: its cost, quality and carbon are those of the die."),
    QD("count", count, "", 1e-6, 1e6, "1", "Into one site."),
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
#define S sl_market_machine
static const sl_field machine_fields[] = {
    QR("capital", capex_usd, "USD", 0, 1e9, "Of one machine."),
    QD("life", life_s, "year", 0.1, 50, "5 year", "Over which it is paid back."),
    QD("labour", labour_usd_per_s, "USD/h", 0, 1e4, "0 USD/h", "Of who serves it."),
    QD("uptime", uptime, "", 0.01, 1, "1", "Share of the time in which it works."),
    QR("time", time_s, "s", 0, 1e6, "Of one go."),
    N("at_once", at_once, 1, 4096, "1", "Dies of one go."),
};
static const sl_table machine_table = {
    .name = "machine", .doc = "A machine and who serves it.", FIELDS(machine_fields)};

#undef S
#define S sl_market_assembly
static const sl_field assembly_fields[] = {
    TABLE("place", place, &machine_table, "Picks dies and places them."),
    TABLE("bond", bond, &machine_table, "Bonds what is placed."),
    QD("materials", usd_per_m2, "USD/mm2", 0, 1e3, "0 USD/mm2", "Of the area under the dies."),
    QD("gap", gap_m, "mm", 0, 50, "0.1 mm", "Between dies."),
    QD("rim", rim_m, "mm", 0, 50, "0.1 mm", "Around all dies."),
    QR("pitch", pitch_m, "um", 0.1, 5000, "Of pads."),
    QD("pad_current", pad_a_per_m2, "A/mm2", 1e-3, 1e6, "100 A/mm2",
       "Through a pad, a disc of half the pitch."),
    QD("via_pitch", via_pitch_m, "um", 0, 5000, "0 um", "Of vias through the carrier."),
    QD("via_area", via_area_m2, "um2", 0, 1e7, "0 um2", "That one of them takes."),
    QD("align_yield", align_yield, "", 0, 1, "1", "Of one die."),
    QD("pad_yield", pad_yield, "", 0, 1, "1", "Of one pad."),
    QD("via_yield", via_yield, "", 0, 1, "1", "Of one via."),
    QD("d0", d0_per_m2, "1/cm2", 0, 100, "0 1/cm2", "Defects of the bonded surface."),
    QD("stitch_yield", stitch_yield, "", 0, 1, "1", "Of a seam between fields of the carrier."),
    QD("carrier_coverage", carrier_coverage, "", 0, 1, "1",
       "Bad carriers found before dies are put on."),
    QD("coverage", coverage, "", 0, 1, "1", "Bad assemblies found at the end."),
};
static const sl_table assembly_table = {
    .name = "assembly", .doc = "How dies are put on a carrier.", FIELDS(assembly_fields)};

// What kinds a key is for stands first: the warning of unused values goes by it.
#undef S
#define S sl_market_package
static const sl_field package_fields[] = {
    WR("kind", kind, packages, "What carries the dies."),
    OPTIONAL("carrier", carrier, has_carrier, &sl_process_table,
             "fan-out-last, fan-out-first, interposer, assembly: wafers of the carrier."),
    OPTIONAL("assembly", assembly, has_assembly, &assembly_table, "assembly: machines and pads."),
    QD("substrate", substrate_usd_per_m2, "USD/mm2", 0, 10, "0.005 USD/mm2",
       "organic, fan-out-last, fan-out-first, interposer, hybrid: its price, without layers."),
    QD("substrate_scale", substrate_scale, "", 1, 100, "4",
       "organic, fan-out-last, fan-out-first, interposer, hybrid: its area over what it carries."),
    QD("substrate_carbon", substrate_kg_per_m2, "g/cm2", 0, 1e5, "0 g/cm2",
       "organic, fan-out-last, fan-out-first, interposer, hybrid: CO2 equivalent."),
    QD("c4", c4_usd_per_m2, "USD/mm2", 0, 10, "0.005 USD/mm2",
       "organic, fan-out-last, fan-out-first, interposer: bumps on the substrate."),
    QD("bump", bump_usd_per_m2, "USD/mm2", 0, 10, "0.01 USD/mm2",
       "fan-out-last, fan-out-first, interposer, hybrid: bumps of a die."),
    QD("carrier_scale", carrier_scale, "", 1, 10, "1.1",
       "fan-out-last, fan-out-first, interposer: its area over that of the dies."),
    QD("bond_yield", bond_yield, "", 0, 1, "0.99",
       "organic, fan-out-last, interposer, hybrid, reflow: of one die."),
    QD("attach_yield", attach_yield, "", 0, 1, "0.99",
       "fan-out-last, fan-out-first, interposer, hybrid: to the substrate."),
    QD("reflow_cost", reflow_usd, "USD", 0, 1e6, "0 USD", "reflow: once for the board."),
    N("spare", spare, 0, 4096, "0", "reflow: sites more than are needed."),
    N("rework_max", rework_max, 0, 100, "0", "reflow: attempts on a site found bad."),
    QD("rework_cost", rework_usd, "USD", 0, 1e6, "0 USD", "reflow: of one attempt, without parts."),
    QD("rework_yield", rework_yield, "", 0, 1, "1", "reflow: of one attempt."),
};
const sl_table sl_package_table = {
    .name = "package", .doc = "A package of a known kind.", FIELDS(package_fields)};

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
    OPTIONAL("package", package, has_package, &sl_package_table,
             "In place of steps: a package of a known kind, whose parts are the dies."),
    W("compat", compat, compats, "none",
      "Counts a package as another program does; what this changes is said with the results."),
    QD("ports", ports, "", 1e-3, 1e5, "1", "That one unit serves."),
    Q("design", design_usd, "USD", 0, 1e12, "Paid once: design, masks, qualification."),
    Q("units", units, "", 1, 1e15, "Over which the design is shared out; of each generation."),
    N("generations", generations, 1, 32, "1",
      "Of products, one after the other, with this design."),
    Q("redesign", later_frac, "", 0, 1,
      "Share of the design that each later generation pays again; absent: all of it."),
    Q("design_time", design_s, "year", 0, 20, "To the first generation's first chips."),
    Q("redesign_time", later_s, "year", 0, 20, "The same of a later generation."),
    Q("respin", respin_first, "", 0, 0.99, "Chance that a tape-out has to be repeated."),
    Q("redesign_respin", respin_later, "", 0, 0.99,
      "The same of a later generation's; 0 where it tapes nothing out; absent: as the first's."),
    Q("respin_cost", respin_usd, "USD", 0, 1e10, "Of one: masks, and finding what was wrong."),
    Q("respin_time", respin_s, "day", 0, 2000, "Of one, until chips are back."),
    LIST("owners", owner, owner_n, SL_MARKET_OWNERS, &owner_table,
         "Who sells a unit on, the maker first."),
    Q("learning", learning, "", 0.1, 1, "Left of the price at twice the cumulated volume."),
    Q("volume", volume, "", 1e-3, 1e15, "Made so far."),
    Q("reference", reference, "", 1e-3, 1e15, "Made so far at which the price is as said."),
    Q("inflation", inflation, "", -0.5, 1,
      "A year, from a process's money to market.year; absent: both years are the same."),
    QD("discount", discount, "", 0, 1, "0.08", "Interest of capital, a year."),
    Q("pue", pue, "", 1, 5, "Energy of the site over that of its equipment; absent: cooling.pue."),
    QD("energy_price", energy_usd_per_j, "USD/kWh", 0, 10, "0.08 USD/kWh", "At the site."),
    QD("grid", grid_kg_per_j, "g/kWh", 0, 2000, "380 g/kWh", "CO2 equivalent of that energy."),
    QD("service", service_usd_per_s, "USD/year", 0, 1e6, "0 USD/year",
       "Repair, spares and hands of one port."),
    Q("engine_price", engine_usd, "USD", 0, 1e7,
      "Of an engine or module that is swapped for a failure; absent: its ports at their price."),
    Q("laser_module_price", module_usd, "USD", 0, 1e7, "Of an external laser module so swapped."),
    Q("chassis_price", chassis_usd, "USD", 0, 1e9,
      "Of a switch, board or package so swapped, less what comes back."),
    Q("port_hour", dark_usd_per_s, "USD/h", 0, 1e6,
      "Lost by one dark port; absent: failures have no price."),
    Q("gpu_rate", gpu_usd_per_s, "USD/h", 0, 1e4,
      "Of one accelerator with its hosts and house, without interconnect and energy."),
};
const sl_table sl_market_table = {
    .name = "market", .parts = "market", .doc = "What it costs.", FIELDS(fields)};
