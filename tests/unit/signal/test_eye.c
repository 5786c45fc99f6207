// Statistical eye against closed forms, enumeration of all patterns, and its own symmetries.
#include "sl_test.h"

#include <string.h>

#include "shoreline/eye.h"
#include "shoreline/numeric.h"
#include "shoreline/signal.h"

static sl_ctx *ctx;

static sl_eye *make(const sl_waveform *w, const sl_eye_opts *o)
{
    sl_eye *eye = NULL;
    assert_int_equal(sl_eye_create(&eye, ctx, w, o), SL_OK);
    assert_true(sl_eye_get(eye)->mass_error < 1e-12);
    return eye;
}

// Symbol error ratio of a symbol-spaced channel with one main cursor, by enumeration of all L^n
// patterns: the mean of exact Gaussian tails.
static double enumerate(const double *h, size_t n, size_t cursor, int levels, double sigma)
{
    double level[SL_PAM_MAX], sum = 0;
    size_t patterns = 1;
    sl_pam_level_map(level, levels, 1);
    for (size_t i = 0; i < n; i++)
        patterns *= (size_t)levels;
    double half = h[cursor] / (levels - 1);
    for (size_t p = 0; p < patterns; p++) {
        double isi = 0;
        size_t left = p;
        int sent = 0;
        for (size_t i = 0; i < n; i++, left /= (size_t)levels) {
            if (i == cursor)
                sent = (int)(left % (size_t)levels);
            else
                isi += h[i] * level[left % (size_t)levels];
        }
        if (sent > 0) sum += sl_q((half + isi) / sigma);
        if (sent < levels - 1) sum += sl_q((half - isi) / sigma);
    }
    return sum / (double)patterns;
}

static void awgn(void **state)
{
    (void)state;
    // PAM4 in Gaussian noise: 1.5 Q(sqrt(SNR/5)).
    for (double x = 2; x < 9.3; x += 0.9) {
        double snr = 5 * x * x, one = 1;
        sl_assert_rel(sl_pam_ser(snr, 4), 1.5 * 0.5 * erfc(x / sqrt(2)), 1e-12);
        for (int levels = 2; levels <= 8; levels++) {
            sl_waveform w = {.symbol_rate_bd = 1e9,
                             .levels = levels,
                             .samples_per_ui = 1,
                             .victim = {&one, 1},
                             .noise_rms = 1 / (x * (levels - 1))};
            sl_eye *eye = make(&w, &(sl_eye_opts){.phases = 1});
            double snr_l = x * x * (levels * levels - 1) / 3.0;
            sl_assert_abs(sl_eye_get(eye)->log10_ser, sl_pam_log10_ser(snr_l, levels), 2e-6);
            if (levels == 4 && x > 3) // neighbours only: SER/2, wrong by Q(3 x)
                sl_assert_abs(sl_eye_get(eye)->log10_ber, sl_pam_log10_ber(snr, 4), 1e-4);
            sl_eye_destroy(eye);
        }
    }
}

static void all_patterns(void **state)
{
    (void)state;
    const double h[6] = {-0.03, 0.9, 0.11, -0.052, 0.021, 0.0137};
    // Down to 1e-20, noise alone and interference mixed; 0.1 decade is asked for.
    for (double sigma = 0.08; sigma > 0.011; sigma *= 0.8) {
        for (int levels = 2; levels <= 4; levels += 2) {
            sl_waveform w = {.symbol_rate_bd = 1e9,
                             .levels = levels,
                             .samples_per_ui = 1,
                             .cursor = 1,
                             .victim = {h, 6},
                             .noise_rms = sigma};
            sl_eye *eye = make(&w, &(sl_eye_opts){.phases = 1});
            double want = log10(enumerate(h, 6, 1, levels, sigma));
            if (want > -38)
                sl_assert_abs(sl_eye_get(eye)->log10_ser, want, want > -16 ? 0.01 : 0.03);
            sl_eye_destroy(eye);
        }
    }
}

static void decision_feedback_and_crosstalk(void **state)
{
    (void)state;
    // A DFE takes its post-cursors away; an aggressor of one sample per UI is one more cursor; the
    // transmitter's noise is p0 10^(-SNR/20).
    const double h[4] = {0.05, 1, 0.3, -0.1}, x = 0.04, taps[2] = {0.3, -0.1};
    const double same[3] = {0.05, 1, 0.04};
    sl_pulse aggressor = {&x, 1};
    sl_waveform w = {.symbol_rate_bd = 1e9,
                     .levels = 4,
                     .samples_per_ui = 1,
                     .cursor = 1,
                     .victim = {h, 4},
                     .aggressor = &aggressor,
                     .aggressor_n = 1,
                     .noise_rms = 0.03,
                     .tx_noise = 0.04,
                     .dfe = taps,
                     .dfe_n = 2};
    sl_eye *eye = make(&w, &(sl_eye_opts){.phases = 1});
    sl_assert_abs(sl_eye_get(eye)->log10_ser, log10(enumerate(same, 3, 1, 4, 0.05)), 0.002);
    sl_eye_destroy(eye);
    double solved[2];
    sl_pulse_dfe(solved, 2, &w, (const double[2]){0.25, 1});
    sl_assert_abs(solved[0], 0.25, 0); // clipped
    sl_assert_abs(solved[1], -0.1, 0);
}

// A pulse of raised-cosine shape, two UI wide, symmetric about sample m.
static void hump(double *v, size_t m)
{
    for (size_t i = 0; i <= 2 * m; i++)
        v[i] = 0.5 - 0.5 * cos(3.14159265358979323846 * (double)i / (double)m);
}

static void symmetries(void **state)
{
    (void)state;
    enum { M = 16 };
    double v[2 * M + 1];
    hump(v, M);
    sl_waveform w = {.symbol_rate_bd = 1e9,
                     .levels = 4,
                     .samples_per_ui = M,
                     .cursor = M,
                     .victim = {v, 2 * M + 1},
                     .noise_rms = 0.02,
                     .level_mismatch = 0.95};
    sl_eye *eye = make(&w, &(sl_eye_opts){.ber = 1e-6});
    const sl_eye_summary *s = sl_eye_get(eye);
    assert_int_equal(s->phases, M + 1);
    sl_assert_abs(s->height[0], s->height[2], 1e-9);
    sl_assert_abs(s->width_ui[0], s->width_ui[2], 1e-9);
    sl_assert_abs(s->height[1], 2 * 0.95 / 3 + 2 * sl_q_inverse(1e-6) * -0.02, 2e-5);
    for (size_t i = 0; i < s->phases; i++) {
        double here = sl_eye_log10_ser(eye, i);
        if (isfinite(here)) sl_assert_abs(here, sl_eye_log10_ser(eye, s->phases - 1 - i), 1e-9);
        for (double y = 0; y < 1; y += 0.13) // voltage: levels mirrored
            if (isfinite(sl_eye_log10_above(eye, i, 3, y)))
                sl_assert_abs(sl_eye_log10_below(eye, i, 0, -y), sl_eye_log10_above(eye, i, 3, y),
                              1e-9);
    }
    double low[M + 1], high[M + 1];
    sl_eye_contour(low, high, eye, 1, 1e-6);
    sl_assert_abs(high[M / 2] - low[M / 2], s->height[1], 1e-12);
    sl_assert_abs(sl_eye_log10_above(eye, M / 2, 1, low[M / 2]), -6, 1e-5); // contour, tail
    assert_true(high[0] < low[0]);                                          // closed at half a UI
    sl_assert_abs(s->vec_db, 20 * log10(2 * 0.95 / 3 / s->veo), 1e-9);
    sl_eye_destroy(eye);
}

static void openings_of_gaussian_noise(void **state)
{
    (void)state;
    // VEO = 2 (A_s - A_ni), VEC = 20 log10(A_s/(A_s - A_ni)) with A_ni = Q^-1(DER0) sigma.
    double one = 0.7, sigma = 0.02, as = 0.7 / 3, ani = sl_q_inverse(1e-5) * sigma;
    sl_waveform w = {.symbol_rate_bd = 1e9,
                     .levels = 4,
                     .samples_per_ui = 1,
                     .victim = {&one, 1},
                     .noise_rms = sigma};
    sl_eye *eye = make(&w, &(sl_eye_opts){.phases = 1, .ber = 1e-5});
    sl_assert_rel(sl_eye_get(eye)->veo, 2 * (as - ani), 1e-5);
    sl_assert_rel(sl_eye_get(eye)->vec_db, 20 * log10(as / (as - ani)), 1e-4);
    // The picture is a density: it sums to 1.
    float picture[400];
    double sum = 0;
    sl_eye_picture(picture, 400, -1, 1, eye);
    for (size_t i = 0; i < 400; i++)
        sum += isfinite(picture[i]) ? pow(10, (double)picture[i]) * 2 / 400 : 0;
    sl_assert_abs(sum, 1, 1e-5);
    sl_eye_destroy(eye);
}

// Mean over tau of the exact error ratio at t + tau for NRZ and the hump: y = a0 p(tau) + a1 p(tau
// -+ 1), by Simpson's rule over +-9 sigma around both diracs.
static double jittered(double dirac, double sigma, double noise)
{
    double sum = 0, total = 0;
    for (int side = -1; side <= 1; side += 2)
        for (int i = 0; i <= 4000; i++) {
            double x = (i - 2000) / 2000.0 * 9, tau = fabs(side * dirac + x * sigma);
            double p = 0.5 + 0.5 * cos(3.14159265358979323846 * tau), rest = 1 - p;
            double weight = exp(-0.5 * x * x) * (i % 4000 == 0 ? 1 : i % 2 ? 4 : 2);
            sum += weight * 0.5 * (sl_q((p + rest) / noise) + sl_q((p - rest) / noise));
            total += weight;
        }
    return sum / total;
}

static void jitter(void **state)
{
    (void)state;
    enum { M = 32 };
    double v[2 * M + 1];
    hump(v, M);
    sl_waveform w = {.symbol_rate_bd = 1e9,
                     .levels = 2,
                     .samples_per_ui = M,
                     .cursor = M,
                     .victim = {v, 2 * M + 1},
                     .noise_rms = 0.1};
    const double t[][2] = {{0.1, 0.02}, {0.125, 0}, {0, 0.05}, {0.15, 0.04}, {0.05, 0.004}};
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        w.jitter_dd_ui = t[i][0];
        w.jitter_rms_ui = t[i][1];
        sl_eye *eye = make(&w, &(sl_eye_opts){.phases = 1, .jitter = SL_JITTER_PHASE});
        double want = log10(jittered(t[i][0], t[i][1], 0.1));
        sl_assert_abs(sl_eye_get(eye)->log10_ser, want, 0.01);
        sl_eye_destroy(eye);
    }
    // Off the peak, where the slope does not vanish, both models agree for small jitter.
    w.cursor = M - 8;
    w.noise_rms = 0.1;
    w.jitter_dd_ui = 0.004;
    w.jitter_rms_ui = 0.003;
    sl_eye *phase = make(&w, &(sl_eye_opts){.phases = 1, .jitter = SL_JITTER_PHASE});
    sl_eye *slope = make(&w, &(sl_eye_opts){.phases = 1, .jitter = SL_JITTER_SLOPE});
    sl_assert_abs(sl_eye_get(phase)->log10_ser, sl_eye_get(slope)->log10_ser, 0.1);
    sl_eye_destroy(phase);
    sl_eye_destroy(slope);
}

// NRZ behind the hump whose edges lie early or late by `dirac`, each on its own: all bits and all
// edges that reach the sampling instant at `t` UI from the peak, by enumeration.
static double jittered_edges(double dirac, double t, double noise)
{
    double sum = 0;
    for (int p = 0; p < 1 << 10; p++) { // five symbols, k = 2 the first, and their edges
        double y = 0, before = 0;
        for (int k = 2; k >= -2; k--) {
            double now = p >> (k + 2) & 1 ? 1 : -1, early = p >> (k + 7) & 1 ? dirac : -dirac;
            // Response to a step: the sum of humps, from 0 at -1 UI to 1 at 0 (they add up to 1).
            double at = t + k - early, s = at <= -1 ? 0 : 1;
            if (at > -1 && at < 0) s = 0.5 + 0.5 * cos(3.14159265358979323846 * at);
            y += (now - before) * s;
            before = now;
        }
        sum += sl_q((p >> 2 & 1 ? y : -y) / noise);
    }
    return sum / (1 << 10);
}

static void jitter_of_edges(void **state)
{
    (void)state;
    enum { M = 32 };
    double v[2 * M + 1];
    hump(v, M);
    for (int off = 0; off <= 8; off += 4)
        for (int dirac = 2; dirac <= 8; dirac += 3) {
            sl_waveform w = {.symbol_rate_bd = 1e9,
                             .levels = 2,
                             .samples_per_ui = M,
                             .cursor = (size_t)(M + off),
                             .victim = {v, 2 * M + 1},
                             .noise_rms = 0.14,
                             .jitter_dd_ui = (double)dirac / M};
            sl_eye *eye = make(&w, &(sl_eye_opts){.phases = 1, .jitter = SL_JITTER_EDGES});
            double want = jittered_edges((double)dirac / M, (double)off / M, 0.14);
            sl_assert_abs(sl_eye_get(eye)->log10_ser, log10(want), 0.01);
            sl_eye_destroy(eye);
        }
    // Without jitter, and with PAM4, crosstalk and a DFE: the same as the other models.
    double x[33], tap = 0.02;
    hump(x, 16);
    for (size_t i = 0; i < 33; i++)
        x[i] *= 0.05;
    sl_pulse aggressor = {x, 33};
    sl_waveform w = {.symbol_rate_bd = 1e9,
                     .levels = 4,
                     .samples_per_ui = M,
                     .cursor = M + 2,
                     .victim = {v, 2 * M + 1},
                     .aggressor = &aggressor,
                     .aggressor_n = 1,
                     .noise_rms = 0.05,
                     .dfe = &tap,
                     .dfe_n = 1,
                     .jitter_rms_ui = 1e-9};
    sl_eye *edges = make(&w, &(sl_eye_opts){.phases = 5, .jitter = SL_JITTER_EDGES});
    sl_eye *slope = make(&w, &(sl_eye_opts){.phases = 5});
    for (size_t i = 0; i < 5; i++)
        sl_assert_abs(sl_eye_log10_ser(edges, i), sl_eye_log10_ser(slope, i), 0.003);
    sl_eye_destroy(edges);
    sl_eye_destroy(slope);
}

static void threads_and_grid(void **state)
{
    (void)state;
    double v[65], x[33];
    hump(v, 32);
    hump(x, 16);
    for (size_t i = 0; i < 33; i++)
        x[i] *= 0.05;
    sl_pulse aggressor = {x, 33};
    sl_waveform w = {.symbol_rate_bd = 1e9,
                     .levels = 4,
                     .samples_per_ui = 32,
                     .cursor = 32,
                     .victim = {v, 65},
                     .aggressor = &aggressor,
                     .aggressor_n = 1,
                     .noise_rms = 0.03,
                     .jitter_dd_ui = 0.02,
                     .jitter_rms_ui = 0.01};
    sl_eye_opts o = {.jitter = SL_JITTER_PHASE, .crosstalk = SL_CROSSTALK_UNIFORM};
    sl_eye *two = make(&w, &o);
    sl_ctx *single = NULL;
    assert_int_equal(sl_ctx_create(&single, &(sl_ctx_opts){.threads = 1}), SL_OK);
    sl_eye *one = NULL;
    assert_int_equal(sl_eye_create(&one, single, &w, &o), SL_OK);
    assert_memory_equal(sl_eye_get(one), sl_eye_get(two), sizeof(sl_eye_summary));
    o.bins_per_eye = 1024; // the grid has converged
    sl_eye *fine = make(&w, &o);
    for (size_t i = 8; i < 25; i++)
        sl_assert_abs(sl_eye_log10_ser(one, i), sl_eye_log10_ser(fine, i), 0.003);
    sl_eye_destroy(one);
    sl_ctx_destroy(single);
    sl_eye_destroy(fine);
    o.crosstalk = SL_CROSSTALK_WORST;
    sl_eye *worst = make(&w, &o);
    assert_true(sl_eye_get(worst)->log10_ser > sl_eye_get(two)->log10_ser);
    sl_eye_destroy(worst);
    sl_eye_destroy(two);
}

static void refused(void **state)
{
    (void)state;
    double v[2] = {1, 0.2}, tap = NAN;
    const sl_waveform good = {.symbol_rate_bd = 1e9,
                              .levels = 4,
                              .samples_per_ui = 1,
                              .victim = {v, 2},
                              .noise_rms = 0.05};
    sl_waveform w[8] = {good, good, good, good, good, good, good, good};
    w[0].levels = 9;
    w[1].samples_per_ui = 0;
    w[2].cursor = 2;
    w[3].noise_rms = -1;
    w[4].jitter_rms_ui = 0.2; // 9.5 sigma reach beyond 1 UI
    w[5].level_mismatch = 1.1;
    w[6].victim.n = 0;
    w[7].dfe = &tap;
    w[7].dfe_n = 1;
    for (size_t i = 0; i < 8; i++) {
        sl_eye *eye = NULL;
        sl_eye_opts o = {.jitter = SL_JITTER_PHASE};
        assert_int_equal(sl_eye_create(&eye, ctx, &w[i], &o), SL_ERR_DOMAIN);
        assert_null(eye);
    }
    sl_eye *eye = NULL;
    w[0] = good;
    v[0] = -1; // no eye at a negative cursor
    assert_int_equal(sl_eye_create(&eye, ctx, &w[0], NULL), SL_ERR_DOMAIN);
    v[0] = 1e-4; // cursor far below the interference: more bins than the limit
    v[1] = 1e3;
    w[0].noise_rms = 1e-9;
    assert_int_equal(sl_eye_create(&eye, ctx, &w[0], NULL), SL_ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(awgn),
        cmocka_unit_test(all_patterns),
        cmocka_unit_test(decision_feedback_and_crosstalk),
        cmocka_unit_test(symmetries),
        cmocka_unit_test(openings_of_gaussian_noise),
        cmocka_unit_test(jitter),
        cmocka_unit_test(jitter_of_edges),
        cmocka_unit_test(threads_and_grid),
        cmocka_unit_test(refused),
    };
    if (sl_ctx_create(&ctx, &(sl_ctx_opts){.threads = 2}) != SL_OK) return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    sl_ctx_destroy(ctx);
    return failed;
}
