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

static sl_status tell(cli *c, const judged *all, char const *const *paths, size_t n)
{
    bool readable = all->status == SL_OK || all->status == SL_ERR_REQUIREMENT;
    if (c->args.option[OPT_JSON] && !readable) return SL_OK; // the faults are the JSON
    sl_text text;
    sl_text_init(&text, c->ctx);
    if (c->args.option[OPT_JSON])
        sl_report_quality_json(&text, paths, all->network, all->quality, n);
    else
        for (size_t i = 0; i < n; i++) {
            if (!all->network[i]) continue;
            if (text.length) sl_text_add(&text, "\n");
            sl_report_quality(&text, paths[i], all->network[i], &all->quality[i]);
        }
    sl_status status = cli_write(c, c->args.option[OPT_OUTPUT], &text);
    sl_text_free(&text);
    return status;
}

static int check(cli *c, char const *const *paths, size_t n)
{
    judged *all = sl_ctx_resize(c->ctx, NULL, sizeof *all);
    if (!all) return cli_finish(c, SL_ERR_NO_MEMORY);
    memset(all, 0, sizeof *all);
    for (size_t i = 0; i < n; i++)
        judge(c, all, i, paths[i]);
    sl_status status = tell(c, all, paths, n);
    if (status == SL_OK) status = all->status;
    for (size_t i = 0; i < n; i++)
        sl_sparam_destroy(all->network[i]);
    sl_ctx_resize(c->ctx, all, 0);
    return cli_finish(c, status);
}

// ---- channel SCENARIO ----

#define PATH_MAX_BYTES 1024

// The name of a part: ch.s4p becomes ch_line_fext1.s4p.
static bool part_path(char out[PATH_MAX_BYTES], const char *path, const char *channel,
                      const char *part)
{
    size_t n = strlen(path) - strlen(".s4p");
    int length = snprintf(out, PATH_MAX_BYTES, "%.*s%s%s.s4p", (int)n, path, channel, part);
    return length > 0 && length < PATH_MAX_BYTES;
}

static sl_status write_part(cli *c, const char *path, const sl_sparam *s, const char *variant,
                            const char *what)
{
    char comment[400];
    sl_text text;
    sl_text_init(&text, c->ctx);
    snprintf(comment, sizeof comment,
             "shoreline %s, variant %.100s: %.100s\nports 1 and 3 near (+, -), 2 and 4 far",
             sl_version(), variant, what);
    sl_touchstone_write_opts opts = {.comment = comment};
    sl_status status = sl_touchstone_write(&text, s, &opts);
    if (status == SL_OK) status = cli_write(c, path, &text);
    sl_text_free(&text);
    return status;
}

static sl_status write_channel(cli *c, const char *path, const sl_design_channel *channel,
                               bool second, const char *variant, sl_text *told, sl_json *json)
{
    static const char *const ends[] = {"", "_fext1", "_next1"};
    static const char *const names[] = {"thru", "FEXT", "NEXT"};
    sl_built_channel built;
    sl_status status = sl_design_channel_build(&built, c->ctx, channel);
    const sl_sparam *networks[] = {built.thru, built.fext, built.next};
    const double levels[] = {built.thru_db, built.fext_db, built.next_db};
    if (json) sl_json_object(json);
    if (status == SL_OK) sl_report_channel(json ? NULL : told, json, channel, &built);
    if (json) sl_json_key(json, "files");
    if (json) sl_json_object(json);
    for (int i = 0; i < 3 && status == SL_OK; i++) {
        char file[PATH_MAX_BYTES];
        if (!part_path(file, path, second ? "_line" : "", ends[i])) status = SL_ERR_LIMIT;
        if (status == SL_OK) status = write_part(c, file, networks[i], variant, names[i]);
        if (json)
            sl_json_key_text(json, names[i], file);
        else
            sl_text_printf(told, "  %s  %9.2f dB at Nyquist  %s\n", names[i], levels[i], file);
    }
    if (json) sl_json_end(json, '}');
    if (json) sl_json_end(json, '}');
    sl_built_channel_destroy(&built);
    return status;
}

static sl_status write_all(cli *c, const sl_bound *variant)
{
    const char *path = c->args.option[OPT_OUTPUT];
    bool as_json = c->args.option[OPT_JSON] != NULL;
    sl_design_channel channels[2];
    sl_text told;
    sl_json json;
    sl_text_init(&told, c->ctx);
    int n = sl_design_channels(channels, &variant->design);
    if (as_json) {
        sl_json_begin(&json, &told, true);
        sl_json_object(&json);
        sl_json_key_text(&json, "schema", "shoreline/channel/1");
        sl_json_key_text(&json, "version", sl_version());
        sl_json_key_text(&json, "variant", variant->name);
        sl_json_key(&json, "channels");
        sl_json_array(&json);
    } else {
        sl_text_printf(&told, "variant %s\n", variant->name);
    }
    sl_status status = SL_OK;
    for (int i = 0; i < n && status == SL_OK; i++)
        status = write_channel(c, path, &channels[i], i > 0, variant->name, &told,
                               as_json ? &json : NULL);
    if (as_json) {
        sl_json_end(&json, ']');
        sl_json_end(&json, '}');
        sl_text_add(&told, "\n");
    }
    if (status == SL_OK) status = cli_write(c, NULL, &told);
    sl_text_free(&told);
    return status;
}

static bool is_four_port(const char *path)
{
    return path && sl_touchstone_ports_of(path) == 4 && strlen(path) > strlen(".s4p");
}

static int build(cli *c)
{
    sl_model *model = NULL;
    if (!is_four_port(c->args.option[OPT_OUTPUT]))
        return cli_usage(c, "channel SCENARIO needs -o FILE.s4p");
    sl_status status = cli_load(c, &model);
    if (status != SL_OK) return cli_finish(c, status);
    int code = cli_choose_variant(c, model);
    if (code == 0 && model->n > 1) {
        fprintf(stderr, "shoreline: which variant? --variant one of:");
        for (size_t i = 0; i < model->n; i++)
            fprintf(stderr, " %s", model->variants[i].name);
        fprintf(stderr, "\n");
        code = 2;
    }
    if (code == 0) code = cli_finish(c, write_all(c, &model->variants[0]));
    sl_model_destroy(model);
    return code;
}

int cmd_channel(cli *c)
{
    const cli_args *a = &c->args;
    if (strcmp(a->positional[0], "check") != 0) {
        if (a->positional_n > 1)
            return cli_usage(c, "channel takes one scenario, or check FILE...");
        return build(c);
    }
    if (a->positional_n < 2) return cli_usage(c, "channel check needs a file");
    if (a->list_n || a->option[OPT_VARIANT] || a->option[OPT_CATALOG])
        return cli_usage(c, "channel check reads files: no --set, --variant or --catalog");
    return check(c, a->positional + 1, a->positional_n - 1);
}
