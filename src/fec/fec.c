// Reed-Solomon codes of IEEE 802.3 under independent bit errors.
//
// Model. Bounded-distance decoding of RS(n,k) over GF(2^10): up to t = (n-k)/2 wrong symbols are
// corrected, more are recognised and left (miscorrection, below 1/t! of them, neglected).
// Equations. p = 1 - (1-b)^10; CER = P(X > t), X ~ Binomial(n, p); the symbol error ratio left is
//   sum_{i>t} (i/n) C(n,i) p^i (1-p)^(n-i) = p P(Y >= t), Y ~ Binomial(n-1, p),
// because i C(n,i) = n C(n-1,i-1); with b/p wrong bits per wrong symbol the bit error ratio left
// is b P(Y >= t). With the inner code p and b are those behind it: its convolutional interleaver
// puts the 12 RS symbols of a block into 12 codewords, so that they are independent in a codeword.
// Frame loss: see sl_fec_log10_frame_loss_ratio() in the header.
// Assumptions. Random errors, no bursts. Limits. Error propagation of a DFE needs a burst model.
// Sources. IEEE 802.3 clauses 91, 119, 120; P802.3dj clause 177; textbook coding theory.
#include "shoreline/fec.h"

#include "inner.h"
#include "tail.h"
#include "shoreline/numeric.h"

#include <math.h>
#include <stddef.h>

#define SYMBOL_BITS       10
#define TRANSCODING       (257.0 / 256) // 256B/257B
#define INNER_RATE        (128.0 / 120)
#define INNER_PAD         (1089.0 / 1088)
#define BITS_PER_BLOCK    (257.0 / 4) // line bits of one 8-byte block after transcoding
#define PREAMBLE_BYTES    8
#define PAYLOAD_BITS      5140.0 // of a codeword, both codes
#define BYTES_PER_BLOCK   8
#define LOG10_BER_HIGHEST (-0.3979400086720376) // log10 0.4, upper end of the search

static const sl_fec_info codes[SL_FEC_COUNT] = {
    [SL_FEC_NONE] = {"none", 0, 0, 0, 1},
    [SL_FEC_KR4] = {"RS(528,514)", 528, 514, 7, TRANSCODING * 528 / 514},
    [SL_FEC_KP4] = {"RS(544,514)", 544, 514, 15, TRANSCODING * 544 / 514},
    [SL_FEC_KP4_INNER] = {"RS(544,514) + (128,120) hard", 544, 514, 15,
                          TRANSCODING * 544 / 514 * INNER_RATE *INNER_PAD},
};

const sl_fec_info *sl_fec_describe(sl_fec_code code)
{
    return (int)code >= 0 && code < SL_FEC_COUNT ? &codes[code] : NULL;
}

double sl_fec_overhead(sl_fec_code code)
{
    const sl_fec_info *info = sl_fec_describe(code);
    return info ? info->overhead : (double)NAN;
}

static int valid(sl_fec_code code, double ber)
{
    return sl_fec_describe(code) && ber >= 0 && ber <= 0.5;
}

double sl_fec_log10_inner_ber(double ber)
{
    if (!(ber >= 0 && ber <= 0.5)) return NAN;
    return sl_inner_log10_residual(SL_INNER_PAM4_SYMBOL, 2 * ber) - log10(2);
}

double sl_fec_log10_symbol_error_ratio(sl_fec_code code, double ber)
{
    if (!valid(code, ber)) return NAN;
    if (code == SL_FEC_KP4_INNER) return sl_inner_log10_residual(SL_INNER_RS_SYMBOL, 2 * ber);
    return log10(-expm1(SYMBOL_BITS * log1p(-ber)));
}

double sl_fec_log10_codeword_error_ratio(sl_fec_code code, double ber)
{
    if (!valid(code, ber) || code == SL_FEC_NONE) return NAN;
    const sl_fec_info *info = &codes[code];
    double log10_p = sl_fec_log10_symbol_error_ratio(code, ber);
    return sl_log10_binomial_tail_log10(info->symbols, info->correctable + 1, log10_p);
}

double sl_fec_log10_post_ber(sl_fec_code code, double ber)
{
    if (!valid(code, ber)) return NAN;
    if (ber == 0 || code == SL_FEC_NONE) return log10(ber);
    const sl_fec_info *info = &codes[code];
    double log10_p = sl_fec_log10_symbol_error_ratio(code, ber);
    double log10_b = code == SL_FEC_KP4_INNER ? sl_fec_log10_inner_ber(ber) : log10(ber);
    return log10_b + sl_log10_binomial_tail_log10(info->symbols - 1, info->correctable, log10_p);
}

double fec_log10_any(double log10_p, double m)
{
    if (log10_p < -100) return log10_p + log10(m);
    return log10(-expm1(m * log1p(-pow(10, log10_p))));
}

double fec_codewords_of_frame(double frame_bytes, int codewords)
{
    double frame_bits = (frame_bytes + PREAMBLE_BYTES) / BYTES_PER_BLOCK * BITS_PER_BLOCK;
    return codewords + frame_bits / PAYLOAD_BITS;
}

double sl_fec_log10_frame_loss_ratio(sl_fec_code code, double ber, double frame_bytes,
                                     int codewords)
{
    if (!valid(code, ber) || !(frame_bytes > 0) || codewords < 1) return NAN;
    double bytes = frame_bytes + PREAMBLE_BYTES;
    if (code == SL_FEC_NONE) return fec_log10_any(log10(ber), 8 * bytes);
    return fec_log10_any(sl_fec_log10_codeword_error_ratio(code, ber),
                         fec_codewords_of_frame(frame_bytes, codewords));
}

// The post-FEC tail is close to a power law: secant steps on log10 against log10, kept in the
// bracket (Illinois rule), end in about ten evaluations.
double sl_fec_required_ber(sl_fec_code code, double log10_post_ber)
{
    if (!sl_fec_describe(code) || !(log10_post_ber >= -300 && log10_post_ber <= -0.5)) return NAN;
    double lo = log10_post_ber - 1, hi = LOG10_BER_HIGHEST; // miscorrection adds less than 10x
    double f_lo = sl_fec_log10_post_ber(code, pow(10, lo)) - log10_post_ber;
    double f_hi = sl_fec_log10_post_ber(code, pow(10, hi)) - log10_post_ber;
    for (int i = 0, side = 0; i < 100 && hi - lo > 1e-13 * fabs(lo); i++) {
        double x = (lo * f_hi - hi * f_lo) / (f_hi - f_lo);
        double f = sl_fec_log10_post_ber(code, pow(10, x)) - log10_post_ber;
        if (fabs(f) < 1e-12) return pow(10, x);
        if (f < 0) {
            lo = x, f_lo = f;
            if (side == -1) f_hi /= 2;
            side = -1;
        } else {
            hi = x, f_hi = f;
            if (side == 1) f_lo /= 2;
            side = 1;
        }
    }
    return pow(10, 0.5 * (lo + hi));
}

double sl_fec_coding_gain_db(sl_fec_code code, double log10_post_ber, int net)
{
    if (!(log10_post_ber <= -1)) return NAN;
    double pre = sl_fec_required_ber(code, log10_post_ber);
    double gain = 20 * log10(sl_q_inverse_log10(log10_post_ber) / sl_q_inverse(pre));
    if (!net || code == SL_FEC_NONE) return gain;
    double rate = codes[code].symbols / (double)codes[code].payload_symbols;
    if (code == SL_FEC_KP4_INNER) rate *= INNER_RATE;
    return gain - 10 * log10(rate);
}

double sl_fec_latency_s(sl_fec_code code, double line_rate_bps, int codewords, double decode_s)
{
    const sl_fec_info *info = sl_fec_describe(code);
    if (!info || !(line_rate_bps > 0) || codewords < 1 || !(decode_s >= 0)) return NAN;
    double rs_rate =
        code == SL_FEC_KP4_INNER ? line_rate_bps / (INNER_RATE * INNER_PAD) : line_rate_bps;
    return (double)codewords * SYMBOL_BITS * info->symbols / rs_rate + decode_s;
}
