// The whole chain: start-up, a comparison, 10 000 evaluations on one core, and the probability of
// being best over 10 000 draws on all cores (supply and growth are apart from draws).
//     bench_system SCENARIO
// Targets: 10 000 evaluations below 2 s (200 us each, reach included); a comparison without draws
// below 50 ms; 10 000 draws of six variants below 60 s on two cores.
#include "bench.h"

#include "shoreline/system.h"

#define EVALUATIONS 10000
#define DRAWS       10000

static double elapsed_ms(double begin)
{
    return (bench_cpu_s() - begin) * 1e3;
}

// All draws of the whole chain, in seconds of wall time; NaN: not compared.
static double draws_s(const sl_scenario_opts *opts)
{
    sl_ctx *ctx = NULL;
    sl_model *model = NULL;
    sl_comparison *c = NULL;
    sl_compare_opts many = {.draws = DRAWS};
    double took_s = NAN;
    if (sl_ctx_create(&ctx, NULL) == SL_OK && sl_model_load(&model, ctx, opts) == SL_OK) {
        double begin = bench_wall_s();
        if (sl_compare(&c, ctx, model, &many) == SL_OK) took_s = bench_wall_s() - begin;
    }
    sl_comparison_destroy(ctx, c);
    sl_model_destroy(model);
    sl_ctx_destroy(ctx);
    return took_s;
}

int main(int argc, char **argv)
{
    sl_ctx *ctx = NULL;
    sl_model *model = NULL;
    sl_comparison *c = NULL;
    sl_ctx_opts ctx_opts = {.threads = 1};
    sl_scenario_opts opts = {.path = argc > 1 ? argv[1] : "examples/gpu-pod.yaml"};
    sl_compare_opts none = {.draws = 0};
    double begin = bench_cpu_s();
    if (sl_ctx_create(&ctx, &ctx_opts) != SL_OK) return 1;
    if (sl_model_load(&model, ctx, &opts) != SL_OK) {
        fprintf(stderr, "%s does not load\n", opts.path);
        return 1;
    }
    double load_ms = elapsed_ms(begin);
    begin = bench_cpu_s();
    if (sl_compare(&c, ctx, model, &none) != SL_OK) return 1;
    double compare_ms = elapsed_ms(begin);
    printf("%zu variants: load %.2f ms, compare without draws %.2f ms\n", model->n, load_ms,
           compare_ms);
    double total_s = 0.0, sum = 0.0;
    printf("%-20s %12s\n", "variant", "us/evaluation");
    for (size_t v = 0; v < model->n; v++) {
        size_t n = EVALUATIONS / model->n;
        sl_design design = model->variants[v].design;
        double reach_m = design.service.reach_m;
        begin = bench_cpu_s();
        for (size_t i = 0; i < n; i++) { // another length each time
            sl_result r;
            design.service.reach_m = reach_m * (0.5 + (double)i / (double)n);
            sl_evaluate(&r, &design, NULL);
            if (r.feasible) sum += r.value[SL_M_ENERGY];
        }
        double took_s = bench_cpu_s() - begin;
        total_s += took_s;
        printf("%-20s %12.1f\n", model->variants[v].name, took_s / (double)n * 1e6);
    }
    bench_sink = sum;
    printf("%d evaluations on one core: %.2f s (target below 2 s)\n", EVALUATIONS, total_s);
    printf("%d draws of %zu variants: %.1f s (target below 60 s for six)\n", DRAWS, model->n,
           draws_s(&opts));
    sl_comparison_destroy(ctx, c);
    sl_model_destroy(model);
    sl_ctx_destroy(ctx);
    return 0;
}
