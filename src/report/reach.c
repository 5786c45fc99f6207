// Reach of copper with yield: lengths by variant and rate, and what moves the margin.
#include "report/reach.h"

#include <math.h>
#include <stdio.h>

#define AXES_SHOWN 5

void sl_report_length(char out[24], double length_m)
{
    if (isnan(length_m))
        snprintf(out, 24, "-");
    else if (length_m < 5e-6)
        snprintf(out, 24, "0");
    else if (length_m < 0.9995)
        snprintf(out, 24, "%.3g mm", 1e3 * length_m);
    else
        snprintf(out, 24, "%.3g m", length_m);
}

const char *sl_report_reach_reason(const sl_reach_cell *cell)
{
    static const char *const reasons[] = {
        [SL_REACH_FOUND] = NULL,
        [SL_REACH_NEVER] = "at no length",
        [SL_REACH_BEYOND] = "beyond",
        [SL_REACH_REFUSED] = "outside the model",
    };
    return reasons[cell->state];
}

void sl_report_rate_name(char out[32], const sl_comparison *c, int rate)
{
    const sl_reach_rate_spec *r = &c->model->variants[0].design.reach.rate[rate];
    if (r->name[0])
        snprintf(out, 32, "%.30s", r->name);
    else
        snprintf(out, 32, "%.4g Gb/s", r->lane_bps / 1e9);
}

static int rates_of(const sl_comparison *c)
{
    return c->model->variants[0].design.reach.rate_n;
}

// ---- text ----

typedef enum row_kind { ROW_LENGTH, ROW_NUMBER, ROW_SHARE } row_kind;

static const struct {
    const char *label;
    row_kind kind;
    size_t offset;
} rows[] = {
    {"nominal channel", ROW_LENGTH, offsetof(sl_reach_cell, nominal_m)},
    {"half of the channels", ROW_LENGTH, offsetof(sl_reach_cell, at_m)},
    {"yield asked for", ROW_LENGTH, offsetof(sl_reach_cell, yield_m)},
    {"  95 % interval, from", ROW_LENGTH, offsetof(sl_reach_cell, low_m)},
    {"  to", ROW_LENGTH, offsetof(sl_reach_cell, high_m)},
    {"loss at that length, dB", ROW_NUMBER, offsetof(sl_reach_cell, yield_loss_db)},
    {"sd of COM, dB", ROW_NUMBER, offsetof(sl_reach_cell, sigma_db)},
    {"symbol rate, GBd", ROW_SHARE, offsetof(sl_reach_cell, symbol_rate_bd)},
};

static double member(const sl_reach_cell *cell, size_t offset)
{
    return *(const double *)(const void *)((const char *)cell + offset);
}

static void cell_text(char out[24], const sl_reach_cell *cell, size_t row)
{
    double x = member(cell, rows[row].offset);
    if (rows[row].kind == ROW_LENGTH)
        sl_report_length(out, x);
    else if (isnan(x))
        snprintf(out, 24, "-");
    else
        snprintf(out, 24, "%.3g", rows[row].kind == ROW_SHARE ? x / 1e9 : x);
}

static void lengths(sl_text *out, const sl_comparison *c, const sl_reach_study *s, size_t v)
{
    sl_text_printf(out, "\n%s, %s\n", c->variants[v].name, sl_reach_cell_at(s, v, 0)->line);
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        sl_text_printf(out, "  %-26s", rows[k].label);
        for (int r = 0; r < rates_of(c); r++) {
            const sl_reach_cell *cell = sl_reach_cell_at(s, v, r);
            const char *reason = sl_report_reach_reason(cell);
            char text[24];
            cell_text(text, cell, k);
            sl_text_printf(out, "%14s", reason && k == 0 ? reason : text);
        }
        sl_text_add(out, "\n");
    }
}

static void unit_of(char out[32], const sl_reach_axis *a)
{
    snprintf(out, 32, "%+.3g dB/%s", a->db_per_unit, a->relative ? "%" : "K");
}

static void axes(sl_text *out, const sl_comparison *c, const sl_reach_cell *cell, int rate)
{
    char name[32], unit[32];
    if (cell->state != SL_REACH_FOUND || cell->axis_n == 0) return;
    sl_report_rate_name(name, c, rate);
    for (int i = 0; i < cell->axis_n && i < AXES_SHOWN; i++) {
        const sl_reach_axis *a = &cell->axis[i];
        unit_of(unit, a);
        sl_text_printf(out, "  %-8s%-54s%6.3g %-2s%16s%+12.3f dB%8.0f %%\n", i ? "" : name, a->name,
                       a->relative ? 100 * a->sd : a->sd, a->relative ? "%" : "K", unit,
                       a->drift_db_per_sd, 100 * a->share);
    }
}

static void sensitivities(sl_text *out, const sl_comparison *c, const sl_reach_study *s, size_t v)
{
    bool any = false;
    for (int r = 0; r < rates_of(c); r++)
        any |= sl_reach_cell_at(s, v, r)->axis_n > 0;
    if (!any) return;
    sl_text_printf(out, "  %-62s%9s%16s%15s%10s\n", "", "sd", "equaliser held", "a sd, trained",
                   "share");
    for (int r = 0; r < rates_of(c); r++)
        axes(out, c, sl_reach_cell_at(s, v, r), r);
}

static void heading(sl_text *out, const sl_comparison *c)
{
    const sl_reach_spec *spec = &c->model->variants[0].design.reach;
    sl_text_printf(out, "Length at which %.6g %% of manufactured channels have a COM of %.4g dB\n",
                   100 * spec->yield, spec->threshold_db);
    if (c->model->study.draws > 1)
        sl_text_printf(out, "%d channels drawn for each rate and variant; " SL_REACH_REMARK "\n",
                       c->model->study.draws);
    else
        sl_text_add(out, "nominal channels alone; " SL_REACH_REMARK "\n");
}

static void footnotes(sl_text *out, const sl_comparison *c, const sl_reach_study *s)
{
    int lost = 0;
    sl_class weakest = SL_CLASS_STANDARD;
    sl_text_add(out, "\n");
    for (size_t v = 0; v < s->n; v++)
        for (int r = 0; r < rates_of(c); r++) {
            const sl_reach_cell *cell = sl_reach_cell_at(s, v, r);
            char name[32];
            sl_report_rate_name(name, c, r);
            lost += cell->lost;
            if (cell->class_ > weakest) weakest = cell->class_;
            if (cell->dips)
                sl_text_printf(out, "%s at %s: shorter lines than that fail as well: reflections\n",
                               c->variants[v].name, name);
        }
    if (lost)
        sl_text_printf(out, "%d channels drawn have no eye: counted as failing at any length\n",
                       lost);
    sl_text_printf(out, "class %s: the weakest of spreads, receivers and their grids\n",
                   sl_class_name(weakest));
}

void sl_report_reach(sl_text *out, const sl_comparison *c, const sl_reach_study *s)
{
    heading(out, c);
    sl_text_printf(out, "\n%-28s", "");
    for (int r = 0; r < rates_of(c); r++) {
        char name[32];
        sl_report_rate_name(name, c, r);
        sl_text_printf(out, "%14s", name);
    }
    sl_text_add(out, "\n");
    for (size_t v = 0; v < s->n; v++) {
        lengths(out, c, s, v);
        sensitivities(out, c, s, v);
    }
    footnotes(out, c, s);
}

// ---- JSON ----

static const struct {
    const char *key;
    size_t offset;
} keys[] = {
    {"symbol_rate_bd", offsetof(sl_reach_cell, symbol_rate_bd)},
    {"nominal_m", offsetof(sl_reach_cell, nominal_m)},
    {"nominal_loss_db", offsetof(sl_reach_cell, nominal_loss_db)},
    {"slope_db_per_m", offsetof(sl_reach_cell, slope_db_per_m)},
    {"sd_db", offsetof(sl_reach_cell, sigma_db)},
    {"length_m", offsetof(sl_reach_cell, yield_m)},
    {"low_m", offsetof(sl_reach_cell, low_m)},
    {"high_m", offsetof(sl_reach_cell, high_m)},
    {"loss_db", offsetof(sl_reach_cell, yield_loss_db)},
    {"linear_m", offsetof(sl_reach_cell, linear_m)},
    {"yield_50_m", offsetof(sl_reach_cell, at_m)},
    {"yield_90_m", offsetof(sl_reach_cell, at_m) + sizeof(double)},
    {"yield_99_m", offsetof(sl_reach_cell, at_m) + 2 * sizeof(double)},
    {"yield_90_order_low_m", offsetof(sl_reach_cell, order_low_m)},
    {"yield_90_order_high_m", offsetof(sl_reach_cell, order_high_m)},
};

static void axes_json(sl_json *j, const sl_reach_cell *cell)
{
    sl_json_key(j, "sensitivities");
    sl_json_array(j);
    for (int i = 0; i < cell->axis_n && cell->state == SL_REACH_FOUND; i++) {
        const sl_reach_axis *a = &cell->axis[i];
        sl_json_object(j);
        sl_json_key_text(j, "name", a->name);
        sl_json_key_number(j, a->relative ? "sd" : "sd_k", a->sd);
        sl_json_key_number(j, a->relative ? "held_db_per_percent" : "held_db_per_k",
                           a->db_per_unit);
        sl_json_key_number(j, "held_db_per_sd", a->db_per_sd);
        sl_json_key_number(j, "trained_db_per_sd", a->drift_db_per_sd);
        sl_json_key_number(j, "share", a->share);
        sl_json_key_text(j, "class", sl_class_name(a->class_));
        sl_json_key_text(j, "source", a->source);
        sl_json_end(j, '}');
    }
    sl_json_end(j, ']');
}

static void cell_json(sl_json *j, const sl_comparison *c, const sl_reach_cell *cell, int rate)
{
    static const char *const states[] = {"found", "never", "beyond", "refused"};
    char name[32];
    sl_report_rate_name(name, c, rate);
    sl_json_object(j);
    sl_json_key_text(j, "name", name);
    sl_json_key_text(j, "state", states[cell->state]);
    sl_json_key_text(j, "line", cell->line);
    sl_json_key_text(j, "class", sl_class_name(cell->class_));
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
        sl_json_key_number(j, keys[k].key, member(cell, keys[k].offset));
    sl_json_key_bool(j, "dips", cell->dips);
    sl_json_key_number(j, "lost", cell->lost);
    sl_json_key_number(j, "evaluations", (double)cell->evaluations);
    axes_json(j, cell);
    sl_json_end(j, '}');
}

void sl_report_reach_json(sl_text *out, const sl_comparison *c, const sl_reach_study *s)
{
    const sl_reach_spec *spec = &c->model->variants[0].design.reach;
    sl_json j;
    sl_json_begin(&j, out, true);
    sl_json_object(&j);
    sl_report_json_head(&j, c, "shoreline/reach/1");
    sl_json_key_text(&j, "remark", SL_REACH_REMARK);
    sl_json_key_number(&j, "yield", spec->yield);
    sl_json_key_number(&j, "threshold_db", spec->threshold_db);
    sl_json_key_number(&j, "draws", c->model->study.draws);
    sl_json_key(&j, "reach");
    sl_json_array(&j);
    for (size_t v = 0; v < s->n; v++) {
        sl_json_object(&j);
        sl_json_key_text(&j, "variant", c->variants[v].name);
        sl_json_key(&j, "rates");
        sl_json_array(&j);
        for (int r = 0; r < rates_of(c); r++)
            cell_json(&j, c, sl_reach_cell_at(s, v, r), r);
        sl_json_end(&j, ']');
        sl_json_end(&j, '}');
    }
    sl_json_end(&j, ']');
    sl_json_end(&j, '}');
    sl_text_add(out, "\n");
}
