// Prices, carbon, ownership and inventory against hand sums, brute force and drawn seasons.
#include "sl_test.h"

#include "shoreline/economics.h"
#include "shoreline/random.h"

static void test_learning(void **state)
{
    (void)state;
    sl_assert_rel(sl_learning_price_usd(1000, 8e5, 1e5, 0.85), 1000 * 0.85 * 0.85 * 0.85, 1e-13);
    sl_assert_rel(sl_learning_price_usd(1000, 5e4, 1e5, 0.8), 1250.0, 1e-13); // half: before
    sl_assert_rel(sl_learning_price_usd(1000, 7e7, 1e5, 1.0), 1000.0, 1e-15);
    assert_true(isnan(sl_learning_price_usd(1000, 0.0, 1e5, 0.8)));
    assert_true(isnan(sl_learning_price_usd(1000, 1e5, 1e5, 1.1)));
}

static void test_chain(void **state)
{
    (void)state;
    // maker 300 + 20 at 35 %, builder + 50 at 10 %
    sl_owner owners[] = {{20.0, 0.35}, {50.0, 0.10}};
    double price, each[2];
    assert_int_equal(sl_price_chain(&price, each, 300.0, owners, 2), SL_OK);
    sl_assert_rel(each[0], 320.0 / 0.65, 1e-14);
    sl_assert_rel(price, (320.0 / 0.65 + 50.0) / 0.9, 1e-14);
    owners[1].margin = 1.0;
    assert_int_equal(sl_price_chain(&price, NULL, 300.0, owners, 2), SL_ERR_DOMAIN);
}

static void test_design(void **state)
{
    (void)state;
    sl_design_nre nre;
    assert_int_equal(sl_design_nre_of(&nre, 1e8, 300e-6), SL_OK);
    sl_assert_rel(nre.module_usd, 5e7, 1e-14);
    sl_assert_rel(nre.chip_usd, 5e7, 1e-14);
    const double units[] = {1e6, 3e6};
    sl_assert_rel(sl_shared_nre_usd(1e8, 0.25, units, 2), 1.25e8 / 4e6, 1e-14);
    assert_true(isnan(sl_shared_nre_usd(1e8, 0.25, units, 0)));
}

static void test_year(void **state)
{
    (void)state;
    sl_product_year year = {100.0, 3.0, 0.9, 0.8, 7.0, 1e6, 1e5};
    sl_assert_rel(sl_product_year_usd(&year), 3.0 + (1.0 + 0.1 + 0.2 * 0.9) * 100.0 + 17.0, 1e-14);
    year.units = 0.0;
    assert_true(isnan(sl_product_year_usd(&year)));
}

static void test_carbon(void **state)
{
    (void)state;
    // 1 kWh/cm2 at 500 g/kWh, 100 and 400 g/cm2: 1 kg/cm2
    sl_fab_carbon fab = {3.6e10, 0.5 / 3.6e6, 1e3, 4e3};
    sl_assert_rel(sl_fab_kg_per_m2(&fab), 1e4, 1e-13);
    sl_assert_rel(sl_die_carbon_kg(1e4, 0.3, 100.0, 0.5), 1e4 * 0.0706858347 / 50.0, 1e-8);
    // all good and no rim: the area's share and nothing else
    double kg = sl_die_rim_carbon_kg(1e4, 1e-6, 0.3, 1.0);
    assert_true(kg > 0.01 && kg < 0.0103);
    // 100 W for a year at PUE 1.2 and 380 g/kWh
    sl_assert_rel(sl_operation_carbon_kg(100, 31557600.0, 1.2, 0.38 / 3.6e6),
                  0.1 * 8766.0 * 1.2 * 0.38, 1e-12);
    assert_true(isnan(sl_operation_carbon_kg(100, 1.0, 0.9, 1.0)));
}

static void test_ownership(void **state)
{
    (void)state;
    // the annuity pays the loan off: balance after each payment, by hand
    double payment = sl_capital_recovery(0.07, 4.0), balance = 1.0;
    for (int i = 0; i < 4; i++)
        balance = balance * 1.07 - payment;
    sl_assert_abs(balance, 0.0, 1e-14);
    sl_assert_rel(sl_capital_recovery(1e-12, 5.0), 0.2, 1e-11);
    sl_ownership in = {1000.0, 5.0 * 31557600.0, 0.0, 20.0, 1.25, 0.08 / 3.6e6, 1e-6};
    sl_owned out;
    assert_int_equal(sl_owned_of(&out, &in), SL_OK);
    sl_assert_rel(out.capital_usd, 1000.0, 1e-14);
    sl_assert_rel(out.energy_usd, 0.02 * 1.25 * 43830.0 * 0.08, 1e-12);
    sl_assert_rel(out.service_usd, 157.788, 1e-12);
    in.pue = 0.5;
    assert_int_equal(sl_owned_of(&out, &in), SL_ERR_DOMAIN);
    // 16 GPUs at 2 USD/h for 10 h and 100 kWh at 0.1 USD
    sl_assert_rel(sl_run_usd(16, 2.0 / 3600.0, 36000.0, 3.6e8, 0.1 / 3.6e6), 330.0, 1e-12);
}

// Mean cost of a season by drawing its demand.
static double drawn_season(double stock)
{
    enum { SEASONS = 200000 };
    double sum = 0.0;
    for (uint64_t i = 0; i < SEASONS; i++) {
        double demand = 50.0 + 8.0 * sl_random_normal(3, 1, 4, i);
        sum += demand < stock ? 0.18 * (stock - demand) : 0.70 * (demand - stock);
    }
    return sum / SEASONS;
}

static void test_newsvendor(void **state)
{
    (void)state;
    sl_lot lot;
    assert_int_equal(sl_newsvendor(&lot, 0.18, 0.70, 50.0, 8.0), SL_OK);
    sl_assert_rel(lot.cost_usd_per_s, drawn_season(lot.quantity), 0.01);
    assert_true(drawn_season(lot.quantity - 2.0) > drawn_season(lot.quantity));
    assert_true(drawn_season(lot.quantity + 2.0) > drawn_season(lot.quantity));
    assert_int_equal(sl_newsvendor(&lot, 0.0, 0.7, 50, 8), SL_ERR_DOMAIN);
}

// Cycles of a supplier that is up or down, drawn: mean cost per unit of time at an order quantity.
static double drawn_cycles(const sl_stock *s, double fail, double repair, double q)
{
    enum { CYCLES = 400000 };
    double cost = 0.0, time = 0.0;
    for (uint64_t i = 0; i < CYCLES; i++) {
        double left = q / s->demand_per_s, t = left;
        bool up = true;
        for (uint64_t k = 0; t > 0.0; k++) { // state when stock runs out
            double hold = -log(1.0 - sl_random_uniform(9, 1, i, k)) / (up ? fail : repair);
            if (hold > t) break;
            t -= hold;
            up = !up;
        }
        double wait = up ? 0.0 : -log(1.0 - sl_random_uniform(9, 2, i, 0)) / repair;
        cost += s->order_usd + s->hold_usd_per_s * q * left / 2.0 +
                s->short_usd * s->demand_per_s * wait;
        time += left + wait;
    }
    return cost / time;
}

static void test_disrupted(void **state)
{
    (void)state;
    sl_stock s = {8.0, 0.225, 5.0, 1300.0};
    sl_lot lot, plain;
    assert_int_equal(sl_order_quantity_disrupted(&lot, &s, 1.5, 14.0), SL_OK);
    sl_assert_rel(lot.cost_usd_per_s, drawn_cycles(&s, 1.5, 14.0, lot.quantity), 0.01);
    // a supplier that never fails gives the plain quantity
    assert_int_equal(sl_order_quantity_disrupted(&lot, &s, 0.0, 14.0), SL_OK);
    assert_int_equal(sl_order_quantity(&plain, &s), SL_OK);
    sl_assert_rel(lot.quantity, plain.quantity, 1e-9);
    sl_assert_rel(lot.cost_usd_per_s, plain.cost_usd_per_s, 1e-9);
    // at the best quantity orders and stock cost the same
    sl_assert_rel(plain.cost_usd_per_s, 2.0 * s.order_usd * s.demand_per_s / plain.quantity, 1e-12);
    s.short_usd = 0.0;
    assert_int_equal(sl_order_quantity_backorders(&lot, &s), SL_ERR_DOMAIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_learning),   cmocka_unit_test(test_chain),
        cmocka_unit_test(test_design),     cmocka_unit_test(test_year),
        cmocka_unit_test(test_carbon),     cmocka_unit_test(test_ownership),
        cmocka_unit_test(test_newsvendor), cmocka_unit_test(test_disrupted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
