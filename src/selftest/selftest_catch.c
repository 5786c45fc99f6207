// Economics, peer check: what CATCH gives for its own designs, from its own files.
#include "selftest/selftest.h"

#include <stdio.h>
#include <string.h>

#include "selftest/catch.h"

#define CATCH "CATCH (UCLA 2025), run on the same files"

// 800 mm2 of circuits in a square of chiplets, as CATCH's own generator writes them.
typedef struct grid {
    int chiplets;
    const char *layer, *carrier, *bonding, *test, *io;
} grid;

#define GRID_MM2   800.0
#define GRID_W     100.0
#define GRID_UNITS 1e7
#define GRID_GBPS  32.0 // to the outside, over all edges

static sl_status add_chips(catch_design *out, const catch_library *lib, const grid *g)
{
    catch_chip chip = {.name = "interposer",
                       .stackup = g->carrier,
                       .wafer = "process_1",
                       .bonding = g->bonding,
                       .test = "KGD_interposer_free_test",
                       .on = -1,
                       .face_up = true,
                       .aspect = 1.0,
                       .analog = 1.0,
                       .voltage_v = 1.0,
                       .quantity = GRID_UNITS,
                       .mask_share = 1.0};
    SL_TRY(catch_add_chip(out, lib, &chip));
    chip.stackup = g->layer;
    chip.test = g->test;
    chip.on = 0;
    chip.face_up = false;
    chip.analog = 0.0;
    chip.core_mm2 = GRID_MM2 / g->chiplets;
    chip.power_w = GRID_W / g->chiplets;
    chip.quantity = GRID_UNITS * g->chiplets;
    for (int i = 0; i < g->chiplets; i++) {
        char name[32];
        snprintf(name, sizeof name, "chiplet_%d", i);
        chip.name = sl_arena_text(lib->arena, name, strlen(name));
        if (!chip.name) return SL_ERR_NO_MEMORY;
        SL_TRY(catch_add_chip(out, lib, &chip));
    }
    return SL_OK;
}

static sl_status join(catch_design *out, const catch_library *lib, const grid *g, int a, double b,
                      double gbps)
{
    char from[32], to[32];
    snprintf(from, sizeof from, "chiplet_%d", a);
    snprintf(to, sizeof to, "chiplet_%d", (int)b);
    return catch_add_net(out, lib, g->io, from, b < 0.0 ? "external" : to, gbps, 0.5);
}

// Each chiplet with its neighbours and with the outside: those in the middle with the bandwidth of
// the one before, and two chiplets as a square of side sqrt(2), as the generator does.
static sl_status add_nets(catch_design *out, const catch_library *lib, const grid *g)
{
    double n = g->chiplets, side = sqrt(n), edge = GRID_GBPS / (4.0 * side), outside = 0.0;
    for (int i = 0; i < g->chiplets; i++) {
        double column = fmod(i, side);
        if (i == 0 || i == n - 1.0 || i == side - 1.0 || i == n - side)
            outside = 2.0 * edge;
        else if (column == 0.0 || column == side - 1.0)
            outside = edge;
        SL_TRY(join(out, lib, g, i, -1.0, outside));
    }
    for (int i = 0; i < g->chiplets; i++) {
        if (fmod(i, side) != side - 1.0) SL_TRY(join(out, lib, g, i, i + 1.0, edge));
        if (i >= side) SL_TRY(join(out, lib, g, i, i - side, edge));
    }
    return SL_OK;
}

// ---- rows ----

typedef struct work {
    sl_arena *arena;
    catch_library lib;
    catch_design *design;
} work;

// false: without the data, which `out` then says.
static bool begin(work *w, selftest_value *out, selftest_env *env)
{
    *w = (work){0};
    out->absent = !env->data_dir;
    if (out->absent || sl_arena_create(&w->arena, env->ctx) != SL_OK) return false;
    out->absent = catch_library_read(&w->lib, w->arena, env->data_dir) == SL_ERR_IO;
    w->design = sl_arena_alloc(w->arena, sizeof *w->design);
    if (!out->absent && w->design) {
        *w->design = (catch_design){0};
        return true;
    }
    sl_arena_destroy(w->arena);
    return false;
}

enum { TOTAL, UNSCRAPPED, SCRAP };

static void end(selftest_value *out, work *w, sl_status status, int which)
{
    const catch_design *d = w->design;
    sl_assembly in = {d->die, d->die_n, d->net, d->net_n, true};
    sl_assembled r;
    if (status == SL_OK && sl_assembly_cost(&r, NULL, &in) == SL_OK) {
        const double values[] = {r.cost_usd + r.once_usd, r.spent_usd + r.once_usd,
                                 r.cost_usd - r.spent_usd};
        out->value = values[which];
    }
    sl_arena_destroy(w->arena);
}

static void demo(selftest_value *out, selftest_env *env, const double *a)
{
    work w;
    (void)a;
    if (!begin(&w, out, env)) return;
    end(out, &w, catch_design_read(w.design, &w.lib, "sip.xml", "netlist.xml", 0.0), TOTAL);
}

// quantity of the die made for one product
static void custom(selftest_value *out, selftest_env *env, const double *a)
{
    work w;
    if (!begin(&w, out, env)) return;
    end(out, &w,
        catch_design_read(w.design, &w.lib, "chiplet_nre_study_def.xml",
                          "chiplet_nre_study_netlist.xml", a[0]),
        TOTAL);
}

static void grid_value(selftest_value *out, selftest_env *env, const grid *g, int which)
{
    work w;
    if (!begin(&w, out, env)) return;
    sl_status status = add_chips(w.design, &w.lib, g);
    end(out, &w, status == SL_OK ? add_nets(w.design, &w.lib, g) : status, which);
}

// chiplets, nm, whether on organic; CATCH's script keeps the cells of silicon there
static void chiplets(selftest_value *out, selftest_env *env, const double *a)
{
    bool organic = a[2] > 0.0;
    grid g = {.chiplets = (int)a[0],
              .layer = a[1] > 5.0 ? "1:combined_7nm" : "1:combined_5nm",
              .carrier =
                  organic ? "1:combined_interposer_organic" : "1:combined_interposer_silicon",
              .bonding = organic ? "organic_simultaneous_bonding" : "silicon_individual_bonding",
              .test = "KGD_free_test",
              .io = "UCIe_advanced"};
    grid_value(out, env, &g, TOTAL);
}

// coverage in %, which
static void coverage(selftest_value *out, selftest_env *env, const double *a)
{
    char test[32];
    snprintf(test, sizeof test, "free_test_0.%d", (int)a[0]);
    grid g = {.chiplets = 16,
              .layer = "1:combined_3nm_0.005",
              .carrier = "1:combined_interposer_organic",
              .bonding = "organic_simultaneous_bonding",
              .test = test,
              .io = "UCIe_standard"};
    grid_value(out, env, &g, (int)a[1]);
}

#define FULL(id_, what_, tolerance_, usd_, fn, ...)                                                \
    {                                                                                              \
        .id = "economics.v4." id_, .what = what_, .unit = "USD", .source = CATCH,                  \
        .origin = SL_ORIGIN_PEER_RUN, .expected = usd_, .tolerance = tolerance_, .full = fn,       \
        .args = {                                                                                  \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
#define PRINTED 0.001 // one in the last of three decimals
#define CHIPLETS(name_, n_, nm_, organic_, usd_)                                                   \
    FULL(name_ "." #nm_ "." #n_, "800 mm2 in " #n_ " chiplets, " #nm_ " nm, " name_, PRINTED,      \
         usd_, chiplets, n_, nm_, organic_)
#define SWEEP(name_, nm_, organic_, a, b, c, d, e, f, g, h)                                        \
    CHIPLETS(name_, 2, nm_, organic_, a), CHIPLETS(name_, 4, nm_, organic_, b),                    \
        CHIPLETS(name_, 9, nm_, organic_, c), CHIPLETS(name_, 16, nm_, organic_, d),               \
        CHIPLETS(name_, 25, nm_, organic_, e), CHIPLETS(name_, 36, nm_, organic_, f),              \
        CHIPLETS(name_, 49, nm_, organic_, g), CHIPLETS(name_, 64, nm_, organic_, h)
#define COVERAGE(percent_, unscrapped_, scrap_)                                                    \
    FULL("coverage." #percent_, "16 chiplets tested to " #percent_ " %, nothing scrapped",         \
         PRINTED, unscrapped_, coverage, percent_, UNSCRAPPED),                                    \
        FULL("scrap." #percent_, "16 chiplets tested to " #percent_ " %, what is scrapped",        \
             PRINTED, scrap_, coverage, percent_, SCRAP)
#define CUSTOM(units_, usd_)                                                                       \
    FULL("custom." #units_, "one die of four made for " #units_ " units", PRINTED, usd_, custom,   \
         units_)

static const selftest_case cases[] = {
    FULL("demo", "three chips on an interposer, one on another", 1e-8, 66.18084962, demo, 0),
    SWEEP("silicon", 5, 0, 708.886, 446.151, 340.011, 320.488, 322.813, 336.119, 358.751, 386.634),
    SWEEP("silicon", 7, 0, 371.914, 241.691, 189.995, 184.441, 188.259, 198.223, 214.464, 232.527),
    SWEEP("organic", 5, 1, 799.983, 541.554, 443.249, 427.782, 439.634, 463.766, 496.847, 539.830),
    COVERAGE(84, 449.610, 421.967),
    COVERAGE(92, 459.211, 232.127),
    COVERAGE(96, 478.413, 155.955),
    COVERAGE(98, 516.816, 127.831),
    COVERAGE(99, 593.624, 127.654),
    CUSTOM(10000, 2855.777),
    CUSTOM(100000, 785.732),
    CUSTOM(1000000, 578.727),
    CUSTOM(10000000, 558.027),
};

const selftest_table selftest_catch = {"economics", cases, sizeof cases / sizeof *cases};
