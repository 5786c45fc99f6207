// What failures cost a port over its life: new units for those that failed, and the time it is
// dark.
//
// Model. Each failure that cleaning does not mend takes a new unit of some kind; a port that is
// dark loses what it would have earned.
//
// Equations. swapped = life sum(rate price)/ports, dark = life unavailability value.
//
// Assumptions. Rates are means over the life; a unit costs the same whenever it is bought; an hour
// of one dark port is worth the same whichever ports are dark with it.
//
// Limits. Hands are not priced here, nor are stock and its interest. A job that stops for one dark
// port loses more than that port's time: its interruptions are the workload's.
//
// Sources. None needed: expected values.
#include "shoreline/economics.h"

#include <math.h>

sl_status sl_failed_of(sl_failed *out, const sl_failing *in)
{
    bool ok = in->swaps >= 0 && in->swaps <= SL_SWAP_KINDS && in->ports > 0.0 &&
              in->unavailability >= 0.0 && in->unavailability <= 1.0 && in->usd_per_port_s >= 0.0 &&
              in->life_s >= 0.0;
    double usd_per_s = 0.0;
    for (int i = 0; ok && i < in->swaps; i++) {
        const sl_swap *s = &in->swap[i];
        if (s->per_s == 0.0) continue;
        ok = s->per_s > 0.0 && s->price_usd >= 0.0;
        usd_per_s += s->per_s * s->price_usd;
    }
    if (!ok) return SL_ERR_DOMAIN;
    out->swapped_usd = in->life_s * usd_per_s / in->ports;
    out->dark_usd = in->life_s * in->unavailability * in->usd_per_port_s;
    out->total_usd = out->swapped_usd + out->dark_usd;
    return SL_OK;
}
