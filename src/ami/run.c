// Runs an IBIS-AMI model in a child process.
//
// The child is shoreline-ami-host (host_main.c): it shares one block of memory with this process
// and its standard output and error are pipes that are read here, so nothing the model does reaches
// the caller but through the block. This process only waits: for output, for the child's end, and
// for the number of calls that have come back to change before the time-out.

#include "ami/protocol.h"
#include "shoreline/ami.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { OUTPUT_MAX = 65536 };

typedef struct child {
    pid_t pid;
    int memory, pipe; // descriptors
    ami_shared plan;  // as handed in: the model could write to the shared one
    ami_shared *shared;
    size_t bytes;
    char *output;
    size_t output_n;
    int end; // of waitpid
    bool timed_out;
} child;

static sl_status fail(sl_ctx *ctx, sl_status status, sl_diag_code code, const char *hint,
                      const char *format, ...) SL_PRINTF(5, 6);
static sl_status fail(sl_ctx *ctx, sl_status status, sl_diag_code code, const char *hint,
                      const char *format, ...)
{
    char message[900];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    sl_diag_add(ctx, SL_ERROR, code, (sl_mark){0}, hint, "%s", message);
    return status;
}

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

// ---- shared memory ----

// Moves a descriptor out of the way of those that the child gets, and of other children.
static int move_up(int fd)
{
    int high = fcntl(fd, F_DUPFD_CLOEXEC, 16);
    close(fd);
    return high;
}

// An object of shared memory that has no name any more.
static int anonymous_memory(void)
{
    for (int i = 0; i < 100; i++) {
        char name[64];
        struct timespec t;
        clock_gettime(CLOCK_REALTIME, &t);
        snprintf(name, sizeof name, "/shoreline-ami-%ld-%ld-%d", (long)getpid(), t.tv_nsec, i);
        int fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
        if (fd >= 0) shm_unlink(name);
        if (fd >= 0) return move_up(fd);
        if (errno != EEXIST) return fd;
    }
    return -1;
}

static uint64_t place(uint64_t *at, uint64_t bytes)
{
    uint64_t here = *at;
    *at += (bytes + 7) / 8 * 8;
    return here;
}

static void plan(ami_shared *s, const sl_ami_job *job)
{
    uint64_t at = (sizeof *s + 7) / 8 * 8;
    *s = (ami_shared){.magic = AMI_MAGIC, .size_of_this = sizeof *s};
    s->sample_interval_s = job->sample_interval_s;
    s->bit_time_s = job->bit_time_s;
    s->rows = job->rows;
    s->columns = job->aggressors + 1;
    s->wave_n = job->wave ? job->wave_n : 0;
    s->block_n = job->block_n ? job->block_n : s->wave_n;
    s->clock_max = job->clocks ? job->clock_max : 0;
    s->model_at = place(&at, strlen(job->model) + 1);
    s->input_at = place(&at, strlen(job->input) + 1);
    s->impulse_at = place(&at, s->rows * s->columns * sizeof(double));
    s->wave_at = place(&at, s->wave_n * sizeof(double));
    s->clocks_at = place(&at, s->clock_max * sizeof(double));
    s->init_out_at = place(&at, AMI_TEXT_MAX);
    s->wave_out_at = place(&at, AMI_TEXT_MAX);
    s->message_at = place(&at, AMI_TEXT_MAX);
    s->bytes = at;
}

static sl_status make_memory(child *c, sl_ctx *ctx, const sl_ami_job *job)
{
    ami_shared s;
    plan(&s, job);
    c->plan = s;
    c->bytes = s.bytes;
    c->memory = anonymous_memory();
    if (c->memory < 0 || ftruncate(c->memory, (off_t)s.bytes) != 0)
        return fail(ctx, SL_ERR_IO, SL_E_AMI_HOST, strerror(errno), "no shared memory");
    void *at = mmap(NULL, c->bytes, PROT_READ | PROT_WRITE, MAP_SHARED, c->memory, 0);
    if (at == MAP_FAILED) return SL_ERR_NO_MEMORY;
    c->shared = at;
    *c->shared = s;
    char *base = at;
    strcpy(base + s.model_at, job->model);
    strcpy(base + s.input_at, job->input);
    memcpy(base + s.impulse_at, job->impulse, s.rows * s.columns * sizeof(double));
    if (s.wave_n) memcpy(base + s.wave_at, job->wave, s.wave_n * sizeof(double));
    return SL_OK;
}

// ---- process ----

static sl_status start(child *c, sl_ctx *ctx, const sl_ami_job *job)
{
    int ends[2], error;
    char *const arguments[] = {(char *)(uintptr_t)job->host, NULL};
    char *const nothing[] = {NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    if (pipe(ends) != 0) return fail(ctx, SL_ERR_IO, SL_E_AMI_HOST, strerror(errno), "no pipe");
    c->pipe = move_up(ends[0]);
    ends[1] = move_up(ends[1]);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, ends[1], 1);
    posix_spawn_file_actions_adddup2(&files, ends[1], 2);
    posix_spawn_file_actions_adddup2(&files, c->memory, AMI_MEMORY_FD);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP); // so that all of it can be ended
    error = posix_spawn(&c->pid, job->host, &files, &attributes, arguments,
                        job->environment ? job->environment : nothing);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    close(ends[1]);
    if (!error) return SL_OK;
    c->pid = 0;
    return fail(ctx, SL_ERR_IO, SL_E_AMI_HOST, strerror(error), "cannot start '%s'", job->host);
}

// Reads what there is; false at the end of the output.
static bool drain(child *c)
{
    char buffer[4096];
    ssize_t n = read(c->pipe, buffer, sizeof buffer);
    if (n <= 0) return n < 0 && errno == EINTR;
    size_t room = c->output_n < OUTPUT_MAX ? OUTPUT_MAX - c->output_n : 0;
    if ((size_t)n < room) room = (size_t)n;
    memcpy(c->output + c->output_n, buffer, room);
    c->output_n += (size_t)n;
    return true;
}

static void wait_for(child *c, double timeout_s)
{
    uint32_t progress = 0;
    double since = now_s();
    bool open = true;
    for (;;) {
        struct pollfd p = {.fd = open ? c->pipe : -1, .events = POLLIN};
        int ready = poll(&p, 1, open ? 50 : 1);
        if (ready > 0) open = drain(c);
        pid_t ended = waitpid(c->pid, &c->end, WNOHANG);
        if (ended == c->pid || (ended < 0 && errno == ECHILD)) break; // or it was not kept for us
        if (c->shared->progress != progress) {
            progress = c->shared->progress;
            since = now_s();
        }
        if (now_s() - since < timeout_s) continue;
        c->timed_out = true;
        kill(-c->pid, SIGKILL);
        waitpid(c->pid, &c->end, 0);
        break;
    }
    kill(-c->pid, SIGKILL); // what the model may have started
    for (struct pollfd p = {.fd = c->pipe, .events = POLLIN};
         open && poll(&p, 1, 0) > 0 && drain(c);) {
    }
}

// ---- what came of it ----

// Texts end, whatever was written to the block.
static void end_texts(child *c)
{
    const uint64_t texts[] = {c->plan.init_out_at, c->plan.wave_out_at, c->plan.message_at};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        ((char *)c->shared)[texts[i] + AMI_TEXT_MAX - 1] = '\0';
}

static const char *stage_name(uint32_t stage)
{
    static const char *const names[] = {"while it was loaded",          "in AMI_Init",
                                        "in what AMI_Init returned",    "in AMI_GetWave",
                                        "in what AMI_GetWave returned", "in AMI_Close",
                                        "while it was unloaded"};
    return names[stage <= AMI_STAGE_DONE ? stage : AMI_STAGE_DONE];
}

static sl_status problem(sl_ctx *ctx, const child *c)
{
    const ami_shared *s = c->shared;
    static const char *const buffers[] = {"impulse matrix", "waveform", "clock times"};
    static const char *const calls[] = {"", "", "AMI_Init", "", "AMI_GetWave", "AMI_Close", ""};
    const sl_status e = SL_ERR_MODEL;
    const sl_diag_code code = SL_E_AMI_MODEL;
    const char *where = stage_name(s->stage), *said = (const char *)s + c->plan.message_at;
    long long value = (long long)s->value;
    switch (s->problem) {
    case AMI_BAD_LOAD:
        return fail(ctx, e, code,
                    "it has to be a shared object for this processor, with all it needs",
                    "the model cannot be loaded: %.*s", (int)sizeof s->text - 1, s->text);
    case AMI_NO_SYMBOL:
        return fail(ctx, e, code, "is it an IBIS-AMI model, and does GetWave_Exists say the truth?",
                    "the model has no function %.*s", (int)sizeof s->text - 1, s->text);
    case AMI_BAD_RETURN:
        return fail(ctx, e, code, *said ? said : NULL,
                    "%s reported failure: it returned %lld, not 1",
                    calls[s->stage <= AMI_STAGE_DONE ? s->stage : 0], value);
    case AMI_OVERRUN:
        return fail(ctx, e, code, NULL, "the model wrote in front of the %s, noticed %s",
                    buffers[value >= 0 && value <= 2 ? value : 2], where);
    case AMI_BAD_CLOCKS:
        return fail(ctx, e, code, "clock_times rise and are ended by -1",
                    "clock time %lld of a call is not behind the one before, or there is no end",
                    value);
    case AMI_MANY_CLOCKS:
        return fail(ctx, e, code, NULL,
                    "the model returned more clock times than there is room for");
    case AMI_NOT_A_NUMBER:
        return fail(ctx, e, code, NULL, "value %lld is no finite number, %s", value, where);
    case AMI_LONG_TEXT:
        return fail(ctx, e, code, NULL, "a text without end, or beyond 256 KiB, %s", where);
    default:
        return fail(ctx, SL_ERR_NO_MEMORY, code, NULL, "no memory for the model's buffers");
    }
}

static sl_status judge(sl_ctx *ctx, const child *c, const sl_ami_job *job)
{
    const ami_shared *s = c->shared;
    char number[64];
    if (c->timed_out) {
        snprintf(number, sizeof number, "%g s", job->timeout_s > 0 ? job->timeout_s : 30);
        return fail(ctx, SL_ERR_MODEL, SL_E_AMI_MODEL, NULL, "the model hung %s, no answer for %s",
                    stage_name(s->stage), number);
    }
    if (WIFSIGNALED(c->end)) {
        int which = WTERMSIG(c->end);
        bool memory = which == SIGSEGV || which == SIGBUS;
        snprintf(number, sizeof number, "signal %d", which);
        return fail(ctx, SL_ERR_MODEL, SL_E_AMI_MODEL,
                    memory ? "it touched memory outside of the buffers it was given" : NULL,
                    "the model crashed %s (%s)", stage_name(s->stage),
                    which == SIGSEGV   ? "segmentation fault"
                    : which == SIGBUS  ? "bus error"
                    : which == SIGABRT ? "abort"
                    : which == SIGFPE  ? "arithmetic fault"
                    : which == SIGILL  ? "illegal instruction"
                                       : number);
    }
    if (s->problem) return problem(ctx, c);
    if (s->stage == AMI_STAGE_DONE && WIFEXITED(c->end)) return SL_OK;
    if (s->stage == AMI_STAGE_LOAD && WIFEXITED(c->end) && WEXITSTATUS(c->end) == 2)
        return fail(ctx, SL_ERR_IO, SL_E_AMI_HOST, "is it of the same version?",
                    "'%s' does not understand the job", job->host);
    return fail(ctx, SL_ERR_MODEL, SL_E_AMI_MODEL, NULL, "the model ended the process %s",
                stage_name(s->stage));
}

static const char *keep(sl_arena *arena, const char *text)
{
    return sl_arena_text(arena, text, strnlen(text, AMI_TEXT_MAX - 1));
}

static sl_status collect(sl_ami_result *out, sl_arena *arena, const child *c, const sl_ami_job *job,
                         bool good)
{
    const ami_shared *s = &c->plan;
    const char *base = (const char *)c->shared;
    size_t kept = c->output_n < OUTPUT_MAX ? c->output_n : OUTPUT_MAX;
    for (size_t i = 0; i < kept; i++)
        if (c->output[i] == '\0') c->output[i] = ' ';
    out->output = sl_arena_text(arena, c->output, kept);
    out->output_n = c->output_n;
    out->init_out = keep(arena, base + s->init_out_at);
    out->wave_out = keep(arena, base + s->wave_out_at);
    out->message = keep(arena, base + s->message_at);
    if (!out->output || !out->init_out || !out->wave_out || !out->message) return SL_ERR_NO_MEMORY;
    if (!good) return SL_OK;
    if (!job->ami || sl_ami_flag(job->ami, "Init_Returns_Impulse"))
        memcpy(job->impulse, base + s->impulse_at,
               job->rows * (job->aggressors + 1) * sizeof(double));
    if (job->wave) memcpy(job->wave, base + s->wave_at, job->wave_n * sizeof(double));
    out->clock_n = job->clocks && c->shared->clock_n <= s->clock_max ? c->shared->clock_n : 0;
    if (out->clock_n) memcpy(job->clocks, base + s->clocks_at, out->clock_n * sizeof(double));
    return SL_OK;
}

// Whether the job is one for the model that the .ami file describes.
static sl_status suits(sl_ctx *ctx, const sl_ami_job *job)
{
    if (!job->ami) return SL_OK;
    const char *name = sl_ami_name(job->ami);
    const sl_ami_param *most = sl_ami_param_find(job->ami, "Max_Init_Aggressors");
    double columns = most && most->reserved ? atof(most->initial) : 0;
    if (job->wave && !sl_ami_flag(job->ami, "GetWave_Exists"))
        fail(ctx, SL_ERR_USAGE, SL_E_AMI_MODEL, "give it an impulse response only",
             "%s has no AMI_GetWave (GetWave_Exists is False)", name);
    if (!job->wave && !sl_ami_flag(job->ami, "Init_Returns_Impulse"))
        fail(ctx, SL_ERR_USAGE, SL_E_AMI_MODEL, "give it a waveform",
             "%s only works on waveforms (Init_Returns_Impulse is False)", name);
    if ((double)job->aggressors > columns)
        fail(ctx, SL_ERR_USAGE, SL_E_AMI_MODEL, NULL,
             "%s takes %g aggressors (Max_Init_Aggressors), not %zu", name, columns,
             job->aggressors);
    bool dependent = sl_ami_flag(job->ami, "Resolve_Exists");
    for (size_t i = 0; i < sl_ami_param_count(job->ami); i++)
        dependent = dependent || sl_ami_param_at(job->ami, i)->usage == SL_AMI_DEP;
    if (dependent)
        fail(ctx, SL_ERR_USAGE, SL_E_AMI_MODEL, "this host does not call AMI_Resolve",
             "%s has parameters that depend on others", name);
    return sl_diag_errors(ctx) ? SL_ERR_MODEL : SL_OK;
}

static bool job_ok(const sl_ami_job *j)
{
    const size_t most = (size_t)1 << 32; // samples
    return j->host && j->model && j->input && j->impulse && j->rows > 0 && j->rows < most &&
           j->aggressors < 1024 && (!j->wave || (j->wave_n > 0 && j->wave_n < most)) &&
           j->clock_max < most && j->sample_interval_s > 0 && isfinite(j->sample_interval_s) &&
           j->bit_time_s >= j->sample_interval_s && isfinite(j->bit_time_s) &&
           !(j->timeout_s < 0) && strlen(j->model) < 4096;
}

sl_status sl_ami_run(sl_ami_result *out, sl_ctx *ctx, sl_arena *arena, const sl_ami_job *job)
{
    child c = {.memory = -1, .pipe = -1};
    *out = (sl_ami_result){.init_out = "", .wave_out = "", .message = "", .output = ""};
    if (!job_ok(job)) return SL_ERR_DOMAIN;
    SL_TRY(suits(ctx, job));
    c.output = sl_arena_alloc(arena, OUTPUT_MAX);
    sl_status status = c.output ? make_memory(&c, ctx, job) : SL_ERR_NO_MEMORY;
    if (status == SL_OK) status = start(&c, ctx, job);
    if (status == SL_OK) {
        wait_for(&c, job->timeout_s > 0 ? job->timeout_s : 30);
        end_texts(&c);
        status = judge(ctx, &c, job);
        sl_status kept = collect(out, arena, &c, job, status == SL_OK);
        if (status == SL_OK) status = kept;
    }
    if (c.shared) munmap(c.shared, c.bytes);
    if (c.memory >= 0) close(c.memory);
    if (c.pipe >= 0) close(c.pipe);
    return status;
}
