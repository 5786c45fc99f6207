// The meter of a long computation.
#include "cli/cli.h"

#include <signal.h>
#include <string.h>
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

static double clock_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void cli_progress_begin(cli_progress *p, const cli *c)
{
    const char *progress = c->args.option[OPT_PROGRESS];
    p->show = isatty(STDERR_FILENO);
    if (progress && strcmp(progress, "auto") != 0) p->show = strcmp(progress, "always") == 0;
    p->start_s = p->last_s = clock_s();
    signal(SIGINT, on_interrupt);
}

bool cli_progress_step(void *user, size_t done, size_t total)
{
    cli_progress *p = user;
    double now = clock_s();
    if (p->show && (now - p->last_s > 0.2 || done == total)) {
        double t = now - p->start_s, rate = t > 0.0 ? (double)done / t : 0.0;
        fprintf(stderr, "\r  draw %zu of %zu, %.0f/s, %.0f s left ", done, total, rate,
                rate > 0.0 ? (double)(total - done) / rate : 0.0);
        if (done == total) fprintf(stderr, "\r%60s\r", "");
        p->last_s = now;
    }
    return !interrupted;
}

void cli_progress_end(void)
{
    signal(SIGINT, SIG_DFL);
}

bool cli_interrupted(sl_status status)
{
    if (!interrupted) return false;
    if (status == SL_ERR_LIMIT) fprintf(stderr, "\nshoreline: interrupted; nothing was written\n");
    return true;
}
