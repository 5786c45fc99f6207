// Gb/s of the codecs and of the event-driven Monte Carlo beside libfec where it is there, and the
// time of the whole 802.3dj chain.
#include "bench.h"

#include <stdint.h>
#include <string.h>

#include "shoreline/codec.h"
#include "shoreline/fec.h"
#include "shoreline/random.h"

#if HAVE_LIBFEC
#include <fec.h>
#endif

enum { N = 544, K = 514, WORDS = 512, THEIRS = 64 };

static uint16_t sent[WORDS * N], noisy[WORDS * N], work[WORDS * N];

// Bits wrong with chance ber, word by word.
static void make_words(sl_rs *rs, double ber)
{
    for (int w = 0; w < WORDS; w++) {
        for (int i = 0; i < K; i++)
            sent[w * N + i] = (uint16_t)(1024 * sl_random_uniform(1, 1, (uint64_t)w, (uint64_t)i));
        sl_rs_encode(rs, sent + w * N);
    }
    memcpy(noisy, sent, sizeof sent);
    double at = -1;
    for (uint64_t i = 0;; i++) {
        at += 1 + floor(log(sl_random_uniform(1, 2, 0, i)) / log1p(-ber));
        if (at >= 10.0 * WORDS * N) return;
        noisy[(size_t)(at / 10)] ^= (uint16_t)(1 << (int)fmod(at, 10));
    }
}

static double ours(void *data)
{
    memcpy(work, noisy, sizeof work);
    return (double)sl_rs_decode_all(data, work, WORDS, NULL);
}

#if HAVE_LIBFEC
static unsigned their_words[THEIRS * N], their_work[THEIRS * N];

static double theirs(void *data)
{
    int sum = 0;
    memcpy(their_work, their_words, sizeof their_work);
    for (int w = 0; w < THEIRS; w++)
        sum += decode_rs_int(data, their_work + w * N, NULL, 0);
    return sum;
}
#endif

static void reed_solomon(sl_ctx *ctx)
{
    static const struct {
        sl_simd simd;
        const char *name;
    } kernels[] = {
        {SL_SIMD_AVX512, "AVX-512BW"}, {SL_SIMD_AVX2, "AVX2"}, {SL_SIMD_SCALAR, "scalar"}};
    const double bits = 10.0 * N;
    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
        sl_rs_opts o = {N, K, kernels[i].simd};
        sl_rs *rs;
        double ns, reference_ns = NAN;
        if (kernels[i].simd > sl_simd_best()) continue;
        if (sl_rs_create(&rs, ctx, &o) != SL_OK) exit(1);
        make_words(rs, 2.4e-4);
#if HAVE_LIBFEC
        void *other = init_rs_int(10, 0x409, 0, 1, N - K, 1023 - N);
        for (int k = 0; k < THEIRS * N; k++)
            their_words[k] = noisy[k];
        bench_pair(&ns, &reference_ns, ours, rs, theirs, other);
        free_rs_int(other);
#else
        bench_pair(&ns, &reference_ns, ours, rs, ours, rs);
        reference_ns = NAN;
#endif
        double rate = bits * WORDS / ns, their_rate = bits * THEIRS / reference_ns;
        printf("RS(544,514) decode at 2.4e-4, %s: %.2f Gb/s, libfec %.3f, ratio %.1f "
               "(target 5 Gb/s, 15)\n",
               kernels[i].name, rate, their_rate, rate / their_rate);
        sl_rs_destroy(rs);
    }
}

enum { BLOCKS = 1600 };

static float samples[BLOCKS * SL_INNER_SYMBOLS];
static sl_inner_block blocks[BLOCKS];

static double inner_wide(void *data)
{
    return (double)sl_inner_decode_all(blocks, samples, BLOCKS, *(int *)data);
}

static double inner_scalar(void *data)
{
    int bad = 0;
    for (int i = 0; i < BLOCKS / 16; i++)
        bad += sl_inner_decode(blocks, samples + i * SL_INNER_SYMBOLS, *(int *)data);
    return bad;
}

// PAM4 at a raw bit error ratio of 4.8e-3.
static void inner_code(void)
{
    for (int i = 0; i < BLOCKS * SL_INNER_SYMBOLS; i++)
        samples[i] = (float)(2 * floor(4 * sl_random_uniform(1, 3, 0, (uint64_t)i)) - 3 +
                             sl_random_normal(1, 4, 0, (uint64_t)i) / 2.49);
    for (int chase = 0; chase <= 6; chase += 2) {
        double ns, reference_ns;
        bench_pair(&ns, &reference_ns, inner_wide, &chase, inner_scalar, &chase);
        double rate = 128.0 * BLOCKS / ns, twin = 128.0 * (BLOCKS / 16) / reference_ns;
        printf("inner code, 2^%d patterns: %.2f Gb/s, scalar twin %.3f, ratio %.1f (target 0.5 "
               "Gb/s)\n",
               chase, rate, twin, rate / twin);
    }
}

// ---- engines ----

typedef struct drawing {
    sl_fec_link link;
    sl_fec_draw_opts opts;
} drawing;

static double draw(void *data)
{
    drawing *d = data;
    sl_fec_drawn out;
    d->opts.seed++;
    return sl_fec_draw(&out, &d->link, &d->opts) == SL_OK ? out.symbol_error_ratio : 1;
}

static double chain(void *data)
{
    sl_fec_answer out;
    return sl_fec_ask(&out, data) == SL_OK ? out.frame_loss_ratio.value : 1;
}

static double quick(void *data)
{
    const sl_fec_question *q = data;
    sl_fec_point out;
    return sl_fec_curve(&out, q, &q->segment[0].ber, 1) == SL_OK ? out.log10_frame_loss_ratio : 1;
}

static double time_of(bench_fn f, void *data)
{
    double ns, same;
    bench_pair(&ns, &same, f, data, f, data);
    return ns;
}

static void events(void)
{
    static const sl_fec_segment rows[] = {{2.4e-4, 0}, {2.4e-4, 0.5}, {1e-3, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        drawing d = {{.code = SL_FEC_KP4, .segment = {rows[i]}, .segments = 1, .depth = 1},
                     {.codewords = 400000}};
        double ns = time_of(draw, &d);
        printf("events, KP4 at %g, burst %g: %.0f Gb/s of line (target 200 at 2.4e-4)\n",
               rows[i].ber, rows[i].burst, 5440 * d.opts.codewords / ns);
    }
}

static void chains(void)
{
    static const struct {
        const char *what;
        sl_fec_code code;
        double ber, burst;
    } rows[] = {{"802.3dj chain to 1e-18, 2^6 patterns", SL_FEC_KP4_INNER, 3.7e-3, 0},
                {"KP4, bursts", SL_FEC_KP4, 2.4e-4, 0.5},
                {"802.3dj chain, bursts", SL_FEC_KP4_INNER, 3e-3, 0.3}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        sl_fec_question q = {.code = rows[i].code,
                             .segment = {{rows[i].ber, rows[i].burst}},
                             .segments = 1,
                             .depth = 1,
                             .frame_bytes = 64,
                             .port_bps = 800e9,
                             .chase = 6,
                             .blocks = 100000};
        double loss = chain(&q), ns = time_of(chain, &q), point = time_of(quick, &q);
        printf("%s: frame loss %.2g in %.3g ms (target 20), quick call %.1f us (target 100)\n",
               rows[i].what, loss, ns / 1e6, point / 1e3);
    }
}

int main(void)
{
    sl_ctx *ctx = NULL;
    sl_ctx_opts opts = {.threads = 1};
    if (sl_ctx_create(&ctx, &opts) != SL_OK) return 1;
    reed_solomon(ctx);
    inner_code();
    events();
    chains();
    sl_ctx_destroy(ctx);
    return 0;
}
