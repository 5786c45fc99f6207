// One optical lane at the detailed tier: symbols through the devices' own equations as a waveform,
// errors from the noise of every symbol, or counted. Theory: docs/theory/optics-links.md.
#ifndef SHORELINE_OPTICAL_WAVE_H
#define SHORELINE_OPTICAL_WAVE_H

#include "shoreline/devices.h"
#include "shoreline/optical_link.h"

#define SL_LINK_DEVICES 6

typedef struct sl_link_wave_opts {
    // As the standard tier takes it, but for what the devices do: average power, extinction, level
    // mismatch, bend, dispersion and chirp are theirs; the first driven_n of `transmitter` are in
    // front of them, the others are theirs; predistortion is in drive_level.
    const sl_optical_link *link;
    // From the drive to the light at the photodiode without lane.channel_loss_db, power or field,
    // in the order of the light; those of one channel, in use by nobody else. Sample rate: 8 symbol
    // rates.
    sl_device *device[SL_LINK_DEVICES];
    int devices;       // 1..SL_LINK_DEVICES
    double light_gain; // launch coupling: of power, > 0
    double drive_offset,
        drive_amplitude;               // drive of a symbol: offset + amplitude * level; the
                                       // amplitude may be negative: light must rise with the level
    double drive_level[SL_LEVELS_MAX]; // ascending, outermost -1 and 1
    size_t symbols; // of the record, 4096..2^20, rounded up to a power of 2; 0: 32768
    uint64_t seed;  // of drawn symbols: six levels
} sl_link_wave_opts;

typedef struct sl_link_wave_point {
    double log10_ber, low_log10_ber, high_log10_ber; // 95 % interval: from which symbols were drawn
    double snr_db;                                   // electrical, as sl_link_point
    double taps[SL_LINK_TAPS_MAX], dfe[8];           //
    double level[SL_LEVELS_MAX];                     // means at the decision, outermost +-1
    double threshold[SL_LEVELS_MAX];                 // between levels i and i + 1
    double burst;                                    // as sl_link_point
} sl_link_wave_point;

// Light of held levels, at the photodiode without channel loss.
typedef struct sl_link_wave_levels {
    double power_w[SL_LEVELS_MAX];
    double average_w; // mean of the outermost, as of an OMA and extinction
    double oma_w, extinction_ratio_db, level_mismatch;
    double bend[2];     // as sl_optical_link
    double compression; // 1 - R_LM of four levels evenly driven over the same swing
} sl_link_wave_levels;

typedef struct sl_link_wave_counts {
    uint64_t symbols, symbol_errors, bit_errors;
    double ber, low_ber, high_ber; // 95 %, Wilson
    double burst;                  // share of wrong symbols behind a wrong one
} sl_link_wave_counts;

typedef struct sl_link_wave sl_link_wave;

// ---- devices of a lane (link_chain.c)

// What makes and carries the light of a lane. Of modulator and laser exactly one.
typedef struct sl_link_chain_opts {
    const sl_modulator *modulator; // driven over its drive_vpp_v
    double input_power_w;          // continuous light into it
    double chirp;                  // alpha of a Mach-Zehnder or electro-absorption modulator
    const sl_vcsel *laser;         // directly driven about bias_a
    double bias_a, extinction_db;  // settled levels of that ratio, self-heating held
    double local_temp_k;           // of the laser or modulator
    const sl_smf_opts *smf;        // at most one of the fibres; sample_rate_hz is filled in
    const sl_mmf_opts *mmf;
    // Levels of the light that a predistorted drive aims at, outermost -1 and 1; NULL: evenly
    // driven
    const double *light_level;
    double light_gain; // launch coupling
} sl_link_chain_opts;

typedef struct sl_link_chain {
    sl_device *device[SL_LINK_DEVICES];
    int devices;
    sl_link_wave_opts wave; // for sl_link_wave_create()
} sl_link_chain;

// Devices for `link` (kept by reference in wave), with its transmit filters in front of them: those
// of sl_link_transmitter() that belong to the devices are left out by driven_n. Errors: as the
// devices'; on failure nothing is left.
sl_status sl_link_chain_create(sl_link_chain *out, sl_ctx *ctx, const sl_optical_link *link,
                               const sl_link_chain_opts *opts);
void sl_link_chain_destroy(sl_link_chain *chain);

// What the standard tier makes of the same light: filters with driven_n, bend, extinction, level
// mismatch, average power at the launch, chirp; filters already in link->transmitter stay in front.
// Fibre: dispersion of the single-mode one; the multimode one as a Gaussian filter of its
// bandwidth_hz. Errors: SL_ERR_DOMAIN, SL_ERR_LIMIT (more filters than there is room for).
sl_status sl_link_transmitter(sl_optical_link *link, const sl_link_chain_opts *opts);

// Runs the record: 32768 symbols at 8 samples. Errors: SL_ERR_DOMAIN (told in the context: devices
// that do not fit, no light, levels that do not ascend), SL_ERR_NO_MEMORY. Cost: bench_links.c,
// some 20 ms and the devices' own.
sl_status sl_link_wave_create(sl_link_wave **out, sl_ctx *ctx, const sl_link_wave_opts *opts);
void sl_link_wave_destroy(sl_link_wave *wave);

const sl_link_wave_levels *sl_link_wave_static(const sl_link_wave *wave);

// Error ratio with loss_db beyond the lane's channel loss, equaliser adapted to it. Every symbol
// counts with the chance that its own noise takes it over a threshold. Errors: SL_ERR_DOMAIN (no
// noise), SL_ERR_NO_CONVERGENCE.
sl_status sl_link_wave_evaluate(sl_link_wave_point *out, sl_link_wave *wave, double loss_db);

// As sl_link_margin().
sl_status sl_link_wave_margin(double *margin_db, sl_link_wave *wave);

// Symbols decided with noise drawn, in records of fresh symbols, with the equaliser of
// sl_link_wave_evaluate(loss_db); decisions as made are fed back. Detection of sequences by
// Viterbi's algorithm. Memory does not grow with `symbols` (rounded up to whole records).
sl_status sl_link_wave_count(sl_link_wave_counts *out, sl_link_wave *wave, double loss_db,
                             uint64_t symbols, uint64_t seed);

// What the eye is drawn from: the current over half of its outer modulation less its mean, 8
// samples a symbol, in front of the FFE (equalised == 0) or behind it. v has room for n samples
// from the beginning of the record. Feedback (or the sequence's tap) of right decisions is held
// from half a symbol before to half a symbol behind. Returns how many were written.
size_t sl_link_wave_samples(float *v, size_t n, sl_link_wave *wave, int equalised);

#endif
