// TDECQ of synthetic records: closed forms, and another program on the same samples.
#include <stdlib.h>

#include "selftest/selftest.h"
#include "shoreline/constants.h"
#include "shoreline/numeric.h"
#include "shoreline/optics.h"
#include "shoreline/random.h"
#include "shoreline/tdecq.h"

enum { SAMPLES = 16 };

typedef struct made {
    uint8_t *symbols;
    double *value;
    size_t period, symbols_n;
} made;

static void unmake(made *m)
{
    free(m->symbols);
    free(m->value);
}

static bool make(made *m, sl_pam4_pattern pattern, size_t periods)
{
    m->period = sl_pam4_pattern_length(pattern);
    m->symbols_n = periods * m->period;
    m->symbols = malloc(m->period);
    m->value = malloc(m->symbols_n * SAMPLES * sizeof *m->value);
    return m->symbols && m->value && sl_pam4_pattern_symbols(m->symbols, pattern) == SL_OK;
}

static double level_of(const made *m, size_t k)
{
    return 0.2e-3 + 0.8e-3 * m->symbols[k % m->period] / 3;
}

static void hold(made *m, size_t k, double level)
{
    for (size_t i = 0; i < SAMPLES; i++)
        m->value[k * SAMPLES + i] = level;
}

static double measured(const made *m, selftest_env *env, bool filtered)
{
    sl_tdecq_result r;
    sl_tdecq_opts o = {
        .symbol_rate_bd = 53.125e9, .step_s = 1 / (53.125e9 * SAMPLES), .filtered = filtered};
    if (sl_tdecq_measure(&r, env->ctx, m->value, m->symbols_n * SAMPLES, &o) != SL_OK) return NAN;
    return r.tdecq_db;
}

// args: pattern.
static void ideal(selftest_value *out, selftest_env *env, const double *a)
{
    made m;
    out->value = NAN;
    if (make(&m, (sl_pam4_pattern)a[0], 1)) {
        double sides = 0;
        for (size_t k = 0; k < m.symbols_n; k++) {
            hold(&m, k, level_of(&m, k));
            sides += m.symbols[k] % 3 ? 2.0 : 1.0; // thresholds beside the level
        }
        double q = sl_q_inverse(4.8e-4 * (double)m.symbols_n / sides);
        out->expected = 10 * log10(q / sl_q_for_symbol_error_ratio(4.8e-4, 4));
        out->value = measured(&m, env, true);
    }
    unmake(&m);
}

// args: b of the interference 1 + b + b^2 ..., autocorrelation of the reference noise at 1 UI.
static void first_order(selftest_value *out, selftest_env *env, const double *a)
{
    made m;
    double b = a[0], y = 0.6e-3;
    out->value = NAN;
    if (make(&m, SL_PAM4_PRBS13Q, 1)) {
        for (size_t k = 0; k < 2 * m.symbols_n; k++) {
            y = b * y + (1 - b) * level_of(&m, k);
            hold(&m, k % m.symbols_n, y);
        }
        out->value = measured(&m, env, true);
    }
    out->expected = 5 * log10((1 + b * b - 2 * b * a[1]) / ((1 - b) * (1 - b)));
    unmake(&m);
}

// args: own noise over what the ideal eye bears, per symbol.
static void noisy(selftest_value *out, selftest_env *env, const double *a)
{
    made m;
    double rms = a[0] * 0.8e-3 / (6 * sl_q_for_symbol_error_ratio(4.8e-4, 4));
    out->value = NAN;
    if (make(&m, SL_PAM4_PRBS13Q, 16)) {
        for (size_t k = 0; k < m.symbols_n; k++)
            hold(&m, k, level_of(&m, k) + rms * sl_random_normal(1, 2, 3, k));
        out->value = measured(&m, env, true);
    }
    out->expected = -5 * log10(1 - a[0] * a[0]);
    unmake(&m);
}

// args: pole of the transmitter over the symbol rate.
static void one_pole(selftest_value *out, selftest_env *env, const double *a)
{
    made m;
    double share = 1 - exp(-2 * SL_PI * a[0] / SAMPLES), y = 0.6e-3;
    out->value = NAN;
    if (make(&m, SL_PAM4_PRBS13Q, 1)) {
        size_t n = m.symbols_n * SAMPLES;
        for (size_t i = n - 64 * SAMPLES; i < 2 * n; i++) {
            y += share * (level_of(&m, i / SAMPLES) - y);
            m.value[i % n] = y;
        }
        out->value = measured(&m, env, false);
    }
    unmake(&m);
}

// Runs of `args[1]` symbols args[0] in one period of PRBS13Q.
static double runs(const double *a)
{
    uint8_t s[8191];
    double found = 0;
    if (sl_pam4_pattern_symbols(s, SL_PAM4_PRBS13Q) != SL_OK) return NAN;
    for (size_t i = 0, length; i < sizeof s; i++) {
        if (s[(i + sizeof s - 1) % sizeof s] == (uint8_t)a[0]) continue;
        for (length = 0; s[(i + length) % sizeof s] == (uint8_t)a[0];)
            length++;
        found += (double)length == a[1];
    }
    return found;
}

#define CLOSED(id_, what_, full_, ...)                                                             \
    {                                                                                              \
        .id = id_, .what = what_, .unit = "dB", .source = "closed form",                           \
        .origin = SL_ORIGIN_EXACT, .expected = (double)NAN, .tolerance = 0.02, .full = full_,      \
        .args = {                                                                                  \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
#define OCTAVE(id_, what_, value_, pole_)                                                          \
    {                                                                                              \
        .id = id_, .what = what_, .unit = "dB",                                                    \
        .source = "GNU Octave, own program: Fourier interpolation, erfc per sample, simplex",      \
        .origin = SL_ORIGIN_OWN, .expected = value_, .tolerance = 0.01, .full = one_pole,          \
        .args = {                                                                                  \
            pole_                                                                                  \
        }                                                                                          \
    }
#define RUNS(id_, what_, symbol_, length_)                                                         \
    {                                                                                              \
        .id = id_, .what = what_, .unit = "", .source = "IEEE 802.3 121.8.4",                      \
        .origin = SL_ORIGIN_PUBLISHED, .expected = 1.0, .tolerance = 0.0, .simple = runs,          \
        .args = {                                                                                  \
            symbol_,                                                                               \
            length_                                                                                \
        }                                                                                          \
    }

// Autocorrelation at one symbol of white noise behind the Bessel-Thomson filter of half the symbol
// rate, by the residues of its poles.
#define RHO 0.020561396075690498

static const selftest_case cases[] = {
    RUNS("optics.tdecq.threes", "runs of 7 threes in PRBS13Q", 3.0, 7.0),
    RUNS("optics.tdecq.zeros", "runs of 6 zeros in PRBS13Q", 0.0, 6.0),
    CLOSED("optics.tdecq.prbs13q", "TDECQ of an ideal record, PRBS13Q", ideal, SL_PAM4_PRBS13Q),
    CLOSED("optics.tdecq.ssprq", "TDECQ of an ideal record, SSPRQ", ideal, SL_PAM4_SSPRQ),
    CLOSED("optics.tdecq.isi_05", "TDECQ, interference 0.05^k, 5 taps", first_order, 0.05, RHO),
    CLOSED("optics.tdecq.isi_10", "TDECQ, interference 0.1^k, 5 taps", first_order, 0.1, RHO),
    CLOSED("optics.tdecq.isi_n10", "TDECQ, interference (-0.1)^k, 5 taps", first_order, -0.1, RHO),
    CLOSED("optics.tdecq.noise_3", "TDECQ, own noise 0.3 of what an ideal eye bears", noisy, 0.3),
    CLOSED("optics.tdecq.noise_5", "TDECQ, own noise 0.5 of what an ideal eye bears", noisy, 0.5),
    OCTAVE("optics.tdecq.pole_40", "TDECQ, one pole of 0.4 symbol rates, PRBS13Q", 1.5800, 0.4),
    OCTAVE("optics.tdecq.pole_20", "TDECQ, one pole of 0.2 symbol rates, PRBS13Q", 3.2336, 0.2),
};

const selftest_table selftest_tdecq = {"optics", cases, sizeof cases / sizeof *cases};
