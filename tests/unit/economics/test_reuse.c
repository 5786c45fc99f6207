// Designs that generations share: against the series summed, and tape-outs drawn one by one.
#include "sl_test.h"

#include "shoreline/economics.h"
#include "shoreline/random.h"

static const sl_reuse plain = {.generations = 1,
                               .design_usd = 1e8,
                               .units = 1e5,
                               .later_frac = 1.0,
                               .respin_s = 100.0,
                               .design_s = 700.0,
                               .later_s = 300.0};

static sl_reused reused(const sl_reuse *in)
{
    sl_reused out;
    assert_int_equal(sl_reused_of(&out, in), SL_OK);
    return out;
}

// The mean of the geometric law, term by term.
static void test_series(void **state)
{
    (void)state;
    for (double p = 0.0; p < 0.95; p += 0.1) {
        double mean = 0.0, chance = 1.0 - p;
        for (int k = 1; k < 2000; k++)
            mean += k * (chance *= p);
        sl_assert_abs(sl_respins(p), mean, 1e-11);
    }
    assert_true(isnan(sl_respins(1.0)) && isnan(sl_respins(-0.1)) && isnan(sl_respins(NAN)));
}

// Three generations by hand, and the defaults change nothing.
static void test_by_hand(void **state)
{
    (void)state;
    sl_reuse in = plain;
    sl_assert_rel(reused(&in).unit_usd, 1e3, 1e-14);
    sl_assert_rel(reused(&in).first_s, 700.0, 1e-14);
    in.generations = 3; // each designed anew: as one
    sl_assert_rel(reused(&in).unit_usd, 1e3, 1e-14);
    in.later_frac = 0.2;
    in.respin_usd = 2e7;
    in.respin_first = 0.5; // one respin in the mean
    in.respin_later = 0.2; // a quarter of one, twice
    sl_reused out = reused(&in);
    sl_assert_rel(out.unit_usd, (1e8 + 2e7 + 2e7 + 2e7 * 1.5) / 3e5, 1e-14);
    sl_assert_rel(out.delay_s, 100.0, 1e-14);
    sl_assert_rel(out.first_s, 800.0, 1e-14);
    sl_assert_rel(out.later_s, 325.0, 1e-14);
}

// Programmes drawn tape-out by tape-out. The mean of `draws` respins is off by less than 4.5 of its
// standard deviations, sqrt(p)/(1-p)/sqrt(draws).
static void test_drawn(void **state)
{
    (void)state;
    enum { DRAWS = 200000 };
    sl_reuse in = plain;
    in.generations = 4;
    in.later_frac = 0.3;
    in.respin_usd = 3e7;
    in.respin_first = 0.6;
    in.respin_later = 0.25;
    double cost = 0.0, first = 0.0, later = 0.0;
    uint64_t at = 0;
    for (int i = 0; i < DRAWS; i++)
        for (int g = 0; g < in.generations; g++) {
            double p = g ? in.respin_later : in.respin_first;
            double time = g ? in.later_s : in.design_s;
            cost += g ? in.later_frac * in.design_usd : in.design_usd;
            while (sl_random_uniform(7, 7, 7, ++at) < p) {
                cost += in.respin_usd;
                time += in.respin_s;
            }
            *(g ? &later : &first) += time;
        }
    sl_reused out = reused(&in);
    double n = in.generations, once = sqrt(0.6) / 0.4 / sqrt(DRAWS);
    double again = sqrt(0.25) / 0.75 / sqrt((n - 1.0) * DRAWS);
    sl_assert_abs(first / DRAWS, out.first_s, 4.5 * once * in.respin_s);
    sl_assert_abs(later / DRAWS / (n - 1.0), out.later_s, 4.5 * again * in.respin_s);
    sl_assert_abs(cost / DRAWS / (n * in.units), out.unit_usd,
                  4.5 * (once + (n - 1.0) * again) * in.respin_usd / (n * in.units));
}

static void test_domain(void **state)
{
    (void)state;
    sl_reused out;
    sl_reuse in = plain;
    in.generations = 0;
    assert_int_equal(sl_reused_of(&out, &in), SL_ERR_DOMAIN);
    in.generations = SL_GENERATIONS_MAX + 1;
    assert_int_equal(sl_reused_of(&out, &in), SL_ERR_DOMAIN);
    in = plain;
    in.respin_first = 1.0;
    assert_int_equal(sl_reused_of(&out, &in), SL_ERR_DOMAIN);
    in = plain;
    in.units = 0.0;
    assert_int_equal(sl_reused_of(&out, &in), SL_ERR_DOMAIN);
    in = plain;
    in.design_s = NAN; // times that nobody gave stay away
    assert_int_equal(sl_reused_of(&out, &in), SL_OK);
    assert_true(isnan(out.first_s) && !isnan(out.later_s));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_series),
                                       cmocka_unit_test(test_by_hand), cmocka_unit_test(test_drawn),
                                       cmocka_unit_test(test_domain)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
