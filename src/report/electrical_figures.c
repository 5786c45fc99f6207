// Figures of electrical channels at the finer tiers: loss, return loss, impedance along the path,
// pulses, bathtub, margin by source, loss by kind of segment.
#include "report/html.h"
#include "report/plot.h"

#include <complex.h>
#include <math.h>
#include <stdio.h>

#include "shoreline/fourier.h"

typedef void (*curve)(sl_json *j, sl_ctx *ctx, const sl_channel_result *r);

static void open_series(sl_json *j, const sl_comparison *c, size_t v, const sl_channel_result *r,
                        int i)
{
    char name[160];
    bool several = c->tier[v]->n > 1;
    snprintf(name, sizeof name, several ? "%s, %s" : "%s", c->variants[v].name, r->channel.name);
    sl_json_object(j);
    sl_json_key_text(j, "name", name);
    sl_json_key_text(j, "variant", c->variants[v].name);
    sl_json_key_number(j, "color_index", (double)v);
    if (i > 0) sl_json_key_text(j, "draw", "hollow");
    sl_json_key(j, "points");
    sl_json_array(j);
}

// A series for each channel that works.
static void all_series(sl_json *j, const sl_comparison *c, curve points)
{
    sl_json_key(j, "series");
    sl_json_array(j);
    for (size_t v = 0; v < c->n; v++)
        for (int i = 0; c->tier[v] && i < c->tier[v]->n; i++) {
            const sl_channel_result *r = &c->tier[v]->channel[i];
            if (r->why[0]) continue;
            open_series(j, c, v, r, i);
            points(j, c->tier[v]->ctx, r);
            sl_plot_series_end(j);
        }
    sl_json_end(j, ']');
}

// ---- over frequency ----

#define FREQUENCIES 240

static double element_db(const sl_sparam *s, size_t point, int element)
{
    static const int pair[4] = {0, 2, 1, 3};
    double complex mixed[16];
    sl_net_mixed(mixed, sl_sparam_at(s, point), 4, pair);
    return 20 * log10(cabs(mixed[element]));
}

static void over_frequency(sl_json *j, const sl_channel_result *r, int element)
{
    size_t points = sl_sparam_points(r->built.thru);
    for (size_t i = 1; i <= FREQUENCIES; i++) {
        size_t at = i * (points - 1) / FREQUENCIES;
        double db = element_db(r->built.thru, at, element);
        sl_plot_point(j, sl_sparam_freq_hz(r->built.thru)[at] / 1e9, fmax(db, -80));
    }
}

static void transmission(sl_json *j, sl_ctx *ctx, const sl_channel_result *r)
{
    (void)ctx;
    over_frequency(j, r, 4);
}

static void reflection(sl_json *j, sl_ctx *ctx, const sl_channel_result *r)
{
    (void)ctx;
    over_frequency(j, r, 0);
}

// ---- impedance along the path ----

// Reflected step behind a raised-cosine edge: rho(t) is the sum of the impulse response of SDD11
// under cos^2(pi f/2 fb); Z = 100 ohm (1 + rho)/(1 - rho); time is one way.
static void impedance(sl_json *j, sl_ctx *ctx, const sl_channel_result *r)
{
    const sl_sparam *s = r->built.thru;
    size_t k = sl_sparam_points(s) - 1, n = 2 * k;
    double step_s = 0.5 / (sl_sparam_freq_hz(s)[k]), delay_s = 0, rho = 0;
    double complex *spectrum = sl_ctx_resize(ctx, NULL, (k + 1) * sizeof *spectrum);
    double *impulse = sl_ctx_resize(ctx, NULL, n * sizeof *impulse);
    sl_fourier *fourier = NULL;
    sl_electrical_delay_s(&delay_s, r->channel.segments, r->channel.n, r->built.nyquist_hz);
    if (spectrum && impulse && sl_fourier_create(&fourier, n) == SL_OK) {
        for (size_t i = 0; i <= k; i++) {
            static const int pair[4] = {0, 2, 1, 3};
            double complex mixed[16];
            sl_net_mixed(mixed, sl_sparam_at(s, i), 4, pair);
            spectrum[i] = mixed[0] * pow(cos(SL_PI / 2 * (double)i / (double)k), 2);
        }
        sl_fourier_inverse(fourier, impulse, spectrum);
        size_t before = n / 16, end = before + (size_t)ceil(2.3 * delay_s / step_s);
        size_t thin = (end - before) / 400 + 1;
        for (size_t i = 0; i < end && i < n; i++) {
            rho += impulse[(n - before + i) % n];
            double t_s = 0.5 * ((double)i - (double)before) * step_s;
            if (t_s < -3 * step_s || i % thin) continue;
            sl_plot_point(j, t_s * 1e12, 100 * (1 + rho) / (1 - rho));
        }
    }
    sl_fourier_destroy(fourier);
    sl_ctx_resize(ctx, spectrum, 0);
    sl_ctx_resize(ctx, impulse, 0);
}

// ---- pulses ----

#define PULSE_BEFORE_UI 6
#define PULSE_AFTER_UI  18

static void pulse_points(sl_json *j, const sl_channel_result *r, const sl_pulse *p)
{
    const sl_waveform *w = &r->link.wave;
    long m = (long)w->samples_per_ui, thin = m > 8 ? m / 8 : 1;
    for (long i = -PULSE_BEFORE_UI * m; i <= PULSE_AFTER_UI * m; i += thin) {
        long at = (long)w->cursor + i;
        double y = at >= 0 && (size_t)at < p->n ? p->v[at] : 0;
        sl_plot_point(j, (double)i / (double)m, y * 1e3);
    }
}

static void set_of_points(sl_json *j, const char *name, int color)
{
    sl_json_object(j);
    sl_json_key_text(j, "name", name);
    sl_json_key_number(j, "color_index", color);
    sl_json_key_text(j, "draw", "points");
    sl_json_key(j, "points");
    sl_json_array(j);
}

// Before and behind the equalisers, with the sampling point and what the DFE takes away.
static void pulse_figure(sl_json *j, const sl_comparison *c, size_t v, int i)
{
    const sl_channel_result *r = &c->tier[v]->channel[i];
    const sl_waveform *w = &r->link.wave;
    char id[32], title[240];
    snprintf(id, sizeof id, "pulse-%zu-%d", v, i);
    snprintf(title, sizeof title, "Pulse response: %s, %s channel", c->variants[v].name,
             r->channel.name);
    sl_plot_figure(j, id, title, "lines",
                   "Response at the decision to one symbol of the outermost level; 0: where the "
                   "receiver samples. Unequalised: channel and receive filter alone. DFE: what it "
                   "subtracts at its taps.");
    sl_plot_axis(j, "x", "time", "UI", false);
    sl_plot_axis(j, "y", "voltage", "mV", false);
    sl_json_key(j, "series");
    sl_json_array(j);
    sl_plot_series(j, "unequalised", NULL, 7);
    pulse_points(j, r, &r->link.unequalised);
    sl_plot_series_end(j);
    sl_plot_series(j, "equalised", NULL, 0);
    pulse_points(j, r, &w->victim);
    sl_plot_series_end(j);
    set_of_points(j, "cursor", 3);
    sl_plot_point(j, 0, w->victim.v[w->cursor] * 1e3);
    sl_plot_series_end(j);
    if (w->dfe_n > 0) {
        set_of_points(j, "DFE taps", 1);
        for (size_t t = 0; t < w->dfe_n && t < PULSE_AFTER_UI; t++)
            sl_plot_point(j, (double)t + 1, w->dfe[t] * 1e3);
        sl_plot_series_end(j);
    }
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

// ---- bathtub ----

static void bathtub(sl_json *j, sl_ctx *ctx, const sl_channel_result *r)
{
    sl_eye *eye = NULL;
    sl_eye_opts opts = {.jitter = SL_JITTER_SLOPE, .crosstalk = SL_CROSSTALK_WORST, .ber = 1e-6};
    if (sl_eye_create(&eye, ctx, &r->link.wave, &opts) != SL_OK) return;
    for (size_t p = 0; p < sl_eye_get(eye)->phases; p++) {
        double ser = pow(10, sl_eye_log10_ser(eye, p));
        sl_plot_point(j, sl_eye_phase_ui(eye, p), fmax(ser, 1e-30));
    }
    sl_eye_destroy(eye);
}

// ---- margin by source ----

static void steps(sl_json *j)
{
    sl_json_key(j, "steps");
    sl_json_array(j);
    for (int i = 0; i <= SL_COM_SOURCES + 1; i++) {
        sl_json_object(j);
        sl_json_key_text(j, "name",
                         i == 0                ? "noise alone"
                         : i < SL_COM_SOURCES  ? sl_com_source_names[i]
                         : i == SL_COM_SOURCES ? "COM"
                                               : "threshold");
        if (i == 0 || i >= SL_COM_SOURCES) sl_json_key_bool(j, "sum", true);
        sl_json_end(j, '}');
    }
    sl_json_end(j, ']');
    sl_json_key(j, "parts");
    sl_json_array(j);
    sl_json_end(j, ']');
}

static void sources(sl_json *j, sl_ctx *ctx, const sl_channel_result *r)
{
    (void)ctx;
    for (int i = 0; i < SL_COM_SOURCES; i++)
        sl_json_number(j, (i ? -1 : 1) * fabs(sl_com_step_db(r->found, i)));
    sl_json_number(j, r->found->com_db > 0 ? r->found->com_db : NAN);
    sl_json_number(j, r->settings->com_pass_db);
}

// ---- loss by kind of segment ----

static void loss_figure(sl_json *j, const sl_comparison *c)
{
    static const char *const kinds[] = {"lines", "vias", "balls", "sockets", "bumps", "connectors"};
    sl_plot_figure(j, "electrical-parts", "Loss at Nyquist by segment", "stack",
                   "Each segment alone, as the estimate adds them; what reflections do to the sum "
                   "is in the table. Of an active cable: the host's channel.");
    sl_plot_variants(j, c);
    sl_plot_axis(j, "y", "loss", "dB", false);
    sl_json_key(j, "series");
    sl_json_array(j);
    for (int k = 0; k < (int)(sizeof kinds / sizeof *kinds); k++) {
        sl_plot_series(j, kinds[k], NULL, k);
        for (size_t v = 0; v < c->n; v++) {
            double loss_db[SL_SEGMENTS_MAX] = {0}, sum = 0;
            const sl_channel_result *r = &c->tier[v]->channel[0];
            size_t n = c->tier[v]->n > 0 ? r->channel.n : 0;
            sl_electrical_loss_split_db(loss_db, r->channel.segments, n, r->built.nyquist_hz);
            for (size_t i = 0; i < n; i++)
                if ((int)r->channel.segments[i].kind == k) sum += loss_db[i];
            sl_plot_point(j, (double)v, sum);
        }
        sl_plot_series_end(j);
    }
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

void sl_report_electrical_figures(sl_json *j, const sl_comparison *c)
{
    if (!c->tier[0]) return;
    sl_plot_figure(j, "electrical-loss", "Insertion loss of the built channels", "lines",
                   "|SDD21| with all reflections, up to the symbol rate.");
    sl_plot_axis(j, "x", "frequency", "GHz", false);
    sl_plot_axis(j, "y", "|SDD21|", "dB", false);
    all_series(j, c, transmission);
    sl_json_end(j, '}');
    sl_plot_figure(j, "electrical-return", "Return loss of the built channels", "lines",
                   "|SDD11| at the transmitter's bump, 100 ohm.");
    sl_plot_axis(j, "x", "frequency", "GHz", false);
    sl_plot_axis(j, "y", "|SDD11|", "dB", false);
    all_series(j, c, reflection);
    sl_json_end(j, '}');
    sl_plot_figure(j, "electrical-tdr", "Impedance along the path (TDR)", "lines",
                   "Differential, seen from the transmitter's bump; time one way; the edge has the "
                   "band of the symbol rate. Loss raises what lies farther away.");
    sl_plot_axis(j, "x", "time along the path", "ps", false);
    sl_plot_axis(j, "y", "impedance", "ohm", false);
    all_series(j, c, impedance);
    sl_json_end(j, '}');
    loss_figure(j, c);
    sl_plot_figure(j, "electrical-bathtub", "Bathtub", "lines",
                   "Symbol errors against the sampling instant, thresholds as at the chosen one; "
                   "noise of the allowance included.");
    sl_plot_axis(j, "x", "sampling instant", "UI", false);
    sl_plot_axis(j, "y", "symbol error ratio", "", true);
    all_series(j, c, bathtub);
    sl_json_end(j, '}');
    sl_plot_figure(j, "electrical-margin", "What closes the eye", "waterfall",
                   "Signal over interference at DER_0, dB: with the receiver's noise alone, then "
                   "less what each further source takes. Threshold: what COM has to reach.");
    sl_plot_axis(j, "x", "margin", "dB", false);
    steps(j);
    all_series(j, c, sources);
    sl_json_end(j, '}');
    for (size_t v = 0; v < c->n; v++)
        for (int i = 0; i < c->tier[v]->n; i++)
            if (!c->tier[v]->channel[i].why[0]) pulse_figure(j, c, v, i);
}
