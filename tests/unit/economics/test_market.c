// Money in a scenario: against sums by hand, and the section is optional.
#include "sl_test.h"

#include "shoreline/constants.h"
#include "shoreline/shoreline.h"
#include "shoreline/system.h"

#include <string.h>

static sl_ctx *ctx;

static int set_up(void **state)
{
    (void)state;
    return sl_ctx_create(&ctx, NULL) == SL_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    sl_ctx_destroy(ctx);
    return 0;
}

static sl_result evaluated(const char *market, double *rate_bps, double *life_s)
{
    char text[2000];
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
    sl_assert_rel(v[SL_M_ECO_PRICE], (unit + 10.0 + 2.0) / 0.5 / 2.0, 1e-9);
    // 0.5 kg/cm2 of the whole wafer on its dies, through the same yields
    double die_kg = 0.5 * SL_PI * 225.0 / dies;
    sl_assert_rel(v[SL_M_ECO_EMBODIED], (die_kg / 0.9 + 0.25) / 0.5 / 2.0, 1e-9);
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
        cmocka_unit_test_setup_teardown(test_bought, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_made, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_aligned, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_trained, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_bill, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
