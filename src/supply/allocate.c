// Who makes what, and how long stock lasts: linear programs.
//
// Model. Sites make parts at rates up to their own; parts go into parts and into finished units.
// Equations. Allocation: min sum x_i c_i (1 + tariff), for each part the sum over its sites equals
// demand x content, 0 <= x_i <= rate_i, x_i <= share x need where several sites make it. Survival
// without sites J: max T with X_i <= rate_i T (0 in J) and, for each part, stock + made - used in
// other parts >= demand x per_unit T. With lead times l and allocated flows x: what a lost site has
// under way, x min(T, l), still comes; another's rise from x to its rate comes l later; one that is
// not qualified makes q + l after the loss. These are linear between the times l and q + l: one
// program for each such window, in order, until T ends inside one. Loss of sites that make again
// after R, and deliver at R + l: the greatest demand that the programs at the ends of the windows
// leave unmet (what was lost is not met later), times margin.
// Assumptions. Everything is divisible; stock is where it is needed.
// Limits. Fixed charges and minimum lots are not modelled.
// Sources. Simchi-Levi et al., Interfaces 45 (2015) 375 (time to survive); GLPK's simplex.
#include "supply/supply.h"

#include <glpk.h>
#include <math.h>
#include <stdlib.h>

// Rows and columns of a program being written; GLPK counts from 1.
typedef struct program {
    glp_prob *lp;
    int index[SL_SUPPLY_SITES + 8];
    double value[SL_SUPPLY_SITES + 8];
    int n;
} program;

static void begin(program *p, int direction, int rows, int columns)
{
    glp_term_out(GLP_OFF);
    p->lp = glp_create_prob();
    glp_set_obj_dir(p->lp, direction);
    glp_add_rows(p->lp, rows);
    glp_add_cols(p->lp, columns);
    p->n = 0;
}

static void term(program *p, int column, double value)
{
    if (value == 0.0) return;
    p->index[++p->n] = column;
    p->value[p->n] = value;
}

static void row(program *p, int number, int kind, double bound)
{
    glp_set_row_bnds(p->lp, number, kind, bound, bound);
    glp_set_mat_row(p->lp, number, p->n, p->index, p->value);
    p->n = 0;
}

static int solve(program *p)
{
    glp_smcp options;
    glp_init_smcp(&options);
    options.msg_lev = GLP_MSG_OFF;
    options.presolve = GLP_OFF;
    return glp_simplex(p->lp, &options) == 0 ? glp_get_status(p->lp) : GLP_UNDEF;
}

static int makers(const sl_supply *s, int part)
{
    int n = 0;
    for (int i = 0; i < s->sites; i++)
        n += s->site[i].part == part && s->site[i].qualified;
    return n;
}

// The part that is shortest of its need, -1 where none is short.
static int shortest(const sl_supply *s, const double *content, double *need, double *have)
{
    int worst = -1;
    double least = 1.0;
    for (int p = 0; p < s->parts; p++) {
        double rate = 0.0, wants = content[p] * s->demand_per_s;
        double most = makers(s, p) > 1 ? s->share_most * wants : INFINITY;
        for (int i = 0; i < s->sites; i++)
            if (s->site[i].part == p && s->site[i].qualified)
                rate += fmin(s->site[i].rate_per_s, most);
        if (!(wants > 0.0) || rate / wants >= least * (1.0 - 1e-12)) continue;
        least = rate / wants;
        worst = p;
        *need = wants;
        *have = rate;
    }
    return worst;
}

sl_status sl_supply_allocate(sl_allocation *out, const sl_supply *s)
{
    double content[SL_SUPPLY_PARTS];
    *out = (sl_allocation){.cost_usd = NAN, .short_part = -1};
    if (sl_supply_fault(s)) return SL_ERR_DOMAIN;
    sl_supply_content(content, s);
    out->short_part = shortest(s, content, &out->need_per_s, &out->have_per_s);
    if (out->short_part >= 0) return SL_ERR_LIMIT;
    program p;
    begin(&p, GLP_MIN, s->parts, s->sites);
    // In units of the demand: rates may be 1e-3 or 1e3 a second.
    for (int i = 0; i < s->sites; i++) {
        const sl_supply_site *site = &s->site[i];
        double most = site->qualified ? site->rate_per_s / s->demand_per_s : 0.0;
        if (makers(s, site->part) > 1) most = fmin(most, s->share_most * content[site->part]);
        glp_set_col_bnds(p.lp, i + 1, most > 0.0 ? GLP_DB : GLP_FX, 0.0, most);
        glp_set_obj_coef(p.lp, i + 1, site->cost_usd * (1.0 + s->region[site->region].tariff));
    }
    for (int part = 0; part < s->parts; part++) {
        for (int i = 0; i < s->sites; i++)
            if (s->site[i].part == part) term(&p, i + 1, 1.0);
        row(&p, part + 1, GLP_FX, content[part]);
    }
    bool solved = solve(&p) == GLP_OPT;
    out->cost_usd = solved ? glp_get_obj_val(p.lp) : NAN;
    for (int i = 0; solved && i < s->sites; i++)
        out->made_per_s[i] = glp_get_col_prim(p.lp, i + 1) * s->demand_per_s;
    glp_delete_prob(p.lp);
    return solved ? SL_OK : SL_ERR_NO_CONVERGENCE;
}

// Columns 1..sites: arrived; sites + 1: time (survival) or units met (loss). Rows: parts, then
// sites. Amounts in days of demand.
#define DAY_S 86400.0

// What a loss is looked at with.
typedef struct loss {
    const sl_supply *s;
    uint64_t lost;
    double away;                          // days until lost sites make again; INFINITY: they do not
    double flow[SL_SUPPLY_SITES];         // before it, in the demand
    double time[3 * SL_SUPPLY_SITES + 1]; // ends of the windows, days, rising
    int times;
} loss;

// An amount that is a + b T inside a window, in days of demand.
typedef struct line {
    double a, b;
} line;

// b max(0, T - from): bends where a window ends.
static line from_then(double from, double b, double window_begin)
{
    return window_begin >= from ? (line){-b * from, b} : (line){0.0, 0.0};
}

static bool is_lost(const loss *l, int i)
{
    return l->lost >> i & 1u;
}

static double lead_days(const loss *l, int i)
{
    return l->s->site[i].lead_s / DAY_S;
}

// When a site that is not qualified delivers first; infinite: it never does.
static double qualified_days(const loss *l, int i)
{
    const sl_supply_site *site = &l->s->site[i];
    return site->qualify_s > 0.0 ? site->qualify_s / DAY_S + lead_days(l, i) : INFINITY;
}

// What a site can make that arrives by T.
static line arrives(const loss *l, int i, double begin)
{
    double rate = l->s->site[i].rate_per_s / l->s->demand_per_s, flow = l->flow[i];
    if (is_lost(l, i))
        return from_then(l->away + lead_days(l, i), l->s->site[i].qualified ? rate : 0.0, begin);
    if (!l->s->site[i].qualified) return from_then(qualified_days(l, i), rate, begin);
    line more = from_then(lead_days(l, i), rate - flow, begin);
    return (line){more.a, more.b + flow};
}

// What lost sites of a part have under way: it needs nothing any more.
static line under_way(const loss *l, int part, double begin)
{
    line sum = {0.0, 0.0};
    for (int i = 0; i < l->s->sites; i++) {
        if (!is_lost(l, i) || l->s->site[i].part != part) continue;
        line past = from_then(lead_days(l, i), l->flow[i], begin);
        sum.a -= past.a;
        sum.b += l->flow[i] - past.b;
    }
    return sum;
}

// Rows of the parts; time: the column of T, where T is one; else it is `fixed` and the column is
// what is met.
static void balances(program *p, const loss *l, double begin_days, bool time, double fixed)
{
    const sl_supply *s = l->s;
    double unit = s->demand_per_s * DAY_S;
    for (int part = 0; part < s->parts; part++) {
        for (int i = 0; i < s->sites; i++) {
            const sl_supply_part *made = &s->part[s->site[i].part];
            double flow = s->site[i].part == part ? 1.0 : 0.0;
            for (int k = 0; k < made->inputs; k++)
                if (made->input[k].part == part) flow -= made->input[k].amount;
            term(p, i + 1, flow);
        }
        line way = under_way(l, part, begin_days);
        term(p, s->sites + 1, (time ? way.b : 0.0) - s->part[part].per_unit);
        double ready = s->part[part].stock / unit + way.a + (time ? 0.0 : way.b * fixed);
        row(p, part + 1, GLP_LO, -ready);
    }
}

void sl_supply_flows(double flow_per_s[SL_SUPPLY_SITES], const sl_supply *s)
{
    sl_allocation a;
    bool allocated = sl_supply_allocate(&a, s) == SL_OK;
    for (int i = 0; i < s->sites; i++) {
        double rate = allocated ? a.made_per_s[i] : s->site[i].rate_per_s;
        flow_per_s[i] = s->site[i].qualified ? rate : 0.0;
    }
}

static int rising(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void look(loss *l, const sl_supply *s, uint64_t lost, double away_s)
{
    bool delayed = false;
    *l = (loss){.s = s, .lost = lost, .away = away_s / DAY_S};
    for (int i = 0; i < s->sites; i++) {
        double at[3] = {lead_days(l, i), s->site[i].qualified ? 0.0 : qualified_days(l, i),
                        is_lost(l, i) ? l->away + lead_days(l, i) : 0.0};
        for (int k = 0; k < 3; k++)
            if (at[k] > 0.0 && isfinite(at[k])) l->time[l->times++] = at[k];
        delayed = delayed || at[0] > 0.0;
    }
    if (l->times) qsort(l->time, (size_t)l->times, sizeof *l->time, rising);
    l->time[l->times++] = INFINITY;
    if (!delayed) return; // nothing is under way
    sl_supply_flows(l->flow, s);
    for (int i = 0; i < s->sites; i++)
        l->flow[i] /= s->demand_per_s;
}

// The most T in a window that is met; NaN: none found.
static double survive_window(const loss *l, double begin_days, double end_days)
{
    const sl_supply *s = l->s;
    program p;
    begin(&p, GLP_MAX, s->parts + s->sites, s->sites + 1);
    glp_set_obj_coef(p.lp, s->sites + 1, 1.0);
    int kind = isinf(end_days) ? GLP_LO : GLP_DB;
    glp_set_col_bnds(p.lp, s->sites + 1, kind, begin_days, isinf(end_days) ? 0.0 : end_days);
    balances(&p, l, begin_days, true, 0.0);
    for (int i = 0; i < s->sites; i++) {
        line most = arrives(l, i, begin_days);
        glp_set_col_bnds(p.lp, i + 1, GLP_LO, 0.0, 0.0);
        term(&p, i + 1, 1.0);
        term(&p, s->sites + 1, -most.b);
        row(&p, s->parts + i + 1, GLP_UP, most.a);
    }
    int status = solve(&p);
    double days = status == GLP_OPT ? glp_get_obj_val(p.lp) : status == GLP_UNBND ? INFINITY : NAN;
    glp_delete_prob(p.lp);
    return days;
}

double sl_supply_survival_s(const sl_supply *s, uint64_t lost)
{
    loss l;
    if (sl_supply_fault(s)) return NAN;
    look(&l, s, lost, INFINITY);
    double begin_days = 0.0, days = 0.0;
    for (int w = 0; w < l.times; w++) {
        if (l.time[w] <= begin_days) continue;
        double met = survive_window(&l, begin_days, l.time[w]);
        if (isnan(met)) return begin_days > 0.0 ? days * DAY_S : (double)NAN;
        days = met;
        if (days < l.time[w] * (1.0 - 1e-9)) break;
        begin_days = l.time[w];
    }
    return days * DAY_S;
}

// Days of demand that cannot be met by a time.
static double unmet_days(const loss *l, double begin_days, double days)
{
    const sl_supply *s = l->s;
    program p;
    begin(&p, GLP_MAX, s->parts, s->sites + 1);
    glp_set_obj_coef(p.lp, s->sites + 1, 1.0);
    glp_set_col_bnds(p.lp, s->sites + 1, days > 0.0 ? GLP_DB : GLP_FX, 0.0, days);
    for (int i = 0; i < s->sites; i++) {
        line at = arrives(l, i, begin_days);
        double most = at.a + at.b * days;
        glp_set_col_bnds(p.lp, i + 1, most > 0.0 ? GLP_DB : GLP_FX, 0.0, most);
    }
    balances(&p, l, begin_days, false, days);
    double met = solve(&p) == GLP_OPT ? glp_get_obj_val(p.lp) : NAN;
    glp_delete_prob(p.lp);
    return fmax(0.0, days - met);
}

double sl_supply_loss_usd(const sl_supply *s, uint64_t lost, double away_s)
{
    loss l;
    if (sl_supply_fault(s) || !(away_s >= 0.0) || isinf(away_s)) return NAN;
    look(&l, s, lost, away_s);
    double begin_days = 0.0, unmet = 0.0;
    for (int w = 0; w < l.times && isfinite(l.time[w]); w++) {
        unmet = fmax(unmet, unmet_days(&l, begin_days, l.time[w]));
        begin_days = l.time[w];
    }
    return unmet * s->demand_per_s * DAY_S * s->margin_usd;
}

#define ENDURED 1e-4 // of the longest lead time: how well a region's time is known

double sl_supply_endured_s(const sl_supply *s, uint64_t lost)
{
    double met_s = sl_supply_survival_s(s, lost), shortest_s = INFINITY, longest_s = 0.0;
    if (isnan(met_s) || isinf(met_s)) return met_s;
    for (int i = 0; i < s->sites; i++) {
        if (!(lost >> i & 1u) || !s->site[i].qualified) continue;
        shortest_s = fmin(shortest_s, s->site[i].lead_s);
        longest_s = fmax(longest_s, s->site[i].lead_s);
    }
    // All deliver again before the demand is unmet; none does.
    double low_s = fmax(0.0, met_s - longest_s), high_s = fmax(0.0, met_s - shortest_s);
    while (high_s - low_s > ENDURED * longest_s) {
        double middle_s = (low_s + high_s) / 2.0;
        if (sl_supply_loss_usd(s, lost, middle_s) > 1e-9 * s->margin_usd * s->demand_per_s * DAY_S)
            high_s = middle_s;
        else
            low_s = middle_s;
    }
    return low_s;
}
