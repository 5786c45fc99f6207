// The YAML profile: what is read, what is refused, and at which place.
#include "sl_test.h"

#include "shoreline/scenario.h"

#include <stdlib.h>
#include <string.h>

static sl_ctx *ctx;
static sl_arena *arena;

static int set_up(void **state)
{
    (void)state;
    if (sl_ctx_create(&ctx, NULL) != SL_OK) return -1;
    return sl_arena_create(&arena, ctx) == SL_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    sl_arena_destroy(arena);
    sl_ctx_destroy(ctx);
    return 0;
}

static sl_node *read_text(const char *text, size_t length)
{
    sl_node *root = NULL;
    sl_source *source = sl_arena_alloc(arena, sizeof *source);
    *source = (sl_source){.name = "t.yaml", .text = text, .length = length};
    sl_status status = sl_yaml_read(&root, ctx, arena, source, 0);
    assert_true((status == SL_OK) == (root != NULL));
    assert_true((status == SL_ERR_SCENARIO) == (sl_diag_errors(ctx) > 0));
    return root;
}

static void test_tree(void **state)
{
    (void)state;
    const char *text = "shoreline: 1\n"
                       "a: {b: [1, 'two', \"three\"], c: }\n"
                       "folded: >\n"
                       "  one\n"
                       "  two\n"
                       "yes: no\n";
    sl_node *root = read_text(text, strlen(text));
    assert_non_null(root);
    assert_int_equal(root->n, 4);
    const sl_node *list = sl_node_get(sl_node_get(root, "a"), "b");
    assert_int_equal(list->kind, SL_NODE_LIST);
    assert_int_equal(list->n, 3);
    assert_string_equal(list->entries[1].value->text, "two");
    assert_true(list->entries[1].value->quoted);
    assert_int_equal(list->entries[2].value->mark.line, 2);
    assert_int_equal(list->entries[2].value->mark.column, 19);
    assert_int_equal(list->entries[2].value->mark.length, 7);
    assert_string_equal(sl_node_get(sl_node_get(root, "a"), "c")->text, "");
    assert_string_equal(sl_node_get(root, "folded")->text, "one two\n");
    assert_string_equal(sl_node_get(root, "yes")->text, "no"); // a text, whatever it looks like
    assert_int_equal(root->entries[3].key_mark.line, 6);
    assert_null(sl_node_get(root, "absent"));
    assert_null(sl_node_get(list, "absent"));
    assert_null(sl_node_get(NULL, "absent"));
}

static void test_anchors(void **state)
{
    (void)state;
    const char *text = "a: &x {k: 1}\nb: *x\nc: &x 5\nd: *x\n";
    sl_node *root = read_text(text, strlen(text));
    assert_non_null(root);
    assert_ptr_equal(sl_node_get(root, "a"), sl_node_get(root, "b"));
    assert_string_equal(sl_node_get(root, "d")->text, "5"); // the nearest definition before it
}

static const struct {
    const char *text;
    int code, line, column;
} refused[] = {
    {"", SL_E_YAML, 1, 1},
    {"# only a comment\n", SL_E_YAML, 2, 1},
    {"a: 1\n\tb: 2\n", SL_E_YAML, 2, 1},
    {"a: [1, 2\n", SL_E_YAML, 2, 1},
    {"a: {b: 1\nc: 2\n", SL_E_YAML, 2, 2},
    {"a: \"open\n", SL_E_YAML, 2, 1},
    {"a: b: c\n", SL_E_YAML, 1, 5},
    {"a: @x\n", SL_E_YAML, 1, 4},
    {"a: *nowhere\n", SL_E_YAML, 1, 4},
    {"a: 1\n b: 2\n", SL_E_YAML, 2, 3},
    {"a: \"x\\0y\"\n", SL_E_YAML, 1, 4},
    {"a: \xFF\n", SL_E_YAML, 1, 4},
    {"a: !!int 1\n", SL_E_YAML_PROFILE, 1, 4},
    {"a: !mine {b: 1}\n", SL_E_YAML_PROFILE, 1, 4},
    {"<<: {a: 1}\n", SL_E_YAML_PROFILE, 1, 1},
    {"? [a, b]\n: 1\n", SL_E_YAML_PROFILE, 1, 3},
    {"a: 1\n---\nb: 2\n", SL_E_YAML_PROFILE, 2, 1},
    {"a: 1\nb: 2\na: 3\n", SL_E_DUPLICATE_KEY, 3, 1},
    {"m: {k: 1, k: 2}\n", SL_E_DUPLICATE_KEY, 1, 11},
};

static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        assert_null(read_text(refused[i].text, strlen(refused[i].text)));
        const sl_diag *d = sl_diag_get(ctx, 0);
        assert_non_null(d);
        if (d->code != refused[i].code || d->mark.line != refused[i].line ||
            d->mark.column != refused[i].column)
            fail_msg("row %zu: E%04d at %d:%d, %s", i, d->code, d->mark.line, d->mark.column,
                     d->message);
        sl_diag_clear(ctx);
    }
}

// All faults of a file that the grammar allows to go on after, in one reading.
static void test_all_at_once(void **state)
{
    (void)state;
    const char *text = "a: !!str x\na: 1\nb: {c: 1, c: 2}\n<<: {}\n";
    assert_null(read_text(text, strlen(text)));
    assert_int_equal(sl_diag_count(ctx), 4);
    sl_diag_clear(ctx);
}

static void nested(char *out, int depth)
{
    memset(out, '[', (size_t)depth);
    memset(out + depth, ']', (size_t)depth);
    out[2 * depth] = '\0';
}

static void test_depth(void **state)
{
    (void)state;
    char text[5000];
    nested(text, 60);
    assert_non_null(read_text(text, strlen(text)));
    nested(text, 66);
    assert_null(read_text(text, strlen(text)));
    assert_int_equal(sl_diag_get(ctx, 0)->code, SL_E_YAML_PROFILE);
    sl_diag_clear(ctx);
    nested(text, 2000);
    assert_null(read_text(text, strlen(text)));
    sl_diag_clear(ctx);
}

// Aliases of aliases: 9^9 values from 200 bytes are refused, not expanded.
static void test_alias_bomb(void **state)
{
    (void)state;
    char text[2000] = "a: &a [1,1,1,1,1,1,1,1,1]\n";
    size_t n = strlen(text);
    for (char c = 'b'; c < 'k'; c++)
        n += (size_t)snprintf(text + n, sizeof text - n,
                              "%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n", c, c, c - 1, c - 1,
                              c - 1, c - 1, c - 1, c - 1, c - 1, c - 1, c - 1);
    assert_null(read_text(text, n));
    assert_int_equal(sl_diag_get(ctx, 0)->code, SL_E_YAML_PROFILE);
    sl_diag_clear(ctx);
}

// An anchor inside its own value can be no alias of it.
static void test_self_alias(void **state)
{
    (void)state;
    const char *text = "a: &x {b: *x}\n";
    assert_null(read_text(text, strlen(text)));
    assert_int_equal(sl_diag_get(ctx, 0)->code, SL_E_YAML);
    sl_diag_clear(ctx);
}

// Every prefix of a file ends in a tree or in a diagnostic.
static void test_prefixes(void **state)
{
    (void)state;
    const char *text = "shoreline: 1\n# c\na: {b: [1, 'x', \"y\\n\"], &z c: *z}\nd: >\n  t\n  u\n"
                       "e:\n  - f: \xC2\xB5\n  - {g: !t h}\n---\n...\n";
    for (size_t n = 0; n <= strlen(text); n++) {
        char *copy = malloc(n + 1);
        assert_non_null(copy);
        memcpy(copy, text, n);
        read_text(copy, n);
        sl_diag_clear(ctx);
        free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tree),       cmocka_unit_test(test_anchors),
        cmocka_unit_test(test_refused),    cmocka_unit_test(test_all_at_once),
        cmocka_unit_test(test_depth),      cmocka_unit_test(test_alias_bomb),
        cmocka_unit_test(test_self_alias), cmocka_unit_test(test_prefixes),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
