// shoreline pilot
#include "cli/cli.h"

#include <stdlib.h>

// A share given in percent. False after telling that it is none.
static bool percent(cli *c, int option, double otherwise, double *out)
{
    const char *text = c->args.option[option];
    *out = otherwise;
    if (!text) return true;
    int value = atoi(text);
    *out = value / 100.0;
    if (value >= 51 && value <= 99) return true;
    cli_usage(c, "%s takes 51 to 99, not '%s'", cli_option_of(option)->name, text);
    return false;
}

static sl_status write(cli *c, const sl_comparison *comparison, const sl_trial *trial,
                       const sl_telemetry *telemetry)
{
    sl_text text;
    sl_text_init(&text, c->ctx);
    if (c->args.option[OPT_JSON])
        sl_report_pilot_json(&text, comparison, trial, telemetry);
    else
        sl_report_pilot(&text, comparison, trial, telemetry);
    sl_status status = cli_write(c, c->args.option[OPT_OUTPUT], &text);
    sl_text_free(&text);
    return status;
}

static sl_status measured(sl_telemetry **out, cli *c, sl_arena *arena, const sl_model *model)
{
    const char *path = c->args.option[OPT_MEASURED];
    *out = NULL;
    if (!path) return SL_OK;
    const char **names = sl_arena_alloc(arena, model->n * sizeof *names);
    *out = sl_arena_alloc(arena, model->n * sizeof **out);
    if (!names || !*out) return SL_ERR_NO_MEMORY;
    for (size_t v = 0; v < model->n; v++)
        names[v] = model->variants[v].name;
    return sl_telemetry_read(*out, c->ctx, arena, path, names, model->n);
}

static sl_status run(cli *c, sl_model *model, const sl_trial *trial)
{
    sl_arena *arena = NULL;
    sl_telemetry *telemetry = NULL;
    sl_comparison *comparison = NULL;
    SL_TRY(sl_arena_create(&arena, c->ctx));
    sl_compare_opts opts = {.draws = -1};
    sl_status status = measured(&telemetry, c, arena, model);
    if (status == SL_OK) status = sl_compare(&comparison, c->ctx, model, &opts);
    if (status == SL_OK) status = write(c, comparison, trial, telemetry);
    if (comparison) sl_comparison_destroy(c->ctx, comparison);
    sl_arena_destroy(arena);
    return status;
}

int cmd_pilot(cli *c)
{
    sl_model *model = NULL;
    sl_trial trial;
    if (!percent(c, OPT_CONFIDENCE, 0.95, &trial.confidence) ||
        !percent(c, OPT_POWER, 0.80, &trial.power))
        return 2;
    sl_status status = cli_load(c, &model);
    if (status != SL_OK) return cli_finish(c, status);
    int code = cli_finish(c, run(c, model, &trial));
    sl_model_destroy(model);
    return code;
}
