// Economics: yield, dies of a wafer, packages, prices, carbon, inventory.
#include "selftest/selftest.h"

#include "shoreline/economics.h"

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
};

const selftest_table selftest_economics = {"economics", cases, sizeof cases / sizeof *cases};
