// Things to the channel builder: the serial channels of a design, and their networks.
//
// passive   bump to far bump
// active    host to retimer, and retimer to retimer
// others    bump to the engine or its retimer
#include <complex.h>

#include "shoreline/channel.h"
#include "system/internal.h"

int sl_design_channels(sl_design_channel out[2], const sl_design *d)
{
    const sl_link_spec *link = &d->link;
    bool passive = link->kind == SL_WORD_PASSIVE;
    size_t cable;
    double overhead = passive ? sl_link_overhead(link) : sl_host_overhead(link);
    out[0].name = passive ? "end to end" : "host";
    out[0].n = passive ? sl_passive_segments(out[0].segments, d, &cable)
                       : sl_host_segments(out[0].segments, d);
    out[0].symbol_rate_bd =
        sl_design_symbol_rate(link->rate_bps, link->lanes, link->levels, overhead);
    if (link->kind != SL_WORD_ACTIVE) return 1;
    out[1].name = "line";
    out[1].n = sl_cable_segments(out[1].segments, d, &cable);
    out[1].symbol_rate_bd =
        sl_design_symbol_rate(link->rate_bps, link->lanes, link->levels, sl_link_overhead(link));
    return 2;
}

bool sl_design_channel_coupled(const sl_design_channel *channel)
{
    for (size_t i = 0; i < channel->n; i++) {
        const sl_segment *s = &channel->segments[i];
        if (s->kind == SL_SEGMENT_LINE ? s->line.pair_coupling != 0 || s->line.pair_delay_split != 0
                                       : s->lumped.pair_coupling != 0)
            return true;
    }
    return false;
}

#define POINTS_MAX 200001

// Steps of 10 MHz at most, fine enough that the through turns by an eighth at most, and a whole
// number of them up to the symbol rate: a transform then has whole symbols in its period.
static sl_status choose_grid(sl_channel_opts *opts, const sl_design_channel *channel,
                             double nyquist_hz)
{
    double delay_s, fb = channel->symbol_rate_bd, most_hz = 10e6;
    SL_TRY(sl_electrical_delay_s(&delay_s, channel->segments, channel->n, nyquist_hz));
    if (!isfinite(delay_s)) return SL_ERR_DOMAIN;
    double steps = ceil(fb / most_hz * fmax(1, ceil(8 * delay_s * most_hz)));
    if (!(steps < POINTS_MAX)) return SL_ERR_LIMIT;
    opts->points = (size_t)steps + 1;
    opts->freq_max_hz = fb;
    return SL_OK;
}

// 20 log10 |SDD21| at the grid's point nearest to freq_hz.
static double transfer_db(const sl_sparam *s, double freq_hz)
{
    double step = sl_sparam_freq_hz(s)[1];
    double complex m[16];
    static const int pair[4] = {0, 2, 1, 3};
    sl_net_mixed(m, sl_sparam_at(s, (size_t)lround(freq_hz / step)), 4, pair);
    return 20 * log10(cabs(m[4]));
}

sl_status sl_design_channel_build(sl_built_channel *out, sl_ctx *ctx,
                                  const sl_design_channel *channel)
{
    *out = (sl_built_channel){.nyquist_hz = channel->symbol_rate_bd / 2,
                              .coupled = sl_design_channel_coupled(channel)};
    sl_channel_opts opts = {.segments = channel->segments, .n = channel->n};
    SL_TRY(choose_grid(&opts, channel, out->nyquist_hz));
    SL_TRY(
        sl_electrical_loss_db(&out->estimate_db, channel->segments, channel->n, out->nyquist_hz));
    SL_TRY(sl_electrical_ripple_db(&out->ripple_db, channel->segments, channel->n, 0, 0,
                                   out->nyquist_hz));
    SL_TRY(sl_channel_build(&out->thru, &out->fext, &out->next, ctx, &opts));
    out->thru_db = transfer_db(out->thru, out->nyquist_hz);
    out->fext_db = transfer_db(out->fext, out->nyquist_hz);
    out->next_db = transfer_db(out->next, out->nyquist_hz);
    return SL_OK;
}

void sl_built_channel_destroy(sl_built_channel *built)
{
    sl_sparam_destroy(built->thru);
    sl_sparam_destroy(built->fext);
    sl_sparam_destroy(built->next);
    *built = (sl_built_channel){0};
}
