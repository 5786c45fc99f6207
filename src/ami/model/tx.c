/* Copyright 2026 the shoreline authors
 * SPDX-License-Identifier: Apache-2.0
 *
 * IBIS-AMI transmitter: a current-steering FFE of one pre- and two post-cursor taps.
 * Of tx_tap_units unit currents, np1, nm1 and nm2 are taken from the main tap and turned; a unit is
 * tx_tap_scale volts. Init filters the impulse responses, GetWave the waveform, alike.
 */
#include "model.h"

#include <stdio.h>

typedef struct tx {
    fir filter;
    char out[256], message[128];
} tx;

long AMI_Init(double *impulse_matrix, long row_size, long aggressors, double sample_interval,
              double bit_time, char *AMI_parameters_in, char **AMI_parameters_out,
              void **AMI_memory_handle, char **msg)
{
    tx *m = calloc(1, sizeof *m);
    *AMI_memory_handle = m;
    if (!m) return 0;
    *AMI_parameters_out = m->out;
    *msg = m->message;
    const char *in = AMI_parameters_in;
    double units = parameter(in, "tx_tap_units", 27), pre = parameter(in, "tx_tap_np1", 0);
    double post1 = parameter(in, "tx_tap_nm1", 0), post2 = parameter(in, "tx_tap_nm2", 0);
    double scale = parameter(in, "tx_tap_scale", 0.0407);
    m->filter.taps = 4;
    m->filter.step = samples_per_bit(sample_interval, bit_time);
    m->filter.w[0] = -pre * scale;
    m->filter.w[1] = (units - pre - post1 - post2) * scale;
    m->filter.w[2] = -post1 * scale;
    m->filter.w[3] = -post2 * scale;
    if (!m->filter.step) {
        snprintf(m->message, sizeof m->message, "bit_time is no multiple of sample_interval");
        return 0;
    }
    if (units - 2 * (pre + post1 + post2) < 6)
        snprintf(m->message, sizeof m->message, "fewer than 6 units are left at low frequency");
    for (long c = 0; c <= aggressors; c++) {
        if (!fir_create(&m->filter)) return 0;
        fir_run(&m->filter, impulse_matrix + c * row_size, row_size);
        free(m->filter.past);
    }
    snprintf(m->out, sizeof m->out, "(shoreline_tx (tap_weights %.10g %.10g %.10g %.10g))",
             m->filter.w[0], m->filter.w[1], m->filter.w[2], m->filter.w[3]);
    return fir_create(&m->filter);
}

long AMI_GetWave(double *wave, long wave_size, double *clock_times, char **AMI_parameters_out,
                 void *AMI_memory)
{
    tx *m = AMI_memory;
    fir_run(&m->filter, wave, wave_size);
    clock_times[0] = -1; /* a transmitter recovers no clock */
    *AMI_parameters_out = m->out;
    return 1;
}

long AMI_Close(void *AMI_memory)
{
    tx *m = AMI_memory;
    if (m) free(m->filter.past);
    free(m);
    return 1;
}
