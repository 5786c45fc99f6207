// Bandwidth per length of chip edge and what limits it.
//
// Equations: in the header; each is a count per metre times the rate of one. The power limit is the
//   heat flux that the cooling takes over the engine's depth, divided by the energy of one bit.
// Assumptions: bumps, escapes and fibres fill the whole edge; keep-outs go into the fractions.
// Source: geometry. Limits: no crosstalk or loss limit: those belong to the electrical layer.
#include <math.h>

#include "shoreline/package.h"

// count/pitch rate fraction; INFINITY without a pitch.
static double sl_per_length(double count, double pitch_m, double rate_bps, double fraction)
{
    return pitch_m == 0.0 ? (double)INFINITY : count / pitch_m * rate_bps * fraction;
}

static bool sl_shoreline_valid(const sl_shoreline *s)
{
    const double value[] = {
        s->bump_rows,      s->bump_pitch_m,     s->bump_rate_bps,   s->signal_fraction,
        s->fibre_rows,     s->fibre_pitch_m,    s->wavelengths,     s->wavelength_rate_bps,
        s->escape_layers,  s->escape_pitch_m,   s->escape_rate_bps, s->escape_fraction,
        s->heat_flux_w_m2, s->energy_j_per_bit, s->depth_m,
    };
    for (size_t i = 0; i < sizeof value / sizeof *value; i++)
        if (!(value[i] >= 0.0) || !isfinite(value[i])) return false;
    return s->signal_fraction <= 1.0 && s->escape_fraction <= 1.0;
}

sl_status sl_shoreline_density(sl_density *out, const sl_shoreline *s)
{
    if (!sl_shoreline_valid(s)) return SL_ERR_DOMAIN;
    double *limit = out->limit_bps_m;
    limit[SL_DENSITY_BUMPS] =
        sl_per_length(s->bump_rows, s->bump_pitch_m, s->bump_rate_bps, s->signal_fraction);
    limit[SL_DENSITY_FIBRES] =
        sl_per_length(s->fibre_rows, s->fibre_pitch_m, s->wavelengths * s->wavelength_rate_bps,
                      s->duplex_fibres ? 0.5 : 1.0);
    limit[SL_DENSITY_ESCAPE] =
        sl_per_length(s->escape_layers, s->escape_pitch_m, s->escape_rate_bps, s->escape_fraction);
    bool powered = s->heat_flux_w_m2 > 0.0 && s->energy_j_per_bit > 0.0;
    limit[SL_DENSITY_POWER] =
        powered ? s->heat_flux_w_m2 * s->depth_m / s->energy_j_per_bit : (double)INFINITY;
    out->edge_bps_m = INFINITY;
    out->binding = SL_DENSITY_NONE;
    for (int i = 0; i < SL_DENSITY_LIMITS; i++)
        if (limit[i] < out->edge_bps_m) {
            out->edge_bps_m = limit[i];
            out->binding = (sl_density_limit)i;
        }
    out->areal_bps_m2 = s->depth_m > 0.0 ? out->edge_bps_m / s->depth_m : (double)INFINITY;
    return SL_OK;
}

const char *sl_density_limit_name(sl_density_limit limit)
{
    static const char *const name[] = {"bumps", "fibres", "escape", "power", "none"};
    return (unsigned)limit <= SL_DENSITY_NONE ? name[limit] : "none";
}
