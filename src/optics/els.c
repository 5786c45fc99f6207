// External sources of continuous light: power classes, temperature, wall plug.
//
// Model. Each fibre of a class gets its nominal power: the laser gives it times the fibres that
// share it and the coupling's loss, at the case's temperature or at one that a cooler holds:
//   cooler = heat/COP when the case is warmer than the laser, module = lasers (V I/eta + cooler) +
//   control.
// Assumptions. A cooler of constant COP that does nothing when the case is the colder; the class's
// tolerance of 1.5 dB is stated for 20 dBm only. Sources. Laser: laser.c; classes: six levels from
// 11 to 26 dBm, 20 +- 1.5 dBm (a maker's page that quotes OIF-ELSFP-01.0).
#include "device.h"

#include <math.h>

sl_els_class sl_els_class_at(int index)
{
    if (index < 0 || index >= SL_ELS_CLASSES) return (sl_els_class){NAN, NAN};
    return (sl_els_class){11 + 3.0 * index, 1.5};
}

static sl_status check(sl_ctx *ctx, const sl_els_opts *o)
{
    const device_range ranges[] = {
        {"class", o->class_index, 0, SL_ELS_CLASSES - 1, false, true, "0: 11 dBm, 5: 26 dBm"},
        {"lasers", o->lasers, 1, INFINITY, false, true, NULL},
        {"fibres per laser", o->fibres_per_laser, 1, INFINITY, false, true, NULL},
        {"coupling loss, dB", o->coupling_loss_db, 0, INFINITY, false, true, NULL},
        {"case temperature, K", o->case_temp_k, 0, INFINITY, true, true, NULL},
        {"laser temperature, K", o->laser_temp_k, 0, INFINITY, false, true, NULL},
        {"cooler's COP", o->laser_temp_k > 0 ? o->cooler_cop : 1, 0, INFINITY, true, true, NULL},
        {"driver efficiency", o->driver_efficiency, 0, 1, true, true, NULL},
        {"control, W", o->control_w, 0, INFINITY, false, true, NULL},
    };
    return device_check(ctx, "external laser", ranges, sizeof ranges / sizeof *ranges);
}

static void tell(sl_ctx *ctx, const sl_els_opts *o, const sl_els_out *out)
{
    if (out->verdict == SL_ELS_OK) return;
    sl_diag_add(ctx, SL_WARNING, SL_W_DEVICE, (sl_mark){0},
                "a lower class, fewer fibres to a laser, or a cooler laser",
                "external laser: at most %.2f dBm in each fibre at %.1f degC, class %.0f dBm%s",
                out->fibre_dbm, o->case_temp_k - 273.15,
                sl_els_class_at(o->class_index).nominal_dbm,
                out->verdict == SL_ELS_LOW ? ", within its tolerance" : ": out of the class");
}

sl_status sl_els_evaluate(sl_els_out *out, sl_ctx *ctx, const sl_els_opts *o)
{
    SL_TRY(check(ctx, o));
    sl_els_class class = sl_els_class_at(o->class_index);
    double local = o->laser_temp_k > 0 ? o->laser_temp_k : o->case_temp_k;
    double loss = pow(10, o->coupling_loss_db / 10) * o->fibres_per_laser;
    double wanted = sl_watt(class.nominal_dbm) * loss;
    sl_laser_point most;
    sl_status status = sl_laser_peak(&most, o->laser, local);
    if (status != SL_OK) {
        device_refuse(ctx, NULL, "external laser: it does not lase at %.1f degC", local - 273.15);
        return status;
    }
    *out = (sl_els_out){.laser = most, .headroom_db = 10 * log10(most.power_w / wanted)};
    if (most.power_w >= wanted)
        SL_TRY(sl_laser_for_power(&out->laser, o->laser, local, wanted));
    else
        out->verdict = -out->headroom_db <= class.tolerance_db ? SL_ELS_LOW : SL_ELS_NO_CLASS;
    out->fibre_dbm = sl_dbm(out->laser.power_w / loss);
    if (o->laser_temp_k > 0 && o->case_temp_k > o->laser_temp_k)
        out->cooler_w = out->laser.heat_w / o->cooler_cop;
    double each = out->laser.electrical_w / o->driver_efficiency + out->cooler_w;
    out->module_w = o->lasers * each + o->control_w;
    out->wall_plug = o->lasers * o->fibres_per_laser * sl_watt(out->fibre_dbm) / out->module_w;
    tell(ctx, o, out);
    return SL_OK;
}
