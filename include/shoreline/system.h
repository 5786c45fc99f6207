// System: things to layer inputs, the coupling of heat and light, metrics, draws, comparison.
#ifndef SHORELINE_SYSTEM_H
#define SHORELINE_SYSTEM_H

#include "shoreline/constants.h"
#include "shoreline/economics.h"
#include "shoreline/electrical.h"
#include "shoreline/fabric.h"
#include "shoreline/fec.h"
#include "shoreline/growth.h"
#include "shoreline/interop.h"
#include "shoreline/fleet.h"
#include "shoreline/memory.h"
#include "shoreline/model.h"
#include "shoreline/optics.h"
#include "shoreline/package.h"
#include "shoreline/supply.h"
#include "shoreline/workload.h"

#ifdef __cplusplus
extern "C" {
#endif

// ---- metrics ----------------------------------------------------------------------------------

// Mean time between flaps of a link beyond which no margin of ours tells how rare they are, s:
// fleet.flap_mtbf_s goes no further.
#define SL_FLAP_MOST_S (1e6 * SL_YEAR_S)

typedef enum sl_better { SL_LOWER, SL_HIGHER, SL_NEITHER } sl_better;

// X(name, key, label, unit, better, layer, page, doc); unit is the display unit of SI values.
#define SL_METRIC_LIST(X)                                                                          \
    X(ENERGY, "link.energy_j_per_bit", "energy", "pJ/bit", SL_LOWER, "system", "energy",           \
      "One port, both directions, over its rate: host SerDes, engine, laser, conversion.")         \
    X(ENGINE_ENERGY, "link.engine_energy_j_per_bit", "engine energy", "pJ/bit", SL_LOWER,          \
      "system", "energy", "The same without the host's SerDes: what a module draws.")              \
    X(SERDES_ENERGY, "link.serdes_energy_j_per_bit", "host SerDes energy", "pJ/bit", SL_LOWER,     \
      "electrical", "electrical", "Transmitter and receiver of the host, per bit.")                \
    X(PORT_POWER, "link.power_w", "power of a port", "W", SL_LOWER, "system", "energy",            \
      "Host SerDes, engine and laser of one port.")                                                \
    X(IO_POWER, "chip.io_power_w", "power of all ports", "W", SL_LOWER, "system", "energy",        \
      "All ports of the chip.")                                                                    \
    X(MARGIN, "link.margin_db", "margin", "dB", SL_HIGHER, "system", "margin",                     \
      "Least margin of the parts between restorations: electrical dB of SNR where copper limits, " \
      "optical dB where light does.")                                                              \
    X(HOST_MARGIN, "link.host_margin_db", "host channel margin", "dB", SL_HIGHER, "electrical",    \
      "electrical", "SNR of the host's channel over what its error ratio needs.")                  \
    X(CLASS_MARGIN, "link.class_margin_db", "margin to the reach class", "dB", SL_HIGHER,          \
      "electrical", "electrical", "Loss limit of the reach class less the loss at Nyquist.")       \
    X(OPTICAL_MARGIN, "link.optical_margin_db", "optical margin", "dB", SL_HIGHER, "optics",       \
      "optics", "Optical loss that could be added until the error ratio before FEC is too high.")  \
    X(STANDARD_MARGIN, "link.standard_margin_db", "slack of the standard's budget", "dB",          \
      SL_HIGHER, "optics", "optics",                                                               \
      "Least (OMA - TDECQ) of the standard - this channel's loss - allocation - sensitivity: "     \
      "what the "                                                                                  \
      "standard leaves, whatever the part; apart from the physical margin.")                       \
    X(LOSS, "link.host_loss_db", "loss of the host channel", "dB", SL_LOWER, "electrical",         \
      "electrical", "Bump to engine (or to the far bump) at Nyquist.")                             \
    X(OMA, "link.received_oma_w", "received OMA", "W", SL_HIGHER, "optics", "optics",              \
      "Outer modulation amplitude at the photodiode.")                                             \
    X(TDECQ, "link.tdecq_db", "TDECQ", "dB", SL_LOWER, "optics", "optics",                         \
      "Estimate from bandwidth, dispersion and noise; no pattern.")                                \
    X(MPI, "link.mpi_bound_db", "MPI penalty, upper bound", "dB", SL_LOWER, "optics", "optics",    \
      "All reflections aligned; the error ratio uses their variance instead.")                     \
    X(PRE_FEC, "link.pre_fec_ber", "BER before FEC", "", SL_LOWER, "optics", "optics",             \
      "Sum over the parts between restorations.")                                                  \
    X(POST_FEC, "link.post_fec_ber", "BER after FEC", "", SL_LOWER, "fec", "fec",                  \
      "Independent errors.")                                                                       \
    X(FRAME_LOSS, "link.frame_loss_ratio", "frame loss", "", SL_LOWER, "fec", "fec",               \
      "Frames of service.frame.")                                                                  \
    X(REACH, "link.reach_m", "reach", "m", SL_HIGHER, "system", "margin",                          \
      "Distance at which the margin is zero.")                                                     \
    X(LATENCY, "link.latency_s", "latency, one way", "s", SL_LOWER, "system", "latency",           \
      "SerDes, engines, FEC and flight over service.reach.")                                       \
    X(DENSITY, "link.density_bps_per_m", "edge density", "Tb/s/mm", SL_HIGHER, "package",          \
      "package", "One direction, per length of the edge that binds.")                              \
    X(AREA_DENSITY, "link.area_density_bps_per_m2", "area density", "Tb/s/mm2", SL_HIGHER,         \
      "package", "package", "One direction, per area of the engine.")                              \
    X(SHORELINE_USE, "chip.shoreline_used", "edge used", "%", SL_LOWER, "package", "package",      \
      "Edge that the bandwidth needs over the edge there is.")                                     \
    X(ASIC_TEMP, "package.asic_temp_k", "chip temperature", "degC", SL_LOWER, "package",           \
      "package", "Hottest point of the chip.")                                                     \
    X(ENGINE_TEMP, "package.engine_temp_k", "engine temperature", "degC", SL_LOWER, "package",     \
      "package", "Hottest engine.")                                                                \
    X(LASER_TEMP, "package.laser_temp_k", "laser junction", "degC", SL_LOWER, "package",           \
      "package", "Junction of the laser in use.")                                                  \
    X(LOOP_GAIN, "package.loop_gain", "thermal loop gain", "", SL_LOWER, "system", "coupling",     \
      "Change of temperature after a turn of the loop over that before; 1 is runaway.")            \
    X(TUNING, "link.tuning_power_w", "ring tuning of a port", "W", SL_LOWER, "package", "package", \
      "Heaters and locks of one port.")                                                            \
    X(SOLDER_LIFE, "package.solder_life_cycles", "solder life", "cycles", SL_HIGHER, "package",    \
      "package",                                                                                   \
      "Median power cycles of the engine's joints (Engelmaier); 1e7 is the end of the model.")     \
    X(LASER_FIT, "package.laser_fit", "laser outages of a port", "FIT", SL_LOWER, "package",       \
      "package", "Constant rate of equal survival over the service life, random and wear-out.")    \
    X(PORT_FIT, "link.failure_rate_per_s", "laser, engine failures", "FIT", SL_LOWER, "package",   \
      "package", "Lasers as above and a port's share of the engine's electronics.")                \
    X(LASER_FAILED, "package.laser_failed", "ports dark in service life", "%", SL_LOWER,           \
      "package", "package", "Share of ports that lose light within service.life.")                 \
    X(ALIGN_YIELD, "package.alignment_yield", "alignment yield", "%", SL_HIGHER, "package",        \
      "package", "All fibres of one engine within the limit.")                                     \
    X(FABRIC_HOSTS, "fabric.hosts", "hosts", "", SL_HIGHER, "fabric", "fabric",                    \
      "Hosts that the fabric joins.")                                                              \
    X(FABRIC_SWITCHES, "fabric.switches", "switches", "", SL_LOWER, "fabric", "fabric",            \
      "Of all planes and tiers, without those of scale-up domains.")                               \
    X(FABRIC_LINKS, "fabric.links", "links", "", SL_LOWER, "fabric", "fabric",                     \
      "Cables of this interconnect, hosts' included, without scale-up domains.")                   \
    X(FABRIC_FIBRE, "fabric.fibre_m", "fibre", "m", SL_LOWER, "fabric", "fabric",                  \
      "Fibres of all links by length, both directions.")                                           \
    X(FABRIC_BISECTION, "fabric.bisection_bps", "bisection", "Tb/s", SL_HIGHER, "fabric",          \
      "fabric", "One direction, between halves of the switches.")                                  \
    X(FABRIC_DIAMETER, "fabric.diameter_hops", "links, farthest hosts", "", SL_LOWER, "fabric",    \
      "fabric", "Links from host to host on the longest minimal route.")                           \
    X(FABRIC_MEAN_HOPS, "fabric.mean_hops", "links, mean", "", SL_LOWER, "fabric", "fabric",       \
      "Mean over pairs of hosts, minimal routes.")                                                 \
    X(FABRIC_LATENCY, "fabric.latency_s", "host to host, idle", "s", SL_LOWER, "fabric", "fabric", \
      "One full packet between the farthest hosts: adapters, serialisation, switches, links with " \
      "their FEC, flight.")                                                                        \
    X(FABRIC_MESSAGE, "fabric.message_s", "message, idle", "s", SL_LOWER, "fabric", "fabric",      \
      "fabric.message between the farthest hosts, until its acknowledgement is back.")             \
    X(FABRIC_QUEUE, "fabric.queue_tail_s", "queue of one output, tail", "s", SL_LOWER, "fabric",   \
      "fabric", "Wait at fabric.load that the share 1 - fabric.quantile exceeds, M/D/1.")          \
    X(FABRIC_INCAST, "fabric.incast_tail_s", "incast, tail", "s", SL_LOWER, "fabric", "fabric",    \
      "Last of fabric.fan_in messages to one host, link errors included.")                         \
    X(FABRIC_ECMP, "fabric.ecmp_efficiency", "load balance", "%", SL_HIGHER, "fabric", "fabric",   \
      "Rate of the worst flow of a permutation over its rate with even load.")                     \
    X(FABRIC_MEAN_LOSS, "fabric.frame_loss_ratio", "frame loss, mean link", "", SL_LOWER,          \
      "fabric", "fabric", "Full frames of fabric.transport, mean over links with fabric.link_sd.") \
    X(FABRIC_WORST_LOSS, "fabric.worst_frame_loss_ratio", "frame loss, worst link", "", SL_LOWER,  \
      "fabric", "fabric", "The same of the worst of all links.")                                   \
    X(FABRIC_WORST_LOAD, "fabric.worst_load", "flows on the worst link", "", SL_LOWER, "fabric",   \
      "fabric", "Of a permutation of all hosts' flows; spread evenly or hashed.")                  \
    X(FABRIC_LOSS, "fabric.loss_efficiency", "recovery efficiency", "%", SL_HIGHER, "fabric",      \
      "fabric", "Share of the rate that repeats leave to a flow over the worst link.")             \
    X(FABRIC_HEADROOM, "fabric.headroom_bit", "pause headroom of a port", "kB", SL_LOWER,          \
      "fabric", "fabric", "What still arrives after a pause, longest link, one priority.")         \
    X(FABRIC_PAUSE_LENGTH, "fabric.headroom_length_m", "pause headroom fits up to", "m",           \
      SL_HIGHER, "fabric", "fabric", "Length at which all ports' headroom fills the switch.")      \
    X(FABRIC_TAPER, "fabric.taper", "oversubscription as built", "", SL_LOWER, "fabric", "fabric", \
      "Hosts of a leaf, or pod, over its links up: whole ports round what was asked for.")         \
    X(FABRIC_ALLREDUCE, "fabric.allreduce_s", "all-reduce", "s", SL_LOWER, "fabric", "fabric",     \
      "fabric.collective bytes among all hosts.")                                                  \
    X(FABRIC_POWER, "fabric.power_w", "power of the fabric", "kW", SL_LOWER, "fabric", "fabric",   \
      "Both ports of every link, and the cores of all switches.")                                  \
    X(MEM_LATENCY, "memory.latency_s", "load from the tray", "ns", SL_LOWER, "memory", "memory",   \
      "One load, unloaded, core to data.")                                                         \
    X(MEM_EXCESS, "memory.slot_excess", "over an internal slot", "%", SL_LOWER, "memory",          \
      "memory", "Latency added to that of the same device in an internal slot.")                   \
    X(MEM_SLOT_MARGIN, "memory.slot_margin_s", "margin to the slot", "ns", SL_HIGHER, "memory",    \
      "memory",                                                                                    \
      "What memory.tolerance allows to be added less what is; negative: not the same as a slot.")  \
    X(MEM_SLOT_LENGTH, "memory.slot_length_m", "slot's latency up to", "m", SL_HIGHER, "memory",   \
      "memory",                                                                                    \
      "Length at which that margin is zero, whether the link reaches so far or not; 0: at none.")  \
    X(MEM_BANDWIDTH, "memory.bandwidth_bps", "bandwidth by packing", "GB/s", SL_HIGHER, "memory",  \
      "memory", "Lines of 64 B of one port at memory.read_share, both directions.")                \
    X(MEM_GOODPUT, "memory.goodput_bps", "after credits and retry", "GB/s", SL_HIGHER, "memory",   \
      "memory",                                                                                    \
      "The same of the port over this length, with memory.credits and the flits that are sent "    \
      "again.")                                                                                    \
    X(MEM_STREAM, "memory.stream_bps", "stream of one host", "GB/s", SL_HIGHER, "memory",          \
      "memory",                                                                                    \
      "Least of that port, memory.device_rate and memory.outstanding lines in flight over the "    \
      "latency of a load, at memory.read_share.")                                                  \
    X(MEM_CREDITS, "memory.credit_utilisation", "use of the port by credits", "%", SL_HIGHER,      \
      "memory", "memory", "Share of the time in which credits let the port send.")                 \
    X(MEM_BUFFER, "memory.buffer_bit", "buffer without stalls", "kB", SL_LOWER, "memory",          \
      "memory", "Receive buffer that keeps the port busy over this length.")                       \
    X(MEM_RETRY, "memory.flit_retry", "flits sent again", "", SL_LOWER, "memory", "memory",        \
      "Chance that a flit fails; first errors and bursts of the link.")                            \
    X(MEM_DELAYED, "memory.flit_delayed", "flits delayed by retry", "", SL_LOWER, "memory",        \
      "memory", "Flits that wait for an error, their own or another's.")                           \
    X(MEM_SILENT, "memory.silent_per_s", "errors that CRC misses", "FIT", SL_LOWER, "memory",      \
      "memory",                                                                                    \
      "Errors beyond what CRC surely detects times 2^-n of its n bits, at full rate; 0 where it "  \
      "underflows.")                                                                               \
    X(MEM_LOADED, "memory.loaded_latency_s", "load, one host busy", "ns", SL_LOWER, "memory",      \
      "memory", "With memory.outstanding loads of one host in flight.")                            \
    X(MEM_INCAST, "memory.incast_latency_s", "load, all hosts busy", "ns", SL_LOWER, "memory",     \
      "memory",                                                                                    \
      "memory.hosts with memory.outstanding loads each on one device of memory.device_rate.")      \
    X(MEM_POOL_SAVING, "memory.pool_saving", "memory saved by the pool", "%", SL_HIGHER, "memory", \
      "memory", "Less memory for the same risk, over servers of their own.")                       \
    X(MEM_POOL_BOUGHT, "memory.pool_saving_bought", "the same, trays as bought", "%", SL_HIGHER,   \
      "memory", "memory",                                                                          \
      "With all of memory.pool.trays instead of the pool needed; negative: more memory.")          \
    X(MEM_POOL_NEED, "memory.pool_need_bit", "pool for that risk", "GB", SL_LOWER, "memory",       \
      "memory", "Memory of one pool.")                                                             \
    X(MEM_FIXED_STRANDED, "memory.fixed_stranded", "stranded in fixed servers", "%", SL_LOWER,     \
      "memory", "memory",                                                                          \
      "Share of the value of the servers taken that no job uses; a job shares no server.")         \
    X(MEM_SHARED_STRANDED, "memory.shared_stranded", "the same, shared perfectly", "%", SL_LOWER,  \
      "memory", "memory",                                                                          \
      "The same where jobs share servers without any loss: no scheduler does better.")             \
    X(MEM_TRAYS_STRANDED, "memory.trays_stranded", "stranded in trays", "%", SL_LOWER, "memory",   \
      "memory", "The same of composed trays.")                                                     \
    X(MEM_FIXED_GPU_USE, "memory.fixed_gpu_used", "GPUs used, fixed servers", "%", SL_HIGHER,      \
      "memory", "memory", "Of the GPUs taken.")                                                    \
    X(MEM_TRAYS_GPU_USE, "memory.trays_gpu_used", "GPUs used, trays", "%", SL_HIGHER, "memory",    \
      "memory", "Of the GPUs taken.")                                                              \
    X(MEM_KV_GAIN, "memory.kv_gain", "KV: computing over fetching", "", SL_HIGHER, "memory",       \
      "memory",                                                                                    \
      "Time to compute a token's keys and values again over the time to fetch them, the load's "   \
      "latency included; above 1 the tray wins.")                                                  \
    X(MEM_KV_BREAK_EVEN, "memory.kv_break_even_bps", "KV break-even bandwidth", "GB/s", SL_LOWER,  \
      "memory", "memory", "Above it fetching beats computing; unlimited: latency alone loses.")    \
    X(MEM_OPTIMIZER, "memory.optimizer_s", "pass of the optimizer", "ms", SL_LOWER, "memory",      \
      "memory", "Adam's state through the port once.")                                             \
    X(MEM_OPTIMIZER_FIT, "memory.optimizer_margin", "window over pass", "", SL_HIGHER, "memory",   \
      "memory", "Above 1 the pass delays no step.")                                                \
    X(INTEROP_PASS, "interop.passed", "clauses that pass", "", SL_NEITHER, "interop", "interop",   \
      "Of the rules between host, engine and laser.")                                              \
    X(INTEROP_FAIL, "interop.failed", "clauses that fail", "", SL_LOWER, "interop", "interop",     \
      "One is enough: the parts do not fit.")                                                      \
    X(INTEROP_UNKNOWN, "interop.unknown", "clauses not decided", "", SL_LOWER, "interop",          \
      "interop", "For want of a value on one side; they count as neither.")                        \
    X(SUPPLY_COST, "supply.unit_cost_usd", "parts of a unit", "USD", SL_LOWER, "supply", "supply", \
      "Cheapest allocation over the sites, tariffs included.")                                     \
    X(SUPPLY_SURVIVAL, "supply.survival", "survival over recovery", "", SL_HIGHER, "supply",       \
      "supply", "Worst site or region: time that stock and the others last over its recovery.")    \
    X(SUPPLY_LOSS, "supply.loss_usd", "lost by the worst outage", "USD", SL_LOWER, "supply",       \
      "supply", "Margin lost while the worst site or region recovers.")                            \
    X(SUPPLY_FILL, "supply.fill", "demand met over years", "%", SL_HIGHER, "supply", "supply",     \
      "Mean over the runs of disruptions.")                                                        \
    X(SUPPLY_SHORT, "supply.short_share", "time in shortage", "%", SL_LOWER, "supply", "supply",   \
      "Share of the time with less than supply.target of the demand.")                             \
    X(SUPPLY_CVAR, "supply.cvar_usd", "lost in the worst runs", "USD", SL_LOWER, "supply",         \
      "supply", "Mean lost margin of the worst share supply.tail of the runs.")                    \
    X(FLEET_UP, "fleet.port_availability", "availability of a port", "%", SL_HIGHER, "fleet",      \
      "fleet", "Share of time in which a port is not dark for a failure or a repair beside it.")   \
    X(FLEET_DARK, "fleet.port_unavailability", "port dark", "ppm", SL_LOWER, "fleet", "fleet",     \
      "The rest of the time.")                                                                     \
    X(FLEET_LASER, "fleet.laser_dark_ports", "ports dark by one laser", "", SL_LOWER, "fleet",     \
      "fleet", "At once; with spare lasers by one outage of their group.")                         \
    X(FLEET_LASER_OUT, "fleet.laser_service_ports", "ports out for its repair", "", SL_LOWER,      \
      "fleet", "fleet", "Those, and the ports that the swap of the service unit takes out.")       \
    X(FLEET_ENGINE, "fleet.engine_dark_ports", "ports dark by one engine", "", SL_LOWER, "fleet",  \
      "fleet", "At once.")                                                                         \
    X(FLEET_ENGINE_OUT, "fleet.engine_service_ports", "ports out for its repair", "", SL_LOWER,    \
      "fleet", "fleet", "Those, and the ports that the swap of the service unit takes out.")       \
    X(FLEET_FAILURES, "fleet.failures_per_s", "failures of the fleet", "1/year", SL_LOWER,         \
      "fleet", "fleet", "Of lasers, laser modules, engines, contacts and chassis.")                \
    X(FLEET_OUTAGES, "fleet.outages_per_s", "outages of the fleet", "1/year", SL_LOWER, "fleet",   \
      "fleet", "Failures that make a port dark: each is one service action.")                      \
    X(FLEET_PORT, "fleet.port_outages_per_s", "outages of a port", "FIT", SL_LOWER, "fleet",       \
      "fleet", "Lasers, laser modules, engines, dirt and chassis, as one port sees them.")         \
    X(FLEET_LASER_FAILS, "fleet.laser_failures", "laser failures in service life", "", SL_LOWER,   \
      "fleet", "fleet", "Of the whole fleet, spares included.")                                    \
    X(FLEET_LASER_UNITS, "fleet.laser_units", "units that they take", "", SL_LOWER, "fleet",       \
      "fleet",                                                                                     \
      "Modules, engines, laser modules or chassis that are swapped for a laser at least "          \
      "once in service.life.")                                                                     \
    X(FLEET_SPARES, "fleet.spares", "service units to hold", "", SL_LOWER, "fleet", "fleet",       \
      "Least stock of each kind for fleet.fill at fleet.lead_time, summed.")                       \
    X(FLEET_SERVICE, "fleet.service_share", "service hours", "h/year", SL_LOWER, "fleet", "fleet", \
      "Hands at work on the links, without the way there.")                                        \
    X(FLEET_LINK_STOPS, "fleet.link_interruptions_per_s", "job stopped by links", "1/day",         \
      SL_LOWER, "fleet", "fleet", "Outages that touch the job's ports and stop it (fleet.stops).") \
    X(FLEET_STOPS, "fleet.interruptions_per_s", "job stopped", "1/day", SL_LOWER, "fleet",         \
      "fleet", "The same and all else (fleet.other_mtbf).")                                        \
    X(FLEET_FLAP, "fleet.flap_mtbf_s", "between flaps of a link", "year", SL_HIGHER, "fleet",      \
      "fleet", "From its margin, the links' spread and the wander of one (fleet.wander_sd).")      \
    X(WL_STEP, "workload.step_s", "step", "s", SL_LOWER, "workload", "workload",                   \
      "Of training, with workload.accelerator.calibration.")                                       \
    X(WL_STEP_RAW, "workload.step_uncalibrated_s", "step, uncalibrated", "s", SL_LOWER,            \
      "workload", "workload", "The same from kernel tables alone.")                                \
    X(WL_TAIL, "workload.step_p99_s", "step, 99th percentile", "s", SL_LOWER, "workload",          \
      "workload", "With waits for lost frames and flaps of links at their 99th percentile.")       \
    X(WL_MFU, "workload.mfu", "MFU", "%", SL_HIGHER, "workload", "workload",                       \
      "Model FLOP over peak: attention causal as said, head counted, recompute not.")              \
    X(WL_TOKENS, "workload.tokens_per_s", "tokens per s and GPU", "", SL_HIGHER, "workload",       \
      "workload", "Of one accelerator, between failures.")                                         \
    X(WL_MFU_RAW, "workload.mfu_uncalibrated", "MFU, uncalibrated", "%", SL_HIGHER, "workload",    \
      "workload", "The same from kernel tables alone.")                                            \
    X(WL_TOKENS_RAW, "workload.tokens_uncalibrated_per_s", "tokens, uncalibrated", "", SL_HIGHER,  \
      "workload", "workload", "Per s and GPU, from kernel tables alone.")                          \
    X(WL_EXPOSED, "workload.exposed", "exposed exchange", "%", SL_LOWER, "workload", "workload",   \
      "Share of a step in which exchanges wait for the network.")                                  \
    X(WL_BUBBLE, "workload.bubble", "pipeline bubble", "%", SL_LOWER, "workload", "workload",      \
      "Share of a step lost to bubble and uneven stages.")                                         \
    X(WL_MEMORY, "workload.memory_bit", "memory of a GPU", "GB", SL_LOWER, "workload", "workload", \
      "Weights, gradients, optimizer and activations of the fullest.")                             \
    X(WL_DUTY, "workload.duty", "power over full power", "%", SL_NEITHER, "workload", "coupling",  \
      "Of an accelerator, mean over the step: what heats the chip while it trains.")               \
    X(FULL_TEMP, "package.asic_full_temp_k", "chip at full power", "degC", SL_LOWER, "package",    \
      "coupling", "Hottest point of the chip without the pauses of the step.")                     \
    X(STOP_LIFE, "package.solder_life_s", "solder life at stops", "year", SL_HIGHER, "package",    \
      "coupling", "Solder life over the failures that stop the job (workload.mtbf).")              \
    X(WL_FIRST, "workload.first_token_s", "first token", "s", SL_LOWER, "workload", "workload",    \
      "Prefill of one prompt of workload.inference, calibrated.")                                  \
    X(WL_FIRST_RAW, "workload.first_token_uncalibrated_s", "first token, uncalibrated", "s",       \
      SL_LOWER, "workload", "workload", "The same from kernel tables alone.")                      \
    X(WL_NEXT, "workload.next_token_s", "each next token", "s", SL_LOWER, "workload", "workload",  \
      "Decode step of the whole batch at its mean cache, calibrated.")                             \
    X(WL_NEXT_RAW, "workload.next_token_uncalibrated_s", "next token, uncalibrated", "s",          \
      SL_LOWER, "workload", "workload", "The same from kernel tables alone.")                      \
    X(WL_SERVED, "workload.served_tokens_per_s", "tokens served per s and GPU", "", SL_HIGHER,     \
      "workload", "workload", "Of a replica that prefills and decodes batch after batch.")         \
    X(WL_SERVE_MEMORY, "workload.inference_memory_bit", "memory of a GPU that serves", "GB",       \
      SL_LOWER, "workload", "workload", "Weights and the cache at full length.")                   \
    X(WL_GOODPUT, "workload.goodput", "goodput", "%", SL_HIGHER, "workload", "workload",           \
      "Useful share of wall time with failures, checkpoints and restarts.")                        \
    X(WL_INTERVAL, "workload.checkpoint_interval_s", "between checkpoints", "s", SL_NEITHER,       \
      "workload", "workload", "Useful time between them.")                                         \
    X(WL_RUN, "workload.run_s", "time to train", "day", SL_LOWER, "workload", "workload",          \
      "workload.tokens at this step and goodput.")                                                 \
    X(WL_ENERGY, "workload.run_j", "energy to train", "MWh", SL_LOWER, "workload", "workload",     \
      "Accelerators and their share of the fabric, over the time to train; no cooling, no hosts.") \
    X(ECO_COST, "economics.port_cost_usd", "cost of a port", "USD", SL_LOWER, "economics",         \
      "economics",                                                                                 \
      "Its unit that passes all steps, over the ports it serves; bought ports have none.")         \
    X(ECO_ENGINE, "economics.engine_cost_usd", "of it engine", "USD", SL_LOWER, "economics",       \
      "economics", "Parts, work and repair of the steps with share: engine.")                      \
    X(ECO_LASER, "economics.laser_cost_usd", "of it laser", "USD", SL_LOWER, "economics",          \
      "economics", "The same of share: laser.")                                                    \
    X(ECO_FIBRE, "economics.fibre_cost_usd", "of it fibre attach", "USD", SL_LOWER, "economics",   \
      "economics", "The same of share: fibre.")                                                    \
    X(ECO_PACKAGE, "economics.package_cost_usd", "of it package", "USD", SL_LOWER, "economics",    \
      "economics", "The same of share: package.")                                                  \
    X(ECO_SCRAP, "economics.scrap_cost_usd", "of it scrap", "USD", SL_LOWER, "economics",          \
      "economics", "What units that failed have cost, borne by those that pass.")                  \
    X(ECO_ROLLED, "economics.rolled_yield", "yield of all steps", "%", SL_HIGHER, "economics",     \
      "economics", "Chance that none of all that goes into a unit is scrapped.")                   \
    X(ECO_ESCAPES, "economics.escapes", "sold and not working", "ppm", SL_LOWER, "economics",      \
      "economics", "Units that pass all tests and do not work.")                                   \
    X(ECO_WORKING, "economics.working_cost_usd", "cost of a working port", "USD", SL_LOWER,        \
      "economics", "economics", "Cost of a port over the share of those sold that work.")          \
    X(ECO_DESIGN, "economics.design_usd", "design of a port", "USD", SL_LOWER, "economics",        \
      "economics", "Design and respins of all generations, over all their ports; in the price.")   \
    X(ECO_PRICE, "economics.port_price_usd", "price of a port", "USD", SL_LOWER, "economics",      \
      "economics",                                                                                 \
      "Cost and design share after the owners' margins, or as bought; after learning.")            \
    X(ECO_PER_BIT, "economics.price_usd_per_bps", "price per rate", "USD/(Gb/s)", SL_LOWER,        \
      "economics", "economics", "Price of a port over its rate in one direction.")                 \
    X(ECO_ENERGY, "economics.energy_usd", "energy over life", "USD", SL_LOWER, "economics",        \
      "economics", "Power of a port, its host SerDes included, x PUE x service.life x price.")     \
    X(ECO_TCO, "economics.tco_usd_per_bps", "cost of ownership per rate", "USD/(Gb/s)", SL_LOWER,  \
      "economics", "economics",                                                                    \
      "Price with interest, energy and service of a port over service.life, over its rate.")       \
    X(ECO_EMBODIED, "economics.embodied_kg", "embodied carbon of a port", "kg", SL_LOWER,          \
      "economics", "economics", "CO2 equivalent of dies, parts and steps, scrap included.")        \
    X(ECO_OPERATION, "economics.operation_kg", "carbon of its running", "kg", SL_LOWER,            \
      "economics", "economics", "Energy of a port over service.life at the site's grid.")          \
    X(ECO_RUN, "economics.run_usd", "cost to train", "USD", SL_LOWER, "economics", "economics",    \
      "Accelerators at market.gpu_rate, capital, service and swapped units of the ports they "     \
      "use, "                                                                                      \
      "and energy, over the time to train.")                                                       \
    X(ECO_FAILURES, "economics.failures_usd", "failures over life", "USD", SL_LOWER, "economics",  \
      "economics",                                                                                 \
      "Units swapped and dark hours of a port over service.life, at market's prices; beside the "  \
      "cost of ownership, not in it.")                                                             \
    X(ECO_FIRST, "economics.first_product_s", "time to the first product", "year", SL_LOWER,       \
      "economics", "economics", "Mean of market.design_time and the respins that follow.")         \
    X(ECO_NEXT, "economics.next_product_s", "time to a later product", "year", SL_LOWER,           \
      "economics", "economics", "The same of a later generation.")                                 \
    X(ECO_DELAY, "economics.respin_delay_s", "of it late by respins", "day", SL_LOWER,             \
      "economics", "economics", "Mean; it has no price here.")

typedef enum sl_metric {
#define SL_X(name, ...) SL_M_##name,
    SL_METRIC_LIST(SL_X)
#undef SL_X
        SL_METRICS
} sl_metric;

typedef struct sl_metric_info {
    const char *key, *label, *unit, *layer, *page, *doc;
    sl_better better;
} sl_metric_info;

extern const sl_metric_info sl_metric_infos[SL_METRICS];
int sl_metric_find(const char *key); // -1: unknown

// ---- evaluation of one design
// --------------------------------------------------------------------

// X(name, label): parts of a port's energy, the waterfall's bars.
#define SL_ENERGY_LIST(X)                                                                          \
    X(SERDES, "host SerDes")                                                                       \
    X(DSP, "DSP or retimer")                                                                       \
    X(LASER, "laser")                                                                              \
    X(DRIVER, "driver")                                                                            \
    X(MODULATOR, "modulator")                                                                      \
    X(TUNING, "tuning")                                                                            \
    X(TIA, "TIA")                                                                                  \
    X(CONTROL, "control")                                                                          \
    X(CONVERSION, "conversion")

typedef enum sl_energy_part {
#define SL_X(name, label) SL_EN_##name,
    SL_ENERGY_LIST(SL_X)
#undef SL_X
        SL_ENERGY_PARTS
} sl_energy_part;

extern const char *const sl_energy_labels[SL_ENERGY_PARTS];

typedef enum sl_verdict {
    SL_VERDICT_OK,
    SL_VERDICT_RUNAWAY,   // loop gain of 1 or more
    SL_VERDICT_ROLLOVER,  // the laser cannot give its light at its temperature
    SL_VERDICT_BISTABLE,  // started hot it stays elsewhere
    SL_VERDICT_GEOMETRY,  // the parts do not fit
    SL_VERDICT_NUMERICAL, // a model refused its input
} sl_verdict;

typedef struct sl_operating_point {
    sl_verdict verdict;
    double asic_k, engine_k, laser_local_k, laser_k; // laser_k: junction
    double asic_w, engines_w, lasers_w;
    double loop_gain, residual_k;
    int turns;
    sl_laser_point laser; // per laser; zero without one
    double tuning_w;      // one port
    double asic_peak_k, engine_peak_k;
    double hot_asic_k; // BISTABLE: the other fixed point
} sl_operating_point;

typedef struct sl_share_cost {
    double parts_usd, process_usd, rework_usd;
} sl_share_cost;

// What a port costs and why: each line is added to those above it.
typedef struct sl_port_cost {
    bool made;                      // else bought: no shares, scrap, design nor margins
    sl_share_cost share[SL_SHARES]; // sl_cost_share
    double scrap_usd, design_usd, margins_usd;
    double learning_usd; // what volume takes off the price, negative
    double price_usd;    // sum so far
    double interest_usd, energy_usd, service_usd;
    double owned_usd;             // sum: cost of ownership over the service life; NaN: none
    double swapped_usd, dark_usd; // failures, beside it; NaN: without a price
    double all_usd;               // ownership and failures
} sl_port_cost;

typedef struct sl_result {
    double value[SL_METRICS];       // NaN: does not apply, or no result
    double energy[SL_ENERGY_PARTS]; // J/bit of one port; sums to ENERGY
    bool feasible;
    char why[240];  // of infeasibility, else what limits
    char limit[80]; // what binds density
    sl_operating_point point;
    sl_electrical_out host;
    sl_lane_out lane;
    sl_tdecq_out tdecq;
    bool has_lane;
    int ports, engines;
    bool has_fabric;
    sl_topology_out topology; // of the fabric
    sl_path_ledger path;      // one packet between the farthest hosts
    sl_link_quality quality;  // of its links
    sl_incast_in incast_in;   // fabric.fan_in senders; senders may be varied
    sl_incast_out incast;
    sl_collective_fabric collectives; // context of sl_fabric_collective_cost
    bool has_memory;
    sl_load_ledger memory_ledger;
    sl_memory_service memory;
    sl_stream memory_read, memory_mixed; // of it: the rate and what limits it
    sl_slot_verdict memory_slot;         // by latency alone, whether the link delivers or not
    bool has_supply;
    sl_allocation allocation;
    sl_disruption disruption;
    bool has_interop;
    sl_outcome interop; // the worst
    sl_clause_result clause[SL_CLAUSES_MAX];
    bool has_fleet;
    sl_fleet fleet_in;
    sl_fleet_result fleet;
    sl_flap_result flaps;           // zero: not evaluated
    double job_mtbf_s, flap_mtbf_s; // given, or of the fleet; NaN: none
    bool has_workload;
    sl_step workload_step, workload_raw; // calibrated; from kernel tables alone
    bool has_flow;                       // the market's steps were run
    sl_flow_cost flow;                   // of one unit of the last
    bool has_cost;
    sl_port_cost cost;                 // of one port
    double workload_ledger[SL_CAUSES]; // shares of wall time, sum 1
    sl_power_history history;          // what the job makes of the chip's power
    int outer_turns; // chip -> link -> fabric -> workload -> chip until they agree; 1: no workload
} sl_result;

typedef struct sl_evaluate_opts {
    double laser_temp_k; // > 0: hold the laser's mount at this: light, life, power; no outer loop
    bool brief;          // why[] without the search for what is to blame
    bool skip_reach;     // leaves REACH NaN unless feasibility needs it
} sl_evaluate_opts;

// Evaluates one design: estimate tier, moved by design->shift where a finer one was run. Physical
// impossibility is a verdict in the result, not an error. Pure; about 0.2 ms. opts may be NULL.
void sl_evaluate(sl_result *out, const sl_design *design, const sl_evaluate_opts *opts);

// Buffer of one port of a design's fabric over a link of some length, with the link as evaluated.
typedef struct sl_buffers {
    double pause_bytes;  // that still arrive after a pause, one priority
    double credit_bytes; // that keep a credit-controlled port busy
} sl_buffers;
void sl_fabric_buffers(sl_buffers *out, const sl_design *design, const sl_result *result,
                       double length_m);

// Lengths of a fabric's links: host, first and second level (those inside domains are of another
// kind).
#define SL_FABRIC_LEVELS 3
void sl_fabric_lengths(double length_m[SL_FABRIC_LEVELS], const sl_design *design);

// Fibres that one port's link takes, both directions; 0 for copper.
double sl_fabric_port_fibres(const sl_design *design);

// The training job of an evaluated design on its fabric, with the accelerator's calibration or 1.
sl_training sl_training_job(const sl_result *result, const sl_design *design, bool calibrated);

// One layout of it, with waits for lost frames and flaps.
typedef struct sl_layout_result {
    sl_layout layout;
    sl_step step, raw; // calibrated; from kernel tables alone; step_s NaN: outside the model
    double tail_s;     // 99th percentile
    bool fits;
} sl_layout_result;
typedef struct sl_layouts {
    double configurations, legal, fitting; // as of sl_search
    sl_layout_result own;                  // the scenario's
    int n;
    sl_layout_result found[SL_RANKED]; // the fastest first, by the step without flaps
} sl_layouts;
// Errors: SL_ERR_DOMAIN (no workload, or nothing fits; own stands). Cost: sl_search_of().
sl_status sl_training_search(sl_layouts *out, const sl_result *result, const sl_design *design,
                             int wanted);

// Ports of the chip: bandwidth over rate, rounded up.
int sl_design_ports(const sl_design *design);

// ---- fleet (src/system/repair.c)

#define SL_REPAIR_POINTS  41 // factors 0.1 to 10, even in their logarithm
#define SL_REPAIR_NOMINAL 20 // the point with factor 1
typedef struct sl_repair_point {
    double factor, repair_s; // of all times of repair; mean repair of an outage, as a port sees it
    double unavailability;   // of a port; NaN: crews cannot keep up
} sl_repair_point;
typedef struct sl_repair_curve {
    sl_repair_point point[SL_REPAIR_POINTS];
} sl_repair_curve;
// The fleet of an evaluated design at each factor; all NaN without one. Cost: 1 us a point.
void sl_repair_curve_of(sl_repair_curve *out, const sl_result *result);

// ---- supply

#define SL_SUPPLY_ROWS (SL_SUPPLY_SITES + SL_SUPPLY_REGIONS)
// The loss of one site or of all of a region's.
typedef struct sl_loss_row {
    char name[64];
    double survival_s, recovery_s, loss_usd; // survival INFINITY: for ever
} sl_loss_row;
// Rows of a design's supply; their number. Cost: a linear program or two each.
int sl_supply_losses(sl_loss_row rows[SL_SUPPLY_ROWS], const sl_design *design);

// ---- parts of different makers

typedef struct sl_interop_pair {
    size_t triples;
    sl_outcome best; // over the lasers
    const char *maker;
} sl_interop_pair;

// Every triple of the catalogue; no place is named, so that clauses on it do not apply.
typedef struct sl_interop_matrix {
    size_t hosts, engines, triples;
    size_t outcome[SL_OUTCOMES];                // triples by their worst clause
    size_t clause[SL_CLAUSES_MAX][SL_OUTCOMES]; // triples by the outcome of each
    const char **host, **engine;                // names of parts
    sl_interop_pair *pair;                      // hosts x engines
} sl_interop_matrix;
// Its arrays live in the arena. Errors: SL_ERR_NO_MEMORY, those of sl_part_load(). Cost: some ms.
sl_status sl_interop_matrix_of(sl_interop_matrix *out, sl_ctx *ctx, sl_arena *arena,
                               const char *catalog_dir);

// ---- comparison
// -----------------------------------------------------------------------------------

typedef struct sl_interval {
    double low, high;                  // 5th and 95th percentile of the draws; NaN below two
    double sd_variation, sd_ignorance; // first order, one input at a time
} sl_interval;

// The inputs that move a metric most, one at a time.
#define SL_DRIVERS 4
typedef struct sl_driver {
    const sl_leaf *leaf; // NULL: fewer inputs than drivers
    double effect;       // of one standard deviation of the input on the metric, SI, signed
} sl_driver;

typedef struct sl_variant_result {
    const char *name;
    const sl_bound *bound;
    sl_result nominal;
    sl_interval interval[SL_METRICS];
    sl_driver driver[SL_METRICS][SL_DRIVERS]; // strongest first
    double p_best, p_best_low, p_best_high;   // Wilson 95 %
    double p_feasible;
    bool pareto; // density against energy, among feasible ones
} sl_variant_result;

// Effect of one input on the verdict, one at a time.
typedef struct sl_sensitivity {
    const char *path;    // key
    const char *variant; // "" when several share it
    const sl_leaf *leaf;
    double low, high; // objective of the variant at the input's -1.645 and +1.645 sd
    double base;
    double variance; // of the objective difference winner - runner-up
    bool flips;      // the winner changes
} sl_sensitivity;

#define SL_COMPARED_MAX  64 // variants of one comparison
#define SL_SENSITIVITIES 24
#define SL_RESOLUTION    1e-3 // relative: what closed forms do not tell apart is a tie

typedef struct sl_comparison {
    const sl_model *model;
    sl_variant_result *variants;
    struct sl_tier_result *tier[SL_COMPARED_MAX]; // channel.h; NULL: estimate
    size_t n;
    int objective; // metric
    int winner;    // index, -1: none feasible
    int runner_up;
    bool tie;                   // of winner and runner-up, within SL_RESOLUTION
    int row_winner[SL_METRICS]; // best nominal value among the feasible; -1: none
    bool row_tie[SL_METRICS];   // another variant's value is within SL_RESOLUTION of it
    double row_p[SL_METRICS];   // share of draws in which the row's winner is best
    sl_sensitivity sensitivity[SL_SENSITIVITIES];
    size_t sensitivity_n;
    double assumption_share; // of the verdict's variance
    int draws;
    char verdict[400];
    size_t requirements_failed;
    char requirement[SL_REQUIRE_MAX][240];
    bool requirement_ok[SL_REQUIRE_MAX];
    size_t requirement_n;
} sl_comparison;

// Whether a value is drawn; what it is: leaves of the same entity share a draw.
bool sl_leaf_uncertain(const sl_leaf *leaf);
uint64_t sl_leaf_entity(const sl_leaf *leaf);
// The value of an input at standard normal deviate z by its law, held inside the key's range.
double sl_leaf_at(const sl_leaf *leaf, double z);

// Its inverse: how many standard normal deviates away a value is; infinite beyond what the law or
// the key's range reach, NaN of an exact input.
double sl_leaf_deviations(const sl_leaf *leaf, double value);

// Checks what the study asks for against the registry: objective, requirements. Diagnoses.
sl_status sl_study_check(sl_ctx *ctx, const sl_model *model);

// Called now and then during draws; returns false to stop. done counts up to total.
typedef bool (*sl_progress)(void *user, size_t done, size_t total);

typedef struct sl_compare_opts {
    int draws; // -1: the study's
    sl_progress progress;
    void *user;
} sl_compare_opts;

// Evaluates and compares all variants. Identical for any number of threads. At a fidelity above
// estimate it fills the variants' shifts first (sl_model_refine).
// Errors: SL_ERR_NO_MEMORY; SL_ERR_SCENARIO after a diagnostic for an unknown objective or a
// requirement that cannot be read; SL_ERR_LIMIT when progress asked to stop.
sl_status sl_compare(sl_comparison **out, sl_ctx *ctx, sl_model *model,
                     const sl_compare_opts *opts);
void sl_comparison_destroy(sl_ctx *ctx, sl_comparison *comparison);

// ---- tiers (src/system/tier.c, tiers.c)

// Electrical channels of all variants at the study's fidelity, parallel over variants: fills the
// shifts of model and tier[n] (NULL at estimate); tier may be NULL: then only the shifts. Errors:
// SL_ERR_NO_MEMORY. Cost: sl_tier_create.
sl_status sl_model_refine(struct sl_tier_result **tier, sl_ctx *ctx, sl_model *model);

// Tier of a metric over all variants: "estimate", "standard", "detailed"; "mixed" where the
// electrical part alone, or that of some variants, is above the estimate. Rows behind them (heat,
// fabric, workload, money) stay "estimate": their own models are, whatever they start from.
const char *sl_metric_tier(const sl_model *model, int metric);
// The study's fidelity as a word.
const char *sl_tier_word(int fidelity);
// Sentences on it for a reader of a comparison; "" at estimate.
const char *sl_tier_note(int fidelity);

// ---- claims (src/system/claims.c)
// -------------------------------------------------------------------------------------------

typedef enum sl_claim_verdict {
    SL_CLAIM_HOLDS,   // nominally and in 95 % of the draws
    SL_CLAIM_DEPENDS, // neither of the others
    SL_CLAIM_FAILS    // nominally, and holds in no more than 5 % of the draws
} sl_claim_verdict;
extern const char *const sl_claim_words[]; // "holds" ...

// An input and what it does to a margin.
typedef struct sl_claim_input {
    const sl_leaf *leaf; // in the first variant that has it; NULL: none
    const char *variant; // that variant
    double effect;       // of one standard deviation on the margin; NaN: exact input
    double flip;         // value nearest to the present one at which the margin is zero, SI; NaN:
                         // none in the key's range
    double away_sd;      // of it, in standard normal deviates of its law; NaN: exact, or none
} sl_claim_input;

typedef struct sl_claim_result {
    sl_claim_verdict verdict;
    int requirement;     // of the study: the tightest among those with this verdict
    int variant, metric; // that it is tightest for
    bool ratio;          // of that variant's value to another's
    char text[240];      // of the requirement
    double value;        // of the metric, SI, or the ratio; NaN: none
    double margin;       // distance to the bound in the same unit, negative: does not hold
    double margin_low, margin_high; // 5th and 95th percentile over the draws; NaN: none
    double share, low, high;        // of the draws in which that requirement holds; Wilson 95 %
    size_t draws;                   // 0: share is NaN
    sl_claim_input decides;         // the uncertain input that moves the margin most
    sl_claim_input along;           // claim.along
    const char *infeasible; // first variant concerned that does not deliver the service, or NULL
    char why[240];          // it does not
    size_t holds, depends, fails; // requirements by verdict
} sl_claim_result;

#define SL_CLAIM_DRAWS 400 // at most
// Judges the requirements of a study, with its draws, on the shifts that the model has
// (sl_model_refine). One input at a time; others stay at their
// values. Errors: SL_ERR_SCENARIO after a diagnostic (no claim, no requirement, one that cannot be
// read), SL_ERR_NO_MEMORY. Cost: draws + 2 x inputs + about 60 evaluations of the variants
// concerned.
sl_status sl_claim_judge(sl_claim_result *out, sl_ctx *ctx, const sl_model *model);

// ---- training against its size (src/system/training_curves.c, published_steps.c)
// -----------------------------------------------------------------------------------------------

typedef struct sl_curve_point {
    double x;                         // GPUs of the job, or hosts of a scale-up domain
    sl_layout layout;                 // that was priced
    bool fits;                        // in the accelerator's memory
    double step_s, mfu, tokens_per_s; // tokens of one GPU; NaN: no step with these inputs
} sl_curve_point;

#define SL_CURVE_POINTS 128
typedef struct sl_curve {
    sl_curve_point point[SL_CURVE_POINTS]; // ascending in x
    int n;
} sl_curve;

typedef enum sl_scaling {
    SL_SCALING_STRONG, // the step's batch stays
    SL_SCALING_WEAK    // the batch of one GPU stays
} sl_scaling;

// The step with more and fewer data-parallel replicas, as many as the fabric has hosts for, always
// with the design's own number; layout of a replica, fabric and its latencies as evaluated. Strong:
// replica counts that divide the batch, thinned to steps of 15 %; weak: doublings. Empty without a
// workload. calibrated: with the accelerator's constant. Cost: about 1 us a point.
void sl_training_scaling(sl_curve *out, const sl_result *result, const sl_design *design,
                         sl_scaling kind, bool calibrated);
// The design's own layout on scale-up domains of n sizes (hosts, ascending, at most
// SL_CURVE_POINTS); a domain keeps the rate and latency of its links, and size 1 has none.
void sl_training_domains(sl_curve *out, const sl_result *result, const sl_design *design,
                         const int *sizes, int n);
// The fastest layout that fits (sl_search_of) on each size. Empty when all sizes together would
// look at more than SL_BEST_CONFIGURATIONS; a size without a layout that fits has NaN. Returns how
// many one size has. Cost: below 0.2 us a configuration.
#define SL_BEST_CONFIGURATIONS 1e7
double sl_training_best(sl_curve *out, const sl_result *result, const sl_design *design,
                        const int *sizes, int n);

// A published step, and what this program says of the same inputs.
typedef struct sl_published_point {
    const char *part, *title, *citation; // "step/...", legend, where it was published
    sl_layout layout;
    double sequence, vocab, calibration;
    double step_s, mfu;         // as published; a published FLOP/s is taken at its own count
    double raw_step_s, raw_mfu; // predicted from kernel tables alone; NaN: none
    double calibrated_step_s, calibrated_mfu; // with the accelerator's constant
} sl_published_point;

// Run `run` of a set. Pure.
void sl_published_predict(sl_published_point *out, const sl_published_spec *set, int run);
// Every published run of the embedded catalogue whose model has the layers, widths, heads and
// experts of `model` (whatever its name and vocabulary; NULL: of any model), in the order of the
// parts; *out and its texts belong to the arena. Errors: SL_ERR_NO_MEMORY, SL_ERR_SCENARIO.
// Cost: a few ms.
sl_status sl_published_steps(sl_published_point **out, size_t *n, sl_ctx *ctx, sl_arena *arena,
                             const sl_transformer_spec *model);

// Variants whose steps stay within SL_SAME_CURVE of each other at every size share a curve.
#define SL_SAME_CURVE      0.005
#define SL_DOMAIN_CURVES   8
#define SL_DOMAIN_VARIANTS 8
typedef struct sl_domain_curve {
    int variant[SL_DOMAIN_VARIANTS], variants; // the first gives the curve
    sl_curve curve;
} sl_domain_curve;

typedef struct sl_training_curves {
    int variant;                       // whose scaling; of the comparison
    sl_curve strong, strong_raw, weak; // strong_raw: uncalibrated
    sl_published_point *published;     // of the same model
    size_t published_n;
    sl_domain_curve domain[SL_DOMAIN_CURVES];
    int domains;           // 0: no variant has a scale-up domain
    sl_curve best;         // of `best_variant`; n 0: not searched
    int best_variant;      // the scaling's, or the first with a domain
    double configurations; // of one size
    sl_arena *arena;
} sl_training_curves;

// Curves of one variant, or with variant -1 those of the winner (else the first feasible, else the
// first with a workload) and the domains of all. *out is NULL where there is no workload. Errors:
// SL_ERR_NO_MEMORY, SL_ERR_SCENARIO. Cost: the search, below 2 s.
sl_status sl_training_curves_create(sl_training_curves **out, sl_ctx *ctx,
                                    const sl_comparison *comparison, int variant);
void sl_training_curves_destroy(sl_ctx *ctx, sl_training_curves *curves);

// ---- growth over years (src/system/project_growth.c)
// -----------------------------------------------------------------------------------------------

typedef struct sl_growth_band {
    double low, median, high; // 5th, 50th and 95th percentile; NaN: no draw has it
} sl_growth_band;

typedef enum sl_growth_series {
    SL_GROWTH_COMPUTE, // as the members of sl_growth_year
    SL_GROWTH_MODEL,
    SL_GROWTH_BANDWIDTH,
    SL_GROWTH_BUDGET,
    SL_GROWTH_SERVED,
    SL_GROWTH_USEFUL,
    SL_GROWTH_BUILT,
    SL_GROWTH_PORT,
    SL_GROWTH_INTERCONNECT,
    SL_GROWTH_SERIES
} sl_growth_series;

double sl_growth_series_of(const sl_growth_year *year, sl_growth_series series);

typedef struct sl_growth_kind_stats {
    sl_growth_band cost, share;    // over life per bit/s; of the rate bought
    double feasible_p, cheapest_p; // share of the draws
    double mean_share;             // sums to 1 over the variants where anything is bought
    double bar_p[SL_GROWTH_BARS];  // share of the draws, by what keeps it out
} sl_growth_kind_stats;

typedef struct sl_growth_year_stats {
    sl_growth_band series[SL_GROWTH_SERIES];
    sl_growth_kind_stats kind[SL_GROWTH_KINDS];
} sl_growth_year_stats;

// All variants of a scenario with growth: on each of whose years one may be the cheapest feasible.
typedef struct sl_growth_projection {
    int kinds, years, draws; // variants, in their order; years + 1 rows below
    int voids;               // draws in which nothing can be bought at the start: left out
    bool has_nominal;        // false: the same at nominal values
    double balanced_per_s;   // growth of the balanced path, nominal
    char why[SL_GROWTH_KINDS][240];
    sl_growth_kind kind[SL_GROWTH_KINDS]; // nominal, at the start
    sl_growth_year nominal[SL_GROWTH_YEARS + 1];
    sl_growth_year_stats year[SL_GROWTH_YEARS + 1]; // zero without draws
} sl_growth_projection;

// The study's draws. Errors: SL_ERR_NO_MEMORY; SL_ERR_SCENARIO after a diagnostic. Cost: 0.5 ms a
// draw and variant.
sl_status sl_growth_project(sl_growth_projection **out, sl_ctx *ctx, const sl_model *model);
void sl_growth_projection_destroy(sl_ctx *ctx, sl_growth_projection *projection);

// ---- break-even of architectures (src/system/breakeven.c)
// -----------------------------------------------------------------------------------------------

#define SL_BREAKEVEN_SIDE   48   // cells of an axis
#define SL_BREAKEVEN_LEVELS 3    // prices of what is swapped
#define SL_BREAKEVEN_SPAN   10.0 // axes go from 1/10 to 10 times the scenario's values

typedef struct sl_breakeven_cell {
    int best, second; // variants of the comparison; -1: none has a value
    double value;     // of the best
    double lead;      // the second's value over the best's, less 1; a tie below SL_RESOLUTION
} sl_breakeven_cell;

typedef struct sl_breakeven {
    bool money; // values are USD of a port over its life, else its share of time dark
    int variant[SL_COMPARED_MAX], variants; // that take part
    int left_out[SL_COMPARED_MAX], left;    // with a fleet, and infeasible
    double factor[SL_BREAKEVEN_SIDE]; // of both axes: on laser failures, and on all times of repair
    int laser_of;                     // first variant whose lasers fail
    double laser_per_s;               // of one of them
    bool one_laser;                   // the others' rate is the same
    int levels;                       // 1 without money
    int scaled;                       // sl_unit_word whose price differs from level to level
    double price[SL_BREAKEVEN_LEVELS], price_usd[SL_BREAKEVEN_LEVELS]; // factor; of the first that
                                                                       // has that price, or NaN
    sl_breakeven_cell nominal[SL_BREAKEVEN_LEVELS];
    sl_breakeven_cell cell[SL_BREAKEVEN_LEVELS][SL_BREAKEVEN_SIDE][SL_BREAKEVEN_SIDE]; // by repair,
                                                                                       // by laser
} sl_breakeven;

// Which variant is best as lasers fail more or less often and repair is faster or slower, each
// variant's in the same proportion: by cost of ownership with failures where every variant has
// their price (market.port_hour), else by dark ports. *out is NULL where fewer than two feasible
// variants have a fleet, or no laser fails. Same for any threads. Errors: SL_ERR_NO_MEMORY. Cost:
// about 1 us a cell and variant.
sl_status sl_breakeven_create(sl_breakeven **out, sl_ctx *ctx, const sl_comparison *comparison);
void sl_breakeven_destroy(sl_ctx *ctx, sl_breakeven *breakeven);

// ---- pilots (src/system/pilot.c, telemetry.c)
// -----------------------------------------------------------------------------------------------

typedef enum sl_pilot_figure {
    SL_PILOT_POWER,    // of a port, W
    SL_PILOT_LATENCY,  // one way, s
    SL_PILOT_FAILURES, // outages of a port, 1/s
    SL_PILOT_FLAPS,    // of a link, 1/s
    SL_PILOT_FIGURES
} sl_pilot_figure;

// What the scenario says of a figure of one variant. NaN: nothing.
typedef struct sl_pilot_prediction {
    double value, low, high; // nominal; 5th and 95th percentile of the draws, NaN without
    double unit_sd;          // from port to port, NaN without draws
} sl_pilot_prediction;
void sl_pilot_predict(sl_pilot_prediction *out, const sl_variant_result *variant,
                      sl_pilot_figure figure);

// What it takes to prove that a variant differs from the reference in a figure, as predicted. NaN:
// one of them does not have it, or there is no spread of a mean for want of draws.
typedef struct sl_pilot_size {
    double ports;  // of each arm; rates: for port_s of one year each, rounded up
    double port_s; // of each arm, all ports together; 0: time does not matter
} sl_pilot_size;
void sl_pilot_size_of(sl_pilot_size *out, const sl_variant_result *reference,
                      const sl_variant_result *variant, sl_pilot_figure figure,
                      const sl_trial *trial);

// Ports of one variant as measured. Means and sd are over ports, NaN where none gives the figure.
typedef struct sl_measured_mean {
    double n, mean, sd; // sd NaN for one port
} sl_measured_mean;
typedef struct sl_telemetry {
    double rows, exposure_s;     // port time
    double failures, failures_s; // and the time of the rows that count them
    double flaps, flaps_s;
    sl_measured_mean power_w, latency_s, log10_ber;
} sl_telemetry;

// Reads a table of comma-separated values: a header with `variant`, `port`, `hours` and any of
// power_w, pre_fec_ber, flaps, failures, latency_s in any order; one row for a port and a span of
// time; an empty cell was not measured; lines that begin with # are skipped; no quotes. out: one
// for each of n names. Rows of one port are averaged by their hours first. Diagnoses all faults
// with their places. Errors: SL_ERR_SCENARIO, SL_ERR_NO_MEMORY.
sl_status sl_telemetry_parse(sl_telemetry *out, sl_ctx *ctx, sl_arena *arena,
                             const sl_source *source, const char *const *names, size_t n);
// The same from a file. Errors: also SL_ERR_IO, SL_ERR_NO_MEMORY. The file's text is the arena's.
sl_status sl_telemetry_read(sl_telemetry *out, sl_ctx *ctx, sl_arena *arena, const char *path,
                            const char *const *names, size_t n);

// Prediction and measurement of a figure together, 90 % intervals.
typedef struct sl_pilot_update {
    bool measured;
    double value, low, high; // as measured
    double posterior, posterior_low, posterior_high;
    bool agrees; // the measured interval meets the predicted one
} sl_pilot_update;
void sl_pilot_update_of(sl_pilot_update *out, const sl_pilot_prediction *prediction,
                        const sl_telemetry *telemetry, sl_pilot_figure figure);

// ---- calculator
// -------------------------------------------------------------------------------------

#define SL_CALC_VALUES 4
#define SL_CALC_LOW    2 // places of an interval
#define SL_CALC_HIGH   3
typedef struct sl_calc {
    const char *name;       // "fec.codeword_error_ratio"
    const char *doc, *unit; // unit of the result, SI
    const sl_table *table;  // its arguments
    sl_status (*run)(double value[SL_CALC_VALUES], sl_ctx *ctx, const void *args);
    const char *also; // what value[1] is, "uncalibrated"; NULL: there is none
    bool interval;    // value[SL_CALC_LOW] and value[SL_CALC_HIGH] hold one
} sl_calc;

// The i-th model, or NULL past the last; names sorted within a layer.
const sl_calc *sl_calc_at(size_t i);
const sl_calc *sl_calc_find(const char *name);
// What a model's arguments have to meet together, or NULL where their ranges say all.
const char *sl_calc_condition(const sl_calc *calc);

// Runs a model with arguments "key=value". Diagnoses unknown and unfit arguments.
sl_status sl_calc_run(double value[SL_CALC_VALUES], sl_ctx *ctx, const sl_calc *calc,
                      const char *const *args, size_t n);

#ifdef __cplusplus
}
#endif
#endif
