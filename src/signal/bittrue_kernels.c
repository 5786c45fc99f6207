// The bit-true engine's loops over symbols: filters, decision feedback, trellis. Sixteen lanes
// wide.
#include "signal/bittrue_internal.h"

WIDE void bt_fir(vf *y, const vf *x, size_t n, const float *h, size_t taps)
{
    for (size_t t = 0; t < n; t += 4) { // four sums hide the latency of the additions
        vf a = y[t], b = y[t + 1], c = y[t + 2], d = y[t + 3];
        const vf *at = x + t;
        for (size_t k = 0; k < taps; k++, at--) {
            a += h[k] * at[0];
            b += h[k] * at[1];
            c += h[k] * at[2];
            d += h[k] * at[3];
        }
        y[t] = a, y[t + 1] = b, y[t + 2] = c, y[t + 3] = d;
    }
}

// A vector at any address.
typedef float loose __attribute__((vector_size(64), aligned(4)));

WIDE void bt_between(float *y, const float *x, size_t n, const float *rows, size_t taps,
                     const uint32_t *whole, const float *part)
{
    for (size_t t = 0; t < n; t++) {
        const float *low = rows + whole[t] * taps, *high = low + taps, *at = x + (n - 1 - t);
        vf sum = {0};
        for (size_t k = 0; k < taps; k += LANES) {
            vf a = *(const loose *)(low + k), b = *(const loose *)(high + k);
            sum += (a + part[t] * (b - a)) * *(const loose *)(at + k);
        }
        for (int half = LANES / 2; half; half /= 2)
            for (int l = 0; l < half; l++)
                sum[l] += sum[l + half];
        y[t * LANES] = sum[0];
    }
}

WIDE void bt_add(vf *y, const vf *x, size_t n, float a)
{
    for (size_t t = 0; t < n; t++)
        y[t] += a * x[t];
}

WIDE void bt_levels(vf *x, const vb *index, size_t n, const bt_slicer *s)
{
    const vf zero = {0};
    for (size_t t = 0; t < n; t++) {
        vi i = __builtin_convertvector(index[t], vi);
        vf level = zero + s->level[0];
        for (int e = 1; e < s->levels; e++) {
            vf rise = zero + (s->level[e] - s->level[e - 1]);
            level += (vf)((vi)rise & (i >= e));
        }
        x[t] = level;
    }
}

// levels is a constant where it is inlined.
INTO_WIDE void slice(vb *index, vf *trellis, vf *equalised, vf *past, const vf *z, size_t n,
                     const bt_slicer *s, bool ideal, int levels)
{
    const vf zero = {0};
    const vi none = {0};
    for (size_t t = 0; t < n; t++) {
        vf v = z[t];
        for (size_t k = 2; k <= s->dfe_n; k++)
            v -= s->dfe[k - 1] * past[(ptrdiff_t)t - (ptrdiff_t)k];
        trellis[t] = v;
        if (s->dfe_n) v -= s->dfe[0] * past[(ptrdiff_t)t - 1];
        equalised[t] = v;
        vi i = none;
        vf level = zero + s->level[0];
        for (int e = 1; e < levels; e++) {
            vi above = v > s->threshold[e - 1];
            vf rise = zero + (s->level[e] - s->level[e - 1]);
            level += (vf)((vi)rise & above);
            i -= above;
        }
        if (!ideal) past[t] = level;
        index[t] = __builtin_convertvector(i, vb);
    }
}

WIDE void bt_slice(vb *index, vf *trellis, vf *equalised, vf *past, const vf *z, size_t n,
                   const bt_slicer *s, bool ideal)
{
    if (s->levels == 4)
        slice(index, trellis, equalised, past, z, n, s, ideal, 4);
    else
        slice(index, trellis, equalised, past, z, n, s, ideal, s->levels);
}

INTO_WIDE void forward(vu *survivor, bt_trellis *trellis, const vf *z, size_t n, int levels)
{
    vf old[SL_PAM_MAX], fresh[SL_PAM_MAX];
    for (int i = 0; i < levels; i++)
        old[i] = trellis->metric[i];
    for (size_t t = 0; t < n; t++) {
        vu from = {0};
        for (int j = 0; j < levels; j++) {
            vf d = z[t] - trellis->expected[j][0], best = old[0] + d * d;
            vi who = {0};
            for (int i = 1; i < levels; i++) {
                d = z[t] - trellis->expected[j][i];
                vf candidate = old[i] + d * d;
                vi better = candidate < best;
                best = (vf)(((vi)candidate & better) | ((vi)best & ~better));
                who = (better & i) | (who & ~better);
            }
            fresh[j] = best;
            from |= (vu)who << (3 * j);
        }
        survivor[t] = from;
        for (int j = 0; j < levels; j++)
            old[j] = fresh[j];
    }
    for (int j = levels - 1; j >= 0; j--) // only differences matter
        trellis->metric[j] = old[j] - old[0];
}

WIDE void bt_forward(vu *survivor, bt_trellis *trellis, const vf *z, size_t n)
{
    if (trellis->levels == 4)
        forward(survivor, trellis, z, n, 4);
    else
        forward(survivor, trellis, z, n, trellis->levels);
}

WIDE void bt_backward(vb *index, const vu *survivor, const bt_trellis *trellis, size_t n)
{
    vf best = trellis->metric[0];
    vi state = {0};
    for (int j = 1; j < trellis->levels; j++) {
        vi better = trellis->metric[j] < best;
        best = (vf)(((vi)trellis->metric[j] & better) | ((vi)best & ~better));
        state = (better & j) | (state & ~better);
    }
    for (size_t t = n; t-- > 0;) {
        index[t] = __builtin_convertvector(state, vb);
        state = (vi)(survivor[t] >> (3u * (vu)state)) & 7;
    }
}
