// Broken scenarios: the first line of each says which diagnostics it must give, and where.
//
//     # expect: E0109 4:12, E0213 parts/typo.yaml:2:1
//
// No other diagnostic may be given. A place in the file itself is line:column.
#include "sl_test.h"

#include "shoreline/shoreline.h"
#include "shoreline/system.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LIST_MAX 64

typedef struct list {
    char item[LIST_MAX][120];
    size_t n;
} list;

static int compare_item(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void sort(list *l)
{
    qsort(l->item, l->n, sizeof l->item[0], compare_item);
}

static bool read_expected(const char *path, list *out)
{
    char line[2000];
    static const char head[] = "# expect: ";
    FILE *file = fopen(path, "rb");
    bool ok = file && fgets(line, sizeof line, file) && strncmp(line, head, strlen(head)) == 0;
    if (file) fclose(file);
    out->n = 0;
    for (char *p = ok ? strtok(line + strlen(head), ",\n") : NULL; p; p = strtok(NULL, ",\n"))
        snprintf(out->item[out->n++], sizeof out->item[0], "%s", p + strspn(p, " "));
    return ok;
}

static void collect(sl_ctx *ctx, const char *path, list *out)
{
    out->n = 0;
    for (size_t i = 0; i < sl_diag_count(ctx) && i < LIST_MAX; i++) {
        const sl_diag *d = sl_diag_get(ctx, i);
        const char *name = d->mark.source ? d->mark.source->name : "nowhere";
        bool own = strcmp(name, path) == 0;
        snprintf(out->item[out->n++], sizeof out->item[0], "%c%04d %s%s%d:%d",
                 d->severity == SL_ERROR ? 'E' : 'W', d->code, own ? "" : name, own ? "" : ":",
                 d->mark.line, d->mark.column);
        assert_true(d->message[0] != '\0');
    }
}

static void load(sl_ctx *ctx, const char *path)
{
    sl_scenario_opts opts = {.path = path};
    sl_model *model = NULL;
    sl_status status = sl_model_load(&model, ctx, &opts);
    assert_true((status == SL_OK) == (model != NULL));
    if (status == SL_OK) status = sl_study_check(ctx, model);
    assert_true((status == SL_OK) == (sl_diag_errors(ctx) == 0));
    sl_model_destroy(model);
}

// Prints what differs; true when nothing does.
static bool check_file(const char *path)
{
    list want, got;
    if (!read_expected(path, &want)) {
        print_error("%s: no '# expect:' in the first line\n", path);
        return false;
    }
    sl_ctx *ctx;
    assert_int_equal(sl_ctx_create(&ctx, NULL), SL_OK);
    load(ctx, path);
    collect(ctx, path, &got);
    sort(&want);
    sort(&got);
    bool same = want.n == got.n;
    for (size_t i = 0; i < want.n && same; i++)
        same = strcmp(want.item[i], got.item[i]) == 0;
    if (!same) {
        print_error("%s\n", path);
        for (size_t i = 0; i < want.n; i++)
            print_error("    expected %s\n", want.item[i]);
        sl_text text;
        sl_text_init(&text, ctx);
        for (size_t i = 0; i < sl_diag_count(ctx); i++)
            sl_diag_print(&text, sl_diag_get(ctx, i), false);
        print_error("%s", sl_text_get(&text));
        sl_text_free(&text);
    }
    sl_ctx_destroy(ctx);
    return same;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_yaml(const struct dirent *e)
{
    size_t n = strlen(e->d_name);
    return n > 5 && strcmp(e->d_name + n - 5, ".yaml") == 0;
}

// Sections whose faults are many enough to ask for a number of files each.
static const char *const sections[] = {"fabric_", "memory_", "workload_"};
#define SECTIONS   (sizeof sections / sizeof *sections)
#define OF_SECTION 60

static void test_corpus(void **state)
{
    (void)state;
    struct dirent **names = NULL;
    int n = scandir(".", &names, is_yaml, by_name), failed = 0, of[SECTIONS] = {0};
    for (int i = 0; i < n; i++) {
        failed += !check_file(names[i]->d_name);
        for (size_t s = 0; s < SECTIONS; s++)
            of[s] += strncmp(names[i]->d_name, sections[s], strlen(sections[s])) == 0;
        free(names[i]);
    }
    free(names);
    print_message("%d broken scenarios\n", n);
    for (size_t s = 0; s < SECTIONS; s++)
        assert_true(of[s] >= OF_SECTION);
    assert_int_equal(failed, 0);
}

// What the broken ones stand on has no fault, so that each fault is the file's own.
static void test_bases(void **state)
{
    (void)state;
    static const char *const bases[] = {"base/optical.yaml", "base/vcsel.yaml",
                                        "base/copper.yaml",  "base/fabric.yaml",
                                        "base/memory.yaml",  "base/workload.yaml"};
    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++) {
        sl_ctx *ctx;
        assert_int_equal(sl_ctx_create(&ctx, NULL), SL_OK);
        load(ctx, bases[i]);
        if (sl_diag_count(ctx)) fail_msg("%s: %s", bases[i], sl_diag_get(ctx, 0)->message);
        sl_ctx_destroy(ctx);
    }
}

// Codes of the command line and of files that are no scenarios have tests of their own.
static bool told_elsewhere(int code)
{
    static const int codes[] = {
        SL_E_SET,           SL_E_WORKBOOK,    SL_E_LITERAL,    SL_E_SIZE,        SL_E_AMI_SYNTAX,
        SL_E_AMI_PARAMETER, SL_E_AMI_SETTING, SL_E_AMI_MODEL,  SL_E_AMI_HOST,    SL_E_WAVE_FILE,
        SL_E_TOUCHSTONE,    SL_E_CHANNEL,     SL_W_TOUCHSTONE, SL_W_UNKNOWN_KEY, SL_W_REFERENCE,
        SL_W_AMI,           SL_E_DEVICE,      SL_W_DEVICE,     SL_E_WAVE_RECORD, SL_W_WAVE_RECORD};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (codes[i] == code) return true;
    return false;
}

// Every other code of the list is met by some file.
static void test_codes_covered(void **state)
{
    (void)state;
    static const int codes[] = {
#define SL_X(name, number, title, text) number,
        SL_DIAG_LIST(SL_X)
#undef SL_X
    };
    bool met[1000] = {false};
    struct dirent **names = NULL;
    int n = scandir(".", &names, is_yaml, by_name);
    for (int i = 0; i < n; i++) {
        list want;
        if (read_expected(names[i]->d_name, &want))
            for (size_t k = 0; k < want.n; k++)
                met[atoi(want.item[k] + 1) % 1000] = true;
        free(names[i]);
    }
    free(names);
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (!met[codes[i]] && !told_elsewhere(codes[i]))
            fail_msg("no broken scenario gives E%04d", codes[i]);
}

int main(int argc, char **argv)
{
    if (argc > 1 && chdir(argv[1]) != 0) return 2;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bases),
        cmocka_unit_test(test_corpus),
        cmocka_unit_test(test_codes_covered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
