// Steady states of a microring that its light heats, and whether a heater can hold it.
//
// Model. y = 2 (f_res - f_laser)/linewidth; light lost in the ring is (1 - Tmin)/(1 + y^2) of what
// comes; its heat lowers f_res: y = y0 - b/(1 + y^2), a cubic in y. The loop of heat and resonance
// has the gain d/dy of -b/(1 + y^2), 2 b y/(1 + y^2)^2, largest 3^1.5/8 b at y = 3^-0.5: below b =
// 8/27^0.5 there is one state only.
// Heater. It only lowers f_res: the shift wanted is taken modulo the free spectral range.
// Assumptions. Loss linear in light; one thermal node; heater and own heat add.
// Sources. Carmon, Yang, Vahala, Opt. Express 12, 4742 (2004) (thermal bistability; from memory).
// Limits. No two-photon absorption and free carriers.
#include "device_modulator.h"
#include "ring.h"

#include <math.h>

double ring_heating(const sl_ring_opts *o)
{
    const sl_modulator *m = o->modulator;
    double heat = o->power_w * pow(10, -m->insertion_loss_db / 10) * o->heat_share *
                  (1 - m->min_transmission);
    return o->drift_hz_per_k * o->thermal_resistance_k_per_w * heat / (ring_linewidth_hz(m) / 2);
}

static sl_ring_point point_at(const sl_ring_opts *o, double y)
{
    const sl_modulator *m = o->modulator;
    double light = o->power_w * pow(10, -m->insertion_loss_db / 10), s = 1 + y * y;
    sl_ring_point p = {.offset = y, .transmission = ring_transmission(m, y)};
    p.heat_w = light * o->heat_share * (1 - p.transmission);
    p.temp_rise_k = o->thermal_resistance_k_per_w * p.heat_w;
    p.gain = 2 * ring_heating(o) * y / (s * s);
    return p;
}

// Zero of f = y - y0 + b/(1 + y^2) between two places of opposite sign.
static double bisect(double y0, double b, double lo, double hi)
{
    double rising = lo - y0 + b / (1 + lo * lo) < 0 ? 1 : -1;
    for (int i = 0; i < 200 && hi - lo > 1e-15 * (1 + fabs(lo)); i++) {
        double y = 0.5 * (lo + hi);
        if (rising * (y - y0 + b / (1 + y * y)) < 0)
            lo = y;
        else
            hi = y;
    }
    return 0.5 * (lo + hi);
}

// Where 2 b y = (1 + y^2)^2, y > 0: f turns. Left and right of 3^-0.5.
static double turning(double b, int right)
{
    double lo = right ? 1 / sqrt(3) : 0, hi = right ? fmax(2, cbrt(2 * b) + 1) : 1 / sqrt(3);
    for (int i = 0; i < 200; i++) {
        double y = 0.5 * (lo + hi), s = 1 + y * y;
        if ((2 * b * y > s * s) == right)
            lo = y;
        else
            hi = y;
    }
    return 0.5 * (lo + hi);
}

bool ring_bistable(double *low, double *high, double b)
{
    if (!(b > 8 / sqrt(27))) return false;
    double left = turning(b, 0), right = turning(b, 1); // y0(y) rises, falls between, rises
    *high = left + b / (1 + left * left);
    *low = right + b / (1 + right * right);
    return true;
}

int ring_states(double states[3], double y0, double b)
{
    double lo = y0 - b, hi = y0, low, high;
    if (ring_bistable(&low, &high, b) && y0 > low && y0 < high) {
        double left = turning(b, 0), right = turning(b, 1);
        states[0] = bisect(y0, b, right, fmax(hi, right));
        states[1] = bisect(y0, b, left, right);
        states[2] = bisect(y0, b, fmin(lo, left), left);
        return 3;
    }
    states[0] = bisect(y0, b, lo, hi);
    return 1;
}

sl_status ring_check(sl_ctx *ctx, const sl_ring_opts *o)
{
    const sl_modulator *m = o->modulator;
    const device_range ranges[] = {
        {"quality", m->quality, 0, INFINITY, true, true, NULL},
        {"transmission on resonance", m->min_transmission, 0, 0.999999, false, true, NULL},
        {"shift, Hz/V", m->shift_hz_per_v, 0, INFINITY, true, true, NULL},
        {"detuning, Hz", o->detuning_hz, -INFINITY, INFINITY, false, true, NULL},
        {"share of heat", o->heat_share, 0, 1, false, true, NULL},
        {"thermal resistance, K/W", o->thermal_resistance_k_per_w, 0, INFINITY, false, true, NULL},
        {"drift, Hz/K", o->drift_hz_per_k, 0, INFINITY, false, true,
         "the fall of the resonance, positive"},
        {"thermal time, s", o->thermal_time_s, 0, INFINITY, true, true, NULL},
    };
    sl_status common = modulator_check(ctx, RING_NAME, m, o->power_w, o->sample_rate_hz);
    sl_status own = device_check(ctx, RING_NAME, ranges, sizeof ranges / sizeof *ranges);
    return common != SL_OK ? common : own;
}

double ring_dark_offset(const sl_ring_opts *o, double drive_v)
{
    const sl_modulator *m = o->modulator;
    return (m->shift_hz_per_v * drive_v - o->detuning_hz) / (ring_linewidth_hz(m) / 2);
}

sl_status sl_ring_steady(sl_ring_point out[3], int *n, const sl_ring_opts *o, double drive_v)
{
    double y0 = ring_dark_offset(o, drive_v), b = ring_heating(o), states[3];
    if (!isfinite(y0) || !(b >= 0) || isinf(b) || !(o->power_w > 0) ||
        !(o->modulator->min_transmission >= 0 && o->modulator->min_transmission < 1))
        return SL_ERR_DOMAIN;
    *n = ring_states(states, y0, b);
    for (int i = 0; i < *n; i++)
        out[i] = point_at(o, states[i]);
    return SL_OK;
}

static void tell(sl_ctx *ctx, const sl_ring_lock_opts *o, const sl_ring_lock *lock)
{
    if (lock->verdict & SL_RING_OUT_OF_RANGE)
        sl_diag_add(ctx, SL_WARNING, SL_W_DEVICE, (sl_mark){0},
                    "a ring nearer to its laser, a stronger heater, or rings that share lines",
                    "microring: its heater would need %.3g mW and gives %.3g mW: no lock",
                    1e3 * lock->heater_w, 1e3 * o->heater_max_w);
    if (lock->verdict & SL_RING_UNSTABLE)
        sl_diag_add(
            ctx, SL_WARNING, SL_W_DEVICE, (sl_mark){0},
            "less light, or the other side of the resonance",
            "microring: its own heat takes it from the place wanted, loop gain %.2f: no lock",
            lock->point.gain);
    if (lock->verdict & SL_RING_BISTABLE)
        sl_diag_add(ctx, SL_WARNING, SL_W_DEVICE, (sl_mark){0},
                    "approach it from the hot side, or take less light",
                    "microring: two temperatures are stable at the heater's power");
}

sl_status sl_ring_lock_at(sl_ring_lock *out, sl_ctx *ctx, const sl_ring_lock_opts *o)
{
    const device_range ranges[] = {
        {"offset of the dark resonance, Hz", o->dark_offset_hz, -INFINITY, INFINITY, false, true,
         NULL},
        {"free spectral range, Hz", o->fsr_hz, 0, INFINITY, true, true, NULL},
        {"heater, Hz/W", o->heater_hz_per_w, 0, INFINITY, true, true, NULL},
        {"heater's power, W", o->heater_max_w, 0, INFINITY, true, true, NULL},
    };
    sl_status own = device_check(ctx, RING_NAME, ranges, sizeof ranges / sizeof *ranges);
    SL_TRY(ring_check(ctx, &o->ring));
    SL_TRY(own);
    double half = ring_linewidth_hz(o->ring.modulator) / 2, y = -o->ring.detuning_hz / half;
    double b = ring_heating(&o->ring), states[3];
    *out = (sl_ring_lock){.point = point_at(&o->ring, y)};
    double wanted = o->dark_offset_hz + o->ring.detuning_hz - b / (1 + y * y) * half;
    double orders = floor(wanted / o->fsr_hz);
    out->order = (int)fmax(-1e6, fmin(1e6, -orders));
    out->heater_w = (wanted - orders * o->fsr_hz) / o->heater_hz_per_w;
    if (out->heater_w > o->heater_max_w) out->verdict |= SL_RING_OUT_OF_RANGE;
    if (out->point.gain >= 1) out->verdict |= SL_RING_UNSTABLE;
    if (ring_states(states, y + b / (1 + y * y), b) > 1) out->verdict |= SL_RING_BISTABLE;
    tell(ctx, o, out);
    return SL_OK;
}
