// Things to the economics layer: dies on wafers, a market's steps as a flow, price, ownership,
// carbon, and what a training run bears.
//
// Carbon goes through the same flow as money: each step's kg stand where its USD stood.
#include "system/internal.h"

#include <string.h>

// ---- dies ----

static sl_wafer wafer_of(const sl_process_spec *p)
{
    return (sl_wafer){.diameter_m = p->wafer_m,
                      .edge_m = p->edge_m,
                      .scribe_m = p->scribe_m,
                      .cost_usd = p->cost_usd,
                      .model = (sl_yield_model)p->model,
                      .d0_per_m2 = p->d0_per_m2,
                      .alpha = p->alpha,
                      .line_yield = p->line_yield,
                      .packing = (sl_packing)p->packing};
}

sl_status sl_project_die(sl_die *die, sl_tested *tested, double *carbon_kg, const sl_market_die *d,
                         const sl_market_spec *m)
{
    sl_wafer wafer = wafer_of(&d->process);
    SL_TRY(sl_die_of(die, &wafer, d->width_m, d->height_m));
    double years = m->year - d->process.year;
    double money = isnan(m->inflation) ? 1.0 : pow(1.0 + m->inflation, years);
    sl_test test = {.law = SL_ESCAPE_LINEAR,
                    .coverage = d->coverage,
                    .overkill = d->overkill,
                    .time_s = d->test_time_s,
                    .usd_per_s = d->tester_usd_per_s,
                    .sites = d->sites};
    SL_TRY(sl_test_run(tested, die->yield, die->raw_usd * money, &test, 1));
    sl_fab_carbon fab = {d->process.energy_j_per_m2, d->process.grid_kg_per_j,
                         d->process.gas_kg_per_m2, d->process.material_kg_per_m2};
    *carbon_kg =
        sl_die_carbon_kg(sl_fab_kg_per_m2(&fab), d->process.wafer_m, die->dies, tested->pass);
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

// What each share of the cost has by itself, scrap apart.
static void shares_of(double *share, const flows *f, const sl_flow_cost *each, const int *order,
                      const sl_market_spec *m)
{
    double units[SL_FLOW_STEPS_MAX] = {0.0};
    units[m->step_n - 1] = 1.0;
    for (int k = m->step_n - 1; k >= 0; k--) {
        double own = each[k].parts_usd + each[k].process_usd + each[k].rework_usd;
        for (int a = 0; a < f->money[k].after_n; a++) {
            const sl_flow_input *in = &f->money[k].after[a];
            const sl_flow_cost *c = &each[in->step];
            own -= in->count * (c->parts_usd + c->process_usd + c->rework_usd);
            units[in->step] += units[k] * in->count;
        }
        share[m->step[order[k]].share] += units[k] * own;
    }
}

sl_status sl_project_flow(sl_flow_cost *cost, double *carbon_kg, double share[SL_SHARES],
                          const sl_market_spec *m, double alignment_yield)
{
    flows f;
    int order[SL_FLOW_STEPS_MAX];
    sl_flow_cost each[SL_FLOW_STEPS_MAX], carbon;
    SL_TRY(flows_of(&f, order, m, alignment_yield));
    SL_TRY(sl_flow_run(cost, each, f.money, m->step_n));
    SL_TRY(sl_flow_run(&carbon, NULL, f.carbon, m->step_n));
    *carbon_kg = carbon.cost_usd;
    for (int i = 0; i < SL_SHARES; i++)
        share[i] = 0.0;
    shares_of(share, &f, each, order, m);
    return SL_OK;
}

// ---- a port ----

static bool made(sl_result *out, const sl_market_spec *m, double *price_usd, double *carbon_kg)
{
    double share[SL_SHARES], *v = out->value;
    sl_owner owners[SL_MARKET_OWNERS];
    if (sl_project_flow(&out->flow, carbon_kg, share, m, v[SL_M_ALIGN_YIELD]) != SL_OK)
        return false;
    out->has_flow = true;
    double unit_usd = out->flow.cost_usd;
    if (!isnan(m->design_usd)) unit_usd += sl_shared_nre_usd(m->design_usd, 0.0, &m->units, 1);
    for (int i = 0; i < m->owner_n; i++)
        owners[i] = (sl_owner){m->owner[i].added_usd, m->owner[i].margin};
    if (sl_price_chain(price_usd, NULL, unit_usd, owners, m->owner_n) != SL_OK) return false;
    *price_usd /= m->ports;
    *carbon_kg /= m->ports;
    v[SL_M_ECO_COST] = out->flow.cost_usd / m->ports;
    v[SL_M_ECO_ENGINE] = share[SL_SHARE_ENGINE] / m->ports;
    v[SL_M_ECO_LASER] = share[SL_SHARE_LASER] / m->ports;
    v[SL_M_ECO_FIBRE] = share[SL_SHARE_FIBRE] / m->ports;
    v[SL_M_ECO_PACKAGE] = share[SL_SHARE_PACKAGE] / m->ports;
    v[SL_M_ECO_SCRAP] = out->flow.loss_usd / m->ports;
    v[SL_M_ECO_ROLLED] = out->flow.rolled;
    v[SL_M_ECO_ESCAPES] = 1.0 - out->flow.quality;
    return true;
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
    double port_usd_per_s = (owned->capital_usd + owned->service_usd) / d->service.life_s;
    double usd_per_s = m->gpu_usd_per_s + ports_of_job(out, d) / gpus * port_usd_per_s;
    out->value[SL_M_ECO_RUN] = sl_run_usd(gpus, usd_per_s, run_s,
                                          out->value[SL_M_WL_ENERGY] * m->pue, m->energy_usd_per_j);
}

const char *sl_project_economics(sl_result *out, const sl_design *d)
{
    const sl_market_spec *m = &d->market;
    double *v = out->value, price_usd = m->price_usd, carbon_kg = m->price_carbon_kg;
    if (isnan(m->price_usd) && !made(out, m, &price_usd, &carbon_kg))
        return "nothing passes the steps of market.steps";
    if (!isnan(m->learning))
        price_usd = sl_learning_price_usd(price_usd, m->volume, m->reference, m->learning);
    sl_ownership in = {.capital_usd = price_usd,
                       .life_s = d->service.life_s,
                       .discount = m->discount,
                       .power_w = v[SL_M_PORT_POWER],
                       .pue = m->pue,
                       .usd_per_j = m->energy_usd_per_j,
                       .service_usd_per_s = m->service_usd_per_s};
    sl_owned owned;
    v[SL_M_ECO_PRICE] = price_usd;
    v[SL_M_ECO_PER_BIT] = price_usd / d->link.rate_bps;
    v[SL_M_ECO_EMBODIED] = carbon_kg;
    if (sl_owned_of(&owned, &in) != SL_OK) return NULL;
    v[SL_M_ECO_ENERGY] = owned.energy_usd;
    v[SL_M_ECO_TCO] = owned.total_usd / d->link.rate_bps;
    v[SL_M_ECO_OPERATION] = sl_operation_carbon_kg(in.power_w, in.life_s, m->pue, m->grid_kg_per_j);
    training(out, d, &owned);
    return NULL;
}
