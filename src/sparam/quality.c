// How far a network's data can be trusted.
//
// Passivity and reciprocity metrics of IEEE Std 370-2020, as its published checks compute them:
//   PQM = 100 max(N - sum W, 0)/N, W = (p - 1.00001)/0.1 where the largest singular value p of a
//   point is above 1.00001; RQM the same with the mean over i /= j of |Sij - Sji| above 1e-6.
// Grades: passivity and reciprocity above 99.9 good, 99 acceptable, 80 inconclusive; causality
//   (rotation) above 80, 50, 20.
// Ours, class assumption: energy before time 0 below -40 dB good, -30, -20; phase step of a through
//   below 90 degrees good, 135, 180. The causality grade is the better of its two measures:
//   rotation calls noise in weak entries poor, and early energy cannot see what the window hides.
// Limits: one network at a time; no repair of what is found.
#include "sparam/quality.h"

#include <math.h>

static void check_grid(sl_sparam_quality *q, const sl_sparam *s)
{
    size_t n = s->points;
    q->freq_first_hz = s->freq_hz[0];
    q->freq_last_hz = s->freq_hz[n - 1];
    q->has_dc = s->freq_hz[0] == 0;
    q->step_hz = n > 1 ? (q->freq_last_hz - q->freq_first_hz) / (double)(n - 1) : 0;
    for (size_t k = 1; k < n; k++) {
        double step = s->freq_hz[k] - s->freq_hz[k - 1];
        q->step_deviation = fmax(q->step_deviation, fabs(step / q->step_hz - 1));
    }
}

static void check_matrices(sl_sparam_quality *q, const sl_sparam *s)
{
    const double passive = 1.00001, weight = 0.1, reciprocal = 1e-6;
    int n = s->ports;
    double passivity = 0, reciprocity = 0;
    q->singular_max = -1;
    q->reciprocity_error = -1;
    for (size_t k = 0; k < s->points; k++) {
        const double complex *m = sl_sparam_at(s, k);
        double p = sl_net_singular_max(m, n), sum = 0, worst = 0;
        for (int i = 0; i < n; i++)
            for (int j = 0; j < i; j++) {
                double d = cabs(m[i * n + j] - m[j * n + i]);
                worst = fmax(worst, d);
                sum += 2 * d;
            }
        if (n > 1) sum /= (double)n * (n - 1);
        if (p > passive) passivity += (p - passive) / weight;
        if (sum > reciprocal) reciprocity += (sum - reciprocal) / weight;
        q->active_points += p > passive;
        if (p > q->singular_max) q->singular_max = p, q->singular_hz = s->freq_hz[k];
        if (worst > q->reciprocity_error)
            q->reciprocity_error = worst, q->reciprocity_hz = s->freq_hz[k];
    }
    double points = (double)s->points;
    q->passivity_370 = 100 * fmax(points - passivity, 0) / points;
    q->reciprocity_370 = 100 * fmax(points - reciprocity, 0) / points;
}

static void check_rotation(sl_sparam_quality *q, const sl_sparam *s)
{
    q->causality_370 = 101;
    for (int i = 0; i < s->ports * s->ports; i++) {
        double share = quality_rotation(s, i);
        if (share >= q->causality_370) continue;
        q->causality_370 = share;
        q->causality_i = i / s->ports;
        q->causality_j = i % s->ports;
    }
}

// Throughs only: reflections cross zero, where their phase jumps.
static void check_sampling(sl_sparam_quality *q, const sl_sparam *s)
{
    q->phase_step_rad = NAN;
    for (int l = 0; q->order.pairs_clear && l < q->order.lines; l++)
        for (size_t k = 0; k + 1 < s->points; k++) {
            int entry = q->order.far[l] * s->ports + q->order.near[l];
            double complex a = sl_sparam_at(s, k)[entry], b = sl_sparam_at(s, k + 1)[entry];
            if (cabs(a) < 1e-3 || cabs(b) < 1e-3) continue;
            double step = fabs(carg(b * conj(a)));
            if (!(step <= q->phase_step_rad)) q->phase_step_rad = step;
        }
    q->interpolation_error = NAN;
    size_t stride = (size_t)s->ports * (size_t)s->ports;
    if (q->step_deviation > 1e-3) return;
    for (size_t k = 2; k + 2 < s->points; k++)
        for (size_t i = 0; i < stride; i++) {
            const double complex *z = s->data + k * stride + i;
            double complex cubic =
                (4 * (z[stride] + *(z - stride)) - (z[2 * stride] + *(z - 2 * stride))) / 6;
            double error = cabs(*z - cubic);
            if (!(error <= q->interpolation_error)) q->interpolation_error = error;
        }
}

// Limits of good, acceptable and inconclusive; larger is better.
static sl_quality_grade grade(double value, const double limits[3])
{
    if (isnan(value)) return SL_QUALITY_UNKNOWN;
    for (int i = 0; i < 3; i++)
        if (value > limits[i]) return (sl_quality_grade)i;
    return SL_QUALITY_POOR;
}

static void judge(sl_sparam_quality *q)
{
    static const double energy[3] = {99.9, 99, 80}, rotation[3] = {80, 50, 20};
    static const double early[3] = {40, 30, 20}, phase[3] = {-90, -135, -179};
    q->passivity = grade(q->passivity_370, energy);
    q->reciprocity = grade(q->reciprocity_370, energy);
    sl_quality_grade a = grade(q->causality_370, rotation), b = grade(-q->early_db, early);
    q->causality = b == SL_QUALITY_UNKNOWN || a < b ? a : b;
    q->sampling = grade(-q->phase_step_rad * (180 / 3.14159265358979323846), phase);
    const sl_quality_grade all[] = {q->passivity, q->reciprocity, q->causality, q->sampling};
    q->verdict = SL_QUALITY_GOOD;
    for (int i = 0; i < 4; i++)
        if (all[i] != SL_QUALITY_UNKNOWN && all[i] > q->verdict) q->verdict = all[i];
}

sl_status sl_sparam_quality_of(sl_sparam_quality *out, const sl_sparam *s)
{
    *out = (sl_sparam_quality){0};
    if (!sl_sparam_valid(s)) return SL_ERR_DOMAIN;
    check_grid(out, s);
    SL_TRY(sl_sparam_port_order(&out->order, s));
    check_matrices(out, s);
    check_rotation(out, s);
    check_sampling(out, s);
    SL_TRY(quality_early(&out->early_db, s, out));
    judge(out);
    return SL_OK;
}

const char *sl_quality_grade_text(sl_quality_grade grade)
{
    static const char *const texts[] = {"good", "acceptable", "inconclusive", "poor", "unknown"};
    return (int)grade >= 0 && grade <= SL_QUALITY_UNKNOWN ? texts[grade] : "unknown";
}
