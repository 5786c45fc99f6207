// Money in a scenario: against sums by hand, and the section is optional.
#include "sl_ctx_test.h"

#include "shoreline/constants.h"
#include "shoreline/economics.h"
#include "shoreline/shoreline.h"
#include "shoreline/system.h"

#include <string.h>

static sl_result evaluated(const char *market, double *rate_bps, double *life_s)
{
    char text[4000];
    sl_model *model = NULL;
    sl_result r;
    snprintf(text, sizeof text,
             "shoreline: 1\nextends: example/base/switch-51t2.yaml\n"
             "link: {use: link/dr8-800-retimed}\n%s",
             market);
    sl_scenario_opts opts = {.path = "test.yaml", .text = text, .text_length = strlen(text)};
    if (sl_model_load(&model, ctx, &opts) != SL_OK)
        fail_msg("%s", sl_diag_count(ctx) ? sl_diag_get(ctx, 0)->message : "no diagnostic");
    assert_int_equal(sl_study_check(ctx, model), SL_OK);
    const sl_design *d = &model->variants[0].design;
    sl_evaluate(&r, d, NULL);
    *rate_bps = d->link.rate_bps;
    *life_s = d->service.life_s;
    sl_model_destroy(model);
    return r;
}

static void test_absent(void **state)
{
    (void)state;
    double rate, life;
    sl_result r = evaluated("", &rate, &life);
    for (int m = SL_M_ECO_COST; m <= SL_M_ECO_RUN; m++)
        assert_true(isnan(r.value[m]));
}

static void test_bought(void **state)
{
    (void)state;
    double rate, life;
    sl_result r =
        evaluated("market: {currency: USD, year: 2026, module_price: 800 USD, discount: 0, "
                  "pue: 1.5, energy_price: 0.1 USD/kWh, grid: 400 g/kWh, service: 4 "
                  "USD/year, learning: 0.9, volume: 2e6, reference: 1e6}",
                  &rate, &life);
    double kwh = r.value[SL_M_PORT_POWER] * 1.5 * life / 3.6e6;
    sl_assert_rel(r.value[SL_M_ECO_PRICE], 720.0, 1e-12);
    sl_assert_rel(r.value[SL_M_ECO_PER_BIT], 720.0 / rate, 1e-12);
    sl_assert_rel(r.value[SL_M_ECO_ENERGY], kwh * 0.1, 1e-12);
    sl_assert_rel(r.value[SL_M_ECO_TCO], (720.0 + kwh * 0.1 + 20.0) / rate, 1e-12);
    sl_assert_rel(r.value[SL_M_ECO_OPERATION], kwh * 0.4, 1e-12);
    assert_true(isnan(r.value[SL_M_ECO_COST]) && isnan(r.value[SL_M_ECO_RUN]));
}

static void test_made(void **state)
{
    (void)state;
    // Written out of order. The die: 3 USD and 0.9 kg of a wafer's share (formula, all good).
    double rate, life;
    sl_result r = evaluated(
        "market:\n"
        "  {currency: USD, year: 2026, inflation: 0.1, ports: 2, design: 1e6 USD, units: 1e5,\n"
        "   owners: [{name: maker, added: 2 USD, margin: 0.5}],\n"
        "   dies: [{name: die, width: 10 mm, height: 10 mm, process: {cost: 1000 USD, year: 2025,\n"
        "     d0: 0 1/cm2, edge: 0 mm, scribe: 0 mm, energy: 1 kWh/cm2, grid: 500 g/kWh}}],\n"
        "   steps: [{name: end, share: package, cost: 7 USD, yield: 0.5, carbon: 0.25 kg,\n"
        "       after: [{step: base}, {step: light, count: 2}]},\n"
        "     {name: light, share: laser, parts: [{cost: 3 USD, count: 4, quality: 0.8}], sites: "
        "1},\n"
        "     {name: base, parts: [{die: die, cost: 1 USD}], time: 36 s, rate: 100 USD/h, yield: "
        "0.9}]}",
        &rate, &life);
    double dies = SL_PI * 150.0 * 150.0 / 100.0 - SL_PI * 300.0 / sqrt(200.0);
    double die = 1000.0 * 1.1 / dies, base = (die + 1.0 + 1.0) / 0.9;
    double light = 12.0 / pow(0.8, 4.0), unit = (base + 2.0 * light + 7.0) / 0.5;
    const double *v = r.value;
    sl_assert_rel(v[SL_M_ECO_COST], unit / 2.0, 1e-9);
    sl_assert_rel(v[SL_M_ECO_ENGINE], (die + 2.0) / 2.0, 1e-9);
    sl_assert_rel(v[SL_M_ECO_LASER], 12.0, 1e-9);
    sl_assert_rel(v[SL_M_ECO_PACKAGE], 3.5, 1e-9);
    sl_assert_abs(v[SL_M_ECO_FIBRE], 0.0, 1e-9);
    sl_assert_rel(v[SL_M_ECO_SCRAP], (unit - die - 2.0 - 24.0 - 7.0) / 2.0, 1e-9);
    sl_assert_rel(v[SL_M_ECO_ROLLED], 0.9 * pow(0.8, 8.0) * 0.5, 1e-9);
    sl_assert_rel(v[SL_M_ECO_DESIGN], 10.0 / 2.0, 1e-12);
    sl_assert_rel(v[SL_M_ECO_PRICE], (unit + 10.0 + 2.0) / 0.5 / 2.0, 1e-9);
    assert_true(isnan(v[SL_M_ECO_FIRST]) && isnan(v[SL_M_ECO_NEXT]) && isnan(v[SL_M_ECO_DELAY]));
    // 0.5 kg/cm2 of the whole wafer on its dies, through the same yields
    double die_kg = 0.5 * SL_PI * 225.0 / dies;
    sl_assert_rel(v[SL_M_ECO_EMBODIED], (die_kg / 0.9 + 0.25) / 0.5 / 2.0, 1e-9);
}

// Three generations: 20 USD of steps; (1e6 + 2 x 2.5e5 + 3e5 x (1/4 + 2/4) respins)/3e5 of design.
static void test_generations(void **state)
{
    (void)state;
    double rate, life;
    sl_result r = evaluated("market: {currency: USD, year: 2026, ports: 2, design: 1e6 USD,\n"
                            "  units: 1e5, generations: 3, redesign: 0.25, respin: 0.2,\n"
                            "  respin_cost: 3e5 USD, respin_time: 120 day, design_time: 700 day,\n"
                            "  redesign_time: 365 day, steps: [{name: end, cost: 20 USD}]}",
                            &rate, &life);
    double design = (1.5e6 + 3e5 * 0.75) / 3e5;
    sl_assert_rel(r.value[SL_M_ECO_DESIGN], design / 2.0, 1e-12);
    sl_assert_rel(r.value[SL_M_ECO_PRICE], (20.0 + design) / 2.0, 1e-12);
    sl_assert_rel(r.value[SL_M_ECO_DELAY], 30.0 * 86400.0, 1e-12);
    sl_assert_rel(r.value[SL_M_ECO_FIRST], 730.0 * 86400.0, 1e-12);
    sl_assert_rel(r.value[SL_M_ECO_NEXT], 395.0 * 86400.0, 1e-12);
}

static double package_usd(const char *rest)
{
    char market[1600];
    double rate, life;
    snprintf(market, sizeof market,
             "market:\n"
             "  currency: USD\n  year: 2020\n"
             "  dies: [{name: die, process: {use: process/logic-5nm}, count: 4,\n"
             "    width: 10.488088481701515 mm, height: 10.488088481701515 mm}]\n%s",
             rest);
    return evaluated(market, &rate, &life).value[SL_M_ECO_COST];
}

#define RDL "{use: process/redistribution-layers}, carrier_scale: 1.2, bond_yield: 0.98"
#define SI  "{use: process/silicon-interposer}, bond_yield: 0.95"

// 400 mm2 of 5 nm and 10 % of links in four dies: totals of Chiplet Actuary for four different
// dies.
static void test_package_kinds(void **state)
{
    (void)state;
    sl_assert_rel(package_usd("  package: {kind: organic}\n"), 174.6473, 1e-6);
    sl_assert_rel(package_usd("  package: {kind: fan-out-last, carrier: " RDL "}\n"), 199.0350,
                  1e-6);
    sl_assert_rel(package_usd("  package: {kind: fan-out-first, carrier: " RDL "}\n"), 228.7228,
                  1e-6);
    sl_assert_rel(package_usd("  package: {kind: interposer, carrier: " SI "}\n"), 233.0951, 1e-6);
    // 4 x 110 mm2 at 0.01 USD/mm2: three of four bumps less, through bonds and attachment
    sl_assert_rel(233.0951 - package_usd("  compat: actuary\n"
                                         "  package: {kind: interposer, carrier: " SI "}\n"),
                  3.3 / (pow(0.95, 4.0) * 0.99), 1e-4);
    // one die of four must be soldered once more at 2 % of failures
    double die = package_usd("  package: {kind: reflow, bond_yield: 1}\n") / 4.0;
    sl_assert_rel(package_usd("  package: {kind: reflow, bond_yield: 0.98, rework_max: 1, "
                              "rework_cost: 5 USD, reflow_cost: 3 USD}\n"),
                  3.0 + 4.0 * (die + 0.02 * (5.0 + die)), 1e-9);
}

// CATCH's 800 mm2 in 16 chiplets of 5 nm on silicon: corners, edges and inner ones by their cells;
// masks as design, signals as it counts them: those to the outside. Its own run says 320.488 USD.
static void test_catch(void **state)
{
    (void)state;
    static const char process[] =
        "edge: 0.1 mm, scribe: 0.13 mm, alpha: 2, year: 2025, wafer: 300 mm";
    const double cells_mm2 = 0.8110368, disc_mm2 = SL_PI * 150.0 * 150.0;
    char market[3000], dies[1500] = "";
    static const int nets[] = {3, 4, 5}, count[] = {4, 8, 4};
    for (int i = 0; i < 3; i++) {
        double side = sqrt(50.0 + nets[i] * cells_mm2);
        snprintf(dies + strlen(dies), sizeof dies - strlen(dies),
                 "    - {name: c%d, count: %d, width: %.12g mm, height: %.12g mm, signals: %d, "
                 "power: 6.25 W,\n       process: {cost: %.12g USD, litho: 0.3, d0: 0.335 1/cm2, "
                 "%s}}\n",
                 i, count[i], side, side, 140, 0.25024 * disc_mm2, process);
    }
    snprintf(market, sizeof market,
             "market:\n  currency: USD\n  year: 2025\n  compat: catch\n"
             "  design: 3005000 USD\n  units: 1e7\n  dies:\n%s"
             "  package:\n    kind: assembly\n"
             "    carrier: {cost: %.12g USD, litho: 0.1, d0: 0.0003 1/cm2, %s}\n"
             "    assembly:\n"
             "      place: {capital: 1.8e6 USD, labour: %.12g USD/h, uptime: 0.9, time: 10 s, "
             "life: 1825 day}\n"
             "      bond: {capital: 1.8e6 USD, labour: %.12g USD/h, uptime: 0.9, time: 20 s, "
             "life: 1825 day}\n"
             "      pitch: 10 um\n      via_pitch: 10 um\n      via_area: 100 um2\n"
             "      pad_current: 10000 A/mm2\n      align_yield: 0.999\n"
             "      pad_yield: 0.999999\n      via_yield: 0.999999\n",
             dies, 0.021905 * disc_mm2, process, 1e5 / 8760.0, 1e5 / 8760.0);
    double rate, life;
    sl_assert_rel(evaluated(market, &rate, &life).value[SL_M_ECO_PRICE], 320.488, 2e-5);
}

// Placement error becomes money by way of the alignment yield.
static void test_aligned(void **state)
{
    (void)state;
    double rate, life;
    sl_result r =
        evaluated("market: {currency: USD, year: 2026, steps: [{name: fibre, cost: 30 USD, "
                  "yield: 0.9, aligned: true}]}",
                  &rate, &life);
    assert_true(r.value[SL_M_ALIGN_YIELD] < 0.99);
    sl_assert_rel(r.value[SL_M_ECO_COST], 30.0 / (0.9 * r.value[SL_M_ALIGN_YIELD]), 1e-12);
}

// A test that finds less makes a unit cheaper, and not one that works: half of 10 USD units
// are good; all bad ones found, 20 USD; none found, 10 USD and twice that for one that works.
static void test_working(void **state)
{
    (void)state;
    static const struct {
        const char *coverage;
        double cost_usd;
    } rows[] = {{"1", 20.0}, {"0", 10.0}};
    for (size_t i = 0; i < 2; i++) {
        char market[200];
        double rate, life;
        snprintf(market, sizeof market,
                 "market: {currency: USD, year: 2026, steps: [{name: end, cost: 10 USD,\n"
                 "  yield: 0.5, coverage: %s}]}",
                 rows[i].coverage);
        sl_result r = evaluated(market, &rate, &life);
        sl_assert_rel(r.value[SL_M_ECO_COST], rows[i].cost_usd, 1e-12);
        sl_assert_rel(r.value[SL_M_ECO_WORKING], 20.0, 1e-12);
    }
}

static void test_trained(void **state)
{
    (void)state;
    static const char text[] = "shoreline: 1\nextends: example/price-per-bit.yaml\n";
    sl_model *model = NULL;
    sl_scenario_opts opts = {.path = "test.yaml", .text = text, .text_length = strlen(text)};
    assert_int_equal(sl_model_load(&model, ctx, &opts), SL_OK);
    sl_design d = model->variants[0].design;
    sl_result r;
    d.market.discount = 0.0;
    sl_evaluate(&r, &d, NULL);
    const double *v = r.value;
    // 72 GPUs at 2.5 USD/h, both ends of 648 cables at 60 USD and 5 USD a year, 1.2 x 0.08 USD/kWh
    double run_h = v[SL_M_WL_RUN] / 3600.0, life_h = d.service.life_s / 3600.0;
    sl_assert_abs(v[SL_M_FABRIC_LINKS], 648.0, 0.0);
    double want = 72.0 * 2.5 * run_h + 1296.0 * (60.0 + 25.0) * run_h / life_h +
                  v[SL_M_WL_ENERGY] / 3.6e6 * 1.2 * 0.08;
    sl_assert_rel(v[SL_M_ECO_RUN], want, 1e-9);
    sl_model_destroy(model);
}

// A step with a bond: its own yield times that of the bond, which the catalogue's part gives alike.
static void test_bond(void **state)
{
    (void)state;
    double rate, life;
    sl_bond bond = {.kind = SL_BOND_D2W,
                    .width_m = 0.02,
                    .height_m = 0.01,
                    .pitch_m = 1e-6,
                    .bottom_frac = 0.5,
                    .top_frac = 0.667,
                    .contact_frac = 0.5,
                    .spacing_frac = 0.5,
                    .translation_sd_m = 20e-9,
                    .rotation_rad = 1e-6,
                    .rotation_sd_rad = 0.5e-6,
                    .magnification = 5e-8,
                    .magnification_sd = 1e-8,
                    .random_sd_m = 20e-9,
                    .d0_per_m2 = 1000,
                    .particle_m = 1e-7,
                    .exponent = 3,
                    .void_m = 230e-6,
                    .void_growth = 1.8e-4,
                    .recess_m = 10e-9,
                    .recess_sd_m = 1e-9,
                    .expansion_m_per_k = 0.053e-9,
                    .heat_k = 275};
    sl_bond_yield y;
    assert_int_equal(sl_bond_yield_of(&y, &bond), SL_OK);
    sl_result r =
        evaluated("market: {currency: USD, year: 2026, steps: [{name: stack, cost: 10 USD, "
                  "yield: 0.9, bond: {kind: d2w, pitch: 1 um, width: 20 mm}}]}\n",
                  &rate, &life);
    sl_assert_rel(r.value[SL_M_ECO_COST], 10 / (0.9 * y.yield), 1e-9);
    r = evaluated("market: {currency: USD, year: 2026, steps: [{name: stack, cost: 10 USD, "
                  "yield: 0.9, bond: {use: bond/yap-d2w, width: 20 mm}}]}\n",
                  &rate, &life);
    sl_assert_rel(r.value[SL_M_ECO_COST], 10 / (0.9 * y.yield), 1e-9);
}

// Each sum of the bill is what stands above it, for ports that are made and ports that are bought.
static void test_bill(void **state)
{
    (void)state;
    static const char text[] = "shoreline: 1\nextends: example/price-per-bit.yaml\n";
    sl_model *model = NULL;
    sl_scenario_opts opts = {.path = "test.yaml", .text = text, .text_length = strlen(text)};
    assert_int_equal(sl_model_load(&model, ctx, &opts), SL_OK);
    for (size_t v = 0; v < model->n; v++) {
        const sl_design *d = &model->variants[v].design;
        sl_result r;
        sl_evaluate(&r, d, NULL);
        const sl_port_cost *c = &r.cost;
        double cost = c->scrap_usd;
        for (int i = 0; i < SL_SHARES; i++)
            cost += c->share[i].parts_usd + c->share[i].process_usd + c->share[i].rework_usd;
        assert_true(r.has_cost && c->made == isnan(d->market.price_usd));
        if (c->made) {
            sl_assert_rel(cost, r.value[SL_M_ECO_COST], 1e-12);
            sl_assert_rel(c->share[SL_SHARE_FIBRE].parts_usd +
                              c->share[SL_SHARE_FIBRE].process_usd +
                              c->share[SL_SHARE_FIBRE].rework_usd,
                          r.value[SL_M_ECO_FIBRE], 1e-12);
            sl_assert_rel(cost + c->design_usd + c->margins_usd + c->learning_usd, c->price_usd,
                          1e-12);
        }
        sl_assert_rel(c->price_usd, r.value[SL_M_ECO_PRICE], 0.0);
        sl_assert_rel(c->price_usd + c->interest_usd + c->energy_usd + c->service_usd, c->owned_usd,
                      1e-12);
        sl_assert_rel(c->owned_usd / d->link.rate_bps, r.value[SL_M_ECO_TCO], 1e-12);
        assert_true(isnan(c->swapped_usd) && isnan(c->dark_usd));
    }
    sl_model_destroy(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_absent, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_bond, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_bought, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_made, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_aligned, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_generations, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_package_kinds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_catch, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_working, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_trained, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_bill, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
