// Binding: a resolved tree to a struct, by its field table. Each value keeps its path, place,
// class, source and spread as a leaf, from which draws, origins and hashes are made.
#include "scenario/internal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct binder {
    sl_ctx *ctx;
    sl_arena *arena;
    char *base; // the outermost struct
    sl_leaves *leaves;
    sl_status status;
} binder;

static const char *const class_names[] = {"standard", "datasheet", "paper", "field", "assumption"};
#define CLASS_N (sizeof class_names / sizeof *class_names)

const char *sl_class_name(sl_class class_)
{
    return (size_t)class_ < CLASS_N ? class_names[class_] : "";
}

static void error_at(binder *b, sl_diag_code code, sl_mark mark, const char *hint,
                     const char *message)
{
    sl_diag_add(b->ctx, SL_ERROR, code, mark, hint, "%s", message);
}

static const char *join(binder *b, const char *path, const char *key)
{
    const char *joined = *path ? sl_arena_printf(b->arena, "%s.%s", path, key)
                               : sl_arena_text(b->arena, key, strlen(key));
    if (!joined) b->status = SL_ERR_NO_MEMORY;
    return joined ? joined : "";
}

static sl_leaf *add_leaf(binder *b, const char *path, const sl_field *field, const void *target,
                         const sl_node *node)
{
    if (!b->leaves) return NULL;
    sl_leaves *list = b->leaves;
    if (list->n == list->capacity) {
        size_t capacity = list->capacity ? list->capacity * 2 : 256;
        sl_leaf *items = sl_arena_alloc(b->arena, capacity * sizeof *items);
        if (!items) {
            b->status = SL_ERR_NO_MEMORY;
            return NULL;
        }
        if (list->n) memcpy(items, list->items, list->n * sizeof *items);
        list->items = items;
        list->capacity = capacity;
    }
    sl_leaf *leaf = &list->items[list->n++];
    *leaf = (sl_leaf){.path = path,
                      .field = field,
                      .offset = (size_t)((const char *)target - b->base),
                      .class_ = SL_CLASS_ASSUMPTION,
                      .source = "",
                      .date = ""};
    if (node) {
        leaf->mark = node->mark;
        leaf->part = node->part;
        leaf->part_path = node->part_path;
    }
    return leaf;
}

// ---- scalars ----

static int characters(const char *text, size_t bytes)
{
    int n = 0;
    for (size_t i = 0; i < bytes && text[i]; i++)
        n += ((unsigned char)text[i] & 0xC0) != 0x80;
    return n;
}

// The place of some bytes inside a scalar's text.
static sl_mark inner_mark(const sl_node *node, size_t offset, size_t length)
{
    sl_mark mark = node->mark;
    int n = characters(node->text, strlen(node->text));
    if (n == 0 || node->mark.length != n + (node->quoted ? 2 : 0)) return mark; // folded, escaped
    mark.column += characters(node->text, offset) + (node->quoted ? 1 : 0);
    mark.length = characters(node->text + offset, length);
    if (mark.length < 1) mark.length = 1;
    return mark;
}

static const char *article(const char *noun)
{
    return strchr("aeiou", *noun) ? "an" : "a";
}

static bool wrong_dimension(binder *b, const char *path, const sl_field *field, const sl_node *node,
                            const sl_quantity *q)
{
    sl_dim wanted = sl_field_dim(field), plain = {{0}, SL_SCALE_LINEAR};
    char got[64], hint[160];
    const char *got_name = sl_dim_name(q->dim);
    if (!*got_name) sl_dim_format(got, sizeof got, q->dim);
    const char *wants = sl_dim_name(wanted);
    bool counts = !*field->unit && field->max > 1e3; // tokens, FLOP/s: no share of anything
    if (!*wants) wants = "quantity";
    if (counts) wants = "plain number";
    if (sl_dim_equal(q->dim, plain) && !q->has_unit) {
        snprintf(hint, sizeof hint, "add the unit, as in '%.40s %s'", node->text, field->unit);
        sl_diag_add(b->ctx, SL_ERROR, SL_E_NO_UNIT, node->mark, hint,
                    "%s wants %s %s in %s, and '%.40s' has no unit", path, article(wants), wants,
                    field->unit, node->text);
        return false;
    }
    snprintf(hint, sizeof hint, "write it %s%s",
             *field->unit ? "in "
             : counts     ? "without a unit, as in 1e12"
                          : "without a unit, or in %",
             field->unit);
    sl_diag_add(b->ctx, SL_ERROR, SL_E_DIMENSION, node->mark, hint,
                "%s wants %s %s%s%s%s, got '%.60s' (%s)", path, article(wants), wants,
                *field->unit ? " (" : "", field->unit, *field->unit ? ")" : "", node->text,
                *got_name ? got_name : got);
    return false;
}

static bool quantity_of(binder *b, double *value, const char *path, const sl_field *field,
                        const sl_node *node)
{
    sl_quantity q;
    sl_quantity_error e;
    if (!*node->text && !node->quoted) {
        char hint[80];
        snprintf(hint, sizeof hint, "write a number%s%s",
                 *field->unit ? " and its unit, as in 1 " : "", field->unit);
        sl_diag_add(b->ctx, SL_ERROR, SL_E_QUANTITY, node->mark, hint, "%s has no value", path);
        return false;
    }
    if (!sl_quantity_parse(&q, node->text, strlen(node->text), &e)) {
        sl_diag_code code = e.fault == SL_Q_AMBIGUOUS ? SL_E_AMBIGUOUS_UNIT : SL_E_QUANTITY;
        sl_diag_add(b->ctx, SL_ERROR, code, inner_mark(node, e.offset, e.length), e.hint,
                    e.fault == SL_Q_AMBIGUOUS ? "%s: '%.60s' is ambiguous"
                                              : "%s: '%.60s' is not a quantity",
                    path, node->text);
        return false;
    }
    if (!sl_quantity_convert(value, &q, sl_field_dim(field)))
        return wrong_dimension(b, path, field, node, &q);
    return true;
}

static bool in_range(binder *b, const char *path, const sl_field *field, const sl_node *node,
                     double value)
{
    if (field->min == 0.0 && field->max == 0.0) return true;
    double low = sl_field_si(field, field->min), high = sl_field_si(field, field->max);
    const double slack = 1e-12; // of each end alone: they may lie 27 decades apart
    if (value >= low - slack * fabs(low) && value <= high + slack * fabs(high)) return true;
    char hint[120];
    snprintf(hint, sizeof hint, "it may lie from %.9g to %.9g%s%s", field->min, field->max,
             field->unit && *field->unit ? " " : "", field->unit ? field->unit : "");
    sl_diag_add(b->ctx, SL_ERROR, SL_E_RANGE, node->mark, hint, "%s: '%.60s' is outside its range",
                path, node->text);
    return false;
}

static int find_word(const char *word, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(word, words[i]) == 0) return (int)i;
    return -1;
}

static void bad_word(binder *b, const char *path, const sl_node *node, const char *const *words,
                     size_t n)
{
    char hint[300] = "";
    const char *near = sl_nearest(node->text, words, n);
    size_t used = near ? (size_t)snprintf(hint, sizeof hint, "did you mean '%s'? ", near) : 0;
    used += (size_t)snprintf(hint + used, sizeof hint - used, "allowed:");
    for (size_t i = 0; i < n && used < sizeof hint; i++)
        used += (size_t)snprintf(hint + used, sizeof hint - used, " %s", words[i]);
    sl_diag_add(b->ctx, SL_ERROR, SL_E_ENUM, node->mark, hint,
                "%s: '%.60s' is not one of the words", path, node->text);
}

// ---- spreads ----

const char *const sl_dist_names[SL_DISTS] = {"normal", "lognormal", "uniform", "gamma"};

static const char *scalar_text(const sl_node *map, const char *key)
{
    const sl_node *node = sl_node_get(map, key);
    return node && node->kind == SL_NODE_SCALAR ? node->text : NULL;
}

static void spread_word(binder *b, const sl_node *map, const char *key, const char *const *words,
                        size_t n, int *value)
{
    const sl_node *node = sl_node_get(map, key);
    if (!node) return;
    if (node->kind != SL_NODE_SCALAR) {
        error_at(b, SL_E_SPREAD, node->mark, NULL, "a word stands here");
        return;
    }
    int found = find_word(node->text, words, n);
    if (found < 0)
        bad_word(b, key, node, words, n);
    else
        *value = found;
}

// A standard deviation: in %, or in the value's unit (K for temperatures, dB for levels).
static void spread_sd(binder *b, const char *path, const sl_field *field, const sl_node *node,
                      sl_leaf *leaf)
{
    sl_quantity q;
    sl_quantity_error e;
    sl_dim want = sl_field_dim(field), plain = {{0}, SL_SCALE_LINEAR};
    if (want.scale == SL_SCALE_ABSOLUTE) want.scale = SL_SCALE_LINEAR;
    if (want.scale == SL_SCALE_DBM) want.scale = SL_SCALE_DB;
    if (node->kind != SL_NODE_SCALAR) {
        error_at(b, SL_E_SPREAD, node->mark, "write sd: 0.05 dB", "sd: takes one quantity");
        return;
    }
    bool read = sl_quantity_parse(&q, node->text, strlen(node->text), &e);
    bool percent = read && sl_dim_equal(q.dim, plain) && strchr(node->text, '%');
    bool fits = read && (percent || sl_dim_equal(q.dim, want));
    if (!fits || q.value < 0.0) {
        char hint[120];
        snprintf(hint, sizeof hint, "write it in %s or in %%, not negative",
                 want.scale == SL_SCALE_DB          ? "dB"
                 : strcmp(field->unit, "degC") == 0 ? "K"
                                                    : field->unit);
        sl_diag_add(b->ctx, SL_ERROR, SL_E_SPREAD, node->mark, hint,
                    "%s: '%.60s' is no standard deviation", path, node->text);
        return;
    }
    leaf->sd = percent ? fabs(leaf->value) * q.value : q.value;
}

static void read_spread(binder *b, const char *path, const sl_field *field, const sl_node *map,
                        sl_leaf *leaf)
{
    static const char *const known[] = {"value", "sd",   "class", "source",   "date",
                                        "dist",  "kind", "note",  "failures", "exposure"};
    const size_t known_n = sizeof known / sizeof *known;
    static const char *const kinds[] = {"variation", "ignorance"};
    for (size_t i = 0; i < map->n; i++) {
        const char *key = map->entries[i].key;
        if (find_word(key, known, known_n) >= 0 || strncmp(key, "x-", 2) == 0) continue;
        const char *near = sl_nearest(key, known, known_n);
        char hint[120] =
            "a spread knows value, sd, dist, kind, class, source, date, note, failures, "
            "exposure";
        if (near) snprintf(hint, sizeof hint, "did you mean '%s'?", near);
        sl_diag_add(b->ctx, SL_ERROR, SL_E_UNKNOWN_KEY, map->entries[i].key_mark, hint,
                    "unknown key '%.60s' in the spread of %s", key, path);
    }
    int class_ = leaf->class_, dist = leaf->dist, kind = leaf->ignorance;
    spread_word(b, map, "class", class_names, CLASS_N, &class_);
    spread_word(b, map, "dist", sl_dist_names, SL_DISTS, &dist);
    leaf->class_ = (sl_class)class_;
    leaf->dist = (sl_dist)dist;
    leaf->ignorance = leaf->class_ == SL_CLASS_ASSUMPTION || leaf->class_ == SL_CLASS_PAPER;
    kind = leaf->ignorance;
    spread_word(b, map, "kind", kinds, 2, &kind);
    leaf->ignorance = kind == 1;
    if (scalar_text(map, "source")) leaf->source = scalar_text(map, "source");
    if (scalar_text(map, "date")) leaf->date = scalar_text(map, "date");
    const sl_node *sd = sl_node_get(map, "sd");
    if (sd) spread_sd(b, path, field, sd, leaf);
}

// ---- rates from counted failures ----

static bool is_rate(const sl_field *field)
{
    sl_dim hertz = {{0}, SL_SCALE_LINEAR};
    sl_quantity q;
    sl_quantity_error e;
    if (sl_quantity_parse(&q, "1 Hz", 4, &e)) hertz = q.dim;
    return sl_dim_equal(sl_field_dim(field), hertz);
}

// One of the two numbers of a count: a plain one, or a time.
static bool counted(binder *b, const sl_node *map, const char *key, const char *unit, double *out)
{
    const sl_node *node = sl_node_get(map, key);
    sl_quantity q, like;
    sl_quantity_error e;
    char hint[80];
    snprintf(hint, sizeof hint, "write %s", *unit ? "exposure: 2.6e7 h" : "failures: 7");
    bool read = node && node->kind == SL_NODE_SCALAR &&
                sl_quantity_parse(&q, node->text, strlen(node->text), &e);
    bool fits = read && (*unit ? sl_quantity_parse(&like, unit, strlen(unit), &e) &&
                                     sl_dim_equal(q.dim, like.dim) && q.value > 0.0
                               : !q.has_unit && q.value >= 0.0);
    if (fits && !*unit && q.value != floor(q.value)) {
        error_at(b, SL_E_INTEGER, node->mark, hint, "a count of failures is a whole number");
        return false;
    }
    if (!fits)
        error_at(b, read ? SL_E_DIMENSION : SL_E_SPREAD, node ? node->mark : map->mark, hint,
                 *unit ? "a count of failures needs the time of all units together"
                       : "a count of failures is a number");
    *out = fits ? q.value : 0.0;
    return fits;
}

// What r failures in a time T say of a rate: gamma with r + 1/2 and T (Jeffreys), or the gamma law
// of mean and sd given beside them, updated.
static void read_counts(binder *b, const char *path, const sl_field *field, double *target,
                        const sl_node *map, sl_leaf *leaf)
{
    double r, time_s, shape = 0.5, before_s = 0.0;
    if (!is_rate(field)) {
        error_at(b, SL_E_CONTRADICTION, map->mark, "give value and sd", "only a rate is counted");
        return;
    }
    bool told = sl_node_get(map, "value") != NULL;
    if (!counted(b, map, "failures", "", &r) || !counted(b, map, "exposure", "1 h", &time_s))
        return;
    if (told && !(leaf->sd > 0.0 && leaf->value > 0.0)) {
        error_at(b, SL_E_CONTRADICTION, map->mark, "give its sd too, or leave the value out",
                 "what was known before a count needs a spread");
        return;
    }
    if (told) {
        shape = leaf->value * leaf->value / (leaf->sd * leaf->sd);
        before_s = leaf->value / (leaf->sd * leaf->sd);
    }
    leaf->value = (shape + r) / (before_s + time_s);
    leaf->sd = sqrt(shape + r) / (before_s + time_s);
    leaf->dist = SL_DIST_GAMMA;
    *target = leaf->value;
    in_range(b, path, field, sl_node_get(map, "exposure"), leaf->value);
}

// What the part says of all of its values, before the value's own words.
static void part_provenance(const sl_node *node, sl_leaf *leaf)
{
    if (node->part) {
        int class_ = find_word(node->part->class_, class_names, CLASS_N);
        leaf->class_ = class_ < 0 ? SL_CLASS_ASSUMPTION : (sl_class)class_;
        leaf->source = node->part->source;
        leaf->date = node->part->date;
        leaf->sd = fabs(leaf->value) * node->part->spread;
        sl_dim dim = sl_field_dim(leaf->field);
        if (dim.scale == SL_SCALE_ABSOLUTE || dim.scale == SL_SCALE_DBM) leaf->sd = 0.0;
        leaf->ignorance = leaf->class_ == SL_CLASS_ASSUMPTION || leaf->class_ == SL_CLASS_PAPER;
    } else {
        leaf->class_ = SL_CLASS_ASSUMPTION;
        leaf->source = "scenario";
    }
}

// A rate of which only a count is known: not knowing, whatever was counted.
static void bind_counts(binder *b, const char *path, const sl_field *field, double *target,
                        const sl_node *node)
{
    sl_leaf none = {.field = field};
    sl_leaf *leaf = add_leaf(b, path, field, target, node);
    if (!leaf) leaf = &none;
    part_provenance(node, leaf);
    leaf->sd = 0.0;
    read_spread(b, path, field, node, leaf);
    if (!sl_node_get(node, "kind")) leaf->ignorance = true;
    read_counts(b, path, field, target, node, leaf);
}

static void bind_quantity(binder *b, const char *path, const sl_field *field, double *target,
                          const sl_node *node)
{
    const sl_node *value = node;
    bool spread = node->kind == SL_NODE_MAP;
    if (spread) value = sl_node_get(node, "value");
    bool counts = spread && sl_node_get(node, "exposure");
    if (counts && !value) {
        bind_counts(b, path, field, target, node);
        return;
    }
    if (!value || value->kind != SL_NODE_SCALAR) {
        sl_diag_add(b->ctx, SL_ERROR, spread ? SL_E_SPREAD : SL_E_KIND, node->mark,
                    "write a quantity, or {value: ..., sd: ...}", "%s wants one quantity", path);
        return;
    }
    sl_leaf *leaf = add_leaf(b, path, field, target, value);
    sl_leaf none = {.field = field};
    if (!leaf) leaf = &none;
    if (!quantity_of(b, target, path, field, value)) return;
    if (!in_range(b, path, field, value, *target)) return;
    leaf->value = *target;
    part_provenance(value, leaf);
    if (spread) read_spread(b, path, field, node, leaf);
    if (counts) read_counts(b, path, field, target, node, leaf);
}

static void bind_integer(binder *b, const char *path, const sl_field *field, int *target,
                         const sl_node *node)
{
    const char *digits = node->text + (node->text[0] == '-');
    size_t n = strspn(digits, "0123456789");
    long value = strtol(node->text, NULL, 10);
    if (n == 0 || n > 9 || digits[n]) {
        sl_diag_add(b->ctx, SL_ERROR, SL_E_INTEGER, node->mark,
                    "write at most nine digits and no unit, as in 8",
                    "%s: '%.60s' is not a whole number", path, node->text);
        return;
    }
    *target = (int)value;
    if (!in_range(b, path, field, node, (double)value)) return;
    sl_leaf *leaf = add_leaf(b, path, field, target, node);
    if (!leaf) return;
    leaf->value = (double)value;
    part_provenance(node, leaf);
    leaf->sd = 0.0;
}

static void bind_word(binder *b, const char *path, const sl_field *field, int *target,
                      const sl_node *node)
{
    const char *names[40];
    size_t n = 0;
    for (const sl_word *w = field->words; w->name && n < 40; w++)
        names[n++] = w->name;
    int found = find_word(node->text, names, n);
    if (found < 0) {
        bad_word(b, path, node, names, n);
        return;
    }
    *target = field->words[found].value;
    sl_leaf *leaf = add_leaf(b, path, field, target, node);
    if (leaf) part_provenance(node, leaf);
}

static void bind_scalar(binder *b, const char *path, const sl_field *field, char *target,
                        const sl_node *node)
{
    if (node->kind != SL_NODE_SCALAR) {
        sl_diag_add(b->ctx, SL_ERROR, SL_E_KIND, node->mark, "write one value",
                    "%s wants a single value", path);
        return;
    }
    if (field->kind == SL_FIELD_INTEGER) {
        bind_integer(b, path, field, (int *)(void *)target, node);
    } else if (field->kind == SL_FIELD_WORD) {
        bind_word(b, path, field, (int *)(void *)target, node);
    } else if (field->kind == SL_FIELD_TEXT) {
        if (field->required && node->text[strspn(node->text, " \t\n")] == '\0') {
            char hint[200];
            snprintf(hint, sizeof hint, "write it: %.160s", field->doc);
            sl_diag_add(b->ctx, SL_ERROR, SL_E_MISSING_KEY, node->mark, hint, "%s is empty", path);
            return;
        }
        *(const char **)(void *)target = node->text;
        add_leaf(b, path, field, target, node);
    } else {
        bool yes = strcmp(node->text, "true") == 0, no = strcmp(node->text, "false") == 0;
        if (!yes && !no)
            sl_diag_add(b->ctx, SL_ERROR, SL_E_BOOL, node->mark, "write true or false",
                        "%s: '%.60s' is neither true nor false", path, node->text);
        *(bool *)(void *)target = yes;
        add_leaf(b, path, field, target, node);
    }
}

// ---- tables ----

static void bind_table(binder *b, const char *path, const sl_table *table, char *target,
                       const sl_node *node);

static void bind_list(binder *b, const char *path, const sl_field *field, char *owner,
                      const sl_node *node)
{
    int *count = (int *)(void *)(owner + field->count_offset);
    if (node->kind != SL_NODE_LIST) {
        sl_diag_add(b->ctx, SL_ERROR, SL_E_KIND, node->mark, "write a list: [{...}, {...}]",
                    "%s wants a list", path);
        return;
    }
    if (node->n > (size_t)field->list_max) {
        sl_diag_add(b->ctx, SL_ERROR, SL_E_TOO_MANY, node->entries[field->list_max].value->mark,
                    "join entries that are alike", "%s holds %zu entries; at most %d are carried",
                    path, node->n, field->list_max);
        return;
    }
    for (size_t i = 0; i < node->n; i++) {
        char index[24];
        snprintf(index, sizeof index, "%zu", i);
        bind_table(b, join(b, path, index), field->table,
                   owner + field->offset + i * field->table->size, node->entries[i].value);
    }
    *count = (int)node->n;
}

static void bind_field(binder *b, const char *path, const sl_field *field, char *owner,
                       const sl_node *node)
{
    char *target = owner + field->offset;
    switch (field->kind) {
    case SL_FIELD_QUANTITY:
        bind_quantity(b, path, field, (double *)(void *)target, node);
        break;
    case SL_FIELD_TABLE:
        if (field->optional) *(bool *)(void *)(owner + field->count_offset) = true;
        bind_table(b, path, field->table, target, node);
        break;
    case SL_FIELD_LIST:
        bind_list(b, path, field, owner, node);
        break;
    default:
        bind_scalar(b, path, field, target, node);
        break;
    }
}

// A field that no one gave: its default, NaN, or an error.
static void bind_absent(binder *b, const char *path, const sl_field *field, char *owner,
                        const sl_node *map)
{
    if (field->fallback) {
        sl_node node = {.kind = SL_NODE_SCALAR, .text = field->fallback};
        bind_field(b, path, field, owner, &node);
        if (b->leaves && b->leaves->n) b->leaves->items[b->leaves->n - 1].source = "default";
    } else if (field->required && !map->partial) {
        sl_mark mark = map->mark;
        char hint[200];
        snprintf(hint, sizeof hint, "add it: %.160s", field->doc);
        sl_diag_add(b->ctx, SL_ERROR, SL_E_MISSING_KEY, mark, hint, "%s is missing", path);
    } else if (field->kind == SL_FIELD_QUANTITY) {
        *(double *)(void *)(owner + field->offset) = NAN;
    } else if (field->kind == SL_FIELD_TABLE && !field->optional) {
        sl_node empty = {.kind = SL_NODE_MAP, .mark = map->mark, .partial = map->partial};
        bind_table(b, path, field->table, owner + field->offset, &empty);
    }
}

static void unknown_key(binder *b, const char *path, const sl_table *table, const sl_entry *entry)
{
    const char *names[80] = {NULL};
    size_t n = 0;
    for (; n < table->n && n < 80; n++)
        names[n] = table->fields[n].key;
    const char *near = sl_nearest(entry->key, names, n);
    char hint[400] = "";
    size_t used = 0;
    if (near)
        used = (size_t)snprintf(hint, sizeof hint, "did you mean '%s'?", near);
    else
        used = (size_t)snprintf(hint, sizeof hint, "known keys:");
    for (size_t i = 0; i < n && !near && used < sizeof hint; i++)
        used += (size_t)snprintf(hint + used, sizeof hint - used, " %s", names[i]);
    sl_diag_add(b->ctx, SL_ERROR, SL_E_UNKNOWN_KEY, entry->key_mark, hint,
                "unknown key '%.60s' in %s%s", entry->key, *path ? "" : "the ",
                *path ? path : table->name);
}

// `use:` names a part of a folder that the table takes.
static bool check_use(binder *b, const char *path, const sl_table *table, const sl_node *use)
{
    if (use->kind != SL_NODE_SCALAR) return true; // diagnosed before
    if (!table->parts) {
        sl_diag_add(b->ctx, SL_ERROR, SL_E_PART_TYPE, use->mark, NULL, "%s takes no catalogue part",
                    *path ? path : "the scenario");
        return false;
    }
    if (*use->text == '.' || *use->text == '/' || !sl_catalog_find(use->text)) return true;
    size_t n = strcspn(use->text, "/");
    for (const char *p = table->parts; *p; p += strcspn(p, " "), p += strspn(p, " "))
        if (strcspn(p, " ") == n && strncmp(p, use->text, n) == 0) return true;
    char hint[120];
    snprintf(hint, sizeof hint, "parts for it stand in: %s", table->parts);
    sl_diag_add(b->ctx, SL_ERROR, SL_E_PART_TYPE, use->mark, hint, "'%.80s' is no part for %s",
                use->text, path);
    return false;
}

static void bind_table(binder *b, const char *path, const sl_table *table, char *target,
                       const sl_node *node)
{
    if (b->status != SL_OK) return;
    if (node->kind != SL_NODE_MAP) {
        bool empty = node->kind == SL_NODE_SCALAR && !*node->text && !node->quoted;
        if (!empty) {
            char hint[120] = "write a map: {key: value}";
            if (table->parts)
                snprintf(hint, sizeof hint, "write a map: {key: value}, or a part: {use: %.*s/...}",
                         (int)strcspn(table->parts, " "), table->parts);
            sl_diag_add(b->ctx, SL_ERROR, SL_E_KIND, node->mark, hint, "%s wants a map of keys",
                        *path ? path : "the scenario");
            return;
        }
        sl_node none = {.kind = SL_NODE_MAP, .mark = node->mark};
        bind_table(b, path, table, target, &none);
        return;
    }
    const sl_node *use = sl_node_get(node, "use");
    if (use && !check_use(b, path, table, use)) return; // its keys are of another thing
    for (size_t i = 0; i < node->n; i++) {
        const sl_entry *entry = &node->entries[i];
        bool known = strcmp(entry->key, "use") == 0 || strncmp(entry->key, "x-", 2) == 0;
        if (!known && !sl_table_find(table, entry->key)) unknown_key(b, path, table, entry);
    }
    for (size_t i = 0; i < table->n && b->status == SL_OK; i++) {
        const sl_field *field = &table->fields[i];
        const sl_node *value = sl_node_get(node, field->key);
        const char *full = join(b, path, field->key);
        if (value)
            bind_field(b, full, field, target, value);
        else
            bind_absent(b, full, field, target, node);
    }
}

sl_status sl_bind(sl_ctx *ctx, sl_arena *arena, const sl_node *node, const sl_table *table,
                  void *target, sl_leaves *leaves)
{
    size_t errors = sl_diag_errors(ctx);
    memset(target, 0, table->size);
    binder b = {.ctx = ctx, .arena = arena, .base = target, .leaves = leaves};
    bind_table(&b, "", table, target, node);
    if (b.status != SL_OK) return b.status;
    return sl_diag_errors(ctx) > errors ? SL_ERR_SCENARIO : SL_OK;
}

static int compare_path(const void *a, const void *b)
{
    return strcmp((*(const sl_leaf *const *)a)->path, (*(const sl_leaf *const *)b)->path);
}

void sl_bind_canonical(sl_text *out, const sl_leaves *leaves, const void *target)
{
    const sl_leaf **order = sl_ctx_resize(out->ctx, NULL, (leaves->n + 1) * sizeof *order);
    if (!order) {
        out->failed = true;
        return;
    }
    for (size_t i = 0; i < leaves->n; i++)
        order[i] = &leaves->items[i];
    qsort(order, leaves->n, sizeof *order, compare_path);
    for (size_t i = 0; i < leaves->n; i++) {
        const sl_leaf *leaf = order[i];
        const char *at = (const char *)target + leaf->offset;
        sl_text_printf(out, "%s=", leaf->path);
        if (leaf->field->kind == SL_FIELD_TEXT)
            sl_text_add(out, *(const char *const *)(const void *)at);
        else if (leaf->field->kind == SL_FIELD_BOOL)
            sl_text_add(out, *(const bool *)(const void *)at ? "true" : "false");
        else if (leaf->field->kind == SL_FIELD_QUANTITY)
            sl_text_add_number(out, leaf->value);
        else
            sl_text_printf(out, "%d", *(const int *)(const void *)at);
        if (leaf->sd > 0.0) {
            sl_text_add(out, "~");
            sl_text_add_number(out, leaf->sd);
            sl_text_printf(out, "/%d/%d", (int)leaf->dist, (int)leaf->ignorance);
        }
        sl_text_add(out, "\n");
    }
    sl_ctx_resize(out->ctx, order, 0);
}
