// Energy per bit of a SerDes lane as an output of its channel.
//
// Model: E = [E_ser + Vpp^2/(4 Rd Rb) + (N_tx e_tap + e_dac + e_ctle + e_conv + e_dsp + e_clk +
// e_cdr)/bits]/regulator's efficiency, per symbol where the work is done per symbol. The channel
// decides:
//   boost = min(loss, what the CTLE can take); residual = loss - boost, left to taps;
//   receiver: mixed-signal (slicers, analog DFE) up to a loss, converter and DSP above;
//   taps: base + residual/(dB per tap); sequence detector above a loss;
//   resolution: quantisation noise must lie `margin` below the noise that the target SNR allows,
//   after equalisation: SQNR = 6.02 ENOB + 1.76 dB - (crest - 3 dB) of the sampled signal, and
//   a white noise in front of an equaliser of a tilt of r dB (linear over 0..Nyquist) grows by
//   [(e^a - 1)/a][(1 - e^-a)/a], a = r ln(10)/10, over signal power; a sequence detector with the
//   target 1 + D/2 leaves 20 log10(3) dB of the tilt unequalised;
//   where a search has found the equalisers (standard tier), its taps, boost and enhancement of
//   white noise take the place of these laws; mixed-signal or digital stays by loss; speed: a clock
//   whose jitter stays a fixed part of the unit interval costs power ~ rate^2 (phase noise ~
//   1/power), and the figure of merit of converters grows with rate above some GS/s; both terms per
//   symbol therefore grow with rate over the reference rate (not below it).
// node_scale multiplies everything but the driver, whose power is set by swing and impedance.
// Sources: Walden, IEEE JSAC 17 (1999) 539 (FOM_w); Bennett 1948 (6.02 ENOB + 1.76); form of the
// sum common in surveys. Coefficients: assumption.
// Limits: no leakage, no PLL sharing between lanes, no FEC; mean activity; a driver in
// source-series termination. Steps at the thresholds are real design choices but sharper here than
// in products.
#include <math.h>

#include "shoreline/electrical.h"
#include "shoreline/signal.h"

sl_serdes_coefficients sl_serdes_coefficients_default(void)
{
    return (sl_serdes_coefficients){
        .reference_rate_bd = 56e9,
        .serialiser_j_per_bit = 0.30e-12,
        .clock_j_per_symbol = 1.0e-12,
        .cdr_j_per_symbol = 0.3e-12,
        .tx_tap_j_per_symbol = 20e-15,
        .dac_j_per_symbol = 0.8e-12,
        .ctle_w_per_hz = 3e-13,
        .slicer_j = 15e-15,
        .analog_tap_j_per_symbol = 60e-15,
        .adc_walden_j_per_step = 30e-15,
        .dsp_tap_j_per_symbol = 40e-15,
        .mlse_j_per_symbol = 0.8e-12,
        .ctle_boost_max_db = 12,
        .base_taps = 5,
        .residual_db_per_tap = 1.0,
        .tx_db_per_tap = 8,
        .mixed_signal_loss_db = 14,
        .mlse_loss_db = 30,
        .quantisation_margin_db = 6,
        .crest_factor_db = 9.5,
        .supply_efficiency = 0.85,
    };
}

static int in_range(double x, double lo, double hi)
{
    return x >= lo && x <= hi; // false for NaN
}

static int coefficients_ok(const sl_serdes_coefficients *c)
{
    const double not_negative[] = {
        c->serialiser_j_per_bit,
        c->clock_j_per_symbol,
        c->cdr_j_per_symbol,
        c->tx_tap_j_per_symbol,
        c->dac_j_per_symbol,
        c->ctle_w_per_hz,
        c->slicer_j,
        c->analog_tap_j_per_symbol,
        c->adc_walden_j_per_step,
        c->dsp_tap_j_per_symbol,
        c->mlse_j_per_symbol,
        c->ctle_boost_max_db,
        c->base_taps,
        c->mixed_signal_loss_db,
        c->mlse_loss_db,
    };
    for (size_t i = 0; i < sizeof not_negative / sizeof *not_negative; i++)
        if (!(not_negative[i] >= 0)) return 0;
    return c->reference_rate_bd > 0 && c->supply_efficiency > 0 && c->supply_efficiency <= 1 &&
           c->residual_db_per_tap > 0 && c->tx_db_per_tap > 0 &&
           isfinite(c->quantisation_margin_db) && isfinite(c->crest_factor_db);
}

static sl_status check(const sl_serdes_energy_in *in)
{
    int levels_ok = in->levels == 2 || in->levels == 4 || in->levels == 6 || in->levels == 8;
    int ok = levels_ok && in_range(in->loss_nyquist_db, 0, 80) &&
             in_range(in->snr_required_db, -10, 80) && in_range(in->symbol_rate_bd, 1e6, 1e13) &&
             in_range(in->swing_pp_v, 1e-6, 1e3) && in_range(in->driver_ohm, 1e-3, 1e6) &&
             in_range(in->node_scale, 1e-6, 1e3) && coefficients_ok(&in->coefficients);
    const sl_serdes_equaliser *e = in->equaliser;
    if (e)
        ok = ok && in_range(e->tx_taps, 1, 1e3) && in_range(e->rx_taps, 0, 1e3) &&
             in_range(e->boost_db, 0, 80) && in_range(e->enhancement_db, -80, 80);
    return ok ? SL_OK : SL_ERR_DOMAIN;
}

// Growth, dB, of white noise over the signal in an equaliser that undoes a linear tilt.
static double tilt_enhancement_db(double tilt_db)
{
    double a = tilt_db * log(10) / 10;
    if (a < 1e-6) return 0;
    return 10 * log10(expm1(a) / a * -expm1(-a) / a);
}

// Steps of the converter: quantisation must lie below the noise that the target allows, after the
// equaliser has raised it by enhancement_db.
static double resolution(const sl_serdes_energy_in *in, double enhancement_db)
{
    const sl_serdes_coefficients *c = &in->coefficients;
    double sqnr_db = in->snr_required_db + c->quantisation_margin_db + enhancement_db +
                     c->crest_factor_db - 10 * log10(2);
    return fmax(1, (sqnr_db - 10 * log10(1.5)) / (20 * log10(2)));
}

// What the channel asks for; returns the CTLE's boost, dB.
static double design_by_loss(sl_serdes_energy_out *out, const sl_serdes_energy_in *in)
{
    const sl_serdes_coefficients *c = &in->coefficients;
    double residual_db = fmax(0, in->loss_nyquist_db - c->ctle_boost_max_db);
    out->mlse_used = out->adc_used && in->loss_nyquist_db > c->mlse_loss_db;
    out->tx_taps = 1 + ceil(in->loss_nyquist_db / c->tx_db_per_tap);
    double more = ceil(residual_db / c->residual_db_per_tap);
    out->rx_taps = out->adc_used ? c->base_taps + more : 1 + more;
    double tilt_db = residual_db - (out->mlse_used ? 20 * log10(3) : 0);
    if (out->adc_used) out->enob = resolution(in, tilt_enhancement_db(fmax(0, tilt_db)));
    return in->loss_nyquist_db;
}

// Boost beyond what a CTLE can take is left to taps, as the loss is above.
static double design_by_equaliser(sl_serdes_energy_out *out, const sl_serdes_energy_in *in)
{
    const sl_serdes_coefficients *c = &in->coefficients;
    const sl_serdes_equaliser *e = in->equaliser;
    double residual_db = fmax(0, e->boost_db - c->ctle_boost_max_db);
    out->mlse_used = out->adc_used && e->mlse;
    out->tx_taps = e->tx_taps;
    out->rx_taps = e->rx_taps;
    if (!out->adc_used) return e->boost_db;
    out->rx_taps += ceil(residual_db / c->residual_db_per_tap);
    out->enob = resolution(in, e->enhancement_db + tilt_enhancement_db(residual_db));
    return e->boost_db;
}

sl_status sl_serdes_energy(sl_serdes_energy_out *out, const sl_serdes_energy_in *in)
{
    SL_TRY(check(in));
    const sl_serdes_coefficients *c = &in->coefficients;
    out->adc_used = in->loss_nyquist_db > c->mixed_signal_loss_db;
    out->enob = 0;
    double boost_db = in->equaliser ? design_by_equaliser(out, in) : design_by_loss(out, in);
    double bits = sl_pam_bits(in->levels), scale = in->node_scale / c->supply_efficiency;
    double per_symbol = scale / bits;
    double speed = fmax(1, in->symbol_rate_bd / c->reference_rate_bd);
    double boost = pow(10, fmin(boost_db, c->ctle_boost_max_db) / 20);
    double bit_rate = in->symbol_rate_bd * bits;

    out->serialiser_j_per_bit = scale * c->serialiser_j_per_bit;
    out->driver_j_per_bit =
        in->swing_pp_v * in->swing_pp_v / (4 * in->driver_ohm * bit_rate * c->supply_efficiency);
    out->tx_equaliser_j_per_bit =
        per_symbol * (out->tx_taps * c->tx_tap_j_per_symbol + out->adc_used * c->dac_j_per_symbol);
    out->ctle_j_per_bit = per_symbol * c->ctle_w_per_hz * 0.5 * boost; // W/Hz * fb/2 / fb
    double clock = per_symbol * c->clock_j_per_symbol * speed;
    double cdr = per_symbol * c->cdr_j_per_symbol;
    out->clock_j_per_bit = clock + cdr;
    if (out->adc_used) {
        out->converter_j_per_bit = per_symbol * speed * c->adc_walden_j_per_step * exp2(out->enob);
        out->dsp_j_per_bit = per_symbol * (out->rx_taps * c->dsp_tap_j_per_symbol +
                                           out->mlse_used * c->mlse_j_per_symbol);
    } else {
        double slicers = 2.0 * (in->levels - 1); // data, and as many for errors and edges
        out->converter_j_per_bit = per_symbol * slicers * c->slicer_j;
        out->dsp_j_per_bit = per_symbol * out->rx_taps * c->analog_tap_j_per_symbol;
    }
    out->tx_j_per_bit = 0.5 * out->serialiser_j_per_bit + out->driver_j_per_bit +
                        out->tx_equaliser_j_per_bit + 0.5 * clock;
    out->rx_j_per_bit = 0.5 * out->serialiser_j_per_bit + out->ctle_j_per_bit +
                        out->converter_j_per_bit + out->dsp_j_per_bit + 0.5 * clock + cdr;
    out->energy_j_per_bit = out->tx_j_per_bit + out->rx_j_per_bit;
    return SL_OK;
}
