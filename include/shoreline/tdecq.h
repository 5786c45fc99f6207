// TDECQ and TECQ of a recorded PAM4 waveform, with OMA, extinction ratio and level mismatch.
// The estimate from transfers alone is in optics.h. Theory: docs/theory/tdecq.md.
//
// Powers are optical, in watt (or any unit of the record: ratios do not depend on it). "dB" of
// TDECQ, Ceq and OMA is 10 log10. Levels are numbered 0..3 from the lowest light up.
#ifndef SHORELINE_TDECQ_H
#define SHORELINE_TDECQ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shoreline/core.h"
#include "shoreline/status.h"

#ifdef __cplusplus
extern "C" {
#endif

// ---- test patterns (tdecq_pattern.c)
// -------------------------------------------------------------

typedef enum sl_pam4_pattern {
    SL_PAM4_AUTO, // the one that the record holds
    SL_PAM4_SSPRQ,
    SL_PAM4_PRBS13Q,
} sl_pam4_pattern;

// Symbols of one period: 65535, 8191; 0 for AUTO. Name: "SSPRQ", "PRBS13Q", "auto".
size_t sl_pam4_pattern_length(sl_pam4_pattern pattern);
const char *sl_pam4_pattern_name(sl_pam4_pattern pattern);

// One period as levels 0..3. SSPRQ begins where IEEE's machine-readable sequence does; PRBS13Q with
// the register full of ones. Errors: SL_ERR_DOMAIN (AUTO). 0.4 ms for SSPRQ.
// Source: IEEE 802.3 120.5.11.2.1 and 120.5.11.2.3 (tables as quoted by others: see tdecq.md).
sl_status sl_pam4_pattern_symbols(uint8_t *symbols, sl_pam4_pattern pattern);

// ---- records (tdecq_read.c)
// ----------------------------------------------------------------------

typedef struct sl_wave_read_opts {
    int column;   // of the values, from 1; 0: by its heading, else the last one
    double scale; // watt (or the unit wanted) per unit of the file; 0: as the heading says
} sl_wave_read_opts;

typedef struct sl_wave_record {
    double *value; // n values in `unit`
    size_t n;
    double step_s;    // mean distance of the samples; 0: the file does not say
    const char *unit; // "W", or "V", "A": what the heading says; "W" where scale was given or
                      // nothing says otherwise
    bool unit_stated; // by heading or scale
    double baud_hint; // symbol rate that the head states, 0: none
    sl_ctx *ctx;
} sl_wave_record;

// Reads a record from text: lines of a head ("key, value" as sampling oscilloscopes write, XInc
// among them; # ! and // begin comments), a heading such as time_s,power_w or Time (ps),Power (mW),
// then numbers between commas, semicolons, tabs or blanks. One column needs XInc in the head, or
// the caller knows the step. Time has to be equidistant: a step that departs by more than a quarter
// is told with its line. Units known: fs ps ns us ms s; uW mW W, mV V, uA mA A. All faults are told
// in ctx. Errors: SL_ERR_SCENARIO, SL_ERR_NO_MEMORY. About 12 ns a number.
sl_status sl_wave_parse(sl_wave_record *out, sl_ctx *ctx, const sl_source *source,
                        const sl_wave_read_opts *opts);
void sl_wave_free(sl_wave_record *record);

// ---- measurement (tdecq_measure.c)
// ---------------------------------------------------------------

#define SL_TDECQ_TAPS_MAX 15
#define SL_TDECQ_BINS     512 // of the eye's histograms

typedef struct sl_tdecq_opts {
    double symbol_rate_bd;         // > 0
    double step_s;                 // of the samples, > 0
    sl_pam4_pattern pattern;       //
    int taps;                      // of the reference equaliser: 5, 9 or 15; 0: 5
    double target_ser;             // 0: 4.8e-4
    double reference_bandwidth_hz; // of the Bessel-Thomson filter; 0: half the symbol rate
    bool filtered;                 // the record was taken through that filter already
    bool fixed_thresholds;         // as in 802.3bs: without the +-1 % of OMA of later clauses
    double instrument_noise;       // sigma_S, rms, in the record's unit, >= 0
} sl_tdecq_opts;

typedef enum sl_tdecq_verdict {
    SL_TDECQ_OK,
    SL_TDECQ_NO_LOCK,    // `reason` says why; nothing but the fields of the lock is set
    SL_TDECQ_NO_RUNS,    // locked, but the record holds no run of threes or zeros to take OMA from
    SL_TDECQ_EYE_CLOSED, // more wrong decisions than the target allows, with no noise added
} sl_tdecq_verdict;

// A measurement. Values that do not exist are NaN.
typedef struct sl_tdecq_result {
    sl_tdecq_verdict verdict;
    char reason[240]; // one sentence, "" for OK
    // ---- the lock
    sl_pam4_pattern pattern;
    bool locked;
    bool inverted;             // more light is a smaller value
    size_t offset;             // symbol of the pattern at the record's first symbol used
    double correlation;        // of the samples with the levels sent, 0..1
    double samples_per_symbol; // as found
    double rate_error_ppm;     // of the record's symbol rate from the one stated
    double clock_line_bd;      // without lock: rate at which the record has a clock line, or NaN
    double timing_rms_ui;      // wander about a constant rate, blocks of 512 symbols
    bool clipped;              // values pile up at an end of their range
    // ---- the record
    size_t symbols;      // used
    double periods;      // of the pattern that these are; below 1 not all of it was seen
    bool periodic;       // the record is whole periods and was taken as a circle
    double bandwidth_hz; // of the reference receiver
    double noise_rms; // random part between repetitions, in front of the equaliser; NaN: one only
    // ---- the eye, in the record's unit
    double average, oma, p3, p0; //
    int run3, run0;              // length of the runs that P3 and P0 were taken from
    double er_db;                // 10 log10(P3/P0); NaN where one is not positive
    double level[4], rlm;        // behind the equaliser, at the centre of the pair of histograms
    double threshold[3];         //
    // ---- the closure
    double tdecq_db, ceq_db, sigma_g, q;
    double ser[2];        // left and right at sigma_G; the larger one is the target
    double ser_eye[2][3]; // of that per threshold
    double ser_decided;   // decisions that are wrong with no noise added
    int taps, main;       // number, index of the main tap from 0
    double tap[SL_TDECQ_TAPS_MAX];
    bool tap_limited; // a limit of the taps is active
    double phase_ui;  // centre of the pair of histograms from the centre of the symbol
    double histogram[2][SL_TDECQ_BINS]; // shares at 0.45 and 0.55 UI, behind the equaliser
    double histogram_low, histogram_step;
} sl_tdecq_result;

// Measures n values. The pattern's offset, the phase of sampling, polarity and a rate error up to
// about 1000 ppm are found. Values are not averaged: what a record's repetitions differ by is
// noise in its histograms, as in the standard. Uses whole periods of the pattern where there is at
// least one, else all symbols. Results do not depend on threads. Errors: SL_ERR_DOMAIN (options;
// values not finite; fewer than 512 symbols; fewer than 1.9 or more than 4096 samples a symbol),
// told in ctx; SL_ERR_NO_MEMORY. No lock is no error: see verdict. Cost: see bench/bench_tdecq.c.
// Source: IEEE 802.3 121.8.4 to 121.8.6; docs/theory/tdecq.md says what was opened.
sl_status sl_tdecq_measure(sl_tdecq_result *out, sl_ctx *ctx, const double *value, size_t n,
                           const sl_tdecq_opts *opts);

// Limits of a reference equaliser's taps: w_i/w_0 within low..high for distances 1, 2 and more from
// the main tap, w_0 itself within main_low..main_high, |w_1 - w_-1|/w_0 at most difference.
typedef struct sl_tdecq_limits {
    int taps, pre_max; // taps in front of the main one: 0..pre_max
    double main_low, main_high;
    double low[3], high[3];
    double difference; // INFINITY: no limit
} sl_tdecq_limits;

// The limits for 5, 9 or 15 taps, NULL for another number.
const sl_tdecq_limits *sl_tdecq_limits_of(int taps);

#ifdef __cplusplus
}
#endif
#endif
