// shoreline check
#include "cli/cli.h"

static void write_json(cli *c, const sl_model *model)
{
    sl_text text;
    sl_json j;
    sl_text_init(&text, c->ctx);
    sl_json_begin(&j, &text, true);
    sl_json_object(&j);
    sl_json_key_text(&j, "schema", "shoreline/check/1");
    sl_json_key_text(&j, "version", sl_version());
    sl_json_key_text(&j, "scenario_hash", model->hash);
    sl_json_key_text(&j, "catalog_hash", sl_catalog_hash);
    sl_json_key_number(&j, "seed", model->study.seed);
    sl_json_key_number(&j, "variants", (double)model->n);
    sl_json_end(&j, '}');
    sl_text_add(&text, "\n");
    cli_write(c, NULL, &text);
    sl_text_free(&text);
}

int cmd_check(cli *c)
{
    sl_model *model = NULL;
    sl_status status = cli_load(c, &model);
    if (status == SL_OK && c->args.option[OPT_JSON])
        write_json(c, model);
    else if (status == SL_OK)
        printf("%s: no fault; %zu variant%s.\n", c->args.positional[0], model->n,
               model->n == 1 ? "" : "s");
    sl_model_destroy(model);
    return cli_finish(c, status);
}
