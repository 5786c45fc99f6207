// Fault trees against the sum over all states of their events, and trees without memory.
#include "sl_test.h"

#include "shoreline/fleet.h"

#include <stdlib.h>

#define EVENTS 9
#define GATES  12
#define NODES  (EVENTS + GATES + 1)

typedef struct tree {
    sl_tree_node node[NODES];
    int child[NODES][6];
} tree;

static uint64_t state = 1;

static unsigned below(unsigned n)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(state >> 33) % n;
}

// Gates over events and earlier gates, every kind among them, and one house event.
static void draw(tree *t)
{
    for (int i = 0; i < EVENTS; i++)
        t->node[i] = (sl_tree_node){.kind = SL_TREE_EVENT, .p = (1.0 + below(999)) / 1000.0};
    t->node[EVENTS] = (sl_tree_node){.kind = SL_TREE_HOUSE, .p = below(2)};
    for (int i = EVENTS + 1; i < NODES; i++) {
        sl_tree_kind kind = (sl_tree_kind)(SL_TREE_AND + below(4));
        int children = kind == SL_TREE_NOT ? 1 : 2 + (int)below(4);
        for (int c = 0; c < children; c++) // the last gates hold the tree together
            t->child[i][c] = (int)below((unsigned)i);
        if (i > EVENTS + 1) t->child[i][0] = i - 1;
        t->node[i] = (sl_tree_node){.kind = kind,
                                    .k = (int)below((unsigned)children + 1),
                                    .child = t->child[i],
                                    .children = children};
    }
}

static bool holds(const tree *t, unsigned events)
{
    bool is[NODES];
    for (int i = 0; i < NODES; i++) {
        const sl_tree_node *n = &t->node[i];
        int held = 0;
        for (int c = 0; n->kind > SL_TREE_HOUSE && c < n->children; c++)
            held += is[n->child[c]];
        const bool values[] = {[SL_TREE_EVENT] = i < EVENTS && events >> i & 1u,
                               [SL_TREE_HOUSE] = n->p == 1.0,
                               [SL_TREE_AND] = held == n->children,
                               [SL_TREE_OR] = held > 0,
                               [SL_TREE_AT_LEAST] = held >= n->k,
                               [SL_TREE_NOT] = held == 0};
        is[i] = values[n->kind];
    }
    return is[NODES - 1];
}

// Of the top, with one event's probability held at p (which -1: none).
static double summed(const tree *t, int which, double p)
{
    double sum = 0.0;
    for (unsigned events = 0; events < 1u << EVENTS; events++) {
        double weight = 1.0;
        for (int i = 0; i < EVENTS; i++) {
            double q = i == which ? p : t->node[i].p;
            weight *= events >> i & 1u ? q : 1.0 - q;
        }
        if (holds(t, events)) sum += weight;
    }
    return sum;
}

static void test_all_states(void **unused)
{
    (void)unused;
    sl_ctx *ctx = NULL;
    assert_int_equal(sl_ctx_create(&ctx, NULL), SL_OK);
    for (int turn = 0; turn < 300; turn++) {
        tree t;
        sl_tree_result r;
        double birnbaum[NODES];
        draw(&t);
        assert_int_equal(sl_tree_evaluate(&r, birnbaum, ctx, t.node, NODES, NODES - 1, 0), SL_OK);
        sl_assert_abs(r.probability, summed(&t, -1, 0.0), 1e-13);
        for (int i = 0; i < EVENTS; i++)
            sl_assert_abs(birnbaum[i], summed(&t, i, 1.0) - summed(&t, i, 0.0), 1e-12);
    }
    sl_ctx_destroy(ctx);
}

// Nothing is lost to differences: products and sums of products far below epsilon.
static void test_rare(void **unused)
{
    (void)unused;
    static const int three[] = {0, 1, 2}, not_one[] = {3}, both[] = {3, 4}, two[] = {0, 1, 2, 5};
    const sl_tree_node nodes[] = {
        {.kind = SL_TREE_EVENT, .p = 1e-10},
        {.kind = SL_TREE_EVENT, .p = 2e-10},
        {.kind = SL_TREE_EVENT, .p = 3e-10},
        {.kind = SL_TREE_AND, .child = three, .children = 3},
        {.kind = SL_TREE_NOT, .child = not_one, .children = 1},
        {.kind = SL_TREE_EVENT, .p = 4e-10},
        {.kind = SL_TREE_AT_LEAST, .k = 3, .child = two, .children = 4},
        {.kind = SL_TREE_AND, .child = both, .children = 2},
    };
    sl_ctx *ctx = NULL;
    sl_tree_result r;
    assert_int_equal(sl_ctx_create(&ctx, NULL), SL_OK);
    assert_int_equal(sl_tree_evaluate(&r, NULL, ctx, nodes, 8, 3, 0), SL_OK);
    sl_assert_rel(r.probability, 6e-30, 1e-14);
    assert_int_equal(sl_tree_evaluate(&r, NULL, ctx, nodes, 8, 6, 0), SL_OK);
    // 6 + 8 + 12 + 24 of triples, the quadruple counted back thrice: elementary symmetric sums
    sl_assert_rel(r.probability, 50e-30 - 3.0 * 24e-40, 1e-14);
    assert_int_equal(sl_tree_evaluate(&r, NULL, ctx, nodes, 8, 7, 0), SL_OK);
    assert_true(r.probability == 0.0); // never both
    sl_ctx_destroy(ctx);
}

static void test_refused(void **unused)
{
    (void)unused;
    static const int self[] = {1}, out[] = {7}, two[] = {0, 0};
    sl_tree_node n[] = {{.kind = SL_TREE_EVENT, .p = 0.5},
                        {.kind = SL_TREE_NOT, .child = self, .children = 1}};
    sl_ctx *ctx = NULL;
    sl_tree_result r;
    assert_int_equal(sl_ctx_create(&ctx, NULL), SL_OK);
    assert_int_equal(sl_tree_evaluate(&r, NULL, ctx, n, 2, 1, 0), SL_ERR_DOMAIN); // circle
    n[1].child = out;
    assert_int_equal(sl_tree_evaluate(&r, NULL, ctx, n, 2, 1, 0), SL_ERR_DOMAIN);
    n[1] = (sl_tree_node){.kind = SL_TREE_NOT, .child = two, .children = 2};
    assert_int_equal(sl_tree_evaluate(&r, NULL, ctx, n, 2, 1, 0), SL_ERR_DOMAIN);
    n[1] = (sl_tree_node){.kind = SL_TREE_AT_LEAST, .k = 3, .child = two, .children = 2};
    assert_int_equal(sl_tree_evaluate(&r, NULL, ctx, n, 2, 1, 0), SL_ERR_DOMAIN);
    n[1] = (sl_tree_node){.kind = SL_TREE_OR, .child = two, .children = 2};
    assert_int_equal(sl_tree_evaluate(&r, NULL, ctx, n, 2, 1, 0), SL_OK);
    sl_assert_abs(r.probability, 0.5, 0.0);
    assert_int_equal(sl_tree_evaluate(&r, NULL, ctx, n, 2, 2, 0), SL_ERR_DOMAIN);
    n[0].p = 1.5;
    assert_int_equal(sl_tree_evaluate(&r, NULL, ctx, n, 2, 1, 0), SL_ERR_DOMAIN);
    sl_ctx_destroy(ctx);
}

// Pairs at the ends of a row, all first ones before all second ones: the order that hurts most.
#define PAIRS 14
static int pair[PAIRS][2], tops[PAIRS], first[PAIRS + 1], whole[2];

static int entangled(sl_tree_node *n)
{
    for (int i = 0; i < 2 * PAIRS; i++)
        n[i] = (sl_tree_node){.kind = SL_TREE_EVENT, .p = 0.1};
    for (int i = 0; i < PAIRS; i++) {
        pair[i][0] = i;
        pair[i][1] = PAIRS + i;
        tops[i] = 2 * PAIRS + i;
        first[i] = i;
        n[2 * PAIRS + i] = (sl_tree_node){.kind = SL_TREE_AND, .child = pair[i], .children = 2};
    }
    int at = 3 * PAIRS;
    n[at] = (sl_tree_node){.kind = SL_TREE_AND, .child = first, .children = PAIRS};
    n[at + 1] = (sl_tree_node){.kind = SL_TREE_OR, .child = tops, .children = PAIRS};
    whole[0] = at;
    whole[1] = at + 1;
    n[at + 2] = (sl_tree_node){.kind = SL_TREE_OR, .child = whole, .children = 2};
    return at + 3;
}

static void test_limit(void **unused)
{
    (void)unused;
    sl_tree_node n[3 * PAIRS + 3];
    int count = entangled(n);
    sl_ctx *ctx = NULL;
    sl_tree_result r;
    assert_int_equal(sl_ctx_create(&ctx, NULL), SL_OK);
    assert_int_equal(sl_tree_evaluate(&r, NULL, ctx, n, count, count - 1, 1000), SL_ERR_LIMIT);
    assert_int_equal(sl_tree_evaluate(&r, NULL, ctx, n, count, count - 1, 0), SL_OK);
    // none of the pairs, and not all the firsts, which no state without a pair ...
    double none = pow(1.0 - 0.01, PAIRS), firsts = pow(0.1 * 0.9, PAIRS);
    sl_assert_rel(r.probability, 1.0 - none + firsts, 1e-13);
    sl_ctx_destroy(ctx);
}

typedef struct meter {
    long left, live;
} meter;

static void *rationed(void *user, void *ptr, size_t size)
{
    meter *m = user;
    if (size == 0) {
        m->live -= ptr != NULL;
        free(ptr);
        return NULL;
    }
    if (m->left-- <= 0) return NULL;
    m->live += ptr == NULL;
    return realloc(ptr, size);
}

static void test_memory_runs_out(void **unused)
{
    (void)unused;
    sl_tree_node n[3 * PAIRS + 3];
    int count = entangled(n);
    sl_status status = SL_ERR_NO_MEMORY;
    for (long allowed = 1; status != SL_OK; allowed++) {
        meter m = {.left = allowed};
        sl_ctx_opts opts = {.allocator = {rationed, &m}};
        sl_ctx *ctx = NULL;
        sl_tree_result r;
        if (sl_ctx_create(&ctx, &opts) == SL_OK) {
            status = sl_tree_evaluate(&r, NULL, ctx, n, count, count - 1, 0);
            assert_true(status == SL_OK || status == SL_ERR_NO_MEMORY);
        }
        sl_ctx_destroy(ctx);
        assert_int_equal(m.live, 0);
        assert_true(allowed < 1000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_states),      cmocka_unit_test(test_rare),
        cmocka_unit_test(test_refused),         cmocka_unit_test(test_limit),
        cmocka_unit_test(test_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
