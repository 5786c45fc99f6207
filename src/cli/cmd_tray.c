// shoreline tray
#include "cli/cli.h"

static sl_status missing(cli *c, const sl_bound *b, const char *key, const char *fix)
{
    sl_diag_add(c->ctx, SL_ERROR, SL_E_MISSING_KEY, b->mark, fix, "variant %s has no %s", b->name,
                key);
    return SL_ERR_SCENARIO;
}

static sl_status check(cli *c, const sl_model *model)
{
    sl_status status = SL_OK;
    for (size_t v = 0; v < model->n; v++) {
        const sl_bound *b = &model->variants[v];
        if (!b->design.has_memory)
            status = missing(c, b, "memory", "add it, as in memory: {use: memory/cxl3-tray-x16}");
        else if (c->args.option[OPT_JSON] && !b->design.memory.has_composition)
            status = missing(c, b, "memory.composition", "add server, tray and jobs");
        if (c->args.option[OPT_JSON]) break; // the first variant's composition is written
    }
    return status;
}

static sl_status redfish(cli *c, const sl_model *model, sl_text *text)
{
    sl_status status = sl_report_redfish(text, model, 0);
    if (status == SL_ERR_LIMIT)
        sl_diag_add(c->ctx, SL_ERROR, SL_E_TOO_MANY, model->variants[0].mark,
                    "fewer jobs, or larger trays", "more than %d trays to be written",
                    SL_REDFISH_BLOCKS_MAX);
    return status;
}

static sl_status ledgers(cli *c, const sl_model *model, sl_text *text)
{
    sl_compare_opts opts = {.draws = 0};
    sl_comparison *comparison = NULL;
    sl_status status = sl_compare(&comparison, c->ctx, model, &opts);
    for (size_t v = 0; status == SL_OK && v < comparison->n; v++) {
        sl_text_printf(text, "%s\n", comparison->variants[v].name);
        sl_report_tray(text, comparison, v);
    }
    sl_comparison_destroy(c->ctx, comparison);
    return status;
}

static sl_status run(cli *c, const sl_model *model)
{
    sl_text text;
    sl_text_init(&text, c->ctx);
    sl_status status = check(c, model);
    if (status == SL_OK && c->args.option[OPT_JSON])
        status = redfish(c, model, &text);
    else if (status == SL_OK)
        status = ledgers(c, model, &text);
    if (status == SL_OK) status = cli_write(c, c->args.option[OPT_OUTPUT], &text);
    sl_text_free(&text);
    return status;
}

int cmd_tray(cli *c)
{
    sl_model *model = NULL;
    sl_status status = cli_load(c, &model);
    if (status != SL_OK) return cli_finish(c, status);
    int code = cli_choose_variant(c, model);
    if (code == 0) code = cli_finish(c, run(c, model));
    sl_model_destroy(model);
    return code;
}
