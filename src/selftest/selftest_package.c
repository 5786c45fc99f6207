// Package: heat in plates, sinks, solder and laser life, alignment, edges.
#include "selftest/selftest.h"

#include "shoreline/constants.h"
#include "shoreline/package.h"
#include "shoreline/physics.h"

// Silicon, interface, copper under a film of 15 kW/m2K; 100 W on a block, 50 W on a strip.
static const sl_layer_stack plate = {
    .width_m = 20e-3,
    .length_m = 20e-3,
    .film_w_m2k = 15000.0,
    .n = 3,
    .layer = {{0.7e-3, 120.0, 120.0}, {0.05e-3, 5.0, 5.0}, {2e-3, 390.0, 390.0}},
};
static const sl_rectangle block = {8e-3, 8e-3, 4e-3, 4e-3};
static const sl_rectangle strip = {0.0, 0.0, 20e-3, 4e-3};
static const sl_rectangle all = {0.0, 0.0, 20e-3, 20e-3};

static double exact_case(const double *a)
{
    return 100.0 * sl_spreading_fourier(&plate, &block, a[0], a[1], 400) +
           50.0 * sl_spreading_fourier(&plate, &strip, a[0], a[1], 400) + a[2];
}

static double hot_spot(const double *a)
{
    // 10 mm square, 100 um silicon, 10 um base, film 1e5; 0.125 W per 0.5 mm cell, one with 2.5 W.
    sl_layer_stack die = {.width_m = 10e-3,
                          .length_m = 10e-3,
                          .film_w_m2k = 1e5,
                          .n = 2,
                          .layer = {{100e-6, 1.0 / 0.0077, 1.0 / 0.0077}, {10e-6, 400.0, 400.0}}};
    const sl_rectangle cell = {5e-3, 5e-3, 0.5e-3, 0.5e-3};
    double k = sl_spreading_fourier(&die, &cell, a[0], a[1], 400);
    return 318.15 + 50.0 * sl_stack_resistance(&die) + 2.375 * k;
}

static double conservation(const double *a)
{
    (void)a;
    return sl_mutual_fourier(&plate, &block, &all, 64) / sl_stack_resistance(&plate);
}

static double reciprocity(const double *a)
{
    (void)a;
    return sl_mutual_fourier(&plate, &block, &strip, 64) /
           sl_mutual_fourier(&plate, &strip, &block, 64);
}

// Largest relative error of Lee's closed form against the series, squares on a copper plate.
static double lee_error(const double *a)
{
    double worst = 0.0;
    sl_layer_stack copper = plate;
    copper.n = 1;
    copper.layer[0] = (sl_layer){3e-3, 390.0, 390.0};
    for (int i = 1; i <= 8; i++) {
        double side = 2e-3 * i, low = 10e-3 - side / 2.0;
        const sl_rectangle source = {low, low, side, side};
        sl_spreading s;
        if (sl_spreading_stack(&s, &copper, &source) != SL_OK) return NAN;
        double want = a[0] > 0.0 ? sl_spreading_fourier(&copper, &source, 10e-3, 10e-3, 300)
                                 : sl_mutual_fourier(&copper, &source, &source, 128);
        double got = s.uniform_k_w + (a[0] > 0.0 ? s.peak_k_w : s.mean_k_w);
        worst = fmax(worst, fabs(got / want - 1.0));
    }
    return worst;
}

static double nusselt(const double *a)
{
    return sl_channel_nusselt(a[0]);
}

static double fin(const double *a)
{
    return sl_fin_efficiency(a[0], a[1], a[2], a[3]);
}

static double coolant_limit(const double *a)
{
    (void)a; // little flow: the coolant leaves as warm as the base, total 1/C
    sl_sink sink = {.kind = SL_SINK_FILM,
                    .inlet_k = 300.0,
                    .film_w_m2k = 1e4,
                    .flow_m3_s = 1e-7,
                    .heat_capacity_j_m3k = 4.17e6};
    sl_sink_result r;
    if (sl_sink_evaluate(&r, &sink, 64e-4) != SL_OK) return NAN;
    return (r.coolant_k_w + r.film_k_w) * 0.417;
}

static double exponent(const double *a)
{
    return sl_engelmaier_exponent(SL_SOLDER_SNPB, a[0], a[1]);
}

static double cycles(const double *a)
{
    return sl_engelmaier_life(SL_SOLDER_SNPB, a[0], 328.15, 900.0);
}

static double strain(const double *a)
{
    return sl_solder_strain(1.0, a[0], a[1], 3.0, 100.0, 17.0, 100.0);
}

static double acceleration(const double *a)
{
    const sl_thermal_cycle test = {180.0, 398.15, 1.0}, field = {a[0], 398.15, a[1]};
    sl_estimate af;
    return sl_norris_landzberg(&af, SL_SOLDER_SNPB, &test, &field) == SL_OK ? af.value
                                                                            : (double)NAN;
}

static double weibull(const double *a)
{
    return sl_weibull_median(a[0], a[1]);
}

static double laser_heat(const double *a)
{
    return sl_laser_junction_k(320.0, a[0], 1.6, 0.1, 0.02) - 320.0;
}

static double arrhenius(const double *a)
{
    return sl_arrhenius(a[0], a[1], a[2]);
}

static double lognormal_median(const double *a)
{
    (void)a; // after its median time at reference half of the lasers have failed
    sl_laser_life life = {.median_s = 1e8,
                          .sigma = 0.7,
                          .reference_k = 333.15,
                          .reference_a = 6e-3,
                          .activation_ev = 0.55,
                          .current_exponent = 2.0,
                          .random_fit = 0.0,
                          .random_reference_k = 333.15,
                          .random_activation_ev = 0.35};
    sl_laser_life_result r;
    if (sl_laser_life_at(&r, &life, 333.15, 6e-3, 1e8) != SL_OK) return NAN;
    return r.failed;
}

static double group(const double *a)
{
    return sl_laser_group_failed(a[0], (size_t)a[1], (size_t)a[2], 0.0);
}

static double tolerance_um(const double *a)
{
    return 1e6 * sl_alignment_tolerance_m(a[0], a[1]);
}

static double yield(const double *a)
{
    (void)a; // limit at the mean loss of an exponential distribution
    return sl_alignment_yield(0.3e-6, 1.6e-6, sl_alignment_mean_loss_db(0.3e-6, 1.6e-6));
}

// Array of one channel by quadrature over the closed form.
static double array_of_one(const double *a)
{
    (void)a;
    sl_alignment in = {.waist1_m = 1.6e-6,
                       .waist2_m = 1.6e-6,
                       .limit_db = 0.5,
                       .shared_sigma_m = 0.3e-6,
                       .own_sigma_m = 0.4e-6,
                       .channels = 1};
    sl_alignment_result r;
    if (sl_alignment_array(&r, &in) != SL_OK) return NAN;
    return r.array_yield / sl_alignment_yield(0.5e-6, 1.6e-6, 0.5);
}

// Engelmaier's life (SAC305) for a published board-level test, F = 1, half of the die's diagonal
// against the board, ball 0.45 mm high; from the median to 63.2 % by the test's own Weibull shape.
static void board_level(selftest_value *out, selftest_env *env, const double *a)
{
    static const char *const packages[] = {"FGG676,", "FFG1152,", "FBVA900,", "FFVB2104,"};
    const char *file = "package/bga_board_level_ug116.csv", *row = packages[(int)a[0]];
    double x, y, eta, shape;
    if (!selftest_column(&x, 1, env, file, row, 7) || !selftest_column(&y, 1, env, file, row, 8) ||
        !selftest_column(&eta, 1, env, file, row, 18) ||
        !selftest_column(&shape, 1, env, file, row, 19)) {
        out->absent = true;
        return;
    }
    double distance = hypot(x, y) / 2.0 * 1e-3;
    double range = sl_solder_strain(1.0, distance, 0.45e-3, 2.6, 100.0, 17.0, 100.0);
    double median = sl_engelmaier_life(SL_SOLDER_SAC305, range, 323.15, 600.0);
    out->value = sl_weibull_from_median(median, shape, 1.0 - exp(-1.0));
    out->expected = eta;
}

#define SERIES "double Fourier series, 4000 x 4000 modes, converged to 3e-4 K"
#define EXACT(id_, what_, unit_, source_, value_, tolerance_, ...)                                 \
    {                                                                                              \
        .id = id_, .what = what_, .unit = unit_, .source = source_, .origin = SL_ORIGIN_EXACT,     \
        .relative = true, .expected = value_, .tolerance = tolerance_, __VA_ARGS__                 \
    }
#define PEER(id_, what_, source_, value_, tolerance_, ...)                                         \
    {                                                                                              \
        .id = id_, .what = what_, .unit = "K", .source = source_, .origin = SL_ORIGIN_PEER_RUN,    \
        .expected = value_, .tolerance = tolerance_, __VA_ARGS__                                   \
    }
#define PUBLISHED(id_, what_, unit_, source_, value_, tolerance_, ...)                             \
    {                                                                                              \
        .id = id_, .what = what_, .unit = unit_, .source = source_, .origin = SL_ORIGIN_PUBLISHED, \
        .relative = true, .expected = value_, .tolerance = tolerance_, __VA_ARGS__                 \
    }
#define ENGELMAIER "Engelmaier, IEEE Trans. CHMT-6 (1983), worked example in public use"
#define BOARD_LEVEL(id_, name_, index_)                                                            \
    {                                                                                              \
        .id = id_, .what = "cycles to 63 % of a " name_ " on its board, 0..100 degC", .unit = "",  \
        .source = "AMD UG116 device reliability report, board-level cycling",                      \
        .origin = SL_ORIGIN_PUBLISHED, .relative = true, .tolerance = 0.5, .full = board_level,    \
        .args = {index_},                                                                          \
        .note = "bare Engelmaier, F = 1, rigid die: known to be far too short for laminate "       \
                "packages; F has to be fitted to the class"                                        \
    }

static const selftest_case cases[] = {
    EXACT("package.e1.centre", "rise of a heated plate at (10, 10) mm", "K", SERIES, 121.954, 1e-3,
          .simple = exact_case, .args = {10e-3, 10e-3}),
    EXACT("package.e1.strip", "rise of a heated plate at (10, 2) mm", "K", SERIES, 42.6635, 1e-3,
          .simple = exact_case, .args = {10e-3, 2e-3}),
    EXACT("package.e1.origin", "rise of a heated plate at (0, 0)", "K", SERIES, 40.6853, 1e-3,
          .simple = exact_case, .args = {0.0, 0.0}),
    EXACT("package.e1.corner", "rise of a heated plate at (20, 20) mm", "K", SERIES, 16.6528, 1e-3,
          .simple = exact_case, .args = {20e-3, 20e-3}),
    PEER("package.e1.3dice.max", "hottest point of the same plate, ambient 300 K",
         "3D-ICE 4.0, 128 x 128 x 10 cells", 422.155, 0.05, .simple = exact_case,
         .args = {10e-3, 10e-3, 300.0},
         .note = "the peer's coarse mesh in depth puts it 0.2 K above the exact series"),
    PEER("package.e1.3dice.min", "coldest point of the same plate, ambient 300 K",
         "3D-ICE 4.0, 50 to 128 cells squared", 316.6495, 0.05, .simple = exact_case,
         .args = {20e-3, 20e-3, 300.0}),
    PEER("package.e1.calculix", "hottest point of the same plate, ambient 300 K",
         "CalculiX, C3D8, 50 x 50", 421.92, 0.05, .simple = exact_case,
         .args = {10e-3, 10e-3, 300.0}),
    PEER("package.pact.max", "hot spot of 1 kW/cm2 on a die of 100 um", "PACT, SuperLU, 160 x 160",
         349.18, 0.2, .simple = hot_spot, .args = {5.25e-3, 5.25e-3},
         .note = "the peer has one node over the die's thickness, the series resolves it: the "
                 "heated face lies above"),
    PEER("package.pact.min", "coldest corner of the same die", "PACT, SuperLU, 160 x 160", 323.54,
         0.2, .simple = hot_spot, .args = {0.0, 0.0}),
    EXACT("package.conservation", "mean rise over the plate against the one-dimensional value", "",
          "all heat leaves through the film", 1.0, 1e-12, .simple = conservation),
    EXACT("package.reciprocity", "source and receiver exchanged", "", "symmetry of conduction", 1.0,
          1e-12, .simple = reciprocity),
    {.id = "package.lee.mean",
     .what = "closed form of spreading, mean: largest error on a copper plate",
     .unit = "",
     .source = "Lee, Song, Au, Moran 1995: within 10 %",
     .origin = SL_ORIGIN_PUBLISHED,
     .sense = SL_SELFTEST_AT_MOST,
     .expected = 0.10,
     .simple = lee_error,
     .args = {0}},
    {.id = "package.lee.peak",
     .what = "closed form of spreading, peak: largest error on a copper plate",
     .unit = "",
     .source = "Lee, Song, Au, Moran 1995: within 10 %",
     .origin = SL_ORIGIN_PUBLISHED,
     .sense = SL_SELFTEST_AT_MOST,
     .expected = 0.10,
     .simple = lee_error,
     .args = {1}},
    PUBLISHED("package.nusselt.plates", "Nusselt number between parallel plates", "",
              "Shah and London 1978, H1", 8.235, 1e-3, .simple = nusselt, .args = {0.0}),
    PUBLISHED("package.nusselt.square", "Nusselt number of a square channel", "",
              "Shah and London 1978, H1", 3.608, 2e-3, .simple = nusselt, .args = {1.0}),
    EXACT("package.fin", "efficiency of a fin, mL = 0.6708", "", "tanh(mL)/(mL)", 0.8728406042,
          1e-9, .simple = fin, .args = {50.0, 200.0, 1e-3, 30e-3}),
    EXACT("package.coolant", "resistance times heat capacity flow, little flow", "",
          "conservation of energy", 1.0, 1e-12, .simple = coolant_limit),
    PUBLISHED("package.engelmaier.exponent", "fatigue exponent of SnPb, 55 degC, dwell 15 min", "",
              ENGELMAIER, -0.4189916, 1e-6, .simple = exponent, .args = {328.15, 900.0}),
    PUBLISHED("package.engelmaier.life", "median life of SnPb at strain 0.065", "cycles",
              ENGELMAIER, 121.8016, 1e-5, .simple = cycles, .args = {0.065}),
    PUBLISHED("package.engelmaier.strain", "strain: 100 K, 17 against 3 ppm/K, 10 mm over 0.5 mm",
              "", ENGELMAIER, 0.028, 1e-12, .simple = strain, .args = {10e-3, 0.5e-3}),
    PUBLISHED("package.landzberg.range", "acceleration of SnPb by range, 180 K against 50 K", "",
              "Norris and Landzberg, IBM J. R&D 13 (1969), worked example", 11.4, 0.005,
              .simple = acceleration, .args = {50.0, 1.0}),
    PUBLISHED("package.landzberg.rate", "acceleration of SnPb by frequency, 48 against 1 per day",
              "", "Norris and Landzberg, IBM J. R&D 13 (1969), worked example", 3.6, 0.015,
              .simple = acceleration, .args = {180.0, 48.0}),
    EXACT("package.weibull", "median of a Weibull distribution of scale 500, shape 3", "",
          "eta (ln 2)^(1/beta)", 442.4985, 1e-6, .simple = weibull, .args = {500.0, 3.0}),
    EXACT("package.laser.junction", "rise of a laser: 75.9 K/W, 1.6 V, 100 mA, 20 mW", "K",
          "R (V I - P), conservation of energy", 10.626, 1e-12, .simple = laser_heat,
          .args = {75.9}),
    EXACT("package.arrhenius", "acceleration of 0.7 eV from 55 to 85 degC", "",
          "exp(Ea/k (1/T1 - 1/T2)), 30-digit arithmetic", 7.952798519, 1e-8, .simple = arrhenius,
          .args = {0.7, 328.15, 358.15}),
    EXACT("package.laser.median", "lasers failed at their median life", "", "definition", 0.5,
          1e-12, .simple = lognormal_median),
    {.id = "package.laser.group",
     .what = "fewer than 16 of 18 lasers alive, each failed with 0.03",
     .unit = "",
     .source = "scipy 1.10, binom.sf",
     .origin = SL_ORIGIN_PEER_RUN,
     .relative = true,
     .expected = 0.015719945691392418,
     .tolerance = 1e-9,
     .simple = group,
     .args = {0.03, 16, 18}},
    PUBLISHED("package.converter", "tolerance of a spot-size converter of 4.2 um mode, 1 dB", "um",
              "published coupler: +-2.0 um", 2.0, 0.15, .simple = tolerance_um,
              .args = {4.2e-6, 1.0}),
    EXACT("package.alignment.yield", "yield at the mean loss of equal modes", "",
          "exponential distribution: 1 - 1/e", 0.63212055882855767, 1e-12, .simple = yield),
    EXACT("package.alignment.array", "array of one channel by quadrature over the closed form", "",
          "sum of two normal offsets", 1.0, 1e-4, .simple = array_of_one),
    BOARD_LEVEL("package.ug116.fgg676", "FGG676", 0),
    BOARD_LEVEL("package.ug116.ffg1152", "FFG1152", 1),
    BOARD_LEVEL("package.ug116.fbva900", "FBVA900", 2),
    BOARD_LEVEL("package.ug116.ffvb2104", "FFVB2104", 3),
};

const selftest_table selftest_package = {"package", cases, sizeof cases / sizeof *cases};
