// shoreline new: a short scenario that extends an example, with the inputs that move its verdict.
// What is written has been read again: an input that cannot stand by itself is left out.
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#define INPUTS 10

static int list_examples(void)
{
    for (size_t i = 0; i < sl_example_blob_n; i++) {
        const char *name = sl_example_blobs[i].name + strlen("example/");
        if (!strchr(name, '/')) printf("  %s\n", name); // not bases and claims
    }
    return 0;
}

typedef struct entry {
    char path[160];  // below the root of the scenario
    char value[256]; // with its spread, which a bare value would take away
    int rank;
    const sl_leaf *leaf;
    bool out; // the scenario does not check with it
} entry;

static int compare_entry(const void *a, const void *b)
{
    return strcmp(((const entry *)a)->path, ((const entry *)b)->path);
}

static bool has_index(const char *path)
{
    for (const char *p = path; (p = strchr(p, '.')); p++)
        if (p[1] >= '0' && p[1] <= '9') return true;
    return false;
}

static void value_with_spread(char *out, size_t n, const sl_leaf *leaf)
{
    char value[64], sd[64], dist[32] = "";
    const char *unit = leaf->field->unit;
    sl_quantity_format(value, sizeof value, leaf->value, unit, 6);
    if (strcmp(unit, "degC") == 0) unit = "K";
    if (strcmp(unit, "dBm") == 0) unit = "dB";
    sl_quantity_format(sd, sizeof sd, leaf->sd, unit, 3);
    if (leaf->dist != SL_DIST_NORMAL)
        snprintf(dist, sizeof dist, ", dist: %s", sl_dist_names[leaf->dist]);
    snprintf(out, n, "{value: %s, sd: %s%s, class: %s, source: %.60s}", value, sd, dist,
             sl_class_name(leaf->class_), *leaf->source ? leaf->source : "assumption");
}

// The same input in the variant that shows it: there it may stand elsewhere, with another value.
static const sl_leaf *shown(const sl_model *model, const sl_sensitivity *s)
{
    for (size_t v = 0; v < model->n; v++) {
        const sl_bound *b = &model->variants[v];
        if (strcmp(b->name, s->variant) != 0) continue;
        for (size_t i = 0; i < b->leaves.n; i++) {
            const sl_leaf *leaf = &b->leaves.items[i];
            if (sl_leaf_uncertain(leaf) && sl_leaf_entity(leaf) == sl_leaf_entity(s->leaf))
                return leaf;
        }
    }
    return s->leaf;
}

// Whether every variant has it, at the same value and spread.
static bool common(const sl_model *model, const sl_leaf *leaf)
{
    for (size_t v = 0; v < model->n; v++) {
        const sl_leaf *other = sl_leaf_find(&model->variants[v].leaves, leaf->path);
        if (!other || other->value != leaf->value || other->sd != leaf->sd) return false;
    }
    return true;
}

// Links, what a part says of their service, and what variants do not have in common are a variant's
// own; the rest is the scenario's.
static bool of_variant(const sl_model *model, const sl_leaf *leaf)
{
    bool of_link = strncmp(leaf->path, "link.", 5) == 0;
    bool of_fleet = strncmp(leaf->path, "fleet.", 6) == 0;
    return of_link || (of_fleet && leaf->part) || !common(model, leaf);
}

static bool picked(const entry *entries, size_t n, const char *path)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(entries[i].path, path) == 0) return true;
    return false;
}

// The strongest inputs that a map can hold, at their present values.
static size_t pick(entry *out, const sl_comparison *comparison)
{
    size_t n = 0;
    for (size_t i = 0; i < comparison->sensitivity_n && n < INPUTS; i++) {
        const sl_sensitivity *s = &comparison->sensitivity[i];
        const sl_leaf *leaf = shown(comparison->model, s);
        if (has_index(leaf->path)) continue;
        entry *e = &out[n];
        bool own = of_variant(comparison->model, leaf);
        snprintf(e->path, sizeof e->path, "%s%s%s%s", own ? "variants." : "", own ? s->variant : "",
                 own ? "." : "", leaf->path);
        if (picked(out, n, e->path)) continue; // of another part
        value_with_spread(e->value, sizeof e->value, leaf);
        e->rank = (int)++n;
        e->leaf = leaf;
        e->out = false;
    }
    qsort(out, n, sizeof *out, compare_entry);
    return n;
}

static size_t common_keys(const char *a, const char *b)
{
    size_t common = 0;
    for (size_t i = 0; a[i] && a[i] == b[i]; i++)
        if (a[i] == '.') common = i + 1;
    return common;
}

static void write_entry(sl_text *out, const char *last, const entry *e)
{
    size_t at = common_keys(last, e->path);
    int depth = 0;
    for (size_t i = 0; i < at; i++)
        depth += e->path[i] == '.';
    while (true) {
        size_t n = strcspn(e->path + at, ".");
        bool leaf = e->path[at + n] == '\0';
        sl_text_printf(out, "%*s%.*s:", depth * 2, "", (int)n, e->path + at);
        if (leaf) break;
        sl_text_add(out, "\n");
        at += n + 1;
        depth++;
    }
    sl_text_printf(out, " %s  # no. %d: %s\n", e->value, e->rank, e->leaf->field->doc);
}

static void write_text(sl_text *out, const char *example, const sl_comparison *comparison,
                       const entry *entries, size_t n)
{
    sl_text_printf(out,
                   "# yaml-language-server: $schema=shoreline.schema.json\n"
                   "# Everything not said here comes from the example; 'shoreline config FILE "
                   "--resolved --origins'\n# shows it, 'shoreline explain KEY' explains a key.\n"
                   "shoreline: 1\nextends: %s\ntitle: My version of %s\n\n"
                   "# The inputs that move its verdict most (no. 1 first), at the example's "
                   "values\n# and spreads. Write a bare value where you know it exactly.\n",
                   example, example + strlen("example/"));
    const char *last = "";
    bool service = false, chip = false;
    for (size_t i = 0; i < n; i++) {
        if (entries[i].out) continue;
        write_entry(out, last, &entries[i]);
        last = entries[i].path;
        service = service || strncmp(last, "service.", 8) == 0;
        chip = chip || strncmp(last, "chip.", 5) == 0;
    }
    const sl_design *d = &comparison->variants[0].bound->design;
    char rate[48], reach[48], tdp[48];
    sl_quantity_format(rate, sizeof rate, d->service.rate_bps, "b/s", 6);
    sl_quantity_format(reach, sizeof reach, d->service.reach_m, "m", 6);
    sl_quantity_format(tdp, sizeof tdp, d->chip.tdp_w, "W", 6);
    sl_text_add(out, "\n# What every variant must deliver, and for which chip.\n");
    sl_text_printf(out, "%sservice: {rate: %s, reach: %s}\n", service ? "# " : "", rate, reach);
    sl_text_printf(out, "%schip: {tdp: %s}\n", chip ? "# " : "", tdp);
}

// Whether a text is a scenario without a fault; diagnostics go to ctx.
static sl_status read_again(sl_ctx *ctx, const sl_text *text)
{
    sl_scenario_opts opts = {
        .path = "new.yaml", .text = sl_text_get(text), .text_length = text->length};
    sl_model *model = NULL;
    if (text->failed) return SL_ERR_NO_MEMORY;
    sl_status status = sl_model_load(&model, ctx, &opts);
    if (status == SL_OK) status = sl_study_check(ctx, model);
    sl_model_destroy(model);
    return status;
}

// The same into a context of its own, which forgets what is wrong.
static sl_status trial(sl_ctx *ctx, const char *example, const sl_comparison *comparison,
                       const entry *entries, size_t n)
{
    sl_ctx *apart = NULL;
    sl_text text;
    SL_TRY(sl_ctx_create(&apart, NULL));
    sl_text_init(&text, ctx);
    write_text(&text, example, comparison, entries, n);
    sl_status status = read_again(apart, &text);
    sl_text_free(&text);
    sl_ctx_destroy(apart);
    return status;
}

// Inputs that a scenario checks with: all, or one after the other those that it does.
static sl_status leave_out(sl_ctx *ctx, const char *example, const sl_comparison *comparison,
                           entry *entries, size_t n)
{
    sl_status status = trial(ctx, example, comparison, entries, n);
    if (status == SL_OK) return status;
    for (size_t i = 0; i < n; i++)
        entries[i].out = true;
    for (size_t i = 0; i < n && status != SL_ERR_NO_MEMORY; i++) {
        entries[i].out = false;
        status = trial(ctx, example, comparison, entries, n);
        entries[i].out = status != SL_OK;
    }
    return status == SL_ERR_NO_MEMORY ? status : SL_OK;
}

static sl_status write_scenario(sl_text *out, sl_ctx *ctx, const char *example,
                                const sl_comparison *comparison)
{
    entry entries[INPUTS];
    memset(entries, 0, sizeof entries);
    size_t n = pick(entries, comparison);
    SL_TRY(leave_out(ctx, example, comparison, entries, n));
    write_text(out, example, comparison, entries, n);
    return read_again(ctx, out);
}

static sl_status make(cli *c, sl_text *out, const sl_blob *blob)
{
    sl_scenario_opts opts = {.path = blob->name, .text = blob->text, .text_length = blob->length};
    sl_compare_opts compare_opts = {.draws = 64};
    sl_model *model = NULL;
    sl_comparison *comparison = NULL;
    sl_status status = sl_model_load(&model, c->ctx, &opts);
    if (status == SL_OK) status = sl_compare(&comparison, c->ctx, model, &compare_opts);
    if (status == SL_OK) status = write_scenario(out, c->ctx, blob->name, comparison);
    sl_comparison_destroy(c->ctx, comparison);
    sl_model_destroy(model);
    return status;
}

static bool exists(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file) fclose(file);
    return file != NULL;
}

int cmd_new(cli *c)
{
    if (c->args.option[OPT_LIST]) return list_examples();
    if (c->args.positional_n == 0)
        return cli_usage(c, "name the file to write; see 'shoreline help new'");
    char name[120];
    snprintf(name, sizeof name, "example/%s",
             c->args.option[OPT_FROM] ? c->args.option[OPT_FROM] : "gpu-pod");
    const sl_blob *blob = sl_example_find(name);
    if (!blob) return cli_usage(c, "no example '%s'; 'shoreline new --list' lists them", name + 8);
    const char *path = c->args.positional[0];
    if (exists(path)) {
        fprintf(stderr, "shoreline: '%s' exists; nothing was written\n", path);
        return sl_status_exit_code(SL_ERR_IO);
    }
    sl_text text;
    sl_text_init(&text, c->ctx);
    sl_status status = make(c, &text, blob);
    if (status == SL_OK) status = cli_write(c, path, &text);
    sl_text_free(&text);
    if (status == SL_OK)
        fprintf(stderr, "Written: %s. Next: shoreline compare %s -o report.html\n", path, path);
    return cli_finish(c, status);
}
