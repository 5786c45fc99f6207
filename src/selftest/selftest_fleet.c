// Fleet: redundancy, fault trees, rates from few failures, spares, blast radius, flaps.
#include "selftest/aralia.h"
#include "selftest/selftest.h"

#include "shoreline/fleet.h"

#define HOUR 3600.0
#define YEAR (8760.0 * HOUR) // as the published figures count it
#define FIT  (1e-9 / HOUR)

#define RATIONAL "birth and death process in rational arithmetic"
#define DECIMAL  "binomial sums with 50 digits"
#define ARALIA   "SCRAM (BDD) on the same Aralia fault tree; 6 digits"
#define DCN_LPO  "arithmetic on failures and unit hours of Alibaba, ECOC 2026 (slides, transcribed)"
#define META     "chi-square tables; 15e6 port-hours of Meta and Broadcom, ECOC 2025 (transcribed)"
#define COUNTING "units x rate x time, 8760 h a year"

// ---- k of n, spares ----

// n, k, FIT, repair in hours, crews
static double unavailability(const double *a)
{
    sl_kofn g = {(int)a[0], (int)a[1], a[2] * FIT, a[3] * HOUR, (int)a[4]};
    return sl_kofn_unavailability(&g);
}

// n, k, FIT, years
static double survives(const double *a)
{
    sl_kofn g = {.n = (int)a[0], .k = (int)a[1], .rate_per_s = a[2] * FIT};
    return 1.0 - sl_kofn_mission_failure(&g, a[3] * YEAR);
}

// n, k, chance that one is good
static double enough_good(const double *a)
{
    return 1.0 - sl_kofn_unavailability_at((int)a[0], (int)a[1], (1.0 - a[2]) / a[2], (int)a[0]);
}

// The same chain by elimination against the closed sum: largest relative difference.
static double against_markov(const double *a)
{
    double worst = 0.0;
    for (int k = 1; k <= (int)a[0]; k++) {
        int n = (int)a[0], states = n + 1;
        double q[SL_MARKOV_MAX * SL_MARKOV_MAX] = {0.0}, share[SL_MARKOV_MAX], down = 0.0;
        for (int i = 0; i < n; i++) {
            q[i * states + i + 1] = (n - i) * a[1];
            q[(i + 1) * states + i] = fmin(i + 1, a[2]);
        }
        if (sl_markov_stationary(share, q, states) != SL_OK) return NAN;
        for (int i = n; i > n - k; i--)
            down += share[i];
        double other = sl_kofn_unavailability_at(n, k, a[1], (int)a[2]);
        worst = fmax(worst, fabs(other / down - 1.0));
    }
    return worst;
}

// units, years between failures of one, lead time in days
static double pipeline(const double *a)
{
    return a[0] / (a[1] * YEAR) * a[2] * 24.0 * HOUR;
}

static double stock(const double *a)
{
    return sl_base_stock(pipeline(a), a[3]);
}

// ---- fault trees ----

static const char *const trees[] = {"baobab1", "chinese", "das9202", "das9204",
                                    "das9206", "elf9601", "ftr10",   "isp9606"};

static void fault_tree(selftest_value *out, selftest_env *env, const double *a)
{
    sl_arena *arena = NULL;
    aralia_tree tree;
    sl_tree_result r;
    out->absent = !env->data_dir;
    if (out->absent || sl_arena_create(&arena, env->ctx) != SL_OK) return;
    sl_status status = aralia_read(&tree, arena, env->data_dir, trees[(int)a[0]]);
    out->absent = status == SL_ERR_IO;
    if (status == SL_OK &&
        sl_tree_evaluate(&r, NULL, env->ctx, tree.nodes, tree.n, tree.top, 0) == SL_OK)
        out->value = r.probability;
    sl_arena_destroy(arena);
}

// ---- rates ----

// failures, hours; years between failures
static double mtb_years(const double *a)
{
    sl_rate_interval i;
    return sl_rate_interval_of(&i, a[0], a[1] * HOUR, 0.95) == SL_OK ? i.mtbf_s / YEAR
                                                                     : (double)NAN;
}

static double fits(const double *a)
{
    sl_rate_interval i;
    return sl_rate_interval_of(&i, a[0], a[1] * HOUR, 0.95) == SL_OK ? i.rate_per_s / FIT
                                                                     : (double)NAN;
}

// failures, hours, which end; 1e6 h
static double mtbf_end(const double *a)
{
    sl_rate_interval i;
    if (sl_rate_interval_of(&i, a[0], a[1] * HOUR, 0.95) != SL_OK) return NAN;
    return (a[2] > 0.0 ? i.mtbf_high_s : i.mtbf_low_s) / (1e6 * HOUR);
}

static double daily_percent(const double *a)
{
    return 100.0 * a[0] / a[1] * 24.0;
}

// failures and hours of two; which: ratio or p
static double ratio(const double *a)
{
    sl_rate_ratio r;
    if (sl_rate_ratio_of(&r, a[0], a[1], a[2], a[3]) != SL_OK) return NAN;
    return a[4] > 0.0 ? r.p : r.ratio;
}

// ---- blast radius ----

enum { FAILURES, GROUPS };

// packages, lasers needed, spares, FIT, years, which
static double packages(const double *a)
{
    sl_kofn g = {.n = (int)(a[1] + a[2]), .k = (int)a[1], .rate_per_s = a[3] * FIT};
    sl_group_losses l;
    if (sl_group_losses_of(&l, a[0], &g, 0.0, a[4] * YEAR) != SL_OK) return NAN;
    return a[5] == GROUPS ? l.groups : l.failures;
}

// units of a kind, failures of one in an hour, units that one failure takes; hours between
// interruptions of a job on all
static double job_hours(const double *a)
{
    sl_fleet f = {.ports = a[0], .life_s = YEAR};
    f.unit[SL_FLEET_CHASSIS] = (sl_fleet_unit){
        .per_port = 1.0, .ports = a[2], .rate_per_s = a[1] / HOUR, .unit_ports = a[2]};
    sl_fleet_result r;
    if (sl_fleet_evaluate(&r, &f) != SL_OK) return NAN;
    return 1.0 / (sl_fleet_interruptions_per_s(&f, &r, f.ports, 1.0) * HOUR);
}

// ---- flaps, population ----

// A wander of one link's sd and crossings against a long record would take hours: Rice's formula
// at the mean is the crossings themselves, and half of the time.
static double crossings_at_mean(const double *a)
{
    sl_flap_result f;
    sl_flap_law l = {.wander_sd_db = a[0], .wander_hz = a[1], .screen_db = -INFINITY};
    return sl_flaps_of(&f, &l) == SL_OK ? f.per_s / a[1] + f.share : (double)NAN;
}

// Years between flaps of a catalogue link with this sd between links, this sd of one in time, dB,
// and one crossing of its mean margin an hour.
static void flap_years(selftest_value *out, selftest_env *env, const double *a)
{
    static const selftest_host host = {
        "link/dr4-400-retimed",  "400 Gb/s", "100 m", "chip/switch-51t2", "board/switch-line-card",
        "cooling/air-2u-switch", ""};
    (void)env;
    selftest_metric(out, &host, SL_M_MARGIN, 1.0);
    sl_flap_result f;
    sl_flap_law l = {.margin_db = out->value,
                     .link_sd_db = a[0],
                     .wander_sd_db = a[1],
                     .wander_hz = 1.0 / HOUR,
                     .screen_db = -INFINITY};
    bool ok = sl_flaps_of(&f, &l) == SL_OK;
    out->value = ok ? 1.0 / f.per_s / YEAR : (double)NAN;
    out->low = out->high = NAN;
}

// units, FIT, repair in hours, years, replicas: mean unavailability over that of the renewal
// process, and the interval of it
static void population(selftest_value *out, selftest_env *env, const double *a)
{
    sl_fleet_sim f = {
        .kind = {{.units = a[0], .rate_per_s = a[1] * FIT, .ports = 1.0, .hands_s = a[2] * HOUR}},
        .kinds = 1,
        .ports = a[0],
        .time_s = a[3] * YEAR,
        .replicas = (int)a[4],
        .seed = 1};
    sl_fleet_sim_result r;
    if (sl_fleet_simulate(&r, env->ctx, &f) != SL_OK) return;
    double load = a[1] * 1e-9 * a[2];
    double renewal = load / (1.0 + load) * (1.0 - a[2] / 2.0 / (a[3] * 8760.0));
    out->value = r.unavailable.mean / renewal;
    out->low = r.unavailable.mean_low / renewal;
    out->high = r.unavailable.mean_high / renewal;
}

#define ROW(relative_, id_, what_, unit_, source_, origin_, value_, tolerance_, fn, ...)           \
    {                                                                                              \
        .id = id_, .what = what_, .unit = unit_, .source = source_, .origin = SL_ORIGIN_##origin_, \
        .relative = relative_, .expected = value_, .tolerance = tolerance_, .simple = fn,          \
        .args = {                                                                                  \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
#define ABS(...) ROW(false, __VA_ARGS__)
#define REL(...) ROW(true, __VA_ARGS__)
#define TREE(index_, name_, value_)                                                                \
    {                                                                                              \
        .id = "fleet.v8." name_, .what = "top of the fault tree " name_, .unit = "",               \
        .source = ARALIA, .origin = SL_ORIGIN_PEER_RUN, .relative = true, .expected = value_,      \
        .tolerance = 1e-5, .full = fault_tree, .args = {                                           \
            index_                                                                                 \
        }                                                                                          \
    }

static const selftest_case cases[] = {
    TREE(0, "baobab1", 1.01708e-4),
    TREE(1, "chinese", 1.17058e-3),
    TREE(2, "das9202", 1.01154e-2),
    TREE(3, "das9204", 2.16942e-11),
    TREE(4, "das9206", 0.229687),
    TREE(5, "elf9601", 9.66291e-2),
    TREE(6, "ftr10", 0.448677),
    TREE(7, "isp9606", 5.43174e-2),
    REL("fleet.v9.8of10.8h", "8 of 10, 500 FIT, one crew, 8 h", "", RATIONAL, EXACT,
        4.607944702672878e-14, 1e-14, unavailability, 10, 8, 500, 8, 1),
    REL("fleet.v9.8of10.72h", "the same, 72 h", "", RATIONAL, EXACT, 3.358869124570433e-11, 1e-14,
        unavailability, 10, 8, 500, 72, 1),
    REL("fleet.v9.8of10.720h", "the same, 720 h", "", RATIONAL, EXACT, 3.3555961836301275e-08,
        1e-14, unavailability, 10, 8, 500, 720, 1),
    REL("fleet.v9.8of8.8h", "8 of 8, 500 FIT, one crew, 8 h", "", RATIONAL, EXACT,
        3.1999871996927956e-05, 1e-14, unavailability, 8, 8, 500, 8, 1),
    REL("fleet.v9.8of8.72h", "the same, 72 h", "", RATIONAL, EXACT, 0.0002879896297602164, 1e-14,
        unavailability, 8, 8, 500, 72, 1),
    REL("fleet.v9.8of8.720h", "the same, 720 h", "", RATIONAL, EXACT, 0.0028789609575562746, 1e-14,
        unavailability, 8, 8, 500, 720, 1),
    REL("fleet.kofn.tiny", "20 of 40, load 1e-4, three crews", "", RATIONAL, EXACT,
        2.8757733294891014e-63, 1e-14, unavailability, 40, 20, 100000, 1, 3),
    ABS("fleet.kofn.markov", "k of 30 by elimination of its chain, all k: largest difference", "",
        "Grassmann, Taksar and Heyman's elimination of the same chain", OWN, 0.0, 1e-13,
        against_markov, 30, 1e-6, 3),
    REL("fleet.v9.mission.8of8", "8 of 8, 2000 FIT, 5 years without repair", "", DECIMAL, EXACT,
        0.496188194413306795, 1e-13, survives, 8, 8, 2000, 5),
    REL("fleet.v9.mission.8of9", "8 of 9, the same", "", DECIMAL, EXACT, 0.829121524231007265,
        1e-13, survives, 9, 8, 2000, 5),
    REL("fleet.v9.mission.8of10", "8 of 10, the same", "", DECIMAL, EXACT, 0.954779670444950341,
        1e-13, survives, 10, 8, 2000, 5),
    ABS("fleet.engines.32", "32 soldered engines of yield 0.95: all good", "",
        "analyst's 19 % (transcribed)", PUBLISHED, 0.19, 0.005, enough_good, 32, 32, 0.95),
    ABS("fleet.cubes", "130 of 144 cubes good, each with 0.93469", "",
        "Google Cloud: 130 at 95 % (transcribed); 0.93469 is its own inverse", OWN, 0.95, 1e-4,
        enough_good, 144, 130, 0.93469),
    ABS("fleet.v9.pipeline", "on order: 1e5 units, 456 years between failures, 60 days", "",
        COUNTING, EXACT, 36.049, 5e-4, pipeline, 1e5, 456, 60),
    ABS("fleet.v9.stock.95", "stock for 95 % of its demands", "", "sums of Poisson terms", EXACT,
        47, 0, stock, 1e5, 456, 60, 0.95),
    ABS("fleet.v9.stock.99", "stock for 99 %", "", "sums of Poisson terms", EXACT, 52, 0, stock,
        1e5, 456, 60, 0.99),
    ABS("fleet.v9.stock.999", "stock for 99.9 %", "", "sums of Poisson terms", EXACT, 57, 0, stock,
        1e5, 456, 60, 0.999),
    ABS("fleet.v10.rma.lpo", "linear modules: between returns", "year", DCN_LPO, EXACT, 420.7, 0.05,
        mtb_years, 7, 2.58e7),
    ABS("fleet.v10.rma.retimed", "retimed modules: between returns", "year", DCN_LPO, EXACT, 456.1,
        0.05, mtb_years, 209, 8.35e8),
    ABS("fleet.v10.fit.lpo", "linear modules: returns", "FIT", DCN_LPO, EXACT, 271, 0.5, fits, 7,
        2.58e7),
    ABS("fleet.v10.fit.retimed", "retimed modules: returns", "FIT", DCN_LPO, EXACT, 250, 0.5, fits,
        209, 8.35e8),
    ABS("fleet.v10.flap.lpo", "linear modules: between flaps", "year", DCN_LPO, EXACT, 16.6, 0.06,
        mtb_years, 178, 2.58e7),
    ABS("fleet.v10.flap.retimed", "retimed modules: between flaps", "year", DCN_LPO, EXACT, 6.9,
        0.06, mtb_years, 13746, 8.35e8),
    ABS("fleet.v10.daily.lpo", "linear modules: flaps a day", "%", DCN_LPO, EXACT, 0.0166, 5e-5,
        daily_percent, 178, 2.58e7),
    ABS("fleet.v10.daily.retimed", "retimed modules: flaps a day", "%", DCN_LPO, EXACT, 0.0395,
        5e-5, daily_percent, 13746, 8.35e8),
    ABS("fleet.v10.ratio.rma", "returns, linear over retimed", "", DCN_LPO, EXACT, 1.08, 0.005,
        ratio, 7, 2.58e7, 209, 8.35e8, 0),
    ABS("fleet.v10.p.rma", "chance of such a difference if there is none", "",
        "doubled tail of a binomial count, two digits", OWN, 0.94, 0.005, ratio, 7, 2.58e7, 209,
        8.35e8, 1),
    ABS("fleet.v10.ratio.flap", "flaps, linear over retimed", "", DCN_LPO, EXACT, 0.42, 0.005,
        ratio, 178, 2.58e7, 13746, 8.35e8, 0),
    ABS("fleet.v10.cpo.low", "6 events in 15e6 h: MTBF at least, 95 %", "1e6 h", META, EXACT, 1.15,
        0.005, mtbf_end, 6, 1.5e7, 0),
    ABS("fleet.v10.cpo.high", "and at most", "1e6 h", META, EXACT, 6.81, 0.005, mtbf_end, 6, 1.5e7,
        1),
    ABS("fleet.v10.cpo.none", "none in 4e6 h: MTBF at least, one-sided 95 %", "1e6 h",
        "4e6 h / ln 20", EXACT, 4.0 / 2.995732273553991, 1e-12, mtbf_end, 0, 4e6, 0),
    ABS("fleet.v10.rsc.16384", "job on 16384 GPUs, 6.5 failures in 1000 node-days of 8", "h",
        "Meta, HPCA 2025 (abstract)", PUBLISHED, 1.8, 0.05, job_hours, 16384, 6.5e-3 / 24, 8),
    ABS("fleet.v10.rsc.131072", "the same on 131072", "h", "Meta, HPCA 2025 (abstract)", PUBLISHED,
        0.23, 0.005, job_hours, 131072, 6.5e-3 / 24, 8),
    {.id = "fleet.v10.rsc.1024",
     .what = "the same on 1024: measured, not the line of the larger ones",
     .unit = "h",
     .source = "Meta, HPCA 2025 (transcribed)",
     .origin = SL_ORIGIN_PUBLISHED,
     .expected = 7.9,
     .tolerance = 0.79,
     .simple = job_hours,
     .args = {1024, 6.5e-3 / 24, 8},
     .note = "measured on jobs of that size; a constant rate of a node gives 28.8 h"},
    ABS("fleet.v10.llama", "419 interruptions in 54 days: between them", "h",
        "arithmetic on Llama 3 (transcribed)", EXACT, 54.0 * 24.0 / 419.0, 1e-12, job_hours, 16384,
        419.0 / (54.0 * 24.0 * 16384.0), 1),
    ABS("fleet.v10.llama.network", "its 35 of the network, of one GPU", "FIT",
        "arithmetic on Llama 3 (transcribed): 35 in 54 days on 16384", EXACT, 1648, 0.5, fits, 35,
        54.0 * 24.0 * 16384.0),
    ABS("fleet.v10.links.20k", "one flap of 5 links a GPU, 20000 GPUs, 3e5 h a link", "h",
        "Credo (transcribed): every 3 h", PUBLISHED, 3.0, 0.05, job_hours, 1e5, 1.0 / 3e5, 1),
    REL("fleet.blast.lasers", "1e5 packages of 8 lasers, 200 FIT, 5 years: lasers failed", "",
        COUNTING, EXACT, 7008, 1e-12, packages, 1e5, 8, 0, 200, 5, FAILURES),
    ABS("fleet.blast.packages", "packages with at least one", "", DECIMAL, EXACT, 6768.0768616,
        1e-6, packages, 1e5, 8, 0, 200, 5, GROUPS),
    ABS("fleet.blast.spare", "packages dark with one spare laser for 8", "", DECIMAL, EXACT,
        262.91788353, 1e-6, packages, 1e5, 8, 1, 200, 5, GROUPS),
    ABS("fleet.flaps.mean", "a link without margin: crossings over f, and share of the time", "",
        "Rice's formula at the mean: 1 + 1/2", EXACT, 1.5, 1e-12, crossings_at_mean, 0.5, 1e-4),
    {.id = "fleet.v10.flap.predicted",
     .what = "between flaps of a 400G DR4, sd of 0.5 dB between links and in time, hourly",
     .unit = "year",
     .source = "Alibaba, ECOC 2026 (slides, transcribed): retimed, 6.9 years",
     .origin = SL_ORIGIN_PUBLISHED,
     .relative = true,
     .expected = 6.9,
     .tolerance = 1.0,
     .full = flap_years,
     .args = {0.5, 0.5},
     .note = "generic parts have margin beyond what wanders; the field's flaps are mostly dirt, "
             "seating and software, which the law does not know"},
    {.id = "fleet.population",
     .what = "1e5 links, 2000 FIT, 50 h, 5 years, 20 fleets: unavailability over the closed form",
     .unit = "",
     .source = "alternating renewal process",
     .origin = SL_ORIGIN_EXACT,
     .expected = 1.0,
     .tolerance = 5e-3,
     .full = population,
     .args = {1e5, 2000, 50, 5, 20}},
};

const selftest_table selftest_fleet = {"fleet", cases, sizeof cases / sizeof *cases};
