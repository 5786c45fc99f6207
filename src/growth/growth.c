// The growth cycle of models, hardware, interconnects and money.
//
// Model. Stocks: installed compute K, spending S, and the rate V made of each kind of port. Trends
// (compute, need, edge, power, reach, energy) are exponentials of time.
//
// Equations. dK/dt = sum N_a P u_a - K/L; tau dS/dt = S* - S, S* = W/(1 + (W - W_0)/S_most),
// W = S0 (1 + tau s)(M/M0)^e, M = K g_s^t; dV_a/dt = N_a B w_a. A kind serves w = min(1, edge,
// power) of the need, u = 1/((1-x) + x/w). Its packages cost c = package + energy + B w ends cost;
// they are built in the order of c/(P u), each kind up to its capacity, until S is spent. K0 and 1
// + tau s put the start on the balanced path K ~ exp(k t), k = (ln(g_c/g_p) + e ln g_s)/(1 - e), s
// = e (k + ln g_s).
//
// Numbers. Runge-Kutta of fourth order in the logarithms of the stocks, 16 steps a year and one
// more where a kind gets ready.
//
// Assumptions. A package has ports of one kind; money that buys nothing is not carried on; the
// factors of a year hold for all years.
//
// Limits. Power, land, memory and wafers do not run short; prices do not follow scarcity.
//
// Sources. Stocks and delays after Forrester, Industrial Dynamics (1961), learning after Wright
// (1936), both recalled; the cycle is our own.
#include "shoreline/growth.h"

#include <math.h>

#include "shoreline/constants.h"

#define STEPS_PER_YEAR 16
#define STOCKS_MAX     (2 + SL_GROWTH_KINDS)

const char *const sl_growth_bar_names[SL_GROWTH_BARS] = {
    "feasible", "not feasible", "not ready", "out of reach", "out of edge", "out of watts"};

// What does not change during a run.
typedef struct cycle {
    const sl_growth *g;
    const sl_growth_kind *kinds;
    int n;
    double balanced, spending; // growth on the balanced path, 1/year
    double built0;             // useful packages a year at the start
    double now;                // years: what is ready then, is so for the whole step
} cycle;

static bool factor(double x)
{
    return x > 0.0 && isfinite(x);
}

static bool share(double x)
{
    return x >= 0.0 && x <= 1.0;
}

static bool valid_kind(const sl_growth_kind *k)
{
    return isfinite(k->ready) && k->price_usd_per_bps >= 0.0 && k->service_usd_per_bps >= 0.0 &&
           factor(k->made_bps) && k->learning > 0.0 && k->learning <= 1.0 &&
           k->energy_j_per_bit >= 0.0 && factor(k->energy_growth) && factor(k->used) &&
           factor(k->density_growth) && k->reach_m >= 0.0 && factor(k->reach_growth) &&
           k->capacity_bps_per_s > 0.0 && factor(k->ramp);
}

static bool valid(const sl_growth *g)
{
    return isfinite(g->start) && g->years >= 1 && g->years <= SL_GROWTH_YEARS &&
           factor(g->compute_growth) && factor(g->software_growth) && factor(g->bandwidth_bps) &&
           g->bandwidth_exponent >= 0.0 && factor(g->edge_growth) && g->reach_m >= 0.0 &&
           factor(g->reach_growth) && factor(g->package_w) && factor(g->package_w_growth) &&
           share(g->io_share) && factor(g->package_usd) && factor(g->package_price_growth) &&
           factor(g->budget_usd_per_s) && g->budget_most_usd_per_s > g->budget_usd_per_s &&
           g->return_exponent >= 0.0 && g->return_exponent < 1.0 &&
           g->delay_s >= SL_YEAR_S / 12.0 && factor(g->renewal_s) && share(g->exposed) &&
           factor(g->ends);
}

double sl_growth_balanced_per_s(const sl_growth *g)
{
    if (!valid(g)) return NAN;
    double money = log(g->compute_growth / g->package_price_growth);
    double k = (money + g->return_exponent * log(g->software_growth)) / (1.0 - g->return_exponent);
    return k / SL_YEAR_S;
}

// ---- one moment ----

static double need_bps(const sl_growth *g, double t)
{
    return g->bandwidth_bps * pow(g->compute_growth, g->bandwidth_exponent * t);
}

// What keeps a kind from serving the whole need, and how much of it it serves.
static void serve(sl_growth_choice *out, const cycle *c, const sl_growth_kind *k, double t)
{
    const sl_growth *g = c->g;
    double need = need_bps(g, t);
    double edge = pow(k->density_growth * g->edge_growth, t) / k->used * g->bandwidth_bps / need;
    double joule = k->energy_j_per_bit * pow(k->energy_growth, t);
    double power = g->io_share * g->package_w * pow(g->package_w_growth, t) / (joule * need);
    out->served = 0.0;
    if (!k->possible)
        out->bar = SL_GROWTH_NEVER;
    else if (c->now < k->ready - g->start)
        out->bar = SL_GROWTH_NOT_READY;
    else if (k->reach_m * pow(k->reach_growth, t) < g->reach_m * pow(g->reach_growth, t))
        out->bar = SL_GROWTH_REACH;
    else {
        out->served = fmin(1.0, fmin(edge, power));
        out->bar = out->served == 1.0 ? SL_GROWTH_OPEN
                   : edge < power     ? SL_GROWTH_EDGE
                                      : SL_GROWTH_POWER;
    }
}

static double cost_usd_per_bps(const cycle *c, const sl_growth_kind *k, double t, double log_made)
{
    double joule = k->energy_j_per_bit * pow(k->energy_growth, t);
    double price = k->price_usd_per_bps * exp(log2(k->learning) * (log_made - log(k->made_bps)));
    return price * c->g->capital + joule * c->g->watt_usd + k->service_usd_per_bps;
}

// A package with ports of one kind.
typedef struct offer {
    int kind;
    double usd, useful; // of one package; of its compute
    double merit;       // money for useful compute
} offer;

static double useful_share(const sl_growth *g, double served)
{
    return 1.0 / (1.0 - g->exposed + g->exposed / served);
}

static int offers_of(offer *out, sl_growth_choice *choice, const cycle *c, double t,
                     const double *log_made)
{
    const sl_growth *g = c->g;
    double need = need_bps(g, t), package_w = g->package_w * pow(g->package_w_growth, t);
    double package = g->package_usd * pow(g->package_price_growth, t) * c->g->capital;
    int n = 0;
    for (int a = 0; a < c->n; a++) {
        const sl_growth_kind *k = &c->kinds[a];
        serve(&choice[a], c, k, t);
        choice[a].share = 0.0;
        choice[a].cost_usd_per_bps =
            k->possible ? cost_usd_per_bps(c, k, t, log_made[a]) : (double)NAN;
        if (!(choice[a].served > 0.0)) continue;
        double ports_w = k->energy_j_per_bit * pow(k->energy_growth, t) * need * choice[a].served;
        offer o = {a,
                   package + fmax(0.0, package_w - ports_w) * c->g->watt_usd +
                       need * choice[a].served * g->ends * choice[a].cost_usd_per_bps,
                   useful_share(g, choice[a].served), 0.0};
        o.merit = o.usd / o.useful;
        int i = n++;
        for (; i > 0 && out[i - 1].merit > o.merit; i--)
            out[i] = out[i - 1];
        out[i] = o;
    }
    return n;
}

// Builds packages for the budget; the year's figures, and what of each kind is made in bits/s a
// year.
static void build(sl_growth_year *y, double *made, const cycle *c, double t, double budget,
                  const double *log_made)
{
    offer offers[SL_GROWTH_KINDS];
    const sl_growth *g = c->g;
    double left = budget, need = need_bps(g, t), rate = 0.0, ports_usd = 0.0, useful = 0.0;
    int n = offers_of(offers, y->kind, c, t, log_made);
    y->packages_per_s = 0.0;
    for (int a = 0; a < c->n; a++)
        made[a] = 0.0;
    for (int i = 0; i < n; i++) {
        const offer *o = &offers[i];
        const sl_growth_kind *k = &c->kinds[o->kind];
        double bps = need * y->kind[o->kind].served * g->ends; // for a package
        double age = g->start + t - k->ready;
        double most = k->capacity_bps_per_s * SL_YEAR_S * pow(k->ramp, age) / bps;
        double packages = fmin(left / o->usd, most);
        left = fmax(0.0, left - packages * o->usd);
        y->packages_per_s += packages;
        useful += packages * o->useful;
        made[o->kind] = packages * bps;
        rate += made[o->kind];
        ports_usd += made[o->kind] * y->kind[o->kind].cost_usd_per_bps;
    }
    for (int a = 0; a < c->n && rate > 0.0; a++)
        y->kind[a].share = made[a] / rate;
    y->bandwidth_bps = need;
    y->built = n > 0 ? 1.0 - left / budget : 0.0;
    y->useful = y->packages_per_s > 0.0 ? useful / y->packages_per_s : 0.0;
    y->served = y->packages_per_s > 0.0 ? rate / (need * g->ends * y->packages_per_s) : 0.0;
    y->port_usd_per_bps = rate > 0.0 ? ports_usd / rate : (double)NAN;
    y->interconnect_cost = budget > left ? ports_usd / (budget - left) : 0.0;
    y->cheapest = -1;
    for (int a = 0; a < c->n; a++)
        if (y->kind[a].bar == SL_GROWTH_OPEN &&
            (y->cheapest < 0 ||
             y->kind[a].cost_usd_per_bps < y->kind[y->cheapest].cost_usd_per_bps))
            y->cheapest = a;
}

// ---- the run ----

// Stocks are logarithms: compute and spending over those of the start, rates made.
static void slopes(double *out, const cycle *c, double t, const double *x)
{
    const sl_growth *g = c->g;
    double made[SL_GROWTH_KINDS], years = g->renewal_s / SL_YEAR_S, tau = g->delay_s / SL_YEAR_S;
    sl_growth_year y;
    double budget = g->budget_usd_per_s * SL_YEAR_S * exp(x[1]);
    build(&y, made, c, t, budget, x + 2);
    double packages = y.packages_per_s * y.useful * pow(g->compute_growth, t);
    out[0] = packages / c->built0 * (c->balanced + 1.0 / years) * exp(-x[0]) - 1.0 / years;
    double lead = 1.0 + tau * c->spending;
    double worth = lead * exp(g->return_exponent * (x[0] + t * log(g->software_growth)));
    double most = g->budget_most_usd_per_s / g->budget_usd_per_s;
    out[1] = (worth / (1.0 + (worth - lead) / most) * exp(-x[1]) - 1.0) / tau;
    for (int a = 0; a < c->n; a++)
        out[2 + a] = made[a] * exp(-x[2 + a]);
}

static void step(double *x, const cycle *c, double t, double dt)
{
    static const double at[4] = {0.0, 0.5, 0.5, 1.0}, weight[4] = {1.0, 2.0, 2.0, 1.0};
    double k[STOCKS_MAX] = {0.0}, sum[STOCKS_MAX] = {0.0}, y[STOCKS_MAX];
    for (int s = 0; s < 4; s++) {
        for (int i = 0; i < 2 + c->n; i++)
            y[i] = x[i] + at[s] * dt * k[i];
        slopes(k, c, t + at[s] * dt, y);
        for (int i = 0; i < 2 + c->n; i++)
            sum[i] += weight[s] / 6.0 * k[i];
    }
    for (int i = 0; i < 2 + c->n; i++)
        x[i] += dt * sum[i];
}

// From t to end, with steps that end where a kind gets ready.
static void advance(double *x, cycle *c, double t, double end)
{
    while (t < end) {
        double next = end;
        for (int a = 0; a < c->n; a++) {
            double ready = c->kinds[a].ready - c->g->start;
            if (ready > t && ready < next) next = ready;
        }
        c->now = t;
        step(x, c, t, next - t);
        t = next;
    }
    c->now = end;
}

static void report(sl_growth_year *out, const cycle *c, int year, const double *x)
{
    const sl_growth *g = c->g;
    double made[SL_GROWTH_KINDS], budget = g->budget_usd_per_s * exp(x[1]);
    build(out, made, c, year, budget * SL_YEAR_S, x + 2);
    out->packages_per_s /= SL_YEAR_S;
    out->year = g->start + year;
    out->compute = exp(x[0]);
    out->model_compute = out->compute * pow(g->software_growth, year);
    out->budget_usd_per_s = budget;
}

// The balanced path, and what is built at the start.
static sl_status begin(cycle *c, double *x)
{
    const sl_growth *g = c->g;
    c->balanced = sl_growth_balanced_per_s(g) * SL_YEAR_S;
    c->spending = g->return_exponent * (c->balanced + log(g->software_growth));
    if (!(c->balanced + SL_YEAR_S / g->renewal_s > 0.0 &&
          1.0 + g->delay_s / SL_YEAR_S * c->spending > 0.0))
        return SL_ERR_DOMAIN;
    x[0] = x[1] = 0.0;
    for (int a = 0; a < c->n; a++)
        x[2 + a] = log(c->kinds[a].made_bps);
    sl_growth_year y;
    double made[SL_GROWTH_KINDS];
    build(&y, made, c, 0.0, g->budget_usd_per_s * SL_YEAR_S, x + 2);
    c->built0 = y.packages_per_s * y.useful;
    return c->built0 > 0.0 ? SL_OK : SL_ERR_DOMAIN;
}

sl_status sl_growth_run(sl_growth_year *out, const sl_growth *g, const sl_growth_kind *kinds, int n)
{
    cycle c = {.g = g, .kinds = kinds, .n = n};
    double x[STOCKS_MAX];
    bool ok = n >= 1 && n <= SL_GROWTH_KINDS && valid(g);
    for (int a = 0; ok && a < n; a++)
        ok = valid_kind(&kinds[a]);
    if (!ok) return SL_ERR_DOMAIN;
    SL_TRY(begin(&c, x));
    for (int year = 0; year <= g->years; year++) {
        report(&out[year], &c, year, x);
        for (int s = 0; s < STEPS_PER_YEAR; s++)
            advance(x, &c, year + (double)s / STEPS_PER_YEAR,
                    year + (double)(s + 1) / STEPS_PER_YEAR);
    }
    return SL_OK;
}
