// The keys of COM workbooks: the one table that reading, defaults, --set and dump are made from.
//
// Source: the reference program com_ieee8023_93a, versions 3.70 and 4.50 (its function that reads
// the configuration was read for names, defaults and order; the table states these facts). Order is
// that of dependence: a default may name keys above it only.
#include "com/settings_internal.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

#define AT(field) offsetof(sl_com_settings, field)
#define GIGA      1e9
#define NANO      1e-9
#define PICO      1e-12
#define ANY       0, 0

// key, kind, field, factor, default of both versions, flags, range
#define SCALAR(key, field, factor, value, flags, ...)                                              \
    {                                                                                              \
        key, SL_COM_SCALAR, AT(field), factor, value, value, flags, __VA_ARGS__, NULL              \
    }
#define COUNT(key, field, value, flags, ...)                                                       \
    {                                                                                              \
        key, SL_COM_COUNT, AT(field), 1, value, value, flags, __VA_ARGS__, NULL                    \
    }
#define SWITCH(key, field, value)     COUNT(key, field, value, 0, 0, 9)
#define SWITCH_450(key, field, value) COUNT(key, field, value, SL_COM_ONLY_450, 0, 9)
#define VECTOR(key, field, factor, value, flags, ...)                                              \
    {                                                                                              \
        key, SL_COM_VECTOR, AT(field), factor, value, value, flags, __VA_ARGS__, NULL              \
    }
#define TWO(key, field, factor, value, flags, ...)                                                 \
    {                                                                                              \
        key, SL_COM_TWO, AT(field), factor, value, value, flags, __VA_ARGS__, NULL                 \
    }
#define WORDS(key, field, value, flags, list)                                                      \
    {                                                                                              \
        key, SL_COM_WORD_OF, AT(field), 1, value, value, flags, ANY, list                          \
    }
#define FITTED(key, value, flags, ...)                                                             \
    {                                                                                              \
        key, SL_COM_FITTED, 0, 1, value, value, flags, __VA_ARGS__, NULL                           \
    }
#define TEXT(key, field, value)                                                                    \
    {                                                                                              \
        key, SL_COM_TEXT, AT(field), 1, value, value, 0, ANY, NULL                                 \
    }
#define IGNORED(key)                                                                               \
    {                                                                                              \
        key, SL_COM_IGNORED, 0, 1, "", "", 0, ANY, NULL                                            \
    }
#define NO_EFFECT(key)                                                                             \
    {                                                                                              \
        key, SL_COM_NO_EFFECT, 0, 1, "", "", 0, ANY, NULL                                          \
    }
#define TAPS(n)                                                                                    \
    VECTOR("c(-" #n ")", tx_pre[n - 1], 1, "[]", 0, -1, 1),                                        \
        VECTOR("c(" #n ")", tx_post[n - 1], 1, "[]", 0, -1, 1)

// Positions are the enums' values.
static const char *const ctle_words[] = {"CL93", "CL120d", "CL120e", NULL};
static const char *const phy_words[] = {"C2C", "C2M", "C2Mcom", NULL};
static const char *const window_words[] = {"rectangle", "gaussian", "triangle", "dual_rayleigh",
                                           NULL};
static const char *const cdr_words[] = {"MM", "Mod-MM", NULL};
static const char *const tdecq_words[] = {"none", "vma", NULL};
static const char *const float_words[] = {"Taps", "ISI", "FOM", NULL};
static const char *const constraint_words[] = {"Unity Cursor", "Unity sum taps", "unbounded", NULL};
static const char *const method_words[] = {"FV-LMS", "MMSE", "WIENER-HOPF", NULL};
static const char *const search_words[] = {"full-sweep", "middle", NULL};

const sl_com_key sl_com_keys[] = {
    // Signal
    SCALAR("f_b", f_b_hz, GIGA, NULL, 0, 1e-3, 1e4),
    SCALAR("f_2", f_2_hz, GIGA, "f_b", 0, 0, 1e5),
    SCALAR("f_min", f_min_hz, GIGA, NULL, 0, 0, 1e5),
    SCALAR("f_1", f_1_hz, GIGA, "f_min", 0, 0, 1e5),
    SCALAR("Delta_f", delta_f_hz, GIGA, NULL, 0, 0, 1e5),
    COUNT("L", levels, NULL, 0, 2, 64),
    COUNT("M", samples_per_ui, NULL, 0, 2, 4096),
    SCALAR("DER_0", der_0, 1, NULL, 0, 1e-300, 0.5),
    VECTOR("A_v", a_v_v, 1, NULL, SL_COM_PACKAGE, 0, 1e3),
    VECTOR("A_fe", a_fe_v, 1, NULL, SL_COM_PACKAGE, 0, 1e3),
    VECTOR("A_ne", a_ne_v, 1, NULL, SL_COM_PACKAGE, 0, 1e3),
    VECTOR("A_ft", a_ft_v, 1, "=A_fe", 0, 0, 1e3),
    VECTOR("A_nt", a_nt_v, 1, "=A_ne", 0, 0, 1e3),
    VECTOR("SNR_TX", snr_tx_db, 1, NULL, 0, -300, 1000),
    SWITCH("SNR_TXwC0", snr_tx_with_c0, "0"),
    SCALAR("R_LM", r_lm, 1, NULL, 0, 0, 1),
    SCALAR("sigma_RJ", sigma_rj_ui, 1, NULL, 0, 0, 1),
    SCALAR("A_DD", a_dd_ui, 1, NULL, 0, 0, 1),
    SCALAR("eta_0", eta_0_v2_per_ghz, 1, NULL, 0, 0, 1),
    VECTOR("AC_CM_RMS", ac_cm_rms_v, 1, "0", 0, 0, 10),
    SCALAR("ACCM_MAX_Freq", accm_max_freq_hz, 1, "f_b*1e9", 0, 0, 1e15),

    // Sampling
    FITTED("sample_adjustment", "[0 0]", SL_COM_ONLY_450, -4096, 4096),
    COUNT("ts_anchor", ts_anchor, "0", SL_COM_ONLY_450, 0, 2),
    WORDS("CDR", cdr, "MM", 0, cdr_words),
    WORDS("TS_SRCH_MODE", ts_search, "full-sweep", SL_COM_ONLY_450, search_words),
    COUNT("Local Search", local_search, "0", 0, 0, 1000),

    // Transmit FFE
    SCALAR("c(0)", c0_min, 1, NULL, 0, -1, 1),
    SWITCH("Dynamic TXFFE", dynamic_tx_ffe, "1"),
    TAPS(1),
    TAPS(2),
    TAPS(3),
    TAPS(4),
    TAPS(5),
    TAPS(6),
    TAPS(7),
    TAPS(8),
    TAPS(9),
    TAPS(10),
    TAPS(11),
    TAPS(12),
    TAPS(13),
    TAPS(14),
    TAPS(15),
    TAPS(16),
    FITTED("PKG_Tx_FFE_preset", "0", SL_COM_ONLY_450, -1, 1),

    // Continuous-time equaliser. 3.70 and 4.50 scale the defaults of the three frequencies twice,
    // so that they lie at 1e9 f_b: without effect, as if there were no pole or zero.
    WORDS("CTLE_type", ctle, "CL93", 0, ctle_words),
    VECTOR("g_DC", g_dc_db, 1, NULL, 0, -100, 100),
    VECTOR("g_DC_HP", g_dc_hp_db, 1, "[]", 0, -100, 100),
    VECTOR("f_z", f_z_hz, GIGA, "f_b*1e9/4", 0, 0, 1e15),
    VECTOR("f_p1", f_p1_hz, GIGA, "f_b*1e9/4", 0, 0, 1e15),
    VECTOR("f_p2", f_p2_hz, GIGA, "f_b*1e9", 0, 0, 1e15),
    VECTOR("f_HP_PZ", f_hp_pz_hz, GIGA, "[]", 0, 0, 1e15),
    VECTOR("f_HP_Z", f_hp_z_hz, GIGA, "[]", 0, 0, 1e15),
    VECTOR("f_HP_P", f_hp_p_hz, GIGA, "[]", 0, 0, 1e15),
    SCALAR("GDC_MIN", gdc_min_db, 1, "0", 0, -1000, 1000),
    FITTED("G_Qual", "[]", 0, -1000, 1000),
    VECTOR("G2_Qual", g2_qual_db, 1, "[]", 0, -1000, 1000),
    SWITCH("INCLUDE_CTLE", include_ctle, "1"),
    SCALAR("crusor_gain", cursor_gain, 1, "0", 0, ANY),

    // Receive filter
    SCALAR("f_r", f_r, 1, "4", 0, 1e-6, 1e6),
    SWITCH("Butterworth", butterworth, "1"),
    SWITCH("Bessel_Thomson", bessel_thomson, "0"),
    NO_EFFECT("TDR_f_BT_3db"),
    COUNT("BTorder", bt_order, "4", 0, 1, 20),
    SWITCH_450("Raised_Cosine", raised_cosine, "0"),
    SCALAR("RC_Start", rc_start_hz, 1, "f_b*1e9/2", SL_COM_ONLY_450, 0, 1e15),
    SCALAR("RC_end", rc_end_hz, 1, "f_b*1e9*f_r", SL_COM_ONLY_450, 0, 1e18),
    SCALAR("f_hp", f_hp_hz, 1, "0", SL_COM_ONLY_450, 0, 1e15),
    SWITCH("INCLUDE_TX_RX_FILTER", include_tx_rx_filter, "1"),
    SWITCH("USE_ETA0_PSD", use_eta0_psd, "0"),

    // Decision feedback
    COUNT("N_b", n_b, NULL, 0, 0, SL_COM_LIST),
    FITTED("b_max(1)", NULL, 0, ANY),
    FITTED("b_min(1)", "=-b_max(1)", 0, ANY),
    FITTED("b_max(2..N_b)", "0.2", 0, ANY),
    FITTED("b_min(2..N_b)", "=-b_max(2..N_b)", 0, ANY),
    SCALAR("N_b_step", n_b_step, 1, "0", 0, 0, 1),
    COUNT("N_bg", n_bg, "0", 0, 0, 100),
    COUNT("N_bf", n_bf, "6", 0, 0, 100),
    NO_EFFECT("N_bmax"),
    COUNT("N_f", n_f, "N_b", 0, 0, 10000),
    SCALAR("bmaxg", bmaxg, 1, "0.2", 0, 0, 100),
    SCALAR("B_float_RSS_MAX", b_float_rss_max, 1, "0", 0, 0, 100),
    COUNT("N_tail_start", n_tail_start, "0", 0, 0, 10000),
    SWITCH("FloatingDFE_Development", floating_dfe_development, "1"),
    SWITCH("FT_COOP", ft_coop, "0"),
    SWITCH("LIMIT_JITTER_CONTRIB_TO_DFE_SPAN", limit_jitter_contrib_to_dfe_span, "0"),

    // Receive FFE
    COUNT("ffe_pre_tap_len", ffe_pre_taps, "0", 0, 0, 1000),
    COUNT("ffe_post_tap_len", ffe_post_taps, "0", 0, 0, 1000),
    SCALAR("ffe_tap_step_size", ffe_tap_step, 1, "0", 0, 0, 1),
    {"ffe_main_cursor_min", SL_COM_SCALAR, AT(ffe_main_cursor_min), 1, "0.7", "1", 0, 0, 100, NULL},
    SCALAR("ffe_pre_tap1_max", ffe_pre_tap1_max, 1, "0.7", 0, 0, 100),
    SCALAR("ffe_post_tap1_max", ffe_post_tap1_max, 1, "0.7", 0, 0, 100),
    SCALAR("ffe_tapn_max", ffe_tapn_max, 1, "0.7", 0, 0, 100),
    {"ffe_backoff", SL_COM_COUNT, AT(ffe_backoff), 1, "4", "0", 0, 0, 1000, NULL},
    COUNT("num_ui_RXFF_noise", num_ui_rxff_noise, "2048", SL_COM_ONLY_450, 2, 1 << 20),
    WORDS("FFE_OPT_METHOD", ffe_method, "MMSE", SL_COM_ONLY_450, method_words),
    WORDS("RXFFE FLOAT CTL", ffe_float, "FOM", SL_COM_ONLY_450, float_words),
    WORDS("RXFFE TAP CONSTRAINT", ffe_constraint, "Unity Cursor", SL_COM_ONLY_450,
          constraint_words),
    SWITCH_450("Do_XT_Noise", do_xt_noise, "1"),
    SWITCH_450("FFE_SNR", ffe_snr, "1"),
    SWITCH_450("Do_Colored_Noise", do_colored_noise, "1"),
    SWITCH_450("Do_White_Noise", do_white_noise, "0"),
    COUNT("MLSE", mlse, "0", SL_COM_ONLY_450, 0, 3),

    // Packages
    FITTED("z_p select", "1", 0, 1, SL_COM_CASES),
    FITTED("z_p (TX)", NULL, SL_COM_PACKAGE, 0, 1e4),
    FITTED("z_p (NEXT)", NULL, SL_COM_PACKAGE, 0, 1e4),
    FITTED("z_p (FEXT)", NULL, SL_COM_PACKAGE, 0, 1e4),
    FITTED("z_p (RX)", NULL, SL_COM_PACKAGE, 0, 1e4),
    FITTED("package_Z_c", "78.2", SL_COM_PACKAGE, 1e-3, 1e6),
    FITTED("package_tl_gamma0_a1_a2", "[0 1.734e-3 1.455e-4]", SL_COM_PACKAGE, ANY),
    FITTED("package_tl_tau", "6.141e-3", SL_COM_PACKAGE, 0, 1),
    FITTED("C_d", NULL, 0, 0, 1),
    FITTED("L_s", "0", 0, 0, 1e3),
    TWO("C_b", c_b_f, NANO, "0", 0, 0, 1),
    TWO("C_v", c_v_f, NANO, "0", 0, 0, 1),
    TWO("C_p", c_p_f, NANO, NULL, SL_COM_PACKAGE, 0, 1),
    SCALAR("R_0", r_0_ohm, 1, NULL, 0, 1e-3, 1e6),
    TWO("R_d", r_d_ohm, 1, NULL, SL_COM_PACKAGE, 0, 1e9),
    SCALAR("kappa1", kappa1, 1, "1", 0, 0, 1),
    SCALAR("kappa2", kappa2, 1, "1", 0, 0, 1),
    SWITCH("INC_PACKAGE", inc_package, "1"),
    SWITCH("IDEAL_TX_TERM", ideal_tx_term, "0"),
    SWITCH("IDEAL_RX_TERM", ideal_rx_term, "0"),
    {"PKG_NAME", SL_COM_TEXT, AT(pkg_name), 1, "", "", SL_COM_ONLY_450 | SL_COM_EMPTY_OK, ANY,
     NULL},

    // Boards
    SWITCH("Include PCB", include_pcb, NULL),
    FITTED("board_tl_gamma0_a1_a2", "[0 4.114e-4 2.547e-4]", 0, ANY),
    SCALAR("board_tl_tau", brd_tau_ns_per_mm, 1, "6.191e-3", 0, 0, 1),
    TWO("board_Z_c", brd_z_c_ohm, 1, "109.8", 0, 1e-3, 1e6),
    SCALAR("z_bp (TX)", z_bp_tx_mm, 1, "151", 0, 0, 1e5),
    SCALAR("z_bp (NEXT)", z_bp_next_mm, 1, "72", 0, 0, 1e5),
    SCALAR("z_bp (FEXT)", z_bp_fext_mm, 1, "72", 0, 0, 1e5),
    SCALAR("z_bp (RX)", z_bp_rx_mm, 1, "151", 0, 0, 1e5),
    TWO("C_0", c_0_f, NANO, "0", 0, 0, 1),
    TWO("C_1", c_1_f, NANO, "0", 0, 0, 1),

    // Channel files and their impulse responses
    FITTED("Port Order", "[1 3 2 4]", SL_COM_EMPTY_OK, 1, 4),
    SCALAR("T_r", t_r_s, NANO, "8e-3", 0, 0, 1e3),
    SWITCH("FORCE_TR", force_tr, "0"),
    SWITCH("T_r_meas_point", t_r_meas_point, "0"),
    SWITCH("T_r_filter_type", t_r_filter_type, "0"),
    SWITCH("Enforce Causality", enforce_causality, "0"),
    SCALAR("Enforce Causality REL_TOL", causality_rel_tol, 1, "1e-2", 0, 0, 1),
    SCALAR("Enforce Causality DIFF_TOL", causality_diff_tol, 1, "1e-3", 0, 0, 1),
    SCALAR("Enforce Causality pulse start tolerance", causality_pulse_tol, 1, "0.01", 0, 0, 1),
    SCALAR("Impulse response truncation threshold", truncation_threshold, 1, "1e-3", 0, 0, 1),
    TEXT("S-parameter magnitude extrapolation policy", magnitude_policy, "linear_trend_to_DC"),
    TEXT("S-parameter phase extrapolation policy", phase_policy,
         "extrap_cubic_to_dc_linear_to_inf"),
    SCALAR("fraction_of_F_range_start_extrap_from", extrapolate_from, 1, "0.75", 0, 0, 1),
    SCALAR("Txpskew", txp_skew_s, PICO, "0", SL_COM_ONLY_450, -1e6, 1e6),
    SCALAR("Txnskew", txn_skew_s, PICO, "0", SL_COM_ONLY_450, -1e6, 1e6),
    SCALAR("Rxpskew", rxp_skew_s, PICO, "0", SL_COM_ONLY_450, -1e6, 1e6),
    SCALAR("Rxnskew", rxn_skew_s, PICO, "0", SL_COM_ONLY_450, -1e6, 1e6),
    SWITCH("TDMODE", td_mode, "0"),

    // Distributions
    SCALAR("PDF bin size", bin_size_v, 1, "1e-5", 0, 1e-12, 1),
    SWITCH("Force PDF bin size", force_bin_size, "0"),
    SCALAR("Noise_Crest_Factor", noise_crest_factor, 1, "0", 0, 0, 100),
    SWITCH("Optimize_loop_speed_up", optimize_speed_up, "0"),
    SWITCH("EXE_MODE", exe_mode, "1"),
    WORDS("TDECQ", tdecq, "none", 0, tdecq_words),

    // Eye of chip to module
    WORDS("PMD_type", phy, "C2C", 0, phy_words),
    WORDS("PHY", phy, "=PMD_type", 0, phy_words),
    SWITCH("EW", eye_width, "0"),
    SCALAR("EH_min", eh_min_mv, 1, "0", 0, 0, 1e6),
    SCALAR("EH_max", eh_max_mv, 1, "Inf", SL_COM_INF_OK, 0, HUGE_VAL),
    SCALAR("EH_min_test", eh_min_test_mv, 1, "0", 0, 0, 1e6),
    SCALAR("Min_VEO_Test", eh_min_test_mv, 1, "EH_min_test", 0, 0, 1e6),
    SCALAR("T_O", t_o_mui, 1, "0", 0, 0, 1000),
    SCALAR("T_h", t_o_mui, 1, "T_O", 0, 0, 1000),
    COUNT("samples_for_C2M", samples_for_c2m, "100", 0, 2, 10000),
    WORDS("Histogram_Window_Weight", window, "rectangle", 0, window_words),
    SCALAR("sigma_r", q_r_ui, 1, "0.020", 0, 1e-9, 1),
    SCALAR("Qr", q_r_ui, 1, "sigma_r", 0, 1e-9, 1),
    SCALAR("QL", q_l, 1, "T_h/Qr/1000", 0, 0, 1e9),

    // Verdicts
    SCALAR("COM Pass threshold", com_pass_db, 1, "0", 0, -1000, 1000),
    SCALAR("ERL Pass threshold", erl_pass_db, 1, "0", 0, -1000, 1000),
    SCALAR("VEC Pass threshold", vec_pass_db, 1, "0", 0, -1000, 1000),

    // Return loss, reflectometry, frequency domain
    SWITCH("ERL", erl, "0"),
    SWITCH("ERL_ONLY", erl_only, "0"),
    SWITCH("ERL_FOM", erl_fom, "1"),
    SWITCH("TDR", tdr, "0"),
    COUNT("N", n_ui, "0", 0, 0, 10000000),
    SCALAR("TDR_duration", tdr_duration, 1, "5", 0, 0, 1e6),
    SCALAR("TR_TDR", tr_tdr_s, NANO, "8e-3", 0, 0, 1e3),
    VECTOR("Z_t", z_t_ohm, 1, "50", 0, 1e-3, 1e6),
    SCALAR("T_k", t_k_s, NANO, "0.6", 0, 0, 1e6),
    COUNT("N_bx", n_bx, "N_b", 0, 0, 100000),
    SCALAR("beta_x", beta_x, 1, "0", 0, ANY),
    SCALAR("rho_x", rho_x, 1, "0.618", 0, 0, 1),
    COUNT("Grr_limit", grr_limit, "1", 0, 0, 2),
    COUNT("Grr", grr, "Grr_limit", 0, 0, 2),
    FITTED("Gx", "0", 0, 0, 1),
    TWO("fixture delay time", t_fx_s, 1, "-1", 0, -1, 1),
    SWITCH("AUTO_TFX", auto_tfx, "0"),
    SWITCH("Tukey_Window", tukey_window, "0"),
    SWITCH("TDR_Butterworth", tdr_butterworth, "1"),
    SWITCH("TDR_W_TXPKG", tdr_w_txpkg, "0"),
    SWITCH("SHOW_BRD", show_brd, "0"),
    SWITCH("inc_reflect_board", inc_reflect_board, "0"),
    SWITCH("WC_PORTZ", wc_portz, "0"),
    SWITCH("Display frequency domain", get_fd, "1"),
    SCALAR("f_v", f_v, 1, "4", 0, 1e-9, 1e6),
    SCALAR("f_f", f_f, 1, "4", 0, 1e-9, 1e6),
    SCALAR("f_n", f_n, 1, "4", 0, 1e-9, 1e6),
    SCALAR("delta_IL", delta_il, 1, "1", 0, ANY),
    SWITCH("COMPUTE_RILN", compute_riln, "0"),
    SWITCH("COMPUTE_TDILN", compute_tdiln, "COMPUTE_RILN"),
    COUNT("N_v", n_v, "N_b", 0, 0, 100000),
    COUNT("D_p", d_p, "4", 0, 0, 100000),

    // Receiver calibration and error bursts
    SWITCH("RX_CALIBRATION", rx_calibration, "0"),
    SCALAR("Sigma BBN step", sigma_bbn_step_v, 1, "5e-3", 0, 0, 10),
    SCALAR("BBN Q factor", bbn_q_factor, 1, "5", 0, 0, 1000),
    SWITCH("Force BBN Q factor", force_bbn_q_factor, "0"),
    SWITCH("Use simple error propagation model", simple_ep_model, "0"),
    COUNT("Max burst length calculated", burst_max, "0", 0, 0, 100000),
    SCALAR("Error propagation COM margin", com_ep_margin_db, 1, "0", 0, ANY),

    // What shows, saves, or was planned
    IGNORED("DIAGNOSTICS"),
    IGNORED("DISPLAY_WINDOW"),
    IGNORED("CSV_REPORT"),
    IGNORED("SAVE_TD"),
    IGNORED("SAVE_FIGURES"),
    IGNORED("SAVE_FIGURE_to_CSV"),
    IGNORED("RESULT_DIR"),
    IGNORED("RUNTAG"),
    IGNORED("BREAD_CRUMBS"),
    IGNORED("BREAD_CRUMBS_FIELDS"),
    IGNORED("COM_CONTRIBUTION"),
    IGNORED("SAVE_CONFIG2MAT"),
    IGNORED("SAVE_KEYWORD_FILE"),
    IGNORED("PLOT_CM"),
    IGNORED("TIME_AXIS"),
    IGNORED("exit if deployed"),
    IGNORED("skew_ps"),
    IGNORED("imb_Z_fctr"),
    IGNORED("imb_C_fctr"),
    IGNORED("flip"),
};
const int sl_com_key_n = (int)(sizeof sl_com_keys / sizeof *sl_com_keys);
_Static_assert(sizeof sl_com_keys / sizeof *sl_com_keys <= SL_COM_KEYS_MAX, "SL_COM_KEYS_MAX");

int sl_com_key_find(const char *key)
{
    int first = tolower((unsigned char)*key); // most cells are no key: tell by one letter
    for (int i = 0; i < sl_com_key_n; i++)
        if (tolower((unsigned char)*sl_com_keys[i].key) == first &&
            strcasecmp(sl_com_keys[i].key, key) == 0)
            return i;
    return -1;
}

int sl_com_key_at(const char *key)
{
    for (int i = 0; i < sl_com_key_n; i++)
        if (strcmp(sl_com_keys[i].key, key) == 0) return i;
    return -1;
}
