// shoreline compare
#include "cli/cli.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

// A signal handler can only reach static storage; this flag is all it sets.
static volatile sig_atomic_t interrupted;

static void on_interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
    signal(SIGINT, SIG_DFL); // the second one ends the program
}

typedef struct meter {
    bool show;
    struct timespec start, last;
} meter;

static double seconds_since(const struct timespec *from)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - from->tv_sec) + 1e-9 * (double)(now.tv_nsec - from->tv_nsec);
}

static bool on_progress(void *user, size_t done, size_t total)
{
    meter *m = user;
    if (m->show && (seconds_since(&m->last) > 0.2 || done == total)) {
        double t = seconds_since(&m->start), rate = t > 0.0 ? (double)done / t : 0.0;
        fprintf(stderr, "\r  draw %zu of %zu, %.0f/s, %.0f s left ", done, total, rate,
                rate > 0.0 ? (double)(total - done) / rate : 0.0);
        if (done == total) fprintf(stderr, "\r%60s\r", "");
        clock_gettime(CLOCK_MONOTONIC, &m->last);
    }
    return !interrupted;
}

static int terminal_width(void)
{
    struct winsize size;
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 40)
        return size.ws_col;
    return 150;
}

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

static sl_status write_results(cli *c, const sl_comparison *comparison)
{
    const char *path = c->args.option[OPT_OUTPUT];
    bool json = c->args.option[OPT_JSON] != NULL;
    sl_status status = SL_OK;
    sl_text text;
    if (path) {
        sl_text_init(&text, c->ctx);
        if (ends_with(path, ".json"))
            sl_report_json(&text, comparison);
        else
            sl_report_html(&text, c->ctx, comparison);
        status = cli_write(c, path, &text);
        sl_text_free(&text);
        if (status != SL_OK) return status;
    }
    sl_text_init(&text, c->ctx);
    if (json)
        sl_report_json(&text, comparison);
    else
        sl_report_table(&text, comparison, terminal_width(), c->colour_out);
    status = cli_write(c, NULL, &text);
    sl_text_free(&text);
    if (status == SL_OK && path) fprintf(stderr, "Report: %s\n", path);
    return status;
}

static sl_status compare(cli *c, sl_model *model)
{
    const char *progress = c->args.option[OPT_PROGRESS];
    meter m = {.show = isatty(STDERR_FILENO)};
    if (progress && strcmp(progress, "auto") != 0) m.show = strcmp(progress, "always") == 0;
    clock_gettime(CLOCK_MONOTONIC, &m.start);
    m.last = m.start;
    sl_compare_opts opts = {.draws = -1, .progress = on_progress, .user = &m};
    signal(SIGINT, on_interrupt);
    sl_comparison *comparison = NULL;
    sl_status status = sl_compare(&comparison, c->ctx, model, &opts);
    signal(SIGINT, SIG_DFL);
    if (status == SL_OK) {
        status = write_results(c, comparison);
        if (status == SL_OK && comparison->requirements_failed) status = SL_ERR_REQUIREMENT;
    }
    sl_comparison_destroy(c->ctx, comparison);
    return status;
}

int cmd_compare(cli *c)
{
    sl_model *model = NULL;
    sl_status status = cli_load(c, &model);
    if (status != SL_OK) return cli_finish(c, status);
    int code = cli_choose_variant(c, model);
    if (code == 0) {
        status = compare(c, model);
        if (interrupted && status == SL_ERR_LIMIT)
            fprintf(stderr, "\nshoreline: interrupted; nothing was written\n");
        else
            code = cli_finish(c, status);
    }
    sl_model_destroy(model);
    return interrupted ? 130 : code;
}
