// Channel Operating Margin: IEEE 802.3 Annex 93A and 178A on measured or computed channels, as the
// reference program of P802.3 computes it. Theory: docs/theory/com.md.
#ifndef SHORELINE_COM_H
#define SHORELINE_COM_H

#include <stdbool.h>
#include <stddef.h>

#include "shoreline/com_settings.h"
#include "shoreline/core.h"
#include "shoreline/sparam.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SL_COM_AGGRESSORS 32
#define SL_COM_DFE_MAX    512
#define SL_COM_TX_MAX     (2 * SL_COM_FFE_TAPS + 1)

// What a channel of a computation is.
typedef enum sl_com_role { SL_COM_THRU, SL_COM_FEXT, SL_COM_NEXT } sl_com_role;

typedef struct sl_com_channel {
    sl_com_role role;
    const char *name;        // for diagnostics
    const sl_sparam *sparam; // 4 ports; a thru of 2 ports (one pair) gives ERL only
} sl_com_channel;

typedef enum sl_com_search {
    SL_COM_SEARCH_REFERENCE, // the local search of the workbook, in the reference's order
    SL_COM_SEARCH_EXACT,     // every candidate of the grid, by bounds: the best there is
} sl_com_search;

// What closes the eye, in the order in which the waterfall of the margin adds it.
enum {
    SL_COM_RECEIVER_NOISE,
    SL_COM_TRANSMITTER_NOISE, // SNR_TX
    SL_COM_JITTER,            // random and dual-Dirac
    SL_COM_CROSSTALK,
    SL_COM_ISI,
    SL_COM_SOURCES
};

// One package test case.
typedef struct sl_com_case {
    int number; // of the workbook's columns, from 1
    double com_db, fom_db;
    double as_v, ani_v;   // signal and interference at DER_0, A_s and A_ni
    double vec_db, veo_v; // vertical eye closure and opening
    double der_threshold; // error ratio at the COM threshold

    // Equaliser found.
    double g_dc_db, g_dc_hp_db; // g_dc_hp_db: NaN without such a stage
    int tx_ffe_n, tx_cursor;    // tx_cursor: index of the cursor
    double tx_ffe[SL_COM_TX_MAX];
    int dfe_n;
    double dfe[SL_COM_DFE_MAX]; // relative to the cursor; floating ones at their places
    int floating_n;
    int floating[SL_COM_DFE_MAX]; // UI after the cursor, from 1
    int rx_ffe_n;
    double rx_ffe[SL_COM_DFE_MAX];
    int sample_shift; // samples from the clock's place (sample_adjustment)
    size_t cursor;    // index of the sampling point in the pulse

    // Noise at the sampler, V.
    double sigma_n_v, sigma_tx_v, sigma_rj_v, sigma_g_v;
    double sigma_isi_v, sigma_xt_v, sigma_jitter_v;
    double peak_isi_v, peak_xt_v, peak_noise_v; // at DER_0, each alone
    double cumulated_v[SL_COM_SOURCES];         // A_ni with this source and those before it
    double mlse_gain_db;                        // 0 without MLSE

    // Return loss, crosstalk, loss: of the channel alone, the same in every case.
    double erl_db, erl11_db, erl22_db; // NaN: not computed
    double icn_v, icn_fext_v, icn_next_v;
    double fom_ild_db, il_nyquist_db, il_fitted_db;

    // Chip to module, or where EW is set.
    double eye_width_ui; // of the narrowest eye; NaN: not computed
    size_t eye_per_ui;
    const double *eye_v; // contours at DER_0: [eye_per_ui][levels - 1][2], the upper edge first

    // With keep_waveforms; owned by the result. Responses to one symbol of the outermost level, at
    // the decision, before the DFE; those of the aggressors in the order of their roles (far-end
    // first).
    double sample_s;
    size_t pulse_n;
    const double *pulse_v, *unequalised_v; // [pulse_n] of the thru
    int aggressors;
    size_t aggressor_n[SL_COM_AGGRESSORS];
    const double *aggressor_v[SL_COM_AGGRESSORS];
} sl_com_case;

typedef struct sl_com_opts {
    sl_com_search search;
    bool erl;            // also where the workbook has ERL off
    bool strict;         // as the text of the standard says, where the reference does otherwise
    bool keep_waveforms; // fill the waveforms of the cases
    // An equaliser found before, of this or a like channel; NULL: none. The search looks within
    // start_steps steps of the grid around it; with 0 transmit FFE and CTLE are its own, and
    // sampling point, DFE and receive FFE follow the channel.
    const sl_com_case *start;
    int start_steps;
} sl_com_opts;

typedef struct sl_com_result sl_com_result;

// Computes COM of a thru and its aggressors (n channels, exactly one SL_COM_THRU). Settings that
// are not modelled, ports or bands that do not fit are told in ctx. Errors: SL_ERR_SCENARIO,
// SL_ERR_NO_MEMORY, SL_ERR_NO_CONVERGENCE (no equaliser of the grid can be used).
sl_status sl_com_run(sl_com_result **out, sl_ctx *ctx, const sl_com_settings *settings,
                     const sl_com_channel *channels, int n, const sl_com_opts *opts);
void sl_com_result_destroy(sl_com_result *result);
int sl_com_cases(const sl_com_result *result);
const sl_com_case *sl_com_case_at(const sl_com_result *result, int i);

#ifdef __cplusplus
}
#endif
#endif
