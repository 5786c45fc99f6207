// Forward error correction: exact tails, published limits, an independent Monte Carlo.
#include "selftest/selftest.h"

#include <stdio.h>

#include "shoreline/codec.h"
#include "shoreline/fec.h"
#include "shoreline/numeric.h"
#include "shoreline/signal.h"

static double codeword(const double *a)
{
    return pow(10.0, sl_fec_log10_codeword_error_ratio((sl_fec_code)a[0], a[1]));
}

static double required(const double *a)
{
    return sl_fec_required_ber((sl_fec_code)a[0], a[1]);
}

static double gain(const double *a)
{
    return sl_fec_coding_gain_db((sl_fec_code)a[0], a[1], (int)a[2]);
}

static double frame_loss(const double *a)
{
    return pow(10.0, sl_fec_log10_frame_loss_ratio((sl_fec_code)a[0], a[1], a[2], (int)a[3]));
}

static double pam4_snr_db(const double *a)
{
    return 10.0 * log10(sl_pam_snr_for_log10_ber(log10(a[0]), 4));
}

// Symbol rate of one lane: payload rate x overhead / bits.
static double lane_gbd(const double *a)
{
    return a[1] * sl_fec_overhead((sl_fec_code)a[0]) / a[2];
}

static double block_ns(const double *a)
{
    return 1e9 * sl_fec_latency_s(SL_FEC_KP4, a[0], 1, 0.0);
}

static double inner_ber(double ber, int chase)
{
    sl_fec_inner inner;
    return sl_fec_inner_tabulated(&inner, ber, 0, chase) == SL_OK ? inner.ber : NAN;
}

static double inner_limit(const double *a)
{
    double low = 1e-3, high = 1e-2; // raw error ratio whose inner residual is a[0]
    for (int i = 0; i < 60; i++) {
        double mid = sqrt(low * high);
        if (inner_ber(mid, (int)a[1]) < a[0])
            low = mid;
        else
            high = mid;
    }
    return low;
}

// a: raw error ratio, test patterns' logarithm.
static double soft_inner(const double *a)
{
    return inner_ber(a[0], (int)a[1]);
}

// Weight facts by enumeration of triples: columns, parities even, words of weight 3 and 4.
static double inner_weights(const double *a)
{
    uint8_t column[68];
    int bit[256], odd = 0, words[2] = {0, 0}, different = 0;
    sl_inner_columns(column);
    for (int i = 0; i < 256; i++)
        bit[i] = -1;
    for (int i = 0; i < 68; i++) {
        different += column[i] != 0 && bit[column[i]] < 0;
        bit[column[i]] = i;
        odd += __builtin_popcount(column[i]) % 2;
    }
    for (int i = 0; i < 68; i++)
        for (int j = i + 1; j < 68; j++) {
            words[0] += bit[column[i] ^ column[j]] > j;
            for (int k = j + 1; k < 68; k++)
                words[1] += bit[column[i] ^ column[j] ^ column[k]] > k;
        }
    const double facts[] = {different, odd, words[0], words[1]};
    return facts[(int)a[0]];
}

// Largest relative departure from the tabulated column; a: first column's value, t of the file.
static void table_departure(selftest_value *out, const selftest_env *env, const char *code,
                            sl_fec_code id, int column)
{
    double ber[32], want[32];
    const char *name = "optics/reference/rs_fec_random.csv";
    size_t n = selftest_column(ber, 32, env, name, code, 3);
    if (n == 0 || selftest_column(want, 32, env, name, code, column) != n) {
        out->absent = true;
        return;
    }
    out->value = 0.0;
    for (size_t i = 0; i < n; i++) {
        double got = column == 5 ? sl_fec_log10_codeword_error_ratio(id, ber[i])
                                 : sl_fec_log10_post_ber(id, ber[i]);
        out->value = fmax(out->value, fabs(pow(10.0, got) / want[i] - 1.0));
    }
}

static void kp4_table(selftest_value *out, selftest_env *env, const double *a)
{
    table_departure(out, env, "KP4,", SL_FEC_KP4, (int)a[0]);
}

static void kr4_table(selftest_value *out, selftest_env *env, const double *a)
{
    table_departure(out, env, "KR4,", SL_FEC_KR4, (int)a[0]);
}

// a: chance of going on, depth.
static double burst(const double *a)
{
    sl_fec_link link = {
        .code = SL_FEC_KP4, .segment = {{2.4e-4, a[0]}}, .segments = 1, .depth = (int)a[1]};
    sl_fec_tail tail;
    return sl_fec_tail_of(&tail, &link) == SL_OK ? tail.codeword_error_ratio : NAN;
}

// The same by Monte Carlo with importance sampling: 1 % standard error.
static double burst_drawn(const double *a)
{
    sl_fec_link link = {
        .code = SL_FEC_KP4, .segment = {{2.4e-4, a[0]}}, .segments = 1, .depth = (int)a[1]};
    sl_fec_draw_opts opts = {.codewords = 1e5, .tilted = true, .seed = 1, .threads = 1};
    sl_fec_drawn drawn;
    return sl_fec_draw(&drawn, &link, &opts) == SL_OK ? drawn.codeword_error_ratio : NAN;
}

#define BINOMIAL "binomial tail of IEEE 802.3 clause 91 code, 60-digit arithmetic"
#define CER(id_, code_, ber_, value_)                                                              \
    {                                                                                              \
        .id = id_, .what = "uncorrectable codewords, independent errors", .unit = "",              \
        .source = BINOMIAL, .origin = SL_ORIGIN_EXACT, .relative = true, .expected = value_,       \
        .tolerance = 1e-3, .simple = codeword, .args = {                                           \
            code_,                                                                                 \
            ber_                                                                                   \
        }                                                                                          \
    }
#define EXACT(id_, what_, unit_, source_, value_, tolerance_, relative_, ...)                      \
    {                                                                                              \
        .id = id_, .what = what_, .unit = unit_, .source = source_, .origin = SL_ORIGIN_EXACT,     \
        .relative = relative_, .expected = value_, .tolerance = tolerance_, __VA_ARGS__            \
    }

#define CHASE(id_, ber_, chase_, value_, tolerance_, note_)                                        \
    {                                                                                              \
        .id = id_, .what = "BER behind the inner code", .unit = "",                                \
        .source = "Monte Carlo of PAM4 in Gaussian noise (inner_hamming_chase_mc.csv)",            \
        .origin = SL_ORIGIN_OWN, .relative = true, .expected = value_, .tolerance = tolerance_,    \
        .simple = soft_inner, .args = {ber_, chase_}, .note = note_                                \
    }
#define WEIGHT(id_, what_, which_, value_)                                                         \
    {                                                                                              \
        .id = id_, .what = what_, .unit = "",                                                      \
        .source = "register of 8 bits, IEEE P802.3dj clause 177; enumeration of code words",       \
        .origin = SL_ORIGIN_EXACT, .expected = value_, .tolerance = 0, .simple = inner_weights,    \
        .args = {                                                                                  \
            which_                                                                                 \
        }                                                                                          \
    }
#define BURST(id_, function_, burst_, depth_, value_, tolerance_)                                  \
    {                                                                                              \
        .id = id_, .what = "KP4 uncorrectable codewords at BER 2.4e-4, errors in bursts",          \
        .unit = "", .source = "two-state chain, exact dynamic programme (kp4_burst_markov.csv)",   \
        .origin = SL_ORIGIN_OWN, .relative = true, .expected = value_, .tolerance = tolerance_,    \
        .simple = function_, .args = {                                                             \
            burst_,                                                                                \
            depth_                                                                                 \
        }                                                                                          \
    }

static const selftest_case cases[] = {
    CER("fec.v1.kp4.1e-4", SL_FEC_KP4, 1e-4, 1.360e-18),
    CER("fec.v1.kp4.2e-4", SL_FEC_KP4, 2e-4, 5.390e-14),
    CER("fec.v1.kp4.2.4e-4", SL_FEC_KP4, 2.4e-4, 8.152e-13),
    CER("fec.v1.kp4.2.8e-4", SL_FEC_KP4, 2.8e-4, 7.856e-12),
    CER("fec.v1.kp4.5e-4", SL_FEC_KP4, 5e-4, 2.793e-8),
    CER("fec.v1.kp4.1e-3", SL_FEC_KP4, 1e-3, 1.530e-4),
    CER("fec.v1.kr4.1e-5", SL_FEC_KR4, 1e-5, 1.356e-15),
    CER("fec.v1.kr4.2e-5", SL_FEC_KR4, 2e-5, 3.313e-13),
    CER("fec.v1.kr4.5e-5", SL_FEC_KR4, 5e-5, 4.397e-10),
    EXACT("fec.v1.kp4.required", "BER before KP4 for 1e-15 after it", "", BINOMIAL, 2.262e-4, 1e-3,
          true, .simple = required, .args = {SL_FEC_KP4, -15.0}),
    EXACT("fec.v1.kr4.required", "BER before KR4 for 1e-15 after it", "", BINOMIAL, 2.182e-5, 1e-3,
          true, .simple = required, .args = {SL_FEC_KR4, -15.0}),
    EXACT("fec.v1.kp4.gain", "gross coding gain at 1e-15, 20 log10", "dB", BINOMIAL, 7.10, 0.006,
          false, .simple = gain, .args = {SL_FEC_KP4, -15.0, 0}),
    EXACT("fec.v1.kp4.net_gain", "net coding gain at 1e-15, 20 log10", "dB", BINOMIAL, 6.85, 0.006,
          false, .simple = gain, .args = {SL_FEC_KP4, -15.0, 1}),
    EXACT("fec.v1.kr4.gain", "gross coding gain at 1e-15, 20 log10", "dB", BINOMIAL, 5.77, 0.006,
          false, .simple = gain, .args = {SL_FEC_KR4, -15.0, 0}),
    EXACT("fec.v1.kr4.net_gain", "net coding gain at 1e-15, 20 log10", "dB", BINOMIAL, 5.65, 0.006,
          false, .simple = gain, .args = {SL_FEC_KR4, -15.0, 1}),
    {.id = "fec.v2.frame_loss",
     .what = "loss of 64-byte frames, KP4, two interleaved codewords, BER 2.4e-4",
     .unit = "",
     .source = "IEEE 802.3 clauses 120 and 121 (400GBASE-R error ratio)",
     .origin = SL_ORIGIN_PUBLISHED,
     .relative = true,
     .expected = 1.7e-12,
     .tolerance = 0.03, // two digits are printed
     .simple = frame_loss,
     .args = {SL_FEC_KP4, 2.4e-4, 64, 2}},
    EXACT("fec.v4.pam4.2.4e-4", "SNR of ideal PAM4 at BER 2.4e-4", "dB",
          "Gray PAM4 in Gaussian noise: 0.75 Q(sqrt(SNR/5))", 17.655, 0.002, false,
          .simple = pam4_snr_db, .args = {2.4e-4}),
    EXACT("fec.v4.pam4.4.8e-3", "SNR of ideal PAM4 at BER 4.8e-3", "dB",
          "Gray PAM4 in Gaussian noise: 0.75 Q(sqrt(SNR/5))", 14.911, 0.002, false,
          .simple = pam4_snr_db, .args = {4.8e-3}),
    {.id = "fec.rate.kr4",
     .what = "NRZ symbol rate of a 25G lane with KR4",
     .unit = "GBd",
     .source = "IEEE 802.3 clauses 91 and 92",
     .origin = SL_ORIGIN_PUBLISHED,
     .expected = 25.78125,
     .tolerance = 1e-9,
     .simple = lane_gbd,
     .args = {SL_FEC_KR4, 25, 1}},
    {.id = "fec.rate.kp4",
     .what = "PAM4 symbol rate of a 100G lane with KP4",
     .unit = "GBd",
     .source = "IEEE 802.3 clauses 119 and 124",
     .origin = SL_ORIGIN_PUBLISHED,
     .expected = 53.125,
     .tolerance = 1e-9,
     .simple = lane_gbd,
     .args = {SL_FEC_KP4, 100, 2}},
    {.id = "fec.rate.inner",
     .what = "PAM4 symbol rate of a 200G lane with KP4 and inner code",
     .unit = "GBd",
     .source = "IEEE P802.3dj clause 177",
     .origin = SL_ORIGIN_PUBLISHED,
     .expected = 113.4375,
     .tolerance = 1e-9,
     .simple = lane_gbd,
     .args = {SL_FEC_KP4_INNER, 200, 2}},
    EXACT("fec.block.100g", "time of one KP4 codeword at 106.25 Gb/s", "ns",
          "5440 bit over the line rate", 51.2, 1e-9, false, .simple = block_ns, .args = {106.25e9}),
    EXACT("fec.block.200g", "time of one KP4 codeword at 212.5 Gb/s", "ns",
          "5440 bit over the line rate", 25.6, 1e-9, false, .simple = block_ns, .args = {212.5e9}),
    {.id = "fec.v5.soft_limit",
     .what = "raw BER that the inner code brings to KP4's 2.4e-4, 2^6 patterns",
     .unit = "",
     .source = "IEEE P802.3dj clause 177 (limit of the inner code, soft decisions)",
     .origin = SL_ORIGIN_PUBLISHED,
     .relative = true,
     .expected = 4.8e-3,
     .tolerance = 0.03,
     .simple = inner_limit,
     .args = {2.4e-4, 6}},
    CHASE("fec.v5.hard", 4.8e-3, 0, 2.26e-3, 0.03, NULL),
    CHASE("fec.v5.chase2", 4.8e-3, 2, 6.95e-4, 0.03, NULL),
    CHASE("fec.v5.chase4", 4.8e-3, 4, 3.00e-4, 0.03, NULL),
    CHASE("fec.v5.chase6", 4.8e-3, 6, 2.39e-4, 0.03, NULL),
    CHASE("fec.v5.chase6.4e-3", 4.0e-3, 6, 1.24e-4, 0.03, NULL),
    CHASE("fec.v5.chase6.3.5e-3", 3.5e-3, 6, 7.48e-5, 0.055,
          "the source saw 3,400 wrong blocks: 1.8 % standard error, three of them"),
    CHASE("fec.v5.chase3", 4.8e-3, 3, 4.14e-4, 0.055,
          "the source saw 3,700 wrong blocks: 1.8 % standard error, three of them"),
    WEIGHT("fec.inner.columns", "different columns of the (68,60) parity matrix", 0, 68),
    WEIGHT("fec.inner.odd", "columns of odd weight: words of even weight only", 1, 68),
    WEIGHT("fec.inner.a3", "words of weight 3 of the (68,60) code", 2, 0),
    WEIGHT("fec.inner.a4", "words of weight 4 of the (68,60) code", 3, 6475),
    {.id = "fec.table.kp4.codeword",
     .what = "KP4 codeword error ratio: largest relative departure from a table",
     .unit = "",
     .source = "independent binomial sums (rs_fec_random.csv, six digits)",
     .origin = SL_ORIGIN_OWN,
     .tolerance = 1e-5,
     .full = kp4_table,
     .args = {5}},
    {.id = "fec.table.kp4.post",
     .what = "KP4 BER after decoding: largest relative departure from a table",
     .unit = "",
     .source = "independent binomial sums (rs_fec_random.csv, six digits)",
     .origin = SL_ORIGIN_OWN,
     .tolerance = 0.01,
     .full = kp4_table,
     .args = {7}},
    {.id = "fec.table.kr4.codeword",
     .what = "KR4 codeword error ratio: largest relative departure from a table",
     .unit = "",
     .source = "independent binomial sums (rs_fec_random.csv, six digits)",
     .origin = SL_ORIGIN_OWN,
     .tolerance = 1e-5,
     .full = kr4_table,
     .args = {5}},
    BURST("fec.v6.0.25.1", burst, 0.25, 1, 9.9952e-12, 1e-3),
    BURST("fec.v6.0.25.2", burst, 0.25, 2, 2.9761e-14, 1e-3),
    BURST("fec.v6.0.25.4", burst, 0.25, 4, 2.9402e-14, 1e-3),
    BURST("fec.v6.0.5.1", burst, 0.5, 1, 6.7417e-11, 1e-3),
    BURST("fec.v6.0.5.2", burst, 0.5, 2, 1.2995e-15, 1e-3),
    BURST("fec.v6.0.5.4", burst, 0.5, 4, 3.7537e-16, 1e-3),
    BURST("fec.v6.0.75.1", burst, 0.75, 1, 5.2077e-08, 1e-3),
    BURST("fec.v6.drawn.0.25.1", burst_drawn, 0.25, 1, 9.9952e-12, 0.03),
    BURST("fec.v6.drawn.0.5.2", burst_drawn, 0.5, 2, 1.2995e-15, 0.03),
    BURST("fec.v6.drawn.0.75.1", burst_drawn, 0.75, 1, 5.2077e-08, 0.03),
};

const selftest_table selftest_fec = {"fec", cases, sizeof cases / sizeof *cases};
