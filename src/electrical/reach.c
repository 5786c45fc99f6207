// Longest line for which a link keeps a margin.
//
// The loss of the path is the loss of everything else plus length * loss per metre, cell by cell,
// so that both are computed once. The class limit gives its length directly; the SNR margin, which
// falls with length, is solved by Chandrupatla's method: bisection that takes inverse quadratic
// interpolation where that is safe.
// Source: Chandrupatla, Adv. Eng. Software 28 (1997) 145 (GSL's Brent allocates; the layer does
// not).
#include <math.h>

#include "electrical/segment.h"
#include "electrical/serdes.h"

typedef struct reach_problem {
    const sl_electrical_in *in;
    serdes_frame frame;
    double fixed_db[SL_RESPONSE_CELLS], line_db_m[SL_RESPONSE_CELLS];
} reach_problem;

static sl_status margin_at(double *margin_db, const reach_problem *p, double length_m)
{
    double loss_db[SL_RESPONSE_CELLS];
    serdes_snr snr;
    sl_pulse_response response;
    for (size_t i = 0; i < SL_RESPONSE_CELLS; i++)
        loss_db[i] = p->fixed_db[i] + length_m * p->line_db_m[i];
    SL_TRY(serdes_snr_at(&snr, &response, &p->frame, p->in, loss_db));
    *margin_db = snr.chosen_db - p->in->implementation_loss_db - p->frame.snr_required_db +
                 p->in->margin_offset_db;
    return SL_OK;
}

// Is inverse quadratic interpolation safe? xi, phi: positions of a and f(a) between b and c.
static int interpolation_safe(double xi, double phi)
{
    return phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi;
}

// Root of the margin between lo (margin f_lo > 0) and hi (f_hi < 0).
static sl_status solve(double *root, const reach_problem *p, double lo, double f_lo, double hi,
                       double f_hi)
{
    double b = lo, fb = f_lo, a = hi, fa = f_hi, c = lo, fc = f_lo, t = 0.5;
    for (int i = 0; i < 60; i++) {
        double x = a + t * (b - a), fx;
        SL_TRY(margin_at(&fx, p, x));
        if ((fx > 0) == (fa > 0)) {
            c = a, fc = fa;
        } else {
            c = b, fc = fb;
            b = a, fb = fa;
        }
        a = x, fa = fx;
        double best = fabs(fa) < fabs(fb) ? a : b, tolerance = 1e-5 * fabs(best);
        if (fa == 0 || fabs(b - a) <= 2 * tolerance || fabs(fa) < 1e-6) {
            *root = best;
            return SL_OK;
        }
        t = 0.5;
        if (interpolation_safe((a - b) / (c - b), (fa - fb) / (fc - fb)))
            t = fa / (fb - fa) * fc / (fb - fc) +
                (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb);
        double edge = tolerance / fabs(b - a);
        t = fmin(fmax(t, edge), 1 - edge);
    }
    return SL_ERR_NO_CONVERGENCE;
}

static sl_status reach_by_snr(double *length_m, const reach_problem *p, double length_max_m)
{
    const double line_db = p->line_db_m[SL_RESPONSE_CELLS / 2];
    double lo = 0, f_lo, f_hi;
    SL_TRY(margin_at(&f_lo, p, 0));
    if (f_lo <= 0) {
        *length_m = 0;
        return SL_OK;
    }
    // Steps of 20 dB or a doubling, so that the far end is not so far that its SNR underflows.
    double hi = fmin(length_max_m, line_db > 0 ? 20 / line_db : length_max_m);
    for (;;) {
        SL_TRY(margin_at(&f_hi, p, hi));
        if (f_hi <= 0) return solve(length_m, p, lo, f_lo, hi, f_hi);
        if (hi >= length_max_m) break;
        lo = hi, f_lo = f_hi;
        hi = fmin(2 * hi, length_max_m);
    }
    *length_m = length_max_m;
    return SL_OK;
}

// The path with no length of the line.
static void without_line(sl_segment rest[SL_SEGMENTS_MAX], const sl_electrical_in *in,
                         size_t line_index)
{
    for (size_t i = 0; i < in->n_segments; i++)
        rest[i] = in->segments[i];
    rest[line_index].length_m = 0;
}

static sl_status reach_by_class(double *length_m, const sl_electrical_in *in, size_t line_index,
                                double length_max_m)
{
    sl_segment rest[SL_SEGMENTS_MAX];
    without_line(rest, in, line_index);
    double fixed_db, nyquist = 0.5 * in->symbol_rate_bd;
    SL_TRY(sl_electrical_loss_db(&fixed_db, rest, in->n_segments, nyquist));
    double line_db_m = sl_line_loss_db(&rest[line_index].line, 1, nyquist);
    double room_db = in->loss_limit_db - in->loss_offset_db - fixed_db;
    *length_m = room_db > 0 ? fmin(room_db / line_db_m, length_max_m) : 0;
    return isnan(*length_m) ? SL_ERR_DOMAIN : SL_OK;
}

static sl_status set_up(reach_problem *p, const sl_electrical_in *in, size_t line_index)
{
    sl_segment line = in->segments[line_index];
    line.length_m = 1;
    p->in = in;
    SL_TRY(serdes_prepare(&p->frame, in));
    SL_TRY(sl_electrical_loss_grid_db(p->line_db_m, &line, 1, in->symbol_rate_bd));
    sl_segment rest[SL_SEGMENTS_MAX];
    without_line(rest, in, line_index);
    return sl_electrical_loss_grid_db(p->fixed_db, rest, in->n_segments, in->symbol_rate_bd);
}

sl_status sl_electrical_max_reach(double *length_m, const sl_electrical_in *in, size_t line_index,
                                  sl_reach_limit limit, double length_max_m)
{
    reach_problem p;
    if (in->n_segments > SL_SEGMENTS_MAX) return SL_ERR_LIMIT;
    if (line_index >= in->n_segments || in->segments[line_index].kind != SL_SEGMENT_LINE ||
        !(length_max_m > 0) || !isfinite(length_max_m))
        return SL_ERR_DOMAIN;
    SL_TRY(set_up(&p, in, line_index));
    double by_snr = length_max_m, by_class = length_max_m;
    if (limit != SL_REACH_CLASS) SL_TRY(reach_by_snr(&by_snr, &p, length_max_m));
    if (limit != SL_REACH_SNR) SL_TRY(reach_by_class(&by_class, in, line_index, length_max_m));
    *length_m = fmin(by_snr, by_class);
    return SL_OK;
}
