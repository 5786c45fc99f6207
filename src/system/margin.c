// Channel Operating Margin of a design's channel.
//
// The reference receivers of IEEE 802.3 are scaled with the symbol rate: poles, zeros and edges
// keep their place relative to it. What the SerDes says of itself replaces the standard's figures.
// Above 80 GBd no published grid of the transmitter is at hand: the taps swept are class
// assumption.
#include "shoreline/channel.h"

#include <math.h>

#include "system/internal.h"

#define RECEIVE_FFE_BD 80e9

static void scale_list(sl_com_list *list, double by)
{
    for (int i = 0; i < list->n; i++)
        list->v[i] *= by;
}

static void scale_frequencies(sl_com_settings *s, double fb)
{
    double by = fb / s->f_b_hz;
    sl_com_list *lists[] = {&s->g_dc_db, &s->f_z_hz, &s->f_p1_hz, &s->f_p2_hz, &s->f_hp_pz_hz};
    for (size_t i = 1; i < sizeof lists / sizeof *lists; i++)
        scale_list(lists[i], by);
    s->t_r_s /= by;
    s->tr_tdr_s /= by;
    s->f_b_hz = s->f_2_hz = fb;
    s->rc_start_hz *= by;
    s->rc_end_hz *= by;
    s->f_min_hz = s->f_1_hz = 0.05e9;
    s->delta_f_hz = 0.05e9;
}

// The channel has the packages in it.
static void without_packages(sl_com_settings *s)
{
    s->cases = s->z_p_select_n = s->z_p_select[0] = 1;
    s->z_p_flex = s->segments = s->ladder = 1;
    for (int side = 0; side < SL_COM_SIDES; side++) {
        s->c_d_f[side][0] = s->l_s_h[side][0] = 0;
        s->c_b_f[side] = s->c_v_f[side] = s->c_p_f[side] = 0;
        s->r_d_ohm[side] = s->r_0_ohm;
    }
    s->z_p_tx_mm[0][0] = s->z_p_next_mm[0][0] = s->z_p_fext_mm[0][0] = s->z_p_rx_mm[0][0] = 0;
    s->include_pcb = 0;
    s->erl = s->erl_only = s->tdr = 0;
    s->phy = SL_COM_C2C;
    s->t_o_mui = 0;
    s->eye_width = 0;
}

static sl_com_list one(double v)
{
    return (sl_com_list){.n = 1, .v = {v}};
}

static void range(sl_com_list *list, double from, double step, int n)
{
    list->n = n;
    for (int i = 0; i < n; i++)
        list->v[i] = fabs(from + i * step) < 1e-12 ? 0 : from + i * step;
}

static void take_serdes(sl_com_settings *s, const sl_serdes_spec *serdes, int levels)
{
    s->levels = levels;
    s->a_v_v = s->a_fe_v = s->a_ne_v = s->a_ft_v = s->a_nt_v = one(serdes->swing_pp_v / 2);
    s->snr_tx_db = one(serdes->snr_tx_db);
    s->sigma_rj_ui = serdes->jitter_ui;
    s->r_lm = levels == 2 ? 1 : serdes->level_mismatch;
    s->eta_0_v2_per_ghz = (serdes->noise_psd_v2_hz + serdes->sampler_psd_v2_hz) * 1e9;
    s->f_r = isfinite(serdes->rx_bandwidth_frac) ? serdes->rx_bandwidth_frac : 4;
    s->butterworth = 1;
    s->raised_cosine = 0;
    s->get_fd = 1;
    s->der_0 = serdes->target_ber;
}

// Grid of the transmitter and CTLE, and taps, above 80 GBd.
static void receive_ffe_grid(sl_com_settings *s)
{
    double fb = s->f_b_hz;
    s->c0_min = 0.54;
    s->tx_pre_n = 2;
    s->tx_post_n = 1;
    range(&s->tx_pre[0], -0.24, 0.04, 7);
    range(&s->tx_pre[1], 0, 0.04, 3);
    range(&s->tx_post[0], -0.08, 0.04, 3);
    range(&s->g_dc_db, -15, 3, 6);
    range(&s->g_dc_hp_db, -4, 2, 3);
    for (int i = 0; i < s->g_dc_db.n; i++) {
        s->f_z_hz.v[i] = s->f_p1_hz.v[i] = fb / 2.5;
        s->f_p2_hz.v[i] = fb;
    }
    s->f_z_hz.n = s->f_p1_hz.n = s->f_p2_hz.n = s->g_dc_db.n;
    for (int i = 0; i < s->g_dc_hp_db.n; i++)
        s->f_hp_pz_hz.v[i] = fb / 80;
    s->f_hp_pz_hz.n = s->g_dc_hp_db.n;
    // Sampling points a sixteenth apart, from the middle outwards: half of the workbook's.
    s->samples_per_ui = 16;
    s->sample_adjustment[0] = -8;
    s->sample_adjustment[1] = 8;
    s->ts_search = SL_COM_PHASE_MIDDLE;
    s->ffe_pre_taps = 6;
    s->ffe_post_taps = 16;
    s->ffe_pre_tap1_max = s->ffe_post_tap1_max = s->ffe_tapn_max = 0.7;
}

// A receiver without decision feedback, or with a CTLE alone.
static void reduce_receiver(sl_com_settings *s, sl_equaliser equaliser)
{
    if (equaliser == SL_EQUALISER_DFE) return;
    s->n_b = s->n_bmax = s->n_bg = 0;
    s->floating_dfe = s->floating_rx_ffe = false;
    s->n_tail_start = 0;
    if (equaliser == SL_EQUALISER_FFE) return;
    s->rx_ffe = false;
    s->ffe_pre_taps = s->ffe_post_taps = 0;
}

sl_status sl_design_com_settings(sl_com_settings **out, sl_ctx *ctx, const sl_serdes_spec *serdes,
                                 double symbol_rate_bd, int levels)
{
    bool ffe = symbol_rate_bd > RECEIVE_FFE_BD;
    const char *base = ffe ? "3dj-kr" : levels == 2 ? "100gbase-kr4" : "3ck-kr";
    SL_TRY(sl_com_preset_settings(out, ctx, base, SL_COM_4_50));
    scale_frequencies(*out, symbol_rate_bd);
    without_packages(*out);
    take_serdes(*out, serdes, levels);
    if (ffe) receive_ffe_grid(*out);
    reduce_receiver(*out, (sl_equaliser)serdes->equaliser);
    return SL_OK;
}

void sl_design_com_adapt(sl_com_settings *s, const sl_design *d, const sl_serdes_spec *serdes,
                         const sl_built_channel *built)
{
    if (!built->coupled)
        s->eta_0_v2_per_ghz += serdes->crosstalk_v * serdes->crosstalk_v / s->f_b_hz * 1e9;
    if (d->link.kind == SL_WORD_PASSIVE) s->der_0 = fmin(sl_design_pre_fec(d), 0.01);
}

sl_status sl_design_com(sl_com_result **out, sl_ctx *ctx, const sl_com_settings *settings,
                        const sl_built_channel *built, const sl_com_opts *opts)
{
    const sl_com_channel channels[] = {{SL_COM_THRU, "thru", built->thru},
                                       {SL_COM_FEXT, "far-end aggressor", built->fext},
                                       {SL_COM_FEXT, "far-end aggressor", built->fext},
                                       {SL_COM_NEXT, "near-end aggressor", built->next}};
    return sl_com_run(out, ctx, settings, channels, built->coupled ? 4 : 1, opts);
}
