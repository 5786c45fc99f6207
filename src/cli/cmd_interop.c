// shoreline interop
#include "cli/cli.h"

static int matrix(cli *c)
{
    sl_arena *arena = NULL;
    sl_interop_matrix m;
    sl_text text;
    sl_status status = sl_arena_create(&arena, c->ctx);
    sl_text_init(&text, c->ctx);
    if (status == SL_OK)
        status = sl_interop_matrix_of(&m, c->ctx, arena, c->args.option[OPT_CATALOG]);
    if (status == SL_OK) {
        if (c->args.option[OPT_JSON])
            sl_report_interop_matrix_json(&text, &m);
        else
            sl_report_interop_matrix(&text, &m);
        status = cli_write(c, c->args.option[OPT_OUTPUT], &text);
    }
    sl_text_free(&text);
    sl_arena_destroy(arena);
    return cli_finish(c, status);
}

static sl_status check(cli *c, const sl_model *model)
{
    sl_status status = SL_OK;
    for (size_t v = 0; v < model->n; v++) {
        const sl_bound *b = &model->variants[v];
        if (b->design.has_interop) continue;
        sl_diag_add(c->ctx, SL_ERROR, SL_E_MISSING_KEY, b->mark,
                    "add it, as in interop: {host: {use: host/cpx-6400}, engine: ...}",
                    "variant %s has no interop", b->name);
        status = SL_ERR_SCENARIO;
    }
    return status;
}

static sl_status write_clauses(cli *c, const sl_comparison *comparison)
{
    sl_text text;
    bool stopped = false;
    sl_text_init(&text, c->ctx);
    if (c->args.option[OPT_JSON]) sl_report_interop_json(&text, comparison);
    for (size_t v = 0; v < comparison->n; v++) {
        const sl_result *r = &comparison->variants[v].nominal;
        bool unknown = r->interop == SL_UNKNOWN && !c->args.option[OPT_ALLOW_UNKNOWN];
        stopped = stopped || !r->has_interop || r->interop == SL_FAIL || unknown;
        if (!c->args.option[OPT_JSON]) sl_report_interop(&text, comparison, v);
    }
    sl_status status = cli_write(c, c->args.option[OPT_OUTPUT], &text);
    sl_text_free(&text);
    return status == SL_OK && stopped ? SL_ERR_REQUIREMENT : status;
}

static sl_status run(cli *c, const sl_model *model)
{
    sl_comparison *comparison = NULL;
    sl_compare_opts opts = {.draws = 0};
    sl_status status = check(c, model);
    if (status == SL_OK) status = sl_compare(&comparison, c->ctx, model, &opts);
    if (status == SL_OK) status = write_clauses(c, comparison);
    sl_comparison_destroy(c->ctx, comparison);
    return status;
}

int cmd_interop(cli *c)
{
    sl_model *model = NULL;
    bool scenario = c->args.positional_n > 0;
    if (scenario && c->args.option[OPT_MATRIX])
        return cli_usage(c, "--matrix looks at the catalogue and takes no scenario");
    if (c->args.option[OPT_MATRIX]) return matrix(c);
    if (!scenario) return cli_usage(c, "name a scenario, or --matrix");
    sl_status status = cli_load(c, &model);
    if (status != SL_OK) return cli_finish(c, status);
    int code = cli_choose_variant(c, model);
    if (code == 0) code = cli_finish(c, run(c, model));
    sl_model_destroy(model);
    return code;
}
