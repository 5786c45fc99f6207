// Things to the fleet layer: a design's parts as kinds that fail and are swapped, with the rates
// that its own temperatures make; what that leaves of ports, and how often it stops a job.
//
// Rates: a laser's and its wear-out over the service life at its junction's temperature, as the
// rate of equal survival; the engine's electronics, and its solder where fleet.power_cycles are
// given, the same way by a Weibull law round its median life. What fleet: gives goes before.
#include "system/internal.h"

#include <stdio.h>

typedef struct parts {
    const sl_design *d;
    const sl_fleet_spec *f;
    const sl_operating_point *p;
    double lanes;                                     // optical, of a port
    double engine_ports, module_ports, chassis_ports; // module_ports NaN: no external module
} parts;

static parts parts_of(const sl_design *d, const sl_operating_point *p)
{
    const sl_fleet_spec *f = &d->fleet;
    parts x = {.d = d, .f = f, .p = p, .lanes = sl_link_optical_lanes(&d->link)};
    x.engine_ports = sl_design_engine_ports(d);
    x.chassis_ports = isnan(f->chassis_ports) ? sl_design_ports(d) : f->chassis_ports;
    x.module_ports = f->module_ports;
    const sl_engine_spec *e = &d->link.engine;
    if (isnan(x.module_ports) && e->laser_modules > 0)
        x.module_ports = (double)sl_design_ports(d) / e->laser_modules;
    else if (isnan(x.module_ports) && e->laser_place)
        x.module_ports = x.engine_ports;
    return x;
}

static double unit_ports(const parts *x, int unit)
{
    if (unit == SL_WORD_UNIT_CHASSIS) return x->chassis_ports;
    return unit == SL_WORD_UNIT_MODULE ? x->module_ports : x->engine_ports;
}

static void serve(sl_fleet_unit *u, const parts *x, int unit, bool hot, double hands_s)
{
    u->unit_ports = fmax(u->ports, unit_ports(x, unit));
    u->hot = hot;
    u->dispatch_s = x->f->dispatch_s;
    if (unit == SL_WORD_UNIT_CHASSIS) u->dispatch_s += x->f->chassis_wait_s;
    u->hands_s = hands_s;
    u->soft_s = x->f->clean_s;
}

// ---- rates ----

static double laser_rate(const parts *x)
{
    if (!isnan(x->f->laser_hz)) return x->f->laser_hz;
    double life_s = x->d->service.life_s;
    return -log1p(-sl_project_laser_failed(x->d, x->p)) / life_s;
}

static double engine_rate(const parts *x, double solder_cycles)
{
    const sl_fleet_spec *f = x->f;
    double life_s = x->d->service.life_s, rate = x->d->link.engine.electronics_hz;
    if (!isnan(f->engine_hz)) return f->engine_hz;
    if (isnan(f->cycles_per_s) || isnan(solder_cycles)) return rate;
    double used = f->cycles_per_s * life_s / solder_cycles; // of the median life
    return rate + log(2.0) * pow(used, f->solder_shape) / life_s;
}

// ---- kinds ----

static void lasers(sl_fleet *out, const parts *x)
{
    const sl_laser_spec *l = &x->d->link.laser;
    const sl_fleet_spec *f = x->f;
    bool external = !isnan(x->module_ports);
    double group = external ? fmax(x->module_ports, 1.0) : x->engine_ports;
    double share = l->lanes / x->lanes; // of a port's lanes that one laser feeds
    sl_fleet_unit *laser = &out->unit[SL_FLEET_LASER], *module = &out->unit[SL_FLEET_SUPPLY];
    *laser = (sl_fleet_unit){.per_port = fmax(1.0, 1.0 / share),
                             .ports = fmin(fmax(1.0, share), group),
                             .rate_per_s = laser_rate(x)};
    serve(laser, x, f->laser_unit, f->laser_hot, f->laser_swap_s);
    out->lasers = (sl_fleet_spares){.group_ports = group, .spares = l->spares, .beta = f->beta};
    if (!external) return;
    *module = (sl_fleet_unit){
        .per_port = fmax(1.0, 1.0 / x->module_ports), .ports = group, .rate_per_s = f->module_hz};
    serve(module, x, SL_WORD_UNIT_MODULE, f->laser_hot, f->laser_swap_s);
}

static void fleet_of(sl_fleet *out, const parts *x, double ports, double solder_cycles)
{
    const sl_design *d = x->d;
    const sl_fleet_spec *f = x->f;
    *out = (sl_fleet){.chassis_ports = x->chassis_ports,
                      .ports = ports,
                      .life_s = d->service.life_s,
                      .crews = f->crews};
    if (d->link.kind >= SL_WORD_RETIMED && d->link.laser.kind != SL_WORD_NO_LASER) lasers(out, x);
    if (d->link.kind != SL_WORD_PASSIVE) {
        double per_engine = d->link.engine.rate_bps / d->link.rate_bps; // NaN: one
        sl_fleet_unit *engine = &out->unit[SL_FLEET_ENGINE];
        *engine = (sl_fleet_unit){.per_port = per_engine < 1.0 ? 1.0 / per_engine : 1.0,
                                  .ports = x->engine_ports,
                                  .rate_per_s = engine_rate(x, solder_cycles)};
        serve(engine, x, f->engine_unit, f->engine_hot, f->engine_swap_s);
    }
    sl_fleet_unit *contact = &out->unit[SL_FLEET_CONTACT], *chassis = &out->unit[SL_FLEET_CHASSIS];
    *contact = (sl_fleet_unit){
        .per_port = 1.0, .ports = 1.0, .rate_per_s = f->contact_hz, .soft = f->contact_soft};
    serve(contact, x, f->engine_unit, f->engine_hot, f->engine_swap_s);
    *chassis =
        (sl_fleet_unit){.per_port = 1.0, .ports = x->chassis_ports, .rate_per_s = f->chassis_hz};
    serve(chassis, x, SL_WORD_UNIT_CHASSIS, false, f->engine_swap_s);
}

// ---- results ----

void sl_project_swaps(double swaps_per_s[SL_WORD_UNITS], const sl_fleet_result *r,
                      const sl_fleet_spec *f)
{
    const int unit[SL_FLEET_PARTS] = {[SL_FLEET_LASER] = f->laser_unit,
                                      [SL_FLEET_SUPPLY] = SL_WORD_UNIT_MODULE,
                                      [SL_FLEET_ENGINE] = f->engine_unit,
                                      [SL_FLEET_CONTACT] = f->engine_unit,
                                      [SL_FLEET_CHASSIS] = SL_WORD_UNIT_CHASSIS};
    for (int u = 0; u < SL_WORD_UNITS; u++)
        swaps_per_s[u] = 0.0;
    for (int i = 0; i < SL_FLEET_PARTS; i++)
        swaps_per_s[unit[i]] += r->kind[i].swaps_per_s;
}

// Units of each kind of service unit to hold, one for one.
static double spares(const sl_fleet_result *r, const sl_fleet_spec *f)
{
    double swaps_per_s[SL_WORD_UNITS], sum = 0.0;
    sl_project_swaps(swaps_per_s, r, f);
    for (int u = 0; u < SL_WORD_UNITS; u++)
        if (swaps_per_s[u] > 0.0) sum += sl_base_stock(swaps_per_s[u] * f->lead_s, f->fill);
    return sum;
}

static void flaps(sl_result *out, const sl_design *d, double margin_db)
{
    const sl_fleet_spec *f = &d->fleet;
    sl_flap_law law = {.margin_db = margin_db,
                       .link_sd_db = d->fabric.link_sd_db,
                       .wander_sd_db = f->wander_sd_db,
                       .wander_hz = 1.0 / f->wander_time_s,
                       .screen_db = isnan(f->screen_db) ? -INFINITY : f->screen_db};
    if (isnan(f->wander_sd_db) || sl_flaps_of(&out->flaps, &law) != SL_OK) return;
    out->value[SL_M_FLEET_FLAP] = fmin(1.0 / out->flaps.per_s, SL_FLAP_MOST_S);
    if (isnan(out->flap_mtbf_s)) out->flap_mtbf_s = 1.0 / out->flaps.per_s;
}

static void interruptions(sl_result *out, const sl_design *d)
{
    const sl_fleet_spec *f = &d->fleet;
    double share = d->has_workload ? d->workload.gpus / out->value[SL_M_FABRIC_HOSTS] : 1.0;
    double links = sl_fleet_interruptions_per_s(&out->fleet_in, &out->fleet,
                                                fmin(1.0, share) * out->fleet_in.ports, f->stops);
    double all = links + (isnan(f->other_mtbf_s) ? 0.0 : 1.0 / f->other_mtbf_s);
    out->value[SL_M_FLEET_LINK_STOPS] = links;
    out->value[SL_M_FLEET_STOPS] = all;
    if (isnan(out->job_mtbf_s) && all > 0.0) out->job_mtbf_s = 1.0 / all;
}

static void metrics(sl_result *out, const sl_fleet_spec *f)
{
    const sl_fleet_result *r = &out->fleet;
    const sl_fleet_kind *laser = &r->kind[SL_FLEET_LASER], *engine = &r->kind[SL_FLEET_ENGINE];
    double *v = out->value;
    v[SL_M_FLEET_UP] = 1.0 - r->port_unavailability;
    v[SL_M_FLEET_DARK] = r->port_unavailability;
    if (laser->units > 0.0) {
        v[SL_M_FLEET_LASER] = laser->dark_ports;
        v[SL_M_FLEET_LASER_OUT] = laser->dark_ports + laser->taken_ports;
    }
    if (laser->units > 0.0) {
        double life_s = out->fleet_in.life_s;
        double units = out->fleet_in.ports / out->fleet_in.unit[SL_FLEET_LASER].unit_ports;
        v[SL_M_FLEET_LASER_FAILS] = laser->failures_per_s * life_s;
        v[SL_M_FLEET_LASER_UNITS] = -expm1(-laser->outages_per_s * life_s / units) * units;
    }
    if (engine->units > 0.0) {
        v[SL_M_FLEET_ENGINE] = engine->dark_ports;
        v[SL_M_FLEET_ENGINE_OUT] = engine->dark_ports + engine->taken_ports;
    }
    v[SL_M_FLEET_FAILURES] = r->failures_per_s;
    v[SL_M_FLEET_OUTAGES] = r->outages_per_s;
    v[SL_M_FLEET_PORT] = r->port_outages_per_s;
    v[SL_M_FLEET_SPARES] = spares(r, f);
    v[SL_M_FLEET_SERVICE] = r->hands;
}

const char *sl_project_fleet(sl_result *out, const sl_design *d, double margin_db, char *why,
                             size_t n)
{
    double ports = isnan(d->fleet.ports) ? 2.0 * out->value[SL_M_FABRIC_LINKS] : d->fleet.ports;
    out->job_mtbf_s = d->has_workload ? d->workload.mtbf_s : (double)NAN;
    out->flap_mtbf_s = d->fabric.flap_mtbf_s;
    if (isnan(ports)) return NULL; // the fabric has said why
    if (d->link.kind != SL_WORD_PASSIVE) sl_project_life(out->value, d, &out->point);
    parts x = parts_of(d, &out->point);
    fleet_of(&out->fleet_in, &x, fmax(ports, x.chassis_ports), out->value[SL_M_SOLDER_LIFE]);
    sl_status status = sl_fleet_evaluate(&out->fleet, &out->fleet_in);
    flaps(out, d, margin_db);
    if (status == SL_ERR_LIMIT)
        snprintf(why, n, "%d crews for %.3g people's work: repairs never catch up", d->fleet.crews,
                 out->fleet.hands);
    else if (status != SL_OK)
        snprintf(why, n, "the fleet cannot be evaluated with these inputs");
    if (status != SL_OK) return why;
    out->has_fleet = true;
    metrics(out, &d->fleet);
    interruptions(out, d);
    return NULL;
}
