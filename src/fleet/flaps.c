// How often a link flaps, from its margin.
//
// Model. A link's margin is a constant of its own, normal over the links, and a wander in time:
// temperature, polarisation, ageing of contacts. The wander is a smooth stationary Gaussian process
// that crosses its mean upwards f times a second. A flap begins where the margin falls below zero.
//
// Equations. A link of margin m: rate f exp(-m^2/(2 s^2)), share of time Q(m/s) (Rice). Over links
// N(M, t^2) that passed a screen at S, with v^2 = s^2 + t^2: f (s/v) exp(-M^2/(2 v^2))
// Q((S - M s^2/v^2)/(s t/v)) / Q((S - M)/t); the share Q(M/v), with a screen by the sum
// of Q(m/s) over the links.
//
// Assumptions. Both laws are normal also in their tails: nobody has measured that, and a flap is a
// tail event. The wander is the same for all links. Dirt, reseating and software are not in it.
//
// Limits. One wander with one time scale; a link needs no time to come back beyond that below zero.
//
// Sources. Rice, Bell System Technical Journal 24 (1945) 46, eq. 3.3-14; from memory.
#include "shoreline/fleet.h"

#include "shoreline/numeric.h"

#include <math.h>

// Mean of Q(m/s) over normal links above the screen: Simpson over the standard normal, from the
// screen to 12 sd, where both factors are smooth.
static double share_below(const sl_flap_law *l)
{
    const int cells = 1000; // good for a wander of 1 % of the spread
    double low = fmax(-12.0, (l->screen_db - l->margin_db) / l->link_sd_db), high = 12.0;
    double step = (high - low) / cells, sum = 0.0, weight = 0.0;
    if (low >= high) return NAN;
    for (int i = 0; i <= cells; i++) {
        double z = low + i * step, simpson = i == 0 || i == cells ? 1.0 : (i % 2 ? 4.0 : 2.0);
        double w = simpson * exp(-z * z / 2.0);
        sum += w * sl_q((l->margin_db + z * l->link_sd_db) / l->wander_sd_db);
        weight += w;
    }
    return sum / weight;
}

// Without wander a link is dark for good or never: its share of those that passed.
static void still_links(sl_flap_result *out, const sl_flap_law *l)
{
    double t = l->link_sd_db, m = l->margin_db;
    double passed = t > 0.0 ? sl_q((l->screen_db - m) / t) : m >= l->screen_db;
    double lit = t > 0.0 ? sl_q((fmax(0.0, l->screen_db) - m) / t) : passed && m >= 0.0;
    out->refused = 1.0 - passed;
    out->share = passed > 0.0 ? (passed - lit) / passed : (double)NAN;
}

// Without spread between links there is nothing to average.
static void one_link(sl_flap_result *out, const sl_flap_law *l)
{
    double z = l->margin_db / l->wander_sd_db;
    out->refused = l->margin_db < l->screen_db ? 1.0 : 0.0;
    out->per_s = l->wander_hz * exp(-z * z / 2.0);
    out->share = sl_q(z);
}

static void many_links(sl_flap_result *out, const sl_flap_law *l)
{
    double s = l->wander_sd_db, t = l->link_sd_db, v = hypot(s, t), z = l->margin_db / v;
    double centre = l->margin_db * (s / v) * (s / v), width = s * t / v;
    double passed = sl_q((l->screen_db - l->margin_db) / t);
    out->refused = sl_q((l->margin_db - l->screen_db) / t);
    out->per_s =
        l->wander_hz * (s / v) * exp(-z * z / 2.0) * sl_q((l->screen_db - centre) / width) / passed;
    out->share = isinf(l->screen_db) ? sl_q(z) : share_below(l);
}

sl_status sl_flaps_of(sl_flap_result *out, const sl_flap_law *l)
{
    *out = (sl_flap_result){0};
    if (!(isfinite(l->margin_db) && l->link_sd_db >= 0.0 && l->wander_sd_db >= 0.0 &&
          l->wander_hz > 0.0 && isfinite(l->wander_hz) && !isnan(l->screen_db)) ||
        l->screen_db == INFINITY)
        return SL_ERR_DOMAIN;
    if (l->wander_sd_db == 0.0)
        still_links(out, l);
    else if (l->link_sd_db == 0.0)
        one_link(out, l);
    else
        many_links(out, l);
    out->mean_s = out->per_s > 0.0 ? out->share / out->per_s : (double)NAN;
    return isnan(out->per_s) || isnan(out->share) ? SL_ERR_DOMAIN : SL_OK;
}
