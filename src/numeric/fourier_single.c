// Single-precision transforms for streams, by FFTW, planned without measuring so that results
// repeat.
#include "shoreline/fourier.h"

#include <fftw3.h>
#include <stdlib.h>

struct sl_fourier32 {
    sl_fourier32_buffers b;
    fftwf_plan forward, inverse;
};

static void plan(sl_fourier32 *f)
{
    sl_fourier32_buffers *b = &f->b;
    fftwf_iodim size = {(int)b->n, 1, 1};
    if (b->im) { // the inverse is the forward one with real and imaginary parts exchanged
        f->forward = fftwf_plan_guru_split_dft(1, &size, 0, NULL, b->re, b->im, b->spectrum_re,
                                               b->spectrum_im, FFTW_ESTIMATE);
        f->inverse = fftwf_plan_guru_split_dft(1, &size, 0, NULL, b->spectrum_im, b->spectrum_re,
                                               b->im, b->re, FFTW_ESTIMATE);
    } else {
        f->forward = fftwf_plan_guru_split_dft_r2c(1, &size, 0, NULL, b->re, b->spectrum_re,
                                                   b->spectrum_im, FFTW_ESTIMATE);
        f->inverse = fftwf_plan_guru_split_dft_c2r(1, &size, 0, NULL, b->spectrum_re,
                                                   b->spectrum_im, b->re, FFTW_ESTIMATE);
    }
}

sl_status sl_fourier32_create(sl_fourier32 **out, size_t n, int complex_signal)
{
    *out = NULL;
    if (n == 0 || n > (size_t)1 << 24) return SL_ERR_DOMAIN;
    sl_fourier32 *f = calloc(1, sizeof *f);
    if (!f) return SL_ERR_NO_MEMORY;
    f->b.n = n;
    f->b.bins = complex_signal ? n : n / 2 + 1;
#pragma omp critical(sl_fourier_planner)
    {
        f->b.re = fftwf_alloc_real(n);
        f->b.im = complex_signal ? fftwf_alloc_real(n) : NULL;
        f->b.spectrum_re = fftwf_alloc_real(f->b.bins);
        f->b.spectrum_im = fftwf_alloc_real(f->b.bins);
        if (f->b.re && (f->b.im || !complex_signal) && f->b.spectrum_re && f->b.spectrum_im)
            plan(f);
    }
    if (!f->forward || !f->inverse) {
        sl_fourier32_destroy(f);
        return SL_ERR_NO_MEMORY;
    }
    *out = f;
    return SL_OK;
}

void sl_fourier32_destroy(sl_fourier32 *f)
{
    if (!f) return;
#pragma omp critical(sl_fourier_planner)
    {
        if (f->forward) fftwf_destroy_plan(f->forward);
        if (f->inverse) fftwf_destroy_plan(f->inverse);
        fftwf_free(f->b.re);
        fftwf_free(f->b.im);
        fftwf_free(f->b.spectrum_re);
        fftwf_free(f->b.spectrum_im);
    }
    free(f);
}

sl_fourier32_buffers sl_fourier32_view(sl_fourier32 *f)
{
    return f->b;
}

void sl_fourier32_forward(sl_fourier32 *f)
{
    fftwf_execute(f->forward);
}

void sl_fourier32_inverse(sl_fourier32 *f)
{
    fftwf_execute(f->inverse);
}
