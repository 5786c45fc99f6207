// shoreline tray
#include "cli/cli.h"

#include <string.h>

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

static sl_status write_tray(cli *c, sl_text *text, const sl_comparison *comparison)
{
    if (c->args.option[OPT_JSON]) return as_json(c, comparison, text);
    as_text(comparison, text);
    return SL_OK;
}

int cmd_tray(cli *c)
{
    static const cli_section section = {
        .name = "memory",
        .fix = "add it, as in memory: {use: memory/cxl3-tray-x16}",
        .given = offsetof(sl_design, has_memory),
        .write = write_tray,
    };
    return cli_section_run(c, &section);
}
