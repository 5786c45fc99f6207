// Shared by the commands. Only src/cli prints, exits and reads argv.
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "shoreline/shoreline.h"

// One option of a command. CLI_FILES takes every argument up to the next option. The table makes
// the parser, the help, man page and completion.
typedef enum cli_kind { CLI_FLAG, CLI_TEXT, CLI_NUMBER, CLI_LIST, CLI_FILES } cli_kind;

typedef struct cli_option {
    const char *name;       // "--json"
    const char *short_name; // "-o" or NULL
    cli_kind kind;
    const char *value; // name of the value in help, NULL for flags
    const char *doc;
    int id; // index into cli_args.option
} cli_option;

enum {
    OPT_HELP,
    OPT_JSON,
    OPT_SET,
    OPT_CATALOG,
    OPT_OUTPUT,
    OPT_DRAWS,
    OPT_SEED,
    OPT_THREADS,
    OPT_COLOR,
    OPT_VARIANT,
    OPT_LAYER,
    OPT_RESOLVED,
    OPT_ORIGINS,
    OPT_FROM,
    OPT_LIST,
    OPT_DATA,
    OPT_PROGRESS,
    OPT_SEARCH,
    OPT_TOP,
    OPT_ALLOW_UNKNOWN,
    OPT_MATRIX,
    OPT_MEASURED,
    OPT_CONFIDENCE,
    OPT_POWER,
    OPT_CONFIG,
    OPT_PRESET,
    OPT_THRU,
    OPT_FEXT,
    OPT_NEXT,
    OPT_COMPAT,
    OPT_STRICT,
    OPT_COM_SEARCH,
    OPT_WORKBOOK_SET,
    OPT_AMI,
    OPT_HOST,
    OPT_IMPULSE,
    OPT_MODEL,
    OPT_PARAM,
    OPT_PULSE,
    OPT_RATE,
    OPT_SAMPLES,
    OPT_TIMEOUT,
    OPT_WAVE,
    OPT_CODE,
    OPT_BER,
    OPT_CHASE,
    OPT_BURST,
    OPT_DEPTH,
    OPT_MUX,
    OPT_DRAW,
    OPT_PRECODE,
    OPT_SEGMENTS,
    OPT_FRAME,
    OPT_PORT,
    OPT_WAVE_RATE,
    OPT_PATTERN,
    OPT_TAPS,
    OPT_SER,
    OPT_COLUMN,
    OPT_SCALE,
    OPT_STEP,
    OPT_FILTERED,
    OPT_FIXED_THRESHOLDS,
    OPT_INSTRUMENT_NOISE,
    OPT_BACK_TO_BACK,
    OPT_COUNT
};

#define CLI_LIST_MAX 64

typedef struct cli_args {
    const char *option[OPT_COUNT];  // text, or "" for a flag that was given, NULL otherwise
    const char *list[CLI_LIST_MAX]; // of --set
    size_t list_n;
    struct {
        int option;
        const char *path;
    } files[CLI_LIST_MAX];
    size_t files_n;
    const char *positional[CLI_LIST_MAX];
    size_t positional_n;
} cli_args;

typedef struct cli {
    sl_ctx *ctx;
    cli_args args;
    bool colour_out, colour_err;
    char study[2][32]; // --draws and --seed as settings
} cli;

typedef struct cli_command {
    const char *name;
    const char *usage;  // behind the name
    const char *doc;    // one line
    const char *detail; // paragraph, may be NULL
    const int *options; // ends with -1
    int min, max;       // positional arguments
    int (*run)(cli *c);
    bool page; // whether -o FILE.html is a page
} cli_command;

extern const cli_option cli_options[];
extern const size_t cli_option_n;
extern const cli_command cli_commands[];
extern const size_t cli_command_n;

int cmd_ami(cli *c);
int cmd_calc(cli *c);
int cmd_catalog(cli *c);
int cmd_channel(cli *c);
int cmd_check(cli *c);
int cmd_claims(cli *c);
int cmd_com(cli *c);
int cmd_compare(cli *c);
int cmd_completion(cli *c);
int cmd_config(cli *c);
int cmd_explain(cli *c);
int cmd_fec(cli *c);
int cmd_growth(cli *c);
int cmd_help(cli *c);
int cmd_interop(cli *c);
int cmd_new(cli *c);
int cmd_pilot(cli *c);
int cmd_reach(cli *c);
int cmd_run(cli *c);
int cmd_schema(cli *c);
int cmd_selftest(cli *c);
int cmd_supply(cli *c);
int cmd_tdecq(cli *c);
int cmd_train(cli *c);
int cmd_tray(cli *c);

// Prints what the context gathered to stderr (or as JSON to stdout with --json); the exit code.
int cli_finish(cli *c, sl_status status);
// Loads the scenario named by the first argument, with --set and --catalog.
sl_status cli_load(cli *c, sl_model **model);
// Keeps only the variant of --variant; 0, or 2 after telling that there is none of that name.
int cli_choose_variant(cli *c, sl_model *model);
// A command that shows one section of a scenario.
typedef struct cli_section {
    const char *name, *fix; // "supply"; what to do about a variant without it
    size_t given;           // where sl_design says whether it is there
    // Fills text; SL_ERR_REQUIREMENT: it is written, and does not hold.
    sl_status (*write)(cli *c, sl_text *text, const sl_comparison *comparison);
} cli_section;
// Loads, checks that every variant has the section, evaluates without draws, writes; the exit code.
int cli_section_run(cli *c, const cli_section *section);
// A meter on stderr as --progress asks for it; an interrupt stops what it counts.
typedef struct cli_progress {
    bool show;
    double start_s, last_s;
} cli_progress;
void cli_progress_begin(cli_progress *progress, const cli *c);
bool cli_progress_step(void *progress, size_t done, size_t total);
void cli_progress_end(void);
// After a stop by interrupt: tells so, exit with 130 then.
bool cli_interrupted(sl_status status);
// Whether a path to write to asks for a page.
bool cli_is_page(const char *path);
// Writes bytes to stdout or a file; diagnoses.
sl_status cli_write(cli *c, const char *path, const sl_text *text);
// A leaf of the struct that it was bound to, in its display unit.
void cli_leaf_value(char *out, size_t n, const sl_leaf *leaf, const void *target);
// A text file, at most 1 GiB; NULL after telling what is wrong, or when memory is out.
sl_source *cli_source(cli *c, sl_arena *arena, const char *path);
// Numbers of a text file, the last of each line; NULL after telling what is wrong.
double *cli_samples(cli *c, sl_arena *arena, const char *path, size_t *n);
int cli_usage(cli *c, const char *format, ...) SL_PRINTF(2, 3);
const cli_command *cli_find(const char *name);
const cli_option *cli_option_of(int id);
void cli_help(FILE *out, const cli_command *command);

#endif
