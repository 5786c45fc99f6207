// The supply of a product: parts, sites and regions; what it costs, how long it survives the loss
// of a site, and what disruptions do over years. Theory: docs/theory/supply.md.
#ifndef SHORELINE_SUPPLY_H
#define SHORELINE_SUPPLY_H

#include <stdbool.h>
#include <stdint.h>

#include "shoreline/status.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SL_SUPPLY_PARTS   16
#define SL_SUPPLY_SITES   48
#define SL_SUPPLY_REGIONS 12
#define SL_SUPPLY_INPUTS  4
#define SL_SUPPLY_DELAY   512 // steps of a run that a lead time may take

typedef struct sl_supply_input {
    int part;      // below the number of parts
    double amount; // of it in one of the other, > 0
} sl_supply_input;

typedef struct sl_supply_part {
    double per_unit; // in one finished unit itself, >= 0
    double stock;    // on the shelf and under way, at the start and at most, >= 0
    sl_supply_input input[SL_SUPPLY_INPUTS];
    int inputs;
} sl_supply_part;

typedef struct sl_supply_site {
    int part, region;
    double rate_per_s; // most that it makes, > 0
    double cost_usd;   // of one, before tariff
    double mtbf_s;     // between disruptions of its own; INFINITY: none
    double recovery_s; // until it makes again
    bool qualified;    // others make nothing
    double lead_s;     // >= 0: from there to where it is used
    double qualify_s;  // of one that is not: from a loss until it makes; 0: never
} sl_supply_site;

typedef struct sl_supply_region {
    double tariff;     // on top of cost, 0.25 is 25 %
    double mtbf_s;     // between disruptions of all its sites at once; INFINITY: none
    double recovery_s; // of these
} sl_supply_region;

typedef struct sl_supply {
    sl_supply_part part[SL_SUPPLY_PARTS];
    sl_supply_site site[SL_SUPPLY_SITES];
    sl_supply_region region[SL_SUPPLY_REGIONS];
    int parts, sites, regions;
    double demand_per_s; // finished units, > 0
    double margin_usd;   // of one that is not lost
    double share_most;   // of a part that one site may make where others can; 1: all
} sl_supply;

// NULL, or what is wrong: a part that needs itself, an index outside, a part nobody makes.
const char *sl_supply_fault(const sl_supply *s);

// ---- what it costs (src/supply/allocate.c) ----

typedef struct sl_allocation {
    double made_per_s[SL_SUPPLY_SITES];
    double cost_usd;               // of the parts of one unit, tariffs included
    int short_part;                // -1; else the part whose sites make too little
    double need_per_s, have_per_s; // of it
} sl_allocation;
// The cheapest way to meet the demand (linear program). Errors: SL_ERR_DOMAIN (a fault),
// SL_ERR_LIMIT (sites make too little: short_part), SL_ERR_NO_CONVERGENCE. Cost: 50 us to 1 ms.
sl_status sl_supply_allocate(sl_allocation *out, const sl_supply *s);

// Longest time that the demand is met without the sites of `lost` (a bit each), from stock, what
// these have under way, the other sites at full rate once it arrives, and sites that get qualified;
// INFINITY: for ever. NaN on a fault. Linear programs, one for each different lead time.
double sl_supply_survival_s(const sl_supply *s, uint64_t lost);
// Longest time that they may make nothing before demand is unmet: that survival less the lead times
// after which goods arrive again; to 1e-4 of the longest of these where they differ. INFINITY: for
// ever. NaN on a fault. Cost: some 20 programs where lead times differ.
double sl_supply_endured_s(const sl_supply *s, uint64_t lost);
// Margin that is lost when they make nothing for a time; their goods arrive a lead time later.
double sl_supply_loss_usd(const sl_supply *s, uint64_t lost, double away_s);

// ---- what disruptions do (src/supply/disrupt.c) ----

typedef struct sl_disruption {
    double fill, fill_low, fill_high;     // share of demand met; 95 % interval of the mean
    double short_share;                   // of time in which less than the target is met
    double loss_usd_per_s;                // mean lost margin
    double cvar_usd, cvar_low, cvar_high; // mean of the worst runs' lost margin, and its interval
} sl_disruption;
// `replicas` runs of `horizon_s` in steps of `step_s`; target: of demand; tail: share of runs that
// are the worst. Keyed by seed; the same for any number of threads. Errors: SL_ERR_DOMAIN,
// SL_ERR_NO_MEMORY is not possible (replicas <= SL_SUPPLY_REPLICAS).
#define SL_SUPPLY_REPLICAS 4096
sl_status sl_supply_disrupt(sl_disruption *out, const sl_supply *s, uint64_t seed, int replicas,
                            double horizon_s, double step_s, double target, double tail);

#ifdef __cplusplus
}
#endif
#endif
