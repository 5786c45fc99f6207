// Who makes what, and how long stock lasts: linear programs.
//
// Model. Sites make parts at rates up to their own; parts go into parts and into finished units.
// Equations. Allocation: min sum x_i c_i (1 + tariff), for each part the sum over its sites equals
// demand x content, 0 <= x_i <= rate_i, x_i <= share x need where several sites make it. Survival
// without sites J: max T with X_i <= rate_i T (0 in J) and, for each part, stock + made - used in
// other parts >= demand x per_unit T. Loss over a time T: the demand times margin that the same
// program with T fixed leaves unmet.
// Assumptions. Everything is divisible; what is under way counts as stock; no lead time.
// Limits. Fixed charges, minimum lots and requalification are not modelled.
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

// Columns 1..sites: made; sites + 1: time (survival) or units met (loss). Rows: parts, then sites.
// Amounts in days of demand.
#define DAY_S 86400.0

static void balances(program *p, const sl_supply *s, double unit)
{
    for (int part = 0; part < s->parts; part++) {
        for (int i = 0; i < s->sites; i++) {
            const sl_supply_part *made = &s->part[s->site[i].part];
            double flow = s->site[i].part == part ? 1.0 : 0.0;
            for (int k = 0; k < made->inputs; k++)
                if (made->input[k].part == part) flow -= made->input[k].amount;
            term(p, i + 1, flow);
        }
        term(p, s->sites + 1, -s->part[part].per_unit);
        row(p, part + 1, GLP_LO, -s->part[part].stock / unit);
    }
}

static bool gone(const sl_supply *s, uint64_t lost, int i)
{
    return !s->site[i].qualified || (lost >> i & 1u);
}

double sl_supply_survival_s(const sl_supply *s, uint64_t lost)
{
    if (sl_supply_fault(s)) return NAN;
    program p;
    double unit = s->demand_per_s * DAY_S;
    begin(&p, GLP_MAX, s->parts + s->sites, s->sites + 1);
    glp_set_obj_coef(p.lp, s->sites + 1, 1.0);
    glp_set_col_bnds(p.lp, s->sites + 1, GLP_LO, 0.0, 0.0);
    for (int i = 0; i < s->sites; i++)
        glp_set_col_bnds(p.lp, i + 1, gone(s, lost, i) ? GLP_FX : GLP_LO, 0.0, 0.0);
    balances(&p, s, unit);
    for (int i = 0; i < s->sites; i++) {
        term(&p, i + 1, 1.0);
        term(&p, s->sites + 1, -s->site[i].rate_per_s / s->demand_per_s);
        row(&p, s->parts + i + 1, GLP_UP, 0.0);
    }
    int status = solve(&p);
    double days = status == GLP_OPT ? glp_get_obj_val(p.lp) : status == GLP_UNBND ? INFINITY : NAN;
    glp_delete_prob(p.lp);
    return days * DAY_S;
}

double sl_supply_loss_usd(const sl_supply *s, uint64_t lost, double away_s)
{
    if (sl_supply_fault(s) || !(away_s >= 0.0) || isinf(away_s)) return NAN;
    program p;
    double unit = s->demand_per_s * DAY_S, days = away_s / DAY_S;
    begin(&p, GLP_MAX, s->parts, s->sites + 1);
    glp_set_obj_coef(p.lp, s->sites + 1, 1.0);
    glp_set_col_bnds(p.lp, s->sites + 1, days > 0.0 ? GLP_DB : GLP_FX, 0.0, days);
    for (int i = 0; i < s->sites; i++) {
        double most = gone(s, lost, i) ? 0.0 : s->site[i].rate_per_s / s->demand_per_s * days;
        glp_set_col_bnds(p.lp, i + 1, most > 0.0 ? GLP_DB : GLP_FX, 0.0, most);
    }
    balances(&p, s, unit);
    double met = solve(&p) == GLP_OPT ? glp_get_obj_val(p.lp) : NAN;
    glp_delete_prob(p.lp);
    return fmax(0.0, days - met) * unit * s->margin_usd;
}
