// Optical lanes of the finer tiers: text and JSON.
#include <math.h>
#include <stdio.h>

#include "report/internal.h"

typedef struct pair {
    const char *label, *key;
    double standard, waveform, estimate;
} pair;

#define PAIRS 3

static void pairs_of(pair out[PAIRS], const sl_lane_result *r, const sl_result *nominal)
{
    double none = r->waved ? 0 : (double)NAN;
    out[0] = (pair){"optical margin, dB", "margin_db", r->margin_db, r->wave_margin_db,
                    r->estimate_margin_db};
    out[1] = (pair){"log10 BER", "log10_ber", r->point.log10_ber, r->wave.log10_ber + none,
                    r->estimate_log10_ber};
    out[2] =
        (pair){"SNR, dB", "snr_db", r->point.snr_db, r->wave.snr_db + none, nominal->lane.snr_db};
}

// ---- text ----

static void number(sl_text *out, double value)
{
    if (isnan(value))
        sl_text_add(out, "          -");
    else
        sl_text_printf(out, " %10.2f", value);
}

static void gradient_text(sl_text *out, const sl_design *d)
{
    sl_lane_gradient g;
    sl_lane_gradient_of(&g, d);
    if (isnan(g.per_loss_db)) return;
    sl_text_printf(
        out,
        "  margin: %+.2f dB a dB of loss, %+.3f dB/K of the laser's mount, %+.3f dB for 1 "
        "%% of its bias",
        g.per_loss_db, g.per_k, g.per_bias);
    if (!isnan(g.per_year)) sl_text_printf(out, ", %+.3f dB a year of age", g.per_year);
    sl_text_add(out, "\n");
}

static void detector_text(sl_text *out, const sl_lane_result *r)
{
    static const char *const names[] = {"", ", one tap of feedback", ", sequence detection"};
    const sl_link_receiver *rx = &r->parts.link.rx;
    sl_text_printf(out, "  %d taps%s; sampled %+.2f UI from the peak", rx->ffe_n,
                   names[rx->detector], r->point.phase_ui);
    if (rx->ctle.pole1_hz > 0)
        sl_text_printf(out, "; CTLE %.0f and %.0f dB", rx->ctle.dc_gain_db, rx->ctle.dc_gain2_db);
    if (rx->dfe_n)
        sl_text_printf(out, "; tap %.2f, an error behind %.1f %% of errors", r->point.dfe[0],
                       100 * r->point.burst);
    sl_text_add(out, "\n");
    if (!r->waved) return;
    sl_text_printf(out, "  light: extinction %.2f dB, R_LM %.3f, compression %.1f %%",
                   r->levels.extinction_ratio_db, r->levels.level_mismatch,
                   100 * r->levels.compression);
    if (isfinite(r->wave.low_log10_ber) && isfinite(r->wave.high_log10_ber))
        sl_text_printf(out, "; log10 BER 95 %%: %.2f to %.2f", r->wave.low_log10_ber,
                       r->wave.high_log10_ber);
    sl_text_add(out, "\n");
}

void sl_report_light_text(sl_text *out, const sl_comparison *c, size_t v)
{
    const sl_lane_result *r = c->tier[v] ? c->tier[v]->lane : NULL;
    pair rows[PAIRS];
    if (!r) return;
    sl_text_printf(out, "optical lane, %.6g GBd %18s %10s %10s\n",
                   r->parts.link.lane.symbol_rate_bd / 1e9, "standard", "waveform", "estimate");
    pairs_of(rows, r, &c->variants[v].nominal);
    for (int i = 0; i < PAIRS && !isnan(r->margin_db); i++) {
        sl_text_printf(out, "  %-32s", rows[i].label);
        number(out, rows[i].standard);
        number(out, rows[i].waveform);
        number(out, rows[i].estimate);
        sl_text_add(out, "\n");
    }
    if (!isnan(r->margin_db)) {
        detector_text(out, r);
        gradient_text(out, &c->variants[v].bound->design);
    }
    if (r->counted)
        sl_text_printf(out,
                       "  counted: %.0f of %.4g symbols wrong, BER %.3g (95 %%: %.3g to %.3g)\n",
                       (double)r->counts.symbol_errors, (double)r->counts.symbols, r->counts.ber,
                       r->counts.low_ber, r->counts.high_ber);
    if (r->sampled)
        sl_text_printf(out,
                       "  standard: of a record of 4096 symbols; small-signal filters alone would "
                       "give a margin of %.2f dB\n",
                       r->filters_margin_db);
    if (r->why[0]) sl_text_printf(out, "  no waveform: %s\n", r->why);
    sl_text_add(out, "\n");
}

// ---- JSON ----

static void gradients_json(sl_json *j, const sl_lane_result *r, const sl_design *d)
{
    static const char *const keys[SL_LINK_PARAMETERS] = {
        [SL_LINK_LOSS_DB] = "loss_db",
        [SL_LINK_EXTINCTION_DB] = "extinction_db",
        [SL_LINK_RIN_DB] = "rin_db",
        [SL_LINK_THERMAL_DB] = "thermal_noise_db",
        [SL_LINK_TX_BANDWIDTH] = "transmitter_bandwidth",
        [SL_LINK_RX_BANDWIDTH] = "receiver_bandwidth",
        [SL_LINK_DISPERSION_S_M] = "dispersion_s_m",
        [SL_LINK_LEVEL_MISMATCH] = "level_mismatch"};
    sl_lane_gradient g;
    sl_json_key(j, "log10_ber_by");
    sl_json_object(j);
    for (int i = 0; i < SL_LINK_PARAMETERS; i++)
        sl_json_key_number(j, keys[i], r->point.gradient[i]);
    sl_json_end(j, '}');
    sl_lane_gradient_of(&g, d);
    sl_json_key(j, "margin_db_by");
    sl_json_object(j);
    sl_json_key_number(j, "loss_db", g.per_loss_db);
    sl_json_key_number(j, "laser_mount_k", g.per_k);
    sl_json_key_number(j, "bias_percent", g.per_bias);
    sl_json_key_number(j, "year", g.per_year);
    sl_json_end(j, '}');
}

static void list_json(sl_json *j, const char *key, const double *v, int n)
{
    sl_json_key(j, key);
    sl_json_array(j);
    for (int i = 0; i < n; i++)
        sl_json_number(j, v[i]);
    sl_json_end(j, ']');
}

static void waveform_json(sl_json *j, const sl_lane_result *r)
{
    sl_json_key_number(j, "log10_ber_low", r->wave.low_log10_ber);
    sl_json_key_number(j, "log10_ber_high", r->wave.high_log10_ber);
    sl_json_key_number(j, "extinction_db", r->levels.extinction_ratio_db);
    sl_json_key_number(j, "level_mismatch", r->levels.level_mismatch);
    sl_json_key_number(j, "compression", r->levels.compression);
    if (!r->counted) return;
    sl_json_key(j, "counted");
    sl_json_object(j);
    sl_json_key_number(j, "symbols", (double)r->counts.symbols);
    sl_json_key_number(j, "symbol_errors", (double)r->counts.symbol_errors);
    sl_json_key_number(j, "ber", r->counts.ber);
    sl_json_key_number(j, "ber_low", r->counts.low_ber);
    sl_json_key_number(j, "ber_high", r->counts.high_ber);
    sl_json_key_number(j, "burst", r->counts.burst);
    sl_json_end(j, '}');
}

void sl_report_light_json(sl_json *j, const sl_comparison *c, size_t v)
{
    const sl_lane_result *r = c->tier[v] ? c->tier[v]->lane : NULL;
    pair rows[PAIRS];
    if (!r) return;
    sl_json_key(j, "optical_lane");
    sl_json_object(j);
    sl_json_key_number(j, "symbol_rate_bd", r->parts.link.lane.symbol_rate_bd);
    sl_json_key_text(j, "reason", r->why[0] ? r->why : NULL);
    pairs_of(rows, r, &c->variants[v].nominal);
    for (int i = 0; i < PAIRS; i++) {
        char key[64];
        sl_json_key_number(j, rows[i].key, rows[i].standard);
        snprintf(key, sizeof key, "waveform_%s", rows[i].key);
        sl_json_key_number(j, key, rows[i].waveform);
        snprintf(key, sizeof key, "estimate_%s", rows[i].key);
        sl_json_key_number(j, key, rows[i].estimate);
    }
    if (!isnan(r->margin_db)) {
        list_json(j, "taps", r->point.taps, r->parts.link.rx.ffe_n);
        list_json(j, "dfe", r->point.dfe, r->parts.link.rx.dfe_n);
        sl_json_key_number(j, "burst", r->point.burst);
        gradients_json(j, r, &c->variants[v].bound->design);
    }
    if (r->sampled) sl_json_key_number(j, "filters_margin_db", r->filters_margin_db);
    if (r->waved) waveform_json(j, r);
    sl_json_end(j, '}');
}
