// shoreline catalog
#include "cli/cli.h"

#include <string.h>

static const sl_table *table_of(const char *name)
{
    size_t n = strcspn(name, "/");
    for (size_t i = 0; i < sl_part_type_n; i++)
        if (strlen(sl_part_types[i].folder) == n && strncmp(name, sl_part_types[i].folder, n) == 0)
            return sl_part_types[i].table;
    return NULL;
}

// The text behind "title:" of a part, without parsing the whole of it.
static void print_title(const sl_blob *blob)
{
    const char *at = strstr(blob->text, "\ntitle: ");
    const char *from = at ? at + 8 : "";
    printf("  %-34s %.*s\n", blob->name, (int)strcspn(from, "\n"), from);
}

static int list(cli *c)
{
    bool json = c->args.option[OPT_JSON] != NULL;
    if (json)
        printf("{\"schema\": \"shoreline/catalog/1\", \"catalog_hash\": \"%s\", \"parts\": [",
               sl_catalog_hash);
    for (size_t i = 0; i < sl_catalog_blob_n; i++) {
        if (json)
            printf("%s\"%s\"", i ? ", " : "", sl_catalog_blobs[i].name);
        else
            print_title(&sl_catalog_blobs[i]);
    }
    if (json) printf("]}\n");
    return 0;
}

static void print_spread(sl_text *out, const sl_leaf *leaf)
{
    if (!(leaf->sd > 0.0)) return;
    const char *unit = leaf->field->unit;
    char sd[48];
    if (strcmp(unit, "degC") == 0) unit = "K";
    if (strcmp(unit, "dBm") == 0) unit = "dB";
    sl_quantity_format(sd, sizeof sd, leaf->sd, unit, 2);
    sl_text_printf(out, " +- %s", sd);
}

static void print_leaf(sl_text *out, const sl_leaf *leaf, const void *part)
{
    if (!leaf->mark.source) return;
    char value[160];
    cli_leaf_value(value, sizeof value, leaf, part);
    size_t start = out->length;
    sl_text_printf(out, "  %-28s %s", leaf->path, value);
    if (leaf->field->kind != SL_FIELD_QUANTITY) {
        sl_text_add(out, "\n");
        return;
    }
    print_spread(out, leaf);
    int room = 66 - (int)(out->length - start);
    sl_text_printf(out, "%*s%s, %s, %s\n", room > 1 ? room : 1, "", sl_class_name(leaf->class_),
                   leaf->source, leaf->date);
}

static void json_leaf(sl_json *j, const sl_leaf *leaf, const void *part)
{
    if (!leaf->mark.source) return;
    sl_json_key(j, leaf->path);
    sl_json_object(j);
    char value[160];
    cli_leaf_value(value, sizeof value, leaf, part);
    sl_json_key_text(j, "text", value);
    if (leaf->field->kind != SL_FIELD_QUANTITY) {
        sl_json_end(j, '}');
        return;
    }
    sl_json_key_number(j, "value_si", leaf->value);
    sl_json_key_number(j, "sd_si", leaf->sd);
    sl_json_key_text(j, "display_unit", leaf->field->unit);
    sl_json_key_text(j, "class", sl_class_name(leaf->class_));
    sl_json_key_text(j, "source", leaf->source);
    sl_json_key_text(j, "date", leaf->date);
    sl_json_end(j, '}');
}

static void write_part(sl_text *text, const char *name, const sl_table *table,
                       const sl_leaves *leaves, const void *part, bool json)
{
    sl_json j;
    sl_json_begin(&j, text, true);
    if (json) {
        sl_json_object(&j);
        sl_json_key_text(&j, "schema", "shoreline/part/1");
        sl_json_key_text(&j, "version", sl_version());
        sl_json_key_text(&j, "catalog_hash", sl_catalog_hash);
        sl_json_key_text(&j, "part", name);
        sl_json_key(&j, "values");
        sl_json_object(&j);
    } else {
        sl_text_printf(text, "%s  (%s)\n", name, table->doc);
    }
    for (size_t i = 0; i < leaves->n; i++) {
        if (json)
            json_leaf(&j, &leaves->items[i], part);
        else
            print_leaf(text, &leaves->items[i], part);
    }
    if (!json) return;
    sl_json_end(&j, '}');
    sl_json_end(&j, '}');
    sl_text_add(text, "\n");
}

// A part may leave required keys to the scenario; anything else is a fault of the part.
static bool only_missing(const sl_ctx *ctx)
{
    for (size_t i = 0; i < sl_diag_count(ctx); i++)
        if (sl_diag_get(ctx, i)->code != SL_E_MISSING_KEY) return false;
    return true;
}

static int show(cli *c, const char *name)
{
    sl_arena *arena = NULL;
    sl_node *node = NULL;
    const sl_part_info *info = NULL;
    sl_leaves leaves = {0};
    const sl_table *table = table_of(name);
    sl_status status = sl_arena_create(&arena, c->ctx);
    if (status == SL_OK)
        status = sl_part_load(&node, &info, c->ctx, arena, c->args.option[OPT_CATALOG], name);
    void *target = status == SL_OK && table ? sl_arena_alloc(arena, table->size) : NULL;
    if (target) status = sl_bind(c->ctx, arena, node, table, target, &leaves);
    if (target && (status == SL_OK || only_missing(c->ctx))) {
        sl_diag_clear(c->ctx);
        sl_text text;
        sl_text_init(&text, c->ctx);
        write_part(&text, name, table, &leaves, target, c->args.option[OPT_JSON] != NULL);
        status = cli_write(c, NULL, &text);
        sl_text_free(&text);
    }
    sl_arena_destroy(arena);
    return cli_finish(c, status);
}

int cmd_catalog(cli *c)
{
    return c->args.positional_n ? show(c, c->args.positional[0]) : list(c);
}
