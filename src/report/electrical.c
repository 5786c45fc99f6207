// The electrical channels of the finer tiers: text and JSON.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/internal.h"

// A figure of a channel, and the estimate's beside it.
typedef struct figure {
    const char *label, *key;
    double value, estimate, scale;
} figure;

#define FIGURES 4

static void figures_of(figure out[FIGURES], const sl_channel_result *r)
{
    const figure rows[FIGURES] = {
        {"loss at Nyquist, dB", "loss_db", r->loss_db, r->estimate_loss_db, 1},
        {"margin, dB", "margin_db", r->margin_db, r->estimate_margin_db, 1},
        {"log10 BER", "log10_ber", r->log10_ber, r->estimate_log10_ber, 1},
        {"SerDes energy, pJ/bit", "energy_j_per_bit", r->energy_j_per_bit, r->estimate_j_per_bit,
         1e12}};
    memcpy(out, rows, sizeof rows);
}

// ---- text ----

static void counts_text(sl_text *out, const sl_channel_result *r)
{
    const sl_bittrue_counts *n = &r->real.slicer;
    sl_text_printf(out, "  %.4g symbols, %.0f wrong: SER %.3g (95 %%: %.3g to %.3g)",
                   (double)n->symbols, (double)n->symbol_errors, n->ser, n->ser_low, n->ser_high);
    if (!isnan(r->propagation))
        sl_text_printf(out, ", %.2f times that of ideal decisions", r->propagation);
    if (n->symbol_errors)
        sl_text_printf(out, "; another error behind %.0f %% of them", 100 * n->process.burst);
    sl_text_add(out, r->resolved ? "\n" : ": too few, the error ratio is the eye's\n");
}

static void channel_text(sl_text *out, const sl_channel_result *r, sl_fidelity tier)
{
    figure rows[FIGURES];
    sl_text_printf(out, "%s channel, %.6g GBd %20s %10s\n", r->channel.name,
                   r->channel.symbol_rate_bd / 1e9, sl_tier_word(tier), "estimate");
    if (r->why[0]) {
        sl_text_printf(out, "  %s\n\n", r->why);
        return;
    }
    figures_of(rows, r);
    for (int i = 0; i < FIGURES; i++)
        sl_text_printf(out, "  %-34s %10.2f %10.2f\n", rows[i].label, rows[i].value * rows[i].scale,
                       rows[i].estimate * rows[i].scale);
    sl_text_printf(
        out,
        "  COM %.2f dB, %.1f to pass; log10 BER of the reference receiver %.1f\n"
        "  %.0f taps sent, %.0f received, CTLE %.0f dB; crosstalk %.3g mV, noise %.3g mV, "
        "allowance %.3g mV rms\n",
        r->found->com_db, r->settings->com_pass_db, r->reference_log10_ber, r->equaliser.tx_taps,
        r->equaliser.rx_taps, r->equaliser.boost_db, 1e3 * r->found->sigma_xt_v,
        1e3 * r->found->sigma_n_v, 1e3 * r->allowance_v);
    if (r->counted) counts_text(out, r);
    sl_text_add(out, "\n");
}

void sl_report_electrical_text(sl_text *out, const sl_comparison *c, size_t v)
{
    const sl_tier_result *t = c->tier[v];
    for (int i = 0; t && i < t->n; i++)
        channel_text(out, &t->channel[i], t->tier);
}

// ---- JSON ----

static void list_json(sl_json *j, const char *key, const double *v, int n)
{
    sl_json_key(j, key);
    sl_json_array(j);
    for (int i = 0; i < n; i++)
        sl_json_number(j, v[i]);
    sl_json_end(j, ']');
}

static void counts_json(sl_json *j, const sl_channel_result *r)
{
    const sl_bittrue_counts *n = &r->real.slicer;
    int bursts = SL_BURST_BINS;
    while (bursts > 0 && n->burst[bursts - 1] == 0)
        bursts--;
    sl_json_key(j, "counted");
    sl_json_object(j);
    sl_json_key_number(j, "symbols", (double)n->symbols);
    sl_json_key_number(j, "symbol_errors", (double)n->symbol_errors);
    sl_json_key_number(j, "ser", n->ser);
    sl_json_key_number(j, "ser_low", n->ser_low);
    sl_json_key_number(j, "ser_high", n->ser_high);
    sl_json_key_bool(j, "used", r->resolved);
    sl_json_key_number(j, "error_propagation", r->propagation);
    sl_json_key_number(j, "first_ber", n->process.first_ber);
    sl_json_key_number(j, "burst", n->process.burst);
    sl_json_key(j, "burst_lengths");
    sl_json_array(j);
    for (int i = 0; i < bursts; i++)
        sl_json_number(j, (double)n->burst[i]);
    sl_json_end(j, ']');
    sl_json_end(j, '}');
}

static void found_json(sl_json *j, const sl_channel_result *r)
{
    const sl_com_case *found = r->found;
    sl_json_key_number(j, "com_db", found->com_db);
    sl_json_key_number(j, "com_threshold_db", r->settings->com_pass_db);
    sl_json_key_number(j, "der_0", r->settings->der_0);
    sl_json_key_number(j, "reference_log10_ber", r->reference_log10_ber);
    sl_json_key_number(j, "allowance_v", r->allowance_v);
    sl_json_key_number(j, "g_dc_db", found->g_dc_db);
    sl_json_key_number(j, "g_dc_hp_db", found->g_dc_hp_db);
    list_json(j, "tx_ffe", found->tx_ffe, found->tx_ffe_n);
    list_json(j, "rx_ffe", found->rx_ffe, found->rx_ffe_n);
    list_json(j, "dfe", found->dfe, found->dfe_n);
    sl_json_key_number(j, "crosstalk_v", found->sigma_xt_v);
    sl_json_key_number(j, "noise_v", found->sigma_n_v);
    if (r->counted) counts_json(j, r);
}

void sl_report_electrical_json(sl_json *j, const sl_comparison *c, size_t v)
{
    const sl_tier_result *t = c->tier[v];
    if (!t) return;
    sl_json_key(j, "electrical");
    sl_json_array(j);
    for (int i = 0; i < t->n; i++) {
        const sl_channel_result *r = &t->channel[i];
        figure rows[FIGURES];
        sl_json_object(j);
        sl_json_key_text(j, "channel", r->channel.name);
        sl_json_key_text(j, "tier", sl_tier_word(t->tier));
        sl_json_key_number(j, "symbol_rate_bd", r->channel.symbol_rate_bd);
        sl_json_key_text(j, "reason", r->why[0] ? r->why : NULL);
        figures_of(rows, r);
        for (int k = 0; k < FIGURES && !r->why[0]; k++) {
            char key[64];
            snprintf(key, sizeof key, "estimate_%s", rows[k].key);
            sl_json_key_number(j, rows[k].key, rows[k].value);
            sl_json_key_number(j, key, rows[k].estimate);
        }
        if (!r->why[0]) found_json(j, r);
        sl_json_end(j, '}');
    }
    sl_json_end(j, ']');
}
