// The inner code's tables against fresh draws, and against blocks sent through the codec without
// any strata.
#include "sl_test.h"

#include "shoreline/codec.h"
#include "shoreline/fec.h"
#include "shoreline/numeric.h"
#include "shoreline/random.h"

static void fresh(void **state)
{
    (void)state;
    static const double bers[] = {8e-4, 2.7e-3, 4.4e-3, 9e-3, 3e-2};
    sl_fec_inner table, drawn;
    for (int chase = 1; chase <= SL_FEC_CHASE_MAX; chase++)
        for (int i = chase % 2; i < 5; i += 2) {
            sl_fec_inner_opts opts = {.chase = chase, .blocks = 8000, .threads = 1};
            opts.seed = (uint64_t)(1000 + i);
            assert_int_equal(sl_fec_inner_soft(&drawn, bers[i], &opts), SL_OK);
            assert_int_equal(sl_fec_inner_tabulated(&table, bers[i], 0, chase), SL_OK);
            sl_assert_abs(table.ber, drawn.ber, 4.5 * hypot(table.ber_error, drawn.ber_error));
            sl_assert_abs(table.rs_symbol_error_ratio, drawn.rs_symbol_error_ratio,
                          4.5 * hypot(table.rs_symbol_error, drawn.rs_symbol_error));
            assert_true(table.ber_error < 0.02 * table.ber);
        }
}

// Random messages in Gaussian noise, decoded, counted: no strata, no cosets.
static void counted(void **state)
{
    (void)state;
    enum { BLOCKS = 1600, ROUNDS = 25 };
    static float sample[BLOCKS * SL_INNER_SYMBOLS];
    static sl_inner_block sent[BLOCKS], got[BLOCKS];
    double ber = 1e-2, sigma = 1 / sl_q_inverse(2 * ber / 1.5), sum = 0, square = 0;
    for (uint64_t round = 0; round < ROUNDS; round++) {
        for (uint64_t b = 0; b < BLOCKS; b++) {
            double u[4];
            sl_random_uniform4(u, 21, round, b, 0);
            sent[b].first = (uint64_t)(u[0] * 0x1p30) << 30 | (uint64_t)(u[1] * 0x1p30);
            sent[b].second = (uint64_t)(u[2] * 0x1p30) << 30 | (uint64_t)(u[3] * 0x1p30);
            sl_inner_encode(&sent[b]);
            for (int k = 0; k < SL_INNER_SYMBOLS; k += 4) {
                sl_random_uniform4(u, 22, round, b, (uint64_t)k);
                for (int j = 0; j < 4; j++)
                    sample[b * SL_INNER_SYMBOLS + (uint64_t)(k + j)] =
                        (float)(2 * sl_inner_level(&sent[b], k + j) - 3 -
                                sigma * sl_q_inverse(u[j]));
            }
        }
        sl_inner_decode_all(got, sample, BLOCKS, 4);
        for (int b = 0; b < BLOCKS; b++) {
            uint64_t wrong = (sent[b].first ^ got[b].first) | (sent[b].second ^ got[b].second);
            double n = __builtin_popcountll(wrong & ((1ull << SL_INNER_MESSAGE) - 1));
            sum += n;
            square += n * n;
        }
    }
    sl_fec_inner table;
    double n = BLOCKS * ROUNDS, mean = sum / n;
    double error = sqrt((square / n - mean * mean) / n) / SL_INNER_MESSAGE / 2;
    assert_int_equal(sl_fec_inner_tabulated(&table, ber, 0, 4), SL_OK);
    sl_assert_abs(mean / SL_INNER_MESSAGE / 2, table.ber, 4.5 * error);
}

// With bursts the tables are an estimate: 8 % where the code is used.
static void bursts(void **state)
{
    (void)state;
    static const double chances[] = {0.2, 0.6, 0.8};
    for (int i = 0; i < 3; i++)
        for (int chase = 0; chase <= 6; chase += 6)
            for (double ber = 1.5e-3; ber < 5e-3; ber *= 1.8) {
                sl_fec_inner table, drawn;
                sl_fec_inner_opts opts = {
                    .chase = chase, .blocks = 30000, .threads = 1, .burst = chances[i], .seed = 5};
                assert_int_equal(sl_fec_inner_soft(&drawn, ber, &opts), SL_OK);
                assert_int_equal(sl_fec_inner_tabulated(&table, ber, chances[i], chase), SL_OK);
                sl_assert_rel(table.ber, drawn.ber, 0.08 + 4 * drawn.ber_error / drawn.ber);
                sl_assert_rel(table.rs_symbol_error_ratio, drawn.rs_symbol_error_ratio,
                              0.10 + 4 * drawn.rs_symbol_error / drawn.rs_symbol_error_ratio);
            }
}

// Chase 0 is the exact sum; below the table the interval reaches down to zero; falls with the error
// ratio everywhere.
static void limits(void **state)
{
    (void)state;
    sl_fec_inner t;
    assert_int_equal(sl_fec_inner_tabulated(&t, 4.8e-3, 0, 0), SL_OK);
    sl_assert_rel(log10(t.ber), sl_fec_log10_inner_ber(4.8e-3), 1e-9);
    assert_int_equal(sl_fec_inner_tabulated(&t, 1e-4, 0, 6), SL_OK);
    assert_true(t.ber > 0 && t.ber - 1.96 * t.ber_error < 1e-12 * t.ber);
    for (int chase = 0; chase <= SL_FEC_CHASE_MAX; chase++) {
        double last = 1;
        for (double ber = 0.05; ber > 1e-6; ber /= 1.07) {
            assert_int_equal(sl_fec_inner_tabulated(&t, ber, 0, chase), SL_OK);
            assert_true(t.rs_symbol_error_ratio < last);
            last = t.rs_symbol_error_ratio;
        }
    }
    assert_int_equal(sl_fec_inner_tabulated(&t, 0.06, 0, 6), SL_ERR_DOMAIN);
    assert_int_equal(sl_fec_inner_tabulated(&t, 1e-3, 1, 6), SL_ERR_DOMAIN);
    assert_int_equal(sl_fec_inner_tabulated(&t, 1e-3, 0, 9), SL_ERR_DOMAIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fresh),
        cmocka_unit_test(counted),
        cmocka_unit_test(bursts),
        cmocka_unit_test(limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
