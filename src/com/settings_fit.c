// Values of keys to the settings: units, sizes, and what follows from several keys together.
// A value that was refused before (no matrix and no text) is passed over, as its fault was told.
#include "com/settings_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

typedef struct fitter {
    sl_com_settings *s;
    sl_com_log *log;
    const sl_com_value *values;
} fitter;

const sl_com_value *sl_com_get(const sl_com_value *values, const char *key)
{
    return &values[sl_com_key_at(key)];
}

void sl_com_complain(sl_com_log *log, const sl_com_value *values, const char *key, const char *hint,
                     const char *message)
{
    sl_com_error(log, SL_E_SIZE, sl_com_get(values, key)->mark, hint, "'%s' %s", key, message);
}

static void complain(const fitter *f, const char *key, const char *hint, const char *message)
{
    sl_com_complain(f->log, f->values, key, hint, message);
}

static int elements(const sl_matrix *m)
{
    return m->rows * m->columns;
}

bool sl_com_pair(double out[2], sl_com_log *log, const sl_com_value *values, const char *key)
{
    const sl_matrix *m = &sl_com_get(values, key)->m;
    if (!m->v) return false;
    if (elements(m) != 1 && elements(m) != 2) {
        sl_com_complain(log, values, key, "write one value for both, or [TX RX]",
                        "takes one or two numbers");
        return false;
    }
    out[0] = m->v[0];
    out[1] = m->v[elements(m) - 1];
    return true;
}

// ---- single keys ----

static bool one(const fitter *f, double *out, const sl_com_key *key, const sl_com_value *value)
{
    if (!value->m.v) return false;
    *out = elements(&value->m) == 1 ? value->m.v[0] : (double)NAN;
    if (elements(&value->m) != 1) complain(f, key->key, "", "takes one number");
    return elements(&value->m) == 1 && !isnan(*out);
}

static void store_list(const fitter *f, sl_com_list *list, const sl_com_key *key,
                       const sl_matrix *m)
{
    if (!m->v) return;
    if (m->rows > 1 && m->columns > 1) {
        complain(f, key->key, "write [a b c]", "takes a list, not a table");
        return;
    }
    if (elements(m) > SL_COM_LIST) {
        complain(f, key->key, "take a coarser grid", "has more than 512 values");
        return;
    }
    list->n = elements(m);
    for (int i = 0; i < list->n; i++)
        list->v[i] = m->v[i] * key->factor;
}

// Words beside those of the table, as the reference takes them.
static const char *canonical(const char *word)
{
    static const char *const other[][2] = {{"norm", "gaussian"},
                                           {"normal", "gaussian"},
                                           {"guassian", "gaussian"},
                                           {"0", "none"},
                                           {"0.0", "none"},
                                           {"false", "none"},
                                           {"Unity sum", "Unity sum taps"},
                                           {"Dual Rayleigh", "dual_rayleigh"}};
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        if (strcasecmp(word, other[i][0]) == 0) return other[i][1];
    return word;
}

static void store_word(const fitter *f, void *field, const sl_com_key *key,
                       const sl_com_value *value)
{
    char known[120] = "";
    if (!value->text) return;
    for (int i = 0; key->words[i]; i++) {
        if (strcasecmp(canonical(value->text), key->words[i]) == 0) {
            memcpy(field, &(unsigned){(unsigned)i}, sizeof(unsigned)); // enums count from 0
            return;
        }
        size_t used = strlen(known);
        snprintf(known + used, sizeof known - used, "%s%s", i ? ", " : "known are ", key->words[i]);
    }
    if (value->origin == SL_COM_FROM_DEFAULT) return; // another key's, and told there
    sl_com_error(f->log, SL_E_ENUM, value->mark, known, "'%s': '%.60s' is not known", key->key,
                 value->text);
}

static void store(const fitter *f, const sl_com_key *key, const sl_com_value *value)
{
    void *field = (char *)f->s + key->offset;
    double v, pair[2];
    switch (key->kind) {
    case SL_COM_SCALAR:
        if (one(f, &v, key, value)) *(double *)field = v * key->factor;
        break;
    case SL_COM_COUNT:
        if (!one(f, &v, key, value)) break;
        if (v != floor(v))
            sl_com_error(f->log, SL_E_INTEGER, value->mark, "", "'%s': %g is not a whole number",
                         key->key, v);
        *(int *)field = (int)v;
        break;
    case SL_COM_VECTOR:
        store_list(f, field, key, &value->m);
        break;
    case SL_COM_TWO:
        if (!sl_com_pair(pair, f->log, f->values, key->key)) break;
        for (int i = 0; i < 2; i++)
            ((double *)field)[i] = pair[i] * key->factor;
        break;
    case SL_COM_WORD_OF:
        store_word(f, field, key, value);
        break;
    case SL_COM_TEXT:
        if (!value->text) break;
        if (strlen(value->text) >= SL_COM_WORD)
            complain(f, key->key, "63 bytes at most", "holds too long a text");
        else
            strcpy(field, value->text);
        break;
    default:
        break;
    }
}

// ---- lists whose length others set ----

static void expand(const fitter *f, sl_com_list *list, int n, const char *key, const char *of)
{
    if (list->n == 1) {
        for (int i = 1; i < n; i++)
            list->v[i] = list->v[0];
        list->n = n;
    } else if (list->n != n && list->n != 0) {
        char message[120];
        snprintf(message, sizeof message, "has %d values, but %s has %d", list->n, of, n);
        complain(f, key, "write one value, or as many", message);
    }
}

// One for each test case that is run: a single value is repeated, further ones may stand.
static void per_case(const fitter *f, sl_com_list *list, int repeat, int needed, const char *key)
{
    if (list->n == 1) {
        expand(f, list, repeat, key, "");
    } else if (list->n && list->n < needed) {
        char message[120];
        snprintf(message, sizeof message, "has %d values, but test case %d is run", list->n,
                 needed);
        complain(f, key, "write one value, or one for each test case", message);
    }
}

static void fit_cases(const fitter *f)
{
    sl_com_settings *s = f->s;
    int last = 1;
    for (int i = 0; i < s->z_p_select_n; i++)
        if (s->z_p_select[i] > last) last = s->z_p_select[i];
    int sources = s->wc_portz ? 2 : last;
    per_case(f, &s->a_v_v, sources, sources, "A_v");
    per_case(f, &s->a_fe_v, sources, sources, "A_fe");
    per_case(f, &s->a_ne_v, sources, sources, "A_ne");
    per_case(f, &s->snr_tx_db, sources, sources, "SNR_TX");
    per_case(f, &s->ac_cm_rms_v, s->cases, last, "AC_CM_RMS");
    const sl_matrix *m = &sl_com_get(f->values, "PKG_Tx_FFE_preset")->m;
    if (!m->v) return;
    s->pkg_tx_ffe_preset = (sl_com_table){m->rows, m->columns, {0}};
    if (elements(m) > SL_COM_LIST || (m->rows < last && !(elements(m) == 1 && m->v[0] == 0)))
        complain(f, "PKG_Tx_FFE_preset", "write 0, or a row of taps for each test case",
                 "has too few rows, or too many values");
    else
        memcpy(s->pkg_tx_ffe_preset.v, m->v, sizeof(double) * (size_t)elements(m));
}

// ---- equalisers ----

static const sl_com_value *tap(const fitter *f, bool pre, int k)
{
    char key[16];
    snprintf(key, sizeof key, pre ? "c(-%d)" : "c(%d)", k);
    return sl_com_get(f->values, key);
}

// With Dynamic TXFFE taps count while their keys follow without a gap, else c(-4) to c(3).
static int count_taps(const fitter *f, bool pre, sl_com_list *grids)
{
    int n = 0, fixed = pre ? 4 : 3;
    if (f->s->dynamic_tx_ffe)
        while (n < SL_COM_FFE_TAPS && tap(f, pre, n + 1)->origin != SL_COM_FROM_DEFAULT)
            n++;
    else
        n = fixed;
    for (int k = 1; k <= SL_COM_FFE_TAPS; k++) {
        const sl_com_value *value = tap(f, pre, k);
        bool given = value->origin != SL_COM_FROM_DEFAULT;
        if (k <= n && given && value->m.v && elements(&value->m) == 0)
            sl_com_error(f->log, SL_E_SIZE, value->mark, "write 0 for a tap that is off",
                         "a tap's grid is empty");
        if (k <= n && !given) grids[k - 1] = (sl_com_list){.n = 1};
        if (k > n && given)
            sl_com_warn(f->log, SL_W_UNUSED, value->mark,
                        f->s->dynamic_tx_ffe ? "give the taps between as well" : "",
                        "tap %s%d has no effect: it is beyond the last that counts", pre ? "-" : "",
                        k);
    }
    return n;
}

static void fit_ctle(const fitter *f)
{
    sl_com_settings *s = f->s;
    if (s->g_dc_hp_db.n) s->ctle = SL_COM_CTLE_120D;
    if (s->f_hp_z_hz.n) s->ctle = SL_COM_CTLE_120E;
    int n = s->g_dc_db.n, n_hp = s->g_dc_hp_db.n;
    expand(f, &s->f_z_hz, n, "f_z", "g_DC");
    expand(f, &s->f_p1_hz, n, "f_p1", "g_DC");
    expand(f, &s->f_p2_hz, n, "f_p2", "g_DC");
    expand(f, &s->f_hp_z_hz, n, "f_HP_Z", "g_DC");
    expand(f, &s->f_hp_p_hz, n, "f_HP_P", "g_DC");
    expand(f, &s->f_hp_pz_hz, n_hp, "f_HP_PZ", "g_DC_HP");
    if (n_hp && s->ctle == SL_COM_CTLE_120D && !s->f_hp_pz_hz.n)
        complain(f, "f_HP_PZ", "give its corner frequency in GHz", "is needed by g_DC_HP");
    if (s->f_hp_z_hz.n && !s->f_hp_p_hz.n)
        complain(f, "f_HP_P", "give the pole to each zero", "is needed by f_HP_Z");
    for (int i = 0; s->ctle == SL_COM_CTLE_120E && i < n && i < s->f_z_hz.n; i++)
        s->f_z_hz.v[i] /= pow(10, s->g_dc_db.v[i] / 20);
    const sl_matrix *m = &sl_com_get(f->values, "G_Qual")->m;
    if (!m->v) return;
    if ((elements(m) || s->g2_qual_db.n) && (m->columns != 2 || m->rows != s->g2_qual_db.n))
        complain(f, "G_Qual", "G_Qual is [a b; c d; ..], G2_Qual has a value for each row",
                 "and 'G2_Qual' do not fit each other");
    else if (elements(m) > SL_COM_LIST)
        complain(f, "G_Qual", "", "has more than 512 values");
    else {
        s->g_qual_db = (sl_com_table){m->rows, m->columns, {0}};
        memcpy(s->g_qual_db.v, m->v, sizeof(double) * (size_t)elements(m));
    }
}

// Elements from `first` of the list become one value, or as many as there are.
static void fill(const fitter *f, sl_com_list *list, int first, const char *key)
{
    const sl_matrix *m = &sl_com_get(f->values, key)->m;
    int n = list->n - first;
    if (!m->v || n <= 0) return;
    const sl_com_value *value = sl_com_get(f->values, key);
    if (elements(m) != 1 && elements(m) != n) {
        if (value->origin == SL_COM_FROM_DEFAULT) return; // another key's, and told there
        char message[120];
        snprintf(message, sizeof message, "has %d values where 'N_b' leaves %d", elements(m), n);
        complain(f, key, "write one value for all; mind that [1 - 2] is one number, [1 -2] two",
                 message);
        return;
    }
    for (int i = 0; i < n; i++)
        list->v[first + i] = m->v[elements(m) == 1 ? 0 : i];
    if (n > 1 && elements(m) == 1 && value->origin != SL_COM_FROM_DEFAULT &&
        strchr(value->text, '[') && strstr(value->text, " - "))
        sl_com_warn(f->log, SL_W_REFERENCE, value->mark,
                    "blanks on both sides of '-' subtract, as in MATLAB; for a list write [1 -2]",
                    "'%s': '%.60s' is one number, %g, and holds for all %d taps", key, value->text,
                    m->v[0], n);
}

static void fit_feedback(const fitter *f)
{
    sl_com_settings *s = f->s;
    s->b_max.n = s->b_min.n = s->n_b;
    fill(f, &s->b_max, 0, "b_max(1)");
    fill(f, &s->b_min, 0, "b_min(1)");
    if (s->n_b >= 2) {
        fill(f, &s->b_max, 1, "b_max(2..N_b)");
        fill(f, &s->b_min, 1, "b_min(2..N_b)");
    }
    s->n_bmax = s->n_bg ? s->n_f : s->n_b;
    s->rx_ffe = s->ffe_pre_taps || s->ffe_post_taps;
    s->floating_dfe = s->n_bg > 0 && !s->rx_ffe;
    s->floating_rx_ffe = s->n_bg > 0 && s->rx_ffe;
    if (s->mlse && !s->n_b)
        sl_com_error(f->log, SL_E_CONTRADICTION, sl_com_get(f->values, "MLSE")->mark,
                     "set N_b to 1 or more", "MLSE needs a tap of decision feedback, but N_b is 0");
}

// ---- what switches switch ----

static void fit_switches(const fitter *f)
{
    sl_com_settings *s = f->s;
    s->bt_cutoff = 0.473037 * s->f_r;
    if (s->phy == SL_COM_C2M)
        s->eye_width = 1;
    else
        s->t_o_mui = 0;
    if (s->eh_min_mv != 0 && s->phy == SL_COM_C2C) s->phy = SL_COM_C2M_COM;
    if (s->force_tr) {
        s->t_r_meas_point = 0;
        s->t_r_filter_type = 1;
    }
    if (s->wc_portz) s->tdr = 1;
    const sl_matrix *gx = &sl_com_get(f->values, "Gx")->m;
    if (gx->v && elements(gx) == 1 && gx->v[0] == 1) s->grr = 2;
    if (s->td_mode) s->get_fd = s->erl_only = s->erl = s->tdr = s->rx_calibration = 0;
}

static bool whole(const sl_matrix *m)
{
    for (int i = 0; i < elements(m); i++)
        if (m->v[i] != floor(m->v[i])) return false;
    return true;
}

static void fit_indices(const fitter *f)
{
    const sl_matrix *order = &sl_com_get(f->values, "Port Order")->m;
    int seen = 0;
    for (int i = 0; order->v && elements(order) == 4 && whole(order) && i < 4; i++) {
        f->s->port_order[i] = (int)order->v[i];
        seen |= 1 << (int)order->v[i];
    }
    if (order->v && seen != 0x1E)
        complain(f, "Port Order", "[tx+ tx- rx+ rx-], as [1 3 2 4]", "is no order of four ports");
    const sl_matrix *range = &sl_com_get(f->values, "sample_adjustment")->m;
    int n = range->v ? elements(range) : 0; // one number: from 0 to it
    if (range->v && (n < 1 || n > 2 || !whole(range)))
        complain(f, "sample_adjustment", "[from to] or to, in samples",
                 "takes one or two whole numbers");
    else if (n > 0) {
        f->s->sample_adjustment[0] = n == 2 ? (int)range->v[0] : 0;
        f->s->sample_adjustment[1] = (int)range->v[n - 1];
    }
}

sl_status sl_com_fit(sl_com_settings *out, sl_com_log *log, sl_arena *arena,
                     const sl_com_input *input, const sl_com_value *values)
{
    fitter f = {out, log, values};
    for (int k = 0; k < sl_com_key_n; k++)
        store(&f, &sl_com_keys[k], &values[k]);
    out->tx_pre_n = count_taps(&f, true, out->tx_pre);
    out->tx_post_n = count_taps(&f, false, out->tx_post);
    fit_ctle(&f);
    fit_feedback(&f);
    fit_switches(&f);
    fit_indices(&f);
    sl_com_fit_package(out, log, values);
    SL_TRY(sl_com_fit_blocks(out, log, arena, input, values));
    fit_cases(&f);
    return SL_OK;
}
