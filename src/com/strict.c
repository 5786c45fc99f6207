// What the text of the standard says and the reference program computes otherwise.
//
// CTLE: H_ctf(f) multiplies the spectrum (93A-22), where the reference filters samples by the
// bilinear transform. Crosstalk in the figure of merit: sigma_XT^2 = sigma_X^2 sum over aggressors
// of the largest sum over n of h_k^2(m/M T_b + n T_b) over the phase m (93A-33, 93A-34), where the
// reference integrates over frequency. With the pulse x_k of an aggressor behind the CTLE and its
// lags at symbol distance r_m(d), that sum is c'R_m c for transmit taps c.
// Source: IEEE Std 802.3 93A.1.4.3, 93A.1.6.
#include <math.h>
#include <string.h>

#include "com/com_internal.h"

static sl_status transform_of(sl_fourier **fft, size_t n)
{
    size_t size = 4096;
    while (size < n + n / 4) // room for what rings on
        size *= 2;
    if (*fft && sl_fourier_size(*fft) == size) return SL_OK;
    sl_fourier_destroy(*fft);
    *fft = NULL;
    return sl_fourier_create(fft, size);
}

sl_status com_ctle_by_spectrum(double *x, size_t n, const com_run *run, int main, int low)
{
    sl_fourier **fft = &run->cache->ctle;
    SL_TRY(transform_of(fft, n));
    size_t size = sl_fourier_size(*fft);
    double step = 1 / (run->sample_s * (double)size);
    double *padded = sl_arena_alloc(run->work, size * sizeof *padded);
    cplx *spectrum = sl_arena_alloc(run->work, (size / 2 + 1) * sizeof *spectrum);
    if (!padded || !spectrum) return SL_ERR_NO_MEMORY;
    memset(padded, 0, size * sizeof *padded);
    memcpy(padded, x, n * sizeof *x);
    sl_fourier_forward(*fft, spectrum, padded);
    for (size_t i = 0; i <= size / 2; i++)
        spectrum[i] = com_mul(spectrum[i], com_ctle_at(run->s, main, low, (double)i * step));
    sl_fourier_inverse(*fft, padded, spectrum);
    memcpy(x, padded, n * sizeof *x);
    return SL_OK;
}

sl_status com_crosstalk_lags_make(com_crosstalk_lags *out, const com_run *run, int taps)
{
    size_t m = (size_t)run->s->samples_per_ui;
    *out = (com_crosstalk_lags){.taps = taps};
    out->r = sl_arena_alloc(run->work, (size_t)run->n * m * (size_t)taps * sizeof *out->r);
    return out->r ? SL_OK : SL_ERR_NO_MEMORY;
}

void com_crosstalk_lags_fill(com_crosstalk_lags *l, const com_run *run, const com_stage *stage)
{
    size_t m = (size_t)run->s->samples_per_ui;
    for (int k = 1; k < run->n; k++) {
        const com_wave *w = &stage->others[k];
        int lags = run->links[k].role == SL_COM_NEXT ? 1 : l->taps;
        for (size_t phase = 0; phase < m; phase++)
            for (int d = 0; d < lags; d++) {
                double sum = 0;
                for (size_t i = phase; i + (size_t)d * m < w->n; i += m)
                    sum += w->x[i] * w->x[i + (size_t)d * m];
                l->r[((size_t)k * m + phase) * (size_t)l->taps + (size_t)d] = sum;
            }
    }
}

double com_crosstalk_by_pulse_v(const com_crosstalk_lags *l, const com_run *run, const double *tx)
{
    size_t m = (size_t)run->s->samples_per_ui;
    double sum = 0, corr[SL_COM_TX_MAX] = {0};
    for (int i = 0; i < l->taps; i++)
        for (int k = 0; k < l->taps; k++)
            corr[i > k ? i - k : k - i] += tx[i] * tx[k];
    for (int k = 1; k < run->n; k++) {
        double most = 0;
        for (size_t phase = 0; phase < m; phase++) {
            const double *r = l->r + ((size_t)k * m + phase) * (size_t)l->taps;
            double power = r[0];
            if (run->links[k].role != SL_COM_NEXT) {
                power = 0;
                for (int d = 0; d < l->taps; d++)
                    power += corr[d] * r[d];
            }
            most = fmax(most, power);
        }
        sum += most;
    }
    return run->sigma_x * sqrt(sum);
}
