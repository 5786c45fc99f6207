// shoreline config
#include "cli/cli.h"

#include <math.h>
#include <string.h>

static void leaf_spread(char *out, size_t n, const sl_leaf *leaf)
{
    out[0] = '\0';
    if (leaf->field->kind != SL_FIELD_QUANTITY || !(leaf->sd > 0.0)) return;
    const char *unit = leaf->field->unit;
    if (strcmp(unit, "degC") == 0) unit = "K";
    if (strcmp(unit, "dBm") == 0) unit = "dB";
    char sd[48];
    sl_quantity_format(sd, sizeof sd, leaf->sd, unit, 3);
    snprintf(out, n, " +- %s", sd);
}

static void origin_text(char *out, size_t n, const sl_leaf *leaf)
{
    if (leaf->mark.source)
        snprintf(out, n, "%s:%d:%d", leaf->mark.source->name, leaf->mark.line, leaf->mark.column);
    else
        snprintf(out, n, "default");
}

static void print_text(sl_text *out, const sl_bound *b, bool origins)
{
    sl_text_printf(out, "# variant %s\n", b->name);
    for (size_t i = 0; i < b->leaves.n; i++) {
        const sl_leaf *leaf = &b->leaves.items[i];
        char value[160], spread[64], origin[300], line[300];
        cli_leaf_value(value, sizeof value, leaf, &b->design);
        leaf_spread(spread, sizeof spread, leaf);
        origin_text(origin, sizeof origin, leaf);
        snprintf(line, sizeof line, "%s: %s%s", leaf->path, value, spread);
        sl_text_add(out, line);
        if (origins) {
            int room = 64 - (int)strlen(line);
            sl_text_printf(out, "%*s# %s", room > 1 ? room : 1, "", origin);
            if (leaf->field->kind == SL_FIELD_QUANTITY)
                sl_text_printf(out, "  %s%s%s", sl_class_name(leaf->class_),
                               *leaf->source ? ", " : "", leaf->source);
        }
        sl_text_add(out, "\n");
    }
    sl_text_add(out, "\n");
}

static void print_json(sl_json *j, const sl_bound *b)
{
    sl_json_object(j);
    sl_json_key_text(j, "name", b->name);
    sl_json_key(j, "values");
    sl_json_object(j);
    for (size_t i = 0; i < b->leaves.n; i++) {
        const sl_leaf *leaf = &b->leaves.items[i];
        char value[160], origin[300];
        cli_leaf_value(value, sizeof value, leaf, &b->design);
        origin_text(origin, sizeof origin, leaf);
        sl_json_key(j, leaf->path);
        sl_json_object(j);
        sl_json_key_text(j, "text", value);
        if (leaf->field->kind == SL_FIELD_QUANTITY) {
            sl_json_key_number(j, "value_si", leaf->value);
            sl_json_key_number(j, "sd_si", leaf->sd);
            sl_json_key_text(j, "class", sl_class_name(leaf->class_));
            sl_json_key_text(j, "source", leaf->source);
            sl_json_key_text(j, "date", leaf->date);
        }
        sl_json_key_text(j, "origin", origin);
        sl_json_end(j, '}');
    }
    sl_json_end(j, '}');
    sl_json_end(j, '}');
}

// Without --resolved: only what the scenario's own files and --set say.
static bool shown(const sl_leaf *leaf, bool resolved)
{
    return resolved || (leaf->mark.source && !leaf->part);
}

static void keep_shown(sl_bound *b, bool resolved)
{
    size_t n = 0;
    for (size_t i = 0; i < b->leaves.n; i++)
        if (shown(&b->leaves.items[i], resolved)) b->leaves.items[n++] = b->leaves.items[i];
    b->leaves.n = n;
}

int cmd_config(cli *c)
{
    sl_model *model = NULL;
    sl_status status = cli_load(c, &model);
    if (status != SL_OK) return cli_finish(c, status);
    const char *only = c->args.option[OPT_VARIANT];
    bool json = c->args.option[OPT_JSON] != NULL, found = !only;
    sl_text text;
    sl_text_init(&text, c->ctx);
    sl_json j;
    sl_json_begin(&j, &text, true);
    if (json) {
        sl_json_object(&j);
        sl_json_key_text(&j, "schema", "shoreline/config/1");
        sl_json_key_text(&j, "version", sl_version());
        sl_json_key_text(&j, "scenario_hash", model->hash);
        sl_json_key(&j, "variants");
        sl_json_array(&j);
    }
    for (size_t i = 0; i < model->n; i++) {
        if (only && strcmp(only, model->variants[i].name) != 0) continue;
        found = true;
        keep_shown(&model->variants[i], c->args.option[OPT_RESOLVED] != NULL);
        if (json)
            print_json(&j, &model->variants[i]);
        else
            print_text(&text, &model->variants[i], c->args.option[OPT_ORIGINS] != NULL);
    }
    if (json) {
        sl_json_end(&j, ']');
        sl_json_end(&j, '}');
        sl_text_add(&text, "\n");
    }
    if (found) status = cli_write(c, NULL, &text);
    sl_text_free(&text);
    sl_model_destroy(model);
    if (!found) return cli_usage(c, "no variant '%s'", only);
    return cli_finish(c, status);
}
