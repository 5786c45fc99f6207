// Binary decision diagrams: nodes made once, conjunctions remembered.
//
// Model. A Boolean function is a test of its first variable and two functions of the rest; equal
// functions are one node. Conjunction with complement edges gives every other operation.
//
// Equations. f g = x ? f(x=1) g(x=1) : f(x=0) g(x=0) with x the first variable of either.
//
// Assumptions. The caller numbers the variables; the diagram's size hangs on that.
//
// Limits. No garbage collection and no reordering: what was made stays until the end.
//
// Sources. Bryant, IEEE Trans. Computers 35 (1986) 677; Brace, Rudell, Bryant, DAC 1990, 40 (unique
// and computed table, complement edges); from memory.
#include "fleet/diagram.h"

#include <string.h>

#define FIRST_CAPACITY 4096u
#define LEAF           UINT32_MAX // variable of node 0: after all others
#define NONE           0u         // end of a bucket; node 0 is in none

static uint32_t spread(uint32_t a, uint32_t b, uint32_t c)
{
    uint64_t h = a * UINT64_C(0x9E3779B97F4A7C15) ^ b * UINT64_C(0xC2B2AE3D27D4EB4F) ^
                 c * UINT64_C(0x165667B19E3779F9);
    return (uint32_t)((h ^ (h >> 29)) * UINT64_C(0xBF58476D1CE4E5B9) >> 32);
}

static uint32_t *bucket_of(diagram *d, const diagram_node *n)
{
    return &d->bucket[spread(n->variable, n->hi, n->lo) & (d->capacity - 1)];
}

static sl_status resize(diagram *d, uint32_t capacity)
{
    diagram_node *node = sl_ctx_resize(d->ctx, d->node, capacity * sizeof *node);
    if (node) d->node = node;
    uint32_t *bucket = sl_ctx_resize(d->ctx, d->bucket, capacity * sizeof *bucket);
    if (bucket) d->bucket = bucket;
    diagram_answer *answer = sl_ctx_resize(d->ctx, d->answer, capacity * sizeof *answer);
    if (answer) d->answer = answer;
    if (!node || !bucket || !answer) return SL_ERR_NO_MEMORY;
    d->capacity = capacity;
    memset(bucket, 0, capacity * sizeof *bucket);
    memset(answer, 0, capacity * sizeof *answer); // f = g = true is never asked
    for (uint32_t i = 1; i < d->n; i++) {
        uint32_t *b = bucket_of(d, &d->node[i]);
        d->node[i].next = *b;
        *b = i;
    }
    return SL_OK;
}

sl_status diagram_create(diagram *d, sl_ctx *ctx, size_t limit)
{
    *d = (diagram){.ctx = ctx, .n = 1, .limit = limit};
    d->status = resize(d, FIRST_CAPACITY);
    if (d->status == SL_OK) d->node[0] = (diagram_node){.variable = LEAF};
    return d->status;
}

void diagram_destroy(diagram *d)
{
    sl_ctx_resize(d->ctx, d->node, 0);
    sl_ctx_resize(d->ctx, d->bucket, 0);
    sl_ctx_resize(d->ctx, d->answer, 0);
}

static edge make(diagram *d, uint32_t variable, edge hi, edge lo)
{
    if (hi == lo || d->status != SL_OK) return hi;
    edge flip = hi & 1u;
    diagram_node want = {.variable = variable, .hi = hi ^ flip, .lo = lo ^ flip};
    uint32_t *b = bucket_of(d, &want);
    for (uint32_t i = *b; i != NONE; i = d->node[i].next)
        if (d->node[i].variable == variable && d->node[i].hi == want.hi && d->node[i].lo == want.lo)
            return i << 1 | flip;
    if (d->n >= d->limit) {
        d->status = SL_ERR_LIMIT;
        return EDGE_FALSE;
    }
    if (d->n == d->capacity) {
        d->status = resize(d, d->capacity * 2);
        if (d->status != SL_OK) return EDGE_FALSE;
        b = bucket_of(d, &want);
    }
    want.next = *b;
    *b = d->n;
    d->node[d->n] = want;
    return d->n++ << 1 | flip;
}

edge diagram_variable(diagram *d, uint32_t variable)
{
    return make(d, variable, EDGE_TRUE, EDGE_FALSE);
}

// f where the variable holds, or not; f itself where it does not begin with it.
static edge part(const diagram *d, edge f, uint32_t variable, bool holds)
{
    const diagram_node *n = &d->node[f >> 1];
    if (n->variable != variable) return f;
    return (holds ? n->hi : n->lo) ^ (f & 1u);
}

edge diagram_and(diagram *d, edge f, edge g)
{
    if (f == EDGE_FALSE || g == EDGE_FALSE || f == EDGE_NOT(g)) return EDGE_FALSE;
    if (f == EDGE_TRUE || f == g) return g;
    if (g == EDGE_TRUE || d->status != SL_OK) return f;
    if (f > g) {
        edge swap = f;
        f = g;
        g = swap;
    }
    const diagram_answer *known = &d->answer[spread(f, g, 0) & (d->capacity - 1)];
    if (known->f == f && known->g == g) return known->result;
    uint32_t x = d->node[f >> 1].variable, y = d->node[g >> 1].variable;
    if (y < x) x = y;
    edge hi = diagram_and(d, part(d, f, x, true), part(d, g, x, true));
    edge lo = diagram_and(d, part(d, f, x, false), part(d, g, x, false));
    edge result = make(d, x, hi, lo);
    if (d->status == SL_OK)
        d->answer[spread(f, g, 0) & (d->capacity - 1)] = (diagram_answer){f, g, result};
    return result;
}

edge diagram_or(diagram *d, edge f, edge g)
{
    return EDGE_NOT(diagram_and(d, EDGE_NOT(f), EDGE_NOT(g)));
}

edge diagram_choose(diagram *d, edge condition, edge then, edge otherwise)
{
    edge first = diagram_and(d, condition, then);
    return diagram_or(d, first, diagram_and(d, EDGE_NOT(condition), otherwise));
}
