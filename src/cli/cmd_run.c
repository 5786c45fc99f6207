// shoreline run
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

static bool known_layer(const char *layer)
{
    for (int m = 0; m < SL_METRICS; m++)
        if (strcmp(sl_metric_infos[m].layer, layer) == 0) return true;
    return false;
}

static sl_status run(cli *c, sl_model *model, const char *layer)
{
    sl_compare_opts opts = {.draws = -1};
    sl_comparison *comparison = NULL;
    sl_status status = sl_compare(&comparison, c->ctx, model, &opts);
    if (status != SL_OK) return status;
    sl_text text;
    sl_text_init(&text, c->ctx);
    if (c->args.option[OPT_JSON]) sl_report_json(&text, comparison);
    for (size_t v = 0; v < comparison->n && !c->args.option[OPT_JSON]; v++)
        sl_report_variant(&text, comparison, v, layer, c->colour_out);
    status = cli_write(c, c->args.option[OPT_OUTPUT], &text);
    sl_text_free(&text);
    sl_comparison_destroy(c->ctx, comparison);
    return status;
}

int cmd_run(cli *c)
{
    const char *layer = c->args.option[OPT_LAYER];
    if (layer && !known_layer(layer))
        return cli_usage(c,
                         "no layer '%s'; there are system, electrical, optics, fec, package, "
                         "memory, fabric, workload",
                         layer);
    sl_model *model = NULL;
    sl_status status = cli_load(c, &model);
    if (status != SL_OK) return cli_finish(c, status);
    int code = cli_choose_variant(c, model);
    if (code == 0) code = cli_finish(c, run(c, model, layer));
    sl_model_destroy(model);
    return code;
}
