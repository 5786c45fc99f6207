// What an interconnect costs: yield, dies of a wafer, test, package flows, prices, carbon, total
// cost of ownership and inventory. Estimate tier: closed forms on plain values, SI units, money in
// USD of one year that the caller names. Pure functions without allocation; a double without a
// suffix is a ratio. Theory: docs/theory/economics.md.
#ifndef SHORELINE_ECONOMICS_H
#define SHORELINE_ECONOMICS_H

#include <stdbool.h>

#include "shoreline/status.h"

#ifdef __cplusplus
extern "C" {
#endif

// ---- yield of a die ----------------------------------------------------------------------------

typedef enum sl_yield_model {
    SL_YIELD_POISSON,       // exp(-AD): defects fall independently
    SL_YIELD_MURPHY,        // ((1 - exp(-AD))/AD)^2: triangular spread of D
    SL_YIELD_SEEDS,         // 1/(1 + AD): exponential spread of D
    SL_YIELD_NEGBIN,        // (1 + AD/alpha)^-alpha: gamma spread of D
    SL_YIELD_BOSE_EINSTEIN, // (1 + AD)^-alpha: alpha critical layers, each with D
    SL_YIELD_MODELS
} sl_yield_model;

// Share of dies without a killing defect, 0..1. area_m2 >= 0, d0_per_m2 >= 0; alpha > 0: cluster
// parameter (negative binomial) or critical layers (Bose-Einstein), not used by the others. Exact
// to rounding also where AD is 1e-12. NaN outside. Source: Cunningham, IEEE Trans. Semicond. Manuf.
// 3 (1990) 60.
double sl_die_yield(sl_yield_model model, double area_m2, double d0_per_m2, double alpha);

// Defect density after time_s of a process that starts at d0 and ends at d_end with a time constant
// tau_s > 0: d_end + (d0 - d_end) exp(-t/tau). NaN outside (all >= 0).
double sl_defect_density_at(double d0_per_m2, double d_end_per_m2, double tau_s, double time_s);

// ---- dies of a wafer ---------------------------------------------------------------------------

typedef enum sl_packing {
    SL_PACKING_FORMULA, // area less a term for the rim; not a whole number
    SL_PACKING_EXACT    // best straight grid, found over all its positions
} sl_packing;

// Rows or columns of dies above which the exact count is refused (it would take seconds).
#define SL_PACKING_ROWS_MAX 256

// Whole dies width_m x height_m > 0, with scribe_m >= 0 between neighbours, on a round wafer of
// wafer_m diameter with edge_m >= 0 left free around. Formula: pi R^2/A' - 2 pi R/sqrt(2 A'), A' =
// (width + scribe)(height + scribe), R = wafer/2 - edge, at least 0. Exact: no rotation and no
// shift between rows; a die counts when its four corners lie in the circle (to 1e-12 of R). NaN
// outside, exact also above SL_PACKING_ROWS_MAX. Cost of exact: 0.1 ms for dies of 20 mm on 300 mm,
// 2 ms for 5 mm, growing with the third power of wafer over die.
double sl_dies_per_wafer(sl_packing method, double width_m, double height_m, double wafer_m,
                         double edge_m, double scribe_m);

// Where the dies of the exact count lie: the lower left corner of one of them, from the wafer's
// centre. Returns the count as above.
double sl_packing_place(double *x_m, double *y_m, double width_m, double height_m, double wafer_m,
                        double edge_m, double scribe_m);

// Share of a lithography field of reticle_width_m x reticle_height_m that whole dies fill, the
// better of two orientations; 0: the die is larger than the field. NaN unless all are > 0.
double sl_reticle_use(double width_m, double height_m, double reticle_width_m,
                      double reticle_height_m);

typedef struct sl_wafer {
    double diameter_m, edge_m, scribe_m;
    double cost_usd; // >= 0, processed
    sl_yield_model model;
    double d0_per_m2, alpha;
    double line_yield; // 0..1, of whole wafers
    sl_packing packing;
} sl_wafer;

typedef struct sl_die {
    double dies;     // of one wafer
    double yield;    // of these, wafers lost in the line included
    double raw_usd;  // wafer over dies
    double good_usd; // over good dies
} sl_die;

// Errors: SL_ERR_DOMAIN; so is a die of which no good one comes off the wafer.
sl_status sl_die_of(sl_die *out, const sl_wafer *wafer, double width_m, double height_m);

#ifdef __cplusplus
}
#endif
#endif
