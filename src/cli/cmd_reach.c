// shoreline reach
#include "cli/cli.h"

static sl_status write_reach(cli *c, sl_text *text, const sl_comparison *comparison)
{
    sl_reach_study *study = NULL;
    cli_progress p;
    cli_progress_begin(&p, c);
    sl_reach_opts opts = {.progress = cli_progress_step, .user = &p};
    sl_status status = sl_reach_study_run(&study, c->ctx, comparison->model, &opts);
    cli_progress_end();
    if (status == SL_OK) {
        if (cli_is_page(c->args.option[OPT_OUTPUT]))
            sl_report_reach_html(text, comparison, study);
        else if (c->args.option[OPT_JSON])
            sl_report_reach_json(text, comparison, study);
        else
            sl_report_reach(text, comparison, study);
    }
    sl_reach_study_destroy(c->ctx, study);
    return status;
}

int cmd_reach(cli *c)
{
    static const cli_section section = {
        .name = "reach",
        .fix = "add it, as in the example reach",
        .given = offsetof(sl_design, has_reach),
        .write = write_reach,
    };
    int code = cli_section_run(c, &section);
    return cli_interrupted(SL_ERR_LIMIT) ? 130 : code;
}
