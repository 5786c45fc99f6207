// shoreline channel
#include "cli/cli.h"

#include <string.h>

// ---- channel check FILE... ----

typedef struct judged {
    sl_sparam *network[CLI_LIST_MAX];
    sl_sparam_quality quality[CLI_LIST_MAX];
    sl_status status; // worst: a file that cannot be read before one that is poor
} judged;

static void judge(cli *c, judged *all, size_t i, const char *path)
{
    sl_status status = sl_touchstone_read(&all->network[i], c->ctx, path, NULL);
    if (status == SL_OK) status = sl_sparam_quality_of(&all->quality[i], all->network[i]);
    if (status == SL_OK && all->quality[i].verdict == SL_QUALITY_POOR) status = SL_ERR_REQUIREMENT;
    if (all->status == SL_OK || (all->status == SL_ERR_REQUIREMENT && status != SL_OK))
        all->status = status;
}

static int check(cli *c, char const *const *paths, size_t n)
{
    static judged all; // too large for the stack; one command a process
    sl_text text;
    sl_text_init(&text, c->ctx);
    for (size_t i = 0; i < n; i++)
        judge(c, &all, i, paths[i]);
    if (c->args.option[OPT_JSON])
        sl_report_quality_json(&text, paths, all.network, all.quality, n);
    else
        for (size_t i = 0, shown = 0; i < n; i++) {
            if (!all.network[i]) continue;
            if (shown++) sl_text_add(&text, "\n");
            sl_report_quality(&text, paths[i], all.network[i], &all.quality[i]);
        }
    bool readable = all.status == SL_OK || all.status == SL_ERR_REQUIREMENT;
    sl_status written = SL_OK;
    if (readable || !c->args.option[OPT_JSON]) written = cli_write(c, NULL, &text);
    for (size_t i = 0; i < n; i++)
        sl_sparam_destroy(all.network[i]);
    sl_text_free(&text);
    return cli_finish(c, written == SL_OK ? all.status : written);
}

int cmd_channel(cli *c)
{
    const cli_args *a = &c->args;
    if (strcmp(a->positional[0], "check") != 0)
        return cli_usage(c, "no action '%s': channel check FILE...", a->positional[0]);
    if (a->positional_n < 2) return cli_usage(c, "channel check needs a file");
    return check(c, a->positional + 1, a->positional_n - 1);
}
