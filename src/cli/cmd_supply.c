// shoreline supply
#include "cli/cli.h"

static sl_status write_supply(cli *c, sl_text *text, const sl_comparison *comparison)
{
    if (c->args.option[OPT_JSON])
        sl_report_supply_json(text, comparison);
    else
        for (size_t v = 0; v < comparison->n; v++)
            sl_report_supply(text, comparison, v);
    return SL_OK;
}

int cmd_supply(cli *c)
{
    static const cli_section section = {
        .name = "supply",
        .fix = "add it, as in the example supply-three-regions",
        .given = offsetof(sl_design, has_supply),
        .write = write_supply,
    };
    return cli_section_run(c, &section);
}
