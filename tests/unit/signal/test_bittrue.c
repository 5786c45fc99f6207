// The bit-true engine against closed forms, the statistical eye, Markov chains and itself.
#include "sl_test.h"

#include <stdlib.h>
#include <string.h>

#include "shoreline/bittrue.h"
#include "shoreline/numeric.h"
#include "shoreline/random.h"
#include "shoreline/signal.h"
#include "signal/bittrue_internal.h"

static sl_ctx *ctx;

static sl_bittrue_result run(const sl_waveform *w, const sl_bittrue_opts *o)
{
    sl_bittrue_result r;
    assert_int_equal(sl_bittrue_run(&r, ctx, w, o), SL_OK);
    return r;
}

// Whether a probability lies within 3 sigma (Wilson's score) of what was counted.
#define assert_within_3_sigma(counts, p) within((counts), (p), 3, __LINE__)
static void within(const sl_bittrue_counts *c, double p, double z, int line)
{
    double n = (double)c->symbols, score = (c->ser - p) / sqrt(p * (1 - p) / n);
    if (fabs(score) <= z) return;
    fprintf(stderr, "line %d: SER %.4g counted (%llu errors), %.4g expected: %.1f sigma\n", line,
            c->ser, (unsigned long long)c->symbol_errors, p, score);
    fail();
}

static void random_words(void **state)
{
    (void)state;
    // The counters of lane 0 are those of the library's scalar generator.
    vu rows[4];
    bt_words(rows, 4, &(bt_stream){5, 6, 7}, 8);
    double u[4];
    sl_random_uniform4(u, 5, 6, 7, 8);
    for (int i = 0; i < 4; i++) {
        uint64_t word = (uint64_t)rows[i][1] << 32 | rows[i][0];
        sl_assert_abs(((double)(word >> 11) + 0.5) * 0x1p-53, u[i], 0);
    }
}

static void deviates(void **state)
{
    (void)state;
    enum { N = 256 };
    static vf rows[N];
    double m[5] = {0}, n = 0, beyond[6] = {0};
    for (uint64_t k = 0; k < 2000; k++) {
        bt_normals(rows, N, &(bt_stream){1, 2, k}, 0);
        for (int t = 0; t < N; t++)
            for (int l = 0; l < LANES; l++) {
                double x = (double)rows[t][l];
                for (int p = 1; p <= 4; p++)
                    m[p] += pow(x, p);
                for (int i = 1; i < 6; i++)
                    beyond[i] += x > i;
                n++;
            }
    }
    // Moments of the normal distribution, 4.5 standard errors.
    sl_assert_abs(m[1] / n, 0, 4.5 / sqrt(n));
    sl_assert_abs(m[2] / n, 1, 4.5 * sqrt(2 / n));
    sl_assert_abs(m[3] / n, 0, 4.5 * sqrt(15 / n));
    sl_assert_abs(m[4] / n, 3, 4.5 * sqrt(96 / n));
    for (int i = 1; i < 6; i++)
        sl_assert_abs(beyond[i], n * sl_q(i), 4.5 * sqrt(n * sl_q(i)));
}

static void patterns(void **state)
{
    (void)state;
    // PRBS13: all 8191 states, so that 4096 bits are ones; PRBS13Q repeats after 8191 symbols.
    static vb index[3 * 8192];
    bt_prbs p;
    bt_prbs_init(&p, SL_PATTERN_PRBS13Q, 2, 0, 7);
    bt_prbs_next(index, 2 * 8191, &p, 2);
    int ones = 0;
    for (int t = 0; t < 8191; t++) {
        ones += index[t][0];
        assert_int_equal(index[t][0], index[t + 8191][0]);
        assert_int_equal(index[t + 7 * 15][0], index[t][15]); // lanes are one sequence
    }
    assert_int_equal(ones, 4096);
    bt_prbs_init(&p, SL_PATTERN_PRBS13Q, 4, 3, 0);
    bt_prbs_next(index, 2 * 8191, &p, 4);
    int level[4] = {0};
    for (int t = 0; t < 8191; t++) {
        level[index[t][0]]++;
        assert_int_equal(index[t][0], index[t + 8191][0]);
    }
    // Pairs of bits of an m-sequence taken at both alignments: 2^11 each, all-zero one less.
    assert_int_equal(level[0], 2047);
    assert_int_equal(level[1], 2048);
    assert_int_equal(level[2], 2048);
    assert_int_equal(level[3], 2048);
    // PRBS31: each bit is the sum of those 28 and 31 before, also where lanes were jumped ahead.
    bt_prbs_init(&p, SL_PATTERN_PRBS31Q, 2, 1234567890123, 1000);
    bt_prbs_next(index, 2000, &p, 2);
    for (int t = 31; t < 1000; t++) {
        assert_int_equal(index[t][3], index[t - 28][3] ^ index[t - 31][3]);
        assert_int_equal(index[t + 1000][3], index[t][4]);
    }
}

static void noise_alone(void **state)
{
    (void)state;
    const double one = 0.4;
    for (int levels = 2; levels <= 8; levels++) {
        double x = 2.8, sigma = 0.4 / (levels - 1) / x;
        sl_waveform w = {.symbol_rate_bd = 1e9,
                         .levels = levels,
                         .samples_per_ui = 1,
                         .victim = {&one, 1},
                         .noise_rms = sigma * 0.6,
                         .tx_noise = sigma * 2};
        sl_bittrue_result r = run(&w, &(sl_bittrue_opts){.symbols = 1000000, .seed = 3});
        double want = sl_pam_ser(x * x * (levels * levels - 1) / 3.0, levels);
        assert_within_3_sigma(&r.slicer, want);
        if (levels == 4) // neighbours: one bit of two
            sl_assert_rel(r.slicer.ber, r.slicer.ser / 2, 1e-3);
        assert_true(r.slicer.ser_low < r.slicer.ser && r.slicer.ser < r.slicer.ser_high);
        // Independent errors: the chance after an error is that of any symbol.
        sl_assert_abs(r.slicer.process.burst, want,
                      5 * sqrt(want / (double)r.slicer.symbol_errors));
    }
}

static void codewords(void **state)
{
    (void)state;
    // Independent errors: wrong RS symbols are binomial with 1 - (1 - SER)^5.
    const double one = 1;
    sl_waveform w = {.symbol_rate_bd = 1e9,
                     .levels = 4,
                     .samples_per_ui = 1,
                     .victim = {&one, 1},
                     .noise_rms = 1 / (3 * 3.1)};
    sl_bittrue_result r = run(&w, &(sl_bittrue_opts){.symbols = 6000000});
    double p = -expm1(5 * log1p(-1.5 * sl_q(3.1))), n = 0, term = pow(1 - p, 544);
    assert_int_equal(r.slicer.codewords, r.slicer.symbols / 2720);
    for (int i = 0; i < SL_RS_BINS; i++) {
        n += (double)r.slicer.rs_errors[i];
        double mean = term * (double)r.slicer.codewords;
        if (mean > 5 && i < SL_RS_BINS - 1)
            sl_assert_abs((double)r.slicer.rs_errors[i], mean, 4 * sqrt(mean));
        term *= (544.0 - i) / (i + 1) * p / (1 - p);
    }
    sl_assert_abs(n, (double)r.slicer.codewords, 0);
    double runs = 0, symbols = 0;
    for (int i = 0; i < SL_BURST_BINS; i++)
        runs += (double)r.slicer.burst[i], symbols += (i + 1.0) * (double)r.slicer.burst[i];
    sl_assert_abs(symbols, (double)r.slicer.symbol_errors, 0);
    sl_assert_abs(runs, symbols - (double)r.slicer.errors_after_error, 20); // ends of stretches
}

// A smooth pulse with a tail, M samples per UI, peak near 2.2 UI.
static void channel(double *v, size_t n, size_t m, double tail)
{
    for (size_t i = 0; i < n; i++) {
        double u = (double)i / (double)m - 2.2;
        v[i] = exp(-1.6 * u * u) + tail * (u > 0.5 ? exp(-0.7 * u) * cos(1.3 * u) : 0);
    }
}

static void agrees_with_the_eye(void **state)
{
    (void)state;
    enum { M = 16, N = 24 * M, X = 6 * M };
    const struct {
        double tail, noise, tx, crosstalk, dd, rj, mismatch;
        int levels;
        sl_crosstalk_phase policy;
    } t[] = {
        {0.05, 0.055, 0, 0, 0, 0, 1, 4, SL_CROSSTALK_WORST},
        {0.05, 0.030, 0.03, 0.05, 0, 0, 1, 4, SL_CROSSTALK_WORST},
        {0.10, 0.035, 0, 0.08, 0, 0, 0.94, 4, SL_CROSSTALK_UNIFORM},
        {0.05, 0.035, 0.03, 0, 0.03, 0.01, 1, 4, SL_CROSSTALK_WORST},
        {0.05, 0.045, 0, 0.04, 0, 0.02, 1, 4, SL_CROSSTALK_UNIFORM},
        {0.20, 0.185, 0, 0.05, 0.05, 0.02, 1, 2, SL_CROSSTALK_UNIFORM},
        {0.05, 0.025, 0, 0, 0, 0, 1, 6, SL_CROSSTALK_WORST},
    };
    const double taps[5] = {-0.02, -0.08, 1, -0.17, 0.02};
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        double v[N], x[X], flat[N + 4 * M], flat_x[X + 4 * M], power = 0, dfe[2];
        channel(v, N, M, t[i].tail);
        channel(x, X, M, 0);
        for (size_t k = 0; k < X; k++)
            x[k] *= t[i].crosstalk;
        for (int k = 0; k < 5; k++)
            power += taps[k] * taps[k];
        sl_pulse_ffe(flat, &(sl_pulse){v, N}, M, taps, 5);
        sl_pulse_ffe(flat_x, &(sl_pulse){x, X}, M, taps, 5);
        sl_pulse before = {x, X}, after = {flat_x, X + 4 * M};
        sl_waveform w = {.symbol_rate_bd = 53e9,
                         .levels = t[i].levels,
                         .samples_per_ui = M,
                         .cursor = 35,
                         .victim = {v, N},
                         .aggressor = &before,
                         .aggressor_n = t[i].crosstalk > 0,
                         .noise_rms = t[i].noise,
                         .tx_noise = t[i].tx,
                         .jitter_dd_ui = t[i].dd,
                         .jitter_rms_ui = t[i].rj,
                         .level_mismatch = t[i].mismatch};
        sl_waveform e = w; // behind the FFE
        e.victim = (sl_pulse){flat, N + 4 * M};
        e.cursor += 2 * M;
        e.aggressor = &after;
        e.noise_rms *= sqrt(power);
        sl_pulse_dfe(dfe, 2, &e, NULL);
        w.dfe = e.dfe = dfe, w.dfe_n = e.dfe_n = 2;
        sl_eye *eye = NULL;
        sl_eye_opts eo = {.phases = 1, .jitter = SL_JITTER_PHASE, .crosstalk = t[i].policy};
        assert_int_equal(sl_eye_create(&eye, ctx, &e, &eo), SL_OK);
        double ser = pow(10, sl_eye_get(eye)->log10_ser), ber = pow(10, sl_eye_get(eye)->log10_ber);
        sl_eye_destroy(eye);
        sl_bittrue_opts o = {.seed = i + 10,
                             .symbols = t[i].dd + t[i].rj > 0 ? 3000000 : 20000000,
                             .ffe = taps,
                             .ffe_n = 5,
                             .ffe_pre = 2,
                             .ideal_decisions = true,
                             .crosstalk = t[i].policy};
        sl_bittrue_result r = run(&w, &o);
        print_message("eye SER %.3e, bit-true %.3e, %llu errors\n", ser, r.slicer.ser,
                      (unsigned long long)r.slicer.symbol_errors);
        assert_true(ser > 1e-6);
        assert_within_3_sigma(&r.slicer, ser);
        if (t[i].levels == 4)
            sl_assert_rel(r.slicer.ber, ber, 5 / sqrt((double)r.slicer.bit_errors));
    }
}

// SER of PAM-L behind 1 + b D with a DFE that feeds back its own decisions: Markov chain over the
// difference e of the last decision from what was sent, in levels. Given e the next value is off by
// -2 b e/(L - 1).
static double chain(int levels, double b, double sigma)
{
    enum { MOST = 2 * SL_PAM_MAX };
    int l = levels, n = 2 * l - 1;
    double step[MOST][MOST] = {{0}}, share[MOST] = {0}, ser = 0, half = 1.0 / (l - 1);
    for (int e = 0; e < n; e++)
        for (int sent = 0; sent < l; sent++)
            for (int got = 0; got < l; got++) {
                double at = 2 * half * (sent - b * (e - l + 1));
                double low = got ? half * (2 * got - 1) : -INFINITY;
                double high = got < l - 1 ? half * (2 * got + 1) : INFINITY;
                step[e][got - sent + l - 1] +=
                    (sl_q((low - at) / sigma) - sl_q((high - at) / sigma)) / l;
            }
    share[l - 1] = 1;
    for (int k = 0; k < 2000; k++) {
        double next[MOST] = {0};
        for (int e = 0; e < n; e++)
            for (int f = 0; f < n; f++)
                next[f] += share[e] * step[e][f];
        memcpy(share, next, sizeof share);
    }
    for (int e = 0; e < n; e++)
        if (e != l - 1) ser += share[e];
    return ser;
}

static void error_propagation(void **state)
{
    (void)state;
    for (int levels = 2; levels <= 4; levels += 2)
        for (double b = 0.3; b < 1.1; b += 0.35) {
            double h[2] = {1, b}, sigma = 1.0 / (levels - 1) / 3.1;
            sl_waveform w = {.symbol_rate_bd = 1e9,
                             .levels = levels,
                             .samples_per_ui = 1,
                             .victim = {h, 2},
                             .noise_rms = sigma,
                             .dfe = h + 1,
                             .dfe_n = 1};
            sl_bittrue_opts o = {.symbols = 4000000};
            sl_bittrue_result real = run(&w, &o);
            o.ideal_decisions = true;
            sl_bittrue_result ideal = run(&w, &o);
            double want = chain(levels, b, sigma);
            // Errors come in runs: the count varies more than a binomial's by about the square of
            // the mean run, so compare within 3 sigma of that.
            double mean_run = (double)real.slicer.symbol_errors /
                              (double)(real.slicer.symbol_errors - real.slicer.errors_after_error);
            within(&real.slicer, want, 3 * mean_run * sqrt(2), __LINE__);
            assert_within_3_sigma(&ideal.slicer, 2.0 * (levels - 1) / levels * sl_q(3.1));
            print_message("L %d, b %.2f: factor of error propagation %.3f, chain %.3f\n", levels, b,
                          real.slicer.ser / ideal.slicer.ser,
                          want / (2.0 * (levels - 1) / levels * sl_q(3.1)));
        }
}

// Union bound of the detector of sequences behind 1 + b D: a run of j errors of alternating sign is
// open to ((L-1)/L)^j of the patterns and lies sqrt(1 + (j-1)(1-b)^2 + b^2) apart.
static double union_bound(int levels, double b, double sigma)
{
    double sum = 0, open = 1;
    for (int j = 1; j < 400; j++) {
        open *= (levels - 1.0) / levels;
        double distance = sqrt(1 + (j - 1) * (1 - b) * (1 - b) + b * b);
        sum += 2 * j * open * sl_q(distance / (levels - 1) / sigma);
    }
    return sum;
}

static void sequences(void **state)
{
    (void)state;
    const double t[][2] = {{2, 0.5}, {4, 0.3}, {4, 0.5}, {4, 0.7}, {3, 0.5}};
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        int levels = (int)t[i][0];
        double b = t[i][1], h[2] = {0.8, 0.8 * b}, x = 3.8;
        double sigma = sqrt(1 + b * b) / (levels - 1) / x;
        sl_waveform w = {.symbol_rate_bd = 1e9,
                         .levels = levels,
                         .samples_per_ui = 1,
                         .victim = {h, 2},
                         .noise_rms = 0.8 * sigma,
                         .dfe = h + 1,
                         .dfe_n = 1};
        sl_bittrue_result r = run(&w, &(sl_bittrue_opts){.symbols = 20000000, .mlse = true});
        double bound = union_bound(levels, b, sigma);
        print_message("L %d, b %.1f: MLSE %.3e, union bound %.3e, DFE %.3e\n", levels, b,
                      r.mlse.ser, bound, r.slicer.ser);
        double three_sigma = 3 * sqrt(3 / (double)r.mlse.symbol_errors);
        assert_true(r.mlse.ser < bound * (1 + three_sigma));
        assert_true(r.mlse.ser > bound * (0.9 - three_sigma));
        assert_true(r.mlse.ser < r.slicer.ser);
    }
}

static void threads(void **state)
{
    (void)state;
    double v[96];
    channel(v, 96, 8, 0.1);
    sl_pulse aggressor = {v, 20};
    double colour[3] = {1, 0.5, 0.2}, dfe[2] = {0.2, 0.02};
    sl_waveform w = {.symbol_rate_bd = 1e9,
                     .levels = 4,
                     .samples_per_ui = 8,
                     .cursor = 17,
                     .victim = {v, 96},
                     .aggressor = &aggressor,
                     .aggressor_n = 1,
                     .noise_rms = 0.05,
                     .jitter_rms_ui = 0.01,
                     .dfe = dfe,
                     .dfe_n = 2};
    sl_bittrue_opts o = {.symbols = 500000,
                         .mlse = true,
                         .crosstalk = SL_CROSSTALK_UNIFORM,
                         .noise_filter = colour,
                         .noise_filter_n = 3,
                         .pattern = SL_PATTERN_PRBS31Q};
    sl_bittrue_result one, other;
    for (int n = 1; n <= 3; n++) {
        sl_ctx *c = NULL;
        assert_int_equal(sl_ctx_create(&c, &(sl_ctx_opts){.threads = n}), SL_OK);
        assert_int_equal(sl_bittrue_run(n == 1 ? &one : &other, c, &w, &o), SL_OK);
        sl_ctx_destroy(c);
        if (n > 1) assert_memory_equal(&one, &other, sizeof one);
    }
    assert_true(one.slicer.symbol_errors > 1000 && one.mlse.symbol_errors > 1000);
}

static void coloured_noise(void **state)
{
    (void)state;
    // What a T-spaced FFE makes of coloured noise: variance w'Rw.
    const double one = 1, colour[2] = {1, 0.8}, taps[2] = {1, -0.5};
    double r1 = 0.8 / 1.64, var = 1 + 0.25 - r1, half = 1.0 / 3, sigma = half / 3 / sqrt(var);
    double dfe = -0.5; // the FFE's echo
    sl_waveform w = {.symbol_rate_bd = 1e9,
                     .levels = 4,
                     .samples_per_ui = 1,
                     .victim = {&one, 1},
                     .noise_rms = sigma,
                     .dfe = &dfe,
                     .dfe_n = 1};
    sl_bittrue_result r = run(&w, &(sl_bittrue_opts){.symbols = 4000000,
                                                     .ffe = taps,
                                                     .ffe_n = 2,
                                                     .noise_filter = colour,
                                                     .noise_filter_n = 2,
                                                     .ideal_decisions = true});
    assert_within_3_sigma(&r.slicer, 1.5 * sl_q(3));
}

static void clock_recovery(void **state)
{
    (void)state;
    enum { M = 16, N = 8 * M };
    double v[N];
    channel(v, N, M, 0);
    sl_waveform w = {.symbol_rate_bd = 50e9,
                     .levels = 4,
                     .samples_per_ui = M,
                     .victim = {v, N},
                     .noise_rms = 0.03};
    const double taps[3] = {-0.19, 1, -0.19};
    double flat[N + 2 * M];
    sl_pulse_ffe(flat, &w.victim, M, taps, 3);
    sl_waveform e = w;
    e.victim = (sl_pulse){flat, N + 2 * M};
    assert_int_equal(sl_pulse_cursor(&e.cursor, &e, SL_CURSOR_MUELLER_MULLER), SL_OK);
    w.cursor = e.cursor - M;
    sl_bittrue_opts o = {.symbols = 100000, .ffe = taps, .ffe_n = 3, .ffe_pre = 1};
    double still = run(&w, &o).slicer.ser;
    o.offset_ppm = 100; // without a loop: beyond 1 UI after 10,000 symbols, and it is said
    assert_true(run(&w, &o).slips == 0 && run(&w, &o).slicer.ser > 0.1);
    w.cursor += 3; // starts 0.19 UI late
    o.cdr = SL_CDR_MUELLER_MULLER;
    o.cdr_gain = 0.004;
    o.cdr_integral_gain = 0.0001;
    sl_bittrue_result r = run(&w, &o);
    print_message("CDR: mean %.4f UI, rms %.4f UI, SER %.2e against %.2e\n", r.phase_mean_ui,
                  r.phase_rms_ui, r.slicer.ser, still);
    sl_assert_abs(r.phase_mean_ui, -3.0 / M, 0.04); // back at equal neighbours, within a sample
    assert_true(r.slips == 0 && r.phase_rms_ui < 0.02);
    // Sinusoidal jitter of 0.3 UI is followed far below the loop's bandwidth, not above.
    o.sj_ui = 0.3;
    o.sj_hz = 20e3;
    sl_bittrue_result slow = run(&w, &o);
    o.sj_hz = 500e6;
    sl_bittrue_result fast = run(&w, &o);
    assert_true(slow.phase_rms_ui < 0.02 && fast.phase_rms_ui > 0.15);
    o.sj_ui = 0;
    o.cdr = SL_CDR_BANG_BANG;
    o.cdr_gain = 0.003;
    o.cdr_integral_gain = 2e-5;
    r = run(&w, &o);
    sl_assert_abs(r.phase_mean_ui, -3.0 / M, 0.04);
    assert_true(r.slips == 0 && r.phase_rms_ui < 0.03);
}

static void refused(void **state)
{
    (void)state;
    double v[2] = {1, 0.3}, zero = 0;
    sl_waveform w = {.symbol_rate_bd = 1e9, .levels = 4, .samples_per_ui = 1, .victim = {v, 2}};
    const sl_bittrue_opts t[] = {
        {.mlse = true},                       // no DFE tap that says alpha
        {.ffe = v, .ffe_n = 2, .ffe_pre = 2}, // main tap outside
        {.ffe = &zero, .ffe_n = 1},           // no main cursor
        {.noise_filter = &zero, .noise_filter_n = 1},
        {.sj_ui = -1},
        {.cdr_gain = NAN},
    };
    sl_bittrue_result r;
    for (size_t i = 0; i < sizeof t / sizeof *t; i++)
        assert_int_equal(sl_bittrue_run(&r, ctx, &w, &t[i]), SL_ERR_DOMAIN);
    w.levels = 6;
    assert_int_equal(sl_bittrue_run(&r, ctx, &w, &(sl_bittrue_opts){.pattern = SL_PATTERN_PRBS13Q}),
                     SL_ERR_DOMAIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_words),      cmocka_unit_test(deviates),
        cmocka_unit_test(patterns),          cmocka_unit_test(noise_alone),
        cmocka_unit_test(codewords),         cmocka_unit_test(agrees_with_the_eye),
        cmocka_unit_test(error_propagation), cmocka_unit_test(sequences),
        cmocka_unit_test(threads),           cmocka_unit_test(coloured_noise),
        cmocka_unit_test(clock_recovery),    cmocka_unit_test(refused),
    };
    if (sl_ctx_create(&ctx, &(sl_ctx_opts){.threads = 2}) != SL_OK) return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    sl_ctx_destroy(ctx);
    return failed;
}
