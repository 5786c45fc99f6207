// The inner code's codec, its interleaver, flits. Expected: the parity rows of the draft (facts in
// the data folder), a published encoding, what follows from minimum distance, kernels against each
// other.
#include "sl_ctx_test.h"

#include <stdlib.h>
#include <string.h>

#include "shoreline/codec.h"
#include "shoreline/random.h"

enum { BLOCKS = 333 };

static sl_inner_block draw_block(uint64_t which)
{
    double u[4];
    sl_random_uniform4(u, 5, 1, which, 0);
    sl_inner_block b = {(uint64_t)(u[0] * 0x1p60), (uint64_t)(u[1] * 0x1p60)};
    sl_inner_encode(&b);
    return b;
}

static bool same(const sl_inner_block *a, const sl_inner_block *b)
{
    return a->first == b->first && a->second == b->second;
}

static void parity_rows(void **state)
{
    (void)state;
    const char *folder = getenv("SHORELINE_DATA");
    char path[4096], line[64];
    snprintf(path, sizeof path, "%s/optics/inner_fec/hamming68_60_parity_rows.txt",
             folder ? folder : ".");
    FILE *file = fopen(path, "r");
    if (!file) {
        print_message("skipped: no %s\n", path);
        skip();
        return;
    }
    uint8_t column[68];
    sl_inner_columns(column);
    int rows = 0;
    for (; fgets(line, sizeof line, file); rows++)
        assert_int_equal(strtol(line, NULL, 2), column[rows]);
    assert_int_equal(rows, 60);
    fclose(file);
}

// Test vector of the draft: 120 bits and their 8 of parity.
static void published_vector(void **state)
{
    (void)state;
    static const char message[] =
        "010110001100110011010110101010110110110110101110101110110011011110"
        "101010111110110110100101110101100000101101010010110000";
    static const char parity[] = "01010001";
    if (strlen(message) != 120) fail();
    sl_inner_block b = {0, 0};
    for (int k = 0; k < 60; k++) {
        b.first |= (uint64_t)(message[2 * k] == '1') << k;
        b.second |= (uint64_t)(message[2 * k + 1] == '1') << k;
    }
    sl_inner_encode(&b);
    for (int i = 0; i < 8; i++) {
        uint64_t bits = i % 2 ? b.second : b.first;
        assert_int_equal(bits >> (60 + i / 2) & 1, parity[i] == '1');
    }
}

static void samples_of(float *sample, const sl_inner_block *b)
{
    for (int k = 0; k < 64; k++)
        sample[k] = (float)(2 * sl_inner_level(b, k) - 3);
}

// Any one symbol decided one level wrong is mended, hard and soft.
static void single_errors(void **state)
{
    (void)state;
    for (int place = 0; place < 64; place++)
        for (int side = -1; side <= 1; side += 2) {
            sl_inner_block sent = draw_block((uint64_t)place), got;
            float sample[64];
            samples_of(sample, &sent);
            if (fabsf(sample[place] + (float)side) > 3) continue;
            sample[place] += 1.2f * (float)side;
            for (int chase = 0; chase <= SL_INNER_CHASE_MAX; chase++) {
                assert_true(sl_inner_decode(&got, sample, chase));
                assert_true(same(&got, &sent));
            }
        }
}

// Two wrong ones: hard decisions see them and let them be; with the two least reliable symbols
// tried, they are mended.
static void double_errors(void **state)
{
    (void)state;
    for (uint64_t which = 0; which < 200; which++) {
        sl_inner_block sent = draw_block(which), got;
        float sample[64];
        int a = (int)(which * 7 % 64), b = (int)((which * 7 + 1 + which % 62) % 64);
        samples_of(sample, &sent);
        sample[a] += sample[a] > 0 ? -1.1f : 1.1f;
        sample[b] += sample[b] > 0 ? -1.2f : 1.2f;
        assert_false(sl_inner_decode(&got, sample, 0));
        assert_false(same(&got, &sent));
        assert_true(sl_inner_decode(&got, sample, 2));
        assert_true(same(&got, &sent));
    }
}

static void kernels_agree(void **state)
{
    (void)state;
    static float sample[BLOCKS * 64];
    static sl_inner_block many[BLOCKS];
    for (int i = 0; i < BLOCKS; i++) {
        sl_inner_block sent = draw_block((uint64_t)i);
        samples_of(sample + 64 * i, &sent);
        for (int k = 0; k < 64; k++)
            sample[64 * i + k] +=
                (float)(0.1 * (1 + i % 9) * sl_random_normal(5, 2, (uint64_t)i, (uint64_t)k));
    }
    sample[5] = -2, sample[6] = 0, sample[7] = 2, sample[8] = 9; // on thresholds, far out
    for (int chase = 0; chase <= SL_INNER_CHASE_MAX; chase++) {
        size_t bad = 0;
        size_t got = sl_inner_decode_all(many, sample, BLOCKS, chase);
        for (int i = 0; i < BLOCKS; i++) {
            sl_inner_block one;
            bad += !sl_inner_decode(&one, sample + 64 * i, chase);
            assert_true(same(&one, &many[i]));
        }
        assert_int_equal(got, bad);
    }
}

// Behind interleaver and de-interleaver all is as before, later; the symbols of every 12 on the
// line come from 12 code words.
static void interleaves(void **state)
{
    (void)state;
    static const int cases[][2] = {{4, 4}, {2, 1}, {1, 2}, {4, 8}, {3, 1}, {12, 1}, {2, 2}};
    enum { SYMBOLS = 48000 };
    static uint16_t in[SYMBOLS], line[SYMBOLS], out[SYMBOLS];
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        int codewords = cases[c][0], part = (544 + cases[c][1] - 1) / cases[c][1];
        sl_interleaver_opts o = sl_inner_interleaver(codewords, cases[c][1]), back = o;
        sl_interleaver *to, *from;
        back.back = true;
        size_t late = sl_interleaver_latency(&o);
        assert_true(late < SYMBOLS / 2);
        assert_int_equal(sl_interleaver_create(&to, ctx, &o), SL_OK);
        assert_int_equal(sl_interleaver_create(&from, ctx, &back), SL_OK);
        for (int i = 0; i < SYMBOLS; i++) // number of the code word
            in[i] = (uint16_t)(1 + i / (part * codewords) * codewords + i % codewords);
        sl_interleaver_pass(to, line, in, 777);
        sl_interleaver_pass(to, line + 777, in + 777, SYMBOLS - 777);
        sl_interleaver_pass(from, out, line, SYMBOLS);
        assert_memory_equal(out + late, in, (SYMBOLS - late) * sizeof *in);
        for (size_t i = (late + 11) / 12 * 12; i + 12 <= SYMBOLS; i += 12)
            for (int a = 0; a < 12; a++)
                for (int b = 0; b < a; b++)
                    assert_true(line[i + (size_t)a] != line[i + (size_t)b]);
        sl_interleaver_destroy(to);
        sl_interleaver_destroy(from);
    }
    sl_interleaver *il;
    sl_interleaver_opts bad = {0, 1, 1, false};
    assert_int_equal(sl_interleaver_create(&il, ctx, &bad), SL_ERR_DOMAIN);
    assert_true(sl_diag_errors(ctx) > 0);
}

static void flits(void **state)
{
    (void)state;
    sl_flit_codec *codec;
    uint8_t sent[256], flit[256];
    assert_int_equal(sl_flit_create(&codec, ctx), SL_OK);
    for (int i = 0; i < 242; i++)
        sent[i] = (uint8_t)(256 * sl_random_uniform(5, 4, (uint64_t)i, 0));
    sl_flit_encode(codec, sent);
    memcpy(flit, sent, sizeof flit);
    assert_int_equal(sl_flit_decode(codec, flit), 0);
    for (int k = 0; k < 256; k++) // every byte, every value of one and of neighbours on each code
        for (int e = 1; e < 256; e += 3) {
            memcpy(flit, sent, sizeof flit);
            flit[k] ^= (uint8_t)e;
            flit[(k + 1) % 256] ^= (uint8_t)(k % 3 == 0 && k < 255 ? e : 0);
            int wrong = k % 3 == 0 && k < 255 ? 2 : 1;
            assert_int_equal(sl_flit_decode(codec, flit), wrong);
            assert_memory_equal(flit, sent, sizeof flit);
        }
    for (int k = 0; k + 7 < 256;
         k++) { // two bytes of one code: mended wrongly or not, never passed
        memcpy(flit, sent, sizeof flit);
        flit[k] ^= (uint8_t)(1 + k % 255);
        flit[k + 6] ^= (uint8_t)(1 + 7 * k % 255);
        assert_int_equal(sl_flit_decode(codec, flit), SL_FLIT_RETRY);
    }
    sl_flit_destroy(codec);
}

#define WITH_CTX(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CTX(parity_rows),   WITH_CTX(published_vector), WITH_CTX(single_errors),
        WITH_CTX(double_errors), WITH_CTX(kernels_agree),    WITH_CTX(interleaves),
        WITH_CTX(flits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
