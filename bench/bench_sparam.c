// Touchstone text in memory to a network: MB/s of one core, and the ratio to a plain reader of the
// same text, strtod word by word into the same arrays. A channel of 4001 points built and judged,
// in ms and relative to reading it. Targets: 400 MB/s for real and imaginary parts of 11 digits;
// 4001 points below 50 ms.
#include "bench.h"

#include <complex.h>
#include <string.h>

#include "shoreline/electrical.h"
#include "shoreline/random.h"
#include "shoreline/sparam.h"

#define POINTS 4001
#define PORTS  4

typedef struct input {
    sl_ctx *ctx;
    sl_source source;
} input;

static double read_ours(void *data)
{
    input *in = data;
    sl_sparam *s = NULL;
    if (sl_touchstone_parse(&s, in->ctx, &in->source, PORTS) != SL_OK) return NAN;
    double last = creal(sl_sparam_at(s, POINTS - 1)[0]);
    sl_sparam_destroy(s);
    return last;
}

static double read_plain(void *data)
{
    input *in = data;
    size_t n = (size_t)POINTS * (1 + 2 * PORTS * PORTS);
    double *values = malloc(n * sizeof *values), last = 0;
    const char *p = strchr(in->source.text, '\n');
    for (size_t i = 0; i < n; i++) {
        char *end;
        values[i] = strtod(p, &end);
        p = end;
    }
    last = values[n - 2 * PORTS * PORTS];
    free(values);
    return last;
}

static void write_text(sl_text *text, int digits, const char *form)
{
    sl_text_printf(text, "# GHz S %s R 50\n", form);
    for (size_t k = 0; k < POINTS; k++) {
        sl_text_printf(text, "%.6f", 0.01 * (double)k);
        for (uint64_t i = 0; i < 2 * PORTS * PORTS; i++) {
            if (i && i % (2 * PORTS) == 0) sl_text_add(text, "\n ");
            sl_text_add(text, " ");
            sl_text_printf(text, "%.*e", digits - 1, sl_random_normal(1, i, 1, k) * 0.1);
        }
        sl_text_add(text, "\n");
    }
}

// Ten segments, as from a die bump over package and board to a module.
static double build(void *data)
{
    sl_sparam *thru, *fext, *next;
    sl_segment path[10];
    for (int i = 0; i < 10; i++)
        path[i] = (sl_segment){
            .kind = i % 2 ? SL_SEGMENT_LINE : SL_SEGMENT_BALL,
            .length_m = 0.03,
            .line = {SL_LINE_STRIPLINE, 3.1, 0.0015, 10e9, 95, 180e-6, 18e-6, 0.7e-6, 5.8e7},
            .lumped = {.capacitance_near_f = 20e-15, .inductance_h = 3e-10, .pair_coupling = 0.01}};
    sl_channel_opts opts = {path, 10, 80e9, POINTS, 50};
    if (sl_channel_build(&thru, &fext, &next, data, &opts) != SL_OK) return NAN;
    double last = creal(sl_sparam_at(fext, POINTS - 1)[1]);
    sl_sparam_destroy(thru);
    sl_sparam_destroy(fext);
    sl_sparam_destroy(next);
    return last;
}

static double judge(void *data)
{
    sl_sparam_quality q;
    return sl_sparam_quality_of(&q, data) == SL_OK ? q.early_db : NAN;
}

static int bench_networks(input *in)
{
    double ns, read_ns;
    sl_sparam *s;
    if (sl_touchstone_parse(&s, in->ctx, &in->source, PORTS) != SL_OK) return 1;
    bench_pair(&ns, &read_ns, build, in->ctx, read_ours, in);
    printf("%-16s %8.1f ms %8.2f of reading\n", "build, 10 parts", ns * 1e-6, ns / read_ns);
    bench_pair(&ns, &read_ns, judge, s, read_ours, in);
    printf("%-16s %8.1f ms %8.2f of reading\n", "quality", ns * 1e-6, ns / read_ns);
    sl_sparam_destroy(s);
    return 0;
}

int main(void)
{
    static const struct {
        const char *name;
        int digits;
        const char *form;
    } rows[] = {
        {"RI, 11 digits", 11, "RI"}, {"RI, 17 digits", 17, "RI"}, {"MA, 9 digits", 9, "MA"}};
    printf("%-16s %8s %10s %10s %8s\n", "text", "MB", "MB/s", "strtod", "ratio");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        input in = {0};
        sl_text text;
        double ns, plain_ns;
        sl_ctx_opts opts = {.threads = 1};
        if (sl_ctx_create(&in.ctx, &opts) != SL_OK) return 1;
        sl_text_init(&text, in.ctx);
        write_text(&text, rows[i].digits, rows[i].form);
        in.source = (sl_source){"bench.s4p", sl_text_get(&text), text.length, NULL};
        if (isnan(read_ours(&in))) return 1;
        bench_pair(&ns, &plain_ns, read_ours, &in, read_plain, &in);
        double mb = (double)text.length * 1e-6;
        printf("%-16s %8.2f %10.0f %10.0f %8.2f\n", rows[i].name, mb, mb * 1e9 / ns,
               mb * 1e9 / plain_ns, plain_ns / ns);
        if (i + 1 == sizeof rows / sizeof *rows && bench_networks(&in)) return 1;
        sl_text_free(&text);
        sl_ctx_destroy(in.ctx);
    }
    return 0;
}
