// What a statistical eye is made from: cursors and slopes of a sampling position, jitter as weights
// over time, crosstalk.
#include "signal/eye_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "shoreline/constants.h"
#include "signal/pulse.h"

size_t eye_cursor_room(const sl_waveform *w)
{
    return 2 * (w->victim.n / w->samples_per_ui + 3 + w->dfe_n);
}

static int by_size(const void *a, const void *b)
{
    double x = fabs(*(const double *)a), y = fabs(*(const double *)b);
    return x < y ? -1 : x > y;
}

void eye_cursors_at(eye_cursors *out, const sl_waveform *w, double sample, bool with_slope)
{
    double m = (double)w->samples_per_ui;
    long before = (long)floor(sample / m) + 1, after = 0;
    if (sample < (double)w->victim.n) after = (long)ceil(((double)w->victim.n - sample) / m);
    if (after < (long)w->dfe_n) after = (long)w->dfe_n;
    out->n = 0;
    out->slope_power = 0;
    for (long k = -before; k <= after; k++) {
        double at = sample + (double)k * m, h = sl_pulse_at(&w->victim, at);
        if (with_slope) {
            double slope = 0.5 * m *
                           (sl_pulse_at(&w->victim, at + 1) - //
                            sl_pulse_at(&w->victim, at - 1));
            out->slope_power += slope * slope;
            if (w->jitter_dd_ui * slope != 0) out->h[out->n++] = w->jitter_dd_ui * slope;
        }
        if (k == 0) {
            out->main_cursor = h;
            continue;
        }
        if (k > 0 && k <= (long)w->dfe_n) h -= w->dfe[k - 1];
        if (h != 0) out->h[out->n++] = h;
    }
    qsort(out->h, out->n, sizeof *out->h, by_size);
}

// ---- jitter as a distribution in time ----

// Weights of a Gaussian of sigma (in node steps) around centre: sampled, which keeps all moments
// when a step is at most sigma; else three nodes with its variance.
static void add_gaussian(eye_nodes *nodes, double centre, double sigma)
{
    if (sigma >= 1) {
        for (long i = -nodes->reach; i <= nodes->reach; i++) {
            double x = ((double)i - centre) / sigma;
            nodes->weight[i + nodes->reach] += 0.5 * exp(-0.5 * x * x) / (sigma * sqrt(2 * SL_PI));
        }
        return;
    }
    double whole = floor(centre), part = centre - whole, side = 0.5 * sigma * sigma;
    for (long d = -1; d <= 1; d++) {
        double share = 0.5 * (d ? side : 1 - 2 * side);
        double *at = nodes->weight + (long)whole + d + nodes->reach;
        at[0] += share * (1 - part);
        at[1] += share * part;
    }
}

sl_status eye_nodes_create(eye_nodes *out, sl_ctx *ctx, const sl_waveform *w,
                           sl_jitter_model jitter)
{
    const double most_refined = 8, sigmas = 9.5;
    double a = w->jitter_dd_ui, sigma = w->jitter_rms_ui, m = (double)w->samples_per_ui;
    bool none = jitter == SL_JITTER_SLOPE || (a == 0 && sigma == 0);
    double refine = 1;
    if (!none && sigma > 0) refine = ceil(1 / (sigma * m));
    if (!none && a > 0) refine = fmax(refine, ceil(4 / (a * m)));
    out->refine = (size_t)fmin(refine, most_refined);
    double step_ui = 1 / (m * (double)out->refine), reach_ui = none ? 0 : a + sigmas * sigma;
    if (!(reach_ui <= 1)) return SL_ERR_DOMAIN;
    out->reach = none ? 0 : (long)ceil(reach_ui / step_ui) + 2;
    size_t n = 2 * (size_t)out->reach + 1;
    out->weight = sl_ctx_resize(ctx, NULL, n * sizeof *out->weight);
    if (!out->weight) return SL_ERR_NO_MEMORY;
    memset(out->weight, 0, n * sizeof *out->weight);
    if (none) {
        out->weight[0] = 1;
        return SL_OK;
    }
    add_gaussian(out, -a / step_ui, sigma / step_ui);
    add_gaussian(out, a / step_ui, sigma / step_ui);
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += out->weight[i];
    for (size_t i = 0; i < n; i++)
        out->weight[i] /= sum;
    return SL_OK;
}

// ---- crosstalk ----

double eye_crosstalk_reach(const sl_waveform *w)
{
    double sum = 0;
    for (size_t a = 0; a < w->aggressor_n; a++) {
        double most = 0;
        for (size_t phase = 0; phase < w->samples_per_ui; phase++) {
            double reach = 0;
            for (size_t i = phase; i < w->aggressor[a].n; i += w->samples_per_ui)
                reach += fabs(w->aggressor[a].v[i]);
            most = fmax(most, reach);
        }
        sum += most;
    }
    return sum;
}

static sl_status at_phase(pdf *out, double *work, const sl_waveform *w, const sl_pulse *p,
                          size_t phase, const double *level, double step)
{
    pdf_delta(out);
    for (size_t i = phase; i < p->n; i += w->samples_per_ui)
        SL_TRY(pdf_pam(out, work, p->v[i] / step, level, w->levels));
    return SL_OK;
}

static sl_status one_aggressor(pdf *out, pdf *scratch, double *work, const sl_waveform *w,
                               const sl_pulse *p, const double *level, sl_crosstalk_phase policy,
                               double step)
{
    size_t m = w->samples_per_ui;
    if (policy == SL_CROSSTALK_WORST)
        return at_phase(out, work, w, p, pulse_worst_phase(p, m), level, step);
    out->n = 0;
    out->added = 0;
    for (size_t phase = 0; phase < m; phase++) {
        SL_TRY(at_phase(scratch, work, w, p, phase, level, step));
        SL_TRY(pdf_mix(out, scratch, 0, 1.0 / (double)m));
    }
    return SL_OK;
}

sl_status eye_crosstalk(pdf *out, sl_ctx *ctx, const sl_waveform *w, const double *level,
                        sl_crosstalk_phase policy, double step)
{
    size_t c = out->capacity;
    pdf_delta(out);
    if (w->aggressor_n == 0) return SL_OK;
    double *room = sl_ctx_resize(ctx, NULL, 4 * c * sizeof *room);
    if (!room) return SL_ERR_NO_MEMORY;
    pdf one = {.mass = room, .capacity = c}, scratch = {.mass = room + c, .capacity = c};
    pdf both = {.mass = room + 2 * c, .capacity = c};
    sl_status status = SL_OK;
    for (size_t a = 0; a < w->aggressor_n && status == SL_OK; a++) {
        status =
            one_aggressor(&one, &scratch, room + 3 * c, w, &w->aggressor[a], level, policy, step);
        if (status == SL_OK) status = pdf_convolve(&both, out, &one);
        if (status != SL_OK) break;
        memcpy(out->mass, both.mass, both.n * sizeof *both.mass);
        out->n = both.n;
        out->first = both.first;
        out->added = both.added;
    }
    sl_ctx_resize(ctx, room, 0);
    return status;
}
