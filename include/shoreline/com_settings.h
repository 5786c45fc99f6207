// Settings of a COM computation (IEEE 802.3 Annex 93A and 178A): every parameter and option of the
// reference program's workbook that changes a result, with the defaults of the version asked for.
// Theory, keys and what is ignored: docs/theory/com-settings.md.
#ifndef SHORELINE_COM_SETTINGS_H
#define SHORELINE_COM_SETTINGS_H

#include <stdbool.h>

#include "shoreline/core.h"
#include "shoreline/workbook.h"

#ifdef __cplusplus
extern "C" {
#endif

// Whose defaults hold, and which keys are known.
typedef enum sl_com_compat {
    SL_COM_3_70,
    SL_COM_4_50,
} sl_com_compat;

#define SL_COM_LIST     512 // entries of a list
#define SL_COM_CASES    16  // package test cases
#define SL_COM_SEGMENTS 4   // lines of a package, in a row
#define SL_COM_LADDER   8   // C-L sections of a die
#define SL_COM_FFE_TAPS 16  // of the transmitter, on each side of the cursor
#define SL_COM_WORD     64  // bytes of a text

typedef struct sl_com_list {
    int n;
    double v[SL_COM_LIST];
} sl_com_list;

typedef struct sl_com_table { // row after row
    int rows, columns;
    double v[SL_COM_LIST];
} sl_com_table;

// Index of the pairs that workbooks write as [TX RX].
enum { SL_COM_TX, SL_COM_RX, SL_COM_SIDES };

typedef enum sl_com_ctle { SL_COM_CTLE_93, SL_COM_CTLE_120D, SL_COM_CTLE_120E } sl_com_ctle;
typedef enum sl_com_phy { SL_COM_C2C, SL_COM_C2M, SL_COM_C2M_COM } sl_com_phy;
typedef enum sl_com_window {
    SL_COM_RECTANGLE,
    SL_COM_GAUSSIAN,
    SL_COM_TRIANGLE,
    SL_COM_DUAL_RAYLEIGH
} sl_com_window;
typedef enum sl_com_cdr { SL_COM_CDR_MM, SL_COM_CDR_MOD_MM } sl_com_cdr;
typedef enum sl_com_tdecq { SL_COM_TDECQ_NONE, SL_COM_TDECQ_VMA } sl_com_tdecq;
typedef enum sl_com_float_control {
    SL_COM_FLOAT_BY_TAPS,
    SL_COM_FLOAT_BY_ISI,
    SL_COM_FLOAT_BY_FOM
} sl_com_float_control;
typedef enum sl_com_ffe_constraint {
    SL_COM_UNITY_CURSOR,
    SL_COM_UNITY_SUM,
    SL_COM_UNBOUNDED
} sl_com_ffe_constraint;
typedef enum sl_com_ffe_method {
    SL_COM_FFE_FV_LMS,
    SL_COM_FFE_MMSE,
    SL_COM_FFE_WIENER_HOPF
} sl_com_ffe_method;
typedef enum sl_com_phase_search {
    SL_COM_PHASE_FULL_SWEEP,
    SL_COM_PHASE_MIDDLE
} sl_com_phase_search;

// The comment behind a field is the workbook's key, its unit there where that differs from the
// field's, and what it means. Switches are int where the reference takes more than 0 and 1.
// 4.50: the key exists in that version only; under 3.70 the field holds the value that does
// nothing.
typedef struct sl_com_settings {
    sl_com_compat compat;

    // Signal
    double f_b_hz;              // f_b, GBd: symbol rate
    double f_2_hz;              // f_2, GHz: upper end of ICN and ILD integrals; default f_b
    double f_1_hz;              // f_1, GHz: lower end of them; default f_min
    double f_min_hz;            // f_min, GHz: files should begin at or below it
    double delta_f_hz;          // Delta_f, GHz: largest step of a file
    int levels;                 // L: 2 NRZ, 4 PAM4
    int samples_per_ui;         // M
    double der_0;               // DER_0: target detector error ratio
    sl_com_list a_v_v;          // A_v: victim's peak amplitude; one per test case
    sl_com_list a_fe_v, a_ne_v; // A_fe, A_ne: far- and near-end aggressors'; likewise
    sl_com_list a_ft_v, a_nt_v; // A_ft, A_nt: the same for ICN; default A_fe, A_ne, as they stand
    sl_com_list snr_tx_db;      // SNR_TX; one per test case
    int snr_tx_with_c0;         // SNR_TXwC0: SNR_TX corrected by the Tx FFE's cursor
    double r_lm;                // R_LM: level separation mismatch ratio
    double sigma_rj_ui;         // sigma_RJ: rms random jitter
    double a_dd_ui;             // A_DD: half of the dual-Dirac peak-to-peak jitter
    double eta_0_v2_per_ghz;    // eta_0: one-sided noise density at the receiver's input
    sl_com_list ac_cm_rms_v;    // AC_CM_RMS: common-mode source at TP0; one per test case
    double accm_max_freq_hz;    // ACCM_MAX_Freq, Hz: end of its integral; default f_b

    // Sampling
    int sample_adjustment[2]; // sample_adjustment (4.50): samples before, after; default 0 0
    int ts_anchor;            // ts_anchor (4.50): 0 Mueller-Muller, 1 peak, 2 largest difference
    sl_com_cdr cdr;           // CDR: MM, Mod-MM
    sl_com_phase_search ts_search; // TS_SRCH_MODE (4.50): full-sweep, middle
    int local_search; // Local Search: grid steps from the best beyond which to skip; 0 all

    // Transmit FFE: grids of the taps. pre[0] is c(-1), post[0] is c(1).
    double c0_min;      // c(0): least cursor
    int dynamic_tx_ffe; // Dynamic TXFFE: 1 as many taps as keys follow without a gap; 0 c(-4)..c(3)
    int tx_pre_n, tx_post_n;
    sl_com_list tx_pre[SL_COM_FFE_TAPS], tx_post[SL_COM_FFE_TAPS]; // c(-1).., c(1)..
    // PKG_Tx_FFE_preset (4.50): fixed taps of a package case, a row each; one 0: none
    sl_com_table pkg_tx_ffe_preset;

    // Continuous-time equaliser
    sl_com_ctle ctle;       // CTLE_type; 120d where g_DC_HP stands, 120e where f_HP_Z stands
    sl_com_list g_dc_db;    // g_DC
    sl_com_list g_dc_hp_db; // g_DC_HP; empty: none
    sl_com_list f_z_hz;     // f_z, GHz; one per g_DC; CTLE 120e: divided by 10^(g_DC/20)
    sl_com_list f_p1_hz;    // f_p1, GHz; one per g_DC
    sl_com_list f_p2_hz;    // f_p2, GHz; one per g_DC
    sl_com_list f_hp_pz_hz; // f_HP_PZ, GHz; one per g_DC_HP
    sl_com_list f_hp_z_hz;  // f_HP_Z, GHz; one per g_DC, or empty
    sl_com_list f_hp_p_hz;  // f_HP_P, GHz; one per g_DC, or empty
    double gdc_min_db;      // GDC_MIN: largest g_DC + g_DC_HP that is tried; 0: no limit
    sl_com_table g_qual_db; // G_Qual: rows of two limits of g_DC, or none
    sl_com_list g2_qual_db; // G2_Qual: g_DC_HP for each of these rows
    int include_ctle;       // INCLUDE_CTLE
    double cursor_gain;     // crusor_gain (so spelled): with a receive FFE only

    // Receive filter
    double f_r;               // f_r, of f_b: Butterworth's 3 dB; default 4
    int butterworth;          // Butterworth
    int bessel_thomson;       // Bessel_Thomson
    double bt_cutoff;         // 0.473037 f_r, of f_b: what the reference takes for Bessel-Thomson
    int bt_order;             // BTorder
    int raised_cosine;        // Raised_Cosine (4.50)
    double rc_start_hz;       // RC_Start (4.50), Hz; default f_b/2
    double rc_end_hz;         // RC_end (4.50), Hz; default f_b f_r
    double f_hp_hz;           // f_hp (4.50), as given: high pass of eq. 162-12 in receiver tests
    int include_tx_rx_filter; // INCLUDE_TX_RX_FILTER
    int use_eta0_psd;         // USE_ETA0_PSD

    // Decision feedback
    int n_b;                      // N_b: fixed taps
    sl_com_list b_max;            // b_max(1), b_max(2..N_b): of the cursor, N_b of them
    sl_com_list b_min;            // b_min(1), b_min(2..N_b); default -b_max
    double n_b_step;              // N_b_step: resolution of taps; 0: none
    int n_bg, n_bf;               // N_bg groups (0: none) of N_bf taps that float
    int n_bmax;                   // N_f: UI that floating taps reach; N_b where there are no groups
    int n_f;                      // N_f (4.50): the same for a receive FFE; default N_b
    bool floating_dfe;            // N_bg > 0 and no receive FFE
    bool floating_rx_ffe;         // N_bg > 0 and a receive FFE
    double bmaxg;                 // bmaxg: largest floating tap
    double b_float_rss_max;       // B_float_RSS_MAX: of the tail's taps; 0: no limit
    int n_tail_start;             // N_tail_start, UI
    int floating_dfe_development; // FloatingDFE_Development: the routine in use
    int ft_coop;                  // FT_COOP: banks optimised together
    int limit_jitter_contrib_to_dfe_span; // LIMIT_JITTER_CONTRIB_TO_DFE_SPAN

    // Receive FFE
    bool rx_ffe;                    // ffe_pre_tap_len or ffe_post_tap_len is not 0
    int ffe_pre_taps;               // ffe_pre_tap_len
    int ffe_post_taps;              // ffe_post_tap_len
    double ffe_tap_step;            // ffe_tap_step_size
    double ffe_main_cursor_min;     // ffe_main_cursor_min; default 0.7 in 3.70, 1 in 4.50
    double ffe_pre_tap1_max;        // ffe_pre_tap1_max
    double ffe_post_tap1_max;       // ffe_post_tap1_max
    double ffe_tapn_max;            // ffe_tapn_max
    int ffe_backoff;                // ffe_backoff; default 4 in 3.70, 0 in 4.50
    int num_ui_rxff_noise;          // num_ui_RXFF_noise (4.50): points of folded noise spectra
    sl_com_ffe_method ffe_method;   // FFE_OPT_METHOD (4.50)
    sl_com_float_control ffe_float; // RXFFE FLOAT CTL (4.50)
    sl_com_ffe_constraint ffe_constraint; // RXFFE TAP CONSTRAINT (4.50)
    int do_xt_noise;                      // Do_XT_Noise (4.50)
    int ffe_snr;                          // FFE_SNR (4.50)
    int do_colored_noise;                 // Do_Colored_Noise (4.50)
    int do_white_noise;                   // Do_White_Noise (4.50)
    int mlse;                             // MLSE (4.50): 0 none, 1 U1, 2 experimental, 3 U3

    // Packages
    int cases;        // columns of z_p: test cases there are
    int z_p_select_n; // z_p select: those to run, from 1
    int z_p_select[SL_COM_CASES];
    int z_p_flex; // segments as given: 1, 2 or 4
    int segments; // 1 or 4; of two given the last two have length 0 and 100 ohm
    // z_p (TX), (NEXT), (FEXT), (RX); a row per case
    double z_p_tx_mm[SL_COM_CASES][SL_COM_SEGMENTS];
    double z_p_next_mm[SL_COM_CASES][SL_COM_SEGMENTS];
    double z_p_fext_mm[SL_COM_CASES][SL_COM_SEGMENTS];
    double z_p_rx_mm[SL_COM_CASES][SL_COM_SEGMENTS];
    double pkg_z_c_ohm[SL_COM_SIDES][SL_COM_SEGMENTS]; // package_Z_c
    // package_tl_gamma0_a1_a2: 1/mm, sqrt(ns)/mm, ns/mm. One for both sides but with PKG_NAME.
    double pkg_gamma0_a1_a2[SL_COM_SIDES][3];
    double pkg_tau_ns_per_mm[SL_COM_SIDES];    // package_tl_tau; likewise
    int ladder;                                // C-L sections of each die, at least 1
    double c_d_f[SL_COM_SIDES][SL_COM_LADDER]; // C_d, nF; sections from the die outwards
    double l_s_h[SL_COM_SIDES][SL_COM_LADDER]; // L_s, nH
    double c_b_f[SL_COM_SIDES];                // C_b, nF: bump
    double c_v_f[SL_COM_SIDES];                // C_v, nF: via, before the last of four segments
    double c_p_f[SL_COM_SIDES];                // C_p, nF: ball
    double r_0_ohm;                            // R_0
    double r_d_ohm[SL_COM_SIDES];              // R_d
    double kappa1, kappa2; // kappa1, kappa2: factor on the channel's reflection at TP0, TP5
    int inc_package;       // INC_PACKAGE
    int ideal_tx_term;     // IDEAL_TX_TERM
    int ideal_rx_term;     // IDEAL_RX_TERM
    char pkg_name[SL_COM_SIDES][SL_COM_WORD]; // PKG_NAME (4.50): blocks between .START and .END

    // Boards
    int include_pcb;                  // Include PCB: 0 none, 1 both ends, 2 the receiver's only
    double brd_gamma0_a1_a2[3];       // board_tl_gamma0_a1_a2; as the package's
    double brd_tau_ns_per_mm;         // board_tl_tau
    double brd_z_c_ohm[SL_COM_SIDES]; // board_Z_c
    double z_bp_tx_mm, z_bp_next_mm;  // z_bp (TX), z_bp (NEXT)
    double z_bp_fext_mm, z_bp_rx_mm;  // z_bp (FEXT), z_bp (RX)
    double c_0_f[SL_COM_SIDES];       // C_0, nF: at the device
    double c_1_f[SL_COM_SIDES];       // C_1, nF: at the connector

    // Channel files and their impulse responses
    int port_order[4];                  // Port Order [tx+ tx- rx+ rx-]; empty or NaN: 1 3 2 4
    double t_r_s;                       // T_r, ns: 20 % to 80 % of the source's edge
    int force_tr;                       // FORCE_TR: then the next two are 0 and 1
    int t_r_meas_point;                 // T_r_meas_point: 0 TP0, 1 TP0a
    int t_r_filter_type;                // T_r_filter_type: 0 Gaussian, 1 Bessel-Thomson
    int enforce_causality;              // Enforce Causality
    double causality_rel_tol;           // Enforce Causality REL_TOL
    double causality_diff_tol;          // Enforce Causality DIFF_TOL
    double causality_pulse_tol;         // Enforce Causality pulse start tolerance
    double truncation_threshold;        // Impulse response truncation threshold, of the peak
    char magnitude_policy[SL_COM_WORD]; // S-parameter magnitude extrapolation policy
    char phase_policy[SL_COM_WORD];     // S-parameter phase extrapolation policy
    double extrapolate_from;            // fraction_of_F_range_start_extrap_from
    double txp_skew_s, txn_skew_s;      // Txpskew, Txnskew (4.50), ps
    double rxp_skew_s, rxn_skew_s;      // Rxpskew, Rxnskew (4.50), ps
    int td_mode;                        // TDMODE: pulse responses instead of files

    // Distributions
    double bin_size_v;         // PDF bin size
    int force_bin_size;        // Force PDF bin size
    double noise_crest_factor; // Noise_Crest_Factor: 0: from DER_0
    int optimize_speed_up;     // Optimize_loop_speed_up
    int exe_mode;              // EXE_MODE: 0 legacy, 1 fast, 2 superfast
    sl_com_tdecq tdecq;        // TDECQ

    // Eye of chip to module
    sl_com_phy phy;        // PHY, default PMD_type; C2C with EH_min: C2M_COM
    int eye_width;         // EW; 1 for C2M
    double eh_min_mv;      // EH_min
    double eh_max_mv;      // EH_max
    double eh_min_test_mv; // Min_VEO_Test, default EH_min_test
    double t_o_mui;        // T_h, default T_O; 0 but for C2M
    int samples_for_c2m;   // samples_for_C2M
    sl_com_window window;  // Histogram_Window_Weight
    double q_r_ui;         // Qr, default sigma_r
    double q_l;            // QL, default T_O / Qr / 1000, before T_O is set to 0

    // Verdicts
    double com_pass_db; // COM Pass threshold
    double erl_pass_db; // ERL Pass threshold
    double vec_pass_db; // VEC Pass threshold

    // Return loss, reflectometry and figures of the frequency domain
    int erl;                         // ERL: 1 on, 2 of a package
    int erl_only;                    // ERL_ONLY
    int erl_fom;                     // ERL_FOM: 1 by variance
    int tdr;                         // TDR; 1 with WC_PORTZ
    int n_ui;                        // N: UI of the reflection; 0: TDR_duration holds
    double tdr_duration;             // TDR_duration, of the channel's transit
    double tr_tdr_s;                 // TR_TDR, ns
    sl_com_list z_t_ohm;             // Z_t: one or more
    double t_k_s;                    // T_k, ns
    int n_bx;                        // N_bx, UI; default N_b
    double beta_x, rho_x;            // beta_x, rho_x
    int grr;                         // Grr, default Grr_limit; 2 with Gx
    int grr_limit;                   // Grr_limit
    double t_fx_s[SL_COM_SIDES];     // fixture delay time, s, of ports 1 and 2; -1: not given
    int auto_tfx;                    // AUTO_TFX
    int tukey_window;                // Tukey_Window
    int tdr_butterworth;             // TDR_Butterworth
    int tdr_w_txpkg;                 // TDR_W_TXPKG
    int show_brd;                    // SHOW_BRD
    int inc_reflect_board;           // inc_reflect_board
    int wc_portz;                    // WC_PORTZ: obsolete; Tx packages at both ends
    int get_fd;                      // Display frequency domain: ICN, ILD and losses wanted
    double f_v, f_f, f_n;            // f_v, f_f, f_n, of f_b: edges in ILD and ICN
    double delta_il;                 // delta_IL: experimental
    int compute_riln, compute_tdiln; // COMPUTE_RILN, COMPUTE_TDILN
    int n_v, d_p;                    // N_v (default N_b), D_p: UI after, before the pulse for Vf

    // Receiver calibration and error bursts
    int rx_calibration;      // RX_CALIBRATION
    double sigma_bbn_step_v; // Sigma BBN step
    double bbn_q_factor;     // BBN Q factor
    int force_bbn_q_factor;  // Force BBN Q factor
    int simple_ep_model;     // Use simple error propagation model
    int burst_max;           // Max burst length calculated
    double com_ep_margin_db; // Error propagation COM margin
} sl_com_settings;

// Reads a COM workbook (.xlsx, or .csv as written from one) and resolves it. All faults are told at
// once in ctx: keys missing, given twice or unknown, literals that do not parse, sizes that do not
// fit. Unknown keys, and keys without effect in this version, are warnings. Errors: SL_ERR_IO,
// SL_ERR_SCENARIO, SL_ERR_NO_MEMORY. Cost: about 1 ms.
sl_status sl_com_settings_read(sl_com_settings **out, sl_ctx *ctx, const char *path,
                               sl_com_compat compat);
// The same from a grid that was read.
sl_status sl_com_settings_resolve(sl_com_settings **out, sl_ctx *ctx, const sl_workbook *book,
                                  sl_com_compat compat);
void sl_com_settings_destroy(sl_com_settings *settings);

// Sets one key as if its cell held `text`, and resolves everything anew, so that what has its
// default from that key follows. The settings stay as they were on an error. `settings` is what
// sl_com_settings_read or sl_com_preset_settings gave, not a copy of it. Errors: as above.
sl_status sl_com_settings_set(sl_com_settings *settings, sl_ctx *ctx, const char *key,
                              const char *text);

// The same for n keys at once, where one does not fit without the other. Errors: also SL_ERR_LIMIT
// (more than SL_COM_CHANGES).
#define SL_COM_CHANGES 64
sl_status sl_com_settings_change(sl_com_settings *settings, sl_ctx *ctx, const char *const *keys,
                                 const char *const *texts, int n);

// Writes each key that has an effect: "key = value # origin", the value as a literal in the
// workbook's own units, the origin a cell, --set, a preset or default. What is read again from
// this text ("key,value" a line) gives the same settings.
void sl_com_settings_dump(sl_text *out, const sl_com_settings *settings);

// ---- presets (src/com/presets.c) ----

typedef struct sl_com_preset {
    const char *name;    // "3ck-kr"
    const char *title;   // what it stands for
    const char *clause;  // of the standard
    const char *quality; // "standard", "paper" or "assumption", as in the catalogue
    const char *source;  // where the values were read
    const char *note;    // "not a compliance result" and why, or ""
} sl_com_preset;

// The i-th preset, or NULL after the last.
const sl_com_preset *sl_com_preset_at(int i);
// Settings of a preset. Errors: SL_ERR_USAGE (no such preset; told in ctx with the nearest name),
// else as sl_com_settings_read.
sl_status sl_com_preset_settings(sl_com_settings **out, sl_ctx *ctx, const char *name,
                                 sl_com_compat compat);

#ifdef __cplusplus
}
#endif
#endif
