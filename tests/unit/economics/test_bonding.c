// Hybrid bonding against limits, exact cases and drawn dies, pads and voids.
#include "sl_test.h"

#include "shoreline/constants.h"
#include "shoreline/economics.h"
#include "shoreline/random.h"

static const double um = 1e-6, nm = 1e-9;

// Die to wafer at 1 um, all errors of a kind that the tests then change.
static sl_bond bond_of(void)
{
    return (sl_bond){.kind = SL_BOND_D2W,
                     .width_m = 0.01,
                     .height_m = 0.008,
                     .pitch_m = 1 * um,
                     .bottom_frac = 0.5,
                     .top_frac = 0.667,
                     .contact_frac = 0.5,
                     .spacing_frac = 0.5,
                     .translation_sd_m = 20 * nm,
                     .rotation_rad = 1e-6,
                     .rotation_sd_rad = 5e-7,
                     .magnification = 5e-8,
                     .magnification_sd = 1e-8,
                     .random_sd_m = 20 * nm,
                     .d0_per_m2 = 1e3,
                     .particle_m = 0.1 * um,
                     .exponent = 3.0,
                     .void_m = 230 * um,
                     .void_growth = 1.8e-4,
                     .tail_growth = 0.062,
                     .recess_m = 10 * nm,
                     .recess_sd_m = 1 * nm,
                     .expansion_m_per_k = 0.053 * nm,
                     .heat_k = 275.0,
                     .wafer_m = 0.3};
}

static sl_bond_yield yield_of(const sl_bond *b)
{
    sl_bond_yield y = {0};
    assert_int_equal(sl_bond_yield_of(&y, b), SL_OK);
    return y;
}

static double draw(uint64_t what, uint64_t i)
{
    return sl_random_uniform(7, 1, what, i);
}

static double normal(uint64_t what, uint64_t i)
{
    return sl_random_normal(7, 2, what, i);
}

// ---- two circles ----

static void test_circles(void **state)
{
    (void)state;
    sl_assert_rel(sl_circles_overlap_m2(0, 2, 1), SL_PI, 1e-15);
    sl_assert_abs(sl_circles_overlap_m2(3, 2, 1), 0, 0);
    // two of radius 1 through each other's centre: 2 pi/3 - sqrt(3)/2
    sl_assert_rel(sl_circles_overlap_m2(1, 1, 1), 2 * SL_PI / 3 - sqrt(3) / 2, 1e-14);
    // chords summed across both
    double sum = 0;
    for (int i = 0; i < 1000000; i++) {
        double x = -2 + 4 * (i + 0.5) / 1e6, a = 4 - x * x, b = 1 - (x - 1.7) * (x - 1.7);
        if (a > 0 && b > 0) sum += 2 * sqrt(fmin(a, b)) * 4e-6;
    }
    sl_assert_rel(sl_circles_overlap_m2(1.7, 2, 1), sum, 1e-7);
    assert_true(isnan(sl_circles_overlap_m2(-1, 1, 1)));
}

static void test_limit(void **state)
{
    (void)state;
    sl_bond b = bond_of();
    double limit_m = sl_bond_limit_m(&b), top_m = 0.25 * 0.667 * um;
    sl_assert_rel(sl_circles_overlap_m2(limit_m, top_m, 0.25 * um), 0.5 * SL_PI * top_m * top_m,
                  1e-9);
    b.contact_frac = 0; // any touch will do: the gap decides, (1 - 0.5) p - rt
    sl_assert_rel(sl_bond_limit_m(&b), 0.5 * um - top_m, 1e-12);
    b.contact_frac = 1; // the smaller circle must stay inside
    sl_assert_rel(sl_bond_limit_m(&b), 0.25 * um - top_m, 1e-9);
    b.top_frac = 1.5; // a wide pad cannot lie on a narrow one
    assert_true(isnan(sl_bond_limit_m(&b)));
}

// ---- overlay ----

static void test_overlay_die(void **state)
{
    (void)state;
    sl_bond b = bond_of();
    b.translation_m = 30 * nm;
    b.translation_sd_m = 60 * nm;
    b.rotation_rad = 1e-5;
    b.rotation_sd_rad = 2e-5;
    b.magnification = -5e-6;
    b.magnification_sd = 1e-5;
    double limit_m = sl_bond_limit_m(&b);
    enum { DRAWS = 200000 };
    int good = 0;
    for (uint64_t i = 0; i < DRAWS; i++) {
        double tx = b.translation_m + sqrt(60. * 60 + 20 * 20) * nm * normal(0, i);
        double ty = b.translation_m + sqrt(60. * 60 + 20 * 20) * nm * normal(1, i);
        double k = b.magnification + b.magnification_sd * normal(2, i);
        double r = b.rotation_rad + b.rotation_sd_rad * normal(3, i), worst = 0;
        for (int c = 0; c < 4; c++) {
            double x = c & 1 ? 0.005 : -0.005, y = c & 2 ? 0.004 : -0.004;
            worst = fmax(worst, hypot(tx + k * x - r * y, ty + k * y + r * x));
        }
        good += worst <= limit_m;
    }
    double share = good / (double)DRAWS;
    assert_true(share > 0.1 && share < 0.9);
    sl_assert_abs(yield_of(&b).overlay, share, 4 * sqrt(0.25 / DRAWS));
}

static void test_overlay_wafer(void **state)
{
    (void)state;
    sl_bond b = bond_of();
    b.kind = SL_BOND_W2W;
    b.rotation_rad = 1e-6;
    b.rotation_sd_rad = 5e-7;
    b.magnification = 3e-7;
    b.magnification_sd = 8e-7;
    double limit_m = sl_bond_limit_m(&b), sd_m = sqrt(2) * 20 * nm;
    enum { DRAWS = 200000 };
    int good = 0;
    for (uint64_t i = 0; i < DRAWS; i++) {
        double c = 0.15 * sqrt(draw(0, i)), turn = 2 * SL_PI * draw(1, i);
        double x = c * cos(turn), y = c * sin(turn);
        double k = b.magnification + b.magnification_sd * normal(2, i);
        double r = b.rotation_rad + b.rotation_sd_rad * normal(3, i);
        good += hypot(sd_m * normal(0, i) + k * x - r * y, sd_m * normal(1, i) + k * y + r * x) <=
                limit_m;
    }
    double share = good / (double)DRAWS;
    assert_true(share > 0.1 && share < 0.95);
    sl_assert_abs(yield_of(&b).overlay, share, 4 * sqrt(0.25 / DRAWS));
}

// Without spread the sum of all errors decides; with translation alone it is Rayleigh's law.
static void test_overlay_limits(void **state)
{
    (void)state;
    sl_bond b = bond_of();
    b.translation_sd_m = b.random_sd_m = b.rotation_sd_rad = b.magnification_sd = 0;
    b.magnification = 0;
    double reach_m = hypot(0.005, 0.004), limit_m = sl_bond_limit_m(&b);
    b.rotation_rad = 0.999 * limit_m / reach_m;
    sl_assert_abs(yield_of(&b).overlay, 1, 0);
    b.rotation_rad = 1.001 * limit_m / reach_m;
    sl_assert_abs(yield_of(&b).overlay, 0, 0);
    b.rotation_rad = 0;
    b.translation_sd_m = 0.5 * limit_m;
    sl_assert_rel(yield_of(&b).overlay, 1 - exp(-2), 1e-8);
    b.kind = SL_BOND_W2W;
    sl_assert_rel(yield_of(&b).overlay, 1 - exp(-2), 1e-8);
}

// ---- voids ----

// Distance from a point to the nearest of n x m pads' centres of a pitch, the array about 0.
static double to_pad(double x, double y, double n, double m, double p)
{
    double i = fmin(fmax(round(x / p + (n - 1) / 2), 0), n - 1) - (n - 1) / 2;
    double k = fmin(fmax(round(y / p + (m - 1) / 2), 0), m - 1) - (m - 1) / 2;
    return hypot(x - i * p, y - k * p);
}

// Voids of the pitch's size on few pads, drawn in a box: all forms of the union occur.
static void voids_drawn(double radius_over_pitch)
{
    sl_bond b = bond_of();
    b.width_m = 5.5 * um;
    b.height_m = 3.5 * um;
    b.exponent = 5;
    b.particle_m = 1 * um;
    b.void_m = radius_over_pitch * um;
    b.void_growth = 0.15;
    b.d0_per_m2 = 1e10;
    enum { DRAWS = 1000000 };
    const double box_m = 40 * um, disc_m = sqrt(5.5 * 3.5 / SL_PI) * um;
    int hits = 0;
    for (uint64_t i = 0; i < DRAWS; i++) {
        double x = disc_m * sqrt(draw(0, i)), t = pow(1 - draw(1, i), -1.0 / 4); // over 1 um
        double reach_m = (b.void_m + 0.15 * x) * sqrt(t) + 0.25 * 0.667 * um;
        hits +=
            to_pad(box_m * (draw(2, i) - 0.5), box_m * (draw(3, i) - 0.5), 5, 3, 1 * um) <= reach_m;
    }
    double mean = 1e10 * box_m * box_m * hits / DRAWS;
    assert_true(hits > 1000);
    sl_assert_rel(yield_of(&b).fatal_voids, mean, 4 / sqrt(hits));
}

static void test_voids(void **state)
{
    (void)state;
    voids_drawn(0.02);
    voids_drawn(0.3);
    voids_drawn(1.5);
}

// Voids much smaller than the gaps kill by area: N pi D0 E[(r + rt)^2]; one pad likewise.
static void test_tiny_voids(void **state)
{
    (void)state;
    sl_bond b = bond_of();
    b.void_m = 1e-12;
    b.void_growth = 0;
    double top_m = 0.25 * 0.667 * um;
    double s = 1e-12 * sqrt(0.1), d2 = top_m * top_m + 2 * top_m * s * 4 / 3 + s * s * 2;
    sl_assert_rel(yield_of(&b).fatal_voids, 1e3 * 8e7 * SL_PI * d2, 1e-9);
    b = bond_of();
    b.width_m = b.height_m = 1 * um;
    s = (230 * um + 1.8e-4 * 2.0 / 3 * um / sqrt(SL_PI)) * sqrt(0.1);
    d2 = s * s * 2 + 2 * top_m * s * 4 / 3 + top_m * top_m;
    sl_assert_rel(yield_of(&b).fatal_voids, 1e3 * SL_PI * d2, 1e-9);
}

// Voids with tails on a field of pads, drawn: the segment's points against the rectangle.
static void test_tails(void **state)
{
    (void)state;
    sl_bond b = bond_of();
    b.kind = SL_BOND_W2W;
    b.width_m = 2e-3;
    b.height_m = 1e-3;
    b.exponent = 6;
    b.particle_m = 1 * um;
    b.void_m = 100 * um;
    b.tail_growth = 0.01;
    b.d0_per_m2 = 1e5;
    enum { DRAWS = 100000, POINTS = 100 };
    const double box_m = 16e-3, w = 1999 * um, h = 999 * um;
    int hits = 0;
    for (uint64_t i = 0; i < DRAWS; i++) {
        double x = 0.15 * sqrt(draw(0, i)), root = sqrt(pow(1 - draw(1, i), -1.0 / 5));
        double reach_m = (b.void_m + 1.8e-4 * x) * root + 0.25 * 0.667 * um,
               tail_m = 0.01 * x * root;
        double x0 = box_m * (draw(2, i) - 0.5), y0 = box_m * (draw(3, i) - 0.5);
        double turn = 2 * SL_PI * draw(4, i), near_m = INFINITY;
        for (int k = 0; k <= POINTS; k++) {
            double u = tail_m * k / POINTS, px = x0 + u * cos(turn), py = y0 + u * sin(turn);
            near_m = fmin(near_m, hypot(fmax(fabs(px) - w / 2, 0), fmax(fabs(py) - h / 2, 0)));
        }
        hits += near_m <= reach_m;
    }
    double mean = 1e5 * box_m * box_m * hits / DRAWS;
    sl_assert_rel(yield_of(&b).fatal_voids, mean, 4 / sqrt(hits));
}

static void test_no_particles(void **state)
{
    (void)state;
    sl_bond b = bond_of();
    b.d0_per_m2 = 0;
    sl_assert_abs(yield_of(&b).defect, 1, 0);
    sl_assert_abs(yield_of(&b).fatal_voids, 0, 0);
}

// ---- recess ----

static double tail(double x)
{
    return 0.5 * erfc(x / sqrt(2));
}

static void test_recess(void **state)
{
    (void)state;
    sl_bond b = bond_of();
    double z = (2 * 0.053 * 275 - 20) / sqrt(2), low = 20 / sqrt(2);
    sl_assert_rel(yield_of(&b).recess, exp(8e7 * log1p(-tail(z) - tail(low))), 1e-10);
    b.width_m = b.height_m = b.pitch_m; // one pair of pads
    b.recess_sd_m = 8 * nm;
    sl_assert_rel(yield_of(&b).recess, 1 - tail(z / 8) - tail(low / 8), 1e-12);
    b.least_recess_m = 15 * nm;
    sl_assert_rel(yield_of(&b).recess, 1 - tail(z / 8) - tail(5 / sqrt(2) / 8), 1e-12);
    b.recess_sd_m = 0;
    sl_assert_abs(yield_of(&b).recess, 1, 0);
    b.least_recess_m = 21 * nm; // polished too little: copper lifts the oxide everywhere
    sl_assert_abs(yield_of(&b).recess, 0, 0);
}

// ---- the whole ----

static void test_finer_is_worse(void **state)
{
    (void)state;
    sl_bond b = bond_of();
    double before = 1;
    for (double pitch = 10; pitch > 0.15; pitch /= 2) {
        b.pitch_m = pitch * um;
        sl_bond_yield y = yield_of(&b);
        assert_true(y.yield <= before && y.yield >= 0);
        sl_assert_rel(y.yield, y.overlay * y.defect * y.recess, 1e-15);
        before = y.yield;
    }
    assert_true(before < 0.5);
}

static void test_domain(void **state)
{
    (void)state;
    sl_bond_yield y;
#define BAD(change)                                                                                \
    do {                                                                                           \
        sl_bond b = bond_of();                                                                     \
        b.change;                                                                                  \
        assert_int_equal(sl_bond_yield_of(&y, &b), SL_ERR_DOMAIN);                                 \
    } while (0)
    BAD(pitch_m = 0.02); // no pad fits
    BAD(pitch_m = NAN);
    BAD(exponent = 2.0);
    BAD(contact_frac = 1.1);
    BAD(top_frac = 0);
    BAD(top_frac = 2.5);
    BAD(top_frac = 1.9); // less than half of the upper pad can meet the lower
    BAD(d0_per_m2 = -1);
    BAD(recess_sd_m = -1);
    sl_bond b = bond_of();
    b.spacing_frac = 1; // nothing of the gap may go: limit rb - rt, still positive
    assert_true(yield_of(&b).limit_m > 0);
    b.top_frac = 1.2;
    sl_assert_abs(yield_of(&b).overlay, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_circles),        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_overlay_die),    cmocka_unit_test(test_overlay_wafer),
        cmocka_unit_test(test_overlay_limits), cmocka_unit_test(test_voids),
        cmocka_unit_test(test_tiny_voids),     cmocka_unit_test(test_tails),
        cmocka_unit_test(test_no_particles),   cmocka_unit_test(test_recess),
        cmocka_unit_test(test_finer_is_worse), cmocka_unit_test(test_domain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
