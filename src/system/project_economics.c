// Things to the economics layer: dies on wafers, a market's steps as a flow, price, ownership,
// carbon, and what a training run bears.
//
// Carbon goes through the same flow as money: each step's kg stand where its USD stood.
#include "system/internal.h"

#include <string.h>

// ---- dies ----

static double money_of(const sl_process_spec *p, const sl_market_spec *m)
{
    return isnan(m->inflation) ? 1.0 : pow(1.0 + m->inflation, m->year - p->year);
}

sl_wafer sl_project_wafer(const sl_process_spec *p, const sl_market_spec *m)
{
    return (sl_wafer){.diameter_m = p->wafer_m,
                      .edge_m = p->edge_m,
                      .scribe_m = p->scribe_m,
                      .cost_usd = p->cost_usd * money_of(p, m),
                      .model = (sl_yield_model)p->model,
                      .d0_per_m2 = p->d0_per_m2,
                      .alpha = p->alpha,
                      .line_yield = p->line_yield,
                      .packing = (sl_packing)p->packing};
}

double sl_project_fab_kg_per_m2(const sl_process_spec *p)
{
    sl_fab_carbon fab = {p->energy_j_per_m2, p->grid_kg_per_j, p->gas_kg_per_m2,
                         p->material_kg_per_m2};
    return sl_fab_kg_per_m2(&fab);
}

sl_status sl_project_die(sl_die *die, sl_tested *tested, double *carbon_kg, const sl_market_die *d,
                         const sl_market_spec *m)
{
    const sl_process_spec *p = &d->process;
    sl_wafer wafer = sl_project_wafer(p, m);
    double use = sl_reticle_use(d->width_m, d->height_m, p->reticle_width_m, p->reticle_height_m);
    if (p->litho > 0.0) wafer.cost_usd *= 1.0 - p->litho + p->litho / use;
    SL_TRY(sl_die_of(die, &wafer, d->width_m, d->height_m));
    sl_test test = {.law = SL_ESCAPE_LINEAR,
                    .coverage = d->coverage,
                    .overkill = d->overkill,
                    .time_s = d->test_time_s,
                    .usd_per_s = d->tester_usd_per_s,
                    .sites = d->sites};
    SL_TRY(sl_test_run(tested, die->yield, die->raw_usd, &test, 1));
    *carbon_kg = sl_die_carbon_kg(sl_project_fab_kg_per_m2(&d->process), d->process.wafer_m,
                                  die->dies, tested->pass);
    return isnan(*carbon_kg) ? SL_ERR_DOMAIN : SL_OK;
}

// ---- bonds ----

sl_bond sl_project_bond(const sl_bond_spec *b)
{
    bool wafer = b->kind == SL_BOND_W2W;
    return (sl_bond){.kind = (sl_bond_kind)b->kind,
                     .width_m = b->width_m,
                     .height_m = b->height_m,
                     .pitch_m = b->pitch_m,
                     .bottom_frac = b->bottom_frac,
                     .top_frac = b->top_frac,
                     .contact_frac = b->contact_frac,
                     .spacing_frac = b->spacing_frac,
                     .translation_m = b->translation_m,
                     .translation_sd_m = b->translation_sd_m,
                     .rotation_rad = !isnan(b->rotation_rad) ? b->rotation_rad
                                     : wafer                 ? 5e-8
                                                             : 1e-6,
                     .rotation_sd_rad = !isnan(b->rotation_sd_rad) ? b->rotation_sd_rad
                                        : wafer                    ? 1e-8
                                                                   : 5e-7,
                     .magnification = b->magnification,
                     .magnification_sd = b->magnification_sd,
                     .random_sd_m = b->random_sd_m,
                     .d0_per_m2 = b->d0_per_m2,
                     .particle_m = b->particle_m,
                     .exponent = b->exponent,
                     .void_m = b->void_m,
                     .void_growth = b->void_growth,
                     .tail_growth = b->tail_growth,
                     .recess_m = b->recess_m,
                     .recess_sd_m = b->recess_sd_m,
                     .expansion_m_per_k = b->expansion_m_per_k,
                     .heat_k = b->heat_k,
                     .least_recess_m = b->least_recess_m,
                     .wafer_m = b->wafer_m};
}

// ---- steps ----

int sl_market_die_find(const sl_market_spec *m, const char *name)
{
    for (int i = 0; i < m->die_n; i++)
        if (strcmp(m->die[i].name, name) == 0) return i;
    return -1;
}

int sl_market_step_find(const sl_market_spec *m, const char *name)
{
    for (int i = 0; i < m->step_n; i++)
        if (strcmp(m->step[i].name, name) == 0) return i;
    return -1;
}

void sl_market_inputs(sl_flow_step *out, const sl_market_spec *m)
{
    for (int i = 0; i < m->step_n; i++) {
        const sl_market_step *s = &m->step[i];
        out[i].after_n = s->after_n;
        for (int k = 0; k < s->after_n; k++)
            out[i].after[k] =
                (sl_flow_input){sl_market_step_find(m, s->after[k].step), s->after[k].count};
    }
}

// Money and carbon of the same steps.
typedef struct flows {
    sl_flow_step money[SL_FLOW_STEPS_MAX], carbon[SL_FLOW_STEPS_MAX];
} flows;

static sl_status put_part(sl_flow_part *money, sl_flow_part *carbon, const sl_market_part *p,
                          const sl_market_spec *m)
{
    *money = (sl_flow_part){p->count, p->cost_usd, p->quality};
    *carbon = (sl_flow_part){p->count, p->carbon_kg, p->quality};
    int at = p->die[0] ? sl_market_die_find(m, p->die) : -1;
    if (at < 0) return p->die[0] ? SL_ERR_DOMAIN : SL_OK;
    sl_die die;
    sl_tested tested;
    double kg;
    SL_TRY(sl_project_die(&die, &tested, &kg, &m->die[at], m));
    money->cost_usd += tested.cost_usd;
    money->quality *= tested.quality;
    carbon->cost_usd += kg;
    carbon->quality = money->quality;
    return SL_OK;
}

static sl_status put_step(sl_flow_step *money, sl_flow_step *carbon, const sl_market_step *s,
                          const sl_market_spec *m, double alignment_yield)
{
    sl_flow_step step = sl_flow_plain;
    step.cost_usd = s->cost_usd + s->time_s * s->usd_per_s;
    step.sites = s->sites;
    step.needed = s->needed ? s->needed : s->sites;
    step.yield = s->yield * (s->aligned && !isnan(alignment_yield) ? alignment_yield : 1.0);
    if (s->has_bond) {
        sl_bond bond = sl_project_bond(&s->bond);
        sl_bond_yield bonded;
        SL_TRY(sl_bond_yield_of(&bonded, &bond));
        step.yield *= bonded.yield;
    }
    step.coverage = s->coverage;
    step.overkill = s->overkill;
    step.rework_max = s->rework_max;
    step.rework_usd = s->rework_usd;
    step.rework_parts = s->rework_parts;
    step.rework_yield = s->rework_yield;
    step.salvage_usd = s->salvage_usd;
    step.part_n = s->part_n;
    *money = *carbon = step;
    carbon->cost_usd = s->carbon_kg;
    carbon->rework_usd = carbon->salvage_usd = 0.0;
    for (int i = 0; i < s->part_n; i++)
        SL_TRY(put_part(&money->part[i], &carbon->part[i], &s->part[i], m));
    return SL_OK;
}

// Steps in the order in which they can run; order[k]: where the k-th stands in the scenario.
static sl_status flows_of(flows *out, int *order, const sl_market_spec *m, double alignment_yield)
{
    sl_flow_step linked[SL_FLOW_STEPS_MAX];
    int place[SL_FLOW_STEPS_MAX], loop;
    sl_market_inputs(linked, m);
    SL_TRY(sl_flow_order(order, &loop, linked, m->step_n));
    for (int k = 0; k < m->step_n; k++)
        place[order[k]] = k;
    for (int k = 0; k < m->step_n; k++) {
        const sl_flow_step *from = &linked[order[k]];
        SL_TRY(put_step(&out->money[k], &out->carbon[k], &m->step[order[k]], m, alignment_yield));
        for (int a = 0; a < from->after_n; a++)
            out->money[k].after[a] = out->carbon[k].after[a] =
                (sl_flow_input){place[from->after[a].step], from->after[a].count};
        out->money[k].after_n = out->carbon[k].after_n = from->after_n;
    }
    return SL_OK;
}

static void add_share(sl_share_cost *to, double times, const sl_flow_cost *c)
{
    to->parts_usd += times * c->parts_usd;
    to->process_usd += times * c->process_usd;
    to->rework_usd += times * c->rework_usd;
}

// What each share of the cost has by itself, scrap apart: a step's own is what it has less what its
// inputs had.
static void shares_of(sl_share_cost *share, const flows *f, const sl_flow_cost *each,
                      const int *order, const sl_market_spec *m)
{
    double units[SL_FLOW_STEPS_MAX] = {0.0};
    units[m->step_n - 1] = 1.0;
    for (int k = m->step_n - 1; k >= 0; k--) {
        sl_share_cost *to = &share[m->step[order[k]].share];
        add_share(to, units[k], &each[k]);
        for (int a = 0; a < f->money[k].after_n; a++) {
            const sl_flow_input *in = &f->money[k].after[a];
            add_share(to, -units[k] * in->count, &each[in->step]);
            units[in->step] += units[k] * in->count;
        }
    }
}

sl_status sl_project_flow(sl_flow_cost *cost, double *carbon_kg, sl_share_cost share[SL_SHARES],
                          const sl_market_spec *m, double alignment_yield)
{
    flows f;
    int order[SL_FLOW_STEPS_MAX];
    sl_flow_cost each[SL_FLOW_STEPS_MAX], carbon;
    if (m->has_package) return sl_project_market_package(cost, carbon_kg, share, m);
    SL_TRY(flows_of(&f, order, m, alignment_yield));
    SL_TRY(sl_flow_run(cost, each, f.money, m->step_n));
    SL_TRY(sl_flow_run(&carbon, NULL, f.carbon, m->step_n));
    *carbon_kg = carbon.cost_usd;
    for (int i = 0; i < SL_SHARES; i++)
        share[i] = (sl_share_cost){0.0, 0.0, 0.0};
    shares_of(share, &f, each, order, m);
    return SL_OK;
}

double sl_design_pue(const sl_design *d)
{
    return isnan(d->market.pue) ? d->cooling.pue : d->market.pue;
}

// ---- a port ----

static double sum_of(const sl_share_cost *s)
{
    return s->parts_usd + s->process_usd + s->rework_usd;
}

static void made_metrics(double *v, const sl_port_cost *c, const sl_flow_cost *flow, double ports)
{
    v[SL_M_ECO_COST] = flow->cost_usd / ports;
    v[SL_M_ECO_ENGINE] = sum_of(&c->share[SL_SHARE_ENGINE]);
    v[SL_M_ECO_LASER] = sum_of(&c->share[SL_SHARE_LASER]);
    v[SL_M_ECO_FIBRE] = sum_of(&c->share[SL_SHARE_FIBRE]);
    v[SL_M_ECO_PACKAGE] = sum_of(&c->share[SL_SHARE_PACKAGE]);
    v[SL_M_ECO_SCRAP] = c->scrap_usd;
    v[SL_M_ECO_ROLLED] = flow->rolled;
    v[SL_M_ECO_ESCAPES] = 1.0 - flow->quality;
    v[SL_M_ECO_WORKING] = flow->cost_usd / ports / flow->quality;
}

static double given_or(double value, double other)
{
    return isnan(value) ? other : value;
}

// What a unit bears of the design, and when there is a product; a design without a price may still
// have its times.
static bool designed(double *unit_usd, double *v, const sl_market_spec *m)
{
    double respin = given_or(m->respin_first, 0.0);
    sl_reuse in = {.generations = m->generations,
                   .design_usd = given_or(m->design_usd, 0.0),
                   .units = given_or(m->units, 1.0),
                   .later_frac = given_or(m->later_frac, 1.0),
                   .respin_first = respin,
                   .respin_later = given_or(m->respin_later, respin),
                   .respin_usd = given_or(m->respin_usd, 0.0),
                   .respin_s = isnan(m->respin_first) ? 0.0 : given_or(m->respin_s, 0.0),
                   .design_s = m->design_s,
                   .later_s = m->later_s};
    sl_reused reused;
    if (sl_reused_of(&reused, &in) != SL_OK) return false;
    *unit_usd = reused.unit_usd;
    if (!isnan(m->design_usd)) v[SL_M_ECO_DESIGN] = reused.unit_usd / m->ports;
    v[SL_M_ECO_FIRST] = reused.first_s;
    v[SL_M_ECO_NEXT] = reused.later_s;
    if (!isnan(m->respin_s)) v[SL_M_ECO_DELAY] = reused.delay_s;
    return true;
}

static bool made(sl_result *out, const sl_market_spec *m, double *carbon_kg)
{
    sl_share_cost unit[SL_SHARES];
    sl_owner owners[SL_MARKET_OWNERS];
    sl_port_cost *c = &out->cost;
    if (sl_project_flow(&out->flow, carbon_kg, unit, m, out->value[SL_M_ALIGN_YIELD]) != SL_OK ||
        !(out->flow.quality > 0.0))
        return false;
    out->has_flow = true;
    double unit_usd = out->flow.cost_usd, design_usd;
    if (!designed(&design_usd, out->value, m)) return false;
    for (int i = 0; i < m->owner_n; i++)
        owners[i] = (sl_owner){m->owner[i].added_usd, m->owner[i].margin};
    unit_usd += design_usd;
    if (sl_price_chain(&c->price_usd, NULL, unit_usd, owners, m->owner_n) != SL_OK) return false;
    c->made = true;
    for (int i = 0; i < SL_SHARES; i++)
        add_share(&c->share[i], 1.0 / m->ports,
                  &(sl_flow_cost){.parts_usd = unit[i].parts_usd,
                                  .process_usd = unit[i].process_usd,
                                  .rework_usd = unit[i].rework_usd});
    c->scrap_usd = out->flow.loss_usd / m->ports;
    c->design_usd = design_usd / m->ports;
    c->margins_usd = (c->price_usd - unit_usd) / m->ports;
    c->price_usd /= m->ports;
    *carbon_kg /= m->ports;
    made_metrics(out->value, c, &out->flow, m->ports);
    return true;
}

sl_status sl_project_failed(sl_failed *out, const sl_fleet_result *fleet, double ports,
                            const sl_design *d, double port_usd, const double price[SL_WORD_UNITS])
{
    const sl_market_spec *m = &d->market;
    double each[SL_WORD_UNITS] = {[SL_WORD_UNIT_ENGINE] = isnan(m->engine_usd)
                                                              ? port_usd * sl_design_engine_ports(d)
                                                              : m->engine_usd,
                                  [SL_WORD_UNIT_MODULE] = m->module_usd,
                                  [SL_WORD_UNIT_CHASSIS] = m->chassis_usd};
    double per_s[SL_WORD_UNITS];
    sl_failing in = {.swaps = SL_WORD_UNITS,
                     .ports = ports,
                     .unavailability = fleet->port_unavailability,
                     .usd_per_port_s = m->dark_usd_per_s,
                     .life_s = d->service.life_s};
    sl_project_swaps(per_s, fleet, &d->fleet);
    for (int u = 0; u < SL_WORD_UNITS; u++)
        in.swap[u] = (sl_swap){per_s[u], price[u] * each[u]};
    return sl_failed_of(out, &in);
}

static void failures(sl_result *out, const sl_design *d)
{
    static const double as_priced[SL_WORD_UNITS] = {1.0, 1.0, 1.0};
    sl_failed failed;
    out->cost.swapped_usd = out->cost.dark_usd = NAN;
    if (!out->has_fleet || isnan(d->market.dark_usd_per_s)) return;
    if (sl_project_failed(&failed, &out->fleet, out->fleet_in.ports, d, out->cost.price_usd,
                          as_priced) != SL_OK)
        return;
    out->cost.swapped_usd = failed.swapped_usd;
    out->cost.dark_usd = failed.dark_usd;
    out->value[SL_M_ECO_FAILURES] = failed.total_usd;
}

// Ports that the job's accelerators use: both ends of their share of the fabric's links.
static double ports_of_job(const sl_result *r, const sl_design *d)
{
    double share = fmin(1.0, d->workload.gpus / r->value[SL_M_FABRIC_HOSTS]);
    return 2.0 * r->value[SL_M_FABRIC_LINKS] * share;
}

static void training(sl_result *out, const sl_design *d, const sl_owned *owned)
{
    const sl_market_spec *m = &d->market;
    double run_s = out->value[SL_M_WL_RUN], gpus = d->workload.gpus;
    if (!d->has_workload || isnan(m->gpu_usd_per_s) || isnan(run_s)) return;
    double swapped_usd = isnan(out->cost.swapped_usd) ? 0.0 : out->cost.swapped_usd;
    double port_usd_per_s =
        (owned->capital_usd + owned->service_usd + swapped_usd) / d->service.life_s;
    double usd_per_s = m->gpu_usd_per_s + ports_of_job(out, d) / gpus * port_usd_per_s;
    out->value[SL_M_ECO_RUN] = sl_run_usd(
        gpus, usd_per_s, run_s, out->value[SL_M_WL_ENERGY] * sl_design_pue(d), m->energy_usd_per_j);
}

static double after_learning_usd(const sl_market_spec *m, double price_usd)
{
    if (isnan(m->learning)) return price_usd;
    return sl_learning_price_usd(price_usd, m->volume, m->reference, m->learning);
}

const char *sl_project_economics(sl_result *out, const sl_design *d)
{
    const sl_market_spec *m = &d->market;
    sl_port_cost *c = &out->cost;
    double *v = out->value, carbon_kg = m->price_carbon_kg;
    *c = (sl_port_cost){.price_usd = m->price_usd, .owned_usd = NAN, .all_usd = NAN};
    if (isnan(m->price_usd) && !made(out, m, &carbon_kg))
        return m->has_package ? "no package of market.package passes and works"
                              : "nothing that works passes the steps of market.steps";
    double price_usd = after_learning_usd(m, c->price_usd);
    c->learning_usd = price_usd - c->price_usd;
    c->price_usd = price_usd;
    out->has_cost = true;
    sl_ownership in = {.capital_usd = price_usd,
                       .life_s = d->service.life_s,
                       .discount = m->discount,
                       .power_w = v[SL_M_PORT_POWER],
                       .pue = sl_design_pue(d),
                       .usd_per_j = m->energy_usd_per_j,
                       .service_usd_per_s = m->service_usd_per_s};
    sl_owned owned;
    v[SL_M_ECO_PRICE] = price_usd;
    v[SL_M_ECO_PER_BIT] = price_usd / d->link.rate_bps;
    v[SL_M_ECO_EMBODIED] = carbon_kg;
    failures(out, d);
    if (sl_owned_of(&owned, &in) != SL_OK) return NULL;
    c->interest_usd = owned.capital_usd - price_usd;
    c->energy_usd = owned.energy_usd;
    c->service_usd = owned.service_usd;
    c->owned_usd = owned.total_usd;
    c->all_usd = c->owned_usd + c->swapped_usd + c->dark_usd;
    v[SL_M_ECO_ENERGY] = owned.energy_usd;
    v[SL_M_ECO_TCO] = owned.total_usd / d->link.rate_bps;
    v[SL_M_ECO_OPERATION] = sl_operation_carbon_kg(in.power_w, in.life_s, in.pue, m->grid_kg_per_j);
    training(out, d, &owned);
    return NULL;
}
