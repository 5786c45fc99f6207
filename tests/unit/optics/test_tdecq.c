// TDECQ of records against closed forms: ideal levels, unequal levels, Gaussian noise, a channel
// whose inverse has two taps, the analytic step response of the reference receiver; and the lock.
#include <complex.h>
#include <sha2.h>
#include <string.h>

#include "sl_ctx_test.h"
#include "tdecq_wave.h"

#include "optics/tdecq_internal.h"
#include "shoreline/constants.h"
#include "shoreline/numeric.h"
#include "shoreline/random.h"

#define Q_T 3.4140705542274303 // 1.5 Q(x) = 4.8e-4, by bisection in Python's math.erfc

static sl_tdecq_result run(const double *v, size_t n, double samples, const sl_tdecq_opts *more)
{
    sl_tdecq_result r;
    sl_tdecq_opts o = more ? *more : (sl_tdecq_opts){0};
    o.symbol_rate_bd = RATE;
    o.step_s = 1 / (RATE * samples);
    assert_int_equal(sl_tdecq_measure(&r, ctx, v, n, &o), SL_OK);
    return r;
}

static sl_tdecq_result run_wave(const test_wave *w, const sl_tdecq_opts *opts)
{
    size_t n;
    double *v = test_make(w, &n);
    sl_tdecq_result r = run(v, n, w->samples, opts);
    free(v);
    return r;
}

// ---- patterns

// The digest is of IEEE's machine-readable SSPRQ sequence, as public code states it.
static void test_ssprq(void **state)
{
    (void)state;
    static const char want[] = "f17f5effb8e68863e5355258186456e1c3b3c48b5519c1a0c46dac855fae3582";
    size_t n;
    uint8_t *s = test_pattern(SL_PAM4_SSPRQ, &n), digest[SHA256_DIGEST_LENGTH];
    char text[65];
    SHA2_CTX sha;
    SHA256Init(&sha);
    SHA256Update(&sha, s, n);
    SHA256Final(digest, &sha);
    for (int i = 0; i < 32; i++)
        snprintf(text + 2 * i, 3, "%02x", digest[i]);
    assert_string_equal(text, want);
    free(s);
}

static int runs_of(const uint8_t *s, size_t n, unsigned symbol, size_t length)
{
    int count = 0;
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        if (s[(i + n - 1) % n] == symbol) continue;
        while (k < n && s[(i + k) % n] == symbol)
            k++;
        count += k == length;
    }
    return count;
}

// The runs that 802.3 121.8.4 takes OMA from, and none longer.
static void test_prbs13q(void **state)
{
    (void)state;
    size_t n, count[4] = {0};
    uint8_t *s = test_pattern(SL_PAM4_PRBS13Q, &n);
    for (size_t i = 0; i < n; i++)
        count[s[i]]++;
    assert_int_equal(n, 8191);
    assert_int_equal(runs_of(s, n, 3, 7), 1);
    assert_int_equal(runs_of(s, n, 0, 6), 1);
    assert_int_equal(runs_of(s, n, 3, 8) + runs_of(s, n, 0, 7), 0);
    assert_int_equal(count[0], 2047);
    assert_true(count[1] == 2048 && count[2] == 2048 && count[3] == 2048);
    free(s);
}

// ---- closed forms

static void test_ideal(void **state)
{
    (void)state;
    for (int taps = 5; taps <= 15; taps += taps == 5 ? 4 : 6)
        for (double ser = 4.8e-4; ser < 0.01; ser *= 20) {
            sl_tdecq_opts o = {.filtered = true, .taps = taps, .target_ser = ser};
            sl_tdecq_result r =
                run_wave(&(test_wave){.pattern = SL_PAM4_PRBS13Q, .samples = 16}, &o);
            assert_int_equal(r.verdict, SL_TDECQ_OK);
            sl_assert_abs(r.tdecq_db, 0, 0.005);
            sl_assert_abs(r.ceq_db, 0, 0.02);
            sl_assert_rel(r.oma, 0.8e-3, 1e-6);
            sl_assert_abs(r.er_db, 10 * log10(5), 1e-5);
            sl_assert_abs(r.rlm, 1, 0.005);
            sl_assert_rel(r.average, 0.6e-3, 1e-3);
            if (ser < 1e-3) sl_assert_abs(r.q, Q_T, 1e-9);
        }
}

// SSPRQ has more inner symbols (17553, 17552) than outer ones (15215 each), so that its ideal eye
// has (2 x 30430 + 4 x 35105)/65535/... thresholds at the same distance: 1.5357 Q(x) = SER.
static void test_ideal_ssprq(void **state)
{
    (void)state;
    sl_tdecq_opts o = {.filtered = true};
    sl_tdecq_result r = run_wave(&(test_wave){.pattern = SL_PAM4_SSPRQ, .samples = 8}, &o);
    double sides = (30430.0 + 2 * 35105.0) / 65535;
    double want = 10 * log10(sl_q_inverse(4.8e-4 / sides) / Q_T);
    sl_assert_abs(r.tdecq_db, want, 0.005);
    assert_int_equal(r.symbols, 65535);
    assert_true(r.periodic);
}

// Q with the erfc of the C library, for the closed forms.
static double q_of(double x)
{
    return erfc(x / sqrt(2)) / 2;
}

// sigma over OMA that brings levels (over OMA, centred) to the target with fixed thresholds.
static double sigma_of(const double level[4], double noise)
{
    double low = 1e-4, high = 1;
    for (int i = 0; i < 80; i++) {
        double s = sqrt(low * high), ser = 0;
        for (int k = 0; k < 4; k++)
            for (int j = -1; j <= 1; j++)
                ser += q_of(fabs(level[k] - j / 3.0) / hypot(s, noise)) / 4;
        *(ser > 4.8e-4 ? &high : &low) = s;
    }
    return low;
}

// Left and right histogram of values per symbol, with these taps: TDECQ of both, dB.
static void value_at(double db[2], const double *v, size_t n, const double *tap, int taps, int main)
{
    tdecq_eye eye;
    tdecq_point point = {.sigma = {0.04, 0.04}};
    sl_arena *arena;
    assert_int_equal(sl_arena_create(&arena, ctx), SL_OK);
    assert_int_equal(tdecq_eye_init(&eye, arena, n, taps), SL_OK);
    eye.n = n;
    eye.points = 1;
    eye.main = main;
    eye.target = 4.8e-4;
    eye.low = -1.2;
    eye.step = 2.4 / TDECQ_BINS;
    tdecq_eye_noise(&eye, 0.5);
    memcpy(point.tap, tap, (size_t)taps * sizeof *tap);
    for (int j = 0; j < 3; j++)
        eye.threshold[j] = (j - 1) / 3.0;
    for (int side = 0; side < 2; side++)
        for (size_t k = 0; k < n + 2 * TDECQ_PAD; k++)
            eye.row[side][0][k] = (float)v[(k + n - TDECQ_PAD) % n];
    tdecq_eye_value(&eye, &point);
    for (int side = 0; side < 2; side++)
        db[side] = 10 * log10(1 / (6 * Q_T) * point.ceq / point.sigma[side]);
    sl_arena_destroy(arena);
}

// Unequal levels with the equaliser switched off: thresholds stay at the mean and +-OMA/3. With its
// taps free the closure can only be less.
static void test_level_mismatch(void **state)
{
    (void)state;
    static const double inner[][2] = {{0.30, 0.70}, {0.36, 0.64}, {0.32, 0.66}, {0.345, 0.675}};
    size_t period;
    uint8_t *s = test_pattern(SL_PAM4_PRBS13Q, &period);
    double *v = malloc(period * sizeof *v);
    for (size_t i = 0; i < sizeof inner / sizeof *inner; i++) {
        double level[4] = {0.2e-3, 0.2e-3 + 0.8e-3 * inner[i][0], 0.2e-3 + 0.8e-3 * inner[i][1],
                           1e-3};
        double mean = (1 + inner[i][0] + inner[i][1]) / 4, db[2];
        double centred[4] = {-mean, inner[i][0] - mean, inner[i][1] - mean, 1 - mean};
        double want = 10 * log10(1 / (6 * Q_T * sigma_of(centred, 0)));
        for (size_t k = 0; k < period; k++)
            v[k] = centred[s[k]];
        value_at(db, v, period, (double[]){0, 1, 0}, 3, 1);
        sl_assert_abs(db[0], want, 0.005);
        sl_assert_abs(db[1], want, 0.005);
        test_wave w = {.pattern = SL_PAM4_PRBS13Q, .samples = 16, .level = level};
        sl_tdecq_opts o = {.filtered = true, .fixed_thresholds = true};
        sl_tdecq_result r = run_wave(&w, &o);
        assert_true(r.tdecq_db < want + 0.003 && r.tdecq_db > 0);
        double es1 = (0.5 - inner[i][0]) * 2, es2 = (inner[i][1] - 0.5) * 2;
        double rlm = fmin(fmin(3 * es1, 3 * es2), fmin(2 - 3 * es1, 2 - 3 * es2));
        sl_assert_abs(r.rlm, rlm, 0.01);
        o.fixed_thresholds = false;
        assert_true(run_wave(&w, &o).tdecq_db <= r.tdecq_db + 1e-3);
    }
    free(v);
    free(s);
}

// Gaussian noise of its own on every symbol: sigma_G^2 = ideal^2 - own^2. With the taps free a
// little less, as they fit the noise at hand.
static void test_gaussian_noise(void **state)
{
    (void)state;
    enum { SYMBOLS = 16 * 8191 };
    size_t period;
    uint8_t *s = test_pattern(SL_PAM4_PRBS13Q, &period);
    double *v = malloc(SYMBOLS * sizeof *v);
    const double ideal = 1 / (6 * Q_T);
    for (double share = 0.3; share < 0.8; share += 0.2) {
        double db[2], want = -5 * log10(1 - share * share);
        for (size_t k = 0; k < SYMBOLS; k++)
            v[k] = s[k % period] / 3.0 - 0.5 + share * ideal * sl_random_normal(1, 2, 3, k);
        value_at(db, v, SYMBOLS, (double[]){0, 1, 0}, 3, 1);
        sl_assert_abs(db[0], want, 0.02);
        for (size_t k = 0; k < SYMBOLS; k++)
            v[k] = 0.6e-3 + 0.8e-3 * v[k];
        test_wave w = {
            .pattern = SL_PAM4_PRBS13Q, .samples = 8, .symbols = SYMBOLS, .of_symbol = v};
        sl_tdecq_result r = run_wave(&w, &(sl_tdecq_opts){.filtered = true});
        sl_assert_abs(r.tdecq_db, want - 0.02, 0.04);
        sl_assert_rel(r.noise_rms, share * 0.8e-3 * ideal, 0.01);
    }
    free(v);
    free(s);
}

// The instrument's noise is given back: R^2 = sigma_G^2 + sigma_S^2.
static void test_instrument_noise(void **state)
{
    (void)state;
    const double ideal = 0.8e-3 / (6 * Q_T);
    sl_tdecq_opts o = {.filtered = true, .instrument_noise = ideal};
    sl_tdecq_result r = run_wave(&(test_wave){.pattern = SL_PAM4_PRBS13Q, .samples = 16}, &o);
    sl_assert_abs(r.tdecq_db, -5 * log10(2), 0.005);
}

// Interference x_k + b x_(k-1) + b^2 x_(k-2) ... has the inverse (1, -b)/(1 - b): with it the eye
// is ideal and the closure is that of the noise gain alone. The best taps are never worse, and for
// weak interference the same.
static void test_first_order(void **state)
{
    (void)state;
    size_t period;
    uint8_t *s = test_pattern(SL_PAM4_PRBS13Q, &period);
    double *v = malloc(period * sizeof *v), *centred = malloc(period * sizeof *v);
    tdecq_eye eye = {0};
    tdecq_eye_noise(&eye, 0.5);
    for (double b = -0.2; b < 0.22; b += 0.05) {
        double y = 0, db[2];
        for (size_t k = 0; k < 2 * period; k++) {
            y = b * y + (1 - b) * (s[k % period] / 3.0 - 0.5);
            centred[k % period] = y;
            v[k % period] = 0.6e-3 + 0.8e-3 * y;
        }
        double want = 5 * log10((1 + b * b - 2 * b * eye.noise[1]) / ((1 - b) * (1 - b)));
        value_at(db, centred, period, (double[]){0, 1 / (1 - b), -b / (1 - b)}, 3, 1);
        sl_assert_abs(db[0], want, 0.005);
        test_wave w = {.pattern = SL_PAM4_PRBS13Q, .samples = 16, .of_symbol = v};
        sl_tdecq_result r = run_wave(&w, &(sl_tdecq_opts){.filtered = true});
        assert_true(r.tdecq_db < want + 0.005 + 1.5 * fabs(b * b * b)); // OMA is not settled
        sl_assert_abs(r.tdecq_db, want, 0.005 + b * b);
    }
    free(centred);
    free(v);
    free(s);
}

// White noise behind the filter by the poles of the Bessel polynomial: autocorrelation is a sum of
// exponentials, found here by residues; the product of H(s) H(-s).
static double complex bessel(double complex s)
{
    return (((s + 10) * s + 45) * s + 105) * s + 105;
}

static const double pole_re[] = {-2.8962106028, -2.1037893972};
static const double pole_im[] = {0.8672341289, 2.6574180419};

static double complex polished(int i)
{
    double complex s = pole_re[i] + I * pole_im[i];
    for (int k = 0; k < 5; k++)
        s -= bessel(s) / (((4 * s + 30) * s + 90) * s + 105);
    return s;
}

static void test_noise_correlation(void **state)
{
    (void)state;
    const double w3 = 2.113917674904216; // |105/bessel(j w3)|^2 = 1/2
    tdecq_eye eye = {0};
    tdecq_eye_noise(&eye, 0.5);
    for (int lag = 0; lag < 4; lag++) {
        double complex sum = 0, none = 0;
        for (int i = 0; i < 2; i++) {
            double complex p = polished(i);
            double complex residue = 1 / ((((4 * p + 30) * p + 90) * p + 105) * bessel(-p));
            sum += residue * cexp(p * lag * 2 * SL_PI * 0.5 / w3);
            none += residue;
        }
        sl_assert_abs(eye.noise[lag], creal(sum) / creal(none), 1e-6);
    }
}

// Step response of the filter, centred by its delay at 0 Hz, by residues; t in symbols.
static double step_response(double t)
{
    const double scale = 2 * SL_PI * 0.5 / 2.113917674904216;
    double at = t * scale + 1; // the filter of unit delay
    if (at <= 0) return 0;
    double complex sum = 0;
    for (int i = 0; i < 2; i++) {
        double complex p = polished(i);
        sum += 105 / (p * (((4 * p + 30) * p + 90) * p + 105)) * cexp(p * at);
    }
    return 1 + 2 * creal(sum);
}

// Ideal steps through our filter, and the same filtered by its analytic step response.
static void test_reference_receiver(void **state)
{
    (void)state;
    enum { M = 16 };
    size_t period, n;
    uint8_t *s = test_pattern(SL_PAM4_PRBS13Q, &period);
    double *v = test_make(&(test_wave){.pattern = SL_PAM4_PRBS13Q, .samples = M}, &n);
    sl_tdecq_result ours = run(v, n, M, NULL);
    for (size_t i = 0; i < n; i++) {
        size_t k = i / M + period; // edges of this symbol and the eight before
        v[i] = test_levels[s[(k - 9) % period]];
        for (size_t e = k - 8; e <= k + 1; e++) { // edge in front of symbol e, between its samples
            double t = ((double)i - ((double)(e - period) * M - 0.5)) / M;
            v[i] +=
                (test_levels[s[e % period]] - test_levels[s[(e - 1) % period]]) * step_response(t);
        }
    }
    sl_tdecq_result analytic = run(v, n, M, &(sl_tdecq_opts){.filtered = true});
    sl_assert_abs(ours.tdecq_db, analytic.tdecq_db, 0.005);
    sl_assert_abs(ours.ceq_db, analytic.ceq_db, 0.01);
    sl_assert_rel(ours.oma, analytic.oma, 1e-4);
    // The estimate from transfers: unlimited taps, no width of histograms, no pattern.
    sl_assert_abs(ours.tdecq_db, 0.287, 0.05);
    free(v);
    free(s);
}

// ---- the lock

static void test_lock(void **state)
{
    (void)state;
    static const test_wave waves[] = {
        {.pattern = SL_PAM4_PRBS13Q, .samples = 8, .offset = 1},
        {.pattern = SL_PAM4_PRBS13Q, .samples = 7.53, .offset = 8190, .symbols = 9000},
        {.pattern = SL_PAM4_PRBS13Q, .samples = 16.21, .offset = 4000, .sign = -1},
        {.pattern = SL_PAM4_PRBS13Q, .samples = 12, .symbols = 30000, .ppm = 80},
        {.pattern = SL_PAM4_PRBS13Q, .samples = 12, .symbols = 20000, .ppm = -700},
        {.pattern = SL_PAM4_PRBS13Q, .samples = 40.3, .symbols = 3000, .offset = 77},
        {.pattern = SL_PAM4_SSPRQ, .samples = 4, .offset = 20000},
        {.pattern = SL_PAM4_SSPRQ, .samples = 5.5, .offset = 50000, .sign = -1},
        {.pattern = SL_PAM4_SSPRQ, .samples = 3.1, .symbols = 100000, .ppm = -60},
    };
    for (size_t i = 0; i < sizeof waves / sizeof *waves; i++) {
        const test_wave *w = &waves[i];
        for (int explicit_pattern = 0; explicit_pattern < 2; explicit_pattern++) {
            sl_tdecq_opts o = {.pattern = explicit_pattern ? w->pattern : SL_PAM4_AUTO};
            sl_tdecq_result r = run_wave(w, &o);
            size_t period = sl_pam4_pattern_length(w->pattern);
            assert_true(r.locked);
            assert_int_equal(r.pattern, w->pattern);
            assert_int_equal(r.inverted, w->sign < 0);
            size_t want = w->offset + (r.periodic ? 0 : 24); // symbols near the ends are not used
            size_t off = (r.offset + period - want % period) % period;
            assert_true(off <= 1 || off == period - 1);
            sl_assert_abs(r.rate_error_ppm, w->ppm, 0.01 * fabs(w->ppm) + 2);
        }
    }
}

// A record within SSPRQ's second quarter is the first one turned over: upright is believed.
static void test_short_ssprq(void **state)
{
    (void)state;
    for (size_t offset = 2000; offset < 65000; offset += 21000) {
        sl_tdecq_result r = run_wave(
            &(test_wave){.pattern = SL_PAM4_SSPRQ, .samples = 4, .symbols = 4000, .offset = offset},
            NULL);
        assert_true(r.locked && !r.inverted);
        assert_true(r.offset >= offset + 23 && r.offset <= offset + 25);
    }
}

// Whatever the offset, polarity, phase and number of samples, the figure is that of the waveform.
static void test_same_figure(void **state)
{
    (void)state;
    const sl_tdecq_opts o = {.taps = 5};
    double want = run_wave(&(test_wave){.pattern = SL_PAM4_PRBS13Q, .samples = 32}, &o).tdecq_db;
    static const test_wave waves[] = {
        {.pattern = SL_PAM4_PRBS13Q, .samples = 16, .offset = 3000},
        {.pattern = SL_PAM4_PRBS13Q, .samples = 16, .sign = -1},
        {.pattern = SL_PAM4_PRBS13Q, .samples = 64, .symbols = 9000},
    };
    for (size_t i = 0; i < sizeof waves / sizeof *waves; i++)
        sl_assert_abs(run_wave(&waves[i], &o).tdecq_db, want, 0.01);
}

// The only run of 7 threes is found wherever the record begins, also within it.
static void test_runs(void **state)
{
    (void)state;
    size_t n, at = 0;
    uint8_t *s = test_pattern(SL_PAM4_PRBS13Q, &n);
    for (size_t k = 0, length = 0; k < n && !at; k++) {
        length = s[k] == 3 ? length + 1 : 0;
        if (length == 7) at = k;
    }
    assert_true(at > 0);
    for (size_t offset = at - 8; offset < at + 3; offset++) {
        test_wave w = {.pattern = SL_PAM4_PRBS13Q, .samples = 8, .offset = offset};
        sl_tdecq_result r = run_wave(&w, NULL);
        assert_int_equal(r.run3, 7);
        assert_int_equal(r.run0, 6);
    }
    free(s);
}

static void expect_no_lock(const double *v, size_t n, double samples, const char *word)
{
    sl_tdecq_result r = run(v, n, samples, NULL);
    assert_int_equal(r.verdict, SL_TDECQ_NO_LOCK);
    assert_false(r.locked);
    if (!strstr(r.reason, word)) fail_msg("'%s' lacks '%s'", r.reason, word);
    assert_true(isnan(r.tdecq_db) && isnan(r.oma) && isnan(r.rlm));
}

static void test_no_lock(void **state)
{
    (void)state;
    enum { N = 80000 };
    size_t n;
    double *v = malloc(N * sizeof *v);
    for (size_t i = 0; i < N; i++)
        v[i] = sl_random_normal(1, 2, 3, i);
    expect_no_lock(v, N, 8, "nor a clock");
    for (size_t i = 0; i < N; i++) // independent symbols
        v[i] = floor(4 * sl_random_uniform(1, 2, 3, i / 8));
    expect_no_lock(v, N, 8, "another pattern");
    for (size_t i = 0; i < N; i++)
        v[i] = sin(0.1 * (double)i);
    expect_no_lock(v, N, 8, "neither SSPRQ nor PRBS13Q");
    free(v);
    v = test_make(&(test_wave){.pattern = SL_PAM4_PRBS13Q, .samples = 16}, &n);
    expect_no_lock(v, n, 8, "wrong --rate");
    expect_no_lock(v, n, 16.1, "wrong --rate");
    // a gap: half of a symbol period and more is missing from the middle on
    memmove(v + n / 2, v + n / 2 + 1000, (n / 2 - 1000) * sizeof *v);
    expect_no_lock(v, n - 1000, 16, "is lost");
    free(v);
}

static void test_refused(void **state)
{
    (void)state;
    size_t n;
    double *v = test_make(&(test_wave){.pattern = SL_PAM4_PRBS13Q, .samples = 8}, &n);
    sl_tdecq_result r;
    sl_tdecq_opts good = {.symbol_rate_bd = RATE, .step_s = 1 / (8 * RATE)}, o;
#define REFUSED(count, change)                                                                     \
    o = good;                                                                                      \
    change;                                                                                        \
    sl_diag_clear(ctx);                                                                            \
    assert_int_equal(sl_tdecq_measure(&r, ctx, v, count, &o), SL_ERR_DOMAIN);                      \
    assert_int_equal(sl_diag_get(ctx, 0)->code, SL_E_WAVE_RECORD);                                 \
    assert_true(isnan(r.tdecq_db))
    REFUSED(n, o.taps = 7);
    REFUSED(n, o.step_s = 0);
    REFUSED(n, o.step_s = 1e-9);
    REFUSED(n, o.step_s = 1e-18);
    REFUSED(n, o.symbol_rate_bd = NAN);
    REFUSED(n, o.target_ser = 0.7);
    REFUSED(n, o.instrument_noise = -1);
    REFUSED(4000, (void)0);
    v[5] = NAN;
    REFUSED(n, (void)0);
    for (size_t i = 0; i < n; i++)
        v[i] = 1;
    REFUSED(n, (void)0);
    free(v);
}

static void test_clipped(void **state)
{
    (void)state;
    size_t n;
    double *v = test_make(&(test_wave){.pattern = SL_PAM4_PRBS13Q, .samples = 16}, &n);
    assert_false(run(v, n, 16, NULL).clipped);
    for (size_t i = 0; i < n; i++) // noise, quantised to 256 steps of 4 uW
        v[i] = 4e-6 * round((v[i] + 1e-5 * sl_random_normal(1, 2, 3, i)) / 4e-6);
    assert_false(run(v, n, 16, NULL).clipped);
    for (size_t i = 0; i < n; i++)
        v[i] = fmin(v[i], 0.992e-3);
    assert_true(run(v, n, 16, NULL).clipped);
    free(v);
}

// A closed eye is told as such: strong interference of seven symbols to both sides.
static void test_closed(void **state)
{
    (void)state;
    size_t period;
    uint8_t *s = test_pattern(SL_PAM4_PRBS13Q, &period);
    double *v = malloc(period * sizeof *v);
    for (size_t k = 0; k < period; k++)
        v[k] = test_levels[s[k]] + 0.5 * test_levels[s[(k + 7) % period]] +
               0.4 * test_levels[s[(k + 20) % period]];
    test_wave w = {.pattern = SL_PAM4_PRBS13Q, .samples = 8, .of_symbol = v};
    sl_tdecq_result r = run_wave(&w, &(sl_tdecq_opts){.filtered = true});
    assert_int_equal(r.verdict, SL_TDECQ_EYE_CLOSED);
    assert_true(r.ser_decided > 4.8e-4 && r.tdecq_db > 5);
    free(v);
    free(s);
}

// ---- taps

static void check_limits(const sl_tdecq_result *r)
{
    const sl_tdecq_limits *l = sl_tdecq_limits_of(r->taps);
    double main = r->tap[r->main], sum = 0;
    assert_true(main >= l->main_low - 1e-9 && main <= l->main_high + 1e-9);
    for (int i = 0; i < r->taps; i++) {
        int away = abs(i - r->main), k = away > 3 ? 2 : away - 1;
        sum += r->tap[i];
        if (!away) continue;
        assert_true(r->tap[i] / main <= l->high[k] + 1e-9);
        assert_true(r->tap[i] / main >= l->low[k] - 1e-9);
    }
    sl_assert_abs(sum, 1, 1e-12);
    assert_true(r->main <= l->pre_max);
    if (r->main > 0 && isfinite(l->difference))
        assert_true(fabs(r->tap[r->main + 1] - r->tap[r->main - 1]) <=
                    (l->difference + 1e-9) * main);
}

// More taps are never worse where no limit is in the way, and limits hold where they are.
static void test_taps(void **state)
{
    (void)state;
    size_t period;
    uint8_t *s = test_pattern(SL_PAM4_PRBS13Q, &period);
    double *v = malloc(period * sizeof *v);
    for (double b = -0.3; b < 0.75; b += 0.2) {
        double y = test_levels[1], last = INFINITY;
        for (size_t k = 0; k < 2 * period; k++)
            v[k % period] = y = b * y + (1 - b) * test_levels[s[k % period]];
        test_wave w = {.pattern = SL_PAM4_PRBS13Q, .samples = 8, .of_symbol = v};
        for (int taps = 5; taps <= 15; taps += taps == 5 ? 4 : 6) {
            sl_tdecq_result r = run_wave(&w, &(sl_tdecq_opts){.filtered = true, .taps = taps});
            check_limits(&r);
            if (taps < 15 && last < 6) assert_true(r.tdecq_db < last + 0.003);
            last = r.tdecq_db;
            sl_assert_abs(fmax(r.ser[0], r.ser[1]), 4.8e-4, 1e-7);
        }
    }
    free(v);
    free(s);
}

// Whichever allocation of the context fails: out of memory, nothing measured, nothing lost.
static int left;
static void *sparse(void *user, void *ptr, size_t size)
{
    (void)user;
    if (size == 0) {
        free(ptr);
        return NULL;
    }
    return left-- > 0 ? realloc(ptr, size) : NULL;
}

static void test_memory(void **state)
{
    (void)state;
    size_t n;
    test_wave w = {.pattern = SL_PAM4_PRBS13Q, .samples = 2, .symbols = 1200};
    double *v = test_make(&w, &n);
    sl_tdecq_opts o = {
        .symbol_rate_bd = RATE, .step_s = 1 / (2 * RATE), .pattern = SL_PAM4_PRBS13Q};
    sl_status status = SL_ERR_NO_MEMORY;
    int granted = 0;
    for (; status == SL_ERR_NO_MEMORY && granted < 500; granted++) {
        sl_tdecq_result r;
        sl_ctx *poor = NULL;
        sl_ctx_opts opts = {.allocator = {sparse, NULL}, .threads = 1};
        left = granted;
        if (sl_ctx_create(&poor, &opts) != SL_OK) continue;
        status = sl_tdecq_measure(&r, poor, v, n, &o);
        if (status != SL_OK) assert_int_equal(status, SL_ERR_NO_MEMORY);
        left = 1000;
        sl_ctx_destroy(poor);
    }
    assert_int_equal(status, SL_OK);
    assert_true(granted > 3);
    free(v);
}

// The wide sums against plain ones.
static void test_sums(void **state)
{
    (void)state;
    enum { N = 1003 };
    float a[N], b[N], c[N];
    double two = 0, three = 0;
    for (size_t i = 0; i < N; i++) {
        a[i] = (float)sl_random_uniform(1, 1, 0, i) - 0.5f;
        b[i] = (float)sl_random_uniform(1, 2, 0, i) - 0.5f;
        c[i] = (float)sl_random_uniform(1, 3, 0, i) - 0.5f;
        two += (double)a[i] * (double)b[i];
        three += (double)a[i] * (double)b[i] * (double)c[i];
    }
    sl_assert_abs(tdecq_dot(a, b, N), two, 1e-5);
    sl_assert_abs(tdecq_dot3(a, b, c, N), three, 1e-5);
}

// min (x-3)^2/2 + (y+1)^2/2 + xy/2 with x + y <= 1, x <= 1: by hand, x = 1, y = -1.5.
static void test_quadratic(void **state)
{
    (void)state;
    tdecq_matrix h = {{{1, 0.5}, {0.5, 1}}};
    double g[] = {-3, 1}, x[2];
    tdecq_rows rows = {.n = 2, .m = 2, .a = {{1, 1}, {1, 0}}, .b = {1, 1}};
    assert_true(tdecq_quadratic(x, &h, g, &rows));
    sl_assert_abs(x[0], 1, 1e-7);
    sl_assert_abs(x[1], -1.5, 1e-7);
    h.v[0][0] = -1;
    assert_false(tdecq_quadratic(x, &h, g, &rows));
    // the larger of (x-1)^2/2 and (x+1)^2/2 + 1 is least where they meet: x = -1/2
    tdecq_slope model = {.g = {{-1}, {1}}};
    model.h[0].v[0][0] = model.h[1].v[0][0] = 1;
    double f[2] = {0.5, 1.5};
    rows = (tdecq_rows){.n = 0, .m = 1};
    assert_true(tdecq_minimax(x, f, &model, false, &rows));
    sl_assert_abs(x[0], -0.5, 1e-5);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {T(test_ssprq),
                                       T(test_prbs13q),
                                       T(test_ideal),
                                       T(test_ideal_ssprq),
                                       T(test_level_mismatch),
                                       T(test_gaussian_noise),
                                       T(test_instrument_noise),
                                       T(test_first_order),
                                       T(test_noise_correlation),
                                       T(test_reference_receiver),
                                       T(test_lock),
                                       T(test_short_ssprq),
                                       T(test_same_figure),
                                       T(test_runs),
                                       T(test_no_lock),
                                       T(test_refused),
                                       T(test_clipped),
                                       T(test_closed),
                                       T(test_taps),
                                       T(test_memory),
                                       T(test_sums),
                                       T(test_quadratic)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
