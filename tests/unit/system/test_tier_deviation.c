// How far the estimate lies from standard over random channels: the table of
// docs/theory/electrical.md ("Deviation of the estimate"), printed and held within bounds.
//
// The hosts are those of the catalogue's boards at their links' rates and places. Each line is
// scaled in length by 0.5 to 2 (even in its logarithm), each via, ball, bump, socket and connector
// in capacitance and inductance by 0.5 to 1.5, each stub by 0 to 1.5, each coupling by 0.5 to 2.
// `build/tests/test_tier_deviation 400` takes another number of channels.
#include "sl_ctx_test.h"

#include "shoreline/channel.h"
#include "shoreline/fec.h"
#include "shoreline/random.h"
#include "shoreline/system.h"

#include <stdlib.h>
#include <string.h>

#define CHANNELS_MAX 1000

static int channels = 40;

static const char *const scenarios[] = {
    "extends: example/base/gpu-pod.yaml\nvariants:\n"
    "  a: {link: {use: link/dr8-1600-retimed}}\n  b: {link: {use: link/dr8-1600-lpo}}\n"
    "  c: {link: {use: link/npo-vcsel-1600}}\n  d: {link: {use: link/cpo-mrm-1600}}\n"
    "  e: {link: {use: link/vcsel-stack-1600}}\n",
    "extends: example/base/switch-51t2.yaml\nvariants:\n"
    "  a: {link: {use: link/dr8-800-retimed}}\n  b: {link: {use: link/dr8-800-lpo}}\n"
    "  c: {link: {use: link/cpo-mzm-800}}\n"};

typedef struct numbers { // of one draw
    uint64_t draw;
    uint64_t count;
} numbers;

static double even(numbers *n, double low, double high)
{
    return low + (high - low) * sl_random_uniform(1, 20261, n->count++, n->draw);
}

static void vary_path(sl_path_spec *path, numbers *n)
{
    for (int i = 0; i < path->n; i++) {
        sl_segment_spec *s = &path->segment[i];
        double coupling = exp(even(n, -log(2), log(2)));
        s->length_m *= exp(even(n, -log(2), log(2)));
        s->capacitance_near_f *= even(n, 0.5, 1.5);
        s->capacitance_far_f *= even(n, 0.5, 1.5);
        s->inductance_h *= even(n, 0.5, 1.5);
        s->stub_length_m *= even(n, 0, 1.5);
        s->pair_coupling *= coupling;
        s->pair_delay_split *= coupling;
    }
}

static void vary(sl_design *d, numbers *n)
{
    sl_path_spec *paths[] = {&d->board.faceplate, &d->board.near, &d->board.package,
                             &d->board.interposer, &d->link.module};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        vary_path(paths[i], n);
}

typedef struct deviation {
    double loss_db, over_ripple, margin_db;
} deviation;

// Standard less estimate; false where no equaliser opens the eye.
static bool deviation_of(deviation *out, const sl_design *nominal, uint64_t draw)
{
    sl_design d = *nominal;
    numbers n = {.draw = draw};
    sl_tier_result *t = NULL;
    vary(&d, &n);
    assert_int_equal(sl_tier_create(&t, &d, SL_FIDELITY_STANDARD, 1, 0), SL_OK);
    const sl_channel_result *r = &t->channel[0];
    bool works = t->n == 1 && !r->why[0];
    if (works) {
        out->loss_db = r->loss_db - r->estimate_loss_db;
        out->over_ripple = fabs(out->loss_db) / r->built.ripple_db;
        out->margin_db = r->margin_db - r->estimate_margin_db;
    }
    sl_tier_destroy(t);
    return works;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// 5th percentile, median, 95th.
static void spread_of(double out[3], double *v, size_t n)
{
    static const double at[3] = {0.05, 0.5, 0.95};
    qsort(v, n, sizeof *v, by_value);
    for (int i = 0; i < 3; i++)
        out[i] = sl_quantile_sorted(v, n, at[i]);
}

static void report(const char *what, const double spread[3])
{
    print_message("%-28s median %6.2f, 5 to 95 %%: %6.2f to %6.2f\n", what, spread[1], spread[0],
                  spread[2]);
}

static void test_deviation(void **state)
{
    (void)state;
    static double loss[CHANNELS_MAX], margin[CHANNELS_MAX];
    sl_model *models[2];
    size_t kept = 0, count = 0, none = 0, beyond = 0;
    const sl_design *designs[32];
    for (int k = 0; k < 2; k++) {
        static char text[2][1000];
        snprintf(text[k], sizeof text[k], "shoreline: 1\n%s", scenarios[k]);
        sl_scenario_opts opts = {
            .path = "test.yaml", .text = text[k], .text_length = strlen(text[k])};
        assert_int_equal(sl_model_load(&models[k], ctx, &opts), SL_OK);
        for (size_t v = 0; v < models[k]->n; v++)
            designs[count++] = &models[k]->variants[v].design;
    }
    for (int i = 0; i < channels; i++) {
        deviation x;
        if (!deviation_of(&x, designs[(size_t)i % count], (uint64_t)i)) {
            none++;
            continue;
        }
        beyond += x.over_ripple > 1;
        loss[kept] = x.loss_db;
        margin[kept++] = x.margin_db;
    }
    double loss_spread[3], margin_spread[3];
    spread_of(loss_spread, loss, kept);
    spread_of(margin_spread, margin, kept);
    print_message("%d channels, %zu without an eye, %zu beyond the ripple bound\n", channels, none,
                  beyond);
    report("loss, standard - estimate, dB", loss_spread);
    report("margin, standard - estimate, dB", margin_spread);
    assert_true(none <= (size_t)channels / 10);
    assert_true(beyond == 0); // what reflections can do to the loss is bounded
    assert_true(fabs(loss_spread[1]) < 0.5 && loss_spread[0] > -2 && loss_spread[2] < 2.5);
    assert_true(margin_spread[1] < 0 && margin_spread[1] > -7);
    assert_true(margin_spread[0] > -10 && margin_spread[2] < 1);
    sl_model_destroy(models[0]);
    sl_model_destroy(models[1]);
}

int main(int argc, char **argv)
{
    if (argc > 1) channels = atoi(argv[1]);
    if (channels < 8 || channels > CHANNELS_MAX) return 2;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_deviation, set_up, tear_down)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
