// shoreline tray
#include "cli/cli.h"

#include <string.h>

static sl_status missing(cli *c, const sl_bound *b, const char *key, const char *fix)
{
    sl_diag_add(c->ctx, SL_ERROR, SL_E_MISSING_KEY, b->mark, fix, "variant %s has no %s", b->name,
                key);
    return SL_ERR_SCENARIO;
}

static sl_status check(cli *c, const sl_model *model)
{
    sl_status status = SL_OK;
    for (size_t v = 0; v < model->n; v++)
        if (!model->variants[v].design.has_memory)
            status = missing(c, &model->variants[v], "memory",
                             "add it, as in memory: {use: memory/cxl3-tray-x16}");
    return status;
}

// Where the first of the jobs stands.
static sl_mark jobs_mark(const sl_bound *b)
{
    static const char jobs[] = "memory.composition.jobs";
    for (size_t i = 0; i < b->leaves.n; i++)
        if (strncmp(b->leaves.items[i].path, jobs, strlen(jobs)) == 0 &&
            b->leaves.items[i].mark.source)
            return b->leaves.items[i].mark;
    return b->mark;
}

static sl_status as_json(cli *c, const sl_comparison *comparison, sl_text *text)
{
    sl_status status = sl_report_tray_json(text, comparison);
    if (status == SL_ERR_LIMIT)
        sl_diag_add(c->ctx, SL_ERROR, SL_E_TOO_MANY, jobs_mark(comparison->variants[0].bound),
                    "fewer jobs, or larger trays", "more than %d trays to be written",
                    SL_REDFISH_BLOCKS_MAX);
    return status;
}

static void as_text(const sl_comparison *comparison, sl_text *text)
{
    for (size_t v = 0; v < comparison->n; v++) {
        const sl_variant_result *r = &comparison->variants[v];
        sl_text_printf(text, "%s\n", r->name);
        sl_text_printf(text, "feasible: %s%s\n", r->nominal.feasible ? "yes" : "no, ",
                       r->nominal.feasible ? "" : r->nominal.why);
        sl_report_tray(text, comparison, v);
    }
}

static sl_status run(cli *c, const sl_model *model)
{
    SL_TRY(check(c, model));
    sl_compare_opts opts = {.draws = 0};
    sl_comparison *comparison = NULL;
    SL_TRY(sl_compare(&comparison, c->ctx, model, &opts));
    sl_text text;
    sl_text_init(&text, c->ctx);
    sl_status status = SL_OK;
    if (c->args.option[OPT_JSON])
        status = as_json(c, comparison, &text);
    else
        as_text(comparison, &text);
    if (status == SL_OK) status = cli_write(c, c->args.option[OPT_OUTPUT], &text);
    sl_text_free(&text);
    sl_comparison_destroy(c->ctx, comparison);
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
