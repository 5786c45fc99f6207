// Hand-over types: what one layer gives to another. Layers meet only in src/system, through these.
#ifndef SHORELINE_HANDOVER_H
#define SHORELINE_HANDOVER_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SL_RESPONSE_CELLS 64 // even: cell i and cell 63-i fold onto each other

// Electrical -> optics, both ends of a linear link: what a serial channel does to a symbol stream.
// Estimate tier: magnitudes on SL_RESPONSE_CELLS equal cells of 0..symbol_rate_bd, sampled at the
// cells' midpoints, so that frequencies f and symbol_rate_bd - f (the pair that symbol-rate
// sampling folds together) are cells i and SL_RESPONSE_CELLS-1-i.
// Amplitudes are normalised: the outermost transmitted level is +-1 at DC for gain 1; noise is
// relative to that amplitude squared.
typedef struct sl_pulse_response {
    double symbol_rate_bd;
    double gain[SL_RESPONSE_CELLS];             // |H(f)|, ratio of amplitudes
    double noise_psd_per_hz[SL_RESPONSE_CELLS]; // one-sided, at the channel's output, 1/Hz
    double jitter_rms_ui;                       // of the transmit clock
    double level_mismatch;                      // R_LM, 1 is ideal
} sl_pulse_response;

// Workload -> fabric: one collective operation among ranks, to be costed.
typedef enum sl_collective_kind {
    SL_ALL_REDUCE,     // bytes: the vector that every rank holds, before and after
    SL_REDUCE_SCATTER, // bytes: the vector that every rank holds before
    SL_ALL_GATHER,     // bytes: the vector that every rank holds after
    SL_ALL_TO_ALL,     // bytes: what every rank holds and spreads evenly over all, itself included
    SL_BROADCAST,      // bytes: the message
    SL_POINT_TO_POINT, // bytes: the message; ranks is 2
    SL_COLLECTIVES
} sl_collective_kind;

// Which network the ranks of a group talk over.
typedef enum sl_collective_domain {
    SL_DOMAIN_SCALE_UP,  // all in one scale-up domain
    SL_DOMAIN_SCALE_OUT, // each in another domain: scale-out network only
    SL_DOMAIN_BOTH,      // `local` of them in each domain: local part first, then between domains
} sl_collective_domain;

typedef struct sl_collective_request {
    sl_collective_kind kind;
    sl_collective_domain domain;
    int ranks;    // >= 1; 1 costs nothing
    int local;    // SL_DOMAIN_BOTH: ranks in one domain, divides ranks; else ignored
    int stride;   // hosts from one rank to the next; 0: 1
    double bytes; // >= 0, as said at the kind
} sl_collective_request;

// Time of one collective on an otherwise idle fabric, s; NaN outside of the domain. context is what
// came with the function (sl_fabric_collective_cost in fabric.h, sl_collective_fabric). Pure; below
// 1 us.
typedef double (*sl_collective_cost)(const sl_collective_request *request, const void *context);

// Electrical, optics -> fec: errors before correction. A symbol of k bits on a lane is wrong for
// the first time with k first_ber, and after a wrong one with probability burst.
typedef struct sl_error_process {
    double first_ber; // first errors per bit, 0..0.25: what PCI Express calls FBER
    double burst;     // 0..1, below 1
    bool nrz;         // one bit a symbol; false: PAM4, two
} sl_error_process;

// Package -> optics: where two Gaussian modes meet, and how that varies. Offsets and angles of each
// of two axes are normal about their bias.
typedef struct sl_misalignment {
    double waist1_m, waist2_m;    // 1/e^2 radii of power, > 0
    double gap_m;                 // between the waists, >= 0
    double bias_m[2];             // known offset
    double shared_sigma_m;        // of all couplings of an array, per axis, >= 0
    double own_sigma_m;           // of each, per axis, >= 0
    double tilt_rad[2];           // known angle
    double shared_tilt_sigma_rad; // per axis, >= 0
} sl_misalignment;

// FEC -> fabric, memory: what the links of a population do to frames. Links differ: their margins
// are normal around the nominal link's, with margin_sd_db.
#define SL_QUALITY_POINTS 4 // 50, 90, 99 and 99.9 % of the links are better
typedef struct sl_link_quality {
    double links;                            // of the population, >= 1
    double margin_sd_db;                     // 0: all are equal
    double frame_loss;                       // of the nominal link
    double quantile_loss[SL_QUALITY_POINTS]; // that the share of links stays below
    double mean_frame_loss;                  // over the population
    double worst_frame_loss;                 // of the worst of `links`, median of that worst
    double phy_s;                            // SerDes, engines, FEC, one way
    double repeat_s;                         // from a frame's loss until it has come again
} sl_link_quality;
extern const double sl_quality_points[SL_QUALITY_POINTS];

// Fabric, fleet -> workload: what stops a job for a moment.
typedef struct sl_stalls {
    double repeats;     // waits for a lost frame of one replica in a step, mean
    double repeat_s;    // each
    double replicas;    // that meet at the end of a step, >= 1
    double flaps_per_s; // of all links of the job
    double flap_s;      // each
} sl_stalls;

// Workload -> package: what a job makes of a chip's power.
typedef struct sl_power_history {
    double duty;         // mean over full power of an accelerator, 0..1
    double cycles_per_s; // from full power to rest and back
} sl_power_history;

// Memory -> workload: what a load and a stream of one host see of a tray. Streams: what port,
// device and lines in flight let through.
typedef struct sl_memory_service {
    double latency_s;         // one load, unloaded
    double read_bytes_per_s;  // reads only
    double write_bytes_per_s; // writes only
    double mixed_bytes_per_s; // both together, half of each
    double capacity_bytes;    // NaN: not said
} sl_memory_service;

#ifdef __cplusplus
}
#endif
#endif
