// The fleet layer against rational arithmetic, brute force, other formulas and drawn fleets.
#include "sl_test.h"

#include "shoreline/fleet.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <stdlib.h>

#define HOUR 3600.0
#define FIT  (1e-9 / HOUR)

// ---- k of n ----

static void test_kofn_rational(void **state)
{
    (void)state;
    static const struct {
        int n, k, crews;
        double load, want; // rational arithmetic, rounded to double at the end
    } rows[] = {
        {10, 8, 1, 500e-9 * 8, 4.607944702672878e-14},
        {10, 8, 1, 500e-9 * 720, 3.3555961836301275e-08},
        {8, 8, 1, 500e-9 * 720, 0.0028789609575562746},
        {40, 20, 3, 1e-4, 2.8757733294891014e-63},
        {24, 18, 2, 1e-6, 2.7255267541274873e-35},
        {12, 2, 4, 1.5, 0.2548138159414045},
        {1000, 990, 7, 1.0 / 500.0, 3.0258823758905155e-05},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        sl_assert_rel(sl_kofn_unavailability_at(rows[i].n, rows[i].k, rows[i].load, rows[i].crews),
                      rows[i].want, 1e-14);
}

// The same chain as a generator, eliminated state by state.
static double by_elimination(int n, int k, double load, int crews)
{
    double q[SL_MARKOV_MAX * SL_MARKOV_MAX] = {0.0}, share[SL_MARKOV_MAX], down = 0.0;
    int states = n + 1;
    for (int i = 0; i < n; i++) {
        q[i * states + i + 1] = (n - i) * load;
        q[(i + 1) * states + i] = i + 1 < crews ? i + 1 : crews;
    }
    assert_int_equal(sl_markov_stationary(share, q, states), SL_OK);
    for (int i = n; i > n - k; i--)
        down += share[i];
    return down;
}

static void test_kofn_against_markov(void **state)
{
    (void)state;
    for (int n = 1; n <= 40; n += 3)
        for (int k = 1; k <= n; k += 2)
            for (int crews = 1; crews <= n; crews += 4)
                for (double load = 1e-8; load < 100.0; load *= 30.0) {
                    double want = by_elimination(n, k, load, crews);
                    sl_assert_rel(sl_kofn_unavailability_at(n, k, load, crews), want, 1e-13);
                }
}

static void test_kofn_mission(void **state)
{
    (void)state;
    sl_kofn g = {.n = 10, .k = 8, .rate_per_s = 2000 * FIT};
    double life = 43800 * HOUR;
    // binomial sums with fifty decimal digits
    sl_assert_rel(sl_kofn_mission_failure(&g, life), 0.045220329555049658604, 1e-13);
    g = (sl_kofn){.n = 9, .k = 8, .rate_per_s = 200 * FIT};
    sl_assert_rel(sl_kofn_mission_failure(&g, life), 262.91788352913983159e-5, 1e-13);
    g = (sl_kofn){.n = 20, .k = 4, .rate_per_s = 0.001 * FIT};
    sl_assert_rel(sl_kofn_mission_failure(&g, 1000 * HOUR), 1.13999998708e-150, 1e-12);
    // all of it common: the group lives as long as one unit; none of it: as above
    sl_assert_rel(sl_kofn_mission_common(&g, 1.0, life), -expm1(-0.001 * FIT * life), 1e-14);
    sl_assert_rel(sl_kofn_mission_common(&g, 0.0, 1000 * HOUR), 1.13999998708e-150, 1e-12);
}

static void test_kofn_domain(void **state)
{
    (void)state;
    assert_true(isnan(sl_kofn_unavailability_at(8, 9, 0.1, 1)));
    assert_true(isnan(sl_kofn_unavailability_at(8, 0, 0.1, 1)));
    assert_true(isnan(sl_kofn_unavailability_at(8, 8, -0.1, 1)));
    assert_true(isnan(sl_kofn_unavailability_at(8, 8, 0.1, 0)));
    assert_true(isnan(sl_kofn_unavailability_at(SL_KOFN_MAX + 1, 8, 0.1, 1)));
    assert_true(sl_kofn_unavailability_at(8, 8, 0.0, 1) == 0.0);
    assert_true(sl_kofn_unavailability_at(8, 8, INFINITY, 1) == 1.0);
    assert_true(sl_kofn_unavailability_at(SL_KOFN_MAX, 1, 1e-3, 1) < 1.0);
}

static void test_markov(void **state)
{
    (void)state;
    // Weather: rates of a circle of three with a short cut; balance solved by hand.
    double q[] = {0, 2, 1, 0, 0, 4, 3, 0, 0}, share[3];
    assert_int_equal(sl_markov_stationary(share, q, 3), SL_OK);
    // 3 p2 = 3 p0, 4 p1 = 2 p0
    sl_assert_rel(share[0], 0.4, 1e-15);
    sl_assert_rel(share[1], 0.2, 1e-15);
    sl_assert_rel(share[2], 0.4, 1e-15);
    double stuck[] = {0, 1, 0, 0};
    assert_int_equal(sl_markov_stationary(share, stuck, 2), SL_ERR_DOMAIN);
    double negative[] = {0, -1, 1, 0};
    assert_int_equal(sl_markov_stationary(share, negative, 2), SL_ERR_DOMAIN);
}

// ---- rates ----

static double poisson_below(double mean, int k) // P(X <= k)
{
    double term = exp(-mean), sum = 0.0;
    for (int i = 0; i <= k; i++) {
        sum += term;
        term *= mean / (i + 1);
    }
    return sum;
}

static void test_rate_interval(void **state)
{
    (void)state;
    for (int r = 1; r < 40; r += 3) {
        sl_rate_interval i;
        assert_int_equal(sl_rate_interval_of(&i, r, 1000.0, 0.9), SL_OK);
        // what defines the interval: each end makes what was seen a 5 % event
        sl_assert_rel(poisson_below(i.high_per_s * 1000.0, r), 0.05, 1e-9);
        sl_assert_rel(1.0 - poisson_below(i.low_per_s * 1000.0, r - 1), 0.05, 1e-9);
        sl_assert_rel(i.mtbf_low_s, 1.0 / i.high_per_s, 1e-15);
    }
    // Many: the ends are quantiles of gamma laws; mpmath, 25 digits.
    static const double many[][3] = {{199, 176.378748270393, 223.816233915404},
                                     {202, 179.204400388567, 226.990152688246},
                                     {1079, 1025.54408433558, 1134.61792187374},
                                     {3000, 2910.47974301123, 3091.67228020241}};
    for (size_t k = 0; k < sizeof many / sizeof *many; k++) {
        sl_rate_interval i;
        assert_int_equal(sl_rate_interval_of(&i, many[k][0], 1.0, 0.9), SL_OK);
        sl_assert_rel(i.low_per_s, many[k][1], 1e-8);
        sl_assert_rel(i.high_per_s, many[k][2], 1e-8);
    }
    // Nowhere does an iteration end at a wrong place: 1.645 sd, with the skewness' (z^2 - 1)/3.
    const double z = 1.6448536269514722, shift = (z * z - 1.0) / 3.0;
    for (double r = 150.0; r <= 1e9; r *= 1.003) {
        sl_rate_interval i;
        assert_int_equal(sl_rate_interval_of(&i, r, 1.0, 0.9), SL_OK);
        sl_assert_abs((i.low_per_s - r - shift) / sqrt(r), -z, 2e-3);
        sl_assert_abs((i.high_per_s - r - 1.0 - shift) / sqrt(r + 1.0), z, 2e-3);
    }
    sl_rate_interval none;
    assert_int_equal(sl_rate_interval_of(&none, 0.0, 4e6 * HOUR, 0.95), SL_OK);
    sl_assert_rel(none.mtbf_low_s / HOUR, 4e6 / log(20.0), 1e-12);
    assert_true(isinf(none.mtbf_s) && isinf(none.mtbf_high_s));
    assert_int_equal(sl_rate_interval_of(&none, -1.0, 1.0, 0.9), SL_ERR_DOMAIN);
    assert_int_equal(sl_rate_interval_of(&none, 1.0, 0.0, 0.9), SL_ERR_DOMAIN);
    assert_int_equal(sl_rate_interval_of(&none, 1.0, 1.0, 1.0), SL_ERR_DOMAIN);
}

static void test_belief(void **state)
{
    (void)state;
    sl_rate_belief prior = {.shape = 1.0, .exposure_s = 10.0}, b;
    assert_int_equal(sl_rate_update(&b, &prior, 2.0, 20.0), SL_OK);
    sl_assert_rel(sl_rate_mean(&b), 0.1, 1e-15);
    // shape 3: the law of the third event of a Poisson process
    double median = sl_rate_quantile(&b, 0.5);
    sl_assert_rel(poisson_below(median * 30.0, 2), 0.5, 1e-10);
    sl_assert_rel(poisson_below(sl_rate_quantile(&b, 0.99) * 30.0, 2), 0.01, 1e-9);
    for (double ratio = 1.05; ratio < 900.0; ratio *= 3.0) {
        assert_int_equal(sl_rate_prior(&b, 2.5e-9, ratio), SL_OK);
        sl_assert_rel(sl_rate_quantile(&b, 0.5), 2.5e-9, 1e-9);
        sl_assert_rel(sl_rate_quantile(&b, 0.95), 2.5e-9 * ratio, 1e-6);
    }
    assert_int_equal(sl_rate_prior(&b, 1.0, 1.0), SL_ERR_DOMAIN);
    assert_int_equal(sl_rate_update(&b, &(sl_rate_belief){0.0, 0.0}, 0.0, 1.0), SL_ERR_DOMAIN);
}

static void test_rate_ratio(void **state)
{
    (void)state;
    sl_rate_ratio r;
    assert_int_equal(sl_rate_ratio_of(&r, 3.0, 1.0, 0.0, 1.0), SL_OK);
    sl_assert_rel(r.p, 0.25, 1e-12); // 2 (1/2)^3
    assert_true(isinf(r.ratio));
    assert_int_equal(sl_rate_ratio_of(&r, 5.0, 1.0, 5.0, 1.0), SL_OK);
    sl_assert_rel(r.p, 1.0, 0.0);
    assert_int_equal(sl_rate_ratio_of(&r, 0.0, 1.0, 0.0, 1.0), SL_ERR_DOMAIN);
}

// ---- spares and crews ----

static void test_stock(void **state)
{
    (void)state;
    for (double mean = 0.01; mean < 200.0; mean *= 3.1)
        for (double fill = 0.5; fill < 0.9999; fill = 1.0 - (1.0 - fill) / 7.0) {
            int s = 1;
            while (poisson_below(mean, s - 1) < fill)
                s++;
            sl_assert_abs(sl_base_stock(mean, fill), s, 0.0);
        }
    sl_assert_abs(sl_base_stock(0.0, 0.9), 1.0, 0.0);
    assert_true(sl_base_stock(1e8, 0.99) > 1e8);
    assert_true(isnan(sl_base_stock(1.0, 1.0)));
    assert_true(sl_fill_rate(3.0, 0.0) == 0.0);
}

static void test_backorders(void **state)
{
    (void)state;
    for (double mean = 0.3; mean < 60.0; mean *= 2.7)
        for (int s = 0; s < 80; s += 7) {
            double want = 0.0, term = exp(-mean);
            for (int x = 0; x < 400; x++) {
                if (x > s) want += (x - s) * term;
                term *= mean / (x + 1);
            }
            sl_assert_rel(sl_backorders(mean, s), want, 1e-9);
        }
}

static void test_crews(void **state)
{
    (void)state;
    sl_crew_queue q;
    assert_int_equal(sl_crew_queue_of(&q, 0.6, 1.0, 1), SL_OK);
    sl_assert_rel(q.wait, 0.6, 1e-15); // M/M/1
    sl_assert_rel(q.wait_s, 1.5, 1e-15);
    assert_int_equal(sl_crew_queue_of(&q, 1.4, 1.0, 2), SL_OK);
    sl_assert_rel(q.wait, 2.0 * 0.49 / 1.7, 1e-14); // M/M/2: 2 rho^2/(1 + rho)
    assert_int_equal(sl_crew_queue_of(&q, 2.0, 1.0, 2), SL_ERR_LIMIT);
    assert_int_equal(sl_crew_queue_of(&q, 900.0, 1.0, 1000), SL_OK);
    assert_true(q.wait > 0.0 && q.wait < 0.01);
    assert_int_equal(sl_crew_queue_of(&q, 0.0, 1.0, 1), SL_OK);
    assert_int_equal(sl_crew_queue_of(&q, 1.0, 1.0, 0), SL_ERR_DOMAIN);
}

// ---- blast radius ----

// A switch of 64 ports, engines of 8, two ports to a laser of an external module of four lasers.
static sl_fleet example(void)
{
    return (sl_fleet){.ports = 6400.0,
                      .chassis_ports = 64.0,
                      .life_s = 43800 * HOUR,
                      .lasers = {.group_ports = 8.0},
                      .unit = {[SL_FLEET_LASER] = {.per_port = 1.0,
                                                   .ports = 2.0,
                                                   .rate_per_s = 200 * FIT,
                                                   .unit_ports = 8.0,
                                                   .hot = true,
                                                   .dispatch_s = 4 * HOUR,
                                                   .hands_s = 600.0},
                               [SL_FLEET_ENGINE] = {.per_port = 1.0,
                                                    .ports = 8.0,
                                                    .rate_per_s = 500 * FIT,
                                                    .unit_ports = 8.0,
                                                    .dispatch_s = 4 * HOUR,
                                                    .hands_s = 4 * HOUR},
                               [SL_FLEET_CONTACT] = {.per_port = 2.0,
                                                     .ports = 1.0,
                                                     .rate_per_s = 100 * FIT,
                                                     .soft = 0.9,
                                                     .unit_ports = 1.0,
                                                     .hot = true,
                                                     .dispatch_s = 4 * HOUR,
                                                     .hands_s = 1800.0,
                                                     .soft_s = 900.0}}};
}

static void test_blast_counts(void **state)
{
    (void)state;
    sl_fleet f = example();
    sl_fleet_result r;
    assert_int_equal(sl_fleet_evaluate(&r, &f), SL_OK);
    const sl_fleet_kind *laser = &r.kind[SL_FLEET_LASER], *engine = &r.kind[SL_FLEET_ENGINE];
    sl_assert_abs(laser->units, 3200.0, 0.0);
    sl_assert_abs(engine->units, 800.0, 0.0);
    sl_assert_abs(r.kind[SL_FLEET_CONTACT].units, 12800.0, 0.0);
    sl_assert_abs(laser->dark_ports, 2.0, 0.0);
    sl_assert_abs(laser->taken_ports, 6.0, 0.0); // of the module, though it is hot
    sl_assert_abs(engine->dark_ports, 8.0, 0.0);
    sl_assert_abs(engine->taken_ports, 56.0, 0.0);
    sl_assert_rel(r.kind[SL_FLEET_CONTACT].swaps_per_s, 12800 * 10 * FIT, 1e-12);
    // Outages that ports see are outages times their ports, whatever the kind.
    double seen = 0.0;
    for (int i = 0; i < SL_FLEET_PARTS; i++)
        seen += r.kind[i].outages_per_s * r.kind[i].dark_ports;
    sl_assert_rel(r.port_outages_per_s * f.ports, seen, 1e-12);
}

// The same port as a fault tree of its kinds, each unavailable as an alternating process.
static void test_blast_against_tree(void **state)
{
    (void)state;
    sl_fleet f = example();
    sl_fleet_result r;
    sl_tree_result top;
    sl_ctx *ctx = NULL;
    assert_int_equal(sl_fleet_evaluate(&r, &f), SL_OK);
    double down[] = {200 * FIT * (4 * HOUR + 600.0) +
                         3 * 200 * FIT * 600.0,                       // own, and of the module
                     500 * FIT * 8 * HOUR + 7 * 500 * FIT * 4 * HOUR, // own, and of neighbours
                     2 * 100 * FIT * (4 * HOUR + 0.9 * 900.0 + 0.1 * 1800.0)};
    static const int all[] = {0, 1, 2};
    sl_tree_node n[4] = {{0}, {0}, {0}, {.kind = SL_TREE_OR, .child = all, .children = 3}};
    for (int i = 0; i < 3; i++)
        n[i] = (sl_tree_node){.kind = SL_TREE_EVENT, .p = down[i] / (1.0 + down[i])};
    assert_int_equal(sl_ctx_create(&ctx, NULL), SL_OK);
    assert_int_equal(sl_tree_evaluate(&top, NULL, ctx, n, 4, 3, 0), SL_OK);
    sl_assert_rel(r.port_unavailability, top.probability, 1e-12);
    sl_ctx_destroy(ctx);
}

static void test_blast_spares(void **state)
{
    (void)state;
    sl_fleet f = {
        .ports = 100000.0,
        .life_s = 43800 * HOUR,
        .lasers = {.group_ports = 1.0, .spares = 1},
        .unit = {[SL_FLEET_LASER] = {
                     .per_port = 8.0, .ports = 1.0, .rate_per_s = 200 * FIT, .unit_ports = 1.0}}};
    sl_fleet_result r;
    assert_int_equal(sl_fleet_evaluate(&r, &f), SL_OK);
    const sl_fleet_kind *k = &r.kind[SL_FLEET_LASER];
    sl_assert_abs(k->units, 900000.0, 0.0);
    // 263 of 100 000 groups gone; as a rate of equal survival a little more
    sl_assert_rel(k->outages_per_s * f.life_s, -1e5 * log1p(-262.91788352913983e-5), 1e-12);
    f.lasers.beta = 1.0; // spares help nothing: a group fails as one laser does
    assert_int_equal(sl_fleet_evaluate(&r, &f), SL_OK);
    sl_assert_rel(k->outages_per_s, 1e5 * 200 * FIT, 1e-12);
    f.lasers = (sl_fleet_spares){.group_ports = 1.0, .beta = 0.25};
    assert_int_equal(sl_fleet_evaluate(&r, &f), SL_OK);
    sl_assert_rel(k->outages_per_s, 1e5 * 200 * FIT * (8 * 0.75 + 0.25), 1e-12);
    f.lasers = (sl_fleet_spares){.group_ports = 1.0};
    assert_int_equal(sl_fleet_evaluate(&r, &f), SL_OK);
    sl_assert_rel(k->outages_per_s * f.life_s, 7008.0, 1e-12);
    sl_assert_rel(sl_fleet_interruptions_per_s(&f, &r, f.ports, 1.0), k->outages_per_s, 1e-12);
    sl_assert_rel(sl_fleet_interruptions_per_s(&f, &r, 0.5 * f.ports, 0.5), 0.25 * k->outages_per_s,
                  1e-12);
}

static void test_blast_crews(void **state)
{
    (void)state;
    sl_fleet f = example();
    sl_fleet_result free, queued;
    assert_int_equal(sl_fleet_evaluate(&free, &f), SL_OK);
    f.crews = 1;
    assert_int_equal(sl_fleet_evaluate(&queued, &f), SL_OK);
    assert_true(queued.queue.wait_s > 0.0);
    assert_true(queued.port_unavailability > free.port_unavailability);
    f.ports *= 1e6;
    assert_int_equal(sl_fleet_evaluate(&queued, &f), SL_ERR_LIMIT);
    f = example();
    f.unit[SL_FLEET_ENGINE].unit_ports = 1.0; // smaller than what goes dark
    assert_int_equal(sl_fleet_evaluate(&queued, &f), SL_ERR_DOMAIN);
}

static void test_lanes(void **state)
{
    (void)state;
    double share[SL_LANES_MAX + 1], sum = 0.0;
    assert_int_equal(sl_lane_capacity(share, 4, 0.1, 0.0), SL_OK);
    static const double binomial[] = {0.6561, 0.2916, 0.0486, 0.0036, 0.0001};
    for (int j = 0; j <= 4; j++)
        sl_assert_rel(share[j], binomial[j], 1e-14);
    assert_int_equal(sl_lane_capacity(share, 64, 1e-5, 1e-3), SL_OK);
    for (int j = 0; j <= 64; j++)
        sum += share[j];
    sl_assert_rel(sum, 1.0, 1e-14);
    sl_assert_rel(share[2], 0.999 * 2016.0 * 1e-10 * pow(1.0 - 1e-5, 62.0), 1e-12);
    assert_int_equal(sl_lane_capacity(share, 65, 0.1, 0.0), SL_ERR_DOMAIN);
}

// ---- flaps ----

// Links one by one on a fine grid of quantiles, midpoint rule.
static void summed_flaps(double *per_s, double *share, const sl_flap_law *l)
{
    const int n = 400000;
    double rate = 0.0, dark = 0.0, passed = 0.0;
    for (int i = 0; i < n; i++) {
        double z = -10.0 + 20.0 * (i + 0.5) / n, w = exp(-z * z / 2.0);
        double m = l->margin_db + z * l->link_sd_db;
        if (m < l->screen_db) continue;
        passed += w;
        rate += w * l->wander_hz * exp(-m * m / (2.0 * l->wander_sd_db * l->wander_sd_db));
        dark += w * 0.5 * erfc(m / l->wander_sd_db / sqrt(2.0));
    }
    *per_s = rate / passed;
    *share = dark / passed;
}

static void test_flaps(void **state)
{
    (void)state;
    static const sl_flap_law laws[] = {{3.0, 0.8, 0.4, 1e-4, -INFINITY},
                                       {3.0, 0.8, 0.4, 1e-4, 1.0},
                                       {1.0, 0.5, 1.0, 1e-2, 0.0},
                                       {0.2, 0.6, 0.3, 1.0, 0.5}};
    for (size_t i = 0; i < sizeof laws / sizeof *laws; i++) {
        sl_flap_result f;
        double per_s, share;
        summed_flaps(&per_s, &share, &laws[i]);
        assert_int_equal(sl_flaps_of(&f, &laws[i]), SL_OK);
        sl_assert_rel(f.per_s, per_s, 2e-3); // the grid's own error at the screen
        sl_assert_rel(f.share, share, 2e-3);
        sl_assert_rel(f.mean_s, f.share / f.per_s, 1e-14);
    }
    sl_flap_result f;
    assert_int_equal(sl_flaps_of(&f, &(sl_flap_law){2.0, 0.0, 0.5, 1e-3, -INFINITY}), SL_OK);
    sl_assert_rel(f.per_s, 1e-3 * exp(-8.0), 1e-14);
    assert_int_equal(sl_flaps_of(&f, &(sl_flap_law){0.0, 1.0, 0.0, 1e-3, -INFINITY}), SL_OK);
    sl_assert_rel(f.share, 0.5, 1e-14);
    assert_true(f.per_s == 0.0);
    assert_int_equal(sl_flaps_of(&f, &(sl_flap_law){NAN, 1.0, 0.0, 1e-3, 0.0}), SL_ERR_DOMAIN);
    assert_int_equal(sl_flaps_of(&f, &(sl_flap_law){1.0, 1.0, 1.0, 0.0, 0.0}), SL_ERR_DOMAIN);
}

// ---- pilots ----

// Chance that the exact one-sided test at 5 % rejects, by both counts' laws.
static double exact_power(double mean_a, double mean_b)
{
    double power = 0.0, pa = exp(-mean_a);
    for (int a = 0; a < 400; a++) {
        double pb = exp(-mean_b);
        for (int b = 0; b < 400; b++) {
            double below = gsl_cdf_binomial_P((unsigned)b, 0.5, (unsigned)(a + b));
            if (a + b > 0 && below <= 0.05) power += pa * pb;
            pb *= mean_b / (b + 1);
        }
        pa *= mean_a / (a + 1);
    }
    return power;
}

static void test_trials(void **state)
{
    (void)state;
    sl_trial t = {0.95, 0.8};
    // (1.6449 + 0.8416)^2 = 6.1826
    sl_assert_abs(sl_trial_units(&t, 1.0, 1.0, 1.0), 13.0, 0.0);
    sl_assert_abs(sl_trial_units(&t, -0.5, 1.0, 0.0), 25.0, 0.0);
    sl_assert_abs(sl_trial_units(&t, 10.0, 0.1, 0.1), 2.0, 0.0);
    assert_true(isinf(sl_trial_units(&t, 0.0, 1.0, 1.0)));
    assert_true(isnan(sl_trial_units(&(sl_trial){0.4, 0.8}, 1.0, 1.0, 1.0)));
    for (double ratio = 1.5; ratio < 5.0; ratio += 0.7) {
        double exposure = sl_trial_exposure_s(&t, ratio, 1.0);
        sl_assert_abs(exact_power(ratio * exposure, exposure), 0.8, 0.1);
    }
    assert_true(isinf(sl_trial_exposure_s(&t, 2.0, 2.0)));
    assert_true(isnan(sl_trial_exposure_s(&t, -1.0, 2.0)));
    sl_mean_belief b;
    assert_int_equal(sl_mean_update(&b, &(sl_mean_belief){10.0, 2.0}, 13.0, 1.0), SL_OK);
    sl_assert_rel(b.mean, 12.4, 1e-14); // weights 1/4 and 1
    sl_assert_rel(b.sd, sqrt(0.8), 1e-14);
    assert_int_equal(sl_mean_update(&b, &(sl_mean_belief){10.0, 0.0}, 13.0, 0.0), SL_ERR_DOMAIN);
}

// ---- a fleet over years ----

static sl_fleet_sim twenty(void)
{
    return (sl_fleet_sim){.kind = {{.units = 20.0,
                                    .rate_per_s = 1.0 / (100 * HOUR),
                                    .ports = 1.0,
                                    .hands_s = 10 * HOUR,
                                    .spread = true}},
                          .kinds = 1,
                          .ports = 20.0,
                          .time_s = 1e5 * HOUR,
                          .crews = 2,
                          .replicas = 200,
                          .seed = 7};
}

static bool same(const sl_spread_figure *a, const sl_spread_figure *b)
{
    return a->mean == b->mean && a->mean_low == b->mean_low && a->p05 == b->p05 && a->p95 == b->p95;
}

// Machine repair: 20 machines, two crews; mean number down by elimination.
static void test_population_repairmen(void **state)
{
    (void)state;
    double q[21 * 21] = {0.0}, share[21], down = 0.0;
    for (int i = 0; i < 20; i++) {
        q[i * 21 + i + 1] = (20 - i) / 100.0;
        q[(i + 1) * 21 + i] = (i + 1 < 2 ? 1 : 2) / 10.0;
    }
    assert_int_equal(sl_markov_stationary(share, q, 21), SL_OK);
    for (int i = 1; i <= 20; i++)
        down += i * share[i];
    sl_fleet_sim f = twenty();
    sl_fleet_sim_result r;
    sl_ctx *ctx = NULL;
    assert_int_equal(sl_ctx_create(&ctx, NULL), SL_OK);
    assert_int_equal(sl_fleet_simulate(&r, ctx, &f), SL_OK);
    double half = r.unavailable.mean_high - r.unavailable.mean;
    sl_assert_abs(r.unavailable.mean, down / 20.0, 2.0 * half);
    assert_true(half < 2e-3);
    // Each failure is of one that works: units up x rate.
    sl_assert_rel(r.failures.mean, (20.0 - down) / 100.0 * 1e5, 3e-3);
    sl_ctx_destroy(ctx);
}

static void test_population_threads(void **state)
{
    (void)state;
    sl_fleet_sim f = twenty();
    f.replicas = 37;
    f.kind[1] = (sl_fleet_sim_kind){.units = 1000.0,
                                    .rate_per_s = 1e-9,
                                    .ports = 0.0,
                                    .wait_s = 5.0,
                                    .hands_s = 3.0,
                                    .self = true};
    f.kinds = 2;
    sl_fleet_sim_result r[3];
    static const int threads[] = {1, 2, 5};
    for (int i = 0; i < 3; i++) {
        sl_ctx *ctx = NULL;
        assert_int_equal(sl_ctx_create(&ctx, &(sl_ctx_opts){.threads = threads[i]}), SL_OK);
        assert_int_equal(sl_fleet_simulate(&r[i], ctx, &f), SL_OK);
        sl_ctx_destroy(ctx);
        assert_true(same(&r[i].failures, &r[0].failures) && same(&r[i].wait_s, &r[0].wait_s));
        assert_true(same(&r[i].unavailable, &r[0].unavailable) &&
                    same(&r[i].peak_ports, &r[0].peak_ports));
    }
}

// Enough crews, constant repair: alternating renewal, u = D/(D + 1/rate).
static void test_population_renewal(void **state)
{
    (void)state;
    sl_fleet_sim f = {.kind = {{.units = 1e5,
                                .rate_per_s = 2000 * FIT,
                                .ports = 2.0,
                                .wait_s = 48 * HOUR,
                                .hands_s = 2 * HOUR}},
                      .kinds = 1,
                      .ports = 2e5,
                      .time_s = 43800 * HOUR,
                      .replicas = 30,
                      .seed = 1};
    sl_fleet_sim_result r;
    sl_ctx *ctx = NULL;
    assert_int_equal(sl_ctx_create(&ctx, NULL), SL_OK);
    assert_int_equal(sl_fleet_simulate(&r, ctx, &f), SL_OK);
    double u = 2000e-9 * 50.0 / (1.0 + 2000e-9 * 50.0);
    // all work at the start: the mean over the time lacks half a repair time
    sl_assert_abs(r.unavailable.mean, u * (1.0 - 25.0 / 43800.0),
                  2.0 * (r.unavailable.mean_high - r.unavailable.mean));
    sl_assert_rel(r.failures.mean, 1e5 * 2000e-9 * 43800.0 * (1.0 - u), 3e-3);
    f.kind[0].hands_s = 1e6 * HOUR;
    f.kind[0].units = 1e6;
    f.ports = 2e6;
    assert_int_equal(sl_fleet_simulate(&r, ctx, &f), SL_ERR_LIMIT);
    f.replicas = 1;
    assert_int_equal(sl_fleet_simulate(&r, ctx, &f), SL_ERR_DOMAIN);
    sl_ctx_destroy(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kofn_rational),
        cmocka_unit_test(test_kofn_against_markov),
        cmocka_unit_test(test_kofn_mission),
        cmocka_unit_test(test_kofn_domain),
        cmocka_unit_test(test_markov),
        cmocka_unit_test(test_rate_interval),
        cmocka_unit_test(test_belief),
        cmocka_unit_test(test_rate_ratio),
        cmocka_unit_test(test_stock),
        cmocka_unit_test(test_backorders),
        cmocka_unit_test(test_crews),
        cmocka_unit_test(test_blast_counts),
        cmocka_unit_test(test_blast_against_tree),
        cmocka_unit_test(test_blast_spares),
        cmocka_unit_test(test_blast_crews),
        cmocka_unit_test(test_lanes),
        cmocka_unit_test(test_flaps),
        cmocka_unit_test(test_trials),
        cmocka_unit_test(test_population_repairmen),
        cmocka_unit_test(test_population_threads),
        cmocka_unit_test(test_population_renewal),
    };
    gsl_set_error_handler_off(); // as every context does
    return cmocka_run_group_tests(tests, NULL, NULL);
}
