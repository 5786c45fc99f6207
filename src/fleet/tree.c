// Fault trees: exact probability of the top and how much each event matters.
//
// Model. The top is a Boolean function of independent events, given by gates that may share events
// and gates. It becomes a binary decision diagram (diagram.c), of which both probabilities, that
// the function holds and that it does not, are summed from the leaves up.
//
// Equations. At a node of event x: P = p(x) P(hi) + (1 - p(x)) P(lo), and the same for 1 - P from
// the complements: no difference is ever formed, so that 1e-30 keeps its digits. Birnbaum
// importance dP/dp(x) = sum over nodes of x of W (P(hi) - P(lo)), W the signed weight of paths from
// the top, in one pass down.
//
// Assumptions. Events independent; one probability each.
//
// Limits. Events are ordered by first visit, depth first, small gates before large: no reordering.
// Trees whose diagram outgrows the limit are refused, not approximated.
//
// Sources. Rauzy, Reliability Engineering and System Safety 40 (1993) 203; Bryant as in diagram.c;
// from memory.
#include "fleet/diagram.h"
#include "shoreline/fleet.h"

#define DEFAULT_LIMIT 20000000u

typedef enum mark { UNSEEN, OPEN, DONE } mark;

typedef struct work {
    sl_ctx *ctx;
    const sl_tree_node *node;
    int n, variables;
    unsigned char *seen; // mark of each node
    int *variable;       // of each event; -1: the top does not need it
    int *event;          // node of each variable
    edge *function;      // of each node
    double *p, *q;       // of each node of the diagram: it holds, it does not
    double *weight;
    diagram d;
} work;

// ---- input ----

static bool valid_node(const sl_tree_node *t, int n)
{
    bool leaf = t->kind == SL_TREE_EVENT || t->kind == SL_TREE_HOUSE;
    if ((int)t->kind < SL_TREE_EVENT || t->kind > SL_TREE_NOT) return false;
    if (leaf && !(t->p >= 0.0 && t->p <= 1.0)) return false;
    if (t->kind == SL_TREE_HOUSE && t->p != 0.0 && t->p != 1.0) return false;
    if (leaf) return true;
    if (t->children < 1 || t->children > SL_TREE_NODES) return false;
    if (t->kind == SL_TREE_NOT && t->children != 1) return false;
    if (t->kind == SL_TREE_AT_LEAST && (t->k < 0 || t->k > t->children)) return false;
    for (int i = 0; i < t->children; i++)
        if (t->child[i] < 0 || t->child[i] >= n) return false;
    return true;
}

static bool valid(const sl_tree_node *nodes, int n, int top)
{
    if (n < 1 || n > SL_TREE_NODES || top < 0 || top >= n) return false;
    for (int i = 0; i < n; i++)
        if (!valid_node(&nodes[i], n)) return false;
    return true;
}

// Numbers the events by first visit; false in a circle.
static bool number_events(work *w, int at)
{
    const sl_tree_node *t = &w->node[at];
    if (w->seen[at] == DONE) return true;
    if (w->seen[at] == OPEN) return false;
    w->seen[at] = OPEN;
    if (t->kind == SL_TREE_EVENT) {
        w->event[w->variables] = at;
        w->variable[at] = w->variables++;
    }
    for (int i = 0; t->kind > SL_TREE_HOUSE && i < t->children; i++)
        if (!number_events(w, t->child[i])) return false;
    w->seen[at] = DONE;
    return true;
}

// ---- tree to diagram ----

static edge build(work *w, int at);

// reached[j]: at least j of the children so far.
static edge at_least(work *w, const sl_tree_node *t)
{
    edge *reached = sl_ctx_resize(w->ctx, NULL, ((size_t)t->k + 1) * sizeof *reached);
    if (!reached) {
        w->d.status = SL_ERR_NO_MEMORY;
        return EDGE_FALSE;
    }
    reached[0] = EDGE_TRUE;
    for (int j = 1; j <= t->k; j++)
        reached[j] = EDGE_FALSE;
    for (int i = t->children - 1; i >= 0; i--) {
        edge child = build(w, t->child[i]);
        for (int j = t->k; j > 0; j--)
            reached[j] = diagram_choose(&w->d, child, reached[j - 1], reached[j]);
    }
    edge all = reached[t->k];
    sl_ctx_resize(w->ctx, reached, 0);
    return all;
}

// The last children first: they come last in the order, and small diagrams are joined first.
static edge join(work *w, const sl_tree_node *t, bool both)
{
    edge all = both ? EDGE_TRUE : EDGE_FALSE;
    for (int i = t->children - 1; i >= 0; i--) {
        edge child = build(w, t->child[i]);
        all = both ? diagram_and(&w->d, child, all) : diagram_or(&w->d, child, all);
    }
    return all;
}

static edge build_new(work *w, int at)
{
    const sl_tree_node *t = &w->node[at];
    switch (t->kind) {
    case SL_TREE_EVENT:
        return diagram_variable(&w->d, (uint32_t)w->variable[at]);
    case SL_TREE_HOUSE:
        return t->p == 1.0 ? EDGE_TRUE : EDGE_FALSE;
    case SL_TREE_AND:
    case SL_TREE_OR:
        return join(w, t, t->kind == SL_TREE_AND);
    case SL_TREE_AT_LEAST:
        return at_least(w, t);
    case SL_TREE_NOT:
        return EDGE_NOT(build(w, t->child[0]));
    }
    return EDGE_FALSE;
}

static edge build(work *w, int at)
{
    if (w->seen[at] != DONE) {
        edge f = build_new(w, at);
        w->function[at] = f;
        w->seen[at] = DONE;
    }
    return w->function[at];
}

// ---- diagram to numbers ----

static double chance(const work *w, edge f, bool holds)
{
    return (f & 1u) != holds ? w->p[f >> 1] : w->q[f >> 1];
}

static void sum_up(work *w)
{
    w->p[0] = 1.0;
    w->q[0] = 0.0;
    for (uint32_t i = 1; i < w->d.n; i++) {
        const diagram_node *n = &w->d.node[i];
        double p = w->node[w->event[n->variable]].p;
        w->p[i] = p * chance(w, n->hi, true) + (1.0 - p) * chance(w, n->lo, true);
        w->q[i] = p * chance(w, n->hi, false) + (1.0 - p) * chance(w, n->lo, false);
    }
}

// Weight of all paths from the top to each node, with the sign of its complements.
static size_t importance(work *w, double *birnbaum, edge top)
{
    size_t used = 0;
    for (uint32_t i = 0; i < w->d.n; i++)
        w->weight[i] = 0.0;
    for (uint32_t i = 0; i < w->d.n; i++)
        w->seen[i] = UNSEEN;
    w->weight[top >> 1] = top & 1u ? -1.0 : 1.0;
    w->seen[top >> 1] = DONE;
    for (uint32_t i = top >> 1; i > 0; i--) {
        const diagram_node *n = &w->d.node[i];
        double p = w->node[w->event[n->variable]].p, weight = w->weight[i];
        if (w->seen[i] != DONE) continue;
        used++;
        w->seen[n->hi >> 1] = w->seen[n->lo >> 1] = DONE;
        w->weight[n->hi >> 1] += p * weight;
        w->weight[n->lo >> 1] += (1.0 - p) * (n->lo & 1u ? -weight : weight);
        if (birnbaum)
            birnbaum[w->event[n->variable]] +=
                weight * (chance(w, n->hi, true) - chance(w, n->lo, true));
    }
    return used;
}

static sl_status numbers(work *w, sl_tree_result *out, double *birnbaum, edge top)
{
    size_t n = w->d.n;
    double *all = sl_ctx_resize(w->ctx, NULL, 3 * n * sizeof *all);
    unsigned char *seen = sl_ctx_resize(w->ctx, w->seen, n + (size_t)w->n);
    if (seen) w->seen = seen;
    if (all && seen) {
        w->p = all;
        w->q = all + n;
        w->weight = all + 2 * n;
        sum_up(w);
        *out = (sl_tree_result){.probability = chance(w, top, true),
                                .nodes = importance(w, birnbaum, top),
                                .made = n - 1};
    }
    sl_ctx_resize(w->ctx, all, 0);
    return all && seen ? SL_OK : SL_ERR_NO_MEMORY;
}

static sl_status evaluate(work *w, sl_tree_result *out, double *birnbaum, int top, size_t limit)
{
    for (int i = 0; i < w->n; i++) {
        w->seen[i] = UNSEEN;
        w->variable[i] = -1;
        if (birnbaum) birnbaum[i] = 0.0;
    }
    if (!number_events(w, top)) return SL_ERR_DOMAIN;
    for (int i = 0; i < w->n; i++)
        w->seen[i] = UNSEEN;
    sl_status status = diagram_create(&w->d, w->ctx, limit);
    if (status == SL_OK) {
        edge function = build(w, top);
        status = w->d.status;
        if (status == SL_OK) status = numbers(w, out, birnbaum, function);
    }
    diagram_destroy(&w->d);
    return status;
}

sl_status sl_tree_evaluate(sl_tree_result *out, double *birnbaum, sl_ctx *ctx,
                           const sl_tree_node *nodes, int n, int top, size_t limit)
{
    *out = (sl_tree_result){0};
    if (!valid(nodes, n, top)) return SL_ERR_DOMAIN;
    size_t most = limit > 0 && limit < DEFAULT_LIMIT ? limit : DEFAULT_LIMIT, count = (size_t)n;
    work w = {.ctx = ctx, .node = nodes, .n = n};
    w.seen = sl_ctx_resize(ctx, NULL, count);
    w.variable = sl_ctx_resize(ctx, NULL, count * sizeof *w.variable);
    w.event = sl_ctx_resize(ctx, NULL, count * sizeof *w.event);
    w.function = sl_ctx_resize(ctx, NULL, count * sizeof *w.function);
    sl_status status = SL_ERR_NO_MEMORY;
    if (w.seen && w.variable && w.event && w.function)
        status = evaluate(&w, out, birnbaum, top, most);
    sl_ctx_resize(ctx, w.seen, 0);
    sl_ctx_resize(ctx, w.variable, 0);
    sl_ctx_resize(ctx, w.event, 0);
    sl_ctx_resize(ctx, w.function, 0);
    return status;
}
