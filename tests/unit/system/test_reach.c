// Reach with yield: the estimator against exact quantiles, lines as manufactured against the law of
// their formula, and a study against what must hold and against COM computed by itself.
#include "sl_ctx_test.h"

#include <stdlib.h>
#include <string.h>

#include "shoreline/numeric.h"
#include "shoreline/random.h"
#include "shoreline/report.h"

// ---- the estimator ----

#define SAMPLES 400

// Lengths 1 - 0.1 z that pass, z normal in two dimensions along the shift; half of them shifted.
static void draw(sl_reach_sample *out, uint64_t seed, double beta)
{
    const double shift[2] = {0.6 * beta, 0.8 * beta};
    for (size_t i = 0; i < SAMPLES; i++) {
        double z[2];
        bool shifted = i % 2 == 1;
        for (int k = 0; k < 2; k++)
            z[k] = sl_random_normal(seed, 1, (uint64_t)k, i) + (shifted ? shift[k] : 0);
        out[i] = (sl_reach_sample){.length_m = 1 - 0.1 * (0.6 * z[0] + 0.8 * z[1]),
                                   .weight = sl_reach_weight(z, shift, 2, 0.5),
                                   .shifted = shifted};
    }
}

// The exact quantile of a normal distribution, far beyond what 400 samples reach by themselves; the
// interval has it in 95 % of 200 repeats (binomial: at least 180 but for 1 in 1000).
static void test_quantile(void **state)
{
    (void)state;
    static const double p = 0.001;
    double exact = 1 - 0.1 * sl_q_inverse(p), out[3];
    int within = 0;
    sl_reach_sample samples[SAMPLES];
    for (uint64_t seed = 1; seed <= 200; seed++) {
        draw(samples, seed, sl_q_inverse(p));
        sl_reach_quantile(out, samples, SAMPLES, p);
        assert_true(out[1] <= out[0] && out[0] <= out[2]);
        sl_assert_abs(out[0], exact, 0.025);
        within += out[1] <= exact && exact <= out[2];
    }
    assert_in_range(within, 180, 200);
    draw(samples, 1, 0); // without a shift: plain samples
    sl_reach_quantile(out, samples, SAMPLES, 0.5);
    sl_assert_abs(out[0], 1, 0.02);
    sl_reach_quantile(out, samples, 1, 0.5);
    assert_true(isnan(out[0]));
}

// Weights are likelihood ratios: their mean over the mixture is 1, and they are bounded.
static void test_weights(void **state)
{
    (void)state;
    sl_reach_sample samples[SAMPLES];
    const double none[2] = {0, 0}, z[2] = {1.3, -0.4};
    double sum = 0;
    sl_assert_abs(sl_reach_weight(z, none, 2, 0.5), 1, 1e-15);
    draw(samples, 7, 3);
    for (size_t i = 0; i < SAMPLES; i++) {
        assert_true(samples[i].weight > 0 && samples[i].weight <= 2);
        sum += samples[i].weight;
    }
    sl_assert_abs(sum / SAMPLES, 1, 0.05);
}

// ---- lines ----

static sl_line stripline(void)
{
    return (sl_line){.geometry = SL_LINE_STRIPLINE,
                     .dielectric_constant = 3.4,
                     .loss_tangent = 0.002,
                     .reference_freq_hz = 1e10,
                     .impedance_ohm = 93,
                     .trace_width_m = 130e-6,
                     .conductor_thickness_m = 15e-6,
                     .conductivity = 5.8e7};
}

static void test_lines(void **state)
{
    (void)state;
    double admittance[3];
    for (int k = 0; k < 3; k++) {
        sl_line line = stripline();
        assert_int_equal(sl_line_manufacture(&line, 0.9 + 0.1 * k, 1), SL_OK);
        admittance[k] = 1 / line.impedance_ohm;
    }
    sl_assert_rel(admittance[1], 1 / 93.0, 1e-9);
    // Cohn: 1/Z is linear in the width.
    sl_assert_rel(admittance[2] - admittance[1], admittance[1] - admittance[0], 1e-6);
    assert_true(admittance[2] > admittance[1]);
    sl_line line = stripline();
    assert_int_equal(sl_line_manufacture(&line, 1, 1.21), SL_OK);
    sl_assert_rel(line.impedance_ohm, 93 / 1.1, 1e-9); // 1/sqrt(er)
    sl_assert_rel(line.dielectric_constant, 3.4 * 1.21, 1e-12);
    line = stripline();
    line.geometry = SL_LINE_TWINAX;
    assert_int_equal(sl_line_manufacture(&line, 1.05, 1), SL_OK);
    sl_assert_rel(line.impedance_ohm, 93 - 120 / sqrt(3.4) * log(1.05), 1e-9);
    assert_int_equal(sl_line_manufacture(&line, 0, 1), SL_ERR_DOMAIN);
    assert_int_equal(sl_line_manufacture(&line, 1, -1), SL_ERR_DOMAIN);
}

// ---- a study ----

static const char scenario[] =
    "shoreline: 1\n"
    "extends: example/base/gpu-pod\n"
    "board: {use: board/gpu-tray-climate}\n"
    "link: {use: link/cpo-mrm-1600}\n"
    "draws: 40\n"
    "reach:\n"
    "  longest: 1 m\n"
    "  rates: [{name: 224G, rate: 200 Gb/s, serdes: {use: serdes/cei-224g-xsr}}]\n"
    "  vary: {use: spread/copper}\n";
#define WITHOUT_SPREAD (sizeof scenario - sizeof "  vary: {use: spread/copper}\n")

static sl_model *load_text(size_t length, const char *const *sets, size_t n)
{
    const char *all[4] = {"board.package.1.length=100 mm"};
    for (size_t i = 0; i < n; i++)
        all[i + 1] = sets[i];
    sl_scenario_opts opts = {
        .path = "reach.yaml", .text = scenario, .text_length = length, .sets = all, .set_n = n + 1};
    sl_model *model = NULL;
    assert_int_equal(sl_model_load(&model, ctx, &opts), SL_OK);
    return model;
}

static sl_model *load(const char *const *sets, size_t n)
{
    return load_text(strlen(scenario), sets, n);
}

static sl_reach_cell study(sl_model *model)
{
    sl_reach_study *s = NULL;
    assert_int_equal(sl_reach_study_run(&s, ctx, model, NULL), SL_OK);
    sl_reach_cell cell = *sl_reach_cell_at(s, 0, 0);
    sl_reach_study_destroy(ctx, s);
    sl_model_destroy(model);
    return cell;
}

// COM of the design as `shoreline com` computes it: in full, 32 samples a symbol, 10 MHz.
static double com_db(double length_m, double warmer_k)
{
    sl_model *model = load(NULL, 0);
    sl_design *d = &model->variants[0].design;
    sl_design_channel channels[2];
    sl_com_settings *settings = NULL;
    sl_com_result *result = NULL;
    sl_built_channel built;
    d->board.package.segment[1].length_m = length_m;
    d->board.temp_k += warmer_k;
    d->link.serdes = d->reach.rate[0].serdes;
    sl_design_channels(channels, d);
    assert_int_equal(
        sl_design_com_settings(&settings, ctx, &d->link.serdes, channels[0].symbol_rate_bd, 4),
        SL_OK);
    assert_int_equal(sl_design_channel_build(&built, ctx, &channels[0]), SL_OK);
    assert_int_equal(sl_design_com(&result, ctx, settings, &built, NULL), SL_OK);
    double db = sl_com_case_at(result, 0)->com_db;
    sl_com_result_destroy(result);
    sl_built_channel_destroy(&built);
    sl_com_settings_destroy(settings);
    sl_model_destroy(model);
    return db;
}

static sl_reach_axis axis_named(const sl_reach_cell *cell, const char *name)
{
    int i = 0;
    while (i + 1 < cell->axis_n && !strstr(cell->axis[i].name, name))
        i++;
    assert_non_null(strstr(cell->axis[i].name, name));
    return cell->axis[i];
}

static void test_study(void **state)
{
    (void)state;
    sl_reach_cell cell = study(load(NULL, 0));
    assert_int_equal(cell.state, SL_REACH_FOUND);
    // More yield, less length.
    assert_true(cell.yield_m < cell.at_m[2] && cell.at_m[2] < cell.at_m[1]);
    assert_true(cell.at_m[1] < cell.at_m[0] && cell.yield_m < cell.nominal_m);
    assert_true(cell.low_m <= cell.yield_m && cell.yield_m <= cell.high_m);
    sl_assert_rel(cell.at_m[0], cell.nominal_m, 0.04); // half of all: about the nominal one
    double shares = 0;
    for (int i = 0; i < cell.axis_n; i++)
        shares += cell.axis[i].share;
    sl_assert_abs(shares, 1, 1e-12);
    // The nominal length by an evaluation of its own, and the slope of COM over temperature by a
    // central difference of two. COM comes in steps of about 0.02 dB.
    sl_assert_abs(com_db(cell.nominal_m, 0), 3, 0.1);
    sl_reach_axis temp = axis_named(&cell, "temperature");
    double difference = 0.5 * (com_db(cell.nominal_m, 12) - com_db(cell.nominal_m, -12));
    sl_assert_abs(temp.db_per_sd, difference, 0.04);
    sl_assert_abs(temp.drift_db_per_sd, difference, 0.04);
    assert_true(difference < -0.05);
}

static void test_no_spread(void **state)
{
    (void)state;
    sl_reach_cell cell = study(load_text(WITHOUT_SPREAD, NULL, 0));
    assert_int_equal(cell.axis_n, 0);
    assert_true(cell.yield_m == cell.nominal_m && cell.low_m == cell.nominal_m);
    // Twice the loss tangent goes less far.
    const char *lossy[] = {"board.package.1.loss_tangent=0.007"};
    sl_reach_cell shorter = study(load_text(WITHOUT_SPREAD, lossy, 1));
    assert_true(shorter.nominal_m < 0.9 * cell.nominal_m);
}

static char *as_text(int threads)
{
    sl_ctx *own = ctx;
    sl_ctx_opts opts = {.threads = threads};
    assert_int_equal(sl_ctx_create(&ctx, &opts), SL_OK);
    const char *few[] = {"draws=6"};
    sl_model *model = load(few, 1);
    sl_comparison *c = NULL;
    sl_compare_opts nominal = {.draws = 0};
    sl_reach_study *s = NULL;
    sl_text text;
    assert_int_equal(sl_compare(&c, ctx, model, &nominal), SL_OK);
    assert_int_equal(sl_reach_study_run(&s, ctx, model, NULL), SL_OK);
    sl_text_init(&text, ctx);
    sl_report_reach_json(&text, c, s);
    sl_report_reach(&text, c, s);
    sl_report_reach_html(&text, c, s);
    assert_false(text.failed);
    char *copy = malloc(text.length + 1);
    assert_non_null(copy);
    memcpy(copy, sl_text_get(&text), text.length + 1);
    sl_text_free(&text);
    sl_reach_study_destroy(ctx, s);
    sl_comparison_destroy(ctx, c);
    sl_model_destroy(model);
    sl_ctx_destroy(ctx);
    ctx = own;
    return copy;
}

static void test_threads(void **state)
{
    (void)state;
    char *want = as_text(1);
    for (int threads = 2; threads <= 3; threads++) {
        char *got = as_text(threads);
        assert_string_equal(got, want);
        free(got);
    }
    free(want);
}

static bool stop_at_once(void *user, size_t done, size_t total)
{
    (void)user;
    (void)done;
    (void)total;
    return false;
}

static void test_stop(void **state)
{
    (void)state;
    sl_model *model = load(NULL, 0);
    sl_reach_study *s = NULL;
    sl_reach_opts opts = {.progress = stop_at_once};
    assert_int_equal(sl_reach_study_run(&s, ctx, model, &opts), SL_ERR_LIMIT);
    assert_null(s);
    sl_model_destroy(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_quantile, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_weights, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lines, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_study, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_spread, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_threads, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_stop, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
