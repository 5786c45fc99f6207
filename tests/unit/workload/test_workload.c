// The workload layer against published counts, exact limits and conservation laws.
#include "sl_test.h"

#include "shoreline/workload.h"

static const sl_transformer gpt3 = {.layers = 96,
                                    .hidden = 12288,
                                    .ffn = 49152,
                                    .heads = 96,
                                    .kv_heads = 96,
                                    .head_dim = 128,
                                    .vocab = 51200,
                                    .tied = true};
static const sl_transformer llama8 = {.layers = 32,
                                      .hidden = 4096,
                                      .ffn = 14336,
                                      .heads = 32,
                                      .kv_heads = 8,
                                      .head_dim = 128,
                                      .vocab = 128256,
                                      .gated = true};
static const sl_transformer deepseek = {.layers = 61,
                                        .hidden = 7168,
                                        .ffn = 18432,
                                        .heads = 128,
                                        .kv_heads = 128,
                                        .head_dim = 128,
                                        .vocab = 129280,
                                        .gated = true,
                                        .experts = 256,
                                        .top_k = 8,
                                        .shared_experts = 1,
                                        .expert_ffn = 2048,
                                        .dense_layers = 3,
                                        .q_rank = 1536,
                                        .kv_rank = 512,
                                        .rope_dim = 64,
                                        .value_dim = 128};

static void near(double value, double expected, double relative)
{
    if (!(fabs(value - expected) <= relative * fabs(expected)))
        fail_msg("%.12g, expected %.12g", value, expected);
}

// A network on which everything takes its bytes over 100 GB/s and 1 us.
static double plain(const sl_collective_request *r, const void *context)
{
    (void)context;
    return r->ranks > 1 ? 1e-6 + r->bytes / 100e9 : 0.0;
}

static double no_time(const sl_collective_request *r, const void *context)
{
    (void)context;
    return r->ranks > 1 ? (double)NAN : 0.0;
}

static sl_training training(void)
{
    return (sl_training){.model = gpt3,
                         .layout = {.gpus = 64,
                                    .tensor = 8,
                                    .pipeline = 8,
                                    .context = 1,
                                    .expert = 1,
                                    .chunks = 3,
                                    .micro_batch = 1,
                                    .batch = 64,
                                    .recompute = SL_RECOMPUTE_SELECTIVE,
                                    .sequence_parallel = true},
                         .accelerator = {.flops = 312e12,
                                         .memory_bytes_s = 2e12,
                                         .memory_bytes = 80e9,
                                         .flops_share = 0.8,
                                         .memory_share = 0.8,
                                         .attention_share = 0.6,
                                         .launch_s = 5e-6,
                                         .idle_w = 100,
                                         .busy_w = 400},
                         .sequence = 2048,
                         .calibration = 1,
                         .weight_bytes = 2,
                         .expert_bytes = 2,
                         .gradient_bytes = 4,
                         .domain = 8};
}

static void test_counts(void **state)
{
    (void)state;
    // Llama 3 model card and paper (arXiv 2407.21783): 8.03e9; DeepSeek-V3 (arXiv 2412.19437):
    // 671e9, of which 37e9 meet a token; Narayanan et al., SC'21: P of equation 2 without biases.
    near(sl_parameters(&llama8), 8.03e9, 1e-3);
    near(sl_parameters(&deepseek), 671e9, 2e-3);
    near(sl_active_parameters(&deepseek), 37e9, 2e-2);
    double equation = 12.0 * 96 * 12288.0 * 12288.0 * (1.0 + 51200.0 / (12.0 * 96 * 12288));
    near(sl_parameters(&gpt3), equation + 193.0 * 12288.0, 1e-12);
    // Exact: 61 layers x 576 values x 2 byte; 32 x 2 x 8 x 128 x 2.
    near(sl_kv_cache_bytes(&deepseek, 2), 70272, 0);
    near(sl_kv_cache_bytes(&llama8, 2), 131072, 0);
    near(sl_training_flops(405e9, 15.6e12), 3.7908e25, 1e-12);
    assert_true(isnan(sl_training_flops(0, 1)) && isnan(sl_training_flops(1, -1)));
}

// Three forwards of the counts are the formula of SC'21 without recompute, identically.
static void test_flops(void **state)
{
    (void)state;
    double formula = sl_megatron_flops(1, 2048, 96, 12288, 51200, false);
    near(3.0 * 2048 * sl_forward_flops(&gpt3, 2048, false, true), formula, 1e-12);
    double again = sl_megatron_flops(1, 2048, 96, 12288, 51200, true);
    near(again - formula, 2048 * sl_forward_flops(&gpt3, 2048, false, false), 1e-9);
    assert_true(isnan(sl_forward_flops(&gpt3, 0, false, true)));
}

// Korthikanti et al., table 2: s b h (34 + 5 a s/h) in full, t = 1.
static void test_activations(void **state)
{
    (void)state;
    double sbh = 2048.0 * 12288, scores = 5.0 * 96 * 2048 / 12288;
    near(sl_activation_bytes(&gpt3, 2048, 1, 1, false, SL_RECOMPUTE_NONE, false),
         sbh * (34 + scores), 1e-12);
    near(sl_activation_bytes(&gpt3, 2048, 1, 8, false, SL_RECOMPUTE_NONE, false),
         sbh * (10 + (24 + scores) / 8), 1e-12);
    near(sl_activation_bytes(&gpt3, 2048, 1, 8, true, SL_RECOMPUTE_SELECTIVE, false), sbh * 34 / 8,
         1e-12);
    near(sl_activation_bytes(&gpt3, 2048, 1, 8, false, SL_RECOMPUTE_FULL, false), 2 * sbh, 1e-12);
    near(sl_state_bytes(1e9, 4, 0, 8), 18e9, 1e-12);
    near(sl_state_bytes(1e9, 2, 3, 8), 2e9, 1e-12); // ZeRO: all of 16 byte over 8
}

// (p-1)/(v m), exact for equal stages; SC'21.
static void test_bubble(void **state)
{
    (void)state;
    near(sl_pipeline_bubble(SL_SCHEDULE_1F1B, 8, 64, 3), 7.0 / 192, 1e-15);
    assert_true(sl_pipeline_bubble(SL_SCHEDULE_1F1B, 1, 64, 1) == 0.0);
    near(sl_pipeline_bubble(SL_SCHEDULE_ZERO_BUBBLE, 8, 64, 1), 7.0 / 192, 1e-15);
    // One micro-batch passes all stages in series: p times as long, interleaved or not.
    near(sl_pipeline_bubble(SL_SCHEDULE_1F1B, 16, 1, 1), 15, 1e-15);
    near(sl_pipeline_bubble(SL_SCHEDULE_1F1B, 16, 1, 8), 15, 1e-15);
    near(sl_pipeline_bubble(SL_SCHEDULE_GPIPE, 16, 1, 8), 15, 1e-15);
    // Its gradients of weights, a third, are not in series.
    near(sl_pipeline_bubble(SL_SCHEDULE_ZERO_BUBBLE, 16, 1, 1), 10, 1e-15);
    near(sl_pipeline_bubble(SL_SCHEDULE_ZERO_BUBBLE, 16, 16, 1), 5.0 / 16, 1e-15);
    // Four stages of two chunks, six micro-batches: a group of four and one of two that waits for
    // its first to come round, (3 + 2)/(2 6).
    near(sl_pipeline_bubble(SL_SCHEDULE_1F1B, 4, 6, 2), 5.0 / 12, 1e-15);
    assert_true(isnan(sl_pipeline_bubble(SL_SCHEDULE_1F1B, 0, 64, 1)));
}

static void test_step(void **state)
{
    (void)state;
    sl_training t = training();
    sl_step a, b;
    assert_int_equal(sl_step_of(&a, &t, plain, NULL), SL_OK);
    double sum = 0.0;
    for (int i = 0; i < SL_CAUSES; i++) {
        assert_true(a.cause_s[i] >= 0.0);
        sum += a.cause_s[i];
    }
    assert_true(sum == a.step_s);
    assert_true(a.step_s > a.model_flops / (64 * 312e12)); // the floor of the peak
    near(a.mfu, a.model_flops / (a.step_s * 64 * 312e12), 1e-15);
    // Doubled batch: everything that comes with a micro-batch doubles, nothing else.
    t.layout.batch *= 2;
    assert_int_equal(sl_step_of(&b, &t, plain, NULL), SL_OK);
    near(b.cause_s[SL_CAUSE_COMPUTE], 2 * a.cause_s[SL_CAUSE_COMPUTE], 1e-12);
    near(b.cause_s[SL_CAUSE_BUBBLE], a.cause_s[SL_CAUSE_BUBBLE], 1e-12);
    near(b.cause_s[SL_CAUSE_OPTIMIZER], a.cause_s[SL_CAUSE_OPTIMIZER], 1e-12);
    // A slower kernel slows kernels and bubble, and no exchange.
    t = training();
    t.calibration = 1.2;
    assert_int_equal(sl_step_of(&b, &t, plain, NULL), SL_OK);
    near(b.cause_s[SL_CAUSE_COMPUTE], 1.2 * a.cause_s[SL_CAUSE_COMPUTE], 1e-12);
    assert_true(b.cause_s[SL_CAUSE_TENSOR] == a.cause_s[SL_CAUSE_TENSOR]);
    t.jitter = 0.01;
    double before = b.step_s;
    assert_int_equal(sl_step_of(&b, &t, plain, NULL), SL_OK);
    near(b.step_s, before * (1 + 0.01 * sqrt(2 * log(64))), 1e-12);
}

static void test_faults(void **state)
{
    (void)state;
    static const struct {
        int tensor, pipeline, context, expert, chunks, micro_batch;
    } bad[] = {{7, 8, 1, 1, 1, 1}, {8, 3, 1, 1, 1, 1}, {8, 8, 1, 2, 1, 1},  {8, 8, 1, 1, 13, 1},
               {8, 8, 1, 1, 1, 3}, {8, 1, 1, 1, 2, 1}, {64, 1, 1, 1, 1, 1}, {0, 8, 1, 1, 1, 1}};
    sl_step s;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        sl_training t = training();
        t.layout.tensor = bad[i].tensor;
        t.layout.pipeline = bad[i].pipeline;
        t.layout.context = bad[i].context;
        t.layout.expert = bad[i].expert;
        t.layout.chunks = bad[i].chunks;
        t.layout.micro_batch = bad[i].micro_batch;
        assert_non_null(sl_layout_fault(&t.layout, &t.model));
        assert_int_equal(sl_step_of(&s, &t, plain, NULL), SL_ERR_DOMAIN);
        assert_true(isnan(s.step_s));
    }
    sl_training t = training();
    assert_int_equal(sl_step_of(&s, &t, no_time, NULL), SL_ERR_DOMAIN);
    t.accelerator.flops = NAN;
    assert_int_equal(sl_step_of(&s, &t, plain, NULL), SL_ERR_DOMAIN);
}

// The best layout prices the same alone, fits, and no neighbour that fits is faster.
static void test_search(void **state)
{
    (void)state;
    sl_training t = training();
    sl_search found;
    assert_int_equal(sl_search_of(&found, &t, 4, plain, NULL), SL_OK);
    assert_true(found.configurations >= found.legal && found.legal >= found.fitting);
    sl_layout given = t.layout;
    sl_step alone;
    assert_int_equal(sl_step_of(&alone, &t, plain, NULL), SL_OK);
    if (alone.footprint.total_bytes <= t.accelerator.memory_bytes)
        assert_true(found.ranked[0].step.step_s <= alone.step_s);
    t.layout = found.ranked[0].layout;
    assert_int_equal(sl_step_of(&alone, &t, plain, NULL), SL_OK);
    assert_true(alone.step_s == found.ranked[0].step.step_s);
    assert_true(found.ranked[0].step.footprint.total_bytes <= t.accelerator.memory_bytes);
    t.layout = given;
    t.accelerator.memory_bytes = 1e9;
    assert_int_equal(sl_search_of(&found, &t, 4, plain, NULL), SL_ERR_DOMAIN);
}

static void test_checkpoints(void **state)
{
    (void)state;
    double m = 3.09 * 3600, d = 60, r = 600;
    near(sl_checkpoint_interval_s(m, d, SL_INTERVAL_YOUNG), sqrt(2 * d * m), 1e-15);
    near(sl_checkpoint_interval_s(10, 20, SL_INTERVAL_DALY), 10, 1e-15); // d >= 2 M
    double tau = sl_checkpoint_interval_s(m, d, SL_INTERVAL_DALY), best = sl_goodput(m, d, r, tau);
    assert_true(best >= sl_goodput(m, d, r, tau * 1.1) && best >= sl_goodput(m, d, r, tau / 1.1));
    near(sl_goodput(1e15, 1, 0, 99), 0.99, 1e-9); // no failures
    near(best, 0.8505, 5e-3);                     // Monte Carlo of the same process
    sl_training t = training();
    sl_step s;
    double share[SL_CAUSES], sum = 0.0;
    assert_int_equal(sl_step_of(&s, &t, plain, NULL), SL_OK);
    assert_int_equal(sl_idle_ledger(share, &s, m, d, r, tau), SL_OK);
    for (int i = 0; i < SL_CAUSES; i++) {
        assert_true(share[i] >= 0.0);
        sum += share[i];
    }
    assert_true(sum == 1.0);
    near(sl_goodput(INFINITY, 10, 600, 90), 0.9, 1e-15);
    assert_int_equal(sl_idle_ledger(share, &s, INFINITY, 0, 0, 1), SL_OK);
    assert_true(share[SL_CAUSE_CHECKPOINT] == 0.0 && share[SL_CAUSE_RESTART] == 0.0);
    assert_int_equal(sl_idle_ledger(share, &s, 0, d, r, tau), SL_ERR_DOMAIN);
}

static void test_inference(void **state)
{
    (void)state;
    sl_training t = training();
    sl_inference out;
    t.accelerator.launch_s = 0;
    sl_serving s = {.model = llama8,
                    .accelerator = t.accelerator,
                    .tensor = 1,
                    .domain = 8,
                    .batch = 1,
                    .prompt = 1024,
                    .output = 256,
                    .weight_bytes = 2,
                    .kv_value_bytes = 2,
                    .calibration = 1};
    assert_int_equal(sl_inference_of(&out, &s, plain, NULL), SL_OK);
    // One sequence reads every weight but the embedding once, and its cache of 1024 + 128 tokens.
    double cache = 2.0 * llama8.layers * llama8.kv_heads * llama8.head_dim * 2.0;
    double read = 2.0 * (sl_parameters(&llama8) - llama8.vocab * llama8.hidden) + 1152.0 * cache;
    near(out.token_s, read / (0.8 * 2e12), 1e-12);
    near(out.weight_bytes, 2 * sl_parameters(&llama8), 1e-12);
    near(out.kv_bytes, 1280.0 * cache, 1e-12);
    near(out.tokens_per_s, 256.0 / (out.prefill_s + 256.0 * out.token_s), 1e-12);
    double raw = out.token_s;
    s.calibration = 1.5;
    assert_int_equal(sl_inference_of(&out, &s, plain, NULL), SL_OK);
    near(out.token_s, 1.5 * raw, 1e-12); // one device: all of it is kernels
    s.tensor = 0;
    assert_int_equal(sl_inference_of(&out, &s, plain, NULL), SL_ERR_DOMAIN);
}

// One dense layer of width 1024 on one device whose kernels take one second a byte or, with
// `flops`, one second a FLOP. 256 tokens.
static sl_training one_layer(bool flops)
{
    return (sl_training){.model = {.layers = 1,
                                   .hidden = 1024,
                                   .ffn = 4096,
                                   .heads = 8,
                                   .kv_heads = 8,
                                   .head_dim = 128,
                                   .vocab = 128,
                                   .tied = true},
                         .layout = {.gpus = 1,
                                    .tensor = 1,
                                    .pipeline = 1,
                                    .context = 1,
                                    .expert = 1,
                                    .chunks = 1,
                                    .micro_batch = 1,
                                    .batch = 1,
                                    .zero = 1},
                         .accelerator = {.flops = flops ? 1.0 : 1e30,
                                         .memory_bytes_s = flops ? 1e30 : 1.0,
                                         .flops_share = 1,
                                         .memory_share = 1,
                                         .attention_share = 1},
                         .sequence = 256,
                         .flash = true,
                         .calibration = 1,
                         .weight_bytes = 2,
                         .expert_bytes = 2,
                         .gradient_bytes = 4,
                         .domain = 8};
}

// Inputs of the four products are 7168 wide, outputs 9216, weights 12 x 1024^2. Counted by hand.
static void test_bytes(void **state)
{
    (void)state;
    sl_training t = one_layer(false);
    sl_step s;
    double rest = 3.5 * 2 * 256 * 128 * 32                 // attention, backward 2.5 times
                  + 3.0 * 2 * 256 * (10 * 1024 + 2 * 4096) // norms, residuals, activation
                  + 6.0 * 256 * 1152 + 12.0 * 131072       // head at 16 bit
                  + 14.0 * 256 * 128;                      // logits
    double weights = 12582912, values = 256.0 * (7168 + 9216);
    assert_int_equal(sl_step_of(&s, &t, plain, NULL), SL_OK);
    near(s.cause_s[SL_CAUSE_COMPUTE], 6 * values + 12 * weights + rest, 1e-12);
    near(s.cause_s[SL_CAUSE_OPTIMIZER], 30.0 * (weights + 131072), 1e-12);
    // One byte in: products read and write 4 bytes a value for 6, casts move 4 more. Weights are
    // cast once a step.
    t.accelerator.matrix_bytes = 1;
    assert_int_equal(sl_step_of(&s, &t, plain, NULL), SL_OK);
    near(s.cause_s[SL_CAUSE_COMPUTE], 8 * values + 10 * weights + rest, 1e-12);
    near(s.cause_s[SL_CAUSE_OPTIMIZER], 30.0 * (weights + 131072) + 4.0 * weights, 1e-12);
    t.accelerator.matrix_bytes = 0.5;
    assert_int_equal(sl_step_of(&s, &t, plain, NULL), SL_OK);
    near(s.cause_s[SL_CAUSE_COMPUTE], 6 * values + 9 * weights + rest, 1e-12);
    t.accelerator.matrix_bytes = -1;
    assert_int_equal(sl_step_of(&s, &t, plain, NULL), SL_ERR_DOMAIN);
    // Nine kernels forward and eighteen back, a cast before each of four products both ways;
    // head 8.
    t.accelerator.matrix_bytes = 1;
    t.accelerator.launch_s = 1;
    assert_int_equal(sl_step_of(&s, &t, plain, NULL), SL_OK);
    near(s.cause_s[SL_CAUSE_LAUNCH], 27 + 8 + 8, 1e-12);
}

// Attention and head keep the peak at 16 bit; results fill whole tiles of 128.
static void test_peaks(void **state)
{
    (void)state;
    sl_training t = one_layer(true);
    sl_step s;
    double layer = 6.0 * 256 * 12582912, attention = 3.5 * 4 * 256 * 1024 * 256;
    assert_int_equal(sl_step_of(&s, &t, plain, NULL), SL_OK);
    near(s.cause_s[SL_CAUSE_COMPUTE], layer + attention + 6.0 * 256 * 131072, 1e-12);
    t.accelerator.matrix_bytes = 1;
    t.accelerator.flops_16 = 0.5;
    assert_int_equal(sl_step_of(&s, &t, plain, NULL), SL_OK);
    near(s.cause_s[SL_CAUSE_COMPUTE], layer + 2 * (attention + 6.0 * 256 * 131072), 1e-12);
    t.accelerator.flops_16 = 1;
    t.model.vocab = 129; // two columns of tiles forward and in the weight, 129 deep for the input
    assert_int_equal(sl_step_of(&s, &t, plain, NULL), SL_OK);
    near(s.cause_s[SL_CAUSE_COMPUTE], layer + attention + 2.0 * 256 * 1024 * (256 + 129 + 256),
         1e-12);
}

// Two of eight experts a token, two experts a device: devices met 4 (1 - 6/8 5/7), domains of two
// devices 2 (1 - 4/8 3/7); the busiest of four has 1 + sqrt(2 ln 4 (3/4)/512) times the mean.
static void test_experts(void **state)
{
    (void)state;
    sl_training t = one_layer(false);
    t.model.experts = 8;
    t.model.top_k = 2;
    t.model.expert_ffn = 128;
    t.layout.gpus = t.layout.batch = t.layout.expert = 4;
    sl_step s;
    double load = 1 + sqrt(2 * log(4.0) * 0.75 / 512), bytes = 256.0 * 1024 * 2 / 100e9;
    double devices = 4 * (1 - 6.0 / 8 * 5 / 7), domains = 2 * (1 - 4.0 / 8 * 3 / 7);
    assert_int_equal(sl_step_of(&s, &t, plain, NULL), SL_OK);
    near(s.cause_s[SL_CAUSE_EXPERT], 4 * load * (1e-6 + bytes * devices), 1e-12);
    t.domain = 2;
    assert_int_equal(sl_step_of(&s, &t, plain, NULL), SL_OK);
    near(s.cause_s[SL_CAUSE_EXPERT], 4 * load * (2e-6 + bytes * (devices + domains)), 1e-12);
    // All experts on every token: each device and domain once, whatever K.
    t.model.top_k = 8;
    assert_int_equal(sl_step_of(&s, &t, plain, NULL), SL_OK);
    load = 1 + sqrt(2 * log(4.0) * 0.75 / 2048);
    near(s.cause_s[SL_CAUSE_EXPERT], 4 * load * (2e-6 + bytes * 6), 1e-12);
}

// Two replicas of four layers: hidden are three layers of four; the embedding never is.
static void test_last_piece(void **state)
{
    (void)state;
    sl_training t = one_layer(false);
    t.model.layers = 4;
    t.layout.gpus = t.layout.batch = 2;
    t.data_overlap = 1;
    sl_step s;
    double all = 4 * 12582912.0 + 131072, time_s = 2e-6 + 6 * all / 100e9;
    double table_s = time_s * 131072 / all;
    assert_int_equal(sl_step_of(&s, &t, plain, NULL), SL_OK);
    near(s.cause_s[SL_CAUSE_DATA], table_s + (time_s - table_s) / 4, 1e-12);
    // Faster kernels hide less: they run beside three pieces of four.
    t.accelerator.memory_bytes_s = 1e12;
    assert_int_equal(sl_step_of(&s, &t, plain, NULL), SL_OK);
    double head_s = (6.0 * 256 * 1152 + 12.0 * 131072 + 14.0 * 256 * 128) / 1e12;
    near(s.cause_s[SL_CAUSE_DATA], time_s - 0.75 * (s.cause_s[SL_CAUSE_COMPUTE] - head_s), 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts),      cmocka_unit_test(test_flops),
        cmocka_unit_test(test_activations), cmocka_unit_test(test_bubble),
        cmocka_unit_test(test_step),        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_search),      cmocka_unit_test(test_checkpoints),
        cmocka_unit_test(test_inference),   cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_peaks),       cmocka_unit_test(test_experts),
        cmocka_unit_test(test_last_piece),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
