// shoreline check
#include "cli/cli.h"

int cmd_check(cli *c)
{
    sl_model *model = NULL;
    sl_status status = cli_load(c, &model);
    if (status == SL_OK) {
        if (c->args.option[OPT_JSON])
            printf("{\"schema\": \"shoreline/check/1\", \"variants\": %zu, \"scenario_hash\": "
                   "\"%s\"}\n",
                   model->n, model->hash);
        else
            printf("%s: no fault; %zu variant%s.\n", c->args.positional[0], model->n,
                   model->n == 1 ? "" : "s");
        sl_model_destroy(model);
    }
    return cli_finish(c, status);
}
