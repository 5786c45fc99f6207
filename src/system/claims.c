// Claims: whether the requirements of a study hold, by how much, and what would turn them.
//
// Draws are those of a comparison. Which input decides is asked one at a time: the one whose
// standard deviation moves the margin of the tightest requirement most. Where that margin is
// zero along the input is searched outwards from its value, in steps that grow, to the ends of
// the key's range; a point without a value counts as one where the requirement does not hold.
// Limits: one input at a time misses pairs that turn a verdict together; of several crossings
// the nearest found by the steps is told.
#include "shoreline/numeric.h"
#include "shoreline/random.h"
#include "system/internal.h"

#include <stdlib.h>
#include <string.h>

#define HOLDS_SHARE 0.95
#define FAILS_SHARE 0.05

const char *const sl_claim_words[] = {"holds", "depends", "fails"};

// A leaf that a variant concerned has; leaves of one entity stand in a row and move together.
typedef struct item {
    uint64_t entity;
    size_t variant;
    const sl_leaf *leaf;
} item;

typedef struct group {
    const item *items;
    size_t n;
} group;

typedef struct judge {
    sl_ctx *ctx;
    const sl_model *model;
    sl_requirement_bounds bounds[SL_REQUIRE_MAX];
    size_t requirements, cells; // cells: variants x requirements, a row of values
    bool concerned[SL_COMPARED_MAX];
    bool supply; // a requirement asks for it: it is evaluated in every draw
    item *items;
    size_t item_n;
    group *groups;
    size_t group_n;
    double *nominal; // a row
    double *rows;    // of draws
    size_t draws;
} judge;

// ---- values ----

static void evaluate(const judge *j, double *row, size_t v, const sl_design *design,
                     sl_result *result)
{
    char why[sizeof result->why];
    sl_evaluate(result, design, &(sl_evaluate_opts){.brief = true});
    if (j->supply && design->has_supply)
        sl_project_supply(result, design, (uint64_t)j->model->study.seed, why, sizeof why);
    for (size_t i = 0; i < j->requirements; i++)
        row[v * j->requirements + i] = result->value[j->bounds[i].metric];
}

static double value_of(const judge *j, const double *row, size_t i, size_t v)
{
    const sl_requirement_bounds *b = &j->bounds[i];
    double x = row[v * j->requirements + i];
    return b->than < 0 ? x : x / row[(size_t)b->than * j->requirements + i];
}

static bool asked_of(const sl_requirement_bounds *b, size_t v)
{
    return b->variant >= 0 ? (int)v == b->variant : (int)v != b->than;
}

// Margin of a requirement in the variant where it is least; one without a value has none.
static double margin_of(const judge *j, const double *row, size_t i, int *variant)
{
    double least = INFINITY;
    for (size_t v = 0; v < j->model->n; v++) {
        if (!asked_of(&j->bounds[i], v)) continue;
        double margin = sl_requirement_margin(&j->bounds[i], value_of(j, row, i, v));
        if (*variant < 0 || isnan(margin) || margin < least) {
            least = margin;
            *variant = (int)v;
        }
        if (isnan(margin)) break;
    }
    return least;
}

static bool holds(const judge *j, const double *row, size_t i)
{
    int variant = -1;
    return margin_of(j, row, i, &variant) >= 0.0;
}

// ---- inputs ----

static int compare_item(const void *a, const void *b)
{
    const item *x = a, *y = b;
    if (x->entity != y->entity) return x->entity < y->entity ? -1 : 1;
    if (x->variant != y->variant) return x->variant < y->variant ? -1 : 1;
    return x->leaf < y->leaf ? -1 : x->leaf > y->leaf;
}

static sl_status collect(judge *j)
{
    size_t total = 0;
    for (size_t v = 0; v < j->model->n; v++)
        total += j->concerned[v] ? j->model->variants[v].leaves.n : 0;
    j->items = sl_ctx_resize(j->ctx, NULL, (total + 1) * sizeof *j->items);
    j->groups = sl_ctx_resize(j->ctx, NULL, (total + 1) * sizeof *j->groups);
    if (!j->items || !j->groups) return SL_ERR_NO_MEMORY;
    for (size_t v = 0; v < j->model->n; v++) {
        const sl_leaves *leaves = &j->model->variants[v].leaves;
        for (size_t i = 0; j->concerned[v] && i < leaves->n; i++)
            if (sl_leaf_uncertain(&leaves->items[i]))
                j->items[j->item_n++] =
                    (item){sl_leaf_entity(&leaves->items[i]), v, &leaves->items[i]};
    }
    if (j->item_n) qsort(j->items, j->item_n, sizeof *j->items, compare_item);
    for (size_t i = 0; i < j->item_n; i++) {
        if (i == 0 || j->items[i].entity != j->items[i - 1].entity)
            j->groups[j->group_n++] = (group){&j->items[i], 0};
        j->groups[j->group_n - 1].n++;
    }
    return SL_OK;
}

// The value of a leaf when the first of its group is at x: as many standard deviations away.
static double along_with(const sl_leaf *leaf, const sl_leaf *first, double x)
{
    double scale = first->sd > 0.0 ? leaf->sd / first->sd : 1.0;
    double y = leaf->value + (x - first->value) * scale;
    const sl_field *f = leaf->field;
    if (f->min == 0.0 && f->max == 0.0) return y;
    return fmin(fmax(y, sl_field_si(f, f->min)), sl_field_si(f, f->max));
}

// A row with a group at deviate z, or with its first leaf at x where z is NaN.
static void moved_row(const judge *j, double *row, const group *g, double z, double x)
{
    sl_result result;
    memcpy(row, j->nominal, j->cells * sizeof *row);
    for (size_t i = 0; i < g->n;) {
        size_t v = g->items[i].variant;
        sl_design design = j->model->variants[v].design;
        for (; i < g->n && g->items[i].variant == v; i++) {
            const sl_leaf *leaf = g->items[i].leaf;
            double y = isnan(z) ? along_with(leaf, g->items[0].leaf, x) : sl_leaf_at(leaf, z);
            sl_leaf_put(&design, leaf, y);
        }
        evaluate(j, row, v, &design, &result);
    }
}

// ---- draws ----

static void one_draw(const judge *j, size_t draw)
{
    sl_result result;
    double *row = j->rows + draw * j->cells;
    uint64_t seed = (uint64_t)j->model->study.seed;
    for (size_t v = 0; v < j->model->n; v++) {
        if (!j->concerned[v]) continue;
        sl_design design = j->model->variants[v].design;
        for (size_t i = 0; i < j->item_n; i++) {
            if (j->items[i].variant != v) continue;
            double z = sl_leaf_deviate(seed, j->items[i].entity, draw);
            sl_leaf_put(&design, j->items[i].leaf, sl_leaf_at(j->items[i].leaf, z));
        }
        evaluate(j, row, v, &design, &result);
    }
}

static sl_status run_draws(judge *j)
{
    j->draws = (size_t)j->model->study.draws;
    if (j->draws > SL_CLAIM_DRAWS) j->draws = SL_CLAIM_DRAWS;
    j->rows = sl_ctx_resize(j->ctx, NULL, (j->draws + 1) * j->cells * sizeof *j->rows);
    if (!j->rows) return SL_ERR_NO_MEMORY;
#pragma omp parallel for schedule(dynamic) num_threads(sl_ctx_threads(j->ctx))
    for (size_t i = 0; i < j->draws; i++)
        one_draw(j, i);
    return SL_OK;
}

// ---- verdicts ----

typedef struct judged {
    sl_claim_verdict verdict;
    double share, margin, relative;
    int variant;
} judged;

static judged judge_one(const judge *j, size_t i)
{
    const sl_requirement_bounds *b = &j->bounds[i];
    judged out = {.variant = -1, .share = NAN};
    size_t hits = 0;
    for (size_t k = 0; k < j->draws; k++)
        hits += holds(j, j->rows + k * j->cells, i);
    out.margin = margin_of(j, j->nominal, i, &out.variant);
    double bound = isfinite(b->min) ? b->min : b->max;
    out.relative = isnan(out.margin) ? -INFINITY : out.margin / fmax(fabs(bound), 1e-300);
    bool nominal = out.margin >= 0.0;
    double share = nominal;
    if (j->draws) share = out.share = (double)hits / (double)j->draws;
    out.verdict = nominal && share >= HOLDS_SHARE    ? SL_CLAIM_HOLDS
                  : !nominal && share <= FAILS_SHARE ? SL_CLAIM_FAILS
                                                     : SL_CLAIM_DEPENDS;
    return out;
}

static bool tighter(const judged *a, const judged *b)
{
    if (a->verdict != b->verdict) return a->verdict > b->verdict;
    if (a->share != b->share && !isnan(a->share)) return a->share < b->share;
    return a->relative < b->relative;
}

static void verdicts(const judge *j, sl_claim_result *out)
{
    judged worst = {.verdict = SL_CLAIM_HOLDS, .share = NAN};
    size_t *count[] = {&out->holds, &out->depends, &out->fails};
    for (size_t i = 0; i < j->requirements; i++) {
        judged one = judge_one(j, i);
        ++*count[one.verdict];
        if (i > 0 && !tighter(&one, &worst)) continue;
        worst = one;
        out->requirement = (int)i;
    }
    out->verdict = worst.verdict;
    out->variant = worst.variant;
    out->margin = worst.margin;
    out->share = worst.share;
    out->draws = j->draws;
    out->low = out->high = NAN;
    if (j->draws) sl_wilson(&out->low, &out->high, worst.share * (double)j->draws, j->draws);
    size_t at = (size_t)out->requirement;
    out->metric = j->bounds[at].metric;
    out->ratio = j->bounds[at].than >= 0;
    out->value = value_of(j, j->nominal, at, (size_t)worst.variant);
    sl_requirement_text(out->text, sizeof out->text, &j->model->study.require[at]);
}

static int compare_double(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// Spread of the tightest requirement's margin over the draws that have one; NaN where most do not.
static sl_status spread(const judge *j, sl_claim_result *out)
{
    size_t n = 0;
    out->margin_low = out->margin_high = NAN;
    if (j->draws == 0) return SL_OK;
    double *margins = sl_ctx_resize(j->ctx, NULL, j->draws * sizeof *margins);
    if (!margins) return SL_ERR_NO_MEMORY;
    for (size_t k = 0; k < j->draws; k++) {
        int variant = -1;
        double m = margin_of(j, j->rows + k * j->cells, (size_t)out->requirement, &variant);
        if (isfinite(m)) margins[n++] = m;
    }
    if (2 * n > j->draws) {
        qsort(margins, n, sizeof *margins, compare_double);
        out->margin_low = sl_quantile_sorted(margins, n, 0.05);
        out->margin_high = sl_quantile_sorted(margins, n, 0.95);
    }
    sl_ctx_resize(j->ctx, margins, 0);
    return SL_OK;
}

// ---- what decides ----

// How far a step takes the margin towards its sign's change; a value that is gone takes it there.
static double towards(double margin, double low, double high)
{
    if (isnan(margin)) return isnan(low) && isnan(high) ? 0.0 : INFINITY;
    if (margin < 0.0) return fmax(low, high) - margin;
    return isnan(low) || isnan(high) ? (double)INFINITY : margin - fmin(low, high);
}

// The item of the variant that the verdict is of, where the group has it with the same value.
static const item *shown_item(const group *g, int variant)
{
    for (size_t i = 0; i < g->n; i++)
        if ((int)g->items[i].variant == variant && g->items[i].leaf->value == g->items->leaf->value)
            return &g->items[i];
    return g->items;
}

static sl_status strongest(const judge *j, const sl_claim_result *result, sl_claim_input *out,
                           group *decides)
{
    size_t requirement = (size_t)result->requirement;
    size_t n = j->group_n;
    double *rows = sl_ctx_resize(j->ctx, NULL, (2 * n + 1) * j->cells * sizeof *rows);
    if (!rows) return SL_ERR_NO_MEMORY;
#pragma omp parallel for schedule(dynamic) num_threads(sl_ctx_threads(j->ctx))
    for (size_t i = 0; i < 2 * n; i++)
        moved_row(j, rows + i * j->cells, &j->groups[i / 2], i % 2 ? 1.0 : -1.0, NAN);
    *out = (sl_claim_input){.effect = 0.0, .flip = NAN, .away_sd = NAN};
    int nominal_variant = -1;
    double most = 0.0, margin = margin_of(j, j->nominal, requirement, &nominal_variant);
    for (size_t i = 0; i < n; i++) {
        int variant = -1;
        double low = margin_of(j, rows + 2 * i * j->cells, requirement, &variant);
        variant = -1;
        double high = margin_of(j, rows + (2 * i + 1) * j->cells, requirement, &variant);
        double moved = towards(margin, low, high);
        if (!(moved > most)) continue;
        most = moved;
        const item *first = shown_item(&j->groups[i], result->variant);
        *decides = j->groups[i];
        *out = (sl_claim_input){.leaf = first->leaf,
                                .variant = j->model->variants[first->variant].name,
                                .effect = (high - low) / 2.0,
                                .flip = NAN,
                                .away_sd = NAN};
    }
    sl_ctx_resize(j->ctx, rows, 0);
    return SL_OK;
}

typedef struct walk {
    const judge *j;
    const group *group;
    size_t requirement;
    double *row, none; // none: stands for the margin where there is no value
} walk;

static double margin_at(double x, void *context)
{
    const walk *w = context;
    int variant = -1;
    moved_row(w->j, w->row, w->group, NAN, x);
    double margin = margin_of(w->j, w->row, w->requirement, &variant);
    return isnan(margin) ? w->none : margin == 0.0 ? w->none * -1e-12 : margin;
}

// Outwards from the value to a limit of the key; NaN: no crossing.
static double crossing(walk *w, double from, double to, double step)
{
    double last = from, start = margin_at(from, w);
    double sign = to > from ? 1.0 : -1.0;
    if (to == from) return NAN;
    for (double away = step; last != to; away *= 1.5) {
        double x = from + sign * away;
        if (away >= fabs(to - from)) x = to;
        double margin = margin_at(x, w);
        if ((margin > 0.0) != (start > 0.0)) {
            double lo = fmin(last, x), hi = fmax(last, x);
            return sl_root(margin_at, w, lo, hi, 1e-6 * fmax(fabs(hi), hi - lo));
        }
        last = x;
    }
    return NAN;
}

// Keys without limits are followed for as many standard deviations, or multiples of the value.
#define FAR 100.0

static sl_status find_flip(const judge *j, const sl_claim_result *result, const group *g,
                           sl_claim_input *input)
{
    const sl_leaf *leaf = g->items[0].leaf;
    const sl_field *f = leaf->field;
    double scale = leaf->sd > 0.0 ? leaf->sd : fmax(fabs(leaf->value) / 20.0, 1e-12);
    bool limits = f->min != 0.0 || f->max != 0.0;
    double lo = limits ? sl_field_si(f, f->min) : leaf->value - FAR * scale;
    double hi = limits ? sl_field_si(f, f->max) : leaf->value + FAR * scale;
    walk w = {.j = j,
              .group = g,
              .requirement = (size_t)result->requirement,
              .row = sl_ctx_resize(j->ctx, NULL, j->cells * sizeof *w.row),
              .none = -(isfinite(result->margin) ? fabs(result->margin) + 1e-300 : 1.0)};
    if (!w.row) return SL_ERR_NO_MEMORY;
    double down = crossing(&w, leaf->value, lo, scale / 4.0);
    double up = crossing(&w, leaf->value, hi, scale / 4.0);
    bool first = !isnan(down) && !(fabs(up - leaf->value) < fabs(down - leaf->value));
    input->flip = first ? down : up;
    input->away_sd = isnan(input->flip) ? (double)NAN : fabs(sl_leaf_deviations(leaf, input->flip));
    sl_ctx_resize(j->ctx, w.row, 0);
    return SL_OK;
}

// The leaf of claim.along in the deciding variant, or the first that has one, with those of the
// others that have the same value; g->n 0: none. items: room for all variants.
static void along_group(const judge *j, int decides, item *items, group *g)
{
    const char *path = j->model->study.claim.along;
    *g = (group){items, 0};
    for (size_t k = 0; path[0] && k <= j->model->n; k++) {
        size_t v = k ? k - 1 : (size_t)decides;
        bool again = g->n && v == items[0].variant;
        const sl_leaf *leaf =
            j->concerned[v] ? sl_leaf_find(&j->model->variants[v].leaves, path) : NULL;
        if (!leaf || again || (g->n && leaf->value != items[0].leaf->value)) continue;
        items[g->n++] = (item){0, v, leaf};
    }
}

static sl_status what_decides(const judge *j, sl_claim_result *out)
{
    group decides, along;
    item items[SL_COMPARED_MAX];
    SL_TRY(strongest(j, out, &out->decides, &decides));
    if (out->decides.leaf) SL_TRY(find_flip(j, out, &decides, &out->decides));
    along_group(j, out->variant, items, &along);
    if (along.n == 0) return SL_OK;
    out->along = (sl_claim_input){
        .leaf = items[0].leaf, .variant = j->model->variants[items[0].variant].name, .effect = NAN};
    return find_flip(j, out, &along, &out->along);
}

// ---- one claim ----

static sl_status prepare(judge *j)
{
    const sl_model *model = j->model;
    if (!model->study.has_claim || model->study.require_n == 0) {
        const char *lacks = model->study.has_claim ? "require" : "claim";
        sl_diag_add(j->ctx, SL_ERROR, SL_E_MISSING_KEY, model->scenario->base->mark,
                    "add claim: {says: ..., source: ...} and the bounds it means under require:",
                    "a claim without '%s:'", lacks);
        return SL_ERR_SCENARIO;
    }
    j->requirements = (size_t)model->study.require_n;
    j->cells = model->n * j->requirements;
    for (size_t i = 0; i < j->requirements; i++) {
        const sl_requirement_bounds *b = &j->bounds[i];
        if (!sl_requirement_read(j->ctx, model, i, &j->bounds[i])) return SL_ERR_SCENARIO;
        if (strcmp(sl_metric_infos[b->metric].layer, "supply") == 0) j->supply = true;
        for (size_t v = 0; v < model->n; v++)
            if (asked_of(b, v) || (int)v == b->than) j->concerned[v] = true;
    }
    j->nominal = sl_ctx_resize(j->ctx, NULL, j->cells * sizeof *j->nominal);
    return j->nominal ? SL_OK : SL_ERR_NO_MEMORY;
}

static void evaluate_nominal(judge *j, sl_claim_result *out)
{
    sl_result result;
    for (size_t i = 0; i < j->cells; i++)
        j->nominal[i] = NAN;
    for (size_t v = 0; v < j->model->n; v++) {
        if (!j->concerned[v]) continue;
        evaluate(j, j->nominal, v, &j->model->variants[v].design, &result);
        if (result.feasible || out->infeasible) continue;
        out->infeasible = j->model->variants[v].name;
        memcpy(out->why, result.why, sizeof out->why);
    }
}

static sl_status judge_all(judge *j, sl_claim_result *out)
{
    SL_TRY(prepare(j));
    SL_TRY(collect(j));
    evaluate_nominal(j, out);
    SL_TRY(run_draws(j));
    verdicts(j, out);
    SL_TRY(spread(j, out));
    return what_decides(j, out);
}

sl_status sl_claim_judge(sl_claim_result *out, sl_ctx *ctx, const sl_model *model)
{
    SL_TRY(sl_study_check(ctx, model));
    judge j = {.ctx = ctx, .model = model};
    *out = (sl_claim_result){.decides = {.flip = NAN}, .along = {.flip = NAN}};
    sl_status status = judge_all(&j, out);
    sl_ctx_resize(ctx, j.items, 0);
    sl_ctx_resize(ctx, j.groups, 0);
    sl_ctx_resize(ctx, j.nominal, 0);
    sl_ctx_resize(ctx, j.rows, 0);
    return status;
}
