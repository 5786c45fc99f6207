// What the probability engines take for granted, by simulation: flits over segments through their
// codec, and RS symbols behind inner decoder and de-interleaver.
#include "sl_ctx_test.h"

#include <stdlib.h>
#include <string.h>

#include "shoreline/codec.h"
#include "shoreline/fec.h"
#include "shoreline/numeric.h"
#include "shoreline/random.h"

typedef struct walker {
    double first, again;
    bool wrong;
    uint64_t entity, next;
    double u[4];
} walker;

static double uniform(walker *w)
{
    if (w->next % 4 == 0) sl_random_uniform4(w->u, 41, 1, w->entity, w->next / 4);
    return w->u[w->next++ % 4];
}

static bool step(walker *w)
{
    w->wrong = uniform(w) < (w->wrong ? w->again : w->first);
    return w->wrong;
}

// Errors of two segments, precoded or not, on 16 lanes of a flit, through the codec.
static void flits_over_segments(void **state)
{
    (void)state;
    enum { FLITS = 20000, LANES = 16 };
    static walker walkers[2][LANES];
    sl_fec_flit_link link = {.segment = {{4e-5, 0.4}, {3e-5, 0}}, .segments = 2, .lanes = LANES};
    sl_flit_codec *codec;
    uint8_t zero[SL_FLIT_BYTES] = {0}, flit[SL_FLIT_BYTES];
    assert_int_equal(sl_flit_create(&codec, ctx), SL_OK);
    sl_flit_encode(codec, zero);
    for (int pre = 0; pre < 2; pre++) {
        sl_fec_flit_tail want;
        double again = 0;
        link.precoded = pre;
        assert_int_equal(sl_fec_flit_tail_of(&want, &link), SL_OK);
        for (int i = 0; i < 2 * LANES; i++) {
            const sl_fec_segment *s = &link.segment[i / LANES];
            walkers[i / LANES][i % LANES] = (walker){.first = 2 * s->ber,
                                                     .again = s->burst > 0 ? s->burst : 2 * s->ber,
                                                     .entity = (uint64_t)(i + 100 * pre)};
        }
        for (int f = 0; f < FLITS; f++) {
            memcpy(flit, zero, sizeof flit);
            for (int byte = 0; byte < SL_FLIT_BYTES; byte++)
                for (int k = 0; k < 4; k++) {
                    bool wrong = false;
                    for (int s = 0; s < 2; s++) {
                        walker *w = &walkers[s][byte % LANES];
                        bool before = w->wrong, now = step(w);
                        wrong |= pre ? before != now : now;
                    }
                    if (wrong) flit[byte] ^= (uint8_t)(1 << 2 * k);
                }
            again += sl_flit_decode(codec, flit) == SL_FLIT_RETRY;
        }
        double p = pow(10, want.log10_retry);
        sl_assert_abs(again / FLITS, p, 4.5 * sqrt(p / FLITS));
    }
    sl_flit_destroy(codec);
}

// One segment: what the older functions say, whose burst is b + (1 - b) q.
static void flits_over_one(void **state)
{
    (void)state;
    for (double burst = 0.1; burst < 1; burst += 0.4) {
        sl_error_process e = {.first_ber = 1e-5, .burst = burst};
        sl_fec_flit_link link = {
            .segment = {{1e-5, burst + (1 - burst) * 2e-5}}, .segments = 1, .lanes = 16};
        sl_fec_flit_tail t;
        assert_int_equal(sl_fec_flit_tail_of(&t, &link), SL_OK);
        sl_assert_abs(t.log10_retry, sl_fec_log10_flit_retry(&e, 16), 1e-12);
        sl_assert_abs(t.log10_beyond, sl_fec_log10_block_beyond(&e, SL_FLIT_BYTES, 16, 2), 1e-12);
        assert_true(t.log10_ber < t.log10_retry);
    }
    sl_fec_flit_link link = {.segment = {{1e-5, 0}}, .segments = 1, .lanes = 1};
    sl_fec_flit_tail t;
    // Independent errors, far below: a byte is wrong with 8 F, another of its 84 or 85 as well.
    assert_int_equal(sl_fec_flit_tail_of(&t, &link), SL_OK);
    double byte = 8e-5, pairs = (86 * 85 + 85 * 84 + 85 * 84) / 256.0;
    sl_assert_rel(pow(10, t.log10_ber), byte * byte * pairs / 8, 0.01);
    link.lanes = 0;
    assert_int_equal(sl_fec_flit_tail_of(&t, &link), SL_ERR_DOMAIN);
}

// A burst with the noise that goes with it: the sample beyond the threshold, or within.
static float sample_of(int level, bool wrong, double sigma, walker *w)
{
    bool up = level == 0 || (level < 3 && uniform(w) < 0.5);
    double tail = sl_q(1 / sigma), u = uniform(w);
    if (wrong) return (float)(2 * level - 3 + (up ? 1 : -1) * sigma * sl_q_inverse(u * tail));
    double low = level == 0 ? 0 : tail, high = level == 3 ? 0 : tail; // of the Gaussian, cut off
    return (float)(2 * level - 3 - sigma * sl_q_inverse(low + u * (1 - low - high)));
}

// Bursts through inner decoder and de-interleaver: the RS symbols of a codeword then err as if
// independent, so that words beyond correction follow the binomial law of their ratio.
static void interleaved_symbols_are_independent(void **state)
{
    (void)state;
    enum { WORDS = 1800, BLOCKS = WORDS * 544 / 12 + 600, AT_ONCE = 400 };
    static float sample[AT_ONCE * SL_INNER_SYMBOLS];
    static sl_inner_block sent[AT_ONCE], got[AT_ONCE];
    sl_interleaver_opts o = sl_inner_interleaver(1, 1);
    sl_interleaver *back;
    double ber = 7e-3, burst = 0.5, sigma = 1 / sl_q_inverse(2 * ber / 1.5), all = 0, beyond = 0;
    walker w = {.first = 2 * ber * (1 - burst) / (1 - 2 * ber), .again = burst, .entity = 999};
    o.back = true;
    size_t late = sl_interleaver_latency(&o), at = 0;
    uint16_t *flag = calloc((size_t)BLOCKS * 12, sizeof *flag);
    assert_non_null(flag);
    assert_int_equal(sl_interleaver_create(&back, ctx, &o), SL_OK);
    for (int begin = 0; begin + AT_ONCE <= BLOCKS; begin += AT_ONCE) {
        for (int b = 0; b < AT_ONCE; b++) {
            sent[b].first = (uint64_t)(uniform(&w) * 0x1p30) << 30;
            sent[b].first |= (uint64_t)(uniform(&w) * 0x1p30);
            sent[b].second = (uint64_t)(uniform(&w) * 0x1p30) << 30;
            sent[b].second |= (uint64_t)(uniform(&w) * 0x1p30);
            sl_inner_encode(&sent[b]);
            for (int k = 0; k < SL_INNER_SYMBOLS; k++)
                sample[b * SL_INNER_SYMBOLS + k] =
                    sample_of(sl_inner_level(&sent[b], k), step(&w), sigma, &w);
        }
        sl_inner_decode_all(got, sample, AT_ONCE, 3);
        for (int b = 0; b < AT_ONCE; b++) {
            uint64_t wrong = (sent[b].first ^ got[b].first) | (sent[b].second ^ got[b].second);
            for (int r = 0; r < 12; r++)
                flag[at++] = (wrong >> 5 * r & 31) != 0;
        }
    }
    sl_interleaver_pass(back, flag, flag, at);
    double words = 0;
    for (size_t i = late; i + 544 <= at; i += 544, words++) {
        int n = 0;
        for (size_t k = 0; k < 544; k++)
            n += flag[i + k];
        all += n;
        beyond += n > 15;
    }
    double p = all / words / 544;
    double want = pow(10, sl_log10_binomial_tail_log10(544, 16, log10(p)));
    sl_assert_abs(beyond / words, want, 4.5 * sqrt(want * (1 - want) / words));
    assert_true(want > 0.02 && want < 0.9);
    sl_fec_inner model; // and the ratio itself is the engine's
    sl_fec_inner_opts opts = {.chase = 3, .blocks = 20000, .burst = burst, .seed = 3};
    assert_int_equal(sl_fec_inner_soft(&model, ber, &opts), SL_OK);
    sl_assert_rel(p, model.rs_symbol_error_ratio, 0.03);
    sl_interleaver_destroy(back);
    free(flag);
}

#define WITH_CTX(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CTX(flits_over_segments),
        WITH_CTX(flits_over_one),
        WITH_CTX(interleaved_symbols_are_independent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
