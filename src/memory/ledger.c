// Latency of a load to a tray, and whether that is still an internal slot's.
//
// Model. A load that misses all caches waits for its line. The same device in an internal slot
// answers in `base`; behind a cable the request and its data cross every added part once each.
//
// Equations. L = base + 2 (n_r t_r + n_c t_c + n_s t_s + t_fec + n d / c); within a share e of the
// slot as long as d <= (e base - 2 (parts)) c / (2 n).
//
// Assumptions. Unloaded: no queue, no retry, flits as long as in the slot. Controllers, device and
// the PHYs of both ends are in `base`.
//
// Limits. A mean of one load; spread of DRAM (refresh, banks) stays in `base`.
//
// Sources. The sum is an identity; its inputs are data sheets' pin-to-pin figures.
#include "shoreline/memory.h"

#include "shoreline/constants.h"

#include <math.h>

#define CROSSINGS 2.0 // request and data

static bool valid(const sl_load_path *p)
{
    return p->base_s > 0.0 && p->length_m >= 0.0 && p->index >= 1.0 && p->retimers >= 0.0 &&
           p->retimer_s >= 0.0 && p->conversions >= 0.0 && p->conversion_s >= 0.0 &&
           p->switches >= 0.0 && p->switch_s >= 0.0 && p->fec_s >= 0.0;
}

sl_status sl_load_ledger_of(sl_load_ledger *out, const sl_load_path *path)
{
    if (!valid(path)) return SL_ERR_DOMAIN;
    sl_load_ledger l = {
        .base_s = path->base_s,
        .retimers_s = CROSSINGS * path->retimers * path->retimer_s,
        .conversions_s = CROSSINGS * path->conversions * path->conversion_s,
        .flight_s = CROSSINGS * path->length_m * path->index / SL_SPEED_OF_LIGHT_M_S,
        .switches_s = CROSSINGS * path->switches * path->switch_s,
        .fec_s = CROSSINGS * path->fec_s,
    };
    l.total_s = l.base_s + l.retimers_s + l.conversions_s + l.flight_s + l.switches_s + l.fec_s;
    *out = l;
    return SL_OK;
}

double sl_load_latency_s(const sl_load_path *path)
{
    sl_load_ledger ledger;
    return sl_load_ledger_of(&ledger, path) == SL_OK ? ledger.total_s : (double)NAN;
}

sl_status sl_slot_verdict_of(sl_slot_verdict *out, const sl_load_path *path, double tolerance)
{
    sl_load_ledger ledger;
    if (!(tolerance >= 0.0)) return SL_ERR_DOMAIN;
    SL_TRY(sl_load_ledger_of(&ledger, path));
    double added = ledger.total_s - ledger.base_s, allowed = tolerance * path->base_s;
    *out = (sl_slot_verdict){
        .excess = added / path->base_s,
        .margin_s = allowed - added,
        .length_max_m = (allowed - (added - ledger.flight_s)) * SL_SPEED_OF_LIGHT_M_S /
                        (CROSSINGS * path->index),
    };
    out->same = out->margin_s >= 0.0;
    return SL_OK;
}
