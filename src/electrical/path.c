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

// What a grid needs beside the segments.
typedef struct grid {
    double freq_hz[SL_RESPONSE_CELLS];
    double complex relaxation[SL_RESPONSE_CELLS];
} grid;

static int same_line(const sl_line *a, const sl_line *b)
{
    return a->geometry == b->geometry && a->dielectric_constant == b->dielectric_constant &&
           a->loss_tangent == b->loss_tangent && a->reference_freq_hz == b->reference_freq_hz &&
           a->impedance_ohm == b->impedance_ohm && a->trace_width_m == b->trace_width_m &&
           a->conductor_thickness_m == b->conductor_thickness_m &&
           a->roughness_rz_m == b->roughness_rz_m && a->conductivity == b->conductivity &&
           a->temp_k == b->temp_k && a->return_ratio == b->return_ratio &&
           a->dielectric_temp_k == b->dielectric_temp_k &&
           a->dielectric_constant_per_k == b->dielectric_constant_per_k &&
           a->loss_tangent_per_k == b->loss_tangent_per_k &&
           a->relative_humidity == b->relative_humidity &&
           a->moisture_uptake == b->moisture_uptake &&
           a->dielectric_constant_per_wet == b->dielectric_constant_per_wet &&
           a->loss_tangent_per_wet == b->loss_tangent_per_wet;
}

// Values without effect, as those of a stub that is not there, are not looked at.
static int same_lumped(const sl_lumped *a, const sl_lumped *b)
{
    if (a->capacitance_near_f != b->capacitance_near_f || a->inductance_h != b->inductance_h ||
        a->resistance_ohm != b->resistance_ohm || a->capacitance_far_f != b->capacitance_far_f ||
        a->stub_length_m != b->stub_length_m || a->loss_db != b->loss_db)
        return 0;
    if (a->loss_db > 0 && a->loss_freq_hz != b->loss_freq_hz) return 0;
    return !(a->stub_length_m > 0) || (a->stub_impedance_ohm == b->stub_impedance_ohm &&
                                       a->stub_dielectric_constant == b->stub_dielectric_constant &&
                                       a->stub_loss_tangent == b->stub_loss_tangent);
}

// Of one cross-section (or lumped element): a path and its way back hold everything twice.
static int same_kind(const sl_segment *a, const sl_segment *b)
{
    if ((a->kind == SL_SEGMENT_LINE) != (b->kind == SL_SEGMENT_LINE)) return 0;
    return a->kind == SL_SEGMENT_LINE ? same_line(&a->line, &b->line)
                                      : same_lumped(&a->lumped, &b->lumped);
}

// Adds the loss of `amount` metres of line, or lumped elements, to a grid.
static sl_status add_kind(double *loss, const sl_segment *s, double amount, const grid *g)
{
    line_model m;
    if (s->kind != SL_SEGMENT_LINE) {
        SL_TRY(lumped_check(&s->lumped));
        for (size_t c = 0; c < SL_RESPONSE_CELLS; c++)
            loss[c] += amount * lumped_loss_db(&s->lumped, g->freq_hz[c]);
        return SL_OK;
    }
    SL_TRY(line_prepare(&m, &s->line));
    for (size_t c = 0; c < SL_RESPONSE_CELLS; c++)
        loss[c] += amount * line_loss_db_m(&m, g->freq_hz[c], g->relaxation[c]);
    return SL_OK;
}

// Metres of a line, or 1; NaN for a length that is none.
static double amount_of(const sl_segment *s)
{
    if (s->kind != SL_SEGMENT_LINE) return 1;
    return s->length_m >= 0 && isfinite(s->length_m) ? s->length_m : nan("");
}

sl_status sl_electrical_loss_grid_db(double loss[SL_RESPONSE_CELLS], const sl_segment *segments,
                                     size_t n, double symbol_rate_bd)
{
    grid g;
    if (!(symbol_rate_bd > 0)) return SL_ERR_DOMAIN;
    for (size_t c = 0; c < SL_RESPONSE_CELLS; c++) {
        g.freq_hz[c] = sl_response_cell_hz(symbol_rate_bd, c);
        g.relaxation[c] = line_relaxation(g.freq_hz[c]);
        loss[c] = 0;
    }
    for (size_t i = 0; i < n; i++) {
        double amount = 0;
        size_t first = i;
        for (size_t k = 0; k < i && first == i; k++)
            if (same_kind(&segments[k], &segments[i])) first = k;
        if (first < i) continue; // counted with the first one of its kind
        for (size_t k = i; k < n; k++)
            if (k == i || same_kind(&segments[k], &segments[i])) amount += amount_of(&segments[k]);
        if (isnan(amount)) return SL_ERR_DOMAIN;
        SL_TRY(add_kind(loss, &segments[i], amount, &g));
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
