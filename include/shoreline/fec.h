// Forward error correction, the probability engine: the Reed-Solomon codes of IEEE 802.3, the inner
// Hamming code of the 200 Gb/s lanes with hard and soft decisions, flits of PCIe 6; independent
// errors, bursts, several segments, interleaving, multiplexing, precoding. Exact tails, Monte Carlo
// of error events beside them. The codecs are in codec.h. Theory: docs/theory/fec.md.
#ifndef SHORELINE_FEC_H
#define SHORELINE_FEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shoreline/handover.h"
#include "shoreline/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum sl_fec_code {
    SL_FEC_NONE,      // errors pass
    SL_FEC_KR4,       // RS(528,514) over GF(2^10), corrects 7 symbols (IEEE 802.3 clause 91)
    SL_FEC_KP4,       // RS(544,514) over GF(2^10), corrects 15 symbols (clauses 91, 119)
    SL_FEC_KP4_INNER, // KP4 round a (68,60) code on XORed PAM4 bit pairs (P802.3dj clause 177),
                      // hard decisions: an estimate, see sl_fec_log10_inner_ber()
    SL_FEC_COUNT
} sl_fec_code;

typedef struct sl_fec_info {
    const char *name;
    int symbols;         // code length n in 10-bit symbols; 0 without a code
    int payload_symbols; // k
    int correctable;     // t
    double overhead;     // line rate / payload rate, see sl_fec_overhead()
} sl_fec_info;

// The constants of a code; NULL for a value outside the enumeration.
const sl_fec_info *sl_fec_describe(sl_fec_code code);

// Line rate over the rate of the MAC payload: 257/256 transcoding, n/k, and for the inner code
// 128/120 and the pad of 1089/1088: 1.03125, 1.0625, 1.134375; 1 without a code. NaN: unknown code.
// Source: IEEE 802.3 clauses 91 and 119; P802.3dj clause 177 (inner code).
double sl_fec_overhead(sl_fec_code code);

// log10 of the error ratio of 10-bit Reed-Solomon symbols before RS decoding.
// ber: pre-FEC bit error ratio, 0..0.5, errors independent (inner code: PAM4 symbols with Gray
// labels, each error one level wide, so that the symbol error ratio is 2 ber).
// p = 1 - (1-ber)^10 for the RS codes; the inner code's residual, averaged over its 12 RS symbols;
// SL_FEC_NONE: as for the RS codes. -inf at ber = 0. NaN outside the domain.
double sl_fec_log10_symbol_error_ratio(sl_fec_code code, double ber);

// log10 of the bit error ratio behind the inner (68,60) decoder with hard decisions, averaged over
// the 120 message bits. ber: 0..0.5 (PAM4, Gray; at 0.5 every PAM4 symbol is wrong by one level).
// Decoder: one error corrected (towards the second-nearest PAM4 level), two detected and passed on,
// three miscorrected or detected after the code's true coset structure. Estimate: clause 177
// expects soft decisions, which do better (raw limit 4.8e-3 instead of about 1.4e-3 here).
double sl_fec_log10_inner_ber(double ber);

// log10 of the probability that a codeword is uncorrectable: P(Binomial(n, p) > t) with the symbol
// error ratio p above. Legal far below 1e-300. SL_FEC_NONE: there is no codeword, NaN.
// -inf at ber = 0. NaN outside 0 <= ber <= 0.5.
double sl_fec_log10_codeword_error_ratio(sl_fec_code code, double ber);

// log10 of the bit error ratio after decoding; a codeword with more than t errors keeps them
// (bounded-distance decoder, miscorrection below 1/t! neglected):
// ber_in P(Binomial(n-1, p) >= t). SL_FEC_NONE: log10(ber). -inf at ber = 0; NaN outside 0..0.5.
double sl_fec_log10_post_ber(sl_fec_code code, double ber);

// log10 of the ratio of frames lost. frame_bytes: MAC frame with its FCS, without preamble, > 0;
// codewords: how many codewords are interleaved symbol by symbol, >= 1 (ignored by SL_FEC_NONE).
// A frame of L line bits in groups of N codewords (5140 N payload bits each) overlaps on average
// 1 + L/(5140 N) groups and is lost with any of their N codewords:
// FLR = N CER (1 + L/(5140 N)), L = (frame_bytes + 8)/8 * 257/4, saturating at 1 as 1-(1-CER)^m.
// Holds for frames of at least N symbols. SL_FEC_NONE: any wrong bit of frame and preamble.
// Source: IEEE 802.3 clauses 119 and 120 (frame loss ratio of 64-byte frames).
double sl_fec_log10_frame_loss_ratio(sl_fec_code code, double ber, double frame_bytes,
                                     int codewords);

// The pre-FEC bit error ratio at which the post-FEC bit error ratio is 10^log10_post_ber.
// log10_post_ber: -300..-0.4. NaN outside the domain.
double sl_fec_required_ber(sl_fec_code code, double log10_post_ber);

// Coding gain 20 log10(Q^-1(post) / Q^-1(pre)) in electrical dB of a binary-like threshold, at the
// post-FEC bit error ratio 10^log10_post_ber (-300..-1). net != 0 subtracts the bandwidth of the
// parity, 10 log10(n/k) (with the inner code's 128/120). NaN outside the domain.
double sl_fec_coding_gain_db(sl_fec_code code, double log10_post_ber, int net);

// Time a receiver adds: the whole group of interleaved codewords must arrive, then is decoded.
// line_rate_bps: coded rate of the stream the codewords are interleaved over, > 0 (whole port);
// codewords: interleaved, >= 1; decode_s: decoder (and inner interleaver), >= 0, class assumption.
// t = codewords * 10 n / (line rate of the RS stream) + decode_s; SL_FEC_NONE: decode_s.
// NaN outside the domain.
double sl_fec_latency_s(sl_fec_code code, double line_rate_bps, int codewords, double decode_s);

// ---- bursts, several segments, interleaving, multiplexing, precoding ----

#define SL_FEC_SEGMENTS_MAX 4
#define SL_FEC_MUX_MAX      4
#define SL_FEC_DEPTH_MAX    1024

// A part of a link with errors of its own: host to module, the fibre, module to host.
typedef struct sl_fec_segment {
    double ber; // 0..0.25, Gray PAM4: half of its symbol error ratio
    double
        burst; // chance that the symbol after a wrong one is wrong, 0..1, below 1; 0: independent
} sl_fec_segment;

typedef struct sl_fec_link {
    sl_fec_code code; // SL_FEC_KR4 or SL_FEC_KP4
    sl_fec_segment segment[SL_FEC_SEGMENTS_MAX];
    int segments; // 0..SL_FEC_SEGMENTS_MAX
    int depth;    // codewords that take turns by RS symbol, 1..SL_FEC_DEPTH_MAX
    int mux;      // streams of RS symbols whose bits take turns on a lane: 2 or 4; 0, 1: symbols do
    bool precoded;                   // 1/(1 + D) on the segments
    double other_symbol_error_ratio; // RS symbols wrong besides, independently; 0..1
    double other_bits;               // wrong bits of such a symbol in the mean, 0..10
} sl_fec_link;

typedef struct sl_fec_tail {
    double symbol_error_ratio;          // of RS symbols before decoding
    double codeword_error_ratio;        // more than t wrong
    double residual_symbol_error_ratio; // behind the decoder
    double residual_ber;                // of bits behind the decoder; one of a wrong PAM4 symbol
    double miscorrected_ratio;          // of codewords: more than t wrong and taken for another
} sl_fec_tail;

// Exact for the two-state chain of each segment (src/fec/chain.c says how); relative accuracy about
// 1e-12 far below 1e-100. Errors: SL_ERR_DOMAIN, SL_ERR_NO_MEMORY. Cost: 0.3 ms for one segment, 10
// ms for four.
sl_status sl_fec_tail_of(sl_fec_tail *out, const sl_fec_link *link);

// chance[k] that k RS symbols of a codeword are wrong, k < counts (2 or more), the last one for so
// many and more. Same model, errors (then all NaN) and cost.
sl_status sl_fec_burst_histogram(double *chance, int counts, const sl_fec_link *link);

// Chance that a word with so many wrong symbols is decoded to another code word, places and values
// alike; 0 up to t. NaN for other codes than KR4, KP4 (with or without inner code), and outside of
// 0..n. Exact (src/fec/tail.c): 3.07e-17 for KP4 with 16, 1.67e-6 for KR4 with 8.
double sl_fec_miscorrection(sl_fec_code code, int wrong);

// ---- the same by Monte Carlo of error events ----

typedef struct sl_fec_draw_opts {
    double codewords; // 1..1e12
    bool tilted;      // importance sampling: errors made likelier, each codeword weighed
    uint64_t seed;
    int threads; // 0: one; the result does not depend on it
} sl_fec_draw_opts;

typedef struct sl_fec_drawn {
    double codeword_error_ratio, codeword_error; // with its standard error
    double residual_ber, residual_error;         // of bits behind the decoder
    double symbol_error_ratio;                   // of RS symbols before it; NaN where tilted
    double codewords, beyond;                    // drawn; of them beyond correction
} sl_fec_drawn;

// Draws bursts, not bits, on every segment and counts wrong RS symbols of each codeword: a check of
// sl_fec_tail_of() that shares none of its algebra. `codewords` is rounded up to whole frames of
// `depth`; tilted, one codeword of a frame counts. Link as above, segments 1 or more,
// other_symbol_error_ratio 0. No codeword beyond correction: the standard error is that of three
// (95 % bound). Errors: SL_ERR_DOMAIN, SL_ERR_NO_MEMORY. Cost: 10 ns an event; tilted about 2 us a
// codeword and depth.
sl_status sl_fec_draw(sl_fec_drawn *out, const sl_fec_link *link, const sl_fec_draw_opts *opts);

// ---- the inner code with soft decisions ----

#define SL_FEC_CHASE_MAX 8

typedef struct sl_fec_inner_opts {
    int chase;    // 2^chase test patterns, 0..SL_FEC_CHASE_MAX; 0: hard decisions
    int blocks;   // drawn for the likeliest number of wrong symbols, >= 2; 20,000: about 2 %
    int threads;  // 0: one; the result does not depend on it
    double burst; // chance that the symbol after a wrong one is wrong, 0..1, below 1
    uint64_t seed;
} sl_fec_inner_opts;

// Behind the inner decoder, each with its standard error.
typedef struct sl_fec_inner {
    double ber, ber_error;                         // of the 120 message bits
    double rs_symbol_error_ratio, rs_symbol_error; // of the 12 RS symbols
} sl_fec_inner;

// Chase decoding of the (68,60) code at a raw bit error ratio (0..0.05, above 0) of PAM4 in
// Gaussian noise, by the codec itself: Monte Carlo in strata of the number of wrong symbols, so
// that any error ratio takes the same time: 40 ms for 20,000 blocks and 2^6 patterns. With bursts,
// which symbols are wrong follows the two-state chain; how unreliable they look does not. Errors:
// SL_ERR_DOMAIN.
sl_status sl_fec_inner_soft(sl_fec_inner *out, double ber, const sl_fec_inner_opts *opts);

// The same from tables of what the decoder leaves wrong given how many symbols are (drawn once:
// tools/make_inner_table.c), weighed with the exact chances of these numbers; exact for chase 0
// without bursts. Errors of table and interpolation are in the standard errors; below 5e-4 an upper
// bound whose 95 % interval reaches down to zero. With bursts an estimate: the tables hold places
// all alike, which makes too many RS symbols wrong (docs/theory/fec.md). Errors: SL_ERR_DOMAIN.
// Cost: 20 us, with bursts 60.
sl_status sl_fec_inner_tabulated(sl_fec_inner *out, double ber, double burst, int chase);

// ---- flits of PCIe 6 and 7, CXL 3 ----

#define SL_FLIT_BYTES 256 // 242 of content, 8 of CRC, 6 of FEC

// log10 of the chance that a flit of 256 B has to be sent again: some of its three byte-interleaved
// codewords, each of which corrects one byte, has two wrong bytes. lanes: 1..256, byte k on lane
// k mod lanes; errors: see sl_error_process, stationary over flits.
// Exact for that process. -inf without errors; NaN outside the domain. Cost: 9 us for 16 lanes, 40
// us for one. Source: PCI Express 6.0, flit mode (layout, FEC of three interleaved codewords).
double sl_fec_log10_flit_retry(const sl_error_process *errors, int lanes);

// A lane's way over several segments; `ber` of a segment: its first errors (half of the chance that
// a symbol is wrong after a right one), `burst` the chance that the symbol after a wrong one is
// wrong (0: independent).
typedef struct sl_fec_flit_link {
    sl_fec_segment segment[SL_FEC_SEGMENTS_MAX];
    int segments, lanes; // 1..SL_FEC_SEGMENTS_MAX, 1..256
    bool precoded;       // 1/(1 + D) on the segments: wrong where an error begins or ends
} sl_fec_flit_link;

typedef struct sl_fec_flit_tail {
    double log10_retry;  // as sl_fec_log10_flit_retry()
    double log10_beyond; // as sl_fec_log10_block_beyond() with `sure` 2
    double log10_ber;    // behind the FEC: wrong bits of codewords with two wrong bytes or more
} sl_fec_flit_tail;

// The same for such a link; PAM4. Exact. Errors: SL_ERR_DOMAIN. Cost: 30 us for one segment, 5 ms
// for four.
sl_status sl_fec_flit_tail_of(sl_fec_flit_tail *out, const sl_fec_flit_link *link);

// The same without FEC: chance that any of n bits (> 0) is wrong (flits of 68 B, TLPs).
double sl_fec_log10_block_retry(const sl_error_process *errors, double bits);

// Chance that a block's errors lie beyond what its CRC surely detects: more than `sure` wrong
// symbols that do not all lie in one byte (a burst shorter than the CRC). bytes go round the lanes
// as those of a flit; a CRC of n bits misses about 2^-n of these patterns. bytes >= 1,
// lanes 1..256, sure 0..SL_CRC_SURE_MAX. NaN outside.
#define SL_CRC_SURE_MAX 6
double sl_fec_log10_block_beyond(const sl_error_process *errors, int bytes, int lanes, int sure);

// ---- a link's figures at once ----

typedef enum sl_fec_method {
    SL_FEC_EXACT,
    SL_FEC_MONTE_CARLO, // drawn now
    SL_FEC_TABULATED,   // from a table drawn once
    SL_FEC_IMPORTANCE,  // drawn now, errors made likelier and weighed
    SL_FEC_BOUND,       // from the pessimistic side
} sl_fec_method;

typedef struct sl_fec_question {
    sl_fec_code code; // KR4, KP4 or KP4_INNER
    bool flit;        // instead: flits of PCIe 6, `ber` their first errors, over 16 lanes
    sl_fec_segment segment[SL_FEC_SEGMENTS_MAX];
    int segments;
    int inner_segment;  // KP4_INNER: 1 .. segments: the one that carries the inner code; 0: that of
                        // the highest bit error ratio, see sl_fec_inner_segment()
    bool precoded;      // segments without inner code
    int depth;          // codewords that take turns; of a port, for frames
    int mux;            // see sl_fec_link
    double frame_bytes; // with FCS, > 0
    double port_bps;    // payload, > 0: for latency and times
    double decode_s;    // of the decoder beyond collecting a block, >= 0
    int chase, blocks;  // of the inner code, see sl_fec_inner_opts
    double codewords;   // above 0: by Monte Carlo of error events, so many; else the exact chain
    uint64_t seed;
    int threads;
} sl_fec_question;

// With its 95 % interval where it is drawn; else low = high = value. NaN: the code has no such.
typedef struct sl_fec_figure {
    double value, low, high;
    sl_fec_method method;
} sl_fec_figure;

typedef struct sl_fec_answer {
    sl_fec_figure codeword_error_ratio; // flit: sent again
    sl_fec_figure frame_loss_ratio;     // flit: false and taken as right
    sl_fec_figure post_fec_ber;         // flit: behind the FEC, before anything is sent again
    sl_fec_figure inner_output_ber;
    sl_fec_figure mttfpa_s; // mean time to false packet acceptance
    sl_fec_figure latency_s;
} sl_fec_answer;

// The segment that carries the inner code, from 0: as asked, else the (first) one of the highest
// bit error ratio, the part between the modules; -1 for other codes.
int sl_fec_inner_segment(const sl_fec_question *question);

// Errors: SL_ERR_DOMAIN (a value out of its range; precoding where the only segment carries the
// inner code; `codewords` with the inner code or flits, which have no such engine),
// SL_ERR_NO_MEMORY. Cost: 0.3 ms; 0.5 s where the inner code meets bursts.
sl_status sl_fec_ask(sl_fec_answer *answer, const sl_fec_question *question);

// One point of a curve.
typedef struct sl_fec_point {
    double log10_codeword_error_ratio, log10_frame_loss_ratio;
} sl_fec_point;

// The question with each of n bit error ratios on its segment (with several: on the one with the
// inner code, else the first); exact or tabulated, never drawn (bursts in front of the inner code:
// see sl_fec_inner_tabulated()). n = 1 is the quick call for a lane whose error ratio and burst are
// known. Errors: SL_ERR_DOMAIN, then all NaN. Cost of a point: 5 us without bursts, 30 to 100 us
// with.
sl_status sl_fec_curve(sl_fec_point *out, const sl_fec_question *question, const double *ber,
                       size_t n);

#ifdef __cplusplus
}
#endif
#endif
