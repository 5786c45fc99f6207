// One optical lane at the standard tier: pulse responses with finite equalisers, interference as a
// distribution, noise that depends on the level. Theory: docs/theory/optics-links.md.
#ifndef SHORELINE_OPTICAL_LINK_H
#define SHORELINE_OPTICAL_LINK_H

#include "shoreline/filter.h"
#include "shoreline/optics.h"
#include "shoreline/waveform.h"

#define SL_LINK_FILTERS  4
#define SL_LINK_TAPS_MAX 64

typedef enum sl_predistortion {
    SL_LEVELS_AS_DRIVEN, // equally spaced drive: the transmitter's R_LM
    SL_LEVELS_EQUAL,     // driven so that the light's levels are equally spaced
    SL_LEVELS_BY_NOISE,  // so that all eyes have the same q
} sl_predistortion;

typedef enum sl_detector {
    SL_DETECT_LINEAR,   // FFE, slicer
    SL_DETECT_DFE,      // one tap of feedback at least, see dfe_n
    SL_DETECT_SEQUENCE, // FFE to 1 + alpha D, maximum likelihood over it
} sl_detector;

typedef struct sl_link_receiver {
    int ffe_n, ffe_pre;   // T-spaced taps, of which before the main one; 1..64
    int dfe_n;            // DFE: 1..8; SEQUENCE: 1; else 0
    double dfe_limit;     // |tap| over the main cursor, > 0
    sl_detector detector; //
    sl_ctle ctle;         // in front of the taps; pole1_hz 0: none
} sl_link_receiver;

// A lane: what the estimate takes (its transmitter_bandwidth_hz, transmitter_gain,
// fibre_bandwidth_hz and receiver_bandwidth_hz must be valid but have no effect), the transfers
// with their phase, and the receiver.
typedef struct sl_optical_link {
    sl_lane_in lane;
    sl_filter transmitter[SL_LINK_FILTERS]; // driver, modulator, laser, fibre's modes
    sl_filter receiver[SL_LINK_FILTERS];    // photodiode, amplifier
    int transmitter_n, receiver_n;          // 0..SL_LINK_FILTERS
    // A modulator's curve bends what the filters in front of it give it: the first driven_n of
    // `transmitter`. bend: departure of the light at a third below and above the middle of the
    // drive from the straight line between the outermost levels, over half of their distance. {0,
    // 0}: straight, and the levels have lane.level_mismatch.
    int driven_n;
    double bend[2];          // within +-0.5
    const sl_pulse *host_tx; // sampled response of the host's channel with its transmitter's pulse,
                             // cursor at 1 over the settled level; NULL: lane.host_tx as linear
                             // phase, or none
    size_t host_tx_samples_per_ui;
    sl_predistortion predistortion;
    sl_link_receiver rx;
} sl_optical_link;

typedef enum sl_link_parameter {
    SL_LINK_LOSS_DB,        // of the path: less light
    SL_LINK_EXTINCTION_DB,  // extinction ratio at constant average power
    SL_LINK_RIN_DB,         //
    SL_LINK_THERMAL_DB,     // noise of the amplifier
    SL_LINK_TX_BANDWIDTH,   // relative, all transmit filters: per 1 (1 % is 0.01)
    SL_LINK_RX_BANDWIDTH,   // relative
    SL_LINK_DISPERSION_S_M, // accumulated D L
    SL_LINK_LEVEL_MISMATCH, // R_LM
    SL_LINK_PARAMETERS
} sl_link_parameter;

typedef struct sl_link_point {
    double log10_ber;
    double snr_db;   // electrical, mean square over noise and interference
    double phase_ui; // of the decision, from the pulse's peak
    double taps[SL_LINK_TAPS_MAX], dfe[8];
    double level[SL_LEVELS_MAX];                               // as transmitted, outermost +-1
    double level_sigma[SL_LEVELS_MAX];                         // noise alone, over half the OMA
    double thermal, shot, rin, beat, electronics, jitter, isi; // variances over (OMA/2)^2, mean
    double burst; // chance that the symbol after a wrong one is wrong, where decisions feed back
    // d log10 BER/d parameter at fixed taps, phase and thresholds; of the margin it is that over
    // the negative of its SL_LINK_LOSS_DB. NaN with sequence detection
    double gradient[SL_LINK_PARAMETERS];
} sl_link_point;

typedef struct sl_link sl_link;

// Pulse, noise and equaliser of a lane. period_ui: window of the response, 0: 64 UI, or 256 with
// host_tx. The object may be used by one thread at a time, and used again for other lanes without
// asking for memory. Errors: SL_ERR_DOMAIN (as sl_lane_evaluate; taps out of range),
// SL_ERR_NO_MEMORY.
sl_status sl_link_create(sl_link **out, sl_ctx *ctx, int period_ui);
void sl_link_destroy(sl_link *link);

// Error ratio and gradients (with_gradient != 0) of the lane with taps of least mean square error
// at its best phase. Errors: SL_ERR_DOMAIN, SL_ERR_NO_CONVERGENCE (no equaliser: pulse without
// signal). Cost: bench/bench_links.c.
sl_status sl_link_evaluate(sl_link_point *out, sl_link *link, const sl_optical_link *in,
                           int with_gradient);

// Sets in->rx.ctle to the form of IEEE 802.3 Annex 178A (zero and poles at 2/5 and 1 of the symbol
// rate, low-frequency stage at 1/80) with the gains of least errors: 0..-15 and 0..-6 dB in steps
// of 3 and 1 dB, coordinate by coordinate. Some 20 evaluations. Errors: as sl_link_evaluate().
sl_status sl_link_adapt_ctle(sl_link *link, sl_optical_link *in);

// dB of more optical loss until the target error ratio, equaliser adapted; -INFINITY: no light
// reaches it, 60: more than that. Source of the definition: sl_lane_out.
sl_status sl_link_margin(double *margin_db, sl_link *link, const sl_optical_link *in);

// The pulse at the decision before the FFE, over half the OMA, and its samples per UI; valid until
// the next evaluation. For pictures and for the waveform tier's check.
sl_pulse sl_link_pulse(const sl_link *link, size_t *samples_per_ui, size_t *cursor);

#endif
