// The growth cycle: models ask for hardware, hardware for bandwidth, bandwidth decides what a unit
// of compute costs, and that what the next models can be. Stocks and flows in years, estimate tier.
// Theory: docs/theory/growth.md.
#ifndef SHORELINE_GROWTH_H
#define SHORELINE_GROWTH_H

#include <stdbool.h>

#include "shoreline/status.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SL_GROWTH_KINDS 16 // architectures of one run, most
#define SL_GROWTH_YEARS 40 // most

// One architecture at the start, and how it goes on. Growth factors are of one year, > 0.
typedef struct sl_growth_kind {
    bool possible;              // its chain holds at the start; false: never used
    double ready;               // calendar year from which it is made
    double price_usd_per_bps;   // >= 0, of a port over its rate
    double service_usd_per_bps; // >= 0, over its life
    double made_bps;            // > 0: rate of all ports made before the start
    double learning;            // above 0 to 1: left of the price at twice the rate made
    double energy_j_per_bit, energy_growth;
    double used, density_growth; // > 0: share of edge or faceplate that the need of the start takes
    double reach_m, reach_growth;
    double capacity_bps_per_s; // > 0: made when it is ready; INFINITY: no limit
    double ramp;               // factor a year of that
} sl_growth_kind;

// What all share. Growth factors are of one year, > 0; all money over the life of a part.
typedef struct sl_growth {
    double start; // calendar year
    int years;    // 1..SL_GROWTH_YEARS
    double compute_growth, software_growth;
    double bandwidth_bps, bandwidth_exponent; // of a package at the start, > 0
    double edge_growth;
    double reach_m, reach_growth;             // that is needed
    double package_w, package_w_growth;       // > 0
    double io_share;                          // 0..1: of a package's power, for its ports
    double package_usd, package_price_growth; // > 0, without its ports
    double ends;                              // > 0: ports bought for each one of a package
    double budget_usd_per_s;                  // > 0, spent at the start
    double budget_most_usd_per_s;             // above the budget: no more is to be had; INFINITY
    double return_exponent;                   // 0 to below 1
    double delay_s;                           // >= one month: from worth to spending
    double renewal_s;                         // > 0: life of what is installed
    double exposed;                           // 0..1: share of a step that waits for bandwidth
    double capital;  // >= 0: cost over its life, with interest, of a dollar of price
    double watt_usd; // >= 0: of a watt over its life
} sl_growth;

// Why a kind is not feasible in a year.
typedef enum sl_growth_bar {
    SL_GROWTH_OPEN, // it is
    SL_GROWTH_NEVER,
    SL_GROWTH_NOT_READY,
    SL_GROWTH_REACH,
    SL_GROWTH_EDGE,
    SL_GROWTH_POWER,
    SL_GROWTH_BARS
} sl_growth_bar;

extern const char *const sl_growth_bar_names[SL_GROWTH_BARS]; // words

typedef struct sl_growth_choice {
    double cost_usd_per_bps; // over its life; NaN: not possible
    double served;           // 0..1: of the need, by edge and power; 0: not at all
    double share;            // 0..1: of the rate bought
    sl_growth_bar bar;
} sl_growth_choice;

// One year of the cycle, at its beginning.
typedef struct sl_growth_year {
    double year;
    double compute;           // installed, over that of the start
    double model_compute;     // of a model, over that of the start
    double budget_usd_per_s;  // to spend
    double packages_per_s;    // built
    double bandwidth_bps;     // that a package needs
    double served;            // 0..1: of it
    double useful;            // 0..1: of the compute built
    double built;             // 0..1: of the packages that the budget would pay
    double port_usd_per_bps;  // mean over what is bought, over its life; NaN: nothing is
    double interconnect_cost; // 0..1: share of ports and their energy in a package's cost
    int cheapest;             // feasible kind; -1: none
    sl_growth_choice kind[SL_GROWTH_KINDS];
} sl_growth_year;

// Growth of the installed compute on the balanced path, 1/s: (ln(compute/price) + e ln software)/
// (1 - e). NaN outside.
double sl_growth_balanced_per_s(const sl_growth *growth);

// out: years + 1 of them. Errors: SL_ERR_DOMAIN; so is a balanced path that shrinks faster than
// renewal. Cost: 50 us a year for 6 kinds.
sl_status sl_growth_run(sl_growth_year *out, const sl_growth *growth, const sl_growth_kind *kinds,
                        int n);

#ifdef __cplusplus
}
#endif
#endif
