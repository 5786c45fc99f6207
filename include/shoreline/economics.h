// What an interconnect costs: yield, dies of a wafer, test, package flows, prices, carbon, total
// cost of ownership and inventory. Estimate tier: closed forms on plain values, SI units, money in
// USD of one year that the caller names. Pure functions without allocation; a double without a
// suffix is a ratio. Theory: docs/theory/economics.md.
#ifndef SHORELINE_ECONOMICS_H
#define SHORELINE_ECONOMICS_H

#include <stdbool.h>

#include "shoreline/status.h"

#ifdef __cplusplus
extern "C" {
#endif

// ---- yield of a die ----------------------------------------------------------------------------

typedef enum sl_yield_model {
    SL_YIELD_POISSON,       // exp(-AD): defects fall independently
    SL_YIELD_MURPHY,        // ((1 - exp(-AD))/AD)^2: triangular spread of D
    SL_YIELD_SEEDS,         // 1/(1 + AD): exponential spread of D
    SL_YIELD_NEGBIN,        // (1 + AD/alpha)^-alpha: gamma spread of D
    SL_YIELD_BOSE_EINSTEIN, // (1 + AD)^-alpha: alpha critical layers, each with D
    SL_YIELD_MODELS
} sl_yield_model;

// Share of dies without a killing defect, 0..1. area_m2 >= 0, d0_per_m2 >= 0; alpha > 0: cluster
// parameter (negative binomial) or critical layers (Bose-Einstein), not used by the others. Exact
// to rounding also where AD is 1e-12. NaN outside. Source: Cunningham, IEEE Trans. Semicond. Manuf.
// 3 (1990) 60.
double sl_die_yield(sl_yield_model model, double area_m2, double d0_per_m2, double alpha);

// Defect density after time_s of a process that starts at d0 and ends at d_end with a time constant
// tau_s > 0: d_end + (d0 - d_end) exp(-t/tau). NaN outside (all >= 0).
double sl_defect_density_at(double d0_per_m2, double d_end_per_m2, double tau_s, double time_s);

// ---- dies of a wafer ---------------------------------------------------------------------------

typedef enum sl_packing {
    SL_PACKING_FORMULA, // area less a term for the rim; not a whole number
    SL_PACKING_EXACT    // best straight grid, found over all its positions
} sl_packing;

// Rows or columns of dies above which the exact count is refused (it would take seconds).
#define SL_PACKING_ROWS_MAX 256

// Whole dies width_m x height_m > 0, with scribe_m >= 0 between neighbours, on a round wafer of
// wafer_m diameter with edge_m >= 0 left free around. Formula: pi R^2/A' - 2 pi R/sqrt(2 A'), A' =
// (width + scribe)(height + scribe), R = wafer/2 - edge, at least 0. Exact: no rotation and no
// shift between rows; a die counts when its four corners lie in the circle (to 1e-12 of R). NaN
// outside, exact also above SL_PACKING_ROWS_MAX. Cost of exact: 0.1 ms for dies of 20 mm on 300 mm,
// 2 ms for 5 mm, growing with the third power of wafer over die.
double sl_dies_per_wafer(sl_packing method, double width_m, double height_m, double wafer_m,
                         double edge_m, double scribe_m);

// Where the dies of the exact count lie: the lower left corner of one of them, from the wafer's
// centre. Returns the count as above.
double sl_packing_place(double *x_m, double *y_m, double width_m, double height_m, double wafer_m,
                        double edge_m, double scribe_m);

// Share of a lithography field of reticle_width_m x reticle_height_m that whole dies fill, the
// better of two orientations; 0: the die is larger than the field. NaN unless all are > 0.
double sl_reticle_use(double width_m, double height_m, double reticle_width_m,
                      double reticle_height_m);

typedef struct sl_wafer {
    double diameter_m, edge_m, scribe_m;
    double cost_usd; // >= 0, processed
    sl_yield_model model;
    double d0_per_m2, alpha;
    double line_yield; // 0..1, of whole wafers
    sl_packing packing;
} sl_wafer;

typedef struct sl_die {
    double dies;     // of one wafer
    double yield;    // of these, wafers lost in the line included
    double raw_usd;  // wafer over dies
    double good_usd; // over good dies
} sl_die;

// Errors: SL_ERR_DOMAIN; so is a die of which no good one comes off the wafer.
sl_status sl_die_of(sl_die *out, const sl_wafer *wafer, double width_m, double height_m);

// ---- hybrid bonding ----------------------------------------------------------------------------

typedef enum sl_bond_kind {
    SL_BOND_W2W, // wafer to wafer
    SL_BOND_D2W, // die to wafer
    SL_BOND_KINDS
} sl_bond_kind;

// Copper pads in a square array over a die, and the errors of placing, cleaning and polishing them.
typedef struct sl_bond {
    sl_bond_kind kind;
    double width_m, height_m, pitch_m; // of the die; pitch above 0, at most its shorter side
    double bottom_frac, top_frac; // diameter of the lower pad over the pitch, upper over lower: > 0
    double contact_frac;          // 0..1: of the upper pad that must meet the lower
    double spacing_frac;          // 0..1: of the gap to the next pad that must stay
    double translation_m, translation_sd_m;  // along each axis
    double rotation_rad, rotation_sd_rad;    // about the centre of the die, or of the wafer
    double magnification, magnification_sd;  // of one face against the other, ratio
    double random_sd_m;                      // of a pad along each axis, >= 0
    double d0_per_m2, particle_m, exponent;  // particles; the smallest; z of t^-z, > 2
    double void_m, void_growth, tail_growth; // of a particle of 1 um: radius in the centre, what
                                             // radius and tail (wafers) gain per distance from it
    double recess_m, recess_sd_m;            // of one pad below its oxide
    double expansion_m_per_k, heat_k;        // of one pad; from bonding to annealing
    double least_recess_m; // of both pads together, below which copper lifts the oxide
    double wafer_m;        // diameter, wafer to wafer
} sl_bond;

typedef struct sl_bond_yield {
    double pads;        // of a die
    double limit_m;     // misplacement that a pad bears; negative: pads too large
    double fatal_voids; // mean number on a die
    double overlay, defect, recess;
    double yield; // product of the three
} sl_bond_yield;

// Area that two circles at a distance >= 0 share. NaN unless both radii are > 0.
double sl_circles_overlap_m2(double distance_m, double a_m, double b_m);
// Misplacement at which a pad loses its contact or comes too close to the next. NaN where the pads
// cannot make the contact asked for.
double sl_bond_limit_m(const sl_bond *bond);
// Errors: SL_ERR_DOMAIN. Cost: 0.1 to 1 ms. Source: YAP (nanocad-lab/YAP), with its sums made
// exact.
sl_status sl_bond_yield_of(sl_bond_yield *out, const sl_bond *bond);

// ---- test --------------------------------------------------------------------------------------

// Which share of bad units a test of a fault coverage T lets pass.
typedef enum sl_escape {
    SL_ESCAPE_LINEAR,        // a bad unit is found with probability T
    SL_ESCAPE_WILLIAMS_BROWN // faults are many and independent: good after the test Y^(1-T)
} sl_escape;

typedef struct sl_test {
    sl_escape law;
    double coverage;          // 0..1
    double overkill;          // 0..1, of good units
    double time_s, usd_per_s; // >= 0: of one insertion, and of tester and handler
    double sites;             // >= 1: units tested at once
    double retests;           // >= 0: insertions of what failed, without effect on the verdict
} sl_test;

typedef struct sl_tested {
    double pass;     // share of the units that go on
    double quality;  // good ones of these
    double cost_usd; // of one that goes on: what went in and all tests, over pass
} sl_tested;

// Units of a yield 0..1 and a cost >= 0 through n >= 0 tests, one after the other. Linear: pass 1 -
// (1-Y)T - Y overkill, quality Y (1 - overkill)/pass. Errors: SL_ERR_DOMAIN, also where nothing
// passes. Sources: Graening et al., CATCH (2025); Williams and Brown, IEEE Trans. Comput. C-30
// (1981) 987.
sl_status sl_test_run(sl_tested *out, double yield, double cost_usd, const sl_test *tests, int n);

// ---- package flow ------------------------------------------------------------------------------

#define SL_FLOW_STEPS_MAX 24
#define SL_FLOW_AFTER_MAX 4
#define SL_FLOW_PARTS_MAX 4

// What an earlier step made, and how many of it one unit of this step takes.
typedef struct sl_flow_input {
    int step;
    double count; // > 0
} sl_flow_input;

// A bought or tested part, and how many of it go into one site.
typedef struct sl_flow_part {
    double count, cost_usd; // >= 0
    double quality;         // 0..1: good ones among those that arrive
} sl_flow_part;

// One step on one unit: takes in, does something, tests, repairs, lets pass or scraps.
typedef struct sl_flow_step {
    sl_flow_input after[SL_FLOW_AFTER_MAX];
    int after_n;
    sl_flow_part part[SL_FLOW_PARTS_MAX]; // of one site
    int part_n;
    double cost_usd;      // >= 0: of the step, once for the unit
    double sites, needed; // whole numbers, 1 <= needed <= sites: places of which so many must do
    double yield;         // 0..1: of one site, without the quality of its parts
    double coverage;      // 0..1: bad sites and inputs that the test at its end finds
    double overkill;      // 0..1: good units that it rejects
    int rework_max;       // >= 0: attempts on a site found bad
    double rework_usd;    // >= 0: of one attempt, without parts
    double rework_parts;  // 0..1: share of the site's parts that one attempt takes anew
    double rework_yield;  // 0..1: of one attempt
    double salvage_usd;   // >= 0: what a scrapped unit brings
} sl_flow_step;

// One unit that passed. cost = parts + process + rework + loss.
typedef struct sl_flow_cost {
    double cost_usd;
    double quality;     // 0..1: it works
    double pass;        // of the units that came to this step
    double rolled;      // chance that none of all that goes into a unit is scrapped
    double parts_usd;   // its own parts
    double process_usd; // its own steps
    double rework_usd;  // mean of its own repairs
    double loss_usd;    // its share of scrapped units
} sl_flow_cost;

// Steps in an order in which each comes after its inputs; the last is the product, and each other
// is used. each: NULL, or room for n results. Cost of a passing unit: (inputs + step + parts +
// rework - (1 - pass) salvage)/pass. Errors: SL_ERR_DOMAIN; so is a step that nothing passes, or
// whose scrap brings more than all that was spent.
// Cost: 20 ns a step, 1 us where sites are spare.
sl_status sl_flow_run(sl_flow_cost *out, sl_flow_cost *each, const sl_flow_step *steps, int n);

// A step of one site that always passes and tests all: what the callers start from.
extern const sl_flow_step sl_flow_plain;

// The order in which n <= SL_FLOW_STEPS_MAX steps can run: order[k] is the k-th. SL_ERR_DOMAIN for
// inputs that are no steps, and where steps wait for each other; *loop is then one of these, and -1
// otherwise.
sl_status sl_flow_order(int *order, int *loop, const sl_flow_step *steps, int n);

// A machine and who serves it.
typedef struct sl_machine {
    double capex_usd, life_s; // >= 0, > 0
    double labour_usd_per_s;  // >= 0
    double uptime;            // 0..1, more than 0
} sl_machine;

// Cost of a productive second: (capex/life + labour)/uptime. NaN outside.
double sl_machine_usd_per_s(const sl_machine *machine);

// Cost of lasers (or any parts) that run for hours before use: sockets at a rate. The yield is that
// of the parts still good after it: exp(-hazard time), hazard of the weak ones. NaN outside.
double sl_burn_in_usd(double time_s, double socket_usd_per_s);
double sl_burn_in_yield(double hazard_per_s, double time_s);

// ---- packages ----------------------------------------------------------------------------------

typedef enum sl_package_kind {
    SL_PACKAGE_ORGANIC,       // dies on an organic substrate, all bonded, then tested
    SL_PACKAGE_FAN_OUT_LAST,  // redistribution layers first, then dies, then the substrate
    SL_PACKAGE_FAN_OUT_FIRST, // layers built over the dies: a bad layer costs the dies
    SL_PACKAGE_INTERPOSER,    // silicon interposer, dies, substrate
    SL_PACKAGE_HYBRID,        // dies bonded on a base die (the first), then the substrate
    SL_PACKAGE_REFLOW,        // solderable engines on a board, with rework and spare sites
    SL_PACKAGE_KINDS
} sl_package_kind;

typedef struct sl_chip {
    double area_m2, good_usd; // > 0, >= 0: of a known good die
    double quality, count;    // 0..1; >= 1
} sl_chip;

// Prices of what carries the dies, by area. substrate_scale: substrate over what stands on it;
// carrier: wafer of redistribution layers or interposers, carrier_scale its area over the dies'.
typedef struct sl_package_rates {
    double substrate_usd_per_m2, substrate_scale, c4_usd_per_m2, bump_usd_per_m2;
    sl_wafer carrier;
    double carrier_scale;
    double bond_yield;   // of one die on its carrier or, organic, substrate
    double attach_yield; // of a carrier on its substrate
    // Reflow: once for the board, and on a site found bad.
    double reflow_usd, rework_usd, rework_yield;
    int rework_max, spare_sites;
    // Counts the bumps of a kind of die once, however many there are, as Chiplet Actuary does.
    bool compat_actuary;
} sl_package_rates;

// The flow of a package: fills steps (at least 3), *n of them. Organic substrates of several dies
// cost 1.5, 1.75 (above 289 mm2) or 2 times (above 900 mm2) for their layers. Reflow takes one kind
// of chip; count sites are needed. Errors: SL_ERR_DOMAIN. Source: Feng and Ma, Chiplet Actuary, DAC
// 2022, and its program.
sl_status sl_package_flow(sl_flow_step *steps, int *n, sl_package_kind kind, const sl_chip *chips,
                          int chip_n, const sl_package_rates *rates);
// The same, run.
sl_status sl_package_cost(sl_flow_cost *out, sl_package_kind kind, const sl_chip *chips, int chip_n,
                          const sl_package_rates *rates);

// ---- dies on dies ------------------------------------------------------------------------------

#define SL_ASSEMBLY_DIES_MAX 128

// One layer of a die, or its whole process.
typedef struct sl_assembly_layer {
    double usd_per_m2; // >= 0: of the whole wafer
    sl_yield_model model;
    double d0_per_m2, alpha;
    double critical;     // 0..1: share of the area in which a defect kills
    double litho;        // 0..1: share of the cost that exposures take
    double stitch_yield; // 0..1: of one seam between lithography fields
    double mask_usd;     // >= 0: paid once
} sl_assembly_layer;

typedef struct sl_assembly_wafer {
    double diameter_m, edge_m, scribe_m, reticle_width_m, reticle_height_m;
    double line_yield; // 0..1, more than 0: of whole wafers
    sl_packing packing;
} sl_assembly_wafer;

// How dies are put on a die, and by what it is joined.
typedef struct sl_assembly_bonding {
    sl_machine place, bond;
    double place_s, bond_s; // >= 0: of one go
    int place_n, bond_n;    // >= 1: dies in one go
    double usd_per_m2;      // >= 0: materials, of the area under the dies
    double gap_m, rim_m;    // >= 0: between dies, and around all of them
    double pitch_m;         // > 0: of pads
    double via_pitch_m, via_area_m2;
    double pad_a_per_m2; // > 0: current through a pad, a disc of half the pitch
    double align_yield, pad_yield, via_yield; // 0..1: of one die, pad, via through the die
    double d0_per_m2;                         // >= 0: of the bonded surface, Seeds
} sl_assembly_bonding;

// A scan test: a chain is filled once for each pattern, and once more to read the last.
typedef struct sl_assembly_scan {
    bool done;
    double coverage, overkill; // 0..1
    double patterns;           // >= 0
    double bits_per_m2;        // >= 0: chain over the area of circuits
    double pads;               // >= 0: that it takes
} sl_assembly_scan;

typedef struct sl_assembly_test {
    double cycle_s, usd_per_s;
    double samples;              // >= 0: readings of each pattern
    sl_assembly_scan die, stack; // by itself; with all that stands on it
} sl_assembly_test;

typedef struct sl_assembly_die {
    int on;                     // on which die it stands, an earlier one; -1: the first die
    bool back, face_up, buried; // on the back of that; its own back down; takes no room on it
    double area_m2, aspect;     // of its circuits, >= 0; width over height, > 0
    const sl_assembly_layer *layer;
    int layer_n;
    const sl_assembly_wafer *wafer;
    const sl_assembly_bonding *bonding; // of what stands on it; of the first also below it
    const sl_assembly_test *test;
    double power_w, voltage_v; // >= 0, > 0
    double design_usd, units;  // paid once, >= 0; dies that share it, > 0
    double mask_share;         // 0..1: of its masks, where others are on them
} sl_assembly_die;

// Cells of one kind that join two dies, or a die and what is outside.
typedef struct sl_assembly_net {
    int a, b; // dies; -1: outside. One-way nets go from a to b
    bool two_way;
    double cells, wires;             // >= 0; wires of one cell
    double a_area_m2, b_area_m2;     // of one cell on a and on b
    double reach_m;                  // > 0: how far it drives
    double rate_bps, use, j_per_bit; // of one cell; share of the time; both ends together
} sl_assembly_net;

typedef struct sl_assembly {
    const sl_assembly_die *die;
    int die_n; // 1..SL_ASSEMBLY_DIES_MAX
    const sl_assembly_net *net;
    int net_n;
    bool compat_catch; // as CATCH counts: the list at the top of assembly.c
} sl_assembly;

// A die with all that stands on it.
typedef struct sl_assembled {
    double area_m2, power_w;
    double pads, vias;           // below it; through it
    double yield, quality_alone; // of the die; after its own test
    double quality, pass;        // of what goes on; at the last test
    double cost_usd, spent_usd;  // of what goes on; the same if nothing were ever lost
    double once_usd;             // design and masks, shared out over units
} sl_assembled;

// Cost of the first die with all that stands on it, good and bad dies and assemblies paid; its
// price to make is cost + once. each: NULL, or room for die_n results. Errors: SL_ERR_DOMAIN; so is
// a die larger than its wafer, a reach shorter than the gap, and a test that nothing passes.
// Cost: four dies 2 us with the formula's dies of a wafer, 25 us with CATCH's count, milliseconds
// with the exact one. Source: Graening et al., CATCH (2025).
sl_status sl_assembly_cost(sl_assembled *out, sl_assembled *each, const sl_assembly *in);

// ---- price -------------------------------------------------------------------------------------

// Wright's law: price at a cumulated volume, price (volume/reference)^log2(rate); rate: what is
// left of the price at twice the volume, 0..1. NaN unless all are > 0. Source: Wright, J. Aeronaut.
// Sci. 3 (1936) 122.
double sl_learning_price_usd(double price_usd, double volume, double reference, double rate);

// Who sells it on: what he adds, and his gross margin (share of his own price), 0 to below 1.
typedef struct sl_owner {
    double added_usd, margin;
} sl_owner;

// Price after n >= 0 owners: each sells (what he paid + added)/(1 - margin). each: NULL, or room
// for the n prices. Errors: SL_ERR_DOMAIN.
sl_status sl_price_chain(double *price_usd, double *each, double cost_usd, const sl_owner *owners,
                         int n);

// Design cost of a chip whose node costs node_usd for 300 mm2: half of it is in the modules, 0.3 in
// the chip, both by area, and 0.2 for masks and tools whatever the size. Source: Chiplet Actuary.
typedef struct sl_design_nre {
    double module_usd, chip_usd;
} sl_design_nre;
sl_status sl_design_nre_of(sl_design_nre *out, double node_usd, double area_m2);

// What one unit bears of a design used in n > 0 products: first_usd for the first, port_share of it
// for each other; units[i] > 0 of the i-th. NaN outside.
double sl_shared_nre_usd(double first_usd, double port_share, const double *units, int n);

// Mean number of times that a tape-out is repeated which fails with this chance (0 to below 1) each
// time: chance/(1 - chance). NaN outside.
double sl_respins(double chance);

// A design over the generations of a product, all of `units` > 0.
#define SL_GENERATIONS_MAX 32
typedef struct sl_reuse {
    int generations;                   // 1..SL_GENERATIONS_MAX
    double design_usd, units;          // of the first; of each
    double later_frac;                 // of the design, paid again by each later one, >= 0
    double respin_first, respin_later; // chance that a tape-out fails, 0 to below 1
    double respin_usd, respin_s;       // of one respin; respin_s may be NaN
    double design_s, later_s;          // to the first tape-out's chips, to a later one's; or NaN
} sl_reuse;

typedef struct sl_reused {
    double unit_usd;         // that one unit of any generation bears
    double first_s, later_s; // mean time to the first product, to a later one; NaN as their inputs
    double delay_s;          // of it by respins, of the first
} sl_reused;

// What one unit bears, and mean times. Errors: SL_ERR_DOMAIN. Source: src/economics/reuse.c.
sl_status sl_reused_of(sl_reused *out, const sl_reuse *r);

// One year of a product, per unit sold: parts, what assembly scraps of them, yields of the last two
// tests (their loss taken to first order, as the source does), everything else, and one-off cost.
typedef struct sl_product_year {
    double parts_usd, scrap_usd, final_yield, system_yield, other_usd;
    double once_usd, units; // units > 0
} sl_product_year;
// scrap + (1 + (1-f) + (1-s) f) parts + other + once/units. NaN outside. Source: google
// chiplets-cost-model.
double sl_product_year_usd(const sl_product_year *year);

// ---- carbon ------------------------------------------------------------------------------------

typedef struct sl_fab_carbon {
    double energy_j_per_m2, grid_kg_per_j; // >= 0: of processing
    double gas_kg_per_m2, material_kg_per_m2;
} sl_fab_carbon;

// kg of CO2 equivalent of a processed area. NaN outside. Source: Gupta et al., ACT, ISCA 2022, as
// used by 3D-Carbon and ECO-CHIP.
double sl_fab_kg_per_m2(const sl_fab_carbon *fab);
// Of one good die when the whole wafer is shared out. NaN unless dies and yield are > 0.
double sl_die_carbon_kg(double kg_per_m2, double wafer_m, double dies, double yield);
// The same as die plus its share of the rim: kg A/Y + kg (wafer - floor(n) A)/n with the dies n of
// the formula without edge and scribe. Source: ECO-CHIP (HPCA 2024).
double sl_die_rim_carbon_kg(double kg_per_m2, double area_m2, double wafer_m, double yield);
// Of running: power pue time grid. NaN unless all >= 0 and pue >= 1.
double sl_operation_carbon_kg(double power_w, double time_s, double pue, double grid_kg_per_j);

// A process with so many more (or fewer) layers of metal than counted in fab, each of an energy:
// the gases grow with the energy, which has to be > 0. Source: 3D-Carbon.
sl_fab_carbon sl_fab_of_layers(const sl_fab_carbon *fab, double layer_energy_j_per_m2,
                               double layers);
// Of a carrier, or of bonding by area: kg A share/yield, share: of the process's layers that it
// has, yield: of the carrier and what is done on it. NaN unless all >= 0 and yield > 0.
double sl_carrier_carbon_kg(double kg_per_m2, double area_m2, double layer_share, double yield);
// Of n dies bonded as wafers: (raw + (n-1) bond)/(bond_yield^n product of die_yield), raw_kg before
// yield. NaN outside. Source: 3D-Carbon.
double sl_wafer_stack_carbon_kg(const double *raw_kg, const double *die_yield, int n,
                                double bond_kg, double bond_yield);

#define SL_FLOORPLAN_MAX 32
// The box around 1 <= n <= SL_FLOORPLAN_MAX dies of 2:1, set side by side by halves. NaN outside.
// Source: ECO-CHIP.
double sl_floorplan_m2(const double *area_m2, int n, double gap_m);

// Computing of a design, shared by all units that are made of it.
typedef struct sl_design_carbon {
    double area_m2, transistors_per_m2, transistors_per_gate;
    double gates_per_s, core_w, grid_kg_per_j; // done by a core, and its power
    double runs, units;                        // of the tools; units > 0
} sl_design_carbon;
// Of one unit. NaN outside. Source: ECO-CHIP.
double sl_design_carbon_kg(const sl_design_carbon *design);
// Mean of a chip's power: on a share of the time at a mean load, of which a share switches and this
// is active to a share: P on load (d a + 1 - d). NaN outside 0..1. Source: ECO-CHIP.
double sl_mean_power_w(double power_w, double on_frac, double load_frac, double switching_frac,
                       double active_frac);

// ---- cost of ownership -------------------------------------------------------------------------

// Share of a capital that is due each period: r/(1 - (1+r)^-n); 1/n at r = 0. NaN unless r >= 0 and
// n > 0 (it need not be whole).
double sl_capital_recovery(double rate, double periods);
// Energy that a site takes: power pue time. NaN unless all >= 0 and pue >= 1.
double sl_site_energy_j(double power_w, double time_s, double pue);
// That energy at a price >= 0.
double sl_energy_usd(double power_w, double time_s, double pue, double usd_per_j);

typedef struct sl_ownership {
    double capital_usd, life_s, discount; // discount: interest of one year, >= 0
    double power_w, pue, usd_per_j;
    double service_usd_per_s; // repairs, spares, hands
} sl_ownership;

typedef struct sl_owned {
    double capital_usd, energy_usd, service_usd, total_usd; // over the life, interest included
} sl_owned;

// Errors: SL_ERR_DOMAIN.
sl_status sl_owned_of(sl_owned *out, const sl_ownership *in);

// Cost of a training run: gpus usd_per_s each for time_s, and energy_j at a price. NaN outside.
double sl_run_usd(double gpus, double usd_per_s, double time_s, double energy_j, double usd_per_j);

// ---- what failures cost (src/economics/failures.c) ---------------------------------------------

#define SL_SWAP_KINDS 8

// Units of a fleet that are swapped for a failure, and what a new one costs more than what comes
// back.
typedef struct sl_swap {
    double per_s, price_usd; // >= 0; a price may be NaN where none is swapped
} sl_swap;

typedef struct sl_failing {
    sl_swap swap[SL_SWAP_KINDS];
    int swaps;                             // 0 to SL_SWAP_KINDS
    double ports;                          // of the fleet, > 0
    double unavailability, usd_per_port_s; // 0..1 of a port; what an hour of it dark loses, >= 0
    double life_s;                         // >= 0
} sl_failing;

typedef struct sl_failed {
    double swapped_usd, dark_usd, total_usd; // of one port over the life
} sl_failed;

// Errors: SL_ERR_DOMAIN (also units that are swapped at an unknown price).
sl_status sl_failed_of(sl_failed *out, const sl_failing *in);

// ---- inventory ---------------------------------------------------------------------------------

// An order quantity and its mean cost per unit of time (orders, stock, shortage).
typedef struct sl_lot {
    double quantity, cost_usd_per_s;
} sl_lot;

// Cost of one order, of one unit in stock and (backordered or lost) short for one unit of time, and
// demand; any unit of time as long as all share it.
typedef struct sl_stock {
    double order_usd, hold_usd_per_s, short_usd, demand_per_s; // > 0
} sl_stock;

// Economic order quantity sqrt(2 K D/h); short_usd is not used. Errors (all): SL_ERR_DOMAIN.
// Source: Snyder and Shen, Fundamentals of Supply Chain Theory, 2nd ed., section 3.2.
sl_status sl_order_quantity(sl_lot *out, const sl_stock *stock);
// The same with backorders at short_usd a unit and time: section 3.5.
sl_status sl_order_quantity_backorders(sl_lot *out, const sl_stock *stock);
// With a supplier that fails at fail_per_s and is back after a mean of 1/repair_per_s; what is
// asked for while stock is out is lost at short_usd a unit. Exact, section 9.2. Cost: 10 us.
sl_status sl_order_quantity_disrupted(sl_lot *out, const sl_stock *stock, double fail_per_s,
                                      double repair_per_s);
// One season with normal demand: stock and expected cost of what is left (hold) or missing (short).
// Source: the same, section 4.3.
sl_status sl_newsvendor(sl_lot *out, double hold_usd, double short_usd, double mean, double sd);

#ifdef __cplusplus
}
#endif
#endif
