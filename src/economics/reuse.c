// A design that several generations of a product share: what one unit bears of it, and when.
//
// Model. The first generation pays the whole design, each later one a share of it (its port). Every
// tape-out works, or does not with the same chance as the one before and is made anew: a respin.
//
// Equations. Respins of a tape-out that fails with the chance p, geometric:
//     P(k) = (1-p) p^k,   mean p/(1-p)
// n generations of `units` each, p1 of the first tape-out, p2 of each later one:
//     a unit bears       (design (1 + (n-1) share) + respin (p1/(1-p1) + (n-1) p2/(1-p2)))/(n
//     units) first product      design time + respin time p1/(1-p1) a later product    port time +
//     respin time p2/(1-p2)
//
// Assumptions. Respins are independent and alike: the second costs, takes and fails as the first.
// Generations sell the same number of units; all follow each other, and none is given up.
//
// Limits. Money has no interest between generations. What is sold too late is no cost here. Several
// chips that must all work before the product does wait for the worst of them: p is that any fails.
//
// Sources. Arithmetic; sharing as in Chiplet Actuary (DAC 2022), see learning.c.
#include "shoreline/economics.h"

#include <math.h>

double sl_respins(double chance)
{
    return chance >= 0.0 && chance < 1.0 ? chance / (1.0 - chance) : NAN;
}

sl_status sl_reused_of(sl_reused *out, const sl_reuse *r)
{
    double units[SL_GENERATIONS_MAX];
    double first = sl_respins(r->respin_first), later = sl_respins(r->respin_later);
    if (r->generations < 1 || r->generations > SL_GENERATIONS_MAX || isnan(first) || isnan(later) ||
        !(r->respin_usd >= 0.0))
        return SL_ERR_DOMAIN;
    for (int i = 0; i < r->generations; i++)
        units[i] = r->units;
    double n = r->generations, respins = first + (n - 1.0) * later;
    out->unit_usd = sl_shared_nre_usd(r->design_usd, r->later_frac, units, r->generations) +
                    r->respin_usd * respins / (n * r->units);
    out->delay_s = r->respin_s * first;
    out->first_s = r->design_s + out->delay_s;
    out->later_s = r->later_s + r->respin_s * later;
    return isnan(out->unit_usd) ? SL_ERR_DOMAIN : SL_OK;
}
