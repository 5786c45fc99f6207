// shoreline supply
#include "cli/cli.h"

#include <math.h>

static sl_status write_supply(cli *c, sl_text *text, const sl_comparison *comparison)
{
    sl_status status = SL_OK; // a demand that cannot be met is a requirement that does not hold
    for (size_t v = 0; v < comparison->n; v++)
        if (isnan(comparison->variants[v].nominal.value[SL_M_SUPPLY_COST]))
            status = SL_ERR_REQUIREMENT;
    if (c->args.option[OPT_JSON])
        sl_report_supply_json(text, comparison);
    else
        for (size_t v = 0; v < comparison->n; v++)
            sl_report_supply(text, comparison, v);
    return status;
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
