// From cost to price: learning with volume, margins along the chain, design cost shared out.
//
// Model. Each doubling of volume leaves the same share of the price; each owner adds a cost and
// takes a gross margin on his own price; design is paid once and borne by all units.
//
// Equations. P = P0 (V/V0)^log2(rate). Price of owner i: (price of i-1 + added)/(1 - margin).
// Design of area A: node (0.5 A/300 mm2) in modules, node (0.3 A/300 mm2 + 0.2) in the chip. Reuse:
// first (1 + (n-1) port)/sum of units.
//
// Assumptions. Prices fall with cumulated volume alone; gross margins hold at every price.
//
// Limits. Scarcity is not in it: short parts sell above this.
//
// Sources. Wright, J. Aeronaut. Sci. 3 (1936) 122; Chiplet Actuary (DAC 2022); google
// chiplets-cost-model.
#include "shoreline/economics.h"

#include <math.h>

double sl_learning_price_usd(double price_usd, double volume, double reference, double rate)
{
    if (!(price_usd > 0.0 && volume > 0.0 && reference > 0.0 && rate > 0.0 && rate <= 1.0))
        return NAN;
    return price_usd * pow(volume / reference, log2(rate));
}

sl_status sl_price_chain(double *price_usd, double *each, double cost_usd, const sl_owner *owners,
                         int n)
{
    double price = cost_usd;
    if (!(cost_usd >= 0.0)) return SL_ERR_DOMAIN;
    for (int i = 0; i < n; i++) {
        if (!(owners[i].added_usd >= 0.0 && owners[i].margin >= 0.0 && owners[i].margin < 1.0))
            return SL_ERR_DOMAIN;
        price = (price + owners[i].added_usd) / (1.0 - owners[i].margin);
        if (each) each[i] = price;
    }
    *price_usd = price;
    return SL_OK;
}

#define NODE_M2 300e-6 // area for which a node's design cost is quoted

sl_status sl_design_nre_of(sl_design_nre *out, double node_usd, double area_m2)
{
    if (!(node_usd >= 0.0 && area_m2 > 0.0)) return SL_ERR_DOMAIN;
    double size = area_m2 / NODE_M2;
    *out = (sl_design_nre){0.5 * node_usd * size, node_usd * (0.3 * size + 0.2)};
    return SL_OK;
}

double sl_shared_nre_usd(double first_usd, double port_share, const double *units, int n)
{
    double total = 0.0;
    if (!(first_usd >= 0.0 && port_share >= 0.0 && n > 0)) return NAN;
    for (int i = 0; i < n; i++) {
        if (!(units[i] > 0.0)) return NAN;
        total += units[i];
    }
    return first_usd * (1.0 + (n - 1) * port_share) / total;
}

double sl_product_year_usd(const sl_product_year *y)
{
    double f = y->final_yield, s = y->system_yield;
    if (!(y->parts_usd >= 0.0 && y->scrap_usd >= 0.0 && y->other_usd >= 0.0 && y->once_usd >= 0.0 &&
          y->units > 0.0 && f >= 0.0 && f <= 1.0 && s >= 0.0 && s <= 1.0))
        return NAN;
    return y->scrap_usd + (1.0 + (1.0 - f) + (1.0 - s) * f) * y->parts_usd + y->other_usd +
           y->once_usd / y->units;
}
