// Heat of the ASIC and of engines beside it in one lid: self and mutual resistances.
//
// Model, equations: the Fourier series of fourier.c, for the mean temperatures of the parts' areas
//   and for the sum over all engines, cut at SL_LID_MODES per axis. Modes that a symmetrical
//   arrangement does not excite are skipped before their impedance is computed.
// Assumptions: each part feeds a uniform flux into the lid; own layers of a part conduct straight
// up. Limits: parts smaller than a lid's side / SL_LID_MODES lose a part of their own spreading
// (measured
//   in docs/theory/package.md).
#include "floorplan.h"

#include <math.h>

#include "gauss16.h"
#include "shoreline/constants.h"
#include "stack.h"

#define SL_LID_MODES 32

// Means of cos(m pi u/side) over an interval for m = 0..SL_LID_MODES-1, by the recurrence of the
// sine: mean = (sin(m phi2) - sin(m phi1))/(m (phi2 - phi1)).
static void sl_mean_cosines(double *mean, double low_m, double width_m, double side_m)
{
    double a = SL_PI * low_m / side_m, b = SL_PI * (low_m + width_m) / side_m;
    double sa[2] = {0.0, sin(a)}, sb[2] = {0.0, sin(b)}; // sin((m-1) phi), sin(m phi)
    double ca = 2.0 * cos(a), cb = 2.0 * cos(b);
    mean[0] = 1.0;
    for (size_t m = 1; m < SL_LID_MODES; m++) {
        mean[m] = (sb[1] - sa[1]) / ((double)m * (b - a));
        double next_a = ca * sa[1] - sa[0], next_b = cb * sb[1] - sb[0];
        sa[0] = sa[1], sa[1] = next_a;
        sb[0] = sb[1], sb[1] = next_b;
    }
}

typedef struct sl_part_modes {
    double x[SL_LID_MODES];
    double y[SL_LID_MODES];
} sl_part_modes;

static void sl_part_expand(sl_part_modes *out, const sl_rectangle *r, const sl_layer_stack *lid)
{
    sl_mean_cosines(out->x, r->x_m, r->width_m, lid->width_m);
    sl_mean_cosines(out->y, r->y_m, r->length_m, lid->length_m);
}

// cos(m pi u/side) at the middle of the side, where the ASIC's middle is.
static double sl_middle_cosine(size_t m)
{
    static const double value[4] = {1.0, 0.0, -1.0, 0.0};
    return value[m % 4];
}

static void sl_lid_add_mode(sl_group_resistance *out, double *on_engine_k_w,
                            const sl_part_modes *asic, const sl_part_modes *engine, size_t engines,
                            const sl_layer_stack *lid, size_t m, size_t n)
{
    double f_asic = asic->x[m] * asic->y[n], f_engine[SL_ENGINES], f_group = 0.0;
    for (size_t i = 0; i < engines; i++)
        f_group += f_engine[i] = engine[i].x[m] * engine[i].y[n];
    if (engines > 0) f_group /= (double)engines;
    if (fabs(f_asic) + fabs(f_group) < 1e-9) return; // not excited
    double weight = (m ? 2.0 : 1.0) * (n ? 2.0 : 1.0) / (lid->width_m * lid->length_m);
    double wavenumber_per_m = SL_PI * hypot((double)m / lid->width_m, (double)n / lid->length_m);
    double z = weight * sl_stack_mode(lid, wavenumber_per_m);
    out->asic_k_w += f_asic * f_asic * z;
    out->asic_peak_k_w += f_asic * (sl_middle_cosine(m) * sl_middle_cosine(n) - f_asic) * z;
    out->mutual_k_w += f_asic * f_group * z;
    out->engines_k_w += f_group * f_group * z;
    for (size_t i = 0; i < engines; i++)
        on_engine_k_w[i] += f_asic * f_engine[i] * z;
}

// Mean of 1/(2 pi r) over all pairs of points of an a x b rectangle, 1/m.
static double sl_half_space_self(double a, double b)
{
    double diagonal = hypot(a, b);
    double cubes = (a * a * a + b * b * b - diagonal * diagonal * diagonal) / 3.0;
    return (a * a * b * asinh(b / a) + a * b * b * asinh(a / b) + cubes) / (SL_PI * a * a * b * b);
}

static double sl_sinc2(double x)
{
    double s = x < 1e-8 ? 1.0 : sin(x) / x;
    return s * s;
}

// The part of it that wave numbers below the cuts carry, 1/m; polar coordinates, and the square's
// two halves apart, so that the integrand is smooth.
static double sl_half_space_below(double a, double b, double cut_a_per_m, double cut_b_per_m)
{
    double corner = atan2(cut_b_per_m, cut_a_per_m), sum = 0.0;
    for (int side = 0; side < 2; side++) {
        double low = side ? corner : 0.0, half = 0.5 * ((side ? 0.5 * SL_PI : corner) - low);
        for (int i = 0; i < 16; i++) {
            double phi = low + half * (1.0 + sl_gauss16_node(i));
            double reach = side ? cut_b_per_m / sin(phi) : cut_a_per_m / cos(phi), line = 0.0;
            for (int k = 0; k < 16; k++) {
                double u = 0.25 * reach * (1.0 + sl_gauss16_node(k)); // half the wave number
                line +=
                    sl_gauss16_weight(k) * sl_sinc2(u * cos(phi) * a) * sl_sinc2(u * sin(phi) * b);
            }
            sum += sl_gauss16_weight(i) * half * line * 0.5 * reach;
        }
    }
    return sum / (SL_PI * SL_PI);
}

// What the cut takes from the mean self resistance of one part.
static double sl_lid_tail_k_w(const sl_layer_stack *lid, const sl_rectangle *part)
{
    double cut_x = SL_PI * (SL_LID_MODES - 0.5) / lid->width_m;
    double cut_y = SL_PI * (SL_LID_MODES - 0.5) / lid->length_m;
    double a = part->width_m, b = part->length_m, cut = fmin(cut_x, cut_y);
    if (fmax(cut_x * a, cut_y * b) > 8.0 * SL_PI) return 0.0; // nothing is left beyond the cut
    double beyond = sl_half_space_self(a, b) - sl_half_space_below(a, b, cut_x, cut_y);
    return fmax(0.0, beyond) * cut * sl_stack_mode(lid, cut);
}

void sl_floorplan_lid(sl_group_resistance *out, const sl_floorplan *plan, const sl_layer_stack *lid)
{
    sl_part_modes asic, engine[SL_ENGINES];
    double on_engine_k_w[SL_ENGINES] = {0.0};
    *out = (sl_group_resistance){0.0};
    sl_part_expand(&asic, &plan->asic, lid);
    for (size_t i = 0; i < plan->engines; i++)
        sl_part_expand(&engine[i], &plan->engine[i], lid);
    for (size_t m = 0; m < SL_LID_MODES; m++)
        for (size_t n = 0; n < SL_LID_MODES; n++)
            sl_lid_add_mode(out, on_engine_k_w, &asic, engine, plan->engines, lid, m, n);
    if (plan->engines == 0) return;
    out->engines_k_w += sl_lid_tail_k_w(lid, &plan->engine[0]) / (double)plan->engines;
    for (size_t i = 0; i < plan->engines; i++)
        out->hottest_engine_k_w = fmax(out->hottest_engine_k_w, on_engine_k_w[i] - out->mutual_k_w);
}
