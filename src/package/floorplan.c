// Where the engines stand around the ASIC.
//
// Model: the ASIC in the middle of the lid; engines dealt out over its left, right, lower and upper
//   side in turn, at the given gap, evenly spaced along the side of the ASIC grown by the gap,
//   their width along it. Engines of neighbouring sides do not meet then.
#include "floorplan.h"

// The engine of a given place on an edge: along the edge and away from the ASIC's middle.
static sl_rectangle sl_engine_at(const sl_package *p, size_t edge, double along_m, double away_m)
{
    double x_m = 0.5 * p->lid.width_m, y_m = 0.5 * p->lid.length_m;
    double w = p->engine_width_m, l = p->engine_length_m;
    switch (edge) {
    case 0:
        return (sl_rectangle){x_m - away_m - l, y_m + along_m - 0.5 * w, l, w};
    case 1:
        return (sl_rectangle){x_m + away_m, y_m + along_m - 0.5 * w, l, w};
    case 2:
        return (sl_rectangle){x_m + along_m - 0.5 * w, y_m - away_m - l, w, l};
    default:
        return (sl_rectangle){x_m + along_m - 0.5 * w, y_m + away_m, w, l};
    }
}

sl_status sl_floorplan_build(sl_floorplan *out, const sl_package *p, bool on_lid)
{
    if (p->engines > SL_ENGINES) return SL_ERR_LIMIT;
    out->asic = (sl_rectangle){0.5 * (p->lid.width_m - p->asic_width_m),
                               0.5 * (p->lid.length_m - p->asic_length_m), p->asic_width_m,
                               p->asic_length_m};
    out->engines = 0;
    for (size_t edge = 0; edge < 4; edge++) {
        size_t count = p->engines / 4 + (edge < p->engines % 4);
        double edge_m = (edge < 2 ? p->asic_length_m : p->asic_width_m) + 2.0 * p->engine_gap_m;
        double across_m = edge < 2 ? p->asic_width_m : p->asic_length_m;
        if ((double)count * p->engine_width_m > edge_m * (1.0 + 1e-9)) return SL_ERR_LIMIT;
        for (size_t i = 0; i < count; i++) {
            double along_m = (((double)i + 0.5) / (double)count - 0.5) * edge_m;
            out->engine[out->engines++] =
                sl_engine_at(p, edge, along_m, 0.5 * across_m + p->engine_gap_m);
        }
    }
    for (size_t i = 0; on_lid && i < out->engines; i++) {
        const sl_rectangle *r = &out->engine[i];
        if (r->x_m < 0.0 || r->y_m < 0.0 || r->x_m + r->width_m > p->lid.width_m ||
            r->y_m + r->length_m > p->lid.length_m)
            return SL_ERR_LIMIT;
    }
    return SL_OK;
}
