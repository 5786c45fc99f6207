// What one failure takes along, and what that leaves of the ports.
//
// Model. A port needs parts of several kinds; one part serves one or several ports, and is swapped
// with the service unit it sits in. Each kind makes a port go dark and come back: an alternating
// renewal process. While hands are on a service unit all of its ports are dark, and where it cannot
// be swapped hot all ports of its chassis.
//
// Equations. Units N per_port/ports (lasers: and their spares). One port sees outages at a rate
// r = per_port rate and is down for D = dispatch + wait + s soft + (1 - s) hands; hands on its
// neighbours take it out at r' = r (1 - s) taken/ports, with taken = unit_ports - ports, or where
// the unit is not hot chassis_ports - ports. u = x/(1 + x), x = r D + r' hands; all kinds: 1 - prod
// (1 - u). A group of lasers with spares that is not tended until it is dark has the constant rate
// of equal survival -ln(1 - F(life))/life, F by kofn.c with the common cause.
//
// Assumptions. Kinds independent; each kind as a whole is one renewal process of a port, exact for
// any law of repair when lives are exponential. Spares take over without a gap. Hands swap all
// ports of a unit at once.
//
// Limits. Means over time: spares wear out together late in life. Two failures of one service unit
// at once count twice. A crew's wait is that of an open queue, added as its mean.
//
// Sources. Alternating renewal: Barlow and Proschan, Mathematical Theory of Reliability, chapter 3;
// beta factor: Fleming, 1975; from memory. The architectures' counts are inputs.
#include "shoreline/fleet.h"

#include <math.h>

#define SL_X(name, word, label) word,
const char *const sl_fleet_part_names[SL_FLEET_PARTS] = {SL_FLEET_LIST(SL_X)};
#undef SL_X
#define SL_X(name, word, label) label,
const char *const sl_fleet_part_labels[SL_FLEET_PARTS] = {SL_FLEET_LIST(SL_X)};
#undef SL_X

static bool valid_unit(const sl_fleet_unit *u)
{
    if (u->per_port == 0.0) return true;
    return u->per_port > 0.0 && u->ports > 0.0 && u->rate_per_s >= 0.0 && isfinite(u->rate_per_s) &&
           u->soft >= 0.0 && u->soft <= 1.0 && u->unit_ports >= u->ports && u->dispatch_s >= 0.0 &&
           u->hands_s >= 0.0 && u->soft_s >= 0.0;
}

static bool valid(const sl_fleet *f)
{
    const sl_fleet_spares *s = &f->lasers;
    if (!(f->ports > 0.0 && f->chassis_ports >= 0.0 && f->life_s > 0.0 && f->crews >= 0))
        return false;
    for (int i = 0; i < SL_FLEET_PARTS; i++)
        if (!valid_unit(&f->unit[i])) return false;
    if (f->unit[SL_FLEET_LASER].per_port == 0.0) return true;
    return s->group_ports > 0.0 && s->spares >= 0 && s->beta >= 0.0 && s->beta <= 1.0;
}

// Failures and outages of lasers: each is one without spares; else a group is one.
static sl_status laser_rates(sl_fleet_kind *k, const sl_fleet *f)
{
    const sl_fleet_unit *u = &f->unit[SL_FLEET_LASER];
    const sl_fleet_spares *s = &f->lasers;
    if (s->spares == 0 && s->beta == 0.0) return SL_OK;
    double needed = fmax(1.0, round(u->per_port / u->ports * s->group_ports));
    double groups = f->ports / s->group_ports;
    if (needed + s->spares > SL_KOFN_MAX) return SL_ERR_DOMAIN;
    sl_kofn group = {.n = (int)needed + s->spares, .k = (int)needed, .rate_per_s = u->rate_per_s};
    k->units = groups * group.n;
    k->failures_per_s = k->units * u->rate_per_s;
    if (s->spares == 0) { // the common cause takes more ports, but there is nothing to spend
        double common = s->beta * u->rate_per_s, own = needed * (u->rate_per_s - common);
        k->outages_per_s = groups * (own + common);
        k->dark_ports = (own * u->ports + common * s->group_ports) / (own + common);
    } else {
        double gone = sl_kofn_mission_common(&group, s->beta, f->life_s);
        k->outages_per_s = groups * -log1p(-gone) / f->life_s;
        double common = fmin(1.0, groups * s->beta * u->rate_per_s / k->outages_per_s);
        if (isnan(common)) common = 0.0;
        k->dark_ports = common * s->group_ports + (1.0 - common) * u->ports;
    }
    k->port_outages_per_s = k->outages_per_s * k->dark_ports / f->ports;
    return SL_OK;
}

static sl_status rates_of(sl_fleet_kind *k, const sl_fleet *f, int part)
{
    const sl_fleet_unit *u = &f->unit[part];
    *k = (sl_fleet_kind){0};
    if (u->per_port == 0.0) return SL_OK;
    k->units = f->ports * u->per_port / u->ports;
    k->failures_per_s = k->outages_per_s = k->units * u->rate_per_s;
    k->dark_ports = u->ports;
    k->port_outages_per_s = u->per_port * u->rate_per_s;
    if (part == SL_FLEET_LASER) SL_TRY(laser_rates(k, f));
    k->swaps_per_s = k->outages_per_s * (1.0 - u->soft);
    double out_ports = u->hot ? u->unit_ports : fmax(u->unit_ports, f->chassis_ports);
    k->taken_ports = fmax(0.0, out_ports - k->dark_ports);
    return SL_OK;
}

static double hands_s(const sl_fleet_unit *u)
{
    return u->soft * u->soft_s + (1.0 - u->soft) * u->hands_s;
}

static double down_s(const sl_fleet_unit *u, double wait_s)
{
    return u->dispatch_s + wait_s + hands_s(u);
}

static double unavailability(const sl_fleet_kind *k, const sl_fleet_unit *u, double ports,
                             double wait_s)
{
    double own = k->port_outages_per_s * down_s(u, wait_s);
    double others = k->swaps_per_s * k->taken_ports / ports * u->hands_s;
    return (own + others) / (1.0 + own + others);
}

sl_status sl_fleet_evaluate(sl_fleet_result *out, const sl_fleet *f)
{
    *out = (sl_fleet_result){0};
    if (!valid(f)) return SL_ERR_DOMAIN;
    for (int i = 0; i < SL_FLEET_PARTS; i++) {
        sl_fleet_kind *k = &out->kind[i];
        SL_TRY(rates_of(k, f, i));
        out->failures_per_s += k->failures_per_s;
        out->outages_per_s += k->outages_per_s;
        out->swaps_per_s += k->swaps_per_s;
        out->port_outages_per_s += k->port_outages_per_s;
        out->hands += k->outages_per_s * hands_s(&f->unit[i]);
    }
    out->actions_per_s = out->outages_per_s;
    if (f->crews > 0 && out->actions_per_s > 0.0)
        SL_TRY(sl_crew_queue_of(&out->queue, out->actions_per_s, out->hands / out->actions_per_s,
                                f->crews));
    double log_up = 0.0, down = 0.0;
    for (int i = 0; i < SL_FLEET_PARTS; i++) {
        sl_fleet_kind *k = &out->kind[i];
        k->unavailability = unavailability(k, &f->unit[i], f->ports, out->queue.wait_s);
        log_up += log1p(-k->unavailability);
        down += k->port_outages_per_s * down_s(&f->unit[i], out->queue.wait_s);
    }
    out->repair_s = out->port_outages_per_s > 0.0 ? down / out->port_outages_per_s : (double)NAN;
    out->port_unavailability = -expm1(log_up);
    out->dark_ports_mean = out->port_unavailability * f->ports;
    return SL_OK;
}

// An outage of d ports misses a job of the share s of all ports with (1 - s)^d.
double sl_fleet_interruptions_per_s(const sl_fleet *f, const sl_fleet_result *r, double ports,
                                    double stops)
{
    if (!(ports >= 0.0 && ports <= f->ports && stops >= 0.0 && stops <= 1.0)) return NAN;
    double sum = 0.0, log_out = log1p(-ports / f->ports);
    for (int i = 0; i < SL_FLEET_PARTS; i++) {
        const sl_fleet_kind *k = &r->kind[i];
        double touched = fmax(k->dark_ports, 1.0);
        if (k->outages_per_s > 0.0) sum += k->outages_per_s * -expm1(touched * log_out);
    }
    return stops * sum;
}

sl_status sl_lane_capacity(double share[SL_LANES_MAX + 1], int n, double q, double common)
{
    bool ok = n >= 1 && n <= SL_LANES_MAX && q >= 0.0 && q <= 1.0 && common >= 0.0 && common <= 1.0;
    if (!ok) return SL_ERR_DOMAIN;
    share[0] = 1.0;
    for (int lanes = 1; lanes <= n; lanes++) { // one lane more: convolution, sums of positive terms
        share[lanes] = share[lanes - 1] * q;
        for (int j = lanes - 1; j > 0; j--)
            share[j] = share[j] * (1.0 - q) + share[j - 1] * q;
        share[0] *= 1.0 - q;
    }
    for (int j = 0; j <= n; j++)
        share[j] *= 1.0 - common;
    share[n] += common;
    return SL_OK;
}
