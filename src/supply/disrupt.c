// Disruptions over years.
//
// Model. Each site and each region fails on its own, exponentially, and is away for its recovery
// time; a site makes while neither it nor its region is away. In every step what is under way
// arrives, parts are made tier by tier, as far as inputs, shelf and way allow, then units are
// finished as far as all parts are there; what is not met is lost. A site that is not qualified
// begins to be at the first loss of another of its part, and stays so.
// Equations. Fill: met over asked. CVaR of the lost margin: mean of the worst runs, with the spread
// of Rockafellar and Uryasev's estimator z + E[(L - z)+]/a. Assumptions. Sites make at full rate
// until shelf and way are as full as at the start; times between disruptions run while a site is
// up. Limits. The shelf refills at full rate whatever it costs; no ordering policy, no backlog;
// steps are as coarse as asked. Sources. Rockafellar and Uryasev, Journal of Risk 2 (2000) 21;
// Threefry counters (core).
#include "supply/supply.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "shoreline/random.h"

#define PURPOSE 0x5355504cu // "SUPL": apart from every other use of the seed

// One unit that fails: the k-th time to its next failure is a draw of its own.
typedef struct unit {
    double next_s, back_s; // next failure; away until
    uint64_t drawn;
} unit;

typedef struct run {
    const sl_supply *s;
    uint64_t seed, replica;
    int order[SL_SUPPLY_PARTS];
    double shelf[SL_SUPPLY_PARTS];
    double way[SL_SUPPLY_PARTS], way_most[SL_SUPPLY_PARTS]; // under way; at the start and at most
    double qualified_s[SL_SUPPLY_SITES];                    // from when on a site makes
    int delay[SL_SUPPLY_SITES];                             // steps until it arrives
    double sent[SL_SUPPLY_SITES][SL_SUPPLY_DELAY];          // ring, by step of arrival
    unit site[SL_SUPPLY_SITES], region[SL_SUPPLY_REGIONS];
} run;

static double wait_s(run *r, unit *u, uint64_t number, double mtbf_s)
{
    if (isinf(mtbf_s)) return INFINITY;
    uint64_t entity = r->replica << 16 | number;
    return -log(sl_random_uniform(r->seed, PURPOSE, entity, u->drawn++)) * mtbf_s;
}

// Whether a unit works at a time; it fails and comes back on the way.
static bool works(run *r, unit *u, uint64_t number, double mtbf_s, double recovery_s, double now_s)
{
    if (now_s >= u->next_s && u->next_s >= u->back_s) {
        u->back_s = u->next_s + recovery_s;
        u->next_s = u->back_s + wait_s(r, u, number, mtbf_s);
    }
    return now_s >= u->back_s;
}

// Shelves as full as they get, and on the way what the sites' flows put there.
static void start(run *r, const double *flow, double step_s)
{
    for (int p = 0; p < r->s->parts; p++)
        r->shelf[p] = r->s->part[p].stock;
    for (int i = 0; i < r->s->sites; i++) {
        const sl_supply_site *site = &r->s->site[i];
        r->delay[i] = (int)lround(site->lead_s / step_s);
        r->qualified_s[i] = site->qualified ? 0.0 : INFINITY;
        for (int k = 0; k < r->delay[i]; k++) {
            r->sent[i][k] = flow[i] * step_s;
            r->way[site->part] += r->sent[i][k];
        }
    }
    for (int p = 0; p < r->s->parts; p++)
        r->way_most[p] = r->way[p];
    for (int i = 0; i < r->s->sites; i++) {
        r->site[i] = (unit){0.0, 0.0, 0};
        r->site[i].next_s = wait_s(r, &r->site[i], (uint64_t)i, r->s->site[i].mtbf_s);
    }
    for (int g = 0; g < r->s->regions; g++) {
        uint64_t number = SL_SUPPLY_SITES + (uint64_t)g;
        r->region[g] = (unit){0.0, 0.0, 0};
        r->region[g].next_s = wait_s(r, &r->region[g], number, r->s->region[g].mtbf_s);
    }
}

// A site of this part is away: those that could be qualified begin to be.
static void qualify(run *r, int part, double now_s)
{
    for (int i = 0; i < r->s->sites; i++) {
        const sl_supply_site *site = &r->s->site[i];
        if (site->part == part && site->qualify_s > 0.0 && isinf(r->qualified_s[i]))
            r->qualified_s[i] = now_s + site->qualify_s;
    }
}

static bool makes(run *r, int i, double now_s)
{
    const sl_supply_site *site = &r->s->site[i];
    const sl_supply_region *g = &r->s->region[site->region];
    bool own = works(r, &r->site[i], (uint64_t)i, site->mtbf_s, site->recovery_s, now_s);
    bool all = works(r, &r->region[site->region], SL_SUPPLY_SITES + (uint64_t)site->region,
                     g->mtbf_s, g->recovery_s, now_s);
    if (!(own && all) && site->qualified) qualify(r, site->part, now_s);
    return own && all && now_s >= r->qualified_s[i];
}

// What each site of a part can make in a step, and all together.
static double can_make(run *r, double *each, int part, double now_s, double step_s)
{
    double sum = 0.0;
    for (int i = 0; i < r->s->sites; i++) {
        if (r->s->site[i].part != part) continue;
        each[i] = makes(r, i, now_s) ? r->s->site[i].rate_per_s * step_s : 0.0;
        sum += each[i];
    }
    return sum;
}

// What comes from a part's sites in step k.
static void arrive(run *r, int part, int k)
{
    for (int i = 0; i < r->s->sites; i++) {
        if (r->s->site[i].part != part || r->delay[i] == 0) continue;
        double *slot = &r->sent[i][k % r->delay[i]];
        r->shelf[part] += *slot;
        r->way[part] = fmax(0.0, r->way[part] - *slot);
        *slot = 0.0;
    }
}

// Made by the sites in proportion to what they can.
static void send(run *r, const double *each, double sum, int part, double made, int k)
{
    for (int i = 0; i < r->s->sites && sum > 0.0; i++) {
        if (r->s->site[i].part != part) continue;
        double amount = made * each[i] / sum;
        if (r->delay[i] == 0) {
            r->shelf[part] += amount;
            continue;
        }
        r->sent[i][k % r->delay[i]] += amount;
        r->way[part] += amount;
    }
}

// Units finished in step k.
static double step(run *r, int k, double step_s, const double *content)
{
    const sl_supply *s = r->s;
    double asked = s->demand_per_s * step_s, met = asked, each[SL_SUPPLY_SITES];
    for (int n = 0; n < s->parts; n++) {
        int p = r->order[n];
        const sl_supply_part *part = &s->part[p];
        arrive(r, p, k);
        double can = can_make(r, each, p, k * step_s, step_s);
        double room = part->stock + r->way_most[p] + content[p] * asked - r->shelf[p] - r->way[p];
        double made = fmax(0.0, fmin(room, can));
        for (int i = 0; i < part->inputs; i++)
            made = fmin(made, r->shelf[part->input[i].part] / part->input[i].amount);
        for (int i = 0; i < part->inputs; i++)
            r->shelf[part->input[i].part] =
                fmax(0.0, r->shelf[part->input[i].part] - made * part->input[i].amount);
        send(r, each, can, p, made, k);
    }
    for (int p = 0; p < s->parts; p++)
        if (s->part[p].per_unit > 0.0) met = fmin(met, r->shelf[p] / s->part[p].per_unit);
    for (int p = 0; p < s->parts; p++)
        r->shelf[p] = fmax(0.0, r->shelf[p] - met * s->part[p].per_unit);
    return met;
}

typedef struct outcome {
    double fill, below;
} outcome;

static outcome one_run(const sl_supply *s, const double *flow, uint64_t seed, int replica,
                       double horizon_s, double step_s, double target)
{
    run r = {.s = s, .seed = seed, .replica = (uint64_t)replica};
    double content[SL_SUPPLY_PARTS], met = 0.0, below = 0.0;
    double asked = s->demand_per_s * step_s;
    int steps = (int)ceil(horizon_s / step_s - 1e-9);
    sl_supply_order(r.order, s);
    sl_supply_content(content, s);
    start(&r, flow, step_s);
    for (int k = 0; k < steps; k++) {
        double units = step(&r, k, step_s, content);
        met += units;
        below += units < target * asked * (1.0 - 1e-9);
    }
    return (outcome){met / (asked * steps), below / steps};
}

static int rising(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

// Mean of the worst share of the losses, and half of its 95 % interval. losses: sorted.
static void worst(sl_disruption *out, const double *losses, int n, double tail)
{
    double z = sl_quantile_sorted(losses, (size_t)n, 1.0 - tail), sum = 0.0, squares = 0.0;
    for (int i = 0; i < n; i++) {
        double over = fmax(0.0, losses[i] - z);
        sum += over;
        squares += over * over;
    }
    double mean = sum / n, variance = fmax(0.0, squares / n - mean * mean);
    double half = 1.96 * sqrt(variance / n) / tail;
    out->cvar_usd = z + mean / tail;
    out->cvar_low = fmax(0.0, out->cvar_usd - half);
    out->cvar_high = out->cvar_usd + half;
}

static void summarise(sl_disruption *out, const sl_supply *s, const outcome *runs, int n,
                      double horizon_s, double tail)
{
    double fill = 0.0, squares = 0.0, below = 0.0, losses[SL_SUPPLY_REPLICAS];
    double asked_usd = s->demand_per_s * horizon_s * s->margin_usd;
    for (int i = 0; i < n; i++) {
        fill += runs[i].fill;
        squares += runs[i].fill * runs[i].fill;
        below += runs[i].below;
        losses[i] = (1.0 - runs[i].fill) * asked_usd;
    }
    out->fill = fill / n;
    double half = 1.96 * sqrt(fmax(0.0, squares / n - out->fill * out->fill) / n);
    out->fill_low = fmax(0.0, out->fill - half);
    out->fill_high = fmin(1.0, out->fill + half);
    out->short_share = below / n;
    out->loss_usd_per_s = (1.0 - out->fill) * s->demand_per_s * s->margin_usd;
    qsort(losses, (size_t)n, sizeof *losses, rising);
    worst(out, losses, n, tail);
}

sl_status sl_supply_disrupt(sl_disruption *out, const sl_supply *s, uint64_t seed, int replicas,
                            double horizon_s, double step_s, double target, double tail)
{
    outcome runs[SL_SUPPLY_REPLICAS];
    memset(out, 0, sizeof *out);
    if (sl_supply_fault(s) || replicas < 2 || replicas > SL_SUPPLY_REPLICAS ||
        !(step_s > 0.0 && step_s <= horizon_s) || !(horizon_s / step_s <= 1e6) ||
        !(target >= 0.0 && target <= 1.0) || !(tail > 0.0 && tail < 1.0))
        return SL_ERR_DOMAIN;
    double flow[SL_SUPPLY_SITES];
    for (int i = 0; i < s->sites; i++)
        if (s->site[i].lead_s > SL_SUPPLY_DELAY * step_s) return SL_ERR_DOMAIN;
    sl_supply_flows(flow, s);
#pragma omp parallel for schedule(dynamic, 8)
    for (int i = 0; i < replicas; i++)
        runs[i] = one_run(s, flow, seed, i, horizon_s, step_s, target);
    summarise(out, s, runs, replicas, horizon_s, tail);
    return SL_OK;
}
