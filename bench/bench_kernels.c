// ns per call of each layer's kernels, and the ratio to a reference measured in the same run: one
// libm erfc, and where there is one the plain way to the same number.
#include "bench.h"

#include "shoreline/constants.h"
#include "shoreline/economics.h"
#include "shoreline/electrical.h"
#include "shoreline/fabric.h"
#include "shoreline/fec.h"
#include "shoreline/fleet.h"
#include "shoreline/growth.h"
#include "shoreline/memory.h"
#include "shoreline/numeric.h"
#include "shoreline/optics.h"
#include "shoreline/package.h"
#include "shoreline/random.h"
#include "shoreline/signal.h"
#include "shoreline/workload.h"

static double vary; // changes from call to call, so that nothing is computed once

static double next(void)
{
    vary = vary < 1.0 ? vary + 1e-3 : 0.0;
    return vary;
}

static double erfc_once(void *data)
{
    (void)data;
    return erfc(1.0 + next());
}

// ---- kernels ----

static double log_tail(void *data)
{
    (void)data;
    return sl_log10_q(3.0 + next());
}

static double flit_retry(void *data)
{
    (void)data;
    sl_error_process errors = {.first_ber = 1e-6 * (1.0 + next()), .burst = 0.5};
    return sl_fec_log10_flit_retry(&errors, 16);
}

// Ledger, verdict, bandwidth, credits and the closed loop.
static double tray(void *data)
{
    (void)data;
    sl_load_path path = {.base_s = 250e-9, .length_m = 10.0 * next(), .index = 1.468};
    sl_slot_verdict slot = {0};
    sl_slot_verdict_of(&slot, &path, 0.1);
    sl_credit_loop loop = {.flits = 256,
                           .flit_s = 2e-9,
                           .length_m = path.length_m,
                           .index = 1.468,
                           .turnaround_s = 50e-9};
    double bytes_s = sl_credit_utilisation(&loop) *
                     sl_memory_bandwidth_bytes_per_s(SL_MEMORY_CXL_256, 16.0, 64e9, 0.67);
    sl_closed_loop closed = {0};
    sl_closed_loop_of(&closed, 512.0, sl_load_latency_s(&path), 19e-9, bytes_s);
    return closed.latency_s + slot.margin_s;
}

static double normal(void *data)
{
    uint64_t *draw = data;
    return sl_random_normal(1, 2, 3, ++*draw);
}

static double codeword(void *data)
{
    (void)data;
    return sl_fec_log10_codeword_error_ratio(SL_FEC_KP4, 2.4e-4 * (1.0 + 0.1 * next()));
}

// The tail of the binomial by log-gamma, term by term.
static double codeword_plain(void *data)
{
    (void)data;
    double p = -expm1(10.0 * log1p(-2.4e-4 * (1.0 + 0.1 * next()))), sum = 0.0;
    for (int k = 16; k <= 544; k++)
        sum += exp(lgamma(545.0) - lgamma(k + 1.0) - lgamma(545.0 - k) + k * log(p) +
                   (544 - k) * log1p(-p));
    return log10(sum);
}

static double required_ber(void *data)
{
    (void)data;
    return sl_fec_required_ber(SL_FEC_KP4, -15.0 - next());
}

static sl_segment board[3] = {
    {.kind = SL_SEGMENT_BALL,
     .lumped = {.capacitance_near_f = 40e-15,
                .inductance_h = 100e-12,
                .capacitance_far_f = 60e-15}},
    {.kind = SL_SEGMENT_LINE,
     .length_m = 0.15,
     .line = {SL_LINE_STRIPLINE, 3.1, 0.0015, 10e9, 100, 180e-6, 18e-6, 0.7e-6, 5.8e7, 0, 0}},
    {.kind = SL_SEGMENT_VIA,
     .lumped = {.inductance_h = 60e-12,
                .capacitance_far_f = 50e-15,
                .stub_length_m = 0.3e-3,
                .stub_impedance_ohm = 90,
                .stub_dielectric_constant = 3.4}}};

static sl_electrical_in serial_link(void)
{
    return (sl_electrical_in){.segments = board,
                              .n_segments = 3,
                              .symbol_rate_bd = 106.25e9,
                              .levels = 4,
                              .transmitter = {0.5, 33, 0.01, 0.95, INFINITY},
                              .receiver = {8e-18, 0, 1e-3, INFINITY, SL_EQUALISER_DFE},
                              .implementation_loss_db = 5,
                              .target_ber = 2e-4,
                              .loss_limit_db = 36,
                              .reflection_near = 0.05,
                              .reflection_far = 0.05};
}

static double line(void *data)
{
    (void)data;
    sl_line_constants k;
    return sl_line_at(&k, &board[1].line, 53e9 * (1.0 + next())) == SL_OK ? k.attenuation_np_m
                                                                          : 0.0;
}

static double serial(void *data)
{
    sl_electrical_out out;
    sl_electrical_in in = serial_link();
    (void)data;
    in.target_ber *= 1.0 + next();
    return sl_electrical_evaluate(&out, &in) == SL_OK ? out.margin_db : 0.0;
}

static double serial_reach(void *data)
{
    double length = 0.0;
    sl_electrical_in in = serial_link();
    (void)data;
    in.target_ber *= 1.0 + next();
    sl_electrical_max_reach(&length, &in, 1, SL_REACH_BOTH, 10.0);
    return length;
}

static sl_lane_in optical_lane(void)
{
    return (sl_lane_in){.symbol_rate_bd = 106.25e9,
                        .levels = 4,
                        .target_ber = 2.4e-4,
                        .launch_average_w = 1e-3,
                        .extinction_ratio_db = 5,
                        .level_mismatch = 0.97,
                        .transmitter_bandwidth_hz = 55e9,
                        .rin_per_hz = 1e-15,
                        .jitter_rms_ui = 0.01,
                        .channel_loss_db = 3,
                        .wavelength_m = 1310e-9,
                        .responsivity_a_per_w = 0.9,
                        .thermal_a2_per_hz = 2.5e-22,
                        .receiver_bandwidth_hz = 55e9,
                        .implementation_loss_db = 2};
}

static double lane(void *data)
{
    sl_lane_out out;
    sl_lane_in in = optical_lane();
    (void)data;
    in.channel_loss_db += next();
    return sl_lane_evaluate(&out, &in) == SL_OK ? out.margin_db : 0.0;
}

static double lane_errors(void *data)
{
    double log10_ber = 0.0;
    sl_lane_in in = optical_lane();
    (void)data;
    in.channel_loss_db += next();
    sl_lane_log10_ber(&log10_ber, &in);
    return log10_ber;
}

static double tdecq(void *data)
{
    sl_tdecq_out out;
    sl_tdecq_in in = {.symbol_rate_bd = 53.125e9,
                      .levels = 4,
                      .target_ser = 4.8e-4,
                      .transmitter_bandwidth_hz = 25e9 * (1.0 + next()),
                      .level_mismatch = 0.97,
                      .wavelength_m = 1310e-9,
                      .extinction_ratio_db = 5};
    (void)data;
    return sl_tdecq_estimate(&out, &in) == SL_OK ? out.tdecq_db : 0.0;
}

static const sl_layer_stack plate = {
    .width_m = 20e-3,
    .length_m = 20e-3,
    .film_w_m2k = 15000.0,
    .n = 3,
    .layer = {{0.7e-3, 120.0, 120.0}, {0.05e-3, 5.0, 5.0}, {2e-3, 390.0, 390.0}}};

static double spreading(void *data)
{
    const sl_rectangle block = {8e-3, 8e-3, 4e-3, 4e-3 * (1.0 + 0.5 * next())};
    sl_spreading s;
    (void)data;
    return sl_spreading_stack(&s, &plate, &block) == SL_OK ? s.peak_k_w : 0.0;
}

// The exact series that the estimate stands for, 64 x 64 modes.
static double spreading_plain(void *data)
{
    const sl_rectangle block = {8e-3, 8e-3, 4e-3, 4e-3 * (1.0 + 0.5 * next())};
    (void)data;
    return sl_spreading_fourier(&plate, &block, 10e-3, 10e-3, 64);
}

static double alignment(void *data)
{
    sl_alignment in = {.waist1_m = 4.6e-6,
                       .waist2_m = 4.6e-6,
                       .limit_db = 0.5 + next(),
                       .shared_sigma_m = 0.4e-6,
                       .own_sigma_m = 0.3e-6,
                       .channels = 16};
    sl_alignment_result out;
    (void)data;
    return sl_alignment_array(&out, &in) == SL_OK ? out.array_yield : 0.0;
}

static double rings(void *data)
{
    sl_ring_bank b = {.n = 16,
                      .fsr_m = 25e-9,
                      .reference_k = 300.0,
                      .drift_m_per_k = 70e-12,
                      .heater_m_per_w = 2e-7,
                      .heater_max_w = 0.1,
                      .reassign = true};
    sl_ring_tuning out;
    (void)data;
    for (size_t i = 0; i < b.n; i++) {
        b.grid_m[i] = 1310e-9 + 1.1e-9 * (double)i;
        b.ring_m[i] = b.grid_m[i] - 0.5e-9;
    }
    return sl_ring_tune(&out, &b, 320.0 + 10.0 * next()) == SL_OK ? out.power_w : 0.0;
}

static double redundancy(void *data)
{
    (void)data;
    return sl_kofn_unavailability_at(32, 28, 1e-6 * (1.0 + next()), 2);
}

// A million links, 5 years, 100 replicas: failures of 250 FIT, and flaps every 6.9 years.
static void population(sl_ctx *ctx)
{
    const double year_s = 365.25 * 86400.0;
    sl_fleet_sim f = {.kind = {{.units = 1e6,
                                .rate_per_s = 250e-9 / 3600.0,
                                .ports = 1.0,
                                .wait_s = 14400.0,
                                .hands_s = 1800.0},
                               {.units = 1e6,
                                .rate_per_s = 1.0 / (6.9 * year_s),
                                .ports = 1.0,
                                .hands_s = 10.0,
                                .self = true}},
                      .ports = 1e6,
                      .time_s = 5.0 * year_s,
                      .crews = 8,
                      .replicas = 100,
                      .seed = 1};
    for (f.kinds = 1; f.kinds <= 2; f.kinds++) {
        sl_fleet_sim_result r;
        double begin = bench_cpu_s();
        if (sl_fleet_simulate(&r, ctx, &f) != SL_OK) return;
        double took = bench_cpu_s() - begin;
        printf("a million links, 5 years, 100 times%s: %.3g events, %.2f s (target below 5 s); "
               "%.3g million/s\n",
               f.kinds > 1 ? ", flaps too" : "", r.events, took, r.events / took * 1e-6);
    }
}

// 175B on 1024 accelerators in servers of 8.
static const sl_collective_fabric servers = {
    .up = {.rate_bps = 2.7e12, .latency_s = 1e-6, .to_all_share = 1},
    .out = {.rate_bps = 360e9, .latency_s = 5e-6, .to_all_share = 1},
    .domain = 8};

static sl_training training(void)
{
    return (sl_training){.model = {.layers = 96,
                                   .hidden = 12288,
                                   .ffn = 49152,
                                   .heads = 96,
                                   .kv_heads = 96,
                                   .head_dim = 128,
                                   .vocab = 51200,
                                   .tied = true},
                         .layout = {.gpus = 1024,
                                    .tensor = 8,
                                    .pipeline = 8,
                                    .context = 1,
                                    .expert = 1,
                                    .chunks = 3,
                                    .micro_batch = 1,
                                    .batch = 1536,
                                    .zero = 1,
                                    .sequence_parallel = true},
                         .accelerator = {.flops = 989e12,
                                         .memory_bytes_s = 3.35e12,
                                         .memory_bytes = 80e9,
                                         .flops_share = 0.75,
                                         .memory_share = 0.8,
                                         .attention_share = 0.6,
                                         .launch_s = 3e-6},
                         .sequence = 2048,
                         .causal = true,
                         .flash = true,
                         .calibration = 1,
                         .weight_bytes = 2,
                         .expert_bytes = 2,
                         .gradient_bytes = 4,
                         .domain = 8};
}

static double training_step(void *data)
{
    sl_training t = training();
    sl_step s;
    (void)data;
    t.calibration += next();
    return sl_step_of(&s, &t, sl_fabric_collective_cost, &servers) == SL_OK ? s.step_s : 0.0;
}

static void layouts(void)
{
    sl_training t = training();
    sl_search found;
    double begin = bench_cpu_s();
    if (sl_search_of(&found, &t, 1, sl_fabric_collective_cost, &servers) != SL_OK) return;
    double took = bench_cpu_s() - begin;
    printf("layouts of 175B on 1024 devices: %.0f, %.0f fit; %.3g million/s\n",
           found.configurations, found.fitting, found.configurations / took * 1e-6);
}

// ---- economics ----

static const sl_wafer wafer_5nm = {
    0.3, 0.005, 0.0002, 16988, SL_YIELD_NEGBIN, 1100, 10, 1.0, SL_PACKING_FORMULA};

// Dies of 5 nm on a silicon interposer, from the wafers to the tested package.
static double package_cost(void *data)
{
    (void)data;
    static const sl_package_rates rates = {
        .substrate_usd_per_m2 = 5e3,
        .substrate_scale = 4.0,
        .c4_usd_per_m2 = 5e3,
        .bump_usd_per_m2 = 1e4,
        .carrier = {0.3, 0.005, 0.0002, 1937, SL_YIELD_NEGBIN, 600, 6, 1.0, SL_PACKING_FORMULA},
        .carrier_scale = 1.1,
        .bond_yield = 0.95,
        .attach_yield = 0.99};
    double area_m2 = 200e-6 * (1.0 + next()), side_m = sqrt(area_m2);
    sl_die die;
    sl_flow_cost cost;
    if (sl_die_of(&die, &wafer_5nm, side_m, side_m) != SL_OK) return 0.0;
    sl_chip chip = {area_m2, die.good_usd, 1.0, 4.0};
    sl_status status = sl_package_cost(&cost, SL_PACKAGE_INTERPOSER, &chip, 1, &rates);
    return status == SL_OK ? cost.cost_usd : 0.0;
}

// Ten years of six architectures.
static double growth(void *data)
{
    (void)data;
    static sl_growth_year years[11];
    sl_growth g = {.start = 2026,
                   .years = 10,
                   .compute_growth = 1.5,
                   .software_growth = 1.3,
                   .bandwidth_bps = 1.44e13,
                   .bandwidth_exponent = 0.62,
                   .edge_growth = 1.05,
                   .reach_m = 1.0,
                   .reach_growth = 1.1,
                   .package_w = 1200.0,
                   .package_w_growth = 1.15,
                   .io_share = 0.25,
                   .package_usd = 4e4 * (1.0 + 0.01 * next()),
                   .package_price_growth = 1.07,
                   .ends = 2.0,
                   .budget_usd_per_s = 3000.0,
                   .budget_most_usd_per_s = 6e4,
                   .return_exponent = 0.58,
                   .delay_s = SL_YEAR_S,
                   .renewal_s = 4.0 * SL_YEAR_S,
                   .exposed = 0.2,
                   .capital = 1.25,
                   .watt_usd = 4.0};
    sl_growth_kind kinds[6];
    for (int i = 0; i < 6; i++)
        kinds[i] = (sl_growth_kind){.possible = true,
                                    .ready = 2025.0 + i,
                                    .price_usd_per_bps = 6e-10 / (1.0 + i),
                                    .made_bps = 1e18,
                                    .learning = 0.85,
                                    .energy_j_per_bit = 1.6e-11 / (1.0 + i),
                                    .energy_growth = 0.9,
                                    .used = 0.9 / (1.0 + 0.3 * i),
                                    .density_growth = 1.2,
                                    .reach_m = 10.0,
                                    .reach_growth = 1.0,
                                    .capacity_bps_per_s = i ? 5e10 : INFINITY,
                                    .ramp = 2.5};
    return sl_growth_run(years, &g, kinds, 6) == SL_OK ? years[10].compute : 0.0;
}

static double exact_dies(void *data)
{
    (void)data;
    double side_m = 0.02 + 1e-3 * next();
    return sl_dies_per_wafer(SL_PACKING_EXACT, side_m, side_m, 0.3, 0.005, 0.0002);
}

// A die with another on its back, a third beside it, on an interposer; seven layers each and seven
// nets: as large as CATCH's demo.
static double assembly_cost(void *data)
{
    (void)data;
    sl_assembly_wafer wafer = {.diameter_m = 0.3,
                               .edge_m = 1e-4,
                               .scribe_m = 1.3e-4,
                               .reticle_width_m = 0.026,
                               .reticle_height_m = 0.033,
                               .line_yield = 1.0,
                               .packing = SL_PACKING_FORMULA};
    sl_machine machine = {1.8e6, 1.6e8, 3.2e-3, 0.9};
    sl_assembly_bonding bonding = {.place = machine,
                                   .bond = machine,
                                   .place_s = 10.0,
                                   .bond_s = 20.0,
                                   .place_n = 1,
                                   .bond_n = 1,
                                   .gap_m = 1e-4,
                                   .rim_m = 1e-4,
                                   .pitch_m = 1e-5,
                                   .via_pitch_m = 1e-5,
                                   .via_area_m2 = 1e-10,
                                   .pad_a_per_m2 = 1e10,
                                   .align_yield = 0.999,
                                   .pad_yield = 0.999999,
                                   .via_yield = 0.999999};
    sl_assembly_test test = {0};
    sl_assembly_layer layer[7];
    sl_assembly_die die[4];
    sl_assembly_net net[7];
    for (int i = 0; i < 7; i++) {
        layer[i] = (sl_assembly_layer){1e5, SL_YIELD_NEGBIN, 5000.0, 2.0, 0.3, 0.3, 0.99, 1000.0};
        net[i] = (sl_assembly_net){.a = 1 + i % 3,
                                   .b = 1 + (i + 1) % 3,
                                   .cells = 1.0,
                                   .wires = 44.0,
                                   .a_area_m2 = 0.75e-6,
                                   .b_area_m2 = 0.75e-6,
                                   .reach_m = i % 2 ? 2e-3 : 10e-3};
    }
    for (int i = 0; i < 4; i++)
        die[i] = (sl_assembly_die){.on = i == 0   ? -1
                                         : i == 2 ? 1
                                                  : 0,
                                   .back = i == 2,
                                   .face_up = i == 0,
                                   .area_m2 = i == 0 ? 0.0 : 1e-5 * (1.0 + 0.1 * next()),
                                   .aspect = 1.0,
                                   .layer = layer,
                                   .layer_n = 7,
                                   .wafer = &wafer,
                                   .bonding = &bonding,
                                   .test = &test,
                                   .power_w = 10.0,
                                   .voltage_v = 1.0,
                                   .units = 1e6,
                                   .mask_share = 1.0};
    sl_assembly in = {die, 4, net, 7, false};
    sl_assembled out;
    return sl_assembly_cost(&out, NULL, &in) == SL_OK ? out.cost_usd : 0.0;
}

typedef struct kernel {
    const char *name;
    bench_fn run, plain; // plain: the same number the plain way, or NULL
    const char *plain_name;
} kernel;

int main(void)
{
    static const kernel kernels[] = {
        {"numeric  log10 of a Gaussian tail", log_tail, NULL, ""},
        {"core     normal deviate (Threefry)", normal, NULL, ""},
        {"economic dies, interposer, package", package_cost, NULL, ""},
        {"economic three dies, interposer, pads", assembly_cost, NULL, ""},
        {"economic dies of 20 mm, exact count", exact_dies, NULL, ""},
        {"growth   ten years, six architectures", growth, NULL, ""},
        {"fec      KP4 codeword error ratio", codeword, codeword_plain, "log-gamma, all terms"},
        {"fec      BER that KP4 may have", required_ber, NULL, ""},
        {"fec      retry of flits in bursts", flit_retry, NULL, ""},
        {"electric line at one frequency", line, NULL, ""},
        {"electric serial link, margin", serial, NULL, ""},
        {"electric reach of a serial link", serial_reach, NULL, ""},
        {"memory   tray at an estimate", tray, NULL, ""},
        {"optics   lane, errors", lane_errors, NULL, ""},
        {"optics   lane, errors and margin", lane, NULL, ""},
        {"optics   TDECQ estimate", tdecq, NULL, ""},
        {"package  spreading, estimate", spreading, spreading_plain, "series, 64 x 64 modes"},
        {"package  alignment of 16 fibres", alignment, NULL, ""},
        {"package  16 rings tuned", rings, NULL, ""},
        {"workload training step", training_step, NULL, ""},
        {"fleet    28 of 32, two crews", redundancy, NULL, ""},
    };
    uint64_t draw = 0;
    printf("%-36s %12s %12s  %s\n", "kernel", "ns", "in erfc", "against the plain way");
    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
        const kernel *k = &kernels[i];
        double ns, reference_ns;
        bench_pair(&ns, &reference_ns, k->run, &draw, erfc_once, NULL);
        printf("%-36s %12.1f %12.1f", k->name, ns, ns / reference_ns);
        if (k->plain) {
            double plain_ns;
            bench_pair(&ns, &plain_ns, k->run, &draw, k->plain, &draw);
            printf("  %.3g times faster than %s (%.3g us)", plain_ns / ns, k->plain_name,
                   plain_ns * 1e-3);
        }
        printf("\n");
    }
    layouts();
    sl_ctx *ctx = NULL;
    if (sl_ctx_create(&ctx, &(sl_ctx_opts){.threads = 1}) == SL_OK) population(ctx);
    sl_ctx_destroy(ctx);
    return 0;
}
