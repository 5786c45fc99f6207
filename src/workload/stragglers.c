// What stops a job for a moment: lost frames that replicas meet unequally often, links that flap.
//
// Model. Replicas meet once a step: the one with most waits for lost frames decides. The exchanges
// of the step hold the mean of one replica's waits already. The job stands while any link is away.
// Equations. Added by waits: r (E[max of D Poisson(mu)] - mu), mu waits of r each in one of D
// replicas; by flaps: no link is away exp(-Lambda f) of the time, Lambda flaps of all links of the
// job a second, f each, so that the step takes e^(Lambda f) as long.
// Assumptions. Waits and flaps are independent of each other and of what the job does; a flap is
// over before the transport gives up. The tail of both at once is the sum of their tails: an upper
// bound.
// Limits. Waits of one replica are added up even where stages wait side by side. Slow devices are
// the jitter of the step.
// Sources. David and Nagaraja, Order Statistics, 3rd ed. (2003), section 2.1.
#include "workload/workload.h"

#include <math.h>

#include "shoreline/numeric.h"

static bool stalls_ok(const sl_stalls *s)
{
    return s->repeats >= 0.0 && s->repeat_s >= 0.0 && s->replicas >= 1.0 && s->flaps_per_s >= 0.0 &&
           s->flap_s >= 0.0;
}

sl_status sl_step_stall(sl_step *step, const sl_training *t, const sl_stalls *s)
{
    if (!stalls_ok(s) || !(step->step_s > 0.0)) return SL_ERR_DOMAIN;
    double waits = s->repeat_s * (sl_poisson_largest(s->replicas, s->repeats) - s->repeats);
    waits = fmax(0.0, waits);
    double flaps = (step->step_s + waits) * expm1(s->flaps_per_s * s->flap_s);
    step->cause_s[SL_CAUSE_STRAGGLER] += waits + flaps;
    step->step_s += waits + flaps;
    sl_step_rates(step, t);
    return SL_OK;
}

double sl_step_quantile_s(const sl_step *calm, const sl_stalls *s, double quantile)
{
    if (!stalls_ok(s) || !(calm->step_s > 0.0) || !(quantile > 0.0 && quantile < 1.0)) return NAN;
    double waits = sl_poisson_largest_quantile(s->replicas, s->repeats, quantile) - s->repeats;
    double step = calm->step_s + s->repeat_s * fmax(0.0, waits);
    return step + s->flap_s * sl_poisson_largest_quantile(1.0, s->flaps_per_s * step, quantile);
}
