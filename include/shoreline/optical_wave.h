// One optical lane at the detailed tier: symbols through the devices' own equations as a waveform,
// errors from the noise of every symbol, or counted. Theory: docs/theory/optics-links.md.
#ifndef SHORELINE_OPTICAL_WAVE_H
#define SHORELINE_OPTICAL_WAVE_H

#include "shoreline/devices.h"
#include "shoreline/optical_link.h"

#define SL_LINK_DEVICES 6

typedef struct sl_link_wave_opts {
    // As the standard tier takes it, but for what the devices do: average power, extinction, level
    // mismatch, dispersion and chirp are theirs; `transmitter` holds the filters in front of the
    // first device; predistortion is in drive_level.
    const sl_optical_link *link;
    // From the drive to the light at the photodiode without lane.channel_loss_db, power or field,
    // in the order of the light; those of one channel, in use by nobody else. Sample rate: 8 symbol
    // rates.
    sl_device *device[SL_LINK_DEVICES];
    int devices;                          // 1..SL_LINK_DEVICES
    double light_gain;                    // launch coupling: of power, > 0
    double drive_offset, drive_amplitude; // drive of a symbol: offset + amplitude * drive_level
    double drive_level[SL_LEVELS_MAX];    // ascending, outermost -1 and 1
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
    double average_w, oma_w, extinction_ratio_db, level_mismatch;
    double compression; // 1 - R_LM of four levels evenly driven over the same swing
} sl_link_wave_levels;

typedef struct sl_link_wave_counts {
    uint64_t symbols, symbol_errors, bit_errors;
    double ber, low_ber, high_ber; // 95 %, Wilson
    double burst;                  // share of wrong symbols behind a wrong one
} sl_link_wave_counts;

typedef struct sl_link_wave sl_link_wave;

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
// from the beginning of the record. Returns how many were written.
size_t sl_link_wave_samples(float *v, size_t n, sl_link_wave *wave, int equalised);

#endif
