// Catalogue parts: found, parsed once, and laid under the maps that `use:` them.
#include "scenario/internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PART_DEPTH 16

typedef struct sl_cached_part {
    const char *name; // or the path
    bool is_path;
    sl_node *values; // as written, over the part it uses itself; NULL after a fault
    const sl_part_info *info;
    bool open; // being expanded: met again, it is a cycle
    struct sl_cached_part *next;
} sl_cached_part;

static int compare_blob(const void *name, const void *blob)
{
    return strcmp(name, ((const sl_blob *)blob)->name);
}

const sl_blob *sl_catalog_find(const char *name)
{
    return bsearch(name, sl_catalog_blobs, sl_catalog_blob_n, sizeof *sl_catalog_blobs,
                   compare_blob);
}

const sl_blob *sl_example_find(const char *name)
{
    size_t n = strlen(name);
    if (n > 5 && strcmp(name + n - 5, ".yaml") == 0) n -= 5;
    for (size_t i = 0; i < sl_example_blob_n; i++)
        if (strlen(sl_example_blobs[i].name) == n && memcmp(sl_example_blobs[i].name, name, n) == 0)
            return &sl_example_blobs[i];
    return NULL;
}

static bool is_path(const char *name)
{
    return *name == '/' || strncmp(name, "./", 2) == 0 || strncmp(name, "../", 3) == 0;
}

// Only YAML is read as a part, and names stay inside the catalogue: a diagnostic shows lines of the
// file, and a scenario of someone else's must not bring those of other files to light.
static bool may_be_part(const sl_cached_part *part)
{
    return part->is_path ? sl_path_is_yaml(part->name) : !strstr(part->name, "..");
}

static void unknown_part(sl_resolver *r, const char *name, sl_mark mark)
{
    const char **names = NULL, *near = NULL;
    char hint[200] = "'shoreline catalog' lists the parts";
    names = sl_ctx_resize(r->ctx, NULL, (sl_catalog_blob_n + 1) * sizeof *names);
    if (names) {
        for (size_t i = 0; i < sl_catalog_blob_n; i++)
            names[i] = sl_catalog_blobs[i].name;
        near = sl_nearest(name, names, sl_catalog_blob_n);
        if (near) snprintf(hint, sizeof hint, "did you mean '%s'?", near);
        sl_ctx_resize(r->ctx, names, 0);
    }
    sl_diag_add(r->ctx, SL_ERROR, SL_E_PART, mark, hint, "no part '%.80s' in the catalogue", name);
}

static bool readable(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file) fclose(file);
    return file != NULL;
}

// The text of a part: a file of the user's, a file of the overriding catalogue, or a blob.
static sl_source *part_source(sl_resolver *r, const sl_cached_part *part, sl_mark mark)
{
    const char *name = part->name;
    if (!may_be_part(part)) {
        sl_diag_add(r->ctx, SL_ERROR, SL_E_PART, mark,
                    "FOLDER/NAME of the catalogue, or the path of a .yaml file",
                    "'%.200s' is no part", name);
        return NULL;
    }
    if (part->is_path) return sl_source_read(r->ctx, r->arena, name, mark);
    if (r->catalog_dir) {
        const char *path = sl_arena_printf(r->arena, "%s/%s.yaml", r->catalog_dir, name);
        if (path && readable(path)) return sl_source_read(r->ctx, r->arena, path, mark);
    }
    const sl_blob *blob = sl_catalog_find(name);
    if (!blob) {
        unknown_part(r, name, mark);
        return NULL;
    }
    sl_source *source = sl_arena_alloc(r->arena, sizeof *source);
    if (!source) return NULL;
    source->name = sl_arena_printf(r->arena, "catalog/%s.yaml", name);
    source->text = blob->text;
    source->length = blob->length;
    return source->name ? source : NULL;
}

static const char *text_of(const sl_node *map, const char *key, const char *fallback)
{
    const sl_node *node = sl_node_get(map, key);
    return node && node->kind == SL_NODE_SCALAR ? node->text : fallback;
}

static void part_class(sl_resolver *r, sl_part_info *info, const sl_node *tree)
{
    const char *name;
    for (int i = 0; *(name = sl_class_name((sl_class)i)); i++)
        if (strcmp(name, info->class_) == 0) return;
    sl_diag_add(r->ctx, SL_ERROR, SL_E_ENUM, sl_node_get(tree, "class")->mark,
                "allowed: standard datasheet paper field assumption",
                "class: '%.40s' is not one of the words", info->class_);
    info->class_ = "assumption";
}

static void part_header(sl_resolver *r, sl_part_info *info, const sl_node *tree, const char *name)
{
    static const char *const known[] = {"part", "title",  "about",  "source", "class",
                                        "date", "spread", "values", "note"};
    info->name = text_of(tree, "part", name);
    info->class_ = text_of(tree, "class", "assumption");
    info->source = text_of(tree, "source", "");
    info->date = text_of(tree, "date", "");
    const char *spread = text_of(tree, "spread", "0 %");
    sl_quantity q;
    sl_quantity_error error;
    sl_dim ratio = {{0}, SL_SCALE_LINEAR};
    if (sl_quantity_parse(&q, spread, strlen(spread), &error) && sl_dim_equal(q.dim, ratio) &&
        q.value >= 0.0 && q.value <= 1.0)
        info->spread = q.value;
    else
        sl_diag_add(r->ctx, SL_ERROR, SL_E_SPREAD, sl_node_get(tree, "spread")->mark,
                    "a part's spread is a ratio, as in 10 %", "'%.40s' is no spread", spread);
    part_class(r, info, tree);
    for (size_t i = 0; i < tree->n; i++) {
        const sl_entry *e = &tree->entries[i];
        bool ok = strncmp(e->key, "x-", 2) == 0;
        for (size_t k = 0; k < sizeof known / sizeof *known; k++)
            ok = ok || strcmp(e->key, known[k]) == 0;
        if (ok) continue;
        const char *near = sl_nearest(e->key, known, sizeof known / sizeof *known);
        char hint[80] = "the part's numbers stand under values:";
        if (near) snprintf(hint, sizeof hint, "did you mean '%s'?", near);
        sl_diag_add(r->ctx, SL_ERROR, SL_E_UNKNOWN_KEY, e->key_mark, hint,
                    "unknown key '%.60s' in the part", e->key);
    }
}

// Gives every scalar its key inside the part; false when memory is out.
static bool name_values(sl_arena *arena, sl_node *node, const char *path)
{
    if (node->kind == SL_NODE_SCALAR) {
        node->part_path = path;
        return true;
    }
    for (size_t i = 0; i < node->n; i++) {
        const char *dot = *path ? "." : "", *key = node->entries[i].key;
        const char *inner = key ? sl_arena_printf(arena, "%s%s%s", path, dot, key)
                                : sl_arena_printf(arena, "%s%s%zu", path, dot, i);
        if (!inner || !name_values(arena, node->entries[i].value, inner)) return false;
    }
    return true;
}

static sl_node *lay_under(sl_resolver *r, sl_node *node, const char *from, int depth);

static sl_node *read_part(sl_resolver *r, sl_cached_part *part, sl_mark mark, int depth)
{
    size_t errors = sl_diag_errors(r->ctx);
    sl_source *source = part_source(r, part, mark);
    sl_part_info *info = sl_arena_alloc(r->arena, sizeof *info);
    if (!source || !info) {
        if (sl_diag_errors(r->ctx) == errors) r->status = SL_ERR_NO_MEMORY;
        return NULL;
    }
    source->part = info;
    sl_node *tree = NULL;
    sl_status status = sl_yaml_read(&tree, r->ctx, r->arena, source, 0);
    if (status == SL_ERR_NO_MEMORY) r->status = status;
    if (status != SL_OK) return NULL;
    part->info = info;
    sl_node *values = sl_node_get(tree, "values");
    if (tree->kind != SL_NODE_MAP || !values || values->kind != SL_NODE_MAP) {
        sl_diag_add(r->ctx, SL_ERROR, SL_E_KIND, tree->mark,
                    "a part is a map with part:, source:, class: and values:",
                    "this file is no catalogue part");
        return NULL;
    }
    part_header(r, info, tree, part->name);
    if (!name_values(r->arena, values, "")) {
        r->status = SL_ERR_NO_MEMORY;
        return NULL;
    }
    return lay_under(r, values, source->name, depth + 1);
}

static sl_cached_part *find_part(sl_resolver *r, const char *name, const char *from, sl_mark mark,
                                 int depth)
{
    const char *key = is_path(name) ? sl_path_beside(r->arena, from, name) : name;
    for (sl_cached_part *p = r->parts; p && key; p = p->next)
        if (strcmp(p->name, key) == 0) {
            if (p->open)
                sl_diag_add(r->ctx, SL_ERROR, SL_E_CYCLE, mark, "break the circle",
                            "part '%.80s' uses itself", name);
            return p->open ? NULL : p;
        }
    sl_cached_part *part = sl_arena_alloc(r->arena, sizeof *part);
    if (!part || !key) {
        r->status = SL_ERR_NO_MEMORY;
        return NULL;
    }
    part->name = key;
    part->is_path = is_path(name);
    part->open = true;
    part->next = r->parts;
    r->parts = part;
    part->values = read_part(r, part, mark, depth);
    part->open = false;
    return part;
}

// The map with the part it uses laid under it, both as written: a `use:` further inside is looked
// up later, so that a part named by an overlay takes the place of the one it overlays.
static sl_node *lay_under(sl_resolver *r, sl_node *node, const char *from, int depth)
{
    const sl_node *use = sl_node_get(node, "use");
    if (!use) return node;
    if (use->kind != SL_NODE_SCALAR) {
        sl_diag_add(r->ctx, SL_ERROR, SL_E_KIND, use->mark, "write use: FOLDER/PART",
                    "use: takes the name of one part");
        return node;
    }
    const char *beside = use->mark.source ? use->mark.source->name : from;
    sl_cached_part *part = find_part(r, use->text, beside, use->mark, depth);
    if (r->status != SL_OK) return NULL;
    sl_node *laid = NULL;
    if (part && part->values) {
        laid = sl_node_merge(r->arena, part->values, node);
    } else if ((laid = sl_arena_alloc(r->arena, sizeof *laid))) { // diagnosed
        *laid = *node;
        laid->partial = true;
    }
    if (!laid) r->status = SL_ERR_NO_MEMORY;
    return laid;
}

// The parts that are being laid out, innermost first: met again, they turn in a circle.
typedef struct active {
    const char *name;
    const struct active *up;
} active;

static sl_node *expand(sl_resolver *r, sl_node *node, const char *from, const active *outer,
                       int depth);

static sl_node *expand_children(sl_resolver *r, sl_node *node, const char *from,
                                const active *outer, int depth)
{
    sl_node *copy = sl_arena_alloc(r->arena, sizeof *copy);
    sl_entry *entries = sl_arena_alloc(r->arena, (node->n + 1) * sizeof *entries);
    if (!copy || !entries) {
        r->status = SL_ERR_NO_MEMORY;
        return NULL;
    }
    *copy = *node;
    copy->entries = entries;
    for (size_t i = 0; i < node->n; i++) {
        entries[i] = node->entries[i];
        entries[i].value = expand(r, node->entries[i].value, from, outer, depth);
        if (!entries[i].value) return NULL;
    }
    return copy;
}

static bool turns_in_a_circle(sl_resolver *r, const sl_node *use, const char *name,
                              const active *outer, int depth)
{
    for (const active *a = outer; a; a = a->up)
        if (strcmp(a->name, name) == 0) {
            sl_diag_add(r->ctx, SL_ERROR, SL_E_CYCLE, use->mark, "break the circle",
                        "part '%.80s' uses itself", use->text);
            return true;
        }
    if (depth <= PART_DEPTH) return false;
    sl_diag_add(r->ctx, SL_ERROR, SL_E_CYCLE, use->mark, NULL,
                "parts use parts more than %d levels deep", PART_DEPTH);
    return true;
}

static sl_node *expand(sl_resolver *r, sl_node *node, const char *from, const active *outer,
                       int depth)
{
    if (node->kind == SL_NODE_SCALAR) return node;
    const sl_node *use = sl_node_get(node, "use");
    if (!use || use->kind != SL_NODE_SCALAR) {
        if (use && !lay_under(r, node, from, depth)) return NULL; // diagnoses
        return expand_children(r, node, from, outer, depth);
    }
    const char *beside = use->mark.source ? use->mark.source->name : from;
    active here = {is_path(use->text) ? sl_path_beside(r->arena, beside, use->text) : use->text,
                   outer};
    if (!here.name) {
        r->status = SL_ERR_NO_MEMORY;
        return NULL;
    }
    if (turns_in_a_circle(r, use, here.name, outer, depth)) return node;
    sl_node *laid = lay_under(r, node, from, depth);
    return laid ? expand_children(r, laid, from, &here, depth + 1) : NULL;
}

sl_node *sl_expand_parts(sl_resolver *r, sl_node *node, const char *from, int depth)
{
    return expand(r, node, from, NULL, depth);
}

sl_status sl_part_load(sl_node **out, const sl_part_info **info, sl_ctx *ctx, sl_arena *arena,
                       const char *catalog_dir, const char *name)
{
    *out = NULL;
    size_t errors = sl_diag_errors(ctx);
    sl_resolver r = {.ctx = ctx, .arena = arena, .catalog_dir = catalog_dir};
    sl_cached_part *part = find_part(&r, name, "", (sl_mark){0}, 0);
    if (r.status != SL_OK) return r.status;
    if (!part || !part->values || sl_diag_errors(ctx) > errors) return SL_ERR_SCENARIO;
    active here = {name, NULL};
    *out = expand_children(&r, part->values, "", &here, 1);
    if (info) *info = part->info;
    if (r.status != SL_OK) return r.status;
    return sl_diag_errors(ctx) > errors ? SL_ERR_SCENARIO : SL_OK;
}
