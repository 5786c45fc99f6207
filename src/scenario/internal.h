// Shared inside src/scenario.
#ifndef SCENARIO_INTERNAL_H
#define SCENARIO_INTERNAL_H

#include "shoreline/scenario.h"

// Overlays `over` on `under` (either may be NULL) without changing them: maps merge key by key,
// anything else is replaced, `key+` appends to a list, or stays where there is none below yet.
// NULL when memory is out.
sl_node *sl_node_merge(sl_arena *arena, sl_node *under, sl_node *over);

// What is left of `key+` after the last overlay begins the list. False when memory is out.
bool sl_node_settle(sl_arena *arena, sl_node *node);

// Where parts and files come from while one scenario is resolved.
typedef struct sl_resolver {
    sl_ctx *ctx;
    sl_arena *arena;
    const char *catalog_dir;
    struct sl_cached_part *parts; // each part is parsed once
    sl_status status;
} sl_resolver;

// Replaces every `use:` below node (whose things are described by table) by the part it names.
sl_node *sl_expand_parts(sl_resolver *resolver, sl_node *node, const char *dir, int depth);

// Reads a file into the arena as a source. Diagnoses at `from` when it cannot be read.
sl_source *sl_source_read(sl_ctx *ctx, sl_arena *arena, const char *path, sl_mark from);

// Whether a path ends as that of a scenario or a part does.
bool sl_path_is_yaml(const char *path);

// Joins a relative path to the directory of `base`.
const char *sl_path_beside(sl_arena *arena, const char *base, const char *path);

#endif
