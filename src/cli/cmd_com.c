// shoreline com
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

typedef struct job {
    sl_com_settings *settings;
    sl_com_channel channels[CLI_LIST_MAX + 1];
    sl_sparam *networks[CLI_LIST_MAX + 1];
    int n;
    sl_com_result *result, *reference; // reference: beside a strict one
    sl_com_opts opts;
} job;

// What only version 4.50 computes.
static bool needs_450(const sl_com_settings *s)
{
    return s->rx_ffe || s->mlse || s->raised_cosine || s->pkg_name[SL_COM_TX][0];
}

static sl_status read_as(cli *c, job *j, sl_com_compat compat)
{
    sl_com_settings_destroy(j->settings);
    j->settings = NULL;
    const char *preset = c->args.option[OPT_PRESET];
    SL_TRY(preset ? sl_com_preset_settings(&j->settings, c->ctx, preset, compat)
                  : sl_com_settings_read(&j->settings, c->ctx, c->args.option[OPT_CONFIG], compat));
    static char keys[CLI_LIST_MAX][256]; // one command a process
    const char *key[CLI_LIST_MAX], *text[CLI_LIST_MAX];
    int n = (int)c->args.list_n;
    for (int i = 0; i < n; i++) {
        size_t length = strcspn(c->args.list[i], "=");
        snprintf(keys[i], sizeof keys[i], "%.*s", (int)length, c->args.list[i]);
        key[i] = keys[i];
        text[i] = c->args.list[i] + length + 1;
    }
    return n ? sl_com_settings_change(j->settings, c->ctx, key, text, n) : SL_OK;
}

static sl_status settings(cli *c, job *j)
{
    const char *version = c->args.option[OPT_COMPAT];
    if (version) return read_as(c, j, strcmp(version, "3.70") == 0 ? SL_COM_3_70 : SL_COM_4_50);
    sl_status status = read_as(c, j, SL_COM_4_50);
    if (status != SL_OK || needs_450(j->settings)) return status;
    return read_as(c, j, SL_COM_3_70);
}

static sl_status add_channel(cli *c, job *j, sl_com_role role, const char *path)
{
    sl_sparam **network = &j->networks[j->n];
    sl_status status = sl_touchstone_read(network, c->ctx, path, NULL);
    if (status == SL_OK)
        j->channels[j->n++] = (sl_com_channel){.role = role, .name = path, .sparam = *network};
    return status;
}

// All files are tried, so that every fault is told at once.
static sl_status channels(cli *c, job *j)
{
    sl_status status = add_channel(c, j, SL_COM_THRU, c->args.option[OPT_THRU]);
    for (size_t i = 0; i < c->args.files_n; i++) {
        sl_com_role role = c->args.files[i].option == OPT_NEXT ? SL_COM_NEXT : SL_COM_FEXT;
        sl_status one = add_channel(c, j, role, c->args.files[i].path);
        if (status == SL_OK) status = one;
    }
    return status;
}

static const sl_com_preset *preset_of(const cli *c)
{
    const char *name = c->args.option[OPT_PRESET];
    for (int i = 0; name && sl_com_preset_at(i); i++)
        if (strcmp(sl_com_preset_at(i)->name, name) == 0) return sl_com_preset_at(i);
    return NULL;
}

static int list_presets(cli *c)
{
    sl_text text;
    sl_text_init(&text, c->ctx);
    for (int i = 0; sl_com_preset_at(i); i++) {
        const sl_com_preset *p = sl_com_preset_at(i);
        sl_text_printf(&text, "%-18s%-12s%s; %s\n", p->name, p->quality, p->title, p->clause);
    }
    sl_status status = cli_write(c, NULL, &text);
    sl_text_free(&text);
    return cli_finish(c, status);
}

static sl_status show(cli *c, const job *j)
{
    sl_text text;
    sl_text_init(&text, c->ctx);
    const sl_com_preset *preset = preset_of(c);
    if (c->args.option[OPT_JSON]) {
        sl_json json;
        sl_json_begin(&json, &text, true);
        sl_json_object(&json);
        sl_json_key_text(&json, "schema", "shoreline/com/1");
        if (preset) sl_json_key_text(&json, "preset", preset->name);
        if (preset) sl_json_key_text(&json, "class", preset->quality);
        if (preset) sl_json_key_text(&json, "note", preset->note);
        sl_report_com_keys(&json, j->settings, j->channels, j->n, j->result, j->reference);
        sl_json_end(&json, '}');
        sl_text_add(&text, "\n");
    } else {
        if (preset)
            sl_text_printf(&text, "%s: %s (%s, class %s)\n%s\n\n", preset->name, preset->title,
                           preset->clause, preset->quality, preset->note);
        sl_report_com(&text, j->settings, j->channels, j->n, j->result, j->reference,
                      c->colour_out);
    }
    sl_status status = cli_write(c, c->args.option[OPT_OUTPUT], &text);
    sl_text_free(&text);
    return status;
}

// Whether ports a and b (from 1) are the ends of one line.
static bool joined(const sl_port_order *found, int a, int b)
{
    for (int i = 0; i < found->lines; i++)
        if ((found->near[i] == a - 1 && found->far[i] == b - 1) ||
            (found->near[i] == b - 1 && found->far[i] == a - 1))
            return true;
    return false;
}

// Tells where the workbook's port order is not what the thru's transmission looks like.
static sl_status compare_ports(cli *c, const job *j)
{
    const int *use = j->settings->port_order;
    sl_port_order found;
    if (sl_sparam_ports(j->networks[0]) != 4) return SL_OK;
    SL_TRY(sl_sparam_port_order(&found, j->networks[0]));
    if (found.lines != 2 || !found.pairs_clear) {
        sl_diag_add(c->ctx, SL_WARNING, SL_E_CHANNEL, (sl_mark){0},
                    "look at it: shoreline channel check FILE",
                    "%s: which ports are joined cannot be told; [%d %d %d %d] is taken",
                    j->channels[0].name, use[0], use[1], use[2], use[3]);
    } else if (!joined(&found, use[0], use[2]) || !joined(&found, use[1], use[3])) {
        sl_diag_add(c->ctx, SL_WARNING, SL_E_CHANNEL, (sl_mark){0},
                    "if that is right, add --set 'Port Order=[tx+ tx- rx+ rx-]'",
                    "%s: the port order [%d %d %d %d] of the workbook does not fit: [%d %d %d %d] "
                    "was found",
                    j->channels[0].name, use[0], use[1], use[2], use[3], found.near[0] + 1,
                    found.near[1] + 1, found.far[0] + 1, found.far[1] + 1);
    }
    return SL_OK;
}

static sl_status compute(cli *c, job *j)
{
    sl_status status = settings(c, j), read = channels(c, j);
    if (status == SL_OK) status = read;
    if (status == SL_OK) status = compare_ports(c, j);
    if (status == SL_OK)
        status = sl_com_run(&j->result, c->ctx, j->settings, j->channels, j->n, &j->opts);
    if (status == SL_OK && j->opts.strict) {
        sl_com_opts as_reference = j->opts;
        as_reference.strict = false;
        status = sl_com_run(&j->reference, c->ctx, j->settings, j->channels, j->n, &as_reference);
    }
    return status == SL_OK ? show(c, j) : status;
}

static int from_files(cli *c)
{
    const char *search = c->args.option[OPT_COM_SEARCH];
    job j = {.n = 0, .opts = {.strict = c->args.option[OPT_STRICT] != NULL}};
    if (search && strcmp(search, "exact") == 0) j.opts.search = SL_COM_SEARCH_EXACT;
    sl_status status = compute(c, &j);
    sl_com_result_destroy(j.result);
    sl_com_result_destroy(j.reference);
    for (int i = 0; i < j.n; i++)
        sl_sparam_destroy(j.networks[i]);
    sl_com_settings_destroy(j.settings);
    return cli_finish(c, status);
}

// ---- the channels of a scenario ----

typedef struct page {
    sl_text text;
    sl_json json;
    bool as_json, colour;
} page;

// As sl_design_com takes them.
static int roles_of(sl_com_channel out[4], const char *name, const sl_built_channel *built)
{
    out[0] = (sl_com_channel){SL_COM_THRU, name, built->thru};
    out[1] = out[2] = (sl_com_channel){SL_COM_FEXT, "neighbour", built->fext};
    out[3] = (sl_com_channel){SL_COM_NEXT, "neighbour", built->next};
    return built->coupled ? 4 : 1;
}

static sl_status one_channel(cli *c, page *p, const sl_bound *b, const sl_design_channel *channel,
                             const sl_serdes_spec *serdes)
{
    char name[256];
    sl_com_settings *settings = NULL;
    sl_com_result *result = NULL;
    sl_built_channel built = {0};
    snprintf(name, sizeof name, "%s, %s", b->name, channel->name);
    sl_status status = sl_design_com_settings(&settings, c->ctx, serdes, channel->symbol_rate_bd,
                                              b->design.link.levels);
    if (status == SL_OK) status = sl_design_channel_build(&built, c->ctx, channel);
    if (status == SL_OK) sl_design_com_adapt(settings, &b->design, serdes, &built);
    if (status == SL_OK) status = sl_design_com(&result, c->ctx, settings, &built, NULL);
    sl_com_channel roles[4];
    int n = roles_of(roles, name, &built);
    if (status == SL_OK && p->as_json) {
        sl_json_object(&p->json);
        sl_json_key_text(&p->json, "name", name);
        sl_report_com_keys(&p->json, settings, roles, n, result, NULL);
        sl_json_end(&p->json, '}');
    } else if (status == SL_OK) {
        sl_report_com(&p->text, settings, roles, n, result, NULL, p->colour);
        sl_text_add(&p->text, "\n");
    }
    sl_com_result_destroy(result);
    sl_built_channel_destroy(&built);
    sl_com_settings_destroy(settings);
    return status;
}

static sl_status all_channels(cli *c, page *p, const sl_model *model)
{
    sl_status status = SL_OK;
    for (size_t v = 0; v < model->n && status == SL_OK; v++) {
        sl_design_channel channels[2];
        const sl_link_spec *link = &model->variants[v].design.link;
        int n = sl_design_channels(channels, &model->variants[v].design);
        for (int i = 0; i < n && status == SL_OK; i++)
            status = one_channel(c, p, &model->variants[v], &channels[i],
                                 i == 0 ? &link->serdes : &link->line_serdes);
    }
    return status;
}

static int from_scenario(cli *c)
{
    sl_model *model = NULL;
    page p = {.as_json = c->args.option[OPT_JSON] != NULL, .colour = c->colour_out};
    sl_status status = cli_load(c, &model);
    if (status != SL_OK) return cli_finish(c, status);
    int code = cli_choose_variant(c, model);
    sl_text_init(&p.text, c->ctx);
    if (code == 0 && p.as_json) {
        sl_json_begin(&p.json, &p.text, true);
        sl_json_object(&p.json);
        sl_json_key_text(&p.json, "schema", "shoreline/com-scenario/1");
        sl_json_key(&p.json, "links");
        sl_json_array(&p.json);
    }
    if (code == 0) status = all_channels(c, &p, model);
    if (code == 0 && p.as_json) {
        sl_json_end(&p.json, ']');
        sl_json_end(&p.json, '}');
        sl_text_add(&p.text, "\n");
    }
    if (code == 0 && status == SL_OK) status = cli_write(c, c->args.option[OPT_OUTPUT], &p.text);
    if (code == 0) code = cli_finish(c, status);
    sl_text_free(&p.text);
    sl_model_destroy(model);
    return code;
}

int cmd_com(cli *c)
{
    const char *version = c->args.option[OPT_COMPAT], *search = c->args.option[OPT_COM_SEARCH];
    bool files = c->args.option[OPT_CONFIG] || c->args.option[OPT_PRESET] ||
                 c->args.option[OPT_THRU] || c->args.files_n;
    if (c->args.positional_n > 0 && files)
        return cli_usage(c, "com takes a scenario, or --config and --thru");
    if (c->args.positional_n > 0) return from_scenario(c);
    if (c->args.option[OPT_LIST]) return list_presets(c);
    if (c->args.option[OPT_CONFIG] && c->args.option[OPT_PRESET])
        return cli_usage(c, "com takes --config or --preset, not both");
    if (!c->args.option[OPT_CONFIG] && !c->args.option[OPT_PRESET])
        return cli_usage(c, "com needs --config FILE, a COM workbook, or --preset NAME");
    if (!c->args.option[OPT_THRU]) return cli_usage(c, "com needs --thru FILE, a .s4p");
    if (version && strcmp(version, "3.70") != 0 && strcmp(version, "4.50") != 0)
        return cli_usage(c, "--compat takes 3.70 or 4.50, not '%s'", version);
    if (search && strcmp(search, "reference") != 0 && strcmp(search, "exact") != 0)
        return cli_usage(c, "--search takes reference or exact, not '%s'", search);
    for (size_t i = 0; i < c->args.list_n; i++)
        if (!strchr(c->args.list[i], '='))
            return cli_usage(c, "--set takes KEY=VALUE, not '%s'", c->args.list[i]);
    return from_files(c);
}
