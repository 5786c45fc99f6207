// Loading: extends, parts, variants, --set, their precedence, and what each refuses.
#include "sl_test.h"

#include "thing.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static sl_ctx *ctx;
static char folder[] = "/tmp/shoreline-test-XXXXXX";
static char files[40][64];
static size_t file_n;

static void put_file(const char *name, const char *text)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    assert_true(file_n < 40);
    snprintf(files[file_n++], sizeof files[0], "%s", name);
}

static int set_up(void **state)
{
    (void)state;
    if (sl_ctx_create(&ctx, NULL) != SL_OK || !mkdtemp(folder) || chdir(folder) != 0) return -1;
    return mkdir("sub", 0700) == 0 && mkdir("cat", 0700) == 0 && mkdir("cat/laser", 0700) == 0 ? 0
                                                                                               : -1;
}

static int tear_down(void **state)
{
    (void)state;
    for (size_t i = 0; i < file_n; i++)
        unlink(files[i]);
    rmdir("sub");
    rmdir("cat/laser");
    rmdir("cat");
    sl_ctx_destroy(ctx);
    return chdir("/") == 0 && rmdir(folder) == 0 ? 0 : -1;
}

static sl_scenario *load(const char *path, const char *text, const char *const *sets, size_t n)
{
    sl_scenario *s = NULL;
    sl_scenario_opts opts = {.path = path, .text = text, .sets = sets, .set_n = n};
    if (text) opts.text_length = strlen(text);
    opts.catalog_dir = "cat";
    sl_status status = sl_scenario_load(&s, ctx, &opts, &study_table);
    assert_true((status == SL_OK) == (s != NULL));
    return s;
}

static sl_leaves leaves;

static root bind(const sl_scenario *s, size_t variant)
{
    root r;
    leaves = (sl_leaves){0};
    sl_status status = sl_bind(ctx, s->arena, s->variants[variant].tree, &root_table, &r, &leaves);
    if (status != SL_OK) fail_msg("%s", sl_diag_get(ctx, 0)->message);
    return r;
}

#define leaf_of(path) leaf_of(&leaves, path)

#define HEAD "shoreline: 1\n"
#define BOTH "thing: {rate: 1 Gb/s}\nother: {rate: 2 Gb/s}\n"

static void test_plain(void **state)
{
    (void)state;
    sl_scenario *s = load("plain", HEAD BOTH "draws: 5\n", NULL, 0);
    assert_non_null(s);
    assert_false(s->faulty);
    assert_int_equal(s->variant_n, 1);
    assert_string_equal(s->variants[0].name, "design");
    assert_null(sl_node_get(s->variants[0].tree, "draws")); // belongs to the study
    assert_non_null(sl_node_get(s->base, "draws"));
    sl_assert_abs(bind(s, 0).other.rate_bps, 2e9, 0.0);
    sl_scenario_destroy(s);
    sl_scenario_destroy(NULL);
}

// One key per layer of precedence, each layer overriding the ones before it.
static void test_precedence(void **state)
{
    (void)state;
    put_file("cat/laser/deep.yaml", "part: laser/deep\nclass: paper\nsource: p\nvalues:\n"
                                    "  rate: 1 Gb/s\n  temp: 1 degC\n  loss: 1 dB\n"
                                    "  ratio: 0.1\n  count: 1\n  power: 1 dBm\n");
    put_file("cat/laser/part.yaml", "part: laser/part\nclass: datasheet\nsource: d\n"
                                    "date: 2023-01-02\nspread: 10 %\nvalues:\n"
                                    "  use: laser/deep\n  temp: 2 degC\n  loss: 2 dB\n"
                                    "  ratio: 0.2\n  count: 2\n  power: 2 dBm\n");
    put_file("base.yaml", HEAD "thing: {use: laser/part, loss: 3 dB, ratio: 0.3, count: 3, "
                               "power: 3 dBm}\nother: {rate: 9 Gb/s}\n");
    put_file("scene.yaml", HEAD "extends: base.yaml\nthing: {ratio: 0.4, count: 4, power: 4 dBm}\n"
                                "variants:\n  a: {thing: {count: 5, power: 5 dBm}}\n  b:\n");
    static const char *const sets[] = {"thing.power=6 dBm"};
    sl_scenario *s = load("scene.yaml", NULL, sets, 1);
    assert_non_null(s);
    assert_int_equal(s->variant_n, 2);
    root a = bind(s, 0);
    sl_assert_abs(a.thing.rate_bps, 1e9, 0.0);
    sl_assert_abs(a.thing.temp_k, 275.15, 0.0);
    sl_assert_abs(a.thing.loss_db, 3.0, 0.0);
    sl_assert_abs(a.thing.ratio, 0.4, 0.0);
    assert_int_equal(a.thing.count, 5);
    sl_assert_abs(a.thing.power_dbm, 6.0, 0.0);
    const sl_leaf *leaf = leaf_of("thing.rate"); // of the inner part
    assert_string_equal(leaf->part->name, "laser/deep");
    assert_int_equal(leaf->class_, SL_CLASS_PAPER);
    assert_string_equal(leaf->source, "p");
    sl_assert_abs(leaf->sd, 0.0, 0.0);
    leaf = leaf_of("thing.temp"); // absolute: a relative spread has no meaning
    assert_string_equal(leaf->part->name, "laser/part");
    assert_string_equal(leaf->date, "2023-01-02");
    sl_assert_abs(leaf->sd, 0.0, 0.0);
    leaf = leaf_of("thing.loss"); // of the base
    assert_null(leaf->part);
    assert_string_equal(leaf->mark.source->name, "base.yaml");
    assert_int_equal(leaf->mark.line, 2);
    leaf = leaf_of("thing.power");
    assert_string_equal(leaf->mark.source->name, "--set");
    assert_int_equal(leaf->mark.column, 13);
    assert_int_equal(bind(s, 1).thing.count, 4); // the other variant
    sl_scenario_destroy(s);
}

// A part inside a part gives way whole to the one an overlay names in its place.
static void test_inner_part_replaced(void **state)
{
    (void)state;
    put_file("old.yaml", "part: fibre/old\nvalues: {length: 5 mm, kind: wood}\n");
    put_file("new.yaml", "part: fibre/new\nvalues: {length: 7 mm}\n");
    put_file("outer.yaml", "part: laser/outer\nvalues:\n  rate: 1 Gb/s\n"
                           "  one: {use: ./old.yaml}\n");
    sl_scenario *s = load("x",
                          HEAD "thing: {use: ./outer.yaml}\nother: {rate: 1 Gb/s}\nvariants:\n"
                               "  a:\n  b: {thing: {one: {use: ./new.yaml}}}\n",
                          NULL, 0);
    assert_non_null(s);
    root a = bind(s, 0), b = bind(s, 1);
    sl_assert_abs(a.thing.one.length_m, 5e-3, 1e-18);
    assert_int_equal(a.thing.one.kind, 7);
    sl_assert_abs(b.thing.one.length_m, 7e-3, 1e-18);
    assert_int_equal(b.thing.one.kind, 0); // its default, not the old part's word
    sl_scenario_destroy(s);
}

// A part's own spread, and a value's own word against it.
static void test_part_spread(void **state)
{
    (void)state;
    put_file("cat/laser/wide.yaml", "part: laser/wide\nclass: datasheet\nspread: 10 %\nvalues:\n"
                                    "  rate: 10 Gb/s\n  loss: {value: 2 dB, sd: 0.1 dB, "
                                    "class: field}\n  ratio: 0.5\n");
    sl_scenario *s =
        load("x", HEAD "thing: {use: laser/wide, ratio: 0.4}\nother: {rate: 1 Gb/s}\n", NULL, 0);
    assert_non_null(s);
    bind(s, 0);
    sl_assert_rel(leaf_of("thing.rate")->sd, 1e9, 1e-12);
    sl_assert_abs(leaf_of("thing.loss")->sd, 0.1, 0.0);
    assert_int_equal(leaf_of("thing.loss")->class_, SL_CLASS_FIELD);
    sl_assert_abs(leaf_of("thing.ratio")->sd, 0.0, 0.0); // the scenario's value is exact
    assert_string_equal(leaf_of("thing.ratio")->source, "scenario");
    sl_scenario_destroy(s);
}

// A spread is one value: an overlay replaces it whole.
static void test_spread_replaced(void **state)
{
    (void)state;
    sl_scenario *s = load("x",
                          HEAD "thing: {rate: {value: 1 Gb/s, sd: 10 %}}\nother: {rate: 1 Gb/s}\n"
                               "variants:\n  a: {thing: {rate: 3 Gb/s}}\n"
                               "  b: {thing: {rate: {value: 4 Gb/s, sd: 1 %}}}\n",
                          NULL, 0);
    assert_non_null(s);
    sl_assert_abs(bind(s, 0).thing.rate_bps, 3e9, 0.0);
    sl_assert_abs(leaf_of("thing.rate")->sd, 0.0, 0.0);
    sl_assert_abs(bind(s, 1).thing.rate_bps, 4e9, 0.0);
    sl_assert_rel(leaf_of("thing.rate")->sd, 4e7, 1e-12);
    sl_scenario_destroy(s);
}

static void test_lists(void **state)
{
    (void)state;
    sl_scenario *s =
        load("x",
             HEAD "thing: {rate: 1 Gb/s, string: [{length: 1 mm}]}\nother: {rate: 1 Gb/s}\n"
                  "variants:\n  replaced: {thing: {string: [{length: 5 mm}, {length: 6 mm}]}}\n"
                  "  longer: {thing: {string+: [{length: 2 mm}]}}\n  same: {}\n",
             NULL, 0);
    assert_non_null(s);
    root r = bind(s, 0);
    assert_int_equal(r.thing.string_n, 2);
    sl_assert_rel(r.thing.string[0].length_m, 5e-3, 1e-12);
    r = bind(s, 1);
    assert_int_equal(r.thing.string_n, 2);
    sl_assert_rel(r.thing.string[1].length_m, 2e-3, 1e-12);
    r = bind(s, 2);
    assert_int_equal(r.thing.string_n, 1);
    sl_scenario_destroy(s);
}

static void test_set(void **state)
{
    (void)state;
    const char *text = HEAD "thing: {rate: 1 Gb/s, string: [{}, {}]}\nother: {rate: 1 Gb/s}\n"
                            "draws: 3\nvariants:\n  a: {}\n  b: {thing: {loss: 5 dB}}\n";
    static const char *const sets[] = {"thing.loss=7 dB",
                                       "variants.b.thing.count=9",
                                       "thing.string.1.length=9 mm",
                                       "draws=8",
                                       "thing.rate={value: 2 Gb/s, sd: 1 %}",
                                       "other.one.kind=wood",
                                       "thing.name=a=b: no"};
    sl_scenario *s = load("x", text, sets, 6);
    assert_non_null(s);
    root a = bind(s, 0), b = bind(s, 1);
    sl_assert_abs(a.thing.loss_db, 7.0, 0.0);
    sl_assert_abs(b.thing.loss_db, 7.0, 0.0); // --set goes over the variants too
    assert_int_equal(a.thing.count, 4);
    assert_int_equal(b.thing.count, 9);
    sl_assert_rel(a.thing.string[1].length_m, 9e-3, 1e-12);
    sl_assert_rel(a.thing.string[0].length_m, 2e-3, 1e-12);
    sl_assert_abs(a.thing.rate_bps, 2e9, 0.0);
    assert_int_equal(a.other.one.kind, 7);
    assert_string_equal(sl_node_get(s->base, "draws")->text, "8");
    sl_scenario_destroy(s);
}

// Of two settings of a key the later one holds.
static void test_set_twice(void **state)
{
    (void)state;
    static const char *const sets[] = {"thing.loss=7 dB", "thing.loss=8 dB"};
    sl_scenario *s = load("x", HEAD BOTH, sets, 2);
    assert_non_null(s);
    sl_assert_abs(bind(s, 0).thing.loss_db, 8.0, 0.0);
    sl_scenario_destroy(s);
}

static void test_set_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",         "thing",      "=5",        "thing.loss=",   ".a=5",
        "thing.=5", "thing..a=5", "thing a=5", "thing.loss=[1", "thing.loss=!!int 5"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        sl_scenario *s = load("x", HEAD BOTH, &bad[i], 1);
        if (sl_diag_errors(ctx) == 0) fail_msg("--set '%s' was taken", bad[i]);
        assert_true(!s || s->faulty);
        assert_string_equal(sl_diag_get(ctx, 0)->mark.source->name, "--set");
        sl_scenario_destroy(s);
        sl_diag_clear(ctx);
    }
    static const char *const index[] = {"thing.string.3.length=1 mm"};
    sl_scenario *s = load("x", HEAD "thing: {rate: 1 Gb/s, string: [{}]}\n", index, 1);
    assert_int_equal(sl_diag_get(ctx, 0)->code, SL_E_SET);
    assert_true(!s || s->faulty);
    sl_scenario_destroy(s);
    sl_diag_clear(ctx);
}

static void test_extends_chain(void **state)
{
    (void)state;
    put_file("sub/one.yaml", HEAD "thing: {rate: 1 Gb/s, loss: 1 dB}\nother: {rate: 1 Gb/s}\n"
                                  "variants: {old: {thing: {count: 2}}}\n");
    put_file("sub/two.yaml", HEAD "extends: one.yaml\nthing: {loss: 2 dB}\n");
    put_file("three.yaml", HEAD "extends: sub/two.yaml\nvariants: {new: {}}\n");
    sl_scenario *s = load("three.yaml", NULL, NULL, 0);
    assert_non_null(s);
    assert_int_equal(s->variant_n, 2); // merged by name
    assert_string_equal(s->variants[0].name, "old");
    sl_assert_abs(bind(s, 1).thing.loss_db, 2.0, 0.0);
    assert_string_equal(leaf_of("thing.loss")->mark.source->name, "sub/two.yaml");
    sl_scenario_destroy(s);
}

// A part of the user's own, named relative to the file that uses it, from wherever it is run.
static void test_part_by_path(void **state)
{
    (void)state;
    put_file("sub/own.yaml", "part: own\nvalues: {rate: 7 Gb/s, one: {use: ./bead.yaml}}\n");
    put_file("sub/bead.yaml", "part: bead\nvalues: {length: 4 mm}\n");
    put_file("sub/uses.yaml", HEAD "thing: {use: ./own.yaml}\nother: {use: ../sub/own.yaml}\n");
    sl_scenario *s = load("sub/uses.yaml", NULL, NULL, 0);
    assert_non_null(s);
    if (s->faulty) fail_msg("%s", sl_diag_get(ctx, 0)->message);
    root r = bind(s, 0);
    sl_assert_abs(r.thing.rate_bps, 7e9, 0.0);
    sl_assert_rel(r.thing.one.length_m, 4e-3, 1e-12);
    sl_assert_abs(r.other.rate_bps, 7e9, 0.0);
    sl_scenario_destroy(s);
}

// Changing the part in an overlay takes the new part's values, not the old one's.
static void test_part_swapped(void **state)
{
    (void)state;
    put_file("cat/laser/a.yaml", "part: laser/a\nvalues: {rate: 1 Gb/s, loss: 1 dB}\n");
    put_file("cat/laser/b.yaml", "part: laser/b\nvalues: {rate: 2 Gb/s}\n");
    sl_scenario *s = load("x",
                          HEAD "thing: {use: laser/a}\nother: {use: laser/b}\n"
                               "variants: {v: {thing: {use: laser/b}}}\n",
                          NULL, 0);
    assert_non_null(s);
    root r = bind(s, 0);
    sl_assert_abs(r.thing.rate_bps, 2e9, 0.0);
    assert_null(leaf_of("thing.loss")->part);
    sl_scenario_destroy(s);
}

static void expect(const char *text, int code, int line, int column)
{
    sl_scenario *s = load("x", text, NULL, 0);
    const sl_diag *d = sl_diag_get(ctx, 0);
    if (!d || d->code != code || d->mark.line != line || d->mark.column != column)
        fail_msg("%s\nE%04d at %d:%d: %s", text, d ? d->code : 0, d ? d->mark.line : 0,
                 d ? d->mark.column : 0, d ? d->message : "");
    assert_true(!s || s->faulty);
    sl_scenario_destroy(s);
    sl_diag_clear(ctx);
}

static void test_refused(void **state)
{
    (void)state;
    put_file("self.yaml", HEAD "extends: self.yaml\n");
    put_file("ring1.yaml", HEAD "extends: ring2.yaml\n");
    put_file("ring2.yaml", HEAD "extends: ./ring1.yaml\n");
    put_file("cat/laser/loop.yaml", "part: laser/loop\nvalues: {use: laser/loop}\n");
    put_file("cat/laser/empty.yaml", "part: laser/empty\n");
    put_file("cat/laser/odd.yaml", "part: laser/odd\nspread: much\nvaluse: 1\nvalues: {}\n");
    expect("thing: {}\n", SL_E_VERSION, 1, 1);
    expect("shoreline: 2\n", SL_E_VERSION, 1, 12);
    expect("shoreline: {}\n", SL_E_VERSION, 1, 12);
    expect("[1, 2]\n", SL_E_KIND, 1, 1);
    expect("plain\n", SL_E_KIND, 1, 1);
    expect(HEAD "extends: [a]\n", SL_E_KIND, 2, 10);
    expect(HEAD "extends: nowhere.yaml\n", SL_E_FILE, 2, 10);
    expect(HEAD "extends: sub\n", SL_E_FILE, 2, 10);
    expect(HEAD "variants: {}\n", SL_E_VARIANTS, 2, 11);
    expect(HEAD "variants: [a]\n", SL_E_VARIANTS, 2, 11);
    expect(HEAD "variants:\n", SL_E_VARIANTS, 2, 10);
    expect(HEAD "variants: {'a b': {}}\n", SL_E_VARIANTS, 2, 12);
    expect(HEAD "variants: {a: 5}\n", SL_E_KIND, 2, 15);
    expect(HEAD "thing: {use: laser/nope}\n", SL_E_PART, 2, 14);
    expect(HEAD "thing: {use: ./nope.yaml}\n", SL_E_FILE, 2, 14);
    expect(HEAD "thing: {use: {a: 1}}\n", SL_E_KIND, 2, 14);
    expect(HEAD "thing: {use: laser/loop}\n", SL_E_CYCLE, 2, 15);
    expect(HEAD "thing: {use: laser/empty}\n", SL_E_KIND, 1, 1);
    expect(HEAD "thing: {use: laser/odd}\n", SL_E_SPREAD, 2, 9);
    const char *names[] = {"self.yaml", "ring1.yaml"};
    for (size_t i = 0; i < 2; i++) {
        sl_scenario *s = load(names[i], NULL, NULL, 0);
        assert_true(!s || s->faulty);
        sl_scenario_destroy(s);
        assert_int_equal(sl_diag_get(ctx, 0)->code, SL_E_CYCLE);
        sl_diag_clear(ctx);
    }
    sl_scenario *s = NULL;
    sl_scenario_opts opts = {.path = "absent.yaml"};
    assert_int_equal(sl_scenario_load(&s, ctx, &opts, &study_table), SL_ERR_IO);
    assert_int_equal(sl_diag_get(ctx, 0)->code, SL_E_FILE);
    sl_diag_clear(ctx);
}

// The faults of a file, of the part it uses and of a setting are told in one run.
static void test_all_at_once(void **state)
{
    (void)state;
    put_file("cat/laser/two.yaml", "part: laser/two\nbogus: 1\nvalues: {rate: 1 Gb/s}\n");
    static const char *const sets[] = {"nothing"};
    sl_scenario *s =
        load("x", HEAD "thing: {use: laser/two}\nother: {use: laser/absent}\n", sets, 1);
    assert_non_null(s);
    assert_true(s->faulty);
    assert_int_equal(sl_diag_count(ctx), 3);
    sl_scenario_destroy(s);
    sl_diag_clear(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),         cmocka_unit_test(test_precedence),
        cmocka_unit_test(test_part_spread),   cmocka_unit_test(test_spread_replaced),
        cmocka_unit_test(test_lists),         cmocka_unit_test(test_set),
        cmocka_unit_test(test_set_twice),     cmocka_unit_test(test_set_refused),
        cmocka_unit_test(test_extends_chain), cmocka_unit_test(test_part_by_path),
        cmocka_unit_test(test_part_swapped),  cmocka_unit_test(test_inner_part_replaced),
        cmocka_unit_test(test_refused),       cmocka_unit_test(test_all_at_once),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
