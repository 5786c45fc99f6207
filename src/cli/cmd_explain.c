// shoreline explain
#include "cli/cli.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool explain_code(const char *name)
{
    if ((name[0] != 'E' && name[0] != 'W') || !isdigit((unsigned char)name[1])) return false;
    int code = atoi(name + 1);
    if (!sl_diag_title(code)) return false;
    printf("%s: %s\n\n%s\n", name, sl_diag_title(code), sl_diag_explanation(code));
    return true;
}

static void explain_metric(int m)
{
    static const char *const better[] = {"lower", "higher", "neither"};
    const sl_metric_info *i = &sl_metric_infos[m];
    printf("%s  (metric, %s%s%s is better)\n    %s\n    theory   docs/theory/%s.md\n", i->key,
           i->unit, *i->unit ? "; " : "", better[i->better], i->doc, i->page);
}

static int explain_metrics(void)
{
    for (int m = 0; m < SL_METRICS; m++)
        printf("  %-34s %-9s %s\n", sl_metric_infos[m].key, sl_metric_infos[m].unit,
               sl_metric_infos[m].doc);
    return 0;
}

static int explain_all(cli *c)
{
    sl_text text;
    sl_text_init(&text, c->ctx);
    sl_table_explain(&text, "scenario", &sl_design_table);
    sl_text_add(&text, "\n");
    sl_table_explain(&text, "at the top level too", &sl_study_table);
    sl_text_add(&text, "\n    variants                 Named overlays of all of the above.\n"
                       "    extends                  A scenario to start from.\n");
    sl_status status = cli_write(c, NULL, &text);
    sl_text_free(&text);
    return cli_finish(c, status);
}

static int explain_field(cli *c, const char *path, const sl_field *field)
{
    sl_text text;
    sl_text_init(&text, c->ctx);
    sl_field_explain(&text, path, field);
    if (field->table) {
        sl_text_add(&text, "\n");
        sl_table_explain(&text, path, field->table);
    }
    sl_status status = cli_write(c, NULL, &text);
    sl_text_free(&text);
    return cli_finish(c, status);
}

// Of the scenario, the study or a part, as in "laser.threshold".
static const sl_field *find_field(const char *name)
{
    const sl_field *field = sl_field_lookup(&sl_design_table, name);
    if (!field) field = sl_field_lookup(&sl_study_table, name);
    for (size_t i = 0; i < sl_part_type_n && !field; i++) {
        size_t n = strlen(sl_part_types[i].folder);
        if (strncmp(name, sl_part_types[i].folder, n) == 0 && name[n] == '.')
            field = sl_field_lookup(sl_part_types[i].table, name + n + 1);
    }
    return field;
}

static bool in_folders(const char *part, const char *folders)
{
    size_t n = strcspn(part, "/");
    for (const char *p = folders; *p; p += strcspn(p, " "), p += strspn(p, " "))
        if (strcspn(p, " ") == n && strncmp(p, part, n) == 0) return true;
    return false;
}

// "fabric.use": what use: does, and the parts that may stand there.
static bool explain_use(const char *name)
{
    char path[200];
    size_t n = strlen(name);
    if (n < 5 || n >= sizeof path || strcmp(name + n - 4, ".use") != 0) return false;
    snprintf(path, sizeof path, "%.*s", (int)(n - 4), name);
    const sl_field *field = find_field(path);
    if (!field || !field->table || !field->table->parts) return false;
    printf("%s  (name of a catalogue part, or path of a .yaml file of your own: ./mine.yaml)\n"
           "    Lays the part's values under %s; keys written there take their place.\n"
           "    parts:\n",
           name, path);
    for (size_t i = 0; i < sl_catalog_blob_n; i++)
        if (in_folders(sl_catalog_blobs[i].name, field->table->parts))
            printf("    %s\n", sl_catalog_blobs[i].name);
    return true;
}

int cmd_explain(cli *c)
{
    if (c->args.positional_n == 0) return explain_all(c);
    const char *name = c->args.positional[0];
    if (explain_code(name) || explain_use(name)) return 0;
    if (strcmp(name, "metrics") == 0) return explain_metrics();
    const sl_field *field = find_field(name);
    int metric = sl_metric_find(name);
    if (!field && metric < 0)
        return cli_usage(
            c, "'%s' is no key, metric or diagnostic; 'shoreline explain' lists the keys", name);
    int code = field ? explain_field(c, name, field) : 0;
    if (metric >= 0) {
        if (field) printf("\n");
        explain_metric(metric);
    }
    return code;
}
