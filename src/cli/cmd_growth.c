// shoreline growth
#include "cli/cli.h"

static sl_status write_growth(cli *c, sl_text *text, const sl_comparison *comparison)
{
    sl_growth_projection *growth = NULL;
    sl_status status = sl_growth_project(&growth, c->ctx, comparison->model);
    if (status == SL_OK) {
        if (c->args.option[OPT_JSON])
            sl_report_growth_json(text, comparison, growth);
        else
            sl_report_growth(text, comparison, growth);
    }
    sl_growth_projection_destroy(c->ctx, growth);
    return status;
}

int cmd_growth(cli *c)
{
    static const cli_section section = {
        .name = "growth",
        .fix = "add it, as in the example growth",
        .given = offsetof(sl_design, has_growth),
        .write = write_growth,
    };
    return cli_section_run(c, &section);
}
