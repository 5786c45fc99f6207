// Memory in another tray: latency of a load, bandwidth by slot packing, credits, retry, incast,
// pools, composed systems and offload. Estimate tier: closed forms on plain values, SI units.
// Pure functions without allocation; a double without a suffix is a ratio. Theory:
// docs/theory/memory.md.
#ifndef SHORELINE_MEMORY_H
#define SHORELINE_MEMORY_H

#include <stdbool.h>

#include "shoreline/status.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SL_LINE_BYTES 64.0 // what one load moves

// ---- latency of a load -------------------------------------------------------------------------

// One load to a device behind a cable. Every part of the path is crossed twice: request, data.
typedef struct sl_load_path {
    double base_s;              // > 0: the same device in an internal slot, unloaded, core to data
    double length_m;            // >= 0, one way
    double index;               // >= 1: group index of fibre or cable
    double retimers, retimer_s; // >= 0: on the way there; pin to pin, each
    double conversions, conversion_s; // >= 0: electrical to optical or back; each
    double switches, switch_s;        // >= 0: each, port to port
    double fec_s;                     // >= 0: error correction beyond the slot's, one way
} sl_load_path;

// Where the time goes; the parts sum to total_s.
typedef struct sl_load_ledger {
    double base_s, retimers_s, conversions_s, flight_s, switches_s, fec_s, total_s;
} sl_load_ledger;

// L = base + 2 (n_r t_r + n_c t_c + n_s t_s + t_fec + index length / c).
// Errors: SL_ERR_DOMAIN for values outside the ranges above.
sl_status sl_load_ledger_of(sl_load_ledger *out, const sl_load_path *path);
// total_s of the ledger, NaN outside the domain.
double sl_load_latency_s(const sl_load_path *path);

// "The same as an internal slot": within a share of its latency.
typedef struct sl_slot_verdict {
    bool same;
    double excess;       // (L - base)/base
    double margin_s;     // what the share allows less what the path adds; negative: by how much not
    double length_max_m; // length at which margin_s is 0; negative: not at any length
} sl_slot_verdict;

// tolerance: share of base_s that may be added, >= 0. d_max = (e base - 2 (parts)) c / (2 index).
// Errors: SL_ERR_DOMAIN.
sl_status sl_slot_verdict_of(sl_slot_verdict *out, const sl_load_path *path, double tolerance);

// ---- bandwidth ---------------------------------------------------------------------------------

typedef enum sl_memory_protocol {
    SL_MEMORY_CXL_68,    // CXL 1.1, 2.0: flits of 68 B, four slots of 16 B and a CRC of 2 B
    SL_MEMORY_CXL_256,   // CXL 3: flits of 256 B, fifteen slots of 16 B
    SL_MEMORY_PCIE_TLP,  // PCIe 3 to 5: 128b/130b, packets of one line
    SL_MEMORY_PCIE_FLIT, // PCIe 6, 7: flits of 256 B, 236 B of packets
    SL_MEMORY_PROTOCOLS
} sl_memory_protocol;

// Bytes of one direction of a port, before any overhead: lanes x rate / 8. rate: T/s of one lane,
// as PCIe counts it (one bit a transfer, PAM4 or not). NaN unless lanes >= 1 and rate > 0.
double sl_port_bytes_per_s(double lanes, double rate_t_s);

// Time of one flit on the port: 256 B (68 B: CXL_68; PCIE_TLP: one line and its packet). NaN as
// above.
double sl_flit_time_s(sl_memory_protocol protocol, double lanes, double rate_t_s);
double sl_flit_bytes(sl_memory_protocol protocol);

// Most bytes of lines per second, both directions together, at a share of reads 0..1, from what a
// read and a write put on each direction. Idle slots of the other direction cannot be used.
// CXL_68: read 0.5 slot out, 4.5 in; write 5 out, 0.5 in, a slot being 17 B with its share of CRC.
// Source: message sizes of the CXL specification, chapter 4; see theory page. NaN outside.
double sl_memory_bandwidth_bytes_per_s(sl_memory_protocol protocol, double lanes, double rate_t_s,
                                       double read_share);

// ---- credits and retry
// -----------------------------------------------------------------------------

// One direction of a port under credits, with its replies. flits: receive buffer, in flits.
typedef struct sl_credit_loop {
    double flits;  // > 0
    double flit_s; // > 0
    double length_m, index;
    double turnaround_s; // >= 0: receiver, credit return, transmitter
    double extra_s;      // >= 0: retimers, conversions and switches on the loop, both ways
} sl_credit_loop;

// RTT = flit + 2 index length / c + turnaround + extra. NaN outside the domain.
double sl_credit_round_trip_s(const sl_credit_loop *loop);
// min(1, flits flit_s / RTT).
double sl_credit_utilisation(const sl_credit_loop *loop);
// Time of what is sent until a flit's fate is known: the round trip, or where credits end it
// sooner, flits flit_s; at least one flit. NaN outside the domain.
double sl_credit_window_s(const sl_credit_loop *loop);
// Bytes of buffer that never stall: flit bytes x RTT / flit_s.
double sl_credit_need_bytes(const sl_credit_loop *loop, double flit_bytes);

typedef enum sl_retry_mode { SL_RETRY_GO_BACK_N, SL_RETRY_SELECTIVE } sl_retry_mode;

typedef struct sl_retry {
    double goodput; // share of the flits sent that count
    double delayed; // share of flits that wait for an error, their own or another's
} sl_retry;

// p: chance that a flit is retried, 0..1; window_s: sl_credit_window_s(), >= flit_s. Go-back-N
// sends n = window_s/flit_s flits again for each error: goodput (1 - p)/(1 - p + p n), delayed
// 1 - goodput. Selective: goodput 1 - p, delayed p. A link on which every flit fails has goodput 0.
// Errors: SL_ERR_DOMAIN.
sl_status sl_retry_of(sl_retry *out, sl_retry_mode mode, double p, double window_s, double flit_s);

// ---- load
// ------------------------------------------------------------------------------------------

// Loaded latency base + queue_s ln(1/(1-u)) at a load u of 0..1 (of the bandwidth); the form and
// queue_s are fitted to measured curves, see theory page. NaN outside, +inf at 1.
double sl_loaded_latency_s(double base_s, double queue_s, double load);

typedef struct sl_closed_loop {
    double bytes_per_s, latency_s, load;
    bool saturated; // the requesters would take more than there is: latency is lines x 64 /
                    // bandwidth
} sl_closed_loop;

// Requesters with `lines` loads in flight together on a device of a bandwidth: load and latency
// that agree by Little's law. Errors: SL_ERR_DOMAIN.
sl_status sl_closed_loop_of(sl_closed_loop *out, double lines, double base_s, double queue_s,
                            double bandwidth_bytes_per_s);

// What may hold up a host that streams lines through one port.
typedef enum sl_stream_limit {
    SL_STREAM_PORT,   // credits and retry leave no more of it
    SL_STREAM_DEVICE, // its DRAM
    SL_STREAM_LINES   // lines in flight, each away for one load's latency
} sl_stream_limit;

typedef struct sl_stream {
    double bytes_per_s;
    sl_stream_limit limit;
} sl_stream;

// Rate of a stream: min(port, device, 64 lines / latency), by Little's law, and which of them it
// is; equal ones: the first. port_bytes_per_s >= 0: after credits and retry; the device's > 0 may
// be INFINITY; lines > 0 of one host, latency_s > 0 of one load. Errors: SL_ERR_DOMAIN.
sl_status sl_stream_of(sl_stream *out, double port_bytes_per_s, double device_bytes_per_s,
                       double lines, double latency_s);

// Load-store incast: `hosts` with `lines` loads each on one device; credits never drop, so that all
// wait: max(base, hosts lines 64 / bandwidth). NaN outside the domain.
double sl_load_incast_s(double hosts, double lines, double base_s, double bandwidth_bytes_per_s);

// ---- pools
// -------------------------------------------------------------------------------------------

typedef enum sl_demand { SL_DEMAND_NORMAL, SL_DEMAND_LOGNORMAL } sl_demand;

// Widest lognormal demand, sd/mean: up to here Fenton-Wilkinson is compared with drawn sums.
#define SL_POOL_SPREAD_MAX 1.0

typedef struct sl_pool {
    sl_demand demand;   // law of one host's demand
    double mean, sd;    // of it, any unit, mean > 0, sd >= 0; lognormal: <= SL_POOL_SPREAD_MAX mean
    double correlation; // 0..1 between hosts
    double hosts;       // sharing one pool, >= 1
    double share;       // 0..1 of every demand that the pool may serve
    double risk;        // 0..0.5: chance that a demand does not fit
} sl_pool;

typedef struct sl_pool_need {
    double alone;  // memory per host without a pool, unit of mean
    double local;  // per host beside the pool
    double pool;   // of one pool, all hosts
    double saving; // 1 - (local + pool/hosts)/alone
} sl_pool_need;

// Memory for a demand that fits with probability 1 - risk; sums of lognormal demands by
// Fenton-Wilkinson. Errors: SL_ERR_DOMAIN.
sl_status sl_pool_need_of(sl_pool_need *out, const sl_pool *pool);
// What is saved where a pool of `size` (unit of mean) is bought, whole trays as a rule:
// 1 - (local + size/hosts)/alone; negative: the pool costs more memory than it saves.
double sl_pool_saving_bought(const sl_pool_need *need, double hosts, double size);

// ---- composition
// -------------------------------------------------------------------------------------

typedef enum sl_resource { SL_RES_GPU, SL_RES_MEMORY, SL_RES_STORAGE, SL_RESOURCES } sl_resource;
extern const char *const sl_resource_names[SL_RESOURCES];

// Units of each resource: in one server, one tray, or asked for by one job. GPUs, bytes, bytes.
typedef struct sl_bundle {
    double of[SL_RESOURCES];
} sl_bundle;

typedef struct sl_job_kind {
    sl_bundle need; // of one job
    double count;   // jobs of this kind
} sl_job_kind;

typedef struct sl_composition {
    double servers;             // fixed ones, each for one job
    double shared_servers;      // fixed ones, shared without loss: no packing does better
    double trays[SL_RESOURCES]; // composed ones
    double fixed_used[SL_RESOURCES], trays_used[SL_RESOURCES]; // of what is taken; NaN: none taken
    double fixed_stranded, shared_stranded, trays_stranded;    // of the value taken, used by no job
} sl_composition;

// Whole trays (or servers) of `one` unit size that a need takes; 0 for none. NaN: nothing serves
// it.
double sl_trays_for(double need, double one);

// Jobs on fixed servers (a job takes the most servers that any of its needs asks for) and on trays
// (each need on its own, in whole trays). value: what one unit of each resource is worth, the
// weights of the stranded shares. Errors: SL_ERR_DOMAIN (a need with nothing to serve it).
sl_status sl_compose(sl_composition *out, const sl_job_kind *jobs, int n, const sl_bundle *server,
                     const sl_bundle *tray, const sl_bundle *value);

// ---- offload
// -----------------------------------------------------------------------------------------

// Bytes of key and value of one token: 2 layers kv_heads head_dim bytes.
double sl_kv_bytes_per_token(double layers, double kv_heads, double head_dim, double bytes);
// Time to compute the keys and values of one token of a prefix again: 2 parameters / flop_per_s;
// attention over the prefix, which makes it dearer, is left out. NaN unless both are > 0.
double sl_prefill_token_s(double parameters, double flop_per_s);
// That time over the time to fetch them, token_s / (latency + kv_bytes / bandwidth): above 1 the
// tray wins. latency_s: of one load, >= 0, paid once a token. NaN unless the others are > 0.
double sl_kv_fetch_gain(double token_s, double kv_bytes, double latency_s,
                        double bandwidth_bytes_per_s);
// Bandwidth at which that is 1: kv_bytes / (token_s - latency); infinite where the latency alone
// takes token_s. NaN as above.
double sl_kv_break_even_bytes_per_s(double token_s, double kv_bytes, double latency_s);

// Adam with its state in a tray: 14 B read (p, m, v in fp32; g in half) and 14 B written (p, m, v;
// p in half) a parameter and step.
#define SL_OPTIMIZER_BYTES      28.0
#define SL_OPTIMIZER_READ_SHARE 0.5
// What stays in the tray of one parameter: p, m and v in fp32.
#define SL_OPTIMIZER_STATE_BYTES 12.0
// Time of one pass over parameters > 0 at a bandwidth > 0 (at SL_OPTIMIZER_READ_SHARE). NaN
// outside.
double sl_optimizer_pass_s(double parameters, double bandwidth_bytes_per_s);
// Most parameters whose pass fits into a window.
double sl_optimizer_parameters_max(double window_s, double bandwidth_bytes_per_s);

#ifdef __cplusplus
}
#endif
#endif
