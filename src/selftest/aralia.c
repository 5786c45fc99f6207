// A reader for the part of the Open-PSA model exchange format that the Aralia fault trees use: tags
// with at most two attributes, no text that matters, one formula to a gate.
#include "selftest/aralia.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX (1u << 20)

typedef struct reader {
    sl_arena *arena;
    const char *at;
    const char *names[SL_TREE_NODES];
    bool named[SL_TREE_NODES]; // some gate has it as a child
    aralia_tree *tree;
    int child[SL_TREE_NODES], children;
    sl_status status;
} reader;

typedef struct tag {
    const char *text; // behind '<'
    size_t length;
} tag;

static bool next_tag(reader *r, tag *t)
{
    const char *open = strchr(r->at, '<'), *close = open ? strchr(open, '>') : NULL;
    if (!close) return false;
    *t = (tag){open + 1, (size_t)(close - open - 1)};
    r->at = close + 1;
    return true;
}

static bool is(const tag *t, const char *word)
{
    size_t n = strlen(word);
    return t->length >= n && strncmp(t->text, word, n) == 0 &&
           (t->length == n || t->text[n] == ' ' || t->text[n] == '/');
}

// Text of an attribute, "" where there is none.
static const char *attribute(reader *r, const tag *t, const char *key)
{
    char want[32];
    snprintf(want, sizeof want, " %s=\"", key);
    const char *found = strstr(t->text, want), *end = NULL;
    if (found && found < t->text + t->length) end = strchr(found + strlen(want), '"');
    if (!end) return "";
    found += strlen(want);
    const char *copy = sl_arena_text(r->arena, found, (size_t)(end - found));
    if (!copy) r->status = SL_ERR_NO_MEMORY;
    return copy ? copy : "";
}

static int node_of(reader *r, const char *name)
{
    for (int i = 0; i < r->tree->n; i++)
        if (strcmp(r->names[i], name) == 0) return i;
    if (r->tree->n == SL_TREE_NODES || !*name) {
        r->status = SL_ERR_SCENARIO;
        return 0;
    }
    r->names[r->tree->n] = name;
    return r->tree->n++;
}

static sl_tree_kind kind_of(const tag *t)
{
    if (is(t, "and")) return SL_TREE_AND;
    if (is(t, "or")) return SL_TREE_OR;
    if (is(t, "not")) return SL_TREE_NOT;
    if (is(t, "atleast")) return SL_TREE_AT_LEAST;
    return SL_TREE_EVENT;
}

static void read_gate(reader *r, const tag *opened)
{
    int at = node_of(r, attribute(r, opened, "name"));
    sl_tree_node *node = &r->tree->nodes[at];
    r->children = 0;
    for (tag t; r->status == SL_OK && next_tag(r, &t) && !is(&t, "/define-gate");) {
        if (t.text[0] == '/') continue;
        if (kind_of(&t) != SL_TREE_EVENT && node->kind == SL_TREE_EVENT) {
            node->kind = kind_of(&t);
            node->k = atoi(attribute(r, &t, "min"));
        } else if (kind_of(&t) == SL_TREE_EVENT && r->children < SL_TREE_NODES) {
            int child = node_of(r, attribute(r, &t, "name"));
            r->named[child] = true;
            r->child[r->children++] = child;
        } else {
            r->status = SL_ERR_SCENARIO; // a formula within a formula
        }
    }
    int *child = sl_arena_alloc(r->arena, (size_t)r->children * sizeof *child);
    if (!child) {
        r->status = SL_ERR_NO_MEMORY;
        return;
    }
    memcpy(child, r->child, (size_t)r->children * sizeof *child);
    node->child = child;
    node->children = r->children;
}

static void read_event(reader *r, const tag *opened)
{
    int at = node_of(r, attribute(r, opened, "name"));
    tag value;
    r->tree->nodes[at].p = next_tag(r, &value) ? atof(attribute(r, &value, "value")) : -1.0;
}

static void read_all(reader *r)
{
    for (tag t; r->status == SL_OK && next_tag(r, &t);) {
        if (is(&t, "define-gate")) read_gate(r, &t);
        if (is(&t, "define-basic-event")) read_event(r, &t);
    }
    for (r->tree->top = 0; r->tree->top < r->tree->n; r->tree->top++)
        if (!r->named[r->tree->top] && r->tree->nodes[r->tree->top].children > 0) return;
    if (r->status == SL_OK) r->status = SL_ERR_SCENARIO;
}

static char *read_file(sl_arena *arena, const char *path)
{
    FILE *file = fopen(path, "r");
    if (!file) return NULL;
    char *text = sl_arena_alloc(arena, FILE_MAX);
    if (text) text[fread(text, 1, FILE_MAX - 1, file)] = '\0';
    fclose(file);
    return text;
}

sl_status aralia_read(aralia_tree *out, sl_arena *arena, const char *data_dir, const char *name)
{
    char path[1024];
    *out = (aralia_tree){0};
    snprintf(path, sizeof path, "%s/economics/scram-aralia/%s.xml", data_dir, name);
    const char *text = read_file(arena, path);
    if (!text) return SL_ERR_IO;
    reader *r = sl_arena_alloc(arena, sizeof *r);
    out->nodes = sl_arena_alloc(arena, SL_TREE_NODES * sizeof *out->nodes);
    if (!r || !out->nodes) return SL_ERR_NO_MEMORY;
    r->arena = arena;
    r->at = text;
    r->tree = out;
    read_all(r);
    return r->status;
}
