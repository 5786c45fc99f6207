// Inside the package layer: where the engines stand around the ASIC, and what that does to the
// heat in the lid and in the board.
#ifndef SL_PACKAGE_FLOORPLAN_H
#define SL_PACKAGE_FLOORPLAN_H

#include "shoreline/package.h"

#define SL_ENGINES 64

typedef struct sl_floorplan {
    sl_rectangle asic;
    size_t engines;
    sl_rectangle engine[SL_ENGINES];
} sl_floorplan;

// Resistances between two groups (0 engines: the ASIC alone), powers as totals and temperatures as
// means of the groups.
typedef struct sl_group_resistance {
    double asic_k_w;           // ASIC on itself
    double asic_peak_k_w;      // middle of the ASIC above its mean, per ASIC watt (lid only)
    double mutual_k_w;         // ASIC on the engines and back
    double engines_k_w;        // engines on themselves
    double hottest_engine_k_w; // ASIC on its hottest engine, above mutual_k_w
} sl_group_resistance;

// ASIC in the middle of a plate, engines spread over its four edges. SL_ERR_LIMIT when the engines
// do not fit on the edges, or (on_lid) not on the plate, or are more than SL_ENGINES.
sl_status sl_floorplan_build(sl_floorplan *out, const sl_package *package, bool on_lid);

// Film and layers of the lid, without the coolant's rise.
void sl_floorplan_lid(sl_group_resistance *out, const sl_floorplan *plan,
                      const sl_layer_stack *lid);

// Sheet of the board, without the ways from the parts into it.
void sl_floorplan_board(sl_group_resistance *out, const sl_floorplan *plan,
                        const sl_package *package);

#endif
