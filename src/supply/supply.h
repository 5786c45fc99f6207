// Shared inside the supply layer.
#ifndef SUPPLY_SUPPLY_H
#define SUPPLY_SUPPLY_H

#include "shoreline/supply.h"

// Parts in an order in which each comes after all that it needs. False: a part needs itself.
bool sl_supply_order(int order[SL_SUPPLY_PARTS], const sl_supply *s);

// Of each part in one finished unit, through all tiers.
void sl_supply_content(double content[SL_SUPPLY_PARTS], const sl_supply *s);

// What sites make before anything is lost: the cheapest allocation, or full rates where there is
// none; 0 of a site that is not qualified.
void sl_supply_flows(double flow_per_s[SL_SUPPLY_SITES], const sl_supply *s);

#endif
