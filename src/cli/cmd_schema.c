// shoreline schema
#include "cli/cli.h"

int cmd_schema(cli *c)
{
    sl_text text;
    sl_text_init(&text, c->ctx);
    sl_schema_write(&text, &sl_design_table, &sl_study_table);
    sl_status status = cli_write(c, c->args.option[OPT_OUTPUT], &text);
    sl_text_free(&text);
    return cli_finish(c, status);
}
