// Claims that can be judged by hand: a bought port's price is its input, so that margins, shares
// of draws and flips follow from the Gaussian.
#include "sl_ctx_test.h"

#include "shoreline/system.h"

#include <string.h>

#define CLAIM "claim: {says: Ports are cheap, source: test}\n"

static sl_model *model_of(const char *rest)
{
    static char text[2000];
    sl_model *model = NULL;
    snprintf(text, sizeof text,
             "shoreline: 1\nextends: example/base/switch-51t2.yaml\ndraws: 400\n"
             "market: {currency: USD, year: 2026}\nlink: {use: link/dr8-800-retimed}\n"
             "variants:\n  a: {market: {module_price: 1000 USD}}\n"
             "  b: {market: {module_price: {value: 600 USD, sd: 120 USD}}}\n%s",
             rest);
    sl_scenario_opts opts = {.path = "test.yaml", .text = text, .text_length = strlen(text)};
    if (sl_model_load(&model, ctx, &opts) != SL_OK)
        fail_msg("%s", sl_diag_count(ctx) ? sl_diag_get(ctx, 0)->message : "no diagnostic");
    return model;
}

static sl_claim_result judged(const char *rest)
{
    sl_claim_result r;
    sl_model *model = model_of(rest);
    assert_int_equal(sl_claim_judge(&r, ctx, model), SL_OK);
    sl_model_destroy(model); // leaves and names in r are gone, numbers stay
    return r;
}

// 600 USD, sd 120: at most 500 in P(z < -0.833) = 20 % of the draws; 100 short, turns at 500.
static void test_depends(void **state)
{
    (void)state;
    sl_claim_result r =
        judged(CLAIM "require: [{key: economics.port_price_usd, variant: b, max: 500 USD}]\n");
    assert_int_equal(r.verdict, SL_CLAIM_DEPENDS);
    assert_string_equal(r.text, "economics.port_price_usd <= 500 USD");
    sl_assert_rel(r.value, 600.0, 1e-12);
    sl_assert_rel(r.margin, -100.0, 1e-9);
    sl_assert_abs(r.margin_low, -100.0 - 1.645 * 120.0, 30.0); // of 400 draws
    sl_assert_abs(r.margin_high, -100.0 + 1.645 * 120.0, 30.0);
    sl_assert_abs(r.share, 0.2023, 0.06); // three standard deviations of 400 draws
    assert_true(r.low < r.share && r.share < r.high);
    sl_assert_rel(r.decides.effect, -120.0, 1e-9);
    sl_assert_rel(r.decides.flip, 500.0, 1e-5);
}

// The ratio to a is 0.6; a's price is exact: the bound 0.9 is met up to 900 USD, 2.5 sd away.
static void test_ratio(void **state)
{
    (void)state;
    sl_claim_result r = judged(CLAIM "require: [{key: economics.port_price_usd, variant: b, "
                                     "than: a, max: 0.9}]\n");
    assert_int_equal(r.verdict, SL_CLAIM_HOLDS);
    assert_string_equal(r.text, "economics.port_price_usd of b <= 0.9 of a");
    sl_assert_rel(r.value, 0.6, 1e-12);
    sl_assert_rel(r.margin, 0.3, 1e-9);
    sl_assert_rel(r.decides.effect, -0.12, 1e-9);
    sl_assert_rel(r.decides.flip, 900.0, 1e-5);
}

// Five sd away: no draw of 400 asks for 1200 USD. Of two requirements the worse one.
static void test_fails(void **state)
{
    (void)state;
    sl_claim_result r =
        judged(CLAIM "require:\n  - {key: economics.port_price_usd, max: 1100 USD}\n"
                     "  - {key: economics.port_price_usd, variant: b, min: 1200 USD}\n");
    assert_int_equal(r.verdict, SL_CLAIM_FAILS);
    assert_int_equal(r.requirement, 1);
    assert_int_equal(r.holds, 1);
    assert_int_equal(r.fails, 1);
    sl_assert_abs(r.share, 0.0, 0.0);
    sl_assert_rel(r.decides.flip, 1200.0, 1e-5);
}

// a has no uncertain price: nothing decides, but along it the verdict turns at the bound.
static void test_along(void **state)
{
    (void)state;
    sl_claim_result r =
        judged("claim: {says: Ports are cheap, source: test, along: market.module_price}\n"
               "require: [{key: economics.port_price_usd, variant: a, min: 800 USD}]\n");
    assert_int_equal(r.verdict, SL_CLAIM_HOLDS);
    assert_null(r.decides.leaf);
    assert_true(isnan(r.decides.flip));
    sl_assert_rel(r.along.flip, 800.0, 1e-5);
    assert_true(isnan(r.along.effect));
}

// The same ratio as a requirement of a comparison, nominally and in a share of its draws.
static void test_compared(void **state)
{
    (void)state;
    sl_comparison *c = NULL;
    sl_compare_opts opts = {.draws = -1};
    sl_model *model = model_of("require:\n  - {key: economics.port_price_usd, than: a, max: 0.7}\n"
                               "  - {key: economics.port_price_usd, variant: b, than: a, max: 0.7, "
                               "probability: 0.9}\n");
    assert_int_equal(sl_compare(&c, ctx, model, &opts), SL_OK);
    assert_true(c->requirement_ok[0]);
    assert_string_equal(c->requirement[0], "economics.port_price_usd of each <= 0.7 of a: b 0.6");
    assert_false(c->requirement_ok[1]); // P(z < 0.83) = 80 %
    sl_comparison_destroy(ctx, c);
    sl_model_destroy(model);
}

static void test_no_claim(void **state)
{
    (void)state;
    sl_claim_result r;
    sl_model *model = model_of("require: [{key: economics.port_price_usd, max: 1100 USD}]\n");
    assert_int_equal(sl_claim_judge(&r, ctx, model), SL_ERR_SCENARIO);
    assert_int_equal(sl_diag_get(ctx, 0)->code, SL_E_MISSING_KEY);
    sl_model_destroy(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_depends, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_ratio, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_fails, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_along, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_compared, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_claim, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
