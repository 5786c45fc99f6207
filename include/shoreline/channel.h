// The electrical channels of a design: as networks, and their operating margin.
#ifndef SHORELINE_CHANNEL_H
#define SHORELINE_CHANNEL_H

#include "shoreline/com.h"
#include "shoreline/electrical.h"
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

// Networks of a channel from 0 Hz to the symbol rate, in steps of 10 MHz, or finer where the path's
// delay asks for it (an eighth of a turn a step). Errors: as sl_channel_build.
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

// COM of a built channel with both neighbours as far-end and one as near-end aggressors (none where
// nothing couples). Errors: as sl_com_run.
sl_status sl_design_com(sl_com_result **out, sl_ctx *ctx, const sl_com_settings *settings,
                        const sl_built_channel *built, const sl_com_opts *opts);

#ifdef __cplusplus
}
#endif
#endif
