// Fault trees of the Aralia collection, as Open-PSA model exchange files.
#ifndef SELFTEST_ARALIA_H
#define SELFTEST_ARALIA_H

#include "shoreline/core.h"
#include "shoreline/fleet.h"

typedef struct aralia_tree {
    sl_tree_node *nodes;
    int n, top;
} aralia_tree;

// Reads data_dir/economics/scram-aralia/name.xml into the arena: gates and, or, not, atleast; basic
// and house events with one probability each; the top is the first gate that no other names.
// Errors: SL_ERR_IO (not there), SL_ERR_SCENARIO (not of that form), SL_ERR_NO_MEMORY.
sl_status aralia_read(aralia_tree *out, sl_arena *arena, const char *data_dir, const char *name);

#endif
