// Fleet: what fails, how many ports it takes along, how it is put right, and what that leaves of
// the links. Estimate tier: closed forms, exact fault trees and one simulation of a whole fleet, on
// plain values in SI units. Only sl_tree_evaluate and sl_fleet_simulate ask for memory. A double
// without a suffix is a ratio or a count. Theory: docs/theory/fleet.md.
#ifndef SHORELINE_FLEET_H
#define SHORELINE_FLEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shoreline/core.h"
#include "shoreline/status.h"

#ifdef __cplusplus
extern "C" {
#endif

// ---- k of n ------------------------------------------------------------------------------------

#define SL_KOFN_MAX 1000000 // units of one group

// n alike units of which k have to work; all n are powered and fail alike.
typedef struct sl_kofn {
    int n, k;          // 1 <= k <= n <= SL_KOFN_MAX
    double rate_per_s; // failures of one unit that works, >= 0
    double mttr_s;     // mean of an exponential repair, >= 0
    int crews;         // repairs at once, >= 1; n and more: all
} sl_kofn;

// Share of time in which fewer than k of n work, steady state. Exact: sums of positive terms only,
// relative error below 1e-14 up to a thousand units, also at 1e-300. NaN outside the domain.
// Source: birth and death process; Trivedi, Probability and Statistics, chapter 8. Cost: O(n).
double sl_kofn_unavailability(const sl_kofn *group);

// The same with the failure rate over the repair rate, 0 <= load <= inf, given outright.
double sl_kofn_unavailability_at(int n, int k, double load, int crews);

// Chance that fewer than k of n are left after a time without repair; mttr_s and crews are not
// read. Exact as above. NaN outside.
double sl_kofn_mission_failure(const sl_kofn *group, double time_s);

// Beta factor: of a unit's failures the share beta (0..1) takes the whole group at once, the rest
// is its own. Chance that the group is gone after a time without repair. NaN outside.
double sl_kofn_mission_common(const sl_kofn *group, double beta, double time_s);

// ---- Markov chains -----------------------------------------------------------------------------

#define SL_MARKOV_MAX 64 // states

// Stationary distribution of n states by the elimination of Grassmann, Taksar and Heyman: no
// subtraction, each entry to a relative error of n epsilon. rate_per_s: n x n, row from, column to;
// the diagonal is not read; overwritten. Errors: SL_ERR_DOMAIN (negative rate, n outside 1..64, or
// a state that is never left for those before it: no single recurrent class). Cost: n^3/3.
// Source: Grassmann, Taksar, Heyman, Operations Research 33 (1985) 1107.
sl_status sl_markov_stationary(double *share, double *rate_per_s, int n);

// ---- fault trees -------------------------------------------------------------------------------

#define SL_TREE_NODES 20000 // gates and events of one tree

typedef enum sl_tree_kind {
    SL_TREE_EVENT,    // fails with probability p
    SL_TREE_HOUSE,    // is set (p 1) or not (p 0)
    SL_TREE_AND,      // of its children
    SL_TREE_OR,       // of its children
    SL_TREE_AT_LEAST, // k of its children
    SL_TREE_NOT       // its only child
} sl_tree_kind;

// A node; several gates may name the same child.
typedef struct sl_tree_node {
    sl_tree_kind kind;
    double p;         // EVENT, HOUSE
    int k;            // AT_LEAST
    const int *child; // indices of nodes
    int children;
} sl_tree_node;

typedef struct sl_tree_result {
    double probability; // of the top
    size_t nodes;       // of the diagram that the top needs
    size_t made;        // on the way there
} sl_tree_result;

// Exact probability of nodes[top] from independent events, by a reduced ordered binary decision
// diagram: no cut sets, no rare-event sum, non-coherent trees too. birnbaum: n doubles, dP/dp of
// each event (0 for other nodes), or NULL. limit: nodes of the diagram before giving up, 0: 2e7.
// Errors: SL_ERR_DOMAIN (index, kind, probability outside 0..1, NOT without one child, k outside
// 0..children, a gate without children, a circle), SL_ERR_LIMIT, SL_ERR_NO_MEMORY. Cost: grows with
// the diagram, exponential at worst; 24 bytes a node.
// Source: Bryant, IEEE Trans. Computers 35 (1986) 677; Brace, Rudell, Bryant, DAC 1990 40.
sl_status sl_tree_evaluate(sl_tree_result *out, double *birnbaum, sl_ctx *ctx,
                           const sl_tree_node *nodes, int n, int top, size_t limit);

// ---- what was seen -----------------------------------------------------------------------------

// A rate from `failures` (>= 0) in `exposure_s` (> 0) of unit time, at a confidence in (0, 1).
typedef struct sl_rate_interval {
    double rate_per_s;            // failures over exposure
    double low_per_s, high_per_s; // two-sided; without failures one-sided: 0 and its bound
    double mtbf_s, mtbf_low_s, mtbf_high_s; // reciprocals; infinite where a rate is 0
} sl_rate_interval;

// Exact interval of a Poisson rate: chi-square with 2r and 2r + 2 degrees of freedom.
// Errors: SL_ERR_DOMAIN. Source: Garwood, Biometrika 28 (1936) 437.
sl_status sl_rate_interval_of(sl_rate_interval *out, double failures, double exposure_s,
                              double confidence);

// Gamma law of a rate. A prior that knows nothing of its scale: shape 0.5, exposure_s 0 (Jeffreys).
typedef struct sl_rate_belief {
    double shape, exposure_s; // mean shape/exposure_s
} sl_rate_belief;

// What the prior becomes with failures in exposure_s more. Errors: SL_ERR_DOMAIN.
sl_status sl_rate_update(sl_rate_belief *out, const sl_rate_belief *prior, double failures,
                         double exposure_s);
// A prior with this median (> 0) and this ratio (1.01 .. 1e3) of its 95 % quantile to the median;
// shape to 1e-9. Errors: SL_ERR_DOMAIN.
sl_status sl_rate_prior(sl_rate_belief *out, double median_per_s, double ratio);
double sl_rate_mean(const sl_rate_belief *belief);
double sl_rate_quantile(const sl_rate_belief *belief, double p); // NaN outside (0, 1)

// Two Poisson rates: ratio a over b and the two-sided p of equality given the sum (binomial; twice
// the smaller tail, at most 1). Errors: SL_ERR_DOMAIN (no failures at all, exposures not positive).
// Source: Przyborowski and Wilenski, Biometrika 31 (1940) 313.
typedef struct sl_rate_ratio {
    double ratio, p;
} sl_rate_ratio;
sl_status sl_rate_ratio_of(sl_rate_ratio *out, double failures_a, double exposure_a_s,
                           double failures_b, double exposure_b_s);

// ---- spares and crews --------------------------------------------------------------------------

// Least stock S >= 1 with P(demand <= S - 1) >= fill for a Poisson demand of that mean (>= 0, up to
// 1e9), fill in (0, 1): a spare is on the shelf when it is asked for. NaN outside. O(log S) tails.
// Source: base stock, one for one; Sherbrooke, Optimal Inventory Modeling of Systems, chapter 2.
double sl_base_stock(double mean, double fill);
// P(demand <= stock - 1), stock >= 0: the fill rate of that stock.
double sl_fill_rate(double mean, double stock);
// Mean orders that wait: E[(demand - stock)+].
double sl_backorders(double mean, double stock);

typedef struct sl_crew_queue {
    double busy; // of a crew's time
    double wait; // chance that a job waits
    double wait_s;
} sl_crew_queue;

// Jobs at rate_per_s of mean work_s on `crews` (1..1e6), Poisson in, exponential work: Erlang C.
// Errors: SL_ERR_DOMAIN; SL_ERR_LIMIT where the crews cannot keep up (out holds busy >= 1).
sl_status sl_crew_queue_of(sl_crew_queue *out, double rate_per_s, double work_s, int crews);

// ---- blast radius ------------------------------------------------------------------------------

// X(name, word, label): what fails. Each kind takes a number of ports along.
#define SL_FLEET_LIST(X)                                                                           \
    X(LASER, "laser", "lasers")                                                                    \
    X(SUPPLY, "laser_module", "laser modules") /* their common parts: driver, TEC, connector */    \
    X(ENGINE, "engine", "engines")             /* electronics, photonics, solder */                \
    X(CONTACT, "contact", "fibre contacts")    /* dirt: put right by cleaning or reseating */      \
    X(CHASSIS, "chassis", "chassis")           /* what carries the engines: switch, board, GPU */

typedef enum sl_fleet_part {
#define SL_X(name, word, label) SL_FLEET_##name,
    SL_FLEET_LIST(SL_X)
#undef SL_X
        SL_FLEET_PARTS
} sl_fleet_part;

extern const char *const sl_fleet_part_names[SL_FLEET_PARTS];  // words
extern const char *const sl_fleet_part_labels[SL_FLEET_PARTS]; // of several

// One kind of part. A port needs `per_port` of them, and each is of use to `ports` ports.
typedef struct sl_fleet_unit {
    double per_port;   // >= 0; 0: there is none
    double ports;      // > 0: that go dark with one
    double rate_per_s; // >= 0, failures of one
    double soft;       // 0..1 of the failures, put right where they are by soft_s of hands
    double unit_ports; // >= ports: of the service unit, dark while hands are on it
    bool hot;          // the rest of its chassis stays up meanwhile
    double dispatch_s; // >= 0: until hands are there
    double hands_s;    // >= 0: to swap the unit
    double soft_s;     // >= 0
} sl_fleet_unit;

// Lasers stand in groups with spares that take over by themselves; a spent group is one outage of
// all its ports. Spares that are used up are not put back before the group is dark.
typedef struct sl_fleet_spares {
    double group_ports; // whose lasers share the spares, > 0
    int spares;         // >= 0, of one group
    double beta;        // 0..1 of a laser's failures that take its whole group
} sl_fleet_spares;

typedef struct sl_fleet {
    double ports;         // of the whole fleet, > 0
    double chassis_ports; // of one chassis, >= 0
    sl_fleet_unit unit[SL_FLEET_PARTS];
    sl_fleet_spares lasers;
    double life_s; // > 0: over it spare lasers are spent
    int crews;     // 0: as many as it takes
} sl_fleet;

typedef struct sl_fleet_kind {
    double units;              // in the fleet
    double failures_per_s;     // of all of them, spares included
    double outages_per_s;      // that make ports dark
    double dark_ports;         // by one outage
    double taken_ports;        // that a repair takes out besides
    double port_outages_per_s; // that one port sees
    double unavailability;     // of one port by this kind
    double swaps_per_s;        // of service units
} sl_fleet_kind;

typedef struct sl_fleet_result {
    sl_fleet_kind kind[SL_FLEET_PARTS];
    double failures_per_s, outages_per_s, swaps_per_s, actions_per_s; // of the fleet
    double hands;                                                     // people at work, mean
    sl_crew_queue queue;                                              // zero: enough crews
    double port_unavailability;                                       // exact product of the kinds
    double port_outages_per_s;                                        // that one port sees
    double dark_ports_mean;                                           // of the fleet at any time
    double repair_s; // mean outage of a port's own parts, wait for a crew included; NaN: none
} sl_fleet_result;

// Availability, outages and service of a fleet. Kinds are independent alternating renewal
// processes; repairs may have any law. Errors: SL_ERR_DOMAIN; SL_ERR_LIMIT where the crews cannot
// keep up.
sl_status sl_fleet_evaluate(sl_fleet_result *out, const sl_fleet *fleet);

// Failures of a part in a fleet over a time: how many, and how many groups of `n` units with at
// least k needed are gone, without repair.
typedef struct sl_group_losses {
    double failures, groups;
} sl_group_losses;
sl_status sl_group_losses_of(sl_group_losses *out, double groups, const sl_kofn *group, double beta,
                             double time_s);

// Events a second that touch a job of `ports` of the fleet's ports spread at random over it: an
// outage that makes d ports dark is one event. stops: share of outages that stop the job, 0..1.
// NaN outside.
double sl_fleet_interruptions_per_s(const sl_fleet *fleet, const sl_fleet_result *result,
                                    double ports, double stops);

// Lanes of a port at any time: share[j] is the chance that j of n are dark, j 0..n, each lane dark
// with probability q of its own, or all with `common`. n up to 64. Sum 1. Errors: SL_ERR_DOMAIN.
#define SL_LANES_MAX 64
sl_status sl_lane_capacity(double share[SL_LANES_MAX + 1], int n, double q, double common);

// ---- flaps -------------------------------------------------------------------------------------

// A link's margin in dB: its own constant, normal over the links, and a slow Gaussian wander.
typedef struct sl_flap_law {
    double margin_db;    // mean over links
    double link_sd_db;   // >= 0, between links
    double wander_sd_db; // >= 0, of one link in time
    double wander_hz;    // > 0: upward crossings of its mean a second
    double screen_db;    // least margin of a link when it is turned up; -inf: none
} sl_flap_law;

typedef struct sl_flap_result {
    double per_s;   // flaps of a link, mean over the links that passed the screen
    double share;   // of the time below zero
    double mean_s;  // of one flap; NaN without any
    double refused; // share of links that the screen keeps out
} sl_flap_result;

// Crossings of zero by Rice's formula, averaged over the links. Errors: SL_ERR_DOMAIN.
// Source: Rice, Bell System Technical Journal 24 (1945) 46, eq. 3.3-14.
sl_status sl_flaps_of(sl_flap_result *out, const sl_flap_law *law);

// ---- pilots ------------------------------------------------------------------------------------

// A one-sided test at a confidence that finds a true difference with a power, both in (0.5, 1).
typedef struct sl_trial {
    double confidence, power;
} sl_trial;

// Units of each of two arms that show a difference of their means, given the units' sd (>= 0) in
// either; at least 2, +inf without a difference. NaN outside.
// Source: normal approximation, (z + z)^2 (s1^2 + s2^2)/d^2.
double sl_trial_units(const sl_trial *trial, double difference, double sd_a, double sd_b);
// Unit time of each arm that shows that two rates (>= 0) differ; +inf where they do not. NaN
// outside. Source: square roots of Poisson counts have a variance of 1/4.
double sl_trial_exposure_s(const sl_trial *trial, double rate_a_per_s, double rate_b_per_s);

// Half the interval of a mean of n >= 2 values of this sample sd (Student). NaN outside.
double sl_mean_half_width(double sd, double n, double confidence);

// A normal belief of a mean.
typedef struct sl_mean_belief {
    double mean, sd;
} sl_mean_belief;
// What it becomes with a measured mean and its standard error, both sd >= 0, not both 0.
// Errors: SL_ERR_DOMAIN.
sl_status sl_mean_update(sl_mean_belief *out, const sl_mean_belief *prior, double mean,
                         double error);

// ---- a fleet over years ------------------------------------------------------------------------

#define SL_FLEET_SIM_KINDS 8
#define SL_FLEET_SIM_CREWS 65536
#define SL_FLEET_SIM_DOWN  65536 // units that may be down at once

typedef struct sl_fleet_sim_kind {
    double units;      // >= 0
    double rate_per_s; // > 0 of one that works
    double ports;      // dark with one
    double wait_s;     // >= 0, before hands are there
    double hands_s;    // >= 0, mean
    bool spread;       // hands take exponential times; else all alike
    bool self;         // comes back by itself after wait_s + hands_s: a flap
} sl_fleet_sim_kind;

typedef struct sl_fleet_sim {
    sl_fleet_sim_kind kind[SL_FLEET_SIM_KINDS];
    int kinds;
    double ports;  // of the fleet
    double time_s; // simulated
    int crews;     // 0: as many as it takes; at most SL_FLEET_SIM_CREWS
    int replicas;  // 2 .. 1e6
    uint64_t seed;
} sl_fleet_sim;

// Mean over replicas, its 95 % interval (Student), and the 5th and 95th percentile of replicas.
typedef struct sl_spread_figure {
    double mean, mean_low, mean_high, p05, p95;
} sl_spread_figure;

typedef struct sl_fleet_sim_result {
    sl_spread_figure failures;    // of the fleet in time_s
    sl_spread_figure unavailable; // port time dark over port time
    sl_spread_figure peak_ports;  // most ports dark at once
    sl_spread_figure wait_s;      // mean wait for a crew
    double events;                // of all replicas
} sl_fleet_sim_result;

// Failures of exponential life superposed, repairs by `crews` in order of failure; only what is
// down is kept. All work at the start. The same for any number of threads. Errors: SL_ERR_DOMAIN,
// SL_ERR_NO_MEMORY, SL_ERR_LIMIT (more than SL_FLEET_SIM_DOWN down at once). Cost: about 0.1 us an
// event and thread.
sl_status sl_fleet_simulate(sl_fleet_sim_result *out, sl_ctx *ctx, const sl_fleet_sim *fleet);

#ifdef __cplusplus
}
#endif
#endif
