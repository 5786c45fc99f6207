// shoreline-ami-host: loads one IBIS-AMI model and calls it, in a process that may die.
//
// The library maps a block of memory (protocol.h) to descriptor 3 and starts this program. Nothing
// of the library is linked. Each of the model's buffers is a mapping of its own between two pages
// that fault when they are touched; a buffer ends at its mapping's end, and the gap before it is
// filled with a pattern that is looked at after each call.
#define _DEFAULT_SOURCE // MAP_ANONYMOUS

#include "ami/protocol.h"

#include <dlfcn.h>
#include <math.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

// The interface of IBIS 7.1, section 10.2.
typedef long (*init_fn)(double *, long, long, double, double, char *, char **, void **, char **);
typedef long (*wave_fn)(double *, long, double *, char **, void *);
typedef long (*close_fn)(void *);

enum { PATTERN = 0xa5 };

typedef struct guarded {
    double *data;
    unsigned char *page; // first usable byte
    size_t gap;          // bytes before the data
} guarded;

static int guard(guarded *g, size_t n)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), bytes = n * sizeof(double);
    size_t whole = (bytes + page - 1) / page * page;
    unsigned char *at = mmap(NULL, whole + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED || mprotect(at + page, whole, PROT_READ | PROT_WRITE) != 0) return 0;
    g->page = at + page;
    g->gap = whole - bytes;
    memset(g->page, PATTERN, g->gap);
    g->data = (double *)(void *)(g->page + g->gap);
    return 1;
}

static int intact(const guarded *g)
{
    for (size_t i = 0; i < g->gap; i++)
        if (g->page[i] != PATTERN) return 0;
    return 1;
}

static int fault(ami_shared *s, uint32_t problem, int64_t value, const char *text)
{
    s->value = value;
    if (text) strncpy(s->text, text, sizeof s->text - 1);
    s->problem = problem;
    return 1;
}

static int all_numbers(ami_shared *s, const double *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(v[i])) return !fault(s, AMI_NOT_A_NUMBER, (int64_t)i, NULL);
    return 1;
}

static int keep_text(ami_shared *s, uint64_t at, const char *text)
{
    char *to = (char *)s + at;
    to[0] = '\0';
    if (!text) return 1;
    size_t n = strnlen(text, AMI_TEXT_MAX);
    if (n == AMI_TEXT_MAX) return !fault(s, AMI_LONG_TEXT, 0, NULL);
    memcpy(to, text, n + 1);
    return 1;
}

typedef struct model {
    void *handle;
    init_fn init;
    wave_fn wave;
    close_fn close;
    void *memory;
    guarded impulse, samples, clocks;
} model;

static void *symbol(ami_shared *s, model *m, const char *name)
{
    void *at = dlsym(m->handle, name);
    if (!at) fault(s, AMI_NO_SYMBOL, 0, name);
    return at;
}

static int load(ami_shared *s, model *m)
{
    m->handle = dlopen((char *)s + s->model_at, RTLD_NOW | RTLD_LOCAL);
    if (!m->handle) return !fault(s, AMI_BAD_LOAD, 0, dlerror());
    void *at = symbol(s, m, "AMI_Init");
    if (!at) return 0;
    memcpy(&m->init, &at, sizeof at); // ISO C has no cast from object to function
    if (!(at = symbol(s, m, "AMI_Close"))) return 0;
    memcpy(&m->close, &at, sizeof at);
    if (!s->wave_n) return 1;
    if (!(at = symbol(s, m, "AMI_GetWave"))) return 0;
    memcpy(&m->wave, &at, sizeof at);
    return 1;
}

static int call_init(ami_shared *s, model *m)
{
    size_t n = s->rows * s->columns;
    double *shared = (double *)(void *)((char *)s + s->impulse_at);
    char *out = NULL, *message = NULL;
    if (!guard(&m->impulse, n)) return !fault(s, AMI_BAD_MEMORY, 0, NULL);
    memcpy(m->impulse.data, shared, n * sizeof(double));
    s->stage = AMI_STAGE_INIT;
    long got = m->init(m->impulse.data, (long)s->rows, (long)s->columns - 1, s->sample_interval_s,
                       s->bit_time_s, (char *)s + s->input_at, &out, &m->memory, &message);
    s->progress++;
    s->stage = AMI_STAGE_INIT_OUT;
    if (!keep_text(s, s->message_at, message)) return 0; // it says why
    if (got != 1) return !fault(s, AMI_BAD_RETURN, got, NULL);
    if (!intact(&m->impulse)) return !fault(s, AMI_OVERRUN, 0, NULL);
    if (!keep_text(s, s->init_out_at, out) || !all_numbers(s, m->impulse.data, n)) return 0;
    memcpy(shared, m->impulse.data, n * sizeof(double));
    return 1;
}

// Clock times of one call: rising, ended by -1.
static int keep_clocks(ami_shared *s, const double *clocks, size_t room)
{
    double *to = (double *)(void *)((char *)s + s->clocks_at);
    if (isnan(clocks[0])) return 1; // a model without a clock leaves them
    for (size_t i = 0; i < room; i++) {
        if (clocks[i] == -1) return 1;
        if (!isfinite(clocks[i]) || (i && !(clocks[i] > clocks[i - 1])))
            return !fault(s, AMI_BAD_CLOCKS, (int64_t)i, NULL);
        if (!s->clock_max) continue; // nobody asked
        if (s->clock_n == s->clock_max) return !fault(s, AMI_MANY_CLOCKS, 0, NULL);
        to[s->clock_n++] = clocks[i];
    }
    return !fault(s, AMI_BAD_CLOCKS, (int64_t)room, NULL);
}

static int call_wave(ami_shared *s, model *m, size_t n, size_t at)
{
    double *shared = (double *)(void *)((char *)s + s->wave_at) + at;
    size_t room = (size_t)((double)n * s->sample_interval_s / s->bit_time_s * 2) + 16;
    char *out = NULL;
    if (!guard(&m->samples, n) || !guard(&m->clocks, room))
        return !fault(s, AMI_BAD_MEMORY, 0, NULL);
    memcpy(m->samples.data, shared, n * sizeof(double));
    for (size_t i = 0; i < room; i++)
        m->clocks.data[i] = NAN; // shows an end that was not written
    s->stage = AMI_STAGE_WAVE;
    long got = m->wave(m->samples.data, (long)n, m->clocks.data, &out, m->memory);
    s->progress++;
    s->stage = AMI_STAGE_WAVE_OUT;
    if (got != 1) return !fault(s, AMI_BAD_RETURN, got, NULL);
    if (!intact(&m->samples)) return !fault(s, AMI_OVERRUN, 1, NULL);
    if (!intact(&m->clocks)) return !fault(s, AMI_OVERRUN, 2, NULL);
    if (!keep_text(s, s->wave_out_at, out) || !all_numbers(s, m->samples.data, n) ||
        !keep_clocks(s, m->clocks.data, room))
        return 0;
    memcpy(shared, m->samples.data, n * sizeof(double));
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    munmap(m->samples.page - page, m->samples.gap + n * sizeof(double) + 2 * page);
    munmap(m->clocks.page - page, m->clocks.gap + room * sizeof(double) + 2 * page);
    return 1;
}

static int run(ami_shared *s)
{
    model m = {0};
    if (!load(s, &m) || !call_init(s, &m)) return 0;
    for (size_t at = 0; at < s->wave_n; at += s->block_n) {
        size_t n = s->wave_n - at < s->block_n ? s->wave_n - at : s->block_n;
        if (!call_wave(s, &m, n, at)) return 0;
    }
    s->stage = AMI_STAGE_CLOSE;
    long got = m.close(m.memory);
    s->progress++;
    if (got != 1) return !fault(s, AMI_BAD_RETURN, got, NULL);
    if (!intact(&m.impulse)) return !fault(s, AMI_OVERRUN, 0, NULL);
    dlclose(m.handle);
    s->stage = AMI_STAGE_DONE;
    return 1;
}

int main(void)
{
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none); // a crash is expected and told, not dumped
    ami_shared head;
    if (pread(AMI_MEMORY_FD, &head, sizeof head, 0) != (ssize_t)sizeof head ||
        head.magic != AMI_MAGIC || head.size_of_this != sizeof head)
        return 2;
    ami_shared *s = mmap(NULL, head.bytes, PROT_READ | PROT_WRITE, MAP_SHARED, AMI_MEMORY_FD, 0);
    if (s == MAP_FAILED) return 2;
    close(AMI_MEMORY_FD); // what the model writes goes to its buffers only
    return run(s) ? 0 : 1;
}
