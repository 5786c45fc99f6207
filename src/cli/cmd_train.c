// shoreline train
#include "cli/cli.h"

#include <stdlib.h>

#define TOP_DEFAULT 10

// How many layouts are asked for; 0: none.
static int top_of(const cli *c)
{
    const char *given = c->args.option[OPT_TOP];
    return given ? atoi(given) : c->args.option[OPT_SEARCH] ? TOP_DEFAULT : 0;
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

static sl_status write_job(cli *c, sl_text *text, const sl_comparison *comparison)
{
    int top = top_of(c);
    sl_layouts *found = NULL;
    if (top > 0 && !(found = search(c, comparison, top))) return SL_ERR_NO_MEMORY;
    if (c->args.option[OPT_JSON])
        sl_report_train_json(text, comparison, found);
    else
        for (size_t v = 0; v < comparison->n; v++)
            sl_report_train(text, comparison, v, found ? &found[v] : NULL);
    sl_ctx_resize(c->ctx, found, 0);
    return SL_OK;
}

int cmd_train(cli *c)
{
    static const cli_section section = {
        .name = "workload",
        .fix = "add it, as in the example llama3-16k",
        .given = offsetof(sl_design, has_workload),
        .write = write_job,
    };
    const char *given = c->args.option[OPT_TOP];
    if (given && (top_of(c) < 1 || top_of(c) > SL_RANKED))
        return cli_usage(c, "--top takes 1 to %d, not '%s'", SL_RANKED, given);
    return cli_section_run(c, &section);
}
