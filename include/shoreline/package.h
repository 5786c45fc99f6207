// The package layer, estimate tier: heat, ring tuning, shoreline density, solder and laser life,
// alignment. Closed forms, pure functions, no allocation. Theory: docs/theory/package.md.
#ifndef SHORELINE_PACKAGE_H
#define SHORELINE_PACKAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "shoreline/status.h"

#ifdef __cplusplus
extern "C" {
#endif

// A central value with the range that its parameters' ranges span.
typedef struct sl_estimate {
    double value;
    double low;
    double high;
} sl_estimate;

// ---------------------------------------------------------------------------------------------
// Conduction in layered plates (src/package/stack.c, spreading.c, fourier.c)

#define SL_STACK_LAYERS 8

typedef struct sl_layer {
    double thickness_m;          // > 0
    double conductivity_xy_w_mk; // in the plane, > 0
    double conductivity_z_w_mk;  // through the plane, > 0
} sl_layer;

// A rectangular plate of uniform layers. The first layer carries the sources on its outer face,
// the last one gives its heat to a coolant through film_w_m2k; the edges are adiabatic.
typedef struct sl_layer_stack {
    double width_m;    // x
    double length_m;   // y
    double film_w_m2k; // of the far face, referred to its plain area; > 0, may be INFINITY
    size_t n;          // 1..SL_STACK_LAYERS
    sl_layer layer[SL_STACK_LAYERS];
} sl_layer_stack;

// A rectangle with its lower left corner at (x_m, y_m) of the plate.
typedef struct sl_rectangle {
    double x_m;
    double y_m;
    double width_m;
    double length_m;
} sl_rectangle;

// What a source sees between itself and the coolant; all in K/W.
typedef struct sl_spreading {
    double uniform_k_w; // one-dimensional: layers and film over the whole plate
    double mean_k_w;    // addition by spreading, mean temperature of the source
    double peak_k_w;    // addition by spreading, hottest point of the source
} sl_spreading;

// One-dimensional resistance of n layers over an area, K/W, without the film: sum t/(k_z A).
// NaN when area_m2 <= 0, n > SL_STACK_LAYERS or a layer is not positive. Exact.
double sl_layers_resistance(const sl_layer *layer, size_t n, double area_m2);

// One-dimensional resistance of a plate with its film, K/W: layers + 1/(h A).
// NaN outside of the ranges of sl_layer_stack.
double sl_stack_resistance(const sl_layer_stack *stack);

// Spreading resistance of a disc of radius a on a coaxial disc of radius b and thickness t with a
// film h on its far face (isotropic). uniform_k_w = t/(k pi b^2) + 1/(h pi b^2).
// 0 < a <= b, t > 0, k > 0, h > 0 (INFINITY: isothermal). SL_ERR_DOMAIN otherwise.
// Source: Lee, Song, Au, Moran, "Constriction/spreading resistance model for electronics
// packaging", ASME/JSME Thermal Eng. Conf. 1995; stated error up to 10 %.
sl_status sl_spreading_lee(sl_spreading *out, double source_radius_m, double plate_radius_m,
                           double thickness_m, double conductivity_w_mk, double film_w_m2k);

// The same for a rectangular source on a layered plate, estimate: circles of equal area, and the
// one mode of Lee et al. sent through the layers (each a section of transmission line). Equals
// sl_spreading_lee for one isotropic layer. The source's place is ignored (taken as centred).
// SL_ERR_DOMAIN when the stack is not valid or the source is not inside the plate.
sl_status sl_spreading_stack(sl_spreading *out, const sl_layer_stack *stack,
                             const sl_rectangle *source);

// Temperature rise per watt at a point of the source face (x_m, y_m), uniform heating of source:
// double Fourier series with exact through-plane solution, modes x modes terms. The remainder
// falls as 1/modes^2 away from the source's edges and as 1/modes on them. K/W, NaN outside of
// the domain (modes 1..8192). Cost: modes^2 times about 15 ns per layer.
double sl_spreading_fourier(const sl_layer_stack *stack, const sl_rectangle *source, double x_m,
                            double y_m, size_t modes);

// Mean rise over `receiver` per watt spread uniformly over `source`, K/W; symmetric in the two
// (reciprocity). Same series; the remainder falls at least as 1/modes^2, so that 16 modes do for
// an estimate. NaN outside of the domain.
double sl_mutual_fourier(const sl_layer_stack *stack, const sl_rectangle *source,
                         const sl_rectangle *receiver, size_t modes);

// ---------------------------------------------------------------------------------------------
// Sinks (src/package/sink.c)

typedef enum sl_sink_kind {
    SL_SINK_RESISTANCE, // resistance_k_w is given (base to inlet air)
    SL_SINK_FILM,       // film_w_m2k is given: cold plate, immersion; referred to the base area
    SL_SINK_FINS,       // straight plate fins in air
    SL_SINK_CHANNELS    // cold plate with straight rectangular channels, laminar
} sl_sink_kind;

typedef struct sl_sink {
    sl_sink_kind kind;
    double inlet_k;             // coolant at the inlet
    double resistance_k_w;      // SL_SINK_RESISTANCE
    double film_w_m2k;          // SL_SINK_FILM: of the base; SL_SINK_FINS: of the fins' faces
    double flow_m3_s;           // coolant flow; 0: unlimited (no rise of the coolant)
    double heat_capacity_j_m3k; // rho c_p; water 4.17e6, air 1.16e3 at 300 K; needed with a flow
    double fin_count;           // fins, or channels of SL_SINK_CHANNELS
    double fin_height_m;        // or depth of the channels
    double fin_thickness_m;     // or wall between channels
    double fin_length_m;        // along the flow
    double gap_m;               // between fins, or width of a channel
    double fin_conductivity_w_mk;
    double coolant_conductivity_w_mk; // SL_SINK_CHANNELS
} sl_sink;

typedef struct sl_sink_result {
    double film_w_m2k;     // equivalent film over the base; without the rise of the coolant
    double film_k_w;       // the same as a resistance
    double coolant_k_w;    // addition by the rise of the coolant, isothermal base
    double outlet_k_w;     // rise of the coolant from inlet to outlet per watt
    double fin_efficiency; // 1 when the kind has no fins
} sl_sink_result;

// Efficiency of a straight fin with adiabatic tip, tanh(mL)/(mL), m = sqrt(2 h/(k t)). In (0, 1].
// Source: Incropera & DeWitt, Fundamentals of Heat and Mass Transfer, table 3.4, case B.
double sl_fin_efficiency(double film_w_m2k, double conductivity_w_mk, double thickness_m,
                         double height_m);

// Nusselt number (H1, four heated walls, developed laminar flow) of a rectangular channel of
// aspect 0..1. Source: Shah & London 1978, polynomial; 8.235 between plates, 3.61 square.
double sl_channel_nusselt(double aspect);

// Sink with a base of base_area_m2. The coolant's rise is that of an isothermal base:
// film_k_w + coolant_k_w = 1/(C (1 - exp(-1/(C film_k_w)))), C = flow heat_capacity.
// SL_ERR_DOMAIN for values that are not positive where the kind needs them.
sl_status sl_sink_evaluate(sl_sink_result *out, const sl_sink *sink, double base_area_m2);

// ---------------------------------------------------------------------------------------------
// Linear thermal network and the package's builder (src/package/network.c, thermal.c)

#define SL_THERMAL_NODES 4

// T_i = reference_k[i] + sum_j (resistance_k_w[i][j] + advection_k_w[i][j]) P_j.
// Conduction (with the shared coolant of one plate) is symmetric; what an air stream carries from
// one part to the next one is not, and stands apart.
typedef struct sl_thermal_network {
    size_t n;
    double reference_k[SL_THERMAL_NODES]; // temperature without power
    double resistance_k_w[SL_THERMAL_NODES][SL_THERMAL_NODES];
    double advection_k_w[SL_THERMAL_NODES][SL_THERMAL_NODES];
} sl_thermal_network;

// Temperatures of the nodes; temp_k and power_w hold network->n values. A power may be negative
// (a cooled node). SL_ERR_DOMAIN when n is out of range or a value is not finite.
sl_status sl_thermal_evaluate(double *temp_k, const sl_thermal_network *network,
                              const double *power_w);

typedef enum sl_engine_place {
    SL_PLACE_LID,       // beside the ASIC under the same lid and sink (co-packaged)
    SL_PLACE_BOARD,     // near the ASIC on the board, with a sink of its own (near-packaged)
    SL_PLACE_FACEPLATE, // in a module of its own in an air stream (pluggable)
    SL_PLACE_STACKED    // between ASIC and lid, on the ASIC (3-D)
} sl_engine_place;

typedef enum sl_laser_place {
    SL_LASER_IN_ENGINE, // VCSEL, hybrid or flip-chip laser: its heat leaves through the engine
    SL_LASER_MODULE     // external source at the faceplate with a sink of its own
} sl_laser_place;

// Which way one air stream passes faceplate modules and the ASIC's (air) sink.
typedef enum sl_air_order {
    SL_AIR_SEPARATE,      // not the same stream, or the ASIC is cooled by liquid
    SL_AIR_MODULES_FIRST, // cold aisle at the faceplate
    SL_AIR_ASIC_FIRST
} sl_air_order;

// Nodes of the network that sl_package_network builds. The power of a node is that of its whole
// group (all engines, all lasers), its temperature the mean of the group: this keeps reciprocity.
enum { SL_NODE_ASIC, SL_NODE_ENGINE, SL_NODE_LASER, SL_NODE_COUNT };

// The package and its surroundings. Layers from a part's junction towards the lid stand over the
// part's own area; from the lid on the heat spreads. The way into the board counts only for
// SL_PLACE_BOARD, as crosstalk (the board's own cooling is small beside a sink).
typedef struct sl_package {
    double asic_width_m, asic_length_m;
    size_t asic_layers; // die, first thermal interface ...
    sl_layer asic_layer[SL_STACK_LAYERS];

    sl_layer_stack lid; // lid, second interface, sink's base; film_w_m2k is set from the sink
    sl_sink sink;       // of the lid

    sl_engine_place place;
    size_t engines; // >= 1, identical, spread over the ASIC's four sides (LID, BOARD)
    double engine_width_m, engine_length_m; // width along the ASIC's edge, length away from it
    double engine_gap_m;                    // from the ASIC's edge to the engine (LID, BOARD)
    size_t engine_layers;                   // from its junction to the lid or to its own sink
    sl_layer engine_layer[SL_STACK_LAYERS];
    sl_sink engine_sink; // BOARD and FACEPLATE: of one engine; base = the engine's area

    // BOARD: crosstalk through the board, a thin sheet cooled on both faces.
    double board_conductivity_w_mk, board_thickness_m; // in the plane
    double board_film_w_m2k;                           // sum of both faces
    double board_air_k;
    double asic_to_board_k_w, engine_to_board_k_w; // junction to board: balls, socket

    sl_laser_place laser_place;
    size_t laser_groups;       // SL_LASER_MODULE: number of modules
    double laser_mount_k_w;    // laser's local plane to its engine or module sink, one engine or
                               // module with all its lasers
    sl_sink laser_sink;        // SL_LASER_MODULE: of one module
    double laser_base_area_m2; // SL_LASER_MODULE

    sl_air_order air_order;
} sl_package;

// Where the heat leaves: sink_w[s] = sink_offset_w[s] + sum_j sink_share[s][j] P_j. Each column
// of sink_share sums to 1 and sink_offset_w to 0 (energy is conserved).
enum { SL_HEAT_LID, SL_HEAT_ENGINE_SINKS, SL_HEAT_LASER_SINKS, SL_HEAT_BOARD, SL_HEAT_COUNT };

// The network and what belongs to it.
typedef struct sl_package_thermal {
    sl_thermal_network network; // nodes SL_NODE_...
    double sink_offset_w[SL_HEAT_COUNT];
    double sink_share[SL_HEAT_COUNT][SL_NODE_COUNT];
    double asic_peak_k_w;        // hottest point above the mean of the ASIC, per ASIC watt
    double engine_spread_k_w;    // hottest engine above the mean of the engines, per ASIC watt
    sl_spreading asic_spreading; // of the ASIC on the lid, estimate of Lee et al.
    sl_sink_result sink;         // of the lid
} sl_package_thermal;

// Builds the network from geometry. Cost about 30 us (LID), below 5 us otherwise.
// SL_ERR_DOMAIN: a value is out of range; SL_ERR_LIMIT: the parts do not fit on the lid.
// Model, assumptions and error: docs/theory/package.md.
sl_status sl_package_network(sl_package_thermal *out, const sl_package *package);

typedef struct sl_package_temperatures {
    double asic_k;                // mean of the junction plane
    double asic_peak_k;           // its hottest point, uniform power map
    double engine_k;              // mean of the engines
    double engine_peak_k;         // hottest engine
    double laser_k;               // local temperature at the lasers, before their own R_th
    double sink_w[SL_HEAT_COUNT]; // heat leaving by each way; their sum is the power
} sl_package_temperatures;

// Temperatures for given total powers of the ASIC, all engines and all lasers.
sl_status sl_package_evaluate(sl_package_temperatures *out, const sl_package_thermal *thermal,
                              double asic_w, double engines_w, double lasers_w);

// ---------------------------------------------------------------------------------------------
// Photonic devices (src/package/device.c)

// Junction of a laser, K: T_local + R_th (V I - P_optical). NaN when a value is negative or P
// exceeds V I. The feedback of T_j on P belongs to the caller (optics has the laser).
double sl_laser_junction_k(double local_k, double thermal_resistance_k_w, double voltage_v,
                           double current_a, double optical_w);

#define SL_RINGS 64

// A bank of rings with heaters on one bus, one ring per wavelength.
typedef struct sl_ring_bank {
    size_t n;                // 1..SL_RINGS
    double grid_m[SL_RINGS]; // wavelengths of the laser lines, ascending, within one FSR
    double ring_m[SL_RINGS]; // cold resonances at reference_k, fabrication error included
    double fsr_m;            // of a ring
    double reference_k;      // of ring_m
    double drift_m_per_k;    // d lambda / d T; silicon about 70e-12 at 1310 nm
    double heater_m_per_w;   // efficiency; 1e-7..3e-7 (0.1..0.3 nm/mW)
    double heater_max_w;     // per ring; INFINITY: no limit
    bool reassign;           // rings may serve any line (modulo FSR), in cyclic order
} sl_ring_bank;

typedef struct sl_ring_tuning {
    double power_w;      // of all heaters
    double worst_w;      // of the hottest heater
    double shift_mean_m; // mean red shift by the heaters
    size_t rotation;     // ring i serves line (i + rotation) mod n of the ascending order
    bool locked;         // every heater is within its limit
    double headroom_k;   // rise of temperature until the first ring passes its line
} sl_ring_tuning;

// Heater power of a bank at temp_k: P = sum max(0, (lambda_line - lambda_ring(T))/eta), where a
// ring whose resonance lies beyond its line is taken to the next order (plus FSR). With reassign
// the cyclic order of least power is used. SL_ERR_DOMAIN for values out of range.
sl_status sl_ring_tune(sl_ring_tuning *out, const sl_ring_bank *bank, double temp_k);

// Span of temperature, K, that a heater covers without a change of order: eta P_max / drift,
// at most FSR / drift. NaN when a value is not positive.
double sl_ring_coverage_k(const sl_ring_bank *bank);

// ---------------------------------------------------------------------------------------------
// Shoreline density (src/package/density.c)

// One direction (transmit); receive is the same beside it and counted in the fractions. A limit
// whose pitch (or for power: whose density) is 0 does not apply.
typedef struct sl_shoreline {
    double bump_rows; // rows of bumps behind the edge that serve the edge
    double bump_pitch_m;
    double bump_rate_bps;   // of one lane
    double signal_fraction; // lanes of this direction per bump, 0..1: 1/4 for pairs without
                            // grounds (pair 1/2, direction 1/2), 1/6..1/8 with grounds

    double fibre_rows;    // rows of fibres stacked at the edge, 1 as a rule
    double fibre_pitch_m; // 250, 127, 80 um
    double wavelengths;   // per fibre
    double wavelength_rate_bps;
    bool duplex_fibres; // each direction has its fibre: halves the rate per fibre

    double escape_layers;   // of signal
    double escape_pitch_m;  // from pair to pair of one layer, grounds included
    double escape_rate_bps; // of one pair
    double escape_fraction; // pairs of this direction, 1/2 as a rule

    double energy_j_per_bit; // dissipated at the edge, transmit and receive of one bit
    double heat_flux_w_m2;   // what the cooling takes from the engine's area

    double depth_m; // of the engine behind the edge, for power and areal density
} sl_shoreline;

typedef enum sl_density_limit {
    SL_DENSITY_BUMPS,
    SL_DENSITY_FIBRES,
    SL_DENSITY_ESCAPE,
    SL_DENSITY_POWER,
    SL_DENSITY_LIMITS,
    SL_DENSITY_NONE = SL_DENSITY_LIMITS
} sl_density_limit;

typedef struct sl_density {
    double limit_bps_m[SL_DENSITY_LIMITS]; // each limit, INFINITY where it does not apply
    double edge_bps_m;                     // the least of them
    double areal_bps_m2;                   // over the depth; INFINITY when depth_m is 0
    sl_density_limit binding;
} sl_density;

// Bandwidth per metre of edge, one direction, and what binds it:
// bumps   rows/pitch rate fraction;  fibres  rows/pitch wavelengths rate (/2 if duplex fibres);
// escape  layers/pitch rate fraction;  power  flux depth / energy.
// SL_ERR_DOMAIN for negative values. Geometry, exact.
sl_status sl_shoreline_density(sl_density *out, const sl_shoreline *shoreline);

// Name of a limit: "bumps", "fibres", "escape", "power", "none".
const char *sl_density_limit_name(sl_density_limit limit);

// ---------------------------------------------------------------------------------------------
// Solder life (src/package/solder.c)

typedef enum sl_solder { SL_SOLDER_SNPB, SL_SOLDER_SAC305, SL_SOLDER_COUNT } sl_solder;

// Constants of a solder; *_class is "paper" or "assumption".
typedef struct sl_solder_set {
    const char *name;  // "snpb", "sac305"
    double ductility;  // Engelmaier's 2 e_f' is twice this
    double exponent_0; // c = exponent_0 + exponent_temp T_C + exponent_dwell ln(1+360/t)
    double exponent_temp_per_k;
    double exponent_dwell;
    const char *engelmaier_class;
    sl_estimate range_exponent; // Norris-Landzberg n, with the range seen for packages
    sl_estimate frequency_exponent;
    sl_estimate activation_ev;
    const char *landzberg_class;
} sl_solder_set;

// The set of a solder, NULL for a number out of range.
const sl_solder_set *sl_solder_constants(sl_solder solder);

// Solder by name ("snpb", "sac305"); SL_ERR_USAGE when unknown.
sl_status sl_solder_by_name(sl_solder *out, const char *name);

// Shear strain range of a joint: F (DNP/h) |a_c dT_c - a_s dT_s|. Temperature cycling has
// dT_c = dT_s, power cycling its own rise on each side. factor 0.5..1.5, 1 as a rule. NaN outside.
// Source: IPC-SM-785, Engelmaier 1983.
double sl_solder_strain(double factor, double neutral_distance_m, double joint_height_m,
                        double component_ppm_k, double component_rise_k, double board_ppm_k,
                        double board_rise_k);

// Fatigue exponent c of Engelmaier (negative). temp_k mean of the joint, dwell_s half cycle.
double sl_engelmaier_exponent(sl_solder solder, double temp_k, double dwell_s);

// Median cycles to failure, N50 = 0.5 (strain / (2 e_f'))^(1/c). strain 0..1 exclusive of 0,
// temp_k 233..423, dwell_s > 0. NaN outside.
// Source: Engelmaier, IEEE Trans. CHMT-6(3), 1983; SAC305: assumption (published refits differ).
double sl_engelmaier_life(sl_solder solder, double strain, double temp_k, double dwell_s);

// One side of a Norris-Landzberg comparison.
typedef struct sl_thermal_cycle {
    double range_k; // peak to peak
    double max_k;   // hottest
    double per_day; // frequency
} sl_thermal_cycle;

// Life in the field over life in test: (dT_t/dT_f)^n (f_f/f_t)^m exp(Ea/k (1/T_f - 1/T_t)), with
// low and high over the solder's ranges of n, m and Ea (all corners).
// SL_ERR_DOMAIN for values not positive. Source: Norris & Landzberg, IBM J. R&D 13(3), 1969.
sl_status sl_norris_landzberg(sl_estimate *out, sl_solder solder, const sl_thermal_cycle *test,
                              const sl_thermal_cycle *field);

// Cycles at which a share p of a Weibull population has failed, from its median:
// N50 (ln(1-p)/ln(1/2))^(1/beta). 0 < p < 1, beta > 0.
double sl_weibull_from_median(double median, double shape, double share);

// Median of a Weibull distribution from its scale eta (63.2 %): eta (ln 2)^(1/beta).
double sl_weibull_median(double scale, double shape);

// log10 of the share failed after `age` (same unit as median); -inf at 0. Good far down the tail.
double sl_weibull_log10_failed(double median, double shape, double age);

// ---------------------------------------------------------------------------------------------
// Life of lasers (src/package/laser_life.c)

// Lognormal wear-out at reference conditions with its acceleration, and a random failure rate.
typedef struct sl_laser_life {
    double median_s;         // t50 at reference
    double sigma;            // of ln t, 0.1..3
    double reference_k;      // junction
    double reference_a;      // current
    double activation_ev;    // wear-out; oxide VCSEL 0.55
    double current_exponent; // t50 ~ I^-n; oxide VCSEL 2.01
    double random_fit;       // at random_reference_k, 1 FIT = 1 per 1e9 h
    double random_reference_k;
    double random_activation_ev;
} sl_laser_life;

typedef struct sl_laser_life_result {
    double median_s;       // t50 at use
    double wearout_failed; // share failed by wear-out at the age
    double wearout_fit;    // hazard of wear-out AT this age; it rises or falls with age
    double random_fit;     // at use
    double failed;         // by either
    double log10_failed;
    double mean_fit; // -ln(1 - failed) / age: the constant rate of equal survival
} sl_laser_life_result;

// Life of one laser of constant junction and current after age_s of service.
// SL_ERR_DOMAIN for values out of range.
sl_status sl_laser_life_at(sl_laser_life_result *out, const sl_laser_life *life, double junction_k,
                           double current_a, double age_s);

// Probability that fewer than `needed` of `fitted` equal lasers live, each failed with
// probability `failed`; all are lit from the first day (hot spares). common is the share of
// failures that takes all at once (0..1; lasers on one chip): beta-factor model.
// NaN unless 1 <= needed <= fitted <= 4096.
double sl_laser_group_failed(double failed, size_t needed, size_t fitted, double common);

// The same as a constant rate of equal survival over the age, FIT.
double sl_group_mean_fit(double group_failed, double age_s);

// ---------------------------------------------------------------------------------------------
// Alignment (src/package/alignment.c)

// Two Gaussian modes (1/e^2 radii) with a placement error of standard deviation sigma_m in each of
// the two axes.
//
// Loss by offset d alone, dB, beside the mismatch of the waists: 8.686 d^2/(w1^2 + w2^2).
double sl_alignment_offset_loss_db(double offset_m, double waist1_m, double waist2_m);

// Loss by the mismatch of the waists, dB: -20 log10(2 w1 w2/(w1^2 + w2^2)).
double sl_alignment_waist_loss_db(double waist1_m, double waist2_m);

// Mean loss of equal waists, dB: 8.686 sigma^2/w^2 (10 log10(e) 2 sigma^2/w^2).
double sl_alignment_mean_loss_db(double sigma_m, double waist_m);

// Share with loss below limit_db, equal waists, no bias: 1 - exp(-L w^2/(8.686 sigma^2)).
double sl_alignment_yield(double sigma_m, double waist_m, double limit_db);

// The general case of one coupling or of an array of them.
typedef struct sl_alignment {
    double waist1_m, waist2_m;
    double limit_db;       // of the whole loss of a channel, waist mismatch included
    double bias_m;         // known offset of the whole array (cure, CTE), radial
    double shared_sigma_m; // offset of the whole array, per axis
    double own_sigma_m;    // error of each core, per axis, independent
    size_t channels;       // 1..1024
} sl_alignment;

typedef struct sl_alignment_result {
    double channel_yield; // one channel, mean over the array
    double array_yield;   // all channels within the limit
    double mean_loss_db;  // mean over channels and arrays of the loss in dB
    double p95_loss_db;   // 95th percentile of a channel
} sl_alignment_result;

// Yield of an array: quadrature over what its channels share, product over what they do not.
// SL_ERR_DOMAIN for values out of range. Error below 1e-4 of yield. Cost about 15 us.
sl_status sl_alignment_array(sl_alignment_result *out, const sl_alignment *alignment);

// Offset, m, at which equal waists lose loss_db: w sqrt(loss/4.343); 0.48 w at 1 dB.
double sl_alignment_tolerance_m(double waist_m, double loss_db);

#ifdef __cplusplus
}
#endif
#endif
