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

enum { DR8_800, LPO_800, SR8_800, SR4_400, SM_VCSEL_800, CPO_800, DR8_1600, CPO_1600, HOSTS };

#define SWITCH_AIR    "chip/switch-51t2", "board/switch-line-card", "cooling/air-2u-switch"
#define SWITCH_LIQUID "chip/switch-28t8", "board/switch-flyover", "cooling/liquid-cold-plate"

static const selftest_host hosts[HOSTS] = {
    [DR8_800] = {"link/dr8-800-retimed", "800 Gb/s", "500 m", SWITCH_AIR, ""},
    [LPO_800] = {"link/dr8-800-lpo", "800 Gb/s", "500 m", SWITCH_AIR, ""},
    [SR8_800] = {"link/sr8-800-retimed", "800 Gb/s", "50 m", SWITCH_AIR, ""},
    [SR4_400] = {"link/sr4-400-retimed", "400 Gb/s", "50 m", SWITCH_AIR, ""},
    [SM_VCSEL_800] = {"link/dr8-800-vcsel-lpo", "800 Gb/s", "500 m", SWITCH_AIR, ""},
    [CPO_800] = {"link/cpo-mzm-800", "800 Gb/s", "500 m", SWITCH_AIR, ""},
    [DR8_1600] = {"link/dr8-1600-retimed", "1.6 Tb/s", "500 m", SWITCH_LIQUID, ""},
    [CPO_1600] = {"link/cpo-mrm-1600", "1.6 Tb/s", "500 m", SWITCH_LIQUID, ""},
};

static bool at_hand(const selftest_host *h)
{
    return sl_catalog_find(h->link) && sl_catalog_find(h->chip) && sl_catalog_find(h->board) &&
           sl_catalog_find(h->cooling);
}

sl_status selftest_load(sl_model **model, sl_ctx *ctx, const selftest_host *h)
{
    char text[512];
    *model = NULL;
    int n = snprintf(text, sizeof text,
                     "shoreline: 1\n"
                     "service: {rate: %s, reach: %s, ber: 1e-15, ambient: 35 degC}\n"
                     "chip: {use: %s}\n"
                     "board: {use: %s}\n"
                     "cooling: {use: %s}\n"
                     "variants:\n"
                     "  a: {link: {use: %s%s}}\n",
                     h->rate, h->reach, h->chip, h->board, h->cooling, h->link, h->set);
    if (!at_hand(h)) return SL_ERR_IO;
    sl_scenario_opts opts = {.path = "selftest.yaml", .text = text, .text_length = (size_t)n};
    return sl_model_load(model, ctx, &opts);
}

void selftest_metric(selftest_value *out, const selftest_host *h, int metric, double scale)
{
    sl_ctx *ctx = NULL;
    sl_model *model = NULL;
    sl_comparison *c = NULL;
    sl_compare_opts opts = {.draws = SELFTEST_DRAWS};
    out->absent = true;
    out->note = "no such part in the catalogue";
    if (!at_hand(h) || sl_ctx_create(&ctx, NULL) != SL_OK) return;
    out->note = "the scenario no longer loads";
    out->absent = false;
    if (selftest_load(&model, ctx, h) == SL_OK && sl_compare(&c, ctx, model, &opts) == SL_OK) {
        const sl_variant_result *v = &c->variants[0];
        if (scale == 0.0) scale = model->variants[0].design.link.rate_bps;
        out->value = v->nominal.value[metric] * scale;
        out->low = v->interval[metric].low * scale;
        out->high = v->interval[metric].high * scale;
        out->note = NULL;
    }
    sl_comparison_destroy(ctx, c);
    if (model) sl_model_destroy(model);
    sl_ctx_destroy(ctx);
}

static void power(selftest_value *out, selftest_env *env, const double *a)
{
    (void)env;
    selftest_metric(out, &hosts[(int)a[0]], SL_M_ENGINE_ENERGY, 0.0);
}

#define WITHIN 0.20
#define FIGURE(id_, what_, unit_, source_, value_, low_, high_, host_)                             \
    {                                                                                              \
        .id = id_, .what = what_, .unit = unit_, .source = source_, .origin = SL_ORIGIN_PUBLISHED, \
        .relative = true, .expected = value_, .tolerance = WITHIN, .published_low = low_,          \
        .published_high = high_, .full = power, .args = {host_},                                   \
        .note = "generic parts, nominal case; nothing is fitted to this product"                   \
    }
#define BAILLY    "Broadcom, statements on the 51.2T Bailly CPO switch, 2024"
#define PHOTONICS "NVIDIA, statements on Quantum-X and Spectrum-X Photonics, 2025"
#define GAZETTE   "Gazettabyte, Adtran breaks the 1 W barrier with 800G LPO, 2026"

static const selftest_case cases[] = {
    FIGURE("power.v10.cpo_800", "800G of CPO with external lasers (engine and lasers, no SerDes)",
           "W", BAILLY, 5.5, 0.0, 0.0, CPO_800),
    FIGURE("power.v10.dr8_800", "800G DR8 module with DSP (whole module)", "W", BAILLY, 15.0, 14.0,
           16.0, DR8_800),
    FIGURE("power.v10.lpo_800", "800G DR8 LPO module (whole module)", "W",
           "makers' statements on 800G LPO modules, 2024", 8.5, 8.0, 9.0, LPO_800),
    FIGURE("power.v10.lpo_800.first", "first 800G LPO modules (whole module)", "W", GAZETTE, 6.5,
           5.0, 8.0, LPO_800),
    FIGURE("power.v10.sm_vcsel_800", "800G DR8 LPO of single-mode VCSELs (whole module)", "W",
           GAZETTE, 0.8, 0.0, 0.0, SM_VCSEL_800),
    {.id = "power.v10.sr8_800",
     .what = "800G SR8 module with DSP, data-sheet maximum (whole module)",
     .unit = "W",
     .source = "800G SR8 OSFP data sheets: below 15 W",
     .origin = SL_ORIGIN_PUBLISHED,
     .sense = SL_SELFTEST_AT_MOST,
     .expected = 15.0,
     .full = power,
     .args = {SR8_800}},
    {.id = "power.v10.sr4_400",
     .what = "400G SR4 module with DSP, data-sheet maximum (whole module)",
     .unit = "W",
     .source = "400G SR4 data sheets: below 8 W",
     .origin = SL_ORIGIN_PUBLISHED,
     .sense = SL_SELFTEST_AT_MOST,
     .expected = 8.0,
     .full = power,
     .args = {SR4_400}},
    FIGURE("power.v10.dr8_1600", "1.6T pluggable with DSP (whole module)", "W", PHOTONICS, 30.0,
           0.0, 0.0, DR8_1600),
    FIGURE("power.v10.cpo_1600", "1.6T of CPO, microrings, external lasers (no SerDes)", "W",
           PHOTONICS, 9.0, 0.0, 0.0, CPO_1600),
};

const selftest_table selftest_power = {"power", cases, sizeof cases / sizeof *cases};
