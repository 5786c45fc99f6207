// Commands that show one section of a scenario: every variant has to have it, the design is
// evaluated once at its nominal values, and what comes of it is written.
#include "cli/cli.h"

static sl_status check(cli *c, const sl_model *model, const cli_section *section)
{
    sl_status status = SL_OK;
    for (size_t v = 0; v < model->n; v++) {
        const sl_bound *b = &model->variants[v];
        if (*(const bool *)((const char *)&b->design + section->given)) continue;
        sl_diag_add(c->ctx, SL_ERROR, SL_E_MISSING_KEY, b->mark, section->fix,
                    "variant %s has no %s", b->name, section->name);
        status = SL_ERR_SCENARIO;
    }
    return status;
}

static sl_status write_section(cli *c, const sl_comparison *comparison, const cli_section *section)
{
    sl_text text;
    sl_text_init(&text, c->ctx);
    sl_status status = section->write(c, &text, comparison);
    if (status == SL_OK || status == SL_ERR_REQUIREMENT) {
        sl_status written = cli_write(c, c->args.option[OPT_OUTPUT], &text);
        if (written != SL_OK) status = written;
    }
    sl_text_free(&text);
    return status;
}

int cli_section_run(cli *c, const cli_section *section)
{
    sl_model *model = NULL;
    sl_comparison *comparison = NULL;
    sl_compare_opts opts = {.draws = 0};
    sl_status status = cli_load(c, &model);
    if (status != SL_OK) return cli_finish(c, status);
    int code = cli_choose_variant(c, model);
    if (code == 0) {
        status = check(c, model, section);
        if (status == SL_OK) status = sl_compare(&comparison, c->ctx, model, &opts);
        if (status == SL_OK) status = write_section(c, comparison, section);
        code = cli_finish(c, status);
    }
    sl_comparison_destroy(c->ctx, comparison);
    sl_model_destroy(model);
    return code;
}
