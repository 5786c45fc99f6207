// The optical lane of a design at the finer tiers.
#ifndef SHORELINE_LANE_H
#define SHORELINE_LANE_H

#include "shoreline/model.h"
#include "shoreline/optical_wave.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SL_LANE_PICTURE 2048 // symbols of the pictures

// What its devices were made from; points into itself.
typedef struct sl_lane_parts {
    sl_optical_link link;
    sl_pulse_response host_tx, host_rx;
    double transmitter_gain[SL_RESPONSE_CELLS];
    sl_modulator modulator;
    sl_vcsel laser;
    sl_smf_opts smf;
    sl_mmf_opts mmf;
    sl_mode_group group[15];
    sl_link_chain_opts chain;
    bool devices; // there is a waveform model of all of them
    double local_temp_k;
} sl_lane_parts;

typedef struct sl_lane_result {
    sl_ctx *ctx;
    char why[200]; // no result, or none of the waveform
    sl_lane_parts parts;
    double estimate_margin_db, estimate_log10_ber;
    sl_link_point point; // standard, with gradients
    double margin_db;
    bool waved;
    sl_link_wave_point wave;
    sl_link_wave_levels levels;
    double wave_margin_db;
    bool counted;
    sl_link_wave_counts counts;
    // Current over half its outer modulation, 8 samples a symbol, before and behind the equaliser
    float *picture[2];
    size_t picture_n; // samples of each
} sl_lane_result;

// The lane of a design at its nominal point; *out NULL: a design without one, or whose light fails.
// host: the electrical tier's pulse at the engine's input, for linear links, or NULL. Fills
// design->light_shift with the tier's margin over the estimate's. Errors: SL_ERR_NO_MEMORY.
// Cost: 0.1 s with the waveform; 5 s of counting at detailed at most.
sl_status sl_lane_result_create(sl_lane_result **out, sl_ctx *ctx, sl_design *design,
                                sl_fidelity tier, const sl_pulse *host, size_t host_samples_per_ui,
                                uint64_t seed);
void sl_lane_result_destroy(sl_lane_result *result);

#ifdef __cplusplus
}
#endif
#endif
