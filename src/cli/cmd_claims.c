// shoreline claims
#include "cli/cli.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct file_list {
    sl_arena *arena;
    const char **paths;
    size_t n, room;
} file_list;

static bool add_file(cli *c, file_list *files, const char *path)
{
    if (files->n == files->room) {
        size_t room = files->room ? 2 * files->room : 32;
        const char **grown = sl_ctx_resize(c->ctx, files->paths, room * sizeof *grown);
        if (!grown) return false;
        files->paths = grown;
        files->room = room;
    }
    if (path) files->paths[files->n++] = path;
    return path != NULL;
}

static int compare_path(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

// The scenarios of a directory in the order of their names.
static sl_status add_directory(cli *c, file_list *files, const char *path)
{
    DIR *dir = opendir(path);
    size_t first = files->n, length = strlen(path);
    bool ok = dir != NULL;
    const char *slash = length && path[length - 1] == '/' ? "" : "/";
    for (struct dirent *e; ok && (e = readdir(dir));) {
        size_t n = strlen(e->d_name);
        if (n < 5 || strcmp(e->d_name + n - 5, ".yaml") != 0) continue;
        ok = add_file(c, files, sl_arena_printf(files->arena, "%s%s%s", path, slash, e->d_name));
    }
    if (dir) closedir(dir);
    if (!ok) return dir ? SL_ERR_NO_MEMORY : SL_ERR_IO;
    if (files->n == first) {
        sl_diag_add(c->ctx, SL_ERROR, SL_E_FILE, (sl_mark){0}, "name a folder of .yaml files",
                    "no scenario in '%.200s'", path);
        return SL_ERR_SCENARIO;
    }
    qsort(files->paths + first, files->n - first, sizeof *files->paths, compare_path);
    return SL_OK;
}

static sl_status find_files(cli *c, file_list *files)
{
    for (size_t i = 0; i < c->args.positional_n; i++) {
        struct stat st;
        const char *path = c->args.positional[i];
        if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
            SL_TRY(add_directory(c, files, path));
        else if (!add_file(c, files, path)) // a file that is not there is told when it is read
            return SL_ERR_NO_MEMORY;
    }
    return SL_OK;
}

typedef struct claims {
    sl_text text;
    sl_json json;
    size_t count[3], invalid;
    sl_claim_entry *entries; // of a page, which owns their models; NULL: none is asked for
    sl_model **models;
    size_t entry_n;
} claims;

// Room for one entry of each file where a page is asked for.
static sl_status make_entries(cli *c, claims *all, size_t n)
{
    if (!cli_is_page(c->args.option[OPT_OUTPUT])) return SL_OK;
    all->entries = sl_ctx_resize(c->ctx, NULL, (n + 1) * sizeof *all->entries);
    all->models = sl_ctx_resize(c->ctx, NULL, (n + 1) * sizeof *all->models);
    return all->entries && all->models ? SL_OK : SL_ERR_NO_MEMORY;
}

static void drop_entries(cli *c, claims *all)
{
    for (size_t i = 0; i < all->entry_n; i++)
        sl_model_destroy(all->models[i]);
    sl_ctx_resize(c->ctx, all->entries, 0);
    sl_ctx_resize(c->ctx, all->models, 0);
}

static sl_status one(cli *c, claims *all, const char *path)
{
    sl_model *model = NULL;
    sl_claim_result result;
    sl_scenario_opts opts = {.path = path,
                             .catalog_dir = c->args.option[OPT_CATALOG],
                             .sets = c->args.list,
                             .set_n = c->args.list_n};
    sl_status status = sl_model_load(&model, c->ctx, &opts);
    if (status == SL_OK) status = sl_model_refine(NULL, c->ctx, model);
    if (status == SL_OK) status = sl_claim_judge(&result, c->ctx, model);
    if (status == SL_OK) {
        all->count[result.verdict]++;
        if (c->args.option[OPT_JSON])
            sl_report_claim_json(&all->json, model, &result, path);
        else
            sl_report_claim(&all->text, model, &result, path);
    }
    if (status == SL_OK && all->entries) {
        all->models[all->entry_n] = model;
        all->entries[all->entry_n++] = (sl_claim_entry){model, result, path};
        return SL_OK;
    }
    sl_model_destroy(model);
    return status;
}

static void print_diagnostics(cli *c, const claims *all)
{
    sl_text text;
    sl_text_init(&text, c->ctx);
    for (size_t i = 0; i < sl_diag_count(c->ctx); i++)
        sl_diag_print(&text, sl_diag_get(c->ctx, i), c->colour_err);
    fputs(sl_text_get(&text), stderr);
    sl_text_free(&text);
    if (all->invalid)
        fprintf(stderr, "%zu file%s left out for what is said above.\n", all->invalid,
                all->invalid == 1 ? "" : "s");
}

static void begin_json(claims *all)
{
    sl_json_begin(&all->json, &all->text, true);
    sl_json_object(&all->json);
    sl_json_key_text(&all->json, "schema", "shoreline/claims/1");
    sl_json_key_text(&all->json, "version", sl_version());
    sl_json_key_text(&all->json, "catalog_hash", sl_catalog_hash);
    sl_json_key(&all->json, "claims");
    sl_json_array(&all->json);
}

static void end_json(claims *all)
{
    sl_json_end(&all->json, ']');
    for (int v = 0; v < 3; v++)
        sl_json_key_number(&all->json, sl_claim_words[v], (double)all->count[v]);
    sl_json_key_number(&all->json, "invalid", (double)all->invalid);
    sl_json_end(&all->json, '}');
    sl_text_add(&all->text, "\n");
}

static sl_status write_page(cli *c, const claims *all)
{
    const char *path = c->args.option[OPT_OUTPUT];
    sl_text page;
    sl_text_init(&page, c->ctx);
    sl_report_claims_html(&page, all->entries, all->entry_n, all->invalid);
    sl_status status = cli_write(c, path, &page);
    sl_text_free(&page);
    if (status == SL_OK) fprintf(stderr, "Report: %s\n", path);
    return status;
}

// Judges all files; a faulty one is told and left out.
static sl_status run(cli *c, claims *all, const file_list *files)
{
    bool json = c->args.option[OPT_JSON] != NULL;
    SL_TRY(make_entries(c, all, files->n));
    if (json) begin_json(all);
    for (size_t i = 0; i < files->n; i++) {
        sl_status status = one(c, all, files->paths[i]);
        if (status != SL_OK && status != SL_ERR_SCENARIO && status != SL_ERR_IO) return status;
        all->invalid += status != SL_OK;
    }
    if (json)
        end_json(all);
    else
        sl_report_claim_counts(&all->text, all->count);
    bool page = all->entries != NULL;
    if (page) SL_TRY(write_page(c, all));
    SL_TRY(cli_write(c, page ? NULL : c->args.option[OPT_OUTPUT], &all->text));
    return all->invalid ? SL_ERR_SCENARIO : SL_OK;
}

int cmd_claims(cli *c)
{
    file_list files = {0};
    claims all = {0};
    sl_text_init(&all.text, c->ctx);
    sl_status status = sl_arena_create(&files.arena, c->ctx);
    if (status == SL_OK) status = find_files(c, &files);
    bool found = status == SL_OK;
    if (found) status = run(c, &all, &files);
    // What was judged stands beside what could not be read: diagnostics go to stderr alone.
    if (found && (status == SL_OK || all.invalid)) print_diagnostics(c, &all);
    int code = found && all.invalid ? sl_status_exit_code(status)
               : status == SL_OK    ? 0
                                    : cli_finish(c, status);
    sl_text_free(&all.text);
    drop_entries(c, &all);
    sl_ctx_resize(c->ctx, files.paths, 0);
    sl_arena_destroy(files.arena);
    return code;
}
