// Transforms of real signals by FFTW, planned without measuring so that results repeat.
#include "shoreline/fourier.h"

#include <fftw3.h>
#include <stdlib.h>
#include <string.h>

struct sl_fourier {
    size_t n;
    double *signal;
    fftw_complex *spectrum;
    fftw_plan forward, inverse;
};

sl_status sl_fourier_create(sl_fourier **out, size_t n)
{
    *out = NULL;
    if (n == 0 || n > (size_t)1 << 28) return SL_ERR_DOMAIN;
    sl_fourier *f = calloc(1, sizeof *f);
    if (!f) return SL_ERR_NO_MEMORY;
    f->n = n;
#pragma omp critical(sl_fourier_planner)
    {
        f->signal = fftw_alloc_real(n);
        f->spectrum = fftw_alloc_complex(n / 2 + 1);
        if (f->signal && f->spectrum) {
            f->forward = fftw_plan_dft_r2c_1d((int)n, f->signal, f->spectrum, FFTW_ESTIMATE);
            f->inverse = fftw_plan_dft_c2r_1d((int)n, f->spectrum, f->signal, FFTW_ESTIMATE);
        }
    }
    if (!f->forward || !f->inverse) {
        sl_fourier_destroy(f);
        return SL_ERR_NO_MEMORY;
    }
    *out = f;
    return SL_OK;
}

void sl_fourier_destroy(sl_fourier *f)
{
    if (!f) return;
#pragma omp critical(sl_fourier_planner)
    {
        if (f->forward) fftw_destroy_plan(f->forward);
        if (f->inverse) fftw_destroy_plan(f->inverse);
        fftw_free(f->signal);
        fftw_free(f->spectrum);
    }
    free(f);
}

size_t sl_fourier_size(const sl_fourier *f)
{
    return f->n;
}

void sl_fourier_inverse(sl_fourier *f, double *signal, const double _Complex *spectrum)
{
    memcpy(f->spectrum, spectrum, (f->n / 2 + 1) * sizeof *f->spectrum);
    fftw_execute(f->inverse);
    for (size_t i = 0; i < f->n; i++)
        signal[i] = f->signal[i] / (double)f->n;
}

void sl_fourier_forward(sl_fourier *f, double _Complex *spectrum, const double *signal)
{
    memcpy(f->signal, signal, f->n * sizeof *f->signal);
    fftw_execute(f->forward);
    memcpy(spectrum, f->spectrum, (f->n / 2 + 1) * sizeof *f->spectrum);
}
