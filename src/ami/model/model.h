/* Copyright 2026 the shoreline authors
 * SPDX-License-Identifier: Apache-2.0
 *
 * What the exported IBIS-AMI models share: the interface's declarations and the parameters of a
 * model's input text. Nothing of the library, so that a model can be handed on under this licence.
 */
#ifndef MODEL_H
#define MODEL_H

#include <stdlib.h>
#include <string.h>

#define AMI_EXPORT __attribute__((visibility("default")))

AMI_EXPORT long AMI_Init(double *impulse_matrix, long row_size, long aggressors,
                         double sample_interval, double bit_time, char *AMI_parameters_in,
                         char **AMI_parameters_out, void **AMI_memory_handle, char **msg);
AMI_EXPORT long AMI_GetWave(double *wave, long wave_size, double *clock_times,
                            char **AMI_parameters_out, void *AMI_memory);
AMI_EXPORT long AMI_Close(void *AMI_memory);

/* The number behind "(name " in the text, or fallback. */
static inline double parameter(const char *text, const char *name, double fallback)
{
    size_t n = strlen(name);
    for (const char *at = text; at && (at = strchr(at, '(')) != NULL; at++)
        if (strncmp(at + 1, name, n) == 0 && (at[n + 1] == ' ' || at[n + 1] == '\t')) {
            char *end;
            double value = strtod(at + n + 2, &end);
            return end == at + n + 2 ? fallback : value;
        }
    return fallback;
}

/* Samples of a bit, 0 when they are not a whole number. */
static inline long samples_per_bit(double sample_interval, double bit_time)
{
    double ratio = bit_time / sample_interval;
    long n = (long)(ratio + 0.5);
    return n >= 1 && ratio - (double)n < 1e-3 && (double)n - ratio < 1e-3 ? n : 0;
}

/* T-spaced FIR in place, with the history of earlier calls: y[i] = sum w[k] x[i - k step]. */
typedef struct fir {
    double w[8];
    long taps, step;
    double *past; /* ring of the last (taps - 1) step samples */
    long at;      /* the oldest of them */
} fir;

static inline int fir_create(fir *f)
{
    f->past = calloc((size_t)((f->taps - 1) * f->step), sizeof *f->past);
    f->at = 0;
    return f->past != NULL;
}

static inline void fir_run(fir *f, double *x, long n)
{
    long history = (f->taps - 1) * f->step;
    for (long i = 0; i < n; i++) {
        double y = f->w[0] * x[i];
        long back = f->at;
        for (long k = 1; k < f->taps; k++) {
            back = back < f->step ? back - f->step + history : back - f->step;
            y += f->w[k] * f->past[back];
        }
        f->past[f->at] = x[i];
        if (++f->at == history) f->at = 0;
        x[i] = y;
    }
}

#endif
