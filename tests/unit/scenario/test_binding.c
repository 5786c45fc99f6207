// Trees to structs: kinds of values, defaults, ranges, spreads, places, canonical text.
#include "sl_test.h"

#include "shoreline/model.h"

#include "thing.h"

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
    sl_diag_clear(ctx);
    sl_arena_destroy(arena);
    sl_ctx_destroy(ctx);
    return 0;
}

static sl_status bind(const char *text, thing *out, sl_leaves *leaves)
{
    sl_node *tree = NULL;
    sl_source *source = sl_arena_alloc(arena, sizeof *source);
    *source = (sl_source){.name = "t.yaml", .text = text, .length = strlen(text)};
    assert_int_equal(sl_yaml_read(&tree, ctx, arena, source, 0), SL_OK);
    *leaves = (sl_leaves){0};
    return sl_bind(ctx, arena, tree, &thing_table, out, leaves);
}

static void test_values(void **state)
{
    (void)state;
    thing t;
    sl_leaves l;
    assert_int_equal(bind("rate: 1.6 Tb/s\n"
                          "temp: 300 K\n"
                          "power: 2 mW\n"
                          "loss: 3 dB\n"
                          "ratio: 0.3\n"
                          "absent: 30 m\n"
                          "count: 8\n"
                          "word: glass\n"
                          "flag: true\n"
                          "name: 0123\n"
                          "one: {length: 1 cm, kind: wood}\n"
                          "string: [{}, {length: 3 mm}]\n"
                          "x-note: {anything: [goes]}\n",
                          &t, &l),
                     SL_OK);
    sl_assert_abs(t.rate_bps, 1.6e12, 0.0);
    sl_assert_abs(t.temp_k, 300.0, 0.0);
    sl_assert_rel(t.power_dbm, 3.010299956639812, 1e-14); // 10 log10 2
    sl_assert_abs(t.loss_db, 3.0, 0.0);
    sl_assert_abs(t.ratio, 0.3, 0.0);
    sl_assert_abs(t.absent_m, 30.0, 0.0);
    assert_int_equal(t.count, 8);
    assert_int_equal(t.word, 0);
    assert_true(t.flag);
    assert_string_equal(t.name, "0123");
    sl_assert_abs(t.one.length_m, 0.01, 0.0);
    assert_int_equal(t.one.kind, 7);
    assert_int_equal(t.string_n, 2);
    sl_assert_rel(t.string[0].length_m, 2e-3, 1e-15);
    sl_assert_rel(t.string[1].length_m, 3e-3, 1e-15);
    const sl_leaf *leaf = leaf_of(&l, "string.1.length");
    assert_int_equal(leaf->mark.line, 12);
    assert_int_equal(leaf->mark.column, 23);
    assert_ptr_equal((char *)&t + leaf->offset, &t.string[1].length_m);
    assert_null(leaf_of(&l, "string.0.length")->mark.source);
    assert_string_equal(leaf_of(&l, "string.0.length")->source, "default");
}

static void test_defaults(void **state)
{
    (void)state;
    thing t;
    sl_leaves l;
    assert_int_equal(bind("rate: 1 Gb/s\n", &t, &l), SL_OK);
    sl_assert_abs(t.temp_k, 298.15, 1e-12);
    sl_assert_abs(t.power_dbm, 0.0, 0.0);
    assert_true(isnan(t.absent_m));
    assert_int_equal(t.count, 4);
    assert_int_equal(t.word, 7);
    assert_false(t.flag);
    assert_string_equal(t.name, "");
    sl_assert_rel(t.one.length_m, 2e-3, 1e-15);
    assert_int_equal(t.string_n, 0);
}

// The ends of a range belong to it.
static void test_ranges(void **state)
{
    (void)state;
    thing t;
    sl_leaves l;
    static const char *const inside[] = {"rate: 1 Gb/s",
                                         "rate: 1 Pb/s",
                                         "{rate: 1 Gb/s, temp: -40 degC}",
                                         "{rate: 1 Gb/s, temp: 125 degC}",
                                         "{rate: 1 Gb/s, ratio: 100 %}",
                                         "{rate: 1 Gb/s, count: 64}",
                                         "{rate: 1 Gb/s, power: 1 W}"};
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++)
        assert_int_equal(bind(inside[i], &t, &l), SL_OK);
    static const char *const outside[] = {"rate: 0.999 Gb/s",
                                          "{rate: 1 Gb/s, temp: -41 degC}",
                                          "{rate: 1 Gb/s, ratio: 101 %}",
                                          "{rate: 1 Gb/s, count: 65}",
                                          "{rate: 1 Gb/s, count: 0}",
                                          "{rate: 1 Gb/s, power: 1.01 W}"};
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
        assert_int_equal(bind(outside[i], &t, &l), SL_ERR_SCENARIO);
        assert_int_equal(sl_diag_count(ctx), 1);
        assert_int_equal(sl_diag_get(ctx, 0)->code, SL_E_RANGE);
        sl_diag_clear(ctx);
    }
}

static const struct {
    const char *text;
    int code, column;
} faults[] = {
    {"{}", SL_E_MISSING_KEY, 1},
    {"{rate: 5}", SL_E_NO_UNIT, 8},
    {"{rate: 5 m}", SL_E_DIMENSION, 8},
    {"{rate: 5 GBps}", SL_E_AMBIGUOUS_UNIT, 10},
    {"{rate: '5 Gb/foo'}", SL_E_QUANTITY, 14},
    {"{rate: fast}", SL_E_QUANTITY, 8},
    {"{rate: }", SL_E_QUANTITY, 8},
    {"{rate: [1 Gb/s]}", SL_E_KIND, 8},
    {"{rate: {sd: 1 Gb/s}}", SL_E_SPREAD, 8},
    {"{rate: 1 Gb/s, temp: 5 dB}", SL_E_DIMENSION, 22},
    {"{rate: 1 Gb/s, loss: 5}", SL_E_NO_UNIT, 22},
    {"{rate: 1 Gb/s, ratio: 5 m}", SL_E_DIMENSION, 23},
    {"{rate: 1 Gb/s, count: 4.0}", SL_E_INTEGER, 23},
    {"{rate: 1 Gb/s, count: four}", SL_E_INTEGER, 23},
    {"{rate: 1 Gb/s, count: 99999999999}", SL_E_INTEGER, 23},
    {"{rate: 1 Gb/s, count: }", SL_E_INTEGER, 23},
    {"{rate: 1 Gb/s, count: ' 4'}", SL_E_INTEGER, 23},
    {"{rate: 1 Gb/s, word: Wood}", SL_E_ENUM, 22},
    {"{rate: 1 Gb/s, flag: yes}", SL_E_BOOL, 22},
    {"{rate: 1 Gb/s, flag: {}}", SL_E_KIND, 22},
    {"{rate: 1 Gb/s, name: [a]}", SL_E_KIND, 22},
    {"{rate: 1 Gb/s, one: 5}", SL_E_KIND, 21},
    {"{rate: 1 Gb/s, string: {}}", SL_E_KIND, 24},
    {"{rate: 1 Gb/s, string: [{}, {}, {}, {}]}", SL_E_TOO_MANY, 37},
    {"{rate: 1 Gb/s, string: [5]}", SL_E_KIND, 25},
    {"{rate: 1 Gb/s, raet: 5}", SL_E_UNKNOWN_KEY, 16},
    {"{rate: 1 Gb/s, one: {lenght: 5 mm}}", SL_E_UNKNOWN_KEY, 22},
    {"{rate: {value: 1 Gb/s, sd: 1 m}}", SL_E_SPREAD, 28},
    {"{rate: {value: 1 Gb/s, sd: -1 %}}", SL_E_SPREAD, 28},
    {"{rate: {value: 1 Gb/s, sd: [1 %]}}", SL_E_SPREAD, 28},
    {"{rate: {value: 1 Gb/s, class: guess}}", SL_E_ENUM, 31},
    {"{rate: {value: 1 Gb/s, kind: noise}}", SL_E_ENUM, 30},
    {"{rate: {value: 1 Gb/s, dist: {}}}", SL_E_SPREAD, 30},
    {"{rate: {value: 1 Gb/s, sdev: 1 %}}", SL_E_UNKNOWN_KEY, 24},
    {"{rate: {value: [1], sd: 1 %}}", SL_E_SPREAD, 8},
    {"{rate: 1 Gb/s, use: laser/none}", SL_E_PART, 21},
};

static void test_faults(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        thing t;
        sl_leaves l;
        if (faults[i].code == SL_E_PART) continue; // found by the resolver, not by binding
        sl_status status = bind(faults[i].text, &t, &l);
        const sl_diag *d = sl_diag_get(ctx, 0);
        if (status != SL_ERR_SCENARIO || sl_diag_count(ctx) != 1 || d->code != faults[i].code ||
            d->mark.line != 1 || d->mark.column != faults[i].column)
            fail_msg("%s: %zu, E%04d at column %d: %s", faults[i].text, sl_diag_count(ctx),
                     d ? d->code : 0, d ? d->mark.column : 0, d ? d->message : "");
        sl_diag_clear(ctx);
    }
}

// The caret finds the unit inside a text whose characters take several bytes.
static void test_inner_place(void **state)
{
    (void)state;
    thing t;
    sl_leaves l;
    assert_int_equal(bind("{rate: 5 \xC2\xB5m/foo}", &t, &l), SL_ERR_SCENARIO);
    assert_int_equal(sl_diag_get(ctx, 0)->mark.column, 13);
    assert_int_equal(sl_diag_get(ctx, 0)->mark.length, 3);
    sl_diag_clear(ctx);
}

// Three planted faults are told together, each at its place, with the fix.
static void test_all_at_once(void **state)
{
    (void)state;
    thing t;
    sl_leaves l;
    assert_int_equal(bind("rate: 30 W\nlenght: 5\nword: Glass\n", &t, &l), SL_ERR_SCENARIO);
    assert_int_equal(sl_diag_count(ctx), 3);
    const sl_diag *d = sl_diag_get(ctx, 0);
    assert_int_equal(d->code, SL_E_DIMENSION);
    assert_true(d->mark.line == 1 && d->mark.column == 7 && d->mark.length == 4);
    assert_non_null(strstr(d->message, "data rate"));
    assert_non_null(strstr(d->message, "power"));
    d = sl_diag_get(ctx, 1);
    assert_int_equal(d->code, SL_E_UNKNOWN_KEY);
    assert_true(d->mark.line == 2 && d->mark.column == 1 && d->mark.length == 6);
    d = sl_diag_get(ctx, 2);
    assert_int_equal(d->code, SL_E_ENUM);
    assert_true(d->mark.line == 3 && d->mark.column == 7);
    assert_non_null(strstr(d->hint, "did you mean 'glass'"));
    assert_non_null(strstr(d->hint, "allowed: glass wood"));
    sl_diag_clear(ctx);
}

static void test_spread(void **state)
{
    (void)state;
    thing t;
    sl_leaves l;
    assert_int_equal(
        bind("rate: {value: 100 Gb/s, sd: 5 %, class: datasheet, source: abc, date: 2024-05-01}\n"
             "temp: {value: 60 degC, sd: 3 K, dist: uniform, kind: variation}\n"
             "power: {value: -3 dBm, sd: 0.5 dB, class: paper}\n"
             "loss: {value: 2 dB, sd: 10 %, class: field, dist: lognormal}\n"
             "ratio: {value: 0.5, sd: 0.1, class: standard, kind: ignorance}\n",
             &t, &l),
        SL_OK);
    const sl_leaf *leaf = leaf_of(&l, "rate");
    sl_assert_rel(leaf->sd, 5e9, 1e-15);
    sl_assert_abs(leaf->value, 100e9, 0.0);
    assert_int_equal(leaf->class_, SL_CLASS_DATASHEET);
    assert_string_equal(leaf->source, "abc");
    assert_string_equal(leaf->date, "2024-05-01");
    assert_false(leaf->ignorance);
    leaf = leaf_of(&l, "temp");
    sl_assert_abs(leaf->sd, 3.0, 0.0);
    assert_int_equal(leaf->dist, SL_DIST_UNIFORM);
    assert_int_equal(leaf->class_, SL_CLASS_ASSUMPTION);
    assert_false(leaf->ignorance);
    leaf = leaf_of(&l, "power");
    sl_assert_abs(leaf->sd, 0.5, 0.0);
    assert_true(leaf->ignorance); // of a paper: not unit to unit
    leaf = leaf_of(&l, "loss");
    sl_assert_rel(leaf->sd, 0.2, 1e-15);
    assert_int_equal(leaf->dist, SL_DIST_LOGNORMAL);
    leaf = leaf_of(&l, "ratio");
    assert_true(leaf->ignorance);
    assert_string_equal(sl_class_name(SL_CLASS_FIELD), "field");
    assert_string_equal(sl_class_name((sl_class)77), "");
}

// The canonical text does not depend on order, units or writing, and does on values and spreads.
static void canonical(const char *text, sl_text *out)
{
    thing t;
    sl_leaves l;
    assert_int_equal(bind(text, &t, &l), SL_OK);
    sl_text_init(out, ctx);
    sl_bind_canonical(out, &l, &t);
    assert_false(out->failed);
}

static void test_canonical(void **state)
{
    (void)state;
    sl_text a, b, c, d;
    canonical("{rate: 1.6 Tb/s, temp: 25 degC, count: 4}", &a);
    canonical("x-id: 7\ntemp: 298.15 K\nrate: '1600 Gbps' # same\n", &b);
    canonical("{rate: 1.6 Tb/s, temp: 26 degC}", &c);
    canonical("{rate: {value: 1.6 Tb/s, sd: 1 %}}", &d);
    assert_string_equal(sl_text_get(&a), sl_text_get(&b));
    assert_string_not_equal(sl_text_get(&a), sl_text_get(&c));
    assert_string_not_equal(sl_text_get(&a), sl_text_get(&d));
    assert_non_null(strstr(sl_text_get(&a), "rate=1600000000000\n"));
    sl_text_free(&a);
    sl_text_free(&b);
    sl_text_free(&c);
    sl_text_free(&d);
}

// The part of another folder than the table takes, and a table that takes none.
// A map with the key "value" is one value with its spread, so no table may have such a key.
static void no_value_key(const sl_table *table)
{
    for (size_t i = 0; i < table->n; i++) {
        if (strcmp(table->fields[i].key, "value") == 0)
            fail_msg("%s has a key named value", table->name);
        if (table->fields[i].table) no_value_key(table->fields[i].table);
    }
}

static void test_value_is_no_key(void **state)
{
    (void)state;
    no_value_key(&sl_design_table);
}

static void test_part_type(void **state)
{
    (void)state;
    thing t;
    sl_leaves l;
    assert_int_equal(bind("{rate: 1 Gb/s, use: fibre/g652-1310}", &t, &l), SL_ERR_SCENARIO);
    assert_int_equal(sl_diag_get(ctx, 0)->code, SL_E_PART_TYPE);
    assert_int_equal(sl_diag_get(ctx, 0)->mark.column, 21);
    sl_diag_clear(ctx);
    assert_int_equal(bind("{rate: 1 Gb/s, one: {use: fibre/g652-1310}}", &t, &l), SL_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),      cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_ranges),      cmocka_unit_test(test_faults),
        cmocka_unit_test(test_inner_place), cmocka_unit_test(test_all_at_once),
        cmocka_unit_test(test_spread),      cmocka_unit_test(test_canonical),
        cmocka_unit_test(test_part_type),   cmocka_unit_test(test_value_is_no_key),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
