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

static void sl_lid_add_mode(sl_group_resistance *out, double *on_engine_k_w,
                            const sl_part_modes *asic, const sl_part_modes *engine, size_t engines,
                            const sl_layer_stack *lid, size_t m, size_t n)
{
    double f_asic = asic->x[m] * asic->y[n], f_engine[SL_ENGINES], f_group = 0.0;
    for (size_t i = 0; i < engines; i++)
        f_group += f_engine[i] = engine[i].x[m] * engine[i].y[n];
    f_group /= (double)engines;
    if (fabs(f_asic) + fabs(f_group) < 1e-9) return; // not excited
    double weight = (m ? 2.0 : 1.0) * (n ? 2.0 : 1.0) / (lid->width_m * lid->length_m);
    double wavenumber_per_m = SL_PI * hypot((double)m / lid->width_m, (double)n / lid->length_m);
    double z = weight * sl_stack_mode(lid, wavenumber_per_m);
    out->asic_k_w += f_asic * f_asic * z;
    out->mutual_k_w += f_asic * f_group * z;
    out->engines_k_w += f_group * f_group * z;
    for (size_t i = 0; i < engines; i++)
        on_engine_k_w[i] += f_asic * f_engine[i] * z;
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
    for (size_t i = 0; i < plan->engines; i++)
        out->hottest_engine_k_w = fmax(out->hottest_engine_k_w, on_engine_k_w[i] - out->mutual_k_w);
}
