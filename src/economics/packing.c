// Whole dies on a round wafer, and what a good one costs.
//
// Model. Dies stand on one straight grid; the grid may lie anywhere on the wafer.
//
// Equations. Formula: pi R^2/A' - 2 pi R/sqrt(2 A'). Exact: for a fixed set of dies the positions o
// of the grid that keep all of them inside are an intersection of discs of radius R, one per corner
// p (|p + o| <= R). Such a set, if not empty, has a vertex, where two corners touch the circle. So
// the best grid is among the positions at which two corners touch; all of them are tried. Mirroring
// the wafer maps a grid onto a grid, so positions in a quarter of the cell are enough, and only the
// outer corners of a die can touch.
//
// Assumptions. No rotation, no shift between rows, no test or alignment sites.
//
// Limits. Real shot maps step whole reticle fields; partial fields cost dies or time.
//
// Sources. de Vries, IEEE Trans. Semicond. Manuf. 18 (2005) 136 (the formula); the exact search is
// our own.
#include "shoreline/economics.h"

#include "shoreline/constants.h"

#include <math.h>

#define TOUCH 1e-12 // of R: rounding of a corner that touches

typedef struct grid {
    double width, height, pitch_x, pitch_y, radius;
} grid;

typedef struct place {
    double x, y, count;
} place;

// Dies of a row whose far edge has half a chord: lattice points x + k pitch in -half..half - width.
static double row(const grid *g, double half, double x)
{
    double slack = TOUCH * g->radius / g->pitch_x;
    double last = floor((half - g->width - x) / g->pitch_x + slack);
    double first = ceil((-half - x) / g->pitch_x - slack);
    return fmax(0.0, last - first + 1.0);
}

static double count_at(const grid *g, double x, double y)
{
    double n = 0.0, reach = g->radius * (1.0 + TOUCH);
    for (double k = ceil((-reach - y) / g->pitch_y);; k++) {
        double low = y + k * g->pitch_y, far = fmax(fabs(low), fabs(low + g->height));
        if (low + g->height > reach) return n;
        if (far > reach) continue;
        double half2 = reach * reach - far * far;
        n += row(g, sqrt(half2), x);
    }
}

// The quarter of the cell in which a grid or one of its mirror images lies.
static bool in_quarter(const grid *g, double x, double y)
{
    double slack = TOUCH * g->radius;
    return x >= -g->width / 2.0 - slack && x <= (g->pitch_x - g->width) / 2.0 + slack &&
           y >= -g->height / 2.0 - slack && y <= (g->pitch_y - g->height) / 2.0 + slack;
}

static void try_at(place *best, const grid *g, double x, double y)
{
    if (!in_quarter(g, x, y)) return;
    double n = count_at(g, x, y);
    if (n > best->count) *best = (place){x, y, n};
}

typedef struct corner {
    double x, y;
} corner;

#define CORNERS_MAX (16 * SL_PACKING_ROWS_MAX + 64)

// Corners that touch the circle for some position in the quarter: those whose distance from the
// centre passes R while the position crosses it.
static int corners(corner *out, const grid *g)
{
    int n = 0;
    double columns = ceil(g->radius / g->pitch_x) + 1.0, rows = ceil(g->radius / g->pitch_y) + 1.0;
    double x0 = -g->width / 2.0, x1 = (g->pitch_x - g->width) / 2.0;
    double y0 = -g->height / 2.0, y1 = (g->pitch_y - g->height) / 2.0;
    for (double i = -columns; i <= columns; i++)
        for (double j = -rows; j <= rows; j++)
            for (int side = 0; side < 4; side++) {
                bool right = side & 1, upper = side & 2;
                if ((right ? i < -1.0 : i > 0.0) || (upper ? j < -1.0 : j > 0.0)) continue;
                corner c = {i * g->pitch_x + (right ? g->width : 0.0),
                            j * g->pitch_y + (upper ? g->height : 0.0)};
                double near_x = fmax(0.0, fmax(c.x + x0, -(c.x + x1)));
                double near_y = fmax(0.0, fmax(c.y + y0, -(c.y + y1)));
                double far_x = fmax(fabs(c.x + x0), fabs(c.x + x1));
                double far_y = fmax(fabs(c.y + y0), fabs(c.y + y1));
                double reach = g->radius * (1.0 + TOUCH);
                if (hypot(near_x, near_y) > reach || hypot(far_x, far_y) * (1.0 + TOUCH) < reach)
                    continue;
                if (n == CORNERS_MAX) return n;
                out[n++] = c;
            }
    return n;
}

// Both positions at which two corners touch: p + o and q + o on the circle.
static void try_pair(place *best, const grid *g, corner p, corner q)
{
    double dx = q.x - p.x, dy = q.y - p.y, d2 = dx * dx + dy * dy;
    double h2 = g->radius * g->radius / d2 - 0.25;
    if (!(d2 > 0.0) || h2 < 0.0) return;
    double h = sqrt(h2), mid_x = (p.x + q.x) / 2.0, mid_y = (p.y + q.y) / 2.0;
    try_at(best, g, -mid_x - h * dy, -mid_y + h * dx);
    try_at(best, g, -mid_x + h * dy, -mid_y - h * dx);
}

static place search(const grid *g)
{
    corner c[CORNERS_MAX];
    place best = {-g->width / 2.0, -g->height / 2.0, 0.0};
    int n = corners(c, g);
    try_at(&best, g, best.x, best.y);
    for (int i = 0; i < n; i++)
        for (int j = i + 1; j < n; j++)
            try_pair(&best, g, c[i], c[j]);
    return best;
}

static bool valid(double width_m, double height_m, double wafer_m, double edge_m, double scribe_m)
{
    return width_m > 0.0 && height_m > 0.0 && edge_m >= 0.0 && scribe_m >= 0.0 &&
           wafer_m > 2.0 * edge_m && isfinite(wafer_m);
}

static double formula(double width_m, double height_m, double area_m2, double radius_m)
{
    if (hypot(width_m, height_m) > 2.0 * radius_m) return 0.0; // not even one
    double dies =
        SL_PI * radius_m * radius_m / area_m2 - 2.0 * SL_PI * radius_m / sqrt(2.0 * area_m2);
    return fmax(0.0, dies);
}

double sl_packing_place(double *x_m, double *y_m, double width_m, double height_m, double wafer_m,
                        double edge_m, double scribe_m)
{
    *x_m = *y_m = NAN;
    if (!valid(width_m, height_m, wafer_m, edge_m, scribe_m)) return NAN;
    grid g = {width_m, height_m, width_m + scribe_m, height_m + scribe_m, wafer_m / 2.0 - edge_m};
    if (2.0 * g.radius > SL_PACKING_ROWS_MAX * fmin(g.pitch_x, g.pitch_y)) return NAN;
    place best = search(&g);
    *x_m = best.x;
    *y_m = best.y;
    return best.count;
}

double sl_dies_per_wafer(sl_packing method, double width_m, double height_m, double wafer_m,
                         double edge_m, double scribe_m)
{
    double x_m, y_m;
    if (method == SL_PACKING_EXACT)
        return sl_packing_place(&x_m, &y_m, width_m, height_m, wafer_m, edge_m, scribe_m);
    if (!valid(width_m, height_m, wafer_m, edge_m, scribe_m)) return NAN;
    return formula(width_m, height_m, (width_m + scribe_m) * (height_m + scribe_m),
                   wafer_m / 2.0 - edge_m);
}

double sl_reticle_use(double width_m, double height_m, double reticle_width_m,
                      double reticle_height_m)
{
    if (!(width_m > 0.0 && height_m > 0.0 && reticle_width_m > 0.0 && reticle_height_m > 0.0))
        return NAN;
    const double fit = 1.0 + 1e-9; // a die as large as the field fits
    double straight =
        floor(reticle_width_m / width_m * fit) * floor(reticle_height_m / height_m * fit);
    double turned =
        floor(reticle_width_m / height_m * fit) * floor(reticle_height_m / width_m * fit);
    return fmax(straight, turned) * width_m * height_m / (reticle_width_m * reticle_height_m);
}

sl_status sl_die_of(sl_die *out, const sl_wafer *w, double width_m, double height_m)
{
    double yield = sl_die_yield(w->model, width_m * height_m, w->d0_per_m2, w->alpha);
    double dies =
        sl_dies_per_wafer(w->packing, width_m, height_m, w->diameter_m, w->edge_m, w->scribe_m);
    if (!(w->line_yield >= 0.0 && w->line_yield <= 1.0 && w->cost_usd >= 0.0)) return SL_ERR_DOMAIN;
    yield *= w->line_yield;
    if (!(dies > 0.0 && dies * yield > 0.0)) return SL_ERR_DOMAIN;
    *out = (sl_die){.dies = dies,
                    .yield = yield,
                    .raw_usd = w->cost_usd / dies,
                    .good_usd = w->cost_usd / (dies * yield)};
    return SL_OK;
}
