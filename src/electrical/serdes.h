// What evaluation and reach share; internal to the electrical layer.
#ifndef ELECTRICAL_SERDES_H
#define ELECTRICAL_SERDES_H

#include "shoreline/electrical.h"
#include "shoreline/signal.h"

// Everything of a link that does not depend on the loss of its channel, per cell.
typedef struct serdes_frame {
    double launch[SL_RESPONSE_CELLS];  // hold and transmitter's bandwidth
    double front[SL_RESPONSE_CELLS];   // receiver's filter
    double input_noise, sampler_noise; // one-sided, relative to the outermost level squared, 1/Hz
    double snr_required_db;
} serdes_frame;

typedef struct serdes_snr {
    double dfe_db, linear_db, ctle_db, chosen_db;
} serdes_snr;

// Checks every field of `in` but the segments.
sl_status serdes_prepare(serdes_frame *frame, const sl_electrical_in *in);

// SNR behind a channel with the given loss; response: as handed over.
sl_status serdes_snr_at(serdes_snr *snr, sl_pulse_response *response, const serdes_frame *frame,
                        const sl_electrical_in *in, const double loss_db[SL_RESPONSE_CELLS]);

#endif
