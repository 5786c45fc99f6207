/* Copyright 2026 the shoreline authors
 * SPDX-License-Identifier: Apache-2.0
 *
 * IBIS-AMI receiver: CTLE (IEEE 802.3 93A-22, bilinear biquads), T-spaced FFE, DFE of five taps.
 * Init filters the impulse responses by CTLE and FFE; GetWave does so to the waveform and also
 * feeds decisions back, from half a bit after each sampling instant. Clock times lie half a bit
 * before the sampling instants, as the interface wants. The clock is the bit time's, at
 * rx_phase_ui.
 */
#include "model.h"

#include <math.h>
#include <stdio.h>

enum { DFE_TAPS = 5, FFE_TAPS = 6 };

typedef struct biquad {
    double b0, b1, b2, a1, a2, s1, s2;
} biquad;

typedef struct rx {
    biquad ctle[2];
    fir ffe;
    double dfe[DFE_TAPS], decided[DFE_TAPS], feedback, next_feedback;
    double level, phase_ui, interval, bit_time;
    long levels, samples, next_bit; /* since the begin; bit to be sampled */
    char out[512], message[128];
} rx;

static void biquads(rx *m, const char *in, double interval)
{
    double k = 1 / (interval * 3.14159265358979323846), g, g2, z, p1, p2, low;
    g = pow(10, parameter(in, "ctle_dc_gain_db", 0) / 20);
    g2 = pow(10, parameter(in, "ctle_dc_gain2_db", 0) / 20);
    z = k / parameter(in, "ctle_zero_hz", 10.625e9);
    p1 = k / parameter(in, "ctle_pole1_hz", 10.625e9);
    p2 = k / parameter(in, "ctle_pole2_hz", 53.125e9);
    low = parameter(in, "ctle_low_freq_hz", 0);
    double scale = 1 / ((1 + p1) * (1 + p2));
    m->ctle[0] = (biquad){(g + z) * scale,
                          2 * g * scale,
                          (g - z) * scale,
                          ((1 - p1) * (1 + p2) + (1 + p1) * (1 - p2)) * scale,
                          (1 - p1) * (1 - p2) * scale,
                          0,
                          0};
    m->ctle[1] = (biquad){1, 0, 0, 0, 0, 0, 0};
    if (low > 0) {
        low = k / low;
        scale = 1 / (1 + low);
        m->ctle[1] =
            (biquad){(g2 + low) * scale, (g2 - low) * scale, 0, (1 - low) * scale, 0, 0, 0};
    }
}

static void biquad_run(biquad *q, double *x, long n)
{
    for (long i = 0; i < n; i++) {
        double in = x[i], y = q->b0 * in + q->s1;
        q->s1 = q->b1 * in - q->a1 * y + q->s2;
        q->s2 = q->b2 * in - q->a2 * y;
        x[i] = y;
    }
}

static int linear_reset(rx *m)
{
    for (int i = 0; i < 2; i++)
        m->ctle[i].s1 = m->ctle[i].s2 = 0;
    free(m->ffe.past);
    return fir_create(&m->ffe);
}

static void linear_run(rx *m, double *x, long n)
{
    biquad_run(&m->ctle[0], x, n);
    biquad_run(&m->ctle[1], x, n);
    fir_run(&m->ffe, x, n);
}

long AMI_Init(double *impulse_matrix, long row_size, long aggressors, double sample_interval,
              double bit_time, char *AMI_parameters_in, char **AMI_parameters_out,
              void **AMI_memory_handle, char **msg)
{
    static const char *const ffe[FFE_TAPS] = {"ffe_pre2",  "ffe_pre1",  "ffe_main",
                                              "ffe_post1", "ffe_post2", "ffe_post3"};
    rx *m = calloc(1, sizeof *m);
    *AMI_memory_handle = m;
    if (!m) return 0;
    *AMI_parameters_out = m->out;
    *msg = m->message;
    const char *in = AMI_parameters_in;
    m->interval = sample_interval;
    m->bit_time = bit_time;
    m->levels = (long)parameter(in, "rx_levels", 2);
    m->level = parameter(in, "rx_level_v", 0.1);
    m->phase_ui = parameter(in, "rx_phase_ui", 0.5);
    m->ffe.taps = FFE_TAPS;
    m->ffe.step = samples_per_bit(sample_interval, bit_time);
    for (int i = 0; i < FFE_TAPS; i++)
        m->ffe.w[i] = parameter(in, ffe[i], i == 2);
    for (int i = 0; i < DFE_TAPS; i++) {
        char name[16];
        snprintf(name, sizeof name, "dfe_tap%d", i + 1);
        m->dfe[i] = parameter(in, name, 0);
    }
    if (!m->ffe.step || m->levels < 2 || m->levels > 8) {
        snprintf(m->message, sizeof m->message, "%s",
                 m->ffe.step ? "rx_levels is not 2..8"
                             : "bit_time is no multiple of sample_interval");
        return 0;
    }
    biquads(m, in, sample_interval);
    for (long c = 0; c <= aggressors; c++) {
        if (!linear_reset(m)) return 0;
        linear_run(m, impulse_matrix + c * row_size, row_size);
    }
    snprintf(m->out, sizeof m->out, "(shoreline_rx (dfe_taps %.10g %.10g %.10g %.10g %.10g))",
             m->dfe[0], m->dfe[1], m->dfe[2], m->dfe[3], m->dfe[4]);
    return linear_reset(m);
}

static void decide(rx *m, double value)
{
    double top = (double)(m->levels - 1), at = floor((value / m->level + 1) * 0.5 * top + 0.5);
    at = at < 0 ? 0 : at > top ? top : at;
    memmove(m->decided + 1, m->decided, (DFE_TAPS - 1) * sizeof *m->decided);
    m->decided[0] = at * 2 / top - 1;
    m->next_feedback = 0;
    for (int k = 0; k < DFE_TAPS; k++)
        m->next_feedback += m->dfe[k] * m->decided[k];
}

long AMI_GetWave(double *wave, long wave_size, double *clock_times, char **AMI_parameters_out,
                 void *AMI_memory)
{
    rx *m = AMI_memory;
    long clocks = 0, step = m->ffe.step;
    linear_run(m, wave, wave_size);
    for (long i = 0; i < wave_size; i++, m->samples++) {
        long sampling = m->next_bit * step + (long)(m->phase_ui * (double)step + 0.5);
        if (m->next_bit && m->samples == sampling - step + (step + 1) / 2)
            m->feedback = m->next_feedback;
        wave[i] -= m->feedback;
        if (m->samples != sampling) continue;
        decide(m, wave[i]);
        m->next_bit++;
        double clock = (double)sampling * m->interval - 0.5 * m->bit_time;
        if (clock >= 0) clock_times[clocks++] = clock;
    }
    clock_times[clocks] = -1;
    *AMI_parameters_out = m->out;
    return 1;
}

long AMI_Close(void *AMI_memory)
{
    rx *m = AMI_memory;
    if (m) free(m->ffe.past);
    free(m);
    return 1;
}
