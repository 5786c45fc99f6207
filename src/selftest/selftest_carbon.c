// Carbon of packages, stacks, design and use, against 3D-Carbon (UMN-ZhaoLab/3D-Carbon) and
// ECO-CHIP (ASU-VDA-Lab/ECO-CHIP) on their own examples; all inputs are from their tables, read.
#include "selftest/selftest.h"

#include <stddef.h>

#include "shoreline/economics.h"

#define CARBON3D "3D-Carbon, run on its own input"
#define ECOCHIP  "ECO-CHIP, run on its own input"

static const double mm2 = 1e-6, kwh_j = 3.6e6;

// g/kWh
static double grid(double g_per_kwh)
{
    return g_per_kwh * 1e-3 / kwh_j;
}

// ---- 3D-Carbon ----

// kWh/cm2, g/cm2, layers counted in it, kWh/cm2 of one; defects are 0.1/cm2 but for 28 nm.
typedef struct node {
    double energy, gas, layers, layer, d0_per_m2;
} node;

typedef enum node_nm { NM_7, NM_8, NM_14, NM_28 } node_nm;
static const node nodes[] = {[NM_7] = {2.15, 200, 15, 0.086, 1000},
                             [NM_8] = {1.52, 150, 13, 0.071, 1000},
                             [NM_14] = {1.2, 125, 10, 0.05, 1000},
                             [NM_28] = {0.9, 100, 10, 0.054, 700}};

#define MATERIAL 5000.0 // kg/m2
#define TAIWAN   583.0
#define WORLD    301.0

static double die_yield(node_nm nm, double area_mm2)
{
    return sl_die_yield(SL_YIELD_NEGBIN, area_mm2 * mm2, nodes[nm].d0_per_m2, 10.0);
}

// One die of so many layers; whole: before yield, when the program counts materials by layers too.
static double die_kg(node_nm nm, double area_mm2, double layers, double g_per_kwh, bool whole)
{
    const node *n = &nodes[nm];
    sl_fab_carbon fab = {n->energy * kwh_j * 1e4, grid(g_per_kwh), n->gas * 10.0, MATERIAL};
    fab = sl_fab_of_layers(&fab, n->layer * kwh_j * 1e4, layers - n->layers);
    if (whole) fab.material_kg_per_m2 *= fab.gas_kg_per_m2 / (n->gas * 10.0);
    double side_m = sqrt(area_mm2 * mm2);
    double dies = floor(sl_dies_per_wafer(SL_PACKING_FORMULA, side_m, side_m, 0.3, 0.0, 0.0));
    return sl_die_carbon_kg(sl_fab_kg_per_m2(&fab), 0.3, dies,
                            whole ? 1.0 : die_yield(nm, area_mm2));
}

// A flip-chip package of 0.135 kWh/cm2.
static double package_kg(double area_mm2, double g_per_kwh)
{
    return sl_carrier_carbon_kg(0.135 * kwh_j * 1e4 * grid(g_per_kwh), area_mm2 * mm2, 1.0, 1.0);
}

static double package(const double *a)
{
    return package_kg(a[0], a[1]);
}

static double epyc_7351(const double *a)
{
    (void)a;
    return 4.0 * die_kg(NM_14, 211, 12, TAIWAN, false) + package_kg(4410, TAIWAN);
}

static double epyc_io(const double *a)
{
    return die_kg(NM_14, 125, a[0], TAIWAN, false);
}

static double epyc_7702(const double *a)
{
    return 8.0 * die_kg(NM_7, 78, 13, TAIWAN, false) + epyc_io(a) + package_kg(4410, TAIWAN);
}

// Five dies bonded with 0.96 each; layers of the program's estimate: 2 and 1.
static double p100_part(bool memory)
{
    double bonded = pow(0.96, 5);
    return (memory ? 4.0 * die_kg(NM_28, 72, 1, WORLD, false)
                   : die_kg(NM_14, 610, 2, WORLD, false)) /
           bonded;
}

static double p100_dies(const double *a)
{
    return p100_part(a[0] > 0.0);
}

static double p100(const double *a)
{
    (void)a;
    double area_m2 = 1.1 * 898 * mm2, side_m = sqrt(area_m2);
    sl_fab_carbon fab = {1.2 * kwh_j * 1e4, grid(WORLD), 0.0, 2500.0};
    double dies = floor(sl_dies_per_wafer(SL_PACKING_FORMULA, side_m, side_m, 0.3, 0.0, 0.0));
    double yield = sl_die_yield(SL_YIELD_NEGBIN, area_m2, 600.0, 6.0);
    return p100_part(false) + p100_part(true) +
           sl_die_carbon_kg(sl_fab_kg_per_m2(&fab), 0.3, dies, yield) +
           package_kg(1.2 * 898, WORLD);
}

// Logic of 0.9 mm2 and two memories of 0.8 mm2, with vias of 0.25 kWh/cm2, bonded as wafers at
// 0.97, in g.
static double stack_1k4m(const double *a)
{
    (void)a;
    double via_kg = sl_carrier_carbon_kg(0.25 * kwh_j * 1e4 * grid(WORLD), 0.8 * mm2, 1.0, 1.0);
    double memory_kg = die_kg(NM_8, 0.8, 4, WORLD, true) + via_kg;
    double raw_kg[] = {die_kg(NM_7, 0.9, 6, WORLD, true), memory_kg, memory_kg};
    double yields[] = {die_yield(NM_7, 0.9), die_yield(NM_8, 0.8), die_yield(NM_8, 0.8)};
    double bond_kg = sl_carrier_carbon_kg(0.28 * kwh_j * 1e4 * grid(WORLD), 0.9 * mm2, 1.0, 1.0);
    double kg = sl_wafer_stack_carbon_kg(raw_kg, yields, 3, bond_kg, 0.97);
    return 1e3 * (kg + package_kg(1.2 * 0.9, WORLD));
}

// ---- ECO-CHIP ----

// GA102 in three dies: their areas at 7 nm (from which the power is shared out) and at the node
// they are made on, kg/m2, defects, transistors, power over that at 7 nm, share that switches.
typedef struct chiplet {
    double area_mm2, made_mm2, g_per_mm2, d0_per_cm2, transistors_per_mm2, power, switching;
} chiplet;

static const chiplet ga102[] = {
    {425.01, 425.01, 26.13, 0.2, 82.86e6, 1.0, 0.164167},
    {92.03, 92.03, 19.49, 0.11, 38.72e6, 1.0, 0.258575},
    {58.78, 58.78 * 1.902779873, 16.84, 0.09, 18.09e6, 1.231707317, 0.353535}};

#define CHIPLETS (sizeof ga102 / sizeof *ga102)
#define ROUTER   0.33 // mm2 at 14 nm that the links of a die take, made on its own node

static double chiplet_kg(const chiplet *c)
{
    double yield = sl_die_yield(SL_YIELD_NEGBIN, c->made_mm2 * mm2, c->d0_per_cm2 * 1e4, 10.0);
    return sl_die_rim_carbon_kg(c->g_per_mm2 * 1e3, c->made_mm2 * mm2, 0.45, yield);
}

static double ga102_die(const double *a)
{
    return chiplet_kg(&ga102[(int)a[0]]);
}

// Six of eight layers of a 65 nm process on the box of the dies, bonded with 0.99; and the routers.
static double ga102_package_kg(void)
{
    double area[CHIPLETS], router_kg = 0.0;
    static const double router_mm2[] = {ROUTER / 3.709574145, ROUTER, ROUTER};
    for (size_t i = 0; i < CHIPLETS; i++)
        area[i] = ga102[i].made_mm2 * mm2;
    double box_m2 = sl_floorplan_m2(area, CHIPLETS, 0.5e-3);
    double yield = sl_die_yield(SL_YIELD_NEGBIN, box_m2, 0.05e4, 10.0);
    for (size_t i = 0; i < CHIPLETS; i++)
        router_kg += sl_carrier_carbon_kg(ga102[i].g_per_mm2 * 1e3, router_mm2[i] * mm2, 1.0, 0.99);
    return sl_carrier_carbon_kg(8e3, box_m2, 0.5675 * 6.0 / 8.0, yield * 0.99) + router_kg;
}

static double ga102_package(const double *a)
{
    (void)a;
    return ga102_package_kg();
}

static double ga102_total(const double *a)
{
    (void)a;
    double kg = ga102_package_kg(), all_mm2 = 0.0;
    for (size_t i = 0; i < CHIPLETS; i++)
        all_mm2 += ga102[i].area_mm2;
    for (size_t i = 0; i < CHIPLETS; i++) {
        const chiplet *c = &ga102[i];
        sl_design_carbon design = {.area_m2 = c->made_mm2 * mm2,
                                   .transistors_per_m2 = c->transistors_per_mm2 / mm2,
                                   .transistors_per_gate = 8.0,
                                   .gates_per_s = 3645.833 / 3600.0,
                                   .core_w = 10.0,
                                   .grid_kg_per_j = grid(700),
                                   .runs = 100.0,
                                   .units = 1e5};
        double power_w = sl_mean_power_w(225.0 * c->area_mm2 / all_mm2 * c->power, 0.667, 0.1,
                                         c->switching, 0.2);
        kg += chiplet_kg(c) + sl_design_carbon_kg(&design) +
              sl_operation_carbon_kg(power_w, 17520.0 * 3600.0, 1.0, grid(700));
    }
    return kg;
}

#define ROW(id_, what_, unit_, source_, value_, fn, arg0_, arg1_)                                  \
    {                                                                                              \
        .id = "economics.v7." id_, .what = what_, .unit = unit_, .source = source_,                \
        .origin = SL_ORIGIN_PEER_RUN, .relative = true, .expected = value_, .tolerance = 0.01,     \
        .simple = fn, .args = {                                                                    \
            arg0_,                                                                                 \
            arg1_                                                                                  \
        }                                                                                          \
    }

static const selftest_case cases[] = {
    ROW("epyc.package", "package of 4410 mm2, Taiwan", "kg", CARBON3D, 3.47, package, 4410, TAIWAN),
    ROW("epyc7351.total", "EPYC 7351P, dies and package", "kg", CARBON3D, 20.27, epyc_7351, 0, 0),
    ROW("epyc7702.io", "125 mm2 at 14 nm, the program's 12 layers", "kg", CARBON3D, 2.21, epyc_io,
        12, 0),
    ROW("epyc7702.total", "EPYC 7702, dies and package", "kg", CARBON3D, 19.21, epyc_7702, 12, 0),
    ROW("p100.gpu", "610 mm2 at 14 nm, the program's 2 layers, bonded", "kg", CARBON3D, 14.68,
        p100_dies, 0, 0),
    ROW("p100.memory", "four of 72 mm2 at 28 nm, 1 layer, bonded", "kg", CARBON3D, 2.71, p100_dies,
        1, 0),
    ROW("p100.package", "package of 1078 mm2, world", "kg", CARBON3D, 0.44, package, 1.2 * 898,
        WORLD),
    ROW("p100.total", "P100 on a silicon interposer", "kg", CARBON3D, 33.03, p100, 0, 0),
    ROW("1k4m", "three dies of 0.8 and 0.9 mm2 bonded as wafers (printed as kg)", "g", CARBON3D,
        23.4, stack_1k4m, 0, 0),
    ROW("ga102.analog", "92 mm2 at 10 nm", "kg", ECOCHIP, 2.100, ga102_die, 1, 0),
    ROW("ga102.memory", "58.8 mm2 of 7 nm made at 14 nm", "kg", ECOCHIP, 2.217, ga102_die, 2, 0),
    ROW("ga102.package", "redistribution layers and routers of the three dies", "kg", ECOCHIP,
        4.171, ga102_package, 0, 0),
    ROW("ga102.total", "made, designed and run for two years", "kg", ECOCHIP, 202.03, ga102_total,
        0, 0),
};

const selftest_table selftest_carbon = {"economics", cases, sizeof cases / sizeof *cases};
