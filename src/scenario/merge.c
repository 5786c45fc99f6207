// Overlaying trees: part < base < scenario < variant < --set, each by the same rule.
#include "scenario/internal.h"

#include <string.h>

// {value: ..., sd: ...} is one value, as is {failures: ..., exposure: ...}: an overlay replaces it
// whole, never its halves.
static bool is_spread(const sl_node *node)
{
    return sl_node_get(node, "value") || sl_node_get(node, "exposure");
}

static sl_node *append_list(sl_arena *arena, const sl_node *under, const sl_node *over)
{
    sl_node *list = sl_arena_alloc(arena, sizeof *list);
    if (!list) return NULL;
    *list = *over;
    list->n = under->n + over->n;
    list->entries = sl_arena_alloc(arena, (list->n + 1) * sizeof *list->entries);
    if (!list->entries) return NULL;
    if (under->n) memcpy(list->entries, under->entries, under->n * sizeof *under->entries);
    if (over->n) memcpy(list->entries + under->n, over->entries, over->n * sizeof *over->entries);
    return list;
}

static sl_entry *find_entry(sl_node *map, const char *key, size_t length)
{
    for (size_t i = 0; i < map->n; i++)
        if (strlen(map->entries[i].key) == length && memcmp(map->entries[i].key, key, length) == 0)
            return &map->entries[i];
    return NULL;
}

// "key+" with a list.
static bool appends(const sl_entry *e)
{
    size_t n = strlen(e->key);
    return n > 1 && e->key[n - 1] == '+' && e->value->kind == SL_NODE_LIST;
}

// The entry that `over` goes onto: of the same key, where either may still wait for its list.
static sl_entry *find_under(sl_node *map, const sl_entry *over)
{
    size_t n = strlen(over->key);
    sl_entry *under = find_entry(map, over->key, appends(over) ? n - 1 : n);
    for (size_t i = 0; i < map->n && !under; i++) {
        sl_entry *e = &map->entries[i];
        if (!appends(e)) continue;
        size_t plain = strlen(e->key) - 1;
        if (plain == (appends(over) ? n - 1 : n) && memcmp(e->key, over->key, plain) == 0)
            under = e;
    }
    return under;
}

static bool merge_entry(sl_arena *arena, sl_node *map, const sl_entry *over)
{
    sl_entry *under = find_under(map, over);
    sl_entry merged = *over;
    if (under && appends(over) && under->value->kind == SL_NODE_LIST) {
        merged.key = under->key; // stays "key+" until there is a list below
        merged.value = append_list(arena, under->value, over->value);
    } else {
        merged.value = sl_node_merge(arena, under ? under->value : NULL, over->value);
    }
    if (!merged.value) return false;
    if (under)
        *under = merged;
    else
        map->entries[map->n++] = merged;
    return true;
}

sl_node *sl_node_merge(sl_arena *arena, sl_node *under, sl_node *over)
{
    if (!over) return under;
    if (over->kind != SL_NODE_MAP) return over;
    if (is_spread(over)) return over;
    bool both = under && under->kind == SL_NODE_MAP && !is_spread(under);
    sl_node *map = sl_arena_alloc(arena, sizeof *map);
    if (!map) return NULL;
    *map = *over;
    map->partial = over->partial || (both && under->partial);
    map->n = 0;
    map->entries =
        sl_arena_alloc(arena, ((both ? under->n : 0) + over->n + 1) * sizeof *map->entries);
    if (!map->entries) return NULL;
    if (both && under->n) {
        memcpy(map->entries, under->entries, under->n * sizeof *under->entries);
        map->n = under->n;
    }
    for (size_t i = 0; i < over->n; i++)
        if (!merge_entry(arena, map, &over->entries[i])) return NULL;
    return map;
}

bool sl_node_settle(sl_arena *arena, sl_node *node)
{
    for (size_t i = 0; node->kind != SL_NODE_SCALAR && i < node->n; i++) {
        sl_entry *e = &node->entries[i];
        if (e->key && appends(e)) {
            e->key = sl_arena_text(arena, e->key, strlen(e->key) - 1);
            if (!e->key) return false;
        }
        if (!sl_node_settle(arena, e->value)) return false;
    }
    return true;
}
