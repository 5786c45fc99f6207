// A package of a known kind to the economics layer: its parts are the market's dies.
//
// Carbon goes through the same package as money, with kg in the place of USD.
#include "system/internal.h"

#include "shoreline/constants.h"

_Static_assert(SL_MARKET_ASSEMBLED == SL_PACKAGE_KINDS, "kinds of model and layer");

static double disc_m2(const sl_process_spec *p)
{
    return SL_PI * p->wafer_m * p->wafer_m / 4.0;
}

// ---- kinds made of steps ----

static sl_status chips_of(sl_chip *money, sl_chip *carbon, const sl_market_spec *m)
{
    for (int i = 0; i < m->die_n; i++) {
        const sl_market_die *d = &m->die[i];
        sl_die die;
        sl_tested tested;
        double kg;
        SL_TRY(sl_project_die(&die, &tested, &kg, d, m));
        money[i] = (sl_chip){d->width_m * d->height_m, tested.cost_usd, tested.quality, d->count};
        carbon[i] = money[i];
        carbon[i].good_usd = kg;
    }
    return SL_OK;
}

static sl_package_rates rates_of(const sl_market_spec *m)
{
    const sl_market_package *p = &m->package;
    return (sl_package_rates){.substrate_usd_per_m2 = p->substrate_usd_per_m2,
                              .substrate_scale = p->substrate_scale,
                              .c4_usd_per_m2 = p->c4_usd_per_m2,
                              .bump_usd_per_m2 = p->bump_usd_per_m2,
                              .carrier = sl_project_wafer(&p->carrier, m),
                              .carrier_scale = p->carrier_scale,
                              .bond_yield = p->bond_yield,
                              .attach_yield = p->attach_yield,
                              .reflow_usd = p->reflow_usd,
                              .rework_usd = p->rework_usd,
                              .rework_yield = p->rework_yield,
                              .rework_max = p->rework_max,
                              .spare_sites = p->spare,
                              .compat_actuary = m->compat == SL_COMPAT_ACTUARY};
}

static sl_status stepped(sl_flow_cost *cost, sl_flow_cost *carbon, const sl_market_spec *m)
{
    const sl_market_package *p = &m->package;
    sl_chip money[SL_MARKET_DIES], kg[SL_MARKET_DIES];
    sl_package_rates rates = rates_of(m), carbon_rates = rates;
    SL_TRY(chips_of(money, kg, m));
    SL_TRY(sl_package_cost(cost, (sl_package_kind)p->kind, money, m->die_n, &rates));
    carbon_rates.substrate_usd_per_m2 = p->substrate_kg_per_m2;
    carbon_rates.c4_usd_per_m2 = carbon_rates.bump_usd_per_m2 = 0.0;
    carbon_rates.reflow_usd = carbon_rates.rework_usd = 0.0;
    if (p->has_carrier)
        carbon_rates.carrier.cost_usd =
            sl_project_fab_kg_per_m2(&p->carrier) * disc_m2(&p->carrier);
    return sl_package_cost(carbon, (sl_package_kind)p->kind, kg, m->die_n, &carbon_rates);
}

// ---- dies put on a carrier ----

// What an assembly points to: the carrier first, then one of each kind of die.
typedef struct build {
    sl_assembly_layer layer[1 + SL_MARKET_DIES];
    sl_assembly_wafer wafer[1 + SL_MARKET_DIES];
    sl_assembly_test test[1 + SL_MARKET_DIES];
    sl_assembly_bonding bonding;
    sl_assembly_die die[SL_ASSEMBLY_DIES_MAX];
    sl_assembly_net net[SL_ASSEMBLY_DIES_MAX];
    int die_n;
} build;

static void process_of(build *b, int at, const sl_process_spec *p, const sl_market_spec *m,
                       bool carbon)
{
    sl_wafer w = sl_project_wafer(p, m);
    double usd_per_m2 = carbon ? sl_project_fab_kg_per_m2(p) : w.cost_usd / disc_m2(p);
    b->layer[at] =
        (sl_assembly_layer){.usd_per_m2 = usd_per_m2,
                            .model = w.model,
                            .d0_per_m2 = w.d0_per_m2,
                            .alpha = w.alpha,
                            .critical = 1.0,
                            .litho = carbon ? 0.0 : p->litho,
                            .stitch_yield = at == 0 ? m->package.assembly.stitch_yield : 1.0};
    b->wafer[at] = (sl_assembly_wafer){.diameter_m = w.diameter_m,
                                       .edge_m = w.edge_m,
                                       .scribe_m = w.scribe_m,
                                       .reticle_width_m = p->reticle_width_m,
                                       .reticle_height_m = p->reticle_height_m,
                                       .line_yield = w.line_yield,
                                       .packing = w.packing};
}

static sl_machine machine_of(const sl_market_machine *m, bool carbon)
{
    double share = carbon ? 0.0 : 1.0;
    return (sl_machine){share * m->capex_usd, m->life_s, share * m->labour_usd_per_s, m->uptime};
}

static void bonding_of(build *b, const sl_market_assembly *a, bool carbon)
{
    b->bonding = (sl_assembly_bonding){.place = machine_of(&a->place, carbon),
                                       .bond = machine_of(&a->bond, carbon),
                                       .place_s = a->place.time_s,
                                       .bond_s = a->bond.time_s,
                                       .place_n = a->place.at_once,
                                       .bond_n = a->bond.at_once,
                                       .usd_per_m2 = carbon ? 0.0 : a->usd_per_m2,
                                       .gap_m = a->gap_m,
                                       .rim_m = a->rim_m,
                                       .pitch_m = a->pitch_m,
                                       .via_pitch_m = a->via_pitch_m,
                                       .via_area_m2 = a->via_area_m2,
                                       .pad_a_per_m2 = a->pad_a_per_m2,
                                       .align_yield = a->align_yield,
                                       .pad_yield = a->pad_yield,
                                       .via_yield = a->via_yield,
                                       .d0_per_m2 = a->d0_per_m2};
}

static void put_die(build *b, int at, double area_m2, double aspect, const sl_market_die *d)
{
    b->die[b->die_n++] = (sl_assembly_die){.on = at == 0 ? -1 : 0,
                                           .face_up = at == 0,
                                           .area_m2 = area_m2,
                                           .aspect = aspect,
                                           .layer = &b->layer[at],
                                           .layer_n = 1,
                                           .wafer = &b->wafer[at],
                                           .bonding = &b->bonding,
                                           .test = &b->test[at],
                                           .power_w = d ? d->power_w : 0.0,
                                           .voltage_v = d ? d->voltage_v : 1.0,
                                           .units = 1.0,
                                           .mask_share = 1.0};
}

#define FAR_M 1.0 // signals reach across any package

static void put_dies(build *b, int at, const sl_market_die *d, bool carbon)
{
    double area = d->width_m * d->height_m;
    b->test[at] = (sl_assembly_test){.cycle_s = d->test_time_s / d->sites,
                                     .usd_per_s = carbon ? 0.0 : d->tester_usd_per_s,
                                     .samples = 1.0,
                                     .die = {.done = true,
                                             .coverage = d->coverage,
                                             .overkill = d->overkill,
                                             .bits_per_m2 = 1.0 / area}};
    for (int i = 0; i < d->count; i++) {
        b->net[b->die_n] = (sl_assembly_net){
            .a = b->die_n, .b = -1, .cells = 1.0, .wires = d->signals, .reach_m = FAR_M};
        put_die(b, at, area, d->width_m / d->height_m, d);
    }
}

static sl_status assembled(sl_assembled *out, const sl_market_spec *m, bool carbon)
{
    const sl_market_package *p = &m->package;
    build b = {.die_n = 0};
    int dies = 0;
    for (int i = 0; i < m->die_n; i++)
        dies += m->die[i].count;
    if (!p->has_carrier || !p->has_assembly || dies >= SL_ASSEMBLY_DIES_MAX) return SL_ERR_DOMAIN;
    bonding_of(&b, &p->assembly, carbon);
    process_of(&b, 0, &p->carrier, m, carbon);
    b.test[0] = (sl_assembly_test){.samples = 1.0,
                                   .die = {.done = true, .coverage = p->assembly.carrier_coverage},
                                   .stack = {.done = true, .coverage = p->assembly.coverage}};
    put_die(&b, 0, 0.0, 1.0, NULL);
    for (int i = 0; i < m->die_n; i++) {
        process_of(&b, 1 + i, &m->die[i].process, m, carbon);
        put_dies(&b, 1 + i, &m->die[i], carbon);
    }
    sl_assembly in = {b.die, b.die_n, b.net + 1, b.die_n - 1, m->compat == SL_COMPAT_CATCH};
    return sl_assembly_cost(out, NULL, &in);
}

// What came in and was done, and what of it was lost at the last test.
static sl_flow_cost flow_of(const sl_assembled *a)
{
    return (sl_flow_cost){.cost_usd = a->cost_usd,
                          .quality = a->quality,
                          .pass = a->pass,
                          .rolled = a->pass,
                          .parts_usd = a->cost_usd * a->pass,
                          .loss_usd = a->cost_usd * (1.0 - a->pass)};
}

sl_status sl_project_market_package(sl_flow_cost *cost, double *carbon_kg,
                                    sl_share_cost share[SL_SHARES], const sl_market_spec *m)
{
    sl_flow_cost carbon;
    if (m->die_n < 1) return SL_ERR_DOMAIN;
    if (m->package.kind == SL_MARKET_ASSEMBLED) {
        sl_assembled money, kg;
        SL_TRY(assembled(&money, m, false));
        SL_TRY(assembled(&kg, m, true));
        *cost = flow_of(&money);
        carbon = flow_of(&kg);
    } else {
        SL_TRY(stepped(cost, &carbon, m));
    }
    *carbon_kg = carbon.cost_usd;
    for (int i = 0; i < SL_SHARES; i++)
        share[i] = (sl_share_cost){0.0, 0.0, 0.0};
    share[SL_SHARE_PACKAGE] = (sl_share_cost){cost->parts_usd, cost->process_usd, cost->rework_usd};
    return SL_OK;
}
