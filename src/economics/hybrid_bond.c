// Yield of hybrid bonding: two faces of copper pads in oxide, wafer to wafer or die to wafer.
//
// Model. A bond fails when a pad lands too far off (overlay), when a void around a particle covers
// a pad (defects), or when the copper of a pair of pads does not meet or stands out (recess). The
// three are independent.
//
// Equations.
//   limit L = min(d at which two circles share `contact` of the upper pad,
//                 (1 - s) p - rt + (2 s - 1) rb), s the gap that must stay over that of the design.
//   A corner c goes to T + K c, K = magnification + i rotation, T = translation + random, all
//   normal; overlay = P(all corners within L). Given K that is a normal law over an intersection of
//   discs. Wafers: the outermost corner of a die, averaged over the wafer; radial and tangential
//   errors are then independent.
//   A particle of thickness t has density (z-1) t0^(z-1)/t^z above t0 and makes a void of radius r
//   = (k0 + k x) sqrt(t/1 um) at x from the centre, and on wafers a tail of length kl x sqrt(t/1
//   um). lambda = D0 E[A(r, tail)], defects = exp(-lambda), where A is the area from which a void
//   reaches a pad: the union of discs of radius d = r + rt about n x m pads,
//     2 d <= p          n m pi d^2
//     2 d <= sqrt(2) p  less the lens of each pair of neighbours
//     beyond            (n-1)(m-1) p^2 + 2 (n + m - 2) g(d) + pi d^2, g = d^2 (pi/2 - acos(p/2d)) +
//                       (p/2) sqrt(d^2 - p^2/4);
//   with tails the field is one rectangle W x H: W H + 2 (W+H) d + pi d^2 + 2 l ((W+H)/pi + d),
//   the mean over directions (Steiner). x is uniform over the wafer, or a disc of the die's area.
//   recess = (1 - q)^N, q = P(sum of both recesses outside of least .. 2 k (T - T0)).
//
// Method. Moments of d are closed; what the union differs from its polynomial is summed by
// Gauss-Legendre in sqrt(log r) between the kinks (relative error of lambda below 1e-11). Sums over
// normal laws: trapezoids for K, Gauss-Legendre in the angle for T (overlay within 1e-4).
//
// Assumptions. Round pads in a square array that fills the die; every pad counts; the random error
// of one corner stands for that of all pads; tails longer than the pitch, in any direction.
//
// Limits. No redundant pads, no roughness or adhesion beyond `least_recess_m`, no void that grows
// in annealing, no discharge. z > 2, else the mean area has no bound.
//
// Sources. YAP and YAP+ (nanocad-lab/YAP, calculators of overlay, defects and copper expansion,
// read); its critical area takes half of the triangles between pads at the rim, its tails lie on a
// raster.
#include "shoreline/economics.h"

#include <math.h>
#include <stddef.h>

#include "shoreline/constants.h"
#include "shoreline/numeric.h"

#define PARTICLE_M 1e-6 // thickness for which void sizes are given

// ---- quadrature ----

// Gauss-Legendre, eight points on -1..1.
static const double node[] = {0.1834346424956498, 0.5255324099163290, 0.7966664774136267,
                              0.9602898564975363};
static const double weight[] = {0.3626837833783620, 0.3137066458778873, 0.2223810344533745,
                                0.1012285362903763};

typedef double (*integrand)(double x, const void *context);

static double integral(integrand f, const void *context, double lo, double hi, int panels)
{
    double half = (hi - lo) / (2.0 * panels), sum = 0.0;
    for (int i = 0; i < panels; i++) {
        double mid = lo + half * (2 * i + 1);
        for (int k = 0; k < 4; k++)
            sum +=
                weight[k] * (f(mid - half * node[k], context) + f(mid + half * node[k], context));
    }
    return half * sum;
}

// ---- overlay ----

double sl_circles_overlap_m2(double distance_m, double a_m, double b_m)
{
    if (!(distance_m >= 0.0 && a_m > 0.0 && b_m > 0.0)) return NAN;
    double d = distance_m, small = fmin(a_m, b_m);
    if (d >= a_m + b_m) return 0.0;
    if (d <= fabs(a_m - b_m)) return SL_PI * small * small;
    double at_a = acos((d * d + a_m * a_m - b_m * b_m) / (2.0 * d * a_m));
    double at_b = acos((d * d + b_m * b_m - a_m * a_m) / (2.0 * d * b_m));
    return a_m * a_m * at_a + b_m * b_m * at_b - d * a_m * sin(at_a);
}

typedef struct pads {
    double top_m, bottom_m; // radii
    double share_m2;        // that the upper pad needs
} pads;

static pads pads_of(const sl_bond *b)
{
    double bottom_m = 0.5 * b->pitch_m * b->bottom_frac, top_m = bottom_m * b->top_frac;
    return (pads){top_m, bottom_m, b->contact_frac * SL_PI * top_m * top_m};
}

static double excess(double distance_m, void *context)
{
    const pads *p = context;
    return sl_circles_overlap_m2(distance_m, p->top_m, p->bottom_m) - p->share_m2;
}

double sl_bond_limit_m(const sl_bond *b)
{
    pads p = pads_of(b);
    double lo = fabs(p.bottom_m - p.top_m), hi = p.bottom_m + p.top_m, spare_m2 = excess(lo, &p);
    if (!(spare_m2 >= -1e-12 * p.share_m2)) return NAN; // to rounding where all of it must meet
    double contact_m = spare_m2 <= 0.0          ? lo
                       : b->contact_frac == 0.0 ? hi
                                                : sl_root(excess, &p, lo, hi, 1e-12 * hi);
    double s = b->spacing_frac;
    return fmin(contact_m, (1.0 - s) * b->pitch_m - p.top_m + (2.0 * s - 1.0) * p.bottom_m);
}

// A normal law in the plane over an intersection of discs of one radius.
typedef struct plane {
    double x_m, y_m, sd_x_m, sd_y_m, radius_m;
    const double (*disc)[2];
    int n;
    double mid_m, half_m; // of the strip
} plane;

#define SPAN 7.0 // standard deviations: 3e-12 stay outside

// The interval of y that lies in all discs at x.
static double strip(double x_m, const plane *p)
{
    double lo = -INFINITY, hi = INFINITY;
    for (int i = 0; i < p->n; i++) {
        double dx = x_m - p->disc[i][0], h2 = p->radius_m * p->radius_m - dx * dx;
        if (h2 < 0.0) return 0.0;
        lo = fmax(lo, p->disc[i][1] - sqrt(h2));
        hi = fmin(hi, p->disc[i][1] + sqrt(h2));
    }
    if (hi < lo) return 0.0;
    if (p->sd_y_m == 0.0) return p->y_m >= lo && p->y_m <= hi ? 1.0 : 0.0;
    return fmax(0.0, sl_q((lo - p->y_m) / p->sd_y_m) - sl_q((hi - p->y_m) / p->sd_y_m));
}

static double at_angle(double angle, const void *context)
{
    const plane *p = context;
    double x_m = p->mid_m + p->half_m * sin(angle), u = (x_m - p->x_m) / p->sd_x_m;
    return exp(-0.5 * u * u) * strip(x_m, p) * p->half_m * cos(angle);
}

static double inside(plane p)
{
    double lo = -INFINITY, hi = INFINITY, reach_m = 0.0;
    for (int i = 0; i < p.n; i++) {
        lo = fmax(lo, p.disc[i][0] - p.radius_m);
        hi = fmin(hi, p.disc[i][0] + p.radius_m);
        reach_m = fmax(reach_m, hypot(p.disc[i][0] - p.x_m, p.disc[i][1] - p.y_m));
    }
    if (reach_m + SPAN * hypot(p.sd_x_m, p.sd_y_m) <= p.radius_m) return 1.0;
    if (p.sd_x_m == 0.0) return strip(p.x_m, &p);
    lo = fmax(lo, p.x_m - SPAN * p.sd_x_m);
    hi = fmin(hi, p.x_m + SPAN * p.sd_x_m);
    if (!(lo < hi)) return 0.0;
    p.mid_m = 0.5 * (lo + hi);
    p.half_m = 0.5 * (hi - lo);
    double sum = integral(at_angle, &p, -0.5 * SL_PI, 0.5 * SL_PI, 5);
    return fmin(1.0, sum / (p.sd_x_m * sqrt(2.0 * SL_PI)));
}

// All four corners of a die at one turn and one magnification.
static double die_inside(const sl_bond *b, double limit_m, double magnification, double rotation)
{
    double x = 0.5 * b->width_m, y = 0.5 * b->height_m;
    double px = magnification * x, py = magnification * y, qx = rotation * x, qy = rotation * y;
    const double disc[4][2] = {
        {-px + qy, -py - qx}, {px + qy, -py + qx}, {px - qy, py + qx}, {-px - qy, py - qx}};
    double sd_m = hypot(b->translation_sd_m, b->random_sd_m), t = b->translation_m;
    return inside((plane){.x_m = t,
                          .y_m = t,
                          .sd_x_m = sd_m,
                          .sd_y_m = sd_m,
                          .radius_m = limit_m,
                          .disc = disc,
                          .n = 4});
}

// Trapezoids over a normal law, out to where 5e-7 of it is left. The step follows how fast the rest
// of the sum changes: its own spread over the reach of a standard deviation.
typedef struct normal_steps {
    double step;
    int n; // on each side
} normal_steps;

static normal_steps steps_of(double reach_m, double sd_m)
{
    if (reach_m == 0.0) return (normal_steps){1.0, 0};
    double step = fmin(1.0, fmax(0.25, 0.7 * sd_m / reach_m));
    return (normal_steps){step, (int)ceil(5.0 / step)};
}

static double overlay_die(const sl_bond *b, double limit_m)
{
    double corner_m = 0.5 * hypot(b->width_m, b->height_m), sum = 0.0, all = 0.0;
    double sd_m = hypot(b->translation_sd_m, b->random_sd_m);
    normal_steps grow = steps_of(b->magnification_sd * corner_m, sd_m);
    normal_steps turn = steps_of(b->rotation_sd_rad * corner_m, sd_m);
    for (int i = -grow.n; i <= grow.n; i++)
        for (int k = -turn.n; k <= turn.n; k++) {
            double g = i * grow.step, t = k * turn.step, w = exp(-0.5 * (g * g + t * t));
            all += w;
            sum += w * die_inside(b, limit_m, b->magnification + g * b->magnification_sd,
                                  b->rotation_rad + t * b->rotation_sd_rad);
        }
    return sum / all;
}

// One corner at a distance from the wafer's centre; the mean translation points away from the
// centre, across, back, across.
static double corner_inside(const sl_bond *b, double limit_m, double distance_m)
{
    static const double here[1][2] = {{0.0, 0.0}}, along[] = {1, 0, -1, 0},
                        across[] = {0, 1, 0, -1};
    double sd_m = hypot(b->translation_sd_m, b->random_sd_m), t = sqrt(2.0) * b->translation_m,
           sum = 0.0;
    for (int i = 0; i < 4; i++)
        sum += inside((plane){.x_m = b->magnification * distance_m + along[i] * t,
                              .y_m = b->rotation_rad * distance_m + across[i] * t,
                              .sd_x_m = hypot(sd_m, b->magnification_sd * distance_m),
                              .sd_y_m = hypot(sd_m, b->rotation_sd_rad * distance_m),
                              .radius_m = limit_m,
                              .disc = here,
                              .n = 1});
    return sum / 4.0;
}

typedef struct bond_at {
    const sl_bond *bond;
    double limit_m;
} bond_at;

static double corner_at(double share, const void *context)
{
    const bond_at *at = context;
    return corner_inside(at->bond, at->limit_m, 0.5 * at->bond->wafer_m * sqrt(share));
}

static double overlay(const sl_bond *b, double limit_m)
{
    if (limit_m <= 0.0) return 0.0;
    if (b->kind == SL_BOND_D2W) return overlay_die(b, limit_m);
    return integral(corner_at, &(bond_at){b, limit_m}, 0.0, 1.0, 1);
}

// ---- voids ----

// Pads as the voids see them.
typedef struct field {
    double n, m, pitch_m, top_m; // pads in x and y, radius of the upper
    double exponent, scale_m;    // of thickness; radius of the void of the smallest particle
} field;

// The strip above a row of discs of radius d, one gap wide.
static double cap_m2(double d, double pitch_m)
{
    double half_m = 0.5 * pitch_m;
    return d * d * (0.5 * SL_PI - acos(half_m / d)) + half_m * sqrt(d * d - half_m * half_m);
}

// The union of discs less the polynomial that it is far from the kinks.
static double union_m2(const field *f, double d)
{
    double p = f->pitch_m, gaps = (f->n - 1.0) * f->m + (f->m - 1.0) * f->n;
    double inner_m2 = (f->n - 1.0) * (f->m - 1.0) * p * p, rim = 2.0 * (f->n + f->m - 2.0);
    if (2.0 * d >= sqrt(2.0) * p) return rim * (cap_m2(d, p) - p * d);
    double discs_m2 = f->n * f->m * SL_PI * d * d;
    if (2.0 * d > p) discs_m2 -= gaps * sl_circles_overlap_m2(p, d, d);
    return discs_m2 - inner_m2 - rim * p * d - SL_PI * d * d;
}

typedef struct panel {
    const field *field;
    double from; // log of the void over the smallest
} panel;

static double union_at(double q, const void *context)
{
    const panel *at = context;
    const field *f = at->field;
    double y = at->from + q * q, slope = 2.0 * (f->exponent - 1.0);
    return slope * exp(-slope * y) * union_m2(f, f->scale_m * exp(y) + f->top_m) * 2.0 * q;
}

// Mean of union_m2 over the particles.
static double union_mean_m2(const field *f)
{
    double half_m = 0.5 * f->pitch_m - f->top_m, diagonal_m = sqrt(0.5) * f->pitch_m - f->top_m;
    double first = half_m > 0.0 ? fmax(0.0, log(half_m / f->scale_m)) : 0.0;
    double second = fmax(first, log(diagonal_m / f->scale_m));
    double end = second + 42.0 / (2.0 * (f->exponent - 1.0)); // e^-42 of the particles are left
    const double edge[] = {0.0, first, second, end};
    double sum = 0.0;
    for (int i = 0; i < 3; i++)
        if (edge[i + 1] > edge[i])
            sum += integral(union_at, &(panel){f, edge[i]}, 0.0, sqrt(edge[i + 1] - edge[i]), 6);
    return sum;
}

static double particle_scale(const sl_bond *b)
{
    return sqrt(b->particle_m / PARTICLE_M);
}

// Mean area from which a void at a distance from the centre reaches a pad, times the density of
// that distance over a disc of radius 1.
typedef struct voids {
    const sl_bond *bond;
    field field;
    double radius_m; // of the disc
} voids;

static double critical_at(double share, const void *context)
{
    const voids *v = context;
    const sl_bond *b = v->bond;
    field f = v->field;
    double x_m = v->radius_m * share, z = f.exponent, rt = f.top_m;
    double first = 2.0 * (z - 1.0) / (2.0 * z - 3.0), second = (z - 1.0) / (z - 2.0);
    double s = f.scale_m = (b->void_m + b->void_growth * x_m) * particle_scale(b);
    double tail_m = b->kind == SL_BOND_W2W ? b->tail_growth * x_m * particle_scale(b) : 0.0;
    double d = s * first + rt, d2 = s * s * second + 2.0 * s * rt * first + rt * rt;
    double w = (f.n - 1.0) * f.pitch_m, h = (f.m - 1.0) * f.pitch_m;
    double area_m2 = w * h + 2.0 * (w + h) * d + SL_PI * d2;
    area_m2 += 2.0 * tail_m * ((w + h) / SL_PI * first + s * second + rt * first);
    if (!(b->kind == SL_BOND_W2W && b->tail_growth > 0.0)) area_m2 += union_mean_m2(&f);
    return 2.0 * share * area_m2;
}

static double fatal_voids(const sl_bond *b, double n, double m)
{
    bool wafer = b->kind == SL_BOND_W2W;
    double radius_m = wafer ? 0.5 * b->wafer_m : sqrt(b->width_m * b->height_m / SL_PI);
    voids v = {b, {n, m, b->pitch_m, pads_of(b).top_m, b->exponent, NAN}, radius_m};
    return b->d0_per_m2 * integral(critical_at, &v, 0.0, 1.0, 1);
}

// ---- recess ----

// Chance that a variable of a mean and a standard deviation lies above a bound.
static double above(double bound, double mean, double sd)
{
    return sd > 0.0 ? sl_q((bound - mean) / sd) : mean > bound ? 1.0 : 0.0;
}

static double recessed(const sl_bond *b, double pads_n)
{
    double mean = 2.0 * b->recess_m, sd = sqrt(2.0) * b->recess_sd_m;
    double most = 2.0 * b->expansion_m_per_k * b->heat_k;
    double bad = above(most, mean, sd) + above(-b->least_recess_m, -mean, sd);
    return bad < 1.0 ? exp(pads_n * log1p(-bad)) : 0.0;
}

// ---- all ----

static bool share_of(double x)
{
    return x >= 0.0 && x <= 1.0;
}

static bool valid(const sl_bond *b)
{
    return b->width_m > 0.0 && b->height_m > 0.0 && b->pitch_m > 0.0 &&
           b->pitch_m <= fmin(b->width_m, b->height_m) && b->bottom_frac > 0.0 &&
           b->bottom_frac <= 1.0 && b->top_frac > 0.0 && b->top_frac * b->bottom_frac <= 1.0 &&
           share_of(b->contact_frac) && share_of(b->spacing_frac) && isfinite(b->translation_m) &&
           b->translation_sd_m >= 0.0 && isfinite(b->rotation_rad) && b->rotation_sd_rad >= 0.0 &&
           isfinite(b->magnification) && b->magnification_sd >= 0.0 && b->random_sd_m >= 0.0 &&
           b->d0_per_m2 >= 0.0 && b->particle_m > 0.0 && b->exponent > 2.0 && b->void_m > 0.0 &&
           b->void_growth >= 0.0 && b->tail_growth >= 0.0 && isfinite(b->recess_m) &&
           b->recess_sd_m >= 0.0 && b->expansion_m_per_k >= 0.0 && b->heat_k >= 0.0 &&
           isfinite(b->least_recess_m) && (b->kind == SL_BOND_D2W || b->wafer_m > 0.0);
}

sl_status sl_bond_yield_of(sl_bond_yield *out, const sl_bond *b)
{
    if (!valid(b)) return SL_ERR_DOMAIN;
    // A pitch that divides the die leaves no pad to rounding.
    double n = floor(b->width_m / b->pitch_m * (1.0 + 1e-12));
    double m = floor(b->height_m / b->pitch_m * (1.0 + 1e-12));
    double limit_m = sl_bond_limit_m(b);
    if (isnan(limit_m)) return SL_ERR_DOMAIN;
    out->pads = n * m;
    out->limit_m = limit_m;
    out->overlay = overlay(b, limit_m);
    out->fatal_voids = fatal_voids(b, n, m);
    out->defect = exp(-out->fatal_voids);
    out->recess = recessed(b, out->pads);
    out->yield = out->overlay * out->defect * out->recess;
    return SL_OK;
}
