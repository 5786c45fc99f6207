// Markets that contradict themselves: named with the numbers that collide. It stands in the system
// because it asks the economics layer's own arithmetic.
#include "system/internal.h"

#include <stdio.h>
#include <string.h>

typedef struct checker {
    sl_ctx *ctx;
    const sl_bound *bound;
    const sl_market_spec *m;
    bool linked; // names are as they should be
} checker;

static sl_mark mark_of(const checker *c, const char *path)
{
    const sl_leaves *leaves = &c->bound->leaves;
    const sl_leaf *leaf = sl_leaf_find(leaves, path);
    if (leaf && leaf->mark.source) return leaf->mark;
    const char *dot = strrchr(path, '.');
    size_t n = dot ? (size_t)(dot - path) + 1 : 0; // else the first value beside it
    for (size_t i = 0; i < leaves->n; i++)
        if (strncmp(leaves->items[i].path, path, n) == 0 && leaves->items[i].mark.source)
            return leaves->items[i].mark;
    leaf = sl_leaf_find(leaves, "market.year");
    return leaf && leaf->mark.source ? leaf->mark : c->bound->mark;
}

#define COMPLAIN(c, code, path, hint, ...)                                                         \
    sl_diag_add((c)->ctx, SL_ERROR, (code), mark_of((c), (path)), (hint), __VA_ARGS__)
#define COLLIDE(c, path, hint, ...) COMPLAIN(c, SL_E_CONTRADICTION, path, hint, __VA_ARGS__)
#define MISSING(c, path, hint, ...) COMPLAIN(c, SL_E_MISSING_KEY, path, hint, __VA_ARGS__)

#define PATH 96

// "market.steps.2.parts.0.die"
static const char *path_of(char out[PATH], const char *list, int i, const char *key)
{
    snprintf(out, PATH, "market.%s.%d.%s", list, i, key);
    return out;
}

// ---- money ----

// Two keys of which one makes no sense without the other.
static void together(const checker *c, double a, const char *a_key, double b, const char *b_key)
{
    if (isnan(a) == isnan(b)) return;
    char path[PATH];
    snprintf(path, sizeof path, "market.%s", isnan(a) ? b_key : a_key);
    MISSING(c, path, "give both or neither", "variant %s: market.%s without market.%s",
            c->bound->name, isnan(a) ? b_key : a_key, isnan(a) ? a_key : b_key);
}

// Units that are swapped need a price where dark ports have one.
static void check_swapped(const checker *c)
{
    const sl_fleet_spec *f = &c->bound->design.fleet;
    bool lasers = c->bound->design.link.kind >= SL_WORD_RETIMED;
    bool module = (lasers && f->laser_unit == SL_WORD_UNIT_MODULE) || f->module_hz > 0.0;
    bool chassis = (lasers && f->laser_unit == SL_WORD_UNIT_CHASSIS) || f->chassis_hz > 0.0 ||
                   f->engine_unit == SL_WORD_UNIT_CHASSIS;
    if (module && isnan(c->m->module_usd))
        COMPLAIN(c, SL_E_MISSING_KEY, "market.port_hour", "add laser_module_price: 400 USD",
                 "variant %s: market.port_hour, and laser modules are swapped at no price",
                 c->bound->name);
    if (chassis && isnan(c->m->chassis_usd))
        COMPLAIN(c, SL_E_MISSING_KEY, "market.port_hour", "add chassis_price: 4000 USD",
                 "variant %s: market.port_hour, and chassis are swapped at no price",
                 c->bound->name);
}

// Prices of failures need failures, and a value of a dark port.
static void check_failures(const checker *c)
{
    const sl_market_spec *m = c->m;
    const struct {
        const char *path;
        double value;
    } prices[] = {{"market.engine_price", m->engine_usd},
                  {"market.laser_module_price", m->module_usd},
                  {"market.chassis_price", m->chassis_usd},
                  {"market.port_hour", m->dark_usd_per_s}};
    bool fleet = c->bound->design.has_fleet, valued = !isnan(m->dark_usd_per_s);
    for (size_t i = 0; i < sizeof prices / sizeof *prices; i++) {
        if (isnan(prices[i].value) || (fleet && valued)) continue;
        COLLIDE(c, prices[i].path,
                fleet ? "give market.port_hour, or leave it out" : "give fleet:, or leave it out",
                "variant %s: %s, and %s", c->bound->name, prices[i].path,
                fleet ? "dark ports have no value" : "no failures are counted");
    }
    if (fleet && valued) check_swapped(c);
}

// A market key that says something only beside another.
typedef struct dependent {
    const char *key;
    double value;
} dependent;

static void without(const checker *c, const dependent *all, size_t n, const char *needed)
{
    char path[PATH], hint[PATH];
    snprintf(hint, sizeof hint, "give market.%s, or leave it out", needed);
    for (size_t i = 0; i < n; i++) {
        if (isnan(all[i].value)) continue;
        snprintf(path, sizeof path, "market.%s", all[i].key);
        MISSING(c, path, hint, "variant %s: market.%s without market.%s", c->bound->name,
                all[i].key, needed);
    }
}

#define WITHOUT(c, all, needed) without(c, all, sizeof(all) / sizeof *(all), needed)

// Generations and respins. Those of a product that is bought are in its price.
static void check_reuse(const checker *c)
{
    const sl_market_spec *m = c->m;
    const dependent respins[] = {{"respin_cost", m->respin_usd},
                                 {"respin_time", m->respin_s},
                                 {"redesign_respin", m->respin_later}};
    const dependent later[] = {{"redesign", m->later_frac},
                               {"redesign_time", m->later_s},
                               {"redesign_respin", m->respin_later}};
    const dependent money[] = {{"redesign", m->later_frac}, {"respin_cost", m->respin_usd}};
    bool bought = !isnan(m->price_usd);
    if (bought && (m->generations > 1 || !isnan(m->respin_first) || !isnan(m->design_s)))
        COLLIDE(c, "market.module_price", "leave them out: they are in the price",
                "variant %s: generations, respins or design_time beside market.module_price",
                c->bound->name);
    if (isnan(m->respin_first)) WITHOUT(c, respins, "respin");
    if (m->generations == 1) WITHOUT(c, later, "generations");
    if (isnan(m->design_usd)) WITHOUT(c, money, "design");
    if (m->generations > 1 && isnan(m->design_usd) && isnan(m->later_s))
        MISSING(c, "market.generations", "add design and units, or redesign_time",
                "variant %s: %d generations that share neither a cost nor a time", c->bound->name,
                m->generations);
    if (!isnan(m->respin_first) && isnan(m->respin_usd) && isnan(m->respin_s))
        MISSING(c, "market.respin", "add respin_cost or respin_time",
                "variant %s: respins that neither cost nor take anything", c->bound->name);
}

static void check_money(const checker *c)
{
    const sl_market_spec *m = c->m;
    bool bought = !isnan(m->price_usd);
    if (!bought && m->step_n == 0 && !m->has_package)
        MISSING(c, "market.steps", "add module_price, or steps: [{name: assembly, cost: 40 USD}]",
                "variant %s: a port that is neither bought nor made", c->bound->name);
    if (bought && m->step_n > 0)
        COLLIDE(c, "market.module_price", "keep one of them",
                "variant %s: market.module_price %g USD and %d steps that make it", c->bound->name,
                m->price_usd, m->step_n);
    if (m->has_package && (bought || m->step_n > 0))
        COLLIDE(c, "market.package.kind", "keep one of them",
                "variant %s: market.package, and %s that make%s the same port", c->bound->name,
                bought ? "a price" : "steps", bought ? "s" : "");
    if (bought && m->owner_n > 0)
        COLLIDE(c, "market.module_price", "leave owners out: what is bought has its margins",
                "variant %s: margins of %d owners on market.module_price", c->bound->name,
                m->owner_n);
    if (bought && !isnan(m->design_usd))
        COLLIDE(c, "market.design", "leave it out: it is in the price",
                "variant %s: design cost beside market.module_price", c->bound->name);
    if (!bought && !isnan(m->price_carbon_kg))
        COLLIDE(c, "market.module_carbon", "give carbon to the parts and processes",
                "variant %s: market.module_carbon of a port that is made", c->bound->name);
    together(c, m->design_usd, "design", m->units, "units");
    check_reuse(c);
    together(c, m->learning, "learning", m->volume, "volume");
    together(c, m->learning, "learning", m->reference, "reference");
    if (!isnan(m->gpu_usd_per_s) && !c->bound->design.has_workload)
        COLLIDE(c, "market.gpu_rate", "give workload:, or leave it out",
                "variant %s: market.gpu_rate, and nothing is trained", c->bound->name);
    check_failures(c);
}

// ---- dies ----

static void check_size(const checker *c, int i)
{
    const sl_market_die *d = &c->m->die[i];
    const sl_process_spec *p = &d->process;
    char path[PATH];
    double w = d->width_m * 1e3, h = d->height_m * 1e3;
    if (sl_reticle_use(d->width_m, d->height_m, p->reticle_width_m, p->reticle_height_m) == 0.0)
        COLLIDE(c, path_of(path, "dies", i, "width"), "a smaller die, or several",
                "variant %s: die %.40s of %g x %g mm is larger than the field of %g x %g mm",
                c->bound->name, d->name, w, h, p->reticle_width_m * 1e3, p->reticle_height_m * 1e3);
    double dies = sl_dies_per_wafer((sl_packing)p->packing, d->width_m, d->height_m, p->wafer_m,
                                    p->edge_m, p->scribe_m);
    if (p->wafer_m <= 2.0 * p->edge_m)
        COLLIDE(c, path_of(path, "dies", i, "process.edge"), "a smaller edge, or a larger wafer",
                "variant %s: %g mm of edge leave nothing of a wafer of %g mm", c->bound->name,
                p->edge_m * 1e3, p->wafer_m * 1e3);
    else if (isnan(dies))
        COLLIDE(c, path_of(path, "dies", i, "process.packing"), "packing: formula",
                "variant %s: dies of %g x %g mm stand in more than %d rows on %g mm, too many for "
                "an exact count",
                c->bound->name, w, h, SL_PACKING_ROWS_MAX, p->wafer_m * 1e3);
    else if (!(dies >= 1.0))
        COLLIDE(c, path_of(path, "dies", i, "width"), "a smaller die, or a larger wafer",
                "variant %s: no die of %g x %g mm fits on a wafer of %g mm", c->bound->name, w, h,
                p->wafer_m * 1e3);
}

static void check_die(checker *c, int i)
{
    const sl_market_die *d = &c->m->die[i];
    char path[PATH];
    sl_die die;
    sl_tested tested;
    double kg;
    if (!d->name[0])
        MISSING(c, path_of(path, "dies", i, "name"), "name it, so that parts can",
                "variant %s: a die without a name", c->bound->name);
    if (sl_market_die_find(c->m, d->name) != i) {
        COLLIDE(c, path_of(path, "dies", i, "name"), "another name",
                "variant %s: two dies are called '%.40s'", c->bound->name, d->name);
        c->linked = false;
    }
    if (d->process.year != c->m->year && isnan(c->m->inflation))
        COLLIDE(c, path_of(path, "dies", i, "process.year"),
                "give market.inflation, or the cost "
                "in money of market.year",
                "variant %s: wafers of die %.40s cost money of %d, market.year is %d",
                c->bound->name, d->name, d->process.year, c->m->year);
    size_t errors = sl_diag_errors(c->ctx);
    check_size(c, i);
    if (sl_diag_errors(c->ctx) > errors) {
        c->linked = false;
        return;
    }
    if (sl_project_die(&die, &tested, &kg, d, c->m) == SL_OK) return;
    const char *key = d->process.line_yield == 0.0 ? "process.line_yield" : "process.d0";
    COLLIDE(c, path_of(path, "dies", i, key), "fewer defects, a smaller die, or a higher yield",
            "variant %s: no good die %.40s comes off its wafers", c->bound->name, d->name);
    c->linked = false;
}

// ---- steps ----

static void check_parts(checker *c, int i)
{
    const sl_market_step *s = &c->m->step[i];
    for (int k = 0; k < s->part_n; k++) {
        char path[PATH], key[40];
        if (!s->part[k].die[0] || sl_market_die_find(c->m, s->part[k].die) >= 0) continue;
        snprintf(key, sizeof key, "parts.%d.die", k);
        COLLIDE(c, path_of(path, "steps", i, key), "name one of market.dies",
                "variant %s: no die '%.40s' in market.dies", c->bound->name, s->part[k].die);
        c->linked = false;
    }
}

static void check_inputs(checker *c, int i)
{
    const sl_market_step *s = &c->m->step[i];
    for (int k = 0; k < s->after_n; k++) {
        char path[PATH], key[40];
        if (sl_market_step_find(c->m, s->after[k].step) >= 0) continue;
        snprintf(key, sizeof key, "after.%d.step", k);
        COLLIDE(c, path_of(path, "steps", i, key), "name one of market.steps",
                "variant %s: step %.40s comes after '%.40s', which is no step", c->bound->name,
                s->name, s->after[k].step);
        c->linked = false;
    }
}

// A bond that cannot be made, or never works.
static void check_bond(checker *c, int i)
{
    const sl_market_step *s = &c->m->step[i];
    char path[PATH];
    sl_bond b = sl_project_bond(&s->bond);
    sl_bond_yield y;
    size_t errors = sl_diag_errors(c->ctx);
    if (!s->has_bond) return;
    double limit_m = sl_bond_limit_m(&b);
    if (b.pitch_m > fmin(b.width_m, b.height_m))
        COLLIDE(c, path_of(path, "steps", i, "bond.pitch"), "a finer pitch, or a larger die",
                "variant %s: step %.40s bonds at a pitch of %g um, its die is %g x %g um",
                c->bound->name, s->name, b.pitch_m * 1e6, b.width_m * 1e6, b.height_m * 1e6);
    if (b.kind == SL_BOND_W2W && hypot(b.width_m, b.height_m) > b.wafer_m)
        COLLIDE(c, path_of(path, "steps", i, "bond.wafer"), "a larger wafer, or a smaller die",
                "variant %s: step %.40s bonds dies of %g x %g mm on a wafer of %g mm",
                c->bound->name, s->name, b.width_m * 1e3, b.height_m * 1e3, b.wafer_m * 1e3);
    if (b.top_frac * b.bottom_frac > 1.0 || isnan(limit_m))
        COLLIDE(c, path_of(path, "steps", i, "bond.top"), "narrower upper pads, or less contact",
                "variant %s: step %.40s: upper pads of %g um on lower of %g um at a pitch of %g um "
                "cannot make contact with %g of their face",
                c->bound->name, s->name, b.top_frac * b.bottom_frac * b.pitch_m * 1e6,
                b.bottom_frac * b.pitch_m * 1e6, b.pitch_m * 1e6, b.contact_frac);
    else if (limit_m <= 0.0)
        COLLIDE(c, path_of(path, "steps", i, "bond.spacing"), "less spacing, or narrower pads",
                "variant %s: step %.40s: pads of %g um at a pitch of %g um leave no room to be "
                "misplaced",
                c->bound->name, s->name, b.top_frac * b.bottom_frac * b.pitch_m * 1e6,
                b.pitch_m * 1e6);
    if (sl_diag_errors(c->ctx) == errors && sl_bond_yield_of(&y, &b) == SL_OK && y.yield == 0.0)
        COLLIDE(c,
                path_of(path, "steps", i,
                        y.recess == 0.0   ? "bond.recess"
                        : y.defect == 0.0 ? "bond.particles"
                                          : "bond.pitch"),
                "smaller errors, or a coarser pitch",
                "variant %s: no bond of step %.40s works: overlay %g, no void %g, copper meets %g",
                c->bound->name, s->name, y.overlay, y.defect, y.recess);
    if (sl_diag_errors(c->ctx) > errors) c->linked = false;
}

static void check_step(checker *c, int i)
{
    const sl_market_step *s = &c->m->step[i];
    char path[PATH];
    if (!s->name[0])
        MISSING(c, path_of(path, "steps", i, "name"), "name it, so that others can come after it",
                "variant %s: a step without a name", c->bound->name);
    if (sl_market_step_find(c->m, s->name) != i) {
        COLLIDE(c, path_of(path, "steps", i, "name"), "another name",
                "variant %s: two steps are called '%.40s'", c->bound->name, s->name);
        c->linked = false;
    }
    if (s->needed > s->sites) {
        COLLIDE(c, path_of(path, "steps", i, "needed"), "more sites, or fewer of them needed",
                "variant %s: step %.40s needs %d of %d sites", c->bound->name, s->name, s->needed,
                s->sites);
        c->linked = false;
    }
    if (s->rework_max > 0 && s->coverage == 0.0)
        COLLIDE(c, path_of(path, "steps", i, "rework_max"), "give coverage",
                "variant %s: step %.40s repairs what it does not look for (coverage 0)",
                c->bound->name, s->name);
    if ((s->time_s > 0.0) != (s->usd_per_s > 0.0))
        MISSING(c, path_of(path, "steps", i, s->time_s > 0.0 ? "time" : "rate"),
                "time and rate together make a cost", "variant %s: step %.40s has %s",
                c->bound->name, s->name,
                s->time_s > 0.0 ? "a time without a rate" : "a rate without a time");
    const sl_link_spec *link = &c->bound->design.link;
    if (s->aligned && (link->kind < SL_WORD_RETIMED || link->laser.kind == SL_WORD_MICROLED))
        COLLIDE(c, path_of(path, "steps", i, "aligned"), "leave it out",
                "variant %s: step %.40s aligns, and this link has no alignment yield",
                c->bound->name, s->name);
    check_bond(c, i);
    check_inputs(c, i);
    check_parts(c, i);
}

// Steps that wait for each other, and ends beside the last: its place; -1: there is no one end.
static int check_graph(const checker *c)
{
    const sl_market_spec *m = c->m;
    sl_flow_step steps[SL_FLOW_STEPS_MAX];
    int order[SL_FLOW_STEPS_MAX], loop, ends = 0, last = 0;
    bool used[SL_FLOW_STEPS_MAX] = {false};
    char path[PATH];
    sl_market_inputs(steps, m);
    if (sl_flow_order(order, &loop, steps, m->step_n) != SL_OK) {
        COMPLAIN(c, SL_E_CYCLE, path_of(path, "steps", loop, "after.0.step"),
                 "one of them has to come first",
                 "variant %s: step %.40s waits for itself by way of its `after:`", c->bound->name,
                 m->step[loop].name);
        return -1;
    }
    for (int i = 0; i < m->step_n; i++)
        for (int k = 0; k < steps[i].after_n; k++)
            used[steps[i].after[k].step] = true;
    for (int i = 0; i < m->step_n; i++) {
        if (used[i]) continue;
        if (ends++ == 0) last = i;
        if (ends == 2)
            COLLIDE(c, path_of(path, "steps", i, "name"), "take one of them in with after:",
                    "variant %s: steps %.40s and %.40s both end the flow", c->bound->name,
                    m->step[last].name, m->step[i].name);
    }
    return ends == 1 ? last : -1;
}

// A product that passes its steps is made of something, and some of it works.
static void check_sold(const checker *c, const sl_flow_cost *cost, int last)
{
    const sl_market_spec *m = c->m;
    char path[PATH];
    if (!(cost->cost_usd > 0.0))
        COLLIDE(c, path_of(path, "steps", last, "name"),
                "give it parts, a cost, or a time and a rate",
                "variant %s: step %.40s makes the product of nothing: no part of it and no step "
                "costs anything",
                c->bound->name, m->step[last].name);
    if (cost->quality > 0.0) return;
    int at = last;
    for (int i = m->step_n - 1; i >= 0; i--)
        if (m->step[i].yield == 0.0) at = i;
    COLLIDE(c, path_of(path, "steps", at, "yield"), "a higher yield, or coverage that finds it",
            "variant %s: nothing that is sold works (step %.40s: yield %g, coverage %g)",
            c->bound->name, m->step[at].name, m->step[at].yield, m->step[at].coverage);
}

// The first step, in their order, which nothing passes.
static void check_pass(const checker *c, int last)
{
    const sl_market_spec *m = c->m;
    sl_flow_cost cost;
    double kg;
    sl_share_cost share[SL_SHARES];
    char path[PATH];
    if (sl_project_flow(&cost, &kg, share, m, 1.0) == SL_OK) {
        check_sold(c, &cost, last);
        return;
    }
    int at = 0;
    for (int i = m->step_n - 1; i >= 0; i--)
        if (m->step[i].salvage_usd > 0.0) at = i;
    if (m->step[at].salvage_usd > 0.0) {
        COLLIDE(c, path_of(path, "steps", at, "salvage"), "less than what was spent on a unit",
                "variant %s: nothing passes the steps, or scrap of step %.40s brings more (%g USD) "
                "than its units cost",
                c->bound->name, m->step[at].name, m->step[at].salvage_usd);
        return;
    }
    for (int i = m->step_n - 1; i >= 0; i--)
        if (m->step[i].yield == 0.0 || m->step[i].overkill == 1.0) at = i;
    COLLIDE(c, path_of(path, "steps", at, "yield"), "a higher yield, or rework",
            "variant %s: nothing passes the steps; step %.40s has a yield of %g", c->bound->name,
            m->step[at].name, m->step[at].yield);
}

// ---- package ----

static const char *const kinds[] = {"organic", "fan-out-last", "fan-out-first", "interposer",
                                    "hybrid",  "reflow",       "assembly"};

static bool carried(int kind)
{
    return kind == SL_PACKAGE_FAN_OUT_LAST || kind == SL_PACKAGE_FAN_OUT_FIRST ||
           kind == SL_PACKAGE_INTERPOSER || kind == SL_MARKET_ASSEMBLED;
}

// A section of the package that its kind needs, or has no use for.
static void needs(const checker *c, const char *key, bool given, bool wanted)
{
    char path[PATH];
    snprintf(path, sizeof path, "market.package.%s", given ? key : "kind");
    const char *kind = kinds[c->m->package.kind];
    if (wanted && !given)
        MISSING(c, path, "add it", "variant %s: market.package.kind %s without market.package.%s",
                c->bound->name, kind, key);
    if (given && !wanted) {
        snprintf(path, sizeof path, "market.package.%s.%s", key,
                 strcmp(key, "carrier") == 0 ? "cost" : "pitch");
        COLLIDE(c, path, "remove it, or change the kind",
                "variant %s: market.package.%s, which kind %s does not have", c->bound->name, key,
                kind);
    }
}

static void check_package_dies(const checker *c)
{
    const sl_market_spec *m = c->m;
    bool assembly = m->has_package && m->package.kind == SL_MARKET_ASSEMBLED;
    char path[PATH];
    int dies = 0;
    for (int i = 0; i < m->die_n; i++) {
        const sl_market_die *d = &m->die[i];
        dies += d->count;
        if (d->count > 1 && !m->has_package)
            COLLIDE(c, path_of(path, "dies", i, "count"), "give the count to the part of a step",
                    "variant %s: %d dies %.40s of one package, and there is no market.package",
                    c->bound->name, d->count, d->name);
        if (!assembly && (d->signals > 0.0 || d->power_w > 0.0))
            COLLIDE(c, path_of(path, "dies", i, d->signals > 0.0 ? "signals" : "power"),
                    "remove it, or package: {kind: assembly}",
                    "variant %s: pads of die %.40s count only in a package of kind assembly",
                    c->bound->name, d->name);
    }
    if (m->has_package && m->die_n == 0)
        MISSING(c, "market.package.kind", "list them under market.dies",
                "variant %s: market.package without market.dies", c->bound->name);
    if (m->has_package && m->package.kind == SL_PACKAGE_REFLOW && m->die_n > 1)
        COLLIDE(c, "market.package.kind", "one entry of market.dies, or steps",
                "variant %s: market.package.kind reflow takes one kind of die, not %d",
                c->bound->name, m->die_n);
    if (assembly && dies >= SL_ASSEMBLY_DIES_MAX)
        COLLIDE(c, "market.package.kind", "fewer dies",
                "variant %s: %d dies on one carrier; at most %d", c->bound->name, dies,
                SL_ASSEMBLY_DIES_MAX - 1);
}

static void check_compat(const checker *c)
{
    const sl_market_spec *m = c->m;
    bool assembly = m->package.kind == SL_MARKET_ASSEMBLED;
    if (m->compat == SL_COMPAT_NONE ||
        (m->has_package && (m->compat == SL_COMPAT_CATCH) == assembly))
        return;
    bool actuary = m->compat == SL_COMPAT_ACTUARY;
    COLLIDE(c, "market.compat",
            actuary ? "remove it, or another kind of package" : "package: {kind: assembly}",
            "variant %s: market.compat %s counts packages %s as %s does, and there is none",
            c->bound->name, actuary ? "actuary" : "catch",
            actuary ? "made of steps" : "of kind assembly", actuary ? "Chiplet Actuary" : "CATCH");
}

static void check_package(const checker *c)
{
    const sl_market_spec *m = c->m;
    const sl_market_package *p = &m->package;
    size_t errors = sl_diag_errors(c->ctx);
    check_compat(c);
    check_package_dies(c);
    if (!m->has_package) return;
    needs(c, "carrier", p->has_carrier, carried(p->kind));
    needs(c, "assembly", p->has_assembly, p->kind == SL_MARKET_ASSEMBLED);
    if (p->has_carrier && p->carrier.year != m->year && isnan(m->inflation))
        COLLIDE(c, "market.package.carrier.year",
                "give market.inflation, or the cost in money of market.year",
                "variant %s: wafers of the carrier cost money of %d, market.year is %d",
                c->bound->name, p->carrier.year, m->year);
    if (!c->linked || m->step_n > 0 || sl_diag_errors(c->ctx) > errors) return;
    sl_flow_cost cost;
    double kg;
    sl_share_cost share[SL_SHARES];
    if (sl_project_flow(&cost, &kg, share, m, 1.0) != SL_OK || !(cost.quality > 0.0))
        COLLIDE(c, "market.package.kind", "higher yields, or smaller dies",
                "variant %s: no package of kind %s passes and works%s", c->bound->name,
                kinds[p->kind], carried(p->kind) ? ", or its carrier is larger than a wafer" : "");
}

void sl_check_economics(sl_ctx *ctx, const sl_model *model)
{
    for (size_t v = 0; v < model->n; v++) {
        const sl_design *d = &model->variants[v].design;
        checker c = {ctx, &model->variants[v], &d->market, true};
        if (!d->has_market) continue;
        check_money(&c);
        for (int i = 0; i < c.m->die_n; i++)
            check_die(&c, i);
        for (int i = 0; i < c.m->step_n; i++)
            check_step(&c, i);
        check_package(&c);
        bool whole = c.linked && c.m->step_n > 0 && !c.m->has_package;
        int last = whole ? check_graph(&c) : -1;
        if (last >= 0) check_pass(&c, last);
    }
}
