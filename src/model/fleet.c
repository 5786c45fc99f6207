// Service of the links: what is swapped with what, how long it takes, what fails besides lasers and
// engines, and what stops the job.
#include "model/fields.h"

#include <math.h>

static const sl_word laser_units[] = {
    {"engine", SL_WORD_UNIT_ENGINE, "the engine or module that the laser is in"},
    {"laser-module", SL_WORD_UNIT_MODULE, "an external laser module"},
    {"chassis", SL_WORD_UNIT_CHASSIS, "switch, board or package with all its ports"},
    {NULL, 0, NULL}};
static const sl_word engine_units[] = {
    {"engine", SL_WORD_UNIT_ENGINE, "the engine or module alone"},
    {"chassis", SL_WORD_UNIT_CHASSIS, "switch, board or package with all its ports"},
    {NULL, 0, NULL}};

#define S sl_fleet_spec
static const sl_field fields[] = {
    TEXT("title", title, "", "What it is."),
    Q("ports", ports, "", 1, 1e10, "Of the fleet; absent: two to every link of the fabric."),
    Q("chassis_ports", chassis_ports, "", 1, 1e6,
      "That one chassis carries; absent: those of the chip."),
    Q("module_ports", module_ports, "", 0.01, 1e6,
      "That one external laser module lights; absent: the chip's over link.engine.laser_modules, "
      "or "
      "those of an engine."),
    W("laser_unit", laser_unit, laser_units, "engine", "What is swapped for a laser."),
    W("engine_unit", engine_unit, engine_units, "engine", "What is swapped for an engine."),
    FLAG("laser_hot", laser_hot, "true", "Other ports of that unit's chassis stay up meanwhile."),
    FLAG("engine_hot", engine_hot, "true", "The same for an engine."),
    QD("dispatch", dispatch_s, "h", 0, 1e6, "4 h", "Until hands are there."),
    QD("chassis_wait", chassis_wait_s, "h", 0, 1e6, "0 h",
       "Until a new chassis is there, besides dispatch."),
    QD("clean", clean_s, "min", 0, 1e6, "15 min", "To clean or reseat one port."),
    QD("laser_swap", laser_swap_s, "min", 0, 1e6, "15 min", "Hands on the unit of a laser."),
    QD("engine_swap", engine_swap_s, "min", 0, 1e6, "15 min", "Hands on the unit of an engine."),
    Q("laser_rate", laser_hz, "FIT", 0, 1e9, "Of one laser; absent: of the design at its heat."),
    Q("engine_rate", engine_hz, "FIT", 0, 1e9,
      "Of one engine; absent: its electronics, and its solder where power_cycles are given."),
    QD("module_rate", module_hz, "FIT", 0, 1e9, "0 FIT",
       "Of what the lasers of an external module share."),
    QD("contact_rate", contact_hz, "FIT", 0, 1e9, "0 FIT",
       "Dirt and seating of one port's fibres."),
    QD("contact_soft", contact_soft, "", 0, 1, "0.9",
       "Of those, put right by cleaning or reseating."),
    QD("chassis_rate", chassis_hz, "FIT", 0, 1e9, "0 FIT", "Of what takes all ports of a chassis."),
    QD("beta", beta, "", 0, 1, "0", "Of a laser's failures, those that take its whole group."),
    Q("power_cycles", cycles_per_s, "1/day", 0, 1e4,
      "Of the engine, for its solder; absent: none."),
    QD("solder_shape", solder_shape, "", 0.5, 50, "6", "Weibull shape of the solder's life."),
    N("crews", crews, 0, 65536, "0", "At work at once; 0: as many as it takes."),
    QD("lead_time", lead_s, "day", 0, 10000, "60 day", "Until a spare that was ordered is there."),
    QD("fill", fill, "", 0.01, 0.999999, "0.95",
       "Share of failures that find a spare on the shelf."),
    QD("stops", stops, "", 0, 1, "1", "Of the outages of a job's ports, those that stop it."),
    Q("other_mtbf", other_mtbf_s, "h", 1e-3, 1e12,
      "Between interruptions of the job by all else; absent: none."),
    Q("wander_sd", wander_sd_db, "dB", 0, 20,
      "Of a link's margin in time, for its flaps; absent: not evaluated."),
    QD("wander_time", wander_time_s, "h", 1e-6, 1e6, "1 h",
       "Between upward crossings of a link's mean margin."),
    Q("screen", screen_db, "dB", -100, 100, "Least margin at turn-up; absent: no link is refused."),
};
const sl_table sl_fleet_table = {
    .name = "fleet", .parts = "service", .doc = "Failures and service of links.", FIELDS(fields)};

// ---- cross-checks ----

typedef struct checker {
    sl_ctx *ctx;
    const sl_bound *bound;
    const sl_design *d;
} checker;

static bool given(const checker *c, const char *path)
{
    const sl_leaf *leaf = sl_leaf_find(&c->bound->leaves, path);
    return leaf && leaf->mark.source;
}

// Where the first of two values was given, else the second.
static sl_mark mark_of(const checker *c, const char *path, const char *otherwise)
{
    if (!given(c, path)) path = otherwise;
    return given(c, path) ? sl_leaf_find(&c->bound->leaves, path)->mark : c->bound->mark;
}

#define COLLIDE(c, path, otherwise, hint, ...)                                                     \
    sl_diag_add((c)->ctx, SL_ERROR, SL_E_CONTRADICTION, mark_of((c), (path), (otherwise)), (hint), \
                __VA_ARGS__)

static double chip_ports(const sl_design *d)
{
    return ceil(d->chip.bandwidth_bps / d->link.rate_bps - 1e-9);
}

static void check_ports(const checker *c)
{
    const sl_fleet_spec *f = &c->d->fleet;
    double chassis = isnan(f->chassis_ports) ? chip_ports(c->d) : f->chassis_ports;
    double engine = c->d->link.engine.rate_bps / c->d->link.rate_bps; // NaN: one port
    if (c->d->fabric.topology == 0 && isnan(f->ports))
        COLLIDE(c, "fleet.dispatch", "fleet.laser_unit",
                "give fleet.ports, or a fabric:", "variant %s: a fleet of no known size",
                c->bound->name);
    if (f->ports < chassis)
        COLLIDE(c, "fleet.ports", "fleet.chassis_ports", "at least one whole chassis",
                "variant %s: fleet.ports %g, and one chassis carries %g", c->bound->name, f->ports,
                chassis);
    if (f->module_ports > chassis * (1.0 + 1e-9))
        COLLIDE(c, "fleet.module_ports", "fleet.chassis_ports", "at most those of a chassis",
                "variant %s: a laser module lights %g ports, and a chassis carries %g",
                c->bound->name, f->module_ports, chassis);
    if (engine > chassis * (1.0 + 1e-9))
        COLLIDE(c, "fleet.chassis_ports", "link.engine.rate", "at least those of one engine",
                "variant %s: an engine carries %g ports, and its chassis %g", c->bound->name,
                engine, chassis);
}

static void check_units(const checker *c)
{
    const sl_fleet_spec *f = &c->d->fleet;
    bool external = c->d->link.engine.laser_modules > 0 || c->d->link.engine.laser_place ||
                    !isnan(f->module_ports);
    bool laser = c->d->link.kind >= SL_WORD_RETIMED;
    if (f->laser_unit == SL_WORD_UNIT_MODULE && !external)
        COLLIDE(
            c, "fleet.laser_unit", "fleet.module_ports",
            "give fleet.module_ports, or link.engine.laser_place: external, or laser_unit: engine",
            "variant %s: lasers are swapped with a laser module, and there is none",
            c->bound->name);
    if (f->module_hz > 0.0 && !external)
        COLLIDE(c, "fleet.module_rate", "fleet.module_ports",
                "give fleet.module_ports, or link.engine.laser_place: external",
                "variant %s: %g FIT of a laser module, and there is none", c->bound->name,
                f->module_hz * 3600e9);
    if (f->laser_unit == SL_WORD_UNIT_CHASSIS && f->laser_hot)
        COLLIDE(c, "fleet.laser_hot", "fleet.laser_unit", "laser_hot: false",
                "variant %s: a chassis is swapped for a laser while its other ports stay up",
                c->bound->name);
    if (f->engine_unit == SL_WORD_UNIT_CHASSIS && f->engine_hot)
        COLLIDE(c, "fleet.engine_hot", "fleet.engine_unit", "engine_hot: false",
                "variant %s: a chassis is swapped for an engine while its other ports stay up",
                c->bound->name);
    if (f->engine_unit == SL_WORD_UNIT_CHASSIS && f->laser_unit == SL_WORD_UNIT_ENGINE && laser)
        COLLIDE(c, "fleet.laser_unit", "fleet.engine_unit", "laser_unit: chassis",
                "variant %s: lasers are swapped with an engine that is swapped with its chassis",
                c->bound->name);
    if (!laser && given(c, "fleet.laser_rate"))
        COLLIDE(c, "fleet.laser_rate", "link.kind", "remove it",
                "variant %s: a laser's failures, and the link is of copper", c->bound->name);
    if (c->d->link.kind == SL_WORD_PASSIVE && given(c, "fleet.engine_rate"))
        COLLIDE(c, "fleet.engine_rate", "link.kind", "remove it",
                "variant %s: an engine's failures, and the cable is passive", c->bound->name);
}

static void check_job(const checker *c)
{
    const sl_fleet_spec *f = &c->d->fleet;
    if (c->d->has_workload && c->d->workload.mtbf_s > f->other_mtbf_s)
        COLLIDE(c, "fleet.other_mtbf", "workload.mtbf",
                "remove workload.mtbf: the fleet makes it from links and other_mtbf",
                "variant %s: all else stops the job every %g h, and workload.mtbf is %g h",
                c->bound->name, f->other_mtbf_s / 3600.0, c->d->workload.mtbf_s / 3600.0);
    if (given(c, "fleet.screen") && isnan(f->wander_sd_db))
        COLLIDE(c, "fleet.screen", "fleet.wander_time", "give fleet.wander_sd, as in 0.5 dB",
                "variant %s: a screen for flaps that are not evaluated", c->bound->name);
}

void sl_fleet_check(sl_ctx *ctx, const sl_bound *bound)
{
    checker c = {ctx, bound, &bound->design};
    check_ports(&c);
    check_units(&c);
    check_job(&c);
}
