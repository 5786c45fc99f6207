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

static sl_status write_clauses(cli *c, sl_text *text, const sl_comparison *comparison)
{
    bool stopped = false;
    if (c->args.option[OPT_JSON]) sl_report_interop_json(text, comparison);
    for (size_t v = 0; v < comparison->n; v++) {
        const sl_result *r = &comparison->variants[v].nominal;
        bool unknown = r->interop == SL_UNKNOWN && !c->args.option[OPT_ALLOW_UNKNOWN];
        stopped = stopped || !r->has_interop || r->interop == SL_FAIL || unknown;
        if (!c->args.option[OPT_JSON]) sl_report_interop(text, comparison, v);
    }
    return stopped ? SL_ERR_REQUIREMENT : SL_OK;
}

int cmd_interop(cli *c)
{
    static const cli_section section = {
        .name = "interop",
        .fix = "add it, as in interop: {host: {use: host/cpx-6400}, engine: ...}",
        .given = offsetof(sl_design, has_interop),
        .write = write_clauses,
    };
    bool scenario = c->args.positional_n > 0;
    if (scenario && c->args.option[OPT_MATRIX])
        return cli_usage(c, "--matrix looks at the catalogue and takes no scenario");
    if (c->args.option[OPT_MATRIX] && (c->args.option[OPT_VARIANT] || c->args.option[OPT_SET]))
        return cli_usage(c, "--matrix looks at the catalogue: no --variant and no --set");
    if (c->args.option[OPT_MATRIX]) return matrix(c);
    if (!scenario) return cli_usage(c, "name a scenario, or --matrix");
    return cli_section_run(c, &section);
}
