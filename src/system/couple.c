// The inner loop: power <-> temperature <-> laser.
//
// State: temperatures of the chip's junction plane, the engines and the lasers' mount. A turn
// takes them to powers (leakage of the chip, ring tuning, current of a laser that must hold its
// light or its bias) and these, through the package's linear network, to new temperatures:
//     T' = F(T) = T0 + R P(T).
// It is run from cold (no power) and from hot (every part at its limit), to
//     |T' - T| / (1 - g) < 0.05 K,  g = |T'' - T'| / |T' - T|,
// which bounds the distance to the fixed point of a contraction. g >= 1 is thermal runaway; a
// laser without a solution at its temperature is rollover; two fixed points are bistability.
// Sources: fixed-point iteration with its a-posteriori bound (Banach); no approximation beyond the
// layers' own. Limits: steady state, one temperature per group of equal parts.
#include "system/internal.h"

#include <string.h>

#define TOLERANCE_K 0.05
#define TURNS_MAX   60
#define ABSURD_K    1000.0

typedef struct loop {
    const sl_design *design;
    const sl_host_side *host;
    const sl_modulator_out *modulator;
    const sl_package_thermal *thermal;
    int ports;
    double duty;
} loop;

typedef struct state {
    double asic_k, engine_k, laser_k; // laser_k: mount
    sl_package_temperatures temps;
    sl_light light;
    sl_port_power power;
    double tuning_w, asic_w;
} state;

// Of the full power, at a temperature and a duty that counts leakage as it is at the limit.
static double power_factor(const sl_design *d, double temp_k, double duty)
{
    double at = exp(d->chip.leakage_per_k * (temp_k - d->chip.temp_max_k));
    return fmax(0.0, duty - d->chip.leakage_frac) + d->chip.leakage_frac * at;
}

// One turn: s holds temperatures; powers and new temperatures come out.
static sl_status turn(const loop *l, state *s)
{
    const sl_design *d = l->design;
    sl_project_laser(&s->light, &d->link.laser, s->laser_k);
    s->tuning_w = sl_project_tuning(d, s->engine_k);
    if (isnan(s->tuning_w)) return SL_ERR_DOMAIN;
    sl_project_power(&s->power, d, &s->light, l->host, l->modulator, s->tuning_w);
    if (isnan(s->power.total_w)) return SL_ERR_DOMAIN;
    double serdes_w = s->power.energy[SL_EN_SERDES] * d->link.rate_bps * l->ports;
    s->asic_w = d->chip.tdp_w * power_factor(d, s->asic_k, l->duty) + serdes_w;
    SL_TRY(sl_package_evaluate(&s->temps, l->thermal, s->asic_w, s->power.engine_heat_w * l->ports,
                               s->power.laser_heat_w * l->ports));
    return s->light.status == SL_ERR_LIMIT ? SL_OK : s->light.status;
}

static double step(state *s)
{
    double d = fabs(s->temps.asic_k - s->asic_k);
    d = fmax(d, fabs(s->temps.engine_k - s->engine_k));
    d = fmax(d, fabs(s->temps.laser_k - s->laser_k));
    s->asic_k = s->temps.asic_k;
    s->engine_k = s->temps.engine_k;
    s->laser_k = s->temps.laser_k;
    return d;
}

typedef struct run_out {
    sl_verdict verdict;
    double gain, residual_k;
    int turns;
} run_out;

static run_out run(const loop *l, state *s)
{
    run_out out = {.verdict = SL_VERDICT_RUNAWAY};
    double last = 0.0;
    for (out.turns = 1; out.turns <= TURNS_MAX; out.turns++) {
        if (turn(l, s) != SL_OK) {
            out.verdict = SL_VERDICT_NUMERICAL;
            return out;
        }
        double change = step(s);
        if (!(s->asic_k < ABSURD_K && s->laser_k < ABSURD_K && s->engine_k < ABSURD_K)) return out;
        if (out.turns > 1 && last > 1e-9) out.gain = change / last;
        last = change;
        if (out.turns < 3) continue;
        out.residual_k = out.gain < 1.0 ? change / (1.0 - out.gain) : INFINITY;
        if (out.residual_k < TOLERANCE_K || change < 1e-9) {
            out.verdict = s->light.status == SL_ERR_LIMIT ? SL_VERDICT_ROLLOVER : SL_VERDICT_OK;
            return out;
        }
    }
    return out;
}

static state cold(const loop *l)
{
    state s = {0};
    sl_package_evaluate(&s.temps, l->thermal, 0.0, 0.0, 0.0);
    step(&s);
    return s;
}

static state hot(const loop *l)
{
    state s = {.asic_k = l->design->chip.temp_max_k,
               .engine_k = l->design->link.engine.temp_max_k,
               .laser_k = l->design->link.laser.temp_max_k};
    return s;
}

static void report(sl_operating_point *out, const state *s, const run_out *r, const loop *l)
{
    out->verdict = r->verdict;
    out->loop_gain = r->gain;
    out->residual_k = r->residual_k;
    out->turns = r->turns;
    out->asic_k = s->asic_k;
    out->engine_k = s->engine_k;
    out->laser_local_k = s->laser_k;
    out->laser = s->light.point;
    out->laser_k = s->light.point.junction_temp_k;
    out->asic_w = s->asic_w;
    out->engines_w = s->power.engine_heat_w * l->ports;
    out->lasers_w = s->power.laser_heat_w * l->ports;
    out->tuning_w = s->tuning_w;
    out->asic_peak_k = s->temps.asic_peak_k;
    out->engine_peak_k = s->temps.engine_peak_k;
}

void sl_couple(sl_operating_point *out, sl_port_power *power, const sl_design *design,
               const sl_package_thermal *thermal, const sl_host_side *host,
               const sl_modulator_out *modulator, double duty)
{
    memset(out, 0, sizeof *out);
    loop l = {.design = design,
              .host = host,
              .modulator = modulator,
              .thermal = thermal,
              .ports = sl_design_ports(design),
              .duty = duty};
    state s = cold(&l);
    run_out r = run(&l, &s);
    report(out, &s, &r, &l);
    *power = s.power;
    if (r.verdict != SL_VERDICT_OK) return;
    state h = hot(&l);
    run_out rh = run(&l, &h);
    double apart = fmax(fabs(h.asic_k - s.asic_k),
                        fmax(fabs(h.engine_k - s.engine_k), fabs(h.laser_k - s.laser_k)));
    if (rh.verdict == SL_VERDICT_OK && apart < 4.0 * TOLERANCE_K) return;
    out->verdict = SL_VERDICT_BISTABLE;
    out->hot_asic_k = h.asic_k;
}
