// shoreline train
#include "cli/cli.h"

#include <stdlib.h>

#define TOP_DEFAULT 10

static sl_status check(cli *c, const sl_model *model)
{
    sl_status status = SL_OK;
    for (size_t v = 0; v < model->n; v++) {
        const sl_bound *b = &model->variants[v];
        if (b->design.has_workload) continue;
        sl_diag_add(c->ctx, SL_ERROR, SL_E_MISSING_KEY, b->mark,
                    "add it, as in the example llama3-16k", "variant %s has no workload", b->name);
        status = SL_ERR_SCENARIO;
    }
    return status;
}

// Layouts of every variant; none for one that has no step.
static sl_layouts *search(cli *c, const sl_comparison *comparison, int top)
{
    sl_layouts *found = sl_ctx_resize(c->ctx, NULL, comparison->n * sizeof *found);
    for (size_t v = 0; found && v < comparison->n; v++)
        sl_training_search(&found[v], &comparison->variants[v].nominal,
                           &comparison->variants[v].bound->design, top);
    return found;
}

static sl_status write_job(cli *c, const sl_comparison *comparison, int top)
{
    sl_text text;
    sl_layouts *found = NULL;
    if (top > 0 && !(found = search(c, comparison, top))) return SL_ERR_NO_MEMORY;
    sl_text_init(&text, c->ctx);
    if (c->args.option[OPT_JSON])
        sl_report_train_json(&text, comparison, found);
    else
        for (size_t v = 0; v < comparison->n; v++)
            sl_report_train(&text, comparison, v, found ? &found[v] : NULL);
    sl_status status = cli_write(c, c->args.option[OPT_OUTPUT], &text);
    sl_text_free(&text);
    sl_ctx_resize(c->ctx, found, 0);
    return status;
}

static sl_status run(cli *c, const sl_model *model, int top)
{
    sl_comparison *comparison = NULL;
    sl_compare_opts opts = {.draws = 0};
    sl_status status = check(c, model);
    if (status == SL_OK) status = sl_compare(&comparison, c->ctx, model, &opts);
    if (status == SL_OK) status = write_job(c, comparison, top);
    sl_comparison_destroy(c->ctx, comparison);
    return status;
}

int cmd_train(cli *c)
{
    sl_model *model = NULL;
    const char *given = c->args.option[OPT_TOP];
    int top = given ? atoi(given) : c->args.option[OPT_SEARCH] ? TOP_DEFAULT : 0;
    if (given && (top < 1 || top > SL_RANKED))
        return cli_usage(c, "--top takes 1 to %d, not '%s'", SL_RANKED, given);
    sl_status status = cli_load(c, &model);
    if (status != SL_OK) return cli_finish(c, status);
    int code = cli_choose_variant(c, model);
    if (code == 0) code = cli_finish(c, run(c, model, top));
    sl_model_destroy(model);
    return code;
}
