// A pilot: what it takes to prove each claim, and prediction beside measurement.
#include "report/internal.h"
#include "shoreline/constants.h"

#include <math.h>
#include <stdio.h>

#define HOUR_S 3600.0
#define FIT    (1e-9 / HOUR_S)

static const struct {
    const char *name, *key, *unit;
    double scale; // SI to what is shown
} figures[SL_PILOT_FIGURES] = {
    [SL_PILOT_POWER] = {"power of a port", "power_w", "W", 1.0},
    [SL_PILOT_LATENCY] = {"latency, one way", "latency_s", "ns", 1e9},
    [SL_PILOT_FAILURES] = {"outages of a port", "failures_per_s", "FIT", 1.0 / FIT},
    [SL_PILOT_FLAPS] = {"flaps of a link", "flaps_per_s", "1/year", SL_YEAR_S}};

// ---- text ----

// A rate that no margin of ours tells from none.
static bool too_rare(int figure, double value)
{
    return figure == SL_PILOT_FLAPS && value * SL_FLAP_MOST_S <= 1.0 + 1e-9;
}

static void claim(sl_text *out, const sl_pilot_prediction *a, const sl_pilot_prediction *b,
                  const sl_pilot_size *size, int figure)
{
    double scale = figures[figure].scale;
    if (too_rare(figure, a->value) && too_rare(figure, b->value)) {
        sl_text_printf(out, "  %-20s below one in a million years on both sides\n",
                       figures[figure].name);
        return;
    }
    sl_text_printf(out, "  %-20s %10.4g -> %-10.4g %-7s", figures[figure].name, a->value * scale,
                   b->value * scale, figures[figure].unit);
    if (isnan(size->ports))
        sl_text_printf(out, "no draws: no spread, no size\n");
    else if (isinf(size->ports) || isinf(size->port_s))
        sl_text_printf(out, "the same: nothing to prove\n");
    else if (size->port_s > 0.0)
        sl_text_printf(out, "%.3g port-hours of each (%.3g ports for a year)\n",
                       size->port_s / HOUR_S, size->ports);
    else
        sl_text_printf(out, "%.0f ports of each\n", size->ports);
}

static void claims(sl_text *out, const sl_comparison *c, const sl_trial *trial)
{
    sl_text_printf(out, "To show what is predicted, confidence %.0f %%, power %.0f %%:\n",
                   trial->confidence * 100.0, trial->power * 100.0);
    for (size_t v = 1; v < c->n; v++) {
        sl_text_printf(out, "%s -> %s\n", c->variants[0].name, c->variants[v].name);
        for (int f = 0; f < SL_PILOT_FIGURES; f++) {
            sl_pilot_prediction a, b;
            sl_pilot_size size;
            sl_pilot_predict(&a, &c->variants[0], (sl_pilot_figure)f);
            sl_pilot_predict(&b, &c->variants[v], (sl_pilot_figure)f);
            sl_pilot_size_of(&size, &c->variants[0], &c->variants[v], (sl_pilot_figure)f, trial);
            if (!isnan(a.value) && !isnan(b.value)) claim(out, &a, &b, &size, f);
        }
    }
}

static void span(sl_text *out, double value, double low, double high, double scale)
{
    if (isnan(value)) {
        sl_text_printf(out, " %31s", "-");
        return;
    }
    char text[48];
    snprintf(text, sizeof text, "%.4g (%.4g..%.4g)", value * scale, low * scale, high * scale);
    sl_text_printf(out, " %31s", text);
}

static void measured(sl_text *out, const sl_comparison *c, const sl_telemetry *telemetry)
{
    sl_text_printf(out, "\nMeasured, 90 %% intervals:\n  %-27s %31s %31s %31s\n", "", "predicted",
                   "measured", "together");
    for (size_t v = 0; v < c->n; v++) {
        const sl_telemetry *t = &telemetry[v];
        sl_text_printf(out, "%s: %.0f rows, %.4g port-hours\n", c->variants[v].name, t->rows,
                       t->exposure_s / HOUR_S);
        for (int f = 0; f < SL_PILOT_FIGURES; f++) {
            sl_pilot_prediction p;
            sl_pilot_update u;
            sl_pilot_predict(&p, &c->variants[v], (sl_pilot_figure)f);
            sl_pilot_update_of(&u, &p, t, (sl_pilot_figure)f);
            if (!u.measured) continue;
            double scale = figures[f].scale;
            sl_text_printf(out, "  %-20s %-6s", figures[f].name, figures[f].unit);
            span(out, p.value, p.low, p.high, scale);
            span(out, u.value, u.low, u.high, scale);
            span(out, u.posterior, u.posterior_low, u.posterior_high, scale);
            sl_text_add(out, u.agrees ? "\n" : "  outside of the prediction\n");
        }
        if (t->log10_ber.n > 0.0)
            sl_text_printf(out, "  %-20s        %30.2g  %30.2g\n", "BER before FEC",
                           c->variants[v].nominal.value[SL_M_PRE_FEC],
                           pow(10.0, t->log10_ber.mean));
    }
}

void sl_report_pilot(sl_text *out, const sl_comparison *c, const sl_trial *trial,
                     const sl_telemetry *telemetry)
{
    if (c->n > 1) claims(out, c, trial);
    if (telemetry) measured(out, c, telemetry);
}

// ---- JSON ----

static void interval_json(sl_json *j, const char *key, double value, double low, double high)
{
    sl_json_key(j, key);
    sl_json_object(j);
    sl_json_key_number(j, "value", value);
    sl_json_key_number(j, "low", low);
    sl_json_key_number(j, "high", high);
    sl_json_end(j, '}');
}

static void figure_json(sl_json *j, const sl_comparison *c, size_t v, sl_pilot_figure f,
                        const sl_trial *trial, const sl_telemetry *telemetry)
{
    sl_pilot_prediction p;
    sl_pilot_size size;
    sl_pilot_update u;
    sl_pilot_predict(&p, &c->variants[v], f);
    if (isnan(p.value)) return;
    sl_json_key(j, figures[f].key);
    sl_json_object(j);
    interval_json(j, "predicted", p.value, p.low, p.high);
    sl_json_key_number(j, "unit_sd", p.unit_sd);
    if (v > 0) {
        sl_pilot_size_of(&size, &c->variants[0], &c->variants[v], f, trial);
        sl_json_key_number(j, "ports", size.ports);
        sl_json_key_number(j, "port_s", size.port_s);
    }
    if (telemetry) {
        sl_pilot_update_of(&u, &p, &telemetry[v], f);
        sl_json_key_bool(j, "measured", u.measured);
        if (u.measured) {
            interval_json(j, "measurement", u.value, u.low, u.high);
            interval_json(j, "posterior", u.posterior, u.posterior_low, u.posterior_high);
            sl_json_key_bool(j, "agrees", u.agrees);
        }
    }
    sl_json_end(j, '}');
}

void sl_report_pilot_json(sl_text *out, const sl_comparison *c, const sl_trial *trial,
                          const sl_telemetry *telemetry)
{
    sl_json j;
    sl_json_begin(&j, out, true);
    sl_json_object(&j);
    sl_report_json_head(&j, c, "shoreline/pilot/1");
    sl_json_key_number(&j, "confidence", trial->confidence);
    sl_json_key_number(&j, "power", trial->power);
    sl_json_key(&j, "variants");
    sl_json_array(&j);
    for (size_t v = 0; v < c->n; v++) {
        sl_json_object(&j);
        sl_json_key_text(&j, "name", c->variants[v].name);
        if (v > 0) sl_json_key_text(&j, "against", c->variants[0].name);
        if (telemetry) {
            sl_json_key_number(&j, "exposure_s", telemetry[v].exposure_s);
            if (telemetry[v].log10_ber.n > 0.0)
                sl_json_key_number(&j, "pre_fec_ber", pow(10.0, telemetry[v].log10_ber.mean));
        }
        for (int f = 0; f < SL_PILOT_FIGURES; f++)
            figure_json(&j, c, v, (sl_pilot_figure)f, trial, telemetry);
        sl_json_end(&j, '}');
    }
    sl_json_end(&j, ']');
    sl_json_end(&j, '}');
    sl_text_add(out, "\n");
}
