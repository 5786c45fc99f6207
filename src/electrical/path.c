// A path of segments: loss, delay, and the bound of what reflections do to it.
//
// The losses of the segments add in dB, as if every joint were matched. Reflections of two segments
// i < j change the transmission by a factor 1/(1 - Gi Gj T^2 e^(j phi)), T the transmission of what
// lies between; with unknown phases the sum of |Gi||Gj| T^2 over all pairs bounds the change to
// first order: that is the error bar of the added loss.
// Source: first-order expansion of the cascade of scattering matrices, Pozar 4.5 (signal flow).
// Limits: triple transits neglected; beyond a sum of 1 the bound is infinite.
#include <math.h>

#include "electrical/line.h"
#include "shoreline/signal.h"

static double loss_db(double s21)
{
    return -20 * log10(s21);
}

sl_status sl_electrical_loss_split_db(double *loss, const sl_segment *segments, size_t n,
                                      double freq_hz)
{
    for (size_t i = 0; i < n; i++) {
        sl_segment_response r;
        SL_TRY(sl_segment_at(&r, &segments[i], freq_hz));
        loss[i] = loss_db(r.s21);
    }
    return SL_OK;
}

sl_status sl_electrical_loss_db(double *loss, const sl_segment *segments, size_t n, double freq_hz)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        double one;
        SL_TRY(sl_electrical_loss_split_db(&one, &segments[i], 1, freq_hz));
        sum += one;
    }
    *loss = sum;
    return SL_OK;
}

sl_status sl_electrical_loss_grid_db(double loss[SL_RESPONSE_CELLS], const sl_segment *segments,
                                     size_t n, double symbol_rate_bd)
{
    if (!(symbol_rate_bd > 0)) return SL_ERR_DOMAIN;
    for (size_t c = 0; c < SL_RESPONSE_CELLS; c++)
        loss[c] = 0;
    for (size_t i = 0; i < n; i++) {
        const sl_segment *s = &segments[i];
        line_model m;
        if (s->kind == SL_SEGMENT_LINE) {
            if (!(s->length_m >= 0)) return SL_ERR_DOMAIN;
            SL_TRY(line_prepare(&m, &s->line));
        }
        for (size_t c = 0; c < SL_RESPONSE_CELLS; c++) {
            double f = sl_response_cell_hz(symbol_rate_bd, c);
            if (s->kind == SL_SEGMENT_LINE) {
                loss[c] += line_loss_db_m(&m, f) * s->length_m;
            } else {
                double one;
                SL_TRY(sl_electrical_loss_split_db(&one, s, 1, f));
                loss[c] += one;
            }
        }
    }
    return SL_OK;
}

sl_status sl_electrical_delay_s(double *delay_s, const sl_segment *segments, size_t n,
                                double freq_hz)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sl_segment_response r;
        SL_TRY(sl_segment_at(&r, &segments[i], freq_hz));
        sum += r.delay_s;
    }
    *delay_s = sum;
    return SL_OK;
}

sl_status sl_electrical_ripple_db(double *ripple_db, const sl_segment *segments, size_t n,
                                  double reflection_near, double reflection_far, double freq_hz)
{
    if (!(reflection_near >= 0 && reflection_near <= 1 && reflection_far >= 0 &&
          reflection_far <= 1))
        return SL_ERR_DOMAIN;
    // echo: sum over all reflections so far, seen from here: sum of Gi times (transmission)^2.
    double echo = reflection_near, change = 0;
    for (size_t i = 0; i < n; i++) {
        sl_segment_response r;
        SL_TRY(sl_segment_at(&r, &segments[i], freq_hz));
        change += echo * r.s11 + r.mismatch;
        echo = echo * r.s21 * r.s21 + r.s11;
    }
    change += echo * reflection_far;
    if (change < 1)
        *ripple_db = -20 * log10(1 - change);
    else
        *ripple_db = HUGE_VAL;
    return SL_OK;
}
