// Designs with values anywhere inside their ranges: every evaluation ends, keeps probabilities
// between 0 and 1, and calls feasible only what meets each of the limits.
#include "sl_ctx_test.h"

#include "examples.h"
#include "shoreline/random.h"

#include <stdlib.h>
#include <time.h>

#define DESIGNS 8000

static uint64_t counter;

static double uniform(void)
{
    return sl_random_uniform(11, sl_hash64("ranges"), 0, counter++);
}

// A value of the field's range: its ends at times, else even in value or in logarithm.
static double pick(const sl_field *f)
{
    double low = sl_field_si(f, f->min), high = sl_field_si(f, f->max), u = uniform();
    if (uniform() < 0.1) return low;
    if (uniform() < 0.1) return high;
    if (uniform() < 0.7 && f->min > 0.0) return low * pow(high / low, u);
    return low + (high - low) * u * u * u; // crowded at the low end, where typical values lie
}

static void move_some(sl_design *design, const sl_leaves *leaves, char *log, size_t n)
{
    int moves = 1 + (int)(uniform() * 5.0);
    log[0] = '\0';
    for (int i = 0; i < moves;) {
        const sl_leaf *leaf = &leaves->items[(size_t)(uniform() * (double)leaves->n)];
        const sl_field *f = leaf->field;
        i++;
        if (f->kind != SL_FIELD_QUANTITY || (f->min == 0.0 && f->max == 0.0)) continue;
        double value = pick(f);
        memcpy((char *)design + leaf->offset, &value, sizeof value);
        size_t used = strlen(log);
        snprintf(log + used, n - used, " %s=%.17g", leaf->path, value);
    }
}

#define HOLDS(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) fail_msg("%s: not %s\n   %s", name, #condition, log);                    \
    } while (0)

static void check_probability(const char *name, const char *log, int metric, double p)
{
    if (!isnan(p) && !(p >= 0.0 && p <= 1.0))
        fail_msg("%s: %s = %.17g\n   %s", name, sl_metric_infos[metric].key, p, log);
}

static void check_feasible(const char *name, const char *log, const sl_design *d,
                           const sl_result *r)
{
    const double *v = r->value;
    HOLDS(!(v[SL_M_MARGIN] < 0.0) && !(v[SL_M_HOST_MARGIN] < 0.0));
    HOLDS(!(v[SL_M_CLASS_MARGIN] < 0.0) && !(v[SL_M_OPTICAL_MARGIN] < 0.0));
    HOLDS(v[SL_M_POST_FEC] <= d->service.ber * 1.001);
    HOLDS(!(v[SL_M_REACH] < d->service.reach_m * (1.0 - 1e-5)));
    HOLDS(v[SL_M_SHORELINE_USE] <= 1.0 + 1e-12);
    HOLDS(v[SL_M_ASIC_TEMP] <= d->chip.temp_max_k);
    HOLDS(d->link.rate_bps >= d->service.rate_bps * (1.0 - 1e-9));
    HOLDS(r->point.verdict == SL_VERDICT_OK);
    HOLDS(isfinite(v[SL_M_ENERGY]) && isfinite(v[SL_M_LATENCY]) && isfinite(v[SL_M_DENSITY]));
}

static void check_result(const char *name, const char *log, const sl_design *d, const sl_result *r)
{
    static const int probabilities[] = {SL_M_PRE_FEC, SL_M_POST_FEC, SL_M_FRAME_LOSS,
                                        SL_M_LASER_FAILED, SL_M_ALIGN_YIELD};
    static const int positive[] = {SL_M_ENERGY, SL_M_PORT_POWER, SL_M_LATENCY,     SL_M_DENSITY,
                                   SL_M_REACH,  SL_M_LASER_FIT,  SL_M_SOLDER_LIFE, SL_M_TUNING};
    for (size_t i = 0; i < sizeof probabilities / sizeof *probabilities; i++)
        check_probability(name, log, probabilities[i], r->value[probabilities[i]]);
    for (size_t i = 0; i < sizeof positive / sizeof *positive; i++) {
        double x = r->value[positive[i]];
        HOLDS(isnan(x) || x >= 0.0);
    }
    for (int i = 0; i < SL_ENERGY_PARTS; i++)
        HOLDS(r->energy[i] >= 0.0 || !r->feasible);
    HOLDS(r->why[0] != '\0');
    if (r->feasible) check_feasible(name, log, d, r);
}

static void check_example(const char *path)
{
    sl_model *model = load_example(ctx, path, NULL, 0);
    double slowest = 0.0;
    int feasible = 0;
    char log[600], worst[600] = "";
    for (size_t v = 0; v < model->n; v++)
        for (int i = 0; i < DESIGNS / (int)model->n; i++) {
            sl_design design = model->variants[v].design;
            move_some(&design, &model->variants[v].leaves, log, sizeof log);
            clock_t begin = clock();
            sl_result r;
            sl_evaluate(&r, &design, NULL);
            double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
            if (seconds > slowest) memcpy(worst, log, sizeof worst);
            slowest = fmax(slowest, seconds);
            check_result(model->variants[v].name, log, &design, &r);
            feasible += r.feasible;
        }
    print_message("%s: %d feasible, slowest evaluation %.3f s:%s\n", path, feasible, slowest,
                  worst);
    assert_true(slowest < 2.0);
    sl_model_destroy(model);
}

static void test_ranges(void **state)
{
    (void)state;
    each_example(check_example);
}

int main(int argc, char **argv)
{
    if (argc > 1) examples_dir = argv[1];
    with_finer_tiers = false;
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_ranges)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
