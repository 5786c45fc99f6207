// The microring's laws shared by its lock and its stream. Internal to src/optics.
#ifndef OPTICS_RING_H
#define OPTICS_RING_H

#include "shoreline/devices.h"

#define RING_NAME "microring"

// Shift of the resonance by its own heat on resonance, half linewidths: b.
double ring_heating(const sl_ring_opts *opts);
// Offset of the dark resonance from the laser at a drive, half linewidths.
double ring_dark_offset(const sl_ring_opts *opts, double drive_v);
// Offsets y0 between which three states exist; false: nowhere.
bool ring_bistable(double *low, double *high, double b);
// Solutions of y = y0 - b/(1 + y^2), largest (coldest) first: how many, 1 or 3.
int ring_states(double states[3], double y0, double b);
sl_status ring_check(sl_ctx *ctx, const sl_ring_opts *opts);

#endif
