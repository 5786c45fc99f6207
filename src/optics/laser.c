// Static light-current curve of edge-emitting and vertical-cavity lasers with self-heating.
//
// Model. At the junction's temperature T: P = s(T) (I - Ith(T)) above threshold, V = V0 + Rs I,
// T = T_local + Rth (V I - P). Edge emitter: Ith = I0 exp((T-Tr)/T0), s = s0 exp(-(T-Tr)/T1).
// VCSEL: Ith = I0 + c (T-Tm)^2 (gain peak against cavity), s = s0 (1 - a (T-Tr)).
// Solution. For a wanted power the current is I(T) = Ith(T) + P/s(T), a convex function for both
// lasers, and V I is an increasing convex function of I, so h(T) = T_local + Rth (V I - P) - T is
// convex: Newton's iteration from T_local climbs to the colder of its two zeros, the stable one,
// or finds the slope zero first: then no zero exists, which is thermal rollover.
// For a given current the map T -> T_local + Rth (V I - P(I,T)) increases with T and starts above
// the diagonal: repeated from T_local it climbs to the coldest solution.
// For the peak the power is explicit along T: V0 I + Rs I^2 - s (I - Ith) = (T - T_local)/Rth gives
// I, hence P(T), whose maximum is searched between threshold and the end of the rating.
// Assumptions. Linear curve above threshold at constant T; one node of heat; no leakage that grows
// with current at constant T; light not absorbed at home.
// Sources. T0, T1: Coldren, Corzine, Mashanovitch, Diode Lasers and Photonic Integrated Circuits
// (2012) ch. 2; VCSEL threshold by offset polynomial: Mena et al., JLT 17(5) 865 (1999), of which
// the parabola is the leading part.
// Limits. Not for modulation faster than the thermal time (about 1 us); no mode hops, no kinks.
#include "laser_laws.h"

#include <math.h>

// Threshold and slope with their first derivatives at a temperature.
typedef struct curve {
    double threshold_a, threshold_slope, slope_w_per_a, slope_slope;
} curve;

// What both lasers share; one of edge and vertical is set.
typedef struct source {
    const sl_laser *edge;
    const sl_vcsel *vertical;
    double v0, rs, rth, current_max_a, local_temp_k;
} source;

static curve curve_at(const source *s, double temp_k)
{
    if (s->edge) {
        const sl_laser *l = s->edge;
        double dt = temp_k - l->reference_temp_k;
        double ith = l->threshold_a * exp(dt / l->threshold_t0_k);
        double slope = l->slope_w_per_a * exp(-dt / l->slope_t1_k);
        return (curve){ith, ith / l->threshold_t0_k, slope, -slope / l->slope_t1_k};
    }
    const sl_vcsel *v = s->vertical;
    double dt = temp_k - v->threshold_temp_k, slope = vcsel_slope_at(v, temp_k);
    curve out = {vcsel_threshold_at(v, temp_k), 2 * v->threshold_curvature_a_per_k2 * dt, slope,
                 -v->slope_w_per_a * v->slope_fall_per_k};
    if (slope <= 0) out.slope_w_per_a = out.slope_slope = 0; // beyond the model: dark
    return out;
}

static double power_at(const curve *c, double current_a)
{
    return fmax(0, c->slope_w_per_a * (current_a - c->threshold_a));
}

// dP/dT at constant current
static double power_slope(const curve *c, double current_a)
{
    if (!(current_a > c->threshold_a)) return 0;
    return c->slope_slope * (current_a - c->threshold_a) - c->slope_w_per_a * c->threshold_slope;
}

static void fill(sl_laser_point *out, const source *s, double current_a, double junction_k)
{
    curve c = curve_at(s, junction_k);
    double volt = s->v0 + s->rs * current_a, dvi = s->v0 + 2 * s->rs * current_a;
    double power = power_at(&c, current_a), fall = power_slope(&c, current_a);
    double on = power > 0 ? c.slope_w_per_a : 0;
    double gain = -s->rth * fall;
    double droop = fall / (1 - gain);
    double total = on + fall * s->rth * (dvi - on) / (1 - gain);
    *out = (sl_laser_point){
        .current_a = current_a,
        .voltage_v = volt,
        .power_w = power,
        .electrical_w = volt * current_a,
        .heat_w = volt * current_a - power,
        .efficiency = volt * current_a > 0 ? power / (volt * current_a) : 0,
        .junction_temp_k = junction_k,
        .threshold_a = c.threshold_a,
        .slope_w_per_a = c.slope_w_per_a,
        .thermal_gain = gain,
        .droop_w_per_k = droop,
        .droop_a_per_k = total != 0 ? -droop / total : (double)INFINITY,
        .slope_total_w_per_a = total,
    };
}

// ---------------------------------------------------------------- given current

static double heated(const source *s, double current_a, double temp_k)
{
    curve c = curve_at(s, temp_k);
    double electrical = (s->v0 + s->rs * current_a) * current_a;
    return s->local_temp_k + s->rth * (electrical - power_at(&c, current_a));
}

static sl_status at_current(sl_laser_point *out, const source *s, double current_a)
{
    if (!(current_a > 0)) return SL_ERR_DOMAIN;
    if (current_a > s->current_max_a) return SL_ERR_LIMIT;
    double lo = s->local_temp_k;
    double hi = lo + s->rth * (s->v0 + s->rs * current_a) * current_a;
    for (int i = 0; i < 100; i++) {
        double next = heated(s, current_a, lo);
        if (!(next - lo > 1e-11 * next)) break;
        lo = next;
    }
    // A loop gain near 1 leaves a rest: bisect it (nothing to do when the iteration has settled).
    for (int i = 0; i < 60 && heated(s, current_a, lo) - lo > 1e-9; i++) {
        double middle = 0.5 * (lo + hi);
        if (heated(s, current_a, middle) > middle)
            lo = middle;
        else
            hi = middle;
        if (hi - lo < 1e-10) break;
    }
    fill(out, s, current_a, lo);
    return SL_OK;
}

// ---------------------------------------------------------------- given power

static sl_status for_power(sl_laser_point *out, const source *s, double power_w)
{
    if (!(power_w > 0) || !isfinite(power_w)) return SL_ERR_DOMAIN;
    double temp = s->local_temp_k, current = INFINITY;
    for (int i = 0; i < 200; i++) {
        curve c = curve_at(s, temp);
        if (!(c.slope_w_per_a > 0)) return SL_ERR_LIMIT;
        current = c.threshold_a + power_w / c.slope_w_per_a;
        double current_slope =
            c.threshold_slope - power_w * c.slope_slope / (c.slope_w_per_a * c.slope_w_per_a);
        double h =
            s->local_temp_k - temp + s->rth * ((s->v0 + s->rs * current) * current - power_w);
        double dh = s->rth * (s->v0 + 2 * s->rs * current) * current_slope - 1;
        if (fabs(h) < 1e-11 * temp) break;
        if (!(dh < 0) || !isfinite(h)) return SL_ERR_LIMIT; // the convex function has no zero
        temp -= h / dh;
        if (i == 199) return SL_ERR_NO_CONVERGENCE;
    }
    if (current > s->current_max_a) return SL_ERR_LIMIT;
    fill(out, s, current, temp);
    return SL_OK;
}

// ---------------------------------------------------------------- peak

// Current that heats the junction to temp_k while lasing there; negative when there is none.
static double current_for(const source *s, double temp_k)
{
    curve c = curve_at(s, temp_k);
    double heat = (temp_k - s->local_temp_k) / s->rth;
    double linear = s->v0 - c.slope_w_per_a;
    double constant = c.slope_w_per_a * c.threshold_a - heat;
    if (s->rs == 0) return linear > 0 ? -constant / linear : -1;
    double root = linear * linear - 4 * s->rs * constant;
    return root >= 0 ? (-linear + sqrt(root)) / (2 * s->rs) : -1;
}

static double power_along(const source *s, double temp_k)
{
    double current = current_for(s, temp_k);
    curve c = curve_at(s, temp_k);
    return c.slope_w_per_a * (current - c.threshold_a); // negative: below threshold
}

static sl_status peak(sl_laser_point *out, const source *s)
{
    sl_laser_point rated;
    SL_TRY(at_current(&rated, s, s->current_max_a));
    if (rated.power_w > 0 && rated.slope_total_w_per_a >= 0 && rated.thermal_gain < 1) {
        *out = rated; // still rising at the rating
        return SL_OK;
    }
    const double golden = 0.6180339887498949;
    double lo = s->local_temp_k, hi = rated.junction_temp_k;
    double x1 = hi - golden * (hi - lo), x2 = lo + golden * (hi - lo);
    double p1 = power_along(s, x1), p2 = power_along(s, x2);
    while (hi - lo > 1e-7) {
        if (p1 > p2) {
            hi = x2, x2 = x1, p2 = p1;
            x1 = hi - golden * (hi - lo), p1 = power_along(s, x1);
        } else {
            lo = x1, x1 = x2, p1 = p2;
            x2 = lo + golden * (hi - lo), p2 = power_along(s, x2);
        }
    }
    double temp = 0.5 * (lo + hi), current = current_for(s, temp);
    if (!(power_along(s, temp) > 0) || current > s->current_max_a) return SL_ERR_LIMIT;
    fill(out, s, current, temp);
    return SL_OK;
}

// ---------------------------------------------------------------- the two lasers

static int positive(const double *values, int n)
{
    for (int i = 0; i < n; i++)
        if (!(values[i] > 0) || !isfinite(values[i])) return 0;
    return 1;
}

static int not_negative(const double *values, int n)
{
    for (int i = 0; i < n; i++)
        if (!(values[i] >= 0) || !isfinite(values[i])) return 0;
    return 1;
}

static sl_status edge_source(source *s, const sl_laser *l, double local_temp_k)
{
    const double above[] = {l->threshold_a,      l->slope_w_per_a, l->threshold_t0_k, l->slope_t1_k,
                            l->reference_temp_k, l->current_max_a, local_temp_k};
    const double from[] = {l->turn_on_v, l->series_ohm, l->thermal_resistance_k_per_w};
    if (!positive(above, 7) || !not_negative(from, 3)) return SL_ERR_DOMAIN;
    *s = (source){l,
                  0,
                  l->turn_on_v,
                  l->series_ohm,
                  l->thermal_resistance_k_per_w,
                  l->current_max_a,
                  local_temp_k};
    return SL_OK;
}

static sl_status vertical_source(source *s, const sl_vcsel *v, double local_temp_k)
{
    const double above[] = {v->threshold_a,      v->threshold_temp_k, v->slope_w_per_a,
                            v->reference_temp_k, v->current_max_a,    local_temp_k};
    const double from[] = {v->turn_on_v, v->series_ohm, v->thermal_resistance_k_per_w,
                           v->threshold_curvature_a_per_k2, v->slope_fall_per_k};
    if (!positive(above, 6) || !not_negative(from, 5)) return SL_ERR_DOMAIN;
    *s = (source){0,
                  v,
                  v->turn_on_v,
                  v->series_ohm,
                  v->thermal_resistance_k_per_w,
                  v->current_max_a,
                  local_temp_k};
    return SL_OK;
}

sl_status sl_laser_at_current(sl_laser_point *out, const sl_laser *laser, double local_temp_k,
                              double current_a)
{
    source s;
    SL_TRY(edge_source(&s, laser, local_temp_k));
    return at_current(out, &s, current_a);
}

sl_status sl_vcsel_at_current(sl_laser_point *out, const sl_vcsel *laser, double local_temp_k,
                              double current_a)
{
    source s;
    SL_TRY(vertical_source(&s, laser, local_temp_k));
    return at_current(out, &s, current_a);
}

sl_status sl_laser_for_power(sl_laser_point *out, const sl_laser *laser, double local_temp_k,
                             double power_w)
{
    source s;
    SL_TRY(edge_source(&s, laser, local_temp_k));
    return for_power(out, &s, power_w);
}

sl_status sl_vcsel_for_power(sl_laser_point *out, const sl_vcsel *laser, double local_temp_k,
                             double power_w)
{
    source s;
    SL_TRY(vertical_source(&s, laser, local_temp_k));
    return for_power(out, &s, power_w);
}

sl_status sl_laser_peak(sl_laser_point *out, const sl_laser *laser, double local_temp_k)
{
    source s;
    SL_TRY(edge_source(&s, laser, local_temp_k));
    return peak(out, &s);
}

sl_status sl_vcsel_peak(sl_laser_point *out, const sl_vcsel *laser, double local_temp_k)
{
    source s;
    SL_TRY(vertical_source(&s, laser, local_temp_k));
    return peak(out, &s);
}
