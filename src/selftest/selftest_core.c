// The common core: random numbers, tails, quantities, diagnostics.
#include "selftest/selftest.h"

#include <string.h>

#include "shoreline/constants.h"
#include "shoreline/model.h"
#include "shoreline/numeric.h"
#include "shoreline/random.h"
#include "shoreline/units.h"

static double uniform_word(const double *a)
{
    (void)a; // the first 53 bits of the first word
    return floor(sl_random_uniform(0, 0, 0, 0) * 0x1p53);
}

static double tail(const double *a)
{
    return sl_q(a[0]);
}

static double tail_inverse(const double *a)
{
    return sl_q_inverse(a[0]);
}

static double binomial(const double *a)
{
    return pow(10.0, sl_log10_binomial_tail(a[0], a[1], a[2]));
}

static double light_thz(const double *a)
{
    return SL_SPEED_OF_LIGHT_M_S / a[0] * 1e-12;
}

static const char *const quantities[] = {"1.6 Tb/s", "200 GB/s", "0 dBm", "-3 dBm",  "25 degC",
                                         "30 W/cm2", "60 FIT",   "4 KiB", "5 pJ/bit"};
static const char *const wanted[] = {"b/s", "b/s", "W", "W", "degC", "W/m2", "1/s", "bit", "J/bit"};

static double quantity(const double *a)
{
    int i = (int)a[0];
    sl_quantity q, unit;
    sl_quantity_error error;
    double value;
    if (!sl_quantity_parse(&q, quantities[i], strlen(quantities[i]), &error)) return NAN;
    if (!sl_unit_parse(&unit, wanted[i], strlen(wanted[i]), &error)) return NAN;
    return sl_quantity_convert(&value, &q, unit.dim) ? value : (double)NAN;
}

static double ratio(const double *a)
{
    return sl_ratio_from_db(a[0]);
}

static double refusals(const double *a)
{
    static const char *const texts[] = {"200 GBps", "400 gbps", "1.6T"};
    double refused = 0.0;
    (void)a;
    for (size_t i = 0; i < 3; i++) {
        sl_quantity q;
        sl_quantity_error error;
        if (!sl_quantity_parse(&q, texts[i], strlen(texts[i]), &error) && error.hint[0]) refused++;
    }
    return refused;
}

// A scenario with an unknown key, a wrong dimension and a word that is none of the list.
static void planted_faults(selftest_value *out, selftest_env *env, const double *a)
{
    static const char text[] = "shoreline: 1\n"
                               "service: {rate: 1.6 Tb/s, raech: 30 m}\n"
                               "chip: {tdp: 5 m}\n"
                               "variants:\n"
                               "  a: {link: {kind: retimmed, rate: 1.6 Tb/s, lanes: 8}}\n";
    static const struct {
        int code, line, column;
    } want[] = {{SL_E_UNKNOWN_KEY, 2, 27}, {SL_E_DIMENSION, 3, 13}, {SL_E_ENUM, 5, 20}};
    sl_ctx *ctx = NULL;
    sl_model *model = NULL;
    (void)a;
    (void)env;
    if (sl_ctx_create(&ctx, NULL) != SL_OK) return;
    sl_scenario_opts opts = {.path = "planted.yaml", .text = text, .text_length = sizeof text - 1};
    out->value = 0.0;
    if (sl_model_load(&model, ctx, &opts) == SL_OK) sl_model_destroy(model);
    for (size_t i = 0; i < sl_diag_count(ctx); i++)
        for (size_t k = 0; k < 3; k++) {
            const sl_diag *d = sl_diag_get(ctx, i);
            out->value += d->code == want[k].code && d->mark.line == want[k].line &&
                          d->mark.column == want[k].column && d->hint[0] != '\0';
        }
    sl_ctx_destroy(ctx);
}

#define GSL_RUN "GSL 2.7, the same arguments"
#define DEFINITION(id_, what_, unit_, value_, tolerance_, ...)                                     \
    {                                                                                              \
        .id = id_, .what = what_, .unit = unit_,                                                   \
        .source = "definition of the unit (SI, IEC 80000-13)", .origin = SL_ORIGIN_EXACT,          \
        .relative = true, .expected = value_, .tolerance = tolerance_, __VA_ARGS__                 \
    }
#define PEER(id_, what_, value_, tolerance_, ...)                                                  \
    {                                                                                              \
        .id = id_, .what = what_, .unit = "", .source = GSL_RUN, .origin = SL_ORIGIN_PEER_RUN,     \
        .relative = true, .expected = value_, .tolerance = tolerance_, __VA_ARGS__                 \
    }

static const selftest_case cases[] = {
    {.id = "core.random.threefry",
     .what = "Threefry4x64-20, counter and key 0: upper 53 bits of the first word",
     .unit = "",
     .source = "Random123 1.14, known answer 09218ebde6c85537",
     .origin = SL_ORIGIN_PEER_RUN,
     .expected = (double)(0x09218ebde6c85537u >> 11),
     .simple = uniform_word},
    PEER("core.tail.3", "Gaussian tail Q(3)", 1.349898031630095e-3, 1e-13, .simple = tail,
         .args = {3.0}),
    PEER("core.tail.10", "Gaussian tail Q(10)", 7.619853024160527e-24, 1e-13, .simple = tail,
         .args = {10.0}),
    PEER("core.tail_inverse.2.4e-4", "argument of the tail 2.4e-4", 3.491676063404, 1e-11,
         .simple = tail_inverse, .args = {2.4e-4}),
    PEER("core.tail_inverse.1e-12", "argument of the tail 1e-12", 7.034483825301, 1e-11,
         .simple = tail_inverse, .args = {1e-12}),
    PEER("core.tail_inverse.1e-15", "argument of the tail 1e-15", 7.941345326171, 1e-11,
         .simple = tail_inverse, .args = {1e-15}),
    PEER("core.binomial", "P(more than 15 of 544), p = 2.2e-3", 2.2732416452e-13, 1e-9,
         .simple = binomial, .args = {544, 16, 2.2e-3}),
    DEFINITION("core.unit.tbps", "1.6 Tb/s", "bit/s", 1.6e12, 0.0, .simple = quantity, .args = {0}),
    DEFINITION("core.unit.gbyte", "200 GB/s", "bit/s", 1.6e12, 0.0, .simple = quantity,
               .args = {1}),
    DEFINITION("core.unit.0dbm", "0 dBm", "W", 1e-3, 1e-9, .simple = quantity, .args = {2}),
    DEFINITION("core.unit.-3dbm", "-3 dBm", "W", 5.011872336e-4, 1e-9, .simple = quantity,
               .args = {3}),
    DEFINITION("core.unit.3db", "3 dB", "", 1.995262315, 1e-9, .simple = ratio, .args = {3.0}),
    DEFINITION("core.unit.celsius", "25 degC", "K", 298.15, 1e-12, .simple = quantity, .args = {4}),
    DEFINITION("core.unit.flux", "30 W/cm2", "W/m2", 3e5, 1e-12, .simple = quantity, .args = {5}),
    DEFINITION("core.unit.fit", "60 FIT", "1/s", 60.0 / 3.6e12, 1e-12, .simple = quantity,
               .args = {6}),
    DEFINITION("core.unit.kibibyte", "4 KiB", "bit", 32768.0, 1e-12, .simple = quantity,
               .args = {7}),
    DEFINITION("core.unit.pj", "5 pJ/bit", "J/bit", 5e-12, 1e-12, .simple = quantity, .args = {8}),
    DEFINITION("core.light", "frequency of 1550 nm", "THz", 193.414489, 1e-8, .simple = light_thz,
               .args = {1550e-9}),
    {.id = "core.unit.refused",
     .what = "GBps, gbps and a bare 1.6T are refused, each with its fix",
     .unit = "",
     .source = "rule: a rate says bits or bytes, and per second",
     .origin = SL_ORIGIN_EXACT,
     .expected = 3.0,
     .simple = refusals},
    {.id = "core.diagnostics",
     .what = "three planted faults: reported at once, at their place, with a fix",
     .unit = "",
     .source = "rule: all faults of a scenario in one run",
     .origin = SL_ORIGIN_EXACT,
     .expected = 3.0,
     .full = planted_faults},
};

const selftest_table selftest_core = {"core", cases, sizeof cases / sizeof *cases};
