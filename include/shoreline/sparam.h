// Scattering parameters: the object, Touchstone files, networks, and how far data can be trusted.
//
// Conventions. Matrices are row-major double _Complex, n*n, element (i, j) at i*n + j: wave out of
// port i+1 for a wave into port j+1. Reference impedances are real and positive, one per port; for
// those, power waves (Kurokawa 1965) and pseudo waves (Marks and Williams 1992) are the same.
// Time dependence exp(+j w t). Ports are numbered from 1 in texts and from 0 in arguments.
#ifndef SHORELINE_SPARAM_H
#define SHORELINE_SPARAM_H

#include <stdbool.h>
#include <stddef.h>

#include "shoreline/core.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SL_SPARAM_PORTS_MAX 64

// --- the object --------------------------------------------------------------------------------

// A network over frequency: ports, points, ascending frequencies, a reference impedance per port,
// and the matrices of all points in one block.
typedef struct sl_sparam sl_sparam;

// All values zero, references 50 ohm. ports 1..SL_SPARAM_PORTS_MAX, points >= 1. The context must
// outlive the object. Errors: SL_ERR_DOMAIN, SL_ERR_NO_MEMORY.
sl_status sl_sparam_create(sl_sparam **out, sl_ctx *ctx, int ports, size_t points);
sl_status sl_sparam_clone(sl_sparam **out, const sl_sparam *s);
void sl_sparam_destroy(sl_sparam *s); // NULL is legal

int sl_sparam_ports(const sl_sparam *s);
size_t sl_sparam_points(const sl_sparam *s);
sl_ctx *sl_sparam_ctx(const sl_sparam *s);
const double *sl_sparam_freq_hz(const sl_sparam *s);       // [points]
const double *sl_sparam_reference_ohm(const sl_sparam *s); // [ports]
// Matrix of one point, point < points; that of point + 1 follows it in memory.
const double _Complex *sl_sparam_at(const sl_sparam *s, size_t point);

// The same to write to. Frequencies must stay finite, >= 0 and strictly ascending, references > 0;
// sl_sparam_valid says whether they are and whether every value is finite.
double *sl_sparam_freq_hz_mut(sl_sparam *s);
double *sl_sparam_reference_ohm_mut(sl_sparam *s);
double _Complex *sl_sparam_at_mut(sl_sparam *s, size_t point);
bool sl_sparam_valid(const sl_sparam *s);

// --- Touchstone --------------------------------------------------------------------------------

typedef struct sl_touchstone_opts {
    int ports; // 0: from [Number of Ports], the extension .sNp, or the layout of the lines
} sl_touchstone_opts;

// Reads a Touchstone file, version 1.x or 2.x, .sNp or .ts, S, Y, Z, H or G. What is not S is
// converted (version 1: normalised to R, version 2: not). A file packed by xz (.s4p.xz) is
// unpacked. [Mixed-Mode Order] is taken back to single-ended ports. Noise data are skipped and told
// as a note. opts may be NULL. Files of any size that fits into memory. About 2 ns per byte of RI
// text. Errors, with place, cause and fix in the context: SL_ERR_IO (not readable), SL_ERR_SCENARIO
// (not a Touchstone file, or one that contradicts itself), SL_ERR_NO_MEMORY. Repairs that the trade
// makes are told as warnings.
// Source: Touchstone File Format Specification, IBIS Open Forum, version 2.0 (2009).
sl_status sl_touchstone_read(sl_sparam **out, sl_ctx *ctx, const char *path,
                             const sl_touchstone_opts *opts);

// The same from text in memory: source->length bytes (no zero needed behind them). ports 0: from
// [Number of Ports] or deduced.
sl_status sl_touchstone_parse(sl_sparam **out, sl_ctx *ctx, const sl_source *source, int ports);

// Number of ports that a path's extension says (.s4p, .s4p.xz: 4), 0 if it says none.
int sl_touchstone_ports_of(const char *path);

typedef enum sl_touchstone_format {
    SL_TOUCHSTONE_RI, // reads back to the same doubles
    SL_TOUCHSTONE_MA,
    SL_TOUCHSTONE_DB, // 0 is written as -999 dB
} sl_touchstone_format;

typedef struct sl_touchstone_write_opts {
    int version; // 1 (0 is taken as 1) or 2
    sl_touchstone_format format;
    const char *comment; // lines for the head, or NULL
} sl_touchstone_write_opts;

// Writes frequencies in Hz and S parameters with as many digits (at most 17) as it takes to read
// the same doubles. Version 1 holds one reference: SL_ERR_DOMAIN where the ports' differ. opts may
// be NULL. text->failed: SL_ERR_NO_MEMORY.
sl_status sl_touchstone_write(sl_text *text, const sl_sparam *s,
                              const sl_touchstone_write_opts *opts);

// Reads one decimal number: [+-]digits[.digits][(e|E|d|D)[+-]digits], correctly rounded to the
// nearest double, independent of the locale. Returns the first byte behind it, or NULL where none
// begins at text (then *value is not touched). Words such as inf, nan and 0x1p3 are no numbers.
// Needs end >= text; reads no byte at or behind end. About 8 ns for up to 19 digits.
const char *sl_decimal_read(double *value, const char *text, const char *end);

// --- two-ports ---------------------------------------------------------------------------------
// Matrices s[4] = {S11, S12, S21, S22}, both ports with the reference r0_ohm > 0. Elements are
// given by complex impedances, so that any law of frequency is the caller's.

// Series impedance and shunt admittance: S11 = z/(2 R0 + z); S11 = -y R0/(2 + y R0).
// Source: Pozar, Microwave Engineering, 4th ed., table 4.1 with 4.2; IEEE 802.3 (93A-8).
void sl_two_series(double _Complex s[4], double _Complex z_ohm, double r0_ohm);
void sl_two_shunt(double _Complex s[4], double _Complex y_siemens, double r0_ohm);

// Uniform line of characteristic impedance zc_ohm and gamma_length = (alpha + j beta) l. No loss of
// digits towards DC, where gamma goes to 0 and zc may grow. zc_ohm not 0.
// Source: IEEE 802.3 (93A-13, 93A-14).
void sl_two_line(double _Complex s[4], double _Complex gamma_length, double _Complex zc_ohm,
                 double r0_ohm);

// out = a in front of b, the star product: N = 1 - S22a S11b. No transfer matrix, so that S21 = 0
// is legal. out may be a or b. SL_ERR_DOMAIN where N is 0 (two lossless resonators in tune).
sl_status sl_two_cascade(double _Complex out[4], const double _Complex a[4],
                         const double _Complex b[4]);
void sl_two_reverse(double _Complex s[4]); // ports exchanged

// Chain matrix {A, B (ohm), C (S), D}, for looking at, not for cascading. Real references r1, r2.
// SL_ERR_DOMAIN: S21 = 0, or a chain matrix without S. Source: Frickey, IEEE Trans. MTT 42 (1994).
sl_status sl_two_to_abcd(double _Complex abcd[4], const double _Complex s[4], double r1_ohm,
                         double r2_ohm);
sl_status sl_two_from_abcd(double _Complex s[4], const double _Complex abcd[4], double r1_ohm,
                           double r2_ohm);

// Voltage transfer from a source behind near_ohm to a load far_ohm, relative to what a matched
// through gives (half of the source): (93A-18) of IEEE 802.3 with S12 S21 in place of S21^2.
// near_ohm, far_ohm >= 0 (far inf: open). NaN where the denominator is 0.
double _Complex sl_two_transfer(const double _Complex s[4], double r0_ohm, double near_ohm,
                                double far_ohm);

// --- n-ports -----------------------------------------------------------------------------------

// References changed from from_ohm[n] to to_ohm[n], in place. Real references: power waves and
// pseudo waves agree, S' = K (S - R)(1 - R S)^-1 K^-1, R = (to - from)/(to + from). O(n^3).
// SL_ERR_DOMAIN where the network has no S at the new references.
sl_status sl_net_renormalise(double _Complex *s, int n, const double *from_ohm,
                             const double *to_ohm);

// out(i, j) = s(order[i], order[j]): port i of out is port order[i] of s. out is not s.
void sl_net_permute(double _Complex *out, const double _Complex *s, int n, const int *order);

// Ports ports_a[k] of a (na ports) joined to ports_b[k] of b, k < m, of the same reference. out has
// the free ports of a in their order, then those of b: (na + nb - 2 m)^2 entries, na + nb - 2 m >=
// 1. SL_ERR_DOMAIN: port named twice or out of range, or a singular inner system. O(m^2 (na + nb)).
sl_status sl_net_join(double _Complex *out, const double _Complex *a, int na,
                      const double _Complex *b, int nb, const int *ports_a, const int *ports_b,
                      int m);

// Mixed modes of n = 2 pairs ports, ports pair[2 k] (+) and pair[2 k + 1] (-): the first n/2 rows
// of out are differential, the others common: [SDD SDC; SCD SCC]. d = (plus - minus)/sqrt 2,
// c = (plus + minus)/sqrt 2; references 2 R and R/2. O(n^2). out is not s.
// Source: Bockelman and Eisenstadt, IEEE Trans. MTT 43 (1995) 1530.
void sl_net_mixed(double _Complex *out, const double _Complex *s, int n, const int *pair);
void sl_net_single_ended(double _Complex *out, const double _Complex *mixed, int n,
                         const int *pair);

// --- the same over frequency -------------------------------------------------------------------
// Errors besides those above: SL_ERR_DOMAIN where grids, numbers of ports or the references of
// joined ports differ; SL_ERR_NO_MEMORY.

sl_status sl_sparam_cascade(sl_sparam **out, const sl_sparam *a, const sl_sparam *b); // two-ports
sl_status sl_sparam_join(sl_sparam **out, const sl_sparam *a, const sl_sparam *b,
                         const int *ports_a, const int *ports_b, int m);
sl_status sl_sparam_renormalise(sl_sparam *s, const double *to_ohm);
sl_status sl_sparam_permute(sl_sparam **out, const sl_sparam *s, const int *order);
// All modes, [SDD SDC; SCD SCC]; the references become 2 R and R/2 of each pair (equal in a pair).
sl_status sl_sparam_mixed(sl_sparam **out, const sl_sparam *s, const int *pair);
// The differential part alone of a 4-port: port 1 is pair[0], pair[1], port 2 pair[2], pair[3].
sl_status sl_sparam_differential(sl_sparam **out, const sl_sparam *s, const int pair[4]);

// --- quality -----------------------------------------------------------------------------------

// Largest singular value of an n*n matrix: above 1 a network gives more power than it takes. Exact
// to rounding (1e-15 relative): Householder's tridiagonal form of S'S and bisection by Sturm's
// count. NaN for values that are not finite. O(n^3), 1 us for n = 4.
double sl_net_singular_max(const double _Complex *s, int n);

// Through lines of a network of 2 m ports and which ends belong together.
// Pairs: the pairing of all ports with the largest sum over 0.1..1 GHz of |S_ij| (where the file
// has less than three points there: over its lowest tenth). Ends: near[0] is the lowest port; a
// line's end is near where its coupling to the first line's near end comes earlier (by group delay
// weighted with |S|^2) than that of its other end; where no coupling tells, by number. Lines 2 k
// and 2 k + 1, in the order of their lowest ports, are a differential pair, which is COM's
// [tx+ tx- rx+ rx-] = {near[0], near[1], far[0], far[1]}; their signs cannot be seen in S.
typedef struct sl_port_order {
    int lines;                         // m; 0: an odd number of ports, or one line's end missing
    int near[SL_SPARAM_PORTS_MAX / 2]; // ports from 0
    int far[SL_SPARAM_PORTS_MAX / 2];  // of the same line
    double through;                    // mean |S| of the pairs in the band
    double runner_up; // the same where the best other pairing differs; NaN: one pair
    double freq_low_hz, freq_high_hz; // the band
    double ends_margin;               // least |delay difference| over the through's; NaN: unknown
    bool pairs_clear;                 // through > 0.3 and 1.5 times the runner-up
    bool ends_clear;                  // each line's ends differ by more than a tenth in delay
} sl_port_order;

// Errors: SL_ERR_NO_MEMORY. Up to 12 ports every pairing is compared; above, the strongest pair is
// taken first.
sl_status sl_sparam_port_order(sl_port_order *out, const sl_sparam *s);

// Grades of IEEE Std 370-2020 (frequency-domain metrics); the same words for our own measures.
typedef enum sl_quality_grade {
    SL_QUALITY_GOOD,
    SL_QUALITY_ACCEPTABLE,
    SL_QUALITY_INCONCLUSIVE,
    SL_QUALITY_POOR,
    SL_QUALITY_UNKNOWN, // could not be judged
} sl_quality_grade;

typedef struct sl_sparam_quality {
    // grid
    double freq_first_hz, freq_last_hz, step_hz; // step: (last - first)/(points - 1)
    double step_deviation;                       // largest |step - mean|/mean; 0 for one point
    bool has_dc;
    double phase_step_rad; // largest of a through between points (near pi: too coarse); NaN: no
                           // clear through
    // reciprocity
    double reciprocity_error, reciprocity_hz; // largest |Sij - Sji| and where
    double reciprocity_370;                   // 0..100
    // passivity
    double singular_max, singular_hz; // largest singular value and where
    size_t active_points;             // above 1.00001
    double passivity_370;             // 0..100
    // causality
    double causality_370; // 0..100: share of clockwise rotation, least of all entries
    int causality_i, causality_j;
    double early_db; // ours: energy of impulse responses before 0 over the whole, worst entry of
                     // those within 40 dB of the strongest; NaN: the grid has no such transform
    double interpolation_error; // ours: largest |S - cubic through its neighbours|; NaN as above
    sl_port_order order;
    sl_quality_grade reciprocity, passivity, causality, sampling; // verdicts; causality: the better
                                                                  // of the two measures
    sl_quality_grade verdict;                                     // the worst of them
} sl_sparam_quality;

// Every check of a network. Errors: SL_ERR_DOMAIN (sl_sparam_valid is false), SL_ERR_NO_MEMORY.
// About 30 ms for 4 ports and 8000 points.
// Source: IEEE Std 370-2020 and its published frequency-domain checks, for what ends in _370.
sl_status sl_sparam_quality_of(sl_sparam_quality *out, const sl_sparam *s);
const char *sl_quality_grade_text(sl_quality_grade grade); // "good", ..., never NULL

#ifdef __cplusplus
}
#endif
#endif
