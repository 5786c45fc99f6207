// What a test costs, lets pass and lets escape.
//
// Model. Units of a yield go through tests one after the other; each finds a share of what is bad
// and rejects a share of what is good.
//
// Equations. Linear: bad units that pass (1 - Y)(1 - T). Williams and Brown: good after the test
// Y^(1-T), so that bad units that pass are Y^T - Y. Both: good that pass Y (1 - o), pass = good +
// bad, quality = good/pass, cost = (cost + t r (1 + retests (1 - pass))/sites)/pass.
//
// Assumptions. Coverages of one stage after the other are independent: what escaped the first is
// found by the second as if it were new.
//
// Limits. A retest does not change the verdict; no parametric bins.
//
// Sources. Graening et al., CATCH (2025); Williams and Brown, IEEE Trans. Comput. C-30 (1981) 987.
#include "shoreline/economics.h"

#include <math.h>

static bool share(double x)
{
    return x >= 0.0 && x <= 1.0;
}

static bool valid(const sl_test *t)
{
    return share(t->coverage) && share(t->overkill) && t->time_s >= 0.0 && t->usd_per_s >= 0.0 &&
           t->sites >= 1.0 && t->retests >= 0.0;
}

static double escapes(sl_escape law, double yield, double coverage)
{
    if (law == SL_ESCAPE_LINEAR) return (1.0 - yield) * (1.0 - coverage);
    return pow(yield, coverage) - yield;
}

sl_status sl_test_run(sl_tested *out, double yield, double cost_usd, const sl_test *tests, int n)
{
    sl_tested at = {.pass = 1.0, .quality = yield, .cost_usd = cost_usd};
    if (!share(yield) || !(cost_usd >= 0.0)) return SL_ERR_DOMAIN;
    for (int i = 0; i < n; i++) {
        const sl_test *t = &tests[i];
        if (!valid(t)) return SL_ERR_DOMAIN;
        double good = at.quality * (1.0 - t->overkill);
        double pass = good + escapes(t->law, at.quality, t->coverage);
        if (!(pass > 0.0)) return SL_ERR_DOMAIN;
        double insertion = t->time_s * t->usd_per_s / t->sites;
        at.cost_usd = (at.cost_usd + insertion * (1.0 + t->retests * (1.0 - pass))) / pass;
        at.pass *= pass;
        at.quality = good / pass;
    }
    *out = at;
    return SL_OK;
}
