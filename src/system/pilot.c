// Pilots: how many ports and hours prove a claim of the scenario, and what a measurement makes of
// it.
//
// Power and latency are means over ports: their spread from port to port sets how many it takes.
// Failures and flaps are rates: port time counts. A prediction is taken as a normal belief of a
// mean by its 90 % interval, and as a gamma law of a rate by its median and 95th percentile.
#include "system/internal.h"

#define Z90        1.6448536269514722 // of the 5th and 95th percentile
#define NARROWEST  1.05  // ratio of the 95th percentile of a rate to its median that is believed
#define RESOLUTION 1e-3  // of a reading, relative: what meters of a port tell apart
#define WIDEST     100.0 // a prediction beyond it is none

static void of_metric(sl_pilot_prediction *out, const sl_variant_result *v, int metric)
{
    const sl_interval *i = &v->interval[metric];
    *out = (sl_pilot_prediction){.value = v->nominal.value[metric],
                                 .low = i->low,
                                 .high = i->high,
                                 .unit_sd = isnan(i->low) ? (double)NAN : i->sd_variation};
}

// A rate in proportion to a metric.
static void of_rate(sl_pilot_prediction *out, const sl_variant_result *v, int metric, double rate)
{
    double scale = rate / v->nominal.value[metric];
    of_metric(out, v, metric);
    out->value = rate;
    out->low *= scale;
    out->high *= scale;
    out->unit_sd = 0.0;
}

void sl_pilot_predict(sl_pilot_prediction *out, const sl_variant_result *v, sl_pilot_figure figure)
{
    const sl_result *r = &v->nominal;
    switch (figure) {
    case SL_PILOT_POWER:
        of_metric(out, v, SL_M_PORT_POWER);
        return;
    case SL_PILOT_LATENCY:
        of_metric(out, v, SL_M_LATENCY);
        return;
    case SL_PILOT_FAILURES:
        if (r->has_fleet)
            of_rate(out, v, SL_M_FLEET_OUTAGES, r->fleet.port_outages_per_s);
        else
            of_metric(out, v, SL_M_PORT_FIT);
        return;
    case SL_PILOT_FLAPS:
        of_metric(out, v, SL_M_FLEET_FLAP);
        double soonest = out->low;
        out->value = 1.0 / out->value;
        out->low = 1.0 / out->high;
        out->high = 1.0 / soonest;
        return;
    case SL_PILOT_FIGURES:
        break;
    }
    *out = (sl_pilot_prediction){NAN, NAN, NAN, NAN};
}

static bool is_rate(sl_pilot_figure figure)
{
    return figure >= SL_PILOT_FAILURES;
}

void sl_pilot_size_of(sl_pilot_size *out, const sl_variant_result *reference,
                      const sl_variant_result *v, sl_pilot_figure figure, const sl_trial *trial)
{
    sl_pilot_prediction a, b;
    *out = (sl_pilot_size){NAN, NAN};
    sl_pilot_predict(&a, reference, figure);
    sl_pilot_predict(&b, v, figure);
    if (isnan(a.value) || isnan(b.value)) return;
    if (is_rate(figure)) {
        out->port_s = sl_trial_exposure_s(trial, a.value, b.value);
        out->ports = fmax(1.0, ceil(out->port_s / SL_YEAR_S - 1e-9));
        return;
    }
    *out = (sl_pilot_size){sl_trial_units(trial, b.value - a.value, a.unit_sd, b.unit_sd), 0.0};
}

// ---- with a measurement ----

// Standard error of a mean. Ports that read the same, and one alone, show no spread of their own:
// that of the prediction stands for it, and at least what readings resolve.
static double error_of(const sl_pilot_prediction *p, const sl_measured_mean *m)
{
    double resolved = RESOLUTION * fabs(m->mean);
    if (m->n >= 2.0 && m->sd > resolved) return sl_mean_half_width(m->sd, m->n, 0.9) / Z90;
    return fmax(resolved, p->unit_sd) / sqrt(m->n); // known, not estimated: no Student law
}

static void update_mean(sl_pilot_update *out, const sl_pilot_prediction *p,
                        const sl_measured_mean *m)
{
    if (!(m->n > 0.0)) return;
    double error = error_of(p, m);
    sl_mean_belief prior = {p->value, (p->high - p->low) / (2.0 * Z90)}, after;
    *out = (sl_pilot_update){.measured = true,
                             .value = m->mean,
                             .low = m->mean - Z90 * error,
                             .high = m->mean + Z90 * error,
                             .posterior = NAN,
                             .posterior_low = NAN,
                             .posterior_high = NAN};
    if (sl_mean_update(&after, &prior, m->mean, error) != SL_OK) return;
    out->posterior = after.mean;
    out->posterior_low = after.mean - Z90 * after.sd;
    out->posterior_high = after.mean + Z90 * after.sd;
}

static void update_rate(sl_pilot_update *out, const sl_pilot_prediction *p, double events,
                        double exposure_s)
{
    sl_rate_interval seen;
    sl_rate_belief prior, after;
    if (sl_rate_interval_of(&seen, events, exposure_s, 0.9) != SL_OK) return;
    *out = (sl_pilot_update){.measured = true,
                             .value = seen.rate_per_s,
                             .low = seen.low_per_s,
                             .high = seen.high_per_s,
                             .posterior = NAN,
                             .posterior_low = NAN,
                             .posterior_high = NAN};
    double ratio = p->high / p->value;
    if (isnan(ratio)) return; // no draws: nobody knows how sure it is
    if (ratio > WIDEST)
        prior = (sl_rate_belief){.shape = 0.5}; // it tells nothing: Jeffreys
    else if (sl_rate_prior(&prior, p->value, fmax(NARROWEST, ratio)) != SL_OK)
        return;
    if (sl_rate_update(&after, &prior, events, exposure_s) != SL_OK) return;
    out->posterior = sl_rate_mean(&after);
    out->posterior_low = sl_rate_quantile(&after, 0.05);
    out->posterior_high = sl_rate_quantile(&after, 0.95);
}

void sl_pilot_update_of(sl_pilot_update *out, const sl_pilot_prediction *p, const sl_telemetry *t,
                        sl_pilot_figure figure)
{
    *out = (sl_pilot_update){.measured = false, .value = NAN, .posterior = NAN};
    if (figure == SL_PILOT_POWER) update_mean(out, p, &t->power_w);
    if (figure == SL_PILOT_LATENCY) update_mean(out, p, &t->latency_s);
    if (figure == SL_PILOT_FAILURES && t->failures_s > 0.0)
        update_rate(out, p, t->failures, t->failures_s);
    if (figure == SL_PILOT_FLAPS && t->flaps_s > 0.0) update_rate(out, p, t->flaps, t->flaps_s);
    double low = isnan(p->low) ? p->value : p->low, high = isnan(p->high) ? p->value : p->high;
    out->agrees = out->measured && out->low <= high && out->high >= low;
}
