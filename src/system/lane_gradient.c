// What moves the optical margin: differences of the evaluated design.
#include "shoreline/lane.h"

#include <math.h>

#include "system/internal.h"

#define STEP_K      1.0
#define STEP_BIAS   0.01
#define LEFT_AT_END 0.8 // of the light at the median life
#define YEAR_S      (365.25 * 86400)

static double margin_at(const sl_design *d, double mount_k)
{
    sl_evaluate_opts opts = {.laser_temp_k = mount_k, .brief = true, .skip_reach = true};
    sl_result r;
    sl_evaluate(&r, d, &opts);
    return r.has_lane ? r.value[SL_M_OPTICAL_MARGIN] : (double)NAN;
}

// A laser that holds its power is given more of it, one that holds its current more current.
static double with_bias(const sl_design *d, double mount_k, double factor)
{
    sl_design moved = *d;
    sl_laser_spec *l = &moved.link.laser;
    if (l->kind == SL_WORD_CW)
        l->power_w *= factor;
    else
        l->bias_a *= factor;
    return margin_at(&moved, mount_k);
}

void sl_lane_gradient_of(sl_lane_gradient *out, const sl_design *d)
{
    sl_result r;
    *out = (sl_lane_gradient){NAN, NAN, NAN, NAN};
    sl_evaluate(&r, d, &(sl_evaluate_opts){.brief = true, .skip_reach = true});
    if (!r.has_lane || d->link.laser.kind == SL_WORD_NO_LASER ||
        !isfinite(r.value[SL_M_OPTICAL_MARGIN]))
        return;
    double mount_k = r.point.laser_local_k;
    out->per_loss_db = -1;
    out->per_k = (margin_at(d, mount_k + STEP_K) - margin_at(d, mount_k - STEP_K)) / (2 * STEP_K);
    out->per_bias =
        (with_bias(d, mount_k, 1 + STEP_BIAS) - with_bias(d, mount_k, 1 - STEP_BIAS)) / 2;
    double median_s = sl_project_laser_median_s(d, &r.point);
    out->per_year = 10 / log(10) * (LEFT_AT_END - 1) * YEAR_S / median_s;
}
