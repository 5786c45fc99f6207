// The electrical channels of a design: as networks, and their operating margin.
#ifndef SHORELINE_CHANNEL_H
#define SHORELINE_CHANNEL_H

#include "shoreline/bittrue.h"
#include "shoreline/com.h"
#include "shoreline/electrical.h"
#include "shoreline/eye.h"
#include "shoreline/lane.h"
#include "shoreline/model.h"

#ifdef __cplusplus
extern "C" {
#endif

// ---- channels as networks ----------------------------------------------------------------------

// One serial channel of a design: what lies between a transmitter and the receiver that decides.
typedef struct sl_design_channel {
    const char *name; // "host", "line" (between the retimers of an active cable) or "end to end"
    sl_segment segments[SL_SEGMENTS_MAX];
    size_t n;
    double symbol_rate_bd;
} sl_design_channel;

// Channels of a design: one, or two of an active cable (host first). Their number.
int sl_design_channels(sl_design_channel out[2], const sl_design *design);

// Whether some segment couples to a neighbouring pair: without, there is no crosstalk.
bool sl_design_channel_coupled(const sl_design_channel *channel);

// What was built: networks, and the estimate beside them at Nyquist.
typedef struct sl_built_channel {
    sl_sparam *thru, *fext, *next;
    double nyquist_hz;
    double thru_db, fext_db, next_db; // 20 log10 |SDD21|, nearest point of the grid
    double estimate_db, ripple_db;    // added loss, and the bound of what reflections do to it
    bool coupled;                     // some segment couples to a neighbour
} sl_built_channel;

// Networks of a channel from 0 Hz to the symbol rate, in whole steps of 10 MHz or less: finer where
// the path's delay asks for it (an eighth of a turn a step). Errors: as sl_channel_build.
sl_status sl_design_channel_build(sl_built_channel *out, sl_ctx *ctx,
                                  const sl_design_channel *channel);
void sl_built_channel_destroy(sl_built_channel *built);

// ---- operating margin ---------------------------------------------------------------------------

// Settings of COM for a SerDes: the reference receiver of the rate's class (up to 80 GBd that of
// 802.3ck clause 163, NRZ that of clause 93, above the receive FFE of 802.3dj Annex 178A), its
// frequencies scaled to the symbol rate, with the SerDes's own swing, noise, jitter, bandwidth and
// target, and without packages: a design's channel begins at the die bump. SL_EQUALISER_FFE takes
// the DFE away, SL_EQUALISER_CTLE the receive FFE as well. Not a compliance result. Fields may be
// changed before sl_com_run; not for sl_com_settings_set. Errors: SL_ERR_NO_MEMORY. 1 ms.
sl_status sl_design_com_settings(sl_com_settings **out, sl_ctx *ctx, const sl_serdes_spec *serdes,
                                 double symbol_rate_bd, int levels);

// What the networks of a design do not say: the SerDes's crosstalk, as white noise, where nothing
// couples; DER_0 of a passive link, which is what its FEC needs.
void sl_design_com_adapt(sl_com_settings *settings, const sl_design *design,
                         const sl_serdes_spec *serdes, const sl_built_channel *built);

// COM of a built channel with both neighbours as far-end and one as near-end aggressors (none where
// nothing couples). Errors: as sl_com_run.
sl_status sl_design_com(sl_com_result **out, sl_ctx *ctx, const sl_com_settings *settings,
                        const sl_built_channel *built, const sl_com_opts *opts);

// ---- standard and detailed tier -----------------------------------------------------------------

// Pulses of a channel at the decision under the equalisers that COM found.
typedef struct sl_link_waveform {
    sl_waveform wave;      // equalised; noise, jitter, levels, DFE and aggressors in it
    sl_pulse unequalised;  // the victim in the same window without transmit FFE, CTLE, receive FFE
    sl_pulse aggressor[3]; // what wave points to
    double sampled_power;  // sum over symbols of the squared pulse, before the receive FFE
    double *memory[6];
} sl_link_waveform;

// What the finer tiers say of one channel at nominal values. why: "" or why there is no result;
// then nothing else but the name and what was built stands.
typedef struct sl_channel_result {
    char why[200];
    sl_design_channel channel;
    const sl_serdes_spec *serdes;
    sl_built_channel built;
    sl_com_settings *settings;
    sl_com_result *com;
    const sl_com_case *found; // its only case
    sl_link_waveform link;    // noise of the allowance included
    double loss_db;           // -20 log10 |SDD21| at Nyquist
    double margin_db;         // COM less its threshold
    double allowance_v; // rms noise that stands for what silicon loses to the reference receiver
    sl_eye_summary eye; // with that allowance; bathtub and contour at 1e-6
    double reference_log10_ber; // without it
    double log10_ber;           // used: of the eye, or counted
    double energy_j_per_bit;    // of a payload bit
    sl_serdes_equaliser equaliser;
    bool counted, resolved;        // bit-true run; its errors are frequent enough to be used
    sl_bittrue_result real, ideal; // with decisions as made, and as sent
    double propagation;            // symbol errors of the first over the second; NaN: none
    double estimate_margin_db, estimate_loss_db, estimate_log10_ber, estimate_j_per_bit;
} sl_channel_result;

typedef struct sl_tier_result {
    sl_ctx *ctx; // owns what the channels hold
    sl_fidelity tier;
    int n;
    sl_channel_result channel[2]; // as of sl_design_channels
    sl_lane_result *lane;         // NULL: none, or its light fails
} sl_tier_result;

#define SL_COUNT_ERRORS 30 // least symbol errors for a counted ratio: 95 % within a third

// Channels of a design at standard or detailed: built, equalised by COM, statistical eye, and
// counted errors at `detailed`; then its optical lane behind them. Fills design->shift and
// light_shift. A channel without a working receiver is a
// result (why), not an error. threads: 0: all. Errors: SL_ERR_NO_MEMORY. About 0.3 s a channel up
// to 80 GBd, 0.45 s above on one core; 2 s more at detailed.
sl_status sl_tier_create(sl_tier_result **out, sl_design *design, sl_fidelity tier, uint64_t seed,
                         int threads);
void sl_tier_destroy(sl_tier_result *result);

#ifdef __cplusplus
}
#endif
#endif
