// Msymbol/s of the bit-true engine beside a plain scalar twin of the same link, and the time of a
// statistical eye.
#include "bench.h"

#include <stdint.h>
#include <string.h>

#include "shoreline/bittrue.h"
#include "shoreline/eye.h"
#include "shoreline/random.h"

enum { TAPS = 64, FFE = 16, SYMBOLS = 8704000, TWIN_SYMBOLS = 400000, M = 32 };

static double pulse[TAPS], ffe[FFE], dfe = 0.5;

static void make_link(void)
{
    pulse[4] = 1;
    for (int k = 0; k < TAPS; k++)
        if (k != 4) pulse[k] = k == 5 ? 0.5 : 0.03 * cos(2.1 * k) * exp(-0.08 * fabs(k - 4.0));
    for (int k = 0; k < FFE; k++)
        ffe[k] = k == 3 ? 1 : 0.01 * sin(1.7 * k);
}

// Every symbol on its own, double precision: the same chain with the library's scalar deviates.
static double twin(size_t n)
{
    static double x[TAPS], y[FFE];
    static unsigned char from[TWIN_SYMBOLS][4];
    double metric[4] = {0}, decided = 0;
    size_t errors = 0;
    for (size_t t = 0; t < n; t++) {
        memmove(x + 1, x, sizeof x - sizeof *x);
        memmove(y + 1, y, sizeof y - sizeof *y);
        x[0] = floor(4 * sl_random_uniform(1, 1, 0, t)) * (2.0 / 3) - 1;
        double in = 0.05 * sl_random_normal(1, 2, 0, t), z = 0, next[4];
        for (int k = 0; k < TAPS; k++)
            in += pulse[k] * x[k];
        y[0] = in;
        for (int k = 0; k < FFE; k++)
            z += ffe[k] * y[k];
        for (int j = 0; j < 4; j++) {
            double best = INFINITY;
            for (int i = 0; i < 4; i++) {
                double d = z - (j * (2.0 / 3) - 1) - dfe * (i * (2.0 / 3) - 1);
                if (metric[i] + d * d < best) {
                    best = metric[i] + d * d;
                    from[t][j] = (unsigned char)i;
                }
            }
            next[j] = best;
        }
        memcpy(metric, next, sizeof metric);
        double v = z - dfe * decided;
        decided = fmax(-1, fmin(1, round((v + 1) * 1.5) * (2.0 / 3) - 1));
        errors += fabs(decided - x[7]) > 0.1;
    }
    unsigned state = 0;
    for (size_t t = n; t-- > 0;)
        state = from[t][state], errors += state == 5;
    return (double)errors;
}

static void bit_true(sl_ctx *ctx)
{
    sl_waveform w = {.symbol_rate_bd = 53.125e9,
                     .levels = 4,
                     .samples_per_ui = 1,
                     .cursor = 4,
                     .victim = {pulse, TAPS},
                     .noise_rms = 0.05,
                     .dfe = &dfe,
                     .dfe_n = 1};
    sl_bittrue_opts o = {.symbols = SYMBOLS, .ffe = ffe, .ffe_n = FFE, .ffe_pre = 3, .mlse = true};
    sl_bittrue_result r;
    double best = INFINITY, twin_best = INFINITY;
    for (int i = 0; i < 3; i++) { // turn by turn
        double begin = bench_cpu_s();
        if (sl_bittrue_run(&r, ctx, &w, &o) != SL_OK) exit(1);
        best = fmin(best, bench_cpu_s() - begin);
        begin = bench_cpu_s();
        bench_sink = twin(TWIN_SYMBOLS);
        twin_best = fmin(twin_best, bench_cpu_s() - begin);
    }
    double rate = (double)r.slicer.symbols / best, twin_rate = TWIN_SYMBOLS / twin_best;
    printf("bit-true, %d-tap channel, noise, %d-tap FFE, DFE and MLSE: %.1f Msymbol/s on one core, "
           "scalar twin %.2f, ratio %.1f (target 30 Msymbol/s)\n",
           TAPS, FFE, rate * 1e-6, twin_rate * 1e-6, rate / twin_rate);
}

static void eye_time(sl_ctx *ctx)
{
    static double v[200 * M], x[200 * M];
    for (int i = 0; i < 200 * M; i++) {
        double u = (i - 4.0 * M) / M;
        v[i] = exp(-u * u) + (u > 0 ? 0.02 * sin(3 * u) * exp(-0.05 * u) : 0);
        x[i] = 0.02 * sin(5 * u) * exp(-0.05 * fabs(u));
    }
    sl_pulse other[2] = {{x, 200 * M}, {x, 200 * M}};
    sl_waveform w = {.symbol_rate_bd = 53.125e9,
                     .levels = 4,
                     .samples_per_ui = M,
                     .cursor = 4 * M,
                     .victim = {v, 200 * M},
                     .aggressor = other,
                     .aggressor_n = 2,
                     .noise_rms = 0.01,
                     .jitter_dd_ui = 0.02,
                     .jitter_rms_ui = 0.01};
    static const char *const names[] = {"slope", "phase", "edge"};
    for (int model = 0; model < 3; model++) {
        sl_eye *eye = NULL;
        sl_eye_opts o = {.jitter = (sl_jitter_model)model};
        double begin = bench_cpu_s();
        if (sl_eye_create(&eye, ctx, &w, &o) != SL_OK) exit(1);
        double took = bench_cpu_s() - begin;
        const sl_eye_summary *s = sl_eye_get(eye);
        printf("eye, PAM4, 200 UI x %d, 2 aggressors, %s model of jitter: %.0f ms (%zu phases, %zu "
               "bins)\n",
               M, names[model], took * 1e3, s->phases, s->bins);
        sl_eye_destroy(eye);
    }
}

int main(void)
{
    sl_ctx *ctx = NULL;
    sl_ctx_opts opts = {.threads = 1};
    if (sl_ctx_create(&ctx, &opts) != SL_OK) return 1;
    make_link();
    bit_true(ctx);
    eye_time(ctx);
    sl_ctx_destroy(ctx);
    return 0;
}
