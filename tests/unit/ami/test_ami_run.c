// Models in a child process: the exported ones against direct computation, and every misbehaviour.
#include "sl_test.h"

#include <stdlib.h>
#include <string.h>

#include "shoreline/ami.h"
#include "shoreline/waveform.h"

static sl_ctx *ctx;
static sl_arena *arena;

enum { M = 8, ROWS = 40 * M, WAVE = 500 * M };

static double impulse[2 * ROWS], wave[WAVE], clocks[2000];

static sl_ami_job job_of(const char *model, const char *input)
{
    return (sl_ami_job){.host = AMI_HOST,
                        .model = model,
                        .input = input,
                        .sample_interval_s = 1e-12,
                        .bit_time_s = M * 1e-12,
                        .timeout_s = 20,
                        .impulse = impulse,
                        .rows = ROWS,
                        .aggressors = 1};
}

static sl_status run(sl_ami_result *r, const sl_ami_job *job)
{
    sl_diag_clear(ctx);
    sl_status status = sl_ami_run(r, ctx, arena, job);
    if (status != SL_OK && getenv("SHOW"))
        for (size_t i = 0; i < sl_diag_count(ctx); i++)
            print_message("%s\n", sl_diag_get(ctx, i)->message);
    return status;
}

static void taps(void **state)
{
    (void)state;
    // What the example transmitter of ibisami gives for these parameters.
    const double want[4] = {-0.0814, 0.814, -0.1628, -0.0407};
    memset(impulse, 0, sizeof impulse);
    impulse[0] = impulse[ROWS + 2] = 1;
    sl_ami_job job = job_of(AMI_TX, "(shoreline_tx (tx_tap_units 27) (tx_tap_np1 2) (tx_tap_nm1 4) "
                                    "(tx_tap_nm2 1))");
    sl_ami_result r;
    assert_int_equal(run(&r, &job), SL_OK);
    for (int i = 0; i < ROWS; i++) {
        double tap = i % M == 0 && i / M < 4 ? want[i / M] : 0;
        sl_assert_abs(impulse[i], tap, 1e-15);
        if (i + 2 < ROWS) sl_assert_abs(impulse[ROWS + i + 2], tap, 1e-15); // the aggressor alike
    }
    assert_string_equal(r.init_out, "(shoreline_tx (tap_weights -0.0814 0.814 -0.1628 -0.0407))");
    assert_string_equal(r.output, "");
}

static void receiver(void **state)
{
    (void)state;
    // CTLE and FFE as the library computes them; the waveform in blocks as at once; DFE by hand.
    static double direct[WAVE + 5 * M], once[WAVE], copy[ROWS + 5 * M];
    const double w[6] = {0.01, -0.1, 1, -0.2, 0.03, 0.004};
    const sl_ctle ctle = {-6, 25e9, 25e9, 60e9, -2, 1e9};
    for (int i = 0; i < ROWS; i++)
        impulse[i] = exp(-0.1 * i) * sin(0.3 * i), impulse[ROWS + i] = cos(0.2 * i) / (i + 1);
    unsigned bits = 1;
    for (int i = 0; i < WAVE; i++) {
        if (i % M == 0) bits = bits << 1 | ((bits >> 6 ^ bits >> 5) & 1);
        once[i] = bits & 1 ? 0.3 : -0.3;
    }
    memcpy(wave, once, sizeof wave);
    const char *input =
        "(shoreline_rx (rx_level_v 0.2) (rx_phase_ui 0.75) (ctle (ctle_dc_gain_db -6) "
        "(ctle_zero_hz "
        "25e9) (ctle_pole1_hz 25e9) (ctle_pole2_hz 60e9) (ctle_dc_gain2_db -2) (ctle_low_freq_hz "
        "1e9)) (ffe (ffe_pre2 0.01) (ffe_pre1 -0.1) (ffe_main 1) (ffe_post1 -0.2) (ffe_post2 0.03) "
        "(ffe_post3 0.004)) (dfe (dfe_tap1 0.05) (dfe_tap2 -0.02)))";
    sl_ctle_filter(direct, impulse, ROWS, &ctle, 1e12);
    sl_pulse_ffe(copy, &(sl_pulse){direct, ROWS}, M, w, 6);
    sl_ami_job job = job_of(AMI_RX, input);
    job.wave = wave, job.wave_n = WAVE, job.block_n = 777;
    job.clocks = clocks, job.clock_max = 2000;
    sl_ami_result r;
    assert_int_equal(run(&r, &job), SL_OK);
    for (int i = 0; i < ROWS; i++)
        sl_assert_abs(impulse[i], copy[i], 1e-12);
    sl_ctle_filter(once, once, WAVE, &ctle, 1e12);
    sl_pulse_ffe(direct, &(sl_pulse){once, WAVE}, M, w, 6);
    double before = 0, last = 0, feedback = 0;
    for (int i = 0; i < WAVE; i++) {
        // Sampled at 0.75 UI = sample 6; what is fed back changes half a UI later, at sample 2.
        if (i > M && i % M == 2) feedback = 0.05 * last - 0.02 * before;
        sl_assert_abs(wave[i], direct[i] - feedback, 1e-12);
        if (i % M == 6) before = last, last = wave[i] > 0 ? 1 : -1;
    }
    assert_int_equal(r.clock_n, 500);
    for (size_t i = 0; i < r.clock_n; i++) // half a bit before the sampling instant
        sl_assert_abs(clocks[i], ((double)i + 0.25) * M * 1e-12, 1e-18);
    job.block_n = 0;
    job.clock_max = 10; // no room
    assert_int_equal(run(&r, &job), SL_ERR_MODEL);
}

static void misbehaviour(void **state)
{
    (void)state;
    const struct {
        const char *kind, *message;
    } t[] = {
        {"crash", "crashed in AMI_Init (segmentation fault)"},
        {"abort", "crashed in AMI_Init (abort)"},
        {"hang", "hung in AMI_Init, no answer for 0.5 s"},
        {"exit", "ended the process in AMI_Init"},
        {"fail", "AMI_Init reported failure: it returned 0, not 1"},
        {"after", "crashed in AMI_Init (segmentation fault)"},
        {"before", "wrote in front of the impulse matrix"},
        {"nan", "value 3 is no finite number"},
        {"pointer", "crashed in what AMI_Init returned (segmentation fault)"},
        {"long", "beyond 256 KiB"},
        {"wave-crash", "crashed in AMI_GetWave (arithmetic fault)"},
        {"wave-hang", "hung in AMI_GetWave"},
        {"wave-after", "crashed in AMI_GetWave (segmentation fault)"},
        {"wave-before", "wrote in front of the waveform"},
        {"wave-fail", "AMI_GetWave reported failure: it returned -3, not 1"},
        {"clock-end", "clock time"},
        {"clock-endless", "crashed in AMI_GetWave"},
        {"clock-falls", "clock time 1 of a call is not behind the one before"},
        {"close-crash", "crashed in AMI_Close"},
        {"close-fail", "AMI_Close reported failure: it returned 0"},
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        char input[80];
        snprintf(input, sizeof input, "(bad (kind \"%s\"))", t[i].kind);
        sl_ami_job job = job_of(AMI_BAD, input);
        // A length that does not fill its pages: 3 samples before the buffer are the pattern's.
        job.wave = wave, job.wave_n = 509, job.rows = 300, job.timeout_s = 0.5;
        for (int k = 0; k < ROWS; k++)
            impulse[k] = k;
        sl_ami_result r;
        assert_int_equal(run(&r, &job), SL_ERR_MODEL);
        assert_int_equal(sl_diag_count(ctx), 1);
        const sl_diag *d = sl_diag_get(ctx, 0);
        if (!strstr(d->message, t[i].message)) print_message("%s: %s\n", t[i].kind, d->message);
        assert_non_null(strstr(d->message, t[i].message));
        assert_true(impulse[5] == 5); // what was handed in stays
        if (strcmp(t[i].kind, "fail") == 0) assert_string_equal(d->hint, "as told");
    }
}

static void output(void **state)
{
    (void)state;
    sl_ami_job job = job_of(AMI_BAD, "(bad (kind \"print\"))");
    sl_ami_result r;
    impulse[7] = 1.5;
    assert_int_equal(run(&r, &job), SL_OK);
    assert_string_equal(r.output, "to output\nto error\n");
    assert_string_equal(r.message, "as told");
    assert_string_equal(r.init_out, "(bad (seen 1))");
    sl_assert_abs(impulse[7], 3, 0);
    job.input = "(bad (kind \"flood\"))"; // 2 MB: does not block, is cut
    assert_int_equal(run(&r, &job), SL_OK);
    assert_int_equal(r.output_n, 2000000);
    assert_int_equal(strlen(r.output), 65536);
}

// A parameter file with these values of Init_Returns_Impulse and GetWave_Exists and more lines.
static sl_ami *file_of(const char *returns, const char *exists, const char *more)
{
    static char text[1000];
    sl_ami *ami = NULL;
    snprintf(text, sizeof text,
             "(bad (Reserved_Parameters (AMI_Version (Usage Info)(Type String)(Value \"7.1\"))"
             "(Init_Returns_Impulse (Usage Info)(Type Boolean)(Value %s))"
             "(GetWave_Exists (Usage Info)(Type Boolean)(Value %s))%s))",
             returns, exists, more);
    sl_diag_clear(ctx);
    assert_int_equal(sl_ami_parse(&ami, ctx, "bad.ami", text, strlen(text)), SL_OK);
    return ami;
}

static void what_the_file_says(void **state)
{
    (void)state;
    const struct {
        const char *returns, *exists, *more, *message;
        bool wave;
        size_t aggressors;
    } t[] = {
        {"True", "False", "", "has no AMI_GetWave", true, 0},
        {"False", "True", "", "only works on waveforms", false, 0},
        {"True", "True", "", "takes 0 aggressors (Max_Init_Aggressors), not 1", false, 1},
        {"True", "True", "(Resolve_Exists (Usage Info)(Type Boolean)(Value True))",
         "depend on others", false, 0},
        {"False", "True", "", NULL, true, 0},
        {"True", "False", "(Max_Init_Aggressors (Usage Info)(Type Integer)(Value 2))", NULL, false,
         1},
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        sl_ami_job job = job_of(AMI_BAD, "(bad (kind \"good\"))");
        sl_ami_result r;
        sl_ami *ami = file_of(t[i].returns, t[i].exists, t[i].more);
        job.ami = ami;
        job.aggressors = t[i].aggressors;
        if (t[i].wave) job.wave = wave, job.wave_n = 64;
        impulse[9] = wave[9] = 1;
        assert_int_equal(run(&r, &job), t[i].message ? SL_ERR_MODEL : SL_OK);
        if (t[i].message) assert_non_null(strstr(sl_diag_get(ctx, 0)->message, t[i].message));
        bool filtered = !t[i].message && strcmp(t[i].returns, "True") == 0;
        sl_assert_abs(impulse[9], filtered ? 2 : 1, 0); // the model doubles
        sl_assert_abs(wave[9], !t[i].message && t[i].wave ? 2 : 1, 0);
        sl_ami_destroy(ami);
    }
}

static void not_models(void **state)
{
    (void)state;
    const struct {
        const char *host, *model, *message;
        sl_status status;
    } t[] = {
        {AMI_HOST, AMI_NO_INIT, "no function AMI_Init", SL_ERR_MODEL},
        {AMI_HOST, "/nowhere/x.so", "cannot be loaded", SL_ERR_MODEL},
        {AMI_HOST, __FILE__, "cannot be loaded", SL_ERR_MODEL},
        {"/nowhere/host", AMI_TX, "cannot start '/nowhere/host'", SL_ERR_IO},
        {"/bin/true", AMI_TX, "ended the process", SL_ERR_MODEL},
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        sl_ami_job job = job_of(t[i].model, "(x)");
        sl_ami_result r;
        job.host = t[i].host;
        assert_int_equal(run(&r, &job), t[i].status);
        assert_non_null(strstr(sl_diag_get(ctx, 0)->message, t[i].message));
    }
    sl_ami_job job = job_of(AMI_TX, "(x)");
    sl_ami_result r;
    job.rows = 0;
    assert_int_equal(run(&r, &job), SL_ERR_DOMAIN);
    job = job_of(AMI_TX, "(x)");
    job.bit_time_s = 7.5e-12; // the model itself refuses, and says why
    assert_int_equal(run(&r, &job), SL_ERR_MODEL);
    assert_non_null(strstr(sl_diag_get(ctx, 0)->hint, "no multiple"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(taps),         cmocka_unit_test(receiver),
        cmocka_unit_test(misbehaviour), cmocka_unit_test(output),
        cmocka_unit_test(not_models),   cmocka_unit_test(what_the_file_says),
    };
    if (sl_ctx_create(&ctx, NULL) != SL_OK || sl_arena_create(&arena, ctx) != SL_OK) return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    sl_arena_destroy(arena);
    sl_ctx_destroy(ctx);
    return failed;
}
