// shoreline calc
#include "cli/cli.h"

#include <math.h>
#include <string.h>

static int list(void)
{
    const sl_calc *calc = NULL;
    for (size_t i = 0; (calc = sl_calc_at(i)); i++) {
        printf("%s", calc->name);
        for (size_t k = 0; k < calc->table->n; k++)
            printf(" %s=", calc->table->fields[k].key);
        printf("\n    %s%s%s%s\n", calc->doc, *calc->unit ? " [" : "", calc->unit,
               *calc->unit ? "]" : "");
    }
    return 0;
}

static sl_status list_json(cli *c)
{
    const sl_calc *calc = NULL;
    sl_text text;
    sl_json j;
    sl_text_init(&text, c->ctx);
    sl_json_begin(&j, &text, true);
    sl_json_object(&j);
    sl_json_key_text(&j, "schema", "shoreline/calc-list/1");
    sl_json_key_text(&j, "version", sl_version());
    sl_json_key(&j, "models");
    sl_json_array(&j);
    for (size_t i = 0; (calc = sl_calc_at(i)); i++) {
        sl_json_object(&j);
        sl_json_key_text(&j, "model", calc->name);
        sl_json_key_text(&j, "about", calc->doc);
        sl_json_key_text(&j, "unit", *calc->unit ? calc->unit : "1");
        sl_json_key(&j, "arguments");
        sl_json_array(&j);
        for (size_t k = 0; k < calc->table->n; k++)
            sl_json_text(&j, calc->table->fields[k].key);
        sl_json_end(&j, ']');
        sl_json_end(&j, '}');
    }
    sl_json_end(&j, ']');
    sl_json_end(&j, '}');
    sl_text_add(&text, "\n");
    sl_status status = cli_write(c, NULL, &text);
    sl_text_free(&text);
    return status;
}

static int unknown(cli *c, const char *name)
{
    const char *names[256];
    size_t n = 0;
    for (; n < 256 && sl_calc_at(n); n++)
        names[n] = sl_calc_at(n)->name;
    const char *near = sl_nearest(name, names, n);
    if (near) return cli_usage(c, "no model '%s'; did you mean '%s'?", name, near);
    return cli_usage(c, "no model '%s'; 'shoreline calc --list' lists them", name);
}

// SI; long times also in hours.
static void number(sl_text *text, const sl_calc *calc, double value)
{
    if (isinf(value))
        sl_text_add(text, value > 0.0 ? "infinite" : "minus infinity");
    else
        sl_text_add_number(text, value);
    sl_text_printf(text, "%s%s", *calc->unit ? " " : "", calc->unit);
    if (strcmp(calc->unit, "s") == 0 && fabs(value) >= 3600.0 && !isinf(value))
        sl_text_printf(text, " (%.6g h)", value / 3600.0);
    sl_text_add(text, "\n");
}

static void result(const cli *c, const sl_calc *calc, const double *value, sl_text *text)
{
    if (c->args.option[OPT_JSON]) {
        sl_report_calc_json(text, calc, value, NULL);
        return;
    }
    static const char *const names[SL_CALC_VALUES] = {
        [SL_CALC_LOW] = "low", [SL_CALC_HIGH] = "high"};
    for (int i = 0; i < SL_CALC_VALUES; i++) {
        const char *name = i == 1 ? calc->also : names[i];
        if ((i == 1 && !calc->also) || (i > 1 && !calc->interval)) continue;
        if (name) sl_text_printf(text, "%s ", name);
        number(text, calc, value[i]);
    }
}

// Each argument is in its range, and the model has no value: says for which and why.
static int refused(cli *c, const sl_calc *calc, sl_status status, sl_text *text)
{
    const char *condition = sl_calc_condition(calc);
    sl_text_printf(text, "%s has no value at", calc->name);
    for (size_t i = 1; i < c->args.positional_n; i++)
        sl_text_printf(text, " %s", c->args.positional[i]);
    sl_text_printf(text, ": %s", condition ? condition : sl_status_text(status));
    fprintf(stderr, "shoreline: %s\n", sl_text_get(text));
    if (c->args.option[OPT_JSON]) {
        sl_text json;
        sl_text_init(&json, c->ctx);
        static const double none[SL_CALC_VALUES] = {NAN, NAN, NAN, NAN};
        sl_report_calc_json(&json, calc, none, sl_text_get(text));
        sl_status written = cli_write(c, NULL, &json);
        sl_text_free(&json);
        if (written != SL_OK) status = written;
    }
    sl_text_free(text);
    return sl_status_exit_code(status);
}

int cmd_calc(cli *c)
{
    if (c->args.option[OPT_LIST] && c->args.option[OPT_JSON]) return cli_finish(c, list_json(c));
    if (c->args.option[OPT_LIST]) return list();
    if (c->args.positional_n == 0) return cli_usage(c, "name a model; 'shoreline calc --list'");
    const sl_calc *calc = sl_calc_find(c->args.positional[0]);
    if (!calc) return unknown(c, c->args.positional[0]);
    double value[SL_CALC_VALUES];
    sl_status status =
        sl_calc_run(value, c->ctx, calc, c->args.positional + 1, c->args.positional_n - 1);
    sl_text text;
    sl_text_init(&text, c->ctx);
    if (status != SL_OK && status != SL_ERR_NO_MEMORY && sl_diag_errors(c->ctx) == 0)
        return refused(c, calc, status, &text);
    if (status == SL_OK) {
        result(c, calc, value, &text);
        status = cli_write(c, NULL, &text);
    }
    sl_text_free(&text);
    return cli_finish(c, status);
}
