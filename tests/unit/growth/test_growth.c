// The growth cycle against its balanced path, conservation of money, and limits.
#include "sl_test.h"

#include "shoreline/growth.h"

#define YEAR_S 31557600.0

// Constant cost of a package, no ports to speak of, no limits.
static const sl_growth plain = {.start = 2026,
                                .years = 10,
                                .compute_growth = 1.5,
                                .software_growth = 1.2,
                                .bandwidth_bps = 1e13,
                                .edge_growth = 1.0,
                                .reach_m = 1.0,
                                .reach_growth = 1.0,
                                .package_w = 1000.0,
                                .package_w_growth = 1.0,
                                .io_share = 1.0,
                                .package_usd = 30000.0,
                                .package_price_growth = 1.0,
                                .ends = 1.0,
                                .budget_usd_per_s = 1000.0,
                                .budget_most_usd_per_s = INFINITY,
                                .return_exponent = 0.5,
                                .delay_s = YEAR_S,
                                .renewal_s = 4.0 * YEAR_S,
                                .exposed = 0.25,
                                .capital = 1.25,
                                .watt_usd = 3.8};
static const sl_growth_kind port = {.possible = true,
                                    .ready = 2000,
                                    .price_usd_per_bps = 1e-9,
                                    .made_bps = 1e18,
                                    .learning = 1.0,
                                    .energy_j_per_bit = 5e-12,
                                    .energy_growth = 1.0,
                                    .used = 0.5,
                                    .density_growth = 1.0,
                                    .reach_m = 10.0,
                                    .reach_growth = 1.0,
                                    .capacity_bps_per_s = INFINITY,
                                    .ramp = 1.0};

static void test_balanced(void **state)
{
    sl_growth_year y[SL_GROWTH_YEARS + 1];
    double k = (log(1.5) + 0.5 * log(1.2)) / 0.5, s = 0.5 * (k + log(1.2));
    (void)state;
    sl_assert_rel(sl_growth_balanced_per_s(&plain) * YEAR_S, k, 1e-14);
    assert_int_equal(sl_growth_run(y, &plain, &port, 1), SL_OK);
    for (int i = 0; i <= plain.years; i++) {
        sl_assert_rel(y[i].compute, exp(k * i), 1e-5);
        sl_assert_rel(y[i].budget_usd_per_s, 1000.0 * exp(s * i), 1e-5);
        sl_assert_rel(y[i].served, 1.0, 1e-12);
        sl_assert_rel(y[i].useful, 1.0, 1e-12);
        sl_assert_rel(y[i].built, 1.0, 1e-12);
        assert_int_equal(y[i].cheapest, 0);
    }
}

// Rate made is the integral of an exponential; the price of it follows Wright.
static void test_learning(void **state)
{
    sl_growth_year y[SL_GROWTH_YEARS + 1];
    sl_growth g = plain;
    sl_growth_kind k = port;
    (void)state;
    g.package_usd = 1e9; // of which ports are nothing, so their price does not change the cycle
    g.budget_usd_per_s = 1e9;
    k.learning = 0.8;
    k.energy_j_per_bit = 0.0;
    k.made_bps = 1e20;
    assert_int_equal(sl_growth_run(y, &g, &k, 1), SL_OK);
    double growth = sl_growth_balanced_per_s(&g) * YEAR_S;
    double s = 0.5 * (growth + log(1.2)), start = y[0].packages_per_s * YEAR_S * 1e13;
    for (int i = 0; i <= g.years; i++) {
        double made = 1e20 + start * expm1(s * i) / s;
        double want = y[0].kind[0].cost_usd_per_bps * pow(made / 1e20, log2(0.8));
        sl_assert_rel(y[i].kind[0].cost_usd_per_bps, want, 1e-4);
    }
}

static void test_bars(void **state)
{
    sl_growth_year y[SL_GROWTH_YEARS + 1];
    sl_growth g = plain;
    sl_growth_kind k[6];
    (void)state;
    for (int a = 0; a < 6; a++)
        k[a] = port;
    k[0].possible = false;
    k[1].ready = 2030;
    k[2].reach_growth = 0.5; // 10 m until 2029.3
    k[3].used = 1.6;
    k[4].energy_j_per_bit = 2e-10; // 2 kW at 10 Tb/s
    g.bandwidth_exponent = 0.5;    // the edge of the last doubles its load in 3.4 years
    k[5].price_usd_per_bps = 5e-9;
    assert_int_equal(sl_growth_run(y, &g, k, 6), SL_OK);
    static const sl_growth_bar first[6] = {SL_GROWTH_NEVER, SL_GROWTH_NOT_READY, SL_GROWTH_OPEN,
                                           SL_GROWTH_EDGE,  SL_GROWTH_POWER,     SL_GROWTH_OPEN};
    for (int a = 0; a < 6; a++)
        assert_int_equal(y[0].kind[a].bar, first[a]);
    sl_assert_rel(y[0].kind[3].served, 1.0 / 1.6, 1e-12);
    sl_assert_rel(y[0].kind[4].served, 0.5, 1e-12);
    assert_int_equal(y[3].kind[2].bar, SL_GROWTH_OPEN);
    assert_int_equal(y[4].kind[2].bar, SL_GROWTH_REACH);
    assert_int_equal(y[4].kind[1].bar, SL_GROWTH_EDGE); // ready, and its edge just too short
    assert_int_equal(y[0].cheapest, 2);
    assert_int_equal(y[3].kind[5].bar, SL_GROWTH_OPEN);
    assert_int_equal(y[4].kind[5].bar, SL_GROWTH_EDGE);
    assert_int_equal(y[4].cheapest, -1);
    assert_true(y[4].served < 1.0 && y[4].useful < 1.0 && y[4].useful > y[4].served);
}

// The cheap kind is short, a dear one fills up, a third would do half of the need.
static void test_supply(void **state)
{
    sl_growth_year y[SL_GROWTH_YEARS + 1];
    sl_growth g = plain;
    sl_growth_kind k[2] = {port, port};
    (void)state;
    k[0].capacity_bps_per_s = 1e13 * 1000.0 / 40000.0 / 3.0; // about half of what S buys
    k[0].ready = 2026;
    k[0].ramp = 1.1;
    k[1].price_usd_per_bps = 2e-9;
    assert_int_equal(sl_growth_run(y, &g, k, 2), SL_OK);
    assert_int_equal(y[0].cheapest, 0);
    assert_true(y[0].kind[0].share > 0.3 && y[0].kind[0].share < 0.7);
    sl_assert_rel(y[0].kind[0].share + y[0].kind[1].share, 1.0, 1e-12);
    assert_true(y[10].kind[0].share < y[0].kind[0].share); // spending outgrows the ramp
    sl_assert_rel(y[10].built, 1.0, 1e-12);
    for (int i = 0; i <= g.years; i++) {
        double made = y[i].packages_per_s * y[i].bandwidth_bps * y[i].kind[0].share;
        double most = k[0].capacity_bps_per_s * pow(1.1, i);
        sl_assert_rel(made, most, 1e-9);
    }
    // Alone it leaves money, and compute falls behind the balanced path.
    assert_int_equal(sl_growth_run(y, &g, k, 1), SL_OK);
    assert_true(y[0].built < 1.0 && y[10].built < y[0].built);
    assert_true(y[10].compute < exp(sl_growth_balanced_per_s(&g) * 10.0 * YEAR_S));
}

// A kind that gets ready inside a step and is short from then on: what it made is a straight line.
static void test_ready(void **state)
{
    sl_growth_year y[SL_GROWTH_YEARS + 1];
    sl_growth_kind k[2] = {port, port};
    (void)state;
    k[0].ready = 2027.41;
    k[0].price_usd_per_bps = 1e-10;
    k[0].energy_j_per_bit = 0.0;
    k[0].learning = 0.8;
    k[0].made_bps = 1e17;
    k[0].capacity_bps_per_s = 1e10;
    assert_int_equal(sl_growth_run(y, &plain, k, 2), SL_OK);
    for (int i = 2; i <= plain.years; i++) {
        double made = 1e17 + 1e10 * (i - 1.41) * YEAR_S;
        sl_assert_rel(y[i].kind[0].cost_usd_per_bps, 1.25e-10 * pow(made / 1e17, log2(0.8)), 1e-5);
    }
}

// Money: packages, their energy and ports make up what is spent.
static void test_money(void **state)
{
    sl_growth_year y[SL_GROWTH_YEARS + 1];
    sl_growth g = plain;
    sl_growth_kind k = port;
    (void)state;
    g.capital = 1.0;
    k.service_usd_per_bps = 1e-10;
    assert_int_equal(sl_growth_run(y, &g, &k, 1), SL_OK);
    double port_usd = 1e-9 + 5e-12 * 3.8 + 1e-10;
    double package = 30000.0 + (1000.0 - 50.0) * 3.8 + 1e13 * port_usd;
    sl_assert_rel(y[0].port_usd_per_bps, port_usd, 1e-12);
    sl_assert_rel(y[0].packages_per_s, 1000.0 / package, 1e-12);
    sl_assert_rel(y[0].interconnect_cost, 1e13 * port_usd / package, 1e-12);
}

// Below a ceiling spending ends there, and compute grows as packages do.
static void test_ceiling(void **state)
{
    sl_growth_year y[SL_GROWTH_YEARS + 1];
    sl_growth g = plain;
    (void)state;
    g.years = 40;
    g.budget_most_usd_per_s = 5000.0;
    assert_int_equal(sl_growth_run(y, &g, &port, 1), SL_OK);
    for (int i = 1; i <= g.years; i++)
        assert_true(y[i].budget_usd_per_s < 5000.0 &&
                    y[i].budget_usd_per_s > y[i - 1].budget_usd_per_s);
    sl_assert_rel(y[40].budget_usd_per_s, 5000.0, 1e-3);
    sl_assert_rel(y[40].compute / y[39].compute, 1.5, 1e-3);
}

static void test_order(void **state)
{
    sl_growth_year a[SL_GROWTH_YEARS + 1], b[SL_GROWTH_YEARS + 1];
    sl_growth_kind k[2] = {port, port}, turned[2];
    (void)state;
    k[1].learning = 0.7;
    k[1].price_usd_per_bps = 1.5e-9;
    k[0].capacity_bps_per_s = 1e11;
    k[0].ready = 2026;
    turned[0] = k[1];
    turned[1] = k[0];
    assert_int_equal(sl_growth_run(a, &plain, k, 2), SL_OK);
    assert_int_equal(sl_growth_run(b, &plain, turned, 2), SL_OK);
    for (int i = 0; i <= plain.years; i++) {
        sl_assert_rel(a[i].compute, b[i].compute, 1e-12);
        assert_true(fabs(a[i].kind[0].share - b[i].kind[1].share) < 1e-12);
        assert_int_equal(a[i].cheapest, 1 - b[i].cheapest);
    }
}

static void test_domain(void **state)
{
    sl_growth_year y[SL_GROWTH_YEARS + 1];
    sl_growth g = plain;
    sl_growth_kind k = port;
    (void)state;
    assert_int_equal(sl_growth_run(y, &g, &k, 0), SL_ERR_DOMAIN);
    g.return_exponent = 1.0;
    assert_int_equal(sl_growth_run(y, &g, &k, 1), SL_ERR_DOMAIN);
    assert_true(isnan(sl_growth_balanced_per_s(&g)));
    g = plain;
    g.compute_growth = 0.5; // shrinks faster than renewal
    assert_int_equal(sl_growth_run(y, &g, &k, 1), SL_ERR_DOMAIN);
    k.possible = false; // nothing to build at the start
    assert_int_equal(sl_growth_run(y, &plain, &k, 1), SL_ERR_DOMAIN);
    k = port;
    k.learning = 1.5;
    assert_int_equal(sl_growth_run(y, &plain, &k, 1), SL_ERR_DOMAIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_balanced), cmocka_unit_test(test_learning),
        cmocka_unit_test(test_bars),     cmocka_unit_test(test_supply),
        cmocka_unit_test(test_ready),    cmocka_unit_test(test_money),
        cmocka_unit_test(test_order),    cmocka_unit_test(test_ceiling),
        cmocka_unit_test(test_domain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
