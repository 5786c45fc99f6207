// A package as a flow of steps: cost of a unit that passes, what escapes, what repair saves.
//
// Model. A graph of steps without loops. A unit of a step takes units of earlier steps and parts,
// has `sites` equal places of which `needed` must do, and is tested at the end.
//
// Equations. A site is good with p = yield prod quality^count. The test finds a bad one with T; it
// is then repaired up to m times, each good with y_r and, if bad, found again with T. With
// r = (1 - y_r) T and S = (1 - r^m)/(1 - r):
//   attempts (1-p) T S,  good G = p + (1-p) T S y_r,  known bad B = (1-p) T r^m.
// A unit passes when at most sites - needed are known bad, and works when at least needed are
// good: binomial tails of 1 - B and G. Inputs work with q = prod quality^count, a bad one is found
// with T. pass = P(1-B) (1 - (1-q) T) - o w with w = P(G) q; quality = w (1 - o)/pass;
//   C = (inputs + step + parts + rework - (1 - pass) salvage)/pass.
//
// Assumptions. Sites, parts and inputs fail independently; a unit rejected wrongly is lost.
//
// Limits. No queues and no time: money bound in work in progress is not counted. Reworked units
// are as good as new.
//
// Sources. The recursion is the usual one of yielded cost (Becker and Sandborn, Int. J. Adv.
// Manuf. Technol. 18 (2001) 43), recalled; the site model is our own.
#include "shoreline/economics.h"

#include <math.h>

#include "shoreline/numeric.h"

static bool share(double x)
{
    return x >= 0.0 && x <= 1.0;
}

#define SITES_MAX 1e9 // of the binomial tail

static bool whole(double x)
{
    return x >= 1.0 && x <= SITES_MAX && x == (double)(long)x;
}

static bool valid(const sl_flow_step *s)
{
    bool ok = s->cost_usd >= 0.0 && whole(s->sites) && whole(s->needed) && s->needed <= s->sites &&
              share(s->yield) && share(s->coverage) && share(s->overkill) && s->rework_max >= 0 &&
              s->rework_usd >= 0.0 && share(s->rework_parts) && share(s->rework_yield) &&
              s->salvage_usd >= 0.0 && s->part_n >= 0 && s->part_n <= SL_FLOW_PARTS_MAX &&
              s->after_n >= 0 && s->after_n <= SL_FLOW_AFTER_MAX;
    for (int i = 0; ok && i < s->part_n; i++)
        ok = s->part[i].count >= 0.0 && s->part[i].cost_usd >= 0.0 && share(s->part[i].quality);
    return ok;
}

static double power(double base, double count)
{
    return base == 1.0 ? 1.0 : count == 1.0 ? base : pow(base, count);
}

// What a site becomes.
typedef struct site_result {
    double parts_usd, attempts, good, known_bad;
} site_result;

static site_result site_of(const sl_flow_step *s)
{
    site_result out = {0};
    double p = s->yield, series = 0.0, left = 1.0;
    for (int i = 0; i < s->part_n; i++) {
        out.parts_usd += s->part[i].count * s->part[i].cost_usd;
        p *= power(s->part[i].quality, s->part[i].count);
    }
    for (int i = 0; i < s->rework_max; i++) {
        series += left;
        left *= (1.0 - s->rework_yield) * s->coverage;
        if (left < 1e-18) break;
    }
    double found = (1.0 - p) * s->coverage;
    out.attempts = found * series;
    out.good = p + out.attempts * s->rework_yield;
    out.known_bad = found * left;
    return out;
}

// At least `needed` of `sites`, each with p.
static double enough(const sl_flow_step *s, double p)
{
    if (s->needed == s->sites) return power(p, s->sites);
    return pow(10.0, sl_log10_binomial_tail(s->sites, s->needed, fmin(1.0, p)));
}

// What comes in from earlier steps, for one unit.
static sl_flow_cost inputs(const sl_flow_step *s, const sl_flow_cost *done)
{
    sl_flow_cost in = {.quality = 1.0, .rolled = 1.0};
    for (int i = 0; i < s->after_n; i++) {
        const sl_flow_cost *c = &done[s->after[i].step];
        double count = s->after[i].count;
        in.cost_usd += count * c->cost_usd;
        in.parts_usd += count * c->parts_usd;
        in.process_usd += count * c->process_usd;
        in.rework_usd += count * c->rework_usd;
        in.quality *= power(c->quality, count);
        in.rolled *= power(c->rolled, count);
    }
    return in;
}

static sl_status run_step(sl_flow_cost *out, const sl_flow_step *s, const sl_flow_cost *done)
{
    if (!valid(s)) return SL_ERR_DOMAIN;
    sl_flow_cost in = inputs(s, done);
    site_result site = site_of(s);
    double works = enough(s, site.good) * in.quality;
    double pass = enough(s, 1.0 - site.known_bad) * (1.0 - (1.0 - in.quality) * s->coverage) -
                  s->overkill * works;
    if (!(pass > 0.0)) return SL_ERR_DOMAIN;
    double parts = s->sites * site.parts_usd;
    double rework = s->sites * site.attempts * (s->rework_usd + s->rework_parts * site.parts_usd);
    double spent = in.cost_usd + s->cost_usd + parts + rework - (1.0 - pass) * s->salvage_usd;
    if (!(spent >= 0.0)) return SL_ERR_DOMAIN;
    *out = (sl_flow_cost){.cost_usd = spent / pass,
                          .quality = fmin(1.0, works * (1.0 - s->overkill) / pass),
                          .pass = pass,
                          .rolled = in.rolled * pass,
                          .parts_usd = in.parts_usd + parts,
                          .process_usd = in.process_usd + s->cost_usd,
                          .rework_usd = in.rework_usd + rework};
    out->loss_usd = out->cost_usd - out->parts_usd - out->process_usd - out->rework_usd;
    return SL_OK;
}

static bool linked(const sl_flow_step *steps, int n)
{
    bool used[SL_FLOW_STEPS_MAX] = {false};
    for (int i = 0; i < n; i++)
        for (int k = 0; k < steps[i].after_n && k < SL_FLOW_AFTER_MAX; k++) {
            const sl_flow_input *in = &steps[i].after[k];
            if (in->step < 0 || in->step >= i || !(in->count > 0.0)) return false;
            used[in->step] = true;
        }
    for (int i = 0; i + 1 < n; i++)
        if (!used[i]) return false;
    return true;
}

sl_status sl_flow_run(sl_flow_cost *out, sl_flow_cost *each, const sl_flow_step *steps, int n)
{
    sl_flow_cost own[SL_FLOW_STEPS_MAX];
    sl_flow_cost *done = each ? each : own;
    if (n < 1 || n > SL_FLOW_STEPS_MAX || !linked(steps, n)) return SL_ERR_DOMAIN;
    for (int i = 0; i < n; i++)
        SL_TRY(run_step(&done[i], &steps[i], done));
    *out = done[n - 1];
    return SL_OK;
}

const sl_flow_step sl_flow_plain = {
    .sites = 1.0, .needed = 1.0, .yield = 1.0, .coverage = 1.0, .rework_yield = 1.0};

// Kahn's order: each time the first step whose inputs are all there.
sl_status sl_flow_order(int *order, int *loop, const sl_flow_step *steps, int n)
{
    bool placed[SL_FLOW_STEPS_MAX] = {false};
    *loop = -1;
    if (n < 1 || n > SL_FLOW_STEPS_MAX) return SL_ERR_DOMAIN;
    for (int i = 0; i < n; i++)
        for (int a = 0; a < steps[i].after_n; a++)
            if (steps[i].after[a].step < 0 || steps[i].after[a].step >= n) return SL_ERR_DOMAIN;
    for (int k = 0; k < n; k++) {
        int next = -1;
        for (int i = 0; i < n && next < 0; i++) {
            bool ready = !placed[i];
            for (int a = 0; a < steps[i].after_n; a++)
                ready = ready && placed[steps[i].after[a].step];
            if (ready) next = i;
        }
        if (next < 0) {
            for (int i = 0; i < n && *loop < 0; i++)
                if (!placed[i]) *loop = i;
            return SL_ERR_DOMAIN;
        }
        placed[next] = true;
        order[k] = next;
    }
    return SL_OK;
}

// ---- what a step costs ----

double sl_machine_usd_per_s(const sl_machine *m)
{
    if (!(m->capex_usd >= 0.0 && m->life_s > 0.0 && m->labour_usd_per_s >= 0.0 && m->uptime > 0.0 &&
          m->uptime <= 1.0))
        return NAN;
    return (m->capex_usd / m->life_s + m->labour_usd_per_s) / m->uptime;
}

double sl_burn_in_usd(double time_s, double socket_usd_per_s)
{
    return time_s >= 0.0 && socket_usd_per_s >= 0.0 ? time_s * socket_usd_per_s : (double)NAN;
}

double sl_burn_in_yield(double hazard_per_s, double time_s)
{
    return hazard_per_s >= 0.0 && time_s >= 0.0 ? exp(-hazard_per_s * time_s) : (double)NAN;
}
