// shoreline selftest
#include "cli/cli.h"
#include "shoreline/selftest.h"

#include <math.h>
#include <string.h>

static void print_row(const cli *c, const sl_selftest_row *r)
{
    static const char *const colours[] = {"\033[32m", "\033[1;31m", "\033[2m"};
    const char *on = c->colour_out ? colours[r->state] : "", *off = c->colour_out ? "\033[0m" : "";
    char deviation[32] = "-";
    if (r->state != SL_SELFTEST_SKIPPED)
        snprintf(deviation, sizeof deviation, r->relative ? "%+.2g %%" : "%+.2g",
                 r->relative ? 100.0 * r->deviation : r->deviation);
    printf("%s%-7s%s %-34s %13.6g %13.6g %11s %9.2g%s %-9s %s\n", on,
           sl_selftest_state_name(r->state), off, r->id, r->computed, r->expected, deviation,
           r->relative ? 100.0 * r->tolerance : r->tolerance, r->relative ? "%" : " ",
           sl_origin_name(r->origin), r->source);
    if (r->note[0]) printf("%43s %s\n", "", r->note);
}

static void print_summary(cli *c, const sl_selftest_row *rows, size_t n)
{
    sl_selftest_summary s = sl_selftest_summarise(rows, n);
    size_t total[SL_SELFTEST_STATES] = {0};
    printf("\n%-12s", "origin");
    for (int state = 0; state < SL_SELFTEST_STATES; state++)
        printf("%9s", sl_selftest_state_name((sl_selftest_state)state));
    for (int origin = 0; origin < SL_ORIGINS; origin++) {
        printf("\n%-12s", sl_origin_name((sl_origin)origin));
        for (int state = 0; state < SL_SELFTEST_STATES; state++) {
            printf("%9zu", s.count[origin][state]);
            total[state] += s.count[origin][state];
        }
    }
    printf("\n\n");
    sl_text text;
    sl_text_init(&text, c->ctx);
    sl_selftest_coverage(&text, rows, n);
    printf("%s", sl_text_get(&text));
    sl_text_free(&text);
    printf("%zu rows: %zu pass, %zu miss (shown above), %zu skipped%s\n", n, total[0], total[1],
           total[2], total[2] ? " (their input files are not at hand: --data DIR)" : "");
}

static void write_json(cli *c, const sl_selftest_row *rows, size_t n)
{
    sl_text text;
    sl_json j;
    sl_text_init(&text, c->ctx);
    sl_json_begin(&j, &text, true);
    sl_json_object(&j);
    sl_json_key_text(&j, "schema", "shoreline/selftest/1");
    sl_json_key_text(&j, "version", sl_version());
    sl_json_key_text(&j, "catalog_hash", sl_catalog_hash);
    sl_json_key(&j, "rows");
    sl_json_array(&j);
    for (size_t i = 0; i < n; i++) {
        const sl_selftest_row *r = &rows[i];
        sl_json_object(&j);
        sl_json_key_text(&j, "id", r->id);
        sl_json_key_text(&j, "what", r->what);
        sl_json_key_text(&j, "state", sl_selftest_state_name(r->state));
        sl_json_key_number(&j, "computed", r->computed);
        sl_json_key_number(&j, "expected", r->expected);
        sl_json_key_number(&j, "deviation", r->deviation);
        sl_json_key_number(&j, "tolerance", r->tolerance);
        sl_json_key_bool(&j, "relative", r->relative);
        sl_json_key_text(&j, "unit", r->unit);
        sl_json_key_text(&j, "source", r->source);
        sl_json_key_text(&j, "origin", sl_origin_name(r->origin));
        sl_json_key_number(&j, "low", r->low);
        sl_json_key_number(&j, "high", r->high);
        sl_json_key_text(&j, "note", r->note);
        sl_json_end(&j, '}');
    }
    sl_json_end(&j, ']');
    sl_json_end(&j, '}');
    sl_text_add(&text, "\n");
    cli_write(c, NULL, &text);
    sl_text_free(&text);
}

int cmd_selftest(cli *c)
{
    sl_selftest_row *rows = NULL;
    size_t n = 0;
    sl_status status = sl_selftest_run(&rows, &n, c->ctx, c->args.option[OPT_DATA]);
    if (status != SL_OK) return cli_finish(c, status);
    if (c->args.option[OPT_JSON]) {
        write_json(c, rows, n);
    } else {
        printf("%-7s %-34s %13s %13s %11s %10s %-9s %s\n", "state", "row", "computed", "expected",
               "deviation", "tolerance", "origin", "source");
        for (size_t i = 0; i < n; i++)
            print_row(c, &rows[i]);
        print_summary(c, rows, n);
    }
    sl_selftest_destroy(c->ctx, rows, n);
    return cli_finish(c, SL_OK);
}
