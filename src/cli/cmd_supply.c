// shoreline supply
#include "cli/cli.h"

static sl_status check(cli *c, const sl_model *model)
{
    sl_status status = SL_OK;
    for (size_t v = 0; v < model->n; v++) {
        const sl_bound *b = &model->variants[v];
        if (b->design.has_supply) continue;
        sl_diag_add(c->ctx, SL_ERROR, SL_E_MISSING_KEY, b->mark,
                    "add it, as in the example supply-three-regions", "variant %s has no supply",
                    b->name);
        status = SL_ERR_SCENARIO;
    }
    return status;
}

static sl_status write_supply(cli *c, const sl_comparison *comparison)
{
    sl_text text;
    sl_text_init(&text, c->ctx);
    if (c->args.option[OPT_JSON])
        sl_report_supply_json(&text, comparison);
    else
        for (size_t v = 0; v < comparison->n; v++)
            sl_report_supply(&text, comparison, v);
    sl_status status = cli_write(c, c->args.option[OPT_OUTPUT], &text);
    sl_text_free(&text);
    return status;
}

static sl_status run(cli *c, const sl_model *model)
{
    sl_comparison *comparison = NULL;
    sl_compare_opts opts = {.draws = 0};
    sl_status status = check(c, model);
    if (status == SL_OK) status = sl_compare(&comparison, c->ctx, model, &opts);
    if (status == SL_OK) status = write_supply(c, comparison);
    sl_comparison_destroy(c->ctx, comparison);
    return status;
}

int cmd_supply(cli *c)
{
    sl_model *model = NULL;
    sl_status status = cli_load(c, &model);
    if (status != SL_OK) return cli_finish(c, status);
    int code = cli_choose_variant(c, model);
    if (code == 0) code = cli_finish(c, run(c, model));
    sl_model_destroy(model);
    return code;
}
