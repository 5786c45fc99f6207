// Sinks: air fins, given films, laminar cold plates; rise of the coolant.
//
// Equations: fin efficiency eta = tanh(mL)/(mL), m = sqrt(2 h/(k t)); a fin array conducts
//   h (A_gaps + eta A_fins); a channel's film h = Nu k_f/D_h, D_h = 2 w d/(w + d), acts on its
//   floor and, as fins with adiabatic tip, on its walls (the cover is adiabatic).
//   Isothermal base: the coolant takes up C (T_base - T_in)(1 - exp(-1/(C R_film))), C = flow rho
//   c_p.
// Assumptions: uniform film over base and fins; the base is isothermal along the flow (a thick
//   copper base nearly is); fully developed laminar flow in channels.
// Sources: Incropera & DeWitt, Fundamentals of Heat and Mass Transfer, ch. 3.6 and 8; Shah &
//   London, Laminar Flow Forced Convection in Ducts, 1978 (polynomial for Nu_H1: assumption, its
//   ends agree with 8.235 and 3.608).
// Limits: no entrance length, no turbulence, no fan or pump curve: the flow is given.
#include <math.h>

#include "shoreline/package.h"

double sl_fin_efficiency(double film_w_m2k, double conductivity_w_mk, double thickness_m,
                         double height_m)
{
    if (!(film_w_m2k > 0.0) || !(conductivity_w_mk > 0.0) || !(thickness_m > 0.0) ||
        !(height_m > 0.0))
        return NAN;
    double ml = height_m * sqrt(2.0 * film_w_m2k / (conductivity_w_mk * thickness_m));
    return tanh(ml) / ml;
}

double sl_channel_nusselt(double aspect)
{
    if (!(aspect >= 0.0) || !(aspect <= 1.0)) return NAN;
    static const double c[] = {1.0, -2.0421, 3.0853, -2.4765, 1.0578, -0.1861};
    double sum = 0.0;
    for (size_t i = sizeof c / sizeof *c; i-- > 0;)
        sum = sum * aspect + c[i];
    return 8.235 * sum;
}

// Film of an array of straight fins over the base, and the fins' efficiency.
static sl_status sl_fin_array(sl_sink_result *out, const sl_sink *sink, double film_w_m2k,
                              double gap_area_m2, double base_area_m2)
{
    if (!(sink->fin_count >= 1.0) || !(sink->fin_length_m > 0.0) || !(gap_area_m2 >= 0.0))
        return SL_ERR_DOMAIN;
    double efficiency = sl_fin_efficiency(film_w_m2k, sink->fin_conductivity_w_mk,
                                          sink->fin_thickness_m, sink->fin_height_m);
    if (!(efficiency > 0.0)) return SL_ERR_DOMAIN;
    double fin_area_m2 = 2.0 * sink->fin_count * sink->fin_height_m * sink->fin_length_m;
    out->fin_efficiency = efficiency;
    out->film_w_m2k = film_w_m2k * (gap_area_m2 + efficiency * fin_area_m2) / base_area_m2;
    return SL_OK;
}

static sl_status sl_sink_fins(sl_sink_result *out, const sl_sink *sink, double base_area_m2)
{
    double foot_m2 = sink->fin_count * sink->fin_thickness_m * sink->fin_length_m;
    return sl_fin_array(out, sink, sink->film_w_m2k, base_area_m2 - foot_m2, base_area_m2);
}

static sl_status sl_sink_channels(sl_sink_result *out, const sl_sink *sink, double base_area_m2)
{
    double w = sink->gap_m, d = sink->fin_height_m;
    if (!(w > 0.0) || !(d > 0.0) || !(sink->coolant_conductivity_w_mk > 0.0)) return SL_ERR_DOMAIN;
    double count = sink->fin_count;
    if (count * (w + sink->fin_thickness_m) * sink->fin_length_m > base_area_m2 * (1.0 + 1e-9))
        return SL_ERR_DOMAIN;
    double hydraulic_m = 2.0 * w * d / (w + d);
    double film =
        sl_channel_nusselt(fmin(w, d) / fmax(w, d)) * sink->coolant_conductivity_w_mk / hydraulic_m;
    // one wall per channel, wetted on both faces
    return sl_fin_array(out, sink, film, count * w * sink->fin_length_m, base_area_m2);
}

static sl_status sl_sink_film(sl_sink_result *out, const sl_sink *sink, double base_area_m2)
{
    out->fin_efficiency = 1.0;
    switch (sink->kind) {
    case SL_SINK_RESISTANCE:
        out->film_w_m2k = 1.0 / (sink->resistance_k_w * base_area_m2);
        return SL_OK;
    case SL_SINK_FILM:
        out->film_w_m2k = sink->film_w_m2k;
        return SL_OK;
    case SL_SINK_FINS:
        return sl_sink_fins(out, sink, base_area_m2);
    case SL_SINK_CHANNELS:
        return sl_sink_channels(out, sink, base_area_m2);
    }
    return SL_ERR_DOMAIN;
}

sl_status sl_sink_evaluate(sl_sink_result *out, const sl_sink *sink, double base_area_m2)
{
    if (!(base_area_m2 > 0.0) || !(sink->inlet_k > 0.0) || !(sink->flow_m3_s >= 0.0))
        return SL_ERR_DOMAIN;
    SL_TRY(sl_sink_film(out, sink, base_area_m2));
    if (!(out->film_w_m2k > 0.0) || !isfinite(out->film_w_m2k)) return SL_ERR_DOMAIN;
    out->film_k_w = 1.0 / (out->film_w_m2k * base_area_m2);
    out->coolant_k_w = out->outlet_k_w = 0.0;
    if (sink->flow_m3_s == 0.0) return SL_OK;
    double capacity_w_k = sink->flow_m3_s * sink->heat_capacity_j_m3k;
    if (!(capacity_w_k > 0.0)) return SL_ERR_DOMAIN;
    out->outlet_k_w = 1.0 / capacity_w_k;
    if (sink->kind == SL_SINK_RESISTANCE) return SL_OK; // given to the inlet: the rise is in it
    double units = 1.0 / (capacity_w_k * out->film_k_w);
    out->coolant_k_w = out->outlet_k_w / -expm1(-units) - out->film_k_w;
    return SL_OK;
}
