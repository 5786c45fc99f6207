// The things a scenario describes: one struct and one field table each (src/model). Plain values
// in SI units; an absent optional quantity is NaN. No pointers but to texts, so that a draw can
// copy a whole design with memcpy.
#ifndef SHORELINE_MODEL_H
#define SHORELINE_MODEL_H

#include <stdbool.h>

#include "shoreline/core.h"
#include "shoreline/field.h"
#include "shoreline/scenario.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SL_PATH_MAX 12 // segments of one host path

// What every variant must deliver.
typedef struct sl_service {
    double rate_bps, reach_m, ber, ambient_k, frame_bit, life_s;
} sl_service;

typedef struct sl_chip_spec {
    const char *name;
    double tdp_w, width_m, length_m, shoreline_m, bandwidth_bps, temp_max_k;
    double leakage_frac, leakage_per_k;
    double bump_pitch_m, bump_rows, bump_signal_frac;
    double escape_layers, escape_pitch_m;
} sl_chip_spec;

typedef enum sl_segment_word {
    SL_WORD_LINE,
    SL_WORD_VIA,
    SL_WORD_BALL,
    SL_WORD_SOCKET,
    SL_WORD_BUMP,
    SL_WORD_CONNECTOR,
} sl_segment_word;

typedef struct sl_segment_spec {
    int kind, geometry;
    double length_m;
    double dielectric_constant, loss_tangent, reference_freq_hz, impedance_ohm, width_m,
        thickness_m, roughness_m, conductivity_s_m;
    double capacitance_near_f, inductance_h, resistance_ohm, capacitance_far_f;
    double stub_length_m, stub_impedance_ohm, stub_dielectric_constant;
    double loss_db, loss_freq_hz;
    double pair_coupling, pair_delay_split, common_coupling;
    double dielectric_constant_per_k, loss_tangent_per_k;
    double moisture_uptake, dielectric_constant_per_wet, loss_tangent_per_wet;
} sl_segment_spec;

typedef struct sl_path_spec {
    sl_segment_spec segment[SL_PATH_MAX];
    int n;
} sl_path_spec;

typedef struct sl_board_spec {
    sl_path_spec faceplate, near, package, interposer;
    double faceplate_width_m, temp_k, humidity;
} sl_board_spec;

typedef struct sl_cooling_spec {
    int kind;
    double coolant_k, film_w_m2k, resistance_k_w, flow_m3_s, heat_capacity_j_m3k;
    double fin_n, fin_height_m, fin_thickness_m, fin_length_m, fin_gap_m, fin_k_w_mk,
        coolant_k_w_mk;
    double die_thickness_m, die_k_w_mk, tim1_thickness_m, tim1_k_w_mk;
    double lid_width_m, lid_length_m, lid_thickness_m, lid_k_w_mk, tim2_thickness_m, tim2_k_w_mk,
        base_thickness_m, base_k_w_mk;
    double module_k_w, near_k_w, external_laser_k_w; // one module, engine, laser module to air
    double board_k_w_mk, board_thickness_m, board_film_w_m2k, part_to_board_k_w;
    double air_k; // at modules
    double pue;   // of a site cooled so
} sl_cooling_spec;

typedef enum sl_equaliser_word { SL_WORD_CTLE, SL_WORD_FFE, SL_WORD_DFE } sl_equaliser_word;

typedef struct sl_serdes_spec {
    const char *reach_class;
    double loss_limit_db, target_ber, swing_pp_v, snr_tx_db, jitter_ui, level_mismatch;
    double tx_bandwidth_frac, rx_bandwidth_frac; // of the symbol rate
    double noise_psd_v2_hz, sampler_psd_v2_hz, crosstalk_v;
    int equaliser;
    double implementation_loss_db, reflection;
    double node_scale, driver_ohm;
    double energy_j_per_bit; // NaN: computed from the channel
    double latency_s;        // one end
} sl_serdes_spec;

typedef struct sl_solder_spec {
    int alloy; // sl_solder
    double neutral_distance_m, joint_height_m, component_ppm_k, board_ppm_k, board_rise_frac,
        factor, dwell_s;
} sl_solder_spec;

typedef struct sl_engine_spec {
    double width_m, length_m, rate_bps, temp_max_k;
    int laser_place;   // 0 inside, 1 external module
    int laser_modules; // of the whole chip; 0: one for each engine
    double dsp_tx_j_per_bit, dsp_rx_j_per_bit, driver_j_per_bit, control_w;
    double conversion_frac, laser_conversion_frac;
    double drive_noise_psd_hz, latency_s, electronics_hz; // failure rate, 1/s
    double fibre_pitch_m, fibre_rows, lane_pitch_x_m, lane_pitch_y_m;
    double heat_flux_w_m2, thickness_m, k_w_mk, tim_thickness_m, tim_k_w_mk, gap_m;
    sl_solder_spec solder;
} sl_engine_spec;

typedef enum sl_laser_word {
    SL_WORD_NO_LASER,
    SL_WORD_CW,
    SL_WORD_VCSEL,
    SL_WORD_MICROLED
} sl_laser_word;

typedef struct sl_laser_life_spec {
    double median_s, sigma, reference_k, reference_a, activation_j, current_exponent;
    double random_hz, random_reference_k, random_activation_j;
} sl_laser_life_spec;

typedef struct sl_laser_spec {
    int kind;
    double wavelength_m, power_w, bias_a, extinction_db, rin_db_hz;
    int lanes;  // that one laser feeds
    int spares; // hot spares of an engine
    double threshold_a, slope_w_a, t0_k, t1_k, reference_k, turn_on_v, series_ohm, rth_k_w,
        current_max_a, cooler_cop;
    // vcsel
    double threshold_temp_k, threshold_curvature_a_k2, slope_fall_per_k, d_hz_sqrt_a, d_fall_per_k,
        k_factor_s, damping_offset_hz, parasitic_pole_hz, shift_m_k, linewidth_hz,
        carrier_lifetime_s, spectral_width_m;
    // microled
    double area_m2, active_thickness_m, a_hz, b_m3_s, c_m6_s, extraction_frac, capacitance_f,
        drive_ohm;
    double chirp;
    double temp_max_k;
    sl_laser_life_spec life;
} sl_laser_spec;

typedef enum sl_modulator_word {
    SL_WORD_DIRECT,
    SL_WORD_MZM,
    SL_WORD_EAM,
    SL_WORD_RING
} sl_modulator_word;

typedef struct sl_modulator_spec {
    int kind;
    double insertion_loss_db, drive_vpp_v, capacitance_f, series_ohm, termination_ohm, bandwidth_hz,
        heater_w;
    double v_pi_v, static_extinction_db;
    double bias_v, v0_v, exponent;
    int predistortion; // sl_predistortion_word
    double quality, min_transmission, shift_hz_v, lock_error_hz;
    double ring_fsr_m, ring_drift_m_k, ring_heater_m_w, ring_reference_k, ring_error_m,
        ring_spacing_m, ring_lock_w;
} sl_modulator_spec;

typedef enum sl_predistortion_word {
    SL_WORD_AS_DRIVEN,
    SL_WORD_EQUAL_LIGHT,
    SL_WORD_BY_NOISE
} sl_predistortion_word;

typedef enum sl_detector_word {
    SL_WORD_SLICER,
    SL_WORD_FEEDBACK,
    SL_WORD_SEQUENCE
} sl_detector_word;

typedef struct sl_receiver_spec {
    double responsivity_a_w, dark_current_a, noise_a_rthz, noise_rise_a2_hz3, bandwidth_hz;
    double tia_j_per_bit, after_noise_psd_hz, implementation_loss_db, jitter_ui;
    int taps, detector; // of the finer tiers; sl_detector_word
} sl_receiver_spec;

typedef struct sl_coupling_spec {
    double waist_a_m, waist_b_m, sigma_m, shared_sigma_m, excess_loss_db, limit_db;
} sl_coupling_spec;

typedef enum sl_fibre_word { SL_WORD_SMF, SL_WORD_MMF, SL_WORD_IMAGING } sl_fibre_word;

typedef struct sl_fibre_spec {
    int kind;
    double loss_db_m, zero_wavelength_m, slope_s_m3, modal_bandwidth_hz_m, mode_partition_frac;
    int connectors;
    double connector_loss_db, connector_return_loss_db, port_return_loss_db;
    double numerical_aperture, core_diameter_m, index;
} sl_fibre_spec;

// Error correction of a link, end to end.
typedef struct sl_fec_spec {
    int code; // sl_fec_code
    int codewords;
    double latency_s; // of the decoder, beyond collecting a block
} sl_fec_spec;

// A row of a standard's optical budget.
typedef struct sl_pmd_spec {
    const char *name;
    double oma_minus_tdecq_dbm, mpi_db, sensitivity_dbm, channel_loss_db;
} sl_pmd_spec;

typedef enum sl_link_word {
    SL_WORD_PASSIVE,
    SL_WORD_ACTIVE,
    SL_WORD_RETIMED,
    SL_WORD_HALF_RETIMED,
    SL_WORD_LINEAR,
} sl_link_word;

typedef enum sl_attach_word {
    SL_WORD_FACEPLATE,
    SL_WORD_NEAR,
    SL_WORD_PACKAGE,
    SL_WORD_INTERPOSER,
} sl_attach_word;

typedef struct sl_link_spec {
    const char *title;
    int kind, attach;
    double rate_bps;
    int lanes, levels;
    int optical_lanes, optical_levels, wavelengths;
    bool bidirectional;
    sl_fec_spec fec;
    double module_width_m;
    bool compliance; // false: preset beyond published standards
    sl_serdes_spec serdes, line_serdes;
    sl_path_spec module;
    sl_segment_spec cable;
    sl_engine_spec engine;
    sl_laser_spec laser;
    sl_modulator_spec modulator;
    sl_receiver_spec receiver;
    sl_coupling_spec launch, receive; // both ends of the fibre
    double mux_loss_db, demux_loss_db;
    sl_fibre_spec fibre;
    sl_pmd_spec pmd;
} sl_link_spec;

// Values are those of sl_topology_kind, sl_recovery, sl_algorithm (shoreline/fabric.h).
typedef enum sl_balance_word { SL_WORD_SPRAY, SL_WORD_HASH } sl_balance_word;

typedef struct sl_switch_spec {
    double latency_s, core_j_per_bit, buffer_bit;
    bool cut_through, reduction;
} sl_switch_spec;

typedef struct sl_transport_spec {
    int recovery, balance, flows; // flows of a host at a time
    bool lossless;                // pause or credits: nothing is dropped for want of room
    double mtu_bit, header_bit, ack_bit, host_s, message_s, pacing, window_bit, timeout_s,
        response_s, retry_turnaround_s;
} sl_transport_spec;

typedef struct sl_protocol_spec {
    double start_s, up_step_s, out_step_s, share;
} sl_protocol_spec;

#define SL_PROTOCOL_MAX 4
typedef struct sl_library_spec {
    int algorithm;
    sl_protocol_spec protocol[SL_PROTOCOL_MAX];
    int protocol_n;
} sl_library_spec;

typedef struct sl_scale_up_spec {
    double rate_bps, latency_s; // of one host, one direction; of one step
    int planes;
    bool reduction;
} sl_scale_up_spec;

typedef struct sl_fabric_spec {
    int topology; // 0: no fabric in this scenario
    int hosts, radix, planes, tiers, domain;
    double oversubscription, core_oversubscription;
    int concentration, group, global_links, groups, extent[4], trunk;
    bool direct;
    double dwell_s, dark_s;
    double host_length_m, leaf_length_m, core_length_m; // NaN: service.reach
    sl_switch_spec switch_;
    sl_transport_spec transport;
    sl_library_spec library;
    sl_scale_up_spec scale_up;
    double load, message_bit, collective_bit, quantile;
    int fan_in;
    double link_sd_db;          // of the margin over the links
    double flap_mtbf_s, flap_s; // of one link; NaN: none; how long it is away
} sl_fabric_spec;

// ---- memory in another tray ----

// Units of the three resources of composition.
typedef struct sl_bundle_spec {
    int gpus;
    double memory_bit, storage_bit;
} sl_bundle_spec;

typedef struct sl_job_spec {
    const char *name;
    int count;
    sl_bundle_spec need;
} sl_job_spec;

#define SL_JOBS_MAX 12 // kinds of jobs

typedef struct sl_composition_spec {
    sl_bundle_spec server, tray;
    double gpu_value, memory_value_per_bit, storage_value_per_bit; // any money
    int gpu_trays, memory_trays, storage_trays; // at hand; 0: as many as it takes
    sl_job_spec job[SL_JOBS_MAX];
    int job_n;
} sl_composition_spec;

typedef struct sl_pool_spec {
    int demand; // sl_demand
    double mean_bit, sd_bit, correlation, share, risk;
    int hosts, trays;
    double tray_bit, size_bit; // NaN: as large as the trays
} sl_pool_spec;

typedef struct sl_kv_spec {
    int layers, kv_heads, head_dim;
    double value_bit;    // one number of a key or value
    double token_time_s; // to compute one token's again
} sl_kv_spec;

typedef struct sl_optimizer_spec {
    double parameters; // of one host
    double window_s;   // in which a pass delays no step
} sl_optimizer_spec;

typedef struct sl_memory_spec {
    const char *title;
    int protocol, retry; // sl_memory_protocol, sl_retry_mode
    int lanes, switches, credits, hosts, heads, outstanding;
    double device_bps;                              // DRAM behind all heads; NaN: one port's
    double rate_t_s;                                // of one lane
    double slot_latency_s, queue_s;                 // device in an internal slot; law of its queue
    double tolerance;                               // of slot latency that still is "the same"
    double read_share, turnaround_s;                // of the traffic; of the link layer
    double retimer_latency_s, conversion_latency_s; // each; NaN: the link's
    double switch_latency_s;
    double first_ber, burst; // NaN: the link's
    bool has_pool, has_composition, has_kv, has_optimizer;
    sl_pool_spec pool;
    sl_composition_spec composition;
    sl_kv_spec kv;
    sl_optimizer_spec optimizer;
} sl_memory_spec;

// ---- market ----

#define SL_MARKET_DIES   4
#define SL_MARKET_STEPS  12
#define SL_MARKET_PARTS  4 // of one step
#define SL_MARKET_AFTER  4
#define SL_MARKET_OWNERS 4

// A process on wafers: money of its own year.
typedef struct sl_process_spec {
    const char *title;
    int model, packing, year; // sl_yield_model, sl_packing
    double wafer_m, edge_m, scribe_m, cost_usd, d0_per_m2, alpha, line_yield;
    double reticle_width_m, reticle_height_m, litho;
    double energy_j_per_m2, grid_kg_per_j, gas_kg_per_m2, material_kg_per_m2;
} sl_process_spec;

typedef struct sl_market_die {
    const char *name;
    sl_process_spec process;
    double width_m, height_m, coverage, overkill, test_time_s, tester_usd_per_s;
    double signals, power_w, voltage_v; // of one, in an assembly
    int sites, count;                   // count: in one package
} sl_market_die;

typedef struct sl_market_part {
    const char *name, *die; // die: one of the market's dies, ""; then cost, quality, carbon count
    double count, cost_usd, quality, carbon_kg;
} sl_market_part;

typedef struct sl_market_input {
    const char *step;
    double count;
} sl_market_input;

// A hybrid bond: sl_bond of the economics layer; rotations NaN: those of its kind.
typedef struct sl_bond_spec {
    int kind; // sl_bond_kind
    double width_m, height_m, pitch_m, bottom_frac, top_frac, contact_frac, spacing_frac;
    double translation_m, translation_sd_m, rotation_rad, rotation_sd_rad;
    double magnification, magnification_sd, random_sd_m;
    double d0_per_m2, particle_m, exponent, void_m, void_growth, tail_growth;
    double recess_m, recess_sd_m, expansion_m_per_k, heat_k, least_recess_m, wafer_m;
} sl_bond_spec;

typedef enum sl_cost_share {
    SL_SHARE_ENGINE,
    SL_SHARE_LASER,
    SL_SHARE_FIBRE,
    SL_SHARE_PACKAGE,
    SL_SHARES
} sl_cost_share;

typedef struct sl_market_step {
    const char *name;
    int share; // sl_cost_share
    sl_market_input after[SL_MARKET_AFTER];
    int after_n;
    sl_market_part part[SL_MARKET_PARTS];
    int part_n;
    int sites, needed, rework_max; // needed 0: all sites
    bool aligned;                  // its yield is taken times that of the design's alignment
    bool has_bond;                 // and times that of a hybrid bond
    sl_bond_spec bond;
    double cost_usd, time_s, usd_per_s, carbon_kg, yield, coverage, overkill;
    double rework_usd, rework_parts, rework_yield, salvage_usd;
} sl_market_step;

// A machine and its hands; dies that it takes at once, in time_s.
typedef struct sl_market_machine {
    double capex_usd, life_s, labour_usd_per_s, uptime, time_s;
    int at_once;
} sl_market_machine;

// Dies put on a carrier by machines.
typedef struct sl_market_assembly {
    sl_market_machine place, bond;
    double usd_per_m2, gap_m, rim_m, pitch_m, pad_a_per_m2, via_pitch_m, via_area_m2;
    double align_yield, pad_yield, via_yield, d0_per_m2;
    double stitch_yield, carrier_coverage, coverage;
} sl_market_assembly;

#define SL_MARKET_ASSEMBLED 6 // kind of package behind those of sl_package_kind

// A package of a known kind; its parts are the dies.
typedef struct sl_market_package {
    int kind; // sl_package_kind, SL_MARKET_ASSEMBLED
    int spare, rework_max;
    bool has_carrier, has_assembly;
    sl_process_spec carrier;
    sl_market_assembly assembly;
    double substrate_usd_per_m2, substrate_scale, substrate_kg_per_m2;
    double c4_usd_per_m2, bump_usd_per_m2, carrier_scale, bond_yield, attach_yield;
    double reflow_usd, rework_usd, rework_yield;
} sl_market_package;

typedef enum sl_market_compat {
    SL_COMPAT_NONE,
    SL_COMPAT_ACTUARY,
    SL_COMPAT_CATCH
} sl_market_compat;

typedef struct sl_market_owner {
    const char *name;
    double added_usd, margin;
} sl_market_owner;

typedef struct sl_market_spec {
    const char *title;
    int currency, year;
    double price_usd;                   // of one port, bought; NaN: made by the steps
    double ports;                       // that one unit of the last step serves
    double design_usd, units;           // once, over so many units; NaN: none
    int generations;                    // of so many units each, that share the design
    double later_frac;                  // of the design, paid again by each; NaN: all
    double respin_first, respin_later;  // chance; NaN: none, as the first
    double respin_usd, respin_s;        // of one; NaN
    double design_s, later_s;           // to a first and to a later product; NaN
    double learning, volume, reference; // Wright's law on the price; NaN: none
    double inflation, discount, pue; // inflation NaN: money of another year is refused; pue NaN: of
                                     // the cooling
    double energy_usd_per_j, grid_kg_per_j;     // of the site
    double service_usd_per_s;                   // of one port
    double engine_usd, module_usd, chassis_usd; // that are swapped for a failure; NaN
    double dark_usd_per_s;                      // one port dark; NaN: failures have no price
    double gpu_usd_per_s;                       // of one accelerator, all but the interconnect; NaN
    double price_carbon_kg;                     // of one port that is bought; NaN
    sl_market_die die[SL_MARKET_DIES];
    int die_n;
    sl_market_step step[SL_MARKET_STEPS];
    int step_n;
    bool has_package; // in place of steps
    sl_market_package package;
    int compat; // sl_market_compat: counts as another program does
    sl_market_owner owner[SL_MARKET_OWNERS];
    int owner_n;
} sl_market_spec;

// ---- training ----

typedef struct sl_transformer_spec {
    const char *title;
    int layers, hidden, ffn, heads, kv_heads, head_dim, vocab;
    bool gated, tied;
    int experts, top_k, shared_experts, expert_ffn, dense_layers;
    int q_rank, kv_rank, rope_dim, value_dim;
} sl_transformer_spec;

typedef struct sl_accelerator_spec {
    const char *title;
    double flops, memory_bps, memory_bit;
    double flops_share, memory_share, attention_share, launch_s, idle_w, power_w;
    double flops_16;    // NaN: as flops
    double matrix_bit;  // a value of a matrix product's input
    double calibration; // fitted to published steps; 1: none
} sl_accelerator_spec;

typedef struct sl_inference_spec {
    int tensor, batch, prompt, output;
    double weight_bit, kv_bit; // one number
} sl_inference_spec;

typedef struct sl_workload_spec {
    const char *title;
    sl_transformer_spec model;
    sl_accelerator_spec accelerator;
    int gpus, tensor, pipeline, context, expert, chunks, micro_batch, batch, sequence, zero;
    int schedule, recompute; // sl_schedule, sl_recompute
    bool sequence_parallel, causal, flash;
    double tensor_overlap, data_overlap, expert_overlap, pipeline_overlap, jitter;
    double weight_bit, expert_bit, gradient_bit;        // one number
    double tokens;                                      // of the whole run; NaN: not asked
    double mtbf_s, checkpoint_s, restart_s, interval_s; // of the job; NaN: no failures; Daly's
    bool has_inference;
    sl_inference_spec inference; // of the same model, once it is trained
} sl_workload_spec;

// ---- service ----

typedef enum sl_unit_word { // what is swapped
    SL_WORD_UNIT_ENGINE,
    SL_WORD_UNIT_MODULE,
    SL_WORD_UNIT_CHASSIS,
    SL_WORD_UNITS
} sl_unit_word;

typedef struct sl_fleet_spec {
    const char *title;
    double ports, chassis_ports, module_ports; // NaN: of the fabric, of the chip
    int laser_unit, engine_unit;               // sl_unit_word
    bool laser_hot, engine_hot;
    double dispatch_s, chassis_wait_s, clean_s, laser_swap_s, engine_swap_s;
    double laser_hz, engine_hz; // failures of one, 1/s; NaN: of the design
    double module_hz, contact_hz, contact_soft, chassis_hz, beta;
    double cycles_per_s, solder_shape; // power cycles; NaN: solder does not fail
    int crews;                         // 0: as many as it takes
    double lead_s, fill, stops, other_mtbf_s;
    double wander_sd_db, wander_time_s, screen_db; // NaN: no flaps; no screen
} sl_fleet_spec;

// ---- steps that others published, with what they ran on ----

typedef struct sl_published_run {
    double gpus, batch;                 // whole numbers
    double step_s, tokens_per_s, flops; // what was published, rates of one GPU; NaN: not that
} sl_published_run;

#define SL_PUBLISHED_RUNS 12
typedef struct sl_published_spec {
    const char *title, *citation;
    sl_workload_spec workload; // gpus and batch: 0, they are each run's own
    int domain;                // hosts of a scale-up domain
    sl_scale_up_spec scale_up;
    double rate_bps, rate_share, latency_s, message_s; // of one host between domains
    sl_published_run run[SL_PUBLISHED_RUNS];
    int run_n;
} sl_published_spec;

extern const sl_table sl_published_table;

// ---- parts of different makers; words as in shoreline/interop.h, 0 and NaN: not known ----

typedef struct sl_host_side_spec {
    const char *title;
    int form, electrical, linear, lanes, laser_pages, banks;
    double lane_bps, loss_db, power_w, supply_v, management;
} sl_host_side_spec;

typedef struct sl_module_spec {
    const char *title, *maker, *connector;
    int form, electrical, drive, lanes, medium, fibres, laser, plan, laser_inputs;
    double lane_bps, loss_db, power_w, supply_v, case_max_k, case_min_k, management;
    double laser_min_dbm, laser_max_dbm;
} sl_module_spec;

typedef struct sl_laser_module_spec {
    const char *title, *maker, *connector;
    int plan, outputs;
    double output_dbm, rating_dbm, supply_v, power_w, case_max_k, case_min_k, management;
} sl_laser_module_spec;

typedef struct sl_interop_spec {
    sl_host_side_spec host;
    sl_module_spec engine;
    bool has_laser;
    sl_laser_module_spec laser;
    int medium, fibres;
    double laser_fibre_loss_db, case_k, laser_case_k; // NaN: as computed
    double case_cold_k;                               // NaN: not known
} sl_interop_spec;

extern const sl_table sl_interop_host_table, sl_interop_module_table, sl_laser_module_table;

// ---- supply ----

#define SL_SUPPLY_PARTS_MAX   16
#define SL_SUPPLY_SITES_MAX   48
#define SL_SUPPLY_REGIONS_MAX 12
#define SL_SUPPLY_NEEDS       4
#define SL_SUPPLY_RUNS_MAX    4096
#define SL_SUPPLY_LEAD_STEPS  512 // of a run, that goods may be under way

typedef struct sl_supply_need_spec {
    const char *part;
    double amount;
} sl_supply_need_spec;

typedef struct sl_supply_part_spec {
    const char *name;
    double per_unit, stock;
    sl_supply_need_spec need[SL_SUPPLY_NEEDS];
    int need_n;
} sl_supply_part_spec;

typedef struct sl_supply_site_spec {
    const char *name, *part, *region;
    double rate_per_s, cost_usd, mtbf_s, recovery_s; // mtbf NaN: never
    double lead_s, qualify_s;                        // qualify NaN: never
    bool qualified;
} sl_supply_site_spec;

typedef struct sl_supply_region_spec {
    const char *name;
    double tariff, mtbf_s, recovery_s; // mtbf NaN: never
} sl_supply_region_spec;

typedef struct sl_supply_spec {
    const char *product;
    double demand_per_s, margin_usd, share_most, horizon_s, step_s, target, tail;
    int runs;
    sl_supply_part_spec part[SL_SUPPLY_PARTS_MAX];
    sl_supply_site_spec site[SL_SUPPLY_SITES_MAX];
    sl_supply_region_spec region[SL_SUPPLY_REGIONS_MAX];
    int part_n, site_n, region_n;
} sl_supply_spec;

// ---- growth; factors are of one year ----

typedef struct sl_maturity_spec {
    double ready;       // calendar year
    double capacity_hz; // ports made a second when it is ready; NaN: no limit
    double ramp, energy_growth, density_growth, reach_growth;
} sl_maturity_spec;

typedef struct sl_growth_spec {
    int start, years;
    double compute_growth, software_growth, bandwidth_exponent, edge_growth, reach_growth;
    double power_growth, io_share, package_usd, package_price_growth, ends;
    double budget_usd_per_s, budget_most_usd_per_s; // most NaN: no ceiling
    double return_exponent, delay_s, renewal_s, exposed;
    sl_maturity_spec maturity; // of the variant
} sl_growth_spec;

// ---- tiers ----

typedef enum sl_fidelity {
    SL_FIDELITY_ESTIMATE, // closed forms
    SL_FIDELITY_STANDARD, // electrical: built channel, COM, statistical eye; optical lane: finite
                          // equaliser, interference as a distribution
    SL_FIDELITY_DETAILED  // electrical: the same, and symbol after symbol where errors are frequent
                          // enough; optical lane: waveform through the devices
} sl_fidelity;

// What a finer tier found of one electrical channel at nominal values, over the estimate there. It
// is added wherever the design is evaluated. All zero: the estimate.
#define SL_SHIFT_CELLS 64 // those of the hand-over
typedef struct sl_channel_shift {
    sl_fidelity tier;
    bool failed; // it found no working receiver
    double loss_db, margin_db;
    double snr_db; // of the error ratio: errors differ by decades, their SNR by decibels
    double energy_j_per_bit, tx_j_per_bit;   // of it the transmitter's share; payload bits
    double gain_ratio[SL_SHIFT_CELLS];       // of the response's gain
    double noise_psd_per_hz[SL_SHIFT_CELLS]; // added to its noise
} sl_channel_shift;

// The same of the optical lane: its margin, as SNR that the estimate's receiver has more.
// burst: chance of a wrong symbol behind a wrong one; above 0 the FEC's figures over log10 of the
// bit error ratio, in even steps from SL_BURST_FIRST to SL_BURST_LAST.
#define SL_BURST_POINTS 29
#define SL_BURST_FIRST  (-8.0)
#define SL_BURST_LAST   (-1.0)
typedef struct sl_light_shift {
    sl_fidelity tier;
    double snr_db;     // electrical
    double ber_snr_db; // of the error ratio, beyond snr_db: the estimate falls off at another slope
    double burst;
    bool precoded; // the table's errors are, because it helps
    double log10_frame_loss[SL_BURST_POINTS], log10_post_ber[SL_BURST_POINTS];
} sl_light_shift;

// ---- reach of copper with yield ----

// Standard deviations from unit to unit, relative to the value.
typedef struct sl_vary_line_spec {
    double dielectric_constant, loss_tangent, roughness, width, length; // length: not of the swept
} sl_vary_line_spec;

typedef struct sl_vary_spec {
    sl_vary_line_spec board, package, cable;
    double stub;     // of vias, relative
    double temp_k;   // of all lines together
    double humidity; // likewise
} sl_vary_spec;

#define SL_REACH_RATES 6

typedef struct sl_reach_rate_spec {
    const char *name;
    double lane_bps; // payload of a lane
    sl_serdes_spec serdes;
} sl_reach_rate_spec;

typedef struct sl_reach_spec {
    double yield, threshold_db, longest_m;
    sl_vary_spec vary;
    sl_reach_rate_spec rate[SL_REACH_RATES];
    int rate_n;
} sl_reach_spec;

typedef struct sl_design {
    sl_service service;
    sl_chip_spec chip;
    sl_board_spec board;
    sl_cooling_spec cooling;
    sl_link_spec link;
    sl_fabric_spec fabric;

    bool has_memory;
    sl_memory_spec memory;

    bool has_workload;
    sl_workload_spec workload;

    bool has_interop;
    sl_interop_spec interop;

    bool has_supply;
    sl_supply_spec supply;
    bool has_market;
    sl_market_spec market;
    bool has_fleet;
    sl_fleet_spec fleet;
    bool has_growth;
    sl_growth_spec growth;

    sl_channel_shift shift[2]; // of the host's (or copper) channel, and of an active cable's line
    sl_light_shift light_shift;

    bool has_reach;
    sl_reach_spec reach;
} sl_design;

extern const sl_table sl_design_table;

#define SL_REQUIRE_MAX 32

typedef struct sl_requirement {
    const char *key;
    const char *variant; // "": every variant
    const char *than;    // the bounds are on the ratio to this variant's value; "": on the value
    const char *min, *max;
    double probability;
} sl_requirement;

// A statement that the requirements of a scenario put to the test.
typedef struct sl_claim {
    const char *says, *source;
    const char *along; // a key to look along for the value where the verdict turns; "": none
} sl_claim;

// What belongs to the whole scenario.
typedef struct sl_study {
    const char *title, *about, *objective;
    int draws, seed;
    int fidelity;
    bool has_claim;
    sl_claim claim;
    sl_requirement require[SL_REQUIRE_MAX];
    int require_n;
} sl_study;

extern const sl_table sl_study_table;

// Tables by the name of their catalogue folder, for `catalog` and its checks.
typedef struct sl_part_type {
    const char *folder;
    const sl_table *table;
} sl_part_type;
extern const sl_part_type sl_part_types[];
extern const size_t sl_part_type_n;

// One bound variant with where its values came from.
typedef struct sl_bound {
    const char *name;
    sl_mark mark;
    sl_design design;
    sl_leaves leaves;
    char hash[65]; // SHA-256 of its canonical text
} sl_bound;

typedef struct sl_model {
    sl_scenario *scenario;
    sl_study study;
    sl_leaves study_leaves;
    sl_bound *variants;
    size_t n;
    char hash[65]; // of the whole scenario
} sl_model;

// Loads a scenario and binds every variant, with cross-checks between values. Diagnoses all faults;
// *out is NULL on error. Errors: SL_ERR_SCENARIO, SL_ERR_IO, SL_ERR_NO_MEMORY.
sl_status sl_model_load(sl_model **out, sl_ctx *ctx, const sl_scenario_opts *opts);
void sl_model_destroy(sl_model *model);

// Cross-checks of one bound variant (what no single key's range can tell).
void sl_design_check(sl_ctx *ctx, const sl_bound *bound);

// The leaf of a path, or NULL.
const sl_leaf *sl_leaf_find(const sl_leaves *leaves, const char *path);

#ifdef __cplusplus
}
#endif
#endif
