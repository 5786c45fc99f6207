// COM settings. Expected values are those written in the published workbooks, or follow by hand
// from the reference program's rules for defaults and sizes.
#include "sl_test.h"

#include "shoreline/com_settings.h"

#include <stdlib.h>
#include <string.h>

static int setup(void **state)
{
    return sl_ctx_create((sl_ctx **)state, NULL) != SL_OK;
}

static int teardown(void **state)
{
    sl_ctx_destroy(*state);
    return 0;
}

// The least that the reference asks for, with the values of 100GBASE-KR4.
#define LEAST                                                                                      \
    "f_b,25.78125\nf_min,0.05\nDelta_f,0.01\nL,2\nM,32\nDER_0,1e-5\nA_v,0.4\nA_fe,0.4\nA_ne,0.6\n" \
    "SNR_TX,27\nR_LM,1\nsigma_RJ,0.01\nA_DD,0.05\neta_0,5.2e-8\nc(0),0.62\ng_DC,[-12:1:0]\n"       \
    "b_max(1),1\nC_d,[2.5e-4 2.5e-4]\nC_p,1.8e-4\nR_0,50\nR_d,[55 50]\nInclude PCB,0\n"
#define LINES "z_p (TX),[12 30]\nz_p (NEXT),[12 12]\nz_p (FEXT),[12 30]\nz_p (RX),[12 30]\n"
#define BASE  LEAST LINES "N_b,14\n"

static sl_status parse(sl_com_settings **out, sl_ctx *ctx, const char *text, sl_com_compat compat)
{
    sl_workbook *book;
    *out = NULL;
    assert_int_equal(sl_workbook_parse(&book, ctx, "t.csv", text, strlen(text), "S"), SL_OK);
    sl_status status = sl_com_settings_resolve(out, ctx, book, compat);
    sl_workbook_destroy(book);
    return status;
}

static sl_com_settings *good(sl_ctx *ctx, const char *text, sl_com_compat compat)
{
    sl_com_settings *s;
    sl_status status = parse(&s, ctx, text, compat);
    if (status != SL_OK)
        fail_msg("'%s': %s", text, sl_diag_count(ctx) ? sl_diag_get(ctx, 0)->message : "?");
    return s;
}

static void check_list(const sl_com_list *list, int n, const double *v)
{
    assert_int_equal(list->n, n);
    for (int i = 0; i < n; i++)
        if (list->v[i] != v[i]) fail_msg("[%d] = %.17g, expected %.17g", i, list->v[i], v[i]);
}

#define LIST(list, ...)                                                                            \
    check_list(list, (int)(sizeof(double[]){__VA_ARGS__} / sizeof(double)), (double[]){__VA_ARGS__})

static void test_defaults(void **state)
{
    for (sl_com_compat compat = SL_COM_3_70; compat <= SL_COM_4_50; compat++) {
        sl_com_settings *s = good(*state, BASE, compat);
        assert_int_equal(sl_diag_count(*state), 0);
        assert_true(s->f_b_hz == 25.78125e9 && s->f_2_hz == s->f_b_hz && s->f_1_hz == 0.05e9);
        assert_true(s->f_r == 4 && s->t_r_s == 8e-3 * 1e-9 && s->z_t_ohm.v[0] == 50);
        // Scaled to Hz before it is scaled again: the reference's defaults of poles and zeros.
        assert_int_equal(s->f_z_hz.n, 13);
        assert_true(s->f_z_hz.v[12] == 25.78125e9 / 4 * 1e9 && s->f_p2_hz.v[0] == 25.78125e9 * 1e9);
        assert_int_equal(s->ctle, SL_COM_CTLE_93);
        assert_true(s->rc_start_hz == s->f_b_hz / 2 && s->rc_end_hz == 4 * s->f_b_hz);
        assert_int_equal(s->n_b, 14);
        assert_int_equal(s->b_max.n, 14);
        assert_true(s->b_max.v[0] == 1 && s->b_max.v[1] == 0.2 && s->b_max.v[13] == 0.2);
        assert_true(s->b_min.v[0] == -1 && s->b_min.v[13] == -0.2);
        assert_int_equal(s->n_bmax, 14);
        assert_int_equal(s->n_bx, 14);
        assert_int_equal(s->n_v, 14);
        assert_int_equal(s->tx_pre_n + s->tx_post_n, 0);
        LIST(&s->a_ft_v, 0.4);
        LIST(&s->a_nt_v, 0.6);
        assert_true(s->c_p_f[SL_COM_TX] == 1.8e-4 * 1e-9 && s->c_p_f[SL_COM_RX] == 1.8e-4 * 1e-9);
        assert_true(s->r_d_ohm[SL_COM_TX] == 55 && s->r_d_ohm[SL_COM_RX] == 50);
        assert_true(s->pkg_z_c_ohm[SL_COM_TX][0] == 78.2 && s->pkg_z_c_ohm[SL_COM_RX][0] == 78.2);
        assert_true(s->pkg_gamma0_a1_a2[SL_COM_RX][1] == 1.734e-3);
        assert_int_equal(s->port_order[1], 3);
        assert_true(s->t_fx_s[0] == -1 && s->t_fx_s[1] == -1);
        assert_true(isinf(s->eh_max_mv));
        assert_int_equal(s->ladder, 1);
        assert_int_equal(s->segments, 1);
        assert_int_equal(s->cases, 2);
        assert_true(s->z_p_rx_mm[1][0] == 30 && s->z_p_next_mm[1][0] == 12);
        assert_int_equal(s->z_p_select_n, 1);
        assert_int_equal(s->a_v_v.n, 1);       // cases that run: up to the first
        assert_int_equal(s->ac_cm_rms_v.n, 2); // cases that there are
        assert_string_equal(s->magnitude_policy, "linear_trend_to_DC");
        sl_com_settings_destroy(s);
    }
}

// The only defaults of results that differ between the two versions.
static void test_versions(void **state)
{
    sl_com_settings *old = good(*state, BASE, SL_COM_3_70), *now = good(*state, BASE, SL_COM_4_50);
    assert_true(old->ffe_main_cursor_min == 0.7 && now->ffe_main_cursor_min == 1);
    assert_true(old->ffe_backoff == 4 && now->ffe_backoff == 0);
    now->ffe_main_cursor_min = 0.7;
    now->ffe_backoff = 4;
    now->compat = SL_COM_3_70;
    assert_memory_equal(old, now, sizeof *old);
    sl_com_settings_destroy(old);
    sl_com_settings_destroy(now);
    old = good(*state, BASE "MLSE,1\nRaised_Cosine,0.0\n", SL_COM_3_70);
    assert_int_equal(old->mlse, 0);
    assert_int_equal(sl_diag_count(*state), 1); // not for the second, which changes nothing
    assert_int_equal(sl_diag_get(*state, 0)->code, SL_W_UNUSED);
    sl_com_settings_destroy(old);
}

static void test_equalisers(void **state)
{
    sl_com_settings *s = good(
        *state,
        BASE "c(-1),[-0.1:0.05:0],,c(1),[-0.2 0],,c(-3),0.02\n"
             "g_DC_HP,[-2 -1],,f_HP_PZ,0.5\nf_z,[1:13]\nb_max(2..N_b),\"[0.3 0.1*ones(1,12)]\"\n"
             "b_min(1),-0.5,,N_bg,3\nN_f,40,,N_bmax,99\nffe_pre_tap_len,3\nG_Qual,[-2 -9;-4 -10]\n"
             "G2_Qual,[0 -1]\nSNR_TX ,30\n",
        SL_COM_4_50);
    assert_int_equal(s->tx_pre_n, 1); // c(-2) is missing, so c(-3) is not reached
    LIST(&s->tx_pre[0], -0.1, -0.05, 0);
    LIST(&s->tx_post[0], -0.2, 0);
    assert_int_equal(s->ctle, SL_COM_CTLE_120D);
    LIST(&s->f_hp_pz_hz, 0.5e9, 0.5e9);
    assert_true(s->f_z_hz.v[12] == 13e9);
    assert_true(s->b_max.v[1] == 0.3 && s->b_max.v[13] == 0.1 && s->b_min.v[1] == -0.3);
    assert_true(s->b_min.v[0] == -0.5 && s->b_min.v[13] == -0.1);
    assert_int_equal(s->n_bmax, 40);
    assert_true(s->rx_ffe && s->floating_rx_ffe && !s->floating_dfe);
    assert_int_equal(s->g_qual_db.rows, 2);
    assert_int_equal(sl_diag_errors(*state), 0);
    assert_int_equal(sl_diag_count(*state), 3); // c(-3), N_bmax, 'SNR_TX '
    sl_com_settings_destroy(s);

    s = good(*state, BASE "Dynamic TXFFE,0,,c(-3),0.02\nf_HP_Z,1\nf_HP_P,2\nf_z,1\n", SL_COM_3_70);
    assert_int_equal(s->tx_pre_n, 4);
    assert_int_equal(s->tx_post_n, 3);
    LIST(&s->tx_pre[2], 0.02);
    LIST(&s->tx_post[2], 0);
    assert_int_equal(s->ctle, SL_COM_CTLE_120E);
    assert_true(s->f_z_hz.v[12] == 1e9); // at 0 dB
    sl_assert_rel(s->f_z_hz.v[0], 1e9 * pow(10, 12.0 / 20), 1e-15);
    sl_com_settings_destroy(s);

    s = good(*state, LEAST LINES "N_b,0\n", SL_COM_3_70);
    assert_int_equal(s->b_max.n + s->b_min.n, 0);
    sl_com_settings_destroy(s);
}

static void test_packages(void **state)
{
    sl_com_settings *s =
        good(*state,
             "z_p (TX),[12 31; 1.8 1.8]\nz_p (NEXT),[12 29; 1.8 1.8]\nz_p (FEXT),[12 31; 1.8 1.8]\n"
             "z_p (RX),[13 29; 1.8 1.7]\npackage_Z_c,[87.5 88; 92.5 93]\nz_p select,[2 1]\n"
             "N_b,2\nL_s,\"[0.1 0.2]\"\n" LEAST,
             SL_COM_3_70);
    assert_int_equal(s->segments, 4);
    assert_int_equal(s->z_p_flex, 2);
    assert_int_equal(s->cases, 2);
    assert_true(s->z_p_rx_mm[1][0] == 29 && s->z_p_rx_mm[1][1] == 1.7 && s->z_p_rx_mm[1][2] == 0);
    assert_true(s->pkg_z_c_ohm[SL_COM_TX][1] == 92.5 && s->pkg_z_c_ohm[SL_COM_RX][0] == 88);
    assert_true(s->pkg_z_c_ohm[SL_COM_RX][3] == 100);
    assert_int_equal(s->a_v_v.n, 2);
    assert_int_equal(s->z_p_select[0], 2);
    assert_true(s->l_s_h[SL_COM_RX][0] == 0.2 * 1e-9);
    sl_com_settings_destroy(s);
}

// C_d and L_s as ladders of three sections, with a preset row for the case that runs.
static void test_ladders(void **state)
{
    static const char text[] =
        "f_b,106.25\nf_min,0.05\nDelta_f,0.05\nL,4\nM,32\nDER_0,2e-4\nA_v,[.4 .5]\nA_fe,.4\n"
        "A_ne,.45\nSNR_TX,33\nR_LM,.95\nsigma_RJ,.01\nA_DD,.02\neta_0,6e-9\nc(0),1\ng_DC,0\n"
        "b_max(1),.85\nC_d,[.4e-4 .9e-4 1.1e-4;.5e-4 .9e-4 1.2e-4]\nC_p,.4e-4\nR_0,50\nR_d,50\n"
        "L_s,[.13 .15 .14;.12 .15 .14]\nInclude PCB,0\nN_b,1\nz_p (TX),[34;1.8]\n"
        "z_p (NEXT),[34;1.8]\nz_p (FEXT),[34;1.8]\nz_p (RX),[32;1.8]\n"
        "package_Z_c,[87.5 87.5;92.5 92.5]\nPKG_Tx_FFE_preset,[-0.14 1]\nPort Order,NaN\n"
        "PMD_type,C2M\nT_O,50\nFORCE_TR,1\nT_r_meas_point,1\n";
    sl_com_settings *s = good(*state, text, SL_COM_4_50);
    assert_int_equal(s->ladder, 3);
    assert_int_equal(s->cases, 1);
    assert_true(s->c_d_f[SL_COM_TX][2] == 1.1e-4 * 1e-9 && s->c_d_f[SL_COM_RX][0] == .5e-4 * 1e-9);
    assert_true(s->l_s_h[SL_COM_RX][0] == .12 * 1e-9);
    assert_int_equal(s->pkg_tx_ffe_preset.columns, 2);
    assert_int_equal(s->port_order[3], 4);
    assert_int_equal(s->phy, SL_COM_C2M);
    assert_int_equal(s->eye_width, 1);
    assert_true(s->t_o_mui == 50 && fabs(s->q_l - 2.5) < 1e-15);
    assert_int_equal(s->t_r_meas_point, 0);
    assert_int_equal(s->t_r_filter_type, 1);
    assert_int_equal(s->b_max.n, 1);
    // Not a module: sampled at one instant; with a least eye height judged by it all the same.
    assert_int_equal(sl_com_settings_set(s, *state, "pmd_TYPE", "C2C"), SL_OK);
    assert_true(s->t_o_mui == 0 && s->phy == SL_COM_C2C && s->eye_width == 0);
    assert_int_equal(sl_com_settings_set(s, *state, "EH_min", "10"), SL_OK);
    assert_int_equal(s->phy, SL_COM_C2M_COM);
    assert_int_equal(sl_com_settings_set(s, *state, "sample_adjustment", "[-2 3]"), SL_OK);
    assert_true(s->sample_adjustment[0] == -2 && s->sample_adjustment[1] == 3);
    assert_int_equal(sl_com_settings_set(s, *state, "sample_adjustment", "5"), SL_OK);
    assert_true(s->sample_adjustment[0] == 0 && s->sample_adjustment[1] == 5); // its last alone
    sl_com_settings_destroy(s);
}

#define BLOCK(name, z)                                                                             \
    ".START," name "\nC_p,[1e-4 2e-4]\nR_d,[45 46]\nA_v,0.5\nA_fe,0.5\nA_ne,0.55\n"                \
    "z_p (TX)," z "\nz_p (NEXT)," z "\nz_p (FEXT)," z "\nz_p (RX)," z "\n"                         \
    "package_tl_tau,0.007\npackage_Z_c,[90 91]\nC_d,3\n.END\n"

static void test_blocks(void **state)
{
    static const char text[] =
        BASE "PKG_NAME,A B\n" BLOCK("A", "[10 20 25]") BLOCK("B", "[8 9 10]") "f_b,1\n";
    sl_com_settings *s = good(*state, text, SL_COM_4_50);
    assert_string_equal(s->pkg_name[SL_COM_TX], "A");
    assert_string_equal(s->pkg_name[SL_COM_RX], "B");
    assert_int_equal(s->cases, 3);
    assert_true(s->z_p_tx_mm[2][0] == 25 && s->z_p_rx_mm[2][0] == 10);
    assert_true(s->c_p_f[SL_COM_TX] == 1e-4 * 1e-9 && s->c_p_f[SL_COM_RX] == 2e-4 * 1e-9);
    assert_true(s->pkg_z_c_ohm[SL_COM_RX][0] == 91 && s->pkg_tau_ns_per_mm[SL_COM_RX] == 0.007);
    assert_true(s->a_v_v.v[0] == 0.5 && s->a_ne_v.v[0] == 0.55 && s->a_ft_v.v[0] == 0.4);
    assert_true(s->c_d_f[SL_COM_TX][0] == 2.5e-4 * 1e-9); // not from a block
    assert_int_equal(sl_com_settings_set(s, *state, "PKG_NAME", ""), SL_OK);
    assert_int_equal(s->cases, 2);
    assert_int_equal(sl_com_settings_set(s, *state, "PKG_NAME", "A C"), SL_ERR_SCENARIO);
    assert_int_equal(s->cases, 2); // as before
    sl_com_settings_destroy(s);
    assert_int_equal(parse(&s, *state, text, SL_COM_3_70), SL_ERR_SCENARIO);
    assert_int_equal(parse(&s, *state, BASE ".START,A\n", SL_COM_4_50), SL_ERR_SCENARIO);
}

static void test_set(void **state)
{
    sl_com_settings *s = good(*state, BASE, SL_COM_3_70);
    assert_int_equal(sl_com_settings_set(s, *state, "f_b", "53.125"), SL_OK);
    assert_true(s->f_b_hz == 53.125e9 && s->f_2_hz == 53.125e9); // what follows from it, too
    assert_int_equal(sl_com_settings_set(s, *state, "N_b", "2+1"), SL_OK);
    assert_int_equal(s->b_max.n, 3);
    assert_int_equal(sl_com_settings_set(s, *state, "b_max(2..N_b)", "[1 2 3]"), SL_ERR_SCENARIO);
    assert_int_equal(sl_com_settings_set(s, *state, "N-b", "1"), SL_ERR_SCENARIO);
    assert_int_equal(sl_com_settings_set(s, *state, "MLSE", "1"), SL_ERR_SCENARIO);
    assert_int_equal(sl_com_settings_set(s, *state, "N_b", ""), SL_ERR_SCENARIO);
    assert_int_equal(s->b_max.n, 3);
    assert_true(s->b_max.v[2] == 0.2);
    sl_com_settings_destroy(s);
}

static void test_broken(void **state)
{
    static const struct {
        const char *text;
        int code, line, column;
    } broken[] = {
        {BASE "N_b,13\n", SL_E_DUPLICATE_KEY, 28, 1},
        {LEAST LINES, SL_E_MISSING_KEY, 0, 0},
        {"f_b;53.125\nN_b;12\n", SL_E_WORKBOOK, 0, 0}, // and no list of all that is missing
        {BASE "T_r,[0.1 0.2\n", SL_E_LITERAL, 28, 5},
        {BASE "T_r,0.1 ns\n", SL_E_LITERAL, 28, 9},
        {BASE "T_r,,x\n", SL_E_MISSING_KEY, 28, 1},
        {BASE "T_r,NaN\n", SL_E_RANGE, 28, 5},
        {BASE "T_r,-1\n", SL_E_RANGE, 28, 5},
        {BASE "f_HP_PZ,1\ng_DC_HP,[1 2]\nf_r,[1 2]\n", SL_E_SIZE, 30, 5},
        {BASE "g_DC_HP,[1 2]\n", SL_E_SIZE, 0, 0},
        {BASE "Grr_limit,7\n", SL_E_RANGE, 28, 11}, // and nothing of what follows from it
        {BASE "N_bg,1.5\n", SL_E_INTEGER, 28, 6},
        {BASE "PMD_type,C3M\n", SL_E_ENUM, 28, 10},
        {BASE "z_p select,[1 3]\n", SL_E_SIZE, 28, 12},
        {BASE "f_z,[1 2]\n", SL_E_SIZE, 28, 5},
        {BASE "sample_adjustment,[1 2 3]\n", SL_E_SIZE, 28, 19},
        {BASE "Port Order,[1 2 3 3]\n", SL_E_SIZE, 28, 12},
        {BASE "b_max(2..N_b),[1 2]\n", SL_E_SIZE, 28, 15},
        {BASE "L_s,[1 2 3;4 5 6]\n", SL_E_SIZE, 28, 5},
        {BASE "package_Z_c,[1;2]\n", SL_E_SIZE, 28, 13},
        {BASE "G_Qual,[1 2]\n", SL_E_SIZE, 28, 8},
        {BASE "c(-1),[0:0.001:1]\n", SL_E_SIZE, 28, 7},
        {LEAST "N_b,1\nz_p (TX),[1;2;3]\nz_p (NEXT),1\nz_p (FEXT),1\nz_p (RX),1\n", SL_E_SIZE, 24,
         10},
        {LEAST "N_b,1\nz_p (TX),[1 2]\nz_p (NEXT),1\nz_p (FEXT),[1 2]\nz_p (RX),[1 2]\n", SL_E_SIZE,
         25, 12},
    };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        sl_com_settings *s;
        sl_diag_clear(*state);
        sl_status status = parse(&s, *state, broken[i].text, SL_COM_4_50);
        const sl_diag *d = sl_diag_get(*state, 0);
        if (status != SL_ERR_SCENARIO || s || sl_diag_errors(*state) != 1 ||
            d->code != broken[i].code || d->mark.line != broken[i].line ||
            d->mark.column != broken[i].column)
            fail_msg("%zu: status %d, %zu errors, first %d at %d:%d: %s", i, status,
                     sl_diag_errors(*state), d ? d->code : 0, d ? d->mark.line : 0,
                     d ? d->mark.column : 0, d ? d->message : "");
    }
    sl_com_settings *s;
    assert_int_equal(parse(&s, *state, broken[0].text, SL_COM_4_50), SL_ERR_SCENARIO);
    assert_int_equal(parse(&s, *state, broken[0].text, SL_COM_4_50),
                     SL_ERR_SCENARIO); // told before
    sl_diag_clear(*state);
    assert_int_equal(parse(&s, *state, BASE "T_r,x\nf_r,y\nM,-1\n", SL_COM_3_70), SL_ERR_SCENARIO);
    assert_int_equal(sl_diag_errors(*state), 3); // all at once: two literals, M given twice
}

static void test_dump_is_read_again(void **state)
{
    sl_ctx *ctx = *state;
    sl_com_settings *s = good(ctx, BASE "c(-1),[-0.1:0.02:0]\nRUNTAG,f_r\n", SL_COM_4_50);
    sl_text dump, csv;
    sl_text_init(&dump, ctx);
    sl_text_init(&csv, ctx);
    sl_com_settings_dump(&dump, s);
    const char *p = sl_text_get(&dump);
    assert_non_null(strstr(p, "N_b = 14  # t.csv:27:5\n"));
    assert_non_null(strstr(p, "f_2 = 25.78125  # default\n"));
    while (*p) {
        size_t n = strcspn(p, "\n");
        const char *equals = strstr(p, " = "), *origin = strstr(p, "  # ");
        if (*p != '#' && equals && origin && equals < p + n) {
            sl_text_add_n(&csv, p, (size_t)(equals - p));
            sl_text_printf(&csv, ",%.*s\n", (int)(origin - equals - 3), equals + 3);
        }
        p += n + 1;
    }
    sl_com_settings *again = good(ctx, sl_text_get(&csv), SL_COM_4_50);
    assert_memory_equal(again, s, sizeof *s);
    sl_com_settings_destroy(s);
    sl_com_settings_destroy(again);
    sl_text_free(&dump);
    sl_text_free(&csv);
}

// ---- the published workbooks, where they are at hand ----

static const char *const dumps[] = {"3bj_100GBASE-KR4",
                                    "3ck_SA_120F_C2C_08_17_2022",
                                    "3ck_SA_120G_ERL_HOST_10_26_2022",
                                    "3ck_SA_120G_ERL_MODULE_10_26_2022",
                                    "3ck_SA_120g_C2M_tp1a_08_17_2022",
                                    "3ck_SA_162_ERL_HOST_10_26_2022_",
                                    "3ck_SA_CR_CA_08_17_2022",
                                    "3ck_SA_KR_08_17_2022",
                                    "3ck_SA__TP0V_08_17_2022",
                                    "3dj_PyChOpMarg_vs_MATLAB",
                                    "config_com_ieee8023",
                                    "df_200G_PAM4_RCos_C2C_11_2022",
                                    "df_200G_PAM4_RCos_C2M_TP1a_11_2022",
                                    "df_200G_PAM4_RCos_CAKR_11_2022",
                                    "df_200G_PAM4_RCos_Txpre_C2M_TP1a_11_2022",
                                    "df_200G_PAM4_fr55_C2M_TP1a_11_2022"};

static sl_com_settings *published(sl_ctx *ctx, const char *name, sl_com_compat compat)
{
    static const char *const folders[] = {"../../shared/data", "../shared/data"};
    char path[300];
    sl_com_settings *s = NULL;
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/electrical/config/%s.csv", folders[i], name);
        FILE *file = fopen(path, "rb");
        if (!file) continue;
        fclose(file);
        sl_status status = sl_com_settings_read(&s, ctx, path, compat);
        if (status != SL_OK) fail_msg("%s: %s", path, sl_diag_get(ctx, 0)->message);
        return s;
    }
    print_message("%s is not at hand\n", name);
    skip();
    return NULL;
}

static void test_published(void **state)
{
    for (size_t i = 0; i < sizeof dumps / sizeof *dumps; i++)
        for (sl_com_compat compat = SL_COM_3_70; compat <= SL_COM_4_50; compat++) {
            sl_diag_clear(*state);
            sl_com_settings *s = published(*state, dumps[i], compat);
            assert_int_equal(sl_diag_errors(*state), 0);
            assert_true(s->f_b_hz > 25e9 && s->z_p_select_n >= 1 && s->b_max.n == s->n_b);
            sl_com_settings_destroy(s);
        }
}

static void test_published_values(void **state)
{
    sl_com_settings *s = published(*state, "3bj_100GBASE-KR4", SL_COM_3_70);
    assert_true(s->f_b_hz == 25.78125e9 && s->levels == 2 && s->n_b == 14 && s->c0_min == 0.62);
    assert_int_equal(s->tx_pre[0].n, 10);
    assert_int_equal(s->tx_post[0].n, 20);
    assert_int_equal(s->g_dc_db.n, 13);
    assert_true(s->f_z_hz.v[5] == 6.4453125e9 && s->f_2_hz == s->f_b_hz);
    sl_com_settings_destroy(s);

    s = published(*state, "3ck_SA_KR_08_17_2022", SL_COM_3_70);
    assert_int_equal(s->tx_pre_n, 3);
    assert_int_equal(s->ctle, SL_COM_CTLE_120D);
    LIST(&s->b_max, .85, .3, .2, .2, .2, .2, .2, .1, .1, .1, .1, .1);
    LIST(&s->b_min, .3, .05, -.03, -.03, -.03, -.03, -.03, -.03, -.03, -.03, -.03, -.03);
    assert_true(s->n_bmax == 40 && s->floating_dfe && s->bmaxg == 0.05 && s->local_search == 2);
    sl_com_settings_destroy(s);

    s = published(*state, "3ck_SA_120g_C2M_tp1a_08_17_2022", SL_COM_3_70);
    const double one = -0.15 - 0.15 - 0.05; // a list with blanks around its minus signs
    LIST(&s->b_min, .1, one, one, one);
    assert_true(s->phy == SL_COM_C2M && s->t_o_mui == 50 && s->window == SL_COM_GAUSSIAN);
    sl_com_settings_destroy(s);
}

// ---- memory ----

typedef struct budget {
    int left;
} budget;

static void *limited(void *user, void *ptr, size_t size)
{
    budget *b = user;
    if (size == 0) {
        free(ptr);
        return NULL;
    }
    return b->left-- > 0 ? realloc(ptr, size) : NULL;
}

// Whichever request for memory fails, that is what is said, and nothing is lost.
static void test_out_of_memory(void **state)
{
    (void)state;
    bool through = false;
    for (int n = 1; n < 2000 && !through; n++) {
        budget b = {n};
        sl_ctx_opts opts = {.allocator = {limited, &b}};
        sl_ctx *ctx = NULL;
        if (sl_ctx_create(&ctx, &opts) != SL_OK) continue;
        sl_workbook *book = NULL;
        sl_com_settings *s = NULL;
        static const char text[] = BASE "PKG_NAME,A\n" BLOCK("A", "[10 20]");
        sl_status status = sl_workbook_parse(&book, ctx, "t.csv", text, sizeof text - 1, "S");
        if (status == SL_OK) status = sl_com_settings_resolve(&s, ctx, book, SL_COM_4_50);
        if (status == SL_OK) status = sl_com_settings_set(s, ctx, "N_b", "3");
        if (status != SL_OK && status != SL_ERR_NO_MEMORY) fail_msg("request %d: %d", n, status);
        through = status == SL_OK && b.left > 0;
        sl_com_settings_destroy(s);
        sl_workbook_destroy(book);
        sl_ctx_destroy(ctx);
    }
    assert_true(through);
}

// ---- presets ----

static void test_presets(void **state)
{
    int n = 0;
    for (const sl_com_preset *p; (p = sl_com_preset_at(n)) != NULL; n++)
        for (sl_com_compat compat = SL_COM_3_70; compat <= SL_COM_4_50; compat++) {
            sl_com_settings *s;
            sl_diag_clear(*state);
            sl_status status = sl_com_preset_settings(&s, *state, p->name, compat);
            if (status != SL_OK || sl_diag_count(*state) != 0)
                fail_msg("%s: %d %s", p->name, status,
                         sl_diag_count(*state) ? sl_diag_get(*state, 0)->message : "");
            assert_true(*p->title && *p->clause && *p->source && *p->note);
            if (strcmp(p->quality, "standard") != 0 && strcmp(p->quality, "paper") != 0)
                assert_string_equal(p->quality, "assumption");
            sl_com_settings_destroy(s);
        }
    assert_true(n >= 20);
    assert_null(sl_com_preset_at(-1));
    sl_com_settings *s;
    assert_int_equal(sl_com_preset_settings(&s, *state, "3ck-kx", SL_COM_3_70), SL_ERR_USAGE);
    assert_string_equal(sl_diag_get(*state, 0)->hint, "did you mean '3ck-kr'?");
}

// A preset that states a workbook's values gives the same settings as the workbook.
static void test_presets_of_workbooks(void **state)
{
    static const char *const same[][2] = {
        {"100gbase-kr4", "3bj_100GBASE-KR4"},
        {"3ck-kr", "3ck_SA_KR_08_17_2022"},
        {"3ck-cr", "3ck_SA_CR_CA_08_17_2022"},
        {"3ck-c2c", "3ck_SA_120F_C2C_08_17_2022"},
        {"3ck-c2m", "3ck_SA_120g_C2M_tp1a_08_17_2022"},
        {"df-kr", "df_200G_PAM4_RCos_CAKR_11_2022"},
        {"df-c2c", "df_200G_PAM4_RCos_C2C_11_2022"},
        {"df-c2m", "df_200G_PAM4_RCos_C2M_TP1a_11_2022"},
        {"3dj-kr", "3dj_PyChOpMarg_vs_MATLAB"},
    };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        sl_com_settings *a = published(*state, same[i][1], SL_COM_4_50), *b;
        assert_int_equal(sl_com_preset_settings(&b, *state, same[i][0], SL_COM_4_50), SL_OK);
        a->get_fd = b->get_fd; // what to report, which the last of these turns off
        const char *pa = (const char *)a, *pb = (const char *)b;
        for (size_t k = 0; k < sizeof *a; k++)
            if (pa[k] != pb[k]) fail_msg("%s differs at byte %zu", same[i][0], k);
        sl_com_settings_destroy(a);
        sl_com_settings_destroy(b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_defaults, setup, teardown),
        cmocka_unit_test_setup_teardown(test_versions, setup, teardown),
        cmocka_unit_test_setup_teardown(test_equalisers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_packages, setup, teardown),
        cmocka_unit_test_setup_teardown(test_ladders, setup, teardown),
        cmocka_unit_test_setup_teardown(test_blocks, setup, teardown),
        cmocka_unit_test_setup_teardown(test_set, setup, teardown),
        cmocka_unit_test_setup_teardown(test_broken, setup, teardown),
        cmocka_unit_test_setup_teardown(test_dump_is_read_again, setup, teardown),
        cmocka_unit_test_setup_teardown(test_published, setup, teardown),
        cmocka_unit_test_setup_teardown(test_published_values, setup, teardown),
        cmocka_unit_test(test_out_of_memory),
        cmocka_unit_test_setup_teardown(test_presets, setup, teardown),
        cmocka_unit_test_setup_teardown(test_presets_of_workbooks, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
