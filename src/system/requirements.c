// What a study asks for: its objective, requirements and claim.along against the registry, and a
// requirement as numbers and as text.
#include "system/internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "shoreline/units.h"

static sl_mark study_mark(const sl_model *model, const char *path)
{
    const sl_leaf *leaf = sl_leaf_find(&model->study_leaves, path);
    return leaf ? leaf->mark : (sl_mark){0};
}

static void unknown_metric(sl_ctx *ctx, const sl_model *model, const char *path, const char *key)
{
    const char *names[SL_METRICS];
    for (int i = 0; i < SL_METRICS; i++)
        names[i] = sl_metric_infos[i].key;
    const char *near = sl_nearest(key, names, SL_METRICS);
    char hint[120] = "'shoreline explain metrics' lists them";
    if (near) snprintf(hint, sizeof hint, "did you mean '%s'?", near);
    sl_diag_add(ctx, SL_ERROR, SL_E_METRIC, study_mark(model, path), hint, "'%.60s' is no metric",
                key);
}

static bool read_bound(sl_ctx *ctx, const sl_model *model, const char *path, const char *text,
                       const sl_requirement_bounds *bounds, double *value)
{
    if (!text[0]) return true;
    sl_quantity q;
    sl_quantity_error error;
    bool ratio = bounds->than >= 0;
    const char *unit = ratio ? "" : sl_metric_infos[bounds->metric].unit;
    sl_field field = {.unit = unit, .kind = SL_FIELD_QUANTITY};
    if (strcmp(field.unit, "cycles") == 0) field.unit = "";
    sl_mark mark = study_mark(model, path);
    if (!sl_quantity_parse(&q, text, strlen(text), &error)) {
        sl_diag_add(ctx, SL_ERROR, SL_E_QUANTITY, mark, error.hint, "'%.60s' is not a quantity",
                    text);
        return false;
    }
    if (sl_quantity_convert(value, &q, sl_field_dim(&field))) return true;
    char hint[80];
    snprintf(hint, sizeof hint, "write it in %s", *field.unit ? field.unit : "plain numbers");
    sl_diag_add(ctx, SL_ERROR, SL_E_DIMENSION, mark, hint, "'%.60s' does not measure %s%s", text,
                ratio ? "a ratio of " : "", sl_metric_infos[bounds->metric].key);
    return false;
}

static int variant_of(const sl_model *model, const char *name)
{
    for (size_t v = 0; v < model->n; v++)
        if (strcmp(model->variants[v].name, name) == 0) return (int)v;
    return -1;
}

// The variant that a key of a requirement names, -1 for none; false after a diagnostic.
static bool read_variant(sl_ctx *ctx, const sl_model *model, const char *path, const char *name,
                         int *variant)
{
    *variant = variant_of(model, name);
    if (!name[0] || *variant >= 0) return true;
    sl_diag_add(ctx, SL_ERROR, SL_E_VARIANTS, study_mark(model, path),
                "name one of variants:", "no variant '%.40s'", name);
    return false;
}

double sl_requirement_margin(const sl_requirement_bounds *b, double x)
{
    double low = isfinite(b->min) ? x - b->min : INFINITY;
    double high = isfinite(b->max) ? b->max - x : INFINITY;
    return isnan(x) ? x : fmin(low, high);
}

bool sl_requirement_read(sl_ctx *ctx, const sl_model *model, size_t i, sl_requirement_bounds *out)
{
    const sl_requirement *r = &model->study.require[i];
    char path[48];
    *out = (sl_requirement_bounds){-1, -1, -1, -INFINITY, INFINITY};
    snprintf(path, sizeof path, "require.%zu.key", i);
    if (!r->key || (out->metric = sl_metric_find(r->key)) < 0) {
        unknown_metric(ctx, model, path, r->key ? r->key : "");
        return false;
    }
    snprintf(path, sizeof path, "require.%zu.variant", i);
    bool known = read_variant(ctx, model, path, r->variant, &out->variant);
    snprintf(path, sizeof path, "require.%zu.than", i);
    known = read_variant(ctx, model, path, r->than, &out->than) && known;
    if (!known) return false;
    if (out->than >= 0 && (out->variant == out->than || model->n == 1)) {
        sl_diag_add(ctx, SL_ERROR, SL_E_CONTRADICTION, study_mark(model, path),
                    "name another variant", "%s is compared with itself", r->than);
        return false;
    }
    bool ok = r->min[0] || r->max[0];
    if (!ok) {
        snprintf(path, sizeof path, "require.%zu.key", i);
        sl_diag_add(ctx, SL_ERROR, SL_E_MISSING_KEY, study_mark(model, path),
                    "add min: or max:", "a requirement of %s without a bound", r->key);
        return false;
    }
    snprintf(path, sizeof path, "require.%zu.min", i);
    ok = read_bound(ctx, model, path, r->min, out, &out->min);
    snprintf(path, sizeof path, "require.%zu.max", i);
    ok = read_bound(ctx, model, path, r->max, out, &out->max) && ok;
    if (ok && out->min > out->max) {
        sl_diag_add(ctx, SL_ERROR, SL_E_CONTRADICTION, study_mark(model, path), "swap them",
                    "min %s lies above max %s", r->min, r->max);
        return false;
    }
    return ok;
}

// What a claim looks along has to be a quantity that some variant has.
static void check_along(sl_ctx *ctx, const sl_model *model)
{
    const char *along = model->study.claim.along;
    if (!model->study.has_claim || !along[0]) return;
    for (size_t v = 0; v < model->n; v++) {
        const sl_leaf *leaf = sl_leaf_find(&model->variants[v].leaves, along);
        if (leaf && leaf->field->kind == SL_FIELD_QUANTITY) return;
    }
    sl_diag_add(ctx, SL_ERROR, SL_E_UNKNOWN_KEY, study_mark(model, "claim.along"),
                "'shoreline config SCENARIO --resolved' lists the keys",
                "no variant has a quantity '%.80s'", along);
}

sl_status sl_study_check(sl_ctx *ctx, const sl_model *model)
{
    size_t errors = sl_diag_errors(ctx);
    if (sl_metric_find(model->study.objective) < 0)
        unknown_metric(ctx, model, "objective", model->study.objective);
    else if (sl_metric_infos[sl_metric_find(model->study.objective)].better == SL_NEITHER)
        unknown_metric(ctx, model, "objective", model->study.objective);
    if (model->n > SL_COMPARED_MAX)
        sl_diag_add(ctx, SL_ERROR, SL_E_TOO_MANY, model->variants[SL_COMPARED_MAX].mark,
                    "compare fewer at once", "%zu variants; at most %d are compared", model->n,
                    SL_COMPARED_MAX);
    sl_requirement_bounds b;
    for (int i = 0; i < model->study.require_n; i++)
        sl_requirement_read(ctx, model, (size_t)i, &b);
    check_along(ctx, model);
    sl_check_fabric(ctx, model);
    sl_check_memory(ctx, model);
    sl_check_economics(ctx, model);
    sl_check_growth(ctx, model);
    sl_check_reach(ctx, model);
    return sl_diag_errors(ctx) > errors ? SL_ERR_SCENARIO : SL_OK;
}

// "link.energy_j_per_bit of npo <= 0.5 of pluggable"; without a ratio the variants follow behind.
int sl_requirement_text(char *out, size_t n, const sl_requirement *r)
{
    const char *of = r->than[0] ? (r->variant[0] ? r->variant : "each") : "";
    return snprintf(out, n, "%s%s%s%s%s%s%s%s%s", r->key, *of ? " of " : "", of,
                    r->min[0] ? " >= " : "", r->min, r->max[0] ? " <= " : "", r->max,
                    r->than[0] ? " of " : "", r->than);
}
