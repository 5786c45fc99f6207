// Time of a full SSPRQ TDECQ, one core, user time, beside a plain C evaluation of one equaliser on
// the same samples: what a search that values each setting from scratch pays per setting.
#include "bench.h"

#include <math.h>
#include <string.h>

#include "shoreline/constants.h"
#include "shoreline/tdecq.h"

enum { SAMPLES = 16, PERIOD = 65535, N = PERIOD * SAMPLES };

static double wave[N];
static uint8_t symbols[PERIOD];

static void make_wave(double pole)
{
    double share = 1 - exp(-2 * SL_PI * pole / SAMPLES), y = 0.6e-3;
    for (int i = -64 * SAMPLES; i < N; i++) {
        int k = (i + N) / SAMPLES % PERIOD;
        y += share * (0.2e-3 + 0.8e-3 * symbols[k] / 3 - y);
        if (i >= 0) wave[i] = y;
    }
}

// Five taps on every symbol at six instants, and the ratio for one sigma, sample by sample.
static double plain(const double *tap)
{
    static const double threshold[] = {-0.8e-3 / 3, 0, 0.8e-3 / 3};
    static const int instant[] = {-2, -1, 0, 1, 2, 3};
    double sum = 0;
    for (int p = 0; p < 6; p++)
        for (int k = 4; k < PERIOD - 4; k++) {
            double y = -0.6e-3;
            for (int i = 0; i < 5; i++)
                y += tap[i] * wave[(k + 1 - i) * SAMPLES + SAMPLES / 2 + instant[p]];
            for (int j = 0; j < 3; j++)
                sum += erfc(fabs(y - threshold[j]) / 3.9e-5 / 1.4142135623730951);
        }
    return sum;
}

static double once(sl_ctx *ctx, int taps, double *db)
{
    sl_tdecq_result r;
    sl_tdecq_opts o = {.symbol_rate_bd = 53.125e9,
                       .step_s = 1 / (53.125e9 * SAMPLES),
                       .pattern = SL_PAM4_SSPRQ,
                       .taps = taps};
    double begin = bench_cpu_s();
    if (sl_tdecq_measure(&r, ctx, wave, N, &o) != SL_OK) exit(1);
    *db = r.tdecq_db;
    return bench_cpu_s() - begin;
}

int main(void)
{
    static const int counts[] = {5, 9, 15};
    static const double tap[5] = {-0.08, 1.33, -0.28, 0.04, -0.01};
    sl_ctx *ctx = NULL;
    sl_ctx_opts opts = {.threads = 1};
    if (sl_ctx_create(&ctx, &opts) != SL_OK ||
        sl_pam4_pattern_symbols(symbols, SL_PAM4_SSPRQ) != SL_OK)
        return 1;
    make_wave(0.4);
    for (int t = 0; t < 3; t++) {
        double took[BENCH_REPEATS], peer[BENCH_REPEATS], db = 0;
        for (int i = 0; i < BENCH_REPEATS; i++) { // turn by turn
            took[i] = once(ctx, counts[t], &db);
            double begin = bench_cpu_s();
            bench_sink = plain(tap);
            peer[i] = bench_cpu_s() - begin;
        }
        qsort(took, BENCH_REPEATS, sizeof *took, bench_order);
        qsort(peer, BENCH_REPEATS, sizeof *peer, bench_order);
        printf("TDECQ of SSPRQ, %d samples a symbol, %2d taps: %.1f ms (%.2f dB), as much as %.1f "
               "plain evaluations of five taps (target 60 ms)\n",
               SAMPLES, counts[t], took[BENCH_REPEATS / 2] * 1e3, db,
               took[BENCH_REPEATS / 2] / peer[BENCH_REPEATS / 2]);
    }
    sl_ctx_destroy(ctx);
    return 0;
}
