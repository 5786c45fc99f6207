// Loading a scenario: file, extends chain, --set, variants, parts, in the order of precedence.
#include "scenario/internal.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define FILE_MAX_BYTES (16u << 20)
#define EXTENDS_MAX    16

// ---- files ----

// Takes "." and "name/.." out of a path, so that a file has one name.
static void clean_path(char *path)
{
    char *out = path, *end = path + strlen(path);
    for (const char *p = path; p < end;) {
        size_t n = strcspn(p, "/");
        size_t step = n + (p[n] == '/');
        bool here = n == 1 && p[0] == '.', up = n == 2 && p[0] == '.' && p[1] == '.';
        char *last = out;
        while (last > path && last[-1] == '/')
            last--;
        while (last > path && last[-1] != '/')
            last--;
        bool can_drop = out > path && !(out - last == 3 && memcmp(last, "../", 3) == 0) &&
                        !(out == path + 1 && *path == '/');
        if (up && can_drop) {
            out = last;
        } else if (!here) {
            memmove(out, p, step);
            out += step;
        }
        p += step;
    }
    *out = '\0';
}

const char *sl_path_beside(sl_arena *arena, const char *base, const char *path)
{
    const char *slash = base ? strrchr(base, '/') : NULL;
    char *joined = *path == '/' || !slash
                       ? sl_arena_text(arena, path, strlen(path))
                       : sl_arena_printf(arena, "%.*s/%s", (int)(slash - base), base, path);
    if (joined) clean_path(joined);
    return joined;
}

bool sl_path_is_yaml(const char *path)
{
    const char *slash = strrchr(path, '/'), *dot = strrchr(slash ? slash : path, '.');
    return dot && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0);
}

static bool regular_size(FILE *file, size_t *size)
{
    struct stat st;
    if (fstat(fileno(file), &st) != 0 || !S_ISREG(st.st_mode)) return false;
    *size = (size_t)st.st_size;
    return st.st_size >= 0 && *size <= FILE_MAX_BYTES;
}

sl_source *sl_source_read(sl_ctx *ctx, sl_arena *arena, const char *path, sl_mark from)
{
    if (!path) return NULL;
    size_t size = 0, got = 0;
    char *text = NULL;
    FILE *file = fopen(path, "rb");
    bool ok = file && regular_size(file, &size);
    sl_source *source = sl_arena_alloc(arena, sizeof *source);
    if (ok) text = sl_arena_alloc(arena, size + 1);
    if (text) got = fread(text, 1, size, file);
    if (file) fclose(file);
    if (!ok || (text && got != size)) {
        sl_diag_add(ctx, SL_ERROR, SL_E_FILE, from,
                    file ? "a scenario is a text file of at most 16 MiB" : "check the path",
                    "cannot read '%.200s'", path);
        return NULL;
    }
    if (!source || !text) return NULL;
    source->name = sl_arena_text(arena, path, strlen(path));
    source->text = text;
    source->length = size;
    return source->name ? source : NULL;
}

// ---- extends ----

typedef struct loader {
    sl_ctx *ctx;
    sl_arena *arena;
    const char *chain[EXTENDS_MAX];
    int depth;
} loader;

static void check_version(loader *l, const sl_node *tree)
{
    const sl_node *version = sl_node_get(tree, "shoreline");
    if (!version)
        sl_diag_add(l->ctx, SL_ERROR, SL_E_VERSION, tree->mark,
                    "begin the file with 'shoreline: 1'", "the format version is missing");
    else if (version->kind != SL_NODE_SCALAR || strcmp(version->text, "1") != 0)
        sl_diag_add(l->ctx, SL_ERROR, SL_E_VERSION, version->mark, "this program reads version 1",
                    "format version '%.20s' is not known",
                    version->kind == SL_NODE_SCALAR ? version->text : "?");
}

static sl_status load_source(sl_node **out, loader *l, const sl_source *source);

// An embedded example, where the path names one.
static sl_source *example_source(loader *l, const char *path)
{
    const sl_blob *blob = strncmp(path, "example/", 8) == 0 ? sl_example_find(path) : NULL;
    sl_source *source = blob ? sl_arena_alloc(l->arena, sizeof *source) : NULL;
    if (source)
        *source = (sl_source){.name = blob->name, .text = blob->text, .length = blob->length};
    return source;
}

static sl_status load_base(sl_node **out, loader *l, const sl_node *extends)
{
    *out = NULL;
    if (extends->kind != SL_NODE_SCALAR) {
        sl_diag_add(l->ctx, SL_ERROR, SL_E_KIND, extends->mark, "write extends: base.yaml",
                    "extends: takes one path");
        return SL_ERR_SCENARIO;
    }
    const char *path = strncmp(extends->text, "example/", 8) == 0
                           ? extends->text
                           : sl_path_beside(l->arena, extends->mark.source->name, extends->text);
    if (!path) return SL_ERR_NO_MEMORY;
    for (int i = 0; i < l->depth; i++)
        if (strcmp(l->chain[i], path) == 0 || l->depth >= EXTENDS_MAX) {
            sl_diag_add(l->ctx, SL_ERROR, SL_E_CYCLE, extends->mark, "break the circle",
                        "'%.120s' extends itself", path);
            return SL_ERR_SCENARIO;
        }
    size_t errors = sl_diag_errors(l->ctx);
    sl_source *source = example_source(l, path);
    if (!source && !sl_path_is_yaml(path)) { // lines of other files are not for diagnostics
        sl_diag_add(l->ctx, SL_ERROR, SL_E_FILE, extends->mark, "a scenario's file ends in .yaml",
                    "'%.200s' is no scenario", path);
        return SL_ERR_SCENARIO;
    }
    if (!source) source = sl_source_read(l->ctx, l->arena, path, extends->mark);
    if (!source) return sl_diag_errors(l->ctx) > errors ? SL_ERR_SCENARIO : SL_ERR_NO_MEMORY;
    return load_source(out, l, source);
}

static sl_status load_source(sl_node **out, loader *l, const sl_source *source)
{
    sl_node *tree = NULL, *base = NULL;
    SL_TRY(sl_yaml_read(&tree, l->ctx, l->arena, source, 0));
    if (tree->kind != SL_NODE_MAP) {
        sl_diag_add(l->ctx, SL_ERROR, SL_E_KIND, tree->mark, "begin the file with 'shoreline: 1'",
                    "a scenario is a map of keys");
        return SL_ERR_SCENARIO;
    }
    check_version(l, tree);
    const sl_node *extends = sl_node_get(tree, "extends");
    if (extends) {
        l->chain[l->depth++] = source->name;
        sl_status status = load_base(&base, l, extends);
        l->depth--;
        // Without its base a scenario lacks nearly everything: only the cause is told.
        if (status != SL_OK) return status;
    }
    *out = sl_node_merge(l->arena, base, tree);
    return *out ? SL_OK : SL_ERR_NO_MEMORY;
}

// ---- --set ----

typedef struct setting {
    const char *path;
    sl_node *value;
    sl_mark mark;
    bool indexed; // names a list entry: done after parts are in place
} setting;

static bool is_index(const char *key, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isdigit((unsigned char)key[i])) return false;
    return n > 0 && n < 6;
}

// Keys that say what the file is.
static bool reserved(const char *key)
{
    static const char *const keys[] = {"shoreline", "extends", "variants"};
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
        if (strcmp(key, keys[k]) == 0) return true;
    return false;
}

static sl_status read_setting(setting *out, sl_ctx *ctx, sl_arena *arena, const char *text)
{
    sl_source *source = sl_arena_alloc(arena, sizeof *source);
    if (!source) return SL_ERR_NO_MEMORY;
    *source = (sl_source){.name = "--set", .text = text, .length = strlen(text)};
    sl_mark mark = {.source = source, .line = 1, .column = 1, .length = (int)source->length};
    const char *equals = strchr(text, '=');
    size_t n = equals ? (size_t)(equals - text) : 0;
    bool ok =
        n > 0 && equals[1] != '\0' && text[0] != '.' && text[n - 1] != '.' && !memchr(text, ' ', n);
    for (size_t i = 1; i < n && ok; i++)
        ok = !(text[i] == '.' && text[i - 1] == '.');
    if (!ok) {
        sl_diag_add(ctx, SL_ERROR, SL_E_SET, mark, "write --set KEY=VALUE, the key dotted",
                    "'%.80s' sets nothing", text);
        return SL_ERR_SCENARIO;
    }
    mark.length = (int)n;
    *out = (setting){.path = sl_arena_text(arena, text, n), .mark = mark};
    if (!out->path) return SL_ERR_NO_MEMORY;
    if (reserved(out->path)) {
        sl_diag_add(ctx, SL_ERROR, SL_E_SET, mark,
                    "write it into the file; variants.NAME.KEY=VALUE sets a key of one variant",
                    "'%.80s' cannot be set", out->path);
        return SL_ERR_SCENARIO;
    }
    for (const char *p = out->path; *p; p += strcspn(p, ".") + (p[strcspn(p, ".")] == '.'))
        out->indexed = out->indexed || is_index(p, strcspn(p, "."));
    return sl_yaml_read(&out->value, ctx, arena, source, n + 1);
}

static sl_node *set_path(sl_ctx *ctx, sl_arena *arena, sl_node *node, const setting *s,
                         const char *path);

static sl_node *set_in_list(sl_ctx *ctx, sl_arena *arena, sl_node *list, const setting *s,
                            const char *path, size_t n)
{
    size_t i = 0;
    for (size_t k = 0; k < n && is_index(path, n); k++)
        i = i * 10 + (size_t)(path[k] - '0');
    if (!is_index(path, n) || i >= list->n) {
        sl_diag_add(ctx, SL_ERROR, SL_E_SET, s->mark, "entries are counted from 0",
                    "the list at '%.*s' has %zu entries", (int)(path - s->path + (int)n), s->path,
                    list->n);
        return list;
    }
    sl_node *copy = sl_arena_alloc(arena, sizeof *copy);
    sl_entry *entries = sl_arena_alloc(arena, list->n * sizeof *entries);
    if (!copy || !entries) return NULL;
    *copy = *list;
    memcpy(entries, list->entries, list->n * sizeof *entries);
    copy->entries = entries;
    const char *rest = path + n + (path[n] == '.');
    entries[i].value = *rest ? set_path(ctx, arena, entries[i].value, s, rest) : s->value;
    return entries[i].value ? copy : NULL;
}

// A copy of node with the value put at the dotted path; missing maps are made.
static sl_node *set_path(sl_ctx *ctx, sl_arena *arena, sl_node *node, const setting *s,
                         const char *path)
{
    size_t n = strcspn(path, ".");
    if (node && node->kind == SL_NODE_LIST) return set_in_list(ctx, arena, node, s, path, n);
    const char *key = sl_arena_text(arena, path, n);
    const char *rest = path + n + (path[n] == '.');
    sl_node *map = sl_arena_alloc(arena, sizeof *map);
    sl_entry *entry = sl_arena_alloc(arena, sizeof *entry);
    if (!key || !map || !entry) return NULL;
    sl_node *child = *rest ? set_path(ctx, arena, sl_node_get(node, key), s, rest) : s->value;
    if (!child) return NULL;
    *map = (sl_node){.kind = SL_NODE_MAP, .mark = s->mark, .entries = entry, .n = 1};
    *entry = (sl_entry){.key = key, .key_mark = s->mark, .value = child};
    return sl_node_merge(arena, node, map);
}

static bool in_study(const sl_table *study, const char *path)
{
    size_t n = strcspn(path, ".");
    for (size_t i = 0; i < study->n; i++)
        if (strlen(study->fields[i].key) == n && memcmp(study->fields[i].key, path, n) == 0)
            return true;
    return false;
}

// study: NULL, or the keys that are not of this tree.
static sl_node *apply_settings(sl_ctx *ctx, sl_arena *arena, sl_node *tree, const setting *settings,
                               size_t n, bool in_variants, bool indexed, const sl_table *study)
{
    for (size_t i = 0; i < n && tree; i++) {
        if (!settings[i].value) continue; // refused before
        bool variants = strncmp(settings[i].path, "variants.", 9) == 0;
        if (variants != in_variants) continue;
        if (!in_variants && settings[i].indexed != indexed) continue;
        if (study && in_study(study, settings[i].path)) continue;
        tree = set_path(ctx, arena, tree, &settings[i], settings[i].path);
    }
    return tree;
}

// ---- variants ----

static bool good_name(const char *name)
{
    size_t n = strlen(name);
    for (size_t i = 0; i < n; i++)
        if (!isalnum((unsigned char)name[i]) && !strchr("-_.", name[i])) return false;
    return n > 0 && n <= 40;
}

static bool of_whole(const char *key, const sl_table *study)
{
    return reserved(key) || (study && sl_table_find(study, key));
}

static void refuse_whole(sl_ctx *ctx, const sl_node *overlay, const sl_table *study)
{
    for (size_t i = 0; i < overlay->n; i++)
        if (of_whole(overlay->entries[i].key, study))
            sl_diag_add(ctx, SL_ERROR, SL_E_UNKNOWN_KEY, overlay->entries[i].key_mark,
                        "move it to the top level of the file",
                        "'%.60s' belongs to the whole scenario, not to a variant",
                        overlay->entries[i].key);
}

// A copy of the map without the keys that do not belong to a design.
static sl_node *without(sl_arena *arena, const sl_node *map, const sl_table *study)
{
    sl_node *copy = sl_arena_alloc(arena, sizeof *copy);
    sl_entry *entries = sl_arena_alloc(arena, (map->n + 1) * sizeof *entries);
    if (!copy || !entries) return NULL;
    *copy = *map;
    copy->entries = entries;
    copy->n = 0;
    for (size_t i = 0; i < map->n; i++) {
        if (!of_whole(map->entries[i].key, study)) entries[copy->n++] = map->entries[i];
    }
    return copy;
}

typedef struct resolve_in {
    const setting *settings;
    size_t setting_n;
    const sl_node *common; // the design every variant starts from
    const sl_table *study;
} resolve_in;

static sl_status resolve_variant(sl_scenario *s, sl_resolver *r, const resolve_in *in,
                                 sl_node *overlay, sl_variant *variant)
{
    sl_node *common = sl_node_merge(s->arena, NULL, (sl_node *)(uintptr_t)in->common);
    sl_node *tree = common ? sl_node_merge(s->arena, common, overlay) : NULL;
    tree = apply_settings(s->ctx, s->arena, tree, in->settings, in->setting_n, false, false,
                          in->study);
    if (tree) tree = sl_expand_parts(r, tree, s->name, 0);
    if (r->status != SL_OK) return r->status;
    if (tree && !sl_node_settle(s->arena, tree)) return SL_ERR_NO_MEMORY;
    tree =
        apply_settings(s->ctx, s->arena, tree, in->settings, in->setting_n, false, true, in->study);
    variant->tree = tree;
    return tree ? SL_OK : SL_ERR_NO_MEMORY;
}

static bool check_variants(sl_ctx *ctx, const sl_node *variants)
{
    if (variants->kind != SL_NODE_MAP || variants->n == 0) {
        sl_diag_add(ctx, SL_ERROR, SL_E_VARIANTS, variants->mark,
                    "write variants: {name: {overlay}, ...}", "variants: holds no named overlay");
        return false;
    }
    bool ok = true;
    for (size_t i = 0; i < variants->n; i++) {
        const sl_entry *e = &variants->entries[i];
        if (!good_name(e->key)) {
            sl_diag_add(ctx, SL_ERROR, SL_E_VARIANTS, e->key_mark,
                        "use letters, digits, '-', '_' and '.', at most 40",
                        "'%.60s' is no name for a variant", e->key);
            ok = false;
        }
        bool empty = e->value->kind == SL_NODE_SCALAR && e->value->text[0] == '\0';
        if (e->value->kind != SL_NODE_MAP && !empty) {
            sl_diag_add(ctx, SL_ERROR, SL_E_KIND, e->value->mark,
                        "write the overlay as a map, as in npo: {link: {use: ...}}",
                        "variant '%.40s' is no map", e->key);
            ok = false;
        }
    }
    return ok;
}

static sl_status resolve_variants(sl_scenario *s, const sl_scenario_opts *opts,
                                  const sl_table *study, resolve_in *in)
{
    sl_node *variants = sl_node_get(s->base, "variants");
    if (variants && !check_variants(s->ctx, variants)) return SL_ERR_SCENARIO;
    s->variant_n = variants ? variants->n : 1;
    s->variants = sl_arena_alloc(s->arena, s->variant_n * sizeof *s->variants);
    in->common = without(s->arena, s->base, study);
    if (!s->variants || !in->common) return SL_ERR_NO_MEMORY;
    sl_resolver r = {.ctx = s->ctx, .arena = s->arena, .catalog_dir = opts->catalog_dir};
    for (size_t i = 0; i < s->variant_n; i++) {
        const sl_entry *e = variants ? &variants->entries[i] : NULL;
        s->variants[i].name = e ? e->key : "design";
        s->variants[i].mark = e ? e->key_mark : s->base->mark;
        sl_node *overlay = e && e->value->kind == SL_NODE_MAP ? e->value : NULL;
        if (overlay) {
            refuse_whole(s->ctx, overlay, study);
            overlay = without(s->arena, overlay, study);
            if (!overlay) return SL_ERR_NO_MEMORY;
        }
        sl_status status = resolve_variant(s, &r, in, overlay, &s->variants[i]);
        if (status != SL_OK && status != SL_ERR_SCENARIO) return status;
        if (!s->variants[i].tree) return SL_ERR_SCENARIO;
    }
    return SL_OK;
}

// ---- the whole ----

static sl_status load_root(sl_scenario *s, const sl_scenario_opts *opts)
{
    loader l = {.ctx = s->ctx, .arena = s->arena};
    sl_source *source = NULL;
    if (opts->text) {
        source = sl_arena_alloc(s->arena, sizeof *source);
        if (!source) return SL_ERR_NO_MEMORY;
        *source = (sl_source){.name = opts->path ? opts->path : "scenario",
                              .text = opts->text,
                              .length = opts->text_length};
    } else {
        size_t errors = sl_diag_errors(s->ctx);
        source = sl_source_read(s->ctx, s->arena, opts->path, (sl_mark){0});
        if (!source) return sl_diag_errors(s->ctx) > errors ? SL_ERR_IO : SL_ERR_NO_MEMORY;
    }
    s->name = sl_arena_text(s->arena, source->name, strlen(source->name));
    if (!s->name) return SL_ERR_NO_MEMORY;
    return load_source(&s->base, &l, source);
}

static sl_status load_into(sl_scenario *s, const sl_scenario_opts *opts, const sl_table *study)
{
    size_t errors = sl_diag_errors(s->ctx);
    SL_TRY(load_root(s, opts));
    setting *settings = sl_arena_alloc(s->arena, (opts->set_n + 1) * sizeof *settings);
    if (!settings) return SL_ERR_NO_MEMORY;
    for (size_t i = 0; i < opts->set_n; i++) {
        sl_status status = read_setting(&settings[i], s->ctx, s->arena, opts->sets[i]);
        if (status == SL_ERR_NO_MEMORY) return status;
    }
    resolve_in in = {.settings = settings, .setting_n = opts->set_n, .study = study};
    s->base = apply_settings(s->ctx, s->arena, s->base, settings, opts->set_n, true, false, NULL);
    if (!s->base) return SL_ERR_NO_MEMORY;
    SL_TRY(resolve_variants(s, opts, study, &in));
    // The study's own keys (draws, objective, ...) take settings too.
    s->base = apply_settings(s->ctx, s->arena, s->base, settings, opts->set_n, false, false, NULL);
    if (!s->base || !sl_node_settle(s->arena, s->base)) return SL_ERR_NO_MEMORY;
    return sl_diag_errors(s->ctx) > errors ? SL_ERR_SCENARIO : SL_OK;
}

sl_status sl_scenario_load(sl_scenario **out, sl_ctx *ctx, const sl_scenario_opts *opts,
                           const sl_table *study)
{
    *out = NULL;
    sl_arena *arena = NULL;
    SL_TRY(sl_arena_create(&arena, ctx));
    sl_scenario *s = sl_arena_alloc(arena, sizeof *s);
    sl_status status = SL_ERR_NO_MEMORY;
    if (s) {
        *s = (sl_scenario){.ctx = ctx, .arena = arena};
        status = load_into(s, opts, study);
    }
    // Faults of parts and values are told in one go by the binding, so the trees live on.
    if (s && status == SL_ERR_SCENARIO && s->variants && s->variants[s->variant_n - 1].tree) {
        s->faulty = true;
        status = SL_OK;
    }
    if (status != SL_OK) {
        sl_arena_destroy(arena);
        return status;
    }
    *out = s;
    return SL_OK;
}

void sl_scenario_destroy(sl_scenario *scenario)
{
    if (scenario) sl_arena_destroy(scenario->arena);
}
