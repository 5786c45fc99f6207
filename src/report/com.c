// Channel Operating Margin of channels: the terminal's tables and JSON.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/internal.h"

const char *const sl_com_source_names[SL_COM_SOURCES] = {
    "receiver noise", "transmitter noise", "jitter", "crosstalk", "intersymbol interference"};
static const char *const source_keys[SL_COM_SOURCES] = {"receiver_noise_db", "transmitter_noise_db",
                                                        "jitter_db", "crosstalk_db", "isi_db"};

// Margin that a source takes from what those before it left, dB; the first row is what it leaves.
double sl_com_step_db(const sl_com_case *c, int source)
{
    double before = source == 0 ? c->as_v : c->cumulated_v[source - 1];
    return 20 * log10(before / c->cumulated_v[source]);
}

// What sampling within a window takes beside sampling at the best point.
static double window_db(const sl_com_case *c)
{
    return c->com_db - 20 * log10(c->as_v / c->cumulated_v[SL_COM_ISI]);
}

// ---- JSON ----

static void list(sl_json *j, const char *key, const double *v, int n)
{
    sl_json_key(j, key);
    sl_json_array(j);
    for (int i = 0; i < n; i++)
        sl_json_number(j, v[i]);
    sl_json_end(j, ']');
}

static void equaliser_json(sl_json *j, const sl_com_case *c)
{
    sl_json_key_number(j, "g_dc_db", c->g_dc_db);
    sl_json_key_number(j, "g_dc_hp_db", c->g_dc_hp_db);
    list(j, "tx_ffe", c->tx_ffe, c->tx_ffe_n);
    sl_json_key_number(j, "tx_cursor", c->tx_cursor);
    list(j, "dfe", c->dfe, c->dfe_n);
    sl_json_key(j, "floating_taps");
    sl_json_array(j);
    for (int i = 0; i < c->floating_n; i++)
        sl_json_number(j, c->floating[i]);
    sl_json_end(j, ']');
    list(j, "rx_ffe", c->rx_ffe, c->rx_ffe_n);
    sl_json_key_number(j, "sample_shift", c->sample_shift);
}

static void noise_json(sl_json *j, const sl_com_case *c)
{
    const struct {
        const char *key;
        double value;
    } rows[] = {
        {"sigma_n_v", c->sigma_n_v},     {"sigma_tx_v", c->sigma_tx_v},
        {"sigma_rj_v", c->sigma_rj_v},   {"sigma_g_v", c->sigma_g_v},
        {"sigma_isi_v", c->sigma_isi_v}, {"sigma_xt_v", c->sigma_xt_v},
        {"peak_isi_v", c->peak_isi_v},   {"peak_xt_v", c->peak_xt_v},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        sl_json_key_number(j, rows[i].key, rows[i].value);
    sl_json_key(j, "waterfall");
    sl_json_object(j);
    for (int i = 0; i < SL_COM_SOURCES; i++)
        sl_json_key_number(j, source_keys[i], i == 0 ? sl_com_step_db(c, 0) : sl_com_step_db(c, i));
    sl_json_key_number(j, "mlse_db", c->mlse_gain_db);
    sl_json_key_number(j, "window_db", isnan(c->eye_width_ui) ? 0 : window_db(c));
    sl_json_end(j, '}');
}

static void case_json(sl_json *j, const sl_com_settings *s, const sl_com_case *c,
                      const sl_com_case *reference)
{
    sl_json_object(j);
    sl_json_key_number(j, "case", c->number);
    sl_json_key_number(j, "com_db", c->com_db);
    if (reference) sl_json_key_number(j, "com_reference_db", reference->com_db);
    sl_json_key_number(j, "fom_db", c->fom_db);
    sl_json_key_number(j, "as_v", c->as_v);
    sl_json_key_number(j, "ani_v", c->ani_v);
    sl_json_key_number(j, "erl_db", c->erl_db);
    sl_json_key_number(j, "erl11_db", c->erl11_db);
    sl_json_key_number(j, "erl22_db", c->erl22_db);
    sl_json_key_number(j, "icn_v", c->icn_v);
    sl_json_key_number(j, "icn_fext_v", c->icn_fext_v);
    sl_json_key_number(j, "icn_next_v", c->icn_next_v);
    sl_json_key_number(j, "fom_ild_db", c->fom_ild_db);
    sl_json_key_number(j, "il_nyquist_db", c->il_nyquist_db);
    sl_json_key_number(j, "il_fitted_db", c->il_fitted_db);
    sl_json_key_number(j, "vec_db", c->vec_db);
    sl_json_key_number(j, "veo_v", c->veo_v);
    sl_json_key_number(j, "eye_width_ui", c->eye_width_ui);
    equaliser_json(j, c);
    noise_json(j, c);
    sl_json_key(j, "port_order");
    sl_json_array(j);
    for (int i = 0; i < 4; i++)
        sl_json_number(j, s->port_order[i]);
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

void sl_report_com_keys(sl_json *j, const sl_com_settings *settings, const sl_com_channel *channels,
                        int n, const sl_com_result *result, const sl_com_result *reference)
{
    static const char *const roles[] = {"thru", "fext", "next"};
    sl_json_key_text(j, "compat", settings->compat == SL_COM_3_70 ? "3.70" : "4.50");
    sl_json_key(j, "channels");
    sl_json_array(j);
    for (int i = 0; i < n; i++) {
        sl_json_object(j);
        sl_json_key_text(j, "role", roles[channels[i].role]);
        sl_json_key_text(j, "name", channels[i].name);
        sl_json_end(j, '}');
    }
    sl_json_end(j, ']');
    sl_json_key(j, "cases");
    sl_json_array(j);
    for (int i = 0; i < sl_com_cases(result); i++)
        case_json(j, settings, sl_com_case_at(result, i),
                  reference ? sl_com_case_at(reference, i) : NULL);
    sl_json_end(j, ']');
}

// ---- the terminal's tables ----

#define FIELD(name) offsetof(sl_com_case, name)

// A row over the cases: value times scale, "-" where it is NaN.
typedef struct row {
    const char *label;
    size_t offset; // of a double in sl_com_case
    double scale;
    int decimals;
} row;

static double at(const sl_com_case *c, size_t offset)
{
    double value;
    memcpy(&value, (const char *)c + offset, sizeof value);
    return value;
}

static void rows_text(sl_text *out, const sl_com_result *r, const row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool any = false;
        for (int k = 0; k < sl_com_cases(r); k++)
            any |= !isnan(at(sl_com_case_at(r, k), rows[i].offset));
        if (!any) continue;
        sl_text_printf(out, "  %-30s", rows[i].label);
        for (int k = 0; k < sl_com_cases(r); k++) {
            char cell[32] = "-";
            double v = rows[i].scale * at(sl_com_case_at(r, k), rows[i].offset);
            if (rows[i].offset == FIELD(vec_db) && v > 300)
                snprintf(cell, sizeof cell, "closed");
            else if (!isnan(v))
                snprintf(cell, sizeof cell, "%.*f", rows[i].decimals, v);
            sl_text_printf(out, "%14s", cell);
        }
        sl_text_add(out, "\n");
    }
}

static const row eye_rows[] = {
    {"figure of merit, dB", FIELD(fom_db), 1, 4},
    {"signal A_s, mV", FIELD(as_v), 1e3, 4},
    {"interference A_ni, mV", FIELD(ani_v), 1e3, 3},
    {"vertical eye closure, dB", FIELD(vec_db), 1, 3},
    {"vertical eye opening, mV", FIELD(veo_v), 1e3, 3},
    {"eye width, UI", FIELD(eye_width_ui), 1, 4},
};
static const row channel_rows[] = {
    {"insertion loss at Nyquist, dB", FIELD(il_nyquist_db), 1, 3},
    {"  fitted, dB", FIELD(il_fitted_db), 1, 3},
    {"  deviation FOM_ILD, dB", FIELD(fom_ild_db), 1, 4},
    {"crosstalk noise ICN, mV", FIELD(icn_v), 1e3, 4},
    {"return loss ERL, dB", FIELD(erl_db), 1, 3},
    {"  port 1, dB", FIELD(erl11_db), 1, 3},
    {"  port 2, dB", FIELD(erl22_db), 1, 3},
};
static const row noise_rows[] = {
    {"receiver noise, mV rms", FIELD(sigma_n_v), 1e3, 4},
    {"transmitter noise, mV rms", FIELD(sigma_tx_v), 1e3, 4},
    {"random jitter, mV rms", FIELD(sigma_rj_v), 1e3, 4},
    {"crosstalk, mV rms", FIELD(sigma_xt_v), 1e3, 4},
    {"intersymbol, mV rms", FIELD(sigma_isi_v), 1e3, 4},
};

static void margin_row(sl_text *out, const char *label, const sl_com_result *r, const double *limit,
                       size_t offset, bool at_most, bool colour)
{
    bool any = false;
    for (int k = 0; k < sl_com_cases(r); k++)
        any |= !isnan(at(sl_com_case_at(r, k), offset));
    if (!any) return;
    sl_text_printf(out, "  %s%-30s%s", colour ? "\033[1m" : "", label, colour ? "\033[0m" : "");
    for (int k = 0; k < sl_com_cases(r); k++)
        sl_text_printf(out, "%14.4f", at(sl_com_case_at(r, k), offset));
    sl_text_printf(out, "   %s %g:", at_most ? "at most" : "at least", *limit);
    for (int k = 0; k < sl_com_cases(r); k++) {
        double v = at(sl_com_case_at(r, k), offset);
        bool pass = at_most ? v <= *limit : v >= *limit;
        const char *paint = !colour ? "" : pass ? "\033[32m" : "\033[31m";
        sl_text_printf(out, " %s%s%s", paint,
                       isnan(v) ? "-"
                       : pass   ? "pass"
                                : "FAIL",
                       colour ? "\033[0m" : "");
    }
    sl_text_add(out, "\n");
}

static void waterfall_text(sl_text *out, const sl_com_settings *s, const sl_com_result *r)
{
    sl_text_add(out, "\nmargin, dB\n");
    for (int i = 0; i < SL_COM_SOURCES; i++) {
        sl_text_printf(out, "  %s%-*s", i ? "- " : "with ", i ? 28 : 25,
                       i ? sl_com_source_names[i] : "receiver noise alone");
        for (int k = 0; k < sl_com_cases(r); k++)
            sl_text_printf(out, "%14.3f", sl_com_step_db(sl_com_case_at(r, k), i));
        sl_text_add(out, "\n");
    }
    if (s->t_o_mui != 0) {
        sl_text_printf(out, "  - %-28s", "sampling within T_O");
        for (int k = 0; k < sl_com_cases(r); k++)
            sl_text_printf(out, "%14.3f", window_db(sl_com_case_at(r, k)));
        sl_text_add(out, "\n");
    }
    if (s->mlse) {
        sl_text_printf(out, "  + %-28s", "sequence detection");
        for (int k = 0; k < sl_com_cases(r); k++)
            sl_text_printf(out, "%14.3f", sl_com_case_at(r, k)->mlse_gain_db);
        sl_text_add(out, "\n");
    }
    sl_text_printf(out, "  = %-28s", "COM");
    for (int k = 0; k < sl_com_cases(r); k++)
        sl_text_printf(out, "%14.3f", sl_com_case_at(r, k)->com_db);
    sl_text_add(out, "\n");
}

// A few taps in a line of a table of its own: "-3: 0.0123".
static void taps_text(sl_text *out, const char *label, const double *v, int n, int first)
{
    int shown = 0;
    for (int i = 0; i < n; i++) {
        if (v[i] == 0) continue;
        if (shown % 6 == 0)
            sl_text_printf(out, "%s    %-11s", shown ? "\n" : "", shown ? "" : label);
        sl_text_printf(out, "%+5d:%+8.4f", first + i, v[i]);
        shown++;
    }
    if (shown) sl_text_add(out, "\n");
}

static void equaliser_text(sl_text *out, const sl_com_settings *s, const sl_com_case *c)
{
    sl_text_printf(out, "  case %d: g_DC %g dB", c->number, c->g_dc_db);
    if (!isnan(c->g_dc_hp_db)) sl_text_printf(out, ", g_DC_HP %g dB", c->g_dc_hp_db);
    sl_text_add(out, "\n");
    taps_text(out, "Tx FFE", c->tx_ffe, c->tx_ffe_n, -c->tx_cursor);
    taps_text(out, "Rx FFE", c->rx_ffe, c->rx_ffe_n, -s->ffe_pre_taps);
    taps_text(out, "DFE", c->dfe, c->dfe_n, 1);
}

static void head_text(sl_text *out, const sl_com_settings *s, const sl_com_channel *channels, int n,
                      const sl_com_result *r, bool strict)
{
    int count[3] = {0};
    for (int i = 0; i < n; i++)
        count[channels[i].role]++;
    sl_text_printf(out, "%s\n", channels[0].name);
    sl_text_printf(out,
                   "  %.6g GBd PAM%d, DER_0 %g, %d far-end and %d near-end aggressor%s, ports [%d "
                   "%d %d %d], %s %s\n\n",
                   s->f_b_hz / 1e9, s->levels, s->der_0, count[SL_COM_FEXT], count[SL_COM_NEXT],
                   count[SL_COM_NEXT] == 1 ? "" : "s", s->port_order[0], s->port_order[1],
                   s->port_order[2], s->port_order[3],
                   strict ? "as the standard's text says; keys of version"
                          : "as the reference program",
                   s->compat == SL_COM_3_70 ? "3.70" : "4.50");
    sl_text_printf(out, "  %-30s", "package case");
    for (int k = 0; k < sl_com_cases(r); k++)
        sl_text_printf(out, "%14d", sl_com_case_at(r, k)->number);
    sl_text_add(out, "\n");
}

#define TELLING_DB 0.05

// The reference program's COM, where any case differs by more than that.
static void reference_row(sl_text *out, const sl_com_settings *s, const sl_com_result *r,
                          const sl_com_result *reference)
{
    bool differs = false;
    for (int k = 0; k < sl_com_cases(r); k++)
        differs |=
            fabs(sl_com_case_at(r, k)->com_db - sl_com_case_at(reference, k)->com_db) > TELLING_DB;
    if (!differs) {
        sl_text_printf(out, "  %-30s  within %g dB\n", "as the reference program", TELLING_DB);
        return;
    }
    sl_text_printf(out, "  %-30s",
                   s->compat == SL_COM_3_70 ? "as the reference program 3.70"
                                            : "as the reference program 4.50");
    for (int k = 0; k < sl_com_cases(r); k++)
        sl_text_printf(out, "%14.4f", sl_com_case_at(reference, k)->com_db);
    sl_text_add(out, "\n");
}

#define ROWS(rows) rows, sizeof(rows) / sizeof *(rows)

void sl_report_com(sl_text *out, const sl_com_settings *s, const sl_com_channel *channels, int n,
                   const sl_com_result *r, const sl_com_result *reference, bool colour)
{
    bool com = !isnan(sl_com_case_at(r, 0)->com_db);
    head_text(out, s, channels, n, r, reference != NULL);
    margin_row(out, "COM, dB", r, &s->com_pass_db, FIELD(com_db), false, colour);
    if (reference) reference_row(out, s, r, reference);
    if (s->phy != SL_COM_C2C)
        margin_row(out, "vertical eye closure, dB", r, &s->vec_pass_db, FIELD(vec_db), true,
                   colour);
    rows_text(out, r, ROWS(eye_rows));
    sl_text_add(out, "\nchannel\n");
    rows_text(out, r, ROWS(channel_rows));
    if (!com) return;
    sl_text_add(out, "\nnoise at the sampler\n");
    rows_text(out, r, ROWS(noise_rows));
    waterfall_text(out, s, r);
    sl_text_add(out, "\nequaliser\n");
    for (int k = 0; k < sl_com_cases(r); k++)
        equaliser_text(out, s, sl_com_case_at(r, k));
}
