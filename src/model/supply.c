// The supply of the product: what it is made of, who makes it where, what can go wrong.
#include "model/fields.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#undef S
#define S sl_supply_need_spec
static const sl_field need_fields[] = {
    TEXT("part", part, "", "Another part of the list."),
    QD("amount", amount, "", 1e-9, 1e9, "1", "Of it in one of this."),
};
static const sl_table need_table = {
    .name = "need", .doc = "What a part is made of.", FIELDS(need_fields)};

#undef S
#define S sl_supply_part_spec
static const sl_field part_fields[] = {
    TEXT("name", name, "", "Of the part."),
    QD("per_unit", per_unit, "", 0, 1e9, "1", "In one finished unit itself; 0: only in parts."),
    QD("stock", stock, "", 0, 1e15, "0", "On the shelf and under way, in parts."),
    LIST("needs", need, need_n, SL_SUPPLY_NEEDS, &need_table, "Parts that it is made of."),
};
static const sl_table part_table = {
    .name = "part", .doc = "A part of the product.", FIELDS(part_fields)};

#undef S
#define S sl_supply_site_spec
static const sl_field site_fields[] = {
    TEXT("name", name, "", "Of the site."),
    TEXT("part", part, "", "That it makes."),
    TEXT("region", region, "", "Where it stands."),
    QR("rate", rate_per_s, "1/day", 1e-9, 1e12, "Most that it makes."),
    QR("cost", cost_usd, "USD", 0, 1e9, "Of one part, before tariff."),
    Q("mtbf", mtbf_s, "year", 1e-3, 1e6, "Between disruptions of its own; absent: none."),
    QD("recovery", recovery_s, "day", 0, 1e5, "60 day", "Until it makes again."),
    QD("lead_time", lead_s, "day", 0, 3650, "0 day", "From there to where it is used."),
    FLAG("qualified", qualified, "true", "Others make nothing yet."),
    Q("qualification", qualify_s, "day", 1, 3650,
      "Of one that is not: from a loss until it makes; absent: it never does."),
};
static const sl_table site_table = {
    .name = "site", .doc = "Who makes a part.", FIELDS(site_fields)};

#undef S
#define S sl_supply_region_spec
static const sl_field region_fields[] = {
    TEXT("name", name, "", "Of the region."),
    QD("tariff", tariff, "", 0, 100, "0", "On top of the cost of what comes from there."),
    Q("mtbf", mtbf_s, "year", 1e-3, 1e6, "Between disruptions of the whole region; absent: none."),
    QD("recovery", recovery_s, "day", 0, 1e5, "90 day", "Of these."),
};
static const sl_table region_table = {
    .name = "region", .doc = "Where sites stand.", FIELDS(region_fields)};

#undef S
#define S sl_supply_spec
static const sl_field fields[] = {
    TEXT("product", product, "", "What is made."),
    QR("demand", demand_per_s, "1/day", 1e-9, 1e12, "Finished units."),
    QD("margin", margin_usd, "USD", 0, 1e9, "0 USD", "Of one unit that is not lost."),
    QD("share", share_most, "", 0.01, 1, "1",
       "Of a part, most from one site where others make it."),
    QD("horizon", horizon_s, "year", 0.01, 100, "10 year", "Of each run of disruptions."),
    QD("step", step_s, "day", 0.01, 365, "1 day", "Of a run."),
    QD("target", target, "", 0, 1, "0.95", "Of demand: less is a shortage."),
    QD("tail", tail, "", 0.001, 0.5, "0.05", "Share of runs that count as the worst."),
    N("runs", runs, 10, SL_SUPPLY_RUNS_MAX, "1000", "Of disruptions."),
    LIST("parts", part, part_n, SL_SUPPLY_PARTS_MAX, &part_table, "Bill of materials."),
    LIST("sites", site, site_n, SL_SUPPLY_SITES_MAX, &site_table, "Who makes it."),
    LIST("regions", region, region_n, SL_SUPPLY_REGIONS_MAX, &region_table, "Where."),
};
const sl_table sl_supply_table = {
    .name = "supply", .doc = "Parts, sites and regions.", FIELDS(fields)};

// ---- cross-checks ----

typedef struct checker {
    sl_ctx *ctx;
    const sl_bound *bound;
    const sl_supply_spec *s;
} checker;

#define COLLIDE(c, path, hint, ...)                                                                \
    sl_diag_add((c)->ctx, SL_ERROR, SL_E_CONTRADICTION, mark_of(c, path), (hint), __VA_ARGS__)

#define PATH 80

// "supply.sites.2.region"
static const char *path_of(char out[PATH], const char *list, int i, const char *key)
{
    snprintf(out, PATH, "supply.%s.%d.%s", list, i, key);
    return out;
}

// Where it was given; else the first value beside it, else the demand.
static sl_mark mark_of(const checker *c, const char *path)
{
    const sl_leaves *leaves = &c->bound->leaves;
    const sl_leaf *leaf = sl_leaf_find(leaves, path);
    if (leaf && leaf->mark.source) return leaf->mark;
    size_t n = (size_t)(strrchr(path, '.') - path) + 1;
    for (size_t i = 0; i < leaves->n; i++)
        if (n > strlen("supply.") && strncmp(leaves->items[i].path, path, n) == 0 &&
            leaves->items[i].mark.source)
            return leaves->items[i].mark;
    leaf = sl_leaf_find(leaves, "supply.demand");
    return leaf && leaf->mark.source ? leaf->mark : c->bound->mark;
}

int sl_supply_part_named(const sl_supply_spec *s, const char *name)
{
    for (int i = 0; i < s->part_n; i++)
        if (strcmp(s->part[i].name, name) == 0) return i;
    return -1;
}

int sl_supply_region_named(const sl_supply_spec *s, const char *name)
{
    for (int i = 0; i < s->region_n; i++)
        if (strcmp(s->region[i].name, name) == 0) return i;
    return -1;
}

// Each of a list has a name of its own; earlier: the first of its name.
static void check_name(const checker *c, const char *list, int i, const char *name, int earlier)
{
    char path[PATH];
    if (*name && earlier == i) return;
    if (*name)
        COLLIDE(c, path_of(path, list, i, "name"), "a name of its own for each",
                "variant %s: two of supply.%s are called '%.60s'", c->bound->name, list, name);
    else
        COLLIDE(c, path_of(path, list, i, "name"), "a name of its own for each",
                "variant %s: entry %d of supply.%s has no name", c->bound->name, i + 1, list);
}

static int site_named(const sl_supply_spec *s, const char *name)
{
    int i = 0;
    while (strcmp(s->site[i].name, name) != 0)
        i++;
    return i;
}

static void check_needs(const checker *c, int i)
{
    const sl_supply_part_spec *p = &c->s->part[i];
    for (int k = 0; k < p->need_n; k++) {
        char path[PATH], key[40];
        if (sl_supply_part_named(c->s, p->need[k].part) >= 0) continue;
        snprintf(key, sizeof key, "needs.%d.part", k);
        COLLIDE(c, path_of(path, "parts", i, key), "a name of supply.parts",
                "variant %s: %s needs '%s', which is no part", c->bound->name, p->name,
                p->need[k].part);
    }
}

static void check_names(const checker *c)
{
    const sl_supply_spec *s = c->s;
    char path[PATH];
    for (int i = 0; i < s->part_n; i++) {
        check_name(c, "parts", i, s->part[i].name, sl_supply_part_named(s, s->part[i].name));
        check_needs(c, i);
    }
    for (int i = 0; i < s->region_n; i++)
        check_name(c, "regions", i, s->region[i].name,
                   sl_supply_region_named(s, s->region[i].name));
    for (int i = 0; i < s->site_n; i++) {
        check_name(c, "sites", i, s->site[i].name, site_named(s, s->site[i].name));
        if (sl_supply_part_named(s, s->site[i].part) < 0)
            COLLIDE(c, path_of(path, "sites", i, "part"), "a name of supply.parts",
                    "variant %s: site %s makes '%s', which is no part", c->bound->name,
                    s->site[i].name, s->site[i].part);
        if (sl_supply_region_named(s, s->site[i].region) < 0)
            COLLIDE(c, path_of(path, "sites", i, "region"), "a name of supply.regions",
                    "variant %s: site %s stands in '%s', which is no region", c->bound->name,
                    s->site[i].name, s->site[i].region);
    }
}

static void check_makers(const checker *c)
{
    const sl_supply_spec *s = c->s;
    double sold = 0.0;
    for (int p = 0; p < s->part_n; p++)
        sold += s->part[p].per_unit;
    if (!(sold > 0.0))
        COLLIDE(c, "supply.parts.0.per_unit", "per_unit of what a finished unit holds",
                "variant %s: a unit of no part: per_unit is 0 everywhere", c->bound->name);
    for (int p = 0; p < s->part_n; p++) {
        char path[PATH];
        int makers = 0;
        for (int i = 0; i < s->site_n; i++)
            makers += s->site[i].qualified && strcmp(s->site[i].part, s->part[p].name) == 0;
        if (makers == 0)
            COLLIDE(c, path_of(path, "parts", p, "name"), "a site that makes it, qualified",
                    "variant %s: nobody makes %s", c->bound->name, s->part[p].name);
    }
}

static void check_times(const checker *c)
{
    for (int i = 0; i < c->s->site_n; i++) {
        char path[PATH];
        const sl_supply_site_spec *site = &c->s->site[i];
        double days = site->lead_s / 86400.0, step = c->s->step_s / 86400.0;
        if (site->qualified && !isnan(site->qualify_s))
            COLLIDE(c, path_of(path, "sites", i, "qualification"),
                    "qualified: false, or no qualification",
                    "variant %s: site %s is qualified, and takes %g days until it is",
                    c->bound->name, site->name, site->qualify_s / 86400.0);
        if (days > SL_SUPPLY_LEAD_STEPS * step)
            COLLIDE(c, path_of(path, "sites", i, "lead_time"), "a longer supply.step",
                    "variant %s: goods of site %s are under way for %g days, more than %d steps of "
                    "%g",
                    c->bound->name, site->name, days, SL_SUPPLY_LEAD_STEPS, step);
    }
}

// Parts are taken away whose needs are gone: what is left needs itself.
static void check_cycle(const checker *c)
{
    const sl_supply_spec *s = c->s;
    bool gone[SL_SUPPLY_PARTS_MAX] = {false}, moved = true;
    while (moved) {
        moved = false;
        for (int p = 0; p < s->part_n; p++) {
            bool free = !gone[p];
            for (int k = 0; free && k < s->part[p].need_n; k++)
                free = gone[sl_supply_part_named(s, s->part[p].need[k].part)];
            gone[p] = gone[p] || free;
            moved = moved || free;
        }
    }
    for (int p = 0; p < s->part_n; p++)
        if (!gone[p]) {
            char path[PATH];
            COLLIDE(c, path_of(path, "parts", p, "needs.0.part"),
                    "a part cannot need what it is part of",
                    "variant %s: %s is made of parts that need %s", c->bound->name, s->part[p].name,
                    s->part[p].name);
            return;
        }
}

void sl_supply_check(sl_ctx *ctx, const sl_bound *bound)
{
    checker c = {ctx, bound, &bound->design.supply};
    size_t before = sl_diag_errors(ctx);
    if (c.s->part_n == 0 || c.s->site_n == 0 || c.s->region_n == 0) {
        COLLIDE(&c, "supply.demand", "give parts, sites and regions",
                "variant %s: supply of %d parts, %d sites, %d regions", bound->name, c.s->part_n,
                c.s->site_n, c.s->region_n);
        return;
    }
    check_names(&c);
    if (sl_diag_errors(ctx) == before) {
        check_makers(&c);
        check_times(&c);
        check_cycle(&c);
    }
}
