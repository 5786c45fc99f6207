// Credits and retry of one link against its length.
//
// Model. The sender may have as many flits under way as the receiver has buffers; a buffer's credit
// comes back a round trip after its flit left. A flit that fails its check is asked for again.
// Equations. RTT = flit + 2 n d / c + turnaround + extra; utilisation min(1, C flit / RTT).
// Go-back-N throws away the bad flit and what followed it until the news came, n = min(RTT/flit, C)
// flits in all: with p per flit a good one takes 1 + n p/(1-p) places on the wire, so goodput is
// (1-p)/(1 - p + p n), and the other share waits for an error. Selective repeat sends one flit
// again: goodput 1 - p; only the flit itself waits.
//
// Assumptions. Buffers drain at line rate; credits return at once and cost no bandwidth; errors of
// flits are independent, and a repeated flit fails as easily as a new one.
//
// Limits. Links in a row (switches) hold credits each for themselves; here stands one of them.
//
// Sources. Window flow control and ARQ in Bertsekas and Gallager, Data Networks, chapter 2.
#include "shoreline/memory.h"

#include "shoreline/constants.h"

#include <math.h>

double sl_credit_round_trip_s(const sl_credit_loop *l)
{
    bool valid = l->flit_s > 0.0 && l->length_m >= 0.0 && l->index >= 1.0 &&
                 l->turnaround_s >= 0.0 && l->extra_s >= 0.0;
    if (!valid) return NAN;
    return l->flit_s + 2.0 * l->index * l->length_m / SL_SPEED_OF_LIGHT_M_S + l->turnaround_s +
           l->extra_s;
}

double sl_credit_utilisation(const sl_credit_loop *loop)
{
    double round_trip_s = sl_credit_round_trip_s(loop);
    if (isnan(round_trip_s) || !(loop->flits > 0.0)) return NAN;
    return fmin(1.0, loop->flits * loop->flit_s / round_trip_s);
}

double sl_credit_window_s(const sl_credit_loop *loop)
{
    double round_trip_s = sl_credit_round_trip_s(loop);
    if (isnan(round_trip_s) || !(loop->flits > 0.0)) return NAN;
    return fmax(loop->flit_s, fmin(round_trip_s, loop->flits * loop->flit_s));
}

double sl_credit_need_bytes(const sl_credit_loop *loop, double flit_bytes)
{
    if (!(flit_bytes > 0.0)) return NAN;
    return flit_bytes * sl_credit_round_trip_s(loop) / loop->flit_s;
}

sl_status sl_retry_of(sl_retry *out, sl_retry_mode mode, double p, double window_s, double flit_s)
{
    if (!(p >= 0.0 && p <= 1.0 && flit_s > 0.0 && window_s >= flit_s)) return SL_ERR_DOMAIN;
    double thrown = mode == SL_RETRY_SELECTIVE ? p : p * window_s / flit_s, good = 1.0 - p;
    *out = (sl_retry){.goodput = good / (good + thrown), .delayed = thrown / (good + thrown)};
    return SL_OK;
}
