// Fourier transforms between a one-sided spectrum and a real signal.
#ifndef SHORELINE_FOURIER_H
#define SHORELINE_FOURIER_H

#include <complex.h>
#include <stddef.h>

#include "shoreline/status.h"

// Transforms of one length n >= 1; holds its own buffers, so that one object serves one thread at a
// time. Creating one takes a process-wide lock (the planner of FFTW is not reentrant).
typedef struct sl_fourier sl_fourier;

// Errors: SL_ERR_NO_MEMORY, SL_ERR_DOMAIN (n is 0 or above 2^28).
sl_status sl_fourier_create(sl_fourier **out, size_t n);
void sl_fourier_destroy(sl_fourier *fourier);
size_t sl_fourier_size(const sl_fourier *fourier);

// signal[n] from spectrum[n/2 + 1]: x_k = 1/n sum_m X_m e^(+2 pi j k m/n), with X_(n-m) = conj X_m.
// The imaginary parts of X_0 and (n even) X_(n/2) are not looked at. O(n log n).
void sl_fourier_inverse(sl_fourier *fourier, double *signal, const double _Complex *spectrum);

// spectrum[n/2 + 1] from signal[n]: X_m = sum_k x_k e^(-2 pi j k m/n). O(n log n).
void sl_fourier_forward(sl_fourier *fourier, double _Complex *spectrum, const double *signal);

// ---- single precision, for streams
// ---------------------------------------------------------------

// Transforms of one length in buffers of their own, real and imaginary parts apart. One thread at a
// time; creating one takes the same lock.
typedef struct sl_fourier32 sl_fourier32;

typedef struct sl_fourier32_buffers {
    float *re, *im;                   // n samples; im is NULL for a real signal
    float *spectrum_re, *spectrum_im; // bins values
    size_t n, bins;                   // bins = n for a complex signal, n/2 + 1 for a real one
} sl_fourier32_buffers;

// complex_signal: whether samples are complex. Errors: SL_ERR_NO_MEMORY, SL_ERR_DOMAIN (n is 0 or
// above 2^24).
sl_status sl_fourier32_create(sl_fourier32 **out, size_t n, int complex_signal);
void sl_fourier32_destroy(sl_fourier32 *fourier);
sl_fourier32_buffers sl_fourier32_view(sl_fourier32 *fourier);

// Spectrum from samples, X_m = sum_k x_k e^(-2 pi j k m/n), and n times the inverse, which
// overwrites the spectrum. O(n log n), about 1.5 ns a sample each for a real signal of 4096.
void sl_fourier32_forward(sl_fourier32 *fourier);
void sl_fourier32_inverse(sl_fourier32 *fourier);

#endif
