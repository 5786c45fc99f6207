// Parameter files: what is read, what is refused and where, what a model is given.
#include "sl_test.h"

#include <stdlib.h>
#include <string.h>

#include "shoreline/ami.h"

static sl_ctx *ctx;

static sl_ami *read_text(const char *text)
{
    sl_ami *ami = NULL;
    sl_diag_clear(ctx);
    sl_ami_parse(&ami, ctx, "t.ami", text, strlen(text));
    for (size_t i = 0; !ami && i < sl_diag_count(ctx) && getenv("SHOW"); i++)
        print_message("%s\n", sl_diag_get(ctx, i)->message);
    return ami;
}

static char *slurp(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f) return NULL;
    char *text = calloc(1, 1 << 16);
    assert_non_null(text);
    assert_true(fread(text, 1, (1 << 16) - 1, f) > 0);
    fclose(f);
    return text;
}

static const char head[] = "(m (Reserved_Parameters\n"
                           "(AMI_Version (Usage Info)(Type String)(Value \"7.1\"))\n"
                           "(Init_Returns_Impulse (Usage Info)(Type Boolean)(Value True))\n"
                           "(GetWave_Exists (Usage Info)(Type Boolean)(Format Value False)))\n";

static sl_ami *with(const char *model)
{
    static char text[4096];
    snprintf(text, sizeof text, "%s(Model_Specific\n%s))", head, model);
    return read_text(text);
}

static void formats(void **state)
{
    (void)state;
    sl_ami *a = with(
        "(v (Usage In)(Type Float)(Value 1.5e-12)) | a comment ) (\n"
        "(r (Usage In)(Type Integer)(Range 3 0 9)(Description \"a | b (c)\"))\n"
        "(l (Usage InOut)(Type String)(List \"x\" \"y\")(List_Tip \"X\" \"Y\")(Default \"y\"))\n"
        "(branch (Description \"deep\")\n"
        " (c (Usage In)(Type Tap)(Format Corner 0 -1 1))\n"
        " (i (Usage In)(Type UI)(Increment 0.1 0 0.5 0.05))\n"
        " (deeper (s (Usage In)(Type Float)(Steps 1 0 2 4))))\n"
        "(o (Usage Out)(Type Boolean))\n"
        "(t (Usage Info)(Type Float)(Table (Labels \"a\" \"b\")(1 2)(3 4)))\n"
        "(g (Usage Info)(Type UI)(Gaussian 0 0.01))\n");
    assert_non_null(a);
    assert_string_equal(sl_ami_name(a), "m");
    assert_int_equal(sl_ami_param_count(a), 12);
    const sl_ami_param *p = sl_ami_param_find(a, "branch.deeper.s");
    assert_true(p && p->format == SL_AMI_STEPS && p->value_n == 4 && p->type == SL_AMI_FLOAT);
    p = sl_ami_param_find(a, "r");
    assert_true(p && p->line == 7 && p->column == 2 && !p->reserved);
    assert_string_equal(p->description, "a | b (c)");
    assert_string_equal(sl_ami_param_find(a, "l")->initial, "y");
    assert_true(sl_ami_flag(a, "Init_Returns_Impulse") && !sl_ami_flag(a, "GetWave_Exists"));
    sl_text out;
    sl_text_init(&out, ctx);
    const char *settings[] = {"r=7", "s=0.5", "branch.c=-1", "l=x"};
    assert_int_equal(sl_ami_input(&out, ctx, a, settings, 4), SL_OK);
    assert_string_equal(sl_text_get(&out), "(m (v 1.5e-12) (r 7) (l \"x\") (branch (c -1) (i 0.1) "
                                           "(deeper (s 0.5))))");
    sl_text_free(&out);
    const char *const bad[] = {"r=10", "r=1.5", "l=z", "o=True", "nothing=1", "r", "v=nan"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        sl_text_init(&out, ctx);
        sl_diag_clear(ctx);
        assert_int_equal(sl_ami_input(&out, ctx, a, &bad[i], 1), SL_ERR_USAGE);
        assert_int_equal(sl_diag_errors(ctx), 1);
        sl_text_free(&out);
    }
    sl_ami_destroy(a);
}

static void faults(void **state)
{
    (void)state;
    const struct {
        const char *model;
        int line, column;
        const char *message;
    } t[] = {
        {"(p (Usage In)(Type Float))", 6, 2, "neither format nor Default"},
        {"(p (Usage Inn)(Type Float)(Value 1))", 6, 11, "no Usage 'Inn'"},
        {"(p (Type Float)(Value 1))", 6, 2, "has no Usage"},
        {"(p (Usage In)(Value 1))", 6, 2, "has no Type"},
        {"(p (Usage In)(Type Integer)(Value 1.5))", 6, 35, "'1.5' is no Integer"},
        {"(p (Usage In)(Type Float)(Range 5 0 1))", 6, 2, "5 does not lie in 0..1"},
        {"(p (Usage In)(Type Float)(Range 5 0))", 6, 26, "Range has 3 values, not 2"},
        {"(p (Usage In)(Type Float)(Value 0x10))", 6, 33, "is no Float"},
        {"(p (Usage In)(Type Float)(Value 1)(List 1 2))", 6, 35, "two formats"},
        {"(p (Usage In)(Usage In)(Type Float)(Value 1))", 6, 14, "Usage twice"},
        {"(p (Usage In)(Type Float)(Value 1))\n(p (Usage In)(Type Float)(Value 1))", 7, 2,
         "p stands twice"},
        {"(p (Usage In)(Type Float)(Steps 1 0 2 0))", 6, 2, "step 0 is not positive"},
        {"(p (Usage In)(Type Boolean)(Value true))", 6, 35, "is no Boolean"},
        {"(p (Usage In)(Type Float)(Value 1)(Valu 2))", 6, 35, "unknown 'Valu'"},
        {"word", 6, 1, "parameter or branch is expected"},
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        assert_null(with(t[i].model));
        const sl_diag *d = sl_diag_get(ctx, 0);
        if (!strstr(d->message, t[i].message) || d->mark.line != t[i].line ||
            d->mark.column != t[i].column) {
            print_message("%s: %d:%d %s\n", t[i].model, d->mark.line, d->mark.column, d->message);
            fail();
        }
    }
    const char *const texts[] = {"",
                                 "word",
                                 "(m",
                                 "(m \"open",
                                 "(m (Reserved_Parameters))",
                                 "()",
                                 "(m (Reserved_Parameters)) more",
                                 "(m))",
                                 "(\"\")",
                                 "(m (Else))"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_null(read_text(texts[i]));
        assert_true(sl_diag_errors(ctx) > 0);
    }
    char deep[400];
    memset(deep, '(', sizeof deep - 1);
    deep[sizeof deep - 1] = '\0';
    assert_null(read_text(deep));
    // All faults at once; a reserved name that is not known is only a warning.
    assert_null(with("(p (Usage X)(Type Y)(Value 1))\n(q (Usage In)(Type Float)(Value z))"));
    assert_int_equal(sl_diag_errors(ctx), 3);
    sl_ami *a = read_text("(m (Reserved_Parameters (AMI_Version (Usage Info)(Type String)(Value "
                          "\"5.1\"))(Init_Returns_Impulse (Usage Info)(Type Boolean)(Value "
                          "True))(GetWave_Exists (Usage Info)(Type Boolean)(Value True))(Tx_Rjj "
                          "(Usage Info)(Type Float)(Value 1))))");
    assert_non_null(a);
    assert_int_equal(sl_diag_errors(ctx), 0);
    assert_non_null(strstr(sl_diag_get(ctx, 0)->hint, "Tx_Rj"));
    sl_ami_destroy(a);
}

static void files(void **state)
{
    (void)state;
    const struct {
        const char *path, *input;
        size_t params;
    } t[] = {
        {SHARED_DATA "/example_tx.ami",
         "(example_tx (tx_tap_nm2 0) (tx_tap_np1 0) (tx_tap_units 27) (tx_tap_nm1 0))", 7},
        {SHARED_DATA "/example_rx.ami",
         "(example_rx (ctle_mode 0) (ctle_freq 5000000000.0) (ctle_mag 0.0) (ctle_bandwidth "
         "12000000000.0) (ctle_dcgain 0.0) (dfe_mode 0) (dfe_ntaps 5) (dfe_tap1 0) (dfe_tap2 0) "
         "(dfe_tap3 0) (dfe_tap4 0) (dfe_tap5 0) (dfe_vout 1.0) (dfe_gain 0.1) (debug (dbg_enable "
         "False) (dump_dfe_adaptation False) (dump_adaptation_input False)))",
         20},
        {AMI_SOURCES "/shoreline_tx.ami", NULL, 9},
        {AMI_SOURCES "/shoreline_rx.ami", NULL, 25},
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        char *text = slurp(t[i].path);
        if (!text) {
            print_message("%s is absent: not tested\n", t[i].path);
            continue;
        }
        sl_ami *a = read_text(text);
        if (!a) print_message("%s: %s\n", t[i].path, sl_diag_get(ctx, 0)->message);
        assert_non_null(a);
        assert_int_equal(sl_diag_count(ctx), 0);
        assert_int_equal(sl_ami_param_count(a), t[i].params);
        sl_text out;
        sl_text_init(&out, ctx);
        assert_int_equal(sl_ami_input(&out, ctx, a, NULL, 0), SL_OK);
        if (t[i].input) assert_string_equal(sl_text_get(&out), t[i].input);
        sl_text_free(&out);
        sl_ami_destroy(a);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats),
        cmocka_unit_test(faults),
        cmocka_unit_test(files),
    };
    if (sl_ctx_create(&ctx, NULL) != SL_OK) return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    sl_ctx_destroy(ctx);
    return failed;
}
