// Memory that hosts share: how much less of it is needed.
//
// Model. Each host's demand is a random number; memory is bought so that it does not fit with a
// chance of `risk`. A share f of every demand may lie in a pool of N hosts, the rest is local.
//
// Equations. Alone A = Q(1), with f: local (1-f) A, pool f Q(N), Q(N) the (1-risk) quantile of the
// sum of N demands; saving = f (1 - Q(N)/(N A)). The sum has mean N mu and variance N sd^2 (1 +
// (N-1) rho). Normal: Q = N mu + z S. Lognormal: the sum is taken as lognormal with these two
// moments, s^2 = ln(1 + S^2/(N mu)^2), Q = exp(ln(N mu) - s^2/2 + z s).
//
// Assumptions. One law for all hosts, equal correlation of any two, demand at its instant of need
// (peaks of different hosts are not aligned beyond rho).
//
// Bought: pools come in whole trays of together T >= Q(N) f: saving 1 - ((1-f) A + T/N)/A.
//
// Limits. Fenton-Wilkinson errs in far tails of heavy-tailed demand (a few % of Q at risk 1e-3 and
// sd/mean up to 1, too high for N above 1: savings are understated). Wider lognormal demand is
// refused: the method's quantiles turn around there. Traces with placement by a
// scheduler save less: whole machines fill up together, which acts as correlation.
//
// Sources. Fenton, IRE Trans. Commun. Syst. 8 (1960) 57.
#include "shoreline/memory.h"

#include "shoreline/numeric.h"

#include <math.h>

static bool valid(const sl_pool *p)
{
    if (p->demand == SL_DEMAND_LOGNORMAL && p->sd > SL_POOL_SPREAD_MAX * p->mean) return false;
    return p->mean > 0.0 && p->sd >= 0.0 && p->correlation >= 0.0 && p->correlation <= 1.0 &&
           p->hosts >= 1.0 && p->share >= 0.0 && p->share <= 1.0 && p->risk > 0.0 && p->risk <= 0.5;
}

// What the demands of n hosts together exceed with a chance of risk.
static double quantile(const sl_pool *p, double n, double z)
{
    double mean = n * p->mean, sd = p->sd * sqrt(n * (1.0 + (n - 1.0) * p->correlation));
    if (p->demand == SL_DEMAND_NORMAL) return mean + z * sd;
    double s2 = log1p(sd * sd / (mean * mean));
    return mean * exp(z * sqrt(s2) - s2 / 2.0);
}

sl_status sl_pool_need_of(sl_pool_need *out, const sl_pool *pool)
{
    if (!valid(pool)) return SL_ERR_DOMAIN;
    double z = sl_q_inverse(pool->risk);
    double alone = quantile(pool, 1.0, z), all = quantile(pool, pool->hosts, z);
    *out = (sl_pool_need){.alone = alone,
                          .local = (1.0 - pool->share) * alone,
                          .pool = pool->share * all,
                          .saving = pool->share * (1.0 - all / (pool->hosts * alone))};
    return SL_OK;
}

double sl_pool_saving_bought(const sl_pool_need *need, double hosts, double size)
{
    if (!(need->alone > 0.0 && hosts >= 1.0 && size >= 0.0)) return NAN;
    return 1.0 - (need->local + size / hosts) / need->alone;
}
