// Runs the tables of cases and sums them up.
#include "selftest/selftest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "selftest/selftest_com.h"
#include "shoreline/random.h"

static const selftest_table *const tables[] = {
    &selftest_core,       &selftest_fec,       &selftest_optics,         &selftest_devices,
    &selftest_electrical, &selftest_package,   &selftest_system,         &selftest_power,
    &selftest_fabric,     &selftest_memory,    &selftest_published,      &selftest_workload,
    &selftest_training,   &selftest_economics, &selftest_catch,          &selftest_bonding,
    &selftest_carbon,     &selftest_fleet,     &selftest_channel_margin, &selftest_waveform,
    &selftest_tier,       &selftest_tdecq};
#define TABLES (sizeof tables / sizeof *tables)

static const char *const origins[SL_ORIGINS] = {"published", "exact", "peer-run", "own"};
static const char *const states[SL_SELFTEST_STATES] = {"pass", "miss", "skipped"};

const char *sl_origin_name(sl_origin origin)
{
    return (unsigned)origin < SL_ORIGINS ? origins[origin] : "";
}

const char *sl_selftest_state_name(sl_selftest_state state)
{
    return (unsigned)state < SL_SELFTEST_STATES ? states[state] : "";
}

static bool holds(const sl_selftest_row *r)
{
    if (r->sense == SL_SELFTEST_AT_MOST) return r->deviation <= r->tolerance;
    if (r->sense == SL_SELFTEST_AT_LEAST) return r->deviation >= -r->tolerance;
    return fabs(r->deviation) <= r->tolerance; // false for NaN
}

static void run_case(sl_selftest_row *r, const selftest_case *c, const char *layer,
                     selftest_env *env)
{
    selftest_value v = {.value = NAN, .expected = NAN, .low = NAN, .high = NAN};
    if (c->simple)
        v.value = c->simple(c->args);
    else
        c->full(&v, env, c->args);
    *r = (sl_selftest_row){.id = c->id,
                           .layer = layer,
                           .what = c->what,
                           .unit = c->unit,
                           .source = c->source,
                           .origin = c->origin,
                           .sense = c->sense,
                           .relative = c->relative,
                           .expected = isnan(v.expected) ? c->expected : v.expected,
                           .tolerance = c->tolerance,
                           .computed = v.value,
                           .note = "",
                           .low = v.low,
                           .high = v.high,
                           .published_low = NAN,
                           .published_high = NAN};
    r->deviation = r->computed - r->expected;
    if (r->relative) r->deviation /= fabs(r->expected);
    r->state = holds(r) ? SL_SELFTEST_PASS : SL_SELFTEST_MISS;
    if (v.absent) {
        r->state = SL_SELFTEST_SKIPPED;
        r->computed = r->deviation = NAN;
    }
    if (c->origin == SL_ORIGIN_PUBLISHED && c->sense == SL_SELFTEST_EQUAL) {
        bool range = c->published_low != 0.0 || c->published_high != 0.0;
        r->published_low = range ? c->published_low : r->expected;
        r->published_high = range ? c->published_high : r->expected;
    }
    if (r->state == SL_SELFTEST_MISS && c->note) r->note = c->note;
    if (v.note) r->note = v.note;
    if (v.absent && !v.note) r->note = "its data file is not at hand";
}

sl_status sl_selftest_run(sl_selftest_row **rows, size_t *n, sl_ctx *ctx, const char *data_dir)
{
    *rows = NULL;
    *n = 0;
    size_t total = 0;
    for (size_t t = 0; t < TABLES; t++)
        total += tables[t]->n;
    sl_selftest_row *out = sl_ctx_resize(ctx, NULL, total * sizeof *out);
    if (!out) return SL_ERR_NO_MEMORY;
    selftest_env env = {.ctx = ctx, .data_dir = data_dir};
    size_t at = 0;
    for (size_t t = 0; t < TABLES; t++)
        for (size_t i = 0; i < tables[t]->n; i++)
            run_case(&out[at++], &tables[t]->cases[i], tables[t]->layer, &env);
    selftest_com_free(&env);
    *rows = out;
    *n = total;
    return SL_OK;
}

void sl_selftest_destroy(sl_ctx *ctx, sl_selftest_row *rows, size_t n)
{
    (void)n;
    sl_ctx_resize(ctx, rows, 0);
}

// ---- summary ----

static bool has_interval(const sl_selftest_row *r)
{
    return r->origin == SL_ORIGIN_PUBLISHED && r->state != SL_SELFTEST_SKIPPED && !isnan(r->low) &&
           !isnan(r->published_low);
}

static bool covered(const sl_selftest_row *r)
{
    return r->published_high >= r->low && r->published_low <= r->high;
}

static int compare_double(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

// Median |relative deviation|, by selection in place of a copy that could be out of memory.
static double median_deviation(const sl_selftest_row *rows, size_t n)
{
    double values[4096]; // several times the rows there are
    size_t m = 0;
    for (size_t i = 0; i < n && m < sizeof values / sizeof *values; i++) {
        const sl_selftest_row *r = &rows[i];
        if (r->origin != SL_ORIGIN_PUBLISHED || r->state == SL_SELFTEST_SKIPPED) continue;
        if (r->sense != SL_SELFTEST_EQUAL || r->expected == 0.0 || !isfinite(r->deviation))
            continue;
        values[m++] = fabs(r->relative ? r->deviation : r->deviation / r->expected);
    }
    qsort(values, m, sizeof *values, compare_double);
    return sl_quantile_sorted(values, m, 0.5);
}

sl_selftest_summary sl_selftest_summarise(const sl_selftest_row *rows, size_t n)
{
    sl_selftest_summary s = {.median_abs = median_deviation(rows, n)};
    for (size_t i = 0; i < n; i++) {
        s.count[rows[i].origin][rows[i].state]++;
        if (!has_interval(&rows[i])) continue;
        s.intervals++;
        s.covered += covered(&rows[i]);
    }
    return s;
}

void sl_selftest_coverage(sl_text *out, const sl_selftest_row *rows, size_t n)
{
    sl_selftest_summary s = sl_selftest_summarise(rows, n);
    if (s.intervals == 0) {
        sl_text_add(out, "coverage: no published figure has an interval of ours beside it\n");
        return;
    }
    double low, high;
    sl_wilson(&low, &high, (double)s.covered, s.intervals);
    sl_text_printf(out,
                   "coverage: %zu of %zu published figures lie inside our 90 %% interval (%.0f %%; "
                   "95 %% interval of that share %.0f to %.0f %%)\n",
                   s.covered, s.intervals, 100.0 * (double)s.covered / (double)s.intervals,
                   100.0 * low, 100.0 * high);
    for (size_t i = 0; i < n; i++) {
        const sl_selftest_row *r = &rows[i];
        if (has_interval(r) && !covered(r))
            sl_text_printf(out, "  outside: %s: %.3g %s published, %.3g to %.3g computed\n", r->id,
                           r->expected, r->unit, r->low, r->high);
    }
}

// ---- data files ----

static const char *field_at(const char *line, int column)
{
    for (; column > 0; column--) {
        line = strchr(line, ',');
        if (!line) return NULL;
        line++;
    }
    return line;
}

size_t selftest_column(double *out, size_t max, const selftest_env *env, const char *name,
                       const char *prefix, int column)
{
    char path[1024], line[1024];
    if (!env->data_dir) return 0;
    if (snprintf(path, sizeof path, "%s/%s", env->data_dir, name) >= (int)sizeof path) return 0;
    FILE *file = fopen(path, "r");
    if (!file) return 0;
    size_t n = 0;
    while (n < max && fgets(line, sizeof line, file)) {
        if (line[0] == '#' || (prefix && strncmp(line, prefix, strlen(prefix)) != 0)) continue;
        const char *text = field_at(line, column);
        char *end = NULL;
        double value = text ? strtod(text, &end) : 0.0;
        if (text && end != text) out[n++] = value;
    }
    fclose(file);
    return n;
}
