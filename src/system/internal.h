// Shared inside src/system: what each projection gives to the next.
#ifndef SYSTEM_INTERNAL_H
#define SYSTEM_INTERNAL_H

#include <math.h>

#include "shoreline/constants.h"
#include "shoreline/signal.h"
#include "shoreline/system.h"

// The deviate of an entity in a draw.
double sl_leaf_deviate(uint64_t seed, uint64_t entity, size_t draw);
void sl_leaf_put(sl_design *design, const sl_leaf *leaf, double value);

// A variant with all its uncertain inputs as in a draw.
void sl_bound_drawn(sl_design *out, const sl_bound *bound, uint64_t seed, size_t draw);

// A requirement of the study as numbers.
typedef struct sl_requirement_bounds {
    int metric;
    int variant; // -1: every one
    int than;    // -1: the bounds are on the value, else on the ratio to this variant's
    double min, max;
} sl_requirement_bounds;
// False after a diagnostic.
bool sl_requirement_read(sl_ctx *ctx, const sl_model *model, size_t i, sl_requirement_bounds *out);
// Distance of a value to the nearer bound, negative outside; NaN of NaN.
double sl_requirement_margin(const sl_requirement_bounds *bounds, double x);
// What it asks, without values; returns as snprintf().
int sl_requirement_text(char *out, size_t n, const sl_requirement *requirement);

// The electrical side of one design.
typedef struct sl_host_side {
    sl_status status;
    sl_electrical_out out;   // host channel, or the whole copper channel of passive links
    sl_electrical_out line;  // active: cable between the retimers
    double reach_m;          // copper: at zero margin; NaN: not asked for
    double serdes_j_per_bit; // host, transmitter and receiver, per payload bit
    double serdes_tx_j_per_bit;
    double retimer_j_per_bit; // active: both sides of the retimer
    double log10_ber;         // of one pass through each electrical part, summed
    double delay_s;           // of both host paths and the cable
    double swing_peak_v;
} sl_host_side;

// A segment of the electrical layer from its description, at a temperature and relative humidity.
sl_segment sl_segment_from_spec(const sl_segment_spec *spec, double temp_k, double humidity);

// Paths of a design into SL_SEGMENTS_MAX segments; their number. Host bump to engine or retimer;
// the cable with the module cards at its ends; bump to far bump. index: the cable's place.
size_t sl_host_segments(sl_segment *out, const sl_design *design);
size_t sl_cable_segments(sl_segment *out, const sl_design *design, size_t *index);
size_t sl_passive_segments(sl_segment *out, const sl_design *design, size_t *index);
double sl_host_overhead(const sl_link_spec *link);

double sl_design_symbol_rate(double rate_bps, int lanes, int levels, double overhead);
double sl_link_overhead(const sl_link_spec *link);
int sl_link_optical_lanes(const sl_link_spec *link);
int sl_link_optical_levels(const sl_link_spec *link);

// Error ratio that a link may have before FEC, whole path.
double sl_design_pre_fec(const sl_design *design);
// pre_fec: that ratio.
void sl_project_electrical(sl_host_side *out, const sl_design *design, double pre_fec,
                           bool with_reach);

// Energy per payload bit of transmitter and receiver, *tx the transmitter's; equaliser NULL: what
// the channel's loss asks for.
double sl_project_serdes_energy(const sl_serdes_spec *serdes, const sl_electrical_out *channel,
                                double symbol_rate_bd, int levels, double overhead,
                                const sl_serdes_equaliser *equaliser, double *tx);

// Energy of the host's SerDes in a linear link: host channels on both sides and the engine's loss
// at Nyquist between them; nothing for other links or where the SerDes states its energy.
void sl_project_linear_energy(sl_host_side *host, const sl_design *design, double engine_loss_db,
                              double pre_fec);

// Light of one laser at a local temperature.
typedef struct sl_light {
    sl_status status; // SL_ERR_LIMIT: rollover or rating, point is then the peak
    sl_laser_point point;
    double wall_w; // electrical power of one laser, cooler included
} sl_light;

sl_microled sl_microled_from_spec(const sl_laser_spec *laser);
sl_modulator sl_modulator_from_spec(const sl_link_spec *link);
void sl_project_laser(sl_light *out, const sl_laser_spec *laser, double local_k);

// The modulator of a lane at a laser's light; zero for direct modulation.
sl_status sl_project_modulator(sl_modulator_out *out, const sl_design *design,
                               const sl_light *light);

// Everything of a lane that does not depend on the length of the fibre.
typedef struct sl_lane_setup {
    sl_status status;
    sl_lane_in in;
    sl_pulse_response host_tx, host_rx;
    double transmitter_gain[SL_RESPONSE_CELLS];
    sl_modulator_out modulator;
    double launch_loss_db, receive_loss_db; // couplings
    double symbol_rate_bd;
} sl_lane_setup;

// A lane's share of a laser's light, W.
double sl_lane_share_w(const sl_link_spec *link, const sl_light *light);
void sl_project_lane(sl_lane_setup *out, const sl_design *design, const sl_light *light,
                     const sl_host_side *host, double target_ber);
// Fall-off of transmitter and receiver of the engine at Nyquist, electrical dB; receiver_only: of
// the receiver alone.
double sl_lane_falloff_db(const sl_lane_setup *setup, bool receiver_only);
// Puts a length of fibre into the lane.
void sl_lane_set_length(sl_lane_setup *setup, const sl_design *design, double length_m);
// The lane and laser of a design at its nominal point. False: there is none.
bool sl_evaluate_lane(sl_lane_setup *lane, sl_light *light, const sl_design *design);
double sl_coupling_loss_db(const sl_coupling_spec *coupling);
double sl_fibre_loss_db(const sl_fibre_spec *fibre, double length_m);

// Power of one port with its lasers at a point, and the heat it makes.
typedef struct sl_port_power {
    double energy[SL_ENERGY_PARTS]; // J/bit
    double total_w;
    double engine_heat_w; // in the engine, without internal lasers
    double laser_heat_w;  // of this port's lasers
} sl_port_power;

void sl_project_power(sl_port_power *out, const sl_design *design, const sl_light *light,
                      const sl_host_side *host, const sl_modulator_out *modulator, double tuning_w);

// Ring tuning of one port at the engine's temperature; 0 without rings. NaN: not locked.
double sl_project_tuning(const sl_design *design, double engine_k);

int sl_design_engines(const sl_design *design);
double sl_design_engine_ports(const sl_design *design); // of one engine, at least 1
sl_status sl_project_package(sl_package_thermal *out, const sl_design *design);
double sl_design_coolant(const sl_design *design);

// The inner loop: power <-> temperature <-> laser. thermal: of sl_project_package(); modulator: at
// nominal light, for its power; duty: mean power of the chip over its full one, ports apart.
void sl_couple(sl_operating_point *out, sl_port_power *power, const sl_design *design,
               const sl_package_thermal *thermal, const sl_host_side *host,
               const sl_modulator_out *modulator, double duty);

// Density of the edge and what binds it.
typedef struct sl_edge {
    double density_bps_m, area_bps_m2, used; // used: share of the edge there is
    const char *limit;
} sl_edge;
void sl_project_density(sl_edge *out, const sl_design *design, double engine_j_per_bit);

void sl_project_life(double value[SL_METRICS], const sl_design *design,
                     const sl_operating_point *point);
// Chance that one laser fails within service.life. NaN: its law has no value.
double sl_project_laser_failed(const sl_design *design, const sl_operating_point *point);
// Median life of one laser against wear-out at a point. NaN: as above.
double sl_project_laser_median_s(const sl_design *design, const sl_operating_point *point);
double sl_project_alignment(const sl_design *design);

// An error ratio of the estimate's lane as the finer tier has it.
double sl_project_lane_ber(const sl_design *design, double log10_ber);
// Fills the burst part of a shift: none where the code or the burst does not ask for it. 30 ms.
void sl_project_bursts(sl_light_shift *shift, const sl_design *design, double burst);
// What the FEC leaves of a bit error ratio, with these bursts.
double sl_project_post_ber(const sl_design *design, double ber);
double sl_project_frame_loss(const sl_design *design, double ber, double frame_bytes);

// The links of a fabric around the nominal one.
typedef struct sl_population {
    const sl_design *design;
    const sl_lane_in *lane; // light: its loss is what varies; NULL: copper
    double log10_ber;       // of what varies, nominal
    double fixed_log10_ber; // of the parts that do not
    double frame_bytes;
} sl_population;
void sl_project_quality(sl_link_quality *out, const sl_population *population, double links);

// The fabric over the link that out describes so far, its links as said, but for the frame; nothing
// where the scenario has no fabric. why: what cannot hold, or "".
void sl_project_fabric(sl_result *out, const sl_design *design, sl_population *links,
                       char why[160]);
sl_topology sl_fabric_topology(const sl_design *design);
// Diagnoses fabrics that do not close or contradict themselves.
void sl_check_fabric(sl_ctx *ctx, const sl_model *model);
// Diagnoses memory beyond what the memory layer knows or the pool holds.
void sl_check_memory(sl_ctx *ctx, const sl_model *model);

// Memory over the link of an evaluated design: fills the memory layer's metrics, ledger and verdict
// of latency of `out`, whose link metrics stand. Returns why the design is infeasible, or NULL; the
// text is written to `why`.
sl_status sl_project_composition(sl_composition *out, const sl_composition_spec *spec);
const char *sl_project_memory(sl_result *out, const sl_design *design, char *why, size_t n);

// The supply of an evaluated design. Returns as sl_project_memory(). Apart from draws: it takes
// tens of milliseconds.
void sl_project_supply_of(sl_supply *out, const sl_supply_spec *spec);
uint64_t sl_supply_region_sites(const sl_supply *supply, int region);
const char *sl_project_supply(sl_result *out, const sl_design *design, uint64_t seed, char *why,
                              size_t n);

// The rules between host, engine and laser of an evaluated design; nothing without the section.
void sl_project_interop(sl_result *out, const sl_design *design);
// ---- market ----

// Energy of the site over that of its equipment: the market's, else the cooling's.
double sl_design_pue(const sl_design *design);

// A die of it: on its wafers, after its wafer test in money of market.year, and kg of one that
// passed.
sl_status sl_project_die(sl_die *die, sl_tested *tested, double *carbon_kg, const sl_market_die *d,
                         const sl_market_spec *m);
// Wafers of a process, in money of market.year.
sl_wafer sl_project_wafer(const sl_process_spec *p, const sl_market_spec *m);
// kg of CO2 equivalent of a processed area.
double sl_project_fab_kg_per_m2(const sl_process_spec *p);
int sl_market_die_find(const sl_market_spec *m, const char *name); // -1: none
int sl_market_step_find(const sl_market_spec *m, const char *name);
// A hybrid bond with the rotations of its kind where none are given.
sl_bond sl_project_bond(const sl_bond_spec *b);
// The inputs of all steps, by their places in the market; -1 where a name is unknown.
void sl_market_inputs(sl_flow_step *out, const sl_market_spec *m);
// One unit of the last step: cost, carbon, and what each share has of it, scrap apart.
// alignment_yield: of steps that align; NaN: none in this design, taken as 1.
sl_status sl_project_flow(sl_flow_cost *cost, double *carbon_kg, sl_share_cost share[SL_SHARES],
                          const sl_market_spec *m, double alignment_yield);
// What failures cost a port over its life, with a fleet as evaluated or varied. price: factors on
// the prices of engines, laser modules and chassis. Errors: SL_ERR_DOMAIN where one has no price.
sl_status sl_project_failed(sl_failed *out, const sl_fleet_result *fleet, double ports,
                            const sl_design *design, double port_usd,
                            const double price[SL_WORD_UNITS]);
// The same of a package of a known kind (market.package); all of it is under the package.
sl_status sl_project_market_package(sl_flow_cost *cost, double *carbon_kg,
                                    sl_share_cost share[SL_SHARES], const sl_market_spec *m);
// Money and carbon of an evaluated design. Returns why it is infeasible, or NULL.
const char *sl_project_economics(sl_result *out, const sl_design *design);
// Diagnoses markets that contradict themselves.
void sl_check_economics(sl_ctx *ctx, const sl_model *model);

// Diagnoses variants that disagree about the world they share.
void sl_check_growth(sl_ctx *ctx, const sl_model *model);
// Diagnoses a study of reach whose variants disagree about what is asked.
void sl_check_reach(sl_ctx *ctx, const sl_model *model);

// Failures and service of the links of an evaluated design: the fleet's metrics, and where the
// scenario does not give them, what stops the job and how often a link flaps. margin_db: least of
// the link. Returns as sl_project_memory().
const char *sl_project_fleet(sl_result *out, const sl_design *design, double margin_db, char *why,
                             size_t n);

// Units of each kind (sl_unit_word) that a fleet swaps.
void sl_project_swaps(double swaps_per_s[SL_WORD_UNITS], const sl_fleet_result *fleet,
                      const sl_fleet_spec *spec);
// A fleet with all times of repair and the rate of its lasers multiplied.
void sl_fleet_scaled(sl_fleet *out, const sl_fleet *fleet, double repair, double laser);

// Training over the fabric of an evaluated design. Returns as sl_project_memory().
void sl_project_training(sl_training *out, const sl_workload_spec *spec);
// A step of it with waits for lost frames and flaps; its 99th percentile. fabric: of the result, or
// a variation. False: outside the model.
bool sl_project_step(sl_step *step, double *tail_s, const sl_result *result,
                     const sl_design *design, const sl_training *t,
                     const sl_collective_fabric *fabric);
const char *sl_project_workload(sl_result *out, const sl_design *design, char *why, size_t n);

#endif
