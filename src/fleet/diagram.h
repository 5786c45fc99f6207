// Reduced ordered binary decision diagrams with complement edges, for fault trees.
#ifndef FLEET_DIAGRAM_H
#define FLEET_DIAGRAM_H

#include "shoreline/core.h"

// A function: the index of its node, twice, plus 1 where it is the node's complement.
typedef uint32_t edge;
#define EDGE_TRUE   0u
#define EDGE_FALSE  1u
#define EDGE_NOT(f) ((f) ^ 1u)

// Node 0 is true. hi is never a complement, so that each function has one form. Children have
// smaller indices than their parents.
typedef struct diagram_node {
    uint32_t variable; // 0 is tested first
    edge hi, lo;       // where it holds, or not
    uint32_t next;     // of the same bucket
} diagram_node;

typedef struct diagram_answer {
    edge f, g, result;
} diagram_answer;

typedef struct diagram {
    sl_ctx *ctx;
    diagram_node *node;
    uint32_t *bucket;       // unique table: as many buckets as nodes fit
    diagram_answer *answer; // computed table: forgets
    uint32_t n, capacity;   // a power of two
    size_t limit;
    sl_status status; // the first failure; after it results mean nothing
} diagram;

sl_status diagram_create(diagram *d, sl_ctx *ctx, size_t limit);
void diagram_destroy(diagram *d);
edge diagram_variable(diagram *d, uint32_t variable);
edge diagram_and(diagram *d, edge f, edge g);
edge diagram_or(diagram *d, edge f, edge g);
edge diagram_choose(diagram *d, edge condition, edge then, edge otherwise);

#endif
