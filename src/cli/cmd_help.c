// shoreline help, shoreline completion
#include "cli/cli.h"

#include <string.h>

int cmd_help(cli *c)
{
    const cli_command *command = NULL;
    if (c->args.positional_n) {
        command = cli_find(c->args.positional[0]);
        if (!command) return cli_usage(c, "no command '%s'", c->args.positional[0]);
    }
    cli_help(stdout, command);
    return 0;
}

static void bash(void)
{
    printf("_shoreline() {\n  local cur=${COMP_WORDS[COMP_CWORD]}\n  COMPREPLY=()\n"
           "  if [ $COMP_CWORD -eq 1 ]; then COMPREPLY=($(compgen -W \"");
    for (size_t i = 0; i < cli_command_n; i++)
        printf("%s ", cli_commands[i].name);
    printf("\" -- \"$cur\")); return; fi\n  case ${COMP_WORDS[1]} in\n");
    for (size_t i = 0; i < cli_command_n; i++) {
        printf("  %s) COMPREPLY=($(compgen -W \"", cli_commands[i].name);
        for (const int *id = cli_commands[i].options; *id >= 0; id++)
            printf("%s ", cli_option_of(*id)->name);
        printf("\" -- \"$cur\"));;\n");
    }
    printf("  esac\n  [ ${#COMPREPLY[@]} -eq 0 ] && COMPREPLY=($(compgen -f -- \"$cur\"))\n}\n"
           "complete -o filenames -F _shoreline shoreline\n");
}

static void zsh(void)
{
    printf("#compdef shoreline\nlocal -a commands\ncommands=(\n");
    for (size_t i = 0; i < cli_command_n; i++)
        printf("  '%s:%s'\n", cli_commands[i].name, cli_commands[i].doc);
    printf(")\nif (( CURRENT == 2 )); then _describe command commands; return; fi\n"
           "case $words[2] in\n");
    for (size_t i = 0; i < cli_command_n; i++) {
        printf("%s) _arguments '*:file:_files'", cli_commands[i].name);
        for (const int *id = cli_commands[i].options; *id >= 0; id++) {
            const cli_option *o = cli_option_of(*id);
            printf(" '%s[%s]%s%s%s'", o->name, o->doc, o->value ? ":" : "",
                   o->value ? o->value : "", o->value ? ":_files" : "");
        }
        printf(";;\n");
    }
    printf("esac\n");
}

static void fish(void)
{
    for (size_t i = 0; i < cli_command_n; i++) {
        printf("complete -c shoreline -n __fish_use_subcommand -a %s -d '%s'\n",
               cli_commands[i].name, cli_commands[i].doc);
        for (const int *id = cli_commands[i].options; *id >= 0; id++) {
            const cli_option *o = cli_option_of(*id);
            printf("complete -c shoreline -n '__fish_seen_subcommand_from %s' -l %s %s-d '%s'\n",
                   cli_commands[i].name, o->name + 2, o->value ? "-r " : "", o->doc);
        }
    }
}

static void man(void)
{
    printf(".TH SHORELINE 1 \"\" \"shoreline %s\"\n.SH NAME\nshoreline \\- designs the optical "
           "interconnect of an AI cluster\n.SH SYNOPSIS\n.B shoreline\n.I COMMAND\n[...]\n"
           ".SH COMMANDS\n",
           sl_version());
    for (size_t i = 0; i < cli_command_n; i++) {
        const cli_command *k = &cli_commands[i];
        printf(".SS %s %s\n%s.\n", k->name, k->usage, k->doc);
        if (k->detail) printf("%s\n", k->detail);
        for (const int *id = k->options; *id >= 0; id++) {
            const cli_option *o = cli_option_of(*id);
            printf(".TP\n.B \\-\\-%s%s%s\n%s\n", o->name + 2, o->value ? " " : "",
                   o->value ? o->value : "", o->doc);
        }
    }
    printf(".SH EXIT STATUS\n0 ok, 1 a requirement failed, 2 usage, 3 scenario invalid, 4 "
           "numerical failure, 5 input or output, 6 resource limit, 70 internal, 130 "
           "interrupted.\n");
}

int cmd_completion(cli *c)
{
    static const struct {
        const char *name;
        void (*write)(void);
    } kinds[] = {{"bash", bash}, {"zsh", zsh}, {"fish", fish}, {"man", man}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].name, c->args.positional[0]) == 0) {
            kinds[i].write();
            return 0;
        }
    return cli_usage(c, "completion knows bash, zsh, fish and man");
}
