// Published training tables read whole: every row whose model, layout, batch and precision are
// given, uncalibrated and with one constant of the other rows of its accelerator, precision and
// release. A table gives one row here for each kind of model and precision.
#include "selftest/selftest.h"
#include "selftest/training_runs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shoreline/random.h"

#define MOST   256 // rows of a file
#define FIELDS 20
#define LINE   512
#define NAME   16 // of a release

enum { RECIPES, BRIDGE };
enum { DENSE, EXPERTS };
enum { ROWS, RAW, FIT, ALIKE, WORST }; // ALIKE: constant of the same kind of model

// Where a file keeps what; -1: it does not.
typedef struct columns {
    const char *name;
    int release, kind, gpu, model, precision, gpus, batch, micro_batch, sequence, sharded, layers;
    int tensor, pipeline, context, chunks, expert, step;
} columns;
static const columns files[] = {
    [RECIPES] = {"training/nvidia_dgxc_weak_scaling.csv", 0, -1, -1, 1, 2, 12, 13, 10, 3, -1, 4, 5,
                 6, 7, 9, 8, 14},
    [BRIDGE] = {"training/nvidia_megatron_bridge_perf.csv", 0, 1, 2, 3, 5, 4, 6, 7, 8, 9, -1, 10,
                11, 12, 13, 14, 18},
};

typedef struct word {
    const char *text; // that the field begins with
    int value;
} word;
static const word models[] = {
    {"GPT3-175B", G175},     {"Nemotron4-340B", N340}, {"Nemotron4-15B", N15},
    {"Llama3.1-405B", L405}, {"LLAMA3.1_405B", L405},  {"Llama3.1-70B", L70},
    {"LLAMA3_70B", L70},     {"Llama3.1-8B", L8},      {"LLAMA3_8B", L8},
    {"DeepSeekV3", DSV3},    {"GPT OSS 120B", OSS},    {"Qwen3_30B", QWEN},
    {"Qwen3_235B", QWEN235}, {"Kimi_K2", KIMI},        {NULL, -1},
};
static const word gpus[] = {{"DGX-H100", H100},   {"DGX-B200", B200},   {"DGX-B300", B300},
                            {"DGX-GB200", GB200}, {"DGX-GB300", GB300}, {NULL, -1}};
static const word precisions[] = {{"BF16", BF16},   {"FP8-MX", MXFP8}, {"FP8", FP8},
                                  {"MXFP8", MXFP8}, {"NVFP4", NVFP4},  {NULL, -1}};

static int word_of(const word *w, const char *text)
{
    while (w->text && strncmp(w->text, text, strlen(w->text)) != 0)
        w++;
    return w->value;
}

typedef struct published {
    training_run run[MOST];
    char release[MOST][NAME];
    size_t n;
} published;

// Cuts a line at its commas; short lines end in empty fields.
static void cut(char *field[FIELDS], char *line)
{
    line[strcspn(line, "\r\n")] = '\0';
    for (int i = 0; i < FIELDS; i++) {
        field[i] = line;
        line += strcspn(line, ",");
        if (*line) *line++ = '\0';
    }
}

// False: something that the step needs is not published, or the model is not known.
static bool complete(training_run *r, const columns *c, char *const field[FIELDS])
{
    if (c->kind >= 0 && strcmp(field[c->kind], "Pre-Training") != 0) return false;
    *r = (training_run){.model = word_of(models, field[c->model]),
                        .gpu = c->gpu < 0 ? H100 : word_of(gpus, field[c->gpu]),
                        .precision = word_of(precisions, field[c->precision]),
                        .sequence = atof(field[c->sequence]),
                        .gpus = atoi(field[c->gpus]),
                        .tensor = atoi(field[c->tensor]),
                        .pipeline = atoi(field[c->pipeline]),
                        .context = atoi(field[c->context]),
                        .expert = 1,
                        .chunks = 1,
                        .micro_batch = atoi(field[c->micro_batch]),
                        .batch = atoi(field[c->batch]),
                        .step_s = atof(field[c->step]),
                        .recompute = 'n',
                        .sharded = c->sharded >= 0 && atoi(field[c->sharded]) > 1,
                        .layers = c->layers < 0 ? 0 : atoi(field[c->layers])};
    if (r->model < 0 || r->gpu < 0 || r->precision < 0 || !(r->step_s > 0.0)) return false;
    if (training_model(r->model)->experts > 0.0) r->expert = atoi(field[c->expert]);
    if (r->pipeline > 1 && field[c->chunks][0] == '\0') return false;
    if (r->pipeline > 1) r->chunks = atoi(field[c->chunks]); // "n/a": none
    if (r->chunks < 1) r->chunks = 1;
    return isfinite(training_constant(r));
}

static bool load(published *p, const selftest_env *env, int file)
{
    char path[1024], line[LINE], *field[FIELDS];
    const columns *c = &files[file];
    p->n = 0;
    if (!env->data_dir) return false;
    if (snprintf(path, sizeof path, "%s/%s", env->data_dir, c->name) >= (int)sizeof path)
        return false;
    FILE *in = fopen(path, "r");
    if (!in) return false;
    while (p->n < MOST && fgets(line, sizeof line, in)) {
        training_run *r = &p->run[p->n];
        cut(field, line);
        if (!complete(r, c, field)) continue;
        snprintf(p->release[p->n], NAME, "%.*s", NAME - 1, field[c->release]);
        r->release = p->release[p->n];
        p->n++;
    }
    fclose(in);
    return p->n > 0;
}

static bool of_kind(const training_run *r, int kind)
{
    return (training_model(r->model)->experts > 0.0) == (kind == EXPERTS);
}

static void keep_kind(published *p, int kind)
{
    size_t kept = 0;
    for (size_t i = 0; i < p->n; i++)
        if (of_kind(&p->run[i], kind)) p->run[kept++] = p->run[i];
    p->n = kept;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static const char *const worst_notes[TRAINING_MODELS] = {
    [G175] = "the worst row is GPT-3 175B",      [N15] = "the worst row is Nemotron-4 15B",
    [N340] = "the worst row is Nemotron-4 340B", [L8] = "the worst row is Llama 3 8B",
    [L70] = "the worst row is Llama 3 70B",      [L405] = "the worst row is Llama 3.1 405B",
    [DSV3] = "the worst row is DeepSeek-V3",     [OSS] = "the worst row is GPT-OSS 120B",
    [QWEN] = "the worst row is Qwen3 30B",       [QWEN235] = "the worst row is Qwen3 235B",
    [KIMI] = "the worst row is Kimi K2",
};

// a: file, kind of model, precision, what. Departures in percent; runs without kin have no fit.
static void of_table(selftest_value *out, selftest_env *env, const double *a)
{
    published p;
    sl_step s;
    double off[MOST];
    size_t n = 0;
    int what = (int)a[3];
    if (!load(&p, env, (int)a[0])) {
        out->absent = true;
        return;
    }
    double most = -1.0;
    if (what == ALIKE) keep_kind(&p, (int)a[1]);
    for (size_t i = 0; i < p.n; i++) {
        const training_run *r = &p.run[i];
        if (!of_kind(r, (int)a[1]) || r->precision != (int)a[2]) continue;
        double c = what < FIT ? 1.0 : training_family_constant(p.run, p.n, r, i);
        if (isnan(c)) continue;
        off[n] = 100.0 * fabs(training_step_s(&s, r, c) / r->step_s - 1.0);
        if (off[n] > most && what == WORST) out->note = worst_notes[r->model];
        most = fmax(most, off[n++]);
    }
    qsort(off, n, sizeof *off, by_size);
    out->value = what == ROWS ? (double)n : what == WORST ? most : sl_quantile_sorted(off, n, 0.5);
}

#define RECIPES_SOURCE "NVIDIA dgxc-benchmarking recipes 24.09, 24.11, 25.04, H100"
#define BRIDGE_SOURCE  "NVIDIA Megatron-Bridge performance summary 25.11 to 26.06"
#define RAW_NOTE       "kernels of a whole step run slower than alone; see the .fit row"
#define FIT_NOTE                                                                                   \
    "one constant for all models of a release; overlap, recompute and fusion of each run are not " \
    "published with it"
#define CELL(id_, what_, unit_, source_, expected_, sense_, tolerance_, note_, ...)                \
    {                                                                                              \
        .id = "workload." id_, .what = what_, .unit = unit_, .source = source_,                    \
        .sense = SL_SELFTEST_##sense_, .expected = expected_, .tolerance = tolerance_,             \
        .full = of_table, .note = note_, .args = {                                                 \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
#define SET(id_, what_, source_, rows_, fit_, ...)                                                 \
    CELL(id_ ".rows", what_ ", rows with all inputs", "", source_, rows_, EQUAL, 0, NULL,          \
         __VA_ARGS__, ROWS),                                                                       \
        CELL(id_ ".raw", what_ ", median departure, uncalibrated", "%", source_, 0, AT_MOST, 25,   \
             RAW_NOTE, __VA_ARGS__, RAW),                                                          \
        CELL(id_ ".fit", what_ ", the same, one constant of the other rows", "%", source_, 0,      \
             AT_MOST, fit_, FIT_NOTE, __VA_ARGS__, FIT),                                           \
        CELL(id_ ".worst", what_ ", the largest of those", "%", source_, 0, AT_MOST, fit_, NULL,   \
             __VA_ARGS__, WORST)
// Where a release has both dense models and experts at one precision.
#define MIXED(id_, what_, source_, rows_, fit_, ...)                                               \
    SET(id_, what_, source_, rows_, fit_, __VA_ARGS__),                                            \
        CELL(id_ ".alike", what_ ", constant of the other rows of this kind only", "%", source_,   \
             0, AT_MOST, fit_, FIT_NOTE, __VA_ARGS__, ALIKE)

// Rows counted by hand in the files.
static const selftest_case cases[] = {
    SET("4.5.table.bf16", "recipes on H100, BF16", RECIPES_SOURCE, 31, 2, RECIPES, DENSE, BF16),
    SET("4.5.table.fp8", "recipes on H100, FP8", RECIPES_SOURCE, 14, 6, RECIPES, DENSE, FP8),
    MIXED("4.6.table.dense.fp8", "dense, FP8", BRIDGE_SOURCE, 36, 6, BRIDGE, DENSE, FP8),
    MIXED("4.6.table.dense.mxfp8", "dense, MXFP8", BRIDGE_SOURCE, 18, 6, BRIDGE, DENSE, MXFP8),
    SET("4.6.table.dense.nvfp4", "dense, NVFP4", BRIDGE_SOURCE, 18, 6, BRIDGE, DENSE, NVFP4),
    SET("4.6.table.experts.bf16", "experts, BF16", BRIDGE_SOURCE, 28, 10, BRIDGE, EXPERTS, BF16),
    MIXED("4.6.table.experts.fp8", "experts, FP8", BRIDGE_SOURCE, 7, 10, BRIDGE, EXPERTS, FP8),
    MIXED("4.6.table.experts.mxfp8", "experts, MXFP8", BRIDGE_SOURCE, 59, 10, BRIDGE, EXPERTS,
          MXFP8),
};

const selftest_table selftest_training = {"workload", cases, sizeof cases / sizeof *cases};
