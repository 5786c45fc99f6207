// Economics: yield, dies of a wafer, packages, prices, carbon, inventory.
#include "selftest/selftest.h"

#include <stddef.h>
#include <string.h>

#include "shoreline/constants.h"
#include "shoreline/economics.h"
#include "shoreline/growth.h"

#define YIELD   "the law at a number of defects a die, six digits"
#define RASTER  "search over 40 x 40 positions of the grid, no rotation"
#define ACTUARY "Chiplet Actuary (DAC 2022), run on the same input"

static const double mm = 1e-3;

// law, AD, alpha
static double die_yield(const double *a)
{
    return sl_die_yield((sl_yield_model)a[0], a[1], 1.0, a[2]);
}

// method, area in mm2 of a square die on 300 mm
static double dies(const double *a)
{
    double side_m = sqrt(a[1]) * mm;
    return sl_dies_per_wafer((sl_packing)a[0], side_m, side_m, 0.3, 0.005, 0.0002);
}

// Chiplet Actuary's published inputs: nodes of 5, 7, 14 and 55 nm.
typedef struct node {
    double nm, d0_per_cm2, wafer_usd;
} node;

static const node nodes[] = {{5, 0.11, 16988}, {7, 0.09, 9346}, {14, 0.08, 3984}, {55, 0.07, 1937}};

static sl_wafer wafer_of(double nm)
{
    size_t i = 0;
    while (i < 3 && nodes[i].nm != nm)
        i++;
    return (sl_wafer){.diameter_m = 0.3,
                      .edge_m = 0.005,
                      .scribe_m = 0.0002,
                      .cost_usd = nodes[i].wafer_usd,
                      .model = SL_YIELD_NEGBIN,
                      .d0_per_m2 = nodes[i].d0_per_cm2 * 1e4,
                      .alpha = 10.0,
                      .line_yield = 1.0,
                      .packing = SL_PACKING_FORMULA};
}

static sl_die die_of(double nm, double area_mm2)
{
    sl_wafer wafer = wafer_of(nm);
    sl_die die = {NAN, NAN, NAN, NAN};
    sl_die_of(&die, &wafer, sqrt(area_mm2) * mm, sqrt(area_mm2) * mm);
    return die;
}

static double good_die(const double *a)
{
    return die_of(a[0], a[1]).good_usd;
}

static sl_package_rates rates_of(sl_package_kind kind)
{
    bool silicon = kind == SL_PACKAGE_INTERPOSER;
    sl_package_rates r = {.substrate_usd_per_m2 = 0.005e6,
                          .substrate_scale = 4.0,
                          .c4_usd_per_m2 = 0.005e6,
                          .bump_usd_per_m2 = 0.01e6,
                          .carrier = wafer_of(55),
                          .carrier_scale = silicon ? 1.1 : 1.2,
                          .bond_yield = silicon ? 0.95 : 0.98,
                          .attach_yield = 0.99};
    r.carrier.d0_per_m2 = silicon ? 600.0 : 500.0;
    r.carrier.alpha = silicon ? 6.0 : 3.0;
    if (!silicon) r.carrier.cost_usd = 1200.0;
    if (kind == SL_PACKAGE_ORGANIC) r.bond_yield = 0.99;
    return r;
}

// node, area of the modules in mm2, dies (1: the whole in one, without 10 % of links), kind
static double package(const double *a)
{
    sl_package_kind kind = (sl_package_kind)a[3];
    double area_mm2 = a[1] / a[2] * (a[2] > 1.0 ? 1.1 : 1.0);
    sl_chip chip = {area_mm2 * 1e-6, die_of(a[0], area_mm2).good_usd, 1.0, a[2]};
    sl_package_rates rates = rates_of(kind);
    sl_flow_cost cost;
    return sl_package_cost(&cost, kind, &chip, 1, &rates) == SL_OK ? cost.cost_usd : (double)NAN;
}

// Dies with their bumps, and the whole package: {raw, defects, all}.
static void epyc(double *out, const double (*dies_)[3], int n)
{
    sl_chip chips[2];
    out[0] = out[1] = 0.0;
    for (int i = 0; i < n; i++) {
        sl_die die = die_of(dies_[i][0], dies_[i][1]);
        chips[i] = (sl_chip){dies_[i][1] * 1e-6, die.good_usd, 1.0, dies_[i][2]};
        out[0] += dies_[i][2] * (die.raw_usd + 0.005 * dies_[i][1]);
        out[1] += dies_[i][2] * (die.good_usd - die.raw_usd);
    }
    sl_package_rates rates = rates_of(SL_PACKAGE_ORGANIC);
    sl_flow_cost cost = {.cost_usd = NAN};
    sl_package_cost(&cost, SL_PACKAGE_ORGANIC, chips, n, &rates);
    out[2] = cost.cost_usd;
}

// whether in one die; 0 raw dies, 1 lost dies, 2 packaging; all over the dies of the chiplets
static double epyc_share(const double *a)
{
    static const double chiplets[][3] = {{7, 74, 8}, {14, 416, 1}}, whole[][3] = {{7, 896, 1}};
    double base[3], v[3];
    epyc(base, chiplets, 2);
    epyc(v, a[0] > 0.0 ? whole : chiplets, a[0] > 0.0 ? 1 : 2);
    double parts[] = {v[0], v[1], v[2] - v[0] - v[1]};
    return parts[(int)a[1]] / (base[0] + base[1]);
}

// engines needed, spare sites, yield of a site: share of boards that pass without rework
static double engines(const double *a)
{
    sl_chip chip = {1e-6, 0.0, 1.0, a[0]};
    sl_package_rates rates = {.bond_yield = a[2], .spare_sites = (int)a[1]};
    sl_flow_cost cost;
    sl_status status = sl_package_cost(&cost, SL_PACKAGE_REFLOW, &chip, 1, &rates);
    return status == SL_OK ? cost.pass : (double)NAN;
}

// volume, share: 0 modules, 1 chip; of one die of 800 mm2 at 5 nm, over its recurring cost
static double design(const double *a)
{
    static const double whole[] = {5, 800, 1, SL_PACKAGE_ORGANIC};
    sl_design_nre nre;
    if (sl_design_nre_of(&nre, 5.42e8, 800e-6) != SL_OK) return NAN;
    double usd = a[1] > 0.0 ? nre.chip_usd : nre.module_usd;
    return sl_shared_nre_usd(usd, 0.0, &a[0], 1) / package(whole);
}

static double learned(const double *a)
{
    return sl_learning_price_usd(a[0], a[1], a[2], a[3]);
}

// cost, margin: price of one seller
static double sold(const double *a)
{
    sl_owner owner = {0.0, a[1]};
    double price = NAN;
    sl_price_chain(&price, NULL, a[0], &owner, 1);
    return price;
}

// Unit sums of the published run: parts, substrate (which it counts once more beside the parts),
// scrap, the rest, one-off cost, units.
typedef struct sales {
    double parts, substrate, scrap, other, once, units;
} sales;

static double forecast(const double *a)
{
    static const sales years[2][5] = {{{698.65, 71.43, 34.9325, 43.290321, 3.35e6, 1e5},
                                       {648.47, 70.42, 32.4235, 39.88374067, 0, 1.5e5},
                                       {560.60, 66.67, 28.03, 37.090925, 0, 2.5e5},
                                       {483.64, 62.50, 24.182, 33.981729, 0, 1e6},
                                       {441.78, 60.98, 22.089, 33.921473, 0, 1e6}},
                                      {{900.40, 71.43, 16.6235, 42.49004, 3.35e6, 1e5},
                                       {805.29, 70.42, 15.6985, 38.14719567, 0, 1.5e5},
                                       {669.60, 66.67, 14.4255, 34.46696, 0, 2.5e5},
                                       {569.62, 62.50, 13.3135, 30.456962, 0, 1e6},
                                       {501.17, 60.98, 12.5395, 29.450117, 0, 1e6}}};
    const sales *s = &years[(int)a[0]][(int)a[1] - 1];
    sl_product_year year = {
        s->parts + s->substrate, s->scrap, 0.99, 0.99, s->other, s->once, s->units};
    return sl_product_year_usd(&year);
}

#define KWH_J 3.6e6

// energy kWh/cm2, grid g/kWh, gas g/cm2, material g/cm2; as 3D-Carbon gives them
static double fab(double energy, double grid, double gas, double material)
{
    sl_fab_carbon f = {energy * KWH_J * 1e4, grid * 1e-3 / KWH_J, gas * 10.0, material * 10.0};
    return sl_fab_kg_per_m2(&f);
}

// energy, grid, gas, material, area in mm2, dies; 14 nm and 7 nm: 0.1 defects/cm2
static double dies_kg(const double *a)
{
    double side_m = sqrt(a[4]) * mm;
    double n = floor(sl_dies_per_wafer(SL_PACKING_FORMULA, side_m, side_m, 0.3, 0.0, 0.0));
    double yield = sl_die_yield(SL_YIELD_NEGBIN, a[4] * 1e-6, 1000.0, 10.0);
    return a[5] * sl_die_carbon_kg(fab(a[0], a[1], a[2], a[3]), 0.3, n, yield);
}

// An interposer under dies of an area in mm2 in all, world's grid.
static double interposer_kg(const double *a)
{
    double area_m2 = 1.1e-6 * a[0], side_m = sqrt(area_m2);
    double n = floor(sl_dies_per_wafer(SL_PACKING_FORMULA, side_m, side_m, 0.3, 0.0, 0.0));
    double yield = sl_die_yield(SL_YIELD_NEGBIN, area_m2, 600.0, 6.0);
    return sl_die_carbon_kg(fab(1.2, 301.0, 0.0, 250.0), 0.3, n, yield);
}

// g/mm2, area in mm2, defects/cm2; wafers of 450 mm as ECO-CHIP takes them
static double rim_kg(const double *a)
{
    double yield = sl_die_yield(SL_YIELD_NEGBIN, a[1] * 1e-6, a[2] * 1e4, 10.0);
    return sl_die_rim_carbon_kg(a[0] * 1e3, a[1] * 1e-6, 0.45, yield);
}

// what, order, hold, short, demand; 0 quantity, 1 with backorders, 2 its cost, 3 disrupted, 4 its
// cost
static double lot(const double *a)
{
    sl_stock stock = {a[1], a[2], a[3], a[4]};
    sl_lot plain = {NAN, NAN}, back = plain, down = plain;
    sl_order_quantity(&plain, &stock);
    sl_order_quantity_backorders(&back, &stock);
    sl_order_quantity_disrupted(&down, &stock, 1.5, 14.0);
    const double values[] = {plain.quantity, back.quantity, back.cost_usd_per_s, down.quantity,
                             down.cost_usd_per_s};
    return values[(int)a[0]];
}

static double season(const double *a)
{
    sl_lot lot_ = {NAN, NAN};
    sl_newsvendor(&lot_, 0.18, 0.70, 50.0, 8.0);
    return a[0] > 0.0 ? lot_.cost_usd_per_s : lot_.quantity;
}

static double recovery(const double *a)
{
    return sl_capital_recovery(a[0], a[1]);
}

// What the example's flow of a co-packaged engine costs to make.
static void engine(selftest_value *out, selftest_env *env, const double *a)
{
    static const char text[] = "shoreline: 1\nextends: example/price-per-bit.yaml\n";
    sl_scenario_opts opts = {.path = "self-test", .text = text, .text_length = sizeof text - 1};
    sl_model *model = NULL;
    (void)a;
    if (sl_model_load(&model, env->ctx, &opts) != SL_OK) return;
    for (size_t v = 0; v < model->n; v++) {
        const sl_design *d = &model->variants[v].design;
        sl_result r;
        if (strcmp(model->variants[v].name, "cpo") != 0) continue;
        sl_evaluate(&r, d, NULL);
        out->value = r.has_flow ? r.flow.cost_usd : (double)NAN;
    }
    sl_model_destroy(model);
}

#define ROW(relative_, id_, what_, unit_, source_, origin_, value_, tolerance_, fn, ...)           \
    {                                                                                              \
        .id = id_, .what = what_, .unit = unit_, .source = source_, .origin = SL_ORIGIN_##origin_, \
        .relative = relative_, .expected = value_, .tolerance = tolerance_, .simple = fn,          \
        .args = {                                                                                  \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
#define ABS(...) ROW(false, __VA_ARGS__)
#define REL(...) ROW(true, __VA_ARGS__)
#define LEAST(id_, what_, source_, origin_, value_, fn, ...)                                       \
    {                                                                                              \
        .id = id_, .what = what_, .unit = "", .source = source_, .origin = SL_ORIGIN_##origin_,    \
        .sense = SL_SELFTEST_AT_LEAST, .expected = value_, .simple = fn, .args = {                 \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
#define DIE_YIELD(name_, law_, alpha_, one_, half_)                                                \
    ABS("economics.v1." name_ ".1", "yield at one defect a die, " name_, "", YIELD, EXACT, one_,   \
        1e-12, die_yield, law_, 1.0, alpha_),                                                      \
        ABS("economics.v1." name_ ".05", "yield at half a defect a die, " name_, "", YIELD, EXACT, \
            half_, 1e-12, die_yield, law_, 0.5, alpha_)
#define DIES(area_, formula_, exact_)                                                              \
    ABS("economics.v2.formula." #area_, "dies of " #area_ " mm2 on 300 mm, formula", "",           \
        "pi R^2/A - 2 pi R/sqrt(2 A), two digits", EXACT, formula_, 0.006, dies,                   \
        SL_PACKING_FORMULA, area_),                                                                \
        LEAST("economics.v2.exact." #area_, "dies of " #area_ " mm2 on 300 mm, best grid", RASTER, \
              OWN, exact_, dies, SL_PACKING_EXACT, area_)

#define GOOD_DIE(node_, area_, usd_)                                                               \
    REL("economics.v3.die." #node_ "." #area_, "good die of " #area_ " mm2, " #node_ " nm", "USD", \
        ACTUARY, PEER_RUN, usd_, 2e-6, good_die, node_, area_)
#define PACKAGE(name_, kind_, node_, area_, dies_, usd_)                                           \
    REL("economics.v3." name_ "." #node_ "." #area_ "." #dies_,                                    \
        name_ " of " #dies_ " dies, " #area_ " mm2 of modules, " #node_ " nm", "USD", ACTUARY,     \
        PEER_RUN, usd_, 2e-6, package, node_, area_, dies_, kind_)
#define PACKAGES(node_, area_, dies_, organic_, last_, first_, silicon_)                           \
    PACKAGE("organic", SL_PACKAGE_ORGANIC, node_, area_, dies_, organic_),                         \
        PACKAGE("fan-out-last", SL_PACKAGE_FAN_OUT_LAST, node_, area_, dies_, last_),              \
        PACKAGE("fan-out-first", SL_PACKAGE_FAN_OUT_FIRST, node_, area_, dies_, first_),           \
        PACKAGE("interposer", SL_PACKAGE_INTERPOSER, node_, area_, dies_, silicon_)
#define EPYC(id_, name_, whole_, part_, value_)                                                    \
    ABS("economics.v3.epyc." id_, "64 cores, " name_ ", over the dies of the chiplets", "",        \
        ACTUARY, PEER_RUN, value_, 1e-6, epyc_share, whole_, part_)

#define DESIGN(name_, share_, volume_, value_)                                                     \
    ABS("economics.v3.nre." name_ "." #volume_,                                                    \
        "design of the " name_ " over recurring cost, " #volume_ " units of 800 mm2 at 5 nm", "",  \
        ACTUARY, PEER_RUN, value_, 0.0006, design, volume_, share_)
#define FORECAST(option_, name_, year_, usd_)                                                      \
    REL("economics.v5." name_ "." #year_, "unit cost in year " #year_ ", " name_, "USD",           \
        FORECAST_SOURCE, PUBLISHED, usd_, 1e-3, forecast, option_, year_)
#define FORECAST_SOURCE                                                                            \
    "google chiplets-cost-model, summary_output.csv; from its own unit sums, the substrate taken " \
    "twice as it does"
#define CARBON3D "3D-Carbon, run on its own input; two digits"
#define ECOCHIP  "ECO-CHIP, run on its own input"
#define STOCKPYL "stockpyl, examples of Snyder and Shen"

// years, 0: compute, 1: spending
static double grown(const double *a)
{
    static const double year_s = SL_YEAR_S;
    sl_growth_year y[SL_GROWTH_YEARS + 1];
    sl_growth g = {.start = 2026,
                   .years = (int)a[0],
                   .compute_growth = 1.5,
                   .software_growth = 1.3,
                   .bandwidth_bps = 1e13,
                   .edge_growth = 1.0,
                   .reach_m = 1.0,
                   .reach_growth = 1.0,
                   .package_w = 1000.0,
                   .package_w_growth = 1.0,
                   .io_share = 1.0,
                   .package_usd = 30000.0,
                   .package_price_growth = 1.07,
                   .ends = 2.0,
                   .budget_usd_per_s = 1000.0,
                   .budget_most_usd_per_s = INFINITY,
                   .return_exponent = 0.58,
                   .delay_s = year_s,
                   .renewal_s = 4.0 * year_s,
                   .exposed = 0.2,
                   .capital = 1.25};
    sl_growth_kind free_port = {.possible = true,
                                .ready = 2000,
                                .made_bps = 1.0,
                                .learning = 1.0,
                                .energy_growth = 1.0,
                                .used = 0.5,
                                .density_growth = 1.0,
                                .reach_m = 10.0,
                                .reach_growth = 1.0,
                                .capacity_bps_per_s = INFINITY,
                                .ramp = 1.0};
    if (sl_growth_run(y, &g, &free_port, 1) != SL_OK) return NAN;
    return a[1] == 0.0 ? y[(int)a[0]].compute : y[(int)a[0]].budget_usd_per_s / 1000.0;
}

static const selftest_case cases[] = {
    DIE_YIELD("poisson", SL_YIELD_POISSON, 0, 0.36787944117144233, 0.60653065971263342),
    DIE_YIELD("murphy", SL_YIELD_MURPHY, 0, 0.39957640089372803, 0.6192724869847019),
    DIE_YIELD("seeds", SL_YIELD_SEEDS, 0, 0.5, 2.0 / 3.0),
    DIE_YIELD("negbin2", SL_YIELD_NEGBIN, 2, 4.0 / 9.0, 0.64),
    DIE_YIELD("negbin3", SL_YIELD_NEGBIN, 3, 27.0 / 64.0, 216.0 / 343.0),
    DIE_YIELD("negbin10", SL_YIELD_NEGBIN, 10, 0.38554328942953174, 0.61391325354075932),
    DIES(25, 2318.86, 2347),
    DIES(100, 571.71, 585),
    DIES(400, 129.98, 138),
    DIES(800, 58.79, 65),
    GOOD_DIE(5, 100, 33.1494),
    GOOD_DIE(5, 400, 201.0279),
    GOOD_DIE(5, 800, 671.5923),
    GOOD_DIE(7, 200, 40.4471),
    GOOD_DIE(7, 800, 318.6017),
    GOOD_DIE(14, 800, 126.0115),
    PACKAGE("one-die", SL_PACKAGE_ORGANIC, 5, 800, 1, 698.5781),
    PACKAGE("one-die", SL_PACKAGE_ORGANIC, 5, 400, 1, 213.1595),
    PACKAGE("one-die", SL_PACKAGE_ORGANIC, 7, 800, 1, 342.0220),
    PACKAGE("one-die", SL_PACKAGE_ORGANIC, 14, 200, 1, 22.1272),
    PACKAGES(5, 800, 2, 516.2361, 578.8940, 857.4534, 641.4555),
    PACKAGES(5, 400, 4, 174.6473, 199.0350, 228.7228, 233.0951),
    PACKAGES(7, 800, 4, 231.0349, 290.8357, 390.8437, 356.4024),
    PACKAGES(14, 200, 2, 26.1125, 33.8949, 35.4093, 38.8227),
    EPYC("chiplets.raw", "chiplets, raw dies", 0, 0, 0.875080),
    EPYC("chiplets.lost", "chiplets, lost dies", 0, 1, 0.124920),
    EPYC("chiplets.packaging", "chiplets, packaging", 0, 2, 0.385073),
    EPYC("whole.raw", "one die, raw dies", 1, 0, 1.226661),
    EPYC("whole.lost", "one die, lost dies", 1, 1, 1.402804),
    EPYC("whole.packaging", "one die, packaging", 1, 2, 0.145657),
    ABS("economics.engines.32", "boards on which 32 soldered engines of 95 % all work", "",
        "0.95^32", EXACT, 0.19371148445850077, 1e-9, engines, 32, 0, 0.95),
    ABS("economics.engines.34", "the same with two spare sites", "",
        "binomial tail of 32 of 34, three digits", EXACT, 0.759, 0.0005, engines, 32, 2, 0.95),
    DESIGN("modules", 0, 500000, 2.069),
    DESIGN("modules", 0, 2000000, 0.517),
    DESIGN("modules", 0, 10000000, 0.103),
    DESIGN("chip", 1, 500000, 1.552),
    DESIGN("chip", 1, 2000000, 0.388),
    DESIGN("chip", 1, 10000000, 0.078),
    FORECAST(0, "chiplets", 1, 897.135),
    FORECAST(0, "chiplets", 2, 805.508),
    FORECAST(0, "chiplets", 3, 704.877),
    FORECAST(0, "chiplets", 4, 615.173),
    FORECAST(0, "chiplets", 5, 568.776),
    FORECAST(1, "two-chips", 1, 1083.789),
    FORECAST(1, "two-chips", 2, 946.986),
    FORECAST(1, "two-chips", 3, 799.817),
    FORECAST(1, "two-chips", 4, 688.470),
    FORECAST(1, "two-chips", 5, 615.327),
    REL("economics.learning", "price after two doublings at 0.9", "USD", "0.9^2", EXACT, 810, 1e-12,
        learned, 1000, 4e5, 1e5, 0.9),
    REL("economics.v12.engines", "36 engines of 1000 USD sold at 60 % margin", "USD",
        "36 000/(1 - 0.6); an analyst says 80 to 90 thousand", EXACT, 90000, 1e-12, sold, 36000,
        0.6),
    {.id = "economics.v12.engine",
     .what = "engine of 3.2 Tb/s with fibre array and lasers, examples/price-per-bit.yaml",
     .unit = "USD",
     .source = "an analyst's cost of engine and fibre array, January 2026, at second hand",
     .origin = SL_ORIGIN_PUBLISHED,
     .relative = true,
     .expected = 1000.0,
     .tolerance = 0.2,
     .full = engine,
     .note = "wafers, yields, machine rates and fibre array are assumptions, without overhead and "
             "idle capacity; nothing is fitted"},
    REL("economics.v7.epyc7351.dies", "four dies of 211 mm2, 14 nm, 12 layers, Taiwan", "kg",
        CARBON3D, PEER_RUN, 16.80, 0.01, dies_kg, 1.3, 583, 125.0 * 1.3 / 1.2, 500, 211, 4),
    REL("economics.v7.epyc7702.dies", "eight dies of 78 mm2, 7 nm, 13 layers, Taiwan", "kg",
        CARBON3D, PEER_RUN, 13.53, 0.01, dies_kg, 1.978, 583, 200.0 * 1.978 / 2.15, 500, 78, 8),
    REL("economics.v7.p100.interposer", "interposer under 898 mm2 of dies", "kg", CARBON3D,
        PEER_RUN, 15.21, 0.01, interposer_kg, 898),
    REL("economics.v7.ga102.logic", "425 mm2 at 7 nm", "kg", ECOCHIP, PEER_RUN, 26.788, 0.01,
        rim_kg, 26.13, 425.01, 0.2),
    REL("economics.v11.eoq", "order quantity 8, 0.225, 1300", "", STOCKPYL, PEER_RUN, 304.0468,
        1e-6, lot, 0, 8, 0.225, 5, 1300),
    REL("economics.v11.backorders", "with backorders at 5", "", STOCKPYL, PEER_RUN, 310.8126, 1e-6,
        lot, 1, 8, 0.225, 5, 1300),
    REL("economics.v11.backorders.cost", "its cost", "", STOCKPYL, PEER_RUN, 66.9214, 1e-6, lot, 2,
        8, 0.225, 5, 1300),
    REL("economics.v11.disrupted", "with disruptions 1.5, recovery 14", "", STOCKPYL, PEER_RUN,
        772.8111, 1e-6, lot, 3, 8, 0.225, 5, 1300),
    REL("economics.v11.disrupted.cost", "its cost", "", STOCKPYL, PEER_RUN, 173.9500, 1e-6, lot, 4,
        8, 0.225, 5, 1300),
    REL("economics.v11.newsvendor", "stock for N(50, 8), 0.18 and 0.70", "", STOCKPYL, PEER_RUN,
        56.6040, 1e-6, season, 0),
    REL("economics.v11.newsvendor.cost", "its cost", "", STOCKPYL, PEER_RUN, 1.99761, 2.5e-6,
        season, 1),
    REL("economics.growth.balanced", "installed compute after 10 years of the balanced path", "",
        "exp(k t), k = (ln(1.5/1.07) + e ln 1.3)/(1 - e), e = 0.58", EXACT, 116557.093, 1e-5, grown,
        10, 0),
    REL("economics.growth.spending", "spending after 10 years of it", "",
        "exp(e (k + ln 1.3) t) on the same path", EXACT, 3976.1604, 1e-4, grown, 10, 1),
    REL("economics.recovery", "annuity at 10 % over 5 years", "", "r/(1 - (1+r)^-n), textbook",
        EXACT, 0.263797480794745, 1e-12, recovery, 0.1, 5),
};

const selftest_table selftest_economics = {"economics", cases, sizeof cases / sizeof *cases};
