// The whole chain: identities that hold for any design, on the catalogue's own parts.
#include "selftest/selftest.h"

#include <string.h>

#include "shoreline/constants.h"
#include "shoreline/system.h"

static const char text[] = "shoreline: 1\n"
                           "service: {rate: 1.6 Tb/s, reach: 1 m, ber: 1e-15, ambient: 35 degC}\n"
                           "chip: {use: chip/gpu-scale-up}\n"
                           "board: {use: board/gpu-tray}\n"
                           "cooling: {use: cooling/liquid-cold-plate}\n"
                           "variants:\n"
                           "  copper: {link: {use: link/dac-1600}}\n"
                           "  npo: {link: {use: link/npo-vcsel-1600}}\n"
                           "  twin: {link: {use: link/npo-vcsel-1600}}\n"
                           "  cpo: {link: {use: link/cpo-mrm-1600}}\n";
enum { COPPER, NPO, TWIN, CPO, VARIANTS };

typedef struct fixture {
    sl_ctx *ctx;
    sl_model *model;
} fixture;

static bool open_fixture(fixture *f, int threads)
{
    sl_ctx_opts ctx_opts = {.threads = threads};
    sl_scenario_opts opts = {.path = "selftest.yaml", .text = text, .text_length = sizeof text - 1};
    *f = (fixture){0};
    return sl_ctx_create(&f->ctx, &ctx_opts) == SL_OK &&
           sl_model_load(&f->model, f->ctx, &opts) == SL_OK && f->model->n == VARIANTS;
}

static void close_fixture(fixture *f)
{
    if (f->model) sl_model_destroy(f->model);
    if (f->ctx) sl_ctx_destroy(f->ctx);
}

// The larger one, NaN if one of them is.
static double larger(double a, double b)
{
    return isnan(a) || isnan(b) ? (double)NAN : fmax(a, b);
}

// Evaluates one number on each loaded variant's design and keeps the largest.
static double over_variants(double (*one)(const sl_design *))
{
    fixture f;
    double worst = NAN;
    if (open_fixture(&f, 1)) {
        worst = 0.0;
        for (size_t v = 0; v < f.model->n; v++)
            worst = larger(worst, one(&f.model->variants[v].design));
    }
    close_fixture(&f);
    return worst;
}

static double bars_departure(const sl_design *d)
{
    sl_result r;
    double sum = 0.0;
    sl_evaluate(&r, d, NULL);
    for (int i = 0; i < SL_ENERGY_PARTS; i++)
        sum += r.energy[i];
    double port = r.value[SL_M_PORT_POWER] / d->link.rate_bps / sum - 1.0;
    return fmax(fabs(sum / r.value[SL_M_ENERGY] - 1.0), fabs(port));
}

static double residual_k(const sl_design *d)
{
    sl_result r;
    sl_evaluate(&r, d, NULL);
    return r.point.verdict == SL_VERDICT_OK ? r.point.residual_k : (double)INFINITY;
}

// Least margin in dB at the computed reach, where it has to vanish.
static double margin_at_reach(const sl_design *design)
{
    sl_design d = *design;
    sl_result r;
    sl_evaluate(&r, &d, NULL);
    double reach = r.value[SL_M_REACH];
    if (!(reach > 0.0) || reach >= 39000.0 || (d.link.kind == SL_WORD_PASSIVE && reach >= 99.0))
        return 0.0;
    d.service.reach_m = reach;
    sl_evaluate(&r, &d, NULL);
    double margin = r.value[SL_M_MARGIN];
    if (d.link.kind == SL_WORD_PASSIVE) margin = fmin(margin, r.value[SL_M_CLASS_MARGIN]);
    return fabs(margin);
}

// Delay of 100 m more of fibre, over 100 m n/c.
static double flight_departure(const sl_design *design)
{
    if (design->link.kind < SL_WORD_RETIMED) return 0.0;
    sl_design d = *design;
    sl_result near, far;
    sl_evaluate(&near, &d, NULL);
    d.service.reach_m += 100.0;
    sl_evaluate(&far, &d, NULL);
    double want = 100.0 * d.link.fibre.index / SL_SPEED_OF_LIGHT_M_S;
    return fabs((far.value[SL_M_LATENCY] - near.value[SL_M_LATENCY]) / want - 1.0);
}

static double bars(const double *a)
{
    (void)a;
    return over_variants(bars_departure);
}

static double fixed_point(const double *a)
{
    (void)a;
    return over_variants(residual_k);
}

static double reach(const double *a)
{
    (void)a;
    return over_variants(margin_at_reach);
}

static double flight(const double *a)
{
    (void)a;
    return over_variants(flight_departure);
}

static double same_bytes(const sl_comparison *x, const sl_comparison *y)
{
    double different = 0.0;
    for (size_t v = 0; v < x->n; v++) {
        const sl_variant_result *p = &x->variants[v], *q = &y->variants[v];
        different += memcmp(p->interval, q->interval, sizeof p->interval) != 0;
        different += memcmp(&p->p_best, &q->p_best, sizeof p->p_best) != 0;
    }
    // by bytes, so that a value which is none on both sides counts as the same
    const double *share = &x->assumption_share;
    return different + (memcmp(share, &y->assumption_share, sizeof *share) != 0);
}

// Differences between a comparison on one and on three threads.
static double threads(const double *a)
{
    fixture one, three;
    sl_comparison *x = NULL, *y = NULL;
    sl_compare_opts opts = {.draws = 60};
    double different = NAN;
    (void)a;
    bool ok = open_fixture(&one, 1);
    ok = open_fixture(&three, 3) && ok;
    if (ok && sl_compare(&x, one.ctx, one.model, &opts) == SL_OK &&
        sl_compare(&y, three.ctx, three.model, &opts) == SL_OK)
        different = same_bytes(x, y);
    if (x) sl_comparison_destroy(one.ctx, x);
    if (y) sl_comparison_destroy(three.ctx, y);
    close_fixture(&one);
    close_fixture(&three);
    return different;
}

// Difference of the chance to be best between a variant and its twin.
static double twins(const double *a)
{
    fixture f;
    sl_comparison *c = NULL;
    sl_compare_opts opts = {.draws = 60};
    double difference = NAN;
    (void)a;
    if (open_fixture(&f, 1) && sl_compare(&c, f.ctx, f.model, &opts) == SL_OK)
        difference = fabs(c->variants[NPO].p_best - c->variants[TWIN].p_best) +
                     fabs(c->variants[NPO].interval[SL_M_ENERGY].high -
                          c->variants[TWIN].interval[SL_M_ENERGY].high);
    if (c) sl_comparison_destroy(f.ctx, c);
    close_fixture(&f);
    return difference;
}

#define IDENTITY(id_, what_, unit_, source_, tolerance_, function_)                                \
    {                                                                                              \
        .id = id_, .what = what_, .unit = unit_, .source = source_, .origin = SL_ORIGIN_EXACT,     \
        .expected = 0.0, .tolerance = tolerance_, .simple = function_                              \
    }

static const selftest_case cases[] = {
    IDENTITY("system.energy", "bars of energy, energy and port power: largest relative departure",
             "", "identity", 1e-12, bars),
    IDENTITY("system.fixed_point", "power against temperature: largest distance to the fixed point",
             "K", "Banach's bound on the iteration", 0.05, fixed_point),
    IDENTITY("system.reach", "margin at the computed reach", "dB", "definition of reach", 0.02,
             reach),
    IDENTITY("system.flight", "delay of 100 m more of fibre over 100 m n/c: departure", "",
             "speed of light", 1e-9, flight),
    IDENTITY("system.threads", "values that differ between one thread and three", "",
             "rule: results do not depend on threads", 0.0, threads),
    IDENTITY("system.twins", "difference between a variant and its exact copy", "",
             "rule: what variants share is drawn once", 0.0, twins),
};

const selftest_table selftest_system = {"system", cases, sizeof cases / sizeof *cases};
