// Loading a model: the scenario's trees bound by the field tables, checked across, hashed.
#include "model/fields.h"

#include <math.h>
#include <sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void hash_text(char out[65], const char *text, size_t length)
{
    SHA2_CTX sha;
    uint8_t digest[SHA256_DIGEST_LENGTH];
    SHA256Init(&sha);
    SHA256Update(&sha, (const uint8_t *)text, length);
    SHA256Final(digest, &sha);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(out + 2 * i, 3, "%02x", digest[i]);
}

static bool hash_bound(char out[65], sl_ctx *ctx, const sl_leaves *leaves, const void *target)
{
    sl_text text;
    sl_text_init(&text, ctx);
    sl_bind_canonical(&text, leaves, target);
    bool ok = !text.failed;
    if (ok) hash_text(out, sl_text_get(&text), text.length);
    sl_text_free(&text);
    return ok;
}

// The scenario's hash covers the study and the variants by name, in the order of their names.
static bool hash_model(sl_model *model, sl_ctx *ctx)
{
    sl_text text;
    sl_text_init(&text, ctx);
    char study[65] = "";
    bool ok = hash_bound(study, ctx, &model->study_leaves, &model->study);
    sl_text_printf(&text, "study=%s\n", study);
    const char *last = "";
    for (size_t done = 0; done < model->n; done++) {
        const sl_bound *next = NULL;
        for (size_t i = 0; i < model->n; i++) {
            const sl_bound *b = &model->variants[i];
            if (strcmp(b->name, last) > 0 && (!next || strcmp(b->name, next->name) < 0)) next = b;
        }
        if (!next) break;
        last = next->name;
        sl_text_printf(&text, "%s=%s\n", next->name, next->hash);
    }
    ok = ok && !text.failed;
    if (ok) hash_text(model->hash, sl_text_get(&text), text.length);
    sl_text_free(&text);
    return ok;
}

// Study keys only: everything else of the base tree belongs to the variants.
static sl_node study_node(sl_arena *arena, const sl_node *base)
{
    sl_node node = *base;
    node.n = 0;
    node.entries = sl_arena_alloc(arena, (base->n + 1) * sizeof *node.entries);
    for (size_t i = 0; node.entries && i < base->n; i++)
        if (sl_table_find(&sl_study_table, base->entries[i].key))
            node.entries[node.n++] = base->entries[i];
    return node;
}

static sl_status bind_all(sl_model *model, sl_ctx *ctx)
{
    sl_scenario *s = model->scenario;
    size_t errors = sl_diag_errors(ctx);
    sl_node study = study_node(s->arena, s->base);
    if (!study.entries) return SL_ERR_NO_MEMORY;
    sl_status status =
        sl_bind(ctx, s->arena, &study, &sl_study_table, &model->study, &model->study_leaves);
    if (status == SL_ERR_NO_MEMORY) return status;
    for (size_t i = 0; i < s->variant_n; i++) {
        sl_bound *bound = &model->variants[i];
        bound->name = s->variants[i].name;
        bound->mark = s->variants[i].mark;
        status = sl_bind(ctx, s->arena, s->variants[i].tree, &sl_design_table, &bound->design,
                         &bound->leaves);
        if (status == SL_ERR_NO_MEMORY) return status;
        if (status == SL_OK && !s->faulty) sl_design_check(ctx, bound);
        if (!hash_bound(bound->hash, ctx, &bound->leaves, &bound->design)) return SL_ERR_NO_MEMORY;
    }
    if (!hash_model(model, ctx)) return SL_ERR_NO_MEMORY;
    if (s->faulty || sl_diag_errors(ctx) > errors) return SL_ERR_SCENARIO;
    sl_model_warn_unused(ctx, model);
    return SL_OK;
}

sl_status sl_model_load(sl_model **out, sl_ctx *ctx, const sl_scenario_opts *opts)
{
    *out = NULL;
    sl_scenario *scenario = NULL;
    SL_TRY(sl_scenario_load(&scenario, ctx, opts, &sl_study_table));
    sl_model *model = sl_arena_alloc(scenario->arena, sizeof *model);
    sl_status status = SL_ERR_NO_MEMORY;
    if (model) {
        model->scenario = scenario;
        model->n = scenario->variant_n;
        model->variants = sl_arena_alloc(scenario->arena, model->n * sizeof *model->variants);
        if (model->variants) status = bind_all(model, ctx);
    }
    if (status != SL_OK) {
        sl_scenario_destroy(scenario);
        return status;
    }
    *out = model;
    return SL_OK;
}

void sl_model_destroy(sl_model *model)
{
    if (model) sl_scenario_destroy(model->scenario);
}

const sl_leaf *sl_leaf_find(const sl_leaves *leaves, const char *path)
{
    for (size_t i = 0; i < leaves->n; i++)
        if (strcmp(leaves->items[i].path, path) == 0) return &leaves->items[i];
    return NULL;
}
