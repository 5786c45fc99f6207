// Optical lanes: points a second of the standard tier with and without gradients, beside the
// estimate's error ratio; the waveform tier's record, point and counted symbols.
#include "bench.h"

#include "shoreline/optical_wave.h"

static sl_ctx *ctx;

typedef struct task {
    sl_link *link;
    sl_optical_link in;
} task;

static sl_optical_link lane(void)
{
    return (sl_optical_link){.lane = {.symbol_rate_bd = 53.125e9,
                                      .levels = 4,
                                      .target_ber = 2.4e-4,
                                      .launch_average_w = 1.3e-3,
                                      .extinction_ratio_db = 5,
                                      .level_mismatch = 0.97,
                                      .transmitter_bandwidth_hz = 35e9,
                                      .rin_per_hz = 6e-15,
                                      .jitter_rms_ui = 0.015,
                                      .channel_loss_db = 6,
                                      .wavelength_m = 1311e-9,
                                      .dispersion_s_per_m = 5e-4,
                                      .responsivity_a_per_w = 0.8,
                                      .thermal_a2_per_hz = 18e-12 * 18e-12,
                                      .receiver_bandwidth_hz = 30e9,
                                      .receiver_noise_per_hz = 1e-14,
                                      .implementation_loss_db = 1},
                             .transmitter = {{SL_FILTER_BESSEL4, 35e9, 0}},
                             .transmitter_n = 1,
                             .driven_n = 1,
                             .receiver = {{SL_FILTER_BESSEL4, 30e9, 0}},
                             .receiver_n = 1,
                             .rx = {.ffe_n = 15, .ffe_pre = 4, .dfe_limit = 0.5}};
}

static double estimate(void *data)
{
    const task *t = data;
    double log10_ber = 0;
    sl_lane_log10_ber(&log10_ber, &t->in.lane);
    return log10_ber;
}

static double standard(void *data)
{
    task *t = data;
    sl_link_point p = {0};
    sl_link_evaluate(&p, t->link, &t->in, 0);
    return p.log10_ber;
}

static double with_gradients(void *data)
{
    task *t = data;
    sl_link_point p = {0};
    sl_link_evaluate(&p, t->link, &t->in, 1);
    return p.gradient[0];
}

static double margin(void *data)
{
    task *t = data;
    double db = 0;
    sl_link_margin(&db, t->link, &t->in);
    return db;
}

static void points(task *t)
{
    static const struct {
        const char *name;
        bench_fn f;
    } rows[] = {{"point", standard}, {"point with gradients", with_gradients}, {"margin", margin}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double ns, reference_ns;
        bench_pair(&ns, &reference_ns, rows[i].f, t, estimate, t);
        printf(
            "standard tier, %-22s %8.1f us, %8.0f a second; %5.1f of the estimate's error ratio\n",
            rows[i].name, ns * 1e-3, 1e9 / ns, ns / reference_ns);
    }
}

static void waveform(const task *t)
{
    sl_modulator m = {.kind = SL_MODULATOR_MZM,
                      .insertion_loss_db = 4,
                      .drive_vpp_v = 2,
                      .line_bandwidth_hz = 45e9,
                      .wavelength_m = 1311e-9,
                      .v_pi_v = 4,
                      .static_extinction_db = 25};
    sl_smf_opts smf = {.wavelength_m = 1311e-9,
                       .length_m = 500,
                       .zero_wavelength_m = 1310e-9,
                       .slope_s_per_m3 = 92};
    sl_link_chain_opts opts = {
        .modulator = &m, .input_power_w = 1e-2, .smf = &smf, .light_gain = 0.5};
    sl_link_chain chain;
    sl_link_wave *w;
    sl_link_wave_point p;
    sl_link_wave_counts n;
    double begin = bench_cpu_s();
    if (sl_link_chain_create(&chain, ctx, &t->in, &opts) != SL_OK ||
        sl_link_wave_create(&w, ctx, &chain.wave) != SL_OK)
        exit(1);
    double record_s = bench_cpu_s() - begin;
    begin = bench_cpu_s();
    sl_link_wave_evaluate(&p, w, 0);
    double point_s = bench_cpu_s() - begin;
    begin = bench_cpu_s();
    sl_link_wave_count(&n, w, 0, 1000000, 1);
    double count_s = bench_cpu_s() - begin;
    printf(
        "waveform, MZM and 500 m of fibre: record of 32768 symbols %.0f ms, point %.0f ms, counted "
        "%.1f Msymbol/s\n",
        record_s * 1e3, point_s * 1e3, (double)n.symbols / count_s * 1e-6);
    sl_link_wave_destroy(w);
    sl_link_chain_destroy(&chain);
}

int main(void)
{
    task t = {.in = lane()};
    if (sl_ctx_create(&ctx, NULL) != SL_OK || sl_link_create(&t.link, ctx, 0) != SL_OK) return 1;
    points(&t);
    waveform(&t);
    sl_link_destroy(t.link);
    sl_ctx_destroy(ctx);
    return 0;
}
