// Channel Operating Margin: what the reference program gives for the same files and workbooks.
//
// The runs were made under GNU Octave 7.3 with the public scripts 3.70 and 4.50; all their printed
// digits stand here. Case 2 of the first channel has a noise of the transmitter of 1.119641 mV.
#include "selftest/selftest.h"

#include <stdio.h>
#include <string.h>

#include "selftest/selftest_com.h"
#include "shoreline/com.h"

#define LINKS 7

enum { KR4, KR4_DAC, C2C, KR, MMSE_HOST, MMSE_CPO, MLSE_CPO, RESONATOR, JOBS };

typedef struct link {
    sl_com_role role;
    const char *file; // below electrical/
} link;

typedef struct set {
    const char *key, *value;
} set;

typedef struct job {
    const char *config;
    sl_com_compat compat;
    link links[LINKS];
    set sets[12];
} job;

#define SYNTHETIC(name)                                                                            \
    {                                                                                              \
        {SL_COM_THRU, "synthetic/syn_" name "_thru.s4p.xz"},                                       \
            {SL_COM_FEXT, "synthetic/syn_" name "_fext1.s4p.xz"},                                  \
        {                                                                                          \
            SL_COM_NEXT, "synthetic/syn_" name "_next1.s4p.xz"                                     \
        }                                                                                          \
    }

static const job jobs[JOBS] = {
    [KR4] = {"3bj_100GBASE-KR4.csv",
             SL_COM_3_70,
             {{SL_COM_THRU, "kr4_vita/example2_THRU.s4p.xz"},
              {SL_COM_FEXT, "kr4_vita/example2_FEXT1.s4p.xz"},
              {SL_COM_FEXT, "kr4_vita/example2_FEXT2.s4p.xz"},
              {SL_COM_NEXT, "kr4_vita/example2_NEXT1.s4p.xz"},
              {SL_COM_NEXT, "kr4_vita/example2_NEXT2.s4p.xz"},
              {SL_COM_NEXT, "kr4_vita/example2_NEXT3.s4p.xz"}},
             {{0}}},
    [KR4_DAC] = {"3bj_100GBASE-KR4.csv", SL_COM_3_70, SYNTHETIC("dac"), {{0}}},
    [C2C] = {"3ck_SA_120F_C2C_08_17_2022.csv", SL_COM_3_70, SYNTHETIC("host"), {{0}}},
    [KR] = {"3ck_SA_KR_08_17_2022.csv", SL_COM_3_70, SYNTHETIC("dac"), {{0}}},
    [MMSE_HOST] = {"3dj_PyChOpMarg_vs_MATLAB.csv", SL_COM_4_50, SYNTHETIC("host"), {{0}}},
    [MMSE_CPO] = {"3dj_PyChOpMarg_vs_MATLAB.csv", SL_COM_4_50, SYNTHETIC("cpo"), {{0}}},
    [MLSE_CPO] = {"3dj_PyChOpMarg_vs_MATLAB.csv", SL_COM_4_50, SYNTHETIC("cpo"), {{"MLSE", "3"}}},
    [RESONATOR] = {"3ck_SA_120F_C2C_08_17_2022.csv",
                   SL_COM_3_70,
                   {{SL_COM_THRU, "erl/sparam_res.s4p.xz"}},
                   {{"f_b", "106.25"},
                    {"TR_TDR", "0.01"},
                    {"N", "800"},
                    {"N_bx", "0"},
                    {"beta_x", "0"},
                    {"rho_x", "0.618"},
                    {"fixture delay time", "[0 0]"},
                    {"DER_0", "1e-6"},
                    {"Port Order", "[1 2 3 4]"},
                    {"ERL_ONLY", "1"},
                    {"Z_t", "50"}}},
};

struct selftest_com {
    bool tried[JOBS];
    sl_com_result *result[JOBS];
};

static sl_status settings_of(sl_com_settings **out, sl_ctx *ctx, const selftest_env *env,
                             const job *j)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/electrical/config/%s", env->data_dir, j->config);
    SL_TRY(sl_com_settings_read(out, ctx, path, j->compat));
    for (const set *s = j->sets; s->key; s++)
        SL_TRY(sl_com_settings_set(*out, ctx, s->key, s->value));
    return SL_OK;
}

static sl_status compute(sl_com_result **out, sl_ctx *ctx, const selftest_env *env, const job *j)
{
    sl_com_settings *settings = NULL;
    sl_sparam *networks[LINKS] = {NULL};
    sl_com_channel channels[LINKS];
    int n = 0;
    sl_status status = settings_of(&settings, ctx, env, j);
    for (; status == SL_OK && n < LINKS && j->links[n].file; n++) {
        char path[1024];
        snprintf(path, sizeof path, "%s/electrical/%s", env->data_dir, j->links[n].file);
        status = sl_touchstone_read(&networks[n], ctx, path, NULL);
        channels[n] = (sl_com_channel){
            .role = j->links[n].role, .name = j->links[n].file, .sparam = networks[n]};
    }
    if (status == SL_OK) status = sl_com_run(out, ctx, settings, channels, n, NULL);
    for (int i = 0; i < n; i++)
        sl_sparam_destroy(networks[i]);
    sl_com_settings_destroy(settings);
    return status;
}

// Files that are absent or warn must leave no word in the caller's context.
static const sl_com_result *result_of(selftest_env *env, int which)
{
    if (!env->com) {
        env->com = sl_ctx_resize(env->ctx, NULL, sizeof *env->com);
        if (!env->com) return NULL;
        *env->com = (selftest_com){.tried = {false}};
        if (sl_ctx_create(&env->com_ctx, NULL) != SL_OK) return NULL;
    }
    if (!env->com->tried[which] && env->data_dir && env->com_ctx) {
        env->com->tried[which] = true;
        compute(&env->com->result[which], env->com_ctx, env, &jobs[which]);
    }
    return env->com->result[which];
}

void selftest_com_free(selftest_env *env)
{
    for (int i = 0; env->com && i < JOBS; i++)
        sl_com_result_destroy(env->com->result[i]);
    sl_ctx_resize(env->ctx, env->com, 0);
    if (env->com_ctx) sl_ctx_destroy(env->com_ctx);
}

// args: job, case from 0, offset of a double in sl_com_case, scale.
static void figure(selftest_value *out, selftest_env *env, const double *a)
{
    const sl_com_result *r = result_of(env, (int)a[0]);
    out->absent = !r;
    if (!r || a[1] >= sl_com_cases(r)) return;
    const char *c = (const char *)sl_com_case_at(r, (int)a[1]);
    memcpy(&out->value, c + (size_t)a[2], sizeof out->value);
    out->value *= a[3];
}

// args: job, case. Largest difference of the transmit taps to the expected of args 2..5 (the taps
// before the cursor and after it, the last ones first).
static void taps(selftest_value *out, selftest_env *env, const double *a)
{
    const sl_com_result *r = result_of(env, (int)a[0]);
    out->absent = !r;
    if (!r) return;
    const sl_com_case *c = sl_com_case_at(r, (int)a[1]);
    out->value = 0;
    for (int i = 0; i < 4; i++) {
        int place = c->tx_cursor - 3 + i;
        double tap = place >= 0 && place < c->tx_ffe_n ? c->tx_ffe[place] : 0;
        out->value = fmax(out->value, fabs(tap - a[2 + i]));
    }
}

#define SCRIPT "COM reference script 3.70 (4.50 for the receive FFE), run under Octave"
#define ROW(name, text, u, value, tol, j, k, field, scale)                                         \
    {                                                                                              \
        .id = "com." name, .what = text, .unit = u, .source = SCRIPT,                              \
        .origin = SL_ORIGIN_PEER_RUN, .expected = value, .tolerance = tol, .full = figure,         \
        .args = {                                                                                  \
            j,                                                                                     \
            k,                                                                                     \
            offsetof(sl_com_case, field),                                                          \
            scale                                                                                  \
        }                                                                                          \
    }
#define COM(name, text, value, j, k) ROW(name ".com", text, "dB", value, 1e-4, j, k, com_db, 1)
#define TAPS(name, j, k, a, b, c, d)                                                               \
    {                                                                                              \
        .id = "com." name ".tx_ffe", .what = "its transmit FFE, largest difference of a tap",      \
        .unit = "", .source = SCRIPT, .origin = SL_ORIGIN_PEER_RUN, .tolerance = 1e-12,            \
        .full = taps, .args = {                                                                    \
            j,                                                                                     \
            k,                                                                                     \
            a,                                                                                     \
            b,                                                                                     \
            c,                                                                                     \
            d                                                                                      \
        }                                                                                          \
    }

static const selftest_case cases[] = {
    COM("kr4.1", "100GBASE-KR4, backplane with 5 aggressors, package 1: COM", 4.29467187, KR4, 0),
    ROW("kr4.1.fom", "its figure of merit", "dB", 16.8904058, 1e-6, KR4, 0, fom_db, 1),
    ROW("kr4.1.as", "A_s", "mV", 30.283111, 1e-6, KR4, 0, as_v, 1e3),
    ROW("kr4.1.ani", "A_ni", "mV", 18.47, 1e-6, KR4, 0, ani_v, 1e3),
    ROW("kr4.1.g_dc", "g_DC", "dB", -12, 0, KR4, 0, g_dc_db, 1),
    TAPS("kr4.1", KR4, 0, 0, 0, -0.16, 0.84),
    ROW("kr4.1.dfe1", "DFE tap 1", "", 0.576678, 5e-7, KR4, 0, dfe[0], 1),
    ROW("kr4.1.dfe2", "DFE tap 2", "", 0.034023, 5e-7, KR4, 0, dfe[1], 1),
    ROW("kr4.1.dfe3", "DFE tap 3", "", 0.000185, 5e-7, KR4, 0, dfe[2], 1),
    ROW("kr4.1.dfe4", "DFE tap 4", "", -0.070252, 5e-7, KR4, 0, dfe[3], 1),
    ROW("kr4.1.sigma_n", "noise of the receiver", "mV", 0.710343, 5e-7, KR4, 0, sigma_n_v, 1e3),
    ROW("kr4.1.sigma_tx", "of the transmitter", "mV", 1.352697, 5e-7, KR4, 0, sigma_tx_v, 1e3),
    ROW("kr4.1.sigma_rj", "of random jitter", "mV", 0.397922, 5e-7, KR4, 0, sigma_rj_v, 1e3),
    ROW("kr4.1.sigma_isi", "intersymbol interference", "mV", 1.824089, 5e-7, KR4, 0, sigma_isi_v,
        1e3),
    ROW("kr4.1.sigma_xt", "crosstalk", "mV", 3.314197, 5e-7, KR4, 0, sigma_xt_v, 1e3),
    ROW("kr4.1.sigma_g", "all Gaussian noise", "mV", 1.578834, 5e-7, KR4, 0, sigma_g_v, 1e3),
    ROW("kr4.icn", "integrated crosstalk noise", "mV", 5.88056534, 1e-6, KR4, 0, icn_v, 1e3),
    ROW("kr4.icn_next", "of it near-end", "mV", 5.387243, 1e-6, KR4, 0, icn_next_v, 1e3),
    ROW("kr4.icn_fext", "far-end", "mV", 2.357680, 1e-6, KR4, 0, icn_fext_v, 1e3),
    ROW("kr4.ild", "insertion loss deviation FOM_ILD", "dB", 0.185540587, 1e-6, KR4, 0, fom_ild_db,
        1),
    ROW("kr4.il", "insertion loss at Nyquist", "dB", 23.4494398, 1e-6, KR4, 0, il_nyquist_db, 1),
    ROW("kr4.il_fitted", "fitted", "dB", 23.94515, 5e-6, KR4, 0, il_fitted_db, 1),
    COM("kr4.2", "the same, package 2", 3.65298006, KR4, 1),
    ROW("kr4.2.fom", "its figure of merit", "dB", 16.2504401, 1e-6, KR4, 1, fom_db, 1),
    ROW("kr4.2.as", "A_s", "mV", 25.0656421, 1e-6, KR4, 1, as_v, 1e3),
    ROW("kr4.2.ani", "A_ni", "mV", 16.46, 1e-6, KR4, 1, ani_v, 1e3),
    TAPS("kr4.2", KR4, 1, 0, 0, -0.16, 0.84),
    ROW("kr4.2.dfe1", "DFE tap 1", "", 0.684314, 5e-7, KR4, 1, dfe[0], 1),
    ROW("kr4.2.dfe4", "DFE tap 4", "", 0.010207, 5e-7, KR4, 1, dfe[3], 1),
    ROW("kr4.2.sigma_tx", "noise of the transmitter", "mV", 1.119641, 5e-7, KR4, 1, sigma_tx_v,
        1e3),
    ROW("kr4.2.sigma_g", "all Gaussian noise", "mV", 1.366805, 5e-7, KR4, 1, sigma_g_v, 1e3),
    COM("dac", "100GBASE-KR4, copper cable: COM", 10.40517117, KR4_DAC, 0),
    ROW("dac.as", "A_s", "mV", 110.3985962, 1e-6, KR4_DAC, 0, as_v, 1e3),
    ROW("dac.g_dc", "g_DC", "dB", -7, 0, KR4_DAC, 0, g_dc_db, 1),
    ROW("dac.icn", "integrated crosstalk noise", "mV", 0.6107566, 1e-6, KR4_DAC, 0, icn_v, 1e3),
    COM("c2c.1", "802.3ck chip to chip, host board, package 1: COM", 6.11825198, C2C, 0),
    ROW("c2c.1.fom", "its figure of merit", "dB", 18.5160963, 1e-6, C2C, 0, fom_db, 1),
    ROW("c2c.1.as", "A_s", "mV", 42.0298793, 1e-6, C2C, 0, as_v, 1e3),
    ROW("c2c.1.vec", "vertical eye closure", "dB", 5.92403, 5e-6, C2C, 0, vec_db, 1),
    TAPS("c2c.1", C2C, 0, 0, 0.02, -0.16, 0.82),
    COM("c2c.2", "the same, package 2", 6.44807439, C2C, 1),
    ROW("c2c.2.vec", "vertical eye closure", "dB", 5.61318, 5e-6, C2C, 1, vec_db, 1),
    TAPS("c2c.2", C2C, 1, 0, 0.02, -0.16, 0.82),
    ROW("c2c.erl", "effective return loss", "dB", 16.571322, 1e-3, C2C, 0, erl_db, 1),
    ROW("c2c.erl11", "of port 1", "dB", 21.5351, 1e-3, C2C, 0, erl11_db, 1),
    ROW("c2c.icn", "integrated crosstalk noise", "mV", 1.35758906, 1e-6, C2C, 0, icn_v, 1e3),
    ROW("c2c.ild", "insertion loss deviation FOM_ILD", "dB", 0.00977683855, 1e-7, C2C, 0,
        fom_ild_db, 1),
    COM("kr", "802.3ck backplane with floating taps, cable: COM", 8.01326208, KR, 0),
    ROW("kr.as", "A_s", "mV", 21.9371189, 1e-6, KR, 0, as_v, 1e3),
    TAPS("kr", KR, 0, -0.02, 0.06, -0.22, 0.70),
    COM("mmse.host", "802.3dj, receive FFE of 5 + 1 + 10 taps, host board: COM", 7.191498844,
        MMSE_HOST, 0),
    ROW("mmse.host.fom", "its figure of merit", "dB", 18.022943450, 1e-6, MMSE_HOST, 0, fom_db, 1),
    ROW("mmse.host.as", "A_s", "mV", 18.7438519, 1e-6, MMSE_HOST, 0, as_v, 1e3),
    COM("mmse.cpo", "the same over 10 mm of fine line", 8.743169076, MMSE_CPO, 0),
    ROW("mmse.cpo.fom", "its figure of merit", "dB", 19.532857109, 1e-6, MMSE_CPO, 0, fom_db, 1),
    ROW("mmse.cpo.as", "A_s", "mV", 33.3277306, 1e-6, MMSE_CPO, 0, as_v, 1e3),
    COM("mlse.cpo", "its COM with sequence detection, probabilities near 1e-110", 10.09720347,
        MLSE_CPO, 0),
    {.id = "com.erl.resonator",
     .what = "effective return loss of a resonator, 800 UI at 106.25 GBd",
     .unit = "dB",
     .source = "SignalIntegrity (Teledyne LeCroy), its own regression value",
     .origin = SL_ORIGIN_PEER_RUN,
     .expected = 9.3858,
     .tolerance = 0.01,
     .full = figure,
     .args = {RESONATOR, 0, offsetof(sl_com_case, erl_db), 1},
     .note = "another program's filters and window; ours are the reference script's"},
};

const selftest_table selftest_channel_margin = {"electrical", cases, sizeof cases / sizeof *cases};
