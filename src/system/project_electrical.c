// Things to the electrical layer: the host's path, the cable, SerDes energy.
//
// passive   bump - path - module card - cable - module card - path - bump, one link of its own
// active    the same in three: host to retimer, retimer to retimer, retimer to host
// retimed   bump to the engine's retimer; the same back
// linear    the same path, but no one decides at its end: its response goes to the optics layer
#include "system/internal.h"

double sl_design_pre_fec(const sl_design *d)
{
    return sl_fec_required_ber((sl_fec_code)d->link.fec.code, log10(d->service.ber));
}

double sl_link_overhead(const sl_link_spec *link)
{
    return sl_fec_overhead((sl_fec_code)link->fec.code);
}

// On the host's lanes of a link: a retiming module adds the inner code itself (P802.3dj), so that
// they run at KP4's rate.
double sl_host_overhead(const sl_link_spec *link)
{
    bool inner = link->fec.code == SL_FEC_KP4_INNER && link->kind == SL_WORD_RETIMED;
    return inner ? sl_fec_overhead(SL_FEC_KP4) : sl_link_overhead(link);
}

int sl_link_optical_lanes(const sl_link_spec *link)
{
    return link->optical_lanes > 0 ? link->optical_lanes : link->lanes;
}

int sl_link_optical_levels(const sl_link_spec *link)
{
    return link->optical_levels > 0 ? link->optical_levels : link->levels;
}

double sl_design_symbol_rate(double rate_bps, int lanes, int levels, double overhead)
{
    return rate_bps * overhead / lanes / sl_pam_bits(levels);
}

sl_segment sl_segment_from_spec(const sl_segment_spec *s, double temp_k, double humidity)
{
    sl_segment out = {.kind = (sl_segment_kind)s->kind, .length_m = s->length_m};
    if (s->kind == SL_WORD_LINE) {
        out.line = (sl_line){.geometry = (sl_line_geometry)s->geometry,
                             .dielectric_constant = s->dielectric_constant,
                             .loss_tangent = s->loss_tangent,
                             .reference_freq_hz = s->reference_freq_hz,
                             .impedance_ohm = s->impedance_ohm,
                             .trace_width_m = s->width_m,
                             .conductor_thickness_m = s->thickness_m,
                             .roughness_rz_m = s->roughness_m,
                             .conductivity = s->conductivity_s_m,
                             .temp_k = temp_k,
                             .dielectric_temp_k = temp_k,
                             .dielectric_constant_per_k = s->dielectric_constant_per_k,
                             .loss_tangent_per_k = s->loss_tangent_per_k,
                             .relative_humidity = humidity,
                             .moisture_uptake = s->moisture_uptake,
                             .dielectric_constant_per_wet = s->dielectric_constant_per_wet,
                             .loss_tangent_per_wet = s->loss_tangent_per_wet,
                             .pair_coupling = s->pair_coupling,
                             .pair_delay_split = s->pair_delay_split,
                             .common_coupling = s->common_coupling};
        return out;
    }
    out.lumped = (sl_lumped){.capacitance_near_f = s->capacitance_near_f,
                             .inductance_h = s->inductance_h,
                             .resistance_ohm = s->resistance_ohm,
                             .capacitance_far_f = s->capacitance_far_f,
                             .stub_length_m = s->stub_length_m,
                             .stub_impedance_ohm = s->stub_impedance_ohm,
                             .stub_dielectric_constant = s->stub_dielectric_constant,
                             .loss_db = s->loss_db,
                             .loss_freq_hz = s->loss_freq_hz,
                             .pair_coupling = s->pair_coupling,
                             .common_coupling = s->common_coupling};
    return out;
}

static const sl_path_spec *host_path(const sl_design *d)
{
    const sl_path_spec *paths[] = {&d->board.faceplate, &d->board.near, &d->board.package,
                                   &d->board.interposer};
    return paths[d->link.attach];
}

static size_t add_path(sl_segment *out, size_t n, const sl_path_spec *path,
                       const sl_board_spec *board, bool backwards)
{
    for (int i = 0; i < path->n; i++) {
        const sl_segment_spec *spec = &path->segment[backwards ? path->n - 1 - i : i];
        out[n] = sl_segment_from_spec(spec, board->temp_k, board->humidity);
        out[n++].reversed = backwards;
    }
    return n;
}

// Host bump to the engine (or retimer).
size_t sl_host_segments(sl_segment *out, const sl_design *d)
{
    size_t n = add_path(out, 0, host_path(d), &d->board, false);
    return add_path(out, n, &d->link.module, &d->board, false);
}

// The cable with the module cards at its ends; `index` is the cable's place.
static size_t add_cable(sl_segment *out, const sl_design *d, size_t n, size_t *index)
{
    n = add_path(out, n, &d->link.module, &d->board, false);
    *index = n;
    out[n] = sl_segment_from_spec(&d->link.cable, d->service.ambient_k, d->board.humidity);
    out[n++].length_m = d->service.reach_m;
    return add_path(out, n, &d->link.module, &d->board, true);
}

size_t sl_cable_segments(sl_segment *out, const sl_design *d, size_t *index)
{
    return add_cable(out, d, 0, index);
}

size_t sl_passive_segments(sl_segment *out, const sl_design *d, size_t *index)
{
    size_t n = add_path(out, 0, host_path(d), &d->board, false);
    n = add_cable(out, d, n, index);
    return add_path(out, n, host_path(d), &d->board, true);
}

static sl_electrical_in link_in(const sl_serdes_spec *s, const sl_segment *segments, size_t n,
                                double symbol_rate_bd, int levels, double target_ber,
                                const sl_channel_shift *shift)
{
    sl_electrical_in in = {
        .segments = segments,
        .n_segments = n,
        .symbol_rate_bd = symbol_rate_bd,
        .levels = levels,
        .transmitter = {.swing_peak_v = s->swing_pp_v / 2.0,
                        .snr_tx_db = s->snr_tx_db,
                        .jitter_rms_ui = s->jitter_ui,
                        .level_mismatch = levels == 2 ? 1.0 : s->level_mismatch,
                        .bandwidth_hz = s->tx_bandwidth_frac * symbol_rate_bd},
        .receiver = {.noise_psd_v2_hz = s->noise_psd_v2_hz,
                     .sampler_psd_v2_hz = s->sampler_psd_v2_hz,
                     .crosstalk_rms_v = s->crosstalk_v,
                     .bandwidth_hz = s->rx_bandwidth_frac * symbol_rate_bd,
                     .equaliser = (sl_equaliser)s->equaliser},
        .implementation_loss_db = s->implementation_loss_db,
        .target_ber = target_ber,
        .loss_limit_db = isnan(s->loss_limit_db) ? INFINITY : s->loss_limit_db,
        .margin_offset_db = shift->margin_db,
        .loss_offset_db = shift->loss_db,
        .snr_offset_db = shift->snr_db,
        .reflection_near = s->reflection,
        .reflection_far = s->reflection,
    };
    return in;
}

// What the finer tier found beyond the estimate, behind which `out` stands.
static void add_shift(sl_electrical_out *out, const sl_channel_shift *shift)
{
    _Static_assert(SL_SHIFT_CELLS == SL_RESPONSE_CELLS, "the shift is on the hand-over's cells");
    if (shift->tier == SL_FIDELITY_ESTIMATE) return;
    out->loss_nyquist_db += shift->loss_db;
    for (size_t i = 0; i < SL_RESPONSE_CELLS; i++) {
        double *noise = &out->response.noise_psd_per_hz[i];
        out->response.gain[i] *= shift->gain_ratio[i];
        *noise = fmax(*noise + shift->noise_psd_per_hz[i], 1e-3 * *noise);
    }
}

// The loss a SerDes of a class is built for, where its channel asks for more than it can give.
static double equalised_loss_db(const sl_serdes_spec *s, double loss_db)
{
    const double most_db = 60.0;
    return fmin(loss_db, isnan(s->loss_limit_db) ? most_db : fmin(s->loss_limit_db, most_db));
}

// Energy per payload bit of transmitter + receiver for a channel's loss.
double sl_project_serdes_energy(const sl_serdes_spec *s, const sl_electrical_out *channel,
                                double symbol_rate_bd, int levels, double overhead,
                                const sl_serdes_equaliser *equaliser, double *tx)
{
    *tx = s->energy_j_per_bit / 2.0;
    if (!isnan(s->energy_j_per_bit)) return s->energy_j_per_bit;
    sl_serdes_energy_in in = {.equaliser = equaliser,
                              .loss_nyquist_db = equalised_loss_db(s, channel->loss_nyquist_db),
                              .snr_required_db = channel->snr_required_db,
                              .symbol_rate_bd = symbol_rate_bd,
                              .levels = levels,
                              .swing_pp_v = s->swing_pp_v,
                              .driver_ohm = s->driver_ohm,
                              .node_scale = s->node_scale,
                              .coefficients = sl_serdes_coefficients_default()};
    sl_serdes_energy_out out;
    if (sl_serdes_energy(&out, &in) != SL_OK) return *tx = NAN;
    *tx = out.tx_j_per_bit * overhead;
    return out.energy_j_per_bit * overhead;
}

static double serdes_energy(const sl_serdes_spec *s, const sl_electrical_out *channel,
                            double symbol_rate_bd, int levels, double overhead,
                            const sl_channel_shift *shift, double *tx)
{
    double both = sl_project_serdes_energy(s, channel, symbol_rate_bd, levels, overhead, NULL, tx);
    if (shift) *tx += shift->tx_j_per_bit;
    return shift ? both + shift->energy_j_per_bit : both;
}

static double log10_sum(double a, double b)
{
    double high = fmax(a, b), low = fmin(a, b);
    if (high == -INFINITY) return high;
    return high + log10(1.0 + pow(10.0, low - high));
}

static void passive(sl_host_side *out, const sl_design *d, double pre_fec, bool with_reach)
{
    const sl_link_spec *link = &d->link;
    double overhead = sl_link_overhead(link);
    double fb = sl_design_symbol_rate(link->rate_bps, link->lanes, link->levels, overhead);
    sl_segment segments[SL_SEGMENTS_MAX];
    size_t cable = 0, n = sl_passive_segments(segments, d, &cable);
    const sl_channel_shift *shift = &d->shift[0];
    sl_electrical_in in = link_in(&link->serdes, segments, n, fb, link->levels, pre_fec, shift);
    out->status = shift->failed ? SL_ERR_NO_CONVERGENCE : sl_electrical_evaluate(&out->out, &in);
    if (out->status != SL_OK) return;
    if (with_reach)
        out->status = sl_electrical_max_reach(&out->reach_m, &in, cable, SL_REACH_BOTH, 100.0);
    out->serdes_j_per_bit = serdes_energy(&link->serdes, &out->out, fb, link->levels, overhead,
                                          shift, &out->serdes_tx_j_per_bit);
    add_shift(&out->out, shift);
    out->log10_ber = out->out.log10_ber;
    out->delay_s = out->out.delay_s;
}

// A linear link is equalised by the hosts alone: the transmitter and the receiver of its SerDes
// face both host channels and the engine's own fall-off between them.
void sl_project_linear_energy(sl_host_side *host, const sl_design *d, double engine_loss_db,
                              double pre_fec)
{
    const sl_link_spec *link = &d->link;
    if (link->kind < SL_WORD_HALF_RETIMED || !isnan(link->serdes.energy_j_per_bit)) return;
    bool half = link->kind == SL_WORD_HALF_RETIMED;
    double overhead = sl_link_overhead(link);
    double fb = sl_design_symbol_rate(link->rate_bps, link->lanes, link->levels, overhead);
    sl_serdes_spec s = link->serdes;
    s.loss_limit_db = NAN; // of the host's channel alone
    sl_electrical_out path = host->out;
    path.loss_nyquist_db = (half ? 1.0 : 2.0) * host->out.loss_nyquist_db + engine_loss_db;
    path.snr_required_db = 10.0 * log10(sl_pam_snr_for_log10_ber(log10(pre_fec), link->levels));
    double tx = 0.0, both = serdes_energy(&s, &path, fb, link->levels, overhead, NULL, &tx);
    // Half-retimed: the transmitter faces the host's channel only, as it stands already.
    host->serdes_j_per_bit = half ? host->serdes_tx_j_per_bit + (both - tx) : both;
}

static void host_only(sl_host_side *out, const sl_design *d)
{
    const sl_link_spec *link = &d->link;
    double overhead = sl_host_overhead(link);
    double fb = sl_design_symbol_rate(link->rate_bps, link->lanes, link->levels, overhead);
    sl_segment segments[SL_SEGMENTS_MAX];
    size_t n = sl_host_segments(segments, d);
    const sl_channel_shift *shift = &d->shift[0];
    sl_electrical_in in =
        link_in(&link->serdes, segments, n, fb, link->levels, link->serdes.target_ber, shift);
    out->status = shift->failed ? SL_ERR_NO_CONVERGENCE : sl_electrical_evaluate(&out->out, &in);
    if (out->status != SL_OK) return;
    out->serdes_j_per_bit = serdes_energy(&link->serdes, &out->out, fb, link->levels, overhead,
                                          shift, &out->serdes_tx_j_per_bit);
    add_shift(&out->out, shift);
    out->log10_ber = out->out.log10_ber + log10(2.0); // both hosts
    out->delay_s = 2.0 * out->out.delay_s;
}

static void active(sl_host_side *out, const sl_design *d, bool with_reach)
{
    host_only(out, d);
    if (out->status != SL_OK) return;
    const sl_link_spec *link = &d->link;
    const sl_serdes_spec *s = &link->line_serdes;
    double overhead = sl_link_overhead(link);
    double fb = sl_design_symbol_rate(link->rate_bps, link->lanes, link->levels, overhead);
    sl_segment segments[SL_SEGMENTS_MAX];
    size_t cable = 0, n = sl_cable_segments(segments, d, &cable);
    const sl_channel_shift *shift = &d->shift[1];
    sl_electrical_in in = link_in(s, segments, n, fb, link->levels, s->target_ber, shift);
    out->status = shift->failed ? SL_ERR_NO_CONVERGENCE : sl_electrical_evaluate(&out->line, &in);
    if (out->status != SL_OK) return;
    if (with_reach)
        out->status = sl_electrical_max_reach(&out->reach_m, &in, cable, SL_REACH_BOTH, 100.0);
    double tx = 0.0;
    out->retimer_j_per_bit = out->serdes_j_per_bit +
                             serdes_energy(s, &out->line, fb, link->levels, overhead, shift, &tx);
    add_shift(&out->line, shift);
    out->log10_ber = log10_sum(out->log10_ber, out->line.log10_ber);
    out->delay_s += out->line.delay_s;
}

void sl_project_electrical(sl_host_side *out, const sl_design *d, double pre_fec, bool with_reach)
{
    *out = (sl_host_side){
        .reach_m = NAN, .log10_ber = -INFINITY, .swing_peak_v = d->link.serdes.swing_pp_v / 2.0};
    if (d->link.kind == SL_WORD_PASSIVE)
        passive(out, d, pre_fec, with_reach);
    else if (d->link.kind == SL_WORD_ACTIVE)
        active(out, d, with_reach);
    else
        host_only(out, d);
}
