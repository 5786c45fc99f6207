// Power of published modules and engines, computed by sl_evaluate from catalogue parts.
//
// Every row is one catalogue link on one host: no key is set for a row, and no part knows the
// figure it is compared with. The scope is what the statement counts: module or engine with its
// lasers, both directions, without the host's SerDes (link.engine_energy times the rate), unless
// the row says otherwise. Low and high are the 5th and 95th percentile of draws of all inputs.
#include "selftest/selftest.h"

#include <stdio.h>
#include <string.h>

#include "shoreline/system.h"

#define DRAWS 200

typedef struct host {
    const char *link, *rate, *reach, *chip, *board, *cooling;
} host;

enum {
    DR8_800,
    LPO_800,
    LRO_800,
    SR8_800,
    SM_VCSEL_800,
    CPO_800,
    DR8_1600,
    CPO_1600,
    CHIPLET,
    MICROLED,
    HOSTS
};

static const host hosts[HOSTS] = {
    [DR8_800] = {"link/dr8-800-retimed", "800 Gb/s", "500 m", "chip/switch-51t2",
                 "board/switch-line-card", "cooling/air-2u"},
    [LPO_800] = {"link/dr8-800-lpo", "800 Gb/s", "500 m", "chip/switch-51t2",
                 "board/switch-line-card", "cooling/air-2u"},
    [LRO_800] = {"link/dr8-800-lro", "800 Gb/s", "500 m", "chip/switch-51t2",
                 "board/switch-line-card", "cooling/air-2u"},
    [SR8_800] = {"link/sr8-800-retimed", "800 Gb/s", "50 m", "chip/switch-51t2",
                 "board/switch-line-card", "cooling/air-2u"},
    [SM_VCSEL_800] = {"link/dr8-800-lpo-vcsel", "800 Gb/s", "500 m", "chip/switch-51t2",
                      "board/switch-line-card", "cooling/air-2u"},
    [CPO_800] = {"link/cpo-mzm-800", "800 Gb/s", "500 m", "chip/switch-51t2",
                 "board/switch-line-card", "cooling/air-2u"},
    [DR8_1600] = {"link/dr8-1600-retimed", "1.6 Tb/s", "500 m", "chip/switch-102t4",
                  "board/switch-line-card", "cooling/liquid-cold-plate"},
    [CPO_1600] = {"link/cpo-mrm-1600", "1.6 Tb/s", "500 m", "chip/switch-115t2",
                  "board/switch-line-card", "cooling/liquid-cold-plate"},
    [CHIPLET] = {"link/oio-ucie", "1 Tb/s", "10 m", "chip/gpu-scale-up", "board/gpu-tray",
                 "cooling/liquid-cold-plate"},
    [MICROLED] = {"link/microled", "800 Gb/s", "10 m", "chip/gpu-scale-up", "board/gpu-tray",
                  "cooling/liquid-cold-plate"},
};

static bool at_hand(const host *h)
{
    return sl_catalog_find(h->link) && sl_catalog_find(h->chip) && sl_catalog_find(h->board) &&
           sl_catalog_find(h->cooling);
}

static sl_status load(sl_model **model, sl_ctx *ctx, const host *h)
{
    char text[512];
    int n = snprintf(text, sizeof text,
                     "shoreline: 1\n"
                     "service: {rate: %s, reach: %s, ber: 1e-15, ambient: 35 degC}\n"
                     "chip: {use: %s}\n"
                     "board: {use: %s}\n"
                     "cooling: {use: %s}\n"
                     "variants:\n"
                     "  a: {link: {use: %s}}\n",
                     h->rate, h->reach, h->chip, h->board, h->cooling, h->link);
    sl_scenario_opts opts = {.path = "selftest.yaml", .text = text, .text_length = (size_t)n};
    return sl_model_load(model, ctx, &opts);
}

// What a row counts, in its unit.
typedef enum scope {
    SCOPE_MODULE_W,     // module and lasers
    SCOPE_MODULE_PJ,    // the same per bit
    SCOPE_WITH_HOST_PJ, // and the host's SerDes
} scope;

static int metric_of(scope s)
{
    return s == SCOPE_WITH_HOST_PJ ? SL_M_ENERGY : SL_M_ENGINE_ENERGY;
}

static void power(selftest_value *out, selftest_env *env, const double *a)
{
    const host *h = &hosts[(int)a[0]];
    scope s = (scope)a[1];
    (void)env;
    out->absent = true;
    out->note = "no such part in the catalogue";
    if (!at_hand(h)) return;
    sl_ctx *ctx = NULL;
    sl_model *model = NULL;
    sl_comparison *c = NULL;
    sl_compare_opts opts = {.draws = DRAWS};
    if (sl_ctx_create(&ctx, NULL) != SL_OK) return;
    out->note = "the scenario no longer loads";
    out->absent = false;
    if (load(&model, ctx, h) == SL_OK && sl_compare(&c, ctx, model, &opts) == SL_OK) {
        int m = metric_of(s);
        double scale = s == SCOPE_MODULE_W ? model->variants[0].design.link.rate_bps : 1e12;
        out->value = c->variants[0].nominal.value[m] * scale;
        out->low = c->variants[0].interval[m].low * scale;
        out->high = c->variants[0].interval[m].high * scale;
        out->note = NULL;
    }
    sl_comparison_destroy(ctx, c);
    if (model) sl_model_destroy(model);
    sl_ctx_destroy(ctx);
}

#define WITHIN 0.20
#define FIGURE(id_, what_, unit_, source_, value_, low_, high_, host_, scope_)                     \
    {                                                                                              \
        .id = id_, .what = what_, .unit = unit_, .source = source_, .origin = SL_ORIGIN_PUBLISHED, \
        .relative = true, .expected = value_, .tolerance = WITHIN, .published_low = low_,          \
        .published_high = high_, .full = power, .args = {host_, scope_},                           \
        .note = "computed from generic parts; nothing is fitted to this product"                   \
    }
#define BAILLY    "Broadcom, statements on the 51.2T Bailly CPO switch, 2024"
#define PHOTONICS "NVIDIA, statements on Quantum-X and Spectrum-X Photonics, 2025"
#define GAZETTE   "Gazettabyte, Adtran breaks the 1 W barrier with 800G LPO, 2026"

static const selftest_case cases[] = {
    FIGURE("power.v10.cpo_800", "800G of CPO with external lasers (engine and lasers, no SerDes)",
           "W", BAILLY, 5.5, 0.0, 0.0, CPO_800, SCOPE_MODULE_W),
    FIGURE("power.v10.dr8_800", "800G DR8 module with DSP (whole module)", "W", BAILLY, 15.0, 14.0,
           16.0, DR8_800, SCOPE_MODULE_W),
    FIGURE("power.v10.lpo_800", "800G DR8 LPO module (whole module)", "W",
           "makers' statements on 800G LPO modules, 2024", 8.5, 8.0, 9.0, LPO_800, SCOPE_MODULE_W),
    FIGURE("power.v10.lpo_800.first", "first 800G LPO modules (whole module)", "W", GAZETTE, 6.5,
           5.0, 8.0, LPO_800, SCOPE_MODULE_W),
    FIGURE("power.v10.sm_vcsel_800", "800G DR8 LPO of single-mode VCSELs (whole module)", "W",
           GAZETTE, 0.8, 0.0, 0.0, SM_VCSEL_800, SCOPE_MODULE_W),
    {.id = "power.v10.sr8_800",
     .what = "800G SR8 module with DSP, data-sheet maximum (whole module)",
     .unit = "W",
     .source = "800G SR8 OSFP data sheets: below 15 W",
     .origin = SL_ORIGIN_PUBLISHED,
     .sense = SL_SELFTEST_AT_MOST,
     .expected = 15.0,
     .full = power,
     .args = {SR8_800, SCOPE_MODULE_W}},
    FIGURE("power.v10.dr8_1600", "1.6T pluggable with DSP (whole module)", "W", PHOTONICS, 30.0,
           0.0, 0.0, DR8_1600, SCOPE_MODULE_W),
    FIGURE("power.v10.cpo_1600", "1.6T of CPO, microrings, external lasers (no SerDes)", "W",
           PHOTONICS, 9.0, 0.0, 0.0, CPO_1600, SCOPE_MODULE_W),
};

const selftest_table selftest_power = {"power", cases, sizeof cases / sizeof *cases};
