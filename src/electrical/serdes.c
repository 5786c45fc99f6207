// A serial link: SNR behind the channel, margin, error rate and the hand-over to the next layer.
//
// Model. Pulse at the receiver: NRZ hold * transmitter (4th-order Butterworth) * channel * receiver
// (4th-order Butterworth), magnitudes on 64 cells of 0..fb. Noise: (eta_0 + crosstalk^2/fb) in
// front of the receiver's filter, and a sampler noise behind it, relative to the outermost level
// squared. The equaliser's SNR (sl_equalised_snr, sl_ctle_snr) is the bound for unlimited taps;
// implementation_loss_db leads from it to a real receiver. Margin = SNR - implementation loss -
// SNR needed for the target BER.
// Assumptions: Gaussian noise, crosstalk white and independent of the frequency; reflections only
// in the ripple bound, not in the SNR; no error propagation.
// Sources: IEEE 802.3 annex 93A (receiver filter, noise terms, R_LM), Salz 1973.
// Limits: estimate tier; the figure is not COM, which truncates distributions and limits taps.
#include "electrical/serdes.h"

#include <math.h>

#include "electrical/segment.h"

// SNR in dB, not below -300 dB so that differences stay finite.
static double snr_to_db(double snr)
{
    return 10 * log10(fmax(snr, 1e-30));
}

static int levels_ok(int levels)
{
    return levels == 2 || levels == 4 || levels == 6 || levels == 8;
}

static int in_range(double x, double lo, double hi)
{
    return x >= lo && x <= hi; // false for NaN
}

static sl_status check(const sl_electrical_in *in)
{
    const sl_transmitter *tx = &in->transmitter;
    const sl_receiver *rx = &in->receiver;
    const double tiny = 1e-300, any = 1e300, inf = HUGE_VAL;
    if (in->n_segments > SL_SEGMENTS_MAX) return SL_ERR_LIMIT;
    int ok = levels_ok(in->levels) && in_range(in->symbol_rate_bd, 1e6, 1e13) &&
             in_range(in->target_ber, tiny, 0.4999) &&
             in_range(in->implementation_loss_db, 0, 100) && in_range(in->loss_limit_db, 0, inf) &&
             in_range(tx->swing_peak_v, 1e-6, 1e3) && in_range(tx->snr_tx_db, 0, inf) &&
             in_range(tx->jitter_rms_ui, 0, 1) && in_range(tx->level_mismatch, tiny, 1) &&
             in_range(tx->bandwidth_hz, tiny, inf) && in_range(rx->noise_psd_v2_hz, 0, any) &&
             in_range(rx->sampler_psd_v2_hz, 0, any) && in_range(rx->crosstalk_rms_v, 0, any) &&
             in_range(rx->bandwidth_hz, tiny, inf) && in_range(in->reflection_near, 0, 1) &&
             in_range(in->reflection_far, 0, 1) && isfinite(in->margin_offset_db) &&
             isfinite(in->loss_offset_db) && isfinite(in->snr_offset_db);
    return ok ? SL_OK : SL_ERR_DOMAIN;
}

sl_status serdes_prepare(serdes_frame *frame, const sl_electrical_in *in)
{
    SL_TRY(check(in));
    double fb = in->symbol_rate_bd, level2 = in->transmitter.swing_peak_v;
    level2 *= level2;
    for (size_t i = 0; i < SL_RESPONSE_CELLS; i++) {
        double f = sl_response_cell_hz(fb, i);
        frame->launch[i] =
            sl_hold_gain(f, fb) * sl_butterworth4_gain(f, in->transmitter.bandwidth_hz);
        frame->front[i] = sl_butterworth4_gain(f, in->receiver.bandwidth_hz);
    }
    double crosstalk = in->receiver.crosstalk_rms_v * in->receiver.crosstalk_rms_v / fb;
    frame->input_noise = (in->receiver.noise_psd_v2_hz + crosstalk) / level2;
    frame->sampler_noise = in->receiver.sampler_psd_v2_hz / level2;
    if (!(frame->input_noise + frame->sampler_noise > 0)) return SL_ERR_DOMAIN;
    frame->snr_required_db = snr_to_db(sl_pam_snr_for_log10_ber(log10(in->target_ber), in->levels));
    return isfinite(frame->snr_required_db) ? SL_OK : SL_ERR_DOMAIN;
}

sl_status serdes_snr_at(serdes_snr *snr, sl_pulse_response *response, const serdes_frame *frame,
                        const sl_electrical_in *in, const double loss_db[SL_RESPONSE_CELLS])
{
    const double np_per_db = 0.11512925464970228; // ln(10)/20
    sl_pulse_response sampled;
    response->symbol_rate_bd = in->symbol_rate_bd;
    response->jitter_rms_ui = in->transmitter.jitter_rms_ui;
    response->level_mismatch = in->transmitter.level_mismatch;
    for (size_t i = 0; i < SL_RESPONSE_CELLS; i++) {
        response->gain[i] = frame->launch[i] * exp(-np_per_db * loss_db[i]);
        response->noise_psd_per_hz[i] = frame->input_noise;
    }
    sampled = *response;
    for (size_t i = 0; i < SL_RESPONSE_CELLS; i++) {
        sampled.gain[i] *= frame->front[i];
        sampled.noise_psd_per_hz[i] =
            frame->input_noise * frame->front[i] * frame->front[i] + frame->sampler_noise;
    }

    sl_equalised e;
    SL_TRY(sl_equalised_snr(&e, &sampled, in->levels, in->transmitter.snr_tx_db));
    double ctle = 0;
    if (in->receiver.equaliser == SL_EQUALISER_CTLE)
        SL_TRY(sl_ctle_snr(&ctle, NULL, &sampled, in->levels, in->transmitter.snr_tx_db));
    snr->dfe_db = snr_to_db(e.snr_dfe);
    snr->linear_db = snr_to_db(e.snr_linear);
    snr->ctle_db = snr_to_db(fmin(ctle, e.snr_linear)); // no better than the best linear one
    snr->chosen_db = in->receiver.equaliser == SL_EQUALISER_DFE   ? snr->dfe_db
                     : in->receiver.equaliser == SL_EQUALISER_FFE ? snr->linear_db
                                                                  : snr->ctle_db;
    return SL_OK;
}

// Loss, its split, ripple and delay at Nyquist.
static sl_status path_at_nyquist(sl_electrical_out *out, const sl_electrical_in *in)
{
    sl_segment_response r[SL_SEGMENTS_MAX];
    out->loss_nyquist_db = out->delay_s = 0;
    for (size_t i = 0; i < in->n_segments; i++) {
        SL_TRY(sl_segment_at(&r[i], &in->segments[i], 0.5 * in->symbol_rate_bd));
        out->loss_split_db[i] = -20 * log10(r[i].s21);
        out->loss_nyquist_db += out->loss_split_db[i];
        out->delay_s += r[i].delay_s;
    }
    out->ripple_db = path_ripple_db(r, in->n_segments, in->reflection_near, in->reflection_far);
    return SL_OK;
}

sl_status sl_electrical_evaluate(sl_electrical_out *out, const sl_electrical_in *in)
{
    serdes_frame frame;
    serdes_snr snr;
    double loss_db[SL_RESPONSE_CELLS];
    SL_TRY(serdes_prepare(&frame, in));
    SL_TRY(sl_electrical_loss_grid_db(loss_db, in->segments, in->n_segments, in->symbol_rate_bd));
    SL_TRY(serdes_snr_at(&snr, &out->response, &frame, in, loss_db));

    SL_TRY(path_at_nyquist(out, in));
    out->snr_dfe_db = snr.dfe_db;
    out->snr_linear_db = snr.linear_db;
    out->snr_ctle_db = snr.ctle_db;
    if (in->receiver.equaliser != SL_EQUALISER_CTLE) out->snr_ctle_db = nan("");
    out->snr_db = snr.chosen_db;
    out->snr_required_db = frame.snr_required_db;
    double snr_real_db = snr.chosen_db - in->implementation_loss_db;
    out->margin_db = snr_real_db - frame.snr_required_db + in->margin_offset_db;
    out->class_margin_db = in->loss_limit_db - out->loss_nyquist_db - in->loss_offset_db;
    out->log10_ber = sl_pam_log10_ber(pow(10, 0.1 * (snr_real_db + in->snr_offset_db)), in->levels);
    return SL_OK;
}
