// shoreline calc
#include "cli/cli.h"

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

int cmd_calc(cli *c)
{
    if (c->args.option[OPT_LIST] && c->args.option[OPT_JSON]) return cli_finish(c, list_json(c));
    if (c->args.option[OPT_LIST]) return list();
    if (c->args.positional_n == 0) return cli_usage(c, "name a model; 'shoreline calc --list'");
    const sl_calc *calc = sl_calc_find(c->args.positional[0]);
    if (!calc) return unknown(c, c->args.positional[0]);
    double value = 0.0;
    sl_status status =
        sl_calc_run(&value, c->ctx, calc, c->args.positional + 1, c->args.positional_n - 1);
    if (status != SL_OK) return cli_finish(c, status);
    sl_text text;
    sl_text_init(&text, c->ctx);
    bool json = c->args.option[OPT_JSON] != NULL;
    if (json) {
        sl_report_calc_json(&text, calc, value);
    } else {
        if (value > 1e300)
            sl_text_add(&text, "infinite");
        else
            sl_text_add_number(&text, value);
        sl_text_printf(&text, "%s%s\n", *calc->unit ? " " : "", calc->unit);
    }
    status = cli_write(c, NULL, &text);
    sl_text_free(&text);
    return cli_finish(c, status);
}
