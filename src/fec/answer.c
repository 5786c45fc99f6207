// What a code makes of the errors of a link, in the figures that people compare.
//
// Random errors: closed forms (fec.c). Bursts, several segments, precoding: the exact chain
// (chain.c). The inner code: Monte Carlo in strata (inner_soft.c), then the closed form for
// independent RS symbols, with the interval carried through. Flits: flit.c.
// Equations. Frame loss N CER (1 + L/(5140 N)), see fec.h. A codeword beyond correction is passed
// as a right one in less than 1/t! of cases; its frames then meet a CRC of 32 bits: mean time to a
// false packet 1/(codewords a second CER/t! 2^-32). Flits: those beyond what the CRC of 64 bits
// surely detects, times 2^-64.
// Assumptions. N codewords of a port share it evenly; 1/t! is a bound that is nearly reached.
// Sources. IEEE 802.3 clause 119 (structure), PCI Express 6.0 (flit); 1/t!: McEliece and Swanson,
// IEEE Trans. IT-32 (1986) 701.
#include <math.h>
#include <string.h>

#include "shoreline/fec.h"
#include "shoreline/numeric.h"

#define CRC_FRAME_BITS  32
#define CRC_FLIT_BITS   64
#define CODEWORD_BITS   5140 // payload behind transcoding
#define FLIT_LANES      16
#define FLIT_CRC_SURE   2
#define LN2_OVER_LN10   0.30102999566398119521
#define FRAME_BLOCKS(b) (((b) + 8) / 8 * 257.0 / 4)

static double exp10_(double log10_x)
{
    return pow(10, log10_x);
}

static bool one_independent(const sl_fec_question *q)
{
    return q->segments == 1 && q->segment[0].burst == 0 && !q->precoded;
}

// log10 of codeword and bit error ratios of the outer code.
static sl_status outer(double *log10_cer, double *log10_ber, const sl_fec_question *q)
{
    if (one_independent(q)) {
        *log10_cer = sl_fec_log10_codeword_error_ratio(q->code, q->segment[0].ber);
        *log10_ber = sl_fec_log10_post_ber(q->code, q->segment[0].ber);
        return isnan(*log10_cer) ? SL_ERR_DOMAIN : SL_OK;
    }
    sl_fec_link link = {
        .code = q->code, .segments = q->segments, .depth = q->depth, .precoded = q->precoded};
    sl_fec_tail tail;
    double bits = 0;
    memcpy(link.segment, q->segment, sizeof link.segment);
    SL_TRY(sl_fec_tail_of(&tail, &link));
    for (int i = 0; i < q->segments; i++)
        bits += q->segment[i].ber;
    *log10_cer = log10(tail.codeword_error_ratio);
    *log10_ber = log10(tail.residual_symbol_error_ratio) + log10(bits / tail.symbol_error_ratio);
    return SL_OK;
}

static double log10_independent(int n, int t, double p)
{
    return sl_log10_binomial_tail_log10(n, t + 1, log10(p));
}

// KP4 behind the inner code: figures at the estimate and at both ends of its 95 % interval.
static sl_status concatenated(sl_fec_answer *a, double log10_cer[3], const sl_fec_question *q)
{
    const sl_fec_info *info = sl_fec_describe(SL_FEC_KP4);
    sl_fec_inner inner;
    sl_fec_inner_opts opts = {
        .chase = q->chase, .blocks = q->blocks, .threads = q->threads, .seed = q->seed};
    SL_TRY(sl_fec_inner_soft(&inner, q->segment[0].ber, &opts));
    a->inner_output_ber = (sl_fec_figure){.value = inner.ber,
                                          .low = fmax(inner.ber - 1.96 * inner.ber_error, 0),
                                          .high = inner.ber + 1.96 * inner.ber_error,
                                          .method = SL_FEC_MONTE_CARLO};
    for (int i = 0; i < 3; i++) {
        double p = inner.rs_symbol_error_ratio + (i - 1) * 1.96 * inner.rs_symbol_error;
        log10_cer[i] = p > 0 ? log10_independent(info->symbols, info->correctable, p) : -INFINITY;
    }
    double p = inner.rs_symbol_error_ratio;
    double left = log10_independent(info->symbols - 1, info->correctable - 1, p);
    a->post_fec_ber.value = inner.ber * exp10_(left);
    a->post_fec_ber.low = a->post_fec_ber.value * exp10_(log10_cer[0] - log10_cer[1]);
    a->post_fec_ber.high = a->post_fec_ber.value * exp10_(log10_cer[2] - log10_cer[1]);
    a->post_fec_ber.method = SL_FEC_MONTE_CARLO;
    return SL_OK;
}

static sl_fec_figure figure(const double log10_value[3], double log10_scale, sl_fec_method method)
{
    sl_fec_figure f = {.method = method};
    f.low = exp10_(log10_value[0] + log10_scale);
    f.value = exp10_(log10_value[1] + log10_scale);
    f.high = exp10_(log10_value[2] + log10_scale);
    return f;
}

static void frames(sl_fec_answer *a, const sl_fec_question *q, const double log10_cer[3],
                   sl_fec_method method)
{
    double n = q->depth, wide = FRAME_BLOCKS(q->frame_bytes);
    double log10_hits = log10(n * (1 + wide / (CODEWORD_BITS * n)));
    double log10_rate = log10(q->port_bps * 257 / 256 / CODEWORD_BITS);
    const sl_fec_info *info = sl_fec_describe(q->code);
    double log10_missed =
        -lgamma(info->correctable + 1.0) / log(10) - CRC_FRAME_BITS * LN2_OVER_LN10;
    double reversed[3];
    a->codeword_error_ratio = figure(log10_cer, 0, method);
    a->frame_loss_ratio = figure(log10_cer, log10_hits, method);
    a->frame_loss_ratio.value = fmin(a->frame_loss_ratio.value, 1);
    a->frame_loss_ratio.high = fmin(a->frame_loss_ratio.high, 1);
    for (int i = 0; i < 3; i++)
        reversed[i] = -log10_cer[2 - i];
    a->mttfpa_s = figure(reversed, -log10_rate - log10_missed, method);
}

static sl_status reed_solomon(sl_fec_answer *a, const sl_fec_question *q)
{
    double log10_cer[3], log10_ber;
    bool inner = q->code == SL_FEC_KP4_INNER;
    if (inner) {
        if (q->segments > 1 || q->segment[0].burst != 0 || q->precoded) return SL_ERR_DOMAIN;
        SL_TRY(concatenated(a, log10_cer, q));
    } else {
        SL_TRY(outer(&log10_cer[1], &log10_ber, q));
        log10_cer[0] = log10_cer[2] = log10_cer[1];
        a->post_fec_ber.value = a->post_fec_ber.low = a->post_fec_ber.high = exp10_(log10_ber);
        a->post_fec_ber.method = SL_FEC_EXACT;
    }
    frames(a, q, log10_cer, inner ? SL_FEC_MONTE_CARLO : SL_FEC_EXACT);
    double latency =
        sl_fec_latency_s(q->code, q->port_bps * sl_fec_overhead(q->code), q->depth, q->decode_s);
    a->latency_s = (sl_fec_figure){latency, latency, latency, SL_FEC_EXACT};
    return SL_OK;
}

static sl_status flit(sl_fec_answer *a, const sl_fec_question *q)
{
    sl_error_process e = {.first_ber = q->segment[0].ber, .burst = q->segment[0].burst};
    double retry = sl_fec_log10_flit_retry(&e, FLIT_LANES);
    double beyond = sl_fec_log10_block_beyond(&e, SL_FLIT_BYTES, FLIT_LANES, FLIT_CRC_SURE);
    if (q->segments > 1 || q->precoded || isnan(retry)) return SL_ERR_DOMAIN;
    double log10_retry[3] = {retry, retry, retry};
    double log10_time[3];
    double log10_rate = log10(q->port_bps / (8.0 * SL_FLIT_BYTES));
    for (int i = 0; i < 3; i++)
        log10_time[i] = -(log10_rate + beyond - CRC_FLIT_BITS * LN2_OVER_LN10);
    a->codeword_error_ratio = figure(log10_retry, 0, SL_FEC_EXACT);
    // What is sent again is not lost; lost is what the CRC misses.
    double missed[3] = {beyond, beyond, beyond};
    a->frame_loss_ratio = figure(missed, -CRC_FLIT_BITS * LN2_OVER_LN10, SL_FEC_EXACT);
    a->mttfpa_s = figure(log10_time, 0, SL_FEC_EXACT);
    double time = 8.0 * SL_FLIT_BYTES / q->port_bps + q->decode_s;
    a->latency_s = (sl_fec_figure){time, time, time, SL_FEC_EXACT};
    return SL_OK;
}

sl_status sl_fec_ask(sl_fec_answer *answer, const sl_fec_question *q)
{
    const sl_fec_figure none = {NAN, NAN, NAN, SL_FEC_EXACT};
    *answer = (sl_fec_answer){none, none, none, none, none, none};
    if (q->segments < 1 || q->segments > SL_FEC_SEGMENTS_MAX || q->depth < 1 ||
        !(q->port_bps > 0) || !(q->frame_bytes > 0))
        return SL_ERR_DOMAIN;
    for (int i = 0; i < q->segments; i++)
        if (!(q->segment[i].ber > 0 && q->segment[i].ber < 0.25 && q->segment[i].burst >= 0 &&
              q->segment[i].burst < 1))
            return SL_ERR_DOMAIN;
    return q->flit ? flit(answer, q) : reed_solomon(answer, q);
}
