// Memory in a scenario: the section is optional, takes its latency and errors from the link, and
// its composition is written whole.
#include "sl_ctx_test.h"

#include "shoreline/report.h"
#include "shoreline/shoreline.h"

#include <string.h>

static const char head[] = "shoreline: 1\n"
                           "extends: example/memory-tray.yaml\n";

// The named variant of the example with some values set.
static sl_model *model_with(const char *const *sets, size_t n)
{
    sl_model *model = NULL;
    sl_scenario_opts opts = {
        .path = "test.yaml", .text = head, .text_length = strlen(head), .sets = sets, .set_n = n};
    if (sl_model_load(&model, ctx, &opts) != SL_OK)
        fail_msg("%s", sl_diag_count(ctx) ? sl_diag_get(ctx, 0)->message : "no diagnostic");
    return model;
}

static sl_result result_of(const sl_model *model, const char *variant)
{
    sl_result r;
    size_t v = 0;
    while (v < model->n && strcmp(model->variants[v].name, variant) != 0)
        v++;
    assert_true(v < model->n);
    sl_evaluate(&r, &model->variants[v].design, NULL);
    return r;
}

static void test_optional(void **state)
{
    (void)state;
    static const char text[] = "shoreline: 1\nextends: example/gpu-pod.yaml\n";
    sl_model *model = NULL;
    sl_scenario_opts opts = {.path = "pod.yaml", .text = text, .text_length = strlen(text)};
    assert_int_equal(sl_model_load(&model, ctx, &opts), SL_OK);
    sl_design design = model->variants[0].design;
    sl_result r;
    design.has_memory = false; // whatever the example has
    sl_evaluate(&r, &design, NULL);
    assert_false(r.has_memory);
    for (int m = 0; m < SL_METRICS; m++)
        if (strcmp(sl_metric_infos[m].layer, "memory") == 0) assert_true(isnan(r.value[m]));
    assert_false(r.has_memory);
    sl_model_destroy(model);
}

// What each kind of link adds, by hand.
static void test_ledger(void **state)
{
    (void)state;
    sl_model *model = model_with(NULL, 0);
    sl_result dac = result_of(model, "dac-2m"), aec = result_of(model, "aec-2m"),
              linear = result_of(model, "linear-10m"), retimed = result_of(model, "retimed-10m");
    sl_assert_rel(dac.memory_ledger.retimers_s + dac.memory_ledger.conversions_s, 0.0, 0.0);
    sl_assert_rel(aec.memory_ledger.retimers_s, 4.0 * 12e-9, 1e-9);
    sl_assert_rel(retimed.memory_ledger.retimers_s, 4.0 * 12e-9, 1e-9);
    sl_assert_rel(linear.memory_ledger.conversions_s, 2.0 * 0.5e-9, 1e-9);
    sl_assert_rel(linear.memory_ledger.flight_s, 20.0 * 1.468 / 299792458.0, 1e-3);
    assert_true(dac.memory_slot.same);
    assert_false(linear.memory_slot.same);
    assert_true(retimed.memory_slot.length_max_m < 0.0);
    sl_model_destroy(model);
}

static void test_given_latency(void **state)
{
    (void)state;
    static const char *const sets[] = {"memory.retimer_latency=60 ns", "memory.switches=1"};
    sl_model *model = model_with(sets, 2);
    sl_result r = result_of(model, "retimed-10m");
    sl_assert_rel(r.memory_ledger.retimers_s, 240e-9, 1e-12);
    sl_assert_rel(r.memory_ledger.switches_s, 230e-9, 1e-12);
    sl_model_destroy(model);
}

// A far host with few lines in flight: keys and values and the optimizer's pass take them to be
// the limit, as 512 x 64 B in 250 + 4 x 0.25 (two conversions, there and back) + 2 x 100 m x
// 1.468/c ns.
static void test_lines_in_flight(void **state)
{
    (void)state;
    static const char *const wide[] = {"memory.outstanding=4096"};
    static const char *const narrow[] = {"memory.device_rate=10 GB/s"};
    sl_model *model = model_with(NULL, 0);
    sl_result r = result_of(model, "linear-100m");
    double load_s = 251e-9 + 200.0 * 1.468 / 299792458.0, rate = 512.0 * 64.0 / load_s;
    sl_assert_rel(r.memory.read_bytes_per_s, rate, 1e-3);
    sl_assert_rel(r.value[SL_M_MEM_STREAM], 8.0 * rate, 1e-3);
    assert_int_equal(r.memory_read.limit, SL_STREAM_LINES);
    sl_assert_rel(r.value[SL_M_MEM_OPTIMIZER], 28e9 / rate, 1e-3);
    sl_assert_rel(r.value[SL_M_MEM_KV_GAIN], 350e-6 / (load_s + 327680.0 / rate), 1e-3);
    assert_true(r.value[SL_M_MEM_GOODPUT] > 3.0 * r.value[SL_M_MEM_STREAM]);
    sl_model_destroy(model);
    model = model_with(wide, 1);
    r = result_of(model, "linear-100m");
    assert_int_equal(r.memory_read.limit, SL_STREAM_PORT);
    sl_model_destroy(model);
    model = model_with(narrow, 1);
    r = result_of(model, "linear-100m");
    assert_int_equal(r.memory_mixed.limit, SL_STREAM_DEVICE);
    sl_assert_rel(r.value[SL_M_MEM_OPTIMIZER], 2.8, 1e-12);
    sl_model_destroy(model);
}

// Ethernet's code on a load's way is counted, and its bit errors after correction are the flit's.
static void test_coded_link(void **state)
{
    (void)state;
    static const char *const sets[] = {"link.fec.code=kp4"};
    sl_model *model = model_with(sets, 1);
    sl_result r = result_of(model, "linear-10m");
    assert_true(r.memory_ledger.fec_s > 2.0 * 70e-9);
    assert_true(r.value[SL_M_MEM_RETRY] < 1e-100 || r.value[SL_M_MEM_RETRY] == 0.0);
    sl_model_destroy(model);
}

static void test_errors(void **state)
{
    (void)state;
    static const char *const sets[] = {"memory.first_ber=1e-6", "memory.burst=0"};
    sl_model *model = model_with(sets, 2);
    sl_result r = result_of(model, "linear-10m");
    sl_assert_rel(r.value[SL_M_MEM_RETRY], 10795.0 * 64e-12, 2e-3);
    sl_assert_rel(r.value[SL_M_MEM_SILENT], r.value[SL_M_MEM_RETRY] * 0x1p-64 / 2e-9, 1e-9);
    sl_model_destroy(model);
}

static void test_infeasible(void **state)
{
    (void)state;
    static const char *const small[] = {"memory.pool.size=2000 GB"};
    sl_model *model = model_with(small, 1);
    sl_result r = result_of(model, "dac-2m");
    assert_false(r.feasible);
    assert_non_null(strstr(r.why, "pool of 2000 GB"));
    sl_model_destroy(model);
    static const char *const few[] = {"memory.composition.gpu_trays=70",
                                      "memory.pool.size=2000 GB"};
    model = model_with(few, 2);
    r = result_of(model, "dac-2m");
    assert_false(r.feasible);
    assert_non_null(strstr(r.why, "gpu trays, 70 are at hand; pool of 2000 GB")); // both are told
    sl_model_destroy(model);
    static const char *const far[] = {"memory.pool.size=2000 GB", "service.reach=9 m"};
    model = model_with(far, 2);
    r = result_of(model, "dac-2m");
    assert_non_null(strstr(r.why, "copper reaches"));
    assert_non_null(strstr(r.why, "; pool of 2000 GB")); // the link's and the memory's
    sl_model_destroy(model);
}

// A port whose flits all fail serves nothing, however it repeats them.
static void test_dead_link(void **state)
{
    (void)state;
    static const char *const retries[] = {"memory.retry=go-back-n", "memory.retry=selective"};
    for (int i = 0; i < 2; i++) {
        const char *const sets[] = {"memory.first_ber=0.1", retries[i]};
        sl_model *model = model_with(sets, 2);
        sl_result r = result_of(model, "dac-2m");
        assert_false(r.feasible);
        assert_non_null(strstr(r.why, "GB/s to the tray are left"));
        assert_true(r.value[SL_M_MEM_GOODPUT] < 1e-3 * r.value[SL_M_MEM_BANDWIDTH]);
        sl_model_destroy(model);
    }
}

// Without FEC: what the CRC of 16 bits may miss has four wrong bits or more.
static void test_silent(void **state)
{
    (void)state;
    static const char *const sets[] = {"memory.protocol=cxl-68", "memory.rate=32 GT/s",
                                       "memory.first_ber=1e-7", "memory.burst=0"};
    sl_model *model = model_with(sets, 4);
    sl_result r = result_of(model, "dac-2m");
    double four = 544.0 * 543.0 * 542.0 * 541.0 / 24.0 - 68.0 * 70.0;
    sl_assert_rel(r.value[SL_M_MEM_SILENT], four * 1e-28 * 0x1p-16 / (68.0 / 64e9), 1e-3);
    sl_model_destroy(model);
}

// Hosts have their own ports of one device and share its DRAM.
static void test_heads(void **state)
{
    (void)state;
    static const char *const wide[] = {"memory.device_rate=1000 GB/s"};
    static const char *const narrow[] = {"memory.device_rate=40 GB/s"};
    sl_model *model = model_with(NULL, 0);
    sl_result r = result_of(model, "dac-2m");
    double port_s = 16.0 * 512.0 * 64.0 * 8.0 / r.value[SL_M_MEM_BANDWIDTH];
    sl_assert_rel(r.value[SL_M_MEM_INCAST], port_s, 0.01); // the DRAM of one port for all
    double loaded_s = r.value[SL_M_MEM_LOADED];
    sl_model_destroy(model);
    model = model_with(wide, 1);
    r = result_of(model, "dac-2m");
    sl_assert_rel(r.value[SL_M_MEM_INCAST], 16.0 * 512.0 * 64.0 / 1000e9, 0.1);
    sl_assert_rel(r.value[SL_M_MEM_LOADED], loaded_s, 1e-9); // its own port limits a host
    sl_model_destroy(model);
    model = model_with(narrow, 1);
    r = result_of(model, "dac-2m");
    sl_assert_rel(r.value[SL_M_MEM_LOADED], 512.0 * 64.0 / 40e9, 0.05);
    sl_assert_rel(r.memory.read_bytes_per_s, 40e9, 1e-12);
    sl_model_destroy(model);
    static const char *const switched[] = {"memory.device_rate=1000 GB/s", "memory.switches=1",
                                           "memory.heads=1"};
    model = model_with(switched, 3);
    r = result_of(model, "dac-2m");
    sl_assert_rel(r.value[SL_M_MEM_INCAST], port_s, 0.02); // one port of the device for all
    sl_model_destroy(model);
}

static size_t occurrences(const char *text, const char *what)
{
    size_t n = 0;
    for (; (text = strstr(text, what)); text += strlen(what))
        n++;
    return n;
}

static sl_status tray_json(sl_text *text, sl_model *model)
{
    sl_comparison *comparison = NULL;
    sl_compare_opts opts = {.draws = 0};
    assert_int_equal(sl_compare(&comparison, ctx, model, &opts), SL_OK);
    sl_text_init(text, ctx);
    sl_status status = sl_report_tray_json(text, comparison);
    sl_comparison_destroy(ctx, comparison);
    return status;
}

// Every tray once as a block, once in the zone, once in the system of its job; every system once
// itself and once in each of its blocks.
static void test_redfish(void **state)
{
    (void)state;
    static const char *const sets[] = {"memory.composition.storage_trays=100"};
    sl_model *model = model_with(sets, 1);
    sl_text text;
    assert_int_equal(tray_json(&text, model), SL_OK);
    const char *json = sl_text_get(&text);
    assert_int_equal(occurrences(json, "ResourceBlocks/memory-7\""), 3);
    assert_int_equal(occurrences(json, "ResourceBlocks/storage-100\""), 2); // no job has it
    assert_int_equal(occurrences(json, "\"Unused\""), 16);
    assert_int_equal(occurrences(json, "\"SystemType\": \"Composed\""), 42);
    assert_int_equal(occurrences(json, "\"ComputerSystems\": []"), 16);
    // A pre-training job: 16 GPU, 8 memory and 7 storage trays. The last job: 12 and 4.
    assert_int_equal(occurrences(json, "Systems/job-1-1\""), 1 + 16 + 8 + 7);
    assert_int_equal(occurrences(json, "Systems/job-4-6\""), 1 + 12 + 4);
    sl_text_free(&text);
    sl_model_destroy(model);
    static const char *const many[] = {"memory.composition.storage_trays=30000"};
    model = model_with(many, 1);
    assert_int_equal(tray_json(&text, model), SL_ERR_LIMIT);
    sl_text_free(&text);
    model->variants[0].design.memory.has_composition = false; // the ledgers remain
    assert_int_equal(tray_json(&text, model), SL_OK);
    assert_int_equal(occurrences(sl_text_get(&text), "\"memory_load\""), 8);
    assert_int_equal(occurrences(sl_text_get(&text), "ResourceBlocks"), 0);
    sl_text_free(&text);
    sl_model_destroy(model);
}

static void test_calculator(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *args[10];
        double want;
    } rows[] = {
        {"memory.tray_latency",
         {"base=250ns", "length=10m", "retimers=2", "retimer_latency=12ns", "conversions=2",
          "conversion_latency=1ns", "switches=1", "switch_latency=115ns"},
         250e-9 + 2.0 * (24e-9 + 2e-9 + 115e-9 + 10.0 * 1.468 / 299792458.0)},
        {"memory.cxl_bandwidth", {"lanes=8", "rate=32GT/s", "read_share=0.9"}, 29.3831e9},
        {"memory.credit_utilisation",
         {"flits=64", "lanes=16", "rate=64GT/s", "length=10m", "turnaround=50ns"},
         0.85371},
        {"fec.flit_retry", {"fber=1e-6", "burst=0"}, 6.9057e-7},
        {"memory.slot_length", {"base=250ns", "conversions=1", "conversion_latency=2ns"}, 2.14429},
        {"memory.incast_latency", {"hosts=16", "lines=512", "bandwidth=26.5GB/s"}, 19.7845e-6},
        {"memory.pool_saving",
         {"demand=normal", "mean=4GB", "sd=1GB", "hosts=16", "share=1"},
         0.3268827},
        {"memory.credit_utilisation", // 1/(1 + 26 window flits)
         {"flits=1000", "lanes=16", "rate=64GT/s", "length=0m", "retry=0.5"},
         1.0 / 27.0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t n = 0;
        while (n < 10 && rows[i].args[n])
            n++;
        const sl_calc *calc = sl_calc_find(rows[i].name);
        double value[SL_CALC_VALUES];
        assert_non_null(calc);
        assert_int_equal(sl_calc_run(value, ctx, calc, rows[i].args, n), SL_OK);
        sl_assert_rel(value[0], rows[i].want, 1e-5);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_optional),      cmocka_unit_test(test_ledger),
        cmocka_unit_test(test_given_latency), cmocka_unit_test(test_coded_link),
        cmocka_unit_test(test_errors),        cmocka_unit_test(test_infeasible),
        cmocka_unit_test(test_dead_link),     cmocka_unit_test(test_silent),
        cmocka_unit_test(test_heads),         cmocka_unit_test(test_redfish),
        cmocka_unit_test(test_calculator),    cmocka_unit_test(test_lines_in_flight),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
