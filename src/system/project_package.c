// Things to the package layer: the thermal network, ring tuning, edges, life, alignment.
#include "shoreline/constants.h"
#include "system/internal.h"

#include <string.h>

int sl_design_ports(const sl_design *d)
{
    return (int)ceil(d->chip.bandwidth_bps / d->link.rate_bps - 1e-9);
}

int sl_design_engines(const sl_design *d)
{
    double rate = isnan(d->link.engine.rate_bps) ? d->link.rate_bps : d->link.engine.rate_bps;
    return (int)fmax(1.0, ceil(d->chip.bandwidth_bps / rate - 1e-9));
}

double sl_design_coolant(const sl_design *d)
{
    return isnan(d->cooling.coolant_k) ? d->service.ambient_k : d->cooling.coolant_k;
}

// ---- heat ----

static sl_sink given_sink(double inlet_k, double resistance_k_w)
{
    sl_sink sink = {
        .kind = SL_SINK_RESISTANCE, .inlet_k = inlet_k, .resistance_k_w = resistance_k_w};
    return sink;
}

static sl_sink lid_sink(const sl_design *d)
{
    const sl_cooling_spec *c = &d->cooling;
    sl_sink sink = {.kind = (sl_sink_kind)c->kind,
                    .inlet_k = sl_design_coolant(d),
                    .resistance_k_w = c->resistance_k_w,
                    .film_w_m2k = c->film_w_m2k,
                    .flow_m3_s = c->flow_m3_s,
                    .heat_capacity_j_m3k = c->heat_capacity_j_m3k,
                    .fin_count = c->fin_n,
                    .fin_height_m = c->fin_height_m,
                    .fin_thickness_m = c->fin_thickness_m,
                    .fin_length_m = c->fin_length_m,
                    .gap_m = c->fin_gap_m,
                    .fin_conductivity_w_mk = c->fin_k_w_mk,
                    .coolant_conductivity_w_mk = c->coolant_k_w_mk};
    return sink;
}

static sl_layer layer(double thickness_m, double k_w_mk)
{
    return (sl_layer){thickness_m, k_w_mk, k_w_mk};
}

static sl_engine_place place_of(const sl_link_spec *link)
{
    static const sl_engine_place places[] = {SL_PLACE_FACEPLATE, SL_PLACE_BOARD, SL_PLACE_LID,
                                             SL_PLACE_LID};
    return places[link->attach];
}

sl_status sl_project_package(sl_package_thermal *out, const sl_design *d)
{
    const sl_cooling_spec *c = &d->cooling;
    const sl_engine_spec *e = &d->link.engine;
    sl_package p = {
        .asic_width_m = d->chip.width_m,
        .asic_length_m = d->chip.length_m,
        .asic_layers = 2,
        .asic_layer = {layer(c->die_thickness_m, c->die_k_w_mk),
                       layer(c->tim1_thickness_m, c->tim1_k_w_mk)},
        .lid = {.width_m = c->lid_width_m,
                .length_m = c->lid_length_m,
                .n = 3,
                .layer = {layer(c->lid_thickness_m, c->lid_k_w_mk),
                          layer(c->tim2_thickness_m, c->tim2_k_w_mk),
                          layer(c->base_thickness_m, c->base_k_w_mk)}},
        .sink = lid_sink(d),
        .place = place_of(&d->link),
        .engines = (size_t)sl_design_engines(d),
        .engine_width_m = e->width_m,
        .engine_length_m = e->length_m,
        .engine_gap_m = e->gap_m,
        .engine_layers = 2,
        .engine_layer = {layer(e->thickness_m, e->k_w_mk),
                         layer(e->tim_thickness_m, e->tim_k_w_mk)},
        .board_conductivity_w_mk = c->board_k_w_mk,
        .board_thickness_m = c->board_thickness_m,
        .board_film_w_m2k = c->board_film_w_m2k,
        .board_air_k = c->air_k,
        .asic_to_board_k_w = c->part_to_board_k_w,
        .engine_to_board_k_w = c->part_to_board_k_w,
        .laser_place = e->laser_place ? SL_LASER_MODULE : SL_LASER_IN_ENGINE,
        .laser_groups = (size_t)(e->laser_modules ? e->laser_modules : sl_design_engines(d)),
        .laser_mount_k_w = 0.0,
        .laser_sink = given_sink(c->air_k, c->external_laser_k_w),
        .laser_base_area_m2 = 1.0, // a sink given by its resistance does not use it
        .air_order = SL_AIR_SEPARATE,
    };
    p.engine_sink = p.place == SL_PLACE_BOARD ? given_sink(sl_design_coolant(d), c->near_k_w)
                                              : given_sink(c->air_k, c->module_k_w);
    return sl_package_network(out, &p);
}

// ---- rings ----

double sl_project_tuning(const sl_design *d, double engine_k)
{
    const sl_modulator_spec *m = &d->link.modulator;
    if (m->kind != SL_WORD_RING) return 0.0;
    int lines = d->link.wavelengths;
    sl_ring_bank bank = {.n = (size_t)lines,
                         .fsr_m = m->ring_fsr_m,
                         .reference_k = m->ring_reference_k,
                         .drift_m_per_k = m->ring_drift_m_k,
                         .heater_m_per_w = m->ring_heater_m_w,
                         .heater_max_w = INFINITY,
                         .reassign = true};
    if (bank.n > SL_RINGS) return NAN;
    for (int i = 0; i < lines; i++) {
        double offset = (i - (lines - 1) / 2.0) * m->ring_spacing_m;
        bank.grid_m[i] = d->link.laser.wavelength_m + offset;
        bank.ring_m[i] = bank.grid_m[i] + m->ring_error_m;
    }
    sl_ring_tuning tuning;
    if (sl_ring_tune(&tuning, &bank, engine_k) != SL_OK) return NAN;
    // A transmit and a receive ring for every lane of a wavelength-multiplexed port; one without.
    double rings_per_lane = lines > 1 ? 2.0 : 1.0;
    double banks = (double)sl_link_optical_lanes(&d->link) / lines * rings_per_lane;
    return banks * (tuning.power_w + lines * m->ring_lock_w);
}

// ---- edges ----

static void faceplate_edge(sl_edge *out, const sl_design *d)
{
    double density = d->link.rate_bps / d->link.module_width_m;
    double used = d->chip.bandwidth_bps / density / d->board.faceplate_width_m;
    out->used = used;
    out->density_bps_m = density;
    out->limit = "faceplate width";
    out->area_bps_m2 = d->link.rate_bps / (d->link.engine.width_m * d->link.engine.length_m);
}

void sl_project_density(sl_edge *out, const sl_design *d, double engine_j_per_bit)
{
    const sl_link_spec *link = &d->link;
    const sl_chip_spec *chip = &d->chip;
    const sl_engine_spec *e = &link->engine;
    *out = (sl_edge){.density_bps_m = NAN, .area_bps_m2 = NAN, .used = NAN, .limit = ""};
    bool optics = link->kind >= SL_WORD_RETIMED, inside = link->attach != SL_WORD_FACEPLATE;
    int lanes = sl_link_optical_lanes(link);
    sl_shoreline s = {.bump_rows = chip->bump_rows,
                      .bump_pitch_m = chip->bump_pitch_m,
                      .bump_rate_bps = link->rate_bps / link->lanes,
                      .signal_fraction = chip->bump_signal_frac,
                      .escape_layers = chip->escape_layers,
                      .escape_pitch_m = chip->escape_layers > 0.0 ? chip->escape_pitch_m : 0.0,
                      .escape_rate_bps = link->rate_bps / link->lanes,
                      .escape_fraction = 0.5};
    if (optics && inside) {
        s.fibre_rows = e->fibre_rows;
        s.fibre_pitch_m = e->fibre_pitch_m;
        s.wavelengths = link->wavelengths;
        s.wavelength_rate_bps = link->rate_bps / lanes;
        s.duplex_fibres = !link->bidirectional;
        s.energy_j_per_bit = engine_j_per_bit;
        s.heat_flux_w_m2 = e->heat_flux_w_m2;
        s.depth_m = e->length_m;
    }
    sl_density density;
    if (sl_shoreline_density(&density, &s) != SL_OK) return;
    out->density_bps_m = density.edge_bps_m;
    out->limit = sl_density_limit_name(density.binding);
    out->used = chip->bandwidth_bps / density.edge_bps_m / chip->shoreline_m;
    if (inside) {
        double engine_bps = isnan(e->rate_bps) ? link->rate_bps : e->rate_bps;
        out->area_bps_m2 = engine_bps / (e->width_m * e->length_m);
        if (!isnan(e->lane_pitch_x_m) && !isnan(e->lane_pitch_y_m))
            out->area_bps_m2 = fmin(
                out->area_bps_m2, sl_area_density_bps_per_m2(link->rate_bps / lanes,
                                                             e->lane_pitch_x_m, e->lane_pitch_y_m));
        return;
    }
    sl_edge face = {0};
    faceplate_edge(&face, d);
    out->area_bps_m2 = face.area_bps_m2;
    if (face.used > out->used) {
        out->used = face.used;
        out->density_bps_m = face.density_bps_m;
        out->limit = face.limit;
    }
}

// ---- life ----

static const double fit_hz = 1e-9 / 3600.0; // one failure in 1e9 hours

double sl_design_engine_ports(const sl_design *d)
{
    double engine_bps = d->link.engine.rate_bps;
    return isnan(engine_bps) ? 1.0 : fmax(1.0, engine_bps / d->link.rate_bps);
}

static sl_status life_of(sl_laser_life_result *out, const sl_design *d, const sl_operating_point *p)
{
    const sl_laser_spec *l = &d->link.laser;
    sl_laser_life life = {
        .median_s = l->life.median_s,
        .sigma = l->life.sigma,
        .reference_k = l->life.reference_k,
        .reference_a = isnan(l->life.reference_a) ? p->laser.current_a : l->life.reference_a,
        .activation_ev = l->life.activation_j / SL_ELEMENTARY_CHARGE_C,
        .current_exponent = l->life.current_exponent,
        .random_fit = l->life.random_hz / fit_hz,
        .random_reference_k = l->life.random_reference_k,
        .random_activation_ev = l->life.random_activation_j / SL_ELEMENTARY_CHARGE_C};
    return sl_laser_life_at(out, &life, p->laser_k, p->laser.current_a, d->service.life_s);
}

double sl_project_laser_failed(const sl_design *d, const sl_operating_point *p)
{
    sl_laser_life_result one;
    return life_of(&one, d, p) == SL_OK ? one.failed : (double)NAN;
}

double sl_project_laser_median_s(const sl_design *d, const sl_operating_point *p)
{
    sl_laser_life_result one;
    return life_of(&one, d, p) == SL_OK ? one.median_s : (double)NAN;
}

static void laser_life(double value[SL_METRICS], const sl_design *d, const sl_operating_point *p)
{
    const sl_laser_spec *l = &d->link.laser;
    bool given = d->has_fleet && !isnan(d->fleet.laser_hz); // counted, whatever its heat
    double one =
        given ? -expm1(-d->fleet.laser_hz * d->service.life_s) : sl_project_laser_failed(d, p);
    if (isnan(one)) return;
    double lanes = sl_link_optical_lanes(&d->link);
    // Spares belong to an engine: a port has its share of them, whole ones only. A laser whose
    // lanes are of several ports takes all of these with it.
    double ports = sl_design_engine_ports(d);
    double darkened = fmin(fmax(l->lanes / lanes, 1.0), ports);
    size_t group = (size_t)ceil(lanes * ports / l->lanes - 1e-9);
    double failed = sl_laser_group_failed(one, group, group + (size_t)l->spares, 0.0);
    double port = -expm1(log1p(-failed) * darkened / ports);
    value[SL_M_LASER_FAILED] = port;
    value[SL_M_LASER_FIT] = sl_group_mean_fit(port, d->service.life_s) * fit_hz;
    value[SL_M_PORT_FIT] += value[SL_M_LASER_FIT];
}

static double solder_life(const sl_design *d, const sl_operating_point *p)
{
    const sl_solder_spec *s = &d->link.engine.solder;
    double rise = p->engine_peak_k - d->service.ambient_k;
    if (!(rise > 0.0)) return NAN;
    double strain = sl_solder_strain(s->factor, s->neutral_distance_m, s->joint_height_m,
                                     s->component_ppm_k * 1e6, rise, s->board_ppm_k * 1e6,
                                     rise * s->board_rise_frac);
    double mean_k = d->service.ambient_k + rise / 2.0;
    // Beyond ten million cycles it is no longer low-cycle fatigue: the model ends there.
    return fmin(1e7, sl_engelmaier_life((sl_solder)s->alloy, strain, mean_k, s->dwell_s));
}

void sl_project_life(double value[SL_METRICS], const sl_design *d, const sl_operating_point *p)
{
    value[SL_M_SOLDER_LIFE] = solder_life(d, p);
    bool given = d->has_fleet && !isnan(d->fleet.engine_hz);
    double engine_hz = given ? d->fleet.engine_hz : d->link.engine.electronics_hz;
    value[SL_M_PORT_FIT] = engine_hz / sl_design_engine_ports(d);
    if (d->link.laser.kind != SL_WORD_NO_LASER) laser_life(value, d, p);
}

double sl_project_alignment(const sl_design *d)
{
    const sl_link_spec *link = &d->link;
    const sl_coupling_spec *c = &link->launch;
    double engine_bps = isnan(link->engine.rate_bps) ? link->rate_bps : link->engine.rate_bps;
    double lanes = sl_link_optical_lanes(link) * engine_bps / link->rate_bps;
    double fibres = lanes / link->wavelengths * (link->bidirectional ? 1.0 : 2.0);
    sl_alignment a = {.waist1_m = c->waist_a_m,
                      .waist2_m = c->waist_b_m,
                      .limit_db = c->limit_db,
                      .shared_sigma_m = c->shared_sigma_m,
                      .own_sigma_m = c->sigma_m,
                      .channels = (size_t)fmin(1024.0, fmax(1.0, fibres))};
    sl_alignment_result out;
    return sl_alignment_array(&out, &a) == SL_OK ? out.array_yield : NAN;
}
