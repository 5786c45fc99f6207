// What modulator streams share. Internal to src/optics.
#ifndef OPTICS_DEVICE_MODULATOR_H
#define OPTICS_DEVICE_MODULATOR_H

#include "device.h"
#include "modulator_laws.h"

// Samples per run of a modulator that heats itself and has no filter.
enum { MODULATOR_FRAME = 4096 };

// Poles of series_ohm x capacitance_f and of line_bandwidth_hz; NULL where there is none.
sl_status modulator_filter(wave_filter **out, sl_ctx *ctx, const sl_modulator *m,
                           double sample_rate_hz);

// The fields that all kinds have.
sl_status modulator_check(sl_ctx *ctx, const char *name, const sl_modulator *m, double power_w,
                          double sample_rate_hz);

#endif
