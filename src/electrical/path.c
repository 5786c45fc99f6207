// A path of segments: loss, delay, and the bound of what reflections do to it.
//
// The losses of the segments add in dB, as if every joint were matched. Reflections of two segments
// i < j change the transmission by a factor 1/(1 - Gi Gj T^2 e^(j phi)), T the transmission of what
// lies between; with unknown phases the sum of |Gi||Gj| T^2 over all pairs bounds the change to
// first order: that is the error bar of the added loss.
// Source: first-order expansion of the cascade of scattering matrices, Pozar 4.5 (signal flow).
// Limits: triple transits neglected; beyond a sum of 1 the bound is infinite.
#include <math.h>

#include "electrical/segment.h"
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

// Adds one segment's loss to a grid.
static sl_status add_segment(double *loss, const sl_segment *s, double symbol_rate_bd)
{
    line_model m;
    if (s->kind != SL_SEGMENT_LINE) {
        SL_TRY(lumped_check(&s->lumped));
        for (size_t c = 0; c < SL_RESPONSE_CELLS; c++)
            loss[c] += lumped_loss_db(&s->lumped, sl_response_cell_hz(symbol_rate_bd, c));
        return SL_OK;
    }
    if (!(s->length_m >= 0) || !isfinite(s->length_m)) return SL_ERR_DOMAIN;
    SL_TRY(line_prepare(&m, &s->line));
    for (size_t c = 0; c < SL_RESPONSE_CELLS; c++)
        loss[c] += line_loss_db_m(&m, sl_response_cell_hz(symbol_rate_bd, c)) * s->length_m;
    return SL_OK;
}

sl_status sl_electrical_loss_grid_db(double loss[SL_RESPONSE_CELLS], const sl_segment *segments,
                                     size_t n, double symbol_rate_bd)
{
    if (!(symbol_rate_bd > 0)) return SL_ERR_DOMAIN;
    for (size_t c = 0; c < SL_RESPONSE_CELLS; c++)
        loss[c] = 0;
    for (size_t i = 0; i < n; i++)
        SL_TRY(add_segment(loss, &segments[i], symbol_rate_bd));
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

double path_ripple_db(const sl_segment_response *responses, size_t n, double reflection_near,
                      double reflection_far)
{
    // echo: all reflections so far as seen from here, sum of |Gi| (transmission since)^2.
    double echo = reflection_near, change = 0;
    for (size_t i = 0; i < n; i++) {
        const sl_segment_response *r = &responses[i];
        change += echo * r->s11 + r->mismatch;
        echo = echo * r->s21 * r->s21 + r->s11;
    }
    change += echo * reflection_far;
    return change < 1 ? -20 * log10(1 - change) : HUGE_VAL;
}

sl_status sl_electrical_ripple_db(double *ripple_db, const sl_segment *segments, size_t n,
                                  double reflection_near, double reflection_far, double freq_hz)
{
    sl_segment_response responses[SL_SEGMENTS_MAX];
    if (n > SL_SEGMENTS_MAX) return SL_ERR_LIMIT;
    if (!(reflection_near >= 0 && reflection_near <= 1 && reflection_far >= 0 &&
          reflection_far <= 1))
        return SL_ERR_DOMAIN;
    for (size_t i = 0; i < n; i++)
        SL_TRY(sl_segment_at(&responses[i], &segments[i], freq_hz));
    *ripple_db = path_ripple_db(responses, n, reflection_near, reflection_far);
    return SL_OK;
}
