// The program: arguments to a command, the context's diagnostics to the terminal, exit codes.
#include "cli/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const cli_command *cli_find(const char *name)
{
    for (size_t i = 0; i < cli_command_n; i++)
        if (strcmp(cli_commands[i].name, name) == 0) return &cli_commands[i];
    return NULL;
}

void cli_help(FILE *out, const cli_command *command)
{
    if (!command) {
        fprintf(out,
                "shoreline %s: designs the optical interconnect of an AI cluster, from the "
                "die edge to the port\n\nusage: shoreline COMMAND [...]\n\n",
                sl_version());
        for (size_t i = 0; i < cli_command_n; i++)
            fprintf(out, "  %-11s %s\n", cli_commands[i].name, cli_commands[i].doc);
        fprintf(
            out,
            "\n  shoreline help COMMAND says more. Start with:\n"
            "  shoreline new my.yaml --from gpu-pod && shoreline compare my.yaml -o report.html\n");
        return;
    }
    fprintf(out, "usage: shoreline %s %s [OPTIONS]\n\n%s\n", command->name, command->usage,
            command->doc);
    if (command->detail) fprintf(out, "\n%s\n", command->detail);
    fprintf(out, "\n");
    for (const int *id = command->options; *id >= 0; id++) {
        const cli_option *o = cli_option_of(*id);
        char name[48];
        snprintf(name, sizeof name, "%s%s%s%s%s", o->short_name ? o->short_name : "",
                 o->short_name ? ", " : "", o->name, o->value ? " " : "", o->value ? o->value : "");
        fprintf(out, "  %-24s %s\n", name, o->doc);
    }
}

int cli_usage(cli *c, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "shoreline: ");
    vfprintf(stderr, format, args);
    fprintf(stderr, "\n");
    va_end(args);
    (void)c;
    return 2;
}

static const cli_option *find_option(const cli_command *command, const char *arg, size_t n)
{
    for (const int *id = command->options; *id >= 0; id++) {
        const cli_option *o = cli_option_of(*id);
        if (strlen(o->name) == n && memcmp(o->name, arg, n) == 0) return o;
        if (o->short_name && strlen(o->short_name) == n && memcmp(o->short_name, arg, n) == 0)
            return o;
    }
    return NULL;
}

static int unknown_option(cli *c, const cli_command *command, const char *arg)
{
    const char *names[OPT_COUNT], *near;
    size_t n = 0;
    for (const int *id = command->options; *id >= 0; id++)
        names[n++] = cli_option_of(*id)->name;
    near = sl_nearest(arg, names, n);
    if (near) return cli_usage(c, "unknown option '%s'; did you mean '%s'?", arg, near);
    return cli_usage(c, "unknown option '%s'; see 'shoreline help %s'", arg, command->name);
}

static bool whole_number(const char *text)
{
    char *end = NULL;
    long value = strtol(text, &end, 10);
    return *text && !*end && value >= 0 && value <= 1000000000;
}

static int take_files(cli *c, const cli_option *o, const char *first, char **argv, int argc, int *i)
{
    const char *path = first;
    for (;;) {
        if (c->args.files_n >= CLI_LIST_MAX) return cli_usage(c, "too many %s", o->name);
        c->args.files[c->args.files_n].option = o->id;
        c->args.files[c->args.files_n++].path = path;
        if (*i + 1 >= argc || argv[*i + 1][0] == '-') break;
        path = argv[++*i];
    }
    c->args.option[o->id] = first;
    return 0;
}

// One option at argv[*i]; 0 or an exit code.
static int take_option(cli *c, const cli_command *command, char **argv, int argc, int *i)
{
    const char *arg = argv[*i], *equals = strchr(arg, '=');
    size_t n = equals && arg[1] == '-' ? (size_t)(equals - arg) : strlen(arg);
    const cli_option *o = find_option(command, arg, n);
    if (!o) return unknown_option(c, command, arg);
    const char *value = "";
    if (o->kind == CLI_FLAG) {
        if (n != strlen(arg)) return cli_usage(c, "%s takes no value", o->name);
    } else if (n != strlen(arg)) {
        value = arg + n + 1;
    } else if (*i + 1 < argc) {
        value = argv[++*i];
    } else {
        return cli_usage(c, "%s needs %s", o->name, o->value);
    }
    if (o->kind == CLI_NUMBER && !whole_number(value))
        return cli_usage(c, "%s takes a whole number, not '%s'", o->name, value);
    if (o->kind == CLI_LIST) {
        if (c->args.list_n + 2 >= CLI_LIST_MAX) return cli_usage(c, "too many %s", o->name);
        c->args.list[c->args.list_n++] = value;
    }
    if (o->kind == CLI_FILES) return take_files(c, o, value, argv, argc, i);
    c->args.option[o->id] = value;
    return 0;
}

static int parse(cli *c, const cli_command *command, int argc, char **argv)
{
    bool only_positional = false;
    for (int i = 2; i < argc; i++) {
        if (!only_positional && strcmp(argv[i], "--") == 0) {
            only_positional = true;
        } else if (!only_positional && argv[i][0] == '-' && argv[i][1]) {
            int code = take_option(c, command, argv, argc, &i);
            if (code) return code;
        } else {
            if (c->args.positional_n >= CLI_LIST_MAX) return cli_usage(c, "too many arguments");
            c->args.positional[c->args.positional_n++] = argv[i];
        }
    }
    int n = (int)c->args.positional_n;
    if (c->args.option[OPT_HELP]) return 0;
    if (n < command->min || n > command->max)
        return cli_usage(c, "usage: shoreline %s %s; see 'shoreline help %s'", command->name,
                         command->usage, command->name);
    return 0;
}

static int choose_colour(cli *c)
{
    const char *when = c->args.option[OPT_COLOR], *term = getenv("TERM");
    bool quiet = getenv("NO_COLOR") || (term && strcmp(term, "dumb") == 0);
    c->colour_out = !quiet && isatty(STDOUT_FILENO);
    c->colour_err = !quiet && isatty(STDERR_FILENO);
    if (!when || strcmp(when, "auto") == 0) return 0;
    if (strcmp(when, "always") != 0 && strcmp(when, "never") != 0)
        return cli_usage(c, "--color takes auto, always or never");
    c->colour_out = c->colour_err = strcmp(when, "always") == 0;
    return 0;
}

// --draws and --seed are settings of the study: the same range, the same hash.
static void set_study(cli *c, int option, const char *key, char *buffer, size_t n)
{
    if (!c->args.option[option]) return;
    snprintf(buffer, n, "%s=%s", key, c->args.option[option]);
    c->args.list[c->args.list_n++] = buffer;
}

sl_status cli_load(cli *c, sl_model **model)
{
    set_study(c, OPT_DRAWS, "draws", c->study[0], sizeof c->study[0]);
    set_study(c, OPT_SEED, "seed", c->study[1], sizeof c->study[1]);
    sl_scenario_opts opts = {.path = c->args.positional[0],
                             .catalog_dir = c->args.option[OPT_CATALOG],
                             .sets = c->args.list,
                             .set_n = c->args.list_n};
    sl_status status = sl_model_load(model, c->ctx, &opts);
    if (status == SL_OK) {
        status = sl_study_check(c->ctx, *model);
        if (status != SL_OK) {
            sl_model_destroy(*model);
            *model = NULL;
        }
    }
    return status;
}

// What is required of a variant that is left out, or against one, is not asked.
static void drop_requirements(sl_study *study, const char *variant)
{
    int kept = 0;
    for (int i = 0; i < study->require_n; i++) {
        const sl_requirement *r = &study->require[i];
        bool asked = !r->variant[0] || strcmp(r->variant, variant) == 0;
        if (asked && !r->than[0]) study->require[kept++] = *r;
    }
    study->require_n = kept;
}

int cli_choose_variant(cli *c, sl_model *model)
{
    const char *name = c->args.option[OPT_VARIANT];
    for (size_t i = 0; name && i < model->n; i++)
        if (strcmp(model->variants[i].name, name) == 0) {
            model->variants[0] = model->variants[i];
            model->n = 1;
            drop_requirements(&model->study, name);
            return 0;
        }
    if (!name) return 0;
    fprintf(stderr, "shoreline: no variant '%s'; there are:", name);
    for (size_t i = 0; i < model->n; i++)
        fprintf(stderr, " %s", model->variants[i].name);
    fprintf(stderr, "\n");
    return 2;
}

bool cli_is_page(const char *path)
{
    size_t n = path ? strlen(path) : 0;
    return n >= 5 && strcmp(path + n - 5, ".html") == 0;
}

sl_status cli_write(cli *c, const char *path, const sl_text *text)
{
    if (text->failed) return SL_ERR_NO_MEMORY;
    FILE *out = path ? fopen(path, "wb") : stdout;
    const char *data = sl_text_get(text);
    bool ok = out && fwrite(data, 1, text->length, out) == text->length;
    if (out && path)
        ok = fclose(out) == 0 && ok;
    else if (out)
        ok = fflush(out) == 0 && ok;
    if (ok) return SL_OK;
    sl_diag_add(c->ctx, SL_ERROR, SL_E_FILE, (sl_mark){0}, strerror(errno), "cannot write '%s'",
                path ? path : "the output");
    return SL_ERR_IO;
}

static void print_diagnostics(cli *c, sl_status status)
{
    size_t warnings = 0, errors = sl_diag_errors(c->ctx);
    sl_text text;
    sl_text_init(&text, c->ctx);
    for (size_t i = 0; i < sl_diag_count(c->ctx); i++) {
        const sl_diag *d = sl_diag_get(c->ctx, i);
        sl_diag_print(&text, d, c->colour_err);
        warnings += d->severity == SL_WARNING;
    }
    fputs(sl_text_get(&text), stderr);
    sl_text_free(&text);
    if (errors && status != SL_OK) {
        const sl_diag *first = sl_diag_get(c->ctx, 0);
        fprintf(stderr, "%zu error%s, %zu warning%s%s.", errors, errors == 1 ? "" : "s", warnings,
                warnings == 1 ? "" : "s", status == SL_ERR_IO ? "" : "; nothing was run");
        if (first) fprintf(stderr, "  shoreline explain E%04d", first->code);
        fprintf(stderr, "\n");
    } else if (status != SL_OK && status != SL_ERR_REQUIREMENT) {
        fprintf(stderr, "shoreline: %s\n", sl_status_text(status));
    }
}

int cli_finish(cli *c, sl_status status)
{
    bool json = c->args.option[OPT_JSON] && status != SL_OK && sl_diag_errors(c->ctx);
    if (json) {
        sl_text text;
        sl_text_init(&text, c->ctx);
        sl_report_diagnostics_json(&text, c->ctx);
        fputs(sl_text_get(&text), stdout);
        sl_text_free(&text);
    }
    print_diagnostics(c, status);
    return sl_status_exit_code(status);
}

// What the options name has to be there, and to be what the command can write.
static int check_paths(cli *c, const cli_command *command)
{
    const char *dir = c->args.option[OPT_CATALOG];
    struct stat found;
    if (!command->page && cli_is_page(c->args.option[OPT_OUTPUT]))
        return cli_usage(c, "%s writes no page; compare -o %s does", command->name,
                         c->args.option[OPT_OUTPUT]);
    if (!dir || (stat(dir, &found) == 0 && S_ISDIR(found.st_mode))) return 0;
    sl_diag_add(c->ctx, SL_ERROR, SL_E_FILE, (sl_mark){0}, "name a directory of parts",
                "cannot read the catalogue '%.200s'", dir);
    return cli_finish(c, SL_ERR_IO);
}

static int dispatch(int argc, char **argv)
{
    cli c = {0};
    if (argc < 2) {
        cli_help(stderr, NULL);
        return 2;
    }
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) name = "help";
    if (strcmp(name, "--version") == 0) {
        printf("shoreline %s\n", sl_version());
        return 0;
    }
    const cli_command *command = cli_find(name);
    if (!command) {
        const char *names[32], *near;
        for (size_t i = 0; i < cli_command_n; i++)
            names[i] = cli_commands[i].name;
        near = sl_nearest(name, names, cli_command_n);
        if (near) return cli_usage(&c, "no command '%s'; did you mean '%s'?", name, near);
        return cli_usage(&c, "no command '%s'; see 'shoreline help'", name);
    }
    int code = parse(&c, command, argc, argv);
    if (code) return code;
    if (c.args.option[OPT_HELP]) {
        cli_help(stdout, command);
        return 0;
    }
    code = choose_colour(&c);
    if (code) return code;
    sl_ctx_opts opts = {.threads =
                            c.args.option[OPT_THREADS] ? atoi(c.args.option[OPT_THREADS]) : 0};
    if (sl_ctx_create(&c.ctx, &opts) != SL_OK) return sl_status_exit_code(SL_ERR_NO_MEMORY);
    code = check_paths(&c, command);
    if (code == 0) code = command->run(&c);
    sl_ctx_destroy(c.ctx);
    return code;
}

// What was printed must have arrived: a full disk is no success.
int main(int argc, char **argv)
{
    int code = dispatch(argc, argv);
    bool lost = fflush(stdout) != 0 || ferror(stdout);
    if (!lost || code == sl_status_exit_code(SL_ERR_IO)) return code;
    fprintf(stderr, "shoreline: cannot write the output: %s\n", strerror(errno));
    return sl_status_exit_code(SL_ERR_IO);
}
