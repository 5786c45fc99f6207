// The outer loop: the job's duty heats the chip, links differ, what stops a job for a moment.
#include "sl_ctx_test.h"

#include "shoreline/shoreline.h"
#include "shoreline/system.h"

#include <math.h>
#include <string.h>

// The first variant of an example, with settings, evaluated.
static void evaluate(sl_result *out, const char *example, const char *const *sets, size_t n)
{
    char text[120];
    snprintf(text, sizeof text, "shoreline: 1\nextends: example/%s\n", example);
    sl_model *model = NULL;
    sl_scenario_opts opts = {
        .path = "test.yaml", .text = text, .text_length = strlen(text), .sets = sets, .set_n = n};
    if (sl_model_load(&model, ctx, &opts) != SL_OK)
        fail_msg("%s", sl_diag_count(ctx) ? sl_diag_get(ctx, 0)->message : "no diagnostic");
    sl_evaluate(out, &model->variants[0].design, NULL);
    sl_model_destroy(model);
}

static double sum_of(const sl_step *s)
{
    double sum = 0.0;
    for (int i = 0; i < SL_CAUSES; i++)
        sum += s->cause_s[i];
    return sum;
}

// A chip that pauses is cooler than one that does not, and by what the package's resistance says:
// the rise over the coolant goes with the power.
static void test_duty(void **state)
{
    (void)state;
    sl_result r;
    evaluate(&r, "llama3-16k", NULL, 0);
    assert_true(r.feasible && r.outer_turns >= 2 && r.outer_turns < 24);
    double duty = r.value[SL_M_WL_DUTY];
    assert_true(duty > 0.5 && duty < 1.0);
    assert_true(r.value[SL_M_ASIC_TEMP] < r.value[SL_M_FULL_TEMP]);
    sl_assert_rel(duty, r.workload_step.power_w / 700.0, 1e-9);
    // Idle as hot as busy: the loop has nothing to find.
    static const char *const sets[] = {"workload.accelerator.idle=700 W"};
    evaluate(&r, "llama3-16k", sets, 1);
    sl_assert_rel(r.value[SL_M_WL_DUTY], 1.0, 1e-12);
    sl_assert_rel(r.value[SL_M_ASIC_TEMP], r.value[SL_M_FULL_TEMP], 1e-9);
    assert_int_equal(r.outer_turns, 1);
}

// Without a spread all links are the nominal one; with it the worst loses more than the mean, and
// more links have a worse worst.
static void test_population(void **state)
{
    (void)state;
    static const char *const equal[] = {"fabric.link_sd=0 dB"};
    static const char *const wide[] = {"fabric.link_sd=2 dB"};
    static const char *const few[] = {"fabric.link_sd=2 dB", "fabric.hosts=8192",
                                      "workload.gpus=8192"};
    sl_result r, more;
    evaluate(&r, "llama3-16k", equal, 1);
    assert_true(r.quality.frame_loss == r.quality.mean_frame_loss);
    assert_true(r.quality.frame_loss == r.quality.worst_frame_loss);
    evaluate(&more, "llama3-16k", wide, 1);
    const sl_link_quality *q = &more.quality;
    assert_true(q->frame_loss == q->quantile_loss[0]);
    for (int i = 1; i < SL_QUALITY_POINTS; i++)
        assert_true(q->quantile_loss[i] >= q->quantile_loss[i - 1]);
    assert_true(q->mean_frame_loss > q->frame_loss && q->worst_frame_loss > q->mean_frame_loss);
    assert_true(more.value[SL_M_WL_STEP] > r.value[SL_M_WL_STEP]);
    evaluate(&r, "llama3-16k", few, 3);
    assert_true(r.quality.worst_frame_loss < q->worst_frame_loss);
}

// Flaps take their share of every second and no more; one in a hundred steps is in the tail.
static void test_flaps(void **state)
{
    (void)state;
    static const char *const sets[] = {"fabric.flap_mtbf=100000 h", "fabric.flap=5 s"};
    sl_result calm, r;
    evaluate(&calm, "llama3-16k", NULL, 0);
    evaluate(&r, "llama3-16k", sets, 2);
    double rate = calm.quality.links / (100000.0 * 3600.0);
    sl_assert_rel(r.value[SL_M_WL_STEP] / calm.value[SL_M_WL_STEP], 1.0 + 5.0 * rate, 1e-6);
    assert_true(r.value[SL_M_WL_TAIL] == calm.value[SL_M_WL_TAIL]); // rarer than one step in 100
    sl_assert_rel(sum_of(&r.workload_step), r.workload_step.step_s, 1e-12);
    static const char *const often[] = {"fabric.flap_mtbf=1000 h", "fabric.flap=5 s"};
    evaluate(&r, "llama3-16k", often, 2);
    // 49152 links of a flap each 1000 h: 0.073 flaps in a step of 5.4 s.
    sl_assert_rel(r.value[SL_M_WL_TAIL] - calm.value[SL_M_WL_TAIL], 5.0, 1e-6);
}

static void test_stalls(void **state)
{
    (void)state;
    sl_result r;
    evaluate(&r, "llama3-16k", NULL, 0);
    sl_training t = {.layout = {.gpus = 8, .batch = 8}, .sequence = 1024};
    t.model = (sl_transformer){.layers = 1,
                               .hidden = 64,
                               .ffn = 64,
                               .heads = 1,
                               .kv_heads = 1,
                               .head_dim = 64,
                               .vocab = 100};
    t.accelerator.flops = 1e12;
    sl_step s = r.workload_step;
    double before = s.step_s;
    // One replica's mean is in the step already; of four with a mean of 2 the largest is 3.7.
    sl_stalls stalls = {.repeats = 2, .repeat_s = 0.1, .replicas = 1};
    assert_int_equal(sl_step_stall(&s, &t, &stalls), SL_OK);
    sl_assert_rel(s.step_s, before, 1e-9);
    stalls.replicas = 4;
    assert_int_equal(sl_step_stall(&s, &t, &stalls), SL_OK);
    double cdf = 0.0, largest = 0.0, term = exp(-2.0);
    for (int k = 0; k < 60; k++, term *= 2.0 / k)
        largest += 1.0 - pow(cdf += term, 4.0);
    sl_assert_rel(s.step_s - before, 0.1 * (largest - 2.0), 1e-6);
    stalls.replicas = 0;
    assert_int_equal(sl_step_stall(&s, &t, &stalls), SL_ERR_DOMAIN);
    assert_true(isnan(sl_step_quantile_s(&s, &stalls, 0.99)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_duty, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_population, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_flaps, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_stalls, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
