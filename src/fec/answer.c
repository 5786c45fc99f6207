// What a code makes of the errors of a link, in the figures that people compare.
//
// Random errors of one segment: closed forms (fec.c). Bursts, several segments, precoding,
// multiplexing: the exact chain (chain.c), or Monte Carlo of error events where that is asked for
// (events.c, events_tilted.c). The inner code: a table drawn once (inner_mix.c), with bursts Monte
// Carlo in strata (inner_soft.c); what it leaves counts as independent RS symbols beside the errors
// of the other segments, with the interval carried through. Flits: flit.c.
// Equations. Frame loss 1 - (1 - CER)^(N + L/5140), see fec.h. A codeword beyond correction is
// passed as a right one with the chance P of miscorrection (tail.c), else its frames are marked as
// wrong; frames passed meet a CRC of 32 bits: mean time to a false packet 1/(frames a second FLR P
// 2^-32), frames one behind the other with 20 bytes of preamble and gap. Flits: those beyond what
// the FEC mends, or beyond what the CRC of 64 bits surely detects, whichever are fewer, times
// 2^-64: a bound. Latency: the group of codewords, the interleaver of the inner code (inner and
// outer decoder's time is an input). Assumptions. Codewords of a port share it evenly. A CRC
// passes 2^-n of what it does not surely detect. Behind the de-interleaver RS symbols of a
// codeword are independent, and wrong bits of a wrong one as many whatever the others. Sources.
// IEEE 802.3 clauses 91 and 119 (structure, marking of uncorrected words), PCI Express 6.0 (flit).
#include <string.h>

#include "chain.h"
#include "inner.h"
#include "shoreline/codec.h"
#include "shoreline/numeric.h"
#include "tail.h"

#define CRC_FRAME_BITS  32
#define CRC_FLIT_BITS   64
#define GAP_BYTES       20 // preamble and least gap between frames
#define FLIT_LANES      16
#define FLIT_CRC_SURE   2
#define LOG10_2         0.30102999566398119521
#define Z95             1.96
#define INNER_LANE_BPS  200e9
#define TILT_BELOW      1e-3 // expected codeword error ratio; below it errors are made likelier
#define SYMBOL_BITS     10
#define CORRECTABLE_MAX 15

int sl_fec_inner_segment(const sl_fec_question *q)
{
    int best = 0;
    if (q->code != SL_FEC_KP4_INNER || q->flit) return -1;
    if (q->inner_segment > 0) return q->inner_segment - 1;
    for (int i = 1; i < q->segments; i++)
        if (q->segment[i].ber > q->segment[best].ber) best = i;
    return best;
}

// Lower end, estimate and upper end of what the outer code makes.
typedef struct outer {
    double log10_codeword[3], log10_ber[3], miscorrected[3]; // the last given the first
    sl_fec_method method;
} outer;

static void spread(outer *o, int i, double codeword, double ber, double miscorrected)
{
    o->log10_codeword[i] = log10(codeword);
    o->log10_ber[i] = log10(ber);
    o->miscorrected[i] = miscorrected;
}

// ber: in front, of which those of wrong symbols behind keep their share.
static void by_binomial(outer *o, int i, sl_fec_code code, double log10_p, double ber)
{
    fec_binomial b = fec_binomial_of(code, log10_p);
    o->log10_codeword[i] = b.log10_codeword;
    o->log10_ber[i] = b.log10_residual + log10(ber) - log10_p;
    o->miscorrected[i] = b.miscorrected;
}

static sl_status by_chain(outer *o, int i, const sl_fec_link *link)
{
    sl_fec_tail t;
    SL_TRY(sl_fec_tail_of(&t, link));
    spread(o, i, t.codeword_error_ratio, t.residual_ber,
           t.codeword_error_ratio > 0 ? t.miscorrected_ratio / t.codeword_error_ratio : 0);
    return SL_OK;
}

static sl_status by_events(outer *o, const sl_fec_link *link, const sl_fec_question *q)
{
    sl_fec_tail t; // chooses the engine only, and how many symbols are wrong for miscorrection
    sl_fec_drawn d;
    sl_fec_draw_opts opts = {.codewords = q->codewords, .seed = q->seed, .threads = q->threads};
    SL_TRY(sl_fec_tail_of(&t, link));
    opts.tilted = t.codeword_error_ratio < TILT_BELOW;
    SL_TRY(sl_fec_draw(&d, link, &opts));
    for (int i = 0; i < 3; i++) {
        double side = (i - 1) * Z95;
        spread(o, i, fmax(d.codeword_error_ratio + side * d.codeword_error, 0),
               fmax(d.residual_ber + side * d.residual_error, 0),
               t.codeword_error_ratio > 0 ? t.miscorrected_ratio / t.codeword_error_ratio : 0);
    }
    o->method = opts.tilted ? SL_FEC_IMPORTANCE : SL_FEC_MONTE_CARLO;
    return SL_OK;
}

static sl_status inner_code(sl_fec_inner *out, sl_fec_method *method, const sl_fec_question *q,
                            const sl_fec_segment *s)
{
    sl_fec_inner_opts opts = {.chase = q->chase,
                              .blocks = q->blocks,
                              .threads = q->threads,
                              .burst = s->burst,
                              .seed = q->seed};
    *method = s->burst > 0 ? SL_FEC_MONTE_CARLO : q->chase ? SL_FEC_TABULATED : SL_FEC_EXACT;
    if (s->burst > 0) return sl_fec_inner_soft(out, s->ber, &opts);
    return sl_fec_inner_tabulated(out, s->ber, s->burst, q->chase);
}

static double end_of(double value, double error, int i)
{
    return fmin(fmax(value + (i - 1) * Z95 * error, 0), 1);
}

// The segments but that of the inner code.
static sl_fec_link link_of(const sl_fec_question *q, int inner)
{
    sl_fec_link link = {.code = q->code == SL_FEC_KP4_INNER ? SL_FEC_KP4 : q->code,
                        .depth = q->depth,
                        .mux = q->mux,
                        .precoded = q->precoded};
    for (int i = 0; i < q->segments; i++)
        if (i != inner) link.segment[link.segments++] = q->segment[i];
    return link;
}

static sl_status concatenated(outer *o, sl_fec_answer *a, const sl_fec_question *q,
                              const sl_fec_link *link)
{
    sl_fec_inner inner;
    sl_fec_link with = *link;
    int at = sl_fec_inner_segment(q);
    if (at >= q->segments || (q->precoded && q->segments == 1) || q->codewords > 0)
        return SL_ERR_DOMAIN;
    SL_TRY(inner_code(&inner, &o->method, q, &q->segment[at]));
    a->inner_output_ber = (sl_fec_figure){inner.ber, end_of(inner.ber, inner.ber_error, 0),
                                          end_of(inner.ber, inner.ber_error, 2), o->method};
    with.other_bits = SYMBOL_BITS * inner.ber / inner.rs_symbol_error_ratio;
    for (int i = 0; i < 3; i++) {
        double p = end_of(inner.rs_symbol_error_ratio, inner.rs_symbol_error, i);
        with.other_symbol_error_ratio = p;
        if (link->segments == 0)
            by_binomial(o, i, SL_FEC_KP4, log10(p), inner.ber * p / inner.rs_symbol_error_ratio);
        else
            SL_TRY(by_chain(o, i, &with));
    }
    return SL_OK;
}

static sl_fec_figure figure(const double log10_value[3], double log10_scale, sl_fec_method method)
{
    sl_fec_figure f = {.method = method};
    f.low = pow(10, log10_value[0] + log10_scale);
    f.value = pow(10, log10_value[1] + log10_scale);
    f.high = pow(10, log10_value[2] + log10_scale);
    return f;
}

static void frames(sl_fec_answer *a, const sl_fec_question *q, const outer *o)
{
    double loss[3], time[3];
    double rate = q->port_bps / (8 * (q->frame_bytes + GAP_BYTES));
    for (int i = 0; i < 3; i++)
        loss[i] =
            fec_log10_any(o->log10_codeword[i], fec_codewords_of_frame(q->frame_bytes, q->depth));
    for (int i = 0; i < 3; i++)
        time[i] =
            -(log10(rate) + loss[2 - i] + log10(o->miscorrected[2 - i]) - CRC_FRAME_BITS * LOG10_2);
    a->codeword_error_ratio = figure(o->log10_codeword, 0, o->method);
    a->frame_loss_ratio = figure(loss, 0, o->method);
    a->mttfpa_s = figure(time, 0, o->method);
}

// Of the group of codewords, the inner code's interleaver and the decoders.
static double latency_of(const sl_fec_question *q)
{
    double rate = q->port_bps * sl_fec_overhead(q->code);
    double time = sl_fec_latency_s(q->code, rate, q->depth, q->decode_s);
    if (q->code != SL_FEC_KP4_INNER || q->depth > 64) return time;
    int lanes = (int)fmax(1, fmin(64, round(q->port_bps / INNER_LANE_BPS)));
    sl_interleaver_opts il = sl_inner_interleaver(q->depth, lanes);
    double lane = q->port_bps * sl_fec_overhead(SL_FEC_KP4) / lanes;
    return time + SYMBOL_BITS * (double)sl_interleaver_latency(&il) / lane;
}

static sl_status without_inner(outer *o, const sl_fec_question *q, const sl_fec_link *link)
{
    if (q->codewords > 0) return by_events(o, link, q);
    if (q->segments == 1 && q->segment[0].burst == 0 && !q->precoded && q->mux <= 1)
        by_binomial(o, 1, q->code, sl_fec_log10_symbol_error_ratio(q->code, q->segment[0].ber),
                    q->segment[0].ber);
    else
        SL_TRY(by_chain(o, 1, link));
    for (int i = 0; i < 3; i += 2) {
        o->log10_codeword[i] = o->log10_codeword[1];
        o->log10_ber[i] = o->log10_ber[1];
        o->miscorrected[i] = o->miscorrected[1];
    }
    return SL_OK;
}

static sl_status reed_solomon(sl_fec_answer *a, const sl_fec_question *q)
{
    int inner = sl_fec_inner_segment(q);
    sl_fec_link link = link_of(q, inner);
    outer o = {.method = SL_FEC_EXACT};
    if (inner >= 0)
        SL_TRY(concatenated(&o, a, q, &link));
    else
        SL_TRY(without_inner(&o, q, &link));
    a->post_fec_ber = figure(o.log10_ber, 0, o.method);
    frames(a, q, &o);
    double time = latency_of(q);
    a->latency_s = (sl_fec_figure){time, time, time, SL_FEC_EXACT};
    return SL_OK;
}

static sl_fec_figure exact(double log10_value)
{
    double value = pow(10, log10_value);
    return (sl_fec_figure){value, value, value, SL_FEC_EXACT};
}

static sl_status flit(sl_fec_answer *a, const sl_fec_question *q)
{
    sl_fec_flit_link link = {.segments = q->segments, .precoded = q->precoded, .lanes = FLIT_LANES};
    sl_fec_flit_tail t;
    if (q->codewords > 0) return SL_ERR_DOMAIN;
    memcpy(link.segment, q->segment, sizeof link.segment);
    SL_TRY(sl_fec_flit_tail_of(&t, &link));
    double log10_rate = log10(q->port_bps / (8.0 * SL_FLIT_BYTES));
    // Both are bounds of what meets the CRC wrong and in a way that it may miss.
    double missed = fmin(t.log10_beyond, t.log10_retry) - CRC_FLIT_BITS * LOG10_2;
    a->codeword_error_ratio = exact(t.log10_retry);
    // What is sent again is not lost; lost is what the CRC misses.
    a->frame_loss_ratio = exact(missed);
    a->frame_loss_ratio.method = SL_FEC_BOUND;
    a->post_fec_ber = exact(t.log10_ber);
    a->mttfpa_s = exact(-log10_rate - missed);
    a->mttfpa_s.method = SL_FEC_BOUND;
    a->latency_s = exact(log10(8.0 * SL_FLIT_BYTES / q->port_bps + q->decode_s));
    return SL_OK;
}

static bool in_domain(const sl_fec_question *q)
{
    if (q->segments < 1 || q->segments > SL_FEC_SEGMENTS_MAX || q->depth < 1 ||
        q->inner_segment < 0 || q->inner_segment > q->segments || !(q->port_bps > 0) ||
        !(q->frame_bytes > 0) || !(q->decode_s >= 0) || !(q->codewords >= 0) ||
        (!q->flit && q->code != SL_FEC_KR4 && q->code != SL_FEC_KP4 && q->code != SL_FEC_KP4_INNER))
        return false;
    for (int i = 0; i < q->segments; i++)
        if (!(q->segment[i].ber > 0 && q->segment[i].ber < 0.25 && q->segment[i].burst >= 0 &&
              q->segment[i].burst < 1))
            return false;
    return true;
}

sl_status sl_fec_ask(sl_fec_answer *answer, const sl_fec_question *q)
{
    const sl_fec_figure none = {NAN, NAN, NAN, SL_FEC_EXACT};
    *answer = (sl_fec_answer){none, none, none, none, none, none};
    if (!in_domain(q)) return SL_ERR_DOMAIN;
    return q->flit ? flit(answer, q) : reed_solomon(answer, q);
}

// ---- curves ----

static sl_status point(sl_fec_point *out, const sl_fec_question *q)
{
    int inner = sl_fec_inner_segment(q);
    sl_fec_link link = link_of(q, inner);
    double chance[CORRECTABLE_MAX + 2], *log10_cer = &out->log10_codeword_error_ratio;
    sl_fec_inner behind = {0};
    int t = sl_fec_describe(link.code)->correctable;
    if (inner >= 0) {
        if (q->precoded && q->segments == 1) return SL_ERR_DOMAIN;
        SL_TRY(sl_fec_inner_tabulated(&behind, q->segment[inner].ber, q->segment[inner].burst,
                                      q->chase));
        link.other_symbol_error_ratio = behind.rs_symbol_error_ratio;
    }
    if (link.segments == 0) {
        *log10_cer = sl_log10_binomial_tail_log10(sl_fec_describe(link.code)->symbols, t + 1,
                                                  log10(behind.rs_symbol_error_ratio));
    } else if (inner < 0 && link.segments == 1 && link.segment[0].burst == 0 && !q->precoded &&
               q->mux <= 1) {
        *log10_cer = sl_fec_log10_codeword_error_ratio(q->code, link.segment[0].ber);
    } else {
        SL_TRY(fec_counts(chance, NULL, t + 2, &link));
        *log10_cer = fmin(log10(chance[t + 1]), 0);
    }
    out->log10_frame_loss_ratio =
        fec_log10_any(*log10_cer, fec_codewords_of_frame(q->frame_bytes, q->depth));
    return SL_OK;
}

sl_status sl_fec_curve(sl_fec_point *out, const sl_fec_question *question, const double *ber,
                       size_t n)
{
    sl_fec_question q = *question;
    int at = sl_fec_inner_segment(&q);
    if (at < 0) at = 0;
    if (q.code == SL_FEC_KP4_INNER) q.inner_segment = at + 1;
    for (size_t i = 0; i < n; i++)
        out[i] = (sl_fec_point){NAN, NAN};
    for (size_t i = 0; i < n; i++) {
        q.segment[at < SL_FEC_SEGMENTS_MAX ? at : 0].ber = ber[i];
        if (!in_domain(&q)) return SL_ERR_DOMAIN;
        if (q.flit) {
            sl_fec_answer a;
            SL_TRY(sl_fec_ask(&a, &q));
            out[i] = (sl_fec_point){log10(a.codeword_error_ratio.value),
                                    log10(a.frame_loss_ratio.value)};
        } else {
            SL_TRY(point(&out[i], &q));
        }
    }
    return SL_OK;
}
