// Msymbol/s of optical waveform chains on one core, part by part, and the rate equations beside
// their scalar twin.
#include "bench.h"

#include <string.h>
#include <sys/resource.h>

#include "optics/device_vcsel.h"
#include "shoreline/devices.h"

enum { PER_SYMBOL = 8, BLOCK = 65536, BLOCKS = 96, PARTS = 6 };
static const double rate = 53.125e9 * PER_SYMBOL;

static float source[BLOCK], a[BLOCK], b[BLOCK], c[BLOCK], d[BLOCK];

static void must(sl_status status)
{
    if (status != SL_OK) exit(1);
}

// PAM4 levels held for a symbol.
static void make_source(void)
{
    unsigned state = 1;
    for (int i = 0; i < BLOCK; i++) {
        if (i % PER_SYMBOL == 0) state = state * 1664525u + 1013904223u;
        source[i] = (float)(state >> 30) * (2.0f / 3) - 1;
    }
}

typedef struct chain {
    const char *name, *part[PARTS];
    sl_device *device[PARTS];
    int n;
    double target;
} chain;

// Each block through all parts; the time of each part.
static void run(const chain *k)
{
    double spent[PARTS] = {0}, total = 0;
    for (int block = -8; block < BLOCKS; block++) {
        sl_wave in = {source, NULL}, out;
        for (int i = 0; i < k->n; i++) {
            out.re = in.re == a ? b : a;
            out.im = !sl_device_gives_field(k->device[i]) ? NULL : out.re == a ? c : d;
            double begin = bench_cpu_s();
            must(sl_device_process(k->device[i], out, in, BLOCK));
            if (block >= 0) spent[i] += bench_cpu_s() - begin;
            in = out;
        }
        bench_sink = out.re[7];
    }
    printf("%s, %d samples a symbol:", k->name, PER_SYMBOL);
    for (int i = 0; i < k->n; i++) {
        total += spent[i];
        printf(" %s %.1f ns", k->part[i], spent[i] / BLOCKS / BLOCK * 1e9);
        sl_device_destroy(k->device[i]);
    }
    printf(" a sample: %.1f Msymbol/s (target %.0f)\n",
           (double)BLOCKS * BLOCK / PER_SYMBOL / total * 1e-6, k->target);
}

static sl_vcsel laser(void)
{
    return (sl_vcsel){.threshold_a = 0.6e-3,
                      .threshold_temp_k = 308.15,
                      .threshold_curvature_a_per_k2 = 0.1e-6,
                      .slope_w_per_a = 0.6,
                      .slope_fall_per_k = 0.003,
                      .reference_temp_k = 298.15,
                      .turn_on_v = 1.5,
                      .series_ohm = 65,
                      .thermal_resistance_k_per_w = 2200,
                      .current_max_a = 11e-3,
                      .d_hz_per_sqrt_a = 9e9 * 31.622776601683793,
                      .k_factor_s = 0.2e-9,
                      .damping_offset_per_s = 2e9,
                      .parasitic_pole_hz = 28e9,
                      .wavelength_m = 855e-9,
                      .linewidth_hz = 1e6,
                      .carrier_lifetime_s = 0.5e-9};
}

static sl_receiver_opts receiver(bool field)
{
    return (sl_receiver_opts){.sample_rate_hz = rate,
                              .field = field,
                              .responsivity_a_per_w = 0.6,
                              .photodiode_hz = 35e9,
                              .amplifier_hz = 35e9,
                              .thermal_a2_per_hz = 4e-22,
                              .shot = true,
                              .limit_a = 2e-3,
                              .seed = 1};
}

static void vcsel_chain(sl_ctx *ctx)
{
    static sl_mode_group groups[19];
    sl_vcsel v = laser();
    sl_laser_point at;
    must(sl_vcsel_at_current(&at, &v, 328.15, 7e-3));
    must(sl_mode_groups_gaussian(groups, 19, 4.7e12, 0));
    sl_driver_opts driver = {rate, 3.5e-3, 7e-3, 35e9, 5e-3};
    sl_vcsel_wave_opts o = {.sample_rate_hz = rate,
                            .laser = &v,
                            .local_temp_k = 328.15,
                            .bias_a = 7e-3,
                            .thermal_time_s = 1e-6};
    sl_rin_opts rin = {.sample_rate_hz = rate, .white_per_hz = 1e-15, .laser = &v, .point = &at};
    sl_mmf_opts fibre = {.sample_rate_hz = rate,
                         .wavelength_m = 855e-9,
                         .length_m = 100,
                         .zero_wavelength_m = 1310e-9,
                         .slope_s_per_m3 = 100,
                         .loss_db_per_m = 3e-3,
                         .linewidth_rms_m = 0.45e-9,
                         .group = groups,
                         .groups = 19};
    sl_receiver_opts rx = receiver(false);
    chain k = {"VCSEL/MMF", {"driver", "VCSEL", "RIN", "fibre", "receiver"}, {0}, 5, 5};
    must(sl_driver_wave_create(&k.device[0], ctx, &driver));
    must(sl_vcsel_wave_create(&k.device[1], ctx, &o));
    must(sl_rin_wave_create(&k.device[2], ctx, &rin));
    must(sl_mmf_wave_create(&k.device[3], ctx, &fibre));
    must(sl_receiver_wave_create(&k.device[4], ctx, &rx));
    run(&k);
}

static void mzm_chain(sl_ctx *ctx)
{
    sl_driver_opts driver = {rate, 1.5, 0, 40e9, 2};
    sl_mzm_opts mzm = {.sample_rate_hz = rate,
                       .power_w = 10e-3,
                       .insertion_loss_db = 5,
                       .v_pi_v = 5,
                       .bias_v = -2.5,
                       .static_extinction_db = 25,
                       .bandwidth_hz = 40e9};
    sl_smf_opts fibre = {.sample_rate_hz = rate,
                         .wavelength_m = 1311e-9,
                         .length_m = 2000,
                         .zero_wavelength_m = 1324e-9,
                         .slope_s_per_m3 = 92,
                         .loss_db_per_m = 0.4e-3};
    sl_receiver_opts rx = receiver(true);
    chain k = {"MZM/SMF", {"driver", "modulator", "fibre", "receiver"}, {0}, 4, 8};
    must(sl_driver_wave_create(&k.device[0], ctx, &driver));
    must(sl_mzm_wave_create(&k.device[1], ctx, &mzm));
    must(sl_smf_wave_create(&k.device[2], ctx, &fibre));
    must(sl_receiver_wave_create(&k.device[3], ctx, &rx));
    run(&k);
}

static void ring_chain(sl_ctx *ctx)
{
    sl_modulator m = {.kind = SL_MODULATOR_RING,
                      .drive_vpp_v = 2,
                      .capacitance_f = 25e-15,
                      .series_ohm = 60,
                      .line_bandwidth_hz = INFINITY,
                      .wavelength_m = 1310e-9,
                      .quality = 4000,
                      .min_transmission = 0.03,
                      .shift_hz_per_v = 7e9};
    sl_ring_opts o = {.sample_rate_hz = rate,
                      .modulator = &m,
                      .power_w = 1e-3,
                      .detuning_hz = 20e9,
                      .heat_share = 0.5,
                      .thermal_resistance_k_per_w = 1e4,
                      .drift_hz_per_k = 10e9,
                      .thermal_time_s = 1e-6};
    sl_smf_opts fibre = {.sample_rate_hz = rate,
                         .wavelength_m = 1311e-9,
                         .length_m = 500,
                         .zero_wavelength_m = 1324e-9,
                         .slope_s_per_m3 = 92};
    sl_receiver_opts rx = receiver(true);
    chain k = {"ring/SMF", {"ring", "fibre", "receiver"}, {0}, 3, 8};
    must(sl_ring_wave_create(&k.device[0], ctx, &o));
    must(sl_smf_wave_create(&k.device[1], ctx, &fibre));
    must(sl_receiver_wave_create(&k.device[2], ctx, &rx));
    run(&k);
}

// ---------------------------------------------------------------- lanes beside their twin

enum { LANE_N = 4096 };
static float lane_x[(LANE_N + 4) * VCSEL_LANES], lane_p[LANE_N * VCSEL_LANES];
static vcsel_rates rates = {.drive = 300,
                            .threshold = 1e-3f,
                            .decay = 0.02f,
                            .clamp = 40,
                            .mix = 3,
                            .squeeze = 0.5f,
                            .bend = 8,
                            .pole = 0.3f,
                            .substeps = 2};

static double lanes(void *unused)
{
    (void)unused;
    vcsel_state s[VCSEL_LANES] = {{0, 1e-3f, 5e-3f}};
    vcsel_lanes(lane_p, NULL, s, lane_x + VCSEL_LANES, LANE_N, &rates);
    return s[0].p;
}

static double twin(void *unused)
{
    (void)unused;
    vcsel_state s[VCSEL_LANES] = {{0, 1e-3f, 5e-3f}};
    vcsel_lanes_scalar(lane_p, NULL, s, lane_x + VCSEL_LANES, LANE_N, &rates);
    return s[0].p;
}

static void kernels(void)
{
    for (int k = 0; k < 4; k++)
        for (int i = 0; i < 4; i++)
            rates.weight[k][i] = 0.25f;
    for (size_t i = 0; i < sizeof lane_x / sizeof *lane_x; i++)
        lane_x[i] = 5e-3f;
    double ns, twin_ns, steps = 2.0 * LANE_N * VCSEL_LANES;
    bench_pair(&ns, &twin_ns, lanes, NULL, twin, NULL);
    printf("rate equations, Runge-Kutta of order 4: %.0f Mstep/s, scalar twin %.0f, ratio %.1f\n",
           steps / ns * 1e3, steps / twin_ns * 1e3, twin_ns / ns);
}

int main(void)
{
    sl_ctx *ctx = NULL;
    sl_ctx_opts opts = {.threads = 1};
    if (sl_ctx_create(&ctx, &opts) != SL_OK) return 1;
    make_source();
    vcsel_chain(ctx);
    mzm_chain(ctx);
    ring_chain(ctx);
    kernels();
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    printf("memory of all: %.1f MB (target 64 for any length)\n", (double)u.ru_maxrss / 1024);
    sl_ctx_destroy(ctx);
    return 0;
}
