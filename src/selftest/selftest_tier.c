// Energy of a SerDes behind a built channel and the equalisers that COM found, per reach class: a
// cable as long as the class's loss, on the class's own transceiver and node.
#include "selftest/selftest.h"

#include <stdio.h>
#include <string.h>

#include "shoreline/channel.h"

#define TEXT                                                                                       \
    "shoreline: 1\n"                                                                               \
    "service: {rate: 1.6 Tb/s, reach: 1 m, ber: 1e-15, ambient: 35 degC}\n"                        \
    "chip: {use: chip/gpu-scale-up}\nboard: {use: board/gpu-tray}\n"                               \
    "cooling: {use: cooling/liquid-cold-plate}\n"                                                  \
    "variants: {a: {link: {use: link/dac-1600, serdes: {use: serdes/%s}}}}\n"

typedef struct reach_class {
    const char *serdes;
    int lanes; // of 1.7 Tb/s on the line
    double loss_db, target_ber, node_scale;
} reach_class;

static const reach_class classes[] = {
    {"cei-112g-xsr", 16, 10, 1e-8, 1.0}, {"cei-112g-vsr", 16, 16, 1e-6, 1.0},
    {"cei-112g-mr", 16, 20, 1e-6, 1.4},  {"cei-112g-lr", 16, 38, 1e-4, 1.4},
    {"cei-224g-xsr", 8, 13, 1e-6, 0.75}, {"cei-224g-vsr", 8, 16, 1e-5, 0.75},
    {"cei-224g-lr", 8, 40, 2e-4, 0.75},
};

// Nothing but the cable, uncoded, so that its error ratio is the target.
static void reduce(sl_design *d, const reach_class *k)
{
    sl_design_channel channel[2];
    double loss_db;
    d->link.lanes = k->lanes;
    d->link.rate_bps *= 1.0625;
    d->link.fec.code = 0;
    d->link.serdes.node_scale = k->node_scale;
    d->board.faceplate.n = d->link.module.n = 0;
    d->service.ber = k->target_ber;
    d->service.reach_m = 1;
    sl_design_channels(channel, d);
    if (sl_electrical_loss_db(&loss_db, channel[0].segments, channel[0].n,
                              channel[0].symbol_rate_bd / 2) == SL_OK)
        d->service.reach_m = k->loss_db / loss_db;
}

static double energy_pj(const double *a)
{
    const reach_class *k = &classes[(int)a[0]];
    char text[sizeof TEXT + 32];
    double value = NAN;
    sl_ctx *ctx = NULL;
    sl_model *model = NULL;
    sl_tier_result *t = NULL;
    int n = snprintf(text, sizeof text, TEXT, k->serdes);
    sl_scenario_opts opts = {.path = "selftest.yaml", .text = text, .text_length = (size_t)n};
    if (sl_ctx_create(&ctx, NULL) != SL_OK) return NAN;
    if (sl_model_load(&model, ctx, &opts) == SL_OK) {
        sl_design *d = &model->variants[0].design;
        reduce(d, k);
        if (sl_tier_create(&t, d, SL_FIDELITY_STANDARD, 1, 0) == SL_OK && t->n == 1 &&
            !t->channel[0].why[0])
            value = t->channel[0].energy_j_per_bit * 1e12;
        sl_tier_destroy(t);
        sl_model_destroy(model);
    }
    sl_ctx_destroy(ctx);
    return value;
}

// Bands are known to two digits: half of the last one is added on either side.
#define BAND(id_, what_, index_, low_, high_)                                                      \
    {                                                                                              \
        .id = "tier.energy." id_, .what = "energy of a SerDes, TX + RX, " what_, .unit = "pJ/bit", \
        .source = "usual band of products, " #low_ " to " #high_                                   \
                  " (general knowledge of the field; class assumption)",                           \
        .origin = SL_ORIGIN_OWN, .expected = ((low_) + (high_)) / 2.0,                             \
        .tolerance = ((high_) - (low_)) / 2.0 + 0.05, .simple = energy_pj, .args = {               \
            index_                                                                                 \
        }                                                                                          \
    }

static const selftest_case cases[] = {
    BAND("112g.xsr", "112G XSR, 10 dB, 5 nm", 0, 1.1, 1.7),
    BAND("112g.vsr", "112G VSR, 16 dB, 5 nm", 1, 2.5, 4.0),
    BAND("112g.mr", "112G MR, 20 dB, 7 nm", 2, 3.5, 5.0),
    BAND("112g.lr", "112G LR, 38 dB with packages, 7 nm", 3, 4.5, 7.0),
    BAND("224g.xsr", "224G XSR, 13 dB, 3 nm", 4, 1.2, 2.0),
    BAND("224g.vsr", "224G VSR, 16 dB, 3 nm", 5, 2.5, 3.5),
    BAND("224g.lr", "224G LR, 40 dB, 3 nm", 6, 3.5, 5.5),
};

const selftest_table selftest_tier = {"tier", cases, sizeof cases / sizeof *cases};
