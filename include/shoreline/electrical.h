// Electrical interconnect, die bump to optical engine or far bump: loss of a chain of segments,
// what a SerDes makes of it, reach, and energy per bit. Estimate tier: closed forms.
// All impedances and lumped elements are differential values; 100 ohm is the reference.
#ifndef SHORELINE_ELECTRICAL_H
#define SHORELINE_ELECTRICAL_H

#include <stdbool.h>
#include <stddef.h>

#include "shoreline/handover.h"
#include "shoreline/physics.h"
#include "shoreline/sparam.h"
#include "shoreline/status.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SL_ELECTRICAL_REFERENCE_OHM 100.0
#define SL_SEGMENTS_MAX             64 // both hosts, both module cards and the cable

// --- channel -----------------------------------------------------------------------------------

typedef enum sl_line_geometry {
    SL_LINE_STRIPLINE, // rectangular conductor between planes: board, substrate, interposer
    SL_LINE_TWINAX,    // two round wires in a shield; trace_width_m is the wire's diameter
} sl_line_geometry;

// A uniform differential line. Homogeneous causal dielectric (Djordjevic-Sarkar), conductor with
// dc-to-skin transition and causal Huray roughness.
typedef struct sl_line {
    sl_line_geometry geometry;
    double dielectric_constant;   // at reference_freq_hz, >= 1
    double loss_tangent;          // at reference_freq_hz, >= 0, < 0.2
    double reference_freq_hz;     // 1e5..1e12; 1e9 or 1e10 in data sheets
    double impedance_ohm;         // differential, at reference_freq_hz without conductor loss, > 0
    double trace_width_m;         // of one conductor, > 0; wire diameter for SL_LINE_TWINAX
    double conductor_thickness_m; // > 0; not used for SL_LINE_TWINAX
    double roughness_rz_m;        // >= 0, 0 is smooth
    double conductivity;          // S/m at 20 degC, > 0
    double temp_k;                // of the conductor, 0 is taken as 293.15 K
    double return_ratio;          // high-frequency resistance of return path and crowding over that
                                  // of a conductor with current uniform on its perimeter;
                                  // 0: from the geometry (see docs/theory/electrical.md)
    // What follows is neutral at 0. Dielectric at work, against 20 degC and dry:
    double dielectric_temp_k;           // 0 is taken as 293.15 K
    double dielectric_constant_per_k;   // relative change
    double loss_tangent_per_k;          // relative change
    double relative_humidity;           // 0..1, in equilibrium
    double moisture_uptake;             // mass of water over that of the dielectric at humidity 1
    double dielectric_constant_per_wet; // relative change per unit of that mass ratio
    double loss_tangent_per_wet;        // absolute change per unit of that mass ratio
    // Coupling, for sl_channel_build; a path's own loss does not depend on it:
    double pair_coupling;    // of two neighbouring pairs: (Ze - Zo)/(Ze + Zo) of their even and odd
                             // differential modes, 0..0.9: the near-end coupling coefficient
    double pair_delay_split; // (delay of even - of odd mode)/delay, -0.5..0.5; 0: homogeneous
    double common_coupling;  // within the pair: (Ze - Zo)/(Ze + Zo) of its wires, 0..0.9
} sl_line;

// A lumped discontinuity: shunt C, series L (and R), optional open stub, shunt C.
typedef struct sl_lumped {
    double capacitance_near_f;       // differential, >= 0
    double inductance_h;             // differential (loop), >= 0
    double resistance_ohm;           // series, differential, >= 0
    double capacitance_far_f;        // differential, >= 0
    double stub_length_m;            // 0: no stub; it hangs at the far end
    double stub_impedance_ohm;       // differential, > 0 with a stub
    double stub_dielectric_constant; // >= 1 with a stub
    double stub_loss_tangent;        // >= 0
    double loss_db;         // dissipation at loss_freq_hz, rising as sqrt(f); 0: none (connector)
    double loss_freq_hz;    // > 0 if loss_db > 0
    double pair_coupling;   // as of sl_line
    double common_coupling; // as of sl_line
} sl_lumped;

typedef enum sl_segment_kind {
    SL_SEGMENT_LINE,
    SL_SEGMENT_VIA,
    SL_SEGMENT_BALL,
    SL_SEGMENT_SOCKET,
    SL_SEGMENT_BUMP,
    SL_SEGMENT_CONNECTOR,
} sl_segment_kind;

// One element of a path; LINE reads length_m and line, every other kind reads lumped.
typedef struct sl_segment {
    sl_segment_kind kind;
    double length_m; // LINE only, >= 0
    sl_line line;
    sl_lumped lumped;
    bool reversed; // passed from its far side; tells in reflections only
} sl_segment;

// Propagation of a line at freq_hz > 0.
typedef struct sl_line_constants {
    double attenuation_np_m;
    double phase_rad_m;
    double impedance_re_ohm; // characteristic, differential
    double impedance_im_ohm;
} sl_line_constants;

// Attenuation, phase constant and characteristic impedance of a line. SL_ERR_DOMAIN for a field
// outside of its range or freq_hz <= 0. Cost 0.3 us. Sources: Djordjevic et al., IEEE Trans. EMC 43
// (2001) 662; Bracken, DesignCon 2012; Pozar, Microwave Engineering, 4th ed., ch. 2 and 3.
sl_status sl_line_at(sl_line_constants *out, const sl_line *line, double freq_hz);

// A line as it comes out of production: trace (or wire) wider by width_ratio and dielectric
// constant higher by dielectric_ratio, both > 0, between the planes (in the shield) of the nominal
// one; the impedance follows, by Cohn's formula for striplines and for twinax as ln(1/d) at fixed
// spacing. SL_ERR_DOMAIN: no spacing gives the nominal impedance, or nothing is left of it. 2 us.
// Source: Cohn, IRE Trans. MTT-2 (1954) 52; Pozar, Microwave Engineering, 4th ed., 3.7 and 2.7.
sl_status sl_line_manufacture(sl_line *line, double width_ratio, double dielectric_ratio);

// Matched loss, dB >= 0, of length_m >= 0 of a line at freq_hz >= 0 (at 0: the resistive limit's
// matched loss, that is 0 for the exponent of a lossy line at DC). NaN outside of the domain.
double sl_line_loss_db(const sl_line *line, double length_m, double freq_hz);

// Causality residual of a line: energy of its impulse response before the arrival at infinite
// frequency, dB relative to the whole, over 8192 points of a grid up to freq_max_hz (about 4
// times the symbol rate) with a smooth roll-off, on length_m of the line. Below -80 dB for a causal
// line. NaN outside of the domain. 3 ms and 256 KiB of stack; for tests and the self-test.
double sl_line_causality_db(const sl_line *line, double length_m, double freq_max_hz);

// Scattering magnitudes of one segment in 100 ohm. s21 of a LINE is its matched transmission; its
// mismatch to 100 ohm is in s11, the largest over the line's phase, and in mismatch, the largest
// relative change of s21 that it makes. s21 and s11 of a lumped segment come from its ABCD matrix.
typedef struct sl_segment_response {
    double s21;      // |S21|
    double s11;      // |S11|
    double mismatch; // ratio, 0 for a lumped segment
    double delay_s;  // LINE: phase delay at freq_hz; lumped: (L/100 ohm + C * 100 ohm)/2
} sl_segment_response;

sl_status sl_segment_at(sl_segment_response *out, const sl_segment *segment, double freq_hz);

// Frequency of the first notch of an open stub, c/(4 l sqrt(er)), Hz; length_m > 0, er >= 1.
double sl_stub_notch_hz(double length_m, double dielectric_constant);

// Loss, dB, of n segments in a row at freq_hz > 0: the sum of the segments' own losses. What their
// reflections do to each other is not counted; sl_electrical_ripple_db bounds it.
sl_status sl_electrical_loss_db(double *loss_db, const sl_segment *segments, size_t n,
                                double freq_hz);

// The same at the 64 cell midpoints of 0..symbol_rate_bd.
sl_status sl_electrical_loss_grid_db(double loss_db[SL_RESPONSE_CELLS], const sl_segment *segments,
                                     size_t n, double symbol_rate_bd);

// The loss at freq_hz split by segment: loss_db[n].
sl_status sl_electrical_loss_split_db(double *loss_db, const sl_segment *segments, size_t n,
                                      double freq_hz);

// Delay, s, of the path at freq_hz: phase delay of the lines, low-frequency group delay
// of the lumped segments.
sl_status sl_electrical_delay_s(double *delay_s, const sl_segment *segments, size_t n,
                                double freq_hz);

// Bound, dB, on how far reflections between segments (and the two ends, of reflection magnitudes
// reflection_near and reflection_far, 0..1) can move the loss at freq_hz:
// -20 log10(1 - sum over pairs |G_i||G_j| T_ij^2), T_ij the transmission between. Infinite when the
// sum reaches 1 (no bound). First order in pairs: triple and higher reflections are neglected.
sl_status sl_electrical_ripple_db(double *ripple_db, const sl_segment *segments, size_t n,
                                  double reflection_near, double reflection_far, double freq_hz);

// --- channel as a network ----------------------------------------------------------------------

typedef struct sl_channel_opts {
    const sl_segment *segments;
    size_t n;             // 0..SL_SEGMENTS_MAX
    double freq_max_hz;   // grid of `points` from 0 Hz, uniform
    size_t points;        // >= 2
    double reference_ohm; // of each single-ended port; 0: 50
} sl_channel_opts;

// Builds the path as 4-ports, ports 1 and 3 (+, -) near, 2 and 4 far (COM's port order [1 3 2 4]):
// *thru the pair itself, *fext from the near end of a neighbouring pair to this one's far end,
// *next from the neighbour's far end to this one's far end (ports 1, 3: where the aggressor
// drives). Reflections of all orders, at 0 Hz too. fext and next may be NULL. Segments are those of
// the estimate tier, so that |SDD21| is its loss within sl_electrical_ripple_db. Two identical
// pairs, each of two identical wires, have four modes that do not couple (even and odd over the
// pairs, differential and common in each): each is cascaded as two-ports by the star product, then
// they are taken together. Parallel over frequency; the result does not depend on threads. About 2
// us per point and line segment without coupling, twice that with. Errors: SL_ERR_DOMAIN,
// SL_ERR_LIMIT, SL_ERR_NO_MEMORY. Source: docs/theory/electrical.md.
sl_status sl_channel_build(sl_sparam **thru, sl_sparam **fext, sl_sparam **next, sl_ctx *ctx,
                           const sl_channel_opts *opts);

// --- SerDes ------------------------------------------------------------------------------------

typedef enum sl_equaliser {
    SL_EQUALISER_CTLE, // continuous-time only
    SL_EQUALISER_FFE,  // linear, MMSE
    SL_EQUALISER_DFE,  // decision feedback or sequence detection: the Salz bound
} sl_equaliser;

typedef struct sl_transmitter {
    double swing_peak_v;   // outermost level, differential: half of the peak-to-peak swing, > 0
    double snr_tx_db;      // > 0, inf: no noise
    double jitter_rms_ui;  // >= 0
    double level_mismatch; // R_LM, 0 < R_LM <= 1
    double bandwidth_hz;   // 4th-order Butterworth, -3 dB; inf: none
} sl_transmitter;

typedef struct sl_receiver {
    double noise_psd_v2_hz;   // one-sided, at the input, before the filter, >= 0 (COM's eta_0)
    double sampler_psd_v2_hz; // one-sided, after the filter (slicer, quantiser), >= 0
    double crosstalk_rms_v;   // at the input, counted as white over 0..fb, >= 0 (COM's ICN)
    double bandwidth_hz;      // 4th-order Butterworth, -3 dB; inf: none
    sl_equaliser equaliser;
} sl_receiver;

typedef struct sl_electrical_in {
    const sl_segment *segments;
    size_t n_segments; // 0..SL_SEGMENTS_MAX
    double symbol_rate_bd;
    int levels; // 2, 4, 6, 8
    sl_transmitter transmitter;
    sl_receiver receiver;
    double implementation_loss_db; // SNR from the bound to a real receiver, >= 0; about 5: 2 to the
                                   // receiver of IEEE 802.3 COM and its 3 to pass
    double target_ber;             // before FEC, 0 < ber < 0.5
    double loss_limit_db;          // of the reach class at Nyquist; inf: none
    double margin_offset_db;       // added to the margin: what a finer tier found above this one
    double loss_offset_db;         // the same of the loss that the class limits
    double snr_offset_db;          // the same of the SNR that log10_ber is taken at
    double reflection_near;        // |G| of transmitter and receiver, for the ripple bound
    double reflection_far;
} sl_electrical_in;

typedef struct sl_electrical_out {
    double loss_nyquist_db;
    double loss_split_db[SL_SEGMENTS_MAX]; // of each segment at Nyquist
    double snr_dfe_db;
    double snr_linear_db;
    double snr_ctle_db;     // NaN unless the equaliser is SL_EQUALISER_CTLE
    double snr_db;          // of the chosen equaliser, before the implementation loss
    double snr_required_db; // for target_ber
    double margin_db;       // snr - implementation_loss - snr_required + margin_offset
    double class_margin_db; // loss_limit - loss_nyquist - loss_offset
    double log10_ber;       // at snr - implementation_loss + snr_offset
    double ripple_db;       // reflections' bound on loss_nyquist_db
    double delay_s;
    sl_pulse_response response; // hand-over at the far end, before the receiver's filter: NRZ
                                // hold * transmitter * channel; input noise + crosstalk
} sl_electrical_out;

// Evaluates a serial link. Errors: SL_ERR_DOMAIN for a field out of range, SL_ERR_LIMIT for more
// than SL_SEGMENTS_MAX segments. At least one of the receiver's
// noises must be positive. About 10 us + 6 us per line segment.
sl_status sl_electrical_evaluate(sl_electrical_out *out, const sl_electrical_in *in);

typedef enum sl_reach_limit {
    SL_REACH_SNR,   // margin_db = 0
    SL_REACH_CLASS, // class_margin_db = 0
    SL_REACH_BOTH,  // the smaller of both
} sl_reach_limit;

// Longest length, m, of line segment `line_index` with a non-negative margin, all else as in `in`.
// 0 if there is no margin even at zero length, length_max_m if there is some at length_max_m.
// Losses per metre are computed once; 6 to 20 evaluations of the margin follow, 3 us each.
// Bisection and inverse quadratic interpolation (Chandrupatla), 1e-5 relative. SL_ERR_DOMAIN:
// line_index is no line.
sl_status sl_electrical_max_reach(double *length_m, const sl_electrical_in *in, size_t line_index,
                                  sl_reach_limit limit, double length_max_m);

// --- energy ------------------------------------------------------------------------------------

// Coefficients of the energy model, at the node of node_scale 1 (5 nm class) and at
// reference_rate_bd. All class assumption; the ranges stand in docs/theory/electrical.md.
typedef struct sl_serdes_coefficients {
    double reference_rate_bd;       // at which clock_j_per_symbol and adc_walden_j_per_step hold
    double serialiser_j_per_bit;    // serialiser and pre-driver plus deserialiser
    double clock_j_per_symbol;      // clock generation and distribution, both ends together
    double cdr_j_per_symbol;        // clock recovery
    double tx_tap_j_per_symbol;     // one tap of the transmitter's FFE
    double dac_j_per_symbol;        // converter of a DSP-based transmitter
    double ctle_w_per_hz;           // CTLE and VGA: power per Hz of Nyquist frequency at boost 1
    double slicer_j;                // one comparison in a mixed-signal receiver
    double analog_tap_j_per_symbol; // one DFE tap in a mixed-signal receiver
    double adc_walden_j_per_step;   // converter: FOM_w, 2^ENOB steps per sample
    double dsp_tap_j_per_symbol;    // one tap of a digital FFE
    double mlse_j_per_symbol;       // sequence detector
    double ctle_boost_max_db;       // loss that the CTLE takes
    double base_taps;               // taps that any digital receiver has
    double residual_db_per_tap;     // loss beyond the CTLE's that one more tap equalises
    double tx_db_per_tap;           // loss per tap of the transmitter's FFE
    double mixed_signal_loss_db;    // loss up to which a mixed-signal receiver does it
    double mlse_loss_db;            // loss above which there is a sequence detector
    double quantisation_margin_db;  // quantisation noise below the noise that the target allows
    double crest_factor_db;         // peak over rms at the converter
    double supply_efficiency;       // of the regulators on the die, 0..1: energy is at the bump
} sl_serdes_coefficients;

// The default coefficients. Class assumption.
sl_serdes_coefficients sl_serdes_coefficients_default(void);

// The equalisers that a search has found.
typedef struct sl_serdes_equaliser {
    double tx_taps;        // of the transmitter's FFE, the main one too, >= 1
    double rx_taps;        // of the receiver's FFE and DFE, >= 0
    double boost_db;       // of the CTLE, peak over DC, 0..80
    double enhancement_db; // SNR at the converter over that at the decision, of white noise there
    bool mlse;
} sl_serdes_equaliser;

typedef struct sl_serdes_energy_in {
    double loss_nyquist_db; // 0..80, bump to bump
    double snr_required_db; // at the decision, for the target BER, -10..80
    double symbol_rate_bd;
    int levels;        // 2, 4, 6, 8
    double swing_pp_v; // differential peak-to-peak at the transmitter, > 0
    double driver_ohm; // R_d, single-ended termination, > 0 (50)
    double node_scale; // energy of this node over that of the coefficients' node, > 0
    sl_serdes_coefficients coefficients;
    const sl_serdes_equaliser *equaliser; // NULL: what the loss asks for
} sl_serdes_energy_in;

// Energy per bit of ONE direction of one lane: its transmitter plus the receiver at the far end.
// (A duplex port of rate R in each direction has one of each: its power is R * total.)
typedef struct sl_serdes_energy_out {
    double energy_j_per_bit; // total = tx + rx
    double tx_j_per_bit;
    double rx_j_per_bit;
    double serialiser_j_per_bit; // the terms; they sum up to the total
    double driver_j_per_bit;
    double tx_equaliser_j_per_bit;
    double ctle_j_per_bit;
    double converter_j_per_bit; // ADC, or the slicers of a mixed-signal receiver
    double dsp_j_per_bit;       // receive taps, digital or analog, and MLSE
    double clock_j_per_bit;     // clocking of both ends and CDR
    double tx_taps;
    double rx_taps;
    double enob; // 0 for a mixed-signal receiver
    bool adc_used;
    bool mlse_used;
} sl_serdes_energy_out;

// Energy of a SerDes as an output of its channel: loss and SNR decide the taps, the converter's
// resolution and the kind of the receiver; with an equaliser given only the last is by loss.
// SL_ERR_DOMAIN for an input out of range. Source: composition of the terms in
// docs/theory/electrical.md; converter energy after Walden, IEEE JSAC 17 (1999) 539.
sl_status sl_serdes_energy(sl_serdes_energy_out *out, const sl_serdes_energy_in *in);

#ifdef __cplusplus
}
#endif
#endif
