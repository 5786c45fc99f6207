// Comparing variants: nominal values, draws, the probability of being best, what decides.
//
// Every uncertain value is one standard normal deviate per draw, keyed by what it is: a value of a
// catalogue part by the part and its key, a value of the scenario by its path. So variants that
// share a part or a key share its draw, identical variants tie exactly, and neither the order of
// the variants nor the number of threads changes a bit.
//
// First-order effects: each such input alone is moved to its 5th and 95th percentile, in all
// variants that have it; half the difference over 1.645 is its share of a metric's standard
// deviation. Variation (from unit to unit) and ignorance (what we do not know) are summed apart.
// Limits: first order leaves interactions out; the draws hold them.
#include "shoreline/channel.h"
#include "shoreline/random.h"
#include "system/internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define Z95 1.6448536269514722

// ---- uncertain inputs ----

typedef struct input {
    uint64_t entity;
    const sl_leaf *leaf; // in the first variant that has it
    size_t variant;
} input;

// ---- memory of one comparison ----

typedef struct work {
    sl_ctx *ctx;
    sl_comparison *c;
    const sl_model *model;
    input *inputs;
    size_t input_n;
    const sl_leaf **own; // uncertain leaves of each variant, in a row
    size_t *own_begin;   // n + 1
    uint64_t *own_entity;
    double *values; // draws x variants x metrics
    bool *feasible; // draws x variants
    size_t draws;
    uint64_t seed;
    sl_progress progress;
    void *user;
    bool stopped;
} work;

static int compare_input(const void *a, const void *b)
{
    const input *x = a, *y = b;
    if (x->entity != y->entity) return x->entity < y->entity ? -1 : 1;
    return x->variant < y->variant ? -1 : x->variant > y->variant;
}

static sl_status collect_inputs(work *w)
{
    size_t total = 0;
    for (size_t v = 0; v < w->model->n; v++)
        total += w->model->variants[v].leaves.n;
    w->inputs = sl_ctx_resize(w->ctx, NULL, (total + 1) * sizeof *w->inputs);
    w->own = sl_ctx_resize(w->ctx, NULL, (total + 1) * sizeof *w->own);
    w->own_entity = sl_ctx_resize(w->ctx, NULL, (total + 1) * sizeof *w->own_entity);
    w->own_begin = sl_ctx_resize(w->ctx, NULL, (w->model->n + 1) * sizeof *w->own_begin);
    if (!w->inputs || !w->own || !w->own_entity || !w->own_begin) return SL_ERR_NO_MEMORY;
    size_t n = 0;
    for (size_t v = 0; v < w->model->n; v++) {
        const sl_leaves *leaves = &w->model->variants[v].leaves;
        w->own_begin[v] = n;
        for (size_t i = 0; i < leaves->n; i++) {
            const sl_leaf *leaf = &leaves->items[i];
            if (!sl_leaf_uncertain(leaf)) continue;
            w->own[n] = leaf;
            w->own_entity[n] = sl_leaf_entity(leaf);
            w->inputs[n] = (input){w->own_entity[n], leaf, v};
            n++;
        }
    }
    w->own_begin[w->model->n] = n;
    if (n) qsort(w->inputs, n, sizeof *w->inputs, compare_input);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || w->inputs[i].entity != w->inputs[w->input_n - 1].entity)
            w->inputs[w->input_n++] = w->inputs[i];
    return SL_OK;
}

// ---- draws ----

static void one_draw(work *w, size_t draw)
{
    for (size_t v = 0; v < w->model->n; v++) {
        sl_design design = w->model->variants[v].design;
        for (size_t i = w->own_begin[v]; i < w->own_begin[v + 1]; i++) {
            double z = sl_leaf_deviate(w->seed, w->own_entity[i], draw);
            sl_leaf_put(&design, w->own[i], sl_leaf_at(w->own[i], z));
        }
        sl_result result;
        sl_evaluate(&result, &design, &(sl_evaluate_opts){.brief = true});
        size_t at = draw * w->model->n + v;
        memcpy(w->values + at * SL_METRICS, result.value, sizeof result.value);
        w->feasible[at] = result.feasible;
    }
}

static sl_status run_draws(work *w)
{
    size_t cells = w->draws * w->model->n;
    if (w->draws == 0) return SL_OK;
    w->values = sl_ctx_resize(w->ctx, NULL, cells * SL_METRICS * sizeof *w->values);
    w->feasible = sl_ctx_resize(w->ctx, NULL, cells * sizeof *w->feasible);
    if (!w->values || !w->feasible) return SL_ERR_NO_MEMORY;
    const size_t block = 64;
    size_t blocks = (w->draws + block - 1) / block, done = 0;
    while (done < blocks && !w->stopped) {
        size_t until = done + 16 < blocks ? done + 16 : blocks;
#pragma omp parallel for schedule(dynamic) num_threads(sl_ctx_threads(w->ctx))
        for (size_t b = done; b < until; b++)
            for (size_t i = b * block; i < (b + 1) * block && i < w->draws; i++)
                one_draw(w, i);
        done = until;
        size_t count = done * block < w->draws ? done * block : w->draws;
        if (w->progress && !w->progress(w->user, count, w->draws)) w->stopped = true;
    }
    return w->stopped ? SL_ERR_LIMIT : SL_OK;
}

static int compare_double(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void intervals(work *w, double *scratch)
{
    for (size_t v = 0; v < w->c->n; v++)
        for (int m = 0; m < SL_METRICS; m++) {
            size_t n = 0;
            for (size_t i = 0; i < w->draws; i++) {
                double x = w->values[(i * w->c->n + v) * SL_METRICS + (size_t)m];
                if (!isnan(x)) scratch[n++] = x;
            }
            sl_interval *out = &w->c->variants[v].interval[m];
            out->low = out->high = NAN;
            if (2 * n <= w->draws || w->draws < 2) continue; // one draw has no spread
            qsort(scratch, n, sizeof *scratch, compare_double);
            out->low = sl_quantile_sorted(scratch, n, 0.05);
            out->high = sl_quantile_sorted(scratch, n, 0.95);
        }
}

static bool is_better(int metric, double a, double b)
{
    return sl_metric_infos[metric].better == SL_HIGHER ? a > b : a < b;
}

// Closer than the closed forms can tell.
static bool alike(double a, double b)
{
    return a == b || fabs(a - b) <= SL_RESOLUTION * fmax(fabs(a), fabs(b));
}

// Value of a variant in a draw; NaN where it is not feasible there or at its nominal values.
static double drawn(const work *w, size_t draw, size_t v, int metric)
{
    size_t at = draw * w->c->n + v;
    if (!w->feasible[at] || !w->c->variants[v].nominal.feasible) return NAN;
    return w->values[at * SL_METRICS + (size_t)metric];
}

// Share of the draws in which each variant is best on a metric; ties are split.
static void share_best(const work *w, int metric, double *share)
{
    size_t n = w->c->n;
    for (size_t v = 0; v < n; v++)
        share[v] = 0.0;
    for (size_t i = 0; i < w->draws; i++) {
        double best = NAN, count = 0.0;
        for (size_t v = 0; v < n; v++) {
            double x = drawn(w, i, v, metric);
            if (!isnan(x) && (isnan(best) || is_better(metric, x, best))) best = x;
        }
        for (size_t v = 0; v < n; v++)
            count += alike(drawn(w, i, v, metric), best);
        for (size_t v = 0; v < n; v++)
            if (alike(drawn(w, i, v, metric), best)) share[v] += 1.0 / count;
    }
}

// The supply is evaluated at nominal values alone: its draws would take too long.
static bool has_draws(const work *w, int metric)
{
    return w->draws > 0 && strcmp(sl_metric_infos[metric].layer, "supply") != 0;
}

static void probabilities(work *w, double *share)
{
    sl_comparison *c = w->c;
    share_best(w, c->objective, share);
    for (size_t v = 0; v < c->n; v++) {
        sl_variant_result *r = &c->variants[v];
        r->p_best = r->p_best_low = r->p_best_high = NAN;
        if (has_draws(w, c->objective)) {
            r->p_best = share[v] / (double)w->draws;
            sl_wilson(&r->p_best_low, &r->p_best_high, share[v], w->draws);
        }
        size_t hits = 0;
        for (size_t i = 0; i < w->draws; i++)
            hits += w->feasible[i * c->n + v];
        r->p_feasible = w->draws ? (double)hits / (double)w->draws : NAN;
    }
    for (int m = 0; m < SL_METRICS; m++) {
        c->row_p[m] = NAN;
        if (!has_draws(w, m) || c->row_winner[m] < 0) continue;
        share_best(w, m, share);
        c->row_p[m] = share[c->row_winner[m]] / (double)w->draws;
    }
}

// ---- nominal ranking ----

// Names decide between equals, so that the order in the file does not.
static bool first_by_name(const sl_comparison *c, size_t v, int than)
{
    return strcmp(c->variants[v].name, c->variants[than].name) < 0;
}

// Margins of copper and of light are different decibels, and received power means nothing without
// the receiver: these rows have no winner, unless the scenario makes one its objective.
static bool comparable(int metric)
{
    return metric != SL_M_MARGIN && metric != SL_M_OMA;
}

static double ranked_value(const sl_comparison *c, size_t v, int metric)
{
    const sl_result *r = &c->variants[v].nominal;
    return r->feasible ? r->value[metric] : (double)NAN;
}

static void rank_row(sl_comparison *c, int m)
{
    double best = NAN;
    for (size_t v = 0; v < c->n; v++) {
        double x = ranked_value(c, v, m);
        if (!isnan(x) && (isnan(best) || is_better(m, x, best))) best = x;
    }
    for (size_t v = 0; v < c->n; v++) {
        if (!alike(ranked_value(c, v, m), best)) continue;
        c->row_tie[m] = c->row_winner[m] >= 0;
        if (c->row_winner[m] < 0 || first_by_name(c, v, c->row_winner[m]))
            c->row_winner[m] = (int)v;
    }
}

static void rank_rows(sl_comparison *c)
{
    for (int m = 0; m < SL_METRICS; m++) {
        c->row_winner[m] = -1;
        c->row_tie[m] = false;
        if (sl_metric_infos[m].better != SL_NEITHER && (comparable(m) || m == c->objective))
            rank_row(c, m);
    }
}

static void rank_objective(sl_comparison *c)
{
    c->winner = c->row_winner[c->objective];
    c->runner_up = -1;
    if (c->winner < 0) return;
    double best = NAN; // of the others
    for (size_t v = 0; v < c->n; v++) {
        double x = ranked_value(c, v, c->objective);
        if ((int)v != c->winner && !isnan(x) && (isnan(best) || is_better(c->objective, x, best)))
            best = x;
    }
    for (size_t v = 0; v < c->n; v++) {
        if ((int)v == c->winner || !alike(ranked_value(c, v, c->objective), best)) continue;
        if (c->runner_up < 0 || first_by_name(c, v, c->runner_up)) c->runner_up = (int)v;
    }
    c->tie = c->row_tie[c->objective];
}

// Not dominated in density and energy by another feasible variant.
static void find_pareto(sl_comparison *c)
{
    for (size_t v = 0; v < c->n; v++) {
        const sl_result *a = &c->variants[v].nominal;
        bool on = a->feasible;
        for (size_t u = 0; u < c->n && on; u++) {
            const sl_result *b = &c->variants[u].nominal;
            if (u == v || !b->feasible) continue;
            bool no_worse = b->value[SL_M_DENSITY] >= a->value[SL_M_DENSITY] &&
                            b->value[SL_M_ENERGY] <= a->value[SL_M_ENERGY];
            bool better = b->value[SL_M_DENSITY] > a->value[SL_M_DENSITY] ||
                          b->value[SL_M_ENERGY] < a->value[SL_M_ENERGY];
            on = !(no_worse && better);
        }
        c->variants[v].pareto = on;
    }
}

// ---- one at a time ----

typedef struct input_change {
    double low, high; // objective of the shown variant
    double delta;     // of winner - runner-up, per standard deviation
    size_t shown;
    bool flips;
} input_change;

// The deviate's own leaf in a variant, or NULL.
static const sl_leaf *own_leaf(const work *w, size_t variant, uint64_t entity, size_t *from)
{
    for (size_t i = *from; i < w->own_begin[variant + 1]; i++)
        if (w->own_entity[i] == entity) {
            *from = i + 1;
            return w->own[i];
        }
    return NULL;
}

// Evaluates a variant with one input at deviate z; false if the variant does not have it.
static bool evaluate_moved(const work *w, size_t v, uint64_t entity, double z, sl_result *out)
{
    size_t from = w->own_begin[v];
    const sl_leaf *leaf = own_leaf(w, v, entity, &from);
    if (!leaf) return false;
    sl_design design = w->model->variants[v].design;
    for (; leaf; leaf = own_leaf(w, v, entity, &from))
        sl_leaf_put(&design, leaf, sl_leaf_at(leaf, z));
    sl_evaluate(out, &design, &(sl_evaluate_opts){.brief = true});
    return true;
}

// Whether another variant beats the winner, by more than a tie.
static bool is_beaten(const work *w, const double *objective, const bool *feasible)
{
    int winner = w->c->winner, metric = w->c->objective;
    double own = feasible[winner] ? objective[winner] : (double)NAN;
    for (size_t v = 0; v < w->c->n; v++) {
        if (!feasible[v] || isnan(objective[v]) || alike(objective[v], own)) continue;
        if (isnan(own) || is_better(metric, objective[v], own)) return true;
    }
    return isnan(own);
}

static void input_effect(const work *w, const input *in, input_change *out,
                         double (*delta)[SL_METRICS] /* per variant */)
{
    sl_comparison *c = w->c;
    double side[2][SL_COMPARED_MAX];
    bool feasible[2][SL_COMPARED_MAX];
    *out = (input_change){.shown = in->variant};
    for (size_t v = 0; v < c->n; v++) {
        const sl_result *nominal = &c->variants[v].nominal;
        sl_result r[2];
        for (int s = 0; s < 2; s++) {
            side[s][v] = nominal->value[c->objective];
            feasible[s][v] = nominal->feasible;
        }
        memset(delta[v], 0, sizeof delta[v]);
        if (!evaluate_moved(w, v, in->entity, -Z95, &r[0])) continue;
        evaluate_moved(w, v, in->entity, Z95, &r[1]);
        for (int m = 0; m < SL_METRICS; m++)
            delta[v][m] = (r[1].value[m] - r[0].value[m]) / (2.0 * Z95);
        for (int s = 0; s < 2; s++) {
            side[s][v] = r[s].value[c->objective];
            feasible[s][v] = r[s].feasible;
        }
    }
    if (c->winner >= 0) { // whose objective it moves: the winner's or the runner-up's
        const int two[] = {c->winner, c->runner_up};
        double most = 0.0;
        for (int k = 0; k < 2 && two[k] >= 0; k++) {
            double moved = fabs(side[1][two[k]] - side[0][two[k]]);
            if (!(moved > most)) continue;
            most = moved;
            out->shown = (size_t)two[k];
        }
    }
    out->low = side[0][out->shown];
    out->high = side[1][out->shown];
    if (c->winner < 0) return;
    double low = side[0][c->winner], high = side[1][c->winner];
    if (c->runner_up >= 0) {
        low -= side[0][c->runner_up];
        high -= side[1][c->runner_up];
    }
    out->delta = (high - low) / (2.0 * Z95);
    out->flips = is_beaten(w, side[0], feasible[0]) || is_beaten(w, side[1], feasible[1]);
}

static int compare_sensitivity(const void *a, const void *b)
{
    const sl_sensitivity *x = a, *y = b;
    if (x->variance != y->variance) return x->variance > y->variance ? -1 : 1;
    return strcmp(x->path, y->path);
}

static void keep_driver(sl_driver *drivers, const sl_leaf *leaf, double effect)
{
    if (!isfinite(effect) || effect == 0.0) return;
    int at = SL_DRIVERS;
    while (at > 0 && (!drivers[at - 1].leaf || fabs(effect) > fabs(drivers[at - 1].effect)))
        at--;
    for (int i = SL_DRIVERS - 1; i > at; i--)
        drivers[i] = drivers[i - 1];
    if (at < SL_DRIVERS) drivers[at] = (sl_driver){leaf, effect};
}

// First-order spread and the strongest inputs of every metric of a variant.
static void first_order(const work *w, size_t v, double (*delta)[SL_METRICS])
{
    sl_variant_result *r = &w->c->variants[v];
    for (int m = 0; m < SL_METRICS; m++) {
        double sum[2] = {0.0, 0.0};
        for (size_t i = 0; i < w->input_n; i++) {
            double x = delta[i * w->c->n + v][m];
            if (!isfinite(x)) continue;
            sum[w->inputs[i].leaf->ignorance] += x * x;
            keep_driver(r->driver[m], w->inputs[i].leaf, x);
        }
        r->interval[m].sd_variation = sqrt(sum[0]);
        r->interval[m].sd_ignorance = sqrt(sum[1]);
    }
}

static sl_status keep_sensitivities(work *w, const input_change *effects)
{
    sl_comparison *c = w->c;
    double total = 0.0, assumed = 0.0;
    sl_sensitivity *all = sl_ctx_resize(w->ctx, NULL, (w->input_n + 1) * sizeof *all);
    if (!all) return SL_ERR_NO_MEMORY;
    for (size_t i = 0; i < w->input_n; i++) {
        const input *in = &w->inputs[i];
        double variance = effects[i].delta * effects[i].delta;
        if (isnan(variance)) variance = 0.0;
        total += variance;
        if (in->leaf->class_ == SL_CLASS_ASSUMPTION) assumed += variance;
        all[i] = (sl_sensitivity){.path = in->leaf->path,
                                  .variant = c->variants[effects[i].shown].name,
                                  .leaf = in->leaf,
                                  .low = effects[i].low,
                                  .high = effects[i].high,
                                  .base = c->variants[effects[i].shown].nominal.value[c->objective],
                                  .variance = variance,
                                  .flips = effects[i].flips};
    }
    if (w->input_n) qsort(all, w->input_n, sizeof *all, compare_sensitivity);
    for (size_t i = 0; i < w->input_n && i < SL_SENSITIVITIES && all[i].variance > 0.0; i++)
        c->sensitivity[c->sensitivity_n++] = all[i];
    c->assumption_share = total > 0.0 ? assumed / total : NAN;
    sl_ctx_resize(w->ctx, all, 0);
    return SL_OK;
}

static sl_status sensitivities(work *w)
{
    sl_comparison *c = w->c;
    c->assumption_share = NAN;
    if (w->draws == 0 || w->input_n == 0) return SL_OK;
    size_t n = w->input_n;
    input_change *effects = sl_ctx_resize(w->ctx, NULL, n * sizeof *effects);
    double(*delta)[SL_METRICS] = sl_ctx_resize(w->ctx, NULL, n * c->n * sizeof *delta);
    sl_status status = SL_ERR_NO_MEMORY;
    if (effects && delta) {
#pragma omp parallel for schedule(dynamic) num_threads(sl_ctx_threads(w->ctx))
        for (size_t i = 0; i < n; i++)
            input_effect(w, &w->inputs[i], &effects[i], delta + i * c->n);
        for (size_t v = 0; v < c->n; v++)
            first_order(w, v, delta);
        status = keep_sensitivities(w, effects);
    }
    sl_ctx_resize(w->ctx, effects, 0);
    sl_ctx_resize(w->ctx, delta, 0);
    return status;
}

// ---- verdict and requirements ----

static void value_text(char *out, size_t n, int metric, double value, int digits)
{
    sl_quantity_format(out, n, value, sl_metric_infos[metric].unit, digits);
}

// Two values with as many digits as tell them apart.
static void two_values(char a[48], char b[48], int metric, double of_a, double of_b)
{
    for (int digits = 3; digits <= 8; digits++) {
        value_text(a, 48, metric, of_a, digits);
        value_text(b, 48, metric, of_b, digits);
        if (strcmp(a, b) != 0) return;
    }
}

// The next by name, behind `last`, of those that tie with the winner; -1: none.
static int next_tied(const sl_comparison *c, double best, int last)
{
    int next = -1;
    for (size_t v = 0; v < c->n; v++) {
        if (!alike(ranked_value(c, v, c->objective), best)) continue;
        if (last >= 0 && !first_by_name(c, (size_t)last, (int)v)) continue;
        if (next < 0 || first_by_name(c, v, next)) next = (int)v;
    }
    return next;
}

// All that tie with the winner, by name: "a, b and c".
static void tied_names(const sl_comparison *c, char *out, size_t n)
{
    double best = c->variants[c->winner].nominal.value[c->objective];
    int v = next_tied(c, best, -1);
    for (size_t used = 0; v >= 0 && used < n;) {
        int next = next_tied(c, best, v);
        const char *before = used == 0 ? "" : next < 0 ? " and " : ", ";
        used += (size_t)snprintf(out + used, n - used, "%s%s", before, c->variants[v].name);
        v = next;
    }
}

// How often the winner is best, and who is more often.
static void write_odds(const sl_comparison *c, char *out, size_t n)
{
    const sl_variant_result *w = &c->variants[c->winner];
    const sl_variant_result *often = w;
    for (size_t v = 0; v < c->n; v++)
        if (c->variants[v].p_best > often->p_best ||
            (often != w && c->variants[v].p_best == often->p_best &&
             first_by_name(c, v, (int)(often - c->variants))))
            often = &c->variants[v];
    int used = snprintf(out, n, ", best in %.0f %% of %d draws", w->p_best * 100.0, c->draws);
    if (often != w)
        snprintf(out + used, n - (size_t)used, " (%s in %.0f %%)", often->name,
                 often->p_best * 100.0);
}

static void write_verdict(sl_comparison *c)
{
    const sl_metric_info *info = &sl_metric_infos[c->objective];
    char a[48], b[48], odds[160] = "";
    if (c->winner < 0) {
        if (c->n == 1)
            snprintf(c->verdict, sizeof c->verdict, "%s does not deliver the service: %s.",
                     c->variants[0].name, c->variants[0].nominal.why);
        else
            snprintf(c->verdict, sizeof c->verdict, "No variant delivers the service.");
        return;
    }
    const sl_variant_result *w = &c->variants[c->winner];
    value_text(a, sizeof a, c->objective, w->nominal.value[c->objective], 3);
    if (!isnan(w->p_best)) write_odds(c, odds, sizeof odds);
    if (c->n == 1) { // nothing is known of others: also where one was chosen among many
        if (c->draws)
            snprintf(odds, sizeof odds, ", in %.0f %% of %d draws", w->p_feasible * 100.0,
                     c->draws);
        snprintf(c->verdict, sizeof c->verdict, "%s delivers the service: %s %s%s.", w->name,
                 info->label, a, odds);
        return;
    }
    if (c->runner_up < 0) {
        snprintf(c->verdict, sizeof c->verdict,
                 "%s is the only variant that delivers the service: %s %s%s.", w->name, info->label,
                 a, odds);
        return;
    }
    const sl_variant_result *r = &c->variants[c->runner_up];
    if (!c->tie)
        two_values(a, b, c->objective, w->nominal.value[c->objective],
                   r->nominal.value[c->objective]);
    if (c->tie) {
        char names[200];
        tied_names(c, names, sizeof names);
        snprintf(c->verdict, sizeof c->verdict, "%s tie on %s within %g %%: %s.", names,
                 info->label, 100.0 * SL_RESOLUTION, a);
    } else
        snprintf(c->verdict, sizeof c->verdict, "%s wins on %s: %s against %s of %s%s.", w->name,
                 info->label, a, b, r->name, odds);
}

// What the winner costs, where something else decided and there are prices.
static void add_price(sl_comparison *c)
{
    const int tco = SL_M_ECO_TCO;
    if (c->winner < 0 || strcmp(sl_metric_infos[c->objective].layer, "economics") == 0) return;
    const sl_variant_result *w = &c->variants[c->winner];
    int least = c->row_winner[tco];
    if (isnan(w->nominal.value[tco]) || least < 0) return;
    char a[48], b[48];
    size_t used = strlen(c->verdict);
    two_values(a, b, tco, w->nominal.value[tco], c->variants[least].nominal.value[tco]);
    if (least == c->winner)
        snprintf(c->verdict + used, sizeof c->verdict - used, " It also costs the least: %s.", a);
    else
        snprintf(c->verdict + used, sizeof c->verdict - used,
                 " To own it costs %s, the least %s with %s.", a, b, c->variants[least].name);
}

// What a requirement bounds: a value, or its ratio to another variant's.
static double required(const sl_requirement_bounds *b, double value, double than)
{
    return b->than < 0 ? value : value / than;
}

static double required_in_draw(const work *w, const sl_requirement_bounds *b, size_t draw, size_t v)
{
    const double *x = w->values + draw * w->c->n * SL_METRICS + b->metric;
    return required(b, x[v * SL_METRICS], b->than < 0 ? NAN : x[(size_t)b->than * SL_METRICS]);
}

static void check_requirement(work *w, size_t i)
{
    sl_comparison *c = w->c;
    const sl_requirement *r = &w->model->study.require[i];
    sl_requirement_bounds b;
    sl_requirement_read(w->ctx, w->model, i, &b);
    bool all = true;
    char *text = c->requirement[i];
    size_t used = (size_t)sl_requirement_text(text, 239, r);
    used = used < 239 ? used : 238;
    text[used++] = ':';
    text[used] = '\0';
    for (size_t v = 0; v < c->n; v++) {
        if (b.variant >= 0 ? (int)v != b.variant : (int)v == b.than) continue;
        double than = b.than < 0 ? NAN : c->variants[b.than].nominal.value[b.metric];
        double x = required(&b, c->variants[v].nominal.value[b.metric], than);
        bool ok = x >= b.min && x <= b.max;
        char value[48];
        if (b.than < 0)
            value_text(value, sizeof value, b.metric, x, 3);
        else
            snprintf(value, sizeof value, "%.3g", x);
        if (isnan(x)) snprintf(value, sizeof value, "no value");
        if (r->probability > 0.0 && has_draws(w, b.metric)) {
            size_t hits = 0;
            for (size_t k = 0; k < w->draws; k++) {
                double y = required_in_draw(w, &b, k, v);
                hits += y >= b.min && y <= b.max;
            }
            ok = (double)hits >= r->probability * (double)w->draws;
            snprintf(value, sizeof value, "%.1f %% of draws",
                     100.0 * (double)hits / (double)w->draws);
        }
        all = all && ok;
        if (used < 230)
            used += (size_t)snprintf(text + used, 240 - used, " %s %s%s", c->variants[v].name,
                                     value, ok ? "" : " (fails)");
    }
    c->requirement_ok[i] = all;
    if (!all) c->requirements_failed++;
}

// The supply is evaluated here alone: draws would take it tens of milliseconds each.
static void nominal_of(sl_result *out, const sl_model *model, size_t v)
{
    const sl_design *design = &model->variants[v].design;
    char why[sizeof out->why];
    sl_evaluate(out, design, NULL);
    if (!design->has_supply ||
        !sl_project_supply(out, design, (uint64_t)model->study.seed, why, sizeof why))
        return;
    if (out->feasible) snprintf(out->why, sizeof out->why, "%s", why);
    out->feasible = false;
}

static sl_status compare_into(work *w, sl_model *model)
{
    sl_comparison *c = w->c;
    SL_TRY(sl_model_refine(c->tier, w->ctx, model));
    for (size_t v = 0; v < c->n; v++) {
        c->variants[v].name = w->model->variants[v].name;
        c->variants[v].bound = &w->model->variants[v];
        nominal_of(&c->variants[v].nominal, w->model, v);
    }
    rank_rows(c);
    rank_objective(c);
    find_pareto(c);
    SL_TRY(collect_inputs(w));
    SL_TRY(run_draws(w));
    size_t scratch_n = w->draws > SL_COMPARED_MAX ? w->draws : SL_COMPARED_MAX;
    double *scratch = sl_ctx_resize(w->ctx, NULL, scratch_n * sizeof *scratch);
    if (!scratch) return SL_ERR_NO_MEMORY;
    intervals(w, scratch);
    probabilities(w, scratch);
    sl_ctx_resize(w->ctx, scratch, 0);
    SL_TRY(sensitivities(w));
    c->draws = (int)w->draws;
    write_verdict(c);
    add_price(c);
    c->requirement_n = (size_t)w->model->study.require_n;
    for (size_t i = 0; i < c->requirement_n; i++)
        check_requirement(w, i);
    return SL_OK;
}

sl_status sl_compare(sl_comparison **out, sl_ctx *ctx, sl_model *model, const sl_compare_opts *opts)
{
    *out = NULL;
    SL_TRY(sl_study_check(ctx, model));
    sl_comparison *c = sl_ctx_resize(ctx, NULL, sizeof *c);
    if (!c) return SL_ERR_NO_MEMORY;
    memset(c, 0, sizeof *c);
    c->model = model;
    c->n = model->n;
    c->objective = sl_metric_find(model->study.objective);
    c->variants = sl_ctx_resize(ctx, NULL, c->n * sizeof *c->variants);
    work w = {.ctx = ctx, .c = c, .model = model, .seed = (uint64_t)model->study.seed};
    w.draws = (size_t)(opts && opts->draws >= 0 ? opts->draws : model->study.draws);
    if (opts) {
        w.progress = opts->progress;
        w.user = opts->user;
    }
    sl_status status = SL_ERR_NO_MEMORY;
    if (c->variants) {
        memset(c->variants, 0, c->n * sizeof *c->variants);
        status = compare_into(&w, model);
    }
    sl_ctx_resize(ctx, w.inputs, 0);
    sl_ctx_resize(ctx, w.own, 0);
    sl_ctx_resize(ctx, w.own_entity, 0);
    sl_ctx_resize(ctx, w.own_begin, 0);
    sl_ctx_resize(ctx, w.values, 0);
    sl_ctx_resize(ctx, w.feasible, 0);
    if (status != SL_OK) {
        sl_comparison_destroy(ctx, c);
        return status;
    }
    *out = c;
    return SL_OK;
}

void sl_comparison_destroy(sl_ctx *ctx, sl_comparison *c)
{
    if (!c) return;
    for (size_t v = 0; v < c->n; v++)
        sl_tier_destroy(c->tier[v]);
    sl_ctx_resize(ctx, c->variants, 0);
    sl_ctx_resize(ctx, c, 0);
}
