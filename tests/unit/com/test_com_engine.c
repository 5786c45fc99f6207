// The COM engine. Expected values: closed forms for an ideal channel, bounds that hold for any, the
// reference program's results (rows com.* of the self-test, where their files are at hand).
#include "sl_test.h"

#include <complex.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "com/mmse_internal.h"
#include "shoreline/constants.h"
#include "shoreline/eye.h"
#include "shoreline/com.h"
#include "shoreline/numeric.h"
#include "shoreline/selftest.h"

#define POINTS 801
#define STEP   0.05e9

static int setup(void **state)
{
    return sl_ctx_create((sl_ctx **)state, NULL) != SL_OK;
}

static int teardown(void **state)
{
    sl_ctx_destroy(*state);
    return 0;
}

// A 4-port of two lines 1-2 and 3-4, each a loss of a sqrt(f/GHz) dB with its minimum phase
// (attenuation and phase rise together), a delay and, at one frequency in the middle of the band,
// an echo of some strength.
static sl_sparam *channel(sl_ctx *ctx, double gain, double loss_db, double delay_s, double echo)
{
    sl_sparam *s;
    assert_int_equal(sl_sparam_create(&s, ctx, 4, POINTS), SL_OK);
    for (size_t i = 0; i < POINTS; i++) {
        double f = (double)i * STEP, a = loss_db / 8.685889638 * sqrt(f / 1e9);
        double complex h = gain * exp(-a) * cexp(-I * (a + 2 * SL_PI * f * delay_s));
        h *= 1 + echo * cexp(-2 * I * SL_PI * f * 180e-12);
        sl_sparam_freq_hz_mut(s)[i] = f;
        double complex *m = sl_sparam_at_mut(s, i);
        m[0 * 4 + 1] = m[1 * 4 + 0] = m[2 * 4 + 3] = m[3 * 4 + 2] = h;
    }
    return s;
}

static sl_com_settings *preset(sl_ctx *ctx, const char *name, const char *const *sets)
{
    sl_com_settings *s;
    assert_int_equal(sl_com_preset_settings(&s, ctx, name, SL_COM_4_50), SL_OK);
    for (; sets && sets[0]; sets += 2)
        if (sl_com_settings_set(s, ctx, sets[0], sets[1]) != SL_OK)
            fail_msg("%s: %s", sets[0], sl_diag_get(ctx, 0)->message);
    return s;
}

static sl_com_result *run(sl_ctx *ctx, const sl_com_settings *s, sl_sparam *thru, sl_sparam *fext,
                          const sl_com_opts *opts)
{
    sl_com_result *r;
    const sl_com_channel channels[] = {{SL_COM_THRU, "thru", thru}, {SL_COM_FEXT, "fext", fext}};
    sl_status status = sl_com_run(&r, ctx, s, channels, fext ? 2 : 1, opts);
    if (status != SL_OK)
        fail_msg("%s", sl_diag_count(ctx) ? sl_diag_get(ctx, 0)->message : "failed");
    return r;
}

// Nothing but a delay and the receiver's noise: A_s is the drive, sigma_N the noise in the filter's
// bandwidth, A_ni its quantile.
static void ideal_channel(void **state)
{
    static const char *const sets[] = {
        "z_p select", "1",        "z_p (TX)", "[0 0]",    "z_p (NEXT)", "[0 0]", "z_p (FEXT)",
        "[0 0]",      "z_p (RX)", "[0 0]",    "C_d",      "[0 0]",      "C_p",   "[0 0]",
        "R_d",        "[50 50]",  "c(-1)",    "0",        "c(1)",       "0",     "g_DC",
        "0",          "SNR_TX",   "300",      "sigma_RJ", "0",          "A_DD",  "0",
        "T_r",        "1e-5",     "eta_0",    "1e-6",     "f_p2",       "1e6",   "INCLUDE_CTLE",
        "0",          "N_b",      "4",        "DER_0",    "1e-6",       NULL};
    sl_ctx *ctx = *state;
    sl_com_settings *s = preset(ctx, "100gbase-kr4", sets);
    sl_sparam *thru = channel(ctx, 1, 0, 1e-9, 0);
    sl_com_opts strict = {.strict = true};
    sl_com_result *r = run(ctx, s, thru, NULL, &strict);
    const sl_com_case *c = sl_com_case_at(r, 0);
    // Integral of |H_r|^2 of a Butterworth of order 4: pi/8/sin(pi/8) of its cutoff; the sum runs
    // to 40 GHz, 2.07 times the cutoff: less 0.1 %.
    double cutoff = 0.75 * 25.78125, area = cutoff * SL_PI / 8 / sin(SL_PI / 8);
    sl_assert_abs(c->sigma_n_v, sqrt(1e-6 * area), 2e-3 * c->sigma_n_v);
    assert_true(c->as_v > 0.25 && c->as_v < 0.4); // less than the drive: a filter of 0.75 f_b
    sl_assert_abs(c->cumulated_v[SL_COM_RECEIVER_NOISE], c->sigma_n_v * sl_q_inverse(1e-6), 3e-5);
    sl_assert_abs(c->com_db, 20 * log10(c->as_v / c->ani_v), 1e-12);
    sl_assert_abs(c->vec_db, -20 * log10(1 - c->ani_v / c->as_v), 1e-12);
    sl_assert_abs(c->veo_v, 2 * (c->as_v - c->ani_v), 1e-15);
    sl_assert_abs(c->il_nyquist_db, 0, 1e-9);
    sl_com_result_destroy(r);
    sl_sparam_destroy(thru);
    sl_com_settings_destroy(s);
}

// Each source can only add to A_ni, and the last sum is A_ni.
static void waterfall_rises(void **state)
{
    sl_ctx *ctx = *state;
    sl_com_settings *s = preset(ctx, "3ck-kr", NULL);
    sl_sparam *thru = channel(ctx, 0.98, 2.2, 2e-9, 0.02), *fext = channel(ctx, 0.01, 1, 2e-9, 0.1);
    sl_com_result *r = run(ctx, s, thru, fext, NULL);
    for (int k = 0; k < sl_com_cases(r); k++) {
        const sl_com_case *c = sl_com_case_at(r, k);
        for (int i = 1; i < SL_COM_SOURCES; i++)
            assert_true(c->cumulated_v[i] >= c->cumulated_v[i - 1]);
        sl_assert_abs(c->cumulated_v[SL_COM_ISI], c->ani_v, 1e-15);
    }
    sl_com_result_destroy(r);
    sl_sparam_destroy(thru);
    sl_sparam_destroy(fext);
    sl_com_settings_destroy(s);
}

// The whole grid is at least as good as the local search; starting at its result finds it again.
static void searches_agree(void **state)
{
    sl_ctx *ctx = *state;
    static const char *const sets[] = {"z_p select", "1", "g_DC", "[-8:2:0]", "c(-3)", "0", NULL};
    sl_com_settings *s = preset(ctx, "3ck-kr", sets);
    sl_sparam *thru = channel(ctx, 0.98, 2.2, 2e-9, 0.03), *fext = channel(ctx, 0.01, 1, 2e-9, 0.1);
    sl_com_opts exact = {.search = SL_COM_SEARCH_EXACT};
    sl_com_result *local = run(ctx, s, thru, fext, NULL), *all = run(ctx, s, thru, fext, &exact);
    const sl_com_case *a = sl_com_case_at(local, 0), *b = sl_com_case_at(all, 0);
    assert_true(b->fom_db >= a->fom_db - 1e-12);
    sl_com_opts at = {.start = b, .start_steps = 0};
    sl_com_result *again = run(ctx, s, thru, fext, &at);
    const sl_com_case *c = sl_com_case_at(again, 0);
    sl_assert_abs(c->fom_db, b->fom_db, 1e-12);
    sl_assert_abs(c->com_db, b->com_db, 1e-12);
    sl_com_opts around = {.start = a, .start_steps = 1, .search = SL_COM_SEARCH_EXACT};
    sl_com_result *near = run(ctx, s, thru, fext, &around);
    assert_true(sl_com_case_at(near, 0)->fom_db >= a->fom_db - 1e-12);
    sl_com_result_destroy(local);
    sl_com_result_destroy(all);
    sl_com_result_destroy(again);
    sl_com_result_destroy(near);
    sl_sparam_destroy(thru);
    sl_sparam_destroy(fext);
    sl_com_settings_destroy(s);
}

// The eye engine of src/signal on the same pulses, noise and jitter, under COM's policies (slopes,
// worst phase of crosstalk, one phase): the same opening at DER_0, by other bins and another order.
static void eye_engine_agrees(void **state)
{
    sl_ctx *ctx = *state;
    static const char *const sets[] = {"z_p select",   "1",    "g_DC", "[-6:2:0]", "c(-3)", "0",
                                       "PDF bin size", "2e-6", NULL};
    sl_com_settings *s = preset(ctx, "3ck-kr", sets);
    sl_sparam *thru = channel(ctx, 0.98, 2.0, 2e-9, 0.03), *fext = channel(ctx, 0.01, 1, 2e-9, 0.1);
    sl_com_opts opts = {.strict = true, .keep_waveforms = true};
    sl_com_result *r = run(ctx, s, thru, fext, &opts);
    const sl_com_case *c = sl_com_case_at(r, 0);
    double taps[SL_COM_DFE_MAX];
    for (int i = 0; i < c->dfe_n; i++)
        taps[i] = c->dfe[i] * c->pulse_v[c->cursor];
    sl_pulse aggressor = {c->aggressor_v[0], c->aggressor_n[0]};
    sl_waveform w = {.symbol_rate_bd = s->f_b_hz,
                     .levels = s->levels,
                     .samples_per_ui = (size_t)s->samples_per_ui,
                     .cursor = c->cursor,
                     .victim = {c->pulse_v, c->pulse_n},
                     .aggressor = &aggressor,
                     .aggressor_n = 1,
                     .noise_rms = c->sigma_n_v,
                     .tx_noise = pow(10, -s->snr_tx_db.v[0] / 20),
                     .jitter_dd_ui = s->a_dd_ui,
                     .jitter_rms_ui = s->sigma_rj_ui,
                     .level_mismatch = s->r_lm,
                     .dfe = taps,
                     .dfe_n = (size_t)c->dfe_n};
    sl_eye_opts eye_opts = {.jitter = SL_JITTER_SLOPE,
                            .crosstalk = SL_CROSSTALK_WORST,
                            .phases = 1,
                            .bins_per_eye = 4096,
                            .ber = s->der_0};
    sl_eye *eye;
    assert_int_equal(sl_eye_create(&eye, ctx, &w, &eye_opts), SL_OK);
    sl_assert_rel(sl_eye_get(eye)->veo, c->veo_v, 2e-3);
    sl_assert_abs(sl_eye_get(eye)->vec_db, c->vec_db, 0.02);
    sl_eye_destroy(eye);
    sl_com_result_destroy(r);
    sl_sparam_destroy(thru);
    sl_sparam_destroy(fext);
    sl_com_settings_destroy(s);
}

static double brute_force(const com_mmse_in *in, const sl_com_settings *s, double sx2, int *place)
{
    double best = -INFINITY, w[MMSE_ROOM];
    int first = s->n_tail_start, last = s->n_bmax - s->n_bf + 1;
    for (int p = first; p <= last; p++) {
        int taps[8];
        mmse_system y;
        y.s = s;
        y.in = in;
        y.sigma_x2 = sx2;
        for (int i = 0; i < s->n_bf; i++)
            taps[i] = p + i;
        mmse_choose_columns(&y, taps, s->n_bf);
        double fom = mmse_limited(w, &y);
        if (fom > best) {
            best = fom;
            *place = p;
        }
    }
    return best;
}

// One floating bank: the place that trying all of them gives; no choice is above the bound.
static void banks_by_bounds(void **state)
{
    (void)state;
    sl_com_settings *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->ffe_pre_taps = 3;
    s->ffe_post_taps = 6;
    s->n_b = 1;
    s->n_f = s->n_bmax = 40;
    s->n_bg = 1;
    s->n_bf = 4;
    s->n_tail_start = 7;
    s->floating_rx_ffe = true;
    s->levels = 4;
    s->r_lm = 0.95;
    s->ffe_pre_tap1_max = s->ffe_post_tap1_max = s->ffe_tapn_max = 0.7;
    for (int trial = 0; trial < 60; trial++) {
        double h[64] = {0}, lags[64] = {0}, noise[64] = {0};
        unsigned seed = 12345u + (unsigned)trial;
        for (int i = 0; i < 60; i++) {
            seed = seed * 1664525u + 1013904223u;
            h[i] = (((double)(seed >> 8) / 16777216.0) - 0.5) * 0.2 * exp(-fabs(i - 8.0) / 12);
        }
        h[8] = 1;
        h[9] = 0.5;
        for (int d = 0; d < 64; d++)
            for (int i = 0; i + d < 60; i++)
                lags[d] += h[i] * h[i + d];
        noise[0] = 1e-3;
        noise[1] = 2e-4;
        s->bmaxg = trial % 3 == 0 ? 0.01 : 0.2;
        s->b_max.v[0] = trial % 2 ? 0.85 : 0.2;
        com_mmse_in in = {.h = h,
                          .n = 60,
                          .cursor = 8,
                          .signal_lags = lags,
                          .noise_lags = noise,
                          .least_db = -INFINITY};
        com_mmse_out out;
        int place = 0;
        double best = brute_force(&in, s, 5.0 / 9, &place);
        assert_int_equal(com_mmse(&out, s, &in, sqrt(5.0 / 9)), SL_OK);
        assert_int_equal(out.floating[0], place);
        sl_assert_abs(out.fom_db, best, 1e-10);
        mmse_system y;
        y.s = s;
        y.in = &in;
        y.sigma_x2 = 5.0 / 9;
        assert_true(mmse_bound_db(&y) >= best);
        in.least_db = mmse_bound_db(&y);
        assert_int_equal(com_mmse(&out, s, &in, sqrt(5.0 / 9)), SL_OK);
        assert_true(out.fom_db == -INFINITY);
    }
    free(s);
}

// What the reference program gives, where its files are.
static void reference_rows(void **state)
{
    sl_ctx *ctx = *state;
    const char *data = getenv("SHORELINE_DATA");
    sl_selftest_row *rows;
    size_t n, seen = 0;
    assert_int_equal(sl_selftest_run(&rows, &n, ctx, data), SL_OK);
    for (size_t i = 0; i < n; i++) {
        if (strncmp(rows[i].id, "com.", 4) != 0 || rows[i].state == SL_SELFTEST_SKIPPED) continue;
        if (strcmp(rows[i].id, "com.erl.resonator") == 0) continue; // another program's filters
        seen++;
        if (rows[i].state != SL_SELFTEST_PASS)
            fail_msg("%s: %.12g, expected %.12g", rows[i].id, rows[i].computed, rows[i].expected);
    }
    sl_selftest_destroy(ctx, rows, n);
    if (seen == 0) {
        print_message("skipped: no public channels at hand\n");
        skip();
    }
    assert_true(seen >= 50);
}

// The same bytes for any number of threads, eye and all.
static void threads_do_not_matter(void **state)
{
    (void)state;
    sl_com_case first = {0};
    for (int threads = 1; threads <= 3; threads++) {
        sl_ctx *ctx;
        sl_ctx_opts opts = {.threads = threads};
        assert_int_equal(sl_ctx_create(&ctx, &opts), SL_OK);
        static const char *const sets[] = {"Min_VEO_Test", "0", "g_DC", "[-4:1:-2]", NULL};
        sl_com_settings *s = preset(ctx, "3ck-c2m", sets);
        sl_sparam *thru = channel(ctx, 0.98, 1.2, 1e-9, 0.02);
        sl_com_result *r = run(ctx, s, thru, NULL, NULL);
        const sl_com_case *c = sl_com_case_at(r, 0);
        assert_true(c->eye_width_ui > 0 && c->eye_width_ui < 1);
        assert_true(c->veo_v > 0);
        if (threads == 1) first = *c;
        assert_true(c->com_db == first.com_db && c->veo_v == first.veo_v &&
                    c->eye_width_ui == first.eye_width_ui);
        sl_com_result_destroy(r);
        sl_sparam_destroy(thru);
        sl_com_settings_destroy(s);
        sl_ctx_destroy(ctx);
    }
}

static void faults_are_told(void **state)
{
    sl_ctx *ctx = *state;
    sl_com_settings *s = preset(ctx, "100gbase-kr4", NULL);
    sl_sparam *two = NULL, *thru = channel(ctx, 1, 1, 1e-9, 0);
    sl_com_result *r;
    assert_int_equal(sl_sparam_create(&two, ctx, 3, 4), SL_OK);
    const sl_com_channel none[] = {{SL_COM_FEXT, "fext", thru}};
    assert_int_not_equal(sl_com_run(&r, ctx, s, none, 1, NULL), SL_OK);
    assert_null(r);
    const sl_com_channel twice[] = {{SL_COM_THRU, "a", thru}, {SL_COM_THRU, "b", thru}};
    assert_int_not_equal(sl_com_run(&r, ctx, s, twice, 2, NULL), SL_OK);
    for (int i = 0; i < 3; i++)
        sl_sparam_freq_hz_mut(two)[i + 1] = (i + 1) * 1e9;
    const sl_com_channel odd[] = {{SL_COM_THRU, "odd", two}};
    assert_int_not_equal(sl_com_run(&r, ctx, s, odd, 1, NULL), SL_OK);
    assert_true(sl_diag_errors(ctx) >= 3);
    sl_sparam *active = channel(ctx, 1.2, 0, 1e-9, 0);
    sl_com_result_destroy(run(ctx, s, active, NULL, NULL));
    bool told = false;
    for (size_t i = 0; i < sl_diag_count(ctx); i++)
        told |= strstr(sl_diag_get(ctx, i)->message, "not passive") != NULL;
    assert_true(told);
    sl_sparam_destroy(active);
    sl_sparam_destroy(two);
    sl_sparam_destroy(thru);
    sl_com_settings_destroy(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(ideal_channel, setup, teardown),
        cmocka_unit_test_setup_teardown(waterfall_rises, setup, teardown),
        cmocka_unit_test_setup_teardown(searches_agree, setup, teardown),
        cmocka_unit_test_setup_teardown(eye_engine_agrees, setup, teardown),
        cmocka_unit_test(banks_by_bounds),
        cmocka_unit_test_setup_teardown(reference_rows, setup, teardown),
        cmocka_unit_test(threads_do_not_matter),
        cmocka_unit_test_setup_teardown(faults_are_told, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
