// shoreline compare
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int terminal_width(void)
{
    struct winsize size;
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 40)
        return size.ws_col;
    return 150;
}

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

static sl_status write_results(cli *c, const sl_comparison *comparison)
{
    const char *path = c->args.option[OPT_OUTPUT];
    bool json = c->args.option[OPT_JSON] != NULL;
    sl_status status = SL_OK;
    sl_text text;
    if (path) {
        sl_text_init(&text, c->ctx);
        if (ends_with(path, ".json"))
            sl_report_json(&text, comparison);
        else
            sl_report_html(&text, c->ctx, comparison);
        status = cli_write(c, path, &text);
        sl_text_free(&text);
        if (status != SL_OK) return status;
    }
    sl_text_init(&text, c->ctx);
    if (json)
        sl_report_json(&text, comparison);
    else
        sl_report_table(&text, comparison, terminal_width(), c->colour_out);
    status = cli_write(c, NULL, &text);
    sl_text_free(&text);
    if (status == SL_OK && path) fprintf(stderr, "Report: %s\n", path);
    return status;
}

static sl_status compare(cli *c, sl_model *model)
{
    cli_progress p;
    cli_progress_begin(&p, c);
    sl_compare_opts opts = {.draws = -1, .progress = cli_progress_step, .user = &p};
    sl_comparison *comparison = NULL;
    sl_status status = sl_compare(&comparison, c->ctx, model, &opts);
    cli_progress_end();
    if (status == SL_OK) {
        status = write_results(c, comparison);
        if (status == SL_OK && comparison->requirements_failed) status = SL_ERR_REQUIREMENT;
    }
    sl_comparison_destroy(c->ctx, comparison);
    return status;
}

int cmd_compare(cli *c)
{
    sl_model *model = NULL;
    sl_status status = cli_load(c, &model);
    if (status != SL_OK) return cli_finish(c, status);
    int code = cli_choose_variant(c, model);
    if (code == 0) {
        status = compare(c, model);
        code = cli_interrupted(status) ? 130 : cli_finish(c, status);
    }
    sl_model_destroy(model);
    return code;
}
