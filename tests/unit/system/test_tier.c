// Standard and detailed tier: against COM's own figures, the two engines against each other, and
// how the difference to the estimate travels.
#include "sl_ctx_test.h"

#include "shoreline/channel.h"
#include "shoreline/signal.h"
#include "shoreline/system.h"

#include <string.h>

static sl_model *model_of(const char *rest)
{
    static char text[2000];
    sl_model *model = NULL;
    snprintf(text, sizeof text, "shoreline: 1\nextends: example/base/gpu-pod.yaml\ndraws: 64\n%s",
             rest);
    sl_scenario_opts opts = {.path = "test.yaml", .text = text, .text_length = strlen(text)};
    if (sl_model_load(&model, ctx, &opts) != SL_OK)
        fail_msg("%s", sl_diag_count(ctx) ? sl_diag_get(ctx, 0)->message : "no diagnostic");
    return model;
}

#define DAC "dac: {link: {use: link/dac-1600}}\n"
#define AEC "  aec: {link: {use: link/aec-1600}}\n"
#define NPO "  npo: {link: {use: link/npo-vcsel-1600}}\n"
#define LPO "  lpo: {link: {use: link/dr8-1600-lpo}}\n"

static size_t index_of(const sl_model *model, const char *name)
{
    for (size_t v = 0; v < model->n; v++)
        if (strcmp(model->variants[v].name, name) == 0) return v;
    fail_msg("no variant %s", name);
    return 0;
}

static sl_tier_result *tier_of(sl_design *design, sl_fidelity fidelity)
{
    sl_tier_result *t = NULL;
    assert_int_equal(sl_tier_create(&t, design, fidelity, 1, 2), SL_OK);
    for (int i = 0; i < t->n; i++)
        assert_string_equal(t->channel[i].why, "");
    return t;
}

// Variance of what a pulse brings at its loudest phase.
static double loudest(const sl_pulse *p, size_t m, int levels)
{
    double most = 0;
    for (size_t phase = 0; phase < m; phase++) {
        double sum = 0;
        for (size_t i = phase; i < p->n; i += m)
            sum += p->v[i] * p->v[i];
        most = fmax(most, sum);
    }
    return most * sl_pam_mean_square(levels);
}

// The pulses are those that COM worked with: its signal and its crosstalk come out of them.
static void test_same_pulses(void **state)
{
    (void)state;
    static const char *const names[] = {"aec", "npo"};
    sl_model *model = model_of("variants:\n" AEC NPO);
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        sl_design *d = &model->variants[index_of(model, names[k])].design;
        sl_tier_result *t = tier_of(d, SL_FIDELITY_STANDARD);
        for (int i = 0; i < t->n; i++) {
            const sl_channel_result *r = &t->channel[i];
            const sl_waveform *w = &r->link.wave;
            double crosstalk = 0, cursor = w->victim.v[w->cursor];
            for (size_t a = 0; a < w->aggressor_n; a++)
                crosstalk += loudest(&w->aggressor[a], w->samples_per_ui, w->levels);
            sl_assert_rel(cursor * w->level_mismatch / (w->levels - 1), r->found->as_v, 5e-4);
            sl_assert_rel(sqrt(crosstalk), r->found->sigma_xt_v, 0.02);
            sl_assert_abs(r->loss_db, r->found->il_nyquist_db, 0.05);
        }
        sl_tier_destroy(t);
    }
    sl_model_destroy(model);
}

// With the allowance the errors are those that COM's distribution has beyond A_s less the
// threshold, to the half decade that its cut tails and bounded sources make; and counting symbols
// finds what the eye says, within its interval and the eye's own error.
static void test_error_ratio(void **state)
{
    (void)state;
    sl_model *model = model_of("variants:\n  " DAC);
    sl_design *d = &model->variants[index_of(model, "dac")].design;
    sl_tier_result *t = tier_of(d, SL_FIDELITY_DETAILED);
    const sl_channel_result *r = &t->channel[0];
    sl_assert_abs(r->eye.log10_ser, log10(r->found->der_threshold), 0.5);
    assert_true(r->reference_log10_ber < r->eye.log10_ber);
    assert_true(r->counted && r->resolved);
    double eye = pow(10, r->eye.log10_ser);
    assert_true(eye > 0.93 * r->ideal.slicer.ser_low && eye < 1.07 * r->ideal.slicer.ser_high);
    assert_true(r->propagation > 1); // one DFE tap near 0.8
    sl_assert_rel(pow(10, r->log10_ber), r->real.slicer.ber, 1e-12);
    sl_tier_destroy(t);
    sl_model_destroy(model);
}

// Nominal values are those of the channel; draws stand about them as the estimate's about its own.
static void test_travels(void **state)
{
    (void)state;
    sl_comparison *fine, *coarse;
    sl_model *a = model_of("fidelity: standard\nvariants:\n" NPO AEC);
    sl_model *b = model_of("variants:\n" NPO AEC);
    assert_int_equal(sl_compare(&fine, ctx, a, NULL), SL_OK);
    assert_int_equal(sl_compare(&coarse, ctx, b, NULL), SL_OK);
    assert_null(coarse->tier[0]);
    for (size_t v = 0; v < a->n; v++) {
        static const int metrics[] = {SL_M_HOST_MARGIN, SL_M_CLASS_MARGIN, SL_M_LOSS};
        const sl_channel_result *r = &fine->tier[v]->channel[0];
        const double *value = fine->variants[v].nominal.value;
        double shift[3] = {r->margin_db - r->estimate_margin_db, r->estimate_loss_db - r->loss_db,
                           r->loss_db - r->estimate_loss_db};
        sl_assert_abs(value[SL_M_LOSS], r->loss_db, 1e-9);
        if (!isnan(value[SL_M_HOST_MARGIN]))
            sl_assert_abs(value[SL_M_HOST_MARGIN], r->margin_db, 1e-9);
        sl_assert_abs(fine->variants[v].nominal.host.log10_ber, r->log10_ber, 1e-6);
        for (int k = 0; k < 3; k++) {
            const sl_interval *x = &fine->variants[v].interval[metrics[k]];
            const sl_interval *y = &coarse->variants[v].interval[metrics[k]];
            if (isnan(x->low) || isnan(y->low)) continue;
            sl_assert_abs(x->low, y->low + shift[k], 1e-9);
            sl_assert_abs(x->high, y->high + shift[k], 1e-9);
        }
    }
    assert_string_equal(sl_metric_tier(a, SL_M_HOST_MARGIN), "standard");
    assert_string_equal(sl_metric_tier(a, SL_M_ENERGY), "mixed");
    assert_string_equal(sl_metric_tier(a, SL_M_ASIC_TEMP), "estimate");
    assert_string_equal(sl_metric_tier(b, SL_M_HOST_MARGIN), "estimate");
    sl_comparison_destroy(ctx, fine);
    sl_comparison_destroy(ctx, coarse);
    sl_model_destroy(a);
    sl_model_destroy(b);
}

static double optical_margin(const sl_design *design)
{
    sl_result r;
    sl_evaluate(&r, design, &(sl_evaluate_opts){.brief = true, .skip_reach = true});
    return r.value[SL_M_OPTICAL_MARGIN];
}

// The light of a linear link sees the channel's own response and crosstalk.
static void test_linear_drive(void **state)
{
    (void)state;
    sl_model *model = model_of("variants:\n" NPO);
    sl_design d = model->variants[0].design;
    double estimate_db = optical_margin(&d);
    sl_tier_result *t = tier_of(&d, SL_FIDELITY_STANDARD);
    double standard_db = optical_margin(&d);
    assert_true(standard_db < estimate_db); // reflections and crosstalk
    // The hand-over at Nyquist is the built channel behind the transmitter.
    sl_result r;
    sl_evaluate(&r, &d, NULL);
    const sl_channel_result *c = &t->channel[0];
    double fb = c->channel.symbol_rate_bd, f = sl_response_cell_hz(fb, 31);
    double launch =
        sl_hold_gain(f, fb) * sl_butterworth4_gain(f, d.link.serdes.tx_bandwidth_frac * fb);
    sl_assert_abs(-20 * log10(r.host.response.gain[31] / launch), c->loss_db, 0.5);
    sl_design silent = d, unchanged = d, weak = d;
    for (size_t i = 0; i < SL_SHIFT_CELLS; i++) {
        silent.shift[0].noise_psd_per_hz[i] = 0;
        weak.shift[0].gain_ratio[i] *= 0.7;
        unchanged.shift[0].noise_psd_per_hz[i] = 0;
        unchanged.shift[0].gain_ratio[i] = 1;
    }
    unchanged.light_shift = (sl_light_shift){0};
    assert_true(optical_margin(&weak) < standard_db);
    assert_true(optical_margin(&silent) != standard_db);
    sl_assert_abs(optical_margin(&unchanged), estimate_db, 1e-9);
    sl_tier_destroy(t);
    sl_model_destroy(model);
}

// A path of matched lines that couple to nothing: what is built is what the estimate adds up.
static void test_matched_path(void **state)
{
    (void)state;
    sl_model *model = model_of("variants:\n" LPO);
    sl_design d = model->variants[0].design;
    d.board.faceplate.segment[0].impedance_ohm = 100;
    d.board.faceplate.n = 1;
    d.board.faceplate.segment[0].pair_coupling = 0;
    d.board.faceplate.segment[0].pair_delay_split = 0;
    d.link.module.n = 0;
    sl_tier_result *t = tier_of(&d, SL_FIDELITY_STANDARD);
    assert_false(t->channel[0].built.coupled);
    sl_assert_abs(d.shift[0].loss_db, 0, 0.02);
    for (size_t i = 2; i < SL_SHIFT_CELLS; i++) {
        sl_assert_abs(d.shift[0].gain_ratio[i], 1, 0.01);
        sl_assert_abs(d.shift[0].noise_psd_per_hz[i], 0, 0);
    }
    sl_tier_destroy(t);
    sl_model_destroy(model);
}

// Far too long a cable: a reason, no number.
static void test_no_eye(void **state)
{
    (void)state;
    sl_comparison *c;
    sl_model *model = model_of("fidelity: standard\nservice: {reach: 6 m}\nvariants:\n  " DAC);
    assert_int_equal(sl_compare(&c, ctx, model, &(sl_compare_opts){.draws = 0}), SL_OK);
    const sl_result *r = &c->variants[index_of(model, "dac")].nominal;
    assert_false(r->feasible);
    assert_true(isnan(r->value[SL_M_HOST_MARGIN]) || r->value[SL_M_HOST_MARGIN] < -3);
    sl_comparison_destroy(ctx, c);
    sl_model_destroy(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_pulses),  cmocka_unit_test(test_error_ratio),
        cmocka_unit_test(test_travels),      cmocka_unit_test(test_linear_drive),
        cmocka_unit_test(test_matched_path), cmocka_unit_test(test_no_eye),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
