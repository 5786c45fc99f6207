// From a built channel and the equalisers that COM found to pulses at the decision.
#ifndef SYSTEM_LINK_WAVEFORM_H
#define SYSTEM_LINK_WAVEFORM_H

#include "shoreline/channel.h"
#include "shoreline/waveform.h"

// Fills `out` for the chosen case of a built channel. out->wave has no noise of the receiver yet
// but what COM found. Memory is the context's. Errors: SL_ERR_NO_MEMORY, SL_ERR_DOMAIN (no pulse).
sl_status sl_link_waveform_make(sl_link_waveform *out, sl_ctx *ctx, const sl_com_settings *settings,
                                const sl_com_case *found, const sl_built_channel *built);
void sl_link_waveform_free(sl_link_waveform *waveform, sl_ctx *ctx);

#endif
