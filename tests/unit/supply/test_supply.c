// Supply: allocations, survivals and losses that can be done by hand, and a site whose availability
// is known.
#include "sl_test.h"

#include "shoreline/supply.h"

#include <math.h>
#include <string.h>

#define DAY 86400.0

// Units of one engine; an engine of two dies. Two sites for dies, one for engines.
static sl_supply small(void)
{
    sl_supply s = {.parts = 2,
                   .sites = 3,
                   .regions = 2,
                   .demand_per_s = 100 / DAY,
                   .margin_usd = 10,
                   .share_most = 1};
    s.part[0] = (sl_supply_part){.per_unit = 1, .stock = 1000, .inputs = 1};
    s.part[0].input[0] = (sl_supply_input){1, 2};
    s.part[1] = (sl_supply_part){.stock = 3000};
    s.site[0] = (sl_supply_site){0, 0, 150 / DAY, 5, INFINITY, 30 * DAY, true};
    s.site[1] = (sl_supply_site){1, 0, 150 / DAY, 2, INFINITY, 30 * DAY, true};
    s.site[2] = (sl_supply_site){1, 1, 250 / DAY, 3, INFINITY, 30 * DAY, true};
    s.region[0] = (sl_supply_region){0.1, INFINITY, 0};
    s.region[1] = (sl_supply_region){0, INFINITY, 0};
    return s;
}

// 200 dies a day: 150 of the cheap site at 2.20 with tariff, 50 of the other at 3.
static void test_allocate(void **state)
{
    (void)state;
    sl_supply s = small();
    sl_allocation a;
    assert_int_equal(sl_supply_allocate(&a, &s), SL_OK);
    sl_assert_rel(a.cost_usd, 5.5 + 1.5 * 2.2 + 0.5 * 3.0, 1e-9);
    sl_assert_rel(a.made_per_s[1] * DAY, 150, 1e-9);
    sl_assert_rel(a.made_per_s[2] * DAY, 50, 1e-9);
    s.share_most = 0.6; // of 200: 120 at most
    assert_int_equal(sl_supply_allocate(&a, &s), SL_OK);
    sl_assert_rel(a.cost_usd, 5.5 + 1.2 * 2.2 + 0.8 * 3.0, 1e-9);
    s.site[2].rate_per_s = 40 / DAY; // 150 or 120 and 40 are fewer than 200
    assert_int_equal(sl_supply_allocate(&a, &s), SL_ERR_LIMIT);
    assert_int_equal(a.short_part, 1);
    sl_assert_rel(a.need_per_s * DAY, 200, 1e-9);
    sl_assert_rel(a.have_per_s * DAY, 160, 1e-9);
}

static void test_survival(void **state)
{
    (void)state;
    sl_supply s = small();
    // Without engines' only site: 1000 on the shelf, 100 a day.
    sl_assert_rel(sl_supply_survival_s(&s, 1), 10 * DAY, 1e-9);
    // Without the cheap dies 250 a day are enough for ever; without the others 150 are not: the
    // shelves hold 3000 dies and, in engines, 2000 more, and 50 a day are missing.
    assert_true(isinf(sl_supply_survival_s(&s, 2)));
    sl_assert_rel(sl_supply_survival_s(&s, 4), 100 * DAY, 1e-9);
    assert_true(isinf(sl_supply_survival_s(&s, 0)));
    // 30 days without engines: 10 are met, 20 days of 100 units at 10 USD are lost.
    sl_assert_rel(sl_supply_loss_usd(&s, 1, 30 * DAY), 20000, 1e-9);
    sl_assert_abs(sl_supply_loss_usd(&s, 4, 30 * DAY), 0, 1e-6);
    assert_true(sl_supply_loss_usd(&s, 1, 0) == 0.0);
}

// What is under way still comes, a rise comes later, and who is not qualified later still.
static void test_lead(void **state)
{
    (void)state;
    sl_supply s = small();
    s.site[0].lead_s = 5 * DAY; // 100 engines a day under way
    sl_assert_rel(sl_supply_survival_s(&s, 1), 15 * DAY, 1e-9);
    sl_assert_rel(sl_supply_loss_usd(&s, 1, 30 * DAY), 20000, 1e-9);
    s = small();
    s.part[0].stock = 500;
    s.part[1].stock = 1000;
    s.site[2].lead_s = 20 * DAY; // it made 50 a day, and 150 more are missing until then
    sl_assert_rel(sl_supply_survival_s(&s, 2), 2000.0 / 150.0 * DAY, 1e-9);
    // In 20 days 500 engines, 1000 dies and 50 a day make 1500 of 2000; from then on all is met.
    sl_assert_rel(sl_supply_loss_usd(&s, 2, 30 * DAY), 5000, 1e-9);
    sl_assert_rel(sl_supply_loss_usd(&s, 2, 20 * DAY), 5000, 1e-9);
    sl_assert_abs(sl_supply_loss_usd(&s, 2, 13 * DAY), 0, 1e-6);
    s = small();
    s.site[1].rate_per_s = 250 / DAY; // shelves: 15 days of dies and 10 of engines
    s.site[2].qualified = false;
    sl_assert_rel(sl_supply_survival_s(&s, 2), 25 * DAY, 1e-9);
    s.site[2].qualify_s = 12 * DAY;
    assert_true(isinf(sl_supply_survival_s(&s, 2)));
    s.site[2].lead_s = 18 * DAY; // first goods after 30 days
    sl_assert_rel(sl_supply_survival_s(&s, 2), 25 * DAY, 1e-9);
    sl_assert_rel(sl_supply_loss_usd(&s, 2, 60 * DAY), 5000, 1e-9); // days 25 to 30
}

// Away as long as nothing is lost: the survival less the lead time, or between those of a region.
static void test_endured(void **state)
{
    (void)state;
    sl_supply s = small();
    sl_assert_rel(sl_supply_endured_s(&s, 1), 10 * DAY, 1e-9);
    assert_true(isinf(sl_supply_endured_s(&s, 2)));
    s.site[0].lead_s = 5 * DAY;
    sl_assert_rel(sl_supply_endured_s(&s, 1), 10 * DAY, 1e-9);
    // Engines and cheap dies are of one region. Engines last 10 days and their way 5, dies longer:
    // engines decide whatever the dies' way.
    s.site[1].lead_s = 40 * DAY;
    s.site[1].rate_per_s = 250 / DAY;
    s.site[2].rate_per_s = 10 / DAY;
    double away_s = sl_supply_endured_s(&s, 3);
    sl_assert_rel(away_s, 10 * DAY, 0.01);
    assert_true(sl_supply_loss_usd(&s, 3, 0.99 * away_s) == 0.0);
    assert_true(sl_supply_loss_usd(&s, 3, 1.01 * away_s) > 0.0);
}

static void test_faults(void **state)
{
    (void)state;
    sl_supply s = small();
    s.part[1].inputs = 1;
    s.part[1].input[0] = (sl_supply_input){0, 1}; // needs what it is part of
    assert_non_null(sl_supply_fault(&s));
    assert_true(isnan(sl_supply_survival_s(&s, 0)));
    s = small();
    s.site[0].part = 7;
    assert_non_null(sl_supply_fault(&s));
    s = small();
    s.demand_per_s = 0;
    assert_non_null(sl_supply_fault(&s));
}

// One site without stock is up mtbf/(mtbf + recovery) of the time; a rate of twice the demand does
// not help without a shelf. The same for any number of threads is asked of the whole program.
static void test_disrupt(void **state)
{
    (void)state;
    sl_supply s = {.parts = 1,
                   .sites = 1,
                   .regions = 1,
                   .demand_per_s = 100 / DAY,
                   .margin_usd = 10,
                   .share_most = 1};
    s.part[0] = (sl_supply_part){.per_unit = 1};
    s.site[0] = (sl_supply_site){0, 0, 200 / DAY, 5, 300 * DAY, 100 * DAY, true};
    s.region[0] = (sl_supply_region){0, INFINITY, 0};
    sl_disruption d, again;
    assert_int_equal(sl_supply_disrupt(&d, &s, 1, 400, 20000 * DAY, DAY, 0.95, 0.05), SL_OK);
    assert_true(d.fill_low < d.fill && d.fill < d.fill_high);
    sl_assert_abs(d.fill, 0.75, 0.01); // the first failure comes after a full life: a little more
    sl_assert_abs(d.short_share, 1.0 - d.fill, 1e-9);
    double asked_usd = 100 * 20000 * 10.0;
    assert_true(d.cvar_usd > (1.0 - d.fill) * asked_usd && d.cvar_usd < asked_usd);
    sl_supply_disrupt(&again, &s, 1, 400, 20000 * DAY, DAY, 0.95, 0.05);
    assert_memory_equal(&d, &again, sizeof d);
    s.site[0].lead_s = 20 * DAY; // it is away as long, only later
    assert_int_equal(sl_supply_disrupt(&d, &s, 1, 400, 20000 * DAY, DAY, 0.95, 0.05), SL_OK);
    sl_assert_abs(d.fill, 0.75, 0.01);
    s.sites = 2; // a second one, qualified 10 days after the first loss: both away 1/16 of the time
    s.site[1] = s.site[0];
    s.site[1].qualified = false;
    s.site[1].qualify_s = 10 * DAY;
    assert_int_equal(sl_supply_disrupt(&d, &s, 1, 400, 20000 * DAY, DAY, 0.95, 0.05), SL_OK);
    sl_assert_abs(d.fill, 15.0 / 16.0, 0.01);
    s.site[0].lead_s = 600 * DAY; // more steps than a run keeps
    assert_int_equal(sl_supply_disrupt(&d, &s, 1, 40, 2000 * DAY, DAY, 0.95, 0.05), SL_ERR_DOMAIN);
    s.sites = 1;
    s.site[0].lead_s = 0.0;
    s.part[0].stock = 1e7; // a shelf for a thousand years
    assert_int_equal(sl_supply_disrupt(&d, &s, 1, 40, 2000 * DAY, DAY, 0.95, 0.05), SL_OK);
    assert_true(d.fill == 1.0 && d.cvar_usd == 0.0);
    assert_int_equal(sl_supply_disrupt(&d, &s, 1, 1, 2000 * DAY, DAY, 0.95, 0.05), SL_ERR_DOMAIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_allocate), cmocka_unit_test(test_survival),
        cmocka_unit_test(test_lead),     cmocka_unit_test(test_endured),
        cmocka_unit_test(test_faults),   cmocka_unit_test(test_disrupt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
