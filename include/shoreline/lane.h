// The optical lane of a design at the finer tiers.
#ifndef SHORELINE_LANE_H
#define SHORELINE_LANE_H

#include "shoreline/model.h"
#include "shoreline/optical_wave.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SL_LANE_PICTURE 2048 // symbols of the pictures
#define SL_LANE_CURVE   33   // points of the waterfall

// What moves the optical margin of a design at its nominal point, dB; NaN: has no meaning there.
typedef struct sl_lane_gradient {
    double per_loss_db; // of the path: -1 where there is a margin
    double per_k;       // of the laser's mount: its light, its speed and noise
    double per_bias;    // for 1 % more current
    double per_year;    // ageing: light that is 20 % less at the median life against wear-out
} sl_lane_gradient;

// Central differences of sl_evaluate(), with the finer tier's shift where there is one: 4 ms.
// Assumption of the ageing: linear in time; 20 % at the median is the usual criterion of an end of
// life (class assumption), and nobody turns the bias up against it.
void sl_lane_gradient_of(sl_lane_gradient *out, const sl_design *design);

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
    bool sampled;             // standard from a short record: laser or ring of speed by light
    double filters_margin_db; // then: of its small-signal filters; else NaN
    bool waved;
    sl_link_wave_point wave;
    sl_link_wave_levels levels;
    double wave_margin_db;
    bool counted;
    sl_link_wave_counts counts;
    double curve_loss_db[SL_LANE_CURVE], curve_log10_ber[SL_LANE_CURVE]; // standard
    // Current over half its outer modulation, 8 samples a symbol, before and behind the equaliser
    float *picture[2];
    size_t picture_n; // samples of each
} sl_lane_result;

// A design's laser as the optics layer takes it (kind cw, vcsel).
sl_laser sl_design_laser(const sl_laser_spec *laser);
sl_vcsel sl_design_vcsel(const sl_laser_spec *laser);

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
