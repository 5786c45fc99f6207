// FFE and DFE taps of least mean square error.
//
// Model: q = w conv h is the equalised pulse, q_m at the main cursor, q_(m+1..m+dfe) taken away by
// the DFE. Error power over sigma_x^2: sum of the other q_i^2 + w'Rw/sigma_x^2 = w'Aw. Its minimum
// under q_m = v'w = 1 is w = A^-1 v/(v'A^-1 v), of value 1/(v'A^-1 v): since the main cursor is not
// in A, v'A^-1 v is the unbiased SNR. b = the q that the DFE takes away.
// Source: Cioffi et al., IEEE Trans. Comm. 43 (1995) 2582; IEEE 802.3dj annex 178A.
// Limits: decisions are right; taps are not clipped.
#include "shoreline/waveform.h"

#include <math.h>
#include <string.h>

#include "shoreline/numeric.h"
#include "shoreline/signal.h"

enum { MOST = 64 };

// Row m of the convolution matrix: what tap i sees of q_m.
static void row_at(double *row, const sl_mmse_task *t, size_t m)
{
    for (size_t i = 0; i < t->ffe_n; i++)
        row[i] = m >= i && m - i < t->n ? t->pulse[m - i] : 0;
}

static void fill(double a[MOST][MOST], const sl_mmse_task *t)
{
    double sigma_x2 = sl_pam_mean_square(t->levels), row[MOST];
    size_t at = t->cursor + t->ffe_pre;
    for (size_t i = 0; i < t->ffe_n; i++)
        for (size_t j = 0; j <= i; j++)
            a[i][j] = t->noise[i - j] / sigma_x2;
    for (size_t m = 0; m < t->n + t->ffe_n - 1; m++) {
        if (m >= at && m <= at + t->dfe_n) continue;
        row_at(row, t, m);
        for (size_t i = 0; i < t->ffe_n; i++)
            for (size_t j = 0; j <= i; j++)
                a[i][j] += row[i] * row[j];
    }
}

sl_status sl_mmse_taps(double *w, double *b, double *snr, const sl_mmse_task *t)
{
    double a[MOST][MOST], v[MOST];
    if (t->ffe_n == 0 || t->ffe_n > MOST || t->ffe_pre >= t->ffe_n || t->dfe_n > MOST ||
        t->cursor >= t->n || t->levels < 2 || t->levels > SL_PAM_MAX)
        return SL_ERR_DOMAIN;
    for (size_t i = 0; i < t->n; i++)
        if (!isfinite(t->pulse[i])) return SL_ERR_DOMAIN;
    fill(a, t);
    row_at(v, t, t->cursor + t->ffe_pre);
    memcpy(w, v, t->ffe_n * sizeof *w);
    if (!sl_spd_factor(a[0], t->ffe_n, MOST)) return SL_ERR_NO_CONVERGENCE;
    sl_spd_solve(w, a[0], t->ffe_n, MOST);
    double gain = 0;
    for (size_t i = 0; i < t->ffe_n; i++)
        gain += v[i] * w[i];
    if (!(gain > 0)) return SL_ERR_DOMAIN;
    for (size_t i = 0; i < t->ffe_n; i++)
        w[i] /= gain;
    *snr = gain;
    for (size_t k = 0; k < t->dfe_n; k++) {
        row_at(v, t, t->cursor + t->ffe_pre + 1 + k);
        b[k] = 0;
        for (size_t i = 0; i < t->ffe_n; i++)
            b[k] += v[i] * w[i];
    }
    return SL_OK;
}
