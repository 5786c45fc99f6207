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
};

const selftest_table selftest_economics = {"economics", cases, sizeof cases / sizeof *cases};
