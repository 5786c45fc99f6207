// Cost of ownership: capital, energy and service over a life, and what a training run bears.
//
// Model. Capital is paid back in equal sums with interest; energy and service are paid as they
// come.
//
// Equations. Annuity a = r/(1 - (1+r)^-n). Over the life of n years: capital a n, energy power PUE
// n years price, service rate n years. Run: gpus rate time + energy price.
//
// Assumptions. Prices of one year hold for the whole life; no residual value, no taxes.
//
// Limits. Growth of prices and early replacement are not covered.
//
// Sources. Textbook formulae.
#include "shoreline/economics.h"

#include <math.h>

#include "shoreline/constants.h"

double sl_capital_recovery(double rate, double periods)
{
    if (!(rate >= 0.0 && periods > 0.0)) return NAN;
    if (rate == 0.0) return 1.0 / periods;
    return rate / -expm1(-periods * log1p(rate));
}

double sl_site_energy_j(double power_w, double time_s, double pue)
{
    if (!(power_w >= 0.0 && time_s >= 0.0 && pue >= 1.0)) return NAN;
    return power_w * pue * time_s;
}

double sl_energy_usd(double power_w, double time_s, double pue, double usd_per_j)
{
    if (!(usd_per_j >= 0.0)) return NAN;
    return sl_site_energy_j(power_w, time_s, pue) * usd_per_j;
}

sl_status sl_owned_of(sl_owned *out, const sl_ownership *in)
{
    double years = in->life_s / SL_YEAR_S;
    double annuity = sl_capital_recovery(in->discount, years);
    sl_owned o = {.capital_usd = in->capital_usd * annuity * years,
                  .energy_usd = sl_energy_usd(in->power_w, in->life_s, in->pue, in->usd_per_j),
                  .service_usd = in->service_usd_per_s * in->life_s};
    o.total_usd = o.capital_usd + o.energy_usd + o.service_usd;
    if (!(in->capital_usd >= 0.0 && in->service_usd_per_s >= 0.0 && isfinite(o.total_usd)))
        return SL_ERR_DOMAIN;
    *out = o;
    return SL_OK;
}

double sl_run_usd(double gpus, double usd_per_s, double time_s, double energy_j, double usd_per_j)
{
    if (!(gpus >= 0.0 && usd_per_s >= 0.0 && time_s >= 0.0 && energy_j >= 0.0 && usd_per_j >= 0.0))
        return NAN;
    return gpus * usd_per_s * time_s + energy_j * usd_per_j;
}
