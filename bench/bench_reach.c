// Reach of copper: one margin of a drawn channel against one COM with a full search, in the same
// run, for each variant and rate that has a length.
//     bench_reach SCENARIO
// Target: 300 000 margins an hour and core (12 ms each); all sensitivities in at most 3 times a
// full COM.
#include "bench.h"

#include "shoreline/reach.h"
#include "system/reach.h"

typedef struct bench {
    sl_ctx *ctx;
    reach_work work;
    size_t next;
} bench;

static double one_draw(void *data)
{
    bench *b = data;
    sl_reach_sample sample;
    bool lost;
    if (reach_draw(&sample, &lost, b->ctx, &b->work, b->next++) != SL_OK) return 0;
    return sample.length_m;
}

// The channel as `shoreline com` builds and judges it.
static double full(void *data)
{
    bench *b = data;
    const sl_serdes_spec *serdes = &b->work.bound->design.reach.rate[b->work.rate].serdes;
    sl_design_channel channel = b->work.path.channel;
    sl_com_settings *settings = NULL;
    sl_com_result *result = NULL;
    sl_built_channel built = {0};
    double com_db = 0;
    channel.segments[b->work.path.swept].length_m = b->work.cell->nominal_m;
    sl_status status = sl_design_com_settings(&settings, b->ctx, serdes, channel.symbol_rate_bd,
                                              b->work.path.levels);
    if (status == SL_OK) status = sl_design_channel_build(&built, b->ctx, &channel);
    if (status == SL_OK) status = sl_design_com(&result, b->ctx, settings, &built, NULL);
    if (status == SL_OK) com_db = sl_com_case_at(result, 0)->com_db;
    sl_com_result_destroy(result);
    sl_built_channel_destroy(&built);
    sl_com_settings_destroy(settings);
    return com_db;
}

static double taken_s(bench_fn f, bench *b, int times)
{
    double begin = bench_cpu_s();
    for (int i = 0; i < times; i++)
        bench_sink = f(b);
    return (bench_cpu_s() - begin) / times;
}

static void show(sl_ctx *ctx, const sl_bound *bound, int rate)
{
    sl_reach_cell cell;
    bench b = {.ctx = ctx,
               .work = {.bound = bound, .rate = rate, .seed = 1, .cell = &cell, .ctx = ctx}};
    if (reach_cell_prepare(&b.work) == SL_OK && cell.state == SL_REACH_FOUND) {
        double draw_s = taken_s(one_draw, &b, 30) / 2, full_s = taken_s(full, &b, 1);
        double begin = bench_cpu_s();
        reach_sensitivities(&b.work);
        double all_s = bench_cpu_s() - begin;
        printf("%-16s %-8s %8.1f %10.0f %10.1f %8.1f %10d %10.2f\n", bound->name,
               bound->design.reach.rate[rate].name, 1e3 * draw_s, 3600 / draw_s, 1e3 * full_s,
               full_s / draw_s, cell.axis_n, all_s / full_s);
    }
    reach_cell_free(&b.work);
}

int main(int argc, char **argv)
{
    sl_ctx *ctx = NULL;
    sl_model *model = NULL;
    sl_ctx_opts one = {.threads = 1};
    sl_scenario_opts opts = {.path = argc > 1 ? argv[1] : "examples/reach.yaml"};
    if (sl_ctx_create(&ctx, &one) != SL_OK) return 1;
    if (sl_model_load(&model, ctx, &opts) != SL_OK) {
        fprintf(stderr, "%s does not load\n", opts.path);
        return 1;
    }
    printf("%-16s %-8s %8s %10s %10s %8s %10s %10s\n", "variant", "rate", "ms", "an hour",
           "full, ms", "ratio", "varying", "all/full");
    for (size_t v = 0; v < model->n; v++)
        for (int r = 0; r < model->variants[v].design.reach.rate_n; r++)
            show(ctx, &model->variants[v], r);
    sl_model_destroy(model);
    sl_ctx_destroy(ctx);
    return 0;
}
