// The figures' data: neutral plot specifications (web/README.md), values in display units.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/plot.h"

#define VARIANTS_MAX 64 // of a comparison

static void energy_figure(sl_json *j, const sl_comparison *c)
{
    sl_plot_figure(j, "energy", "Energy by part", "stack",
                   "One port, both directions, over its rate. Estimate tier.");
    sl_plot_variants(j, c);
    sl_plot_axis(j, "y", "energy", "pJ/bit", false);
    sl_json_key(j, "series");
    sl_json_array(j);
    for (int p = 0; p < SL_ENERGY_PARTS; p++) {
        double sum = 0.0;
        for (size_t v = 0; v < c->n; v++)
            sum += c->variants[v].nominal.energy[p];
        if (!(sum > 0.0)) continue;
        sl_plot_series(j, sl_energy_labels[p], NULL, p);
        for (size_t v = 0; v < c->n; v++)
            sl_plot_point(j, (double)v, c->variants[v].nominal.energy[p] * 1e12);
        sl_plot_series_end(j);
    }
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

// ---- fabric ----

static bool has_fabric(const sl_comparison *c)
{
    for (size_t v = 0; v < c->n; v++)
        if (c->variants[v].nominal.has_fabric) return true;
    return false;
}

static void packet_figure(sl_json *j, const sl_comparison *c)
{
    sl_plot_figure(j, "packet", "One packet through the idle fabric", "stack",
                   "Between the farthest hosts, one way.");
    sl_plot_variants(j, c);
    sl_plot_axis(j, "y", "time", "ns", false);
    sl_json_key(j, "series");
    sl_json_array(j);
    for (int i = 0; i < SL_PACKET_LEDGER_ROWS - 1; i++) {
        sl_ledger_row rows[SL_PACKET_LEDGER_ROWS];
        sl_report_packet_ledger(rows, &c->variants[0].nominal);
        sl_plot_series(j, rows[i].name, NULL, i);
        for (size_t v = 0; v < c->n; v++) {
            const sl_result *r = &c->variants[v].nominal;
            sl_report_packet_ledger(rows, r);
            sl_plot_point(j, (double)v, r->has_fabric ? rows[i].time_s * 1e9 : NAN);
        }
        sl_plot_series_end(j);
    }
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

typedef double (*fabric_curve)(const sl_result *result, double x);

static void curve_figure(sl_json *j, const sl_comparison *c, fabric_curve curve, double first,
                         double last, double scale)
{
    sl_json_key(j, "series");
    sl_json_array(j);
    for (size_t v = 0; v < c->n; v++) {
        const sl_result *r = &c->variants[v].nominal;
        if (!r->has_fabric) continue;
        sl_plot_series(j, c->variants[v].name, c->variants[v].name, (int)v);
        for (double x = first; x <= last; x *= 2.0)
            sl_plot_point(j, x, curve(r, x) * scale);
        sl_plot_series_end(j);
    }
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

static void incast_figure(sl_json *j, const sl_comparison *c)
{
    double hosts = 2.0;
    for (size_t v = 0; v < c->n; v++)
        hosts = fmax(hosts, c->variants[v].nominal.topology.hosts);
    sl_plot_figure(j, "incast", "Incast: tail against fan-in", "lines",
                   "All senders start at once towards one host; the last one's completion.");
    sl_plot_axis(j, "x", "senders", "", true);
    sl_plot_axis(j, "y", "completion of the last", "us", true);
    curve_figure(j, c, sl_report_incast_s, 1.0, hosts - 1.0, 1e6);
}

static void all_reduce_figure(sl_json *j, const sl_comparison *c)
{
    sl_plot_figure(j, "allreduce", "All-reduce among all hosts", "lines",
                   "Best of the algorithms the library has at each size.");
    sl_plot_axis(j, "x", "bytes", "B", true);
    sl_plot_axis(j, "y", "time", "us", true);
    curve_figure(j, c, sl_report_all_reduce_s, 1024.0, 4.3e9, 1e6);
}

static void fabric_figures(sl_json *j, const sl_comparison *c)
{
    if (!has_fabric(c)) return;
    packet_figure(j, c);
    if (c->variants[0].nominal.incast_in.senders > 0.0) incast_figure(j, c);
    all_reduce_figure(j, c);
}

// ---- training ----

static bool has_workload(const sl_comparison *c)
{
    for (size_t v = 0; v < c->n; v++)
        if (c->variants[v].nominal.has_workload) return true;
    return false;
}

// A step of hours of a variant that does not deliver hides those of the others: such a variant is
// left out where another remains. Writes the caption, which names them.
static void left_out_of(bool out[VARIANTS_MAX], const sl_comparison *c, const char *note,
                        char *caption, size_t n)
{
    int names[VARIANTS_MAX] = {0}, left = 0;
    for (size_t v = 0; v < c->n; v++) {
        out[v] = !c->variants[v].nominal.feasible || !c->variants[v].nominal.has_workload;
        if (out[v]) names[left++] = (int)v;
    }
    char list[400];
    sl_report_names(list, sizeof list, c, names, left);
    if (left == (int)c->n) memset(out, 0, c->n * sizeof *out);
    bool told = left > 0 && left < (int)c->n;
    snprintf(caption, n, "%s%s%s%s", note, told ? " Left out, infeasible: " : "", told ? list : "",
             told ? "." : "");
}

static double cause_of(const sl_result *r, int cause, bool of_the_run)
{
    if (!r->has_workload) return NAN;
    return of_the_run ? 100.0 * r->workload_ledger[cause] : r->workload_step.cause_s[cause];
}

// Causes as bars on bars: seconds of a step, or percent of the run's wall time. A cause has one
// colour in both.
static void cause_series(sl_json *j, const sl_comparison *c, const bool *left_out, bool of_the_run)
{
    sl_json_key(j, "series");
    sl_json_array(j);
    for (int i = 0; i < SL_CAUSES; i++) {
        double sum = 0.0;
        for (size_t v = 0; v < c->n; v++)
            if (!left_out[v] && c->variants[v].nominal.has_workload)
                sum += cause_of(&c->variants[v].nominal, i, of_the_run);
        if (!(sum > 0.0)) continue;
        sl_plot_series(j, sl_cause_names[i], NULL, i);
        int category = 0;
        for (size_t v = 0; v < c->n; v++)
            if (!left_out[v])
                sl_plot_point(j, category++, cause_of(&c->variants[v].nominal, i, of_the_run));
        sl_plot_series_end(j);
    }
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

static void training_figures(sl_json *j, const sl_comparison *c)
{
    bool left_out[VARIANTS_MAX];
    char caption[700];
    if (!has_workload(c)) return;
    left_out_of(left_out, c,
                "With the accelerator's calibration constant; the table below has the "
                "uncalibrated figures beside it. Estimate tier.",
                caption, sizeof caption);
    sl_plot_figure(j, "step", "One training step by cause", "stack", caption);
    sl_plot_variants_without(j, c, left_out);
    sl_plot_axis(j, "y", "time of a step", "s", false);
    cause_series(j, c, left_out, false);
    left_out_of(left_out, c,
                "Calibrated; checkpoints, restarts and lost work included; sums to 100 %.", caption,
                sizeof caption);
    sl_plot_figure(j, "idle", "Every accelerator-second of the run by cause", "stack", caption);
    sl_plot_variants_without(j, c, left_out);
    sl_plot_axis_between(j, "y", "share of wall time", "%", 0.0, 100.0);
    cause_series(j, c, left_out, true);
}

// ---- training against its size ----

// A series of a figure of lines that is drawn otherwise (web/README.md): open ones are joined to
// the points of another series.
static void drawn_begin(sl_json *j, const char *name, int color, const char *draw,
                        const char *symbol, const char *joined)
{
    sl_json_object(j);
    sl_json_key_text(j, "name", name);
    sl_json_key_number(j, "color_index", color);
    sl_json_key_text(j, "draw", draw);
    if (symbol) sl_json_key_text(j, "symbol", symbol);
    if (joined) sl_json_key_text(j, "joined", joined);
    sl_json_key(j, "points");
    sl_json_array(j);
}

// An axis of counts that double: ticks at powers of two.
static void doubling_axis(sl_json *j, const char *key, const char *label)
{
    sl_json_key(j, key);
    sl_json_object(j);
    sl_json_key_text(j, "label", label);
    sl_json_key_bool(j, "log", true);
    sl_json_key_number(j, "base", 2.0);
    sl_json_end(j, '}');
}

// Steps that do not fit in memory are gaps.
static void mfu_curve(sl_json *j, const sl_curve *curve, const char *name, int color,
                      const char *draw)
{
    drawn_begin(j, name, color, draw, NULL, NULL);
    for (int i = 0; i < curve->n; i++)
        sl_plot_point(j, curve->point[i].x,
                      curve->point[i].fits ? 100.0 * curve->point[i].mfu : NAN);
    sl_plot_series_end(j);
}

// One set of published steps, filled, and the predictions for them, open.
static void published_series(sl_json *j, const sl_published_point *p, size_t n, int color)
{
    char name[160];
    drawn_begin(j, p->title, color, "points", NULL, NULL);
    for (size_t i = 0; i < n; i++)
        sl_plot_point(j, p[i].layout.gpus, 100.0 * p[i].mfu);
    sl_plot_series_end(j);
    snprintf(name, sizeof name, "%s: predicted, uncalibrated", p->title);
    drawn_begin(j, name, color, "open", "circle", p->title);
    for (size_t i = 0; i < n; i++)
        sl_plot_point(j, p[i].layout.gpus, 100.0 * p[i].raw_mfu);
    sl_plot_series_end(j);
    if (p->calibration == 1.0) return;
    snprintf(name, sizeof name, "%s: predicted, calibrated", p->title);
    drawn_begin(j, name, color, "open", "diamond", p->title);
    for (size_t i = 0; i < n; i++)
        sl_plot_point(j, p[i].layout.gpus, 100.0 * p[i].calibrated_mfu);
    sl_plot_series_end(j);
}

static void mfu_figure(sl_json *j, const sl_comparison *c, const sl_training_curves *t)
{
    const sl_variant_result *v = &c->variants[t->variant];
    char name[200], note[1000];
    snprintf(
        note, sizeof note,
        SL_MFU_CONVENTION
        " Curves: %s with its layout and fabric, more or fewer replicas%s. %s Estimate tier.",
        v->name,
        v->bound->design.workload.accelerator.calibration == 1.0
            ? "; its accelerator has no calibration constant"
            : "",
        t->published_n
            ? "Filled markers: published steps of the same model, each on its own accelerator, "
              "networks and layout; joined to them what is predicted from the same inputs, "
              "open circles from kernel tables alone, open diamonds with the accelerator's "
              "calibration constant where it has one (it may have been fitted to some of these). "
              "Sets stand a little aside of each other."
            : "No published step of this model is in the catalogue.");
    sl_plot_figure(j, "mfu", "MFU against GPUs", "lines", note);
    doubling_axis(j, "x", "GPUs");
    sl_plot_axis_between(j, "y", "MFU", "%", 0.0, NAN);
    sl_json_key(j, "series");
    sl_json_array(j);
    snprintf(name, sizeof name, "%s, batch fixed", v->name);
    mfu_curve(j, &t->strong, name, t->variant, "line");
    if (v->bound->design.workload.accelerator.calibration != 1.0) {
        snprintf(name, sizeof name, "%s, batch fixed, uncalibrated", v->name);
        mfu_curve(j, &t->strong_raw, name, t->variant, "faint");
    }
    snprintf(name, sizeof name, "%s, batch per GPU fixed", v->name);
    mfu_curve(j, &t->weak, name, t->variant, "hollow");
    int color = t->variant + 1;
    for (size_t i = 0, n; i < t->published_n; i += n) {
        for (n = 1; i + n < t->published_n && !sl_report_set_begins(t, i + n);)
            n++;
        published_series(j, &t->published[i], n, color++);
    }
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

// Texts of a curve's points: the variants whose own domain a point is.
static void own_labels(sl_json *j, const sl_comparison *c, const sl_domain_curve *d)
{
    sl_json_key(j, "labels");
    sl_json_array(j);
    for (int i = 0; i < d->curve.n; i++) {
        int here[SL_DOMAIN_VARIANTS], n = 0;
        char label[200];
        for (int k = 0; k < d->variants; k++)
            if (c->variants[d->variant[k]].nominal.collectives.domain == d->curve.point[i].x)
                here[n++] = d->variant[k];
        sl_report_names(label, sizeof label, c, here, n);
        sl_json_text(j, n ? label : NULL);
    }
    sl_json_end(j, ']');
}

static void layout_labels(sl_json *j, const sl_curve *curve)
{
    sl_json_key(j, "details");
    sl_json_array(j);
    for (int i = 0; i < curve->n; i++) {
        char text[160] = "";
        if (!isnan(curve->point[i].step_s))
            sl_report_layout(text, sizeof text, &curve->point[i].layout);
        sl_json_text(j, text);
    }
    sl_json_end(j, ']');
}

static void domain_figure(sl_json *j, const sl_comparison *c, const sl_training_curves *t)
{
    char name[200], note[600];
    if (t->domains == 0) return;
    snprintf(note, sizeof note,
             "A domain of another size keeps the rate and latency of its links; the fabric between "
             "domains stays. A name stands at a variant's own size. Variants that stay within "
             "%.1f %% of each other share a curve.%s Estimate tier.",
             100.0 * SL_SAME_CURVE,
             t->best.n ? " Best layout: the fastest of all that fit in memory."
                       : " Best layouts are not searched: there are too many.");
    sl_plot_figure(j, "domain", "Tokens per second against the size of the scale-up domain",
                   "lines", note);
    doubling_axis(j, "x", "GPUs of a scale-up domain");
    sl_plot_axis_between(j, "y", "tokens per s and GPU", "", 0.0, NAN);
    sl_json_key(j, "series");
    sl_json_array(j);
    for (int i = 0; i < t->domains; i++) {
        const sl_domain_curve *d = &t->domain[i];
        sl_report_names(name, sizeof name, c, d->variant, d->variants);
        sl_json_object(j);
        sl_json_key_text(j, "name", name);
        sl_json_key_number(j, "color_index", d->variant[0]);
        own_labels(j, c, d);
        sl_json_key(j, "points");
        sl_json_array(j);
        for (int k = 0; k < d->curve.n; k++)
            sl_plot_point(j, d->curve.point[k].x, d->curve.point[k].tokens_per_s);
        sl_plot_series_end(j);
    }
    if (t->best.n) {
        sl_json_object(j);
        sl_json_key_text(j, "name", "best layout of each size");
        sl_json_key_number(j, "color_index", (double)c->n);
        layout_labels(j, &t->best);
        sl_json_key(j, "points");
        sl_json_array(j);
        for (int k = 0; k < t->best.n; k++)
            sl_plot_point(j, t->best.point[k].x, t->best.point[k].tokens_per_s);
        sl_plot_series_end(j);
    }
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

static void tray_figure(sl_json *j, const sl_comparison *c)
{
    if (!sl_report_has_tray(c)) return;
    sl_plot_figure(j, "tray", "One load from the tray", "stack",
                   "Unloaded; request and data cross each part once. Estimate tier.");
    sl_plot_variants(j, c);
    sl_plot_axis(j, "y", "latency", "ns", false);
    sl_json_key(j, "series");
    sl_json_array(j);
    for (size_t p = 0; p < sl_load_row_n; p++) {
        double sum = 0.0;
        for (size_t v = 0; v < c->n; v++)
            sum += sl_load_part_s(&c->variants[v].nominal, p);
        if (!(sum > 0.0)) continue;
        sl_plot_series(j, sl_load_rows[p].label, NULL, (int)p);
        for (size_t v = 0; v < c->n; v++)
            sl_plot_point(j, (double)v, sl_load_part_s(&c->variants[v].nominal, p) * 1e9);
        sl_plot_series_end(j);
    }
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

#define LENGTHS 41

static void margin_figure(sl_json *j, const sl_comparison *c)
{
    sl_plot_figure(j, "margin", "Margin against length", "lines",
                   "Everything else as in the scenario. Electrical dB of SNR where copper limits, "
                   "optical dB where light does.");
    sl_plot_axis(j, "x", "distance between the ports", "m", true);
    sl_plot_axis(j, "y", "margin", "dB", false);
    sl_json_key(j, "series");
    sl_json_array(j);
    for (size_t v = 0; v < c->n; v++) {
        sl_plot_series(j, c->variants[v].name, c->variants[v].name, (int)v);
        for (int i = 0; i < LENGTHS; i++) {
            sl_design design = c->variants[v].bound->design;
            sl_evaluate_opts opts = {.skip_reach = true, .brief = true};
            sl_result r;
            design.service.reach_m = pow(10.0, -1.0 + 5.0 * i / (LENGTHS - 1));
            sl_evaluate(&r, &design, &opts);
            double y = r.value[SL_M_MARGIN];
            sl_plot_point(j, design.service.reach_m, y > -15.0 ? y : NAN);
        }
        sl_plot_series_end(j);
    }
    sl_json_end(j, ']');
    sl_json_key(j, "limits");
    sl_json_array(j);
    sl_json_object(j);
    sl_json_key_text(j, "label", "no margin left");
    sl_json_key_number(j, "value", 0.0);
    sl_json_end(j, '}');
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

#define TEMPERATURES 29

static void ber_figure(sl_json *j, const sl_comparison *c)
{
    double limit = NAN;
    sl_plot_figure(
        j, "ber", "BER against laser temperature", "lines",
        "Before FEC; the laser's mount held at the temperature. A laser that holds its "
        "power keeps the error ratio until its rating or rollover; then the light droops.");
    sl_plot_axis(j, "x", "temperature at the laser's mount", "degC", false);
    sl_plot_axis(j, "y", "BER before FEC", "", true);
    sl_json_key(j, "series");
    sl_json_array(j);
    for (size_t v = 0; v < c->n; v++) {
        const sl_design *design = &c->variants[v].bound->design;
        if (design->link.laser.kind == SL_WORD_NO_LASER) continue;
        if (isnan(limit))
            limit =
                sl_fec_required_ber((sl_fec_code)design->link.fec.code, log10(design->service.ber));
        sl_plot_series(j, c->variants[v].name, c->variants[v].name, (int)v);
        for (int i = 0; i < TEMPERATURES; i++) {
            double celsius = -10.0 + 5.0 * i;
            sl_evaluate_opts opts = {
                .laser_temp_k = celsius + 273.15, .skip_reach = true, .brief = true};
            sl_result r;
            sl_evaluate(&r, design, &opts);
            double ber = r.value[SL_M_PRE_FEC];
            sl_plot_point(j, celsius, ber > 0.0 ? fmax(ber, 1e-30) : NAN);
        }
        sl_plot_series_end(j);
    }
    sl_json_end(j, ']');
    if (!isnan(limit)) {
        sl_json_key(j, "limits");
        sl_json_array(j);
        sl_json_object(j);
        sl_json_key_text(j, "label", "limit of the FEC");
        sl_json_key_number(j, "value", limit);
        sl_json_end(j, '}');
        sl_json_end(j, ']');
    }
    sl_json_end(j, '}');
}

static void temperature_figure(sl_json *j, const sl_comparison *c)
{
    static const struct {
        const char *name;
        int metric;
    } parts[] = {
        {"chip", SL_M_ASIC_TEMP}, {"engine", SL_M_ENGINE_TEMP}, {"laser", SL_M_LASER_TEMP}};
    sl_plot_figure(j, "temperature", "Temperatures", "bars",
                   "Hottest of each kind; whiskers: 5th to "
                   "95th percentile of the draws.");
    sl_json_key(j, "x");
    sl_json_object(j);
    sl_json_key(j, "categories");
    sl_json_array(j);
    for (int p = 0; p < 3; p++)
        sl_json_text(j, parts[p].name);
    sl_json_end(j, ']');
    sl_json_end(j, '}');
    sl_plot_axis(j, "y", "temperature", "degC", false);
    sl_json_key(j, "series");
    sl_json_array(j);
    for (size_t v = 0; v < c->n; v++) {
        sl_plot_series(j, c->variants[v].name, c->variants[v].name, (int)v);
        for (int p = 0; p < 3; p++) {
            int m = parts[p].metric;
            const sl_interval *i = &c->variants[v].interval[m];
            bool drawn = c->draws > 0;
            sl_plot_interval(j, p, c->variants[v].nominal.value[m] - 273.15,
                             drawn ? i->low - 273.15 : NAN, drawn ? i->high - 273.15 : NAN);
        }
        sl_plot_series_end(j);
    }
    sl_json_end(j, ']');
    sl_json_key(j, "limits");
    sl_json_array(j);
    sl_json_object(j);
    sl_json_key_text(j, "label", "chip limit");
    sl_json_key_number(j, "value", c->variants[0].bound->design.chip.temp_max_k - 273.15);
    sl_json_key_number(j, "category", 0);
    sl_json_end(j, '}');
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

static void front_points(sl_json *j, const sl_comparison *c)
{
    bool done[VARIANTS_MAX] = {false};
    sl_json_key(j, "front");
    sl_json_array(j);
    for (size_t k = 0; k < c->n; k++) {
        int best = -1;
        for (size_t v = 0; v < c->n; v++) {
            if (done[v] || !c->variants[v].pareto) continue;
            double x = c->variants[v].nominal.value[SL_M_ENERGY];
            if (best < 0 || x < c->variants[best].nominal.value[SL_M_ENERGY]) best = (int)v;
        }
        if (best < 0) break;
        done[best] = true;
        const double *x = c->variants[best].nominal.value;
        sl_plot_point(j, x[SL_M_ENERGY] * 1e12, sl_report_display(SL_M_DENSITY, x[SL_M_DENSITY]));
    }
    sl_json_end(j, ']');
}

// A logarithmic axis where the values span most of a decade, a linear one otherwise.
static bool spans_decades(const sl_comparison *c, int metric)
{
    double low = INFINITY, high = 0.0;
    for (size_t v = 0; v < c->n; v++) {
        double x = c->variants[v].nominal.value[metric];
        if (!(x > 0.0)) continue;
        low = fmin(low, x);
        high = fmax(high, x);
    }
    return high > 6.0 * low;
}

static void pareto_figure(sl_json *j, const sl_comparison *c)
{
    sl_plot_figure(j, "pareto", "Density against energy", "scatter",
                   "The steps join the feasible variants that no other beats in both.");
    sl_plot_axis(j, "x", "energy", "pJ/bit", spans_decades(c, SL_M_ENERGY));
    sl_plot_axis(j, "y", "edge density", "Tb/s/mm", spans_decades(c, SL_M_DENSITY));
    sl_json_key(j, "series");
    sl_json_array(j);
    for (size_t v = 0; v < c->n; v++) {
        const sl_result *r = &c->variants[v].nominal;
        sl_plot_series(j, c->variants[v].name, c->variants[v].name, (int)v);
        sl_plot_point(j, r->value[SL_M_ENERGY] * 1e12,
                      sl_report_display(SL_M_DENSITY, r->value[SL_M_DENSITY]));
        sl_plot_series_end(j);
    }
    sl_json_end(j, ']');
    front_points(j, c);
    sl_json_end(j, '}');
}

static void tornado_side(sl_json *j, const sl_comparison *c, const char *name, int color, bool high)
{
    sl_plot_series(j, name, NULL, color);
    for (size_t i = 0; i < c->sensitivity_n && i < 12; i++) {
        const sl_sensitivity *s = &c->sensitivity[i];
        double change = (high ? s->high : s->low) - s->base;
        double scale =
            fabs(sl_report_display(c->objective, 1.0) - sl_report_display(c->objective, 0.0));
        sl_plot_point(j, (double)i, change * scale);
    }
    sl_plot_series_end(j);
}

static void tornado_figure(sl_json *j, const sl_comparison *c)
{
    const sl_metric_info *info = &sl_metric_infos[c->objective];
    if (c->sensitivity_n == 0) return;
    sl_plot_figure(j, "tornado", "What the verdict turns on", "tornado",
                   "Change of the objective when one input alone moves to its 5th and 95th "
                   "percentile; widest effect on winner against runner-up first.");
    sl_json_key(j, "x");
    sl_json_object(j);
    sl_json_key(j, "categories");
    sl_json_array(j);
    for (size_t i = 0; i < c->sensitivity_n && i < 12; i++) {
        char label[160];
        snprintf(label, sizeof label, "%s (%s)", c->sensitivity[i].path, c->sensitivity[i].variant);
        sl_json_text(j, label);
    }
    sl_json_end(j, ']');
    sl_json_end(j, '}');
    sl_plot_axis(j, "y", info->label, info->unit, false);
    sl_json_key_number(j, "base", 0.0);
    sl_json_key(j, "series");
    sl_json_array(j);
    tornado_side(j, c, "input low", 0, false);
    tornado_side(j, c, "input high", 1, true);
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

static void best_figure(sl_json *j, const sl_comparison *c)
{
    if (isnan(c->variants[0].p_best)) return; // no draws, or none of the objective
    sl_plot_figure(
        j, "best", "Probability of being best", "bars",
        "Share of the draws in which a variant is feasible and best on the objective; one that "
        "is infeasible at its nominal values wins none; "
        "whiskers: 95 % interval of the share.");
    sl_plot_variants(j, c);
    sl_plot_axis(j, "y", "share of draws", "%", false);
    sl_json_key_bool(j, "horizontal", true);
    sl_json_key(j, "series");
    sl_json_array(j);
    for (size_t v = 0; v < c->n; v++) {
        const sl_variant_result *r = &c->variants[v];
        sl_plot_series(j, r->name, r->name, (int)v);
        sl_plot_interval(j, (double)v, 100.0 * r->p_best, 100.0 * r->p_best_low,
                         100.0 * r->p_best_high);
        sl_plot_series_end(j);
    }
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

void sl_report_figures(sl_text *out, const sl_comparison *c, const sl_report_extras *extras)
{
    const sl_training_curves *curves = extras->curves;
    sl_json j;
    sl_json_begin(&j, out, false);
    sl_json_object(&j);
    sl_json_key_number(&j, "schema", 1);
    sl_json_key(&j, "figures");
    sl_json_array(&j);
    best_figure(&j, c);
    energy_figure(&j, c);
    margin_figure(&j, c);
    ber_figure(&j, c);
    temperature_figure(&j, c);
    pareto_figure(&j, c);
    sl_report_light_figures(&j, c);
    sl_report_electrical_figures(&j, c);
    fabric_figures(&j, c);
    training_figures(&j, c);
    if (curves) {
        mfu_figure(&j, c, curves);
        domain_figure(&j, c, curves);
    }
    tray_figure(&j, c);
    sl_report_fleet_figures(&j, c);
    if (extras->breakeven) sl_report_breakeven_figure(&j, c, extras->breakeven);
    sl_report_cost_figures(&j, c);
    sl_report_supply_figures(&j, c);
    sl_report_interop_figures(&j, c);
    if (extras->growth) sl_report_growth_figures(&j, c, extras->growth);
    tornado_figure(&j, c);
    sl_json_end(&j, ']');
    sl_json_end(&j, '}');
}
