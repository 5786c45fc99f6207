// Availability of a design's ports as its repair gets slower or faster.
//
// Every time that a repair takes (the way there, hands, cleaning) is multiplied by the same factor
// and the whole fleet is evaluated again: crews that no longer keep up, and repairs that take out
// neighbours, come out as the fleet layer has them. Failures, spares and units stay.
#include "system/internal.h"

void sl_fleet_scaled(sl_fleet *out, const sl_fleet *fleet, double repair, double laser)
{
    *out = *fleet;
    for (int i = 0; i < SL_FLEET_PARTS; i++) {
        out->unit[i].dispatch_s *= repair;
        out->unit[i].hands_s *= repair;
        out->unit[i].soft_s *= repair;
    }
    out->unit[SL_FLEET_LASER].rate_per_s *= laser;
}

void sl_repair_curve_of(sl_repair_curve *out, const sl_result *result)
{
    for (int i = 0; i < SL_REPAIR_POINTS; i++) {
        sl_repair_point *p = &out->point[i];
        sl_fleet fleet;
        sl_fleet_result r;
        *p = (sl_repair_point){pow(10.0, 2.0 * i / (SL_REPAIR_POINTS - 1) - 1.0), NAN, NAN};
        if (!result->has_fleet) continue;
        sl_fleet_scaled(&fleet, &result->fleet_in, p->factor, 1.0);
        if (sl_fleet_evaluate(&r, &fleet) != SL_OK) continue;
        p->repair_s = r.repair_s;
        p->unavailability = r.port_unavailability;
    }
}
