// How much to order, where orders, stock and shortage cost: closed forms of one place.
//
// Model. Demand D flows steadily (or comes once, normal); an order costs K, a unit in stock h, a
// unit short p.
//
// Equations. EOQ Q = sqrt(2KD/h), cost sqrt(2KDh); with backorders both with the factor
// sqrt((h+p)/p), cost divided by it. With a supplier down a share psi = l/(l+m) (1 -
// exp(-(l+m)Q/D)) of the moments at which stock runs out:
//   g(Q) = (K + h Q^2/(2D) + p D psi/m)/(Q/D + psi/m), least where its slope is 0.
// Newsvendor: S = mean + z sd with P(demand <= S) = p/(p+h), cost (h+p) phi(z) sd.
//
// Assumptions. No lead time; up and down times exponential; orders only when stock is out.
//
// Limits. One place, one product; networks are not covered.
//
// Sources. Snyder and Shen, Fundamentals of Supply Chain Theory, 2nd ed. (by way of the program
// stockpyl, whose results the self-test holds); Berk and Arreola-Risa, Naval Res. Log. 41 (1994).
#include "shoreline/economics.h"

#include <math.h>

#include "shoreline/constants.h"
#include "shoreline/numeric.h"

static bool valid(const sl_stock *s)
{
    return s->order_usd > 0.0 && s->hold_usd_per_s > 0.0 && s->demand_per_s > 0.0;
}

sl_status sl_order_quantity(sl_lot *out, const sl_stock *s)
{
    if (!valid(s)) return SL_ERR_DOMAIN;
    double kd = 2.0 * s->order_usd * s->demand_per_s;
    *out = (sl_lot){sqrt(kd / s->hold_usd_per_s), sqrt(kd * s->hold_usd_per_s)};
    return SL_OK;
}

sl_status sl_order_quantity_backorders(sl_lot *out, const sl_stock *s)
{
    sl_lot plain;
    if (!(s->short_usd > 0.0)) return SL_ERR_DOMAIN;
    SL_TRY(sl_order_quantity(&plain, s));
    double factor = sqrt((s->hold_usd_per_s + s->short_usd) / s->short_usd);
    *out = (sl_lot){plain.quantity * factor, plain.cost_usd_per_s / factor};
    return SL_OK;
}

typedef struct disruption {
    const sl_stock *stock;
    double fail, repair;
} disruption;

// Cost and length of a cycle, and their slopes.
typedef struct cycle {
    double cost, time, cost_slope, time_slope;
} cycle;

static cycle cycle_of(const disruption *d, double q)
{
    const sl_stock *s = d->stock;
    double sum = d->fail + d->repair, reach = sum * q / s->demand_per_s;
    double psi = -d->fail / sum * expm1(-reach);
    double psi_slope = d->fail / s->demand_per_s * exp(-reach);
    double loss = s->short_usd * s->demand_per_s / d->repair;
    double hold = s->hold_usd_per_s / s->demand_per_s;
    return (cycle){s->order_usd + hold * q * q / 2.0 + loss * psi,
                   q / s->demand_per_s + psi / d->repair, hold * q + loss * psi_slope,
                   1.0 / s->demand_per_s + psi_slope / d->repair};
}

// Sign of the slope of cost over time.
static double slope(double q, void *context)
{
    cycle c = cycle_of(context, q);
    return c.cost_slope * c.time - c.cost * c.time_slope;
}

sl_status sl_order_quantity_disrupted(sl_lot *out, const sl_stock *stock, double fail_per_s,
                                      double repair_per_s)
{
    sl_lot plain;
    disruption d = {stock, fail_per_s, repair_per_s};
    if (!(stock->short_usd > 0.0 && fail_per_s >= 0.0 && repair_per_s > 0.0)) return SL_ERR_DOMAIN;
    SL_TRY(sl_order_quantity(&plain, stock));
    double high = plain.quantity;
    while (slope(high, &d) <= 0.0 && high < 1e12 * plain.quantity)
        high *= 2.0;
    double q = sl_root(slope, &d, 0.0, high, 1e-13 * high);
    if (isnan(q)) return SL_ERR_DOMAIN;
    cycle c = cycle_of(&d, q);
    *out = (sl_lot){q, c.cost / c.time};
    return SL_OK;
}

sl_status sl_newsvendor(sl_lot *out, double hold_usd, double short_usd, double mean, double sd)
{
    if (!(hold_usd > 0.0 && short_usd > 0.0 && mean >= 0.0 && sd >= 0.0)) return SL_ERR_DOMAIN;
    double z = sl_q_inverse(hold_usd / (hold_usd + short_usd));
    double density = exp(-z * z / 2.0) / sqrt(2.0 * SL_PI);
    *out = (sl_lot){mean + z * sd, (hold_usd + short_usd) * density * sd};
    return SL_OK;
}
