// Packages and boards: tables of line lengths, dies as ladders, and blocks of package parameters.
//
// z_p and package_Z_c have a row for each line segment. z_p has a column for each test case,
// package_Z_c one for the transmitter's and one for the receiver's side. Two segments are completed
// by two of length 0 and 100 ohm, as the reference does. C_d and L_s are [TX RX], or a row of
// ladder sections for each side.
#include "com/settings_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static int elements(const sl_matrix *m)
{
    return m->rows * m->columns;
}

// ---- lines ----

static bool lengths(double out[SL_COM_CASES][SL_COM_SEGMENTS], sl_com_settings *s, sl_com_log *log,
                    const sl_com_value *values, const char *key)
{
    const sl_matrix *m = &sl_com_get(values, key)->m;
    if (!m->v) return false;
    if (m->rows != s->z_p_flex || m->columns != s->cases) {
        char message[120];
        snprintf(message, sizeof message,
                 "has %d segments and %d test cases where 'z_p (TX)' has %d and %d", m->rows,
                 m->columns, s->z_p_flex, s->cases);
        sl_com_complain(log, values, key, "give all four tables the same size", message);
        return false;
    }
    for (int i = 0; i < s->cases; i++)
        for (int k = 0; k < SL_COM_SEGMENTS; k++)
            out[i][k] = k < m->rows ? m->v[k * m->columns + i] : 0;
    return true;
}

static void fit_lengths(sl_com_settings *s, sl_com_log *log, const sl_com_value *values)
{
    const sl_matrix *m = &sl_com_get(values, "z_p (TX)")->m;
    if (!m->v) return;
    bool shape = m->rows == 1 || m->rows == 2 || m->rows == 4;
    if (!shape || m->columns < 1 || m->columns > SL_COM_CASES) {
        sl_com_complain(log, values, "z_p (TX)",
                        "a row for each segment, a column for each test case",
                        "takes 1, 2 or 4 segments and 1 to 16 test cases");
        return;
    }
    s->z_p_flex = m->rows;
    s->segments = m->rows == 1 ? 1 : 4;
    s->cases = m->columns;
    lengths(s->z_p_tx_mm, s, log, values, "z_p (TX)");
    lengths(s->z_p_next_mm, s, log, values, "z_p (NEXT)");
    lengths(s->z_p_fext_mm, s, log, values, "z_p (FEXT)");
    lengths(s->z_p_rx_mm, s, log, values, "z_p (RX)");
}

static void fit_impedances(sl_com_settings *s, sl_com_log *log, const sl_com_value *values)
{
    const sl_matrix *m = &sl_com_get(values, "package_Z_c")->m;
    if (!m->v || !s->z_p_flex) return;
    bool both = m->columns == 2 || elements(m) == 1;
    if (m->rows != s->z_p_flex || !both) {
        char message[120];
        snprintf(message, sizeof message, "is %d x %d where 'z_p (TX)' has %d segments", m->rows,
                 m->columns, s->z_p_flex);
        sl_com_complain(log, values, "package_Z_c", "a row [TX RX] for each segment", message);
        return;
    }
    for (int side = 0; side < SL_COM_SIDES; side++)
        for (int k = 0; k < SL_COM_SEGMENTS; k++)
            s->pkg_z_c_ohm[side][k] =
                k < m->rows ? m->v[k * m->columns + (m->columns == 2 ? side : 0)] : 100;
}

static void fit_gamma(double out[3], sl_com_log *log, const sl_com_value *values, const char *key)
{
    const sl_matrix *m = &sl_com_get(values, key)->m;
    if (m->v && elements(m) != 3)
        sl_com_complain(log, values, key, "[gamma0 a1 a2]", "takes three numbers");
    for (int i = 0; m->v && elements(m) == 3 && i < 3; i++)
        out[i] = m->v[i];
}

static void fit_propagation(sl_com_settings *s, sl_com_log *log, const sl_com_value *values,
                            int side)
{
    fit_gamma(s->pkg_gamma0_a1_a2[side], log, values, "package_tl_gamma0_a1_a2");
    const sl_matrix *tau = &sl_com_get(values, "package_tl_tau")->m;
    if (tau->v && elements(tau) != 1)
        sl_com_complain(log, values, "package_tl_tau", "in ns/mm", "takes one number");
    else if (tau->v)
        s->pkg_tau_ns_per_mm[side] = tau->v[0];
}

// ---- dies ----

// Sections of a ladder, or 0 after a complaint.
static int ladder(double out[SL_COM_SIDES][SL_COM_LADDER], sl_com_log *log,
                  const sl_com_value *values, const char *key)
{
    const sl_matrix *m = &sl_com_get(values, key)->m;
    if (!m->v) return 0;
    bool pair = elements(m) == 1 || (elements(m) == 2 && (m->rows == 1 || m->columns == 1));
    if (!pair && (m->rows != 2 || m->columns > SL_COM_LADDER || m->columns < 1)) {
        sl_com_complain(log, values, key, "[TX RX], or [TX1 TX2 ..; RX1 RX2 ..] with 8 at most",
                        "has a shape that describes no pair of dies");
        return 0;
    }
    int n = pair ? 1 : m->columns;
    for (int side = 0; side < SL_COM_SIDES; side++)
        for (int k = 0; k < n; k++)
            out[side][k] = 1e-9 * m->v[pair ? (elements(m) == 2 ? side : 0) : side * n + k];
    return n;
}

static void fit_dies(sl_com_settings *s, sl_com_log *log, const sl_com_value *values)
{
    s->ladder = ladder(s->c_d_f, log, values, "C_d");
    int inductors = ladder(s->l_s_h, log, values, "L_s");
    if (s->ladder && inductors && s->ladder != inductors)
        sl_com_complain(log, values, "L_s", "give both the same size",
                        "and 'C_d' have different numbers of ladder sections");
}

static void fit_select(sl_com_settings *s, sl_com_log *log, const sl_com_value *values)
{
    const sl_matrix *m = &sl_com_get(values, "z_p select")->m;
    if (!m->v || !s->cases) return;
    bool good = elements(m) >= 1 && elements(m) <= SL_COM_CASES;
    for (int i = 0; good && i < elements(m); i++)
        good = m->v[i] == floor(m->v[i]) && m->v[i] >= 1 && m->v[i] <= s->cases;
    if (!good) {
        char message[80];
        snprintf(message, sizeof message, "names test cases beyond the %d of 'z_p (TX)'", s->cases);
        sl_com_complain(log, values, "z_p select", "count them from 1", message);
        return;
    }
    s->z_p_select_n = elements(m);
    for (int i = 0; i < s->z_p_select_n; i++)
        s->z_p_select[i] = (int)m->v[i];
}

void sl_com_fit_package(sl_com_settings *s, sl_com_log *log, const sl_com_value *values)
{
    fit_lengths(s, log, values);
    fit_impedances(s, log, values);
    fit_propagation(s, log, values, SL_COM_TX);
    fit_propagation(s, log, values, SL_COM_RX);
    fit_gamma(s->brd_gamma0_a1_a2, log, values, "board_tl_gamma0_a1_a2");
    fit_dies(s, log, values);
    fit_select(s, log, values);
}

// ---- blocks ----

static int find_block(const sl_com_input *input, const char *name)
{
    for (int b = 0; b < input->blocks; b++)
        if (strcmp(input->block[b].name, name) == 0) return b;
    return -1;
}

// One or two names, apart by blanks; one holds for both sides.
static bool names(sl_com_settings *s, const char *text)
{
    int n = 0;
    char word[2][SL_COM_WORD] = {"", ""};
    for (const char *p = text; *p; n++) {
        size_t length = strcspn(p, " \t");
        if (!length) {
            n--;
        } else if (n >= 2 || length >= SL_COM_WORD) {
            return false;
        } else {
            memcpy(word[n], p, length);
        }
        p += length ? length : 1;
    }
    memcpy(s->pkg_name[SL_COM_TX], word[0], SL_COM_WORD);
    memcpy(s->pkg_name[SL_COM_RX], word[n > 1 ? 1 : 0], SL_COM_WORD);
    return n > 0;
}

static void take_list(sl_com_list *out, const sl_matrix *m)
{
    if (!m->v || elements(m) > SL_COM_LIST) return;
    out->n = elements(m);
    memcpy(out->v, m->v, sizeof(double) * (size_t)elements(m));
}

// What the reference takes from the block of one side.
static void take_side(sl_com_settings *s, sl_com_settings *block, sl_com_log *log,
                      const sl_com_value *values, int side)
{
    double pair[2];
    if (sl_com_pair(pair, log, values, "C_p")) s->c_p_f[side] = pair[side] * 1e-9;
    if (sl_com_pair(pair, log, values, "R_d")) s->r_d_ohm[side] = pair[side];
    fit_lengths(block, log, values);
    fit_impedances(block, log, values);
    memcpy(s->pkg_z_c_ohm[side], block->pkg_z_c_ohm[side], sizeof block->pkg_z_c_ohm[side]);
    fit_propagation(s, log, values, side);
    if (side == SL_COM_TX) {
        s->z_p_flex = block->z_p_flex;
        s->segments = block->segments;
        s->cases = block->cases;
        memcpy(s->z_p_tx_mm, block->z_p_tx_mm, sizeof s->z_p_tx_mm);
        memcpy(s->z_p_next_mm, block->z_p_next_mm, sizeof s->z_p_next_mm);
        memcpy(s->z_p_fext_mm, block->z_p_fext_mm, sizeof s->z_p_fext_mm);
        take_list(&s->a_v_v, &sl_com_get(values, "A_v")->m);
        take_list(&s->a_fe_v, &sl_com_get(values, "A_fe")->m);
        return;
    }
    if (block->z_p_flex && (block->z_p_flex != s->z_p_flex || block->cases != s->cases))
        sl_com_complain(log, values, "z_p (RX)", "give both packages the same numbers",
                        "has other numbers of segments or test cases than the Tx package");
    memcpy(s->z_p_rx_mm, block->z_p_rx_mm, sizeof s->z_p_rx_mm);
    take_list(&s->a_ne_v, &sl_com_get(values, "A_ne")->m);
}

// --set of a key that a block replaces would be lost without a word.
static void warn_replaced(sl_com_log *log, const sl_com_value *values)
{
    for (int k = 0; k < sl_com_key_n; k++)
        if ((sl_com_keys[k].flags & SL_COM_PACKAGE) && values[k].origin == SL_COM_FROM_SET)
            sl_com_warn(log, SL_W_UNUSED, values[k].mark, "set PKG_NAME= as well",
                        "'%s' has no effect: the package block of PKG_NAME replaces it",
                        sl_com_keys[k].key);
}

sl_status sl_com_fit_blocks(sl_com_settings *s, sl_com_log *log, sl_arena *arena,
                            const sl_com_input *input, const sl_com_value *main_values)
{
    const sl_com_value *name = sl_com_get(main_values, "PKG_NAME");
    memset(s->pkg_name, 0, sizeof s->pkg_name);
    if (s->compat != SL_COM_4_50 || !name->text || !*name->text) return SL_OK;
    if (!names(s, name->text)) {
        sl_com_error(log, SL_E_SIZE, name->mark, "PKG_NAME is TX_NAME RX_NAME",
                     "PKG_NAME takes one or two names of package blocks");
        return SL_OK;
    }
    warn_replaced(log, main_values);
    sl_com_value *values = sl_arena_alloc(arena, sizeof *values * (size_t)sl_com_key_n);
    sl_com_settings *block = sl_arena_alloc(arena, SL_COM_SIDES * sizeof *block);
    if (!values || !block) return SL_ERR_NO_MEMORY;
    for (int side = 0; side < SL_COM_SIDES; side++) {
        int b = find_block(input, s->pkg_name[side]);
        if (b < 0) {
            sl_com_error(log, SL_E_MISSING_KEY, name->mark, "blocks begin with a row .START NAME",
                         "package block '%s' does not exist", s->pkg_name[side]);
            continue;
        }
        SL_TRY(sl_com_values(values, log, arena, input, b, s->compat));
        take_side(s, &block[side], log, values, side);
    }
    return SL_OK;
}
