// Figures of the light: how heat, loss and codes move errors; laser curves; levels at the decision.
#include <math.h>
#include <stdio.h>

#include "report/html.h"
#include "report/plot.h"
#include "shoreline/eye.h"
#include "shoreline/fec.h"
#include "shoreline/numeric.h"
#include "shoreline/optics.h"

static bool lit(const sl_comparison *c, size_t v)
{
    return c->variants[v].nominal.has_lane &&
           c->variants[v].bound->design.link.laser.kind != SL_WORD_NO_LASER;
}

static bool any_lit(const sl_comparison *c)
{
    for (size_t v = 0; v < c->n; v++)
        if (lit(c, v)) return true;
    return false;
}

static const sl_lane_result *lane_of(const sl_comparison *c, size_t v)
{
    const sl_lane_result *r = c->tier[v] ? c->tier[v]->lane : NULL;
    return r && !isnan(r->margin_db) ? r : NULL;
}

static void limit(sl_json *j, const char *label, double value)
{
    sl_json_key(j, "limits");
    sl_json_array(j);
    sl_json_object(j);
    sl_json_key_text(j, "label", label);
    sl_json_key_number(j, "value", value);
    sl_json_end(j, '}');
    sl_json_end(j, ']');
}

// ---- against the laser's temperature ----

#define TEMPERATURES 29

typedef struct heat_row {
    const char *id, *title, *label, *unit, *note;
    int metric;
    bool log_scale;
    double scale, least;
} heat_row;

static const heat_row heat_rows[] = {
    {"light-heat-power", "Laser's light against its temperature", "received OMA", "mW",
     "Outer modulation at the photodiode; the laser's mount held at the temperature. A laser that "
     "holds its power gives it until rating or rollover.",
     SL_M_OMA, false, 1e3, -INFINITY},
    {"light-heat-margin", "Optical margin against laser temperature", "optical margin", "dB",
     "The laser's mount held at the temperature; everything else as in the scenario.",
     SL_M_OPTICAL_MARGIN, false, 1, -15},
    {"light-heat-loss", "Frame loss against laser temperature", "frame loss", "",
     "What the FEC leaves, errors independent; below 1e-30 nothing is drawn.", SL_M_FRAME_LOSS,
     true, 1, 1e-30}};

static void heat_figure(sl_json *j, const sl_comparison *c, const heat_row *row)
{
    sl_plot_figure(j, row->id, row->title, "lines", row->note);
    sl_plot_axis(j, "x", "temperature at the laser's mount", "degC", false);
    sl_plot_axis(j, "y", row->label, row->unit, row->log_scale);
    sl_json_key(j, "series");
    sl_json_array(j);
    for (size_t v = 0; v < c->n; v++) {
        if (!lit(c, v)) continue;
        sl_plot_series(j, c->variants[v].name, c->variants[v].name, (int)v);
        for (int i = 0; i < TEMPERATURES; i++) {
            double celsius = -10.0 + 5.0 * i;
            sl_evaluate_opts opts = {
                .laser_temp_k = celsius + 273.15, .skip_reach = true, .brief = true};
            sl_result r;
            sl_evaluate(&r, &c->variants[v].bound->design, &opts);
            double y = r.value[row->metric] * row->scale;
            sl_plot_point(j, celsius, y >= row->least ? y : NAN);
        }
        sl_plot_series_end(j);
    }
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

// ---- light over current ----

#define CURRENTS 41

static double power_at(const sl_laser_spec *l, double local_k, double current_a)
{
    sl_laser_point p;
    sl_status status = SL_ERR_DOMAIN;
    if (l->kind == SL_WORD_VCSEL) {
        sl_vcsel laser = sl_design_vcsel(l);
        status = sl_vcsel_at_current(&p, &laser, local_k, current_a);
    } else if (l->kind == SL_WORD_CW) {
        sl_laser laser = sl_design_laser(l);
        status = sl_laser_at_current(&p, &laser, local_k, current_a);
    }
    return status == SL_OK ? p.power_w : (double)NAN;
}

static void point_series(sl_json *j, const char *name, int color)
{
    sl_json_object(j);
    sl_json_key_text(j, "name", name);
    sl_json_key_number(j, "color_index", color);
    sl_json_key_text(j, "draw", "points");
    sl_json_key(j, "points");
    sl_json_array(j);
}

static void pit_curve(sl_json *j, const sl_laser_spec *l, const char *name, int color,
                      double local_k)
{
    sl_plot_series(j, name, NULL, color);
    for (int i = 1; i < CURRENTS; i++) {
        double a = l->current_max_a * i / (CURRENTS - 1);
        sl_plot_point(j, a * 1e3, power_at(l, local_k, a) * 1e3);
    }
    sl_plot_series_end(j);
}

static void pit_figure(sl_json *j, const sl_comparison *c, size_t v)
{
    static const double celsius[] = {25, 55, 85, 105};
    const sl_laser_spec *l = &c->variants[v].bound->design.link.laser;
    const sl_operating_point *p = &c->variants[v].nominal.point;
    char id[32], title[200], name[48];
    if (l->kind == SL_WORD_MICROLED) return;
    snprintf(id, sizeof id, "light-pit-%zu", v);
    snprintf(title, sizeof title, "Laser: %s", c->variants[v].name);
    sl_plot_figure(j, id, title, "lines",
                   "Light over current with its own heat, the mount at four temperatures and at "
                   "that of the evaluated design, with the operating point; up to the rating.");
    sl_plot_axis(j, "x", "current", "mA", false);
    sl_plot_axis(j, "y", "light", "mW", false);
    sl_json_key(j, "series");
    sl_json_array(j);
    for (int i = 0; i < 4; i++) {
        snprintf(name, sizeof name, "%.0f degC", celsius[i]);
        pit_curve(j, l, name, i, celsius[i] + 273.15);
    }
    snprintf(name, sizeof name, "as evaluated, %.0f degC", p->laser_local_k - 273.15);
    pit_curve(j, l, name, 5, p->laser_local_k);
    point_series(j, "operating point", 5);
    sl_plot_point(j, p->laser.current_a * 1e3, p->laser.power_w * 1e3);
    sl_plot_series_end(j);
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

// ---- codes ----

#define RATIOS 49

static void fec_figure(sl_json *j, const sl_comparison *c)
{
    static const struct {
        const char *name;
        sl_fec_code code;
    } codes[] = {
        {"KR4", SL_FEC_KR4}, {"KP4", SL_FEC_KP4}, {"KP4 and inner code", SL_FEC_KP4_INNER}};
    sl_plot_figure(j, "light-fec", "Frame loss against BER", "lines",
                   "64-byte frames, one codeword, independent errors; inner code: soft decisions, "
                   "64 test patterns, BER in front of it. Points: the variants, with their own "
                   "codes.");
    sl_plot_axis(j, "x", "BER before FEC", "", true);
    sl_plot_axis(j, "y", "frame loss", "", true);
    sl_json_key(j, "series");
    sl_json_array(j);
    for (int k = 0; k < 3; k++) {
        double ber[RATIOS];
        sl_fec_point p[RATIOS];
        sl_fec_question q = {.code = codes[k].code,
                             .segments = 1,
                             .depth = 1,
                             .frame_bytes = 64,
                             .port_bps = 1e12,
                             .chase = 6};
        for (int i = 0; i < RATIOS; i++)
            ber[i] = pow(10, -6 + 4.0 * i / (RATIOS - 1));
        bool known = sl_fec_curve(p, &q, ber, RATIOS) == SL_OK;
        sl_plot_series(j, codes[k].name, NULL, k);
        for (int i = 0; i < RATIOS && known; i++) {
            double y = p[i].log10_frame_loss_ratio;
            sl_plot_point(j, ber[i], y > -30 ? pow(10, y) : NAN);
        }
        sl_plot_series_end(j);
    }
    for (size_t v = 0; v < c->n; v++) {
        const sl_result *r = &c->variants[v].nominal;
        double x = r->value[SL_M_PRE_FEC], y = r->value[SL_M_FRAME_LOSS];
        if (!lit(c, v) || !(x >= 1e-6 && x <= 1e-2 && y >= 1e-30)) continue;
        point_series(j, c->variants[v].name, (int)v);
        sl_plot_point(j, x, y);
        sl_plot_series_end(j);
    }
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

// ---- TDECQ ----

static void tdecq_figure(sl_json *j, const sl_comparison *c)
{
    sl_plot_figure(j, "light-tdecq", "TDECQ", "bars",
                   "Estimated from bandwidth, levels and noise at the symbol errors of the "
                   "variant's FEC; whiskers: draws. Limit: that of 400GBASE-DR4 and FR4. Records: "
                   "shoreline tdecq.");
    sl_plot_variants(j, c);
    sl_plot_axis(j, "y", "TDECQ", "dB", false);
    sl_json_key(j, "series");
    sl_json_array(j);
    sl_plot_series(j, "TDECQ", NULL, 0);
    for (size_t v = 0; v < c->n; v++) {
        const sl_interval *i = &c->variants[v].interval[SL_M_TDECQ];
        bool drawn = c->draws > 0;
        sl_plot_interval(j, (double)v, c->variants[v].nominal.value[SL_M_TDECQ],
                         drawn ? i->low : NAN, drawn ? i->high : NAN);
    }
    sl_plot_series_end(j);
    sl_json_end(j, ']');
    limit(j, "limit, 3.4 dB", 3.4);
    sl_json_end(j, '}');
}

// ---- finer tiers ----

static void waterfall_figure(sl_json *j, const sl_comparison *c)
{
    double target = NAN;
    sl_plot_figure(j, "light-waterfall", "BER against received light", "lines",
                   "Standard tier, equaliser adapted at each point. Point: as evaluated.");
    sl_plot_axis(j, "x", "received OMA", "dBm", false);
    sl_plot_axis(j, "y", "BER before FEC", "", true);
    sl_json_key(j, "series");
    sl_json_array(j);
    for (size_t v = 0; v < c->n; v++) {
        const sl_lane_result *r = lane_of(c, v);
        if (!r) continue;
        if (isnan(target)) target = r->parts.link.lane.target_ber;
        double oma_dbm = sl_dbm(c->variants[v].nominal.value[SL_M_OMA]);
        sl_plot_series(j, c->variants[v].name, c->variants[v].name, (int)v);
        for (int i = SL_LANE_CURVE - 1; i >= 0; i--) {
            double y = r->curve_log10_ber[i];
            sl_plot_point(j, oma_dbm - r->curve_loss_db[i], y > -20 ? pow(10, y) : NAN);
        }
        sl_plot_series_end(j);
        char name[160];
        snprintf(name, sizeof name, "%s, as evaluated", c->variants[v].name);
        sl_json_object(j);
        sl_json_key_text(j, "name", name);
        sl_json_key_number(j, "color_index", (double)v);
        sl_json_key_text(j, "draw", "open");
        sl_json_key(j, "points");
        sl_json_array(j);
        sl_plot_point(j, oma_dbm, fmax(pow(10, r->point.log10_ber), 1e-20));
        sl_plot_series_end(j);
    }
    sl_json_end(j, ']');
    if (!isnan(target)) limit(j, "what the FEC bears", target);
    sl_json_end(j, '}');
}

#define BINS 120

// Share of symbols by the light at the decision, before and behind the equaliser.
static void levels_figure(sl_json *j, const sl_comparison *c, size_t v)
{
    const sl_lane_result *r = lane_of(c, v);
    char id[32], title[200];
    snprintf(id, sizeof id, "light-levels-%zu", v);
    snprintf(title, sizeof title, "Levels at the decision: %s", c->variants[v].name);
    sl_plot_figure(j, id, title, "lines",
                   "Share of symbols in bins of 1/40 of half the modulation, of the waveform "
                   "without noise: what interference and the devices do.");
    sl_plot_axis(j, "x", "signal over half its outer modulation", "", false);
    sl_plot_axis(j, "y", "share of symbols", "%", false);
    sl_json_key(j, "series");
    sl_json_array(j);
    for (int behind = 0; behind < 2; behind++) {
        double bin[BINS] = {0};
        size_t n = r->picture_n / 8;
        for (size_t i = 0; i < n; i++) {
            double at = (r->picture[behind][8 * i] + 1.5) / 3 * BINS;
            if (at >= 0 && at < BINS) bin[(int)at] += 100.0 / (double)n;
        }
        sl_plot_series(j, behind ? "behind the equaliser" : "before", NULL, behind);
        for (int i = 0; i < BINS; i++)
            sl_plot_point(j, -1.5 + (i + 0.5) * 3 / BINS, bin[i]);
        sl_plot_series_end(j);
    }
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

#define WRONG 20

static void burst_figure(sl_json *j, const sl_comparison *c)
{
    sl_plot_figure(
        j, "light-burst", "Wrong symbols of a codeword", "lines",
        "KP4: chance that so many of its 544 symbols are wrong; 15 are corrected. Errors "
        "follow each other as the detector of the lane lets them.");
    sl_plot_axis(j, "x", "wrong RS symbols", "", false);
    sl_plot_axis(j, "y", "chance", "", true);
    sl_json_key(j, "series");
    sl_json_array(j);
    for (size_t v = 0; v < c->n; v++) {
        const sl_lane_result *r = lane_of(c, v);
        double chance[WRONG + 1];
        if (!r) continue;
        sl_fec_link link = {.code = SL_FEC_KP4, .segments = 1, .depth = 1};
        link.segment[0].ber = fmin(fmax(pow(10, r->point.log10_ber), 1e-12), 0.02);
        link.segment[0].burst = fmin(r->point.burst, 0.9);
        if (sl_fec_burst_histogram(chance, WRONG + 1, &link) != SL_OK) continue;
        sl_plot_series(j, c->variants[v].name, c->variants[v].name, (int)v);
        for (int k = 0; k < WRONG; k++)
            sl_plot_point(j, k, chance[k] > 1e-30 ? chance[k] : NAN);
        sl_plot_series_end(j);
    }
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

void sl_report_light_figures(sl_json *j, const sl_comparison *c)
{
    bool finer = false;
    if (!any_lit(c)) return;
    for (size_t i = 0; i < sizeof heat_rows / sizeof *heat_rows; i++)
        heat_figure(j, c, &heat_rows[i]);
    for (size_t v = 0; v < c->n; v++)
        if (lit(c, v)) pit_figure(j, c, v);
    tdecq_figure(j, c);
    fec_figure(j, c);
    for (size_t v = 0; v < c->n; v++)
        finer = finer || lane_of(c, v);
    if (!finer) return;
    waterfall_figure(j, c);
    burst_figure(j, c);
    for (size_t v = 0; v < c->n; v++)
        if (lane_of(c, v) && lane_of(c, v)->waved) levels_figure(j, c, v);
}
