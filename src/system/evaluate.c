// One design to its metrics: electrical path, heat and light coupled, lane, FEC, reach, energy,
// density, life, fabric, memory, workload; then what the service asks for against what came out.
//
// The outer loop: a workload does not keep its chips at full power. Its duty, the mean power of an
// accelerator over the full one, heats chip, engines and lasers; these make the link's errors, the
// fabric's exchanges, the step and so the duty again. It starts at full power, where all limits of
// temperature are checked and the light has to hold, and ends when the duty that comes out would
// move the chip by less than 0.05 K from the one that went in. Where more heat makes more errors
// the duty falls with itself: the two sides of the answer are then halved until they meet.
#include "system/internal.h"

#include <stdio.h>
#include <string.h>

#include "shoreline/numeric.h"

typedef struct eval {
    const sl_design *d;
    sl_result *out;
    double *v;
    double required_ber; // before FEC, of the whole path
    double lane_ber;     // of it, what the light may use
    sl_host_side host;
    sl_light light;
    sl_lane_setup lane;
    sl_modulator_out modulator;
    sl_package_thermal thermal;
    sl_port_power power;
    bool optics;
    char fabric_why[160], memory_why[240], workload_why[240],
        fleet_why[160]; // "": nothing against it
} eval;

static bool fail(eval *e, const char *format, ...) SL_PRINTF(2, 3);
static bool fail(eval *e, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (e->out->feasible) vsnprintf(e->out->why, sizeof e->out->why, format, args);
    va_end(args);
    e->out->feasible = false;
    return false;
}

static double degc(double k)
{
    return k - 273.15;
}

// Share of the budget that is left to the lane when retimed electrical parts stand around it.
static double lane_budget(const eval *e)
{
    double electrical = e->d->link.kind == SL_WORD_RETIMED ? pow(10.0, e->host.log10_ber) : 0.0;
    if (e->d->link.kind == SL_WORD_HALF_RETIMED) electrical = pow(10.0, e->host.log10_ber) / 2.0;
    return fmax(e->required_ber - electrical, e->required_ber * 1e-3);
}

static void prepare_lane(eval *e, double laser_local_k)
{
    sl_project_laser(&e->light, &e->d->link.laser, laser_local_k);
    sl_project_lane(&e->lane, e->d, &e->light, &e->host, e->lane_ber);
}

// The host's SerDes of a linear link works for the engine's fall-off too, taken at the light of the
// ambient.
static void linear_energy(eval *e, double laser_local_k)
{
    if (e->d->link.kind < SL_WORD_HALF_RETIMED) return;
    bool half = e->d->link.kind == SL_WORD_HALF_RETIMED;
    prepare_lane(e, laser_local_k);
    if (e->lane.status == SL_OK)
        sl_project_linear_energy(&e->host, e->d, sl_lane_falloff_db(&e->lane, half),
                                 e->required_ber);
}

// The lane over a length of fibre.
static sl_lane_setup lane_over(const eval *e, double length_m)
{
    sl_lane_setup lane = e->lane;
    sl_lane_set_length(&lane, e->d, length_m);
    return lane;
}

// Its spectra stand in the setup itself: the copy's input has to point at the copy's.
static sl_lane_in *lane_input(sl_lane_setup *lane)
{
    if (lane->in.transmitter_gain) lane->in.transmitter_gain = lane->transmitter_gain;
    if (lane->in.host_tx) lane->in.host_tx = &lane->host_tx;
    if (lane->in.host_rx) lane->in.host_rx = &lane->host_rx;
    return &lane->in;
}

// Decades of errors above the target at a length: 0 where the optical margin is 0.
static double errors_above(double length_m, void *context)
{
    const eval *e = context;
    sl_lane_setup lane = lane_over(e, length_m);
    double log10_ber;
    if (sl_lane_log10_ber(&log10_ber, lane_input(&lane)) != SL_OK) return NAN;
    return log10_ber - log10(lane.in.target_ber);
}

// Length of zero optical margin, on the side of margin, to 1e-6.
static double optical_reach(eval *e, double margin_at_reach)
{
    const double max_m = 40000.0;
    double low = 0.0, high = e->d->service.reach_m;
    if (margin_at_reach >= 0.0) {
        double loss = e->d->link.fibre.loss_db_m;
        low = high;
        high = loss > 0.0 ? low + 1.02 * margin_at_reach / loss + 1e-3 : max_m;
        high = fmin(max_m, high);
        if (errors_above(high, e) <= 0.0) return high;
    } else if (errors_above(0.0, e) > 0.0) {
        return 0.0;
    }
    double tolerance = 1e-6 * high, root = sl_root(errors_above, e, low, high, tolerance);
    return root - fmin(tolerance, root);
}

static const char no_lane[] = "the optical lane cannot be evaluated with these inputs";

static void lane_metrics(eval *e)
{
    const sl_link_spec *link = &e->d->link;
    sl_lane_setup *lane = &e->lane;
    if (sl_lane_evaluate(&e->out->lane, &lane->in) != SL_OK) {
        fail(e, no_lane);
        return;
    }
    e->out->has_lane = true;
    e->out->lane.log10_ber = sl_project_lane_ber(e->d, e->out->lane.log10_ber);
    e->v[SL_M_OPTICAL_MARGIN] = e->out->lane.margin_db;
    e->v[SL_M_OMA] = e->out->lane.received_oma_w;
    sl_mpi mpi = {.levels = lane->in.levels,
                  .extinction_ratio_db = lane->in.extinction_ratio_db,
                  .connectors = link->fibre.connectors,
                  .connector_return_loss_db = link->fibre.connector_return_loss_db,
                  .port_return_loss_db = link->fibre.port_return_loss_db};
    if (link->fibre.kind != SL_WORD_SMF || sl_mpi_bound_db(&e->v[SL_M_MPI], &mpi) != SL_OK)
        e->v[SL_M_MPI] = NAN;
    if (link->pmd.sensitivity_dbm == link->pmd.sensitivity_dbm) {
        sl_budget_in budget = {.oma_minus_tdecq_dbm = link->pmd.oma_minus_tdecq_dbm,
                               .channel_loss_db =
                                   sl_fibre_loss_db(&link->fibre, e->d->service.reach_m),
                               .mpi_db = link->pmd.mpi_db,
                               .sensitivity_dbm = link->pmd.sensitivity_dbm};
        e->v[SL_M_STANDARD_MARGIN] = sl_budget_margin_db(&budget);
    }
    sl_tdecq_in t = {.symbol_rate_bd = lane->symbol_rate_bd,
                     .levels = lane->in.levels,
                     .target_ser = 2.0 * e->required_ber,
                     .transmitter_bandwidth_hz = lane->in.transmitter_bandwidth_hz,
                     .transmitter_gain = lane->in.transmitter_gain,
                     .level_mismatch = lane->in.level_mismatch,
                     .wavelength_m = lane->in.wavelength_m,
                     .chirp = lane->in.chirp,
                     .rin_per_hz = lane->in.rin_per_hz,
                     .extinction_ratio_db = lane->in.extinction_ratio_db};
    if (t.levels == 4 && sl_tdecq_estimate(&e->out->tdecq, &t) == SL_OK)
        e->v[SL_M_TDECQ] = e->out->tdecq.tdecq_db;
}

// ---- margins and error ratios ----

// Errors of the electrical parts whose bits are decided apart from the light's.
static double decided_log10_ber(const eval *e)
{
    if (e->d->link.kind == SL_WORD_LINEAR) return -INFINITY;
    return e->host.log10_ber - (e->d->link.kind == SL_WORD_HALF_RETIMED ? log10(2.0) : 0.0);
}

// Someone decides at the end of the host's path.
static bool decided_at_host(const sl_link_spec *link)
{
    return link->kind != SL_WORD_LINEAR;
}

static double least_margin_db(const eval *e, double optical_db)
{
    const sl_link_spec *link = &e->d->link;
    double margin = decided_at_host(link) ? e->host.out.margin_db : INFINITY;
    if (link->kind == SL_WORD_ACTIVE) margin = fmin(margin, e->host.line.margin_db);
    return e->optics ? fmin(margin, optical_db) : margin;
}

static void margins(eval *e)
{
    const sl_link_spec *link = &e->d->link;
    double *v = e->v;
    v[SL_M_LOSS] = e->host.out.loss_nyquist_db;
    if (!isnan(link->serdes.loss_limit_db)) v[SL_M_CLASS_MARGIN] = e->host.out.class_margin_db;
    if (decided_at_host(link)) v[SL_M_HOST_MARGIN] = e->host.out.margin_db;
    v[SL_M_MARGIN] = least_margin_db(e, v[SL_M_OPTICAL_MARGIN]);
}

static void error_ratios(eval *e)
{
    double *v = e->v;
    double log10_ber = decided_log10_ber(e);
    if (e->optics) log10_ber = sl_log10_add(log10_ber, e->out->lane.log10_ber);
    double ber = fmin(pow(10.0, log10_ber), 0.5); // a bit that is guessed is wrong half the time
    v[SL_M_PRE_FEC] = ber;
    v[SL_M_POST_FEC] = sl_project_post_ber(e->d, ber);
    v[SL_M_FRAME_LOSS] = sl_project_frame_loss(e->d, ber, e->d->service.frame_bit / 8.0);
}

static void reach(eval *e, bool skip)
{
    if (!e->optics)
        e->v[SL_M_REACH] = e->host.reach_m;
    else if (e->d->link.kind != SL_WORD_LINEAR && e->host.out.margin_db < 0.0)
        e->v[SL_M_REACH] = 0.0;
    else if (!skip && e->out->has_lane)
        e->v[SL_M_REACH] = optical_reach(e, e->v[SL_M_OPTICAL_MARGIN]);
    if (e->d->link.kind == SL_WORD_ACTIVE && e->host.out.margin_db < 0.0) e->v[SL_M_REACH] = 0.0;
}

static void latency(eval *e)
{
    const sl_link_spec *link = &e->d->link;
    double line_bps = link->rate_bps * sl_link_overhead(link);
    double flight =
        e->optics ? e->d->service.reach_m * link->fibre.index / SL_SPEED_OF_LIGHT_M_S : 0.0;
    // SerDes hops: host to host, or host to retimer and back again at the other end.
    static const double hop_counts[] = {[SL_WORD_PASSIVE] = 1.0,
                                        [SL_WORD_ACTIVE] = 3.0,
                                        [SL_WORD_RETIMED] = 2.0,
                                        [SL_WORD_HALF_RETIMED] = 2.0,
                                        [SL_WORD_LINEAR] = 1.0};
    double hops = hop_counts[link->kind];
    double engines = link->kind == SL_WORD_ACTIVE ? 2.0 : 1.0; // one retimer at each end
    e->v[SL_M_LATENCY] =
        hops * link->serdes.latency_s + engines * link->engine.latency_s +
        sl_fec_latency_s((sl_fec_code)link->fec.code, line_bps, link->fec.codewords,
                         link->fec.code == 0 ? 0.0 : link->fec.latency_s) +
        flight + e->host.delay_s;
}

static void energy(eval *e)
{
    double total = 0.0;
    for (int i = 0; i < SL_ENERGY_PARTS; i++) {
        e->out->energy[i] = e->power.energy[i];
        total += e->power.energy[i];
    }
    e->v[SL_M_ENERGY] = total;
    e->v[SL_M_SERDES_ENERGY] = e->power.energy[SL_EN_SERDES];
    e->v[SL_M_ENGINE_ENERGY] = total - e->power.energy[SL_EN_SERDES];
    e->v[SL_M_PORT_POWER] = total * e->d->link.rate_bps;
    e->v[SL_M_IO_POWER] = e->v[SL_M_PORT_POWER] * e->out->ports;
}

static void edges(eval *e)
{
    sl_edge edge;
    sl_project_density(&edge, e->d, e->v[SL_M_ENGINE_ENERGY]);
    e->v[SL_M_DENSITY] = edge.density_bps_m;
    e->v[SL_M_AREA_DENSITY] = edge.area_bps_m2;
    e->v[SL_M_SHORELINE_USE] = edge.used;
    snprintf(e->out->limit, sizeof e->out->limit, "%s", edge.limit);
}

static void temperatures(eval *e)
{
    const sl_operating_point *p = &e->out->point;
    e->v[SL_M_ASIC_TEMP] = p->asic_peak_k;
    e->v[SL_M_LOOP_GAIN] = p->loop_gain;
    if (e->d->link.kind != SL_WORD_PASSIVE) e->v[SL_M_ENGINE_TEMP] = p->engine_peak_k;
    if (e->optics) e->v[SL_M_LASER_TEMP] = p->laser_k;
    if (e->d->link.modulator.kind == SL_WORD_RING) e->v[SL_M_TUNING] = p->tuning_w;
    if (e->d->link.kind != SL_WORD_PASSIVE) sl_project_life(e->v, e->d, p);
    if (e->out->history.cycles_per_s > 0.0)
        e->v[SL_M_STOP_LIFE] = e->v[SL_M_SOLDER_LIFE] / e->out->history.cycles_per_s;
    if (e->optics && e->d->link.laser.kind != SL_WORD_MICROLED)
        e->v[SL_M_ALIGN_YIELD] = sl_project_alignment(e->d);
}

// ---- feasibility ----

static void check_heat(eval *e)
{
    const sl_operating_point *p = &e->out->point;
    const sl_design *d = e->d;
    switch (p->verdict) {
    case SL_VERDICT_RUNAWAY:
        fail(e, "thermal runaway: each turn of the loop heats more than the last (gain %.2f)",
             p->loop_gain);
        return;
    case SL_VERDICT_ROLLOVER:
        fail(e, "laser rollover: at %.0f degC it gives at most %.1f of %.1f mW",
             degc(p->laser_local_k), p->laser.power_w * 1e3, d->link.laser.power_w * 1e3);
        return;
    case SL_VERDICT_BISTABLE:
        fail(e, "bistable: started hot the chip stays at %.0f degC instead of %.0f degC",
             degc(p->hot_asic_k), degc(p->asic_k));
        return;
    case SL_VERDICT_GEOMETRY:
        fail(e, "%d engines of %.0f x %.0f mm do not fit on the lid beside the chip",
             e->out->engines, d->link.engine.width_m * 1e3, d->link.engine.length_m * 1e3);
        return;
    case SL_VERDICT_NUMERICAL:
        if (d->link.modulator.kind == SL_WORD_RING && isnan(sl_project_tuning(d, p->engine_k)))
            fail(e, "rings cannot lock: their heaters do not reach the lines at %.0f degC",
                 degc(p->engine_k));
        else
            fail(e, "the thermal model refuses these inputs");
        return;
    case SL_VERDICT_OK:
        break;
    }
    if (p->asic_peak_k > d->chip.temp_max_k)
        fail(e, "chip at %.0f degC, %.0f degC allowed", degc(p->asic_peak_k),
             degc(d->chip.temp_max_k));
    if (d->link.kind != SL_WORD_PASSIVE && p->engine_peak_k > d->link.engine.temp_max_k)
        fail(e, "engine at %.0f degC, %.0f degC allowed", degc(p->engine_peak_k),
             degc(d->link.engine.temp_max_k));
    if (e->optics && p->laser_k > d->link.laser.temp_max_k)
        fail(e, "laser at %.0f degC, %.0f degC allowed", degc(p->laser_k),
             degc(d->link.laser.temp_max_k));
}

static void lane_name(char *out, size_t n, const sl_link_spec *link)
{
    snprintf(out, n, "%.0fG/lane", link->rate_bps / link->lanes / 1e9);
}

// How much of the host channel's loss has to go until a linear link has margin, dB at Nyquist;
// NaN when even no loss would not do. Bisection over channels shortened in proportion.
static double host_excess_db(const eval *e)
{
    const sl_serdes_spec *s = &e->d->link.serdes;
    double fb = e->lane.symbol_rate_bd, low = 0.0, high = 1.0;
    double excess = NAN;
    for (int turn = 0; turn < 8; turn++) {
        double cut = turn == 0 ? 1.0 : (low + high) / 2.0;
        eval trial = *e;
        for (size_t i = 0; i < SL_RESPONSE_CELLS; i++) {
            double f = sl_response_cell_hz(fb, i);
            double pulse = sl_hold_gain(f, fb) * sl_butterworth4_gain(f, s->tx_bandwidth_frac * fb);
            double channel = pulse > 1e-9 ? e->host.out.response.gain[i] / pulse : 1.0;
            if (channel > 0.0) trial.host.out.response.gain[i] *= pow(channel, -cut);
        }
        sl_project_lane(&trial.lane, e->d, &e->light, &trial.host, e->lane_ber);
        bool ok = errors_above(e->d->service.reach_m, &trial) <= 0.0;
        if (turn == 0 && !ok) return NAN;
        if (ok)
            high = cut;
        else
            low = cut;
        excess = high * e->host.out.loss_nyquist_db;
    }
    return excess;
}

// Words for a lane without margin: the host's channel where that is to blame, else the light.
static void blame_lane(eval *e, const char *lane, bool brief)
{
    bool linear = e->d->link.kind >= SL_WORD_HALF_RETIMED && !brief;
    double excess = linear ? host_excess_db(e) : NAN, margin = e->v[SL_M_OPTICAL_MARGIN];
    if (!isnan(excess))
        fail(
            e,
            "host channel %.0f dB over budget at %s: it loses %.1f dB, this linear link bears %.1f",
            ceil(excess), lane, e->v[SL_M_LOSS], e->v[SL_M_LOSS] - excess);
    else if (margin == -INFINITY)
        fail(e, "noise and interference close the eye at any power over %.4g m",
             e->d->service.reach_m);
    else
        fail(e, "light %.1f dB short over %.4g m", -margin, e->d->service.reach_m);
}

static void check_signal(eval *e, bool brief)
{
    const sl_link_spec *link = &e->d->link;
    const double *v = e->v;
    char lane[32];
    lane_name(lane, sizeof lane, link);
    const char *what = link->kind == SL_WORD_PASSIVE ? "copper channel" : "host channel";
    if (link->kind == SL_WORD_PASSIVE && v[SL_M_REACH] < e->d->service.reach_m * (1.0 - 1e-6))
        fail(e, "copper reaches %.2g of %.3g m at %s: %.0f dB of loss, %.1f dB of margin",
             v[SL_M_REACH], e->d->service.reach_m, lane, v[SL_M_LOSS],
             fmin(v[SL_M_HOST_MARGIN],
                  isnan(v[SL_M_CLASS_MARGIN]) ? INFINITY : v[SL_M_CLASS_MARGIN]));
    if (v[SL_M_CLASS_MARGIN] < 0.0)
        fail(e, "%s %.0f dB over budget at %s: %.1f dB, %s allows %.0f dB", what,
             ceil(-v[SL_M_CLASS_MARGIN]), lane, v[SL_M_LOSS], link->serdes.reach_class,
             link->serdes.loss_limit_db);
    if (v[SL_M_HOST_MARGIN] < 0.0)
        fail(e, "%s lacks %.1f dB of SNR at %s (%.1f dB loss)", what, -v[SL_M_HOST_MARGIN], lane,
             v[SL_M_LOSS]);
    if (link->kind == SL_WORD_ACTIVE &&
        (e->host.line.margin_db < 0.0 || e->host.line.class_margin_db < 0.0))
        fail(e, "cable of %.3g m loses %.1f dB at %s: reach %.2g m", e->d->service.reach_m,
             e->host.line.loss_nyquist_db, lane, e->host.reach_m);
    if (v[SL_M_OPTICAL_MARGIN] < 0.0) blame_lane(e, lane, brief);
    if (v[SL_M_POST_FEC] > e->d->service.ber * 1.0000001)
        fail(e, "BER %.1e after FEC, %.1e asked for", v[SL_M_POST_FEC], e->d->service.ber);
}

static void check_service(eval *e)
{
    const sl_design *d = e->d;
    if (d->link.rate_bps < d->service.rate_bps * (1.0 - 1e-12))
        fail(e, "port of %.0f Gb/s, %.0f Gb/s asked for", d->link.rate_bps / 1e9,
             d->service.rate_bps / 1e9);
    if (!isnan(e->v[SL_M_REACH]) && e->v[SL_M_REACH] < d->service.reach_m * (1.0 - 1e-6))
        fail(e, "reaches %.3g m, %.4g m asked for", e->v[SL_M_REACH], d->service.reach_m);
    if (e->v[SL_M_SHORELINE_USE] > 1.0)
        fail(e, "needs %.0f %% of the edge there is (limit: %s)", e->v[SL_M_SHORELINE_USE] * 100.0,
             e->out->limit);
}

// A reason of another layer stands beside what is told already.
static void fail_too(eval *e, const char *why)
{
    size_t used = strlen(e->out->why);
    if (!why[0]) return;
    if (e->out->feasible)
        fail(e, "%s", why);
    else
        snprintf(e->out->why + used, sizeof e->out->why - used, "; %s", why);
}

static void check_behind_port(eval *e)
{
    fail_too(e, e->fabric_why);
    fail_too(e, e->memory_why);
    fail_too(e, e->fleet_why);
    fail_too(e, e->workload_why);
}

static void check_interop(eval *e)
{
    sl_project_interop(e->out, e->d);
    if (!e->out->has_interop || e->out->interop != SL_FAIL) return;
    for (size_t i = 0; i < sl_clause_n; i++)
        if (e->out->clause[i].outcome == SL_FAIL)
            fail(e, "parts do not fit: %s (%s)", sl_clauses[i].text, sl_clauses[i].id);
}

// ---- the outer loop ----

// Errors of the light with the laser's mount at a temperature.
static bool light(eval *e, double laser_local_k)
{
    prepare_lane(e, laser_local_k);
    sl_lane_set_length(&e->lane, e->d, e->d->service.reach_m);
    double *log10_ber = &e->out->lane.log10_ber;
    if (e->lane.status == SL_OK && sl_lane_log10_ber(log10_ber, &e->lane.in) == SL_OK) {
        *log10_ber = sl_project_lane_ber(e->d, *log10_ber);
        return true;
    }
    fail(e, no_lane);
    return false;
}

// The laser's mount is held: its light, its life and what it draws are of that temperature.
static void hold(eval *e, double held_k)
{
    sl_operating_point *p = &e->out->point;
    if (e->d->link.laser.kind == SL_WORD_NO_LASER) return;
    p->laser_local_k = held_k;
    p->laser_k = e->light.point.junction_temp_k;
    p->laser = e->light.point;
    sl_project_power(&e->power, e->d, &e->light, &e->host, &e->modulator, p->tuning_w);
    energy(e);
}

// What comes of a port's power and errors with the chip at a share of its full power.
static bool port(eval *e, double duty, const sl_evaluate_opts *opts)
{
    sl_operating_point *p = &e->out->point;
    double held_k = opts->laser_temp_k;
    sl_couple(p, &e->power, e->d, &e->thermal, &e->host, &e->modulator, duty);
    if (p->verdict == SL_VERDICT_NUMERICAL) return false;
    energy(e);
    if (e->optics && !light(e, held_k > 0.0 ? held_k : p->laser_local_k)) return false;
    if (e->optics && held_k > 0.0) hold(e, held_k);
    error_ratios(e);
    return true;
}

static void fleet(eval *e)
{
    sl_lane_out lane = {.margin_db = NAN};
    if (e->optics && !isnan(e->d->fleet.wander_sd_db)) sl_lane_evaluate(&lane, &e->lane.in);
    sl_project_fleet(e->out, e->d, least_margin_db(e, lane.margin_db), e->fleet_why,
                     sizeof e->fleet_why);
}

// The layers behind it.
static void behind_port(eval *e)
{
    sl_population links = {.design = e->d,
                           .lane = e->optics ? &e->lane.in : NULL,
                           .log10_ber = e->optics ? e->out->lane.log10_ber : e->host.log10_ber,
                           .fixed_log10_ber = e->optics ? decided_log10_ber(e) : -INFINITY};
    e->memory_why[0] = e->workload_why[0] = e->fleet_why[0] = '\0';
    sl_project_fabric(e->out, e->d, &links, e->fabric_why);
    if (e->d->has_fleet) fleet(e);
    if (e->d->has_memory) sl_project_memory(e->out, e->d, e->memory_why, sizeof e->memory_why);
    if (e->d->has_workload)
        sl_project_workload(e->out, e->d, e->workload_why, sizeof e->workload_why);
}

#define SETTLED_K 0.05
#define OUTER_MAX 24

static void outer_loop(eval *e, const sl_evaluate_opts *opts)
{
    const sl_operating_point *p = &e->out->point;
    double used = 1.0, low = 0.0, high = 1.0, full_k = p->asic_k;
    bool bracketed = false;
    behind_port(e);
    e->out->outer_turns = 1;
    bool holds = e->v[SL_M_PRE_FEC] <= e->required_ber * (1.0 + 1e-6); // at full power
    if (!e->out->has_workload || opts->laser_temp_k > 0.0) return;
    e->v[SL_M_FULL_TEMP] = p->asic_peak_k;
    if (!e->out->feasible || !holds || e->fabric_why[0] || e->workload_why[0]) return;
    double settled = SETTLED_K / fmax(1.0, full_k - e->d->service.ambient_k);
    for (; e->out->outer_turns < OUTER_MAX; e->out->outer_turns++) {
        double duty = e->out->history.duty;
        if (fabs(duty - used) < settled || (bracketed && high - low < settled)) break;
        if (duty > used) {
            low = used;
            bracketed = true;
        } else {
            high = used;
        }
        used = bracketed ? (low + high) / 2.0 : duty;
        if (!port(e, used, opts) || p->verdict != SL_VERDICT_OK) {
            check_heat(e); // colder than at full power, and yet no state to be in
            break;
        }
        behind_port(e);
    }
}

static void explain(eval *e)
{
    if (!e->out->feasible) return;
    const sl_link_spec *link = &e->d->link;
    const char *part = "copper channel";
    if (link->kind == SL_WORD_ACTIVE)
        part = e->host.line.margin_db < e->host.out.margin_db ? "cable" : "host channel";
    if (e->optics) part = "light";
    if (e->optics && link->kind != SL_WORD_LINEAR &&
        e->host.out.margin_db < e->v[SL_M_OPTICAL_MARGIN])
        part = "host channel";
    snprintf(e->out->why, sizeof e->out->why, "margin limited by %s, density by %s", part,
             e->out->limit);
}

static void evaluate(eval *e, sl_result *out, const sl_design *design, const sl_evaluate_opts *opts)
{
    memset(out, 0, sizeof *out);
    for (int i = 0; i < SL_METRICS; i++)
        out->value[i] = NAN;
    out->feasible = true;
    out->job_mtbf_s = design->has_workload ? design->workload.mtbf_s : (double)NAN;
    out->flap_mtbf_s = design->fabric.flap_mtbf_s;
    out->ports = sl_design_ports(design);
    out->engines = sl_design_engines(design);
    *e = (eval){.d = design, .out = out, .v = out->value};
    e->optics = design->link.kind >= SL_WORD_RETIMED;
    e->required_ber = sl_design_pre_fec(design);
    sl_project_electrical(&e->host, design, e->required_ber, !opts->skip_reach);
    out->host = e->host.out;
    if (e->host.status == SL_ERR_NO_CONVERGENCE) {
        fail(e, "no setting of the equaliser opens the eye of its electrical channel");
        return;
    }
    if (e->host.status != SL_OK) {
        fail(e, "the electrical path cannot be evaluated with these inputs");
        return;
    }
    e->lane_ber = lane_budget(e);
    double local = opts->laser_temp_k > 0.0 ? opts->laser_temp_k : design->service.ambient_k;
    if (e->optics) { // its power hardly depends on heat: at the light of the ambient
        sl_project_laser(&e->light, &design->link.laser, local);
        sl_project_modulator(&e->modulator, design, &e->light);
        linear_energy(e, local);
    }
    latency(e);
    sl_status fits = sl_project_package(&e->thermal, design);
    if (fits != SL_OK)
        out->point.verdict = fits == SL_ERR_LIMIT ? SL_VERDICT_GEOMETRY : SL_VERDICT_NUMERICAL;
    bool stands = fits == SL_OK && port(e, 1.0, opts);
    if (opts->laser_temp_k <= 0.0 || fits != SL_OK) check_heat(e);
    if (!stands) return;
    outer_loop(e, opts);
    if (e->optics) lane_metrics(e);
    if (e->optics && !out->has_lane) return;
    margins(e);
    temperatures(e);
    reach(e, opts->skip_reach);
    edges(e);
    const char *money = design->has_market ? sl_project_economics(out, design) : NULL;
    check_signal(e, opts->brief);
    check_service(e);
    check_behind_port(e);
    check_interop(e);
    if (money) fail_too(e, money);
    explain(e);
}

void sl_evaluate(sl_result *out, const sl_design *design, const sl_evaluate_opts *opts)
{
    eval e;
    evaluate(&e, out, design, opts ? opts : &(sl_evaluate_opts){0});
}

bool sl_evaluate_lane(sl_lane_setup *lane, sl_light *light, const sl_design *design)
{
    eval e;
    sl_result result;
    evaluate(&e, &result, design, &(sl_evaluate_opts){.brief = true, .skip_reach = true});
    *light = e.light;
    if (!result.has_lane) return false;
    *lane = e.lane;
    lane_input(lane);
    return true;
}
