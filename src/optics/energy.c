// Power of a lane's optical engine, energy per bit and density.
//
// Model. Loads add; the module's conversion efficiency divides those it feeds; an external laser
// source has its own. Energy per bit = power of one direction of one lane / its rate.
// Assumptions. One direction: the transmitter of one end and the receiver of the other, whose TIA
// and DSP are counted once. Host SerDes is not in.
// Sources. Bookkeeping; the block powers are the caller's. Limits. No dependence on temperature or
// rate here; the callers' blocks have it.
#include "shoreline/optics.h"

#include <math.h>

static int share(double x)
{
    return x > 0 && x <= 1;
}

sl_status sl_engine_power(sl_engine_power_out *out, const sl_engine_power_in *in)
{
    const double loads[] = {in->laser_optical_w, in->laser_electrical_w, in->laser_cooling_w,
                            in->driver_w,        in->modulator_w,        in->tuning_w,
                            in->tia_w,           in->dsp_tx_w,           in->dsp_rx_w,
                            in->control_w};
    for (size_t i = 0; i < sizeof loads / sizeof loads[0]; i++)
        if (!(loads[i] >= 0)) return SL_ERR_DOMAIN;
    if (!(in->lane_rate_bps > 0) || !share(in->conversion_efficiency) ||
        !(in->laser_efficiency >= 0 && in->laser_efficiency <= 1) ||
        (in->laser_external && !share(in->laser_conversion_efficiency)))
        return SL_ERR_DOMAIN;
    double laser = in->laser_efficiency > 0 ? in->laser_optical_w / in->laser_efficiency
                                            : in->laser_electrical_w;
    *out = (sl_engine_power_out){
        .laser_w = laser + in->laser_cooling_w,
        .driver_w = in->driver_w,
        .modulator_w = in->modulator_w,
        .tuning_w = in->tuning_w,
        .tia_w = in->tia_w,
        .dsp_w = in->dsp_tx_w + in->dsp_rx_w,
        .control_w = in->control_w,
    };
    double rest =
        out->driver_w + out->modulator_w + out->tuning_w + out->tia_w + out->dsp_w + out->control_w;
    double laser_supply =
        in->laser_external ? in->laser_conversion_efficiency : in->conversion_efficiency;
    double laser_drawn = out->laser_w / laser_supply;
    out->total_without_laser_w = rest / in->conversion_efficiency;
    out->total_w = out->total_without_laser_w + laser_drawn;
    out->conversion_w =
        rest * (1.0 / in->conversion_efficiency - 1.0) + out->laser_w * (1.0 / laser_supply - 1.0);
    out->heat_in_engine_w =
        out->total_without_laser_w + (in->laser_external ? in->laser_optical_w : laser_drawn);
    out->energy_j_per_bit = out->total_w / in->lane_rate_bps;
    out->energy_without_laser_j_per_bit = out->total_without_laser_w / in->lane_rate_bps;
    return SL_OK;
}

double sl_laser_light_w(double launch_average_w, double loss_db)
{
    return launch_average_w >= 0 ? launch_average_w * pow(10, loss_db / 10) : (double)NAN;
}

double sl_edge_density_bps_per_m(double rate_bps, double wavelengths, double rows, double pitch_m)
{
    return pitch_m > 0 ? rate_bps * wavelengths * rows / pitch_m : (double)NAN;
}

double sl_area_density_bps_per_m2(double rate_bps, double pitch_x_m, double pitch_y_m)
{
    return pitch_x_m > 0 && pitch_y_m > 0 ? rate_bps / (pitch_x_m * pitch_y_m) : (double)NAN;
}
